/* unpack: the step that takes a compression off. What is compressed is known by its first bytes, never by its name. */
#ifndef ASSAY_READ_UNPACK_H
#define ASSAY_READ_UNPACK_H

#include "read/stage.h"

/* If the stage's bytes are compressed, add the step that decompresses them. *compression is a constant name: "none", "gzip",
 * "zstd", "xz", "bzip2", "lz4", "lzip". */
int unpack(struct stage **, const char **compression, struct err *);

#endif
