/* results: what an audit writes beside its summary, as a table: the report in its forms, each where an option says.
 *
 *   --json FILE --html FILE --junit FILE --sarif FILE --md FILE --github ──check──▶ begin ──audit──▶ give: all of them, or none
 *
 * Files are begun before the audit, so that a place that cannot be written is told at once and not after an hour. A form is one line in the table
 * of results.c and one in the options of the command. Names are borrowed from the settings.
 */
#ifndef ASSAY_CLI_RESULTS_H
#define ASSAY_CLI_RESULTS_H

#include "cli/output.h"

#include "assay/assay.h"

/* As the options say it; NULL and 0: not wanted. */
struct results {
	const char *json, *html, *junit, *sarif, *md;
	int github;	/* to standard output */
};

enum { RESULTS = 6 };

struct result_outputs {
	struct output at[RESULTS];
};

struct command;

/* Do two names mean one file that is there? */
bool same_file(const char *a, const char *b);

/* No result replaces what the audit reads, and no two go to one place: 0, or EXIT_CANNOT with a complaint printed. So do the next two. */
int results_check(const struct command *, const struct results *, const struct assay_options *);
int results_begin(struct result_outputs *, const struct results *);
int results_give(struct result_outputs *, const struct results *, const struct assay_report *);
void results_drop(struct result_outputs *);

/* Does one of them go to standard output? */
bool results_on_stdout(const struct results *);

/* Put the report in a form into an output. 0, or EXIT_CANNOT with a complaint. */
int result_put(struct output *, const struct assay_report *, const char *format);

#endif
