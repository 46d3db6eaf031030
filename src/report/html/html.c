/* html: the report as one HTML page: its frame and its policy. The parts are in page.h's files. */
#include "report/html/page.h"

#include "report/output.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

extern const char page_style[], page_style_sha256[], plot_style_sha256[], page_script[], page_script_sha256[];

static const char *const parts[][2] = {
	{ "findings", "Findings" }, { "completeness", "Completeness" }, { "representativeness", "Representativeness" }, { "diversity", "Diversity" },
	{ "accuracy", "Accuracy" }, { "correlation", "Correlation" }, { "timeliness", "Timeliness" }, { "uniqueness", "Uniqueness" },
	{ "validity", "Validity" }, { "rows", "Rows" }, { "columns", "Columns" }, { "pairs", "Pairs" }, { "method", "Method" } };

static void head_put(struct page *p)
{
	char text[TEXT_BYTES];

	page_put(p, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	page_printf(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s' 'sha256-%s'; "
		       "script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n", page_style_sha256, plot_style_sha256, page_script_sha256);
	page_put(p, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
		    "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	page_put(p, verdict_word(p->report));
	page_put(p, ": ");
	dataset_text(p->report, text);
	page_text(p, text, NAME_SHOWN);
	page_printf(p, " – assay</title>\n<style>%s</style>\n<style>%s</style>\n</head>\n<body>\n", page_style, plot_style);
}

static void parts_put(struct page *p)
{
	page_put(p, "<a class=\"skip\" href=\"#main\">Skip to the report</a><nav aria-label=\"Parts of the report\"><ul>");
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		page_printf(p, "<li><a href=\"#%s\">%s</a></li>", parts[i][0], parts[i][1]);
	page_put(p, "</ul></nav>\n<main id=\"main\">\n");
}

/* ---- the page ---- */

/* How many findings are about each column. */
static void found_count(struct page *p)
{
	const cJSON *finding;

	cJSON_ArrayForEach(finding, list_at(p->report, "findings")) {
		const char *column = text_at(finding, "where.column"), *other = text_at(finding, "where.other");
		size_t x = column ? page_column(p, column) : p->columns, y = other ? page_column(p, other) : p->columns;

		p->found[x]++;
		if (y != x)
			p->found[y]++;
	}
}

static int page_open(struct page *p, const cJSON *report, FILE *to, struct err *e)
{
	const cJSON *columns = list_at(report, "columns"), *one;
	const char *values = text_at(report, "run.values");

	*p = (struct page){ .report = report, .to = to, .redacted = values && strcmp(values, "redacted") == 0 };
	if (places_open(&p->places, report, e) < 0 || findings_group(&p->groups, report, e) < 0)
		return -1;
	p->columns = columns ? (size_t)cJSON_GetArraySize(columns) : 0;
	p->column = calloc(p->columns + 1, sizeof *p->column);
	p->found = calloc(p->columns + 1, sizeof *p->found);
	p->by_name = calloc(p->columns + 1, sizeof *p->by_name);
	if (!p->column || !p->found || !p->by_name)
		return err_nomem(e);
	p->columns = 0;
	cJSON_ArrayForEach(one, columns) {
		const char *name = text_at(one, "name");

		p->by_name[p->columns] = (struct named){ name ? name : "", p->columns };
		p->column[p->columns++] = one;
	}
	qsort(p->by_name, p->columns, sizeof *p->by_name, page_name_order);
	found_count(p);
	return 0;
}

static void page_close(struct page *p)
{
	places_close(&p->places);
	free(p->groups.at);
	free(p->column);
	free(p->found);
	free(p->by_name);
}

static int write_html(const cJSON *report, FILE *to, struct err *e)
{
	struct page p;
	int done = page_open(&p, report, to, e);

	if (done == 0) {
		head_put(&p);
		parts_put(&p);
		page_verdict(&p);
		page_findings(&p);
		page_dimensions(&p);
		page_sample(&p);
		page_cards(&p);
		page_pairs(&p);
		page_method(&p);
		done = page_download(&p, e);
		page_put(&p, "</section>\n</main>\n<footer>Made by assay. This page needs no network and no script.</footer>\n<script>");
		page_put(&p, page_script);
		page_put(&p, "</script>\n</body>\n</html>\n");
	}
	page_close(&p);
	return done;
}

const struct output_format output_html = {
	.name = "html",
	.media = "text/html",
	.extension = "html",
	.summary = "one page with pictures, for people: needs no network and no script",
	.write = write_html,
};
