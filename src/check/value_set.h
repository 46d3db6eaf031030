/* value_set: values to look others up in: exact, by value. Numbers are equal as numbers (1 and 1.0), texts byte by byte.
 *
 * Owns copies of its texts.
 */
#ifndef ASSAY_CHECK_VALUE_SET_H
#define ASSAY_CHECK_VALUE_SET_H

#include "check/operand.h"

struct value_set;

struct value_set *value_set_new(void);		/* NULL: no memory */
void value_set_free(struct value_set *);	/* NULL is fine */

/* A missing value is none. -1: no memory. */
int value_set_add(struct value_set *, const struct operand *);
bool value_set_has(const struct value_set *, const struct operand *);

/* Bytes that it takes. */
size_t value_set_bytes(const struct value_set *);

#endif
