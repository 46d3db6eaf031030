/* overlap_look: see overlap_look.h. */
#include "engine/overlap_look.h"

#include "base/nearest.h"
#include "overlap/contaminating.h"
#include "text/minhash.h"

#include <stdlib.h>
#include <string.h>

static int level_check(struct overlap_look *l, const char *text, struct err *e)
{
	static const char *const word[] = { [OVERLAP_NONE] = "none", [OVERLAP_EXACT] = "exact", [OVERLAP_NEAR] = "near" };

	l->request.level = OVERLAP_NEAR;
	if (!text)
		return 0;
	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (strcmp(word[i], text) == 0) {
			l->request.level = (enum overlap_level)i;
			return 0;
		}
	return err_set(e, ERR_USAGE, "--duplicates takes none, exact or near, not \"%s\"", text);
}

/* "5" or "5w": words; "3c": characters. */
static int shingle_check(struct near_settings *s, const char *text, struct err *e)
{
	char *end;
	unsigned long n;

	if (!text)
		return 0;
	n = strtoul(text, &end, 10);
	if (text[0] < '1' || text[0] > '9' || n > 1000 || (*end && strcmp(end, "w") != 0 && strcmp(end, "c") != 0))
		return err_set(e, ERR_USAGE, "--near-shingle takes a number of words or characters like 5w or 3c, not \"%s\"", text);
	s->n = (unsigned)n;
	if (*end)
		s->unit = *end == 'w' ? TOKEN_WORDS : TOKEN_CHARACTERS;
	return 0;
}

/* "14x8" */
static int bands_check(struct near_settings *s, const char *text, struct err *e)
{
	char *cross, *end;
	unsigned long bands, rows;

	if (!text)
		return 0;
	bands = strtoul(text, &cross, 10);
	rows = *cross == 'x' && cross[1] >= '1' && cross[1] <= '9' ? strtoul(cross + 1, &end, 10) : 0;
	if (text[0] < '1' || text[0] > '9' || !rows || *end || bands > MINHASH_PLACES_MAX || bands * rows > MINHASH_PLACES_MAX)
		return err_set(e, ERR_USAGE,
			       "--near-bands takes bands and the rows of each like 14x8, together at most %d, not \"%s\"",
			       MINHASH_PLACES_MAX, text);
	s->bands = (unsigned)bands;
	s->rows = (unsigned)rows;
	return 0;
}

/* Digits with one point, so that no locale matters. */
static int jaccard_check(struct near_settings *s, const char *text, struct err *e)
{
	double value = 0, place = 1;
	bool point = false;
	const char *at = text;

	if (!text)
		return 0;
	for (; (*at >= '0' && *at <= '9') || (*at == '.' && !point); at++) {
		point |= *at == '.';
		if (*at == '.')
			continue;
		value = 10 * value + (*at - '0');
		place *= point ? 10 : 1;
	}
	s->jaccard = value / place;
	if (*at || at == text || !(s->jaccard > 0 && s->jaccard <= 1))
		return err_set(e, ERR_USAGE, "--near-jaccard takes a similarity above 0 and up to 1 like 0.8, not \"%s\"", text);
	return 0;
}

static int near_check(struct near_settings *s, const struct assay_options *o, struct err *e)
{
	if (shingle_check(s, o->near_shingle, e) < 0 || bands_check(s, o->near_bands, e) < 0)
		return -1;
	return jaccard_check(s, o->near_jaccard, e);
}

