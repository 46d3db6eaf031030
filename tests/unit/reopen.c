/* reopen: what a database keeps for a later audit comes back: kinds, numbers and keys of every kind of cell, states of any length; and who
 * replaces the file meanwhile is not written over. All of it holds for each way of loading (store_way).
 */
#include "base/hash.h"
#include "store/spill.h"
#include "store/store.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static enum store_way way;
static char directory[64], path[96], other[96];

static int scene_open(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/assay-test-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof path, "%s/audit.db", directory);
	snprintf(other, sizeof other, "%s/other.db", directory);
	return 0;
}

static int scene_close(void **state)
{
	(void)state;
	unlink(path);
	unlink(other);
	return rmdir(directory);	/* fails where something is left behind */
}

/* Cells of every kind, as texts; NULL: absent. Kinds that share a text are told apart by the batch. */
static const struct {
	uint8_t kind;
	const char *text;
} cells[] = {
	{ CELL_ABSENT, NULL }, { CELL_EMPTY, "" }, { CELL_EMPTY, "  " }, { CELL_NA, "NA" }, { CELL_NULL, "null" }, { CELL_BOOLEAN, "true" },
	{ CELL_BOOLEAN, "False" }, { CELL_INTEGER, "0" }, { CELL_INTEGER, "-0" }, { CELL_INTEGER, " 7 " }, { CELL_INTEGER, "999999999999999999" },
	{ CELL_INTEGER, "-9007199254740993" }, { CELL_REAL, "-0.0" }, { CELL_REAL, "0.1" }, { CELL_REAL, "1e-320" }, { CELL_REAL, "-inf" },
	{ CELL_REAL, "3.0" }, { CELL_REAL, "1.7976931348623157e308" }, { CELL_DATETIME, " 2024-02-29T12:34:56.789+02:00" }, { CELL_DATETIME, "1 Mar 2021" },
	{ CELL_DMY, "25/12/2024" }, { CELL_MDY, "12/25/2024" }, { CELL_DAYMONTH, "3/4/2024 " }, { CELL_CODE, "007" }, { CELL_CODE, "1e999" },
	{ CELL_TEXT, "caf\xc3\xa9" }, { CELL_TEXT, "5" }, { CELL_TEXT, "NA" }, { CELL_TEXT, "" }, { CELL_JSON, "[1, 2]" },
};
enum { CELLS = sizeof cells / sizeof cells[0], ROWS = 4 * CELLS + 3, COLUMNS = 18 };

static uint8_t kind[COLUMNS][ROWS];
static double number[COLUMNS][ROWS];
static uint64_t key[COLUMNS][ROWS], line[ROWS];
static struct cell_text text[COLUMNS][ROWS];
static char bytes[COLUMNS * ROWS * 40];
static struct column column[COLUMNS];

/* Column c has c + 1 different cells, so that kinds are packed in every width; one column is absent throughout. */
static void cells_fill(size_t shift)
{
	static const struct na_tokens none = { NULL, 0 };
	struct na_set *no_tokens = na_set_new(&none);
	size_t used = 0;

	for (size_t c = 0; c < COLUMNS; c++) {
		for (size_t r = 0; r < ROWS; r++) {
			size_t i = (r % (c == COLUMNS - 1 ? CELLS : c + 1) * 7 + c + shift) % CELLS;
			const char *cell = cells[i].text ? cells[i].text : "";
			size_t n = strlen(cell);

			line[r] = r + 2;
			kind[c][r] = cells[i].kind;
			number[c][r] = cell_is_number(cells[i].kind) || cell_is_time(cells[i].kind) ? cell_type(cell, n, no_tokens).number : 0;
			if (cell_is_number(cells[i].kind) || cell_is_time(cells[i].kind))
				assert_int_equal(cell_type(cell, n, no_tokens).kind, cells[i].kind);
			key[c][r] = cell_is_missing(cells[i].kind) ? 0 : hash_bytes(cell, n);
			text[c][r] = (struct cell_text){ (uint32_t)used, (uint32_t)n };
			memcpy(bytes + used, cell, n);
			used += n;
		}
		column[c] = (struct column){ .kind = c == 5 ? NULL : kind[c], .number = number[c], .key = key[c], .text = text[c] };
	}
	na_set_free(no_tokens);
}

