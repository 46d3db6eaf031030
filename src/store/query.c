/* query: one read-only statement over a database file, for people who look into an audit.
 *
 * Takes a path and a text that nobody vouched for; prints to a FILE. The file is opened read-only and guard.h lets
 * through nothing but reading. The database may be hostile as well: its schema is not trusted. Owns its connection for the time of the call.
 */
#include "store/store.h"

#include "store/guard.h"
#include "store/print.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUSY_MILLISECONDS = 2000 };

static int (*const print[])(sqlite3_stmt *, FILE *) = {
	[QUERY_TABLE] = print_table, [QUERY_CSV] = print_csv, [QUERY_JSON] = print_json,
};

/* SQLite would open a directory, wait on a pipe, or see an option in "file:…" or ":memory:": look first, and give it an
 * absolute path. */
static char *path_check(const char *path, struct err *e)
{
	struct stat st;
	char *real;

	if (stat(path, &st))
		err_set(e, ERR_INPUT, "opening %s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(e, ERR_INPUT, "opening %s: it is not a regular file", path);
	else if (st.st_size == 0)
		err_set(e, ERR_INPUT, "opening %s: the file is empty, not an SQLite database", path);
	else if ((real = realpath(path, NULL)))
		return real;
	else
		err_set(e, ERR_INPUT, "opening %s: %s", path, strerror(errno));
	return NULL;
}

static int open_fail(sqlite3 *db, const char *path, struct err *e)
{
	if (!db || sqlite3_errcode(db) == SQLITE_NOMEM)
		return err_nomem(e);
	if (sqlite3_errcode(db) == SQLITE_NOTADB)
		return err_set(e, ERR_INPUT, "opening %s: the file is not an SQLite database", path);
	return err_set(e, ERR_INPUT, "opening %s: %s", path, sqlite3_errmsg(db));
}

/* *db is the caller's to close, also after an error. */
static int reader_open(sqlite3 **db, const char *path, struct err *e)
{
	char *real = path_check(path, e);
	int code;

	if (!real)
		return -1;
	code = sqlite3_open_v2(real, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
	free(real);
	if (code != SQLITE_OK)
		return open_fail(*db, path, e);
	sqlite3_busy_timeout(*db, BUSY_MILLISECONDS);
	/* The first read tells whether this is a database. */
	if (sqlite3_exec(*db, "PRAGMA cell_size_check=ON; SELECT count(*) FROM sqlite_master", NULL, NULL, NULL) != SQLITE_OK)
		return open_fail(*db, path, e);
	return 0;
}

int store_query(const char *path, const char *sql, enum query_format format, FILE *out, struct err *e)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	struct guard guard;
	int code, failed;

	failed = reader_open(&db, path, e);
	if (!failed) {
		guard_enter(&guard, db, path, 0);
		failed = guard_prepare(&guard, sql, &statement, e);
	}
	if (!failed) {
		code = print[format](statement, out);
		if (fflush(out) || ferror(out))
			failed = err_set(e, ERR_STORE, "writing the result: %s", strerror(errno));
		else if (code == SQLITE_NOMEM)
			failed = err_nomem(e);
		else if (code != SQLITE_DONE)
			failed = guard_fail(&guard, e);
	}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return failed ? -1 : 0;
}
