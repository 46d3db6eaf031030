/* json_value: the JSON text of one cell (a list of messages, tools, a call's arguments) as a tree in an arena.
 *
 * To the letter of RFC 8259, and nothing behind the value. A string's text is decoded: it points into the source where nothing is
 * escaped, else into the arena; \u0000 becomes U+FFFD; half of a surrogate pair alone is no JSON (as json_check has it). The
 * source must outlive the tree.
 */
#ifndef ASSAY_CORPUS_JSON_VALUE_H
#define ASSAY_CORPUS_JSON_VALUE_H

#include "base/arena.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of somebody else; at NULL: there are none. */
struct span {
	const char *at;
	size_t bytes;
};

static inline bool span_is(struct span s, const char *text)
{
	return s.at && strlen(text) == s.bytes && memcmp(s.at, text, s.bytes) == 0;
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.bytes == b.bytes && (a.bytes == 0 || memcmp(a.at, b.at, a.bytes) == 0);
}

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_VALUE_DEPTH_MAX = 256 };	/* deeper is not read */

struct json {
	enum json_kind kind;
	struct span key;		/* of a member, decoded */
	struct span text;		/* a string's, decoded; else the source */
	struct json *child, *next;	/* of arrays and objects, in their order */
};

/* 0 and *out; 1: bytes[0, n) are not one JSON value; -1: no memory. */
int json_value_read(struct arena *, const char *bytes, size_t n, struct json **out);

/* The last member of that key, NULL when there is none or it is no object. */
const struct json *json_member(const struct json *, const char *key);

/* A string's text; a span of NULL for everything else, NULL too. */
static inline struct span json_text(const struct json *j)
{
	return j && j->kind == JSON_STRING ? j->text : (struct span){ NULL, 0 };
}

/* Equal values: numbers by their value, objects member by member, in their order. */
bool json_equal(const struct json *, const struct json *);

#endif
