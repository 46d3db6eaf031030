/* hash: the one place that names a hash function (XXH3), with constant seeds, so that a hash is the same
 * on every machine, in every run, and may be saved in a state.
 */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* 64 well-mixed bits of some bytes. */
uint64_t hash_bytes(const void *bytes, size_t n);

/* 128 bits of them, for what is taken for equal without a look at the bytes. */
void hash_bytes_wide(const void *bytes, size_t n, uint64_t hash[2]);

/* 64 well-mixed bits of one number (a bijection: no two numbers collide). Stafford's mix13, as in SplitMix64. */
static inline uint64_t hash_u64(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* A running 64-bit hash of a stream, for the content hash of a source. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);	/* NULL when there is no memory */
void hash_stream_add(struct hash_stream *, const void *bytes, size_t n);
uint64_t hash_stream_value(const struct hash_stream *);
void hash_stream_free(struct hash_stream *);	/* NULL is fine */

#endif
