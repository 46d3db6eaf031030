/* validity.census: what kinds of cells each column holds, and which values; all later passes start from it.
 *
 * Takes every cell's kind, and key, number and text of those that are there. Keeps, for a column, a count and the first rows of
 * each kind and a value_counts (exact while there are few values). All of it integers, sets and maxima: exact, any order.
 * Publishes rows, columns, rejects; for a column its type, cells by kind, missing cells, distinct values, odd cells.
 * Informs the plan of every column: type, value dictionary, number buckets.
 *
 * Type of a column, by the kinds of all its cells (nothing is sampled):
 *   no cell present                                        empty
 *   all boolean / all integer / integers and reals / all times of one order / all json     that type (real for the mix)
 *   any CODE cell (007, 20 digits)                         text: digits that must not become numbers
 *   at least ODD_SHARE of one family (numbers, times, booleans, json)   that family; the others are odd cells, a finding
 *   else                                                   text
 * A numeric column whose name says time (…time, …date, …_at, ts, epoch) and whose numbers all lie in 2001…2100 read as
 * seconds or milliseconds since 1970 is datetime.
 */
#include "analyse/analyse.h"
#include "analyse/column_type.h"
#include "analyse/value_counts.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "completeness.rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "rows", "records that were kept", "records kept", NULL },
	{ "completeness.columns", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "columns", "columns, of all sources together",
	  "distinct field names", NULL },
	{ "completeness.cells", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "cells", "cells of the table", "rows × columns", NULL },
	{ "validity.rejected", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "rejected", "records that could not be kept",
	  "read − kept", NULL },
	{ "validity.rejected_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "rejected_fraction",
	  "share of the records read that could not be kept", "rejected / (kept + rejected)", NULL },
	{ "validity.type", SCOPE_COLUMN, UNIT_NAME, 0, 0, EXACT, "type", "type of the column, decided by all of its cells",
	  "see assay explain validity.type: all cells of one kind, or at least 95 % of one family and no code-like digits", NULL },
	{ "validity.kinds", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "kinds", "cells of each kind", "count by lexical kind", NULL },
	{ "completeness.missing", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "missing.count",
	  "cells that hold nothing: empty, NA token, JSON null or absent key", "empty + na + null + absent", "pandas isnull().sum()" },
	{ "completeness.missing_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "missing.fraction",
	  "missing cells divided by rows", "missing / rows", "pandas isnull().mean()" },
	{ "completeness.missing_empty", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "missing.empty",
	  "cells with nothing or only blanks in them", "count", NULL },
	{ "completeness.missing_na", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "missing.na",
	  "cells with a token that stands for missing (--na)", "count", NULL },
	{ "completeness.missing_null", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "missing.null", "JSON nulls", "count", NULL },
	{ "completeness.missing_absent", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "missing.absent",
	  "records without this key, or of a source without this column", "count", NULL },
	{ "completeness.missing_rows", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "missing.rows", "the first rows with a missing cell",
	  "row numbers", NULL },
	{ "uniqueness.distinct", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT_OR_BOUND, "distinct",
	  "different values, missing cells apart; numbers that are written differently are one value",
	  "count of a set; past the bound HyperLogLog with 2^14 registers", "Ertl 2017, arXiv:1702.01284" },
	{ "uniqueness.distinct_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT_OR_BOUND, "distinct_fraction",
	  "different values divided by present cells", "distinct / (rows − missing)", NULL },
	{ "validity.odd_cells", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "odd.count",
	  "present cells that are not of the column's type", "present − cells of the type's kinds", NULL },
	{ "validity.odd_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "odd.fraction",
	  "present cells that are not of the column's type, as a share", "odd / present", NULL },
	{ "validity.odd_rows", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "odd.rows", "the first rows with such a cell", "row numbers", NULL },
	{ .name = NULL }
};

enum {
	M_ROWS, M_COLUMNS, M_CELLS, M_REJECTED, M_REJECTED_FRACTION, M_TYPE, M_KINDS, M_MISSING, M_MISSING_FRACTION,
	M_EMPTY, M_NA, M_NULL, M_ABSENT, M_MISSING_ROWS, M_DISTINCT, M_DISTINCT_FRACTION, M_ODD, M_ODD_FRACTION, M_ODD_ROWS
};

