/* figures: see figures.h. */
#include "judge/figures.h"
#include "base/hash.h"

#include <stdlib.h>

static uint64_t key_of(const struct metric *m, struct where w)
{
	uint64_t class = w.class ? hash_bytes(w.class, strlen(w.class)) : 0;

	return hash_u64(hash_u64(hash_u64(hash_u64((uintptr_t)m) + w.column) + w.other) + class);
}

static bool is_at(const struct result *r, const struct metric *m, struct where w)
{
	return r->metric == m && r->where.column == w.column && r->where.other == w.other &&
		(r->where.class == w.class || (r->where.class && w.class && strcmp(r->where.class, w.class) == 0));
}

/* The slot of a metric and place: the one that it has, or a free one. */
static size_t slot_of(const struct figures *f, const struct metric *m, struct where w)
{
	size_t at = key_of(m, w) & (f->slots - 1);

	while (f->slot[at] && !is_at(&f->results->at[f->slot[at] - 1], m, w))
		at = (at + 1) & (f->slots - 1);
	return at;
}

int figures_open(struct figures *f, const struct results *results, struct err *e)
{
	*f = (struct figures){ .results = results, .slots = 16 };
	while (f->slots < 2 * results->count)
		f->slots *= 2;
	f->slot = calloc(f->slots, sizeof *f->slot);
	if (!f->slot)
		return err_nomem(e);
	for (size_t i = 0; i < results->count; i++) {
		size_t at = slot_of(f, results->at[i].metric, results->at[i].where);

		if (!f->slot[at])
			f->slot[at] = i + 1;
	}
	return 0;
}

const struct result *figures_find(const struct figures *f, const struct metric *m, struct where w)
{
	size_t at = f->slot[slot_of(f, m, w)];

	return at ? &f->results->at[at - 1] : NULL;
}

void figures_release(struct figures *f)
{
	free(f->slot);
	f->slot = NULL;
}
