/* completeness.rows: how whole the rows are: cells missing over the whole table, rows with any, rows with nothing but missing cells.
 *
 * Second pass, because a column that first appears late is missing in all earlier rows. Takes kinds. Keeps four integers and the first
 * rows that hold nothing: exact in any order.
 */
#include "analyse/analyse.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "completeness.missing_cells", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "missing_cells",
	  "missing cells of the whole table", "Σ over columns of missing", "pandas isnull().sum().sum()" },
	{ "completeness.missing_cells_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "missing_cells_fraction",
	  "missing cells as a share of all cells", "missing cells / (rows × columns)", NULL },
	{ "completeness.rows_with_missing", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "rows_with_missing",
	  "rows with at least one missing cell", "count", "pandas isnull().any(axis=1).sum()" },
	{ "completeness.rows_complete", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "rows_complete",
	  "rows without a missing cell", "rows − rows with missing", NULL },
	{ "completeness.rows_all_missing", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "rows_all_missing",
	  "rows in which every cell is missing", "count", NULL },
	{ "completeness.rows_all_missing_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "rows_all_missing_rows",
	  "the first rows in which every cell is missing", "row numbers", NULL },
	{ .name = NULL }
};

struct state {
	const struct plan *plan;
	uint64_t rows, cells, with_missing, all_missing;
	struct examples first;
	uint32_t *missing;	/* of each row of the batch at hand */
	size_t room;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)e;
	((struct state *)state)->plan = plan;
	return 0;
}

static void close(void *state)
{
	free(((struct state *)state)->missing);
}

static int room_ensure(struct state *s, size_t rows, struct err *e)
{
	uint32_t *grown;

	if (rows <= s->room)
		return 0;
	grown = realloc(s->missing, rows * sizeof *grown);
	if (!grown)
		return err_nomem(e);
	s->missing = grown;
	s->room = rows;
	return 0;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)state;
	(void)plan;
	return column == NO_COLUMN ? ROWS_HELP : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	uint32_t absent = 0;

	if (room_ensure(s, b->rows, e) < 0)
		return -1;
	memset(s->missing, 0, b->rows * sizeof s->missing[0]);
	for (size_t c = 0; c < b->columns; c++) {
		const uint8_t *kind = b->column[c].kind;

		absent += kind == NULL;
		for (size_t r = 0; kind && r < b->rows; r++)
			s->missing[r] += cell_is_missing(kind[r]);
	}
	for (size_t r = 0; r < b->rows; r++) {
		uint32_t missing = s->missing[r] + absent;

		s->cells += missing;
		s->with_missing += missing > 0;
		if (missing == s->plan->columns) {
			s->all_missing++;
			examples_add(&s->first, b->first_row + r);
		}
	}
	s->rows += b->rows;
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	a->rows += b->rows;
	a->cells += b->cells;
	a->with_missing += b->with_missing;
	a->all_missing += b->all_missing;
	examples_merge(&a->first, &b->first);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	blob_put_u64(b, s->cells);
	blob_put_u64(b, s->with_missing);
	blob_put_u64(b, s->all_missing);
	examples_save(&s->first, b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->rows = blob_get_u64(b);
	s->cells = blob_get_u64(b);
	s->with_missing = blob_get_u64(b);
	s->all_missing = blob_get_u64(b);
	if (examples_load(&s->first, b) < 0 || !blob_ok(b) || s->with_missing > s->rows || s->all_missing > s->with_missing ||
	    s->cells < s->with_missing)
		return err_set(e, ERR_STATE, "row completeness: damaged state");
	return 0;
}

/* Missing cells are the sum of what the census knows of each column; of the rows it knows nothing. */
static void publish_fast(const struct plan *plan, struct sink *out)
{
	uint64_t missing = 0;

	for (size_t c = 0; c < plan->columns; c++)
		missing += plan->column[c].missing;
	out->value(out, &metrics[0], in_dataset(), (double)missing);
	sink_number(out, &metrics[1], in_dataset(), (double)missing / ((double)plan->rows * (double)plan->columns), "no cells");
	for (const struct metric *m = &metrics[2]; m->name; m++)
		out->none(out, m, in_dataset(), skipped_by_fast);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	double cells = (double)s->rows * (double)plan->columns;

	if (plan->fast) {
		publish_fast(plan, out);
		return;
	}
	out->value(out, &metrics[0], in_dataset(), (double)s->cells);
	sink_number(out, &metrics[1], in_dataset(), (double)s->cells / cells, "no cells");
	out->value(out, &metrics[2], in_dataset(), (double)s->with_missing);
	out->value(out, &metrics[3], in_dataset(), (double)(s->rows - s->with_missing));
	out->value(out, &metrics[4], in_dataset(), (double)s->all_missing);
	out->detail(out, &metrics[5], in_dataset(), examples_json(&s->first));
}

const struct analysis completeness_rows = {
	.name = "completeness.rows",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "all columns: one that first appears late is missing in all rows before",
	.fast = "missing cells exact; rows with missing cells null",
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
