/* tongue: see tongue.h. */
#include "corpus/tongue.h"

#include "base/hash.h"

enum { LANGUAGES = TONGUE_GREEK - TONGUE_ENGLISH, WORD_BYTES = 7 };

/* Words that are frequent in one language and rare or absent in the others listed. */
static const char *const small_words[LANGUAGES] = {
	" the and of to is that with for it are this you be from by as which have not was can will their your what how ",
	" der die und das ist nicht ein eine von zu mit den dem auf sich auch als wie werden oder bei sind wird ",
	" le les des et est une que qui dans pour pas sur avec vous sont ce cette il nous du aux ou par ",
	" el los las y es una que por con para del como su se lo son este esta muy pero ",
	" il gli di che e un una per non con sono della dei nel questo anche come più si ",
	" o os as um uma e de do da que em para com não se por mais são dos ao ",
	" de het een en van is niet dat op te met voor zijn aan ook als maar naar wordt deze ",
};

/* Script of a code point: a tongue, TONGUE_UNKNOWN for what is no letter, TONGUES for letters of other scripts. */
static enum tongue script_of(uint32_t c)
{
	static const struct { uint32_t low, high; enum tongue script; } ranges[] = {
		{ 'A', 'Z', TONGUE_LATIN }, { 'a', 'z', TONGUE_LATIN }, { 0xc0, 0x24f, TONGUE_LATIN },
		  { 0x370, 0x3ff, TONGUE_GREEK },
		{ 0x400, 0x52f, TONGUE_CYRILLIC }, { 0x590, 0x5ff, TONGUE_HEBREW }, { 0x600, 0x6ff, TONGUE_ARABIC },
		  { 0x900, 0x97f, TONGUE_DEVANAGARI },
		{ 0x980, 0xdff, TONGUES }, { 0xe00, 0xe7f, TONGUE_THAI }, { 0x1100, 0x11ff, TONGUE_HANGUL },
		  { 0x1e00, 0x1eff, TONGUE_LATIN },
		{ 0x3040, 0x30ff, TONGUE_JAPANESE }, { 0x3400, 0x4dbf, TONGUE_HAN }, { 0x4e00, 0x9fff, TONGUE_HAN },
		  { 0xac00, 0xd7af, TONGUE_HANGUL },
		{ 0x20000, 0x2ffff, TONGUE_HAN },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && c >= ranges[i].low; i++)
		if (c <= ranges[i].high)
			return ranges[i].script;
	return TONGUE_UNKNOWN;
}

/* One code point of valid UTF-8; *bytes: how many it has. */
static uint32_t code_point(const unsigned char *s, size_t n, size_t *bytes)
{
	size_t more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
	uint32_t c = more == 0 ? s[0] : s[0] & (0x3fu >> more);

	if (more >= n)
		more = n - 1;
	for (size_t i = 1; i <= more; i++)
		c = c << 6 | (s[i] & 0x3f);
	*bytes = more + 1;
	return c;
}

struct count {
	size_t letters[TONGUES + 1], all, words, small[LANGUAGES];
};

/* A word of at most seven bytes as a number, ASCII letters small; 0: it is longer, or nothing. */
static uint64_t word_pack(const char *word, size_t bytes)
{
	uint64_t packed = 0;

	for (size_t i = 0; i < bytes && bytes <= WORD_BYTES; i++)
		packed = packed << 8 | (unsigned char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 0x20 : word[i]);
	return packed;
}

static size_t word_slot(const struct tongue_index *x, uint64_t packed)
{
	size_t at = hash_u64(packed) & (TONGUE_SLOTS - 1);

	while (x->word[at] && x->word[at] != packed)
		at = (at + 1) & (TONGUE_SLOTS - 1);
	return at;
}

void tongues_index(struct tongue_index *x)
{
	*x = (struct tongue_index){ .word = { 0 } };
	for (size_t l = 0; l < LANGUAGES; l++) {
		for (const char *at = small_words[l] + 1; *at; at += strcspn(at, " ") + 1) {
			size_t slot = word_slot(x, word_pack(at, strcspn(at, " ")));

			x->word[slot] = word_pack(at, strcspn(at, " "));
			x->languages[slot] |= (uint8_t)(1u << l);
		}
	}
}

/* Count the word for the languages that have it among their small ones. */
static void word_count(struct count *n, const struct tongue_index *x, const char *word, size_t bytes)
{
	uint64_t packed = word_pack(word, bytes);
	size_t slot;

	n->words++;
	if (!packed || !x->word[slot = word_slot(x, packed)])
		return;
	for (size_t l = 0; l < LANGUAGES; l++)
		n->small[l] += x->languages[slot] >> l & 1;
}

static struct count text_count(const struct tongue_index *x, struct span s)
{
	struct count n = { .all = 0 };
	size_t word = 0, bytes;
	bool in_word = false, fenced = false;

	for (size_t i = 0; i < s.bytes; i += bytes) {
		enum tongue script = script_of(code_point((const unsigned char *)s.at + i, s.bytes - i, &bytes));

		if (s.bytes - i >= 3 && memcmp(s.at + i, "```", 3) == 0) {
			fenced = !fenced;
			bytes = 3;
		}
		if (fenced)
			script = TONGUE_UNKNOWN;
		if (script != TONGUE_UNKNOWN) {
			n.letters[script]++;
			n.all++;
		}
		if (in_word && script != TONGUE_LATIN)
			word_count(&n, x, s.at + word, i - word);
		if (!in_word)
			word = i;
		in_word = script == TONGUE_LATIN;
	}
	if (in_word)
		word_count(&n, x, s.at + word, s.bytes - word);
	return n;
}

static enum tongue latin_language(const struct count *n)
{
	size_t best = 0, second = 0;

	for (size_t l = 1; l < LANGUAGES; l++)
		if (n->small[l] > n->small[best])
			best = l;
	for (size_t l = 0; l < LANGUAGES; l++)
		if (l != best && n->small[l] > second)
			second = n->small[l];
	if (n->small[best] < TONGUE_WORDS || 10 * n->small[best] < n->words || n->small[best] < 3 * second)
		return TONGUE_LATIN;
	return (enum tongue)(TONGUE_ENGLISH + best);
}

enum tongue tongue_of(const struct tongue_index *x, struct span s)
{
	struct count n = text_count(x, s);
	size_t wide = n.letters[TONGUE_HAN] + n.letters[TONGUE_JAPANESE];

	/* a tenth of kana makes it Japanese */
	if (wide >= TONGUE_WIDE_LETTERS && (double)wide >= TONGUE_SHARE * (double)n.all)
		return 10 * n.letters[TONGUE_JAPANESE] >= wide ? TONGUE_JAPANESE : TONGUE_HAN;
	for (size_t t = TONGUE_LATIN; t < TONGUES; t++) {
		size_t enough = t == TONGUE_HANGUL ? TONGUE_WIDE_LETTERS : TONGUE_LETTERS;

		if (n.letters[t] >= enough && (double)n.letters[t] >= TONGUE_SHARE * (double)n.all)
			return t == TONGUE_LATIN ? latin_language(&n) : (enum tongue)t;
	}
	return TONGUE_UNKNOWN;
}

bool tongues_differ(enum tongue a, enum tongue b)
{
	if (a == TONGUE_UNKNOWN || b == TONGUE_UNKNOWN || a == b)
		return false;
	return !((a == TONGUE_LATIN && b <= TONGUE_DUTCH) || (b == TONGUE_LATIN && a <= TONGUE_DUTCH));
}
