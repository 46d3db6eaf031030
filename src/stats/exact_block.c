/* exact_block: see exact_block.h.
 *
 * Products of two level blocks are summed in a register pair. Where exponents differ, products with equal sums of exponents
 * share a bin of 128 bits; numbers spread over more binades than there are bins are added one by one.
 * Measured (EPYC, gcc -O2), a product: level 0.4, bins 1.4, one by one 6 ns; making a block, 4 ns a number.
 */
#include "stats/exact_block.h"
#include "stats/exact_limbs.h"

enum {
	LEVEL_BITS = 58,	/* 2 · 58 + 11 bits are 127 */
	BINS = 256,
	SPAN_MAX = 62,		/* 53 + 62 + 11 bits: a total in one piece */
};
_Static_assert(2 * LEVEL_BITS + 11 <= 127 && EXACT_BLOCK <= 1 << 11, "sums of a block's products fit 127 bits");

static inline int64_t signed_significand(struct significand a)
{
	return a.negative ? -(int64_t)a.m : (int64_t)a.m;
}

/* All numbers as multiples of 2^low. */
static void block_level(struct exact_block *b, const double *x, unsigned low)
{
	b->low = b->high = low;
	for (size_t i = 0; i < b->n; i++) {
		struct significand a = significand_of(x[i]);

		a.m = a.e >= low ? a.m << ((a.e - low) & 63) : a.m >> ((low - a.e) & 63);
		b->m[i] = signed_significand(a);
		b->e[i] = (uint16_t)low;
	}
}

void exact_block_fill(struct exact_block *b, const double *x, size_t n)
{
	unsigned lowest = UINT32_MAX, top = 0;	/* of the bits that are set */

	*b = (struct exact_block){ .n = n, .low = UINT32_MAX };
	for (size_t i = 0; i < n; i++) {
		struct significand a = significand_of(x[i]);
		unsigned first, end;

		if (!a.m)
			continue;
		first = a.e + (unsigned)__builtin_ctzll(a.m);
		end = a.e + 64 - (unsigned)__builtin_clzll(a.m);
		lowest = first < lowest ? first : lowest;
		top = end > top ? end : top;
		b->low = a.e < b->low ? a.e : b->low;
		b->high = a.e > b->high ? a.e : b->high;
	}
	if (!top)	/* zeros only: any exponent will do, so one that is near others */
		top = lowest = EXACT_UNIT;
	if (top - lowest <= LEVEL_BITS) {
		block_level(b, x, lowest);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct significand a = significand_of(x[i]);

		b->m[i] = signed_significand(a);
		b->e[i] = (uint16_t)(a.m ? a.e : b->low);
	}
}

void exact_block_pick(struct exact_block *b, const struct exact_block *from, const uint16_t *place, size_t n)
{
	b->n = n;
	b->low = from->low;
	b->high = from->high;
	for (size_t i = 0; i < n; i++) {
		b->m[i] = from->m[place[i]];
		b->e[i] = from->e[place[i]];
	}
}

/* += v 2^bit, into room that is there. */
static void integer_add(struct exact_sum *s, unsigned bit, i128 v)
{
	if (v)
		exact_add_bits(s, bit, v < 0 ? -(u128)v : (u128)v, v < 0);
}

int exact_add_integer(struct exact_sum *s, i128 v)
{
	if (exact_reserve(s, 2 * EXACT_UNIT, 2 * EXACT_UNIT) < 0)
		return -1;
	integer_add(s, 2 * EXACT_UNIT, v);
	return 0;
}

int exact_add_total(struct exact_sum *s, const struct exact_block *b, size_t first, size_t end)
{
	i128 sum = 0;

	if (exact_reserve(s, b->low, b->high) < 0)
		return -1;
	if (b->high - b->low > SPAN_MAX) {
		for (size_t i = first; i < end; i++)
			integer_add(s, b->e[i], b->m[i]);
		return 0;
	}
	for (size_t i = first; i < end; i++)
		sum += (i128)((u128)b->m[i] << (b->e[i] - b->low));
	integer_add(s, b->low, sum);
	return 0;
}

/* Numbers of a block that follow each other. */
struct run {
	const int64_t *m;
	const uint16_t *e;
	unsigned low, high;
};

/* Hot. Two sums, so that no addition waits for the one before. */
static i128 dot_level(const int64_t *x, const int64_t *y, size_t n)
{
	i128 a = 0, b = 0;
	size_t i = 0;

	for (; i + 1 < n; i += 2) {
		a += (i128)x[i] * y[i];
		b += (i128)x[i + 1] * y[i + 1];
	}
	return i < n ? a + b + (i128)x[i] * y[i] : a + b;
}

/* Hot. Neighbours go to different banks, as they often share a bin. */
static void dot_bins(struct exact_sum *s, const struct run *x, const struct run *y, size_t n)
{
	unsigned low = x->low + y->low, bins = x->high + y->high - low + 1;
	i128 bin[2][BINS];

	memset(bin[0], 0, bins * sizeof bin[0][0]);
	memset(bin[1], 0, bins * sizeof bin[1][0]);
	for (size_t i = 0; i < n; i++)
		bin[i & 1][(unsigned)x->e[i] + y->e[i] - low] += (i128)x->m[i] * y->m[i];
	for (unsigned i = 0; i < bins; i++)
		integer_add(s, low + i, bin[0][i] + bin[1][i]);
}

static struct run run_from(const struct exact_block *b, size_t first)
{
	return (struct run){ .m = b->m + first, .e = b->e + first, .low = b->low, .high = b->high };
}

static int runs_add_dot(struct exact_sum *s, struct run x, struct run y, size_t n)
{
	unsigned low = x.low + y.low, high = x.high + y.high;

	if (exact_reserve(s, low, high) < 0)
		return -1;
	if (low == high)
		integer_add(s, low, dot_level(x.m, y.m, n));
	else if (high - low < BINS)
		dot_bins(s, &x, &y, n);
	else
		for (size_t i = 0; i < n; i++)
			integer_add(s, (unsigned)x.e[i] + y.e[i], (i128)x.m[i] * y.m[i]);
	return 0;
}

int exact_add_dot(struct exact_sum *s, const struct exact_block *x, const struct exact_block *y, size_t first, size_t end)
{
	return runs_add_dot(s, run_from(x, first), run_from(y, first), end - first);
}

int exact_add_lagged(struct exact_sum *s, const struct exact_block *x)
{
	return x->n > 1 ? runs_add_dot(s, run_from(x, 0), run_from(x, 1), x->n - 1) : 0;
}

int exact_add_groups(struct exact_sum *sum, size_t groups, const uint16_t *group, const struct exact_block *b, i128 *work)
{
	for (size_t k = 0; k < groups; k++)
		if (exact_reserve(&sum[k], b->low, b->high) < 0)
			return -1;
	if (b->high - b->low > SPAN_MAX) {
		for (size_t i = 0; i < b->n; i++)
			if (group[i] < groups)
				integer_add(&sum[group[i]], b->e[i], b->m[i]);
		return 0;
	}
	memset(work, 0, (groups + 1) * sizeof *work);
	for (size_t i = 0; i < b->n; i++)
		work[group[i]] += (i128)((u128)b->m[i] << (b->e[i] - b->low));
	for (size_t k = 0; k < groups; k++)
		integer_add(&sum[k], b->low, work[k]);
	return 0;
}
