/* quality: see quality.h. What is counted once for all rules, and the rules of Gopher and FineWeb; C4's are in c4.c. */
#include "text/quality.h"

#include "text/rules.h"

#include <stdlib.h>
#include <string.h>

const struct rule_set_info rule_sets[RULE_SETS] = {
	[RULES_REPETITION] = { "gopher_repetition", "Gopher repetition" },
	[RULES_GOPHER] = { "gopher_quality", "Gopher quality" },
	[RULES_C4] = { "c4", "C4" },
	[RULES_C4_FINEWEB] = { "c4_without_end_marks", "C4 without the rule on end marks, as FineWeb uses it" },
	[RULES_C4_PARAGRAPHS] = { "c4_paragraphs", "mC4 paragraphs" },
	[RULES_FINEWEB] = { "fineweb", "FineWeb quality" },
};

const struct drop_info drop_reasons[DROP_REASONS] = {
	[KEPT] = { "", "" },
	[DROP_PARAGRAPHS] = { "dup_para_frac", "repeated paragraphs / paragraphs > 0.30" },
	[DROP_PARAGRAPH_CHARACTERS] = { "dup_para_char_frac", "characters of repeated paragraphs / characters > 0.20" },
	[DROP_LINES] = { "dup_line_frac", "repeated lines / lines > 0.30" },
	[DROP_LINE_CHARACTERS] = { "dup_line_char_frac", "characters of repeated lines / characters > 0.20" },
	[DROP_TOP_2] = { "top_2_gram", "characters of the most frequent 2-gram / characters > 0.20" },
	[DROP_TOP_3] = { "top_3_gram", "characters of the most frequent 3-gram / characters > 0.18" },
	[DROP_TOP_4] = { "top_4_gram", "characters of the most frequent 4-gram / characters > 0.16" },
	[DROP_DUP_5] = { "duplicated_5_n_grams", "characters of repeated 5-grams / characters > 0.15" },
	[DROP_DUP_6] = { "duplicated_6_n_grams", "characters of repeated 6-grams / characters > 0.14" },
	[DROP_DUP_7] = { "duplicated_7_n_grams", "characters of repeated 7-grams / characters > 0.13" },
	[DROP_DUP_8] = { "duplicated_8_n_grams", "characters of repeated 8-grams / characters > 0.12" },
	[DROP_DUP_9] = { "duplicated_9_n_grams", "characters of repeated 9-grams / characters > 0.11" },
	[DROP_DUP_10] = { "duplicated_10_n_grams", "characters of repeated 10-grams / characters > 0.10" },
	[DROP_SHORT] = { "gopher_short_doc", "words that are not only symbols < 50" },
	[DROP_LONG] = { "gopher_long_doc", "words that are not only symbols > 100000" },
	[DROP_SHORT_WORDS] = { "gopher_below_avg_threshold", "mean characters of these words < 3" },
	[DROP_LONG_WORDS] = { "gopher_above_avg_threshold", "mean characters of these words > 10" },
	[DROP_HASHES] = { "gopher_too_many_hashes", "# / words > 0.1" },
	[DROP_ELLIPSES] = { "gopher_too_many_ellipsis", "(... and U+2026) / words > 0.1" },
	[DROP_BULLETS] = { "gopher_too_many_bullets", "lines that start with U+2022 or - / lines > 0.9" },
	[DROP_LINE_ELLIPSES] = { "gopher_too_many_end_ellipsis", "lines that end with ... or U+2026 / lines > 0.3" },
	[DROP_ALPHABETIC] = { "gopher_below_alpha_threshold", "words with a letter / words < 0.8" },
	[DROP_STOP_WORDS] = { "gopher_enough_stop_words", "different ones of the, be, to, of, and, that, have, with < 2" },
	[DROP_LOREM_IPSUM] = { "lorem_ipsum", "a line says lorem ipsum" },
	[DROP_CURLY] = { "curly_bracket", "a line has {" },
	[DROP_FEW_SENTENCES] = { "too_few_sentences", "sentences of the lines that are kept < 5" },
	[DROP_FEW_PARAGRAPHS] = { "< 3 paragraphs", "the third longest line < 200 characters, or fewer than 3 lines" },
	[DROP_EMPTY] = { "empty", "no line that is not blank" },
	[DROP_LINE_MARKS] = { "line_punct_ratio", "lines that end with a terminal mark / lines < 0.12" },
	[DROP_SHORT_LINES] = { "short_line_ratio", "lines of at most 30 characters / lines > 0.67" },
	[DROP_REPEATED_CHARACTERS] = { "char_dup_ratio", "characters of repeated lines / characters without line ends > 0.01" },
	[DROP_LIST] = { "list_ratio", "line ends / words > 0.3" },
};

