/* probability_columns: which class each column of --proba gives the probability of; told by names.
 *
 * A column stands for the class whose text is its name, or the name's end after one of "_-. :/" ("proba_setosa", "p_1"); the longest such text
 * counts, and small and capital letters are one where nothing else fits. Before all that: where every column's name is one same beginning and then
 * a class, that is it ("p0", "p1", "p2"). A single column may leave the other of two classes to be 1 − p; when
 * its name says nothing it stands for the class 1, true, yes, y or positive. Owns `column`: probability_columns_release.
 */
#ifndef ASSAY_ANALYSE_PROBABILITY_COLUMNS_H
#define ASSAY_ANALYSE_PROBABILITY_COLUMNS_H

#include "analyse/label_classes.h"

struct probability_columns {
	size_t classes;
	size_t *column;		/* by class; NO_COLUMN (metric.h): 1 − that of the other class */
	size_t positive;	/* of two classes: whose column is the single one; else 1, true, yes, y, positive; else the last */
	char reason[480];	/* why it cannot be told; "" when it can */
};

/* From a zeroed struct; -1: no memory. */
int probability_columns_find(struct probability_columns *, const struct plan *, const struct classes *);
void probability_columns_release(struct probability_columns *);

#endif
