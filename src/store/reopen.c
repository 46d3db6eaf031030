/* reopen: the database of an earlier audit, copied, so that an audit goes on in the copy and the earlier one stays whole until the rename.
 *
 *   FROM ──checked, held by a read lock──▶ PATH.assay-tmp-PID ──▶ struct store, as if it had just been filled
 *
 * The lock keeps writers out while the file is copied; what they do afterwards is seen by store_commit.
 */
#include "store/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What an audit makes of all its rows, to be made anew. */
static const char derived_drop[] =
	"DROP TABLE IF EXISTS assay_bad_row; DROP TABLE IF EXISTS assay_label_error;"
	"DROP VIEW IF EXISTS assay_duplicates; DROP VIEW IF EXISTS assay_passages;"
	"DROP TABLE IF EXISTS assay_duplicate; DROP TABLE IF EXISTS assay_repeat; DROP TABLE IF EXISTS assay_passage;"
	"DROP TABLE IF EXISTS assay_contamination;";

enum { COPY_BYTES = 1 << 20 };

/* Open for reading, and hold the lock that keeps writers out. The connection, or NULL. */
static sqlite3 *from_hold(const char *from, struct err *e)
{
	static const char wanted[] = "BEGIN; SELECT count(*) FROM sqlite_master";
	sqlite3 *db = NULL;
	int code = sqlite3_open_v2(from, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_exec(db, wanted, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		return db;
	if (!db || code == SQLITE_NOMEM)
		err_nomem(e);
	else if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		err_set(e, ERR_DATA, "%s: this is no database of an audit", from);
	else
		err_set(e, ERR_STORE, "reading %s: %s", from, sqlite3_errmsg(db));
	sqlite3_close_v2(db);
	return NULL;
}

/* A number that a PRAGMA gives, or -1. */
static int pragma_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *row = NULL;
	int number = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW)
		number = sqlite3_column_int(row, 0);
	sqlite3_finalize(row);
	return number;
}

/* Does it keep what there is to go on from? A log beside the file would not be copied. */
static int from_check(const char *from, sqlite3 *db, struct err *e)
{
	struct stat st;
	char *log;
	bool logged;

	if (pragma_number(db, "PRAGMA application_id") != 0x61737379)
		return err_set(e, ERR_DATA, "%s: this is no database of an audit", from);
	if (pragma_number(db, "SELECT count(*) FROM sqlite_master WHERE name IN ('assay_kind', 'assay_state')") != 2)
		return err_set(e, ERR_DATA, "%s: it was made by an earlier version of assay, which kept nothing to append to; audit all files anew",
			       from);
	if (asprintf(&log, "%s-wal", from) < 0)
		return err_nomem(e);
	logged = stat(log, &st) == 0 && st.st_size > 0;
	free(log);
	return logged ? err_set(e, ERR_STORE, "%s: it has changes that lie in its write-ahead log; end the program that made them", from) : 0;
}

static int bytes_write(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t wrote = write(fd, bytes, n);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return -1;
		bytes += wrote;
		n -= (size_t)wrote;
	}
	return 0;
}

static int file_copy(int from, int to, struct store *s, const char *from_name, struct err *e)
{
	char *buffer = malloc(COPY_BYTES);
	ssize_t got = 0;
	int failed = buffer ? 0 : err_nomem(e);

	while (!failed && ((got = read(from, buffer, COPY_BYTES)) > 0 || (got < 0 && errno == EINTR)))
		if (got > 0 && bytes_write(to, buffer, (size_t)got) < 0)
			failed = err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	if (!failed && got < 0)
		failed = err_set(e, ERR_STORE, "reading %s: %s", from_name, strerror(errno));
	free(buffer);
	return failed;
}

/* The copy, and what the file was, if it is the one to be replaced. */
static int from_copy(struct store *s, const char *from, const char *file, struct err *e)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(file, O_WRONLY | O_CLOEXEC), failed;
	struct stat st, target;

	if (in < 0 || fstat(in, &st) < 0)
		failed = err_set(e, ERR_STORE, "reading %s: %s", from, strerror(errno));
	else if (out < 0)
		failed = err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	else
		failed = file_copy(in, out, s, from, e);
	if (!failed && stat(s->path, &target) == 0 && target.st_dev == st.st_dev && target.st_ino == st.st_ino) {
		s->from = malloc(sizeof *s->from);
		if (s->from)
			*s->from = st;
		failed = s->from ? 0 : err_nomem(e);
	}
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0 && !failed)
		failed = err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	return failed;
}

/* How many rows there are: the sources tell it, and the last row of `data` must be that one. */
static int rows_count(struct store *s, struct err *e)
{
	static const char counts[] = "SELECT (SELECT coalesce(sum(rows), 0) FROM assay_source), (SELECT coalesce(max(rowid), 0) FROM data)";
	sqlite3_stmt *row;
	int failed = store_prepare(s, counts, &row, e);

	if (failed)
		return -1;
	if (sqlite3_step(row) != SQLITE_ROW)
		failed = store_fail(s, "reading", e);
	else if (sqlite3_column_int64(row, 0) != sqlite3_column_int64(row, 1))
		failed = err_set(e, ERR_DATA, "%s: it has other rows than the audit stored; audit all files anew", s->name);
	else
		s->rows = (uint64_t)sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return failed ? -1 : 0;
}

/* What stands in the copy about all rows will be written anew. Whatever else somebody has put into the schema stays, and is not run. */
static int copy_open(struct store *s, const char *file, struct err *e)
{
	if (store_database_open(s, file, e))
		return -1;
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return store_exec(s, "PRAGMA trusted_schema=OFF; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE", e) || store_exec(s, derived_drop, e) ||
		rows_count(s, e) || tables_load(s, e) ? -1 : 0;
}

int store_reopen(struct store **out, const char *from, const char *path, struct err *e)
{
	struct store *s = calloc(1, sizeof *s);
	char *file = NULL;
	sqlite3 *held = NULL;
	int failed;

	*out = NULL;
	if (!s)
		return err_nomem(e);
	s->fd = -1;
	s->way = STORE_BY_SQL;	/* the pages that are there are SQLite's */
	s->load = LOAD_ENDED;
	if (access(from, R_OK) < 0)	/* SQLite would only say that it is unable to open it */
		failed = err_set(e, ERR_INPUT, "%s: %s", from, strerror(errno));
	else
		failed = store_named_create(s, path, &file, e);	/* opens and closes the file, which would give up the lock */
	if (!failed)
		failed = (held = from_hold(from, e)) ? from_check(from, held, e) || from_copy(s, from, file, e) : -1;
	sqlite3_close_v2(held);
	if (!failed)
		failed = copy_open(s, file, e);
	free(file);
	if (failed) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

uint64_t store_rows(const struct store *s)
{
	return s->rows;
}

size_t store_columns(const struct store *s)
{
	return s->fields;
}

const char *store_column_name(const struct store *s, size_t column)
{
	return s->field[column].name;
}
