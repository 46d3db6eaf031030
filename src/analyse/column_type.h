/* column_type: what a column is, decided by the kinds of all its cells; the rule is written out at the top of census.c.
 *
 * Takes a column_info with name, kind_count, present, numbers, min and max set; sets type, order, epoch and epoch_scale.
 */
#ifndef ASSAY_ANALYSE_COLUMN_TYPE_H
#define ASSAY_ANALYSE_COLUMN_TYPE_H

#include "analyse/plan.h"

void column_type_decide(struct column_info *);

/* Does a cell of this kind belong to the column's type? (Text takes every kind.) */
bool column_type_takes(const struct column_info *, enum cell_kind);

/* A cell's number as the second pass sees it: epochs scaled to microseconds, day/month dates in the column's order. */
double column_time_or_number(const struct column_info *, uint8_t kind, double number);

#endif
