/* summary: see summary.h. Here the head, and the room that each part gets. */
#include "report/summary.h"

#include "assay/assay.h"
#include "report/redact.h"
#include "report/saved.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_DEFAULT = 80, HEAD_COLUMN = 6, DIMENSIONS_FROM = 18, WRAP_FROM = 12 };

/* What was audited: the file, or the first of several. */
static void sources_put(struct screen *s)
{
	const cJSON *sources = list_at(s->report, "dataset.sources");
	const char *path = text_at(sources ? sources->child : NULL, "path");
	int n = sources ? cJSON_GetArraySize(sources) : 0;
	char text[TEXT_BYTES], number[NUMBER_BYTES];

	line_put(&s->line, STYLE_BOLD, path ? path : "dataset");
	if (n < 2)
		return;
	count_text(number, n - 1);
	snprintf(text, sizeof text, " and %s more", number);
	line_put(&s->line, STYLE_BOLD, text);
}

static void sizes_put(struct screen *s)
{
	double rows, columns, rejected;
	char text[TEXT_BYTES];

	if (number_at(s->report, "dataset.rows", &rows)) {
		counted_text(text, rows, "row", "rows");
		line_put(&s->line, STYLE_PLAIN, text);
	}
	if (number_at(s->report, "dataset.columns", &columns)) {
		counted_text(text, columns, "column", "columns");
		line_put(&s->line, STYLE_PLAIN, s->unicode ? " × " : " x ");
		line_put(&s->line, STYLE_PLAIN, text);
	}
	if (number_at(s->report, "dataset.rejected", &rejected)) {
		counted_text(text, rejected, "rejected", "rejected");
		line_put(&s->line, STYLE_PLAIN, ", ");
		line_put(&s->line, rejected > 0 ? STYLE_YELLOW : STYLE_PLAIN, text);
	}
}

static void head_first(struct screen *s)
{
	const char *result = text_at(s->report, "verdict.result");
	bool pass = result && strcmp(result, "pass") == 0, fail = result && strcmp(result, "fail") == 0;
	struct line sources;

	line_begin(s);
	line_put(&s->line, pass ? STYLE_GREEN : fail ? STYLE_RED : STYLE_YELLOW, pass ? "PASS" : fail ? "FAIL" : "NO VERDICT");
	line_put(&s->line, STYLE_PLAIN, "  ");
	sources_put(s);
	sources = s->line;
	line_put(&s->line, STYLE_PLAIN, ": ");
	sizes_put(s);
	if (s->line.full && s->wrap) {
		s->line = sources;
		line_flush(s);
		line_begin_at(s, HEAD_COLUMN);
		sizes_put(s);
	}
	line_flush(s);
}

/* Text with what stands before it, on this line where it fits, else on the next. */
static void head_put(struct screen *s, enum style mark_style, const char *mark, enum style style, const char *text)
{
	const struct line before = s->line;
	bool first = before.columns <= HEAD_COLUMN;

	for (int again = 0; again < 2; again++) {
		line_put(&s->line, STYLE_PLAIN, first || again ? "" : "  ");
		line_put(&s->line, mark_style, mark);
		line_put(&s->line, style, text);
		if (!s->line.full || !s->wrap || first || again)
			return;
		s->line = before;
		line_flush(s);
		line_begin_at(s, HEAD_COLUMN);
	}
}

/* Findings that are allowed for now, and waivers that somebody has to look at again. */
static void waivers_put(struct screen *s)
{
	static const struct { const char *outcome, *one, *many; } told[] = {
		{ "used", "finding waived", "findings waived" }, { "expired", "waiver expired", "waivers expired" },
		{ "unused", "waiver without its finding", "waivers without their findings" } };
	const cJSON *waivers = list_at(s->report, "waivers"), *w;
	char text[TEXT_BYTES];

	for (size_t i = 0; waivers && i < sizeof told / sizeof told[0]; i++) {
		double count = 0;

		cJSON_ArrayForEach(w, waivers)
			count += text_at(w, "outcome") && strcmp(text_at(w, "outcome"), told[i].outcome) == 0;
		if (count == 0)
			continue;
		counted_text(text, count, told[i].one, told[i].many);
		head_put(s, STYLE_PLAIN, "", STYLE_DIM, text);
	}
}

