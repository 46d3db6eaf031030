/* fields: see fields.h. */
#include "engine/fields.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

static uint32_t *slot_of(const struct fields *f, const char *name)
{
	size_t at = hash_bytes(name, strlen(name)) & (f->slots - 1);

	while (f->slot[at] && strcmp(f->name[f->slot[at] - 1], name) != 0)
		at = (at + 1) & (f->slots - 1);
	return &f->slot[at];
}

static int room_for_one(struct fields *f)
{
	if (f->count == f->room) {
		size_t room = f->room ? 2 * f->room : 32;
		const char **name = realloc(f->name, room * sizeof *name);

		if (!name)
			return -1;
		f->name = name;
		f->room = room;
	}
	if (2 * (f->count + 1) > f->slots) {
		size_t slots = f->slots ? 2 * f->slots : 64;
		uint32_t *slot = calloc(slots, sizeof *slot);

		if (!slot)
			return -1;
		free(f->slot);
		f->slot = slot;
		f->slots = slots;
		for (size_t i = 0; i < f->count; i++)
			*slot_of(f, f->name[i]) = (uint32_t)(i + 1);
	}
	return 0;
}

long fields_find(const struct fields *f, const char *name)
{
	return f->slots ? (long)*slot_of(f, name) - 1 : -1;
}

long fields_take(struct fields *f, const char *name, struct err *e)
{
	long found = fields_find(f, name);
	const char *copy;

	if (found >= 0)
		return found;
	if (f->count == FIELDS_MAX)
		return err_set(e, ERR_DATA, "more than %d columns: keys of the records look like data; --depth 1 keeps nested objects whole",
			       FIELDS_MAX);
	copy = arena_copy(&f->arena, name, strlen(name));
	if (!copy || room_for_one(f) < 0)
		return err_nomem(e);
	f->name[f->count++] = copy;
	*slot_of(f, copy) = (uint32_t)f->count;
	return (long)f->count - 1;
}

int fields_take_stored(struct fields *f, struct store *store, const char *name, size_t *at, struct err *e)
{
	size_t before = f->count;
	long taken = fields_take(f, name, e);

	if (taken < 0 || (f->count > before && store_add_column(store, name, e) < 0))
		return -1;
	*at = (size_t)taken;
	return 0;
}

int fields_take_headers(struct fields *f, struct store *store, const struct feed *feed, struct err *e)
{
	size_t at;

	for (size_t i = 0; i < feed->list.count; i++)
		for (size_t c = 0; c < feed->record[i].dialect.columns; c++)
			if (fields_take_stored(f, store, feed->record[i].dialect.name[c], &at, e) < 0)
				return -1;
	return 0;
}

int fields_spread(struct fields *f, struct store *store, struct batch *b, struct err *e)
{
	size_t *place = arena_zeroed(&b->arena, b->columns + 1, sizeof *place);
	struct column *all;
	const char **name;

	if (!place)
		return err_nomem(e);
	for (size_t c = 0; c < b->columns; c++)
		if (fields_take_stored(f, store, b->name[c], &place[c], e) < 0)
			return -1;
	all = arena_zeroed(&b->arena, f->count + 1, sizeof *all);
	name = arena_zeroed(&b->arena, f->count + 1, sizeof *name);
	if (!all || !name)
		return err_nomem(e);
	for (size_t c = 0; c < b->columns; c++)
		all[place[c]] = b->column[c];
	if (f->count)
		memcpy(name, f->name, f->count * sizeof *name);
	b->column = all;
	b->name = name;
	b->columns = f->count;
	return 0;
}

void fields_release(struct fields *f)
{
	free(f->name);
	free(f->slot);
	arena_release(&f->arena);
	*f = (struct fields){ .count = 0 };
}
