/* validity.schema: which columns came, went, or hold another type than in the report that --baseline names. Columns are matched by name.
 */
#include "analyse/analyse.h"
#include "analyse/drift_column.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "validity.column_added", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "schema.added", "1 for a column that the baseline lacks", "0 or 1", NULL },
	{ "validity.column_retyped", SCOPE_COLUMN, UNIT_COUNT, 0, 1, EXACT, "schema.retyped",
	  "1 for a column of another type than in the baseline; a column without a value has none", "0 or 1", NULL },
	{ "validity.column_type_before", SCOPE_COLUMN, UNIT_NAME, 0, 0, EXACT, "schema.type_before", "the column's type in the baseline",
	  "text", NULL },
	{ "validity.columns_added", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "schema.added", "columns that the baseline lacks", "count", NULL },
	{ "validity.columns_removed", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "schema.removed", "columns of the baseline that are gone",
	  "count", NULL },
	{ "validity.columns_retyped", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "schema.retyped",
	  "columns of another type than in the baseline", "count", NULL },
	{ "validity.columns_added_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "schema.added_list", "their names", "names", NULL },
	{ "validity.columns_removed_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "schema.removed_list", "their names", "names", NULL },
	{ "validity.columns_retyped_list", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "schema.retyped_list", "column, type before, type now",
	  "texts", NULL },
	{ .name = NULL }
};

enum { M_ADDED, M_RETYPED, M_TYPE_BEFORE, M_ALL_ADDED };
enum { LISTS = 3 };	/* added, removed, retyped */

/* The lists; an item that there was no memory for makes its list NULL, which the sink knows how to tell. */
struct changes {
	cJSON *list[LISTS];
};

static void list_add(cJSON **list, cJSON *item)
{
	if (*list && cJSON_AddItemToArray(*list, item))
		return;
	cJSON_Delete(item);
	cJSON_Delete(*list);
	*list = NULL;
}

static cJSON *retyped_json(const char *column, const char *before, const char *now)
{
	cJSON *o = cJSON_CreateObject();

	if (cJSON_AddStringToObject(o, "column", column) && cJSON_AddStringToObject(o, "before", before) && cJSON_AddStringToObject(o, "now", now))
		return o;
	cJSON_Delete(o);
	return NULL;
}

static void publish_column(const struct plan *plan, const struct report_columns *baseline, size_t c, struct changes *changes, struct sink *out)
{
	const char *name = plan->column[c].name, *now = column_type_name(plan->column[c].type), *before;
	const cJSON *old = report_columns_find(baseline, name), *type = cJSON_GetObjectItemCaseSensitive(old, "type");

	out->value(out, &metrics[M_ADDED], in_column(c), !old);
	if (!old)
		list_add(&changes->list[0], cJSON_CreateString(name));
	if (!cJSON_IsString(type)) {
		for (size_t m = M_RETYPED; m <= M_TYPE_BEFORE; m++)
			out->none(out, &metrics[m], in_column(c), old ? "the baseline does not say" : "the baseline has no such column");
		return;
	}
	before = type->valuestring;
	out->value(out, &metrics[M_RETYPED], in_column(c), type_changed(before, now));
	out->text(out, &metrics[M_TYPE_BEFORE], in_column(c), before);
	if (type_changed(before, now))
		list_add(&changes->list[2], retyped_json(name, before, now));
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The columns of the baseline that are gone, in its order. `name`: those that are here, sorted. */
static void removed_list(struct changes *changes, const struct plan *plan, const char **name)
{
	const cJSON *column;

	cJSON_ArrayForEach(column, cJSON_GetObjectItemCaseSensitive(plan->baseline, "columns")) {
		const cJSON *old = cJSON_GetObjectItemCaseSensitive(column, "name");

		if (cJSON_IsString(old) && !(plan->columns && bsearch(&old->valuestring, name, plan->columns, sizeof *name, by_name)))
			list_add(&changes->list[1], cJSON_CreateString(old->valuestring));
	}
}

static void publish_baseline(const struct plan *plan, const struct report_columns *baseline, const char **name, struct sink *out)
{
	struct changes changes = { { cJSON_CreateArray(), cJSON_CreateArray(), cJSON_CreateArray() } };

	for (size_t c = 0; c < plan->columns; c++) {
		publish_column(plan, baseline, c, &changes, out);
		name[c] = plan->column[c].name;
	}
	if (plan->columns)
		qsort(name, plan->columns, sizeof *name, by_name);
	removed_list(&changes, plan, name);
	for (size_t i = 0; i < LISTS; i++)
		out->value(out, &metrics[M_ALL_ADDED + i], in_dataset(), (double)cJSON_GetArraySize(changes.list[i]));
	for (size_t i = 0; i < LISTS; i++)
		out->detail(out, &metrics[M_ALL_ADDED + LISTS + i], in_dataset(), changes.list[i]);
}

static void publish_none(const struct plan *plan, const char *reason, struct sink *out)
{
	for (size_t c = 0; c < plan->columns; c++)
		for (size_t m = 0; m < M_ALL_ADDED; m++)
			out->none(out, &metrics[m], in_column(c), reason);
	for (const struct metric *m = &metrics[M_ALL_ADDED]; m->name; m++)
		out->none(out, m, in_dataset(), reason);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	struct report_columns baseline;
	const char **name;

	(void)state;
	if (!plan->baseline) {
		publish_none(plan, "needs --baseline", out);
		return;
	}
	name = calloc(plan->columns + 1, sizeof *name);
	if (report_columns_open(&baseline, plan->baseline) < 0 || !name)
		publish_none(plan, "memory ran out", out);
	else
		publish_baseline(plan, &baseline, name, out);
	report_columns_release(&baseline);
	free(name);
}

const struct analysis validity_schema = {
	.name = "validity.schema",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_BASELINE,
	.publish = publish,
};
