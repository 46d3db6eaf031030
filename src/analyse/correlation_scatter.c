/* correlation.scatter: points of the strongest pairs of numeric columns, to be drawn: the numbers of SCATTER_ROWS rows drawn at random.
 *
 * Second pass. How many rows there are tells which are drawn (row_sample.h), so their numbers in the columns that take part (correlation.h) go
 * to a place of their own, and a batch that has none of these rows costs a search. Parts merge in any order: each place is filled by one part.
 * Which pairs are the strongest is known from all rows, before anything is published. Only their points are, in the order of rows, where both
 * numbers are finite. Memory: 300 rows × at most 50 columns × 8 bytes = 120 kB.
 */
#include "analyse/correlation.h"
#include "analyse/row_sample.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "correlation.scatter", SCOPE_PAIR, UNIT_DETAIL, 0, 0, EXACT, "scatter",
	  "the pair's numbers in rows drawn at random, of the six pairs with the greatest |Pearson| or |Spearman|",
	  "points x, y of the rows with both numbers; at most 300 rows, drawn by a hash of how many there are", "Bentley & Floyd 1987" },
	{ .name = NULL }
};

enum { SCATTER_ROWS = 300 };

struct state {
	const struct plan *plan;
	struct chosen chosen;
	uint64_t row[SCATTER_ROWS];	/* ascending */
	size_t rows;
	double *number;			/* [column × rows + row], NaN: none, or not yet */
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static size_t numbers_drawn(const struct state *s)
{
	return s->chosen.count * s->rows;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->plan = plan;
	chosen_numeric(&s->chosen, plan);
	s->rows = row_sample(1, plan->rows, SCATTER_ROWS, s->row);
	s->number = malloc((numbers_drawn(s) + 1) * sizeof *s->number);
	if (!s->number)
		return err_nomem(e);
	for (size_t i = 0; i < numbers_drawn(s); i++)
		s->number[i] = NAN;
	return 0;
}

static void close(void *state)
{
	free(((struct state *)state)->number);
}

/* The first drawn row from `row` on. */
static size_t drawn_from(const struct state *s, uint64_t row)
{
	size_t low = 0, high = s->rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->row[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && ((const struct state *)state)->chosen.count > 1 ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	size_t from = drawn_from(s, b->first_row), to = drawn_from(s, b->first_row + b->rows);

	(void)e;
	for (size_t i = 0; i < s->chosen.count; i++) {
		const struct column *c = s->chosen.column[i] < b->columns ? &b->column[s->chosen.column[i]] : NULL;

		for (size_t at = from; c && c->kind && at < to; at++)
			if (number_takes_part(c, s->row[at] - b->first_row))
				s->number[i * s->rows + at] = c->number[s->row[at] - b->first_row] + 0.0;	/* -0 is 0 */
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	for (size_t i = 0; i < numbers_drawn(a); i++)
		if (isnan(a->number[i]))
			a->number[i] = b->number[i];
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	blob_put_u64(b, s->chosen.count);
	for (size_t i = 0; i < numbers_drawn(s); i++)
		blob_put_f64(b, isnan(s->number[i]) ? NAN : s->number[i]);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->rows || blob_get_u64(b) != s->chosen.count)
		return err_set(e, ERR_STATE, "points of other rows or columns");
	for (size_t i = 0; i < numbers_drawn(s); i++) {
		double number = blob_get_f64(b);

		if (isinf(number))
			return err_set(e, ERR_STATE, "points are damaged");
		s->number[i] = isnan(number) ? NAN : number;
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "points end early");
}

/* The numbers of a column that takes part. */
static const double *numbers_at(const struct state *s, size_t column)
{
	size_t i = 0;

	while (s->chosen.column[i] != column)
		i++;
	return s->number + i * s->rows;
}

static cJSON *points_json(const struct state *s, const struct strong_pair *pair)
{
	const double *x = numbers_at(s, pair->x), *y = numbers_at(s, pair->y);
	cJSON *scatter = cJSON_CreateObject(), *points;
	bool done = scatter && cJSON_AddNumberToObject(scatter, "drawn", (double)s->rows) &&
		    cJSON_AddNumberToObject(scatter, "of", (double)s->plan->rows);

	points = done ? cJSON_AddArrayToObject(scatter, "points") : NULL;
	done = points;
	for (size_t r = 0; done && r < s->rows; r++)
		if (!isnan(x[r]) && !isnan(y[r]))
			done = cJSON_AddItemToArray(points, cJSON_CreateDoubleArray((double[]){ x[r], y[r] }, 2));
	if (done)
		return scatter;
	cJSON_Delete(scatter);
	return NULL;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	if (plan->fast && s->chosen.count > 1)	/* nobody knows which pairs are the strongest; this one stands for them */
		out->none(out, &metrics[0], in_pair(s->chosen.column[0], s->chosen.column[1]), skipped_by_fast);
	for (size_t i = 0; i < plan->strongest.count; i++) {
		const struct strong_pair *pair = &plan->strongest.at[i];

		out->detail(out, &metrics[0], in_pair(pair->x, pair->y), points_json(s, pair));
	}
}

const struct analysis correlation_scatter = {
	.name = "correlation.scatter",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the numeric columns, and how many rows there are, to draw some of them",
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
