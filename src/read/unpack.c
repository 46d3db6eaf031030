/* unpack: see unpack.h. zlib takes off gzip, because libarchive does not look at gzip's checksum; libarchive all others.
 *
 * Several compressed pieces one behind the other are one stream, as the usual tools have it. Behind the last may stand NUL bytes,
 * which tapes and block devices leave; anything else there is an error: it would be data that nobody read.
 */
#include "read/unpack.h"

#include "read/reader.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct packing {
	const char *name;
	const char *magic;	/* '?' is any byte */
	size_t magic_bytes;
	int filter;		/* of libarchive */
	int (*open)(struct stage **, const struct packing *, struct err *);
};

/* All that `from` still has must be NUL. */
static int rest_check(const char *bytes, size_t n, struct stage *from, const char *name, struct err *e)
{
	char block[STAGE_HEAD];
	ssize_t got;

	do {
		for (size_t i = 0; i < n; i++)
			if (bytes[i] != '\0')
				return err_set(e, ERR_INPUT, "corrupt %s input: other bytes behind the compressed data", name);
		got = stage_read(from, block, sizeof block, e);
		bytes = block;
		n = got > 0 ? (size_t)got : 0;
	} while (got > 0);
	return got < 0 ? -1 : 0;
}

/* ---- gzip ---- */

struct gunzip {
	struct stage base;
	struct stage *from;
	z_stream z;
	bool between;		/* behind a member's end, nothing of the next seen */
	bool ended;
	char in[READER_BLOCK];
};

/* At the border of two members, with input at hand: does another follow? */
static int gunzip_border(struct gunzip *g, struct err *e)
{
	const char *next = (const char *)g->z.next_in;

	g->between = false;
	if (*next == '\x1f')
		return 0;
	g->ended = true;
	return rest_check(next, g->z.avail_in, g->from, "gzip", e);
}

static int gunzip_fill(struct gunzip *g, struct err *e)
{
	ssize_t got = stage_read(g->from, g->in, sizeof g->in, e);

	if (got < 0)
		return -1;
	if (got == 0 && !g->between)
		return err_set(e, ERR_INPUT, "truncated gzip input");
	g->ended = got == 0;
	g->z.next_in = (Bytef *)g->in;
	g->z.avail_in = (uInt)got;
	return 0;
}

static int gunzip_some(struct gunzip *g, struct err *e)
{
	int code;

	if (g->z.avail_in == 0 && gunzip_fill(g, e) < 0)
		return -1;
	if (g->between && !g->ended && gunzip_border(g, e) < 0)
		return -1;
	if (g->ended)
		return 0;
	code = inflate(&g->z, Z_NO_FLUSH);
	if (code == Z_STREAM_END) {
		g->between = true;
		return inflateReset(&g->z) == Z_OK ? 0 : err_nomem(e);
	}
	if (code == Z_MEM_ERROR)
		return err_nomem(e);
	if (code != Z_OK && code != Z_BUF_ERROR)
		return err_set(e, ERR_INPUT, "corrupt gzip input: %s", g->z.msg ? g->z.msg : "no gzip stream");
	return 0;
}

static ssize_t gunzip_pull(struct stage *s, char *to, size_t room, struct err *e)
{
	struct gunzip *g = (struct gunzip *)s;
	uInt want = room < INT32_MAX ? (uInt)room : INT32_MAX;

	g->z.next_out = (Bytef *)to;
	g->z.avail_out = want;
	while (g->z.avail_out > 0 && !g->ended)
		if (gunzip_some(g, e) < 0)
			return -1;
	return (ssize_t)(want - g->z.avail_out);
}

static void gunzip_close(struct stage *s)
{
	struct gunzip *g = (struct gunzip *)s;

	inflateEnd(&g->z);
	stage_close(g->from);
	free(g);
}

static int gunzip_open(struct stage **stage, const struct packing *packing, struct err *e)
{
	struct gunzip *g = calloc(1, sizeof *g);

	(void)packing;
	if (!g || inflateInit2(&g->z, 16 + MAX_WBITS) != Z_OK) {	/* 16: gzip, with header and checksum */
		free(g);
		return err_nomem(e);
	}
	g->base.pull = gunzip_pull;
	g->base.close = gunzip_close;
	g->from = *stage;
	*stage = &g->base;
	return 0;
}

/* ---- the filters of libarchive ---- */

struct filtered {
	struct stage base;
	struct reader reader;
	const struct packing *packing;
	bool ended;
};

