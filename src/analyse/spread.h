/* spread: how a figure that every document has is spread over the corpus: count, exact mean and deviation, quantiles, histogram,
 * the worst rows.
 *
 * A spread is SPREAD_METRICS metrics beside each other in the analysis's table (SPREAD_ROWS). It merges in any order to the
 * same bytes: the moments are exact sums, the quantiles come from the sketch of stats/sketch.h, exact up to SKETCH_LIMIT
 * different values. At most 150 kB.
 */
#ifndef ASSAY_ANALYSE_SPREAD_H
#define ASSAY_ANALYSE_SPREAD_H

#include "analyse/worst.h"
#include "stats/exact.h"

enum { SPREAD_BLOCK = 64 };

struct spread {
	struct sketch *sketch;
	struct moments moments;
	double min, max;
	struct worst worst;
	double block[SPREAD_BLOCK];	/* values that are not in the moments yet; empty between updates */
	size_t waiting;
};

enum { SPREAD_METRICS = 6 };

/* The metrics of one: "characters" gives corpus.characters_mean at texts.characters.mean, and so on. which: "greatest" or "least". */
#define SPREAD_FIGURE(leaf, part, unit, low, high, exact, meaning, formula, reference)                                        \
	{ "corpus." leaf "_" part, SCOPE_DATASET, unit, low, high, exact, "texts." leaf "." part, meaning, formula, reference }
#define SPREAD_ROWS(leaf, unit, low, high, meaning, formula, which, reference)                                                \
	SPREAD_FIGURE(leaf, "mean", unit, low, high, EXACT, meaning ": mean over the documents", formula, reference),         \
	SPREAD_FIGURE(leaf, "p5", unit, low, high, EXACT_OR_BOUND, meaning ": 5 % of the documents have at most",             \
		      formula "; R type 7", reference),                                                                       \
	SPREAD_FIGURE(leaf, "p50", unit, low, high, EXACT_OR_BOUND, meaning ": median of the documents",                      \
		      formula "; R type 7", reference),                                                                       \
	SPREAD_FIGURE(leaf, "p95", unit, low, high, EXACT_OR_BOUND, meaning ": 95 % of the documents have at most",           \
		      formula "; R type 7", reference),                                                                       \
	SPREAD_FIGURE(leaf, "spread", UNIT_DETAIL, 0, 0, EXACT_OR_BOUND,                                                      \
		      meaning ": documents that have it, deviation, extremes, quartiles, histogram", formula,                 \
		      "Freedman & Diaconis 1981"),                                                                            \
	SPREAD_FIGURE(leaf, "rows", UNIT_DETAIL, 0, 0, EXACT, meaning ": the rows where it is " which,                        \
		      "row numbers, the worst first", NULL)

int spread_open(struct spread *);		/* -1: no memory */
void spread_close(struct spread *);

/* sign: 1 when great values are the worse (0 is never among the worst then), -1 when small ones are. NAN: the document has no such
 * figure. -1: no memory. */
int spread_add(struct spread *, double value, uint64_t row, int sign);
int spread_flush(struct spread *);		/* at the end of every update */

int spread_merge(struct spread *into, const struct spread *from);
void spread_save(const struct spread *, struct blob *);
int spread_load(struct spread *, struct blob *, double low, double high);	/* into an opened one; -1: damaged */

/* The metrics from m on; whole: the figure is a whole number. */
void spread_publish(const struct spread *, const struct metric *m, bool whole, struct sink *);

#endif
