/* correlation.spearman: rank correlation of each pair of numeric columns, over the rows where both are there (as pandas does).
 *
 * Third pass. correlation.ranks has made the ranks: equal values share the mean of theirs. Doubled and less their mean they are
 * integers that add up to 0, so the pass only adds their products, in 128 bits (enough for 2^41 rows), and
 *
 *     rho = Σ a b / sqrt(Σ a² Σ b²)         correctly rounded
 *
 * Where different values share a rank, the ranks used are the projection of the true ones on the groups. With θ the angle
 * between the two, |error of rho| ≤ 2 sin(θx/2) + 2 sin(θy/2): each of the two unit vectors is off by that much.
 * Measured (EPYC, gcc -O2, 50 columns), a pair and row: 0.7 to 1.5 ns, with 5 % of the cells missing 2 to 3.
 */
#include "analyse/correlation.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "correlation.spearman", SCOPE_PAIR, UNIT_RATIO, -1, 1, EXACT_OR_BOUND, "spearman.r",
	  "monotone correlation: Pearson's r of the ranks, over rows where both are finite numbers",
	  "r of mid-ranks within these rows", "Spearman 1904; pandas corr(method='spearman')" },
	{ .name = NULL }
};

struct state {
	const struct rankings *r;	/* NULL: no ranks were made */
	i128 *sum;			/* Σ a b, by pair_place() */
	uint16_t (*rank)[EXACT_BLOCK];	/* of a block's rows, by column */
	int64_t (*centred)[EXACT_BLOCK];	/* their centred ranks, where the side is shared */
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static size_t columns_of(const struct state *s)
{
	return s->r ? s->r->chosen.count : 0;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;
	size_t k;

	s->r = plan->rankings;
	k = columns_of(s);
	s->sum = calloc(pairs_of(k) + 1, sizeof *s->sum);
	s->rank = calloc(k + 1, sizeof *s->rank);
	s->centred = calloc(k + 1, sizeof *s->centred);
	return s->sum && s->rank && s->centred ? 0 : err_nomem(e);
}

static void close(void *state)
{
	struct state *s = state;

	free(s->sum);
	free(s->rank);
	free(s->centred);
}

/* Hot. */
static void ranks_look_up(int64_t *centred, const uint16_t *rank, const int64_t *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		centred[i] = table[rank[i]];
}

/* Hot. */
static i128 products_sum(const int64_t *a, const int64_t *b, size_t n)
{
	i128 even = 0, odd = 0;

	for (size_t i = 0; i + 1 < n; i += 2) {
		even += (i128)a[i] * b[i];
		odd += (i128)a[i + 1] * b[i + 1];
	}
	return n % 2 ? even + odd + (i128)a[n - 1] * b[n - 1] : even + odd;
}

/* The centred ranks of x among the rows with y: those looked up before, or looked up here. */
static const int64_t *side_ranks(const struct state *s, size_t x, size_t y, int64_t *room, size_t n)
{
	const struct rank_side *side = &s->r->side[x * s->r->chosen.count + y];

	if (side->shared)
		return s->centred[x];
	ranks_look_up(room, s->rank[x], side->centred, n);
	return room;
}

static void block_add(struct state *s, const struct batch *b, size_t first, size_t n)
{
	const struct rankings *r = s->r;
	int64_t x[EXACT_BLOCK], y[EXACT_BLOCK];

	for (size_t j = 0; j < r->chosen.count; j++) {
		ranks_fill(s->rank[j], &r->column[j], &b->column[r->chosen.column[j]], first, NULL, n);
		ranks_look_up(s->centred[j], s->rank[j], r->side[j * r->chosen.count + j].centred, n);
		for (size_t i = 0; i < j; i++)
			s->sum[pair_place(i, j)] += products_sum(side_ranks(s, i, j, x, n), side_ranks(s, j, i, y, n), n);
	}
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	struct chosen chosen;

	(void)state;
	if (column != NO_COLUMN)
		return ROWS_NONE;
	chosen_numeric(&chosen, plan);
	return chosen.count > 1 ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	(void)e;
	for (size_t at = 0; s->r && at < b->rows; at += EXACT_BLOCK)
		block_add(s, b, at, b->rows - at < EXACT_BLOCK ? b->rows - at : EXACT_BLOCK);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	for (size_t p = 0; p < pairs_of(columns_of(a)); p++)
		a->sum[p] += b->sum[p];
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, columns_of(s));
	for (size_t p = 0; p < pairs_of(columns_of(s)); p++) {
		blob_put_u64(b, (uint64_t)s->sum[p]);
		blob_put_u64(b, (uint64_t)(s->sum[p] >> 64));
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != columns_of(s))
		return err_set(e, ERR_STATE, "rank correlations of another number of columns");
	for (size_t p = 0; p < pairs_of(columns_of(s)); p++) {
		uint64_t low = blob_get_u64(b);
		int64_t high = (int64_t)blob_get_u64(b);

		if (high >= INT64_C(1) << 59 || high < -(INT64_C(1) << 59))	/* 2^41 rows stay below 2^123 */
			return err_set(e, ERR_STATE, "rank correlations are damaged");
		s->sum[p] = (i128)high * ((i128)1 << 64) + low;
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "rank correlations end early");
}

