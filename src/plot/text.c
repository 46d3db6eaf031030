/* text: texts and numbers for SVG and HTML. See plot.h. */
#include "plot/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* What a reader would obey, or could not see. */
static bool is_hidden(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CC:
		return c != '\n' && c != '\t';
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return false;
	}
}

static const char *entity_of(utf8proc_int32_t c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

void plot_text(FILE *to, const char *text, size_t most)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
	size_t shown = 0;

	while (*at) {
		utf8proc_int32_t c;
		/* A character has at most four bytes, and a NUL ends the text before any that it lacks. */
		utf8proc_ssize_t step = utf8proc_iterate(at, (utf8proc_ssize_t)strnlen((const char *)at, 4), &c);
		const char *entity;

		if (most && shown++ == most) {
			fputs("…", to);
			return;
		}
		entity = step > 0 ? entity_of(c) : NULL;
		if (step <= 0 || is_hidden(c))
			fputs("\xef\xbf\xbd", to);
		else if (entity)
			fputs(entity, to);
		else
			fwrite(at, 1, (size_t)step, to);
		at += step > 0 ? step : 1;
	}
}

void plot_number(FILE *to, double v)
{
	char text[40];

	if (!isfinite(v)) {
		fputs("null", to);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	fputs(text, to);
}

/* 1234567 → 1,234,567 */
static void thousands(char text[PLOT_NUMBER_BYTES], double whole)
{
	char digits[PLOT_NUMBER_BYTES];
	int n = snprintf(digits, sizeof digits, "%.0f", fabs(whole));
	size_t used = 0;

	if (whole < 0)
		text[used++] = '-';
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
}

void plot_figure(char text[PLOT_NUMBER_BYTES], double v)
{
	double size = fabs(v);

	if (!isfinite(v))
		snprintf(text, PLOT_NUMBER_BYTES, "?");
	else if (v == floor(v) && size < 1e9)
		thousands(text, v);
	else
		snprintf(text, PLOT_NUMBER_BYTES, "%.4g", v);
}
