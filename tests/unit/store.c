/* store: what is loaded can be read back exactly, by us and by anyone's SQLite; names, limits and places; and
 * nothing half-written stays behind, whether a run fails, is closed early or is killed.
 *
 * Rows may be loaded as pages or by SQL (store_way), and every test holds for both. What pages hold is compared with what SQL stores in pages.c.
 * Every test works in a directory of its own, which is removed with all in it.
 */
#include "store/store.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* All tests run for each way of loading. */
static enum store_way way;

struct scene {
	char directory[64];
	char path[96];		/* a database in it that does not exist yet */
};

static int scene_open(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	if (!s)
		return -1;
	strcpy(s->directory, "/tmp/assay-test-XXXXXX");
	if (!mkdtemp(s->directory))
		return -1;
	snprintf(s->path, sizeof s->path, "%s/audit.db", s->directory);
	*state = s;
	return 0;
}

static size_t files_count(const char *directory, bool remove_them)
{
	DIR *d = opendir(directory);
	struct dirent *entry;
	size_t n = 0;

	while (d && (entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		if (remove_them)
			unlinkat(dirfd(d), entry->d_name, 0);
	}
	if (d)
		closedir(d);
	return n;
}

static int scene_close(void **state)
{
	struct scene *s = *state;

	files_count(s->directory, true);
	rmdir(s->directory);
	free(s);
	return 0;
}

static void file_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* A batch whose cells are given one by one; it owns what it points to. */
struct made {
	struct batch batch;
	struct column *column;
	char *bytes;
	size_t used;
	uint64_t *line;
};

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	assert_non_null(p);
	return p;
}

static struct made batch_make(uint64_t first_row, size_t rows, size_t columns)
{
	struct made m = { .batch = { .pass = 1, .first_row = first_row, .rows = rows, .columns = columns } };

	m.column = zeroed(columns, sizeof *m.column);
	m.line = zeroed(rows, sizeof *m.line);
	m.bytes = zeroed(1, 1 << 16);
	for (size_t c = 0; c < columns; c++) {
		m.column[c].kind = zeroed(rows, 1);
		m.column[c].number = zeroed(rows, sizeof(double));
		m.column[c].text = zeroed(rows, sizeof(struct cell_text));
	}
	for (size_t i = 0; i < rows; i++)
		m.line[i] = first_row + 1 + i;
	m.batch.column = m.column;
	m.batch.bytes = m.bytes;
	m.batch.line = m.line;
	return m;
}

static void cell_set(struct made *m, size_t row, size_t c, enum cell_kind kind, const char *text, double number)
{
	size_t n = strlen(text);

	assert_true(m->used + n < 1 << 16);
	memcpy(m->bytes + m->used, text, n);
	((uint8_t *)m->column[c].kind)[row] = (uint8_t)kind;
	((double *)m->column[c].number)[row] = number;
	((struct cell_text *)m->column[c].text)[row] = (struct cell_text){ (uint32_t)m->used, (uint32_t)n };
	m->used += n;
}

static void batch_unmake(struct made *m)
{
	for (size_t c = 0; c < m->batch.columns; c++) {
		free((void *)m->column[c].kind);
		free((void *)m->column[c].number);
		free((void *)m->column[c].text);
	}
	free(m->column);
	free(m->bytes);
	free(m->line);
}

static struct store *store_made(const char *path, const char *const *names, size_t columns)
{
	struct store *s = NULL;
	struct err e = { 0 };

	if (store_create(&s, path, way, &e))
		fail_msg("%s", e.text);
	for (size_t c = 0; c < columns; c++)
		assert_int_equal(store_add_column(s, names[c], &e), 0);
	return s;
}

static void append(struct store *s, struct made *m)
{
	struct err e = { 0 };

	if (store_append(s, &m->batch, &e))
		fail_msg("%s", e.text);
	batch_unmake(m);
}

