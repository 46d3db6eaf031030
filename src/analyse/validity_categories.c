/* validity.categories: values of a text column that are one value to a reader: they differ only by case, by blanks at the ends or
 * how many inside, or by how Unicode composes them.
 *
 * Derived from the census's value dictionaries: nothing of its own is kept. Two values are variants of one when they are the same
 * after Unicode's NFKC_Casefold (compatibility composition, full case folding, ignorable characters dropped), blanks at the ends
 * taken off and runs of blanks made one space. Of a group of variants the most frequent value is the one meant; ties go to the
 * earlier. Values longer than the dictionary keeps are not compared. Booleans count as texts: True and TRUE are two spellings.
 */
#include "analyse/analyse.h"
#include "analyse/value_name.h"
#include "base/arena.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <utf8proc.h>

static const struct metric metrics[] = {
	{ "validity.case_variants", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "text.case_variants",
	  "values that differ from a more frequent one only by case, blanks or Unicode composition",
	  "values − classes under NFKC_Casefold and collapsed blanks, of values up to 80 bytes",
	  "Unicode Standard, section 3.13, toNFKC_Casefold" },
	{ "validity.case_variant_cells", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "text.case_variant_cells",
	  "cells that hold such a value", "Σ count of the variants", NULL },
	{ "validity.case_variant_groups", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "text.case_variant_groups",
	  "values that are one to a reader, at most 20 groups, those with the most cells to correct first",
	  "value and count, most frequent first", NULL },
	{ .name = NULL }
};

enum { M_VARIANTS, M_CELLS, M_GROUPS };
enum { GROUPS_SHOWN = 20, VALUES_SHOWN = 20 };

/* A value as it is compared. */
struct folded {
	const char *text;
	size_t bytes;
	uint32_t code;		/* in the dictionary: most frequent first */
};

/* Neighbours in the sorted array that are equal. */
struct group {
	const struct folded *first;
	size_t count;
	uint64_t cells;		/* but those of the most frequent value */
};

static bool is_blank(utf8proc_int32_t code)
{
	utf8proc_category_t category;

	if (code < 0x80)
		return code == ' ' || (code >= '\t' && code <= '\r');
	category = utf8proc_category(code);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* In place: runs of blanks become one space, those at the ends go. Returns the new length. */
static size_t blanks_collapse(char *text, size_t n)
{
	size_t to = 0;
	bool pending = false;

	for (size_t i = 0; i < n;) {
		utf8proc_int32_t code;
		utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(n - i), &code);

		step = step > 0 ? step : 1;	/* what is no UTF-8 stays as it is; code is -1 then */
		if (code >= 0 && is_blank(code)) {
			pending = to > 0;
		} else {
			if (pending)
				text[to++] = ' ';
			pending = false;
			memmove(text + to, text + i, (size_t)step);
			to += (size_t)step;
		}
		i += (size_t)step;
	}
	return to;
}

/* Plain ASCII needs no tables: most values are. False: the text is not ASCII. */
static bool ascii_fold(const char *text, size_t n, char *to)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
		to[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
	}
	return true;
}

static int value_fold(const struct value *v, uint32_t code, struct arena *arena, struct folded *out)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	char *text = arena_copy(arena, v->text, v->bytes);
	utf8proc_uint8_t *wide;

	if (!text)
		return -1;
	*out = (struct folded){ .text = text, .bytes = v->bytes, .code = code };
	if (!ascii_fold(v->text, v->bytes, text)) {
		utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)v->text, v->bytes, &wide, options);

		if (n == UTF8PROC_ERROR_NOMEM)
			return -1;
		if (n >= 0) {	/* else it is no UTF-8, and only equal to itself */
			text = arena_copy(arena, (const char *)wide, (size_t)n);
			free(wide);
			if (!text)
				return -1;
			out->text = text;
			out->bytes = (size_t)n;
		}
	}
	out->bytes = blanks_collapse(text, out->bytes);
	return 0;
}

static bool same_text(const struct folded *a, const struct folded *b)
{
	return a->bytes == b->bytes && memcmp(a->text, b->text, a->bytes) == 0;
}

static int by_text(const void *a, const void *b)
{
	const struct folded *x = a, *y = b;
	size_t n = x->bytes < y->bytes ? x->bytes : y->bytes;
	int order = memcmp(x->text, y->text, n);

	if (order || x->bytes != y->bytes)
		return order ? order : x->bytes < y->bytes ? -1 : 1;
	return x->code < y->code ? -1 : x->code > y->code;
}

