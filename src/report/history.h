/* history: one figure over several reports, in the order of their times: a table with a sparkline, CSV or JSON.
 *
 *   completeness.missing_cells_fraction  ▁▂▂▇           4 reports
 *
 *   time                  value    change  report
 *   2026-01-01T00:00:00Z  0.012            jan.json
 *   2026-02-01T00:00:00Z  0.02     +0.008  feb.json
 *
 * A report that lacks the figure is a line without a value; the next change is from the last value that was there. Reports of one time stay in
 * the order that they are given in.
 */
#ifndef ASSAY_REPORT_HISTORY_H
#define ASSAY_REPORT_HISTORY_H

#include "base/err.h"

#include <stdio.h>

struct assay_history;
struct assay_saved;
struct assay_terminal;

/* An unknown metric or column is a usage error that suggests near ones. 1: max_change was asked for, and the latest value is beyond
 * it, or cannot be judged (trend.h). */
int history_write(const struct assay_saved *, size_t count, const struct assay_history *, FILE *, const struct assay_terminal *, struct err *);

#endif
