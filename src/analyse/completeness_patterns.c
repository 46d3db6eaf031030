/* completeness.patterns: which columns are missing together.
 *
 * Second pass, because a column that first appears late is missing in all earlier rows. Takes kinds. A row's pattern is the set of
 * its missing columns; rows without a missing cell, most of them as a rule, are counted at once, and only the others are looked at.
 *
 *   bits      [words of pattern 0][words of pattern 1] …     bit c % 64 of word c / 64: column c is missing
 *   pattern   [count, first row  ][count, first row  ] …
 *   slot      open addressing over the bits → place + 1
 *
 * Exact up to PATTERNS_MAX patterns, or BITS_BYTES of bits where there are many columns. With more the state forgets them all, for
 * good, and every figure is none: whether that happens depends on the set of patterns alone. So a state holds 68 MB at most, and
 * the rows of one batch that have a missing cell. Everything kept is a count or a row number: exact in any order.
 *
 * Nullity correlation is the phi coefficient of two columns' "is missing", as missingno's heatmap shows it; it exists for pairs of
 * columns that have both missing and present cells. The first CORRELATED_MAX such columns take part, the others are counted.
 */
#include "analyse/analyse.h"
#include "base/hash.h"
#include "stats/exact.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "completeness.pattern_count", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "pattern_count",
	  "different sets of columns that are missing in a row, the empty set among them", "count of a set", NULL },
	{ "completeness.patterns", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "patterns",
	  "the most frequent sets of columns that are missing together, at most 20",
	  "rows by set of missing columns, largest first", "missingno matrix" },
	{ "completeness.nullity_columns_left_out", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "nullity_columns_left_out",
	  "columns with both missing and present cells whose nullity correlation is not computed",
	  "such columns − 50, at least 0", NULL },
	{ "completeness.nullity_correlation", SCOPE_PAIR, UNIT_RATIO, -1, 1, EXACT, "nullity.r",
	  "how strongly one column is missing where the other is: 1 always together, −1 never",
	  "Pearson r of the two is-missing indicators (phi)", "missingno heatmap" },
	{ .name = NULL }
};

enum { M_COUNT, M_PATTERNS, M_LEFT_OUT, M_CORRELATION };
enum { PATTERNS_MAX = 65536, BITS_BYTES = 64 << 20, CORRELATED_MAX = 50, SHOWN_MAX = 20, NAMES_MAX = 50 };

static const char too_many[] = "more different sets of missing columns than are counted";

struct pattern {
	uint64_t count, first_row;	/* 0, 0: none yet */
};

struct state {
	const struct plan *plan;
	size_t words, limit;		/* of a pattern; of all patterns */
	bool many;			/* the limit was passed: nothing else is kept */
	struct pattern complete;	/* rows without a missing cell */
	struct pattern *pattern;
	uint64_t *bits;
	uint32_t count, room;
	uint32_t *slot;
	size_t slots;

	/* Of the batch at hand. */
	uint8_t *holed;			/* has this row a missing cell? */
	uint32_t *row;			/* those that have */
	uint64_t *row_bits;
	size_t rows_room, bits_room;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	(void)e;
	s->plan = plan;
	s->words = (plan->columns + 63) / 64;
	s->limit = s->words ? BITS_BYTES / 8 / s->words : 1;
	s->limit = s->limit > PATTERNS_MAX ? PATTERNS_MAX : s->limit;
	return 0;
}

static void patterns_release(struct state *s)
{
	free(s->pattern);
	free(s->bits);
	free(s->slot);
	s->pattern = NULL;
	s->bits = NULL;
	s->slot = NULL;
	s->count = s->room = 0;
	s->slots = 0;
	s->complete = (struct pattern){ .count = 0 };
}

static void close(void *state)
{
	struct state *s = state;

	patterns_release(s);
	free(s->holed);
	free(s->row);
	free(s->row_bits);
}

static void forget(struct state *s)
{
	patterns_release(s);
	s->many = true;
}

static void pattern_count(struct pattern *p, uint64_t count, uint64_t first_row)
{
	if (count && (p->count == 0 || first_row < p->first_row))
		p->first_row = first_row;
	p->count += count;
}

/* The slot of a pattern, or the free one where it belongs. */
static uint32_t *slot_of(const struct state *s, const uint64_t *bits)
{
	size_t bytes = s->words * sizeof *bits, at = hash_bytes(bits, bytes) & (s->slots - 1);

	while (s->slot[at] && memcmp(s->bits + (s->slot[at] - 1) * s->words, bits, bytes) != 0)
		at = (at + 1) & (s->slots - 1);
	return &s->slot[at];
}

