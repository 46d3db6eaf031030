/* select: the n-th lowest of many numbers, against sorting them: any number of counters, equal numbers, and groups of which nothing is wanted. */
#include "stats/select.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { GROUPS = 5, NUMBERS = 4000 };

static uint64_t random_state = 0x9E3779B97F4A7C15u;	/* fixed: a failure repeats */

static uint64_t random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static double uniform(void)
{
	return (double)(random_next() >> 11) * 0x1p-53;
}

/* Many equal, both signs, very near to each other, all orders of size; one group is all the same number. */
static double number_of(size_t group)
{
	switch (group) {
	case 0: return floor(uniform() * 9) - 4;
	case 1: return 0.5 + uniform() * 0x1p-40;
	case 2: return (uniform() - 0.5) * exp(uniform() * 1000 - 500);
	case 3: return -0.0;
	default: return 1 - uniform() * uniform();
	}
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void hold(double number[GROUPS][NUMBERS], const uint64_t rank[GROUPS], size_t bytes)
{
	struct select s = { .groups = 0 };
	unsigned readings = 0;

	assert_int_equal(select_open(&s, GROUPS, bytes), 0);
	for (size_t g = 0; g < GROUPS; g++)
		select_rank(&s, g, rank[g]);
	do {
		for (size_t g = 0; g < GROUPS; g++)
			for (size_t i = 0; i < NUMBERS; i++)
				select_add(&s, g, number[g][i]);
		readings++;
	} while (select_next(&s));
	assert_true(readings <= (64 + s.bits - 1) / s.bits);
	for (size_t g = 0; g < GROUPS; g++) {
		double sorted[NUMBERS];

		memcpy(sorted, number[g], sizeof sorted);
		qsort(sorted, NUMBERS, sizeof *sorted, by_number);
		for (size_t i = 0; i < NUMBERS; i++)
			assert_int_equal(select_takes(&s, g, number[g][i]), rank[g] && number[g][i] <= sorted[rank[g] - 1]);
	}
	select_release(&s);
}

static void any_number_of_counters(void **state)
{
	static double number[GROUPS][NUMBERS];
	static const uint64_t ranks[][GROUPS] = { { 1, 1, 1, 1, 1 }, { 0, 17, 0, 2000, 3 }, { NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS },
						  { 1234, 1999, 2000, 1, 3999 }, { 0, 0, 0, 0, 0 } };

	(void)state;
	for (size_t g = 0; g < GROUPS; g++)
		for (size_t i = 0; i < NUMBERS; i++)
			number[g][i] = number_of(g);
	for (unsigned bits = 0; bits <= 17; bits++)
		for (size_t r = 0; r < sizeof ranks / sizeof ranks[0]; r++)
			hold(number, ranks[r], ((size_t)GROUPS << bits) * sizeof(uint64_t));
}

static void keys_in_order(void **state)
{
	static const double x[] = { -INFINITY, -1e300, -1, -0x1p-1074, 0, 0x1p-1074, 0.5, 1, 1e300, INFINITY };

	(void)state;
	for (size_t i = 1; i < sizeof x / sizeof x[0]; i++)
		assert_true(select_key(x[i - 1]) < select_key(x[i]));
	assert_true(select_key(-0.0) == select_key(0.0));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_number_of_counters), cmocka_unit_test(keys_in_order) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
