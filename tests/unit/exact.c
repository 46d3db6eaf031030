/* exact: sums without rounding and the figures from them, against values computed elsewhere.
 *
 * Expected figures are hexadecimal literals from Python's fractions (exact rationals, one correctly rounded division at the
 * end; square roots by math.isqrt to 400 bits and more). The NIST figures are NIST's own (StRD, univariate summary statistics),
 * read from $ASSAY_DATA/nist; where NIST gives none, exact rationals of the decimal data.
 */
#include "stats/exact.h"

#include <cjson/cJSON.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MIXED = 1000 };

/* (i · 2654435761 mod 2^32) - 2^31: signed numbers without an evident order. */
static double scramble(uint32_t i)
{
	return (double)(i * UINT32_C(2654435761)) - 2147483648.0;
}

/* scramble(i) 2^((7 i mod 41) - 20): 40 binades and both signs. */
static void mixed_fill(double *x, size_t n)
{
	for (uint32_t i = 0; i < n; i++)
		x[i] = ldexp(scramble(i), (int)(7 * i % 41) - 20);
}

/* The decimals a.bc nearest to i·37 mod 1000 and i·61 mod 100. */
static void decimals_fill(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = (double)(i * 37 % 1000 * 100 + i * 61 % 100) / 100;
}

static void big_fill(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = 1e9 + (double)(i * 389 % 1000) / 1000;
}

static void assert_same(double got, double want)
{
	if (!(got == want || (isnan(got) && isnan(want))))
		fail_msg("got %.17g (%a), want %.17g (%a)", got, got, want, want);
}

static void assert_figures(const struct moments *m, struct moments_figures want)
{
	struct moments_figures f;

	assert_int_equal(moments_finish(m, &f), 0);
	assert_same(f.sum, want.sum);
	assert_same(f.mean, want.mean);
	assert_same(f.variance, want.variance);
	assert_same(f.std, want.std);
	assert_same(f.skewness, want.skewness);
	assert_same(f.kurtosis, want.kurtosis);
}

static void check_figures(const double *x, size_t n, struct moments_figures want)
{
	struct moments m = { .n = 0 };

	assert_int_equal(moments_add(&m, x, n), 0);
	assert_int_equal(m.n, n);
	assert_figures(&m, want);
	moments_release(&m);
}

static void test_figures_are_correctly_rounded(void **state)
{
	double x[MIXED];

	(void)state;
	mixed_fill(x, MIXED);
	check_figures(x, MIXED, (struct moments_figures){ -0x1.343ffcf8c07a7p+50, -0x1.3ba5e03a1d296p+40, 0x1.768b1e220881p+95,
							  0x1.b5e945a0003d8p+47, -0x1.a478d07126793p+0, 0x1.6e5804f3a0948p+5 });
	decimals_fill(x, 500);
	check_figures(x, 500, (struct moments_figures){ 0x1.ea3acp+17, 0x1.f5feb851eb852p+8, 0x1.47274d098ad33p+16,
							0x1.2165ee7bca665p+8, 0x1.1bab90a43740ap-5, -0x1.33d6812ce6155p+0 });
	big_fill(x, 1000);
	check_figures(x, 1000, (struct moments_figures){ 0x1.d1a94a23e7p+39, 0x1.dcd65003fef9ep+29, 0x1.55acb6f486a4cp-4,
							 0x1.27c04841fa7b3p-2, 0x1.0bf96d5a348cep-43, -0x1.33335b76fd23ap+0 });
}

