/* representativeness.drift: how far each column's values have moved since an earlier audit, whose report --baseline names.
 *
 * Looks at no row: both sides are what a report keeps, so `assay diff` of the two reports gives the same figures. Numbers and times are compared by
 * their quantile grids, and exactly where they have at most 100 different values; columns of classes by their counts. What a grid leaves open
 * is the figure's error. A verdict asks for more than chance gives (once in 1,000 columns that did not move) *and* for an
 * effect that matters, of what is certain of a figure: neither 8 rows nor 10,000,000 cry wolf.
 * Columns are matched by name. Reference: Yurdakul & Naranjo 2020; Lin 1991.
 */
#include "analyse/analyse.h"
#include "analyse/drift_column.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "representativeness.psi", SCOPE_COLUMN, UNIT_RATIO, 0, INFINITY, EXACT_OR_BOUND, "drift.psi",
	  "population stability index against the baseline: 0 the same, above 0.2 another population",
	  "Σ (q − p) ln(q / p) over the baseline's tenths, or the classes; half a value in place of none", "Siddiqi 2006; Yurdakul & Naranjo 2020" },
	{ "representativeness.ks", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT_OR_BOUND, "drift.ks",
	  "greatest difference of the shares of numbers, or times, up to any value, against the baseline", "sup |F(x) − G(x)|", "Smirnov 1939" },
	{ "representativeness.wasserstein", SCOPE_COLUMN, UNIT_RATIO, 0, INFINITY, EXACT_OR_BOUND, "drift.wasserstein",
	  "how far numbers, or times, would have to be moved to lie as in the baseline, in the baseline's standard deviations",
	  "∫ |F(x) − G(x)| dx / std of the baseline", "Vaserstein 1969" },
	{ "representativeness.js_distance", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT_OR_BOUND, "drift.js",
	  "Jensen-Shannon distance from the baseline, base 2: 0 the same, 1 nothing in common",
	  "sqrt(½ Σ p log₂(p / m) + ½ Σ q log₂(q / m)), m = (p + q) / 2, over the same bins as PSI", "Lin 1991; Endres & Schindelin 2003" },
	{ "representativeness.chi_square_v", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "drift.v",
	  "Cramér's V of the classes by data and baseline: how much a class tells which of the two a row is from", "sqrt(χ² / (n + m)), 2 × k table",
	  "Cramér 1946, section 21.9" },
	{ "representativeness.new_classes", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "drift.new_classes", "classes that the baseline lacks",
	  "count", NULL },
	{ "representativeness.new_classes_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "drift.new_classes_fraction",
	  "share of the values that are of such a class", "values of new classes / values", NULL },
	{ "representativeness.vanished_classes", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "drift.vanished_classes",
	  "classes of the baseline that do not occur", "count", NULL },
	{ "representativeness.vanished_classes_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "drift.vanished_classes_fraction",
	  "share of the baseline's values that are of such a class", "values of vanished classes / values of the baseline", NULL },
	{ "representativeness.missing_change", SCOPE_COLUMN, UNIT_RATIO, -1, 1, EXACT, "missing_drift.change",
	  "missing share minus that of the baseline; from 100 rows on", "missing / rows − the same in the baseline", NULL },
	{ "representativeness.drift_by_chance", SCOPE_COLUMN, UNIT_RATIO, 0, INFINITY, EXACT, "drift.by_chance",
	  "what KS, or V of classes, exceeds by chance at level α when nothing moved; α: 0.001, or 0.05 / columns where that is less",
	  "KS: sqrt(−ln(α/2) / 2) sqrt(1/n + 1/m); V: sqrt(χ²(k − 1, 1 − α) / (n + m))", "Smirnov 1948" },
	{ "representativeness.drifted", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "drift.drifted",
	  "1 when the values moved by more than chance and enough to matter; from 100 values on",
	  "KS or V above 0.15, or PSI above 0.2, by more than the error, and beyond what chance gives at level α", NULL },
	{ "representativeness.missing_shifted", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "missing_drift.shifted",
	  "1 when the missing share changed by more than chance and by more than 0.05", "two-proportion z test at level α", NULL },
	{ "representativeness.new_class_list", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "drift.new_class_list",
	  "classes that the baseline lacks, the largest first, at most 20", "value, count", NULL },
	{ "representativeness.vanished_class_list", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "drift.vanished_class_list",
	  "classes of the baseline that do not occur, the largest first, at most 20", "value, count in the baseline", NULL },
	{ "representativeness.base_histogram", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "drift.base_histogram",
	  "the baseline's histogram, to lay over this one", "as representativeness.histogram of the baseline", NULL },
	{ "representativeness.base_classes", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "drift.base_classes",
	  "the baseline's classes, the largest first, at most 20", "value, count, share of the baseline's values", NULL },
	{ "representativeness.compared_columns", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "drift.compared_columns",
	  "columns of numbers or classes that could be held against the baseline; times move by nature", "count of drifted = 0 or 1", NULL },
	{ "representativeness.drifted_columns", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "drift.drifted_columns",
	  "those of them that drifted", "count of drifted = 1", NULL },
	{ .name = NULL }
};

