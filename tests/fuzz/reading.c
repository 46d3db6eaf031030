/* reading: see reading.h. */
#include "reading.h"

#include "base/hash.h"
#include "fuzz.h"

#include <string.h>
#include <utf8proc.h>

enum { STEPS_MAX = 64 };	/* a text is read in so many steps at most: each is a copy of what is not given out yet */

/* A copy that ends where its memory ends, so that reading on is caught. */
static char *copy_exactly(const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);

	check(copy, "no memory for %zu bytes", n);
	return n ? memcpy(copy, bytes, n) : copy;
}

static uint64_t lines_of(const char *bytes, size_t n)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));
	return lines;
}

static void text_open(struct text *t)
{
	*t = (struct text){ .bytes = NULL };
	t->to = open_memstream(&t->bytes, &t->n);
	check(t->to, "no memory");
}

static bool is_utf8(const char *text, size_t n)
{
	for (size_t at = 0; at < n;) {
		utf8proc_int32_t code;
		utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(n - at), &code);

		if (bytes < 1)
			return false;
		at += (size_t)bytes;
	}
	return true;
}

/* ---- batches ---- */

/* Delimited files have their cells typed by their text, and so have JSON's strings; a number of JSON's is what strtod says. */
static void cell_check(const struct batch *b, size_t c, size_t row, bool typed, const struct na_set *na)
{
	const struct column *column = &b->column[c];
	uint8_t kind = column->kind[row];
	const char *text = b->bytes + column->text[row].at;
	size_t bytes = column->text[row].bytes;
	struct cell cell = cell_type(text, bytes, na);

	check(kind < CELL_KINDS, "kind %u", kind);
	check(is_utf8(text, bytes), "a cell of line %ju is no UTF-8", (uintmax_t)b->line[row]);
	check(column->key[row] == (cell_is_missing(kind) ? 0 : hash_bytes(text, bytes)), "key of %.*s", (int)bytes, text);
	if (typed) {
		check(cell.kind == kind, "%.*s: %s, not %s", (int)bytes, text, cell_kind_name(kind), cell_kind_name(cell.kind));
		check(memcmp(&cell.number, &column->number[row], sizeof cell.number) == 0, "%.*s: another number", (int)bytes, text);
	} else if (cell_is_number(kind)) {
		char *copy = strndup(text, bytes);

		check(copy && column->number[row] == strtod(copy, NULL), "%.*s: %.17g", (int)bytes, text, column->number[row]);
		free(copy);
	}
}

static const struct batch *sorted;

static int by_name(const void *a, const void *b)
{
	return strcmp(sorted->name[*(const size_t *)a], sorted->name[*(const size_t *)b]);
}

/* The columns in the order of their names; which come first depends on the chunk. The caller frees. */
static size_t *columns_order(const struct batch *b)
{
	size_t *order = calloc(b->columns + 1, sizeof *order);

	check(order, "no memory");
	for (size_t c = 0; c < b->columns; c++)
		order[c] = c;
	sorted = b;
	qsort(order, b->columns, sizeof *order, by_name);
	for (size_t c = 1; c < b->columns; c++)
		check(strcmp(b->name[order[c - 1]], b->name[order[c]]) != 0, "two columns are named %s", b->name[order[c]]);
	for (size_t c = 0; c < b->columns; c++)
		check(is_utf8(b->name[c], strlen(b->name[c])), "the name of column %zu is no UTF-8", c);
	return order;
}

static void batch_write(struct reading *r, const struct batch *b, bool typed, const struct na_set *na)
{
	size_t *order = columns_order(b);

	check(b->rows * b->columns <= BATCH_CELLS || b->rows == 1, "%zu rows of %zu columns", b->rows, b->columns);
	for (size_t row = 0; row < b->rows; row++) {
		check(row == 0 || b->line[row] >= b->line[row - 1], "line %ju is behind a later one", (uintmax_t)b->line[row]);
		fprintf(r->rows.to, "%ju:", (uintmax_t)b->line[row]);
		for (size_t i = 0; i < b->columns; i++) {
			const struct column *c = &b->column[order[i]];

			cell_check(b, order[i], row, typed, na);
			if (c->kind[row] == CELL_ABSENT)
				continue;
			fprintf(r->rows.to, " %s=%s ", b->name[order[i]], cell_kind_name(c->kind[row]));
			fwrite(b->bytes + c->text[row].at, 1, c->text[row].bytes, r->rows.to);
		}
		fputc('\n', r->rows.to);
	}
	free(order);
	r->kept += b->rows;
}

