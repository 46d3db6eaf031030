/* association: see association.h. Counts are added as integers and differences of products are taken in 128 bits, so that
 * nothing cancels; nothing is allocated. */
#include "stats/association.h"

#include <math.h>

__extension__ typedef __int128 i128;

double entropy(const uint64_t *counts, size_t k)
{
	uint64_t n = 0;
	double h = 0;

	for (size_t i = 0; i < k; i++)
		n += counts[i];
	if (!n)
		return NAN;
	for (size_t i = 0; i < k; i++) {
		double p = (double)counts[i] / (double)n;

		if (counts[i] && counts[i] < n)
			h -= p * log(p);
	}
	return h;
}

static uint64_t row_sum(const uint64_t *table, size_t columns, size_t r)
{
	uint64_t sum = 0;

	for (size_t c = 0; c < columns; c++)
		sum += table[r * columns + c];
	return sum;
}

static uint64_t column_sum(const uint64_t *table, size_t rows, size_t columns, size_t c)
{
	uint64_t sum = 0;

	for (size_t r = 0; r < rows; r++)
		sum += table[r * columns + c];
	return sum;
}

enum { STRIP = 256 };	/* columns whose sums are kept at a time */

/* Σ (O - E)²/E over the columns [first, first + width); counts those in use. */
static double chi2_strip(const uint64_t *table, size_t rows, size_t columns, size_t first, size_t width, uint64_t n, size_t *used)
{
	double sum[STRIP], chi2 = 0;

	for (size_t i = 0; i < width; i++) {
		sum[i] = (double)column_sum(table, rows, columns, first + i);
		*used += sum[i] > 0;
	}
	for (size_t r = 0; r < rows; r++) {
		double row = (double)row_sum(table, columns, r);

		for (size_t i = 0; row > 0 && i < width; i++) {
			double expected = row * sum[i] / (double)n, off = (double)table[r * columns + first + i] - expected;

			if (sum[i] > 0)
				chi2 += off * off / expected;
		}
	}
	return chi2;
}

double cramers_v(const uint64_t *table, size_t rows, size_t columns, uint64_t *n)
{
	size_t used_rows = 0, used_columns = 0;
	double chi2 = 0, total, r, c, phi2, least;

	*n = 0;
	for (size_t i = 0; i < rows; i++) {
		uint64_t sum = row_sum(table, columns, i);

		*n += sum;
		used_rows += sum > 0;
	}
	if (used_rows < 2)
		return NAN;
	for (size_t at = 0; at < columns; at += STRIP)
		chi2 += chi2_strip(table, rows, columns, at, columns - at < STRIP ? columns - at : STRIP, *n, &used_columns);
	if (used_columns < 2)
		return NAN;
	total = (double)*n;
	r = (double)used_rows;
	c = (double)used_columns;
	phi2 = fmax(0, chi2 / total - (r - 1) * (c - 1) / (total - 1));
	least = fmin(r - 1 - (r - 1) * (r - 1) / (total - 1), c - 1 - (c - 1) * (c - 1) / (total - 1));
	return least > 0 ? fmin(sqrt(phi2 / least), 1) : NAN;
}

void wilson_interval(uint64_t k, uint64_t n, double z, double *low, double *high)
{
	double count = (double)n, p = (double)k / count, q = (double)(n - k) / count, z2 = z * z / count;
	double middle = p + z2 / 2, half = z * sqrt((p * q + z2 / 4) / count);

	*low = k == 0 ? 0 : fmax(0, (middle - half) / (1 + z2));
	*high = k == n ? 1 : fmin(1, (middle + half) / (1 + z2));
}

static struct class_counts counts_of(const uint64_t *confusion, size_t classes, size_t k)
{
	return (struct class_counts){
		.hit = confusion[k * classes + k],
		.truth = row_sum(confusion, classes, k),
		.predicted = column_sum(confusion, classes, classes, k),
	};
}

void class_figures_of_counts(struct class_counts c, double *precision, double *recall, double *f1)
{
	*precision = c.predicted ? (double)c.hit / (double)c.predicted : NAN;
	*recall = c.truth ? (double)c.hit / (double)c.truth : NAN;
	*f1 = c.truth + c.predicted ? 2 * (double)c.hit / (double)(c.truth + c.predicted) : NAN;
}

void class_figures(const uint64_t *confusion, size_t classes, size_t k, double *precision, double *recall, double *f1)
{
	class_figures_of_counts(counts_of(confusion, classes, k), precision, recall, f1);
}

/* Sums over the classes, from which everything follows. */
struct class_sums {
	uint64_t n, hits;
	i128 agreement, truth2, predicted2;	/* Σ truth·predicted, Σ truth², Σ predicted² */
	size_t occurring, true_ones;		/* classes true or predicted; classes true */
	double precision, recall, f1;		/* sums over classes, where undefined 0 */
	double precision_true, f1_true;		/* the same, times true counts */
};

static void sums_add(struct class_sums *s, struct class_counts c)
{
	double precision, recall, f1, truth = (double)c.truth;

	if (!c.truth && !c.predicted)
		return;
	class_figures_of_counts(c, &precision, &recall, &f1);
	precision = c.predicted ? precision : 0;
	s->n += c.truth;
	s->hits += c.hit;
	s->agreement += (i128)c.truth * c.predicted;
	s->truth2 += (i128)c.truth * c.truth;
	s->predicted2 += (i128)c.predicted * c.predicted;
	s->occurring++;
	s->true_ones += c.truth > 0;
	s->precision += precision;
	s->recall += c.truth ? recall : 0;
	s->f1 += f1;
	s->precision_true += precision * truth;
	s->f1_true += f1 * truth;
}

/* As scikit-learn does by default, a class never predicted counts in the means with precision 0, one never true with recall 0. */
static struct classification sums_finish(const struct class_sums *s)
{
	double n, occurring, covariance, spread;
	i128 square;

	if (!s->n)
		return (struct classification){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	n = (double)s->n;
	occurring = (double)s->occurring;
	square = (i128)s->n * s->n;
	covariance = (double)((i128)s->hits * s->n - s->agreement);
	spread = sqrt((double)(square - s->truth2)) * sqrt((double)(square - s->predicted2));
	return (struct classification){
		.accuracy = (double)s->hits / n,
		.balanced_accuracy = s->recall / (double)s->true_ones,
		.kappa = square > s->agreement ? covariance / (double)(square - s->agreement) : NAN,
		.mcc = spread > 0 ? fmin(fmax(covariance / spread, -1), 1) : NAN,
		.precision_macro = s->precision / occurring,
		.recall_macro = s->recall / occurring,
		.f1_macro = s->f1 / occurring,
		.precision_weighted = s->precision_true / n,
		.recall_weighted = (double)s->hits / n,
		.f1_weighted = s->f1_true / n,
	};
}

struct classification classification_of(const uint64_t *confusion, size_t classes)
{
	struct class_sums s = { .n = 0 };

	for (size_t k = 0; k < classes; k++)
		sums_add(&s, counts_of(confusion, classes, k));
	return sums_finish(&s);
}

struct classification classification_of_counts(const struct class_counts *counts, size_t classes)
{
	struct class_sums s = { .n = 0 };

	for (size_t k = 0; k < classes; k++)
		sums_add(&s, counts[k]);
	return sums_finish(&s);
}
