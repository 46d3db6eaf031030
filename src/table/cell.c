/* cell: see cell.h. One look at the first byte tells which reader a cell goes to; most words are done with it.
 *
 *   first byte   digit  .  -          number_read: integer, decimal; if neither and no sign, a time (time.c)
 *                -  i  I              infinity
 *                +                    plus_read: what would be a number without it is a code
 *                t  T  f  F           boolean
 *                months' initials     "Jan 31, 2024" (time.c)
 *                any other            text
 *
 * Decimals are read to the nearest double. Up to 19 significant digits and small powers of ten are done in registers
 * (exact quotient or product, one rounding); the rest goes to strtod in the C locale, which costs ten times as much.
 *
 * The NA set is looked at first, but a bit for each pair of first byte and length keeps nearly all cells from the look-up.
 */
#include "table/cell.h"

#include "base/hash.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

enum { INTEGER_DIGITS = 18, EXACT_DIGITS = 19, REAL_CHARACTERS = 40, EXPONENT_CAP = 100000 };

const char *cell_kind_name(enum cell_kind kind)
{
	static const char *const name[CELL_KINDS] = {
		[CELL_ABSENT] = "absent",
		[CELL_EMPTY] = "empty",
		[CELL_NA] = "na",
		[CELL_NULL] = "null",
		[CELL_BOOLEAN] = "boolean",
		[CELL_INTEGER] = "integer",
		[CELL_REAL] = "real",
		[CELL_DATETIME] = "datetime",
		[CELL_DMY] = "dmy",
		[CELL_MDY] = "mdy",
		[CELL_DAYMONTH] = "daymonth",
		[CELL_CODE] = "code",
		[CELL_TEXT] = "text",
		[CELL_JSON] = "json",
	};

	return name[kind];
}

/* ---- first bytes ---- */

enum first {
	FIRST_OTHER,	/* text, whatever follows */
	FIRST_BLANK,
	FIRST_NUMBER,	/* digit or point */
	FIRST_MINUS,
	FIRST_PLUS,
	FIRST_INFINITY,
	FIRST_TRUE,
	FIRST_FALSE,	/* or February */
	FIRST_MONTH,
	FIRSTS
};

static const uint8_t first_of[256] = {
	[' '] = FIRST_BLANK, ['\t'] = FIRST_BLANK, ['\r'] = FIRST_BLANK, ['\n'] = FIRST_BLANK,
	['0'] = FIRST_NUMBER, ['1'] = FIRST_NUMBER, ['2'] = FIRST_NUMBER, ['3'] = FIRST_NUMBER, ['4'] = FIRST_NUMBER,
	['5'] = FIRST_NUMBER, ['6'] = FIRST_NUMBER, ['7'] = FIRST_NUMBER, ['8'] = FIRST_NUMBER, ['9'] = FIRST_NUMBER,
	['.'] = FIRST_NUMBER, ['-'] = FIRST_MINUS, ['+'] = FIRST_PLUS,
	['i'] = FIRST_INFINITY, ['I'] = FIRST_INFINITY,
	['t'] = FIRST_TRUE, ['T'] = FIRST_TRUE, ['f'] = FIRST_FALSE, ['F'] = FIRST_FALSE,
	['a'] = FIRST_MONTH, ['d'] = FIRST_MONTH, ['j'] = FIRST_MONTH, ['m'] = FIRST_MONTH, ['n'] = FIRST_MONTH,
	['o'] = FIRST_MONTH, ['s'] = FIRST_MONTH,
	['A'] = FIRST_MONTH, ['D'] = FIRST_MONTH, ['J'] = FIRST_MONTH, ['M'] = FIRST_MONTH, ['N'] = FIRST_MONTH,
	['O'] = FIRST_MONTH, ['S'] = FIRST_MONTH,
};

