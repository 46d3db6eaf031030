/* unicode: what a code point is, as the rules on texts ask: space, letter, mark, punctuation, the sets of datatrove, Han, script.
 *
 * Categories are those of utf8proc (Unicode 15). White space is Python's str.isspace(), so that "strip" and "split" mean here
 * what they mean in the tools that the rules come from. Owns nothing; every function is pure.
 */
#ifndef ASSAY_TEXT_UNICODE_H
#define ASSAY_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a code point is, as bits. */
enum {
	CHAR_SPACE = 1,
	CHAR_LETTER = 2,	/* L*: Python's isalpha() */
	CHAR_UPPER = 4,		/* Lu, Lt */
	CHAR_LOWER = 8,		/* Ll */
	CHAR_DIGIT = 16,	/* Nd */
	CHAR_NUMBER = 32,	/* N* */
	CHAR_ATTACHED = 64,	/* M* and Cf: belongs to what stands before it */
	CHAR_OTHER = 128,	/* private use, unassigned */
	CHAR_PUNCTUATION = 256,	/* P* */
	CHAR_SYMBOL = 512,	/* S* */
	CHAR_CONTROL = 1024,	/* Cc that is no space */
	CHAR_HAN = 2048,	/* a Han ideograph: a word by itself */
	CHAR_IN_SET = 4096,	/* of datatrove's PUNCTUATION_SET; see unicode.c */
	CHAR_TERMINAL = 8192,	/* of datatrove's TERMINAL_PUNCTUATION */
	CHAR_BREAK = 16384,	/* ends a line for Python's splitlines() */
	/* What words are made of. */
	CHAR_WORD = CHAR_LETTER | CHAR_NUMBER | CHAR_ATTACHED | CHAR_OTHER,
};

/* Of ASCII, as above. */
extern const uint16_t ascii_class[128];

/* Of any code point. */
unsigned char_class(uint32_t code);

/* The code point at the start of at[0, left), left > 0, and its bytes; a byte that is not UTF-8 is U+FFFD. */
static inline uint32_t char_next(const char *text, size_t left, size_t *bytes)
{
	const unsigned char *at = (const unsigned char *)text;

	*bytes = 1;
	if (at[0] < 0x80)
		return at[0];
	if (at[0] >= 0xc2 && at[0] < 0xe0 && left >= 2 && (at[1] & 0xc0) == 0x80) {
		*bytes = 2;
		return (uint32_t)(at[0] & 0x1f) << 6 | (at[1] & 0x3f);
	}
	if ((at[0] & 0xf0) == 0xe0 && left >= 3 && (at[1] & 0xc0) == 0x80 && (at[2] & 0xc0) == 0x80) {
		*bytes = 3;
		return (uint32_t)(at[0] & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
	}
	if (at[0] >= 0xf0 && at[0] < 0xf5 && left >= 4 && (at[1] & 0xc0) == 0x80 && (at[2] & 0xc0) == 0x80 && (at[3] & 0xc0) == 0x80) {
		*bytes = 4;
		return (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3f) << 12 | (uint32_t)(at[2] & 0x3f) << 6 | (at[3] & 0x3f);
	}
	return 0xfffd;
}

/* Code points of text[0, n). */
size_t char_count(const char *text, size_t n);

/* The class of the code point at the start of text[0, left), and of the last one before text + at, at > 0. */
unsigned char_class_at(const char *text, size_t left, size_t *bytes);
unsigned char_class_before(const char *text, size_t at, size_t *bytes);

/* Without the white space at both ends; Python's strip(). */
void char_strip(const char **text, size_t *n);

/* ---- scripts ---- */

enum script {
	SCRIPT_NONE,	/* digits, marks, punctuation, and letters of scripts that are not listed */
	SCRIPT_LATIN, SCRIPT_GREEK, SCRIPT_CYRILLIC, SCRIPT_ARMENIAN, SCRIPT_HEBREW, SCRIPT_ARABIC, SCRIPT_SYRIAC, SCRIPT_THAANA,
	SCRIPT_DEVANAGARI, SCRIPT_BENGALI, SCRIPT_GURMUKHI, SCRIPT_GUJARATI, SCRIPT_ORIYA, SCRIPT_TAMIL, SCRIPT_TELUGU, SCRIPT_KANNADA,
	SCRIPT_MALAYALAM, SCRIPT_SINHALA, SCRIPT_THAI, SCRIPT_LAO, SCRIPT_TIBETAN, SCRIPT_MYANMAR, SCRIPT_GEORGIAN, SCRIPT_HANGUL,
	SCRIPT_ETHIOPIC, SCRIPT_CHEROKEE, SCRIPT_KHMER, SCRIPT_MONGOLIAN, SCRIPT_HIRAGANA, SCRIPT_KATAKANA, SCRIPT_BOPOMOFO, SCRIPT_HAN,
	SCRIPTS
};

/* Of a letter, as the Unicode Character Database has it (Scripts.txt); of anything else what lies around it in its block. */
enum script script_of(uint32_t letter);
const char *script_name(enum script);

#endif
