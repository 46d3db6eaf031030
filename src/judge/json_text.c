/* json_text: see json_text.h. */
#include "judge/json_text.h"

#include <cjson/cJSON.h>
#include <string.h>

/* Bytes of the UTF-8 character at the start; 0 when it is none. The second byte of some is bounded further, so that nothing is written
 * longer than need be, and no surrogate and nothing above U+10FFFF. */
static size_t utf8_bytes(const unsigned char *s, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (length == 0 || length > n)
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < length; i++) {
		if (s[i] < low || s[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return length;
}

static const char *text_check(const char *text, size_t bytes, size_t *at)
{
	for (size_t i = 0, n; i < bytes; i += n) {
		n = utf8_bytes((const unsigned char *)text + i, bytes - i);
		*at = i;
		if (n == 0)
			return "this is not UTF-8";
		if (text[i] == '\0')
			return "a NUL byte";
	}
	return NULL;
}

/* Behind the string that starts at `at`; 0 when it has no end. */
static size_t string_end(const char *text, size_t bytes, size_t at)
{
	for (at++; at < bytes && text[at] != '"'; at++)
		at += text[at] == '\\';
	return at < bytes ? at + 1 : 0;
}

/* Is what stands behind a backslash an escape that a text can hold? */
static bool escape_is_known(const char *s)
{
	if (*s != 'u')
		return *s && strchr("\"\\/bfnrt", *s);
	return strspn(s + 1, "0123456789abcdefABCDEF") >= 4 && strncmp(s, "u0000", 5) != 0;
}

static const char *string_check(const char *text, size_t from, size_t end, size_t *at)
{
	*at = from;
	if (end == 0)
		return "this string has no end";
	for (size_t i = from; i < end; i++) {
		if (text[i] == '\n' || text[i] == '\r')
			return "this string does not end on its line";
		*at = i;
		if ((unsigned char)text[i] < ' ')
			return "a control character in a string";
		if (text[i] == '\\' && !escape_is_known(text + ++i))
			return "no escape: a backslash itself is written as two";
		*at = from;
	}
	return NULL;
}

/* Behind the comment that starts at `at`; 0 when it has no end. */
static size_t comment_end(const char *text, size_t bytes, size_t at)
{
	const char *end;

	if (text[at + 1] == '/') {
		end = memchr(text + at, '\n', bytes - at);
		return end ? (size_t)(end - text) : bytes;
	}
	end = memmem(text + at + 2, bytes - at - 2, "*/", 2);
	return end ? (size_t)(end - text) + 2 : 0;
}

static void blank(char *text, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (text[i] != '\n' && text[i] != '\r')
			text[i] = ' ';
}

const char *json_text_clean(char *text, size_t bytes, size_t *at)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char *fault = text_check(text, bytes, at);

	if (fault)
		return fault;
	if (bytes >= 3 && memcmp(text, mark, 3) == 0)
		blank(text, 0, 3);
	for (size_t i = 0, end; i < bytes; i = end) {
		end = i + 1;
		if (text[i] == '"') {
			end = string_end(text, bytes, i);
			fault = string_check(text, i, end, at);
			if (fault)
				return fault;
		} else if (text[i] == '/' && end < bytes && (text[end] == '/' || text[end] == '*')) {
			end = comment_end(text, bytes, i);
			*at = i;
			if (end == 0)
				return "this comment has no end";
			blank(text, i, end);
		}
	}
	return NULL;
}

/* ---- grammar: each takes one thing from the front of the rest, and says what is wrong with it ---- */

enum { DEPTH_MAX = 100 };

struct rest {
	const char *text;
	size_t bytes, at;
	unsigned depth;
};

static const char *const text_ends = "the text ends here, and the JSON does not";

static char next(struct rest *r)
{
	r->at += strspn(r->text + r->at, " \t\r\n");
	return r->text[r->at];
}

static size_t digits_at(const struct rest *r)
{
	return strspn(r->text + r->at, "0123456789");
}

static const char *number_take(struct rest *r)
{
	size_t n;

	r->at += r->text[r->at] == '-';
	n = digits_at(r);
	if (n == 0)
		return "a digit is expected here";
	if (n > 1 && r->text[r->at] == '0')
		return "a number does not begin with 0";
	r->at += n;
	if (r->text[r->at] == '.') {
		r->at++;
		n = digits_at(r);
		r->at += n;
	}
	if (n && (r->text[r->at] | 0x20) == 'e') {
		r->at++;
		r->at += r->text[r->at] == '-' || r->text[r->at] == '+';
		n = digits_at(r);
		r->at += n;
	}
	return n ? NULL : "a digit is expected here";
}

static const char *word_take(struct rest *r)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t n = strcspn(r->text + r->at, " \t\r\n,:[]{}\"");

	for (size_t i = 0; i < 3; i++)
		if (strlen(words[i]) == n && memcmp(words[i], r->text + r->at, n) == 0) {
			r->at += n;
			return NULL;
		}
	if (r->at == r->bytes)
		return text_ends;
	return r->text[r->at] == '\'' ? "strings stand in double quotes" : "a value is expected here; strings stand in double quotes";
}

