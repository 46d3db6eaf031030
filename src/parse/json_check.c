/* json_check: see json_check.h. One loop over the bytes with an explicit stack of JSON_DEPTH_MAX bits' worth of
 * containers, so that 100,000 opening brackets cost neither call stack nor time.
 */
#include "parse/json_check.h"

#include "parse/json_split.h"

#include <stdlib.h>
#include <string.h>

static const char ends_early[] = "the record ends before it is complete";
static const char not_a_number[] = "NaN and Infinity are not JSON";
static const char not_utf8[] = "invalid UTF-8";

struct reader {
	const unsigned char *bytes;
	size_t at, n;
	size_t levels;			/* of objects to flatten */
	size_t depth;			/* containers open now */
	size_t noted;			/* depth of the container that is noted as a whole; 0: none is open */
	size_t noted_at;
	struct json_check *check;
	bool nomem;
	bool array[JSON_DEPTH_MAX];	/* what each open container is */
};

static bool fault(struct reader *r, const char *reason)
{
	r->check->reason = r->at < r->n ? reason : ends_early;
	return false;
}

/* The byte at hand; 0 behind the end, which no JSON token contains. */
static unsigned char peek(const struct reader *r)
{
	return r->at < r->n ? r->bytes[r->at] : 0;
}

static void skip_blanks(struct reader *r)
{
	r->at = json_blanks((const char *)r->bytes, r->at, r->n);
}

static bool note(struct reader *r, size_t at)
{
	struct json_check *c = r->check;

	if (c->notes == c->room) {
		size_t room = c->room ? 2 * c->room : 64;
		struct json_note *grown = reallocarray(c->note, room, sizeof *grown);

		if (!grown) {
			r->nomem = true;
			return false;
		}
		c->note = grown;
		c->room = room;
	}
	c->note[c->notes++] = (struct json_note){ (uint32_t)at, (uint32_t)(r->at - at) };
	return true;
}

/* How many bytes from bytes[at] on are printable ASCII without quote and backslash. Hot: eight at a time. */
static size_t plain_end(const unsigned char *bytes, size_t at, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;

	for (; n - at >= 8; at += 8) {
		uint64_t w, quote, backslash;

		memcpy(&w, bytes + at, 8);
		quote = w ^ ones * '"';
		backslash = w ^ ones * '\\';
		if ((w | ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & high)
			break;
	}
	while (at < n && bytes[at] >= 0x20 && bytes[at] < 0x80 && bytes[at] != '"' && bytes[at] != '\\')
		at++;
	return at;
}

/* The length of the well-formed UTF-8 sequence at p (The Unicode Standard, table 3-7), 0 when it is none. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, top = 0xbf;
	size_t length;

	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		length = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		length = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		length = 4;
	else
		return 0;
	if (length > n)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;		/* overlong */
	else if (p[0] == 0xed)
		top = 0x9f;		/* surrogates */
	else if (p[0] == 0xf0)
		low = 0x90;		/* overlong */
	else if (p[0] == 0xf4)
		top = 0x8f;		/* above U+10FFFF */
	if (p[1] < low || p[1] > top)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

static int hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hex digits; r->at stays on the first byte that is none. */
static bool hex4(struct reader *r, unsigned *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		int digit = hex_digit(peek(r));

		if (digit < 0)
			return fault(r, "\\u needs four hexadecimal digits");
		*unit = *unit << 4 | (unsigned)digit;
	}
	return true;
}

/* Behind "\u". A surrogate must have its other half: alone it has no UTF-8 form. */
static bool check_unicode_escape(struct reader *r)
{
	size_t start = r->at;
	unsigned unit, second = 0;

	if (!hex4(r, &unit))
		return false;
	if (unit == 0)
		r->check->nul_escape = true;
	if (unit < 0xd800 || unit > 0xdfff)
		return true;
	if (unit <= 0xdbff && r->n - r->at >= 2 && r->bytes[r->at] == '\\' && r->bytes[r->at + 1] == 'u') {
		r->at += 2;
		if (!hex4(r, &second))
			return false;
	}
	if (second >= 0xdc00 && second <= 0xdfff)
		return true;
	r->at = start - 2;
	return fault(r, "a surrogate escape without its other half");
}

static bool check_escape(struct reader *r)
{
	r->at++;
	switch (peek(r)) {
	case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
		r->at++;
		return true;
	case 'u':
		r->at++;
		return check_unicode_escape(r);
	default:
		return fault(r, "unknown escape");
	}
}

static bool check_string(struct reader *r)
{
	for (r->at++;;) {
		unsigned char c;
		size_t length;

		r->at = plain_end(r->bytes, r->at, r->n);
		c = peek(r);
		if (c == '"') {
			r->at++;
			return true;
		}
		if (c == '\\') {
			if (!check_escape(r))
				return false;
		} else if (c < 0x20) {
			return fault(r, "control character in a string");
		} else {
			length = utf8_length(r->bytes + r->at, r->n - r->at);
			if (!length)
				return fault(r, not_utf8);
			r->at += length;
		}
	}
}

