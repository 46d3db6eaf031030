/* representativeness.order: does a number depend on the one before it? Lag-1 autocorrelation in row order.
 *
 * Second pass, ordered. Keeps n, Σx, Σx², Σ x[i] x[i+1] (exact sums), the first and the last number; merging adds the product over the
 * seam, so the figure is the same bits for any split. Missing cells and infinities are passed over.
 */
#include "analyse/correlation.h"
#include "analyse/numeric_columns.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "representativeness.autocorrelation", SCOPE_COLUMN, UNIT_RATIO, -1, 1, EXACT, "numeric.autocorrelation",
	  "correlation of each number with the next: near 0 when rows come in random order",
	  "r1 = Σ (x[i] − m)(x[i+1] − m) / Σ (x[i] − m)²", "NIST StRD univariate, lag-1" },
	{ .name = NULL }
};

struct column_state {
	uint64_t n;
	double first, last;
	struct exact_sum x, xx, lagged;
};

struct state {
	const struct plan *plan;
	struct number_block *room;	/* for columns whose batches have no blocks */
	struct exact_block *picked;
	struct column_state of[];
};

static size_t state_size(const struct plan *plan)
{
	return sizeof(struct state) + plan->columns * sizeof(struct column_state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->plan = plan;
	s->room = calloc(1, sizeof *s->room);
	s->picked = calloc(1, sizeof *s->picked);
	return s->room && s->picked ? 0 : err_nomem(e);
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->plan && c < s->plan->columns; c++) {
		exact_release(&s->of[c].x);
		exact_release(&s->of[c].xx);
		exact_release(&s->of[c].lagged);
	}
	free(s->room);
	free(s->picked);
}

/* A block of numbers that follow each other, and the product over the seam to those before. */
static int block_add(struct column_state *c, const struct exact_block *x, double first, double last)
{
	if (!x->n)
		return 0;
	if (exact_add_total(&c->x, x, 0, x->n) < 0 || exact_add_dot(&c->xx, x, x, 0, x->n) < 0 || exact_add_lagged(&c->lagged, x) < 0 ||
	    (c->n && exact_add_product(&c->lagged, c->last, first) < 0))
		return -1;
	if (c->n == 0)
		c->first = first;
	c->last = last;
	c->n += x->n;
	return 0;
}

/* Rows first, first + 1, … less those without a number. */
static int rows_add(struct state *s, struct column_state *into, const struct column *c, size_t first, size_t n)
{
	const struct number_block *block = numbers_of(c, first, n, s->room);
	const struct exact_block *x = &block->number;
	uint16_t there[EXACT_BLOCK];
	size_t k = 0;

	for (size_t i = 0; i < n && block->missing_count; i++) {
		there[k] = (uint16_t)i;
		k += block->present[i / 64] >> i % 64 & 1;
	}
	if (!block->missing_count)
		return block_add(into, x, c->number[first], c->number[first + n - 1]);
	if (!k)
		return 0;
	exact_block_pick(s->picked, x, there, k);
	return block_add(into, s->picked, c->number[first + there[0]], c->number[first + there[k - 1]]);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)state;
	return column == NO_COLUMN || numeric_reason(&plan->column[column]) ? ROWS_NONE : ROWS_NEEDED;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t c = 0; c < b->columns; c++) {
		if (!b->column[c].kind || !column_is_numeric(&s->plan->column[c]))
			continue;
		for (size_t at = 0; at < b->rows; at += EXACT_BLOCK)
			if (rows_add(s, &s->of[c], &b->column[c], at, b->rows - at < EXACT_BLOCK ? b->rows - at : EXACT_BLOCK) < 0)
				return err_nomem(e);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	for (size_t c = 0; c < a->plan->columns; c++) {
		struct column_state *x = &a->of[c];
		const struct column_state *y = &b->of[c];

		if (y->n == 0)
			continue;
		if ((x->n && exact_add_product(&x->lagged, x->last, y->first) < 0) || exact_merge(&x->x, &y->x) < 0 ||
		    exact_merge(&x->xx, &y->xx) < 0 || exact_merge(&x->lagged, &y->lagged) < 0)
			return err_nomem(e);
		if (x->n == 0)
			x->first = y->first;
		x->last = y->last;
		x->n += y->n;
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		const struct column_state *x = &s->of[c];

		blob_put_u64(b, x->n);
		blob_put_f64(b, x->first);
		blob_put_f64(b, x->last);
		exact_save(&x->x, b);
		exact_save(&x->xx, b);
		exact_save(&x->lagged, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "autocorrelations of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++) {
		struct column_state *x = &s->of[c];

		x->n = blob_get_u64(b);
		x->first = blob_get_f64(b);
		x->last = blob_get_f64(b);
		if (!isfinite(x->first) || !isfinite(x->last) || exact_load(&x->x, b) < 0 || exact_load(&x->xx, b) < 0 ||
		    exact_load(&x->lagged, b) < 0)
			return err_set(e, ERR_STATE, "autocorrelations are damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "autocorrelations end early");
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_state *x = &s->of[c];
		const char *reason = numeric_reason(&plan->column[c]);
		double r1 = NAN;

		if (!reason && x->n && exact_autocorrelation(x->n, &x->x, &x->xx, &x->lagged, x->first, x->last, &r1) < 0)
			reason = "memory ran out";
		if (!reason)
			reason = x->n < 2 ? "needs two numbers" : "the column is constant";
		sink_number(out, &metrics[0], in_column(c), r1, reason);
	}
}

const struct analysis representativeness_order = {
	.name = "representativeness.order",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = ALGEBRAIC,
	.law = MERGE_ORDERED,
	.version = 1,
	.why = "the numeric columns; looks at neighbours in row order",
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
