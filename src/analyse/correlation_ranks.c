/* correlation.ranks: in how many rows two numeric columns are both there, and how the values of each rank among those rows.
 *
 * Spearman ranks within the rows where both numbers are present. So for x and y, x's value counts are needed without the rows
 * where y is missing. Second pass: for each column y with missing cells and each other x, counts x's ranks in those rows. The
 * census knows the counts of all rows; a difference, and running sums over it, give the ranks.
 *
 *   state    missed[y][x][rank of x]       rows where y is missing; nothing where y never is. Behind the last rank: x is, too
 *   informs  plan.rankings                 centred ranks of x among the rows with y, for the third pass
 *
 * Where the counts would pass RANK_CELLS_MAX, neighbouring values of columns with many of them share a rank: as many ranks a
 * column as fit, a power of two. Columns without a dictionary rank by the census's buckets. Both are approximate, and say by
 * how much.
 */
#include "analyse/correlation.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "correlation.spearman_n", SCOPE_PAIR, UNIT_COUNT, 0, INFINITY, EXACT, "spearman.n",
	  "rows where both are finite numbers", "count", NULL },
	{ .name = NULL }
};

struct state {
	const struct plan *plan;
	struct chosen chosen;
	struct rank_column *column;
	size_t *at;		/* where missed[y][x] starts: [y * count + x] */
	uint64_t *missed;
	size_t cells;
	uint16_t (*rank)[EXACT_BLOCK];	/* of those of a block's rows that lack a number, by column */
	struct number_block *room;	/* for columns whose batches have no blocks */
	struct rankings *made;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static const struct column_info *info_of(const struct state *s, size_t i)
{
	return &s->plan->column[s->chosen.column[i]];
}

static bool has_missing(const struct state *s, size_t i)
{
	return info_of(s, i)->numbers < s->plan->rows;
}

/* Counts needed when no column has more ranks than `limit`. */
static size_t cells_needed(const struct state *s, size_t limit)
{
	size_t cells = 0;

	for (size_t y = 0; y < s->chosen.count; y++)
		for (size_t x = 0; x < s->chosen.count && has_missing(s, y); x++)
			if (x != y)
				cells += (info_of(s, x)->buckets < limit ? info_of(s, x)->buckets : limit) + 1;
	return cells;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;
	size_t k, limit = RANKS_MAX;

	s->plan = plan;
	chosen_numeric(&s->chosen, plan);
	k = s->chosen.count;
	while (cells_needed(s, limit) > RANK_CELLS_MAX)
		limit /= 2;
	s->column = calloc(k + 1, sizeof *s->column);
	s->at = calloc(k * k + 1, sizeof *s->at);
	s->rank = calloc(k + 1, sizeof *s->rank);
	s->room = calloc(1, sizeof *s->room);
	s->made = calloc(1, sizeof *s->made);
	if (!s->column || !s->at || !s->rank || !s->room || !s->made)
		return err_nomem(e);
	for (size_t i = 0; i < k; i++)
		if (rank_column_open(&s->column[i], info_of(s, i), limit) < 0)
			return err_nomem(e);
	for (size_t y = 0; y < k; y++) {
		for (size_t x = 0; x < k && has_missing(s, y); x++) {
			s->at[y * k + x] = s->cells;
			s->cells += x == y ? 0 : s->column[x].ranks + 1;
		}
	}
	s->missed = calloc(s->cells + 1, sizeof *s->missed);
	return s->missed ? 0 : err_nomem(e);
}

static void rankings_release(struct rankings *r)
{
	free(r->both);
	free(r->side);
	free(r->centred);
	*r = (struct rankings){ .column = NULL };
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t i = 0; s->column && i < s->chosen.count; i++)
		rank_column_release(&s->column[i]);
	if (s->made)
		rankings_release(s->made);
	free(s->made);
	free(s->column);
	free(s->at);
	free(s->missed);
	free(s->rank);
	free(s->room);
}