static enum first first_class(char c)
{
	return (enum first)first_of[(unsigned char)c];
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- NA tokens ---- */

static const char *const default_tokens[] = {
	"NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "none", "nil", "-", "?", ".",
	"<NA>", "#NA", "#N/A N/A", "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",	/* the rest of pandas's list */
};

const struct na_tokens na_default = { default_tokens, sizeof default_tokens / sizeof default_tokens[0] };

enum { LENGTH_BITS = 64 };

struct na_token {
	const char *text;	/* in na_set.text; NULL: a free slot */
	size_t bytes;
};

/* length[first byte] has a bit for each length of a token that starts so; the last bit stands for all longer ones too.
 * Numbers that share first byte and length with 1.#IND end otherwise. */
struct na_set {
	uint64_t length[256];
	bool last[256];		/* does a token end in this byte? */
	locale_t c;		/* of strtod_l, for numbers that need it */
	char *text;
	struct na_token *slot;	/* by hash, open addressing */
	size_t mask;		/* slots - 1; at least half of them are free */
};

static uint64_t length_bit(size_t bytes)
{
	return UINT64_C(1) << (bytes < LENGTH_BITS ? bytes : LENGTH_BITS - 1);
}

static void trim(const char **text, size_t *bytes)
{
	while (*bytes && first_class((*text)[0]) == FIRST_BLANK) {
		(*text)++;
		(*bytes)--;
	}
	while (*bytes && first_class((*text)[*bytes - 1]) == FIRST_BLANK)
		(*bytes)--;
}

/* The token's slot, or the free one where it would go. */
static struct na_token *na_slot(const struct na_set *s, const char *text, size_t bytes)
{
	size_t at = hash_bytes(text, bytes) & s->mask;

	while (s->slot[at].text && (s->slot[at].bytes != bytes || memcmp(s->slot[at].text, text, bytes) != 0))
		at = (at + 1) & s->mask;
	return &s->slot[at];
}

static bool is_na(const struct na_set *s, const char *text, size_t bytes)
{
	return (s->length[(unsigned char)text[0]] & length_bit(bytes)) && s->last[(unsigned char)text[bytes - 1]] &&
		na_slot(s, text, bytes)->text;
}

/* A token's own blanks at its ends are taken off too, or no cell could be it. */
static void na_fill(struct na_set *s, const struct na_tokens *tokens)
{
	char *at = s->text;

	for (size_t i = 0; i < tokens->count; i++) {
		const char *token = tokens->token[i];
		size_t bytes = strlen(token);

		trim(&token, &bytes);
		if (bytes == 0)
			continue;
		memcpy(at, token, bytes);
		*na_slot(s, at, bytes) = (struct na_token){ at, bytes };
		s->length[(unsigned char)at[0]] |= length_bit(bytes);
		s->last[(unsigned char)at[bytes - 1]] = true;
		at += bytes;
	}
}

struct na_set *na_set_new(const struct na_tokens *tokens)
{
	struct na_set *s = calloc(1, sizeof *s);
	size_t bytes = 1, slots = 2;

	if (!s)
		return NULL;
	for (size_t i = 0; i < tokens->count; i++)
		bytes += strlen(tokens->token[i]);
	while (slots < 2 * tokens->count)
		slots *= 2;
	s->mask = slots - 1;
	s->text = malloc(bytes);
	s->slot = calloc(slots, sizeof *s->slot);
	s->c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!s->text || !s->slot || !s->c) {
		na_set_free(s);
		return NULL;
	}
	na_fill(s, tokens);
	return s;
}

void na_set_free(struct na_set *s)
{
	if (!s)
		return;
	if (s->c)
		freelocale(s->c);
	free(s->slot);
	free(s->text);
	free(s);
}

/* ---- decimals ---- */

/* mantissa × 10^exponent, as written. */
struct decimal {
	uint64_t mantissa;
	int64_t exponent;
	bool exact;	/* all digits are in mantissa */
};

enum { TENS = 23, FIVES = 28 };

static const double ten_to[TENS] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
				     1e18, 1e19, 1e20, 1e21, 1e22 };

/* All powers of five in 64 bits. */
static const uint64_t five_to[FIVES] = {
	1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125,
	UINT64_C(6103515625), UINT64_C(30517578125), UINT64_C(152587890625), UINT64_C(762939453125), UINT64_C(3814697265625),
	UINT64_C(19073486328125), UINT64_C(95367431640625), UINT64_C(476837158203125), UINT64_C(2384185791015625),
	UINT64_C(11920928955078125), UINT64_C(59604644775390625), UINT64_C(298023223876953125), UINT64_C(1490116119384765625),
	UINT64_C(7450580596923828125),
};

static int bit_length(uint64_t n)
{
	return 64 - __builtin_clzll(n);
}

/* m / 10^k, m > 0: 62 or 63 bits of m / 5^k, the lowest of them set when a rest remains, are rounded once; the powers of two
 * are exact. */
