/* contaminating: what the two halves of contamination share: the items, and what of them is found. Private to src/overlap.
 *
 *   sets   [0, against)  evaluation files    [against, against + splits)  splits of the data, as items
 *   place of a set and where it is found: set × wheres + where; where: a split, or 0 where there are none
 *
 *   item   set << 54 | field << 44 | row        one number that goes along with a match
 */
#ifndef ASSAY_OVERLAP_CONTAMINATING_H
#define ASSAY_OVERLAP_CONTAMINATING_H

#include "overlap/contamination.h"
#include "overlap/ngram_filter.h"
#include "overlap/order.h"
#include "overlap/splits.h"

enum { SETS_MAX = 512, ITEM_FIELDS_MAX = 1 << 10 };

struct found_at {
	struct rowset items, documents;
	uint64_t longest;
};

struct contaminating {
	struct splits splits;
	struct ngram_filter filter;
	struct shuffle *items;		/* hash[0]: an n-gram; hash[1]: its first token; row: the item */
	size_t sets, wheres;
	uint64_t *count, *too_short;	/* items of each set */
	struct found_at *at;
	bool length[NGRAM_MAX + 1];	/* of n-grams that items have */
};

static inline uint64_t item_pack(size_t set, size_t field, uint64_t row)
{
	return (uint64_t)set << 54 | (uint64_t)field << 44 | row;
}

static inline size_t item_set(uint64_t item)
{
	return (size_t)(item >> 54);
}

static inline size_t item_field(uint64_t item)
{
	return (size_t)(item >> 44) & (ITEM_FIELDS_MAX - 1);
}

static inline uint64_t item_row(uint64_t item)
{
	return item & ((UINT64_C(1) << 44) - 1);
}

static inline struct found_at *found_of(const struct contaminating *c, size_t set, size_t where)
{
	return &c->at[set * c->wheres + where];
}

/* matches.c: what joined n-grams say, item by item. */
int matches_write(struct contaminating *, struct run *, const struct order *, struct err *);

#endif
