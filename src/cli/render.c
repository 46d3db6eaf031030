/* render: `assay render REPORT`: a saved report in another form, and its verdict as the exit status. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/results.h"

#include "assay/assay.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct settings {
	const char *format, *output;
	enum assay_values values;
};

static const struct option options[] = {
	{ "format", "FORMAT", OPTION_CHOICE, offsetof(struct settings, format), "html, junit, sarif, md, github, line or json",
	  .choices = "html junit sarif md github line json" },
	{ "output", "FILE", OPTION_FILE, offsetof(struct settings, output), "write it there; else to standard output",
	  .group = NULL },
	{ "show-values", NULL, OPTION_FLAG, offsetof(struct settings, values),
	  "values as they are; else what looks like personal data or a secret is masked", .value = ASSAY_VALUES_SHOWN },
	{ "redact", NULL, OPTION_FLAG, offsetof(struct settings, values),
	  "no value of any cell; names of columns and files, counts, means and deviations stay", .value = ASSAY_VALUES_REDACTED },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay render report.json --format html --output report.html", "for people" },
	{ "assay render report.json --format junit --output report.xml", "for GitLab, Jenkins and others" },
	{ "assay render report.json --format md >>$GITHUB_STEP_SUMMARY", "for the page of a GitHub job" },
	{ "assay render report.json --format line", "for a chat; the exit status is that of the audit" },
	{ .line = NULL }
};

/* NULL with a complaint. */
static struct assay_report *report_read(const char *path, enum assay_values values)
{
	struct assay_report *report = NULL;
	struct assay_error error;
	size_t bytes;
	char *json;

	if (assay_report_load(path, &json, &bytes, &error) < 0) {
		complain("%s", error.text);
		return NULL;
	}
	if (assay_report_of_json(json, bytes, &report, &error) < 0 || assay_report_values(report, values, &error) < 0) {
		complain("%s: %s", strcmp(path, "-") == 0 ? "standard input" : path, error.text);
		assay_report_free(report);
		report = NULL;
	}
	free(json);
	return report;
}

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	const char *to = s->output ? s->output : "-";
	struct assay_report *report;
	struct output out;
	int status;

	if (!s->format)
		return complain_usage(&command_render, "needs --format, such as --format junit");
	if (!output_is_stdout(to) && same_file(to, operands->at[0]))
		return complain_usage(&command_render, "--output would replace the report %s", operands->at[0]);
	output_guard();
	report = report_read(operands->at[0], s->values);
	if (!report)
		return EXIT_CANNOT;
	status = output_open(&out, to);
	if (status == 0) {
		status = result_put(&out, report, s->format);
		status = status ? status : output_commit(&out);
		output_drop(&out);
	}
	status = status ? status : assay_report_exit(report);
	assay_report_free(report);
	return status;
}

const struct command command_render = {
	.name = "render",
	.usage = "REPORT --format FORMAT [OPTION]...",
	.summary = "give a saved report out in another form, such as JUnit XML",
	.about = "REPORT is what assay audit --json wrote, the database that it kept, or - for standard input. The result is the same as that of the "
		 "audit's own options, and so is the exit status: 0: passed; 1: the gate failed; 2: it could not be done.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 1,
	.operands_max = 1,
	.operands_wanted = "needs a report, as assay audit --json writes it",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
