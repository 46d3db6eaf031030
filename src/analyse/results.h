/* results: every figure that was published, as a table that the report and the judge read.
 *
 *   analyses ──publish──▶ results ──▶ report (JSON by scope and place)
 *                            └──────▶ judge (metric + where → value or reason)
 *
 * Results own their texts and details. Records stand in the order of publication: registry order, then the analysis's own.
 */
#ifndef ASSAY_ANALYSE_RESULTS_H
#define ASSAY_ANALYSE_RESULTS_H

#include "analyse/analyse.h"
#include "base/arena.h"

enum result_kind { RESULT_VALUE, RESULT_TEXT, RESULT_DETAIL, RESULT_NONE };

struct result {
	const struct metric *metric;
	struct where where;
	enum result_kind kind;
	double value;
	double error;		/* of an approximate value; 0: exact */
	const char *text;	/* RESULT_TEXT: the text; RESULT_NONE: the reason; approximate values: the method */
	struct cJSON *detail;
};

struct results {
	struct result *at;
	size_t count, room;
	bool failed;		/* memory ran out while publishing */
	struct arena arena;
};

/* Publish all analyses' states (states[i] belongs to analyses[i]; NULL for DERIVED ones). Starts from a zeroed struct. */
int results_collect(struct results *, void *const *states, const struct plan *, struct err *);
/* Publish one. */
int results_publish(struct results *, const struct analysis *, const void *state, const struct plan *, struct err *);

/* The record of a metric at a place, or NULL. */
const struct result *results_find(const struct results *, const struct metric *, struct where);

void results_release(struct results *);

#endif
