/* time: the calendar day by day, formatting against the C library's gmtime_r, and the reading of every form.
 *
 * Spellings of single dates are in tests/parse/cells.case; here are the laws that hold for all of them.
 */
#include "table/cell.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* Days of 0001-01-01 and 9999-12-31, as Python's datetime.date.toordinal() less that of 1970-01-01 has them. */
enum { FIRST_DAY = -719162, LAST_DAY = 2932896, DAY_SECONDS = 86400 };

/* Numbers that look random and are the same everywhere: Marsaglia's xorshift64. */
static uint64_t scramble(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* The kind of a text that ends where its memory ends, so that reading on is caught. */
static enum cell_kind type_of(const char *text, double *t)
{
	size_t bytes = strlen(text);
	char *copy = malloc(bytes ? bytes : 1);
	enum cell_kind kind;

	assert_non_null(copy);
	memcpy(copy, text, bytes);
	kind = time_type(copy, bytes, t);
	free(copy);
	return kind;
}

/* ---- calendar ---- */

static unsigned month_days(int64_t year, unsigned month)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0) ? 29 : days[month - 1];
}

/* Every day from 400 years before the year 1 to the year 10000, by counting. */
static void test_every_day(void **state)
{
	int64_t y, n = FIRST_DAY - 146097;
	unsigned m, d;

	(void)state;
	for (int64_t year = -399; year <= 10000; year++)
		for (unsigned month = 1; month <= 12; month++)
			for (unsigned day = 1; day <= month_days(year, month); day++, n++) {
				civil_from_days(n, &y, &m, &d);
				if (y != year || m != month || d != day || days_from_civil(year, month, day) != n)
					fail_msg("day %" PRId64 " is %" PRId64 "-%u-%u, not %" PRId64 "-%u-%u", n, y, m, d, year,
						 month, day);
			}
	assert_int_equal(n, LAST_DAY + 1 + 366);
}

static void test_known_days(void **state)
{
	static const struct {
		int64_t year;
		unsigned month, day;
		int64_t days;
	} known[] = {
		{ 1970, 1, 1, 0 }, { 1969, 12, 31, -1 }, { 2000, 2, 29, 11016 }, { 2038, 1, 19, 24855 }, { 1582, 10, 15, -141427 },
		{ 1, 1, 1, FIRST_DAY }, { 9999, 12, 31, LAST_DAY }, { 0, 3, 1, -719468 }, { -4713, 11, 24, -2440588 },
		{ 400 * 730 + 1970, 1, 1, INT64_C(146097) * 730 }, { 1970 - 400 * 730, 1, 1, INT64_C(-146097) * 730 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		int64_t year;
		unsigned month, day;

		assert_int_equal(days_from_civil(known[i].year, known[i].month, known[i].day), known[i].days);
		civil_from_days(known[i].days, &year, &month, &day);
		assert_int_equal(year, known[i].year);
		assert_int_equal(month, known[i].month);
		assert_int_equal(day, known[i].day);
	}
}

/* ---- formatting ---- */

static void gmtime_text(int64_t microseconds, char *buffer)
{
	int64_t micro = microseconds % 1000000;
	time_t seconds;
	struct tm t;

	if (micro < 0)
		micro += 1000000;
	seconds = (time_t)((microseconds - micro) / 1000000);
	assert_non_null(gmtime_r(&seconds, &t));
	buffer += snprintf(buffer, 30, "%04d-%02d-%02dT%02d:%02d:%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
			   t.tm_min, t.tm_sec);
	if (micro)
		buffer += snprintf(buffer, 10, ".%06d", (int)micro);
	strcpy(buffer, "Z");
}

/* Every microsecond count that is a double, in all years, formats as gmtime_r has it, and reads back as the same double. */
static void test_format_and_back(void **state)
{
	static const int64_t grain[] = { 1, 1000, 1000000, INT64_C(60) * 1000000, INT64_C(86400) * 1000000 };
	uint64_t seed = 20240131;
	char got[40], want[64];
	double back;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		int64_t span = (int64_t)(i % 2 ? LAST_DAY + 1 : 50000) * DAY_SECONDS * 1000000;
		int64_t n = (int64_t)(scramble(&seed) % (uint64_t)span) * (i % 3 ? 1 : -1);
		double t;

		n -= n % grain[i % 5];
		t = (double)n;
		if (t < FIRST_DAY * 8.64e10)
			continue;
		time_format(t, got);
		gmtime_text((int64_t)t, want);
		assert_string_equal(got, want);
		assert_int_equal(time_read(got, &back), 0);
		if (back != t)
			fail_msg("%s is read as %.0f, not %.0f", got, back, t);
	}
}

