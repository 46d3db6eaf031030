/* scan: reads the rows once for all checks that choose the same ones, column by column only what they need.
 *
 *   checks of one "where" ─▶ SELECT data.rowid, data."a", data_2."b" FROM data CROSS JOIN data_2 … WHERE (…) ─▶ values ─▶ each check
 *
 * Hot: rows × (columns + checks).
 */
#include "check/one.h"

#include "store/guard.h"

#include <stdlib.h>
#include <string.h>

/* Columns of one SELECT; SQLite allows 2,000. */
enum { SCAN_COLUMNS_MAX = 1000 };

struct scan {
	struct check **check;
	size_t checks;
	size_t *column;			/* of the data, one a slot */
	size_t columns;
	struct operand *value;		/* one a slot */
	sqlite3_stmt *read;
};

/* ---- the statement ---- */

static int db_fail(struct sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) : err_set(e, ERR_STORE, "checking rows: %s", sqlite3_errmsg(db));
}

static int list_prepare(const struct checking *k, const char *sql, sqlite3_stmt **out, struct err *e)
{
	struct sqlite3 *db = store_connection(k->in->store);

	return sqlite3_prepare_v2(db, sql, -1, out, NULL) == SQLITE_OK ? 0 : db_fail(db, e);
}

static int columns_append(const struct checking *k, const struct scan_of *of, sqlite3_str *sql, struct err *e)
{
	sqlite3_stmt *find = NULL;
	int done = list_prepare(k, "SELECT table_name, column_name FROM assay_column WHERE id = ?", &find, e);

	for (size_t i = 0; i < of->columns && done == 0; i++) {
		sqlite3_bind_int64(find, 1, (sqlite3_int64)of->column[i] + 1);
		if (sqlite3_step(find) == SQLITE_ROW)
			sqlite3_str_appendf(sql, ", %s.\"%w\" AS c%d", sqlite3_column_text(find, 0), sqlite3_column_text(find, 1), (int)i);
		else
			done = db_fail(sqlite3_db_handle(find), e);
		sqlite3_reset(find);
	}
	sqlite3_finalize(find);
	return done;
}

static bool has_wanted(const struct scan_of *of, size_t first, size_t last)
{
	for (size_t i = 0; i < of->columns; i++)
		if (of->column[i] >= first && of->column[i] <= last)
			return true;
	return of->where != NULL;
}

