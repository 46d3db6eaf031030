/* format: the table of formats, and which one a source is in. A new format is a line here. */
#include "parse/format.h"

#include <string.h>

extern const struct format format_csv, format_tsv, format_jsonl, format_json;

const struct format *const formats[] = { &format_csv, &format_tsv, &format_jsonl, &format_json, NULL };

const struct format *format_find(const char *name)
{
	for (size_t i = 0; formats[i]; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

/* Has the name one of the format's suffixes at its end, or with others behind it: x.csv, x.csv.gz? */
static bool is_named(const struct format *f, const char *source_name)
{
	for (const char *dot = strchr(source_name, '.'); dot; dot = strchr(dot + 1, '.')) {
		size_t length = 1 + strcspn(dot + 1, "./: ");

		for (const char *at = f->suffixes; (at = strchr(at, '.')) != NULL; at++)
			if (strncmp(at, dot, length) == 0 && at[length] == ' ')
				return true;
	}
	return false;
}

int dialect_sniff(struct dialect *d, const char *source_name, const char *head, size_t n, bool whole, struct err *e)
{
	struct dialect best = *d;
	bool best_named = false;
	int best_score = -1;

	for (size_t i = 0; formats[i]; i++) {
		struct dialect trial = *d;
		bool named = is_named(formats[i], source_name);
		int score;

		if (d->format && d->format != formats[i])
			continue;
		trial.format = formats[i];
		score = formats[i]->probe(head, n, whole, source_name, &trial);
		if (score < best_score || (score == best_score && named <= best_named))
			continue;
		best = trial;
		best_named = named;
		best_score = score;
	}
	*d = best;
	return d->format->begin(head, n, whole, d, e) ? err_in(e, "%s", source_name) : 0;
}

void dialect_release(struct dialect *d)
{
	arena_release(&d->arena);
	*d = (struct dialect){ .format = NULL };
}
