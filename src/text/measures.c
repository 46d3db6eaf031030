/* measures: see measures.h. */
#include "text/measures.h"

#include <math.h>

static double share(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : NAN;
}

static void lengths_take(double v[MEASURE_COUNT], const struct text_quality *q)
{
	const struct text_scan *s = &q->scan;

	v[MEASURE_CHARACTERS] = (double)s->characters;
	v[MEASURE_BYTES] = (double)s->bytes;
	v[MEASURE_WORDS] = (double)s->words;
	v[MEASURE_SPACED] = (double)s->spaced;
	v[MEASURE_TOKENS] = (double)q->tokens;
	v[MEASURE_LINES] = (double)s->newlines + 1;
	v[MEASURE_PARAGRAPHS] = (double)q->repeats.paragraphs;
	v[MEASURE_SENTENCES] = (double)q->sentences;
	v[MEASURE_SENTENCE_WORDS] = share(s->words, q->sentences);
}

static void lines_take(double v[MEASURE_COUNT], const struct text_quality *q)
{
	const struct line_counts *l = &q->lines;
	size_t lines = q->scan.lines;

	v[MEASURE_LINE_LENGTH] = share(l->characters, l->not_blank);
	v[MEASURE_SHORT_LINES] = share(l->short_30, l->not_blank);
	v[MEASURE_LONG_LINES] = share(l->long_2000, l->not_blank);
	v[MEASURE_END_MARKS] = share(l->terminal, l->not_blank);
	v[MEASURE_BULLETS] = share(l->bullets, lines);
	v[MEASURE_LINE_ELLIPSES] = share(l->ellipses, lines);
	v[MEASURE_BOILERPLATE] = share(l->boilerplate, lines);
	v[MEASURE_CODE_LINES] = share(l->code, lines);
}

static void repeats_take(double v[MEASURE_COUNT], const struct text_quality *q)
{
	const struct text_repeats *r = &q->repeats;
	size_t characters = q->scan.characters;

	v[MEASURE_LINE_REPEATS] = share(r->line_repeats, r->lines);
	v[MEASURE_LINE_CHARACTERS] = share(r->line_characters, characters);
	v[MEASURE_PARAGRAPH_REPEATS] = share(r->paragraph_repeats, r->paragraphs);
	v[MEASURE_PARAGRAPH_CHARACTERS] = share(r->paragraph_characters, characters);
	for (size_t n = TOP_FIRST; n <= TOP_LAST; n++)
		v[MEASURE_TOP_2 + n - TOP_FIRST] = share(r->top[n], characters);
	for (size_t n = DUP_FIRST; n <= DUP_LAST; n++)
		v[MEASURE_DUP_5 + n - DUP_FIRST] = share(r->dup[n], characters);
	v[MEASURE_DISTINCT] = share(r->distinct, q->scan.words);
	v[MEASURE_ENTROPY] = q->scan.words ? r->entropy : NAN;
}

static void words_take(double v[MEASURE_COUNT], const struct text_quality *q)
{
	size_t words = q->scan.words;

	v[MEASURE_WORD_LENGTH] = share(q->non_symbol_characters, q->non_symbol_words);
	v[MEASURE_ALPHABETIC] = share(q->alphabetic_words, words);
	v[MEASURE_UPPER_WORDS] = share(q->upper_words, words);
	v[MEASURE_STOP_WORDS_SHARE] = share(q->stop_word_count, words);
	v[MEASURE_SYMBOL_WORDS] = share(q->scan.hashes + q->scan.ellipses, words);
}

static void characters_take(double v[MEASURE_COUNT], const struct text_quality *q)
{
	const struct text_scan *s = &q->scan;
	size_t known = s->letters + s->digits + s->spaces;

	v[MEASURE_SPACES] = share(s->spaces, s->characters);
	v[MEASURE_DIGITS] = share(s->digits, s->characters);
	v[MEASURE_UPPERS] = share(s->uppers, s->characters);
	v[MEASURE_MARKS] = share(s->punctuation, s->characters);
	v[MEASURE_SYMBOLS] = share(s->symbols, s->characters);
	v[MEASURE_NOT_ALPHANUMERIC] = share(s->characters - (known < s->characters ? known : s->characters), s->characters);
	v[MEASURE_ADDRESSES] = share(q->address_characters, s->characters);
	v[MEASURE_MARKUP] = share(q->markup_characters, s->characters);
}

void measures_take(double value[MEASURE_COUNT], const struct text_quality *q)
{
	lengths_take(value, q);
	lines_take(value, q);
	repeats_take(value, q);
	words_take(value, q);
	characters_take(value, q);
}
