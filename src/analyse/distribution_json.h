/* distribution_json: how a column's numbers or times are spread, as a report keeps it, there and back.
 *
 *   { "quantiles": [101 numbers], "at_most": [101 counts],
 *     "values": [at most 100 numbers], "counts": [as many],            where there are no more different ones: they say everything
 *     "approximate": { "method": …, "error": … } }                     where numbers were only known by their buckets
 */
#ifndef ASSAY_ANALYSE_DISTRIBUTION_JSON_H
#define ASSAY_ANALYSE_DISTRIBUTION_JSON_H

#include "stats/drift.h"

struct cJSON;

/* The caller's; NULL when there is no memory. */
struct cJSON *distribution_json(const struct distribution *);

/* Read what the call above made. -1 when it is something else; then nothing is to be read from *d. */
int distribution_from_json(struct distribution *d, const struct cJSON *);

#endif
