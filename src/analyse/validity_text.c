/* validity.text: cells whose text is damaged or padded: blanks at the ends, control characters, mojibake, U+FFFD.
 *
 * First pass, because it reads texts. Takes every present cell. Keeps counts and first rows: exact in any order.
 * Mojibake: UTF-8 that was read as Latin-1 or Windows-1252 and written as UTF-8 again shows as U+00C2 or U+00C3 before a character of
 * U+0080…U+00BF, or as "â€" (U+00E2 U+20AC).
 */
#include "analyse/analyse.h"

#include <stdlib.h>

#define TEXT_COUNT(leaf, meaning) { "validity." leaf, SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "text." leaf, meaning, "count", NULL }
#define TEXT_ROWS(leaf, meaning) { "validity." leaf, SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "text." leaf, meaning, "row numbers", NULL }

static const struct metric metrics[] = {
	TEXT_COUNT("padded", "cells with blanks before or behind their text"),
	TEXT_ROWS("padded_rows", "the first rows with a padded cell"),
	TEXT_COUNT("control_characters", "cells with control characters other than tab and line ends"),
	TEXT_ROWS("control_rows", "the first rows with a control character"),
	TEXT_COUNT("mojibake", "cells whose UTF-8 was read as Latin-1 or Windows-1252 once too often"),
	TEXT_ROWS("mojibake_rows", "the first rows with mojibake"),
	TEXT_COUNT("replacement_characters", "cells with U+FFFD: bytes that an earlier step could not read"),
	TEXT_ROWS("replacement_rows", "the first rows with U+FFFD"),
	{ .name = NULL }
};

enum fault { PADDED, CONTROL, MOJIBAKE, REPLACEMENT, FAULTS };

struct column_state {
	uint64_t count[FAULTS];
	struct examples first[FAULTS];
};

struct state {
	size_t columns;
	struct column_state *of;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)state;
	(void)plan;
	(void)e;
	return 0;
}

static void close(void *state)
{
	free(((struct state *)state)->of);
}

static int columns_ensure(struct state *s, size_t columns, struct err *e)
{
	struct column_state *of;

	if (columns <= s->columns)
		return 0;
	of = realloc(s->of, columns * sizeof *of);
	if (!of)
		return err_nomem(e);
	memset(of + s->columns, 0, (columns - s->columns) * sizeof *of);
	s->of = of;
	s->columns = columns;
	return 0;
}

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Eight bytes that are all printable ASCII: none below 0x20, none above 0x7e. */
static bool all_plain(const char *at)
{
	uint64_t w;

	memcpy(&w, at, 8);
	return (((w - 0x2020202020202020u) | (w + 0x0101010101010101u) | w) & 0x8080808080808080u) == 0;
}

static bool starts(const unsigned char *at, size_t n, const char *sequence, size_t length)
{
	return n >= length && memcmp(at, sequence, length) == 0;
}

/* The faults of what stands at one byte that is not plain, as bits. */
static unsigned faults_at(const unsigned char *at, size_t n)
{
	if ((*at < 0x20 && *at != '\t' && *at != '\n' && *at != '\r') || *at == 0x7f)
		return 1u << CONTROL;
	if (*at == 0xc2 && n >= 2 && at[1] < 0xa0)
		return 1u << CONTROL;		/* C1: U+0080 … U+009F */
	if (starts(at, n, "\xef\xbf\xbd", 3))
		return 1u << REPLACEMENT;
	if (n >= 4 && at[0] == 0xc3 && (at[1] == 0x83 || at[1] == 0x82) && at[2] == 0xc2 && at[3] >= 0x80 && at[3] <= 0xbf)
		return 1u << MOJIBAKE;
	if (starts(at, n, "\xc3\xa2\xe2\x82\xac", 5))
		return 1u << MOJIBAKE;
	return 0;
}

static unsigned faults_of(const char *text, size_t n)
{
	const unsigned char *at = (const unsigned char *)text;
	unsigned faults = 0;
	size_t i = 0;

	if (n && (is_blank(at[0]) || is_blank(at[n - 1])))
		faults |= 1u << PADDED;
	while (i < n) {
		if (n - i >= 8 && all_plain(text + i)) {
			i += 8;
			continue;
		}
		if (at[i] < 0x20 || at[i] >= 0x7f)
			faults |= faults_at(at + i, n - i);
		i++;
	}
	return faults;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	if (columns_ensure(s, b->columns, e) < 0)
		return -1;
	if (b->plain && b->trimmed)
		return 0;
	for (size_t c = 0; c < b->columns; c++) {
		const struct column *column = &b->column[c];
		struct column_state *into = &s->of[c];

		for (size_t r = 0; column->kind && r < b->rows; r++) {
			unsigned faults;

			if (cell_is_missing(column->kind[r]))
				continue;
			faults = faults_of(b->bytes + column->text[r].at, column->text[r].bytes);
			for (unsigned f = 0; faults; f++, faults >>= 1) {
				if (!(faults & 1))
					continue;
				into->count[f]++;
				examples_add(&into->first[f], b->first_row + r);
			}
		}
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	if (columns_ensure(a, b->columns, e) < 0)
		return -1;
	for (size_t c = 0; c < b->columns; c++) {
		for (unsigned f = 0; f < FAULTS; f++) {
			a->of[c].count[f] += b->of[c].count[f];
			examples_merge(&a->of[c].first[f], &b->of[c].first[f]);
		}
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->columns);
	for (size_t c = 0; c < s->columns; c++) {
		for (unsigned f = 0; f < FAULTS; f++) {
			blob_put_u64(b, s->of[c].count[f]);
			examples_save(&s->of[c].first[f], b);
		}
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t columns = blob_get_u64(b);

	if (!blob_ok(b) || columns > (b->length - b->at) / (FAULTS * 16))
		return err_set(e, ERR_STATE, "text faults end early");
	if (columns_ensure(s, (size_t)columns, e) < 0)
		return -1;
	for (size_t c = 0; c < s->columns; c++) {
		for (unsigned f = 0; f < FAULTS; f++) {
			s->of[c].count[f] = blob_get_u64(b);
			if (examples_load(&s->of[c].first[f], b) < 0 || s->of[c].first[f].count > s->of[c].count[f])
				return err_set(e, ERR_STATE, "text faults are damaged in column %zu", c + 1);
		}
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "text faults end early");
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	static const struct column_state nothing = { .count = { 0 } };

	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_state *x = c < s->columns ? &s->of[c] : &nothing;

		for (unsigned f = 0; f < FAULTS; f++) {
			out->value(out, &metrics[2 * f], in_column(c), (double)x->count[f]);
			out->detail(out, &metrics[2 * f + 1], in_column(c), examples_json(&x->first[f]));
		}
	}
}

const struct analysis validity_text = {
	.name = "validity.text",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