/* The tables that have the columns, joined by row. */
static int tables_append(const struct checking *k, const struct scan_of *of, sqlite3_str *sql, struct err *e)
{
	sqlite3_stmt *list = NULL;
	int code;

	if (list_prepare(k, "SELECT table_name, min(id) - 1, max(id) - 1 FROM assay_column GROUP BY table_name ORDER BY 2", &list, e) < 0)
		return -1;
	while ((code = sqlite3_step(list)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(list, 0);

		if (strcmp(name, of->from) != 0 &&
		    has_wanted(of, (size_t)sqlite3_column_int64(list, 1), (size_t)sqlite3_column_int64(list, 2)))
			sqlite3_str_appendf(sql, " CROSS JOIN %s ON %s.rowid = %s", name, name, of->row);
	}
	if (code != SQLITE_DONE)
		db_fail(sqlite3_db_handle(list), e);
	sqlite3_finalize(list);
	return code == SQLITE_DONE ? 0 : -1;
}

char *scan_sql(const struct checking *k, const struct scan_of *of, struct err *e)
{
	sqlite3_str *sql = sqlite3_str_new(store_connection(k->in->store));
	char *text;
	int done;

	sqlite3_str_appendf(sql, "SELECT %s AS row", of->row);
	done = columns_append(k, of, sql, e);
	sqlite3_str_appendf(sql, " FROM %s", of->from);
	if (done == 0)
		done = tables_append(k, of, sql, e);
	if (of->where)
		sqlite3_str_appendf(sql, " WHERE (%s\n)", of->where);	/* the line's end ends a comment */
	text = sqlite3_str_finish(sql);
	if (text && done == 0)
		return text;
	sqlite3_free(text);
	if (done == 0)
		err_nomem(e);
	return NULL;
}

/* ---- rows ---- */

/* 0, or -1. A check that gives up in the middle has no bad rows to speak of. */
static int row_look(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	const struct test *test = &tests[c->row->test];
	int holds;

	if (c->reason)
		return 0;
	for (size_t i = 0; i < c->columns && !test->sees_missing; i++)
		if (v[c->slot[i]].type == SQLITE_NULL)
			return 0;
	c->looked++;
	holds = test->holds(k, c, v, row, e);
	if (holds < 0)
		return -1;
	return holds || rowset_add(&c->bad, row) == 0 ? 0 : err_nomem(e);
}

static int rows_look(struct checking *k, const struct scan *s, int *code, struct err *e)
{
	while ((*code = sqlite3_step(s->read)) == SQLITE_ROW) {
		uint64_t row = (uint64_t)sqlite3_column_int64(s->read, 0);

		for (size_t i = 0; i < s->columns; i++)
			operand_load(&s->value[i], sqlite3_column_value(s->read, (int)i + 1));
		for (size_t i = 0; i < s->checks; i++)
			if (row_look(k, s->check[i], s->value, row, e) < 0)
				return -1;
	}
	return 0;
}

/* All of the scan's checks fail for one reason, which is in e. */
static int checks_fail(struct checking *k, const struct scan *s, struct err *e)
{
	struct err why = *e;

	for (size_t i = 0; i < s->checks; i++) {
		*e = why;
		if (!s->check[i]->reason && check_fail(k, s->check[i], e) < 0)
			return -1;
	}
	*e = (struct err){ .code = ERR_NONE };
	return 0;
}

static int all_look(struct checking *k, struct scan *s, const char *sql, struct err *e)
{
	struct sqlite3 *db = store_connection(k->in->store);
	int code;

	if (sqlite3_prepare_v2(db, sql, -1, &s->read, NULL) != SQLITE_OK)
		return db_fail(db, e);
	if (rows_look(k, s, &code, e) < 0)
		return -1;
	return code == SQLITE_DONE ? 0 : db_fail(db, e);
}

static int some_look(struct checking *k, struct scan *s, const char *sql, struct err *e)
{
	struct guard guard;
	int code, done;

	guard_enter(&guard, store_connection(k->in->store), "where", k->seconds);
	if (guard_prepare(&guard, sql, &s->read, e) < 0)
		done = checks_fail(k, s, e);
	else if ((done = rows_look(k, s, &code, e)) == 0 && code != SQLITE_DONE)
		done = (guard_fail(&guard, e), checks_fail(k, s, e));
	sqlite3_finalize(s->read);
	s->read = NULL;
	guard_leave(&guard);
	return done;
}

static int scan_run(struct checking *k, struct scan *s, const char *where, struct err *e)
{
	const struct scan_of of = { "data", "data.rowid", s->column, s->columns, where };
	char *sql = scan_sql(k, &of, e);
	int done;

	if (!sql)
		return -1;
	for (size_t i = 0; i < s->columns; i++)
		s->value[i].column = &k->in->plan->column[s->column[i]];
	done = where ? some_look(k, s, sql, e) : all_look(k, s, sql, e);
	sqlite3_finalize(s->read);
	s->read = NULL;
	sqlite3_free(sql);
	return done;
}

/* ---- which checks go together ---- */

static bool same_where(const struct check *a, const struct check *b)
{
	const char *x = a->row->where, *y = b->row->where;

	return x && y ? strcmp(x, y) == 0 : x == y;
}

/* Gives each column of the check its slot. slot_of: one a column of the data, its slot + 1; 0: none yet. */
static void slots_give(struct scan *s, struct check *c, size_t *slot_of)
{
	for (size_t i = 0; i < c->columns; i++) {
		size_t *slot = &slot_of[c->column[i]];

		if (!*slot) {
			s->column[s->columns++] = c->column[i];
			*slot = s->columns;
		}
		c->slot[i] = *slot - 1;
	}
	s->check[s->checks++] = c;
}

/* The next scan: the first check that waits, and those of its "where", as long as there are columns left. */
static void scan_fill(struct scan *s, struct check **waiting, size_t count, size_t *slot_of)
{
	struct check *first = NULL;

	s->checks = s->columns = 0;
	for (size_t i = 0; i < count; i++) {
		if (!waiting[i] || (first && !same_where(first, waiting[i])) || (first && s->columns + waiting[i]->columns > SCAN_COLUMNS_MAX))
			continue;
		if (!first)
			first = waiting[i];
		slots_give(s, waiting[i], slot_of);
		waiting[i] = NULL;
	}
}

static int scans_go(struct checking *k, struct scan *s, struct check **waiting, size_t count, size_t *slot_of, struct err *e)
{
	for (;;) {
		memset(slot_of, 0, (k->in->plan->columns + 1) * sizeof *slot_of);
		scan_fill(s, waiting, count, slot_of);
		if (s->checks == 0)
			return 0;
		if (scan_run(k, s, s->check[0]->row->where, e) < 0)
			return -1;
	}
}

static int tests_open(struct checking *k, struct check **waiting, size_t *count, struct err *e)
{
	for (size_t i = 0; i < k->count; i++) {
		struct check *c = &k->check[i];
		const struct test *test = &tests[c->row->test];

		if (c->reason || !test->holds)
			continue;
		if (test->open && test->open(k, c, e) < 0)
			return -1;
		if (!c->reason)
			waiting[(*count)++] = c;
	}
	return 0;
}

static int tests_close(struct checking *k, struct err *e)
{
	for (size_t i = 0; i < k->count; i++) {
		struct check *c = &k->check[i];
		const struct test *test = &tests[c->row->test];

		if (!c->reason && test->close && test->close(k, c, e) < 0)
			return -1;
	}
	return 0;
}

int scans_run(struct checking *k, struct err *e)
{
	size_t columns = k->in->plan->columns + 1, count = 0;
	struct check **waiting = calloc(2 * k->count + 1, sizeof(struct check *));
	struct scan s = { .check = waiting + k->count, .column = calloc(columns, sizeof *s.column), .value = calloc(columns, sizeof *s.value) };
	size_t *slot_of = calloc(columns, sizeof *slot_of);
	int done;

	if (!waiting || !s.column || !s.value || !slot_of)
		done = err_nomem(e);
	else if ((done = tests_open(k, waiting, &count, e)) == 0 && (done = scans_go(k, &s, waiting, count, slot_of, e)) == 0)
		done = tests_close(k, e);
	free(waiting);
	free(s.column);
	free(s.value);
	free(slot_of);
	return done;
}
