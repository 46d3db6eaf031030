/* unique: rows whose values an earlier row has. Hashes find those that may be; SQLite, which compares the values themselves, says which are.
 *
 *   row ──64 bits──▶ shuffle ──partition by partition──▶ rows whose hash another row has ──▶ temp.assay_candidate ──▶ bad rows
 *
 * Memory: one partition of the hashes at a time, and SQLite's sorter, which goes to files. Rows with a missing cell are not looked at.
 */
#include "check/one.h"

#include "base/hash.h"
#include "store/shuffle.h"

#include <stdlib.h>

int unique_open(struct checking *k, struct check *c, struct err *e)
{
	(void)k;
	return shuffle_new(&c->hashes, e);
}

int unique_holds(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	struct pair pair = { .row = row };

	(void)k;
	for (size_t i = 0; i < c->columns; i++)
		pair.hash[0] = hash_u64(pair.hash[0] + operand_hash(&v[c->slot[i]]) + i);
	return shuffle_add(c->hashes, &pair, 1, e) < 0 ? -1 : 1;
}

/* The rows of one partition whose hash is not theirs alone. slot: a power of two, at least twice as many as pairs; the place of a hash's first
 * pair + 1, or 0. Sorting would take ten times as long. */
static int repeats_mark(const struct pair *pair, size_t n, uint32_t *slot, size_t slots, struct rowset *candidates)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = pair[i].hash[0] & (slots - 1);

		while (slot[at] && pair[slot[at] - 1].hash[0] != pair[i].hash[0])
			at = (at + 1) & (slots - 1);
		if (!slot[at])
			slot[at] = (uint32_t)i + 1;
		else if (rowset_add(candidates, pair[slot[at] - 1].row) < 0 || rowset_add(candidates, pair[i].row) < 0)
			return -1;
	}
	return 0;
}

static int partition_look(const struct shuffle *hashes, unsigned p, struct rowset *candidates, struct err *e)
{
	struct pair *pair = NULL;
	uint32_t *slot;
	size_t n = 0, slots = 16;
	int done = shuffle_partition(hashes, p, &pair, &n, e);

	while (slots < 2 * n)
		slots *= 2;
	slot = calloc(slots, sizeof *slot);
	if (done == 0 && (!slot || n >= UINT32_MAX || repeats_mark(pair, n, slot, slots, candidates) < 0))
		done = err_nomem(e);
	free(slot);
	free(pair);
	return done;
}

static int db_fail(struct sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) :
		err_set(e, ERR_STORE, "looking for repeated values: %s", sqlite3_errmsg(db));
}

static int candidates_write(struct sqlite3 *db, const struct rowset *candidates, struct err *e)
{
	sqlite3_stmt *add = NULL;
	int done = 0;

	if (sqlite3_exec(db, "CREATE TEMP TABLE assay_candidate(row INTEGER PRIMARY KEY)", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "INSERT INTO temp.assay_candidate VALUES(?)", -1, &add, NULL) != SQLITE_OK)
		return db_fail(db, e);
	for (uint64_t row = rowset_next(candidates, 1); row && done == 0; row = rowset_next(candidates, row + 1)) {
		sqlite3_bind_int64(add, 1, (sqlite3_int64)row);
		if (sqlite3_step(add) != SQLITE_DONE)
			done = db_fail(db, e);
		sqlite3_reset(add);
	}
	sqlite3_finalize(add);
	return done;
}

/* The statement that numbers the rows of equal values, and gives those from the second on. */
static int repeats_prepare(const struct checking *k, const struct check *c, struct sqlite3 *db, sqlite3_stmt **out, struct err *e)
{
	const struct scan_of scan = { "temp.assay_candidate AS candidate", "candidate.row", c->column, c->columns, NULL };
	char *rows = scan_sql(k, &scan, e), *sql;
	sqlite3_str *names = sqlite3_str_new(db);
	char *list;
	int code;

	for (size_t i = 0; i < c->columns; i++)
		sqlite3_str_appendf(names, "%sc%d", i ? ", " : "", (int)i);
	list = sqlite3_str_finish(names);
	sql = rows && list ? sqlite3_mprintf("SELECT row FROM (SELECT row, row_number() OVER (PARTITION BY %s ORDER BY row) AS n FROM (%s)) "
					     "WHERE n > 1", list, rows) : NULL;
	code = sql ? sqlite3_prepare_v2(db, sql, -1, out, NULL) : SQLITE_NOMEM;
	sqlite3_free(rows);
	sqlite3_free(list);
	sqlite3_free(sql);
	if (code == SQLITE_OK)
		return 0;
	return e->code ? -1 : code == SQLITE_NOMEM ? err_nomem(e) : db_fail(db, e);
}

static int repeats_take(const struct checking *k, struct check *c, struct sqlite3 *db, struct err *e)
{
	sqlite3_stmt *repeats = NULL;
	int code, done = repeats_prepare(k, c, db, &repeats, e);

	while (done == 0 && (code = sqlite3_step(repeats)) != SQLITE_DONE) {
		if (code != SQLITE_ROW)
			done = db_fail(db, e);
		else if (rowset_add(&c->bad, (uint64_t)sqlite3_column_int64(repeats, 0)) < 0)
			done = err_nomem(e);
	}
	sqlite3_finalize(repeats);
	return done;
}

int unique_close(struct checking *k, struct check *c, struct err *e)
{
	struct sqlite3 *db = store_connection(k->in->store);
	struct rowset candidates = { .count = 0 };
	int done = 0;

	for (unsigned p = 0; p < SHUFFLE_PARTITIONS && done == 0; p++)
		done = partition_look(c->hashes, p, &candidates, e);
	shuffle_free(c->hashes);
	c->hashes = NULL;
	if (done == 0 && candidates.count) {
		done = candidates_write(db, &candidates, e);
		if (done == 0)
			done = repeats_take(k, c, db, e);
		sqlite3_exec(db, "DROP TABLE IF EXISTS temp.assay_candidate", NULL, NULL, NULL);
	}
	rowset_release(&candidates);
	return done;
}
