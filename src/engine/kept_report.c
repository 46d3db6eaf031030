/* kept_report: see kept_report.h. */
#include "engine/kept_report.h"

#include "base/file.h"
#include "engine/error.h"
#include "report/saved.h"
#include "store/store.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const size_t REPORT_BYTES_MAX = (size_t)1 << 30;

/* Only a regular file is looked into: what is taken from a pipe is gone. */
static bool is_database(const char *path)
{
	struct stat st;
	static const char magic[] = "SQLite format 3";	/* with its NUL */
	char start[sizeof magic] = "";
	FILE *f = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "rbe") : NULL;
	bool is = f && fread(start, 1, sizeof start, f) == sizeof start && memcmp(start, magic, sizeof magic) == 0;

	if (f)
		fclose(f);
	return is;
}

/* What the query printed: [{"value": "<the report>"}]. */
static char *value_take(const char *path, const char *printed, size_t length, size_t *bytes, struct err *e)
{
	cJSON *rows = cJSON_ParseWithLength(printed, length);
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(rows, 0), "value");
	char *text = cJSON_IsString(value) ? strdup(value->valuestring) : NULL;

	if (text)
		*bytes = strlen(text);
	else if (rows && !cJSON_IsString(value))
		err_set(e, ERR_DATA, "%s: the database keeps no report", path);
	else
		err_nomem(e);
	cJSON_Delete(rows);
	return text;
}

static char *database_read(const char *path, size_t *bytes, struct err *e)
{
	char *printed = NULL, *text = NULL;
	size_t length;
	FILE *to = open_memstream(&printed, &length);
	int done;

	if (!to) {
		err_nomem(e);
		return NULL;
	}
	done = store_query(path, "SELECT value FROM assay_run WHERE key = 'report'", QUERY_JSON, to, e);
	if (fclose(to) != 0 && done == 0)
		done = err_nomem(e);
	if (done == 0)
		text = value_take(path, printed, length, bytes, e);
	free(printed);
	return text;
}

char *kept_report_text(const char *path, size_t *bytes, struct err *e)
{
	if (strcmp(path, "-") == 0)
		path = "/dev/stdin";
	return is_database(path) ? database_read(path, bytes, e) : file_read(path, REPORT_BYTES_MAX, bytes, e);
}

cJSON *kept_report_read(const char *path, struct err *e)
{
	size_t bytes;
	char *text = kept_report_text(path, &bytes, e);
	cJSON *report = text ? saved_read(text, bytes, e) : NULL;

	if (text && !report)
		err_in(e, "%s", strcmp(path, "-") == 0 ? "standard input" : path);
	free(text);
	return report;
}

int assay_report_load(const char *path, char **json, size_t *bytes, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	char *text = kept_report_text(path, bytes, &e);

	error_give(error, &e);
	if (!text)
		return -1;
	*json = text;
	return 0;
}
