/* reading: another file, read whole into a temporary store of its own: the reference, the table behind a foreign key.
 *
 *   file ──feed──▶ chunks ──parse──▶ batches ──▶ store
 *
 * It is read and typed as the data is, with the same options. One thread; the reading owns its store.
 */
#ifndef ASSAY_ENGINE_READING_H
#define ASSAY_ENGINE_READING_H

#include "engine/fields.h"
#include "engine/options.h"
#include "store/store.h"

struct reading {
	const struct options *options;	/* given; the rest starts zeroed */
	struct feed feed;
	struct fields fields;
	struct store *store;
	const struct format *format;	/* of the parser */
	void *parser;
	uint64_t rows, rejected;
};

/* Read the file (or glob). */
int reading_run(struct reading *, const char *path, struct err *);

/* Also after a failure. */
void reading_release(struct reading *);

#endif
