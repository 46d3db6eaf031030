/* csv: delimited text, chunk ──▶ batches. One parser serves csv and tsv, which differ in how the delimiter is found.
 *
 *   chunk ──csv_records──▶ record ──libcsv──▶ fields of a row ── … ──cell_type──▶ cells, a column after another
 *                             │                  └ another number than the header has ─▶ the row is taken back: reject
 *                             └ too long, NUL, invalid UTF-8, broken quotes ──────────────▶ reject
 *
 * csv_split says where a record ends and whether its quotes are whole, so that libcsv gets only records that it reads to the
 * letter: quotes in the middle of a field are letters, and no blank is taken off. libcsv gathers a field in its own buffer; from
 * there it is copied once, into the batch. In a record without any quote the fields are what lies between the delimiters; there is
 * nothing to unquote, so it is copied whole and its delimiters are found 64 bytes at a time, which takes a quarter of the time.
 * tests/unit/csv.c holds that path to libcsv's.
 *
 * Cells are typed when the batch is full, column by column: the cells of one column mostly take the same way through cell.c.
 * A batch's arrays are one piece of memory, a column a stretch of it.
 * The parser owns libcsv's buffer, which is as long as the longest field was; batches own what they hold, but for the
 * names, which are the dialect's.
 */
#include "parse/csv_split.h"

#include "base/hash.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_STEP = 64 * 1024 };	/* by which libcsv's buffer grows */

/* The batch in the making: cell (row, column) is at column × room + row. */
struct rows {
	size_t room, count;
	uint8_t *kind;
	double *number;
	uint64_t *key;
	struct cell_text *text;
	uint64_t *line;
	char *bytes;
	size_t used;
};

struct parser {
	struct csv_parser csv;
	const struct na_set *na;
	size_t limit;

	/* The chunk at hand. */
	const struct dialect *dialect;
	struct csv_records records;
	bool clean;			/* neither NUL nor invalid UTF-8 in it */
	bool plain;			/* printable ASCII, tabs and line ends only */
	bool quotes;			/* it has any */
	struct batch *first, *last;
	struct reject **rejects_end;
	struct rows rows;
	size_t fields;			/* of the record at hand */
};

/* ---- rejects ---- */

/* `reason` is constant, or in the first batch's arena. */
static int reject(struct parser *p, uint64_t line, const char *reason, const char *bytes, size_t length, struct err *e)
{
	struct arena *a = &p->first->arena;
	struct reject *r = arena_zeroed(a, 1, sizeof *r);

	if (!r || !reason)
		return err_nomem(e);
	r->line = line;
	r->reason = reason;
	r->whole = length;
	r->length = length < REJECT_BYTES ? length : REJECT_BYTES;
	r->bytes = arena_copy(a, bytes, r->length);
	if (!r->bytes)
		return err_nomem(e);
	*p->rejects_end = r;
	p->rejects_end = &r->next;
	p->first->rejected++;
	return 0;
}

static int record_reject(struct parser *p, const char *reason, struct err *e)
{
	const struct csv_records *r = &p->records;

	return reject(p, r->line, reason, r->bytes + r->at, r->end - r->at, e);
}

/* Reject the record for its byte `fault`; the sentence counts from 1. */
static int record_reject_at(struct parser *p, size_t fault, struct err *e)
{
	const char *what = p->records.bytes[p->records.at + fault] ? "invalid UTF-8" : "NUL byte";
	char sentence[80];
	int n = snprintf(sentence, sizeof sentence, "%s at byte %zu of the record", what, fault + 1);

	return record_reject(p, arena_copy(&p->first->arena, sentence, (size_t)n), e);
}

static int record_reject_fields(struct parser *p, struct err *e)
{
	char sentence[120];
	int n = snprintf(sentence, sizeof sentence, "%zu field%s where the %s has %zu", p->fields, p->fields == 1 ? "" : "s",
			 p->dialect->header ? "header" : "first record", p->dialect->columns);

	return record_reject(p, arena_copy(&p->first->arena, sentence, (size_t)n), e);
}

/* ---- batches ---- */

/* The rows are as many as can still come: no more than lines, a byte for each field, and BATCH_CELLS. */
static size_t rows_bound(const struct parser *p)
{
	const struct csv_records *r = &p->records;
	size_t columns = p->dialect->columns, bytes = r->n - r->at, most = BATCH_CELLS / columns;

	if (most > bytes / columns + 1)
		most = bytes / columns + 1;
	if (most > 1) {
		uint64_t lines = csv_lines(r->bytes + r->at, bytes) + 1;

		if (most > lines)
			most = (size_t)lines;
	}
	return most ? most : 1;
}

