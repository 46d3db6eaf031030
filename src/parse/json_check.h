/* json_check: is this JSON, to the letter of RFC 8259? And what in it would a reader into doubles lose?
 *
 * cJSON accepts text that is not JSON (control characters in strings, 01, invalid UTF-8) and keeps numbers as doubles.
 * So each record is checked here first; the check also notes, in document order, the source span of each piece that
 * becomes a cell by its source text:
 *
 *   {"id": 12345678901234567890, "tags": ["a", "b"], "geo": {"at": {"x": 1.50}}}       depth = 2
 *          ^^^^^^^^^^^^^^^^^^^^          ^^^^^^^^^^                 ^^^^^^^^^^^
 *          number                       array                      object below `depth` flattened levels
 *
 * Nothing is noted inside a noted array or object. The checker owns `note`; json_check_release() frees it.
 */
#ifndef ASSAY_PARSE_JSON_CHECK_H
#define ASSAY_PARSE_JSON_CHECK_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_DEPTH_MAX = 512 };	/* arrays and objects open at once; more is a fault */

struct json_note {
	uint32_t at, bytes;
};

struct json_check {
	unsigned depth;			/* in: levels of objects to flatten; 0 counts as 1 */

	const char *reason;		/* out: NULL when valid, else what is wrong: constant text */
	size_t end;			/* out: behind the value, or where the fault is, from 0 */
	bool nul_escape;		/* out: a string contains \u0000 */
	struct json_note *note;		/* out: kept over calls */
	size_t notes, room;
};

/* Check the one value that starts at bytes[0], blanks before it allowed; what follows it is the caller's to judge.
 * Fails only for want of memory: text that is not JSON is an answer, in `reason`. */
int json_check(struct json_check *, const char *bytes, size_t n, struct err *);

void json_check_release(struct json_check *);

#endif
