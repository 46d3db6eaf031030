/* timeliness.order: rows whose time is earlier than that of the row before.
 *
 * Second pass, ordered: a state knows the first and the last time of its rows; merging looks at the seam.
 * Missing times are passed over. Columns whose day/month order is not told have no figure.
 */
#include "analyse/analyse.h"

static const struct metric metrics[] = {
	{ "timeliness.out_of_order", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "time.out_of_order",
	  "rows whose time is earlier than the time of the row before", "count of t[i] < t[i − 1] over rows with a time", NULL },
	{ "timeliness.out_of_order_rows", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "time.out_of_order_rows", "the first such rows",
	  "row numbers", NULL },
	{ .name = NULL }
};

struct column_state {
	uint64_t times, back;
	double first, last;
	uint64_t first_row;
	struct examples rows;
};

struct state {
	const struct plan *plan;
	struct column_state of[];
};

static const char *time_reason(const struct column_info *c)
{
	if (c->type != TYPE_DATETIME)
		return "the column is not datetime";
	return c->order == ORDER_AMBIGUOUS || c->order == ORDER_MIXED ? "the order of day and month is not told" : NULL;
}

static size_t state_size(const struct plan *plan)
{
	return sizeof(struct state) + plan->columns * sizeof(struct column_state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)e;
	((struct state *)state)->plan = plan;
	return 0;
}

static void close(void *state)
{
	(void)state;
}

static void time_add(struct column_state *c, double t, uint64_t row)
{
	if (c->times == 0) {
		c->first = t;
		c->first_row = row;
	} else if (t < c->last) {
		c->back++;
		examples_add(&c->rows, row);
	}
	c->last = t;
	c->times++;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)state;
	return column == NO_COLUMN || time_reason(&plan->column[column]) ? ROWS_NONE : ROWS_NEEDED;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	(void)e;
	for (size_t c = 0; c < b->columns; c++) {
		const struct column_info *info = &s->plan->column[c];
		const struct column *column = &b->column[c];

		if (!column->kind || time_reason(info))
			continue;
		for (size_t r = 0; r < b->rows; r++)
			if (info->epoch ? cell_is_number(column->kind[r]) : cell_is_time(column->kind[r]))
				time_add(&s->of[c], column->number[r], b->first_row + r);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	for (size_t c = 0; c < a->plan->columns; c++) {
		struct column_state *x = &a->of[c];
		const struct column_state *y = &b->of[c];

		if (y->times == 0)
			continue;
		if (x->times == 0) {
			*x = *y;
			continue;
		}
		if (y->first < x->last) {
			x->back++;
			examples_add(&x->rows, y->first_row);
		}
		x->back += y->back;
		examples_merge(&x->rows, &y->rows);
		x->times += y->times;
		x->last = y->last;
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		const struct column_state *x = &s->of[c];

		blob_put_u64(b, x->times);
		blob_put_u64(b, x->back);
		blob_put_f64(b, x->first);
		blob_put_f64(b, x->last);
		blob_put_u64(b, x->first_row);
		examples_save(&x->rows, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "time order of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++) {
		struct column_state *x = &s->of[c];

		x->times = blob_get_u64(b);
		x->back = blob_get_u64(b);
		x->first = blob_get_f64(b);
		x->last = blob_get_f64(b);
		x->first_row = blob_get_u64(b);
		if (examples_load(&x->rows, b) < 0 || x->back > x->times || isnan(x->first) || isnan(x->last))
			return err_set(e, ERR_STATE, "time order is damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "time order ends early");
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		const char *reason = time_reason(&plan->column[c]);

		if (reason) {
			out->none(out, &metrics[0], in_column(c), reason);
			out->none(out, &metrics[1], in_column(c), reason);
			continue;
		}
		out->value(out, &metrics[0], in_column(c), (double)s->of[c].back);
		out->detail(out, &metrics[1], in_column(c), examples_json(&s->of[c].rows));
	}
}

const struct analysis timeliness_order = {
	.name = "timeliness.order",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_ORDERED,
	.version = 1,
	.why = "the order of day and month; looks at neighbours in row order",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
