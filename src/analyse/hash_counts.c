/* hash_counts: see hash_counts.h. */
#include "analyse/hash_counts.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

static struct hash_count *slot_of(const struct hash_counts *c, uint64_t hash)
{
	size_t at = hash_u64(hash) & (c->slots - 1);

	while (c->slot[at].count && c->slot[at].hash != hash)
		at = (at + 1) & (c->slots - 1);
	return &c->slot[at];
}

static int slots_grow(struct hash_counts *c)
{
	struct hash_counts wider = { .slots = c->slots ? 2 * c->slots : FIRST_SLOTS };

	wider.slot = calloc(wider.slots, sizeof *wider.slot);
	if (!wider.slot)
		return -1;
	for (size_t i = 0; i < c->slots; i++)
		if (c->slot[i].count)
			*slot_of(&wider, c->slot[i].hash) = c->slot[i];
	free(c->slot);
	c->slot = wider.slot;
	c->slots = wider.slots;
	return 0;
}

/* Too many to count: from here on it is only known about how many there are. */
static int many_begin(struct hash_counts *c)
{
	c->many = calloc(1, sizeof *c->many);
	if (!c->many)
		return -1;
	for (size_t i = 0; i < c->slots; i++)
		if (c->slot[i].count)
			hll_add(c->many, hash_u64(c->slot[i].hash));
	free(c->slot);
	c->slot = NULL;
	c->slots = c->used = 0;
	return 0;
}

int hash_counts_add(struct hash_counts *c, uint64_t hash, uint64_t times)
{
	struct hash_count *slot;

	if (!c->many && 2 * (c->used + 1) > c->slots && slots_grow(c) < 0)
		return -1;
	slot = c->many ? NULL : slot_of(c, hash);
	if (slot && !slot->count && c->used == HASH_COUNTS_MAX) {
		if (many_begin(c) < 0)
			return -1;
		slot = NULL;
	}
	c->total += times;
	if (!slot) {
		hll_add(c->many, hash_u64(hash));
		return 0;
	}
	c->used += slot->count == 0;
	slot->hash = hash;
	slot->count += times;
	return 0;
}

int hash_counts_merge(struct hash_counts *into, const struct hash_counts *from)
{
	if (from->many) {
		if (!into->many && many_begin(into) < 0)
			return -1;
		hll_merge(into->many, from->many);
		into->total += from->total;
		return 0;
	}
	for (size_t i = 0; i < from->slots; i++)
		if (from->slot[i].count && hash_counts_add(into, from->slot[i].hash, from->slot[i].count) < 0)
			return -1;
	return 0;
}

static int hash_order(const void *x, const void *y)
{
	const struct hash_count *a = x, *b = y;

	return (a->hash > b->hash) - (a->hash < b->hash);
}

/* The used slots in the order of their hashes, malloc'd. */
static struct hash_count *sorted(const struct hash_counts *c)
{
	struct hash_count *list = calloc(c->used + 1, sizeof *list);
	size_t n = 0;

	for (size_t i = 0; list && i < c->slots; i++)
		if (c->slot[i].count)
			list[n++] = c->slot[i];
	if (list)
		qsort(list, n, sizeof *list, hash_order);
	return list;
}

int hash_counts_save(const struct hash_counts *c, struct blob *b)
{
	struct hash_count *list = sorted(c);

	if (!list)
		return -1;
	blob_put_u64(b, c->many != NULL);
	blob_put_u64(b, c->total);
	if (c->many)
		hll_save(c->many, b);
	else
		blob_put_u64(b, c->used);
	for (size_t i = 0; i < c->used; i++) {
		blob_put_u64(b, list[i].hash);
		blob_put_u64(b, list[i].count);
	}
	free(list);
	return 0;
}

int hash_counts_load(struct hash_counts *c, struct blob *b)
{
	uint64_t many = blob_get_u64(b), total = blob_get_u64(b), n, last = 0;

	if (many) {
		if (many_begin(c) < 0)
			return -1;
		c->total = total;
		return many == 1 && hll_load(c->many, b) == 0 && blob_ok(b) ? 0 : 1;
	}
	n = blob_get_u64(b);
	for (uint64_t i = 0; i < n && n <= HASH_COUNTS_MAX && blob_ok(b); i++) {
		uint64_t hash = blob_get_u64(b), count = blob_get_u64(b);

		if (hash <= last || !count || count > total)
			return 1;
		if (hash_counts_add(c, hash, count) < 0)
			return -1;
		last = hash;
	}
	return blob_ok(b) && n <= HASH_COUNTS_MAX && c->total == total ? 0 : 1;
}

void hash_counts_release(struct hash_counts *c)
{
	free(c->slot);
	free(c->many);
	*c = (struct hash_counts){ .slot = NULL };
}

double hash_counts_distinct(const struct hash_counts *c, double *error)
{
	double n = c->many ? round(hll_count(c->many)) : (double)c->used;

	*error = c->many ? hll_error() * n : 0;
	return n;
}

bool hash_counts_shares(const struct hash_counts *c, uint64_t *top, double *entropy)
{
	struct hash_count *list = c->many ? NULL : sorted(c);
	double sum = 0;

	if (!list)
		return false;
	*top = 0;
	for (size_t i = 0; i < c->used; i++) {		/* in the order of the hashes: the same sum for any split */
		*top = list[i].count > *top ? list[i].count : *top;
		sum += (double)list[i].count * log((double)list[i].count);
	}
	free(list);
	*entropy = c->total ? fmax(0, log((double)c->total) - sum / (double)c->total) : 0;
	return true;
}
