/* blob: bytes of a saved state, written and read field by field, little-endian on every machine.
 *
 * A writer appends with blob_put_*; the first failed allocation sets `failed`, later puts do nothing,
 * and the caller asks once at the end (blob_ok). A reader takes with blob_get_*; reading past the end gives 0
 * and sets `failed`. So code that saves or loads has no error ladder: it checks once.
 * The blob owns `bytes` when written; a reader borrows them (blob_over).
 */
#ifndef ASSAY_BASE_BLOB_H
#define ASSAY_BASE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
	unsigned char *bytes;
	size_t length, room;
	size_t at;		/* where the reader stands */
	bool failed;
};

/* A reader over somebody else's bytes, which must outlive it. */
struct blob blob_over(const void *bytes, size_t n);

void blob_put_u64(struct blob *, uint64_t);
void blob_put_f64(struct blob *, double);
void blob_put_bytes(struct blob *, const void *, size_t);	/* length, then the bytes */

uint64_t blob_get_u64(struct blob *);
double blob_get_f64(struct blob *);
/* The next length-prefixed bytes, borrowed from the blob; NULL and *n = 0 on failure. */
const void *blob_get_bytes(struct blob *, size_t *n);

/* Nothing failed so far. */
static inline bool blob_ok(const struct blob *b)
{
	return !b->failed;
}

/* Free a written blob's bytes. */
void blob_release(struct blob *);

#endif