static void test_format_ends(void **state)
{
	static const struct {
		double t;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -0.0, "1970-01-01T00:00:00Z" },
		{ 1, "1970-01-01T00:00:00.000001Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ 0.4, "1970-01-01T00:00:00Z" },
		{ -0.4, "1970-01-01T00:00:00Z" },
		{ 0.6, "1970-01-01T00:00:00.000001Z" },
		{ 1706704496123456, "2024-01-31T12:34:56.123456Z" },
		{ 253402300799999968, "9999-12-31T23:59:59.999968Z" },
		{ 253402300800000000, "10000-01-01T00:00:00Z" },
		{ -62135596800000000, "0001-01-01T00:00:00Z" },
		{ -62135596801000000, "0000-12-31T23:59:59Z" },
		{ -62167219200000000 - 1000000, "-0001-12-31T23:59:59Z" },
		{ 0x1p63 - 1024, "294247-01-10T04:00:54.774784Z" },
		{ 0x1p63, "after all years" },
		{ -0x1p63, "before all years" },
		{ INFINITY, "after all years" },
		{ -INFINITY, "before all years" },
		{ NAN, "not a time" },
	};
	char got[40];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		time_format(cases[i].t, got);
		assert_string_equal(got, cases[i].text);
	}
	time_format(-0x1p63 + 1024, got);
	assert_true(strncmp(got, "-290308-", 8) == 0);
}

/* ---- reading ---- */

/* A fraction never moves a time to another second, whatever the year: a day would be another day. */
static void test_seconds_hold(void **state)
{
	char text[64], got[40];
	double t, whole;

	(void)state;
	for (unsigned year = 1; year <= 9999; year += 7) {
		snprintf(text, sizeof text, "%04u-12-31T23:59:59", year);
		assert_int_equal(time_read(text, &whole), 0);
		strcat(text, ".999999999");
		assert_int_equal(time_read(text, &t), 0);
		assert_true(t > whole && t < whole + 1000000);
		time_format(t, got);
		assert_memory_equal(got, text, strlen("2024-12-31T23:59:59.9999"));
		snprintf(text, sizeof text, "12/12/%04u 23:59:59.999999", year);
		assert_int_equal(type_of(text, &t), CELL_DAYMONTH);
		assert_true(time_swap_day_month(t) == t);
	}
}

/* A long text is a time up to where it may end, and nowhere else. */
static void test_every_prefix(void **state)
{
	static const struct {
		const char *text;
		const char *ends;	/* 'x' where the prefix up to and with that character is a time */
	} cases[] = {
		{ "2024-01-31T12:34:56.123456789+05:30", ".........x.....x..x.xxxxxxxxx..x..x" },
		{ "2024-01-31 12:34:56.123456789 -0530", ".........x.....x..x.xxxxxxxxx...x.x" },
		{ "2024/12/31 1:02:03 PM", "........xx....x..x..x" },
		{ "31/12/2024 11:22:33.5 pm", ".........x.....x..x.x..x" },
		{ "Sept. 21, 2024, 11:22:33 GMT", ".............x......x..x...x" },
		{ "20240131T101500.5-02", "..............x.x..x" },
	};
	char prefix[64];
	double t;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t n = 0; n < strlen(cases[i].text); n++) {
			bool want = n < strlen(cases[i].ends) && cases[i].ends[n] == 'x';

			memcpy(prefix, cases[i].text, n + 1);
			prefix[n + 1] = '\0';
			if ((type_of(prefix, &t) != CELL_TEXT) != want)
				fail_msg("\"%s\" is %s", prefix, want ? "no time" : "a time");
		}
}

