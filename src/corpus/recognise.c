/* recognise: which layout the first records are in; see corpus.h. One table of layouts, the most telling first.
 *
 * A layout is recognised when its required columns are there and, in at least half of the first records, hold what they should.
 * All it needs are names and a look at FIRST_ROWS records, so a dataset whose later records differ is read by the layout of its
 * first ones, and they count as faults.
 */
#include "corpus/corpus.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_ROWS = 100, LAYOUT_PARTS = 8, TEXT_BYTES_MIN = 20 };

/* What a cell must hold. */
enum form {
	ANYTHING,
	TEXT,		/* a text, or what looks like a number and is a text */
	PROSE,		/* a text of more than one word */
	OPENAI,		/* a list of objects with role or content */
	SHAREGPT,	/* a list of objects with from or value */
	REPLY,		/* a text, a message or a list of messages */
	TRANSCRIPT,	/* "\n\nHuman: … \n\nAssistant: …" */
	YES_NO,		/* true, false, 0, 1 */
	MOST,		/* at least half of the record's bytes, and more than a word */
};

struct wanted {
	enum corpus_part part;
	enum form form;
	bool required;
	const char *names;	/* the first that is there, "a|b|c" */
};

#define NEED(part, form, names) { PART_##part, form, true, names }
#define MAY(part, names) { PART_##part, ANYTHING, false, names }
#define SCORES MAY(CHOSEN_SCORE, "chosen_score|score_chosen|chosen-rating|chosen_rating|chosen_reward|reward_chosen"), \
	MAY(REJECTED_SCORE, "rejected_score|score_rejected|rejected-rating|rejected_rating|rejected_reward|reward_rejected")
#define CHOSEN_NAMES "chosen.value|chosen.content|chosen|chosen_response|response_chosen"
#define REJECTED_NAMES "rejected.value|rejected.content|rejected|rejected_response|response_rejected"

static const struct layout {
	const char *name;
	enum corpus_kind kind;
	struct wanted part[LAYOUT_PARTS];	/* ends with names NULL */
} layouts[] = {
	{ "OpenAI preference", CORPUS_PREFERENCE,
	  { NEED(MESSAGES, OPENAI, "input.messages"), NEED(CHOSEN, REPLY, "preferred_output"),
	  NEED(REJECTED, REPLY, "non_preferred_output"),
	    MAY(TOOLS, "input.tools") } },
	{ "ShareGPT preference", CORPUS_PREFERENCE,
	  { NEED(MESSAGES, SHAREGPT, "conversations|conversation|messages"), NEED(CHOSEN, REPLY, CHOSEN_NAMES),
	  NEED(REJECTED, REPLY, REJECTED_NAMES),
	    MAY(SYSTEM, "system"), MAY(TOOLS, "tools"), SCORES } },
	{ "messages and two replies", CORPUS_PREFERENCE,
	  { NEED(MESSAGES, OPENAI, "prompt|messages|conversations|conversation"), NEED(CHOSEN, REPLY, CHOSEN_NAMES),
	    NEED(REJECTED, REPLY, REJECTED_NAMES), MAY(SYSTEM, "system"), MAY(TOOLS, "tools"), SCORES } },
	{ "two lists of messages", CORPUS_PREFERENCE,
	  { NEED(CHOSEN, OPENAI, "chosen"), NEED(REJECTED, OPENAI, "rejected"), MAY(SYSTEM, "system"), MAY(TOOLS, "tools"),
	  SCORES } },
	{ "two transcripts (HH-RLHF)", CORPUS_PREFERENCE, { NEED(CHOSEN, TRANSCRIPT, "chosen"),
							   NEED(REJECTED, TRANSCRIPT, "rejected"), SCORES } },
	{ "prompt, chosen and rejected", CORPUS_PREFERENCE,
	  { NEED(PROMPT, TEXT, "prompt|instruction|question|query"), MAY(INPUT, "input"), NEED(CHOSEN, REPLY, CHOSEN_NAMES),
	    NEED(REJECTED, REPLY, REJECTED_NAMES), MAY(SYSTEM, "system"), SCORES } },
	{ "chosen and rejected", CORPUS_PREFERENCE, { NEED(CHOSEN, REPLY, CHOSEN_NAMES), NEED(REJECTED, REPLY, REJECTED_NAMES),
						     SCORES } },
	{ "labelled answers (KTO)", CORPUS_PREFERENCE,
	  { NEED(PROMPT, TEXT, "prompt|instruction|question|query"), MAY(INPUT, "input"),
	  NEED(ANSWER, TEXT, "completion|output|response|answer"),
	    NEED(LABEL, YES_NO, "label|kto_tag"), MAY(SYSTEM, "system") } },
	{ "labelled conversations (KTO)", CORPUS_PREFERENCE,
	  { NEED(MESSAGES, OPENAI, "messages|conversations|conversation"), NEED(LABEL, YES_NO, "label|kto_tag"),
	  MAY(SYSTEM, "system") } },
	{ "labelled ShareGPT conversations (KTO)", CORPUS_PREFERENCE,
	  { NEED(MESSAGES, SHAREGPT, "conversations|conversation|messages"), NEED(LABEL, YES_NO, "label|kto_tag"),
	  MAY(SYSTEM, "system") } },
	{ "OpenAI messages", CORPUS_CHAT,
	  { NEED(MESSAGES, OPENAI, "messages|conversations|conversation"), MAY(TOOLS, "tools|functions"),
	  MAY(SYSTEM, "system") } },
	{ "ShareGPT", CORPUS_CHAT,
	  { NEED(MESSAGES, SHAREGPT, "conversations|conversation|messages"), MAY(TOOLS, "tools|functions"),
	  MAY(SYSTEM, "system|system_prompt") } },
	{ "Alpaca", CORPUS_SFT,
	  { NEED(PROMPT, PROSE, "instruction"), NEED(ANSWER, TEXT, "output|response|completion|answer"),
	  MAY(INPUT, "input|context"),
	    MAY(SYSTEM, "system|system_prompt"), MAY(HISTORY, "history") } },
	{ "prompt and answer", CORPUS_SFT,
	  { NEED(PROMPT, PROSE, "prompt|question|query|problem"),
	  NEED(ANSWER, TEXT, "completion|response|answer|output|solution"),
	    MAY(SYSTEM, "system|system_prompt") } },
	{ "input and output", CORPUS_SFT, { NEED(PROMPT, PROSE, "input"), NEED(ANSWER, TEXT, "output"),
					   MAY(SYSTEM, "system|system_prompt") } },
	{ "documents", CORPUS_TEXT, { NEED(TEXT, MOST, "text|content|raw_content|document|body") } },
};
enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };

