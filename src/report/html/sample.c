/* sample: some rows as the database holds them: the first, the last, and some drawn between. See page.h. */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { NAMES_MOST = 100 };	/* names of columns that are not shown */

static const struct group { const char *list, *heading; } groups[] = {
	{ "first", "The first rows" }, { "random", "Rows drawn at random between them" }, { "last", "The last rows" } };
enum { GROUPS = sizeof groups / sizeof groups[0] };

static void row_put(struct page *p, const cJSON *row)
{
	const cJSON *cell;
	double number;

	if (!number_at(row, "row", &number))
		return;
	page_printf(p, "<tr data-row=\"%.0f\"><th scope=\"row\">", number);
	page_place(p, number);
	page_put(p, "</th>");
	cJSON_ArrayForEach(cell, list_at(row, "cells")) {
		if (cJSON_IsString(cell))
			page_element(p, "td", NULL, cell->valuestring, VALUE_SHOWN);
		else
			page_put(p, "<td class=\"none\">–</td>");
	}
	page_put(p, "</tr>");
}

static void heads_put(struct page *p, const cJSON *sample)
{
	const cJSON *name;

	page_put(p, "<thead><tr><th scope=\"col\">row</th>");
	cJSON_ArrayForEach(name, list_at(sample, "columns")) {
		page_put(p, "<th scope=\"col\">");
		page_column_link(p, cJSON_IsString(name) ? name->valuestring : "");
		page_put(p, "</th>");
	}
	page_put(p, "</tr></thead>");
}

/* The columns behind those that are shown, by their names. */
static void rest_put(struct page *p, size_t shown)
{
	size_t most = p->columns - shown < NAMES_MOST ? p->columns - shown : NAMES_MOST;

	page_put(p, "<p class=\"hint\">Columns that are not shown: ");
	for (size_t i = 0; i < most; i++) {
		const char *name = text_at(p->column[shown + i], "name");

		page_put(p, i ? ", " : "");
		page_column_link(p, name ? name : "");
	}
	if (p->columns - shown > most)
		page_printf(p, " and %zu more", p->columns - shown - most);
	page_put(p, ".</p>");
}

void page_sample(struct page *p)
{
	const cJSON *sample = member_at(p->report, "dimensions.representativeness.sample"), *columns = list_at(sample, "columns"), *row;
	size_t shown = columns ? (size_t)cJSON_GetArraySize(columns) : 0;
	char all[NUMBER_BYTES] = "";
	double rows;
	int n = 0;

	page_put(p, "<section id=\"rows\"><h2>Rows</h2>");
	for (size_t g = 0; g < GROUPS; g++)
		n += cJSON_GetArraySize(list_at(sample, groups[g].list));
	if (!n) {
		page_put(p, p->redacted ? "<p>Where no value is shown, no row is.</p></section>" : "<p>There are none to show.</p></section>");
		return;
	}
	if (number_at(p->report, "dataset.rows", &rows))
		count_text(all, rows);
	page_printf(p, "<details><summary>%d of %s rows</summary>", n, all);
	page_wide(p, "some rows");
	page_put(p, "<table class=\"rows\" data-source=\"/dimensions/representativeness/sample\">"
		    "<caption>Cells as the database holds them: numbers by their value, – for what is missing; long ones are cut</caption>");
	heads_put(p, sample);
	for (size_t g = 0; g < GROUPS; g++) {
		const cJSON *list = list_at(sample, groups[g].list);

		if (!list || !list->child)
			continue;
		page_printf(p, "<tbody data-list=\"%s\"><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">%s</th></tr>",
			    groups[g].list, shown + 1, groups[g].heading);
		cJSON_ArrayForEach(row, list)
			row_put(p, row);
		page_put(p, "</tbody>");
	}
	page_put(p, "</table></div>");
	if (p->columns > shown)
		rest_put(p, shown);
	page_put(p, "</details></section>");
}