const enum rule_set funnel_order[FUNNEL_STEPS] = { RULES_REPETITION, RULES_GOPHER, RULES_C4_FINEWEB, RULES_FINEWEB };

void text_quality_open(struct text_quality *q)
{
	phrases_open(&q->phrases);
}

void text_quality_release(struct text_quality *q)
{
	text_scan_release(&q->scan);
	text_scan_release(&q->edited);
	repeat_scratch_release(&q->scratch);
	free(q->hit);
	free(q->kept);
	*q = (struct text_quality){ .hits = 0 };
}

/* More of a whole than a bound allows? With nothing in the whole: no. */
static bool above(size_t part, size_t whole, double bound)
{
	return whole && (double)part / (double)whole > bound;
}

static bool below(size_t part, size_t whole, double bound)
{
	return whole && (double)part / (double)whole < bound;
}

/* ---- the rules ---- */

enum drop_reason rules_repetition(const struct text_quality *q)
{
	static const double top[] = { 0.20, 0.18, 0.16 }, dup[] = { 0.15, 0.14, 0.13, 0.12, 0.11, 0.10 };
	const struct text_repeats *r = &q->repeats;
	size_t all = q->scan.characters;

	if (above(r->paragraph_repeats, r->paragraphs, 0.3))
		return DROP_PARAGRAPHS;
	if (above(r->paragraph_characters, all, 0.2))
		return DROP_PARAGRAPH_CHARACTERS;
	if (above(r->line_repeats, r->lines, 0.3))
		return DROP_LINES;
	if (above(r->line_characters, all, 0.2))
		return DROP_LINE_CHARACTERS;
	for (size_t n = TOP_FIRST; n <= TOP_LAST; n++)
		if (above(r->top[n], all, top[n - TOP_FIRST]))
			return DROP_TOP_2 + (enum drop_reason)(n - TOP_FIRST);
	for (size_t n = DUP_FIRST; n <= DUP_LAST; n++)
		if (above(r->dup[n], all, dup[n - DUP_FIRST]))
			return DROP_DUP_5 + (enum drop_reason)(n - DUP_FIRST);
	return KEPT;
}

enum drop_reason rules_gopher(const struct text_quality *q)
{
	const struct text_scan *s = &q->scan;

	if (q->non_symbol_words < 50)
		return DROP_SHORT;
	if (q->non_symbol_words > 100000)
		return DROP_LONG;
	if (below(q->non_symbol_characters, q->non_symbol_words, 3))
		return DROP_SHORT_WORDS;
	if (above(q->non_symbol_characters, q->non_symbol_words, 10))
		return DROP_LONG_WORDS;
	if (above(s->hashes, s->words, 0.1))
		return DROP_HASHES;
	if (above(s->ellipses, s->words, 0.1))
		return DROP_ELLIPSES;
	if (above(q->lines.bullets, s->lines, 0.9))
		return DROP_BULLETS;
	if (above(q->lines.ellipses, s->lines, 0.3))
		return DROP_LINE_ELLIPSES;
	if (below(q->alphabetic_words, s->words, 0.8))
		return DROP_ALPHABETIC;
	return __builtin_popcount(s->stop_words) < 2 ? DROP_STOP_WORDS : KEPT;
}

enum drop_reason rules_c4_paragraphs(const struct text_scan *s)
{
	struct piece piece;
	size_t at = 0, long_lines = 0;

