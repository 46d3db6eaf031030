/* json_naive: what json.c compares the parser with: random records, and a reader of JSON Lines by recursive descent, written from
 * RFC 8259 and the head of src/parse/json.c, that keeps everything in fixed arrays and looks at a byte as often as it likes.
 *
 * Both write down what they have as text, see json.c. A test frees the bytes of its texts.
 */
#ifndef ASSAY_TESTS_JSON_NAIVE_H
#define ASSAY_TESTS_JSON_NAIVE_H

#include "table/batch.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

/* Numbers that look random and are the same everywhere: Marsaglia's xorshift64. */
static uint64_t scramble(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Text that is written down; with NULs perhaps. */
struct text {
	char *bytes;
	size_t n;
	FILE *to;
};

static void text_open(struct text *t)
{
	*t = (struct text){ .to = open_memstream(&t->bytes, &t->n) };
	assert_non_null(t->to);
}

static uint64_t lines_of(const char *bytes, size_t n)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));
	return lines;
}

static void write_cell(FILE *to, const char *name, uint8_t kind, const char *text, size_t bytes)
{
	fprintf(to, "%s=%s ", name, cell_kind_name(kind));
	fwrite(text, 1, bytes, to);
	fputc('|', to);
}

static void write_record(FILE *to, const char *bytes, size_t n)
{
	fputs(" [", to);
	fwrite(bytes, 1, n < REJECT_BYTES ? n : REJECT_BYTES, to);
	fputs("]\n", to);
}

/* ---- the naive reader ---- */

struct naive_cell {
	char path[700], text[700];
	size_t bytes;
	uint8_t kind;
	bool dead;
};

struct naive_member {
	size_t object, first, behind;	/* its cells */
	char key[700];
};

struct naive {
	const char *at, *end;
	bool bad;
	unsigned levels;		/* of objects to flatten */
	const struct na_set *na;
	struct naive_cell cell[300];
	struct naive_member member[300];
	size_t cells, members, objects;
	struct text rows, places;
};

static char naive_peek(const struct naive *v)
{
	return v->at < v->end ? *v->at : '\0';
}

static bool naive_take(struct naive *v, const char *token)
{
	size_t n = strlen(token);

	if ((size_t)(v->end - v->at) < n || memcmp(v->at, token, n) != 0)
		return false;
	v->at += n;
	return true;
}

static void naive_expect(struct naive *v, const char *token)
{
	v->bad |= !naive_take(v, token);
}

static void naive_blanks(struct naive *v)
{
	while (v->at < v->end && *v->at && strchr(" \t\r\n", *v->at))
		v->at++;
}

static utf8proc_int32_t naive_hex(struct naive *v)
{
	char digits[5] = "";

	for (int i = 0; i < 4; i++, v->at++) {
		if (!isxdigit((unsigned char)naive_peek(v))) {
			v->bad = true;
			return 0;
		}
		digits[i] = *v->at;
	}
	return (utf8proc_int32_t)strtol(digits, NULL, 16);
}

static size_t naive_escape(struct naive *v, char *to)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *name;
	utf8proc_int32_t c, low;

	if (naive_take(v, "u")) {
		c = naive_hex(v);
		if (c >= 0xd800 && c < 0xe000) {
			naive_expect(v, "\\u");
			low = v->bad ? 0 : naive_hex(v);
			v->bad |= c >= 0xdc00 || low < 0xdc00 || low > 0xdfff;
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		}
		return v->bad ? 0 : (size_t)utf8proc_encode_char(c ? c : 0xfffd, (utf8proc_uint8_t *)to);
	}
	name = naive_peek(v) ? strchr(names, naive_peek(v)) : NULL;
	v->bad |= !name;
	v->at++;
	*to = name ? meant[name - names] : 'x';
	return 1;
}

static size_t naive_character(struct naive *v, char *to)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)v->at, v->end - v->at, &c);

	v->bad |= n < 1 || c < 0x20;
	if (v->bad)
		return 0;
	memcpy(to, v->at, (size_t)n);
	v->at += n;
	return (size_t)n;
}

static size_t naive_string(struct naive *v, char *to)
{
	size_t n = 0;

	naive_expect(v, "\"");
	while (!v->bad && !naive_take(v, "\"")) {
		if (v->at >= v->end)
			v->bad = true;
		else if (naive_take(v, "\\"))
			n += naive_escape(v, to + n);
		else
			n += naive_character(v, to + n);
	}
	to[n] = '\0';
	return n;
}

static void naive_digits(struct naive *v)
{
	v->bad |= !isdigit((unsigned char)naive_peek(v));
	while (isdigit((unsigned char)naive_peek(v)))
		v->at++;
}

static void naive_number(struct naive *v)
{
	naive_take(v, "-");
	if (!naive_take(v, "0"))
		naive_digits(v);
	if (naive_take(v, "."))
		naive_digits(v);
	if (naive_take(v, "e") || naive_take(v, "E")) {
		if (!naive_take(v, "+"))
			naive_take(v, "-");
		naive_digits(v);
	}
}

