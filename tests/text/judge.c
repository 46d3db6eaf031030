/* judge: what src/text finds in each document of stdin, a line of JSON each, for tests/text/quality.py to hold against another implementation.
 *
 * stdin is documents one after another: eight hexadecimal digits of length in bytes, then the bytes.   judge [rounds]: again and again, for timing
 */
#include "text/quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void print_document(const struct text_quality *q)
{
	const struct text_scan *s = &q->scan;
	const struct text_repeats *r = &q->repeats;
	const struct line_counts *l = &q->lines;

	printf("{");
	for (size_t i = 0; i < RULE_SETS; i++)
		printf("\"%s\":\"%s\",", rule_sets[i].name, drop_reasons[q->verdict.alone[i]].tag);
	printf("\"in_order\":\"%s\",\"step\":%u,", drop_reasons[q->verdict.in_order].tag, q->verdict.step);
	printf("\"characters\":%zu,\"words\":%zu,\"spaced\":%zu,\"lines\":%zu,\"sentences\":%zu,", s->characters, s->words, s->spaced, s->lines, q->sentences);
	printf("\"spaces\":%zu,\"letters\":%zu,\"uppers\":%zu,\"digits\":%zu,\"punctuation\":%zu,\"symbols\":%zu,", s->spaces, s->letters, s->uppers,
	       s->digits, s->punctuation, s->symbols);
	printf("\"hashes\":%zu,\"ellipses\":%zu,\"non_symbol_words\":%zu,\"alphabetic_words\":%zu,\"upper_words\":%zu,\"stop_words\":%zu,", s->hashes,
	       s->ellipses, q->non_symbol_words, q->alphabetic_words, q->upper_words, q->stop_word_count);
	printf("\"address\":%zu,\"bullets\":%zu,\"terminal\":%zu,\"short_30\":%zu,\"not_blank\":%zu,", q->address_characters, l->bullets, l->terminal,
	       l->short_30, l->not_blank);
	printf("\"distinct\":%zu,\"entropy\":%.12g,\"paragraphs\":%zu,\"line_repeats\":%zu,\"line_characters\":%zu,\"paragraph_characters\":%zu,", r->distinct,
	       r->entropy, r->paragraphs, r->line_repeats, r->line_characters, r->paragraph_characters);
	printf("\"top\":[%zu,%zu,%zu],\"dup\":[%zu,%zu,%zu,%zu,%zu,%zu]}\n", r->top[2], r->top[3], r->top[4], r->dup[5], r->dup[6], r->dup[7], r->dup[8],
	       r->dup[9], r->dup[10]);
}

/* Milliseconds of this process. */
static double spent(void)
{
	return 1e3 * (double)clock() / CLOCKS_PER_SEC;
}

int main(int argc, char **argv)
{
	struct text_quality q = { .hits = 0 };
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	char digits[9] = "";
	double bytes = 0, start = 0;
	int done = 0;

	text_quality_open(&q);
	while (done == 0 && fread(digits, 1, 8, stdin) == 8) {
		size_t n = strtoul(digits, NULL, 16);
		char *text = malloc(n ? n : 1);		/* exact, so that reading on is caught */
		double before = spent();

		if (!text || fread(text, 1, n, stdin) != n)
			return 2;
		for (long i = 0; i <= rounds && done == 0; i++)
			done = text_judge(&q, text, n);
		bytes += (double)n * (double)(rounds + 1);
		start += spent() - before;
		if (done == 0 && rounds == 0)
			print_document(&q);
		free(text);
	}
	if (rounds)
		printf("%.1f MB/s\n", bytes / start / 1e3);
	text_quality_release(&q);
	return done ? 1 : 0;
}
