/* corpus.repeats: lines, paragraphs and passages that several documents of a corpus have.
 *
 * Derived: src/overlap has looked before anything is published (overlap/overlap.h); tables assay_repeat and assay_passage hold more than
 * the ten shown here. Documents that are dropped as duplicates of another are left out, or all that they hold would count again.
 */
#include "analyse/overlap_found.h"
#include "corpus/corpus.h"

#include <cjson/cJSON.h>

#define REPEATS(unit, units, what)                                                                                                               \
	{ "corpus.repeated_" units, SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "repeats." units ".repeated",                               \
	  units " that an earlier document has, once a document; the first document is not counted",                                          \
	  "Σ (documents − 1) over " units " equal byte by byte without white space at their ends; " what, NULL },                             \
	{ "corpus.repeated_" units "_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "repeats." units ".fraction",                       \
	  "they, as a share of all " units, "repeated / " units ", each once a document", NULL },                                             \
	{ "corpus.repeated_" units "_bytes_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "repeats." units ".bytes_fraction",           \
	  "their bytes, as a share of the bytes of all " units, "bytes repeated / bytes, each " unit " once a document", NULL },              \
	{ "corpus.repeated_" units "_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "repeats." units ".rows",                                 \
	  "the first documents with one that an earlier document has", "row numbers", NULL },                                                 \
	{ "corpus.repeated_" units "_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "repeats." units ".list",                                 \
	  "the ten whose repeats take the most bytes", "text, documents, bytes, the first row", NULL }

static const struct metric metrics[] = {
	REPEATS("line", "lines", "those without a letter or digit, blank ones among them, are left out"),
	REPEATS("paragraph", "paragraphs", "what stands between blank lines"),
	{ "corpus.passages", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "repeats.passages.count",
	  "passages of 50 and more tokens that stand in an earlier document, or earlier in the same one",
	  "maximal runs of equal 50-grams, found by winnowing 25-grams in windows of 26 and compared token by token: "
	  "none is missed",
	  "Schleimer, Wilkerson, Aiken 2003; Lee et al. 2022" },
	{ "corpus.passages_documents", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "repeats.passages.documents",
	  "documents with such a passage", "count", NULL },
	{ "corpus.passages_tokens_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "repeats.passages.tokens_fraction",
	  "tokens in such passages, as a share of the tokens of all documents", "tokens covered / tokens", NULL },
	{ "corpus.passage_longest", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "repeats.passages.longest",
	  "tokens of the longest", "count", NULL },
	{ "corpus.passages_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "repeats.passages.rows",
	  "the first documents with such a passage", "row numbers", NULL },
	{ "corpus.passages_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "repeats.passages.list", "the ten longest",
	  "text, tokens, row, the row that has it first", NULL },
	{ .name = NULL }
};

enum { M_LINES = 0, M_PARAGRAPHS = 5, M_PASSAGES = 10, M_PASSAGES_END = 16 };

static cJSON *repeats_json(const struct repeats_of *r)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < r->top_count; i++) {
		const struct repeat *top = &r->top[i];
		cJSON *one = cJSON_CreateObject();

		if (!cJSON_AddItemToArray(list, one) || !cJSON_AddStringToObject(one, "text", top->text) ||
		    !cJSON_AddNumberToObject(one, "documents", (double)top->documents) ||
		    !cJSON_AddNumberToObject(one, "bytes", (double)top->bytes) ||
		    !cJSON_AddNumberToObject(one, "first_row", (double)top->first_row)) {
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static cJSON *passages_json(const struct passages *p)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < p->top_count; i++) {
		const struct passage *top = &p->top[i];
		cJSON *one = cJSON_CreateObject();

		if (!cJSON_AddItemToArray(list, one) || !cJSON_AddStringToObject(one, "text", top->text) ||
		    !cJSON_AddNumberToObject(one, "tokens", (double)top->tokens) || !cJSON_AddNumberToObject(one, "row", (double)top->row) ||
		    !cJSON_AddNumberToObject(one, "first_row", (double)top->first_row)) {
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static void publish_units(const struct repeats_of *r, size_t first, const char *none, struct sink *out)
{
	out->value(out, &metrics[first], in_dataset(), (double)r->repeated);
	sink_number(out, &metrics[first + 1], in_dataset(), (double)r->repeated / (double)r->units, none);
	sink_number(out, &metrics[first + 2], in_dataset(), (double)r->repeated_bytes / (double)r->bytes, none);
	out->detail(out, &metrics[first + 3], in_dataset(), examples_json(&r->first));
	out->detail(out, &metrics[first + 4], in_dataset(), repeats_json(r));
}

static void publish_passages(const struct passages *p, struct sink *out)
{
	out->value(out, &metrics[M_PASSAGES], in_dataset(), (double)p->passages);
	out->value(out, &metrics[M_PASSAGES + 1], in_dataset(), (double)p->documents);
	sink_number(out, &metrics[M_PASSAGES + 2], in_dataset(), (double)p->repeated / (double)p->tokens, "no document has a word");
	out->value(out, &metrics[M_PASSAGES + 3], in_dataset(), (double)p->longest);
	out->detail(out, &metrics[M_PASSAGES + 4], in_dataset(), examples_json(&p->first));
	out->detail(out, &metrics[M_PASSAGES + 5], in_dataset(), passages_json(p));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct overlap_found *f = plan->overlap;
	bool looked = f && f->documents.looked;

	(void)state;
	if (looked) {
		publish_units(&f->lines, M_LINES, "no line has a word", out);
		publish_units(&f->paragraphs, M_PARAGRAPHS, "no paragraph has a word", out);
	}
	for (size_t i = 0; !looked && i < M_PASSAGES; i++)
		out->none(out, &metrics[i], in_dataset(), "--duplicates says not to look for any");
	if (looked && f->passages.looked) {
		publish_passages(&f->passages, out);
		return;
	}
	for (size_t i = M_PASSAGES; i < M_PASSAGES_END; i++)
		out->none(out, &metrics[i], in_dataset(),
			  looked ? "--duplicates says not to look for near ones" : "--duplicates says not to look for any");
}

const struct analysis corpus_repeats = {
	.name = "corpus.repeats",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_ANY,
	.publish = publish,
};
