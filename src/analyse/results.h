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
	bool unread;		/* RESULT_NONE: only the rows could tell, and --fast left them out */
	const char *text;	/* RESULT_TEXT: the text; RESULT_NONE: the reason; approximate values: the method */
	struct cJSON *detail;
};

struct results {
	struct result *at;
	size_t count, room;
	bool failed;		/* memory ran out while publishing */
	const struct metric **unread;	/* with --fast: metrics with a figure that was left out, each once */
	size_t unread_count;
	struct arena arena;
};

/* Publish all analyses' states (states[i] belongs to analyses[i]; NULL for DERIVED ones). Starts from a zeroed struct. */
int results_collect(struct results *, void *const *states, const struct plan *, struct err *);
/* Publish one. */
int results_publish(struct results *, const struct analysis *, const void *state, const struct plan *, struct err *);

/* Publish one that saw none of the rows that are there, because of --fast: what it needs rows for is none with the reason skipped_by_fast; pairs and
 * classes that it needs them for are left out. */
int results_publish_unread(struct results *, const struct analysis *, const void *state, const struct plan *, struct err *);

/* Was a figure of this metric left out by --fast? */
bool results_unread(const struct results *, const struct metric *);

/* The record of a metric at a place, or NULL. */
const struct result *results_find(const struct results *, const struct metric *, struct where);

void results_release(struct results *);

#endif
