/* store: the SQLite database that an audit fills, and that users query afterwards.
 *
 *   data           one column a field, rowid = dataset row number; a cell is NULL (missing), INTEGER, REAL or TEXT.
 *   data_2 …       the fields past DATA_COLUMNS_MAX of `data`, same rowid
 *   assay_source   id, path, format, encoding, compression, bytes, hash, rows, rejected
 *   assay_place    row, source, line: one entry where the run of consecutive lines breaks (row → source:line, see store_place)
 *   assay_reject   source, line, reason, raw, bytes
 *   assay_run      key, value: version, layout, options, columns, report
 *   assay_kind     first_row, rows, source, kinds, digest: what kind each cell is, packed, for an audit that appends (src/store/kinds.c)
 *   assay_state    name, version, part, length, bytes: the saved states of the first pass, for the same
 *   assay_bad_row  rule, column_name, row: what rules on rows found (src/check); only where there are such rules
 *   assay_label_error  row, given, suggested, scores, ways: rows whose label is likely to be wrong (src/analyse/label_error_table.h)
 *
 * Built beside its final name ("NAME.assay-tmp-PID"), in one transaction, and renamed by store_commit: a killed run
 * leaves the old file or none. store_create first removes such leftovers of dead processes.
 * Without a path the database lies in a temporary directory and is unlinked at once where the system can.
 * One thread at a time may use a store. It owns its connection and its temporary files.
 */
#ifndef ASSAY_STORE_STORE_H
#define ASSAY_STORE_STORE_H

#include "base/err.h"
#include "table/batch.h"

struct store;

/* How rows get into the file: as pages of its format that are made here, by any number of threads, or by SQLite. Queries cannot tell. */
enum store_way { STORE_BY_PAGES, STORE_BY_SQL };

/* path NULL: temporary. */
int store_create(struct store **out, const char *path, enum store_way, struct err *);

/* The database of an earlier audit, to be gone on with: a copy of `from`, built beside `path` and renamed to it as above; `from` stays as it is
 * until then. Its rows, columns and rejects are there; what depends on all rows (assay_bad_row, assay_state) is not. ERR_DATA when `from`
 * is no database that store_commit has made, or is being written to. store_commit fails if another process has replaced `from` meanwhile
 * and `path` is that file. Rows that come go in by SQL. */
int store_reopen(struct store **out, const char *from, const char *path, struct err *);

uint64_t store_rows(const struct store *);
size_t store_columns(const struct store *);
const char *store_column_name(const struct store *, size_t);	/* as in the data */

/* Take out the columns from `kept` on, which no row has. */
int store_drop_columns(struct store *, size_t kept, struct err *);

/* A column that appears for the first time gets the next place; columns may be added until store_commit.
 * Any name is legal: SQLite's case-insensitive clash with an earlier one, or an empty one, gets a suffix; the original
 * name stays in assay_column (id, name, table_name, column_name). */
int store_add_column(struct store *, const char *name, struct err *);

/* The rows of one batch (global columns), whose first_row must follow the last appended row. */
int store_append(struct store *, const struct batch *, struct err *);

/* The same in two steps, of which the first may be done by any thread, while others append: *out is for store_append_encoded, which takes
 * it, or store_pages_free; NULL where there is nothing to make. The batch has its first_row and global columns. */
struct store_pages;
int store_encode(const struct store *, const struct batch *, struct store_pages **out, struct err *);
int store_append_encoded(struct store *, const struct batch *, struct store_pages *, struct err *);
void store_pages_free(struct store_pages *);	/* NULL is fine */

/* The kinds of the batch's cells, for store_spill. Only a named store keeps them. */
int store_kinds(struct store *, const struct batch *, struct err *);

/* Put all stored rows into a spill, batch by batch as they came. ERR_DATA when they are not what was stored. */
struct spill;
int store_spill(struct store *, struct spill *, struct err *);

/* A batch's rejects. */
int store_reject(struct store *, uint32_t source, const struct reject *, struct err *);

struct store_source {
	const char *path, *format, *encoding, *compression;
	uint64_t bytes, hash, rows, rejected;
};
int store_source(struct store *, uint32_t id, const struct store_source *, struct err *);

/* Each source, and each one's first `most` rejects, in order. What the callbacks get is only theirs for the call; they give 0 or -1. */
typedef int each_source(void *context, uint32_t id, const struct store_source *, struct err *);
typedef int each_reject(void *context, const struct reject *, struct err *);
int store_sources(struct store *, each_source *, void *context, struct err *);
int store_rejects(struct store *, uint32_t source, size_t most, each_reject *, void *context, struct err *);

/* Everything is loaded: write what is buffered, make rows readable by the calls below. (They do it themselves, and rows may still follow,
 * but by SQLite then.) */
int store_finish_load(struct store *, struct err *);

/* Where a row came from; 0, or -1 when there is no such row. */
int store_place(struct store *, uint64_t row, uint32_t *source, uint64_t *line, struct err *);

/* The text of a cell, as SQLite prints it; *out is malloc'd, NULL for a missing cell. */
int store_cell(struct store *, uint64_t row, size_t column, char **out, struct err *);

/* A whole row as {"name": "text", …} in malloc'd JSON, values cut to `value_bytes` characters. */
int store_row(struct store *, uint64_t row, size_t value_bytes, char **out, struct err *);

/* Are these rows equal in every column? 1, 0, or -1. */
int store_rows_equal(struct store *, uint64_t a, uint64_t b, struct err *);

/* The connection, for the joins of accuracy.reference; borrowed. */
struct sqlite3;
struct sqlite3 *store_connection(struct store *);

/* Keep "report" and the like. */
int store_run_value(struct store *, const char *key, const char *value, struct err *);
/* What was kept, malloc'd; NULL when there is no such key. */
int store_run_get(struct store *, const char *key, char **value, struct err *);

/* Bytes of any length under a name, in place of those that were there, with their version. store_state_get: malloc'd; NULL when there is no
 * such name. */
int store_state_put(struct store *, const char *name, unsigned version, const void *bytes, size_t n, struct err *);
int store_state_get(struct store *, const char *name, unsigned *version, unsigned char **bytes, size_t *n, struct err *);

/* End the transaction, sync, rename. For a temporary store: nothing to keep. */
int store_commit(struct store *, struct err *);

/* Close; what was not committed disappears. NULL is fine. */
void store_close(struct store *);

/* assay query: run one read-only statement over a database and print the result.
 * Writes, ATTACH, PRAGMA and the like are refused by an authorizer. */
enum query_format { QUERY_TABLE, QUERY_CSV, QUERY_JSON };
#include <stdio.h>
int store_query(const char *path, const char *sql, enum query_format, FILE *, struct err *);

#endif
