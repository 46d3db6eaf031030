/* kinds: what kind each stored cell is, so that the rows of the database can be the rows of a later pass again.
 *
 * A cell's text or number stands in the tables; its kind does not: EMPTY, NA, NULL and ABSENT are all NULL there, a time is a text. So each
 * batch leaves a row of assay_kind, in which the kinds of a column take as few bits as it has different ones in the batch:
 *
 *   kinds     for each column: a mask of two bytes, a bit for each kind that occurs; 0: the batch has no such column
 *                              the place of each cell's kind among those of the mask, in 0, 1, 2 or 4 bits, the first cell in the lowest bits
 *   digest    over the kinds and spilled keys of all cells
 *
 * So a column of one kind takes two bytes a batch, and one with gaps a bit a cell. store_spill makes each cell's kind, number and key from the
 * tables and these kinds, and holds them against the digest: rows that were changed since are found, and so would be a fault here.
 */
#include "store/load.h"

#include "base/hash.h"
#include "store/spill.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(CELL_KINDS <= 16, "a mask has 16 bits, and a place at most 4");

/* ---- packing ---- */

static unsigned width_of(unsigned mask)
{
	int kinds = __builtin_popcount(mask);

	return kinds <= 1 ? 0 : kinds == 2 ? 1 : kinds <= 4 ? 2 : 4;
}

static size_t packed_bytes(unsigned mask, size_t rows)
{
	return 2 + (rows * width_of(mask) + 7) / 8;
}

static unsigned mask_of(const uint8_t *kind, size_t rows)
{
	unsigned mask = 0;

	for (size_t r = 0; kind && r < rows; r++)
		mask |= 1u << kind[r];
	return mask;
}

static unsigned char *column_pack(const uint8_t *kind, size_t rows, unsigned char *to)
{
	unsigned mask = mask_of(kind, rows), width = width_of(mask);
	uint8_t place[16] = { 0 };
	size_t bytes = packed_bytes(mask, rows);

	for (unsigned k = 0, next = 0; k < 16; k++)
		if (mask >> k & 1)
			place[k] = (uint8_t)next++;
	memset(to, 0, bytes);
	to[0] = (unsigned char)(mask & 0xff);
	to[1] = (unsigned char)(mask >> 8);
	for (size_t r = 0; width && r < rows; r++)
		to[2 + r * width / 8] |= (unsigned char)(place[kind[r]] << r * width % 8);
	return to + bytes;
}

/* What is left of the packed bytes behind the column, or NULL when they end early or say what cannot be. *kind: NULL when there is none. */
static const unsigned char *column_unpack(const unsigned char *from, const unsigned char *end, size_t rows, struct arena *arena, uint8_t **kind,
					  struct err *e)
{
	unsigned mask, width, of[16] = { 0 }, kinds = 0;

	*kind = NULL;
	if (end - from < 2)
		return NULL;
	mask = from[0] | (unsigned)from[1] << 8;
	width = width_of(mask);
	if (mask >> CELL_KINDS || (size_t)(end - from) < packed_bytes(mask, rows))
		return NULL;
	for (unsigned k = 0; k < 16; k++)
		if (mask >> k & 1)
			of[kinds++] = k;
	if (kinds && !(*kind = arena_take(arena, rows + 1))) {
		err_nomem(e);
		return NULL;
	}
	for (size_t r = 0; kinds && r < rows; r++)
		(*kind)[r] = (uint8_t)of[width ? from[2 + r * width / 8] >> r * width % 8 & ((1u << width) - 1) : 0];
	return from + packed_bytes(mask, rows);
}

/* Over what a later pass will see: columns that are not there count for nothing, so that it is the same when more of them appear. */
static int batch_digest(const struct batch *b, uint64_t *digest, struct err *e)
{
	uint64_t *key = malloc((b->rows + 1) * sizeof *key);

	if (!key)
		return err_nomem(e);
	*digest = hash_u64(b->first_row);
	for (size_t c = 0; c < b->columns; c++) {
		const struct column *column = &b->column[c];

		if (!column->kind)
			continue;
		for (size_t r = 0; r < b->rows; r++)
			key[r] = spilled_key(column->kind[r], column->number[r], column->key[r]);
		*digest = hash_u64(*digest + c + hash_bytes(column->kind, b->rows));
		*digest = hash_u64(*digest + hash_bytes(key, b->rows * sizeof *key));
	}
	free(key);
	return 0;
}

