/* tokens: see tokens.h.
 *
 * Hot: a few operations a byte. ASCII goes by a table of 256; other characters by pages of 256 folded ones, made when one of them is first met,
 * as utf8proc needs some fifty nanoseconds for each.
 */
#include "text/tokens.h"

#include "base/hash.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* What a folded character is: its code, or one of these. */
enum { FOLD_BETWEEN = 0x110000, FOLD_NOTHING, FOLD_SEVERAL };	/* not of a word; a mark or invisible; several */

enum { WORD_BYTES = 256, FOLDED_MAX = 24 };

/* A word as it grows. Words past WORD_BYTES are hashed piece by piece. */
struct word {
	unsigned char bytes[WORD_BYTES + 4];
	size_t length;
	uint64_t hash;		/* of the pieces before */
	size_t from;
	bool open;
};

struct reader {
	struct tokens *to;
	enum token_unit unit;
	struct word word;
	bool blank;		/* characters: something stood between */
	bool failed;
};

static int tokens_grow(struct tokens *t)
{
	size_t room = t->room ? 2 * t->room : 256;
	uint64_t *hash = reallocarray(t->hash, room, sizeof *hash);
	uint32_t *from, *to;

	if (hash)
		t->hash = hash;
	from = reallocarray(t->from, room, sizeof *from);
	if (from)
		t->from = from;
	to = reallocarray(t->to, room, sizeof *to);
	if (to)
		t->to = to;
	if (!hash || !from || !to)
		return -1;
	t->room = room;
	return 0;
}

static void token_add(struct reader *r, uint64_t hash, size_t from, size_t to)
{
	struct tokens *t = r->to;

	if (t->count == t->room && tokens_grow(t) < 0) {
		r->failed = true;
		return;
	}
	t->hash[t->count] = hash;
	t->from[t->count] = (uint32_t)from;
	t->to[t->count++] = (uint32_t)to;
}

/* ---- words ---- */

static void word_end(struct reader *r, size_t at)
{
	struct word *w = &r->word;

	if (w->open && (w->length || w->hash))
		token_add(r, hash_bytes(w->bytes, w->length) + hash_u64(w->hash), w->from, at);
	w->open = false;
	w->length = 0;
	w->hash = 0;
}

static void word_flush(struct word *w)
{
	w->hash = hash_u64(w->hash ^ hash_bytes(w->bytes, w->length)) | 1;
	w->length = 0;
}

static inline void word_begin(struct word *w, size_t at)
{
	if (!w->open) {
		w->open = true;
		w->from = at;
	}
}

static void word_add(struct word *w, uint32_t code)
{
	w->length += (size_t)utf8proc_encode_char((utf8proc_int32_t)code, w->bytes + w->length);
	if (w->length >= WORD_BYTES)
		word_flush(w);
}

/* Scripts without blanks between words. */
static bool stands_alone(uint32_t code)
{
	static const struct { uint32_t first, last; } range[] = {
		{ 0x0e00, 0x0eff }, { 0x1000, 0x109f }, { 0x1780, 0x17ff }, { 0x2e80, 0x2fdf }, { 0x3005, 0x3007 }, { 0x3040, 0x30ff },
		{ 0x31f0, 0x31ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xf900, 0xfaff }, { 0x20000, 0x3ffff },
	};

	for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
		if (code >= range[i].first && code <= range[i].last)
			return true;
	return false;
}

/* ---- characters ---- */

static void character_add(struct reader *r, uint32_t code, size_t from, size_t to)
{
	if (r->blank && r->to->count)
		token_add(r, hash_u64(' '), from, from);
	r->blank = false;
	token_add(r, hash_u64(code), from, to);
}

/* ---- folding ---- */

static bool is_of_words(utf8proc_int32_t code)
{
	utf8proc_category_t c = utf8proc_category(code);

	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO);	/* Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No */
}

/* Folded characters of one, in out[]; how many. What is not of words is left out. */
static size_t character_fold(uint32_t code, uint32_t out[FOLDED_MAX])
{
	utf8proc_int32_t folded[FOLDED_MAX];
	int boundary = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code, folded, FOLDED_MAX,
						     UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &boundary);
	size_t kept = 0;

	for (utf8proc_ssize_t i = 0; i < n && i < FOLDED_MAX; i++)
		if (is_of_words(folded[i]))
			out[kept++] = (uint32_t)folded[i];
	return kept;
}

