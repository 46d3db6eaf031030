/* redact: see redact.h. The tree is walked by the places that report.h names; a text is of the data unless its member is known to hold another. */
#include "report/redact.h"

#include "analyse/analyse.h"
#include "analyse/drift_column.h"
#include "report/redact_texts.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static const char REDACTED[] = "redacted", CUT[] = "…";
enum { TITLE_BYTES = 80 };	/* titles show so much of a class (judge.c) */

struct redactor {
	cJSON *report;
	enum assay_values values;
	struct redact_texts texts;
	struct report_columns columns;
	size_t id;		/* as which the cells of the column at hand hold (personal_ids); PERSONAL_IDS: as none */
	size_t replaced;
	bool failed;		/* no memory */
};

/* Members that hold names of columns, words of ours, and nothing of a cell; and the sample, which is looked at by itself. */
static const char *const kept[] = { "name", "type", "x", "y", "column", "columns", "other", "why", "unit", "shown", "missing_list", "added_list",
				    "removed_list", "retyped_list", "found", "model",
				    "columns_only_there", "null_because", "approximate", "sample", NULL };

/* Parts of dimensions.corpus without a word of a document: names of columns, rules, scripts and languages. */
static const char *const corpus_kept[] = { "kind", "layout", "recognised", "document", "quality", "texts", "encoding", "language", NULL };

/* Numbers and times that are a cell's own inside of details. All figures in a column's own unit are, but for those below. */
static const char *const own_details[] = { "numeric.grid", "numeric.histogram.low", "numeric.histogram.width", "drift.base_histogram.low",
					   "drift.base_histogram.width", "numeric.kde.low", "numeric.kde.high", "numeric.kde.bandwidth",
					   "extremes.least", "extremes.greatest",
					   "time.age_seconds", "time.gap_list", "time.periods", "time.grid", NULL };
static const char *const taken_over_all[] = { "numeric.sum", "numeric.mean", "numeric.variance", "numeric.std", NULL };
/* Bounds of error that tell of values. */
static const char *const own_errors[] = { "numeric.histogram", "numeric.kde", NULL };

static bool is_among(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (name && strcmp(*list, name) == 0)
			return true;
	return false;
}

static bool is_number(const struct redactor *r, const char *column)
{
	const char *type = column ? text_at(report_columns_find(&r->columns, column), "type") : NULL;

	return type && (strcmp(type, "integer") == 0 || strcmp(type, "real") == 0);
}

/* As which id the column's cells hold, as validity.personal found. */
static size_t id_of(const cJSON *column)
{
	const cJSON *found = list_at(column, "personal.found"), *one;

	cJSON_ArrayForEach(one, found) {
		const char *kind = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(one, "column")) ? text_at(one, "kind") : NULL;

		for (size_t id = 0; kind && id < PERSONAL_IDS; id++)
			if (strcmp(personal_id_name(id), kind) == 0)
				return id;
	}
	return PERSONAL_IDS;
}

static size_t id_of_named(const struct redactor *r, const char *column)
{
	const cJSON *found = column ? report_columns_find(&r->columns, column) : NULL;

	return found ? id_of(found) : PERSONAL_IDS;
}

/* ---- texts ---- */

/* Takes the new text. */
static void text_set(struct redactor *r, cJSON *item, char *text)
{
	if (!text) {
		r->failed = true;
	} else if (strcmp(text, item->valuestring) != 0) {
		r->replaced++;
		r->failed |= !cJSON_SetValuestring(item, text);
	}
	free(text);
}

static void text_hide(struct redactor *r, cJSON *item, bool number)
{
	bool masked = r->values == ASSAY_VALUES_MASKED;

	if (masked && r->id < PERSONAL_IDS)
		text_set(r, item, text_masked_id(&r->texts, item->valuestring, r->id));
	text_set(r, item, masked ? text_masked(&r->texts, item->valuestring, number) : text_aliased(&r->texts, item->valuestring));
}

/* Cells by the name of their column. */
static void cells_hide(struct redactor *r, cJSON *cells)
{
	cJSON *cell;

	cJSON_ArrayForEach(cell, cells) {
		if (!cJSON_IsString(cell))
			continue;
		r->id = id_of_named(r, cell->string);
		text_hide(r, cell, is_number(r, cell->string));
		r->id = PERSONAL_IDS;
	}
}

