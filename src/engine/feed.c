/* feed: see feed.h. */
#include "engine/feed.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 256 * 1024 };	/* what the sniffers see */

int feed_open(struct feed *f, struct source_list list, const struct feed_options *options, const struct parse_options *parse,
	      struct err *e)
{
	*f = (struct feed){ .options = *options, .parse = *parse };
	f->record = calloc(list.count + 1, sizeof *f->record);
	if (!f->record)
		return err_nomem(e);
	f->list = list;
	for (size_t i = 0; i < list.count; i++) {
		if (strcmp(list.entry[i].path, "-") == 0) {	/* no total to measure against */
			f->bytes_stored_total = 0;
			break;
		}
		f->bytes_stored_total += list.entry[i].bytes_stored;
	}
	return 0;
}

/* Read until buffer[at, …) holds `want` bytes or the source ends. */
static int fill(struct feed *f, size_t want, struct err *e)
{
	if (f->at > 0 && f->room - f->at < want + 1) {
		memmove(f->buffer, f->buffer + f->at, f->length - f->at);
		f->length -= f->at;
		f->at = 0;
	}
	if (f->room < f->at + want + 1) {
		size_t room = f->at + want + 1;
		char *grown = realloc(f->buffer, room);

		if (!grown)
			return err_nomem(e);
		f->buffer = grown;
		f->room = room;
	}
	while (!f->ended && f->length - f->at < want) {
		ssize_t got = source_read(f->source, f->buffer + f->length, f->room - 1 - f->length, e);

		if (got < 0)
			return -1;
		f->ended = got == 0;
		f->length += (size_t)got;
	}
	f->buffer[f->length] = '\0';
	atomic_store_explicit(&f->bytes_stored_read, f->bytes_stored_before + source_bytes_stored_read(f->source), memory_order_relaxed);
	return 0;
}

static int source_begin(struct feed *f, struct err *e)
{
	const struct source_entry *entry = &f->list.entry[f->now];
	struct source_record *record = &f->record[f->now];
	struct dialect *d = &record->dialect;

	if (source_open(&f->source, entry, e) < 0)
		return -1;
	f->at = f->length = 0;
	f->number = 0;
	f->ended = false;
	if (fill(f, HEAD_BYTES, e) < 0)
		return -1;
	d->format = f->options.format;
	d->delimiter = f->options.delimiter;
	d->header = f->options.header > 0;
	d->header_given = f->options.header != 0;
	d->depth = f->options.depth;
	if (dialect_sniff(d, entry->name, f->buffer, f->length, f->ended, e) < 0)
		return err_in(e, "%s", entry->name);
	f->at = d->skip;
	f->line = d->first_line;
	f->splitter = d->format->splitter_new(d, &f->parse);
	return f->splitter ? 0 : err_nomem(e);
}

static void source_end(struct feed *f)
{
	struct source_record *record = &f->record[f->now];

	record->encoding = source_encoding(f->source);
	record->compression = source_compression(f->source);
	record->bytes = source_bytes_decoded(f->source);
	record->hash = source_hash(f->source);
	f->bytes_stored_before += f->list.entry[f->now].bytes_stored;
	record->dialect.format->splitter_free(f->splitter);
	source_close(f->source);
	f->splitter = NULL;
	f->source = NULL;
	f->now++;
}

/* Line ends: LF, CRLF, or CR alone. */
static uint64_t lines_in(const char *bytes, size_t n)
{
	uint64_t lines = 0;

	if (!memchr(bytes, '\r', n)) {
		for (size_t i = 0; i < n; i++)
			lines += bytes[i] == '\n';
		return lines;
	}
	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));
	return lines;
}

static int chunk_new(struct feed *f, const struct split *split, struct chunk **out, struct err *e)
{
	struct chunk *c = malloc(sizeof *c + split->end + 1);

	if (!c)
		return err_nomem(e);
	*c = (struct chunk){ .source = (uint32_t)f->now, .number = f->number++, .first_line = f->line, .bytes = (char *)(c + 1),
			     .length = split->end, .broken = split->kind == SPLIT_BROKEN, .reason = split->reason };
	memcpy(c->bytes, f->buffer + f->at, split->end);
	c->bytes[split->end] = '\0';
	*out = c;
	return 1;
}

/* The next chunk of the open source: 1; 0 when it has no more; -1. */
static int source_next(struct feed *f, struct chunk **out, struct err *e)
{
	const struct format *format = f->record[f->now].dialect.format;
	size_t want = CHUNK_BYTES;

	for (;;) {
		struct split s;
		int given = 0;

		if (fill(f, want, e) < 0)
			return -1;
		s = format->split(f->splitter, f->buffer + f->at, f->length - f->at, f->ended, CHUNK_BYTES);
		if (s.kind == SPLIT_MORE) {
			if (f->ended)
				return 0;
			want = (f->length - f->at) * 2 > want ? (f->length - f->at) * 2 : want * 2;
			continue;
		}
		if (s.kind != SPLIT_SKIP && (given = chunk_new(f, &s, out, e)) < 0)
			return -1;
		f->line += lines_in(f->buffer + f->at, s.end);
		f->at += s.end;
		want = CHUNK_BYTES;
		if (given)
			return 1;
		if (s.end == 0)		/* a splitter that skips nothing has nothing left */
			return 0;
	}
}

int feed_next(struct feed *f, struct chunk **out, struct err *e)
{
	if (f->peeked) {
		*out = f->peeked;
		f->peeked = NULL;
		return 1;
	}
	while (f->now < f->list.count) {
		int given;

		if (!f->source && source_begin(f, e) < 0)
			return -1;
		given = source_next(f, out, e);
		if (given)
			return given;
		source_end(f);
	}
	return 0;
}

int feed_peek(struct feed *f, const struct chunk **out, struct err *e)
{
	if (!f->peeked && feed_next(f, &f->peeked, e) < 0)
		return -1;
	*out = f->peeked;
	return 0;
}

void chunk_free(struct chunk *c)
{
	free(c);
}

int source_record_rejects(struct source_record *record, const struct reject *from, struct err *e)
{
	struct reject **end = &record->first_reject;
	int kept = 0;

	for (; *end; end = &(*end)->next)
		kept++;
	for (; from && kept < REJECTS_SHOWN; from = from->next, kept++) {
		struct reject *copy = arena_take(&record->arena, sizeof *copy);
		char *reason = arena_copy(&record->arena, from->reason, strlen(from->reason));
		char *bytes = arena_copy(&record->arena, from->bytes, from->length);

		if (!copy || !reason || !bytes)
			return err_nomem(e);
		*copy = (struct reject){ .line = from->line, .reason = reason, .bytes = bytes, .length = from->length, .whole = from->whole };
		*end = copy;
		end = &copy->next;
	}
	return 0;
}

void feed_close(struct feed *f)
{
	chunk_free(f->peeked);
	if (f->splitter)
		f->record[f->now].dialect.format->splitter_free(f->splitter);
	source_close(f->source);
	for (size_t i = 0; i < f->list.count && f->record; i++) {
		dialect_release(&f->record[i].dialect);
		arena_release(&f->record[i].arena);
	}
	free(f->record);
	free(f->buffer);
	source_list_release(&f->list);
	*f = (struct feed){ .now = 0 };
}
