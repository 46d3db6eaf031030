/* redact_texts: what stands in place of a text that is not to be shown.
 *
 *   masked     "ask ann@example.com"  ▶  "ask [e-mail 1]"      what looks personal, by kind and number; the rest stays
 *   aliased    "ask ann@example.com"  ▶  "[value 1]"           the whole text
 *
 * Equal texts have equal numbers, in the order in which they are first met. What is given is malloc'd and the caller's.
 */
#ifndef ASSAY_REPORT_REDACT_TEXTS_H
#define ASSAY_REPORT_REDACT_TEXTS_H

#include "report/alias.h"
#include "report/personal.h"

struct redact_texts {
	struct personal *personal;
	struct aliases *kind;		/* by kind of personal data; those of one name share the first one's */
	struct aliases value;
};

int redact_texts_open(struct redact_texts *, struct err *);
void redact_texts_release(struct redact_texts *);

/* NULL: no memory. A text without anything personal is given as it is. */
char *text_masked(struct redact_texts *, const char *text, bool number);
char *text_aliased(struct redact_texts *, const char *text);

/* A text that ends with "…" because it was cut, without the words at its end that may be the beginning of something personal: the last one, and
 * those before it that have a digit. Any other text is left as it is. */
void text_end_drop(char *text);

/* How many different texts were masked. */
size_t texts_masked(const struct redact_texts *);

/* The text with `what` replaced wherever it stands; where it stands as a word of its own, only there, if it is short. NULL: no memory. */
char *text_replaced(const char *text, const char *what, const char *with);
/* The text with every word that begins as a number replaced. NULL: no memory. */
char *text_without_numbers(const char *text, const char *with);

#endif
