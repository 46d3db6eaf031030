/* option: see option.h. */
#include "cli/option.h"

#include "assay/assay.h"
#include "cli/command.h"
#include "cli/complain.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 64 };

/* What one reading works on. */
struct reading {
	const struct command *command;
	const struct option *option;
	const char *text;	/* the option's value */
	void *to;		/* its field */
};

const char *choice_at(const char *choices, size_t n, size_t *bytes)
{
	const char *at = choices ? choices : "";

	for (; *at; n--) {
		*bytes = strcspn(at, " ");
		if (n == 0)
			return at;
		at += *bytes;
		at += *at == ' ';
	}
	return NULL;
}

void words_free(struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->at[i]);
	free(w->at);
	*w = (struct words){ .at = NULL };
}

/* Append text[0, n); \, becomes a comma when `escaped`. There is always a NULL behind the last word. */
static int words_add(struct words *w, const char *text, size_t n, bool escaped)
{
	char **grown = reallocarray(w->at, w->count + 2, sizeof *grown), *word;
	size_t used = 0;

	if (!grown)
		return -1;
	w->at = grown;
	w->at[w->count] = NULL;
	word = malloc(n + 1);
	if (!word)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (escaped && text[i] == '\\' && i + 1 < n && text[i + 1] == ',')
			i++;
		word[used++] = text[i];
	}
	word[used] = '\0';
	w->at[w->count++] = word;
	w->at[w->count] = NULL;
	return 0;
}

static int read_text(const struct reading *r)
{
	if (!*r->text)
		return complain_usage(r->command, "--%s needs a %s, and got nothing", r->option->name, r->option->argument);
	*(const char **)r->to = r->text;
	return 0;
}

/* "auto, never or always" */
static void choices_text(char *text, size_t room, const char *const *choice, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count && used < room; i++)
		used += (size_t)snprintf(text + used, room - used, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", choice[i]);
}

static int read_choice(const struct reading *r)
{
	const char *word, *near, *candidates[16];
	char words[16][24], all[16 * 24];
	size_t n, count = 0;

	for (; (word = choice_at(r->option->choices, count, &n)) && count < 16; count++) {
		if (strlen(r->text) == n && strncmp(word, r->text, n) == 0) {
			*(const char **)r->to = r->text;
			return 0;
		}
		snprintf(words[count], sizeof words[count], "%.*s", (int)n, word);
		candidates[count] = words[count];
	}
	if (assay_nearest(r->text, candidates, count, &near, 1) == 1)
		return complain_usage(r->command, "--%s: no %s \"%s\"; did you mean %s?", r->option->name, r->option->argument, r->text, near);
	choices_text(all, sizeof all, candidates, count);
	return complain_usage(r->command, "--%s takes %s, not \"%s\"", r->option->name, all, r->text);
}

static int read_names(const struct reading *r)
{
	if (!*r->text)
		return complain_usage(r->command, "--%s needs a %s, and got nothing", r->option->name, r->option->argument);
	return words_add(r->to, r->text, strlen(r->text), false) < 0 ? complain_memory() : 0;
}

static int read_list(const struct reading *r)
{
	const char *at = r->text;
	struct words *list = r->to;

	if (!list->at && !(list->at = calloc(1, sizeof *list->at)))
		return complain_memory();
	for (;;) {
		size_t n = 0;

		while (at[n] && at[n] != ',')
			n += at[n] == '\\' && at[n + 1] == ',' ? 2 : 1;
		if (n > 0 && words_add(list, at, n, true) < 0)
			return complain_memory();
		if (!at[n])
			return 0;
		at += n + 1;
	}
}

static int read_number(const struct reading *r)
{
	const struct option *o = r->option;
	char *end;
	unsigned long n;

	if (o->choices && strcmp(r->text, o->choices) == 0) {
		*(unsigned *)r->to = UINT_MAX;
		return 0;
	}
	errno = 0;
	n = strtoul(r->text, &end, 10);
	if (!isdigit((unsigned char)*r->text) || *end || errno || n < o->low || n > o->high)
		return complain_usage(r->command, "--%s takes a whole number from %u to %u%s%s, not \"%s\"", o->name, o->low, o->high,
				      o->choices ? " or " : "", o->choices ? o->choices : "", r->text);
	*(unsigned *)r->to = (unsigned)n;
	return 0;
}

static int read_size(const struct reading *r)
{
	static const char unit[] = "KMGT";
	const char *found;
	char *end;
	unsigned long long n;
	unsigned shift = 0;

	errno = 0;
	n = strtoull(r->text, &end, 10);
	if (*end && (found = strchr(unit, toupper((unsigned char)*end)))) {
		shift = 10 * (unsigned)(found - unit + 1);
		end++;
		end += *end == 'i';
		end += *end == 'B';
	}
	if (!isdigit((unsigned char)*r->text) || *end || errno || n == 0 || n > SIZE_MAX / 2 >> shift)
		return complain_usage(r->command, "--%s takes a size such as 65536, 64K, 16M or 1G, not \"%s\"", r->option->name, r->text);
	*(size_t *)r->to = (size_t)n << shift;
	return 0;
}

