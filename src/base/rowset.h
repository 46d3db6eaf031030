/* rowset: a set of row numbers, in memory that is small where they are few and a bit a row where they are many.
 *
 *   row >> 16 ─▶ page: up to PAGE_FEW numbers, ascending    or a bitmap of 65,536 bits
 *
 * Owns its pages. A zeroed rowset is empty.
 */
#ifndef ASSAY_BASE_ROWSET_H
#define ASSAY_BASE_ROWSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rowset_page;

struct rowset {
	struct rowset_page *page;
	size_t pages;
	uint64_t count;
};

/* Rows count from 1; in any order, twice is once. -1: no memory. */
int rowset_add(struct rowset *, uint64_t row);

bool rowset_has(const struct rowset *, uint64_t row);

/* The least row from `from` on; 0: none. */
uint64_t rowset_next(const struct rowset *, uint64_t from);

void rowset_release(struct rowset *);

#endif
