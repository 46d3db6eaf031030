/* correlation.pearson: linear correlation of each pair of numeric columns, and how far each column is a linear mix of the others.
 *
 * Second pass. Pearson's r is taken over the rows where both numbers are there (pairwise complete, as pandas does). VIF and
 * condition number need one set of rows for all pairs, or the matrix need not be one of correlations: they are taken over the
 * rows in which all "joint" columns are there. Joint are the columns that are not constant and hold a number in at least half
 * of the rows.
 *
 *   rows of a block     complete ████████ others ██    ordered so, then each product is computed once
 *   kept, for a column  Σx Σx² over each of the two; for a pair Σxy over each of the two, and
 *                       Σx Σx² over rows where y is missing, Σy Σy² over rows where x is: r's sums are the columns' less these
 *
 * All sums are exact (stats/exact_block.h), so any split gives the same bytes and r is correctly rounded. Bounds: the first 50
 * numeric columns, 1,225 pairs; correlation.columns_left_out says how many columns that leaves out.
 * Measured (EPYC, gcc -O2, 50 columns), a pair and row: integers 0.9 ns, reals 1.9; with 5 % of the cells missing 1.3 and 2.6.
 */
#include "analyse/correlation.h"
#include "analyse/numeric_columns.h"
#include "stats/linear.h"

#include <stdlib.h>

#define LINEAR_MAX 1e12

static const struct metric metrics[] = {
	{ "correlation.pearson", SCOPE_PAIR, UNIT_RATIO, -1, 1, EXACT, "pearson.r",
	  "linear correlation, over rows where both are finite numbers; correctly rounded",
	  "(nΣxy − ΣxΣy) / sqrt((nΣx² − (Σx)²)(nΣy² − (Σy)²))", "Pearson 1895; pandas corr, pairwise complete" },
	{ "correlation.pearson_n", SCOPE_PAIR, UNIT_COUNT, 0, INFINITY, EXACT, "pearson.n",
	  "rows where both are finite numbers", "count", NULL },
	{ "correlation.vif", SCOPE_COLUMN, UNIT_RATIO, 1, LINEAR_MAX, EXACT, "numeric.vif",
	  "variance inflation: above 5 to 10 the column nearly is a linear mix of others; 1e12, the cap, stands for exactly",
	  "1 / (1 − R²) of the column on the other joint columns, over the complete rows; min(…, 1e12)",
	  "Belsley, Kuh & Welsch 1980, section 3.2" },
	{ "correlation.condition_number", SCOPE_DATASET, UNIT_RATIO, 1, LINEAR_MAX, EXACT, "condition_number",
	  "collinearity of the numeric columns together: above 30 strong; 1e12, the cap, stands for an exact dependency",
	  "sqrt(largest / smallest eigenvalue) of the correlation matrix over the complete rows; min(…, 1e12)",
	  "Belsley, Kuh & Welsch 1980, section 3.2" },
	{ "correlation.complete_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "complete_rows",
	  "rows that vif and condition_number are taken over: all joint columns hold a finite number",
	  "count; joint: not constant, at least half of the rows hold a finite number", NULL },
	{ "correlation.columns_left_out", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "columns_left_out",
	  "columns that are in no pair, because the first 50 numeric and the first 50 categorical ones are taken",
	  "max(0, numeric − 50) + max(0, categorical − 50)", NULL },
	{ .name = NULL }
};

enum { M_PEARSON, M_N, M_VIF, M_CONDITION, M_COMPLETE, M_LEFT_OUT };
enum { COMPLETE, OTHERS, PARTS };	/* rows with all joint columns, and the others */

struct power_sums {
	struct exact_sum x, xx;
};

struct pair_sums {
	uint64_t n;
	struct exact_sum xy[PARTS];
	struct power_sums alone[2];	/* of x where y is missing, and of y where x is */
};

struct state {
	const struct plan *plan;
	struct chosen chosen;
	bool joint[PAIR_COLUMNS_MAX];
	uint64_t complete;
	struct power_sums (*column)[PARTS];
	struct pair_sums *pair;		/* by pair_place() */
	const struct number_block **rows;	/* the block at hand of each column: the batch's, or in one of these: */
	struct number_block *block;	/* in the order of rows_order() */
	struct number_block *room;	/* where the batch has none */
	struct exact_block *picked;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;
	size_t k;

	s->plan = plan;
	chosen_numeric(&s->chosen, plan);
	k = s->chosen.count;
	for (size_t i = 0; i < k; i++) {
		const struct column_info *info = &plan->column[s->chosen.column[i]];

		s->joint[i] = info->numbers && info->min < info->max && info->numbers >= plan->rows - info->numbers;
	}
	s->column = calloc(k + 1, sizeof *s->column);
	s->pair = calloc(pairs_of(k) + 1, sizeof *s->pair);
	s->block = calloc(k + 1, sizeof *s->block);
	s->rows = calloc(k + 1, sizeof *s->rows);
	s->room = calloc(k + 1, sizeof *s->room);
	s->picked = calloc(1, sizeof *s->picked);
	return s->column && s->pair && s->block && s->rows && s->room && s->picked ? 0 : err_nomem(e);
}

