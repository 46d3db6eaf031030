/* row_tokens: a row as the tokens that a naive Bayes classifier counts (stats/naive_bayes.h).
 *
 *   categories, booleans    the value's text, up to VALUE_TEXT_BYTES; of a column     a token a cell
 *                           whose values occur twice on average, at least
 *   numbers                 how many of the column's three quartiles are below        a token a cell
 *   other texts, JSON       each word: letters, digits and all that is not ASCII; ASCII letters made small
 *   times, missing cells    none
 *
 * A token is the 64-bit FNV-1a hash of the column's number in decimal, a zero byte, and those bytes. Roles (label, prediction, time, id,
 * probabilities) are no features. Texts that are not in the plan are asked for by row. Owns its arrays: row_tokens_release. The plan is borrowed.
 */
#ifndef ASSAY_ANALYSE_ROW_TOKENS_H
#define ASSAY_ANALYSE_ROW_TOKENS_H

#include "analyse/plan.h"
#include "table/batch.h"

struct row_tokens {
	const struct plan *plan;
	uint8_t *as;			/* of each column: what is made of it */
	bool *wanted;			/* columns to be read: features and the label */
	uint64_t *token;		/* of the row at hand */
	size_t count, room;
	size_t features;		/* columns */
};

/* From a zeroed struct, knowing the plan of the third pass. -1: no memory. */
int row_tokens_open(struct row_tokens *, const struct plan *);
void row_tokens_release(struct row_tokens *);

/* The tokens of a row of a batch of the third pass. -1: no memory. */
int row_tokens_take(struct row_tokens *, const struct batch *, size_t row);

#endif
