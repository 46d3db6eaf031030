/* complain: see complain.h. */
#include "cli/complain.h"

#include "cli/command.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a terminal would obey, at the start of a text: the code point, and its bytes; or 0. */
static unsigned harmful_at(const char *text, size_t *bytes)
{
	const unsigned char *t = (const unsigned char *)text;
	unsigned code;

	*bytes = 1;
	if (t[0] < 0x20 || t[0] == 0x7f)
		return t[0];
	if (t[0] == 0xc2 && t[1] >= 0x80 && t[1] < 0xa0) {	/* C1 controls */
		*bytes = 2;
		return t[1];
	}
	if (t[0] != 0xe2 || (t[1] != 0x80 && t[1] != 0x81) || (t[2] & 0xc0) != 0x80)
		return 0;
	*bytes = 3;
	code = 0x2000u | (t[1] & 0x3fu) << 6 | (t[2] & 0x3fu);
	return code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ? code : 0;
}

static void harmless_put(const char *text)
{
	for (size_t n; *text; text += n) {
		unsigned code = harmful_at(text, &n);

		if (code)
			fprintf(stderr, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
		else
			fwrite(text, 1, n, stderr);
	}
}

static void sentence_put(const char *format, va_list arguments)
{
	char *text;

	if (vasprintf(&text, format, arguments) < 0) {
		fputs(format, stderr);	/* no memory: without what it is about */
		return;
	}
	harmless_put(text);
	free(text);
}

int complain(const char *format, ...)
{
	va_list arguments;

	fputs("assay: ", stderr);
	va_start(arguments, format);
	sentence_put(format, arguments);
	va_end(arguments);
	putc('\n', stderr);
	return EXIT_CANNOT;
}

int complain_usage(const struct command *c, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "assay %s: ", c->name);
	va_start(arguments, format);
	sentence_put(format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nTry: assay %s --help\n", c->name);
	return EXIT_CANNOT;
}

int complain_memory(void)
{
	return complain("out of memory");
}

bool reader_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return ferror(stdout) && poll(&out, 1, 0) == 1 && out.revents & (POLLERR | POLLHUP);
}

int stdout_finish(int status)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	failed |= fflush(stdout) != 0;	/* where writing failed before, what is left fails again, and says why */
	if (!failed || reader_gone())
		return status;
	return complain("standard output: %s", errno ? strerror(errno) : "not everything could be written");
}
