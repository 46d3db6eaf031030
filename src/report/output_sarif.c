/* output_sarif: a report as SARIF 2.1.0, for code scanning and editors: a result a finding, its locations the rows that show it.
 *
 *   findings[]        results[]: ruleId, ruleIndex, level, message, locations, partialFingerprints { "assay/v1": id }, suppressions when waived
 *   rules[]           tool.driver.rules[]
 *   not_evaluated[]   invocations[0].toolExecutionNotifications[]: no finding, but no silence either
 *
 * A location is the line of a row and the column; where no row is listed, the files without a line, as readers want some file, but no more
 * than FILES_MOST. Paths that are relative hang on %SRCROOT%, which the reader knows; those that lead upwards cannot. Standard input is no file.
 * Reference: SARIF 2.1.0, OASIS Standard, 2020; 3.11.5 for the doubled braces of messages.
 */
#include "report/output.h"
#include "report/output_parts.h"

#include "analyse/analyse.h"
#include "report/json_write.h"

#include <cjson/cJSON.h>
#include <string.h>
#include <utf8proc.h>

enum { FILES_MOST = 10, NUMBER_JSON = 32 };

/* JSON as it is written: a bit a level says whether something stands there already. */
struct document {
	const cJSON *report;
	FILE *to;
	uint32_t filled;
	unsigned depth;
	struct places places;
	struct ruling ruling;
};

/* ---- JSON ---- */

/* What stands between quotes. What is no UTF-8 becomes U+FFFD; in messages braces are doubled. */
static void escaped_put(FILE *to, const char *text, bool message)
{
	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		utf8proc_int32_t c;
		utf8proc_ssize_t took = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &c);

		step = took < 1 ? 1 : (size_t)took;
		if (took < 1)
			fputs("\xef\xbf\xbd", to);
		else if (c == '"' || c == '\\')
			fprintf(to, "\\%c", (int)c);
		else if (c == '\n')
			fputs("\\n", to);
		else if (c < 0x20 || c == 0x7f)
			fprintf(to, "\\u%04x", (unsigned)c);
		else if (message && (c == '{' || c == '}'))
			fprintf(to, "%c%c", (int)c, (int)c);
		else
			fwrite(text, 1, step, to);
	}
}

static void string_put(FILE *to, const char *text)
{
	putc('"', to);
	escaped_put(to, text, false);
	putc('"', to);
}

/* Before a member or an item; key NULL: an item. */
static void member_begin(struct document *d, const char *key)
{
	uint32_t bit = UINT32_C(1) << d->depth;

	if (d->filled & bit)
		putc(',', d->to);
	d->filled |= bit;
	if (d->depth)
		fprintf(d->to, "\n%*s", (int)d->depth, "");
	if (!key)
		return;
	string_put(d->to, key);
	fputs(": ", d->to);
}

static void open_put(struct document *d, const char *key, char bracket)
{
	member_begin(d, key);
	putc(bracket, d->to);
	d->depth++;
	d->filled &= ~(UINT32_C(1) << d->depth);
}

static void close_put(struct document *d, char bracket)
{
	bool filled = d->filled >> d->depth & 1;

	d->depth--;
	if (filled)
		fprintf(d->to, "\n%*s", (int)d->depth, "");
	putc(bracket, d->to);
}

/* Nothing when there is no text. */
static void text_put(struct document *d, const char *key, const char *text)
{
	if (!text)
		return;
	member_begin(d, key);
	string_put(d->to, text);
}

static void number_put(struct document *d, const char *key, double v)
{
	char number[NUMBER_JSON];

	json_number(v, number);
	member_begin(d, key);
	fputs(number, d->to);
}

/* An object with the text, and behind it more when there is more. Nothing when there is no text, as it must not be empty. */
static void message_join(struct document *d, const char *key, const char *text, const char *between, const char *more)
{
	if (!text || !*text)
		return;
	open_put(d, key, '{');
	member_begin(d, "text");
	putc('"', d->to);
	escaped_put(d->to, text, true);
	if (more) {
		escaped_put(d->to, between, true);
		escaped_put(d->to, more, true);
	}
	putc('"', d->to);
	close_put(d, '}');
}

static void message_put(struct document *d, const char *key, const char *text)
{
	message_join(d, key, text, "", NULL);
}

/* ---- places ---- */

static bool climbs(const char *path)
{
	for (const char *at = path; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (strncmp(at, "..", 2) == 0 && (at[2] == '/' || !at[2]))
			return true;
	}
	return false;
}