static const char *const kinds[CORPUS_KINDS] = { "none", "text", "sft", "chat", "preference" };

const char *corpus_kind_name(enum corpus_kind k)
{
	return kinds[k];
}

int corpus_kind_of(const char *name)
{
	for (int i = 0; i < CORPUS_KINDS; i++)
		if (strcmp(kinds[i], name) == 0)
			return i;
	return strcmp(name, "auto") == 0 ? CORPUS_KINDS : -1;
}

/* ---- names ---- */

static bool word_is(const char *words, size_t n, const char *name)
{
	return strlen(name) == n && memcmp(words, name, n) == 0;
}

/* The column of the first of the names that is there; SIZE_MAX: none is. */
static size_t name_find(const char *names, const char *const *name, size_t columns)
{
	for (const char *at = names;; at++) {
		size_t n = strcspn(at, "|");

		for (size_t c = 0; c < columns; c++)
			if (word_is(at, n, name[c]))
				return c;
		at += n;
		if (!*at)
			return SIZE_MAX;
	}
}

static bool names_are_there(const struct layout *l, const char *const *name, size_t columns)
{
	for (const struct wanted *w = l->part; w->names; w++)
		if (w->required && name_find(w->names, name, columns) == SIZE_MAX)
			return false;
	return true;
}

bool corpus_possible(const char *const *name, size_t columns)
{
	for (size_t i = 0; i < LAYOUTS; i++)
		if (names_are_there(&layouts[i], name, columns))
			return true;
	return false;
}

/* ---- what cells hold ---- */

static struct span cell_span(const struct batch *b, size_t c, size_t row)
{
	const struct column *column = &b->column[c];

	if (!column->kind || column->kind[row] == CELL_ABSENT)
		return (struct span){ NULL, 0 };
	return (struct span){ b->bytes + column->text[row].at, column->text[row].bytes };
}

/* A blank inside, or a character of more than one byte: scripts without blanks are prose, too. */
static bool is_prose(struct span s)
{
	size_t blanks = 0;

	for (size_t i = 0; i < s.bytes; i++) {
		if ((unsigned char)s.at[i] >= 0x80)
			return true;
		blanks += s.at[i] == ' ' || s.at[i] == '\n';
	}
	return blanks > 0;
}

