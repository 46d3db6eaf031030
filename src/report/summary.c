/* summary: see summary.h. Here the head, the findings, the room that each part gets, and what the parts share. */
#include "report/summary.h"

#include "assay/assay.h"
#include "judge/number_text.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_DEFAULT = 80, REPORT_VERSION = 1, HEAD_LINES = 2, DIMENSIONS_FROM = 18, PLACE_MOST = 3, TEXT_BYTES = 1024 };

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

/* "12 errors": the count with its noun. */
static void counted_text(char text[TEXT_BYTES], double count, const char *one, const char *many)
{
	char number[NUMBER_BYTES];

	count_text(number, count);
	snprintf(text, TEXT_BYTES, "%s %s", number, count == 1 ? one : many);
}

static void line_begin(struct screen *s)
{
	line_start(&s->line, s->columns, s->colour, s->unicode);
}

static void blank_write(struct screen *s)
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

/* "column age", "age ~ fare", "class setosa of species"; nothing for the dataset. */
static void where_text(const cJSON *finding, char text[TEXT_BYTES])
{
	const char *column = text_at(finding, "where.column"), *other = text_at(finding, "where.other");
	const char *class = text_at(finding, "where.class");

	text[0] = '\0';
	if (column && other)
		snprintf(text, TEXT_BYTES, "%s ~ %s", column, other);
	else if (column && class)
		snprintf(text, TEXT_BYTES, "class %s of %s", class, column);
	else if (column)
		snprintf(text, TEXT_BYTES, "column %s", column);
}

/* "train.csv:4182" of the first row that shows a finding; its line stands with the source that holds it. */
static void evidence_text(const struct screen *s, const cJSON *finding, char text[TEXT_BYTES])
{
	const cJSON *evidence = list_at(finding, "evidence"), *sources = list_at(s->report, "dataset.sources"), *source;
	char key[32], number[NUMBER_BYTES];
	double row, line;

	text[0] = '\0';
	if (!number_at(evidence ? evidence->child : NULL, "row", &row) || row < 0 || row > 0x1p53)
		return;
	snprintf(key, sizeof key, "lines.%.0f", row);
	cJSON_ArrayForEach(source, sources) {
		const char *path = text_at(source, "path");

		if (!path || !number_at(source, key, &line))
			continue;
		number_exactly(number, line);
		snprintf(text, TEXT_BYTES, "%s:%s", path, number);
		return;
	}
	number_exactly(number, row);
	snprintf(text, TEXT_BYTES, "row %s", number);
}

/* The end of a text that is too wide: of a path the end tells more. */
static const char *tail_of(const char *text, size_t columns)
{
	while (text_columns(text) > columns && *text) {
		const char *slash = strchr(text + 1, '/');

		if (!slash)
			break;
		text = slash;
	}
	return text;
}

static void finding_title(struct screen *s, const cJSON *finding)
{
	const struct severity_look *look = &severity_looks[finding_rank(finding)];
	const char *title = text_at(finding, "title"), *rule = text_at(finding, "rule"), *tail;
	char where[TEXT_BYTES], evidence[TEXT_BYTES], place[2 * TEXT_BYTES];
	size_t room, wide;

	where_text(finding, where);
	evidence_text(s, finding, evidence);
	tail = tail_of(evidence, s->columns / PLACE_MOST);
	title = title ? title : rule ? rule : "a rule was broken";
	snprintf(place, sizeof place, "%s%s%s", where, *where && *tail ? "  " : "", tail);
	line_begin(s);
	line_put(&s->line, look->style, s->unicode ? look->mark : look->mark_ascii);
	line_put(&s->line, STYLE_PLAIN, " ");
	room = s->columns > s->line.columns ? s->columns - s->line.columns : 0;
	if (text_columns(title) + 2 + text_columns(place) > room)	/* where it is goes first: the title mostly says it */
		snprintf(place, sizeof place, "%s", tail);
	wide = text_columns(place);
	if (wide > 0 && wide + 2 < room && (text_columns(title) + 2 + wide <= room || wide <= s->columns / PLACE_MOST)) {
		line_cell(&s->line, STYLE_BOLD, title, room - wide - 2, false);
		line_put(&s->line, STYLE_PLAIN, "  ");
		line_put(&s->line, STYLE_DIM, place);
	} else {
		line_put(&s->line, STYLE_BOLD, title);
	}
	line_end(&s->line, s->to);
}

static void finding_action(struct screen *s, const cJSON *finding)
{
	const char *action = text_at(finding, "action"), *meaning = text_at(finding, "meaning");

	line_begin(s);
	line_put(&s->line, STYLE_PLAIN, "  ");
	line_put(&s->line, STYLE_PLAIN, action && *action ? action : meaning ? meaning : "");
	line_end(&s->line, s->to);
}

static size_t findings_count(const struct screen *s)
{
	const cJSON *findings = list_at(s->report, "findings");

	return findings ? (size_t)cJSON_GetArraySize(findings) : 0;
}

static size_t findings_lines(const struct screen *s)
{
	size_t n = findings_count(s);

	return n ? 1 + 2 * n : 0;
}

static void findings_more(struct screen *s, size_t more, bool all)
{
	char count[TEXT_BYTES];

	counted_text(count, (double)more, all ? "finding" : "more finding", all ? "findings" : "more findings");
	line_begin(s);
	if (!all) {
		line_put(&s->line, STYLE_DIM, s->dots);
		line_put(&s->line, STYLE_DIM, " and ");
	}
	line_put(&s->line, STYLE_DIM, count);
	line_put(&s->line, STYLE_DIM, " in the report: assay audit ... --json FILE");
	line_end(&s->line, s->to);
}

/* A blank line, then two lines a finding, worst first; where room is short the last one has but its title. */
static void findings_write(struct screen *s, size_t lines)
{
	const cJSON *findings = list_at(s->report, "findings"), *f;
	size_t n = findings_count(s), left, shown = 0;
	bool short_of_room = lines < findings_lines(s);

	if (n == 0 || lines < 2)
		return;
	blank_write(s);
	left = lines - 1 - (short_of_room ? 1 : 0);
	for (size_t rank = 0; rank < RANKS; rank++) {
		cJSON_ArrayForEach(f, findings) {
			if (left == 0 || finding_rank(f) != rank)
				continue;
			finding_title(s, f);
			shown++;
			if (--left == 0)
				continue;
			finding_action(s, f);
			left--;
		}
	}
	if (shown < n)
		findings_more(s, n - shown, shown == 0);
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
static struct room room_share(const struct screen *s, size_t lines)
{
	struct room r = { findings_lines(s), columns_lines(s), dimensions_lines(s, true), true };
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
	struct room room;

	if (report_check(report, e) < 0)
		return -1;
	room = room_share(&s, lines);
	head_first(&s);
	if (lines >= HEAD_LINES)
		head_second(&s);
	findings_write(&s, room.findings);
	if (columns_write(&s, room.columns, e) < 0)
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
