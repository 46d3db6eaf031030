/* main: the program `assay`. Finds the command, reads its options, runs it. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/help.h"

#include "assay/assay.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where standard streams are closed, take their places, or a database would become "standard output". Opened the wrong way round, so that
 * their use fails as it should. */
static void streams_reserve(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_CANNOT);
}

static int command_run(const struct command *c, int argc, char **argv)
{
	struct words operands = { .at = NULL };
	void *settings = calloc(1, c->settings_bytes + 1);
	int status = settings ? options_read(c, argc, argv, settings, &operands) : complain_memory();

	if (status == 1)
		status = help_command(c);
	else if (status == 0)
		status = c->run(settings, &operands);
	if (settings)
		options_free(c, settings);
	free(settings);
	words_free(&operands);
	return status;
}

static int version(void)
{
	printf("assay %s\n", assay_version());
	return stdout_finish(EXIT_DONE);
}

/* Before a command there are but two. */
static int option_unknown(const char *word)
{
	static const char *const candidates[] = { "--help", "--version" };
	const char *near;

	if (assay_nearest(word, candidates, 2, &near, 1) == 1)
		complain("no option %s before a command; did you mean %s?", word, near);
	else
		complain("no option %s before a command", word);
	fputs("Try: assay --help\n", stderr);
	return EXIT_CANNOT;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const struct command *c;

	streams_reserve();
	signal(SIGPIPE, SIG_IGN);	/* a reader that goes away is seen where it matters: reader_gone() */
	if (!word) {
		help_all(stderr);
		return EXIT_CANNOT;
	}
	if (strcmp(word, "--version") == 0)
		return version();
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return help_all(stdout);
	if (word[0] == '-')
		return option_unknown(word);
	c = command_find(word);
	return c ? command_run(c, argc - 2, argv + 2) : command_unknown(word);
}
