/* load: batches into tables: rows, where they came from, what was rejected, and the sources.
 *
 * Takes batches in row order; gives rows of data, data_2 …, and assay_place. Rows reach SQLite through a virtual table,
 * batch_feed, that shows the current batch as rows, and one "INSERT … SELECT … FROM batch_feed" a table: 2.5 times as
 * fast as binding each cell (1e6 rows × 15 columns in 0.35 s); or as pages, past SQLite (bulk.c). The batch stays the caller's; nothing of it is kept
 * after store_append.
 */
#include "store/load.h"

#include "store/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* batch_feed(c0, c1, …): the columns of feed.batch from feed.first on. Only one cursor is ever open. */

struct feed_table {
	sqlite3_vtab base;
	struct feed *feed;
};

static int feed_connect(sqlite3 *db, void *feed, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
	sqlite3_str *sql = sqlite3_str_new(db);
	struct feed_table *table;
	char *text;
	int code, columns = sqlite3_limit(db, SQLITE_LIMIT_COLUMN, -1);

	(void)argc;
	(void)argv;
	(void)message;
	if (columns > DATA_COLUMNS_MAX)
		columns = DATA_COLUMNS_MAX;
	for (int c = 0; c < columns; c++)
		sqlite3_str_appendf(sql, "%sc%d", c ? "," : "CREATE TABLE feed(", c);
	sqlite3_str_appendall(sql, ")");
	text = sqlite3_str_finish(sql);
	table = sqlite3_malloc(sizeof *table);
	code = text && table ? sqlite3_declare_vtab(db, text) : SQLITE_NOMEM;
	sqlite3_free(text);
	if (code != SQLITE_OK) {
		sqlite3_free(table);
		return code;
	}
	memset(table, 0, sizeof *table);
	table->feed = feed;
	*out = &table->base;
	return SQLITE_OK;
}

static int feed_disconnect(sqlite3_vtab *table)
{
	sqlite3_free(table);
	return SQLITE_OK;
}

static int feed_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
	(void)table;
	plan->estimatedCost = 1;
	return SQLITE_OK;
}

static int feed_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	(void)table;
	*out = sqlite3_malloc(sizeof **out);
	if (!*out)
		return SQLITE_NOMEM;
	memset(*out, 0, sizeof **out);
	return SQLITE_OK;
}

static int feed_close(sqlite3_vtab_cursor *cursor)
{
	sqlite3_free(cursor);
	return SQLITE_OK;
}

static struct feed *feed_of(const sqlite3_vtab_cursor *cursor)
{
	return ((struct feed_table *)cursor->pVtab)->feed;
}

static int feed_rewind(sqlite3_vtab_cursor *cursor, int plan, const char *name, int argc, sqlite3_value **argv)
{
	(void)plan;
	(void)name;
	(void)argc;
	(void)argv;
	feed_of(cursor)->row = 0;
	return SQLITE_OK;
}

static int feed_next(sqlite3_vtab_cursor *cursor)
{
	feed_of(cursor)->row++;
	return SQLITE_OK;
}

static int feed_eof(sqlite3_vtab_cursor *cursor)
{
	const struct feed *feed = feed_of(cursor);

	return !feed->batch || feed->row >= feed->batch->rows;
}

static int feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
	const struct feed *feed = feed_of(cursor);

	*row = (sqlite3_int64)(feed->batch->first_row + feed->row);
	return SQLITE_OK;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A double would lose digits past 2^53. */
bool integer_read(const char *text, size_t n, int64_t *out)
{
	int64_t value = 0;
	const char *p = text, *end = text + n, *digits;
	bool negative;

	while (p < end && is_blank(*p))
		p++;
	while (end > p && is_blank(end[-1]))
		end--;
	negative = p < end && *p == '-';
	digits = p += negative;
	for (; p < end && *p >= '0' && *p <= '9' && p - digits < 18; p++)
		value = 10 * value + (*p - '0');
	*out = negative ? -value : value;
	return p == end && p > digits;
}

