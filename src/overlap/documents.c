/* documents: see documents.h. */
#include "overlap/documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows as they are gathered for a block. */
struct gathering {
	const struct documents *d;
	struct block *block;
	size_t rows;			/* that a block has room for */
	uint8_t *kind;			/* column after column, `rows` each */
	double *number;
	struct cell_text *text;
	size_t used, room;		/* of block->bytes */
	size_t blocks;
};

static int db_fail(sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) : err_set(e, ERR_STORE, "reading documents: %s", sqlite3_errmsg(db));
}

/* ---- what is read ---- */

/* The parts that make the document; "value" holds records that are no objects. */
static bool is_of_document(const struct corpus *corpus, const char *name)
{
	for (size_t p = 0; p < CORPUS_PARTS; p++)
		if (corpus->column[p][0] && strcmp(corpus->column[p], name) == 0)
			return true;
	return strcmp(name, "value") == 0;
}

static bool is_among(const size_t *list, size_t count, size_t c)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == c)
			return true;
	return false;
}

static int columns_take(struct documents *d, const size_t *chosen, size_t count, struct err *e)
{
	d->column = calloc(d->columns + 1, sizeof *d->column);
	if (!d->column)
		return err_nomem(e);
	for (size_t c = 0; c < d->columns; c++)
		if (c == d->mark || (d->corpus ? is_of_document(d->corpus, d->name[c]) : is_among(chosen, count, c)))
			d->column[d->read++] = c;
	return 0;
}

static int list_append(struct documents *d, sqlite3_str *list, sqlite3_str *from, struct err *e)
{
	sqlite3_stmt *find;
	char last[64] = "data";
	int done = 0;

	if (sqlite3_prepare_v2(d->db, "SELECT table_name, column_name FROM assay_column WHERE id = ?", -1, &find, NULL) != SQLITE_OK)
		return db_fail(d->db, e);
	for (size_t i = 0; i < d->read && done == 0; i++) {
		const char *table;

		sqlite3_bind_int64(find, 1, (sqlite3_int64)d->column[i] + 1);
		if (sqlite3_step(find) != SQLITE_ROW) {
			done = db_fail(d->db, e);
			break;
		}
		table = (const char *)sqlite3_column_text(find, 0);
		sqlite3_str_appendf(list, ", %s.\"%w\"", table, sqlite3_column_text(find, 1));
		if (strcmp(table, last) != 0)	/* columns ascend, and so do their tables */
			sqlite3_str_appendf(from, " CROSS JOIN %s ON %s.rowid = data.rowid", table, table);
		snprintf(last, sizeof last, "%s", table);
		sqlite3_reset(find);
	}
	sqlite3_finalize(find);
	return done;
}

static int statements_make(struct documents *d, struct err *e)
{
	sqlite3_str *list = sqlite3_str_new(d->db), *from = sqlite3_str_new(d->db);
	int done = list_append(d, list, from, e);
	char *columns = sqlite3_str_finish(list), *joins = sqlite3_str_finish(from), *one;

	if (done == 0) {
		d->sql = sqlite3_mprintf("SELECT data.rowid%s FROM data%s ORDER BY data.rowid", columns ? columns : "", joins ? joins : "");
		one = sqlite3_mprintf("SELECT data.rowid%s FROM data%s WHERE data.rowid = ?", columns ? columns : "", joins ? joins : "");
		if (!d->sql || !one)
			done = err_nomem(e);
		else if (sqlite3_prepare_v2(d->db, one, -1, &d->one, NULL) != SQLITE_OK)
			done = db_fail(d->db, e);
		sqlite3_free(one);
	}
	sqlite3_free(columns);
	sqlite3_free(joins);
	return done;
}

int documents_open(struct documents *d, sqlite3 *db, const char *const *name, size_t columns, const struct corpus *corpus, const size_t *chosen,
		   size_t count, size_t mark, struct err *e)
{
	*d = (struct documents){ .db = db, .corpus = corpus, .name = name, .columns = columns, .mark = mark };
	return columns_take(d, chosen, count, e) < 0 ? -1 : statements_make(d, e);
}