/* All texts of cells in a tree; `name` is the member that holds it. */
static void texts_hide(struct redactor *r, cJSON *tree, const char *name, bool number)
{
	bool columns = name && strcmp(name, "columns") == 0 && cJSON_IsObject(cJSON_GetArrayItem(tree, 0));
	cJSON *child;

	if (!columns && is_among(kept, name))
		return;
	if (cJSON_IsString(tree))
		text_hide(r, tree, number);
	else if (cJSON_IsObject(tree) && name && strcmp(name, "values") == 0)
		cells_hide(r, tree);
	else
		cJSON_ArrayForEach(child, tree)
			texts_hide(r, child, child->string ? child->string : name, number);
}

/* ---- figures ---- */

static cJSON *notes_of(cJSON *object, const char *name, bool make)
{
	cJSON *notes = cJSON_GetObjectItemCaseSensitive(object, name);

	return notes || !make ? notes : cJSON_AddObjectToObject(object, name);
}

static void error_drop(cJSON *column, const char *place)
{
	cJSON *notes = notes_of(column, "approximate", false);

	cJSON_DeleteItemFromObjectCaseSensitive(notes, place);
	if (notes && !notes->child)
		cJSON_DeleteItemFromObjectCaseSensitive(column, "approximate");
}

/* What stands at the place becomes null; what is null stays so for its own reason. */
static void figure_hide(struct redactor *r, cJSON *column, const char *place)
{
	const char *name = strrchr(place, '.');
	char group[64];
	cJSON *in = column, *reasons, *null;
	const cJSON *figure = member_at(column, place);

	if (!figure || cJSON_IsNull(figure))
		return;
	if (name) {
		snprintf(group, sizeof group, "%.*s", (int)(name - place), place);
		in = (cJSON *)(uintptr_t)member_at(column, group);
	}
	null = cJSON_CreateNull();
	reasons = notes_of(column, "null_because", true);
	if (!reasons || !null || !cJSON_ReplaceItemInObjectCaseSensitive(in, name ? name + 1 : place, null) ||
	    !cJSON_AddStringToObject(reasons, place, REDACTED))
		r->failed = true;
	error_drop(column, place);
}

/* Is the figure a number or a time of the column's own? */
static bool is_own(const struct metric *m)
{
	if (m->scope != SCOPE_COLUMN)
		return false;
	return m->unit == UNIT_VALUE ? !is_among(taken_over_all, m->place) : m->unit == UNIT_NAME && strcmp(m->place, "type") != 0;
}

static void figures_hide(struct redactor *r, cJSON *column)
{
	double count, std;

	/* Over one value only, the mean is that value. */
	if (!number_at(column, "numeric.count", &count) || count < 2 || !number_at(column, "numeric.std", &std) || std == 0)
		for (size_t i = 0; taken_over_all[i]; i++)
			figure_hide(r, column, taken_over_all[i]);
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			if (is_own(m))
				figure_hide(r, column, m->place);
	for (size_t i = 0; own_details[i]; i++)
		figure_hide(r, column, own_details[i]);
	for (size_t i = 0; own_errors[i]; i++)
		error_drop(column, own_errors[i]);
}

static void columns_hide(struct redactor *r)
{
	bool redacted = r->values == ASSAY_VALUES_REDACTED;
	cJSON *column;

	cJSON_ArrayForEach(column, cJSON_GetObjectItemCaseSensitive(r->report, "columns")) {
		size_t before = r->replaced;
		bool masked = member_at(column, "values") != NULL;	/* before: then it stays so */
		cJSON *part;

		r->id = id_of(column);
		cJSON_DeleteItemFromObjectCaseSensitive(column, "values");
		if (redacted || r->id < PERSONAL_IDS)
			figures_hide(r, column);
		cJSON_ArrayForEach(part, column)
			texts_hide(r, part, part->string, is_number(r, text_at(column, "name")));
		r->id = PERSONAL_IDS;
		if (redacted || masked || r->replaced > before)
			r->failed |= !cJSON_AddStringToObject(column, "values", redacted ? REDACTED : "masked");
	}
}

/* ---- findings ---- */

static const char *const said[] = { "title", "meaning", "action", "limit" };
enum { SAID = sizeof said / sizeof said[0] };

static cJSON *text_in(cJSON *object, const char *name)
{
	cJSON *text = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsString(text) ? text : NULL;
}

