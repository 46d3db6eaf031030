/* explain_plan: which passes an audit would make, which analyses in each and why, from its options alone, for assay.h.
 *
 *   options ─▶ checked, sources listed, rules read ─▶ text                 no byte of the data is read
 *
 * What only the data can tell (whether a column has so many values that a pass over the rows is worth it) is said as a condition.
 */
#include "assay/assay.h"

#include "check/check.h"
#include "engine/error.h"
#include "engine/options.h"
#include "judge/judge.h"
#include "read/source.h"

#include <inttypes.h>
#include <string.h>

struct explainer {
	const struct assay_options *given;
	struct options options;
	struct rules *rules;
	struct source_list sources;
	FILE *to;
};

enum { NAME_WIDTH = 32, MEMORY_MB = 256 };

/* Which of the needed options are not there, as "--label and --pred"; "" when nothing is lacking. */
static void lacking(const struct explainer *x, unsigned needs, char text[80])
{
	const struct assay_options *o = x->given;
	size_t contract;
	const struct { enum needs need; const char *name; bool given; } option[] = {
		{ NEEDS_LABEL, "--label", o->label }, { NEEDS_PRED, "--pred", o->pred }, { NEEDS_PROBA, "--proba", o->proba && o->proba[0] },
		{ NEEDS_ID, "--id", o->id }, { NEEDS_REFERENCE, "--reference", o->reference }, { NEEDS_BASELINE, "--baseline", o->baseline },
		{ NEEDS_CONTRACT, "a contract in the rule pack", rules_contract(x->rules, &contract) },
		{ NEEDS_JUDGE, "--proba or --label-model", (o->proba && o->proba[0]) || o->label_model },
		{ NEEDS_ANNOTATORS, "--annotators", o->annotators && o->annotators[0] },
	};

	text[0] = '\0';
	for (size_t i = 0; i < sizeof option / sizeof option[0]; i++) {
		if (!(needs & option[i].need) || option[i].given)
			continue;
		strcat(text, text[0] ? " and " : "");
		strcat(text, option[i].name);
	}
}

/* Is it for corpora, and the user says that this is no such one? */
static bool is_of_another_kind(const struct explainer *x, const struct analysis *a)
{
	return a->kinds && x->options.kind != CORPUS_KINDS && !(a->kinds & CORPUS_BIT(x->options.kind));
}

static bool is_on(const struct explainer *x, const struct analysis *a)
{
	char text[80];

	lacking(x, a->needs, text);
	return text[0] == '\0' && !is_of_another_kind(x, a);
}

/* "of chat, sft, where the first records are that"; NULL: of any dataset. */
static const char *kinds_text(const struct analysis *a, char text[80])
{
	if (!a->kinds)
		return NULL;
	strcpy(text, "corpora of the kind");
	for (unsigned kind = CORPUS_NONE + 1; kind < CORPUS_KINDS; kind++)
		if (a->kinds & CORPUS_BIT(kind)) {
			strcat(text, text[strlen(text) - 1] == 'd' ? " " : ", ");
			strcat(text, corpus_kind_name((enum corpus_kind)kind));
		}
	return text;
}

static void analysis_put(const struct explainer *x, const struct analysis *a, const char *why)
{
	fprintf(x->to, "  %-*s%s%s\n", why ? NAME_WIDTH : 0, a->name, why ? "  " : "", why ? why : "");
}

/* With --fast: what is left of it without the pass. */
static void pass_put(const struct explainer *x, enum pass pass, const char *about)
{
	bool fast = x->given->fast && pass != PASS_FIRST && pass != PASS_DERIVED;

	fprintf(x->to, "\n%s\n", about);
	for (size_t i = 0; analyses[i]; i++) {
		const struct analysis *a = analyses[i];
		char kinds[80];

		if (a->pass == pass && is_on(x, a))
			analysis_put(x, a, a->kinds ? kinds_text(a, kinds) : !fast ? a->why : a->fast ? a->fast : "null");
	}
}

static void off_put(const struct explainer *x)
{
	bool any = false;

	for (size_t i = 0; analyses[i]; i++) {
		char text[80], why[100];

		lacking(x, analyses[i]->needs, text);
		if (is_on(x, analyses[i]))
			continue;
		if (!any)
			fputs("\nnothing to do, for want of an option or because of one\n", x->to);
		any = true;
		snprintf(why, sizeof why, "%s %s", text[0] ? "needs" : "is not for --kind", text[0] ? text : corpus_kind_name(x->options.kind));
		analysis_put(x, analyses[i], why);
	}
}

static void sources_put(const struct explainer *x)
{
	uint64_t bytes = 0;
	bool known = true;

	for (size_t i = 0; i < x->sources.count; i++) {
		bytes += x->sources.entry[i].bytes_stored;
		known &= strcmp(x->sources.entry[i].path, "-") != 0;
	}
	fprintf(x->to, "%zu source%s", x->sources.count, x->sources.count == 1 ? "" : "s");
	if (known)
		fprintf(x->to, ", %" PRIu64 " bytes stored", bytes);
	fputs("\n", x->to);
	if (x->given->append)
		fprintf(x->to, "before them the rows of %s: the states of its first pass are loaded, %s\n", x->given->append,
			x->given->fast ? "and no row is looked at" : "and its rows are read back from there for the later passes");
}

static void rows_put(const struct explainer *x)
{
	if (!checks_wanted(x->rules) && !x->given->reference)
		return;
	fputs("\nthe database, once the rows are in it\n", x->to);
	if (checks_wanted(x->rules))
		fputs("  rules on rows                     the pack has some: one scan for their tests, one for each sql\n", x->to);
	if (x->given->reference)
		fputs("  the reference                     --reference: read whole into a second database, joined by --key\n", x->to);
}

static void memory_put(const struct explainer *x)
{
	unsigned memory = x->given->memory_mb ? x->given->memory_mb : MEMORY_MB;

	fprintf(x->to, "\nmemory: about 60 MB and at most 0.5 MB a column, flat in rows; of --memory %u MB a quarter for exact value counts\n",
		memory);
	if (!x->given->fast)
		fputs("disk: the rows wait for later passes in a temporary file, 9 bytes a cell; row hashes past 16 MB a worker go to one, too\n",
		      x->to);
}

static void plan_put(const struct explainer *x)
{
	static const char *const later[] = {
		"second pass, over the kinds and keys of all cells; for each analysis what must be known before",
		"third pass, over the same, where one of these needs it; for each what must be known before",
		"no second pass, because of --fast; for each analysis what is left",
		"no third pass, because of --fast; for each analysis what is left",
	};
	const char *const *about = later + (x->given->fast ? 2 : 0);

	sources_put(x);
	pass_put(x, PASS_FIRST, "first pass, while the rows are read and stored");
	pass_put(x, PASS_SECOND, about[0]);
	pass_put(x, PASS_THIRD, about[1]);
	rows_put(x);
	pass_put(x, PASS_DERIVED, "no pass: derived from what the others found");
	off_put(x);
	memory_put(x);
}

int assay_explain_plan(const struct assay_options *given, FILE *to, struct assay_error *error)
{
	struct explainer x = { .given = given, .to = to };
	struct err e = { .code = ERR_NONE };
	int done = options_check(&x.options, given, &e);

	if (done == 0)
		done = rules_open(&x.rules, given->rules, &e);
	if (done == 0)
		done = source_list_expand(&x.sources, given->sources, given->source_count, &e);
	if (done == 0) {
		plan_put(&x);
		source_list_release(&x.sources);
	}
	rules_free(x.rules);
	options_release(&x.options);
	error_give(error, &e);
	return done;
}