int store_kinds(struct store *s, const struct batch *b, struct err *e)
{
	unsigned char *packed, *end;
	size_t bytes = 0;
	uint64_t digest;
	sqlite3_stmt *add;
	int failed;

	if (!s->path)
		return 0;
	for (size_t c = 0; c < b->columns; c++)
		bytes += packed_bytes(mask_of(b->column[c].kind, b->rows), b->rows);
	packed = malloc(bytes + 1);
	add = packed ? store_statement(s, ADD_KIND, e) : NULL;
	if (!add || batch_digest(b, &digest, e) < 0) {
		free(packed);
		return packed ? -1 : err_nomem(e);
	}
	end = packed;
	for (size_t c = 0; c < b->columns; c++)
		end = column_pack(b->column[c].kind, b->rows, end);
	sqlite3_bind_int64(add, 1, (sqlite3_int64)b->first_row);
	sqlite3_bind_int64(add, 2, (sqlite3_int64)b->rows);
	sqlite3_bind_int64(add, 3, b->source);
	sqlite3_bind_blob64(add, 4, packed, bytes, SQLITE_STATIC);
	sqlite3_bind_int64(add, 5, (sqlite3_int64)digest);
	failed = store_run(s, add, e);
	free(packed);
	return failed;
}

/* ---- the rows again ---- */

struct returning {
	struct store *store;
	sqlite3_stmt **rows;		/* of each table, those of a stretch of row numbers */
	struct na_set *none;		/* what is missing is so by its kind: no word means it here */
	struct err *e;
};

/* Not what was stored: the caller says which rows. */
enum { CHANGED = 1 };

/* A column of a batch as it is filled. */
struct filling {
	const uint8_t *kind;
	double *number;
	uint64_t *key;
};

/* 0, or CHANGED when the value cannot be of this kind. */
static int cell_return(const struct returning *x, const struct filling *f, size_t r, sqlite3_stmt *row, int c)
{
	uint8_t kind = f->kind[r];
	int type = sqlite3_column_type(row, c);
	const char *text;
	size_t n;

	if (cell_is_missing(kind))
		return type == SQLITE_NULL ? 0 : CHANGED;
	if (cell_is_number(kind) && (type == SQLITE_INTEGER || type == SQLITE_FLOAT)) {
		f->number[r] = type == SQLITE_INTEGER ? (double)sqlite3_column_int64(row, c) : sqlite3_column_double(row, c);
		return 0;
	}
	text = (const char *)sqlite3_column_text(row, c);
	n = (size_t)sqlite3_column_bytes(row, c);
	if (type != SQLITE_TEXT || !text)
		return CHANGED;
	if (cell_is_number(kind) || cell_is_time(kind)) {
		struct cell cell = cell_type(text, n, x->none);

		f->number[r] = cell.number;
		return cell.kind == kind ? 0 : CHANGED;
	}
	f->key[r] = hash_bytes(text, n);
	return 0;
}

/* The cells of one table in the batch's rows. */
static int table_return(const struct returning *x, const struct batch *b, const struct filling *filling, size_t i)
{
	const struct data_table *t = &x->store->table[i];
	sqlite3_stmt *rows = x->rows[i];
	int code = SQLITE_ROW, done = 0;

	sqlite3_bind_int64(rows, 1, (sqlite3_int64)b->first_row);
	sqlite3_bind_int64(rows, 2, (sqlite3_int64)(b->first_row + b->rows - 1));
	for (size_t r = 0; r < b->rows && done == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW; r++)
		for (size_t c = t->first; c < t->first + t->columns && c < b->columns && done == 0; c++)
			if (filling[c].kind)
				done = cell_return(x, &filling[c], r, rows, (int)(c - t->first));
	if (done == 0 && code == SQLITE_DONE)
		done = CHANGED;		/* fewer rows than there were */
	else if (done == 0 && code != SQLITE_ROW)
		done = store_fail(x->store, "reading", x->e);
	sqlite3_reset(rows);
	return done;
}

/* Arrays for the columns of a batch whose kinds are packed in [from, end). */
static int columns_return(const struct returning *x, struct batch *b, const unsigned char *from, const unsigned char *end,
			  struct column **column, struct filling **filling)
{
	size_t room = x->store->fields + 1;

