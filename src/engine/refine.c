/* refine: see refine.h. */
#include "engine/refine.h"

#include "engine/later_pass.h"

static int rows_read(const struct rescan *again, const bool *wanted, int (*see)(void *, const struct batch *, struct err *), void *to, struct err *e)
{
	const struct refinement *r = again->context;
	size_t blocks = spill_blocks(r->spill);
	int done = 0;

	for (size_t i = 0; i < blocks && done == 0; i++) {
		struct batch *b;

		if (spill_read(r->spill, i, 3, wanted, r->plan->columns, &b, e) < 0)
			return -1;
		done = later_batch_prepare(b, r->plan, e);
		if (done == 0)
			done = see(to, b, e);
		batch_free(b);
	}
	return done;
}

int states_refine(struct state_set *set, size_t sets, const struct refinement *r, struct err *e)
{
	const struct rescan again = { .read = rows_read, .context = r, .keep = r->keep };

	for (size_t s = 0; s < sets; s++)
		for (size_t i = 0; i < set[s].count; i++)
			if (set[s].state && set[s].state[i] && analyses[i]->refine && analyses[i]->refine(set[s].state[i], &again, e) < 0)
				return err_in(e, "%s", analyses[i]->name);
	return 0;
}
