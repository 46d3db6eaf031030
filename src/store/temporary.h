/* temporary: files without a name, for what does not fit in memory. They disappear with their descriptor, also when the program is killed.
 *
 * The caller owns the descriptor and closes it.
 */
#ifndef ASSAY_STORE_TEMPORARY_H
#define ASSAY_STORE_TEMPORARY_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* A file in `directory` (NULL: TMPDIR, or /tmp) that is already unlinked. The descriptor, or -1. */
int temporary_open(const char *directory, struct err *);

/* All n bytes at an offset, or -1 with the reason: the disk may be full. */
int temporary_write(int fd, const void *bytes, size_t n, uint64_t at, struct err *);
int temporary_read(int fd, void *bytes, size_t n, uint64_t at, struct err *);

#endif
