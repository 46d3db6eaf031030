/* unicode: see unicode.h. Tables of ranges, searched by halves; ASCII by a table of its own.
 *
 * PUNCTUATION_SET and TERMINAL_PUNCTUATION are the sets of datatrove's utils/text.py (snapshot a649de79): the first is ASCII
 * punctuation, some forty marks of European and CJK writing, the control characters 0-8, 11-31, 127-159 and the second; the
 * second is Unicode's property Sentence_Terminal with five marks of Khmer. U+FF11, a digit, is in the first there, and so it
 * is here.
 */
#include "text/unicode.h"

#include <utf8proc.h>

/* CHAR_* of ASCII. */
const uint16_t ascii_class[128] = {
	0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x0001, 0x4001, 0x5001, 0x5001, 0x5001, 0x1400, 0x1400,
	0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x1400, 0x5001, 0x5001, 0x5001, 0x1001,
	0x0001, 0x3100, 0x1100, 0x1100, 0x1200, 0x1100, 0x1100, 0x1100, 0x1100, 0x1100, 0x1100, 0x1200, 0x1100, 0x1100, 0x3100, 0x1100,
	0x0030, 0x0030, 0x0030, 0x0030, 0x0030, 0x0030, 0x0030, 0x0030, 0x0030, 0x0030, 0x1100, 0x1100, 0x1200, 0x1200, 0x1200, 0x3100,
	0x1100, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006,
	0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x0006, 0x1100, 0x1100, 0x1100, 0x1200, 0x1100,
	0x1200, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a,
	0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x000a, 0x1100, 0x1200, 0x1100, 0x1200, 0x1400,
};

struct range {
	uint32_t first, last;
};

/* Sentence_Terminal and Khmer, beyond ASCII. */
static const struct range terminal[] = {
	{ 0x0589, 0x0589 }, { 0x061d, 0x061f }, { 0x06d4, 0x06d4 }, { 0x0700, 0x0702 }, { 0x07f9, 0x07f9 },
	{ 0x0837, 0x0837 }, { 0x0839, 0x0839 }, { 0x083d, 0x083e }, { 0x0964, 0x0965 }, { 0x104a, 0x104b },
	{ 0x1362, 0x1362 }, { 0x1367, 0x1368 }, { 0x166e, 0x166e }, { 0x1735, 0x1736 }, { 0x17d4, 0x17d6 },
	{ 0x17d9, 0x17da }, { 0x1803, 0x1803 }, { 0x1809, 0x1809 }, { 0x1944, 0x1945 }, { 0x1aa8, 0x1aab },
	{ 0x1b5a, 0x1b5b }, { 0x1b5e, 0x1b5f }, { 0x1b7d, 0x1b7e }, { 0x1c3b, 0x1c3c }, { 0x1c7e, 0x1c7f },
	{ 0x203c, 0x203d }, { 0x2047, 0x2049 }, { 0x2e2e, 0x2e2e }, { 0x2e3c, 0x2e3c }, { 0x2e53, 0x2e54 },
	{ 0x3002, 0x3002 }, { 0xa4ff, 0xa4ff }, { 0xa60e, 0xa60f }, { 0xa6f3, 0xa6f3 }, { 0xa6f7, 0xa6f7 },
	{ 0xa876, 0xa877 }, { 0xa8ce, 0xa8cf }, { 0xa92f, 0xa92f }, { 0xa9c8, 0xa9c9 }, { 0xaa5d, 0xaa5f },
	{ 0xaaf0, 0xaaf1 }, { 0xabeb, 0xabeb }, { 0xfe52, 0xfe52 }, { 0xfe56, 0xfe57 }, { 0xff01, 0xff01 },
	{ 0xff0e, 0xff0e }, { 0xff1f, 0xff1f }, { 0xff61, 0xff61 }, { 0x10a56, 0x10a57 }, { 0x10f55, 0x10f59 },
	{ 0x10f86, 0x10f89 }, { 0x11047, 0x11048 }, { 0x110be, 0x110c1 }, { 0x11141, 0x11143 }, { 0x111c5, 0x111c6 },
	{ 0x111cd, 0x111cd }, { 0x111de, 0x111df }, { 0x11238, 0x11239 }, { 0x1123b, 0x1123c }, { 0x112a9, 0x112a9 },
	{ 0x1144b, 0x1144c }, { 0x115c2, 0x115c3 }, { 0x115c9, 0x115d7 }, { 0x11641, 0x11642 }, { 0x1173c, 0x1173e },
	{ 0x11944, 0x11944 }, { 0x11946, 0x11946 }, { 0x11a42, 0x11a43 }, { 0x11a9b, 0x11a9c }, { 0x11c41, 0x11c42 },
	{ 0x11ef7, 0x11ef8 }, { 0x11f43, 0x11f44 }, { 0x16a6e, 0x16a6f }, { 0x16af5, 0x16af5 }, { 0x16b37, 0x16b38 },
	{ 0x16b44, 0x16b44 }, { 0x16e98, 0x16e98 }, { 0x1bc9f, 0x1bc9f }, { 0x1da88, 0x1da88 },
};

