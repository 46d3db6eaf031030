/* page: what the parts of the page share: text, figures, tables of them, places, numbers. See page.h. */
#include "report/html/page.h"

#include "analyse/analyse.h"
#include "judge/number_text.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void page_put(struct page *p, const char *html)
{
	fputs(html, p->to);
}

void page_printf(struct page *p, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(p->to, format, ap);
	va_end(ap);
}

void page_text(struct page *p, const char *text, size_t most)
{
	plot_text(p->to, text, most);
}

void page_wide(struct page *p, const char *label)
{
	page_put(p, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"");
	page_text(p, label, 0);
	page_put(p, "\">");
}

void page_heads(struct page *p, const char *const *heads)
{
	page_put(p, "<thead><tr>");
	for (; *heads; heads++) {
		bool numbers = **heads == '#';

		page_put(p, numbers ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
		page_text(p, *heads + numbers, 0);
		page_put(p, "</th>");
	}
	page_put(p, "</tr></thead><tbody>");
}

void page_number_cell(struct page *p, const cJSON *object, const char *place, enum unit unit)
{
	double v;

	if (!number_at(object, place, &v)) {
		page_put(p, "<td class=\"number\" data-value=\"\">–</td>");
		return;
	}
	page_put(p, "<td class=\"number\" data-value=\"");
	plot_number(p->to, v);
	page_put(p, "\">");
	page_figure(p, unit, v);
	page_put(p, "</td>");
}

void page_element(struct page *p, const char *tag, const char *class, const char *text, size_t most)
{
	if (class)
		page_printf(p, "<%s class=\"%s\">", tag, class);
	else
		page_printf(p, "<%s>", tag);
	page_text(p, text, most);
	page_printf(p, "</%s>", tag);
}

static void seconds_text(char *buffer, double seconds)
{
	static const struct { double seconds; const char *name; } spans[] = {
		{ 365.2425 * 86400, "years" }, { 86400, "days" }, { 3600, "h" }, { 60, "min" }, { 0, "s" } };
	char number[NUMBER_BYTES];
	size_t i = 0;

	while (fabs(seconds) < 2 * spans[i].seconds)
		i++;
	figure_text(number, spans[i].seconds > 0 ? seconds / spans[i].seconds : seconds);
	snprintf(buffer, NUMBER_BYTES, "%.50s %s", number, spans[i].name);
}

void page_figure(struct page *p, enum unit unit, double value)
{
	char text[NUMBER_BYTES];

	switch (unit) {
	case UNIT_COUNT:
		count_text(text, value);
		break;
	case UNIT_FRACTION:
		share_text(text, value);
		break;
	case UNIT_SECONDS:
		seconds_text(text, value);
		break;
	default:
		figure_text(text, value);
	}
	page_put(p, text);
}

void page_metric_name(struct page *p, const struct metric *m)
{
	const char *leaf = strchr(m->name, '.');

	for (leaf = leaf ? leaf + 1 : m->name; *leaf; leaf++)
		fputc(*leaf == '_' ? ' ' : *leaf, p->to);
}

int page_name_order(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->name, y->name);
}

size_t page_column(const struct page *p, const char *name)
{
	struct named wanted = { name, 0 }, *found = bsearch(&wanted, p->by_name, p->columns, sizeof wanted, page_name_order);

	return found ? found->place : p->columns;
}

void page_column_link(struct page *p, const char *name)
{
	size_t i = page_column(p, name);

	if (i == p->columns) {
		page_element(p, "span", "name", name, NAME_SHOWN);
		return;
	}
	page_printf(p, "<a class=\"name\" href=\"#c-%zu\">", i);
	page_text(p, *name ? name : "(no name)", NAME_SHOWN);
	page_put(p, "</a>");
}

struct plot_frame page_frame(struct page *p, char id[PICTURE_ID], const char *title, const char *about, const char *source)
{
	snprintf(id, PICTURE_ID, "p%zu", p->pictures++);
	return (struct plot_frame){ .id = id, .title = title, .about = about, .source = source, .hide_values = p->redacted };
}

/* ---- figures ---- */

static bool is_wanted(const struct metric *m, enum scope scope, const char *dimension, const char *const *only)
{
	size_t n = dimension ? strlen(dimension) : 0;

	if (m->scope != scope || (dimension && (strncmp(m->name, dimension, n) != 0 || m->name[n] != '.')))
		return false;
	if (!only)
		return true;
	while (*only && strcmp(*only, m->name) != 0)
		only++;
	return *only;
}

