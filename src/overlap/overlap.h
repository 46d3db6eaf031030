/* overlap: what documents have in common: duplicates, near-duplicates, repeated lines and passages, evaluation sets that stand in the data.
 * Runs when the data lies in the database.
 *
 *   documents ──threads: tokens, hashes, signatures──▶ shuffles (hash, row), in temporary files when many
 *   exact           equal hashes of the text, and of its tokens: 128 bits, taken for equality
 *   near            a shared band ─▶ candidate pairs ─▶ read again, exact Jaccard ─▶ the row joins the nearest representative
 *   lines           equal hashes of lines and paragraphs
 *   passages        shared fingerprints (winnowing) ─▶ windows of PASSAGE_TOKENS around them ─▶ runs of equal windows, compared token by token
 *   contamination   n-grams of items ─▶ a Bloom filter ─▶ n-grams of documents that may be among them ─▶ joined, longest runs
 *
 *   documents.c rows as texts · workers.c threads · scan.c all of a document that later steps need · order.c shuffles in the order of rows
 *   exact.c near.c clusters.c lines.c passages.c contamination.c matches.c, one a step · tables.c what is kept for queries
 *
 * Clusters. Rows are taken in their order. A row that repeats an earlier one as a whole goes where that one goes. Any other is
 * compared with the representatives of the rows that it shares a band with, and joins the one that it is most similar to (the
 * first of equals) if that is at least near_settings.jaccard; else it may become a representative itself. So every edge is
 * verified, every dropped row has a kept one that it is similar to, and a cluster is no chain.
 *
 * Tables for people: assay_duplicate, assay_repeat, assay_passage, assay_contamination, and views with files and lines (tables.c).
 *
 * Memory: a shuffle keeps 16 MiB, and of what is beyond one of 256 parts at a time (24 bytes an entry, twice while it is sorted; a line
 * that all documents have puts all its entries into one part); an index of a fifth of a byte an entry; a bit a row; some 100 bytes a
 * token of the document at hand; the tables are SQLite's. In temporary files, a document: 24 bytes for each of its
 * lines and paragraphs, for each band, and for 2 in 27 of its tokens, and 48 more. The result does not depend on threads.
 */
#ifndef ASSAY_OVERLAP_OVERLAP_H
#define ASSAY_OVERLAP_OVERLAP_H

#include "analyse/overlap_found.h"
#include "store/store.h"

enum overlap_level { OVERLAP_NONE, OVERLAP_EXACT, OVERLAP_NEAR };

/* An evaluation set, read into a store of its own. */
struct evaluation {
	const char *name;		/* its file */
	struct store *store;
	const char *const *column;	/* names */
	size_t columns;
	uint64_t rows;
};

struct overlap_request {
	const struct plan *plan;	/* columns, rows; corpus NULL: only records are looked at */
	struct store *store;		/* loaded */
	unsigned threads;
	enum overlap_level level;	/* of documents */
	struct near_settings documents;
	const size_t *record;		/* columns whose texts make a record; NULL: none */
	size_t record_columns;
	struct near_settings records;
	const struct evaluation *against;
	size_t against_count;
	size_t split;			/* column that says which split a row is of; NO_COLUMN: none */
	bool split_sources;		/* each source is a split */
	const char *const *source;	/* names of sources */
	size_t sources;
	unsigned ngram;			/* tokens of an n-gram that contaminates */
};

/* Is there anything to do? */
bool overlap_wanted(const struct overlap_request *);

/* Starts from a zeroed struct; overlap_found_release also after a failure. */
int overlap_find(struct overlap_found *, const struct overlap_request *, struct err *);

#endif