static double quotient(uint64_t m, int k)
{
	uint64_t five = five_to[k], q;
	int shift = 62 - bit_length(m) + bit_length(five);
	u128 scaled = (u128)m << shift;

	q = (uint64_t)(scaled / five);
	q |= (u128)q * five != scaled;
	return ldexp((double)(int64_t)q, -shift - k);
}

/* m × 10^k: all bits, rounded once. */
static double product(uint64_t m, int k)
{
	return ldexp((double)((u128)m * five_to[k]), k);
}

/* The nearest double, where it takes no big integers. 10^22 is the last power of ten that is a double. */
static bool decimal_small(const struct decimal *d, double *value)
{
	uint64_t m = d->mantissa;
	int e;

	*value = 0;
	if (!d->exact || m == 0)
		return d->exact;
	if (d->exponent <= -FIVES || d->exponent >= FIVES)
		return false;
	e = (int)d->exponent;
	if (FLT_EVAL_METHOD == 0 && m <= UINT64_C(1) << DBL_MANT_DIG && e > -TENS && e < TENS)
		*value = e < 0 ? (double)m / ten_to[-e] : (double)m * ten_to[e];
	else
		*value = e < 0 ? quotient(m, -e) : product(m, e);
	return true;
}

static double decimal_any(const char *text, size_t bytes, locale_t c)
{
	char copy[REAL_CHARACTERS + 1];

	memcpy(copy, text, bytes);
	copy[bytes] = '\0';
	return strtod_l(copy, NULL, c);
}

/* ---- readers, one for each class of first bytes ---- */

static struct cell text_read(const char *text, const char *end, const struct na_set *set)
{
	(void)text;
	(void)end;
	(void)set;
	return (struct cell){ .kind = CELL_TEXT };
}

static struct cell time_cell(const char *text, const char *end)
{
	struct cell c = { .kind = CELL_TEXT };

	c.kind = (uint8_t)time_type(text, (size_t)(end - text), &c.number);
	return c;
}

/* Digits alone. */
static struct cell integer_cell(const char *digits, const char *end, uint64_t value, bool negative)
{
	ptrdiff_t count = end - digits;
	int64_t n = (int64_t)value;

	if (count == 0)
		return (struct cell){ .kind = CELL_TEXT };
	if (count > INTEGER_DIGITS || (count > 1 && digits[0] == '0'))
		return (struct cell){ .kind = CELL_CODE };
	return (struct cell){ .kind = CELL_INTEGER, .number = (double)(negative ? -n : n) };
}

/* "e-3" and such, to the end of the text. */
static bool exponent_read(const char *p, const char *end, int64_t *exponent)
{
	bool negative;
	int e = 0;

	if (p == end || (*p != 'e' && *p != 'E') || ++p == end)
		return false;
	negative = *p == '-';
	p += *p == '-' || *p == '+';
	if (p == end)
		return false;
	for (; p < end && is_digit(*p); p++)
		if (e < EXPONENT_CAP)
			e = e * 10 + (*p - '0');
	*exponent += negative ? -e : e;
	return p == end;
}

/* Zeros in front are no significant digits. */
static bool digits_fit(const char *digits, ptrdiff_t count)
{
	for (; count > EXACT_DIGITS && (*digits == '0' || *digits == '.'); digits++)
		count -= *digits == '0';
	return count <= EXACT_DIGITS;
}

/* What follows the digits in front of point or exponent; false when it is no decimal. */
static bool fraction_read(const char *digits, const char *point, const char *end, struct decimal *d)
{
	const char *p = point;
	ptrdiff_t count = point - digits;

	if (p < end && *p == '.') {
		for (p++; p < end && is_digit(*p); p++)
			d->mantissa = d->mantissa * 10 + (uint64_t)(*p - '0');
		d->exponent = point + 1 - p;
		count += p - point - 1;
	}
	if (count == 0 || (p < end && !exponent_read(p, end, &d->exponent)))
		return false;
	d->exact = digits_fit(digits, count);
	return true;
}

static struct cell decimal_cell(const char *text, const char *end, const struct decimal *d, const struct na_set *set)
{
	bool negative = text[0] == '-';
	double value;

	if (end - text > REAL_CHARACTERS)
		return (struct cell){ .kind = CELL_CODE };
	if (decimal_small(d, &value))
		value = negative ? -value : value;
	else
		value = decimal_any(text, (size_t)(end - text), set->c);
	if (isinf(value))
		return (struct cell){ .kind = CELL_CODE };	/* as a number it would lose its value */
	return (struct cell){ .kind = CELL_REAL, .number = value };
}

