/* hash_counts: how often each of a set of hashes occurs: exact while there are at most HASH_COUNTS_MAX different ones, and beyond
 * that only about how many there are (HyperLogLog). Which of both depends on the set alone, so any split and any order ends
 * alike. Starts zeroed and owns its tables: hash_counts_release. A hash is not 0. Functions that allocate return -1 when there is
 * no memory.
 */
#ifndef ASSAY_ANALYSE_HASH_COUNTS_H
#define ASSAY_ANALYSE_HASH_COUNTS_H

#include "stats/hll.h"

#include <stdbool.h>

enum { HASH_COUNTS_MAX = 1 << 15 };

struct hash_count {
	uint64_t hash, count;
};

struct hash_counts {
	struct hash_count *slot;	/* open addressing, at most half full; NULL once there are too many */
	size_t slots, used;
	struct hll *many;		/* then this */
	uint64_t total;
};

int hash_counts_add(struct hash_counts *, uint64_t hash, uint64_t times);
int hash_counts_merge(struct hash_counts *into, const struct hash_counts *from);
int hash_counts_save(const struct hash_counts *, struct blob *);
int hash_counts_load(struct hash_counts *, struct blob *);	/* 1: damaged */
void hash_counts_release(struct hash_counts *);

/* Different hashes; *error: 0 where exact. */
double hash_counts_distinct(const struct hash_counts *, double *error);
/* The greatest count, and −Σ p ln p: false when there are too many to know. */
bool hash_counts_shares(const struct hash_counts *, uint64_t *top, double *entropy);

#endif
