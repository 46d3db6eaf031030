/* sketch: how many values lie where: counts of doubles in buckets that are as fine as memory allows.
 *
 * A double's bits, made order-preserving, are cut off `shift` low bits; equal prefixes share a bucket. shift starts
 * at 0 (each value its own bucket: an exact value count) and grows only when more than `limit` buckets are used, to the least shift
 * that fits. That shift is a function of the set of values, not of their order: two sketches merged in any way
 * hold the same buckets and counts, so every figure is the same bytes for any split.
 *
 *   shift 0     bucket = value              quantiles exact
 *   shift s     bucket = [low, high], relative width at most 2^(s-52)      quantiles within their bucket
 *
 * Values must not be NaN; -0 counts as 0; infinities have buckets of their own. A zeroed struct is made usable by sketch_open;
 * it owns its tables. Functions that allocate return -1 when there is no memory.
 */
#ifndef ASSAY_STATS_SKETCH_H
#define ASSAY_STATS_SKETCH_H

#include "base/blob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sketch;

int sketch_new(struct sketch **out, size_t limit);	/* limit: buckets, at least 16 */
int sketch_add(struct sketch *, double x, uint64_t times);
int sketch_add_all(struct sketch *, const double *x, size_t n);	/* finite ones, once each */
int sketch_merge(struct sketch *into, const struct sketch *from);	/* limits must be equal */
uint64_t sketch_count(const struct sketch *);		/* of values added */
bool sketch_exact(const struct sketch *);		/* shift is 0 */

struct bucket {
	double low, high;	/* the least and greatest double that fall here; equal when exact */
	uint64_t count;
};
/* The buckets in ascending order, in a malloc'd array that the caller frees. */
int sketch_buckets(const struct sketch *, struct bucket **out, size_t *n);

void sketch_save(const struct sketch *, struct blob *);
int sketch_load(struct sketch *, struct blob *);	/* into an empty one with the same limit; -1 on damaged bytes */
void sketch_free(struct sketch *);			/* NULL is fine */

/* Quantile p in [0, 1] of sorted buckets, R type 7 (linear interpolation between order statistics, h = (n - 1)p).
 * *error: half the width of the widest bucket that took part (0: exact); the value then is a bucket's middle. */
double buckets_quantile(const struct bucket *, size_t n, double p, double *error);

/* The quantiles 0, 1 … 100 % as above, but a number that is only known by its bucket counts as the bucket's high; at_most[i] is how many then are
 * at most at[i]. *error: the width of the widest bucket that took part. Nothing is written when there is no number. */
enum { GRID_POINTS = 101 };
void buckets_grid(const struct bucket *, size_t n, double at[GRID_POINTS], uint64_t at_most[GRID_POINTS], double *error);

/* Median of |x - centre| over the buckets (MAD when centre is the median), with its error as above. */
double buckets_median_deviation(const struct bucket *, size_t n, double centre, double *error);

#endif
