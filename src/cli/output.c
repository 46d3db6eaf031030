/* output: see output.h. */
#include "cli/output.h"

#include "cli/command.h"
#include "cli/complain.h"
#include "cli/progress.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char TEMPORARY[] = ".assay-tmp-";

/* What the signal handler removes; set while the flag is down. */
static char guarded[OUTPUTS_MOST][PATH_MAX], guarded_database[PATH_MAX + 32];
static volatile sig_atomic_t guarding[OUTPUTS_MOST], guarding_database;

static void die(int signal)
{
	for (size_t i = 0; i < OUTPUTS_MOST; i++)
		if (guarding[i])
			unlink(guarded[i]);
	if (guarding_database)
		unlink(guarded_database);
	progress_end();
	raise(signal);	/* the handler is reset and the signal blocked: it comes when this returns */
}

void output_guard(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction now, action = { .sa_handler = die, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (sigaction(ends[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)	/* ignored signals stay so: nohup */
			sigaction(ends[i], &action, NULL);
}

void output_guard_database(const char *name)
{
	char *final = realpath(name, NULL);	/* a link stays one; NULL: nothing is there yet */
	int n = snprintf(guarded_database, sizeof guarded_database, "%s%s%ld", final ? final : name, TEMPORARY, (long)getpid());

	guarding_database = n > 0 && (size_t)n < sizeof guarded_database;
	free(final);
}

/* From now on the signal handler removes its temporary file, where there is a place for its name. */
static void guard_take(struct output *o)
{
	unsigned i = 0;

	while (i < OUTPUTS_MOST && guarding[i])
		i++;
	if (i == OUTPUTS_MOST || strlen(o->temporary) >= sizeof guarded[i])
		return;
	strcpy(guarded[i], o->temporary);
	guarding[i] = 1;
	o->guard = i + 1;
}

static void guard_release(struct output *o)
{
	if (o->guard)
		guarding[o->guard - 1] = 0;
	o->guard = 0;
}

/* Remove NAME.assay-tmp-PID of processes that are no more. */
static void leftovers_remove(const char *final)
{
	const char *slash = strrchr(final, '/'), *base = slash ? slash + 1 : final;
	char directory[PATH_MAX];
	size_t n = strlen(base);
	DIR *open;
	struct dirent *entry;

	snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - final + 1) : 1, slash ? final : ".");
	open = opendir(directory);
	while (open && (entry = readdir(open))) {
		const char *suffix = entry->d_name + n;
		char *end;
		long pid;

		if (strncmp(entry->d_name, base, n) != 0 || strncmp(suffix, TEMPORARY, sizeof TEMPORARY - 1) != 0)
			continue;
		pid = strtol(suffix + sizeof TEMPORARY - 1, &end, 10);
		if (pid > 0 && pid <= INT_MAX && !*end && kill((pid_t)pid, 0) < 0 && errno == ESRCH)
			unlinkat(dirfd(open), entry->d_name, 0);
	}
	if (open)
		closedir(open);
}

static int temporary_create(struct output *o, const struct stat *old)
{
	int fd;

	if (asprintf(&o->temporary, "%s%s%ld", o->final, TEMPORARY, (long)getpid()) < 0) {
		o->temporary = NULL;
		return complain_memory();
	}
	leftovers_remove(o->final);
	unlink(o->temporary);	/* of an earlier process that had our number */
	fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0) {
		complain("%s: %s", o->name, strerror(errno));
		free(o->temporary);
		o->temporary = NULL;
		return EXIT_CANNOT;
	}
	guard_take(o);
	if (old)
		(void)!fchmod(fd, old->st_mode & 07777);
	o->file = fdopen(fd, "w");
	if (o->file)
		return 0;
	close(fd);
	return complain("%s: %s", o->name, strerror(errno));
}

bool output_is_stdout(const char *name)
{
	return strcmp(name, "-") == 0 || strcmp(name, "/dev/stdout") == 0;
}

int output_open(struct output *o, const char *name)
{
	struct stat old;
	bool there = stat(name, &old) == 0;

	*o = (struct output){ .name = name };
	if (output_is_stdout(name)) {
		o->file = stdout;
		return 0;
	}
	if (there && !S_ISREG(old.st_mode)) {
		o->file = S_ISDIR(old.st_mode) ? NULL : fopen(name, "we");
		return o->file ? 0 : complain("%s: %s", name, S_ISDIR(old.st_mode) ? "is a directory" : strerror(errno));
	}
	o->final = there ? realpath(name, NULL) : strdup(name);
	if (o->final && temporary_create(o, there ? &old : NULL) == 0)
		return 0;
	if (!o->final)
		complain("%s: %s", name, strerror(errno));
	output_drop(o);
	return EXIT_CANNOT;
}

void output_drop(struct output *o)
{
	if (o->file && o->file != stdout)
		fclose(o->file);
	if (o->temporary) {
		unlink(o->temporary);
		guard_release(o);
	}
	free(o->temporary);
	free(o->final);
	*o = (struct output){ .name = NULL };
}

void output_put(struct output *o, const char *text)
{
	errno = 0;
	if (fputs(text, o->file) < 0 && !o->failure)
		o->failure = errno ? errno : EIO;
}

bool output_written(struct output *o)
{
	if (ferror(o->file) && !o->failure)
		o->failure = errno ? errno : EIO;
	return !o->failure;
}

/* Everything is on the disk and closed: 0, or the errno of what failed first. */
static int finish(struct output *o)
{
	int failure = o->failure;

	if (!failure && fflush(o->file) != 0)
		failure = errno;
	if (!failure && o->temporary && fsync(fileno(o->file)) < 0 && errno != EINVAL)	/* EINVAL: this file system has no sync */
		failure = errno;
	if (fclose(o->file) != 0 && !failure)
		failure = errno;
	o->file = NULL;
	return failure;
}

static int stdout_commit(struct output *o)
{
	int failure = o->failure;

	o->file = NULL;
	return failure && !reader_gone() ? complain("standard output: %s", strerror(failure)) : stdout_finish(EXIT_DONE);
}

static int output_finish(struct output *o)
{
	int failure;

	if (!o->file)
		return 0;
	if (o->file == stdout)
		return stdout_commit(o);
	failure = finish(o);
	return failure ? complain("%s: %s", o->name, strerror(failure)) : 0;
}

/* The finished file takes its name. */
static int output_place(struct output *o)
{
	if (!o->temporary)
		return 0;
	if (rename(o->temporary, o->final) < 0)
		return complain("%s: %s", o->name, strerror(errno));
	guard_release(o);
	free(o->temporary);
	o->temporary = NULL;
	return 0;
}

int outputs_commit(struct output *o, size_t count)
{
	int status = 0;

	for (size_t i = 0; i < count && status == 0; i++)
		status = output_finish(&o[i]);
	for (size_t i = 0; i < count && status == 0; i++)
		status = output_place(&o[i]);
	for (size_t i = 0; i < count; i++)
		output_drop(&o[i]);
	return status;
}

int output_commit(struct output *o)
{
	return outputs_commit(o, 1);
}
