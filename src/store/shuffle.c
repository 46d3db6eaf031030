/* shuffle: see shuffle.h.
 *
 *   partition p   chain of full blocks, newest first ─▶ memory or file        open block: up to BLOCK_PAIRS pairs
 *
 * Full blocks stay in memory until they take SHUFFLE_MEMORY; then all go to the file, and so does every later one. Files are counted by
 * reference: merging takes over the other's blocks that are in its file, and copies those in memory.
 */
#include "store/shuffle.h"

#include "store/temporary.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_PAIRS = 170, SHUFFLE_MEMORY = 16 * 1024 * 1024 };	/* a block is 4 kB; all partitions' open blocks are 1 MB */

/* A file that several shuffles may hold. */
struct shared_file {
	int fd;
	_Atomic unsigned holders;
	uint64_t bytes;
};

/* Up to BLOCK_PAIRS pairs of one partition. */
struct block {
	struct pair *pair;		/* NULL: in the file */
	struct shared_file *file;
	uint64_t at;
	uint32_t count;
};

struct partition {
	struct block *block;
	size_t blocks, room;
	struct pair *open;		/* the block that is being filled */
	uint32_t count;
};

struct shuffle {
	struct partition partition[SHUFFLE_PARTITIONS];
	struct shared_file **file;	/* all that blocks refer to; file[0] is our own when there is one */
	size_t files;
	bool own;			/* file[0] is written by us */
	size_t in_memory;		/* bytes of full blocks */
	uint64_t count;
};

int shuffle_new(struct shuffle **out, struct err *e)
{
	*out = calloc(1, sizeof **out);
	return *out ? 0 : err_nomem(e);
}

static int file_hold(struct shuffle *s, struct shared_file *file, struct err *e)
{
	struct shared_file **grown;

	for (size_t i = 0; i < s->files; i++)
		if (s->file[i] == file)
			return 0;
	grown = reallocarray(s->file, s->files + 1, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	s->file = grown;
	s->file[s->files++] = file;
	atomic_fetch_add(&file->holders, 1);
	return 0;
}

static void file_drop(struct shared_file *file)
{
	if (atomic_fetch_sub(&file->holders, 1) > 1)
		return;
	close(file->fd);
	free(file);
}

/* Our own file, opened when first needed; it stands first. */
static int own_file_open(struct shuffle *s, struct err *e)
{
	struct shared_file *file;

	if (s->own)
		return 0;
	file = calloc(1, sizeof *file);
	if (!file)
		return err_nomem(e);
	file->fd = temporary_open(NULL, e);
	if (file->fd < 0 || file_hold(s, file, e) < 0) {
		if (file->fd >= 0)
			close(file->fd);
		free(file);
		return -1;
	}
	s->file[s->files - 1] = s->file[0];
	s->file[0] = file;
	s->own = true;
	return 0;
}

static int block_write(struct shuffle *s, struct block *b, struct err *e)
{
	struct shared_file *file = s->file[0];

	if (temporary_write(file->fd, b->pair, b->count * sizeof *b->pair, file->bytes, e) < 0)
		return -1;
	b->file = file;
	b->at = file->bytes;
	file->bytes += b->count * sizeof *b->pair;
	free(b->pair);
	b->pair = NULL;
	return 0;
}

/* Memory is full: every block that lies there goes to the file. */
static int blocks_write(struct shuffle *s, struct err *e)
{
	if (own_file_open(s, e) < 0)
		return -1;
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++)
		for (size_t i = 0; i < s->partition[p].blocks; i++)
			if (s->partition[p].block[i].pair && block_write(s, &s->partition[p].block[i], e) < 0)
				return -1;
	s->in_memory = 0;
	return 0;
}

static struct block *block_append(struct partition *p)
{
	if (p->blocks == p->room) {
		size_t room = p->room ? 2 * p->room : 4;
		struct block *grown = reallocarray(p->block, room, sizeof *grown);

		if (!grown)
			return NULL;
		p->block = grown;
		p->room = room;
	}
	return &p->block[p->blocks++];
}

/* The open block is full: it joins the chain. */
static int open_close(struct shuffle *s, struct partition *p, struct err *e)
{
	struct block *b = block_append(p);

	if (!b)
		return err_nomem(e);
	*b = (struct block){ .pair = p->open, .count = p->count };
	p->open = NULL;
	p->count = 0;
	s->in_memory += BLOCK_PAIRS * sizeof *b->pair;
	return s->in_memory > SHUFFLE_MEMORY ? blocks_write(s, e) : 0;
}

static inline int pair_add(struct shuffle *s, const struct pair *pair, struct err *e)
{
	struct partition *p = &s->partition[pair->hash[0] >> 56];

	if (!p->open) {
		p->open = malloc(BLOCK_PAIRS * sizeof *p->open);
		if (!p->open)
			return err_nomem(e);
	}
	p->open[p->count++] = *pair;
	s->count++;
	return p->count == BLOCK_PAIRS ? open_close(s, p, e) : 0;
}

int shuffle_add(struct shuffle *s, const struct pair *pair, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (pair_add(s, &pair[i], e) < 0)
			return -1;
	return 0;
}

static int partition_merge(struct shuffle *into, unsigned p, const struct partition *from, struct err *e)
{
	for (size_t i = 0; i < from->blocks; i++) {
		const struct block *b = &from->block[i];
		struct block *taken;

		if (b->pair) {
			if (shuffle_add(into, b->pair, b->count, e) < 0)
				return -1;
			continue;
		}
		if (file_hold(into, b->file, e) < 0)
			return -1;
		taken = block_append(&into->partition[p]);
		if (!taken)
			return err_nomem(e);
		*taken = *b;
		into->count += b->count;
	}
	return from->count ? shuffle_add(into, from->open, from->count, e) : 0;
}

int shuffle_merge(struct shuffle *into, const struct shuffle *from, struct err *e)
{
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++)
		if (partition_merge(into, p, &from->partition[p], e) < 0)
			return -1;
	return 0;
}

uint64_t shuffle_count(const struct shuffle *s)
{
	return s->count;
}

static size_t partition_count(const struct partition *p)
{
	size_t n = p->count;

	for (size_t i = 0; i < p->blocks; i++)
		n += p->block[i].count;
	return n;
}

int shuffle_partition(const struct shuffle *s, unsigned which, struct pair **out, size_t *n, struct err *e)
{
	const struct partition *p = &s->partition[which];
	struct pair *grown = reallocarray(*out, *n + partition_count(p) + 1, sizeof *grown);

	if (!grown)
		return err_nomem(e);
	*out = grown;
	for (size_t i = 0; i < p->blocks; i++) {
		const struct block *b = &p->block[i];

		if (b->pair)
			memcpy(grown + *n, b->pair, b->count * sizeof *grown);
		else if (temporary_read(b->file->fd, grown + *n, b->count * sizeof *grown, b->at, e) < 0)
			return -1;
		*n += b->count;
	}
	if (p->count)
		memcpy(grown + *n, p->open, p->count * sizeof *grown);
	*n += p->count;
	return 0;
}

void shuffle_free(struct shuffle *s)
{
	if (!s)
		return;
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++) {
		for (size_t i = 0; i < s->partition[p].blocks; i++)
			free(s->partition[p].block[i].pair);
		free(s->partition[p].block);
		free(s->partition[p].open);
	}
	for (size_t i = 0; i < s->files; i++)
		file_drop(s->file[i]);
	free(s->file);
	free(s);
}
