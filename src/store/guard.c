/* guard: see guard.h. */
#include "store/guard.h"

#include "base/arena.h"
#include "base/nearest.h"
#include "store/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CANDIDATES_MAX = 20000, NEAREST = 3, CLOCK_STEPS = 10000 };	/* instructions of SQLite between looks at the clock: about 0.1 ms */

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

int guard_fail(const struct guard *g, struct err *e)
{
	int code = sqlite3_errcode(g->db) & 0xff;
	char *message;

	if (code == SQLITE_NOMEM)
		return err_nomem(e);
	if (g->late)
		return err_set(e, ERR_USAGE, "%s: stopped after %g s", g->name, g->seconds);
	if (g->refused)
		return err_set(e, ERR_USAGE, "%s: a query only reads, %s is refused", g->name, g->refused);
	message = sqlite3_mprintf("%s", sqlite3_errmsg(g->db));
	err_set(e, code == SQLITE_FULL || code == SQLITE_IOERR ? ERR_STORE : ERR_USAGE, "%s: %s", g->name, message ? message : "out of memory");
	if (message)
		nearest_add(g->db, message, e);
	sqlite3_free(message);
	return -1;
}

/* After the statement only blanks, comments and semicolons may stand. */
static int tail_check(const struct guard *g, const char *tail, struct err *e)
{
	while (*tail) {
		const char *start = tail;
		sqlite3_stmt *another = NULL;
		int code = sqlite3_prepare_v2(g->db, tail, -1, &another, &tail);

		sqlite3_finalize(another);
		if (code == SQLITE_OK && !another)
			continue;
		start += strspn(start, " \t\r\n;");
		return err_set(e, ERR_USAGE, "%s: one statement at a time; this follows the first: %.*s", g->name,
			       (int)utf8_border(start, strnlen(start, 60)), start);
	}
	return 0;
}

int guard_prepare(struct guard *g, const char *sql, sqlite3_stmt **out, struct err *e)
{
	const char *tail;

	g->refused = NULL;
	if (sqlite3_prepare_v2(g->db, sql, -1, out, &tail) != SQLITE_OK)
		return guard_fail(g, e);
	if (!*out)
		return err_set(e, ERR_USAGE, "%s: there is no statement in the query", g->name);
	if (tail_check(g, tail, e))
		return -1;
	if (!sqlite3_stmt_readonly(*out) || sqlite3_column_count(*out) == 0)
		return err_set(e, ERR_USAGE, "%s: a query only reads, this statement does something else", g->name);
	if (sqlite3_bind_parameter_count(*out) > 0)
		return err_set(e, ERR_USAGE, "%s: the query has the parameter %s, which has no value here", g->name,
			       sqlite3_bind_parameter_name(*out, 1) ? sqlite3_bind_parameter_name(*out, 1) : "?");
	return 0;
}

/* ---- the guard itself ---- */

static double clock_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int time_is_up(void *guard)
{
	struct guard *g = guard;

	g->late = clock_seconds() > g->deadline;
	return g->late;
}

/* Without DQS_DML "no_such" in double quotes is an error, not a text. */
static const int settings[GUARD_SETTINGS][2] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_DQS_DML, 0 },
};

void guard_enter(struct guard *g, sqlite3 *db, const char *name, double seconds)
{
	*g = (struct guard){ .db = db, .name = name, .seconds = seconds };
	sqlite3_exec(db, "PRAGMA query_only=ON", NULL, NULL, NULL);
	for (size_t i = 0; i < GUARD_SETTINGS; i++) {
		sqlite3_db_config(db, settings[i][0], -1, &g->old[i]);
		sqlite3_db_config(db, settings[i][0], settings[i][1], NULL);
	}
	g->attached = sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_set_authorizer(db, authorize, &g->refused);
	if (seconds <= 0)
		return;
	g->deadline = clock_seconds() + seconds;
	sqlite3_progress_handler(db, CLOCK_STEPS, time_is_up, g);
}

void guard_leave(struct guard *g)
{
	sqlite3_progress_handler(g->db, 0, NULL, NULL);
	sqlite3_set_authorizer(g->db, NULL, NULL);
	sqlite3_limit(g->db, SQLITE_LIMIT_ATTACHED, g->attached);
	for (size_t i = 0; i < GUARD_SETTINGS; i++)
		sqlite3_db_config(g->db, settings[i][0], g->old[i], NULL);
	sqlite3_exec(g->db, "PRAGMA query_only=OFF", NULL, NULL, NULL);
}
