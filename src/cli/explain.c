/* explain: `assay explain NAME...`: what a metric, a rule or an analysis is, as a page. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/page.h"
#include "cli/terminal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { TAB = 14, VALUE_BYTES = 512 };

static const struct example examples[] = {
	{ "assay explain completeness.missing_fraction", "its meaning, formula, unit, range, and where the report has it" },
	{ "assay explain completeness.missing-many", "a rule: what it means, and what to do" },
	{ "assay explain $(assay list rules timeliness --format names)", "all rules of a dimension, one page after another" },
	{ .line = NULL }
};

static void bound_text(char text[40], double bound)
{
	if (isinf(bound))
		snprintf(text, 40, "%s", bound < 0 ? "−∞" : "∞");
	else
		snprintf(text, 40, "%.15g", bound);
}

static void range_text(const struct assay_entry *e, char text[VALUE_BYTES])
{
	char low[40], high[40];

	bound_text(low, e->low);
	bound_text(high, e->high);
	snprintf(text, VALUE_BYTES, "%s … %s", low, high);
}

/* Where the report has the metric: its scope's object, and its place in it. */
static void place_text(const struct assay_entry *e, char text[VALUE_BYTES])
{
	static const struct { const char *scope, *format; } scope[] = {
		{ "dataset", "dimensions.%s.%s" }, { "pair", "dimensions.%s.pairs[].%s" }, { "class", "dimensions.%s.classes[].%s" } };

	snprintf(text, VALUE_BYTES, "columns[].%s", e->place);
	for (size_t i = 0; e->scope && e->dimension && i < sizeof scope / sizeof scope[0]; i++)
		if (strcmp(e->scope, scope[i].scope) == 0)
			snprintf(text, VALUE_BYTES, scope[i].format, e->dimension, e->place);
}

static void field_put(const char *name, const char *text, unsigned width)
{
	if (text && *text)
		page_item(stdout, name, text, TAB, width);
}

/* The built-in rules that judge a metric. */
static void rules_put(const struct assay_entry *metric, unsigned width)
{
	struct assay_entry rule;
	const char *name = "Judged by";

	for (size_t i = 0; assay_catalogue("rule", i, &rule) == 0; i++) {
		char text[VALUE_BYTES];

		if (!rule.formula || strcmp(rule.formula, metric->name) != 0)
			continue;
		snprintf(text, sizeof text, "%s (%s)", rule.name, rule.unit ? rule.unit : "rule");
		page_item(stdout, name, text, TAB, width);
		name = "";
	}
}

static void metric_put(const struct assay_entry *e, unsigned width)
{
	bool ranged = isfinite(e->low) || isfinite(e->high), number = e->low < e->high;
	char text[VALUE_BYTES];

	field_put("Formula", e->formula, width);
	field_put("Unit", e->unit, width);
	range_text(e, text);
	field_put("Range", number && ranged ? text : number ? "any number" : NULL, width);
	field_put("Exactness", e->exact ? "always exact" :
					  "exact while memory allows, then approximate: the report says how, and within what error", width);
	if (e->place) {
		place_text(e, text);
		field_put("Report", text, width);
	}
	field_put("Reference", e->reference, width);
	rules_put(e, width);
}

static void rule_put(const struct assay_entry *e, unsigned width)
{
	struct assay_error ignored;
	struct assay_entry metric;

	field_put("Severity", e->unit, width);
	field_put("Metric", e->formula, width);
	if (e->formula && assay_catalogue_find(e->formula, &metric, &ignored) == 0)
		field_put("", metric.summary, width);
	field_put("What to do", e->details, width);
}

static void analysis_put(const struct assay_entry *e, unsigned width)
{
	field_put("Dimension", e->dimension, width);
	field_put("See", "assay list metrics, and assay explain METRIC", width);
}

static const struct {
	const char *kind;
	void (*put)(const struct assay_entry *, unsigned width);
} kinds[] = { { "metric", metric_put }, { "rule", rule_put }, { "analysis", analysis_put } };

static void entry_put(const struct assay_entry *e, unsigned width)
{
	size_t columns = page_columns(e->name);
	char what[80];

	snprintf(what, sizeof what, e->scope ? "%s of a %s" : "%s", e->kind, e->scope);
	if (columns + 2 + page_columns(what) <= width)
		printf("%s%*s%s\n\n  ", e->name, (int)(width - columns - page_columns(what)), "", what);
	else
		printf("%s\n%s\n\n  ", e->name, what);
	page_paragraph(stdout, e->summary ? e->summary : "", 2, 2, width);
	putchar('\n');
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(e->kind, kinds[i].kind) == 0)
			kinds[i].put(e, width);
}

/* A name may be that of a metric, of the rule that judges it, and of the analysis that computes it: all that it names, one page after
 * another. The analysis says nothing that its metric does not. */
static size_t entries_put(const char *name, bool any, unsigned width)
{
	struct assay_entry e;
	size_t pages = 0;

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
		for (size_t i = 0; assay_catalogue(kinds[k].kind, i, &e) == 0; i++) {
			if (strcmp(e.name, name) != 0 || (pages && kinds[k].put == analysis_put))
				continue;
			if (any || pages)
				putchar('\n');
			entry_put(&e, width);
			pages++;
		}
	return pages;
}

static bool is_dimension(const char *word)
{
	struct assay_entry metric;

	for (size_t i = 0; assay_catalogue("metric", i, &metric) == 0; i++)
		if (metric.dimension && strcmp(metric.dimension, word) == 0)
			return true;
	return false;
}

static int run(void *settings, const struct words *operands)
{
	unsigned width = terminal_page(STDOUT_FILENO);
	struct assay_error error;
	int status = EXIT_DONE;
	size_t pages = 0;

	(void)settings;
	for (size_t i = 0; i < operands->count; i++) {
		struct assay_entry entry;

		if (assay_catalogue_find(operands->at[i], &entry, &error) < 0) {
			status = complain("%s", error.text);
			fprintf(stderr, "Try: assay list metrics%s%s\n", is_dimension(operands->at[i]) ? " " : "",
				is_dimension(operands->at[i]) ? operands->at[i] : "");
			continue;
		}
		pages += entries_put(entry.name, pages > 0, width);
	}
	return stdout_finish(status);
}

const struct command command_explain = {
	.name = "explain",
	.usage = "METRIC|RULE|ANALYSIS...",
	.summary = "say what a metric, a rule or an analysis is",
	.about = "Prints the definition: meaning, formula, unit, range, whether it is exact, where the report has it, which rules judge it.",
	.examples = examples,
	.operand = OPERAND_ENTRY,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands_wanted = "needs a name; assay list metrics shows them",
	.run = run,
};