/* A path as a URI: everything but what needs no escape is percent-encoded, byte by byte. */
static void uri_put(struct document *d, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

	member_begin(d, "uri");
	fputs(*path == '/' ? "\"file://" : "\"", d->to);
	for (; *path; path++)
		fprintf(d->to, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
	putc('"', d->to);
}

/* Paths hang on the root of the checkout; "./" says nothing. */
static void artifact_put(struct document *d, const char *path)
{
	while (strncmp(path, "./", 2) == 0 && path[2]) {
		path += 2;
		path += strspn(path, "/");
	}
	open_put(d, "artifactLocation", '{');
	uri_put(d, path);
	if (*path != '/' && !climbs(path))
		text_put(d, "uriBaseId", "%SRCROOT%");
	close_put(d, '}');
}

/* line 0: the file as a whole. */
static void physical_put(struct document *d, const char *path, double line)
{
	open_put(d, "physicalLocation", '{');
	artifact_put(d, path);
	if (line >= 1) {
		open_put(d, "region", '{');
		number_put(d, "startLine", line);
		close_put(d, '}');
	}
	close_put(d, '}');
}

static void logical_one(struct document *d, const char *name, const char *kind)
{
	if (!name)
		return;
	open_put(d, NULL, '{');
	text_put(d, "name", name);
	text_put(d, "kind", kind);
	close_put(d, '}');
}

/* The column, both of a pair, or the column and its class. */
static void logical_put(struct document *d, const cJSON *finding)
{
	const char *column = text_at(finding, "where.column");

	if (!column)
		return;
	open_put(d, "logicalLocations", '[');
	logical_one(d, column, "column");
	logical_one(d, text_at(finding, "where.other"), "column");
	logical_one(d, text_at(finding, "where.class"), "class");
	close_put(d, ']');
}

static void location_put(struct document *d, const cJSON *finding, const char *path, double line)
{
	open_put(d, NULL, '{');
	if (place_is_file(path))
		physical_put(d, path, line);
	logical_put(d, finding);
	close_put(d, '}');
}

static void locations_put(struct document *d, const cJSON *finding)
{
	const cJSON *sources = list_at(d->report, "dataset.sources"), *source;
	size_t n = places_of(&d->places, finding), files = 0;
	bool column = text_at(finding, "where.column");

	open_put(d, "locations", '[');
	for (size_t i = 0; i < n; i++)
		if (column || place_is_file(d->places.of[i].path))
			location_put(d, finding, d->places.of[i].path, d->places.of[i].line);
	cJSON_ArrayForEach(source, sources) {
		const char *path = text_at(source, "path");

		if (n > 0 || files == FILES_MOST)
			break;
		if (column || place_is_file(path)) {
			location_put(d, finding, path, 0);
			files++;
		}
	}
	close_put(d, ']');
}

/* ---- results ---- */

static const char *level_of(size_t rank)
{
	static const char *const level[RANKS] = { "error", "warning", "note" };

	return level[rank];
}

/* What it is, and what to do: one message, as most readers show but that. */
static void result_message(struct document *d, const cJSON *finding)
{
	const char *title = text_at(finding, "title"), *rule = text_at(finding, "rule");

	title = title && *title ? title : rule && *rule ? rule : "a rule was broken";
	message_join(d, "message", title, ". ", finding_advice(finding));
}

static void properties_put(struct document *d, const cJSON *finding)
{
	const cJSON *value = member_at(finding, "value");

	open_put(d, "properties", '{');
	text_put(d, "dimension", text_at(finding, "dimension"));
	text_put(d, "metric", text_at(finding, "metric"));
	if (cJSON_IsNumber(value))
		number_put(d, "value", value->valuedouble);
	else if (cJSON_IsString(value))
		text_put(d, "value", value->valuestring);
	text_put(d, "limit", text_at(finding, "limit"));
	close_put(d, '}');
}

static void suppression_put(struct document *d, const char *reason)
{
	open_put(d, "suppressions", '[');
	open_put(d, NULL, '{');
	text_put(d, "kind", "external");
	text_put(d, "status", "accepted");
	text_put(d, "justification", reason);
	close_put(d, '}');
	close_put(d, ']');
}

static void result_put(struct document *d, const cJSON *finding)
{
	const char *rule = text_at(finding, "rule"), *id = text_at(finding, "id"), *waived = finding_waived(finding);

	open_put(d, NULL, '{');
	text_put(d, "ruleId", rule);
	if (rule)
		number_put(d, "ruleIndex", (double)ruling_find(&d->ruling, rule));
	text_put(d, "level", level_of(finding_rank(finding)));
	result_message(d, finding);
	locations_put(d, finding);
	if (id) {
		open_put(d, "partialFingerprints", '{');
		text_put(d, "assay/v1", id);
		close_put(d, '}');
	}
	if (waived)
		suppression_put(d, waived);
	properties_put(d, finding);
	close_put(d, '}');
}

/* ---- the tool and its run ---- */

/* The report has no text of a rule that found nothing; what its metric means is known. */
static void rule_put(struct document *d, const struct ruled *r)
{
	const struct metric *m = r->metric ? metric_find(r->metric, NULL) : NULL;
	const char *meaning = text_at(r->finding, "meaning"), *advice = r->finding ? finding_advice(r->finding) : NULL;
	char dimension[64];

	dimension_text(r->name, dimension, sizeof dimension);
	open_put(d, NULL, '{');
	text_put(d, "id", r->name);
	message_put(d, "shortDescription", m ? m->meaning : r->name);
	message_put(d, "fullDescription", meaning && *meaning ? meaning : m ? m->meaning : r->name);
	message_put(d, "help", advice ? advice : m && m->formula ? m->formula : r->name);
	open_put(d, "defaultConfiguration", '{');
	text_put(d, "level", level_of(r->rank));
	close_put(d, '}');
	open_put(d, "properties", '{');
	text_put(d, "metric", r->metric);
	text_put(d, "outcome", r->outcome);
	open_put(d, "tags", '[');
	text_put(d, NULL, dimension);
	close_put(d, ']');
	close_put(d, '}');
	close_put(d, '}');
}

static void tool_put(struct document *d)
{
	const char *version = text_at(d->report, "assay.version");

	open_put(d, "tool", '{');
	open_put(d, "driver", '{');
	text_put(d, "name", "assay");
	text_put(d, "version", version);
	text_put(d, "semanticVersion", version);
	open_put(d, "rules", '[');
	for (size_t i = 0; i < d->ruling.count; i++)
		rule_put(d, &d->ruling.at[i]);
	close_put(d, ']');
	close_put(d, '}');
	close_put(d, '}');
}

static void notification_put(struct document *d, const cJSON *unheld)
{
	const char *rule = text_at(unheld, "rule"), *reason = text_at(unheld, "reason");

	open_put(d, NULL, '{');
	text_put(d, "level", level_of(finding_rank(unheld)));
	message_join(d, "message", rule && *rule ? rule : "a rule", " was not evaluated: ", reason ? reason : "no reason is given");
	if (rule) {
		open_put(d, "associatedRule", '{');
		text_put(d, "id", rule);
		number_put(d, "index", (double)ruling_find(&d->ruling, rule));
		close_put(d, '}');
	}
	close_put(d, '}');
}

static void invocation_put(struct document *d)
{
	const cJSON *list = list_at(d->report, "not_evaluated"), *one;
	double status;

	open_put(d, "invocations", '[');
	open_put(d, NULL, '{');
	member_begin(d, "executionSuccessful");
	fputs("true", d->to);
	if (number_at(d->report, "verdict.exit", &status) && (status == 0 || status == 1))
		number_put(d, "exitCode", status);
	open_put(d, "toolExecutionNotifications", '[');
	cJSON_ArrayForEach(one, list)
		notification_put(d, one);
	close_put(d, ']');
	close_put(d, '}');
	close_put(d, ']');
}

static void run_put(struct document *d)
{
	const cJSON *findings = list_at(d->report, "findings"), *one;

	open_put(d, NULL, '{');
	tool_put(d);
	invocation_put(d);
	open_put(d, "results", '[');
	cJSON_ArrayForEach(one, findings)
		result_put(d, one);
	close_put(d, ']');
	close_put(d, '}');
}

static void log_put(struct document *d)
{
	open_put(d, NULL, '{');
	text_put(d, "$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
	text_put(d, "version", "2.1.0");
	open_put(d, "runs", '[');
	run_put(d);
	close_put(d, ']');
	close_put(d, '}');
	putc('\n', d->to);
}

static int write(const cJSON *report, FILE *to, struct err *e)
{
	struct document d = { .report = report, .to = to };
	int done = places_open(&d.places, report, e) < 0 || ruling_open(&d.ruling, report, e) < 0 ? -1 : 0;

	if (done == 0)
		log_put(&d);
	ruling_close(&d.ruling);
	places_close(&d.places);
	return done;
}

const struct output_format output_sarif = {
	.name = "sarif",
	.media = "application/sarif+json",
	.extension = "sarif",
	.summary = "SARIF 2.1.0, a result a finding, for code scanning and editors",
	.write = write,
};