	while (long_lines < 3 && scan_next_line(s, &at, &piece))
		long_lines += scan_characters(s, piece) >= 200;
	return long_lines < 3 ? DROP_FEW_PARAGRAPHS : KEPT;
}

enum drop_reason rules_fineweb(const struct text_scan *s, size_t repeated)
{
	struct line_counts l = { .not_blank = 0 };

	lines_count(&l, s);
	if (l.not_blank == 0)
		return DROP_EMPTY;
	if (below(l.terminal, l.not_blank, 0.12))
		return DROP_LINE_MARKS;
	if (above(l.short_30, l.not_blank, 0.67))
		return DROP_SHORT_LINES;
	if (above(repeated, s->characters - s->newlines, 0.01))
		return DROP_REPEATED_CHARACTERS;
	return above(s->newlines, s->words, 0.3) ? DROP_LIST : KEPT;
}

/* ---- what is counted ---- */

void lines_count(struct line_counts *l, const struct text_scan *s)
{
	struct piece piece;
	size_t at = 0;

	while (scan_next_line(s, &at, &piece)) {
		size_t characters, bytes;
		char last;

		if (piece_blank(s, piece))
			continue;
		characters = scan_characters(s, piece);
		last = s->text[piece.at + piece.bytes - 1];
		l->not_blank++;
		l->characters += characters;
		l->short_30 += characters <= 30;
		l->long_2000 += characters >= 2000;
		l->quote_ended += last == '.' || last == '?' || last == '!' || last == '"' || last == '\'';
		l->terminal += (char_class_before(s->text + piece.at, piece.bytes, &bytes) & CHAR_TERMINAL) != 0;
	}
}

static bool ends(const char *text, size_t n, const char *with)
{
	size_t length = strlen(with);

	return n >= length && memcmp(text + n - length, with, length) == 0;
}

static bool starts(const char *text, size_t n, const char *with)
{
	size_t length = strlen(with);

	return n >= length && memcmp(text, with, length) == 0;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does a tag start here: <a, </a, <!-, and end before the next < and within a thousand bytes? Its bytes, or 0. */
static size_t tag_at(const char *text, size_t n)
{
	size_t i = 1;

	if (n < 3 || text[0] != '<')
		return 0;
	i += text[1] == '/' || text[1] == '!';
	if (!is_letter(text[i]) && !(text[1] == '!' && text[2] == '-'))
		return 0;
	while (i < n && i < 1000 && text[i] != '>' && text[i] != '<')
		i++;
	return i < n && text[i] == '>' ? i + 1 : 0;
}

/* Characters of tags. */
static size_t markup_count(const struct text_scan *s)
{
	const char *end = s->text + s->bytes, *at = s->text;
	size_t characters = 0;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
		size_t n = tag_at(at, (size_t)(end - at));

		characters += char_count(at, n);
		at += n ? n : 1;
	}
	return characters;
}

/* Lines of splitlines(): how they start and end. */
static void splitlines_count(struct text_quality *q)
{
	const struct text_scan *s = &q->scan;
	size_t hit = 0;

	for (size_t i = 0; i < s->lines; i++) {
		const struct text_line *line = &s->line[i];
		const char *text = s->text + line->at;
		size_t n = line->bytes;
		bool boilerplate = false;

		for (; hit < q->hits && q->hit[hit].at < line->next; hit++)
			boilerplate = true;
		q->lines.boilerplate += boilerplate;
		if (!line->spaced)
			continue;
		char_strip(&text, &n);
		q->lines.bullets += text[0] == '-' || starts(text, n, "\xe2\x80\xa2");
		q->lines.ellipses += ends(text, n, "...") || ends(text, n, "\xe2\x80\xa6");
		q->lines.code += text[n - 1] == ';' || text[n - 1] == '{' || text[n - 1] == '}' || tag_at(text, n);
		q->sentences += scan_sentences(s, line->word, line->words);
	}
}