static void rejects_write(struct reading *r, const struct batch *b)
{
	uint64_t rejected = 0, line = 0;

	for (const struct reject *j = b->rejects; j; j = j->next, rejected++) {
		check(j->line >= line && j->line > 0, "line %ju is behind line %ju", (uintmax_t)j->line, (uintmax_t)line);
		check(j->length == (j->whole < REJECT_BYTES ? j->whole : REJECT_BYTES), "%zu of %zu bytes", j->length, j->whole);
		line = j->line;
		fprintf(r->rejects.to, "%ju: %s\n", (uintmax_t)j->line, j->reason);
		fprintf(r->places.to, "%ju: %zu of ", (uintmax_t)j->line, j->whole);
		fwrite(j->bytes, 1, j->length, r->places.to);
		fputc('\n', r->places.to);
	}
	check(rejected == b->rejected, "%ju rejects, counted as %ju", (uintmax_t)rejected, (uintmax_t)b->rejected);
	r->rejected += rejected;
}

static void chunk_read(struct reading *r, void *parser, const struct dialect *d, const struct chunk *c, const struct na_set *na)
{
	bool typed = strcmp(d->format->name, "csv") == 0 || strcmp(d->format->name, "tsv") == 0;
	struct err e = { .code = ERR_NONE };
	struct batch *first = NULL;

	check(d->format->parse(parser, d, c, &first, &e) == 0, "%s", e.text);
	check(first, "no batch");
	rejects_write(r, first);
	for (const struct batch *b = first; b; b = b->next) {
		check(b == first || !b->rejects, "rejects on a later batch");
		batch_write(r, b, typed, na);
	}
	batch_free(first);
}

/* ---- chunks ---- */

/* What is still to be split of a text that arrives step by step. */
struct arrival {
	const char *bytes;
	size_t n, at, seen, step;
	bool late, ended;
};

static bool arrival_more(struct arrival *a)
{
	if (a->ended)
		return false;
	if (a->seen == a->n)
		a->ended = true;
	a->seen = a->n - a->seen < a->step ? a->n : a->seen + a->step;
	return true;
}

static struct split arrival_split(struct arrival *a, const struct format *f, void *splitter, size_t want)
{
	size_t have = a->seen > a->at ? a->seen - a->at : 0;
	char *copy = copy_exactly(a->bytes + a->at, have);
	struct split s;

	a->ended |= a->seen == a->n && !a->late;
	s = f->split(splitter, copy, have, a->ended, want);
	free(copy);
	if (s.kind != SPLIT_MORE)
		check(s.end <= have && (s.end > 0 || (s.kind == SPLIT_BROKEN && a->ended && have == 0)), "split %d ends at %zu of %zu",
		      (int)s.kind, s.end, have);
	return s;
}

static void piece_read(struct reading *r, void *parser, const struct dialect *d, struct chunk *c, struct split s, const struct arrival *a,
		       const struct na_set *na)
{
	if (s.kind != SPLIT_SKIP) {
		c->length = s.end;
		c->bytes = malloc(s.end + 1);
		check(c->bytes, "no memory");
		memcpy(c->bytes, a->bytes + a->at, s.end);
		c->bytes[s.end] = '\0';
		c->broken = s.kind == SPLIT_BROKEN;
		c->reason = s.reason;
		check(!c->broken || (c->reason && *c->reason), "broken without a reason");
		fprintf(r->chunks.to, "%s %zu+%zu\n", c->broken ? "broken" : "records", a->at, s.end);
		chunk_read(r, parser, d, c, na);
		free(c->bytes);
		c->number++;
	}
	c->first_line += lines_of(a->bytes + a->at, s.end);
}

