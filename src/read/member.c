/* member: see member.h. */
#include "read/member.h"

#include "read/reader.h"

#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { TAR_HEADER = 512, TAR_CHECKSUM = 148, TAR_CHECKSUM_BYTES = 8 };

/* A tar header holds the sum of its bytes, taken with the sum's own field blank. No text has it right by accident. */
static bool tar_begins(const char *head, size_t n)
{
	unsigned long sum = 0, stated = 0;
	size_t at = TAR_CHECKSUM;

	if (n < TAR_HEADER || head[0] == '\0')
		return false;
	for (size_t i = 0; i < TAR_HEADER; i++)
		sum += i - TAR_CHECKSUM < TAR_CHECKSUM_BYTES ? ' ' : (unsigned char)head[i];
	while (at < TAR_CHECKSUM + TAR_CHECKSUM_BYTES && head[at] == ' ')
		at++;
	for (; at < TAR_CHECKSUM + TAR_CHECKSUM_BYTES && head[at] >= '0' && head[at] <= '7'; at++)
		stated = stated * 8 + (unsigned long)(head[at] - '0');
	return sum == stated;
}

/* A zip of nothing, which libarchive does not know. */
static bool zip_is_empty(const char *head, size_t n)
{
	return n >= 4 && memcmp(head, "PK\5\6", 4) == 0;
}

static bool zip_begins(const char *head, size_t n)
{
	return (n >= 4 && memcmp(head, "PK\3\4", 4) == 0) || zip_is_empty(head, n);
}

/* A zip is read by the directory at its end alone: read from the front, a truncated one would look whole. */
static const struct container {
	const char *name;
	bool (*begins)(const char *head, size_t n);
	int (*support)(struct archive *);
	bool seeks;
} containers[] = {
	{ "zip", zip_begins, archive_read_support_format_zip_seekable, true },
	{ "tar", tar_begins, archive_read_support_format_tar, false },
};

static const struct container *container_find(const char *head, size_t n)
{
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++)
		if (containers[i].begins(head, n))
			return &containers[i];
	return NULL;
}

const char *container_name(const char *head, size_t n)
{
	const struct container *c = container_find(head, n);

	return c ? c->name : NULL;
}

/* An archive that is open, and the entry that it stands at. */
struct walk {
	struct reader reader;
	const struct container *container;
	struct archive_entry *entry;
	locale_t utf8;		/* libarchive gives names in the thread's locale, and none where that has no letters for them */
};

static int walk_open(struct walk *w, struct stage *from, struct err *e)
{
	ssize_t n = stage_look(from, e);

	if (n < 0)
		return -1;
	w->container = container_find(from->head, (size_t)n);
	if (!w->container)
		return err_set(e, ERR_INPUT, "no archive any more");
	if (w->container->seeks && !from->seek)
		return err_set(e, ERR_INPUT, "a zip archive cannot be read from a pipe or within other data: unpack it first");
	if (reader_begin(&w->reader, from, e) < 0)
		return -1;
	w->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	w->container->support(w->reader.archive);
	if (reader_open(&w->reader, true, e) < 0)
		return reader_fail(&w->reader, w->container->name, e);
	return 0;
}

static void walk_close(struct walk *w)
{
	reader_end(&w->reader);
	if (w->utf8)
		freelocale(w->utf8);
	w->utf8 = (locale_t)0;
}

/* On to the next entry: 1; 0 at the end; -1. A warning is about attributes, which nobody asks for, or the name (member_name). */
static int walk_entry(struct walk *w, struct err *e)
{
	int code;

	w->reader.err = e;
	code = archive_read_next_header(w->reader.archive, &w->entry);
	if (code == ARCHIVE_EOF)
		return 0;
	if (code == ARCHIVE_OK || code == ARCHIVE_WARN)
		return 1;
	return reader_fail(&w->reader, w->container->name, e);
}

static bool is_member(struct archive_entry *entry, const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
		return false;
	return !name || (slash ? slash[1] : name[0]) != '.';
}

