/* cell: any bytes as one cell. Blanks at its ends change nothing; a number is what strtod makes of the text; a time that is written
 * in ISO 8601 is read as the same time.
 */
#include "fuzz.h"

#include "table/cell.h"

#include <math.h>
#include <string.h>

static struct na_set *na;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	na = na_set_new(&na_default);
	return na ? 0 : -1;
}

static bool same_cell(struct cell a, struct cell b)
{
	return a.kind == b.kind && memcmp(&a.number, &b.number, sizeof a.number) == 0;
}

static void number_check(struct cell c, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	check(value == c.number, "%s: %.17g", text, c.number);
	check(end[strspn(end, " \t\r\n\v\f")] == '\0', "%s: a number for strtod up to %s", text, end);
	check(c.kind == CELL_REAL ? !isnan(value) : value == floor(value) && fabs(value) < 1e18, "%s: %.17g", text, value);
}

static void time_check(struct cell c, const char *text)
{
	char iso[40];
	double again, swapped;

	check(isfinite(c.number), "%s: %g", text, c.number);
	time_format(c.number, iso);
	if (iso[0] != '-' && iso[4] == '-')	/* a zone may move a time out of the years of four digits */
		check(time_read(iso, &again) == 0 && again == c.number, "%s: %.17g µs is written %s", text, c.number, iso);
	if (c.kind == CELL_DAYMONTH) {
		swapped = time_swap_day_month(c.number);
		check(time_swap_day_month(swapped) == c.number, "%s: swapped to %.17g and back", text, swapped);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *exact = malloc(n ? n : 1), *text = malloc(n + 3);
	struct cell c;

	check(exact && text, "no memory");
	if (n)
		memcpy(exact, bytes, n);
	c = cell_type(exact, n, na);
	check(c.kind < CELL_KINDS && c.kind != CELL_ABSENT && c.kind != CELL_NULL && c.kind != CELL_JSON, "kind %u", c.kind);
	snprintf(text, n + 3, " %.*s\t", (int)n, exact);
	if (strlen(text) == n + 2)
		check(same_cell(c, cell_type(text, n + 2, na)), "%s: another cell with blanks at its ends", text);
	if (cell_is_number(c.kind))
		number_check(c, text);
	else if (cell_is_time(c.kind))
		time_check(c, text);
	else
		check(c.number == (c.kind == CELL_BOOLEAN && c.number == 1 ? 1 : 0), "%s: %g", text, c.number);
	free(exact);
	free(text);
	return 0;
}
