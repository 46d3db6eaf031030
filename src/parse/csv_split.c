/* csv_split: see csv_split.h. Bytes are looked at in blocks of 64: a bit for each quote and for each line end, and only the
 * bits are walked. A chunk without any quote, which is the usual case, ends at its last line end.
 */
#include "parse/csv_split.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

const char csv_too_long[] = "record longer than the limit (--max-record)";
const char csv_unclosed[] = "quote opened here is never closed";
const char csv_behind_quote[] = "text behind a closing quote";

enum { BLOCK = CSV_BLOCK };

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

size_t csv_record_limit(const struct parse_options *o)
{
	const size_t most = INT32_MAX;

	return o->record_bytes_max ? smaller(o->record_bytes_max, most) : most;
}

/* ---- blocks ---- */

#ifdef __SSE2__

/* A bit for each of the block's bytes that is c. */
static inline uint64_t block_equal(const char *block, char c)
{
	__m128i wanted = _mm_set1_epi8(c);
	uint64_t mask = 0;

	for (int i = 0; i < BLOCK; i += 16) {
		__m128i piece = _mm_loadu_si128((const __m128i *)(const void *)(block + i));

		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(piece, wanted)) << i;
	}
	return mask;
}

#else

/* The same, eight bytes at a time: an equal byte becomes 0x80, any other 0, and a product gathers the eight bits. */
static inline uint64_t block_equal(const char *block, char c)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), low = ~(ones << 7);
	uint64_t mask = 0;

	for (int i = 0; i < BLOCK; i += 8) {
		uint64_t w;

		memcpy(&w, block + i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		w = __builtin_bswap64(w);
#endif
		w ^= ones * (unsigned char)c;
		w = ~(((w & low) + low) | w | low);
		mask |= ((w >> 7) * UINT64_C(0x0102040810204080) >> 56) << i;
	}
	return mask;
}

#endif

/* bytes[at, …) as a block that may be read whole. */
static inline const char *block_at(const char *bytes, size_t at, size_t n, char *padded)
{
	if (n - at >= BLOCK)
		return bytes + at;
	memset(padded, 0, BLOCK);
	return memcpy(padded, bytes + at, n - at);
}

uint64_t csv_block_equal(const char *bytes, size_t at, size_t end, size_t n, char c)
{
	char padded[BLOCK];
	uint64_t mask = block_equal(block_at(bytes, at, n, padded), c);

	return end - at < BLOCK ? mask & ((UINT64_C(1) << (end - at)) - 1) : mask;
}

/* ---- lines ---- */

size_t csv_line_end(const char *bytes, size_t at, size_t n)
{
	char padded[BLOCK];

	for (; at < n; at += BLOCK) {
		const char *block = block_at(bytes, at, n, padded);
		uint64_t end = block_equal(block, '\n') | block_equal(block, '\r');

		if (end)
			return at + (size_t)__builtin_ctzll(end);
	}
	return n;
}

uint64_t csv_lines(const char *bytes, size_t n)
{
	char padded[BLOCK];
	uint64_t lines = 0, carried = 0;

	for (size_t at = 0; at < n; at += BLOCK) {
		const char *block = block_at(bytes, at, n, padded);
		uint64_t lf = block_equal(block, '\n'), cr = block_equal(block, '\r');

		lines += (uint64_t)__builtin_popcountll(lf | cr);
		lines -= (uint64_t)__builtin_popcountll(lf & (cr << 1 | carried));
		carried = cr >> (BLOCK - 1);
	}
	return lines;
}

/* Behind the last line end of bytes[at, n), or 0. */
static size_t line_last(const char *bytes, size_t at, size_t n)
{
	const char *lf = memrchr(bytes + at, '\n', n - at), *cr;

	if (lf)
		at = (size_t)(lf - bytes) + 1;
	cr = memrchr(bytes + at, '\r', n - at);
	if (cr)
		return (size_t)(cr - bytes) + 1;
	return lf ? at : 0;
}

/* ---- text ---- */

