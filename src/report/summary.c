/* summary: see summary.h. Here the head, the room that each part gets, and what the parts share. */
#include "report/summary.h"

#include "assay/assay.h"
#include "judge/number_text.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_DEFAULT = 80, REPORT_VERSION = 1, HEAD_LINES = 2, DIMENSIONS_FROM = 18 };

const struct severity_look severity_looks[RANKS] = {
	{ "error", "error", "errors", "errors", "✖", "x", STYLE_RED },
	{ "warn", "warning", "warnings", "warnings", "▲", "!", STYLE_YELLOW },
	{ "info", "note", "notes", "infos", "●", "-", STYLE_BLUE },
};

size_t finding_rank(const cJSON *finding)
{
	const char *severity = text_at(finding, "severity");
	size_t rank = 0;

	while (rank < RANKS - 1 && (!severity || strcmp(severity, severity_looks[rank].name) != 0))
		rank++;
	return rank;
}

const cJSON *member_at(const cJSON *object, const char *place)
{
	char name[64];

	while (object) {
		size_t n = strcspn(place, ".");

		snprintf(name, sizeof name, "%.*s", (int)n, place);
		object = cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
		if (!place[n])
			break;
		place += n + 1;
	}
	return object;
}

bool number_at(const cJSON *object, const char *place, double *value)
{
	const cJSON *m = member_at(object, place);

	if (!cJSON_IsNumber(m) || !isfinite(m->valuedouble))
		return false;
	*value = m->valuedouble;
	return true;
}

const char *text_at(const cJSON *object, const char *place)
{
	const cJSON *m = member_at(object, place);

	return cJSON_IsString(m) ? m->valuestring : NULL;
}

const cJSON *list_at(const cJSON *object, const char *place)
{
	const cJSON *m = member_at(object, place);

	return cJSON_IsArray(m) ? m : NULL;
}

void share_text(char *buffer, double fraction)
{
	double tenths = round(fraction * 1000);

	if (fraction > 0 && tenths < 1)
		strcpy(buffer, "<0.1 %");
	else if (fraction < 1 && tenths >= 1000)
		strcpy(buffer, ">99.9 %");
	else if (fabs(fraction) <= 1)
		number_percent(buffer, tenths / 1000, NAN);
	else
		number_exactly(buffer, fraction);
}

void count_text(char *buffer, double count)
{
	number_count(buffer, count);
}

void figure_text(char *buffer, double value)
{
	number_roughly(buffer, value, NAN);
}

void counted_text(char text[TEXT_BYTES], double count, const char *one, const char *many)
{
	char number[NUMBER_BYTES];

	count_text(number, count);
	snprintf(text, TEXT_BYTES, "%s %s", number, count == 1 ? one : many);
}

void line_begin(struct screen *s)
{
	line_start(&s->line, s->columns, s->colour, s->unicode);
}

void blank_write(struct screen *s)
{
	line_begin(s);
	line_end(&s->line, s->to);
}

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

