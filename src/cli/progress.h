/* progress: how far an audit is, as one line of stderr that is drawn over and over, and wiped away at the end.
 *
 *   reading  ████████▌         47 %  1.1 of 2.3 GB  12,400,000 rows  310,000 rows/s  0:21 left
 *
 * Not drawn in the first half second, nor more than ten times a second. No escape sequences: blanks wipe.
 */
#ifndef ASSAY_CLI_PROGRESS_H
#define ASSAY_CLI_PROGRESS_H

#include "assay/assay.h"

#include <stdbool.h>
#include <stddef.h>

struct progress {
	bool unicode;
	double start;		/* seconds, of the clock that only goes forward */
	double drawn;		/* when the line was drawn last */
	double stage_start;
	uint64_t stage_rows;	/* rows that were there when the stage began */
	char stage[32];
};

/* Is the line wanted? `wish` is "auto", "never", "always", or NULL for auto. */
bool progress_wanted(const char *wish);

void progress_start(struct progress *, bool unicode);

/* What the library calls; context is a struct progress. */
void progress_show(void *context, const struct assay_progress *);

/* Wipe the line away; a signal handler may call this. */
void progress_end(void);

/* The line itself, at most `columns` wide; `seconds` and `rows` count from the stage's start. */
void progress_line(char *line, size_t room, const struct assay_progress *, double seconds, uint64_t rows, unsigned columns, bool unicode);

#endif
