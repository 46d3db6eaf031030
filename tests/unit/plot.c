/* plot: round ticks, harmless texts, numbers that come back, an order of columns, and pictures that are well formed whatever they are given. */
#include "plot/plot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 32, NAME = 32, TICKS = 10 };

/* ---- helpers ------------------------------------------------------------------------------------------------- */

struct page {
	FILE *to;
	char *text;
	size_t bytes;
};

static void page_open(struct page *p)
{
	p->to = open_memstream(&p->text, &p->bytes);
	assert_non_null(p->to);
}

static void page_free(struct page *p)
{
	free(p->text);
}

/* Balanced tags, quoted attributes, each once in its tag, and no style attribute: as strict as XML where pictures are concerned. */
static const char *tag_check(const char *at, char stack[DEPTH][NAME], size_t *depth)
{
	bool end = at[0] == '/';
	const char *name = at + end;
	size_t n = strcspn(name, " />");

	assert_in_range(n, 1, NAME - 1);
	if (end) {
		assert_true(*depth > 0);
		assert_int_equal(strlen(stack[*depth - 1]), n);
		assert_memory_equal(stack[--*depth], name, n);
		assert_int_equal(name[n], '>');
		return name + n + 1;
	}
	assert_in_range(*depth, 0, DEPTH - 1);
	memcpy(stack[*depth], name, n);
	stack[(*depth)++][n] = '\0';
	for (at = name + n; *at == ' ';) {
		at++;
		assert_true(strncmp(at, "style=", 6) != 0);
		at += strcspn(at, "= <>\"");
		assert_memory_equal(at, "=\"", 2);
		at += 2;
		at += strcspn(at, "\"<>");
		assert_int_equal(*at, '"');
		at++;
	}
	if (*at == '/') {
		at++;
		--*depth;
	}
	assert_int_equal(*at, '>');
	return at + 1;
}

static void well_formed(const char *text)
{
	char stack[DEPTH][NAME];
	size_t depth = 0;

	for (const char *at = text; *at;) {
		if (*at == '<') {
			at = tag_check(at + 1, stack, &depth);
			continue;
		}
		assert_int_not_equal(*at, '>');
		if (*at == '&')
			assert_true(strcspn(at, ";") < 8);
		assert_true((unsigned char)*at >= ' ' || *at == '\n' || *at == '\t');
		at++;
	}
	assert_int_equal(depth, 0);
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "inf"));
}

static size_t occurrences(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)); text++)
		n++;
	return n;
}

/* ---- ticks --------------------------------------------------------------------------------------------------- */

static void ticks_are(double low, double high, size_t most, size_t n, const double *expected)
{
	double ticks[TICKS];

	assert_int_equal(plot_ticks(low, high, most, ticks), n);
	for (size_t i = 0; i < n; i++)
		assert_true(ticks[i] == expected[i]);
}

static void test_ticks_are_round(void **state)
{
	(void)state;
	ticks_are(0, 100, 6, 6, (const double[]){ 0, 20, 40, 60, 80, 100 });
	ticks_are(0, 1, 6, 6, (const double[]){ 0, 0.2, 0.4, 0.6, 0.8, 1 });
	ticks_are(-1.3, 1.3, 5, 5, (const double[]){ -1, -0.5, 0, 0.5, 1 });
	ticks_are(0.1, 0.35, 3, 3, (const double[]){ 0.1, 0.2, 0.3 });
	ticks_are(0, 10, 5, 5, (const double[]){ 0, 2.5, 5, 7.5, 10 });
	ticks_are(1e20, 3e20, 3, 3, (const double[]){ 1e20, 2e20, 3e20 });
	ticks_are(5, 5, 5, 1, (const double[]){ 5 });
	ticks_are(7, 3, 5, 0, NULL);
	ticks_are(NAN, 3, 5, 0, NULL);
	ticks_are(0, INFINITY, 5, 0, NULL);
	ticks_are(0, 1, 0, 0, NULL);
}

