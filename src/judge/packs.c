/* packs: rule packs: the built-in ones, and files; see judge.h.
 *
 *   pack ──extends──▶ packs read before it, depth first ──▶ rules, by id; the last one of an id stands, where the first one stood
 *        ──disable──▶ rules taken out
 *        ──rules────▶ its own
 *
 * A pack's version is checked before anything else in it, so that a later version is not refused for what only it knows.
 */
#include "judge/judge.h"

#include "base/file.h"
#include "judge/contract.h"
#include "judge/members.h"
#include "judge/number_text.h"
#include "judge/rule.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_VERSION = 1, PACK_BYTES_MAX = 16 << 20, EXTENDS_MAX = 8 };

#define PACK(symbol, name) extern const char rules_##symbol[]; extern const size_t rules_##symbol##_bytes;
#include "judge/packs.inc"
#undef PACK

#define PACK(symbol, name) { name, rules_##symbol, &rules_##symbol##_bytes },
const struct pack packs[] = {
#include "judge/packs.inc"
	{ NULL, NULL, NULL }
};
#undef PACK

/* What is known while a pack is read. */
struct reading {
	struct rules *rules;
	const char *origin;
	unsigned depth, pack;
	bool built_in, contract, in_order;
	int other_columns;	/* enum severity; -1: ignored */
};

static int pack_read(struct rules *, const char *origin, const char *text, size_t bytes, unsigned depth, struct err *);

static int version_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	char value[NUMBER_TEXT];

	(void)into;
	(void)offset;
	if (item->valuedouble == RULES_VERSION)
		return 0;
	number_exactly(value, item->valuedouble);
	return fault(r, value_at(r, item), "packs of version %s are not known; this program reads version %d", value, RULES_VERSION);
}

/* ---- extends ---- */

static const struct pack *pack_builtin(const char *name)
{
	for (const struct pack *p = packs; p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

/* A path as the pack means it: from its own folder. */
static char *path_from(const char *origin, const char *path)
{
	const char *slash = strrchr(origin, '/');
	char *joined;

	if (path[0] == '/' || !slash)
		return strdup(path);
	return asprintf(&joined, "%.*s%s", (int)(slash - origin + 1), origin, path) < 0 ? NULL : joined;
}

static int file_take(struct rules *rules, const char *path, unsigned depth, struct err *e)
{
	size_t bytes;
	char *text = file_read(path, PACK_BYTES_MAX, &bytes, e);
	int done = text ? pack_read(rules, path, text, bytes, depth, e) : -1;

	free(text);
	return done;
}

static int extends_take(struct reader *r, const struct reading *reading, const cJSON *item)
{
	const struct pack *p;
	char *path;
	int done;

	if (kind_check(r, item, "extends", KIND_TEXT) < 0)
		return -1;
	if (reading->depth == EXTENDS_MAX)
		return fault(r, value_at(r, item), "packs extend each other more than %d deep; perhaps in a circle", EXTENDS_MAX);
	p = pack_builtin(item->valuestring);
	if (p)
		return pack_read(reading->rules, p->name, p->text, *p->bytes, reading->depth + 1, r->e);
	path = path_from(reading->origin, item->valuestring);
	if (!path)
		return err_nomem(r->e);
	done = file_take(reading->rules, path, reading->depth + 1, r->e);
	free(path);
	if (done < 0 && r->e->code == ERR_INPUT)
		err_in(r->e, "%s: extends: ", reading->origin);
	return done;
}

static int extends_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	if (cJSON_IsString(item))
		return extends_take(r, into, item);
	for (const cJSON *i = item->child; i; i = i->next)
		if (extends_take(r, into, i) < 0)
			return -1;
	return 0;
}

/* ---- rules by id ---- */

static struct rule *rule_find(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->count; i++)
		if (strcmp(rules->at[i].id, id) == 0)
			return &rules->at[i];
	return NULL;
}

static int disable_take(struct reader *r, struct rules *rules, const cJSON *item)
{
	const char **names;
	char near[NEAR_BYTES];
	struct rule *rule;

	if (kind_check(r, item, "disable", KIND_TEXT) < 0)
		return -1;
	rule = rule_find(rules, item->valuestring);
	if (rule) {
		rule_release(rule);
		memmove(rule, rule + 1, (size_t)(rules->at + --rules->count - rule) * sizeof *rule);
		return 0;
	}
	names = calloc(rules->count + 1, sizeof *names);
	if (!names)
		return err_nomem(r->e);
	for (size_t i = 0; i < rules->count; i++)
		names[i] = rules->at[i].id;
	near_text(near, item->valuestring, names, rules->count);
	free(names);
	return fault(r, value_at(r, item), "no pack that this one extends has a rule \"%.100s\"%s", item->valuestring, near);
}

static int disable_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct reading *reading = into;

	(void)offset;
	for (const cJSON *i = item->child; i; i = i->next)
		if (disable_take(r, reading->rules, i) < 0)
			return -1;
	return 0;
}

