/* json_probe: see json_probe.h. The first lines decide: where each is a whole value, they are JSON Lines; where the
 * first bracket's value goes over several lines, it is a document. A single line with an array is a document, too.
 */
#include "parse/json_probe.h"

#include "parse/json_check.h"
#include "parse/json_split.h"

#include <string.h>

enum { LINES_MAX = 20 };

struct survey {
	char first;		/* first byte that is not blank; 0: none */
	unsigned lines;		/* looked at, blank ones not counted */
	unsigned complete;	/* of them, that are one JSON value each */
};

/* Is the line one JSON value? For want of memory it is not: a probe only guesses. */
static bool line_complete(struct json_check *c, const char *line, size_t n)
{
	struct err e = { .code = ERR_NONE };

	return json_check(c, line, n, &e) == 0 && !c->reason && json_blanks(line, c->end, n) == n;
}

static struct survey survey_head(const char *head, size_t n, bool whole)
{
	struct survey s = { .first = 0 };
	struct json_check check = { .depth = 1 };
	size_t at = n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	at = json_blanks(head, at, n);
	if (at < n)
		s.first = head[at];
	while (at < n && s.lines < LINES_MAX) {
		const char *newline = memchr(head + at, '\n', n - at);
		size_t end = newline ? (size_t)(newline - head) : n;

		if (!newline && !whole)
			break;
		s.lines++;
		s.complete += line_complete(&check, head + at, end - at);
		at = json_blanks(head, end, n);
	}
	json_check_release(&check);
	return s;
}

/* Does a file name end in the suffix, or go on with another: x.jsonl, x.jsonl.gz? */
static bool named(const char *name, const char *suffix)
{
	size_t length = strlen(suffix);

	for (const char *at = name; at && (at = strstr(at, suffix)) != NULL; at += length)
		if (at[length] == '\0' || at[length] == '.')
			return true;
	return false;
}

static bool named_lines(const char *name)
{
	return named(name, ".jsonl") || named(name, ".ndjson") || named(name, ".jsonlines");
}

int jsonl_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *d)
{
	struct survey s = survey_head(head, n, whole);
	bool mine = named_lines(source_name);

	(void)d;
	if (!s.first)		/* nothing but blanks: the name alone decides */
		return mine ? 90 : 0;
	if (s.first == '{') {
		if (s.lines == 0)
			return mine ? 90 : 60;
		return 2 * s.complete >= s.lines ? 90 : mine ? 70 : 30;
	}
	if (s.first == '[') {
		if (s.lines > 1 && s.complete == s.lines)
			return 90;
		return mine ? 90 : 30;
	}
	if (s.lines && s.complete == s.lines)
		return mine ? 90 : 10;
	return mine ? 50 : 0;
}

int json_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *d)
{
	struct survey s = survey_head(head, n, whole);
	bool mine = named(source_name, ".json"), others = named_lines(source_name);

	(void)d;
	if (!s.first)
		return mine ? 90 : 0;
	if (s.first == '{') {
		if (s.lines == 0)
			return 60;
		return 2 * s.complete >= s.lines || others ? 60 : 90;
	}
	if (s.first == '[')
		return (s.lines > 1 && s.complete == s.lines) || others ? 60 : 90;
	if (whole && s.lines == 1 && s.complete == 1)
		return mine ? 90 : 10;
	return mine ? 50 : 0;
}
