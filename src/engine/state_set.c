/* state_set: see state_set.h. */
#include "engine/state_set.h"

#include <stdlib.h>

static size_t analyses_count(void)
{
	size_t n = 0;

	while (analyses[n])
		n++;
	return n;
}

int state_set_open(struct state_set *set, enum pass pass, enum merge_law law, const struct plan *plan, struct err *e)
{
	*set = (struct state_set){ .count = analyses_count() };
	set->state = calloc(set->count + 1, sizeof *set->state);
	set->reads = calloc(set->count + 1, sizeof *set->reads);
	if (!set->state || !set->reads)
		return err_nomem(e);
	for (size_t i = 0; i < set->count; i++) {
		const struct analysis *a = analyses[i];

		if (a->pass != pass || a->law != law || !analysis_takes_part(a, plan))
			continue;
		set->state[i] = calloc(1, a->state_size(plan));
		if (!set->state[i])
			return err_nomem(e);
		if (a->open(set->state[i], plan, e) < 0)
			return err_in(e, "%s", a->name);
		set->reads[i] = !plan->fast && analysis_reads(a, set->state[i], plan);
	}
	return 0;
}

bool state_set_reads(const struct state_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->reads[i])
			return true;
	return false;
}

int state_set_update(struct state_set *set, const struct batch *batch, struct err *e)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->reads[i] && analyses[i]->update(set->state[i], batch, e) < 0)
			return err_in(e, "%s", analyses[i]->name);
	return 0;
}

int state_set_merge(struct state_set *into, const struct state_set *from, struct err *e)
{
	for (size_t i = 0; i < into->count; i++)
		if (into->state[i] && analyses[i]->merge(into->state[i], from->state[i], e) < 0)
			return err_in(e, "%s", analyses[i]->name);
	return 0;
}

/* What needs rows and was given none has nothing to tell. */
static bool knows(const struct analysis *a, const void *state, const struct plan *plan)
{
	return a->inform && !(plan->fast && a->pass != PASS_FIRST && analysis_rows(a, state, plan, NO_COLUMN) == ROWS_NEEDED);
}

int state_set_inform(const struct state_set *set, struct plan *plan, struct err *e)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->state[i] && knows(analyses[i], set->state[i], plan) && analyses[i]->inform(set->state[i], plan, e) < 0)
			return err_in(e, "%s", analyses[i]->name);
	return 0;
}

void state_set_close(struct state_set *set)
{
	for (size_t i = 0; set->state && i < set->count; i++) {
		if (set->state[i])
			analyses[i]->close(set->state[i]);
		free(set->state[i]);
	}
	free(set->state);
	free(set->reads);
	*set = (struct state_set){ .count = 0 };
}