/* Lay out the batch for the records from the one at hand on. In one piece: malloc gives pieces of one size back without a call to
 * the system, and page faults cost more than parsing. */
static int rows_begin(struct parser *p, struct err *e)
{
	struct rows *rows = &p->rows;
	size_t columns = p->dialect->columns, room = rows_bound(p), cells = room * columns;
	size_t cell_bytes = sizeof *rows->number + sizeof *rows->key + sizeof *rows->text + sizeof *rows->kind;
	struct column *column = arena_take(&p->last->arena, columns * sizeof *column);
	char *piece = arena_take(&p->last->arena, cells * cell_bytes + room * sizeof *rows->line + p->records.n - p->records.at);

	if (!column || !piece)
		return err_nomem(e);
	*rows = (struct rows){ .room = room };
	rows->line = (uint64_t *)(void *)piece;
	rows->number = (double *)(void *)(rows->line + room);
	rows->key = (uint64_t *)(void *)(rows->number + cells);
	rows->text = (struct cell_text *)(void *)(rows->key + cells);
	rows->kind = (uint8_t *)(void *)(rows->text + cells);
	rows->bytes = (char *)(rows->kind + cells);
	for (size_t c = 0; c < columns; c++)
		column[c] = (struct column){ .kind = rows->kind + c * room, .number = rows->number + c * room,
					     .key = rows->key + c * room, .text = rows->text + c * room };
	p->last->column = column;
	p->last->bytes = rows->bytes;
	p->last->line = rows->line;
	return 0;
}

static struct batch *batch_begin(const struct dialect *d, const struct chunk *c)
{
	struct batch *b = batch_new();

	if (b) {
		b->pass = 1;
		b->source = c->source;
		b->columns = d->columns;
		b->name = d->name;
	}
	return b;
}

/* Hot. Type and hash the cells of one column. Returns whether one that is present may have blanks at its ends. */
static bool column_type(const struct rows *rows, size_t at, const struct na_set *na)
{
	bool padded = false;

	for (size_t end = at + rows->count; at < end; at++) {
		const char *text = rows->bytes + rows->text[at].at;
		size_t bytes = rows->text[at].bytes;
		struct cell cell = cell_type(text, bytes, na);
		bool missing = cell_is_missing(cell.kind);

		rows->kind[at] = cell.kind;
		rows->number[at] = cell.number;
		rows->key[at] = missing ? 0 : hash_bytes(text, bytes);
		padded |= !missing && ((unsigned char)text[0] <= ' ' || (unsigned char)text[bytes - 1] <= ' ');
	}
	return padded;
}

/* The batch at hand has all of its rows. */
static void rows_finish(struct parser *p)
{
	bool padded = false;

	for (size_t c = 0; c < p->dialect->columns; c++)
		padded |= column_type(&p->rows, c * p->rows.room, p->na);
	p->last->rows = p->rows.count;
	p->last->plain = p->plain;
	p->last->trimmed = !padded;
}

/* Room for one more row, in another batch when this one is full. */
static int rows_need(struct parser *p, const struct chunk *c, struct err *e)
{
	if (p->rows.count < p->rows.room)
		return 0;
	if (p->rows.room) {
		rows_finish(p);
		p->last->next = batch_begin(p->dialect, c);
		if (!p->last->next)
			return err_nomem(e);
		p->last = p->last->next;
	}
	return rows_begin(p, e);
}

/* The batch without rows still has its columns. */
static int rows_end(struct parser *p, struct err *e)
{
	rows_finish(p);
	if (!p->rows.room)
		p->last->column = arena_zeroed(&p->last->arena, p->dialect->columns, sizeof *p->last->column);
	return p->last->column ? 0 : err_nomem(e);
}

/* ---- records ---- */

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* The field at hand is rows.bytes[at, at + bytes). */
static inline void field_put(struct parser *p, size_t at, size_t bytes)
{
	struct rows *rows = &p->rows;
	size_t column = p->fields++;

	if (column < p->dialect->columns)
		rows->text[column * rows->room + rows->count] = (struct cell_text){ (uint32_t)at, (uint32_t)bytes };
}

/* libcsv hands over a field. Hot where records have quotes. */
static void field_take(void *text, size_t bytes, void *parser)
{
	struct parser *p = parser;
	struct rows *rows = &p->rows;

	if (p->fields < p->dialect->columns)
		memcpy(rows->bytes + rows->used, text, bytes);
	field_put(p, rows->used, bytes);
	rows->used += p->fields <= p->dialect->columns ? bytes : 0;
}

