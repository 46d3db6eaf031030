/* json_split: see json_split.h. Both splitters remember how far they have looked, so a byte is looked at once however
 * the reads come, and decide by the bytes up to a fixed place, so the chunks do not depend on the reads either.
 */
#include "parse/json_split.h"

#include <stdlib.h>
#include <string.h>

const char json_too_long[] = "record longer than the limit (--max-record)";

/* What is looked at in one call. */
struct window {
	const char *bytes;
	size_t n;
	bool end;
	size_t want;
};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* 0 is no limit; half of all memory is as good as none, and sums with it cannot overflow. */
static size_t record_limit(const struct parse_options *o)
{
	return smaller(o->record_bytes_max ? o->record_bytes_max : SIZE_MAX, SIZE_MAX / 4);
}

/* Where to cut bytes[0, end) that are given up or skipped: not between CR and LF, or whoever counts lines would see two. */
static size_t cut(const char *bytes, size_t end)
{
	return end && bytes[end - 1] == '\r' ? end - 1 : end;
}

/* ---- JSON Lines ---- */

struct jsonl_splitter {
	size_t limit;
	size_t looked;		/* bytes[0, looked) have no newline */
	bool discard;		/* in the tail of a line that was given up */
};

void *jsonl_splitter_new(const struct dialect *d, const struct parse_options *o)
{
	struct jsonl_splitter *s = calloc(1, sizeof *s);

	(void)d;
	if (s)
		s->limit = record_limit(o);
	return s;
}

void jsonl_splitter_free(void *splitter)
{
	free(splitter);
}

static struct split line_records(struct jsonl_splitter *s, size_t end)
{
	s->looked = 0;
	return (struct split){ .kind = end ? SPLIT_RECORDS : SPLIT_MORE, .end = end };
}

static struct split line_discard(struct jsonl_splitter *s, const char *bytes, size_t n, bool end)
{
	const char *newline = n ? memchr(bytes, '\n', n) : NULL;

	if (newline)
		s->discard = false;
	n = newline ? (size_t)(newline - bytes) + 1 : end ? n : cut(bytes, n);
	return (struct split){ .kind = n ? SPLIT_SKIP : SPLIT_MORE, .end = n };
}

/* A line over the limit that ends within `want` bytes stays in its chunk, and the parser rejects it. */
struct split jsonl_split(void *splitter, const char *bytes, size_t n, bool end, size_t want)
{
	struct jsonl_splitter *s = splitter;
	const char *newline = NULL;
	size_t stop;

	if (s->discard)
		return line_discard(s, bytes, n, end);
	if (n < want)
		return end ? line_records(s, n) : (struct split){ .kind = SPLIT_MORE };
	if (s->looked < want) {
		newline = memrchr(bytes, '\n', want);
		if (newline)
			return line_records(s, (size_t)(newline - bytes) + 1);
		s->looked = want;
	}
	stop = smaller(n, (s->limit > want ? s->limit : want) + 1);
	if (s->looked < stop)
		newline = memchr(bytes + s->looked, '\n', stop - s->looked);
	if (newline)
		return line_records(s, (size_t)(newline - bytes) + 1);
	s->looked = stop;
	if (stop > s->limit && stop > want) {
		s->looked = 0;
		s->discard = true;
		return (struct split){ .kind = SPLIT_BROKEN, .end = cut(bytes, stop), .reason = json_too_long };
	}
	return end ? line_records(s, n) : (struct split){ .kind = SPLIT_MORE };
}

/* ---- a JSON document ---- */