/* Rows of one integer column, "n", as many as asked, numbered from first_row. */
static void append_numbers(struct store *s, uint64_t first_row, size_t rows)
{
	struct made m = batch_make(first_row, rows, 1);
	char text[24];

	for (size_t i = 0; i < rows; i++) {
		snprintf(text, sizeof text, "%zu", i);
		cell_set(&m, i, 0, CELL_INTEGER, text, (double)i);
	}
	append(s, &m);
}

/* The first value of a statement, as text; malloc'd. */
static char *value_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;
	char *text = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
		text = strdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return text;
}

static void assert_value(sqlite3 *db, const char *sql, const char *expected)
{
	char *got = value_of(db, sql);

	if (!got || strcmp(got, expected) != 0)
		fail_msg("%s: got %s, expected %s", sql, got ? got : "NULL", expected);
	free(got);
}

static void assert_file_value(const char *path, const char *sql, const char *expected)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_value(db, sql, expected);
	sqlite3_close(db);
}

static void test_cells_keep_what_they_are(void **state)
{
	static const struct {
		enum cell_kind kind;
		const char *text;
		double number;
		const char *stored;	/* its type, and the literal that SQLite's quote() writes, but for infinities */
	} cells[] = {
		{ CELL_ABSENT, "", 0, "null NULL" },
		{ CELL_EMPTY, "  ", 0, "null NULL" },
		{ CELL_NA, "N/A", 0, "null NULL" },
		{ CELL_NULL, "", 0, "null NULL" },
		{ CELL_INTEGER, "17", 17, "integer 17" },
		{ CELL_INTEGER, " -17\t", -17, "integer -17" },
		{ CELL_INTEGER, "-0", 0, "integer 0" },
		{ CELL_INTEGER, "9007199254740993", 9007199254740992.0, "integer 9007199254740993" },	/* 2^53 + 1 */
		{ CELL_INTEGER, "-999999999999999999", -1e18, "integer -999999999999999999" },
		{ CELL_REAL, "2.5", 2.5, "real 2.5" },
		{ CELL_REAL, "1e400", INFINITY, "real Inf" },
		{ CELL_REAL, "-inf", -INFINITY, "real -Inf" },
		{ CELL_CODE, "007", 0, "text '007'" },
		{ CELL_CODE, "+1", 0, "text '+1'" },
		{ CELL_CODE, "12345678901234567890", 0, "text '12345678901234567890'" },
		{ CELL_BOOLEAN, "True", 1, "text 'True'" },
		{ CELL_DATETIME, "2024-01-31", 1706659200e6, "text '2024-01-31'" },
		{ CELL_TEXT, "it's \"Zoë\"", 0, "text 'it''s \"Zoë\"'" },
		{ CELL_JSON, "[1, 2]", 0, "text '[1, 2]'" },
	};
	enum { N = sizeof cells / sizeof *cells };
	static const char *const names[] = { "x" };
	struct store *s = store_made(NULL, names, 1);
	struct made m = batch_make(1, N, 1);
	char sql[128];

	(void)state;
	for (size_t i = 0; i < N; i++)
		cell_set(&m, i, 0, cells[i].kind, cells[i].text, cells[i].number);
	append(s, &m);
	for (size_t i = 0; i < N; i++) {
		snprintf(sql, sizeof sql, "SELECT typeof(x) || ' ' || iif(abs(x) = 9e999, x, quote(x)) FROM data WHERE rowid = %zu",
			 i + 1);
		assert_value(store_connection(s), sql, cells[i].stored);
	}
	store_close(s);
}