static bool is_messages(struct span s, const char *role, const char *content)
{
	struct arena arena = { .first = NULL };
	struct json *list;
	bool is = s.bytes && s.at[0] == '[' && json_value_read(&arena, s.at, s.bytes, &list) == 0 && list->child &&
		(json_member(list->child, role) || json_member(list->child, content));

	arena_release(&arena);
	return is;
}

static bool is_transcript(struct span s)
{
	return s.at && memmem(s.at, s.bytes, "Human:", 6) && memmem(s.at, s.bytes, "\n\nAssistant:", 12);
}

/* The share of the record's bytes is at least a half. */
static bool is_most(const struct batch *b, size_t c, size_t row)
{
	size_t all = 0, own = cell_span(b, c, row).bytes;

	for (size_t i = 0; i < b->columns; i++)
		all += cell_span(b, i, row).bytes;
	return own >= TEXT_BYTES_MIN && 2 * own >= all;
}

static bool is_yes_no(const struct batch *b, size_t c, size_t row)
{
	const struct column *column = &b->column[c];

	return column->kind && (column->kind[row] == CELL_BOOLEAN ||
				(column->kind[row] == CELL_INTEGER && (column->number[row] == 0 || column->number[row] == 1)));
}

static bool form_fits(enum form form, const struct batch *b, size_t c, size_t row)
{
	struct span s = cell_span(b, c, row);
	uint8_t kind = b->column[c].kind ? b->column[c].kind[row] : CELL_ABSENT;
	bool text = kind == CELL_TEXT || kind == CELL_CODE || kind == CELL_NA || kind == CELL_EMPTY || cell_is_number(kind) ||
		cell_is_time(kind);

	switch (form) {
	case TEXT: return text;
	case PROSE: return kind == CELL_TEXT && is_prose(s);
	case OPENAI: return is_messages(s, "role", "content");
	case SHAREGPT: return is_messages(s, "from", "value");
	case REPLY: return text || kind == CELL_JSON;
	case TRANSCRIPT: return is_transcript(s);
	case YES_NO: return is_yes_no(b, c, row);
	case MOST: return kind == CELL_TEXT && is_prose(s) && is_most(b, c, row);
	default: return true;
	}
}

/* How many of the first records hold what the layout wants; *looked: of how many. */
static size_t layout_fits(const struct layout *l, const struct batch *b, size_t *looked)
{
	size_t rows = b->rows < FIRST_ROWS ? b->rows : FIRST_ROWS, fit = 0;

	for (size_t r = 0; r < rows; r++) {
		bool all = true;

		for (const struct wanted *w = l->part; w->names && all; w++)
			all = !w->required || form_fits(w->form, b, name_find(w->names, b->name, b->columns), r);
		fit += all;
	}
	*looked = rows;
	return fit;
}

/* ---- the answer ---- */

static size_t said(char *to, size_t at, const char *text)
{
	int n = snprintf(to + at, CORPUS_SAID_BYTES - at, "%s", text);

	return at + (size_t)n < CORPUS_SAID_BYTES ? at + (size_t)n : CORPUS_SAID_BYTES - 1;
}

/* Fill in the columns of a layout. */
static void layout_take(struct corpus *corpus, const struct layout *l, const struct batch *b)
{
	corpus->kind = l->kind;
	corpus->layout = l->name;
	for (const struct wanted *w = l->part; w->names; w++) {
		size_t c = name_find(w->names, b->name, b->columns);

		if (c != SIZE_MAX)
			snprintf(corpus->column[w->part], CORPUS_NAME_BYTES, "%s", b->name[c]);
	}
}

