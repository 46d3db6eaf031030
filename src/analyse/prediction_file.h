/* prediction_file: rows with their given class and probabilities, written once and read several times, in a temporary file.
 *
 * 16 + 8 × classes bytes a row on disk, one buffer in memory. Owns both: prediction_file_release.
 */
#ifndef ASSAY_ANALYSE_PREDICTION_FILE_H
#define ASSAY_ANALYSE_PREDICTION_FILE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct prediction_file {
	int fd;
	size_t classes, record;		/* numbers of 8 bytes a row */
	double *buffer;
	size_t buffered, room;		/* rows */
	uint64_t rows;			/* on disk */
};

int prediction_file_open(struct prediction_file *, size_t classes, struct err *);
void prediction_file_release(struct prediction_file *);	/* of a zeroed one: nothing */
int prediction_file_add(struct prediction_file *, uint64_t row, size_t given, const double *p, struct err *);
/* All rows, in the order in which they were added. */
int prediction_file_read(struct prediction_file *, int (*see)(void *to, uint64_t row, size_t given, const double *p, struct err *), void *to,
			 struct err *);

#endif
