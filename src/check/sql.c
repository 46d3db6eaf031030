/* sql: bad rows by a SELECT of the user's, guarded. */
#include "check/one.h"

#include "store/guard.h"

/* A row's number, or the check is given up. */
static int row_take(struct checking *k, struct check *c, sqlite3_stmt *select, struct err *e)
{
	sqlite3_int64 row = sqlite3_column_int64(select, 0);

	if (sqlite3_column_type(select, 0) != SQLITE_INTEGER)
		return check_give_up(k, c, e, "sql: its first column gave something that is no row number; select rowid");
	if (row < 1 || (uint64_t)row > k->in->plan->rows)
		return check_give_up(k, c, e, "sql: there is no row %jd", (intmax_t)row);
	return rowset_add(&c->bad, (uint64_t)row) < 0 ? err_nomem(e) : 0;
}

static int rows_take(struct checking *k, struct check *c, struct guard *g, sqlite3_stmt *select, struct err *e)
{
	int code, done = 0;

	while (done == 0 && !c->reason && (code = sqlite3_step(select)) != SQLITE_DONE)
		done = code == SQLITE_ROW ? row_take(k, c, select, e) : (guard_fail(g, e), check_fail(k, c, e));
	return done;
}

int sql_run(struct checking *k, struct check *c, struct err *e)
{
	sqlite3_stmt *select = NULL;
	struct guard guard;
	int done;

	c->looked = k->in->plan->rows;
	guard_enter(&guard, store_connection(k->in->store), "sql", k->seconds);
	done = guard_prepare(&guard, c->row->sql, &select, e) < 0 ? check_fail(k, c, e) : rows_take(k, c, &guard, select, e);
	sqlite3_finalize(select);
	guard_leave(&guard);
	return done;
}
