/* nearest: see nearest.h. A candidate's rank is computed anew where two are compared: few are near enough to be compared, and so
 * there is nothing to allocate.
 */
#include "base/nearest.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WORD_BYTES = 256 };

static const uint32_t far = UINT32_MAX;

struct word {
	const char *bytes;
	char folded[WORD_BYTES + 1];	/* ASCII capitals made small, whatever the locale; ends with NUL */
	size_t length;
};

static void word_read(struct word *w, const char *bytes)
{
	w->bytes = bytes;
	w->length = strnlen(bytes, WORD_BYTES);
	for (size_t i = 0; i < w->length; i++)
		w->folded[i] = (char)(bytes[i] >= 'A' && bytes[i] <= 'Z' ? bytes[i] + 'a' - 'A' : bytes[i]);
	w->folded[w->length] = '\0';
}

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment; three rows of the table are all that it looks at. */
static unsigned distance(const char *a, size_t m, const char *b, size_t n)
{
	uint16_t table[3][WORD_BYTES + 1];
	uint16_t *before = table[0], *above = table[1], *row = table[2];

	for (size_t j = 0; j <= n; j++)
		above[j] = (uint16_t)j;
	for (size_t i = 1; i <= m; i++) {
		uint16_t *spare = before;

		row[0] = (uint16_t)i;
		for (size_t j = 1; j <= n; j++) {
			unsigned best = smaller(above[j] + 1u, row[j - 1] + 1u);

			best = smaller(best, above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = smaller(best, before[j - 2] + 1u);
			row[j] = (uint16_t)best;
		}
		before = above;
		above = row;
		row = spare;
	}
	return above[n];
}

/* Smaller is nearer; `far` when the candidate is no answer. */
static uint32_t rank(const struct word *word, const char *candidate)
{
	struct word c;
	size_t limit = word->length < 6 ? 1 : word->length / 3, apart;
	bool related;
	unsigned folded;

	word_read(&c, candidate);
	apart = c.length > word->length ? c.length - word->length : word->length - c.length;
	related = c.length && word->length && (strstr(c.folded, word->folded) || strncmp(word->folded, c.folded, c.length) == 0);
	if (apart > limit && !related)		/* each byte of the difference is an edit */
		return far;
	folded = distance(word->folded, word->length, c.folded, c.length);
	if (folded > limit && !related)
		return far;
	return (uint32_t)folded << 16 | distance(word->bytes, word->length, c.bytes, c.length);
}

size_t nearest_words(const char *word, const char *const *candidates, size_t count, const char **nearest, size_t wanted)
{
	struct word w;
	size_t found = 0;

	word_read(&w, word);
	for (size_t i = 0; i < count; i++) {
		uint32_t r = rank(&w, candidates[i]);
		size_t at = found;

		if (r == far)
			continue;
		while (at > 0 && r < rank(&w, nearest[at - 1]))
			at--;
		if (at == wanted)
			continue;
		found += found < wanted;
		memmove(nearest + at + 1, nearest + at, (found - at - 1) * sizeof *nearest);
		nearest[at] = candidates[i];
	}
	return found;
}
