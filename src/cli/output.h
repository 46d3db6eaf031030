/* output: a result file that is there whole or not at all.
 *
 *   output_open ──▶ NAME.assay-tmp-PID ──output_put──▶ output_commit: flush, sync, close, rename ──▶ NAME
 *                                            └───────▶ output_drop: unlink            (also on SIGINT, SIGTERM, SIGHUP)
 *
 * "-" and /dev/stdout are stdout. What is no regular file (a pipe, a device) is written as it comes. A file that is there keeps its permissions;
 * a symbolic link stays one, and what it points at is replaced. Leftovers of killed runs, beside the same name, are removed.
 * Several outputs are committed together: all are on the disk before the first takes its name. The signal handler knows OUTPUTS_MOST of them, and
 * the database, which the library writes in the same way.
 */
#ifndef ASSAY_CLI_OUTPUT_H
#define ASSAY_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

enum { OUTPUTS_MOST = 8 };

struct output {
	const char *name;	/* as given */
	FILE *file;
	char *final, *temporary;	/* NULL: written in place */
	int failure;		/* errno of the first write that failed */
	unsigned guard;		/* the place among those that the signal handler removes, from 1 on; 0: none */
};

/* Does the name mean stdout? */
bool output_is_stdout(const char *name);

/* These give 0, or EXIT_CANNOT with a complaint printed. */
int output_open(struct output *, const char *name);
void output_put(struct output *, const char *text);	/* whether all of it was written is known at the end */
bool output_written(struct output *);	/* others wrote to `file`, errno being 0 before: was all of it taken so far? */
int output_commit(struct output *);	/* closes in any case */
int outputs_commit(struct output *, size_t count);	/* zeroed ones among them are passed over */
void output_drop(struct output *);	/* of a zeroed, committed or dropped one: nothing */

/* Remove the temporary file, clear the line of the progress bar where there is one, and die, on signals that ask for an end. */
void output_guard(void);

/* On such a signal remove what is written for this database, too. */
void output_guard_database(const char *name);

#endif
