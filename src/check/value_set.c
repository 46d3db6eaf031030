/* value_set: see value_set.h. Open addressing; each slot keeps 32 bits of the hash, so that other values are hardly ever compared. */
#include "check/value_set.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	uint64_t hash;
	const char *text;	/* NULL: a number */
	size_t bytes;		/* of the text */
	int64_t integer;
	double number;
	bool whole;		/* the number is the integer */
};

struct value_set {
	struct entry *entry;
	size_t count, room;
	struct { uint32_t hash, entry; } *slot;	/* entry + 1; 0: free */
	size_t slots;				/* a power of two */
	struct arena arena;
};

struct value_set *value_set_new(void)
{
	struct value_set *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->slots = 16;
	s->slot = calloc(s->slots, sizeof *s->slot);
	if (s->slot)
		return s;
	free(s);
	return NULL;
}

void value_set_free(struct value_set *s)
{
	if (!s)
		return;
	arena_release(&s->arena);
	free(s->entry);
	free(s->slot);
	free(s);
}

static bool operand_whole(const struct operand *v, int64_t *integer)
{
	*integer = v->integer;
	return v->type == SQLITE_INTEGER || real_is_integer(v->number, integer);
}

static bool entry_is(const struct entry *e, const struct operand *v)
{
	int64_t integer;

	if (v->type == SQLITE_TEXT)
		return e->text && e->bytes == v->bytes && memcmp(e->text, v->text, v->bytes) == 0;
	if (e->text)
		return false;
	return operand_whole(v, &integer) ? e->whole && e->integer == integer : !e->whole && !(e->number < v->number) && !(e->number > v->number);
}

/* Its slot, or the free one where it would be. */
static size_t slot_find(const struct value_set *s, const struct operand *v, uint64_t hash)
{
	size_t at = hash & (s->slots - 1);

	while (s->slot[at].entry && !(s->slot[at].hash == (uint32_t)(hash >> 32) && entry_is(&s->entry[s->slot[at].entry - 1], v)))
		at = (at + 1) & (s->slots - 1);
	return at;
}

static int slots_grow(struct value_set *s)
{
	size_t slots = 2 * s->slots;
	void *fresh = calloc(slots, sizeof *s->slot);

	if (!fresh)
		return -1;
	free(s->slot);
	s->slot = fresh;
	s->slots = slots;
	for (size_t i = 0; i < s->count; i++) {
		size_t at = s->entry[i].hash & (slots - 1);

		while (s->slot[at].entry)
			at = (at + 1) & (slots - 1);
		s->slot[at].hash = (uint32_t)(s->entry[i].hash >> 32);
		s->slot[at].entry = (uint32_t)i + 1;
	}
	return 0;
}

static int entries_grow(struct value_set *s)
{
	size_t room = s->room ? 2 * s->room : 16;
	struct entry *grown = s->count < s->room ? s->entry : reallocarray(s->entry, room, sizeof *grown);

	if (!grown || s->count == UINT32_MAX - 1)
		return -1;
	s->entry = grown;
	s->room = s->count < s->room ? s->room : room;
	return 0;
}

int value_set_add(struct value_set *s, const struct operand *v)
{
	uint64_t hash;
	struct entry *e;
	size_t at;

	if (v->type == SQLITE_NULL)
		return 0;
	hash = operand_hash(v);
	if (s->slot[slot_find(s, v, hash)].entry)
		return 0;
	if ((2 * (s->count + 1) > s->slots && slots_grow(s) < 0) || entries_grow(s) < 0)
		return -1;
	e = &s->entry[s->count];
	*e = (struct entry){ .hash = hash, .number = v->number };
	if (v->type == SQLITE_TEXT) {
		e->bytes = v->bytes;
		e->text = arena_copy(&s->arena, v->text, v->bytes);
		if (!e->text)
			return -1;
	} else {
		e->whole = operand_whole(v, &e->integer);
	}
	at = slot_find(s, v, hash);
	s->slot[at].hash = (uint32_t)(hash >> 32);
	s->slot[at].entry = (uint32_t)++s->count;
	return 0;
}

bool value_set_has(const struct value_set *s, const struct operand *v)
{
	return s->slot[slot_find(s, v, operand_hash(v))].entry != 0;
}

size_t value_set_bytes(const struct value_set *s)
{
	return s->slots * sizeof *s->slot + s->room * sizeof *s->entry + arena_held(&s->arena);
}
