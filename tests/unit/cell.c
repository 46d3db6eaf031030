/* cell: what cells are, from the case file and from laws, and that every decimal is read to the nearest double.
 *
 * Truths that are not ours: tests/parse/cells.case (by hand), POSIX regular expressions for the grammar of numbers, strtod and
 * MPFR for their values, and half-way decimals whose nearest double is known by the way they are made.
 */
#include "table/batch.h"
#include "table/cell.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <mpfr.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct na_set *na;	/* the default tokens */

static int na_make(void **state)
{
	(void)state;
	na = na_set_new(&na_default);
	return na ? 0 : -1;
}

static int na_unmake(void **state)
{
	(void)state;
	na_set_free(na);
	return 0;
}

/* Numbers that look random and are the same everywhere: Marsaglia's xorshift64. */
static uint64_t scramble(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Type a text that ends where its memory ends, so that reading on is caught. */
static struct cell type_of(const char *text, size_t bytes, const struct na_set *set)
{
	char *copy = malloc(bytes ? bytes : 1);
	struct cell c;

	assert_non_null(copy);
	memcpy(copy, text, bytes);
	c = cell_type(copy, bytes, set);
	free(copy);
	return c;
}

static bool same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

/* ---- the case file ---- */

/* A case's text without its escapes, in place; its length. */
static size_t unescape(char *text)
{
	static const char letter[] = "strn\\", meaning[] = " \t\r\n\\";
	char *to = text;

	for (const char *p = text; *p; p++) {
		const char *l = *p == '\\' ? strchr(letter, p[1]) : NULL;

		*to++ = l && *l ? meaning[l - letter] : *p;
		p += l && *l;
	}
	*to = '\0';
	return (size_t)(to - text);
}

static bool value_is(const struct cell *c, const char *value)
{
	char text[40];

	if (cell_is_time(c->kind)) {
		time_format(c->number, text);
		return strcmp(text, value) == 0;
	}
	return *value ? same_bits(c->number, strtod(value, NULL)) : same_bits(c->number, 0);
}

/* One line; false, with a message, when it does not hold. */
static bool case_holds(char *line, unsigned number)
{
	char *arrow = strstr(line, " -> "), *kind, *value;
	struct cell c;
	size_t bytes;

	if (!arrow) {
		print_error("line %u has no arrow\n", number);
		return false;
	}
	*arrow = '\0';
	kind = arrow + 4;
	value = kind + strcspn(kind, " ");
	if (*value)
		*value++ = '\0';
	bytes = unescape(line);
	c = type_of(line, bytes, na);
	if (strcmp(cell_kind_name(c.kind), kind) == 0 && value_is(&c, value))
		return true;
	print_error("line %u: \"%s\" is %s %.17g, not %s %s\n", number, line, cell_kind_name(c.kind), c.number, kind, value);
	return false;
}

static void test_case_file(void **state)
{
	const char *source = getenv("ASSAY_SOURCE_DIR");
	char path[4096], line[1000];
	unsigned number = 0, cases = 0, wrong = 0;
	FILE *f;

	(void)state;
	if (!source) {
		print_message("ASSAY_SOURCE_DIR is not set: tests/parse/cells.case is not read\n");
		skip();
	}
	snprintf(path, sizeof path, "%s/tests/parse/cells.case", source);
	f = fopen(path, "r");
	if (!f)
		fail_msg("cannot read %s", path);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		number++;
		if (*line == '\0' || strcmp(line, "#") == 0 || strncmp(line, "# ", 2) == 0)
			continue;
		cases++;
		wrong += !case_holds(line, number);
	}
	fclose(f);
	assert_true(cases >= 120);
	assert_int_equal(wrong, 0);
}

/* ---- laws ---- */

