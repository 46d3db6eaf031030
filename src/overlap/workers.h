/* workers: threads that take the blocks of a walk as they come. Blocks end in any order: what is made of them must be a set.
 */
#ifndef ASSAY_OVERLAP_WORKERS_H
#define ASSAY_OVERLAP_WORKERS_H

#include "overlap/documents.h"

/* What a block's taker does; it is one thread's, `own` is what `open` made. */
struct work {
	void *context;
	void *(*open)(void *context, struct err *);		/* NULL with the error set */
	int (*take)(void *own, const struct block *, struct err *);
	void (*close)(void *own);
};

/* Walk all rows, with so many threads beside this one, which reads. 1: this one does all. */
int workers_run(struct documents *, unsigned threads, const struct work *, struct err *);

#endif
