/* csv: delimited text becomes rows and rejects, and does so alike however it is read.
 *
 * Truths that are not ours: csv-spectrum's JSON twins and the counts that come with the open data (read from $ASSAY_DATA;
 * without it those tests are skipped), the Unicode Standard's table of well-formed UTF-8, and a reader written here the naive way,
 * byte by byte from the rules in csv_split.h, with which thousands of hostile texts are compared. libcsv, given record by record, is the
 * referee of the fields that we find ourselves.
 *
 * What was read is written down as text, a line a row or a reject:   "2: 1|two|"   "3: 1 field where the header has 2 [x]".
 */
#include "base/hash.h"
#include "parse/csv_split.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

/* Numbers that look random and are the same everywhere: Marsaglia's xorshift64. */
static uint64_t scramble(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* ---- reading as the engine does ---- */

struct how {
	const char *name;	/* of the source; NULL: "x" */
	const char *format;
	int header;		/* 1 yes, -1 no, 0 guess */
	char delimiter;
	size_t limit;		/* of a record; 0: none */
	size_t want, step;	/* of a chunk, of a read; 0: CHUNK, all at once */
};

struct reading {
	struct dialect dialect;
	struct batch *first, *last;	/* all of them */
	char *rows, *rejects, *chunks;
	size_t rows_bytes, rejects_bytes, chunks_bytes;
	size_t kept, rejected, batches, longest;	/* longest: chunk */
	FILE *to_rows, *to_rejects, *to_chunks;
};

/* A copy that ends where its memory ends, so that reading on is caught. */
static char *copy_exactly(const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);

	assert_non_null(copy);
	return memcpy(copy, bytes, n);
}

static uint64_t lines_of(const char *bytes, size_t n)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));
	return lines;
}

/* What a batch says of all of its texts holds for this one. */
static void assert_claims(const struct batch *b, const char *text, size_t n, uint8_t kind)
{
	for (size_t i = 0; b->plain && i < n; i++)
		assert_true((text[i] >= ' ' && text[i] <= '~') || strchr("\t\r\n", text[i]));
	if (b->trimmed && !cell_is_missing(kind))
		assert_false(strchr(" \t\r\n", text[0]) || strchr(" \t\r\n", text[n - 1]));
}

static void write_batch(struct reading *r, const struct batch *b)
{
	assert_int_equal(b->columns, r->dialect.columns);
	assert_true(b->rows * b->columns <= BATCH_CELLS || b->rows == 1);
	assert_ptr_equal(b->name, r->dialect.name);
	for (size_t row = 0; row < b->rows; row++) {
		fprintf(r->to_rows, "%ju:", (uintmax_t)b->line[row]);
		for (size_t c = 0; c < b->columns; c++) {
			struct cell_text t = b->column[c].text[row];
			struct cell cell = cell_type(b->bytes + t.at, t.bytes, na);

			fprintf(r->to_rows, "%c%.*s", c ? '|' : ' ', (int)t.bytes, b->bytes + t.at);
			assert_int_equal(b->column[c].kind[row], cell.kind);
			assert_memory_equal(&b->column[c].number[row], &cell.number, sizeof cell.number);
			assert_int_equal(b->column[c].key[row], cell_is_missing(cell.kind) ? 0 : hash_bytes(b->bytes + t.at, t.bytes));
			assert_claims(b, b->bytes + t.at, t.bytes, cell.kind);
		}
		fputc('\n', r->to_rows);
	}
	r->kept += b->rows;
	r->batches++;
}

static void write_chunk(struct reading *r, void *parser, const struct chunk *c)
{
	struct err e = { .code = ERR_NONE };
	struct batch *b;
	uint64_t rejected = 0, line = 0;

	assert_int_equal(r->dialect.format->parse(parser, &r->dialect, c, &b, &e), 0);
	assert_non_null(b);
	for (const struct reject *j = b->rejects; j; j = j->next, rejected++) {
		assert_true(j->line > line);
		assert_int_equal(j->length, j->whole < REJECT_BYTES ? j->whole : REJECT_BYTES);
		line = j->line;
		fprintf(r->to_rejects, "%ju: %s [%.*s]\n", (uintmax_t)j->line, j->reason, (int)j->length, j->bytes);
	}
	assert_int_equal(b->rejected, rejected);
	r->rejected += rejected;
	if (r->last)
		r->last->next = b;
	else
		r->first = b;
	for (; b; b = b->next) {
		write_batch(r, b);
		r->last = b;
	}
}

/* Chunk by chunk, the splitter seeing `step` bytes more whenever it asks. */
static void read_chunks(struct reading *r, const char *text, size_t n, const struct how *how, const struct parse_options *o)
{
	const struct format *f = r->dialect.format;
	void *splitter = f->splitter_new(&r->dialect, o), *parser = f->parser_new(o);
	size_t want = how->want ? how->want : CHUNK, step = how->step ? how->step : n + 1, seen = 0, at = r->dialect.skip;
	struct chunk c = { .first_line = r->dialect.first_line };

	assert_true(splitter && parser);
	for (;;) {
		size_t have = seen > at ? seen - at : 0;
		char *bytes = copy_exactly(text + at, have);
		struct split s = f->split(splitter, bytes, have, seen == n, want);

		free(bytes);
		if (s.kind == SPLIT_MORE && seen == n)
			break;
		if (s.kind == SPLIT_MORE) {
			seen = n - seen < step ? n : seen + step;
			continue;
		}
		assert_true(s.end > 0 && s.end <= have);
		if (s.kind != SPLIT_SKIP) {
			c.length = s.end;
			c.bytes = copy_exactly(text + at, s.end + 1);	/* there is a NUL behind the text */
			c.bytes[s.end] = '\0';
			c.broken = s.kind == SPLIT_BROKEN;
			c.reason = s.reason;
			fprintf(r->to_chunks, "%s %zu+%zu\n", c.broken ? "broken" : "records", at, s.end);
			write_chunk(r, parser, &c);
			free(c.bytes);
			c.number++;
			r->longest = s.end > r->longest ? s.end : r->longest;
		}
		c.first_line += lines_of(text + at, s.end);
		at += s.end;
	}
	assert_int_equal(at, n);
	f->splitter_free(splitter);
	f->parser_free(parser);
}