static void chunks_read(struct reading *r, const struct dialect *d, struct arrival *a, const struct how *how, const struct parse_options *o)
{
	const struct format *f = d->format;
	void *splitter = f->splitter_new(d, o), *parser = f->parser_new(o);
	struct chunk c = { .first_line = d->first_line };

	check(splitter && parser, "no memory");
	for (;;) {
		struct split s = arrival_split(a, f, splitter, how->want ? how->want : a->n + 1);

		if (s.kind == SPLIT_MORE && !arrival_more(a))
			break;
		if (s.kind == SPLIT_MORE)
			continue;
		piece_read(r, parser, d, &c, s, a, o->na);
		a->at += s.end;
	}
	check(a->at == a->n, "%zu of %zu bytes were split", a->at, a->n);
	f->splitter_free(splitter);
	f->parser_free(parser);
}

static int sniff(struct dialect *d, const char *bytes, size_t n, const struct how *how)
{
	char *copy = copy_exactly(bytes, n);
	struct err e = { .code = ERR_NONE };
	int done;

	*d = (struct dialect){ .header = how->header > 0, .header_given = how->header != 0, .depth = 3,
			       .format = how->format ? format_find(how->format) : NULL };
	done = dialect_sniff(d, "x", copy, n, true, &e);
	check(done == 0 ? e.code == ERR_NONE : e.code != ERR_NONE && *e.text, "a refusal without a sentence");
	free(copy);
	return done;
}

struct reading reading_make(const char *bytes, size_t n, struct how how, const struct na_set *na)
{
	struct parse_options o = { .na = na, .record_bytes_max = how.limit };
	struct reading r = { .kept = 0 };
	struct dialect d;

	r.refused = sniff(&d, bytes, n, &how) < 0;
	if (!r.refused) {
		struct arrival a = { .bytes = bytes, .n = n, .at = d.skip, .step = how.step ? how.step : n + 1, .late = how.late };

		check(d.skip <= n, "the header has %zu of %zu bytes", d.skip, n);
		a.step = a.step < n / STEPS_MAX + 1 ? n / STEPS_MAX + 1 : a.step;
		text_open(&r.rows);
		text_open(&r.rejects);
		text_open(&r.places);
		text_open(&r.chunks);
		chunks_read(&r, &d, &a, &how, &o);
		fclose(r.rows.to);
		fclose(r.rejects.to);
		fclose(r.places.to);
		fclose(r.chunks.to);
	}
	dialect_release(&d);
	return r;
}

void reading_release(struct reading *r)
{
	free(r->rows.bytes);
	free(r->rejects.bytes);
	free(r->places.bytes);
	free(r->chunks.bytes);
}

/* ---- ways to read ---- */

static void same_text(const char *what, struct text a, struct text b)
{
	check(a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0, "the %s differ:\n%s---\n%s", what, a.bytes, b.bytes);
}

static void same(const struct reading *a, const struct reading *b, bool same_chunks)
{
	check(a->refused == b->refused, "refused one way only");
	if (a->refused)
		return;
	same_text("rows", a->rows, b->rows);
	same_text("rejected records", a->places, b->places);
	if (same_chunks) {
		same_text("chunks", a->chunks, b->chunks);
		same_text("reasons", a->rejects, b->rejects);
	}
	check(a->kept == b->kept && a->rejected == b->rejected, "the counts differ");
}

void reading_check_sizes(const char *bytes, size_t n, struct how how, const struct na_set *na)
{
	static const struct { size_t want, limit; } sizes[] = { { 1, 0 }, { 24, 0 }, { 7, 30 } };
	struct reading whole = reading_make(bytes, n, how, na);

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct reading big, small;

		how.want = sizes[i].want;
		how.limit = sizes[i].limit;
		how.step = 0;
		how.late = false;
		big = reading_make(bytes, n, how, na);
		how.step = 1 + i;
		how.late = true;
		small = reading_make(bytes, n, how, na);
		same(&big, &small, true);
		if (!how.limit)
			same(&whole, &small, false);
		reading_release(&big);
		reading_release(&small);
	}
	reading_release(&whole);
}
