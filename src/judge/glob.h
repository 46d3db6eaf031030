/* glob: patterns over column names. * is any run of characters, ? one character, [a-z_] one of a set, [!a-z] one that is not in it, and
 * \ takes the next character as it is; everything else stands for itself, and so does a [ without its ].
 *
 * fnmatch would do, but for its dependence on the process's locale: here a character is a code point of UTF-8, always.
 */
#ifndef ASSAY_JUDGE_GLOB_H
#define ASSAY_JUDGE_GLOB_H

#include <stdbool.h>

bool glob_matches(const char *pattern, const char *name);

/* Has it characters that stand for others? */
bool glob_is_pattern(const char *text);

#endif