/* The other marks of PUNCTUATION_SET beyond U+009F. */
static const struct range marks[] = {
	{ 0x00ab, 0x00ab }, { 0x00b4, 0x00b4 }, { 0x00bb, 0x00bb }, { 0x2013, 0x2014 }, { 0x2019, 0x2019 },
	{ 0x201c, 0x201e }, { 0x2026, 0x2026 }, { 0x2236, 0x2236 }, { 0x2501, 0x2501 }, { 0x25ba, 0x25ba },
	{ 0x3001, 0x3001 }, { 0x3008, 0x300d }, { 0x3010, 0x3011 }, { 0xff05, 0xff05 }, { 0xff08, 0xff09 },
	{ 0xff0c, 0xff0c }, { 0xff11, 0xff11 }, { 0xff1a, 0xff1b }, { 0xff5e, 0xff5e },
};

static bool in_ranges(const struct range *range, size_t n, uint32_t code)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (code > range[middle].last)
			low = middle + 1;
		else if (code < range[middle].first)
			n = middle;
		else
			return true;
	}
	return false;
}

static bool is_space(uint32_t code)
{
	return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 ||
	       code == 0x202f || code == 0x205f || code == 0x3000;
}

static bool is_han(uint32_t code)
{
	return (code >= 0x3400 && code <= 0x9fff) || code == 0x3005 || code == 0x3007 || (code >= 0xf900 && code <= 0xfaff) ||
	       (code >= 0x20000 && code <= 0x3ffff);
}

/* By category of utf8proc. */
static const uint16_t category_class[] = {
	[UTF8PROC_CATEGORY_CN] = CHAR_OTHER, [UTF8PROC_CATEGORY_LU] = CHAR_LETTER | CHAR_UPPER,
	[UTF8PROC_CATEGORY_LL] = CHAR_LETTER | CHAR_LOWER,
	[UTF8PROC_CATEGORY_LT] = CHAR_LETTER | CHAR_UPPER, [UTF8PROC_CATEGORY_LM] = CHAR_LETTER, [UTF8PROC_CATEGORY_LO] = CHAR_LETTER,
	[UTF8PROC_CATEGORY_MN] = CHAR_ATTACHED, [UTF8PROC_CATEGORY_MC] = CHAR_ATTACHED, [UTF8PROC_CATEGORY_ME] = CHAR_ATTACHED,
	[UTF8PROC_CATEGORY_ND] = CHAR_DIGIT | CHAR_NUMBER, [UTF8PROC_CATEGORY_NL] = CHAR_NUMBER, [UTF8PROC_CATEGORY_NO] = CHAR_NUMBER,
	[UTF8PROC_CATEGORY_PC] = CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_PD] = CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_PS] = CHAR_PUNCTUATION,
	[UTF8PROC_CATEGORY_PE] = CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_PI] = CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_PF] = CHAR_PUNCTUATION,
	[UTF8PROC_CATEGORY_PO] = CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_SM] = CHAR_SYMBOL, [UTF8PROC_CATEGORY_SC] = CHAR_SYMBOL,
	[UTF8PROC_CATEGORY_SK] = CHAR_SYMBOL, [UTF8PROC_CATEGORY_SO] = CHAR_SYMBOL, [UTF8PROC_CATEGORY_ZS] = CHAR_SPACE,
	[UTF8PROC_CATEGORY_ZL] = CHAR_SPACE, [UTF8PROC_CATEGORY_ZP] = CHAR_SPACE, [UTF8PROC_CATEGORY_CC] = CHAR_CONTROL,
	[UTF8PROC_CATEGORY_CF] = CHAR_ATTACHED, [UTF8PROC_CATEGORY_CS] = CHAR_OTHER, [UTF8PROC_CATEGORY_CO] = CHAR_OTHER,
};

