/* select: see select.h. */
#include "stats/select.h"

#include <stdlib.h>

enum { BITS_MOST = 16 };

int select_open(struct select *s, size_t groups, size_t bytes)
{
	s->groups = groups;
	s->bits = 1;
	while (s->bits < BITS_MOST && (groups << (s->bits + 1)) * sizeof *s->count <= bytes)
		s->bits++;
	s->group = calloc(groups + 1, sizeof *s->group);
	s->count = calloc((groups << s->bits) + 1, sizeof *s->count);
	for (size_t g = 0; s->group && g < groups; g++)
		s->group[g].settled = true;
	return s->group && s->count ? 0 : -1;
}

void select_release(struct select *s)
{
	free(s->group);
	free(s->count);
	*s = (struct select){ .groups = 0 };
}

void select_rank(struct select *s, size_t group, uint64_t n)
{
	s->group[group] = (struct select_group){ .rank = n, .settled = n == 0 };
}

/* The next bits of the n-th lowest. */
static void group_narrow(const struct select *s, struct select_group *g, const uint64_t *count)
{
	size_t digit = 0, digits = (size_t)1 << s->bits;
	unsigned behind = s->fixed + s->bits >= 64 ? 0 : 64 - s->fixed - s->bits;

	while (digit + 1 < digits && count[digit] < g->rank)
		g->rank -= count[digit++];
	g->known |= (uint64_t)digit << (64 - s->bits) >> s->fixed;
	if (behind > 0 && count[digit] > g->rank)
		return;
	g->settled = true;
	if (behind > 0)
		g->known |= (UINT64_C(1) << behind) - 1;
}

bool select_next(struct select *s)
{
	bool more = false;

	for (size_t g = 0; g < s->groups; g++) {
		if (!s->group[g].settled)
			group_narrow(s, &s->group[g], s->count + (g << s->bits));
		more |= !s->group[g].settled;
	}
	s->fixed += s->bits;
	memset(s->count, 0, (s->groups << s->bits) * sizeof *s->count);
	return more;
}
