/* phrases: which of our lists of phrases a text holds, and where first: refusals, disclaimers, marks of templates, wishes for
 * pictures …
 *
 * A text is first made plain: ASCII letters small, curly quotes straight, blanks in a row one, none at the ends. Then one walk
 * looks for all lists. A phrase that starts or ends with a letter or digit is found as whole words. The lists stand in phrases.c;
 * they are English but for the marks.
 */
#ifndef ASSAY_CORPUS_PHRASES_H
#define ASSAY_CORPUS_PHRASES_H

#include "corpus/json_value.h"

#include <stdint.h>

enum phrase_list {
	PHRASES_REFUSAL,	/* "i'm sorry, but i can't" */
	PHRASES_DISCLAIMER,	/* "as an ai language model" */
	PHRASES_TEMPLATE,	/* "<|im_start|>", "### response:" */
	PHRASES_PICTURE,	/* "draw a", "generate an image" */
	PHRASES_ATTACHED,	/* "attached image", "http://" */
	PHRASES_LANGUAGE,	/* "translate", "in french": another language is asked for */
	PHRASE_LISTS
};

#define PHRASE_NOWHERE SIZE_MAX

/* Built once; read by any thread. */
struct phrase_index {
	uint16_t first[256];	/* by the first byte: the first phrase + 1 */
	uint16_t next[256];	/* and the next one of the same byte */
};
void phrases_index(struct phrase_index *);

/* Text that is made plain, in a buffer that is kept from text to text. A zeroed struct is empty; plain_release gives it back. */
struct plain {
	char *text;
	size_t bytes, room;
};
int plain_make(struct plain *, struct span);	/* -1: no memory */
void plain_release(struct plain *);

/* Where a phrase of each list first is, in bytes of the plain text; PHRASE_NOWHERE: none is there. */
void phrases_find(const struct phrase_index *, const struct plain *, size_t first[PHRASE_LISTS]);

#endif
