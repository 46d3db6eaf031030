/* overlap_look: from options to a look for overlaps (src/overlap): its parameters, the files of --against read into stores of their own,
 * the sources' names.
 *
 * struct overlap_look owns the readings and what was found, to which the plan points; overlap_look_close, also after a failure.
 */
#ifndef ASSAY_ENGINE_OVERLAP_LOOK_H
#define ASSAY_ENGINE_OVERLAP_LOOK_H

#include "engine/fields.h"
#include "engine/options.h"
#include "engine/reading.h"
#include "overlap/overlap.h"

/* Defaults of what no option says. */
enum { NEAR_WORDS = 5, NEAR_BANDS = 14, NEAR_ROWS = 8, RECORD_CHARACTERS = 3, RECORD_BANDS = 60, RECORD_ROWS = 5, NGRAM_WORDS = 13 };
#define NEAR_JACCARD 0.8
#define RECORD_JACCARD 0.4

struct overlap_look {
	struct overlap_request request;
	struct overlap_found found;
	struct reading *against;
	struct evaluation *evaluation;
	const char **source;
	size_t *record;
};

/* What the options say, before any data is read. */
int overlap_look_check(struct overlap_look *, const struct assay_options *, struct err *);

/* Whether the columns are there, when they are known; a usage error names near ones. */
int overlap_look_columns(struct overlap_look *, const struct assay_options *, const struct fields *, const struct plan *, struct err *);

/* The data is loaded: look. The plan then knows what was found. */
int overlap_look_run(struct overlap_look *, const struct options *, const struct assay_options *, const struct feed *, struct store *, struct plan *,
		     struct err *);

void overlap_look_close(struct overlap_look *);

#endif
