/* query: one read-only statement over a database file, for people who look into an audit.
 *
 * Takes a path and a text that nobody vouched for; prints to a FILE. The file is opened read-only and an authorizer lets
 * through nothing but reading: no writes, PRAGMAs, ATTACH (which could make files) or extensions (which could run code).
 * The database may be hostile as well: its schema is not trusted. Owns its connection for the time of the call.
 */
#include "store/store.h"

#include "base/arena.h"
#include "base/nearest.h"
#include "store/print.h"
#include "store/text.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUSY_MILLISECONDS = 2000, CANDIDATES_MAX = 20000, NEAREST = 3 };

static int (*const print[])(sqlite3_stmt *, FILE *) = {
	[QUERY_TABLE] = print_table, [QUERY_CSV] = print_csv, [QUERY_JSON] = print_json,
};

/* What the authorizer refuses, as people call it. Any other action is refused as "this". */
static const struct {
	int action;
	const char *name;
} refusable[] = {
	{ SQLITE_INSERT, "INSERT" }, { SQLITE_UPDATE, "UPDATE" }, { SQLITE_DELETE, "DELETE" }, { SQLITE_ATTACH, "ATTACH" },
	{ SQLITE_DETACH, "DETACH" }, { SQLITE_PRAGMA, "PRAGMA" }, { SQLITE_TRANSACTION, "a transaction" },
	{ SQLITE_SAVEPOINT, "a savepoint" }, { SQLITE_ANALYZE, "ANALYZE" }, { SQLITE_REINDEX, "REINDEX" },
	{ SQLITE_ALTER_TABLE, "ALTER TABLE" },
};

static bool is_schema(const char *object)
{
	return object && (sqlite3_stricmp(object, "sqlite_master") == 0 || sqlite3_stricmp(object, "sqlite_temp_master") == 0);
}

static const char *refusal_name(int action, const char *object)
{
	/* CREATE and DROP first ask to write the schema table. */
	if (is_schema(object))
		return "a change of the schema";
	for (size_t i = 0; i < sizeof refusable / sizeof *refusable; i++)
		if (refusable[i].action == action)
			return refusable[i].name;
	return "this";
}

static int authorize(void *refused, int action, const char *a, const char *b, const char *database, const char *trigger)
{
	(void)database;
	(void)trigger;
	/* Asked for when json_each and its like are set up; SQLite itself lets no statement update this table. */
	if (action == SQLITE_UPDATE && is_schema(a))
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		/* SQLite's own message names the function. */
		if (sqlite3_stricmp(b, "load_extension") == 0 || sqlite3_stricmp(b, "fts3_tokenizer") == 0)
			return SQLITE_DENY;
		return SQLITE_OK;
	default:
		if (!*(const char **)refused)
			*(const char **)refused = refusal_name(action, a);
		return SQLITE_DENY;
	}
}

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
	sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* "no_such" in double quotes is an error, not a text. */
	sqlite3_db_config(*db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_limit(*db, SQLITE_LIMIT_ATTACHED, 0);
	/* The first read tells whether this is a database. */
	if (sqlite3_exec(*db, "PRAGMA cell_size_check=ON; SELECT count(*) FROM sqlite_master", NULL, NULL, NULL) != SQLITE_OK)
		return open_fail(*db, path, e);
	return 0;
}

/* The names of all columns, or of all tables, in the arena. */
static const char **names_list(sqlite3 *db, bool columns, struct arena *arena, size_t *count)
{
	const char **names = arena_take(arena, CANDIDATES_MAX * sizeof *names);
	sqlite3_stmt *list;

	*count = 0;
	if (!names ||
	    sqlite3_prepare_v2(db, columns ? "SELECT DISTINCT c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
					     " WHERE m.type IN ('table', 'view')"
					   : "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
			       -1, &list, NULL) != SQLITE_OK)
		return NULL;
	while (*count < CANDIDATES_MAX && sqlite3_step(list) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(list, 0);
		const char *copy = name ? arena_copy(arena, name, strlen(name)) : NULL;

		if (copy)
			names[(*count)++] = copy;
	}
	sqlite3_finalize(list);
	return names;
}

