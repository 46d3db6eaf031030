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
	record->unread = reason == skipped_by_fast;
	text_keep(r, record, reason);
}

int results_publish(struct results *r, const struct analysis *a, const void *state, const struct plan *plan, struct err *e)
{
	struct collector c = { { take_value, take_bounded, take_text, take_detail, take_none }, r };

	a->publish(state, plan, &c.sink);
	return r->failed ? err_nomem(e) : 0;
}

/* ---- what --fast leaves out ---- */

bool results_unread(const struct results *r, const struct metric *m)
{
	for (size_t i = 0; i < r->unread_count; i++)
		if (r->unread[i] == m)
			return true;
	return false;
}

static void unread_note(struct results *r, const struct metric *m)
{
	const struct metric **grown;

	if (results_unread(r, m))
		return;
	grown = reallocarray(r->unread, r->unread_count + 1, sizeof *grown);
	if (!grown) {
		r->failed = true;
		return;
	}
	r->unread = grown;
	r->unread[r->unread_count++] = m;
}

/* A sink in front of the collector, for a state that saw no row. */
struct sieve {
	struct sink sink;
	struct collector behind;
	const struct analysis *of;
	const void *state;
	const struct plan *plan;
};

/* Does the figure need rows? Then it is none, and this is all that is said of it. */
static bool sieve_keeps_out(struct sink *sink, const struct metric *m, struct where w)
{
	struct sieve *s = (struct sieve *)sink;
	size_t column = m->scope == SCOPE_COLUMN ? w.column : NO_COLUMN;

	if (analysis_rows(s->of, s->state, s->plan, column) != ROWS_NEEDED)
		return false;
	unread_note(s->behind.into, m);
	if (m->scope == SCOPE_DATASET || m->scope == SCOPE_COLUMN)
		take_none(&s->behind.sink, m, w, skipped_by_fast);
	return true;
}

static void sieve_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	if (!sieve_keeps_out(sink, m, w))
		take_value(&((struct sieve *)sink)->behind.sink, m, w, value);
}

static void sieve_bounded(struct sink *sink, const struct metric *m, struct where w, double value, const char *method, double error)
{
	if (!sieve_keeps_out(sink, m, w))
		take_bounded(&((struct sieve *)sink)->behind.sink, m, w, value, method, error);
}

static void sieve_text(struct sink *sink, const struct metric *m, struct where w, const char *text)
{
	if (!sieve_keeps_out(sink, m, w))
		take_text(&((struct sieve *)sink)->behind.sink, m, w, text);
}

static void sieve_detail(struct sink *sink, const struct metric *m, struct where w, struct cJSON *detail)
{
	if (sieve_keeps_out(sink, m, w))
		cJSON_Delete(detail);
	else
		take_detail(&((struct sieve *)sink)->behind.sink, m, w, detail);
}

static void sieve_none(struct sink *sink, const struct metric *m, struct where w, const char *reason)
{
	if (sieve_keeps_out(sink, m, w))
		return;
	if (reason == skipped_by_fast)
		unread_note(((struct sieve *)sink)->behind.into, m);
	take_none(&((struct sieve *)sink)->behind.sink, m, w, reason);
}

int results_publish_unread(struct results *r, const struct analysis *a, const void *state, const struct plan *plan, struct err *e)
{
	struct sieve s = { { sieve_value, sieve_bounded, sieve_text, sieve_detail, sieve_none },
			   { { take_value, take_bounded, take_text, take_detail, take_none }, r }, a, state, plan };

	a->publish(state, plan, &s.sink);
	return r->failed ? err_nomem(e) : 0;
}

int results_collect(struct results *r, void *const *states, const struct plan *plan, struct err *e)
{
	for (size_t i = 0; analyses[i]; i++) {
		bool later = analyses[i]->pass == PASS_SECOND || analyses[i]->pass == PASS_THIRD;
		int done;

		if (!analysis_takes_part(analyses[i], plan))
			continue;
		done = plan->fast && later ? results_publish_unread(r, analyses[i], states[i], plan, e) :
					     results_publish(r, analyses[i], states[i], plan, e);
		if (done < 0)
			return err_in(e, "%s", analyses[i]->name);
	}
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
	free(r->unread);
	arena_release(&r->arena);
	*r = (struct results){ .count = 0 };
}
