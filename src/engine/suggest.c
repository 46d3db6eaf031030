/* suggest: a rule pack from reports, for assay.h. */
#include "assay/assay.h"

#include "engine/error.h"
#include "report/saved.h"
#include "report/suggest.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

int assay_suggest(const char *const *json, const size_t *bytes, size_t count, double margin, FILE *to, struct assay_error *error)
{
	cJSON **report = calloc(count + 1, sizeof *report);
	struct err e = { .code = ERR_NONE };
	int done = report && count ? 0 : count ? err_nomem(&e) : err_set(&e, ERR_USAGE, "no report to suggest from");

	for (size_t i = 0; done == 0 && i < count; i++) {
		report[i] = saved_read(json[i], bytes[i], &e);
		if (!report[i])
			done = err_in(&e, "report %zu", i + 1);
	}
	if (done == 0)
		done = suggest_write((const cJSON *const *)report, count, margin, to, &e);
	for (size_t i = 0; report && i < count; i++)
		cJSON_Delete(report[i]);
	free(report);
	error_give(error, &e);
	return done;
}
