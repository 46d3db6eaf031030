/* c4: the filter of lines of C4 (Raffel et al. 2020), as datatrove's C4QualityFilter computes it; see quality.h and rules.h.
 *
 * A line of splitlines(), stripped, is dropped when one of its words (between white space) has more than 1,000 characters;
 * citations are taken out of it; it is dropped when it does not end with . ? ! " ' or ends with ... (not for FineWeb), has
 * fewer than 3 words (before citations were taken out), says javascript or one of six phrases on policies. The document is
 * dropped when a line that came so far says lorem ipsum or has {, or when the lines that are kept have fewer than 5
 * sentences. LDNOOBW's list of bad words is not part of this, nor is it of datatrove's C4QualityFilter.
 */
#include "text/rules.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_CHARACTERS_MAX = 1000, LINE_WORDS_MIN = 3, SENTENCES_MIN = 5 };

/* \[\d*]|\[edit]|\[citation needed]: bytes of what matches here, or 0. \d is any decimal digit. */
static size_t citation_at(const char *text, size_t n)
{
	static const char *const words[] = { "[edit]", "[citation needed]" };
	size_t i = 1, bytes;

	for (size_t k = 0; k < 2; k++)
		if (n >= strlen(words[k]) && memcmp(text, words[k], strlen(words[k])) == 0)
			return strlen(words[k]);
	while (i < n && char_class_at(text + i, n - i, &bytes) & CHAR_DIGIT)
		i += bytes;
	return i < n && text[i] == ']' ? i + 1 : 0;
}

static int kept_ensure(struct text_quality *q, size_t bytes)
{
	char *kept;

	if (bytes <= q->kept_room)
		return 0;
	kept = realloc(q->kept, 2 * bytes);
	if (!kept)
		return -1;
	q->kept = kept;
	q->kept_room = 2 * bytes;
	return 0;
}

/* A line as the rules see it. */
struct c4_line {
	const char *text;	/* stripped, citations taken out */
	size_t bytes;
	bool edited;		/* citations were taken out; then it stands in q->kept, where the next kept line is to stand */
	unsigned phrases;	/* by kind, as bits */
};

/* Has a word of more than WORD_CHARACTERS_MAX characters? */
static bool has_long_word(const char *text, size_t n)
{
	size_t characters = 0, bytes;

	for (size_t i = 0; i < n && characters <= WORD_CHARACTERS_MAX; i += bytes)
		characters = char_class_at(text + i, n - i, &bytes) & CHAR_SPACE ? 0 : characters + 1;
	return characters > WORD_CHARACTERS_MAX;
}

/* Take citations out, into q->kept behind what is there. */
static void citations_remove(struct text_quality *q, struct c4_line *line)
{
	char *to = q->kept + q->kept_bytes;
	size_t length = 0;

	for (size_t i = 0, n; i < line->bytes; i += n) {
		n = line->text[i] == '[' ? citation_at(line->text + i, line->bytes - i) : 0;
		if (n) {
			line->edited = true;
			continue;
		}
		to[length++] = line->text[i];
		n = 1;
	}
	if (line->edited) {
		line->text = to;
		line->bytes = length;
	}
}

static void phrases_of(struct text_quality *q, struct c4_line *line, size_t *hit, size_t end)
{
	struct phrase_hit found;
	size_t at = 0;

	for (; *hit < q->hits && q->hit[*hit].at < end; ++*hit)
		line->phrases |= 1u << q->hit[*hit].kind;
	if (!line->edited)
		return;
	line->phrases = 0;
	while (phrase_next(&q->phrases, line->text, line->bytes, &at, &found))
		line->phrases |= 1u << found.kind;
}

static bool end_mark(const char *text, size_t n)
{
	if (n == 0 || !strchr(".?!\"'", text[n - 1] ? text[n - 1] : 'x'))
		return false;
	return !(n >= 3 && memcmp(text + n - 3, "...", 3) == 0);
}

/* Is the line kept, dropped, or the document's end? */
static bool line_keeps(const struct text_line *of, const struct c4_line *line, bool fineweb, enum drop_reason *drop)
{
	if (!fineweb && !end_mark(line->text, line->bytes))
		return false;
	if (of->spaced < LINE_WORDS_MIN)
		return false;
	if (line->phrases & 1u << PHRASE_LOREM_IPSUM) {
		*drop = DROP_LOREM_IPSUM;
		return false;
	}
	if (line->phrases & 1u << PHRASE_JAVASCRIPT)
		return false;
	if (memchr(line->text, '{', line->bytes)) {
		*drop = DROP_CURLY;
		return false;
	}
	return !(line->phrases & 1u << PHRASE_POLICY);
}

/* Put the line behind those that are kept. */
static void line_keep(struct text_quality *q, const struct c4_line *line)
{
	if (!line->edited)
		memcpy(q->kept + q->kept_bytes, line->text, line->bytes);
	q->kept_bytes += line->bytes;
	q->kept[q->kept_bytes++] = '\n';
}

static int sentences_add(struct text_quality *q, const struct text_line *of, const struct c4_line *line, size_t *sentences)
{
	if (!line->edited) {
		*sentences += scan_sentences(&q->scan, of->word, of->words);
		return 0;
	}
	if (text_scan(&q->edited, line->text, line->bytes) < 0)
		return -1;
	*sentences += scan_sentences(&q->edited, 0, q->edited.words);
	return 0;
}

/* What is kept, without white space at its ends. */
static void kept_strip(struct text_quality *q)
{
	const char *text = q->kept;
	size_t n = q->kept_bytes;

	char_strip(&text, &n);
	memmove(q->kept, text, n);
	q->kept_bytes = n;
}

int rules_c4(struct text_quality *q, bool fineweb, enum drop_reason *reason, bool *same)
{
	const struct text_scan *s = &q->scan;
	size_t hit = 0, sentences = 0;

	*reason = KEPT;
	q->kept_bytes = 0;
	if (kept_ensure(q, s->bytes + s->lines + 1) < 0)
		return -1;
	for (size_t i = 0; i < s->lines; i++) {
		const struct text_line *of = &s->line[i];
		struct c4_line line = { .text = s->text + of->at, .bytes = of->bytes };

		char_strip(&line.text, &line.bytes);
		if (memchr(line.text, '[', line.bytes))
			citations_remove(q, &line);
		phrases_of(q, &line, &hit, of->next);
		if (of->longest > WORD_CHARACTERS_MAX && has_long_word(s->text + of->at, of->bytes))
			continue;
		if (line_keeps(of, &line, fineweb, reason)) {
			if (sentences_add(q, of, &line, &sentences) < 0)
				return -1;
			line_keep(q, &line);
		} else if (*reason != KEPT) {
			return 0;
		}
	}
	if (sentences < SENTENCES_MIN)
		*reason = DROP_FEW_SENTENCES;
	kept_strip(q);
	*same = q->kept_bytes == s->bytes && memcmp(q->kept, s->text, s->bytes) == 0;
	return 0;
}
