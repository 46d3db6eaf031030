/* splits: which split a row is of: train, validation, test. By a column's values, or by the source that the row comes from.
 *
 * The training split is the one whose name begins with "train" (in any case), else the one with the most rows, the first of equals.
 * Owns its names.
 */
#ifndef ASSAY_OVERLAP_SPLITS_H
#define ASSAY_OVERLAP_SPLITS_H

#include "base/arena.h"
#include "overlap/documents.h"
#include "overlap/overlap.h"

enum { SPLITS_MAX = 64, SPLIT_NONE = 0xffff };

struct splits {
	size_t count, training;
	const char *name[SPLITS_MAX];
	uint64_t rows[SPLITS_MAX];
	uint64_t last_row[SPLITS_MAX];	/* of sources; 0: splits are values */
	struct arena arena;
};

/* What the request asks for; count 0: nothing. A column of too many values is a usage error. */
int splits_open(struct splits *, const struct overlap_request *, struct err *);
void splits_close(struct splits *);

/* The split of a row; SPLIT_NONE: a missing value, or no splits (NULL). */
unsigned splits_of(const struct splits *, const struct documents *, const struct batch *, size_t row);

#endif
