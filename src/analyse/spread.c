/* spread: see spread.h. */
#include "analyse/spread.h"

#include "stats/histogram.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const char method[] = "buckets of neighbouring values; error is half a bucket";

int spread_open(struct spread *s)
{
	s->min = INFINITY;
	s->max = -INFINITY;
	return sketch_new(&s->sketch, SKETCH_LIMIT);
}

void spread_close(struct spread *s)
{
	sketch_free(s->sketch);
	moments_release(&s->moments);
}

int spread_flush(struct spread *s)
{
	size_t waiting = s->waiting;

	s->waiting = 0;
	return waiting ? moments_add(&s->moments, s->block, waiting) : 0;
}

int spread_add(struct spread *s, double value, uint64_t row, int sign)
{
	if (isnan(value))
		return 0;
	s->min = fmin(s->min, value);
	s->max = fmax(s->max, value);
	if (sign < 0 || value > 0)	/* nothing of what is bad is not bad */
		worst_add(&s->worst, sign * value, row);
	s->block[s->waiting++] = value;
	if (s->waiting == SPREAD_BLOCK && spread_flush(s) < 0)
		return -1;
	return sketch_add(s->sketch, value, 1);
}

int spread_merge(struct spread *into, const struct spread *from)
{
	into->min = fmin(into->min, from->min);
	into->max = fmax(into->max, from->max);
	worst_merge(&into->worst, &from->worst);
	return moments_merge(&into->moments, &from->moments) < 0 ? -1 : sketch_merge(into->sketch, from->sketch);
}

void spread_save(const struct spread *s, struct blob *b)
{
	moments_save(&s->moments, b);
	if (!s->moments.n)
		return;
	blob_put_f64(b, s->min);
	blob_put_f64(b, s->max);
	worst_save(&s->worst, b);
	sketch_save(s->sketch, b);
}

int spread_load(struct spread *s, struct blob *b, double low, double high)
{
	if (moments_load(&s->moments, b) < 0)
		return -1;
	if (!s->moments.n)
		return 0;
	s->min = blob_get_f64(b);
	s->max = blob_get_f64(b);
	if (!(s->min >= low && s->max <= high && s->min <= s->max) || worst_load(&s->worst, b) < 0 || sketch_load(s->sketch, b) < 0)
		return -1;
	return s->moments.n == sketch_count(s->sketch) ? 0 : -1;
}

/* ---- publishing ---- */

struct figures {
	struct bucket *bucket;
	size_t buckets;
	struct moments_figures moments;
	double quartile[2], quartile_error;
};

static int figures_make(struct figures *f, const struct spread *s)
{
	double error;

	*f = (struct figures){ .bucket = NULL };
	if (moments_finish(&s->moments, &f->moments) < 0 || sketch_buckets(s->sketch, &f->bucket, &f->buckets) < 0)
		return -1;
	for (size_t i = 0; i < f->buckets; i++) {	/* no value lies beyond the extremes, though its bucket may */
		f->bucket[i].low = fmax(f->bucket[i].low, s->min);
		f->bucket[i].high = fmin(f->bucket[i].high, s->max);
	}
	f->quartile[0] = buckets_quantile(f->bucket, f->buckets, 0.25, &f->quartile_error);
	f->quartile[1] = buckets_quantile(f->bucket, f->buckets, 0.75, &error);
	f->quartile_error = fmax(f->quartile_error, error);
	return 0;
}

static cJSON *histogram_json(const struct figures *f, const struct spread *s, bool whole)
{
	struct bins bins = bins_choose(s->moments.n, s->min, s->max, f->quartile[0], f->quartile[1], f->moments.std, whole);
	uint64_t bin[HISTOGRAM_BINS_MAX] = { 0 }, below = 0, above = 0;
	cJSON *o = cJSON_CreateObject(), *counts = cJSON_AddArrayToObject(o, "counts");

	for (size_t i = 0; i < f->buckets; i++) {
		const struct bucket *b = &f->bucket[i];
		long at = bins_place(&bins, b->low + (b->high - b->low) / 2);

		*(at < 0 ? &below : (size_t)at >= bins.count ? &above : &bin[at]) += b->count;
	}
	for (size_t i = 0; counts && i < bins.count; i++)
		cJSON_AddItemToArray(counts, cJSON_CreateNumber((double)bin[i]));
	cJSON_AddNumberToObject(o, "low", bins.low);
	cJSON_AddNumberToObject(o, "width", bins.width);
	cJSON_AddNumberToObject(o, "below", (double)below);
	cJSON_AddNumberToObject(o, "above", (double)above);
	cJSON_AddBoolToObject(o, "capped", bins.capped);
	cJSON_AddBoolToObject(o, "fenced", bins.fenced);
	return o;
}

static cJSON *spread_json(const struct figures *f, const struct spread *s, bool whole)
{
	cJSON *o = cJSON_CreateObject(), *histogram;

	cJSON_AddNumberToObject(o, "documents", (double)s->moments.n);
	if (isfinite(f->moments.std))
		cJSON_AddNumberToObject(o, "std", f->moments.std);
	cJSON_AddNumberToObject(o, "min", s->min);
	cJSON_AddNumberToObject(o, "p25", f->quartile[0]);
	cJSON_AddNumberToObject(o, "p75", f->quartile[1]);
	cJSON_AddNumberToObject(o, "max", s->max);
	cJSON_AddNumberToObject(o, "sum", f->moments.sum);
	histogram = histogram_json(f, s, whole);
	if (!o || !histogram || !cJSON_AddItemToObject(o, "histogram", histogram)) {
		cJSON_Delete(o);
		return NULL;
	}
	if (!sketch_exact(s->sketch)) {
		cJSON *bound = cJSON_AddObjectToObject(o, "approximate");

		cJSON_AddStringToObject(bound, "method", method);
		cJSON_AddNumberToObject(bound, "error", f->quartile_error);
	}
	return o;
}

void spread_publish(const struct spread *s, const struct metric *m, bool whole, struct sink *out)
{
	static const double wanted[] = { 0.05, 0.50, 0.95 };
	struct where w = in_dataset();
	struct figures f;

	if (s->moments.n == 0 || figures_make(&f, s) < 0) {
		const char *reason = s->moments.n ? "memory ran out" : "no document has it";

		for (size_t i = 0; i < SPREAD_METRICS; i++)
			out->none(out, &m[i], w, reason);
		return;
	}
	out->value(out, &m[0], w, f.moments.mean);
	for (size_t i = 0; i < 3; i++) {
		double error, value = buckets_quantile(f.bucket, f.buckets, wanted[i], &error);

		sink_within(out, &m[1 + i], w, value, method, error);
	}
	out->detail(out, &m[4], w, spread_json(&f, s, whole));
	out->detail(out, &m[5], w, worst_json(&s->worst));
	free(f.bucket);
}
