/* nearest: distances that are known from the literature, the order of answers, and words at the ends of what is compared. */
#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 8 };

/* The answers, joined by blanks. */
static const char *answers(const char *word, const char *const *candidates, size_t count, size_t wanted)
{
	static char text[2048];
	const char *near[ROOM];
	size_t n, used = 0;

	assert_true(wanted <= ROOM);
	n = nearest_words(word, candidates, count, near, wanted);
	assert_true(n <= wanted);
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "", near[i]);
	return text;
}

#define ANSWERS(word, wanted, ...) \
	answers(word, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), wanted)

static void test_one_edit_of_each_kind(void **state)
{
	(void)state;
	assert_string_equal(ANSWERS("label", 3, "label", "price"), "label");
	assert_string_equal(ANSWERS("labl", 3, "price", "label"), "label");
	assert_string_equal(ANSWERS("labeel", 3, "price", "label"), "label");
	assert_string_equal(ANSWERS("labol", 3, "price", "label"), "label");
	assert_string_equal(ANSWERS("lable", 3, "price", "label"), "label");	/* a swap is one edit, not two */
	assert_string_equal(ANSWERS("alebl", 3, "price", "label"), "");		/* two swaps in five letters are too many */
	assert_string_equal(ANSWERS("rpice_ttoal", 3, "price_total", "label"), "price_total");
	assert_string_equal(ANSWERS("nothing", 3, "price", "label"), "");
}

/* kitten and sitting are 3 apart, sunday and saturday 3; in the alignment CA and ABC are 3 apart, not 2. */
static void test_known_distances(void **state)
{
	(void)state;
	assert_string_equal(ANSWERS("kitten", 3, "sitting"), "");
	assert_string_equal(ANSWERS("kitten---", 3, "sitting---"), "sitting---");
	assert_string_equal(ANSWERS("sunday---", 3, "saturday---"), "saturday---");
	assert_string_equal(ANSWERS("sunday--", 3, "saturday--"), "");
	assert_string_equal(ANSWERS("CA----", 3, "ABC----"), "");
	assert_string_equal(ANSWERS("CA-------", 3, "ABC-------"), "ABC-------");
}

static void test_order(void **state)
{
	(void)state;
	assert_string_equal(ANSWERS("column_a", 8, "column_bcd", "column_b", "column_a", "column_c", "column_bc"),
			    "column_a column_b column_c column_bc");
	assert_string_equal(ANSWERS("column_a", 2, "column_b", "column_c", "column_a"), "column_a column_b");
	assert_string_equal(ANSWERS("column_a", 1, "column_b", "column_a", "column_c"), "column_a");
	assert_string_equal(ANSWERS("column_a", 0, "column_a"), "");
	assert_string_equal(ANSWERS("xa", 4, "xb", "xc", "xd", "xe", "xf"), "xb xc xd xe");
}

static void test_case_is_the_smaller_difference(void **state)
{
	(void)state;
	assert_string_equal(ANSWERS("ID", 2, "IP", "id"), "id IP");
	assert_string_equal(ANSWERS("label", 3, "LABEL", "Label", "label", "lapel"), "label Label LABEL");
	assert_string_equal(ANSWERS("Price", 2, "pricE", "price"), "price pricE");
}

static void test_parts(void **state)
{
	(void)state;
	assert_string_equal(ANSWERS("missing", 3, "completeness.missing_fraction", "validity.kinds"), "completeness.missing_fraction");
	assert_string_equal(ANSWERS("completeness.missing_fraction", 3, "completeness", "missing"), "completeness");
	assert_string_equal(ANSWERS("MISSING", 3, "a_missing_b_long_way_off"), "a_missing_b_long_way_off");
	assert_string_equal(ANSWERS("rate", 2, "sampling_rate", "rata", "a_rate_of_change"), "rata sampling_rate");
}

static void test_empty(void **state)
{
	const char *near[1];

	(void)state;
	assert_int_equal(nearest_words("word", NULL, 0, near, 1), 0);
	assert_int_equal(nearest_words("word", (const char *const[]){ "word" }, 1, NULL, 0), 0);
	assert_string_equal(ANSWERS("", 3, "a", "abc"), "a");
	assert_string_equal(ANSWERS("word", 3, "", "ward"), "ward");
	assert_string_equal(ANSWERS("w", 3, "", "x", "xyz"), " x");	/* one edit away from nothing */
}

/* Only the first 256 bytes are looked at, and nothing behind them is. */
static void test_long_words(void **state)
{
	char *word = malloc(300), *same = malloc(300), *exact = malloc(257);
	const char *candidates[2], *near[2];

	(void)state;
	assert_true(word && same && exact);
	memset(word, 'w', 299);
	memset(same, 'w', 299);
	word[299] = same[299] = '\0';
	same[256] = 'x';
	memset(exact, 'w', 256);
	exact[256] = '\0';
	candidates[0] = same;
	candidates[1] = exact;
	assert_int_equal(nearest_words(word, candidates, 2, near, 2), 2);
	assert_ptr_equal(near[0], same);
	assert_ptr_equal(near[1], exact);
	memset(same, 'v', 299);
	assert_int_equal(nearest_words(word, candidates, 2, near, 2), 1);
	assert_ptr_equal(near[0], exact);
	free(word);
	free(same);
	free(exact);
}

/* The same answers as the recursive definition gives, over short words of two letters. */
static size_t defined(const char *a, size_t m, const char *b, size_t n)
{
	size_t best, other;

	if (m == 0 || n == 0)
		return m + n;
	best = defined(a, m - 1, b, n - 1) + (a[m - 1] != b[n - 1]);
	other = defined(a, m - 1, b, n) + 1;
	best = other < best ? other : best;
	other = defined(a, m, b, n - 1) + 1;
	best = other < best ? other : best;
	if (m > 1 && n > 1 && a[m - 1] == b[n - 2] && a[m - 2] == b[n - 1]) {
		other = defined(a, m - 2, b, n - 2) + 1;
		best = other < best ? other : best;
	}
	return best;
}

static void test_against_the_definition(void **state)
{
	(void)state;
	for (unsigned x = 0; x < 64; x++) {
		for (unsigned y = 0; y < 64; y++) {
			char a[7], b[7];
			const char *candidates[] = { b }, *near[1];
			size_t n;

			for (unsigned i = 0; i < 6; i++) {
				a[i] = (char)('p' + (x >> i & 1));
				b[i] = (char)('p' + (y >> i & 1));
			}
			a[6] = b[6] = '\0';
			n = nearest_words(a, candidates, 1, near, 1);
			assert_int_equal(n, defined(a, 6, b, 6) <= 2);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_edit_of_each_kind),
		cmocka_unit_test(test_known_distances),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_case_is_the_smaller_difference),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_against_the_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