static void test_a_committed_file_is_plain_sqlite(void **state)
{
	const struct scene *scene = *state;
	static const char *const names[] = { "n" };
	struct store_source source = { "train.csv", "csv", "utf-8", "none", 123, UINT64_C(0xfedcba9876543210), 3, 0 };
	struct store *s = store_made(scene->path, names, 1);
	struct err e = { 0 };

	append_numbers(s, 1, 3);
	assert_int_equal(store_source(s, 0, &source, &e), 0);
	assert_int_equal(store_run_value(s, "version", "1", &e), 0);
	assert_int_equal(store_run_value(s, "version", "2", &e), 0);
	assert_int_equal(store_finish_load(s, &e), 0);
	assert_false(file_exists(scene->path));
	assert_int_equal(store_commit(s, &e), 0);
	assert_int_equal(store_run_value(s, "late", "1", &e), -1);
	store_close(s);

	assert_int_equal(files_count(scene->directory, false), 1);
	assert_file_value(scene->path, "PRAGMA integrity_check", "ok");
	assert_file_value(scene->path, "PRAGMA journal_mode", "delete");
	assert_file_value(scene->path, "SELECT group_concat(rowid || ':' || n) FROM data", "1:0,2:1,3:2");
	assert_file_value(scene->path, "SELECT hash || bytes || rows FROM assay_source WHERE id = 0", "fedcba98765432101233");
	assert_file_value(scene->path, "SELECT value FROM assay_run WHERE key = 'version'", "2");
	assert_file_value(scene->path, "SELECT count(*) FROM sqlite_master WHERE name LIKE '%feed%'", "0");
}

static void test_closing_early_keeps_the_old_file(void **state)
{
	const struct scene *scene = *state;
	static const char *const names[] = { "n" };
	struct store *s;
	struct err e = { 0 };

	s = store_made(scene->path, names, 1);
	append_numbers(s, 1, 3);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);

	s = store_made(scene->path, names, 1);
	append_numbers(s, 1, 100);
	store_close(s);
	assert_int_equal(files_count(scene->directory, false), 1);
	assert_file_value(scene->path, "SELECT count(*) FROM data", "3");

	s = store_made(scene->path, names, 1);
	append_numbers(s, 1, 5);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);
	assert_file_value(scene->path, "SELECT count(*) FROM data", "5");
}

/* A process that is dead for sure. */
static pid_t dead_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static void test_leftovers_of_the_dead_are_removed(void **state)
{
	const struct scene *scene = *state;
	struct store *s;
	struct err e = { 0 };
	int dead = (int)dead_process();
	const struct {
		const char *base;
		int pid;
		const char *suffix;
		bool stays;
	} files[] = {
		{ "audit.db", dead, "", false },
		{ "audit.db", dead, "-journal", false },
		{ "audit.db", (int)getpid(), "", false },	/* in a container each run may have the same PID */
		{ "audit.db", (int)getppid(), "", true },	/* alive */
		{ "audit.db", dead, "x", true },
		{ "other.db", dead, "", true },
	};
	char path[160];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s.assay-tmp-%d%s", scene->directory, files[i].base, files[i].pid, files[i].suffix);
		file_write(path, "left over");
	}
	assert_int_equal(store_create(&s, scene->path, way, &e), 0);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s.assay-tmp-%d%s", scene->directory, files[i].base, files[i].pid, files[i].suffix);
		if (file_exists(path) != files[i].stays)
			fail_msg("%s: %s", path, files[i].stays ? "gone" : "still there");
	}
}

/* A process that loads and is killed in the middle. */
static void killed_while_loading(const char *path)
{
	static const char *const names[] = { "n" };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		append_numbers(store_made(path, names, 1), 1, 1000);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void test_a_killed_run_leaves_the_old_file(void **state)
{
	const struct scene *scene = *state;
	static const char *const names[] = { "n" };
	struct store *s = store_made(scene->path, names, 1);
	struct err e = { 0 };

	append_numbers(s, 1, 3);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);

	killed_while_loading(scene->path);
	assert_file_value(scene->path, "SELECT count(*) FROM data", "3");
	assert_int_equal(files_count(scene->directory, false), 2);
	assert_int_equal(store_create(&s, scene->path, way, &e), 0);
	store_close(s);
	assert_int_equal(files_count(scene->directory, false), 1);
}

