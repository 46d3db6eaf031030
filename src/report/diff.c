/* diff: see diff.h. Here the tree; diff_text.c shows it. */
#include "report/diff.h"

#include "analyse/analyse.h"
#include "analyse/drift_column.h"
#include "assay/assay.h"
#include "report/json_write.h"
#include "report/redact.h"
#include "report/saved.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdlib.h>

enum { DIFF_VERSION = 1, WARN = 1, INFO = 2 };	/* severities by rank, as in severity_looks */

/* Shares of values in new or vanished classes that are notable, as in rules/default.json. */
static const double NEW_NOTABLE = 0.01, VANISHED_NOTABLE = 0.05;
/* How far a figure must move to be listed: shares by so much; others by a tenth of themselves, of 1 or of the column's old std. */
static const double SHARE_LISTED = 0.05, PART_LISTED = 0.1;

struct change {
	size_t rank, order;
	double weight;
	cJSON *object;
};

struct differ {
	const cJSON *old, *now;
	struct report_columns old_columns, now_columns;
	struct change *change;
	size_t count, room;
	cJSON *tree;
	bool failed;		/* memory ran out */
};

/* ---- putting ---- */

/* cJSON takes the item or, when it cannot, leaves it to us. */
static cJSON *put(struct differ *d, cJSON *object, const char *name, cJSON *item)
{
	if (object && item && (name ? cJSON_AddItemToObject(object, name, item) : cJSON_AddItemToArray(object, item)))
		return item;
	cJSON_Delete(item);
	d->failed = true;
	return NULL;
}

static void put_text(struct differ *d, cJSON *object, const char *name, const char *text)
{
	if (text)
		put(d, object, name, cJSON_CreateString(text));
}

static void put_number(struct differ *d, cJSON *object, const char *name, double value)
{
	put(d, object, name, cJSON_CreateNumber(value));
}

static void change_add(struct differ *d, size_t rank, double weight, const char *kind, const char *column, const char *detail, const char *title, ...)
	__attribute__((format(printf, 7, 8)));

static void change_add(struct differ *d, size_t rank, double weight, const char *kind, const char *column, const char *detail, const char *title, ...)
{
	char text[TEXT_BYTES];
	va_list args;
	cJSON *o = cJSON_CreateObject();

	if (d->count == d->room) {
		struct change *grown = reallocarray(d->change, d->room = 2 * d->room + 32, sizeof *grown);

		if (!grown) {
			cJSON_Delete(o);
			d->failed = true;
			return;
		}
		d->change = grown;
	}
	va_start(args, title);
	vsnprintf(text, sizeof text, title, args);
	va_end(args);
	put_text(d, o, "severity", severity_looks[rank].name);
	put_text(d, o, "kind", kind);
	put_text(d, o, "column", column);
	put_text(d, o, "title", text);
	put_text(d, o, "detail", detail);
	d->change[d->count] = (struct change){ rank, d->count, weight, o };
	d->count++;
}

