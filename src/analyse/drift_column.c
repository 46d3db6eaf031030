/* drift_column: see drift_column.h. */
#include "analyse/drift_column.h"

#include "analyse/distribution_json.h"
#include "analyse/value_name.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- members of a report ---- */

static const cJSON *member(const cJSON *object, const char *name)
{
	return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
}

static double number(const cJSON *object, const char *name, double otherwise)
{
	const cJSON *m = member(object, name);

	return cJSON_IsNumber(m) && isfinite(m->valuedouble) ? m->valuedouble : otherwise;
}

static const char *text(const cJSON *object, const char *name)
{
	const cJSON *m = member(object, name);

	return cJSON_IsString(m) ? m->valuestring : NULL;
}

static int by_column_name(const void *x, const void *y)
{
	return strcmp(text(*(const cJSON *const *)x, "name"), text(*(const cJSON *const *)y, "name"));
}

static int name_of_column(const void *name, const void *column)
{
	return strcmp(name, text(*(const cJSON *const *)column, "name"));
}

int report_columns_open(struct report_columns *c, const cJSON *report)
{
	const cJSON *columns = member(report, "columns"), *column;
	size_t n = 0;

	*c = (struct report_columns){ calloc((size_t)cJSON_GetArraySize(columns) + 1, sizeof *c->at), 0 };
	if (!c->at)
		return -1;
	cJSON_ArrayForEach(column, columns)
		if (text(column, "name"))
			c->at[n++] = column;
	if (n)
		qsort(c->at, n, sizeof *c->at, by_column_name);
	for (size_t i = 0; i < n; i++)	/* a name twice is no report of ours: one of them is taken */
		if (c->count == 0 || by_column_name(&c->at[c->count - 1], &c->at[i]) != 0)
			c->at[c->count++] = c->at[i];
	return 0;
}

const cJSON *report_columns_find(const struct report_columns *c, const char *name)
{
	const cJSON **found = c->count ? bsearch(name, c->at, c->count, sizeof *c->at, name_of_column) : NULL;

	return found ? *found : NULL;
}

void report_columns_release(struct report_columns *c)
{
	free(c->at);
	*c = (struct report_columns){ NULL, 0 };
}

double report_rows(const cJSON *report)
{
	return fmax(0, number(member(report, "dataset"), "rows", 0));
}

bool type_changed(const char *before, const char *now)
{
	return before && now && strcmp(before, now) != 0 && strcmp(before, "empty") != 0 && strcmp(now, "empty") != 0;
}

/* ---- sides ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct drift_class *)a)->name, ((const struct drift_class *)b)->name);
}

/* Sort, and make classes of one name one: names are cut where they are long. */
static void classes_settle(struct drift_side *s)
{
	size_t n = 0;

	if (s->classes)
		qsort(s->class, s->classes, sizeof *s->class, by_name);
	for (size_t i = 0; i < s->classes; i++) {
		if (n && strcmp(s->class[n - 1].name, s->class[i].name) == 0)
			s->class[n - 1].count += s->class[i].count;
		else
			s->class[n++] = s->class[i];
	}
	s->classes = n;
}

static enum drift_kind kind_of(const char *type, bool classes)
{
	if (type && (strcmp(type, "integer") == 0 || strcmp(type, "real") == 0))
		return DRIFT_NUMBERS;
	if (type && strcmp(type, "datetime") == 0)
		return DRIFT_TIMES;
	return classes ? DRIFT_CLASSES : DRIFT_NOTHING;
}

static int classes_of_plan(struct drift_side *s, const struct column_info *info)
{
	char name[VALUE_NAME_BYTES];

	s->class = calloc(info->dictionary->count + 1, sizeof *s->class);
	if (!s->class)
		return -1;
	for (size_t i = 0; i < info->dictionary->count; i++) {
		struct drift_class *c = &s->class[s->classes];

		value_name(info, &info->dictionary->value[i], name);
		c->name = arena_copy(&s->arena, name, strlen(name));
		c->count = info->dictionary->value[i].count;
		if (!c->name)
			return -1;
		s->classes++;
	}
	classes_settle(s);
	return 0;
}

