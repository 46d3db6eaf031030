/* spill: see spill.h.
 *
 * Columns of a block that are mostly text of few values could be packed tighter; at 9 bytes a cell the file is about as large as the
 * data itself and is read at memory speed from the page cache, so they are not.
 */
#include "store/spill.h"

#include "store/temporary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CELL_BYTES = 9, WRITE_BYTES = 1024 * 1024 };

struct block {
	uint64_t at;			/* offset in the file */
	uint64_t first_row;
	uint32_t rows, source;
	uint32_t present;		/* columns in the file */
	uint32_t *column;		/* which they are, ascending; in the arena */
};

struct spill {
	int fd;
	struct block *block;
	size_t blocks, room;
	uint64_t bytes;			/* written and buffered */
	unsigned char *buffer;
	size_t buffered;
	struct arena arena;
};

int spill_create(struct spill **out, const char *directory, struct err *e)
{
	struct spill *s = calloc(1, sizeof *s);

	if (!s)
		return err_nomem(e);
	s->fd = temporary_open(directory, e);
	s->buffer = malloc(WRITE_BYTES);
	if (s->fd < 0 || !s->buffer) {
		if (s->fd >= 0)
			err_nomem(e);
		spill_free(s);
		return -1;
	}
	*out = s;
	return 0;
}

static int buffer_flush(struct spill *s, struct err *e)
{
	if (temporary_write(s->fd, s->buffer, s->buffered, s->bytes - s->buffered, e) < 0)
		return -1;
	s->buffered = 0;
	return 0;
}

static int bytes_append(struct spill *s, const void *bytes, size_t n, struct err *e)
{
	if (s->buffered + n > WRITE_BYTES && buffer_flush(s, e) < 0)
		return -1;
	if (n > WRITE_BYTES) {
		if (temporary_write(s->fd, bytes, n, s->bytes, e) < 0)
			return -1;
	} else {
		memcpy(s->buffer + s->buffered, bytes, n);
		s->buffered += n;
	}
	s->bytes += n;
	return 0;
}

static int block_open(struct spill *s, const struct batch *b, struct block **out, struct err *e)
{
	struct block *block;

	if (s->blocks == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct block *grown = reallocarray(s->block, room, sizeof *grown);

		if (!grown)
			return err_nomem(e);
		s->block = grown;
		s->room = room;
	}
	block = &s->block[s->blocks];
	*block = (struct block){ .at = s->bytes, .first_row = b->first_row, .rows = (uint32_t)b->rows, .source = b->source };
	for (size_t c = 0; c < b->columns; c++)
		block->present += b->column[c].kind != NULL;
	block->column = arena_take(&s->arena, (block->present + 1) * sizeof *block->column);
	if (!block->column)
		return err_nomem(e);
	*out = block;
	return 0;
}

int spill_append(struct spill *s, const struct batch *b, struct err *e)
{
	uint64_t *key = malloc((b->rows + 1) * sizeof *key);
	struct block *block = NULL;
	size_t n = 0;
	int done = 0;

	if (!key)
		return err_nomem(e);
	if (block_open(s, b, &block, e) < 0) {
		free(key);
		return -1;
	}
	for (size_t c = 0; c < b->columns && done == 0; c++) {
		const struct column *column = &b->column[c];

		if (!column->kind)
			continue;
		for (size_t r = 0; r < b->rows; r++)
			key[r] = spilled_key(column->kind[r], column->number[r], column->key[r]);
		block->column[n++] = (uint32_t)c;
		if (bytes_append(s, column->kind, b->rows, e) < 0 || bytes_append(s, key, b->rows * sizeof *key, e) < 0)
			done = -1;
	}
	free(key);
	if (done == 0)
		s->blocks++;
	return done;
}

size_t spill_blocks(const struct spill *s)
{
	return s->blocks;
}

/* Bytes that may still lie in the buffer: the reader sees one file. */
static int spilled_read(const struct spill *s, uint64_t at, void *to, size_t n, struct err *e)
{
	uint64_t written = s->bytes - s->buffered;
	size_t from_file = at >= written ? 0 : written - at < n ? (size_t)(written - at) : n;

	if (from_file && temporary_read(s->fd, to, from_file, at, e) < 0)
		return -1;
	if (n > from_file)
		memcpy((unsigned char *)to + from_file, s->buffer + (at + from_file - written), n - from_file);
	return 0;
}

/* One column of a block: kind as it was, key, and the number where the kind has one. */
static int column_read(const struct spill *s, const struct block *block, uint64_t at, struct batch *b, struct column *out, struct err *e)
{
	uint8_t *kind = arena_take(&b->arena, block->rows);
	uint64_t *key = arena_take(&b->arena, block->rows * sizeof *key);
	double *number = arena_take(&b->arena, block->rows * sizeof *number);

	if (!kind || !key || !number)
		return err_nomem(e);
	if (spilled_read(s, at, kind, block->rows, e) < 0 || spilled_read(s, at + block->rows, key, block->rows * sizeof *key, e) < 0)
		return -1;
	for (size_t r = 0; r < block->rows; r++) {
		uint64_t bits = cell_is_number(kind[r]) || cell_is_time(kind[r]) ? key[r] : 0;

		memcpy(&number[r], &bits, sizeof bits);
	}
	*out = (struct column){ .kind = kind, .number = number, .key = key };
	return 0;
}

int spill_read(const struct spill *s, size_t i, int pass, const bool *wanted, size_t columns, struct batch **out, struct err *e)
{
	const struct block *block = &s->block[i];
	struct batch *b = batch_new();
	struct column *column = b ? arena_zeroed(&b->arena, columns + 1, sizeof *column) : NULL;

	if (!column) {
		batch_free(b);
		return err_nomem(e);
	}
	b->pass = pass;
	b->first_row = block->first_row;
	b->source = block->source;
	b->rows = block->rows;
	b->columns = columns;
	b->column = column;
	for (uint32_t p = 0; p < block->present; p++) {
		uint32_t c = block->column[p];

		if (c >= columns || (wanted && !wanted[c]))
			continue;
		if (column_read(s, block, block->at + (uint64_t)p * block->rows * CELL_BYTES, b, &column[c], e) < 0) {
			batch_free(b);
			return -1;
		}
	}
	*out = b;
	return 0;
}

uint64_t spill_bytes(const struct spill *s)
{
	return s->bytes;
}

void spill_free(struct spill *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	arena_release(&s->arena);
	free(s->block);
	free(s->buffer);
	free(s);
}
