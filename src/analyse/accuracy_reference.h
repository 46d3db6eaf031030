/* accuracy_reference: what the comparison with a second source found; the engine makes it (engine/reference.h), accuracy.reference tells it.
 *
 *   ours    = matched + only_here + missing keys + repeated keys       each row of either side is counted in one of these;
 *   theirs  = matched + only_there + missing keys + repeated keys      missing and repeated are of both sides together
 *
 * The struct owns all that it points to through `arena`, but `column`, which is malloc'd: reference_release.
 */
#ifndef ASSAY_ANALYSE_ACCURACY_REFERENCE_H
#define ASSAY_ANALYSE_ACCURACY_REFERENCE_H

#include "analyse/analyse.h"
#include "base/arena.h"

/* One of our columns. */
struct reference_column {
	bool shared;			/* the reference has it too */
	uint64_t disagreeing;		/* cells of matched rows */
	struct examples rows;		/* the first of them, by our row */
	const char *here[EXAMPLES_MAX], *there[EXAMPLES_MAX];	/* their texts, cut to VALUE_TEXT_BYTES; NULL: missing */
};

struct reference_comparison {
	uint64_t rows, rejected;	/* of the reference */
	uint64_t matched;		/* rows with one key, which occurs once on each side */
	uint64_t only_here, only_there;
	uint64_t repeated, missing;	/* rows whose key repeats on either side; rows without a key */
	size_t key;			/* our column; it is not compared */
	struct reference_column *column;	/* as many as the plan has */
	const char **only_there_column;	/* names, in the reference's order */
	size_t only_there_columns;
	struct arena arena;
};

#endif
