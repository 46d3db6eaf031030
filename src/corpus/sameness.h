/* sameness: how much alike two texts are, word by word. Words are what stands between blanks in plain text (phrases.h).
 */
#ifndef ASSAY_CORPUS_SAMENESS_H
#define ASSAY_CORPUS_SAMENESS_H

#include "corpus/phrases.h"

/* A table of words that is kept from pair to pair. Starts zeroed; sameness_release gives it back. */
struct sameness {
	struct word_count *slot;
	size_t slots;
	uint64_t round;
};

/* Dice's coefficient of the two bags of words, 2 |A ∩ B| / (|A| + |B|), 0 … 1; 1 when both are empty. -1: no memory.
 * *words: of the longer text. */
double words_dice(struct sameness *, const struct plain *, const struct plain *, size_t *words);
void sameness_release(struct sameness *);

#endif