/* Takes the rule: in the place of one of the same id, else at the end. */
static int rule_keep(struct rules *rules, const struct rule *rule, struct err *e)
{
	struct rule *old = rule_find(rules, rule->id), *grown;

	if (old) {
		rule_release(old);
		*old = *rule;
		return 0;
	}
	if (rules->count == rules->room) {
		size_t room = rules->room ? 2 * rules->room : 64;

		grown = reallocarray(rules->at, room, sizeof *grown);
		if (!grown)
			return err_nomem(e);
		rules->at = grown;
		rules->room = room;
	}
	rules->at[rules->count++] = *rule;
	return 0;
}

static int rule_take(struct reader *r, const struct reading *reading, const cJSON *object)
{
	const struct rule *old;
	struct rule rule;
	int done = rule_read(r, object, &rule);

	rule.pack = reading->pack;
	rule.built_in = reading->built_in;
	old = done == 0 ? rule_find(reading->rules, rule.id) : NULL;
	if (old && old->pack == reading->pack)
		done = fault(r, value_at(r, cJSON_GetObjectItemCaseSensitive(object, "id")), "there is a rule \"%.100s\" already", rule.id);
	if (done == 0)
		done = rule_keep(reading->rules, &rule, r->e);
	if (done < 0)
		rule_release(&rule);
	return done;
}

static int list_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	for (const cJSON *i = item->child; i; i = i->next)
		if (rule_take(r, into, i) < 0)
			return -1;
	return 0;
}

/* ---- the contract ---- */

static int columns_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct reading *reading = into;

	(void)offset;
	reading->contract = true;
	return contract_read(r, reading->rules, item, rule_keep);
}

static int in_order_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)r;
	(void)offset;
	((struct reading *)into)->in_order = cJSON_IsTrue(item);
	return 0;
}

static int other_columns_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	static const char *const words[] = { "ignore", "info", "warn", "error" };
	int found = word_find(r, item, "\"other_columns\"", words, COUNT(words));

	(void)offset;
	((struct reading *)into)->other_columns = found - 1;
	return found < 0 ? -1 : 0;
}

static int contract_end(struct reader *r, const struct reading *reading)
{
	if (!reading->contract)
		return 0;
	if (reading->in_order && contract_order(r, reading->rules, rule_keep) < 0)
		return -1;
	return contract_others(r, reading->rules, reading->other_columns, rule_keep);
}

/* ---- the pack ---- */

static const struct member pack_members[] = {
	{ "$schema", KIND_TEXT, false, NULL, 0 },
	{ "rules_version", KIND_NUMBER, true, version_read, 0 },
	{ "name", KIND_TEXT, false, NULL, 0 },
	{ "description", KIND_TEXT, false, NULL, 0 },
	{ "extends", KIND_WORDS, false, extends_read, 0 },
	{ "disable", KIND_LIST, false, disable_read, 0 },
	{ "columns", KIND_LIST, false, columns_read, 0 },
	{ "columns_in_order", KIND_FLAG, false, in_order_read, 0 },
	{ "other_columns", KIND_TEXT, false, other_columns_read, 0 },
	{ "rules", KIND_LIST, true, list_read, 0 },
};

static int pack_read(struct rules *rules, const char *origin, const char *text, size_t bytes, unsigned depth, struct err *e)
{
	struct reading reading = { .rules = rules, .origin = origin, .depth = depth, .pack = rules->packs++, .other_columns = SEVERITY_ERROR };
	struct reader r = { .arena = &rules->arena, .owner = rules, .e = e };

	for (const struct pack *p = packs; p->name; p++)
		reading.built_in |= p->text == text;
	if (members_text_read(&r, origin, text, bytes, "a rule pack", pack_members, COUNT(pack_members), &reading) < 0)
		return -1;
	return contract_end(&r, &reading);
}

static int rules_made(struct rules **out, struct rules *rules, int done)
{
	if (done < 0)
		rules_free(rules);
	else
		*out = rules;
	return done;
}

int rules_read(struct rules **out, const char *origin, const char *text, size_t bytes, struct err *e)
{
	struct rules *rules = calloc(1, sizeof *rules);

	return rules_made(out, rules, rules ? pack_read(rules, origin, text, bytes, 0, e) : err_nomem(e));
}

int rules_open(struct rules **out, const char *pack, struct err *e)
{
	const struct pack *p = pack_builtin(pack ? pack : "default");
	struct rules *rules;

	if (p)
		return rules_read(out, p->name, p->text, *p->bytes, e);
	rules = calloc(1, sizeof *rules);
	return rules_made(out, rules, rules ? file_take(rules, pack, 0, e) : err_nomem(e));
}

void rules_free(struct rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->count; i++)
		rule_release(&rules->at[i]);
	free(rules->at);
	arena_release(&rules->arena);
	free(rules);
}

const char *const *rules_contract(const struct rules *rules, size_t *columns)
{
	*columns = rules->contract_columns;
	return rules->contract;
}

size_t rules_count(const struct rules *rules)
{
	return rules->count;
}

struct rule_info rules_info(const struct rules *rules, size_t i)
{
	const struct rule *r = &rules->at[i];

	return (struct rule_info){ r->id, r->demand.metric->name, r->title, r->meaning, r->action, r->severity };
}
