/* representativeness.shape: histogram, density curve, outliers and median absolute deviation of each numeric column.
 *
 * Third pass, because bins, fences and deviations need the quartiles. Where the census knows every value, all follows from the value counts
 * and no row is looked at. Otherwise rows are counted into: histogram bins, a fine grid for the density curve, outliers by
 * Tukey's fences (with the first rows), and deviations |x − median| below, in and above a bracket around their median.
 * Everything kept is a count, a sketch or a row number: exact in any order.
 */
#include "analyse/analyse.h"
#include "analyse/numeric_columns.h"
#include "stats/histogram.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "representativeness.mad", SCOPE_COLUMN, UNIT_VALUE, 0, INFINITY, EXACT_OR_BOUND, "numeric.mad",
	  "median absolute deviation from the median, not scaled", "median |x − median x|", "Hampel 1974" },
	{ "representativeness.low_fence", SCOPE_COLUMN, UNIT_VALUE, -INFINITY, INFINITY, EXACT_OR_BOUND, "numeric.low_fence",
	  "numbers below this are outliers", "p25 − 1.5 IQR", "Tukey 1977" },
	{ "representativeness.high_fence", SCOPE_COLUMN, UNIT_VALUE, -INFINITY, INFINITY, EXACT_OR_BOUND, "numeric.high_fence",
	  "numbers above this are outliers", "p75 + 1.5 IQR", "Tukey 1977" },
	{ "representativeness.outliers", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "numeric.outliers",
	  "numbers outside the fences", "count of x < low fence or x > high fence", "Tukey 1977" },
	{ "representativeness.outliers_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "numeric.outliers_fraction",
	  "numbers outside the fences as a share", "outliers / n", "Tukey 1977" },
	{ "representativeness.histogram", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "numeric.histogram",
	  "counts in bins of equal width; integers keep whole-number bins", "width 2 IQR n^(−1/3), at most 100 bins",
	  "Freedman & Diaconis 1981" },
	{ "representativeness.kde", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT_OR_BOUND, "numeric.kde",
	  "Gaussian kernel density on an even grid over the histogram's range", "bandwidth 0.9 min(s, IQR/1.34) n^(−1/5)",
	  "Silverman 1986, eq. 3.31" },
	{ "representativeness.outlier_rows", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "numeric.outlier_rows",
	  "the first rows with an outlier", "row numbers", NULL },
	{ .name = NULL }
};

enum { M_MAD, M_LOW, M_HIGH, M_OUTLIERS, M_OUTLIERS_FRACTION, M_HISTOGRAM, M_KDE, M_OUTLIER_ROWS };
enum { FINE = 2048 };	/* cells of the grid that stands in for single values under the density curve */

/* What is fixed before a row is seen. */
struct frame {
	struct bins bins;
	double low_fence, high_fence, median;
	double deviation_low, deviation_high;	/* the bracket around the median deviation */
	double deviation, deviation_error;	/* as the census's buckets tell it */
};

struct column_state {
	bool rows;			/* rows are needed: the census does not know every value */
	struct frame frame;
	uint64_t bin[HISTOGRAM_BINS_MAX], below, above;
	uint64_t fine[FINE];
	uint64_t outliers, deviations_below;
	struct sketch *deviations;	/* inside the bracket */
	struct examples first;
};

