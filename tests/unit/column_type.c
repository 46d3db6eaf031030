/* column_type: what a column is, from the kinds of all its cells, its name and its range. */
#include "analyse/column_type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct kinds {
	uint64_t integer, real, code, text, boolean, datetime, dmy, mdy, either, json, empty;
};

static struct column_info decided(const char *name, struct kinds k, double min, double max)
{
	struct column_info c = { .name = name, .min = min, .max = max };

	c.kind_count[CELL_INTEGER] = k.integer;
	c.kind_count[CELL_REAL] = k.real;
	c.kind_count[CELL_CODE] = k.code;
	c.kind_count[CELL_TEXT] = k.text;
	c.kind_count[CELL_BOOLEAN] = k.boolean;
	c.kind_count[CELL_DATETIME] = k.datetime;
	c.kind_count[CELL_DMY] = k.dmy;
	c.kind_count[CELL_MDY] = k.mdy;
	c.kind_count[CELL_DAYMONTH] = k.either;
	c.kind_count[CELL_JSON] = k.json;
	c.kind_count[CELL_EMPTY] = c.missing = k.empty;
	c.numbers = k.integer + k.real;
	for (size_t i = CELL_LAST_MISSING + 1; i < CELL_KINDS; i++)
		c.present += c.kind_count[i];
	column_type_decide(&c);
	return c;
}

static enum column_type type_of(struct kinds k)
{
	return decided("x", k, 0, 1).type;
}

static void test_types(void **state)
{
	(void)state;
	assert_int_equal(type_of((struct kinds){ .empty = 9 }), TYPE_EMPTY);
	assert_int_equal(type_of((struct kinds){ .integer = 9, .empty = 90 }), TYPE_INTEGER);
	assert_int_equal(type_of((struct kinds){ .integer = 900000, .real = 1 }), TYPE_REAL);	/* one real makes all real */
	assert_int_equal(type_of((struct kinds){ .boolean = 2 }), TYPE_BOOLEAN);
	assert_int_equal(type_of((struct kinds){ .datetime = 1 }), TYPE_DATETIME);
	assert_int_equal(type_of((struct kinds){ .json = 3 }), TYPE_JSON);
	assert_int_equal(type_of((struct kinds){ .text = 3 }), TYPE_TEXT);
}

static void test_odd_cells(void **state)
{
	(void)state;
	assert_int_equal(type_of((struct kinds){ .integer = 95, .text = 5 }), TYPE_INTEGER);
	assert_int_equal(type_of((struct kinds){ .integer = 94, .text = 6 }), TYPE_TEXT);
	assert_int_equal(type_of((struct kinds){ .integer = 50, .boolean = 50 }), TYPE_TEXT);
	assert_int_equal(type_of((struct kinds){ .integer = 1000000, .code = 1 }), TYPE_TEXT);	/* one 007 makes all text */
}

static void test_date_orders(void **state)
{
	(void)state;
	assert_int_equal(decided("d", (struct kinds){ .dmy = 1, .either = 9 }, 0, 0).order, ORDER_DMY);
	assert_int_equal(decided("d", (struct kinds){ .mdy = 1, .either = 9 }, 0, 0).order, ORDER_MDY);
	assert_int_equal(decided("d", (struct kinds){ .mdy = 1, .dmy = 1 }, 0, 0).order, ORDER_MIXED);
	assert_int_equal(decided("d", (struct kinds){ .either = 9 }, 0, 0).order, ORDER_AMBIGUOUS);
	assert_int_equal(decided("d", (struct kinds){ .datetime = 9 }, 0, 0).order, ORDER_NONE);
}

/* Seconds, milliseconds or microseconds since 1970, where the name says time and every number is of our years. */
static void test_epochs(void **state)
{
	static const struct {
		const char *name;
		double min, max, scale;		/* scale 0: a number */
	} t[] = {
		{ "created_at", 1.7e9, 1.8e9, 1e6 }, { "createdAt", 1.7e9, 1.8e9, 1e6 }, { "time", 1.7e12, 1.8e12, 1e3 }, { "TIMESTAMP", 1.7e15, 1.8e15, 1 },
		{ "user_ts", 1.7e9, 1.8e9, 1e6 }, { "counts", 1.7e9, 1.8e9, 0 }, { "amount", 1.7e9, 1.8e9, 0 }, { "latency_ms", 3, 900, 0 },
		{ "created_at", 1.7e9, 1.7e12, 0 }, { "created_at", 978307199, 1.7e9, 0 }, { "created_at", 978307200, 4102444799, 1e6 },
		{ "created_at", 978307200, 4102444800, 0 }, { "at", 1.7e9, 1.8e9, 0 }, { "FLAT", 1.7e9, 1.8e9, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
		struct column_info c = decided(t[i].name, (struct kinds){ .integer = 10 }, t[i].min, t[i].max);

		assert_int_equal(c.epoch, t[i].scale > 0);
		assert_int_equal(c.type, t[i].scale > 0 ? TYPE_DATETIME : TYPE_INTEGER);
		if (c.epoch)
			assert_true(c.epoch_scale >= t[i].scale && c.epoch_scale <= t[i].scale);
	}
}

static void test_takes(void **state)
{
	struct column_info real = decided("x", (struct kinds){ .real = 1 }, 0, 1), text = decided("x", (struct kinds){ .text = 1 }, 0, 1);
	struct column_info epoch = decided("time", (struct kinds){ .integer = 1 }, 1.7e9, 1.7e9);

	(void)state;
	assert_true(column_type_takes(&real, CELL_INTEGER));
	assert_false(column_type_takes(&real, CELL_TEXT));
	assert_true(column_type_takes(&text, CELL_CODE));
	assert_true(column_type_takes(&epoch, CELL_INTEGER));
	assert_false(column_type_takes(&epoch, CELL_DATETIME));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types), cmocka_unit_test(test_odd_cells), cmocka_unit_test(test_date_orders), cmocka_unit_test(test_epochs),
		cmocka_unit_test(test_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