static void test_kind_names(void **state)
{
	(void)state;
	for (int a = 0; a < CELL_KINDS; a++) {
		assert_non_null(cell_kind_name((enum cell_kind)a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(cell_kind_name((enum cell_kind)a), cell_kind_name((enum cell_kind)b));
	}
	assert_string_equal(cell_kind_name(CELL_INTEGER), "integer");
	assert_string_equal(cell_kind_name(CELL_EMPTY), "empty");
}

/* Each byte alone, and each in the middle, at the start and at the end of a number. */
static void test_every_byte(void **state)
{
	(void)state;
	for (int b = 0; b < 256; b++) {
		char c = (char)b, inside[] = { '1', c, '5' }, before[] = { c, '1', '5' }, after[] = { '1', '5', c };
		bool blank = b && strchr(" \t\r\n", b), digit = b >= '0' && b <= '9';

		assert_int_equal(type_of(&c, 1, na).kind,
				 blank ? CELL_EMPTY : digit ? CELL_INTEGER : b && strchr("-?.", b) ? CELL_NA : CELL_TEXT);
		assert_int_equal(type_of(inside, 3, na).kind,
				 digit ? CELL_INTEGER : b == '.' || b == 'e' || b == 'E' ? CELL_REAL : CELL_TEXT);
		assert_int_equal(type_of(before, 3, na).kind,
				 b == '0' || b == '+' ? CELL_CODE : blank || digit || b == '-' ? CELL_INTEGER :
				 b == '.' ? CELL_REAL : CELL_TEXT);
		assert_int_equal(type_of(after, 3, na).kind, blank || digit ? CELL_INTEGER : b == '.' ? CELL_REAL : CELL_TEXT);
	}
}

/* Blanks around change nothing; NUL is no blank and no end. */
static void test_blanks(void **state)
{
	static const char *const texts[] = { "1", "-1.5e3", "true", "NA", "2024-01-31", "x y", "007", "inf" };
	char padded[64];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct cell bare = type_of(texts[i], strlen(texts[i]), na), c;

		c = type_of(padded, (size_t)snprintf(padded, sizeof padded, " \t\r\n%s\n\r\t ", texts[i]), na);
		assert_int_equal(c.kind, bare.kind);
		assert_true(same_bits(c.number, bare.number));
		assert_int_equal(type_of(texts[i], strlen(texts[i]) + 1, na).kind, CELL_TEXT);
	}
	assert_int_equal(type_of("\0", 1, na).kind, CELL_TEXT);
	assert_int_equal(type_of("\0001", 2, na).kind, CELL_TEXT);
	assert_int_equal(type_of("inf\0", 4, na).kind, CELL_TEXT);
}

/* Lengths at which a rule ends, and far beyond. */
static void test_lengths(void **state)
{
	enum { LONG = 200000 };
	char *text = malloc(LONG);

	(void)state;
	assert_non_null(text);
	memset(text, '9', LONG);
	for (size_t n = 1; n <= 100; n++)
		assert_int_equal(type_of(text, n, na).kind, n <= 18 ? CELL_INTEGER : CELL_CODE);
	assert_int_equal(type_of(text, LONG, na).kind, CELL_CODE);
	text[1] = '.';
	for (size_t n = 2; n <= 100; n++)
		assert_int_equal(type_of(text, n, na).kind, n <= 40 ? CELL_REAL : CELL_CODE);
	assert_int_equal(type_of(text, LONG, na).kind, CELL_CODE);
	text[1] = 'e';
	for (size_t n = 3; n <= 100; n++)
		assert_int_equal(type_of(text, n, na).kind, n <= 4 ? CELL_REAL : CELL_CODE);
	assert_int_equal(type_of(text, LONG, na).kind, CELL_CODE);
	text[LONG - 1] = 'x';
	assert_int_equal(type_of(text, LONG, na).kind, CELL_TEXT);
	memset(text, ' ', LONG);
	assert_int_equal(type_of(text, LONG, na).kind, CELL_EMPTY);
	text[LONG / 2] = '7';
	assert_int_equal(type_of(text, LONG, na).kind, CELL_INTEGER);
	free(text);
}

/* ---- NA tokens ---- */

/* The tokens need not outlive the making of the set; blanks at their ends and empty ones do no harm. */
static void test_na_own_list(void **state)
{
	char token[] = " -999\t", longer[201], longest[202];
	const char *list[] = { token, "", "  ", "0", "2024-01-31", "unknown value", "unknown value", longer, "true", "\xc3\xa9" };
	struct na_set *set;

	(void)state;
	memset(longer, 'z', 200);
	longer[200] = '\0';
	memset(longest, 'z', 201);
	longest[201] = '\0';
	set = na_set_new(&(struct na_tokens){ list, sizeof list / sizeof *list });
	assert_non_null(set);
	memset(token, '7', sizeof token - 1);
	assert_int_equal(type_of("-999", 4, set).kind, CELL_NA);
	assert_int_equal(type_of(" -999 ", 6, set).kind, CELL_NA);
	assert_int_equal(type_of("-99", 3, set).kind, CELL_INTEGER);
	assert_int_equal(type_of("-998", 4, set).kind, CELL_INTEGER);
	assert_int_equal(type_of("-999.0", 6, set).kind, CELL_REAL);
	assert_int_equal(type_of("0", 1, set).kind, CELL_NA);
	assert_int_equal(type_of("2024-01-31", 10, set).kind, CELL_NA);
	assert_int_equal(type_of("2024-01-30", 10, set).kind, CELL_DATETIME);
	assert_int_equal(type_of("unknown value", 13, set).kind, CELL_NA);
	assert_int_equal(type_of(longer, 200, set).kind, CELL_NA);
	assert_int_equal(type_of(longest, 199, set).kind, CELL_TEXT);
	assert_int_equal(type_of(longest, 201, set).kind, CELL_TEXT);
	assert_int_equal(type_of("true", 4, set).kind, CELL_NA);
	assert_int_equal(type_of("\xc3\xa9", 2, set).kind, CELL_NA);
	assert_int_equal(type_of("", 0, set).kind, CELL_EMPTY);
	assert_int_equal(type_of("NA", 2, set).kind, CELL_TEXT);
	assert_int_equal(type_of("-", 1, set).kind, CELL_TEXT);
	assert_int_equal(type_of(".", 1, set).kind, CELL_TEXT);
	na_set_free(set);
}

/* An empty list: nothing is NA. */
static void test_na_none(void **state)
{
	struct na_set *set = na_set_new(&(struct na_tokens){ NULL, 0 });

	(void)state;
	assert_non_null(set);
	for (size_t i = 0; i < na_default.count; i++) {
		const char *token = na_default.token[i];

		assert_int_equal(type_of(token, strlen(token), set).kind, CELL_TEXT);
		assert_int_equal(type_of(token, strlen(token), na).kind, CELL_NA);
	}
	assert_int_equal(type_of("", 0, set).kind, CELL_EMPTY);
	na_set_free(set);
	na_set_free(NULL);
}

static void test_na_many(void **state)
{
	enum { MANY = 5000 };
	static char text[MANY][8];
	static const char *list[MANY];
	struct na_set *set;
	char other[16];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(text[i], sizeof text[i], "%d", 2 * i);
		list[i] = text[i];
	}
	set = na_set_new(&(struct na_tokens){ list, MANY });
	assert_non_null(set);
	for (int i = 0; i < 2 * MANY; i++)
		assert_int_equal(type_of(other, (size_t)snprintf(other, sizeof other, "%d", i), set).kind,
				 i % 2 ? CELL_INTEGER : CELL_NA);
	na_set_free(set);
}

