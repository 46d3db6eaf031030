/* redact: what of the data's own values a report gives out, decided after all is judged and before anything is written.
 *
 *   shown      as they are
 *   masked     what looks like personal data or a secret is replaced by its kind and a number, wherever a text of the data stands
 *   redacted   no cell at all: texts of cells become "[value 1]", and figures that are a cell's own number or time become null, "redacted"
 *
 * Names of columns and files stay. run.values says what was done, and columns[].values in which columns, so that a comparison with such
 * a report knows what it cannot tell. What is gone cannot be shown again. The tree is changed in place; after a failure it is not to be given out.
 */
#ifndef ASSAY_REPORT_REDACT_H
#define ASSAY_REPORT_REDACT_H

#include "assay/assay.h"
#include "base/err.h"

struct cJSON;

int report_redact(struct cJSON *report, enum assay_values, struct err *);

/* Mask any other tree, such as that of a difference of two reports. */
int tree_mask(struct cJSON *tree, struct err *);

#endif
