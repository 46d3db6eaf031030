/* view: a row of any layout as documents, turns or a pair; see corpus.h. What messages are made of stands in turns.c. */
#include "corpus/turns.h"

#include <math.h>
#include <stdint.h>

static const char human[] = "\n\nHuman:", assistant[] = "\n\nAssistant:";

void corpus_reader_open(struct corpus_reader *r, const struct corpus *corpus)
{
	*r = (struct corpus_reader){ .corpus = corpus, .other = SIZE_MAX };
	for (size_t p = 0; p < CORPUS_PARTS; p++)
		r->column[p] = SIZE_MAX;
}

void corpus_reader_close(struct corpus_reader *r)
{
	arena_release(&r->arena);
	free(r->turn);
	r->turn = NULL;
}

/* Names over all fields never move, so each is looked at once. */
static void columns_find(struct corpus_reader *r, const struct batch *b)
{
	for (; r->seen < b->columns; r->seen++) {
		for (size_t p = 0; p < CORPUS_PARTS; p++)
			if (r->corpus->column[p][0] && strcmp(r->corpus->column[p], b->name[r->seen]) == 0)
				r->column[p] = r->seen;
		if (strcmp(b->name[r->seen], "value") == 0)
			r->other = r->seen;
	}
}

static bool cell_is_there(const struct batch *b, size_t c, size_t row)
{
	return c < b->columns && b->column[c].kind && b->column[c].kind[row] != CELL_ABSENT;
}

/* The cell's text; NULL where it is absent or null. */
static struct span part(const struct corpus_reader *r, const struct batch *b, size_t row, enum corpus_part p)
{
	size_t c = r->column[p];

	if (!cell_is_there(b, c, row) || b->column[c].kind[row] == CELL_NULL)
		return (struct span){ NULL, 0 };
	return (struct span){ b->bytes + b->column[c].text[row].at, b->column[c].text[row].bytes };
}

static double part_number(const struct corpus_reader *r, const struct batch *b, size_t row, enum corpus_part p)
{
	size_t c = r->column[p];

	return cell_is_there(b, c, row) && cell_is_number(b->column[c].kind[row]) ? b->column[c].number[row] : NAN;
}

/* KTO: a boolean, or 0 and 1. */
static int part_label(const struct corpus_reader *r, const struct batch *b, size_t row)
{
	size_t c = r->column[PART_LABEL];
	double n;

	if (!cell_is_there(b, c, row) || (b->column[c].kind[row] != CELL_BOOLEAN && b->column[c].kind[row] != CELL_INTEGER))
		return -1;
	n = b->column[c].number[row];
	return n == 1 ? 1 : n == 0 ? 0 : -1;
}

/* Looks like a list or an object, so it is to be read as one. */
static bool opens(struct span s, char bracket)
{
	return s.bytes && s.at[0] == bracket;
}

/* The cell as JSON: NULL when it is empty or no JSON; then *fault is set where there is a text. */
static int cell_json(struct corpus_reader *r, struct span s, unsigned fault, unsigned *faults, const struct json **out,
		     struct err *e)
{
	struct json *read;
	int got;

	*out = NULL;
	if (!s.bytes)
		return 0;
	got = json_value_read(&r->arena, s.at, s.bytes, &read);
	if (got < 0)
		return err_nomem(e);
	if (got > 0)
		*faults |= fault;
	else
		*out = read;
	return 0;
}

/* ---- text, sft ---- */

static int prompt_join(struct corpus_reader *r, struct span first, struct span second, struct span *out, struct err *e)
{
	char *to;

	*out = first.at ? first : second;
	if (!first.bytes || !second.bytes)
		return 0;
	to = arena_take(&r->arena, first.bytes + 1 + second.bytes);
	if (!to)
		return err_nomem(e);
	memcpy(to, first.at, first.bytes);
	to[first.bytes] = '\n';
	memcpy(to + first.bytes + 1, second.at, second.bytes);
	*out = (struct span){ to, first.bytes + 1 + second.bytes };
	return 0;
}

