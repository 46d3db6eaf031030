/* later_pass: the second or third pass over the spilled rows.
 *
 *   spill block i ──read──▶ batch ──prepare──▶ workers: analyse        any worker takes the next block
 *                                   numbers in the column's own time unit and date order; dictionary codes
 *
 * A pass of which no state looks at rows is left out: the states stay as they were opened, and have all that they need from the plan.
 * States of MERGE_EXACT analyses are one a worker, merged at the end; MERGE_ORDERED ones one a block, folded in block order.
 */
#ifndef ASSAY_ENGINE_LATER_PASS_H
#define ASSAY_ENGINE_LATER_PASS_H

#include "engine/state_set.h"
#include "store/spill.h"

struct later_pass {
	enum pass pass;
	const struct spill *spill;			/* NULL: no row is looked at */
	const struct plan *plan;
	unsigned threads;
	void (*progress)(void *context, double fraction);	/* from the calling thread */
	void *progress_context;
	struct state_set *exact, *ordered;	/* opened by the caller, filled here */
};

/* Make a batch that spill_read() gave into what analyses of later passes take: the plan's columns, prepared numbers, codes. */
int later_batch_prepare(struct batch *, const struct plan *, struct err *);

int later_pass_run(struct later_pass *, struct err *);

#endif
