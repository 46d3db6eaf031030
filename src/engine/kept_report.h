/* kept_report: the report of an earlier audit, from the file that holds it or the database that keeps it.
 */
#ifndef ASSAY_ENGINE_KEPT_REPORT_H
#define ASSAY_ENGINE_KEPT_REPORT_H

#include "base/err.h"

#include <stddef.h>

struct cJSON;

/* Its JSON text, malloc'd, with a NUL behind its bytes; "-" is standard input. NULL when there is none to be had. */
char *kept_report_text(const char *path, size_t *bytes, struct err *);

/* Its tree, which the caller frees with cJSON_Delete; NULL also when this build does not know its version. */
struct cJSON *kept_report_read(const char *path, struct err *);

#endif
