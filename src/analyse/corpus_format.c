/* corpus.format: are chats in a form that trainers take?
 *
 * The seven errors of OpenAI's notebook, with its names and its way of counting, but that tools are accepted: the role "tool" and
 * "developer", tool_calls in place of content, lists of content parts. Then what loaders want of the order of turns:
 * LLaMA-Factory's converter drops a chat, without a word, when a leading system message is taken off and
 *
 *   turn 0 2 4 …  is not the user's or a tool's,   turn 1 3 5 …  is not the assistant's or a call,   or the number of turns is
 * odd
 *
 * where tool messages in a row are one. A message is of what is written in the list; a turn counts the system column, too.
 * First pass. Counts and first rows alone, so exact in any order; memory does not grow.
 */
#include "analyse/tally.h"
#include "corpus/corpus.h"

#define COOKBOOK "openai-cookbook, Chat_finetuning_data_prep, with tools accepted"
#define LOADER "LLaMA-Factory, converter.py"

enum {
	DATA_TYPE, MISSING_MESSAGES, MISSING_KEY, UNRECOGNIZED_KEY, UNRECOGNIZED_ROLE, MISSING_CONTENT, MISSING_ASSISTANT,
	MISSING_SYSTEM, MISSING_USER, NOT_JSON, BLANK, STARTS_WRONG, ENDS_WRONG, OUT_OF_ORDER, SYSTEM_LATE, DROPPED, TALLIES
};

static const struct metric metrics[] = {
	TALLY("corpus.data_type", "format.data_type", "records that are no objects",
	  "a record that is an array, a text, a number …", "rows", COOKBOOK),
	TALLY("corpus.missing_messages_list", "format.missing_messages_list", "records without messages",
	  "the list is absent, empty or no list", "rows", COOKBOOK),
	TALLY("corpus.message_missing_key", "format.message_missing_key", "messages without role or content",
	  "the key role is absent, or the key content where there is no call", "messages", COOKBOOK),
	TALLY("corpus.message_unrecognized_key", "format.message_unrecognized_key", "messages with a key that no trainer knows",
	  "a key that is none of role content from value name weight tool_calls tool_call_id function_call refusal audio "
	  "reasoning_content", "messages", COOKBOOK),
	TALLY("corpus.unrecognized_role", "format.unrecognized_role", "messages with a role that no trainer knows",
	  "role: system developer user assistant tool function; from: system human user gpt assistant chatgpt bing bard "
	  "function_call observation tool", "messages", COOKBOOK),
	TALLY("corpus.missing_content", "format.missing_content", "messages without content and without a call",
	  "content is absent, null, empty, or neither a text nor a list of parts; and there is no call", "messages", COOKBOOK),
	TALLY("corpus.example_missing_assistant_message", "format.example_missing_assistant_message",
	  "chats without a word of the assistant", "no turn is the assistant's or a call", "rows", COOKBOOK),
	TALLY("corpus.missing_system", "format.missing_system", "chats without a system message",
	  "no message of that role, and no system column", "rows", COOKBOOK),
	TALLY("corpus.missing_user", "format.missing_user", "chats without a message of the user", "no message of that role",
	  "rows", COOKBOOK),
	TALLY("corpus.messages_not_json", "format.messages_not_json", "records whose list is a text that is not JSON",
	  "RFC 8259, to the letter", "rows", "axolotl warns of it"),
	TALLY("corpus.blank_turns", "format.blank_turns", "turns of blanks alone",
	  "content is there and holds white space only, or nothing; no call", "messages", NULL),
	TALLY("corpus.starts_wrong", "format.starts_wrong", "chats that do not start with the user",
	  "the first turn behind system messages is not the user's", "rows", NULL),
	TALLY("corpus.ends_wrong", "format.ends_wrong", "chats that do not end with the assistant",
	  "the last turn is not the assistant's, nor a call", "rows", NULL),
	TALLY("corpus.out_of_order", "format.out_of_order", "chats whose turns do not alternate",
	  "system first, then user or tool, assistant or call, in turns; tool messages in a row are one", "rows", LOADER),
	TALLY("corpus.system_late", "format.system_late", "chats with a system message behind other turns",
	  "a system message that is not among the first turns", "rows", NULL),
	TALLY("corpus.loader_dropped", "format.loader_dropped", "chats that LLaMA-Factory drops in silence",
	  "turns do not alternate, or their number behind a leading system message is odd, or there is none", "rows", LOADER),
	{ "corpus.messages", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "format.messages", "messages in all chats",
	  "Σ list lengths", NULL },
	{ .name = NULL }
};

struct state {
	struct corpus_reader reader;
	uint64_t rows, messages;
	struct tally tally[TALLIES];
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)e;
	corpus_reader_open(&((struct state *)state)->reader, plan->corpus);
	return 0;
}

static void close(void *state)
{
	corpus_reader_close(&((struct state *)state)->reader);
}

static bool is_blank(struct span s)
{
	for (size_t i = 0; i < s.bytes; i++)
		if (!strchr(" \t\r\n\v\f", s.at[i]) || !s.at[i])
			return false;
	return true;
}

static bool has_content(const struct turn *t)
{
	return t->content.bytes > 0 && !(t->faults & (TURN_NOT_OBJECT | TURN_NO_CONTENT | TURN_CONTENT_NULL |
						      TURN_CONTENT_NOT_TEXT));
}

