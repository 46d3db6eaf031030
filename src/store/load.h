/* load: what the files of the store share. Private to src/store.
 *
 *   store.c   open, commit, close                              fields.c      column names, the tables data, data_2 …
 *   load.c    rows, places, rejects, sources into tables       statements.c  statements and errors
 *   rows.c    reading rows back                                reopen.c      an earlier audit's database
 *   kinds.c   kinds of cells, and rows as a spill              state.c       saved states, and what the run was
 *   bulk.c    rows as pages, past SQLite; pages.c, page_tree.c
 *
 *   field    0 1 2 … 1997 | 1998 … 3995 | …        names as the data has them and as SQLite has them
 *   table    data           data_2        …        fields[first, first + columns); one INSERT each, from the feed
 *
 * struct store owns everything in it but feed.batch, which is borrowed for one store_append.
 */
#ifndef ASSAY_STORE_LOAD_H
#define ASSAY_STORE_LOAD_H

#include "store/pages.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <sys/stat.h>

/* SQLite allows 2000 columns a table and a result; two are left for the rowid and one more in a user's SELECT. */
enum { DATA_COLUMNS_MAX = 1998 };

/* Bytes of a name that SQLite sees; assay_column has the whole. */
enum { COLUMN_NAME_BYTES = 1000 };

struct field {
	char *name;	/* as in the data */
	char *column;	/* as in SQLite: unique without regard to case */
};

struct data_table {
	char name[32];
	size_t first, columns;		/* what the table in the database has now */
	sqlite3_stmt *insert;		/* all rows of the feed, once */
	sqlite3_stmt *read[2];		/* one row by rowid; two, so that two rows can be compared */
	struct page_tree tree;		/* while pages are written */
};

/* The batch that the virtual table batch_feed shows. */
struct feed {
	const struct batch *batch;
	size_t first;	/* batch column that is c0 */
	size_t row;
};

enum statement {
	ADD_COLUMN, FIND_COLUMN, ADD_PLACE, FIND_PLACE, ADD_REJECT, SET_SOURCE, SET_RUN, GET_RUN, ADD_KIND, ADD_STATE, DROP_STATE, GET_STATE,
	WIDEN_TABLE, STATEMENTS
};

/* See bulk.c; a store that loads by SQL starts at the end. */
enum load { LOAD_BEGINS, LOAD_PAGES, LOAD_ENDED };

struct store {
	sqlite3 *db;			/* NULL after store_commit of a named store */
	enum store_way way;
	enum load load;
	int fd;				/* of the database, beside SQLite's, whose locks go when it is closed: so closed after those; or -1 */
	struct page_file file;
	char *name;			/* for errors: the path as given, or "a temporary database in DIR" */
	char *path;			/* the final file, resolved; NULL: temporary */
	char *building;			/* the file beside it; NULL: none that must be removed */
	bool broken;			/* something failed: never commit */
	sqlite3_stmt *statement[STATEMENTS];
	struct field *field;
	size_t fields, room, created;	/* fields[0, created) are in tables */
	size_t width;			/* fields a table */
	struct data_table *table;
	size_t tables;
	struct feed feed;
	uint64_t rows;
	uint32_t place_source;		/* of the last row */
	uint64_t place_line;		/* 0: no row yet */
	struct stat *from;		/* of the file that was copied, when it is to be replaced; else NULL */
};

/* store.c */
int store_named_create(struct store *, const char *path, char **file, struct err *);	/* the empty file beside the path */
int store_database_open(struct store *, const char *file, struct err *);		/* and its settings */

/* statements.c */
int store_fail(struct store *, const char *doing, struct err *);	/* the connection's error; breaks the store */
int store_check(struct store *, struct err *);				/* open and not broken, or an error */
int store_exec(struct store *, const char *sql, struct err *);
int store_prepare(struct store *, const char *sql, sqlite3_stmt **, struct err *);
sqlite3_stmt *store_statement(struct store *, enum statement, struct err *);	/* reset, parameters NULL; NULL on error */
int store_run(struct store *, sqlite3_stmt *, struct err *);		/* step to the end, reset */
int bind_bytes(sqlite3_stmt *, int parameter, const char *bytes, size_t n);	/* TEXT if it is UTF-8, else BLOB; NULL is NULL */

/* fields.c */
int tables_sync(struct store *, size_t fields, struct err *);	/* so many fields have their columns, and `data` exists */
int tables_load(struct store *, struct err *);	/* fields and tables as the database has them */
void fields_free(struct store *);

/* load.c */
int feed_register(struct store *, struct err *);
bool integer_read(const char *text, size_t n, int64_t *out);	/* up to 18 digits with blanks around them; false for any other text */
int row_too_long(const struct store *, uint64_t row, struct err *);

/* bulk.c */
int pages_ready(struct store *, const struct batch *, struct err *);	/* begin, or end where the batch cannot be taken so */
int pages_append(struct store *, const struct batch *, struct store_pages *, struct err *);	/* while LOAD_PAGES; empties the pages */
int load_end(struct store *, struct err *);				/* once; everything is SQLite's from here on */

#endif
