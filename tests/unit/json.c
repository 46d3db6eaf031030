/* json: JSON Lines and JSON documents become rows and rejects, and do so alike however they are read.
 *
 * Truths that are not ours: the rules of RFC 8259, the Unicode Standard's table of well-formed UTF-8, and a naive
 * reader (json_naive.h) with which thousands of broken lines are compared. (JSONTestSuite: tests/data/facts.py.)
 *
 * What was read is written down as text, a line a row or a reject, a row's cells in the order of their names:
 *   "2: a=integer 1|b.c=text two|"   "3: expected ':' at byte 5 [{"a" 1}]".
 */
#include "json_naive.h"

#include "base/hash.h"
#include "parse/json_check.h"
#include "parse/json_rows.h"
#include "parse/json_split.h"

enum { CHUNK = 512 * 1024, HEAD = 256 * 1024 };

static struct na_set *na;

static int na_make(void **state)
{
	(void)state;
	na = na_set_new(&na_default);
	return na ? 0 : -1;
}

static int na_unmake(void **state)
{
	(void)state;
	na_set_free(na);
	return 0;
}

/* ---- reading as the engine does ---- */

struct how {
	const char *name;	/* of the source; NULL: "x" */
	const char *format;
	unsigned depth;		/* 0: 2 */
	size_t limit;		/* of a record; 0: none */
	size_t want, step;	/* of a chunk, of a read; 0: CHUNK, all at once */
	bool late;		/* the end shows only when one reads on behind the last byte */
};

struct reading {
	struct dialect dialect;
	struct batch *first, *last;	/* all of them */
	struct text rows, rejects, places, chunks;	/* places: the rejects without their reasons */
	size_t kept, rejected, batches, longest;	/* longest: chunk */
};

/* A copy that ends where its memory ends, so that reading on is caught. */
static char *copy_exactly(const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);

	assert_non_null(copy);
	return memcpy(copy, bytes, n);
}

static const struct batch *sorted;

static int by_name(const void *a, const void *b)
{
	return strcmp(sorted->name[*(const size_t *)a], sorted->name[*(const size_t *)b]);
}

/* Number and key follow from kind and text. */
static void check_cell(const struct batch *b, size_t c, size_t row)
{
	const struct column *column = &b->column[c];
	uint8_t kind = column->kind[row];
	const char *text = b->bytes + column->text[row].at;
	size_t bytes = column->text[row].bytes;
	double number = 0;
	char copy[64];

	assert_int_equal(column->key[row], cell_is_missing(kind) ? 0 : hash_bytes(text, bytes));
	if (cell_is_number(kind)) {
		snprintf(copy, sizeof copy, "%.*s", (int)bytes, text);
		number = strtod(copy, NULL);
	} else if (cell_is_time(kind)) {
		number = cell_type(text, bytes, na).number;
	} else if (kind == CELL_BOOLEAN) {
		number = *text == 't';
	}
	assert_true(column->number[row] == number);
	if (kind == CELL_ABSENT || kind == CELL_NULL)
		assert_int_equal(bytes, 0);
}

static void write_batch(struct reading *r, const struct batch *b)
{
	size_t *order = calloc(b->columns + 1, sizeof *order);

	assert_non_null(order);
	assert_true(b->rows * b->columns <= BATCH_CELLS || b->rows == 1);
	sorted = b;
	for (size_t c = 0; c < b->columns; c++)
		order[c] = c;
	qsort(order, b->columns, sizeof *order, by_name);
	for (size_t c = 1; c < b->columns; c++)
		assert_string_not_equal(b->name[order[c - 1]], b->name[order[c]]);
	for (size_t row = 0; row < b->rows; row++) {
		assert_true(row == 0 || b->line[row] >= b->line[row - 1]);
		fprintf(r->rows.to, "%ju: ", (uintmax_t)b->line[row]);
		for (size_t i = 0; i < b->columns; i++) {
			const struct column *c = &b->column[order[i]];

			check_cell(b, order[i], row);
			if (c->kind[row] != CELL_ABSENT)
				write_cell(r->rows.to, b->name[order[i]], c->kind[row], b->bytes + c->text[row].at, c->text[row].bytes);
		}
		fputc('\n', r->rows.to);
	}
	free(order);
	r->kept += b->rows;
	r->batches++;
}

static void write_rejects(struct reading *r, const struct batch *b)
{
	uint64_t rejected = 0, line = 0;

	for (const struct reject *j = b->rejects; j; j = j->next, rejected++) {
		assert_true(j->line >= line);
		assert_int_equal(j->length, j->whole < REJECT_BYTES ? j->whole : REJECT_BYTES);
		line = j->line;
		fprintf(r->rejects.to, "%ju: %s", (uintmax_t)j->line, j->reason);
		fprintf(r->places.to, "%ju:", (uintmax_t)j->line);
		write_record(r->rejects.to, j->bytes, j->length);
		write_record(r->places.to, j->bytes, j->length);
	}
	assert_int_equal(b->rejected, rejected);
	r->rejected += rejected;
}

static void write_chunk(struct reading *r, void *parser, const struct chunk *c)
{
	struct err e = { .code = ERR_NONE };
	struct batch *b;

	assert_int_equal(r->dialect.format->parse(parser, &r->dialect, c, &b, &e), 0);
	assert_non_null(b);
	write_rejects(r, b);
	if (r->last)
		r->last->next = b;
	else
		r->first = b;
	for (struct batch *other = b; other; other = other->next) {
		assert_true(other == b || !other->rejects);
		write_batch(r, other);
		r->last = other;
	}
}

