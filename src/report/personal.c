/* personal: see personal.h. A kind is a line in the table: its name, what its texts cannot be without, their shape, and a check of what fits it. */
#include "report/personal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define APART "(?<![A-Za-z0-9_])"
#define ENDS "(?![A-Za-z0-9_])"
#define LETTER "A-Za-z0-9\\x80-\\xff"
#define OCTET "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"

enum { DIGITS_MOST = 64 };

/* The digits of a text, at most DIGITS_MOST of them. */
static size_t digits_of(const char *text, size_t length, char *digits)
{
	size_t n = 0;

	for (size_t i = 0; i < length && n < DIGITS_MOST; i++)
		if (text[i] >= '0' && text[i] <= '9')
			digits[n++] = text[i];
	return n;
}

/* ISO/IEC 7812-1, annex B. */
static bool luhn_holds(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');

		sum += i % 2 == 0 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	return sum % 10 == 0;
}

static bool all_digits(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

/* How the numbers of the networks begin, and how long they are. */
static bool card_network(const char *digits, size_t n)
{
	static const struct { unsigned low, high; size_t least, most; } network[] = {
		{ 4000, 4999, 13, 19 }, { 5000, 5999, 16, 19 }, { 2221, 2720, 16, 16 }, { 3400, 3499, 15, 15 }, { 3700, 3799, 15, 15 },
		{ 3000, 3059, 14, 14 }, { 3600, 3699, 14, 19 }, { 3800, 3999, 14, 19 }, { 3528, 3589, 16, 19 }, { 6000, 6999, 16, 19 } };
	unsigned first = 0;

	for (size_t i = 0; i < 4; i++)
		first = first * 10 + (unsigned)(digits[i] - '0');
	for (size_t i = 0; i < sizeof network / sizeof network[0]; i++)
		if (first >= network[i].low && first <= network[i].high && n >= network[i].least && n <= network[i].most)
			return true;
	return false;
}

static bool card_check(const char *text, size_t length, bool number)
{
	char digits[DIGITS_MOST];
	size_t n = digits_of(text, length, digits);

	if (number && all_digits(text, length))
		return false;
	return card_network(digits, n) && luhn_holds(digits, n);
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

/* ISO 7064, mod 97-10, of the text turned by its first four characters. */
static bool iban_check(const char *text, size_t length, bool number)
{
	char plain[DIGITS_MOST];
	size_t n = 0;
	unsigned rest = 0;

	(void)number;
	for (size_t i = 0; i < length && n < DIGITS_MOST; i++)
		if (isalnum((unsigned char)text[i]))
			plain[n++] = (char)toupper((unsigned char)text[i]);
	if (n != iban_length(plain))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = plain[(i + 4) % n];
		unsigned v = c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;

		rest = (rest * (v < 10 ? 10 : 100) + v) % 97;
	}
	return rest == 1;
}

/* A key of random letters has a digit among twenty; words joined by dashes have none. */
static bool key_check(const char *text, size_t length, bool number)
{
	char digits[DIGITS_MOST];

	(void)number;
	return digits_of(text, length, digits) > 0;
}

/* With no more than a sign and a decimal point it is a number. */
static bool phone_check(const char *text, size_t length, bool number)
{
	size_t dots = 0, others = 0;

	for (size_t i = 1; i < length; i++) {
		dots += text[i] == '.';
		others += text[i] != '.' && (text[i] < '0' || text[i] > '9');
	}
	return others > 0 || dots > 1 || (dots == 0 && !number);
}

static const struct kind {
	const char *name;
	const char *needs;	/* a text that must be there; NULL: none */
	size_t digits;		/* at least so many of them */
	const char *shape;
	bool (*check)(const char *text, size_t length, bool number);	/* NULL: none */
} kinds[] = {
	{ "private key", "PRIVATE KEY", 0, "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?:.*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|.*)", NULL },
	{ "token", "eyJ", 0, APART "eyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_-]*+){1,2}", NULL },
	{ "key", "AKIA", 0, APART "AKIA[0-9A-Z]{16}" ENDS, NULL },
	{ "key", "gh", 0, APART "gh[opusr]_[A-Za-z0-9]{20,}+", key_check },
	{ "key", "github_pat_", 0, APART "github_pat_[A-Za-z0-9_]{20,}+", key_check },
	{ "key", "sk-", 1, "(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,}+", key_check },
	{ "key", "xox", 1, APART "xox[abeoprs]-[A-Za-z0-9-]{10,}+", key_check },
	{ "key", "AIza", 0, APART "AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", NULL },
	{ "e-mail", "@", 0,
	  "(?<![" LETTER "._%+'-])[" LETTER "_%+'-][" LETTER "._%+'-]{0,63}@(?:[" LETTER "](?:[" LETTER "-]{0,61}[" LETTER "])?\\.){1,8}"
	  "[A-Za-z\\x80-\\xff]{2,24}" ENDS, NULL },
	{ "IBAN", NULL, 4, APART "[A-Za-z]{2}[0-9]{2}(?:[A-Za-z0-9]{11,30}|(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,3})?)" ENDS, iban_check },
	{ "card", NULL, 13,
	  "(?<![A-Za-z0-9_.+-])(?:[2-6][0-9]{12,18}|[2-6][0-9]{3}([ -])[0-9]{4}\\1[0-9]{4}\\1[0-9]{1,4}(?:\\1[0-9]{3})?|"
	  "3[0-9]{3}([ -])[0-9]{6}\\2[0-9]{4,5})(?![A-Za-z0-9_-]|\\.[0-9])", card_check },
	{ "SSN", "-", 9, "(?<![A-Za-z0-9_.+-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![A-Za-z0-9_-]|\\.[0-9])", NULL },
	{ "IP address", ".", 4, "(?<![A-Za-z0-9_.+-])(?:" OCTET "\\.){3}" OCTET "(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])", NULL },
	{ "phone", NULL, 9,
	  "(?<![A-Za-z0-9_+])\\+[1-9](?:[ ./-]?\\(?[0-9]\\)?){8,14}(?![A-Za-z0-9_]|\\.[0-9])|"
	  "(?<![A-Za-z0-9_+])\\([2-9][0-9]{2}\\) ?[0-9]{3}[ .-][0-9]{4}(?![A-Za-z0-9_]|\\.[0-9])", phone_check },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct personal {
	pcre2_code *shape[KINDS];
	pcre2_match_data *match;
};

struct personal *personal_open(void)
{
	struct personal *p = calloc(1, sizeof *p);
	bool made = p && (p->match = pcre2_match_data_create(4, NULL));

	for (size_t k = 0; made && k < KINDS; k++) {
		PCRE2_SIZE at;
		int code;

		p->shape[k] = pcre2_compile((PCRE2_SPTR)kinds[k].shape, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);
		made = p->shape[k] != NULL;
	}
	if (made)
		return p;
	personal_free(p);
	return NULL;
}

void personal_free(struct personal *p)
{
	if (!p)
		return;
	for (size_t k = 0; k < KINDS; k++)
		pcre2_code_free(p->shape[k]);
	pcre2_match_data_free(p->match);
	free(p);
}

size_t personal_kinds(void)
{
	return KINDS;
}

const char *personal_name(size_t kind)
{
	return kinds[kind].name;
}

static bool may_hold(const struct kind *k, const char *text, size_t length)
{
	char digits[DIGITS_MOST];

	return (!k->needs || memmem(text, length, k->needs, strlen(k->needs))) && (!k->digits || digits_of(text, length, digits) >= k->digits);
}

/* The last shape group of an IBAN may take a word behind it that is none of its own: it is tried without. */
static size_t checked_length(const struct kind *k, const char *text, size_t length, bool number)
{
	while (length > 0) {
		if (!k->check || k->check(text, length, number))
			return length;
		if (k->check != iban_check)
			return 0;
		while (length > 0 && text[length - 1] != ' ')
			length--;
		length -= length > 0;
	}
	return 0;
}

bool personal_next(const struct personal *p, size_t kind, const char *text, size_t length, size_t from, bool number, struct personal_found *found)
{
	const struct kind *k = &kinds[kind];

	if (from >= length || !may_hold(k, text + from, length - from))
		return false;
	while (from < length && pcre2_match(p->shape[kind], (PCRE2_SPTR)text, length, from, 0, p->match, NULL) >= 0) {
		const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->match);
		size_t checked = checked_length(k, text + at[0], at[1] - at[0], number);

		if (checked) {
			*found = (struct personal_found){ at[0], checked };
			return true;
		}
		from = at[0] + 1;
	}
	return false;
}