static int prompt_read(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	v->instruction = part(r, b, row, PART_PROMPT);
	v->input = part(r, b, row, PART_INPUT);
	v->system = part(r, b, row, PART_SYSTEM);
	return prompt_join(r, v->instruction, v->input, &v->prompt, e);
}

static int history_read(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	const struct json *history;

	if (cell_json(r, part(r, b, row, PART_HISTORY), 0, &v->faults, &history, e) < 0)
		return -1;
	if (!history || history->kind != JSON_ARRAY)
		return 0;
	for (const struct json *round = history->child; round; round = round->next) {
		const struct json *reply = round->child ? round->child->next : NULL;

		if (round->kind != JSON_ARRAY || turn_add(r, v, TURN_USER, json_text(round->child), e) < 0 ||
		    turn_add(r, v, TURN_ASSISTANT, json_text(reply), e) < 0)
			return round->kind == JSON_ARRAY ? -1 : 0;
	}
	return 0;
}

static int sft_read(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	if (prompt_read(r, b, row, v, e) < 0)
		return -1;
	v->answer = part(r, b, row, PART_ANSWER);
	if ((v->system.bytes && turn_add(r, v, TURN_SYSTEM, v->system, e) < 0) || history_read(r, b, row, v, e) < 0)
		return -1;
	return turn_add(r, v, TURN_USER, v->prompt, e) < 0 ? -1 : turn_add(r, v, TURN_ASSISTANT, v->answer, e);
}

/* ---- chat ---- */

static int chat_read(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	const struct json *list;

	v->system = part(r, b, row, PART_SYSTEM);
	if (v->system.bytes && turn_add(r, v, TURN_SYSTEM, v->system, e) < 0)
		return -1;
	if (cell_json(r, part(r, b, row, PART_MESSAGES), VIEW_NOT_JSON, &v->faults, &list, e) < 0 ||
	    cell_json(r, part(r, b, row, PART_TOOLS), VIEW_TOOLS_NOT_JSON, &v->faults, &v->tools, e) < 0)
		return -1;
	if (!list || list->kind != JSON_ARRAY || !list->child) {
		v->faults |= VIEW_NO_MESSAGES;
		return 0;
	}
	return turns_read(r, v, list, e);
}

/* ---- preference ---- */

/* One side: what went before its last message, and that message. */
struct side {
	struct span before, reply;
};

/* "…\n\nHuman: q\n\nAssistant: a": split at the last "\n\nAssistant:". False: there is none. */
static bool transcript_split(struct span s, struct side *out)
{
	const size_t n = sizeof assistant - 1;

	for (size_t i = s.bytes; i-- > 0;) {
		if (s.bytes - i < n || memcmp(s.at + i, assistant, n) != 0)
			continue;
		out->before = (struct span){ s.at, i };
		out->reply = (struct span){ s.at + i + n, s.bytes - i - n };
		if (out->reply.bytes && out->reply.at[0] == ' ')
			out->reply = (struct span){ out->reply.at + 1, out->reply.bytes - 1 };
		return true;
	}
	return false;
}

static bool is_transcript(struct span s)
{
	return (s.bytes >= 6 && memcmp(s.at, "Human:", 6) == 0) || (s.bytes && memmem(s.at, s.bytes, human, sizeof human - 1));
}

/* A text, a transcript, one message or a list of them. */
static int side_read(struct corpus_reader *r, struct span cell, bool transcript, struct side *out, struct err *e)
{
	const struct json *j = NULL;
	unsigned ignored = 0;

	*out = (struct side){ .reply = cell };
	if (!cell.at)
		return 0;
	if ((opens(cell, '[') || opens(cell, '{')) && cell_json(r, cell, 0, &ignored, &j, e) < 0)
		return -1;
	if (j && message_is(j)) {
		out->reply = message_content(r, j, e);
		return out->reply.at || !e->code ? 0 : -1;
	}
	if (j && j->kind == JSON_ARRAY && j->child && message_is(j->child))
		return messages_split(r, j, &out->before, &out->reply, e);
	if (transcript && is_transcript(cell))
		transcript_split(cell, out);
	return 0;
}

