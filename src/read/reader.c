/* reader: see reader.h. */
#include "read/reader.h"

#include <errno.h>
#include <string.h>

static la_ssize_t give(struct archive *a, void *reader, const void **bytes)
{
	struct reader *r = reader;
	ssize_t got = stage_read(r->from, r->in, sizeof r->in, r->err);

	(void)a;
	if (got < 0)
		return -1;
	if (got > 0)		/* else the last block stays at hand */
		r->block = (size_t)got;
	r->given += (uint64_t)got;
	*bytes = r->in;
	return got;
}

static la_int64_t jump(struct archive *a, void *reader, la_int64_t offset, int whence)
{
	int64_t at = stage_seek(((struct reader *)reader)->from, offset, whence);

	if (at >= 0)
		return at;
	archive_set_error(a, errno, "%s", strerror(errno));
	return ARCHIVE_FATAL;
}

int reader_begin(struct reader *r, struct stage *from, struct err *e)
{
	r->from = from;
	r->archive = archive_read_new();
	if (!r->archive)
		return err_nomem(e);
	archive_read_set_read_callback(r->archive, give);
	archive_read_set_callback_data(r->archive, r);
	return 0;
}

int reader_open(struct reader *r, bool seek, struct err *e)
{
	r->err = e;
	if (seek && r->from->seek)
		archive_read_set_seek_callback(r->archive, jump);
	return archive_read_open1(r->archive) == ARCHIVE_OK ? 0 : -1;
}

/* A warning about data is a failed check: a wrong CRC or size. */
ssize_t reader_read(struct reader *r, char *to, size_t room, const char *what, struct err *e)
{
	la_ssize_t got;

	r->err = e;
	got = archive_read_data(r->archive, to, room);
	return got < 0 ? reader_fail(r, what, e) : got;
}

int reader_fail(struct reader *r, const char *what, struct err *e)
{
	static const struct {
		const char *words, *state;
	} known[] = {	/* "No progress" and "less bytes" are what liblzma and the lzip filter say of an end that came too early */
		{ "runcated", "truncated" },
		{ "No progress", "truncated" },
		{ "less bytes", "truncated" },
		{ "Unrecognized", "truncated or corrupt" },
	};
	const char *text = r->archive ? archive_error_string(r->archive) : NULL;

	if (!text || !*text)
		return err_set(e, ERR_INPUT, "corrupt %s input", what);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strstr(text, known[i].words))
			return err_set(e, ERR_INPUT, "%s %s input", known[i].state, what);
	if (strstr(text, "nsupported"))
		return err_set(e, ERR_INPUT, "%s", text);
	return err_set(e, ERR_INPUT, "corrupt %s input: %s", what, text);
}

void reader_end(struct reader *r)
{
	if (r->archive)
		archive_read_free(r->archive);
	r->archive = NULL;
}