static void test_a_killed_temporary_leaves_nothing(void **state)
{
	const struct scene *scene = *state;
	const char *before = getenv("TMPDIR");
	char *kept = before ? strdup(before) : NULL;

	setenv("TMPDIR", scene->directory, 1);
	killed_while_loading(NULL);
	if (kept)
		setenv("TMPDIR", kept, 1);
	else
		unsetenv("TMPDIR");
	free(kept);
	assert_int_equal(files_count(scene->directory, false), 0);
}

static void test_a_temporary_can_be_read_and_committed(void **state)
{
	static const char *const names[] = { "n" };
	struct store *s = store_made(NULL, names, 1);
	struct err e = { 0 };
	char *text;

	(void)state;
	append_numbers(s, 1, 2000);
	append_numbers(s, 2001, 2000);
	assert_int_equal(store_finish_load(s, &e), 0);
	assert_int_equal(store_cell(s, 2004, 0, &text, &e), 0);
	assert_string_equal(text, "3");
	free(text);
	assert_int_equal(store_commit(s, &e), 0);
	assert_value(store_connection(s), "SELECT count(*) || ' ' || sum(n) FROM data", "4000 3998000");
	store_close(s);
}

/* 2,500 columns lie in two tables; a table that comes late has the rows so far. */
static void test_wide_data_spills(void **state)
{
	const struct scene *scene = *state;
	enum { COLUMNS = 2500, EARLY = 3 };
	struct store *s = store_made(scene->path, NULL, 0);
	struct err e = { 0 };
	struct made m;
	char name[24], *text;

	for (size_t c = 0; c < COLUMNS; c++) {
		if (c == EARLY) {
			m = batch_make(1, 2, EARLY);
			cell_set(&m, 0, 2, CELL_TEXT, "early", 0);
			append(s, &m);
		}
		snprintf(name, sizeof name, "f%zu", c);
		assert_int_equal(store_add_column(s, name, &e), 0);
	}
	m = batch_make(3, 2, COLUMNS);
	for (size_t c = 0; c < COLUMNS; c++) {
		snprintf(name, sizeof name, "%zu", c);
		cell_set(&m, 0, c, CELL_INTEGER, name, (double)c);
		cell_set(&m, 1, c, CELL_INTEGER, c == COLUMNS - 1 ? "0" : name, (double)c);
	}
	append(s, &m);
	assert_int_equal(store_finish_load(s, &e), 0);
	assert_int_equal(store_cell(s, 3, COLUMNS - 1, &text, &e), 0);
	assert_string_equal(text, "2499");
	free(text);
	assert_int_equal(store_cell(s, 1, COLUMNS - 1, &text, &e), 0);
	assert_null(text);
	assert_int_equal(store_cell(s, 1, 2, &text, &e), 0);
	assert_string_equal(text, "early");
	free(text);
	assert_int_equal(store_rows_equal(s, 3, 3, &e), 1);
	assert_int_equal(store_rows_equal(s, 3, 4, &e), 0);	/* they differ in the last column only */
	assert_int_equal(store_row(s, 3, 100, &text, &e), 0);
	assert_non_null(strstr(text, "\"f1997\": \"1997\", \"f1998\": \"1998\""));
	free(text);
	assert_int_equal(store_cell(s, 1, COLUMNS, &text, &e), -1);
	assert_int_equal(e.code, ERR_BUG);
	e = (struct err){ 0 };
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);
	assert_file_value(scene->path, "SELECT count(*) || ' ' || sum(f1998) FROM data JOIN data_2 ON data_2.rowid = data.rowid", "4 3996");
	assert_file_value(scene->path, "SELECT count(*) FROM pragma_table_info('data')", "1998");
	assert_file_value(scene->path, "SELECT table_name || '.' || column_name FROM assay_column WHERE id = 2500", "data_2.f2499");
	assert_file_value(scene->path, "PRAGMA integrity_check", "ok");
}

