/* history: `assay history REPORT...`: one figure over several reports. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/terminal.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

struct settings {
	struct assay_history asked;
	int csv;
	struct looks looks;
};

#define AT(field) offsetof(struct settings, field)

static const struct option options[] = {
	{ "metric", "NAME", OPTION_TEXT, AT(asked.metric), "which figure: of the dataset, or of a column; assay list metrics prints them all",
	  .group = NULL },
	{ "column", "COLUMN", OPTION_TEXT, AT(asked.column), "of which column, where the figure is one of columns", .group = NULL },
	{ "last", "N", OPTION_NUMBER, AT(asked.last), "only the latest N reports", .low = 1, .high = 1000000 },
	{ "max-change", "P%|X", OPTION_TEXT, AT(asked.max_change),
	  "exit status 1 when the latest value is farther than that from the median of those before it", .group = NULL },
	{ "format", "FORMAT", OPTION_CHOICE, AT(asked.format), "table, csv or json; table unless given", .choices = "table csv json" },
	{ "csv", NULL, OPTION_FLAG, AT(csv), "the same as --format csv", .value = 1 },
	{ "color", "WHEN", OPTION_CHOICE, AT(looks.colour), "auto, never or always: auto heeds the terminal and NO_COLOR",
	  .choices = "auto never always" },
	{ "ascii", NULL, OPTION_FLAG, AT(looks.ascii), "draw with ASCII characters alone", .value = 1 },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay history runs/*.json --metric completeness.rows", "how many rows each audit found" },
	{ "assay history runs/*.db --metric completeness.missing_fraction --column age --last 10", "the latest ten, from the databases" },
	{ "assay history runs/*.json --metric validity.rejected --csv >rejected.csv", "for a spreadsheet" },
	{ "assay history runs/*.json --metric completeness.rows --last 8 --max-change 20%", "a gate on the trend over the last eight runs" },
	{ .line = NULL }
};

static int reports_load(struct assay_saved *saved, const struct words *operands)
{
	struct assay_error error;
	char *json;

	for (size_t i = 0; i < operands->count; i++) {
		if (assay_report_load(operands->at[i], &json, &saved[i].bytes, &error) < 0)
			return complain("%s", error.text);
		saved[i].name = operands->at[i];
		saved[i].json = json;
	}
	return 0;
}

static int run(void *settings, const struct words *operands)
{
	struct settings *s = settings;
	struct assay_saved *saved;
	struct assay_terminal terminal = terminal_of(STDOUT_FILENO, &s->looks);
	struct assay_error error;
	int status, told = 0;

	if (!s->asked.metric)
		return complain_usage(&command_history, "needs --metric, the name of a figure");
	if (s->csv)
		s->asked.format = "csv";
	saved = calloc(operands->count + 1, sizeof *saved);
	if (!saved)
		return complain_memory();
	status = reports_load(saved, operands);
	if (status == 0)
		told = assay_history(saved, operands->count, &s->asked, stdout, &terminal, &error);
	if (told < 0 && !ferror(stdout))
		status = complain("%s", error.text);
	for (size_t i = 0; i < operands->count; i++)
		free((char *)(uintptr_t)saved[i].json);
	free(saved);
	return status ? status : stdout_finish(told > 0 ? EXIT_GATE : EXIT_DONE);
}

const struct command command_history = {
	.name = "history",
	.usage = "REPORT... --metric NAME [OPTION]...",
	.summary = "show a figure over several reports",
	.about = "REPORT is what assay audit --json wrote, or a database that it kept with --db. A line for each, in the order of the times "
		 "that they were audited at (--now): the value, how it changed, and a sparkline over them all.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands_wanted = "needs reports: assay history REPORT... --metric NAME",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
