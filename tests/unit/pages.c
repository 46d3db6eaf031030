/* pages: a database whose rows were written as pages cannot be told from one that SQLite filled: pages [CASES] [FIRST]
 *
 * Each case is a seed: some columns, some batches, cells of every kind and size, sizes about the borders of pages and of varints among
 * them. The same batches go into two databases; then integrity_check of the first, and all cells of both, one by one, with their types.
 * Without an argument 300 cases, a large one, and one past the page at 1 GiB that SQLite never uses (only with CASES).
 */
#include "store/store.h"

#include <math.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CASES = 300, PAGE = 16384, BYTES_MAX = 3 << 20, TEXT_MAX = 120000 };

static uint64_t state;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static size_t below(size_t n)
{
	return (size_t)((next() >> 33) % n);
}

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	assert_non_null(p);
	return p;
}

/* A batch that owns its arrays; the bytes of its texts are bounded. */
struct made {
	struct batch batch;
	struct column *column;
	char *bytes;
	size_t used, room;
	uint64_t *line;
};

static struct made batch_make(uint64_t first_row, size_t rows, size_t columns, size_t room)
{
	struct made m = { .batch = { .pass = 1, .first_row = first_row, .rows = rows, .columns = columns }, .room = room };

	m.column = zeroed(columns, sizeof *m.column);
	m.line = zeroed(rows, sizeof *m.line);
	m.bytes = zeroed(room, 1);
	for (size_t c = 0; c < columns; c++) {
		m.column[c].kind = zeroed(rows, 1);
		m.column[c].number = zeroed(rows, sizeof(double));
		m.column[c].text = zeroed(rows, sizeof(struct cell_text));
	}
	for (size_t i = 0; i < rows; i++)
		m.line[i] = first_row + 1 + i + (first_row + i) / 7;
	m.batch.column = m.column;
	m.batch.bytes = m.bytes;
	m.batch.line = m.line;
	return m;
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

/* Nothing is written, and the cell stays absent, when there is no room for its text. */
static char *cell_add(struct made *m, size_t row, size_t c, enum cell_kind kind, size_t bytes, double number)
{
	char *text = m->bytes + m->used;

	if (m->used + bytes > m->room)
		return NULL;
	((uint8_t *)m->column[c].kind)[row] = (uint8_t)kind;
	((double *)m->column[c].number)[row] = number;
	((struct cell_text *)m->column[c].text)[row] = (struct cell_text){ (uint32_t)m->used, (uint32_t)bytes };
	m->used += bytes;
	return text;
}

/* An integer about a power of two, where serial types change, or any of up to 18 digits. */
static void integer_put(struct made *m, size_t row, size_t c)
{
	static const int64_t most = 999999999999999999;
	int64_t n = (int64_t)(UINT64_C(1) << below(60)) + (int64_t)below(5) - 2;
	char text[32], *to;
	size_t bytes;

	if (below(3) == 0)
		n = (int64_t)below(4) - 1;
	if (below(20) == 0)
		n = most - (int64_t)below(2);
	if (below(2))
		n = -n;
	bytes = (size_t)snprintf(text, sizeof text, "%s%jd%s", below(9) ? "" : " ", (intmax_t)n, below(9) ? "" : "\t");
	if (n == 0 && below(2))
		bytes = (size_t)snprintf(text, sizeof text, "-0");
	to = cell_add(m, row, c, CELL_INTEGER, bytes, (double)n);
	if (to)
		memcpy(to, text, bytes);
}

static void real_put(struct made *m, size_t row, size_t c)
{
	static const double some[] = { 0.0, -0.0, 1.0, 2.5, -17.0, 1e300, 5e-324, INFINITY, -INFINITY, NAN, 9007199254740993.0, 1e18, 0.1 };
	uint64_t bits = next();
	double number;
	char *to;

	memcpy(&number, &bits, sizeof number);
	if (below(2) || isnan(number))
		number = some[below(sizeof some / sizeof *some)];
	to = cell_add(m, row, c, CELL_REAL, 3, number);
	if (to)
		memcpy(to, "nan", 3);
}

/* A size about a border: of varints, of what a leaf takes of a large row, of overflow pages. */
static size_t border(void)
{
	static const size_t some[] = { 57, 58, 121, 122, 127, 128, 2034, 8185, 8186, 16383, PAGE - 35, PAGE - 39, PAGE - 4, PAGE,
				       (PAGE - 12) * 32 / 255 - 23, 2 * PAGE - 39, 2 * (PAGE - 4) + 2031, 3 * PAGE, 100000 };

	return some[below(sizeof some / sizeof *some)] + below(40) - (some[0] < 57 ? 0 : 20);
}

static void text_put(struct made *m, size_t row, size_t c, size_t most)
{
	size_t bytes = below(4) == 0 ? border() : below(most);
	enum cell_kind kind = (enum cell_kind[]){ CELL_TEXT, CELL_CODE, CELL_BOOLEAN, CELL_JSON, CELL_DATETIME }[below(5)];
	char *to = cell_add(m, row, c, kind, bytes, 1);

	for (size_t i = 0; to && i < bytes; i++)
		to[i] = "abc 0\0z,"[i < 64 ? below(8) : i % 8];
}

static void cell_put(struct made *m, size_t row, size_t c, size_t most)
{
	switch (below(6)) {
	case 0: cell_add(m, row, c, (enum cell_kind)below(CELL_LAST_MISSING + 1), 0, 0); break;
	case 1: case 2: integer_put(m, row, c); break;
	case 3: real_put(m, row, c); break;
	default: text_put(m, row, c, most);
	}
}

/* A column that none of the rows has. */
static void column_drop(struct made *m, size_t c)
{
	free((void *)m->column[c].kind);
	free((void *)m->column[c].number);
	free((void *)m->column[c].text);
	m->column[c] = (struct column){ .kind = NULL };
}

static struct made batch_random(uint64_t first_row, size_t columns, size_t cells)
{
	size_t rows = 1 + below(cells / (columns + 1) + 1), most = below(3) ? 20 : below(3) ? 500 : 20000;
	struct made m = batch_make(first_row, rows, columns, BYTES_MAX);