static void test_figures_at_the_ends_of_the_range(void **state)
{
	double tiny[50], wide[300], huge[] = { 1e308, 1e308, -1e308, 5e307 }, top[] = { DBL_MAX, DBL_MAX, DBL_MAX };
	struct moments m = { .n = 0 };
	struct moments_figures f;

	(void)state;
	for (uint32_t i = 0; i < 50; i++)
		tiny[i] = scramble(i) * 0x1p-1074;
	check_figures(tiny, 50, (struct moments_figures){ -0x0.00000e88ab007p-1022, -0x0.0000004a69d1fp-1022, 0,
							  0x0.000004aeddb3ep-1022, 0x1.01fc93cef8fffp-6, -0x1.32a447d315e86p+0 });
	for (uint32_t i = 0; i < 300; i++)
		wide[i] = ldexp(scramble(i), (int)(37 * i % 1701) - 850);
	moments_add(&m, wide, 300);
	moments_finish(&m, &f);
	assert_same(f.sum, 0x1.8e84c597df848p+850);
	assert_same(f.mean, 0x1.5411b9adf8c3p+842);
	moments_release(&m);
	moments_add(&m, huge, 4);
	moments_finish(&m, &f);
	assert_same(f.mean, 0x1.ab36d48e1acfp+1021);
	assert_same(f.variance, INFINITY);
	assert_same(f.std, 0x1.0d915b2c54956p+1023);
	moments_release(&m);
	check_figures(top, 3, (struct moments_figures){ INFINITY, DBL_MAX, 0, 0, NAN, NAN });
}

static void test_figures_undefined(void **state)
{
	double x[] = { 5, -0.0, 0 };

	(void)state;
	check_figures(x, 0, (struct moments_figures){ NAN, NAN, NAN, NAN, NAN, NAN });
	check_figures(x, 1, (struct moments_figures){ 5, 5, NAN, NAN, NAN, NAN });
	check_figures(x + 1, 2, (struct moments_figures){ 0, 0, 0, 0, NAN, NAN });
}

static void assert_moments_equal(const struct moments *a, const struct moments *b)
{
	struct blob x = { .bytes = NULL }, y = { .bytes = NULL };

	moments_save(a, &x);
	moments_save(b, &y);
	assert_true(blob_ok(&x) && blob_ok(&y));
	assert_int_equal(x.length, y.length);
	assert_memory_equal(x.bytes, y.bytes, x.length);
	for (int p = 0; p < 4; p++)
		assert_true(exact_equal(&a->power[p], &b->power[p]));
	blob_release(&x);
	blob_release(&y);
}

/* Any split, any order, any tree of merges: the same bytes. */
static void test_moments_split_and_order(void **state)
{
	double x[MIXED];
	struct moments whole = { .n = 0 };

	(void)state;
	mixed_fill(x, MIXED);
	moments_add(&whole, x, MIXED);
	for (size_t step = 1; step < MIXED; step = step * 3 + 1) {
		struct moments left = { .n = 0 }, right = { .n = 0 };

		for (size_t at = 0; at < MIXED; at += step) {
			struct moments part = { .n = 0 };

			moments_add(&part, x + at, MIXED - at < step ? MIXED - at : step);
			assert_int_equal(moments_merge(at / step % 2 ? &left : &right, &part), 0);
			moments_release(&part);
		}
		moments_merge(&left, &right);
		assert_moments_equal(&left, &whole);
		moments_release(&left);
		moments_release(&right);
	}
	moments_release(&whole);
}

/* More binades than the adding loop keeps at a time. */
static void test_moments_clashing_exponents(void **state)
{
	double x[2046];
	struct moments together = { .n = 0 }, single = { .n = 0 };

	(void)state;
	for (int i = 0; i < 2046; i++)
		x[i] = ldexp(i % 2 ? -1.5 : 1.25, i * 1021 % 2046 - 1022);
	moments_add(&together, x, 2046);
	for (int i = 0; i < 2046; i++)
		moments_add(&single, &x[i], 1);
	assert_moments_equal(&together, &single);
	moments_release(&together);
	moments_release(&single);
}

static void test_moments_times(void **state)
{
	static const uint64_t times[] = { 0, 1, 2, 1000, 4194303, 4194304, 4194305 };
	struct moments m = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct moments many = { .n = 0 }, one = { .n = 0 };
		double x[1000];

		for (size_t k = 0; k < 1000; k++)
			x[k] = -0.1;
		moments_add_times(&many, -0.1, times[i]);
		for (uint64_t left = times[i]; left;) {
			uint64_t n = left < 1000 ? left : 1000;

			moments_add(&one, x, n);
			left -= n;
		}
		assert_int_equal(many.n, times[i]);
		assert_moments_equal(&many, &one);
		moments_release(&many);
		moments_release(&one);
	}
	moments_add_times(&m, 0.1, 1000000000000007);
	moments_add_times(&m, 2.5, 3);
	moments_add_times(&m, -7.25, 123456789012345678);
	assert_figures(&m, (struct moments_figures){ -0x1.8d715e2c8d148p+59, -0x1.cc386a7dc9299p+2, 0x1.b8e99ab587bd6p-2,
						     0x1.4ff777c7e6001p-1, 0x1.60acf11a6a2p+3, 0x1.dddc0bdd8269ap+6 });
	moments_release(&m);
}

