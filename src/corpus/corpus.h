/* corpus: what a dataset for language models is, and one view of its rows, whatever layout they are in.
 *
 *   first records ──corpus_recognise──▶ struct corpus, in the plan        kind, layout, which column is which part
 *   batch, row    ──corpus_row───────▶ struct corpus_view                documents · turns with roles · pairs
 *
 *   kind         layouts                                                                    view
 *   text         {text} {content} {raw_content}                                             text
 *   sft          {instruction, input?, output, system?, history?} {prompt, completion} …     prompt, answer, turns
 *   chat         {messages} with role and content, {conversations} with from and value       turns, tools
 *   preference   {prompt, chosen, rejected}, lists of messages, transcripts, {label} (KTO)   prompt, pair, label
 *
 * A cell may hold the JSON of a list (JSON and JSONL) or a text that is such JSON (CSV). Columns are found by their names over
 * all fields, so a layout holds for all sources of a run. A record that has not the parts is a row all the same: its view says
 * what is not there.
 *
 * The view borrows from the batch and from the reader's arena: it is valid until the reader's next row. A reader is one state's.
 */
#ifndef ASSAY_CORPUS_CORPUS_H
#define ASSAY_CORPUS_CORPUS_H

#include "base/err.h"
#include "corpus/json_value.h"
#include "table/batch.h"

enum corpus_kind { CORPUS_NONE, CORPUS_TEXT, CORPUS_SFT, CORPUS_CHAT, CORPUS_PREFERENCE, CORPUS_KINDS };

/* Kinds as a set, for what an analysis treats. */
#define CORPUS_BIT(kind) (1u << (kind))
#define CORPUS_ANY (CORPUS_BIT(CORPUS_TEXT) | CORPUS_BIT(CORPUS_SFT) | CORPUS_BIT(CORPUS_CHAT) | CORPUS_BIT(CORPUS_PREFERENCE))

/* What a column is for. */
enum corpus_part {
	PART_TEXT,
	PART_SYSTEM,
	PART_PROMPT,
	PART_INPUT,		/* Alpaca: what the instruction is to be applied to */
	PART_ANSWER,
	PART_HISTORY,		/* Alpaca: earlier rounds, [[prompt, answer], …] */
	PART_MESSAGES,
	PART_TOOLS,
	PART_CHOSEN,
	PART_REJECTED,
	PART_LABEL,		/* KTO: whether the answer is a good one */
	PART_CHOSEN_SCORE,
	PART_REJECTED_SCORE,
	CORPUS_PARTS
};

enum { CORPUS_NAME_BYTES = 128, CORPUS_SAID_BYTES = 600 };

struct corpus {
	enum corpus_kind kind;
	const char *layout;			/* "OpenAI messages"; constant */
	char column[CORPUS_PARTS][CORPUS_NAME_BYTES];	/* by part; "": there is none */
	char recognised[CORPUS_SAID_BYTES];	/* a sentence without full stop: what, and why */
};

const char *corpus_kind_name(enum corpus_kind);
/* "auto" is CORPUS_KINDS, an unknown name -1. */
int corpus_kind_of(const char *name);

/* Could a dataset with these columns be a corpus at all? Cheap: names alone. */
bool corpus_possible(const char *const *name, size_t columns);

/* What the first records are; the batch as its parser made it. wanted: CORPUS_KINDS to find out, or the kind that the user says
 * it is: then the layout is chosen by names alone, and ERR_USAGE when there is none of that kind. */
int corpus_recognise(struct corpus *, enum corpus_kind wanted, const struct batch *first, struct err *);

/* ---- rows ---- */

enum turn_role { TURN_SYSTEM, TURN_USER, TURN_ASSISTANT, TURN_CALL, TURN_TOOL, TURN_OTHER };

/* What is wrong with a message as JSON. */
enum turn_fault {
	TURN_NOT_OBJECT = 1,
	TURN_NO_ROLE = 2,		/* the key is not there */
	TURN_NO_CONTENT = 4,		/* the key is not there */
	TURN_CONTENT_NULL = 8,
	TURN_CONTENT_NOT_TEXT = 16,	/* a number, an object … */
	TURN_UNKNOWN_KEY = 32,
};

struct turn {
	enum turn_role role;
	unsigned faults;
	struct span name;		/* the role as it is written */
	struct span content;		/* decoded; parts of a list joined by a line end */
	const struct json *message;	/* NULL: the turn is made of columns */
	const struct json *calls;	/* tool_calls or function_call; NULL: none */
};

enum view_fault {
	VIEW_NOT_OBJECT = 1,		/* the record is no object */
	VIEW_NO_MESSAGES = 2,		/* the list is absent, empty or no list */
	VIEW_NOT_JSON = 4,		/* a text in place of the list that is not JSON */
	VIEW_TOOLS_NOT_JSON = 8,
};

struct corpus_view {
	uint64_t row;
	unsigned faults;		/* enum view_fault */
	struct span text;		/* CORPUS_TEXT */
	struct span system;
	struct span instruction, input;	/* sft: as the columns have them */
	/* sft: instruction, and a line end and the input where there is one; preference: all before the answers */
	struct span prompt;
	struct span answer;		/* sft; KTO */
	const struct turn *turn;	/* sft, chat; preference with messages: of the prompt */
	size_t turns;
	const struct json *tools;	/* an array, or one object; NULL: none declared */
	struct span chosen, rejected;	/* at NULL: not there */
	struct span chosen_prompt, rejected_prompt;	/* where both sides tell what went before; else at NULL */
	double chosen_score, rejected_score;		/* NAN: none */
	int label;			/* KTO: 1 good, 0 bad, -1 not there */
};

struct corpus_reader {
	const struct corpus *corpus;
	size_t column[CORPUS_PARTS];	/* SIZE_MAX: not seen yet */
	size_t other;			/* the column "value" of records that are no objects */
	size_t seen;			/* columns whose names were looked at */
	struct arena arena;
	struct turn *turn;
	size_t room;
};

/* The corpus must outlive the reader. */
void corpus_reader_open(struct corpus_reader *, const struct corpus *);
void corpus_reader_close(struct corpus_reader *);

/* -1: no memory. The batch has names over all fields (batch.h). */
int corpus_row(struct corpus_reader *, const struct batch *, size_t row, struct corpus_view *, struct err *);

/* The text that analyses of texts take: text; prompt, line end, answer; the turns' contents joined by line ends; prompt, line
 * end, chosen. */
int corpus_document(struct corpus_reader *, const struct corpus_view *, struct span *out, struct err *);
/* The same in words, for the report. */
const char *corpus_document_is(enum corpus_kind);

#endif
