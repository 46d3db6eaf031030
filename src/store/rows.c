/* rows: reading back what was loaded, one row at a time, for the evidence in findings and the proof of duplicates.
 *
 * Takes row numbers (rowids); gives places, texts and JSON that the caller frees. Works on the connection that loads,
 * inside its transaction, from the first store_append on. A row that does not exist is an error.
 */
#include "store/load.h"

#include "store/text.h"

#include <stdlib.h>
#include <string.h>

static int row_check(struct store *s, uint64_t row, struct err *e)
{
	if (store_check(s, e))
		return -1;
	if (row < 1 || row > s->rows)
		return err_set(e, ERR_STORE, "reading %s: there is no row %ju among %ju", s->name, (uintmax_t)row,
			       (uintmax_t)s->rows);
	return load_end(s, e) ? -1 : tables_sync(s, s->fields, e);
}

int store_place(struct store *s, uint64_t row, uint32_t *source, uint64_t *line, struct err *e)
{
	sqlite3_stmt *find;
	int code;

	if (row_check(s, row, e))
		return -1;
	find = store_statement(s, FIND_PLACE, e);
	if (!find)
		return -1;
	sqlite3_bind_int64(find, 1, (sqlite3_int64)row);
	code = sqlite3_step(find);
	if (code == SQLITE_ROW) {
		*source = (uint32_t)sqlite3_column_int64(find, 1);
		*line = (uint64_t)sqlite3_column_int64(find, 2) + row - (uint64_t)sqlite3_column_int64(find, 0);
	} else {
		store_fail(s, "reading", e);
	}
	sqlite3_reset(find);
	return code == SQLITE_ROW ? 0 : -1;
}

/* Stand on a row of one table; the caller resets. `which` of the two statements. */
static sqlite3_stmt *row_seek(struct store *s, struct data_table *t, int which, uint64_t row, struct err *e)
{
	sqlite3_stmt **read = &t->read[which];
	char sql[64];

	snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE rowid = ?", t->name);
	if (!*read && store_prepare(s, sql, read, e))
		return NULL;
	sqlite3_bind_int64(*read, 1, (sqlite3_int64)row);
	if (sqlite3_step(*read) == SQLITE_ROW)
		return *read;
	store_fail(s, "reading", e);
	sqlite3_reset(*read);
	return NULL;
}

int store_cell(struct store *s, uint64_t row, size_t column, char **out, struct err *e)
{
	struct data_table *t;
	sqlite3_stmt *read;
	int c, failed = 0;

	if (row_check(s, row, e))
		return -1;
	if (column >= s->fields)
		return err_set(e, ERR_BUG, "reading %s: there is no column %zu among %zu", s->name, column, s->fields);
	t = &s->table[column / s->width];
	c = (int)(column - t->first);
	read = row_seek(s, t, 0, row, e);
	if (!read)
		return -1;
	*out = NULL;
	if (sqlite3_column_type(read, c) != SQLITE_NULL) {
		const char *text = (const char *)sqlite3_column_text(read, c);
		size_t n = (size_t)sqlite3_column_bytes(read, c);

		*out = text ? malloc(n + 1) : NULL;
		if (*out)
			memcpy(*out, text, n + 1);
		else
			failed = err_nomem(e);
	}
	sqlite3_reset(read);
	return failed;
}

static void put_value(FILE *out, sqlite3_stmt *read, int c, size_t characters)
{
	const char *text = (const char *)sqlite3_column_text(read, c);
	size_t n = (size_t)sqlite3_column_bytes(read, c), cut = 0, step;
	uint32_t code;

	if (!text) {
		fputs("null", out);
		return;
	}
	for (size_t i = 0; i < characters && cut < n; i++) {
		step = utf8_step(text + cut, n - cut, &code);
		cut += step ? step : 1;
	}
	if (cut == n)
		put_json_text(out, text, n);
	else
		put_json_cut(out, text, cut);
}

int store_row(struct store *s, uint64_t row, size_t value_bytes, char **out, struct err *e)
{
	size_t length;
	FILE *memory;
	bool failed = false;

	*out = NULL;
	if (row_check(s, row, e))
		return -1;
	memory = open_memstream(out, &length);
	if (!memory)
		return err_nomem(e);
	putc('{', memory);
	for (size_t i = 0; i < s->tables && !failed; i++) {
		struct data_table *t = &s->table[i];
		sqlite3_stmt *read = row_seek(s, t, 0, row, e);

		failed = !read;
		for (size_t c = 0; c < t->columns && !failed; c++) {
			const char *name = s->field[t->first + c].name;

			fputs(t->first + c ? ", " : "", memory);
			put_json_text(memory, name, strlen(name));
			fputs(": ", memory);
			put_value(memory, read, (int)c, value_bytes);
		}
		sqlite3_reset(read);
	}
	putc('}', memory);
	if (ferror(memory))
		failed = err_nomem(e);
	if (fclose(memory))
		failed = err_nomem(e);
	if (failed) {
		free(*out);
		*out = NULL;
	}
	return failed ? -1 : 0;
}

/* What SQL's IS says of two cells without affinity: 1 IS 1.0, but '1' IS NOT 1. */
static bool cells_are(sqlite3_stmt *a, sqlite3_stmt *b, int c)
{
	int type = sqlite3_column_type(a, c), other = sqlite3_column_type(b, c);

	if (type != other) {
		sqlite3_stmt *real = type == SQLITE_FLOAT ? a : b, *integer = type == SQLITE_FLOAT ? b : a;
		double x;

		if (!(type == SQLITE_FLOAT && other == SQLITE_INTEGER) && !(type == SQLITE_INTEGER && other == SQLITE_FLOAT))
			return false;
		x = sqlite3_column_double(real, c);
		/* The feed's integers have 18 digits: past 2^62 no double equals one. */
		return x > -0x1p62 && x < 0x1p62 && x == (double)(int64_t)x && (int64_t)x == sqlite3_column_int64(integer, c);
	}
	if (type == SQLITE_INTEGER)
		return sqlite3_column_int64(a, c) == sqlite3_column_int64(b, c);
	if (type == SQLITE_FLOAT)
		return !(sqlite3_column_double(a, c) < sqlite3_column_double(b, c)) &&
		       !(sqlite3_column_double(a, c) > sqlite3_column_double(b, c));
	if (type != SQLITE_NULL) {
		const void *x = sqlite3_column_blob(a, c), *y = sqlite3_column_blob(b, c);
		int n = sqlite3_column_bytes(a, c);

		return n == sqlite3_column_bytes(b, c) && (n == 0 || (x && y && memcmp(x, y, (size_t)n) == 0));
	}
	return true;
}

int store_rows_equal(struct store *s, uint64_t a, uint64_t b, struct err *e)
{
	int equal = 1;

	if (row_check(s, a, e) || row_check(s, b, e))
		return -1;
	for (size_t i = 0; i < s->tables && equal == 1; i++) {
		struct data_table *t = &s->table[i];
		sqlite3_stmt *x = row_seek(s, t, 0, a, e), *y = x ? row_seek(s, t, 1, b, e) : NULL;

		if (!y)
			equal = -1;
		for (size_t c = 0; c < t->columns && equal == 1; c++)
			equal = cells_are(x, y, (int)c);
		sqlite3_reset(x);
		sqlite3_reset(y);
	}
	return equal;
}
