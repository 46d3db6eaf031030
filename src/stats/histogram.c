/* histogram: see histogram.h.
 *
 * When the range is cut: values lie beyond a far fence, and what the fences keep is less than FENCED_SHARE of the range; a few
 * values would take more than half of the picture. Otherwise the whole range is shown, long tail or not.
 */
#include "stats/histogram.h"

#include <float.h>
#include <math.h>

enum { INTEGER_BINS_EACH = 30 };	/* so many neighbouring integers, or fewer, get a bin each whatever the rule says */

static const double FENCED_SHARE = 0.5, INTEGER_LIMIT = 4503599627370496;	/* 2^52: up to there k - 1/2 is a double */

struct range {
	double low, high;
};

static bool range_fence(struct range *r, double q1, double q3)
{
	double fence = 3 * (q3 - q1), low = fmax(r->low, q1 - fence), high = fmin(r->high, q3 + fence);

	if (!(q3 > q1) || !isfinite(fence) || high - low >= FENCED_SHARE * (r->high - r->low))
		return false;
	*r = (struct range){ low, high };
	return true;
}

/* Freedman and Diaconis, else Scott; 0 when neither says anything. */
static double rule_width(uint64_t n, double q1, double q3, double std)
{
	double iqr = q3 - q1, width = iqr > 0 ? 2 * iqr / cbrt((double)n) : 3.49 * std / cbrt((double)n);

	return width > 0 && isfinite(width) ? width : 0;
}

/* i-th edge; by halves where low + i width overflows on the way. */
static double edge(const struct bins *b, size_t i)
{
	double at = b->low + (double)i * b->width;

	return isfinite(at) ? at : 2 * (b->low / 2 + (double)i * (b->width / 2));
}

static void bins_integer(struct bins *b, struct range r, double rule)
{
	double low = floor(r.low), integers = ceil(r.high) - low + 1, width = fmax(1, nearbyint(rule)), count;

	if (integers <= INTEGER_BINS_EACH)
		width = 1;
	count = ceil(integers / width);
	if (count > HISTOGRAM_BINS_MAX) {
		b->capped = true;
		width = ceil(integers / HISTOGRAM_BINS_MAX);
		count = ceil(integers / width);
	}
	b->integer = true;
	b->low = low - 0.5;
	b->width = width;
	b->count = (size_t)count;
}

static void bins_real(struct bins *b, struct range r, double rule)
{
	double span = r.high - r.low, count = rule > 0 ? ceil(r.high / rule - r.low / rule) : 1;

	b->capped = count > HISTOGRAM_BINS_MAX;
	b->count = b->capped ? HISTOGRAM_BINS_MAX : count > 1 ? (size_t)count : 1;
	b->low = r.low;
	b->width = isfinite(span) ? span / (double)b->count : r.high / (double)b->count - r.low / (double)b->count;
	if (!(b->width >= DBL_MIN)) {		/* too narrow to divide */
		b->count = 1;
		b->width = span;
	}
	for (int i = 0; i < 4 && edge(b, b->count) < r.high; i++)	/* the last edge must not round below the maximum */
		b->width = nextafter(b->width, INFINITY);
}

struct bins bins_choose(uint64_t n, double min, double max, double q1, double q3, double std, bool integer)
{
	struct bins b = { .count = 0 };
	struct range r = { min, max };
	double rule;

	if (!n || !isfinite(min) || !isfinite(max) || min > max)
		return b;
	if (min == max && !(integer && fabs(min) < INTEGER_LIMIT)) {
		double half = fmax(0.5, fabs(min) * DBL_EPSILON);

		return (struct bins){ .low = fmax(min - half, -DBL_MAX), .width = 2 * half, .count = 1 };
	}
	b.fenced = range_fence(&r, q1, q3);
	rule = rule_width(n, q1, q3, std);
	if (integer && fabs(min) < INTEGER_LIMIT && fabs(max) < INTEGER_LIMIT)
		bins_integer(&b, r, rule);
	else
		bins_real(&b, r, rule);
	return b;
}

long bins_place(const struct bins *b, double x)
{
	double at;
	size_t i;

	if (!(x >= b->low))
		return -1;
	if (x > edge(b, b->count))
		return (long)b->count;
	at = (x - b->low) / b->width;
	if (!isfinite(at))
		at = x / b->width - b->low / b->width;
	i = at < (double)b->count ? (size_t)at : b->count - 1;
	if (i > 0 && x < edge(b, i))		/* the quotient rounded across an edge */
		i--;
	else if (i + 1 < b->count && x >= edge(b, i + 1))
		i++;
	return (long)i;
}

double kde_bandwidth(uint64_t n, double std, double iqr)
{
	double spread = iqr > 0 ? fmin(std, iqr / 1.34) : std;

	return n && spread > 0 ? 0.9 * spread / pow((double)n, 0.2) : 0;
}

/* density[i] += weight exp(-(g_i - x)²/(2h²)) for the grid points within the kernel's reach. */
static void kernel_add(double x, double weight, double h, double low, double step, double *density, size_t points)
{
	const double reach = 8.5;
	double first = ceil((x - reach * h - low) / step), last = floor((x + reach * h - low) / step);
	size_t from, to;

	if (!(first < (double)points) || !(last >= 0))
		return;
	from = first > 0 ? (size_t)first : 0;
	to = last < (double)points ? (size_t)last : points - 1;
	for (size_t i = from; i <= to; i++) {
		double z = (low + (double)i * step - x) / h;

		density[i] += weight * exp(-0.5 * z * z);
	}
}

void kde_evaluate(const double *x, const double *weight, size_t n, double bandwidth,
		  double low, double high, double *density, size_t points)
{
	double step = points > 1 ? (high - low) / (double)(points - 1) : 0, total = 0;

	for (size_t i = 0; i < points; i++)
		density[i] = 0;
	if (!(bandwidth > 0))
		return;
	for (size_t j = 0; j < n; j++) {
		total += weight[j];
		kernel_add(x[j], weight[j], bandwidth, low, step > 0 ? step : bandwidth, density, step > 0 ? points : 1);
	}
	for (size_t i = 0; i < points && total > 0; i++)
		density[i] = (step > 0 ? density[i] : density[0]) / (total * bandwidth * sqrt(2 * M_PI));
}