/* The bound of a figure that is not exact, from the object that it stands in. */
static void bound_put(struct page *p, const cJSON *object, const char *place)
{
	const char *leaf = strrchr(place, '.');
	const cJSON *approximate = member_at(object, "approximate"), *bound = cJSON_GetObjectItemCaseSensitive(approximate, place);
	char text[NUMBER_BYTES];
	double error;

	if (!bound)
		bound = cJSON_GetObjectItemCaseSensitive(approximate, leaf ? leaf + 1 : place);
	if (!number_at(bound, "error", &error))
		return;
	figure_text(text, error);
	page_printf(p, " <span class=\"bound\">±%s</span>", text);
}

/* A row of the table; false: the object has no such figure. */
static bool figure_row(struct page *p, const cJSON *object, const struct metric *m)
{
	const cJSON *value = member_at(object, m->place);

	if (!cJSON_IsNumber(value) && !(m->unit == UNIT_NAME && cJSON_IsString(value)))
		return false;
	page_put(p, "<tr><th scope=\"row\">");
	page_metric_name(p, m);
	page_put(p, "</th><td>");
	if (cJSON_IsNumber(value)) {
		page_figure(p, m->unit, value->valuedouble);
		bound_put(p, object, m->place);
	} else {
		page_text(p, value->valuestring, VALUE_SHOWN);
	}
	page_put(p, "</td></tr>");
	return true;
}

void page_figures(struct page *p, const cJSON *object, enum scope scope, const char *dimension, const char *const *only)
{
	bool any = false;

	for (size_t d = 0; d < DIMENSIONS; d++) {
		if (dimension && strcmp(dimension, dimensions[d]) != 0)
			continue;
		for (size_t i = 0; analyses[i]; i++) {
			for (const struct metric *m = analyses[i]->metrics; m->name; m++) {
				if (!is_wanted(m, scope, dimensions[d], only) || !member_at(object, m->place) ||
				    cJSON_IsNull(member_at(object, m->place)))
					continue;
				if (!any)
					page_put(p, "<table class=\"figures\"><tbody>");
				any = true;
				figure_row(p, object, m);
			}
		}
	}
	if (any)
		page_put(p, "</tbody></table>");
}

void page_reasons(struct page *p, const cJSON *object)
{
	const cJSON *reason, *reasons = member_at(object, "null_because");

	if (!reasons || !reasons->child)
		return;
	page_put(p, "<details class=\"reasons\"><summary>What is not there, and why</summary><ul>");
	cJSON_ArrayForEach(reason, reasons) {
		page_put(p, "<li>");
		page_text(p, reason->string, NAME_SHOWN);
		page_put(p, ": ");
		page_text(p, cJSON_IsString(reason) ? reason->valuestring : "", VALUE_SHOWN);
		page_put(p, "</li>");
	}
	page_put(p, "</ul></details>");
}

double page_number(const cJSON *object, const char *place)
{
	double value;

	return number_at(object, place, &value) ? value : NAN;
}

void page_place(struct page *p, double row)
{
	struct place at = places_row(&p->places, row);
	char text[TEXT_BYTES];

	place_text(&at, text);
	page_text(p, text, VALUE_SHOWN);
}

void page_rows(struct page *p, const cJSON *rows)
{
	const cJSON *row;
	const char *before = "";

	cJSON_ArrayForEach(row, rows) {
		if (!cJSON_IsNumber(row))
			continue;
		page_put(p, before);
		page_place(p, row->valuedouble);
		before = ", ";
	}
}

/* ---- numbers ---- */

double *page_numbers(const cJSON *array, size_t *count)
{
	size_t n = cJSON_IsArray(array) ? (size_t)cJSON_GetArraySize(array) : 0, i = 0;
	double *numbers = n ? malloc(n * sizeof *numbers) : NULL;
	const cJSON *one;

	*count = 0;
	if (!numbers)
		return NULL;
	cJSON_ArrayForEach(one, array)
		numbers[i++] = cJSON_IsNumber(one) ? one->valuedouble : NAN;
	*count = n;
	return numbers;
}

/* Days since 1970 of a date of the Gregorian calendar (Howard Hinnant, chrono-compatible low-level date algorithms). */
static double days_of(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year, m = month > 2 ? month - 3 : month + 9;
	int era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int of_year = (153 * m + 2) / 5 + day - 1;

	return (double)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

double page_time(const char *iso)
{
	int year = 0, month = 1, day = 1, hour = 0, minute = 0;
	double second = 0;

	if (!iso || sscanf(iso, "%d-%d-%dT%d:%d:%lf", &year, &month, &day, &hour, &minute, &second) < 1)
		return NAN;
	if (month < 1 || month > 12 || day < 1 || day > 31 || year < -9999 || year > 99999)
		return NAN;
	return (((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1e6;
}
