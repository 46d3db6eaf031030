/* refine: the rows again for the analyses that ask for them, once every state is merged (analyse.h). One thread, blocks in order.
 *
 * All is borrowed for the call.
 */
#ifndef ASSAY_ENGINE_REFINE_H
#define ASSAY_ENGINE_REFINE_H

#include "engine/state_set.h"
#include "store/spill.h"

struct refinement {
	const struct spill *spill;
	const struct plan *plan;
	struct store *keep;		/* the database that the user keeps, or NULL */
};

int states_refine(struct state_set *set, size_t sets, const struct refinement *, struct err *);

#endif
