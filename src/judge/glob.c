/* glob: see glob.h. A * first takes nothing, and one character more each time that what follows it fails; only the last * need be tried
 * again, so the work is at most the product of the two lengths.
 */
#include "judge/glob.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The code point at *s, which is moved behind it. Bytes that are not UTF-8 count as one each. */
static uint32_t character_take(const char **s)
{
	const unsigned char *b = (const unsigned char *)*s;
	unsigned more = b[0] >= 0xf0 ? 3 : b[0] >= 0xe0 ? 2 : b[0] >= 0xc0 ? 1 : 0;
	uint32_t code = more ? b[0] & (0x3fu >> more) : b[0];

	for (unsigned i = 1; i <= more; i++) {
		if ((b[i] & 0xc0) != 0x80) {
			*s += 1;
			return b[0];
		}
		code = code << 6 | (b[i] & 0x3fu);
	}
	*s += 1 + more;
	return code;
}

static uint32_t escaped_take(const char **s)
{
	if (**s == '\\' && (*s)[1])
		*s += 1;
	return character_take(s);
}

/* Is the character in the set whose [ was taken? *s is moved behind its ]; -1 when it has none. */
static int set_holds(const char **s, uint32_t c)
{
	const char *at = *s;
	bool negated = *at == '!' || *at == '^', found = false;

	at += negated;
	for (bool first = true; *at && (first || *at != ']'); first = false) {
		uint32_t low = escaped_take(&at), high = low;

		if (at[0] == '-' && at[1] && at[1] != ']') {
			at++;
			high = escaped_take(&at);
		}
		found |= c >= low && c <= high;
	}
	if (!*at)
		return -1;
	*s = at + 1;
	return found != negated;
}

/* Match one character of the name against the front of the pattern, which is not a *; both are moved. */
static bool one_matches(const char **pattern, const char **name)
{
	const char *p = *pattern;
	uint32_t c = character_take(name);
	int held;

	if (*p == '?') {
		*pattern = p + 1;
		return true;
	}
	if (*p == '[') {
		p++;
		held = set_holds(&p, c);
		if (held >= 0) {
			*pattern = p;
			return held;
		}
	}
	return escaped_take(pattern) == c;
}

bool glob_matches(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (*name) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = name;
		} else if (!*pattern || !one_matches(&pattern, &name)) {
			if (!star)
				return false;
			character_take(&retry);
			pattern = star;
			name = retry;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

bool glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?[\\");
}
