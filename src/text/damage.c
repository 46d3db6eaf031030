/* damage: see damage.h. Plain ASCII is passed over eight bytes at a time. */
#include "text/damage.h"

#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Windows-1252 from 0x80 on, where it is not Latin-1. */
static const uint16_t windows[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

/* The byte that a character is in Windows-1252, or in Latin-1 where that has none there; 0: it is neither, or ASCII. */
static unsigned byte_of(uint32_t code)
{
	if (code >= 0x80 && code < 0x100)
		return (unsigned)code;
	for (unsigned i = 0; code >= 0x100 && code <= 0x2122 && i < 32; i++)
		if (windows[i] == code)
			return 0x80 + i;
	return 0;
}

/* Characters from a place on as bytes, at most four: how many there are. */
static size_t bytes_at(const char *text, size_t n, unsigned char to[4])
{
	size_t count = 0, bytes;

	for (size_t i = 0; i < n && count < 4; i += bytes) {
		unsigned byte = byte_of(char_next(text + i, n - i, &bytes));

		if (byte == 0)
			break;
		to[count++] = (unsigned char)byte;
	}
	return count;
}

static bool continues(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

static bool is_mojibake(const char *text, size_t n)
{
	unsigned char b[4] = { 0 };
	size_t count = bytes_at(text, n, b);

	if (count < 2 || !continues(b[1]))
		return false;
	if ((b[0] >= 0xc2 && b[0] <= 0xc5) || (b[0] >= 0xce && b[0] <= 0xd1))
		return true;
	if (count < 3 || !continues(b[2]))
		return false;
	if (b[0] == 0xe2)
		return b[1] == 0x80 || b[1] == 0x82 || b[1] == 0x84 || b[1] == 0x86 || b[1] == 0x88 || b[1] == 0x94 || b[1] == 0x96 ||
		       b[1] == 0x98;
	if (b[0] == 0xef)
		return (b[1] == 0xbb && b[2] == 0xbf) || (b[1] == 0xbf && b[2] == 0xbd);
	return count == 4 && b[0] == 0xf0 && b[1] == 0x9f && continues(b[3]);
}

static bool is_invisible(uint32_t code)
{
	return code == 0xad || code == 0x200b || (code >= 0x2060 && code <= 0x2064) || code == 0xfeff || code == 0x180e || code == 0x34f ||
	       code == 0x115f || code == 0x1160 || code == 0x3164 || code == 0xffa0;
}

static bool is_joiner(uint32_t code)
{
	return code == 0x200c || code == 0x200d;
}

static bool is_bidi(uint32_t code)
{
	return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f ||
	       code == 0x61c;
}

static bool is_private(uint32_t code)
{
	return (code >= 0xe000 && code <= 0xf8ff) || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe || code >= 0xf0000;
}

/* Does NFC make one character of the two? */
static bool would_compose(uint32_t first, uint32_t second)
{
	utf8proc_int32_t pair[2] = { (utf8proc_int32_t)first, (utf8proc_int32_t)second };

	return utf8proc_normalize_utf32(pair, 2, UTF8PROC_STABLE | UTF8PROC_COMPOSE) == 1;
}

/* One character that is two in NFD, and one again in NFC. */
static bool is_composed(uint32_t code)
{
	utf8proc_int32_t part[8];
	int boundary = 0;
	utf8proc_ssize_t n;

	if (code >= 0xac00 && code <= 0xd7a3)
		return true;
	if (code < 0xc0 || utf8proc_get_property((utf8proc_int32_t)code)->decomp_seqindex == UINT16_MAX ||
	    utf8proc_get_property((utf8proc_int32_t)code)->decomp_type != 0)
		return false;
	n = utf8proc_decompose_char((utf8proc_int32_t)code, part, 8, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &boundary);
	return n >= 2 && n <= 8 && utf8proc_normalize_utf32(part, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE) == 1 && (uint32_t)part[0] == code;
}

/* Marks of these categories, and jamo of vowels and finals, may join what stands before them. */
static bool may_join(uint32_t code)
{
	utf8proc_category_t category;

	if (code < 0x300)
		return false;
	if (code >= 0x1161 && code <= 0x11c2)
		return true;
	category = utf8proc_category((utf8proc_int32_t)code);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

/* But tab, line ends and form feed. */
static bool is_control(uint32_t code)
{
	if (code < 0x20)
		return code < 0x09 || code > 0x0d || code == 0x0b;
	return code >= 0x7f && code < 0xa0 && code != 0x85;
}

static void character_look(struct damage *d, uint32_t code, uint32_t before)
{
	d->count[DAMAGE_REPLACED] += code == 0xfffd;
	d->count[DAMAGE_CONTROL] += is_control(code);
	if (code < 0x80)
		return;
	d->count[DAMAGE_INVISIBLE] += is_invisible(code) || (is_joiner(code) && is_joiner(before));
	d->letters_of_others += (code >= 0x370 && code < 0x530) || (code >= 0x1f00 && code < 0x2000);
	d->count[DAMAGE_BIDI] += is_bidi(code);
	d->count[DAMAGE_PRIVATE] += is_private(code);
	if (may_join(code) && before && would_compose(before, code))
		d->count[DAMAGE_DECOMPOSED]++;
	else
		d->count[DAMAGE_COMPOSED] += is_composed(code);
}

/* Eight bytes of printable ASCII, or \t \n \r and their neighbours do not: then they are looked at one by one. */
static bool all_plain(const char *at)
{
	uint64_t w;

	memcpy(&w, at, 8);
	return (((w - 0x2020202020202020u) | (w + 0x0101010101010101u) | w) & 0x8080808080808080u) == 0;
}

void damage_find(struct damage *d, const char *text, size_t n)
{
	uint32_t before = 0;
	size_t bytes;

	*d = (struct damage){ .count = { 0 } };
	for (size_t i = 0; i < n; i += bytes) {
		uint32_t code;

		if (n - i >= 8 && all_plain(text + i)) {
			bytes = 8;
			before = (unsigned char)text[i + 7];
			continue;
		}
		code = char_next(text + i, n - i, &bytes);
		character_look(d, code, before);
		if (code >= 0xc2 && code < 0x100 && is_mojibake(text + i, n - i))
			d->count[DAMAGE_MOJIBAKE]++;
		before = code;
	}
}
