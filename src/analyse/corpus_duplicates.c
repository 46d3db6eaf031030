/* corpus.duplicates: documents of a corpus that repeat an earlier one: in every byte, in every token, or nearly.
 *
 * Derived: src/overlap has looked before anything is published (overlap/overlap.h says how, and what it needs); this tells what it found.
 * All members of all clusters stand in table assay_duplicate, those to keep with row = representative.
 */
#include "analyse/duplicates_json.h"
#include "corpus/corpus.h"

#include <cjson/cJSON.h>

static const struct metric metrics[] = {
	{ "corpus.documents", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.documents",
	  "documents with at least one word", "rows whose document has a token: a letter, digit or mark", NULL },
	{ "corpus.documents_empty", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.documents_empty",
	  "documents without a word; they are no duplicates of each other", "rows − documents", NULL },
	{ "corpus.exact_duplicates", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.exact",
	  "documents equal to an earlier one byte by byte; the first copy is not counted",
	  "Σ (group size − 1) over equal 128-bit hashes (XXH3)", NULL },
	{ "corpus.exact_duplicate_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.exact_rows", "the first of them",
	  "row numbers", NULL },
	{ "corpus.normalised_duplicates", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.normalised",
	  "documents that differ from an earlier one only in case, accents, widths, punctuation or white space; exact ones are "
	  "not counted again",
	  "Σ (group size − 1) over equal 128-bit hashes of tokens: NFKD, case folding, marks off, letters and digits alone",
	  "UAX #15; UAX #21" },
	{ "corpus.near_duplicates", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.near",
	  "documents whose similarity with the representative of a cluster is at least the threshold; every one is verified, and "
	  "those that repeat a "
	  "document as a whole are not counted again",
	  "|A ∩ B| / |A ∪ B| of the sets of shingles ≥ near.jaccard, of pairs that share a MinHash band",
	  "Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3" },
	{ "corpus.near_duplicate_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.near_rows", "the first of them",
	  "row numbers", NULL },
	{ "corpus.duplicates_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "duplicates.fraction",
	  "documents that would be dropped to keep one of each cluster, as a share", "(exact + normalised + near) / documents",
	  NULL },
	{ "corpus.duplicate_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.rows", "the first documents that would be dropped",
	  "row numbers; all stand in assay_duplicate", NULL },
	{ "corpus.near_settings", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.settings",
	  "what a shingle is, the bands, the threshold, and the probability that a pair of a similarity is found",
	  "1 − (1 − s^rows)^bands", "14 bands of 8 rows over 5-grams of words as datatrove and FineWeb use" },
	{ "corpus.near_candidates", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.candidates",
	  "pairs of documents that share a band and are of sizes that can be similar", "count", NULL },
	{ "corpus.near_rejected", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.rejected",
	  "comparisons with a representative that were not similar enough: what a tool that does not verify would have dropped",
	  "count", NULL },
	{ "corpus.near_bridges", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.bridges",
	  "documents that are kept although near to one that is dropped, as the representative of that one is too far: "
	  "no chain is made",
	  "count", NULL },
	{ "corpus.near_crowded", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.crowded",
	  "documents in a band's bucket of more than 64, of which not all pairs were candidates: those with the 16 before and "
	  "the first 16 were",
	  "count", NULL },
	{ "corpus.short_documents", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.short",
	  "documents with fewer tokens than a shingle has; each is one shingle, so that only equal ones are similar", "count",
	  NULL },
	{ "corpus.clusters", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.clusters.count",
	  "clusters of two and more documents", "count", NULL },
	{ "corpus.clusters_giant", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.clusters.giant",
	  "clusters of more than 1,000 documents: look at them before dropping anything", "count", NULL },
	{ "corpus.clusters_giant_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.clusters.giant_rows",
	  "the first of their representatives", "row numbers", NULL },
	{ "corpus.cluster_largest", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.clusters.largest",
	  "documents of the largest cluster", "with its representative", NULL },
	{ "corpus.cluster_sizes", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.clusters.sizes",
	  "how many clusters there are of each size", "counts by class of size", NULL },
	{ "corpus.cluster_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.clusters.list",
	  "the ten largest clusters: representative, size and the first five others with their similarity",
	  "row numbers; all stand in assay_duplicate", NULL },
	{ "corpus.duplicates_across", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicates.across_sources",
	  "documents whose representative is in another source", "count", NULL },
	{ "corpus.duplicates_across_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicates.across_list",
	  "which sources repeat which, the most first", "sources by their place in dataset.sources, rows", NULL },
	{ .name = NULL }
};