static int by_cells(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->cells != y->cells)
		return x->cells > y->cells ? -1 : 1;
	return x->first->code < y->first->code ? -1 : x->first->code > y->first->code;
}

/* The values that are compared, sorted. Malloc'd; NULL: no memory. */
static struct folded *values_fold(const struct dictionary *d, struct arena *arena, size_t *n)
{
	struct folded *folded = malloc((d->count + 1) * sizeof *folded);

	*n = 0;
	for (size_t i = 0; folded && i < d->count; i++) {
		if (d->value[i].cut)
			continue;
		if (value_fold(&d->value[i], (uint32_t)i, arena, &folded[*n]) < 0) {
			free(folded);
			return NULL;
		}
		++*n;
	}
	if (folded && *n)
		qsort(folded, *n, sizeof *folded, by_text);
	return folded;
}

/* The groups of more than one value, in order of the report. Malloc'd; NULL: no memory. */
static struct group *groups_find(const struct dictionary *d, const struct folded *folded, size_t n, size_t *count)
{
	struct group *group = malloc((n / 2 + 1) * sizeof *group);

	*count = 0;
	for (size_t i = 0, end; group && i < n; i = end) {
		struct group g = { .first = &folded[i] };

		for (end = i + 1; end < n && same_text(&folded[i], &folded[end]); end++)
			g.cells += d->value[folded[end].code].count;
		g.count = end - i;
		if (g.count > 1)
			group[(*count)++] = g;
	}
	if (group && *count)
		qsort(group, *count, sizeof *group, by_cells);
	return group;
}

static cJSON *group_json(const struct column_info *info, const struct group *g)
{
	cJSON *o = cJSON_CreateObject(), *values = cJSON_AddArrayToObject(o, "values");

	for (size_t i = 0; values && i < g->count && i < VALUES_SHOWN; i++) {
		const struct value *v = &info->dictionary->value[g->first[i].code];
		cJSON *one = cJSON_CreateObject();

		cJSON_AddStringToObject(one, "value", v->text);
		cJSON_AddNumberToObject(one, "count", (double)v->count);
		if (!one || !cJSON_AddItemToArray(values, one)) {
			cJSON_Delete(one);
			cJSON_Delete(o);
			return NULL;
		}
	}
	if (g->count > VALUES_SHOWN)
		cJSON_AddNumberToObject(o, "more_values", (double)(g->count - VALUES_SHOWN));
	return o;
}

static cJSON *groups_json(const struct column_info *info, const struct group *group, size_t n)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < n && i < GROUPS_SHOWN; i++) {
		cJSON *one = group_json(info, &group[i]);

		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static void publish_groups(const struct column_info *info, const struct group *group, size_t n, size_t column, struct sink *out)
{
	uint64_t variants = 0, cells = 0;

	for (size_t i = 0; i < n; i++) {
		variants += group[i].count - 1;
		cells += group[i].cells;
	}
	out->value(out, &metrics[M_VARIANTS], in_column(column), (double)variants);
	out->value(out, &metrics[M_CELLS], in_column(column), (double)cells);
	out->detail(out, &metrics[M_GROUPS], in_column(column), groups_json(info, group, n));
}

static int publish_column(const struct column_info *info, size_t column, struct sink *out)
{
	struct arena arena = { .first = NULL };
	size_t n, groups;
	struct folded *folded = values_fold(info->dictionary, &arena, &n);
	struct group *group = folded ? groups_find(info->dictionary, folded, n, &groups) : NULL;

	if (group)
		publish_groups(info, group, groups, column, out);
	free(group);
	free(folded);
	arena_release(&arena);
	return group ? 0 : -1;
}

/* NULL when the column's values are compared. */
static const char *category_reason(const struct column_info *info)
{
	static const char *const reason[COLUMN_TYPES] = {
		[TYPE_EMPTY] = "the column is empty", [TYPE_INTEGER] = "the column is integer",
		[TYPE_REAL] = "the column is real", [TYPE_DATETIME] = "the column is datetime",
		[TYPE_JSON] = "the column is json" };

	if (reason[info->type])
		return reason[info->type];
	return info->dictionary ? NULL : "too many different values to compare";
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	(void)state;
	for (size_t c = 0; c < plan->columns; c++) {
		const char *reason = category_reason(&plan->column[c]);

		if (!reason && publish_column(&plan->column[c], c, out) < 0)
			reason = "memory ran out";
		for (const struct metric *m = metrics; reason && m->name; m++)
			out->none(out, m, in_column(c), reason);
	}
}

const struct analysis validity_categories = {
	.name = "validity.categories",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.publish = publish,
};