int drift_side_of_plan(struct drift_side *s, const struct plan *plan, size_t column)
{
	const struct column_info *info = &plan->column[column];
	bool classes = info->present > 0 && info->dictionary && (info->categorical || column == plan->label || column == plan->pred);

	memset(s, 0, sizeof *s);
	s->type = column_type_name(info->type);
	s->kind = kind_of(s->type, classes);
	s->rows = (double)plan->rows;
	s->missing = (double)info->missing;
	s->distinct_fraction = info->present ? info->distinct / (double)info->present : 0;
	s->std = info->std;
	if (info->distribution)
		s->spread = *info->distribution;
	return s->kind == DRIFT_CLASSES ? classes_of_plan(s, info) : 0;
}

static int classes_read(struct drift_side *s, const cJSON *counts)
{
	const cJSON *one;

	s->class = calloc((size_t)cJSON_GetArraySize(counts) + 1, sizeof *s->class);
	if (!s->class)
		return -1;
	cJSON_ArrayForEach(one, counts) {
		const char *name = text(one, "value");
		double count = number(one, "count", 0);

		if (name && count >= 1 && count <= 0x1p53)
			s->class[s->classes++] = (struct drift_class){ name, (uint64_t)count };
	}
	classes_settle(s);
	return 0;
}

/* Masks stand in place of texts alone; what was redacted lacks numbers, too. */
static const char *hidden_of(const cJSON *column, enum drift_kind kind)
{
	const char *values = text(column, "values");

	return values && (kind == DRIFT_CLASSES || strcmp(values, "redacted") == 0) ? values : NULL;
}

int drift_side_read(struct drift_side *s, const cJSON *column, double rows)
{
	const cJSON *missing = member(column, "missing"), *counts = member(member(column, "classes"), "counts");
	const cJSON *group;

	memset(s, 0, sizeof *s);
	s->type = text(column, "type");
	s->kind = kind_of(s->type, cJSON_IsArray(counts) && counts->child);
	s->rows = rows;
	s->missing = fmin(rows, fmax(0, number(missing, "count", 0)));
	s->distinct_fraction = number(column, "distinct_fraction", 0);
	s->std = number(member(column, "numeric"), "std", NAN);
	group = member(column, s->kind == DRIFT_TIMES ? "time" : "numeric");
	s->hidden = hidden_of(column, s->kind);
	if (s->kind <= DRIFT_TIMES && distribution_from_json(&s->spread, member(group, "grid")) < 0)
		s->spread.count = 0;
	return s->kind == DRIFT_CLASSES ? classes_read(s, counts) : 0;
}

void drift_side_release(struct drift_side *s)
{
	free(s->class);
	arena_release(&s->arena);
	s->class = NULL;
	s->classes = 0;
}

/* ---- figures ---- */

const char *const drift_names[DRIFT_FIGURES] = {
	[DRIFT_PSI] = "psi", [DRIFT_KS] = "ks", [DRIFT_WASSERSTEIN] = "wasserstein", [DRIFT_JS] = "js", [DRIFT_V] = "v",
	[DRIFT_NEW] = "new_classes", [DRIFT_NEW_FRACTION] = "new_classes_fraction", [DRIFT_VANISHED] = "vanished_classes",
	[DRIFT_VANISHED_FRACTION] = "vanished_classes_fraction", [DRIFT_MISSING_CHANGE] = "missing_change", [DRIFT_CHANCE] = "by_chance",
	[DRIFT_DRIFTED] = "drifted", [DRIFT_MISSING_SHIFTED] = "missing_shifted" };

static void none(struct drift *d, enum drift_figure from, enum drift_figure to, const char *reason)
{
	for (size_t f = from; f <= (size_t)to; f++)
		d->figure[f].none = reason;
}

static void put(struct drift *d, enum drift_figure f, double value, double error)
{
	d->figure[f].none = isfinite(value) && isfinite(error) ? NULL : "larger than a double holds";
	d->figure[f].value = value;
	d->figure[f].error = error;
}

static void put_distance(struct drift *d, enum drift_figure f, struct distance x)
{
	put(d, f, x.value, x.error);
}

