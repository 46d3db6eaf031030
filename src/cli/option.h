/* option: what a command may be told, as a table; parsing, --help, completion and the man page are all made from it.
 *
 *   argv ──options_read──▶ settings (a struct of the command, zeroed before) + operands (what is no option)
 *
 * An option says where in the settings its value goes (`offset`) and of which kind it is; the kind says what the field is.
 * Values are borrowed from argv; lists are owned by the settings, and options_free gives them back.
 */
#ifndef ASSAY_CLI_OPTION_H
#define ASSAY_CLI_OPTION_H

#include <stddef.h>

/* A list of texts ended by NULL, as the library takes it. Empty but given is not the same as not given (at == NULL). */
struct words {
	char **at;
	size_t count;
};

enum option_kind {
	OPTION_FLAG,		/* int, set to `value`; takes no argument */
	OPTION_TEXT,		/* const char *, not empty */
	OPTION_FILE,		/* the same, a file's name */
	OPTION_CHOICE,		/* the same, one of `choices` */
	OPTION_NAMES,		/* struct words, one a time that the option is given */
	OPTION_LIST,		/* struct words, each time one or several with commas between; \, is a comma of a word */
	OPTION_NUMBER,		/* unsigned, low … high, or the one word of `choices`, which is UINT_MAX */
	OPTION_SIZE,		/* size_t bytes: 4096, 64K, 16M, 1G (powers of 1024) */
	OPTION_DURATION,	/* double seconds: 90s, 15m, 12h, 30d, 52w */
	OPTION_CHARACTER,	/* char; also tab and \t */
};

struct option {
	const char *name;	/* without its dashes; NULL ends a table */
	const char *argument;	/* how --help calls its value: "FILE"; NULL for a flag */
	enum option_kind kind;
	size_t offset;
	const char *help;	/* what it does, and what holds without it */
	const char *group;	/* heading in --help; options of a group stand together. NULL: no heading */
	int value;		/* FLAG */
	unsigned low, high;	/* NUMBER */
	const char *choices;	/* CHOICE: the words, blanks between; NUMBER: a word, or NULL */
};

struct command;

/* Read argv[0, argc). Gives 0, 1 when --help or -h was met (nothing more is read), or 2 with a complaint printed. */
int options_read(const struct command *, int argc, char **argv, void *settings, struct words *operands);

/* Give back the lists of the settings. */
void options_free(const struct command *, void *settings);
void words_free(struct words *);

/* The n-th word of choices, its length in *bytes; NULL past the last. */
const char *choice_at(const char *choices, size_t n, size_t *bytes);

#endif
