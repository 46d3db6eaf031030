/* ngram_filter: see ngram_filter.h. */
#include "overlap/ngram_filter.h"

#include <stdlib.h>

int ngram_filter_open(struct ngram_filter *f, uint64_t ngrams)
{
	unsigned bits = 16;

	while (bits < 28 && UINT64_C(1) << bits < 16 * ngrams)
		bits++;
	*f = (struct ngram_filter){ .mask = (UINT64_C(1) << bits) - 1 };
	f->bits = calloc((size_t)1 << (bits - 6), sizeof *f->bits);
	return f->bits ? 0 : -1;
}

void ngram_filter_add(struct ngram_filter *f, uint64_t hash)
{
	uint64_t a = hash & f->mask, b = hash >> 32 & f->mask;

	f->bits[a / 64] |= UINT64_C(1) << a % 64;
	f->bits[b / 64] |= UINT64_C(1) << b % 64;
}

void ngram_filter_close(struct ngram_filter *f)
{
	free(f->bits);
	*f = (struct ngram_filter){ .lengths = 0 };
}