enum {
	M_DOCUMENTS, M_EMPTY, M_EXACT, M_EXACT_ROWS, M_NORMALISED, M_NEAR, M_NEAR_ROWS, M_FRACTION, M_DROPPED, M_SETTINGS,
	M_CANDIDATES, M_REJECTED, M_BRIDGES, M_CROWDED, M_SHORT, M_CLUSTERS, M_GIANT, M_GIANT_ROWS, M_LARGEST, M_SIZES,
	M_LIST, M_ACROSS, M_ACROSS_LIST
};

static void publish_near(const struct duplicates *d, struct sink *out)
{
	const struct { int metric; uint64_t count; } count[] = {
		{ M_NEAR, d->near_ones }, { M_CANDIDATES, d->candidates }, { M_REJECTED, d->rejected }, { M_BRIDGES, d->bridges },
		{ M_CROWDED, d->crowded }, { M_SHORT, d->short_ones },
	};

	for (size_t i = 0; i < sizeof count / sizeof count[0]; i++)
		if (d->looked_near)
			out->value(out, &metrics[count[i].metric], in_dataset(), (double)count[i].count);
		else
			out->none(out, &metrics[count[i].metric], in_dataset(), "--duplicates says not to look for near ones");
	if (d->looked_near) {
		out->detail(out, &metrics[M_NEAR_ROWS], in_dataset(), examples_json(&d->first_near));
		out->detail(out, &metrics[M_SETTINGS], in_dataset(), near_settings_json(&d->near));
		return;
	}
	out->none(out, &metrics[M_NEAR_ROWS], in_dataset(), "--duplicates says not to look for near ones");
	out->none(out, &metrics[M_SETTINGS], in_dataset(), "--duplicates says not to look for near ones");
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct duplicates *d = plan->overlap ? &plan->overlap->documents : NULL;

	(void)state;
	if (!d || !d->looked) {
		for (const struct metric *m = metrics; m->name; m++)
			out->none(out, m, in_dataset(), "--duplicates says not to look for any");
		return;
	}
	const struct { int metric; uint64_t count; } count[] = {
		{ M_DOCUMENTS, d->documents }, { M_EMPTY, d->empty }, { M_EXACT, d->exact }, { M_NORMALISED, d->normalised },
		{ M_CLUSTERS, d->clusters }, { M_GIANT, d->giants }, { M_LARGEST, d->largest_count ? d->largest[0].members : 0 },
		{ M_ACROSS, d->across_rows },
	};

	for (size_t i = 0; i < sizeof count / sizeof count[0]; i++)
		out->value(out, &metrics[count[i].metric], in_dataset(), (double)count[i].count);
	sink_number(out, &metrics[M_FRACTION], in_dataset(),
		    (double)(d->exact + d->normalised + d->near_ones) / (double)d->documents, "no document has a word");
	publish_near(d, out);
	out->detail(out, &metrics[M_DROPPED], in_dataset(), examples_json(&d->first));
	out->detail(out, &metrics[M_EXACT_ROWS], in_dataset(), examples_json(&d->first_exact));
	out->detail(out, &metrics[M_GIANT_ROWS], in_dataset(), examples_json(&d->first_giant));
	out->detail(out, &metrics[M_SIZES], in_dataset(), cluster_sizes_json(d));
	out->detail(out, &metrics[M_LIST], in_dataset(), clusters_json(d));
	out->detail(out, &metrics[M_ACROSS_LIST], in_dataset(), across_json(d));
}

const struct analysis corpus_duplicates = {
	.name = "corpus.duplicates",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_ANY,
	.publish = publish,
};
