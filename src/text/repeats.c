/* repeats: see repeats.h.
 *
 * What an n-gram costs: an n-gram of two words is counted for every place; one of three is looked at only where both of its
 * pairs occur twice, and so on.
 * For the longer ones a first walk finds which words start 16 bytes that occur twice: an n-gram of 16 bytes or more that
 * starts anywhere
 * else has no repeat and is none, whatever n. Ordinary text has few such places.
 */
#include "text/repeats.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PRINT_BYTES = 16 };

/* ---- the table ---- */

static int table_clear(struct repeat_scratch *t, size_t entries)
{
	size_t slots = 64;

	while (slots < 2 * entries)
		slots *= 2;
	if (slots > t->slots) {
		uint64_t *key = realloc(t->key, slots * sizeof *key);
		uint32_t *value;

		if (!key)
			return -1;
		t->key = key;
		value = realloc(t->value, slots * sizeof *value);
		if (!value)
			return -1;
		t->value = value;
		t->slots = slots;
	}
	memset(t->value, 0, slots * sizeof *t->value);
	return 0;
}

static size_t table_mask(size_t entries)
{
	size_t slots = 64;

	while (slots < 2 * entries)
		slots *= 2;
	return slots - 1;
}

/* The slot of a key: its value is 0 where it is new. */
static size_t table_at(const struct repeat_scratch *t, size_t mask, uint64_t key)
{
	size_t at = (key ^ key >> 32) & mask;

	while (t->value[at] && t->key[at] != key)
		at = (at + 1) & mask;
	t->key[at] = key;
	return at;
}

static int words_ensure(struct repeat_scratch *t, size_t words)
{
	uint64_t *gram;
	uint32_t *count;

	if (words <= t->words)
		return 0;
	gram = realloc(t->gram, 2 * words * sizeof *gram);
	if (!gram)
		return -1;
	t->gram = gram;
	count = realloc(t->count, 2 * words * sizeof *count);
	if (!count)
		return -1;
	t->count = count;
	t->words = 2 * words;
	return 0;
}

void repeat_scratch_release(struct repeat_scratch *t)
{
	free(t->key);
	free(t->value);
	free(t->gram);
	free(t->count);
	*t = (struct repeat_scratch){ .key = NULL };
}

/* ---- lines and paragraphs ---- */

/* Pieces and their repeats, one after another. */
struct tally {
	size_t pieces, repeats, characters;
	size_t mask;
};

static void tally_add(struct tally *y, struct repeat_scratch *t, const struct text_scan *s, struct piece piece)
{
	size_t at;

	y->pieces++;
	at = table_at(t, y->mask, hash_bytes(s->text + piece.at, piece.bytes));
	if (t->value[at] == 0) {
		t->value[at] = 1;
	} else if (!piece_blank(s, piece)) {
		y->repeats++;
		y->characters += scan_characters(s, piece);
	}
}

static int lines_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	struct tally y = { .mask = table_mask(s->newlines + 1) };
	struct piece piece;
	size_t at = 0;

	if (table_clear(t, s->newlines + 1) < 0)
		return -1;
	while (scan_next_line(s, &at, &piece))		/* a run of line ends cuts once: only at the text's ends is there an empty piece */
		if (piece.bytes)
			tally_add(&y, t, s, piece);
		else if (piece.at == 0 || piece.at == s->bytes)
			y.pieces++;
	r->lines = y.pieces;
	r->line_repeats = y.repeats;
	r->line_characters = y.characters;
	return 0;
}

static int paragraphs_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	struct tally y = { .mask = table_mask(s->newlines + 1) };
	const char *text = s->text, *end, *at;
	size_t bytes = s->bytes;

	if (table_clear(t, s->newlines + 1) < 0)
		return -1;
	char_strip(&text, &bytes);
	end = text + bytes;
	for (at = text; at < end || y.pieces == 0;) {
		const char *cut = at;

		while (cut < end && (cut = memchr(cut, '\n', (size_t)(end - cut))) && !(cut + 1 < end && cut[1] == '\n'))
			cut++;
		cut = cut && cut < end ? cut : end;
		tally_add(&y, t, s, (struct piece){ (size_t)(at - s->text), (size_t)(cut - at) });
		for (at = cut; at < end && *at == '\n'; at++)
			;
		if (at == end)
			break;
	}
	r->paragraphs = y.pieces;
	r->paragraph_repeats = y.repeats;
	r->paragraph_characters = y.characters;
	return 0;
}

int repeated_line_characters(size_t *characters, struct repeat_scratch *t, const struct text_scan *s)
{
	struct tally y = { .mask = table_mask(s->newlines + 1) };
	struct piece piece;
	size_t at = 0;

	if (table_clear(t, s->newlines + 1) < 0)
		return -1;
	while (scan_next_line(s, &at, &piece))
		if (piece.bytes)
			tally_add(&y, t, s, piece);
	*characters = y.characters;
	return 0;
}

/* ---- words ---- */

/* Entropy of frequencies: ln N - Σ c ln c / N. Small counts are taken together, so that the order of words does not matter much to the time, and
 * the order of the sum is that of the words' first places, so that the bits are always the same. */
