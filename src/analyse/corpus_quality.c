/* corpus.quality: what documents are like, and what the filters of Gopher, C4 and FineWeb would do to them (text/quality.h,
 * text/measures.h).
 *
 * First pass. Takes the document of every row (corpus/corpus.h), scans it once, and keeps
 *   for each set of rules, how many documents it drops by itself, and its first rows; for each rule, the same for FineWeb's
 *   order of the sets, how many documents each step drops that the steps before it kept for each measure, a spread: exact
 *   moments, a sketch, the worst rows
 * All of it counts, exact sums and sets of rows: exact in any order. About 7 MB at most a state, whatever the number of rows,
 * and the scratch of the longest document.
 */
#include "analyse/spread.h"
#include "analyse/tally.h"
#include "corpus/corpus.h"
#include "text/measures.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define DATATROVE "huggingface/datatrove a649de79"
#define DROPPED(set, title)                                                                                                            \
	TALLY("corpus." set "_dropped", "quality." set, "documents that " title " would drop, by itself", "see corpus.drop_reasons",    \
	      "documents", "as datatrove computes it, over assay's words; " DATATROVE)
#define MEASURE_ROWS(id, leaf, unit, high, worse, what, formula, whose)                                                       \
	SPREAD_ROWS(leaf, UNIT_OF_##unit, 0, high, what, formula, WORSE_##worse, whose),
#define UNIT_OF_COUNT UNIT_RATIO		/* means and quantiles of counts are not whole */
#define UNIT_OF_CHARACTERS UNIT_CHARACTERS
#define UNIT_OF_LENGTH UNIT_CHARACTERS
#define UNIT_OF_FRACTION UNIT_FRACTION
#define UNIT_OF_RATIO UNIT_RATIO
#define UNIT_OF_NATS UNIT_NATS
#define WORSE_GREAT "greatest"
#define WORSE_LEAST "least"

static const struct metric metrics[] = {
	{ "corpus.judged", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "quality.documents", "documents that were judged",
	  "rows of the dataset; see corpus.document for what of them", NULL },
	{ "corpus.documents_cut", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "quality.documents_cut",
	  "documents judged by their first 8 MiB alone", "documents of more than 8388608 bytes", NULL },
	DROPPED("gopher_repetition", "Gopher's rules on repetition"),
	DROPPED("gopher_quality", "Gopher's rules on quality"),
	DROPPED("c4", "C4's rules"),
	DROPPED("c4_without_end_marks", "C4's rules without the one on end marks, as FineWeb uses them,"),
	DROPPED("c4_paragraphs", "mC4's rule on paragraphs"),
	DROPPED("fineweb", "FineWeb's rules"),
	TALLY("corpus.funnel_dropped", "quality.funnel_dropped", "documents that FineWeb's filters, one after the other, would drop",
	      "Gopher repetition, Gopher quality, C4 without end marks, FineWeb on what C4 left", "documents",
	      DATATROVE ", examples/fineweb.py"),
	{ "corpus.funnel", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "quality.funnel",
	  "what each of FineWeb's filters would drop of what the ones before it kept, and why", "in FineWeb's order",
	  DATATROVE ", examples/fineweb.py" },
	{ "corpus.drop_reasons", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "quality.drop_reasons",
	  "for each rule its condition, and how many documents its set drops for it, with the first rows",
	  "the first rule of its set that a document breaks", DATATROVE },
	TALLY("corpus.lorem_ipsum", "quality.lorem_ipsum", "documents that say lorem ipsum", "anywhere, in any case", "documents", NULL),
	MEASURES(MEASURE_ROWS)
	{ .name = NULL }
};

#define MEASURE_WHOLE(id, leaf, unit, high, worse, what, formula, whose) WHOLE_##unit,
enum { WHOLE_COUNT = true, WHOLE_CHARACTERS = true, WHOLE_LENGTH = false, WHOLE_FRACTION = false, WHOLE_RATIO = false,
       WHOLE_NATS = false };
static const bool measure_whole[] = { MEASURES(MEASURE_WHOLE) };

#define MEASURE_SIGN(id, leaf, unit, high, worse, what, formula, whose) SIGN_##worse,
#define SIGN_GREAT 1
#define SIGN_LEAST (-1)
static const int measure_sign[] = { MEASURES(MEASURE_SIGN) };

enum { M_DOCUMENTS, M_CUT, M_SETS, M_FUNNEL_DROPPED = M_SETS + TALLY_METRICS * RULE_SETS,
       M_FUNNEL = M_FUNNEL_DROPPED + TALLY_METRICS, M_REASONS, M_LOREM, M_MEASURES = M_LOREM + TALLY_METRICS };

struct state {
	struct corpus_reader reader;
	struct text_quality quality;
	uint64_t documents, cut;
	struct tally lorem_ipsum;
	struct tally set[RULE_SETS];
	struct tally reason[RULE_SETS][DROP_REASONS];
	struct tally step[FUNNEL_STEPS][DROP_REASONS];		/* KEPT: all of the step */
	struct tally dropped;
	struct spread measure[MEASURE_COUNT];
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
	text_quality_open(&s->quality);
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		if (spread_open(&s->measure[i]) < 0)
			return err_nomem(e);
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	corpus_reader_close(&s->reader);
	text_quality_release(&s->quality);
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		spread_close(&s->measure[i]);
}

static void verdict_count(struct state *s, uint64_t row)
{
	const struct verdict *v = &s->quality.verdict;

	for (size_t i = 0; i < RULE_SETS; i++) {
		tally_add(&s->set[i], row, v->alone[i] != KEPT);
		tally_add(&s->reason[i][v->alone[i]], row, v->alone[i] != KEPT);
	}
	if (v->in_order == KEPT)
		return;
	tally_add(&s->dropped, row, 1);
	tally_add(&s->step[v->step][KEPT], row, 1);
	tally_add(&s->step[v->step][v->in_order], row, 1);
}

static int document_take(struct state *s, struct span text, uint64_t row, struct err *e)
{
	double value[MEASURE_COUNT];

	if (text_judge(&s->quality, text.at, text.bytes) < 0)
		return err_nomem(e);
	s->documents++;
	s->cut += s->quality.scan.cut;
	tally_add(&s->lorem_ipsum, row, s->quality.lorem_ipsum);
	verdict_count(s, row);
	measures_take(value, &s->quality);
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		if (spread_add(&s->measure[i], value[i], row, measure_sign[i]) < 0)
			return err_nomem(e);
	return 0;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t r = 0; r < b->rows; r++) {
		struct corpus_view view;
		struct span text;

		if (corpus_row(&s->reader, b, r, &view, e) < 0 || corpus_document(&s->reader, &view, &text, e) < 0 ||
		    document_take(s, text.at ? text : (struct span){ "", 0 }, view.row, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		if (spread_flush(&s->measure[i]) < 0)
			return err_nomem(e);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->documents += b->documents;
	a->cut += b->cut;
	tallies_merge(&a->lorem_ipsum, &b->lorem_ipsum, 1);
	tallies_merge(a->set, b->set, RULE_SETS);
	tallies_merge(a->reason[0], b->reason[0], RULE_SETS * DROP_REASONS);
	tallies_merge(a->step[0], b->step[0], FUNNEL_STEPS * DROP_REASONS);
	tallies_merge(&a->dropped, &b->dropped, 1);
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		if (spread_merge(&a->measure[i], &b->measure[i]) < 0)
			return err_nomem(e);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->documents);
	blob_put_u64(b, s->cut);
	tallies_save(&s->lorem_ipsum, 1, b);
	tallies_save(s->set, RULE_SETS, b);
	tallies_save(s->reason[0], RULE_SETS * DROP_REASONS, b);
	tallies_save(s->step[0], FUNNEL_STEPS * DROP_REASONS, b);
	tallies_save(&s->dropped, 1, b);
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		spread_save(&s->measure[i], b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* No tally of more documents than there are. */
static bool tallies_fit(const struct tally *t, size_t n, uint64_t documents)
{
	for (size_t i = 0; i < n; i++)
		if (t[i].count > documents)
			return false;
	return true;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->documents = blob_get_u64(b);
	s->cut = blob_get_u64(b);
	if (tallies_load(&s->lorem_ipsum, 1, b) < 0 || tallies_load(s->set, RULE_SETS, b) < 0 ||
	    tallies_load(s->reason[0], RULE_SETS * DROP_REASONS, b) < 0 || tallies_load(s->step[0], FUNNEL_STEPS * DROP_REASONS, b) < 0 ||
	    tallies_load(&s->dropped, 1, b) < 0 || s->cut > s->documents || !tallies_fit(&s->lorem_ipsum, 1, s->documents) ||
	    !tallies_fit(s->set, RULE_SETS, s->documents) || !tallies_fit(s->reason[0], RULE_SETS * DROP_REASONS, s->documents) ||
	    !tallies_fit(s->step[0], FUNNEL_STEPS * DROP_REASONS, s->documents) || !tallies_fit(&s->dropped, 1, s->documents))
		return err_set(e, ERR_STATE, "the counts of dropped documents are damaged");
	for (size_t i = 0; i < MEASURE_COUNT; i++) {
		const struct metric *m = &metrics[M_MEASURES + SPREAD_METRICS * i];

		if (spread_load(&s->measure[i], b, m->low, m->high) < 0 || s->measure[i].moments.n > s->documents)
			return err_set(e, ERR_STATE, "the figures of %s are damaged", m->name);
	}
	return 0;
}

/* ---- publishing ---- */

/* How many, what share, and the first rows. */
static void put_tally(cJSON *o, const struct tally *t, uint64_t of)
{
	cJSON *rows = examples_json(&t->first);

	cJSON_AddNumberToObject(o, "documents", (double)t->count);
	if (of)
		cJSON_AddNumberToObject(o, "fraction", (double)t->count / (double)of);
	if (!cJSON_AddItemToObject(o, "rows", rows))
		cJSON_Delete(rows);
}

static cJSON *element(cJSON *array)
{
	cJSON *o = cJSON_CreateObject();

	if (o && cJSON_AddItemToArray(array, o))
		return o;
	cJSON_Delete(o);
	return NULL;
}

static cJSON *reasons_json(const struct state *s)
{
	/* The rules of a set stand together in enum drop_reason. */
	static const struct { enum drop_reason first, end; } of[RULE_SETS] = {
		[RULES_REPETITION] = { DROP_PARAGRAPHS, DROP_SHORT }, [RULES_GOPHER] = { DROP_SHORT, DROP_LOREM_IPSUM },
		[RULES_C4] = { DROP_LOREM_IPSUM, DROP_FEW_PARAGRAPHS }, [RULES_C4_FINEWEB] = { DROP_LOREM_IPSUM, DROP_FEW_PARAGRAPHS },
		[RULES_C4_PARAGRAPHS] = { DROP_FEW_PARAGRAPHS, DROP_EMPTY }, [RULES_FINEWEB] = { DROP_EMPTY, DROP_REASONS } };
	cJSON *list = cJSON_CreateArray();

	for (size_t set = 0; set < RULE_SETS; set++)
		for (size_t r = of[set].first; r < (size_t)of[set].end; r++) {
			cJSON *o = element(list);

			cJSON_AddStringToObject(o, "set", rule_sets[set].name);
			cJSON_AddStringToObject(o, "reason", drop_reasons[r].tag);
			cJSON_AddStringToObject(o, "drops_when", drop_reasons[r].rule);
			put_tally(o, &s->reason[set][r], s->documents);
		}
	return list;
}

static cJSON *funnel_json(const struct state *s)
{
	cJSON *list = cJSON_CreateArray();
	uint64_t left = s->documents;

	for (size_t step = 0; step < FUNNEL_STEPS; step++) {
		cJSON *o = element(list), *reasons;

		cJSON_AddStringToObject(o, "set", rule_sets[funnel_order[step]].name);
		cJSON_AddStringToObject(o, "title", rule_sets[funnel_order[step]].title);
		cJSON_AddNumberToObject(o, "in", (double)left);
		cJSON_AddNumberToObject(o, "dropped", (double)s->step[step][KEPT].count);
		left -= s->step[step][KEPT].count < left ? s->step[step][KEPT].count : left;
		cJSON_AddNumberToObject(o, "left", (double)left);
		reasons = cJSON_AddArrayToObject(o, "reasons");
		for (size_t r = KEPT + 1; r < DROP_REASONS; r++) {
			cJSON *why = s->step[step][r].count ? element(reasons) : NULL;

			if (!why)
				continue;
			cJSON_AddStringToObject(why, "reason", drop_reasons[r].tag);
			put_tally(why, &s->step[step][r], s->documents);
		}
	}
	return list;
}

/* What filters of documents would do. */
static void publish_filters(const struct state *s, struct sink *out)
{
	static const char none[] = "no documents";

	for (size_t i = 0; i < RULE_SETS; i++)
		tally_publish(&s->set[i], &metrics[M_SETS + TALLY_METRICS * i], s->documents, none, out);
	tally_publish(&s->dropped, &metrics[M_FUNNEL_DROPPED], s->documents, none, out);
	out->detail(out, &metrics[M_FUNNEL], in_dataset(), funnel_json(s));
	out->detail(out, &metrics[M_REASONS], in_dataset(), reasons_json(s));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	out->value(out, &metrics[M_DOCUMENTS], in_dataset(), (double)s->documents);
	out->value(out, &metrics[M_CUT], in_dataset(), (double)s->cut);
	if (plan->corpus->kind == CORPUS_TEXT)
		publish_filters(s, out);
	for (size_t i = M_SETS; plan->corpus->kind != CORPUS_TEXT && i < M_LOREM; i++)
		out->none(out, &metrics[i], in_dataset(), "these filters are for documents, and the corpus is of another kind");
	tally_publish(&s->lorem_ipsum, &metrics[M_LOREM], s->documents, "no documents", out);
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		spread_publish(&s->measure[i], &metrics[M_MEASURES + SPREAD_METRICS * i], measure_whole[i], out);
}

const struct analysis corpus_quality = {
	.name = "corpus.quality",
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