static int slots_grow(struct state *s)
{
	size_t slots = s->slots ? s->slots * 2 : 64;
	uint32_t *slot = calloc(slots, sizeof *slot);

	if (!slot)
		return -1;
	free(s->slot);
	s->slot = slot;
	s->slots = slots;
	for (uint32_t i = 0; i < s->count; i++)
		*slot_of(s, s->bits + i * s->words) = i + 1;
	return 0;
}

/* Room for one more pattern; the table stays at most half full. */
static int room_for_one(struct state *s)
{
	if (s->count == s->room) {
		uint32_t room = s->room ? s->room * 2 : 16;
		struct pattern *pattern = realloc(s->pattern, room * sizeof *pattern);
		uint64_t *bits;

		if (!pattern)
			return -1;
		s->pattern = pattern;
		bits = realloc(s->bits, room * s->words * sizeof *bits);
		if (!bits)
			return -1;
		s->bits = bits;
		s->room = room;
	}
	return 2 * ((size_t)s->count + 1) > s->slots ? slots_grow(s) : 0;
}

/* `count` more rows of a pattern that is not empty, or the end of counting. */
static int pattern_add(struct state *s, const uint64_t *bits, struct pattern p)
{
	uint32_t *slot;

	if (s->many)
		return 0;
	if (room_for_one(s) < 0)
		return -1;
	slot = slot_of(s, bits);
	if (!*slot) {
		if (s->count == s->limit) {
			forget(s);
			return 0;
		}
		memcpy(s->bits + s->count * s->words, bits, s->words * sizeof *bits);
		s->pattern[s->count] = (struct pattern){ .count = 0 };
		*slot = ++s->count;
	}
	pattern_count(&s->pattern[*slot - 1], p.count, p.first_row);
	return 0;
}

static int rows_ensure(struct state *s, size_t rows)
{
	uint8_t *holed;
	uint32_t *row;

	if (rows <= s->rows_room)
		return 0;
	holed = realloc(s->holed, rows * sizeof *holed);
	s->holed = holed ? holed : s->holed;
	row = realloc(s->row, rows * sizeof *row);
	s->row = row ? row : s->row;
	if (!holed || !row)
		return -1;
	s->rows_room = rows;
	return 0;
}

static int bits_ensure(struct state *s, size_t words)
{
	uint64_t *bits;

	if (words <= s->bits_room)
		return 0;
	bits = realloc(s->row_bits, words * sizeof *bits);
	if (!bits)
		return -1;
	s->row_bits = bits;
	s->bits_room = words;
	return 0;
}

static const uint8_t *kinds_of(const struct batch *b, size_t column)
{
	return column < b->columns ? b->column[column].kind : NULL;
}

/* Hot: which rows have a missing cell. Walks columns, so that the compiler can take 16 cells at a time. */
static size_t rows_find(struct state *s, const struct batch *b)
{
	uint8_t absent = 0;
	size_t n = 0;

	memset(s->holed, 0, b->rows);
	for (size_t c = 0; c < s->plan->columns; c++) {
		const uint8_t *kind = kinds_of(b, c);

		absent |= kind == NULL;
		for (size_t r = 0; kind && r < b->rows; r++)
			s->holed[r] |= kind[r] <= CELL_LAST_MISSING;
	}
	for (size_t r = 0; r < b->rows; r++)
		if (s->holed[r] | absent)
			s->row[n++] = (uint32_t)r;
		else
			pattern_count(&s->complete, 1, b->first_row + r);
	return n;
}

/* The patterns of the n rows that have a missing cell. */
static void bits_fill(struct state *s, const struct batch *b, size_t n)
{
	memset(s->row_bits, 0, n * s->words * sizeof s->row_bits[0]);
	for (size_t c = 0; c < s->plan->columns; c++) {
		const uint8_t *kind = kinds_of(b, c);
		uint64_t *word = s->row_bits + c / 64;

		for (size_t i = 0; i < n; i++)
			word[i * s->words] |= (uint64_t)(!kind || cell_is_missing(kind[s->row[i]])) << c % 64;
	}
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	size_t n;

	if (s->many || b->rows == 0)
		return 0;
	if (rows_ensure(s, b->rows) < 0)
		return err_nomem(e);
	n = rows_find(s, b);
	if (bits_ensure(s, n * s->words) < 0)
		return err_nomem(e);
	if (n)
		bits_fill(s, b, n);
	for (size_t i = 0; i < n; i++)
		if (pattern_add(s, s->row_bits + i * s->words, (struct pattern){ 1, b->first_row + s->row[i] }) < 0)
			return err_nomem(e);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	if (b->many)
		forget(a);
	for (uint32_t i = 0; i < b->count; i++)
		if (pattern_add(a, b->bits + i * b->words, b->pattern[i]) < 0)
			return err_nomem(e);
	if (!a->many)
		pattern_count(&a->complete, b->complete.count, b->complete.first_row);
	return 0;
}

