/* reading: bytes through a struct format as the engine drives it, and what came of it as text, so that two ways to read are
 * compared as text. On the way it is checked what holds of every batch. The caller releases what reading_make gives.
 */
#ifndef ASSAY_TESTS_FUZZ_READING_H
#define ASSAY_TESTS_FUZZ_READING_H

#include "parse/format.h"

#include <stdio.h>

struct how {
	const char *format;	/* NULL: found by looking */
	int header;		/* 1 yes, -1 no, 0 guess */
	size_t limit;		/* of a record; 0: none */
	size_t want, step;	/* of a chunk, of a read; 0: all at once */
	bool late;		/* the end shows only when one reads on behind the last byte */
};

struct text {
	char *bytes;
	size_t n;
	FILE *to;
};

struct reading {
	bool refused;		/* no such table: nothing else is set */
	struct text rows, rejects, places, chunks;	/* places: the rejects without their reasons */
	uint64_t kept, rejected;
};

struct reading reading_make(const char *bytes, size_t n, struct how, const struct na_set *);
void reading_release(struct reading *);

/* Read sizes change nothing. Without a limit, chunk sizes change neither rows nor rejects, but perhaps the words of a reason. */
void reading_check_sizes(const char *bytes, size_t n, struct how, const struct na_set *);

#endif
