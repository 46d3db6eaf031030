/* fields: the columns of the data, their names in SQLite, and the tables data, data_2 … that hold them.
 *
 * Takes names as the data has them. A name is data: any bytes but NUL, any length, any repetition; SQLite gets one that
 * is valid UTF-8, not too long, no alias of the rowid and unique without regard to case. assay_column says which is which.
 * Columns get their place in a table only when rows come (tables_sync), so a header of 2,000 names is one CREATE TABLE.
 */
#include "store/load.h"

#include "store/text.h"

#include <stdlib.h>
#include <string.h>

/* The name in valid UTF-8, cut, and never empty; malloc'd, with room for a suffix of 24 bytes. */
static char *name_base(const char *name, size_t id)
{
	static const char *const rowid[] = { "rowid", "oid", "_rowid_" };
	char *base = malloc(COLUMN_NAME_BYTES + 64);
	size_t n = strlen(name), used = 0, step;
	uint32_t code;

	if (!base)
		return NULL;
	for (size_t at = 0; at < n && used < COLUMN_NAME_BYTES - 4; at += step ? step : 1) {
		step = utf8_step(name + at, n - at, &code);
		memcpy(base + used, step ? name + at : "\xef\xbf\xbd", step ? step : 3);
		used += step ? step : 3;
	}
	base[used] = '\0';
	if (used == 0)
		snprintf(base, COLUMN_NAME_BYTES, "column_%zu", id);
	for (size_t i = 0; i < sizeof rowid / sizeof *rowid; i++) {
		if (sqlite3_stricmp(base, rowid[i]) == 0) {
			strcat(base, "_");
			break;
		}
	}
	return base;
}

/* 1, 0, or -1 on an error. */
static int name_is_taken(struct store *s, const char *column, struct err *e)
{
	sqlite3_stmt *find = store_statement(s, FIND_COLUMN, e);
	int code;

	if (!find)
		return -1;
	sqlite3_bind_text(find, 1, column, -1, SQLITE_STATIC);
	code = sqlite3_step(find);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		store_fail(s, "writing", e);
	sqlite3_reset(find);
	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : -1;
}

/* Make the base unique: x, x_2 … x_9, then x_ID, so that 10,000 columns of one name do not try each other's suffixes. */
static int name_settle(struct store *s, char *base, size_t id, struct err *e)
{
	size_t n = strlen(base), suffix = 1;
	int taken;

	while ((taken = name_is_taken(s, base, e)) == 1) {
		suffix = suffix == 9 && id > 9 ? id : suffix + 1;
		snprintf(base + n, 24, "_%zu", suffix);
	}
	return taken;
}

static void table_name(size_t i, char name[32])
{
	if (i == 0)
		snprintf(name, 32, "data");
	else
		snprintf(name, 32, "data_%zu", i + 1);
}

static int column_record(struct store *s, size_t id, const char *name, const char *column, struct err *e)
{
	sqlite3_stmt *add = store_statement(s, ADD_COLUMN, e);
	char table[32];

	if (!add)
		return -1;
	table_name((id - 1) / s->width, table);
	sqlite3_bind_int64(add, 1, (sqlite3_int64)id);
	bind_bytes(add, 2, name, strlen(name));
	sqlite3_bind_text(add, 3, table, -1, SQLITE_STATIC);
	sqlite3_bind_text(add, 4, column, -1, SQLITE_STATIC);
	return store_run(s, add, e);
}