static int words_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	enum { SMALL = 64 };
	size_t mask = table_mask(s->words), of[SMALL] = { 0 };
	double sum = 0;

	if (table_clear(t, s->words) < 0)
		return -1;
	for (size_t i = 0; i < s->words; i++)
		t->value[table_at(t, mask, s->word_hash[i])]++;
	for (size_t i = 0; i < s->words; i++) {
		size_t at = table_at(t, mask, s->word_hash[i]);
		uint32_t count = t->value[at];

		if (count == UINT32_MAX)
			continue;	/* seen further up */
		t->value[at] = UINT32_MAX;
		r->distinct++;
		if (count < SMALL)
			of[count]++;
		else
			sum += (double)count * log((double)count);
	}
	for (size_t c = 2; c < SMALL; c++)
		if (of[c])
			sum += (double)of[c] * ((double)c * log((double)c));
	r->entropy = s->words ? fmax(0, log((double)s->words) - sum / (double)s->words) : 0;
	return 0;
}

/* ---- n-grams ---- */

static uint64_t gram_next(uint64_t gram, uint64_t word)
{
	return hash_u64(gram * UINT64_C(0x9e3779b97f4a7c15) + word);
}

/* The n-grams of all places where one of n - 1 words that occurs twice starts, and another one word further; `gram` and `count` are
 * of n - 1, and then of n. */
static int top_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s, size_t n)
{
	size_t places = s->words - n + 1, mask, candidates = 0, best = 0;
	uint32_t most = 1;

	for (size_t i = 0; i < places; i++) {
		bool possible = n == TOP_FIRST || (t->count[i] > 1 && t->count[i + 1] > 1);

		t->gram[i] = gram_next(n == TOP_FIRST ? s->word_hash[i] : t->gram[i], s->word_hash[i + n - 1]);
		t->count[i] = possible;
		candidates += possible;
	}
	mask = table_mask(candidates);
	if (table_clear(t, candidates) < 0)
		return -1;
	for (size_t i = 0; i < places; i++)
		if (t->count[i])
			t->value[table_at(t, mask, t->gram[i])]++;
	for (size_t i = 0; i < places; i++) {
		if (!t->count[i])
			continue;
		t->count[i] = t->value[table_at(t, mask, t->gram[i])];
		if (t->count[i] > most) {
			most = t->count[i];
			best = i;
		}
	}
	r->top[n] = 0;
	if (most > 1) {
		size_t characters = n - 1;

		for (size_t i = best; i < best + n; i++)
			characters += s->word_characters[i];
		r->top[n] = characters * most;
	}
	return most > 1;
}

/* count[i]: do the 16 bytes from word i on occur twice? */
static int prints_find(struct repeat_scratch *t, const struct text_scan *s)
{
	size_t mask = table_mask(s->words);

	if (table_clear(t, s->words) < 0)
		return -1;
	for (size_t i = 0; i < s->words; i++) {
		uint64_t half[2];
		size_t at;

		memcpy(half, s->joined + s->joined_at[i], sizeof half);
		at = table_at(t, mask, hash_u64(half[0] ^ hash_u64(half[1] + 1)));
		t->count[i] = t->value[at] != 0;
		if (t->value[at])
			t->count[t->value[at] - 1] = 1;
		t->value[at] = (uint32_t)i + 1;
	}
	return 0;
}

static int dup_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s, size_t n)
{
	size_t mask, candidates = 0, characters = 0;

	for (size_t i = 0; i + n <= s->words; i++)
		candidates += t->count[i] || s->joined_at[i + n] - s->joined_at[i] < PRINT_BYTES;
	r->dup[n] = 0;
	if (candidates < 2)
		return 0;
	mask = table_mask(candidates);
	if (table_clear(t, candidates) < 0)
		return -1;
	for (size_t i = 0; i + n <= s->words;) {
		size_t bytes = s->joined_at[i + n] - s->joined_at[i], at;

		if (!t->count[i] && bytes >= PRINT_BYTES) {
			i++;
			continue;
		}
		at = table_at(t, mask, hash_bytes(s->joined + s->joined_at[i], bytes));
		if (t->value[at] == 0) {
			t->value[at] = 1;
			i++;
			continue;
		}
		for (size_t end = i + n; i < end; i++)
			characters += s->word_characters[i];
	}
	r->dup[n] = characters;
	return 0;
}

int text_repeats_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	*r = (struct text_repeats){ .lines = 0 };
	if (paragraphs_find(r, t, s) < 0 || lines_find(r, t, s) < 0 || words_find(r, t, s) < 0 || words_ensure(t, s->words) < 0)
		return -1;
	for (size_t n = TOP_FIRST; n <= TOP_LAST && n <= s->words; n++) {
		int found = top_find(r, t, s, n);

		if (found < 0)
			return -1;
		if (found == 0)
			break;
	}
	if (s->words < DUP_FIRST + 1)
		return 0;
	if (prints_find(t, s) < 0)
		return -1;
	for (size_t n = DUP_FIRST; n <= DUP_LAST; n++)
		if (dup_find(r, t, s, n) < 0)
			return -1;
	return 0;
}
