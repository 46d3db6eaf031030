/* representativeness.extremes: the ten least and the ten greatest different values of each numeric and each time column, with how many cells have
 * each and the first row that does.
 *
 * Where the census counted every value they stand at either end of its dictionary, and no row is looked at. Elsewhere the second pass keeps two
 * sorted lists of EXTREMES values: a cell costs two comparisons, with the worst value of either list, and only what is as good goes further.
 * A value that is among the ten of all rows is among the ten of any part of them, so no count is ever begun too late: the figures are exact,
 * and any split and any order of merging gives the same lists.
 * Memory: 480 bytes a column. Infinite numbers are left out, as from all numeric figures; times are in the column's order of day and month.
 */
#include "analyse/analyse.h"
#include "analyse/column_type.h"
#include "analyse/numeric_columns.h"
#include "analyse/value_name.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "representativeness.least", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "extremes.least",
	  "the ten least different numbers, or earliest times: value, count, first row", "the first ten of the sorted distinct values", NULL },
	{ "representativeness.greatest", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "extremes.greatest",
	  "the ten greatest different numbers, or latest times, the greatest first: value, count, first row",
	  "the last ten of the sorted distinct values", NULL },
	{ .name = NULL }
};

enum end { LEAST, GREATEST, ENDS };
enum { EXTREMES = 10 };

static const double TIME_FARTHEST = 1e18;		/* microseconds: beyond all years of four digits */
static const uint64_t ROWS_MAX = UINT64_C(1) << 53;	/* more are a damaged file */

struct extreme {
	double number;
	uint64_t count, first_row;
};

/* The best first: ascending at the one end, descending at the other. */
struct extremes {
	struct extreme at[EXTREMES];
	uint32_t count;
};

struct column_state {
	struct extremes end[ENDS];
};

struct state {
	const struct plan *plan;
	struct column_state **of;	/* NULL where the census knows every value, or there is nothing to order */
};

static const char *extremes_reason(const struct column_info *c)
{
	if (c->type != TYPE_DATETIME)
		return numeric_reason(c);
	return c->order == ORDER_AMBIGUOUS || c->order == ORDER_MIXED ? "the order of day and month is not told" : NULL;
}

/* Is x nearer to that end than y? */
static inline bool is_beyond(enum end end, double x, double y)
{
	return end == LEAST ? x < y : x > y;
}

static void extremes_add(struct extremes *x, enum end end, const struct extreme *e)
{
	uint32_t at = x->count;

	if (at > 0 && is_beyond(end, e->number, x->at[0].number))	/* at once where values rise or fall with the rows, as ids and times do */
		at = 0;
	while (at > 0 && is_beyond(end, e->number, x->at[at - 1].number))
		at--;
	if (at > 0 && x->at[at - 1].number == e->number) {
		struct extreme *same = &x->at[at - 1];

		same->count += e->count;
		same->first_row = e->first_row < same->first_row ? e->first_row : same->first_row;
		return;
	}
	if (at == EXTREMES)
		return;
	x->count += x->count < EXTREMES;
	memmove(&x->at[at + 1], &x->at[at], (x->count - 1 - at) * sizeof x->at[0]);
	x->at[at] = *e;
}

/* ---- the state ---- */

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->of = calloc(plan->columns + 1, sizeof *s->of);
	if (!s->of)
		return err_nomem(e);
	s->plan = plan;
	for (size_t c = 0; c < plan->columns; c++) {
		if (extremes_reason(&plan->column[c]) || plan->column[c].dictionary)
			continue;
		s->of[c] = calloc(1, sizeof *s->of[c]);
		if (!s->of[c])
			return err_nomem(e);
	}
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->of && c < s->plan->columns; c++)
		free(s->of[c]);
	free(s->of);
}

/* What a number must reach to matter; all do until a list is full. */
static double limit_of(const struct extremes *x, enum end end)
{
	if (x->count == EXTREMES)
		return x->at[EXTREMES - 1].number;
	return end == LEAST ? INFINITY : -INFINITY;
}

