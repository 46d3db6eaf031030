/* stage: see stage.h; what all stages share, and the first one, a file. */
#include "read/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t stage_pull(struct stage *s, char *to, size_t room, struct err *e)
{
	ssize_t got = s->pull(s, to, room, e);

	if (got > 0)
		s->pulled += (uint64_t)got;
	return got;
}

ssize_t stage_look(struct stage *s, struct err *e)
{
	while (s->looked < sizeof s->head) {
		ssize_t got = stage_pull(s, s->head + s->looked, sizeof s->head - s->looked, e);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		s->looked += (size_t)got;
	}
	return (ssize_t)s->looked;
}

ssize_t stage_read(struct stage *s, char *to, size_t room, struct err *e)
{
	size_t n = s->looked - s->at;

	if (room == 0)
		return 0;
	if (n == 0)
		return stage_pull(s, to, room, e);
	if (n > room)
		n = room;
	memcpy(to, s->head + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

int64_t stage_seek(struct stage *s, int64_t offset, int whence)
{
	if (whence == SEEK_CUR)
		offset -= (int64_t)(s->looked - s->at);
	s->at = s->looked = 0;
	return s->seek(s, offset, whence);
}

void stage_close(struct stage *s)
{
	if (s)
		s->close(s);
}

struct file {
	struct stage base;
	int fd;
	bool is_stdin;
};

static ssize_t file_pull(struct stage *s, char *to, size_t room, struct err *e)
{
	ssize_t got;

	do
		got = read(((struct file *)s)->fd, to, room);
	while (got < 0 && errno == EINTR);
	return got < 0 ? err_set(e, ERR_INPUT, "%s", strerror(errno)) : got;
}

static int64_t file_seek(struct stage *s, int64_t offset, int whence)
{
	return lseek(((struct file *)s)->fd, offset, whence);
}

static void file_close(struct stage *s)
{
	struct file *f = (struct file *)s;

	if (!f->is_stdin)
		close(f->fd);
	free(f);
}

/* Opening a pipe waits for its writer, and a signal may end the wait. */
static int file_open(const char *path)
{
	int fd;

	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd;
}

int stage_file(struct stage **out, const char *path, struct err *e)
{
	struct file *f = calloc(1, sizeof *f);

	if (!f)
		return err_nomem(e);
	f->base.pull = file_pull;
	f->base.close = file_close;
	f->is_stdin = strcmp(path, "-") == 0;
	f->fd = f->is_stdin ? STDIN_FILENO : file_open(path);
	if (f->fd < 0) {
		free(f);
		return err_set(e, ERR_INPUT, "%s", strerror(errno));
	}
	if (!f->is_stdin && lseek(f->fd, 0, SEEK_CUR) == 0)
		f->base.seek = file_seek;
	posix_fadvise(f->fd, 0, 0, POSIX_FADV_SEQUENTIAL);	/* a hint: a pipe has no use for it */
	*out = &f->base;
	return 0;
}