/* "chat: OpenAI messages, for messages holds a list with role and content in 100 of the first 100 records". */
static void recognised_say(struct corpus *corpus, const struct layout *l, size_t fit, size_t looked, bool given)
{
	static const char *const holds[] = {
		[ANYTHING] = "something", [TEXT] = "a text", [PROSE] = "a text of several words",
			[OPENAI] = "a list with role and content",
		[SHAREGPT] = "a list with from and value", [REPLY] = "a reply", [TRANSCRIPT] = "a transcript",
			[YES_NO] = "true or false",
		[MOST] = "at least half of the record",
	};
	char counts[100];
	size_t at = said(corpus->recognised, 0, l->name);
	bool any = false;

	at = said(corpus->recognised, at, ": ");
	for (const struct wanted *w = l->part; w->names; w++) {
		if (!w->required)
			continue;
		at = said(corpus->recognised, at, any ? ", \"" : "\"");
		at = said(corpus->recognised, at, corpus->column[w->part]);
		at = said(corpus->recognised, at, "\" holds ");
		at = said(corpus->recognised, at, holds[w->form]);
		any = true;
	}
	snprintf(counts, sizeof counts, " in %zu of the first %zu records%s", fit, looked, given ? "; --kind was given" : "");
	said(corpus->recognised, at, counts);
}

static size_t widest_text(const struct batch *b)
{
	size_t widest = SIZE_MAX, most = 0, rows = b->rows < FIRST_ROWS ? b->rows : FIRST_ROWS;

	for (size_t c = 0; c < b->columns; c++) {
		size_t bytes = 0;

		for (size_t r = 0; r < rows; r++)
			if (b->column[c].kind && b->column[c].kind[r] == CELL_TEXT)
				bytes += cell_span(b, c, r).bytes;
		if (bytes > most) {
			most = bytes;
			widest = c;
		}
	}
	return widest;
}

/* The user says that it is text, and no column is named as one: the one with most of it. */
static int text_take(struct corpus *corpus, const struct batch *b, struct err *e)
{
	size_t c = widest_text(b);

	if (c == SIZE_MAX || strlen(b->name[c]) >= CORPUS_NAME_BYTES)
		return err_set(e, ERR_USAGE, "--kind text: there is no column of texts in the first records");
	corpus->kind = CORPUS_TEXT;
	corpus->layout = "documents";
	snprintf(corpus->column[PART_TEXT], CORPUS_NAME_BYTES, "%s", b->name[c]);
	snprintf(corpus->recognised, sizeof corpus->recognised,
		 "documents: \"%s\" is the column with most text; --kind was given", b->name[c]);
	return 0;
}

/* What would have done, for the message. */
static int none_of_kind(enum corpus_kind wanted, struct err *e)
{
	char known[CORPUS_SAID_BYTES] = "";
	size_t at = 0;

	for (size_t i = 0; i < LAYOUTS; i++) {
		if (layouts[i].kind != wanted)
			continue;
		at = said(known, at, at ? "; or " : "");
		for (const struct wanted *w = layouts[i].part; w->names; w++) {
			char one[CORPUS_NAME_BYTES];

			if (!w->required)
				continue;
			snprintf(one, sizeof one, "%s%.*s", w == layouts[i].part ? "" : ", ", (int)strcspn(w->names, "|"),
				 w->names);
			at = said(known, at, one);
		}
	}
	return err_set(e, ERR_USAGE, "--kind %s: the columns are of no such layout; there should be %s", kinds[wanted], known);
}

/* The layout of the kind that fits the most records; among equals the first. NULL: the names fit none. */
static const struct layout *layout_best(enum corpus_kind wanted, const struct batch *b, size_t *best, size_t *looked)
{
	const struct layout *found = NULL;

	for (size_t i = 0; i < LAYOUTS; i++) {
		size_t fit;

		if ((wanted != CORPUS_KINDS && layouts[i].kind != wanted) || !names_are_there(&layouts[i], b->name, b->columns))
			continue;
		fit = layout_fits(&layouts[i], b, looked);
		if (wanted == CORPUS_KINDS && 2 * fit >= *looked && fit > 0) {
			*best = fit;
			return &layouts[i];
		}
		if (wanted != CORPUS_KINDS && (!found || fit > *best)) {
			*best = fit;
			found = &layouts[i];
		}
	}
	return found;
}

int corpus_recognise(struct corpus *corpus, enum corpus_kind wanted, const struct batch *first, struct err *e)
{
	const struct layout *l;
	size_t best = 0, looked = 0;

	*corpus = (struct corpus){ .kind = CORPUS_NONE };
	if (wanted == CORPUS_NONE)
		return 0;
	l = layout_best(wanted, first, &best, &looked);
	if (!l)
		return wanted == CORPUS_KINDS ? 0 : wanted == CORPUS_TEXT ? text_take(corpus, first, e) : none_of_kind(wanted, e);
	layout_take(corpus, l, first);
	recognised_say(corpus, l, best, looked, wanted != CORPUS_KINDS);
	return 0;
}