static struct store *store_new(void)
{
	struct err e = { .code = ERR_NONE };
	struct store *s;
	char name[8];

	if (store_create(&s, path, way, &e) < 0)
		fail_msg("%s", e.text);
	for (size_t c = 0; c < COLUMNS; c++) {
		snprintf(name, sizeof name, "c%zu", c);
		assert_int_equal(store_add_column(s, name, &e), 0);
	}
	return s;
}

/* Batches of several shapes, into the store and a spill. */
static struct spill *batches_store(struct store *s, uint64_t *rows)
{
	struct err e = { .code = ERR_NONE };
	struct spill *spill;

	assert_int_equal(spill_create(&spill, NULL, &e), 0);
	*rows = 0;
	for (size_t i = 0; i < 5; i++) {
		struct batch b = { .pass = 1, .first_row = *rows + 1, .source = (uint32_t)(i / 3), .rows = i == 2 ? 1 : ROWS - i, .columns = i ? COLUMNS : 9,
				   .column = column, .bytes = bytes, .line = line };

		cells_fill(i);
		if (store_append(s, &b, &e) < 0 || store_kinds(s, &b, &e) < 0 || spill_append(spill, &b, &e) < 0)
			fail_msg("%s", e.text);
		*rows += b.rows;
	}
	return spill;
}

static void source_put(struct store *s, uint64_t rows)
{
	struct store_source source = { .path = "x.csv", .format = "csv", .encoding = "utf-8", .compression = "none", .rows = rows };
	struct err e = { .code = ERR_NONE };

	assert_int_equal(store_source(s, 0, &source, &e), 0);
}

static void committed(struct store *s)
{
	struct err e = { .code = ERR_NONE };

	if (store_commit(s, &e) < 0)
		fail_msg("%s", e.text);
	store_close(s);
}

static struct store *reopened(const char *to)
{
	struct err e = { .code = ERR_NONE };
	struct store *s;

	if (store_reopen(&s, path, to, &e) < 0)
		fail_msg("%s", e.text);
	return s;
}

static void rows_come_back_as_they_were(void **state)
{
	struct err e = { .code = ERR_NONE };
	uint64_t rows;
	struct store *s = store_new();
	struct spill *want = batches_store(s, &rows), *got;

	(void)state;
	source_put(s, rows);
	committed(s);
	s = reopened(path);
	assert_int_equal(store_rows(s), rows);
	assert_int_equal(store_columns(s), COLUMNS);
	assert_string_equal(store_column_name(s, 7), "c7");
	assert_int_equal(spill_create(&got, NULL, &e), 0);
	if (store_spill(s, got, &e) < 0)
		fail_msg("%s", e.text);
	assert_int_equal(spill_blocks(got), spill_blocks(want));
	assert_int_equal(spill_bytes(got), spill_bytes(want));
	for (size_t i = 0; i < spill_blocks(want); i++) {
		struct batch *x, *y;

		assert_int_equal(spill_read(want, i, 2, NULL, COLUMNS, &x, &e), 0);
		assert_int_equal(spill_read(got, i, 2, NULL, COLUMNS, &y, &e), 0);
		assert_int_equal(x->first_row, y->first_row);
		assert_int_equal(x->rows, y->rows);
		assert_int_equal(x->source, y->source);
		for (size_t c = 0; c < COLUMNS; c++) {
			assert_int_equal(!x->column[c].kind, !y->column[c].kind);
			if (!x->column[c].kind)
				continue;
			assert_memory_equal(x->column[c].kind, y->column[c].kind, x->rows);
			assert_memory_equal(x->column[c].key, y->column[c].key, x->rows * sizeof(uint64_t));
			assert_memory_equal(x->column[c].number, y->column[c].number, x->rows * sizeof(double));
		}
		batch_free(x);
		batch_free(y);
	}
	spill_free(want);
	spill_free(got);
	store_close(s);
}