/* The rows of a block in which some column has no number. Returns how many. */
static size_t rows_find(struct state *s, const struct batch *b, size_t first, size_t n, uint16_t *row)
{
	bool lacks[EXACT_BLOCK] = { false };
	size_t rows = 0;

	for (size_t y = 0; y < s->chosen.count; y++) {
		const struct number_block *numbers;

		if (!has_missing(s, y))
			continue;
		numbers = numbers_of(&b->column[s->chosen.column[y]], first, n, s->room);
		for (size_t i = 0; i < numbers->missing_count; i++)
			lacks[numbers->missing[i]] = true;
	}
	for (size_t r = 0; r < n; r++) {
		row[rows] = (uint16_t)r;
		rows += lacks[r];
	}
	return rows;
}

/* Hot. Count the other columns' ranks in those of n rows where column y is missing. */
static void missing_count(struct state *s, size_t y, size_t n)
{
	uint16_t at[EXACT_BLOCK];
	size_t rows = 0, k = s->chosen.count;

	for (size_t r = 0; r < n; r++) {
		at[rows] = (uint16_t)r;
		rows += s->rank[y][r] == s->column[y].ranks;
	}
	for (size_t x = 0; x < k; x++) {
		uint64_t *count = s->missed + s->at[y * k + x];

		for (size_t i = 0; i < rows && x != y; i++)
			count[s->rank[x][at[i]]]++;
	}
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && ((const struct state *)state)->chosen.count > 1 ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	uint16_t row[EXACT_BLOCK];

	(void)e;
	for (size_t at = 0; s->cells && at < b->rows; at += EXACT_BLOCK) {
		size_t n = rows_find(s, b, at, b->rows - at < EXACT_BLOCK ? b->rows - at : EXACT_BLOCK, row);

		for (size_t i = 0; i < s->chosen.count; i++)
			ranks_fill(s->rank[i], &s->column[i], &b->column[s->chosen.column[i]], at, row, n);
		for (size_t y = 0; y < s->chosen.count; y++)
			if (has_missing(s, y))
				missing_count(s, y, n);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	for (size_t i = 0; i < a->cells; i++)
		a->missed[i] += b->missed[i];
	return 0;
}

/* Few cells are counted as a rule: how many there are, then place and count of those above 0. */
static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;
	uint64_t used = 0;

	for (size_t i = 0; i < s->cells; i++)
		used += s->missed[i] > 0;
	blob_put_u64(b, s->cells);
	blob_put_u64(b, used);
	for (size_t i = 0; i < s->cells; i++) {
		if (!s->missed[i])
			continue;
		blob_put_u64(b, i);
		blob_put_u64(b, s->missed[i]);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* No rank can be missed more often than the census saw it. */
static bool counts_possible(const struct state *s)
{
	size_t k = s->chosen.count;

	for (size_t y = 0; y < k; y++)
		for (size_t x = 0; x < k && has_missing(s, y); x++)
			for (size_t i = 0; x != y && i < s->column[x].ranks; i++)
				if (s->missed[s->at[y * k + x] + i] > s->column[x].count[i])
					return false;
	return true;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t used, next = 0;

	if (blob_get_u64(b) != s->cells)
		return err_set(e, ERR_STATE, "ranks were counted over another census");
	used = blob_get_u64(b);
	if (!blob_ok(b) || used > s->cells)
		return err_set(e, ERR_STATE, "rank counts are damaged");
	for (uint64_t i = 0; i < used; i++) {
		uint64_t at = blob_get_u64(b), count = blob_get_u64(b);

		if (at < next || at >= s->cells || !count)
			return err_set(e, ERR_STATE, "rank counts are damaged");
		s->missed[at] = count;
		next = at + 1;
	}
	return blob_ok(b) && counts_possible(s) ? 0 : err_set(e, ERR_STATE, "rank counts are damaged");
}

/* The counts of x where y is missing, or NULL where that never is. */
static const uint64_t *missed_of(const struct state *s, size_t x, size_t y)
{
	return has_missing(s, y) ? s->missed + s->at[y * s->chosen.count + x] : NULL;
}

static uint64_t both_count(const struct state *s, size_t x, size_t y)
{
	const uint64_t *missed = missed_of(s, x, y);
	uint64_t n = info_of(s, x)->numbers;

	for (size_t i = 0; missed && i < s->column[x].ranks; i++)
		n -= missed[i];
	return n;
}

/* All rows were counted if both columns of a pair tell alike in how many rows both are there. */
static bool pairs_agree(const struct state *s)
{
	for (size_t y = 0; y < s->chosen.count; y++)
		for (size_t x = 0; x < y; x++)
			if (both_count(s, x, y) != both_count(s, y, x))
				return false;
	return true;
}

/* The angle between values' ranks and those of groups of c values: the latter are the former's projection, so with T = n³ − n
 * less t³ − t for each tie of t equal values, cos² = 1 − Σ (c³ − c) / T over the groups; at least, as a group may hold ties. */
static double angle_of(i128 n, i128 ties, i128 groups)
{
	i128 whole = n * n * n - n - ties;

	return groups > 0 && whole > 0 ? asin(fmin(sqrt((double)groups / (double)whole), 1)) : 0;
}

/* Fill one side and its table. */
static void side_make(struct rank_side *side, int64_t *centred, const struct rank_column *c, const uint64_t *missed, uint64_t n)
{
	i128 ties = 0, groups = 0;
	uint64_t before = 0;

	*side = (struct rank_side){ .centred = centred };
	for (size_t i = 0; i < c->ranks; i++) {
		uint64_t count = c->count[i] - (missed ? missed[i] : 0);
		i128 cube = (i128)count * count * count - count;

		centred[i] = (int64_t)(2 * before + count) - (int64_t)n;
		side->norm += (i128)centred[i] * centred[i] * count;
		ties += c->wide[i] ? 0 : cube;
		groups += c->wide[i] ? cube : 0;
		before += count;
	}
	centred[c->ranks] = 0;
	side->angle = angle_of(n, ties, groups);
}

static void sides_make(const struct state *s, struct rankings *made)
{
	size_t k = s->chosen.count;
	int64_t *next = made->centred;

	for (size_t x = 0; x < k; x++) {
		struct rank_side whole;

		side_make(&whole, next, &s->column[x], NULL, info_of(s, x)->numbers);
		whole.shared = true;
		next += s->column[x].ranks + 1;
		for (size_t y = 0; y < k; y++) {
			uint64_t n = x == y ? 0 : made->both[x < y ? pair_place(x, y) : pair_place(y, x)];

			made->side[x * k + y] = whole;
			if (x == y || n == info_of(s, x)->numbers)
				continue;
			side_make(&made->side[x * k + y], next, &s->column[x], missed_of(s, x, y), n);
			next += s->column[x].ranks + 1;
		}
	}
}

/* What is made here lives as long as the state. */
static int inform(const void *state, struct plan *plan, struct err *e)
{
	const struct state *s = state;
	size_t k = s->chosen.count, cells = s->cells;

	if (!counts_possible(s) || !pairs_agree(s))	/* of states that were saved over other data */
		return err_set(e, ERR_STATE, "ranks were counted over other rows than the census saw");
	for (size_t i = 0; i < k; i++)
		cells += s->column[i].ranks + 1;
	rankings_release(s->made);
	s->made->chosen = s->chosen;
	s->made->column = s->column;
	s->made->both = calloc(pairs_of(k) + 1, sizeof *s->made->both);
	s->made->side = calloc(k * k + 1, sizeof *s->made->side);
	s->made->centred = calloc(cells + 1, sizeof *s->made->centred);
	if (!s->made->both || !s->made->side || !s->made->centred)
		return err_nomem(e);
	for (size_t y = 0; y < k; y++)
		for (size_t x = 0; x < y; x++)
			s->made->both[pair_place(x, y)] = both_count(s, x, y);
	sides_make(s, s->made);
	plan->rankings = s->made;
	return 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	(void)plan;
	for (size_t x = 0; x < s->chosen.count; x++)
		for (size_t y = x + 1; y < s->chosen.count; y++)
			out->value(out, &metrics[0], in_pair(s->chosen.column[x], s->chosen.column[y]),
				   (double)both_count(s, x, y));
}

const struct analysis correlation_ranks = {
	.name = "correlation.ranks",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the values of the numeric columns, to rank them",
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
