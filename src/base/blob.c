/* blob: see blob.h. */
#include "base/blob.h"

#include <stdlib.h>
#include <string.h>

struct blob blob_over(const void *bytes, size_t n)
{
	/* A reader never writes through this pointer: room stays 0, and only puts write. */
	return (struct blob){ .bytes = (unsigned char *)(uintptr_t)bytes, .length = n };
}

static unsigned char *blob_room(struct blob *b, size_t n)
{
	if (b->failed)
		return NULL;
	if (b->room - b->length < n) {
		size_t room = (b->length + n) * 2 + 64;
		unsigned char *grown = realloc(b->bytes, room);

		if (!grown) {
			b->failed = true;
			return NULL;
		}
		b->bytes = grown;
		b->room = room;
	}
	b->length += n;
	return b->bytes + b->length - n;
}

void blob_put_u64(struct blob *b, uint64_t v)
{
	unsigned char *p = blob_room(b, 8);

	if (p)
		for (int i = 0; i < 8; i++)
			p[i] = (unsigned char)(v >> 8 * i);
}

void blob_put_f64(struct blob *b, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	blob_put_u64(b, bits);
}

void blob_put_bytes(struct blob *b, const void *bytes, size_t n)
{
	unsigned char *p;

	blob_put_u64(b, n);
	p = blob_room(b, n);
	if (p && n)
		memcpy(p, bytes, n);
}

static const unsigned char *blob_next(struct blob *b, size_t n)
{
	if (b->failed || b->length - b->at < n) {
		b->failed = true;
		return NULL;
	}
	b->at += n;
	return b->bytes + b->at - n;
}

uint64_t blob_get_u64(struct blob *b)
{
	const unsigned char *p = blob_next(b, 8);
	uint64_t v = 0;

	if (p)
		for (int i = 0; i < 8; i++)
			v |= (uint64_t)p[i] << 8 * i;
	return v;
}

double blob_get_f64(struct blob *b)
{
	uint64_t bits = blob_get_u64(b);
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

const void *blob_get_bytes(struct blob *b, size_t *n)
{
	uint64_t length = blob_get_u64(b);
	const unsigned char *p = length <= b->length ? blob_next(b, (size_t)length) : NULL;

	if (!p)
		b->failed = true;
	*n = p ? (size_t)length : 0;
	return p;
}

void blob_release(struct blob *b)
{
	free(b->bytes);
	*b = (struct blob){ .bytes = NULL };
}
