/* output_markdown: a report as Markdown for a pull request's comment or a job's summary:
 *
 *   ### ✖ FAIL: orders.csv
 *   296 rows, 14 columns, 4 rejected; 1 error, 12 warnings, 12 notes
 *
 *   | | finding | where | what to do |           a row a rule, worst first
 *   | waived | until | why |                      a row a finding, where there are such
 *   | dimension | figures |                       a row a dimension
 *   <details> | column | type | … | </details>   a row a column
 *
 * GitHub takes 65,536 characters. So this is never more than BYTES_MOST bytes: findings may take FINDINGS_MOST of them and columns what is left,
 * and each table that is cut says how much it leaves out. What comes from data is text and nothing else: no table's edge, no code, no link,
 * no HTML, and no mention of a person or an issue.
 */
#include "analyse/metric.h"
#include "report/output.h"
#include "report/output_parts.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
	BYTES_MOST = 60000, FINDINGS_MOST = 40000, RESERVE = 1000,	/* for the ends of tables and what they leave out */
	ROW_BYTES = 16384, TITLE_MOST = 200, ADVICE_MOST = 300, NAME_MOST = 60, PLACE_MOST = 100, VALUE_MOST = 40,	/* characters */
	FIGURES_MOST = 500,
	PLACES_SHOWN = 3, OTHERS_SHOWN = 10, VALUES_SHOWN = 3,
};

/* A part of the page. It is put whole or not at all. */
struct part {
	char bytes[ROW_BYTES];
	size_t used;
};

struct page {
	const cJSON *report;
	FILE *to;
	size_t used;
	struct places places;
	struct part part;
};

/* ---- text ---- */

static void bytes_put(struct part *p, const char *bytes, size_t n)
{
	if (p->used + n > ROW_BYTES)	/* cannot be: what a row holds is bounded */
		return;
	memcpy(p->bytes + p->used, bytes, n);
	p->used += n;
}

static void plain_put(struct part *p, const char *text)
{
	bytes_put(p, text, strlen(text));
}

/* How a character of data is written where Markdown, HTML or GitHub would make something of it; NULL: as it is. Behind @, # and in what looks
 * like an address stands a character without width, as neither escapes nor entities keep a mention or a link away. */
static const char *escape_of(const char *text)
{
	static const struct { char c; const char *written; } escapes[] = {
		{ '|', "&#124;" }, { '\\', "&#92;" }, { '`', "&#96;" }, { '$', "&#36;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" },
		{ '*', "\\*" }, { '_', "\\_" }, { '[', "\\[" }, { ']', "\\]" }, { '~', "\\~" }, { '!', "\\!" }, { '@', "@&#8203;" },
		{ '#', "#&#8203;" }, { '\n', " " }, { '\r', " " }, { '\t', " " } };

	if (strncmp(text, "://", 3) == 0)
		return ":&#8203;";
	if (strncasecmp(text, "www.", 4) == 0)
		return *text == 'w' ? "w&#8203;" : "W&#8203;";
	for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
		if (*text == escapes[i].c)
			return escapes[i].written;
	return NULL;
}

/* Text of others, at most so many characters of it. */
static void text_put(struct part *p, const char *text, size_t most)
{
	size_t shown = 0;

	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		const char *escape = escape_of(text);
		utf8proc_uint8_t bytes[4];
		int32_t c;

		if (shown++ == most) {
			plain_put(p, "…");
			return;
		}
		step = text_next(text, n, &c);
		if (escape)
			plain_put(p, escape);
		else
			bytes_put(p, (const char *)bytes, (size_t)utf8proc_encode_char(c, bytes));
	}
}

static void part_begin(struct page *page)
{
	page->part.used = 0;
}

/* Put the part when the page then has not more than so many bytes. */
static bool part_end(struct page *page, size_t most)
{
	if (page->used + page->part.used > most)
		return false;
	fwrite(page->part.bytes, 1, page->part.used, page->to);
	page->used += page->part.used;
	return true;
}

