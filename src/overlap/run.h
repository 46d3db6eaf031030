/* run: what the steps of one look for overlaps share, of documents or of records. Private to src/overlap.
 *
 * Owns everything but the request and what was found. Working tables are temporary ones of the connection: overlap_copy, overlap_near.
 */
#ifndef ASSAY_OVERLAP_RUN_H
#define ASSAY_OVERLAP_RUN_H

#include "base/rowset.h"
#include "overlap/overlap.h"
#include "overlap/scan.h"

struct run {
	const struct overlap_request *in;
	struct overlap_found *out;
	struct duplicates *found;
	const char *unit;		/* "document", "record" */
	sqlite3 *db;
	const char **name;		/* of all columns */
	struct documents documents;
	struct document_reader reader;
	struct tokens tokens;		/* of the document that was read last */
	struct scan scan;
	struct rowset exact, copies;	/* rows that repeat an earlier one: byte by byte; token by token */
	struct rowset dropped;		/* copies, and those that are near to a representative */
};

/* tables.c */
int run_fail(const struct run *, struct err *);
int run_exec(const struct run *, const char *sql, struct err *);
int run_prepare(const struct run *, const char *sql, sqlite3_stmt **out, struct err *);
int run_step(const struct run *, sqlite3_stmt *, struct err *);	/* a statement without rows: to its end, and reset */
int tables_begin(const struct run *, struct err *);
int tables_views(const struct run *, struct err *);

/* The document of a row: its text, malloc'd, and its tokens in run->tokens. */
int run_read(struct run *, uint64_t row, char **text, size_t *bytes, struct err *);

/* A text for the report, cut at `most` bytes, with "…" where it is cut; in the arena of what was found. NULL: no memory. */
const char *run_text(struct run *, const char *text, size_t bytes, size_t most);

int exact_find(struct run *, struct err *);
int near_find(struct run *, struct err *);
int clusters_make(struct run *, struct err *);
int lines_find(struct run *, bool paragraphs, struct err *);
int passages_find(struct run *, struct err *);

enum { TEXT_SHOWN = 200, TEXT_KEPT = 2000 };	/* bytes of a repeat in the report and in the table */

#endif
