/* linear: multicollinearity from a correlation matrix, over GSL. Row-major k × k, symmetric, ones on the diagonal. */
#ifndef ASSAY_STATS_LINEAR_H
#define ASSAY_STATS_LINEAR_H

#include <stddef.h>

/* vif[i] = i-th diagonal element of the inverse (1 / (1 - R_i²)), by Cholesky, or by eigenvalues where that breaks down; INFINITY for
 * variables that take part in an exact linear dependency. condition = sqrt(largest / smallest eigenvalue) (Belsley, Kuh & Welsch 1980), INFINITY
 * when the matrix is singular to working precision. Returns -1 when there is no memory. */
int collinearity(const double *correlation, size_t k, double *vif, double *condition);

#endif