/* What the page itself says: there is room kept for it. */
static void say(struct page *page, const char *text)
{
	part_begin(page);
	plain_put(&page->part, text);
	part_end(page, BYTES_MOST);
}

/* ---- head ---- */

static void head_put(struct page *page)
{
	const char *word = verdict_word(page->report);
	struct part *p = &page->part;
	char text[TEXT_BYTES];

	part_begin(page);
	plain_put(p, "### ");
	plain_put(p, strcmp(word, "PASS") == 0 ? "✔ " : strcmp(word, "FAIL") == 0 ? "✖ " : "");
	plain_put(p, word);
	plain_put(p, ": ");
	dataset_text(page->report, text);
	text_put(p, text, TITLE_MOST);
	plain_put(p, "\n\n");
	size_text(page->report, text);
	plain_put(p, text);
	plain_put(p, *text ? "; " : "");
	verdict_text(page->report, text);
	plain_put(p, text);
	plain_put(p, "\n");
	part_end(page, BYTES_MOST);
}

/* ---- findings ---- */

static void places_put(struct page *page, const cJSON *finding)
{
	size_t n = places_of(&page->places, finding);
	struct part *p = &page->part;
	char text[TEXT_BYTES];

	for (size_t i = 0; i < n && i < PLACES_SHOWN; i++) {
		place_text(&page->places.of[i], text);
		plain_put(p, i ? "<br>" : "");
		text_put(p, text, PLACE_MOST);
	}
	if (n > PLACES_SHOWN) {
		snprintf(text, sizeof text, "<br>and %zu more", n - PLACES_SHOWN);
		plain_put(p, text);
	}
}

/* Where a finding shows beside its rows. */
static bool where_put(struct page *page, const cJSON *finding, const char *before)
{
	char text[TEXT_BYTES];

	finding_where(finding, text);
	if (!*text)
		return false;
	plain_put(&page->part, before);
	text_put(&page->part, strncmp(text, "column ", 7) == 0 ? text + 7 : text, NAME_MOST);
	return true;
}

static bool is_of_group(const struct finding_group *g, const cJSON *finding)
{
	const char *rule = text_at(g->first, "rule"), *other = text_at(finding, "rule");

	return rule && other && strcmp(rule, other) == 0 && finding_rank(finding) == g->rank && !finding_waived(finding);
}

static void others_put(struct page *page, const struct finding_group *g)
{
	char text[TEXT_BYTES], number[NUMBER_BYTES];
	const char *before = ": ";
	size_t shown = 0;

	count_text(number, (double)(g->count - 1));
	snprintf(text, sizeof text, "<br>and %s more", number);
	plain_put(&page->part, text);
	for (const cJSON *f = g->first->next; f; f = f->next) {
		if (!is_of_group(g, f))
			continue;
		if (shown == OTHERS_SHOWN) {
			plain_put(&page->part, " …");
			return;
		}
		if (where_put(page, f, before)) {
			before = ", ";
			shown++;
		}
	}
}

static void title_put(struct page *page, const cJSON *finding)
{
	const char *title = text_at(finding, "title"), *rule = text_at(finding, "rule"), *reason = text_at(finding, "reason");
	struct part *p = &page->part;

	rule = rule ? rule : "a rule was broken";
	plain_put(p, "<b>");
	text_put(p, title && *title ? title : rule, TITLE_MOST);
	plain_put(p, "</b>");
	if (reason) {
		plain_put(p, " was not evaluated: ");
		text_put(p, reason, TITLE_MOST);
	}
}