static void power_release(struct power_sums *p)
{
	exact_release(&p->x);
	exact_release(&p->xx);
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t i = 0; s->column && i < s->chosen.count; i++)
		for (int part = 0; part < PARTS; part++)
			power_release(&s->column[i][part]);
	for (size_t p = 0; s->pair && p < pairs_of(s->chosen.count); p++) {
		for (int part = 0; part < PARTS; part++)
			exact_release(&s->pair[p].xy[part]);
		power_release(&s->pair[p].alone[0]);
		power_release(&s->pair[p].alone[1]);
	}
	free(s->column);
	free(s->pair);
	free(s->block);
	free(s->rows);
	free(s->room);
	free(s->picked);
}

/* The rows of a block, complete ones first. Returns how many are. */
static size_t rows_order(const struct state *s, size_t n, uint16_t *order)
{
	bool lacks[EXACT_BLOCK] = { false };
	size_t complete = 0, at;

	for (size_t i = 0; i < s->chosen.count; i++)
		for (size_t k = 0; s->joint[i] && k < s->rows[i]->missing_count; k++)
			lacks[s->rows[i]->missing[k]] = true;
	for (size_t r = 0; r < n; r++) {
		order[complete] = (uint16_t)r;
		complete += !lacks[r];
	}
	at = complete;
	for (size_t r = 0; r < n && complete < n; r++)
		if (lacks[r])
			order[at++] = (uint16_t)r;
	return complete;
}

static int power_add(struct power_sums *p, const struct exact_block *x, size_t first, size_t end)
{
	return exact_add_total(&p->x, x, first, end) < 0 || exact_add_dot(&p->xx, x, x, first, end) < 0 ? -1 : 0;
}

/* Sums of x over the rows where y is missing. */
static int alone_add(struct power_sums *p, const struct number_block *x, const struct number_block *y, struct exact_block *picked)
{
	if (!y->missing_count)
		return 0;
	exact_block_pick(picked, &x->number, y->missing, y->missing_count);
	return power_add(p, picked, 0, picked->n);
}

static int pair_add(struct state *s, size_t i, size_t j, size_t complete)
{
	const struct number_block *x = s->rows[i], *y = s->rows[j];
	struct pair_sums *p = &s->pair[pair_place(i, j)];
	size_t n = x->number.n;

	p->n += numbers_both(x, y);
	if (complete && exact_add_dot(&p->xy[COMPLETE], &x->number, &y->number, 0, complete) < 0)
		return -1;
	if (complete < n && exact_add_dot(&p->xy[OTHERS], &x->number, &y->number, complete, n) < 0)
		return -1;
	return alone_add(&p->alone[0], x, y, s->picked) < 0 || alone_add(&p->alone[1], y, x, s->picked) < 0 ? -1 : 0;
}

static int block_add(struct state *s, const struct batch *b, size_t first, size_t n)
{
	uint16_t order[EXACT_BLOCK];
	size_t complete;

	for (size_t j = 0; j < s->chosen.count; j++)
		s->rows[j] = numbers_of(&b->column[s->chosen.column[j]], first, n, &s->room[j]);
	complete = rows_order(s, n, order);
	s->complete += complete;
	for (size_t j = 0; j < s->chosen.count; j++) {
		if (complete < n) {	/* else they stand in order already */
			numbers_pick(&s->block[j], s->rows[j], order, n);
			s->rows[j] = &s->block[j];
		}
		if (power_add(&s->column[j][COMPLETE], &s->rows[j]->number, 0, complete) < 0 ||
		    power_add(&s->column[j][OTHERS], &s->rows[j]->number, complete, n) < 0)
			return -1;
		for (size_t i = 0; i < j; i++)
			if (pair_add(s, i, j, complete) < 0)
				return -1;
	}
	return 0;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)state;
	return column != NO_COLUMN && numeric_reason(&plan->column[column]) ? ROWS_NONE : ROWS_NEEDED;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t at = 0; at < b->rows; at += EXACT_BLOCK)
		if (block_add(s, b, at, b->rows - at < EXACT_BLOCK ? b->rows - at : EXACT_BLOCK) < 0)
			return err_nomem(e);
	return 0;
}

