/* command: what follows "assay" on the command line. A command is one file and one line in the table (command.c).
 *
 * The program is a user of the library: these files see assay.h and each other. Results go to stdout, all else to stderr.
 */
#ifndef ASSAY_CLI_COMMAND_H
#define ASSAY_CLI_COMMAND_H

#include "cli/option.h"

/* Exit statuses. */
enum { EXIT_DONE = 0, EXIT_GATE = 1, EXIT_CANNOT = 2 };

/* What completion offers for operands. */
enum operand_kind { OPERAND_FILE, OPERAND_WORD, OPERAND_ENTRY, OPERAND_COMMAND, OPERAND_NONE };

struct example {
	const char *line;	/* NULL ends the list */
	const char *means;
};

struct command {
	const char *name;
	const char *usage;		/* what follows the name: "FILE... [OPTION]..." */
	const char *summary;		/* one line, for the list of commands */
	const char *about;		/* a paragraph */
	const struct example *examples;
	const struct option *options;	/* ended by a NULL name; NULL: none but --help */
	enum operand_kind operand;
	const char *operand_choices;	/* OPERAND_WORD: the words of the first operand, blanks between */
	size_t operands_min, operands_max;
	const char *operands_wanted;	/* the complaint when there are too few */
	size_t settings_bytes;
	int (*run)(void *settings, const struct words *operands);	/* gives the exit status */
};

extern const struct command *const commands[];	/* ended by NULL, in the order of the help */
extern const struct command command_audit, command_query, command_explain, command_list, command_suggest, command_summary, command_schema,
	command_completion, command_diff, command_history, command_help, command_render;

/* NULL when there is none. */
const struct command *command_find(const char *name);

/* Complain that there is no such command, with what may have been meant. Gives EXIT_CANNOT. */
int command_unknown(const char *name);

#endif