/* ---- the grammar of numbers ---- */

enum { SHAPE, INTEGER, LEADING_ZERO, POINT_OR_EXPONENT, PATTERNS };

static const char *const patterns[PATTERNS] = {
	[SHAPE] = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$",
	[INTEGER] = "^-?(0|[1-9][0-9]{0,17})$",
	[LEADING_ZERO] = "^-?0[0-9]",
	[POINT_OR_EXPONENT] = "[.eE]",
};

static enum cell_kind expected_kind(const regex_t *r, const char *text)
{
	if (regexec(&r[SHAPE], text, 0, NULL, 0) != 0)
		return strcmp(text, "-") == 0 || strcmp(text, ".") == 0 ? CELL_NA : CELL_TEXT;
	if (regexec(&r[INTEGER], text, 0, NULL, 0) == 0)
		return CELL_INTEGER;
	if (text[0] == '+' || regexec(&r[LEADING_ZERO], text, 0, NULL, 0) == 0 || regexec(&r[POINT_OR_EXPONENT], text, 0, NULL, 0) != 0)
		return CELL_CODE;
	return strlen(text) <= 40 && isfinite(strtod(text, NULL)) ? CELL_REAL : CELL_CODE;
}

/* Texts of the letters of numbers, some broken on purpose. Three parts of digits that make a date are left to the case file. */
static void test_grammar(void **state)
{
	static const char letters[] = "0012345678999..eE+-";
	regex_t r[PATTERNS];
	uint64_t seed = 99;
	unsigned seen[CELL_KINDS] = { 0 };

	(void)state;
	for (int p = 0; p < PATTERNS; p++)
		assert_int_equal(regcomp(&r[p], patterns[p], REG_EXTENDED | REG_NOSUB), 0);
	for (int i = 0; i < 400000; i++) {
		char text[64];
		size_t bytes = i % 3 ? scramble(&seed) % 9 + 1 : scramble(&seed) % 45 + 1;
		size_t digits = i % 5 ? scramble(&seed) % (bytes + 1) : 0;
		struct cell c;

		for (size_t k = 0; k < bytes; k++)
			text[k] = letters[scramble(&seed) % (k < digits ? 13 : sizeof letters - 1)];
		text[bytes] = '\0';
		c = type_of(text, bytes, na);
		if (cell_is_time(c.kind))
			continue;
		seen[c.kind]++;
		if (c.kind != expected_kind(r, text))
			fail_msg("\"%s\" is %s, not %s", text, cell_kind_name(c.kind), cell_kind_name(expected_kind(r, text)));
		if (cell_is_number(c.kind) && !same_bits(c.number, strtod(text, NULL) + (c.kind == CELL_INTEGER ? 0.0 : -0.0)))
			fail_msg("\"%s\" is read as %.17g", text, c.number);
	}
	assert_true(seen[CELL_INTEGER] > 1000 && seen[CELL_REAL] > 1000 && seen[CELL_CODE] > 1000 && seen[CELL_TEXT] > 1000);
	for (int p = 0; p < PATTERNS; p++)
		regfree(&r[p]);
}

