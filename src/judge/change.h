/* change: bounds relative to a baseline report: "max_increase": "10%" of the old figure, or a number in its unit.
 *
 * The old figure is looked up in the report's tree at the metric's place, by the names of column, pair or class. Nothing is owned.
 */
#ifndef ASSAY_JUDGE_CHANGE_H
#define ASSAY_JUDGE_CHANGE_H

#include "judge/bound.h"

struct cJSON;

/* How far a figure may move in one direction. */
struct step {
	bool given, share;	/* share: of the old figure's size */
	double by;
};

struct change {
	struct step increase, decrease;
};

static inline bool change_given(const struct change *c)
{
	return c->increase.given || c->decrease.given;
}

/* The old figure in a report; false: the report has none. Names NULL where the place has none. */
bool change_baseline(const struct cJSON *report, const struct metric *, const char *column, const char *other, const char *class, double *old);

/* The bound that the change makes of the old figure. */
struct bound change_bound(const struct change *, double old);

#endif
