/* scan: one walk over a text that finds its words, its lines and what its characters are.
 *
 *   text    "It's 3.5 km (approx.).\nNext"
 *   words    It 's 3.5 km ( approx . ) . Next                 tokens: marks of punctuation are words of their own
 *   joined   It's3.5km(approx.).Next                          the words' bytes without what lies between
 *   lines    "It's 3.5 km (approx.)." "Next"                  as Python's splitlines() cuts
 *
 * Words, to the letter. Every code point that is not white space belongs to one word.
 *   1. A run of letters, numbers, marks, format characters, private and unassigned code points (L M N Cf Co Cn), which goes
 *      on over
 *        . between two letters, unless a small letter stands before and a capital behind it, and between two digits       example.com 3.5
 *        , between two digits; : and / before a digit                                                                      1,000 10:30 1/2
 *        - between a letter and a digit; ' and ’ between two letters; @ & _ between any                                    covid-19 o'clock
 *      (digits: Nd). Where s m d re ve ll (any case) stand alone behind such an apostrophe, they and it are a word: it|'s;
 *      where t does and n stands before it, n't is: do|n't.
 *   2. A dot behind a single capital, or behind a run whose last but one is a dot, belongs to it: J. U.S. e.g.; and behind
 *      Mr Mrs Ms Dr Prof St Jr Sr vs Inc Ltd Co. Not where another dot follows.
 *   3. Letters A-Z before "://", and "www" before a dot, start an address: to the next white space or < > " `, less . , ; : !
 *      ? ) ] } ' at its end.
 *   4. A Han ideograph is a word by itself. Runs of other scripts without spaces are one word (no dictionary).
 *   5. Two or more dots in a row are one word; so are hyphens. Every other mark or symbol is one. Marks and format characters
 *      go with it.
 * spaCy's English tokenizer, which datatrove uses for English, differs in its list of exceptions (abbreviations, emoticons,
 * units) and in closing brackets within words; its Chinese, Japanese and Thai words come from dictionaries.
 *
 * Sentences end, as with spaCy's sentencizer, before the first word that is no punctuation behind a word that is one mark of
 * TERMINAL_PUNCTUATION; and, here, at the end of a line.
 *
 * A text longer than SCAN_BYTES_MAX is taken by its beginning, cut between two characters. The scan owns its arrays, which
 * grow to the longest text and stay (about 28 bytes a word and 40 a line, at most SCAN_BYTES_MAX of each); text and
 * everything that points into it are borrowed.
 */
#ifndef ASSAY_TEXT_SCAN_H
#define ASSAY_TEXT_SCAN_H

#include "text/unicode.h"

enum { SCAN_BYTES_MAX = 8 << 20, SCAN_PADDING = 16 };

/* What a word is, as bits. */
enum {
	WORD_ALPHABETIC = 1,	/* has a letter */
	WORD_SYMBOLS = 2,	/* all of it in PUNCTUATION_SET */
	WORD_PUNCTUATION = 4,	/* all of category P */
	WORD_TERMINAL = 8,	/* one mark of TERMINAL_PUNCTUATION */
	WORD_UPPER = 16,	/* has capitals (Lu Lt) and no small letter (Ll) */
	WORD_ADDRESS = 32,	/* a URL */
	WORD_STOP = 64,	/* one of Gopher's eight stop words, in small letters */
};

struct text_line {
	uint32_t at, bytes;	/* without its break */
	uint32_t next;		/* where the next one starts */
	uint32_t word, words;	/* the first of its words, how many */
	uint32_t spaced;	/* words between white space: Python's split() */
	uint32_t longest;	/* bytes of the longest of those */
	bool newline;		/* its break is \n or \r\n */
};

struct text_scan {
	const char *text;
	size_t bytes;
	bool cut;		/* longer than SCAN_BYTES_MAX */
	size_t characters;	/* code points */

	size_t words;
	char *joined;			/* SCAN_PADDING zero bytes behind the last */
	uint32_t *joined_at;		/* words + 1: word i is joined[joined_at[i], joined_at[i + 1]) */
	uint32_t *word_characters;
	uint8_t *word_is;
	uint64_t *word_hash;

	size_t lines;			/* of splitlines(); a text that ends with a break has none behind it */
	struct text_line *line;
	size_t newlines;		/* \n */
	size_t spaced;			/* words between white space */

	/* Characters by what they are. */
	size_t spaces, letters, uppers, digits, punctuation, symbols, others;
	size_t hashes, ellipses;	/* "#"; "..." (not overlapping) and U+2026 */
	unsigned stop_words;		/* bit i: stop_words[i] occurs */

	size_t word_room, line_room, joined_room;
};

/* Gopher's, in its order. */
enum { STOP_WORDS = 8 };
extern const char stop_words[STOP_WORDS][5];

/* -1: no memory. A zeroed struct is an empty scan. */
int text_scan(struct text_scan *, const char *text, size_t bytes);
void text_scan_release(struct text_scan *);

/* Sentences of words [first, first + n), which are one line. */
size_t scan_sentences(const struct text_scan *, size_t first, size_t n);

/* A stretch of the scanned text. */
struct piece {
	size_t at, bytes;
};

/* Lines as split("\n") cuts, one after another: *at starts at 0; false when there is none left. */
bool scan_next_line(const struct text_scan *, size_t *at, struct piece *);

/* Code points of a piece. */
size_t scan_characters(const struct text_scan *, struct piece);

/* Nothing but white space? */
bool piece_blank(const struct text_scan *, struct piece);

#endif
