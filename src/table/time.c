/* time: the calendar, and dates and times as people write them.
 *
 * Takes a trimmed text and gives its kind (CELL_DATETIME, DMY, MDY, DAYMONTH) and its microseconds since 1970; what is no
 * date of the calendar in one of these forms is CELL_TEXT. The number of digits that it starts with tells the form:
 *
 *   none   Jan 31, 2024 · January 31 2024 · Jan. 31, 2024
 *   1, 2   31/01/2024 · 1.31.2024 · 31-1-2024, the order of day and month being told or not · 31 Jan 2024 · 31-Jan-2024
 *   4      2024-01-31 · 2024/1/31 · 2024-Jan-31 · 2024 January 31
 *   8      20240131T101500Z (eight digits alone are an integer)
 *
 * A clock may follow. Behind T (year-first dates of digits) it is ISO 8601: two digits each, seconds and their fraction optional,
 * then a zone (Z, +02, +0200, +02:00) or none, which is read as UTC. Behind a blank the hour may have one digit, and AM/PM or
 * a zone may stand apart; UTC and GMT are zones there too. Dates whose order is not told have no zone: with one, the UTC date
 * would depend on the order. Both behave alike otherwise: 24:00 is no time, and second 60 is one only where leap seconds
 * are, in the last minute of an hour UTC; it is read as the last microsecond of that minute.
 *
 * Fractions are cut, not rounded, to microseconds, so that a time never moves to another second; so are times before 1684 and
 * after 2255, whose microseconds a double does not hold, to the double below.
 *
 * Nothing here allocates or depends on the locale.
 */
#include "table/cell.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MINUTE_SECONDS = 60, HOUR_MINUTES = 60, DAY_MINUTES = 1440, CALENDAR_CYCLE_DAYS = 146097 };

/* In microseconds. */
#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

/* ---- calendar ---- */

/* Years start in March, so that the leap day is the last day of a year; 400 years are a cycle. */
int64_t days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = year - (month <= 2), cycle = (y >= 0 ? y : y - 399) / 400;
	unsigned of_cycle = (unsigned)(y - cycle * 400);
	unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	unsigned days = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year;

	return cycle * CALENDAR_CYCLE_DAYS + (int64_t)days - 719468;
}

void civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468, cycle = (z >= 0 ? z : z - (CALENDAR_CYCLE_DAYS - 1)) / CALENDAR_CYCLE_DAYS;
	unsigned d = (unsigned)(z - cycle * CALENDAR_CYCLE_DAYS);
	unsigned y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	unsigned of_year = d - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

	*day = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = (int64_t)y + cycle * 400 + (*month <= 2);
}

static bool date_is_real(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (unsigned)(leap && month == 2);
}

/* ---- pieces of text: each takes what it knows from the front of the rest and says whether it was there ---- */

