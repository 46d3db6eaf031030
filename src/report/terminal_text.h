/* terminal_text: lines for a terminal, never wider than they may be, with nothing in them that it obeys.
 *
 *   line_start ──▶ line_put, line_cell, line_to … ──▶ line_end
 *                  what does not fit is cut, and the cut is marked: "a long na…"
 *
 * Text is UTF-8 from outside. Controls, bidirectional and other format characters, line separators, unassigned characters and bytes that are no
 * UTF-8 become U+FFFD; more than two marks on a character are dropped. Widths are those of Unicode: wide characters take
 * two columns, marks none. Without `unicode` a line is ASCII: letters lose their marks, what has no such letter becomes ?. A line owns nothing:
 * a copy of it is where one may go back to.
 */
#ifndef ASSAY_REPORT_TERMINAL_TEXT_H
#define ASSAY_REPORT_TERMINAL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_RED, STYLE_YELLOW, STYLE_BLUE, STYLE_GREEN, STYLES };

enum { LINE_COLUMNS_MAX = 500, LINE_BYTES = 16384 };

struct line {
	char bytes[LINE_BYTES];
	size_t used;
	size_t columns, limit;	/* taken, and allowed */
	size_t mark;		/* bytes that leave one column for the sign of a cut */
	bool full;		/* something was cut: the line takes no more */
	bool styled;		/* a style was used */
	bool colour, unicode;
};

/* limit is at most LINE_COLUMNS_MAX. */
void line_start(struct line *, size_t limit, bool colour, bool unicode);

/* Text of others, made harmless; all of it, or so many bytes. */
void line_put(struct line *, enum style, const char *text);
void line_put_bytes(struct line *, enum style, const char *text, size_t bytes);

/* Text in exactly so many columns: cut, or filled up with blanks behind it, or before it when `right`. */
void line_cell(struct line *, enum style, const char *text, size_t columns, bool right);

/* Blanks up to a column. */
void line_to(struct line *, size_t column);

/* What the line holds so far, until something is put. */
const char *line_text(struct line *);

/* Write the line, without the blanks at its end, and a newline. */
void line_end(struct line *, FILE *);

/* The first character of text[0, n), n > 0, made harmless; gives the bytes that it takes there. */
size_t text_next(const char *text, size_t n, int32_t *code);

/* Columns that a text takes when nothing is cut. */
size_t text_columns(const char *text);

/* The bytes of text that go on a line of so many columns (> 0): up to the last blank that lets them fit, or as many characters as fit where
 * there is none. *next is where the line after it begins; text that ends gives *next == its end. */
size_t text_break(const char *text, size_t columns, const char **next);

#endif
