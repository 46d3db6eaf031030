/* validity.contract: the columns that are here against those that a rule pack's contract names ("columns", judge.h), by name and order.
 */
#include "analyse/analyse.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static const struct metric metrics[] = {
	{ "validity.contract_extra", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "contract.extra", "1 for a column that the contract does not name",
	  "0 or 1", NULL },
	{ "validity.contract_missing", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "contract.missing",
	  "columns of the contract that are not there", "count", NULL },
	{ "validity.contract_missing_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "contract.missing_list", "their names", "names", NULL },
	{ "validity.contract_moved", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "contract.moved",
	  "the fewest columns that would have to move for the contract's order", "columns − longest increasing run of places", "Schensted 1961" },
	{ .name = NULL }
};

enum { M_EXTRA, M_MISSING, M_MISSING_LIST, M_MOVED };

/* A column's name with its place in the contract. */
struct place {
	const char *name;
	size_t at;
};

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct place *)x)->name, ((const struct place *)y)->name);
}

static struct place *contract_find(struct place *sorted, size_t count, const char *name)
{
	struct place wanted = { .name = name };

	return count ? bsearch(&wanted, sorted, count, sizeof *sorted, by_name) : NULL;
}

/* The longest increasing subsequence: tail[k] is the least end of one of k + 1. */
static size_t increasing_run(const size_t *at, size_t n, size_t *tail)
{
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = length;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (tail[middle] < at[i])
				low = middle + 1;
			else
				high = middle;
		}
		tail[low] = at[i];
		length += low == length;
	}
	return length;
}

static void publish_missing(const struct plan *plan, const bool *seen, struct sink *out)
{
	cJSON *list = cJSON_CreateArray();
	size_t missing = 0;

	for (size_t i = 0; i < plan->contract_columns; i++) {
		if (seen[i])
			continue;
		missing++;
		cJSON_AddItemToArray(list, cJSON_CreateString(plan->contract[i]));
	}
	out->value(out, &metrics[M_MISSING], in_dataset(), (double)missing);
	out->detail(out, &metrics[M_MISSING_LIST], in_dataset(), list);
}

static void publish_columns(const struct plan *plan, struct place *sorted, bool *seen, size_t *at, size_t *tail, struct sink *out)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->contract_columns; i++)
		sorted[i] = (struct place){ plan->contract[i], i };
	if (plan->contract_columns)
		qsort(sorted, plan->contract_columns, sizeof *sorted, by_name);
	for (size_t c = 0; c < plan->columns; c++) {
		const struct place *p = contract_find(sorted, plan->contract_columns, plan->column[c].name);

		out->value(out, &metrics[M_EXTRA], in_column(c), !p);
		if (!p)
			continue;
		seen[p->at] = true;
		at[n++] = p->at;
	}
	publish_missing(plan, seen, out);
	out->value(out, &metrics[M_MOVED], in_dataset(), (double)(n - increasing_run(at, n, tail)));
}

static void publish_none(const struct plan *plan, const char *reason, struct sink *out)
{
	for (size_t c = 0; c < plan->columns; c++)
		out->none(out, &metrics[M_EXTRA], in_column(c), reason);
	for (size_t m = M_MISSING; m <= M_MOVED; m++)
		out->none(out, &metrics[m], in_dataset(), reason);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	size_t room = plan->contract_columns + plan->columns + 1;
	struct place *sorted = calloc(room, sizeof *sorted);
	bool *seen = calloc(room, sizeof *seen);
	size_t *at = calloc(2 * room, sizeof *at);

	(void)state;
	if (!plan->contract)
		publish_none(plan, "needs a rule pack with \"columns\"", out);
	else if (!sorted || !seen || !at)
		publish_none(plan, "memory ran out", out);
	else
		publish_columns(plan, sorted, seen, at, at + room, out);
	free(sorted);
	free(seen);
	free(at);
}

const struct analysis validity_contract = {
	.name = "validity.contract",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_CONTRACT,
	.publish = publish,
};
