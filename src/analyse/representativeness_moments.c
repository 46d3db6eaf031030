/* representativeness.moments: count, mean, spread and shape of each numeric column, without any rounding before the last step.
 *
 * Where the census counted every value, Σx … Σx⁴ come from value × count at the end, and no row is looked at again. Otherwise
 * the second pass sums the finite numbers in exact accumulators (stats/exact.h). Both give the same bits.
 * Zeros and negatives are counted the same two ways. Infinite numbers are counted by the census and are in no figure here.
 * Informs the plan of mean and standard deviation.
 */
#include "analyse/analyse.h"
#include "analyse/numeric_columns.h"
#include "stats/exact.h"

#include <stdlib.h>

#define COLUMN_FIGURE(leaf, low, meaning, formula, reference)                                                                     \
	{ "representativeness." leaf, SCOPE_COLUMN, UNIT_VALUE, low, INFINITY, EXACT, "numeric." leaf, meaning, formula, reference }

static const struct metric metrics[] = {
	{ "representativeness.count", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "numeric.count", "finite numbers", "n", NULL },
	COLUMN_FIGURE("min", -INFINITY, "least number", "min x", NULL),
	COLUMN_FIGURE("max", -INFINITY, "greatest number", "max x", NULL),
	COLUMN_FIGURE("sum", -INFINITY, "sum, correctly rounded", "Σx", "Neal 2015, arXiv:1505.05571"),
	COLUMN_FIGURE("mean", -INFINITY, "arithmetic mean, correctly rounded", "Σx / n", "NIST StRD univariate"),
	COLUMN_FIGURE("variance", 0, "sample variance, correctly rounded", "(Σx² − (Σx)²/n) / (n − 1)", "NIST StRD univariate"),
	COLUMN_FIGURE("std", 0, "sample standard deviation", "sqrt(variance)", "NIST StRD univariate"),
	{ "representativeness.skewness", SCOPE_COLUMN, UNIT_RATIO, -INFINITY, INFINITY, EXACT, "numeric.skewness",
	  "asymmetry: 0 symmetric, above 0 a long right tail", "g1 = m3 / m2^1.5, population moments", "Joanes & Gill 1998, g1" },
	{ "representativeness.kurtosis", SCOPE_COLUMN, UNIT_RATIO, -2, INFINITY, EXACT, "numeric.kurtosis",
	  "excess kurtosis: 0 as a normal distribution, above 0 heavier tails", "g2 = m4 / m2² − 3, population moments",
	  "Joanes & Gill 1998, g2" },
	{ "representativeness.zeros", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "numeric.zeros", "numbers that are 0", "count", NULL },
	{ "representativeness.negatives", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "numeric.negatives", "numbers below 0", "count",
	  NULL },
	{ "representativeness.infinite", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "numeric.infinite",
	  "cells that say infinity; they are in no other figure", "count", NULL },
	{ .name = NULL }
};

enum { M_COUNT, M_MIN, M_MAX, M_SUM, M_MEAN, M_VARIANCE, M_STD, M_SKEWNESS, M_KURTOSIS, M_ZEROS, M_NEGATIVES, M_INFINITE };

struct column_state {
	struct moments moments;
	uint64_t zeros, negatives;
};

struct state {
	const struct plan *plan;
	double *gathered;	/* the finite numbers of a batch's column */
	size_t room;
	struct column_state of[];
};

static size_t state_size(const struct plan *plan)
{
	return sizeof(struct state) + plan->columns * sizeof(struct column_state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)e;
	((struct state *)state)->plan = plan;
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->plan && c < s->plan->columns; c++)
		moments_release(&s->of[c].moments);
	free(s->gathered);
}

/* Must rows be summed, because the census does not know every value? */
static bool summed(const struct column_info *info)
{
	return column_is_numeric(info) && !info->dictionary;
}

