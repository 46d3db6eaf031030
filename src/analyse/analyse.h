/* analyse: what an analysis is. One file an analysis; this header is all that it sees of the engine.
 *
 *            open          update*           save    load            publish
 *   zeroed ────────▶ empty ───────▶ filled ───────▶ bytes ───────▶ filled ──────▶ metrics
 *                      ▲                └── merge(into, from) ──┘  │               or null + reason
 *                                                                  └─ inform ─▶ plan for later passes
 *
 * The engine owns every state: it allocates state_size() zeroed bytes, calls open(), and calls close() exactly once, also
 * after a failed open. What a state allocates beyond that, close() frees. A state may keep the plan's pointer.
 * update, merge, inform and load may fail with ERR_NOMEM (and ERR_STORE where they use temporary files); load also with
 * ERR_STATE. publish is const, cannot fail and may be called more than once.
 *
 * Passes. FIRST sees the batches as parsed, with texts. SECOND and THIRD see the spilled batches (batch.h: no text, no line)
 * when the plan knows every column; in them column[c].number holds times and epochs as microseconds, in the column's date order,
 * and column[c].code is filled for every column that has a dictionary and is categorical, the label or the prediction. THIRD sees the
 * numeric columns alone: the others are as if they were absent.
 * refine is for what must see rows again and again once all of them are known: it is called once, on the merged state, after the last pass.
 * DERIVED analyses have no state: state_size, open, update, merge, save, load and close are NULL, and publish
 * gets NULL and the plan: everything is in the plan (value counts are).
 */
#ifndef ASSAY_ANALYSE_ANALYSE_H
#define ASSAY_ANALYSE_ANALYSE_H

#include "analyse/metric.h"
#include "analyse/plan.h"
#include "base/blob.h"
#include "base/err.h"
#include "table/batch.h"

#include <math.h>
#include <string.h>

struct cJSON;
struct store;

/* How the figure decomposes (Gray et al. 1997), and so what it costs and whether it can be exact. */
enum algebra {
	DISTRIBUTIVE,	/* counts, min, max: state is the result */
	ALGEBRAIC,	/* mean, variance, correlation: a fixed few numbers a column */
	HOLISTIC,	/* distinct, quantiles, mode: grows with the data, or is a sketch with a bound */
};

/* What law the merge obeys; tests/unit/laws.c holds every analysis to its claim. */
enum merge_law {
	MERGE_EXACT,	/* any split, any order: the same bytes (integers, exact sums, sets). One state a thread */
	MERGE_ORDERED,	/* any split, merged in row order: the same bytes. One small state a chunk, folded in order */
};

enum pass { PASS_DERIVED, PASS_FIRST, PASS_SECOND, PASS_THIRD };

/* What the rows are to an opened state's figures. */
enum rows_use {
	ROWS_NONE,	/* it has all from the plan, or nothing to say: update would change nothing */
	ROWS_HELP,	/* without them it publishes what the plan tells, with a wider bound or fewer figures (plan->fast) */
	ROWS_NEEDED,	/* without them it has no figure */
};

/* Options without which an analysis has nothing to look for. */
enum needs { NEEDS_LABEL = 1, NEEDS_PRED = 2, NEEDS_PROBA = 4, NEEDS_ID = 8, NEEDS_REFERENCE = 16, NEEDS_BASELINE = 32, NEEDS_CONTRACT = 64,
	     NEEDS_ANNOTATORS = 128, NEEDS_JUDGE = 256 };

/* Why a figure is none that only rows could tell, where no row was looked at again: figures with this very reason were left out by choice. */
extern const char skipped_by_fast[];

/* Where figures go. For each metric and each thing of its scope that exists, exactly one call: a figure or a reason. */
struct sink {
	void (*value)(struct sink *, const struct metric *, struct where, double);
	void (*bounded)(struct sink *, const struct metric *, struct where, double, const char *method, double error);
	void (*text)(struct sink *, const struct metric *, struct where, const char *);		/* UNIT_NAME; copied */
	void (*detail)(struct sink *, const struct metric *, struct where, struct cJSON *);	/* UNIT_DETAIL; the sink takes it; NULL: no memory */
	void (*none)(struct sink *, const struct metric *, struct where, const char *reason);	/* copied */
};

