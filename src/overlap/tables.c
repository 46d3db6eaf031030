/* tables: the tables that people query, the working tables, and statements on both.
 *
 *   assay_duplicate     unit, kind, row, cluster, representative, similarity     every row of every cluster; those to keep have row = representative
 *   assay_repeat        kind, documents, bytes, first_row, text                  lines and paragraphs that most documents share
 *   assay_passage       row, token, tokens, first_row, first_token, text         a passage that occurs before
 *   assay_contamination items_of, found_in, item, item_line, row, tokens, share, text
 *   views: assay_duplicates and assay_passages with path and line of both rows
 */
#include "overlap/run.h"

#include <stdlib.h>
#include <string.h>

#define PLACE_OF(row) "(SELECT max(row) FROM assay_place WHERE row <= " row ")"

static const char layout[] =
	"CREATE TABLE IF NOT EXISTS assay_duplicate(unit TEXT, kind TEXT, row INTEGER, cluster INTEGER, representative INTEGER, "
	"similarity REAL);"
	"CREATE TABLE IF NOT EXISTS assay_repeat(kind TEXT, documents INTEGER, bytes INTEGER, first_row INTEGER, text TEXT);"
	"CREATE TABLE IF NOT EXISTS assay_passage(row INTEGER, token INTEGER, tokens INTEGER, first_row INTEGER, first_token "
	"INTEGER, text TEXT);"
	"CREATE TABLE IF NOT EXISTS assay_contamination(items_of TEXT, found_in TEXT, item INTEGER, row INTEGER, tokens INTEGER, "
	"share REAL, text TEXT);"
	"DROP TABLE IF EXISTS temp.overlap_copy;"
	"DROP TABLE IF EXISTS temp.overlap_near;"
	"CREATE TEMP TABLE overlap_copy(row INTEGER PRIMARY KEY, leader INTEGER, exact INTEGER);"
	"CREATE TEMP TABLE overlap_near(row INTEGER PRIMARY KEY, representative INTEGER, similarity REAL);";

static const char views[] =
	"CREATE INDEX assay_duplicate_cluster ON assay_duplicate(unit, representative, row);"
	"CREATE VIEW assay_duplicates AS SELECT d.unit, d.kind, d.cluster, d.similarity, d.row, s.path, p.line + d.row - p.row AS line,"
	" d.representative, rs.path AS representative_path, rp.line + d.representative - rp.row AS representative_line FROM assay_duplicate d"
	" JOIN assay_place p ON p.row = " PLACE_OF("d.row") " JOIN assay_source s ON s.id = p.source"
	" JOIN assay_place rp ON rp.row = " PLACE_OF("d.representative") " JOIN assay_source rs ON rs.id = rp.source;"
	"CREATE VIEW assay_passages AS SELECT d.tokens, d.text, d.row, s.path, p.line + d.row - p.row AS line, d.first_row,"
	" rs.path AS first_path, rp.line + d.first_row - rp.row AS first_line FROM assay_passage d"
	" JOIN assay_place p ON p.row = " PLACE_OF("d.row") " JOIN assay_source s ON s.id = p.source"
	" JOIN assay_place rp ON rp.row = " PLACE_OF("d.first_row") " JOIN assay_source rs ON rs.id = rp.source;";

int run_fail(const struct run *r, struct err *e)
{
	return (sqlite3_errcode(r->db) & 0xff) == SQLITE_NOMEM
		       ? err_nomem(e)
		       : err_set(e, ERR_STORE, "looking for overlaps: %s", sqlite3_errmsg(r->db));
}

int run_exec(const struct run *r, const char *sql, struct err *e)
{
	return sqlite3_exec(r->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : run_fail(r, e);
}

int run_prepare(const struct run *r, const char *sql, sqlite3_stmt **out, struct err *e)
{
	return sqlite3_prepare_v2(r->db, sql, -1, out, NULL) == SQLITE_OK ? 0 : run_fail(r, e);
}

int run_step(const struct run *r, sqlite3_stmt *s, struct err *e)
{
	int done = sqlite3_step(s) == SQLITE_DONE ? 0 : run_fail(r, e);

	sqlite3_reset(s);
	return done;
}

int tables_begin(const struct run *r, struct err *e)
{
	return run_exec(r, layout, e);
}

int tables_views(const struct run *r, struct err *e)
{
	return run_exec(r, "DROP TABLE IF EXISTS temp.overlap_copy; DROP TABLE IF EXISTS temp.overlap_near;", e) < 0 ? -1 : run_exec(r, views, e);
}

int run_read(struct run *r, uint64_t row, char **text, size_t *bytes, struct err *e)
{
	if (document_at(&r->documents, &r->reader, row, text, bytes, e) < 0)
		return -1;
	if (tokens_read(&r->tokens, r->scan.near.unit, *text, *bytes) == 0)
		return 0;
	free(*text);
	*text = NULL;
	return err_nomem(e);
}

const char *run_text(struct run *r, const char *text, size_t bytes, size_t most)
{
	static const char more[] = "…";
	size_t cut = bytes > most ? most : bytes;
	char *copy;

	while (cut < bytes && cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	copy = arena_take(&r->out->arena, cut + sizeof more);
	if (!copy)
		return NULL;
	if (cut)
		memcpy(copy, text, cut);
	strcpy(copy + cut, cut < bytes ? more : "");
	return copy;
}
