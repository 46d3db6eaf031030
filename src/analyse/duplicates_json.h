/* duplicates_json: what was found of duplicates as JSON, the same for documents of a corpus and records of a table. NULL: no memory.
 */
#ifndef ASSAY_ANALYSE_DUPLICATES_JSON_H
#define ASSAY_ANALYSE_DUPLICATES_JSON_H

#include "analyse/overlap_found.h"

struct cJSON;

/* The parameters with the curve of probabilities that a pair is found, by its similarity. */
struct cJSON *near_settings_json(const struct near_settings *);

/* The largest clusters; how many there are by size; pairs of sources that share some. */
struct cJSON *clusters_json(const struct duplicates *);
struct cJSON *cluster_sizes_json(const struct duplicates *);
struct cJSON *across_json(const struct duplicates *);

#endif
