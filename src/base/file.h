/* file: a small file as one text, such as a rule pack or a saved report.
 */
#ifndef ASSAY_BASE_FILE_H
#define ASSAY_BASE_FILE_H

#include "base/err.h"

#include <stddef.h>

/* malloc'd, with a NUL behind its bytes. NULL: it cannot be read (ERR_INPUT), is larger than `most` bytes, or there is no memory. */
char *file_read(const char *path, size_t most, size_t *bytes, struct err *);

#endif
