/* utf16: see utf16.h. */
#include "read/utf16.h"

#include <stdlib.h>
#include <string.h>

static uint16_t unit_at(const char *p, bool big)
{
	unsigned first = (unsigned char)p[0], second = (unsigned char)p[1];

	return (uint16_t)(big ? first << 8 | second : second << 8 | first);
}

static bool is_high(uint16_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint16_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* ---- which encoding ---- */

/* No text has these: controls but for tab and line ends, and the last two, which are never characters. */
static bool is_foreign(uint16_t unit)
{
	if (unit < 0x20)
		return unit != '\t' && unit != '\n' && unit != '\r';
	return (unit >= 0x7f && unit < 0xa0) || unit >= 0xfffe;
}

static bool looks_utf16(const char *head, size_t n, bool end, bool big)
{
	size_t units = n / 2, ascii = 0;
	bool pair = false;		/* the unit before was a high surrogate */

	for (size_t i = 0; i < units; i++) {
		uint16_t unit = unit_at(head + 2 * i, big);

		if (is_foreign(unit) || is_low(unit) != pair)
			return false;
		pair = is_high(unit);
		ascii += unit < 0x7f;
	}
	if (end && (pair || n % 2))
		return false;
	return (ascii >= 16 && ascii * 4 >= units) || (ascii >= 2 && ascii == units);
}

enum encoding encoding_find(const char *head, size_t n, bool end, size_t *mark)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum encoding encoding;
	} marks[] = {	/* UTF-32LE begins like UTF-16LE */
		{ "\xff\xfe\0\0", 4, UTF_32 }, { "\0\0\xfe\xff", 4, UTF_32 }, { "\xef\xbb\xbf", 3, UTF_8 },
		{ "\xff\xfe", 2, UTF_16LE },   { "\xfe\xff", 2, UTF_16BE },
	};
	bool little, big;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (n >= marks[i].n && memcmp(head, marks[i].bytes, marks[i].n) == 0) {
			*mark = marks[i].n;
			return marks[i].encoding;
		}
	}
	*mark = 0;
	little = looks_utf16(head, n, end, false);
	big = looks_utf16(head, n, end, true);
	return little == big ? UTF_8 : little ? UTF_16LE : UTF_16BE;
}

/* ---- conversion ---- */

static char *character_put(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

static char *unit_put(struct utf16 *u, char *to, uint16_t unit)
{
	uint16_t high = u->high;

	u->high = 0;
	if (high && is_low(unit))
		return character_put(to, 0x10000 + ((uint32_t)(high - 0xd800) << 10 | (uint32_t)(unit - 0xdc00)));
	if (high)
		to = character_put(to, 0xfffd);
	if (is_high(unit)) {
		u->high = unit;
		return to;
	}
	return character_put(to, is_low(unit) ? 0xfffd : unit);
}

size_t utf16_convert(struct utf16 *u, const char *from, size_t n, char *to)
{
	char *start = to;
	size_t at = 0;

	if (u->half && n) {
		char unit[2] = { (char)u->byte, from[at++] };

		u->half = false;
		to = unit_put(u, to, unit_at(unit, u->big));
	}
	for (; n - at >= 2; at += 2) {
		uint16_t unit = unit_at(from + at, u->big);

		if (unit < 0x80 && !u->high)
			*to++ = (char)unit;
		else
			to = unit_put(u, to, unit);
	}
	if (at < n) {
		u->half = true;
		u->byte = (unsigned char)from[at];
	}
	return (size_t)(to - start);
}

size_t utf16_end(struct utf16 *u, char *to)
{
	char *start = to;

	if (u->high)
		to = character_put(to, 0xfffd);
	if (u->half)
		to = character_put(to, 0xfffd);
	u->high = 0;
	u->half = false;
	return (size_t)(to - start);
}

/* ---- the step ---- */

enum { BLOCK = 64 * 1024 };

struct utf16_stage {
	struct stage base;
	struct stage *from;
	struct utf16 state;
	bool ended;
	size_t given, made;		/* out[given, made) waits to be read */
	char in[BLOCK];
	char out[UTF16_ROOM(BLOCK)];
};

static ssize_t utf16_pull(struct stage *s, char *to, size_t room, struct err *e)
{
	struct utf16_stage *u = (struct utf16_stage *)s;
	size_t n;

	while (u->given == u->made && !u->ended) {
		ssize_t got = stage_read(u->from, u->in, sizeof u->in, e);

		if (got < 0)
			return -1;
		u->ended = got == 0;
		u->given = 0;
		u->made = u->ended ? utf16_end(&u->state, u->out) : utf16_convert(&u->state, u->in, (size_t)got, u->out);
	}
	n = u->made - u->given;
	if (n > room)
		n = room;
	memcpy(to, u->out + u->given, n);
	u->given += n;
	return (ssize_t)n;
}

static void utf16_close(struct stage *s)
{
	stage_close(((struct utf16_stage *)s)->from);
	free(s);
}

int utf16_enter(struct stage **stage, bool big, struct err *e)
{
	struct utf16_stage *u = calloc(1, sizeof *u);

	if (!u)
		return err_nomem(e);
	u->base.pull = utf16_pull;
	u->base.close = utf16_close;
	u->from = *stage;
	u->state.big = big;
	*stage = &u->base;
	return 0;
}