static int sniff(struct dialect *d, const char *text, size_t n, const struct how *how, struct err *e)
{
	size_t head = n < HEAD ? n : HEAD;
	char *bytes = copy_exactly(text, head);
	int done;

	*d = (struct dialect){ .delimiter = how->delimiter, .header = how->header > 0, .header_given = how->header != 0, .depth = 2,
			       .format = how->format ? format_find(how->format) : NULL };
	done = dialect_sniff(d, how->name ? how->name : "x", bytes, head, n <= HEAD, e);
	free(bytes);
	return done;
}

static struct reading read_bytes(const char *text, size_t n, struct how how)
{
	struct parse_options o = { .na = na, .record_bytes_max = how.limit };
	struct reading r = { .kept = 0 };
	struct err e = { .code = ERR_NONE };

	r.to_rows = open_memstream(&r.rows, &r.rows_bytes);
	r.to_rejects = open_memstream(&r.rejects, &r.rejects_bytes);
	r.to_chunks = open_memstream(&r.chunks, &r.chunks_bytes);
	if (sniff(&r.dialect, text, n, &how, &e))
		fail_msg("%s", e.text);
	read_chunks(&r, text, n, &how, &o);
	fclose(r.to_rows);
	fclose(r.to_rejects);
	fclose(r.to_chunks);
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
	free(r->rows);
	free(r->rejects);
	free(r->chunks);
}

static void assert_reads(const char *text, struct how how, const char *rows, const char *rejects)
{
	struct reading r = read_text(text, how);

	assert_string_equal(r.rows, rows);
	assert_string_equal(r.rejects, rejects);
	release(&r);
}

static void assert_names(const struct dialect *d, const char *names)
{
	char *joined = NULL;
	size_t bytes;
	FILE *to = open_memstream(&joined, &bytes);

	for (size_t c = 0; c < d->columns; c++)
		fprintf(to, "%s%s", c ? "|" : "", d->name[c]);
	fclose(to);
	assert_string_equal(joined, names);
	free(joined);
}

/* ---- records and fields ---- */

static const struct how header = { .header = 1 };

static void test_fields_are_what_the_bytes_say(void **state)
{
	(void)state;
	assert_reads("a,b\n1,two\n,\n", header, "2: 1|two\n3: |\n", "");
	assert_reads("a,b\n\"1\",\"t\"\"w\"\"o\"\n\"\",\"\"\"\"\n", header, "2: 1|t\"w\"o\n3: |\"\n", "");
	assert_reads("a,b\n\"x,y\",\"l1\nl2\"\n", header, "2: x,y|l1\nl2\n", "");
	assert_reads("a,b\n  1 ,\ttwo\t\n", header, "2:   1 |\ttwo\t\n", "");
	assert_reads("a,b\n5\" pipe,7\"\"\"\n x\"y\", \"z\"\n", header, "2: 5\" pipe|7\"\"\"\n3:  x\"y\"| \"z\"\n", "");
	assert_reads("a,b\n1,2", header, "2: 1|2\n", "");
	assert_reads("a,b\n1,", header, "2: 1|\n", "");
	assert_reads("a,b\n1,\"\"", header, "2: 1|\n", "");
	assert_reads("a\n\"\"\nx", header, "2: \n3: x\n", "");
	assert_reads("a;b\n1,5;2\n", (struct how){ .header = 1, .delimiter = ';' }, "2: 1,5|2\n", "");
	assert_reads("a\tb\n\t\n \t\"x\ty\"\n", (struct how){ .header = 1, .format = "tsv" }, "2: |\n3:  |x\ty\n", "");
}

static void test_lines(void **state)
{
	(void)state;
	assert_reads("a,b\r\n1,2\r\n3,4\r\n", header, "2: 1|2\n3: 3|4\n", "");
	assert_reads("a,b\r1,2\r3,4\r", header, "2: 1|2\n3: 3|4\n", "");
	assert_reads("a,b\n1,2\r3,4\r\n5,6\n\r7,8", header, "2: 1|2\n3: 3|4\n4: 5|6\n6: 7|8\n", "");
	assert_reads("a,b\n\"1\n\n1\",2\n3\n\"x\r\ny\rz\",4\r\n5,6,7\n", header, "2: 1\n\n1|2\n6: x\r\ny\rz|4\n",
		     "5: 1 field where the header has 2 [3]\n9: 3 fields where the header has 2 [5,6,7]\n");
	assert_reads("\n\"a\nb\",c\n\n1,2\n", header, "5: 1|2\n", "");
	assert_reads("\"x\n\n\",1\n2,3\n", (struct how){ .header = -1 }, "1: x\n\n|1\n4: 2|3\n", "");
}

static void test_blank_lines_are_no_records(void **state)
{
	(void)state;
	assert_reads("\n  \na,b\n\n1,2\n \t \n\r\n3,4\n\n", header, "5: 1|2\n8: 3|4\n", "");
	assert_reads("a\n\n1\n  \n2\n", header, "3: 1\n5: 2\n", "");
	assert_reads("a\tb\n\t\n\n", (struct how){ .header = 1, .format = "tsv" }, "2: |\n", "");
}

