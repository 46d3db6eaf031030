/* diff: what changed between two reports, as one tree, and as lines for a terminal.
 *
 *   { diff_version, assay, old{}, new{}, notable,
 *     changes[]     what to know, worst first: severity, kind, column, title, detail
 *     schema{}      columns added[], removed[], retyped[], and whether those of both stand in another order
 *     findings{}    new[], gone[], stay[]: matched by their ids; those whose rule the other report skipped (--fast) are none of these
 *     drift[]       a column each that both have: the figures of analyse/drift_column.h, null with a reason as in a report
 *     figures{}     dataset[]: every figure that is another; columns[]: those that are much another, but for columns that count rows }
 *
 * Notable is a change of severity warn or error: a column added, removed or retyped; one whose values drifted, or that misses notably more or
 * fewer cells, or has many values of new classes, or lost classes that held many; a new finding that is a warning or an error. Times move by nature,
 * and counts of rows do: these are told, and are not notable.
 * Either report may come from a file: whatever its members are, they are compared or passed over.
 */
#ifndef ASSAY_REPORT_DIFF_H
#define ASSAY_REPORT_DIFF_H

#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

struct assay_terminal;
struct cJSON;

/* The tree, which the caller frees with cJSON_Delete; NULL when there is no memory. */
struct cJSON *diff_build(const struct cJSON *old, const struct cJSON *now, struct err *);

bool diff_notable(const struct cJSON *diff);

/* On one screen of a terminal, worst first. -1 when it could not be written. */
int diff_write(const struct cJSON *diff, FILE *, const struct assay_terminal *, struct err *);

#endif