static void head_first(struct screen *s)
{
	const char *result = text_at(s->report, "verdict.result");
	bool pass = result && strcmp(result, "pass") == 0, fail = result && strcmp(result, "fail") == 0;
	double rows, columns, rejected;
	char text[TEXT_BYTES];

	line_begin(s);
	line_put(&s->line, pass ? STYLE_GREEN : fail ? STYLE_RED : STYLE_YELLOW, pass ? "PASS" : fail ? "FAIL" : "NO VERDICT");
	line_put(&s->line, STYLE_PLAIN, "  ");
	sources_put(s);
	if (number_at(s->report, "dataset.rows", &rows)) {
		counted_text(text, rows, "row", "rows");
		line_put(&s->line, STYLE_PLAIN, ": ");
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
	line_end(&s->line, s->to);
}

/* The second line: findings by severity, which also says what the marks mean. */
static void head_second(struct screen *s)
{
	char text[TEXT_BYTES];
	double count;
	bool any = false;

	line_begin(s);
	line_put(&s->line, STYLE_PLAIN, "      ");
	for (size_t rank = 0; rank < RANKS; rank++) {
		const struct severity_look *look = &severity_looks[rank];
		char place[32];

		snprintf(place, sizeof place, "verdict.%s", look->member);
		if (!number_at(s->report, place, &count) || count <= 0)
			continue;
		counted_text(text, count, look->one, look->many);
		line_put(&s->line, STYLE_PLAIN, any ? "  " : "");
		line_put(&s->line, look->style, s->unicode ? look->mark : look->mark_ascii);
		line_put(&s->line, STYLE_PLAIN, " ");
		line_put(&s->line, STYLE_PLAIN, text);
		any = true;
	}
	if (!any)
		line_put(&s->line, STYLE_PLAIN, "no rule was broken");
	if (number_at(s->report, "verdict.not_evaluated", &count) && count > 0) {
		counted_text(text, count, "rule not evaluated", "rules not evaluated");
		line_put(&s->line, STYLE_PLAIN, "  ");
		line_put(&s->line, STYLE_DIM, text);
	}
	line_end(&s->line, s->to);
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

/* Everything when it fits. Else the dimensions that have figures, and of what is left half for the findings, or what the columns leave. */
static struct room room_share(const struct screen *s, const struct finding_groups *f, size_t lines)
{
	struct room r = { findings_lines(f), columns_lines(s), dimensions_lines(s, true), true };
	size_t left = lines > HEAD_LINES ? lines - HEAD_LINES : 0, half;

	if (r.findings + r.columns + r.dimensions <= left)
		return r;
	r.all_dimensions = false;
	r.dimensions = lines >= DIMENSIONS_FROM ? smaller(dimensions_lines(s, false), left) : 0;
	left -= r.dimensions;
	half = left - left / 2;
	if (r.findings + r.columns > left) {
		r.findings = smaller(r.findings, r.columns < left - half ? left - r.columns : half);
		r.columns = smaller(r.columns, left - r.findings);
	}
	return r;
}

static int report_check(const cJSON *report, struct err *e)
{
	char text[NUMBER_BYTES];
	double version;

	if (!number_at(report, "report_version", &version))
		return err_set(e, ERR_DATA, "not a report of assay: it has no report_version");
	if (version == REPORT_VERSION)
		return 0;
	number_exactly(text, version);
	return err_set(e, ERR_DATA, "a report of version %s, and this assay reads version %d", text, REPORT_VERSION);
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

	if (report_check(report, e) < 0 || findings_group(&groups, report, e) < 0)
		return -1;
	room = room_share(&s, &groups, lines);
	head_first(&s);
	if (lines >= HEAD_LINES)
		head_second(&s);
	findings_write(&s, &groups, room.findings);
	free(groups.at);
	done = columns_write(&s, room.columns, e);
	if (done < 0)
		return -1;
	if (room.dimensions)
		dimensions_write(&s, room.all_dimensions);
	return ferror(to) ? err_set(e, ERR_STORE, "the summary could not be written") : 0;
}

int assay_summary_of_json(const char *json, size_t bytes, FILE *to, const struct assay_terminal *terminal, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	const char *end = json;
	cJSON *report = cJSON_ParseWithLengthOpts(json, bytes, &end, false);
	size_t line = 1;
	int done = 0;

	for (const char *at = json; at < end && at < json + bytes; at++)
		line += *at == '\n';
	while (report && end < json + bytes && (*end == '\0' || strchr(" \t\r\n", *end)))
		end++;
	if (!report || end < json + bytes)
		done = err_set(&e, ERR_DATA, "line %zu: this is not JSON", line);
	else
		done = summary_write(report, to, terminal, &e);
	cJSON_Delete(report);
	*error = (struct assay_error){ .code = (int)e.code };
	memcpy(error->text, e.text, sizeof error->text);
	return done;
}
