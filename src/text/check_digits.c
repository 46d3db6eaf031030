/* check_digits: see check_digits.h. */
#include "text/check_digits.h"

#include <string.h>

static unsigned digit(char c)
{
	return (unsigned)(c - '0');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

size_t id_plain(const char *text, size_t n, char *plain, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < n && used < room; i++)
		if (is_digit(text[i]) || is_letter(text[i]))
			plain[used++] = capital(text[i]);
	return used;
}

/* The number of some digits. */
static unsigned number_of(const char *digits, size_t n)
{
	unsigned number = 0;

	for (size_t i = 0; i < n; i++)
		number = number * 10 + digit(digits[i]);
	return number;
}

static bool all_one_digit(const char *digits, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (digits[i] != digits[0])
			return false;
	return true;
}

/* Could it be a day of a month? */
static bool date_plausible(unsigned month, unsigned day)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/* ---- cards and accounts ---- */

bool luhn_holds(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = digit(digits[n - 1 - i]);

		sum += i % 2 == 0 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	return sum % 10 == 0;
}

/* How the numbers of the networks begin, and how long they are. */
bool card_holds(const char *digits, size_t n)
{
	static const struct { unsigned low, high; size_t least, most; } network[] = {
		{ 4000, 4999, 13, 19 }, { 5000, 5999, 16, 19 }, { 2221, 2720, 16, 16 }, { 3400, 3499, 15, 15 }, { 3700, 3799, 15, 15 },
		{ 3000, 3059, 14, 14 }, { 3600, 3699, 14, 19 }, { 3800, 3999, 14, 19 }, { 3528, 3589, 16, 19 }, { 6000, 6999, 16, 19 } };
	unsigned first = n >= 4 ? number_of(digits, 4) : 0;

	for (size_t i = 0; i < sizeof network / sizeof network[0]; i++)
		if (first >= network[i].low && first <= network[i].high && n >= network[i].least && n <= network[i].most)
			return luhn_holds(digits, n);
	return false;
}

/* Letters and digits by country, as the IBAN registry (SWIFT, ISO 13616) has them. */
static size_t iban_length(const char country[2])
{
	static const char lengths[] =
		"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23"
		"GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28"
		"NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

	for (const char *at = lengths; *at; at += 4)
		if (at[0] == country[0] && at[1] == country[1])
			return (size_t)((at[2] - '0') * 10 + at[3] - '0');
	return 0;
}

/* Of the text turned by its first four characters. */
bool iban_holds(const char *text, size_t length)
{
	char plain[40];
	size_t n = id_plain(text, length, plain, sizeof plain);
	unsigned rest = 0;

	if (n < 2 || n != iban_length(plain))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = plain[(i + 4) % n];
		unsigned v = c <= '9' ? digit(c) : (unsigned)(c - 'A') + 10;

		rest = (rest * (v < 10 ? 10 : 100) + v) % 97;
	}
	return rest == 1;
}

/* ---- national ids ---- */

/* Σ of digit × weight, weights falling by one from `first`. */
static unsigned weighted(const char *digits, size_t n, unsigned first)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += digit(digits[i]) * (first - (unsigned)i);
	return sum;
}

bool nhs_holds(const char *digits, size_t n)
{
	unsigned check;

	if (n != 10 || all_one_digit(digits, n))
		return false;
	check = 11 - weighted(digits, 9, 10) % 11;
	return check != 10 && check % 11 == digit(digits[9]);
}

bool bsn_holds(const char *digits, size_t n)
{
	return n == 9 && !all_one_digit(digits, n) && (weighted(digits, 8, 9) + 10 * digit(digits[8])) % 11 == 0;
}

/* The month has 80, 20, 40 or 60 added for births of 1800 and of 2000 on. */
bool pesel_holds(const char *digits, size_t n)
{
	static const unsigned char weight[] = { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3 };
	unsigned sum = 0;

	if (n != 11 || !date_plausible(number_of(digits + 2, 2) % 20, number_of(digits + 4, 2)))
		return false;
	for (size_t i = 0; i < sizeof weight; i++)
		sum += weight[i] * digit(digits[i]);
	return (10 - sum % 10) % 10 == digit(digits[10]);
}

bool steuer_id_holds(const char *digits, size_t n)
{
	unsigned times[10] = { 0 }, repeated = 0, product = 10;

	if (n != 11 || digits[0] == '0')
		return false;
	for (size_t i = 0; i < 10; i++)
		times[digit(digits[i])]++;
	for (size_t d = 0; d < 10; d++) {
		if (times[d] > 3)
			return false;
		repeated += times[d] > 1;
	}
	if (repeated != 1)
		return false;
	for (size_t i = 0; i < 10; i++) {
		unsigned sum = (digit(digits[i]) + product) % 10;

		product = (sum ? sum : 10) * 2 % 11;
	}
	return (11 - product) % 10 == digit(digits[10]);
}

bool cpf_holds(const char *digits, size_t n)
{
	unsigned first, second;

	if (n != 11 || all_one_digit(digits, n))
		return false;
	first = weighted(digits, 9, 10) * 10 % 11 % 10;
	second = weighted(digits, 10, 11) * 10 % 11 % 10;
	return first == digit(digits[9]) && second == digit(digits[10]);
}

/* Sex, year, month (20 … 42 and 50 on where it is not known), place, order, key. */
bool nir_holds(const char *digits, size_t n)
{
	unsigned rest = 0, month = n == 15 ? number_of(digits + 3, 2) : 0;

	if (n != 15 || !strchr("123478", digits[0]) || !((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50))
		return false;
	for (size_t i = 0; i < 13; i++)
		rest = (rest * 10 + digit(digits[i])) % 97;
	return 97 - rest == number_of(digits + 13, 2);
}

/* A day above 60 is of a samordningsnummer. */
bool personnummer_holds(const char *digits, size_t n)
{
	const char *short_form = n == 12 ? digits + 2 : digits;
	unsigned day;

	if ((n != 10 && n != 12) || (n == 12 && (number_of(digits, 2) < 18 || number_of(digits, 2) > 20)))
		return false;
	day = number_of(short_form + 4, 2);
	return date_plausible(number_of(short_form + 2, 2), day > 60 ? day - 60 : day) && luhn_holds(short_form, 10);
}

bool dni_holds(const char *text, size_t n)
{
	static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
	unsigned number = 0;
	char first;

	if (n != 9)
		return false;
	first = capital(text[0]);
	if (is_digit(first))
		number = digit(first);
	else if (first >= 'X' && first <= 'Z')
		number = (unsigned)(first - 'X');
	else
		return false;
	for (size_t i = 1; i < 8; i++) {
		if (!is_digit(text[i]))
			return false;
		number = number * 10 + digit(text[i]);
	}
	return capital(text[8]) == letters[number % 23];
}
