/* number_text: see number_text.h. */
#include "judge/number_text.h"

#include "base/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS_MAX = 17 };

static const double FIXED_LEAST = 1e-6, FIXED_MOST = 1e15;

/* printf writes the decimal point of the process's locale, which may be any text: make it a point. */
static void point_restore(char *number)
{
	char *from = number + strspn(number, "+-0123456789"), *behind;
	size_t n;

	if (!*from || *from == 'e' || *from == '.')
		return;
	n = strcspn(from, "0123456789");
	behind = from + n;
	*from = '.';
	memmove(from + 1, behind, strlen(behind) + 1);
}

/* Take off the zeros behind the point, and the point. */
static void zeros_cut(char *number)
{
	char *end = number + strlen(number);

	if (!strchr(number, '.'))
		return;
	while (end[-1] == '0')
		end--;
	if (end[-1] == '.')
		end--;
	*end = '\0';
}

static bool is_special(char *buffer, double v)
{
	if (isfinite(v))
		return false;
	strcpy(buffer, isnan(v) ? "not a number" : v > 0 ? "infinity" : "-infinity");
	return true;
}

void number_exactly(char *buffer, double v)
{
	if (is_special(buffer, v))
		return;
	decimal_plain(v, buffer);
}

static void number_fixed(char *buffer, double v, int decimals)
{
	if (v != 0 && fabs(v) < FIXED_LEAST)
		snprintf(buffer, NUMBER_TEXT, "%.3g", v);
	else if (fabs(v) >= FIXED_MOST)
		snprintf(buffer, NUMBER_TEXT, "%.*g", decimals < 3 ? 3 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals, v);
	else
		snprintf(buffer, NUMBER_TEXT, "%.*f", decimals, v + 0.0);
	point_restore(buffer);
	if (!strchr(buffer, 'e'))
		zeros_cut(buffer);
}

/* Does the text hide that the number is another one than the landmark? */
static bool hides(const char *text, double v, double landmark, double scale, int decimals)
{
	char other[NUMBER_TEXT];

	if (isnan(landmark) || v == landmark)
		return false;
	number_fixed(other, landmark * scale, decimals);
	return strcmp(text, other) == 0;
}

static void number_rounded(char *buffer, double v, double scale, int decimals, double apart)
{
	bool hidden;

	do {
		number_fixed(buffer, v * scale, decimals);
		hidden = strcmp(buffer, "-0") == 0 || hides(buffer, v, 0, scale, decimals) || hides(buffer, v, 1, scale, decimals) ||
			hides(buffer, v, -1, scale, decimals) || hides(buffer, v, apart, scale, decimals);
	} while (hidden && decimals++ < DECIMALS_MAX);
}

/* Decimals that show so many significant digits; none is negative, so whole numbers stay whole. */
static int decimals_for(double v, int digits)
{
	int decimals = v == 0 ? 0 : digits - 1 - (int)floor(log10(fabs(v)));

	return decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;
}

void number_roughly(char *buffer, double v, double apart)
{
	if (!is_special(buffer, v))
		number_rounded(buffer, v, 1, decimals_for(v, 3), apart);
}

void number_percent(char *buffer, double v, double apart)
{
	double percent = v * 100;

	if (is_special(buffer, percent))
		return;
	number_rounded(buffer, v, 100, fabs(percent) >= 1 ? 1 : decimals_for(percent, 2), apart);
	strcat(buffer, " %");
}

void number_percent_exactly(char *buffer, double v)
{
	double percent = v * 100;

	if (is_special(buffer, percent))
		return;
	snprintf(buffer, NUMBER_TEXT, "%.12g", percent + 0.0);
	point_restore(buffer);
	strcat(buffer, " %");
}

void number_count(char *buffer, double v)
{
	char digits[NUMBER_TEXT];
	size_t n, used = 0;

	if (!(fabs(v) < FIXED_MOST)) {
		number_exactly(buffer, v);
		return;
	}
	n = (size_t)snprintf(digits, sizeof digits, "%.0f", fabs(round(v)));
	if (round(v) < 0)
		buffer[used++] = '-';
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buffer[used++] = ',';
		buffer[used++] = digits[i];
	}
	buffer[used] = '\0';
}
