/* order: a shuffle (store/shuffle.h) whose parts follow the rows: what was found out of order is taken back row by row.
 *
 *   hash[0] = row << shift         hash[1], row: two numbers that go along
 */
#ifndef ASSAY_OVERLAP_ORDER_H
#define ASSAY_OVERLAP_ORDER_H

#include "store/shuffle.h"

#include <stdbool.h>

struct order {
	struct shuffle *shuffle;
	unsigned shift;
};

/* rows: the largest number that is put in. */
int order_new(struct order *, uint64_t rows, struct err *);
int order_add(struct order *, uint64_t row, uint64_t first, uint64_t second, struct err *);
void order_free(struct order *);

/* What a part holds, sorted; `each` gets all of one row at once: pair[i].hash[1] is `first`, pair[i].row `second`. */
int order_walk(const struct order *, int (*each)(void *, uint64_t row, struct pair *, size_t n, struct err *), void *, struct err *);

/* The groups (also of one) of equal hash[0] (and hash[1], where `wide`) of a shuffle, each sorted by row and hash[1]. */
int groups_walk(const struct shuffle *, bool wide, int (*each)(void *, struct pair *, size_t n, struct err *), void *, struct err *);

#endif
