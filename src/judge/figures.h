/* figures: the results by metric and place, for the look-ups of conditions and evidence, which would be quadratic otherwise.
 *
 * Owns its table; results are borrowed and must not move.
 */
#ifndef ASSAY_JUDGE_FIGURES_H
#define ASSAY_JUDGE_FIGURES_H

#include "analyse/results.h"

struct figures {
	const struct results *results;
	size_t *slot;		/* open addressing; 0: free, else the place in results + 1 */
	size_t slots;		/* a power of two */
};

int figures_open(struct figures *, const struct results *, struct err *);
const struct result *figures_find(const struct figures *, const struct metric *, struct where);
void figures_release(struct figures *);

#endif
