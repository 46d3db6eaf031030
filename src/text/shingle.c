/* shingle: see shingle.h. */
#include "text/shingle.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/* Of the polynomial: odd, so that nothing is lost modulo 2^64 (the multiplier of PCG's generators). */
#define BASE UINT64_C(6364136223846793005)

static uint64_t power(uint64_t base, size_t n)
{
	uint64_t p = 1;

	for (; n; n >>= 1, base *= base)
		if (n & 1)
			p *= base;
	return p;
}

static uint64_t polynomial(const uint64_t *hash, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = sum * BASE + hash[i];
	return sum;
}

size_t ngrams_hash(const struct tokens *t, size_t n, uint64_t *out)
{
	uint64_t sum, leaves = power(BASE, n);

	if (n == 0 || t->count < n)
		return 0;
	sum = polynomial(t->hash, n);
	out[0] = hash_u64(sum);
	for (size_t i = n; i < t->count; i++) {
		sum = sum * BASE + t->hash[i] - leaves * t->hash[i - n];
		out[i - n + 1] = hash_u64(sum);
	}
	return t->count - n + 1;
}

uint64_t tokens_hash(const struct tokens *t)
{
	return hash_u64(polynomial(t->hash, t->count) + hash_u64(t->count));
}

/* ---- sets ---- */

enum { RADIX_FROM = 64, INSERTION_MAX = 32 };

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void few_sort(uint64_t *hash, size_t n)
{
	if (n > INSERTION_MAX) {
		qsort(hash, n, sizeof *hash, ascending);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		uint64_t x = hash[i];
		size_t at = i;

		for (; at && hash[at - 1] > x; at--)
			hash[at] = hash[at - 1];
		hash[at] = x;
	}
}

/* By the top byte into 256 parts, each of which is sorted by itself: hashes are spread evenly. Hot: qsort took a fifth of a run. */
static void hashes_sort(uint64_t *hash, uint64_t *spare, size_t n)
{
	size_t at[257] = { 0 };

	if (n < RADIX_FROM) {
		few_sort(hash, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		at[(hash[i] >> 56) + 1]++;
	for (size_t p = 0; p < 256; p++)
		at[p + 1] += at[p];
	for (size_t i = 0; i < n; i++)
		spare[at[hash[i] >> 56]++] = hash[i];
	memcpy(hash, spare, n * sizeof *hash);
	for (size_t p = 0, first = 0; p < 256; first = at[p++])	/* at[p] is now where part p ends */
		few_sort(hash + first, at[p] - first);
}

static size_t once_each(uint64_t *hash, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (kept == 0 || hash[i] != hash[kept - 1])
			hash[kept++] = hash[i];
	return kept;
}

int shingles_read(struct shingles *s, const struct tokens *t, size_t n)
{
	size_t room = 2 * t->count;	/* half of it to sort in */
	uint64_t *grown;

	s->count = 0;
	if (t->count == 0)
		return 0;
	if (room > s->room) {
		grown = reallocarray(s->hash, room, sizeof *grown);
		if (!grown)
			return -1;
		s->hash = grown;
		s->room = room;
	}
	s->count = ngrams_hash(t, n, s->hash);
	if (s->count == 0)
		s->hash[s->count++] = tokens_hash(t);
	hashes_sort(s->hash, s->hash + t->count, s->count);
	s->count = once_each(s->hash, s->count);
	return 0;
}

void shingles_release(struct shingles *s)
{
	free(s->hash);
	*s = (struct shingles){ .count = 0 };
}

double shingles_jaccard(const struct shingles *a, const struct shingles *b)
{
	size_t shared = 0;

	for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
		uint64_t x = a->hash[i], y = b->hash[j];

		shared += x == y;
		i += x <= y;
		j += y <= x;
	}
	return a->count || b->count ? (double)shared / (double)(a->count + b->count - shared) : 0;
}