/* The second line: findings by severity, which also says what the marks mean. */
static void head_second(struct screen *s)
{
	char text[TEXT_BYTES];
	double count;
	bool any = false;

	line_begin_at(s, HEAD_COLUMN);
	for (size_t rank = 0; rank < RANKS; rank++) {
		const struct severity_look *look = &severity_looks[rank];
		char place[32], counted[TEXT_BYTES + 1];

		snprintf(place, sizeof place, "verdict.%s", look->member);
		if (!number_at(s->report, place, &count) || count <= 0)
			continue;
		counted_text(text, count, look->one, look->many);
		snprintf(counted, sizeof counted, " %s", text);
		head_put(s, look->style, s->unicode ? look->mark : look->mark_ascii, STYLE_PLAIN, counted);
		any = true;
	}
	if (!any)
		line_put(&s->line, STYLE_PLAIN, "no rule is broken");
	if (number_at(s->report, "verdict.not_evaluated", &count) && count > 0) {
		counted_text(text, count, "rule not evaluated", "rules not evaluated");
		head_put(s, STYLE_PLAIN, "", STYLE_DIM, text);
	}
	waivers_put(s);
	line_flush(s);
}

/* Lines of each part. */
struct room {
	size_t findings, columns, dimensions;
	bool all_dimensions;
};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Everything when it fits. Else a line for each dimension that has figures, and of what is left half for the findings, or what the columns
 * leave. */
static struct room room_share(struct screen *s, const struct finding_groups *f, size_t lines)
{
	struct room r = { findings_lines(s, f), columns_lines(s), dimensions_lines(s, true), true };
	size_t left = lines > s->lines ? lines - s->lines : 0, half;

	if (r.findings + r.columns + r.dimensions <= left)
		return r;
	r.all_dimensions = false;
	s->wrap = false;
	r.dimensions = lines >= DIMENSIONS_FROM ? smaller(dimensions_lines(s, false), left) : 0;
	s->wrap = lines >= WRAP_FROM;
	left -= r.dimensions;
	half = left - left / 2;
	if (r.findings + r.columns > left) {
		r.findings = smaller(r.findings, r.columns < left - half ? left - r.columns : half);
		r.columns = smaller(r.columns, left - r.findings);
	}
	return r;
}

int summary_write(const cJSON *report, FILE *to, const struct assay_terminal *terminal, struct err *e)
{
	size_t lines = terminal->lines ? terminal->lines : SIZE_MAX;
	size_t columns = terminal->columns ? terminal->columns : COLUMNS_DEFAULT;
	struct screen s = { .report = report, .to = to, .columns = smaller(columns, LINE_COLUMNS_MAX), .colour = terminal->colour,
			    .unicode = terminal->unicode, .dot = terminal->unicode ? " · " : "; ", .dots = terminal->unicode ? "…" : "..." };
	struct finding_groups groups;
	struct room room;
	int done;

	if (saved_check(report, e) < 0 || findings_group(&groups, report, e) < 0)
		return -1;
	s.wrap = lines >= WRAP_FROM;
	head_first(&s);
	if (lines > s.lines)
		head_second(&s);
	room = room_share(&s, &groups, lines);
	findings_write(&s, &groups, room.findings);
	free(groups.at);
	done = columns_write(&s, room.columns, e);
	if (done < 0)
		return -1;
	s.wrap = s.wrap && room.all_dimensions;
	if (room.dimensions)
		dimensions_write(&s, room.all_dimensions);
	return ferror(to) ? err_set(e, ERR_STORE, "the summary could not be written") : 0;
}

int assay_summary_of_json(const char *json, size_t bytes, FILE *to, const struct assay_terminal *terminal, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	cJSON *report = saved_read(json, bytes, &e);
	int done = report && report_redact(report, ASSAY_VALUES_MASKED, &e) == 0 ? summary_write(report, to, terminal, &e) : -1;

	cJSON_Delete(report);
	*error = (struct assay_error){ .code = (int)e.code };
	memcpy(error->text, e.text, sizeof error->text);
	return done;
}
