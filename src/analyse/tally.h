/* tally: how many things have some property, which rows they are in, and what share of all that is: what most checks of a corpus are.
 *
 * A check is three metrics beside each other in the analysis's table (the TALLY macro): the count, its share, and the first
 * rows. Tallies merge in any order to the same bytes. An array of them is saved and loaded whole.
 */
#ifndef ASSAY_ANALYSE_TALLY_H
#define ASSAY_ANALYSE_TALLY_H

#include "analyse/analyse.h"

struct tally {
	uint64_t count;
	struct examples first;
};

enum { TALLY_METRICS = 3 };

/* "corpus.refusals" with place "answers.refusals" and a meaning like "answers that decline"; `of` says what the share is of. */
#define TALLY(name, place, meaning, formula, of, reference)                                                                  \
	{ name, SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, place ".count", meaning, formula, reference },                \
	{ name "_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, place ".fraction", meaning ", as a share of " of,     \
	  "count / " of, NULL },                                                                                             \
	{ name "_examples", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, place ".examples", meaning ": the first rows",          \
	  "row numbers", NULL }

/* n things more, in this row. */
static inline void tally_add(struct tally *t, uint64_t row, uint64_t n)
{
	if (!n)
		return;
	t->count += n;
	examples_add(&t->first, row);
}

void tallies_merge(struct tally *into, const struct tally *from, size_t n);
void tallies_save(const struct tally *, size_t n, struct blob *);
int tallies_load(struct tally *, size_t n, struct blob *);	/* -1: damaged */

/* The three metrics from m on. of: what there is in all; 0: the share is none, for `reason`. */
void tally_publish(const struct tally *, const struct metric *m, uint64_t of, const char *reason, struct sink *);

#endif
