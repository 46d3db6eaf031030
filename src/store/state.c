/* state: what a later audit needs to go on from here: saved states, what the run was, its sources and rejects, read back as they were written.
 *
 * A saved state may be longer than SQLite lets a value be, so it lies in parts:
 *
 *   assay_state    name  version  part 0  length  bytes[0, PART), packed by zlib
 *                  name  version  part 1  length  bytes[PART, 2 PART), packed …
 */
#include "store/load.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { PART_BYTES = 16 << 20 };

/* One part, packed as quickly as zlib can: counts and row numbers are mostly zeros. */
static int part_put(struct store *s, const char *name, unsigned version, int part, const unsigned char *bytes, size_t n, struct err *e)
{
	uLongf packed = compressBound(n);
	unsigned char *to = malloc(packed + 1);
	sqlite3_stmt *add = to ? store_statement(s, ADD_STATE, e) : NULL;
	int failed = -1;

	if (!to || (add && compress2(to, &packed, bytes, n, Z_BEST_SPEED) != Z_OK)) {
		failed = err_nomem(e);
	} else if (add) {
		sqlite3_bind_text(add, 1, name, -1, SQLITE_STATIC);
		sqlite3_bind_int64(add, 2, version);
		sqlite3_bind_int(add, 3, part);
		sqlite3_bind_int64(add, 4, (sqlite3_int64)n);
		sqlite3_bind_blob64(add, 5, to, packed, SQLITE_STATIC);
		failed = store_run(s, add, e);
	}
	free(to);
	return failed;
}

int store_state_put(struct store *s, const char *name, unsigned version, const void *bytes, size_t n, struct err *e)
{
	sqlite3_stmt *drop = store_check(s, e) ? NULL : store_statement(s, DROP_STATE, e);
	size_t at = 0;
	int part = 0;

	if (!drop)
		return -1;
	sqlite3_bind_text(drop, 1, name, -1, SQLITE_STATIC);
	if (store_run(s, drop, e))
		return -1;
	do {
		size_t length = n - at < PART_BYTES ? n - at : PART_BYTES;

		if (part_put(s, name, version, part++, n ? (const unsigned char *)bytes + at : (const unsigned char *)"", length, e))
			return -1;
		at += length;
	} while (at < n);
	return 0;
}

/* The part in this row, behind what is there already. */
static int part_get(struct store *s, const char *name, sqlite3_stmt *row, unsigned char **bytes, size_t *n, struct err *e)
{
	sqlite3_int64 length = sqlite3_column_int64(row, 1);
	uLongf got = length >= 0 && length <= PART_BYTES ? (uLongf)length : 0;
	unsigned char *grown = realloc(*bytes, *n + got + 1);
	const void *packed = sqlite3_column_blob(row, 2);

	if (!grown)
		return err_nomem(e);
	*bytes = grown;
	if (!packed || uncompress(grown + *n, &got, packed, (uLong)sqlite3_column_bytes(row, 2)) != Z_OK || (sqlite3_int64)got != length)
		return err_set(e, ERR_STATE, "%s: the saved state of %s is damaged", s->name, name);
	*n += got;
	return 0;
}

int store_state_get(struct store *s, const char *name, unsigned *version, unsigned char **bytes, size_t *n, struct err *e)
{
	sqlite3_stmt *get = store_check(s, e) ? NULL : store_statement(s, GET_STATE, e);
	int code = SQLITE_DONE, failed = get ? 0 : -1;

	*bytes = NULL;
	*n = 0;
	if (get)
		sqlite3_bind_text(get, 1, name, -1, SQLITE_STATIC);
	while (!failed && (code = sqlite3_step(get)) == SQLITE_ROW) {
		*version = (unsigned)sqlite3_column_int64(get, 0);
		failed = part_get(s, name, get, bytes, n, e);
	}
	if (!failed && code != SQLITE_DONE)
		failed = store_fail(s, "reading", e);
	sqlite3_reset(get);
	if (failed) {
		free(*bytes);
		*bytes = NULL;
	}
	return failed ? -1 : 0;
}

int store_run_get(struct store *s, const char *key, char **value, struct err *e)
{
	sqlite3_stmt *get = store_check(s, e) ? NULL : store_statement(s, GET_RUN, e);
	int code, failed = 0;

	*value = NULL;
	if (!get)
		return -1;
	sqlite3_bind_text(get, 1, key, -1, SQLITE_STATIC);
	code = sqlite3_step(get);
	if (code == SQLITE_ROW && sqlite3_column_text(get, 0)) {
		*value = strdup((const char *)sqlite3_column_text(get, 0));
		failed = *value ? 0 : err_nomem(e);
	} else if (code != SQLITE_ROW && code != SQLITE_DONE) {
		failed = store_fail(s, "reading", e);
	}
	sqlite3_reset(get);
	return failed;
}

/* A text of a row that may be NULL in a damaged database. */
static const char *text_in(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	return text ? text : "";
}

int store_sources(struct store *s, each_source *each, void *context, struct err *e)
{
	static const char all[] = "SELECT id, path, format, encoding, compression, bytes, hash, rows, rejected FROM assay_source ORDER BY id";
	sqlite3_stmt *row = NULL;
	uint32_t id = 0;
	int code = SQLITE_DONE, failed = store_check(s, e) || store_prepare(s, all, &row, e);

	while (!failed && (code = sqlite3_step(row)) == SQLITE_ROW) {
		struct store_source source = {
			.path = text_in(row, 1), .format = text_in(row, 2), .encoding = text_in(row, 3), .compression = text_in(row, 4),
			.bytes = (uint64_t)sqlite3_column_int64(row, 5), .hash = strtoull(text_in(row, 6), NULL, 16),
			.rows = (uint64_t)sqlite3_column_int64(row, 7), .rejected = (uint64_t)sqlite3_column_int64(row, 8) };

		if (sqlite3_column_int64(row, 0) != id)
			failed = err_set(e, ERR_DATA, "reading %s: source %ju is not there", s->name, (uintmax_t)id);
		else
			failed = each(context, id++, &source, e);
	}
	if (!failed && code != SQLITE_DONE)
		failed = store_fail(s, "reading", e);
	sqlite3_finalize(row);
	return failed ? -1 : 0;
}

int store_rejects(struct store *s, uint32_t source, size_t most, each_reject *each, void *context, struct err *e)
{
	sqlite3_stmt *row = NULL;
	int code = SQLITE_DONE, failed = store_check(s, e) ||
		store_prepare(s, "SELECT line, reason, raw, bytes FROM assay_reject WHERE source = ? ORDER BY rowid LIMIT ?", &row, e);

	if (!failed) {
		sqlite3_bind_int64(row, 1, source);
		sqlite3_bind_int64(row, 2, (sqlite3_int64)most);
	}
	while (!failed && (code = sqlite3_step(row)) == SQLITE_ROW) {
		const char *raw = sqlite3_column_blob(row, 2);
		struct reject reject = { .line = (uint64_t)sqlite3_column_int64(row, 0), .reason = text_in(row, 1), .bytes = raw ? raw : "",
					 .length = (size_t)sqlite3_column_bytes(row, 2), .whole = (size_t)sqlite3_column_int64(row, 3) };

		failed = each(context, &reject, e);
	}
	if (!failed && code != SQLITE_DONE)
		failed = store_fail(s, "reading", e);
	sqlite3_finalize(row);
	return failed ? -1 : 0;
}