/* A class as titles cut it; the caller frees it. NULL: no memory. */
static char *class_cut(const char *class)
{
	size_t n = strnlen(class, TITLE_BYTES + 1);
	char *cut = strndup(class, n);

	if (!cut || n <= TITLE_BYTES)
		return cut;
	free(cut);
	n = TITLE_BYTES;
	while (n > 0 && ((unsigned char)class[n] & 0xc0) == 0x80)
		n--;
	cut = calloc(1, n + sizeof CUT);
	if (cut) {
		memcpy(cut, class, n);
		memcpy(cut + n, CUT, sizeof CUT);
	}
	return cut;
}

/* The class of a finding, and what its texts say of it. */
static void class_hide(struct redactor *r, cJSON *finding)
{
	cJSON *where = cJSON_GetObjectItemCaseSensitive(finding, "where"), *class = text_in(where, "class"), *text;
	char *was = class ? strdup(class->valuestring) : NULL, *cut = was ? class_cut(was) : NULL;

	if (!class)
		return;
	r->id = id_of_named(r, text_at(where, "column"));
	text_hide(r, class, is_number(r, text_at(where, "column")));
	r->id = PERSONAL_IDS;
	r->failed |= !cut;
	for (size_t i = 0; !r->failed && i < SAID; i++) {
		if (!(text = text_in(finding, said[i])) || strcmp(was, class->valuestring) == 0)
			continue;
		text_set(r, text, text_replaced(text->valuestring, was, class->valuestring));
		if (!r->failed)
			text_set(r, text, text_replaced(text->valuestring, cut, class->valuestring));
	}
	free(was);
	free(cut);
}

static const struct metric *metric_named(const char *name)
{
	for (size_t i = 0; name && analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			if (strcmp(m->name, name) == 0)
				return m;
	return NULL;
}

/* Is the figure that the finding is about one that was taken out of its column? */
static bool is_about_own(const struct redactor *r, const cJSON *finding)
{
	const struct metric *m = metric_named(text_at(finding, "metric"));
	const char *column = text_at(finding, "where.column");
	const cJSON *reasons = member_at(column ? report_columns_find(&r->columns, column) : NULL, "null_because");
	const char *reason = m && m->scope == SCOPE_COLUMN ? cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(reasons, m->place)) : NULL;

	return (m && is_own(m)) || (reason && strcmp(reason, REDACTED) == 0);
}

/* The figure itself stands in the texts in one way or another. */
static void figure_unsay(struct redactor *r, cJSON *finding)
{
	static const char baseline[] = " (the baseline has ";
	cJSON *limit = text_in(finding, "limit"), *text, *value = cJSON_CreateString(REDACTED);
	char *behind = limit ? strstr(limit->valuestring, baseline) : NULL;

	if (behind)
		*behind = '\0';
	if (!value || !cJSON_ReplaceItemInObjectCaseSensitive(finding, "value", value))
		r->failed = true;
	for (size_t i = 0; !r->failed && i < SAID; i++)
		if ((text = text_in(finding, said[i])) && text != limit)
			text_set(r, text, text_without_numbers(text->valuestring, "[value]"));
}

static void finding_hide(struct redactor *r, cJSON *finding)
{
	cJSON *evidence, *text;

	class_hide(r, finding);
	if ((r->values == ASSAY_VALUES_REDACTED || id_of_named(r, text_at(finding, "where.column")) < PERSONAL_IDS) && is_about_own(r, finding))
		figure_unsay(r, finding);
	for (size_t i = 0; r->values == ASSAY_VALUES_MASKED && i < SAID; i++)
		if ((text = text_in(finding, said[i])))
			text_hide(r, text, false);
	cJSON_ArrayForEach(evidence, cJSON_GetObjectItemCaseSensitive(finding, "evidence"))
		cells_hide(r, cJSON_GetObjectItemCaseSensitive(evidence, "excerpt"));
}

/* ---- the sample of rows ---- */

/* A cell that was cut may end within something personal that would have been found in the whole. */
static void sampled_mask(struct redactor *r, cJSON *cell, const char *column)
{
	text_hide(r, cell, is_number(r, column));
	text_end_drop(cell->valuestring);
}

/* Whole rows are values through and through: they are taken out where no value may be shown. */
static void sample_hide(struct redactor *r)
{
	static const char *const lists[] = { "first", "random", "last" };
	cJSON *in = (cJSON *)(uintptr_t)member_at(r->report, "dimensions.representativeness");
	const cJSON *sample = member_at(in, "sample"), *row;

	if (r->values == ASSAY_VALUES_REDACTED) {
		if (in)
			figure_hide(r, in, "sample");
		return;
	}
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		cJSON_ArrayForEach(row, list_at(sample, lists[i])) {
			const cJSON *name = list_at(sample, "columns");
			cJSON *cell;

			name = name ? name->child : NULL;
			cJSON_ArrayForEach(cell, list_at(row, "cells")) {
				if (cJSON_IsString(cell))
					sampled_mask(r, cell, cJSON_GetStringValue(name));
				name = name ? name->next : NULL;
			}
		}
	}
}