static int power_merge(struct power_sums *into, const struct power_sums *from)
{
	return exact_merge(&into->x, &from->x) < 0 || exact_merge(&into->xx, &from->xx) < 0 ? -1 : 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;
	int done = 0;

	a->complete += b->complete;
	for (size_t i = 0; i < a->chosen.count; i++)
		for (int part = 0; part < PARTS; part++)
			done |= power_merge(&a->column[i][part], &b->column[i][part]);
	for (size_t p = 0; p < pairs_of(a->chosen.count); p++) {
		struct pair_sums *x = &a->pair[p];
		const struct pair_sums *y = &b->pair[p];

		x->n += y->n;
		for (int part = 0; part < PARTS; part++)
			done |= exact_merge(&x->xy[part], &y->xy[part]);
		done |= power_merge(&x->alone[0], &y->alone[0]) | power_merge(&x->alone[1], &y->alone[1]);
	}
	return done ? err_nomem(e) : 0;
}

static void power_save(const struct power_sums *p, struct blob *b)
{
	exact_save(&p->x, b);
	exact_save(&p->xx, b);
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->chosen.count);
	blob_put_u64(b, s->complete);
	for (size_t i = 0; i < s->chosen.count; i++)
		for (int part = 0; part < PARTS; part++)
			power_save(&s->column[i][part], b);
	for (size_t p = 0; p < pairs_of(s->chosen.count); p++) {
		blob_put_u64(b, s->pair[p].n);
		for (int part = 0; part < PARTS; part++)
			exact_save(&s->pair[p].xy[part], b);
		power_save(&s->pair[p].alone[0], b);
		power_save(&s->pair[p].alone[1], b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int power_load(struct power_sums *p, struct blob *b)
{
	return exact_load(&p->x, b) < 0 || exact_load(&p->xx, b) < 0 ? -1 : 0;
}

static int pair_load(struct pair_sums *p, uint64_t rows, struct blob *b)
{
	p->n = blob_get_u64(b);
	for (int part = 0; part < PARTS; part++)
		if (exact_load(&p->xy[part], b) < 0)
			return -1;
	return p->n > rows || power_load(&p->alone[0], b) < 0 || power_load(&p->alone[1], b) < 0 ? -1 : 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->chosen.count)
		return err_set(e, ERR_STATE, "correlations of another number of columns");
	s->complete = blob_get_u64(b);
	if (s->complete > s->plan->rows)
		return err_set(e, ERR_STATE, "correlations of more rows than there are");
	for (size_t i = 0; i < s->chosen.count; i++)
		for (int part = 0; part < PARTS; part++)
			if (power_load(&s->column[i][part], b) < 0)
				return err_set(e, ERR_STATE, "correlations are damaged in column %zu", s->chosen.column[i] + 1);
	for (size_t p = 0; p < pairs_of(s->chosen.count); p++)
		if (pair_load(&s->pair[p], s->plan->rows, b) < 0)
			return err_set(e, ERR_STATE, "correlations are damaged in pair %zu", p + 1);
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "correlations end early");
}

/* out = a + b − less, which may be NULL; a zeroed `out`. */
static int sums_combine(struct exact_sum *out, const struct exact_sum *a, const struct exact_sum *b, const struct exact_sum *less)
{
	return exact_merge(out, a) < 0 || exact_merge(out, b) < 0 || (less && exact_subtract(out, less) < 0) ? -1 : 0;
}

static int side_combine(struct power_sums *out, const struct power_sums *column, const struct power_sums *alone)
{
	return sums_combine(&out->x, &column[COMPLETE].x, &column[OTHERS].x, &alone->x) < 0 ||
	       sums_combine(&out->xx, &column[COMPLETE].xx, &column[OTHERS].xx, &alone->xx) < 0 ? -1 : 0;
}

/* r of the i-th and the j-th column over the rows with both; NaN where one of them is constant there. -1: no memory. */
static int pair_pearson(const struct state *s, size_t i, size_t j, double *r)
{
	const struct pair_sums *p = &s->pair[pair_place(i, j)];
	struct power_sums x = { .x = { .limb = NULL } }, y = { .x = { .limb = NULL } };
	struct exact_sum xy = { .limb = NULL };
	int done = -1;

	if (side_combine(&x, s->column[i], &p->alone[0]) == 0 && side_combine(&y, s->column[j], &p->alone[1]) == 0 &&
	    sums_combine(&xy, &p->xy[COMPLETE], &p->xy[OTHERS], NULL) == 0)
		done = exact_pearson(p->n, &x.x, &x.xx, &y.x, &y.xx, &xy, r);
	power_release(&x);
	power_release(&y);
	exact_release(&xy);
	return done;
}

static int inform(const void *state, struct plan *plan, struct err *e)
{
	const struct state *s = state;
	double r;

	for (size_t i = 0; i < s->chosen.count; i++) {
		for (size_t j = i + 1; j < s->chosen.count; j++) {
			if (s->pair[pair_place(i, j)].n < PAIR_ROWS_MIN)
				continue;
			if (pair_pearson(s, i, j, &r) < 0)
				return err_nomem(e);
			strongest_take(&plan->strongest, s->chosen.column[i], s->chosen.column[j], r);
		}
	}
	return 0;
}