static void test_any_name_is_legal(void **state)
{
	const struct scene *scene = *state;
	static char long_name[3001];
	static const struct {
		const char *name, *column;
	} names[] = {
		{ "a", "a" }, { "A", "A_2" }, { "a", "a_3" }, { "A_2", "A_2_2" },
		{ "", "column_5" }, { "rowid", "rowid_" }, { "OID", "OID_" }, { "_rowid_", "_rowid__" }, { "rowid_", "rowid__2" },
		{ "x\"; DROP TABLE data; --", "x\"; DROP TABLE data; --" }, { "it's", "it's" }, { "[b] `c`", "[b] `c`" },
		{ "new\nline", "new\nline" }, { "Straße", "Straße" }, { "select", "select" }, { "%s%n", "%s%n" },
		{ "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" }, { " ", " " }, { "?1", "?1" },
	};
	enum { N = sizeof names / sizeof *names };
	struct store *s = store_made(scene->path, NULL, 0);
	struct made m = batch_make(1, 1, N + 2);
	struct err e = { 0 };
	sqlite3 *db;
	char *got, *sql;

	memset(long_name, 'n', sizeof long_name - 1);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(store_add_column(s, names[i].name, &e), 0);
		cell_set(&m, 0, i, CELL_TEXT, names[i].column, 0);
	}
	assert_int_equal(store_add_column(s, long_name, &e), 0);
	assert_int_equal(store_add_column(s, long_name, &e), 0);
	cell_set(&m, 0, N + 1, CELL_TEXT, "the last", 0);
	append(s, &m);
	assert_int_equal(store_cell(s, 1, N + 1, &got, &e), 0);
	assert_string_equal(got, "the last");
	free(got);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);

	assert_int_equal(sqlite3_open(scene->path, &db), SQLITE_OK);
	for (size_t i = 0; i < N; i++) {
		sql = sqlite3_mprintf("SELECT CAST(name AS TEXT) FROM assay_column WHERE id = %d AND column_name = %Q", (int)i + 1,
				      names[i].column);
		assert_value(db, sql, names[i].name);
		sqlite3_free(sql);
		sql = sqlite3_mprintf("SELECT \"%w\" FROM data WHERE rowid = 1", names[i].column);
		assert_value(db, sql, names[i].column);
		sqlite3_free(sql);
	}
	assert_value(db, "SELECT group_concat(length(name) || '>' || (length(column_name) < 1100)) FROM assay_column WHERE id > 19",
		     "3000>1,3000>1");
	sqlite3_close(db);
}

static void test_places_are_runs_of_lines(void **state)
{
	/* Row 3 spans lines 4 to 6, so row 4 is on line 7; the second file has no header. A run may cross batches. */
	static const struct {
		uint64_t first_row;
		uint32_t source;
		size_t rows;
		uint64_t lines[3];
	} batches[] = { { 1, 0, 2, { 2, 3 } }, { 3, 0, 3, { 4, 7, 8 } }, { 6, 1, 3, { 1, 2, 3 } } };
	static const char *const names[] = { "n" };
	struct store *s = store_made(NULL, names, 1);
	struct err e = { 0 };
	uint64_t line;
	uint32_t source;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct made m = batch_make(batches[i].first_row, batches[i].rows, 1);

		m.batch.source = batches[i].source;
		memcpy(m.line, batches[i].lines, batches[i].rows * sizeof *m.line);
		append(s, &m);
	}
	assert_int_equal(store_finish_load(s, &e), 0);
	for (size_t i = 0; i < 3; i++) {
		for (size_t r = 0; r < batches[i].rows; r++) {
			assert_int_equal(store_place(s, batches[i].first_row + r, &source, &line, &e), 0);
			assert_int_equal(source, batches[i].source);
			assert_int_equal(line, batches[i].lines[r]);
		}
	}
	assert_value(store_connection(s), "SELECT group_concat(row || ':' || source || ':' || line, ' ') FROM assay_place",
		     "1:0:2 4:0:7 6:1:1");
	assert_int_equal(store_place(s, 9, &source, &line, &e), -1);
	e = (struct err){ 0 };
	assert_int_equal(store_place(s, 0, &source, &line, &e), -1);
	store_close(s);
}