enum { M_NEW_LIST = DRIFT_FIGURES, M_VANISHED_LIST, M_BASE_HISTOGRAM, M_BASE_CLASSES, M_COMPARED, M_DRIFTED_COLUMNS };
enum { LISTED_MAX = 20 };
_Static_assert(sizeof metrics / sizeof metrics[0] == M_DRIFTED_COLUMNS + 2, "one metric a figure of the drift, in its order");

static int largest_first(const void *a, const void *b)
{
	const struct drift_class *x = *(const struct drift_class *const *)a, *y = *(const struct drift_class *const *)b;

	return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp(x->name, y->name);
}

/* NULL: no memory. */
static cJSON *classes_json(const struct drift_side *of, const struct drift_side *in)
{
	const struct drift_class **only = calloc(of->classes + 1, sizeof *only);
	cJSON *list = only ? cJSON_CreateArray() : NULL;
	size_t n = 0, at = 0;

	while (only && (only[n] = drift_class_only(of, in, &at)))
		n++;
	if (n)
		qsort(only, n, sizeof *only, largest_first);
	for (size_t i = 0; list && i < n && i < LISTED_MAX; i++) {
		cJSON *one = cJSON_CreateObject();

		if (!cJSON_AddItemToArray(list, one) || !cJSON_AddStringToObject(one, "value", only[i]->name) ||
		    !cJSON_AddNumberToObject(one, "count", (double)only[i]->count)) {
			cJSON_Delete(list);
			list = NULL;
		}
	}
	free(only);
	return list;
}

/* A copy of at most so many members of a list; NULL: no memory. */
static cJSON *first_of(const cJSON *list, int most)
{
	cJSON *copy = cJSON_CreateArray();
	const cJSON *one;

	cJSON_ArrayForEach(one, list) {
		if (!copy || cJSON_GetArraySize(copy) == most)
			break;
		if (!cJSON_AddItemToArray(copy, cJSON_Duplicate(one, true))) {
			cJSON_Delete(copy);
			return NULL;
		}
	}
	return copy;
}

static void publish_lists(const struct drift *d, const struct drift_side *before, const struct drift_side *now, size_t column, struct sink *out)
{
	const char *reason = d->figure[DRIFT_NEW].none;

	if (reason) {
		out->none(out, &metrics[M_NEW_LIST], in_column(column), reason);
		out->none(out, &metrics[M_VANISHED_LIST], in_column(column), reason);
		return;
	}
	out->detail(out, &metrics[M_NEW_LIST], in_column(column), classes_json(now, before));
	out->detail(out, &metrics[M_VANISHED_LIST], in_column(column), classes_json(before, now));
}