/* All numbers from 0 to 32 in the places of day and month, in four years. */
static void test_orders(void **state)
{
	static const unsigned years[] = { 1900, 2000, 2023, 2024 };
	static const char marks[] = "/.-";
	char text[40], want[40], got[40];
	double t;

	(void)state;
	for (unsigned i = 0; i < 4 * 33 * 33; i++) {
		unsigned year = years[i % 4], a = i / 4 % 33, b = i / 4 / 33;
		bool dmy = b >= 1 && b <= 12 && a >= 1 && a <= month_days(year, b);
		bool mdy = a >= 1 && a <= 12 && b >= 1 && b <= month_days(year, a);
		enum cell_kind kind = dmy && mdy ? CELL_DAYMONTH : dmy ? CELL_DMY : mdy ? CELL_MDY : CELL_TEXT;
		char mark = marks[i % 3];

		snprintf(text, sizeof text, i % 2 ? "%u%c%u%c%u 22:15" : "%02u%c%02u%c%04u 22:15", a, mark, b, mark, year);
		assert_int_equal(type_of(text, &t), kind);
		if (kind == CELL_TEXT)
			continue;
		snprintf(want, sizeof want, "%04u-%02u-%02uT22:15:00Z", year, dmy ? b : a, dmy ? a : b);
		time_format(t, got);
		assert_string_equal(got, want);
		if (kind != CELL_DAYMONTH)
			continue;
		snprintf(want, sizeof want, "%04u-%02u-%02uT22:15:00Z", year, a, b);
		time_format(time_swap_day_month(t), got);
		assert_string_equal(got, want);
		assert_true(time_swap_day_month(time_swap_day_month(t)) == t);
	}
}

static void test_swap_of_no_time(void **state)
{
	(void)state;
	assert_true(isnan(time_swap_day_month(NAN)));
	assert_true(time_swap_day_month(INFINITY) == INFINITY);
	assert_true(time_swap_day_month(-1e300) == -1e300);
	assert_true(isfinite(time_swap_day_month(0x1p63 - 1024)));
	assert_true(isfinite(time_swap_day_month(-0x1p63 + 1024)));
}

/* Every offset of a minute's grain. */
static void test_offsets(void **state)
{
	char text[64];
	double t, utc;

	(void)state;
	assert_int_equal(time_read("2024-03-01T00:30:00Z", &utc), 0);
	for (int minutes = -1439; minutes <= 1439; minutes++) {
		snprintf(text, sizeof text, "2024-03-01T00:30:00%c%02d%s%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60,
			 minutes % 2 ? "" : ":", abs(minutes) % 60);
		assert_int_equal(time_read(text, &t), 0);
		assert_true(t == utc - minutes * 60e6);
	}
}

/* --now takes a datetime and nothing else, and leaves the value alone when it fails. */
static void test_read(void **state)
{
	static const char *const wrong[] = { "", "now", "2024", "31/12/2024", "03/04/2024", "2024-01-31 ", " 2024-01-31", "1706704496" };
	double t = 7;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(time_read(wrong[i], &t), -1);
	assert_true(t == 7);
	assert_int_equal(time_read("2026-01-31T12:00:00Z", &t), 0);
	assert_true(t == 1769860800e6);
}

/* Pieces of times in any order, NUL and bytes above ASCII among them: no crash, and what is a time formats as a time. */
static void test_shuffled_pieces(void **state)
{
	static const char *const pieces[] = { "2024", "12", "31", "1", "0", "99", "-", "/", ".", ":", " ", "T", "Z", "+", "02:00",
					      "Jan", "September", "sept", ",", "PM", "am", "UTC", "60", "59", "2024-12-31", "\xc3\xa9",
					      "12:34:56", "20241231T", "8/9/2024" };
	uint64_t seed = 5;
	unsigned times = 0;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		char text[128] = "", got[40];
		double t;

		for (uint64_t n = scramble(&seed) % 7 + 1; n > 0; n--)
			strcat(text, pieces[scramble(&seed) % (sizeof pieces / sizeof *pieces)]);
		if (type_of(text, &t) == CELL_TEXT)
			continue;
		times++;
		time_format(t, got);
		assert_int_equal(time_type(got, strlen(got), &t), CELL_DATETIME);
	}
	assert_true(times > 1000);
	assert_int_equal(time_type("2024-01-31\0", 11, &(double){ 0 }), CELL_TEXT);
	assert_int_equal(time_type("2024\0001\00031", 9, &(double){ 0 }), CELL_TEXT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_known_days),
		cmocka_unit_test(test_format_and_back),
		cmocka_unit_test(test_format_ends),
		cmocka_unit_test(test_seconds_hold),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_swap_of_no_time),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_shuffled_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
