/* output_parts: see output_parts.h. */
#include "report/output_parts.h"

#include "judge/number_text.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static size_t list_size(const cJSON *list)
{
	return list ? (size_t)cJSON_GetArraySize(list) : 0;
}

/* ---- places ---- */

static int row_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->row < y->row ? -1 : x->row > y->row;
}

/* The lines of one source, behind those of the others. */
static void lines_take(struct places *p, const cJSON *source)
{
	const cJSON *lines = member_at(source, "lines"), *line;

	if (!cJSON_IsObject(lines))
		return;
	cJSON_ArrayForEach(line, lines) {
		char *end;
		double row = strtod(line->string, &end);

		if (!*end && row >= 1 && row < 0x1p53 && cJSON_IsNumber(line) && line->valuedouble >= 1 && line->valuedouble < 0x1p53)
			p->by_row[p->rows++] = (struct place){ text_at(source, "path"), row, line->valuedouble };
	}
}

int places_open(struct places *p, const cJSON *report, struct err *e)
{
	const cJSON *source, *finding, *findings = list_at(report, "findings");
	size_t lines = 0, rejects = 0, evidence = 0;

	*p = (struct places){ .sources = list_at(report, "dataset.sources") };
	cJSON_ArrayForEach(source, p->sources) {
		const cJSON *object = member_at(source, "lines");

		lines += cJSON_IsObject(object) ? list_size(object) : 0;
		rejects += list_size(list_at(source, "rejects"));
	}
	cJSON_ArrayForEach(finding, findings) {
		size_t n = list_size(list_at(finding, "evidence"));

		evidence = n > evidence ? n : evidence;
	}
	p->by_row = calloc(lines + 1, sizeof *p->by_row);
	p->of = calloc(evidence + rejects + 1, sizeof *p->of);
	if (!p->by_row || !p->of) {
		places_close(p);
		return err_nomem(e);
	}
	cJSON_ArrayForEach(source, p->sources)
		lines_take(p, source);
	qsort(p->by_row, p->rows, sizeof *p->by_row, row_order);
	return 0;
}

void places_close(struct places *p)
{
	free(p->by_row);
	free(p->of);
	*p = (struct places){ .by_row = NULL };
}

static size_t rejects_of(struct places *p)
{
	const cJSON *source, *reject;
	size_t n = 0;

	cJSON_ArrayForEach(source, p->sources) {
		const cJSON *rejects = list_at(source, "rejects");

		cJSON_ArrayForEach(reject, rejects) {
			struct place at = { .path = text_at(source, "path") };

			if (number_at(reject, "line", &at.line) && at.line >= 1 && at.line < 0x1p53)
				p->of[n++] = at;
		}
	}
	return n;
}

size_t places_of(struct places *p, const cJSON *finding)
{
	static const char rejected[] = "validity.rejected";
	const char *metric = text_at(finding, "metric");
	const cJSON *evidence = list_at(finding, "evidence"), *one;
	size_t n = 0;

	if (metric && strncmp(metric, rejected, sizeof rejected - 1) == 0)
		n = rejects_of(p);
	cJSON_ArrayForEach(one, evidence) {
		double row;

		if (number_at(one, "row", &row) && row >= 1 && row < 0x1p53)
			p->of[n++] = places_row(p, row);
	}
	return n;
}

struct place places_row(const struct places *p, double row)
{
	struct place at = { .row = row }, *known = p->rows ? bsearch(&at, p->by_row, p->rows, sizeof at, row_order) : NULL;

	return known ? *known : at;
}

bool place_is_file(const char *path)
{
	return path && *path && strcmp(path, "stdin") != 0;
}

void place_text(const struct place *at, char text[TEXT_BYTES])
{
	char number[NUMBER_BYTES];

	number_exactly(number, at->line > 0 ? at->line : at->row);
	if (at->line > 0)
		snprintf(text, TEXT_BYTES, "%.900s:%s", at->path ? at->path : "line", number);
	else
		snprintf(text, TEXT_BYTES, "row %s", number);
}

/* ---- rules ---- */

size_t ruling_find(const struct ruling *r, const char *name)
{
	size_t i = 0;

	while (i < r->count && strcmp(r->at[i].name, name) != 0)
		i++;
	return i;
}

/* A rule's line, made when there is none; NULL: what is listed names no rule. */
static struct ruled *ruled_of(struct ruling *r, const cJSON *from)
{
	const char *name = text_at(from, "rule");
	size_t i = name ? ruling_find(r, name) : 0;

