/* output_junit: a report as JUnit XML, which GitLab, Jenkins, Azure and others show: a test case a rule.
 *
 *   a finding that fails the gate                        failure, its type the severity; all findings of the rule in one, as readers take but one
 *   not evaluated, and that fails the gate               error
 *   findings below --fail-on, waived ones                passed, what was found stands in system-out
 *   not evaluated otherwise; skipped by --fast; nothing that the rule fits   skipped, with the reason
 *
 * So there is a failure or an error exactly when the verdict is "fail". XML is 1.0: characters that it forbids become U+FFFD. At most
 * FINDINGS_MOST findings of a rule are written out, and PLACES_MOST places of a finding; the rest is counted.
 */
#include "report/output.h"
#include "report/output_parts.h"

#include "judge/number_text.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { FINDINGS_MOST = 100, PLACES_MOST = 20, DIMENSION_BYTES = 64 };

enum verdict { PASSED, NOTED, FAILED, ERRED, SKIPPED, VERDICTS };

struct document {
	const cJSON *report;
	FILE *to;
	struct places places;
	struct ruling ruling;
	enum verdict *verdict;	/* of each rule */
	size_t count[VERDICTS];
};

/* ---- XML ---- */

static bool is_allowed(utf8proc_int32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

static void character_put(FILE *to, utf8proc_int32_t c, bool attribute)
{
	utf8proc_uint8_t bytes[4];

	switch (c) {
	case '&': fputs("&amp;", to); return;
	case '<': fputs("&lt;", to); return;
	case '>': fputs("&gt;", to); return;	/* and so there is no ]]> */
	case '"': fputs("&quot;", to); return;
	case '\r': fputs("&#13;", to); return;	/* as it stands a parser would make it a newline */
	case '\t':
	case '\n':
		if (attribute)
			fprintf(to, "&#%d;", (int)c);
		else
			putc((int)c, to);
		return;
	}
	fwrite(bytes, 1, (size_t)utf8proc_encode_char(is_allowed(c) ? c : 0xfffd, bytes), to);
}

static void xml_put(FILE *to, const char *text, bool attribute)
{
	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		utf8proc_int32_t c;
		utf8proc_ssize_t took = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &c);

		character_put(to, took < 1 ? 0xfffd : c, attribute);
		step = took < 1 ? 1 : (size_t)took;
	}
}

static void attribute_put(FILE *to, const char *name, const char *value)
{
	fprintf(to, " %s=\"", name);
	xml_put(to, value, true);
	putc('"', to);
}

/* ---- what became of the rules ---- */

static bool is_of(const cJSON *one, const struct ruled *r)
{
	const char *rule = text_at(one, "rule");

	return rule && strcmp(rule, r->name) == 0;
}

/* From the first finding on, those of the rule that are not waived. */
static size_t live_count(const struct ruled *r)
{
	size_t n = 0;

	for (const cJSON *f = r->finding; f; f = f->next)
		n += is_of(f, r) && !finding_waived(f);
	return n;
}

static enum verdict rule_verdict(const struct document *d, const struct ruled *r)
{
	size_t live = live_count(r);
	bool gate = gate_fails(d->report, r->rank);

	if (live && gate)
		return FAILED;
	if (r->unheld && gate)
		return ERRED;
	if (r->finding)
		return NOTED;
	return r->unheld || (r->outcome && strcmp(r->outcome, "passed") != 0) ? SKIPPED : PASSED;
}

/* ---- test cases ---- */

static void places_put(struct document *d, const cJSON *finding)
{
	size_t n = places_of(&d->places, finding);
	char text[TEXT_BYTES];

	for (size_t i = 0; i < n && i < PLACES_MOST; i++) {
		place_text(&d->places.of[i], text);
		fputs("  ", d->to);
		xml_put(d->to, text, false);
		putc('\n', d->to);
	}
	if (n > PLACES_MOST)
		fprintf(d->to, "  and %zu more\n", n - PLACES_MOST);
}

static const char *title_of(const cJSON *finding)
{
	const char *title = text_at(finding, "title"), *rule = text_at(finding, "rule");

	return title && *title ? title : rule ? rule : "a rule was broken";
}

static void line_put_xml(FILE *to, const char *before, const char *text)
{
	if (!text || !*text)
		return;
	fputs(before, to);
	xml_put(to, text, false);
	putc('\n', to);
}

static void finding_put(struct document *d, const cJSON *f)
{
	const cJSON *value = member_at(f, "value");
	char number[NUMBER_BYTES];

	line_put_xml(d->to, "", title_of(f));
	line_put_xml(d->to, "  waived: ", finding_waived(f));
	if (cJSON_IsNumber(value))
		number_exactly(number, value->valuedouble);
	line_put_xml(d->to, "  value: ", cJSON_IsNumber(value) ? number : cJSON_IsString(value) ? value->valuestring : NULL);
	line_put_xml(d->to, "  limit: ", text_at(f, "limit"));
	places_put(d, f);
	line_put_xml(d->to, "  ", text_at(f, "meaning"));
	line_put_xml(d->to, "  ", text_at(f, "action"));
}

