/* overlap: what documents of a corpus have in common, within its section: clusters by size, the largest of them, the lines, passages and
 * evaluation items that weigh most. See page.h.
 */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LABEL_BYTES = 48, SIZES_MAX = 16 };

/* A column of a table: a number, or a text of the data. */
struct cell {
	const char *head, *member;
	enum { CELL_OF_NUMBER, CELL_OF_SHARE, CELL_OF_TEXT } is;
};

static void cell_put(struct page *p, const cJSON *of, const struct cell *c)
{
	const char *text;

	if (c->is != CELL_OF_TEXT) {
		page_number_cell(p, of, c->member, c->is == CELL_OF_SHARE ? UNIT_FRACTION : UNIT_COUNT);
		return;
	}
	text = text_at(of, c->member);
	page_element(p, "td", NULL, text ? text : "", VALUE_SHOWN);
}

/* A list of objects as a table; nothing where it is empty. */
static void table_put(struct page *p, const char *title, const cJSON *list, const struct cell *cells)
{
	const cJSON *one;

	if (!cJSON_GetArraySize(list))
		return;
	page_element(p, "h3", NULL, title, 0);
	page_wide(p, title);
	page_put(p, "<table><thead><tr>");
	for (const struct cell *c = cells; c->head; c++)
		page_printf(p, "<th scope=\"col\">%s</th>", c->head);
	page_put(p, "</tr></thead><tbody>");
	cJSON_ArrayForEach(one, list) {
		page_put(p, "<tr>");
		for (const struct cell *c = cells; c->head; c++)
			cell_put(p, one, c);
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></div>");
}

static void sizes_picture(struct page *p, const cJSON *sizes)
{
	struct plot_bar bar[SIZES_MAX];
	char label[SIZES_MAX][LABEL_BYTES], id[PICTURE_ID];
	struct plot_bars bars = { .at = bar, .even = NAN };
	struct plot_frame frame;
	const cJSON *one;

	cJSON_ArrayForEach(one, sizes) {
		double from = page_number(one, "from"), to = page_number(one, "to"), clusters = page_number(one, "clusters");

		if (bars.count == SIZES_MAX)
			break;
		if (isnan(to))
			snprintf(label[bars.count], LABEL_BYTES, "%.0f and more", from);
		else if (to > from)
			snprintf(label[bars.count], LABEL_BYTES, "%.0f to %.0f", from, to);
		else
			snprintf(label[bars.count], LABEL_BYTES, "%.0f", from);
		bar[bars.count] = (struct plot_bar){
			.label = label[bars.count], .value = clusters, .base = NAN, .marked = isnan(to) && clusters > 0
		};
		bars.count++;
	}
	page_put(p, "<figure>");
	frame = page_frame(p, id, "Clusters of duplicates by how many documents they have", "A bar is a number of clusters; giant ones are marked.",
			   "/dimensions/corpus/duplicates/clusters/sizes");
	plot_bars(p->to, &frame, &bars);
	page_put(p, "<figcaption>Clusters by size: of each, all but one document would go.</figcaption></figure>");
}

void page_overlap(struct page *p, const cJSON *corpus)
{
	static const struct cell clusters[] = { { "representative row", "representative", CELL_OF_NUMBER },
						{ "documents", "members", CELL_OF_NUMBER },
						{ .head = NULL } };
	static const struct cell lines[] = {
		{ "line", "text", CELL_OF_TEXT }, { "documents", "documents", CELL_OF_NUMBER }, { "first row", "first_row", CELL_OF_NUMBER }, 
		{ .head = NULL } };
	static const struct cell passages[] = {
		{ "passage", "text", CELL_OF_TEXT }, { "words", "tokens", CELL_OF_NUMBER }, { "row", "row", CELL_OF_NUMBER },
		{ "first in row", "first_row", CELL_OF_NUMBER }, { .head = NULL } };
	static const struct cell sets[] = {
		{ "items of", "items_of", CELL_OF_TEXT }, { "found in", "found_in", CELL_OF_TEXT }, { "items", "items", CELL_OF_NUMBER },
		{ "contaminated", "contaminated", CELL_OF_NUMBER }, { "documents", "documents", CELL_OF_NUMBER },
		{ "longest, words", "longest", CELL_OF_NUMBER }, { .head = NULL } };
	static const struct cell matches[] = {
		{ "text", "text", CELL_OF_TEXT }, { "words", "words", CELL_OF_NUMBER }, { "share of the item", "share", CELL_OF_SHARE },
		{ "items of", "items_of", CELL_OF_TEXT }, { "item", "item", CELL_OF_NUMBER }, { "row", "row", CELL_OF_NUMBER }, { .head = NULL } };

	if (page_number(corpus, "duplicates.clusters.count") > 0)
		sizes_picture(p, list_at(corpus, "duplicates.clusters.sizes"));
	table_put(p, "Largest clusters", list_at(corpus, "duplicates.clusters.list"), clusters);
	table_put(p, "Lines that most documents share", list_at(corpus, "repeats.lines.list"), lines);
	table_put(p, "Longest passages that repeat", list_at(corpus, "repeats.passages.list"), passages);
	table_put(p, "Evaluation sets and splits", list_at(corpus, "contamination.sets"), sets);
	table_put(p, "Longest matches", list_at(corpus, "contamination.list"), matches);
}