static void test_rejects_keep_their_bytes(void **state)
{
	struct store *s;
	struct err e = { 0 };
	struct reject latin = { NULL, 9, "not UTF-8", "caf\xe9", 4, 4 };
	struct reject cut = { &latin, 7, "too long", "abcd\xc3", 5, 2000 };	/* cut inside of é */
	struct reject text = { &cut, 5, "3 fields where the header has 2", "a,b,é", 6, 6 };

	(void)state;
	assert_int_equal(store_create(&s, NULL, way, &e), 0);
	assert_int_equal(store_reject(s, 1, &text, &e), 0);
	assert_value(store_connection(s), "SELECT group_concat(source || ':' || line || ':' || quote(raw) || ':' || bytes, ' ') "
					  "FROM assay_reject", "1:5:'a,b,é':6 1:7:'abcd':2000 1:9:X'636166E9':4");
	assert_value(store_connection(s), "SELECT reason FROM assay_reject WHERE line = 5", "3 fields where the header has 2");
	store_close(s);
}

static void test_a_row_as_json(void **state)
{
	static const char *const names[] = { "n", "a \"name\"", "long", "none" };
	struct store *s = store_made(NULL, names, 4);
	struct made m = batch_make(1, 1, 4);
	struct err e = { 0 };
	char *json;

	(void)state;
	cell_set(&m, 0, 0, CELL_REAL, "2.50", 2.5);
	cell_set(&m, 0, 1, CELL_TEXT, "tab\tend\x01", 0);
	cell_set(&m, 0, 2, CELL_TEXT, "äöüß", 0);
	append(s, &m);
	assert_int_equal(store_row(s, 1, 4, &json, &e), 0);
	assert_string_equal(json, "{\"n\": \"2.5\", \"a \\\"name\\\"\": \"tab\\t…\", \"long\": \"äöüß\", \"none\": null}");
	free(json);
	assert_int_equal(store_row(s, 1, 3, &json, &e), 0);
	assert_non_null(strstr(json, "\"äöü…\""));
	free(json);
	assert_int_equal(store_row(s, 1, 100, &json, &e), 0);
	assert_non_null(strstr(json, "tab\\tend\\u0001\""));
	free(json);
	assert_int_equal(store_row(s, 2, 3, &json, &e), -1);
	assert_null(json);
	store_close(s);
}

static void test_rows_equal_as_sql_is(void **state)
{
	static const char *const names[] = { "x" };
	static const struct {
		enum cell_kind kind;
		const char *text;
		double number;
	} cells[] = {
		{ CELL_INTEGER, "1", 1 }, { CELL_INTEGER, "1", 1 }, { CELL_REAL, "1.0", 1 }, { CELL_TEXT, "1", 0 }, { CELL_EMPTY, "", 0 },
		{ CELL_NA, "NA", 0 }, { CELL_INTEGER, "9007199254740993", 0x1p53 }, { CELL_REAL, "9007199254740992.0", 0x1p53 },
		{ CELL_REAL, "-0.0", -0.0 }, { CELL_INTEGER, "0", 0 }, { CELL_REAL, "1e999", INFINITY }, { CELL_TEXT, "Zoë", 0 },
		{ CELL_TEXT, "Zoe", 0 }, { CELL_REAL, "1.5", 1.5 },
	};
	enum { N = sizeof cells / sizeof *cells };
	struct store *s = store_made(NULL, names, 1);
	struct made m = batch_make(1, N, 1);
	struct err e = { 0 };
	char sql[128];

	(void)state;
	for (size_t i = 0; i < N; i++)
		cell_set(&m, i, 0, cells[i].kind, cells[i].text, cells[i].number);
	append(s, &m);
	for (uint64_t a = 1; a <= N; a++) {
		for (uint64_t b = 1; b <= N; b++) {
			int equal = store_rows_equal(s, a, b, &e);

			snprintf(sql, sizeof sql, "SELECT a.x IS b.x FROM data a, data b WHERE a.rowid = %ju AND b.rowid = %ju",
				 (uintmax_t)a, (uintmax_t)b);
			assert_value(store_connection(s), sql, equal == 1 ? "1" : equal == 0 ? "0" : "error");
		}
	}
	assert_int_equal(store_rows_equal(s, 1, 3, &e), 1);
	assert_int_equal(store_rows_equal(s, 1, N + 1, &e), -1);
	store_close(s);
}