/* What a picture lays over this column's own: copied from the baseline's report. */
static void publish_base(const struct cJSON *old, const struct drift_side *now, size_t column, const char *none, struct sink *out)
{
	const cJSON *histogram = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(old, "numeric"), "histogram");
	const cJSON *classes = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(old, "classes"), "counts");

	if (none || now->kind != DRIFT_NUMBERS || !cJSON_IsObject(histogram))
		out->none(out, &metrics[M_BASE_HISTOGRAM], in_column(column), none ? none : "not both are numbers");
	else
		out->detail(out, &metrics[M_BASE_HISTOGRAM], in_column(column), cJSON_Duplicate(histogram, true));
	if (none || now->kind != DRIFT_CLASSES || !cJSON_IsArray(classes)) {
		out->none(out, &metrics[M_BASE_CLASSES], in_column(column), none ? none : "not both are classes");
		return;
	}
	out->detail(out, &metrics[M_BASE_CLASSES], in_column(column), first_of(classes, LISTED_MAX));
}

static void publish_drift(const struct drift *d, size_t column, struct sink *out)
{
	static const char method[] = "from quantile grids; error is what lies open between the quantiles";

	for (size_t f = 0; f < DRIFT_FIGURES; f++) {
		if (d->figure[f].none)
			out->none(out, &metrics[f], in_column(column), d->figure[f].none);
		else
			sink_within(out, &metrics[f], in_column(column), d->figure[f].value, method, d->figure[f].error);
	}
}

/* What became of the dataset's columns. */
struct tally {
	size_t compared, drifted;
};

static void publish_column(const struct plan *plan, const struct report_columns *baseline, size_t column, struct tally *tally, struct sink *out)
{
	const struct cJSON *old = report_columns_find(baseline, plan->column[column].name);
	struct drift_side before = { .type = NULL }, now = { .type = NULL };
	const char *reason = NULL;
	struct drift d;

	if (drift_side_of_plan(&now, plan, column) < 0 || (old && drift_side_read(&before, old, report_rows(plan->baseline)) < 0))
		reason = "memory ran out";
	else if (plan->fast && now.kind == DRIFT_TIMES && !plan->column[column].distribution)
		reason = skipped_by_fast;
	if (reason) {
		for (size_t m = 0; m <= M_BASE_CLASSES; m++)
			out->none(out, &metrics[m], in_column(column), reason);
	} else {
		drift_compare(&d, old ? &before : NULL, &now, plan->columns);
		publish_drift(&d, column, out);
		publish_lists(&d, &before, &now, column, out);
		publish_base(old, &now, column, d.figure[DRIFT_DRIFTED].none, out);
		if (!d.figure[DRIFT_DRIFTED].none && now.kind != DRIFT_TIMES) {
			tally->compared++;
			tally->drifted += d.figure[DRIFT_DRIFTED].value > 0;
		}
	}
	drift_side_release(&before);
	drift_side_release(&now);
}

static void publish_none(const struct plan *plan, const char *reason, struct sink *out)
{
	for (size_t c = 0; c < plan->columns; c++)
		for (size_t m = 0; m <= M_BASE_CLASSES; m++)
			out->none(out, &metrics[m], in_column(c), reason);
	out->none(out, &metrics[M_COMPARED], in_dataset(), reason);
	out->none(out, &metrics[M_DRIFTED_COLUMNS], in_dataset(), reason);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	struct report_columns baseline;
	struct tally tally = { 0, 0 };

	(void)state;
	if (!plan->baseline) {
		publish_none(plan, "needs --baseline", out);
		return;
	}
	if (report_columns_open(&baseline, plan->baseline) < 0) {
		publish_none(plan, "memory ran out", out);
		return;
	}
	for (size_t c = 0; c < plan->columns; c++)
		publish_column(plan, &baseline, c, &tally, out);
	out->value(out, &metrics[M_COMPARED], in_dataset(), (double)tally.compared);
	out->value(out, &metrics[M_DRIFTED_COLUMNS], in_dataset(), (double)tally.drifted);
	report_columns_release(&baseline);
}

const struct analysis representativeness_drift = {
	.name = "representativeness.drift",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_BASELINE,
	.publish = publish,
};
