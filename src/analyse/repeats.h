/* repeats: rows as hashes, and which hashes of a shuffle occur more than once. Needs memory for one partition of the pairs at a time.
 *
 * A row's hash is 128 bits: two sums over its present cells of mixed (key, column) pairs, so that a missing cell is the same whether it is
 * empty or absent, and columns that appear late change nothing.
 */
#ifndef ASSAY_ANALYSE_REPEATS_H
#define ASSAY_ANALYSE_REPEATS_H

#include "analyse/analyse.h"
#include "store/shuffle.h"

/* The hash and the number of each of the batch's rows, over all columns c but those with skip[c] (NULL: over all). */
void rows_hash(const struct batch *, const bool *skip, struct pair *out);

/* By hash, then by row. */
void pairs_sort(struct pair *, size_t n);

struct repeats {
	uint64_t groups;		/* hashes that occur more than once */
	uint64_t rows;			/* pairs whose hash occurred in an earlier row */
	struct examples first;		/* of those rows */
	bool verified;			/* every one was compared, cell by cell, with its first row */
};

/* Repeats are compared by rows_equal when there are at most this many. */
enum { REPEATS_VERIFIED_MAX = 100000 };

/* plan->rows_equal is used when it is there. */
int repeats_find(struct repeats *, const struct shuffle *, const struct plan *, struct err *);

/* Save and load of a state that is a shuffle: all pairs, sorted, so equal sets give equal bytes. */
int shuffle_save(const struct shuffle *, struct blob *, struct err *);
int shuffle_load(struct shuffle *, struct blob *, struct err *);

#endif
