/* uniqueness.columns: columns that tell nothing (one value) or that only name rows (every value different).
 *
 * Derived from the census. "All distinct" is exact while the census counts every value; past that it is said only when the
 * estimate lies within three standard errors of the number of cells.
 */
#include "analyse/analyse.h"

static const struct metric metrics[] = {
	{ "uniqueness.constant", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "constant", "1 when all present cells hold the same value",
	  "distinct = 1", NULL },
	{ "uniqueness.all_distinct", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT_OR_BOUND, "all_distinct",
	  "1 when no present cell repeats another", "distinct = present", NULL },
	{ .name = NULL }
};

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const char method[] = "distinct estimate within 3 standard errors of the cells; error 1: it may be otherwise";

	(void)state;
	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_info *info = &plan->column[c];
		double present = (double)info->present;

		if (info->present == 0) {
			out->none(out, &metrics[0], in_column(c), "the column is empty");
			out->none(out, &metrics[1], in_column(c), "the column is empty");
			continue;
		}
		out->value(out, &metrics[0], in_column(c), info->distinct == 1);
		if (info->dictionary)
			out->value(out, &metrics[1], in_column(c), info->distinct == present);
		else
			out->bounded(out, &metrics[1], in_column(c), fabs(info->distinct - present) <= 3 * info->distinct_error * present,
				     method, 1);
	}
}

const struct analysis uniqueness_columns = {
	.name = "uniqueness.columns",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.publish = publish,
};
