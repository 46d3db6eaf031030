/* corpus.language: in which scripts and languages the documents are.
 *
 * First pass. Scripts: the letters of every document, exactly; a document is of the script that most of its letters are of.
 * Languages: text/language.h, for all of the first LANGUAGE_ALL rows, and of those beyond for one in LANGUAGE_EVERY, chosen
 * by a hash of the row's number, which counts for as many; so a share is exact up to LANGUAGE_ALL rows, and beyond has a
 * bound: 1.96 standard deviations of the sample's share. Counts and first rows: exact in any order. Memory does not grow.
 */
#include "analyse/spread.h"
#include "analyse/tally.h"
#include "base/hash.h"
#include "corpus/corpus.h"
#include "text/language.h"
#include "text/unicode.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

enum { LANGUAGE_ALL = 1000, LANGUAGE_EVERY = 16, STRATA = 2 };

#define CAVNAR "Cavnar & Trenkle 1994, with the models of libexttextcat"
#define LANGUAGE_LIMITS "no probability; below 100 characters a guess; near languages (uk ru, bs hr sr, da nb, ms id) are mixed up"

static const struct metric metrics[] = {
	{ "corpus.script", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "language.script", "the script of most documents",
	  "of each document the script of most of its letters", "Unicode, Scripts.txt" },
	{ "corpus.script_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "language.script_fraction",
	  "share of documents in that script",
	  "of the documents with letters", "Unicode, Scripts.txt" },
	{ "corpus.scripts", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "language.scripts",
	  "documents and letters by script, with the first rows",
	  "Han, Hiragana and Katakana apart", "Unicode, Scripts.txt" },
	{ "corpus.language", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "language.language",
	  "the language of most documents", LANGUAGE_LIMITS, CAVNAR },
	{ "corpus.language_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT_OR_BOUND, "language.language_fraction",
	  "share of documents in that language", "of the documents that were looked at; all of the first 1000 rows, then one in 16", CAVNAR },
	{ "corpus.language_other_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "language.other_rows",
	  "the first rows in another language",
	  "row numbers, of those that were looked at", CAVNAR },
	{ "corpus.languages", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT_OR_BOUND, "language.languages",
	  "documents by language, with the first rows",
	  LANGUAGE_LIMITS, CAVNAR },
	{ "corpus.language_documents", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "language.documents",
	  "documents whose language was looked for",
	  "all of the first 1000 rows, then one in 16", NULL },
	{ "corpus.language_short", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "language.short",
	  "documents too short to tell, of those looked at",
	  "fewer than 25 bytes", CAVNAR },
	{ "corpus.language_unknown", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "language.unknown",
	  "documents in no language that is known, of those looked at",
	  "more than 5 languages within 3 % of the nearest", "as libexttextcat's UNKNOWN" },
	SPREAD_ROWS("language_margin", UNIT_FRACTION, 0, 1, "how sure a document's language is",
		    "1 - distance to the nearest language / distance to the second; 0 is a tie, above 0.05 is clear", "least", CAVNAR),
	{ .name = NULL }
};

enum { M_SCRIPT, M_SCRIPT_FRACTION, M_SCRIPTS, M_LANGUAGE, M_LANGUAGE_FRACTION, M_OTHER_ROWS, M_LANGUAGES, M_DOCUMENTS, M_SHORT,
       M_UNKNOWN, M_MARGIN };

struct language_count {
	uint64_t documents[STRATA];	/* looked at, by stratum */
	struct examples first;
};

/* Places of the array behind the languages. */
enum { COUNT_SHORT = LANGUAGES_MAX, COUNT_UNKNOWN, COUNTS };

struct state {
	struct corpus_reader reader;
	struct language_profile *profile;	/* made when the first document comes */
	struct tally script[SCRIPTS];
	uint64_t letters[SCRIPTS];
	uint64_t looked[STRATA];
	struct language_count language[COUNTS];
	struct spread margin;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	corpus_reader_open(&s->reader, plan->corpus);
	return spread_open(&s->margin) < 0 ? err_nomem(e) : 0;
}

