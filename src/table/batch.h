/* batch: N rows, one column after another: what a parser gives and an analysis takes.
 *
 *   column c   kind[]    I  R  E  T  …     enum cell_kind; says which of the others to read
 *              number[]  3  .5 0  0  …     numbers, times (microseconds), booleans (0/1); 0 elsewhere
 *              key[]     ·  ·  0  h  …     64 bits that stand for the cell: see below
 *              text[]    ··········        offset and length in batch.bytes (first pass only, else NULL)
 *
 * key: equal cells have equal keys. Missing: 0. Otherwise hash_bytes() of the cell's text as it was read.
 * In a batch of the second or third pass (batch.pass > 1) a cell of a number or time kind has the bits of its
 * double as its key (with -0 made 0), and text and line are NULL: those batches come from the spill, not the file.
 *
 * Columns are global: column[c] is the same field in every batch, in the order in which fields first appear in
 * the data. A batch knows `columns` of them; a field that its rows do not have has kind == NULL (all ABSENT).
 *
 * The batch owns its arrays through `arena`; views are valid until batch_free().
 */
#ifndef ASSAY_TABLE_BATCH_H
#define ASSAY_TABLE_BATCH_H

#include "base/arena.h"
#include "table/cell.h"

#include <string.h>

struct cell_text {
	uint32_t at, bytes;	/* batch.bytes[at, at + bytes) */
};

struct number_block;

struct column {
	const uint8_t *kind;		/* NULL: absent in all rows of this batch, and the others are NULL too */
	const double *number;
	const uint64_t *key;
	const struct cell_text *text;	/* first pass only */
	const uint32_t *code;		/* pass 2, categories, label, prediction with a whole dictionary: its place there, CODE_NONE if missing */
	const struct number_block *block;	/* pass 2: the numbers in blocks, see analyse/correlation.h; NULL: not made */
};

#define CODE_NONE UINT32_MAX

/* A record that could not be kept. */
struct reject {
	struct reject *next;
	uint64_t line;		/* where the record starts, 1-based */
	const char *reason;	/* a sentence without full stop: "3 fields where the header has 2" */
	const char *bytes;	/* the raw record, cut to REJECT_BYTES */
	size_t length;		/* of bytes */
	size_t whole;		/* length before the cut */
};

enum { REJECT_BYTES = 1000 };

struct batch {
	struct batch *next;		/* a chunk may give several: BATCH_CELLS bounds rows × columns of one */
	int pass;
	uint64_t first_row;		/* dataset row number of row 0; rows count from 1, as rowid does */
	uint32_t source;		/* index in the run's source list */
	size_t rows;
	size_t columns;
	const struct column *column;
	const char *bytes;		/* what text[] points into */
	bool plain;			/* all texts are known to be printable ASCII, tabs and line ends, so that a byte is a character */
	bool trimmed;			/* it is known that no present cell's text has blanks at its ends */
	const uint64_t *line;		/* line of each row in its source, 1-based; first pass only */

	const char *const *name;	/* of column[]: as the parser made them (JSON: in order of first appearance in this batch), and once the
					 * columns are global those of all fields; NULL from the second pass on */

	/* As the parser made it. */
	struct reject *rejects;		/* in line order; only on the first batch of a chunk */
	uint64_t rejected;		/* how many */
	struct arena arena;
};

enum { BATCH_CELLS = 2 * 1024 * 1024 };

/* The key of a cell from the second pass on, under which numbers that are written differently are one. */
static inline uint64_t spilled_key(uint8_t kind, double number, uint64_t key)
{
	if (!cell_is_number(kind) && !cell_is_time(kind))
		return key;
	number += 0.0;		/* -0 is 0 */
	memcpy(&key, &number, sizeof key);
	return key;
}

/* A zeroed batch on the heap; NULL when there is no memory. */
struct batch *batch_new(void);

/* Free a batch and all that follow it by `next`; NULL is fine. */
void batch_free(struct batch *);

#endif
