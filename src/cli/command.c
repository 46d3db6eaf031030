/* command: see command.h. */
#include "cli/command.h"

#include "assay/assay.h"
#include "cli/complain.h"

#include <string.h>
#include <unistd.h>

const struct command *const commands[] = {
	&command_audit,
	&command_summary,
	&command_render,
	&command_diff,
	&command_history,
	&command_suggest,
	&command_query,
	&command_explain,
	&command_list,
	&command_schema,
	&command_completion,
	&command_help,
	NULL
};
enum { COMMANDS = sizeof commands / sizeof commands[0] - 1 };

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

int command_unknown(const char *name)
{
	const char *near, *names[COMMANDS];

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i]->name;
	if (assay_nearest(name, names, COMMANDS, &near, 1) == 1)
		complain("no command \"%s\"; did you mean %s?", name, near);
	else if (access(name, F_OK) == 0)
		complain("no command \"%s\"; to audit that file: assay audit %s", name, name);
	else
		complain("no command \"%s\"", name);
	fputs("Try: assay --help\n", stderr);
	return EXIT_CANNOT;
}
