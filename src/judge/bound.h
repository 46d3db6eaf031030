/* bound: what a figure must keep, and how it is said.
 *
 * Owns nothing: choices and texts belong to the rules, or to whoever made the bound.
 */
#ifndef ASSAY_JUDGE_BOUND_H
#define ASSAY_JUDGE_BOUND_H

#include "analyse/results.h"

/* One of the values that are allowed. */
struct choice {
	const char *text;	/* NULL: the number */
	double number;
};

struct bound {
	double min, max;		/* ±INFINITY: none */
	bool exclusive;			/* min and max themselves are outside */
	bool equals;			/* the one choice came as "equals" */
	const struct choice *choice;	/* any of these; NULL: min and max count */
	size_t choices;
};

/* Every figure keeps it. */
static inline bool bound_is_open(const struct bound *b)
{
	return !b->choice && b->min == -INFINITY && b->max == INFINITY;
}

enum broken { BROKEN_NONE, BROKEN_MIN, BROKEN_MAX, BROKEN_CHOICE };
enum broken bound_broken(const struct bound *, const struct result *);

/* The number that was not kept; NAN where there are several, or a text. */
double bound_limit(const struct bound *, enum broken);

/* How far past the limit, as a share of the limit (of 1 where the limit is 0); 1 where there is no number to be past. */
double bound_excess(const struct bound *, enum broken, double value);

/* Does an approximate figure's interval reach to both sides of the limit? */
bool bound_is_close(const struct bound *, enum broken, const struct result *);

/* The limit with its unit, "20 %", and as a demand, "at most 20 %". `time`: the number is one of microseconds since 1970. Both return the
 * bytes without the NUL; to NULL: only counts them. */
size_t bound_value_text(char *to, const struct bound *, enum broken, enum unit, bool time);
size_t bound_demand_text(char *to, const struct bound *, enum broken, enum unit, bool time);

#endif