static bool group_put(struct page *page, const struct finding_group *g)
{
	const struct severity_look *look = &severity_looks[g->rank];
	const char *rule = text_at(g->first, "rule"), *advice = finding_advice(g->first);
	struct part *p = &page->part;

	part_begin(page);
	plain_put(p, "| ");
	plain_put(p, look->mark);
	plain_put(p, " ");
	plain_put(p, look->one);
	plain_put(p, " | ");
	title_put(page, g->first);
	if (g->count > 1)
		others_put(page, g);
	if (rule) {
		plain_put(p, "<br><sub>");
		text_put(p, rule, NAME_MOST);
		plain_put(p, "</sub>");
	}
	plain_put(p, " | ");
	places_put(page, g->first);
	plain_put(p, " | ");
	text_put(p, advice ? advice : "", ADVICE_MOST);
	plain_put(p, " |\n");
	return part_end(page, FINDINGS_MOST);
}

static void left_out(struct page *page, size_t count, const char *one, const char *many)
{
	char counted[TEXT_BYTES], text[TEXT_BYTES];

	counted_text(counted, (double)count, one, many);
	snprintf(text, sizeof text, "\n… and %.100s in the report: this page is kept short\n", counted);
	say(page, text);
}

static void findings_put(struct page *page, const struct finding_groups *groups)
{
	size_t left = 0;
	bool full = false;

	if (groups->count == 0)
		return;
	say(page, "\n| | finding | where | what to do |\n|---|---|---|---|\n");
	for (size_t i = 0; i < groups->count; i++) {
		full = full || !group_put(page, &groups->at[i]);
		left += full ? groups->at[i].count : 0;
	}
	if (left)
		left_out(page, left, "more finding", "more findings");
}

/* ---- waived findings ---- */

static bool waived_put(struct page *page, const cJSON *finding)
{
	const char *until = text_at(finding, "waived.until");
	struct part *p = &page->part;

	part_begin(page);
	plain_put(p, "| ");
	title_put(page, finding);
	plain_put(p, " | ");
	text_put(p, until ? until : "", VALUE_MOST);
	plain_put(p, " | ");
	text_put(p, finding_waived(finding), ADVICE_MOST);
	plain_put(p, " |\n");
	return part_end(page, FINDINGS_MOST);
}

static void waivers_put(struct page *page)
{
	const cJSON *findings = list_at(page->report, "findings"), *one;
	size_t left = 0;
	bool any = false, full = false;

	cJSON_ArrayForEach(one, findings) {
		if (!finding_waived(one))
			continue;
		if (!any)
			say(page, "\n| waived | until | why |\n|---|---|---|\n");
		any = true;
		full = full || !waived_put(page, one);
		left += full;
	}
	if (left)
		left_out(page, left, "more that is waived", "more that are waived");
}

/* ---- columns ---- */

static bool times_put(struct part *p, const cJSON *column)
{
	const char *oldest = text_at(column, "time.oldest"), *newest = text_at(column, "time.newest");

	if (!oldest || !newest)
		return false;
	text_put(p, oldest, VALUE_MOST);
	plain_put(p, " … ");
	text_put(p, newest, VALUE_MOST);
	return true;
}

static bool spread_put(struct part *p, const cJSON *column)
{
	static const char *const place[] = { "numeric.min", "numeric.p50", "numeric.max" };
	char text[NUMBER_BYTES];
	double v[3];

	for (size_t i = 0; i < 3; i++)
		if (!number_at(column, place[i], &v[i]))
			return false;
	for (size_t i = 0; i < 3; i++) {
		figure_text(text, v[i]);
		plain_put(p, i ? " · " : "");
		plain_put(p, text);
	}
	return true;
}

static void top_put(struct part *p, const cJSON *column)
{
	const cJSON *top = list_at(column, "top"), *one;
	char share[NUMBER_BYTES];
	size_t shown = 0;
	double fraction;

	cJSON_ArrayForEach(one, top) {
		const char *value = text_at(one, "value");

		if (!value || shown == VALUES_SHOWN)
			break;
		plain_put(p, shown++ ? " · " : "");
		text_put(p, value, VALUE_MOST);
		if (!number_at(one, "fraction", &fraction))
			continue;
		share_text(share, fraction);
		plain_put(p, " ");
		text_put(p, share, VALUE_MOST);
	}
}