/* ---- decimals to the nearest double ---- */

/* A decimal's text must be read as this double; infinity: it is a code. */
static void assert_reads(const char *text, double want)
{
	struct cell c = cell_type(text, strlen(text), na);

	if (c.kind != (isinf(want) ? CELL_CODE : CELL_REAL) || !same_bits(c.number, isinf(want) ? 0 : want))
		fail_msg("\"%s\" is %s %.17g (%a), not %.17g (%a)", text, cell_kind_name(c.kind), c.number, c.number, want, want);
}

static double double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/* Any double of any size, written with 15 to 17 digits; every fourth is subnormal or at the ends of the range. */
static void write_any(uint64_t *seed, char *text)
{
	static const uint64_t ends[] = { 0, 1, 0x7fe, 0x3ff };
	uint64_t bits = scramble(seed), form = scramble(seed);

	if (form % 4 == 0)
		bits = (bits & UINT64_C(0x800fffffffffffff)) | ends[form / 4 % 4] << 52;
	if ((bits >> 52 & 0x7ff) == 0x7ff)
		bits ^= UINT64_C(1) << 62;
	snprintf(text, 64, "%.*e", 14 + (int)(form / 16 % 3), double_of(bits));
}

/* 1 to 21 digits, a point anywhere, an exponent around the borders of the short ways or of the range. */
static void write_digits(uint64_t *seed, char *text)
{
	static const int borders[] = { 0, 0, 0, 5, -5, 19, -19, 22, -22, 23, -23, 27, -27, 37, -37, 308, -308, -324, -340 };
	uint64_t form = scramble(seed);
	int digits = (int)(form % 21) + 1, point = (int)(form / 32 % (unsigned)(digits + 1)), at = 0;
	int exponent = borders[form / 1024 % (sizeof borders / sizeof *borders)] + (int)(form / 65536 % 5) - 2;

	if (form >> 60 & 1)
		text[at++] = '-';
	for (int i = 0; i < digits; i++) {
		bool first = i == 0 && point > 1;

		if (i == point)
			text[at++] = '.';
		text[at++] = (char)(first ? '1' + scramble(seed) % 9 : '0' + scramble(seed) % 10);
	}
	if (point == digits)
		text[at++] = '.';
	if (form >> 61 & 3)
		at += snprintf(text + at, 16, "%c%d", form >> 63 ? 'e' : 'E', exponent);
	text[at] = '\0';
}

