/* waivers: see waivers.h. */
#include "judge/waivers.h"

#include "base/file.h"
#include "judge/judge.h"
#include "judge/members.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { WAIVERS_VERSION = 1, WAIVERS_BYTES_MAX = 16 << 20, ID_DIGITS = 16 };

static const double DAY = 86400e6;

static int text_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	const char *text = text_keep(r, item);

	*(const char **)((char *)into + offset) = text;
	return text ? 0 : -1;
}

static int finding_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	if (strspn(item->valuestring, "0123456789abcdef") != ID_DIGITS || item->valuestring[ID_DIGITS])
		return fault(r, value_at(r, item), "a finding's id is of 16 hexadecimal digits, as in the report; \"%.40s\" is not",
			     item->valuestring);
	return text_read(r, into, item, offset);
}

static int until_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct waiver *w = into;

	if (strlen(item->valuestring) != strlen("2026-12-31") || time_read(item->valuestring, &w->until) < 0)
		return fault(r, value_at(r, item), "\"until\" is a day like 2026-12-31, not \"%.40s\"", item->valuestring);
	w->until += DAY;
	return text_read(r, into, item, offset);
}

static const struct member waiver_members[] = {
	{ "finding", KIND_TEXT, true, finding_read, offsetof(struct waiver, finding) },
	{ "until", KIND_TEXT, true, until_read, offsetof(struct waiver, until_text) },
	{ "reason", KIND_TEXT, true, text_read, offsetof(struct waiver, reason) },
	{ "owner", KIND_TEXT, false, text_read, offsetof(struct waiver, owner) },
};

static int list_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct waivers *waivers = into;

	(void)offset;
	waivers->at = arena_zeroed(r->arena, (size_t)cJSON_GetArraySize(item) + 1, sizeof *waivers->at);
	if (!waivers->at)
		return err_nomem(r->e);
	for (const cJSON *i = item->child; i; i = i->next) {
		struct waiver *w = &waivers->at[waivers->count];

		if (members_read(r, i, "a waiver", waiver_members, COUNT(waiver_members), w) < 0)
			return -1;
		for (size_t before = 0; before < waivers->count; before++)
			if (strcmp(waivers->at[before].finding, w->finding) == 0)
				return fault(r, value_at(r, i), "there is a waiver of %s already", w->finding);
		waivers->count++;
	}
	return 0;
}

static int version_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)into;
	(void)offset;
	if (item->valuedouble == WAIVERS_VERSION)
		return 0;
	return fault(r, value_at(r, item), "waivers of this version are not known; this program reads version %d", WAIVERS_VERSION);
}

static const struct member file_members[] = {
	{ "waivers_version", KIND_NUMBER, true, version_read, 0 },
	{ "waivers", KIND_LIST, true, list_read, 0 },
};

int waivers_read(struct waivers *w, const char *origin, const char *text, size_t bytes, struct err *e)
{
	struct reader r = { .arena = &w->arena, .owner = w, .e = e };

	return members_text_read(&r, origin, text, bytes, "a file of waivers", file_members, COUNT(file_members), w);
}

int waivers_open(struct waivers *w, const char *path, struct err *e)
{
	size_t bytes;
	char *text = file_read(path, WAIVERS_BYTES_MAX, &bytes, e);
	int done = text ? waivers_read(w, path, text, bytes, e) : -1;

	free(text);
	return done;
}

void waivers_release(struct waivers *w)
{
	arena_release(&w->arena);
	*w = (struct waivers){ .count = 0 };
}

static struct waiver *waiver_of(const struct waivers *waivers, const struct finding *f)
{
	for (size_t i = 0; i < waivers->count; i++)
		if (strcmp(waivers->at[i].finding, f->id) == 0)
			return &waivers->at[i];
	return NULL;
}

static void outcome_waive(struct findings *findings, const struct finding *f)
{
	for (size_t i = 0; i < findings->outcomes; i++)
		if (findings->outcome[i].rule == f->rule)	/* the same text, not an equal one */
			findings->outcome[i].waived++;
}

void waivers_apply(struct waivers *waivers, struct findings *findings, double now)
{
	for (size_t i = 0; i < waivers->count; i++)
		waivers->at[i].expired = now >= waivers->at[i].until;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *f = &findings->at[i];
		struct waiver *w = waiver_of(waivers, f);

		if (!w)
			continue;
		w->used = true;
		if (w->expired)
			continue;
		f->waiver = w;
		findings->by_severity[f->severity]--;
		findings->waived++;
		outcome_waive(findings, f);
	}
}
