/* findings: the first screen: the verdict in words, what was read, and the findings, worst first. See page.h. */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { OTHERS_MOST = 200, CELLS_MOST = 12, QUERY_ROWS_MOST = 50 };

static double verdict_count(const struct page *p, const char *member)
{
	double n = 0;

	number_at(member_at(p->report, "verdict"), member, &n);
	return n;
}

/* What the verdict means, for somebody who knows no rules. */
static void words_put(struct page *p)
{
	double errors = verdict_count(p, "errors"), warnings = verdict_count(p, "warnings"), unheld = verdict_count(p, "not_evaluated");
	double skipped = verdict_count(p, "skipped");
	const char *word = verdict_word(p->report);
	char text[TEXT_BYTES];

	page_put(p, "<p class=\"words\">");
	if (strcmp(word, "FAIL") == 0)
		page_put(p, "This dataset does not pass its rules. ");
	else if (strcmp(word, "PASS") == 0)
		page_put(p, "This dataset passes its rules. ");
	if (errors > 0) {
		counted_text(text, errors, "finding makes", "findings make");
		page_printf(p, "%s it unfit for use as it is. ", text);
	}
	if (warnings > 0) {
		counted_text(text, warnings, "warning is something", "warnings are things");
		page_printf(p, "%s that somebody should look at. ", text);
	}
	if (errors + warnings == 0)
		page_put(p, "Nothing was found that somebody has to look at. ");
	if (unheld > 0) {
		counted_text(text, unheld, "check", "checks");
		page_printf(p, "%s could not be made; that is no pass.", text);
	}
	if (skipped > 0) {
		counted_text(text, skipped, "check was", "checks were");
		page_printf(p, " %s left out to be fast (--fast).", text);
	}
	page_put(p, "</p>");
}

static void fact_put(struct page *p, const char *name, const char *value)
{
	page_element(p, "dt", NULL, name, 0);
	page_element(p, "dd", NULL, value, TITLE_SHOWN);
}

static void facts_put(struct page *p)
{
	const char *now = text_at(p->report, "run.now"), *version = text_at(p->report, "assay.version");
	char text[TEXT_BYTES];
	double n;

	page_put(p, "<dl class=\"facts\">");
	size_text(p->report, text);
	fact_put(p, "Size", text);
	dataset_text(p->report, text);
	fact_put(p, "Source", text);
	if (number_at(p->report, "verdict.waived", &n) && n > 0) {
		count_text(text, n);
		fact_put(p, "Waived", text);
	}
	if (now)
		fact_put(p, "As of", now);
	if (version)
		fact_put(p, "Made by", (snprintf(text, sizeof text, "assay %.50s", version), text));
	page_put(p, "</dl>");
}

void page_verdict(struct page *p)
{
	const char *word = verdict_word(p->report);
	const char *class = strcmp(word, "PASS") == 0 ? "pass" : strcmp(word, "FAIL") == 0 ? "fail" : "none";
	char text[TEXT_BYTES];

	dataset_text(p->report, text);
	page_printf(p, "<header class=\"verdict %s\"><p class=\"stamp\">%s%s</p><h1>", class,
		    *class == 'p' ? "✔ " : *class == 'f' ? "✖ " : "", word);
	page_text(p, text, TITLE_SHOWN);
	page_put(p, "</h1>");
	words_put(p);
	page_put(p, "<ul class=\"counts\">");
	for (size_t i = 0; i < RANKS; i++) {
		double n = verdict_count(p, severity_looks[i].member);

		counted_text(text, n, severity_looks[i].one, severity_looks[i].many);
		page_printf(p, "<li class=\"%s\"><span aria-hidden=\"true\">%s</span> %s</li>", severity_looks[i].name, severity_looks[i].mark, text);
	}
	page_put(p, "</ul>");
	facts_put(p);
	page_put(p, "</header>");
}

/* ---- evidence ---- */

static void excerpt_head(struct page *p, const cJSON *excerpt)
{
	const cJSON *cell;
	size_t shown = 0;

	page_put(p, "<thead><tr><th scope=\"col\">where</th>");
	cJSON_ArrayForEach(cell, excerpt) {
		if (shown++ == CELLS_MOST)
			break;
		page_put(p, "<th scope=\"col\">");
		page_text(p, cell->string, NAME_SHOWN);
		page_put(p, "</th>");
	}
	page_put(p, "</tr></thead>");
}

static void cell_put(struct page *p, const cJSON *cell)
{
	page_put(p, "<td>");
	if (cJSON_IsString(cell))
		page_text(p, cell->valuestring, VALUE_SHOWN);
	else if (cJSON_IsNumber(cell))
		plot_number(p->to, cell->valuedouble);
	else
		page_put(p, "<i>missing</i>");
	page_put(p, "</td>");
}

static void place_put(struct page *p, const struct place *at)
{
	char text[TEXT_BYTES];

	place_text(at, text);
	page_put(p, "<th scope=\"row\">");
	page_text(p, text, VALUE_SHOWN);
	page_put(p, "</th>");
}