/* What programs print: a few decimals. */
static void write_plain(uint64_t *seed, char *text)
{
	uint64_t form = scramble(seed);

	snprintf(text, 64, "%.*f", (int)(form % 10) + 1, ldexp((double)(int64_t)scramble(seed), -(int)(form / 16 % 70)));
}

/* Around 2^53, the last mantissa of the shortest way, and around the largest of 19 digits. */
static void write_border(uint64_t *seed, char *text)
{
	static const uint64_t near[] = { UINT64_C(1) << 53, UINT64_C(1) << 54, UINT64_C(1) << 63, UINT64_C(9999999999999999990),
					 UINT64_C(4503599627370496) * 5, UINT64_C(45035996273704965) };
	uint64_t form = scramble(seed), mantissa = near[form % 6] + form / 8 % 9 - 4;

	snprintf(text, 64, "%jue%d", (uintmax_t)mantissa, (int)(form / 128 % 61) - 30);
}

static uint64_t decimals = 2400000;	/* an argument says another number */

static void test_decimals_against_strtod(void **state)
{
	static void (*const write[])(uint64_t *, char *) = { write_any, write_digits, write_plain, write_border };
	uint64_t seed = UINT64_C(0x123456789abcdef);
	char text[64];

	(void)state;
	for (uint64_t i = 0; i < decimals; i++) {
		write[i % 4](&seed, text);
		assert_reads(text, strtod(text, NULL));
	}
}

/* A few of them against MPFR, whose doubles have nothing to do with the C library's. */
static void test_decimals_against_mpfr(void **state)
{
	static void (*const write[])(uint64_t *, char *) = { write_any, write_digits, write_plain, write_border };
	uint64_t seed = 4242;
	char text[64];
	mpfr_t x;

	(void)state;
	mpfr_init2(x, DBL_MANT_DIG);
	mpfr_set_emin(-1073);
	mpfr_set_emax(1024);
	for (int i = 0; i < 100000; i++) {
		int rounded;

		write[i % 4](&seed, text);
		rounded = mpfr_strtofr(x, text, NULL, 10, MPFR_RNDN);
		mpfr_subnormalize(x, rounded, MPFR_RNDN);
		assert_reads(text, mpfr_get_d(x, MPFR_RNDN));
	}
	mpfr_clear(x);
	mpfr_free_cache();
}

/* n / 2^k, exactly, in decimals; its length. */
static int write_dyadic(uint64_t n, unsigned k, char *text)
{
	uint64_t below_one = (UINT64_C(1) << k) - 1, rest = n & below_one;
	int at = sprintf(text, "%ju.", (uintmax_t)(n >> k));

	for (unsigned i = 0; i < k || i == 0; i++) {
		rest *= 10;
		text[at++] = (char)('0' + (int)(rest >> k));
		rest &= below_one;
	}
	text[at] = '\0';
	return at;
}

/* Half-way between two doubles: the even one. A little more or less, and it is the one above or below. */
static void test_half_way(void **state)
{
	uint64_t seed = 77;
	char text[80];

	(void)state;
	for (int i = 0; i < 200000; i++) {
		int k = i % 26;
		uint64_t below = (UINT64_C(1) << 52) + scramble(&seed) % (UINT64_C(1) << 52);
		double low = ldexp((double)below, 1 - k), high = ldexp((double)(below + 1), 1 - k);
		int at = write_dyadic(2 * below + 1, (unsigned)k, text);

		assert_reads(text, below % 2 ? high : low);
		strcpy(text + at, "01");
		assert_reads(text, high);
		strcpy(text + at - 1, "49");	/* the last digit of n / 2^k, n odd, is 5 */
		if (k == 0)
			sprintf(text, "%ju.9", (uintmax_t)(2 * below));
		assert_reads(text, low);
	}
}

