/* drift: figures against scipy 1.10.1 and numpy 1.24.2 over the same samples (ks_2samp, wasserstein_distance, jensenshannon, chi2_contingency, quantile,
 * kstwobign, chi2, norm), properties, and the verdicts that must not cry wolf.
 *
 * What comes from a grid must hold the true figure within its error; what comes from few values must be it.
 */
#include "stats/drift.h"

#include "analyse/distribution_json.h"
#include "analyse/drift_column.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define close_to(a, b) close_within(a, b, 1e-12, #a, __LINE__)

static void close_within(double a, double b, double by, const char *what, int line)
{
	if (!(fabs(a - b) <= by))
		fail_msg("line %d: %s is %.17g, not %.17g", line, what, a, b);
}

/* ---- samples ---- */

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

static struct distribution sample_of(double *x, size_t n)
{
	struct bucket *b = calloc(n, sizeof *b);
	struct distribution d;
	size_t k = 0;

	assert_non_null(b);
	qsort(x, n, sizeof *x, by_value);
	for (size_t i = 0; i < n; i++) {
		if (k && b[k - 1].low == x[i])
			b[k - 1].count++;
		else
			b[k++] = (struct bucket){ x[i], x[i], 1 };
	}
	distribution_of_buckets(&d, b, k);
	free(b);
	assert_true(distribution_valid(&d));
	return d;
}

/* The fractions of i phi, or their squares moved. */
static struct distribution fractions(size_t n, bool squared, double moved)
{
	double *x = calloc(n, sizeof *x), whole;
	struct distribution d;

	assert_non_null(x);
	for (size_t i = 0; i < n; i++) {
		x[i] = modf((double)(i + 1) * 0.6180339887498949, &whole);
		x[i] = (squared ? x[i] * x[i] : x[i]) + moved;
	}
	d = sample_of(x, n);
	free(x);
	return d;
}

static struct distribution few_of(const double *value, const uint64_t *count, size_t n)
{
	struct bucket b[16];
	struct distribution d;

	for (size_t i = 0; i < n; i++)
		b[i] = (struct bucket){ value[i], value[i], count[i] };
	distribution_of_buckets(&d, b, n);
	assert_true(distribution_valid(&d));
	return d;
}

static const double few_a[] = { 1, 2, 3, 4, 5 }, few_b[] = { 1, 2, 3, 4, 6 };
static const uint64_t count_a[] = { 10, 40, 90, 40, 20 }, count_b[] = { 30, 50, 60, 40, 20 };

/* The truth lies within the error, which is not larger than said. */
static void holds(struct distance d, double truth, double most, const char *what)
{
	if (fabs(d.value - truth) > d.error + 1e-12 || d.error > most)
		fail_msg("%s: %.17g ± %.17g, the truth is %.17g", what, d.value, d.error, truth);
}

/* ---- against scipy ---- */

static void test_grid_is_numpy_quantile(void **state)
{
	static const struct { int percent; double at; uint64_t at_most; } want[] = {
		{ 0, 0.00010696331037252094, 1 }, { 1, 0.010155891158740786, 50 }, { 29, 0.28990244234677898, 1450 },
		{ 50, 0.50005348165529995, 2500 }, { 99, 0.98977973258301755, 4950 }, { 100, 0.99982692972844234, 5000 } };
	struct distribution d = fractions(5000, false, 0);

	(void)state;
	assert_int_equal(d.values, 0);
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_true(d.at[want[i].percent] == want[i].at);
		assert_int_equal(d.at_most[want[i].percent], want[i].at_most);
	}
}

static void test_few_values_are_exact(void **state)
{
	struct distribution a = few_of(few_a, count_a, 5), b = few_of(few_b, count_b, 5);
	struct distance ks = ks_distance(&a, &b), w = wasserstein_distance(&a, &b);

	(void)state;
	close_to(ks.value, 0.15);
	close_to(ks.error, 0);
	close_to(w.value, 0.35);
	close_to(w.error, 0);
	close_to(distribution_std(&a), 0.99498743710661997);
}

static void test_many_values_are_within_the_error(void **state)
{
	struct distribution a = fractions(5000, false, 0), b = fractions(3000, true, 0.05);
	struct tenths bins;

	(void)state;
	tenths_make(&bins, &a, &b);
	assert_int_equal(bins.count, 10);
	for (size_t i = 0; i < bins.count; i++)
		close_to(bins.a[i].middle, 0.1);
	holds(ks_distance(&a, &b), 0.2006, 0.021, "KS");
	holds(wasserstein_distance(&a, &b), 0.12185469554300501, 0.011, "Wasserstein");
	holds(tenths_psi(&bins, 5000, 3000), 0.21527529324349487, 0.03, "PSI");
	holds(tenths_js(&bins), 0.19533036631386491, 0.015, "Jensen-Shannon");
	close_within(distribution_std(&a), 0.28864668266844423, 1e-4, "std", __LINE__);
}

