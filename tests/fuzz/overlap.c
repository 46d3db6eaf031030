/* overlap: any bytes as a document. Tokens lie in it in their order; a n-gram's hash is that of its tokens alone; shingles are a set; lines and
 * paragraphs are parts of the text without white space at their ends, each with a token; blanks and case change nothing.
 */
#include "fuzz.h"

#include "overlap/scan.h"
#include "text/shingle.h"

#include <string.h>

static void tokens_check(const struct tokens *t, size_t n)
{
	for (size_t i = 0; i < t->count; i++) {
		check(t->from[i] <= t->to[i] && t->to[i] <= n, "token %zu: %u to %u of %zu", i, t->from[i], t->to[i], n);
		check(i == 0 || t->from[i] >= t->from[i - 1], "token %zu begins at %u, the one before at %u", i, t->from[i], t->from[i - 1]);
	}
}

static void ngrams_check(const struct tokens *t, size_t n)
{
	uint64_t *rolled = malloc((t->count + 1) * sizeof *rolled), alone;
	size_t count = ngrams_hash(t, n, rolled);

	check(count == (t->count < n ? 0 : t->count - n + 1), "%zu n-grams of %zu tokens", count, t->count);
	for (size_t i = 0; i < count; i += 1 + count / 16) {
		const struct tokens part = { .hash = t->hash + i, .count = n };

		ngrams_hash(&part, n, &alone);
		check(alone == rolled[i], "n-gram %zu", i);
	}
	free(rolled);
}

static void shingles_check(const struct tokens *t, size_t n)
{
	struct shingles s = { .count = 0 };

	check(shingles_read(&s, t, n) == 0, "no memory");
	check((s.count == 0) == (t->count == 0), "%zu shingles of %zu tokens", s.count, t->count);
	for (size_t i = 1; i < s.count; i++)
		check(s.hash[i - 1] < s.hash[i], "shingle %zu", i);
	check(s.count == 0 || shingles_jaccard(&s, &s) == 1, "unlike itself");
	shingles_release(&s);
}

struct text {
	const char *at;
	size_t bytes, units;
};

static int unit_check(void *context, const char *unit, size_t bytes)
{
	struct text *whole = context;

	whole->units++;
	check(bytes && unit >= whole->at && unit + bytes <= whole->at + whole->bytes, "a unit of %zu bytes", bytes);
	check(!strchr(" \t\n\v\f\r", unit[0]) || !unit[0], "white space before");
	check(!strchr(" \t\n\v\f\r", unit[bytes - 1]) || !unit[bytes - 1], "white space behind");
	return 0;
}

/* The same with blanks around and ASCII letters in upper case. */
static void same_check(const struct tokens *t, const char *text, size_t n)
{
	char *other = malloc(n + 2);
	struct tokens again = { .count = 0 };

	other[0] = ' ';
	for (size_t i = 0; i < n; i++)
		other[i + 1] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
	other[n + 1] = '.';
	check(tokens_read(&again, TOKEN_WORDS, other, n + 2) == 0, "no memory");
	check(again.count == t->count && (t->count == 0 || memcmp(again.hash, t->hash, t->count * sizeof *t->hash) == 0), "%zu tokens, then %zu", t->count,
	      again.count);
	tokens_release(&again);
	free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = malloc(n ? n : 1);
	struct tokens t = { .count = 0 };
	struct text whole = { text, n, 0 };

	check(text, "no memory");
	if (n)
		memcpy(text, bytes, n);
	for (int unit = TOKEN_CHARACTERS; unit >= TOKEN_WORDS; unit--) {
		check(tokens_read(&t, (enum token_unit)unit, text, n) == 0, "no memory");
		tokens_check(&t, n);
		ngrams_check(&t, 3);
		shingles_check(&t, 5);
	}
	same_check(&t, text, n);
	check(lines_each(text, n, &t, false, unit_check, &whole) == 0 && whole.units <= t.count, "%zu lines", whole.units);
	whole.units = 0;
	check(lines_each(text, n, &t, true, unit_check, &whole) == 0 && whole.units <= t.count, "%zu paragraphs", whole.units);
	tokens_release(&t);
	free(text);
	return 0;
}
