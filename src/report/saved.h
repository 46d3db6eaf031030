/* saved: a report from its JSON text, as an audit wrote it or somebody changed it.
 */
#ifndef ASSAY_REPORT_SAVED_H
#define ASSAY_REPORT_SAVED_H

#include "base/err.h"

#include <stddef.h>

struct cJSON;

/* The tree, which the caller frees with cJSON_Delete; NULL when it is not JSON, or no report of a version that this build knows. */
struct cJSON *saved_read(const char *json, size_t bytes, struct err *);

/* Is the tree a report of a version that this build knows? 0 or -1. */
int saved_check(const struct cJSON *report, struct err *);

#endif