static int worst_first(const void *x, const void *y)
{
	const struct change *a = x, *b = y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* ---- the head ---- */

static void put_side(struct differ *d, const char *name, const cJSON *report)
{
	cJSON *side = put(d, d->tree, name, cJSON_CreateObject()), *sources = put(d, side, "sources", cJSON_CreateArray());
	const cJSON *source;
	double columns;

	put_text(d, side, "now", text_at(report, "run.now"));
	put_text(d, side, "result", text_at(report, "verdict.result"));
	put_number(d, side, "rows", report_rows(report));
	if (number_at(report, "dataset.columns", &columns))
		put_number(d, side, "columns", columns);
	cJSON_ArrayForEach(source, list_at(report, "dataset.sources"))
		if (text_at(source, "path"))
			put_text(d, sources, NULL, text_at(source, "path"));
}

static void compare_rows(struct differ *d)
{
	double before = report_rows(d->old), now = report_rows(d->now);
	char a[NUMBER_BYTES], b[TEXT_BYTES];

	if (before == now)
		return;
	count_text(a, before);
	counted_text(b, now, "row", "rows");
	change_add(d, INFO, 5, "rows", NULL, NULL, "%.100s, before %s", b, a);
}

/* ---- schema ---- */

static void put_column(struct differ *d, cJSON *list, const char *name, const cJSON *column)
{
	cJSON *o = put(d, list, NULL, cJSON_CreateObject());

	put_text(d, o, "column", name);
	put_text(d, o, "type", text_at(column, "type"));
}

/* Columns of one report that the other lacks. */
static void compare_presence(struct differ *d, cJSON *list, const cJSON *of, const struct report_columns *in, bool added)
{
	const cJSON *column;

	cJSON_ArrayForEach(column, list_at(of, "columns")) {
		const char *name = text_at(column, "name");

		if (!name || report_columns_find(in, name))
			continue;
		put_column(d, list, name, column);
		change_add(d, WARN, added ? 8 : 10, added ? "column-added" : "column-removed", name, text_at(column, "type"),
			   "column %.200s %s", name, added ? "added" : "removed");
	}
}

static void compare_types(struct differ *d, cJSON *list)
{
	const cJSON *column;

	cJSON_ArrayForEach(column, list_at(d->now, "columns")) {
		const char *name = text_at(column, "name"), *now = text_at(column, "type"), *before;
		cJSON *o;

		before = name ? text_at(report_columns_find(&d->old_columns, name), "type") : NULL;
		if (!type_changed(before, now))
			continue;
		o = put(d, list, NULL, cJSON_CreateObject());
		put_text(d, o, "column", name);
		put_text(d, o, "before", before);
		put_text(d, o, "now", now);
		change_add(d, WARN, 9, "column-retyped", name, NULL, "column %.200s was %.30s, is %.30s", name, before, now);
	}
}

/* Do the columns that both have stand in another order? */
static bool reordered(const struct differ *d)
{
	const cJSON *a = list_at(d->old, "columns"), *b = list_at(d->now, "columns");

	a = a ? a->child : NULL;
	b = b ? b->child : NULL;
	for (; a || b; a = a ? a->next : NULL, b = b ? b->next : NULL) {
		while (a && !(text_at(a, "name") && report_columns_find(&d->now_columns, text_at(a, "name"))))
			a = a->next;
		while (b && !(text_at(b, "name") && report_columns_find(&d->old_columns, text_at(b, "name"))))
			b = b->next;
		if (a && b && strcmp(text_at(a, "name"), text_at(b, "name")) != 0)
			return true;
	}
	return false;
}

static void compare_schema(struct differ *d)
{
	cJSON *schema = put(d, d->tree, "schema", cJSON_CreateObject());
	bool order = reordered(d);

	compare_presence(d, put(d, schema, "added", cJSON_CreateArray()), d->now, &d->old_columns, true);
	compare_presence(d, put(d, schema, "removed", cJSON_CreateArray()), d->old, &d->now_columns, false);
	compare_types(d, put(d, schema, "retyped", cJSON_CreateArray()));
	put(d, schema, "reordered", cJSON_CreateBool(order));
	if (order)
		change_add(d, INFO, 4, "columns-reordered", NULL, NULL, "the columns stand in another order");
}

/* ---- figures ---- */

static double error_of(const cJSON *object, const char *place)
{
	const cJSON *bounds = member_at(object, "approximate");
	double error = 0;

	if (bounds)
		number_at(cJSON_GetObjectItemCaseSensitive(bounds, place), "error", &error);
	return fabs(error);
}

/* Has a figure of a column moved enough to be listed? Counts are held as shares of the rows. */
static bool is_listed(const struct differ *d, const struct metric *m, const cJSON *old_column, double before, double now)
{
	double std = 0, change = fabs(now - before);

	if (m->unit == UNIT_FRACTION)
		return change >= SHARE_LISTED;
	if (m->unit == UNIT_COUNT && m->high == 1)
		return true;
	if (m->unit == UNIT_COUNT)
		return fabs(now / report_rows(d->now) - before / report_rows(d->old)) >= SHARE_LISTED;
	if (m->unit == UNIT_VALUE && number_at(old_column, "numeric.std", &std) && std > 0)
		return change >= PART_LISTED * std;
	return change >= PART_LISTED * fmax(m->unit == UNIT_VALUE ? 0 : 1, fabs(before));
}

static void compare_figure(struct differ *d, cJSON *list, const struct metric *m, const char *column, const cJSON *old, const cJSON *now)
{
	double x, y;
	cJSON *o;

	if (!number_at(old, m->place, &x) || !number_at(now, m->place, &y) || x == y)
		return;
	if (column && (fabs(y - x) <= error_of(old, m->place) + error_of(now, m->place) || !is_listed(d, m, old, x, y)))
		return;
	o = put(d, list, NULL, cJSON_CreateObject());
	put_text(d, o, "metric", m->name);
	put_text(d, o, "column", column);
	put_number(d, o, "old", x);
	put_number(d, o, "new", y);
	if (isfinite(y - x))
		put_number(d, o, "change", y - x);
}

/* Numbers alone, and not those that are themselves a comparison with a baseline. Of columns not what changes with the clock, as ages do, or with
 * the rows, as sums do. */
static bool is_compared(const struct analysis *a, const struct metric *m)
{
	static const char *const passed_over[] = { "representativeness.sum", "representativeness.length_total" };

	if (m->unit == UNIT_NAME || m->unit == UNIT_DETAIL || strcmp(a->name, "representativeness.drift") == 0 ||
	    strcmp(a->name, "validity.schema") == 0)
		return false;
	for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++)
		if (strcmp(m->name, passed_over[i]) == 0)
			return false;
	return m->scope != SCOPE_COLUMN || m->unit != UNIT_SECONDS;
}

