/* suggest: see suggest.h. Each column is looked at over all reports; what differs among them is given room, what is the same in all is held.
 *
 *   contract   name, type (all that were seen), no gaps where none was seen; order, if it is the same in all
 *   rows       at least (1 − margin) of the fewest seen; rejected and repeated rows: the largest share seen, with the margin and for chance
 *   gaps       the largest share seen, with the margin and for chance
 *   numbers    from the least to the greatest seen, and the margin of that range on both sides
 *   classes    of columns with at most CLASSES_MOST of them, none masked: no others
 *   keys       columns of whole numbers or text without a repeat, in all reports of at least KEY_ROWS rows: none either
 */
#include "report/suggest.h"

#include "assay/assay.h"
#include "report/json_write.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES_MOST = 30, KEY_ROWS = 20, ID_BYTES = 80 };

struct suggestion {
	const cJSON *const *report;
	size_t reports;
	double margin;
	cJSON *rules;
};

/* ---- looking over all reports ---- */

static const cJSON *column_of(const cJSON *report, const char *name)
{
	const cJSON *column;

	cJSON_ArrayForEach(column, list_at(report, "columns"))
		if (text_at(column, "name") && strcmp(text_at(column, "name"), name) == 0)
			return column;
	return NULL;
}

/* The figure's least and greatest value over all reports; false: one of them has none. NULL name: a figure of the dataset. */
static bool range_of(const struct suggestion *s, const char *name, const char *place, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < s->reports; i++) {
		const cJSON *object = name ? column_of(s->report[i], name) : s->report[i];
		double v;

		if (!number_at(object, place, &v))
			return false;
		*low = fmin(*low, v);
		*high = fmax(*high, v);
	}
	return true;
}

static bool is_in_all(const struct suggestion *s, const char *name)
{
	for (size_t i = 0; i < s->reports; i++)
		if (!column_of(s->report[i], name))
			return false;
	return true;
}

/* ---- writing ---- */

/* A few digits, rounded away from what was seen, so that the bound is readable and still holds. */
static double rounded(double v, bool up)
{
	double scale = v == 0 ? 1 : pow(10, 3 - floor(log10(fabs(v)))), tidy;

	if (!isfinite(scale) || scale == 0)
		return v;
	tidy = (up ? ceil(v * scale) : floor(v * scale)) / scale;
	return (up ? tidy >= v : tidy <= v) && isfinite(tidy) ? tidy : v;
}

/* "representativeness.suggested-low-unit_price": letters of the name that an id cannot have become _, and a number makes it unlike others. */
static void id_make(const struct suggestion *s, char id[ID_BYTES + 40], const char *what, const char *name)
{
	char plain[41];
	size_t n = 0;

	for (; name[n] && n < sizeof plain - 1; n++)
		plain[n] = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", name[n]) ? name[n] : '_';
	plain[n] = '\0';
	snprintf(id, ID_BYTES + 40, "%s%s%s-%d", what, n ? "-" : "", plain, cJSON_GetArraySize(s->rules) + 1);
}

static cJSON *rule_begin(struct suggestion *s, const char *what, const char *name, const char *severity, const char *title)
{
	cJSON *rule = cJSON_CreateObject();
	char id[ID_BYTES + 40];

	id_make(s, id, what, name ? name : "");
	cJSON_AddStringToObject(rule, "id", id);
	cJSON_AddStringToObject(rule, "severity", severity);
	cJSON_AddStringToObject(rule, "title", title);
	if (!rule || !cJSON_AddItemToArray(s->rules, rule)) {
		cJSON_Delete(rule);
		return NULL;
	}
	return rule;
}

/* A column's name as a rule means it: a name alone, not a pattern. */
static void column_put(cJSON *to, const char *name)
{
	char *escaped = malloc(2 * strlen(name) + 1), *at = escaped;

	if (!escaped)
		return;
	if (name[0] == '/')
		*at++ = '\\';
	for (; *name; name++) {
		if (strchr("*?[\\", *name))
			*at++ = '\\';
		*at++ = *name;
	}
	*at = '\0';
	cJSON_AddStringToObject(to, "column", escaped);
	free(escaped);
}

