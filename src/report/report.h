/* report: everything that an audit found, as one tree. Every output format is a view of it.
 *
 *   { report_version, assay, run, dataset, verdict, findings[], not_evaluated[], dimensions{}, columns[] }
 *
 * Figures stand where their metric's declaration puts them (metric.place): dataset metrics in dimensions.<dimension>, pair metrics in
 * dimensions.<dimension>.pairs[], class metrics in .classes[], column metrics in columns[i]. In each of these objects
 *   "approximate": { place: { method, error } }   names the figures that are within ±error
 *   "null_because": { place: reason }             names the figures that are null; a group that is null as a whole has one reason
 * Places of rows in their sources stand in dataset.sources[].lines and nowhere else, so the rest does not depend on
 * how the data was split into files.
 */
#ifndef ASSAY_REPORT_REPORT_H
#define ASSAY_REPORT_REPORT_H

#include "analyse/results.h"
#include "judge/judge.h"

struct cJSON;

/* One source, as it stands in dataset.sources. */
struct report_source {
	const char *path, *format, *encoding, *compression;
	uint64_t bytes, hash, first_row, rows, rejected;
	const struct reject *rejects;	/* the first few */
};

struct report_parts {
	const struct plan *plan;
	const struct results *results;
	const struct findings *findings;
	const struct waivers *waivers;	/* NULL: none */
	const struct report_source *source;
	size_t sources;
	const char *now;		/* as printed */

	/* Look-ups in the store; context is given back. The text is malloc'd or NULL; place gives 0 or -1. */
	char *(*cell_text)(void *context, uint64_t row, size_t column);
	int (*place)(void *context, uint64_t row, uint32_t *source, uint64_t *line);
	void *context;
};

/* The tree; the caller frees it with cJSON_Delete. NULL with *e set on failure. */
struct cJSON *report_build(const struct report_parts *, struct err *);

#endif