static void compare_column(struct differ *d, cJSON *list, const char *name, const cJSON *old, const cJSON *now)
{
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			if (m->scope == SCOPE_COLUMN && is_compared(analyses[i], m))
				compare_figure(d, list, m, name, old, now);
}

static void compare_dataset(struct differ *d, cJSON *list)
{
	char place[64];

	for (size_t i = 0; analyses[i]; i++) {
		for (const struct metric *m = analyses[i]->metrics; m->name; m++) {
			if (m->scope != SCOPE_DATASET || !is_compared(analyses[i], m))
				continue;
			snprintf(place, sizeof place, "dimensions.%s", dimensions[dimension_of(m->name)]);
			compare_figure(d, list, m, NULL, member_at(d->old, place), member_at(d->now, place));
		}
	}
}

/* ---- drift ---- */

static void put_drift(struct differ *d, cJSON *list, const char *name, const struct drift_side *now, const struct drift *drift)
{
	cJSON *o = put(d, list, NULL, cJSON_CreateObject()), *notes = NULL, *bounds = NULL, *bound;

	put_text(d, o, "column", name);
	put_text(d, o, "type", now->type);
	for (size_t f = 0; f < DRIFT_FIGURES; f++) {
		put(d, o, drift_names[f], drift->figure[f].none ? cJSON_CreateNull() : cJSON_CreateNumber(drift->figure[f].value));
		if (drift->figure[f].none && !notes)
			notes = cJSON_CreateObject();
		if (drift->figure[f].none)
			put_text(d, notes, drift_names[f], drift->figure[f].none);
		if (drift->figure[f].none || drift->figure[f].error <= 0)
			continue;
		bounds = bounds ? bounds : cJSON_CreateObject();
		bound = put(d, bounds, drift_names[f], cJSON_CreateObject());
		put_text(d, bound, "method", "from quantile grids; error is what lies open between the quantiles");
		put_number(d, bound, "error", drift->figure[f].error);
	}
	if (bounds)
		put(d, o, "approximate", bounds);
	if (notes)
		put(d, o, "null_because", notes);
}

static bool has(const struct drift *drift, enum drift_figure f)
{
	return !drift->figure[f].none;
}

