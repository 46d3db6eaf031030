/* probability_rows: the rows of a dataset that have a label and a probability of each class, as the analyses of probabilities see them.
 *
 *   batch, row ──probability_row──▶ given class · p[0 … classes)
 *
 * Which column is of which class: probability_columns.h. Nothing is rescaled. Owns its arrays: probability_rows_release.
 */
#ifndef ASSAY_ANALYSE_PROBABILITY_ROWS_H
#define ASSAY_ANALYSE_PROBABILITY_ROWS_H

#include "analyse/label_classes.h"
#include "analyse/probability_columns.h"
#include "table/batch.h"

struct probability_rows {
	size_t label;			/* the column */
	const char *reason;		/* why there are none, or NULL */
	struct classes classes;
	struct probability_columns columns;
	double *p;			/* of one row, by class */
	bool whole;			/* a column for each class */
};

/* Why the label column cannot be taken for classes, or NULL. */
const char *label_classes_reason(const struct plan *);

/* With the classes of the label alone, and no probabilities: rows are asked for by row_class. From a zeroed struct; -1: no memory. */
int class_rows_open(struct probability_rows *, const struct plan *);
/* The class of a row's label; false: it has none. */
bool row_class(const struct probability_rows *, const struct batch *, size_t row, size_t *given);

/* From a zeroed struct; -1: no memory. */
int probability_rows_open(struct probability_rows *, const struct plan *);
void probability_rows_release(struct probability_rows *);

enum row_fit { ROW_FITS, ROW_OUT_OF_RANGE, ROW_NOT_THERE };
/* The class of a row's label, and its probabilities into p; a batch of a later pass. */
enum row_fit probability_row(struct probability_rows *, const struct batch *, size_t row, size_t *given);

#endif
