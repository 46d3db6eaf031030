/* clusters: copies and near-duplicates together as table assay_duplicate, and what the report says of it.
 *
 * Where a row that others copy is itself near to a representative, its copies go there with it. Sorting is SQLite's, in temporary files.
 */
#include "overlap/run.h"

#include <stdio.h>
#include <stdlib.h>

enum { ACROSS_MAX = 4096 };

static int table_fill(const struct run *r, struct err *e)
{
	char *sql = sqlite3_mprintf(
		"WITH member AS (SELECT CASE c.exact WHEN 1 THEN 'exact' ELSE 'normalised' END AS kind, c.row AS row,"
		" coalesce(n.representative, c.leader) AS representative, coalesce(n.similarity, 1.0) AS similarity"
		" FROM overlap_copy c LEFT JOIN overlap_near n ON n.row = c.leader"
		" UNION ALL SELECT 'near', row, representative, similarity FROM overlap_near)"
		" INSERT INTO assay_duplicate SELECT %Q, kind, row, dense_rank() OVER (ORDER BY representative), representative, similarity FROM"
		" (SELECT * FROM member UNION ALL SELECT DISTINCT 'kept', representative, representative, 1.0 FROM member)"
		" ORDER BY row", r->unit);
	int done = sql ? run_exec(r, sql, e) : err_nomem(e);

	sqlite3_free(sql);
	return done;
}

static int members_list(const struct run *r, struct cluster *c, sqlite3_stmt *read, struct err *e)
{
	int code;

	sqlite3_bind_text(read, 1, r->unit, -1, SQLITE_STATIC);
	sqlite3_bind_int64(read, 2, (sqlite3_int64)c->representative);
	while ((code = sqlite3_step(read)) == SQLITE_ROW && c->shown < MEMBERS_SHOWN) {
		c->row[c->shown] = (uint64_t)sqlite3_column_int64(read, 0);
		c->similarity[c->shown++] = sqlite3_column_double(read, 1);
	}
	sqlite3_reset(read);
	return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : run_fail(r, e);
}

static void cluster_count(struct duplicates *d, uint64_t representative, uint64_t members)
{
	size_t size = 0;

	while (members > cluster_sizes[size])
		size++;
	d->of_size[size]++;
	d->clusters++;
	if (members > GIANT_CLUSTER) {
		d->giants++;
		examples_add(&d->first_giant, representative);
	}
	if (d->largest_count < CLUSTERS_SHOWN)
		d->largest[d->largest_count++] = (struct cluster){ .representative = representative, .members = members };
}

static int clusters_count(const struct run *r, struct err *e)
{
	sqlite3_stmt *read = NULL, *members = NULL;
	int code, done = run_prepare(
			  r, "SELECT representative, count(*) FROM assay_duplicate WHERE unit = ? GROUP BY 1 ORDER BY 2 DESC, 1",
			  &read, e);

	if (done == 0)
		done = run_prepare(r, "SELECT row, similarity FROM assay_duplicate WHERE unit = ? AND representative = ? AND row <> representative"
				   " ORDER BY row LIMIT 5", &members, e);
	if (done == 0) {
		sqlite3_bind_text(read, 1, r->unit, -1, SQLITE_STATIC);
		while ((code = sqlite3_step(read)) == SQLITE_ROW)
			cluster_count(r->found, (uint64_t)sqlite3_column_int64(read, 0), (uint64_t)sqlite3_column_int64(read, 1));
		done = code == SQLITE_DONE ? 0 : run_fail(r, e);
	}
	for (size_t i = 0; i < r->found->largest_count && done == 0; i++)
		done = members_list(r, &r->found->largest[i], members, e);
	sqlite3_finalize(read);
	sqlite3_finalize(members);
	return done;
}

/* ---- across sources ---- */

static int most_first(const void *a, const void *b)
{
	const struct across *x = a, *y = b;

	if (x->rows != y->rows)
		return x->rows > y->rows ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->representative_source < y->representative_source ? -1 : 1;
}

/* Counts of pairs of sources; those past ACROSS_MAX different pairs count in the sum only. */
static void across_add(struct across *list, size_t *count, uint32_t source, uint32_t other)
{
	size_t i = 0;

	while (i < *count && (list[i].source != source || list[i].representative_source != other))
		i++;
	if (i == ACROSS_MAX)
		return;
	if (i == *count)
		list[(*count)++] = (struct across){ source, other, 0 };
	list[i].rows++;
}

static int across_count(const struct run *r, struct err *e)
{
	struct across *list = calloc(ACROSS_MAX, sizeof *list);
	sqlite3_stmt *read = NULL;
	size_t count = 0;
	int code = SQLITE_DONE, done;

	if (!list)
		return err_nomem(e);
	done = run_prepare(r, "SELECT row, representative FROM assay_duplicate WHERE unit = ? AND row <> representative ORDER BY row", &read, e);
	if (done == 0)
		sqlite3_bind_text(read, 1, r->unit, -1, SQLITE_STATIC);
	while (done == 0 && (code = sqlite3_step(read)) == SQLITE_ROW) {
		uint32_t source = 0, other = 0;
		uint64_t line;

		if (store_place(r->in->store, (uint64_t)sqlite3_column_int64(read, 0), &source, &line, e) < 0 ||
		    store_place(r->in->store, (uint64_t)sqlite3_column_int64(read, 1), &other, &line, e) < 0)
			done = -1;
		else if (source != other) {
			r->found->across_rows++;
			across_add(list, &count, source, other);
		}
	}
	if (done == 0 && code != SQLITE_DONE)
		done = run_fail(r, e);
	sqlite3_finalize(read);
	if (count)
		qsort(list, count, sizeof *list, most_first);
	for (size_t i = 0; i < count && i < ACROSS_SHOWN; i++)
		r->found->across[r->found->across_count++] = list[i];
	free(list);
	return done;
}

int clusters_make(struct run *r, struct err *e)
{
	if (table_fill(r, e) < 0 || clusters_count(r, e) < 0)
		return -1;
	return r->in->sources > 1 ? across_count(r, e) : 0;
}