/* "KS 0.29 ± 0.011", behind what stands there. */
static void figure_say(char text[TEXT_BYTES], const struct drift *drift, enum drift_figure f, const char *name, const char *unit)
{
	char value[NUMBER_BYTES], error[NUMBER_BYTES];
	size_t used = strlen(text);

	if (!has(drift, f))
		return;
	figure_text(value, drift->figure[f].value);
	figure_text(error, drift->figure[f].error);
	snprintf(text + used, TEXT_BYTES - used, "%s%s%s%s%s%s", used ? ", " : "", name, value, drift->figure[f].error > 0 ? " ± " : "",
		 drift->figure[f].error > 0 ? error : "", unit);
}

static void class_change(struct differ *d, const char *name, const struct drift *drift, enum drift_figure count, double notable, const char *kind)
{
	bool new = count == DRIFT_NEW;
	double classes = drift->figure[count].value, share = drift->figure[count + 1].value;
	char text[TEXT_BYTES], part[NUMBER_BYTES];

	if (!has(drift, count) || classes == 0)
		return;
	counted_text(text, classes, new ? "new class" : "class gone", new ? "new classes" : "classes gone");
	share_text(part, share);
	change_add(d, share > notable ? WARN : INFO, 6 + share, kind, name, NULL, "%.200s: %s, %s of the values%s", name, text, part,
		   new ? "" : " before");
}

/* What of a column's drift is worth a line. */
static void drift_say(struct differ *d, const char *name, const struct drift_side *before, const struct drift_side *now, const struct drift *drift)
{
	char detail[TEXT_BYTES] = "", a[NUMBER_BYTES], b[NUMBER_BYTES];
	double weight = has(drift, DRIFT_V) ? drift->figure[DRIFT_V].value : has(drift, DRIFT_KS) ? drift->figure[DRIFT_KS].value : 0;

	if (has(drift, DRIFT_DRIFTED) && drift->figure[DRIFT_DRIFTED].value > 0) {
		figure_say(detail, drift, DRIFT_KS, "KS ", "");
		figure_say(detail, drift, DRIFT_V, "V ", "");
		figure_say(detail, drift, DRIFT_PSI, "PSI ", "");
		figure_say(detail, drift, DRIFT_WASSERSTEIN, "moved ", " std");
		change_add(d, now->kind == DRIFT_TIMES ? INFO : WARN, 7 + weight, now->kind == DRIFT_TIMES ? "times-moved" : "drift", name, detail,
			   "%.200s: %s", name, now->kind == DRIFT_TIMES ? "the times have moved on" : now->kind == DRIFT_CLASSES ?
			   "the shares of the classes have shifted" : "the numbers have shifted");
	}
	class_change(d, name, drift, DRIFT_NEW, NEW_NOTABLE, "new-classes");
	class_change(d, name, drift, DRIFT_VANISHED, VANISHED_NOTABLE, "vanished-classes");
	if (has(drift, DRIFT_MISSING_SHIFTED) && drift->figure[DRIFT_MISSING_SHIFTED].value > 0) {
		share_text(a, before->missing / before->rows);
		share_text(b, now->missing / now->rows);
		change_add(d, WARN, 7 + fabs(drift->figure[DRIFT_MISSING_CHANGE].value), "missing-shifted", name, NULL,
			   "%.200s: %s of the cells are missing, before %s", name, b, a);
	}
}

static void compare_columns(struct differ *d)
{
	cJSON *list = put(d, d->tree, "drift", cJSON_CreateArray()), *all = put(d, d->tree, "figures", cJSON_CreateObject()), *figures;
	const cJSON *column;

	compare_dataset(d, put(d, all, "dataset", cJSON_CreateArray()));
	figures = put(d, all, "columns", cJSON_CreateArray());

	cJSON_ArrayForEach(column, list_at(d->now, "columns")) {
		const char *name = text_at(column, "name");
		const cJSON *old = name ? report_columns_find(&d->old_columns, name) : NULL;
		struct drift_side before = { .type = NULL }, now = { .type = NULL };
		struct drift drift;

		if (!old)
			continue;
		if (drift_side_read(&before, old, report_rows(d->old)) < 0 || drift_side_read(&now, column, report_rows(d->now)) < 0) {
			d->failed = true;
		} else {
			drift_compare(&drift, &before, &now, (size_t)cJSON_GetArraySize(list_at(d->now, "columns")));
			put_drift(d, list, name, &now, &drift);
			drift_say(d, name, &before, &now, &drift);
			if (!drift_counts_rows(&before) || !drift_counts_rows(&now))
				compare_column(d, figures, name, old, column);
		}
		drift_side_release(&before);
		drift_side_release(&now);
	}
}

