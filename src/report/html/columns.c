/* columns: the index of all columns, in pages, and a card for each. See page.h.
 *
 * Cards of a dataset with very many columns are brief unless a finding is about the column, so that the page stays one that a mail can carry.
 */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <string.h>

static bool is_brief(const struct page *p, size_t i)
{
	return p->columns > FULL_COLUMNS && (!p->found[i] || p->columns > 4 * FULL_COLUMNS);
}

static void index_row(struct page *p, size_t i)
{
	const cJSON *column = p->column[i];
	const char *name = text_at(column, "name"), *type = text_at(column, "type");
	char at[POINTER_BYTES];

	page_put(p, "<tr data-name=\"");
	page_text(p, name ? name : "", 0);
	page_put(p, "\"><td>");
	page_column_link(p, name ? name : "");
	page_put(p, "</td><td>");
	page_text(p, type ? type : "", NAME_SHOWN);
	page_put(p, "</td>");
	page_number_cell(p, column, "missing.fraction", UNIT_FRACTION);
	page_number_cell(p, column, "distinct", UNIT_COUNT);
	page_printf(p, "<td class=\"number\" data-value=\"%zu\">", p->found[i]);
	if (p->found[i])
		page_printf(p, "<strong>%zu</strong>", p->found[i]);
	page_put(p, p->found[i] ? "</td><td class=\"spark\">" : "0</td><td class=\"spark\">");
	snprintf(at, sizeof at, "/columns/%zu", i);
	if (p->columns <= SPARK_COLUMNS)
		picture_shape(p, column, at, true);
	page_put(p, "</td></tr>");
}

static void index_table(struct page *p, size_t from, size_t to)
{
	char label[64];

	snprintf(label, sizeof label, "Columns %zu to %zu", from + 1, to);
	page_wide(p, label);
	page_printf(p, "<table class=\"sortable\"><caption>%s</caption>", label);
	page_heads(p, (const char *const[]){ "column", "type", "#missing", "#distinct", "#findings", "shape", NULL });
	for (size_t i = from; i < to; i++)
		index_row(p, i);
	page_put(p, "</tbody></table></div>");
}

static void index_put(struct page *p)
{
	page_put(p, "<p class=\"search\" hidden><label for=\"column-search\">Find a column</label> "
		    "<input type=\"search\" id=\"column-search\" autocomplete=\"off\"> <span id=\"column-found\" role=\"status\"></span> "
		    "<button type=\"button\" id=\"fold-all\">Unfold all cards</button></p><div id=\"columns-index\">");
	for (size_t from = 0; from < p->columns; from += INDEX_PAGE) {
		size_t to = from + INDEX_PAGE < p->columns ? from + INDEX_PAGE : p->columns;

		if (from > 0)
			page_printf(p, "<details><summary>Columns %zu to %zu</summary>", from + 1, to);
		index_table(p, from, to);
		page_put(p, from > 0 ? "</details>" : "");
	}
	page_put(p, "</div>");
}

/* ---- cards ---- */

static void findings_of(struct page *p, const char *name)
{
	const cJSON *finding;
	bool any = false;

	cJSON_ArrayForEach(finding, list_at(p->report, "findings")) {
		const char *column = text_at(finding, "where.column"), *other = text_at(finding, "where.other"), *title = text_at(finding, "title");
		const struct severity_look *look = &severity_looks[finding_rank(finding)];

		if (!(column && strcmp(column, name) == 0) && !(other && strcmp(other, name) == 0))
			continue;
		page_put(p, any ? "" : "<ul class=\"about\">");
		any = true;
		page_printf(p, "<li class=\"%s\"><span class=\"mark\"><span aria-hidden=\"true\">%s</span> %s</span> ", look->name, look->mark,
			    look->one);
		page_text(p, title ? title : "", TITLE_SHOWN);
		page_put(p, "</li>");
	}
	page_put(p, any ? "</ul>" : "");
}