static struct cell number_read(const char *text, const char *end, const struct na_set *set)
{
	bool negative = text[0] == '-';
	const char *digits = text + negative, *p = digits;
	struct decimal d = { .mantissa = 0 };

	for (; p < end && is_digit(*p); p++)
		d.mantissa = d.mantissa * 10 + (uint64_t)(*p - '0');
	if (p == end)
		return integer_cell(digits, end, d.mantissa, negative);
	if (!fraction_read(digits, p, end, &d))
		return negative ? (struct cell){ .kind = CELL_TEXT } : time_cell(text, end);
	if (p - digits > 1 && digits[0] == '0')
		return (struct cell){ .kind = CELL_CODE };
	return decimal_cell(text, end, &d, set);
}

/* A word of letters, in any case; lower holds it in lower case. */
static bool is_word(const char *text, const char *end, const char *lower)
{
	for (; text < end && (*text | 0x20) == *lower; text++)
		lower++;
	return text == end && *lower == '\0';
}

static struct cell infinity_read(const char *text, const char *end, const struct na_set *set)
{
	bool negative = text[0] == '-';
	const char *word = text + negative;

	(void)set;
	if (!is_word(word, end, "inf") && !is_word(word, end, "infinity"))
		return (struct cell){ .kind = CELL_TEXT };
	return (struct cell){ .kind = CELL_REAL, .number = negative ? -INFINITY : INFINITY };
}

static struct cell minus_read(const char *text, const char *end, const struct na_set *set)
{
	enum first next = end - text > 1 ? first_class(text[1]) : FIRST_OTHER;

	return next == FIRST_NUMBER ? number_read(text, end, set) : infinity_read(text, end, set);
}

static struct cell plus_read(const char *text, const char *end, const struct na_set *set)
{
	enum first next = end - text > 1 ? first_class(text[1]) : FIRST_OTHER;
	struct cell c = { .kind = CELL_TEXT };

	if (next == FIRST_NUMBER)
		c = number_read(text + 1, end, set);
	else if (next == FIRST_INFINITY)
		c = infinity_read(text + 1, end, set);
	return (struct cell){ .kind = cell_is_number(c.kind) || c.kind == CELL_CODE ? CELL_CODE : CELL_TEXT };
}

/* Lower, upper or title case: the letters behind the first have one case, and upper only behind an upper one. */
static bool is_truth(const char *text, const char *end, const char *lower, const char *upper)
{
	size_t bytes = strlen(lower);

	if ((size_t)(end - text) != bytes)
		return false;
	if (memcmp(text + 1, lower + 1, bytes - 1) == 0)
		return true;
	return memcmp(text, upper, bytes) == 0;
}

static struct cell true_read(const char *text, const char *end, const struct na_set *set)
{
	(void)set;
	if (!is_truth(text, end, "true", "TRUE"))
		return (struct cell){ .kind = CELL_TEXT };
	return (struct cell){ .kind = CELL_BOOLEAN, .number = 1 };
}

static struct cell month_read(const char *text, const char *end, const struct na_set *set)
{
	(void)set;
	return time_cell(text, end);
}

static struct cell false_read(const char *text, const char *end, const struct na_set *set)
{
	if (is_truth(text, end, "false", "FALSE"))
		return (struct cell){ .kind = CELL_BOOLEAN };
	return month_read(text, end, set);
}

static struct cell (*const reader[FIRSTS])(const char *text, const char *end, const struct na_set *) = {
	[FIRST_OTHER] = text_read,
	[FIRST_BLANK] = text_read,	/* never: blanks are trimmed */
	[FIRST_NUMBER] = number_read,
	[FIRST_MINUS] = minus_read,
	[FIRST_PLUS] = plus_read,
	[FIRST_INFINITY] = infinity_read,
	[FIRST_TRUE] = true_read,
	[FIRST_FALSE] = false_read,
	[FIRST_MONTH] = month_read,
};

struct cell cell_type(const char *text, size_t bytes, const struct na_set *set)
{
	trim(&text, &bytes);
	if (bytes == 0)
		return (struct cell){ .kind = CELL_EMPTY };
	if (is_na(set, text, bytes))
		return (struct cell){ .kind = CELL_NA };
	return reader[first_class(text[0])](text, text + bytes, set);
}
