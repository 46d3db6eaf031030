/* histogram: which bins, and a smooth curve over them. Pure functions.
 *
 * Bin width by Freedman & Diaconis 1981: h = 2 IQR n^(-1/3); when IQR is 0, Scott's 3.49 s n^(-1/3). At least 1 bin, at most
 * HISTOGRAM_BINS_MAX (the cap is reported as such). Integer columns get widths that are whole numbers and edges at k - 1/2, so that no
 * bin holds two integers where its neighbour holds one; few distinct integers get a bin each.
 * The range may be cut at Tukey's far fences so that one outlier does not squash the rest: then underflow and overflow say
 * how many lie outside (ydata-profiling users: "outliers squash histogram into 1-2 bins").
 */
#ifndef ASSAY_STATS_HISTOGRAM_H
#define ASSAY_STATS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BINS_MAX = 100, KDE_POINTS = 128 };

struct bins {
	double low, width;	/* bin i is [low + i width, low + (i + 1) width), the last one closed */
	size_t count;		/* 0 when there are no finite values */
	bool integer;		/* edges at k - 1/2 */
	bool capped;		/* the rule wanted more than HISTOGRAM_BINS_MAX */
	bool fenced;		/* the range is cut at the far fences q1 - 3 IQR, q3 + 3 IQR */
};

struct bins bins_choose(uint64_t n, double min, double max, double q1, double q3, double std, bool integer);

/* The bin of x: 0 … count - 1, or -1 below, or count above. */
long bins_place(const struct bins *, double x);

/* Silverman's rule of thumb (1986, eq. 3.31): 0.9 min(s, IQR/1.34) n^(-1/5); uses s alone when IQR is 0; 0 when s is 0. */
double kde_bandwidth(uint64_t n, double std, double iqr);

/* Gaussian kernel density of weighted points on an even grid of `points` from `low` to `high` (both included):
 * density[i] = 1/(W h sqrt(2π)) Σ_j w_j exp(-(g_i - x_j)²/(2h²)). Kernels are cut at 8.5 h (relative error below 2e-16). */
void kde_evaluate(const double *x, const double *weight, size_t n, double bandwidth,
		  double low, double high, double *density, size_t points);

#endif
