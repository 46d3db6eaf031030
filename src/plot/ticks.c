/* ticks: round places on an axis. See plot.h. */
#include "plot/plot.h"

#include <math.h>

size_t plot_ticks(double low, double high, size_t most, double *ticks)
{
	static const double steps[] = { 1, 2, 2.5, 5, 10 };
	double span = high - low, power, step = 0, first;
	size_t n = 0;

	if (!isfinite(span) || !(span > 0) || most < 2)
		return 0;
	power = pow(10, floor(log10(span / (double)most)));
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		step = steps[i] * power;
		if (floor(high / step) - ceil(low / step) + 1 <= (double)most)
			break;
	}
	first = ceil(low / step);
	/* A span that is lost beside its ends has no round places. */
	if (!(step > 0) || first + 1 == first)
		return 0;
	for (double k = first; n < most && k * step <= high; k++)
		ticks[n++] = k == 0 ? 0 : k * step;
	return n;
}

enum { DAY = 86400 };
static const double micro = 1e6;

/* The date of a day since 1970 (Howard Hinnant, chrono-compatible low-level date algorithms). */
static void date_of(double days, int *year, int *month, int *day)
{
	double z = days + 719468, era = floor(z / 146097);
	int of_era = (int)(z - era * 146097);
	int of_century = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * of_century + of_century / 4 - of_century / 100), m = (5 * of_year + 2) / 153;

	*day = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = (int)era * 400 + of_century + (*month <= 2);
}

static double days_of(int year, int month)
{
	int y = month <= 2 ? year - 1 : year, m = month > 2 ? month - 3 : month + 9;
	double era = floor(y / 400.0);
	int of_era = (int)(y - era * 400);

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 - 719468;
}

/* Starts of months, `step` apart. */
static size_t month_ticks(double low, double high, int step, size_t most, double *ticks, char (*labels)[PLOT_NUMBER_BYTES])
{
	int year, month, day;
	size_t n = 0;

	date_of(floor(low / micro / DAY), &year, &month, &day);
	for (long long k = ((long long)year * 12 + month - 1 + step - 1) / step * step; n < most; k += step) {
		double at = days_of((int)(k / 12), (int)(k % 12) + 1) * DAY * micro;

		if (at > high)
			break;
		if (at < low)
			continue;
		ticks[n] = at;
		if (step % 12 == 0)
			snprintf(labels[n++], PLOT_NUMBER_BYTES, "%lld", k / 12);
		else
			snprintf(labels[n++], PLOT_NUMBER_BYTES, "%lld-%02lld", k / 12, k % 12 + 1);
	}
	return n;
}

static size_t second_ticks(double low, double high, double step, size_t most, double *ticks, char (*labels)[PLOT_NUMBER_BYTES])
{
	size_t n = 0;

	for (double k = ceil(low / micro / step); n < most && k * step * micro <= high; k++) {
		double seconds = k * step, days = floor(seconds / DAY), in_day = seconds - days * DAY;
		int year, month, day, whole = (int)in_day;

		date_of(days, &year, &month, &day);
		ticks[n] = seconds * micro;
		if (step >= DAY)
			snprintf(labels[n++], PLOT_NUMBER_BYTES, "%d-%02d-%02d", year, month, day);
		else if (step >= 60)
			snprintf(labels[n++], PLOT_NUMBER_BYTES, "%02d-%02d %02d:%02d", month, day, whole / 3600, whole / 60 % 60);
		else
			snprintf(labels[n++], PLOT_NUMBER_BYTES, "%02d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
	}
	return n;
}

size_t plot_time_ticks(double low, double high, size_t most, double *ticks, char (*labels)[PLOT_NUMBER_BYTES])
{
	static const double seconds[] = { 1, 5, 15, 30, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, DAY, 2 * DAY, 5 * DAY, 10 * DAY };
	static const int months[] = { 1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000 };
	double span = (high - low) / micro;

	if (!isfinite(span) || !(span > 0) || fabs(low) > 3e17 || fabs(high) > 3e17)
		return 0;
	for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
		if (span / seconds[i] < (double)most)
			return second_ticks(low, high, seconds[i], most, ticks, labels);
	for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
		if (span / (months[i] * 30.436875 * DAY) < (double)most)
			return month_ticks(low, high, months[i], most, ticks, labels);
	return 0;
}