	if (!name)
		return NULL;
	if (i == r->count)
		r->at[r->count++] = (struct ruled){ .name = name, .metric = text_at(from, "metric"), .outcome = text_at(from, "outcome"),
						    .rank = finding_rank(from) };
	return &r->at[i];
}

int ruling_open(struct ruling *r, const cJSON *report, struct err *e)
{
	const cJSON *rules = list_at(report, "rules"), *findings = list_at(report, "findings"), *unheld = list_at(report, "not_evaluated"), *one;
	struct ruled *of;

	*r = (struct ruling){ .at = calloc(list_size(rules) + list_size(findings) + list_size(unheld) + 1, sizeof *r->at) };
	if (!r->at)
		return err_nomem(e);
	cJSON_ArrayForEach(one, rules)
		ruled_of(r, one);
	cJSON_ArrayForEach(one, findings)
		if ((of = ruled_of(r, one)) && !of->finding)
			of->finding = one;
	cJSON_ArrayForEach(one, unheld)
		if ((of = ruled_of(r, one)) && !of->unheld)
			of->unheld = one;
	return 0;
}

void ruling_close(struct ruling *r)
{
	free(r->at);
	*r = (struct ruling){ .at = NULL };
}

void dimension_text(const char *rule, char *text, size_t room)
{
	snprintf(text, room, "%.*s", (int)strcspn(rule, "."), rule);
}

bool gate_fails(const cJSON *report, size_t rank)
{
	const char *fail_on = text_at(report, "verdict.fail_on");

	if (fail_on && strcmp(fail_on, "never") == 0)
		return false;
	return rank == 0 || (rank == 1 && fail_on && strcmp(fail_on, "warn") == 0);
}

const char *finding_waived(const cJSON *finding)
{
	const cJSON *waived = member_at(finding, "waived");
	const char *reason = text_at(waived, "reason");

	return !cJSON_IsObject(waived) ? NULL : reason ? reason : "no reason is given";
}

/* ---- the head ---- */

const char *verdict_word(const cJSON *report)
{
	const char *result = text_at(report, "verdict.result");

	return result && strcmp(result, "pass") == 0 ? "PASS" : result && strcmp(result, "fail") == 0 ? "FAIL" : "NO VERDICT";
}

void dataset_text(const cJSON *report, char text[TEXT_BYTES])
{
	const cJSON *sources = list_at(report, "dataset.sources");
	const char *path = text_at(sources ? sources->child : NULL, "path");
	size_t n = list_size(sources);
	char number[NUMBER_BYTES];

	count_text(number, (double)n - 1);
	if (n > 1)
		snprintf(text, TEXT_BYTES, "%.900s and %s more", path ? path : "dataset", number);
	else
		snprintf(text, TEXT_BYTES, "%.900s", path ? path : "dataset");
}

struct counted {
	const char *place, *one, *many;
	bool always;	/* also when there are none */
};

/* "3 of these, 1 of those": what the report counts, in a text. */
static void counts_text(const cJSON *report, const struct counted *c, size_t n, char text[TEXT_BYTES])
{
	char counted[TEXT_BYTES];
	size_t used = 0;
	double count;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		if (!number_at(report, c[i].place, &count) || (count <= 0 && !c[i].always))
			continue;
		counted_text(counted, count, c[i].one, c[i].many);
		used += (size_t)snprintf(text + used, TEXT_BYTES - used, "%s%.100s", used ? ", " : "", counted);
	}
}

void size_text(const cJSON *report, char text[TEXT_BYTES])
{
	static const struct counted counted[] = { { "dataset.rows", "row", "rows", true }, { "dataset.columns", "column", "columns", true },
						  { "dataset.rejected", "rejected", "rejected", true } };

	counts_text(report, counted, sizeof counted / sizeof counted[0], text);
}

void verdict_text(const cJSON *report, char text[TEXT_BYTES])
{
	static const struct counted counted[] = { { "verdict.errors", "error", "errors", false },
						  { "verdict.warnings", "warning", "warnings", false }, { "verdict.infos", "note", "notes", false },
						  { "verdict.waived", "waived", "waived", false },
						  { "verdict.not_evaluated", "rule not evaluated", "rules not evaluated", false },
						  { "verdict.skipped", "rule skipped by --fast", "rules skipped by --fast", false } };

	counts_text(report, counted, sizeof counted / sizeof counted[0], text);
	if (!*text)
		snprintf(text, TEXT_BYTES, "no rule is broken");
}