static void test_classes(void **state)
{
	static const uint64_t a[] = { 120, 80, 50, 0, 30 }, b[] = { 100, 90, 20, 25, 30 };
	struct share p[5], q[5];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		double x = (double)a[i] / 280, y = (double)b[i] / 265;

		p[i] = (struct share){ x, x, x };
		q[i] = (struct share){ y, y, y };
	}
	close_to(drift_cramers_v(a, b, 5), 0.27051064932718261);
	close_to(drift_cramers_v(b, a, 5), 0.27051064932718261);
	close_to(psi_distance(p, q, 5, 280, 265).value, 0.47213073755499857);
	close_to(psi_distance(p, q, 5, 280, 265).error, 0);
	close_to(js_distance(p, q, 5).value, 0.25616045234465429);
	close_to(js_distance(q, p, 5).value, 0.25616045234465429);
}

static void test_chance(void **state)
{
	static const struct { size_t k; double chi_square; } want[] = {
		{ 2, 10.827566170662733 }, { 5, 18.466826952903173 }, { 10, 27.877164871256575 }, { 100, 148.23035916510173 } };

	(void)state;
	close_to(drift_alpha(1), 0.001);
	close_to(drift_alpha(50), 0.001);
	close_to(drift_alpha(500), 0.0001);
	close_within(ks_by_chance(500, 800, 0.001), 0.11113715173852874, 1e-6, "KS", __LINE__);
	close_to(share_by_chance(0.1, 0.2, 500, 800, 0.001), 0.069037753000479318);
	for (size_t i = 0; i < COUNT(want); i++) {
		double chi = psi_by_chance(want[i].k, 2, 2, 0.001);	/* 1/2 + 1/2 */

		close_to(chi, want[i].chi_square);
		close_to(cramers_v_by_chance(want[i].k, 600, 400, 0.001), sqrt(chi / 1000));
	}
}

/* ---- properties ---- */

static void same_as_itself(const struct distribution *d)
{
	struct tenths bins;
	double n = (double)d->count, sum = 0;

	tenths_make(&bins, d, d);
	assert_true(ks_distance(d, d).value == 0 && wasserstein_distance(d, d).value == 0);
	assert_true(tenths_psi(&bins, n, n).value == 0 && tenths_js(&bins).value == 0);
	for (size_t i = 0; i < bins.count; i++)
		sum += bins.a[i].middle;
	close_to(sum, 1);
}

static void test_equal_samples_are_apart_by_nothing(void **state)
{
	struct distribution few = few_of(few_a, count_a, 5), one = few_of(few_a, count_a, 1), many = fractions(5000, true, 0), little = fractions(101, false, 0);

	(void)state;
	same_as_itself(&few);
	same_as_itself(&one);
	same_as_itself(&many);
	same_as_itself(&little);
	assert_true(ks_distance(&few, &few).error == 0);
}

static void test_symmetry(void **state)
{
	struct distribution a = fractions(5000, false, 0), b = few_of(few_b, count_b, 5);
	struct distance x = ks_distance(&a, &b), y = ks_distance(&b, &a);

	(void)state;
	assert_true(x.value == y.value && x.error == y.error);
	x = wasserstein_distance(&a, &b), y = wasserstein_distance(&b, &a);
	assert_true(x.value == y.value && x.error == y.error);
}

static void test_nothing_in_common(void **state)
{
	struct distribution a = fractions(1000, false, 0), b = fractions(1000, false, 10);
	struct tenths bins;

	(void)state;
	tenths_make(&bins, &a, &b);
	close_to(ks_distance(&a, &b).value, 1);
	close_to(ks_distance(&a, &b).error, 0);
	close_within(wasserstein_distance(&a, &b).value, 10, 1e-9, "Wasserstein", __LINE__);
	assert_true(tenths_psi(&bins, 1000, 1000).value > 1);
	assert_true(tenths_js(&bins).value > 0.8);	/* the last bin has no end */
}