static uint32_t fold_make(uint32_t code)
{
	uint32_t folded[FOLDED_MAX];
	size_t n;

	if (utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_CF)
		return FOLD_NOTHING;
	if (!is_of_words((utf8proc_int32_t)code))
		return FOLD_BETWEEN;
	n = character_fold(code, folded);
	return n == 0 ? FOLD_NOTHING : n == 1 ? folded[0] : FOLD_SEVERAL;
}

static uint32_t fold_of(struct reader *r, uint32_t code)
{
	uint32_t **page = &r->to->page[code >> 8 & (FOLD_PAGES - 1)];

	if (code >= FOLD_PAGES << 8)
		return fold_make(code);
	if (!*page) {
		*page = malloc(256 * sizeof **page);
		if (!*page) {
			r->failed = true;
			return FOLD_BETWEEN;
		}
		for (uint32_t i = 0; i < 256; i++)
			(*page)[i] = fold_make((code & ~UINT32_C(255)) + i);
	}
	return (*page)[code & 255];
}

static void folded_add(struct reader *r, uint32_t code, size_t from, size_t to)
{
	bool alone = r->unit == TOKEN_WORDS && stands_alone(code);

	if (r->unit == TOKEN_CHARACTERS) {
		character_add(r, code, from, to);
		return;
	}
	if (alone)
		word_end(r, from);
	word_begin(&r->word, from);
	word_add(&r->word, code);
	if (alone)
		word_end(r, to);
}

static void between_add(struct reader *r, size_t at)
{
	r->blank = true;
	word_end(r, at);
}

static void wide_add(struct reader *r, uint32_t code, size_t from, size_t to)
{
	uint32_t fold = fold_of(r, code), several[FOLDED_MAX];
	size_t n;

	if (fold == FOLD_BETWEEN) {
		between_add(r, from);
	} else if (fold < FOLD_BETWEEN) {
		folded_add(r, fold, from, to);
	} else if (fold == FOLD_SEVERAL) {
		n = character_fold(code, several);
		for (size_t i = 0; i < n; i++)
			folded_add(r, several[i], from, to);
	}
}

/* ---- the whole ---- */

/* An ASCII letter in lower case, a digit; 0: between words. */
static inline unsigned char ascii_fold(unsigned char c)
{
	unsigned char lower = c | 0x20;

	if (lower >= 'a' && lower <= 'z')
		return lower;
	return c >= '0' && c <= '9' ? c : 0;
}

static void ascii_add(struct reader *r, unsigned char c, size_t at)
{
	unsigned char folded = ascii_fold(c);

	if (!folded) {
		between_add(r, at);
	} else if (r->unit == TOKEN_CHARACTERS) {
		character_add(r, folded, at, at + 1);
	} else {
		word_begin(&r->word, at);
		r->word.bytes[r->word.length++] = folded;
		if (r->word.length >= WORD_BYTES)
			word_flush(&r->word);
	}
}

int tokens_read(struct tokens *t, enum token_unit unit, const char *text, size_t bytes)
{
	struct reader r = { .to = t, .unit = unit };

	t->count = 0;
	if (bytes > UINT32_MAX)
		bytes = UINT32_MAX;
	for (size_t at = 0; at < bytes && !r.failed;) {
		unsigned char c = (unsigned char)text[at];
		utf8proc_int32_t code;
		utf8proc_ssize_t step;

		if (c < 0x80) {
			ascii_add(&r, c, at++);
			continue;
		}
		step = utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(bytes - at), &code);
		if (step <= 0)
			between_add(&r, at++);
		else
			wide_add(&r, (uint32_t)code, at, at + (size_t)step);
		at += step > 0 ? (size_t)step : 0;
	}
	word_end(&r, bytes);
	return r.failed ? -1 : 0;
}

void tokens_release(struct tokens *t)
{
	for (size_t i = 0; i < FOLD_PAGES; i++)
		free(t->page[i]);
	free(t->hash);
	free(t->from);
	free(t->to);
	*t = (struct tokens){ .count = 0 };
}
