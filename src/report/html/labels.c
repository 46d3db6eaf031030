/* labels: of the accuracy section what is about labels likely to be wrong: how many, the worst rows, classes taken for each other. */
#include "report/html/page.h"

#include <cjson/cJSON.h>

static const char place[] = "dimensions.accuracy.label_errors";

static void text_cell(struct page *p, const char *text)
{
	page_put(p, "<td>");
	page_text(p, text ? text : "", VALUE_SHOWN);
	page_put(p, "</td>");
}

/* How many of the ways pick the row. */
static unsigned ways_count(const cJSON *ways)
{
	const cJSON *way;
	unsigned n = 0;

	cJSON_ArrayForEach(way, ways)
		n += cJSON_IsTrue(way) != 0;
	return n;
}

static void worst_put(struct page *p, const cJSON *errors)
{
	const cJSON *worst = list_at(errors, "worst"), *one;

	if (!worst || !worst->child)
		return;
	page_wide(p, "labels likely to be wrong");
	page_put(p, "<table class=\"sortable\"><caption>Labels likely to be wrong, the worst first</caption>");
	page_heads(p, (const char *const[]){ "row", "label", "suggested", "probability of the label", "margin", "score", "ways of 7", NULL });
	cJSON_ArrayForEach(one, worst) {
		double row;
		unsigned ways = ways_count(cJSON_GetObjectItemCaseSensitive(one, "ways"));

		page_put(p, "<tr><td>");
		if (number_at(one, "row", &row))
			page_place(p, row);
		page_put(p, "</td>");
		text_cell(p, text_at(one, "given"));
		text_cell(p, text_at(one, "suggested"));
		page_number_cell(p, one, "self_confidence", UNIT_RATIO);
		page_number_cell(p, one, "normalized_margin", UNIT_RATIO);
		page_number_cell(p, one, "confidence_weighted_entropy", UNIT_RATIO);
		page_printf(p, "<td class=\"number\" data-value=\"%u\">%u</td></tr>", ways, ways);
	}
	page_put(p, "</tbody></table></div>");
}

static void overlaps_put(struct page *p, const cJSON *errors)
{
	const cJSON *overlaps = list_at(errors, "overlapping_classes"), *one;

	if (!overlaps || !overlaps->child)
		return;
	page_wide(p, "overlapping classes");
	page_put(p, "<table class=\"sortable\"><caption>Classes that are taken for each other</caption>");
	page_heads(p, (const char *const[]){ "class", "and", "rows", "of all", NULL });
	cJSON_ArrayForEach(one, overlaps) {
		const cJSON *classes = cJSON_GetObjectItemCaseSensitive(one, "classes");

		page_put(p, "<tr>");
		text_cell(p, cJSON_GetStringValue(cJSON_GetArrayItem(classes, 0)));
		text_cell(p, cJSON_GetStringValue(cJSON_GetArrayItem(classes, 1)));
		page_number_cell(p, one, "rows", UNIT_COUNT);
		page_number_cell(p, one, "fraction", UNIT_FRACTION);
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></div>");
}

void page_label_errors(struct page *p)
{
	const cJSON *errors = member_at(p->report, place);
	const char *model = text_at(errors, "model");
	double picked, rows, health, accuracy;

	if (!number_at(errors, "prune_by_noise_rate", &picked) || !number_at(errors, "n", &rows) || !number_at(errors, "health", &health))
		return;
	page_put(p, "<p>Confident learning: ");
	page_figure(p, UNIT_COUNT, picked);
	page_put(p, " of ");
	page_figure(p, UNIT_COUNT, rows);
	page_put(p, " labels are likely to be wrong (prune by noise rate); label health ");
	page_figure(p, UNIT_FRACTION, health);
	page_put(p, ". Probabilities: ");
	page_text(p, model ? model : "", VALUE_SHOWN);
	if (number_at(errors, "model_accuracy", &accuracy)) {
		page_put(p, ", right about ");
		page_figure(p, UNIT_FRACTION, accuracy);
		page_put(p, " of the labels");
	}
	page_put(p, ".</p>");
	worst_put(p, errors);
	overlaps_put(p, errors);
}
