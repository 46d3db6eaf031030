/* linear: see linear.h. One allocation holds everything, also what GSL works in: GSL's own allocators end the program
 * when memory is short, and its routines never get a matrix that they would refuse. */
#include "stats/linear.h"

#include <float.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A variable takes part in a dependency when its share in the null space, 0 … 1, is above this; rounding gives about 1e-26. */
static const double SHARE_MIN = 1e-12;

static bool matrix_finite(const double *a, size_t cells)
{
	for (size_t i = 0; i < cells; i++)
		if (!isfinite(a[i]))
			return false;
	return true;
}

/* Eigenvalues and, in columns, eigenvectors of the k × k matrix; work: k² + 4k doubles. */
static void eigen_decompose(const double *a, size_t k, double *values, double *vectors, double *work)
{
	gsl_matrix_view matrix = gsl_matrix_view_array(work, k, k), v = gsl_matrix_view_array(vectors, k, k);
	gsl_vector_view d = gsl_vector_view_array(values, k);
	double *more = work + k * k;
	gsl_eigen_symmv_workspace w = { .size = k, .d = more, .sd = more + k, .gc = more + 2 * k, .gs = more + 3 * k };

	memcpy(work, a, k * k * sizeof *a);
	gsl_eigen_symmv(&matrix.matrix, &d.vector, &v.matrix, &w);
}

/* The diagonal of the inverse of a matrix that is safely positive definite. */
static void vif_cholesky(const double *a, size_t k, double *vif, double *work)
{
	gsl_matrix_view matrix = gsl_matrix_view_array(work, k, k);

	memcpy(work, a, k * k * sizeof *a);
	gsl_linalg_cholesky_decomp1(&matrix.matrix);
	gsl_linalg_cholesky_invert(&matrix.matrix);
	for (size_t i = 0; i < k; i++)
		vif[i] = work[i * k + i];
}

/* Σ v²/λ over eigenvalues that count; infinite for a variable with a share in the others. */
static void vif_eigen(const double *values, const double *vectors, size_t k, double least, double *vif)
{
	for (size_t i = 0; i < k; i++) {
		double share = 0, sum = 0;

		for (size_t j = 0; j < k; j++) {
			double v2 = vectors[i * k + j] * vectors[i * k + j];

			if (values[j] > least)
				sum += v2 / values[j];
			else
				share += v2;
		}
		vif[i] = share > SHARE_MIN ? INFINITY : sum;
	}
}

int collinearity(const double *correlation, size_t k, double *vif, double *condition)
{
	double *values, *vectors, *work, low = INFINITY, high = 0, least;

	*condition = NAN;
	for (size_t i = 0; i < k; i++)
		vif[i] = NAN;
	if (k > (size_t)1 << 24)	/* k² would not fit */
		return -1;
	if (!k || !matrix_finite(correlation, k * k))
		return 0;
	values = malloc((2 * k * k + 5 * k) * sizeof *values);
	if (!values)
		return -1;
	vectors = values + k;
	work = vectors + k * k;
	eigen_decompose(correlation, k, values, vectors, work);
	for (size_t i = 0; i < k; i++) {
		low = fmin(low, values[i]);
		high = fmax(high, values[i]);
	}
	/* Rounded correlations move an eigenvalue by up to k ε; times the largest for what the decomposition adds. */
	least = 4 * (double)k * DBL_EPSILON * fmax(high, 1);
	*condition = low > least ? sqrt(high / low) : INFINITY;
	/* Cholesky is sure to succeed from k (k + 1) ε on (Higham 2002, theorem 10.7). */
	if (low > 2 * (double)k * (double)(k + 1) * DBL_EPSILON + least)
		vif_cholesky(correlation, k, vif, work);
	else
		vif_eigen(values, vectors, k, least, vif);
	free(values);
	return 0;
}
