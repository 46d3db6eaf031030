/* results: see results.h. The sink that analyses publish into, and the table behind it. */
#include "analyse/results.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

/* The sink's first member is the sink: a callback gets back to the results from it. */
struct collector {
	struct sink sink;
	struct results *into;
};

/* A new record with the place filled in, or NULL with `failed` set. */
static struct result *record_new(struct results *r, const struct metric *m, struct where w)
{
	struct result *record;

	if (r->count == r->room) {
		size_t room = r->room ? 2 * r->room : 256;
		struct result *grown = reallocarray(r->at, room, sizeof *grown);

		if (!grown) {
			r->failed = true;
			return NULL;
		}
		r->at = grown;
		r->room = room;
	}
	if (w.class && !(w.class = arena_copy(&r->arena, w.class, strlen(w.class)))) {
		r->failed = true;
		return NULL;
	}
	record = &r->at[r->count++];
	*record = (struct result){ .metric = m, .where = w };
	return record;
}

static void text_keep(struct results *r, struct result *record, const char *text)
{
	record->text = arena_copy(&r->arena, text, strlen(text));
	if (!record->text) {
		record->text = "memory ran out";
		r->failed = true;
	}
}

static void take_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	struct result *record = record_new(((struct collector *)sink)->into, m, w);

	if (record)
		record->value = value;
}

static void take_bounded(struct sink *sink, const struct metric *m, struct where w, double value, const char *method, double error)
{
	struct results *r = ((struct collector *)sink)->into;
	struct result *record = record_new(r, m, w);

	if (!record)
		return;
	record->value = value;
	record->error = error;
	text_keep(r, record, method);
}

static void take_text(struct sink *sink, const struct metric *m, struct where w, const char *text)
{
	struct results *r = ((struct collector *)sink)->into;
	struct result *record = record_new(r, m, w);

	if (!record)
		return;
	record->kind = RESULT_TEXT;
	text_keep(r, record, text);
}

static void take_detail(struct sink *sink, const struct metric *m, struct where w, struct cJSON *detail)
{
	struct results *r = ((struct collector *)sink)->into;
	struct result *record = detail ? record_new(r, m, w) : NULL;

	if (!record) {
		r->failed = true;
		cJSON_Delete(detail);
		return;
	}
	record->kind = RESULT_DETAIL;
	record->detail = detail;
}

static void take_none(struct sink *sink, const struct metric *m, struct where w, const char *reason)
{
	struct results *r = ((struct collector *)sink)->into;
	struct result *record = record_new(r, m, w);

	if (!record)
		return;
	record->kind = RESULT_NONE;
	text_keep(r, record, reason);
}

int results_publish(struct results *r, const struct analysis *a, const void *state, const struct plan *plan, struct err *e)
{
	struct collector c = { { take_value, take_bounded, take_text, take_detail, take_none }, r };

	a->publish(state, plan, &c.sink);
	return r->failed ? err_nomem(e) : 0;
}

int results_collect(struct results *r, void *const *states, const struct plan *plan, struct err *e)
{
	for (size_t i = 0; analyses[i]; i++)
		if (analysis_takes_part(analyses[i], plan) && results_publish(r, analyses[i], states[i], plan, e) < 0)
			return err_in(e, "%s", analyses[i]->name);
	return 0;
}

const struct result *results_find(const struct results *r, const struct metric *m, struct where w)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct result *record = &r->at[i];

		if (record->metric == m && record->where.column == w.column && record->where.other == w.other &&
		    (w.class == record->where.class || (w.class && record->where.class && strcmp(w.class, record->where.class) == 0)))
			return record;
	}
	return NULL;
}

void results_release(struct results *r)
{
	for (size_t i = 0; i < r->count; i++)
		cJSON_Delete(r->at[i].detail);
	free(r->at);
	arena_release(&r->arena);
	*r = (struct results){ .count = 0 };
}