/* From bytes[at] on, in a string: the first quote or backslash, or n. Hot: eight bytes at a time. */
static size_t string_run(const char *bytes, size_t at, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;

	for (; n - at >= 8; at += 8) {
		uint64_t w, quote, backslash;

		memcpy(&w, bytes + at, 8);
		quote = w ^ ones * '"';
		backslash = w ^ ones * '\\';
		if ((((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & high)
			break;
	}
	while (at < n && bytes[at] != '"' && bytes[at] != '\\')
		at++;
	return at;
}

/* Behind the string's closing quote, or n. */
static size_t scan_string(struct json_scan *s, const char *bytes, size_t at, size_t n)
{
	while (at < n) {
		if (s->escape) {
			s->escape = false;
			at++;
			continue;
		}
		at = string_run(bytes, at, n);
		if (at == n)
			break;
		if (bytes[at++] == '"') {
			s->string = false;
			break;
		}
		s->escape = true;
	}
	return at;
}

size_t json_scan(struct json_scan *s, const char *bytes, size_t at, size_t n, bool array)
{
	while (at < n) {
		char c;

		if (s->string) {
			at = scan_string(s, bytes, at, n);
			continue;
		}
		c = bytes[at];
		if (c == '"') {
			s->string = true;
		} else if (c == '[' || c == '{') {
			s->depth++;
		} else if (c == ',') {
			if (array && s->depth == 1)
				return at;
		} else if (c == ']' || c == '}') {
			if (s->depth > 1)
				s->depth--;
			else if (c == ']' || !array)
				return at;
		}
		at++;
	}
	return n;
}

enum place {
	AT_START,		/* nothing but a BOM and blanks so far */
	IN_ARRAY,		/* bytes[0] is the separator before the first element not given out */
	IN_LONG_ELEMENT,	/* of which the start was given up */
	BETWEEN_OBJECTS,
	IN_OBJECT,
	IN_LONG_OBJECT,
	IN_BAD_LINE,		/* something between objects that is none: given up to the end of its line */
	IN_LONG_BAD_LINE,
	IN_SINGLE,		/* a document of one value that is neither array nor object */
	BEHIND_ARRAY,
	IN_REST,		/* text that ends all understanding */
	AT_END,			/* nothing that follows is looked at */
};

struct json_splitter {
	size_t limit;
	enum place place;
	struct json_scan scan;
	size_t looked;		/* bytes[0, looked) are behind us */
	size_t border;		/* bytes[0, border) are whole records; 0: none yet */
	size_t start;		/* of the record that is looked at now */
	bool bom_passed;
	const char *reason;	/* IN_REST: why */
};

void *json_splitter_new(const struct dialect *d, const struct parse_options *o)
{
	struct json_splitter *s = calloc(1, sizeof *s);

	(void)d;
	if (s)
		s->limit = record_limit(o);
	return s;
}

void json_splitter_free(void *splitter)
{
	free(splitter);
}

/* An answer. Each place function below fills *out and returns true, or moves on to another place and returns false. */
static bool give(struct json_splitter *s, struct split *out, enum split_kind kind, size_t end, const char *reason)
{
	s->looked = s->looked > end ? s->looked - end : 0;
	s->start = s->start > end ? s->start - end : 0;
	s->border = 0;
	*out = (struct split){ .kind = kind, .end = end, .reason = reason };
	return true;
}

static bool more(struct split *out)
{
	*out = (struct split){ .kind = SPLIT_MORE };
	return true;
}

/* Skip bytes[0, end), which may be all there are so far. */
static bool skip(struct json_splitter *s, const struct window *w, size_t end, struct split *out)
{
	if (end == w->n && !w->end)
		end = cut(w->bytes, end);
	return end ? give(s, out, SPLIT_SKIP, end, NULL) : more(out);
}

static bool skip_all(struct json_splitter *s, const struct window *w, struct split *out)
{
	return skip(s, w, w->n, out);
}

static bool too_long(struct json_splitter *s, const struct window *w, enum place next, struct split *out)
{
	s->place = next;
	return give(s, out, SPLIT_BROKEN, cut(w->bytes, s->looked), json_too_long);
}

static bool move(struct json_splitter *s, enum place to)
{
	s->place = to;
	return false;
}

static bool at_start(struct json_splitter *s, const struct window *w, struct split *out)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t at;

	if (!s->bom_passed) {
		if (w->n < 3 && !w->end && (!w->n || memcmp(w->bytes, bom, w->n) == 0))
			return more(out);
		s->bom_passed = true;
		if (w->n >= 3 && memcmp(w->bytes, bom, 3) == 0)
			return give(s, out, SPLIT_SKIP, 3, NULL);
	}
	at = json_blanks(w->bytes, 0, w->n);
	if (at)
		return skip(s, w, at, out);
	if (!w->n && !w->end)
		return more(out);
	if (!w->n) {
		s->place = AT_END;
		return give(s, out, SPLIT_BROKEN, 0, "no JSON value");
	}
	if (w->bytes[0] == '{')
		return move(s, BETWEEN_OBJECTS);
	if (w->bytes[0] == '[') {
		s->scan = (struct json_scan){ .depth = 1 };
		s->looked = 1;
		return move(s, IN_ARRAY);
	}
	if (memchr("\"-0123456789tfn", w->bytes[0], 15))
		return move(s, IN_SINGLE);
	s->reason = "expected a value";
	return move(s, IN_REST);
}

/* How far to look now: a border at or before `want` is used as soon as `reach` is passed, and a record over the limit
 * is given up at a fixed byte, `most` from its start. */
static size_t scan_stop(const struct json_splitter *s, const struct window *w, size_t most, size_t reach)
{
	size_t stop = smaller(w->n, s->start + most);

	return s->border ? smaller(stop, reach) : stop;
}

/* Is there nothing but the separator bytes[border] and blanks before `at`? */
static bool element_missing(const struct json_splitter *s, const char *bytes, size_t at)
{
	while (at > s->border + 1 && json_blank(bytes[at - 1]))
		at--;
	return at <= s->border + 1;
}

/* At the array's ']', which is taken only when no element waits before it. */
static bool array_close(struct json_splitter *s, const struct window *w, struct split *out)
{
	size_t at = s->looked;

	if (at && !element_missing(s, w->bytes, at))
		return give(s, out, SPLIT_RECORDS, at, NULL);
	if (s->border)
		return give(s, out, SPLIT_RECORDS, s->border, NULL);
	s->place = BEHIND_ARRAY;
	if (at && w->bytes[0] == ',')
		return give(s, out, SPLIT_BROKEN, at + 1, "expected a value behind the last ','");
	return give(s, out, SPLIT_SKIP, at + 1, NULL);
}

/* The source ends within the array. An element that is itself cut off is left to the parser, which says where. */
static bool array_cut(struct json_splitter *s, const struct window *w, struct split *out)
{
	bool missing = element_missing(s, w->bytes, w->n);

	if (s->border && missing)
		return give(s, out, SPLIT_RECORDS, s->border, NULL);
	if (missing || s->scan.depth > 1 || s->scan.string)
		s->place = AT_END;
	return missing ? give(s, out, SPLIT_BROKEN, w->n, "the array is not closed") : give(s, out, SPLIT_RECORDS, w->n, NULL);
}

/* The separators before and behind an element do not count for the limit. */
static bool in_array(struct json_splitter *s, const struct window *w, struct split *out)
{
	for (;;) {
		size_t stop = scan_stop(s, w, s->limit + 2, w->want + 1);

		if (s->looked < stop)
			s->looked = json_scan(&s->scan, w->bytes, s->looked, stop, true);
		if (s->looked < stop) {
			if (w->bytes[s->looked] == ']')
				return array_close(s, w, out);
			s->start = s->border = s->looked++;
			continue;
		}
		if (s->border && (s->looked > w->want || s->looked - s->start > s->limit + 1))
			return give(s, out, SPLIT_RECORDS, s->border, NULL);
		if (s->looked - s->start > s->limit + 1)
			return too_long(s, w, IN_LONG_ELEMENT, out);
		return w->end ? array_cut(s, w, out) : more(out);
	}
}

static bool in_long_element(struct json_splitter *s, const struct window *w, struct split *out)
{
	s->looked = json_scan(&s->scan, w->bytes, s->looked, w->n, true);
	if (s->looked == w->n)
		return skip_all(s, w, out);
	s->place = IN_ARRAY;
	return s->looked ? give(s, out, SPLIT_SKIP, s->looked, NULL) : false;
}

/* Blanks are skipped as they come, but for those between two objects of one chunk: they end neither. */
static bool between_objects(struct json_splitter *s, const struct window *w, struct split *out)
{
	size_t stop = s->border ? smaller(w->n, w->want) : w->n;

	s->looked = json_blanks(w->bytes, s->looked, stop);
	if (s->border && (s->looked >= w->want || (s->looked == w->n && w->end)))
		return give(s, out, SPLIT_RECORDS, s->border, NULL);
	if (!s->border && s->looked)
		return skip(s, w, s->looked, out);
	if (s->looked == w->n)
		return more(out);
	if (w->bytes[s->looked] != '{')
		return s->border ? give(s, out, SPLIT_RECORDS, s->border, NULL) : move(s, IN_BAD_LINE);
	s->scan = (struct json_scan){ .depth = 1 };
	s->start = s->looked++;
	return move(s, IN_OBJECT);
}

static bool in_object(struct json_splitter *s, const struct window *w, struct split *out)
{
	size_t stop = scan_stop(s, w, s->limit + 1, w->want);
	bool longer;

	if (s->looked < stop)
		s->looked = json_scan(&s->scan, w->bytes, s->looked, stop, false);
	if (s->looked < stop && s->looked - s->start < s->limit) {
		s->border = ++s->looked;
		return move(s, BETWEEN_OBJECTS);
	}
	longer = s->looked < stop || s->looked - s->start > s->limit;
	if (s->border && (s->looked >= w->want || longer))
		return give(s, out, SPLIT_RECORDS, s->border, NULL);
	if (longer)
		return too_long(s, w, IN_LONG_OBJECT, out);
	if (!w->end)
		return more(out);
	s->place = AT_END;
	return give(s, out, SPLIT_RECORDS, w->n, NULL);
}

static bool in_long_object(struct json_splitter *s, const struct window *w, struct split *out)
{
	s->looked = json_scan(&s->scan, w->bytes, s->looked, w->n, false);
	if (s->looked == w->n)
		return skip_all(s, w, out);
	s->place = BETWEEN_OBJECTS;
	return give(s, out, SPLIT_SKIP, ++s->looked, NULL);
}

/* No more of a bad line is kept than a reject shows. */
static bool in_bad_line(struct json_splitter *s, const struct window *w, struct split *out)
{
	size_t stop = smaller(w->n, smaller(s->limit, REJECT_BYTES));
	const char *newline = s->looked < stop ? memchr(w->bytes + s->looked, '\n', stop - s->looked) : NULL;

	s->looked = newline ? (size_t)(newline - w->bytes) : stop;
	if (!newline && stop == w->n && !w->end)
		return more(out);
	s->place = newline ? BETWEEN_OBJECTS : IN_LONG_BAD_LINE;
	return give(s, out, SPLIT_BROKEN, cut(w->bytes, s->looked), "expected an object");
}

static bool in_long_bad_line(struct json_splitter *s, const struct window *w, struct split *out)
{
	const char *newline = w->n ? memchr(w->bytes, '\n', w->n) : NULL;

	if (!newline)
		return skip_all(s, w, out);
	s->place = BETWEEN_OBJECTS;
	return give(s, out, SPLIT_SKIP, (size_t)(newline - w->bytes) + 1, NULL);
}

static bool in_single(struct json_splitter *s, const struct window *w, struct split *out)
{
	if (w->n <= s->limit && !w->end)
		return more(out);
	s->place = AT_END;
	if (w->n > s->limit)
		return give(s, out, SPLIT_BROKEN, cut(w->bytes, s->limit + 1), json_too_long);
	return give(s, out, SPLIT_RECORDS, w->n, NULL);
}

static bool behind_array(struct json_splitter *s, const struct window *w, struct split *out)
{
	size_t at = json_blanks(w->bytes, 0, w->n);

	if (at)
		return skip(s, w, at, out);
	if (!w->n)
		return more(out);
	s->reason = "unexpected text behind the array";
	return move(s, IN_REST);
}

static bool in_rest(struct json_splitter *s, const struct window *w, struct split *out)
{
	size_t stop = smaller(w->n, smaller(s->limit, REJECT_BYTES));

	if (stop == w->n && !w->end)
		return more(out);
	s->place = AT_END;
	return give(s, out, SPLIT_BROKEN, cut(w->bytes, stop), s->reason);
}

struct split json_split(void *splitter, const char *bytes, size_t n, bool end, size_t want)
{
	static bool (*const look[])(struct json_splitter *, const struct window *, struct split *) = {
		[AT_START] = at_start,		[IN_ARRAY] = in_array,		[IN_LONG_ELEMENT] = in_long_element,
		[IN_OBJECT] = in_object,	[IN_BAD_LINE] = in_bad_line,	[IN_LONG_OBJECT] = in_long_object,
		[IN_SINGLE] = in_single,	[BEHIND_ARRAY] = behind_array,	[BETWEEN_OBJECTS] = between_objects,
		[IN_REST] = in_rest,		[AT_END] = skip_all,		[IN_LONG_BAD_LINE] = in_long_bad_line,
	};
	struct json_splitter *s = splitter;
	struct window w = { bytes, n, end, smaller(want, SIZE_MAX / 4) };
	struct split out;

	while (!look[s->place](s, &w, &out))
		continue;
	return out;
}
