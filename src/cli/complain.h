/* complain: sentences to stderr, and whether stdout took everything.
 *
 * A sentence may hold names of files and columns, which come from outside: controls and marks that turn the direction of writing are
 * shown as \x1b and \u202e, so that no terminal obeys them.
 */
#ifndef ASSAY_CLI_COMPLAIN_H
#define ASSAY_CLI_COMPLAIN_H

#include <stdbool.h>
#include <stddef.h>

struct command;

/* "assay: SENTENCE". Gives EXIT_CANNOT. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "assay audit: SENTENCE" and where the help is. Gives EXIT_CANNOT. */
int complain_usage(const struct command *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "assay: out of memory". Gives EXIT_CANNOT. */
int complain_memory(void);

/* Was something not written to stdout because its reader has gone away? Nobody wants the rest then, which is no failure:
 * `assay query … | head`. */
bool reader_gone(void);

/* Flush stdout: the status as it was given, or EXIT_CANNOT with a complaint when something was not written. */
int stdout_finish(int status);

#endif