static void test_rejects(void **state)
{
	static const char nul[] = "a,b\n1,2\n3\0,4\n5,6\n";
	struct reading r = read_bytes(nul, sizeof nul - 1, header);

	(void)state;
	assert_string_equal(r.rows, "2: 1|2\n4: 5|6\n");
	assert_memory_equal(r.rejects, "3: NUL byte at byte 2 of the record [3", 38);
	assert_int_equal(r.first->rejects->whole, 4);
	assert_memory_equal(r.first->rejects->bytes, "3\0,4", 4);
	release(&r);
	assert_reads("a,b\n1\n2,3\n4,5,6\n", header, "3: 2|3\n",
		     "2: 1 field where the header has 2 [1]\n4: 3 fields where the header has 2 [4,5,6]\n");
	assert_reads("1,2\n3\n", (struct how){ .header = -1 }, "1: 1|2\n", "2: 1 field where the first record has 2 [3]\n");
	assert_reads("a,b\n1,caf\351\n\xc3\xa9,4\n", header, "3: \xc3\xa9|4\n", "2: invalid UTF-8 at byte 6 of the record [1,caf\351]\n");
	assert_reads("a,b\n\"1\"x,2\n3,4\n\"5\" ,6\n7,\"8\"9\n", header, "3: 3|4\n",
		     "2: text behind a closing quote [\"1\"x,2]\n4: text behind a closing quote [\"5\" ,6]\n"
		     "5: text behind a closing quote [7,\"8\"9]\n");
	assert_reads("a,b\n\"1\"x,\"2\n3\"\n4,5\n", header, "4: 4|5\n", "2: text behind a closing quote [\"1\"x,\"2\n3\"]\n");
	assert_reads("a,b\n1,2\n3,\"open\n5,6\n7,8\n", header, "2: 1|2\n4: 5|6\n5: 7|8\n", "3: quote opened here is never closed [3,\"open]\n");
	assert_reads("a,b\n1,22\n1,222\n\"\n\",2\n", (struct how){ .header = 1, .limit = 4 }, "2: 1|22\n",
		     "3: record longer than the limit (--max-record) [1,222]\n4: record longer than the limit (--max-record) [\"\n\",2]\n");
}

static void test_rejects_show_no_more_than_their_share(void **state)
{
	char text[4 + 3000 + 2] = "a,b\n";
	struct reading r;

	(void)state;
	memset(text + 4, 'x', 3000);
	strcpy(text + 3004, "\n");
	r = read_text(text, header);
	assert_int_equal(r.rejected, 1);
	assert_int_equal(r.first->rejects->length, REJECT_BYTES);
	assert_int_equal(r.first->rejects->whole, 3000);
	release(&r);
}

/* The borders of table 3-7 of the Unicode Standard, from both sides. `fault`: the first bad byte from 1; 0: well-formed. */
static void test_utf8(void **state)
{
	static const struct {
		const char *bytes;
		size_t fault;
	} t[] = {
		{ "\x7f", 0 }, { "\xc2\x80", 0 }, { "\xdf\xbf", 0 }, { "\xe0\xa0\x80", 0 }, { "\xed\x9f\xbf", 0 },
		{ "\xee\x80\x80", 0 }, { "\xef\xbf\xbf", 0 }, { "\xf0\x90\x80\x80", 0 }, { "\xf4\x8f\xbf\xbf", 0 },
		{ "\x80", 1 }, { "\xbf", 1 }, { "\xc0\x80", 1 }, { "\xc1\xbf", 1 }, { "\xc2", 1 }, { "\xc2\x41", 1 }, { "\xdf\xc0", 1 },
		{ "\xe0\x9f\xbf", 1 }, { "\xe2\x82", 1 }, { "\xe2\x82\x28", 1 }, { "\xed\xa0\x80", 1 }, { "\xed\xbf\xbf", 1 },
		{ "\xf0\x8f\xbf\xbf", 1 }, { "\xf1\x80\x80", 1 }, { "\xf4\x90\x80\x80", 1 }, { "\xf5\x80\x80\x80", 1 }, { "\xff", 1 },
		{ "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 0 }, { "\xc3\xa9\xc3\xa9\xc3", 5 }, { "\xe2\x82\xac\xe2\x82\xe2\x82\xac", 4 },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		for (size_t before = 0; before < 130; before++) {
			size_t n = before + strlen(t[i].bytes);
			char *exact;

			memset(text, 'x', sizeof text);
			memcpy(text + before, t[i].bytes, strlen(t[i].bytes));
			exact = copy_exactly(text, n);
			assert_int_equal(csv_text_fault(exact, n), t[i].fault ? before + t[i].fault - 1 : n);
			free(exact);
			exact = copy_exactly(text, n + 5);
			assert_int_equal(csv_text_fault(exact, n + 5), t[i].fault ? before + t[i].fault - 1 : n + 5);
			exact[n + 2] = '\0';
			assert_int_equal(csv_text_fault(exact, n + 5), t[i].fault ? before + t[i].fault - 1 : n + 2);
			free(exact);
		}
	}
}

/* ---- the naive reader ---- */

struct naive {
	FILE *rows, *rejects;
	char field[2000], row[4000];
	size_t field_bytes, row_bytes, fields;
};

static void naive_field(struct naive *v)
{
	v->row_bytes += (size_t)sprintf(v->row + v->row_bytes, "%c%.*s", v->fields ? '|' : ' ', (int)v->field_bytes, v->field);
	v->field_bytes = 0;
	v->fields++;
}

static bool naive_line_end(const char *text, size_t at, size_t n)
{
	return at == n || text[at] == '\n' || text[at] == '\r';
}

/* One record by a machine of four states; returns where it ends, and whether it is sound. */
static size_t naive_record(struct naive *v, const char *text, size_t at, size_t n, bool *open, bool *behind)
{
	enum { START, PLAIN, QUOTED, CLOSED } now = START;

	*open = *behind = false;
	v->row_bytes = v->fields = v->field_bytes = 0;
	for (;; at++) {
		if (now == QUOTED) {
			if (at == n) {
				*open = true;
				return at;
			}
			if (text[at] == '"')
				now = CLOSED;
			else
				v->field[v->field_bytes++] = text[at];
		} else if (naive_line_end(text, at, n)) {
			naive_field(v);
			return at;
		} else if (text[at] == ',') {
			naive_field(v);
			now = START;
		} else if (text[at] == '"' && now == START) {
			now = QUOTED;
		} else if (text[at] == '"' && now == CLOSED) {
			v->field[v->field_bytes++] = '"';
			now = QUOTED;
		} else {
			*behind |= now == CLOSED;
			v->field[v->field_bytes++] = text[at];
			now = PLAIN;
		}
	}
}

