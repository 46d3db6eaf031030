/* print: the rows of a statement as a table for people, as CSV, or as JSON.
 *
 * Takes a statement that is ready to step; owns nothing.
 */
#ifndef ASSAY_STORE_PRINT_H
#define ASSAY_STORE_PRINT_H

#include <sqlite3.h>
#include <stdio.h>

/* Each steps to the end, or until the FILE fails (see ferror), and gives SQLite's last code: SQLITE_DONE, or an error. */

/* Aligned columns; a cell is cut to 60 characters, widths are those of the first 1000 rows, numbers stand right. */
int print_table(sqlite3_stmt *, FILE *);

/* RFC 4180: CRLF, a header line, quotes where needed. NULL is nothing, an empty text is "". BLOBs are hexadecimal. */
int print_csv(sqlite3_stmt *, FILE *);

/* An array with one object a line. Numbers are exact; infinities and BLOBs (hexadecimal) are strings. A name that
 * occurs twice gets a suffix. */
int print_json(sqlite3_stmt *, FILE *);

#endif
