/* method: how everything was computed: sources, options, rules, definitions. See page.h. */
#include "report/html/page.h"

#include "analyse/analyse.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { RULES_MOST = 1000, SOURCES_MOST = 200 };

static void source_row(struct page *p, const cJSON *source)
{
	static const char *const texts[] = { "path", "format", "encoding", "compression" }, *const counts[] = { "bytes", "rows", "rejected" };
	const char *hash = text_at(source, "xxh3");

	page_put(p, "<tr>");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *text = text_at(source, texts[i]);

		page_put(p, "<td>");
		page_text(p, text ? text : "", TITLE_SHOWN);
		page_put(p, "</td>");
	}
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		page_number_cell(p, source, counts[i], UNIT_COUNT);
	page_put(p, "<td><code>");
	page_text(p, hash ? hash : "", NAME_SHOWN);
	page_put(p, "</code></td></tr>");
}

static void sources_put(struct page *p)
{
	const cJSON *list = list_at(p->report, "dataset.sources"), *one;
	size_t shown = 0;

	page_put(p, "<h3>Sources</h3>");
	page_wide(p, "sources");
	page_put(p, "<table class=\"sortable\">");
	page_heads(p, (const char *const[]){ "file", "format", "encoding", "packed", "#bytes", "#rows", "#rejected", "XXH3", NULL });
	cJSON_ArrayForEach(one, list) {
		if (shown++ == SOURCES_MOST)
			break;
		source_row(p, one);
	}
	page_put(p, "</tbody></table></div>");
	if (shown > SOURCES_MOST)
		page_put(p, "<p class=\"hint\">… and more, in the JSON report.</p>");
}

static void options_put(struct page *p)
{
	const cJSON *options = member_at(p->report, "run.options"), *one;

	page_put(p, "<h3>Options</h3>");
	if (!options || !options->child) {
		page_put(p, "<p>None was given.</p>");
		return;
	}
	page_put(p, "<table class=\"figures\"><tbody>");
	cJSON_ArrayForEach(one, options) {
		char *text = cJSON_IsString(one) ? NULL : cJSON_PrintUnformatted(one);

		page_put(p, "<tr><th scope=\"row\">");
		page_text(p, one->string, NAME_SHOWN);
		page_put(p, "</th><td>");
		page_text(p, text ? text : cJSON_IsString(one) ? one->valuestring : "", TITLE_SHOWN);
		page_put(p, "</td></tr>");
		cJSON_free(text);
	}
	page_put(p, "</tbody></table>");
}

static void rules_put(struct page *p)
{
	const cJSON *one;
	size_t shown = 0;

	page_put(p, "<details><summary>Rules, and what became of each</summary>");
	page_wide(p, "rules");
	page_put(p, "<table class=\"sortable\">");
	page_heads(p, (const char *const[]){ "rule", "figure", "severity", "outcome", NULL });
	cJSON_ArrayForEach(one, list_at(p->report, "rules")) {
		static const char *const members[] = { "rule", "metric", "severity", "outcome" };

		if (shown++ == RULES_MOST)
			break;
		page_put(p, "<tr>");
		for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
			const char *text = text_at(one, members[i]);

			page_put(p, "<td>");
			page_text(p, !text ? "" : strcmp(text, "not_evaluated") == 0 ? "not evaluated" : text, NAME_SHOWN);
			page_put(p, "</td>");
		}
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></div></details>");
}

static void definition_put(struct page *p, const struct metric *m)
{
	page_put(p, "<dt>");
	page_text(p, m->name, 0);
	page_put(p, "</dt><dd>");
	page_text(p, m->meaning, 0);
	page_printf(p, ". <span class=\"small\">%s, %s; ", unit_name(m->unit),
		    m->exact == EXACT ? "exact" : "exact while memory allows, then with a bound");
	page_text(p, m->formula, 0);
	if (m->reference && *m->reference) {
		page_put(p, ". ");
		page_text(p, m->reference, 0);
	}
	page_put(p, "</span></dd>");
}

/* Figures of a corpus are explained where the report has their group: they are many, and most datasets are none. */
static bool is_explained(const struct page *p, size_t dimension, const struct metric *m)
{
	const cJSON *corpus = member_at(member_at(p->report, "dimensions"), "corpus");
	char group[64];

	if (dimension != DIMENSION_CORPUS)
		return true;
	snprintf(group, sizeof group, "%.*s", (int)strcspn(m->place, "."), m->place);
	return member_at(corpus, group) != NULL;
}

static void definitions_put(struct page *p)
{
	page_put(p, "<h3>Definitions</h3><p>Figures are exact unless a bound stands beside them (±).</p>");
	for (size_t d = 0; d < DIMENSIONS; d++) {
		if (!member_at(member_at(p->report, "dimensions"), dimensions[d]))
			continue;	/* the dataset is no corpus */
		page_printf(p, "<details class=\"definitions\"><summary>Figures of %s</summary><dl>", dimensions[d]);
		for (size_t i = 0; analyses[i]; i++)
			for (const struct metric *m = analyses[i]->metrics; m->name; m++)
				if (dimension_of(m->name) == d && is_explained(p, d, m))
					definition_put(p, m);
		page_put(p, "</dl></details>");
	}
}

/* The section stays open: the JSON follows in it. */
void page_method(struct page *p)
{
	page_put(p, "<section id=\"method\"><h2>How this was computed</h2>");
	sources_put(p);
	options_put(p);
	page_put(p, "<h3>Rules</h3>");
	rules_put(p);
	definitions_put(p);
}