/* A weight on one value among others, and a constant: an edge that is a value of its own weight is a bin. */
static void test_weights_on_values(void **state)
{
	double x[1000], constant[200];
	struct distribution a, b, c;
	struct tenths bins;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		x[i] = i < 400 ? 0 : (double)i - 550;
	a = sample_of(x, 1000);
	for (size_t i = 0; i < 1000; i++)
		x[i] = i < 800 ? 0 : (double)i - 850;
	b = sample_of(x, 1000);
	tenths_make(&bins, &a, &b);
	holds(ks_distance(&a, &b), 0.3, 0.021, "KS");	/* up to 0: 551 of 1,000 and 851 of 1,000 */
	assert_true(tenths_psi(&bins, 1000, 1000).value > 0.2);
	for (size_t i = 0; i < 200; i++)
		constant[i] = 7;
	c = sample_of(constant, 200);
	assert_int_equal(c.values, 1);
	close_to(distribution_std(&c), 0);
	tenths_make(&bins, &c, &a);
	assert_int_equal(bins.count, 3);
	close_to(bins.a[1].middle, 1);
}

static void test_a_value_between_extremes(void **state)
{
	static const double far[] = { -1.7e308, 0, 1.7e308 };
	static const uint64_t counts[] = { 50, 50, 50 }, other[] = { 10, 130, 10 };
	struct distribution a = few_of(far, counts, 3), b = few_of(far, other, 3);

	(void)state;
	close_to(ks_distance(&a, &b).value, 40.0 / 150);
	assert_true(!isnan(wasserstein_distance(&a, &b).value));
}

/* ---- verdicts ---- */

static struct distance ks_of_shift(double rows, double by)
{
	struct distribution a = fractions(5000, false, 0), b = fractions(5000, false, by);

	/* The same grids, of so many rows. */
	for (size_t i = 0; i < GRID_POINTS; i++) {
		a.at_most[i] = b.at_most[i] = (uint64_t)((double)a.at_most[i] / 5000 * rows);
	}
	a.count = b.count = (uint64_t)rows;
	assert_true(distribution_valid(&a) && distribution_valid(&b));
	return ks_distance(&a, &b);
}

static void test_ten_million_rows_do_not_cry_wolf(void **state)
{
	double rows = 1e7;
	struct distance small = ks_of_shift(rows, 0.001), large = ks_of_shift(rows, 0.25);

	(void)state;
	holds(small, 0.001, 0.021, "KS");
	assert_true(ks_by_chance(rows, rows, 0.001) < 0.001);	/* beyond chance it is */
	assert_false(drift_certain(small, ks_by_chance(rows, rows, 0.001), DRIFT_KS_EFFECT));
	assert_false(drift_certain((struct distance){ 0.001, 0 }, ks_by_chance(rows, rows, 0.001), DRIFT_KS_EFFECT));
	assert_true(drift_certain(large, ks_by_chance(rows, rows, 0.001), DRIFT_KS_EFFECT));
}

static void test_few_rows_do_not_cry_wolf(void **state)
{
	(void)state;
	assert_false(drift_certain((struct distance){ 0.25, 0 }, ks_by_chance(100, 100, 0.001), DRIFT_KS_EFFECT));
	assert_true(drift_certain((struct distance){ 0.3, 0 }, ks_by_chance(100, 100, 0.001), DRIFT_KS_EFFECT));
	assert_false(drift_certain((struct distance){ 0.3, 0.1 }, ks_by_chance(100, 100, 0.001), DRIFT_KS_EFFECT));
	assert_false(drift_certain((struct distance){ 0.4, 0 }, psi_by_chance(10, 100, 100, 0.001), DRIFT_PSI_EFFECT));
}

/* ---- kept and read again ---- */

static void same_distribution(const struct distribution *a, const struct distribution *b)
{
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->values, b->values);
	assert_memory_equal(a->at, b->at, sizeof a->at);
	assert_memory_equal(a->at_most, b->at_most, sizeof a->at_most);
	assert_memory_equal(a->value, b->value, sizeof a->value);
	assert_memory_equal(a->value_at_most, b->value_at_most, sizeof a->value_at_most);
}

static void test_there_and_back(void **state)
{
	struct distribution some[] = { few_of(few_a, count_a, 5), fractions(5000, true, 0) }, back;

	(void)state;
	for (size_t i = 0; i < COUNT(some); i++) {
		cJSON *json = distribution_json(&some[i]);

		assert_non_null(json);
		assert_int_equal(distribution_from_json(&back, json), 0);
		same_distribution(&some[i], &back);
		cJSON_Delete(json);
	}
}

