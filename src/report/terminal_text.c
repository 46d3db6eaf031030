/* terminal_text: see terminal_text.h. */
#include "report/terminal_text.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd, JOINER_FIRST = 0x200c, JOINER_LAST = 0x200d, MARKS_MAX = 2, GLYPH_BYTES = 4, GLYPH_PARTS = 18, TAIL_BYTES = 8 };

static const char *const style_code[STYLES] = { "", "\033[1m", "\033[2m", "\033[31m", "\033[33m", "\033[34m", "\033[32m" };
static const char style_off[] = "\033[0m";

/* Would a terminal, or a reader's eye, be led astray by it? */
static bool is_harmful(utf8proc_int32_t code)
{
	static const bool harmful[32] = {
		[UTF8PROC_CATEGORY_CN] = true, [UTF8PROC_CATEGORY_CC] = true, [UTF8PROC_CATEGORY_CS] = true,
		[UTF8PROC_CATEGORY_CF] = true, [UTF8PROC_CATEGORY_ZL] = true, [UTF8PROC_CATEGORY_ZP] = true };

	return harmful[utf8proc_category(code)] && (code < JOINER_FIRST || code > JOINER_LAST);
}

size_t text_next(const char *text, size_t n, int32_t *code)
{
	utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, code);

	if (step < 1 || is_harmful(*code))
		*code = REPLACEMENT;
	return step < 1 ? 1 : (size_t)step;
}

/* One character as it is shown; gives the bytes that it takes in the text. */
static size_t glyph_next(const char *text, size_t n, utf8proc_int32_t *code, size_t *columns)
{
	size_t step = text_next(text, n, code);

	*columns = *code == REPLACEMENT ? 1 : (size_t)utf8proc_charwidth(*code);
	return step;
}

size_t text_columns(const char *text)
{
	size_t columns = 0, one;
	utf8proc_int32_t code;

	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		step = glyph_next(text, n, &code, &one);
		columns += one;
	}
	return columns;
}

size_t text_break(const char *text, size_t columns, const char **next)
{
	size_t n = strlen(text), at = 0, taken = 0, blank = 0, one, step;
	utf8proc_int32_t code;

	for (; at < n; at += step, taken += one) {
		if (text[at] == ' ')
			blank = at;
		step = glyph_next(text + at, n - at, &code, &one);
		if (taken + one > columns && text[at] != ' ')
			break;
	}
	if (at == n)
		blank = n;
	else if (blank == 0)
		blank = at ? at : step;		/* one word is wider than the line, or one character is */
	*next = text + blank + strspn(text + blank, " ");
	return blank;
}

void line_start(struct line *l, size_t limit, bool colour, bool unicode)
{
	l->used = l->columns = l->mark = 0;
	l->limit = limit < LINE_COLUMNS_MAX ? limit : LINE_COLUMNS_MAX;
	l->full = l->styled = false;
	l->colour = colour;
	l->unicode = unicode;
}

/* There is always room: a column has at most a character and two marks. Should it not be so, bytes are dropped. */
static void bytes_put(struct line *l, const char *bytes, size_t n)
{
	if (l->used + n + TAIL_BYTES > LINE_BYTES)
		return;
	memcpy(l->bytes + l->used, bytes, n);
	l->used += n;
}

/* There is no room for the next character: back to where one column is left, for the sign of the cut. */
static void line_cut(struct line *l)
{
	l->full = true;
	l->used = l->mark;
	l->columns = l->limit;
	if (l->limit == 0)
		return;
	if (l->unicode)
		bytes_put(l, "\xe2\x80\xa6", 3);
	else
		bytes_put(l, "~", 1);
	if (l->styled)
		bytes_put(l, style_off, sizeof style_off - 1);
}

/* The ASCII letter under a character's marks; ? where there is none. */
static char ascii_of(utf8proc_int32_t code)
{
	utf8proc_int32_t part[GLYPH_PARTS];
	utf8proc_ssize_t parts = utf8proc_decompose_char(code, part, GLYPH_PARTS, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);

	return parts > 0 && part[0] >= 0x20 && part[0] < 0x7f ? (char)part[0] : '?';
}

static void glyph_put(struct line *l, utf8proc_int32_t code, size_t columns)
{
	utf8proc_uint8_t bytes[GLYPH_BYTES];

	if (l->columns + columns > l->limit) {
		line_cut(l);
		return;
	}
	if (l->unicode || code < 0x80) {
		bytes_put(l, (const char *)bytes, (size_t)utf8proc_encode_char(code, bytes));
	} else {
		bytes[0] = bytes[1] = (utf8proc_uint8_t)ascii_of(code);
		bytes_put(l, (const char *)bytes, columns);	/* a mark takes none and is dropped */
	}
	l->columns += columns;
	if (l->columns < l->limit)
		l->mark = l->used;
}

void line_put(struct line *l, enum style style, const char *text)
{
	line_put_bytes(l, style, text, strlen(text));
}

void line_put_bytes(struct line *l, enum style style, const char *text, size_t n)
{
	size_t marks = 0, columns;
	utf8proc_int32_t code;
	bool styled = l->colour && style != STYLE_PLAIN && n > 0 && !l->full;

	if (styled) {
		bytes_put(l, style_code[style], strlen(style_code[style]));
		l->styled = true;
	}
	for (size_t step; n > 0 && !l->full; n -= step, text += step) {
		step = glyph_next(text, n, &code, &columns);
		marks = columns ? 0 : marks + 1;
		if (marks <= MARKS_MAX && (columns || l->columns))
			glyph_put(l, code, columns);
	}
	if (styled && !l->full)
		bytes_put(l, style_off, sizeof style_off - 1);
}

void line_to(struct line *l, size_t column)
{
	while (l->columns < column && !l->full)
		glyph_put(l, ' ', 1);
}

void line_cell(struct line *l, enum style style, const char *text, size_t columns, bool right)
{
	size_t wanted = text_columns(text), start = l->columns, limit = l->limit;

	if (l->full)
		return;
	if (right && wanted < columns)
		line_to(l, start + columns - wanted);
	if (start + columns < limit) {	/* the cell ends before the line: what is cut is cut within it, and the line goes on */
		l->limit = start + columns;
		line_put(l, style, text);
		l->full = false;
		l->limit = limit;
		l->mark = l->used;
	} else {
		line_put(l, style, text);
	}
	line_to(l, start + columns);
}

const char *line_text(struct line *l)
{
	l->bytes[l->used] = '\0';
	return l->bytes;
}

void line_end(struct line *l, FILE *to)
{
	while (l->used > 0 && l->bytes[l->used - 1] == ' ')
		l->used--;
	l->bytes[l->used++] = '\n';
	fwrite(l->bytes, 1, l->used, to);
}
