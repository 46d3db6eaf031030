/* man: see man.h. */
#include "cli/man.h"

#include "assay/assay.h"
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/help.h"

#include <string.h>

/* Text as roff takes it: no control characters at a line's start, none that it would change. */
static void roff_put(const char *text, size_t n)
{
	static const struct { char c; const char *roff; } escape[] = {
		{ '\\', "\\e" }, { '-', "\\-" }, { '\'', "\\(aq" }, { '"', "\\(dq" }, { '`', "\\(ga" }, { '^', "\\(ha" }, { '~', "\\(ti" } };

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < sizeof escape / sizeof escape[0] && escape[k].c != text[i])
			k++;
		if (k < sizeof escape / sizeof escape[0])
			fputs(escape[k].roff, stdout);
		else
			putchar(text[i]);
	}
}

/* Running text, a line a sentence, as mdoc has it. */
static void prose_put(const char *text)
{
	while (*text) {
		const char *end = strstr(text, ". ");
		size_t n = end ? (size_t)(end - text) + 1 : strlen(text);

		fputs("\\&", stdout);
		roff_put(text, n);
		putchar('\n');
		text += n;
		text += *text == ' ';
	}
}

static void option_put(const struct option *o)
{
	printf(".It Fl \\-%s", o->name);
	if (o->argument) {
		fputs(" Ar ", stdout);
		roff_put(o->argument, strlen(o->argument));
	}
	putchar('\n');
	prose_put(o->help);
}

static void options_put(const struct option *o)
{
	const char *group = NULL;

	for (; o && o->name; o++) {
		const char *heading = o->group ? o->group : "Options";

		if (!group || strcmp(heading, group) != 0)
			printf("%s.Pp\n%s:\n.Bl -tag -width Ds -compact\n", group ? ".El\n" : "", heading);
		group = heading;
		option_put(o);
	}
	if (group)
		fputs(".El\n", stdout);
}

static void commands_put(void)
{
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];

		printf(".Ss assay %s %s\n", c->name, c->usage);
		roff_put(c->summary, strlen(c->summary));
		fputs(".\n.Pp\n", stdout);
		prose_put(c->about);
		options_put(c->options);
	}
}

static void examples_put(void)
{
	const char *before = "";	/* a paragraph does not stand right behind a heading */

	for (size_t i = 0; commands[i]; i++)
		for (const struct example *e = commands[i]->examples; e->line; e++) {
			printf("%s\\&", before);
			before = ".Pp\n";
			roff_put(e->means, strlen(e->means));
			fputs(":\n.Dl ", stdout);
			roff_put(e->line, strlen(e->line));
			putchar('\n');
		}
}

static const struct {
	const char *line;
	void (*put)(void);
} parts[] = { { "@COMMANDS@", commands_put }, { "@EXAMPLES@", examples_put } };

/* One line of the page, or the part that it stands for. */
static void line_put(const char *line, size_t n)
{
	static const char version[] = "@VERSION@";
	const char *at = memmem(line, n, version, sizeof version - 1);

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strlen(parts[i].line) == n && strncmp(parts[i].line, line, n) == 0) {
			parts[i].put();
			return;
		}
	if (at) {
		size_t before = (size_t)(at - line), behind = before + sizeof version - 1;

		printf("%.*s%s%.*s\n", (int)before, line, assay_version(), (int)(n - behind), line + behind);
	} else {
		printf("%.*s\n", (int)n, line);
	}
}

int man_put(void)
{
	for (const char *line = man_page; *line;) {
		size_t n = strcspn(line, "\n");

		line_put(line, n);
		line += n;
		line += *line == '\n';
	}
	return stdout_finish(EXIT_DONE);
}