/* Chunk by chunk, the splitter seeing `step` bytes more whenever it asks. */
static void read_chunks(struct reading *r, const char *text, size_t n, const struct how *how, const struct parse_options *o)
{
	const struct format *f = r->dialect.format;
	void *splitter = f->splitter_new(&r->dialect, o), *parser = f->parser_new(o);
	size_t want = how->want ? how->want : CHUNK, step = how->step ? how->step : n + 1, seen = 0, at = r->dialect.skip;
	struct chunk c = { .first_line = r->dialect.first_line };
	bool ended = false;

	assert_true(splitter && parser);
	for (;;) {
		size_t have = seen > at ? seen - at : 0;
		char *bytes = copy_exactly(text + at, have);
		struct split s;

		ended |= seen == n && !how->late;
		s = f->split(splitter, bytes, have, ended, want);
		free(bytes);
		if (s.kind == SPLIT_MORE && ended)
			break;
		if (s.kind == SPLIT_MORE) {
			ended = seen == n;
			seen = n - seen < step ? n : seen + step;
			continue;
		}
		assert_true(s.end <= have && (s.end > 0 || (s.kind == SPLIT_BROKEN && ended && have == 0)));
		if (s.kind != SPLIT_SKIP) {
			c.length = s.end;
			c.bytes = malloc(s.end + 1);
			assert_non_null(c.bytes);
			memcpy(c.bytes, text + at, s.end);
			c.bytes[s.end] = '\0';
			c.broken = s.kind == SPLIT_BROKEN;
			c.reason = s.reason;
			fprintf(r->chunks.to, "%s %zu+%zu\n", c.broken ? "broken" : "records", at, s.end);
			write_chunk(r, parser, &c);
			free(c.bytes);
			c.number++;
			r->longest = s.end > r->longest ? s.end : r->longest;
		}
		c.first_line += lines_of(text + at, s.end);
		at += s.end;
	}
	assert_int_equal(at, n);
	assert_int_equal(c.first_line, r->dialect.first_line + lines_of(text, n));
	f->splitter_free(splitter);
	f->parser_free(parser);
}

static void sniff(struct dialect *d, const char *text, size_t n, const struct how *how)
{
	size_t head = n < HEAD ? n : HEAD;
	char *bytes = copy_exactly(text, head);
	struct err e = { .code = ERR_NONE };

	*d = (struct dialect){ .depth = how->depth ? how->depth : 2, .format = how->format ? format_find(how->format) : NULL };
	if (dialect_sniff(d, how->name ? how->name : "x", bytes, head, n <= HEAD, &e))
		fail_msg("%s", e.text);
	free(bytes);
}

static struct reading read_bytes(const char *text, size_t n, struct how how)
{
	struct parse_options o = { .na = na, .record_bytes_max = how.limit };
	struct reading r = { .kept = 0 };

	text_open(&r.rows);
	text_open(&r.rejects);
	text_open(&r.places);
	text_open(&r.chunks);
	sniff(&r.dialect, text, n, &how);
	read_chunks(&r, text, n, &how, &o);
	fclose(r.rows.to);
	fclose(r.rejects.to);
	fclose(r.places.to);
	fclose(r.chunks.to);
	return r;
}

static struct reading read_text(const char *text, struct how how)
{
	return read_bytes(text, strlen(text), how);
}

static void release(struct reading *r)
{
	batch_free(r->first);
	dialect_release(&r->dialect);
	free(r->rows.bytes);
	free(r->rejects.bytes);
	free(r->places.bytes);
	free(r->chunks.bytes);
}

static void assert_same(struct text a, struct text b)
{
	if (a.n != b.n || memcmp(a.bytes, b.bytes, a.n) != 0)
		fail_msg("these differ:\n%s---\n%s", a.bytes, b.bytes);
}

static void assert_reads(const char *text, struct how how, const char *rows, const char *rejects)
{
	struct reading r = read_text(text, how);

	assert_string_equal(r.rows.bytes, rows);
	assert_string_equal(r.rejects.bytes, rejects);
	release(&r);
}

static const struct how lines = { .format = "jsonl" }, document = { .format = "json" };

/* ---- shapes and cells ---- */

static void test_records_come_in_four_shapes(void **state)
{
	static const char rows[] = "1: a=integer 1|b=text x|\n2: a=integer 2|b=text y|\n";

	(void)state;
	assert_reads("{\"a\": 1, \"b\": \"x\"}\n{\"a\": 2, \"b\": \"y\"}\n", lines, rows, "");
	assert_reads("{\"a\": 1, \"b\": \"x\"}\n{\"b\": \"y\", \"a\": 2}", lines, rows, "");
	assert_reads("[{\"a\": 1, \"b\": \"x\"},\n{\"a\": 2, \"b\": \"y\"}]\n", document, rows, "");
	assert_reads("{\"a\": 1, \"b\": \"x\"}\n{\"a\": 2, \"b\": \"y\"}\n", document, rows, "");
	assert_reads("{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n", document, "1: a=integer 1|b=text x|\n", "");
	assert_reads("{\n\"a\": 1\n}\n{\n\"a\": 2\n}{\"a\": 3}\n\n{\n\"a\": 4}", document,
		     "1: a=integer 1|\n4: a=integer 2|\n6: a=integer 3|\n8: a=integer 4|\n", "");
	assert_reads("[\n  {\n    \"a\": 1\n  },\n  {\"a\": 2}, {\"a\": 3}\n  ,\n\n{\"a\": 4}\n]\n", document,
		     "2: a=integer 1|\n5: a=integer 2|\n5: a=integer 3|\n8: a=integer 4|\n", "");
	assert_reads("\xef\xbb\xbf{\"a\": 1}\n{\"a\": 2}\n", lines, "1: a=integer 1|\n2: a=integer 2|\n", "");
	assert_reads("\xef\xbb\xbf[{\"a\": 1}]", document, "1: a=integer 1|\n", "");
}

/* What is no object is a row with the one column "value". */
static void test_records_that_are_no_objects(void **state)
{
	(void)state;
	assert_reads("[1, \"x\", null, true, [1, 2], {\"value\": 2.5}, {\"a\": 3}]", document,
		     "1: value=integer 1|\n1: value=text x|\n1: value=null |\n1: value=boolean true|\n1: value=json [1, 2]|\n"
		     "1: value=real 2.5|\n1: a=integer 3|\n", "");
	assert_reads("1\n\"\"\nnull\nfalse\n[ ]\n", lines,
		     "1: value=integer 1|\n2: value=empty |\n3: value=null |\n4: value=boolean false|\n5: value=json [ ]|\n", "");
	assert_reads(" 42\n", document, "1: value=integer 42|\n", "");
	assert_reads("\n\"NA\"", document, "2: value=na NA|\n", "");
	assert_reads("true", document, "1: value=boolean true|\n", "");
	assert_reads("1\n2\n", document, "", "1: unexpected text behind the value at byte 3 (line 2) [1\n2]\n");
	assert_reads("nul", document, "", "1: expected a value at byte 1 [nul]\n");
}

