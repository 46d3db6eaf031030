/* scan: see scan.h. Hot: about 3 ns a byte of English; ASCII goes by a table, everything else is decoded once. */
#include "text/scan.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

const char stop_words[STOP_WORDS][5] = { "the", "be", "to", "of", "and", "that", "have", "with" };

/* Behind these a dot is part of the word. */
static const char *const abbreviation[] = { "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Jr", "Sr", "vs", "Inc", "Ltd", "Co" };

/* ---- room ---- */

static int words_grow(struct text_scan *s)
{
	size_t room = s->word_room ? 2 * s->word_room : 1024;
	uint32_t *at = realloc(s->joined_at, (room + 1) * sizeof *at), *characters;
	uint64_t *hash;
	uint8_t *is;

	if (!at)
		return -1;
	s->joined_at = at;
	characters = realloc(s->word_characters, room * sizeof *characters);
	if (!characters)
		return -1;
	s->word_characters = characters;
	hash = realloc(s->word_hash, room * sizeof *hash);
	if (!hash)
		return -1;
	s->word_hash = hash;
	is = realloc(s->word_is, room);
	if (!is)
		return -1;
	s->word_is = is;
	s->word_room = room;
	return 0;
}

static int lines_grow(struct text_scan *s)
{
	size_t room = s->line_room ? 2 * s->line_room : 64;
	struct text_line *line = realloc(s->line, room * sizeof *line);

	if (!line)
		return -1;
	s->line = line;
	s->line_room = room;
	return 0;
}

static int joined_ensure(struct text_scan *s, size_t bytes)
{
	char *joined;

	if (bytes + SCAN_PADDING <= s->joined_room)
		return 0;
	joined = realloc(s->joined, 2 * bytes + SCAN_PADDING);
	if (!joined)
		return -1;
	s->joined = joined;
	s->joined_room = 2 * bytes + SCAN_PADDING;
	return 0;
}

/* ---- words ---- */

/* The class of the code point at a place, 0 behind the end. */
static unsigned class_at(const struct text_scan *s, size_t at, size_t *bytes)
{
	unsigned char c;

	*bytes = 0;
	if (at >= s->bytes)
		return 0;
	c = (unsigned char)s->text[at];
	*bytes = 1;
	return c < 0x80 ? ascii_class[c] : char_class_at(s->text + at, s->bytes - at, bytes);
}

/* What characters beyond ASCII are; ASCII is counted as a whole, at the end. */
static void count_class(struct text_scan *s, unsigned class, size_t times)
{
	if (class & CHAR_SPACE)
		s->spaces += times;
	else if (class & CHAR_LETTER)
		s->letters += times;
	else if (class & CHAR_PUNCTUATION)
		s->punctuation += times;
	else if (class & CHAR_SYMBOL)
		s->symbols += times;
	else if (!(class & CHAR_DIGIT))
		s->others += times;
	if (class & CHAR_UPPER)
		s->uppers += times;
	if (class & CHAR_DIGIT)
		s->digits += times;
}

/* What is known of a word while it grows. */
struct word {
	size_t at, end;
	size_t continued;	/* bytes that are no first ones of a character */
	unsigned any, all;	/* of its characters' classes */
	unsigned last;		/* the class of the last */
	bool address;
};

static void word_take(struct text_scan *s, struct word *w, unsigned class, size_t bytes)
{
	if (bytes > 1) {
		count_class(s, class, 1);
		if ((unsigned char)s->text[w->end] == 0xe2 && memcmp(s->text + w->end, "\xe2\x80\xa6", 3) == 0)
			s->ellipses++;
	} else if ((unsigned char)s->text[w->end] >= 0x80) {
		count_class(s, class, 1);
	}
	w->end += bytes;
	w->continued += bytes - 1;
	w->any |= class;
	w->all &= class;
	w->last = class;
}

/* The word's bit; its n bytes are at most 4. */
static unsigned stop_word(const char *word, size_t n)
{
	for (unsigned i = 0; i < STOP_WORDS; i++)
		if (stop_words[i][0] == word[0] && memcmp(stop_words[i], word, n) == 0 && stop_words[i][n] == '\0')
			return 1u << i;
	return 0;
}