struct census_column {
	uint64_t kind[CELL_KINDS];		/* but ABSENT, which is rows − the others */
	struct examples first[CELL_KINDS];	/* ABSENT only where the column was known and the record lacked it */
	struct value_counts values;
	uint64_t infinite;
	double min, max;			/* of finite numbers; min > max: none */

	/* Made by inform, for the plan. */
	struct value *value;
	struct dictionary *dictionary;
	struct bucket *bucket;
};

struct state {
	size_t values_bytes;
	uint64_t rows;
	struct examples first_rows;	/* of the whole data: rows that lack a column which appears only later */
	size_t columns;
	struct census_column **of;	/* one allocation a column: states grow while columns are discovered */
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	(void)e;
	s->values_bytes = plan->values_bytes;
	return 0;
}

static void column_free(struct census_column *c)
{
	if (!c)
		return;
	value_counts_release(&c->values);
	dictionary_free(c->dictionary);
	free(c->value);
	free(c->bucket);
	free(c);
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; c < s->columns; c++)
		column_free(s->of[c]);
	free(s->of);
}

/* More columns have appeared: room for them, and less room for each one's values. */
static int columns_ensure(struct state *s, size_t columns, struct err *e)
{
	struct census_column **of;

	if (columns <= s->columns)
		return 0;
	of = realloc(s->of, columns * sizeof *of);
	if (!of)
		return err_nomem(e);
	s->of = of;
	while (s->columns < columns) {
		struct census_column *c = calloc(1, sizeof *c);

		if (!c)
			return err_nomem(e);
		c->min = INFINITY;
		c->max = -INFINITY;
		c->first[CELL_ABSENT] = s->first_rows;	/* absent in all rows so far */
		s->of[s->columns++] = c;
	}
	for (size_t c = 0; c < columns; c++)
		if (value_counts_limit(&s->of[c]->values, values_limit(s->values_bytes, columns)) < 0)
			return err_nomem(e);
	return 0;
}

/* Are all rows of this batch behind what the examples hold? Then there is nothing to look for. */
static bool examples_full_before(const struct examples *x, uint64_t row)
{
	return x->count == EXAMPLES_MAX && row > x->row[EXAMPLES_MAX - 1];
}

static void kinds_update(struct census_column *c, const struct batch *b, const uint8_t *kind)
{
	uint64_t count[CELL_KINDS] = { 0 };

	for (size_t r = 0; r < b->rows; r++)
		count[kind[r]]++;
	for (unsigned k = 0; k < CELL_KINDS; k++) {
		size_t r = 0;

		c->kind[k] += k == CELL_ABSENT ? 0 : count[k];
		if (count[k] == 0 || examples_full_before(&c->first[k], b->first_row))
			continue;
		for (size_t seen = 0; seen < EXAMPLES_MAX && seen < count[k]; r++) {
			if (kind[r] == k) {
				examples_add(&c->first[k], b->first_row + r);
				seen++;
			}
		}
	}
}

