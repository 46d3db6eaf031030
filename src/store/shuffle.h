/* shuffle: (hash, row) pairs by the million, taken in any order and given back in groups of equal high bits,
 * so that equal hashes meet in memory that does not grow with the rows.
 *
 *   add ─▶ 256 small buffers ─full─▶ blocks in one unlinked file
 *   partition p ─▶ all its pairs, in no order            about pairs/256 of them
 *
 * Pairs stay in memory until SHUFFLE_MEMORY is full, so small data never touches the disk.
 * Files are shared by reference: shuffle_merge costs no copying of blocks, and leaves `from` as it was.
 */
#ifndef ASSAY_STORE_SHUFFLE_H
#define ASSAY_STORE_SHUFFLE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { SHUFFLE_PARTITIONS = 256 };

struct pair {
	uint64_t hash[2];
	uint64_t row;
};

struct shuffle;

int shuffle_new(struct shuffle **out, struct err *);
int shuffle_add(struct shuffle *, const struct pair *, size_t n, struct err *);
int shuffle_merge(struct shuffle *into, const struct shuffle *from, struct err *);
uint64_t shuffle_count(const struct shuffle *);

/* All pairs whose hash[0] >> 56 is p, appended to a malloc'd array that the caller frees. */
int shuffle_partition(const struct shuffle *, unsigned p, struct pair **out, size_t *n, struct err *);
void shuffle_free(struct shuffle *);	/* NULL is fine */

#endif
