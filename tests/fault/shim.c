/* shim: LD_PRELOAD this, and the Nth call of one libc function fails, once or from then on.
 *
 *     ASSAY_FAULT=malloc:17   ASSAY_FAULT=write:3:ENOSPC   ASSAY_FAULT=fsync:1+        +: and every later one
 *
 * Families: malloc (with calloc, realloc, reallocarray, posix_memalign), write (pwrite too), read (pread too), fsync, rename, ftruncate.
 * GMP and MPFR end the process when memory runs out in them, which nobody can change: their calls are passed over.
 * Each is caught under its plain and its 64-bit name, so this file is built without _FILE_OFFSET_BITS, which would make them one.
 * The number of calls of that family that were seen is left in the file $ASSAY_FAULT_COUNT, so that the caller knows when N is past the last.
 */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long nth;
static atomic_long seen;
static int sticky, code;
static char what[16];
static char count_path[256];

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

__attribute__((constructor)) static void fault_read(void)
{
	const char *s = getenv("ASSAY_FAULT"), *colon = s ? strchr(s, ':') : NULL, *path = getenv("ASSAY_FAULT_COUNT");
	char *end;

	if (!colon || (size_t)(colon - s) >= sizeof what)
		return;
	memcpy(what, s, (size_t)(colon - s));
	nth = strtol(colon + 1, &end, 10);
	sticky = strchr(end, '+') != NULL;
	code = strstr(end, "ENOSPC") ? ENOSPC : strcmp(what, "malloc") == 0 ? ENOMEM : EIO;
	if (path)
		snprintf(count_path, sizeof count_path, "%s", path);
}

__attribute__((destructor)) static void fault_count(void)
{
	char text[32];
	int fd = count_path[0] ? open(count_path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
	int n = snprintf(text, sizeof text, "%ld\n", atomic_load(&seen));
	static ssize_t (*real)(int, const void *, size_t);

	*(void **)&real = dlsym(RTLD_NEXT, "write");
	if (fd >= 0) {
		(void)!real(fd, text, (size_t)n);
		close(fd);
	}
}

static int fault_now(const char *family)
{
	long now;

	if (!nth || strcmp(what, family) != 0)
		return 0;
	now = atomic_fetch_add(&seen, 1) + 1;
	if (now == nth || (sticky && now > nth)) {
		errno = code;
		return 1;
	}
	return 0;
}

static int memory_now(const void *caller)
{
	Dl_info of;

	if (!fault_now("malloc"))
		return 0;
	return !dladdr(caller, &of) || !of.dli_fname || !(strstr(of.dli_fname, "libgmp") || strstr(of.dli_fname, "libmpfr"));
}

void *malloc(size_t n)
{
	return memory_now(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return memory_now(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	return memory_now(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, bytes);
}

/* The real function of this name, looked up once. */
#define REAL(type, name) static type; if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *p, size_t n)
{
	REAL(ssize_t (*real)(int, const void *, size_t), "write");
	return fd > 2 && fault_now("write") ? -1 : real(fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	REAL(ssize_t (*real)(int, const void *, size_t, off_t), "pwrite64");
	return fault_now("write") ? -1 : real(fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
	return pwrite(fd, p, n, at);
}

ssize_t read(int fd, void *p, size_t n)
{
	REAL(ssize_t (*real)(int, void *, size_t), "read");
	return fd > 2 && fault_now("read") ? -1 : real(fd, p, n);
}

ssize_t pread(int fd, void *p, size_t n, off_t at)
{
	REAL(ssize_t (*real)(int, void *, size_t, off_t), "pread64");
	return fault_now("read") ? -1 : real(fd, p, n, at);
}

ssize_t pread64(int fd, void *p, size_t n, off_t at)
{
	return pread(fd, p, n, at);
}

int fsync(int fd)
{
	REAL(int (*real)(int), "fsync");
	return fault_now("fsync") ? -1 : real(fd);
}

int rename(const char *from, const char *to)
{
	REAL(int (*real)(const char *, const char *), "rename");
	return fault_now("rename") ? -1 : real(from, to);
}

int ftruncate(int fd, off_t n)
{
	REAL(int (*real)(int, off_t), "ftruncate64");
	return fault_now("ftruncate") ? -1 : real(fd, n);
}

int ftruncate64(int fd, off_t n)
{
	return ftruncate(fd, n);
}