static const char *value_take(struct rest *r);

static const char *member_take(struct rest *r)
{
	if (next(r) != '"')
		return r->at == r->bytes ? text_ends : "a name in double quotes is expected here";
	r->at = string_end(r->text, r->bytes, r->at);
	if (next(r) != ':')
		return r->at == r->bytes ? text_ends : "a : is expected here";
	r->at++;
	return value_take(r);
}

/* The inside of an object or array, and its end. */
static const char *list_take(struct rest *r, char close, const char *(*take)(struct rest *))
{
	size_t comma;
	const char *fault;

	if (r->depth == DEPTH_MAX)
		return "too many objects and arrays in one another";
	r->depth++;
	r->at++;
	while (next(r) != close) {
		fault = take(r);
		if (fault)
			return fault;
		if (next(r) != ',')
			break;
		comma = r->at++;
		if (next(r) == close) {
			r->at = comma;
			return "a comma with nothing behind it";
		}
	}
	if (r->text[r->at] != close)
		return r->at == r->bytes ? text_ends : close == '}' ? "a , or } is expected here" : "a , or ] is expected here";
	r->at++;
	r->depth--;
	return NULL;
}

static const char *value_take(struct rest *r)
{
	char c = next(r);

	if (c == '{')
		return list_take(r, '}', member_take);
	if (c == '[')
		return list_take(r, ']', value_take);
	if (c == '"') {
		r->at = string_end(r->text, r->bytes, r->at);
		return NULL;
	}
	return c == '-' || (c >= '0' && c <= '9') ? number_take(r) : word_take(r);
}

const char *json_text_check(const char *text, size_t bytes, size_t *at)
{
	struct rest r = { .text = text, .bytes = bytes };
	const char *fault = value_take(&r);

	if (!fault && next(&r))
		fault = "text behind the end of the JSON";
	*at = r.at;
	return fault;
}

/* ---- places ---- */

/* Add to *n the values of the tree that stand before the item; true when the item is in the tree. */
static bool values_before(const cJSON *tree, const cJSON *item, size_t *n)
{
	if (tree == item)
		return true;
	(*n)++;
	for (const cJSON *child = tree->child; child; child = child->next)
		if (values_before(child, item, n))
			return true;
	return false;
}

size_t json_text_find(const char *text, size_t bytes, const cJSON *root, const cJSON *item, bool key)
{
	static const char between[] = " \t\r\n,:]}";
	size_t left = 0, key_at = 0, i = 0;

	values_before(root, item, &left);
	while (i < bytes) {
		size_t end = i + 1;

		if (strchr(between, text[i])) {
			i++;
			continue;
		}
		if (text[i] == '"') {
			end = string_end(text, bytes, i);
			if (text[end + strspn(text + end, " \t\r\n")] == ':') {
				key_at = i;
				i = end;
				continue;
			}
		} else if (text[i] != '{' && text[i] != '[') {
			end = i + strcspn(text + i, between);
		}
		if (left-- == 0)
			break;
		i = end;
	}
	return key ? key_at : i;
}

struct text_place text_place_of(const char *text, size_t bytes, size_t at)
{
	struct text_place place = { 1, 1 };

	for (size_t i = 0; i < at && i < bytes; i++) {
		if (text[i] == '\n') {
			place.line++;
			place.column = 1;
		} else {
			place.column += ((unsigned char)text[i] & 0xc0) != 0x80;
		}
	}
	return place;
}
