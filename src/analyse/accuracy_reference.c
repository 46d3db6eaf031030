/* accuracy.reference: the data against a second source, row by row, joined by a key column.
 *
 * Derived: the engine has read and joined the reference before anything is published (accuracy_reference.h); this tells what it found.
 * Two cells agree when both are missing, or equal as numbers, or equal as texts.
 */
#include "analyse/accuracy_reference.h"

#include <cjson/cJSON.h>

static const struct metric metrics[] = {
	{ "accuracy.reference_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.rows", "rows of the reference",
	  "records kept", NULL },
	{ "accuracy.reference_rejected", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.rejected",
	  "records of the reference that could not be kept", "read − kept", NULL },
	{ "accuracy.reference_matched", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.matched",
	  "rows joined: their key occurs once here and once in the reference", "count", NULL },
	{ "accuracy.reference_only_here", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.only_here",
	  "rows whose key the reference lacks", "count", NULL },
	{ "accuracy.reference_only_there", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.only_there",
	  "rows of the reference whose key the data lacks", "count", NULL },
	{ "accuracy.reference_repeated_keys", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.repeated_keys",
	  "rows of either side left out because their key repeats on either side", "count", NULL },
	{ "accuracy.reference_missing_keys", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "reference.missing_keys",
	  "rows of either side left out because they have no key", "count", NULL },
	{ "accuracy.reference_columns_only_there", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "reference.columns_only_there",
	  "columns that the reference has and the data lacks", "names", NULL },
	{ "accuracy.reference_agreement", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "reference.agreement",
	  "cells of joined rows that agree with the reference, as a share", "agreeing cells / (joined rows × shared columns)", NULL },
	{ "accuracy.agreement", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "reference.agreement",
	  "cells of joined rows that agree with the reference, as a share", "agreeing cells / joined rows", NULL },
	{ "accuracy.disagreeing", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "reference.disagreeing",
	  "cells of joined rows that differ from the reference", "count", NULL },
	{ "accuracy.disagreeing_rows", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "reference.disagreeing_rows",
	  "the first rows of the data with such a cell", "row numbers", NULL },
	{ "accuracy.disagreeing_values", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "reference.disagreeing_values",
	  "what the data and the reference say in those rows", "texts, null where missing", NULL },
	{ .name = NULL }
};

enum {
	M_ROWS, M_REJECTED, M_MATCHED, M_ONLY_HERE, M_ONLY_THERE, M_REPEATED, M_MISSING, M_COLUMNS_ONLY_THERE, M_AGREEMENT,
	M_COLUMN_AGREEMENT, M_DISAGREEING, M_DISAGREEING_ROWS, M_DISAGREEING_VALUES
};

/* NULL: no memory. */
static cJSON *names_json(const struct reference_comparison *r)
{
	cJSON *names = cJSON_CreateArray();

	for (size_t i = 0; names && i < r->only_there_columns; i++) {
		if (!cJSON_AddItemToArray(names, cJSON_CreateString(r->only_there_column[i]))) {
			cJSON_Delete(names);
			return NULL;
		}
	}
	return names;
}

static bool put_text(cJSON *object, const char *name, const char *text)
{
	return text ? cJSON_AddStringToObject(object, name, text) != NULL : cJSON_AddNullToObject(object, name) != NULL;
}

/* NULL: no memory. */
static cJSON *values_json(const struct reference_column *c)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < c->rows.count; i++) {
		cJSON *one = cJSON_CreateObject();

		if (!cJSON_AddItemToArray(list, one) || !cJSON_AddNumberToObject(one, "row", (double)c->rows.row[i]) ||
		    !put_text(one, "here", c->here[i]) || !put_text(one, "there", c->there[i])) {
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static void publish_dataset(const struct reference_comparison *r, size_t columns, struct sink *out)
{
	const struct { int metric; uint64_t count; } count[] = {
		{ M_ROWS, r->rows }, { M_REJECTED, r->rejected }, { M_MATCHED, r->matched }, { M_ONLY_HERE, r->only_here },
		{ M_ONLY_THERE, r->only_there }, { M_REPEATED, r->repeated }, { M_MISSING, r->missing },
	};
	uint64_t shared = 0, disagreeing = 0;
	double cells;

	for (size_t c = 0; c < columns; c++) {
		shared += r->column[c].shared && c != r->key;
		disagreeing += r->column[c].disagreeing;
	}
	cells = (double)r->matched * (double)shared;
	for (size_t i = 0; i < sizeof count / sizeof count[0]; i++)
		out->value(out, &metrics[count[i].metric], in_dataset(), (double)count[i].count);
	out->detail(out, &metrics[M_COLUMNS_ONLY_THERE], in_dataset(), names_json(r));
	sink_number(out, &metrics[M_AGREEMENT], in_dataset(), (cells - (double)disagreeing) / cells,
		    r->matched ? "no column but the key is in both" : "no row was joined");
}

static void publish_column(const struct reference_comparison *r, size_t c, struct sink *out)
{
	const struct reference_column *column = &r->column[c];
	const char *reason = c == r->key ? "the key column" : !column->shared ? "the reference has no such column" : NULL;
	double joined = (double)r->matched;

	for (const struct metric *m = &metrics[M_COLUMN_AGREEMENT]; reason && m->name; m++)
		out->none(out, m, in_column(c), reason);
	if (reason)
		return;
	sink_number(out, &metrics[M_COLUMN_AGREEMENT], in_column(c), (joined - (double)column->disagreeing) / joined, "no row was joined");
	out->value(out, &metrics[M_DISAGREEING], in_column(c), (double)column->disagreeing);
	out->detail(out, &metrics[M_DISAGREEING_ROWS], in_column(c), examples_json(&column->rows));
	out->detail(out, &metrics[M_DISAGREEING_VALUES], in_column(c), values_json(column));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const char reason[] = "needs --reference and --key";
	const struct reference_comparison *r = plan->reference;

	(void)state;
	if (r)
		publish_dataset(r, plan->columns, out);
	for (const struct metric *m = metrics; !r && m->scope == SCOPE_DATASET; m++)
		out->none(out, m, in_dataset(), reason);
	for (size_t c = 0; c < plan->columns; c++) {
		if (r)
			publish_column(r, c, out);
		for (const struct metric *m = &metrics[M_COLUMN_AGREEMENT]; !r && m->name; m++)
			out->none(out, m, in_column(c), reason);
	}
}

const struct analysis accuracy_reference = {
	.name = "accuracy.reference",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_REFERENCE,
	.publish = publish,
};