static void test_ticks_of_any_range(void **state)
{
	static const double edges[] = { -DBL_MAX, -1e300, -1e17, -3, -1e-9, -5e-324, 0, 5e-324, 1e-300,
		0.3, 1, 1.0000000000000002, 1e9, 1e17, DBL_MAX };
	double ticks[TICKS];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
		for (size_t j = i; j < sizeof edges / sizeof *edges; j++)
			for (size_t most = 1; most <= TICKS; most++) {
				n = plot_ticks(edges[i], edges[j], most, ticks);
				assert_in_range(n, 1, most);
				for (size_t k = 0; k < n; k++) {
					assert_true(ticks[k] >= edges[i] && ticks[k] <= edges[j]);
					assert_true(k == 0 || ticks[k] > ticks[k - 1]);
				}
			}
}

static void times_are(double low, double high, size_t n, const char *first, const char *last)
{
	double ticks[TICKS];
	char labels[TICKS][PLOT_NUMBER_BYTES];

	assert_int_equal(plot_time_ticks(low, high, 6, ticks, labels), n);
	if (n == 0)
		return;
	assert_string_equal(labels[0], first);
	assert_string_equal(labels[n - 1], last);
}

static void test_times_are_round(void **state)
{
	static const double day = 86400e6;

	(void)state;
	times_are(0, 5 * 365.25 * day, 6, "1970", "1975");
	times_are(0, 150 * day, 5, "1970-01", "1970-05");
	times_are(0, 4 * day, 5, "1970-01-01", "1970-01-05");
	times_are(1, 35 * day, 5, "1970-01-05", "1970-02-02");
	times_are(0, day, 5, "01-01 00:00", "01-02 00:00");
	times_are(-10e6, 0, 6, "23:59:50", "00:00:00");
	times_are(-62135596800e6, 253402300799e6, 4, "2000", "8000");
	times_are(-1e300, 1e300, 4, "2000", "8000");
	times_are(951782400e6, 951782400e6 + 2 * day, 5, "02-29 00:00", "03-02 00:00");
	times_are(NAN, 0, 0, NULL, NULL);
	times_are(1, 0, 0, NULL, NULL);
	times_are(0, 0, 1, "00:00.000000", "00:00.000000");
}

/* ---- texts and numbers --------------------------------------------------------------------------------------- */

static void text_is(const char *text, size_t most, const char *expected)
{
	struct page p;

	page_open(&p);
	plot_text(p.to, text, most);
	fclose(p.to);
	assert_string_equal(p.text, expected);
	page_free(&p);
}

static void test_texts_are_harmless(void **state)
{
	(void)state;
	text_is("</script><img src=x onerror='a\"b'>&amp;", 0,
		"&lt;/script&gt;&lt;img src=x onerror=&#39;a&quot;b&#39;&gt;&amp;amp;");
	text_is("a\xe2\x80\xae" "b\x01\x1b\x7f\n\t", 0, "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n\t");
	text_is("\xff\xc3", 0, "\xef\xbf\xbd\xef\xbf\xbd");
	text_is("\xc2\x85\xef\xbb\xbf\xe2\x80\xa8\xc0\x80", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	text_is("gr\xc3\xbc\xc3\x9f", 0, "gr\xc3\xbc\xc3\x9f");
	text_is("gr\xc3\xbc\xc3\x9f", 4, "gr\xc3\xbc\xc3\x9f");
	text_is("gr\xc3\xbc\xc3\x9f", 3, "gr\xc3\xbc\xe2\x80\xa6");
	text_is("&&&", 2, "&amp;&amp;\xe2\x80\xa6");
	text_is("", 3, "");
}

static void test_numbers_come_back(void **state)
{
	static const double numbers[] = { 0, 1, -1, 0.1, 1.0 / 3, 5e-324, 2.5e-310, DBL_MIN, DBL_MAX, -DBL_MAX, 1e22, 123456789012345680, 0x1p53 };
	struct page p;

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		page_open(&p);
		plot_number(p.to, numbers[i]);
		fclose(p.to);
		assert_true(strtod(p.text, NULL) == numbers[i]);
		page_free(&p);
	}
	page_open(&p);
	plot_number(p.to, NAN);
	plot_number(p.to, -INFINITY);
	fputc(' ', p.to);
	plot_number(p.to, 0.1);
	fputc(' ', p.to);
	plot_number(p.to, 5e-324);
	fclose(p.to);
	assert_string_equal(p.text, "nullnull 0.1 5e-324");
	page_free(&p);
}

