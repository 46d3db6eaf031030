/* answer: what is wrong with one answer to one prompt, as far as their texts tell. Pure but for buffers that are kept from answer
 * to answer.
 */
#ifndef ASSAY_CORPUS_ANSWER_H
#define ASSAY_CORPUS_ANSWER_H

#include "corpus/phrases.h"
#include "corpus/repetition.h"
#include "corpus/tongue.h"

enum answer_fault {
	ANSWER_BLANK,		/* white space alone, or nothing */
	ANSWER_PLACEHOLDER,	/* "N/A", "None", "TODO" … and nothing else */
	ANSWER_REFUSAL,		/* a phrase of refusal within the first ANSWER_HEAD bytes */
	ANSWER_DISCLAIMER,	/* "as an AI language model" … anywhere */
	ANSWER_TRUNCATED,	/* seems to break off: see answer_breaks_off */
	ANSWER_REPEATS_PROMPT,	/* starts with the whole prompt, which has at least ANSWER_PROMPT_BYTES */
	ANSWER_REPETITION,	/* a unit over and over, at least 5 times and 100 bytes, or 3 times and 400 */
	ANSWER_TEMPLATE,	/* marks of a chat template in answer or prompt */
	ANSWER_TONGUE,		/* in another script or language than the prompt, which asks for none */
	ANSWER_MERGED,		/* another instruction with its output in it: "2. Instruction: … Output:" */
	ANSWER_EMPTY_CODE,	/* a code block with nothing in it */
	ANSWER_CONTROL,		/* control characters, or escapes that were meant to be characters: \n, \u00e9 */
	ANSWER_FAULTS
};

enum { ANSWER_HEAD = 160, ANSWER_PROMPT_BYTES = 20 };

struct answer_reader {
	struct phrase_index index;
	struct tongue_index tongues;
	struct plain prompt, answer;
	struct repetition_finder finder;
};

void answer_reader_open(struct answer_reader *);
void answer_reader_close(struct answer_reader *);

struct answer_seen {
	unsigned faults;			/* 1 << enum answer_fault */
	size_t prompt[PHRASE_LISTS];		/* where phrases are in the plain prompt */
	struct repetition repetition;		/* in the answer */
};

/* -1: no memory. */
int answer_read(struct answer_reader *, struct span prompt, struct span answer, struct answer_seen *);

/* Does the text seem to break off? Its last line is prose of six words or more that ends in a letter, a digit or a comma, though
 * a sentence before it ended with a mark; or a ``` fence is open. */
bool answer_breaks_off(struct span);

bool span_is_blank(struct span);

#endif
