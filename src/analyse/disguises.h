/* disguises: what people and programs write where a value is missing: -999, 1900-01-01, "unknown". Constant tables.
 */
#ifndef ASSAY_ANALYSE_DISGUISES_H
#define ASSAY_ANALYSE_DISGUISES_H

#include <stdbool.h>
#include <stddef.h>

enum { DISGUISE_NUMBERS = 63, DISGUISE_DATES = 20, DISGUISE_WORDS = 100, DISGUISE_WORD_BYTES = 32 };

extern const double disguise_numbers[DISGUISE_NUMBERS];		/* ascending */
double disguise_date(size_t i);					/* microseconds since 1970 */

/* The word that a text is, whatever its case and the blanks at its ends; DISGUISE_WORDS when it is none. */
size_t disguise_word_find(const char *text, size_t n);

enum spelling { LOWER, TITLE, UPPER, SPELLINGS };
void disguise_word_spell(size_t word, enum spelling, char to[DISGUISE_WORD_BYTES]);

const char *disguise_word_reason(size_t word);			/* "a placeholder" */
bool disguise_word_is_placeholder(size_t word);			/* it may be a class, too */

#endif
