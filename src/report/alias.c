/* alias: see alias.h. */
#include "report/alias.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

struct alias {
	char *text;
	size_t length, number;
};

static struct alias *slot_of(struct alias *at, size_t slots, const char *text, size_t length)
{
	size_t i = hash_bytes(text, length) & (slots - 1);

	while (at[i].text && (at[i].length != length || memcmp(at[i].text, text, length) != 0))
		i = (i + 1) & (slots - 1);
	return &at[i];
}

static int aliases_grow(struct aliases *a)
{
	size_t slots = a->slots ? 2 * a->slots : 64;
	struct alias *at = calloc(slots, sizeof *at);

	if (!at)
		return -1;
	for (size_t i = 0; i < a->slots; i++)
		if (a->at[i].text)
			*slot_of(at, slots, a->at[i].text, a->at[i].length) = a->at[i];
	free(a->at);
	a->at = at;
	a->slots = slots;
	return 0;
}

size_t alias_of(struct aliases *a, const char *text, size_t length)
{
	struct alias *slot;

	if (2 * (a->count + 1) > a->slots && aliases_grow(a) < 0)
		return 0;
	slot = slot_of(a->at, a->slots, text, length);
	if (slot->text)
		return slot->number;
	slot->text = malloc(length + 1);
	if (!slot->text)
		return 0;
	memcpy(slot->text, text, length);
	slot->text[length] = '\0';
	slot->length = length;
	return slot->number = ++a->count;
}

void aliases_release(struct aliases *a)
{
	for (size_t i = 0; i < a->slots; i++)
		free(a->at[i].text);
	free(a->at);
	*a = (struct aliases){ NULL, 0, 0 };
}