static void naive_put(struct naive *v, const char *path, uint8_t kind, const char *text, size_t bytes)
{
	struct naive_cell *c = &v->cell[v->cells++];

	assert_true(v->cells < sizeof v->cell / sizeof *v->cell && bytes < sizeof c->text);
	snprintf(c->path, sizeof c->path, "%s", path);
	memcpy(c->text, text, bytes);
	c->bytes = bytes;
	c->kind = kind;
	c->dead = false;
}

static void naive_value(struct naive *v, const char *path, unsigned level, bool quiet);

static void naive_member(struct naive *v, size_t object, const char *path, unsigned level, bool quiet)
{
	struct naive_member *m = &v->member[v->members++];
	char inner[1500];

	assert_true(v->members < sizeof v->member / sizeof *v->member);
	naive_blanks(v);
	naive_string(v, m->key);
	naive_blanks(v);
	naive_expect(v, ":");
	for (struct naive_member *other = v->member; other < m; other++)
		for (size_t i = other->first; other->object == object && strcmp(other->key, m->key) == 0 && i < other->behind; i++)
			v->cell[i].dead = true;
	snprintf(inner, sizeof inner, "%s%s%s", path, level > 1 ? "." : "", m->key);
	m->object = object;
	m->first = m->behind = v->cells;
	naive_value(v, inner, level + 1, quiet);
	m->behind = v->cells;
}

/* Behind the opening bracket. `level`: of an object's members, from 1. */
static void naive_container(struct naive *v, bool array, const char *path, unsigned level, bool quiet)
{
	size_t object = ++v->objects;

	naive_blanks(v);
	if (naive_take(v, array ? "]" : "}"))
		return;
	do {
		if (array)
			naive_value(v, path, level, true);
		else
			naive_member(v, object, path, level, quiet);
		naive_blanks(v);
	} while (!v->bad && naive_take(v, ","));
	naive_expect(v, array ? "]" : "}");
}

static void naive_scalar(struct naive *v, const char *path, bool quiet)
{
	const char *start = v->at;
	bool string = naive_peek(v) == '"';
	char text[700];
	size_t bytes;
	struct cell c;

	if (naive_take(v, "true") || naive_take(v, "false") || naive_take(v, "null")) {
		if (!quiet)
			naive_put(v, path, *start == 'n' ? CELL_NULL : CELL_BOOLEAN, start, *start == 'n' ? 0 : (size_t)(v->at - start));
		return;
	}
	if (string) {
		bytes = naive_string(v, text);
	} else {
		naive_number(v);
		bytes = (size_t)(v->at - start);
		memcpy(text, start, bytes);
	}
	c = cell_type(text, bytes, v->na);
	if (cell_is_number(c.kind) ? string : !cell_is_missing(c.kind) && !(string && cell_is_time(c.kind)))
		c.kind = string && !cell_is_number(c.kind) && c.kind != CELL_CODE ? CELL_TEXT : CELL_CODE;
	if (!quiet && !v->bad)
		naive_put(v, path, c.kind, text, bytes);
}

static void naive_value(struct naive *v, const char *path, unsigned level, bool quiet)
{
	const char *start;
	bool array, whole;

	naive_blanks(v);
	start = v->at;
	array = naive_peek(v) == '[';
	whole = array || level > v->levels;
	if (naive_take(v, "[") || naive_take(v, "{")) {
		naive_container(v, array, path, level, quiet || whole);
		if (!v->bad && whole && !quiet)
			naive_put(v, path, CELL_JSON, start, (size_t)(v->at - start));
	} else {
		naive_scalar(v, path, quiet);
	}
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct naive_cell *)a)->path, ((const struct naive_cell *)b)->path);
}

/* The line text[at, behind): is there a record in it? */
static bool naive_line(struct naive *v, const char *text, size_t at, size_t behind)
{
	const char *line;
	uintmax_t number;
	size_t alive = 0;

	v->at = text + at;
	v->end = text + behind;
	v->bad = false;
	v->cells = v->members = v->objects = 0;
	naive_blanks(v);
	if (v->at == v->end)
		return false;
	line = v->at;
	number = 1 + lines_of(text, (size_t)(line - text));
	naive_value(v, naive_peek(v) == '{' ? "" : "value", 1, false);
	naive_blanks(v);
	if (v->bad || v->at < v->end) {
		while (v->end > line && strchr(" \t\r", v->end[-1]) && v->end[-1])
			v->end--;
		fprintf(v->places.to, "%ju:", number);
		write_record(v->places.to, line, (size_t)(v->end - line));
		return true;
	}
	for (size_t i = 0; i < v->cells; i++)
		if (!v->cell[i].dead)
			v->cell[alive++] = v->cell[i];
	for (size_t i = 0; i < alive; i++)	/* of equal paths the last is left */
		for (size_t j = i + 1; j < alive; j++)
			if (strcmp(v->cell[i].path, v->cell[j].path) == 0)
				v->cell[i].dead = true;
	qsort(v->cell, alive, sizeof *v->cell, by_path);
	fprintf(v->rows.to, "%ju: ", number);
	for (size_t i = 0; i < alive; i++)
		if (!v->cell[i].dead)
			write_cell(v->rows.to, v->cell[i].path, v->cell[i].kind, v->cell[i].text, v->cell[i].bytes);
	fputc('\n', v->rows.to);
	return true;
}

