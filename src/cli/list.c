/* list: `assay list metrics|rules|analyses`: what there is, as a table, as JSON or as bare names. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/page.h"
#include "cli/terminal.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct settings {
	const char *format;
};

static const struct option options[] = {
	{ "format", "FORMAT", OPTION_CHOICE, offsetof(struct settings, format), "table, json or names; table unless given",
	  .choices = "table json names" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay list metrics", "every figure that can stand in a report or in a rule" },
	{ "assay list rules completeness", "the built-in rules of one dimension" },
	{ "assay list metrics --format json", "with formula, range and reference, for a program" },
	{ .line = NULL }
};

enum { CELLS = 4, GAP = 2, SUMMARY_LEAST = 20 };

/* A kind of entry, its name on the command line, and what its table shows before the summary. */
struct shown {
	const char *word, *kind;
	const char *head[CELLS];	/* NULL ends the cells */
	size_t cell[CELLS];		/* fields of struct assay_entry */
};

static const struct shown kinds[] = {
	{ "metrics", "metric", { "METRIC", "OF A", "UNIT", NULL },
	  { offsetof(struct assay_entry, name), offsetof(struct assay_entry, scope), offsetof(struct assay_entry, unit) } },
	{ "rules", "rule", { "RULE", "SEVERITY", "METRIC", NULL },
	  { offsetof(struct assay_entry, name), offsetof(struct assay_entry, unit), offsetof(struct assay_entry, formula) } },
	{ "analyses", "analysis", { "ANALYSIS", NULL }, { offsetof(struct assay_entry, name) } },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const char *cell_of(const struct assay_entry *e, size_t offset)
{
	const char *text = *(const char *const *)(const void *)((const char *)e + offset);

	return text ? text : "";
}

/* The next entry of a kind from *index on, of the dimension where one is given. */
static bool entry_next(const struct shown *k, const char *dimension, size_t *index, struct assay_entry *e)
{
	while (assay_catalogue(k->kind, (*index)++, e) == 0)
		if (!dimension || (e->dimension && strcmp(e->dimension, dimension) == 0))
			return true;
	return false;
}

/* What the table leaves for summaries on a terminal; elsewhere they are whole. */
static size_t summary_columns(const size_t width[CELLS], size_t cells)
{
	size_t used = 0, columns = terminal_columns(STDOUT_FILENO);

	if (!isatty(STDOUT_FILENO))
		return SIZE_MAX;
	for (size_t c = 0; c < cells; c++)
		used += width[c] + GAP;
	return columns >= used + SUMMARY_LEAST ? columns - used : SUMMARY_LEAST;
}

static void table_put(const struct shown *k, const char *dimension)
{
	size_t width[CELLS] = { 0 }, cells = 0, room;
	struct assay_entry e;

	for (; k->head[cells]; cells++)
		width[cells] = page_columns(k->head[cells]);
	for (size_t i = 0; entry_next(k, dimension, &i, &e);)
		for (size_t c = 0; c < cells; c++)
			if (page_columns(cell_of(&e, k->cell[c])) > width[c])
				width[c] = page_columns(cell_of(&e, k->cell[c]));
	room = summary_columns(width, cells);
	for (size_t c = 0; c < cells; c++)
		printf("%-*s", (int)(width[c] + GAP), k->head[c]);
	puts("MEANING");
	for (size_t i = 0; entry_next(k, dimension, &i, &e);) {
		for (size_t c = 0; c < cells; c++) {
			const char *text = cell_of(&e, k->cell[c]);

			printf("%s%*s", text, (int)(width[c] + GAP - page_columns(text)), "");
		}
		page_cut(stdout, e.summary ? e.summary : "", room);
		putchar('\n');
	}
}

static void names_put(const struct shown *k, const char *dimension)
{
	struct assay_entry e;

	for (size_t i = 0; entry_next(k, dimension, &i, &e);)
		puts(e.name);
}

/* The texts of the catalogue are UTF-8; control characters do not occur but are written so that a program can read them. */
static void json_text(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putchar('\\');
		if ((unsigned char)*s < 0x20)
			printf("\\u%04x", (unsigned)*s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void json_bound(const char *name, double v)
{
	printf(isfinite(v) ? ", \"%s\": %.17g" : ", \"%s\": null", name, v);
}

static void json_entry(const struct assay_entry *e)
{
	/* How the catalogue's fields are called for a metric, and for a rule: NULL leaves one out. */
	static const struct { const char *metric, *rule; size_t offset; } field[] = {
		{ "dimension", "dimension", offsetof(struct assay_entry, dimension) },
		{ "scope", NULL, offsetof(struct assay_entry, scope) },
		{ "unit", "severity", offsetof(struct assay_entry, unit) },
		{ "meaning", "meaning", offsetof(struct assay_entry, summary) },
		{ "formula", "metric", offsetof(struct assay_entry, formula) },
		{ "place", NULL, offsetof(struct assay_entry, place) },
		{ "reference", NULL, offsetof(struct assay_entry, reference) },
		{ NULL, "action", offsetof(struct assay_entry, details) },
	};
	bool rule = strcmp(e->kind, "rule") == 0;

	fputs("{\"name\": ", stdout);
	json_text(e->name);
	for (size_t i = 0; i < sizeof field / sizeof field[0]; i++) {
		const char *name = rule ? field[i].rule : field[i].metric, *text = cell_of(e, field[i].offset);

		if (!name || !*text)
			continue;
		printf(", \"%s\": ", name);
		json_text(text);
	}
	if (e->scope && e->low < e->high) {
		json_bound("low", e->low);
		json_bound("high", e->high);
	}
	if (e->scope)
		printf(", \"exact\": %s", e->exact ? "true" : "false");
	putchar('}');
}

static void json_put(const struct shown *k, const char *dimension)
{
	const char *before = "[\n";
	struct assay_entry e;

	for (size_t i = 0; entry_next(k, dimension, &i, &e);) {
		fputs(before, stdout);
		json_entry(&e);
		before = ",\n";
	}
	puts(*before == '[' ? "[]" : "\n]");
}

static const struct {
	const char *name;
	void (*put)(const struct shown *, const char *dimension);
} formats[] = { { "table", table_put }, { "json", json_put }, { "names", names_put } };

static int kind_unknown(const char *word)
{
	const char *near, *words[KINDS];

	for (size_t i = 0; i < KINDS; i++)
		words[i] = kinds[i].word;
	if (assay_nearest(word, words, KINDS, &near, 1) == 1)
		return complain_usage(&command_list, "no list of \"%s\"; did you mean %s?", word, near);
	return complain_usage(&command_list, "no list of \"%s\"; there are metrics, rules and analyses", word);
}

/* The dimension that a word names, from the entries themselves; NULL with a complaint when nothing has it. */
static const char *dimension_find(const struct shown *k, const char *word)
{
	enum { DIMENSIONS_MOST = 32 };
	const char *seen[DIMENSIONS_MOST], *near;
	size_t n = 0;
	struct assay_entry e;

	for (size_t i = 0; entry_next(k, NULL, &i, &e);) {
		if (!e.dimension || (n && strcmp(seen[n - 1], e.dimension) == 0))
			continue;
		if (strcmp(e.dimension, word) == 0)
			return e.dimension;
		if (n < DIMENSIONS_MOST)
			seen[n++] = e.dimension;
	}
	if (assay_nearest(word, seen, n, &near, 1) == 1)
		complain_usage(&command_list, "no %s of a dimension \"%s\"; did you mean %s?", k->word, word, near);
	else
		complain_usage(&command_list, "no %s of a dimension \"%s\"", k->word, word);
	return NULL;
}

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	const char *format = s->format ? s->format : "table", *dimension = NULL;
	const struct shown *k = kinds;

	while (k < kinds + KINDS && strcmp(k->word, operands->at[0]) != 0)
		k++;
	if (k == kinds + KINDS)
		return kind_unknown(operands->at[0]);
	if (operands->count > 1 && !(dimension = dimension_find(k, operands->at[1])))
		return EXIT_CANNOT;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (strcmp(formats[i].name, format) == 0)
			formats[i].put(k, dimension);
	return stdout_finish(EXIT_DONE);
}

const struct command command_list = {
	.name = "list",
	.usage = "metrics|rules|analyses [DIMENSION] [OPTION]...",
	.summary = "list all metrics, rules or analyses",
	.about = "The whole catalogue, or what belongs to one dimension: completeness, representativeness, diversity, accuracy, correlation, "
		 "timeliness, uniqueness, validity.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_WORD,
	.operand_choices = "metrics rules analyses",
	.operands_min = 1,
	.operands_max = 2,
	.operands_wanted = "a list of what? metrics, rules or analyses",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
