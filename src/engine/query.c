/* query: SQL over a database that an audit kept, for assay.h. */
#include "assay/assay.h"

#include "engine/error.h"
#include "store/store.h"

#include <string.h>

int assay_query(const char *db, const char *sql, const char *format, FILE *out, struct assay_error *error)
{
	static const char *const name[] = { [QUERY_TABLE] = "table", [QUERY_CSV] = "csv", [QUERY_JSON] = "json" };
	struct err e = { .code = ERR_NONE };

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		if (strcmp(format, name[i]) == 0) {
			int failed = store_query(db, sql, (enum query_format)i, out, &e);

			error_give(error, &e);
			return failed;
		}
	err_set(&e, ERR_USAGE, "no format \"%s\": table, csv or json", format);
	error_give(error, &e);
	return -1;
}
