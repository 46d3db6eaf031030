/* output: a result file that is there whole or not at all.
 *
 *   output_open ──▶ NAME.assay-tmp-PID ──output_put──▶ output_commit: flush, sync, close, rename ──▶ NAME
 *                                            └───────▶ output_drop: unlink            (also on SIGINT, SIGTERM, SIGHUP)
 *
 * "-" and /dev/stdout are stdout. What is no regular file (a pipe, a device) is written as it comes. A file that is there keeps its permissions;
 * a symbolic link stays one, and what it points at is replaced. Leftovers of killed runs, beside the same name, are removed.
 * One output at a time: the signal handler knows one name, and that of the database, which the library writes in the same way.
 */
#ifndef ASSAY_CLI_OUTPUT_H
#define ASSAY_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output {
	const char *name;	/* as given */
	FILE *file;
	char *final, *temporary;	/* NULL: written in place */
	int failure;		/* errno of the first write that failed */
};

/* Does the name mean stdout? */
bool output_is_stdout(const char *name);

/* These give 0, or EXIT_CANNOT with a complaint printed. */
int output_open(struct output *, const char *name);
void output_put(struct output *, const char *text);	/* whether all of it was written is known at the end */
int output_commit(struct output *);	/* closes in any case */
void output_drop(struct output *);	/* of a zeroed, committed or dropped one: nothing */

/* Remove the temporary file, clear the line of the progress bar where there is one, and die, on signals that ask for an end. */
void output_guard(void);

/* On such a signal remove what is written for this database, too. */
void output_guard_database(const char *name);

#endif
