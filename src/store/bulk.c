/* bulk: loading by pages: what a store does until its rows are first read; see pages.h and load.h.
 *
 *   LOAD_BEGINS   the tables assay_… exist twice: empty in the file, and as temporary ones, which their names mean while they live
 *   LOAD_PAGES    from the first row on: data, data_2 … exist, SQLite has let go of the file, and pages are written behind its end
 *   LOAD_ENDED    the file knows its pages, the temporary tables' rows are in it, and all that comes goes by SQL
 *
 * So SQLite never allocates a page while pages are written here. Whoever reads, or needs another table, ends the load first.
 * Everything is the store's.
 */
#include "store/load.h"

#include <stdlib.h>
#include <string.h>

/* A batch's rows, once for each table. */
struct store_pages {
	size_t tables;
	struct page_run run[];
};

static size_t tables_of(const struct store *s, const struct batch *b)
{
	return b->columns ? (b->columns + s->width - 1) / s->width : 1;
}

/* One at least, as in a table: SQLite reads no record without a value. */
static size_t columns_of(const struct store *s, const struct batch *b, size_t table)
{
	size_t rest = b->columns ? b->columns - table * s->width : 1;

	return rest < s->width ? rest : s->width;
}

void store_pages_free(struct store_pages *p)
{
	for (size_t i = 0; p && i < p->tables; i++)
		page_run_release(&p->run[i]);
	free(p);
}

int store_encode(const struct store *s, const struct batch *b, struct store_pages **out, struct err *e)
{
	size_t tables = tables_of(s, b);
	struct store_pages *p;
	int failed = 0;

	*out = NULL;
	if (s->way == STORE_BY_SQL)
		return 0;
	p = calloc(1, sizeof *p + tables * sizeof p->run[0]);
	if (!p)
		return err_nomem(e);
	for (; p->tables < tables && !failed; p->tables++)
		failed = page_run_make(&p->run[p->tables], b, p->tables * s->width, columns_of(s, b, p->tables), e);
	if (failed) {
		store_pages_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

static int number_read(struct store *s, const char *sql, uint32_t *out, struct err *e)
{
	sqlite3_stmt *read;
	int failed = 0;

	if (sqlite3_prepare_v2(s->db, sql, -1, &read, NULL) != SQLITE_OK)
		return store_fail(s, "writing", e);
	if (sqlite3_step(read) == SQLITE_ROW)
		*out = (uint32_t)sqlite3_column_int64(read, 0);
	else
		failed = store_fail(s, "writing", e);
	sqlite3_finalize(read);
	return failed;
}

/* Make the tables, and let SQLite write what it has: from here on the end of the file is ours. */
static int pages_begin(struct store *s, size_t columns, struct err *e)
{
	unsigned char header[DATABASE_HEADER_BYTES];
	char sql[96];
	uint32_t pages = 0;

	if (tables_sync(s, columns, e) || store_exec(s, "COMMIT", e) || number_read(s, "PRAGMA main.page_count", &pages, e))
		return -1;
	for (size_t i = 0; i < s->tables; i++) {
		snprintf(sql, sizeof sql, "SELECT rootpage FROM main.sqlite_master WHERE name = '%s'", s->table[i].name);
		if (number_read(s, sql, &s->table[i].tree.root, e))
			return -1;
	}
	s->file = (struct page_file){ s->fd, s->name, pages + 1 };
	if (page_header_read(&s->file, header, e) || store_exec(s, "BEGIN", e))
		return -1;
	s->load = LOAD_PAGES;
	return page_header_fits(header) ? 0 : load_end(s, e);
}

/* No row with more bytes than SQLite may keep, or an error that names the first. */
static int rows_fit(const struct store *s, const struct batch *b, const struct store_pages *p, struct err *e)
{
	uint64_t limit = (uint64_t)sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, -1);

	for (size_t i = 0; i < p->tables; i++) {
		if (p->run[i].row_bytes_max <= limit)
			continue;
		for (size_t row = 0; row < b->rows; row++)
			if (page_row_bytes(b, row, i * s->width, columns_of(s, b, i)) > limit)
				return row_too_long(s, b->first_row + row, e);
	}
	return 0;
}

int pages_append(struct store *s, const struct batch *b, struct store_pages *p, struct err *e)
{
	int failed = rows_fit(s, b, p, e);

	for (size_t i = 0; i < p->tables && !failed; i++)
		failed = page_tree_append(&s->file, &s->table[i].tree, &p->run[i], e);
	return failed;
}

int pages_ready(struct store *s, const struct batch *b, struct err *e)
{
	if (s->load == LOAD_BEGINS && pages_begin(s, b->columns, e))
		return -1;
	/* A table that the first rows did not need gets all of them from SQLite. */
	return s->load == LOAD_PAGES && tables_of(s, b) != s->tables ? load_end(s, e) : 0;
}

/* What the temporary tables have goes where it belongs, and their names mean the tables in the file again. */
static int tables_move(struct store *s, struct err *e)
{
	static const char move[] =
		"INSERT INTO main.assay_column SELECT * FROM temp.assay_column; DROP TABLE temp.assay_column;"
		"INSERT INTO main.assay_source SELECT * FROM temp.assay_source; DROP TABLE temp.assay_source;"
		"INSERT INTO main.assay_place SELECT * FROM temp.assay_place; DROP TABLE temp.assay_place;"
		"INSERT INTO main.assay_reject SELECT * FROM temp.assay_reject; DROP TABLE temp.assay_reject;"
		"INSERT INTO main.assay_run SELECT * FROM temp.assay_run; DROP TABLE temp.assay_run;"
		"INSERT INTO main.assay_kind SELECT * FROM temp.assay_kind; DROP TABLE temp.assay_kind;"
		"INSERT INTO main.assay_state SELECT * FROM temp.assay_state; DROP TABLE temp.assay_state;";

	return store_exec(s, move, e);
}

static int pages_end(struct store *s, struct err *e)
{
	for (size_t i = 0; i < s->tables; i++) {
		if (page_tree_end(&s->file, &s->table[i].tree, e))
			return -1;
		page_tree_release(&s->table[i].tree);
	}
	return page_file_end(&s->file, e) || store_exec(s, "COMMIT; PRAGMA main.locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE", e) ? -1 : 0;
}

int load_end(struct store *s, struct err *e)
{
	bool pages = s->load == LOAD_PAGES;

	if (s->load == LOAD_ENDED)
		return 0;
	s->load = LOAD_ENDED;
	if ((pages && pages_end(s, e)) || tables_move(s, e)) {
		s->broken = true;
		return -1;
	}
	return 0;
}