/* Records of two fields from text[at, n), whose first is in line 2. */
static void naive_read(struct naive *v, const char *text, size_t at, size_t n)
{
	bool by_line = false, open, behind;
	uint64_t line = 2;

	while (at < n) {
		size_t line_end = at, end;

		while (!naive_line_end(text, line_end, n))
			line_end++;
		end = naive_record(v, text, at, by_line ? line_end : n, &open, &behind);
		if (open) {
			by_line = true;
			end = line_end;
		}
		if (strspn(text + at, " \t") >= end - at)
			;
		else if (open || behind)
			fprintf(v->rejects, "%ju: %s [%.*s]\n", (uintmax_t)line, open ? csv_unclosed : csv_behind_quote,
				(int)(end - at), text + at);
		else if (v->fields != 2)
			fprintf(v->rejects, "%ju: %zu field%s where the header has 2 [%.*s]\n", (uintmax_t)line, v->fields,
				v->fields == 1 ? "" : "s", (int)(end - at), text + at);
		else
			fprintf(v->rows, "%ju:%.*s\n", (uintmax_t)line, (int)v->row_bytes, v->row);
		if (end < n)
			end += text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1;
		line += lines_of(text + at, end - at);
		at = end;
	}
}

/* Up to `most` bytes, mostly of those that matter, in runs so that blocks of 64 are crossed in every state. */
static size_t hostile_text(char *to, size_t most, uint64_t *seed)
{
	static const char *const piece[] = { ",", "\"", "\"\"", "\n", "\r\n", "\r", "a", "12", " ", "\",\"", "\"\n", ",\"", "x,y\n", "\"x\",\"y\"\n",
					     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\xc3\xa9" };
	static const size_t pieces = sizeof piece / sizeof *piece;
	size_t n = 0, goal = scramble(seed) % most, kinds = 2 + scramble(seed) % (pieces - 1);

	memcpy(to, "x,y\n", 5);
	while ((n = strlen(to)) < goal)
		strcat(to, piece[scramble(seed) % kinds * 7 % pieces]);
	return n;
}

static void test_the_naive_reader_agrees(void **state)
{
	static struct naive v;
	uint64_t seed = 42;
	char text[700];

	(void)state;
	for (int i = 0; i < 4000; i++) {
		char *rows = NULL, *rejects = NULL;
		size_t bytes, n = hostile_text(text, 600, &seed);
		struct how how = { .header = 1, .delimiter = ',', .want = 1 + scramble(&seed) % 700, .step = 1 + scramble(&seed) % 100 };
		struct reading r = read_bytes(text, n, how);

		v.rows = open_memstream(&rows, &bytes);
		v.rejects = open_memstream(&rejects, &bytes);
		naive_read(&v, text, 4, n);
		fclose(v.rows);
		fclose(v.rejects);
		assert_string_equal(r.rows, rows);
		assert_string_equal(r.rejects, rejects);
		free(rows);
		free(rejects);
		release(&r);
	}
}

/* ---- libcsv as the referee ---- */

struct referee {
	FILE *row;
	size_t fields;
};

static void referee_field(void *text, size_t n, void *given)
{
	struct referee *f = given;

	fprintf(f->row, "%c%.*s", f->fields++ ? '|' : ' ', (int)n, (const char *)text);
}

static int referee_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* The rows of text[at, n) as libcsv alone reads each whole record. */
static char *referee_rows(const char *text, size_t at, size_t n, char delimiter, size_t columns)
{
	struct csv_records r = csv_records_over(text + at, n - at, false, delimiter, 2);
	struct csv_parser csv;
	char *rows = NULL;
	size_t bytes;
	FILE *to = open_memstream(&rows, &bytes);

	csv_init(&csv, 0);
	csv_set_delim(&csv, (unsigned char)delimiter);
	csv_set_space_func(&csv, referee_space);
	while (csv_records_next(&r)) {
		char *row = NULL;
		size_t row_bytes;
		struct referee f = { .row = open_memstream(&row, &row_bytes) };

		assert_int_equal(csv_parse(&csv, r.bytes + r.at, r.end - r.at, referee_field, NULL, &f), r.end - r.at);
		csv_fini(&csv, referee_field, NULL, &f);
		fclose(f.row);
		if (!r.open && !r.behind && f.fields == columns)
			fprintf(to, "%ju:%s\n", (uintmax_t)r.line, row);
		free(row);
	}
	csv_free(&csv);
	fclose(to);
	return rows;
}

/* Records with and without quotes, of fields short and long, in columns one to five. */
static size_t ragged_text(char *to, size_t most, char delimiter, size_t columns, uint64_t *seed)
{
	static const char *const field[] = { "", "a", " b ", "12.5", "2024-01-31", "\xc3\xa9t\xc3\xa9", "; , | \t", "\"q\"", "\"a,\"\"b;\n\"", "\"\"",
					     "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz" };
	static const char *const end[] = { "\n", "\r\n", "\r" };
	size_t fields = sizeof field / sizeof *field, kinds = 1 + scramble(seed) % fields, n = 0;
	const char *line = end[scramble(seed) % 3];

	for (size_t row = 0; n + columns * 90 + 90 < most; row++) {
		size_t count = row && scramble(seed) % 16 == 0 ? scramble(seed) % 8 : columns;

		for (size_t c = 0; c < count; c++)
			n += (size_t)sprintf(to + n, "%s%.*s", row ? field[scramble(seed) % kinds] : "x", c + 1 < count, &delimiter);
		n += (size_t)sprintf(to + n, "%s", line);
	}
	return n;
}

static void test_libcsv_gives_the_same_fields(void **state)
{
	uint64_t seed = 6;
	static char text[4000];

	(void)state;
	for (int i = 0; i < 6000; i++) {
		size_t columns = 1 + scramble(&seed) % 5, most = 600 + scramble(&seed) % (sizeof text - 600), n;
		char delimiter = ",;\t|"[scramble(&seed) % 4];
		struct reading r;
		char *rows;

		n = ragged_text(text, most, delimiter, columns, &seed);
		r = read_bytes(text, n, (struct how){ .header = 1, .delimiter = delimiter });
		assert_int_equal(r.dialect.columns, columns);
		rows = referee_rows(text, r.dialect.skip, n, delimiter, columns);
		assert_string_equal(r.rows, rows);
		free(rows);
		release(&r);
	}
}

/* ---- splitting ---- */

/* The chunks, rows and rejects of a text are the same for reads of every size. */
static void assert_same_for_any_read(const char *text, size_t n, struct how how)
{
	struct reading whole = read_bytes(text, n, how);

	for (how.step = 1; how.step <= n; how.step++) {
		struct reading r = read_bytes(text, n, how);

		assert_string_equal(r.chunks, whole.chunks);
		assert_string_equal(r.rows, whole.rows);
		assert_string_equal(r.rejects, whole.rejects);
		release(&r);
	}
	release(&whole);
}

static void test_chunks_do_not_depend_on_reads(void **state)
{
	static const char *const text[] = {
		"a,b\n1,2\n3,4\n5,6\n", "a,b\r\n1,2\r\n\r\n3,4\r\n", "a,b\r1,2\r\r3,4", "a,b\n\"1\n2\",3\n4,\"5\r\n6\"\n7,8\n",
		"a,b\n1,\"open\n2,3\n4,5\r\n6,7\n8,9\n", "a,b\n1,2345678901234567890\n3,4\n", "a,b\n\"xxxxxxxxxxxxxxxxxxxx\n3,4\r\n5,\"\"\"6\"\r\n",
		"a,b\n1,\"\"\"\n\"\"\r\n\",2\n\"x\"\"\n", "\n\na\n\n",
	};
	static const size_t want[] = { 1, 2, 3, 5, 6, 8, 13, 21, 100 }, limit[] = { 0, 1, 5, 12 };
	uint64_t seed = 7;
	char hostile[300];

	(void)state;
	for (size_t t = 0; t < sizeof text / sizeof *text; t++)
		for (size_t w = 0; w < sizeof want / sizeof *want; w++)
			for (size_t l = 0; l < sizeof limit / sizeof *limit; l++)
				assert_same_for_any_read(text[t], strlen(text[t]), (struct how){ .header = 1, .delimiter = ',',
					.want = want[w], .limit = limit[l] });
	for (int i = 0; i < 40; i++) {
		size_t n = hostile_text(hostile, 240, &seed);

		assert_same_for_any_read(hostile, n, (struct how){ .header = 1, .delimiter = ',', .want = 1 + scramble(&seed) % 60,
								   .limit = 1 + scramble(&seed) % 80 });
	}
}

static void test_chunks_end_at_the_last_border(void **state)
{
	struct reading r = read_text("a,b\n1,2\n\"3\n3\",4\n5,6\n", (struct how){ .header = 1, .want = 9 });

	(void)state;
	assert_string_equal(r.chunks, "records 4+4\nrecords 8+8\nrecords 16+4\n");
	release(&r);
	r = read_text("a,b\n1,2\n3,4\n5,6\n", (struct how){ .header = 1, .want = 8 });
	assert_string_equal(r.chunks, "records 4+8\nrecords 12+4\n");
	release(&r);
	r = read_text("a,b\r\n1,2\r\n3,4\r\n", (struct how){ .header = 1, .want = 9 });	/* between CR and LF */
	assert_string_equal(r.chunks, "records 5+5\nrecords 10+5\n");
	release(&r);
}

/* A line of ten megabytes costs a chunk of the limit. */
static void test_long_record(void **state)
{
	size_t n = 10 * 1024 * 1024, limit = 1024 * 1024;
	char *text = malloc(n + 100);
	struct reading r;

	(void)state;
	assert_non_null(text);
	strcpy(text, "a,b\n1,2\n3,");
	memset(text + 10, 'x', n);
	strcpy(text + 10 + n, "\r\n5,6\n");
	r = read_text(text, (struct how){ .header = 1, .limit = limit, .step = 65536 });
	assert_string_equal(r.rows, "2: 1|2\n4: 5|6\n");
	assert_int_equal(r.rejected, 1);
	assert_memory_equal(r.rejects, "3: record longer than the limit (--max-record) [3,xxx", 53);
	assert_int_equal(r.longest, limit + 1);
	release(&r);
	free(text);
}

/* Only the record with the quote is lost, be the rest longer or shorter than the limit. */
static void test_unclosed_quote_at_the_start(void **state)
{
	enum { LINES = 40000 };
	static const size_t limit[] = { 0, 100, 1000, CHUNK, CHUNK + 12345 };
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);

	(void)state;
	fputs("a,b\r\n\"0,0\r\n", to);
	for (int i = 1; i < LINES; i++)
		fprintf(to, "%d,some text of the %d\r\n", i, i);
	fclose(to);
	for (size_t l = 0; l < sizeof limit / sizeof *limit; l++) {
		struct reading r = read_bytes(text, n, (struct how){ .header = 1, .limit = limit[l] });

		assert_string_equal(r.rejects, "2: quote opened here is never closed [\"0,0]\n");
		assert_int_equal(r.kept, LINES - 1);
		assert_memory_equal(r.rows, "3: 1|some text of the 1\n", 24);
		assert_string_equal(r.rows + r.rows_bytes - 37, "\n40001: 39999|some text of the 39999\n");
		assert_int_equal(r.last->line[r.last->rows - 1], LINES + 1);
		release(&r);
	}
	free(text);
}

