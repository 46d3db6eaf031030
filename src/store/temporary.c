/* temporary: see temporary.h. */
#include "store/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int temporary_open(const char *directory, struct err *e)
{
	const char *given = getenv("TMPDIR"), *wanted = directory ? directory : given && *given ? given : "/tmp";
	int fd = open(wanted, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *name;

	if (fd >= 0)
		return fd;
	/* Not every file system has O_TMPFILE. */
	if (asprintf(&name, "%s/assay-XXXXXX", wanted) < 0)
		return err_nomem(e);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		err_set(e, ERR_STORE, "a temporary file in %s: %s", wanted, strerror(errno));
	else
		unlink(name);
	free(name);
	return fd;
}

int temporary_write(int fd, const void *bytes, size_t n, uint64_t at, struct err *e)
{
	const unsigned char *from = bytes;

	while (n) {
		ssize_t put = pwrite(fd, from, n, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return err_set(e, ERR_STORE, "writing a temporary file: %s (TMPDIR says where they lie)", strerror(put ? errno : ENOSPC));
		from += put;
		at += (uint64_t)put;
		n -= (size_t)put;
	}
	return 0;
}

int temporary_read(int fd, void *bytes, size_t n, uint64_t at, struct err *e)
{
	unsigned char *to = bytes;

	while (n) {
		ssize_t got = pread(fd, to, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(e, ERR_STORE, "reading a temporary file: %s", got ? strerror(errno) : "it ends early");
		to += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}
