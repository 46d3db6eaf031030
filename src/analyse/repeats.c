/* repeats: see repeats.h. */
#include "analyse/repeats.h"

#include "base/hash.h"

#include <stdlib.h>

void rows_hash(const struct batch *b, const bool *skip, struct pair *out)
{
	for (size_t r = 0; r < b->rows; r++)
		out[r] = (struct pair){ .row = b->first_row + r };
	for (size_t c = 0; c < b->columns; c++) {
		const struct column *column = &b->column[c];
		uint64_t salt = hash_u64(2 * c + 1), other = hash_u64(2 * c + 2);

		for (size_t r = 0; column->kind && !(skip && skip[c]) && r < b->rows; r++) {
			uint64_t there = cell_is_missing(column->kind[r]) ? 0 : UINT64_MAX;

			out[r].hash[0] += hash_u64(column->key[r] + salt) & there;
			out[r].hash[1] += hash_u64(column->key[r] ^ other) & there;
		}
	}
	for (size_t r = 0; r < b->rows; r++)	/* sums of few cells are not spread yet: partitions go by the high bits */
		out[r].hash[0] = hash_u64(out[r].hash[0]);
}

/* One hash of a partition. */
struct group {
	uint64_t hash[2];
	uint64_t count, first_row;
	bool differs;		/* a row of it is not equal to the first one after all */
};

struct table {
	struct group *group;
	size_t slots;		/* a power of two; group with count 0 is free */
};

/* By hash[0], which is well mixed; hash[1] of an id is the bits of its double, and those of whole numbers end alike. */
static struct group *group_of(const struct table *t, const struct pair *p)
{
	size_t at = p->hash[0] & (t->slots - 1);

	while (t->group[at].count && (t->group[at].hash[0] != p->hash[0] || t->group[at].hash[1] != p->hash[1]))
		at = (at + 1) & (t->slots - 1);
	return &t->group[at];
}

static int table_fill(struct table *t, const struct pair *pair, size_t n)
{
	for (t->slots = 16; t->slots < 2 * n; t->slots *= 2)
		;
	t->group = calloc(t->slots, sizeof *t->group);
	if (!t->group)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct group *g = group_of(t, &pair[i]);

		if (g->count == 0)
			*g = (struct group){ .hash = { pair[i].hash[0], pair[i].hash[1] }, .first_row = pair[i].row };
		g->count++;
		if (pair[i].row < g->first_row)
			g->first_row = pair[i].row;
	}
	return 0;
}

/* What to do with each repeat of a partition. */
typedef void each_repeat(struct repeats *, struct group *, uint64_t row, const struct plan *);

static void count_repeat(struct repeats *out, struct group *g, uint64_t row, const struct plan *plan)
{
	(void)g;
	(void)plan;
	out->rows++;
	examples_add(&out->first, row);
}

static void verify_repeat(struct repeats *out, struct group *g, uint64_t row, const struct plan *plan)
{
	if (plan->rows_equal(plan->store, g->first_row, row) == 0)
		g->differs = true;
	else
		count_repeat(out, g, row, plan);
}

static int partitions_walk(struct repeats *out, const struct shuffle *s, const struct plan *plan, each_repeat *each, struct err *e)
{
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++) {
		struct table t = { .slots = 0 };
		struct pair *pair = NULL;
		size_t n = 0;

		if (shuffle_partition(s, p, &pair, &n, e) < 0) {
			free(pair);
			return -1;
		}
		if (n && table_fill(&t, pair, n) < 0) {
			free(pair);
			return err_nomem(e);
		}
		for (size_t i = 0; i < n; i++) {
			struct group *g = group_of(&t, &pair[i]);

			if (pair[i].row != g->first_row)
				each(out, g, pair[i].row, plan);
		}
		for (size_t i = 0; i < t.slots; i++)
			out->groups += t.group[i].count > 1 && !t.group[i].differs;
		free(t.group);
		free(pair);
	}
	return 0;
}

int repeats_find(struct repeats *out, const struct shuffle *s, const struct plan *plan, struct err *e)
{
	*out = (struct repeats){ .groups = 0 };
	if (partitions_walk(out, s, plan, count_repeat, e) < 0)
		return -1;
	if (!plan->rows_equal || out->rows > REPEATS_VERIFIED_MAX)
		return 0;
	if (out->rows) {
		*out = (struct repeats){ .groups = 0 };
		if (partitions_walk(out, s, plan, verify_repeat, e) < 0)
			return -1;
	}
	out->verified = true;
	return 0;
}

static int by_hash(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->hash[0] != y->hash[0])
		return x->hash[0] < y->hash[0] ? -1 : 1;
	if (x->hash[1] != y->hash[1])
		return x->hash[1] < y->hash[1] ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

void pairs_sort(struct pair *pair, size_t n)
{
	if (n)
		qsort(pair, n, sizeof *pair, by_hash);
}

int shuffle_save(const struct shuffle *s, struct blob *b, struct err *e)
{
	blob_put_u64(b, shuffle_count(s));
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++) {
		struct pair *pair = NULL;
		size_t n = 0;

		if (shuffle_partition(s, p, &pair, &n, e) < 0) {
			free(pair);
			return -1;
		}
		pairs_sort(pair, n);
		for (size_t i = 0; i < n; i++) {
			blob_put_u64(b, pair[i].hash[0]);
			blob_put_u64(b, pair[i].hash[1]);
			blob_put_u64(b, pair[i].row);
		}
		free(pair);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

int shuffle_load(struct shuffle *s, struct blob *b, struct err *e)
{
	uint64_t n = blob_get_u64(b);

	if (n > (b->length - b->at) / 24)
		return err_set(e, ERR_STATE, "the row hashes end early");
	for (uint64_t i = 0; i < n; i++) {
		struct pair p = { .hash = { blob_get_u64(b), blob_get_u64(b) }, .row = blob_get_u64(b) };

		if (shuffle_add(s, &p, 1, e) < 0)
			return -1;
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "the row hashes end early");
}
