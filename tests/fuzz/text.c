/* text: any bytes as a document. What is counted adds up, words lie in order and hold all that is no white space, lines cover the text, shares are shares; and a
 * second look says the same.
 */
#include "fuzz.h"

#include "text/quality.h"

#include <math.h>
#include <string.h>

static struct text_quality q;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	text_quality_open(&q);
	return 0;
}

/* Is all of it characters of UTF-8 as char_next() reads them? */
static bool is_utf8(const char *text, size_t n)
{
	size_t bytes;

	for (size_t i = 0; i < n; i += bytes)
		if (char_next(text + i, n - i, &bytes) == 0xfffd && bytes == 1)
			return false;
	return true;
}

static void words_check(const struct text_scan *s)
{
	size_t characters = 0, at = 0, bytes;

	for (size_t i = 0; i < s->words; i++) {
		check(s->joined_at[i] < s->joined_at[i + 1], "word %zu of %zu is empty", i, s->words);
		characters += s->word_characters[i];
	}
	for (size_t i = 0; i < s->bytes; i += bytes) {
		unsigned class = char_class_at(s->text + i, s->bytes - i, &bytes);

		if (class & CHAR_SPACE)
			continue;
		check(memcmp(s->joined + at, s->text + i, bytes) == 0, "byte %zu is not in the words", i);
		at += bytes;
	}
	check(at == s->joined_at[s->words], "words have %u bytes, the text %zu", s->joined_at[s->words], at);
	check(characters + s->spaces == s->characters || !is_utf8(s->text, s->bytes), "%zu + %zu of %zu", characters, s->spaces, s->characters);
	check(s->spaced <= s->words, "%zu words between white space, %zu words", s->spaced, s->words);
}

static void lines_check(const struct text_scan *s)
{
	size_t at = 0, words = 0, spaced = 0;

	for (size_t i = 0; i < s->lines; i++) {
		const struct text_line *l = &s->line[i];

		check(l->at == at && l->at + l->bytes <= l->next && l->word == words, "line %zu", i);
		at = l->next;
		words += l->words;
		spaced += l->spaced;
		check(scan_sentences(s, l->word, l->words) <= l->words, "line %zu has more sentences than words", i);
	}
	check(at == s->bytes && words == s->words && spaced == s->spaced, "lines end at %zu of %zu", at, s->bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *exact = malloc(n ? n : 1);
	struct verdict first;

	check(exact, "no memory");
	if (n)
		memcpy(exact, bytes, n);
	check(text_judge(&q, exact, n) == 0, "no memory");
	words_check(&q.scan);
	lines_check(&q.scan);
	for (size_t i = TOP_FIRST; i <= TOP_LAST && is_utf8(exact, n); i++)
		check(q.repeats.top[i] <= i * (q.scan.characters + q.scan.words), "top %zu", i);
	for (size_t i = DUP_FIRST; i <= DUP_LAST && is_utf8(exact, n); i++)
		check(q.repeats.dup[i] <= q.scan.characters, "dup %zu: %zu of %zu", i, q.repeats.dup[i], q.scan.characters);
	check(q.repeats.line_repeats <= q.repeats.lines && q.repeats.paragraph_repeats <= q.repeats.paragraphs, "repeats");
	check(q.repeats.distinct <= q.scan.words && q.repeats.entropy >= 0 && q.repeats.entropy <= log((double)q.scan.words + 1) + 1e-9, "entropy");
	first = q.verdict;
	check(text_judge(&q, exact, n) == 0, "no memory");
	check(memcmp(&first, &q.verdict, sizeof first) == 0, "a second look says something else");
	free(exact);
	return 0;
}
