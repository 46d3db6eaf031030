/* representativeness.quantiles: where the values of each numeric column lie: seven quantiles and the interquartile range.
 *
 * R type 7 (linear interpolation between order statistics), as pandas and numpy do by default. Where the census knows every value,
 * they follow from the value counts. Otherwise the census left buckets of values: the few that hold a wanted order statistic
 * ("brackets") are taken apart in the second pass, by a sketch over each, and that is nearly always down to single values. What is not gets an error.
 *
 *   census   |  b0  |  b1  |  b2  |  b3  |  …          25 % lies in b1
 *   bracket          ||||||||                          sketch over b1: single values
 *
 * The grid, of all hundred quantiles with how many numbers are at most each, is what a later report is compared with; there a number that only
 * its bucket tells counts as the bucket's upper end.
 *
 * Informs the plan of the quartiles and the grid.
 */
#include "analyse/analyse.h"
#include "analyse/distribution_json.h"
#include "analyse/numeric_columns.h"

#include <stdlib.h>

#define QUANTILE(leaf, meaning, formula)                                                                                          \
	{ "representativeness." leaf, SCOPE_COLUMN, UNIT_VALUE, -INFINITY, INFINITY, EXACT_OR_BOUND, "numeric." leaf, meaning,    \
	  formula, "Hyndman & Fan 1996, type 7" }

static const struct metric metrics[] = {
	QUANTILE("p1", "1 % of the numbers are at most this", "x[h] + (h − ⌊h⌋)(x[h+1] − x[h]), h = 0.01 (n − 1)"),
	QUANTILE("p5", "5 % quantile", "h = 0.05 (n − 1)"),
	QUANTILE("p25", "first quartile", "h = 0.25 (n − 1)"),
	QUANTILE("p50", "median", "h = 0.50 (n − 1)"),
	QUANTILE("p75", "third quartile", "h = 0.75 (n − 1)"),
	QUANTILE("p95", "95 % quantile", "h = 0.95 (n − 1)"),
	QUANTILE("p99", "99 % quantile", "h = 0.99 (n − 1)"),
	{ "representativeness.iqr", SCOPE_COLUMN, UNIT_VALUE, 0, INFINITY, EXACT_OR_BOUND, "numeric.iqr",
	  "interquartile range: the width of the middle half", "p75 − p25", NULL },
	{ "representativeness.quantile_grid", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT_OR_BOUND, "numeric.grid",
	  "the quantiles 0, 1 … 100 % with how many numbers are at most each, and at most 100 different values with their counts: "
	  "what --baseline and assay diff compare", "h = p (n − 1)", "Hyndman & Fan 1996, type 7" },
	{ .name = NULL }
};

static const double wanted[] = { 0.01, 0.05, 0.25, 0.50, 0.75, 0.95, 0.99 };
enum { WANTED = sizeof wanted / sizeof wanted[0], BRACKETS_MAX = 2 * WANTED, M_IQR = WANTED, M_GRID };
enum { P25 = 2, P50 = 3, P75 = 4 };

/* A bucket of the census, taken apart. */
struct bracket {
	double low, high;
	size_t bucket;		/* its place in column_info.bucket */
	struct sketch *inside;
};

struct column_state {
	size_t brackets;	/* ascending; 0: the census knows every value */
	struct bracket bracket[BRACKETS_MAX];
	double high[BRACKETS_MAX];	/* theirs, and infinity behind the last */
};

struct state {
	const struct plan *plan;
	struct distribution **told;	/* to the plan, a column each; NULL until then */
	struct column_state of[];
};

static size_t state_size(const struct plan *plan)
{
	return sizeof(struct state) + plan->columns * sizeof(struct column_state);
}

/* The bucket that holds the order statistic of rank k (from 0). */
static size_t bucket_of_rank(const struct column_info *info, uint64_t k)
{
	size_t i = 0;

	for (uint64_t before = 0; i + 1 < info->buckets && before + info->bucket[i].count <= k; i++)
		before += info->bucket[i].count;
	return i;
}

static int bracket_add(struct column_state *c, const struct column_info *info, size_t bucket)
{
	struct bracket *b = &c->bracket[c->brackets];

	if (info->bucket[bucket].low == info->bucket[bucket].high || (c->brackets && b[-1].bucket == bucket))
		return 0;
	*b = (struct bracket){ .low = info->bucket[bucket].low, .high = info->bucket[bucket].high, .bucket = bucket };
	if (sketch_new(&b->inside, SKETCH_LIMIT) < 0)
		return -1;
	c->high[c->brackets++] = b->high;
	return 0;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->told = calloc(plan->columns + 1, sizeof *s->told);
	if (!s->told)
		return err_nomem(e);
	s->plan = plan;
	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_info *info = &plan->column[c];

		if (numeric_reason(info) || info->dictionary)
			continue;
		for (size_t i = 0; i < BRACKETS_MAX; i++)
			s->of[c].high[i] = INFINITY;
		for (size_t i = 0; i < WANTED; i++) {
			uint64_t k = (uint64_t)(wanted[i] * (double)(info->numbers - 1));

			if (bracket_add(&s->of[c], info, bucket_of_rank(info, k)) < 0 ||
			    bracket_add(&s->of[c], info, bucket_of_rank(info, k + 1)) < 0)
				return err_nomem(e);
		}
	}
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->plan && c < s->plan->columns; c++) {
		for (size_t i = 0; i < s->of[c].brackets; i++)
			sketch_free(s->of[c].bracket[i].inside);
		free(s->told[c]);
	}
	free(s->told);
}

