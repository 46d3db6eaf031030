/* exact_block: the exact sums of exact.h for many numbers at once: totals, totals of groups, sums of products.
 *
 * A block holds up to EXACT_BLOCK finite doubles as signed integers m and exponents e, number = m 2^(e - 1074), and is made once,
 * however many products it then takes part in:
 *
 *   level    all e are the same, |m| < 2^58: integers, and reals that lie close together
 *   else     |m| < 2^53, e in [low, high]
 *
 * Sums of a block's products then fit 128 bits (two times 58, and 11 for 2,048 of them), and go into the exact sum a few
 * at a time. The bits are those of exact_add() and exact_add_product(), number by number.
 * Owns nothing. Functions that can run out of memory return -1 then, and leave every sum as it was.
 */
#ifndef ASSAY_STATS_EXACT_BLOCK_H
#define ASSAY_STATS_EXACT_BLOCK_H

#include "stats/exact.h"

__extension__ typedef __int128 i128;

enum { EXACT_BLOCK = 2048 };

struct exact_block {
	size_t n;
	unsigned low, high;	/* least and greatest e */
	int64_t m[EXACT_BLOCK];
	uint16_t e[EXACT_BLOCK];
};

/* Of x[0, n), n at most EXACT_BLOCK, all finite. */
void exact_block_fill(struct exact_block *, const double *x, size_t n);
/* Of the numbers at some places of another block. */
void exact_block_pick(struct exact_block *, const struct exact_block *from, const uint16_t *place, size_t n);

/* += the numbers at [first, end). */
int exact_add_total(struct exact_sum *, const struct exact_block *, size_t first, size_t end);
/* += x y at [first, end), in the unit of exact_add_product(). Blocks of equal length; they may be the same. */
int exact_add_dot(struct exact_sum *, const struct exact_block *x, const struct exact_block *y, size_t first, size_t end);
/* += x[i] x[i + 1], for every i that has both. */
int exact_add_lagged(struct exact_sum *, const struct exact_block *x);
/* sum[group[i]] += number i, but where group[i] is `groups`. work: groups + 1 of them, overwritten. */
int exact_add_groups(struct exact_sum *sum, size_t groups, const uint16_t *group, const struct exact_block *, i128 *work);
/* += an integer, in the unit of exact_add_product(). */
int exact_add_integer(struct exact_sum *, i128);

#endif
