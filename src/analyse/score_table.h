/* score_table: how many rows of two classes have each score of 0 … 1, and what their order tells: the ROC curve and the area under it.
 *
 * Each different score is kept up to SCORES_MAX of them; beyond that they are counted in as many bins of equal width, and the area has a
 * bound. Which of both depends on the set of scores alone, so any split and any order of the rows ends alike.
 * A table starts zeroed and owns its arrays: scores_release.
 */
#ifndef ASSAY_ANALYSE_SCORE_TABLE_H
#define ASSAY_ANALYSE_SCORE_TABLE_H

#include "base/blob.h"

struct cJSON;

enum { SCORES_MAX = 1 << 16, ROC_STEPS = 100 };
enum { NEGATIVE, POSITIVE, OUTCOMES };

struct score {
	double score;			/* in bins: the bin's lower end */
	uint64_t count[OUTCOMES];	/* both 0: a free slot */
};

struct score_table {
	struct score *slot;		/* open addressing, at most half full; NULL once there are bins */
	size_t slots, used;
	uint64_t (*bin)[OUTCOMES];	/* SCORES_MAX of them; NULL before */
};

/* -1: no memory. A score is of 0 … 1. */
int scores_add(struct score_table *, double score, const uint64_t count[OUTCOMES]);
int scores_merge(struct score_table *into, const struct score_table *from);
void scores_release(struct score_table *);

int scores_save(const struct score_table *, struct blob *);	/* -1: no memory */
/* Into a zeroed table: 0; -1 no memory; 1 damaged. total: the rows of each class. */
int scores_load(struct score_table *, struct blob *, uint64_t total[OUTCOMES]);

/* Mann-Whitney: the share of pairs of one row of each class in which the positive one has the higher score, a tie counting half. error: how
 * far the bins may have moved it, 0 when there are none. NaN without a row of either class. -1: no memory. */
int scores_auc(const struct score_table *, double *auc, double *error);
/* Points {x, y} from 0, 0 to 1, 1, at most ROC_STEPS + 1: one for each score when they are few, else the first after each hundredth of the rows.
 * There are rows of both classes. NULL: no memory. */
struct cJSON *scores_roc(const struct score_table *);

#endif