	*column = arena_zeroed(&b->arena, room, sizeof **column);
	*filling = arena_zeroed(&b->arena, room, sizeof **filling);
	if (!*column || !*filling)
		return err_nomem(x->e);
	for (; from < end; b->columns++) {
		struct filling *f = &(*filling)[b->columns];
		uint8_t *kind;

		if (b->columns + 1 == room)
			return CHANGED;
		from = column_unpack(from, end, b->rows, &b->arena, &kind, x->e);
		if (!from)
			return x->e->code ? -1 : CHANGED;
		if (!kind)
			continue;
		*f = (struct filling){ .kind = kind, .number = arena_zeroed(&b->arena, b->rows, sizeof *f->number),
				       .key = arena_zeroed(&b->arena, b->rows, sizeof *f->key) };
		if (!f->number || !f->key)
			return err_nomem(x->e);
		(*column)[b->columns] = (struct column){ .kind = kind, .number = f->number, .key = f->key };
	}
	b->column = *column;
	return 0;
}

/* One batch, from its row of assay_kind. */
static int batch_return(const struct returning *x, struct batch *b, sqlite3_stmt *row, struct spill *to)
{
	const unsigned char *packed = sqlite3_column_blob(row, 3);
	struct column *column;
	struct filling *filling;
	uint64_t digest;
	int done;

	b->first_row = (uint64_t)sqlite3_column_int64(row, 0);
	b->rows = (size_t)sqlite3_column_int64(row, 1);
	b->source = (uint32_t)sqlite3_column_int64(row, 2);
	if (b->rows == 0 || b->rows > BATCH_CELLS || b->first_row + b->rows - 1 > x->store->rows)
		return CHANGED;
	done = columns_return(x, b, packed, packed ? packed + sqlite3_column_bytes(row, 3) : packed, &column, &filling);
	for (size_t i = 0; i < x->store->tables && done == 0; i++)
		done = table_return(x, b, filling, i);
	if (done == 0)
		done = batch_digest(b, &digest, x->e);
	if (done == 0 && digest != (uint64_t)sqlite3_column_int64(row, 4))
		done = CHANGED;
	return done == 0 ? spill_append(to, b, x->e) : done;
}

static int changed_fail(const struct store *s, const struct batch *b, struct err *e)
{
	return err_set(e, ERR_DATA, "%s: rows %ju to %ju are not what the audit stored; audit all files anew", s->name, (uintmax_t)b->first_row,
		       (uintmax_t)(b->first_row + b->rows - 1));
}

static int batches_return(const struct returning *x, struct spill *to)
{
	sqlite3_stmt *row = NULL;
	uint64_t next = 1;
	int code = SQLITE_DONE, done = store_prepare(x->store, "SELECT * FROM assay_kind ORDER BY first_row", &row, x->e);

	while (done == 0 && (code = sqlite3_step(row)) == SQLITE_ROW) {
		struct batch *b = batch_new();

		done = b ? batch_return(x, b, row, to) : err_nomem(x->e);
		if (done == 0 && b->first_row != next)
			done = CHANGED;
		if (done == CHANGED)
			done = changed_fail(x->store, b, x->e);
		if (b)
			next = b->first_row + b->rows;
		batch_free(b);
	}
	if (done == 0 && code != SQLITE_DONE)
		done = store_fail(x->store, "reading", x->e);
	if (done == 0 && next != x->store->rows + 1)
		done = err_set(x->e, ERR_DATA, "%s: it does not say what the cells of its last rows are; audit all files anew", x->store->name);
	sqlite3_finalize(row);
	return done;
}

int store_spill(struct store *s, struct spill *to, struct err *e)
{
	static const struct na_tokens no_tokens = { NULL, 0 };
	struct returning x = { .store = s, .rows = calloc(s->tables + 1, sizeof *x.rows), .none = na_set_new(&no_tokens), .e = e };
	int failed = store_check(s, e) || load_end(s, e);

	if (!failed && (!x.rows || !x.none))
		failed = err_nomem(e);
	for (size_t i = 0; i < s->tables && !failed; i++) {
		char sql[96];

		snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE rowid BETWEEN ? AND ? ORDER BY rowid", s->table[i].name);
		failed = store_prepare(s, sql, &x.rows[i], e);
	}
	if (!failed)
		failed = batches_return(&x, to);
	for (size_t i = 0; x.rows && i < s->tables; i++)
		sqlite3_finalize(x.rows[i]);
	free(x.rows);
	na_set_free(x.none);
	return failed ? -1 : 0;
}
