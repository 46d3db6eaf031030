/* utf16: which encoding a text is in, and UTF-16 made UTF-8. */
#ifndef ASSAY_READ_UTF16_H
#define ASSAY_READ_UTF16_H

#include "read/stage.h"

#include <stdbool.h>

enum encoding { UTF_8, UTF_16LE, UTF_16BE, UTF_32 };

/* The encoding of a text that begins with these bytes, and the length of its byte order mark, or 0. `end`: there are no more.
 *
 * Without a mark, it is UTF-16 if one byte order, and not the other, makes of the bytes whole UTF-16 with neither NULs nor other
 * control characters, and of the characters a quarter and at least 16, or all and at least two, are ASCII. Digits, delimiters
 * and line ends make sure of that in a table whatever its script. Binary data has lone surrogates, NUL pairs or controls
 * within a few hundred bytes; UTF-8 with a stray NUL has too few NULs, or both its NULs and its letters on either side. */
enum encoding encoding_find(const char *head, size_t n, bool end, size_t *mark);

/* Between two characters, or within one. Starts zeroed but for the byte order. */
struct utf16 {
	bool big;		/* big-endian */
	bool half;		/* `byte` waits for the second of its unit */
	unsigned char byte;
	uint16_t high;		/* a high surrogate that waits for its low one, or 0 */
};

#define UTF16_ROOM(n) (3 * (((n) + 1) / 2) + 3)	/* bytes that n bytes become at most */
enum { UTF16_END = 6 };				/* bytes that an end becomes at most */

/* Convert n more bytes; `to` has UTF16_ROOM(n). Returns how many were written. A lone surrogate becomes U+FFFD. */
size_t utf16_convert(struct utf16 *, const char *from, size_t n, char *to);

/* The text ends here: half a unit or half a pair becomes U+FFFD each. */
size_t utf16_end(struct utf16 *, char *to);

/* The step that converts what the stage gives. */
int utf16_enter(struct stage **, bool big, struct err *);

#endif