/* A value; or, when it is not finite, none with the reason. */
static inline void sink_number(struct sink *out, const struct metric *m, struct where w, double v, const char *reason)
{
	if (isfinite(v))
		out->value(out, m, w, v);
	else
		out->none(out, m, w, reason);
}

/* A value that is exact when error is 0, and approximate within ±error otherwise. */
static inline void sink_within(struct sink *out, const struct metric *m, struct where w, double v, const char *method, double error)
{
	if (error > 0)
		out->bounded(out, m, w, v, method, error);
	else
		out->value(out, m, w, v);
}

/* The rows once more, as batches of the third pass but with every wanted column, in order; any number of times. */
struct rescan {
	/* wanted[c]: column c is read; the others have no cells. see: as update. */
	int (*read)(const struct rescan *, const bool *wanted, int (*see)(void *to, const struct batch *, struct err *), void *to, struct err *);
	const void *context;
	struct store *keep;		/* the database that the user keeps, to put tables into; NULL: none is kept */
};

struct analysis {
	const char *name;		/* "completeness.missing": dimension, dot, name */
	const struct metric *metrics;	/* ends with a NULL name */
	enum pass pass;
	enum algebra algebra;
	enum merge_law law;
	unsigned version;		/* of the saved bytes; a change of layout is a new number */
	unsigned needs;			/* enum needs, together */
	const char *why;		/* SECOND, THIRD: what must be known before, as --explain-plan says it */
	const char *fast;		/* the same: what --fast leaves of its figures; NULL: nothing */
	unsigned kinds;			/* the kinds of corpora that it treats, CORPUS_BIT each; others are not analysed. 0: any dataset */

	size_t (*state_size)(const struct plan *);
	int  (*open)(void *state, const struct plan *, struct err *);
	/* Of a column's figures; of NO_COLUMN: of the dataset's, pairs' and classes'. NULL: ROWS_NEEDED for all. Passes that no state wants are
	 * left out, and so are the updates of states that want no row. */
	enum rows_use (*rows)(const void *state, const struct plan *, size_t column);
	int  (*update)(void *state, const struct batch *, struct err *);	/* hot: one call a batch, never one a cell */
	int  (*merge)(void *into, const void *from, struct err *);		/* from comes after into (ORDERED), and is left as it was */
	int  (*inform)(const void *state, struct plan *, struct err *);	/* optional: what later passes may know */
	int  (*refine)(void *state, const struct rescan *, struct err *);	/* optional; nothing is merged, saved or loaded after it */
	int  (*save)(const void *state, struct blob *, struct err *);
	int  (*load)(void *state, struct blob *, struct err *);		/* into an opened, empty state; every field validated */
	void (*publish)(const void *state, const struct plan *, struct sink *);
	void (*close)(void *state);
};

/* Has the analysis a part in a run under this plan? One that has none is neither opened nor published. */
bool analysis_takes_part(const struct analysis *, const struct plan *);

/* All analyses, in report order; ends with NULL. Written by meson from the list in src/analyse/meson.build. */
extern const struct analysis *const analyses[];

/* What rows are to the figures of one column, or of NO_COLUMN; and whether they are anything to any. */
enum rows_use analysis_rows(const struct analysis *, const void *state, const struct plan *, size_t column);
bool analysis_reads(const struct analysis *, const void *state, const struct plan *);

/* A metric by its name, and the analysis that publishes it (may be NULL pointer if not wanted); NULL when there is none. */
const struct metric *metric_find(const char *name, const struct analysis **of);

/* How many rows of evidence a state remembers: the first ones, by row number, so that any merge keeps the same. */
enum { EXAMPLES_MAX = 5 };
struct examples {
	uint64_t row[EXAMPLES_MAX];	/* ascending, no row twice */
	uint32_t count;
};
void examples_add(struct examples *, uint64_t row);
void examples_merge(struct examples *into, const struct examples *from);
void examples_save(const struct examples *, struct blob *);
int examples_load(struct examples *, struct blob *);
struct cJSON *examples_json(const struct examples *);	/* an array of row numbers; NULL when there is no memory */

#endif