/* Save, load, save: the same bytes; every shorter piece is refused. */
static void test_moments_saved(void **state)
{
	double x[MIXED];
	struct moments m = { .n = 0 };
	struct blob saved = { .bytes = NULL };

	(void)state;
	mixed_fill(x, MIXED);
	moments_add(&m, x, MIXED);
	moments_save(&m, &saved);
	for (size_t n = 0; n <= saved.length; n++) {
		struct blob piece = blob_over(saved.bytes, n);
		struct moments back = { .n = 0 };
		int done = moments_load(&back, &piece);

		assert_int_equal(done, n < saved.length ? -1 : 0);
		if (!done)
			assert_moments_equal(&back, &m);
		moments_release(&back);
	}
	blob_release(&saved);
	moments_release(&m);
}

/* What loads from damaged bytes must save to those same bytes: nothing else was ever saved. */
static void test_moments_damaged(void **state)
{
	double x[] = { 1.5, -3, 0.1, 1e20 };
	struct moments m = { .n = 0 };
	struct blob saved = { .bytes = NULL };
	size_t refused = 0;

	(void)state;
	moments_add(&m, x, 4);
	moments_save(&m, &saved);
	for (size_t bit = 0; bit < saved.length * 8; bit++) {
		struct blob damaged, again = { .bytes = NULL };
		struct moments back = { .n = 0 };

		saved.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		damaged = blob_over(saved.bytes, saved.length);
		if (moments_load(&back, &damaged) < 0) {
			refused++;
			assert_null(back.power[0].limb);
		} else {
			struct moments_figures f;

			moments_finish(&back, &f);
			moments_save(&back, &again);
			assert_int_equal(again.length, damaged.at);
			assert_memory_equal(again.bytes, saved.bytes, again.length);
		}
		moments_release(&back);
		blob_release(&again);
		saved.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	assert_true(refused > 200);	/* at least what `first` and `count` of four sums can be damaged to */
	blob_release(&saved);
	moments_release(&m);
}

static void test_sum_cancels(void **state)
{
	struct exact_sum s = { .limb = NULL }, t = { .limb = NULL }, zero = { .limb = NULL };

	(void)state;
	exact_add(&s, 1e308);
	exact_add(&s, 5e-324);
	exact_add(&s, -1e308);
	exact_add(&t, 5e-324);
	assert_true(exact_equal(&s, &t));
	exact_add(&t, -1);
	assert_false(exact_equal(&s, &t));
	exact_add(&s, -1);
	assert_true(exact_equal(&s, &t));
	assert_int_equal(exact_subtract(&s, &t), 0);
	assert_true(exact_equal(&s, &zero));
	exact_release(&s);
	exact_release(&t);
}

/* (x + y)² = x² + 2 x y + y² to the last bit, where x + y is exact. */
static void test_sum_of_products(void **state)
{
	struct exact_sum a = { .limb = NULL }, b = { .limb = NULL };

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		double x = ldexp(scramble(i), (int)(i % 500) - 250), y = ldexp(scramble(i + 7777), (int)(i % 500) - 250);

		exact_add_square(&a, x + y);
		exact_add_square(&b, x);
		exact_add_product(&b, x, y);
		exact_add_product(&b, y, x);
		exact_add_square(&b, y);
	}
	assert_true(exact_equal(&a, &b));
	assert_int_equal(exact_merge(&a, &b), 0);
	assert_false(exact_equal(&a, &b));
	exact_release(&a);
	exact_release(&b);
}