static void close(void *state)
{
	struct state *s = state;

	corpus_reader_close(&s->reader);
	free(s->profile);
	spread_close(&s->margin);
}

/* ---- scripts ---- */

/* Hot for text beyond ASCII; letters of ASCII are counted without a look at each script. */
static void letters_count(uint64_t letters[SCRIPTS], struct span text)
{
	size_t bytes;

	for (size_t i = 0; i < text.bytes; i += bytes) {
		uint32_t code;

		bytes = 1;
		if ((unsigned char)text.at[i] < 0x80) {
			letters[SCRIPT_LATIN] += (unsigned)((text.at[i] | 0x20) - 'a') < 26;
			continue;
		}
		code = char_next(text.at + i, text.bytes - i, &bytes);
		if (char_class(code) & CHAR_LETTER)
			letters[script_of(code)]++;
	}
}

static void script_take(struct state *s, struct span text, uint64_t row)
{
	uint64_t letters[SCRIPTS] = { 0 };
	size_t most = SCRIPT_NONE;

	letters_count(letters, text);
	for (size_t i = 0; i < SCRIPTS; i++) {
		s->letters[i] += letters[i];
		most = letters[i] > letters[most] ? i : most;
	}
	tally_add(&s->script[most], row, letters[most] > 0);
}

/* ---- languages ---- */

static int language_take(struct state *s, struct span text, uint64_t row, struct err *e)
{
	const struct language_models *models = language_models();
	size_t stratum = row > LANGUAGE_ALL;
	struct language_guess guess;
	struct language_count *count;

	if (!models || (stratum && hash_u64(row) % LANGUAGE_EVERY))
		return 0;
	if (!s->profile && !(s->profile = calloc(1, sizeof *s->profile)))
		return err_nomem(e);
	language_guess(&guess, s->profile, models, text.at, text.bytes);
	count = &s->language[guess.answer == LANGUAGE_SHORT ? COUNT_SHORT :
			     guess.answer == LANGUAGE_UNKNOWN ? COUNT_UNKNOWN : guess.language];
	s->looked[stratum]++;
	count->documents[stratum]++;
	examples_add(&count->first, row);
	return guess.answer != LANGUAGE_SHORT && spread_add(&s->margin, guess.margin, row, -1) < 0 ? err_nomem(e) : 0;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t r = 0; r < b->rows; r++) {
		struct corpus_view view;
		struct span text;

		if (corpus_row(&s->reader, b, r, &view, e) < 0 || corpus_document(&s->reader, &view, &text, e) < 0)
			return -1;
		text = text.at ? text : (struct span){ "", 0 };
		script_take(s, text, view.row);
		if (language_take(s, text, view.row, e) < 0)
			return -1;
	}
	return spread_flush(&s->margin) < 0 ? err_nomem(e) : 0;
}

/* ---- merging and saving ---- */

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	tallies_merge(a->script, b->script, SCRIPTS);
	for (size_t i = 0; i < SCRIPTS; i++)
		a->letters[i] += b->letters[i];
	for (size_t i = 0; i < STRATA; i++)
		a->looked[i] += b->looked[i];
	for (size_t i = 0; i < COUNTS; i++) {
		for (size_t k = 0; k < STRATA; k++)
			a->language[i].documents[k] += b->language[i].documents[k];
		examples_merge(&a->language[i].first, &b->language[i].first);
	}
	return spread_merge(&a->margin, &b->margin) < 0 ? err_nomem(e) : 0;
}

