/* spill: the rows again, narrow, for the second and third pass.
 *
 * Each batch of the first pass leaves, for every column, a kind and a 64-bit key a cell (see batch.h: the bits of the double for
 * numbers and times, the text's hash for the rest) in an unlinked temporary file. Reading it back is a few times
 * faster than SQLite rows and gives the same batches in the same order. About 9 bytes a cell that is not all absent.
 *
 *   file    block  block  block …          one a batch
 *   block   for each present column: kind[rows] · key[rows]
 *   index   rows, first_row, source, columns present, file offset       in memory, 40 bytes a block + 4 a column
 *
 * Appending is for one thread; reading for any number at once (pread). The spill owns the file and the index.
 */
#ifndef ASSAY_STORE_SPILL_H
#define ASSAY_STORE_SPILL_H

#include "base/err.h"
#include "table/batch.h"

struct spill;

/* A file in `directory` (NULL: TMPDIR or /tmp), unlinked at once. */
int spill_create(struct spill **out, const char *directory, struct err *);
int spill_append(struct spill *, const struct batch *, struct err *);
size_t spill_blocks(const struct spill *);

/* Block `i` as a batch of pass `pass`: kind, key, and number where the kind has one. wanted[c] false: column c is left
 * out (kind NULL) and not read; wanted NULL: all. *out is the caller's. */
int spill_read(const struct spill *, size_t i, int pass, const bool *wanted, size_t columns, struct batch **out, struct err *);
uint64_t spill_bytes(const struct spill *);
void spill_free(struct spill *);	/* NULL is fine */

#endif
