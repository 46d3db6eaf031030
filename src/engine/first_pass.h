/* first_pass: read, parse, number, store and analyse every record, with any number of threads and always the same result.
 *
 *   reader ──chunks──▶ [ring] ──▶ workers: parse ──▶ caller: number rows and columns, in order
 *                                                      └──▶ workers: analyse (one state set a worker), rows as pages
 *                                                             └──▶ caller: store, spill, fold, in order
 *
 * A chunk's rows get their numbers and its fields their columns in chunk order, whoever parsed it; only then is it
 * analysed. States of MERGE_EXACT analyses are one a worker, merged at the end; those of MERGE_ORDERED ones are one a
 * chunk, folded in order. The ring bounds what is in flight, so memory stays flat.
 */
#ifndef ASSAY_ENGINE_FIRST_PASS_H
#define ASSAY_ENGINE_FIRST_PASS_H

#include "engine/feed.h"
#include "engine/fields.h"
#include "engine/options.h"
#include "engine/state_set.h"
#include "store/spill.h"
#include "store/store.h"

struct first_pass {
	/* Given. */
	struct feed *feed;
	struct store *store;
	struct spill *spill;			/* NULL: the rows are not kept for later passes */
	const struct plan *plan;
	unsigned threads;
	const struct options *options;		/* past its limit of rejects the pass fails at once */
	void (*progress)(void *context, uint64_t rows);
	void *progress_context;

	/* Made. */
	struct fields *fields;
	struct state_set *exact, *ordered;	/* opened by the caller, filled here */
	uint64_t rows, rejected;		/* given: those of an earlier audit, which stand before */
};

int first_pass_run(struct first_pass *, struct err *);

#endif