static void test_flattening_goes_down_to_the_depth(void **state)
{
	static const char text[] = "{\"a\": {\"b\": {\"c\": {\"d\": 1.50}}, \"e\": [ {\"x\": 1} ]}, \"f\": {}}";

	(void)state;
	assert_reads(text, (struct how){ .format = "jsonl", .depth = 1 },
		     "1: a=json {\"b\": {\"c\": {\"d\": 1.50}}, \"e\": [ {\"x\": 1} ]}|f=json {}|\n", "");
	assert_reads(text, lines, "1: a.b=json {\"c\": {\"d\": 1.50}}|a.e=json [ {\"x\": 1} ]|\n", "");
	assert_reads(text, (struct how){ .format = "jsonl", .depth = 3 }, "1: a.b.c=json {\"d\": 1.50}|a.e=json [ {\"x\": 1} ]|\n", "");
	assert_reads(text, (struct how){ .format = "jsonl", .depth = 9 }, "1: a.b.c.d=real 1.50|a.e=json [ {\"x\": 1} ]|\n", "");
	assert_reads("{\"a\": 1, \"b\": [\"\\u0041\", 1e2,\n {\"c\" : {}}]}", document,
		     "1: a=integer 1|b=json [\"\\u0041\", 1e2,\n {\"c\" : {}}]|\n", "");
	assert_reads("{\"a\": {\"b\": []}}\n{\"a\": 5}\n{\"a\": [5]}\n", lines, "1: a.b=json []|\n2: a=integer 5|\n3: a=json [5]|\n", "");
	assert_reads("{\"a\": {\"b\": {}}}\n{\"a\": {}}\n{}\n", lines, "1: a.b=json {}|\n2: \n3: \n", "");
}

static void test_missing_is_of_four_kinds(void **state)
{
	(void)state;
	assert_reads(
		"{\"a\": null, \"b\": 1}\n{\"b\": null}\n{\"a\": \"\", \"b\": \" \"}\n{\"a\": \"NA\", \"b\": \" n/a \"}\n"
		"{\"a\": \"null\", \"b\": \"NULL\"}\n",
		lines,
		"1: a=null |b=integer 1|\n2: b=null |\n3: a=empty |b=empty  |\n4: a=na NA|b=na  n/a |\n5: a=na null|b=na NULL|\n",
		"");
	assert_reads("{\"a\": {\"b\": null}}\n{\"a\": null}\n", lines, "1: a.b=null |\n2: a=null |\n", "");
}

static void test_scalars(void **state)
{
	static const struct {
		const char *value, *cell;
	} t[] = {
		{ "true", "boolean true" }, { "false", "boolean false" }, { "\"true\"", "text true" },
		{ "0", "integer 0" }, { "-0", "integer -0" }, { "-12", "integer -12" },
		{ "999999999999999999", "integer 999999999999999999" }, { "9223372036854775807", "code 9223372036854775807" },
		{ "12345678901234567890", "code 12345678901234567890" }, { "-12345678901234567890", "code -12345678901234567890" },
		{ "1.0", "real 1.0" }, { "-0.0", "real -0.0" }, { "1.50", "real 1.50" }, { "1E5", "real 1E5" }, { "1e-5", "real 1e-5" },
		{ "2.5E+3", "real 2.5E+3" }, { "1e308", "real 1e308" }, { "1e400", "code 1e400" }, { "-1e400", "code -1e400" },
		{ "0.1234567890123456789012345678901234567890123", "code 0.1234567890123456789012345678901234567890123" },
		{ "20240131", "integer 20240131" }, { "2024.01", "real 2024.01" },
		{ "\"1\"", "code 1" }, { "\"007\"", "code 007" }, { "\"1.5\"", "code 1.5" }, { "\" 7 \"", "code  7 " },
		{ "\"2024-01-31\"", "datetime 2024-01-31" }, { "\"word\"", "text word" }, { "\"a\\\"b\\\\c\\/\\n\"", "text a\"b\\c/\n" },
	};
	char text[200], row[200];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		snprintf(text, sizeof text, "{\"a\":%s}", t[i].value);
		snprintf(row, sizeof row, "1: a=%s|\n", t[i].cell);
		assert_reads(text, lines, row, "");
		snprintf(text, sizeof text, "[%s,{\"a\": %s }]", t[i].value, t[i].value);
		snprintf(row, sizeof row, "1: value=%s|\n1: a=%s|\n", t[i].cell, t[i].cell);
		assert_reads(text, document, row, "");
	}
}

/* ---- keys ---- */

static void test_of_equal_keys_the_last_counts(void **state)
{
	(void)state;
	assert_reads("{\"a\": 1, \"a\": 2}\n{\"a\": 1, \"b\": 5, \"a\": null, \"b\": 6, \"a\": \"x\"}\n", lines,
		     "1: a=integer 2|\n2: a=text x|b=integer 6|\n", "");
	assert_reads("{\"a\": 1, \"\\u0061\": 2}\n", lines, "1: a=integer 2|\n", "");
	assert_reads("{\"a\": {\"x\": 1, \"y\": [1]}, \"a\": {\"y\": 2}, \"b\": 3}\n", lines, "1: a.y=integer 2|b=integer 3|\n", "");
	assert_reads("{\"a\": {\"x\": 1}, \"a\": 2.5}\n{\"a\": [1], \"a\": {\"x\": [2]}}\n{\"a\": [1, 2], \"a\": {}}\n", lines,
		     "1: a=real 2.5|\n2: a.x=json [2]|\n3: \n", "");
	assert_reads("{\"a\": {\"x\": 1, \"x\": {\"z\": 4}, \"y\": 5, \"x\": 6}}\n{\"a\": {\"x\": 7}}\n", lines,
		     "1: a.x=integer 6|a.y=integer 5|\n2: a.x=integer 7|\n", "");
	assert_reads("{\"a\": {\"x\": 1}, \"b\": {\"x\": 2}, \"x\": 3}\n", lines, "1: a.x=integer 1|b.x=integer 2|x=integer 3|\n", "");
}

static void test_keys_are_any_strings(void **state)
{
	(void)state;
	assert_reads("{\"a.b\": 1, \"c\": {\"d.e\": 2}}\n", lines, "1: a.b=integer 1|c.d.e=integer 2|\n", "");
	assert_reads("{\"a.b\": 1, \"a\": {\"b\": 2}}\n{\"a\": {\"b\": 2}, \"a.b\": 1}\n", lines,
		     "1: a.b=integer 2|\n2: a.b=integer 1|\n", "");
	assert_reads("{\"a.b\": 1, \"a\": {\"b\": 2}, \"a\": 3}\n", lines, "1: a=integer 3|a.b=integer 1|\n", "");
	assert_reads("{\"\": 1, \"a\": {\"\": 2}, \"b\": 3}\n{\"\": {\"\": 4, \"x\": 5}}\n", lines,
		     "1: =integer 1|a.=integer 2|b=integer 3|\n2: .=integer 4|.x=integer 5|\n", "");
	assert_reads("{\"A\": 1, \"a\": 2, \" a\": 3, \"\\n\": 4}\n", lines,
		     "1: \n=integer 4| a=integer 3|A=integer 1|a=integer 2|\n", "");
	assert_reads("{\"caf\\u00e9\": 1}\n{\"caf\xc3\xa9\": 2}\n", lines, "1: caf\xc3\xa9=integer 1|\n2: caf\xc3\xa9=integer 2|\n", "");
}

