/* spill and shuffle: what goes in comes out, in the same order or in its partition, also when it went through the file. */
#include "base/hash.h"
#include "store/shuffle.h"
#include "store/spill.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <signal.h>

#include <cmocka.h>

enum { ROWS = 500 };

static uint8_t kind[ROWS];
static double number[ROWS];
static uint64_t key[ROWS];

static struct batch batch_of(const struct column *column, size_t columns, uint64_t first_row, size_t rows)
{
	return (struct batch){ .pass = 1, .first_row = first_row, .source = 3, .rows = rows, .columns = columns, .column = column };
}

static void cells_fill(void)
{
	static const uint8_t some[] = { CELL_ABSENT, CELL_EMPTY, CELL_INTEGER, CELL_REAL, CELL_TEXT, CELL_DATETIME, CELL_CODE, CELL_BOOLEAN };

	for (size_t r = 0; r < ROWS; r++) {
		kind[r] = some[r % 8];
		number[r] = r % 16 == 3 ? -0.0 : (double)r / 4;
		key[r] = cell_is_missing(kind[r]) ? 0 : hash_u64(r);
	}
}

static void spilled_batches_come_back(void **state)
{
	struct column first[3] = { { .kind = kind, .number = number, .key = key }, { .kind = NULL }, { .kind = kind, .number = number, .key = key } };
	struct err e = { .code = ERR_NONE };
	struct spill *s;
	struct batch *b;

	(void)state;
	cells_fill();
	assert_int_equal(spill_create(&s, NULL, &e), 0);
	for (size_t i = 0; i < 400; i++) {	/* past the buffer, into the file */
		struct batch given = batch_of(first, i % 2 ? 3 : 1, 1 + i * ROWS, ROWS - i % 7);

		assert_int_equal(spill_append(s, &given, &e), 0);
	}
	assert_int_equal(spill_blocks(s), 400);
	for (size_t i = 0; i < 400; i++) {
		assert_int_equal(spill_read(s, i, 2, NULL, 4, &b, &e), 0);
		assert_int_equal(b->rows, ROWS - i % 7);
		assert_int_equal(b->first_row, 1 + i * ROWS);
		assert_int_equal(b->source, 3);
		assert_int_equal(b->columns, 4);
		assert_null(b->column[1].kind);
		assert_null(b->column[3].kind);
		assert_int_equal(b->column[2].kind != NULL, i % 2);
		for (size_t r = 0; r < b->rows; r++) {
			bool has_number = cell_is_number(kind[r]) || cell_is_time(kind[r]);

			assert_int_equal(b->column[0].kind[r], kind[r]);
			assert_true(b->column[0].key[r] == spilled_key(kind[r], number[r], key[r]));
			assert_true(b->column[0].number[r] == (has_number ? number[r] : 0) && !signbit(b->column[0].number[r]));
		}
		batch_free(b);
	}
	spill_free(s);
}

static void columns_that_are_not_wanted_stay_away(void **state)
{
	struct column both[2] = { { .kind = kind, .number = number, .key = key }, { .kind = kind, .number = number, .key = key } };
	static const bool wanted[2] = { false, true };
	struct batch given = batch_of(both, 2, 1, 10), *b;
	struct err e = { .code = ERR_NONE };
	struct spill *s;

	(void)state;
	assert_int_equal(spill_create(&s, NULL, &e), 0);
	assert_int_equal(spill_append(s, &given, &e), 0);
	assert_int_equal(spill_read(s, 0, 3, wanted, 2, &b, &e), 0);
	assert_null(b->column[0].kind);
	assert_memory_equal(b->column[1].kind, kind, 10);
	batch_free(b);
	spill_free(s);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	struct err e = { .code = ERR_NONE };
	struct spill *s;

	(void)state;
	assert_int_equal(spill_create(&s, "/no/such/folder", &e), -1);
	assert_int_equal(e.code, ERR_STORE);
}

static struct shuffle *shuffled(uint64_t from, uint64_t to)
{
	struct err e = { .code = ERR_NONE };
	struct shuffle *s;

	assert_int_equal(shuffle_new(&s, &e), 0);
	for (uint64_t i = from; i < to; i++) {
		struct pair p = { .hash = { hash_u64(i), i }, .row = i };

		assert_int_equal(shuffle_add(s, &p, 1, &e), 0);
	}
	return s;
}

/* Every number of [0, n) once, in the partition of its hash. */
static void assert_holds(const struct shuffle *s, uint64_t n)
{
	uint8_t *seen = calloc(n, 1);
	struct err e = { .code = ERR_NONE };

	assert_non_null(seen);
	assert_int_equal(shuffle_count(s), n);
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++) {
		struct pair *pair = NULL;
		size_t count = 0;

		assert_int_equal(shuffle_partition(s, p, &pair, &count, &e), 0);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(pair[i].hash[0] >> 56, p);
			assert_true(pair[i].hash[0] == hash_u64(pair[i].row) && pair[i].hash[1] == pair[i].row && pair[i].row < n);
			assert_int_equal(seen[pair[i].row]++, 0);
		}
		free(pair);
	}
	for (uint64_t i = 0; i < n; i++)
		assert_int_equal(seen[i], 1);
	free(seen);
}

static void few_pairs_stay_in_memory(void **state)
{
	struct shuffle *s = shuffled(0, 1000);

	(void)state;
	assert_holds(s, 1000);
	shuffle_free(s);
}

static void many_pairs_go_through_the_file(void **state)
{
	struct shuffle *s = shuffled(0, 1500000);

	(void)state;
	assert_holds(s, 1500000);
	shuffle_free(s);
}

static void merging_takes_files_and_memory(void **state)
{
	struct shuffle *a = shuffled(0, 1000000), *b = shuffled(1000000, 2000000), *c = shuffled(2000000, 2000100), *sum = shuffled(0, 0);
	struct err e = { .code = ERR_NONE };

	(void)state;
	assert_int_equal(shuffle_merge(sum, c, &e), 0);
	assert_int_equal(shuffle_merge(sum, a, &e), 0);
	assert_int_equal(shuffle_merge(sum, b, &e), 0);
	shuffle_free(a);	/* what was taken over lives on */
	shuffle_free(b);
	shuffle_free(c);
	assert_holds(sum, 2000100);
	shuffle_free(sum);
}

/* A file may grow to 1 MB only: the failure is an error with a reason, and nothing leaks. */
static void a_full_disk_is_an_error(void **state)
{
	struct rlimit before, small;
	struct err e = { .code = ERR_NONE };
	struct shuffle *s;
	int done = 0;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1 << 20;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(shuffle_new(&s, &e), 0);
	for (uint64_t i = 0; i < 2000000 && done == 0; i++) {
		struct pair p = { .hash = { hash_u64(i), i }, .row = i };

		done = shuffle_add(s, &p, 1, &e);
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(done, -1);
	assert_int_equal(e.code, ERR_STORE);
	shuffle_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spilled_batches_come_back),
		cmocka_unit_test(columns_that_are_not_wanted_stay_away),
		cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
		cmocka_unit_test(few_pairs_stay_in_memory),
		cmocka_unit_test(many_pairs_go_through_the_file),
		cmocka_unit_test(merging_takes_files_and_memory),
		cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