static void distinct_put(struct part *p, const cJSON *column)
{
	char text[NUMBER_BYTES];
	double distinct;

	if (!number_at(column, "distinct", &distinct))
		return;
	count_text(text, distinct);
	plain_put(p, cJSON_IsObject(member_at(column, "approximate.distinct")) ? "≈ " : "");
	plain_put(p, text);
}

static bool column_put(struct page *page, const cJSON *column)
{
	const char *name = text_at(column, "name"), *type = text_at(column, "type");
	struct part *p = &page->part;
	char text[NUMBER_BYTES];
	double fraction;

	part_begin(page);
	plain_put(p, "| ");
	text_put(p, name ? name : "?", NAME_MOST);
	plain_put(p, " | ");
	text_put(p, type ? type : "", NAME_MOST);
	plain_put(p, " | ");
	if (number_at(column, "missing.fraction", &fraction)) {
		share_text(text, fraction);
		text_put(p, text, VALUE_MOST);
	}
	plain_put(p, " | ");
	distinct_put(p, column);
	plain_put(p, " | ");
	if (!times_put(p, column) && !spread_put(p, column))
		top_put(p, column);
	plain_put(p, " |\n");
	return part_end(page, BYTES_MOST - RESERVE);
}

static void columns_put(struct page *page)
{
	const cJSON *columns = list_at(page->report, "columns"), *one;
	size_t n = columns ? (size_t)cJSON_GetArraySize(columns) : 0, left = 0;
	char counted[TEXT_BYTES], text[TEXT_BYTES];
	bool full = false;

	if (n == 0)
		return;
	counted_text(counted, (double)n, "column", "columns");
	snprintf(text, sizeof text, "\n<details><summary>%.100s</summary>\n\n"
		 "| column | type | missing | distinct | values |\n|---|---|--:|--:|---|\n", counted);
	say(page, text);
	cJSON_ArrayForEach(one, columns) {
		full = full || !column_put(page, one);
		left += full;
	}
	if (left)
		left_out(page, left, "more column", "more columns");
	say(page, "\n</details>\n");
}

/* ---- dimensions ---- */

/* The key figures of each dimension, as the summary on a terminal gives them. */
static void dimensions_put(struct page *page)
{
	struct screen s = { .report = page->report, .columns = LINE_COLUMNS_MAX, .unicode = true, .dot = " · ", .dots = "…" };
	struct part *p = &page->part;

	say(page, "\n| dimension | figures |\n|---|---|\n");
	for (size_t d = 0; d < DIMENSIONS; d++) {
		if (!dimension_is_shown(&s, d, true))
			continue;
		line_begin(&s);
		dimension_put(&s, dimensions[d], 0);
		part_begin(page);
		plain_put(p, "| ");
		plain_put(p, dimensions[d]);
		plain_put(p, " | ");
		text_put(p, line_text(&s.line), FIGURES_MOST);
		plain_put(p, " |\n");
		if (!part_end(page, BYTES_MOST - RESERVE))
			return;
	}
}

static int write(const cJSON *report, FILE *to, struct err *e)
{
	struct page page = { .report = report, .to = to };
	struct finding_groups groups;

	if (findings_group(&groups, report, e) < 0)
		return -1;
	if (places_open(&page.places, report, e) < 0) {
		free(groups.at);
		return -1;
	}
	head_put(&page);
	findings_put(&page, &groups);
	waivers_put(&page);
	dimensions_put(&page);
	columns_put(&page);
	places_close(&page.places);
	free(groups.at);
	return 0;
}

const struct output_format output_markdown = {
	.name = "md",
	.media = "text/markdown",
	.extension = "md",
	.summary = "Markdown for a pull request's comment or a job's summary",
	.write = write,
};