static bool is_models(const struct turn *t)
{
	return t->role == TURN_ASSISTANT || t->role == TURN_CALL;
}

/* ---- messages ---- */

/* What one row's messages have, and whose they are. */
struct seen {
	uint64_t messages, fault[TALLIES];
	bool role[TURN_OTHER + 1];
};

static void message_look(struct seen *s, const struct turn *t)
{
	s->role[t->role] = true;
	if (!t->message)	/* made of a column */
		return;
	s->messages++;
	s->fault[MISSING_KEY] += (t->faults & TURN_NO_ROLE) || ((t->faults & TURN_NO_CONTENT) && !t->calls);
	s->fault[UNRECOGNIZED_KEY] += (t->faults & TURN_UNKNOWN_KEY) != 0;
	s->fault[UNRECOGNIZED_ROLE] += t->role == TURN_OTHER;
	s->fault[MISSING_CONTENT] += !has_content(t) && !t->calls;
	s->fault[BLANK] += !(t->faults & (TURN_NO_CONTENT | TURN_CONTENT_NULL | TURN_CONTENT_NOT_TEXT)) && !t->calls &&
		is_blank(t->content);
}

/* ---- the order of turns ---- */

/* Tool messages in a row are one; true when turn i only goes on with the one before. */
static bool goes_on(const struct corpus_view *v, size_t i)
{
	return i > 0 && v->turn[i].role == TURN_TOOL && v->turn[i - 1].role == TURN_TOOL;
}

static void order_look(struct seen *s, const struct corpus_view *v)
{
	size_t first = 0, place = 0, systems = 0;
	bool alternate = true;

	while (first < v->turns && v->turn[first].role == TURN_SYSTEM)
		systems += v->turn[first++].message != NULL;
	for (size_t i = first; i < v->turns; i++) {
		const struct turn *t = &v->turn[i];

		if (goes_on(v, i))
			continue;
		s->fault[SYSTEM_LATE] |= t->role == TURN_SYSTEM;
		alternate &= place++ % 2 ? is_models(t) : t->role == TURN_USER || t->role == TURN_TOOL;
	}
	s->fault[STARTS_WRONG] = first < v->turns && v->turn[first].role != TURN_USER;
	s->fault[ENDS_WRONG] = first < v->turns && !is_models(&v->turn[v->turns - 1]);
	s->fault[OUT_OF_ORDER] = !alternate;
	/* the loader takes off one system message */
	s->fault[DROPPED] = !alternate || place % 2 || place == 0 || systems > 1;
}

static void row_look(struct state *s, const struct corpus_view *v)
{
	struct seen seen = { .messages = 0 };
	bool no_object = v->faults & VIEW_NOT_OBJECT, no_list = v->faults & VIEW_NO_MESSAGES;

	s->rows++;
	tally_add(&s->tally[DATA_TYPE], v->row, no_object);
	tally_add(&s->tally[MISSING_MESSAGES], v->row, no_list && !no_object);
	tally_add(&s->tally[NOT_JSON], v->row, (v->faults & VIEW_NOT_JSON) != 0);
	if (no_object || no_list)
		return;
	for (size_t i = 0; i < v->turns; i++)
		message_look(&seen, &v->turn[i]);
	order_look(&seen, v);
	s->messages += seen.messages;
	seen.fault[MISSING_ASSISTANT] = !seen.role[TURN_ASSISTANT] && !seen.role[TURN_CALL];
	seen.fault[MISSING_SYSTEM] = !seen.role[TURN_SYSTEM];
	seen.fault[MISSING_USER] = !seen.role[TURN_USER];
	for (size_t i = MISSING_KEY; i < TALLIES; i++)
		tally_add(&s->tally[i], v->row, seen.fault[i]);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	struct corpus_view v;

	for (size_t r = 0; r < b->rows; r++) {
		if (corpus_row(&s->reader, b, r, &v, e) < 0)
			return -1;
		row_look(s, &v);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	a->rows += b->rows;
	a->messages += b->messages;
	tallies_merge(a->tally, b->tally, TALLIES);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	blob_put_u64(b, s->messages);
	tallies_save(s->tally, TALLIES, b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static bool is_of_messages(size_t tally)
{
	return (tally >= MISSING_KEY && tally <= MISSING_CONTENT) || tally == BLANK;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->rows = blob_get_u64(b);
	s->messages = blob_get_u64(b);
	if (tallies_load(s->tally, TALLIES, b) < 0)
		return err_set(e, ERR_STATE, "the counts of faulty messages are damaged");
	for (size_t i = 0; i < TALLIES; i++)
		if (s->tally[i].count > (is_of_messages(i) ? s->messages : s->rows))
			return err_set(e, ERR_STATE, "there are more faulty messages than messages");
	return 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	(void)plan;
	for (size_t i = 0; i < TALLIES; i++)
		tally_publish(&s->tally[i], &metrics[TALLY_METRICS * i], is_of_messages(i) ? s->messages : s->rows,
			      is_of_messages(i) ? "no messages" : "no rows", out);
	out->value(out, &metrics[TALLY_METRICS * TALLIES], in_dataset(), (double)s->messages);
}

const struct analysis corpus_format = {
	.name = "corpus.format",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_BIT(CORPUS_CHAT),
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
