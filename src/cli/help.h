/* help: what --help prints, made from the tables of commands and options.
 */
#ifndef ASSAY_CLI_HELP_H
#define ASSAY_CLI_HELP_H

#include <stdio.h>

struct command;
struct option;

enum { OPTION_SPELT = 64 };

/* "--label COLUMN" */
void option_spell(char spelt[OPTION_SPELT], const struct option *);

/* The option that every command has. */
extern const struct option option_help;

/* Each gives the exit status. */
int help_all(FILE *);
int help_command(const struct command *);	/* to stdout */

#endif