/* Columns stand in the order in which their first cells come, and a record may bring new ones at any time. */
static void test_columns_appear_late(void **state)
{
	static const char *const name[] = { "b", "a", "c.x", "d", "c" };
	struct reading r = read_text(
		"{\"b\": 1, \"a\": 2}\n{\"broken\": }\n{\"a\": 3, \"c\": {\"x\": 4}}\n{}\n{\"d\": 5, \"b\": 6}\n{\"c\": 7}\n",
		lines);

	(void)state;
	assert_string_equal(r.rows.bytes, "1: a=integer 2|b=integer 1|\n3: a=integer 3|c.x=integer 4|\n4: \n5: b=integer 6|d=integer 5|\n"
				    "6: c=integer 7|\n");
	assert_int_equal(r.first->columns, 5);
	for (size_t c = 0; c < 5; c++)
		assert_string_equal(r.first->name[c], name[c]);
	assert_memory_equal(r.first->column[3].kind,
			    ((uint8_t[]){ CELL_ABSENT, CELL_ABSENT, CELL_ABSENT, CELL_INTEGER, CELL_ABSENT }), 5);
	release(&r);
}

/* ---- strings ---- */

static void test_escapes(void **state)
{
	static const char lone[] = "a surrogate escape without its other half";
	static const struct {
		const char *string, *text, *reason;
		int byte;
	} t[] = {
		{ "\\u0041\\u00e9\\u20AC\\u20ac", "A\xc3\xa9\xe2\x82\xac\xe2\x82\xac", NULL, 0 },
		{ "\\ud83d\\ude00", "\xf0\x9f\x98\x80", NULL, 0 },
		{ "\\uD800\\uDC00\\uDBFF\\uDFFF", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", NULL, 0 },
		{ "\\ud7ff\\ue000\\uffff", "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", NULL, 0 },
		{ "x\\u0000y", "x\xef\xbf\xbdy", NULL, 0 },
		{ "\\\\u0000", "\\u0000", NULL, 0 },
		{ "\\\\\\u0000", "\\\xef\xbf\xbd", NULL, 0 },
		{ "\\b\\f\\r\\t\\/", "\b\f\r\t/", NULL, 0 },
		{ "\x7f\xc3\xa9\xf0\x9f\x98\x80", "\x7f\xc3\xa9\xf0\x9f\x98\x80", NULL, 0 },
		{ "\\ud83d", NULL, lone, 7 },
		{ "x\\ude00", NULL, lone, 8 },
		{ "\\ude00\\ud83d", NULL, lone, 7 },
		{ "\\ud83d\\ud83d\\ude00", NULL, lone, 7 },
		{ "\\ud83dx", NULL, lone, 7 },
		{ "\\ud83d\\n", NULL, lone, 7 },
		{ "\\ud83d\\u12", NULL, "\\u needs four hexadecimal digits", 17 },
		{ "\\u00g0", NULL, "\\u needs four hexadecimal digits", 11 },
		{ "\\x41", NULL, "unknown escape", 8 },
		{ "\\'", NULL, "unknown escape", 8 },
		{ "\\U0041", NULL, "unknown escape", 8 },
		{ "a\tb", NULL, "control character in a string", 8 },
		{ "\x1f", NULL, "control character in a string", 7 },
		{ "caf\351", NULL, "invalid UTF-8", 10 },
	};
	char text[200], rows[200], rejects[300];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		snprintf(text, sizeof text, "{\"a\":\"%s\"}", t[i].string);
		*rows = *rejects = '\0';
		if (t[i].text)
			snprintf(rows, sizeof rows, "1: a=text %s|\n", t[i].text);
		else
			snprintf(rejects, sizeof rejects, "1: %s at byte %d [%s]\n", t[i].reason, t[i].byte, text);
		assert_reads(text, lines, rows, rejects);
		assert_reads(text, document, rows, rejects);
	}
	assert_reads("{\"k\\u0000\": 1, \"\\u0000\": [\"\\u0000\"]}\n", lines,
		     "1: k\xef\xbf\xbd=integer 1|\xef\xbf\xbd=json [\"\\u0000\"]|\n", "");
	assert_reads("[\"\\ud83d\\ude00, ]\", 2]", document, "1: value=text \xf0\x9f\x98\x80, ]|\n1: value=integer 2|\n", "");
}

/* All pairs of a first and a second byte, and what matters of a third and a fourth, as utf8proc sees them. */
static void test_utf8(void **state)
{
	static const unsigned char more[] = { 0x7f, 0x80, 0xbf, 0xc0 };
	struct json_check c = { .depth = 1 };
	struct err e = { .code = ERR_NONE };

	(void)state;
	for (unsigned i = 0x80000; i < 0x100000; i++) {
		unsigned char text[] = { '"',         'x', (unsigned char)(i >> 12), (unsigned char)(i >> 4), more[i >> 2 & 3],
					 more[i & 3], '"' };
		utf8proc_ssize_t at = 1, n = 1;
		utf8proc_int32_t point;

		for (; at < 6 && n > 0; at += n > 0 ? n : 0)
			n = utf8proc_iterate(text + at, 6 - at, &point);
		if (memchr(text + 1, '"', 5) || memchr(text + 1, '\\', 5) || text[3] < ' ')
			continue;
		assert_int_equal(json_check(&c, (char *)text, sizeof text, &e), 0);
		assert_int_equal(c.end, n > 0 ? (utf8proc_ssize_t)sizeof text : at);
		assert_int_equal(c.reason == NULL, n > 0);
	}
	json_check_release(&c);
}

/* ---- lines ---- */

