/* texts: what the documents of a corpus are like, within its section: what filters leave of them step by step and why, how long they are, in which
 * languages. See page.h.
 */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAID_BYTES = 80, STEPS_MAX = 8, LANGUAGES_SHOWN = 20 };

/* ---- the funnel ---- */

static void funnel_picture(struct page *p, const cJSON *funnel)
{
	struct plot_bar bar[STEPS_MAX + 1];
	char texts[STEPS_MAX + 1][SAID_BYTES], id[PICTURE_ID];
	struct plot_bars bars = { .at = bar, .even = NAN };
	double all = page_number(cJSON_GetArrayItem(funnel, 0), "in");
	const cJSON *step;
	struct plot_frame frame;

	snprintf(texts[0], SAID_BYTES, "%.0f", all);
	bar[bars.count++] = (struct plot_bar){ .label = "all documents", .value = all, .text = texts[0], .base = NAN };
	cJSON_ArrayForEach(step, funnel) {
		double left = page_number(step, "left"), dropped = page_number(step, "dropped");
		const char *title = text_at(step, "title");

		if (bars.count > STEPS_MAX)
			break;
		snprintf(texts[bars.count], SAID_BYTES, "%.0f, %.0f dropped", left, dropped);
		bar[bars.count] = (struct plot_bar){ .label = title ? title : "", .value = left, .text = texts[bars.count], .base = NAN };
		bars.count++;
	}
	frame = page_frame(p, id, "Documents that are left after each filter", "A bar is the documents that the filter and those above it keep.",
			   "/dimensions/corpus/quality/funnel");
	page_put(p, "<figure>");
	plot_bars(p->to, &frame, &bars);
	page_put(p, "<figcaption>What FineWeb's filters would leave, one after the other. Nothing was taken out.</figcaption></figure>");
}

/* The rules that drop something, each by its own set alone. */
static void reasons_table(struct page *p, const cJSON *reasons)
{
	static const char *const heads[] = { "filter", "reason", "dropped when", "documents", "share", "first rows", NULL };
	const cJSON *one;
	bool any = false;

	cJSON_ArrayForEach(one, reasons)
		any |= page_number(one, "documents") > 0;
	if (!any)
		return;
	page_element(p, "h3", NULL, "Why documents would be dropped, by each filter alone", 0);
	page_wide(p, "Why documents would be dropped");
	page_put(p, "<table>");
	page_heads(p, heads);
	cJSON_ArrayForEach(one, reasons) {
		static const char *const words[] = { "set", "reason", "drops_when" };

		if (!(page_number(one, "documents") > 0))
			continue;
		page_put(p, "<tr>");
		for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
			const char *text = text_at(one, words[i]);

			page_element(p, "td", NULL, text ? text : "", VALUE_SHOWN);
		}
		page_number_cell(p, one, "documents", UNIT_COUNT);
		page_number_cell(p, one, "fraction", UNIT_FRACTION);
		page_put(p, "<td>");
		page_rows(p, member_at(one, "rows"));
		page_put(p, "</td></tr>");
	}
	page_put(p, "</tbody></table></div>");
}

/* ---- lengths ---- */

static void lengths_picture(struct page *p, const cJSON *tokens)
{
	const cJSON *bins = member_at(tokens, "spread.histogram");
	struct plot_histogram h = { .mean = page_number(tokens, "mean"), .median = page_number(tokens, "p50") };
	double *counts = page_numbers(list_at(bins, "counts"), &h.bins.count);
	char id[PICTURE_ID];
	struct plot_frame frame;

	if (counts && h.bins.count) {
		h.bins.counts = counts;
		h.bins.low = page_number(bins, "low");
		h.bins.width = page_number(bins, "width");
		h.bins.below = page_number(bins, "below");
		h.bins.above = page_number(bins, "above");
		frame = page_frame(p, id, "Length of the documents in estimated tokens", "Bars count the documents by their length.",
				   "/dimensions/corpus/texts/tokens/spread/histogram");
		frame.unit = "tokens";
		page_put(p, "<figure>");
		plot_histogram(p->to, &frame, &h);
		page_put(p, "<figcaption>Length of the documents, in estimated tokens.</figcaption></figure>");
	}
	free(counts);
}

/* ---- languages ---- */

static void languages_picture(struct page *p, const cJSON *languages)
{
	struct plot_bar bar[LANGUAGES_SHOWN];
	char texts[LANGUAGES_SHOWN][SAID_BYTES], id[PICTURE_ID];
	struct plot_bars bars = { .at = bar, .most = 1, .even = NAN };
	const cJSON *one;
	struct plot_frame frame;

	cJSON_ArrayForEach(one, languages) {
		const char *name = text_at(one, "language");
		double share = page_number(one, "fraction");

		if (bars.count == LANGUAGES_SHOWN)
			break;
		snprintf(texts[bars.count], SAID_BYTES, "%.3g %%", 100 * share);
		bar[bars.count] = (struct plot_bar){ .label = name ? name : "", .value = share, .text = texts[bars.count], .base = NAN };
		bars.count++;
	}
	if (!bars.count)
		return;
	frame = page_frame(p, id, "Languages of the documents", "A bar is the share of documents that are nearest to the language.",
			   "/dimensions/corpus/language/languages");
	page_put(p, "<figure>");
	plot_bars(p->to, &frame, &bars);
	page_put(p, "<figcaption>Languages, by the most frequent n-grams of characters: a guess where documents are short.</figcaption></figure>");
}

void page_texts(struct page *p, const cJSON *corpus)
{
	const cJSON *funnel = list_at(corpus, "quality.funnel");

	if (cJSON_GetArraySize(funnel))
		funnel_picture(p, funnel);
	reasons_table(p, list_at(corpus, "quality.drop_reasons"));
	lengths_picture(p, member_at(corpus, "texts.tokens"));
	languages_picture(p, list_at(corpus, "language.languages"));
}