struct state {
	const struct plan *plan;
	struct column_state **of;	/* NULL where the column is not numeric */
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static struct frame frame_of(const struct column_info *info)
{
	double q1 = info->quartile[0], q3 = info->quartile[2], iqr = q3 - q1;
	struct frame f = { .median = info->quartile[1], .low_fence = q1 - 1.5 * iqr, .high_fence = q3 + 1.5 * iqr };

	f.bins = bins_choose(info->numbers, info->min, info->max, q1, q3, info->std, info->type == TYPE_INTEGER);
	f.deviation = buckets_median_deviation(info->bucket, info->buckets, f.median, &f.deviation_error);
	f.deviation_low = f.deviation - 2 * f.deviation_error;
	f.deviation_high = f.deviation + 2 * f.deviation_error;
	return f;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->of = calloc(plan->columns + 1, sizeof *s->of);
	if (!s->of)
		return err_nomem(e);
	s->plan = plan;
	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_info *info = &plan->column[c];

		if (numeric_reason(info))
			continue;
		s->of[c] = calloc(1, sizeof *s->of[c]);
		if (!s->of[c])
			return err_nomem(e);
		s->of[c]->frame = frame_of(info);
		s->of[c]->rows = !info->dictionary;
		if (s->of[c]->rows && sketch_new(&s->of[c]->deviations, SKETCH_LIMIT) < 0)
			return err_nomem(e);
	}
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->of && s->plan && c < s->plan->columns; c++) {
		if (s->of[c])
			sketch_free(s->of[c]->deviations);
		free(s->of[c]);
	}
	free(s->of);
}

