/* json_rows: records whose keys are not known beforehand, gathered cell by cell and laid out as a batch.
 *
 *   row_start ── path, put, path, put … ── row_keep          cells in a list: (row, column, kind, number, text)
 *                                      └── row_undo          the row was never there
 *   flush ──▶ batch: one array a column, exactly as long as there are rows; what was not put is CELL_ABSENT
 *
 * A path is a flattened key, "a.b"; it gets a column when the first cell is put under it, so columns are in order of
 * first appearance. Records mostly have the keys of the record before in the same order: each step first compares
 * with the path that followed there, and hashes only when that was another.
 * Owns all that it gathers; a flushed batch owns its copy.
 */
#ifndef ASSAY_PARSE_JSON_ROWS_H
#define ASSAY_PARSE_JSON_ROWS_H

#include "base/err.h"
#include "table/batch.h"

enum {
	JSON_ROOT = 0,				/* the path of the record itself */
	JSON_PATHS_BYTES = 64 * 1024 * 1024,	/* names of one batch; keys over keys multiply */
};

struct json_rows;

struct json_rows *json_rows_new(void);		/* NULL when there is no memory */
void json_rows_free(struct json_rows *);	/* NULL is fine */

/* Rows kept and not yet flushed; bytes of their texts. */
size_t json_rows_count(const struct json_rows *);
size_t json_rows_text(const struct json_rows *);

void json_row_start(struct json_rows *);

/* The path of a key (NUL-terminated) within the object at `parent`. */
int json_row_path(struct json_rows *, uint32_t parent, const char *key, uint32_t *path, struct err *);

/* A cell of the row; a later one under the same path replaces it. The text is copied. */
int json_row_put(struct json_rows *, uint32_t path, struct cell, const char *text, size_t bytes, struct err *);

/* Did the row meet a path twice? */
bool json_row_repeats(const struct json_rows *);

/* Is there room for this row beside those that were kept: BATCH_CELLS and JSON_PATHS_BYTES? A first row always may
 * have more than BATCH_CELLS columns. */
bool json_row_fits(const struct json_rows *);

int json_row_keep(struct json_rows *, uint64_t line, struct err *);

/* Forget the row, and the columns that only it had. */
void json_row_undo(struct json_rows *);

/* Forget everything: no rows, columns and paths. */
void json_rows_clear(struct json_rows *);

/* Lay the kept rows out as the batch's columns, and clear. */
int json_rows_flush(struct json_rows *, struct batch *, struct err *);

#endif
