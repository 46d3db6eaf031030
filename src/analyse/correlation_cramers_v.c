/* correlation.cramers_v: association of each pair of categorical columns, from their joint counts.
 *
 * Second pass. Keeps a table of counts for each pair, codes of one column by codes of the other, over rows where both are
 * present. Integers only: exact, any order. Bounds: the first 50 categorical columns, and 2^20 cells (8 MiB) for all tables
 * together, given out pair by pair in column order; a pair whose table no longer fits has no figure, and says so.
 */
#include "analyse/correlation.h"
#include "stats/association.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "correlation.cramers_v", SCOPE_PAIR, UNIT_FRACTION, 0, 1, EXACT, "cramers_v.v",
	  "association of two categorical columns: 0 none, 1 each tells the other; bias-corrected, no Yates correction",
	  "sqrt(max(0, χ²/n − (r−1)(c−1)/(n−1)) / min(r'−1, c'−1)), r' = r − (r−1)²/(n−1), c' likewise", "Bergsma 2013" },
	{ "correlation.cramers_v_n", SCOPE_PAIR, UNIT_COUNT, 0, INFINITY, EXACT, "cramers_v.n", "rows where both are present",
	  "count", NULL },
	{ .name = NULL }
};

enum { M_V, M_N };
enum { CELLS_MAX = 1 << 20 };

static const char no_room[] = "its table does not fit into the 2^20 cells that all pairs share";

struct pair_table {
	uint64_t *count;	/* by code of x, then of y, and behind them the rows that lack one; NULL: no room */
	size_t rows, columns;
};

struct state {
	const struct plan *plan;
	struct chosen chosen;
	struct pair_table *pair;	/* by pair_place() */
	uint64_t *cells;		/* what the tables point into */
	size_t used;
	uint16_t (*code)[EXACT_BLOCK];	/* of a block's rows, by column */
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static size_t classes_of(const struct state *s, size_t i)
{
	return s->plan->column[s->chosen.column[i]].dictionary->count;
}

/* Cells for each pair that fits, in the order in which pairs are published. */
static void tables_place(struct state *s, uint64_t *cells)
{
	s->used = 0;
	for (size_t i = 0; i < s->chosen.count; i++) {
		for (size_t j = i + 1; j < s->chosen.count; j++) {
			struct pair_table *t = &s->pair[pair_place(i, j)];
			size_t size;

			*t = (struct pair_table){ .rows = classes_of(s, i), .columns = classes_of(s, j) };
			size = t->rows * t->columns + 1;
			if (size > CELLS_MAX - s->used)
				continue;
			t->count = cells ? cells + s->used : NULL;
			s->used += size;
		}
	}
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->plan = plan;
	chosen_categories(&s->chosen, plan);
	s->pair = calloc(pairs_of(s->chosen.count) + 1, sizeof *s->pair);
	s->code = calloc(s->chosen.count + 1, sizeof *s->code);
	if (!s->pair || !s->code)
		return err_nomem(e);
	tables_place(s, NULL);
	s->cells = calloc(s->used + 1, sizeof *s->cells);
	if (!s->cells)
		return err_nomem(e);
	tables_place(s, s->cells);
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	free(s->pair);
	free(s->code);
	free(s->cells);
}

/* Hot: 1.2 ns a pair and row (EPYC, gcc -O2), however many cells are missing: there is no jump. */
static void table_add(struct pair_table *t, const uint16_t *x, const uint16_t *y, size_t n)
{
	size_t rows = t->rows, columns = t->columns, lacks = rows * columns;

	for (size_t r = 0; r < n; r++) {
		size_t both = (x[r] < rows) & (y[r] < columns), at = x[r] * columns + y[r];

		t->count[lacks ^ ((lacks ^ at) & -both)]++;
	}
}

static void block_add(struct state *s, const struct batch *b, size_t first, size_t n)
{
	for (size_t j = 0; j < s->chosen.count; j++) {
		categories_fill(s->code[j], &b->column[s->chosen.column[j]], first, n, classes_of(s, j));
		for (size_t i = 0; i < j; i++)
			if (s->pair[pair_place(i, j)].count)
				table_add(&s->pair[pair_place(i, j)], s->code[i], s->code[j], n);
	}
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && ((const struct state *)state)->chosen.count > 1 ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	(void)e;
	for (size_t at = 0; at < b->rows; at += EXACT_BLOCK)
		block_add(s, b, at, b->rows - at < EXACT_BLOCK ? b->rows - at : EXACT_BLOCK);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	for (size_t i = 0; i < a->used; i++)
		a->cells[i] += b->cells[i];
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->used);
	for (size_t i = 0; i < s->used; i++)
		blob_put_u64(b, s->cells[i]);
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* A table's counts; all of them together are rows. */
static int table_load(struct pair_table *t, uint64_t rows, struct blob *b)
{
	for (size_t i = 0; t->count && i <= t->rows * t->columns; i++) {
		t->count[i] = blob_get_u64(b);
		if (t->count[i] > rows)
			return -1;
		rows -= t->count[i];
	}
	return 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->used)
		return err_set(e, ERR_STATE, "joint counts of other categories");
	for (size_t i = 0; i < s->chosen.count; i++)
		for (size_t j = i + 1; j < s->chosen.count; j++)
			if (table_load(&s->pair[pair_place(i, j)], s->plan->rows, b) < 0)
				return err_set(e, ERR_STATE, "joint counts are damaged");
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "joint counts end early");
}

/* Are all rows of the table in one of its rows, or in one of its columns? */
static bool table_constant(const struct pair_table *t)
{
	size_t row = SIZE_MAX, column = SIZE_MAX;
	bool rows = false, columns = false;

	for (size_t i = 0; i < t->rows * t->columns; i++) {
		if (!t->count[i])
			continue;
		rows |= row != SIZE_MAX && row != i / t->columns;
		columns |= column != SIZE_MAX && column != i % t->columns;
		row = i / t->columns;
		column = i % t->columns;
	}
	return !rows || !columns;
}

static void publish_pair(const struct pair_table *t, struct where w, struct sink *out)
{
	const char *reason = NULL;
	uint64_t n = 0;
	double v;

	if (!t->count) {
		out->none(out, &metrics[M_V], w, no_room);
		out->none(out, &metrics[M_N], w, no_room);
		return;
	}
	v = cramers_v(t->count, t->rows, t->columns, &n);
	if (n < PAIR_ROWS_MIN)
		reason = "fewer than three rows have both";
	else if (isnan(v))
		reason = table_constant(t) ? "a column is constant" : "too few rows for so many categories";
	if (reason)
		out->none(out, &metrics[M_V], w, reason);
	else
		out->value(out, &metrics[M_V], w, v);
	out->value(out, &metrics[M_N], w, (double)n);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	(void)plan;
	for (size_t i = 0; i < s->chosen.count; i++)
		for (size_t j = i + 1; j < s->chosen.count; j++)
			publish_pair(&s->pair[pair_place(i, j)], in_pair(s->chosen.column[i], s->chosen.column[j]), out);
}

const struct analysis correlation_cramers_v = {
	.name = "correlation.cramers_v",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = ALGEBRAIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the categories",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
