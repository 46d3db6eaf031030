/* statements: the store's errors and prepared statements, for the other files of this folder; see load.h. */
#include "store/load.h"

#include "store/text.h"

#include <string.h>

static const char *const statement_sql[STATEMENTS] = {
	[ADD_COLUMN] = "INSERT INTO assay_column VALUES(?,?,?,?)",
	[FIND_COLUMN] = "SELECT 1 FROM assay_column WHERE column_name = ? COLLATE NOCASE",
	[ADD_PLACE] = "INSERT INTO assay_place VALUES(?,?,?)",
	[FIND_PLACE] = "SELECT row, source, line FROM assay_place WHERE row <= ? ORDER BY row DESC LIMIT 1",
	[ADD_REJECT] = "INSERT INTO assay_reject VALUES(?,?,?,?,?)",
	[SET_SOURCE] = "INSERT OR REPLACE INTO assay_source VALUES(?,?,?,?,?,?,?,?,?)",
	[SET_RUN] = "INSERT OR REPLACE INTO assay_run VALUES(?,?)",
	[GET_RUN] = "SELECT value FROM assay_run WHERE key = ?",
	[ADD_KIND] = "INSERT INTO assay_kind VALUES(?,?,?,?,?)",
	[ADD_STATE] = "INSERT INTO assay_state VALUES(?,?,?,?,?)",
	[DROP_STATE] = "DELETE FROM assay_state WHERE name = ?",
	[GET_STATE] = "SELECT version, length, bytes FROM assay_state WHERE name = ? ORDER BY part",
	[WIDEN_TABLE] = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
};

int store_fail(struct store *s, const char *doing, struct err *e)
{
	int code = sqlite3_errcode(s->db) & 0xff, cause = sqlite3_system_errno(s->db);

	s->broken = true;
	if (code == SQLITE_NOMEM)
		return err_nomem(e);
	if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && cause)
		return err_set(e, ERR_STORE, "%s %s: %s (%s)", doing, s->name, sqlite3_errmsg(s->db), strerror(cause));
	return err_set(e, ERR_STORE, "%s %s: %s", doing, s->name, sqlite3_errmsg(s->db));
}

int store_check(struct store *s, struct err *e)
{
	if (!s->db)
		return err_set(e, ERR_BUG, "%s: the store was committed and is closed", s->name);
	if (s->broken)
		return err_set(e, ERR_STORE, "writing %s: an earlier step failed", s->name);
	return 0;
}

int store_exec(struct store *s, const char *sql, struct err *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_fail(s, "writing", e);
}

int store_prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct err *e)
{
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
		return store_fail(s, "writing", e);
	return 0;
}

sqlite3_stmt *store_statement(struct store *s, enum statement which, struct err *e)
{
	sqlite3_stmt **statement = &s->statement[which];

	if (!*statement && store_prepare(s, statement_sql[which], statement, e))
		return NULL;
	sqlite3_reset(*statement);
	sqlite3_clear_bindings(*statement);
	return *statement;
}

int store_run(struct store *s, sqlite3_stmt *statement, struct err *e)
{
	int code = sqlite3_step(statement);

	if (code != SQLITE_DONE && code != SQLITE_ROW)
		store_fail(s, "writing", e);
	sqlite3_reset(statement);
	return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : -1;
}

int bind_bytes(sqlite3_stmt *statement, int parameter, const char *bytes, size_t n)
{
	if (!bytes)
		return sqlite3_bind_null(statement, parameter);
	if (utf8_is_text(bytes, n))
		return sqlite3_bind_text64(statement, parameter, bytes, n, SQLITE_STATIC, SQLITE_UTF8);
	return sqlite3_bind_blob64(statement, parameter, bytes, n, SQLITE_STATIC);
}