/* On to the next member: 1; 0 at the end; -1. *name is good until the next call. */
static int walk_member(struct walk *w, const char **name, struct err *e)
{
	for (;;) {
		int found = walk_entry(w, e);

		if (found <= 0)
			return found;
		*name = archive_entry_pathname(w->entry);
		if (!is_member(w->entry, *name))
			continue;
		if (!*name)
			return err_set(e, ERR_INPUT, "a member's name cannot be read");
		if (archive_entry_is_encrypted(w->entry))
			return err_set(e, ERR_INPUT, "member \"%s\" is encrypted", *name);
		return 1;
	}
}

/* walk_member with names as UTF-8. */
static int walk_next(struct walk *w, const char **name, struct err *e)
{
	locale_t before = uselocale(w->utf8);		/* 0, where there is no such locale, changes nothing */
	int found = walk_member(w, name, e);

	uselocale(before);
	return found;
}

/* ---- the list ---- */

static int member_add(struct member_list *list, size_t *room, const char *name, int64_t bytes, struct err *e)
{
	struct member *m;

	if (list->count == *room) {
		size_t more = *room * 2 + 16;
		struct member *grown = realloc(list->member, more * sizeof *grown);

		if (!grown)
			return err_nomem(e);
		list->member = grown;
		*room = more;
	}
	m = &list->member[list->count];
	m->bytes = bytes > 0 ? (uint64_t)bytes : 0;
	m->name = strdup(name);
	if (!m->name)
		return err_nomem(e);
	list->count++;
	return 0;
}

static int member_order(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static int members_read(struct member_list *list, struct walk *w, struct err *e)
{
	const char *name;
	size_t room = 0;
	int found;

	while ((found = walk_next(w, &name, e)) > 0) {
		if (strcmp(name, "[Content_Types].xml") == 0)
			return err_set(e, ERR_INPUT, "is an Office document: save it as CSV");
		if (member_add(list, &room, name, archive_entry_size(w->entry), e) < 0)
			return -1;
	}
	if (found < 0 || list->count == 0)
		return found;
	qsort(list->member, list->count, sizeof *list->member, member_order);
	for (size_t i = 1; i < list->count; i++)
		if (strcmp(list->member[i - 1].name, list->member[i].name) == 0)
			return err_set(e, ERR_INPUT, "has two members \"%s\": unpack it first", list->member[i].name);
	return 0;
}

int members_list(struct member_list *list, struct stage *from, struct err *e)
{
	struct walk *w = calloc(1, sizeof *w);
	int done = -1;

	*list = (struct member_list){ .count = 0 };
	if (!w)
		return err_nomem(e);
	if (stage_look(from, e) >= 0 && zip_is_empty(from->head, from->looked))
		done = 0;
	else if (walk_open(w, from, e) == 0)
		done = members_read(list, w, e);
	walk_close(w);
	free(w);
	if (done < 0)
		members_release(list);
	return done;
}

void members_release(struct member_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->member[i].name);
	free(list->member);
	*list = (struct member_list){ .count = 0 };
}

/* ---- one of them ---- */

struct member_stage {
	struct stage base;
	struct walk walk;
};

static ssize_t member_pull(struct stage *s, char *to, size_t room, struct err *e)
{
	struct walk *w = &((struct member_stage *)s)->walk;

	return reader_read(&w->reader, to, room, w->container->name, e);
}

static void member_close(struct stage *s)
{
	struct member_stage *m = (struct member_stage *)s;

	walk_close(&m->walk);
	stage_close(m->walk.reader.from);
	free(m);
}

static int member_find(struct walk *w, const char *wanted, uint64_t *bytes, struct err *e)
{
	const char *name;
	int found;

	while ((found = walk_next(w, &name, e)) > 0) {
		if (strcmp(name, wanted) == 0) {
			int64_t size = archive_entry_size(w->entry);

			*bytes = size > 0 ? (uint64_t)size : 0;
			return 0;
		}
	}
	return found < 0 ? -1 : err_set(e, ERR_INPUT, "no such member any more");
}

int member_enter(struct stage **stage, const char *name, uint64_t *bytes, struct err *e)
{
	struct member_stage *m = calloc(1, sizeof *m);

	if (!m)
		return err_nomem(e);
	m->base.pull = member_pull;
	m->base.close = member_close;
	if (walk_open(&m->walk, *stage, e) < 0 || member_find(&m->walk, name, bytes, e) < 0) {
		walk_close(&m->walk);
		free(m);
		return -1;
	}
	*stage = &m->base;
	return 0;
}