int overlap_look_check(struct overlap_look *l, const struct assay_options *o, struct err *e)
{
	l->request.split = NO_COLUMN;
	l->request.split_sources = o->split_files;
	l->request.ngram = o->ngram ? o->ngram : NGRAM_WORDS;
	l->request.documents = (struct near_settings){ TOKEN_WORDS, NEAR_WORDS, NEAR_BANDS, NEAR_ROWS, NEAR_JACCARD };
	l->request.records = (struct near_settings){ TOKEN_CHARACTERS, RECORD_CHARACTERS, RECORD_BANDS, RECORD_ROWS, RECORD_JACCARD };
	if (l->request.ngram < ITEM_TOKENS_MIN || l->request.ngram > NGRAM_MAX)
		return err_set(e, ERR_USAGE, "--ngram takes %d to %d words", ITEM_TOKENS_MIN, NGRAM_MAX);
	if (o->split && o->split_files)
		return err_set(e, ERR_USAGE, "--split and --split-files: rows are of one split, by a column or by their file");
	if (level_check(l, o->duplicates, e) < 0 || near_check(&l->request.documents, o, e) < 0)
		return -1;
	return near_check(&l->request.records, o, e);
}

static int column_find(const struct fields *fields, const char *option, const char *name, size_t *column, struct err *e)
{
	const char *near;
	long at = fields_find(fields, name);

	if (at >= 0) {
		*column = (size_t)at;
		return 0;
	}
	if (nearest_words(name, fields->name, fields->count, &near, 1) == 1)
		return err_set(e, ERR_USAGE, "%s: no column \"%s\"; did you mean \"%s\"?", option, name, near);
	return err_set(e, ERR_USAGE, "%s: no column \"%s\"", option, name);
}

int overlap_look_columns(struct overlap_look *l, const struct assay_options *o, const struct fields *fields, const struct plan *plan, struct err *e)
{
	size_t count = 0;

	if ((o->against || o->split || o->split_files) && !plan->corpus)
		return err_set(e, ERR_USAGE,
			       "--against, --split and --split-files are for corpora of texts, and this is none; --kind says "
			       "which it is");
	while (o->near && o->near[count])
		count++;
	l->record = calloc(count + 1, sizeof *l->record);
	if (!l->record)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++)
		if (column_find(fields, "--near", o->near[i], &l->record[i], e) < 0)
			return -1;
	l->request.record = l->record;
	l->request.record_columns = count;
	return o->split ? column_find(fields, "--split", o->split, &l->request.split, e) : 0;
}

static int against_read(struct overlap_look *l, const struct options *options, const char *const *path, struct err *e)
{
	size_t count = 0;

	while (path && path[count])
		count++;
	if (count > SETS_MAX)
		return err_set(e, ERR_USAGE, "--against: more than %d files", SETS_MAX);
	l->against = calloc(count + 1, sizeof *l->against);
	l->evaluation = calloc(count + 1, sizeof *l->evaluation);
	if (!l->against || !l->evaluation)
		return err_nomem(e);
	l->request.against = l->evaluation;
	for (size_t i = 0; i < count; i++) {
		struct reading *r = &l->against[i];

		r->options = options;
		l->request.against_count = i + 1;
		if (reading_run(r, path[i], e) < 0)
			return err_in(e, "--against");
		l->evaluation[i] = (struct evaluation){ path[i], r->store, r->fields.name, r->fields.count, r->rows };
	}
	return 0;
}

int overlap_look_run(struct overlap_look *l, const struct options *options, const struct assay_options *o,
		     const struct feed *feed, struct store *store, struct plan *plan, struct err *e)
{
	struct overlap_request *in = &l->request;

	in->plan = plan;
	in->store = store;
	in->threads = options->threads;
	l->source = calloc(feed->list.count + 1, sizeof *l->source);
	if (!l->source)
		return err_nomem(e);
	for (size_t i = 0; i < feed->list.count; i++)
		l->source[i] = feed->list.entry[i].name;
	in->source = l->source;
	in->sources = feed->list.count;
	if (against_read(l, options, o->against, e) < 0 || overlap_find(&l->found, in, e) < 0)
		return -1;
	if (overlap_wanted(in))
		plan->overlap = &l->found;
	return 0;
}

void overlap_look_close(struct overlap_look *l)
{
	overlap_found_release(&l->found);
	for (size_t i = 0; l->against && i < l->request.against_count; i++)
		reading_release(&l->against[i]);
	free(l->against);
	free(l->evaluation);
	free(l->source);
	free(l->record);
}
