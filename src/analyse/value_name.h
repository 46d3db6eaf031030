/* value_name: how a value is written in the report: its text; numbers shortest, times in ISO 8601, cut texts with an ellipsis.
 */
#ifndef ASSAY_ANALYSE_VALUE_NAME_H
#define ASSAY_ANALYSE_VALUE_NAME_H

#include "analyse/plan.h"

enum { VALUE_NAME_BYTES = VALUE_TEXT_BYTES + 8 };

/* buffer holds VALUE_NAME_BYTES. */
void value_name(const struct column_info *, const struct value *, char *buffer);

/* A number as it would be written by hand: an integer, or the shortest digits that read back as the same double. 32 bytes. */
void number_name(double, char *buffer);

#endif
