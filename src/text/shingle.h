/* shingle: the n-grams of a row of tokens as hashes, in their order or as a set, and how alike two sets are (Broder 1997).
 *
 *   tokens   t0 t1 t2 t3 t4 t5          n-gram i: a polynomial of tokens [i, i + n) modulo 2^64, mixed; each from the one before in O(1)
 *   n = 4    [0········]
 *               [1········]
 *                  [2········]
 *
 * A text shorter than n tokens is one shingle, of the whole of it: two short texts are alike only when they are the same. A text without
 * tokens has no shingle, and is like nothing.
 */
#ifndef ASSAY_TEXT_SHINGLE_H
#define ASSAY_TEXT_SHINGLE_H

#include "text/tokens.h"

/* The hash of each n-gram in its order: out has room for tokens->count. How many: count − n + 1, or 0 where there are fewer tokens than n. */
size_t ngrams_hash(const struct tokens *, size_t n, uint64_t *out);

/* The hash of all tokens as one n-gram of their own number. */
uint64_t tokens_hash(const struct tokens *);

/* A set of shingles: ascending, none twice. Owns its array; a zeroed one is empty. */
struct shingles {
	uint64_t *hash;
	size_t count, room;
};

/* -1: no memory. */
int shingles_read(struct shingles *, const struct tokens *, size_t n);
void shingles_release(struct shingles *);

/* |A ∩ B| / |A ∪ B|: exact but for two shingles of one 64-bit hash. 0 where both are empty. */
double shingles_jaccard(const struct shingles *, const struct shingles *);

#endif
