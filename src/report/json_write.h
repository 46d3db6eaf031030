/* json_write: a cJSON tree as text, with doubles that read back as the same doubles.
 *
 * cJSON's own printer takes the shorter of two formats when they agree within an epsilon; a report that promises exact figures cannot.
 * Here a number is an integer where it is one below 2^53, else the shortest of 15, 16 or 17 digits that reads back equal;
 * what is not finite is null. Objects are indented, arrays of plain numbers stay on one line. The text is the caller's.
 */
#ifndef ASSAY_REPORT_JSON_WRITE_H
#define ASSAY_REPORT_JSON_WRITE_H

#include <stddef.h>

struct cJSON;

/* Malloc'd, NUL-terminated, ends with a newline; NULL when there is no memory. */
char *json_write(const struct cJSON *);

/* One double as JSON; buffer holds at least 32 bytes. */
void json_number(double, char *buffer);

#endif
