/* summary: `assay summary REPORT`: the summary of a report that was saved. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct settings {
	struct looks looks;
};

static const struct option options[] = {
	{ "lines", "N", OPTION_NUMBER, offsetof(struct settings, looks.lines), "fit into so many lines; else into the screen, at most 50",
	  .low = 1, .high = 1000000 },
	{ "color", "WHEN", OPTION_CHOICE, offsetof(struct settings, looks.colour), "auto, never or always: auto heeds the terminal and NO_COLOR",
	  .choices = "auto never always" },
	{ "ascii", NULL, OPTION_FLAG, offsetof(struct settings, looks.ascii), "draw with ASCII characters alone",
	  .value = 1 },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay summary report.json", "what the audit showed" },
	{ "assay summary report.json --lines 10000 | less", "all findings and all columns" },
	{ "assay audit data.csv --json - --quiet | assay summary -", "the report through a pipe, such as from another machine" },
	{ .line = NULL }
};

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	const char *name = operands->at[0];
	struct assay_terminal terminal = terminal_of(STDOUT_FILENO, &s->looks);
	struct assay_error error;
	size_t bytes;
	char *text;
	int done;

	if (assay_report_load(name, &text, &bytes, &error) < 0)
		return complain("%s", error.text);
	done = assay_summary_of_json(text, bytes, stdout, &terminal, &error);
	free(text);
	if (done < 0 && !ferror(stdout))
		return complain("%s: %s", strcmp(name, "-") == 0 ? "standard input" : name, error.text);
	return stdout_finish(EXIT_DONE);
}

const struct command command_summary = {
	.name = "summary",
	.usage = "REPORT [OPTION]...",
	.summary = "show the summary of a saved report",
	.about = "REPORT is what assay audit --json wrote, a database that it kept with --db, or - for standard input. The summary "
		 "is the same as that of the audit.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 1,
	.operands_max = 1,
	.operands_wanted = "needs a report, as assay audit --json writes it",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
