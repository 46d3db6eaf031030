/* numeric_columns: the one reason sentence that every numeric metric gives for a column that has no such figure.
 */
#ifndef ASSAY_ANALYSE_NUMERIC_COLUMNS_H
#define ASSAY_ANALYSE_NUMERIC_COLUMNS_H

#include "analyse/analyse.h"

/* NULL when the column is numeric and has finite numbers; else why not: "the column is text". */
const char *numeric_reason(const struct column_info *);

/* None, with this reason, for each metric from `first` up to the end of the table. */
void numeric_none(const struct metric *first, size_t column, const char *reason, struct sink *);

#endif