static int word_add(struct text_scan *s, const struct word *w)
{
	size_t n = w->end - w->at, at = s->joined_at ? s->joined_at[s->words] : 0;
	unsigned is = 0;

	if (s->words == s->word_room && words_grow(s) < 0)
		return -1;
	if (s->words == 0)
		s->joined_at[0] = 0;
	memcpy(s->joined + at, s->text + w->at, n);
	is |= w->any & CHAR_LETTER ? (unsigned)WORD_ALPHABETIC : 0u;
	is |= w->all & CHAR_IN_SET ? (unsigned)WORD_SYMBOLS : 0u;
	is |= w->all & CHAR_PUNCTUATION ? (unsigned)WORD_PUNCTUATION : 0u;
	is |= w->all & CHAR_TERMINAL && n - w->continued == 1 ? (unsigned)WORD_TERMINAL : 0u;
	is |= (w->any & (CHAR_UPPER | CHAR_LOWER)) == CHAR_UPPER ? (unsigned)WORD_UPPER : 0u;
	is |= w->address ? (unsigned)WORD_ADDRESS : 0u;
	if ((w->any & w->all & CHAR_LOWER) && n <= 4) {
		unsigned stop = stop_word(s->text + w->at, n);

		s->stop_words |= stop;
		is |= stop ? (unsigned)WORD_STOP : 0u;
	}
	s->word_is[s->words] = (uint8_t)is;
	s->word_characters[s->words] = (uint32_t)(n - w->continued);
	s->word_hash[s->words] = hash_bytes(s->text + w->at, n);
	s->words++;
	s->joined_at[s->words] = (uint32_t)(at + n);
	return 0;
}

