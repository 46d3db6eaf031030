/* splits: see splits.h. */
#include "overlap/splits.h"

#include <string.h>
#include <strings.h>

static int db_fail(sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) : err_set(e, ERR_STORE, "reading splits: %s", sqlite3_errmsg(db));
}

static int split_add(struct splits *s, const char *name, size_t bytes, uint64_t rows, uint64_t last_row)
{
	const char *copy = arena_copy(&s->arena, name, bytes);

	if (!copy)
		return -1;
	s->name[s->count] = copy;
	s->rows[s->count] = rows;
	s->last_row[s->count++] = last_row;
	return 0;
}

static int values_read(struct splits *s, sqlite3_stmt *read, const char *column, struct err *e)
{
	int code;

	while ((code = sqlite3_step(read)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(read, 0);

		if (!text)
			continue;
		if (s->count == SPLITS_MAX)
			return err_set(e, ERR_USAGE, "--split: column \"%.100s\" has more than %d values, so it names no splits", column, SPLITS_MAX);
		if (split_add(s, text, (size_t)sqlite3_column_bytes(read, 0), (uint64_t)sqlite3_column_int64(read, 1), 0) < 0)
			return err_nomem(e);
	}
	return code == SQLITE_DONE ? 0 : db_fail(sqlite3_db_handle(read), e);
}

static int values_find(struct splits *s, const struct overlap_request *in, struct err *e)
{
	sqlite3 *db = store_connection(in->store);
	sqlite3_stmt *find, *read = NULL;
	char *sql = NULL;
	int done;

	if (sqlite3_prepare_v2(db, "SELECT table_name, column_name FROM assay_column WHERE id = ?", -1, &find, NULL) != SQLITE_OK)
		return db_fail(db, e);
	sqlite3_bind_int64(find, 1, (sqlite3_int64)in->split + 1);
	if (sqlite3_step(find) == SQLITE_ROW)
		sql = sqlite3_mprintf("SELECT CAST(\"%w\" AS TEXT), count(*) FROM %s GROUP BY 1 ORDER BY min(rowid)", sqlite3_column_text(find, 1),
				      sqlite3_column_text(find, 0));
	sqlite3_finalize(find);
	if (!sql || sqlite3_prepare_v2(db, sql, -1, &read, NULL) != SQLITE_OK)
		done = db_fail(db, e);
	else
		done = values_read(s, read, in->plan->column[in->split].name, e);
	sqlite3_free(sql);
	sqlite3_finalize(read);
	return done;
}

/* Rows of a source follow one another. */
static int sources_find(struct splits *s, const struct overlap_request *in, struct err *e)
{
	sqlite3 *db = store_connection(in->store);
	sqlite3_stmt *read;
	uint64_t before = 0;
	int code, done = 0;

	if (sqlite3_prepare_v2(db, "SELECT id, rows FROM assay_source ORDER BY id", -1, &read, NULL) != SQLITE_OK)
		return db_fail(db, e);
	while (done == 0 && (code = sqlite3_step(read)) == SQLITE_ROW) {
		size_t id = (size_t)sqlite3_column_int64(read, 0);
		uint64_t rows = (uint64_t)sqlite3_column_int64(read, 1);

		if (s->count == SPLITS_MAX)
			done = err_set(e, ERR_USAGE, "--split-files: more than %d files", SPLITS_MAX);
		else if (id >= in->sources || split_add(s, in->source[id], strlen(in->source[id]), rows, before + rows) < 0)
			done = err_nomem(e);
		before += rows;
	}
	if (done == 0 && code != SQLITE_DONE)
		done = db_fail(db, e);
	sqlite3_finalize(read);
	return done;
}

static bool is_training(const char *name)
{
	const char *base = strrchr(name, '/');

	return strncasecmp(base ? base + 1 : name, "train", 5) == 0;
}

static void training_choose(struct splits *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->rows[i] > s->rows[s->training])
			s->training = i;
	for (size_t i = s->count; i-- > 0;)
		if (is_training(s->name[i]))
			s->training = i;
}

int splits_open(struct splits *s, const struct overlap_request *in, struct err *e)
{
	int done = 0;

	*s = (struct splits){ .count = 0 };
	if (in->split_sources)
		done = sources_find(s, in, e);
	else if (in->split != NO_COLUMN)
		done = values_find(s, in, e);
	training_choose(s);
	return done;
}

void splits_close(struct splits *s)
{
	arena_release(&s->arena);
	*s = (struct splits){ .count = 0 };
}

unsigned splits_of(const struct splits *s, const struct documents *d, const struct batch *b, size_t row)
{
	struct span mark;

	if (!s || !s->count)
		return SPLIT_NONE;
	if (s->last_row[s->count - 1]) {
		for (unsigned i = 0; i < s->count; i++)
			if (b->first_row + row <= s->last_row[i])
				return i;
		return SPLIT_NONE;
	}
	mark = document_mark(d, b, row);
	for (unsigned i = 0; mark.at && i < s->count; i++)
		if (span_is(mark, s->name[i]))
			return i;
	return SPLIT_NONE;
}
