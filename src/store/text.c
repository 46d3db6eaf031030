/* text: see text.h. */
#include "store/text.h"

#include "base/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t utf8_step(const char *text, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first;
	size_t length;
	uint32_t c;

	if (n == 0)
		return 0;
	first = (unsigned char)text[0];
	if (first < 0x80) {
		*code = first;
		return 1;
	}
	length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	if (first < 0xc2 || first > 0xf4 || length > n)
		return 0;
	c = first & (0x7fU >> length);
	for (size_t i = 1; i < length; i++) {
		if (!is_continuation(text[i]))
			return 0;
		c = c << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return length;
}

bool utf8_is_text(const char *text, size_t n)
{
	uint32_t code;

	for (size_t at = 0, step; at < n; at += step) {
		step = utf8_step(text + at, n - at, &code);
		if (step == 0 || code == 0)
			return false;
	}
	return true;
}

size_t utf8_border(const char *text, size_t n)
{
	size_t start = n;
	uint32_t code;

	while (start > 0 && n - start < 3 && is_continuation(text[start - 1]))
		start--;
	if (start == 0 || (unsigned char)text[start - 1] < 0xc0)
		return n;	/* ends in ASCII, or in bytes that no cut can help */
	start--;
	return utf8_step(text + start, n - start, &code) == n - start ? n : start;
}

static void put_json_characters(FILE *out, const char *text, size_t n)
{
	static const char escaped[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	uint32_t code = 0;

	for (size_t at = 0, step; at < n; at += step ? step : 1) {
		const char *special;

		step = utf8_step(text + at, n - at, &code);
		special = step == 1 && code ? strchr(escaped, (int)code) : NULL;
		if (step == 0)
			fputs("\xef\xbf\xbd", out);
		else if (special)
			fprintf(out, "\\%c", letter[special - escaped]);
		else if (code < 0x20)
			fprintf(out, "\\u%04x", (unsigned)code);
		else
			fwrite(text + at, 1, step, out);
	}
}

void put_json_text(FILE *out, const char *text, size_t n)
{
	putc('"', out);
	put_json_characters(out, text, n);
	putc('"', out);
}

void put_json_cut(FILE *out, const char *text, size_t n)
{
	putc('"', out);
	put_json_characters(out, text, n);
	fputs("\xe2\x80\xa6\"", out);
}

void put_hex(FILE *out, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	for (size_t i = 0; i < n; i++)
		fprintf(out, "%02x", b[i]);
}

void double_text(double x, char buffer[DOUBLE_TEXT_BYTES])
{
	if (!isfinite(x)) {
		snprintf(buffer, DOUBLE_TEXT_BYTES, "%s", isnan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity");
		return;
	}
	decimal_shortest(x, buffer);
	if (!strpbrk(buffer, ".e"))
		strcat(buffer, ".0");
}
