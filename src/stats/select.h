/* select: the n-th lowest of many numbers, exactly, by reading them several times and keeping none of them; for any number of groups at once.
 *
 *   select_open ─▶ select_rank(group, n) for each ─▶ ┌─ select_add(group, key) for every number ◀─┐ again while
 *                                                    └─▶ select_next ─────────────────────────────┘ it says so ─▶ select_takes
 *
 * A number is 64 bits in its order. Each reading counts, in each group, the numbers of the known first bits by their next bits, and so finds the
 * next bits of the n-th lowest; it ends early where all numbers that share its first bits are among the n lowest. With 2^b counters a group that is
 * at most 64 / b readings; b is as large as `bytes` allows, 16 at most. The counts are whole numbers, so the order of the numbers tells nothing.
 * Owns its counters: select_release.
 */
#ifndef ASSAY_STATS_SELECT_H
#define ASSAY_STATS_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct select_group {
	uint64_t rank;		/* of the numbers that share the known bits; 0: none is wanted */
	uint64_t known;		/* the first bits, the others 0; once settled the highest key that is taken */
	bool settled;
};

struct select {
	size_t groups;
	struct select_group *group;
	unsigned bits, fixed;		/* of one reading; known before it */
	uint64_t *count;		/* groups × 2^bits */
};

/* From a zeroed struct. -1: no memory. */
int select_open(struct select *, size_t groups, size_t bytes);
void select_release(struct select *);

/* n: the group has at least so many numbers, and the n lowest are wanted, with all that are equal to the highest of them. */
void select_rank(struct select *, size_t group, uint64_t n);

/* A reading is over. false: every group is settled, and select_takes may be asked. */
bool select_next(struct select *);

/* Doubles in their order; not NaN. -0 is 0. */
static inline uint64_t select_key(double x)
{
	uint64_t bits;

	x += 0.0;
	memcpy(&bits, &x, sizeof bits);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

/* Hot: a number of a group that is not settled counts when it has the known bits. */
static inline void select_add(struct select *s, size_t group, double x)
{
	const struct select_group *g = &s->group[group];
	uint64_t key = select_key(x);

	if (g->settled || (s->fixed && (key ^ g->known) >> (64 - s->fixed)))
		return;
	s->count[(group << s->bits) + (size_t)(key << s->fixed >> (64 - s->bits))]++;
}

/* Is it among the n lowest? */
static inline bool select_takes(const struct select *s, size_t group, double x)
{
	return s->group[group].rank && select_key(x) <= s->group[group].known;
}

#endif
