/* stage: one step on the way from a stored file to decoded bytes. Each pulls from the one before it.
 *
 *   file ──▶ [unpack] ──▶ [member ──▶ [unpack]] ──▶ [utf16] ──▶ source_read
 *
 * The first bytes of a stage can be looked at before they are read: they tell which step comes next. A step is added with a call
 * that takes the address of the last stage (unpack, member_enter, utf16_enter) and puts its own stage there; on failure it
 * leaves the chain as it was. A stage owns the one that it pulls from: stage_close of the last closes all.
 */
#ifndef ASSAY_READ_STAGE_H
#define ASSAY_READ_STAGE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { STAGE_HEAD = 4096 };

struct stage {
	ssize_t (*pull)(struct stage *, char *to, size_t room, struct err *);	/* up to `room` > 0 bytes; 0 at the end; -1 */
	int64_t (*seek)(struct stage *, int64_t offset, int whence);		/* as lseek(2); NULL: the bytes come once only */
	void (*close)(struct stage *);						/* frees it and those before it */
	uint64_t pulled;		/* bytes so far; those looked at included */
	size_t at, looked;		/* head[at, looked) was looked at and not read yet */
	char head[STAGE_HEAD];
};

/* Read a file; "-" is stdin, which is not closed. */
int stage_file(struct stage **out, const char *path, struct err *);

/* The next bytes, at the stage's head: STAGE_HEAD of them, or fewer at the end only. They stay to be read. -1 on failure.
 * Only before the first read. */
ssize_t stage_look(struct stage *, struct err *);

/* Up to `room` bytes; 0 at the end; -1. */
ssize_t stage_read(struct stage *, char *to, size_t room, struct err *);

/* As lseek(2), of a stage that can. */
int64_t stage_seek(struct stage *, int64_t offset, int whence);

void stage_close(struct stage *);	/* NULL is fine */

#endif