/* Why values cannot be compared; NULL: they can. */
static const char *values_reason(struct drift *d, const struct drift_side *before, const struct drift_side *now)
{
	if (now->kind == DRIFT_NOTHING)
		return "only numbers, times and classes are compared";
	if (now->hidden || before->hidden) {
		snprintf(d->said, sizeof d->said, "%s %.30s", now->hidden ? "its values are" : "in the baseline its values are",
			 now->hidden ? now->hidden : before->hidden);
		return d->said;
	}
	if (before->kind != now->kind) {
		snprintf(d->said, sizeof d->said, "in the baseline the column is %.30s%s", before->type ? before->type : "of no type",
			 before->kind == DRIFT_NOTHING && now->kind == DRIFT_CLASSES ? ", without classes" : "");
		return d->said;
	}
	return NULL;
}

static const char *count_reason(double before, double now)
{
	if (now < DRIFT_VALUES_MIN)
		return "fewer than 100 values";
	return before < DRIFT_VALUES_MIN ? "fewer than 100 values in the baseline" : NULL;
}

bool drift_counts_rows(const struct drift_side *s)
{
	static const double MOST_DIFFER = 0.95, DENSE = 2;

	return s->type && strcmp(s->type, "integer") == 0 && s->distinct_fraction >= MOST_DIFFER &&
	       s->spread.at[GRID_POINTS - 1] - s->spread.at[0] <= DENSE * (double)s->spread.count;
}

static void compare_spreads(struct drift *d, const struct drift_side *before, const struct drift_side *now)
{
	double na = (double)before->spread.count, nb = (double)now->spread.count;
	struct distance ks = ks_distance(&before->spread, &now->spread), psi;
	struct tenths bins;
	struct distance w = wasserstein_distance(&before->spread, &now->spread);
	double std = before->kind == DRIFT_NUMBERS && isfinite(before->std) ? before->std : distribution_std(&before->spread);

	tenths_make(&bins, &before->spread, &now->spread);
	psi = tenths_psi(&bins, na, nb);
	put_distance(d, DRIFT_KS, ks);
	put_distance(d, DRIFT_PSI, psi);
	put_distance(d, DRIFT_JS, tenths_js(&bins));
	if (std > 0)
		put(d, DRIFT_WASSERSTEIN, w.value / std, w.error / std);
	else
		none(d, DRIFT_WASSERSTEIN, DRIFT_WASSERSTEIN, "the baseline has one value only: no unit to measure in");
	put(d, DRIFT_CHANCE, ks_by_chance(na, nb, d->alpha), 0);
	if (drift_counts_rows(before) && drift_counts_rows(now))
		none(d, DRIFT_DRIFTED, DRIFT_DRIFTED, "the numbers count rows, as identifiers do");
	else
		put(d, DRIFT_DRIFTED, drift_certain(ks, ks_by_chance(na, nb, d->alpha), DRIFT_KS_EFFECT) ||
				      drift_certain(psi, psi_by_chance(bins.count, na, nb, d->alpha), DRIFT_PSI_EFFECT), 0);
	none(d, DRIFT_V, DRIFT_VANISHED_FRACTION, "the column is not categorical");
}

/* The classes of both sides, a row each. */
struct class_table {
	uint64_t *before, *now;
	struct share *a, *b;
	size_t count;
};

static int table_open(struct class_table *t, size_t most)
{
	*t = (struct class_table){ calloc(most + 1, sizeof *t->before), calloc(most + 1, sizeof *t->now), calloc(most + 1, sizeof *t->a),
				   calloc(most + 1, sizeof *t->b), 0 };
	return t->before && t->now && t->a && t->b ? 0 : -1;
}

static void table_release(struct class_table *t)
{
	free(t->before);
	free(t->now);
	free(t->a);
	free(t->b);
}

static void table_fill(struct class_table *t, const struct drift_side *x, const struct drift_side *y, double na, double nb)
{
	for (size_t i = 0, j = 0; i < x->classes || j < y->classes; t->count++) {
		int order = i == x->classes ? 1 : j == y->classes ? -1 : strcmp(x->class[i].name, y->class[j].name);
		double p, q;

		t->before[t->count] = order <= 0 ? x->class[i++].count : 0;
		t->now[t->count] = order >= 0 ? y->class[j++].count : 0;
		p = (double)t->before[t->count] / na;
		q = (double)t->now[t->count] / nb;
		t->a[t->count] = (struct share){ p, p, p };
		t->b[t->count] = (struct share){ q, q, q };
	}
}

static double classes_total(const struct drift_side *s)
{
	double n = 0;

	for (size_t i = 0; i < s->classes; i++)
		n += (double)s->class[i].count;
	return n;
}

