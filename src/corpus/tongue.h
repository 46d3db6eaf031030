/* tongue: what a text is written in, roughly: its script, and for Latin letters the language by its most frequent small words.
 *
 * A script is named when at least TONGUE_SHARE of the letters are its own and there are enough of them; a Latin language when its
 * small words are at least TONGUE_WORDS, a tenth of all words, and three times those of any other language. All else is unknown:
 * short texts, code, mixtures. Text between ``` fences is no text.
 */
#ifndef ASSAY_CORPUS_TONGUE_H
#define ASSAY_CORPUS_TONGUE_H

#include "corpus/json_value.h"

#include <stdint.h>

enum tongue {
	TONGUE_UNKNOWN,
	TONGUE_LATIN,		/* of no language that is known here */
	TONGUE_ENGLISH, TONGUE_GERMAN, TONGUE_FRENCH, TONGUE_SPANISH, TONGUE_ITALIAN, TONGUE_PORTUGUESE, TONGUE_DUTCH,
	TONGUE_GREEK, TONGUE_CYRILLIC, TONGUE_HEBREW, TONGUE_ARABIC, TONGUE_DEVANAGARI, TONGUE_THAI, TONGUE_HANGUL,
		TONGUE_JAPANESE, TONGUE_HAN,
	TONGUES
};

enum { TONGUE_LETTERS = 20, TONGUE_WIDE_LETTERS = 6, TONGUE_WORDS = 4 };
#define TONGUE_SHARE 0.8

/* The small words, each as up to seven bytes in one number. Built once; read by any thread. */
enum { TONGUE_SLOTS = 512 };
struct tongue_index {
	uint64_t word[TONGUE_SLOTS];	/* 0: free */
	uint8_t languages[TONGUE_SLOTS];
};
void tongues_index(struct tongue_index *);

enum tongue tongue_of(const struct tongue_index *, struct span);

/* Are these two surely not the same? Unknown ones and Latin without a language say nothing. */
bool tongues_differ(enum tongue, enum tongue);

#endif
