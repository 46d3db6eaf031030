/* minhash: signatures of sets whose places agree as often as the sets do, and their bands, of which similar sets share one (Broder 1997; Indyk and
 * Motwani 1998; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3).
 *
 *   signature    place i: the least of a[i]·x + b[i] modulo 2^32 over the set's shingles x        P(places agree) = Jaccard similarity s
 *   bands        b bands of r places each, a 64-bit key a band                                    P(a band agrees) = 1 − (1 − s^r)^b
 *
 * The a[i] (odd) and b[i] come from SplitMix64 with MINHASH_SEED: the same signatures on every machine. Memory: 8 bytes a place.
 */
#ifndef ASSAY_TEXT_MINHASH_H
#define ASSAY_TEXT_MINHASH_H

#include "text/shingle.h"

enum { MINHASH_PLACES_MAX = 1024, MINHASH_SEED = 1 };

struct minhash {
	unsigned bands, rows;	/* rows: places a band */
	uint32_t a[MINHASH_PLACES_MAX], b[MINHASH_PLACES_MAX];
};

/* bands × rows is at most MINHASH_PLACES_MAX, both at least 1. */
void minhash_open(struct minhash *, unsigned bands, unsigned rows);

/* signature: bands × rows. A set without shingles has none: all places are UINT32_MAX. */
void minhash_sign(const struct minhash *, const struct shingles *, uint32_t *signature);

/* key: one a band; of different bands never the same but by chance. */
void minhash_bands(const struct minhash *, const uint32_t *signature, uint64_t *key);

/* The probability that two sets of Jaccard similarity s share a band. */
double minhash_probability(double s, unsigned bands, unsigned rows);

#endif