static void numbers_update(struct census_column *c, const struct batch *b, const struct column *column)
{
	double min = c->min, max = c->max;

	for (size_t r = 0; r < b->rows; r++) {
		double x = column->number[r];

		if (!cell_is_number(column->kind[r]))
			continue;
		if (!isfinite(x)) {
			c->infinite++;
			continue;
		}
		x += 0.0;	/* -0 is 0, whichever comes first */
		min = x < min ? x : min;
		max = x > max ? x : max;
	}
	c->min = min;
	c->max = max;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	size_t limit;

	if (columns_ensure(s, b->columns, e) < 0)
		return -1;
	limit = values_limit(s->values_bytes, s->columns);
	s->rows += b->rows;
	for (size_t r = 0; r < b->rows && r < EXAMPLES_MAX; r++)
		examples_add(&s->first_rows, b->first_row + r);
	for (size_t c = 0; c < b->columns; c++) {
		struct census_column *into = s->of[c];
		const struct column *column = &b->column[c];

		if (!column->kind) {
			for (size_t r = 0; r < b->rows && r < EXAMPLES_MAX; r++)
				examples_add(&into->first[CELL_ABSENT], b->first_row + r);
			continue;
		}
		kinds_update(into, b, column->kind);
		numbers_update(into, b, column);
		if (value_counts_update(&into->values, b, column, limit) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;
	size_t columns = a->columns > b->columns ? a->columns : b->columns;

	if (columns_ensure(a, columns, e) < 0)
		return -1;
	for (size_t c = b->columns; c < columns; c++)	/* to `from` these columns did not exist: absent in all its rows */
		examples_merge(&a->of[c]->first[CELL_ABSENT], &b->first_rows);
	for (size_t c = 0; c < b->columns; c++) {
		struct census_column *x = a->of[c];
		const struct census_column *y = b->of[c];

		for (unsigned k = 0; k < CELL_KINDS; k++) {
			x->kind[k] += y->kind[k];
			examples_merge(&x->first[k], &y->first[k]);
		}
		x->infinite += y->infinite;
		x->min = y->min < x->min ? y->min : x->min;
		x->max = y->max > x->max ? y->max : x->max;
		if (value_counts_merge(&x->values, &y->values, values_limit(a->values_bytes, columns)) < 0)
			return err_nomem(e);
	}
	a->rows += b->rows;
	examples_merge(&a->first_rows, &b->first_rows);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->values_bytes);
	blob_put_u64(b, s->rows);
	examples_save(&s->first_rows, b);
	blob_put_u64(b, s->columns);
	for (size_t c = 0; c < s->columns; c++) {
		const struct census_column *x = s->of[c];

		for (unsigned k = 0; k < CELL_KINDS; k++) {
			blob_put_u64(b, x->kind[k]);
			examples_save(&x->first[k], b);
		}
		blob_put_u64(b, x->infinite);
		blob_put_f64(b, x->min);
		blob_put_f64(b, x->max);
		value_counts_save(&x->values, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int column_load(struct census_column *x, uint64_t rows, struct blob *b, size_t limit)
{
	uint64_t cells = 0;

	for (unsigned k = 0; k < CELL_KINDS; k++) {
		x->kind[k] = blob_get_u64(b);
		if (x->kind[k] > rows - cells || examples_load(&x->first[k], b) < 0)
			return -1;
		cells += x->kind[k];
	}
	x->infinite = blob_get_u64(b);
	x->min = blob_get_f64(b);
	x->max = blob_get_f64(b);
	if (x->infinite > x->kind[CELL_REAL] || isnan(x->min) || isnan(x->max))
		return -1;
	return value_counts_load(&x->values, b, limit);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t columns;

	if (blob_get_u64(b) != s->values_bytes)
		return err_set(e, ERR_STATE, "the census was taken with another memory bound");
	s->rows = blob_get_u64(b);
	if (examples_load(&s->first_rows, b) < 0)
		return err_set(e, ERR_STATE, "the census is damaged: first rows");
	columns = blob_get_u64(b);
	if (!blob_ok(b) || columns > (b->length - b->at) / 8)
		return err_set(e, ERR_STATE, "the census ends early");
	if (columns_ensure(s, (size_t)columns, e) < 0)
		return -1;
	for (size_t c = 0; c < columns; c++)
		if (column_load(s->of[c], s->rows, b, values_limit(s->values_bytes, s->columns)) < 0)
			return err_set(e, ERR_STATE, "the census is damaged in column %zu", c + 1);
	return 0;
}

static uint64_t absent_count(const struct state *s, const struct census_column *c)
{
	uint64_t there = 0;

	for (unsigned k = CELL_ABSENT + 1; k < CELL_KINDS; k++)
		there += c->kind[k];
	return s->rows - there;
}

/* The plan's value array and dictionary, from the counts. */
static int dictionary_make(struct census_column *c, struct column_info *info)
{
	const struct value_counts *v = &c->values;

	c->value = malloc((v->count + 1) * sizeof *c->value);
	if (!c->value)
		return -1;
	for (uint32_t i = 0; i < v->count; i++) {
		const struct value_entry *x = &v->entry[i];
		double number = column_time_or_number(info, x->kind, x->number);

		c->value[i] = (struct value){ .key = spilled_key(x->kind, x->number, x->key), .count = x->count,
					      .first_row = x->first_row, .number = number, .kind = x->kind, .bytes = x->bytes,
					      .cut = x->cut, .text = v->texts + x->text };
	}
	dictionary_free(c->dictionary);
	c->dictionary = dictionary_new(c->value, v->count, column_is_numeric(info) || info->type == TYPE_DATETIME);
	return c->dictionary ? 0 : -1;
}

/* Ascending counts of the finite numbers, exact, from the value counts. */
static int buckets_of_few(struct census_column *c, size_t *n)
{
	const struct value_counts *v = &c->values;
	struct sketch *sketch;
	int done = -1;

	if (sketch_new(&sketch, VALUES_MAX) < 0)
		return -1;
	for (uint32_t i = 0; i < v->count; i++)
		if (cell_is_number(v->entry[i].kind) && isfinite(v->entry[i].number) &&
		    sketch_add(sketch, v->entry[i].number, v->entry[i].count) < 0)
			goto out;
	done = sketch_buckets(sketch, &c->bucket, n);
out:
	sketch_free(sketch);
	return done;
}

/* role: the column is the label or the prediction, whose values are classes whatever their type. */
static int inform_column(const struct state *s, struct census_column *c, bool role, struct column_info *info)
{
	memcpy(info->kind_count, c->kind, sizeof c->kind);
	info->kind_count[CELL_ABSENT] = absent_count(s, c);
	info->missing = 0;
	for (unsigned k = 0; k <= CELL_LAST_MISSING; k++)
		info->missing += info->kind_count[k];
	info->present = s->rows - info->missing;
	info->numbers = c->kind[CELL_INTEGER] + c->kind[CELL_REAL] - c->infinite;
	info->infinite = c->infinite;
	info->min = c->min;
	info->max = c->max;
	column_type_decide(info);
	free(c->bucket);
	free(c->value);
	c->bucket = NULL;
	c->value = NULL;
	if (c->values.many) {
		info->distinct = round(hll_count(c->values.hll));
		if (info->distinct > (double)info->present)	/* never more values than cells */
			info->distinct = (double)info->present;
		info->distinct_error = hll_error();
		info->heavy = c->values.heavy;
		if (sketch_buckets(c->values.sketch, &c->bucket, &info->buckets) < 0)
			return -1;
	} else {
		if (dictionary_make(c, info) < 0 || buckets_of_few(c, &info->buckets) < 0)
			return -1;
		info->dictionary = c->dictionary;
		info->distinct = (double)c->dictionary->count;
		info->distinct_error = 0;
	}
	info->bucket = c->bucket;
	info->categorical = info->dictionary && (role ? info->distinct <= CATEGORIES_MAX || info->type == TYPE_TEXT :
						 info->distinct <= CATEGORIES_MAX && (info->type == TYPE_TEXT || info->type == TYPE_BOOLEAN));
	return 0;
}

/* The columns' order and names are the engine's; the plan's columns exist already. What is made here lives as long as the state. */
static int inform(const void *state, struct plan *plan, struct err *e)
{
	const struct state *s = state;

	plan->rows = s->rows;
	for (size_t c = 0; c < plan->columns; c++)
		if (c < s->columns && inform_column(s, s->of[c], c == plan->label || c == plan->pred, &plan->column[c]) < 0)
			return err_nomem(e);
	for (size_t c = s->columns; c < plan->columns; c++) {	/* named by a header, with no row */
		plan->column[c].kind_count[CELL_ABSENT] = plan->column[c].missing = s->rows;
		column_type_decide(&plan->column[c]);
	}
	return 0;
}

static void publish_rows(const struct metric *m, const struct state *s, size_t c, const bool *kinds, struct sink *out)
{
	struct examples all = { .count = 0 };

	for (unsigned k = 0; k < CELL_KINDS; k++)
		if (kinds[k])
			examples_merge(&all, c < s->columns ? &s->of[c]->first[k] : &s->first_rows);
	out->detail(out, m, in_column(c), examples_json(&all));
}

static void publish_missing(const struct state *s, const struct plan *plan, size_t c, struct sink *out)
{
	const struct column_info *info = &plan->column[c];
	static const bool missing[CELL_KINDS] = { [CELL_ABSENT] = true, [CELL_EMPTY] = true, [CELL_NA] = true, [CELL_NULL] = true };

	out->value(out, &metrics[M_MISSING], in_column(c), (double)info->missing);
	sink_number(out, &metrics[M_MISSING_FRACTION], in_column(c), (double)info->missing / (double)plan->rows, "no rows");
	out->value(out, &metrics[M_EMPTY], in_column(c), (double)info->kind_count[CELL_EMPTY]);
	out->value(out, &metrics[M_NA], in_column(c), (double)info->kind_count[CELL_NA]);
	out->value(out, &metrics[M_NULL], in_column(c), (double)info->kind_count[CELL_NULL]);
	out->value(out, &metrics[M_ABSENT], in_column(c), (double)info->kind_count[CELL_ABSENT]);
	publish_rows(&metrics[M_MISSING_ROWS], s, c, missing, out);
}

static void publish_odd(const struct state *s, const struct column_info *info, size_t c, struct sink *out)
{
	bool odd[CELL_KINDS] = { false };
	uint64_t count = 0;

	for (unsigned k = CELL_LAST_MISSING + 1; k < CELL_KINDS; k++) {
		odd[k] = !column_type_takes(info, (enum cell_kind)k);
		count += odd[k] ? info->kind_count[k] : 0;
	}
	out->value(out, &metrics[M_ODD], in_column(c), (double)count);
	sink_number(out, &metrics[M_ODD_FRACTION], in_column(c), (double)count / (double)info->present, "no cell is present");
	publish_rows(&metrics[M_ODD_ROWS], s, c, odd, out);
}

static void publish_column(const struct state *s, const struct plan *plan, size_t c, struct sink *out)
{
	const struct column_info *info = &plan->column[c];
	static const char method[] = "HyperLogLog, 2^14 registers; error is one standard error";
	cJSON *kinds = cJSON_CreateObject();

	for (unsigned k = 0; kinds && k < CELL_KINDS; k++)
		if (info->kind_count[k])
			cJSON_AddNumberToObject(kinds, cell_kind_name((enum cell_kind)k), (double)info->kind_count[k]);
	out->text(out, &metrics[M_TYPE], in_column(c), column_type_name(info->type));
	out->detail(out, &metrics[M_KINDS], in_column(c), kinds);
	publish_missing(s, plan, c, out);
	sink_within(out, &metrics[M_DISTINCT], in_column(c), info->distinct, method, info->distinct_error * info->distinct);
	if (info->present)
		sink_within(out, &metrics[M_DISTINCT_FRACTION], in_column(c), info->distinct / (double)info->present, method,
			    info->distinct_error * info->distinct / (double)info->present);
	else
		out->none(out, &metrics[M_DISTINCT_FRACTION], in_column(c), "no cell is present");
	publish_odd(s, info, c, out);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	double read = (double)plan->rows + (double)plan->rejected;

	out->value(out, &metrics[M_ROWS], in_dataset(), (double)plan->rows);
	out->value(out, &metrics[M_COLUMNS], in_dataset(), (double)plan->columns);
	out->value(out, &metrics[M_CELLS], in_dataset(), (double)plan->rows * (double)plan->columns);
	out->value(out, &metrics[M_REJECTED], in_dataset(), (double)plan->rejected);
	sink_number(out, &metrics[M_REJECTED_FRACTION], in_dataset(), (double)plan->rejected / read, "nothing was read");
	for (size_t c = 0; c < plan->columns; c++)
		publish_column(s, plan, c, out);
}

const struct analysis census = {
	.name = "validity.census",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.inform = inform,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
