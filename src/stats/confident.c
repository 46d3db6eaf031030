/* confident: see confident.h. */
#include "stats/confident.h"

#include <math.h>
#include <stdlib.h>

size_t confident_argmax(const double *p, size_t classes, size_t favoured, double bonus)
{
	size_t highest = 0;
	double most = -INFINITY;

	for (size_t k = 0; k < classes; k++) {
		double one = k == favoured ? p[k] + bonus : p[k];

		if (one > most) {
			most = one;
			highest = k;
		}
	}
	return highest;
}

size_t confident_class(const double *p, const double *threshold, size_t classes)
{
	size_t reached = 0, class = CONFIDENT_NONE;

	for (size_t k = 0; k < classes; k++)
		if (p[k] >= threshold[k] - CONFIDENT_EPSILON) {
			class = k;
			reached++;
		}
	return reached > 1 ? confident_argmax(p, classes, classes, 0) : class;
}

/* ---- counts ---- */

/* A number of a row, and how far it was rounded: up is negative. */
struct rounded {
	double moved;
	size_t at;
};

/* Rounded up the most first, the first of equal ones. */
static int by_moved(const void *a, const void *b)
{
	const struct rounded *x = a, *y = b;

	if (x->moved != y->moved)
		return x->moved < y->moved ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Rounded down the most first. */
static int by_moved_down(const void *a, const void *b)
{
	const struct rounded *x = a, *y = b;

	if (x->moved != y->moved)
		return x->moved > y->moved ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static void row_round(const double *x, size_t n, struct rounded *order, uint64_t *out)
{
	double sum = 0, whole = 0, off;

	for (size_t i = 0; i < n; i++) {
		double r = nearbyint(x[i]);

		sum += x[i];
		whole += r;
		out[i] = (uint64_t)r;
		order[i] = (struct rounded){ x[i] - r, i };
	}
	off = nearbyint(sum) - whole;
	if (off == 0)
		return;
	qsort(order, n, sizeof *order, off < 0 ? by_moved : by_moved_down);
	for (size_t i = 0; i < n && i < (size_t)fabs(off); i++)	/* only what was rounded that way: |off| <= half as many */
		out[order[i].at] = off < 0 ? out[order[i].at] - 1 : out[order[i].at] + 1;
}

static int rows_round(const double *x, size_t n, uint64_t *out)
{
	struct rounded *order = malloc((n + 1) * sizeof *order);

	if (!order)
		return -1;
	for (size_t k = 0; k < n; k++)
		row_round(x + k * n, n, order, out + k * n);
	free(order);
	return 0;
}

int confident_calibrate(const uint64_t *joint, const uint64_t *given, size_t n, uint64_t *calibrated)
{
	double *x = malloc((n * n + 1) * sizeof *x), sum = 0, rows = 0;
	int done;

	if (!x)
		return -1;
	for (size_t k = 0; k < n; k++) {
		uint64_t of_row = 0;

		for (size_t j = 0; j < n; j++)
			of_row += joint[k * n + j];
		for (size_t j = 0; j < n; j++)
			sum += x[k * n + j] = of_row ? (double)joint[k * n + j] / (double)of_row * (double)given[k] : 0;
		rows += (double)given[k];
	}
	for (size_t i = 0; i < n * n; i++)
		x[i] = sum > 0 ? x[i] / sum * rows : 0;
	done = rows_round(x, n, calibrated);
	free(x);
	return done;
}

void confident_pick_counts(const uint64_t *calibrated, size_t n, uint64_t *pick)
{
	for (size_t k = 0; k < n; k++) {
		const uint64_t *given = calibrated + k * n;
		size_t present = 0;
		double share;

		for (size_t j = 0; j < n; j++)
			present += given[j] != 0;
		share = given[k] ? 0 : 1.0 / (present > 2 ? (double)present - 1 : 1);
		for (size_t j = 0; j < n; j++)
			pick[j * n + k] = j == k && !given[k] ? 1 : j == k ? given[k] : (uint64_t)fmax((double)given[j] - share, 0);
	}
}

/* ---- one row ---- */

double confident_margin(const double *p, size_t classes, size_t given)
{
	double other = -INFINITY;

	for (size_t k = 0; k < classes; k++)
		if (k != given && p[k] > other)
			other = p[k];
	return (p[given] - other + 1) / 2;
}

double confident_entropy(const double *p, size_t classes, size_t given)
{
	double entropy = 0, x;

	for (size_t k = 0; k < classes; k++)
		if (p[k] > 0)
			entropy -= p[k] * log(p[k]);
	x = entropy / log((double)classes) / fmax(p[given], CONFIDENT_EPSILON);
	return x > 0 ? log1p(x) / x : 1;
}
