/* ticks: round numbers and round times along an axis; see plot.h. */
#include "plot/parts.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- numbers ------------------------------------------------------------------------------------------------- */

/* A step of factor × 10^exponent, as few roundings as can be: 3 × 0.1 is 0.3. */
static double step_times(double factor, int exponent, double i)
{
	return exponent < 0 && exponent > -300 ? i * factor / pow(10, -exponent) : i * factor * pow(10, exponent);
}

/* Ticks of a step within [low, high], or most + 1 when there are more. */
static size_t ticks_of(double low, double high, double factor, int exponent, size_t most, double *ticks)
{
	double step = step_times(factor, exponent, 1), first = ceil(low / step), at;
	size_t n = 0;

	if (!(step > 0) || !isfinite(step) || fabs(first) > 1e15 || fabs(high / step) > 1e15)
		return 0;
	for (double i = first - 1; i <= high / step + 1; i++) {
		at = step_times(factor, exponent, i) + 0.0;
		if (at < low || at > high)
			continue;
		if (n == most)
			return most + 1;
		ticks[n++] = at;
	}
	return n;
}

size_t plot_ticks(double low, double high, size_t most, double *ticks)
{
	static const double factors[] = { 1, 2, 2.5, 5 };
	double raw;
	int exponent;
	size_t n;

	if (!isfinite(low) || !isfinite(high) || low > high || most == 0)
		return 0;
	raw = high / (double)most - low / (double)most;
	if (!(raw > 0)) {
		ticks[0] = low;
		return 1;
	}
	exponent = (int)floor(log10(fmin(raw, DBL_MAX))) - 1;
	for (int i = 0; i < 16; i++) {
		n = ticks_of(low, high, factors[i % 4], exponent + i / 4, most, ticks);
		if (n > 0 && n <= most)
			return n;
	}
	ticks[0] = low;		/* so narrow, so far from 0, that no round number lies between; or a multiple of nothing */
	return 1;
}

/* ---- times --------------------------------------------------------------------------------------------------- */

#define SECOND 1e6
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define FIRST_TIME (-62135596800 * SECOND)	/* 0001-01-01 */
#define LAST_TIME (253402300799 * SECOND)	/* 9999-12-31 23:59:59 */

struct date { long year, month, day, hour, minute, second, microsecond; };

/* Days since 1970 of a date of the proleptic Gregorian calendar, and back. Howard Hinnant, "chrono-compatible low-level date algorithms". */
static double days_from(long year, long month, long day)
{
	long era, of_era, of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	of_era = (year - era * 400) * 365 + (year - era * 400) / 4 - (year - era * 400) / 100 + of_year;
	return (double)(era * 146097 + of_era - 719468);
}

static struct date date_of(double time)
{
	double day = floor(time / DAY);
	long long rest = (long long)(time - day * DAY);
	long z = (long)day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
	struct date d = { .day = of_year - (153 * month + 2) / 5 + 1, .month = month + (month < 10 ? 3 : -9) };

	d.year = year + era * 400 + (d.month <= 2);
	d.hour = (long)(rest / (long long)HOUR);
	d.minute = (long)(rest / (long long)MINUTE % 60);
	d.second = (long)(rest / (long long)SECOND % 60);
	d.microsecond = (long)(rest % (long long)SECOND);
	return d;
}

enum time_unit { UNIT_FRACTION, UNIT_SECOND, UNIT_HOUR, UNIT_DAY, UNIT_MONTH, UNIT_YEAR };

/* A step is so many microseconds, months or years. */
struct time_step { enum time_unit unit; double length; };
static const struct time_step time_steps[] = {
	{ UNIT_FRACTION, 1 }, { UNIT_FRACTION, 10 }, { UNIT_FRACTION, 100 }, { UNIT_FRACTION, 1e3 },
	{ UNIT_FRACTION, 1e4 }, { UNIT_FRACTION, 1e5 }, { UNIT_FRACTION, 2e5 }, { UNIT_SECOND, SECOND },
	{ UNIT_SECOND, 2 * SECOND }, { UNIT_SECOND, 5 * SECOND }, { UNIT_SECOND, 10 * SECOND }, { UNIT_SECOND, 30 * SECOND },
	{ UNIT_HOUR, MINUTE }, { UNIT_HOUR, 2 * MINUTE }, { UNIT_HOUR, 5 * MINUTE }, { UNIT_HOUR, 10 * MINUTE },
	{ UNIT_HOUR, 30 * MINUTE }, { UNIT_HOUR, HOUR }, { UNIT_HOUR, 2 * HOUR }, { UNIT_HOUR, 3 * HOUR },
	{ UNIT_HOUR, 6 * HOUR }, { UNIT_HOUR, 12 * HOUR }, { UNIT_DAY, DAY }, { UNIT_DAY, 2 * DAY },
	{ UNIT_DAY, 7 * DAY }, { UNIT_DAY, 14 * DAY }, { UNIT_MONTH, 1 }, { UNIT_MONTH, 2 },
	{ UNIT_MONTH, 3 }, { UNIT_MONTH, 6 }, { UNIT_YEAR, 1 }, { UNIT_YEAR, 2 },
	{ UNIT_YEAR, 5 }, { UNIT_YEAR, 10 }, { UNIT_YEAR, 20 }, { UNIT_YEAR, 50 },
	{ UNIT_YEAR, 100 }, { UNIT_YEAR, 200 }, { UNIT_YEAR, 500 }, { UNIT_YEAR, 1000 },
	{ UNIT_YEAR, 2000 }, { UNIT_YEAR, 5000 },
};
enum { TIME_STEPS = sizeof time_steps / sizeof *time_steps };

