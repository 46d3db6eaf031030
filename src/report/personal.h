/* personal: texts that look like personal data or secrets, found by their shape and, where the kind has one, by their check digits.
 *
 *   text ──personal_next──▶ kind, start, length        again from behind it, until none is left
 *
 * Rather too few than too many: what could as well be a number, a date or an id is none. Texts are bytes, borrowed, and may be anything.
 */
#ifndef ASSAY_REPORT_PERSONAL_H
#define ASSAY_REPORT_PERSONAL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct personal;

struct personal_found {
	size_t start, length;
};

/* The detectors; NULL: no memory. The caller frees them. */
struct personal *personal_open(void);
void personal_free(struct personal *);	/* NULL is fine */

/* The kinds, in the order in which they are to be asked for: what is of several is of the first. */
size_t personal_kinds(void);
const char *personal_name(size_t kind);	/* "e-mail" */

/* The next of that kind from `from` on. `number`: the text is of a column of numbers, where a plain one is only a number. */
bool personal_next(const struct personal *, size_t kind, const char *text, size_t length, size_t from, bool number, struct personal_found *);

#endif