/* Every line opens a quote that the next closes and opens again: each is lost, and in linear time. */
static void test_unclosed_quotes_everywhere(void **state)
{
	enum { LINES = 100000 };
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct reading r;

	(void)state;
	fputs("a,b\n", to);
	for (int i = 0; i < LINES; i++)
		fputs("a\"b,\"c\n", to);
	fputs("1,2\n", to);
	fclose(to);
	r = read_bytes(text, n, (struct how){ .header = 1, .limit = CHUNK });
	assert_int_equal(r.rejected, LINES);
	assert_string_equal(r.rows, "100002: 1|2\n");
	release(&r);
	free(text);
}

static void test_read_is_kept_and_rejected(void **state)
{
	enum { LINES = 300000 };
	uint64_t seed = 99;
	size_t n, good = 0;
	char *text = NULL;
	FILE *to = open_memstream(&text, &n);
	struct reading r;

	(void)state;
	fputs("a,b,c\n", to);
	for (int i = 0; i < LINES; i++) {
		static const char *const line[] = { "1,2,3\n", "1,\"2\n2\",3\n", "x,y\n", "\"x\"y,2,3\n", "1,\xff,3\n", "a,b,c,d\n" };
		size_t which = scramble(&seed) % 40;

		which = which < 6 ? which : 0;
		good += which < 2;
		fputs(line[which], to);
	}
	fclose(to);
	r = read_bytes(text, n, (struct how){ .header = 1 });
	assert_int_equal(r.kept, good);
	assert_int_equal(r.rejected, LINES - good);
	assert_true(strlen(r.chunks) > 20);
	release(&r);
	free(text);
}

