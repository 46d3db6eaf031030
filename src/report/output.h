/* output: the forms that a report is given out in. A form is one file and one line in the table (output.c).
 *
 *   report ──▶ json · html · junit · sarif · github · md · line
 *
 * A writer takes the tree alone, so a report from a file gives the same bytes as the audit that made it. Whatever the members of that tree are,
 * they are shown or passed over; what comes from data is escaped for the form, so that nothing in it acts. Trees are borrowed.
 */
#ifndef ASSAY_REPORT_OUTPUT_H
#define ASSAY_REPORT_OUTPUT_H

#include "base/err.h"

#include <stdio.h>

struct cJSON;

struct output_format {
	const char *name;	/* "junit" */
	const char *media;	/* "application/xml" */
	const char *extension;	/* "xml" */
	const char *summary;	/* one line, for people */
	int (*write)(const struct cJSON *report, FILE *, struct err *);
};

extern const struct output_format output_json, output_junit, output_sarif, output_github, output_markdown, output_line, output_html;
extern const struct output_format *const output_formats[];	/* ended by NULL */

/* 0, or -1 when there is no such form, or it could not be written. The stream is not flushed. */
int output_render(const struct cJSON *report, const char *format, FILE *, struct err *);

#endif