static bool check_digits(struct reader *r)
{
	unsigned char c = peek(r);

	if (c < '0' || c > '9')
		return fault(r, c == 'I' || c == 'N' ? not_a_number : "expected a digit");
	while (c >= '0' && c <= '9') {
		r->at++;
		c = peek(r);
	}
	return true;
}

static bool check_number(struct reader *r)
{
	size_t start = r->at;

	if (peek(r) == '-')
		r->at++;
	if (peek(r) == '0') {
		r->at++;
		if (peek(r) >= '0' && peek(r) <= '9')
			return fault(r, "a number with a leading zero");
	} else if (!check_digits(r)) {
		return false;
	}
	if (peek(r) == '.') {
		r->at++;
		if (!check_digits(r))
			return false;
	}
	if (peek(r) == 'e' || peek(r) == 'E') {
		r->at++;
		if (peek(r) == '+' || peek(r) == '-')
			r->at++;
		if (!check_digits(r))
			return false;
	}
	return r->noted || note(r, start);
}

static bool check_word(struct reader *r, const char *word, size_t length)
{
	if (r->n - r->at < length || memcmp(r->bytes + r->at, word, length) != 0)
		return fault(r, "expected a value");
	r->at += length;
	return true;
}

static bool check_scalar(struct reader *r)
{
	unsigned char c = peek(r);

	switch (c) {
	case '"':
		return check_string(r);
	case 't':
		return check_word(r, "true", 4);
	case 'f':
		return check_word(r, "false", 5);
	case 'n':
		return check_word(r, "null", 4);
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return check_number(r);
	case 'N': case 'I':
		return fault(r, not_a_number);
	case '\'':
		return fault(r, "strings need double quotes, expected a value");
	default:
		return fault(r, "expected a value");
	}
}

static bool check_key(struct reader *r)
{
	skip_blanks(r);
	if (peek(r) != '"')
		return fault(r, "expected a key in double quotes");
	if (!check_string(r))
		return false;
	skip_blanks(r);
	if (peek(r) != ':')
		return fault(r, "expected ':'");
	r->at++;
	return true;
}

static bool close_container(struct reader *r)
{
	r->at++;
	if (r->noted == r->depth) {
		r->noted = 0;
		if (!note(r, r->noted_at))
			return false;
	}
	r->depth--;
	return true;
}

/* At '[' or '{'. *open tells whether a value is expected next; an empty container is over at once. */
static bool open_container(struct reader *r, bool *open)
{
	bool array = peek(r) == '[';

	if (r->depth == JSON_DEPTH_MAX)
		return fault(r, "nested deeper than 512 levels");
	r->array[r->depth++] = array;
	if (!r->noted && (array || r->depth > r->levels)) {
		r->noted = r->depth;
		r->noted_at = r->at;
	}
	r->at++;
	skip_blanks(r);
	*open = peek(r) != (array ? ']' : '}');
	if (!*open)
		return close_container(r);
	return array || check_key(r);
}

/* Behind a value: close what ends here, or step over a comma (and a key) to where the next value must be. */
static bool check_behind(struct reader *r)
{
	while (r->depth) {
		bool array = r->array[r->depth - 1];
		unsigned char c;

		skip_blanks(r);
		c = peek(r);
		if (c == ',') {
			r->at++;
			return array || check_key(r);
		}
		if (c != (array ? ']' : '}'))
			return fault(r, array ? "expected ',' or ']'" : "expected ',' or '}'");
		if (!close_container(r))
			return false;
	}
	return true;
}

static bool check_value(struct reader *r)
{
	do {
		unsigned char c;
		bool open = false;

		skip_blanks(r);
		c = peek(r);
		if (c == '[' || c == '{') {
			if (!open_container(r, &open))
				return false;
		} else if (!check_scalar(r)) {
			return false;
		}
		if (!open && !check_behind(r))
			return false;
	} while (r->depth);
	return true;
}

int json_check(struct json_check *c, const char *bytes, size_t n, struct err *e)
{
	struct reader r;	/* not initialised as a whole: array[] is a stack, and this runs once a record */

	c->reason = NULL;
	c->end = 0;
	c->nul_escape = false;
	c->notes = 0;
	if (n > UINT32_MAX) {
		c->reason = "the record is longer than 4 GiB";
		return 0;
	}
	r.bytes = (const unsigned char *)bytes;
	r.at = 0;
	r.n = n;
	r.levels = c->depth ? c->depth : 1;
	r.depth = 0;
	r.noted = 0;
	r.noted_at = 0;
	r.check = c;
	r.nomem = false;
	if (!check_value(&r) && r.nomem)
		return err_nomem(e);
	c->end = r.at;
	return 0;
}

void json_check_release(struct json_check *c)
{
	free(c->note);
	*c = (struct json_check){ .depth = c->depth };
}