static void top_put(struct page *p, const cJSON *column)
{
	const cJSON *top = list_at(column, "top"), *one;

	if (!top || !top->child || list_at(column, "classes.counts"))
		return;
	page_put(p, "<details><summary>Most frequent values</summary><table class=\"figures\"><tbody>");
	cJSON_ArrayForEach(one, top) {
		const char *value = text_at(one, "value");
		double v;

		page_put(p, "<tr><th scope=\"row\">");
		page_text(p, value && *value ? value : "(empty)", VALUE_SHOWN);
		page_put(p, "</th>");
		page_number_cell(p, one, "count", UNIT_COUNT);
		if (number_at(one, "fraction", &v))
			page_number_cell(p, one, "fraction", UNIT_FRACTION);
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></details>");
}

/* Three cells: a value as it is, how many rows have it, and where the first of them stands. */
static void extreme_put(struct page *p, const cJSON *one)
{
	const char *time = text_at(one, "value");
	double number, row;

	if (!one) {
		page_put(p, "<td></td><td></td><td></td>");
		return;
	}
	page_put(p, "<td class=\"number\" data-value=\"");
	if (number_at(one, "value", &number)) {
		plot_number(p->to, number);
		page_put(p, "\">");
		plot_number(p->to, number);
	} else {
		page_text(p, time ? time : "", VALUE_SHOWN);
		page_put(p, "\">");
		page_text(p, time ? time : "", VALUE_SHOWN);
	}
	page_put(p, "</td>");
	page_number_cell(p, one, "count", UNIT_COUNT);
	if (!number_at(one, "row", &row)) {
		page_put(p, "<td></td>");
		return;
	}
	page_printf(p, "<td data-row=\"%.0f\">", row);
	page_place(p, row);
	page_put(p, "</td>");
}

static void extremes_put(struct page *p, const cJSON *column, const char *at)
{
	const cJSON *least = list_at(column, "extremes.least"), *greatest = list_at(column, "extremes.greatest");

	if (!least || !greatest || !least->child)
		return;
	page_put(p, "<details><summary>Least and greatest values</summary>");
	page_wide(p, "least and greatest values");
	page_printf(p, "<table class=\"extremes\" data-source=\"%s/extremes\">", at);
	page_heads(p, (const char *const[]){ "#least", "#rows", "first at", "#greatest", "#rows", "first at", NULL });
	least = least->child;
	for (greatest = greatest->child; least || greatest;) {
		page_put(p, "<tr>");
		extreme_put(p, least);
		extreme_put(p, greatest);
		page_put(p, "</tr>");
		least = least ? least->next : NULL;
		greatest = greatest ? greatest->next : NULL;
	}
	page_put(p, "</tbody></table></div></details>");
}

static void variants_put(struct page *p, const cJSON *column)
{
	const cJSON *groups = list_at(column, "text.case_variant_groups"), *group, *one;

	if (!groups || !groups->child)
		return;
	page_put(p, "<details><summary>Values that are written in several ways</summary><ul>");
	cJSON_ArrayForEach(group, groups) {
		const char *before = "";

		page_put(p, "<li>");
		cJSON_ArrayForEach(one, member_at(group, "values")) {
			const char *value = text_at(one, "value");
			double n = 0;

			number_at(one, "count", &n);
			page_put(p, before);
			page_element(p, "span", "name", value ? value : "", VALUE_SHOWN);
			page_printf(p, " %.0f×", n);
			before = ", ";
		}
		page_put(p, "</li>");
	}
	page_put(p, "</ul></details>");
}

static void disguised_put(struct page *p, const cJSON *column)
{
	const cJSON *values = list_at(column, "disguised.values"), *one;

	if (!values || !values->child)
		return;
	page_put(p, "<details><summary>Values that look like missing ones</summary><ul>");
	cJSON_ArrayForEach(one, values) {
		const char *value = text_at(one, "value"), *why = text_at(one, "why");
		double n = 0;

		number_at(one, "count", &n);
		page_put(p, "<li>");
		page_element(p, "span", "name", value ? value : "", VALUE_SHOWN);
		page_printf(p, " %.0f×: ", n);
		page_text(p, why ? why : "", TITLE_SHOWN);
		page_put(p, "</li>");
	}
	page_put(p, "</ul></details>");
}

/* Every list of rows that the column has: where its odd cells, outliers, … are. */
static void places_put(struct page *p, const cJSON *column)
{
	static const struct { const char *place, *name; } lists[] = {
		{ "missing.rows", "missing" }, { "odd.rows", "odd cells" }, { "disguised.rows", "disguised as missing" },
		{ "numeric.outlier_rows", "outliers" }, { "text.padded_rows", "blanks around" }, { "text.control_rows", "control characters" },
		{ "text.mojibake_rows", "garbled" }, { "text.replacement_rows", "lost characters" }, { "time.future_rows", "in the future" },
		{ "time.out_of_order_rows", "out of order" }, { "reference.disagreeing_rows", "disagree with the reference" } };
	bool any = false;

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		const cJSON *rows = list_at(column, lists[i].place);

		if (!rows || !rows->child)
			continue;
		page_put(p, any ? "" : "<details><summary>Where to look</summary><dl class=\"places\">");
		any = true;
		page_printf(p, "<dt>%s</dt><dd>", lists[i].name);
		page_rows(p, rows);
		page_put(p, "</dd>");
	}
	page_put(p, any ? "</dl></details>" : "");
}