static void test_what_is_no_distribution_is_refused(void **state)
{
	static const char *const wrong[] = {
		"null", "7", "[]", "{}", "{\"quantiles\": []}", "{\"quantiles\": [1], \"at_most\": [1]}", "{\"quantiles\": \"x\", \"at_most\": {}}" };
	struct distribution d = few_of(few_a, count_a, 5), back;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		cJSON *json = cJSON_Parse(wrong[i]);

		assert_int_equal(distribution_from_json(&back, json), -1);
		cJSON_Delete(json);
	}
	for (int i = 0; i < 5; i++) {
		cJSON *json = distribution_json(&d);
		const char *const list[] = { "quantiles", "at_most", "values", "counts", "at_most" };

		cJSON_ReplaceItemInArray(cJSON_GetObjectItemCaseSensitive(json, list[i]), 2, cJSON_CreateNumber(i == 3 ? 1e300 : i == 4 ? 0.5 : -1e9));
		assert_int_equal(distribution_from_json(&back, json), -1);
		cJSON_Delete(json);
	}
}

/* ---- columns ---- */

static void compare(const char *before, const char *now, struct drift *d)
{
	cJSON *old = cJSON_Parse(before), *new = cJSON_Parse(now);
	struct drift_side a, b;

	assert_non_null(old);
	assert_non_null(new);
	assert_int_equal(drift_side_read(&a, old, 1000), 0);
	assert_int_equal(drift_side_read(&b, new, 1000), 0);
	drift_compare(d, &a, &b, 1);
	drift_side_release(&a);
	drift_side_release(&b);
	cJSON_Delete(old);
	cJSON_Delete(new);
}

static void test_classes_of_columns(void **state)
{
	static const char before[] = "{\"type\": \"text\", \"missing\": {\"count\": 0}, \"classes\": {\"counts\": [{\"value\": \"a\", \"count\": 600},"
				     "{\"value\": \"b\", \"count\": 300}, {\"value\": \"gone\", \"count\": 100}]}}";
	static const char now[] = "{\"type\": \"text\", \"missing\": {\"count\": 200}, \"classes\": {\"counts\": [{\"value\": \"b\", \"count\": 600},"
				  "{\"value\": \"new\", \"count\": 80}, {\"value\": \"a\", \"count\": 120}]}}";
	struct drift d;

	(void)state;
	compare(before, now, &d);
	for (int f = DRIFT_V; f <= DRIFT_MISSING_SHIFTED; f++)
		assert_null(d.figure[f].none);
	assert_true(d.figure[DRIFT_NEW].value == 1 && d.figure[DRIFT_VANISHED].value == 1);
	close_to(d.figure[DRIFT_NEW_FRACTION].value, 0.1);
	close_to(d.figure[DRIFT_VANISHED_FRACTION].value, 0.1);
	close_to(d.figure[DRIFT_MISSING_CHANGE].value, 0.2);
	assert_true(d.figure[DRIFT_DRIFTED].value == 1 && d.figure[DRIFT_MISSING_SHIFTED].value == 1);
	assert_string_equal(d.figure[DRIFT_KS].none, "classes have no order");
}

static void test_columns_that_cannot_be_compared(void **state)
{
	struct drift d;

	(void)state;
	compare("{\"type\": \"text\"}", "{\"type\": \"integer\"}", &d);
	assert_string_equal(d.figure[DRIFT_PSI].none, "in the baseline the column is text");
	compare("{\"type\": \"real\"}", "{\"type\": \"real\", \"numeric\": {\"grid\": 7}}", &d);
	assert_string_equal(d.figure[DRIFT_KS].none, "fewer than 100 values");
	compare("{\"type\": 3, \"missing\": [], \"numeric\": null}", "{\"type\": \"text\", \"classes\": {\"counts\": [1, {\"value\": 2}, null, {}]}}", &d);
	assert_non_null(d.figure[DRIFT_DRIFTED].none);
	drift_compare(&d, NULL, &(struct drift_side){ .type = "text" }, 1);
	for (int f = 0; f < DRIFT_FIGURES; f++)
		assert_string_equal(d.figure[f].none, "the baseline has no such column");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grid_is_numpy_quantile), cmocka_unit_test(test_few_values_are_exact),
		cmocka_unit_test(test_many_values_are_within_the_error), cmocka_unit_test(test_classes), cmocka_unit_test(test_chance),
		cmocka_unit_test(test_equal_samples_are_apart_by_nothing), cmocka_unit_test(test_symmetry), cmocka_unit_test(test_nothing_in_common),
		cmocka_unit_test(test_weights_on_values), cmocka_unit_test(test_a_value_between_extremes),
		cmocka_unit_test(test_ten_million_rows_do_not_cry_wolf), cmocka_unit_test(test_few_rows_do_not_cry_wolf),
		cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_what_is_no_distribution_is_refused),
		cmocka_unit_test(test_classes_of_columns), cmocka_unit_test(test_columns_that_cannot_be_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
