/* terminal: see terminal.h. */
#include "cli/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SIZE_MOST = 1000, PAGE_LEAST = 40, PAGE_MOST = 100 };

/* A size from the environment; 0: none, or no sensible one. */
static unsigned size_given(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	unsigned long n = text ? strtoul(text, &end, 10) : 0;

	return n > 0 && n <= SIZE_MOST && !*end ? (unsigned)n : 0;
}

static struct winsize size_told(int fd)
{
	struct winsize size = { .ws_col = 0 };

	if (ioctl(fd, TIOCGWINSZ, &size) < 0)
		size.ws_col = size.ws_row = 0;
	return size;
}

unsigned terminal_columns(int fd)
{
	unsigned columns = size_given("COLUMNS");

	if (!columns)
		columns = size_told(fd).ws_col;
	return columns ? columns : COLUMNS_DEFAULT;
}

unsigned terminal_page(int fd)
{
	unsigned columns = terminal_columns(fd);

	return columns < PAGE_LEAST ? PAGE_LEAST : columns > PAGE_MOST ? PAGE_MOST : columns;
}

/* Lines that leave the prompt on the screen. */
static unsigned lines_of(int fd)
{
	unsigned lines = size_given("LINES");

	if (!lines && isatty(fd))
		lines = size_told(fd).ws_row;
	if (lines > 1)
		lines--;
	return lines == 0 || lines > LINES_MOST ? LINES_MOST : lines;
}

static bool colour_wanted(int fd, const char *colour)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (colour && strcmp(colour, "auto") != 0)
		return strcmp(colour, "always") == 0;
	return isatty(fd) && !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

/* The locale's character set. None named at all is taken for UTF-8, which is what data is written in. */
static bool utf8_wanted(void)
{
	static const char *const variable[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof variable / sizeof variable[0]; i++) {
		const char *locale = getenv(variable[i]);

		if (locale && *locale)
			return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
	}
	return true;
}

struct assay_terminal terminal_of(int fd, const struct looks *looks)
{
	return (struct assay_terminal){ .columns = terminal_columns(fd), .lines = looks->lines ? looks->lines : lines_of(fd),
					.colour = colour_wanted(fd, looks->colour), .unicode = !looks->ascii && utf8_wanted() };
}
