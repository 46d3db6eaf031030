/* tokens: a text as a row of hashes, one a word or a character, such that texts that differ only in case, accents, widths of characters,
 * punctuation or blanks give the same row. What duplicates, repeats and contamination compare.
 *
 *   "Déjà-vu: 日本語!"   words        deja · vu · 日 · 本 · 語
 *                        characters   d e j a _ v u _ 日 本 語          (_: one blank, however much stands between)
 *
 * A word is a run of letters, digits and marks (Unicode general categories L, N and M); everything else is between words, but for invisible
 * format characters (Cf: soft hyphens, zero-width blanks), which are as if they were not there. Each character is folded first:
 * compatibility decomposition, full case folding, marks taken off (UAX #15, UAX #21). Scripts that are written without blanks (Han, kana,
 * Thai, Lao, Burmese, Khmer) give a word a character, so that n-grams of words are n-grams of characters there. Bytes that are not UTF-8
 * are between words.
 *
 * struct tokens owns its arrays and the table of folded characters; a zeroed one is empty, and one may be filled again and again.
 */
#ifndef ASSAY_TEXT_TOKENS_H
#define ASSAY_TEXT_TOKENS_H

#include <stddef.h>
#include <stdint.h>

enum token_unit { TOKEN_WORDS, TOKEN_CHARACTERS };

enum { FOLD_PAGES = 256 };

struct tokens {
	uint64_t *hash;
	uint32_t *from, *to;		/* where each stands in the text: bytes [from, to) */
	size_t count, room;
	uint32_t *page[FOLD_PAGES];	/* folded characters by their upper byte, made when first met */
};

/* The tokens of text[0, bytes), in place of those before. -1: no memory. Texts of 4 GiB and more are cut there. */
int tokens_read(struct tokens *, enum token_unit, const char *text, size_t bytes);

void tokens_release(struct tokens *);

#endif