/* Hot: one number, or one value with how often it occurs. */
static int number_add(struct column_state *c, double x, uint64_t times, uint64_t row)
{
	const struct bins *bins = &c->frame.bins;
	long at = bins_place(bins, x);
	double deviation = fabs(x - c->frame.median);

	if (at < 0)
		c->below += times;
	else if ((size_t)at >= bins->count)
		c->above += times;
	else
		c->bin[at] += times;
	if (x < c->frame.low_fence || x > c->frame.high_fence) {
		c->outliers += times;
		examples_add(&c->first, row);
	}
	if (!c->rows)
		return 0;
	if (at >= 0 && (size_t)at < bins->count) {
		size_t cell = (size_t)((x - bins->low) / (bins->width * (double)bins->count) * FINE);

		c->fine[cell < FINE ? cell : FINE - 1] += times;
	}
	if (deviation < c->frame.deviation_low)
		c->deviations_below += times;
	else if (deviation <= c->frame.deviation_high)
		return sketch_add(c->deviations, deviation, times);
	return 0;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	const struct column_state *c = column == NO_COLUMN ? NULL : ((const struct state *)state)->of[column];

	(void)plan;
	return c && c->rows ? ROWS_HELP : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t c = 0; c < b->columns; c++) {
		const struct column *column = &b->column[c];
		struct column_state *into = s->of[c];

		if (!into || !into->rows || !column->kind)
			continue;
		for (size_t r = 0; r < b->rows; r++)
			if (cell_is_number(column->kind[r]) && isfinite(column->number[r]) &&
			    number_add(into, column->number[r], 1, b->first_row + r) < 0)
				return err_nomem(e);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	const struct state *a = into, *b = from;

	for (size_t c = 0; c < a->plan->columns; c++) {
		struct column_state *x = a->of[c];
		const struct column_state *y = b->of[c];

		if (!x || !x->rows)
			continue;
		for (size_t i = 0; i < x->frame.bins.count; i++)
			x->bin[i] += y->bin[i];
		for (size_t i = 0; i < FINE; i++)
			x->fine[i] += y->fine[i];
		x->below += y->below;
		x->above += y->above;
		x->outliers += y->outliers;
		x->deviations_below += y->deviations_below;
		examples_merge(&x->first, &y->first);
		if (sketch_merge(x->deviations, y->deviations) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		const struct column_state *x = s->of[c];

		if (!x || !x->rows)
			continue;
		for (size_t i = 0; i < x->frame.bins.count; i++)
			blob_put_u64(b, x->bin[i]);
		for (size_t i = 0; i < FINE; i++)
			blob_put_u64(b, x->fine[i]);
		blob_put_u64(b, x->below);
		blob_put_u64(b, x->above);
		blob_put_u64(b, x->outliers);
		blob_put_u64(b, x->deviations_below);
		examples_save(&x->first, b);
		sketch_save(x->deviations, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "histograms of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++) {
		struct column_state *x = s->of[c];

		if (!x || !x->rows)
			continue;
		for (size_t i = 0; i < x->frame.bins.count; i++)
			x->bin[i] = blob_get_u64(b);
		for (size_t i = 0; i < FINE; i++)
			x->fine[i] = blob_get_u64(b);
		x->below = blob_get_u64(b);
		x->above = blob_get_u64(b);
		x->outliers = blob_get_u64(b);
		x->deviations_below = blob_get_u64(b);
		if (examples_load(&x->first, b) < 0 || sketch_load(x->deviations, b) < 0)
			return err_set(e, ERR_STATE, "the histogram of column %zu is damaged", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "histograms end early");
}

/* The counts of a column that the census knows whole; the outliers' rows are those where each value first occurs. */
static void counts_from_values(struct column_state *c, const struct column_info *info)
{
	for (size_t i = 0; i < info->dictionary->count; i++) {
		const struct value *v = &info->dictionary->value[i];

		if (cell_is_number(v->kind) && isfinite(v->number))
			(void)number_add(c, v->number, v->count, v->first_row);	/* fails only where rows are needed */
	}
}

static void publish_mad(const struct column_state *c, const struct column_info *info, size_t column, struct sink *out)
{
	static const char method[] = "buckets of neighbouring doubles; error is half a bucket";
	double value = c->frame.deviation, error = c->frame.deviation_error, inside_error;
	uint64_t half = (info->numbers - 1) / 2;
	struct bucket *inside;
	size_t n;

	if (c->rows && error > 0 && sketch_buckets(c->deviations, &inside, &n) == 0) {
		uint64_t count = sketch_count(c->deviations), low = c->deviations_below;

		/* The order statistics half and half + 1 (n even) must both lie inside the bracket. */
		if (half >= low && half + (info->numbers % 2 == 0) < low + count) {
			double rank = (double)(half - low) + (info->numbers % 2 == 0 ? 0.5 : 0);

			value = buckets_quantile(inside, n, count > 1 ? rank / (double)(count - 1) : 0, &inside_error);
			error = inside_error;
		}
		free(inside);
	}
	sink_within(out, &metrics[M_MAD], in_column(column), value, method, error);
}

static cJSON *histogram_json(const struct column_state *c)
{
	const struct bins *bins = &c->frame.bins;
	cJSON *o = cJSON_CreateObject(), *counts;

	if (!o)
		return NULL;
	cJSON_AddNumberToObject(o, "low", bins->low);
	cJSON_AddNumberToObject(o, "width", bins->width);
	counts = cJSON_AddArrayToObject(o, "counts");
	for (size_t i = 0; counts && i < bins->count; i++)
		cJSON_AddItemToArray(counts, cJSON_CreateNumber((double)c->bin[i]));
	cJSON_AddNumberToObject(o, "below", (double)c->below);
	cJSON_AddNumberToObject(o, "above", (double)c->above);
	cJSON_AddBoolToObject(o, "capped", bins->capped);
	cJSON_AddBoolToObject(o, "fenced", bins->fenced);
	return o;
}

/* The points under the curve: single values, or the middles of the fine grid. Returns how many; *shift: how far a point may be off. */
static size_t kde_points(const struct column_state *c, const struct column_info *info, double *x, double *weight, double *shift)
{
	const struct bins *bins = &c->frame.bins;
	double cell = bins->width * (double)bins->count / FINE;
	size_t n = 0;

	*shift = c->rows ? cell / 2 : 0;
	for (size_t i = 0; !c->rows && i < info->buckets; i++, n++) {
		x[n] = info->bucket[i].low;
		weight[n] = (double)info->bucket[i].count;
	}
	for (size_t i = 0; c->rows && i < FINE; i++) {
		if (!c->fine[i])
			continue;
		x[n] = bins->low + ((double)i + 0.5) * cell;
		weight[n++] = (double)c->fine[i];
	}
	return n;
}

static cJSON *kde_json(const struct column_state *c, const struct column_info *info, double bandwidth)
{
	const struct bins *bins = &c->frame.bins;
	size_t room = c->rows ? FINE : info->buckets;
	double density[KDE_POINTS], high = bins->low + bins->width * (double)bins->count, shift;
	double *x = calloc(2 * room + 1, sizeof *x);
	cJSON *o = cJSON_CreateObject(), *values;
	size_t n;

	if (!x || !o) {
		free(x);
		cJSON_Delete(o);
		return NULL;
	}
	n = kde_points(c, info, x, x + room, &shift);
	kde_evaluate(x, x + room, n, bandwidth, bins->low, high, density, KDE_POINTS);
	free(x);
	cJSON_AddNumberToObject(o, "bandwidth", bandwidth);
	cJSON_AddNumberToObject(o, "low", bins->low);
	cJSON_AddNumberToObject(o, "high", high);
	values = cJSON_AddArrayToObject(o, "density");
	for (size_t i = 0; values && i < KDE_POINTS; i++)
		cJSON_AddItemToArray(values, cJSON_CreateNumber(density[i]));
	if (shift > 0) {
		cJSON *bound = cJSON_AddObjectToObject(o, "approximate");

		/* A point that moves by δ moves the curve by at most δ max|K'| / h², max|K'| = φ(1) = 0.24197. */
		cJSON_AddStringToObject(bound, "method", "points moved to the middles of 2048 cells; numbers outside the range left out");
		cJSON_AddNumberToObject(bound, "error", shift * 0.24197072451914337 / (bandwidth * bandwidth));
	}
	return o;
}

static void publish_column(const struct column_state *given, const struct column_info *info, size_t column, bool fast, struct sink *out)
{
	static const char method[] = "from approximate quartiles";
	struct column_state c = *given;
	double iqr = info->quartile[2] - info->quartile[0], bandwidth = kde_bandwidth(info->numbers, info->std, iqr);
	double error = info->quartile_error[0] + info->quartile_error[2];

	if (!c.rows)
		counts_from_values(&c, info);
	if (!isfinite(iqr) || !isfinite(c.frame.bins.low) || !isfinite(c.frame.bins.width)) {
		numeric_none(metrics, column, "the numbers reach further than a double can span", out);
		return;
	}
	publish_mad(&c, info, column, out);
	sink_within(out, &metrics[M_LOW], in_column(column), c.frame.low_fence, method, error * 2.5);
	sink_within(out, &metrics[M_HIGH], in_column(column), c.frame.high_fence, method, error * 2.5);
	if (c.rows && fast) {
		numeric_none(&metrics[M_OUTLIERS], column, skipped_by_fast, out);
		return;
	}
	out->value(out, &metrics[M_OUTLIERS], in_column(column), (double)c.outliers);
	out->value(out, &metrics[M_OUTLIERS_FRACTION], in_column(column), (double)c.outliers / (double)info->numbers);
	out->detail(out, &metrics[M_HISTOGRAM], in_column(column), histogram_json(&c));
	if (bandwidth > 0 && isfinite(bandwidth))
		out->detail(out, &metrics[M_KDE], in_column(column), kde_json(&c, info, bandwidth));
	else
		out->none(out, &metrics[M_KDE], in_column(column), info->numbers < 2 ? "needs two numbers" : "the column is constant");
	out->detail(out, &metrics[M_OUTLIER_ROWS], in_column(column), examples_json(&c.first));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		if (s->of[c])
			publish_column(s->of[c], &plan->column[c], c, plan->fast, out);
		else
			numeric_none(metrics, c, numeric_reason(&plan->column[c]), out);
	}
}

const struct analysis representativeness_shape = {
	.name = "representativeness.shape",
	.metrics = metrics,
	.pass = PASS_THIRD,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the quartiles, for bins, fences and deviations; only for columns of very many values",
	.fast = "exact where every value was counted; else fences and MAD within bounds, the rest null",
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
