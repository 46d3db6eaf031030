/* json_write: see json_write.h. */
#include "report/json_write.h"

#include "base/decimal.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
	char *bytes;
	size_t length, room;
	bool failed;
};

static void put(struct text *t, const char *bytes, size_t n)
{
	if (t->failed)
		return;
	if (t->room - t->length < n + 1) {
		size_t room = (t->length + n + 1) * 2;
		char *grown = realloc(t->bytes, room);

		if (!grown) {
			t->failed = true;
			return;
		}
		t->bytes = grown;
		t->room = room;
	}
	memcpy(t->bytes + t->length, bytes, n);
	t->length += n;
	t->bytes[t->length] = '\0';
}

static void puts_text(struct text *t, const char *s)
{
	put(t, s, strlen(s));
}

void json_number(double v, char *buffer)
{
	if (isfinite(v))
		decimal_plain(v, buffer);
	else
		strcpy(buffer, "null");
}

static void put_string(struct text *t, const char *s)
{
	put(t, "\"", 1);
	for (; *s; s++) {
		size_t plain = strcspn(s, "\"\\\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
					  "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f");
		char escaped[8];

		put(t, s, plain);
		s += plain;
		if (!*s)
			break;
		if (*s == '"' || *s == '\\')
			snprintf(escaped, sizeof escaped, "\\%c", *s);
		else if (*s == '\n')
			snprintf(escaped, sizeof escaped, "\\n");
		else
			snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)(unsigned char)*s);
		puts_text(t, escaped);
	}
	put(t, "\"", 1);
}

static void put_line(struct text *t, int depth)
{
	put(t, "\n", 1);
	for (int i = 0; i < depth; i++)
		put(t, " ", 1);
}

static void put_value(struct text *t, const cJSON *v, int depth)
{
	char number[32];
	bool plain = true;

	switch (v->type & 0xff) {
	case cJSON_True: puts_text(t, "true"); return;
	case cJSON_False: puts_text(t, "false"); return;
	case cJSON_String: put_string(t, v->valuestring); return;
	case cJSON_Number:
		json_number(v->valuedouble, number);
		puts_text(t, number);
		return;
	case cJSON_Array:
		for (const cJSON *i = v->child; i && plain; i = i->next)
			plain = !cJSON_IsObject(i) && !cJSON_IsArray(i);
		put(t, "[", 1);
		for (const cJSON *i = v->child; i; i = i->next) {
			if (!plain)
				put_line(t, depth + 1);
			put_value(t, i, depth + 1);
			if (i->next)
				puts_text(t, plain ? ", " : ",");
		}
		if (!plain)
			put_line(t, depth);
		put(t, "]", 1);
		return;
	case cJSON_Object:
		put(t, "{", 1);
		for (const cJSON *i = v->child; i; i = i->next) {
			put_line(t, depth + 1);
			put_string(t, i->string);
			puts_text(t, ": ");
			put_value(t, i, depth + 1);
			if (i->next)
				put(t, ",", 1);
		}
		if (v->child)
			put_line(t, depth);
		put(t, "}", 1);
		return;
	default: puts_text(t, "null");
	}
}

char *json_write(const cJSON *tree)
{
	struct text t = { .bytes = NULL };

	put_value(&t, tree, 0);
	put(&t, "\n", 1);
	if (t.failed) {
		free(t.bytes);
		return NULL;
	}
	return t.bytes;
}
