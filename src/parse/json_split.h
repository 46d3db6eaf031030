/* json_split: where records end in JSON Lines and in a JSON document, without understanding them.
 *
 *   jsonl   a record a line
 *   json    [ element , element ]     the chunk starts with its separator: "[1,2"  ",3,4"; the last ']' is skipped
 *           { … } { … }               objects behind each other (one object is the usual case): "{…} {…}"
 *           42                        any other single value: all there is
 *
 * So a parser knows from a chunk's first byte what it holds. Borders come from brackets, commas and strings alone;
 * whether a record is JSON is the parser's to say, and a broken one spoils only itself as long as its brackets and
 * quotes come in pairs. A splitter belongs to its caller.
 */
#ifndef ASSAY_PARSE_JSON_SPLIT_H
#define ASSAY_PARSE_JSON_SPLIT_H

#include "parse/format.h"

/* Constant text: why a record over record_bytes_max is rejected. */
extern const char json_too_long[];

/* A look at bytes that goes on where it stopped. depth counts open brackets, of both kinds alike. */
struct json_scan {
	size_t depth;
	bool string, escape;
};

/* From bytes[at] on: the first byte outside strings that is, at depth 1, the ',' or ']' of an array (array = true) or
 * the closing bracket of an object; n when there is none before. That byte is not taken. */
size_t json_scan(struct json_scan *, const char *bytes, size_t at, size_t n, bool array);

static inline bool json_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The first byte from bytes[at] on that is not blank, or n. */
static inline size_t json_blanks(const char *bytes, size_t at, size_t n)
{
	while (at < n && json_blank(bytes[at]))
		at++;
	return at;
}

/* The three calls of struct format, for each. */
void *jsonl_splitter_new(const struct dialect *, const struct parse_options *);
struct split jsonl_split(void *splitter, const char *bytes, size_t n, bool end, size_t want);
void jsonl_splitter_free(void *splitter);

void *json_splitter_new(const struct dialect *, const struct parse_options *);
struct split json_split(void *splitter, const char *bytes, size_t n, bool end, size_t want);
void json_splitter_free(void *splitter);

#endif
