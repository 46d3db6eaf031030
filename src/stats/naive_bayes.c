/* naive_bayes: see naive_bayes.h. */
#include "stats/naive_bayes.h"

#include "base/hash.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BITS_LEAST = 10, BITS_MOST = 20, LOG_SMALL = 1 << 14 };

int bayes_open(struct bayes *b, size_t classes, size_t bytes)
{
	size_t each = sizeof *b->count * BAYES_FOLDS * classes;

	b->classes = classes;
	b->bits = BITS_LEAST;
	while (b->bits < BITS_MOST && (each << (b->bits + 1)) <= bytes)
		b->bits++;
	b->count = calloc(BAYES_FOLDS * classes << b->bits, sizeof *b->count);
	b->rows = calloc(BAYES_FOLDS * classes, sizeof *b->rows);
	b->tokens = calloc(BAYES_FOLDS * classes, sizeof *b->tokens);
	b->log_small = malloc(LOG_SMALL * sizeof *b->log_small);
	if (!b->count || !b->rows || !b->tokens || !b->log_small)
		return -1;
	for (size_t i = 0; i < LOG_SMALL; i++)
		b->log_small[i] = log((double)i);
	return 0;
}

void bayes_release(struct bayes *b)
{
	free(b->count);
	free(b->rows);
	free(b->tokens);
	free(b->log_small);
	*b = (struct bayes){ .classes = 0 };
}

unsigned bayes_fold(const uint64_t *token, size_t tokens)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < tokens; i++)
		sum += token[i];
	return (unsigned)(hash_u64(sum) % BAYES_FOLDS);
}

/* Counts of a bucket: classes × folds. */
static uint32_t *bucket_of(const struct bayes *b, uint64_t token)
{
	return b->count + (hash_u64(token) >> (64 - b->bits)) * b->classes * BAYES_FOLDS;
}

void bayes_add(struct bayes *b, unsigned fold, size_t class, const uint64_t *token, size_t tokens)
{
	size_t at = class * BAYES_FOLDS + fold;

	b->rows[at]++;
	b->tokens[at] += tokens;
	for (size_t i = 0; i < tokens; i++) {
		uint32_t *count = &bucket_of(b, token[i])[at];

		*count += *count < UINT32_MAX;
	}
}

void bayes_trained(struct bayes *b)
{
	size_t width = b->classes * BAYES_FOLDS, used = 0;

	for (size_t bucket = 0; bucket < (size_t)1 << b->bits; bucket++) {
		bool empty = true;

		for (size_t i = 0; i < width && empty; i++)
			empty = b->count[bucket * width + i] == 0;
		used += !empty;
	}
	b->buckets_used = (double)used;
}

static double log_of(const struct bayes *b, uint64_t n)
{
	return n < LOG_SMALL ? b->log_small[n] : log((double)n);
}

/* Of the folds other than `fold`. */
static uint64_t others(const uint64_t *of_fold, unsigned fold)
{
	uint64_t sum = 0;

	for (unsigned f = 0; f < BAYES_FOLDS; f++)
		sum += f == fold ? 0 : of_fold[f];
	return sum;
}

static uint64_t others_counted(const uint32_t *of_fold, unsigned fold)
{
	uint64_t sum = 0;

	for (unsigned f = 0; f < BAYES_FOLDS; f++)
		sum += f == fold ? 0 : of_fold[f];
	return sum;
}

void bayes_judge(const struct bayes *b, unsigned fold, const uint64_t *token, size_t tokens, double *p)
{
	uint64_t rows = 0;
	double highest = -INFINITY, sum = 0;

	for (size_t k = 0; k < b->classes; k++)
		rows += others(b->rows + k * BAYES_FOLDS, fold);
	for (size_t k = 0; k < b->classes; k++) {
		double n = (double)others(b->rows + k * BAYES_FOLDS, fold), of_class = (double)others(b->tokens + k * BAYES_FOLDS, fold);

		p[k] = log((n + 1) / ((double)rows + (double)b->classes)) - (double)tokens * log(of_class + b->buckets_used);
	}
	for (size_t i = 0; i < tokens; i++) {
		const uint32_t *count = bucket_of(b, token[i]);

		for (size_t k = 0; k < b->classes; k++)
			p[k] += log_of(b, others_counted(count + k * BAYES_FOLDS, fold) + 1);
	}
	for (size_t k = 0; k < b->classes; k++)
		highest = fmax(highest, p[k]);
	for (size_t k = 0; k < b->classes; k++)
		sum += p[k] = exp(p[k] - highest);
	for (size_t k = 0; k < b->classes; k++)
		p[k] /= sum;
}
