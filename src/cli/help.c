/* help: see help.h; and the command `assay help`. */
#include "cli/help.h"

#include "assay/assay.h"
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/man.h"
#include "cli/page.h"
#include "cli/terminal.h"

#include <string.h>
#include <unistd.h>

enum { TAB_COMMANDS = 14, TAB_OPTIONS = 26 };

const struct option option_help = { .name = "help", .help = "this page" };

void option_spell(char spelt[OPTION_SPELT], const struct option *o)
{
	snprintf(spelt, OPTION_SPELT, "--%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
}

static void examples_put(FILE *out, const struct example *e, unsigned width)
{
	fputs("\nExamples:\n", out);
	for (; e->line; e++) {
		fprintf(out, "  %s\n      ", e->line);
		page_paragraph(out, e->means, 6, 6, width);
	}
}

int help_all(FILE *out)
{
	static const struct example examples[] = {
		{ "assay audit train.csv --label survived", "what is wrong with a dataset, where, and what to do" },
		{ "assay audit data.csv --json report.json --db data.db", "keep the report and the rows" },
		{ "assay explain completeness.missing_fraction", "what a figure is" },
		{ .line = NULL }
	};
	unsigned width = terminal_page(fileno(out));

	fputs("assay audits datasets: CSV and JSON in; what is wrong, where, how bad, a verdict and a report out\n\n"
	      "Usage: assay COMMAND [OPERAND]... [OPTION]...\n\nCommands:\n", out);
	for (size_t i = 0; commands[i]; i++)
		page_item(out, commands[i]->name, commands[i]->summary, TAB_COMMANDS, width);
	examples_put(out, examples, width);
	fputs("\nassay COMMAND --help tells more; so does man assay. assay --version says which one this is.\n"
	      "Exit status: 0 passed or done, 1 the gate failed, 2 it could not be done.\n", out);
	return stdout_finish(EXIT_DONE);
}

int help_command(const struct command *c)
{
	unsigned width = terminal_page(STDOUT_FILENO);
	const char *group = "";
	char spelt[OPTION_SPELT];

	printf("assay %s: %s\n\nUsage: assay %s%s%s\n\n", c->name, c->summary, c->name, *c->usage ? " " : "", c->usage);
	page_paragraph(stdout, c->about, 0, 0, width);
	examples_put(stdout, c->examples, width);
	for (const struct option *o = c->options; o && o->name; o++) {
		const char *heading = o->group ? o->group : "Options";

		if (strcmp(heading, group) != 0)
			printf("\n%s:\n", heading);
		group = heading;
		option_spell(spelt, o);
		page_item(stdout, spelt, o->help, TAB_OPTIONS, width);
	}
	if (!c->options || c->options->group)
		puts(c->options ? "\nHelp:" : "\nOptions:");
	page_item(stdout, "-h, --help", option_help.help, TAB_OPTIONS, width);
	return stdout_finish(EXIT_DONE);
}

struct settings {
	int man;
};

static const struct option options[] = {
	{ "man", NULL, OPTION_FLAG, offsetof(struct settings, man), "the manual page, for man -l -",
	  .value = 1 },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay help", "the commands" },
	{ "assay help audit", "the same as assay audit --help" },
	{ "assay help --man | man -l -", "the manual page of a program that is not installed" },
	{ .line = NULL }
};

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	const struct command *c = operands->count ? command_find(operands->at[0]) : NULL;

	if (operands->count && !c)
		return command_unknown(operands->at[0]);
	if (s->man)
		return man_put();
	return c ? help_command(c) : help_all(stdout);
}

const struct command command_help = {
	.name = "help",
	.usage = "[COMMAND]",
	.summary = "explain a command",
	.about = "Without a command: which ones there are.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_COMMAND,
	.operands_max = 1,
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