/* The filter is done; what is left of the last block was not for it. */
static int filtered_end(struct filtered *f, struct err *e)
{
	int64_t used = archive_filter_bytes(f->reader.archive, -1);
	uint64_t left = used >= 0 && (uint64_t)used < f->reader.given ? f->reader.given - (uint64_t)used : 0;

	f->ended = true;
	if (left > f->reader.block)		/* a filter looks at most a few bytes past a block's end */
		left = f->reader.block;
	return rest_check(f->reader.in + f->reader.block - left, (size_t)left, f->reader.from, f->packing->name, e);
}

static ssize_t filtered_pull(struct stage *s, char *to, size_t room, struct err *e)
{
	struct filtered *f = (struct filtered *)s;
	ssize_t got = f->ended ? 0 : reader_read(&f->reader, to, room, f->packing->name, e);

	return got == 0 && !f->ended ? filtered_end(f, e) : got;
}

static void filtered_close(struct stage *s)
{
	struct filtered *f = (struct filtered *)s;

	reader_end(&f->reader);
	stage_close(f->reader.from);
	free(f);
}

/* The filter reads its first block when the archive is opened, so that an empty stream and a broken one are told apart: once
 * opened, both would look empty. */
static int filtered_begin(struct filtered *f, struct stage *from, struct err *e)
{
	struct reader *r = &f->reader;
	struct archive_entry *entry;
	int code;

	if (reader_begin(r, from, e) < 0)
		return -1;
	if (archive_read_support_filter_by_code(r->archive, f->packing->filter) != ARCHIVE_OK)
		return err_set(e, ERR_INPUT, "%s input, which this build of libarchive cannot read", f->packing->name);
	archive_read_support_format_raw(r->archive);
	archive_read_support_format_empty(r->archive);
	if (reader_open(r, false, e) < 0)
		return reader_fail(r, f->packing->name, e);
	if (archive_filter_code(r->archive, 0) != f->packing->filter)
		return err_set(e, ERR_INPUT, "truncated or corrupt %s input: its header makes no sense", f->packing->name);
	code = archive_read_next_header(r->archive, &entry);
	if (code == ARCHIVE_EOF)
		return filtered_end(f, e);
	return code == ARCHIVE_OK ? 0 : reader_fail(r, f->packing->name, e);
}

static int filtered_open(struct stage **stage, const struct packing *packing, struct err *e)
{
	struct filtered *f = calloc(1, sizeof *f);

	if (!f)
		return err_nomem(e);
	f->base.pull = filtered_pull;
	f->base.close = filtered_close;
	f->packing = packing;
	if (filtered_begin(f, *stage, e) < 0) {
		reader_end(&f->reader);
		free(f);
		return -1;
	}
	*stage = &f->base;
	return 0;
}

#define MAGIC(text) (text), sizeof(text) - 1

/* Skippable frames may come first in zstd and in lz4; only tools of zstd write them there. */
static const struct packing packings[] = {
	{ "gzip",	MAGIC("\x1f\x8b"),			0,			gunzip_open },
	{ "zstd",	MAGIC("\x28\xb5\x2f\xfd"),		ARCHIVE_FILTER_ZSTD,	filtered_open },
	{ "zstd",	MAGIC("?\x2a\x4d\x18"),			ARCHIVE_FILTER_ZSTD,	filtered_open },
	{ "xz",		MAGIC("\xfd" "7zXZ\0"),			ARCHIVE_FILTER_XZ,	filtered_open },
	{ "bzip2",	MAGIC("BZh?1AY&SY"),			ARCHIVE_FILTER_BZIP2,	filtered_open },
	{ "bzip2",	MAGIC("BZh?\x17rE8P\x90"),		ARCHIVE_FILTER_BZIP2,	filtered_open },	/* of nothing */
	{ "lz4",	MAGIC("\x04\x22\x4d\x18"),		ARCHIVE_FILTER_LZ4,	filtered_open },
	{ "lz4",	MAGIC("\x02\x21\x4c\x18"),		ARCHIVE_FILTER_LZ4,	filtered_open },	/* the old form */
	{ "lzip",	MAGIC("LZIP\x01"),			ARCHIVE_FILTER_LZIP,	filtered_open },
};

static bool packing_fits(const struct packing *p, const char *head, size_t n)
{
	if (n < p->magic_bytes)
		return false;
	for (size_t i = 0; i < p->magic_bytes; i++)
		if (p->magic[i] != '?' && p->magic[i] != head[i])
			return false;
	return true;
}

int unpack(struct stage **stage, const char **compression, struct err *e)
{
	ssize_t n = stage_look(*stage, e);

	if (n < 0)
		return -1;
	*compression = "none";
	for (size_t i = 0; i < sizeof packings / sizeof packings[0]; i++) {
		if (packing_fits(&packings[i], (*stage)->head, (size_t)n)) {
			*compression = packings[i].name;
			return packings[i].open(stage, &packings[i], e);
		}
	}
	return 0;
}