static int fields_grow(struct store *s, struct err *e)
{
	size_t room = s->room ? 2 * s->room : 32;
	struct field *grown;

	if (s->fields < s->room)
		return 0;
	grown = reallocarray(s->field, room, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	s->field = grown;
	s->room = room;
	return 0;
}

int store_add_column(struct store *s, const char *name, struct err *e)
{
	struct field f;

	if (store_check(s, e) || fields_grow(s, e))
		return -1;
	f.name = strdup(name);
	f.column = name_base(name, s->fields + 1);
	if (!f.name || !f.column)
		err_nomem(e);
	else if (name_settle(s, f.column, s->fields + 1, e) == 0 &&
		 column_record(s, s->fields + 1, f.name, f.column, e) == 0) {
		char *fitted = realloc(f.column, strlen(f.column) + 1);

		f.column = fitted ? fitted : f.column;
		s->field[s->fields++] = f;
		return 0;
	}
	free(f.name);
	free(f.column);
	return -1;
}

/* No type on any column: a cell stays what it is, and '007' text. A table without fields has one column of NULLs for
 * SQLite's sake, which the first field takes over. */
static char *table_sql(const struct store *s, const struct data_table *t)
{
	sqlite3_str *sql = sqlite3_str_new(s->db);

	sqlite3_str_appendf(sql, "CREATE TABLE %s(", t->name);
	for (size_t c = 0; c < t->columns; c++)
		sqlite3_str_appendf(sql, "%s\"%w\"", c ? ", " : "", s->field[t->first + c].column);
	sqlite3_str_appendall(sql, t->columns ? ")" : "assay_no_columns)");
	return sqlite3_str_finish(sql);
}

/* Neither names nor rowids are given: SQLite compares each name of a list with each column, 8 ms at 1998 columns, and every
 * table is only ever appended to, row 1 first, so that the next rowid is the row's number (rows_insert checks). */
static char *insert_sql(const struct store *s, const struct data_table *t)
{
	sqlite3_str *sql = sqlite3_str_new(s->db);

	sqlite3_str_appendf(sql, "INSERT INTO %s SELECT %s", t->name, t->columns ? "" : "NULL");
	for (size_t c = 0; c < t->columns; c++)
		sqlite3_str_appendf(sql, "%sc%d", c ? "," : "", (int)c);
	sqlite3_str_appendall(sql, " FROM batch_feed");
	return sqlite3_str_finish(sql);
}

/* Columns are added by SQLite's documented way for changes that leave the rows as they are: what a row lacks reads as NULL.
 * One edit for any number of columns, where each ALTER TABLE would parse the whole schema again. */
static int table_widen(struct store *s, const struct data_table *t, const char *sql, struct err *e)
{
	sqlite3_stmt *widen;

	if (store_exec(s, "PRAGMA writable_schema=ON", e))
		return -1;
	widen = store_statement(s, WIDEN_TABLE, e);
	if (!widen)
		return -1;
	sqlite3_bind_text(widen, 1, sql, -1, SQLITE_STATIC);
	sqlite3_bind_text(widen, 2, t->name, -1, SQLITE_STATIC);
	if (store_run(s, widen, e))
		return -1;
	return store_exec(s, "PRAGMA writable_schema=RESET", e);
}

/* A table that comes late gets its rows so far, so that a join by rowid loses none. */
static int table_fill(struct store *s, const struct data_table *t, struct err *e)
{
	char *sql;
	int failed;

	if (s->rows == 0)
		return 0;
	sql = sqlite3_mprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %llu) "
			      "INSERT INTO %s(rowid) SELECT i FROM n", (unsigned long long)s->rows, t->name);
	if (!sql)
		return err_nomem(e);
	failed = store_exec(s, sql, e);
	sqlite3_free(sql);
	return failed;
}

static int insert_prepare(struct store *s, struct data_table *t, struct err *e)
{
	char *sql = insert_sql(s, t);
	int failed = 0;

	sqlite3_finalize(t->insert);
	t->insert = NULL;
	failed = sql ? store_prepare(s, sql, &t->insert, e) : err_nomem(e);
	sqlite3_free(sql);
	return failed;
}

/* Give table `t` the columns [first, first + columns) and the statement that inserts into them. */
static int table_shape(struct store *s, struct data_table *t, size_t columns, bool fresh, struct err *e)
{
	char *sql;
	int failed;

	t->columns = columns;
	sql = table_sql(s, t);
	if (!sql)
		return err_nomem(e);
	failed = fresh ? store_exec(s, sql, e) || table_fill(s, t, e) : table_widen(s, t, sql, e);
	sqlite3_free(sql);
	return failed ? -1 : insert_prepare(s, t, e);
}

static struct data_table *table_add(struct store *s, struct err *e)
{
	struct data_table *grown = reallocarray(s->table, s->tables + 1, sizeof *grown), *t;