/* The hot path of loading: one call a cell. Text is not copied here (STATIC): the batch outlives the statement. */
static int feed_column(sqlite3_vtab_cursor *cursor, sqlite3_context *result, int c)
{
	const struct feed *feed = feed_of(cursor);
	const struct batch *batch = feed->batch;
	size_t at = feed->first + (size_t)c, row = feed->row;
	const struct column *column = at < batch->columns ? &batch->column[at] : NULL;
	const struct cell_text *cell;
	const char *text;
	int64_t integer;

	if (!column || !column->kind || cell_is_missing(column->kind[row]))
		return SQLITE_OK;	/* no result is NULL */
	cell = &column->text[row];
	text = batch->bytes + cell->at;
	if (column->kind[row] == CELL_INTEGER && integer_read(text, cell->bytes, &integer))
		sqlite3_result_int64(result, integer);
	else if (column->kind[row] == CELL_REAL && !isnan(column->number[row]))
		sqlite3_result_double(result, column->number[row]);
	else
		sqlite3_result_text64(result, text, cell->bytes, SQLITE_STATIC, SQLITE_UTF8);
	return SQLITE_OK;
}

int feed_register(struct store *s, struct err *e)
{
	/* No xCreate: the table exists by its name alone, in this connection only, and never in the file. */
	static const sqlite3_module module = {
		.xConnect = feed_connect, .xDisconnect = feed_disconnect, .xBestIndex = feed_plan, .xOpen = feed_open,
		.xClose = feed_close, .xFilter = feed_rewind, .xNext = feed_next, .xEof = feed_eof, .xColumn = feed_column,
		.xRowid = feed_rowid,
	};

	if (sqlite3_create_module(s->db, "batch_feed", &module, &s->feed) != SQLITE_OK)
		return store_fail(s, "writing", e);
	return 0;
}

int row_too_long(const struct store *s, uint64_t row, struct err *e)
{
	return err_set(e, ERR_STORE, "writing %s: row %ju has more than the %d bytes that SQLite can keep in a row", s->name, (uintmax_t)row,
		       sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, -1));
}

static int rows_insert(struct store *s, struct data_table *t, struct err *e)
{
	const struct batch *b = s->feed.batch;
	sqlite3_int64 last = (sqlite3_int64)(b->first_row + b->rows - 1);
	int code, failed = 0;

	s->feed.first = t->first;
	code = sqlite3_step(t->insert);
	if (code == SQLITE_TOOBIG)
		failed = row_too_long(s, b->first_row + s->feed.row, e);
	else if (code != SQLITE_DONE)
		failed = store_fail(s, "writing", e);
	else if (b->rows > 0 && sqlite3_last_insert_rowid(s->db) != last)
		failed = err_set(e, ERR_BUG, "writing %s: row %jd became another row", s->name, (intmax_t)last);
	sqlite3_reset(t->insert);
	if (failed)
		s->broken = true;
	return failed;
}

/* Rows mostly lie on consecutive lines: an entry only where they do not, or where the source changes. */
static int places_insert(struct store *s, const struct batch *b, struct err *e)
{
	for (size_t i = 0; i < b->rows; i++) {
		sqlite3_stmt *add;
		bool follows = s->place_line > 0 && b->source == s->place_source && b->line[i] == s->place_line + 1;

		s->place_source = b->source;
		s->place_line = b->line[i];
		if (follows)
			continue;
		add = store_statement(s, ADD_PLACE, e);
		if (!add)
			return -1;
		sqlite3_bind_int64(add, 1, (sqlite3_int64)(b->first_row + i));
		sqlite3_bind_int64(add, 2, b->source);
		sqlite3_bind_int64(add, 3, (sqlite3_int64)b->line[i]);
		if (store_run(s, add, e))
			return -1;
	}
	return 0;
}