/* All findings of a rule, and why it could not be evaluated elsewhere. */
static void findings_put(struct document *d, const struct ruled *r)
{
	char where[TEXT_BYTES];
	size_t n = 0;

	for (const cJSON *f = r->finding; f; f = f->next)
		if (is_of(f, r) && n++ < FINDINGS_MOST)
			finding_put(d, f);
	if (n > FINDINGS_MOST)
		fprintf(d->to, "and %zu more findings in the report\n", n - FINDINGS_MOST);
	n = 0;
	for (const cJSON *u = r->unheld; u; u = u->next) {
		if (!is_of(u, r) || n++ >= FINDINGS_MOST)
			continue;
		finding_where(u, where);
		fputs("not evaluated", d->to);
		if (*where)
			fputs(", ", d->to);
		xml_put(d->to, where, false);
		line_put_xml(d->to, ": ", text_at(u, "reason") ? text_at(u, "reason") : "no reason is given");
	}
	if (n > FINDINGS_MOST)
		fprintf(d->to, "and not evaluated %zu times more\n", n - FINDINGS_MOST);
}

/* The first finding that counts, and how many more. */
static void message_put(struct document *d, const struct ruled *r)
{
	size_t live = live_count(r);
	const cJSON *f = r->finding;

	while (f && (!is_of(f, r) || finding_waived(f)))
		f = f->next;
	fputs(" message=\"", d->to);
	xml_put(d->to, title_of(f), true);
	if (live > 1)
		fprintf(d->to, ", and %zu more", live - 1);
	putc('"', d->to);
}

/* Why a rule says nothing. */
static const char *silence(const struct ruled *r)
{
	const char *reason = text_at(r->unheld, "reason");

	if (r->outcome && strcmp(r->outcome, "skipped") == 0)
		return "skipped by --fast";
	return reason ? reason : r->unheld ? "not evaluated" : "nothing in the dataset that this rule is for";
}

static void body_put(struct document *d, const struct ruled *r, enum verdict verdict)
{
	static const char *const element[VERDICTS] = { [NOTED] = "system-out", [FAILED] = "failure", [ERRED] = "error" };

	if (verdict == SKIPPED) {
		fputs("<skipped", d->to);
		attribute_put(d->to, "message", silence(r));
		fputs("/>", d->to);
		return;
	}
	fprintf(d->to, "<%s", element[verdict]);
	if (verdict == FAILED)
		message_put(d, r);
	if (verdict == ERRED)
		attribute_put(d->to, "message", silence(r));
	if (verdict != NOTED)
		attribute_put(d->to, "type", verdict == ERRED ? "not evaluated" : severity_looks[r->rank].one);
	putc('>', d->to);
	findings_put(d, r);
	fprintf(d->to, "</%s>", element[verdict]);
}

static void case_put(struct document *d, const struct ruled *r, enum verdict verdict)
{
	size_t n = r->finding ? places_of(&d->places, r->finding) : 0;
	char dimension[DIMENSION_BYTES];

	dimension_text(r->name, dimension, sizeof dimension);
	fputs("    <testcase", d->to);
	attribute_put(d->to, "classname", dimension);
	attribute_put(d->to, "name", r->name);
	if (n > 0 && place_is_file(d->places.of[0].path))
		attribute_put(d->to, "file", d->places.of[0].path);
	fputs(" time=\"0\"", d->to);
	if (verdict == PASSED) {
		fputs("/>\n", d->to);
		return;
	}
	fputs(">\n      ", d->to);
	body_put(d, r, verdict);
	fputs("\n    </testcase>\n", d->to);
}

static void property_put(const struct document *d, const char *name, const char *place)
{
	const char *text = text_at(d->report, place);
	char number[NUMBER_BYTES];
	double v;

	if (!text && number_at(d->report, place, &v)) {
		number_exactly(number, v);
		text = number;
	}
	if (!text)
		return;
	fputs("      <property", d->to);
	attribute_put(d->to, "name", name);
	attribute_put(d->to, "value", text);
	fputs("/>\n", d->to);
}

static void suite_put(struct document *d)
{
	char name[TEXT_BYTES];

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", d->to);
	fprintf(d->to, "<testsuites name=\"assay\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"0\">\n  <testsuite", d->ruling.count,
		d->count[FAILED], d->count[ERRED]);
	dataset_text(d->report, name);
	attribute_put(d->to, "name", name);
	fprintf(d->to, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"0\">\n    <properties>\n", d->ruling.count,
		d->count[FAILED], d->count[ERRED], d->count[SKIPPED]);
	property_put(d, "assay", "assay.version");
	property_put(d, "now", "run.now");
	property_put(d, "rows", "dataset.rows");
	property_put(d, "columns", "dataset.columns");
	property_put(d, "rejected", "dataset.rejected");
	property_put(d, "fail_on", "verdict.fail_on");
	fputs("    </properties>\n", d->to);
	for (size_t i = 0; i < d->ruling.count; i++)
		case_put(d, &d->ruling.at[i], d->verdict[i]);
	fputs("  </testsuite>\n</testsuites>\n", d->to);
}

static int document_write(struct document *d, struct err *e)
{
	if (places_open(&d->places, d->report, e) < 0 || ruling_open(&d->ruling, d->report, e) < 0)
		return -1;
	d->verdict = calloc(d->ruling.count + 1, sizeof *d->verdict);
	if (!d->verdict)
		return err_nomem(e);
	for (size_t i = 0; i < d->ruling.count; i++) {
		d->verdict[i] = rule_verdict(d, &d->ruling.at[i]);
		d->count[d->verdict[i]]++;
	}
	suite_put(d);
	return 0;
}

static int write(const cJSON *report, FILE *to, struct err *e)
{
	struct document d = { .report = report, .to = to };
	int done = document_write(&d, e);

	free(d.verdict);
	ruling_close(&d.ruling);
	places_close(&d.places);
	return done;
}

const struct output_format output_junit = {
	.name = "junit",
	.media = "application/xml",
	.extension = "xml",
	.summary = "JUnit XML, a test case a rule, for GitLab, Jenkins and others",
	.write = write,
};