static int column_update(struct column_state *into, const struct batch *b, const struct column *c)
{
	for (size_t r = 0; r < b->rows; r++) {
		double x = c->number[r];
		size_t i = 0;

		if (!cell_is_number(c->kind[r]))
			continue;
		for (size_t k = 0; k < BRACKETS_MAX; k++)	/* no branch that depends on x */
			i += x > into->high[k];
		if (i < into->brackets && x >= into->bracket[i].low && sketch_add(into->bracket[i].inside, x, 1) < 0)
			return -1;
	}
	return 0;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column != NO_COLUMN && ((const struct state *)state)->of[column].brackets ? ROWS_HELP : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t c = 0; c < b->columns; c++)
		if (s->of[c].brackets && b->column[c].kind && column_update(&s->of[c], b, &b->column[c]) < 0)
			return err_nomem(e);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	for (size_t c = 0; c < a->plan->columns; c++)
		for (size_t i = 0; i < a->of[c].brackets; i++)
			if (sketch_merge(a->of[c].bracket[i].inside, b->of[c].bracket[i].inside) < 0)
				return err_nomem(e);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	for (size_t c = 0; c < s->plan->columns; c++) {
		blob_put_u64(b, s->of[c].brackets);
		for (size_t i = 0; i < s->of[c].brackets; i++)
			sketch_save(s->of[c].bracket[i].inside, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	for (size_t c = 0; c < s->plan->columns; c++) {
		if (blob_get_u64(b) != s->of[c].brackets)
			return err_set(e, ERR_STATE, "quantiles were taken over another census");
		for (size_t i = 0; i < s->of[c].brackets; i++)
			if (sketch_load(s->of[c].bracket[i].inside, b) < 0)
				return err_set(e, ERR_STATE, "quantiles are damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "quantiles end early");
}

/* The census's buckets with each bracket replaced by what was found inside it. Malloc'd. */
static struct bucket *buckets_refined(const struct column_info *info, const struct column_state *c, size_t *n)
{
	struct bucket *all = malloc((info->buckets + c->brackets * SKETCH_LIMIT + 1) * sizeof *all);
	size_t from = 0;

	*n = 0;
	for (size_t i = 0; all && i <= c->brackets; i++) {
		size_t to = i < c->brackets ? c->bracket[i].bucket : info->buckets, inside;
		struct bucket *fine;

		memcpy(all + *n, info->bucket + from, (to - from) * sizeof *all);
		*n += to - from;
		from = to + 1;
		if (i == c->brackets)
			break;
		if (sketch_buckets(c->bracket[i].inside, &fine, &inside) < 0) {
			free(all);
			return NULL;
		}
		if (inside == 0) {	/* no row was seen (yet): the bucket stays whole */
			all[(*n)++] = info->bucket[to];
		} else {
			memcpy(all + *n, fine, inside * sizeof *all);
			*n += inside;
		}
		free(fine);
	}
	return all;
}

static int column_quantiles(const struct state *s, size_t c, double *value, double *error, struct distribution *grid)
{
	const struct column_info *info = &s->plan->column[c];
	size_t n = info->buckets;
	struct bucket *refined = s->of[c].brackets ? buckets_refined(info, &s->of[c], &n) : NULL;

	if (s->of[c].brackets && !refined)
		return -1;
	for (size_t i = 0; i < WANTED; i++)
		value[i] = buckets_quantile(refined ? refined : info->bucket, n, wanted[i], &error[i]);
	distribution_of_buckets(grid, refined ? refined : info->bucket, n);
	free(refined);
	return 0;
}

static int inform(const void *state, struct plan *plan, struct err *e)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		double value[WANTED], error[WANTED];

		if (numeric_reason(&plan->column[c]))
			continue;
		if (!s->told[c])
			s->told[c] = malloc(sizeof *s->told[c]);
		if (!s->told[c] || column_quantiles(s, c, value, error, s->told[c]) < 0)
			return err_nomem(e);
		plan->column[c].distribution = s->told[c];
		for (size_t i = 0; i < 3; i++) {
			plan->column[c].quartile[i] = value[P25 + i];
			plan->column[c].quartile_error[i] = error[P25 + i];
		}
	}
	return 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const char *const methods[] = { "buckets of neighbouring doubles, refined in a second pass; error is half a bucket",
					       "buckets of neighbouring doubles, not refined; error is half a bucket" };
	const char *method = methods[plan->fast];

	for (size_t c = 0; c < plan->columns; c++) {
		const char *reason = numeric_reason(&plan->column[c]);
		double value[WANTED], error[WANTED];
		struct distribution grid;

		if (!reason && column_quantiles(state, c, value, error, &grid) < 0)
			reason = "memory ran out";
		if (reason) {
			numeric_none(metrics, c, reason, out);
			continue;
		}
		for (size_t i = 0; i < WANTED; i++)
			sink_within(out, &metrics[i], in_column(c), value[i], method, error[i]);
		if (isfinite(value[P75] - value[P25]))
			sink_within(out, &metrics[M_IQR], in_column(c), value[P75] - value[P25], method, error[P25] + error[P75]);
		else
			out->none(out, &metrics[M_IQR], in_column(c), "larger than a double holds");
		out->detail(out, &metrics[M_GRID], in_column(c), distribution_json(&grid));
	}
}

const struct analysis representativeness_quantiles = {
	.name = "representativeness.quantiles",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the buckets that hold a quantile, to take them apart; only for columns of very many values",
	.fast = "exact where every value was counted; else within a bound",
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