/* Hot: nearly every cell ends at the first line of the loop. */
static void column_update(struct column_state *into, const struct column_info *info, const struct batch *b, const struct column *c)
{
	double low = limit_of(&into->end[LEAST], LEAST), high = limit_of(&into->end[GREATEST], GREATEST);
	const double *number = c->number;

	for (size_t r = 0; r < b->rows; r++) {
		struct extreme e;

		if (number[r] > low && number[r] < high)
			continue;
		if (!isfinite(number[r]) || !column_type_takes(info, (enum cell_kind)c->kind[r]))
			continue;
		e = (struct extreme){ number[r] + 0.0, 1, b->first_row + r };	/* -0 is 0 */
		if (e.number <= low) {
			extremes_add(&into->end[LEAST], LEAST, &e);
			low = limit_of(&into->end[LEAST], LEAST);
		}
		if (e.number >= high) {
			extremes_add(&into->end[GREATEST], GREATEST, &e);
			high = limit_of(&into->end[GREATEST], GREATEST);
		}
	}
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	(void)e;
	for (size_t c = 0; c < b->columns; c++)
		if (s->of[c] && b->column[c].kind)
			column_update(s->of[c], &s->plan->column[c], b, &b->column[c]);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	const struct state *a = into, *b = from;

	(void)e;
	for (size_t c = 0; c < a->plan->columns; c++)
		for (enum end end = LEAST; a->of[c] && end < ENDS; end++)
			for (uint32_t i = 0; i < b->of[c]->end[end].count; i++)
				extremes_add(&a->of[c]->end[end], end, &b->of[c]->end[end].at[i]);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		for (enum end end = LEAST; s->of[c] && end < ENDS; end++) {
			const struct extremes *x = &s->of[c]->end[end];

			blob_put_u64(b, x->count);
			for (uint32_t i = 0; i < x->count; i++) {
				blob_put_f64(b, x->at[i].number);
				blob_put_u64(b, x->at[i].count);
				blob_put_u64(b, x->at[i].first_row);
			}
		}
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* -1: damaged. */
static int extremes_load(struct extremes *x, enum end end, double farthest, struct blob *b)
{
	uint64_t count = blob_get_u64(b);

	if (count > EXTREMES)
		return -1;
	for (x->count = 0; x->count < count; x->count++) {
		struct extreme *e = &x->at[x->count];

		e->number = blob_get_f64(b);
		e->count = blob_get_u64(b);
		e->first_row = blob_get_u64(b);
		if (!blob_ok(b) || !(fabs(e->number) <= farthest) || !e->count || e->count > ROWS_MAX || !e->first_row || e->first_row > ROWS_MAX ||
		    (x->count && !is_beyond(end, x->at[x->count - 1].number, e->number)))
			return -1;
	}
	return blob_ok(b) ? 0 : -1;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "extreme values of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++) {
		double farthest = s->plan->column[c].type == TYPE_DATETIME ? TIME_FARTHEST : __DBL_MAX__;

		for (enum end end = LEAST; s->of[c] && end < ENDS; end++)
			if (extremes_load(&s->of[c]->end[end], end, farthest, b) < 0)
				return err_set(e, ERR_STATE, "extreme values are damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "extreme values end early");
}

/* ---- publishing ---- */

/* The values at one end of a dictionary, which is ascending. */
static void extremes_of_dictionary(struct extremes *x, enum end end, const struct column_info *info)
{
	const struct dictionary *d = info->dictionary;

	for (size_t i = 0; i < d->count && x->count < EXTREMES; i++) {
		const struct value *v = &d->value[end == LEAST ? i : d->count - 1 - i];

		if (isfinite(v->number) && column_type_takes(info, (enum cell_kind)v->kind))
			x->at[x->count++] = (struct extreme){ v->number + 0.0, v->count, v->first_row };
	}
}

static cJSON *extremes_json(const struct extremes *x, bool times)
{
	cJSON *list = cJSON_CreateArray();
	bool done = list;

	for (uint32_t i = 0; done && i < x->count; i++) {
		const struct extreme *e = &x->at[i];
		cJSON *one = cJSON_CreateObject(), *value;
		char time[40];

		if (times)
			time_format(e->number, time);
		value = times ? cJSON_CreateString(time) : cJSON_CreateNumber(e->number);
		if (!one || !value || !cJSON_AddItemToObject(one, "value", value)) {
			cJSON_Delete(one);
			cJSON_Delete(value);
			done = false;
			continue;
		}
		done = cJSON_AddItemToArray(list, one) && cJSON_AddNumberToObject(one, "count", (double)e->count) &&
		       cJSON_AddNumberToObject(one, "row", (double)e->first_row);
	}
	if (done)
		return list;
	cJSON_Delete(list);
	return NULL;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_info *info = &plan->column[c];
		const char *reason = extremes_reason(info);

		for (enum end end = LEAST; end < ENDS; end++) {
			struct extremes counted = { .count = 0 };

			if (reason) {
				out->none(out, &metrics[end], in_column(c), reason);
				continue;
			}
			if (info->dictionary)
				extremes_of_dictionary(&counted, end, info);
			out->detail(out, &metrics[end], in_column(c),
				    extremes_json(s->of[c] ? &s->of[c]->end[end] : &counted, info->type == TYPE_DATETIME));
		}
	}
}

const struct analysis representativeness_extremes = {
	.name = "representativeness.extremes",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
