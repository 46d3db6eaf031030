/* correlation: see correlation.h. */
#include "analyse/correlation.h"

#include <stdlib.h>

enum { GRID = 4096 };

static bool is_category(const struct plan *plan, size_t c)
{
	const struct column_info *info = &plan->column[c];

	if (!info->dictionary)
		return false;
	if (column_is_numeric(info))
		return (c == plan->label || c == plan->pred) && info->dictionary->count <= CATEGORIES_MAX;
	return info->categorical;
}

static bool is_number(const struct plan *plan, size_t c)
{
	return column_is_numeric(&plan->column[c]);
}

static void choose(struct chosen *out, const struct plan *plan, bool (*takes)(const struct plan *, size_t))
{
	*out = (struct chosen){ .count = 0 };
	for (size_t c = 0; c < plan->columns; c++) {
		if (!takes(plan, c))
			continue;
		out->all++;
		if (out->count < PAIR_COLUMNS_MAX)
			out->column[out->count++] = c;
	}
}

void chosen_numeric(struct chosen *out, const struct plan *plan)
{
	choose(out, plan, is_number);
}

void chosen_categories(struct chosen *out, const struct plan *plan)
{
	choose(out, plan, is_category);
}

static bool is_stronger(const struct strong_pair *a, const struct strong_pair *b)
{
	if (a->strength != b->strength)
		return a->strength > b->strength;
	return a->x != b->x ? a->x < b->x : a->y < b->y;
}

/* A pair that was once pushed out comes back only as a stronger one, so the order in which pairs are taken does not matter. */
void strongest_take(struct strongest_pairs *s, size_t x, size_t y, double r)
{
	struct strong_pair pair = { x, y, fabs(r) };
	size_t at = 0;

	if (isnan(r))
		return;
	while (at < s->count && (s->at[at].x != x || s->at[at].y != y))
		at++;
	if (at < s->count && !is_stronger(&pair, &s->at[at]))
		return;
	if (at == s->count && s->count < STRONGEST_MAX)
		s->count++;
	else if (at == s->count && !is_stronger(&pair, &s->at[--at]))
		return;
	for (; at > 0 && is_stronger(&pair, &s->at[at - 1]); at--)
		s->at[at] = s->at[at - 1];
	s->at[at] = pair;
}

static inline void number_mark(struct number_block *out, size_t i, bool present)
{
	out->present[i / 64] |= (uint64_t)present << i % 64;
	out->missing[out->missing_count] = (uint16_t)i;
	out->missing_count += !present;
}

void numbers_fill(struct number_block *out, const struct column *c, size_t first, size_t n)
{
	double x[EXACT_BLOCK];

	out->missing_count = 0;
	memset(out->present, 0, sizeof out->present);
	for (size_t i = 0; i < n; i++) {
		bool present = c->kind && number_takes_part(c, first + i);

		x[i] = present ? c->number[first + i] : 0;
		number_mark(out, i, present);
	}
	exact_block_fill(&out->number, x, n);
}

const struct number_block *numbers_of(const struct column *c, size_t first, size_t n, struct number_block *room)
{
	if (c->block)
		return &c->block[first / EXACT_BLOCK];
	numbers_fill(room, c, first, n);
	return room;
}

void numbers_pick(struct number_block *out, const struct number_block *from, const uint16_t *order, size_t n)
{
	out->missing_count = 0;
	memset(out->present, 0, sizeof out->present);
	for (size_t i = 0; i < n; i++)
		number_mark(out, i, from->present[order[i] / 64] >> order[i] % 64 & 1);
	exact_block_pick(&out->number, &from->number, order, n);
}

int numbers_prepare(struct batch *b, struct column *column, const struct plan *plan)
{
	struct chosen chosen;
	size_t blocks = (b->rows + EXACT_BLOCK - 1) / EXACT_BLOCK;

	chosen_numeric(&chosen, plan);
	for (size_t i = 0; i < chosen.count; i++) {
		struct column *c = &column[chosen.column[i]];
		struct number_block *block = arena_take(&b->arena, blocks * sizeof *block);

		if (!block)
			return -1;
		for (size_t at = 0; at < b->rows; at += EXACT_BLOCK)
			numbers_fill(&block[at / EXACT_BLOCK], c, at, b->rows - at < EXACT_BLOCK ? b->rows - at : EXACT_BLOCK);
		c->block = block;
	}
	return 0;
}

size_t numbers_both(const struct number_block *x, const struct number_block *y)
{
	size_t n = x->number.n, both = 0;

	if (!x->missing_count || !y->missing_count)
		return n - x->missing_count - y->missing_count;
	for (size_t i = 0; i < (n + 63) / 64; i++)
		both += (size_t)__builtin_popcountll(x->present[i] & y->present[i]);
	return both;
}

void categories_fill(uint16_t *code, const struct column *c, size_t first, size_t n, size_t classes)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t k = c->code ? c->code[first + i] : CODE_NONE;

		code[i] = (uint16_t)(k < classes ? k : classes);
	}
}

