/* label_errors_json: what label_errors.h found, as trees for the report. NULL: no memory; the caller takes the tree. */
#ifndef ASSAY_ANALYSE_LABEL_ERRORS_JSON_H
#define ASSAY_ANALYSE_LABEL_ERRORS_JSON_H

#include "analyse/label_classes.h"
#include "analyse/label_errors.h"

struct cJSON;

/* {"classes", "counted", "calibrated"} up to 50 classes; else {"shown", "pairs"}. */
struct cJSON *label_joint_json(const struct label_errors *, const struct classes *);
/* [{"classes": [a, b], "rows", "fraction"}], the most rows first. */
struct cJSON *overlapping_classes_json(const struct label_errors *, const struct classes *);
/* [{"row", "given", "suggested", the scores, "ways": {name: bool}}]. */
struct cJSON *worst_labels_json(const struct label_errors *, const struct classes *);
/* Their row numbers, at most so many. */
struct cJSON *worst_rows_json(const struct label_errors *, size_t most);

#endif