void documents_close(struct documents *d)
{
	sqlite3_finalize(d->one);
	sqlite3_free(d->sql);
	free(d->column);
	*d = (struct documents){ .db = NULL };
}

/* ---- blocks ---- */

void block_free(struct block *b)
{
	if (!b)
		return;
	batch_free(b->batch);
	free(b->bytes);
	free(b);
}

static int block_begin(struct gathering *g, uint64_t first_row, struct err *e)
{
	const struct documents *d = g->d;
	struct block *b = calloc(1, sizeof *b);
	struct batch *batch = b ? b->batch = batch_new() : NULL;
	struct column *column;

	g->block = b;
	g->used = g->room = 0;
	if (!batch)
		return err_nomem(e);
	b->number = g->blocks++;
	column = arena_zeroed(&batch->arena, d->columns + 1, sizeof *column);
	g->kind = arena_zeroed(&batch->arena, d->read * g->rows + 1, sizeof *g->kind);
	g->number = arena_zeroed(&batch->arena, d->read * g->rows + 1, sizeof *g->number);
	g->text = arena_zeroed(&batch->arena, d->read * g->rows + 1, sizeof *g->text);
	if (!column || !g->kind || !g->number || !g->text)
		return err_nomem(e);
	for (size_t i = 0; i < d->read; i++)
		column[d->column[i]] = (struct column){ .kind = g->kind + i * g->rows, .number = g->number + i * g->rows,
							.text = g->text + i * g->rows };
	batch->pass = 1;
	batch->first_row = first_row;
	batch->columns = d->columns;
	batch->column = column;
	batch->name = d->name;
	return 0;
}

static int bytes_add(struct gathering *g, const void *bytes, size_t n)
{
	if (g->used + n > g->room) {
		size_t room = g->used + n > DOCUMENTS_BYTES ? g->used + n : DOCUMENTS_BYTES + DOCUMENTS_BYTES / 4;
		char *grown = realloc(g->block->bytes, room);

		if (!grown)
			return -1;
		g->block->bytes = grown;
		g->room = room;
	}
	if (n)
		memcpy(g->block->bytes + g->used, bytes, n);
	g->used += n;
	return 0;
}

static int row_add(struct gathering *g, sqlite3_stmt *read, struct err *e)
{
	size_t row = g->block->batch->rows++;

	for (size_t i = 0; i < g->d->read; i++) {
		size_t at = i * g->rows + row;
		int type = sqlite3_column_type(read, (int)i + 1);
		const void *text = sqlite3_column_text(read, (int)i + 1);
		size_t n = (size_t)sqlite3_column_bytes(read, (int)i + 1);

		if (type == SQLITE_NULL)
			continue;	/* zeroed: absent */
		g->kind[at] = type == SQLITE_INTEGER ? CELL_INTEGER : type == SQLITE_FLOAT ? CELL_REAL : CELL_TEXT;
		g->number[at] = type == SQLITE_TEXT ? 0 : sqlite3_column_double(read, (int)i + 1);
		g->text[at] = (struct cell_text){ (uint32_t)g->used, (uint32_t)n };
		if ((!text && n) || g->used + n > UINT32_MAX || bytes_add(g, text, n) < 0)
			return err_nomem(e);
	}
	g->block->batch->bytes = g->block->bytes;
	return 0;
}

static int block_give(struct gathering *g, int (*each)(void *, struct block *, struct err *), void *context, struct err *e)
{
	struct block *b = g->block;

	g->block = NULL;
	return each(context, b, e);
}