static int pair_read(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	/* the prompt is in the sides */
	bool whole = !r->corpus->column[PART_PROMPT][0] && !r->corpus->column[PART_MESSAGES][0];
	struct side chosen, rejected;

	if (side_read(r, part(r, b, row, PART_CHOSEN), whole, &chosen, e) < 0 ||
	    side_read(r, part(r, b, row, PART_REJECTED), whole, &rejected, e) < 0)
		return -1;
	v->chosen = chosen.reply;
	v->rejected = rejected.reply;
	v->chosen_score = part_number(r, b, row, PART_CHOSEN_SCORE);
	v->rejected_score = part_number(r, b, row, PART_REJECTED_SCORE);
	if (!whole)
		return 0;
	v->chosen_prompt = chosen.before;
	v->rejected_prompt = rejected.before;
	v->prompt = chosen.before;
	return 0;
}

static int preference_read(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	v->label = part_label(r, b, row);
	if (r->corpus->column[PART_MESSAGES][0]) {
		if (chat_read(r, b, row, v, e) < 0 || turns_join(r, v->turn, v->turns, &v->prompt, e) < 0)
			return -1;
	} else if (prompt_read(r, b, row, v, e) < 0) {
		return -1;
	}
	if (!r->corpus->column[PART_LABEL][0])
		return pair_read(r, b, row, v, e);
	v->answer = part(r, b, row, PART_ANSWER);
	if (r->corpus->column[PART_MESSAGES][0] && v->turns) {		/* KTO: the last turn is the answer */
		v->answer = v->turn[--v->turns].content;
		return turns_join(r, v->turn, v->turns, &v->prompt, e);
	}
	return 0;
}

/* ---- rows ---- */

int corpus_row(struct corpus_reader *r, const struct batch *b, size_t row, struct corpus_view *v, struct err *e)
{
	static int (*const readers[CORPUS_KINDS])(struct corpus_reader *, const struct batch *, size_t, struct corpus_view *,
						  struct err *) = {
		[CORPUS_SFT] = sft_read, [CORPUS_CHAT] = chat_read, [CORPUS_PREFERENCE] = preference_read };

	if (r->seen < b->columns)
		columns_find(r, b);
	arena_reset(&r->arena);
	*v = (struct corpus_view){ .row = b->first_row + row, .label = -1, .chosen_score = NAN, .rejected_score = NAN,
				  .turn = r->turn };
	if (cell_is_there(b, r->other, row)) {
		bool any = false;

		for (size_t p = 0; p < CORPUS_PARTS; p++)
			any |= cell_is_there(b, r->column[p], row);
		v->faults |= any ? 0 : VIEW_NOT_OBJECT;
	}
	if (r->corpus->kind == CORPUS_TEXT) {
		v->text = part(r, b, row, PART_TEXT);
		return 0;
	}
	return readers[r->corpus->kind](r, b, row, v, e);
}

int corpus_document(struct corpus_reader *r, const struct corpus_view *v, struct span *out, struct err *e)
{
	switch (r->corpus->kind) {
	case CORPUS_TEXT: *out = v->text; return 0;
	case CORPUS_CHAT: return turns_join(r, v->turn, v->turns, out, e);
	case CORPUS_SFT: return prompt_join(r, v->prompt, v->answer, out, e);
	default: return prompt_join(r, v->prompt, v->chosen.at ? v->chosen : v->answer, out, e);
	}
}

const char *corpus_document_is(enum corpus_kind kind)
{
	static const char *const is[CORPUS_KINDS] = {
		[CORPUS_NONE] = "none", [CORPUS_TEXT] = "the text", [CORPUS_SFT] = "prompt, line end, answer",
		[CORPUS_CHAT] = "the contents of all turns, joined by line ends",
			[CORPUS_PREFERENCE] = "prompt, line end, chosen answer",
	};

	return is[kind];
}
