/* representativeness.lengths: how long the texts of a column are, in characters (Unicode code points).
 *
 * First pass, because it reads texts. Takes every present cell of every column, for only the end tells which columns are text, and
 * a text column's cells may look like numbers. Keeps, for a column:
 *
 *   few[n]    cells of n characters, n < FEW                    exact
 *   longer    the other lengths: a sketch, exact sums, and the extremes        made when the first long cell comes
 *
 * All of it counts and exact sums: exact in any order. 2 kB a column, and up to 130 kB where cells are of FEW characters or more.
 * Columns of more than SKETCH_LIMIT such lengths get approximate quantiles and histograms there, with their bounds.
 */
#include "analyse/analyse.h"
#include "stats/exact.h"
#include "stats/histogram.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define LENGTH(leaf, exact, meaning, formula)                                                                                     \
	{ "representativeness.length_" leaf, SCOPE_COLUMN, UNIT_CHARACTERS, 0, INFINITY, exact, "text.length." leaf, meaning,       \
	  formula, NULL }

static const struct metric metrics[] = {
	LENGTH("min", EXACT, "characters of the shortest present cell", "Unicode code points, blanks at the ends included"),
	LENGTH("max", EXACT, "characters of the longest cell", "Unicode code points"),
	LENGTH("mean", EXACT, "mean characters of the present cells", "Σx / n, rounded once"),
	LENGTH("std", EXACT, "standard deviation of the lengths", "sqrt(Σ(x − mean)² / (n − 1)), rounded once"),
	LENGTH("p5", EXACT_OR_BOUND, "5 % of the cells have at most so many characters", "R type 7, h = 0.05 (n − 1)"),
	LENGTH("p50", EXACT_OR_BOUND, "median length", "R type 7, h = 0.50 (n − 1)"),
	LENGTH("p95", EXACT_OR_BOUND, "95 % quantile of the lengths", "R type 7, h = 0.95 (n − 1)"),
	LENGTH("total", EXACT, "characters of all cells together", "Σx"),
	{ "representativeness.length_histogram", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT_OR_BOUND, "text.length.histogram",
	  "cells by length, in bins of equal width", "whole-number bins, width 2 IQR n^(−1/3), at most 100",
	  "Freedman & Diaconis 1981" },
	{ .name = NULL }
};

enum { M_MIN, M_MAX, M_MEAN, M_STD, M_P5, M_P50, M_P95, M_TOTAL, M_HISTOGRAM };
enum { FEW = 256 };

static const double wanted[] = { 0.05, 0.50, 0.95 };
enum { WANTED = sizeof wanted / sizeof wanted[0] };

struct longer {
	struct sketch *sketch;
	struct moments moments;
	double min, max;
};

struct column_state {
	uint64_t few[FEW];
	struct longer *longer;	/* NULL: no such cell */
};

struct state {
	size_t columns;
	struct column_state **of;	/* one allocation a column: states grow while columns are discovered */
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
	struct state *s = state;

	for (size_t c = 0; c < s->columns; c++) {
		if (s->of[c]->longer) {
			sketch_free(s->of[c]->longer->sketch);
			moments_release(&s->of[c]->longer->moments);
		}
		free(s->of[c]->longer);
		free(s->of[c]);
	}
	free(s->of);
}

static int columns_ensure(struct state *s, size_t columns, struct err *e)
{
	struct column_state **of;

	if (columns <= s->columns)
		return 0;
	of = realloc(s->of, columns * sizeof *of);
	if (!of)
		return err_nomem(e);
	s->of = of;
	while (s->columns < columns) {
		of[s->columns] = calloc(1, sizeof **of);
		if (!of[s->columns])
			return err_nomem(e);
		s->columns++;
	}
	return 0;
}

static int longer_ensure(struct column_state *c)
{
	struct longer *l;

	if (c->longer)
		return 0;
	l = calloc(1, sizeof *l);
	if (!l || sketch_new(&l->sketch, SKETCH_LIMIT) < 0) {
		free(l);
		return -1;
	}
	l->min = INFINITY;
	l->max = -INFINITY;
	c->longer = l;
	return 0;
}

/* Hot: characters of UTF-8 text: its bytes but those that continue a character (10xxxxxx), eight at a time. */
static size_t characters_of(const char *text, size_t n)
{
	size_t characters = n, i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t w;

		memcpy(&w, text + i, 8);
		if (w & 0x8080808080808080u)	/* the sum of the marks, one a byte, ends up in the top byte */
			characters -= ((w >> 7 & ~(w >> 6) & 0x0101010101010101u) * 0x0101010101010101u) >> 56;
	}
	for (; i < n; i++)
		characters -= ((unsigned char)text[i] & 0xc0) == 0x80;
	return characters;
}