static void publish_pair(const struct state *s, size_t i, size_t j, struct sink *out)
{
	struct where w = in_pair(s->chosen.column[i], s->chosen.column[j]);
	uint64_t n = s->pair[pair_place(i, j)].n;
	const char *reason = NULL;
	double r = NAN;

	if (n < PAIR_ROWS_MIN)
		reason = "fewer than three rows have both";
	else if (pair_pearson(s, i, j, &r) < 0)
		reason = "memory ran out";
	else if (isnan(r))
		reason = "a column is constant";
	if (reason)
		out->none(out, &metrics[M_PEARSON], w, reason);
	else
		out->value(out, &metrics[M_PEARSON], w, r);
	out->value(out, &metrics[M_N], w, (double)n);
}

/* What is published of the joint columns together. */
struct linear {
	double vif[PAIR_COLUMNS_MAX];		/* by chosen column; NaN: the column is not among them */
	double condition;
	const char *reason;			/* why there is no such figure at all, or NULL */
};

/* r over the complete rows; with itself it is 1, or NaN where the column is constant there. */
static double complete_pearson(const struct state *s, size_t i, size_t j)
{
	const struct power_sums *x = &s->column[i][COMPLETE], *y = &s->column[j][COMPLETE];
	const struct exact_sum *xy = i == j ? &x->xx : &s->pair[i < j ? pair_place(i, j) : pair_place(j, i)].xy[COMPLETE];
	double r;

	return exact_pearson(s->complete, &x->x, &x->xx, &y->x, &y->xx, xy, &r) < 0 ? NAN : r;
}

static void linear_make(const struct state *s, struct linear *out)
{
	size_t in[PAIR_COLUMNS_MAX], k = 0;
	double matrix[PAIR_COLUMNS_MAX * PAIR_COLUMNS_MAX], vif[PAIR_COLUMNS_MAX];

	*out = (struct linear){ .condition = NAN };
	for (size_t i = 0; i < s->chosen.count; i++) {
		out->vif[i] = NAN;
		if (s->joint[i] && complete_pearson(s, i, i) == 1)
			in[k++] = i;
	}
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j <= i; j++)
			matrix[i * k + j] = matrix[j * k + i] = complete_pearson(s, in[j], in[i]);
	if (k < 2)
		out->reason = "fewer than two numeric columns vary in the complete rows";
	else if (s->complete <= k)
		out->reason = "there are not more complete rows than columns";
	else if (collinearity(matrix, k, vif, &out->condition) < 0)
		out->reason = "memory ran out";
	for (size_t i = 0; i < k && !out->reason; i++)
		out->vif[in[i]] = fmin(fmax(vif[i], 1), LINEAR_MAX);
	out->condition = fmin(out->condition, LINEAR_MAX);
}

static void publish_vif(const struct state *s, const struct linear *linear, size_t column, struct sink *out)
{
	const struct column_info *info = &s->plan->column[column];
	const char *reason = numeric_reason(info);
	size_t i = 0;

	while (i < s->chosen.count && s->chosen.column[i] != column)
		i++;
	if (!reason && i == s->chosen.count)
		reason = "not among the first 50 numeric columns";
	if (!reason && !s->joint[i])
		reason = info->min == info->max ? "the column is constant" : "more than half of the cells hold no number";
	if (!reason)
		reason = linear->reason;
	if (!reason && isnan(linear->vif[i]))
		reason = "the column is constant in the complete rows";
	if (reason)
		out->none(out, &metrics[M_VIF], in_column(column), reason);
	else
		out->value(out, &metrics[M_VIF], in_column(column), linear->vif[i]);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct linear linear;
	struct chosen categories;

	linear_make(s, &linear);
	chosen_categories(&categories, plan);
	for (size_t i = 0; i < s->chosen.count; i++)
		for (size_t j = i + 1; j < s->chosen.count; j++)
			publish_pair(s, i, j, out);
	for (size_t c = 0; c < plan->columns; c++)
		publish_vif(s, &linear, c, out);
	if (linear.reason)
		out->none(out, &metrics[M_CONDITION], in_dataset(), linear.reason);
	else
		out->value(out, &metrics[M_CONDITION], in_dataset(), linear.condition);
	out->value(out, &metrics[M_COMPLETE], in_dataset(), (double)s->complete);
	out->value(out, &metrics[M_LEFT_OUT], in_dataset(),
		   (double)(s->chosen.all - s->chosen.count + categories.all - categories.count));
}

const struct analysis correlation_pearson = {
	.name = "correlation.pearson",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = ALGEBRAIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the numeric columns",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.inform = inform,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
