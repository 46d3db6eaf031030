/* scan: one walk over all documents, in threads; what later steps need of each goes into shuffles. Private to src/overlap.
 *
 *   text ─▶ tokens ─┬─▶ whole       128 bits of its bytes                              exact
 *                   ├─▶ folded      128 bits of its tokens                             exact
 *                   ├─▶ bands       signature of the set of shingles; hash[1]: shingles near
 *                   ├─▶ lines, paragraphs    96 bits, and 32 of the length             lines
 *                   ├─▶ prints      winnowed n-grams; hash[1]: which token             passages
 *                   └─▶ ngrams      those that the filter lets through; hash[1]: split, token    contamination
 *
 * Winnowing (Schleimer, Wilkerson and Aiken 2003): of every PRINT_WINDOW n-grams of PRINT_TOKENS tokens in a row the least is kept, so two texts that
 * share PRINT_TOKENS + PRINT_WINDOW − 1 = PASSAGE_TOKENS tokens share a print, which 2 in PRINT_WINDOW + 1 of the n-grams are.
 */
#ifndef ASSAY_OVERLAP_SCAN_H
#define ASSAY_OVERLAP_SCAN_H

#include "overlap/documents.h"
#include "overlap/overlap.h"
#include "store/shuffle.h"
#include "text/minhash.h"

#include <pthread.h>

enum { PASSAGE_TOKENS = 50, PRINT_TOKENS = 25, PRINT_WINDOW = 26 };

enum kept { KEPT_WHOLE, KEPT_FOLDED, KEPT_BANDS, KEPT_LINES, KEPT_PARAGRAPHS, KEPT_PRINTS, KEPT_NGRAMS, KEPT };

struct ngram_filter;
struct splits;

struct scan {
	struct near_settings near;
	bool wanted[KEPT];
	const struct ngram_filter *filter;	/* with KEPT_NGRAMS */
	const struct splits *splits;		/* NULL: none */

	struct shuffle *kept[KEPT];		/* those that are wanted */
	uint64_t documents, empty, short_ones, tokens;
	struct minhash minhash;
	const struct documents *source;
	pthread_mutex_t lock;
};

/* Settings are in the scan, the rest zeroed; scan_release also after a failure. */
int scan_run(struct scan *, struct documents *, unsigned threads, struct err *);
void scan_release(struct scan *);
void scan_drop(struct scan *, enum kept);	/* it is not needed any more */

/* The lines (or paragraphs: what stands between blank lines) of a text, without white space at their ends; those without a token are left out.
 * -1 when `each` gives it. */
int lines_each(const char *text, size_t bytes, const struct tokens *, bool paragraphs, int (*each)(void *, const char *, size_t), void *);
/* hash[0] and hash[1] of a line. */
void line_hash(const char *line, size_t bytes, uint64_t hash[2]);

#endif
