/* terminal: what stands behind a stream, so far as the environment tells: its size, whether it takes colours and block characters.
 *
 * COLUMNS and LINES go before what the terminal says; NO_COLOR and TERM=dumb mean no colour; a locale that is not UTF-8 means ASCII.
 */
#ifndef ASSAY_CLI_TERMINAL_H
#define ASSAY_CLI_TERMINAL_H

#include "assay/assay.h"

/* What --color, --ascii and --lines say; `colour` is "auto", "never", "always", or NULL for auto. */
struct looks {
	const char *colour;
	int ascii;
	unsigned lines;		/* 0: as the screen has, at most LINES_MOST */
};

enum { LINES_MOST = 50, COLUMNS_DEFAULT = 80 };

/* Of a file descriptor. */
struct assay_terminal terminal_of(int fd, const struct looks *);

/* Its width alone. */
unsigned terminal_columns(int fd);

/* The width for running text: not so wide that lines are hard to follow. */
unsigned terminal_page(int fd);

#endif