#define IN(table, code) in_ranges(table, sizeof table / sizeof table[0], code)

unsigned char_class(uint32_t code)
{
	unsigned class;

	if (code < 128)
		return ascii_class[code];
	class = category_class[utf8proc_category((utf8proc_int32_t)code)];
	if (is_space(code))
		return CHAR_SPACE | (code == 0x85 ? CHAR_IN_SET : 0u) |
		       (code == 0x85 || code == 0x2028 || code == 0x2029 ? CHAR_BREAK : 0u);
	if (class & CHAR_CONTROL)
		return class | CHAR_IN_SET;
	if (class & (CHAR_PUNCTUATION | CHAR_SYMBOL | CHAR_OTHER)) {
		if (IN(terminal, code))		/* some are of a later Unicode than the categories, and still punctuation */
			return CHAR_PUNCTUATION | CHAR_TERMINAL | CHAR_IN_SET;
		return class | (IN(marks, code) ? (unsigned)CHAR_IN_SET : 0u);
	}
	if (is_han(code))
		class |= CHAR_HAN;
	return class | (code == 0xff11 ? (unsigned)CHAR_IN_SET : 0u);
}

size_t char_count(const char *text, size_t n)
{
	size_t continued = 0;

	for (size_t i = 0; i < n; i++)
		continued += (signed char)text[i] < -64;	/* 10xxxxxx */
	return n - continued;
}

unsigned char_class_at(const char *text, size_t left, size_t *bytes)
{
	return char_class(char_next(text, left, bytes));
}

unsigned char_class_before(const char *text, size_t at, size_t *bytes)
{
	size_t start = at - 1, length;

	while (start > 0 && at - start < 4 && ((unsigned char)text[start] & 0xc0) == 0x80)
		start--;
	*bytes = at - start;
	if (*bytes > 1) {
		unsigned class = char_class_at(text + start, *bytes, &length);

		if (length == *bytes)
			return class;
		*bytes = 1;
		return char_class(0xfffd);
	}
	return char_class_at(text + start, 1, &length);
}

void char_strip(const char **text, size_t *n)
{
	size_t bytes;

	while (*n && char_class_at(*text, *n, &bytes) & CHAR_SPACE) {
		*text += bytes;
		*n -= bytes;
	}
	while (*n && char_class_before(*text, *n, &bytes) & CHAR_SPACE)
		*n -= bytes;
}

/* ---- scripts ---- */

struct script_range {
	uint32_t first, last;
	enum script script;
};

