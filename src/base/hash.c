/* hash: see hash.h. XXH_INLINE_ALL keeps the short-key path inside the caller's loop. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/hash.h"

#include <stdlib.h>

uint64_t hash_bytes(const void *bytes, size_t n)
{
	return XXH3_64bits(bytes, n);
}

void hash_bytes_wide(const void *bytes, size_t n, uint64_t hash[2])
{
	XXH128_hash_t wide = XXH3_128bits(bytes, n);

	hash[0] = wide.high64;
	hash[1] = wide.low64;
}

struct hash_stream {
	XXH3_state_t state;
};

struct hash_stream *hash_stream_new(void)
{
	void *at;
	struct hash_stream *s;

	if (posix_memalign(&at, 64, sizeof *s) != 0)	/* XXH3 keeps its state on cache lines */
		return NULL;
	s = at;
	XXH3_64bits_reset(&s->state);
	return s;
}

void hash_stream_add(struct hash_stream *s, const void *bytes, size_t n)
{
	XXH3_64bits_update(&s->state, bytes, n);
}

uint64_t hash_stream_value(const struct hash_stream *s)
{
	return XXH3_64bits_digest(&s->state);
}

void hash_stream_free(struct hash_stream *s)
{
	free(s);
}