/* The apostrophe at a place: its bytes, or 0. */
static size_t apostrophe_at(const struct text_scan *s, size_t at)
{
	if (s->text[at] == '\'')
		return 1;
	return s->bytes - at >= 3 && memcmp(s->text + at, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The letters behind an apostrophe that make a word with it: their number, or 0. *is_not: it is the t of n't. */
static size_t clitic_at(const struct text_scan *s, size_t at, bool *is_not)
{
	static const char *const clitic[] = { "s", "m", "d", "re", "ve", "ll", "t" };
	size_t bytes;

	for (size_t i = 0; i < sizeof clitic / sizeof clitic[0]; i++) {
		size_t n = strlen(clitic[i]);

		if (s->bytes - at < n || lower(s->text[at]) != clitic[i][0] || (n == 2 && lower(s->text[at + 1]) != clitic[i][1]) ||
		    class_at(s, at + n, &bytes) & CHAR_WORD)
			continue;
		*is_not = clitic[i][0] == 't';
		return n;
	}
	return 0;
}

/* The bytes of what joins the run before it to the character behind it; 0: nothing does. */
static size_t joiner_at(const struct text_scan *s, const struct word *w)
{
	char c = s->text[w->end];
	size_t bytes, n = c == '\'' || (unsigned char)c == 0xe2 ? apostrophe_at(s, w->end) : 1;
	unsigned next = n ? class_at(s, w->end + n, &bytes) : 0;
	bool letter = w->last & CHAR_LETTER, digit = w->last & CHAR_DIGIT;

	if (!(next & CHAR_WORD) || next & CHAR_HAN)
		return 0;
	switch (c) {
	case '.': return (letter && next & CHAR_LETTER && !(w->last & CHAR_LOWER && next & CHAR_UPPER)) || (digit && next & CHAR_DIGIT);
	case ',': return digit && next & CHAR_DIGIT;
	case ':':
	case '/': return (next & CHAR_DIGIT) != 0;
	case '-': return (letter && next & CHAR_DIGIT) || (digit && next & CHAR_LETTER);
	case '@':
	case '&':
	case '_': return 1;
	default: return letter && next & CHAR_LETTER && n ? n : 0;	/* an apostrophe */
	}
}

/* Does the dot at the run's end belong to it? */
static bool dot_belongs(const struct text_scan *s, const struct word *w)
{
	size_t n = w->end - w->at, bytes;
	const char *word = s->text + w->at;

	if (w->end + 1 < s->bytes && s->text[w->end + 1] == '.')
		return false;
	if (w->last & CHAR_LETTER && n > 1) {
		char_class_before(s->text, w->end, &bytes);
		if (n > bytes && s->text[w->end - bytes - 1] == '.')
			return true;
	}
	if (n - w->continued == 1)
		return w->last & CHAR_UPPER;
	for (size_t i = 0; n <= 4 && i < sizeof abbreviation / sizeof abbreviation[0]; i++)
		if (strlen(abbreviation[i]) == n && memcmp(abbreviation[i], word, n) == 0)
			return true;
	return false;
}

static void address_scan(struct text_scan *s, struct word *w)
{
	size_t bytes, end;

	w->address = true;
	while (w->end < s->bytes && !strchr("<>\"`", s->text[w->end] ? s->text[w->end] : 1)) {
		unsigned class = class_at(s, w->end, &bytes);

		if (class & CHAR_SPACE)
			break;
		word_take(s, w, class, bytes);
	}
	for (end = w->end; end > w->at && strchr(".,;:!?)]}'", s->text[end - 1] ? s->text[end - 1] : 1); end--)
		;
	w->end = end;	/* what is given back is ASCII: it is counted apart, and makes no word different */
	for (size_t i = w->at, dots = 0; i < w->end; i++) {
		dots = s->text[i] == '.' ? dots + 1 : 0;
		s->ellipses += dots && dots % 3 == 0;
	}
}

static bool address_starts(const struct text_scan *s, const struct word *w)
{
	size_t n = w->end - w->at, left = s->bytes - w->end, bytes;
	unsigned next;

	if (s->text[w->end] == '.')
		return n == 3 && lower(s->text[w->at]) == 'w' && lower(s->text[w->at + 1]) == 'w' && lower(s->text[w->at + 2]) == 'w' &&
		       class_at(s, w->end + 1, &bytes) & CHAR_WORD;
	if (left < 4 || memcmp(s->text + w->end, "://", 3) != 0 || w->continued || !(w->all & CHAR_LETTER))
		return false;
	next = class_at(s, w->end + 3, &bytes);
	return !(next & CHAR_SPACE) && !strchr("<>\"`.,;:!?)]}'", s->text[w->end + 3] ? s->text[w->end + 3] : 1);
}

/* The word's run: to what is neither of it nor joins. Hot. */
static void run_scan(struct text_scan *s, struct word *w)
{
	for (;;) {
		unsigned any = w->any, all = w->all, class = w->last;
		size_t i = w->end, bytes;

		while (i < s->bytes && (unsigned char)s->text[i] < 0x80 && ascii_class[(unsigned char)s->text[i]] & CHAR_WORD) {
			class = ascii_class[(unsigned char)s->text[i++]];
			any |= class;
			all &= class;
		}
		*w = (struct word){ w->at, i, w->continued, any, all, class, false };
		if (i >= s->bytes || (unsigned char)s->text[i] < 0x80)
			return;
		class = class_at(s, i, &bytes);
		if (!(class & CHAR_WORD) || class & CHAR_HAN)
			return;
		word_take(s, w, class, bytes);
	}
}

/* A part of a word that ends with a clitic: the classes are those of the part. */
static int part_add(struct text_scan *s, size_t at, size_t end)
{
	struct word w = { .at = at, .end = at, .all = ~0u };

	while (w.end < end) {
		size_t bytes;
		unsigned class = class_at(s, w.end, &bytes);

		w.end += bytes;
		w.continued += bytes - 1;
		w.any |= class;
		w.all &= class;
	}
	return word_add(s, &w);
}

/* An apostrophe stands behind the run: if a clitic does too, both parts are added. 1: done, and the word's end is behind them. */
static int clitic_split(struct text_scan *s, struct word *w, size_t apostrophe)
{
	bool is_not = false;
	size_t n = clitic_at(s, w->end + apostrophe, &is_not), split = w->end;

	if (n == 0)
		return 0;
	if (is_not) {
		if (w->end - w->at < 2 || lower(s->text[w->end - 1]) != 'n')
			return 0;
		split--;
	}
	if (part_add(s, w->at, split) < 0 || part_add(s, split, w->end + apostrophe + n) < 0)
		return -1;
	if (apostrophe > 1)
		count_class(s, CHAR_PUNCTUATION, 1);
	w->end += apostrophe + n;
	return 1;
}

/* The word that starts at `at` with a character of CHAR_WORD; *end is behind it. */
static int word_scan(struct text_scan *s, size_t at, size_t *end)
{
	struct word w = { .at = at, .end = at, .all = ~0u };

	for (;;) {
		size_t n;
		unsigned char c;

		run_scan(s, &w);
		if (w.end >= s->bytes)
			break;
		c = (unsigned char)s->text[w.end];
		if (c == ' ')
			break;
		if ((c == ':' || c == '.') && address_starts(s, &w)) {
			address_scan(s, &w);
			break;
		}
		if (c < 0x80 ? !strchr(".,:/-@&_'", c ? c : 1) : c != 0xe2)
			break;
		n = joiner_at(s, &w);
		if (n && (c == '\'' || c == 0xe2)) {
			int split = clitic_split(s, &w, n);

			if (split) {
				*end = w.end;
				return split < 0 ? -1 : 0;
			}
		}
		if (n == 0) {
			if (c == '.' && dot_belongs(s, &w))
				word_take(s, &w, ascii_class['.'], 1);
			break;
		}
		word_take(s, &w, n > 1 ? CHAR_PUNCTUATION | CHAR_IN_SET : ascii_class[c], n);
	}
	*end = w.end;
	return word_add(s, &w);
}

/* A Han ideograph, a mark or a symbol, with what is attached to it; runs of dots and hyphens. */
static int mark_scan(struct text_scan *s, size_t at, size_t *end)
{
	struct word w = { .at = at, .end = at, .all = ~0u };
	size_t bytes;
	unsigned class = class_at(s, at, &bytes);
	char c = s->text[at];

	word_take(s, &w, class, bytes);
	if (c == '.' || c == '-') {
		while (w.end < s->bytes && s->text[w.end] == c)
			word_take(s, &w, class, 1);
		if (c == '.')
			s->ellipses += (w.end - at) / 3;
	}
	while (w.end < s->bytes && (unsigned char)s->text[w.end] >= 0x80 && (class = class_at(s, w.end, &bytes)) & CHAR_ATTACHED)
		word_take(s, &w, class, bytes);
	*end = w.end;
	return word_add(s, &w);
}

/* ---- lines ---- */

static int line_end(struct text_scan *s, struct text_line *line, size_t end, size_t next, bool newline)
{
	if (s->lines == s->line_room && lines_grow(s) < 0)
		return -1;
	line->bytes = (uint32_t)end - line->at;
	line->next = (uint32_t)next;
	line->words = (uint32_t)s->words - line->word;
	line->newline = newline;
	s->line[s->lines++] = *line;
	*line = (struct text_line){ .at = (uint32_t)next, .word = (uint32_t)s->words };
	return 0;
}

/* White space at i: 0, or -1. *next is behind it. */
static int space_scan(struct text_scan *s, struct text_line *line, size_t i, size_t *next)
{
	size_t bytes;
	unsigned class = class_at(s, i, &bytes);

	if (bytes > 1 || (unsigned char)s->text[i] >= 0x80)
		count_class(s, class, 1);
	*next = i + bytes;
	if (!(class & CHAR_BREAK))
		return 0;
	if (s->text[i] == '\r' && *next < s->bytes && s->text[*next] == '\n')
		++*next;
	return line_end(s, line, i, *next, s->text[*next - 1] == '\n');
}

/* ---- the whole ---- */

/* ASCII characters by class, and how many characters there are at all. */
static void ascii_count(struct text_scan *s)
{
	uint32_t of[2][256] = { { 0 } };
	size_t i = 0, continued = 0;

	for (; i + 1 < s->bytes; i += 2) {	/* two tables, so that equal neighbours do not wait for each other */
		of[0][(unsigned char)s->text[i]]++;
		of[1][(unsigned char)s->text[i + 1]]++;
	}
	if (i < s->bytes)
		of[0][(unsigned char)s->text[i]]++;
	for (unsigned c = 0; c < 128; c++)
		if (of[0][c] + of[1][c])
			count_class(s, ascii_class[c], of[0][c] + of[1][c]);
	for (unsigned c = 0x80; c < 0xc0; c++)
		continued += of[0][c] + of[1][c];
	s->characters = s->bytes - continued;
	s->hashes = of[0]['#'] + of[1]['#'];
	s->newlines = of[0]['\n'] + of[1]['\n'];
}

static int scan_run(struct text_scan *s)
{
	struct text_line line = { .at = 0 };
	size_t spaced = 0;	/* where the word between white space started, + 1; 0: in white space */

	for (size_t i = 0, next; i < s->bytes; i = next) {
		unsigned char c = (unsigned char)s->text[i];
		size_t bytes;
		unsigned class = c < 0x80 ? ascii_class[c] : class_at(s, i, &bytes);

		if (class & CHAR_SPACE) {
			if (spaced && i + 1 - spaced > line.longest)
				line.longest = (uint32_t)(i + 1 - spaced);
			spaced = 0;
			if (c == ' ')
				next = i + 1;
			else if (space_scan(s, &line, i, &next) < 0)
				return -1;
			continue;
		}
		if (!spaced) {
			spaced = i + 1;
			line.spaced++;
			s->spaced++;
		}
		if ((class & CHAR_WORD && !(class & CHAR_HAN) ? word_scan(s, i, &next) : mark_scan(s, i, &next)) < 0)
			return -1;
	}
	if (spaced && s->bytes + 1 - spaced > line.longest)
		line.longest = (uint32_t)(s->bytes + 1 - spaced);
	return line.at < s->bytes ? line_end(s, &line, s->bytes, s->bytes, false) : 0;
}

int text_scan(struct text_scan *s, const char *text, size_t bytes)
{
	struct text_scan empty = { .text = text, .bytes = bytes, .joined = s->joined, .joined_at = s->joined_at, .word_is = s->word_is,
				   .word_characters = s->word_characters, .word_hash = s->word_hash, .line = s->line,
				   .word_room = s->word_room, .line_room = s->line_room, .joined_room = s->joined_room };

	*s = empty;
	if (bytes > SCAN_BYTES_MAX) {
		s->cut = true;
		s->bytes = SCAN_BYTES_MAX;
		while (((unsigned char)text[s->bytes] & 0xc0) == 0x80)
			s->bytes--;
	}
	if (joined_ensure(s, s->bytes) < 0 || (s->word_room == 0 && words_grow(s) < 0))
		return -1;
	s->joined_at[0] = 0;
	ascii_count(s);
	if (scan_run(s) < 0)
		return -1;
	memset(s->joined + s->joined_at[s->words], 0, SCAN_PADDING);
	return 0;
}

void text_scan_release(struct text_scan *s)
{
	free(s->joined);
	free(s->joined_at);
	free(s->word_characters);
	free(s->word_is);
	free(s->word_hash);
	free(s->line);
	*s = (struct text_scan){ .text = NULL };
}

size_t scan_sentences(const struct text_scan *s, size_t first, size_t n)
{
	size_t sentences = n > 0;
	bool ended = false;

	for (size_t i = first; i < first + n; i++) {
		unsigned is = s->word_is[i];

		if (is & WORD_TERMINAL) {
			ended = true;
		} else if (ended && !(is & WORD_PUNCTUATION)) {
			sentences++;
			ended = false;
		}
	}
	return sentences;
}

bool scan_next_line(const struct text_scan *s, size_t *at, struct piece *piece)
{
	const char *end;

	if (*at > s->bytes)
		return false;
	end = *at < s->bytes ? memchr(s->text + *at, '\n', s->bytes - *at) : NULL;
	piece->at = *at;
	piece->bytes = end ? (size_t)(end - s->text) - *at : s->bytes - *at;
	*at += piece->bytes + 1;
	return true;
}

size_t scan_characters(const struct text_scan *s, struct piece piece)
{
	return s->characters == s->bytes ? piece.bytes : char_count(s->text + piece.at, piece.bytes);
}

bool piece_blank(const struct text_scan *s, struct piece piece)
{
	size_t bytes;

	for (size_t i = 0; i < piece.bytes; i += bytes)
		if (!(char_class_at(s->text + piece.at + i, piece.bytes - i, &bytes) & CHAR_SPACE))
			return false;
	return true;
}
