/* diff: `assay diff OLD NEW`: what changed between two reports. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct settings {
	const char *json;
	int quiet;
	struct looks looks;
};

static const struct option options[] = {
	{ "json", "FILE", OPTION_FILE, offsetof(struct settings, json), "write all that changed there, with every figure; - is standard output, "
	  "and the summary goes to standard error", .group = NULL },
	{ "quiet", NULL, OPTION_FLAG, offsetof(struct settings, quiet), "no summary: the exit status says whether something notable changed",
	  .value = 1 },
	{ "lines", "N", OPTION_NUMBER, offsetof(struct settings, looks.lines), "fit into so many lines; else into the screen, at most 50",
	  .low = 1, .high = 1000000 },
	{ "color", "WHEN", OPTION_CHOICE, offsetof(struct settings, looks.colour), "auto, never or always: auto heeds the terminal and NO_COLOR",
	  .choices = "auto never always" },
	{ "ascii", NULL, OPTION_FLAG, offsetof(struct settings, looks.ascii), "draw with ASCII characters alone", .value = 1 },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay diff old.json new.json", "what changed, worst first" },
	{ "assay diff january.db february.db --json diff.json", "the reports that audits kept in their databases; every figure into a file" },
	{ "assay diff old.json new.json --quiet || echo look at it", "for a script: status 1 when something notable changed" },
	{ .line = NULL }
};

static int summary_put(const struct settings *s, const struct assay_diff *diff)
{
	bool aside = s->json && output_is_stdout(s->json);
	struct assay_terminal terminal = terminal_of(aside ? STDERR_FILENO : STDOUT_FILENO, &s->looks);
	struct assay_error error;

	if (s->quiet || assay_diff_summary(diff, aside ? stderr : stdout, &terminal, &error) == 0)
		return 0;
	return ferror(stdout) ? stdout_finish(EXIT_DONE) : complain("%s", error.text);
}

static int diff_give(const struct settings *s, const struct assay_diff *diff)
{
	struct output json = { .name = NULL };
	int status = 0;

	if (s->json) {
		output_guard();
		if (output_open(&json, s->json) != 0)
			return EXIT_CANNOT;
		output_put(&json, assay_diff_json(diff));
		status = output_commit(&json);
	}
	if (status == 0)
		status = summary_put(s, diff);
	output_drop(&json);
	return status ? status : stdout_finish(assay_diff_exit(diff));
}

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	struct assay_diff *diff = NULL;
	struct assay_error error;
	char *json[2] = { NULL, NULL };
	size_t bytes[2];
	int status = 0;

	for (size_t i = 0; i < 2; i++)
		if (s->json && strcmp(s->json, "-") != 0 && strcmp(s->json, operands->at[i]) == 0)
			return complain_usage(&command_diff, "--json would replace the report %s", s->json);
	if (strcmp(operands->at[0], "-") == 0 && strcmp(operands->at[1], "-") == 0)
		return complain_usage(&command_diff, "only one of the two reports can come from standard input");
	for (size_t i = 0; i < 2 && status == 0; i++)
		if (assay_report_load(operands->at[i], &json[i], &bytes[i], &error) < 0)
			status = complain("%s", error.text);
	if (status == 0)
		status = assay_diff(json[0], bytes[0], json[1], bytes[1], &diff, &error) < 0 ? complain("%s", error.text) : diff_give(s, diff);
	assay_diff_free(diff);
	free(json[0]);
	free(json[1]);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.usage = "OLD NEW [OPTION]...",
	.summary = "show what changed between two reports",
	.about = "OLD and NEW are reports, as assay audit --json writes them, or the databases that it kept with --db; - is standard input. "
		 "Columns are matched by name, findings by their ids. Exit status 0: nothing notable changed; 1: a column came, went, is of "
		 "another type, drifted or misses notably more or fewer cells, classes came or went with many values, or there is a new error "
		 "or warning; 2: the reports could not be compared.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 2,
	.operands_max = 2,
	.operands_wanted = "needs two reports: assay diff OLD NEW",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