/* ---- findings ---- */

static int by_id(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The ids of a report's findings, sorted; malloc'd. */
static const char **ids_of(const cJSON *report, size_t *n)
{
	const cJSON *findings = list_at(report, "findings"), *one;
	const char **id = calloc((size_t)cJSON_GetArraySize(findings) + 1, sizeof *id);

	*n = 0;
	cJSON_ArrayForEach(one, findings)
		if (id && text_at(one, "id"))
			id[(*n)++] = text_at(one, "id");
	if (*n)
		qsort(id, *n, sizeof *id, by_id);
	return id;
}

static void put_finding(struct differ *d, cJSON *list, const cJSON *finding)
{
	static const char *const kept[] = { "id", "rule", "severity", "title" };
	cJSON *o = put(d, list, NULL, cJSON_CreateObject());
	const cJSON *where = member_at(finding, "where");

	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		put_text(d, o, kept[i], text_at(finding, kept[i]));
	if (where)
		put(d, o, "where", cJSON_Duplicate(where, true));
}

/* Did the report leave out what the rule is for (--fast)? */
static bool rule_skipped(const cJSON *report, const char *rule)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list_at(report, "rules")) {
		const char *outcome = text_at(one, "outcome"), *name = text_at(one, "rule");

		if (outcome && name && rule && strcmp(name, rule) == 0)
			return strcmp(outcome, "skipped") == 0;
	}
	return false;
}

/* The findings of a report, by whether the other has them. `both` NULL: those are passed over. How many the other did not look for. */
static size_t findings_part(struct differ *d, const cJSON *of, const char **id, size_t ids, cJSON *only, cJSON *both, bool gone)
{
	size_t unlooked = 0;
	const cJSON *f;

	cJSON_ArrayForEach(f, list_at(of, "findings")) {
		const char *own = text_at(f, "id"), *title = text_at(f, "title");
		bool there = own && ids && bsearch(&own, id, ids, sizeof *id, by_id);

		if (there && both)
			put_finding(d, both, f);
		if (there)
			continue;
		if (rule_skipped(gone ? d->now : d->old, text_at(f, "rule"))) {
			unlooked++;
			continue;
		}
		put_finding(d, only, f);
		change_add(d, gone ? INFO : finding_rank(f), gone ? 2 : 3, gone ? "finding-gone" : "finding-new", text_at(f, "where.column"), NULL,
			   "%s: %.400s", gone ? "gone" : "new", title ? title : text_at(f, "rule") ? text_at(f, "rule") : "a finding");
	}
	return unlooked;
}

static void compare_findings(struct differ *d)
{
	cJSON *findings = put(d, d->tree, "findings", cJSON_CreateObject()), *new = put(d, findings, "new", cJSON_CreateArray());
	cJSON *gone = put(d, findings, "gone", cJSON_CreateArray()), *stay = put(d, findings, "stay", cJSON_CreateArray());
	size_t old_ids, now_ids;
	const char **old_id = ids_of(d->old, &old_ids), **now_id = ids_of(d->now, &now_ids);
	size_t unlooked = 0;
	char text[TEXT_BYTES];

	if (old_id && now_id)
		unlooked = findings_part(d, d->now, old_id, old_ids, new, stay, false) +
			   findings_part(d, d->old, now_id, now_ids, gone, NULL, true);
	else
		d->failed = true;
	if (unlooked) {
		counted_text(text, (double)unlooked, "finding cannot be compared", "findings cannot be compared");
		change_add(d, INFO, 2, "findings-skipped", NULL, NULL, "%s: one of the reports skipped the rules (--fast)", text);
	}
	free(old_id);
	free(now_id);
}