static void test_pearson(void **state)
{
	double x[MIXED], y[MIXED], r = 0;
	struct comoments whole = { .n = 0 }, half[2] = { { .n = 0 }, { .n = 0 } }, back = { .n = 0 };
	struct blob a = { .bytes = NULL }, b = { .bytes = NULL }, reader;

	(void)state;
	mixed_fill(x, MIXED);
	for (uint32_t i = 0; i < MIXED; i++) {
		y[i] = ldexp(scramble(3 * i + 1), (int)(5 * i % 31) - 15) + x[i] / 2;
		assert_int_equal(comoments_add(&whole, x[i], y[i]), 0);
		comoments_add(&half[i % 3 == 0], x[i], y[i]);
	}
	assert_int_equal(comoments_pearson(&whole, &r), 0);
	assert_same(r, 0x1.feb7b3eab1f02p-1);
	comoments_merge(&half[1], &half[0]);
	comoments_save(&whole, &a);
	comoments_save(&half[1], &b);
	assert_int_equal(a.length, b.length);
	assert_memory_equal(a.bytes, b.bytes, a.length);
	reader = blob_over(a.bytes, a.length);
	assert_int_equal(comoments_load(&back, &reader), 0);
	comoments_pearson(&back, &r);
	assert_same(r, 0x1.feb7b3eab1f02p-1);
	comoments_release(&back);
	reader = blob_over(a.bytes, a.length - 1);
	assert_int_equal(comoments_load(&back, &reader), -1);
	blob_release(&a);
	blob_release(&b);
	comoments_release(&whole);
	comoments_release(&half[0]);
	comoments_release(&half[1]);
}

static void test_pearson_ends(void **state)
{
	double x[MIXED], y[MIXED], r = 0;
	struct comoments c = { .n = 0 };

	(void)state;
	decimals_fill(x, 500);
	big_fill(y, 500);
	comoments_pearson(&c, &r);
	assert_same(r, NAN);
	for (size_t i = 0; i < 500; i++)
		comoments_add(&c, x[i], y[i]);
	comoments_pearson(&c, &r);
	assert_same(r, -0x1.3d4307dae5b39p-4);
	comoments_release(&c);
	for (size_t i = 0; i < 500; i++)
		comoments_add(&c, x[i], -4 * x[i]);
	comoments_pearson(&c, &r);
	assert_same(r, -1);
	comoments_release(&c);
	for (size_t i = 0; i < 500; i++)
		comoments_add(&c, x[i], 0.1);
	comoments_pearson(&c, &r);
	assert_same(r, NAN);
	comoments_release(&c);
}

static double autocorrelation_of(const double *x, size_t n)
{
	struct exact_sum s = { .limb = NULL }, square = { .limb = NULL }, lagged = { .limb = NULL };
	double r1 = 0;

	for (size_t i = 0; i < n; i++) {
		exact_add(&s, x[i]);
		exact_add_square(&square, x[i]);
		if (i)
			exact_add_product(&lagged, x[i - 1], x[i]);
	}
	assert_int_equal(exact_autocorrelation(n, &s, &square, &lagged, n ? x[0] : 0, n ? x[n - 1] : 0, &r1), 0);
	exact_release(&s);
	exact_release(&square);
	exact_release(&lagged);
	return r1;
}

static void test_autocorrelation(void **state)
{
	double x[MIXED], constant[] = { 0.1, 0.1, 0.1 };

	(void)state;
	mixed_fill(x, MIXED);
	assert_same(autocorrelation_of(x, MIXED), -0x1.a269e6e4728d8p-9);
	decimals_fill(x, 500);
	assert_same(autocorrelation_of(x, 500), 0x1.9425deb98e01bp-1);
	big_fill(x, 1000);
	assert_same(autocorrelation_of(x, 1000), -0x1.b39deae16b13cp-2);
	assert_same(autocorrelation_of(x, 1), NAN);
	assert_same(autocorrelation_of(constant, 3), NAN);
}

/* A whole file, NUL behind it; NULL when it cannot be read. */
static char *file_read(const char *folder, const char *name)
{
	char path[4096];
	char *text = calloc(1, 1 << 20);
	FILE *f;

	snprintf(path, sizeof path, "%s/nist/%s", folder, name);
	f = fopen(path, "rb");
	if (!f || !text || fread(text, 1, (1 << 20) - 1, f) == 0) {
		free(text);
		text = NULL;
	}
	if (f)
		fclose(f);
	return text;
}

