/* file: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 64 * 1024 };

/* All of the stream, growing as it comes: pipes have no size. */
static char *stream_read(FILE *f, const char *path, size_t most, size_t *bytes, struct err *e)
{
	char *text = NULL, *grown;
	size_t room = 0, n;

	*bytes = 0;
	do {
		if (*bytes + STEP > room) {
			room = room ? 2 * room : STEP;
			grown = realloc(text, room + 1);
			if (!grown) {
				err_nomem(e);
				free(text);
				return NULL;
			}
			text = grown;
		}
		n = fread(text + *bytes, 1, STEP, f);
		*bytes += n;
	} while (n == STEP && *bytes <= most);
	text[*bytes] = '\0';
	if (!ferror(f) && *bytes <= most)
		return text;
	if (ferror(f))
		err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
	else
		err_set(e, ERR_INPUT, "%s: larger than %zu bytes", path, most);
	free(text);
	return NULL;
}

char *file_read(const char *path, size_t most, size_t *bytes, struct err *e)
{
	FILE *f = fopen(path, "rbe");
	char *text;

	if (!f) {
		err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
		return NULL;
	}
	text = stream_read(f, path, most, bytes, e);
	fclose(f);
	return text;
}
