/* catalogue: everything that assay computes or judges, as entries that `list` and `explain` print. All of it is constant: the
 * declarations of the registry, and the built-in rules, which are read once.
 */
#include "assay/assay.h"

#include "analyse/analyse.h"
#include "base/nearest.h"
#include "judge/judge.h"
#include "report/json_write.h"
#include "report/schema.h"

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct rules *builtin;
static pthread_once_t builtin_once = PTHREAD_ONCE_INIT;

static void builtin_read(void)
{
	struct err ignored = { .code = ERR_NONE };	/* the pack is part of the program, and a test reads it */

	rules_open(&builtin, NULL, &ignored);
}

static const char *dimension_name(const char *name)
{
	size_t i = dimension_of(name);

	return i < DIMENSIONS ? dimensions[i] : NULL;
}

static int metric_entry(size_t index, struct assay_entry *out)
{
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			if (index-- == 0) {
				*out = (struct assay_entry){ .kind = "metric", .name = m->name, .summary = m->meaning,
							     .dimension = dimension_name(m->name), .scope = scope_name(m->scope),
							     .unit = unit_name(m->unit), .low = m->low, .high = m->high,
							     .exact = m->exact == EXACT, .formula = m->formula,
							     .reference = m->reference, .place = m->place };
				return 0;
			}
	return -1;
}

static int analysis_entry(size_t index, struct assay_entry *out)
{
	static const char *const summary[] = {
		[PASS_DERIVED] = "derived from the census; looks at no row",
		[PASS_FIRST] = "first pass, while the rows are read",
		[PASS_SECOND] = "second pass, when every column's type and values are known",
		[PASS_THIRD] = "third pass, when the quartiles are known",
	};
	size_t n = 0;

	while (analyses[n] && n < index)
		n++;
	if (!analyses[n])
		return -1;
	*out = (struct assay_entry){ .kind = "analysis", .name = analyses[n]->name, .summary = summary[analyses[n]->pass],
				     .dimension = dimension_name(analyses[n]->name) };
	return 0;
}

static int rule_entry(size_t index, struct assay_entry *out)
{
	struct rule_info info;

	pthread_once(&builtin_once, builtin_read);
	if (!builtin || index >= rules_count(builtin))
		return -1;
	info = rules_info(builtin, index);
	*out = (struct assay_entry){ .kind = "rule", .name = info.id, .summary = info.meaning, .dimension = dimension_name(info.id),
				     .formula = info.metric, .unit = severity_name(info.severity), .details = info.action };
	return 0;
}

static const struct {
	const char *kind;
	int (*entry)(size_t index, struct assay_entry *out);
} catalogues[] = { { "metric", metric_entry }, { "analysis", analysis_entry }, { "rule", rule_entry } };
enum { CATALOGUES = sizeof catalogues / sizeof catalogues[0] };

int assay_catalogue(const char *kind, size_t index, struct assay_entry *out)
{
	for (size_t i = 0; i < CATALOGUES; i++)
		if (strcmp(kind, catalogues[i].kind) == 0)
			return catalogues[i].entry(index, out);
	return -1;
}

static bool is_named(const char *const *name, size_t n, const char *wanted)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name[i], wanted) == 0)
			return true;
	return false;
}

/* Every name of every kind once, malloc'd; NULL: no memory. */
static const char **names_all(size_t *n)
{
	const char **name = NULL;
	struct assay_entry entry;
	size_t room = 0;

	*n = 0;
	for (size_t k = 0; k < CATALOGUES; k++) {
		for (size_t i = 0; catalogues[k].entry(i, &entry) == 0; i++) {
			if (*n == room) {
				const char **grown = realloc(name, (room = 2 * room + 64) * sizeof *grown);

				if (!grown) {
					free(name);
					return NULL;
				}
				name = grown;
			}
			if (!is_named(name, *n, entry.name))
				name[(*n)++] = entry.name;
		}
	}
	return name;
}

int assay_catalogue_find(const char *name, struct assay_entry *out, struct assay_error *error)
{
	const char *near[3], **all;
	size_t n, found;
	int used;

	*error = (struct assay_error){ .code = 0 };
	for (size_t k = 0; k < CATALOGUES; k++)
		for (size_t i = 0; catalogues[k].entry(i, out) == 0; i++)
			if (strcmp(out->name, name) == 0)
				return 0;
	error->code = ERR_USAGE;
	used = snprintf(error->text, sizeof error->text, "no metric, analysis or rule \"%.200s\"", name);
	all = names_all(&n);
	found = all ? nearest_words(name, all, n, near, 3) : 0;
	for (size_t i = 0; i < found; i++)
		used += snprintf(error->text + used, sizeof error->text - (size_t)used, "%s%.100s", i ? ", " : "; did you mean ", near[i]);
	if (found)
		snprintf(error->text + used, sizeof error->text - (size_t)used, "?");
	free(all);
	return -1;
}

int assay_schema(char **schema, struct assay_error *error)
{
	cJSON *tree = schema_build();
	char *text = tree ? json_write(tree) : NULL;

	cJSON_Delete(tree);
	*error = (struct assay_error){ .code = 0 };
	if (!text) {
		*error = (struct assay_error){ .code = ERR_NOMEM, .text = "out of memory" };
		return -1;
	}
	*schema = text;
	return 0;
}

size_t assay_nearest(const char *word, const char *const *candidates, size_t candidate_count, const char **nearest, size_t count)
{
	return nearest_words(word, candidates, candidate_count, nearest, count);
}

const char *assay_version(void)
{
	return ASSAY_VERSION;
}
