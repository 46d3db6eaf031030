/* output: see output.h. */
#include "report/output.h"

#include "base/nearest.h"
#include "report/json_write.h"

#include <stdlib.h>
#include <string.h>

const struct output_format *const output_formats[] = {
	&output_json,
	&output_html,
	&output_junit,
	&output_sarif,
	&output_markdown,
	&output_github,
	&output_line,
	NULL
};
enum { FORMATS = sizeof output_formats / sizeof output_formats[0] - 1 };

static int write_json(const struct cJSON *report, FILE *to, struct err *e)
{
	char *text = json_write(report);

	if (!text)
		return err_nomem(e);
	fputs(text, to);
	free(text);
	return 0;
}

const struct output_format output_json = {
	.name = "json",
	.media = "application/json",
	.extension = "json",
	.summary = "the report itself; assay schema describes it",
	.write = write_json,
};

static int format_unknown(const char *format, struct err *e)
{
	const char *near, *names[FORMATS];

	for (size_t i = 0; i < FORMATS; i++)
		names[i] = output_formats[i]->name;
	if (nearest_words(format, names, FORMATS, &near, 1) == 1)
		return err_set(e, ERR_USAGE, "no format \"%.100s\" for a report; did you mean %s?", format, near);
	return err_set(e, ERR_USAGE, "no format \"%.100s\" for a report", format);
}

int output_render(const struct cJSON *report, const char *format, FILE *to, struct err *e)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(output_formats[i]->name, format) != 0)
			continue;
		if (output_formats[i]->write(report, to, e) < 0)
			return -1;
		return ferror(to) ? err_set(e, ERR_STORE, "the report could not be written as %s", format) : 0;
	}
	return format_unknown(format, e);
}
