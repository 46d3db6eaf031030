/* template: see template.h. */
#include "judge/template.h"

#include <stdbool.h>
#include <string.h>

const char *const field_names[FIELDS] = { "column", "other", "class", "value", "value:percent", "value:count", "value:short", "limit",
					  "rows", "metric" };

/* "value:count row" is a count with its noun. */
static const char with_noun[] = "value:count ";
enum { WITH_NOUN = sizeof with_noun - 1 };

static bool has_noun(const char *name, size_t length)
{
	return length > WITH_NOUN && memcmp(name, with_noun, WITH_NOUN) == 0;
}

static int field_of(const char *name, size_t length)
{
	if (has_noun(name, length))
		return FIELD_VALUE_COUNT;
	for (int f = 0; f < FIELDS; f++)
		if (strlen(field_names[f]) == length && memcmp(field_names[f], name, length) == 0)
			return f;
	return -1;
}

int template_next(const char *template, size_t *at, size_t *length)
{
	const char *brace = template + *at;
	int field;

	for (;;) {
		brace += strcspn(brace, "{}");
		if (!*brace)
			return FIELDS;
		if (brace[1] != brace[0])
			break;
		brace += 2;
	}
	*at = (size_t)(brace - template);
	*length = 0;
	if (*brace == '}' || brace[1 + strcspn(brace + 1, "{}")] != '}')
		return -1;
	*length = strcspn(brace + 1, "}");
	field = field_of(brace + 1, *length);
	if (field >= 0)
		*at += *length + 2;
	return field;
}

static size_t put(char *to, size_t used, const char *bytes, size_t n)
{
	if (to)
		memcpy(to + used, bytes, n);
	return used + n;
}

size_t template_fill(char *to, const char *template, const char *const text[FIELDS])
{
	size_t used = 0;

	for (const char *t = template; *t;) {
		size_t plain = strcspn(t, "{}");

		used = put(to, used, t, plain);
		t += plain;
		if (*t && t[1] == *t) {
			used = put(to, used, t, 1);
			t += 2;
		} else if (*t) {
			size_t length = strcspn(t + 1, "}");
			const char *filled = text[field_of(t + 1, length)];

			used = put(to, used, filled, strlen(filled));
			if (has_noun(t + 1, length)) {
				used = put(to, used, t + WITH_NOUN, 1 + length - WITH_NOUN);
				used = put(to, used, "s", strcmp(filled, "1") != 0);
			}
			t += length + 2;
		}
	}
	if (to)
		to[used] = '\0';
	return used;
}
