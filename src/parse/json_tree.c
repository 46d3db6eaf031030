/* json_tree: see json_tree.h. */
#include "parse/json_tree.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	SUPERSEDED = 1 << 16,			/* in cJSON.type, whose low byte is the type and whose bits 8 and 9 are flags */
	ARENA_KEPT = 16 * 1024 * 1024,		/* what one huge record took beyond this goes back to the system */
};

struct json_tree {
	struct arena nodes;
	char *skeleton;
	size_t room;
};

/* The hooks have no argument to carry it: the arena of the parse that this thread is in. */
static _Thread_local struct json_tree *parsing;
static _Thread_local bool parsing_nomem;

static void *tree_malloc(size_t bytes)
{
	void *p;

	if (!parsing)
		return malloc(bytes);
	p = arena_take(&parsing->nodes, bytes);
	if (!p)
		parsing_nomem = true;
	return p;
}

static void tree_free(void *p)
{
	if (!parsing)
		free(p);
}

static void install_hooks(void)
{
	cJSON_Hooks hooks = { .malloc_fn = tree_malloc, .free_fn = tree_free };

	cJSON_InitHooks(&hooks);
}

struct json_tree *json_tree_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install_hooks);
	return calloc(1, sizeof(struct json_tree));
}

void json_tree_free(struct json_tree *t)
{
	if (!t)
		return;
	arena_release(&t->nodes);
	free(t->skeleton);
	free(t);
}

/* Copy the record with [] for each note: of all values, cJSON reads that one fastest. */
static size_t copy_skeleton(char *to, const char *bytes, size_t n, const struct json_check *c)
{
	size_t used = 0, from = 0;

	for (size_t i = 0; i < c->notes; i++) {
		const struct json_note *note = &c->note[i];

		memcpy(to + used, bytes + from, note->at - from);
		used += note->at - from;
		to[used++] = '[';
		to[used++] = ']';
		from = note->at + note->bytes;
	}
	memcpy(to + used, bytes + from, n - from);
	return used + n - from;
}

/* cJSON would end a string at \u0000. Backslashes stand in strings only, and each starts an escape. */
static void replace_nul_escapes(char *bytes, size_t n)
{
	char *end = bytes + n, *at = bytes;

	while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		if (end - at >= 6 && memcmp(at + 1, "u0000", 5) == 0)
			memcpy(at + 2, "fffd", 4);
		at += 2;
	}
}

static int make_skeleton(struct json_tree *t, const char **bytes, size_t *n, const struct json_check *c, struct err *e)
{
	size_t need = *n + c->notes;	/* "[]" for a number of one digit is one byte more */

	if (c->notes == 0 && !c->nul_escape)
		return 0;
	if (t->room < need) {
		char *wider = malloc(need);

		if (!wider)
			return err_nomem(e);
		free(t->skeleton);
		t->skeleton = wider;
		t->room = need;
	}
	*n = copy_skeleton(t->skeleton, *bytes, *n, c);
	*bytes = t->skeleton;
	if (c->nul_escape)
		replace_nul_escapes(t->skeleton, *n);
	return 0;
}

int json_tree_parse(struct json_tree *t, const char *bytes, size_t n, const struct json_check *c, cJSON **root, struct err *e)
{
	if (arena_held(&t->nodes) > ARENA_KEPT)
		arena_release(&t->nodes);
	else
		arena_reset(&t->nodes);
	if (make_skeleton(t, &bytes, &n, c, e))
		return -1;
	parsing = t;
	parsing_nomem = false;
	*root = cJSON_ParseWithLengthOpts(bytes, n, NULL, 0);
	parsing = NULL;
	return parsing_nomem ? err_nomem(e) : 0;
}

/* A member and its place, since sorting must tell which of equal keys came last. */
struct member {
	cJSON *item;
	size_t place;
};

static int member_order(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = strcmp(x->item->string, y->item->string);

	return order ? order : x->place < y->place ? -1 : x->place > y->place;
}

int json_tree_supersede(struct json_tree *t, cJSON *object, struct err *e)
{
	struct member *member;
	size_t count = 0, i = 0;

	for (cJSON *item = object->child; item; item = item->next)
		count++;
	member = arena_zeroed(&t->nodes, count, sizeof *member);
	if (!member)
		return err_nomem(e);
	for (cJSON *item = object->child; item; item = item->next, i++) {
		member[i] = (struct member){ item, i };
		if (cJSON_IsObject(item) && json_tree_supersede(t, item, e))
			return -1;
	}
	qsort(member, count, sizeof *member, member_order);
	for (i = 1; i < count; i++)
		if (strcmp(member[i - 1].item->string, member[i].item->string) == 0)
			member[i - 1].item->type |= SUPERSEDED;
	return 0;
}

bool json_tree_superseded(const cJSON *member)
{
	return member->type & SUPERSEDED;
}
