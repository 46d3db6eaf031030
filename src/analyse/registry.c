/* registry: the table of analyses. Its rows are written by meson from the list in meson.build beside this file. */
#include "analyse/analyse.h"
#include "corpus/corpus.h"

#define ANALYSIS(file) extern const struct analysis file;
#include "analyse/registry.inc"
#undef ANALYSIS

#define ANALYSIS(file) &file,
const struct analysis *const analyses[] = {
#include "analyse/registry.inc"
	NULL
};
#undef ANALYSIS

bool analysis_takes_part(const struct analysis *a, const struct plan *plan)
{
	return !a->kinds || (plan->corpus && (a->kinds & CORPUS_BIT(plan->corpus->kind)));
}

const struct metric *metric_find(const char *name, const struct analysis **of)
{
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			if (strcmp(m->name, name) == 0) {
				if (of)
					*of = analyses[i];
				return m;
			}
	return NULL;
}

const char skipped_by_fast[] = "skipped by --fast";

enum rows_use analysis_rows(const struct analysis *a, const void *state, const struct plan *plan, size_t column)
{
	return a->rows ? a->rows(state, plan, column) : ROWS_NEEDED;
}

bool analysis_reads(const struct analysis *a, const void *state, const struct plan *plan)
{
	bool reads = analysis_rows(a, state, plan, NO_COLUMN) != ROWS_NONE;

	for (size_t c = 0; !reads && c < plan->columns; c++)
		reads = analysis_rows(a, state, plan, c) != ROWS_NONE;
	return reads;
}

const char *const dimensions[DIMENSIONS] = { "completeness", "representativeness", "diversity", "accuracy",
					     "correlation", "timeliness", "uniqueness", "validity", [DIMENSION_CORPUS] = "corpus" };

size_t dimension_of(const char *name)
{
	size_t length = strcspn(name, "."), i = 0;

	while (i < DIMENSIONS && (strlen(dimensions[i]) != length || strncmp(name, dimensions[i], length) != 0))
		i++;
	return i;
}

const char *scope_name(enum scope s)
{
	static const char *const name[] = { "dataset", "column", "pair", "class" };

	return name[s];
}

const char *unit_name(enum unit u)
{
	static const char *const name[] = { "count", "fraction", "ratio", "column's unit", "nats", "seconds", "characters",
					    "text", "object" };

	return name[u];
}

const char *column_type_name(enum column_type t)
{
	static const char *const name[] = { "empty", "boolean", "integer", "real", "datetime", "text", "json" };

	return name[t];
}
