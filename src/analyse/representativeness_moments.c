/* representativeness.moments: count, mean, spread and shape of each numeric column, without any rounding before the last step.
 *
 * Where the census counted every value, Σx … Σx⁴ come from value × count at the end, and no row is looked at again. Otherwise
 * the second pass sums the finite numbers in exact accumulators (stats/exact.h). Both give the same bits.
 * With --fast the rows are not summed: then the census's buckets [l, h] stand for them, each number at the middle of its bucket, no farther off
 * than w = (h − l) / 2. So the mean is off by Σw / n at most, and the standard deviation, which is a seminorm, by sqrt(Σw² / (n − 1));
 * skewness and kurtosis are left out.
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

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)state;
	return column != NO_COLUMN && summed(&plan->column[column]) ? ROWS_HELP : ROWS_NONE;
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
	double sum_error, std_error;	/* at most; 0: exact */
	bool near_zero;			/* the zeros share a bucket with other numbers */
};

/* The errors are sums of few thousand terms, each rounded: this is far more than that may take away. */
static const double ROUNDED_UP = 1 + 1e-9;

/* From the census's buckets, each of which is one value where there is a dictionary. */
static int bucket_figures(const struct column_info *info, struct figures *out)
{
	struct moments m = { .n = 0 };
	double squares = 0;
	int done = 0;

	for (size_t i = 0; i < info->buckets && done == 0; i++) {
		const struct bucket *b = &info->bucket[i];
		double w = b->high / 2 - b->low / 2, count = (double)b->count;

		out->zeros += b->low == 0 ? b->count : 0;
		out->negatives += b->low < 0 ? b->count : 0;
		out->near_zero |= b->low <= 0 && b->high >= 0 && b->low < b->high;
		out->sum_error += w * count * ROUNDED_UP;
		squares += w * w * count * ROUNDED_UP;
		done = moments_add_times(&m, b->low < b->high ? b->low / 2 + b->high / 2 : b->low, b->count);
	}
	out->std_error = info->numbers > 1 ? sqrt(squares / ((double)info->numbers - 1)) * ROUNDED_UP : 0;
	if (done == 0)
		done = moments_finish(&m, &out->m);
	moments_release(&m);
	return done;
}

/* The figures of a column, from its rows' sums or from what the census knows. -1: no memory. */
static int column_figures(const struct state *s, size_t c, struct figures *out)
{
	const struct column_info *info = &s->plan->column[c];

	*out = (struct figures){ .zeros = s->of[c].zeros, .negatives = s->of[c].negatives };
	return summed(info) && !s->plan->fast ? moments_finish(&s->of[c].moments, &out->m) : bucket_figures(info, out);
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

/* A figure that is off by at most so much. */
static void publish_within(const struct metric *m, size_t column, double value, double error, const char *reason, struct sink *out)
{
	static const char method[] = "middles of buckets of neighbouring doubles; no row was summed";

	if (isfinite(value) && isfinite(error))
		sink_within(out, m, in_column(column), value, method, error);
	else
		out->none(out, m, in_column(column), reason);
}

static void publish_column(const struct state *s, size_t c, struct sink *out)
{
	const struct column_info *info = &s->plan->column[c];
	const char *spread = info->numbers < 2 ? "needs two numbers" : "larger than a double holds";
	const char *shape = info->min == info->max ? "the column is constant" : spread;
	static const char large[] = "larger than a double holds";
	double mean_error;
	struct figures f;
	bool rough;

	if (column_figures(s, c, &f) < 0) {
		numeric_none(metrics, c, "memory ran out", out);
		return;
	}
	rough = f.sum_error > 0;
	mean_error = f.sum_error / (double)info->numbers;
	out->value(out, &metrics[M_COUNT], in_column(c), (double)info->numbers);
	out->value(out, &metrics[M_MIN], in_column(c), info->min);
	out->value(out, &metrics[M_MAX], in_column(c), info->max);
	publish_within(&metrics[M_SUM], c, f.m.sum, f.sum_error, large, out);
	publish_within(&metrics[M_MEAN], c, f.m.mean, mean_error, large, out);
	publish_within(&metrics[M_VARIANCE], c, f.m.variance, f.std_error * (2 * f.m.std + f.std_error) * ROUNDED_UP, spread, out);
	publish_within(&metrics[M_STD], c, f.m.std, f.std_error, spread, out);
	sink_number(out, &metrics[M_SKEWNESS], in_column(c), rough ? NAN : f.m.skewness, rough ? skipped_by_fast : shape);
	sink_number(out, &metrics[M_KURTOSIS], in_column(c), rough ? NAN : f.m.kurtosis, rough ? skipped_by_fast : shape);
	if (f.near_zero)
		out->none(out, &metrics[M_ZEROS], in_column(c), skipped_by_fast);
	else
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
	.why = "the numeric columns; only those of more values than were counted one by one",
	.fast = "exact where every value was counted; else mean, sum and deviation within bounds, skewness and kurtosis null",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.inform = inform,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
