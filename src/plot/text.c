/* text: texts of others made harmless for HTML and SVG, and numbers for machines and for readers; see plot.h and parts.h. */
#include "plot/parts.h"

#include "base/decimal.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd, JOINER_FIRST = 0x200c, JOINER_LAST = 0x200d, MARKS_MAX = 2, DIGITS_MAX = 17 };

static const char cut_sign[] = "\xe2\x80\xa6";
static const char thousands[] = "\xe2\x80\xaf";	/* a narrow space that no line breaks at */

/* Would it be obeyed, or lead a reader's eye astray? */
static bool is_harmful(utf8proc_int32_t code)
{
	static const bool harmful[32] = {
		[UTF8PROC_CATEGORY_CN] = true, [UTF8PROC_CATEGORY_CC] = true, [UTF8PROC_CATEGORY_CS] = true,
		[UTF8PROC_CATEGORY_CF] = true, [UTF8PROC_CATEGORY_ZL] = true, [UTF8PROC_CATEGORY_ZP] = true };

	if (code == '\n' || code == '\t' || (code >= JOINER_FIRST && code <= JOINER_LAST))
		return false;
	return harmful[utf8proc_category(code)];
}

static size_t glyph_next(const char *text, size_t n, utf8proc_int32_t *code)
{
	utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, code);

	if (step < 1 || is_harmful(*code))
		*code = REPLACEMENT;
	return step < 1 ? 1 : (size_t)step;
}

static void glyph_put(FILE *to, utf8proc_int32_t code)
{
	utf8proc_uint8_t bytes[4];

	switch (code) {
	case '&':
		fputs("&amp;", to);
		break;
	case '<':
		fputs("&lt;", to);
		break;
	case '>':
		fputs("&gt;", to);
		break;
	case '"':
		fputs("&quot;", to);
		break;
	case '\'':
		fputs("&#39;", to);
		break;
	default:
		fwrite(bytes, 1, (size_t)utf8proc_encode_char(code, bytes), to);
	}
}

void plot_text(FILE *to, const char *text, size_t most)
{
	utf8proc_int32_t code;
	size_t taken = 0;

	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		if (most && taken++ == most) {
			fputs(cut_sign, to);
			return;
		}
		step = glyph_next(text, n, &code);
		glyph_put(to, code);
	}
}

/* Columns of a character; marks piled on one another take columns too, so that no pile is endless. */
static size_t glyph_width(utf8proc_int32_t code, size_t *marks)
{
	int width = code == REPLACEMENT || code < ' ' ? 1 : utf8proc_charwidth(code);

	*marks = width > 0 ? 0 : *marks + 1;
	return width > 0 ? (size_t)width : *marks > MARKS_MAX;
}

size_t text_width(const char *text)
{
	size_t columns = 0, marks = 0;
	utf8proc_int32_t code;

	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		step = glyph_next(text, n, &code);
		columns += glyph_width(code, &marks);
	}
	return columns;
}

static double glyph_ems(utf8proc_int32_t code, size_t columns)
{
	if (code < 0x80 && strchr("ijlI.,:;'|!()[] ", code))
		return 0.4;
	if (code < 0x80 && strchr("frt-\"/", code))
		return 0.45;
	if (code < 0x80 && strchr("mwMW@%", code))
		return 1;
	return code >= 'A' && code <= 'Z' ? 0.75 : 0.66 * (double)columns;
}

double text_ems(const char *text, size_t columns)
{
	size_t taken = 0, marks = 0, one;
	utf8proc_int32_t code;
	double ems = 0;

	for (size_t n = strlen(text), step; n > 0 && taken < columns; n -= step, text += step) {
		step = glyph_next(text, n, &code);
		one = glyph_width(code, &marks);
		taken += one;
		ems += glyph_ems(code, one);
	}
	return ems;
}

void text_cut(FILE *to, const char *text, size_t columns)
{
	size_t taken = 0, marks = 0;
	utf8proc_int32_t code;
	bool cut = text_width(text) > columns;

	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		step = glyph_next(text, n, &code);
		taken += glyph_width(code, &marks);
		if (cut && taken + 1 > columns) {
			fputs(cut_sign, to);
			return;
		}
		glyph_put(to, code);
	}
}

/* Whatever the locale says, a point is a point. */
static void point_mend(char *text)
{
	for (; *text; text++)
		if (*text == ',')
			*text = '.';
}

void plot_number(FILE *to, double value)
{
	char text[DECIMAL_BYTES];

	if (isfinite(value))
		decimal_plain(value, text);
	fputs(isfinite(value) ? text : "null", to);
}

/* "1.2e+09" as "1.2e9". */
static void exponent_mend(char *text)
{
	char *e = strchr(text, 'e'), *from;

	if (!e)
		return;
	from = e + 1;
	e += 1 + (*from == '-');
	from += *from == '-' || *from == '+';
	while (*from == '0' && from[1])
		from++;
	memmove(e, from, strlen(from) + 1);
}

/* "-1234567.5" with a narrow space between thousands; left alone where there is no room. */
static void group(char text[PLOT_NUMBER_BYTES])
{
	char from[PLOT_NUMBER_BYTES], *to = text;
	size_t whole, sign = text[0] == '-';

	whole = strspn(text + sign, "0123456789");
	if (whole < 4 || strlen(text) + (whole - 1) / 3 * (sizeof thousands - 1) >= PLOT_NUMBER_BYTES)
		return;
	memcpy(from, text, PLOT_NUMBER_BYTES);
	to += sign;
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0) {
			memcpy(to, thousands, sizeof thousands - 1);
			to += sizeof thousands - 1;
		}
		*to++ = from[sign + i];
	}
	strcpy(to, from + sign + whole);
}

void plot_figure(char text[PLOT_NUMBER_BYTES], double value)
{
	double size = fabs(value);

	if (!isfinite(value)) {
		strcpy(text, "not known");
		return;
	}
	if (size == 0)
		strcpy(text, "0");
	else if (size >= 1e9 || size < 1e-4)
		snprintf(text, PLOT_NUMBER_BYTES, "%.3g", value);
	else if (size >= 999.95)
		snprintf(text, PLOT_NUMBER_BYTES, "%.0f", value);
	else
		snprintf(text, PLOT_NUMBER_BYTES, "%.4g", value);
	point_mend(text);
	exponent_mend(text);
	group(text);
}

/* Decimals that show a multiple of the step as what it is. */
static int decimals_of(double step)
{
	int decimals = 0;

	for (; decimals < 9 && fabs(step - rint(step)) > 1e-6 * step; decimals++)
		step *= 10;
	return decimals;
}

void tick_text(char text[PLOT_NUMBER_BYTES], double value, double step)
{
	double size = fabs(value);
	int digits;

	if (value == 0 || !isfinite(value) || !(step > 0) || !isfinite(step)) {
		plot_figure(text, value);
		return;
	}
	if (size >= 1e7 || step < 1e-5) {
		digits = 2 + (int)fmax(0, fmin(DIGITS_MAX - 2, floor(log10(size / step) + 1e-9)));
		snprintf(text, PLOT_NUMBER_BYTES, "%.*g", digits, value);
	} else {
		snprintf(text, PLOT_NUMBER_BYTES, "%.*f", decimals_of(step), value);
	}
	point_mend(text);
	exponent_mend(text);
	group(text);
}
