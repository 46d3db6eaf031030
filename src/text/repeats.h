/* repeats: what a text says again: lines, paragraphs, word n-grams; how rich its words are.
 *
 * Every occurrence after the first counts as a repeat, the first does not (as with datatrove; dolma counts all copies). Blank
 * pieces are never repeats. Equal means equal 64-bit hashes (XXH3). The tables are the caller's scratch: they grow to the
 * longest text and stay.
 *
 * n-grams to the letter, over the words of scan.h:
 *   top n     of all n-grams, the most frequent one (the earliest of equals): characters of its words joined by single spaces,
 *             times its count;
 *             0 where none occurs twice
 *   dup n     left to right: an n-gram whose words, joined by nothing, were met before adds its characters, and the walk goes on
 *             behind it; else it is remembered, and the walk goes on one word further
 */
#ifndef ASSAY_TEXT_REPEATS_H
#define ASSAY_TEXT_REPEATS_H

#include "text/scan.h"

enum { TOP_FIRST = 2, TOP_LAST = 4, DUP_FIRST = 5, DUP_LAST = 10 };

struct text_repeats {
	/* re.split("\n{2,}", text.strip()) and re.split("\n+", text): pieces, repeats, characters of repeats. */
	size_t paragraphs, paragraph_repeats, paragraph_characters;
	size_t lines, line_repeats, line_characters;
	size_t top[TOP_LAST + 1], dup[DUP_LAST + 1];	/* characters, by n */
	size_t distinct;		/* words */
	double entropy;			/* of the words' frequencies, in nats */
};

/* Tables of hashes, powers of two. */
struct repeat_scratch {
	uint64_t *key;
	uint32_t *value;
	size_t slots;
	uint64_t *gram;			/* by word: the hash of an n-gram that starts there */
	uint32_t *count, *place;	/* work, as many as words */
	size_t words;
};

/* -1: no memory. */
int text_repeats_find(struct text_repeats *, struct repeat_scratch *, const struct text_scan *);
void repeat_scratch_release(struct repeat_scratch *);

/* Repeats among the lines of split("\n") that are not blank: characters of them. */
int repeated_line_characters(size_t *characters, struct repeat_scratch *, const struct text_scan *);

#endif
