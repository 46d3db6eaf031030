/* source: see source.h; the chain of stages that one entry needs, and the count and hash of what comes out of it. */
#include "read/source.h"

#include "base/hash.h"
#include "read/member.h"
#include "read/unpack.h"
#include "read/utf16.h"

#include <stdlib.h>
#include <string.h>

struct source {
	struct stage *last;		/* of the chain; owns those before it */
	const struct stage *stored;	/* the one whose bytes tell how far we are: the file, or the member */
	uint64_t member_bytes;		/* of the member, uncompressed by the archive; 0: no member, or not known */
	uint64_t bytes_stored;		/* of the entry */
	bool is_member, failed;
	uint64_t decoded;
	struct hash_stream *hash;
	const char *encoding, *compression;
	char name[];			/* for sentences */
};

static bool is_none(const char *compression)
{
	return strcmp(compression, "none") == 0;
}

/* From the archive to the member's bytes, and off with a compression of their own. */
static int member_open(struct source *s, const char *member, struct err *e)
{
	const char *container, *inner;

	if (stage_look(s->last, e) < 0)
		return -1;
	container = container_name(s->last->head, s->last->looked);
	if (member_enter(&s->last, member, &s->member_bytes, e) < 0)
		return -1;
	s->stored = s->last;
	s->is_member = true;
	if (unpack(&s->last, &inner, e) < 0)
		return -1;
	if (is_none(s->compression))
		s->compression = container && strcmp(container, "zip") == 0 ? container : inner;
	return 0;
}

/* An archive whose members are not in the list: one that came through a pipe, or lies within another. */
static int container_refuse(const struct source *s, struct err *e)
{
	const char *container = container_name(s->last->head, s->last->looked);

	if (!container)
		return 0;
	if (s->is_member)
		return err_set(e, ERR_INPUT, "is a %s archive within an archive: unpack it first", container);
	return err_set(e, ERR_INPUT, "is a %s archive, which can be read from a file only, not from a pipe", container);
}

/* The byte order mark off, and UTF-16 made UTF-8. */
static int decode(struct source *s, struct err *e)
{
	static const char *const name[] = { [UTF_8] = "utf-8", [UTF_16LE] = "utf-16le", [UTF_16BE] = "utf-16be" };
	char mark[4];
	size_t mark_bytes;
	enum encoding encoding;

	if (stage_look(s->last, e) < 0 || container_refuse(s, e) < 0)
		return -1;
	encoding = encoding_find(s->last->head, s->last->looked, s->last->looked < STAGE_HEAD, &mark_bytes);
	if (encoding == UTF_32)
		return err_set(e, ERR_INPUT, "is UTF-32 text: convert it to UTF-8 (iconv -f UTF-32 -t UTF-8)");
	s->encoding = name[encoding];
	if (mark_bytes && stage_read(s->last, mark, mark_bytes, e) < 0)
		return -1;
	return encoding == UTF_8 ? 0 : utf16_enter(&s->last, encoding == UTF_16BE, e);
}

static int chain_open(struct source *s, const struct source_entry *entry, struct err *e)
{
	if (stage_file(&s->last, entry->path, e) < 0)
		return -1;
	s->stored = s->last;
	if (unpack(&s->last, &s->compression, e) < 0)
		return -1;
	if (entry->member && member_open(s, entry->member, e) < 0)
		return -1;
	return decode(s, e);
}

int source_open(struct source **out, const struct source_entry *entry, struct err *e)
{
	size_t n = strlen(entry->name) + 1;
	struct source *s = calloc(1, sizeof *s + n);
	int done;

	if (!s)
		return err_nomem(e);
	memcpy(s->name, entry->name, n);
	s->bytes_stored = entry->bytes_stored;
	s->hash = hash_stream_new();
	done = s->hash ? chain_open(s, entry, e) : err_nomem(e);
	if (done < 0) {
		source_close(s);
		return err_in(e, "%s", entry->name);
	}
	*out = s;
	return 0;
}

/* After a failure there is no end to reach: what a stage gave then would pass for whole. */
ssize_t source_read(struct source *s, char *to, size_t room, struct err *e)
{
	ssize_t got = s->failed ? err_set(e, ERR_INPUT, "could not be read") : stage_read(s->last, to, room, e);

	if (got < 0) {
		s->failed = true;
		return err_in(e, "%s", s->name);
	}
	s->decoded += (uint64_t)got;
	hash_stream_add(s->hash, to, (size_t)got);
	return got;
}

uint64_t source_bytes_stored_read(const struct source *s)
{
	uint64_t read = s->stored->pulled;

	if (!s->is_member)
		return read;
	if (read >= s->member_bytes)
		return s->bytes_stored;
	return (uint64_t)((double)s->bytes_stored * ((double)read / (double)s->member_bytes));
}

uint64_t source_bytes_decoded(const struct source *s)
{
	return s->decoded;
}

uint64_t source_hash(const struct source *s)
{
	return hash_stream_value(s->hash);
}

const char *source_encoding(const struct source *s)
{
	return s->encoding;
}

const char *source_compression(const struct source *s)
{
	return s->compression;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	stage_close(s->last);
	hash_stream_free(s->hash);
	free(s);
}
