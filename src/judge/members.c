/* members: see members.h. */
#include "judge/members.h"

#include "base/nearest.h"
#include "judge/json_text.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- faults ---- */

int fault(struct reader *r, size_t at, const char *fmt, ...)
{
	struct text_place place = text_place_of(r->original, r->bytes, at);
	char said[600];
	va_list args;

	va_start(args, fmt);
	vsnprintf(said, sizeof said, fmt, args);
	va_end(args);
	return err_set(r->e, ERR_USAGE, "%.300s:%zu:%zu: %s", r->origin, place.line, place.column, said);
}

size_t value_at(const struct reader *r, const cJSON *item)
{
	return json_text_find(r->text, r->bytes, r->root, item, false);
}

size_t key_at(const struct reader *r, const cJSON *item)
{
	return json_text_find(r->text, r->bytes, r->root, item, true);
}

const char *near_text(char buffer[NEAR_BYTES], const char *word, const char *const *names, size_t count)
{
	const char *near;

	buffer[0] = '\0';
	if (nearest_words(word, names, count, &near, 1) == 1)
		snprintf(buffer, NEAR_BYTES, "; did you mean \"%.100s\"?", near);
	return buffer;
}

int word_find(struct reader *r, const cJSON *item, const char *what, const char *const *words, size_t count)
{
	char near[NEAR_BYTES], list[200] = "";

	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], item->valuestring) == 0)
			return (int)i;
	near_text(near, item->valuestring, words, count);
	for (size_t i = 0, used = 0; i < count && !near[0]; i++)
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "; it is one of ", words[i]);
	return fault(r, value_at(r, item), "unknown %s \"%.100s\"%s%s", what, item->valuestring, near, list);
}

/* ---- members of objects ---- */

static const struct {
	int types;
	const char *name;
} kinds[] = {
	[KIND_TEXT] = { cJSON_String, "a string" },
	[KIND_NUMBER] = { cJSON_Number, "a number" },
	[KIND_FLAG] = { cJSON_True | cJSON_False, "true or false" },
	[KIND_LIST] = { cJSON_Array, "an array" },
	[KIND_OBJECT] = { cJSON_Object, "an object" },
	[KIND_WORDS] = { cJSON_String | cJSON_Array, "a string or an array of strings" },
	[KIND_PLAIN] = { cJSON_String | cJSON_Number, "a number or a string" },
	[KIND_FLAG_OR_LIST] = { cJSON_True | cJSON_False | cJSON_Array, "true or an array" },
};

int kind_check(struct reader *r, const cJSON *item, const char *name, enum kind kind)
{
	if (item->type & 0xff & kinds[kind].types)
		return 0;
	return fault(r, value_at(r, item), "%s must be %s", name, kinds[kind].name);
}

static const struct member *member_find(const struct member *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

/* Every member is known, of its kind, and there once. */
static int members_check(struct reader *r, const cJSON *object, const char *what, const struct member *table, size_t count)
{
	const char *names[32];
	char near[NEAR_BYTES];

	for (const cJSON *item = object->child; item; item = item->next) {
		const struct member *m = member_find(table, count, item->string);

		if (!m) {
			for (size_t i = 0; i < count; i++)
				names[i] = table[i].name;
			return fault(r, key_at(r, item), "%s has no \"%.100s\"%s", what, item->string,
				     near_text(near, item->string, names, count));
		}
		if (cJSON_GetObjectItemCaseSensitive(object, item->string) != item)
			return fault(r, key_at(r, item), "\"%s\" stands twice in %s", m->name, what);
		if (kind_check(r, item, m->name, m->kind) < 0)
			return -1;
	}
	return 0;
}

int members_read(struct reader *r, const cJSON *object, const char *what, const struct member *table, size_t count, void *into)
{
	if (kind_check(r, object, what, KIND_OBJECT) < 0 || members_check(r, object, what, table, count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, table[i].name);

		if (!item && table[i].required)
			return fault(r, value_at(r, object), "%s needs \"%s\"", what, table[i].name);
		if (item && table[i].read && table[i].read(r, into, item, table[i].offset) < 0)
			return -1;
	}
	return 0;
}

const char *text_keep(struct reader *r, const cJSON *item)
{
	const char *kept = arena_copy(r->arena, item->valuestring, strlen(item->valuestring));

	if (!kept)
		err_nomem(r->e);
	return kept;
}

/* ---- texts ---- */

static int tree_read(struct reader *r, const char *what, const struct member *table, size_t count, void *into)
{
	const char *wrong, *end = r->text;
	size_t at;

	wrong = json_text_clean(r->text, r->bytes, &at);
	if (!wrong)
		wrong = json_text_check(r->text, r->bytes, &at);
	if (wrong)
		return fault(r, at, "%s", wrong);
	r->root = cJSON_ParseWithLengthOpts(r->text, r->bytes + 1, &end, true);
	if (!r->root)
		return fault(r, (size_t)(end - r->text), "half of a \\u surrogate pair, or memory ran out");	/* all else was checked */
	return members_read(r, r->root, what, table, count, into);
}

int members_text_read(struct reader *r, const char *origin, const char *text, size_t bytes, const char *what,
		      const struct member *table, size_t count, void *into)
{
	int done;

	r->origin = origin;
	r->original = text;
	r->bytes = bytes;
	r->text = malloc(bytes + 1);
	if (!r->text)
		return err_nomem(r->e);
	memcpy(r->text, text, bytes);
	r->text[bytes] = '\0';
	done = tree_read(r, what, table, count, into);
	cJSON_Delete(r->root);
	free(r->text);
	return done;
}
