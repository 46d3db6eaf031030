/* summary: a report on one screen of a terminal, worst first.
 *
 *   FAIL  titanic.csv: 891 rows × 15 columns, 0 rejected
 *         ✖ 1 error  ▲ 5 warnings  ● 8 notes
 *
 *   ✖ TITLE                                  column deck  titanic.csv:2     findings, as many as fit
 *     what to do
 *
 *   column  type  missing  distinct  shape  values                          a line a column; where room is short those that findings name
 *
 *   completeness  8.1 % of all cells missing · …                            a dimension, in as many lines as there is room for
 *
 * No line is wider than the terminal: sentences go on in the next. There are not more lines than it has. The report may come from a file:
 * whatever its members are, they are shown or passed over; names and values are shown so that no terminal obeys them (terminal_text.h).
 */
#ifndef ASSAY_REPORT_SUMMARY_H
#define ASSAY_REPORT_SUMMARY_H

#include "base/err.h"

#include <stdio.h>

struct assay_terminal;
struct cJSON;

/* 0, or -1 when it is no report of a version that this build knows, or could not be written. The stream is not flushed. */
int summary_write(const struct cJSON *report, FILE *, const struct assay_terminal *, struct err *);

#endif
