/* hll: how many distinct 64-bit hashes were seen, in 2^14 registers of one byte (16 kB), whatever their number.
 *
 * HyperLogLog (Flajolet et al. 2007) with Ertl's improved estimator (2017, arXiv:1702.01284): no bias table, no switch between
 * ranges. Merge is the maximum of registers: any split, any order, the same bytes. Relative standard error
 * hll_error() = 1.04 / sqrt(2^14) = 0.81 %.  Hashes must be well mixed (hash_bytes, hash_u64).
 */
#ifndef ASSAY_STATS_HLL_H
#define ASSAY_STATS_HLL_H

#include "base/blob.h"

enum { HLL_BITS = 14, HLL_REGISTERS = 1 << HLL_BITS, HLL_Q = 64 - HLL_BITS, HLL_RANK_MAX = HLL_Q + 1 };

struct hll {
	uint8_t rank[HLL_REGISTERS];
};

/* Hot: a cell of a column of many values each. */
static inline void hll_add(struct hll *h, uint64_t hash)
{
	uint8_t *rank = &h->rank[hash >> HLL_Q];
	uint64_t rest = hash << HLL_BITS;
	uint8_t r = rest ? (uint8_t)(__builtin_clzll(rest) + 1) : HLL_RANK_MAX;

	if (r > *rank)
		*rank = r;
}

void hll_merge(struct hll *into, const struct hll *from);
double hll_count(const struct hll *);
double hll_error(void);
void hll_save(const struct hll *, struct blob *);
int hll_load(struct hll *, struct blob *);	/* -1 when a register cannot be */

#endif
