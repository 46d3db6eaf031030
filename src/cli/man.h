/* man: the manual page. Its prose is assay.1.in, embedded at build time; what the tables know stands where a line names it:
 *
 *   @VERSION@    the program's version, within a line
 *   @COMMANDS@   a subsection for each command: usage, about, options by group
 *   @EXAMPLES@   the examples of all commands
 */
#ifndef ASSAY_CLI_MAN_H
#define ASSAY_CLI_MAN_H

#include <stddef.h>

extern const char man_page[];
extern const size_t man_page_bytes;

/* Print the page to stdout; gives the exit status. */
int man_put(void);

#endif
