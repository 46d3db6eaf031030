/* diversity.balance: how evenly the classes of a categorical column are populated; the label column always counts as one.
 *
 * Derived from the census's value counts: nothing of its own is kept. Classes are the column's values, missing cells apart.
 * Columns with more than CATEGORIES_MAX values are not categorical, unless the label: then all values up to the census's bound count.
 */
#include "analyse/analyse.h"
#include "analyse/value_name.h"
#include "stats/association.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static const struct metric metrics[] = {
	{ "diversity.classes", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "classes.count", "classes that occur", "distinct values", NULL },
	{ "diversity.entropy", SCOPE_COLUMN, UNIT_NATS, 0, INFINITY, EXACT, "classes.entropy", "Shannon entropy of the classes",
	  "−Σ p ln p", "Shannon 1948" },
	{ "diversity.entropy_normalised", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "classes.entropy_normalised",
	  "entropy as a share of what equally frequent classes would have", "entropy / ln k", "Pielou 1966" },
	{ "diversity.imbalance_ratio", SCOPE_COLUMN, UNIT_RATIO, 1, INFINITY, EXACT, "classes.imbalance_ratio",
	  "largest class divided by the smallest", "max count / min count", "He & Garcia 2009" },
	{ "diversity.effective_classes", SCOPE_COLUMN, UNIT_RATIO, 1, INFINITY, EXACT, "classes.effective",
	  "equally frequent classes that would have the same entropy", "exp(entropy)", "Hill 1973, order 1" },
	{ "diversity.rare_classes", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "classes.rare",
	  "classes below a tenth of an even share", "count of p < 0.1 / k", "cleanlab class_imbalance, threshold 0.1" },
	{ "diversity.dominant_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "classes.dominant_fraction",
	  "share of the largest class among present cells", "max count / present", NULL },
	{ "diversity.counts", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "classes.counts",
	  "the classes with count and share, largest first", "value_counts()", "pandas value_counts" },
	{ "diversity.is_label", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "is_label", "1 for the column that --label names", "0 or 1", NULL },
	{ "diversity.is_output", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "is_output",
	  "1 for the columns that --pred and --proba name: what a model said", "0 or 1", NULL },
	{ "diversity.class_count", SCOPE_CLASS, UNIT_COUNT, 0, INFINITY, EXACT, "count", "rows of one class of the label", "count", NULL },
	{ "diversity.class_fraction", SCOPE_CLASS, UNIT_FRACTION, 0, 1, EXACT, "fraction", "share of one class of the label",
	  "count / present", NULL },
	{ .name = NULL }
};

enum {
	M_CLASSES, M_ENTROPY, M_NORMALISED, M_IMBALANCE, M_EFFECTIVE, M_RARE, M_DOMINANT, M_COUNTS, M_IS_LABEL, M_IS_OUTPUT,
	M_CLASS_COUNT, M_CLASS_FRACTION
};

static int by_count(const void *a, const void *b)
{
	const struct value *x = *(const struct value *const *)a, *y = *(const struct value *const *)b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->first_row < y->first_row ? -1 : x->first_row > y->first_row;
}

/* The values, most frequent first (numeric dictionaries stand by number). Malloc'd; NULL: no memory. */
static const struct value **classes_sorted(const struct dictionary *d)
{
	const struct value **sorted = malloc((d->count + 1) * sizeof *sorted);

	for (size_t i = 0; sorted && i < d->count; i++)
		sorted[i] = &d->value[i];
	if (sorted)
		qsort(sorted, d->count, sizeof *sorted, by_count);
	return sorted;
}

static void publish_counts(const struct column_info *info, size_t column, const struct value **sorted, size_t k, bool label,
			   struct sink *out)
{
	cJSON *counts = cJSON_CreateArray();

	for (size_t i = 0; i < k; i++) {
		char name[VALUE_NAME_BYTES];
		double fraction = (double)sorted[i]->count / (double)info->present;
		cJSON *one = cJSON_CreateObject();

		value_name(info, sorted[i], name);
		cJSON_AddStringToObject(one, "value", name);
		cJSON_AddNumberToObject(one, "count", (double)sorted[i]->count);
		cJSON_AddNumberToObject(one, "fraction", fraction);
		if (!counts || !one || !cJSON_AddItemToArray(counts, one)) {
			cJSON_Delete(one);
			cJSON_Delete(counts);
			counts = NULL;
			break;
		}
		if (label) {
			out->value(out, &metrics[M_CLASS_COUNT], in_class(column, name), (double)sorted[i]->count);
			out->value(out, &metrics[M_CLASS_FRACTION], in_class(column, name), fraction);
		}
	}
	out->detail(out, &metrics[M_COUNTS], in_column(column), counts);
}

static int publish_column(const struct column_info *info, size_t column, bool label, struct sink *out)
{
	size_t k = info->dictionary->count, rare = 0;
	const struct value **sorted = classes_sorted(info->dictionary);
	uint64_t *counts = malloc((k + 1) * sizeof *counts);
	double h;

	if (!sorted || !counts) {
		free(sorted);
		free(counts);
		return -1;
	}
	for (size_t i = 0; i < k; i++) {
		counts[i] = sorted[i]->count;
		rare += (double)counts[i] < 0.1 * (double)info->present / (double)k;
	}
	h = entropy(counts, k);
	out->value(out, &metrics[M_CLASSES], in_column(column), (double)k);
	out->value(out, &metrics[M_ENTROPY], in_column(column), h);
	sink_number(out, &metrics[M_NORMALISED], in_column(column), k > 1 ? fmin(h / log((double)k), 1) : NAN, "one class only");
	out->value(out, &metrics[M_IMBALANCE], in_column(column), (double)counts[0] / (double)counts[k - 1]);
	out->value(out, &metrics[M_EFFECTIVE], in_column(column), exp(h));
	out->value(out, &metrics[M_RARE], in_column(column), (double)rare);
	out->value(out, &metrics[M_DOMINANT], in_column(column), (double)counts[0] / (double)info->present);
	publish_counts(info, column, sorted, k, label, out);
	free(sorted);
	free(counts);
	return 0;
}

static bool is_output(const struct plan *plan, size_t column)
{
	if (column == plan->pred)
		return true;
	for (const char *const *name = plan->proba; name && *name; name++)
		if (strcmp(*name, plan->column[column].name) == 0)
			return true;
	return false;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	(void)state;
	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_info *info = &plan->column[c];
		bool label = c == plan->label, role = label || c == plan->pred;
		const char *reason = NULL;

		if (info->present == 0)
			reason = "the column is empty";
		else if (!info->dictionary)
			reason = "too many different values for classes";
		else if (!info->categorical && !role)
			reason = "not categorical";
		else if (publish_column(info, c, label, out) < 0)
			reason = "memory ran out";
		for (size_t m = 0; reason && m < M_IS_LABEL; m++)
			out->none(out, &metrics[m], in_column(c), reason);
		out->value(out, &metrics[M_IS_LABEL], in_column(c), label);
		out->value(out, &metrics[M_IS_OUTPUT], in_column(c), is_output(plan, c));
	}
}

const struct analysis diversity_balance = {
	.name = "diversity.balance",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.publish = publish,
};
