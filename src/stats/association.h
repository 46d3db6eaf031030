/* association: figures from contingency tables and class counts. Pure functions of counts; NaN where undefined.
 *
 * Tables are row-major: table[r * columns + c].
 */
#ifndef ASSAY_STATS_ASSOCIATION_H
#define ASSAY_STATS_ASSOCIATION_H

#include <stddef.h>
#include <stdint.h>

/* Shannon entropy in nats, -Σ p ln p, over counts (0 counts are skipped). 0 … ln k. */
double entropy(const uint64_t *counts, size_t k);

/* Cramér's V, bias-corrected (Bergsma 2013): phi2 = max(0, chi2/n - (r-1)(c-1)/(n-1)), r' = r - (r-1)²/(n-1), c' likewise,
 * V = sqrt(phi2 / min(r'-1, c'-1)). Empty rows and columns do not count. No Yates correction. *n: the table's total.
 * NaN when fewer than two rows or columns are used, or the denominator is not positive. 0 … 1. */
double cramers_v(const uint64_t *table, size_t rows, size_t columns, uint64_t *n);

/* Wilson score interval for k of n at normal quantile z (1.959963984540054 for 95 %). n >= 1. */
void wilson_interval(uint64_t k, uint64_t n, double z, double *low, double *high);

/* From a square confusion matrix, rows true, columns predicted. */
struct classification {
	double accuracy;		/* trace / n */
	double balanced_accuracy;	/* mean recall over classes that occur as true */
	double kappa;			/* Cohen 1960 */
	double mcc;			/* Matthews, K classes: Gorodkin 2004, R_K */
	double precision_macro, recall_macro, f1_macro;		/* means over classes that occur as true or predicted */
	double precision_weighted, recall_weighted, f1_weighted;	/* weighted by true counts */
};
struct classification classification_of(const uint64_t *confusion, size_t classes);

/* What a confusion matrix says of one class. All figures above follow from these, so that no matrix is needed where classes are many. */
struct class_counts {
	uint64_t hit, truth, predicted;	/* the cell on the diagonal, the sums of the row and of the column */
};
struct classification classification_of_counts(const struct class_counts *, size_t classes);

/* precision: NaN when nothing was predicted as it; recall: NaN when it never is true; f1 = 2TP/(2TP+FP+FN). */
void class_figures(const uint64_t *confusion, size_t classes, size_t k, double *precision, double *recall, double *f1);
void class_figures_of_counts(struct class_counts, double *precision, double *recall, double *f1);

#endif
