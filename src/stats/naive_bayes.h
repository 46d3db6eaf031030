/* naive_bayes: a multinomial naive Bayes classifier that judges each row by the rows of the other folds.
 *
 *   bayes_add(fold, class, tokens) for every row ─▶ bayes_trained ─▶ bayes_judge(fold, tokens) ─▶ p[class]
 *
 * Tokens are 64-bit hashes, counted in 2^bits buckets. With the counts of all folds but the row's own, n rows and T tokens of a class among N rows,
 * and V buckets that are not empty in any fold:
 *   p(class | tokens) ∝ (n + 1) / (N + classes) · Π (times of the token in the class + 1) / (T + V)
 * Laplace smoothing; reference: Manning, Raghavan & Schütze 2008, section 13.2. Counts are whole numbers, so the order of the rows tells nothing.
 * Memory: 4 bytes × BAYES_FOLDS × classes × buckets, of which there are as many as `bytes` allows, 2^10 … 2^20. Owns its arrays: bayes_release.
 */
#ifndef ASSAY_STATS_NAIVE_BAYES_H
#define ASSAY_STATS_NAIVE_BAYES_H

#include <stddef.h>
#include <stdint.h>

enum { BAYES_FOLDS = 5 };

struct bayes {
	size_t classes;
	unsigned bits;
	uint32_t *count;		/* by bucket, class, fold */
	uint64_t *rows, *tokens;	/* by class, fold */
	double buckets_used;		/* V */
	double *log_small;		/* log of small whole numbers */
};

/* From a zeroed struct. -1: no memory. */
int bayes_open(struct bayes *, size_t classes, size_t bytes);
void bayes_release(struct bayes *);

/* The fold of a row by its tokens, in any order: equal rows are judged by the same others, never by each other. */
unsigned bayes_fold(const uint64_t *token, size_t tokens);

void bayes_add(struct bayes *, unsigned fold, size_t class, const uint64_t *token, size_t tokens);
void bayes_trained(struct bayes *);
void bayes_judge(const struct bayes *, unsigned fold, const uint64_t *token, size_t tokens, double *p);

#endif
