/* foreign_key: the values of another file's column, into a set in memory.
 *
 * Checks of one rule on several columns share the set. A file that cannot be read, or has no such column, is a reason not to evaluate.
 */
#include "check/one.h"
#include "check/value_set.h"

#include "base/nearest.h"

#include <string.h>

enum { LOOK_EVERY = 4096, NAMES_MAX = 20000 };	/* values between looks at the memory */

/* The other check that has read the same column already. */
static struct check *same_find(const struct checking *k, const struct check *c)
{
	for (struct check *other = k->check; other < c; other++)
		if (other->row->test == ROW_FOREIGN_KEY && strcmp(other->row->file, c->row->file) == 0 &&
		    strcmp(other->row->file_column, c->row->file_column) == 0)
			return other;
	return NULL;
}

static int db_fail(const struct check *c, struct sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) :
		err_set(e, ERR_STORE, "reading %s: %s", c->row->file, sqlite3_errmsg(db));
}

static int values_take(struct checking *k, struct check *c, sqlite3_stmt *read, struct err *e)
{
	struct sqlite3 *db = sqlite3_db_handle(read);
	struct operand v = { .type = SQLITE_NULL };
	int code;

	for (uint64_t row = 1; (code = sqlite3_step(read)) == SQLITE_ROW; row++) {
		operand_load(&v, sqlite3_column_value(read, 0));
		if (value_set_add(c->values, &v) < 0)
			return err_nomem(e);
		if (row % LOOK_EVERY == 0 && value_set_bytes(c->values) > FOREIGN_BYTES_MAX)
			return check_give_up(k, c, e, "%s: column \"%s\" has more values than fit into %d MB", c->row->file,
					     c->row->file_column, FOREIGN_BYTES_MAX >> 20);
	}
	return code == SQLITE_DONE ? 0 : db_fail(c, db, e);
}

/* The names of the file's columns, for "did you mean". */
static int column_missing(struct checking *k, struct check *c, struct sqlite3 *db, struct err *e)
{
	const char **name = arena_take(k->arena, NAMES_MAX * sizeof *name), *near;
	sqlite3_stmt *list = NULL;
	size_t n = 0;

	if (!name)
		return err_nomem(e);
	if (sqlite3_prepare_v2(db, "SELECT name FROM assay_column ORDER BY id", -1, &list, NULL) != SQLITE_OK)
		return db_fail(c, db, e);
	while (n < NAMES_MAX && sqlite3_step(list) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(list, 0);

		name[n] = text ? arena_copy(k->arena, text, strlen(text)) : NULL;
		n += name[n] != NULL;
	}
	sqlite3_finalize(list);
	if (nearest_words(c->row->file_column, name, n, &near, 1) == 1)
		return check_give_up(k, c, e, "%s: no column \"%s\"; did you mean \"%s\"?", c->row->file, c->row->file_column, near);
	return check_give_up(k, c, e, "%s: no column \"%s\"", c->row->file, c->row->file_column);
}

/* The statement that reads the column; *read stays NULL when there is no such column. */
static int column_prepare(const struct check *c, struct sqlite3 *db, sqlite3_stmt **read, struct err *e)
{
	sqlite3_stmt *find = NULL;
	char *sql = NULL;
	int done = 0;

	if (sqlite3_prepare_v2(db, "SELECT table_name, column_name FROM assay_column WHERE name = ?", -1, &find, NULL) != SQLITE_OK)
		return db_fail(c, db, e);
	sqlite3_bind_text(find, 1, c->row->file_column, -1, SQLITE_STATIC);
	if (sqlite3_step(find) == SQLITE_ROW) {
		sql = sqlite3_mprintf("SELECT \"%w\" FROM %s", sqlite3_column_text(find, 1), sqlite3_column_text(find, 0));
		if (!sql)
			done = err_nomem(e);
		else if (sqlite3_prepare_v2(db, sql, -1, read, NULL) != SQLITE_OK)
			done = db_fail(c, db, e);
	}
	sqlite3_free(sql);
	sqlite3_finalize(find);
	return done;
}

static int table_read(struct checking *k, struct check *c, struct sqlite3 *db, struct err *e)
{
	sqlite3_stmt *read = NULL;
	int done = column_prepare(c, db, &read, e);

	if (done == 0)
		done = read ? values_take(k, c, read, e) : column_missing(k, c, db, e);
	sqlite3_finalize(read);
	return done;
}

int foreign_key_open(struct checking *k, struct check *c, struct err *e)
{
	const struct check *same = same_find(k, c);
	struct store *table;
	int done;

	if (same) {
		c->values = same->values;
		c->reason = same->reason;
		c->borrowed = true;
		return 0;
	}
	if (!k->in->table_open)
		return check_give_up(k, c, e, "%s cannot be read here", c->row->file);
	c->values = value_set_new();
	if (!c->values)
		return err_nomem(e);
	table = k->in->table_open(k->in->context, c->row->file, e);
	if (!table)
		return check_fail(k, c, e);
	done = table_read(k, c, store_connection(table), e);
	k->in->table_close(k->in->context, table);
	return done;
}
