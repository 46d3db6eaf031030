/* reader: libarchive over a stage.
 *
 * reader_begin, then the formats and filters of reader.archive that are to be known, then reader_open. The reader pulls from its
 * stage and never closes it; the struct must stay where it is until reader_end.
 */
#ifndef ASSAY_READ_READER_H
#define ASSAY_READ_READER_H

#include "read/stage.h"

#include <archive.h>
#include <stdbool.h>

enum { READER_BLOCK = 128 * 1024 };

struct reader {
	struct archive *archive;
	struct stage *from;
	struct err *err;		/* of the call under way: where a failure of `from` goes */
	uint64_t given;			/* bytes that libarchive was given */
	size_t block;			/* the last of them, in[0, block) */
	char in[READER_BLOCK];
};

int reader_begin(struct reader *, struct stage *from, struct err *);

/* seek: let libarchive jump about in the stage, if that can. */
int reader_open(struct reader *, bool seek, struct err *);

/* The next bytes of the entry that libarchive stands at; 0 at its end; -1 with a sentence about `what` input. */
ssize_t reader_read(struct reader *, char *to, size_t room, const char *what, struct err *);

/* Say that the archive failed, in libarchive's words, cleaned: "truncated zstd input". If it was the stage that failed, its sentence
 * stays. */
int reader_fail(struct reader *, const char *what, struct err *);

void reader_end(struct reader *);	/* a zeroed reader is fine */

#endif
