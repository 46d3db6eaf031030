/* corpus.kind: what the dataset was taken for, and why. Nothing is computed: the first records were looked at before the first
 * pass.
 */
#include "analyse/analyse.h"
#include "corpus/corpus.h"

static const struct metric metrics[] = {
	{ "corpus.kind", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "kind",
	  "what corpus for a language model it is: text, sft, chat or preference",
	  "by the columns' names and what the first 100 records of the first source hold; or as --kind says", NULL },
	{ "corpus.layout", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "layout", "the layout of its records",
	  "the first of a list that fits", NULL },
	{ "corpus.recognised", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "recognised", "why it was taken for that", "in words",
	  NULL },
	{ "corpus.document", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "document",
	  "what of a record figures of texts and of duplicates are of", "in words", NULL },
	{ .name = NULL }
};

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct corpus *c = plan->corpus;

	(void)state;
	out->text(out, &metrics[0], in_dataset(), corpus_kind_name(c->kind));
	out->text(out, &metrics[1], in_dataset(), c->layout);
	out->text(out, &metrics[2], in_dataset(), c->recognised);
	out->text(out, &metrics[3], in_dataset(), corpus_document_is(c->kind));
}

const struct analysis corpus_kind = {
	.name = "corpus.kind",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_ANY,
	.publish = publish,
};
