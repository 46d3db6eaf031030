/* uniqueness.near: rows of a table that nearly repeat an earlier one in the columns that --near names.
 *
 * Derived: src/overlap has looked before anything is published (overlap/overlap.h). The texts of the columns together are one text, of
 * which n-grams of characters are compared; rows without any value in them are like no other.
 */
#include "analyse/duplicates_json.h"

#include <cjson/cJSON.h>

static const struct metric metrics[] = {
	{ "uniqueness.near_duplicate_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "near.rows",
	  "rows that repeat an earlier one in the columns of --near, wholly or nearly: those that would be dropped to keep one "
	  "of each cluster",
	  "rows equal to an earlier one once case, accents, punctuation and blanks are off, and rows whose similarity with the "
	  "representative of a cluster "
	  "is at least the threshold: |A ∩ B| / |A ∪ B| of the sets of shingles, of pairs that share a MinHash band",
	  "Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3" },
	{ "uniqueness.near_duplicate_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "near.fraction",
	  "they, as a share of rows with a value", "near-duplicate rows / rows with a value in these columns", NULL },
	{ "uniqueness.near_duplicate_examples", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "near.examples",
	  "the first of them", "row numbers", NULL },
	{ "uniqueness.near_clusters", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "near.clusters",
	  "clusters of two and more such rows", "count", NULL },
	{ "uniqueness.near_cluster_largest", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "near.largest",
	  "rows of the largest cluster", "with its representative", NULL },
	{ "uniqueness.near_cluster_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "near.list",
	  "the ten largest clusters: representative, size and the first five others with their similarity",
	  "row numbers; all stand in assay_duplicate", NULL },
	{ "uniqueness.near_candidates", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "near.candidates",
	  "pairs of rows that share a band and are of sizes that can be similar", "count", NULL },
	{ "uniqueness.near_settings", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "near.settings",
	  "what a shingle is, the bands, the threshold, and the probability that a pair of a similarity is found",
	  "1 − (1 − s^rows)^bands", NULL },
	{ .name = NULL }
};

enum { M_ROWS, M_FRACTION, M_EXAMPLES, M_CLUSTERS, M_LARGEST, M_LIST, M_CANDIDATES, M_SETTINGS };

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct duplicates *d = plan->overlap ? &plan->overlap->records : NULL;
	uint64_t rows;

	(void)state;
	if (!d || !d->looked) {
		for (const struct metric *m = metrics; m->name; m++)
			out->none(out, m, in_dataset(), "needs --near");
		return;
	}
	rows = d->exact + d->normalised + d->near_ones;
	out->value(out, &metrics[M_ROWS], in_dataset(), (double)rows);
	sink_number(out, &metrics[M_FRACTION], in_dataset(), (double)rows / (double)d->documents, "no row has a value in these columns");
	out->detail(out, &metrics[M_EXAMPLES], in_dataset(), examples_json(&d->first));
	out->value(out, &metrics[M_CLUSTERS], in_dataset(), (double)d->clusters);
	out->value(out, &metrics[M_LARGEST], in_dataset(), d->largest_count ? (double)d->largest[0].members : 0);
	out->detail(out, &metrics[M_LIST], in_dataset(), clusters_json(d));
	out->value(out, &metrics[M_CANDIDATES], in_dataset(), (double)d->candidates);
	out->detail(out, &metrics[M_SETTINGS], in_dataset(), near_settings_json(&d->near));
}

const struct analysis uniqueness_near = {
	.name = "uniqueness.near",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.publish = publish,
};
