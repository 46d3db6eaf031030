/* reference: see reference.h. */
#include "engine/reference.h"

#include "analyse/value_name.h"
#include "base/nearest.h"
#include "engine/reading.h"
#include "store/text.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of the two tables that are compared. */
struct side {
	const char *name;		/* for errors */
	const struct fields *fields;
	sqlite3 *db;
	size_t key;			/* its column */
	struct table *table;		/* data, data_2, … */
	size_t tables;
	sqlite3_stmt *keys;		/* key, rows, first row: each different key once, in order */

	/* The key at hand. */
	bool ended;
	const char *text;		/* NULL: missing; valid until the next step */
	size_t bytes;
	uint64_t rows, row;
};

struct table {
	char name[32];
	size_t columns, first;		/* fields[first, first + columns) */
	sqlite3_stmt *read;		/* a row by its number; NULL: no column of it is compared */
};

/* A column that both sides have. */
struct shared {
	size_t column;			/* ours */
	sqlite3_stmt *here, *there;
	int here_at, there_at;		/* its place in them */
};

struct comparison {
	struct side here, there;
	struct shared *shared;
	size_t shared_count;
	struct reference_comparison *out;
};

/* ---- the two sides ---- */

static int side_fail(const struct side *s, struct err *e)
{
	if ((sqlite3_errcode(s->db) & 0xff) == SQLITE_NOMEM)
		return err_nomem(e);
	return err_set(e, ERR_STORE, "comparing %s: %s", s->name, sqlite3_errmsg(s->db));
}

/* The text that a real has as a key: that of the integer it equals, else the shortest that reads back. 32 bytes. */
static void real_text(double x, char *buffer)
{
	if (x > -0x1p62 && x < 0x1p62 && x == (double)(int64_t)x)
		snprintf(buffer, 32, "%jd", (intmax_t)(int64_t)x);
	else
		number_name(x, buffer);
}

/* assay_key(x): the text under which equal keys are one; NULL of NULL. */
static void key_make(sqlite3_context *context, int n, sqlite3_value **value)
{
	char buffer[32];

	(void)n;
	switch (sqlite3_value_type(value[0])) {
	case SQLITE_NULL: return;
	case SQLITE_FLOAT: real_text(sqlite3_value_double(value[0]), buffer); break;
	case SQLITE_INTEGER: snprintf(buffer, sizeof buffer, "%jd", (intmax_t)sqlite3_value_int64(value[0])); break;
	default: sqlite3_result_value(context, value[0]); return;
	}
	sqlite3_result_text(context, buffer, -1, SQLITE_TRANSIENT);
}

static int key_find(struct side *s, const char *key, struct err *e)
{
	long at = fields_find(s->fields, key);
	const char *near;

	if (at >= 0) {
		s->key = (size_t)at;
		return 0;
	}
	if (nearest_words(key, s->fields->name, s->fields->count, &near, 1) == 1)
		return err_set(e, ERR_USAGE, "--key: no column \"%s\" in %s; did you mean \"%s\"?", key, s->name, near);
	return err_set(e, ERR_USAGE, "--key: no column \"%s\" in %s", key, s->name);
}

static int tables_find(struct side *s, struct err *e)
{
	static const char sql[] = "SELECT table_name, count(*) FROM assay_column GROUP BY table_name ORDER BY min(id)";
	sqlite3_stmt *find;
	size_t first = 0;
	int code;

	if (sqlite3_prepare_v2(s->db, sql, -1, &find, NULL) != SQLITE_OK)
		return side_fail(s, e);
	while ((code = sqlite3_step(find)) == SQLITE_ROW) {
		struct table *grown = realloc(s->table, (s->tables + 1) * sizeof *grown), *t;

		if (!grown) {
			sqlite3_finalize(find);
			return err_nomem(e);
		}
		s->table = grown;
		t = &s->table[s->tables++];
		*t = (struct table){ .columns = (size_t)sqlite3_column_int64(find, 1), .first = first };
		snprintf(t->name, sizeof t->name, "%s", (const char *)sqlite3_column_text(find, 0));
		first += t->columns;
	}
	sqlite3_finalize(find);
	return code == SQLITE_DONE ? 0 : side_fail(s, e);
}

/* Prepare a statement whose text was made by sqlite3_mprintf; takes the text. */
static int side_prepare(const struct side *s, char *sql, sqlite3_stmt **out, struct err *e)
{
	int code = sql ? sqlite3_prepare_v2(s->db, sql, -1, out, NULL) : SQLITE_NOMEM;

	sqlite3_free(sql);
	if (!sql)
		return err_nomem(e);
	return code == SQLITE_OK ? 0 : side_fail(s, e);
}

