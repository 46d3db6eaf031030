/* repeats: see repeats.h.
 *
 * What an n-gram costs: an n-gram of two words is counted for every place; one of three is looked at only where both of its
 * pairs occur twice, and so on. For the longer ones a first walk finds which words start 16 bytes that occur twice: an n-gram
 * of 16 bytes or more that starts anywhere else has no repeat and is none, whatever n. Ordinary text has few such places.
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
	uint32_t *count, *place;

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
	place = realloc(t->place, 2 * words * sizeof *place);
	if (!place)
		return -1;
	t->place = place;
	t->words = 2 * words;
	return 0;
}

void repeat_scratch_release(struct repeat_scratch *t)
{
	free(t->key);
	free(t->value);
	free(t->gram);
	free(t->count);
	free(t->place);
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
	/* A run of line ends cuts once: only at the text's ends is there an empty piece. */
	while (scan_next_line(s, &at, &piece))
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

/* Entropy of frequencies: ln N - Σ c ln c / N. Small counts are taken together; the others are added in the order of the words'
 * first places, so that the bits are always the same. */
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

/* n-grams of the places in t->place, which are ascending: the most frequent one's characters. Then t->place has those places where
 * one of n + 1 words that occurs twice may start: where one of n words does, and another one a word further. gram is of n - 1 words,
 * and then of n. */
static int top_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s, size_t n, size_t *places)
{
	size_t mask = table_mask(*places), best = 0, left = 0;
	uint32_t most = 1;

	if (table_clear(t, *places) < 0)
		return -1;
	for (size_t k = 0; k < *places; k++) {
		size_t i = t->place[k];

		t->gram[i] = gram_next(t->gram[i], s->word_hash[i + n - 1]);
		t->count[k] = (uint32_t)table_at(t, mask, t->gram[i]);
		t->value[t->count[k]]++;
	}
	for (size_t k = 0; k < *places; k++) {
		t->count[k] = t->value[t->count[k]];
		if (t->count[k] > most) {
			most = t->count[k];
			best = t->place[k];
		}
	}
	for (size_t k = 0; k + 1 < *places; k++)
		if (t->count[k] > 1 && t->count[k + 1] > 1 && t->place[k + 1] == t->place[k] + 1 && t->place[k] + n < s->words)
			t->place[left++] = t->place[k];
	*places = left;
	r->top[n] = 0;
	if (most > 1) {
		size_t characters = n - 1;

		for (size_t i = best; i < best + n; i++)
			characters += s->word_characters[i];
		r->top[n] = characters * most;
	}
	return 0;
}

static int tops_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	size_t places = s->words ? s->words - 1 : 0;

	for (size_t i = 0; i < places; i++) {
		t->place[i] = (uint32_t)i;
		t->gram[i] = s->word_hash[i];
	}
	for (size_t n = TOP_FIRST; n <= TOP_LAST && places; n++)
		if (top_find(r, t, s, n, &places) < 0)
			return -1;
	return 0;
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

/* May an n-gram that starts at word i have a repeat? Its bytes come out, too. */
static bool may_repeat(const struct repeat_scratch *t, const struct text_scan *s, size_t i, size_t n, size_t *bytes)
{
	*bytes = s->joined_at[i + n] - s->joined_at[i];
	return t->count[i] || *bytes < PRINT_BYTES;
}

/* The places that may have a repeat of n words, among those in t->place; they are fewer for every more word. */
static size_t places_thin(struct repeat_scratch *t, const struct text_scan *s, size_t n, size_t places)
{
	size_t left = 0, bytes;

	for (size_t k = 0; k < places; k++)
		if (t->place[k] + n <= s->words && may_repeat(t, s, t->place[k], n, &bytes))
			t->place[left++] = t->place[k];
	return left;
}

static int dup_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s, size_t n, size_t places)
{
	size_t mask = table_mask(places), characters = 0, next = 0;

	if (table_clear(t, places) < 0)
		return -1;
	for (size_t k = 0; k < places; k++) {
		size_t i = t->place[k], at;

		if (i < next)
			continue;
		at = table_at(t, mask, hash_bytes(s->joined + s->joined_at[i], s->joined_at[i + n] - s->joined_at[i]));
		if (t->value[at] == 0) {
			t->value[at] = 1;
			continue;
		}
		for (next = i + n; i < next; i++)
			characters += s->word_characters[i];
	}
	r->dup[n] = characters;
	return 0;
}

static int dups_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	size_t places = 0;

	if (s->words <= DUP_FIRST)
		return 0;
	if (prints_find(t, s) < 0)
		return -1;
	for (; places + DUP_FIRST <= s->words; places++)
		t->place[places] = (uint32_t)places;
	for (size_t n = DUP_FIRST; n <= DUP_LAST; n++) {
		places = places_thin(t, s, n, places);
		if (places > 1 && dup_find(r, t, s, n, places) < 0)
			return -1;
	}
	return 0;
}

int text_repeats_find(struct text_repeats *r, struct repeat_scratch *t, const struct text_scan *s)
{
	*r = (struct text_repeats){ .lines = 0 };
	if (paragraphs_find(r, t, s) < 0 || lines_find(r, t, s) < 0 || words_find(r, t, s) < 0 || words_ensure(t, s->words) < 0)
		return -1;
	return tops_find(r, t, s) < 0 ? -1 : dups_find(r, t, s);
}