	for (size_t c = 0; c < columns; c++)
		if (below(20) == 0)
			column_drop(&m, c);
	for (size_t i = 0; i < rows; i++)
		for (size_t c = 0; c < columns; c++)
			if (m.column[c].kind)
				cell_put(&m, i, c, most);
	return m;
}

struct pair {
	struct store *store[2];
	size_t columns;
	uint64_t rows;
};

static void ok(int failed, const struct err *e)
{
	if (failed)
		fail_msg("%s", e->text);
}

static struct pair pair_open(void)
{
	struct pair p = { .columns = 0 };
	struct err e = { 0 };

	ok(store_create(&p.store[0], NULL, STORE_BY_PAGES, &e), &e);
	ok(store_create(&p.store[1], NULL, STORE_BY_SQL, &e), &e);
	return p;
}

static void columns_add(struct pair *p, size_t n)
{
	struct err e = { 0 };
	char name[32];

	for (; n > 0; n--) {
		snprintf(name, sizeof name, "c%zu", p->columns++);
		for (int i = 0; i < 2; i++)
			ok(store_add_column(p->store[i], name, &e), &e);
	}
}

static void batch_add(struct pair *p, struct made *m)
{
	struct err e = { 0 };

	for (int i = 0; i < 2; i++)
		ok(store_append(p->store[i], &m->batch, &e), &e);
	p->rows += m->batch.rows;
	batch_unmake(m);
}

static sqlite3_stmt *statement_of(struct store *s, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(store_connection(s), sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(store_connection(s)));
	return statement;
}

static void value_equal(sqlite3_stmt *a, sqlite3_stmt *b, int c, const char *where)
{
	int type = sqlite3_column_type(a, c), n;
	double x, y;

	if (type != sqlite3_column_type(b, c))
		fail_msg("%s: column %d has type %d, and %d by SQL", where, c, type, sqlite3_column_type(b, c));
	if (type == SQLITE_INTEGER && sqlite3_column_int64(a, c) != sqlite3_column_int64(b, c))
		fail_msg("%s: column %d: another integer", where, c);
	if (type == SQLITE_FLOAT) {
		x = sqlite3_column_double(a, c);
		y = sqlite3_column_double(b, c);
		if (memcmp(&x, &y, sizeof x) != 0)
			fail_msg("%s: column %d is %a, and %a by SQL", where, c, x, y);
	}
	if (type != SQLITE_TEXT && type != SQLITE_BLOB)
		return;
	n = sqlite3_column_bytes(a, c);
	if (n != sqlite3_column_bytes(b, c) || (n && memcmp(sqlite3_column_blob(a, c), sqlite3_column_blob(b, c), (size_t)n) != 0))
		fail_msg("%s: column %d: another text", where, c);
}

static uint64_t tables_equal(struct pair *p, const char *sql)
{
	sqlite3_stmt *a = statement_of(p->store[0], sql), *b = statement_of(p->store[1], sql);
	uint64_t rows = 0;
	char where[96];

	for (;; rows++) {
		int more = sqlite3_step(a);

		assert_int_equal(more, sqlite3_step(b));
		if (more != SQLITE_ROW)
			break;
		snprintf(where, sizeof where, "%.60s, row %ju", sql, (uintmax_t)rows + 1);
		assert_int_equal(sqlite3_column_count(a), sqlite3_column_count(b));
		for (int c = 0; c < sqlite3_column_count(a); c++)
			value_equal(a, b, c, where);
	}
	assert_int_equal(sqlite3_errcode(store_connection(p->store[0])), SQLITE_DONE);
	sqlite3_finalize(a);
	sqlite3_finalize(b);
	return rows;
}

static void row_find(struct pair *p, uint64_t row)
{
	char sql[96];

	snprintf(sql, sizeof sql, "SELECT rowid, * FROM data WHERE rowid = %ju", (uintmax_t)row);
	assert_int_equal(tables_equal(p, sql), 1);
}

static void integrity_is_ok(struct store *s)
{
	sqlite3_stmt *check = statement_of(s, "PRAGMA integrity_check");

	assert_int_equal(sqlite3_step(check), SQLITE_ROW);
	if (strcmp((const char *)sqlite3_column_text(check, 0), "ok") != 0)
		fail_msg("integrity_check: %s", sqlite3_column_text(check, 0));
	sqlite3_finalize(check);
}

static void pair_compare(struct pair *p)
{
	struct err e = { 0 };
	char sql[64];

	for (int i = 0; i < 2; i++) {
		ok(store_run_value(p->store[i], "k", "v", &e), &e);
		ok(store_finish_load(p->store[i], &e), &e);
		ok(store_run_value(p->store[i], "l", "w", &e), &e);
	}
	integrity_is_ok(p->store[0]);
	for (size_t i = 0; i == 0 || i * 1998 < p->columns; i++) {
		snprintf(sql, sizeof sql, i ? "SELECT rowid, * FROM data_%zu ORDER BY rowid" : "SELECT rowid, * FROM data ORDER BY rowid", i + 1);
		assert_int_equal(tables_equal(p, sql), p->rows);
	}
	tables_equal(p, "SELECT * FROM assay_column ORDER BY id");
	tables_equal(p, "SELECT * FROM assay_place ORDER BY row");
	tables_equal(p, "SELECT * FROM assay_run");
	tables_equal(p, "SELECT name, sql FROM sqlite_master ORDER BY name");
	row_find(p, 1 + below((size_t)p->rows));
	row_find(p, p->rows);
}

static void pair_close(struct pair *p)
{
	store_close(p->store[0]);
	store_close(p->store[1]);
}

/* Few columns mostly; now and then more than a table can have, all at once or in later batches. */
static void case_run(uint64_t seed)
{
	struct pair p = pair_open();
	size_t batches, cells;
	struct made m;

	state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
	for (int i = 0; i < 8; i++)
		next();
	batches = 1 + below(5);
	cells = below(4) ? 200 : 4000;
	columns_add(&p, below(40) == 0 ? 1 + below(4100) : below(10) == 0 ? 1 + below(200) : below(12));
	for (; batches > 0; batches--) {
		if (below(4) == 0)
			columns_add(&p, below(60) == 0 ? 2000 : below(3));
		m = batch_random(p.rows + 1, p.columns, cells);
		batch_add(&p, &m);
		if (below(30) == 0)	/* read, and go on by SQL */
			row_find(&p, p.rows);
	}
	pair_compare(&p);
	pair_close(&p);
}

static uint64_t first_case, cases = CASES;

static void test_random_databases(void **unused)
{
	(void)unused;
	for (uint64_t i = first_case; i < first_case + cases; i++) {
		if (cases > CASES && i % 10000 == 0)
			fprintf(stderr, "# case %ju\n", (uintmax_t)i);
		case_run(i);
	}
}

/* Rows of one column of so many bytes. */
static void rows_of(struct pair *p, size_t rows, size_t bytes)
{
	struct made m = batch_make(p->rows + 1, rows, 1, rows * bytes);

	for (size_t i = 0; i < rows; i++) {
		char *to = cell_add(&m, i, 0, CELL_TEXT, bytes, 0);

		memset(to, 'a' + (int)(i % 26), bytes);
	}
	batch_add(p, &m);
}

/* Every size of a payload about the ends of a leaf, of what stays in it, and of the last overflow page. */
static void test_every_size_about_a_border(void **unused)
{
	static const size_t about[] = { 30, 127, 2030, PAGE / 4, PAGE / 2, PAGE, PAGE + 2030, 2 * PAGE, 2 * PAGE + 2030, 3 * PAGE };
	struct pair p = pair_open();

	(void)unused;
	columns_add(&p, 1);
	for (size_t i = 0; i < sizeof about / sizeof *about; i++)
		for (size_t bytes = about[i] > 60 ? about[i] - 60 : 0; bytes < about[i] + 20; bytes++)
			rows_of(&p, 1 + below(3), bytes);
	pair_compare(&p);
	pair_close(&p);
}

/* More leaves than an interior page has children: three levels. */
static void test_a_tall_tree(void **unused)
{
	struct pair p = pair_open();

	(void)unused;
	columns_add(&p, 1);
	for (int i = 0; i < 1100; i++)
		rows_of(&p, 2, 40);
	rows_of(&p, 3000, 9000);
	pair_compare(&p);
	for (int i = 0; i < 100; i++)
		row_find(&p, 1 + below((size_t)p.rows));
	pair_close(&p);
}

/* One leaf is the root itself, also when it has overflow pages. */
static void test_a_single_leaf(void **unused)
{
	static const size_t bytes[] = { 0, 10, 100000 };

	(void)unused;
	for (size_t i = 0; i < 3; i++) {
		struct pair p = pair_open();

		columns_add(&p, 1);
		rows_of(&p, 1, bytes[i]);
		pair_compare(&p);
		pair_close(&p);
	}
}

/* SQLite keeps the page at 1 GiB for its locks; a run may end before it, begin at it, or lie about it. */
static void test_past_a_gigabyte(void **unused)
{
	struct pair p;

	(void)unused;
	if (cases <= CASES)
		skip();
	for (size_t shift = 0; shift < 3; shift++) {
		p = pair_open();
		columns_add(&p, 1);
		for (size_t i = 0; i < 131; i++)
			rows_of(&p, 512, shift == 2 ? 16300 : 16000 + 300 * (i < shift));
		rows_of(&p, 40, 100000);
		pair_compare(&p);
		pair_close(&p);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_single_leaf),
		cmocka_unit_test(test_every_size_about_a_border),
		cmocka_unit_test(test_random_databases),
		cmocka_unit_test(test_a_tall_tree),
		cmocka_unit_test(test_past_a_gigabyte),
	};

	if (argc > 1)
		cases = strtoull(argv[1], NULL, 10);
	if (argc > 2)
		first_case = strtoull(argv[2], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
