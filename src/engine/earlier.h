/* earlier: an audit that goes on from the database of an earlier one (--append), and what every named database keeps so that it can be.
 *
 *   database ──store_reopen──▶ store          rows, columns, rejects
 *            ──sources───────▶ feed           its sources stand before the new ones, as read
 *            ──fields────────▶ fields         its columns keep their places
 *            ──states────────▶ state sets     of the first pass: the new chunks are merged into them
 *            ──rows──────────▶ spill          for the later passes, unless none looks at rows
 *
 * Kept under names of their own: the state of each analysis of the first pass; in assay_run the options that decide what a cell or a column is
 * ("options") and how many columns had a row ("columns"). The states take at most what the first pass takes in memory: README, Memory.
 * Columns that only a header named come last in every audit, so those of the earlier one are taken out, and in again at the end: `late`.
 */
#ifndef ASSAY_ENGINE_EARLIER_H
#define ASSAY_ENGINE_EARLIER_H

#include "assay/assay.h"
#include "corpus/corpus.h"
#include "engine/feed.h"
#include "engine/fields.h"
#include "engine/state_set.h"
#include "store/spill.h"
#include "store/store.h"

struct earlier {
	struct store *store;	/* borrowed; NULL: there is no earlier audit */
	const char *name;	/* of its database */
	uint64_t rejected;
	char **late;		/* columns that no row has */
	size_t lates;
};

/* Copy the database and hold it against the options: ERR_USAGE when they are others, ERR_DATA or ERR_STATE when it cannot be gone on with. */
int earlier_open(struct earlier *, struct store **, const struct assay_options *, struct err *);

/* Put its sources before those of the list, which is the caller's before and after, also on failure. */
int earlier_sources(struct earlier *, struct source_list *, struct err *);

/* What is known of them, into an opened feed, which then starts behind them. */
int earlier_records(struct earlier *, struct feed *, struct err *);

int earlier_fields(struct earlier *, struct fields *, struct err *);
int earlier_late_fields(struct earlier *, struct fields *, struct err *);

/* What its first records were recognised as; where it had none, `found` is left as it is. */
int earlier_corpus(struct earlier *, struct corpus *found, struct err *);

/* Into opened, empty sets of the first pass. */
int earlier_states(struct earlier *, struct state_set *, struct err *);

void earlier_release(struct earlier *);

/* Keep in a store what the functions above take out. columns: those that a row has. */
int earlier_keep(struct store *, const struct assay_options *, const struct corpus *, size_t columns, const struct state_set *exact,
		 const struct state_set *ordered, struct err *);

#endif
