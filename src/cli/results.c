/* results: see results.h. */
#include "cli/results.h"

#include "cli/command.h"
#include "cli/complain.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct result {
	const char *option, *format;
	size_t offset;
	bool flag;	/* an int; the result goes to standard output */
} table[RESULTS] = {
	{ "json", "json", offsetof(struct results, json), false },
	{ "html", "html", offsetof(struct results, html), false },
	{ "junit", "junit", offsetof(struct results, junit), false },
	{ "sarif", "sarif", offsetof(struct results, sarif), false },
	{ "md", "md", offsetof(struct results, md), false },
	{ "github", "github", offsetof(struct results, github), true },
};
_Static_assert((int)RESULTS <= (int)OUTPUTS_MOST, "the signal handler knows them all");

/* Where a result goes; NULL: it is not wanted. */
static const char *target(const struct results *r, size_t i)
{
	const void *field = (const char *)r + table[i].offset;

	if (table[i].flag)
		return *(const int *)field ? "-" : NULL;
	return *(const char *const *)field;
}

bool results_on_stdout(const struct results *r)
{
	for (size_t i = 0; i < RESULTS; i++)
		if (target(r, i) && output_is_stdout(target(r, i)))
			return true;
	return false;
}

/* What an argument names; "-" is what stands behind stdin. */
static bool file_found(const char *name, struct stat *st)
{
	return (strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, st) : stat(name, st)) == 0;
}

static bool same_node(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return file_found(a, &x) && file_found(b, &y) && S_ISREG(x.st_mode) && same_node(&x, &y);
}

/* The same name in the same directory: neither file need be there yet. */
static bool same_place(const char *a, const char *b)
{
	const char *slash_a = strrchr(a, '/'), *slash_b = strrchr(b, '/');
	char directory_a[PATH_MAX], directory_b[PATH_MAX];
	struct stat x, y;

	if (strcmp(slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b) != 0)
		return false;
	snprintf(directory_a, sizeof directory_a, "%.*s", slash_a ? (int)(slash_a - a + 1) : 1, slash_a ? a : ".");
	snprintf(directory_b, sizeof directory_b, "%.*s", slash_b ? (int)(slash_b - b + 1) : 1, slash_b ? b : ".");
	return stat(directory_a, &x) == 0 && stat(directory_b, &y) == 0 && same_node(&x, &y);
}

/* Is the result one of the files that a source names? What is no file may be a glob. */
static bool among_sources(const char *result, const char *source)
{
	glob_t found = { .gl_pathc = 0 };
	bool among = false;
	struct stat st;

	if (file_found(source, &st) || glob(source, GLOB_NOSORT, NULL, &found) != 0)
		return same_file(result, source);
	for (size_t i = 0; i < found.gl_pathc && !among; i++)
		among = same_file(result, found.gl_pathv[i]);
	globfree(&found);
	return among;
}

/* Which option the database has its name from: what is appended to is written, too. */
static const char *database_option(const struct assay_options *o)
{
	return o->db == o->append ? "append" : "db";
}

/* A result must not replace what the audit reads; but the database that is appended to is whole until the new one takes its place, and may be the
 * baseline, too. */
static int reads_check(const struct command *c, const char *option, const char *result, const struct assay_options *o)
{
	bool replaced = o->append && result == o->db && same_file(result, o->append);
	const char *other[] = { o->rules, o->reference, o->waivers, replaced ? NULL : o->baseline, replaced ? NULL : o->append };

	for (size_t i = 0; i < o->source_count; i++)
		if (among_sources(result, o->sources[i]))
			return complain_usage(c, "--%s would replace the source %s", option, result);
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (other[i] && same_file(result, other[i]))
			return complain_usage(c, "--%s would replace %s, which the audit reads", option, result);
	return 0;
}

/* Two results must not go to one place. */
static int apart_check(const struct command *c, const char *option, const char *result, const char *other_option, const char *other)
{
	bool to_stdout = output_is_stdout(result), other_to_stdout = output_is_stdout(other);

	if (to_stdout && other_to_stdout)
		return complain_usage(c, "--%s and --%s both go to standard output", option, other_option);
	if (!to_stdout && !other_to_stdout && (same_place(result, other) || same_file(result, other)))
		return complain_usage(c, "--%s and --%s both name %s", option, other_option, other);
	return 0;
}

static int result_check(const struct command *c, const struct results *r, size_t i, const struct assay_options *o)
{
	const char *result = target(r, i);

	if (!result)
		return 0;
	if (o->db && apart_check(c, table[i].option, result, database_option(o), o->db) != 0)
		return EXIT_CANNOT;
	for (size_t k = i + 1; k < RESULTS; k++)
		if (target(r, k) && apart_check(c, table[i].option, result, table[k].option, target(r, k)) != 0)
			return EXIT_CANNOT;
	return output_is_stdout(result) ? 0 : reads_check(c, table[i].option, result, o);
}

int results_check(const struct command *c, const struct results *r, const struct assay_options *o)
{
	for (size_t i = 0; i < RESULTS; i++)
		if (result_check(c, r, i, o) != 0)
			return EXIT_CANNOT;
	return o->db ? reads_check(c, database_option(o), o->db, o) : 0;
}

int results_begin(struct result_outputs *out, const struct results *r)
{
	*out = (struct result_outputs){ .at = { { .name = NULL } } };
	for (size_t i = 0; i < RESULTS; i++) {
		if (target(r, i) && output_open(&out->at[i], target(r, i)) != 0) {
			results_drop(out);
			return EXIT_CANNOT;
		}
	}
	return 0;
}

/* What the file did not take is told when it is committed, with the reason. */
int result_put(struct output *out, const struct assay_report *report, const char *format)
{
	struct assay_error error;
	int done;

	errno = 0;
	done = assay_report_write(report, format, out->file, &error);
	return output_written(out) && done < 0 ? complain("%s", error.text) : 0;
}

int results_give(struct result_outputs *out, const struct results *r, const struct assay_report *report)
{
	int status = 0;

	for (size_t i = 0; i < RESULTS && status == 0; i++)
		if (target(r, i))
			status = result_put(&out->at[i], report, table[i].format);
	return status ? status : outputs_commit(out->at, RESULTS);
}

void results_drop(struct result_outputs *out)
{
	for (size_t i = 0; i < RESULTS; i++)
		output_drop(&out->at[i]);
}
