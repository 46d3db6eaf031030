/* label_classes: see label_classes.h. */
#include "analyse/label_classes.h"

#include "analyse/value_name.h"
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of a number kind as it was read: `number` of a value may have been scaled to microseconds. */
static double value_number(const struct value *v)
{
	double number;

	memcpy(&number, &v->key, sizeof number);
	return number;
}

/* The text under which different writings are one, or NULL where it is the value's own. buffer holds VALUE_NAME_BYTES. */
static const char *value_canonical(const struct value *v, char *buffer)
{
	if (cell_is_number(v->kind))
		number_name(value_number(v), buffer);
	else if (cell_is_time(v->kind))
		time_format(v->number, buffer);
	else
		return v->kind != CELL_BOOLEAN ? NULL : v->number != 0 ? "true" : "false";
	return buffer;
}

/* One value of one side, on its way to a class. */
struct member {
	uint64_t identity;	/* hash of the canonical text */
	uint32_t side, code;
};

static int by_identity(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->identity != y->identity)
		return x->identity < y->identity ? -1 : 1;
	if (x->side != y->side)
		return x->side < y->side ? -1 : 1;
	return x->code < y->code ? -1 : x->code > y->code;
}

static int by_value(const void *a, const void *b)
{
	const struct class *x = a, *y = b;
	int order;

	if (x->is_number != y->is_number)
		return x->is_number ? -1 : 1;
	if (x->is_number && x->number != y->number)
		return x->number < y->number ? -1 : 1;
	order = strcmp(x->name, y->name);
	return order ? order : x->identity < y->identity ? -1 : x->identity > y->identity;
}

static int class_begin(struct classes *c, const struct value *v, uint64_t identity)
{
	struct class *new = &c->at[c->count];
	char buffer[VALUE_NAME_BYTES], name[VALUE_NAME_BYTES];
	const char *canonical = value_canonical(v, buffer);

	if (canonical && v->kind != CELL_BOOLEAN)
		snprintf(name, sizeof name, "%s", canonical);
	else
		snprintf(name, sizeof name, "%s%s", v->text, v->cut ? "…" : "");
	*new = (struct class){ .name = arena_copy(&c->names, name, strlen(name)), .identity = identity, .found = (uint32_t)c->count };
	c->count++;
	return new->name ? 0 : -1;
}

/* Members by identity → classes as found, and for each member its class. */
static int classes_find(struct classes *c, const struct dictionary *const dictionary[SIDES], const struct member *member, size_t members)
{
	for (size_t i = 0; i < members; i++) {
		const struct value *v = &dictionary[member[i].side]->value[member[i].code];
		struct class *class;

		if ((i == 0 || member[i].identity != member[i - 1].identity) && class_begin(c, v, member[i].identity) < 0)
			return -1;
		class = &c->at[c->count - 1];
		if (cell_is_number(v->kind)) {
			class->is_number = true;
			class->number = value_number(v);
		}
		c->of[member[i].side][member[i].code] = class->found;
	}
	return 0;
}

/* Long texts that begin alike have one name, and stand together: the second gets " (2)". */
static int names_distinguish(struct classes *c)
{
	const char *shared = "";
	unsigned times = 0;

	for (size_t i = 0; i < c->count; i++) {
		char name[VALUE_NAME_BYTES + 16];

		if (i == 0 || strcmp(c->at[i].name, shared) != 0) {
			shared = c->at[i].name;
			times = 1;
			continue;
		}
		snprintf(name, sizeof name, "%s (%u)", shared, ++times);
		c->at[i].name = arena_copy(&c->names, name, strlen(name));
		if (!c->at[i].name)
			return -1;
	}
	return 0;
}

static int classes_order(struct classes *c, const struct dictionary *const dictionary[SIDES])
{
	uint32_t *place = malloc((c->count + 1) * sizeof *place);

	if (!place)
		return -1;
	if (c->count)
		qsort(c->at, c->count, sizeof c->at[0], by_value);
	for (size_t i = 0; i < c->count; i++)
		place[c->at[i].found] = (uint32_t)i;
	for (size_t side = 0; side < SIDES; side++)
		for (size_t code = 0; code < dictionary[side]->count; code++)
			c->of[side][code] = place[c->of[side][code]];
	free(place);
	return names_distinguish(c);
}

int classes_build(struct classes *c, const struct dictionary *const dictionary[SIDES])
{
	size_t members = 0, room = dictionary[LABEL]->count + dictionary[PREDICTION]->count + 1;
	struct member *member = malloc(room * sizeof *member);
	int done = -1;

	c->at = malloc(room * sizeof *c->at);
	for (uint32_t side = 0; side < SIDES; side++) {
		c->of[side] = malloc((dictionary[side]->count + 1) * sizeof *c->of[side]);
		if (!member || !c->at || !c->of[side])
			goto out;
		for (uint32_t code = 0; code < dictionary[side]->count; code++) {
			char buffer[VALUE_NAME_BYTES];
			const struct value *v = &dictionary[side]->value[code];
			const char *canonical = value_canonical(v, buffer);

			member[members++] = (struct member){ canonical ? hash_bytes(canonical, strlen(canonical)) : v->key, side, code };
		}
	}
	if (members)
		qsort(member, members, sizeof *member, by_identity);
	if (classes_find(c, dictionary, member, members) == 0)
		done = classes_order(c, dictionary);
out:
	free(member);
	return done;
}

void classes_release(struct classes *c)
{
	free(c->at);
	for (size_t side = 0; side < SIDES; side++)
		free(c->of[side]);
	arena_release(&c->names);
}
