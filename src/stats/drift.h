/* drift: how far apart two samples of one column lie, told from what a report keeps of each; and whether that is more than chance. Pure functions.
 *
 * A sample is kept as the quantiles 0, 1 … 100 % (type 7) with how many numbers are at most each; where it has few different values, as
 * those values with their counts, which says everything. Between two quantiles lies a hundredth of the numbers, nobody knows where:
 *
 *   at_most/n  ┤            ┌──●           F(x) is known at the points; between two of them it lies in the box,
 *              ┤      ┌─────┤                and is taken to be on the line from ● to ●
 *              ┤   ●──┘░░░░░                 What the box allows is the error of every figure made from it: 0 where
 *              └───┴─────────┴──▶ x          values are few, below 0.02 for a difference of two F.
 *                 q41       q42
 *
 * Two equal samples are apart by 0 exactly. Numbers must be finite; a struct owns nothing.
 */
#ifndef ASSAY_STATS_DRIFT_H
#define ASSAY_STATS_DRIFT_H

#include "stats/sketch.h"

enum { DISTRIBUTION_VALUES = 100 };

struct distribution {
	uint64_t count;			/* numbers; 0: none, and nothing else means anything */
	double at[GRID_POINTS];		/* ascending; quantile i % */
	uint64_t at_most[GRID_POINTS];	/* numbers at most at[i]; the last is count */
	double error;			/* at[] is within: numbers may have been moved up by so much (buckets); 0: exact */
	size_t values;			/* different ones, when there are at most DISTRIBUTION_VALUES, else 0 */
	double value[DISTRIBUTION_VALUES];	/* ascending */
	uint64_t value_at_most[DISTRIBUTION_VALUES];
};

void distribution_of_buckets(struct distribution *, const struct bucket *, size_t n);
/* All numbers divided by `unit`. */
void distribution_divide(struct distribution *, double unit);
/* Is it such as the calls above make it: ascending, counts that do not fall and end at count? What comes from a file need not be. */
bool distribution_valid(const struct distribution *);
/* Standard deviation, as the lines between the points have it. */
double distribution_std(const struct distribution *);

/* A figure within ±error. */
struct distance {
	double value, error;
};

/* sup |F − G|, 0 … 1 (Kolmogorov 1933, Smirnov 1939). Symmetric. */
struct distance ks_distance(const struct distribution *, const struct distribution *);

/* ∫ |F − G| dx, in the column's unit (Kantorovich 1942; Vaserstein 1969). Symmetric. */
struct distance wasserstein_distance(const struct distribution *, const struct distribution *);

/* The share of a sample in a bin, and what it may be. */
struct share {
	double low, middle, high;
};

/* Population stability index Σ (b − a) ln(b / a) over k bins (Jeffreys 1946; Siddiqi 2006), of samples of na and nb; half a value stands in
 * for none. */
struct distance psi_distance(const struct share *a, const struct share *b, size_t k, double na, double nb);

/* Square root of the Jensen-Shannon divergence to base 2, 0 … 1 (Lin 1991; Endres & Schindelin 2003). Symmetric. */
struct distance js_distance(const struct share *a, const struct share *b, size_t k);

/* Two samples in the same bins of the line. Edge i is between the bins i and i + 1; what is open of it is open of both, and that makes the figures
 * more certain than those of bins that know nothing of each other. */
enum { TENTHS_MAX = 20 };
struct tenths {
	size_t count;
	struct share a[TENTHS_MAX], b[TENTHS_MAX];			/* in the bins */
	struct share edge_a[TENTHS_MAX], edge_b[TENTHS_MAX];	/* up to the edges, count - 1 of them */
};

/* The bins between the tenths of `from`, which is side a; an edge that is a value of its own weight is a bin of its own. */
void tenths_make(struct tenths *, const struct distribution *from, const struct distribution *to);
struct distance tenths_psi(const struct tenths *, double na, double nb);
struct distance tenths_js(const struct tenths *);

/* Cramér's V of the 2 × k table of counts: sqrt(χ² / (na + nb)), 0 … 1, without a correction for bias. */
double drift_cramers_v(const uint64_t *a, const uint64_t *b, size_t k);

/* How often chance alone may speak for one column, so that over all of them it seldom does: once in 1,000 times, and with many columns 0.05
 * for all together (Bonferroni 1936, which also bounds the false discovery rate). */
double drift_alpha(size_t columns);

/* What chance alone exceeds so often when both samples are of one population. */
double ks_by_chance(double na, double nb, double alpha);	/* c sqrt((na + nb) / (na nb)), c = sqrt(−ln(α/2) / 2) (Smirnov 1948) */
double psi_by_chance(size_t k, double na, double nb, double alpha);		/* χ²(k−1) (1/na + 1/nb) (Yurdakul & Naranjo 2020) */
double cramers_v_by_chance(size_t k, double na, double nb, double alpha);	/* sqrt(χ²(k−1) / (na + nb)) */
double share_by_chance(double a, double b, double na, double nb, double alpha);	/* of two shares: z sqrt(p (1 − p) (1/na + 1/nb)) */

/* Is it drift? What is certain of the figure must be beyond chance, so that small samples do not cry wolf, and beyond the effect that
 * matters, so that large ones do not. */
bool drift_certain(struct distance, double by_chance, double effect);

#endif
