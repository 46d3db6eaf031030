/* decimal: every number reads back as itself, is as short as can be, and is written as printf would write it. What is the shortest is found
 * here by trying %.1g to %.17g; the table's values are those that the C library and published examples give.
 */
#include "base/decimal.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_known_numbers(void **state)
{
	static const struct { double v; const char *text; } known[] = {
		{ 0.0, "0" }, { -0.0, "-0" }, { 1, "1" }, { -1.5, "-1.5" }, { 0.1, "0.1" }, { 0.3, "0.3" }, { 0.1 + 0.2, "0.30000000000000004" },
		{ 1e-4, "0.0001" }, { 1e-5, "1e-05" }, { 1.25e-7, "1.25e-07" }, { 100, "100" }, { 1e14, "100000000000000" }, { 1e15, "1e+15" },
		{ 1e22, "1e+22" }, { 1e23, "1e+23" }, { 9007199254740993.0, "9007199254740992" }, { 123456789.125, "123456789.125" },
		{ 5e-324, "5e-324" }, { DBL_MIN, "2.2250738585072014e-308" }, { DBL_MAX, "1.7976931348623157e+308" },
		{ 2.2250738585072011e-308, "2.225073858507201e-308" }, { 9.5367431640625e-07, "9.5367431640625e-07" }, { 2e-323, "2e-323" },
		{ 4.35, "4.35" }, { 1.7800590868057611e-307, "1.7800590868057611e-307" }, { 2.0e+21, "2e+21" }, { 8.41e+21, "8.41e+21" },
		{ 9.2234950767550525e18, "9.223495076755053e+18" }, { 5.0e-320, "5e-320" }, { 3.1415926535897931, "3.141592653589793" },
	};
	char text[DECIMAL_BYTES];
	int n;

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		n = decimal_shortest(known[i].v, text);
		assert_int_equal(n, strlen(text));
		assert_string_equal(text, known[i].text);
	}
}

static void test_whole_numbers_in_full(void **state)
{
	static const struct { double v; const char *text; } known[] = {
		{ -0.0, "0" }, { 1e15, "1000000000000000" }, { 9007199254740991.0, "9007199254740991" }, { -1e3, "-1000" }, { 0x1p53, "9007199254740992" },
		{ 1e16, "1e+16" }, { 0.25, "0.25" }, { 1.5e15 + 0.5, "1500000000000000.5" } };
	char text[DECIMAL_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		decimal_plain(known[i].v, text);
		assert_string_equal(text, known[i].text);
	}
}

/* Fewest digits that read back. */
static void shortest_by_trying(double v, char text[64])
{
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, 64, "%.*e", digits - 1, v);
		if (strtod(text, NULL) == v)
			return;
	}
	fail_msg("%a does not read back", v);
}

static size_t digits_of(const char *text)
{
	size_t n = 0, zeros = 0;

	for (; *text && *text != 'e'; text++) {
		if (*text < '0' || *text > '9' || (n == 0 && *text == '0'))
			continue;
		n++;
		zeros = *text == '0' ? zeros + 1 : 0;
	}
	return n - zeros;
}

static void check(double v)
{
	char text[DECIMAL_BYTES], tried[64], printed[64];
	size_t n = 0;

	decimal_shortest(v, text);
	if (strtod(text, NULL) != v)
		fail_msg("%a is written as %s", v, text);
	shortest_by_trying(v, tried);
	n = digits_of(text);
	if (n > digits_of(tried))
		fail_msg("%s is not as short as %s", text, tried);
	snprintf(printed, sizeof printed, "%.*g", n > 15 ? (int)n : 15, v);
	if (fabs(v) >= DBL_MIN && n == digits_of(printed) && strcmp(text, printed) != 0 && strtod(printed, NULL) == v)
		fail_msg("%s is not written like %s", text, printed);
}

static uint64_t next(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;	/* splitmix64 */

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static void test_random_bits(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t bits = next(&seed);
		double v;

		memcpy(&v, &bits, sizeof v);
		if (isfinite(v))
			check(v);
	}
}

static void test_numbers_as_people_have_them(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		static const double scale[] = { 1, 10, 100, 1000, 1e6, 3, 7, 1e-3 };

		check((double)(int64_t)(next(&seed) % 2000000000) / scale[i % 8] - 1e6);
	}
}

/* Powers of two, where the double below is nearer, and of ten, with their neighbours. */
static void test_borders(void **state)
{
	(void)state;
	for (int e = -1074; e < 1024; e++) {
		double v = ldexp(1, e);

		check(v);
		check(nextafter(v, INFINITY));
		check(nextafter(v, 0));
	}
	for (int e = -308; e <= 308; e++) {
		char text[16];
		double v;

		snprintf(text, sizeof text, "1e%d", e);
		v = strtod(text, NULL);
		check(v);
		check(nextafter(v, INFINITY));
		check(nextafter(v, 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_numbers),
		cmocka_unit_test(test_whole_numbers_in_full),
		cmocka_unit_test(test_random_bits),
		cmocka_unit_test(test_numbers_as_people_have_them),
		cmocka_unit_test(test_borders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
