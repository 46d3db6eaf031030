/* corpus.contamination: evaluation sets whose text stands in the data, and text that splits of the data share.
 *
 * Derived: src/overlap has looked before anything is published (overlap/contamination.h says what an item is). All matches stand in table
 * assay_contamination, with the text.
 */
#include "analyse/overlap_found.h"
#include "corpus/corpus.h"

#include <cjson/cJSON.h>

static const char ANY_NGRAM[] = "an item is contaminated when a document shares any n-gram of words with it; an item of which no "
				"field has n words, when a "
				"document has its longest field whole, from 5 words on";

static const struct metric metrics[] = {
	{ "corpus.contamination_ngram", SCOPE_DATASET, UNIT_COUNT, 1, 64, EXACT, "contamination.ngram",
	  "words of the n-grams that are compared", "--ngram; 13 unless given",
	  "Brown et al. 2020, appendix C; lm-evaluation-harness uses 13" },
	{ "corpus.evaluation_items", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "contamination.items",
	  "items of the sets of --against", "records", NULL },
	{ "corpus.contaminated_items", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "contamination.contaminated_items",
	  "items of the sets of --against that stand in the data", ANY_NGRAM, "Brown et al. 2020, appendix C" },
	{ "corpus.contaminated_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "contamination.contaminated_fraction",
	  "they, as a share of all items", "contaminated items / items", NULL },
	{ "corpus.contaminating_documents", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "contamination.documents",
	  "documents that share an n-gram with an item of --against", ANY_NGRAM, NULL },
	{ "corpus.contaminating_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "contamination.rows", "the first of them",
	  "row numbers", NULL },
	{ "corpus.training_split", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "contamination.training_split",
	  "the split that the others are held against", "its name begins with \"train\"; else the largest", NULL },
	{ "corpus.leaked_items", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "contamination.leaked_items",
	  "documents of splits other than training that share an n-gram with a document of another split", ANY_NGRAM, NULL },
	{ "corpus.leaked_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "contamination.leaked_fraction",
	  "they, as a share of the documents of these splits", "leaked items / documents of splits other than training", NULL },
	{ "corpus.leaked_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "contamination.leaked_rows", "the first of them",
	  "row numbers", NULL },
	{ "corpus.contamination_sets", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "contamination.sets",
	  "each set or split, and where its items were found",
	  "items, those too short to look for, contaminated ones, documents, the longest match in words", NULL },
	{ "corpus.contamination_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "contamination.list",
	  "the ten longest matches with their text",
	  "row, item, words of the longest run, share of the item's n-grams; all stand in assay_contamination", NULL },
	{ .name = NULL }
};

enum {
	M_NGRAM, M_ITEMS, M_CONTAMINATED, M_FRACTION, M_DOCUMENTS, M_ROWS, M_TRAINING, M_LEAKED, M_LEAKED_FRACTION, M_LEAKED_ROWS, M_SETS, M_LIST
};

static cJSON *sets_json(const struct contamination *c)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < c->count; i++) {
		const struct contamination_of *of = &c->of[i];
		cJSON *one = cJSON_CreateObject();

		if (!cJSON_AddItemToArray(list, one) || !cJSON_AddStringToObject(one, "items_of", of->items_of) ||
		    (of->found_in && !cJSON_AddStringToObject(one, "found_in", of->found_in)) ||
		    !cJSON_AddNumberToObject(one, "items", (double)of->items) ||
		    !cJSON_AddNumberToObject(one, "too_short", (double)of->too_short) ||
		    !cJSON_AddNumberToObject(one, "contaminated", (double)of->contaminated) ||
		    !cJSON_AddNumberToObject(one, "documents", (double)of->documents) ||
		    !cJSON_AddNumberToObject(one, "longest", (double)of->longest)) {
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static cJSON *matches_json(const struct contamination *c)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < c->top_count; i++) {
		const struct match *top = &c->top[i];
		cJSON *one = cJSON_CreateObject();

		if (!cJSON_AddItemToArray(list, one) || !cJSON_AddStringToObject(one, "items_of", top->items_of) ||
		    !cJSON_AddNumberToObject(one, "item", (double)top->item) ||
		    !cJSON_AddNumberToObject(one, "row", (double)top->row) ||
		    !cJSON_AddNumberToObject(one, "words", (double)top->tokens) ||
		    !cJSON_AddNumberToObject(one, "share", round(1e4 * top->share) / 1e4) ||
		    !cJSON_AddStringToObject(one, "text", top->text)) {
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static void publish_against(const struct contamination *c, struct sink *out)
{
	if (!c->against) {
		for (size_t m = M_ITEMS; m <= M_ROWS; m++)
			out->none(out, &metrics[m], in_dataset(), "needs --against");
		return;
	}
	out->value(out, &metrics[M_ITEMS], in_dataset(), (double)c->items);
	out->value(out, &metrics[M_CONTAMINATED], in_dataset(), (double)c->contaminated);
	sink_number(out, &metrics[M_FRACTION], in_dataset(), (double)c->contaminated / (double)c->items, "the sets have no item");
	out->value(out, &metrics[M_DOCUMENTS], in_dataset(), (double)c->documents);
	out->detail(out, &metrics[M_ROWS], in_dataset(), examples_json(&c->first));
}

static void publish_splits(const struct contamination *c, struct sink *out)
{
	if (!c->splits || !c->training) {
		for (size_t m = M_TRAINING; m <= M_LEAKED_ROWS; m++)
			out->none(out, &metrics[m], in_dataset(), c->splits ? "there is only one split" : "needs --split or --split-files");
		return;
	}
	out->text(out, &metrics[M_TRAINING], in_dataset(), c->training);
	out->value(out, &metrics[M_LEAKED], in_dataset(), (double)c->leaked);
	sink_number(out, &metrics[M_LEAKED_FRACTION], in_dataset(), (double)c->leaked / (double)c->leaked_items, "these splits have no document");
	out->detail(out, &metrics[M_LEAKED_ROWS], in_dataset(), examples_json(&c->first_leaked));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct contamination *c = plan->overlap ? &plan->overlap->contamination : NULL;

	(void)state;
	if (!c || (!c->against && !c->splits)) {
		for (const struct metric *m = metrics; m->name; m++)
			out->none(out, m, in_dataset(), "needs --against, --split or --split-files");
		return;
	}
	out->value(out, &metrics[M_NGRAM], in_dataset(), c->n);
	publish_against(c, out);
	publish_splits(c, out);
	out->detail(out, &metrics[M_SETS], in_dataset(), sets_json(c));
	out->detail(out, &metrics[M_LIST], in_dataset(), matches_json(c));
}

const struct analysis corpus_contamination = {
	.name = "corpus.contamination",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_ANY,
	.publish = publish,
};