/* The range of numbers in GRID equal steps: where x lies. It never falls as x grows, rounded or not. */
static size_t grid_place(const struct rank_column *c, double x)
{
	double at = (x - c->grid_low) * c->grid_scale;

	return at > 0 ? at < GRID ? (size_t)at : GRID : 0;
}

/* For each step the first bucket that ends in it or later. Numbers further apart than a double can tell are all in one step. */
static void grid_make(struct rank_column *c)
{
	const struct column_info *info = c->info;
	size_t step = 0;
	double range;

	if (!info->buckets)
		return;
	range = info->bucket[info->buckets - 1].high - info->bucket[0].low;
	c->grid_low = info->bucket[0].low;
	c->grid_scale = isfinite(range) && isfinite(GRID / range) ? GRID / range : 0;
	for (size_t i = 0; i < info->buckets; i++) {
		c->high[i] = info->bucket[i].high;
		for (size_t at = grid_place(c, c->high[i]); step <= at; step++)
			c->grid[step] = (uint16_t)i;
	}
	while (step < GRID + 2)
		c->grid[step++] = (uint16_t)(info->buckets - 1);
}

/* Hot where columns have no dictionary: the first bucket that ends at x or above; the last one if none does. The grid
 * leaves a few buckets to choose from as a rule, and all of them at worst. */
static size_t bucket_find(const struct rank_column *c, double x)
{
	size_t step = grid_place(c, x), low = c->grid[step], high = c->grid[step + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->high[middle] < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Ranks by bucket: one each, or groups of about as many numbers, cut where the count so far passes a multiple of n / limit. */
static void buckets_rank(struct rank_column *c, uint16_t *rank_of, size_t limit)
{
	const struct column_info *info = c->info;
	uint64_t before = 0;
	i128 group = -1;

	for (size_t i = 0; i < info->buckets; i++) {
		const struct bucket *b = &info->bucket[i];
		i128 at = info->buckets <= limit ? (i128)i : (i128)before * (i128)limit / info->numbers;

		c->ranks += at != group;
		group = at;
		rank_of[i] = (uint16_t)(c->ranks - 1);
		c->wide[c->ranks - 1] |= b->low < b->high || c->count[c->ranks - 1] > 0;
		c->count[c->ranks - 1] += b->count;
		before += b->count;
	}
}

/* Infinities and odd cells have codes, too, and no rank. */
static void codes_rank(struct rank_column *c, const uint16_t *rank_of_bucket)
{
	const struct dictionary *d = c->info->dictionary;

	for (size_t i = 0; i < d->count; i++) {
		size_t b = bucket_find(c, d->value[i].number);
		bool number = c->info->buckets && c->info->bucket[b].low == d->value[i].number;

		c->rank_of[i] = number ? rank_of_bucket[b] : (uint16_t)c->ranks;
	}
}

int rank_column_open(struct rank_column *c, const struct column_info *info, size_t limit)
{
	size_t codes = info->dictionary ? info->dictionary->count : info->buckets;
	uint16_t *by_bucket = calloc(info->buckets + 1, sizeof *by_bucket);
	int done = -1;

	*c = (struct rank_column){ .info = info };
	c->rank_of = calloc(codes + 1, sizeof *c->rank_of);
	c->count = calloc(info->buckets + 1, sizeof *c->count);
	c->wide = calloc(info->buckets + 1, sizeof *c->wide);
	c->high = calloc(info->buckets + 1, sizeof *c->high);
	c->grid = calloc(GRID + 2, sizeof *c->grid);
	if (!by_bucket || !c->rank_of || !c->count || !c->wide || !c->high || !c->grid)
		goto out;
	buckets_rank(c, by_bucket, limit);
	grid_make(c);
	if (info->dictionary)
		codes_rank(c, by_bucket);
	else
		memcpy(c->rank_of, by_bucket, codes * sizeof *by_bucket);
	done = 0;
out:
	free(by_bucket);
	return done;
}

void rank_column_release(struct rank_column *c)
{
	free(c->rank_of);
	free(c->high);
	free(c->grid);
	free(c->count);
	free(c->wide);
	*c = (struct rank_column){ .info = NULL };
}

static inline uint16_t rank_at(const struct rank_column *c, const struct column *column, size_t row)
{
	const struct column_info *info = c->info;
	uint32_t code;

	if (!number_takes_part(column, row))
		return (uint16_t)c->ranks;
	if (!info->dictionary)
		return info->buckets ? c->rank_of[bucket_find(c, column->number[row])] : (uint16_t)c->ranks;
	code = dictionary_code(info->dictionary, column->key[row]);
	return code < info->dictionary->count ? c->rank_of[code] : (uint16_t)c->ranks;
}

void ranks_fill(uint16_t *rank, const struct rank_column *c, const struct column *column, size_t first, const uint16_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rank[i] = column->kind ? rank_at(c, column, first + (order ? order[i] : i)) : (uint16_t)c->ranks;
}