static int read_duration(const struct reading *r)
{
	static const struct { char letter; double seconds; } unit[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 }, { '\0', 0 } };
	char *end;
	unsigned long long n;
	double seconds = 0;

	errno = 0;
	n = strtoull(r->text, &end, 10);
	for (size_t i = 0; unit[i].letter; i++)
		if (end[0] == unit[i].letter && !end[1])
			seconds = (double)n * unit[i].seconds;
	if (!isdigit((unsigned char)*r->text) || errno || seconds <= 0)
		return complain_usage(r->command, "--%s takes a time span such as 30d, 12h, 52w, 15m or 90s, not \"%s\"", r->option->name, r->text);
	*(double *)r->to = seconds;
	return 0;
}

static int read_character(const struct reading *r)
{
	bool tab = strcmp(r->text, "tab") == 0 || strcmp(r->text, "\\t") == 0;
	char c = tab ? '\t' : r->text[0];

	if (!c || (!tab && r->text[1]) || c == '"' || c == '\n' || c == '\r' || (unsigned char)c >= 0x80)
		return complain_usage(r->command, "--%s takes one ASCII character, or tab, not \"%s\"", r->option->name, r->text);
	*(char *)r->to = c;
	return 0;
}

static int (*const readers[])(const struct reading *) = {
	[OPTION_TEXT] = read_text,
	[OPTION_FILE] = read_text,
	[OPTION_CHOICE] = read_choice,
	[OPTION_NAMES] = read_names,
	[OPTION_LIST] = read_list,
	[OPTION_NUMBER] = read_number,
	[OPTION_SIZE] = read_size,
	[OPTION_DURATION] = read_duration,
	[OPTION_CHARACTER] = read_character,
};

/* The option of that name[0, n), or NULL. */
static const struct option *option_find(const struct command *c, const char *name, size_t n)
{
	for (const struct option *o = c->options; o && o->name; o++)
		if (strlen(o->name) == n && strncmp(o->name, name, n) == 0)
			return o;
	return NULL;
}

/* `dashes` are those that were typed: -label is no bundle of letters. */
static int option_unknown(const struct command *c, const char *dashes, const char *name, size_t n)
{
	const char *near, *candidates[OPTIONS_MAX + 1];
	char word[64];
	size_t count = 0;

	for (const struct option *o = c->options; o && o->name && count < OPTIONS_MAX; o++)
		candidates[count++] = o->name;
	candidates[count++] = "help";
	snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), name);
	if (n > 1 && assay_nearest(word, candidates, count, &near, 1) == 1)
		return complain_usage(c, "no option %s%s; did you mean --%s?", dashes, word, near);
	if (!dashes[1])
		return complain_usage(c, "no option -%s; options are written out, as in --%s", word, candidates[0]);
	return complain_usage(c, "no option --%s", word);
}

/* Would an argument be read as an option of the command? */
static bool is_option(const struct command *c, const char *argument)
{
	return strcmp(argument, "--help") == 0 ||
	       (strncmp(argument, "--", 2) == 0 && option_find(c, argument + 2, strcspn(argument + 2, "=")));
}

/* One option, its value behind = or in the next argument. Gives how many arguments it took, or -1. */
static int option_read(const struct command *c, char **argv, int left, void *settings)
{
	const char *name = argv[0] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	const struct option *o = option_find(c, name, n);
	struct reading r = { .command = c, .option = o };
	const char *next = left > 1 ? argv[1] : NULL;

	if (!o) {
		option_unknown(c, "--", name, n);
		return -1;
	}
	r.to = (char *)settings + o->offset;
	if (o->kind == OPTION_FLAG) {
		if (equals) {
			complain_usage(c, "--%s takes no value", o->name);
			return -1;
		}
		*(int *)r.to = o->value;
		return 1;
	}
	if (!equals && (!next || is_option(c, next))) {
		if (next)
			complain_usage(c, "--%s needs a %s, but %s follows; where that is meant: --%s=%s", o->name, o->argument, next, o->name, next);
		else
			complain_usage(c, "--%s needs a %s", o->name, o->argument);
		return -1;
	}
	r.text = equals ? equals + 1 : next;
	return readers[o->kind](&r) ? -1 : equals ? 1 : 2;
}

static int operands_check(const struct command *c, const struct words *operands)
{
	if (operands->count < c->operands_min)
		return complain_usage(c, "%s", c->operands_wanted);
	if (operands->count > c->operands_max)
		return complain_usage(c, "\"%s\" is one too many: assay %s%s%s", operands->at[c->operands_max], c->name,
				      *c->usage ? " " : "", c->usage);
	return 0;
}

int options_read(const struct command *c, int argc, char **argv, void *settings, struct words *operands)
{
	bool only_operands = false;

	for (int i = 0; i < argc; i++) {
		int took = 1;

		if (only_operands || argv[i][0] != '-' || !argv[i][1]) {
			if (words_add(operands, argv[i], strlen(argv[i]), false) < 0)
				return complain_memory();
			continue;
		}
		if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
			return 1;
		if (strcmp(argv[i], "--") == 0)
			only_operands = true;
		else if (argv[i][1] != '-')
			return option_unknown(c, "-", argv[i] + 1, strcspn(argv[i] + 1, "="));
		else
			took = option_read(c, argv + i, argc - i, settings);
		if (took < 0)
			return EXIT_CANNOT;
		i += took - 1;
	}
	return operands_check(c, operands);
}

void options_free(const struct command *c, void *settings)
{
	for (const struct option *o = c->options; o && o->name; o++)
		if (o->kind == OPTION_NAMES || o->kind == OPTION_LIST)
			words_free((struct words *)(void *)((char *)settings + o->offset));
}