static uint64_t looked_at(const struct language_count *c)
{
	return c->documents[0] + c->documents[1];
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;
	uint64_t met = 0;

	tallies_save(s->script, SCRIPTS, b);
	for (size_t i = 0; i < SCRIPTS; i++)
		blob_put_u64(b, s->letters[i]);
	for (size_t i = 0; i < COUNTS; i++)
		met += looked_at(&s->language[i]) > 0;
	blob_put_u64(b, met);
	for (size_t i = 0; i < COUNTS; i++) {
		if (!looked_at(&s->language[i]))
			continue;
		blob_put_u64(b, i);
		for (size_t k = 0; k < STRATA; k++)
			blob_put_u64(b, s->language[i].documents[k]);
		examples_save(&s->language[i].first, b);
	}
	spread_save(&s->margin, b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t met, last = 0;

	if (tallies_load(s->script, SCRIPTS, b) < 0)
		return err_set(e, ERR_STATE, "the counts of scripts are damaged");
	for (size_t i = 0; i < SCRIPTS; i++)
		s->letters[i] = blob_get_u64(b);
	met = blob_get_u64(b);
	for (uint64_t n = 0; n < met; n++) {
		uint64_t i = blob_get_u64(b);
		struct language_count *c;

		if (i >= COUNTS || (n && i <= last) || !blob_ok(b))
			return err_set(e, ERR_STATE, "the counts of languages are damaged");
		c = &s->language[i];
		last = i;
		for (size_t k = 0; k < STRATA; k++) {
			c->documents[k] = blob_get_u64(b);
			s->looked[k] += c->documents[k];
		}
		if (examples_load(&c->first, b) < 0 || !looked_at(c) || c->first.count > looked_at(c))
			return err_set(e, ERR_STATE, "the counts of languages are damaged");
	}
	if (!blob_ok(b) || spread_load(&s->margin, b, 0, 1) < 0)
		return err_set(e, ERR_STATE, "the margins of languages are damaged");
	return 0;
}

/* ---- publishing ---- */

static cJSON *element(cJSON *array)
{
	cJSON *o = cJSON_CreateObject();

	if (o && cJSON_AddItemToArray(array, o))
		return o;
	cJSON_Delete(o);
	return NULL;
}

static void put_rows(cJSON *o, const struct examples *first)
{
	cJSON *rows = examples_json(first);

	if (!o || !cJSON_AddItemToObject(o, "rows", rows))
		cJSON_Delete(rows);
}

static void publish_scripts(const struct state *s, struct sink *out)
{
	cJSON *list = cJSON_CreateArray();
	uint64_t documents = 0;
	size_t most = 0;

	for (size_t i = 0; i < SCRIPTS; i++) {
		documents += s->script[i].count;
		most = s->script[i].count > s->script[most].count ? i : most;
	}
	for (size_t i = 0; i < SCRIPTS; i++) {
		cJSON *o = s->letters[i] ? element(list) : NULL;

		if (!o)
			continue;
		cJSON_AddStringToObject(o, "script", script_name((enum script)i));
		cJSON_AddNumberToObject(o, "documents", (double)s->script[i].count);
		cJSON_AddNumberToObject(o, "letters", (double)s->letters[i]);
		put_rows(o, &s->script[i].first);
	}
	if (documents) {
		out->text(out, &metrics[M_SCRIPT], in_dataset(), script_name((enum script)most));
		out->value(out, &metrics[M_SCRIPT_FRACTION], in_dataset(), (double)s->script[most].count / (double)documents);
	} else {
		out->none(out, &metrics[M_SCRIPT], in_dataset(), "no document has letters");
		out->none(out, &metrics[M_SCRIPT_FRACTION], in_dataset(), "no document has letters");
	}
	out->detail(out, &metrics[M_SCRIPTS], in_dataset(), list);
}

/* Documents that those looked at stand for. */
static double documents_of(const uint64_t looked[STRATA])
{
	return (double)looked[0] + (double)LANGUAGE_EVERY * (double)looked[1];
}

/* The share of one language, and the bound of what the sample may be off. */
static double share_of(const struct state *s, const struct language_count *c, double *error)
{
	double whole = documents_of(s->looked), n = (double)s->looked[1], p = n > 0 ? (double)c->documents[1] / n : 0;

	/* Where none or all of n are of it, fewer than 3 / n of the rest are not (95 %). */
	*error = n > 0 ? fmin(1, fmax(1.96 * sqrt(p * (1 - p) / n), 3 / n) * LANGUAGE_EVERY * n / whole) : 0;
	return documents_of(c->documents) / whole;
}

static const char *count_name(size_t i)
{
	return i == COUNT_SHORT ? "(short)" : i == COUNT_UNKNOWN ? "(unknown)" : language_name(language_models(), i);
}

static cJSON *languages_json(const struct state *s, const size_t *order, size_t met)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t k = 0; k < met; k++) {
		const struct language_count *c = &s->language[order[k]];
		double error, share = share_of(s, c, &error);
		cJSON *o = element(list);

		cJSON_AddStringToObject(o, "language", count_name(order[k]));
		cJSON_AddNumberToObject(o, "looked_at", (double)looked_at(c));
		cJSON_AddNumberToObject(o, "fraction", share);
		if (error > 0)
			cJSON_AddNumberToObject(o, "error", error);
		put_rows(o, &c->first);
	}
	return list;
}