static void bound_put(struct suggestion *s, const char *what, const char *metric, const char *name, const char *bound, double limit,
		      const char *title)
{
	cJSON *rule = rule_begin(s, what, name, "error", title);

	cJSON_AddStringToObject(rule, "metric", metric);
	cJSON_AddNumberToObject(rule, bound, limit);
	if (name)
		column_put(rule, name);
}

/* The margin, and three standard errors of such a share among so many rows, by which it varies without anything being wrong. */
static void share_put(struct suggestion *s, const char *what, const char *metric, const char *name, double most, const char *title)
{
	double rows, unused, chance = 0;

	if (range_of(s, NULL, "dataset.rows", &rows, &unused) && rows > 0)
		chance = 3 * sqrt(most * (1 - most) / rows);
	bound_put(s, what, metric, name, "max", fmin(rounded(most * (1 + s->margin) + chance, true), 1), title);
}

/* ---- the dataset ---- */

static void dataset_suggest(struct suggestion *s)
{
	double low, high;

	if (range_of(s, NULL, "dataset.rows", &low, &high))
		bound_put(s, "completeness.suggested-rows", "completeness.rows", NULL, "min", floor(low * (1 - s->margin)),
			  "{value:count row}, fewer than usual; {limit} expected");
	if (range_of(s, NULL, "dimensions.validity.rejected_fraction", &low, &high))
		share_put(s, "validity.suggested-rejected", "validity.rejected_fraction", NULL, high,
			  "{value:percent} of the records could not be read; {limit} is usual");
	if (range_of(s, NULL, "dimensions.uniqueness.duplicate_rows_fraction", &low, &high))
		share_put(s, "uniqueness.suggested-duplicates", "uniqueness.duplicate_rows_fraction", NULL, high,
			  "{value:percent} of the rows are copies of earlier ones; {limit} is usual");
}

/* ---- columns ---- */

static void contract_put(const struct suggestion *s, cJSON *columns, const char *name)
{
	cJSON *column = cJSON_CreateObject(), *types = cJSON_CreateArray();
	double low, high;

	cJSON_AddStringToObject(column, "name", name);
	for (size_t i = 0; i < s->reports; i++) {
		const char *type = text_at(column_of(s->report[i], name), "type");
		bool known = !type || strcmp(type, "empty") == 0;

		for (const cJSON *t = types ? types->child : NULL; t && !known; t = t->next)
			known = strcmp(t->valuestring, type) == 0;
		if (!known)
			cJSON_AddItemToArray(types, cJSON_CreateString(type));
	}
	if (cJSON_GetArraySize(types) > 0)
		cJSON_AddItemToObject(column, "type", types);
	else
		cJSON_Delete(types);
	if (range_of(s, name, "missing.count", &low, &high) && high == 0)
		cJSON_AddFalseToObject(column, "nullable");
	cJSON_AddItemToArray(columns, column);
}

static void numbers_suggest(struct suggestion *s, const char *name)
{
	double low, high, unused, room, least;

	if (!range_of(s, name, "numeric.min", &low, &unused) || !range_of(s, name, "numeric.max", &unused, &high))
		return;
	room = (high - low) * s->margin;
	least = low >= 0 ? fmax(low - room, 0) : low - room;	/* what is never negative mostly cannot be */
	bound_put(s, "representativeness.suggested-low", "representativeness.min", name, "min", rounded(least, false),
		  "{column}: {value:short} is less than any number before; at least {limit} expected");
	bound_put(s, "representativeness.suggested-high", "representativeness.max", name, "max", rounded(high + room, true),
		  "{column}: {value:short} is more than any number before; at most {limit} expected");
}

static void gaps_suggest(struct suggestion *s, const char *name)
{
	double low, high;

	if (range_of(s, name, "missing.fraction", &low, &high) && high > 0)
		share_put(s, "completeness.suggested-missing", "completeness.missing_fraction", name, high,
			  "{column}: {value:percent} of the cells are missing; {limit} is usual");
}

static bool has_text(const cJSON *list, const char *text)
{
	for (const cJSON *i = list->child; i; i = i->next)
		if (strcmp(i->valuestring, text) == 0)
			return true;
	return false;
}

