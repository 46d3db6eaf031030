/* sketch: see sketch.h. The table, its growing and coarsening, merging and saving; quantile.c reads what sketch_buckets() gives.
 *
 *   slot   [key, count][ · , 0 ][key, count] …      open addressing, linear probing, count 0: free; at most 3/4 full
 *   key    (ordered bits of the double) >> shift
 *
 * Ordered bits: all bits flipped for a negative number, the sign bit for another one; so integers compare as the numbers do.
 * 0 lies at 2^63 and no shift exceeds SHIFT_MAX, so no bucket holds numbers of both signs.
 * Infinities are counted beside the table.
 */
#include "stats/sketch.h"

#include "base/hash.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 32, LIMIT_MIN = 16, SHIFT_MAX = 60 };	/* 2^(64 - 60) keys: LIMIT_MIN buckets always suffice */

struct slot {
	uint64_t key, count;
};

struct table {
	struct slot *slot;
	size_t slots, used;	/* slots: a power of two */
};

struct sketch {
	struct table table;
	size_t limit;
	unsigned shift;
	uint64_t count;			/* of all values */
	uint64_t below, above;		/* -infinity, infinity */
};

static inline uint64_t ordered_of(double x)
{
	uint64_t bits;

	x += 0.0;		/* -0 is 0 */
	memcpy(&bits, &x, sizeof bits);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double ordered_double(uint64_t ordered)
{
	uint64_t bits = ordered >> 63 ? ordered & ~(UINT64_C(1) << 63) : ~ordered;
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/* The slot of a key, or the free one where it belongs; there is one. */
static inline struct slot *slot_of(const struct table *t, uint64_t key)
{
	size_t mask = t->slots - 1, at = hash_u64(key) & mask;

	while (t->slot[at].count && t->slot[at].key != key)
		at = (at + 1) & mask;
	return &t->slot[at];
}

/* += count at key; the table has a free slot. */
static inline void table_add(struct table *t, uint64_t key, uint64_t count)
{
	struct slot *slot = slot_of(t, key);

	t->used += !slot->count;
	slot->key = key;
	slot->count += count;
}

static int table_open(struct table *t, size_t slots)
{
	*t = (struct table){ .slot = calloc(slots, sizeof *t->slot), .slots = slots };
	return t->slot ? 0 : -1;
}

/* Every entry of `from`, its key cut by `cut` more bits, into the empty `into`. */
static void table_copy(struct table *into, const struct table *from, unsigned cut)
{
	for (size_t i = 0; i < from->slots; i++)
		if (from->slot[i].count)
			table_add(into, from->slot[i].key >> cut, from->slot[i].count);
}

static int sketch_grow(struct sketch *s)
{
	struct table twice;

	if (table_open(&twice, s->table.slots * 2) < 0)
		return -1;
	table_copy(&twice, &s->table, 0);
	free(s->table.slot);
	s->table = twice;
	return 0;
}

/* Raise the shift to the least one, not below `least`, at which `limit` buckets suffice. Shifts only grow, so over a sketch's life
 * this is at most SHIFT_MAX walks of a full table. */
static int sketch_coarsen(struct sketch *s, unsigned least)
{
	struct table cut;

	if (table_open(&cut, s->table.slots) < 0)
		return -1;
	for (;;) {
		table_copy(&cut, &s->table, least - s->shift);
		if (cut.used <= s->limit || least == SHIFT_MAX)
			break;
		memset(cut.slot, 0, cut.slots * sizeof *cut.slot);
		cut.used = 0;
		least++;
	}
	free(s->table.slot);
	s->table = cut;
	s->shift = least;
	return 0;
}

int sketch_new(struct sketch **out, size_t limit)
{
	struct sketch *s = calloc(1, sizeof *s);

	if (!s || table_open(&s->table, SLOTS_MIN) < 0) {
		free(s);
		return -1;
	}
	s->limit = limit < LIMIT_MIN ? LIMIT_MIN : limit;
	*out = s;
	return 0;
}

/* The bucket at `key` gets `count` more; key is at the sketch's shift. */
static inline int key_add(struct sketch *s, uint64_t key, uint64_t count)
{
	if (4 * (s->table.used + 1) > 3 * s->table.slots && sketch_grow(s) < 0)
		return -1;
	table_add(&s->table, key, count);
	s->count += count;
	return s->table.used > s->limit ? sketch_coarsen(s, s->shift + 1) : 0;
}

int sketch_add(struct sketch *s, double x, uint64_t times)
{
	if (!times)
		return 0;
	if (isinf(x)) {
		*(x < 0 ? &s->below : &s->above) += times;
		s->count += times;
		return 0;
	}
	return key_add(s, ordered_of(x) >> s->shift, times);
}

/* Hot. Most numbers have their bucket already. A table that may lie beyond the cache is asked for a block's slots at once. */
int sketch_add_all(struct sketch *s, const double *x, size_t n)
{
	enum { BLOCK = 16, FAR = 1024 };

	for (size_t at = 0; at < n; at += BLOCK) {
		size_t end = n - at < BLOCK ? n : at + BLOCK;

		for (size_t i = at; s->table.slots >= FAR && i < end; i++)
			__builtin_prefetch(&s->table.slot[hash_u64(ordered_of(x[i]) >> s->shift) & (s->table.slots - 1)]);
		for (size_t i = at; i < end; i++) {
			uint64_t key = ordered_of(x[i]) >> s->shift;
			struct slot *slot = slot_of(&s->table, key);

			if (slot->count) {
				slot->count++;
				s->count++;
			} else if (key_add(s, key, 1) < 0) {
				return -1;
			}
		}
	}
	return 0;
}

int sketch_merge(struct sketch *into, const struct sketch *from)
{
	if (from->shift > into->shift && sketch_coarsen(into, from->shift) < 0)
		return -1;
	for (size_t i = 0; i < from->table.slots; i++) {
		const struct slot *e = &from->table.slot[i];

		if (e->count && key_add(into, e->key >> (into->shift - from->shift), e->count) < 0)
			return -1;
	}
	into->below += from->below;
	into->above += from->above;
	into->count += from->below + from->above;
	return 0;
}

uint64_t sketch_count(const struct sketch *s)
{
	return s->count;
}

bool sketch_exact(const struct sketch *s)
{
	return s->shift == 0;
}

static int slots_compare(const void *a, const void *b)
{
	uint64_t x = ((const struct slot *)a)->key, y = ((const struct slot *)b)->key;

	return (x > y) - (x < y);
}

/* The used slots by ascending key, malloc'd; NULL when there is no memory. */
static struct slot *slots_sorted(const struct sketch *s)
{
	struct slot *sorted = malloc((s->table.used + 1) * sizeof *sorted);
	size_t n = 0;

	if (!sorted)
		return NULL;
	for (size_t i = 0; i < s->table.slots; i++)
		if (s->table.slot[i].count)
			sorted[n++] = s->table.slot[i];
	qsort(sorted, n, sizeof *sorted, slots_compare);
	return sorted;
}

/* The doubles that share a key, without what never is added: infinities, NaN and -0. */
static struct bucket bucket_of(const struct slot *e, unsigned shift)
{
	const uint64_t least = ordered_of(-DBL_MAX), most = ordered_of(DBL_MAX), minus_zero = (UINT64_C(1) << 63) - 1;
	uint64_t low = e->key << shift, high = low | ((UINT64_C(1) << shift) - 1);

	low = low < least ? least : low;
	high = high > most ? most : high == minus_zero ? minus_zero - 1 : high;
	return (struct bucket){ .low = ordered_double(low), .high = ordered_double(high), .count = e->count };
}

int sketch_buckets(const struct sketch *s, struct bucket **out, size_t *n)
{
	struct slot *sorted = slots_sorted(s);
	struct bucket *b = malloc((s->table.used + 2) * sizeof *b);
	size_t k = 0;

	if (!sorted || !b) {
		free(sorted);
		free(b);
		return -1;
	}
	if (s->below)
		b[k++] = (struct bucket){ -INFINITY, -INFINITY, s->below };
	for (size_t i = 0; i < s->table.used; i++)
		b[k++] = bucket_of(&sorted[i], s->shift);
	if (s->above)
		b[k++] = (struct bucket){ INFINITY, INFINITY, s->above };
	free(sorted);
	*out = b;
	*n = k;
	return 0;
}

void sketch_save(const struct sketch *s, struct blob *b)
{
	struct slot *sorted = slots_sorted(s);

	if (!sorted) {
		b->failed = true;
		return;
	}
	blob_put_u64(b, s->limit);
	blob_put_u64(b, s->shift);
	blob_put_u64(b, s->below);
	blob_put_u64(b, s->above);
	blob_put_u64(b, s->table.used);
	for (size_t i = 0; i < s->table.used; i++) {
		blob_put_u64(b, sorted[i].key);
		blob_put_u64(b, sorted[i].count);
	}
	free(sorted);
}

/* Whether a finite double other than -0 has this key. */
static bool key_possible(uint64_t key, unsigned shift)
{
	return key >= ordered_of(-DBL_MAX) >> shift && key <= ordered_of(DBL_MAX) >> shift &&
	       (shift || key != (UINT64_C(1) << 63) - 1);
}

int sketch_load(struct sketch *s, struct blob *b)
{
	uint64_t limit = blob_get_u64(b), shift = blob_get_u64(b), below = blob_get_u64(b), above = blob_get_u64(b);
	uint64_t used = blob_get_u64(b), before = 0, total = below;

	if (!blob_ok(b) || limit != s->limit || shift > SHIFT_MAX || used > limit || __builtin_add_overflow(total, above, &total))
		return -1;
	s->shift = (unsigned)shift;
	for (uint64_t i = 0; i < used; i++) {
		uint64_t key = blob_get_u64(b), count = blob_get_u64(b);

		if (!blob_ok(b) || !count || (i && key <= before) || !key_possible(key, s->shift) ||
		    __builtin_add_overflow(total, count, &total) || key_add(s, key, count) < 0)
			return -1;
		before = key;
	}
	s->below = below;
	s->above = above;
	s->count = total;
	return 0;
}

void sketch_free(struct sketch *s)
{
	if (s)
		free(s->table.slot);
	free(s);
}