static int batch_insert(struct store *s, const struct batch *b, struct err *e)
{
	int failed = tables_sync(s, b->columns, e);

	s->feed.batch = b;
	for (size_t i = 0; i < s->tables && !failed; i++)
		failed = rows_insert(s, &s->table[i], e);
	s->feed.batch = NULL;
	return failed;
}

static int batch_append(struct store *s, const struct batch *b, struct store_pages *pages, struct err *e)
{
	int failed;

	if (store_check(s, e))
		return -1;
	if (b->first_row != s->rows + 1 || b->columns > s->fields)
		return err_set(e, ERR_BUG, "writing %s: a batch at row %ju with %zu columns, after %ju rows of %zu columns",
			       s->name, (uintmax_t)b->first_row, b->columns, (uintmax_t)s->rows, s->fields);
	failed = pages ? pages_ready(s, b, e) : load_end(s, e);
	if (!failed)
		failed = s->load == LOAD_PAGES ? pages_append(s, b, pages, e) : batch_insert(s, b, e);
	if (failed || places_insert(s, b, e)) {
		s->broken = true;
		return -1;
	}
	s->rows += b->rows;
	return 0;
}

int store_append_encoded(struct store *s, const struct batch *b, struct store_pages *pages, struct err *e)
{
	int failed = batch_append(s, b, pages, e);

	store_pages_free(pages);
	return failed;
}

int store_append(struct store *s, const struct batch *b, struct err *e)
{
	struct store_pages *pages = NULL;

	if (s->load != LOAD_ENDED && store_encode(s, b, &pages, e))
		return -1;
	return store_append_encoded(s, b, pages, e);
}

int store_reject(struct store *s, uint32_t source, const struct reject *r, struct err *e)
{
	if (store_check(s, e))
		return -1;
	for (; r; r = r->next) {
		sqlite3_stmt *add = store_statement(s, ADD_REJECT, e);

		if (!add)
			return -1;
		sqlite3_bind_int64(add, 1, source);
		sqlite3_bind_int64(add, 2, (sqlite3_int64)r->line);
		bind_bytes(add, 3, r->reason, r->reason ? strlen(r->reason) : 0);
		/* The cut may have split a character, which would make a BLOB of good text. */
		bind_bytes(add, 4, r->bytes, r->whole > r->length ? utf8_border(r->bytes, r->length) : r->length);
		sqlite3_bind_int64(add, 5, (sqlite3_int64)r->whole);
		if (store_run(s, add, e))
			return -1;
	}
	return 0;
}

int store_source(struct store *s, uint32_t id, const struct store_source *source, struct err *e)
{
	const char *const texts[] = { source->path, source->format, source->encoding, source->compression };
	sqlite3_stmt *set;
	char hash[17];

	if (store_check(s, e))
		return -1;
	set = store_statement(s, SET_SOURCE, e);
	if (!set)
		return -1;
	snprintf(hash, sizeof hash, "%016jx", (uintmax_t)source->hash);
	sqlite3_bind_int64(set, 1, id);
	for (int i = 0; i < 4; i++)
		bind_bytes(set, 2 + i, texts[i], texts[i] ? strlen(texts[i]) : 0);
	sqlite3_bind_int64(set, 6, (sqlite3_int64)source->bytes);
	sqlite3_bind_text(set, 7, hash, -1, SQLITE_STATIC);
	sqlite3_bind_int64(set, 8, (sqlite3_int64)source->rows);
	sqlite3_bind_int64(set, 9, (sqlite3_int64)source->rejected);
	return store_run(s, set, e);
}

int store_run_value(struct store *s, const char *key, const char *value, struct err *e)
{
	sqlite3_stmt *set;

	if (store_check(s, e))
		return -1;
	set = store_statement(s, SET_RUN, e);
	if (!set)
		return -1;
	bind_bytes(set, 1, key, strlen(key));
	bind_bytes(set, 2, value, value ? strlen(value) : 0);
	return store_run(s, set, e);
}