/* All classes of a text column over all reports; NULL: one of them has too many, or hides them. The caller frees it. */
static cJSON *classes_of(const struct suggestion *s, const char *name)
{
	cJSON *values = cJSON_CreateArray();

	for (size_t i = 0; values && i < s->reports; i++) {
		const cJSON *column = column_of(s->report[i], name), *counts = list_at(column, "classes.counts"), *one;
		const char *type = text_at(column, "type");

		cJSON_ArrayForEach(one, counts)
			if (text_at(one, "value") && !has_text(values, text_at(one, "value")))
				cJSON_AddItemToArray(values, cJSON_CreateString(text_at(one, "value")));
		if (!counts || text_at(column, "values") || !type || strcmp(type, "text") != 0 || cJSON_GetArraySize(values) > CLASSES_MOST) {
			cJSON_Delete(values);
			return NULL;
		}
	}
	return values;
}

static void classes_suggest(struct suggestion *s, const char *name)
{
	cJSON *values = classes_of(s, name), *rule, *rows;

	if (!values)
		return;
	rule = rule_begin(s, "validity.suggested-values", name, "error", "{column}: {value:count row} with a value that was not there before");
	rows = cJSON_AddObjectToObject(rule, "rows");
	column_put(rows, name);
	if (!rows || !cJSON_AddItemToObject(rows, "values_in", values))
		cJSON_Delete(values);
}

/* Is it a key? Then its numbers only count on, and have no range. */
static bool key_suggest(struct suggestion *s, const char *name)
{
	double low, high, rows, unused;
	const char *type = text_at(column_of(s->report[0], name), "type");

	if (!type || (strcmp(type, "integer") != 0 && strcmp(type, "text") != 0) || !range_of(s, NULL, "dataset.rows", &rows, &unused) ||
	    rows < KEY_ROWS || !range_of(s, name, "all_distinct", &low, &high) || low < 1)
		return false;
	bound_put(s, "uniqueness.suggested-key", "uniqueness.all_distinct", name, "min", 1, "{column} repeats itself, which it never did");
	return true;
}

static bool same_order(const struct suggestion *s)
{
	const cJSON *first = list_at(s->report[0], "columns");

	for (size_t i = 1; i < s->reports; i++) {
		const cJSON *a = first ? first->child : NULL, *b = list_at(s->report[i], "columns");

		for (b = b ? b->child : NULL; a && b; a = a->next, b = b->next)
			if (!text_at(a, "name") || !text_at(b, "name") || strcmp(text_at(a, "name"), text_at(b, "name")) != 0)
				return false;
		if (a || b)
			return false;
	}
	return true;
}

static void columns_suggest(struct suggestion *s, cJSON *pack, cJSON *contract)
{
	const cJSON *column;

	cJSON_ArrayForEach(column, list_at(s->report[0], "columns")) {
		const char *name = text_at(column, "name");

		if (!name || !is_in_all(s, name))
			continue;
		contract_put(s, contract, name);
		gaps_suggest(s, name);
		if (key_suggest(s, name))
			continue;
		numbers_suggest(s, name);
		classes_suggest(s, name);
	}
	if (same_order(s))
		cJSON_AddTrueToObject(pack, "columns_in_order");
	else
		cJSON_AddStringToObject(pack, "other_columns", "warn");
}

int suggest_write(const cJSON *const *reports, size_t count, double margin, FILE *to, struct err *e)
{
	struct suggestion s = { .report = reports, .reports = count, .margin = margin, .rules = cJSON_CreateArray() };
	cJSON *pack = cJSON_CreateObject(), *contract = cJSON_CreateArray();
	char *text;

	cJSON_AddNumberToObject(pack, "rules_version", 1);
	cJSON_AddStringToObject(pack, "name", "suggested");
	cJSON_AddStringToObject(pack, "description", "Suggested by assay " ASSAY_VERSION " from what is: read it, and keep what ought to be.");
	cJSON_AddStringToObject(pack, "extends", "default");
	dataset_suggest(&s);
	columns_suggest(&s, pack, contract);
	cJSON_AddItemToObject(pack, "columns", contract);
	cJSON_AddItemToObject(pack, "rules", s.rules);
	text = pack && contract && s.rules ? json_write(pack) : NULL;
	cJSON_Delete(pack);
	if (!text)
		return err_nomem(e);
	fputs(text, to);
	free(text);
	return ferror(to) ? err_set(e, ERR_STORE, "the pack could not be written") : 0;
}
