/* saved: see saved.h. */
#include "report/saved.h"

#include "judge/number_text.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { REPORT_VERSION = 1 };

int saved_check(const cJSON *report, struct err *e)
{
	char text[NUMBER_BYTES];
	double version;

	if (!number_at(report, "report_version", &version))
		return err_set(e, ERR_DATA, "not a report of assay: it has no report_version");
	if (version == REPORT_VERSION)
		return 0;
	number_exactly(text, version);
	return err_set(e, ERR_DATA, "a report of version %s, and this assay reads version %d", text, REPORT_VERSION);
}

cJSON *saved_read(const char *json, size_t bytes, struct err *e)
{
	const char *end = json;
	cJSON *report = cJSON_ParseWithLengthOpts(json, bytes, &end, false);
	size_t line = 1;

	for (const char *at = json; at < end && at < json + bytes; at++)
		line += *at == '\n';
	while (report && end < json + bytes && (*end == '\0' || strchr(" \t\r\n", *end)))
		end++;
	if (!report || end < json + bytes)
		err_set(e, ERR_DATA, "line %zu: this is not JSON", line);
	else if (saved_check(report, e) == 0)
		return report;
	cJSON_Delete(report);
	return NULL;
}
