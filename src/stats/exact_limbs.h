/* exact_limbs: what the exact*.c files share: a double as integer times power of two, a sum with its carries settled, and
 * adding in two steps: reserve, which may fail, and add, which then cannot.
 *
 * Internal to src/stats. Owns nothing: every struct lives on its user's stack.
 */
#ifndef ASSAY_STATS_EXACT_LIMBS_H
#define ASSAY_STATS_EXACT_LIMBS_H

#include "stats/exact.h"

#include <string.h>

__extension__ typedef unsigned __int128 u128;

/* Σx⁴ ends at bit 4 · 2046 + 212; 64 bits for the number of values, room for carries, rounded up. */
enum { EXACT_LIMBS_MAX = 288, EXACT_UNIT = 1074 };

/* |x| = m 2^(e - EXACT_UNIT), m < 2^53. */
struct significand {
	uint64_t m;
	unsigned e;
	bool negative;
};

static inline struct significand significand_of(double x)
{
	uint64_t bits;
	unsigned e;

	memcpy(&bits, &x, sizeof bits);
	e = (unsigned)(bits >> 52) & 0x7ff;
	return (struct significand){
		.m = (bits & ((UINT64_C(1) << 52) - 1)) | (uint64_t)(e != 0) << 52,
		.e = e - (e != 0),
		.negative = bits >> 63,
	};
}

/* ± Σ limb[i] 2^(32 (first + i)), limb[0] and limb[count - 1] not zero; zero is count 0, first 0, not negative.
 * So equal sums are equal field by field. */
struct exact_integer {
	int32_t first, count;
	bool negative;
	uint32_t limb[EXACT_LIMBS_MAX + 2];
};

/* Room for numbers of up to 128 bits added at bit offsets low … high, and for the carries of 2^64 of them. */
int exact_reserve(struct exact_sum *, unsigned low, unsigned high);
/* += ±v 2^bit, into room that is there. */
void exact_add_bits(struct exact_sum *, unsigned bit, u128 v, bool negative);
/* Room for exact_merge(), which then cannot fail. */
int exact_merge_reserve(struct exact_sum *into, const struct exact_sum *from);

/* The sum as one integer, whatever carries are pending. */
void exact_settled(const struct exact_sum *, struct exact_integer *out);

#endif
