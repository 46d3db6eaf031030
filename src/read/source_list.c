/* source_list: what the arguments name, as a list of sources; see source.h. */
#include "read/member.h"
#include "read/source.h"
#include "read/unpack.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The list as it grows. */
struct expansion {
	struct source_list *list;
	size_t room;
	bool stdin_named;
};

static void entry_release(struct source_entry *entry)
{
	free(entry->path);
	free(entry->member);
	free(entry->name);
}

static char *entry_name(const char *path, const char *member)
{
	char *name;

	if (!member)
		return strdup(strcmp(path, "-") == 0 ? "stdin" : path);
	return asprintf(&name, "%s:%s", path, member) < 0 ? NULL : name;
}

static int entry_add(struct expansion *x, const char *path, const char *member, uint64_t bytes, struct err *e)
{
	struct source_list *list = x->list;
	struct source_entry entry = { .bytes_stored = bytes };

	if (list->count == x->room) {
		size_t room = x->room * 2 + 16;
		struct source_entry *grown = realloc(list->entry, room * sizeof *grown);

		if (!grown)
			return err_nomem(e);
		list->entry = grown;
		x->room = room;
	}
	entry.path = strdup(path);
	entry.member = member ? strdup(member) : NULL;
	entry.name = entry_name(path, member);
	if (!entry.path || !entry.name || (member && !entry.member)) {
		entry_release(&entry);
		return err_nomem(e);
	}
	list->entry[list->count++] = entry;
	return 0;
}

/* The archive's bytes are shared out by what its members unpack to, one at least: 0 would say that the size is not known. */
static int members_add(struct expansion *x, const char *path, const struct member_list *members, uint64_t bytes, struct err *e)
{
	double total = 0;

	for (size_t i = 0; i < members->count; i++)
		total += (double)members->member[i].bytes;
	for (size_t i = 0; i < members->count; i++) {
		const struct member *m = &members->member[i];
		uint64_t share = total > 0 ? (uint64_t)((double)bytes * ((double)m->bytes / total)) : 0;

		if (entry_add(x, path, m->name, share ? share : 1, e) < 0)
			return -1;
	}
	return 0;
}

static int archive_add(struct expansion *x, const char *path, struct stage *from, uint64_t bytes, struct err *e)
{
	struct member_list members;
	int done;

	if (members_list(&members, from, e) < 0)
		return -1;
	done = members.count ? members_add(x, path, &members, bytes, e) : err_set(e, ERR_INPUT, "is an archive without files");
	members_release(&members);
	return done;
}

/* A regular file is looked into: it may be an archive. */
static int regular_add(struct expansion *x, const char *path, uint64_t bytes, struct err *e)
{
	struct stage *stage = NULL;
	const char *compression;
	int done = -1;

	if (stage_file(&stage, path, e) == 0 && unpack(&stage, &compression, e) == 0 && stage_look(stage, e) >= 0)
		done = container_name(stage->head, stage->looked) ? archive_add(x, path, stage, bytes, e) :
								    entry_add(x, path, NULL, bytes, e);
	stage_close(stage);
	return done;
}

static int directory_refuse(const char *path, struct err *e)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return err_set(e, ERR_INPUT, "is a directory; use %.*s%s*.csv", (int)n, path, n == 1 && path[0] == '/' ? "" : "/");
}

static int path_add(struct expansion *x, const char *path, const struct stat *st, struct err *e)
{
	int done;

	if (S_ISDIR(st->st_mode))
		done = directory_refuse(path, e);
	else if (S_ISREG(st->st_mode))
		done = regular_add(x, path, (uint64_t)st->st_size, e);
	else
		done = entry_add(x, path, NULL, 0, e);
	return done < 0 ? err_in(e, "%s", path) : 0;
}

static int stdin_add(struct expansion *x, struct err *e)
{
	if (x->stdin_named)
		return err_set(e, ERR_USAGE, "standard input can be read only once");
	x->stdin_named = true;
	return entry_add(x, "-", NULL, 0, e);
}

/* ---- globs ---- */

static int path_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int matches_add(struct expansion *x, const glob_t *found, const char *pattern, struct err *e)
{
	size_t before = x->list->count;

	qsort(found->gl_pathv, found->gl_pathc, sizeof *found->gl_pathv, path_order);
	for (size_t i = 0; i < found->gl_pathc; i++) {
		const char *path = found->gl_pathv[i];
		struct stat st;

		if (stat(path, &st) < 0)
			return err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
		if (!S_ISDIR(st.st_mode) && path_add(x, path, &st, e) < 0)
			return -1;
	}
	return x->list->count > before ? 0 : err_set(e, ERR_INPUT, "%s: only directories match", pattern);
}

/* Sorted here: glob(3) sorts as the locale has it. */
static int glob_add(struct expansion *x, const char *pattern, struct err *e)
{
	glob_t found = { .gl_pathc = 0 };
	int code = glob(pattern, GLOB_NOSORT | GLOB_ERR, NULL, &found);
	int done;

	if (code == GLOB_NOSPACE)
		done = err_nomem(e);
	else if (code == GLOB_NOMATCH)
		done = err_set(e, ERR_INPUT, "%s: no file matches", pattern);
	else if (code != 0)
		done = err_set(e, ERR_INPUT, "%s: a directory cannot be searched: %s", pattern, strerror(errno));
	else
		done = matches_add(x, &found, pattern, e);
	globfree(&found);
	return done;
}

static int argument_add(struct expansion *x, const char *argument, struct err *e)
{
	struct stat st;

	if (strcmp(argument, "-") == 0 || strcmp(argument, "/dev/stdin") == 0)
		return stdin_add(x, e);
	if (stat(argument, &st) == 0)
		return path_add(x, argument, &st, e);
	if ((errno == ENOENT || errno == ENOTDIR) && strpbrk(argument, "*?["))
		return glob_add(x, argument, e);
	return err_set(e, ERR_INPUT, "%s: %s", *argument ? argument : "\"\"", strerror(errno));
}

int source_list_expand(struct source_list *list, const char *const *arguments, size_t count, struct err *e)
{
	struct expansion x = { .list = list };

	*list = (struct source_list){ .count = 0 };
	for (size_t i = 0; i < count; i++) {
		if (argument_add(&x, arguments[i], e) < 0) {
			source_list_release(list);
			return -1;
		}
	}
	return 0;
}

void source_list_release(struct source_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		entry_release(&list->entry[i]);
	free(list->entry);
	*list = (struct source_list){ .count = 0 };
}
