/* minhash: see minhash.h.
 *
 * Hot: places × shingles; with SSE2 about a cycle each. Shingles are hashes already, so that a linear map of their upper half orders them
 * as well as a random permutation does, which tests/unit/text.c measures.
 */
#include "text/minhash.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

void minhash_open(struct minhash *m, unsigned bands, unsigned rows)
{
	uint64_t state = MINHASH_SEED;

	m->bands = bands;
	m->rows = rows;
	for (size_t i = 0; i < (size_t)bands * rows; i++) {
		uint64_t random = hash_u64(state += UINT64_C(0x9e3779b97f4a7c15));

		m->a[i] = (uint32_t)random | 1;
		m->b[i] = (uint32_t)(random >> 32);
	}
}

void minhash_sign(const struct minhash *m, const struct shingles *s, uint32_t *restrict signature)
{
	size_t places = (size_t)m->bands * m->rows;

	memset(signature, 0xff, places * sizeof *signature);
	for (size_t k = 0; k < s->count; k++) {
		uint32_t x = (uint32_t)(s->hash[k] >> 32);

		for (size_t i = 0; i < places; i++) {
			uint32_t h = m->a[i] * x + m->b[i];

			signature[i] = h < signature[i] ? h : signature[i];
		}
	}
}

void minhash_bands(const struct minhash *m, const uint32_t *signature, uint64_t *key)
{
	for (size_t i = 0; i < m->bands; i++)
		key[i] = hash_u64(hash_bytes(signature + i * m->rows, m->rows * sizeof *signature) + i);
}

double minhash_probability(double s, unsigned bands, unsigned rows)
{
	return 1 - pow(1 - pow(s, rows), bands);
}
