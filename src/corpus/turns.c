/* turns: see turns.h.
 *
 * Roles have two spellings. A message with "from" is ShareGPT's and its roles are its own; one with "role" is OpenAI's. A role of
 * the other spelling is unknown, as it is to the loaders: {"role": "human"} is no user.
 */
#include "corpus/turns.h"

static const struct role_name {
	const char *name;
	enum turn_role role;
	bool openai, sharegpt;
} roles[] = {
	{ "user", TURN_USER, true, true }, { "assistant", TURN_ASSISTANT, true, true }, { "system", TURN_SYSTEM, true, true },
	{ "tool", TURN_TOOL, true, true }, { "function", TURN_TOOL, true, false }, { "developer", TURN_SYSTEM, true, false },
	{ "human", TURN_USER, false, true }, { "gpt", TURN_ASSISTANT, false, true }, { "chatgpt", TURN_ASSISTANT, false, true },
	{ "bing", TURN_ASSISTANT, false, true }, { "bard", TURN_ASSISTANT, false, true },
	{ "function_call", TURN_CALL, false, true }, { "observation", TURN_TOOL, false, true },
};

static enum turn_role role_of(struct span name, bool sharegpt)
{
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if ((sharegpt ? roles[i].sharegpt : roles[i].openai) && span_is(name, roles[i].name))
			return roles[i].role;
	return TURN_OTHER;
}

/* Keys that a message may have: OpenAI's today, those of reasoning models' data, and ShareGPT's. */
static bool key_is_known(struct span key)
{
	static const char *const known[] = { "role", "content", "from", "value", "name", "weight", "tool_calls", "tool_call_id",
					    "function_call",
					     "refusal", "audio", "reasoning_content" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (span_is(key, known[i]))
			return true;
	return false;
}

static struct turn *turn_new(struct corpus_reader *r, struct corpus_view *v, struct err *e)
{
	if (v->turns == r->room) {
		size_t room = r->room ? 2 * r->room : 16;
		struct turn *grown = reallocarray(r->turn, room, sizeof *grown);

		if (!grown) {
			err_nomem(e);
			return NULL;
		}
		r->turn = grown;
		r->room = room;
	}
	v->turn = r->turn;
	r->turn[v->turns] = (struct turn){ .role = TURN_OTHER };
	return &r->turn[v->turns++];
}

int turn_add(struct corpus_reader *r, struct corpus_view *v, enum turn_role role, struct span content, struct err *e)
{
	struct turn *t = turn_new(r, v, e);

	if (!t)
		return -1;
	t->role = role;
	t->content = content;
	return 0;
}

/* ---- contents ---- */

static size_t joined_put(char *to, size_t at, struct span s)
{
	if (s.bytes)
		memcpy(to + at, s.at, s.bytes);
	to[at + s.bytes] = '\n';
	return at + s.bytes + 1;
}

/* {"type": "text", "text": …}; other parts have none. */
static struct span part_text(const struct json *p)
{
	return p->kind == JSON_STRING ? p->text : json_text(json_member(p, "text"));
}

/* A list of parts as one text. */
static struct span parts_join(struct corpus_reader *r, const struct json *list, struct err *e)
{
	size_t bytes = 0, at = 0;
	char *to;

	for (const struct json *p = list->child; p; p = p->next)
		bytes += part_text(p).at ? part_text(p).bytes + 1 : 0;
	to = arena_take(&r->arena, bytes + 1);
	if (!to) {
		err_nomem(e);
		return (struct span){ NULL, 0 };
	}
	for (const struct json *p = list->child; p; p = p->next)
		if (part_text(p).at)
			at = joined_put(to, at, part_text(p));
	return (struct span){ to, at ? at - 1 : 0 };
}

static const struct json *content_of(const struct json *message)
{
	const struct json *content = json_member(message, "content");

	return content ? content : json_member(message, "value");
}

bool message_is(const struct json *j)
{
	return j->kind == JSON_OBJECT && (content_of(j) || json_member(j, "role") || json_member(j, "from"));
}

struct span message_content(struct corpus_reader *r, const struct json *message, struct err *e)
{
	const struct json *content = content_of(message);

	return content && content->kind == JSON_ARRAY ? parts_join(r, content, e) : json_text(content);
}

/* ---- turns ---- */

static unsigned content_faults(const struct json *content)
{
	if (!content)
		return TURN_NO_CONTENT;
	switch (content->kind) {
	case JSON_STRING:
	case JSON_ARRAY: return 0;
	case JSON_NULL: return TURN_CONTENT_NULL;
	default: return TURN_CONTENT_NOT_TEXT;
	}
}

static int turn_read(struct corpus_reader *r, struct corpus_view *v, const struct json *message, struct err *e)
{
	const struct json *from = json_member(message, "from"), *role = from ? from : json_member(message, "role");
	const struct json *calls = json_member(message, "tool_calls");
	struct turn *t = turn_new(r, v, e);

	if (!t)
		return -1;
	t->message = message;
	if (message->kind != JSON_OBJECT) {
		t->faults = TURN_NOT_OBJECT | TURN_NO_ROLE | TURN_NO_CONTENT;
		return 0;
	}
	t->name = json_text(role);
	t->role = role_of(t->name, from != NULL);
	t->faults = (role ? 0 : TURN_NO_ROLE) | content_faults(content_of(message));
	for (const struct json *m = message->child; m; m = m->next)
		t->faults |= key_is_known(m->key) ? 0 : TURN_UNKNOWN_KEY;
	t->calls = calls && calls->kind != JSON_NULL ? calls : json_member(message, "function_call");
	if (t->calls && t->calls->kind == JSON_NULL)
		t->calls = NULL;
	t->content = message_content(r, message, e);
	return e->code ? -1 : 0;
}

int turns_read(struct corpus_reader *r, struct corpus_view *v, const struct json *list, struct err *e)
{
	for (const struct json *message = list->child; message; message = message->next)
		if (turn_read(r, v, message, e) < 0)
			return -1;
	return 0;
}

int turns_join(struct corpus_reader *r, const struct turn *turn, size_t turns, struct span *out, struct err *e)
{
	size_t bytes = 0, at = 0;
	char *to;

	*out = turns ? turn[0].content : (struct span){ NULL, 0 };
	if (turns < 2)
		return 0;
	for (size_t i = 0; i < turns; i++)
		bytes += turn[i].content.bytes + 1;
	to = arena_take(&r->arena, bytes);
	if (!to)
		return err_nomem(e);
	for (size_t i = 0; i < turns; i++)
		at = joined_put(to, at, turn[i].content);
	*out = (struct span){ to, at - 1 };
	return 0;
}

/* ---- a list as one side of a pair ---- */

/* Every content but the last's, joined by line ends. */
static int before_join(struct corpus_reader *r, const struct json *list, struct span *out, struct err *e)
{
	size_t bytes = 0, at = 0;
	char *to;

	for (const struct json *m = list->child; m->next; m = m->next)
		bytes += message_content(r, m, e).bytes + 1;
	to = arena_take(&r->arena, bytes + 1);
	if (!to || e->code)
		return err_nomem(e);
	for (const struct json *m = list->child; m->next; m = m->next)
		at = joined_put(to, at, message_content(r, m, e));
	*out = (struct span){ to, at ? at - 1 : 0 };
	return e->code ? -1 : 0;
}

int messages_split(struct corpus_reader *r, const struct json *list, struct span *before, struct span *reply, struct err *e)
{
	const struct json *last = list->child;

	while (last->next)
		last = last->next;
	*reply = message_content(r, last, e);
	return e->code ? -1 : before_join(r, list, before, e);
}
