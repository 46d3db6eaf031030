/* reference: the second source. The data's values against those of another file, row by row, joined by a key column.
 *
 *   file ──feed──▶ chunks ──parse──▶ batches ──▶ a temporary store of its own
 *   keys of the data       ──sorted──┐
 *   keys of the reference  ──sorted──┴─merge─▶ pairs of rows ──by our row──▶ cells compared
 *
 * The reference is read and typed as the data is, with the same options. Rows are joined where their keys are equal and occur once
 * on each side; rows whose key repeats on either side, and rows without a key, are counted apart. Two keys are equal, and two
 * cells agree, when they are equal as numbers (1 and 1.0) or as texts (the JSON string "1" and the number 1); two
 * cells agree also when both are missing. Memory does not grow with the rows: SQLite sorts in files.
 * The data's database is only read.
 */
#ifndef ASSAY_ENGINE_REFERENCE_H
#define ASSAY_ENGINE_REFERENCE_H

#include "analyse/accuracy_reference.h"
#include "engine/fields.h"
#include "engine/options.h"
#include "store/store.h"

/* Compare the data, loaded into the store with these fields, with the file (or glob) at `path`. An unknown key is a usage error that suggests
 * near columns. *out starts zeroed, and is the caller's to release, also after a failure. */
int reference_compare(const char *path, const char *key, const struct options *, const struct fields *, struct store *,
		      struct reference_comparison *out, struct err *);

void reference_release(struct reference_comparison *);	/* a zeroed one is fine */

#endif