static int keys_prepare(struct side *s, struct err *e)
{
	char *find = sqlite3_mprintf("SELECT table_name, column_name FROM assay_column WHERE id = %lld", (long long)s->key + 1);
	sqlite3_stmt *found;
	int done;

	if (sqlite3_create_function_v2(s->db, "assay_key", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, key_make, NULL, NULL, NULL) !=
	    SQLITE_OK) {
		sqlite3_free(find);
		return side_fail(s, e);
	}
	if (side_prepare(s, find, &found, e) < 0)
		return -1;
	if (sqlite3_step(found) == SQLITE_ROW)
		done = side_prepare(s, sqlite3_mprintf("SELECT assay_key(\"%w\"), count(*), min(rowid) FROM %s GROUP BY 1 ORDER BY 1",
						       sqlite3_column_text(found, 1), sqlite3_column_text(found, 0)), &s->keys, e);
	else
		done = side_fail(s, e);
	sqlite3_finalize(found);
	return done;
}

static int side_open(struct side *s, const char *key, struct err *e)
{
	if (key_find(s, key, e) < 0 || tables_find(s, e) < 0)
		return -1;
	return keys_prepare(s, e);
}

static void side_close(struct side *s)
{
	sqlite3_finalize(s->keys);
	for (size_t i = 0; i < s->tables; i++)
		sqlite3_finalize(s->table[i].read);
	free(s->table);
	if (s->db)
		sqlite3_create_function_v2(s->db, "assay_key", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
}

/* ---- joining ---- */

static int key_next(struct side *s, struct err *e)
{
	int code = sqlite3_step(s->keys);

	s->ended = code != SQLITE_ROW;
	if (s->ended)
		return code == SQLITE_DONE ? 0 : side_fail(s, e);
	s->text = sqlite3_column_blob(s->keys, 0);
	if (!s->text && sqlite3_column_type(s->keys, 0) != SQLITE_NULL)
		s->text = "";
	s->bytes = (size_t)sqlite3_column_bytes(s->keys, 0);
	s->rows = (uint64_t)sqlite3_column_int64(s->keys, 1);
	s->row = (uint64_t)sqlite3_column_int64(s->keys, 2);
	return 0;
}

/* The first key; rows without one come before it. */
static int key_first(struct side *s, uint64_t *missing, struct err *e)
{
	if (key_next(s, e) < 0)
		return -1;
	if (s->ended || s->text)
		return 0;
	*missing += s->rows;
	return key_next(s, e);
}

/* As SQLite sorts texts; a side that has ended comes last. */
static int key_order(const struct side *a, const struct side *b)
{
	int order;

	if (a->ended || b->ended)
		return a->ended ? 1 : -1;
	order = memcmp(a->text, b->text, a->bytes < b->bytes ? a->bytes : b->bytes);
	return order ? order : a->bytes < b->bytes ? -1 : a->bytes > b->bytes;
}

static int pair_add(const struct side *there, sqlite3_stmt *add, uint64_t here_row, uint64_t there_row, struct err *e)
{
	int code;

	sqlite3_bind_int64(add, 1, (sqlite3_int64)here_row);
	sqlite3_bind_int64(add, 2, (sqlite3_int64)there_row);
	code = sqlite3_step(add);
	sqlite3_reset(add);
	return code == SQLITE_DONE ? 0 : side_fail(there, e);
}

/* Walk both orders of keys at once: what is on one side only, what repeats, and the pairs of what is left. */
static int keys_merge(struct comparison *c, sqlite3_stmt *add, struct err *e)
{
	struct side *here = &c->here, *there = &c->there;
	struct reference_comparison *out = c->out;

	if (key_first(here, &out->missing, e) < 0 || key_first(there, &out->missing, e) < 0)
		return -1;
	while (!here->ended || !there->ended) {
		int order = key_order(here, there);
		uint64_t ours = order <= 0 ? here->rows : 0, theirs = order >= 0 ? there->rows : 0;

		if (ours > 1 || theirs > 1) {
			out->repeated += ours + theirs;
		} else if (order != 0) {
			out->only_here += ours;
			out->only_there += theirs;
		} else {
			out->matched++;
			if (pair_add(there, add, here->row, there->row, e) < 0)
				return -1;
		}
		if ((order <= 0 && key_next(here, e) < 0) || (order >= 0 && key_next(there, e) < 0))
			return -1;
	}
	return 0;
}

/* Pairs go to the reference's own store, which nobody keeps. */
static int rows_join(struct comparison *c, struct err *e)
{
	sqlite3_stmt *add = NULL;
	int done;

	if (sqlite3_exec(c->there.db, "CREATE TABLE assay_pair(here INTEGER, there INTEGER)", NULL, NULL, NULL) != SQLITE_OK)
		return side_fail(&c->there, e);
	done = side_prepare(&c->there, sqlite3_mprintf("INSERT INTO assay_pair VALUES(?,?)"), &add, e);
	if (done == 0)
		done = keys_merge(c, add, e);
	sqlite3_finalize(add);
	return done;
}

/* ---- comparing ---- */

/* The statement that reads the table of a column, prepared when it is first wanted, and the column's place in it. */
static int column_read(struct side *s, size_t column, sqlite3_stmt **read, int *at, struct err *e)
{
	size_t i = 0;

	while (i + 1 < s->tables && column >= s->table[i + 1].first)
		i++;
	if (!s->table[i].read &&
	    side_prepare(s, sqlite3_mprintf("SELECT * FROM %s WHERE rowid = ?", s->table[i].name), &s->table[i].read, e) < 0)
		return -1;
	*read = s->table[i].read;
	*at = (int)(column - s->table[i].first);
	return 0;
}

static int columns_share(struct comparison *c, struct err *e)
{
	const struct fields *ours = c->here.fields, *theirs = c->there.fields;
	struct reference_comparison *out = c->out;

	out->key = c->here.key;
	out->column = calloc(ours->count + 1, sizeof *out->column);
	out->only_there_column = arena_zeroed(&out->arena, theirs->count + 1, sizeof *out->only_there_column);
	c->shared = calloc(ours->count + 1, sizeof *c->shared);
	if (!out->column || !out->only_there_column || !c->shared)
		return err_nomem(e);
	for (size_t column = 0; column < ours->count; column++) {
		long there = fields_find(theirs, ours->name[column]);
		struct shared *s = &c->shared[c->shared_count];

		out->column[column].shared = there >= 0;
		if (there < 0 || column == out->key)
			continue;
		s->column = column;
		if (column_read(&c->here, column, &s->here, &s->here_at, e) < 0 ||
		    column_read(&c->there, (size_t)there, &s->there, &s->there_at, e) < 0)
			return -1;
		c->shared_count++;
	}
	for (size_t i = 0; i < theirs->count; i++) {
		const char *name = theirs->name[i], *copy;

		if (fields_find(ours, name) >= 0)
			continue;
		copy = arena_copy(&out->arena, name, strlen(name));
		if (!copy)
			return err_nomem(e);
		out->only_there_column[out->only_there_columns++] = copy;
	}
	return 0;
}

static bool integer_is_real(int64_t i, double x)
{
	return x > -0x1p62 && x < 0x1p62 && x == (double)(int64_t)x && (int64_t)x == i;
}

static bool bytes_are(const void *x, size_t n, const void *y, size_t m)
{
	return n == m && (n == 0 || memcmp(x, y, n) == 0);
}

/* The text of a cell and its length; a number's is that of its key. The text may be in buffer, which holds 32 bytes. */
static const char *cell_bytes(sqlite3_stmt *read, int at, char *buffer, size_t *n)
{
	int type = sqlite3_column_type(read, at);
	const char *text = buffer;

	if (type == SQLITE_INTEGER)
		snprintf(buffer, 32, "%jd", (intmax_t)sqlite3_column_int64(read, at));
	else if (type == SQLITE_FLOAT)
		real_text(sqlite3_column_double(read, at), buffer);
	else
		text = sqlite3_column_blob(read, at);
	*n = text == buffer ? strlen(buffer) : (size_t)sqlite3_column_bytes(read, at);
	return text;
}

/* Hot: one call a cell. Only cells of different types, which are few, go the long way. */
static bool cells_agree(const struct shared *s)
{
	int type = sqlite3_column_type(s->here, s->here_at), other = sqlite3_column_type(s->there, s->there_at);
	char x[32], y[32];
	const char *a, *b;
	size_t n, m;

	if (type == SQLITE_NULL || other == SQLITE_NULL)
		return type == other;
	if (type == SQLITE_INTEGER && other == SQLITE_INTEGER)
		return sqlite3_column_int64(s->here, s->here_at) == sqlite3_column_int64(s->there, s->there_at);
	if (type == SQLITE_FLOAT && other == SQLITE_FLOAT)
		return sqlite3_column_double(s->here, s->here_at) == sqlite3_column_double(s->there, s->there_at);
	if (type == SQLITE_INTEGER && other == SQLITE_FLOAT)
		return integer_is_real(sqlite3_column_int64(s->here, s->here_at), sqlite3_column_double(s->there, s->there_at));
	if (type == SQLITE_FLOAT && other == SQLITE_INTEGER)
		return integer_is_real(sqlite3_column_int64(s->there, s->there_at), sqlite3_column_double(s->here, s->here_at));
	a = cell_bytes(s->here, s->here_at, x, &n);
	b = cell_bytes(s->there, s->there_at, y, &m);
	return bytes_are(a, n, b, m);
}

/* A cell as the report shows it, in *out; NULL: missing. -1: no memory. */
static int cell_show(sqlite3_stmt *read, int at, struct arena *arena, const char **out)
{
	char buffer[32], shown[VALUE_NAME_BYTES];
	const char *text;
	size_t n, kept;

	*out = NULL;
	if (sqlite3_column_type(read, at) == SQLITE_NULL)
		return 0;
	text = cell_bytes(read, at, buffer, &n);
	kept = n > VALUE_TEXT_BYTES ? utf8_border(text, VALUE_TEXT_BYTES) : n;
	snprintf(shown, sizeof shown, "%.*s%s", (int)kept, text ? text : "", kept < n ? "…" : "");
	*out = arena_copy(arena, shown, strlen(shown));
	return *out ? 0 : -1;
}

/* Rows come in our order, so the first ones stay the first. */
static int disagreement_add(struct reference_comparison *out, const struct shared *s, uint64_t row, struct err *e)
{
	struct reference_column *column = &out->column[s->column];
	uint32_t at = column->rows.count;

	column->disagreeing++;
	if (at == EXAMPLES_MAX)
		return 0;
	if (cell_show(s->here, s->here_at, &out->arena, &column->here[at]) < 0 ||
	    cell_show(s->there, s->there_at, &out->arena, &column->there[at]) < 0)
		return err_nomem(e);
	examples_add(&column->rows, row);
	return 0;
}

static int row_seek(const struct side *s, sqlite3_int64 row, struct err *e)
{
	for (size_t i = 0; i < s->tables; i++) {
		sqlite3_stmt *read = s->table[i].read;

		if (!read)
			continue;
		sqlite3_reset(read);
		sqlite3_bind_int64(read, 1, row);
		if (sqlite3_step(read) != SQLITE_ROW)
			return side_fail(s, e);
	}
	return 0;
}

static int pair_compare(struct comparison *c, sqlite3_int64 here, sqlite3_int64 there, struct err *e)
{
	if (row_seek(&c->here, here, e) < 0 || row_seek(&c->there, there, e) < 0)
		return -1;
	for (size_t i = 0; i < c->shared_count; i++)
		if (!cells_agree(&c->shared[i]) && disagreement_add(c->out, &c->shared[i], (uint64_t)here, e) < 0)
			return -1;
	return 0;
}

static int pairs_compare(struct comparison *c, struct err *e)
{
	sqlite3_stmt *pairs;
	int code, done = 0;

	if (side_prepare(&c->there, sqlite3_mprintf("SELECT here, there FROM assay_pair ORDER BY here"), &pairs, e) < 0)
		return -1;
	while (done == 0 && (code = sqlite3_step(pairs)) == SQLITE_ROW)
		done = pair_compare(c, sqlite3_column_int64(pairs, 0), sqlite3_column_int64(pairs, 1), e);
	if (done == 0 && code != SQLITE_DONE)
		done = side_fail(&c->there, e);
	sqlite3_finalize(pairs);
	return done;
}

int reference_compare(const char *path, const char *key, const struct options *options, const struct fields *fields,
		      struct store *store, struct reference_comparison *out, struct err *e)
{
	struct reading reading = { .options = options };
	struct comparison c = { .here = { .name = "the data", .fields = fields, .db = store_connection(store) }, .out = out };
	int done = reading_run(&reading, path, e);

	out->rows = reading.rows;
	out->rejected = reading.rejected;
	if (done == 0) {
		c.there = (struct side){ .name = path, .fields = &reading.fields, .db = store_connection(reading.store) };
		if (side_open(&c.here, key, e) < 0 || side_open(&c.there, key, e) < 0 || rows_join(&c, e) < 0 || columns_share(&c, e) < 0)
			done = -1;
		else
			done = pairs_compare(&c, e);
	}
	free(c.shared);
	side_close(&c.here);
	side_close(&c.there);
	reading_release(&reading);
	return done;
}

void reference_release(struct reference_comparison *r)
{
	free(r->column);
	arena_release(&r->arena);
	*r = (struct reference_comparison){ .rows = 0 };
}