static void test_lines(void **state)
{
	(void)state;
	assert_reads("{\"a\":1}\r\n{\"a\":2}\r\n\r\n{\"a\":3}", lines, "1: a=integer 1|\n2: a=integer 2|\n4: a=integer 3|\n", "");
	assert_reads("\n \t\n{\"a\":1}\n\n  {\"a\":2}  \n\n", lines, "3: a=integer 1|\n5: a=integer 2|\n", "");
	assert_reads("{\"a\":1}\r{\"a\":2}\r\r{\"a\":\r3}\r{\"a\":4}", document,
		     "1: a=integer 1|\n2: a=integer 2|\n4: a=integer 3|\n6: a=integer 4|\n", "");
	assert_reads("[\r{\"a\":1},\r\n{\"a\":\r\n2},\n\r{\"a\":3}\r]", document,
		     "2: a=integer 1|\n3: a=integer 2|\n6: a=integer 3|\n", "");
	assert_reads("{\"a\":\r1}\n{\"a\":2}\n", lines, "1: a=integer 1|\n3: a=integer 2|\n", "");
	assert_reads("{\"a\":1}\r\nno object\r\n{\"a\":2}\r\n", document, "1: a=integer 1|\n3: a=integer 2|\n",
		     "2: expected an object [no object]\n");
	assert_reads("[{\"a\":1},\r\n{\"a\":\r\n\r\n],\r\n{\"b\" 1}},\r\n{\"a\":2}]", document, "1: a=integer 1|\n6: a=integer 2|\n",
		     "2: expected a value at byte 10 (line 4) [{\"a\":\r\n\r\n]]\n5: expected ':' at byte 6 [{\"b\" 1}}]\n");
}

/* ---- rejects ---- */

/* What is wrong with a record, in each shape; the records around it are read. */
static void test_a_broken_record_is_lost_alone(void **state)
{
	static const struct {
		const char *record, *reason;
	} t[] = {
		{ "{\"a\": 1,}", "expected a key in double quotes at byte 9" },
		{ "{\"a\": [1,]}", "expected a value at byte 10" },
		{ "{\"a\": NaN}", "NaN and Infinity are not JSON at byte 7" },
		{ "{\"a\": -Infinity}", "NaN and Infinity are not JSON at byte 8" },
		{ "{\"a\": 1} // why", NULL },
		{ "{/* why */ \"a\": 1}", "expected a key in double quotes at byte 2" },
		{ "{'a': 1}", "expected a key in double quotes at byte 2" },
		{ "{\"a\": 'x'}", "strings need double quotes, expected a value at byte 7" },
		{ "{a: 1}", "expected a key in double quotes at byte 2" },
		{ "{\"a\" 1}", "expected ':' at byte 6" },
		{ "{\"a\": 1 \"b\": 2}", "expected ',' or '}' at byte 9" },
		{ "{\"a\": [1 2]}", "expected ',' or ']' at byte 10" },
		{ "{\"a\": [1}, \"b\": {]}", "expected ',' or ']' at byte 9" },
		{ "{\"a\": }", "expected a value at byte 7" },
		{ "{\"a\"}", "expected ':' at byte 5" },
		{ "{,}", "expected a key in double quotes at byte 2" },
		{ "{\"a\": 1,,\"b\": 2}", "expected a key in double quotes at byte 9" },
		{ "{\"a\": 01}", "a number with a leading zero at byte 8" },
		{ "{\"a\": -01}", "a number with a leading zero at byte 9" },
		{ "{\"a\": +1}", "expected a value at byte 7" },
		{ "{\"a\": .5}", "expected a value at byte 7" },
		{ "{\"a\": 5.}", "expected a digit at byte 9" },
		{ "{\"a\": 1e}", "expected a digit at byte 9" },
		{ "{\"a\": 0x1F}", "expected ',' or '}' at byte 8" },
		{ "{\"a\": True}", "expected a value at byte 7" },
		{ "{\"a\": nul}", "expected a value at byte 7" },
		{ "{\"a\": truex}", "expected ',' or '}' at byte 11" },
		{ "{\"a\": \"x\\\"}\"", NULL },
		{ "{\"a\": 1}}", NULL },
		{ "{1: 2}", "expected a key in double quotes at byte 2" },
		{ "{\"a\": \"caf\351\"}", "invalid UTF-8 at byte 11" },
		{ "{\"a\": 1\f}", "expected ',' or '}' at byte 8" },
	};
	char text[300], rejects[300];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		static const char *const form[] = { "{\"a\":1}\n%s\n{\"a\":2}\n", "{\"a\":1}\n%s\n{\"a\":2}\n",
						    "[{\"a\":1},\n%s,\n{\"a\":2}]" };

		snprintf(rejects, sizeof rejects, "2: %s [%s]\n", t[i].reason, t[i].record);
		for (int f = 0; f < (t[i].reason ? 3 : 1); f++)
			for (size_t want = 1; want < 60; want += 7) {
				struct reading r;

				snprintf(text, sizeof text, form[f], t[i].record);
				r = read_text(text, (struct how){ .format = f ? "json" : "jsonl", .want = want });
				assert_string_equal(r.rows.bytes, "1: a=integer 1|\n3: a=integer 2|\n");
				assert_int_equal(r.rejected, 1);
				if (t[i].reason)
					assert_string_equal(r.rejects.bytes, rejects);
				release(&r);
			}
	}
}

static void test_text_around_the_records(void **state)
{
	static const char behind[] = "unexpected text behind the value at byte";
	char rejects[300];

	(void)state;
	snprintf(rejects, sizeof rejects,
		 "1: %s 9 [{\"a\":1} {\"a\":2}]\n2: %s 8 [{\"a\":3},]\n3: %s 8 [{\"a\":4}}]\n4: %s 9 [{\"a\":5} # why]\n", behind,
		 behind, behind, behind);
	assert_reads("{\"a\":1} {\"a\":2}\n{\"a\":3},\n{\"a\":4}}\n{\"a\":5} # why\n{\"a\":6}\n", lines, "5: a=integer 6|\n", rejects);
	assert_reads("{\"a\":1}, {\"a\":2}\n{\"a\":3}}\n{\"a\":4}\n7\n{\"a\":5}", document,
		     "1: a=integer 1|\n2: a=integer 3|\n3: a=integer 4|\n5: a=integer 5|\n",
		     "1: expected an object [, {\"a\":2}]\n2: expected an object [}]\n4: expected an object [7]\n");
	assert_reads("[1 2,3}, ,4,\"x\"y, 5]", document, "1: value=integer 4|\n1: value=integer 5|\n",
		     "1: expected ',' or ']' at byte 3 [1 2]\n1: expected ',' or ']' at byte 2 [3}]\n1: expected a value at byte 1 []\n"
		     "1: expected ',' or ']' at byte 4 [\"x\"y]\n");
	assert_reads("[1,2,]\n", document, "1: value=integer 1|\n1: value=integer 2|\n",
		     "1: expected a value behind the last ',' [,]]\n");
	assert_reads("[1]\n\n] x", document, "1: value=integer 1|\n", "3: unexpected text behind the array [] x]\n");
	assert_reads("NaN", document, "", "1: expected a value [NaN]\n");
	assert_reads("// why\n{\"a\":1}\n", document, "", "1: expected a value [// why\n{\"a\":1}]\n");
}

