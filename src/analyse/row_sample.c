/* row_sample: see row_sample.h. */
#include "analyse/row_sample.h"

#include "base/hash.h"

#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

/* The place of a row among `count` ascending ones, or where it belongs. */
static size_t place_of(const uint64_t *row, size_t count, uint64_t wanted)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (row[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t row_sample(uint64_t first, uint64_t rows, size_t want, uint64_t *row)
{
	size_t count = 0;

	for (uint64_t last = rows > want ? rows - want : 0; last < rows; last++) {
		uint64_t hash = hash_u64(hash_u64(rows) + last);
		uint64_t drawn = first + (uint64_t)((u128)hash * (last + 1) >> 64);	/* one of the rows up to `last` */
		size_t at = place_of(row, count, drawn);
		bool again = at < count && row[at] == drawn;

		if (again) {			/* then `last` itself, which is behind all that were drawn */
			drawn = first + last;
			at = count;
		}
		memmove(&row[at + 1], &row[at], (count - at) * sizeof row[0]);
		row[at] = drawn;
		count++;
	}
	return count;
}
