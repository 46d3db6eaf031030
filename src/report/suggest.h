/* suggest: a rule pack that datasets like these pass: a contract of their columns, and bounds with a margin around what their reports show.
 */
#ifndef ASSAY_REPORT_SUGGEST_H
#define ASSAY_REPORT_SUGGEST_H

#include "base/err.h"

#include <stdio.h>

struct cJSON;

/* margin: how much wider than seen a bound is, 0.1 for a tenth: of the number of rows, of a share, of the range of numbers. Reports are of
 * one dataset at several times, or of several like it; a column that one of them lacks is not in the contract. */
int suggest_write(const struct cJSON *const *reports, size_t count, double margin, FILE *, struct err *);

#endif