/* ---- random records ---- */

static void blanks_random(FILE *to, uint64_t *seed)
{
	static const char *const blank[] = { "", "", "", "", " ", "  ", "\t" };

	fputs(blank[scramble(seed) % 7], to);
}

static void value_random(FILE *to, unsigned depth, const char *bad, uint64_t *seed);

static void object_random(FILE *to, unsigned depth, const char *bad, uint64_t *seed)
{
	static const char *const key[] = {
		"a", "b", "c", "a.b", "", "x\\u0041", "\xc3\xa9", "long key with \\\"quotes\\\" and {brackets]", "\\ud83d\\ude00"
	};
	unsigned members = (unsigned)(scramble(seed) % 6) + (bad != NULL), place = bad ? (unsigned)(scramble(seed) % members) : 0;

	fputc('{', to);
	for (unsigned i = 0; i < members; i++) {
		fputs(i ? "," : "", to);
		blanks_random(to, seed);
		fprintf(to, "\"%s\"", key[scramble(seed) % 9]);
		blanks_random(to, seed);
		fputc(':', to);
		blanks_random(to, seed);
		value_random(to, depth + 1, bad && i == place ? bad : NULL, seed);
		blanks_random(to, seed);
	}
	fputc('}', to);
}

/* `bad` stands somewhere within, when it is given. */
static void value_random(FILE *to, unsigned depth, const char *bad, uint64_t *seed)
{
	static const char *const scalar[] = { "0",
					      "-0",
					      "17",
					      "1.5",
					      "-2e-3",
					      "1e400",
					      "12345678901234567890",
					      "true",
					      "false",
					      "null",
					      "\"\"",
					      "\"NA\"",
					      "\"7\"",
					      "\"2024-01-31\"",
					      "\"text, {of} [all] sorts\"",
					      "\"\\u0000\\n\\\\\"",
					      "\"\xe2\x82\xac\\\"\"",
					      "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"" };
	unsigned kind = (unsigned)(scramble(seed) % (depth < 4 ? 4 : 2));

	if (kind < 2) {
		fputs(bad ? bad : scalar[scramble(seed) % (sizeof scalar / sizeof *scalar)], to);
	} else if (kind == 2) {
		object_random(to, depth, bad, seed);
	} else {
		fputc('[', to);
		for (uint64_t i = scramble(seed) % 4; i; i--) {
			value_random(to, depth + 1, NULL, seed);
			fputc(',', to);
		}
		value_random(to, depth + 1, bad, seed);
		fputc(']', to);
	}
}

/* Put a hostile byte into the text, over a byte of it, or take one out; never a newline. */
static void mutate(struct text *t, uint64_t *seed)
{
	static const char hostile[] = "{}[],:\"\\ue0-1.tn '/\r\0\x80\xc3\xa9\xed\x1f";
	size_t at = scramble(seed) % t->n, way = scramble(seed) % 3;
	char byte = hostile[scramble(seed) % (sizeof hostile - 1)];

	if (t->bytes[at] == '\n')
		return;
	if (way == 0)
		memmove(t->bytes + at + 1, t->bytes + at, t->n++ - at);
	if (way < 2)
		t->bytes[at] = byte;
	else
		memmove(t->bytes + at, t->bytes + at + 1, t->n-- - at - 1);
}

enum { LINES, OBJECTS, ARRAY, SHAPES };

static const char *const format_of[SHAPES] = { "jsonl", "json", "json" };

/* Up to eight records, a line each; some have one of `bad` in them, and in the end a few bytes are changed. */
static struct text records_random(int shape, const char *const *bad, size_t bads, size_t changes, uint64_t *seed)
{
	static const char *const before[] = { "", "", "[" }, *const between[] = { "\n", "\n", ",\n" },
				 *const behind[] = { "\r\n", "\n", "]\n" };
	uint64_t last = scramble(seed) % 8;
	struct text t;

	text_open(&t);
	fputs(before[shape], t.to);
	for (uint64_t record = 0; record <= last; record++) {
		const char *spoilt = bads && scramble(seed) % 4 == 0 ? bad[scramble(seed) % bads] : NULL;

		if (scramble(seed) % 8 || bads)
			object_random(t.to, 1, spoilt, seed);
		else
			value_random(t.to, 1, NULL, seed);
		fputs(record < last ? between[shape] : behind[shape], t.to);
	}
	fclose(t.to);
	t.bytes = realloc(t.bytes, t.n + changes + 1);
	assert_non_null(t.bytes);
	for (; changes; changes--)
		mutate(&t, seed);
	t.bytes[t.n] = '\0';
	return t;
}

#endif
