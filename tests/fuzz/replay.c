/* replay: a target over files, without libFuzzer:   replay FILE|FOLDER…
 *
 * Each file is taken by a process of its own, so that one which crashes is named and the others are still tried, and so that
 * the leaks of each are seen at its end. Writes TAP, a line a file.
 */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak LLVMFuzzerInitialize

static size_t files, failures;

/* malloc'd, exactly as long as the file, so that reading on is caught. */
static uint8_t *file_read(const char *path, size_t *n)
{
	FILE *from = fopen(path, "rb");
	uint8_t *bytes = NULL;
	long end;

	if (!from || fseek(from, 0, SEEK_END) != 0 || (end = ftell(from)) < 0) {
		perror(path);
		exit(2);
	}
	rewind(from);
	*n = (size_t)end;
	bytes = malloc(*n ? *n : 1);
	if (!bytes || fread(bytes, 1, *n, from) != *n) {
		perror(path);
		exit(2);
	}
	fclose(from);
	return bytes;
}

static void child(const char *path)
{
	size_t n;
	uint8_t *bytes = file_read(path, &n);

	LLVMFuzzerTestOneInput(bytes, n);
	free(bytes);
	exit(0);
}

static void replay_file(const char *path)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(path);
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		perror("replay");
		exit(2);
	}
	files++;
	failures += status != 0;
	printf("%s %zu - %s\n", status ? "not ok" : "ok", files, path);
}

static int is_shown(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* A folder's files in the order of their names, or the file itself. */
static void replay(const char *path)
{
	struct dirent **entry = NULL;
	int n = scandir(path, &entry, is_shown, alphasort);

	if (n < 0)
		replay_file(path);
	for (int i = 0; i < n; i++) {
		char whole[4096];

		snprintf(whole, sizeof whole, "%s/%s", path, entry[i]->d_name);
		replay_file(whole);
		free(entry[i]);
	}
	free(entry);
}

int main(int argc, char **argv)
{
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("1..%zu\n", files);
	return files && !failures ? 0 : 1;
}