static void test_the_last_record_is_cut_off(void **state)
{
	static const char *const form[] = { "{\"a\":1}\n%s\n", "{\"a\":1}\n%s", "{\"a\":1}\n%s", "[{\"a\":1},\n%s" };
	static const char record[] = "{\"b\":[1,\"\\u0041\"]}";
	char text[100], rejects[200];

	(void)state;
	for (int n = 1; n < (int)strlen(record); n++)
		for (int f = 0; f < 4; f++) {
			char *piece = strndup(record, (size_t)n);

			snprintf(text, sizeof text, form[f], piece);
			snprintf(rejects, sizeof rejects, "2: the record ends before it is complete at byte %d [%s]\n", n + 1, piece);
			assert_reads(text, f < 2 ? lines : document, "1: a=integer 1|\n", rejects);
			free(piece);
		}
	assert_reads("[1,2", document, "1: value=integer 1|\n1: value=integer 2|\n", "1: the array is not closed []\n");
	assert_reads("[1,\n2,\n", document, "1: value=integer 1|\n2: value=integer 2|\n", "2: the array is not closed [,]\n");
	assert_reads("[", document, "", "1: the array is not closed [[]\n");
	assert_reads("\"x", document, "", "1: the record ends before it is complete at byte 3 [\"x]\n");
}

static void test_empty_sources(void **state)
{
	static const char *const text[] = { "", "\n", " \r\n\t\n", "\xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct reading r = read_text(text[i], (struct how){ .name = "x.jsonl" });

		assert_string_equal(r.dialect.format->name, "jsonl");
		assert_int_equal(r.kept + r.rejected, 0);
		release(&r);
		r = read_text(text[i], (struct how){ .name = "x.json" });
		assert_string_equal(r.dialect.format->name, "json");
		assert_int_equal(r.kept, 0);
		assert_non_null(strstr(r.rejects.bytes, ": no JSON value []\n"));
		assert_int_equal(r.rejected, 1);
		release(&r);
	}
	assert_reads("[]", document, "", "");
	assert_reads(" [\n] \n", document, "", "");
	assert_reads("{}", document, "1: \n", "");
	assert_reads("[{}, {}]", document, "1: \n1: \n", "");
	assert_reads("[]\n{}\n", lines, "1: value=json []|\n2: \n", "");
}

static void test_nesting_bomb(void **state)
{
	enum { DEEP = 100000 };
	char *text = malloc(2 * DEEP + 100);
	size_t n = (size_t)sprintf(text, "{\"a\":1}\n{\"b\":");
	struct reading r;

	(void)state;
	memset(text + n, '[', DEEP);
	memset(text + n + DEEP, ']', DEEP);
	strcpy(text + n + 2 * DEEP, "}\n{\"a\":2}\n");
	for (int f = 0; f < 2; f++) {
		r = read_text(text, f ? document : lines);
		assert_string_equal(r.rows.bytes, "1: a=integer 1|\n3: a=integer 2|\n");
		assert_int_equal(r.first->rejects->length, REJECT_BYTES);
		assert_int_equal(r.first->rejects->whole, 2 * DEEP + 6);
		assert_memory_equal(r.rejects.bytes, "2: nested deeper than 512 levels at byte 517 [{\"b\":[[", 53);
		release(&r);
	}
	for (size_t levels = JSON_DEPTH_MAX - 1; levels <= JSON_DEPTH_MAX + 1; levels++) {
		r = read_bytes(text + n + DEEP - levels, 2 * levels, lines);
		assert_int_equal(r.kept, levels <= JSON_DEPTH_MAX);
		assert_int_equal(r.rejected, levels > JSON_DEPTH_MAX);
		release(&r);
	}
	free(text);
}

/* A record of just the limit is kept, one of a byte more is too long. Blanks around it count in an array and in a line. */
static void test_record_limit(void **state)
{
	static const char record[] = "{\"b\":[\"}],{\",3]}", too_long[] = "record longer than the limit (--max-record)";
	static const struct {
		const char *form, *format;
		size_t blanks;
	} t[] = {
		{ "{\"a\":1}\n%s\n{\"a\":2}", "jsonl", 0 }, { "{\"a\":1}\r\n%s\r\n{\"a\":2}\r\n", "jsonl", 1 },
		{ "{\"a\":1}\n%s\n{\"a\":2}", "json", 0 }, { "[{\"a\":1},\n%s,\n{\"a\":2}]", "json", 1 },
	};
	char text[100], rejects[100];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		for (size_t limit = 9; limit < 20; limit++)
			for (size_t want = 1; want < 50; want++) {
				bool fits = strlen(record) + t[i].blanks <= limit;
				struct reading r;

				snprintf(text, sizeof text, t[i].form, record);
				r = read_text(text, (struct how){ .format = t[i].format, .limit = limit, .want = want });
				assert_string_equal(r.rows.bytes, fits ? "1: a=integer 1|\n2: b=json [\"}],{\",3]|\n3: a=integer 2|\n"
								 : "1: a=integer 1|\n3: a=integer 2|\n");
				assert_int_equal(r.rejected, !fits);
				assert_true(want > limit || r.longest <= limit + 2);
				snprintf(rejects, sizeof rejects, "2: %s [{\"b\":[\"}]", too_long);
				if (!fits)
					assert_memory_equal(r.rejects.bytes, rejects, 55);
				release(&r);
			}
	assert_reads("12345", (struct how){ .format = "json", .limit = 5 }, "1: value=integer 12345|\n", "");
	snprintf(rejects, sizeof rejects, "1: %s [123456]\n", too_long);
	assert_reads("1234567", (struct how){ .format = "json", .limit = 5 }, "", rejects);
	assert_reads("[1234567,12345,1234567]", (struct how){ .format = "json", .limit = 5 }, "1: value=integer 12345|\n",
		     "1: record longer than the limit (--max-record) [123456]\n1: record longer than the limit (--max-record) "
		     "[123456]\n");
}

/* ---- random records ---- */