const struct drift_class *drift_class_only(const struct drift_side *of, const struct drift_side *in, size_t *at)
{
	while (*at < of->classes) {
		const struct drift_class *c = &of->class[(*at)++];

		if (!in->classes || !bsearch(c, in->class, in->classes, sizeof *c, by_name))
			return c;
	}
	return NULL;
}

static void put_only(struct drift *d, enum drift_figure count, const struct drift_side *of, const struct drift_side *in, double n)
{
	const struct drift_class *c;
	uint64_t classes = 0, cells = 0;
	size_t at = 0;

	while ((c = drift_class_only(of, in, &at))) {
		classes++;
		cells += c->count;
	}
	put(d, count, (double)classes, 0);
	put(d, count + 1, (double)cells / n, 0);
}

static void compare_classes(struct drift *d, const struct drift_side *before, const struct drift_side *now, double na, double nb)
{
	struct class_table t;
	struct distance psi, v = { 0, 0 };

	if (table_open(&t, before->classes + now->classes) < 0) {
		none(d, 0, DRIFT_VANISHED_FRACTION, "memory ran out");
		none(d, DRIFT_CHANCE, DRIFT_DRIFTED, "memory ran out");
		table_release(&t);
		return;
	}
	table_fill(&t, before, now, na, nb);
	psi = psi_distance(t.a, t.b, t.count, na, nb);
	v.value = drift_cramers_v(t.before, t.now, t.count);
	put_distance(d, DRIFT_PSI, psi);
	put_distance(d, DRIFT_JS, js_distance(t.a, t.b, t.count));
	put_distance(d, DRIFT_V, v);
	put_only(d, DRIFT_NEW, now, before, nb);
	put_only(d, DRIFT_VANISHED, before, now, na);
	put(d, DRIFT_CHANCE, cramers_v_by_chance(t.count, na, nb, d->alpha), 0);
	put(d, DRIFT_DRIFTED, drift_certain(v, cramers_v_by_chance(t.count, na, nb, d->alpha), DRIFT_V_EFFECT) ||
			      drift_certain(psi, psi_by_chance(t.count, na, nb, d->alpha), DRIFT_PSI_EFFECT), 0);
	none(d, DRIFT_KS, DRIFT_WASSERSTEIN, "classes have no order");
	table_release(&t);
}

static void compare_missing(struct drift *d, const struct drift_side *before, const struct drift_side *now)
{
	double a = before->missing / before->rows, b = now->missing / now->rows;
	const char *reason = now->rows < DRIFT_VALUES_MIN ? "fewer than 100 rows" :
			     before->rows < DRIFT_VALUES_MIN ? "fewer than 100 rows in the baseline" : NULL;

	if (reason) {
		none(d, DRIFT_MISSING_CHANGE, DRIFT_MISSING_CHANGE, reason);
		none(d, DRIFT_MISSING_SHIFTED, DRIFT_MISSING_SHIFTED, reason);
		return;
	}
	put(d, DRIFT_MISSING_CHANGE, b - a, 0);
	put(d, DRIFT_MISSING_SHIFTED, drift_certain((struct distance){ fabs(b - a), 0 },
						    share_by_chance(a, b, before->rows, now->rows, d->alpha), DRIFT_MISSING_EFFECT), 0);
}

void drift_compare(struct drift *d, const struct drift_side *before, const struct drift_side *now, size_t columns)
{
	const char *reason;
	double na, nb;

	memset(d, 0, sizeof *d);
	d->alpha = drift_alpha(columns);
	none(d, 0, DRIFT_FIGURES - 1, "the baseline has no such column");
	if (!before)
		return;
	compare_missing(d, before, now);
	reason = values_reason(d, before, now);
	na = before->kind == DRIFT_CLASSES ? classes_total(before) : (double)before->spread.count;
	nb = now->kind == DRIFT_CLASSES ? classes_total(now) : (double)now->spread.count;
	if (!reason)
		reason = count_reason(na, nb);
	if (reason) {
		none(d, 0, DRIFT_VANISHED_FRACTION, reason);
		none(d, DRIFT_CHANCE, DRIFT_DRIFTED, reason);
	} else if (now->kind == DRIFT_CLASSES) {
		compare_classes(d, before, now, na, nb);
	} else {
		compare_spreads(d, before, now);
	}
}