/* The i-th multiple of a step. Weeks begin on Mondays: 1970-01-05 is one. */
static double step_at(const struct time_step *s, double i)
{
	double monday = s->unit == UNIT_DAY && s->length >= 7 * DAY ? 4 * DAY : 0;
	long n = s->unit >= UNIT_MONTH ? (long)(i * s->length) : 0;

	if (s->unit == UNIT_YEAR)
		return days_from(n, 1, 1) * DAY;
	if (s->unit == UNIT_MONTH)
		return days_from(n / 12, n % 12 + 1, 1) * DAY;
	return i * s->length + monday;
}

static double step_before(const struct time_step *s, double time)
{
	struct date d = date_of(time);

	if (s->unit == UNIT_YEAR)
		return floor((double)d.year / s->length);
	if (s->unit == UNIT_MONTH)
		return floor((double)(d.year * 12 + d.month - 1) / s->length);
	return floor(time / s->length) - 1;
}

static void step_text(char text[PLOT_NUMBER_BYTES], const struct time_step *s, double time)
{
	struct date d = date_of(time);

	if (s->unit == UNIT_YEAR)
		snprintf(text, PLOT_NUMBER_BYTES, "%04hd", (short)d.year);
	else if (s->unit == UNIT_MONTH)
		snprintf(text, PLOT_NUMBER_BYTES, "%04hd-%02hhd", (short)d.year, (signed char)d.month);
	else if (s->unit == UNIT_DAY)
		snprintf(text, PLOT_NUMBER_BYTES, "%04hd-%02hhd-%02hhd", (short)d.year, (signed char)d.month, (signed char)d.day);
	else if (s->unit == UNIT_HOUR)
		snprintf(text, PLOT_NUMBER_BYTES, "%02hhd-%02hhd %02hhd:%02hhd", (signed char)d.month, (signed char)d.day,
			(signed char)d.hour, (signed char)d.minute);
	else if (s->unit == UNIT_SECOND)
		snprintf(text, PLOT_NUMBER_BYTES, "%02hhd:%02hhd:%02hhd", (signed char)d.hour, (signed char)d.minute, (signed char)d.second);
	else
		snprintf(text, PLOT_NUMBER_BYTES, "%02hhd:%02hhd.%06d", (signed char)d.minute, (signed char)d.second, (int)d.microsecond);
}

void time_text(char text[PLOT_NUMBER_BYTES], double time)
{
	struct date d;

	if (!(time >= FIRST_TIME && time <= LAST_TIME)) {
		strcpy(text, "not known");
		return;
	}
	d = date_of(time);
	snprintf(text, PLOT_NUMBER_BYTES, "%04hd-%02hhd-%02hhd", (short)d.year, (signed char)d.month, (signed char)d.day);
	if (d.hour || d.minute || d.second)
		snprintf(text + 10, PLOT_NUMBER_BYTES - 10, " %02hhd:%02hhd:%02hhd",
			(signed char)d.hour, (signed char)d.minute, (signed char)d.second);
}

/* How many ticks of a step lie within, written as far as there is room; most + 1: more. */
static size_t time_ticks_of(const struct time_step *s, double low, double high, size_t most, double *ticks)
{
	size_t n = 0;

	for (double i = step_before(s, low), at; (at = step_at(s, i)) <= high; i++) {
		if (at < low)
			continue;
		if (n == most)
			return most + 1;
		ticks[n++] = at;
	}
	return n;
}

size_t plot_time_ticks(double low, double high, size_t most, double *ticks, char (*labels)[PLOT_NUMBER_BYTES])
{
	size_t n;

	if (isnan(low) || isnan(high) || most == 0)
		return 0;
	low = fmax(low, FIRST_TIME);
	high = fmin(high, LAST_TIME);
	if (low > high)
		return 0;
	for (int i = 0; i < TIME_STEPS; i++) {
		n = time_ticks_of(&time_steps[i], low, high, most, ticks);
		if (n > most)
			continue;
		for (size_t j = 0; j < n; j++)
			step_text(labels[j], &time_steps[i], ticks[j]);
		return n;
	}
	return 0;
}
