/* worst: the few rows where something is greatest: evidence that merges in any order to the same bytes.
 *
 *   greater values first; of equal values the smaller row number. At most EXAMPLES_MAX; a row comes once.
 */
#ifndef ASSAY_ANALYSE_WORST_H
#define ASSAY_ANALYSE_WORST_H

#include "analyse/analyse.h"

struct worst {
	double value[EXAMPLES_MAX];
	uint64_t row[EXAMPLES_MAX];
	uint32_t count;
};

static inline bool worst_before(double a, uint64_t a_row, double b, uint64_t b_row)
{
	return a > b || (a == b && a_row < b_row);
}

/* Hot: most values are no worse than those that are there. */
void worst_insert(struct worst *, double value, uint64_t row);
static inline void worst_add(struct worst *w, double value, uint64_t row)
{
	if (w->count < EXAMPLES_MAX || worst_before(value, row, w->value[EXAMPLES_MAX - 1], w->row[EXAMPLES_MAX - 1]))
		worst_insert(w, value, row);
}

void worst_merge(struct worst *into, const struct worst *from);
void worst_save(const struct worst *, struct blob *);
int worst_load(struct worst *, struct blob *);	/* -1: damaged */

/* Row numbers, worst first, as a rule's evidence; NULL: no memory. */
struct cJSON *worst_json(const struct worst *);

#endif