int documents_walk(struct documents *d, int (*each)(void *, struct block *, struct err *), void *context, struct err *e)
{
	struct gathering g = { .d = d, .rows = DOCUMENTS_ROWS };
	sqlite3_stmt *read;
	int code = SQLITE_DONE, done = 0;

	if (sqlite3_prepare_v2(d->db, d->sql, -1, &read, NULL) != SQLITE_OK)
		return db_fail(d->db, e);
	while (done == 0 && (code = sqlite3_step(read)) == SQLITE_ROW) {
		if (!g.block)
			done = block_begin(&g, (uint64_t)sqlite3_column_int64(read, 0), e);
		if (done == 0)
			done = row_add(&g, read, e);
		if (done == 0 && (g.block->batch->rows == g.rows || g.used >= DOCUMENTS_BYTES))
			done = block_give(&g, each, context, e);
	}
	if (done == 0 && code != SQLITE_DONE)
		done = db_fail(d->db, e);
	if (done == 0 && g.block)
		done = block_give(&g, each, context, e);
	sqlite3_finalize(read);
	block_free(g.block);
	return done;
}

/* ---- texts ---- */

void document_reader_open(struct document_reader *r, const struct documents *d)
{
	*r = (struct document_reader){ .room = 0 };
	if (d->corpus)
		corpus_reader_open(&r->corpus, d->corpus);
}

void document_reader_close(struct document_reader *r)
{
	if (r->corpus.corpus)
		corpus_reader_close(&r->corpus);
	free(r->joined);
	*r = (struct document_reader){ .room = 0 };
}

static int joined_add(struct document_reader *r, size_t *used, const char *text, size_t n)
{
	if (*used + n + 1 > r->room) {
		size_t room = 2 * (*used + n + 1);
		char *grown = realloc(r->joined, room);

		if (!grown)
			return -1;
		r->joined = grown;
		r->room = room;
	}
	if (n)
		memcpy(r->joined + *used, text, n);
	r->joined[*used + n] = '\n';
	*used += n + 1;
	return 0;
}

static struct span cell_span(const struct batch *b, size_t column, size_t row)
{
	const struct column *c = &b->column[column];

	if (!c->kind || cell_is_missing(c->kind[row]))
		return (struct span){ NULL, 0 };
	return (struct span){ b->bytes + c->text[row].at, c->text[row].bytes };
}

int document_text(struct document_reader *r, const struct documents *d, const struct batch *b, size_t row, struct span *out, struct err *e)
{
	struct corpus_view view;
	size_t used = 0;

	if (d->corpus)
		return corpus_row(&r->corpus, b, row, &view, e) < 0 ? -1 : corpus_document(&r->corpus, &view, out, e);
	for (size_t i = 0; i < d->read; i++) {
		struct span cell = d->column[i] == d->mark ? (struct span){ NULL, 0 } : cell_span(b, d->column[i], row);

		if (cell.at && joined_add(r, &used, cell.at, cell.bytes) < 0)
			return err_nomem(e);
	}
	*out = (struct span){ r->joined, used };
	return 0;
}

struct span document_mark(const struct documents *d, const struct batch *b, size_t row)
{
	return d->mark == SIZE_MAX ? (struct span){ NULL, 0 } : cell_span(b, d->mark, row);
}

int document_at(struct documents *d, struct document_reader *r, uint64_t row, char **text, size_t *bytes, struct err *e)
{
	struct gathering g = { .d = d, .rows = 1 };
	struct span span = { NULL, 0 };
	int done;

	*text = NULL;
	*bytes = 0;
	sqlite3_bind_int64(d->one, 1, (sqlite3_int64)row);
	done = sqlite3_step(d->one) == SQLITE_ROW ? block_begin(&g, row, e) : db_fail(d->db, e);
	if (done == 0 && (done = row_add(&g, d->one, e)) == 0)
		done = document_text(r, d, g.block->batch, 0, &span, e);
	if (done == 0) {
		*text = malloc(span.bytes + 1);
		if (!*text)
			done = err_nomem(e);
		else if (span.bytes)
			memcpy(*text, span.at, span.bytes);
		*bytes = span.bytes;
	}
	sqlite3_reset(d->one);
	block_free(g.block);
	return done;
}