static void figure_is(double value, const char *expected)
{
	char text[PLOT_NUMBER_BYTES];

	plot_figure(text, value);
	assert_string_equal(text, expected);
}

static void test_figures(void **state)
{
	(void)state;
	figure_is(0, "0");
	figure_is(-0.0, "0");
	figure_is(12, "12");
	figure_is(0.123456, "0.1235");
	figure_is(999.96, "1\xe2\x80\xaf" "000");
	figure_is(-1234567.8, "-1\xe2\x80\xaf" "234\xe2\x80\xaf" "568");
	figure_is(1.234e9, "1.23e9");
	figure_is(DBL_MAX, "1.8e308");
	figure_is(-1e-300, "-1e-300");
	figure_is(NAN, "not known");
}

/* ---- order --------------------------------------------------------------------------------------------------- */

/* 0 2 4 go together, and 1 3 5. */
static void test_order_puts_blocks_together(void **state)
{
	double values[36];
	size_t order[6], sum = 0;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		for (size_t j = 0; j < 6; j++)
			values[i * 6 + j] = i == j ? 1 : i % 2 == j % 2 ? -0.9 : 0.05;
	plot_order(values, 6, order);
	for (size_t i = 0; i < 6; i++)
		sum += order[i];
	assert_int_equal(sum, 15);
	assert_int_equal(order[0] % 2, order[1] % 2);
	assert_int_equal(order[1] % 2, order[2] % 2);
	assert_int_equal(order[3] % 2, order[4] % 2);
	assert_int_equal(order[4] % 2, order[5] % 2);
	assert_int_not_equal(order[2] % 2, order[3] % 2);
}

static void test_order_holds_each_once(void **state)
{
	enum { N = 60 };
	static double values[N * N];
	size_t order[N];
	bool seen[N] = { false };
	unsigned random = 7;

	(void)state;
	for (size_t i = 0; i < N * N; i++) {
		random = random * 1664525 + 1013904223;
		values[i] = random % 5 == 0 ? NAN : (double)(random >> 8) / 8e6 - 1;
	}
	plot_order(values, N, order);
	for (size_t i = 0; i < N; i++) {
		assert_in_range(order[i], 0, N - 1);
		assert_false(seen[order[i]]);
		seen[order[i]] = true;
	}
	plot_order(values, 1, order);
	assert_int_equal(order[0], 0);
	plot_order(NULL, 0, order);
}

/* ---- pictures ------------------------------------------------------------------------------------------------ */

/* Numbers that somebody might hand in, in any place. */
static const double odd[] = { NAN, INFINITY, -INFINITY, 0, -0.0, 1, -1, 5e-324, 1e-300, DBL_MAX, -DBL_MAX, 1e17, 0.25, 1234.5 };
enum { ODD = sizeof odd / sizeof *odd };
static const char hostile[] = "</svg><script>alert('1')</script>\"\x01\xff\xe2\x80\xae";
static const char *const names[] = { hostile, "", "a name that is far longer than there is any room for in a picture", "b" };

/* Every kind of picture, all of its numbers taken from `odd` at `start`, `step` apart, and `n` of whatever it has many of. */
static void draw_all(FILE *to, const struct plot_frame *f, size_t start, size_t step, size_t n)
{
	double v[64];
	struct plot_bar bars[4];
	struct plot_span spans[4];
	struct plot_point points[4];
	struct plot_pattern patterns[4];
	bool missing[4] = { true, false, true, true };

	for (size_t i = 0; i < 64; i++)
		v[i] = odd[(start + i * step) % ODD];
	for (size_t i = 0; i < 4; i++) {
		bars[i] = (struct plot_bar){ names[i], v[i], i % 2 ? NULL : hostile, v[i + 5], i == 1 };
		spans[i] = (struct plot_span){ v[i], v[i + 1] };
		points[i] = (struct plot_point){ v[i], v[i + 4], v[i + 8] };
		patterns[i] = (struct plot_pattern){ missing, v[i], v[i + 1] };
	}
	plot_histogram(to, f, &(struct plot_histogram){ { v[0], v[1], v + 2, n, v[8], v[9] }, { v[0], v[3], v + 4, n, v[1], v[2] },
		{ v[1], v[2], v + 10, n, v[5] }, v[6], v[7], start % 2 });
	plot_bars(to, f, &(struct plot_bars){ bars, n, v[9], v[10], start % 2 ? hostile : NULL });
	plot_heat(to, f, &(struct plot_heat){ names, names, n, n, v, start % 3 ? v + 20 : NULL, start % 2, true, hostile, NULL });
	plot_patterns(to, f, &(struct plot_patterns){ names, n, patterns, n });
	plot_strip(to, f, &(struct plot_strip){ v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9] });
	plot_timeline(to, f, &(struct plot_timeline){ v, v + 4, n, v[8], spans, n, v[9] });
	plot_curve(to, f, &(struct plot_curve){ points, n, hostile, "y", true });
	plot_scatter(to, f, &(struct plot_scatter){ v, v + 4, n, hostile, "y" });
}

