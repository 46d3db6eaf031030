/* value_counts: how often each value of one column occurs, exactly while there are few, in bounded memory when there are many.
 *
 *   few     entry[] in order of arrival, found through slot[]        counts, first rows, short texts
 *   many    hll (distinct) + sketch (where the numbers lie) + heavy[] (which keys may be frequent)
 *
 * It turns from few to many when it holds more than `limit` different keys, at once, and for good. Whether it ends as many
 * depends on the set of keys alone, and all three of its many-parts are functions of that multiset, so any split
 * and any order of merging ends in the same state. The limit may fall over time, never rise.
 *
 * A zeroed struct is empty. It owns all that it points to: value_counts_release.
 */
#ifndef ASSAY_ANALYSE_VALUE_COUNTS_H
#define ASSAY_ANALYSE_VALUE_COUNTS_H

#include "analyse/plan.h"
#include "base/err.h"
#include "base/hash.h"
#include "stats/hll.h"
#include "stats/sketch.h"
#include "table/batch.h"

enum { HEAVY_SLOTS = 4096 };

struct value_entry {
	uint64_t key;
	uint64_t count;
	uint64_t first_row;
	double number;
	uint32_t text;		/* offset in texts; NUL-terminated there */
	uint8_t kind, bytes, cut;
};

struct value_counts {
	struct value_entry *entry;
	uint32_t count, room;
	uint32_t *slot;		/* index + 1, or 0 */
	size_t slots;
	unsigned home_shift;	/* of a key's product, to a slot */
	char *texts;
	size_t texts_length, texts_room;

	bool many;
	struct hll *hll;
	struct sketch *sketch;	/* finite numbers */
	uint64_t *heavy;	/* cells by value_heavy_slot(): no value occurs more often than its slot says */
};

/* Which counter of heavy[] a cell goes to, by the hash_u64() of its spilled_key(). */
static inline size_t value_heavy_slot_of(uint64_t hash)
{
	return hash >> 52;
}
_Static_assert(HEAVY_SLOTS == 1 << 12, "value_heavy_slot_of takes 12 bits");

static inline size_t value_heavy_slot(uint64_t spilled)
{
	return value_heavy_slot_of(hash_u64(spilled));
}

int value_counts_update(struct value_counts *, const struct batch *, const struct column *, size_t limit);
/* n rows of the batch alone, in a struct that never has a limit. */
int value_counts_add_rows(struct value_counts *, const struct batch *, const struct column *, const uint32_t *row, size_t n);
int value_counts_merge(struct value_counts *into, const struct value_counts *from, size_t limit);
/* Apply a limit that has fallen. */
int value_counts_limit(struct value_counts *, size_t limit);
void value_counts_save(const struct value_counts *, struct blob *);
int value_counts_load(struct value_counts *, struct blob *, size_t limit);
void value_counts_release(struct value_counts *);

#endif
