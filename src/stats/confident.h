/* confident: the arithmetic of confident learning (Northcutt, Jiang & Chuang 2021): from counts of rows by given and confident class to how many
 * rows of each class are likely to be of another, and how good one row's label looks.
 *
 * A matrix of K classes is K × K numbers, row after row; the row is the given class. Pure functions; the caller owns all arrays.
 */
#ifndef ASSAY_STATS_CONFIDENT_H
#define ASSAY_STATS_CONFIDENT_H

#include <stddef.h>
#include <stdint.h>

/* A class's threshold is at least this; a class without a row has CONFIDENT_NEVER. It is reached from CONFIDENT_EPSILON below it. */
#define CONFIDENT_LEAST 2e-6
#define CONFIDENT_NEVER 2.0
#define CONFIDENT_EPSILON 1e-6
#define CONFIDENT_NONE SIZE_MAX

/* The first of the highest of p, with p[favoured] counted `bonus` higher; favoured K: none. */
size_t confident_argmax(const double *p, size_t classes, size_t favoured, double bonus);
/* Of which class the row confidently is: the one that reaches its threshold; of several that of the highest p of all classes; CONFIDENT_NONE. */
size_t confident_class(const double *p, const double *threshold, size_t classes);

/* Scale the rows to the counts of the given classes and the whole to their sum, then round each row so that its sum stays: half to even, and
 * what is then missing or too many from the numbers that were rounded farthest, the first of equal ones. -1: no memory. */
int confident_calibrate(const uint64_t *joint, const uint64_t *given, size_t classes, uint64_t *calibrated);
/* How many rows to pick: calibrated, turned around (row: confident class). A diagonal element of 0 becomes 1, which is taken from the other numbers
 * of its column that are not 0: evenly, by as many of them less one, as cleanlab does, and without what is left of a fraction. */
void confident_pick_counts(const uint64_t *calibrated, size_t classes, uint64_t *pick);

/* How good a label looks, 0 (wrong) … 1. */
double confident_margin(const double *p, size_t classes, size_t given);	/* (p[given] − highest other p + 1) / 2 */
/* log(x + 1) / x, x = (−Σ p log p / log K) / p[given]; 1 where x is 0. */
double confident_entropy(const double *p, size_t classes, size_t given);

#endif
