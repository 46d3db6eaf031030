/* json_value: see json_value.h. A reader by recursive descent, at most JSON_VALUE_DEPTH_MAX deep. */
#include "corpus/json_value.h"

#include <stdint.h>
#include <stdlib.h>

struct reading {
	struct arena *arena;
	const char *at, *end;
	bool no_memory;
};

static void blanks_skip(struct reading *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
		r->at++;
}

static bool take(struct reading *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* ---- strings ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits; -1 when they are not. */
static long hex_four(const char *at, const char *end)
{
	long code = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return -1;
		code = code << 4 | digit;
	}
	return code;
}

static char *utf8_put(char *to, long code)
{
	if (code == 0)
		code = 0xfffd;
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
	} else {
		if (code < 0x10000) {
			*to++ = (char)(0xe0 | code >> 12);
		} else {
			*to++ = (char)(0xf0 | code >> 18);
			*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (code & 0x3f));
	return to;
}

/* What stands behind "\u", a pair of halves taken together. NULL: it is nothing, or a half alone. */
static char *unicode_decode(const char **from, const char *end, char *to)
{
	long code = hex_four(*from, end), low;

	if (code < 0)
		return NULL;
	*from += 4;
	if (code >= 0xd800 && code < 0xdc00 && end - *from >= 6 && (*from)[0] == '\\' && (*from)[1] == 'u' &&
	    (low = hex_four(*from + 2, end)) >= 0xdc00 && low < 0xe000) {
		*from += 6;
		code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
	}
	return code >= 0xd800 && code < 0xe000 ? NULL : utf8_put(to, code);
}

/* from[0, n) holds escapes and is decoded to at most as many bytes. -1: it is not a string. */
static long string_decode(const char *from, size_t n, char *buffer)
{
	static const char escape[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	const char *end = from + n, *found;
	char *to = buffer;

	while (from < end) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		if (++from == end)
			return -1;
		if (*from == 'u') {
			from++;
			if (!(to = unicode_decode(&from, end, to)))
				return -1;
			continue;
		}
		if (!(found = memchr(escape, *from, sizeof escape - 1)))
			return -1;
		*to++ = meaning[found - escape];
		from++;
	}
	return to - buffer;
}

/* The string that starts at r->at. */
static bool string_read(struct reading *r, struct span *out)
{
	const char *start;
	bool escaped = false;
	char *decoded;
	long bytes;

	if (!take(r, '"'))
		return false;
	start = r->at;
	for (; r->at < r->end && *r->at != '"'; r->at++) {
		if ((unsigned char)*r->at < 0x20)
			return false;
		if (*r->at == '\\') {
			escaped = true;
			if (++r->at == r->end)
				return false;
		}
	}
	*out = (struct span){ start, (size_t)(r->at - start) };
	if (!take(r, '"'))
		return false;
	if (!escaped)
		return true;
	decoded = arena_take(r->arena, out->bytes);
	if (!decoded) {
		r->no_memory = true;
		return false;
	}
	bytes = string_decode(start, out->bytes, decoded);
	*out = (struct span){ decoded, bytes < 0 ? 0 : (size_t)bytes };
	return bytes >= 0;
}

/* ---- other values ---- */

static bool digits_skip(struct reading *r)
{
	const char *start = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return r->at > start;
}

static bool number_read(struct reading *r)
{
	take(r, '-');
	if (!take(r, '0') && !digits_skip(r))
		return false;
	if (take(r, '.') && !digits_skip(r))
		return false;
	if (take(r, 'e') || take(r, 'E')) {
		if (!take(r, '+'))
			take(r, '-');
		return digits_skip(r);
	}
	return true;
}

static bool word_read(struct reading *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

static struct json *value_read(struct reading *r, unsigned depth);

static bool member_read(struct reading *r, struct json **out, bool object, unsigned depth)
{
	struct span key = { NULL, 0 };

	if (object) {
		blanks_skip(r);
		if (!string_read(r, &key))
			return false;
		blanks_skip(r);
		if (!take(r, ':'))
			return false;
	}
	*out = value_read(r, depth + 1);
	if (!*out)
		return false;
	(*out)->key = key;
	return true;
}

/* Behind the opening bracket. */
static bool members_read(struct reading *r, struct json *parent, char close, unsigned depth)
{
	struct json **end = &parent->child;

	blanks_skip(r);
	if (take(r, close))
		return true;
	do {
		if (!member_read(r, end, close == '}', depth))
			return false;
		end = &(*end)->next;
		blanks_skip(r);
	} while (take(r, ','));
	return take(r, close);
}

static bool value_fill(struct reading *r, struct json *j, unsigned depth)
{
	switch (*r->at) {
	case '"':
		j->kind = JSON_STRING;
		return string_read(r, &j->text);
	case '{':
	case '[':
		j->kind = *r->at == '{' ? JSON_OBJECT : JSON_ARRAY;
		return depth < JSON_VALUE_DEPTH_MAX && members_read(r, j, *r->at++ == '{' ? '}' : ']', depth);
	case 't':
		j->kind = JSON_TRUE;
		return word_read(r, "true");
	case 'f':
		j->kind = JSON_FALSE;
		return word_read(r, "false");
	case 'n':
		j->kind = JSON_NULL;
		return word_read(r, "null");
	default:
		j->kind = JSON_NUMBER;
		return number_read(r);
	}
}

static struct json *value_read(struct reading *r, unsigned depth)
{
	struct json *j;
	const char *start;

	blanks_skip(r);
	if (r->at == r->end)
		return NULL;
	j = arena_zeroed(r->arena, 1, sizeof *j);
	if (!j) {
		r->no_memory = true;
		return NULL;
	}
	start = r->at;
	if (!value_fill(r, j, depth))
		return NULL;
	if (j->kind != JSON_STRING)
		j->text = (struct span){ start, (size_t)(r->at - start) };
	return j;
}

int json_value_read(struct arena *arena, const char *bytes, size_t n, struct json **out)
{
	struct reading r = { .arena = arena, .at = bytes, .end = bytes + n };
	struct json *root = n ? value_read(&r, 0) : NULL;

	if (r.no_memory)
		return -1;
	blanks_skip(&r);
	if (!root || r.at != r.end)
		return 1;
	*out = root;
	return 0;
}

const struct json *json_member(const struct json *object, const char *key)
{
	const struct json *found = NULL;

	if (object && object->kind == JSON_OBJECT)
		for (const struct json *m = object->child; m; m = m->next)
			if (span_is(m->key, key))
				found = m;
	return found;
}

static double number_of(const struct json *j)
{
	char digits[64];
	size_t n = j->text.bytes < sizeof digits - 1 ? j->text.bytes : sizeof digits - 1;

	memcpy(digits, j->text.at, n);
	digits[n] = '\0';
	return strtod(digits, NULL);
}

bool json_equal(const struct json *a, const struct json *b)
{
	const struct json *x, *y;

	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case JSON_STRING: return span_equal(a->text, b->text);
	case JSON_NUMBER: return span_equal(a->text, b->text) ||
		(a->text.bytes < 60 && b->text.bytes < 60 && number_of(a) == number_of(b));
	case JSON_OBJECT:
	case JSON_ARRAY:
		for (x = a->child, y = b->child; x && y; x = x->next, y = y->next)
			if (!span_equal(x->key, y->key) || !json_equal(x, y))
				return false;
		return !x && !y;
	default: return true;
	}
}
