/* launch: runs a command and writes what it took:   launch FIGURES COMMAND [ARGUMENT…]
 *
 * FIGURES gets one line: seconds on the clock, seconds of processors (user, system), peak resident kilobytes, exit status (128 + N
 * after signal N).
 *
 * A program of its own, for the kernel counts the memory of the process that forks into the peak of the one that it starts: measured from a
 * Python script, nothing would ever need less than Python does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start = now(), end;
	FILE *figures;
	int status;
	pid_t child;

	if (argc < 3) {
		fprintf(stderr, "usage: launch FIGURES COMMAND [ARGUMENT...]\n");
		return 2;
	}
	errno = posix_spawnp(&child, argv[2], NULL, NULL, argv + 2, environ);
	if (errno != 0 || wait4(child, &status, 0, &usage) < 0) {
		perror(argv[2]);
		return 2;
	}
	end = now();
	figures = fopen(argv[1], "w");
	if (!figures) {
		perror(argv[1]);
		return 2;
	}
	fprintf(figures, "%.6f %.6f %.6f %ld %d\n", end - start, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss,
		WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	return fclose(figures) != 0;
}