static void test_a_full_disk_keeps_nothing(void **state)
{
	const struct scene *scene = *state;
	static const char *const names[] = { "n" };
	struct store *s = store_made(scene->path, names, 1);
	struct made m = batch_make(1, 3000, 1);
	struct err e = { 0 };

	/* SQLite reports its own page limit in the words of a full disk. */
	assert_int_equal(sqlite3_exec(store_connection(s), "PRAGMA max_page_count = 9", NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < 3000; i++)
		cell_set(&m, i, 0, CELL_TEXT, "some text that fills", 0);
	assert_int_equal(store_append(s, &m.batch, &e), -1);
	assert_int_equal(e.code, ERR_STORE);
	assert_non_null(strstr(e.text, "audit.db: database or disk is full"));
	batch_unmake(&m);
	e = (struct err){ 0 };
	assert_int_equal(store_commit(s, &e), -1);
	assert_int_equal(e.code, ERR_STORE);
	store_close(s);
	assert_int_equal(files_count(scene->directory, false), 0);
}

/* The system's limit on the size of a file: write() fails as on a disk that is broken. */
static void test_an_io_error_keeps_nothing(void **state)
{
	const struct scene *scene = *state;
	static const char *const names[] = { "n" };
	struct store *s = store_made(scene->path, names, 1);
	struct rlimit before, small;
	struct err e = { 0 };
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);

	append_numbers(s, 1, 3000);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 40000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(store_commit(s, &e), -1);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, handler);
	assert_int_equal(e.code, ERR_STORE);
	assert_non_null(strstr(e.text, "writing "));
	store_close(s);
	assert_int_equal(files_count(scene->directory, false), 0);
}

static void test_a_row_can_be_too_long(void **state)
{
	static const char *const names[] = { "a", "b" };
	struct store *s = store_made(NULL, names, 2);
	struct made m = batch_make(1, 3, 2);
	struct err e = { 0 };
	char text[800];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	cell_set(&m, 1, 0, CELL_TEXT, text, 0);
	cell_set(&m, 1, 1, CELL_TEXT, text, 0);
	assert_int_equal(store_finish_load(s, &e), 0);
	sqlite3_limit(store_connection(s), SQLITE_LIMIT_LENGTH, 1000);
	assert_int_equal(store_append(s, &m.batch, &e), -1);
	assert_int_equal(e.code, ERR_STORE);
	assert_non_null(strstr(e.text, "row 2 has more than the 1000 bytes"));
	batch_unmake(&m);
	store_close(s);
}

