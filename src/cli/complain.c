/* complain: see complain.h. */
#include "cli/complain.h"

#include "cli/command.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int complain(const char *format, ...)
{
	va_list arguments;

	fputs("assay: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	putc('\n', stderr);
	return EXIT_CANNOT;
}

int complain_usage(const struct command *c, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "assay %s: ", c->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nTry: assay %s --help\n", c->name);
	return EXIT_CANNOT;
}

int complain_memory(void)
{
	return complain("out of memory");
}

bool reader_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && out.revents & POLLERR;
}

int stdout_finish(int status)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	failed |= fflush(stdout) != 0;
	if (!failed || reader_gone())
		return status;
	return complain("standard output: %s", errno ? strerror(errno) : "not everything could be written");
}