static void test_pictures_are_well_formed(void **state)
{
	struct plot_frame f = { .id = "p\"1", .title = hostile, .about = hostile, .source = "/columns/0/<'&" };
	struct page p;

	(void)state;
	for (size_t round = 0; round < ODD * 5 * 4 * 3; round++) {
		f.small = round % 3 == 0;
		f.hide_values = round % 3 == 1;
		f.unit = round % 2 ? hostile : NULL;
		page_open(&p);
		draw_all(p.to, &f, round % ODD, round / ODD % 5, round % 5 > 3 ? 4 : round % 5);
		fclose(p.to);
		well_formed(p.text);
		assert_int_equal(occurrences(p.text, "<svg "), 8);
		assert_int_equal(occurrences(p.text, "</svg>"), 8);
		assert_null(strstr(p.text, "<script"));
		page_free(&p);
	}
}

static void test_histogram_tells_its_numbers(void **state)
{
	const double counts[] = { 3, 0, 5 }, base[] = { 1, 2, 1 }, at[] = { 0.123456789, 0.5 };
	struct plot_frame f = { .id = "h", .title = "t", .about = "a", .source = "/columns/3/numeric" };
	struct plot_histogram h = { { 10, 0.5, counts, 3, 2, 7 }, { 10, 0.5, base, 3, 0, 0 }, { 10, 11.5, at, 2, 8 }, 10.75, 11, false };
	struct page p;

	(void)state;
	page_open(&p);
	plot_histogram(p.to, &f, &h);
	fclose(p.to);
	assert_non_null(strstr(p.text, "<svg class=\"plot\" data-chart=\"histogram\" data-source=\"/columns/3/numeric\""));
	assert_non_null(strstr(p.text, "aria-labelledby=\"h-t h-d\"><title id=\"h-t\">t</title><desc id=\"h-d\">a</desc>"));
	assert_non_null(strstr(p.text, "data-low=\"11\" data-high=\"11.5\" data-count=\"5\""));
	assert_non_null(strstr(p.text, "data-below=\"2\""));
	assert_non_null(strstr(p.text, "data-above=\"7\""));
	assert_non_null(strstr(p.text, "data-values=\"1 2 1\""));
	assert_non_null(strstr(p.text, "data-values=\"0.123457 0.5\""));
	assert_non_null(strstr(p.text, "data-value=\"10.75\""));
	assert_int_equal(occurrences(p.text, "class=\"bin\""), 3);
	page_free(&p);
}

/* A point without a weight says nothing of one, and is as small as any. */
static void test_curve_tells_its_points(void **state)
{
	const struct plot_point weighed[] = { { 0.25, 0.5, 4 }, { 0.75, 1, 16 } }, bare[] = { { 0, 0, NAN }, { 0.125, 0.875, NAN } };
	struct plot_frame f = { .id = "c", .title = "t", .about = "a", .source = "/s" };
	struct page p;

	(void)state;
	page_open(&p);
	plot_curve(p.to, &f, &(struct plot_curve){ weighed, 2, "x", "y", true });
	fclose(p.to);
	assert_non_null(strstr(p.text, "r=\"4\" data-x=\"0.25\" data-y=\"0.5\" data-weight=\"4\"><title>0.25 \xe2\x86\x92 0.5, n = 4</title>"));
	assert_non_null(strstr(p.text, "r=\"8\" data-x=\"0.75\" data-y=\"1\" data-weight=\"16\""));
	assert_int_equal(occurrences(p.text, "class=\"diagonal\""), 1);
	page_free(&p);
	page_open(&p);
	plot_curve(p.to, &f, &(struct plot_curve){ bare, 2, "x", "y", false });
	fclose(p.to);
	assert_non_null(strstr(p.text, "r=\"2\" data-x=\"0.125\" data-y=\"0.875\"><title>0.125 \xe2\x86\x92 0.875</title>"));
	assert_null(strstr(p.text, "data-weight"));
	assert_int_equal(occurrences(p.text, "class=\"diagonal\""), 0);
	page_free(&p);
}