struct rest {
	const char *at, *end;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool char_take(struct rest *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* One character of a list. */
static bool any_take(struct rest *r, const char *list, char *taken)
{
	if (r->at == r->end || *r->at == '\0' || !strchr(list, *r->at))
		return false;
	*taken = *r->at++;
	return true;
}

static bool number_take(struct rest *r, unsigned least, unsigned most, unsigned *value)
{
	unsigned n = 0, v = 0;

	while (n < most && r->at + n < r->end && is_digit(r->at[n]))
		v = v * 10 + (unsigned)(r->at[n++] - '0');
	r->at += n;
	*value = v;
	return n >= least;
}

/* A word of ASCII letters, in any case; lower holds it in lower case. */
static bool word_take(struct rest *r, const char *lower, size_t n)
{
	if ((size_t)(r->end - r->at) < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((r->at[i] | 0x20) != lower[i])
			return false;
	if (r->at + n < r->end && is_letter(r->at[n]))
		return false;
	r->at += n;
	return true;
}

/* A month's name: three letters or all; and "Sept", as many write it. */
static bool month_take(struct rest *r, unsigned *month)
{
	static const char *const names[] = { "january", "february", "march", "april", "may", "june", "july", "august",
					     "september", "october", "november", "december" };
	enum { SHORT = 3, SEPTEMBER = 8 };
	char lower[SHORT];
	unsigned m = 0;

	if (r->end - r->at < SHORT)
		return false;
	for (int i = 0; i < SHORT; i++)
		lower[i] = (char)(r->at[i] | 0x20);
	while (m < 12 && memcmp(lower, names[m], SHORT) != 0)
		m++;
	*month = m + 1;
	return m < 12 && (word_take(r, names[m], SHORT) || word_take(r, names[m], strlen(names[m])) ||
			  (m == SEPTEMBER && word_take(r, names[m], strlen("sept"))));
}

/* ---- dates ---- */

struct date {
	unsigned year, month, day;
	enum cell_kind kind;
	bool digits;	/* year-first and of digits alone: T and a clock may follow */
};

static bool month_first_take(struct rest *r, struct date *d)
{
	if (r->end - r->at < (ptrdiff_t)sizeof "May 1 2024" - 1 || !month_take(r, &d->month))
		return false;
	char_take(r, '.');
	if (!char_take(r, ' ') || !number_take(r, 1, 2, &d->day))
		return false;
	char_take(r, ',');
	return char_take(r, ' ') && number_take(r, 4, 4, &d->year);
}

/* Which order do two numbers and a year have? Both numbers up to 12: either order is a date. */
static bool order_tell(struct date *d, unsigned first, unsigned second)
{
	bool dmy = date_is_real(d->year, second, first), mdy = date_is_real(d->year, first, second);

	d->kind = dmy && mdy ? CELL_DAYMONTH : dmy ? CELL_DMY : CELL_MDY;
	d->day = dmy ? first : second;
	d->month = dmy ? second : first;
	return dmy || mdy;
}

static bool day_first_take(struct rest *r, struct date *d)
{
	unsigned first, second;
	char mark;

	if (!number_take(r, 1, 2, &first) || !any_take(r, "/.- ", &mark))
		return false;
	if (r->at < r->end && is_letter(*r->at)) {
		d->day = first;
		return month_take(r, &d->month) && char_take(r, mark) && number_take(r, 4, 4, &d->year);
	}
	return mark != ' ' && number_take(r, 1, 2, &second) && char_take(r, mark) && number_take(r, 4, 4, &d->year) &&
		order_tell(d, first, second);
}

static bool year_first_take(struct rest *r, struct date *d)
{
	unsigned least;
	char mark;

	if (!number_take(r, 4, 4, &d->year) || !any_take(r, "-/ ", &mark))
		return false;
	if (r->at < r->end && is_letter(*r->at))
		return month_take(r, &d->month) && char_take(r, mark) && number_take(r, 1, 2, &d->day);
	least = mark == '-' ? 2 : 1;
	d->digits = true;
	return mark != ' ' && number_take(r, least, 2, &d->month) && char_take(r, mark) && number_take(r, least, 2, &d->day);
}

static bool compact_take(struct rest *r, struct date *d)
{
	d->digits = true;
	return number_take(r, 4, 4, &d->year) && number_take(r, 2, 2, &d->month) && number_take(r, 2, 2, &d->day);
}

enum { LEADING_MAX = 8 };

/* By the number of digits at the start. */
static bool (*const date_take[LEADING_MAX + 1])(struct rest *, struct date *) = {
	[0] = month_first_take,
	[1] = day_first_take,
	[2] = day_first_take,
	[4] = year_first_take,
	[LEADING_MAX] = compact_take,
};

/* ---- clocks ---- */

struct clock {
	unsigned hour, minute, second, micro;
	int offset;	/* minutes east of UTC */
};

/* ".123" of a second, to nine digits, of which six are kept. */
static bool fraction_take(struct rest *r, unsigned *micro)
{
	static const unsigned scale[] = { 0, 100000, 10000, 1000, 100, 10, 1 };
	const char *first;
	unsigned beyond;
	char mark;

	if (!any_take(r, ".,", &mark))
		return true;
	first = r->at;
	if (!number_take(r, 1, 6, micro))
		return false;
	*micro *= scale[r->at - first];
	return r->at - first < 6 || number_take(r, 0, 3, &beyond);
}

/* 10:15, 10:15:30.5; compact: 101530.5. */
static bool clock_take(struct rest *r, bool compact, unsigned hour_digits, struct clock *c)
{
	if (!number_take(r, hour_digits, 2, &c->hour) || (!compact && !char_take(r, ':')) || !number_take(r, 2, 2, &c->minute))
		return false;
	if (compact || char_take(r, ':'))
		if (!number_take(r, 2, 2, &c->second) || !fraction_take(r, &c->micro))
			return false;
	return c->hour <= 23 && c->minute <= 59 && c->second <= 60;
}

static bool offset_take(struct rest *r, int *offset)
{
	unsigned hours, minutes = 0;
	char sign;

	if (!any_take(r, "+-", &sign) || !number_take(r, 2, 2, &hours))
		return false;
	if ((char_take(r, ':') || r->at < r->end) && !number_take(r, 2, 2, &minutes))
		return false;
	*offset = (int)(hours * HOUR_MINUTES + minutes) * (sign == '-' ? -1 : 1);
	return hours <= 23 && minutes <= 59;
}

static bool zone_take(struct rest *r, int *offset)
{
	*offset = 0;
	return word_take(r, "z", 1) || offset_take(r, offset);
}

/* AM or PM, behind an hour from 1 to 12. */
static bool half_take(struct rest *r, unsigned *hour)
{
	bool afternoon = word_take(r, "pm", 2);

	if ((!afternoon && !word_take(r, "am", 2)) || *hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (afternoon ? 12 : 0);
	return true;
}

/* What may stand behind a date: nothing, or a clock, to the end of the text. */
static bool clock_behind(struct rest *r, const struct date *d, bool compact, struct clock *c)
{
	char mark;

	if (r->at == r->end)
		return !compact;
	if (d->digits && any_take(r, "Tt", &mark))
		return clock_take(r, compact, 2, c) && (r->at == r->end || zone_take(r, &c->offset)) && r->at == r->end;
	if (compact)
		return false;
	if (!d->digits)
		char_take(r, ',');
	if (!char_take(r, ' ') || !clock_take(r, false, 1, c))
		return false;
	if (r->at == r->end)
		return true;
	char_take(r, ' ');
	if (!half_take(r, &c->hour) && (d->kind != CELL_DATETIME ||
					(!word_take(r, "utc", 3) && !word_take(r, "gmt", 3) && !zone_take(r, &c->offset))))
		return false;
	return r->at == r->end;
}

/* ---- microseconds ---- */

/* The double at or below. A whole second is a double in every year that is read, so nothing crosses one. */
static double double_below(int64_t n)
{
	double x = (double)n;

	return (int64_t)x > n ? nextafter(x, -INFINITY) : x;
}

static bool moment_of(const struct date *d, struct clock *c, double *microseconds)
{
	int minute = (int)(c->hour * HOUR_MINUTES + c->minute) - c->offset;
	int64_t seconds;

	if (c->second == MINUTE_SECONDS) {
		if ((minute + DAY_MINUTES) % HOUR_MINUTES != HOUR_MINUTES - 1)
			return false;
		c->second = MINUTE_SECONDS - 1;
		c->micro = (unsigned)SECOND - 1;
	}
	seconds = days_from_civil(d->year, d->month, d->day) * (DAY / SECOND) + minute * MINUTE_SECONDS + c->second;
	*microseconds = double_below(seconds * SECOND + c->micro);
	return true;
}

enum cell_kind time_type(const char *text, size_t bytes, double *microseconds)
{
	struct rest r = { text, text + bytes };
	struct date d = { .kind = CELL_DATETIME };
	struct clock c = { .hour = 0 };
	size_t leading = 0;

	while (leading < bytes && leading <= LEADING_MAX && is_digit(text[leading]))
		leading++;
	if (leading > LEADING_MAX || !date_take[leading] || !date_take[leading](&r, &d) || !date_is_real(d.year, d.month, d.day))
		return CELL_TEXT;
	if (!clock_behind(&r, &d, leading == LEADING_MAX, &c) || !moment_of(&d, &c, microseconds))
		return CELL_TEXT;
	return d.kind;
}

int time_read(const char *text, double *microseconds)
{
	double t;

	if (time_type(text, strlen(text), &t) != CELL_DATETIME)
		return -1;
	*microseconds = t;
	return 0;
}

/* Days, and what is left of the last one. */
static int64_t whole_days(int64_t n, int64_t *rest)
{
	bool before = n % DAY < 0;

	*rest = n % DAY + (before ? DAY : 0);
	return n / DAY - before;
}

double time_swap_day_month(double microseconds)
{
	int64_t rest, year;
	unsigned month, day;

	if (!(fabs(microseconds) < 0x1p62))
		return microseconds;	/* of a damaged state: no text gives it */
	civil_from_days(whole_days((int64_t)microseconds, &rest), &year, &month, &day);
	return double_below(days_from_civil(year, day, month) * DAY + rest);
}

void time_format(double microseconds, char *buffer)
{
	int64_t rest, year, seconds;
	unsigned month, day;
	int at;

	if (!(fabs(microseconds) < 0x1p63)) {
		strcpy(buffer, isnan(microseconds) ? "not a time" : microseconds > 0 ? "after all years" : "before all years");
		return;
	}
	civil_from_days(whole_days((int64_t)round(microseconds), &rest), &year, &month, &day);
	seconds = rest / SECOND;
	at = sprintf(buffer, "%s%04" PRId64 "-%02u-%02uT%02d:%02d:%02d", year < 0 ? "-" : "", year < 0 ? -year : year, month, day,
		     (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
	if (rest % SECOND)
		at += sprintf(buffer + at, ".%06d", (int)(rest % SECOND));
	strcpy(buffer + at, "Z");
}
