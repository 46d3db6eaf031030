/* arena: memory that is given out piece by piece and taken back all at once.
 *
 *   block ─▶ block ─▶ block          each at least ARENA_BLOCK bytes
 *            [used······free]        a piece is aligned to 16 bytes
 *
 * The arena owns every piece that it gives: nobody frees one. A zeroed struct arena is an empty arena.
 */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *first;	/* every block, oldest first; kept over a reset */
	struct arena_block *now;	/* the block that pieces come from */
	size_t used;			/* bytes taken from `now` */
};

/* bytes of memory, not zeroed; NULL when there is none. */
void *arena_take(struct arena *, size_t bytes);

/* count × size bytes, zeroed; NULL when there is none or the product overflows. */
void *arena_zeroed(struct arena *, size_t count, size_t size);

/* A copy of bytes[0, n) with a NUL behind it; NULL when there is no memory. */
char *arena_copy(struct arena *, const char *bytes, size_t n);

/* Forget every piece, keep the blocks for the next round. */
void arena_reset(struct arena *);

/* Bytes that the arena holds from the system. */
size_t arena_held(const struct arena *);

/* Give everything back. The arena is empty and usable afterwards. */
void arena_release(struct arena *);

#endif