static void test_the_naive_reader_agrees(void **state)
{
	static struct naive v;
	uint64_t seed = 42;
	size_t kept = 0, rejected = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct text t = records_random(LINES, NULL, 0, scramble(&seed) % 6, &seed);
		struct how how = { .format = "jsonl", .depth = 1 + scramble(&seed) % 4, .want = 1 + scramble(&seed) % 700,
				   .step = 1 + scramble(&seed) % 300, .late = scramble(&seed) % 2 };
		struct reading r = read_bytes(t.bytes, t.n, how);
		size_t records = 0;

		v.levels = how.depth;
		v.na = na;
		text_open(&v.rows);
		text_open(&v.places);
		for (size_t at = 0, behind; at < t.n; at = behind + 1) {
			behind = at + strcspn(t.bytes + at, "\n");
			while (behind < t.n && t.bytes[behind] != '\n')		/* a NUL */
				behind++;
			records += naive_line(&v, t.bytes, at, behind);
		}
		fclose(v.rows.to);
		fclose(v.places.to);
		assert_same(r.rows, v.rows);
		assert_same(r.places, v.places);
		assert_int_equal(r.kept + r.rejected, records);
		kept += r.kept;
		rejected += r.rejected;
		release(&r);
		free(v.rows.bytes);
		free(v.places.bytes);
		free(t.bytes);
	}
	assert_true(kept > 3000 && rejected > 3000);
}

/* Records in a line each, some of them broken in a way that leaves brackets and quotes in pairs, say the same in each shape. */
static void test_the_shapes_agree(void **state)
{
	static const char *const bad[] = { "01",       "NaN",         "tru",  "'x'", "1 2",   "\"\x01\"",
					   "\"\xff\"", "\"\\ud800\"", "[1,]", "{,}", "{x:1}", "" };
	uint64_t seed = 4711;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct reading r[SHAPES];
		uint64_t start = seed;

		for (int shape = 0; shape < SHAPES; shape++) {
			struct how how = { .format = format_of[shape],
					   .want = 1 + (start + (uint64_t)shape) % 400,
					   .step = 1 + start % 250,
					   .late = start % 2 };
			struct text t;

			seed = start;
			t = records_random(shape, bad, sizeof bad / sizeof *bad, 0, &seed);
			r[shape] = read_bytes(t.bytes, t.n, how);
			assert_int_equal(r[shape].kept + r[shape].rejected, lines_of(t.bytes, t.n));
			free(t.bytes);
		}
		for (int shape = 0; shape < SHAPES; shape++) {
			assert_same(r[shape].rows, r[LINES].rows);
			assert_same(r[shape].rejects, r[LINES].rejects);
		}
		for (int shape = 0; shape < SHAPES; shape++)
			release(&r[shape]);
	}
}

/* ---- splitting ---- */

/* The chunks, rows and rejects of a text are the same for reads of every size, and rows and rejects for every size of chunk. */
static void assert_same_for_any_read(const char *text, size_t n, struct how how)
{
	struct reading whole, any;

	how.late = false;
	how.step = 0;
	any = read_bytes(text, n, (struct how){ .format = how.format, .limit = how.limit });
	whole = read_bytes(text, n, how);
	assert_same(any.rows, whole.rows);
	if (!how.limit)		/* of a record over it one sees more or less */
		assert_same(any.places, whole.places);
	for (how.step = 1; how.step <= n; how.step++) {
		struct reading r;

		how.late = !how.late;
		r = read_bytes(text, n, how);
		assert_same(r.chunks, whole.chunks);
		assert_same(r.rows, whole.rows);
		assert_same(r.rejects, whole.rejects);
		release(&r);
	}
	release(&whole);
	release(&any);
}

static void test_chunks_do_not_depend_on_reads(void **state)
{
	static const char *const text[] = {
		"{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}",
		"{\"a\":\r\n1}\r\n \r\n{\"a\":2}{\"a\":3}\r\nx\r\n\r\n{\"a\":4}\r\n",
		"[1,22,\r\n333\r\n,\"4,]\",{\"a\":[5]}]\r\n\r\n",
		"[1,,2,]\r\n x",
		"[ ]\r\n\r\n",
		"\xef\xbb\xbf\r\n[1]",
		"\xef\xbb\xbf{}\n{\"a\":1}",
		"[\"\\\"\\\\\",\"]\"",
		"{\"a\":\"\\\"}\"} {\"a\":",
		"  \"ab\\\"c\" ",
		"\r\n\r\n",
		"no\r\njson\r\n",
		"{\"a\":12345678\r\n}\r\n{\"a\":2}",
		"[{\"a\":1234567\r\n\r\n},\r\n0,2]",
		"\r\n\r\n{\"a\":1\r\n\r\n}\r\n\r\n\r\n2",
		"x123456\r\nx\r\n{}",
	};
	static const size_t want[] = { 1, 2, 3, 5, 8, 13, 21, 34, 100 }, limit[] = { 0, 1, 5, 9, 10, 11, 12 };
	uint64_t seed = 7;

	(void)state;
	for (size_t t = 0; t < sizeof text / sizeof *text; t++)
		for (size_t w = 0; w < sizeof want / sizeof *want; w++)
			for (size_t l = 0; l < sizeof limit / sizeof *limit; l++)
				for (int shape = 0; shape < ARRAY; shape++)
					assert_same_for_any_read(text[t], strlen(text[t]), (struct how){ .format = format_of[shape],
						.want = want[w], .limit = limit[l] });
	for (int i = 0; i < 90; i++) {
		struct text t = records_random(i % SHAPES, NULL, 0, (size_t)i % 4, &seed);

		assert_same_for_any_read(t.bytes, t.n < 250 ? t.n : 250, (struct how){ .format = format_of[i % SHAPES],
			.want = 1 + scramble(&seed) % 90, .limit = i % 2 ? 1 + scramble(&seed) % 120 : 0 });
		free(t.bytes);
	}
}

static void assert_chunks(const char *text, struct how how, const char *chunks)
{
	struct reading r = read_text(text, how);

	assert_string_equal(r.chunks.bytes, chunks);
	release(&r);
}

/* At the last border at or before `want`, or at the first one behind it. */
static void test_chunks_end_at_the_last_border(void **state)
{
	static const char text[] = "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", array[] = "[{\"a\":1},{\"a\":2},{\"a\":3}]";

	(void)state;
	assert_chunks(text, (struct how){ .format = "jsonl", .want = 15 }, "records 0+8\nrecords 8+8\nrecords 16+8\n");
	assert_chunks(text, (struct how){ .format = "jsonl", .want = 16 }, "records 0+16\nrecords 16+8\n");
	assert_chunks(text, (struct how){ .format = "jsonl", .want = 23 }, "records 0+16\nrecords 16+8\n");
	assert_chunks(text, (struct how){ .format = "jsonl", .want = 3 }, "records 0+8\nrecords 8+8\nrecords 16+8\n");
	assert_chunks(text, (struct how){ .format = "json", .want = 14 }, "records 0+7\nrecords 7+8\nrecords 15+8\n");
	assert_chunks(text, (struct how){ .format = "json", .want = 15 }, "records 0+15\nrecords 16+7\n");
	assert_chunks(text, (struct how){ .format = "json", .want = 3 }, "records 0+7\nrecords 8+7\nrecords 16+7\n");
	assert_chunks(array, (struct how){ .format = "json", .want = 15 }, "records 0+8\nrecords 8+8\nrecords 16+8\n");
	assert_chunks(array, (struct how){ .format = "json", .want = 16 }, "records 0+16\nrecords 16+8\n");
	assert_chunks(array, (struct how){ .format = "json", .want = 24 }, "records 0+24\n");
	assert_chunks(array, (struct how){ .format = "json", .want = 3 }, "records 0+8\nrecords 8+8\nrecords 16+8\n");
}

