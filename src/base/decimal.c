/* decimal: see decimal.h. Names are those of the paper. */
#include "base/decimal.h"

#include "base/decimal_powers.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { FRACTION_BITS = 52, BIAS = 1075, DIGITS_MOST = 20, FIXED_DIGITS = 15, WHOLE_DIGITS = 16, FIXED_LEAST = -4 };

__extension__ typedef unsigned __int128 uint128;

/* digits × 10^exponent */
struct decimal {
	uint64_t digits;
	int exponent;
};

/* floor(log10(2^q)), or of 3/4 2^q where the double below is nearer than the one above. */
static int log10_of_power(int q, bool nearer_below)
{
	return (q * 1262611 - (nearer_below ? 524031 : 0)) >> 22;
}

/* floor(log2(10^k)) */
static int log2_of_power(int k)
{
	return (k * 1741647) >> 19;
}

/* The upper part of g × c, its last bit set where anything was cut off. */
static uint64_t multiply_to_odd(const uint64_t g[2], uint64_t c)
{
	uint128 low = (uint128)g[1] * c, high = (uint128)g[0] * c + (uint64_t)(low >> 64);

	return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* The shortest decimal in the interval that rounds to c × 2^q. */
static struct decimal shortest(uint64_t c, int q, bool nearer_below)
{
	const bool even = c % 2 == 0;
	const int k = log10_of_power(q, nearer_below), h = q + log2_of_power(-k) + 1;
	const uint64_t *g = powers_of_ten[-k - POWER_LEAST];
	const uint64_t below = multiply_to_odd(g, (4 * c - 2 + nearer_below) << h), at = multiply_to_odd(g, 4 * c << h);
	const uint64_t above = multiply_to_odd(g, (4 * c + 2) << h), lower = below + !even, upper = above - !even, s = at / 4;
	bool under, over;

	if (s >= 10) {
		const uint64_t tens = s / 10;

		under = lower <= 40 * tens;
		over = 40 * tens + 40 <= upper;
		if (under != over)
			return (struct decimal){ tens + over, k + 1 };
	}
	under = lower <= 4 * s;
	over = 4 * s + 4 <= upper;
	if (under != over)
		return (struct decimal){ s + over, k };
	return (struct decimal){ s + (at > 4 * s + 2 || (at == 4 * s + 2 && s % 2 == 1)), k };
}

static struct decimal decimal_of(uint64_t fraction, int exponent)
{
	const uint64_t c = exponent ? fraction | (uint64_t)1 << FRACTION_BITS : fraction;
	const int q = (exponent ? exponent : 1) - BIAS;

	if (q <= 0 && -q <= FRACTION_BITS && (c & (((uint64_t)1 << -q) - 1)) == 0)
		return (struct decimal){ c >> -q, 0 };		/* a whole number */
	return shortest(c, q, fraction == 0 && exponent > 1);
}

/* Digits without zeros at their end; gives how many. */
static int digits_write(struct decimal *d, char digits[DIGITS_MOST])
{
	int n = 0;

	for (; d->digits % 10 == 0; d->digits /= 10)
		d->exponent++;
	for (uint64_t v = d->digits; v > 0; v /= 10)
		n++;
	for (int i = n; i-- > 0; d->digits /= 10)
		digits[i] = (char)('0' + d->digits % 10);
	return n;
}

static char *exponent_write(char *to, int exponent)
{
	int size = exponent < 0 ? -exponent : exponent;

	*to++ = 'e';
	*to++ = exponent < 0 ? '-' : '+';
	if (size >= 100)
		*to++ = (char)('0' + size / 100);
	*to++ = (char)('0' + size / 10 % 10);
	*to++ = (char)('0' + size % 10);
	return to;
}

static char *put(char *to, const char *from, int n)
{
	memcpy(to, from, (size_t)n);
	return to + n;
}

static char *zeros(char *to, int n)
{
	memset(to, '0', (size_t)n);
	return to + n;
}

/* Digits with the point where it belongs; `first` is the power of ten of the first one. */
static char *fixed_write(char *to, const char *digits, int n, int first)
{
	if (first < 0) {
		*to++ = '0';
		*to++ = '.';
		return put(zeros(to, -first - 1), digits, n);
	}
	if (n <= first + 1)
		return zeros(put(to, digits, n), first + 1 - n);
	to = put(to, digits, first + 1);
	*to++ = '.';
	return put(to, digits + first + 1, n - first - 1);
}

/* With an exponent where the number has more than `fixed` digits before its point. */
static int decimal_write(double v, int fixed, char text[DECIMAL_BYTES])
{
	char digits[DIGITS_MOST] = { 0 }, *to = text;
	struct decimal d;
	uint64_t bits;
	int n, first;

	memcpy(&bits, &v, sizeof bits);
	if (bits >> 63)
		*to++ = '-';
	bits &= UINT64_MAX >> 1;
	if (bits == 0) {
		*to++ = '0';
		*to = '\0';
		return (int)(to - text);
	}
	d = decimal_of(bits & (((uint64_t)1 << FRACTION_BITS) - 1), (int)(bits >> FRACTION_BITS));
	n = digits_write(&d, digits);
	first = d.exponent + n - 1;
	if (first >= FIXED_LEAST && first < (n > fixed ? n : fixed)) {
		to = fixed_write(to, digits, n, first);
	} else {
		*to++ = digits[0];
		if (n > 1) {
			*to++ = '.';
			to = put(to, digits + 1, n - 1);
		}
		to = exponent_write(to, first);
	}
	*to = '\0';
	return (int)(to - text);
}

int decimal_shortest(double v, char text[DECIMAL_BYTES])
{
	return decimal_write(v, FIXED_DIGITS, text);
}

int decimal_plain(double v, char text[DECIMAL_BYTES])
{
	bool whole = v == floor(v) && fabs(v) < 0x1p53;

	return decimal_write(v + 0.0, whole ? WHOLE_DIGITS : FIXED_DIGITS, text);	/* + 0.0 makes -0 0 */
}