/* sum / sqrt(a b), correctly rounded: Pearson's r of variables whose means are 0. -1: no memory. */
static int rho_of(uint64_t n, i128 sum, i128 a, i128 b, double *rho)
{
	static const struct exact_sum zero = { .limb = NULL };
	struct exact_sum aa = { .limb = NULL }, bb = { .limb = NULL }, ab = { .limb = NULL };
	int done = -1;

	if (exact_add_integer(&aa, a) == 0 && exact_add_integer(&bb, b) == 0 && exact_add_integer(&ab, sum) == 0)
		done = exact_pearson(n, &zero, &aa, &zero, &bb, &ab, rho);
	exact_release(&aa);
	exact_release(&bb);
	exact_release(&ab);
	return done;
}

static const char *pair_reason(const struct rank_side *x, const struct rank_side *y, uint64_t n)
{
	if (n < PAIR_ROWS_MIN)
		return "fewer than three rows have both";
	if ((x->norm == 0 && x->angle > 0) || (y->norm == 0 && y->angle > 0))
		return "the numbers lie too close together for the ranks that memory allows";
	return x->norm == 0 || y->norm == 0 ? "a column is constant" : NULL;
}

static int inform(const void *state, struct plan *plan, struct err *e)
{
	const struct state *s = state;
	size_t k = columns_of(s);

	for (size_t i = 0; i < k; i++) {
		for (size_t j = i + 1; j < k; j++) {
			const struct rank_side *x = &s->r->side[i * k + j], *y = &s->r->side[j * k + i];
			size_t p = pair_place(i, j);
			double rho;

			if (pair_reason(x, y, s->r->both[p]))
				continue;
			if (rho_of(s->r->both[p], s->sum[p], x->norm, y->norm, &rho) < 0)
				return err_nomem(e);
			strongest_take(&plan->strongest, s->r->chosen.column[i], s->r->chosen.column[j], rho);
		}
	}
	return 0;
}

static void publish_pair(const struct state *s, size_t i, size_t j, struct sink *out)
{
	static const char method[] = "neighbouring values share a rank; error 2 sin(a/2) + 2 sin(b/2), "
				     "a and b the angles to the true ranks";
	size_t k = columns_of(s), p = pair_place(i, j);
	const struct rank_side *x = &s->r->side[i * k + j], *y = &s->r->side[j * k + i];
	struct where w = in_pair(s->r->chosen.column[i], s->r->chosen.column[j]);
	const char *reason = pair_reason(x, y, s->r->both[p]);
	double rho;

	if (!reason && rho_of(s->r->both[p], s->sum[p], x->norm, y->norm, &rho) < 0)
		reason = "memory ran out";
	if (reason)
		out->none(out, &metrics[0], w, reason);
	else
		sink_within(out, &metrics[0], w, rho, method, fmin(2 * sin(x->angle / 2) + 2 * sin(y->angle / 2), 2));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct chosen chosen;

	chosen_numeric(&chosen, plan);
	for (size_t i = 0; i < chosen.count; i++) {
		for (size_t j = i + 1; j < chosen.count; j++) {
			if (s->r)
				publish_pair(s, i, j, out);
			else
				out->none(out, &metrics[0], in_pair(chosen.column[i], chosen.column[j]), "no ranks were counted");
		}
	}
}

const struct analysis correlation_spearman = {
	.name = "correlation.spearman",
	.metrics = metrics,
	.pass = PASS_THIRD,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the ranks",
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
