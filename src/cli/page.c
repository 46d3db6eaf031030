/* page: see page.h. */
#include "cli/page.h"

#include <string.h>

static int is_start(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

static size_t columns_of(const char *text, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0; i < n; i++)
		columns += is_start(text[i]) ? 1 : 0;
	return columns;
}

size_t page_columns(const char *text)
{
	return columns_of(text, strlen(text));
}

void page_paragraph(FILE *out, const char *text, unsigned at, unsigned indent, unsigned width)
{
	size_t column = at;

	for (const char *gap = ""; *text;) {
		size_t n = strcspn(text, " \n"), columns = columns_of(text, n);

		if (*gap && column + 1 + columns > width && column > indent) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
			gap = "";
		}
		fprintf(out, "%s%.*s", gap, (int)n, text);
		column += strlen(gap) + columns;
		text += n;
		gap = " ";
		if (*text == '\n') {
			fprintf(out, "\n%*s", text[1] ? (int)indent : 0, "");
			column = indent;
			gap = "";
		}
		text += *text != '\0';
	}
	putc('\n', out);
}

void page_item(FILE *out, const char *name, const char *text, unsigned tab, unsigned width)
{
	size_t columns = 2 + page_columns(name);

	if (columns + 2 > tab)
		fprintf(out, "  %s\n%*s", name, (int)tab, "");
	else
		fprintf(out, "  %s%*s", name, (int)(tab - columns), "");
	page_paragraph(out, text, tab, tab, width);
}

void page_cut(FILE *out, const char *text, size_t columns)
{
	size_t n = 0;

	if (page_columns(text) <= columns) {
		fputs(text, out);
		return;
	}
	for (size_t seen = 0; text[n]; n++) {
		seen += is_start(text[n]) ? 1 : 0;
		if (seen == columns)
			break;
	}
	fprintf(out, "%.*s\u2026", (int)n, text);
}