/* What a brief card and the first lines of a full one tell. */
static const char *const main_figures[] = {
	"completeness.missing", "completeness.missing_fraction", "uniqueness.distinct", "representativeness.min", "representativeness.p25",
	"representativeness.p50", "representativeness.p75", "representativeness.max", "representativeness.mean", "representativeness.std",
	"diversity.classes", "diversity.imbalance_ratio", "representativeness.length_p50", "timeliness.oldest", "timeliness.newest", NULL
};

static void full_put(struct page *p, const cJSON *column, const char *at)
{
	page_put(p, "<div class=\"pictures\">");
	picture_shape(p, column, at, false);
	if (list_at(column, "numeric.histogram.counts") && list_at(column, "classes.counts"))
		picture_histogram(p, column, at, false);
	picture_strip(p, column, at);
	if (list_at(column, "text.length.histogram.counts") &&
	    (list_at(column, "classes.counts") || list_at(column, "time.periods.counts")))
		picture_lengths(p, column, at, false);
	page_put(p, "</div><div class=\"facts\">");
	page_figures(p, column, SCOPE_COLUMN, NULL, main_figures);
	page_put(p, "<details><summary>All figures</summary>");
	page_figures(p, column, SCOPE_COLUMN, NULL, NULL);
	page_put(p, "</details>");
	top_put(p, column);
	extremes_put(p, column, at);
	variants_put(p, column);
	disguised_put(p, column);
	places_put(p, column);
	page_reasons(p, column);
	page_put(p, "</div>");
}

static void card_put(struct page *p, size_t i)
{
	const cJSON *column = p->column[i];
	const char *name = text_at(column, "name"), *type = text_at(column, "type");
	char at[POINTER_BYTES];

	snprintf(at, sizeof at, "/columns/%zu", i);
	page_printf(p, "<section class=\"column\" id=\"c-%zu\" data-name=\"", i);
	page_text(p, name ? name : "", 0);
	page_printf(p, "\"><details%s><summary><h3>", i < OPEN_COLUMNS ? " open" : "");
	page_text(p, name && *name ? name : "(no name)", NAME_SHOWN);
	page_put(p, "</h3> <span class=\"type\">");
	page_text(p, type ? type : "", NAME_SHOWN);
	page_put(p, "</span></summary>");
	if (p->found[i])
		findings_of(p, name ? name : "");
	page_put(p, "<div class=\"card\">");
	if (is_brief(p, i))
		page_figures(p, column, SCOPE_COLUMN, NULL, main_figures);
	else
		full_put(p, column, at);
	page_put(p, "</div></details></section>");
}

void page_cards(struct page *p)
{
	page_put(p, "<section id=\"columns\"><h2>Columns</h2>");
	if (!p->columns)
		page_put(p, "<p>There are none.</p>");
	else
		index_put(p);
	if (p->columns > FULL_COLUMNS)
		page_printf(p, "<p class=\"hint\">With %zu columns, cards are brief%s; everything stands in the JSON report.</p>", p->columns,
			    p->columns > 4 * FULL_COLUMNS ? "" : " unless a finding is about the column");
	for (size_t i = 0; i < p->columns; i++)
		card_put(p, i);
	page_put(p, "</section>");
}