static int column_update(struct state *s, struct column_state *into, const struct batch *b, const struct column *c)
{
	size_t n = 0;

	for (size_t r = 0; r < b->rows; r++) {
		double x = c->number[r];

		if (!cell_is_number(c->kind[r]) || !isfinite(x))
			continue;
		into->zeros += x == 0;
		into->negatives += x < 0;
		s->gathered[n++] = x;
	}
	return moments_add(&into->moments, s->gathered, n);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	if (b->rows > s->room) {
		double *grown = realloc(s->gathered, b->rows * sizeof *grown);

		if (!grown)
			return err_nomem(e);
		s->gathered = grown;
		s->room = b->rows;
	}
	for (size_t c = 0; c < b->columns; c++)
		if (b->column[c].kind && summed(&s->plan->column[c]) && column_update(s, &s->of[c], b, &b->column[c]) < 0)
			return err_nomem(e);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	for (size_t c = 0; c < a->plan->columns; c++) {
		a->of[c].zeros += b->of[c].zeros;
		a->of[c].negatives += b->of[c].negatives;
		if (moments_merge(&a->of[c].moments, &b->of[c].moments) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		blob_put_u64(b, s->of[c].zeros);
		blob_put_u64(b, s->of[c].negatives);
		moments_save(&s->of[c].moments, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "moments of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++) {
		struct column_state *x = &s->of[c];

		x->zeros = blob_get_u64(b);
		x->negatives = blob_get_u64(b);
		if (moments_load(&x->moments, b) < 0 || x->zeros > x->moments.n || x->negatives > x->moments.n - x->zeros)
			return err_set(e, ERR_STATE, "moments are damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "moments end early");
}

struct figures {
	struct moments_figures m;
	uint64_t zeros, negatives;
};

/* The figures of a column, from its rows' sums or from the census's value counts. -1: no memory. */
static int column_figures(const struct state *s, size_t c, struct figures *out)
{
	const struct column_info *info = &s->plan->column[c];
	struct moments m = { .n = 0 };
	int done = 0;

	*out = (struct figures){ .zeros = s->of[c].zeros, .negatives = s->of[c].negatives };
	if (!info->dictionary)
		return moments_finish(&s->of[c].moments, &out->m);
	for (size_t i = 0; i < info->buckets && done == 0; i++) {
		const struct bucket *b = &info->bucket[i];

		out->zeros += b->low == 0 ? b->count : 0;
		out->negatives += b->low < 0 ? b->count : 0;
		done = moments_add_times(&m, b->low, b->count);
	}
	if (done == 0)
		done = moments_finish(&m, &out->m);
	moments_release(&m);
	return done;
}

static int inform(const void *state, struct plan *plan, struct err *e)
{
	for (size_t c = 0; c < plan->columns; c++) {
		struct figures f;

		if (numeric_reason(&plan->column[c]))
			continue;
		if (column_figures(state, c, &f) < 0)
			return err_nomem(e);
		plan->column[c].mean = f.m.mean;
		plan->column[c].std = f.m.std;
	}
	return 0;
}

static void publish_column(const struct state *s, size_t c, struct sink *out)
{
	const struct column_info *info = &s->plan->column[c];
	const char *spread = info->numbers < 2 ? "needs two numbers" : "larger than a double holds";
	const char *shape = info->min == info->max ? "the column is constant" : spread;
	struct figures f;

	if (column_figures(s, c, &f) < 0) {
		numeric_none(metrics, c, "memory ran out", out);
		return;
	}
	out->value(out, &metrics[M_COUNT], in_column(c), (double)info->numbers);
	out->value(out, &metrics[M_MIN], in_column(c), info->min);
	out->value(out, &metrics[M_MAX], in_column(c), info->max);
	sink_number(out, &metrics[M_SUM], in_column(c), f.m.sum, "larger than a double holds");
	sink_number(out, &metrics[M_MEAN], in_column(c), f.m.mean, "larger than a double holds");
	sink_number(out, &metrics[M_VARIANCE], in_column(c), f.m.variance, spread);
	sink_number(out, &metrics[M_STD], in_column(c), f.m.std, spread);
	sink_number(out, &metrics[M_SKEWNESS], in_column(c), f.m.skewness, shape);
	sink_number(out, &metrics[M_KURTOSIS], in_column(c), f.m.kurtosis, shape);
	out->value(out, &metrics[M_ZEROS], in_column(c), (double)f.zeros);
	out->value(out, &metrics[M_NEGATIVES], in_column(c), (double)f.negatives);
	out->value(out, &metrics[M_INFINITE], in_column(c), (double)info->infinite);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	for (size_t c = 0; c < plan->columns; c++) {
		const char *reason = numeric_reason(&plan->column[c]);

		if (reason)
			numeric_none(metrics, c, reason, out);
		else
			publish_column(state, c, out);
	}
}

const struct analysis representativeness_moments = {
	.name = "representativeness.moments",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = ALGEBRAIC,
	.law = MERGE_EXACT,
	.version = 1,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.inform = inform,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