static void test_other_files_are_not_overwritten(void **state)
{
	const struct scene *scene = *state;
	struct store *s;
	struct err e = { 0 };
	struct stat st;
	char path[160];

	file_write(scene->path, "id,label\n1,cat\n");
	assert_int_equal(store_create(&s, scene->path, way, &e), -1);
	assert_non_null(strstr(e.text, "not an assay database"));
	assert_null(s);
	e = (struct err){ 0 };
	assert_int_equal(store_create(&s, scene->directory, way, &e), -1);
	assert_non_null(strstr(e.text, "not a regular file"));
	e = (struct err){ 0 };
	snprintf(path, sizeof path, "%s/no/audit.db", scene->directory);
	assert_int_equal(store_create(&s, path, way, &e), -1);
	assert_non_null(strstr(e.text, "No such file or directory"));
	e = (struct err){ 0 };
	assert_int_equal(store_create(&s, "", way, &e), -1);
	assert_int_equal(e.code, ERR_STORE);
	assert_int_equal(files_count(scene->directory, false), 1);

	/* An empty file, as mktemp makes it, is no loss; its permissions stay. */
	e = (struct err){ 0 };
	file_write(scene->path, "");
	chmod(scene->path, 0600);
	assert_int_equal(store_create(&s, scene->path, way, &e), 0);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);
	assert_int_equal(stat(scene->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_a_link_stays_a_link(void **state)
{
	const struct scene *scene = *state;
	struct store *s;
	struct err e = { 0 };
	struct stat st;
	char link[160];

	file_write(scene->path, "");
	snprintf(link, sizeof link, "%s/link.db", scene->directory);
	assert_int_equal(symlink("audit.db", link), 0);
	assert_int_equal(store_create(&s, link, way, &e), 0);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_file_value(scene->path, "SELECT count(*) FROM data", "0");
}

/* Rows may have no fields at all ({} in JSON); the first field then takes over the column that stood in. */
static void test_rows_before_any_column(void **state)
{
	struct store *s = store_made(NULL, NULL, 0);
	struct made m = batch_make(1, 2, 0);
	struct err e = { 0 };
	char *text;

	(void)state;
	append(s, &m);
	assert_int_equal(store_row(s, 2, 10, &text, &e), 0);
	assert_string_equal(text, "{}");
	free(text);
	assert_int_equal(store_rows_equal(s, 1, 2, &e), 1);
	assert_int_equal(store_add_column(s, "x", &e), 0);
	assert_int_equal(store_row(s, 2, 10, &text, &e), 0);
	assert_string_equal(text, "{\"x\": null}");
	free(text);
	append_numbers(s, 3, 2);
	assert_value(store_connection(s), "SELECT group_concat(rowid || ':' || ifnull(x, 'NULL')) FROM data", "1:NULL,2:NULL,3:0,4:1");
	store_close(s);
}

static void test_batches_must_follow(void **state)
{
	static const char *const names[] = { "n" };
	struct store *s = store_made(NULL, names, 1);
	struct made gap = batch_make(3, 1, 1), wide = batch_make(1, 1, 2);
	struct err e = { 0 };

	(void)state;
	assert_int_equal(store_append(s, &gap.batch, &e), -1);
	assert_int_equal(e.code, ERR_BUG);
	e = (struct err){ 0 };
	assert_int_equal(store_append(s, &wide.batch, &e), -1);
	assert_int_equal(e.code, ERR_BUG);
	batch_unmake(&gap);
	batch_unmake(&wide);
	append_numbers(s, 1, 1);
	store_close(s);
	store_close(NULL);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, scene_open, scene_close)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells_keep_what_they_are),
		IN_SCENE(test_a_committed_file_is_plain_sqlite),
		IN_SCENE(test_closing_early_keeps_the_old_file),
		IN_SCENE(test_leftovers_of_the_dead_are_removed),
		IN_SCENE(test_a_killed_run_leaves_the_old_file),
		IN_SCENE(test_a_killed_temporary_leaves_nothing),
		cmocka_unit_test(test_a_temporary_can_be_read_and_committed),
		IN_SCENE(test_wide_data_spills),
		IN_SCENE(test_any_name_is_legal),
		cmocka_unit_test(test_places_are_runs_of_lines),
		cmocka_unit_test(test_rejects_keep_their_bytes),
		cmocka_unit_test(test_a_row_as_json),
		cmocka_unit_test(test_rows_equal_as_sql_is),
		IN_SCENE(test_a_full_disk_keeps_nothing),
		IN_SCENE(test_an_io_error_keeps_nothing),
		cmocka_unit_test(test_a_row_can_be_too_long),
		IN_SCENE(test_other_files_are_not_overwritten),
		IN_SCENE(test_a_link_stays_a_link),
		cmocka_unit_test(test_rows_before_any_column),
		cmocka_unit_test(test_batches_must_follow),
	};

	int failed = 0;

	for (way = STORE_BY_PAGES; way <= STORE_BY_SQL; way++)
		failed += cmocka_run_group_tests_name(way == STORE_BY_SQL ? "store by SQL" : "store by pages", tests, NULL, NULL);
	return failed;
}
