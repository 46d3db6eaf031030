/* shingle: what is one word, n-grams and sets counted by hand, published probabilities of MinHash, and that signatures keep to them. */
#include "text/minhash.h"

#include "base/hash.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The texts of a text's tokens as they stand there, joined by "|". */
static const char *words(const char *text, enum token_unit unit)
{
	static char joined[4096];
	struct tokens t = { .count = 0 };
	size_t used = 0;

	assert_int_equal(tokens_read(&t, unit, text, strlen(text)), 0);
	joined[0] = '\0';
	for (size_t i = 0; i < t.count; i++)
		used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%.*s", i ? "|" : "", (int)(t.to[i] - t.from[i]), text + t.from[i]);
	tokens_release(&t);
	return joined;
}

static int same_tokens(const char *a, const char *b, enum token_unit unit)
{
	struct tokens x = { .count = 0 }, y = { .count = 0 };
	int same;

	assert_int_equal(tokens_read(&x, unit, a, strlen(a)), 0);
	assert_int_equal(tokens_read(&y, unit, b, strlen(b)), 0);
	same = x.count == y.count && (x.count == 0 || memcmp(x.hash, y.hash, x.count * sizeof *x.hash) == 0);
	tokens_release(&x);
	tokens_release(&y);
	return same;
}

static void test_what_a_word_is(void **state)
{
	(void)state;
	assert_string_equal(words("To be, or not to be: that's 42.", TOKEN_WORDS), "To|be|or|not|to|be|that|s|42");
	assert_string_equal(words(" \n\t--- !? ", TOKEN_WORDS), "");
	assert_string_equal(words("日本語 text", TOKEN_WORDS), "日|本|語|text");
	assert_string_equal(words("año 한국어 мир", TOKEN_WORDS), "año|한국어|мир");
	assert_string_equal(words("\xff" "ab\xc3" "cd", TOKEN_WORDS), "ab|cd");
	assert_string_equal(words("a -b", TOKEN_CHARACTERS), "a||b");
}

static void test_what_is_folded(void **state)
{
	(void)state;
	assert_true(same_tokens("Hello, WORLD!", "hello world", TOKEN_WORDS));
	assert_true(same_tokens("De\xcc\x81j\xc3\xa0 VU", "d\xc3\xa9ja vu", TOKEN_WORDS));
	assert_true(same_tokens("STRASSE", "straße", TOKEN_WORDS));
	assert_true(same_tokens("ﬁne", "FINE", TOKEN_WORDS));
	assert_true(same_tokens("ＡＢＣ", "abc", TOKEN_WORDS));
	assert_true(same_tokens("du\xc2\xad" "pli\xe2\x80\x8b" "cate\xef\xbb\xbf", "duplicate", TOKEN_WORDS));	/* soft hyphen, zero-width blanks */
	assert_false(same_tokens("ab c", "a bc", TOKEN_WORDS));
	assert_false(same_tokens("1", "2", TOKEN_WORDS));
	assert_true(same_tokens("ab, c", "AB   c", TOKEN_CHARACTERS));
	assert_false(same_tokens("abc", "ab c", TOKEN_CHARACTERS));
}

/* Words longer than any buffer, which differ at their end, middle and beginning. */
static void test_long_words(void **state)
{
	char a[3001], b[3001];

	(void)state;
	memset(a, 'x', 3000);
	a[3000] = '\0';
	for (size_t at = 0; at < 3000; at += 749) {
		memcpy(b, a, sizeof b);
		assert_true(same_tokens(a, b, TOKEN_WORDS));
		b[at] = 'y';
		assert_false(same_tokens(a, b, TOKEN_WORDS));
	}
	b[2999] = '\0';
	assert_false(same_tokens(a, b, TOKEN_WORDS));
}

static double jaccard(const char *a, const char *b, enum token_unit unit, size_t n)
{
	struct tokens t = { .count = 0 };
	struct shingles x = { .count = 0 }, y = { .count = 0 };
	double s;

	assert_int_equal(tokens_read(&t, unit, a, strlen(a)), 0);
	assert_int_equal(shingles_read(&x, &t, n), 0);
	assert_int_equal(tokens_read(&t, unit, b, strlen(b)), 0);
	assert_int_equal(shingles_read(&y, &t, n), 0);
	s = shingles_jaccard(&x, &y);
	tokens_release(&t);
	shingles_release(&x);
	shingles_release(&y);
	return s;
}

