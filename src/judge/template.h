/* template: texts with fields in braces.
 *
 *   "{column}: {value:percent} of the cells are missing; {{braces}} stand as {{ and }}"
 *      ▼            ▼
 *   "age: 19.9 % of the cells are missing; {braces} stand as { and }"
 *
 * "{value:count row}" is a count with its noun: "1 row", "1,234 rows".
 * Templates are checked when a pack is read, so filling one in cannot fail. Owns nothing.
 */
#ifndef ASSAY_JUDGE_TEMPLATE_H
#define ASSAY_JUDGE_TEMPLATE_H

#include <stddef.h>

enum field {
	FIELD_COLUMN, FIELD_OTHER, FIELD_CLASS, FIELD_VALUE, FIELD_VALUE_PERCENT, FIELD_VALUE_COUNT, FIELD_VALUE_SHORT, FIELD_LIMIT,
	FIELD_ROWS, FIELD_METRIC, FIELDS
};
extern const char *const field_names[FIELDS];	/* as they stand in braces: "value:percent" */

/* The next field of a template from *at on: its number, with *at behind it; FIELDS when there is none left; -1 when what stands at *at is
 * no field: then *length is how many bytes of it are a name in braces, or 0 where a brace has no other. */
int template_next(const char *template, size_t *at, size_t *length);

/* Fill in texts by enum field; returns the bytes without the NUL. to NULL: only counts them. */
size_t template_fill(char *to, const char *template, const char *const text[FIELDS]);

#endif
