/* ngram_filter: which n-grams may be in an evaluation set: a Bloom filter (Bloom 1970) of two bits an n-gram, so that of millions of
 * n-grams in the data those few are kept that matter. What it lets through by chance is sorted out when both sides are joined.
 *
 * Owns its bits; 16 an n-gram, from 8 kB to 32 MiB.
 */
#ifndef ASSAY_OVERLAP_NGRAM_FILTER_H
#define ASSAY_OVERLAP_NGRAM_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NGRAM_MAX = 64 };

struct ngram_filter {
	uint64_t *bits;
	uint64_t mask;			/* of bit numbers */
	unsigned length[NGRAM_MAX];	/* tokens of the n-grams that are in it: shorter items are taken whole */
	size_t lengths;
};

/* Room for so many. -1: no memory. */
int ngram_filter_open(struct ngram_filter *, uint64_t ngrams);
void ngram_filter_add(struct ngram_filter *, uint64_t hash);
void ngram_filter_close(struct ngram_filter *);

static inline bool ngram_filter_has(const struct ngram_filter *f, uint64_t hash)
{
	uint64_t a = hash & f->mask, b = hash >> 32 & f->mask;

	return (f->bits[a / 64] >> a % 64 & 1) && (f->bits[b / 64] >> b % 64 & 1);
}

#endif
