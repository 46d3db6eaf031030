/* prediction_file: see prediction_file.h. Row numbers and classes are below 2^53, so that a double holds them. */
#include "analyse/prediction_file.h"

#include "store/temporary.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 20 };

int prediction_file_open(struct prediction_file *f, size_t classes, struct err *e)
{
	*f = (struct prediction_file){ .classes = classes, .record = classes + 2 };
	f->room = BUFFER_BYTES / (f->record * sizeof *f->buffer) + 1;
	f->buffer = calloc(f->room * f->record, sizeof *f->buffer);
	if (!f->buffer)
		return err_nomem(e);
	f->fd = temporary_open(NULL, e);
	return f->fd < 0 ? -1 : 0;
}

void prediction_file_release(struct prediction_file *f)
{
	if (f->record && f->fd >= 0 && f->buffer)
		close(f->fd);
	free(f->buffer);
	*f = (struct prediction_file){ .fd = -1 };
}

static uint64_t bytes_of(const struct prediction_file *f, uint64_t rows)
{
	return rows * f->record * sizeof *f->buffer;
}

static int buffer_write(struct prediction_file *f, struct err *e)
{
	if (temporary_write(f->fd, f->buffer, (size_t)bytes_of(f, f->buffered), bytes_of(f, f->rows), e) < 0)
		return -1;
	f->rows += f->buffered;
	f->buffered = 0;
	return 0;
}

int prediction_file_add(struct prediction_file *f, uint64_t row, size_t given, const double *p, struct err *e)
{
	double *to;

	if (f->buffered == f->room && buffer_write(f, e) < 0)
		return -1;
	to = f->buffer + f->buffered++ * f->record;
	to[0] = (double)row;
	to[1] = (double)given;
	memcpy(to + 2, p, f->classes * sizeof *p);
	return 0;
}

int prediction_file_read(struct prediction_file *f, int (*see)(void *, uint64_t, size_t, const double *, struct err *), void *to, struct err *e)
{
	if (f->buffered && buffer_write(f, e) < 0)
		return -1;
	for (uint64_t at = 0; at < f->rows;) {
		uint64_t n = f->rows - at < f->room ? f->rows - at : f->room;

		if (temporary_read(f->fd, f->buffer, (size_t)bytes_of(f, n), bytes_of(f, at), e) < 0)
			return -1;
		for (uint64_t i = 0; i < n; i++) {
			const double *one = f->buffer + i * f->record;

			if (see(to, (uint64_t)one[0], (size_t)one[1], one + 2, e) < 0)
				return -1;
		}
		at += n;
	}
	return 0;
}