/* After "no such column: x": names near x, behind the sentence that is already in e. */
static void nearest_add(sqlite3 *db, const char *message, struct err *e)
{
	static const char *const starts[] = { "no such table: ", "no such column: " };
	const char *word = NULL, *near[NEAREST], **names, *dot;
	struct arena arena = { .used = 0 };
	size_t count, found, used = strlen(e->text);
	bool columns = false;

	for (int i = 0; i < 2 && !word; i++) {
		columns = i == 1;
		word = strncmp(message, starts[i], strlen(starts[i])) == 0 ? message + strlen(starts[i]) : NULL;
	}
	if (!word)
		return;
	dot = strrchr(word, '.');
	sqlite3_set_authorizer(db, NULL, NULL);
	names = names_list(db, columns, &arena, &count);
	found = names ? nearest_words(dot ? dot + 1 : word, names, count, near, NEAREST) : 0;
	for (size_t i = 0; i < found && used < sizeof e->text; i++)
		used += (size_t)snprintf(e->text + used, sizeof e->text - used, "%s%s", i ? ", " : "; did you mean ", near[i]);
	if (found > 0 && used + 1 < sizeof e->text)
		memcpy(e->text + used, "?", 2);
	arena_release(&arena);
}

static int query_fail(sqlite3 *db, const char *path, const char *refused, struct err *e)
{
	char *message;

	if (sqlite3_errcode(db) == SQLITE_NOMEM)
		return err_nomem(e);
	if (refused)
		return err_set(e, ERR_USAGE, "%s: a query only reads, %s is refused", path, refused);
	message = sqlite3_mprintf("%s", sqlite3_errmsg(db));
	err_set(e, ERR_USAGE, "%s: %s", path, message ? message : "out of memory");
	if (message)
		nearest_add(db, message, e);
	sqlite3_free(message);
	return -1;
}

/* After the statement only blanks, comments and semicolons may stand. */
static int tail_check(sqlite3 *db, const char *path, const char *tail, struct err *e)
{
	while (*tail) {
		const char *start = tail;
		sqlite3_stmt *another = NULL;
		int code = sqlite3_prepare_v2(db, tail, -1, &another, &tail);

		sqlite3_finalize(another);
		if (code == SQLITE_OK && !another)
			continue;
		start += strspn(start, " \t\r\n;");
		return err_set(e, ERR_USAGE, "%s: one statement at a time; this follows the first: %.*s", path,
			       (int)utf8_border(start, strnlen(start, 60)), start);
	}
	return 0;
}

/* The statement, checked but not yet run; *out is the caller's to finalize, also after an error. */
static int statement_prepare(sqlite3 *db, const char *path, const char *sql, const char **refused, sqlite3_stmt **out,
			     struct err *e)
{
	const char *tail;

	if (sqlite3_prepare_v2(db, sql, -1, out, &tail) != SQLITE_OK)
		return query_fail(db, path, *refused, e);
	if (!*out)
		return err_set(e, ERR_USAGE, "%s: there is no statement in the query", path);
	if (tail_check(db, path, tail, e))
		return -1;
	if (!sqlite3_stmt_readonly(*out) || sqlite3_column_count(*out) == 0)
		return err_set(e, ERR_USAGE, "%s: a query only reads, this statement does something else", path);
	if (sqlite3_bind_parameter_count(*out) > 0)
		return err_set(e, ERR_USAGE, "%s: the query has the parameter %s, which has no value here", path,
			       sqlite3_bind_parameter_name(*out, 1) ? sqlite3_bind_parameter_name(*out, 1) : "?");
	return 0;
}

int store_query(const char *path, const char *sql, enum query_format format, FILE *out, struct err *e)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	const char *refused = NULL;
	int code, failed;

	failed = reader_open(&db, path, e);
	if (!failed) {
		sqlite3_set_authorizer(db, authorize, &refused);
		failed = statement_prepare(db, path, sql, &refused, &statement, e);
	}
	if (!failed) {
		code = print[format](statement, out);
		if (fflush(out) || ferror(out))
			failed = err_set(e, ERR_STORE, "writing the result: %s", strerror(errno));
		else if (code == SQLITE_NOMEM)
			failed = err_nomem(e);
		else if (code != SQLITE_DONE)
			failed = query_fail(db, path, refused, e);
	}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return failed ? -1 : 0;
}
