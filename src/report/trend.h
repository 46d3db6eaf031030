/* trend: does the latest of several values leave what the ones before it were like?
 *
 * Held against the median of those before it, which one strange run does not move: "10%" of the median's size, or a number in the
 * figure's unit, in either direction. Fewer than TREND_LEAST values before it say nothing.
 */
#ifndef ASSAY_REPORT_TREND_H
#define ASSAY_REPORT_TREND_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { TREND_LEAST = 2 };

struct trend {
	bool given, share;
	double by;
};

/* "10%" or "3.5"; text NULL: not given. */
int trend_read(struct trend *, const char *text, struct err *);

struct trend_verdict {
	bool judged, broken;
	double latest, median, limit;	/* limit: how far from the median it may be */
};

/* values: in order of time, the latest last; sorted in place but for the latest. */
struct trend_verdict trend_judge(const struct trend *, double *value, size_t count);

#endif
