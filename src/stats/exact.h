/* exact: sums of doubles, of their powers and of products, without any rounding; any split and any order give the same bits.
 *
 * A sum is a big fixed-point integer in base 2^32 spread over int64 limbs (a "small superaccumulator", Neal 2015,
 * arXiv:1505.05571). Limbs take up to 2^30 additions' worth of slack before carries are settled. Σx² … Σx⁴ and Σxy add exact
 * integer products of the 53-bit significands (106, 159, 212 bits). Only the finish rounds, once, through GMP/MPFR.
 * Limbs are allocated only where exponents occur, so an ordinary column costs a few hundred bytes, not 5 kB.
 *
 * Inputs must be finite; the caller keeps infinities apart. Structs start zeroed and own their limbs: *_release.
 * Every function that can run out of memory returns -1 then, and leaves the sum as it was.
 */
#ifndef ASSAY_STATS_EXACT_H
#define ASSAY_STATS_EXACT_H

#include "base/blob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One exact sum. The limbs held are [first, first + count); unit of limb 0 is 2^exponent_of(kind). */
struct exact_sum {
	int64_t *limb;
	int32_t first, count;
	uint32_t pending;	/* additions since carries were settled */
};

/* n and Σx, Σx², Σx³, Σx⁴ of one variable. */
struct moments {
	uint64_t n;
	struct exact_sum power[4];
};

int moments_add(struct moments *, const double *x, size_t n);
/* The same value `times` times: exact, by integer multiplication. */
int moments_add_times(struct moments *, double x, uint64_t times);
int moments_merge(struct moments *into, const struct moments *from);
/* Canonical bytes: equal sums give equal bytes. load: into a zeroed struct; -1 on bytes that no save wrote. */
void moments_save(const struct moments *, struct blob *);
int moments_load(struct moments *, struct blob *);
void moments_release(struct moments *);

/* What one set of moments tells; each correctly rounded from the exact sums (NaN where undefined: see *_min). */
struct moments_figures {
	double sum, mean;		/* n >= 1 */
	double variance, std;		/* n - 1 in the denominator; n >= 2 */
	double skewness;		/* g1 = m3 / m2^1.5, population moments; variance > 0 */
	double kurtosis;		/* g2 = m4 / m2² - 3, population moments; variance > 0 */
};
int moments_finish(const struct moments *, struct moments_figures *);

/* n, Σx, Σx², Σy, Σy², Σxy over the rows where both are there: what Pearson's r needs. */
struct comoments {
	uint64_t n;
	struct exact_sum x, xx, y, yy, xy;
};
int comoments_add(struct comoments *, double x, double y);
int comoments_merge(struct comoments *into, const struct comoments *from);
void comoments_save(const struct comoments *, struct blob *);
int comoments_load(struct comoments *, struct blob *);
void comoments_release(struct comoments *);
/* (nΣxy - ΣxΣy) / sqrt((nΣx² - (Σx)²)(nΣy² - (Σy)²)), correctly rounded, in [-1, 1]; NaN when n < 2 or one is constant. */
int comoments_pearson(const struct comoments *, double *r);

/* The parts, for callers that build pairs out of shared sums. All exact. */
int exact_add(struct exact_sum *, double x);			/* += x */
int exact_add_square(struct exact_sum *, double x);		/* += x²,  unit 2^-2148 */
int exact_add_product(struct exact_sum *, double x, double y);	/* += x y, unit 2^-2148 */
int exact_merge(struct exact_sum *into, const struct exact_sum *from);
int exact_subtract(struct exact_sum *from, const struct exact_sum *what);
void exact_save(const struct exact_sum *, struct blob *);
int exact_load(struct exact_sum *, struct blob *);
void exact_release(struct exact_sum *);
bool exact_equal(const struct exact_sum *, const struct exact_sum *);
/* Σx / n of a sum that exact_add() made, correctly rounded; NaN when n is 0. */
int exact_mean(const struct exact_sum *, uint64_t n, double *mean);

/* Pearson's r from separately kept sums (units as above): n, Σx, Σx², Σy, Σy², Σxy. */
int exact_pearson(uint64_t n, const struct exact_sum *x, const struct exact_sum *xx, const struct exact_sum *y,
		  const struct exact_sum *yy, const struct exact_sum *xy, double *r);

/* Correlation ratio of numbers in classes: sqrt(SS_between / SS_total), from how many numbers each class has, their sum, and the
 * sum of all squares. Within 2^-140 before the one rounding; NaN where all numbers are equal. */
int exact_eta(size_t classes, const uint64_t *count, const struct exact_sum *sum, const struct exact_sum *squares, double *eta);

/* Lag-1 autocorrelation as NIST certifies it: r1 = Σ_{i<n}(x_i - m)(x_{i+1} - m) / Σ(x_i - m)²,
 * from Σx, Σx², Σx_i x_{i+1}, the first and the last value; correctly rounded. NaN when n < 2 or x is constant. */
int exact_autocorrelation(uint64_t n, const struct exact_sum *x, const struct exact_sum *xx,
			  const struct exact_sum *lagged, double first, double last, double *r1);

#endif
