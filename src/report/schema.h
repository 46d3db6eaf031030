/* schema: the JSON Schema of the report, made from the declarations of the metrics, so that it cannot differ from what is published.
 */
#ifndef ASSAY_REPORT_SCHEMA_H
#define ASSAY_REPORT_SCHEMA_H

struct cJSON;

/* The schema (draft 2020-12) as a tree that the caller frees with cJSON_Delete; NULL when there is no memory. */
struct cJSON *schema_build(void);

#endif