static void test_jaccard_by_hand(void **state)
{
	(void)state;
	assert_float_equal(jaccard("a b c d", "b c d e", TOKEN_WORDS, 2), 2.0 / 4, 0);	/* ab bc cd | bc cd de */
	assert_float_equal(jaccard("a b a b a b", "b a b", TOKEN_WORDS, 2), 1, 0);	/* ab ba, however often */
	assert_float_equal(jaccard("one two three", "One, two - three", TOKEN_WORDS, 5), 1, 0);
	assert_float_equal(jaccard("one two three", "one two four", TOKEN_WORDS, 5), 0, 0);	/* short: the whole or nothing */
	assert_float_equal(jaccard("one two", "one two three", TOKEN_WORDS, 5), 0, 0);
	assert_float_equal(jaccard("...", "", TOKEN_WORDS, 5), 0, 0);
	/* night and nacht, the example of bigrams: ni ig gh ht | na ac ch ht. */
	assert_float_equal(jaccard("night", "nacht", TOKEN_CHARACTERS, 2), 1.0 / 7, 1e-15);
}

/* Each n-gram's hash is that of the same words alone. */
static void test_rolling(void **state)
{
	struct tokens t = { .count = 0 }, part = { .count = 0 };
	uint64_t hash[40], alone;
	char text[200];

	(void)state;
	for (size_t i = 0; i < 40; i++)
		sprintf(text + 3 * i, "%02zu ", i % 7);
	assert_int_equal(tokens_read(&t, TOKEN_WORDS, text, strlen(text)), 0);
	assert_int_equal(ngrams_hash(&t, 13, hash), 28);
	for (size_t i = 0; i < 28; i++) {
		assert_int_equal(tokens_read(&part, TOKEN_WORDS, text + 3 * i, 39), 0);
		assert_int_equal(ngrams_hash(&part, 13, &alone), 1);
		assert_true(alone == hash[i]);
		if (i >= 7)
			assert_true(hash[i] == hash[i - 7]);
	}
	assert_int_equal(ngrams_hash(&part, 14, hash), 0);
	tokens_release(&t);
	tokens_release(&part);
}

/* FineWeb (Penedo et al. 2024): with 14 buckets of 8 hashes, documents that are 70, 75, 80 and 85 % similar match with 56, 77, 92 and 98.8 %. */
static void test_published_probabilities(void **state)
{
	(void)state;
	assert_float_equal(minhash_probability(0.70, 14, 8), 0.56, 0.006);
	assert_float_equal(minhash_probability(0.75, 14, 8), 0.77, 0.006);
	assert_float_equal(minhash_probability(0.80, 14, 8), 0.92, 0.006);
	assert_float_equal(minhash_probability(0.85, 14, 8), 0.988, 0.0006);
	assert_float_equal(minhash_probability(0, 14, 8), 0, 0);
	assert_float_equal(minhash_probability(1, 14, 8), 1, 0);
}

/* Sets of `size` random shingles each, `shared` of them in both. */
static void sets_make(struct shingles *x, struct shingles *y, size_t size, size_t shared, uint64_t *seed)
{
	x->count = y->count = size;
	for (size_t i = 0; i < size; i++) {
		x->hash[i] = hash_u64(++*seed);
		y->hash[i] = i < shared ? x->hash[i] : hash_u64(++*seed);
	}
}

/* Places agree as often as the sets do, and bands as the formula says: within five standard errors. */
static void test_signatures_keep_to_theory(void **state)
{
	enum { PAIRS = 4000, BANDS = 14, ROWS = 8, PLACES = BANDS * ROWS };
	static const size_t shared[] = { 10, 40, 60, 67, 75, 80, 86, 90, 95 };
	uint64_t x_hash[100], y_hash[100], seed = 7;
	struct shingles x = { .hash = x_hash }, y = { .hash = y_hash };
	static struct minhash m;

	(void)state;
	minhash_open(&m, BANDS, ROWS);
	for (size_t k = 0; k < sizeof shared / sizeof shared[0]; k++) {
		double s = (double)shared[k] / (double)(200 - shared[k]), p = minhash_probability(s, BANDS, ROWS);
		size_t agree = 0, found = 0;

		for (size_t pair = 0; pair < PAIRS; pair++) {
			uint32_t a[PLACES], b[PLACES];
			uint64_t a_key[BANDS], b_key[BANDS];
			int hit = 0;

			sets_make(&x, &y, 100, shared[k], &seed);
			minhash_sign(&m, &x, a);
			minhash_sign(&m, &y, b);
			minhash_bands(&m, a, a_key);
			minhash_bands(&m, b, b_key);
			for (size_t i = 0; i < PLACES; i++)
				agree += a[i] == b[i];
			for (size_t i = 0; i < BANDS; i++)
				hit |= a_key[i] == b_key[i];
			found += (size_t)hit;
		}
		assert_true(fabs((double)agree / (PAIRS * PLACES) - s) < 5 * sqrt(s * (1 - s) / PAIRS / PLACES));
		assert_true(fabs((double)found / PAIRS - p) < 5 * sqrt(p * (1 - p) / PAIRS) + 1e-3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_word_is),
		cmocka_unit_test(test_what_is_folded),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_jaccard_by_hand),
		cmocka_unit_test(test_rolling),
		cmocka_unit_test(test_published_probabilities),
		cmocka_unit_test(test_signatures_keep_to_theory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