	if (!grown) {
		err_nomem(e);
		return NULL;
	}
	s->table = grown;
	t = &s->table[s->tables];
	memset(t, 0, sizeof *t);
	table_name(s->tables, t->name);
	t->first = s->tables++ * s->width;
	return t;
}

int tables_sync(struct store *s, size_t fields, struct err *e)
{
	while (s->created < fields || s->tables == 0) {
		size_t i = s->created / s->width;
		bool fresh = i >= s->tables;
		struct data_table *t = fresh ? table_add(s, e) : &s->table[i];
		size_t columns;

		if (!t)
			return -1;
		columns = fields - t->first < s->width ? fields - t->first : s->width;
		if (table_shape(s, t, columns, fresh, e)) {
			s->broken = true;
			return -1;
		}
		s->created = t->first + columns;
	}
	return 0;
}

/* One field, as its row of assay_column has it. */
static int field_load(struct store *s, sqlite3_stmt *row, struct err *e)
{
	const char *name = sqlite3_column_blob(row, 0), *column = (const char *)sqlite3_column_text(row, 1);
	const char *table = (const char *)sqlite3_column_text(row, 2);
	size_t n = (size_t)sqlite3_column_bytes(row, 0);
	struct field f;
	char wanted[32];

	table_name(s->fields / s->width, wanted);
	if (!column || !table || strcmp(table, wanted) != 0)
		return err_set(e, ERR_DATA, "reading %s: column %zu is not where it should be", s->name, s->fields + 1);
	if (fields_grow(s, e))
		return -1;
	f.name = strndup(n ? name : "", n);
	f.column = strdup(column);
	if (!f.name || !f.column) {
		free(f.name);
		free(f.column);
		return err_nomem(e);
	}
	s->field[s->fields++] = f;
	return 0;
}

int tables_load(struct store *s, struct err *e)
{
	sqlite3_stmt *row;
	int failed = store_prepare(s, "SELECT name, column_name, table_name FROM assay_column ORDER BY id", &row, e), code = SQLITE_ROW;

	while (!failed && (code = sqlite3_step(row)) == SQLITE_ROW)
		failed = field_load(s, row, e);
	if (!failed && code != SQLITE_DONE)
		failed = store_fail(s, "reading", e);
	sqlite3_finalize(row);
	while (!failed && (s->created < s->fields || s->tables == 0)) {
		struct data_table *t = table_add(s, e);

		if (!t)
			return -1;
		t->columns = s->fields - t->first < s->width ? s->fields - t->first : s->width;
		s->created = t->first + t->columns;
		failed = insert_prepare(s, t, e);
	}
	return failed ? -1 : 0;
}

/* The rows have nothing in these columns: they were written before the columns were there. */
int store_drop_columns(struct store *s, size_t kept, struct err *e)
{
	char *sql = sqlite3_mprintf("DELETE FROM assay_column WHERE id > %llu", (unsigned long long)kept);
	int failed = !sql ? err_nomem(e) : load_end(s, e) || store_exec(s, sql, e);

	sqlite3_free(sql);
	for (; s->fields > kept; s->fields--) {
		free(s->field[s->fields - 1].name);
		free(s->field[s->fields - 1].column);
	}
	while (!failed && s->tables > 1 && s->table[s->tables - 1].first >= kept) {
		struct data_table *t = &s->table[--s->tables];

		sqlite3_finalize(t->insert);
		sql = sqlite3_mprintf("DROP TABLE %s", t->name);
		failed = sql ? store_exec(s, sql, e) : err_nomem(e);
		sqlite3_free(sql);
	}
	if (!failed && s->created > kept) {
		struct data_table *t = &s->table[s->tables - 1];

		failed = table_shape(s, t, kept - t->first, false, e);
	}
	s->created = kept;
	return failed ? -1 : 0;
}

void fields_free(struct store *s)
{
	for (size_t i = 0; i < s->fields; i++) {
		free(s->field[i].name);
		free(s->field[i].column);
	}
	for (size_t i = 0; i < s->tables; i++)
		page_tree_release(&s->table[i].tree);
	free(s->field);
	free(s->table);
}
