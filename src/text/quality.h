/* quality: what the filters that corpora are made with would do to one document: Gopher, C4, FineWeb, as datatrove computes them.
 *
 *   text ──text_scan──▶ words, lines ──▶ verdict: for each set of rules, the first rule that drops the document, or none
 *                                        and in FineWeb's order: repetition ▶ quality ▶ C4 (without the rule on end marks) ▶
 *                                        FineWeb, the last one on what C4 left of the text
 *
 * The rules are datatrove's at snapshot a649de79 (filters/gopher_quality_filter.py and so on), with its defaults, over the
 * words and sentences of scan.h. Where they differ from datatrove on the same words, on purpose:
 *   - an n-gram that occurs once is no repeated one (datatrove drops very short texts for it);
 *   - blank lines and paragraphs are not repeats of each other;
 *   - a text without words or without characters is dropped by Gopher's least number of words and by FineWeb as empty, and by
 *     nothing else (there datatrove divides by zero);
 *   - phrases are found in any case of A-Z, not of all letters.
 * So what is dropped here for repetition, datatrove drops too.
 *
 * Everything in struct text_quality is the caller's scratch, and stays valid until its next document.
 */
#ifndef ASSAY_TEXT_QUALITY_H
#define ASSAY_TEXT_QUALITY_H

#include "text/phrases.h"
#include "text/repeats.h"

enum rule_set { RULES_REPETITION, RULES_GOPHER, RULES_C4, RULES_C4_FINEWEB, RULES_C4_PARAGRAPHS, RULES_FINEWEB, RULE_SETS };

/* Why a document is dropped, in the order of asking. */
enum drop_reason {
	KEPT,
	DROP_PARAGRAPHS, DROP_PARAGRAPH_CHARACTERS, DROP_LINES, DROP_LINE_CHARACTERS,
	DROP_TOP_2, DROP_TOP_3, DROP_TOP_4, DROP_DUP_5, DROP_DUP_6, DROP_DUP_7, DROP_DUP_8, DROP_DUP_9, DROP_DUP_10,
	DROP_SHORT, DROP_LONG, DROP_SHORT_WORDS, DROP_LONG_WORDS, DROP_HASHES, DROP_ELLIPSES, DROP_BULLETS, DROP_LINE_ELLIPSES,
	DROP_ALPHABETIC, DROP_STOP_WORDS,
	DROP_LOREM_IPSUM, DROP_CURLY, DROP_FEW_SENTENCES,
	DROP_FEW_PARAGRAPHS,
	DROP_EMPTY, DROP_LINE_MARKS, DROP_SHORT_LINES, DROP_REPEATED_CHARACTERS, DROP_LIST,
	DROP_REASONS
};

struct rule_set_info {
	const char *name;	/* "gopher_repetition" */
	const char *title;	/* for people */
};
extern const struct rule_set_info rule_sets[RULE_SETS];

struct drop_info {
	const char *tag;	/* datatrove's */
	const char *rule;	/* the condition, with its threshold */
};
extern const struct drop_info drop_reasons[DROP_REASONS];

/* FineWeb's order. */
enum { FUNNEL_STEPS = 4 };
extern const enum rule_set funnel_order[FUNNEL_STEPS];

struct verdict {
	enum drop_reason alone[RULE_SETS];
	enum drop_reason in_order;	/* KEPT, or why the first step that drops it does */
	unsigned step;			/* that step, FUNNEL_STEPS: none */
};

/* Lines as rules see them; those of split("\n") that are not blank, but where said. */
struct line_counts {
	size_t not_blank;
	size_t terminal;	/* end with a mark of TERMINAL_PUNCTUATION */
	size_t quote_ended;	/* end with . ? ! " ' */
	size_t short_30, long_2000;	/* characters, at most and at least */
	size_t characters;
	size_t bullets, ellipses;	/* of all lines of splitlines() */
	size_t boilerplate;	/* of splitlines(): with a phrase of phrases.h */
	size_t code;		/* of splitlines(): end with ; { } or start with a tag */
};

struct text_quality {
	struct text_scan scan;
	struct text_repeats repeats;
	struct line_counts lines;
	size_t non_symbol_words, non_symbol_characters, alphabetic_words, upper_words, stop_word_count;
	size_t address_characters, markup_characters;
	size_t sentences;
	size_t tokens;		/* estimated: measures.h */
	bool lorem_ipsum;
	struct verdict verdict;

	struct text_scan edited;	/* what C4 leaves */
	struct repeat_scratch scratch;
	struct phrases phrases;
	struct phrase_hit *hit;
	size_t hits, hit_room;
	char *kept;
	size_t kept_bytes, kept_room;
};

/* Zeroed to start with. */
void text_quality_open(struct text_quality *);
void text_quality_release(struct text_quality *);

/* -1: no memory. The text must stay as long as the figures are read. */
int text_judge(struct text_quality *, const char *text, size_t bytes);

#endif