/* Python's float() agrees with all of these. */
static void test_decimals_by_name(void **state)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
		{ "1.7976931348623157e308", DBL_MAX },
		{ "-1.7976931348623157e308", -DBL_MAX },
		{ "1.79769313486231580793e308", DBL_MAX },
		{ "1.7976931348623158079372897e308", DBL_MAX },
		{ "1.7976931348623158079373e308", INFINITY },
		{ "2.2250738585072014e-308", DBL_MIN },
		{ "2.2250738585072011e-308", 0x0.fffffffffffffp-1022 },
		{ "2.2250738585072012e-308", DBL_MIN },
		{ "4.9406564584124654e-324", 0x1p-1074 },
		{ "2.4703282292062327e-324", 0 },
		{ "2.4703282292062328e-324", 0x1p-1074 },
		{ "-2.4703282292062327e-324", -0.0 },
		{ "7.4109846876186982e-324", 0x2p-1074 },
		{ "6.631236846766476e-316", 0x0.0000008p-1022 },
		{ "9007199254740991.0", 0x1p53 - 1 },
		{ "9007199254740993.0", 0x1p53 },
		{ "570899077082383952423314387779798054553.", 0x1.ad7f29abcaf48p+128 },
		{ "1e23", 0x1.52d02c7e14af6p+76 },
		{ "8.5e22", 0x1.1ffdbf6b2b2ebp+76 },
		{ "89255e-22", 0x1.494af6ce5221fp-57 },
		{ "47339146308086e-27", 0x1.aa64a3bb4b82cp-45 },
		{ "104110013277974872254e-225", 0x1.0b661a31987aep-681 },
		{ "9.5367431640625e-7", 0x1p-20 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_reads(cases[i].text, cases[i].value);
}

/* A locale's decimal comma is no matter of ours. */
static void test_locale(void **state)
{
	static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE" };

	(void)state;
	for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
		if (!setlocale(LC_ALL, locales[i]))
			continue;
		assert_reads("1.5", 1.5);
		assert_reads("3.14159265358979323846", 0x1.921fb54442d18p+1);
		assert_reads("1.25e-300", 0x1.ac9a7b3b7302fp-997);
		assert_int_equal(type_of("1,5", 3, na).kind, CELL_TEXT);
	}
	setlocale(LC_ALL, "C");
}

/* ---- batches ---- */

static void test_batch_chain(void **state)
{
	struct batch *first = NULL;

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct batch *b = batch_new();

		assert_non_null(b);
		assert_true(b->rows == 0 && b->columns == 0 && !b->column && !b->next && !b->rejects);
		assert_non_null(arena_take(&b->arena, 100000));
		b->next = first;
		first = b;
	}
	batch_free(first);
	batch_free(NULL);
}

static void test_spilled_key(void **state)
{
	(void)state;
	assert_true(spilled_key(CELL_TEXT, 0, 77) == 77);
	assert_true(spilled_key(CELL_BOOLEAN, 1, 77) == 77);
	assert_true(spilled_key(CELL_REAL, -0.0, 77) == spilled_key(CELL_INTEGER, 0, 78));
	assert_true(spilled_key(CELL_DATETIME, 1, 77) == UINT64_C(0x3ff0000000000000));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_case_file),
		cmocka_unit_test(test_kind_names),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_na_own_list),
		cmocka_unit_test(test_na_none),
		cmocka_unit_test(test_na_many),
		cmocka_unit_test(test_grammar),
		cmocka_unit_test(test_decimals_against_strtod),
		cmocka_unit_test(test_decimals_against_mpfr),
		cmocka_unit_test(test_half_way),
		cmocka_unit_test(test_decimals_by_name),
		cmocka_unit_test(test_locale),
		cmocka_unit_test(test_batch_chain),
		cmocka_unit_test(test_spilled_key),
	};

	if (argc > 1)
		decimals = strtoull(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, na_make, na_unmake);
}