/* The numbers below a header line. */
static size_t column_read(const char *text, double *x, size_t room, locale_t c)
{
	size_t n = 0;

	text = strchr(text, '\n');
	while (text && n < room) {
		char *end;
		double v = strtod_l(text, &end, c);

		if (end == text)
			break;
		x[n++] = v;
		text = end;
	}
	return n;
}

/* Digits that agree: -log10 of the relative error, 15 at most. */
static double digits_agreeing(double got, double want)
{
	return got == want ? 15 : fmin(15, -log10(fabs(got - want) / fabs(want)));
}

static double truth_of(const cJSON *set, const char *certified, const char *exact, locale_t c)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(set, certified);

	if (!cJSON_IsString(value))
		value = cJSON_GetObjectItemCaseSensitive(set, exact);
	assert_true(cJSON_IsString(value));
	return strtod_l(value->valuestring, NULL, c);
}

/* NumAcc3 and 4 are decimals around 10^6 and 10^7 that differ in the first decimal: reading them as doubles moves std and r1 by
 * about 10^-9 of their value, whatever is computed from them then. */
static void nist_check(const char *folder, const cJSON *set, locale_t c)
{
	static double x[6000];
	char name[64];
	char *text;
	struct moments m = { .n = 0 };
	struct moments_figures f;
	double mean, std, r1;
	bool hard = strcmp(set->string, "NumAcc3") == 0 || strcmp(set->string, "NumAcc4") == 0;
	size_t n;

	snprintf(name, sizeof name, "%s.csv", set->string);
	text = file_read(folder, name);
	assert_non_null(text);
	n = column_read(text, x, sizeof x / sizeof *x, c);
	free(text);
	assert_int_equal(n, cJSON_GetObjectItemCaseSensitive(set, "n")->valueint);
	moments_add(&m, x, n);
	moments_finish(&m, &f);
	moments_release(&m);
	mean = digits_agreeing(f.mean, truth_of(set, "cert_mean", "exact_mean", c));
	std = digits_agreeing(f.std, truth_of(set, "cert_sd", "exact_sd", c));
	r1 = digits_agreeing(autocorrelation_of(x, n), truth_of(set, "cert_r1", "exact_r1", c));
	print_message("%-9s digits: mean %.1f, std %.1f, r1 %.1f\n", set->string, mean, std, r1);
	assert_true(mean >= 13);
	assert_true(std >= (hard ? 8 : 12));
	assert_true(r1 >= (hard ? 7 : 12));
}

static void test_nist(void **state)
{
	const char *folder = getenv("ASSAY_DATA");
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	cJSON *truth;
	const cJSON *set;
	char *text;

	(void)state;
	if (!folder) {
		print_message("ASSAY_DATA is not set: the NIST data sets are not read\n");
		freelocale(c);
		skip();
	}
	text = file_read(folder, "nist_univariate.truth.json");
	assert_non_null(text);
	truth = cJSON_Parse(text);
	free(text);
	assert_int_equal(cJSON_GetArraySize(truth), 9);
	cJSON_ArrayForEach(set, truth)
		nist_check(folder, set, c);
	cJSON_Delete(truth);
	freelocale(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures_are_correctly_rounded),
		cmocka_unit_test(test_figures_at_the_ends_of_the_range),
		cmocka_unit_test(test_figures_undefined),
		cmocka_unit_test(test_moments_split_and_order),
		cmocka_unit_test(test_moments_clashing_exponents),
		cmocka_unit_test(test_moments_times),
		cmocka_unit_test(test_moments_saved),
		cmocka_unit_test(test_moments_damaged),
		cmocka_unit_test(test_sum_cancels),
		cmocka_unit_test(test_sum_of_products),
		cmocka_unit_test(test_pearson),
		cmocka_unit_test(test_pearson_ends),
		cmocka_unit_test(test_autocorrelation),
		cmocka_unit_test(test_nist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