/* ---- delimiters, headers, names ---- */

static void test_delimiters(void **state)
{
	static const struct {
		const char *text;
		char delimiter;
		size_t columns;
	} t[] = {
		{ "a,b,c\n1,2,3\n4,5,6\n", ',', 3 },
		{ "a;b;c\n1;2;3\n", ';', 3 },
		{ "a\tb\n1\t2\n", '\t', 2 },
		{ "a|b|c\n1|2|3\n", '|', 3 },
		{ "price;weight\n1,5;2,5\n3,25;4,0\n", ';', 2 },
		{ "1,5;2,5;3,5\n4,5;5,5;6,5\n", ';', 3 },	/* without a header both fit */
		{ "1,2,3,4;5\n1,2,3,4;6\n", ',', 4 },		/* more commas than decimals explain */
		{ "text\nhello; world\nhello, all of you, here\nno more\n", ',', 1 },
		{ "1\n2\n3\n", ',', 1 },
		{ "id,text\n1,\"a;b;c\"\n2,\"d;e;f\"\n", ',', 2 },
		{ "\"a,x\";\"b,x\"\n\"1,x\";\"2,x\"\n", ';', 2 },
		{ "id,text\n1,\"one\ntwo;three\"\n2,x\n", ',', 2 },
		{ "name\tplace\nDoe, J\tRome, IT\nRoe, R\tOslo, NO\n", '\t', 2 },
		{ "a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n", ',', 2 },	/* ragged */
		{ "a,b\n1,x|y|z\n2,x\n3,x|y\n", ',', 2 },
		{ "a;b\n", ';', 2 },
		{ "word", ',', 1 },
		{ "", ',', 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct err e = { .code = ERR_NONE };
		struct dialect d;

		assert_int_equal(sniff(&d, t[i].text, strlen(t[i].text), &(struct how){ .name = "x.csv" }, &e), 0);
		if (d.delimiter != t[i].delimiter || d.columns != t[i].columns)
			fail_msg("%s: %zu columns by '%c'", t[i].text, d.columns, d.delimiter);
		dialect_release(&d);
	}
}

static void test_header_guess(void **state)
{
	static const struct {
		const char *text;
		bool header;
	} t[] = {
		{ "name,age\nann,31\nbob,45\n", true },
		{ "name,city\nann,rome\nbob,oslo\n", true },	/* all text: the custom */
		{ "name,city\n", true },
		{ "1,2,3\n4,5,6\n", false },
		{ "ann,31\nbob,45\n", false },
		{ "2024-01-01,x\n2024-01-02,y\n", false },
		{ "true,x\nfalse,y\n", false },
		{ "007,x\n008,y\n", false },
		{ "3\n", false },
		{ "3\n4\n", false },
		{ "x\n3\n4\n", true },
		{ "id,id\n1,2\n", true },			/* equal or empty names do not make it data */
		{ ",exam\n0,53\n1,81\n", true },
		{ ",\n1,2\n", true },
		{ "id,2019,2020\n7,5,6\n8,9,10\n", true },	/* a word over numbers outweighs numbers over numbers */
		{ "country,2019\nnorway,5\nspain,6\n", false },	/* nothing tells this from data */
		{ "a,1990\nx,word\ny,other\n", true },
		{ "NA,x\n3,y\n", true },			/* a missing cell says nothing */
		{ "\"1\",\"2\"\n\"3\",\"4\"\n", false },
		{ "a,b\n1\n\n2,3,4\n5,6\n", true },
		{ "\"a\"x,b\n1,2\n", false },
		{ "\"a,b\n1,2\n3,4\n", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct err e = { .code = ERR_NONE };
		struct dialect d;

		assert_int_equal(sniff(&d, t[i].text, strlen(t[i].text), &(struct how){ .delimiter = ',' }, &e), 0);
		if (d.header != t[i].header)
			fail_msg("%s: %s header", t[i].text, d.header ? "a" : "no");
		assert_int_equal(d.first_line, d.header ? 2 : 1);
		assert_int_equal(d.skip, d.header ? strcspn(t[i].text, "\n") + 1 : 0);
		dialect_release(&d);
	}
}

static void test_a_broken_first_record_is_lost_alone(void **state)
{
	struct reading r = read_text("\"a,b\n1,2\n3,4\n", (struct how){ .delimiter = ',' });

	(void)state;
	assert_names(&r.dialect, "column_1|column_2");
	assert_string_equal(r.rows, "2: 1|2\n3: 3|4\n");
	assert_string_equal(r.rejects, "1: quote opened here is never closed [\"a,b]\n");
	release(&r);
}

static void assert_header(const char *text, size_t n, const char *names)
{
	struct err e = { .code = ERR_NONE };
	struct dialect d;

	assert_int_equal(sniff(&d, text, n, &(struct how){ .header = 1, .delimiter = ',' }, &e), 0);
	assert_names(&d, names);
	dialect_release(&d);
}

static void test_names(void **state)
{
	static const struct {
		const char *text, *names;
	} t[] = {
		{ "a,b\n", "a|b" },
		{ "rec_id, given_name,\tsurname \r\n", "rec_id|given_name|surname" },
		{ ",a,\"\", \n", "column_1|a|column_3|column_4" },
		{ "a,a,a\n", "a|a_2|a_3" },
		{ "a,a,a_2,a\n", "a|a_3|a_2|a_4" },
		{ "a_2,a,a,a_2\n", "a_2|a|a_3|a_2_2" },
		{ ",column_1\n", "column_1_2|column_1" },
		{ "id,id,,ID\n", "id|id_2|column_3|ID" },
		{ "\"a,b\",\"say \"\"x\"\"\",\" c \"\n", "a,b|say \"x\"|c" },
		{ "\"\"\"\",\"\"\"\"\"\",5\" pipe,\"x\"\"\"\n", "\"|\"\"|5\" pipe|x\"" },
		{ "\"two\nlines\",x", "two\nlines|x" },
		{ "caf\351,\xc3\xa9,\xe2\x82\n", "caf\xef\xbf\xbd|\xc3\xa9|\xef\xbf\xbd\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		assert_header(t[i].text, strlen(t[i].text), t[i].names);
	assert_header("a\0b,c\n", 6, "a\xef\xbf\xbd" "b|c");
}

/* Names stay unique, and are made in linear time, when a header is all one name or sets out to collide. */
static void test_many_names(void **state)
{
	enum { COLUMNS = 10000 };
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct err e = { .code = ERR_NONE };
	struct dialect d;

	(void)state;
	for (int c = 0; c < COLUMNS; c++)
		fprintf(to, c % 2 ? "%sa" : "%sa_%d", c ? "," : "", c + 2);
	fclose(to);
	assert_int_equal(sniff(&d, text, n, &(struct how){ .header = 1, .delimiter = ',' }, &e), 0);
	assert_int_equal(d.columns, COLUMNS);
	assert_string_equal(d.name[0], "a_2");
	assert_string_equal(d.name[1], "a");
	assert_string_equal(d.name[3], "a_3");
	assert_string_equal(d.name[5], "a_5");
	assert_string_equal(d.name[COLUMNS - 1], "a_9999");
	dialect_release(&d);
	free(text);
}

static void test_no_header(void **state)
{
	struct reading r = read_text("a,b\n1,2\n", (struct how){ .header = -1 });

	(void)state;
	assert_names(&r.dialect, "column_1|column_2");
	assert_string_equal(r.rows, "1: a|b\n2: 1|2\n");
	release(&r);
}

/* ---- shapes ---- */

static void test_ten_thousand_columns(void **state)
{
	enum { COLUMNS = 10000, ROWS = 500 };
	char *text = NULL, name[32];
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct reading r;

	(void)state;
	for (int row = 0; row <= ROWS; row++)
		for (int c = 0; c < COLUMNS; c++)
			fprintf(to, row ? "%d%s" : "c%d%s", row ? (row * c) % 10 : c, c + 1 < COLUMNS ? "," : "\n");
	fclose(to);
	r = read_bytes(text, n, (struct how){ .want = 8 * 1024 * 1024, .limit = 1024 * 1024 });
	assert_int_equal(r.dialect.columns, COLUMNS);
	snprintf(name, sizeof name, "c%d", COLUMNS - 1);
	assert_string_equal(r.dialect.name[COLUMNS - 1], name);
	assert_int_equal(r.kept, ROWS);
	assert_int_equal(r.rejected, 0);
	assert_true(r.batches > 2);	/* of one chunk or two */
	assert_true(r.first->column[COLUMNS - 1].number[2] == 7);	/* 3 × 9999 */
	release(&r);
	r = read_bytes(text, n, (struct how){ .step = 100000 });
	assert_int_equal(r.kept, ROWS);
	release(&r);
	free(text);
}

static void test_empty_sources(void **state)
{
	static const char *const text[] = { "", "\n", "\r\n\n \n", "a,b\n", "a,b" };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct reading r = read_text(text[i], (struct how){ .header = 0 });

		assert_string_equal(r.dialect.format->name, "csv");
		assert_int_equal(r.dialect.columns, i < 3 ? 0 : 2);
		assert_int_equal(r.kept + r.rejected, 0);
		release(&r);
	}
}

static void test_kinds(void **state)
{
	struct reading r = read_text("a,b,c\n, ,\"\"\nNA,\" 7 \",2024-01-31\n", header);
	const struct column *c = r.first->column;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(c[i].kind[0], CELL_EMPTY);
		assert_int_equal(c[i].key[0], 0);
	}
	assert_int_equal(c[0].kind[1], CELL_NA);
	assert_int_equal(c[1].kind[1], CELL_INTEGER);
	assert_int_equal(c[1].text[1].bytes, 3);
	assert_int_equal(c[1].key[1], hash_bytes(" 7 ", 3));
	assert_int_equal(c[2].kind[1], CELL_DATETIME);
	release(&r);
}

/* ---- formats ---- */

static void test_formats(void **state)
{
	static const struct {
		const char *name, *text, *format;
	} t[] = {
		{ "x.csv", "a,b\n1,2\n", "csv" },
		{ "x", "a,b\n1,2\n", "csv" },
		{ "x.tsv", "a\tb\n1\t2\n", "tsv" },
		{ "x.tsv.gz", "a\n1\n", "tsv" },
		{ "x.csv.gz", "a\n1\n", "csv" },
		{ "dir.tsv/x.csv", "a\tb\n1\t2\n", "csv" },
		{ "all.zip:x.tab", "a\tb\n1\t2\n", "tsv" },
		{ "x.csv", "1\n2\n", "csv" },
		{ "x.csv", "{\"a\": 1, \"b\": 2}\n{\"a\": 3, \"b\": 4}\n", "jsonl" },
		{ "x.csv", "[{\"a\": 1,\n\"b\": 2}]\n", "json" },
		{ "x.json", "a,b\n1,2\n", "csv" },
		{ "x.jsonl", "not json\nnor this\n", "jsonl" },
		{ "x.csv", "", "csv" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct err e = { .code = ERR_NONE };
		struct dialect d;

		assert_int_equal(sniff(&d, t[i].text, strlen(t[i].text), &(struct how){ .name = t[i].name }, &e), 0);
		if (strcmp(d.format->name, t[i].format) != 0)
			fail_msg("%s is %s", t[i].name, d.format->name);
		dialect_release(&d);
	}
}

static void test_what_is_given_is_kept(void **state)
{
	struct err e = { .code = ERR_NONE };
	struct dialect d;

	(void)state;
	assert_int_equal(sniff(&d, "{\"a\": 1}\n", 9, &(struct how){ .format = "csv" }, &e), 0);
	assert_string_equal(d.format->name, "csv");
	assert_int_equal(d.delimiter, ',');
	dialect_release(&d);
	assert_int_equal(sniff(&d, "a,b\n", 4, &(struct how){ .format = "tsv" }, &e), 0);
	assert_int_equal(d.delimiter, '\t');
	assert_int_equal(d.columns, 1);
	dialect_release(&d);
	assert_int_equal(sniff(&d, "a:b;c\n1:2;3\n", 12, &(struct how){ .delimiter = ':' }, &e), 0);
	assert_string_equal(d.format->name, "csv");
	assert_names(&d, "a|b;c");
	dialect_release(&d);
	assert_null(format_find("xml"));
}

static void assert_refused(const char *text, size_t n, struct how how, enum err_code code, const char *sentence)
{
	struct err e = { .code = ERR_NONE };
	struct dialect d;

	how.name = "x.csv";
	assert_int_equal(sniff(&d, text, n, &how, &e), -1);
	assert_int_equal(e.code, code);
	assert_string_equal(e.text, sentence);
	dialect_release(&d);
}

static void test_refusals(void **state)
{
	static char big[HEAD + 1];

	(void)state;
	memset(big, 'x', sizeof big);
	assert_refused(big, sizeof big, header, ERR_DATA, "x.csv: the first record is longer than 262144 bytes; perhaps a quote is never closed");
	assert_refused("\n\"a,b\n1,2\n", 10, header, ERR_DATA, "x.csv: line 2, which is to name the columns: quote opened here is never closed");
	assert_refused("\"a\"b\n1\n", 7, header, ERR_DATA, "x.csv: line 1, which is to name the columns: text behind a closing quote");
	for (const char *bad = "\"\n\r\x80"; *bad; bad++)
		assert_refused("a\n", 2, (struct how){ .delimiter = *bad }, ERR_USAGE,
			       "x.csv: the delimiter is to be an ASCII character, and neither a quote nor a line end");
}

/* ---- open data ---- */

/* A whole file; skips the test without the data. */
static char *data_read(const char *name, size_t *n)
{
	const char *folder = getenv("ASSAY_DATA");
	char path[1024], *text = NULL;
	FILE *f;

	if (!folder) {
		print_message("ASSAY_DATA is not set\n");
		skip();
	}
	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be opened", path);
	*n = 0;
	assert_true(getdelim(&text, n, EOF, f) > 0);
	*n = (size_t)ftell(f);
	fclose(f);
	return text;
}

static void assert_twin(const char *name)
{
	char path[100];
	size_t n, rows = 0;
	char *text, *json;
	struct reading r;
	cJSON *twin;

	snprintf(path, sizeof path, "csv-spectrum/csvs/%s.csv", name);
	text = data_read(path, &n);
	r = read_bytes(text, n, (struct how){ .name = path });
	free(text);
	snprintf(path, sizeof path, "csv-spectrum/json/%s.json", name);
	json = data_read(path, &n);
	twin = cJSON_Parse(json);
	free(json);
	assert_non_null(twin);
	assert_int_equal(r.rejected, 0);
	for (const cJSON *row = twin->child; row; row = row->next, rows++) {
		size_t c = 0;

		assert_true(rows < r.first->rows);
		for (const cJSON *cell = row->child; cell; cell = cell->next, c++) {
			struct cell_text t = r.first->column[c].text[rows];

			assert_string_equal(r.dialect.name[c], cell->string);
			assert_int_equal(t.bytes, strlen(cell->valuestring));
			assert_memory_equal(r.first->bytes + t.at, cell->valuestring, t.bytes);
		}
		assert_int_equal(c, r.dialect.columns);
	}
	assert_int_equal(rows, r.kept);
	cJSON_Delete(twin);
	release(&r);
}

/* All but two, whose twins say something else than the files do: tests/data/facts.py says what, and holds them to it. */
static void test_csv_spectrum(void **state)
{
	static const char *const name[] = { "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
					    "quotes_and_newlines", "simple", "simple_crlf", "utf8" };

	(void)state;
	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		assert_twin(name[i]);
}

static size_t missing(const struct reading *r, const char *name)
{
	size_t c = 0, count = 0;

	while (c < r->dialect.columns && strcmp(r->dialect.name[c], name) != 0)
		c++;
	assert_true(c < r->dialect.columns);
	for (const struct batch *b = r->first; b; b = b->next)
		for (size_t row = 0; row < b->rows; row++)
			count += cell_is_missing(b->column[c].kind[row]);
	return count;
}

/* The counts that the data's README gives. */
static void test_missing_cells_of_open_data(void **state)
{
	static const struct {
		const char *name;
		size_t missing;
	} t[] = {
		{ "given_name", 44 }, { "surname", 18 }, { "street_number", 45 }, { "address_1", 25 }, { "address_2", 115 },
		{ "suburb", 18 }, { "state", 15 }, { "date_of_birth", 41 }, { "soc_sec_id", 0 },
	};
	size_t n;
	char *text = data_read("febrl_dataset1.csv", &n);
	struct reading r = read_bytes(text, n, (struct how){ .name = "febrl_dataset1.csv" });

	(void)state;
	free(text);
	assert_int_equal(r.kept, 1000);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		assert_int_equal(missing(&r, t[i].name), t[i].missing);
	release(&r);
	text = data_read("student_grades.csv", &n);
	r = read_bytes(text, n, (struct how){ .name = "student_grades.csv" });
	free(text);
	assert_int_equal(r.kept, 979);
	assert_int_equal(missing(&r, "notes"), 460);
	assert_names(&r.dialect, "column_1|exam_1|exam_2|exam_3|notes|true_grade|grade");
	release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields_are_what_the_bytes_say),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_blank_lines_are_no_records),
		cmocka_unit_test(test_rejects),
		cmocka_unit_test(test_rejects_show_no_more_than_their_share),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_the_naive_reader_agrees),
		cmocka_unit_test(test_libcsv_gives_the_same_fields),
		cmocka_unit_test(test_chunks_do_not_depend_on_reads),
		cmocka_unit_test(test_chunks_end_at_the_last_border),
		cmocka_unit_test(test_long_record),
		cmocka_unit_test(test_unclosed_quote_at_the_start),
		cmocka_unit_test(test_unclosed_quotes_everywhere),
		cmocka_unit_test(test_read_is_kept_and_rejected),
		cmocka_unit_test(test_delimiters),
		cmocka_unit_test(test_header_guess),
		cmocka_unit_test(test_a_broken_first_record_is_lost_alone),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_no_header),
		cmocka_unit_test(test_ten_thousand_columns),
		cmocka_unit_test(test_empty_sources),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_what_is_given_is_kept),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_csv_spectrum),
		cmocka_unit_test(test_missing_cells_of_open_data),
	};

	return cmocka_run_group_tests(tests, na_make, na_unmake);
}