/* The corners of the picture are the least and the greatest numbers; a point that is not known is not there. */
static void test_scatter_tells_its_points(void **state)
{
	const double x[] = { 10, NAN, 30, 20 }, y[] = { -1, 5, 3, 1 };
	struct plot_frame f = { .id = "s", .title = "t", .about = "a", .source = "/s", .width = 382, .height = 250 };
	struct page p;

	(void)state;
	page_open(&p);
	plot_scatter(p.to, &f, &(struct plot_scatter){ x, y, 4, "across", "up" });
	fclose(p.to);
	assert_non_null(strstr(p.text, "d=\"M68 210h0M368 10h0M218 110h0\" data-points=\"10 -1 30 3 20 1\"/>"));
	assert_non_null(strstr(p.text, ">across</text>"));
	page_free(&p);
}

/* Where numbers are hidden, no digit of them is left, in text or data. */
static void test_redacted_pictures_tell_no_value(void **state)
{
	const double counts[] = { 3, 4, 5 }, at[] = { 0.71777, 0.72777, 0.73777 }, starts[] = { 777e12, 777.1e12, 777.2e12 };
	const char *const secret[] = { "secret777", "secret778" };
	const double cells[] = { 0.25, 0.5, 0.75, 1 };
	const struct plot_bar bars[] = { { "secret777", 3, NULL, NAN, true }, { "secret778", 2, "2", NAN, false } };
	const struct plot_span gap = { 777e12, 777.05e12 };
	struct plot_frame f = { .id = "h", .title = "t", .about = "a", .hide_values = true };
	struct page p;

	(void)state;
	page_open(&p);
	for (int small = 0; small < 2; small++) {
		f.small = small;
		plot_histogram(p.to, &f, &(struct plot_histogram){ { 777.5, 77.7, counts, 3, 1, 1 }, { 777.5, 77.7, counts, 3, 0, 0 },
			{ 777.5, 1010.6, at, 3, 12 }, 877.7, 888.777, false });
		plot_strip(p.to, &f, &(struct plot_strip){ 777, 778, 779, 780, 781, 782, 7777, 780.777, 776, 783 });
		plot_timeline(p.to, &f, &(struct plot_timeline){ starts, counts, 3, 777.3e12, &gap, 1, 777.25e12 });
		plot_bars(p.to, &f, &(struct plot_bars){ bars, 2, 0, NAN, NULL });
		plot_scatter(p.to, &f, &(struct plot_scatter){ starts, at, 3, "x", "y" });
		plot_heat(p.to, &f, &(struct plot_heat){ secret, secret, 2, 2, cells, NULL, false, true, NULL, NULL });
	}
	fclose(p.to);
	well_formed(p.text);
	assert_null(strstr(p.text, "777"));
	assert_null(strstr(p.text, "secret"));
	assert_null(strstr(p.text, "data-low"));
	assert_null(strstr(p.text, "data-start"));
	assert_null(strstr(p.text, "data-p5"));
	assert_null(strstr(p.text, "1994"));
	assert_int_equal(occurrences(p.text, "data-count=\"5\""), 4);
	page_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticks_are_round),
		cmocka_unit_test(test_ticks_of_any_range),
		cmocka_unit_test(test_times_are_round),
		cmocka_unit_test(test_texts_are_harmless),
		cmocka_unit_test(test_numbers_come_back),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_order_puts_blocks_together),
		cmocka_unit_test(test_order_holds_each_once),
		cmocka_unit_test(test_pictures_are_well_formed),
		cmocka_unit_test(test_histogram_tells_its_numbers),
		cmocka_unit_test(test_curve_tells_its_points),
		cmocka_unit_test(test_scatter_tells_its_points),
		cmocka_unit_test(test_redacted_pictures_tell_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