size_t csv_utf8_length(const unsigned char *p, size_t n)
{
	/* By the first byte: the length, and what the second may be. */
	static const struct {
		unsigned char first, last, length, low, top;
	} form[] = {
		{ 0x00, 0x7f, 1, 0, 0 },	{ 0xc2, 0xdf, 2, 0x80, 0xbf },	{ 0xe0, 0xe0, 3, 0xa0, 0xbf },
		{ 0xe1, 0xec, 3, 0x80, 0xbf },	{ 0xed, 0xed, 3, 0x80, 0x9f },	{ 0xee, 0xef, 3, 0x80, 0xbf },
		{ 0xf0, 0xf0, 4, 0x90, 0xbf },	{ 0xf1, 0xf3, 4, 0x80, 0xbf },	{ 0xf4, 0xf4, 4, 0x80, 0x8f },
	};
	size_t f = 0;

	while (f < sizeof form / sizeof *form && p[0] > form[f].last)
		f++;
	if (f == sizeof form / sizeof *form || p[0] < form[f].first || form[f].length > n)
		return 0;
	if (form[f].length > 1 && (p[1] < form[f].low || p[1] > form[f].top))
		return 0;
	for (size_t i = 2; i < form[f].length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return form[f].length;
}

/* The first byte from bytes[at] on that is not ASCII, or n. Hot: all text passes here. */
static size_t ascii_end(const char *bytes, size_t at, size_t n)
{
	const uint64_t high = UINT64_C(0x8080808080808080);

	for (; n - at >= BLOCK; at += BLOCK) {
		uint64_t w[BLOCK / 8], any = 0;

		memcpy(w, bytes + at, BLOCK);
		for (int i = 0; i < BLOCK / 8; i++)
			any |= w[i];
		if (any & high)
			break;
	}
	while (at < n && !(bytes[at] & 0x80))
		at++;
	return at;
}

size_t csv_text_fault(const char *bytes, size_t n)
{
	const char *nul = memchr(bytes, '\0', n);
	size_t at = 0, length;

	if (nul)
		n = (size_t)(nul - bytes);
	while ((at = ascii_end(bytes, at, n)) < n) {
		do {
			length = csv_utf8_length((const unsigned char *)bytes + at, n - at);
			if (!length)
				return at;
			at += length;
		} while (at < n && (bytes[at] & 0x80));
	}
	return n;
}

/* One loop without a branch, so that the compiler takes 16 bytes at a time. */
bool csv_text_plain(const char *bytes, size_t n)
{
	for (size_t at = 0; at < n; at += 4096) {
		size_t end = smaller(n, at + 4096);
		unsigned char strange = 0;

		for (size_t i = at; i < end; i++) {
			unsigned char c = (unsigned char)bytes[i];

			strange |= (unsigned char)(c - 0x20) > 0x7e - 0x20 && c != '\t' && c != '\n' && c != '\r';
		}
		if (strange)
			return false;
	}
	return true;
}

/* ---- records ---- */

static bool starts_field(const struct csv_scan *s, const char *bytes, size_t at)
{
	char before;

	if (at == 0)
		return true;
	before = bytes[at - 1];
	return before == s->delimiter || before == '\n' || before == '\r';
}

static bool ends_field(const struct csv_scan *s, char c)
{
	return c == s->delimiter || c == '\n' || c == '\r' || c == '"';
}

/* The place in the block of the line end that ends the record, or BLOCK. Within quotes only quotes are events; outside, line
 * ends are, too. */
static size_t block_record_end(struct csv_scan *s, const char *bytes, size_t at, size_t n, const char *block)
{
	uint64_t quote = block_equal(block, '"'), end = block_equal(block, '\n') | block_equal(block, '\r'), event;
	size_t reopens = s->closed ? 0 : SIZE_MAX, i;

	for (uint64_t left = UINT64_MAX; (event = (s->quoted ? quote : quote | end) & left) != 0; left = ~UINT64_C(1) << i) {
		i = (size_t)__builtin_ctzll(event);
		if (end >> i & 1)
			return i;
		if (s->quoted) {
			s->quoted = false;
			reopens = i + 1;
			s->behind |= at + i + 1 < n && !ends_field(s, bytes[at + i + 1]);
		} else if (i == reopens || starts_field(s, bytes, at + i)) {
			s->quoted = s->opened = true;
		}
	}
	s->closed = reopens == smaller(BLOCK, n - at);
	return BLOCK;
}

size_t csv_record_end(struct csv_scan *s, const char *bytes, size_t at, size_t n)
{
	char padded[BLOCK];

	for (; at < n; at += BLOCK) {
		size_t i = block_record_end(s, bytes, at, n, block_at(bytes, at, n, padded));

		if (i < BLOCK)
			return at + i;
	}
	return n;
}

struct csv_records csv_records_over(const char *bytes, size_t n, bool cut, char delimiter, uint64_t line)
{
	return (struct csv_records){ .bytes = bytes, .n = n, .cut = cut, .delimiter = delimiter, .next_line = line };
}

static bool blank(const struct csv_records *r)
{
	for (size_t i = r->at; i < r->end; i++)
		if ((r->bytes[i] != ' ' && r->bytes[i] != '\t') || r->bytes[i] == r->delimiter)
			return false;
	return true;
}

/* The next record or blank line. */
static bool record_look(struct csv_records *r)
{
	struct csv_scan scan = { .delimiter = r->delimiter };
	size_t n = r->by_line ? csv_line_end(r->bytes, r->next, r->n) : r->n;

	r->at = r->next;
	r->line = r->next_line;
	r->end = csv_record_end(&scan, r->bytes, r->at, n);
	if (r->cut && r->end + (r->end < r->n && r->bytes[r->end] == '\r') >= r->n)
		return false;
	r->open = scan.quoted;
	r->behind = scan.behind;
	if (r->open && !r->by_line) {
		r->end = csv_line_end(r->bytes, r->at, r->n);
		r->by_line = true;
	} else if (scan.opened) {
		r->next_line += csv_lines(r->bytes + r->at, r->end - r->at);
	}
	r->next_line++;
	r->next = r->end < r->n ? csv_line_next(r->bytes, r->end, r->n) : r->n;
	return true;
}

bool csv_records_next(struct csv_records *r)
{
	do {
		if (r->next >= r->n || !record_look(r))
			return false;
	} while (blank(r));
	return true;
}

/* ---- splitter ---- */

struct csv_splitter {
	struct csv_scan scan;
	size_t limit;
	size_t looked;		/* bytes[0, looked) are behind us */
	bool tail;		/* in the rest of a record that was given up */
};

void *csv_splitter_new(const struct dialect *d, const struct parse_options *o)
{
	struct csv_splitter *s = calloc(1, sizeof *s);

	if (s) {
		s->scan.delimiter = d->delimiter;
		s->limit = csv_record_limit(o);
	}
	return s;
}

void csv_splitter_free(void *splitter)
{
	free(splitter);
}

static void scan_afresh(struct csv_splitter *s)
{
	s->scan = (struct csv_scan){ .delimiter = s->scan.delimiter };
}

static struct split more(void)
{
	return (struct split){ .kind = SPLIT_MORE };
}

static struct split give_records(struct csv_splitter *s, size_t end)
{
	s->looked = s->looked > end ? s->looked - end : 0;
	return (struct split){ .kind = end ? SPLIT_RECORDS : SPLIT_MORE, .end = end };
}

/* The rest of a record without its quotes being looked at: to the next line end. */
static struct split tail_skip(struct csv_splitter *s, const char *bytes, size_t n, bool end)
{
	size_t at = csv_line_end(bytes, 0, n);

	if (at == n || (bytes[at] == '\r' && at + 1 == n && !end))
		return (struct split){ .kind = at ? SPLIT_SKIP : SPLIT_MORE, .end = at };
	s->tail = false;
	return (struct split){ .kind = SPLIT_SKIP, .end = csv_line_next(bytes, at, n) };
}

/* The last border in bytes[0, n), where no CRLF is cut; 0: none. */
static size_t border_last(struct csv_splitter *s, const char *bytes, size_t n)
{
	size_t border = 0, at;

	if (!s->scan.quoted && !memchr(bytes + s->looked, '"', n - s->looked)) {
		border = line_last(bytes, s->looked, n);
		s->scan.closed = false;
	} else {
		while ((at = csv_record_end(&s->scan, bytes, s->looked, n)) < n) {
			s->looked = border = csv_line_next(bytes, at, n);
			scan_afresh(s);
		}
	}
	s->looked = n;
	return border;
}

/* bytes[0, stop) do not end the record. The line ends in it are within quotes, so the lines up to here are left to the parser, which
 * finds the quote open at the chunk's end. */
static struct split give_up(struct csv_splitter *s, const char *bytes, size_t stop)
{
	size_t border;

	stop -= bytes[stop - 1] == '\r';	/* perhaps half a line end */
	border = line_last(bytes, 0, stop);
	scan_afresh(s);
	s->looked = 0;
	if (border)
		return give_records(s, border);
	s->tail = true;
	return (struct split){ .kind = SPLIT_BROKEN, .end = stop, .reason = csv_too_long };
}

/* There is no border up to `want`: find the first one behind it. */
static struct split long_record(struct csv_splitter *s, const char *bytes, size_t n, bool end, size_t want)
{
	size_t most = larger(s->limit, want) + 1, stop = smaller(n, most);
	size_t at = csv_record_end(&s->scan, bytes, s->looked, stop);

	s->looked = at;
	if (at < stop) {
		if (bytes[at] == '\r' && at + 1 == n && !end)
			return more();
		scan_afresh(s);
		return give_records(s, csv_line_next(bytes, at, n));
	}
	if (stop == most)
		return give_up(s, bytes, stop);
	return end ? give_records(s, n) : more();
}

/* A record over the limit that ends within `want` bytes stays in its chunk, and the parser rejects it. */
struct split csv_split(void *splitter, const char *bytes, size_t n, bool end, size_t want)
{
	struct csv_splitter *s = splitter;
	size_t border = 0, stop;

	stop = want = larger(want, 1);
	if (s->tail)
		return tail_skip(s, bytes, n, end);
	if (n < want)		/* not n == want: whether the end shows at once or with the next read is not to matter */
		return end ? give_records(s, n) : more();
	if (n == want && bytes[want - 1] == '\r' && !end)
		return more();
	if (n > want && bytes[want - 1] == '\r' && bytes[want] == '\n')
		stop--;
	if (s->looked < stop)
		border = border_last(s, bytes, stop);
	return border ? give_records(s, border) : long_record(s, bytes, n, end, want);
}
