/* quantile: order statistics of sorted buckets. See sketch.h. Pure functions that allocate nothing.
 *
 * A bucket stands for its middle; what it may hide (its low and high) becomes the error. Where buckets are exact, low, middle and
 * high are one number and the error is 0.
 */
#include "stats/sketch.h"

#include <math.h>

enum side { LOW, MIDDLE, HIGH };

static double bucket_side(const struct bucket *b, enum side side)
{
	if (b->low == b->high || side == LOW)
		return b->low;
	return side == HIGH ? b->high : b->low + (b->high - b->low) / 2;	/* one sign only: no overflow */
}

/* Between a and b as numpy.percentile does it, digit for digit; then what that leaves undefined. */
static double interpolate(double a, double b, double t)
{
	double d = b - a;

	if (t == 0 || a == b)
		return a;
	if (isinf(a) || isinf(b))
		return isinf(a) && isinf(b) ? NAN : isinf(a) ? a : b;
	if (isinf(d))
		return a * (1 - t) + b * t;
	return t >= 0.5 ? b - d * (1 - t) : a + d * t;
}

static uint64_t buckets_count(const struct bucket *b, size_t n)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += b[i].count;
	return count;
}

/* Where type 7 looks: order statistics rank and rank + 1 (from 0), the second with weight `part`. */
struct place {
	uint64_t rank;
	double part;
};

static struct place place_of(uint64_t count, double p)
{
	double last = (double)(count - 1), h = last * fmin(fmax(p, 0), 1), whole = floor(h);

	if (whole >= last)	/* also where count is beyond 2^53 and last was rounded up */
		return (struct place){ .rank = count - 1, .part = 0 };
	return (struct place){ .rank = (uint64_t)whole, .part = h - whole };
}

/* How far the middle may be from what it stands for: half the width, as it rounds. */
static double bucket_error(const struct bucket *b)
{
	double middle = bucket_side(b, MIDDLE);

	return b->low == b->high ? 0 : fmax(b->high - middle, middle - b->low);
}

double buckets_quantile(const struct bucket *b, size_t n, double p, double *error)
{
	uint64_t count = buckets_count(b, n), seen = 0;
	struct place at;
	size_t i = 0, j;

	*error = 0;
	if (!count || isnan(p))
		return NAN;
	at = place_of(count, p);
	while (seen + b[i].count <= at.rank)
		seen += b[i++].count;
	for (j = i; at.part > 0 && seen + b[j].count <= at.rank + 1; j++)
		seen += b[j].count;
	*error = fmax(bucket_error(&b[i]), bucket_error(&b[j]));
	return interpolate(bucket_side(&b[i], MIDDLE), bucket_side(&b[j], MIDDLE), at.part);
}

void buckets_grid(const struct bucket *b, size_t n, double at[GRID_POINTS], uint64_t at_most[GRID_POINTS], double *error)
{
	uint64_t count = buckets_count(b, n), seen = 0, passed = 0;
	size_t i = 0, j, above = 0;

	*error = 0;
	for (size_t k = 0; count && k < GRID_POINTS; k++) {
		struct place place = place_of(count, (double)k / (GRID_POINTS - 1));

		while (seen + b[i].count <= place.rank)
			seen += b[i++].count;
		j = i;
		for (uint64_t before = seen; place.part > 0 && before + b[j].count <= place.rank + 1; j++)
			before += b[j].count;
		*error = fmax(*error, fmax(b[i].high - b[i].low, b[j].high - b[j].low));
		at[k] = interpolate(b[i].high, b[j].high, place.part);
		if (k > 0 && at[k] < at[k - 1])	/* by rounding */
			at[k] = at[k - 1];
		while (above < n && b[above].high <= at[k])
			passed += b[above++].count;
		at_most[k] = passed;
	}
}

/* The least (LOW), usual (MIDDLE) or greatest (HIGH) distance of a bucket's values from the centre.
 * Along sorted buckets each of them first falls, then rises. */
static double deviation(const struct bucket *b, double centre, enum side side)
{
	double middle = bucket_side(b, MIDDLE);

	if (b->low == centre && b->high == centre)
		return 0;	/* also where both are infinite */
	if (side == MIDDLE)
		return fabs(middle - centre);
	if (side == HIGH)
		return fmax(fabs(b->low - centre), fabs(b->high - centre));
	return b->low > centre ? b->low - centre : b->high < centre ? centre - b->high : 0;
}

/* The deviation at a place in their ascending order: from the nearest bucket outwards, always to the nearer side. */
static double deviation_at(const struct bucket *b, size_t n, double centre, enum side side, struct place at)
{
	size_t nearest = 0, left, right;
	uint64_t seen = 0;
	double first = NAN;

	for (size_t i = 1; i < n; i++)
		if (deviation(&b[i], centre, side) < deviation(&b[nearest], centre, side))
			nearest = i;
	for (left = right = nearest; left > 0 || right < n; ) {
		bool go_left = right == n || (left > 0 && deviation(&b[left - 1], centre, side) < deviation(&b[right], centre, side));
		const struct bucket *next = go_left ? &b[--left] : &b[right++];
		double d = deviation(next, centre, side);

		seen += next->count;
		if (isnan(first) && seen > at.rank)
			first = d;
		if (seen > at.rank + (at.part > 0))
			return interpolate(first, d, at.part);
	}
	return NAN;
}

double buckets_median_deviation(const struct bucket *b, size_t n, double centre, double *error)
{
	uint64_t count = buckets_count(b, n);
	struct place at;
	double value, low, high;

	*error = 0;
	if (!count || isnan(centre))
		return NAN;
	at = place_of(count, 0.5);
	value = deviation_at(b, n, centre, MIDDLE, at);
	low = deviation_at(b, n, centre, LOW, at);
	high = deviation_at(b, n, centre, HIGH, at);
	if (low < high)
		*error = fmax(high - value, value - low);
	return value;
}
