/* label_errors: confident learning over rows of a given class and out-of-sample probabilities: which rows are likely to have a wrong label.
 *
 *   label_errors_open(thresholds) ─▶ ┌─ label_errors_add for every row, in order ◀─┐ again while
 *                                    └─▶ label_errors_next ──────────────────────────┘ it says so: joint, picks by rank (each a few times), flags
 *
 * Definitions: stats/confident.h. A pick by rank takes its n lowest (or highest) rows and all that are equal to the last of them, so that the
 * order of the rows tells nothing. No row is kept but the worst: memory is 24 bytes × classes², SELECT_BYTES of counters, and WORST_MAX rows.
 * Owns its arrays: label_errors_release. Names and thresholds are borrowed.
 */
#ifndef ASSAY_ANALYSE_LABEL_ERRORS_H
#define ASSAY_ANALYSE_LABEL_ERRORS_H

#include "base/err.h"
#include "stats/select.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ways to pick rows that are likely to be wrong; cleanlab's names, label_way_name(). */
enum label_way {
	WAY_CONFIDENT_LEARNING,		/* confidently of another class */
	WAY_PRUNE_BY_CLASS,		/* of each class so many rows of the lowest p[given] as the calibrated joint has off its diagonal */
	WAY_PRUNE_BY_NOISE_RATE,	/* of each class and other class, by the highest p[other] − p[given] */
	WAY_BOTH,			/* of the two before */
	WAY_PREDICTED_NEQ_GIVEN,	/* the highest p is not of the given class. Rows whose highest p is of it are taken out of all ways above */
	WAY_LOW_SELF_CONFIDENCE,	/* as many rows as the first way has, of the lowest p[given] */
	WAY_LOW_NORMALIZED_MARGIN,	/* the same of the lowest p[given] − highest other p */
	LABEL_WAYS
};
const char *label_way_name(size_t way);

enum { LABEL_CLASSES_MAX = 1024, WORST_MAX = 100, SELECT_BYTES = 32 << 20 };

/* A row that is likely to be wrong. */
struct suspect {
	uint64_t row;
	size_t given, suggested;	/* suggested: the class of the highest p */
	double self_confidence, normalized_margin, entropy;
	unsigned ways;			/* bits, by enum label_way */
};

/* Told of each row that any way flags, in order. */
struct suspect_listener {
	int (*tell)(void *context, const struct suspect *, struct err *);	/* NULL: nobody listens */
	void *context;
};

struct label_errors {
	size_t classes;
	const double *threshold;		/* by class */
	enum { LABEL_JOINT, LABEL_RANK, LABEL_FLAG, LABEL_DONE } phase;

	/* Of the first reading. */
	uint64_t rows, left_out;		/* left out: no class is reached confidently */
	uint64_t off_diagonal;			/* confidently of another class, the highest p may yet be of the given one */
	uint64_t issues;			/* of them those whose highest p is of another class: cleanlab's num_label_issues */
	uint64_t *given;			/* rows, by class */
	uint64_t *joint, *calibrated, *pick;	/* K × K: confident.h; the joint's diagonal is at least 1 once it is read */

	/* Picks by rank: a group for each class, two for the whole, one for each pair of which some are picked. */
	struct select select;
	uint32_t *pair_first;			/* by given class, and one more: where its pairs start */
	uint32_t *pair_other;			/* the other class of each pair */

	/* Of the last reading. */
	uint64_t flagged[LABEL_WAYS];
	uint64_t *class_flagged;		/* by noise rate, by given class */
	struct suspect worst[WORST_MAX];	/* flagged by noise rate, the lowest self-confidence first, then by row */
	size_t worst_count, worst_most;
	struct suspect_listener listener;
};

/* From a zeroed struct. -1: no memory. */
int label_errors_open(struct label_errors *, size_t classes, const double *threshold, size_t worst, struct suspect_listener);
void label_errors_release(struct label_errors *);
int label_errors_add(struct label_errors *, uint64_t row, size_t given, const double *p, struct err *);
/* 1: read the rows once more; 0: all is known; -1. */
int label_errors_next(struct label_errors *, struct err *);

#endif
