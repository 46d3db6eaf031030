/* contamination: items of evaluation sets whose text stands in the data, and text that splits of the data share. Private to src/overlap.
 *
 *   items ─▶ their n-grams, in a shuffle ─▶ filter ─▶ scan: n-grams of documents that may be among them ─▶ both joined, part by part
 *   joined ──in the order of rows──▶ runs of n-grams that follow one another in both, compared token by token ─▶ assay_contamination
 *
 * Any shared n-gram contaminates (Brown et al. 2020, appendix C). An item is a record of an evaluation set, each of its fields by itself,
 * so that no n-gram runs over two; or a document of a split other than the training one. An item of which no field has n tokens is taken
 * whole, by its longest field, if that has ITEM_TOKENS_MIN; shorter ones are counted and not looked for. Of the items that share one n-gram
 * with a document ITEMS_PAIRED are written down with it; which items and which documents share something is counted in full.
 */
#ifndef ASSAY_OVERLAP_CONTAMINATION_H
#define ASSAY_OVERLAP_CONTAMINATION_H

#include "overlap/run.h"

enum { ITEM_TOKENS_MIN = 5, ITEMS_PAIRED = 8 };

struct contaminating;

bool contamination_wanted(const struct overlap_request *);

struct contaminating *contaminating_new(void);	/* NULL: no memory */
void contaminating_free(struct contaminating *);	/* NULL is fine */

/* Before the scan: reads the items, and sets the scan's filter and splits. Nothing is done where nothing is wanted; so after it. */
int contamination_prepare(struct contaminating *, struct run *, struct err *);
int contamination_find(struct contaminating *, struct run *, struct err *);

#endif