/* Hot. The fields of a record without quotes. */
static void record_split(struct parser *p)
{
	const struct csv_records *r = &p->records;
	struct rows *rows = &p->rows;
	size_t length = r->end - r->at, field = 0;

	memcpy(rows->bytes + rows->used, r->bytes + r->at, length);
	for (size_t at = r->at; at < r->end; at += CSV_BLOCK) {
		uint64_t left = csv_block_equal(r->bytes, at, r->end, r->n, p->dialect->delimiter);

		for (; left; left &= left - 1) {
			size_t end = at - r->at + (size_t)__builtin_ctzll(left);

			field_put(p, rows->used + field, end - field);
			field = end + 1;
		}
	}
	field_put(p, rows->used + field, length - field);
	rows->used += length;
}

static int record_parse(struct parser *p, struct err *e)
{
	const struct csv_records *r = &p->records;
	size_t length = r->end - r->at;

	if (csv_parse(&p->csv, r->bytes + r->at, length, field_take, NULL, p) != length)
		return err_nomem(e);
	csv_fini(&p->csv, field_take, NULL, p);
	return 0;
}

/* The record at hand becomes a row. */
static int record_keep(struct parser *p, struct err *e)
{
	const struct csv_records *r = &p->records;
	size_t used = p->rows.used;

	p->fields = 0;
	if (!p->quotes || !memchr(r->bytes + r->at, '"', r->end - r->at))
		record_split(p);
	else if (record_parse(p, e))
		return -1;
	if (p->fields != p->dialect->columns) {
		p->rows.used = used;
		return record_reject_fields(p, e);
	}
	p->rows.line[p->rows.count++] = r->line;
	return 0;
}

static int record_take(struct parser *p, const struct chunk *c, struct err *e)
{
	const struct csv_records *r = &p->records;
	size_t length = r->end - r->at, fault = p->clean ? length : csv_text_fault(r->bytes + r->at, length);

	if (length > p->limit)
		return record_reject(p, csv_too_long, e);
	if (r->open)
		return record_reject(p, csv_unclosed, e);
	if (fault < length)
		return record_reject_at(p, fault, e);
	if (r->behind)
		return record_reject(p, csv_behind_quote, e);
	return rows_need(p, c, e) || record_keep(p, e) ? -1 : 0;
}

static int chunk_take(struct parser *p, const struct chunk *c, struct err *e)
{
	if (c->broken)
		return reject(p, c->first_line, c->reason, c->bytes, c->length, e);
	p->records = csv_records_over(c->bytes, c->length, false, p->dialect->delimiter, c->first_line);
	p->plain = csv_text_plain(c->bytes, c->length);
	p->clean = p->plain || csv_text_fault(c->bytes, c->length) == c->length;
	p->quotes = memchr(c->bytes, '"', c->length) != NULL;
	while (csv_records_next(&p->records))
		if (record_take(p, c, e))
			return -1;
	return 0;
}

/* ---- the format ---- */

static void *parser_new(const struct parse_options *o)
{
	struct parser *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	csv_init(&p->csv, 0);
	csv_set_space_func(&p->csv, no_space);
	csv_set_blk_size(&p->csv, FIELD_STEP);
	p->na = o->na;
	p->limit = csv_record_limit(o);
	return p;
}

static void parser_free(void *parser)
{
	struct parser *p = parser;

	if (!p)
		return;
	csv_free(&p->csv);
	free(p);
}

static int parse(void *parser, const struct dialect *d, const struct chunk *c, struct batch **out, struct err *e)
{
	struct parser *p = parser;

	p->dialect = d;
	p->rows = (struct rows){ .room = 0 };
	p->first = p->last = batch_begin(d, c);
	if (!p->first)
		return err_nomem(e);
	p->rejects_end = &p->first->rejects;
	csv_set_delim(&p->csv, (unsigned char)d->delimiter);
	if (chunk_take(p, c, e) || rows_end(p, e)) {
		csv_fini(&p->csv, NULL, NULL, NULL);	/* what it holds of a field */
		batch_free(p->first);
		return -1;
	}
	*out = p->first;
	return 0;
}

const struct format format_csv = {
	.name = "csv",
	.suffixes = " .csv .txt ",
	.probe = csv_probe,
	.begin = csv_begin,
	.splitter_new = csv_splitter_new,
	.split = csv_split,
	.splitter_free = csv_splitter_free,
	.parser_new = parser_new,
	.parse = parse,
	.parser_free = parser_free,
};

const struct format format_tsv = {
	.name = "tsv",
	.suffixes = " .tsv .tab ",
	.probe = tsv_probe,
	.begin = csv_begin,
	.splitter_new = csv_splitter_new,
	.split = csv_split,
	.splitter_free = csv_splitter_free,
	.parser_new = parser_new,
	.parse = parse,
	.parser_free = parser_free,
};