static int by_bits(const void *a, const void *b, void *words)
{
	const uint64_t *x = *(const uint64_t *const *)a, *y = *(const uint64_t *const *)b;

	for (size_t i = 0; i < *(const size_t *)words; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;
	const uint64_t **sorted = malloc((s->count + 1) * sizeof *sorted);
	size_t words = s->words;

	if (!sorted)
		return err_nomem(e);
	for (uint32_t i = 0; i < s->count; i++)
		sorted[i] = s->bits + i * words;
	qsort_r(sorted, s->count, sizeof *sorted, by_bits, &words);	/* order of arrival is not part of the state */
	blob_put_u64(b, s->plan->columns);
	blob_put_u64(b, s->many);
	blob_put_u64(b, s->complete.count);
	blob_put_u64(b, s->complete.first_row);
	blob_put_u64(b, s->count);
	for (uint32_t i = 0; i < s->count; i++) {
		const struct pattern *p = &s->pattern[(size_t)(sorted[i] - s->bits) / words];

		for (size_t w = 0; w < words; w++)
			blob_put_u64(b, sorted[i][w]);
		blob_put_u64(b, p->count);
		blob_put_u64(b, p->first_row);
	}
	free(sorted);
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* One pattern into `bits`: some bit set, none past the columns, and behind the one before. */
static int bits_load(const struct state *s, uint64_t *bits, struct blob *b)
{
	uint64_t any = 0;
	size_t words = s->words;

	for (size_t w = 0; w < words; w++)
		any |= bits[w] = blob_get_u64(b);
	if (!any || (s->plan->columns % 64 && bits[words - 1] >> s->plan->columns % 64))
		return -1;
	if (s->count) {
		const uint64_t *now = bits, *before = s->bits + (s->count - 1) * words;

		return by_bits(&before, &now, &words) < 0 ? 0 : -1;
	}
	return 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t columns = blob_get_u64(b), many = blob_get_u64(b), count;

	s->complete.count = blob_get_u64(b);
	s->complete.first_row = blob_get_u64(b);
	count = blob_get_u64(b);
	if (!blob_ok(b) || columns != s->plan->columns)
		return err_set(e, ERR_STATE, "patterns of missing columns end early, or are of another number of columns");
	if (many > 1 || count > (s->words ? s->limit : 0) || (many && (count || s->complete.count)) ||
	    (s->complete.count == 0) != (s->complete.first_row == 0))
		return err_set(e, ERR_STATE, "patterns of missing columns are damaged");
	s->many = many;
	if (bits_ensure(s, s->words) < 0)
		return err_nomem(e);
	for (uint64_t i = 0; i < count; i++) {
		int fine = bits_load(s, s->row_bits, b);
		struct pattern p;

		p.count = blob_get_u64(b);
		p.first_row = blob_get_u64(b);
		if (!blob_ok(b) || fine < 0 || !p.count || !p.first_row)
			return err_set(e, ERR_STATE, "pattern %ju of missing columns is damaged", (uintmax_t)i + 1);
		if (pattern_add(s, s->row_bits, p) < 0)
			return err_nomem(e);
	}
	return 0;
}

/* A pattern as the report shows it. */
struct shown {
	struct pattern rows;
	const uint64_t *bits;	/* NULL: nothing is missing */
};

static int by_count(const void *a, const void *b)
{
	const struct pattern *x = &((const struct shown *)a)->rows, *y = &((const struct shown *)b)->rows;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->first_row < y->first_row ? -1 : x->first_row > y->first_row;
}

static bool is_set(const uint64_t *bits, size_t column)
{
	return bits && bits[column / 64] >> column % 64 & 1;
}

static cJSON *pattern_json(const struct plan *plan, const struct shown *p, uint64_t rows)
{
	cJSON *o = cJSON_CreateObject(), *names = cJSON_AddArrayToObject(o, "columns");
	size_t n = 0;

	for (size_t c = 0; names && c < plan->columns; c++) {
		if (is_set(p->bits, c) && n++ < NAMES_MAX)
			cJSON_AddItemToArray(names, cJSON_CreateString(plan->column[c].name));
	}
	if (n > NAMES_MAX)
		cJSON_AddNumberToObject(o, "more_columns", (double)(n - NAMES_MAX));
	cJSON_AddNumberToObject(o, "count", (double)p->rows.count);
	cJSON_AddNumberToObject(o, "fraction", (double)p->rows.count / (double)rows);
	return o;
}

static cJSON *patterns_json(const struct state *s, uint64_t rows)
{
	struct shown *shown = malloc((s->count + 1) * sizeof *shown);
	cJSON *list = cJSON_CreateArray();
	size_t n = 0;

	if (!shown || !list) {
		free(shown);
		cJSON_Delete(list);
		return NULL;
	}
	if (s->complete.count)
		shown[n++] = (struct shown){ s->complete, NULL };
	for (uint32_t i = 0; i < s->count; i++)
		shown[n++] = (struct shown){ s->pattern[i], s->bits + i * s->words };
	qsort(shown, n, sizeof *shown, by_count);
	for (size_t i = 0; i < n && i < SHOWN_MAX; i++) {
		cJSON *one = pattern_json(s->plan, &shown[i], rows);

		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			cJSON_Delete(list);
			list = NULL;
			break;
		}
	}
	free(shown);
	return list;
}

/* Rows in which two of the chosen columns are missing: both[i][j], i <= j; both[i][i] is column i's own count. */
struct together {
	size_t count, left_out;
	size_t column[CORRELATED_MAX];
	uint64_t rows, both[CORRELATED_MAX][CORRELATED_MAX];
};

static void together_choose(struct together *t, const struct plan *plan)
{
	for (size_t c = 0; c < plan->columns; c++) {
		if (plan->column[c].missing == 0 || plan->column[c].present == 0)
			continue;
		if (t->count < CORRELATED_MAX)
			t->column[t->count++] = c;
		else
			t->left_out++;
	}
}

static void together_count(struct together *t, const struct state *s)
{
	t->rows = s->complete.count;
	for (uint32_t p = 0; p < s->count; p++) {
		const uint64_t *bits = s->bits + p * s->words;
		size_t missing[CORRELATED_MAX], n = 0;

		t->rows += s->pattern[p].count;
		for (size_t i = 0; i < t->count; i++)
			if (is_set(bits, t->column[i]))
				missing[n++] = i;
		for (size_t i = 0; i < n; i++)
			for (size_t j = i; j < n; j++)
				t->both[missing[i]][missing[j]] += s->pattern[p].count;
	}
}

/* r of two indicators from their counts: Σx = Σx² = rows where x is missing, Σxy = rows where both are; rounded once. */
static int phi(uint64_t rows, uint64_t x, uint64_t y, uint64_t both, double *r)
{
	struct comoments m = { .n = rows };
	int done = -1;

	if (exact_add(&m.x, (double)x) == 0 && exact_add(&m.y, (double)y) == 0 && exact_add_product(&m.xx, (double)x, 1) == 0 &&
	    exact_add_product(&m.yy, (double)y, 1) == 0 && exact_add_product(&m.xy, (double)both, 1) == 0)
		done = comoments_pearson(&m, r);
	comoments_release(&m);
	return done;
}

static void publish_pairs(const struct together *t, bool many, struct sink *out)
{
	for (size_t i = 0; i < t->count; i++) {
		for (size_t j = i + 1; j < t->count; j++) {
			struct where w = in_pair(t->column[i], t->column[j]);
			double r = NAN;

			if (many)
				out->none(out, &metrics[M_CORRELATION], w, too_many);
			else if (phi(t->rows, t->both[i][i], t->both[j][j], t->both[i][j], &r) < 0)
				out->none(out, &metrics[M_CORRELATION], w, "memory ran out");
			else
				sink_number(out, &metrics[M_CORRELATION], w, r, "one is missing in every row, or in none");
		}
	}
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct together t = { .count = 0 };

	together_choose(&t, plan);
	together_count(&t, s);
	if (s->many) {
		out->none(out, &metrics[M_COUNT], in_dataset(), too_many);
		out->none(out, &metrics[M_PATTERNS], in_dataset(), too_many);
		out->none(out, &metrics[M_LEFT_OUT], in_dataset(), too_many);
	} else {
		out->value(out, &metrics[M_COUNT], in_dataset(), (double)s->count + (s->complete.count > 0));
		out->detail(out, &metrics[M_PATTERNS], in_dataset(), patterns_json(s, t.rows));
		out->value(out, &metrics[M_LEFT_OUT], in_dataset(), (double)t.left_out);
	}
	publish_pairs(&t, s->many, out);
}

const struct analysis completeness_patterns = {
	.name = "completeness.patterns",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "all columns: one that first appears late is missing in all rows before",
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