/* What was met, the most frequent first, of equals the first in the list of languages. */
static size_t languages_order(const struct state *s, size_t order[COUNTS])
{
	size_t met = 0;

	for (size_t i = 0; i < COUNTS; i++) {
		size_t at = met;

		if (!looked_at(&s->language[i]))
			continue;
		for (; at > 0 && documents_of(s->language[order[at - 1]].documents) < documents_of(s->language[i].documents); at--)
			order[at] = order[at - 1];
		order[at] = i;
		met++;
	}
	return met;
}

static void publish_main(const struct state *s, const size_t *order, size_t met, struct sink *out)
{
	struct examples other = { .count = 0 };
	size_t main = COUNTS;
	double error, share;

	for (size_t k = met; k-- > 0;)
		main = order[k] < COUNT_SHORT ? order[k] : main;
	for (size_t k = 0; k < met; k++)
		if (order[k] < COUNT_SHORT && order[k] != main)
			examples_merge(&other, &s->language[order[k]].first);
	out->detail(out, &metrics[M_OTHER_ROWS], in_dataset(), examples_json(&other));
	if (main == COUNTS) {
		out->none(out, &metrics[M_LANGUAGE], in_dataset(), "no document is in a language that is known");
		out->none(out, &metrics[M_LANGUAGE_FRACTION], in_dataset(), "no document is in a language that is known");
		return;
	}
	share = share_of(s, &s->language[main], &error);
	out->text(out, &metrics[M_LANGUAGE], in_dataset(), count_name(main));
	sink_within(out, &metrics[M_LANGUAGE_FRACTION], in_dataset(), share,
		    "one row in 16 beyond the first 1000; error is 1.96 standard deviations", error);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const char missing[] = "the models of libexttextcat are not installed (Debian's libexttextcat-data)";
	const struct state *s = state;
	size_t order[COUNTS], met;

	(void)plan;
	publish_scripts(s, out);
	if (!language_models()) {
		for (const struct metric *m = &metrics[M_LANGUAGE]; m->name; m++)
			out->none(out, m, in_dataset(), missing);
		return;
	}
	met = languages_order(s, order);
	publish_main(s, order, met, out);
	out->detail(out, &metrics[M_LANGUAGES], in_dataset(), languages_json(s, order, met));
	out->value(out, &metrics[M_DOCUMENTS], in_dataset(), (double)(s->looked[0] + s->looked[1]));
	out->value(out, &metrics[M_SHORT], in_dataset(), (double)looked_at(&s->language[COUNT_SHORT]));
	out->value(out, &metrics[M_UNKNOWN], in_dataset(), (double)looked_at(&s->language[COUNT_UNKNOWN]));
	spread_publish(&s->margin, &metrics[M_MARGIN], false, out);
}

const struct analysis corpus_language = {
	.name = "corpus.language",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_ANY,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