static void states_of_any_length(void **state)
{
	static const size_t lengths[] = { 0, 1, 1000, (16 << 20) - 1, 16 << 20, (40 << 20) + 7 };
	struct err e = { .code = ERR_NONE };
	struct store *s = store_new();
	unsigned char *given = malloc(41 << 20), *got;
	uint64_t x = 1;
	unsigned version;
	size_t n;

	(void)state;
	assert_non_null(given);
	for (size_t i = 0; i < 41 << 20; i++)
		given[i] = (unsigned char)((x = x * 6364136223846793005u + 1442695040888963407u) >> 60);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		assert_int_equal(store_state_put(s, "twice", 7, given, lengths[i], &e), 0);
		assert_int_equal(store_state_put(s, "twice", (unsigned)i, given + 1, lengths[i], &e), 0);
		assert_int_equal(store_state_get(s, "twice", &version, &got, &n, &e), 0);
		assert_int_equal(version, i);
		assert_int_equal(n, lengths[i]);
		assert_non_null(got);
		assert_memory_equal(got, given + 1, n);
		free(got);
	}
	assert_int_equal(store_state_get(s, "never", &version, &got, &n, &e), 0);
	assert_null(got);
	free(given);
	store_close(s);
}

static void columns_without_rows_are_taken_out(void **state)
{
	struct err e = { .code = ERR_NONE };
	uint64_t rows;
	struct store *s = store_new();
	struct spill *spill = batches_store(s, &rows);
	char name[16], *value;

	(void)state;
	for (size_t c = 0; c < 4000; c++) {	/* over several tables */
		snprintf(name, sizeof name, "late%zu", c);
		assert_int_equal(store_add_column(s, name, &e), 0);
	}
	source_put(s, rows);
	committed(s);
	s = reopened(other);
	assert_int_equal(store_columns(s), COLUMNS + 4000);
	assert_int_equal(store_drop_columns(s, COLUMNS, &e), 0);
	assert_int_equal(store_columns(s), COLUMNS);
	assert_int_equal(store_add_column(s, "late7", &e), 0);
	assert_int_equal(store_add_column(s, "new", &e), 0);
	committed(s);
	snprintf(path, sizeof path, "%s", other);
	s = reopened(other);
	assert_string_equal(store_column_name(s, COLUMNS), "late7");
	assert_string_equal(store_column_name(s, COLUMNS + 1), "new");
	assert_int_equal(store_cell(s, 1, COLUMNS + 1, &value, &e), 0);
	assert_null(value);
	store_close(s);
	snprintf(path, sizeof path, "%s/audit.db", directory);
	spill_free(spill);
}

static void who_comes_first_is_not_written_over(void **state)
{
	struct err e = { .code = ERR_NONE };
	struct store *s = store_new(), *a, *b;

	(void)state;
	committed(s);
	a = reopened(path);
	b = reopened(path);
	committed(b);
	assert_int_equal(store_commit(a, &e), -1);
	assert_non_null(strstr(e.text, "another process has changed it"));
	store_close(a);
	a = reopened(path);
	b = reopened(other);	/* which takes nobody's place */
	committed(a);
	committed(b);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, scene_open, scene_close)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		IN_SCENE(rows_come_back_as_they_were),
		IN_SCENE(states_of_any_length),
		IN_SCENE(columns_without_rows_are_taken_out),
		IN_SCENE(who_comes_first_is_not_written_over),
	};

	int failed = 0;

	for (way = STORE_BY_PAGES; way <= STORE_BY_SQL; way++)
		failed += cmocka_run_group_tests_name(way == STORE_BY_SQL ? "reopen by SQL" : "reopen by pages", tests, NULL, NULL);
	return failed;
}