static int long_add(struct column_state *c, size_t characters)
{
	double x = (double)characters;

	if (longer_ensure(c) < 0)
		return -1;
	c->longer->min = x < c->longer->min ? x : c->longer->min;
	c->longer->max = x > c->longer->max ? x : c->longer->max;
	return moments_add(&c->longer->moments, &x, 1) < 0 ? -1 : sketch_add(c->longer->sketch, x, 1);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	if (columns_ensure(s, b->columns, e) < 0)
		return -1;
	for (size_t c = 0; c < b->columns; c++) {
		const struct column *column = &b->column[c];
		struct column_state *into = s->of[c];

		for (size_t r = 0; column->kind && r < b->rows; r++) {
			size_t characters;

			if (cell_is_missing(column->kind[r]))
				continue;
			characters = column->text[r].bytes;
			if (!b->plain)
				characters = characters_of(b->bytes + column->text[r].at, characters);
			if (characters < FEW)
				into->few[characters]++;
			else if (long_add(into, characters) < 0)
				return err_nomem(e);
		}
	}
	return 0;
}

static int longer_merge(struct column_state *a, const struct longer *from)
{
	if (longer_ensure(a) < 0)
		return -1;
	a->longer->min = from->min < a->longer->min ? from->min : a->longer->min;
	a->longer->max = from->max > a->longer->max ? from->max : a->longer->max;
	return moments_merge(&a->longer->moments, &from->moments) < 0 ? -1 : sketch_merge(a->longer->sketch, from->sketch);
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	if (columns_ensure(a, b->columns, e) < 0)
		return -1;
	for (size_t c = 0; c < b->columns; c++) {
		for (size_t n = 0; n < FEW; n++)
			a->of[c]->few[n] += b->of[c]->few[n];
		if (b->of[c]->longer && longer_merge(a->of[c], b->of[c]->longer) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->columns);
	for (size_t c = 0; c < s->columns; c++) {
		const struct column_state *x = s->of[c];

		for (size_t n = 0; n < FEW; n++)
			blob_put_u64(b, x->few[n]);
		blob_put_u64(b, x->longer != NULL);
		if (!x->longer)
			continue;
		blob_put_f64(b, x->longer->min);
		blob_put_f64(b, x->longer->max);
		moments_save(&x->longer->moments, b);
		sketch_save(x->longer->sketch, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static bool is_long_length(double x)
{
	return x >= FEW && x <= UINT32_MAX && x == floor(x);
}

static int longer_load(struct column_state *x, struct blob *b)
{
	struct longer *l;

	if (longer_ensure(x) < 0)
		return -1;
	l = x->longer;
	l->min = blob_get_f64(b);
	l->max = blob_get_f64(b);
	if (!is_long_length(l->min) || !is_long_length(l->max) || l->min > l->max || moments_load(&l->moments, b) < 0 ||
	    sketch_load(l->sketch, b) < 0)
		return -1;
	return l->moments.n && l->moments.n == sketch_count(l->sketch) ? 0 : -1;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t columns = blob_get_u64(b);

	if (columns > (b->length - b->at) / (8 * (FEW + 1)))
		return err_set(e, ERR_STATE, "text lengths end early");
	if (columns_ensure(s, (size_t)columns, e) < 0)
		return -1;
	for (size_t c = 0; c < s->columns; c++) {
		uint64_t longer;

		for (size_t n = 0; n < FEW; n++)
			s->of[c]->few[n] = blob_get_u64(b);
		longer = blob_get_u64(b);
		if (!blob_ok(b) || longer > 1 || (longer && longer_load(s->of[c], b) < 0))
			return err_set(e, ERR_STATE, "text lengths are damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "text lengths end early");
}

/* ---- publishing ---- */

/* A column's lengths, as the figures need them. */
struct lengths {
	struct bucket *bucket;	/* ascending */
	size_t buckets;
	struct moments_figures figures;
	uint64_t n;
	double min, max;
};

static int figures_make(struct lengths *l, const struct column_state *c)
{
	struct moments all = { .n = 0 };
	int done = 0;

	for (size_t n = 0; n < FEW && done == 0; n++)
		if (c->few[n])
			done = moments_add_times(&all, (double)n, c->few[n]);
	if (done == 0 && c->longer)
		done = moments_merge(&all, &c->longer->moments);
	if (done == 0)
		done = moments_finish(&all, &l->figures);
	l->n = all.n;
	moments_release(&all);
	return done;
}

static int buckets_make(struct lengths *l, const struct column_state *c)
{
	struct bucket *longer = NULL;
	size_t n = 0;

	if (c->longer && sketch_buckets(c->longer->sketch, &longer, &n) < 0)
		return -1;
	l->bucket = malloc((FEW + n) * sizeof *l->bucket);
	for (size_t i = 0; l->bucket && i < FEW; i++)
		if (c->few[i])
			l->bucket[l->buckets++] = (struct bucket){ (double)i, (double)i, c->few[i] };
	/* A bucket's ends are doubles; lengths are whole, and none lies beyond the extremes. */
	for (size_t i = 0; l->bucket && i < n; i++)
		l->bucket[l->buckets++] = (struct bucket){ fmax(ceil(longer[i].low), c->longer->min),
							   fmin(floor(longer[i].high), c->longer->max), longer[i].count };
	free(longer);
	return l->bucket ? 0 : -1;
}

static int lengths_make(struct lengths *l, const struct column_state *c)
{
	*l = (struct lengths){ .n = 0 };
	if (figures_make(l, c) < 0 || buckets_make(l, c) < 0)
		return -1;
	if (l->buckets) {
		l->min = l->bucket[0].low;
		l->max = c->longer ? c->longer->max : l->bucket[l->buckets - 1].low;
	}
	return 0;
}

/* A bucket lies in its middle's bin; `moved` counts the cells of those that reach into another. */
static cJSON *histogram_json(const struct lengths *l)
{
	static const char method[] = "buckets of neighbouring lengths, each in its middle's bin; error: cells that may be in another";
	uint64_t bin[HISTOGRAM_BINS_MAX] = { 0 }, below = 0, above = 0, moved = 0;
	double error, q1 = buckets_quantile(l->bucket, l->buckets, 0.25, &error);
	double q3 = buckets_quantile(l->bucket, l->buckets, 0.75, &error);
	struct bins bins = bins_choose(l->n, l->min, l->max, q1, q3, l->figures.std, true);
	cJSON *o = cJSON_CreateObject(), *counts = cJSON_AddArrayToObject(o, "counts");

	for (size_t i = 0; i < l->buckets; i++) {
		const struct bucket *b = &l->bucket[i];
		long at = bins_place(&bins, b->low + (b->high - b->low) / 2);

		*(at < 0 ? &below : (size_t)at >= bins.count ? &above : &bin[at]) += b->count;
		moved += bins_place(&bins, b->low) != bins_place(&bins, b->high) ? b->count : 0;
	}
	for (size_t i = 0; counts && i < bins.count; i++)
		cJSON_AddItemToArray(counts, cJSON_CreateNumber((double)bin[i]));
	cJSON_AddNumberToObject(o, "low", bins.low);
	cJSON_AddNumberToObject(o, "width", bins.width);
	cJSON_AddNumberToObject(o, "below", (double)below);
	cJSON_AddNumberToObject(o, "above", (double)above);
	cJSON_AddBoolToObject(o, "capped", bins.capped);
	cJSON_AddBoolToObject(o, "fenced", bins.fenced);
	if (moved) {
		cJSON *bound = cJSON_AddObjectToObject(o, "approximate");

		cJSON_AddStringToObject(bound, "method", method);
		cJSON_AddNumberToObject(bound, "error", (double)moved);
	}
	return o;
}

static void publish_lengths(const struct lengths *l, size_t column, struct sink *out)
{
	static const char method[] = "buckets of neighbouring lengths; error is half a bucket";
	struct where w = in_column(column);

	out->value(out, &metrics[M_MIN], w, l->min);
	out->value(out, &metrics[M_MAX], w, l->max);
	out->value(out, &metrics[M_MEAN], w, l->figures.mean);
	sink_number(out, &metrics[M_STD], w, l->figures.std, "needs two cells");
	for (size_t i = 0; i < WANTED; i++) {
		double error, value = buckets_quantile(l->bucket, l->buckets, wanted[i], &error);

		sink_within(out, &metrics[M_P5 + i], w, value, method, error);
	}
	out->value(out, &metrics[M_TOTAL], w, l->figures.sum);
	out->detail(out, &metrics[M_HISTOGRAM], w, histogram_json(l));
}

/* NULL when the column is text. */
static const char *length_reason(const struct column_info *info)
{
	static const char *const reason[COLUMN_TYPES] = {
		[TYPE_EMPTY] = "the column is empty", [TYPE_BOOLEAN] = "the column is boolean",
		[TYPE_INTEGER] = "the column is integer", [TYPE_REAL] = "the column is real",
		[TYPE_DATETIME] = "the column is datetime" };

	return reason[info->type];
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const struct column_state nothing = { .longer = NULL };
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		const char *reason = length_reason(&plan->column[c]);
		struct lengths l = { .n = 0 };

		if (!reason && lengths_make(&l, c < s->columns ? s->of[c] : &nothing) < 0)
			reason = "memory ran out";
		else if (!reason && l.n == 0)
			reason = "no cell is present";
		for (const struct metric *m = metrics; reason && m->name; m++)
			out->none(out, m, in_column(c), reason);
		if (!reason)
			publish_lengths(&l, c, out);
		free(l.bucket);
	}
}

const struct analysis representativeness_lengths = {
	.name = "representativeness.lengths",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = HOLISTIC,
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
