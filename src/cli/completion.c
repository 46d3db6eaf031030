/* completion: `assay completion bash|zsh`: a script for the shell, made from the tables of commands and options.
 *
 *   bash   one function: a case for each command says its options and, after an option, what its value can be
 *   zsh    a function for each command with the specifications of _arguments
 */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/help.h"

#include "assay/assay.h"

#include <stdbool.h>
#include <string.h>

static const struct example examples[] = {
	{ "source <(assay completion bash)", "in ~/.bashrc" },
	{ "assay completion bash >/etc/bash_completion.d/assay", "for everybody on this machine" },
	{ "assay completion zsh >\"${fpath[1]}/_assay\"", "then start zsh anew" },
	{ .line = NULL }
};

static const char ENTRIES[] = "$(assay list metrics --format names; assay list rules --format names; assay list analyses --format names)";

static void command_names(void)
{
	for (size_t i = 0; commands[i]; i++)
		printf("%s%s", i ? " " : "", commands[i]->name);
}

/* The words that may stand as operand, in quotes that let the shell run what makes them. */
static void operand_words(const struct command *c)
{
	putchar('"');
	if (c->operand == OPERAND_ENTRY)
		fputs(ENTRIES, stdout);
	else if (c->operand == OPERAND_COMMAND)
		command_names();
	else if (c->operand == OPERAND_WORD)
		fputs(c->operand_choices, stdout);
	putchar('"');
}

static void bash_command(const struct command *c)
{
	printf("\t%s)\n\t\tcase $previous in\n", c->name);
	for (const struct option *o = c->options; o && o->name; o++) {
		if (o->kind == OPTION_FILE)
			printf("\t\t--%s) _assay_offer_files; return ;;\n", o->name);
		else if (o->kind == OPTION_CHOICE)
			printf("\t\t--%s) _assay_offer \"%s\"; return ;;\n", o->name, o->choices);
		else if (o->argument)
			printf("\t\t--%s) return ;;\n", o->name);
	}
	fputs("\t\tesac\n\t\toptions=\"", stdout);
	for (const struct option *o = c->options; o && o->name; o++)
		printf("--%s ", o->name);
	printf("--%s\"\n\t\t", option_help.name);
	if (c->operand == OPERAND_FILE) {
		fputs("files=1", stdout);
	} else {
		fputs("words=", stdout);
		operand_words(c);
	}
	fputs("\n\t\t;;\n", stdout);
}

static void bash_put(void)
{
	fputs("# Completion of assay for bash; written by: assay completion bash\n"
	      "_assay_offer() {\n"
	      "\tCOMPREPLY=($(compgen -W \"$1\" -- \"$current\"))\n"
	      "}\n"
	      "_assay_offer_files() {\n"
	      "\tcompopt -o filenames 2>/dev/null\n"
	      "\tlocal IFS=$'\\n'\n"
	      "\tCOMPREPLY=($(compgen -f -- \"$current\"))\n"
	      "}\n"
	      "_assay() {\n"
	      "\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
	      "\tlocal options= words= files=\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
	      "\t\t_assay_offer \"", stdout);
	command_names();
	fputs(" --help --version\"\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\t# --option=value comes as three words; make it two.\n"
	      "\tif [ \"$current\" = = ]; then\n"
	      "\t\tcurrent=\n"
	      "\telif [ \"$previous\" = = ]; then\n"
	      "\t\tprevious=${COMP_WORDS[COMP_CWORD-2]}\n"
	      "\tfi\n"
	      "\tcase $command in\n", stdout);
	for (size_t i = 0; commands[i]; i++)
		bash_command(commands[i]);
	fputs("\tesac\n"
	      "\tcase $current in\n"
	      "\t-*) _assay_offer \"$options\" ;;\n"
	      "\t*) if [ -n \"$files\" ]; then _assay_offer_files; else _assay_offer \"$words\"; fi ;;\n"
	      "\tesac\n"
	      "}\n"
	      "complete -F _assay assay\n", stdout);
}

/* Text inside a specification that stands in single quotes. */
static void zsh_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:\\", *text))
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

static void zsh_option(const struct option *o)
{
	bool again = o->kind == OPTION_NAMES || o->kind == OPTION_LIST;

	printf("\t\t'%s--%s%s[", again ? "*" : "", o->name, o->argument ? "=" : "");
	zsh_text(o->help);
	putchar(']');
	if (o->argument) {
		putchar(':');
		zsh_text(o->argument);
		putchar(':');
	}
	if (o->kind == OPTION_FILE)
		fputs("_files", stdout);
	else if (o->kind == OPTION_CHOICE)
		printf("(%s)", o->choices);
	fputs("' \\\n", stdout);
}

static void zsh_command(const struct command *c)
{
	printf("_assay_%s() {\n\t_arguments \\\n", c->name);
	for (const struct option *o = c->options; o && o->name; o++)
		zsh_option(o);
	if (c->operand == OPERAND_FILE) {
		fputs("\t\t'*:file:_files' \\\n", stdout);
	} else if (c->operand != OPERAND_NONE) {
		printf("\t\t%s\"(\"", c->operand == OPERAND_ENTRY ? "'*:name:'" : "'1:what:'");
		operand_words(c);
		fputs("\")\" \\\n", stdout);
	}
	printf("\t\t'(-h --help)'{-h,--help}'[%s]'\n}\n", option_help.help);
}

static void zsh_put(void)
{
	fputs("#compdef assay\n# Completion of assay for zsh; written by: assay completion zsh\n", stdout);
	for (size_t i = 0; commands[i]; i++)
		zsh_command(commands[i]);
	fputs("_assay() {\n"
	      "\tif (( CURRENT == 2 )); then\n"
	      "\t\tlocal -a names=(\n", stdout);
	for (size_t i = 0; commands[i]; i++) {
		printf("\t\t\t'%s:", commands[i]->name);
		zsh_text(commands[i]->summary);
		fputs("'\n", stdout);
	}
	fputs("\t\t\t'--help:list the commands'\n"
	      "\t\t\t'--version:print the version'\n"
	      "\t\t)\n"
	      "\t\t_describe command names\n"
	      "\telif (( $+functions[_assay_$words[2]] )); then\n"
	      "\t\tlocal name=$words[2]\n"
	      "\t\tshift words\n"
	      "\t\t(( CURRENT-- ))\n"
	      "\t\t_assay_$name\n"
	      "\tfi\n"
	      "}\n"
	      "if [ \"$funcstack[1]\" = _assay ]; then _assay \"$@\"; else compdef _assay assay; fi\n", stdout);
}

static const struct {
	const char *name;
	void (*put)(void);
} shells[] = { { "bash", bash_put }, { "zsh", zsh_put } };

static int run(void *settings, const struct words *operands)
{
	(void)settings;
	for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++)
		if (strcmp(shells[i].name, operands->at[0]) == 0) {
			shells[i].put();
			return stdout_finish(EXIT_DONE);
		}
	return complain_usage(&command_completion, "no completion for \"%s\"; there are bash and zsh", operands->at[0]);
}

const struct command command_completion = {
	.name = "completion",
	.usage = "bash|zsh",
	.summary = "print a completion script for a shell",
	.about = "The script completes commands, options, their values, files, and the names of metrics and rules.",
	.examples = examples,
	.operand = OPERAND_WORD,
	.operand_choices = "bash zsh",
	.operands_min = 1,
	.operands_max = 1,
	.operands_wanted = "for which shell? bash or zsh",
	.run = run,
};
