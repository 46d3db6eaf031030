/* documents: the stored rows as texts, all of them in order or one by its number.
 *
 *   data, data_2 …  ──SELECT the columns that matter──▶ batches of about DOCUMENTS_BYTES ──document_text──▶ text of a row
 *
 * A row's text is its document, where the dataset is a corpus (corpus.h says what that is for each kind); else the texts of chosen columns
 * with a line end between.
 *
 * struct documents owns its statements, and borrows the rest; one thread at a time walks and seeks. A reader is one thread's: the text is
 * the reader's until its next call.
 */
#ifndef ASSAY_OVERLAP_DOCUMENTS_H
#define ASSAY_OVERLAP_DOCUMENTS_H

#include "base/err.h"
#include "corpus/corpus.h"
#include "table/batch.h"

#include <sqlite3.h>

enum { DOCUMENTS_BYTES = 1 << 20, DOCUMENTS_ROWS = 1024 };

struct documents {
	sqlite3 *db;
	const struct corpus *corpus;	/* NULL: the columns make the text */
	const char *const *name;	/* of all columns */
	size_t columns;
	size_t *column;			/* those that are read, ascending; malloc'd */
	size_t read;
	size_t mark;			/* a column whose text goes along (--split); SIZE_MAX: none */
	sqlite3_stmt *one;		/* the row of a number */
	char *sql;			/* of all rows; sqlite3_malloc'd */
};

struct document_reader {
	struct corpus_reader corpus;
	char *joined;
	size_t room;
};

/* Rows and their texts, for one thread at a time. */
struct block {
	struct batch *batch;
	char *bytes;			/* what the batch's texts lie in */
	size_t number;			/* blocks count from 0 */
};

/* chosen: columns by number, where corpus is NULL. */
int documents_open(struct documents *, sqlite3 *, const char *const *name, size_t columns, const struct corpus *, const size_t *chosen, size_t count,
		   size_t mark, struct err *);
void documents_close(struct documents *);

/* All rows; `each` takes the block and returns 0 or -1. */
int documents_walk(struct documents *, int (*each)(void *, struct block *, struct err *), void *, struct err *);
void block_free(struct block *);	/* NULL is fine */

void document_reader_open(struct document_reader *, const struct documents *);
void document_reader_close(struct document_reader *);

/* The text of a batch's row. */
int document_text(struct document_reader *, const struct documents *, const struct batch *, size_t row, struct span *out, struct err *);
/* What stands in the marked column; at NULL: nothing. */
struct span document_mark(const struct documents *, const struct batch *, size_t row);

/* The text of the row of a number; malloc'd. */
int document_at(struct documents *, struct document_reader *, uint64_t row, char **text, size_t *bytes, struct err *);

#endif
