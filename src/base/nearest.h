/* nearest: the words that somebody may have meant, for "did you mean".
 *
 * Owns nothing and allocates nothing: what it gives points at the candidates.
 */
#ifndef ASSAY_BASE_NEAREST_H
#define ASSAY_BASE_NEAREST_H

#include <stddef.h>

/* Up to `wanted` candidates near to the word, nearest first, in their own order where they are equally near; returns how many.
 *
 * Distance is optimal string alignment (insert, delete, replace, swap of neighbours) over bytes, first without regard to ASCII
 * case, then with it. Near is a distance of at most a third of the word's length, or 1, or a candidate that contains the
 * word or begins it. Words are compared by their first 256 bytes. */
size_t nearest_words(const char *word, const char *const *candidates, size_t count, const char **nearest, size_t wanted);

#endif
