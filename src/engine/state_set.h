/* state_set: one state of each analysis of one pass and one merge law; what a worker fills and the engine folds.
 *
 * A set owns its states. A zeroed set is closed; state_set_close of a closed one does nothing.
 */
#ifndef ASSAY_ENGINE_STATE_SET_H
#define ASSAY_ENGINE_STATE_SET_H

#include "analyse/analyse.h"

struct state_set {
	size_t count;
	void **state;		/* by place in analyses[]; NULL where the analysis is of another pass or law */
	bool *reads;		/* does the state look at rows? */
};

int state_set_open(struct state_set *, enum pass, enum merge_law, const struct plan *, struct err *);
bool state_set_reads(const struct state_set *);	/* does any state look at rows? Then update, else it would change nothing */
int state_set_update(struct state_set *, const struct batch *, struct err *);
int state_set_merge(struct state_set *into, const struct state_set *from, struct err *);
int state_set_inform(const struct state_set *, struct plan *, struct err *);
void state_set_close(struct state_set *);

#endif