static void excerpts_put(struct page *p, const cJSON *evidence)
{
	const cJSON *one, *cell;

	page_wide(p, "rows of this finding");
	page_put(p, "<table class=\"evidence\">");
	excerpt_head(p, member_at(evidence->child, "excerpt"));
	page_put(p, "<tbody>");
	cJSON_ArrayForEach(one, evidence) {
		struct place at = { .path = NULL };
		size_t shown = 0;

		if (!number_at(one, "row", &at.row))
			continue;
		at = places_row(&p->places, at.row);
		page_put(p, "<tr>");
		place_put(p, &at);
		cJSON_ArrayForEach(cell, member_at(one, "excerpt")) {
			if (shown++ < CELLS_MOST)
				cell_put(p, cell);
		}
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></div>");
}

static void command_put(struct page *p, const char *text)
{
	page_put(p, "<p class=\"command\"><code>");
	page_text(p, text, 0);
	page_put(p, "</code> <button type=\"button\" class=\"copy\" hidden data-copy=\"");
	page_text(p, text, 0);
	page_put(p, "\">Copy</button></p>");
}

/* How the rows are got from a database that --db kept. */
static void query_put(struct page *p, const cJSON *evidence)
{
	const cJSON *one;
	char text[TEXT_BYTES];
	size_t used = (size_t)snprintf(text, sizeof text, "assay query audit.db 'SELECT rowid, * FROM data WHERE rowid IN ("), n = 0;

	cJSON_ArrayForEach(one, evidence) {
		double row;

		if (!number_at(one, "row", &row) || row < 1 || row >= 0x1p53 || n == QUERY_ROWS_MOST)
			continue;
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%.0f", n++ ? ", " : "", row);
	}
	snprintf(text + used, sizeof text - used, ")'");
	page_put(p, "<p class=\"hint\">The whole rows, from the database that <code>--db audit.db</code> keeps:</p>");
	command_put(p, text);
}

static void rejects_put(struct page *p)
{
	const cJSON *source, *reject;

	page_wide(p, "rejected records");
	page_put(p, "<table class=\"evidence\">");
	page_heads(p, (const char *const[]){ "where", "why", "record", NULL });
	cJSON_ArrayForEach(source, list_at(p->report, "dataset.sources")) {
		cJSON_ArrayForEach(reject, list_at(source, "rejects")) {
			struct place at = { .path = text_at(source, "path") };
			const char *reason = text_at(reject, "reason"), *raw = text_at(reject, "raw");

			number_at(reject, "line", &at.line);
			page_put(p, "<tr>");
			place_put(p, &at);
			page_put(p, "<td>");
			page_text(p, reason ? reason : "", VALUE_SHOWN);
			page_put(p, "</td><td><code>");
			page_text(p, raw ? raw : "", RAW_SHOWN);
			page_put(p, "</code></td></tr>");
		}
	}
	page_put(p, "</tbody></table></div><p class=\"hint\">All of them, from the database that <code>--db audit.db</code> keeps:</p>");
	command_put(p, "assay query audit.db 'SELECT line, reason, raw FROM assay_reject'");
}

static bool is_about_rejects(const cJSON *finding)
{
	const char *metric = text_at(finding, "metric");

	return metric && strncmp(metric, "validity.rejected", 17) == 0;
}

static void evidence_put(struct page *p, const cJSON *finding)
{
	const cJSON *evidence = list_at(finding, "evidence");
	bool rejects = is_about_rejects(finding), rows = evidence && evidence->child;
	char text[TEXT_BYTES];

	if (!rejects && !rows)
		return;
	if (rejects)
		snprintf(text, sizeof text, "the rejected records");
	else
		counted_text(text, cJSON_GetArraySize(evidence), "row", "rows");
	page_printf(p, "<details class=\"rows\"><summary>Look at %s</summary>", text);
	if (rejects)
		rejects_put(p);
	if (rows) {
		excerpts_put(p, evidence);
		query_put(p, evidence);
	}
	page_put(p, "</details>");
}

/* ---- findings ---- */

/* What the finding is about, linked to its card. */
static void about_put(struct page *p, const cJSON *finding)
{
	const char *column = text_at(finding, "where.column"), *other = text_at(finding, "where.other");
	const char *class = text_at(finding, "where.class");

	if (!column)
		return;
	page_column_link(p, column);
	if (other) {
		page_put(p, " and ");
		page_column_link(p, other);
	}
	if (class) {
		page_put(p, ", class ");
		page_element(p, "span", "name", class, NAME_SHOWN);
	}
}

static void small_print(struct page *p, const cJSON *finding)
{
	const char *rule = text_at(finding, "rule"), *limit = text_at(finding, "limit"), *dimension = text_at(finding, "dimension");
	const char *waived = finding_waived(finding);

	page_put(p, "<p class=\"small\">");
	about_put(p, finding);
	if (dimension) {
		page_put(p, text_at(finding, "where.column") ? " · " : "");
		page_printf(p, "<a href=\"#");
		page_text(p, dimension, NAME_SHOWN);
		page_put(p, "\">");
		page_text(p, dimension, NAME_SHOWN);
		page_put(p, "</a>");
	}
	page_put(p, " · rule <code>");
	page_text(p, rule ? rule : "", NAME_SHOWN);
	page_put(p, "</code>");
	if (limit) {
		page_put(p, ", allowed: ");
		page_text(p, limit, VALUE_SHOWN);
	}
	if (waived) {
		page_put(p, " · waived: ");
		page_text(p, waived, TITLE_SHOWN);
	}
	page_put(p, "</p>");
}

/* The other findings of the same rule, a line each. */
static void others_put(struct page *p, const struct finding_group *g)
{
	const char *rule = text_at(g->first, "rule");
	char text[TEXT_BYTES];
	size_t shown = 0;

	if (g->count < 2)
		return;
	count_text(text, (double)(g->count - 1));
	page_printf(p, "<details class=\"others\"><summary>and %s more like it</summary><ul>", text);
	for (const cJSON *f = g->first->next; f && shown < OTHERS_MOST; f = f->next) {
		const char *other = text_at(f, "rule"), *title = text_at(f, "title");

		if (!rule || !other || strcmp(rule, other) != 0 || finding_rank(f) != g->rank || finding_waived(f))
			continue;
		page_put(p, "<li>");
		page_text(p, title ? title : rule, TITLE_SHOWN);
		page_put(p, " (");
		about_put(p, f);
		page_put(p, ")");
		evidence_put(p, f);
		page_put(p, "</li>");
		shown++;
	}
	if (shown + 1 < g->count)
		page_put(p, "<li>… and more, in the JSON</li>");
	page_put(p, "</ul></details>");
}

static void group_put(struct page *p, const struct finding_group *g)
{
	const struct severity_look *look = &severity_looks[g->rank];
	const cJSON *f = g->first;
	const char *title = text_at(f, "title"), *rule = text_at(f, "rule"), *meaning = text_at(f, "meaning");
	const char *action = text_at(f, "action"), *reason = text_at(f, "reason"), *id = text_at(f, "id");

	page_printf(p, "<li class=\"finding %s\"", look->name);
	if (id) {
		page_put(p, " id=\"f-");
		page_text(p, id, NAME_SHOWN);
		page_put(p, "\"");
	}
	page_printf(p, "><h3><span class=\"mark\"><span aria-hidden=\"true\">%s</span> %s</span> ", look->mark, look->one);
	page_text(p, title && *title ? title : rule ? rule : "a rule", TITLE_SHOWN);
	page_put(p, "</h3>");
	if (reason) {
		page_put(p, "<p>Was not evaluated: ");
		page_text(p, reason, TITLE_SHOWN);
		page_put(p, "</p>");
	}
	if (meaning && *meaning)
		page_element(p, "p", "meaning", meaning, 0);
	if (action && *action) {
		page_put(p, "<p class=\"action\"><strong>What to do.</strong> ");
		page_text(p, action, 0);
		page_put(p, "</p>");
	}
	evidence_put(p, f);
	others_put(p, g);
	small_print(p, f);
	page_put(p, "</li>");
}

static void unheld_put(struct page *p)
{
	const cJSON *list = list_at(p->report, "not_evaluated"), *one;
	size_t shown = 0;

	if (!list || !list->child)
		return;
	page_put(p, "<h3>Checks that could not be made</h3><ul class=\"unheld\">");
	cJSON_ArrayForEach(one, list) {
		const char *rule = text_at(one, "rule"), *reason = text_at(one, "reason");

		if (shown++ == OTHERS_MOST) {
			page_put(p, "<li>… and more, in the JSON</li>");
			break;
		}
		page_put(p, "<li><code>");
		page_text(p, rule ? rule : "", NAME_SHOWN);
		page_put(p, "</code> ");
		about_put(p, one);
		page_put(p, ": ");
		page_text(p, reason ? reason : "", TITLE_SHOWN);
		page_put(p, "</li>");
	}
	page_put(p, "</ul>");
}

void page_findings(struct page *p)
{
	char text[TEXT_BYTES];

	page_put(p, "<section id=\"findings\"><h2>Findings, worst first</h2>");
	if (!p->groups.count)
		page_put(p, "<p>No rule is broken.</p>");
	else
		page_put(p, "<ol class=\"findings\">");
	for (size_t i = 0; i < p->groups.count; i++) {
		if (i == FINDINGS_OPEN) {
			counted_text(text, (double)(p->groups.count - i), "more kind of finding", "more kinds of findings");
			page_printf(p, "</ol><details class=\"more\"><summary>%s</summary><ol class=\"findings\">", text);
		}
		group_put(p, &p->groups.at[i]);
	}
	if (p->groups.count)
		page_put(p, p->groups.count > FINDINGS_OPEN ? "</ol></details>" : "</ol>");
	unheld_put(p);
	page_put(p, "</section>");
}
