/* order: see order.h. */
#include "overlap/order.h"

#include <stdlib.h>

int order_new(struct order *o, uint64_t rows, struct err *e)
{
	o->shift = (unsigned)__builtin_clzll(rows | 1);
	return shuffle_new(&o->shuffle, e);
}

int order_add(struct order *o, uint64_t row, uint64_t first, uint64_t second, struct err *e)
{
	const struct pair p = { .hash = { row << o->shift, first }, .row = second };

	return shuffle_add(o->shuffle, &p, 1, e);
}

void order_free(struct order *o)
{
	shuffle_free(o->shuffle);
	o->shuffle = NULL;
}

static int by_number(uint64_t x, uint64_t y)
{
	return x < y ? -1 : x > y;
}

static int by_all(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = by_number(x->hash[0], y->hash[0]);

	order = order ? order : by_number(x->hash[1], y->hash[1]);
	return order ? order : by_number(x->row, y->row);
}

static int by_row_first(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = by_number(x->hash[0], y->hash[0]);

	order = order ? order : by_number(x->row, y->row);
	return order ? order : by_number(x->hash[1], y->hash[1]);
}

/* A part, sorted; *out is the caller's. */
static int part_read(const struct shuffle *s, unsigned p, int (*compare)(const void *, const void *), struct pair **out, size_t *n, struct err *e)
{
	*out = NULL;
	*n = 0;
	if (shuffle_partition(s, p, out, n, e) < 0)
		return -1;
	if (*n)
		qsort(*out, *n, sizeof **out, compare);
	return 0;
}

int order_walk(const struct order *o, int (*each)(void *, uint64_t, struct pair *, size_t, struct err *), void *context, struct err *e)
{
	int done = 0;

	for (unsigned p = 0; p < SHUFFLE_PARTITIONS && done == 0; p++) {
		struct pair *pair;
		size_t n;

		done = part_read(o->shuffle, p, by_all, &pair, &n, e);
		for (size_t i = 0, end; i < n && done == 0; i = end) {
			for (end = i + 1; end < n && pair[end].hash[0] == pair[i].hash[0]; end++)
				;
			done = each(context, pair[i].hash[0] >> o->shift, pair + i, end - i, e);
		}
		free(pair);
	}
	return done;
}

int groups_walk(const struct shuffle *s, bool wide, int (*each)(void *, struct pair *, size_t, struct err *), void *context, struct err *e)
{
	int done = 0;

	for (unsigned p = 0; p < SHUFFLE_PARTITIONS && done == 0; p++) {
		struct pair *pair;
		size_t n;

		done = part_read(s, p, wide ? by_all : by_row_first, &pair, &n, e);
		for (size_t i = 0, end; i < n && done == 0; i = end) {
			for (end = i + 1; end < n && pair[end].hash[0] == pair[i].hash[0] && (!wide || pair[end].hash[1] == pair[i].hash[1]); end++)
				;
			done = each(context, pair + i, end - i, e);
		}
		free(pair);
	}
	return done;
}