static void words_count(struct text_quality *q)
{
	const struct text_scan *s = &q->scan;
	size_t beyond = 0;	/* bytes of words that are mostly beyond ASCII */

	for (size_t i = 0; i < s->words; i++) {
		size_t bytes = s->joined_at[i + 1] - s->joined_at[i], continued = bytes - s->word_characters[i];
		unsigned is = s->word_is[i];

		if (2 * continued >= bytes)
			beyond += bytes;
		else
			q->tokens += 1 + (s->word_characters[i] - 1) / 9 + continued;

		q->non_symbol_words += !(is & WORD_SYMBOLS);
		q->non_symbol_characters += is & WORD_SYMBOLS ? 0 : s->word_characters[i];
		q->alphabetic_words += (is & WORD_ALPHABETIC) != 0;
		q->upper_words += (is & WORD_UPPER) != 0;
		q->stop_word_count += (is & WORD_STOP) != 0;
		q->address_characters += is & WORD_ADDRESS ? s->word_characters[i] : 0;
	}
	q->tokens += (2 * beyond + 4) / 5;
}

static int phrases_find(struct text_quality *q)
{
	struct phrase_hit hit;
	size_t at = 0;

	q->hits = 0;
	q->lorem_ipsum = false;
	while (phrase_next(&q->phrases, q->scan.text, q->scan.bytes, &at, &hit)) {
		if (q->hits == q->hit_room) {
			size_t room = q->hit_room ? 2 * q->hit_room : 64;
			struct phrase_hit *grown = realloc(q->hit, room * sizeof *grown);

			if (!grown)
				return -1;
			q->hit = grown;
			q->hit_room = room;
		}
		q->hit[q->hits++] = hit;
		q->lorem_ipsum |= hit.kind == PHRASE_LOREM_IPSUM;
	}
	return 0;
}

/* FineWeb's last step sees what C4 left of the text. */
static int edited_judge(struct text_quality *q, bool same, enum drop_reason *reason)
{
	size_t repeated;

	*reason = q->verdict.alone[RULES_FINEWEB];
	if (same)
		return 0;
	if (text_scan(&q->edited, q->kept, q->kept_bytes) < 0 || repeated_line_characters(&repeated, &q->scratch, &q->edited) < 0)
		return -1;
	*reason = rules_fineweb(&q->edited, repeated);
	return 0;
}

static int sets_judge(struct text_quality *q)
{
	struct verdict *v = &q->verdict;
	enum drop_reason edited = KEPT;
	size_t repeated;
	bool same;

	v->alone[RULES_REPETITION] = rules_repetition(q);
	v->alone[RULES_GOPHER] = rules_gopher(q);
	v->alone[RULES_C4_PARAGRAPHS] = rules_c4_paragraphs(&q->scan);
	if (repeated_line_characters(&repeated, &q->scratch, &q->scan) < 0)
		return -1;
	v->alone[RULES_FINEWEB] = rules_fineweb(&q->scan, repeated);
	if (rules_c4(q, false, &v->alone[RULES_C4], &same) < 0 || rules_c4(q, true, &v->alone[RULES_C4_FINEWEB], &same) < 0)
		return -1;
	v->in_order = KEPT;
	for (v->step = 0; v->step + 1 < FUNNEL_STEPS; v->step++) {
		v->in_order = v->alone[funnel_order[v->step]];
		if (v->in_order != KEPT)
			return 0;
	}
	if (edited_judge(q, same, &edited) < 0)
		return -1;
	v->in_order = edited;
	v->step += edited == KEPT;
	return 0;
}

int text_judge(struct text_quality *q, const char *text, size_t bytes)
{
	q->lines = (struct line_counts){ .not_blank = 0 };
	q->non_symbol_words = q->non_symbol_characters = q->alphabetic_words = q->upper_words = q->stop_word_count = 0;
	q->address_characters = q->sentences = q->tokens = 0;
	if (text_scan(&q->scan, text, bytes) < 0 || text_repeats_find(&q->repeats, &q->scratch, &q->scan) < 0 || phrases_find(q) < 0)
		return -1;
	words_count(q);
	lines_count(&q->lines, &q->scan);
	splitlines_count(q);
	q->markup_characters = markup_count(&q->scan);
	return sets_judge(q);
}
