/* arena: see arena.h. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 64 * 1024, ARENA_ALIGN = 16 };

struct arena_block {
	struct arena_block *next;
	size_t bytes;
	_Alignas(ARENA_ALIGN) unsigned char data[];
};

static struct arena_block *block_after(struct arena *a, size_t bytes)
{
	struct arena_block **link = a->now ? &a->now->next : &a->first;
	struct arena_block *b = *link;
	size_t room = bytes > ARENA_BLOCK ? bytes : ARENA_BLOCK;

	if (b && b->bytes >= bytes)
		return b;
	if (room > SIZE_MAX - sizeof *b)
		return NULL;
	b = malloc(sizeof *b + room);
	if (!b)
		return NULL;
	b->bytes = room;
	b->next = *link;
	*link = b;
	return b;
}

void *arena_take(struct arena *a, size_t bytes)
{
	struct arena_block *b;

	if (bytes > SIZE_MAX - ARENA_ALIGN)
		return NULL;
	bytes = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (!a->now || a->now->bytes - a->used < bytes) {
		b = block_after(a, bytes);
		if (!b)
			return NULL;
		a->now = b;
		a->used = 0;
	}
	a->used += bytes;
	return a->now->data + (a->used - bytes);
}

void *arena_zeroed(struct arena *a, size_t count, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	p = arena_take(a, bytes);
	return p ? memset(p, 0, bytes) : NULL;
}

char *arena_copy(struct arena *a, const char *bytes, size_t n)
{
	char *p = n < SIZE_MAX ? arena_take(a, n + 1) : NULL;

	if (p) {
		memcpy(p, bytes, n);
		p[n] = '\0';
	}
	return p;
}

void arena_reset(struct arena *a)
{
	a->now = NULL;
	a->used = 0;
}

size_t arena_held(const struct arena *a)
{
	size_t held = 0;

	for (const struct arena_block *b = a->first; b; b = b->next)
		held += b->bytes;
	return held;
}

void arena_release(struct arena *a)
{
	for (struct arena_block *b = a->first, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){ .first = NULL };
}