/* Letters of Unicode 14, ranges of one script joined over what is no letter. */
static const struct script_range script_ranges[] = {
	{ 0x0041, 0x00aa, SCRIPT_LATIN }, { 0x00ba, 0x02b8, SCRIPT_LATIN }, { 0x02e0, 0x02e4, SCRIPT_LATIN },
	{ 0x0370, 0x0373, SCRIPT_GREEK }, { 0x0376, 0x03e1, SCRIPT_GREEK }, { 0x03f0, 0x03ff, SCRIPT_GREEK },
	{ 0x0400, 0x052f, SCRIPT_CYRILLIC }, { 0x0531, 0x0588, SCRIPT_ARMENIAN }, { 0x05d0, 0x05f2, SCRIPT_HEBREW },
	{ 0x0620, 0x063f, SCRIPT_ARABIC }, { 0x0641, 0x06ff, SCRIPT_ARABIC }, { 0x0710, 0x074f, SCRIPT_SYRIAC },
	{ 0x0750, 0x077f, SCRIPT_ARABIC }, { 0x0780, 0x07b1, SCRIPT_THAANA }, { 0x0860, 0x086a, SCRIPT_SYRIAC },
	{ 0x0870, 0x08c9, SCRIPT_ARABIC }, { 0x0904, 0x097f, SCRIPT_DEVANAGARI }, { 0x0980, 0x09fc, SCRIPT_BENGALI },
	{ 0x0a05, 0x0a74, SCRIPT_GURMUKHI }, { 0x0a85, 0x0af9, SCRIPT_GUJARATI }, { 0x0b05, 0x0b71, SCRIPT_ORIYA },
	{ 0x0b83, 0x0bd0, SCRIPT_TAMIL }, { 0x0c05, 0x0c61, SCRIPT_TELUGU }, { 0x0c80, 0x0cf2, SCRIPT_KANNADA },
	{ 0x0d04, 0x0d7f, SCRIPT_MALAYALAM }, { 0x0d85, 0x0dc6, SCRIPT_SINHALA }, { 0x0e01, 0x0e46, SCRIPT_THAI },
	{ 0x0e81, 0x0edf, SCRIPT_LAO }, { 0x0f00, 0x0f8c, SCRIPT_TIBETAN }, { 0x1000, 0x108e, SCRIPT_MYANMAR },
	{ 0x10a0, 0x10ff, SCRIPT_GEORGIAN }, { 0x1100, 0x11ff, SCRIPT_HANGUL }, { 0x1200, 0x138f, SCRIPT_ETHIOPIC },
	{ 0x13a0, 0x13fd, SCRIPT_CHEROKEE }, { 0x1780, 0x17dc, SCRIPT_KHMER }, { 0x1820, 0x18aa, SCRIPT_MONGOLIAN },
	{ 0x1c80, 0x1c88, SCRIPT_CYRILLIC }, { 0x1c90, 0x1cbf, SCRIPT_GEORGIAN }, { 0x1d00, 0x1d25, SCRIPT_LATIN },
	{ 0x1d26, 0x1d2a, SCRIPT_GREEK }, { 0x1d2b, 0x1d2b, SCRIPT_CYRILLIC }, { 0x1d2c, 0x1d5c, SCRIPT_LATIN },
	{ 0x1d5d, 0x1d61, SCRIPT_GREEK }, { 0x1d62, 0x1d65, SCRIPT_LATIN }, { 0x1d66, 0x1d6a, SCRIPT_GREEK },
	{ 0x1d6b, 0x1d77, SCRIPT_LATIN }, { 0x1d78, 0x1d78, SCRIPT_CYRILLIC }, { 0x1d79, 0x1dbe, SCRIPT_LATIN },
	{ 0x1dbf, 0x1dbf, SCRIPT_GREEK }, { 0x1e00, 0x1eff, SCRIPT_LATIN }, { 0x1f00, 0x1ffc, SCRIPT_GREEK },
	{ 0x2071, 0x209c, SCRIPT_LATIN }, { 0x2126, 0x2126, SCRIPT_GREEK }, { 0x212a, 0x212b, SCRIPT_LATIN },
	{ 0x2132, 0x2132, SCRIPT_LATIN }, { 0x214e, 0x2188, SCRIPT_LATIN }, { 0x2c60, 0x2c7f, SCRIPT_LATIN },
	{ 0x2d00, 0x2d2d, SCRIPT_GEORGIAN }, { 0x2d80, 0x2dde, SCRIPT_ETHIOPIC }, { 0x3005, 0x3005, SCRIPT_HAN },
	{ 0x3007, 0x3029, SCRIPT_HAN }, { 0x3038, 0x303b, SCRIPT_HAN }, { 0x3041, 0x309f, SCRIPT_HIRAGANA },
	{ 0x30a1, 0x30fa, SCRIPT_KATAKANA }, { 0x30fd, 0x30ff, SCRIPT_KATAKANA }, { 0x3105, 0x312f, SCRIPT_BOPOMOFO },
	{ 0x3131, 0x318e, SCRIPT_HANGUL }, { 0x31a0, 0x31bf, SCRIPT_BOPOMOFO }, { 0x31f0, 0x31ff, SCRIPT_KATAKANA },
	{ 0x3400, 0x9fff, SCRIPT_HAN }, { 0xa640, 0xa69d, SCRIPT_CYRILLIC }, { 0xa722, 0xa787, SCRIPT_LATIN },
	{ 0xa78b, 0xa7ff, SCRIPT_LATIN }, { 0xa8f2, 0xa8fe, SCRIPT_DEVANAGARI }, { 0xa960, 0xa97c, SCRIPT_HANGUL },
	{ 0xa9e0, 0xa9fe, SCRIPT_MYANMAR }, { 0xaa60, 0xaa7f, SCRIPT_MYANMAR }, { 0xab01, 0xab2e, SCRIPT_ETHIOPIC },
	{ 0xab30, 0xab64, SCRIPT_LATIN }, { 0xab65, 0xab65, SCRIPT_GREEK }, { 0xab66, 0xab69, SCRIPT_LATIN },
	{ 0xab70, 0xabbf, SCRIPT_CHEROKEE }, { 0xac00, 0xd7fb, SCRIPT_HANGUL }, { 0xf900, 0xfad9, SCRIPT_HAN },
	{ 0xfb00, 0xfb06, SCRIPT_LATIN }, { 0xfb13, 0xfb17, SCRIPT_ARMENIAN }, { 0xfb1d, 0xfb4f, SCRIPT_HEBREW },
	{ 0xfb50, 0xfefc, SCRIPT_ARABIC }, { 0xff21, 0xff5a, SCRIPT_LATIN }, { 0xff66, 0xff6f, SCRIPT_KATAKANA },
	{ 0xff71, 0xff9d, SCRIPT_KATAKANA }, { 0xffa0, 0xffdc, SCRIPT_HANGUL }, { 0x10140, 0x10174, SCRIPT_GREEK },
	{ 0x10780, 0x107ba, SCRIPT_LATIN }, { 0x16fe3, 0x16fe3, SCRIPT_HAN }, { 0x1aff0, 0x1b000, SCRIPT_KATAKANA },
	{ 0x1b001, 0x1b11f, SCRIPT_HIRAGANA }, { 0x1b120, 0x1b122, SCRIPT_KATAKANA }, { 0x1b150, 0x1b152, SCRIPT_HIRAGANA },
	{ 0x1b164, 0x1b167, SCRIPT_KATAKANA }, { 0x1df00, 0x1df1e, SCRIPT_LATIN }, { 0x1e7e0, 0x1e7fe, SCRIPT_ETHIOPIC },
	{ 0x1ee00, 0x1eebb, SCRIPT_ARABIC }, { 0x20000, 0x3134a, SCRIPT_HAN },
};

enum script script_of(uint32_t letter)
{
	size_t low = 0, high = sizeof script_ranges / sizeof script_ranges[0];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (letter > script_ranges[middle].last)
			low = middle + 1;
		else if (letter < script_ranges[middle].first)
			high = middle;
		else
			return script_ranges[middle].script;
	}
	return SCRIPT_NONE;
}

const char *script_name(enum script s)
{
	static const char *const name[SCRIPTS] = {
		"none", "Latin", "Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Syriac", "Thaana", "Devanagari", "Bengali",
		"Gurmukhi",
		"Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Tibetan", "Myanmar", "Georgian",
		"Hangul", "Ethiopic", "Cherokee", "Khmer", "Mongolian", "Hiragana", "Katakana", "Bopomofo", "Han" };

	return name[s];
}