/* ---- the whole ---- */

/* The changes into the tree, worst first. */
static void changes_settle(struct differ *d, cJSON *list)
{
	double notable = 0;

	if (d->count)
		qsort(d->change, d->count, sizeof *d->change, worst_first);
	for (size_t i = 0; i < d->count; i++) {
		notable += d->change[i].rank <= WARN;
		put(d, list, NULL, d->change[i].object);
	}
	if (d->tree && !cJSON_ReplaceItemInObjectCaseSensitive(d->tree, "notable", cJSON_CreateNumber(notable)))
		d->failed = true;
}

cJSON *diff_build(const cJSON *old, const cJSON *now, struct err *e)
{
	struct differ d = { .old = old, .now = now, .tree = cJSON_CreateObject() };
	cJSON *changes;

	put_number(&d, d.tree, "diff_version", DIFF_VERSION);
	put_text(&d, put(&d, d.tree, "assay", cJSON_CreateObject()), "version", ASSAY_VERSION);
	put_side(&d, "old", old);
	put_side(&d, "new", now);
	put_number(&d, d.tree, "notable", 0);
	changes = put(&d, d.tree, "changes", cJSON_CreateArray());
	if (report_columns_open(&d.old_columns, old) == 0 && report_columns_open(&d.now_columns, now) == 0) {
		compare_schema(&d);
		compare_rows(&d);
		compare_findings(&d);
		compare_columns(&d);
	} else {
		d.failed = true;
	}
	changes_settle(&d, changes);
	report_columns_release(&d.old_columns);
	report_columns_release(&d.now_columns);
	free(d.change);
	if (!d.failed)
		return d.tree;
	cJSON_Delete(d.tree);
	err_nomem(e);
	return NULL;
}

bool diff_notable(const cJSON *diff)
{
	double notable;

	return number_at(diff, "notable", &notable) && notable > 0;
}

/* ---- the calls of assay.h ---- */

struct assay_diff {
	cJSON *tree;
	char *json;
};

static int diff_make(const char *old_json, size_t old_bytes, const char *new_json, size_t new_bytes, struct assay_diff *diff, struct err *e)
{
	cJSON *old = saved_read(old_json, old_bytes, e), *now = NULL;

	if (!old)
		err_in(e, "the old report");
	else if (!(now = saved_read(new_json, new_bytes, e)))
		err_in(e, "the new report");
	else
		diff->tree = diff_build(old, now, e);
	cJSON_Delete(old);
	cJSON_Delete(now);
	if (!diff->tree || tree_mask(diff->tree, e) < 0)
		return -1;
	diff->json = json_write(diff->tree);
	return diff->json ? 0 : err_nomem(e);
}

static int error_out(const struct err *e, struct assay_error *error)
{
	*error = (struct assay_error){ .code = (int)e->code };
	memcpy(error->text, e->text, sizeof error->text);
	return e->code == ERR_NONE ? 0 : -1;
}

int assay_diff(const char *old_json, size_t old_bytes, const char *new_json, size_t new_bytes, struct assay_diff **out, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	struct assay_diff *diff = calloc(1, sizeof *diff);

	if (!diff)
		err_nomem(&e);
	else if (diff_make(old_json, old_bytes, new_json, new_bytes, diff, &e) == 0)
		*out = diff;
	else
		assay_diff_free(diff);
	return error_out(&e, error);
}

const char *assay_diff_json(const struct assay_diff *diff)
{
	return diff->json;
}

int assay_diff_exit(const struct assay_diff *diff)
{
	return diff_notable(diff->tree);
}

int assay_diff_summary(const struct assay_diff *diff, FILE *to, const struct assay_terminal *terminal, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };

	diff_write(diff->tree, to, terminal, &e);
	return error_out(&e, error);
}

void assay_diff_free(struct assay_diff *diff)
{
	if (!diff)
		return;
	cJSON_Delete(diff->tree);
	free(diff->json);
	free(diff);
}
