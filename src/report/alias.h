/* alias: numbers that stand for texts: the same for equal ones, from 1 on in the order in which they are first asked for.
 */
#ifndef ASSAY_REPORT_ALIAS_H
#define ASSAY_REPORT_ALIAS_H

#include <stddef.h>

/* Zeroed, it is empty. Owns copies of the texts. */
struct aliases {
	struct alias *at;	/* open addressing; text NULL is free */
	size_t slots, count;
};

/* The number of the text; 0: no memory. */
size_t alias_of(struct aliases *, const char *text, size_t length);
void aliases_release(struct aliases *);

#endif
