/* rules: any bytes as a rule pack. It is refused with a sentence that no terminal obeys; or it is read, and then all that it says of itself
 * is there, and results that break every bound and results without a figure are judged by it.
 */
#include "fuzz.h"

#include "judge/judge.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { COLUMNS = 2 };

static struct column_info columns[COLUMNS] = { { .name = "age", .type = TYPE_INTEGER }, { .name = "{name}", .type = TYPE_TEXT } };
static struct plan plan = { .rows = 10, .columns = COLUMNS, .column = columns, .label = NO_COLUMN, .pred = NO_COLUMN,
				  .time = NO_COLUMN, .id = NO_COLUMN };
static struct results some, none;

/* What rules of change look at; half of it is of no use. */
static const char baseline[] =
	"{\"dataset\": {\"rows\": 7}, \"dimensions\": {\"completeness\": []}, \"columns\": [null, {\"name\": 5}, {\"name\": \"age\","
	"\"missing\": {\"count\": 2, \"fraction\": 0.2}, \"distinct\": \"3\", \"numeric\": {\"mean\": -1e300}}]}";

static void figure_add(const struct metric *m, size_t i)
{
	static const struct where places[] = {
		[SCOPE_DATASET] = { NO_COLUMN, NO_COLUMN, NULL }, [SCOPE_COLUMN] = { 0, NO_COLUMN, NULL }, [SCOPE_PAIR] = { 0, 1, NULL },
		[SCOPE_CLASS] = { 1, NO_COLUMN, "a\nclass" },
	};
	struct result *r = &some.at[some.count++];

	*r = (struct result){ .metric = m, .where = places[m->scope], .kind = RESULT_VALUE, .value = i % 2 ? 0.37 : 1e18 };
	if (m->unit == UNIT_NAME)
		r->kind = RESULT_TEXT, r->text = "mixed";
	else if (m->unit == UNIT_DETAIL)
		r->kind = RESULT_DETAIL, r->detail = cJSON_CreateIntArray((const int[]){ 3, 5 }, 2);
	else if (i % 5 == 4)
		r->kind = RESULT_NONE, r->text = "no row has both";
	else if (i % 3 == 0)
		r->error = 0.01, r->text = "a sketch";
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	size_t count = 0;

	(void)argc;
	(void)argv;
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			count++;
	some.at = calloc(count, sizeof *some.at);
	plan.baseline = cJSON_Parse(baseline);
	check(some.at && plan.baseline, "no memory");
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			figure_add(m, some.count);
	return 0;
}

static void judge_check(const struct rules *rules, const struct results *results)
{
	struct findings f = { .count = 0 };
	struct err e = { .code = ERR_NONE };

	check(judge(&f, rules, results, &plan, &e) == 0, "%s", e.text);
	check(f.by_severity[0] + f.by_severity[1] + f.by_severity[2] == f.count, "%zu findings", f.count);
	for (size_t i = 0; i < f.count; i++) {
		check(strlen(f.at[i].id) == 16 && f.at[i].rule && f.at[i].dimension && f.at[i].result, "finding %zu", i);
		check(f.at[i].title && f.at[i].meaning && f.at[i].action, "%s: a text is not there", f.at[i].rule);
	}
	for (size_t i = 0; i < f.skipped_count; i++)
		check(f.skipped[i].rule && f.skipped[i].reason && *f.skipped[i].reason, "not evaluated, and no reason");
	verdict_exit(&f);
	findings_release(&f);
}

static void rules_check(const struct rules *rules)
{
	for (size_t i = 0; i < rules_count(rules); i++) {
		struct rule_info info = rules_info(rules, i);

		/* Rules on rows count what no analysis publishes. */
		check(info.id && *info.id && (metric_find(info.metric, NULL) || strcmp(info.metric, "validity.bad_rows") == 0), "rule %zu", i);
		check(info.title && info.meaning && info.action && severity_name(info.severity), "%s", info.id);
	}
	judge_check(rules, &some);
	judge_check(rules, &none);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct rules *rules = NULL;
	struct err e = { .code = ERR_NONE };

	if (rules_read(&rules, "pack.json", (const char *)bytes, n, &e) == 0) {
		check(e.code == ERR_NONE && rules, "read, but \"%s\"", e.text);
		rules_check(rules);
		rules_free(rules);
	} else {
		check(e.code != ERR_NONE && strncmp(e.text, "pack.json", 9) == 0 && !rules, "refused by \"%s\"", e.text);
	}
	return 0;
}