/* ---- large records ---- */

/* Records that bring ever new columns: no batch has more cells than it may. */
static void test_cells_of_a_batch_are_bounded(void **state)
{
	enum { RECORDS = 6000 };
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct reading r;

	(void)state;
	for (int i = 0; i < RECORDS; i++)
		fprintf(to, "{\"k%d\":%d,\"id\":%d}\n", i, i, i);
	fclose(to);
	r = read_bytes(text, n, (struct how){ .format = "jsonl" });
	assert_int_equal(r.kept, RECORDS);
	assert_true(r.batches > 3);
	assert_memory_equal(r.rows.bytes, "1: id=integer 0|k0=integer 0|\n2: id=integer 1|k1=integer 1|\n", 58);
	assert_string_equal(r.rows.bytes + r.rows.n - 43, "\n6000: id=integer 5999|k5999=integer 5999|\n");
	release(&r);
	free(text);
}

/* A key of a megabyte in front of a hundred others: the names would take a hundred. */
static void test_names_are_bounded(void **state)
{
	size_t long_key = 1024 * 1024;
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct reading r;

	(void)state;
	fputs("{\"a\":1}\n{\"a\":2,\"", to);
	for (size_t i = 0; i < long_key; i++)
		fputc('x', to);
	fputs("\":{", to);
	for (int i = 0; i < 100; i++)
		fprintf(to, "%s\"k%d\":%d", i ? "," : "", i, i);
	fputs("}}\n{\"b\":3}\n", to);
	fclose(to);
	for (int f = 0; f < 2; f++) {
		r = read_bytes(text, n, f ? document : lines);
		assert_string_equal(r.rows.bytes, "1: a=integer 1|\n3: b=integer 3|\n");
		assert_int_equal(r.rejected, 1);
		assert_memory_equal(r.rejects.bytes, "2: its keys, flattened, take more than 64 MB [{\"a\":2,\"xxx", 57);
		release(&r);
	}
	free(text);
}

/* ---- formats ---- */

static void test_formats(void **state)
{
	static const struct {
		const char *name, *text, *format;
	} t[] = {
		{ "x", "{\"a\": 1}\n{\"a\": 2}\n", "jsonl" },
		{ "x.json", "{\"a\": 1}\n{\"a\": 2}\n", "jsonl" },
		{ "x", "{\"a\": 1}", "jsonl" },
		{ "x", "\xef\xbb\xbf\n{\"a\": 1}\n{\"a\": }\n{\"a\": 2}\n", "jsonl" },
		{ "x", "{\n\"a\": 1\n}\n", "json" },
		{ "x", "{\n\"a\": [\n1,\n2\n]\n}\n{\n\"a\": []\n}\n", "json" },
		{ "x", "{\"a\": 1} {\"a\": 2}\n", "json" },
		{ "x", "{\"a\": 1}\r{\"a\": 2}\r", "json" },
		{ "x", "[{\"a\": 1}, {\"a\": 2}]\n", "json" },
		{ "x", "[\n{\"a\": 1},\n{\"a\": 2}\n]\n", "json" },
		{ "x", "[]", "json" },
		{ "x", "[1, 2]\n[3, 4]\n", "jsonl" },
		{ "x.jsonl.gz", "[1, 2]\n", "jsonl" },
		{ "x.ndjson", "1\n2\n", "jsonl" },
		{ "x.jsonl", "{\"a\": \n", "jsonl" },
		{ "x.json", "42", "json" },
		{ "x.json.zst", "\"a,b\"", "json" },
		{ "x.json", "", "json" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct dialect d;

		sniff(&d, t[i].text, strlen(t[i].text), &(struct how){ .name = t[i].name });
		if (strcmp(d.format->name, t[i].format) != 0)
			fail_msg("%s with %s is %s", t[i].name, t[i].text, d.format->name);
		assert_int_equal(d.first_line, 1);
		assert_int_equal(d.skip, 0);
		dialect_release(&d);
	}
}

/* A head that ends within its first record. */
static void test_format_of_a_long_first_record(void **state)
{
	static char text[HEAD + 100];

	(void)state;
	snprintf(text, sizeof text, "{\"a\":\"%0*d\"}\n", HEAD + 50, 0);
	for (int f = 0; f < 2; f++) {
		struct reading r = read_text(text, (struct how){ .name = f ? "x.json" : "x" });

		assert_string_equal(r.dialect.format->name, f ? "json" : "jsonl");
		assert_int_equal(r.kept, 1);
		release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records_come_in_four_shapes),
		cmocka_unit_test(test_records_that_are_no_objects),
		cmocka_unit_test(test_flattening_goes_down_to_the_depth),
		cmocka_unit_test(test_missing_is_of_four_kinds),
		cmocka_unit_test(test_scalars),
		cmocka_unit_test(test_of_equal_keys_the_last_counts),
		cmocka_unit_test(test_keys_are_any_strings),
		cmocka_unit_test(test_columns_appear_late),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_a_broken_record_is_lost_alone),
		cmocka_unit_test(test_text_around_the_records),
		cmocka_unit_test(test_the_last_record_is_cut_off),
		cmocka_unit_test(test_empty_sources),
		cmocka_unit_test(test_nesting_bomb),
		cmocka_unit_test(test_record_limit),
		cmocka_unit_test(test_the_naive_reader_agrees),
		cmocka_unit_test(test_the_shapes_agree),
		cmocka_unit_test(test_chunks_do_not_depend_on_reads),
		cmocka_unit_test(test_chunks_end_at_the_last_border),
		cmocka_unit_test(test_cells_of_a_batch_are_bounded),
		cmocka_unit_test(test_names_are_bounded),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_format_of_a_long_first_record),
	};

	return cmocka_run_group_tests(tests, na_make, na_unmake);
}