/* ---- points of pairs ---- */

static void points_hide(struct redactor *r)
{
	cJSON *pair;

	cJSON_ArrayForEach(pair, (cJSON *)(uintptr_t)list_at(r->report, "dimensions.correlation.pairs"))
		figure_hide(r, pair, "scatter");
}

/* ---- the whole ---- */

static void sources_hide(struct redactor *r)
{
	const cJSON *source;
	cJSON *reject, *raw;

	cJSON_ArrayForEach(source, list_at(r->report, "dataset.sources"))
		cJSON_ArrayForEach(reject, cJSON_GetObjectItemCaseSensitive(source, "rejects"))
			if ((raw = text_in(reject, "raw")))
				text_hide(r, raw, false);
}

static void dimension_hide(struct redactor *r, cJSON *dimension)
{
	bool corpus = dimension->string && strcmp(dimension->string, "corpus") == 0;
	cJSON *part;

	cJSON_ArrayForEach(part, dimension)
		if (!corpus || !is_among(corpus_kept, part->string))
			texts_hide(r, part, part->string, false);
}

static void all_hide(struct redactor *r)
{
	cJSON *one;

	sources_hide(r);
	columns_hide(r);
	cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(r->report, "findings"))
		finding_hide(r, one);
	cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(r->report, "not_evaluated"))
		class_hide(r, one);
	cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(r->report, "dimensions"))
		dimension_hide(r, one);
	sample_hide(r);
	if (r->values == ASSAY_VALUES_REDACTED)
		points_hide(r);
}

static const char *const names[] = { [ASSAY_VALUES_MASKED] = "masked", [ASSAY_VALUES_SHOWN] = "shown", [ASSAY_VALUES_REDACTED] = REDACTED };

/* What was done to the report before. */
static enum assay_values values_before(const cJSON *report)
{
	const char *done = text_at(report, "run.values");

	for (size_t i = 0; done && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(done, names[i]) == 0)
			return (enum assay_values)i;
	return ASSAY_VALUES_SHOWN;
}

/* A report that somebody wrote may be without a run. */
static int values_tell(struct redactor *r)
{
	cJSON *run = cJSON_GetObjectItemCaseSensitive(r->report, "run");

	if (!cJSON_IsObject(run))
		return 0;
	cJSON_DeleteItemFromObjectCaseSensitive(run, "values");
	cJSON_DeleteItemFromObjectCaseSensitive(run, "masked_values");
	if (!cJSON_AddStringToObject(run, "values", names[r->values]))
		return -1;
	return r->values != ASSAY_VALUES_MASKED || cJSON_AddNumberToObject(run, "masked_values", (double)texts_masked(&r->texts)) ? 0 : -1;
}

static int hide(struct redactor *r, void (*what)(struct redactor *), struct err *e)
{
	int done = redact_texts_open(&r->texts, e);

	if (done == 0 && report_columns_open(&r->columns, r->report) < 0)
		done = err_nomem(e);
	if (done == 0) {
		what(r);
		if (r->failed || values_tell(r) < 0)
			done = err_nomem(e);
	}
	report_columns_release(&r->columns);
	redact_texts_release(&r->texts);
	return done;
}

int report_redact(cJSON *report, enum assay_values values, struct err *e)
{
	struct redactor r = { .report = report, .values = values, .id = PERSONAL_IDS };
	enum assay_values before = values_before(report);

	if (values == ASSAY_VALUES_SHOWN && before != values)
		return err_set(e, ERR_USAGE, "the values of this report are %s, and cannot be shown again", names[before]);
	if (values == before || before == ASSAY_VALUES_REDACTED)
		return 0;
	return hide(&r, all_hide, e);
}

static void tree_hide(struct redactor *r)
{
	texts_hide(r, r->report, NULL, false);
}

int tree_mask(cJSON *tree, struct err *e)
{
	struct redactor r = { .report = tree, .values = ASSAY_VALUES_MASKED, .id = PERSONAL_IDS };

	return hide(&r, tree_hide, e);
}
