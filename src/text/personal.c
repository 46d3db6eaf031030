/* personal: see personal.h. A kind is a line in the table: its name, what its texts cannot be without, their shape, and a check of what fits it.
 *
 * personal_scan asks for the shapes only where a byte or a run of bytes asks for them: "@" for e-mail, CLUSTER_DIGITS digits that nothing but
 * separators part for numbers, three dots among digits for IP addresses, TOKEN_BYTES without a blank for keys, five dashes for private keys.
 */
#include "text/personal.h"

#include "text/check_digits.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define APART "(?<![A-Za-z0-9_])"
#define ENDS "(?![A-Za-z0-9_])"
#define LETTER "A-Za-z0-9\\x80-\\xff"
#define OCTET "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
#define NO_NUMBER_BEFORE "(?<![A-Za-z0-9_.+-])"
#define NO_NUMBER_BEHIND "(?![A-Za-z0-9_-]|\\.[0-9])"
#define IPV4 NO_NUMBER_BEFORE "(?:" OCTET "\\.){3}" OCTET "(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])"
/* A word, up to 24 bytes that are no digits, and then what counts. */
#define NAMED(word) "(?i)" APART "(?:" word ")[^0-9\\n]{0,24}?\\K"

enum { DIGITS_MOST = 64, DIGITS_LEAST = 4, CLUSTER_DIGITS = 9, TOKEN_BYTES = 15, DOMAIN_MOST = 300 };

/* ---- checks of what fits a shape ---- */

static size_t digits_of(const char *text, size_t length, char *digits)
{
	size_t n = 0;

	for (size_t i = 0; i < length && n < DIGITS_MOST; i++)
		if (text[i] >= '0' && text[i] <= '9')
			digits[n++] = text[i];
	return n;
}

static bool all_digits(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

static bool card_check(const char *text, size_t length, bool number)
{
	char digits[DIGITS_MOST];
	size_t n = digits_of(text, length, digits);

	return !(number && all_digits(text, length)) && card_holds(digits, n);
}

static bool iban_check(const char *text, size_t length, bool number)
{
	(void)number;
	return iban_holds(text, length);
}

#define DIGITS_CHECK(name) \
	static bool name##_check(const char *text, size_t length, bool number) \
	{ \
		char digits[DIGITS_MOST]; \
		(void)number; \
		return name##_holds(digits, digits_of(text, length, digits)); \
	}
DIGITS_CHECK(nhs)
DIGITS_CHECK(bsn)
DIGITS_CHECK(pesel)
DIGITS_CHECK(steuer_id)
DIGITS_CHECK(cpf)
DIGITS_CHECK(nir)
DIGITS_CHECK(personnummer)

static bool dni_check(const char *text, size_t length, bool number)
{
	char plain[DIGITS_MOST];

	(void)number;
	return dni_holds(plain, id_plain(text, length, plain, sizeof plain));
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

/* Blocks that are not reachable from everywhere: IANA IPv4 Special-Purpose Address Registry, multicast and reserved. */
static bool ip_is_private(const char *text, size_t length)
{
	static const struct { uint32_t network; unsigned bits; } block[] = {
		{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 }, { 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 },
		{ 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
		{ 0xe0000000, 3 } };
	char copy[INET_ADDRSTRLEN] = "";
	struct in_addr address;

	memcpy(copy, text, length < sizeof copy ? length : sizeof copy - 1);
	if (inet_pton(AF_INET, copy, &address) != 1)
		return true;
	for (size_t i = 0; i < sizeof block / sizeof block[0]; i++)
		if ((ntohl(address.s_addr) ^ block[i].network) >> (32 - block[i].bits) == 0)
			return true;
	return false;
}

static bool ip_public_check(const char *text, size_t length, bool number)
{
	(void)number;
	return !ip_is_private(text, length);
}

/* Random characters: bits of entropy a character, of which a hexadecimal text has 4 at most; letters and digits both. detect-secrets asks for
 * 4.5 and 3.0 in long texts; words and paths have 3.2 and less, and no digit. */
static bool secret_check(const char *text, size_t length, bool number)
{
	size_t times[256] = { 0 }, digits = 0, letters = 0, others = 0;
	double entropy = 0;

	(void)number;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		times[c]++;
		digits += c >= '0' && c <= '9';
		letters += (c | 32) >= 'a' && (c | 32) <= 'z';
		others += (c | 32) > 'f' && (c | 32) <= 'z';
	}
	for (size_t c = 0; c < 256; c++)
		if (times[c])
			entropy -= (double)times[c] / (double)length * log2((double)times[c] / (double)length);
	return digits > 0 && letters > 0 && entropy >= (others ? 3.5 : 3.0);
}

/* ---- kinds ---- */

/* What of a text asks for a kind. */
enum asked { BY_AT, BY_TOKEN, BY_DASHES, BY_DIGITS, BY_DOTS, BY_PLUS, BY_WORD, BY_ASSIGNMENT };

static const struct kind {
	const char *name;
	enum personal_class class;
	enum asked asked;
	const char *needs;	/* a text that must be there; NULL: none */
	size_t digits;		/* at least so many of them */
	const char *shape;
	bool (*check)(const char *text, size_t length, bool number);	/* NULL: none */
} kinds[] = {
	{ "private key", OF_SECRET, BY_DASHES, "PRIVATE KEY", 0,
	  "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?:.*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|.*)", NULL },
	{ "token", OF_SECRET, BY_TOKEN, "eyJ", 0, APART "eyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_-]*+){1,2}", NULL },
	{ "key", OF_SECRET, BY_TOKEN, "KIA", 0, APART "AKIA[0-9A-Z]{16}" ENDS, NULL },					/* AWS */
	{ "key", OF_SECRET, BY_TOKEN, "SIA", 0, APART "ASIA[0-9A-Z]{16}" ENDS, NULL },
	{ "key", OF_SECRET, BY_TOKEN, "gh", 0, APART "gh[opusr]_[A-Za-z0-9]{20,}+", key_check },			/* GitHub */
	{ "key", OF_SECRET, BY_TOKEN, "github_pat_", 0, APART "github_pat_[A-Za-z0-9_]{20,}+", key_check },
	{ "key", OF_SECRET, BY_TOKEN, "glpat-", 0, APART "glpat-[A-Za-z0-9_-]{20,}+", key_check },			/* GitLab */
	{ "key", OF_SECRET, BY_TOKEN, "_live_", 1, APART "[rs]k_live_[A-Za-z0-9]{16,}+", key_check },			/* Stripe */
	{ "key", OF_SECRET, BY_TOKEN, "sk-", 1, "(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,}+", key_check },		/* OpenAI, Anthropic */
	{ "key", OF_SECRET, BY_TOKEN, "xox", 1, APART "xox[abeoprs]-[A-Za-z0-9-]{10,}+", key_check },			/* Slack */
	{ "key", OF_SECRET, BY_TOKEN, "AIza", 0, APART "AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", NULL },		/* Google */
	{ "key", OF_SECRET, BY_TOKEN, "hf_", 0, APART "hf_[A-Za-z0-9]{34}" ENDS, NULL },				/* Hugging Face */
	{ "key", OF_SECRET, BY_TOKEN, "npm_", 0, APART "npm_[A-Za-z0-9]{36}" ENDS, NULL },
	{ "key", OF_SECRET, BY_TOKEN, "pypi-AgEI", 0, APART "pypi-AgEI[A-Za-z0-9_-]{50,}+", NULL },
	{ "key", OF_SECRET, BY_TOKEN, "SG.", 0, APART "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", NULL },	/* SendGrid */
	{ "secret", OF_SECRET, BY_ASSIGNMENT, NULL, 1,
	  "(?i)(?:passw(?:or)?d|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|credentials?)"
	  "[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?"
	  "\\K[A-Za-z0-9+/_-]{16,128}={0,2}(?![A-Za-z0-9+/_=.-])", secret_check },
	{ "e-mail", OF_PERSON, BY_AT, "@", 0,
	  "(?<![" LETTER "._%+'-])[" LETTER "_%+'-][" LETTER "._%+'-]{0,63}@(?:[" LETTER "](?:[" LETTER "-]{0,61}[" LETTER "])?\\.){1,8}"
	  "[A-Za-z\\x80-\\xff]{2,24}" ENDS, NULL },
	{ "IBAN", OF_PERSON, BY_DIGITS, NULL, 11,
	  APART "[A-Za-z]{2}[0-9]{2}(?:[A-Za-z0-9]{11,30}|(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,3})?)" ENDS, iban_check },
	{ "NIR", OF_PERSON, BY_DIGITS, NULL, 15,
	  NO_NUMBER_BEFORE "[1-478](?:[0-9]{14}|"
	  "([ .-])[0-9]{2}\\1[0-9]{2}\\1[0-9]{2}\\1[0-9]{3}\\1[0-9]{3}\\1[0-9]{2})" NO_NUMBER_BEHIND, nir_check },
	{ "card", OF_PERSON, BY_DIGITS, NULL, 13,
	  NO_NUMBER_BEFORE "(?:[2-6][0-9]{14,18}|[2-6][0-9]{3}([ -])[0-9]{4}\\1[0-9]{4}\\1[0-9]{1,4}(?:\\1[0-9]{3})?|"
	  "3[0-9]{3}([ -])[0-9]{6}\\2[0-9]{4,5})" NO_NUMBER_BEHIND, card_check },
	{ "CPF", OF_PERSON, BY_DIGITS, "-", 11, NO_NUMBER_BEFORE "[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}-[0-9]{2}" NO_NUMBER_BEHIND, cpf_check },
	{ "SSN", OF_PERSON, BY_DIGITS, "-", 9,
	  NO_NUMBER_BEFORE "(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}" NO_NUMBER_BEHIND, NULL },
	{ "NHS number", OF_PERSON, BY_WORD, NULL, 10, NAMED("nhs") "[0-9]{3}([ -]?)[0-9]{3}\\1[0-9]{4}" NO_NUMBER_BEHIND, nhs_check },
	{ "DNI", OF_PERSON, BY_WORD, NULL, 7, NAMED("dni|nie|nif") "(?:[0-9]{8}|[XYZ]-?[0-9]{7})-?[A-Z]" ENDS, dni_check },
	{ "BSN", OF_PERSON, BY_WORD, NULL, 9, NAMED("bsn|burgerservicenummer|sofi") "[0-9]{9}" NO_NUMBER_BEHIND, bsn_check },
	{ "PESEL", OF_PERSON, BY_WORD, NULL, 11, NAMED("pesel") "[0-9]{11}" NO_NUMBER_BEHIND, pesel_check },
	{ "tax id", OF_PERSON, BY_WORD, NULL, 11,
	  NAMED("steuer|tax ?id|idnr") "[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}" NO_NUMBER_BEHIND, steuer_id_check },
	{ "personnummer", OF_PERSON, BY_WORD, NULL, 10, NAMED("person(?:al )?(?:nummer|n[rn]|number|id)") "(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}"
	  NO_NUMBER_BEHIND, personnummer_check },
	{ "IP address", OF_PERSON, BY_DOTS, ".", 4, IPV4, ip_public_check },
	{ "private IP address", OF_NETWORK, BY_DOTS, ".", 4, IPV4, NULL },
	{ "phone", OF_PERSON, BY_PLUS, NULL, 9,
	  "(?<![A-Za-z0-9_+])\\+[1-9](?=[0-9]{0,3}[^0-9])(?:[ ./-]?\\(?[0-9]\\)?){8,14}(?![A-Za-z0-9_]|\\.[0-9])", phone_check },
	{ "phone", OF_PERSON, BY_PLUS, NULL, 9,		/* behind a number it is a sum */
	  "(?<![A-Za-z0-9_+])(?<![0-9]\\s)\\+[1-9][0-9]{8,14}(?![A-Za-z0-9_]|\\.[0-9])", phone_check },
	{ "phone", OF_PERSON, BY_PLUS, NULL, 10,
	  "(?<![A-Za-z0-9_+])\\([2-9][0-9]{2}\\) ?[0-9]{3}[ .-][0-9]{4}(?![A-Za-z0-9_]|\\.[0-9])", NULL },
	{ "phone", OF_PERSON, BY_DIGITS, NULL, 10,	/* North American Numbering Plan */
	  NO_NUMBER_BEFORE "(?:1[.-])?[2-9][0-8][0-9]([.-])[2-9][0-9]{2}\\1[0-9]{4}" NO_NUMBER_BEHIND, NULL },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };
_Static_assert(KINDS <= 64, "a bit for each kind");

struct personal {
	pcre2_code *shape[KINDS];
	pcre2_match_data *match;
	bool failed;
};

struct personal *personal_open(void)
{
	struct personal *p = calloc(1, sizeof *p);

	if (p && (p->match = pcre2_match_data_create(4, NULL)))
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

enum personal_class personal_class(size_t kind)
{
	return kinds[kind].class;
}

bool personal_failed(const struct personal *p)
{
	return p->failed;
}

/* A shape, compiled, but not to machine code: that reads beyond a text's end within its block, which no checker of memory can tell from a
 * fault. NULL: no memory. */
static pcre2_code *shape_of(struct personal *p, size_t kind)
{
	PCRE2_SIZE at;
	int code;

	if (p->shape[kind])
		return p->shape[kind];
	p->shape[kind] = pcre2_compile((PCRE2_SPTR)kinds[kind].shape, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);
	p->failed |= !p->shape[kind];
	return p->shape[kind];
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

bool personal_next(struct personal *p, size_t kind, const char *text, size_t length, size_t from, bool number, struct personal_found *found)
{
	const struct kind *k = &kinds[kind];
	pcre2_code *shape;

	if (from >= length || !may_hold(k, text + from, length - from) || !(shape = shape_of(p, kind)))
		return false;
	while (from < length) {
		int matched = pcre2_match(shape, (PCRE2_SPTR)text, length, from, 0, p->match, NULL);
		const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->match);
		size_t checked;

		p->failed |= matched == PCRE2_ERROR_NOMEMORY;
		if (matched < 0)
			return false;
		checked = checked_length(k, text + at[0], at[1] - at[0], number);
		if (checked) {
			*found = (struct personal_found){ at[0], checked };
			return true;
		}
		from = at[0] + 1;
	}
	return false;
}

/* ---- what asks for a kind ---- */

/* What a scan has found so far. */
struct scan {
	struct personal *personal;
	const char *text;
	size_t length;
	uint64_t kinds;
	size_t behind;				/* bytes behind a stretch that a shape may need */
	struct personal_found first[8];		/* spans that an earlier kind has, of the stretch at hand, in order */
	size_t firsts;
};

static void first_add(struct scan *s, struct personal_found found)
{
	size_t at = s->firsts;

	if (at == sizeof s->first / sizeof s->first[0])
		return;
	for (; at > 0 && s->first[at - 1].start > found.start; at--)
		s->first[at] = s->first[at - 1];
	s->first[at] = found;
	s->firsts++;
}

/* Ask for a kind around text[from, to), between the spans that earlier kinds have. */
static void stretch_ask(struct scan *s, size_t kind, size_t from, size_t to)
{
	size_t begin = from > PERSONAL_BEFORE ? from - PERSONAL_BEFORE : 0, end = s->length - to > s->behind ? to + s->behind : s->length;

	for (size_t i = 0; begin < to;) {
		bool parted = i < s->firsts;
		size_t gap_end = parted ? s->first[i].start : end;
		struct personal_found found;

		if (begin < gap_end && personal_next(s->personal, kind, s->text, gap_end, begin, false, &found) && found.start < to) {
			begin = found.start + found.length;
			if (begin <= from)	/* another stretch's, where an earlier kind may have it */
				continue;
			s->kinds |= UINT64_C(1) << kind;
			first_add(s, found);
			i += i < s->firsts && s->first[i].start == found.start;
			continue;
		}
		if (!parted)
			return;
		if (begin < s->first[i].start + s->first[i].length)
			begin = s->first[i].start + s->first[i].length;
		i++;
	}
}

static void kinds_ask(struct scan *s, unsigned asked, size_t from, size_t to)
{
	s->firsts = 0;
	for (size_t k = 0; k < KINDS; k++)
		if (asked >> kinds[k].asked & 1)
			stretch_ask(s, k, from, to);
}

/* Does a word stand in the text before `at` that names an id? Its first three letters tell. */
static bool word_before(const char *text, size_t at)
{
	static const char starts[] = "nhs dni nie nif bsn bur sof pes ste tax idn per ";
	size_t from = at > PERSONAL_BEFORE ? at - PERSONAL_BEFORE : 0;

	for (size_t i = from; i + 3 <= at; i++) {
		char three[5] = { (char)(text[i] | 32), (char)(text[i + 1] | 32), (char)(text[i + 2] | 32), ' ', '\0' };

		if ((i == 0 || ((text[i - 1] | 32) < 'a' || (text[i - 1] | 32) > 'z')) && strstr(starts, three))
			return true;
	}
	return false;
}

/* ---- digits ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

static bool separates(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/* Digits with no more than two separators between them; `apart`: those of groups that no letter touches. */
struct cluster {
	size_t from, to, digits, apart, dots, dashes;
};

static void cluster_take(const struct scan *s, size_t at, struct cluster *c)
{
	bool touched = at > 0 && is_letter(s->text[at - 1]);
	size_t gap = 0, group = 0, i;

	*c = (struct cluster){ .from = at, .to = at };
	for (i = at; i < s->length; i++) {
		if (is_digit(s->text[i])) {
			group++;
			c->digits++;
			c->to = i + 1;
			gap = 0;
		} else if (separates(s->text[i]) && gap < 2) {
			c->apart += touched ? 0 : group;
			touched = false;
			group = 0;
			gap++;
			c->dots += s->text[i] == '.';
			c->dashes += s->text[i] == '-';
		} else {
			break;
		}
	}
	if (!touched && (c->to < i || i == s->length || !is_letter(s->text[i])))
		c->apart += group;
}

static bool plus_before(const struct scan *s, const struct cluster *c)
{
	for (size_t i = c->from; i > 0 && c->from - i < 3; i--)
		if (s->text[i - 1] == '+' || s->text[i - 1] == '(')
			return true;
	return memchr(s->text + c->from, '(', c->to - c->from) != NULL;
}

/* "GB82 WEST …": letters and two digits before, where the digits are long enough. */
static bool iban_before(const struct scan *s, const struct cluster *c)
{
	size_t from = c->from > 12 ? c->from - 12 : 0;

	for (size_t i = from; i + 4 <= s->length && i + 2 <= c->from; i++)
		if (is_letter(s->text[i]) && is_letter(s->text[i + 1]) && is_digit(s->text[i + 2]) && is_digit(s->text[i + 3]))
			return true;
	return false;
}

static void cluster_ask(struct scan *s, const struct cluster *c)
{
	unsigned asked = 0;

	if (c->dots >= 3 && c->apart >= 4)
		asked |= 1u << BY_DOTS;
	if ((c->apart >= CLUSTER_DIGITS && (c->dashes || c->dots >= 2 || c->apart >= 13)) || (c->digits >= CLUSTER_DIGITS && iban_before(s, c)))
		asked |= 1u << BY_DIGITS;
	if (c->apart >= CLUSTER_DIGITS && plus_before(s, c))
		asked |= 1u << BY_PLUS;
	if (c->digits >= 7 && word_before(s->text, c->from))
		asked |= 1u << BY_WORD;
	if (asked)
		kinds_ask(s, asked, c->from, c->to);
}

/* Eight bytes without any digit. */
static bool no_digit(const char *at)
{
	uint64_t w, low;

	memcpy(&w, at, 8);
	w ^= 0x3030303030303030u;
	low = (w & 0x7f7f7f7f7f7f7f7fu) + 0x7676767676767676u;
	return ((low | w) & 0x8080808080808080u) == 0x8080808080808080u;
}

/* Fewer digits than the shortest kind has are common: an eighth of the work is to see that there are none. */
static void digits_scan(struct scan *s)
{
	struct cluster c;

	for (size_t i = 0; i < s->length;) {
		if (s->length - i >= 8 && no_digit(s->text + i)) {
			i += 8;
			continue;
		}
		if (!is_digit(s->text[i])) {
			i++;
			continue;
		}
		cluster_take(s, i, &c);
		if (c.digits >= DIGITS_LEAST)
			cluster_ask(s, &c);
		i = c.to;
	}
}

/* ---- tokens ---- */

/* What keys are made of, and the dots and equals signs that join them. */
static bool of_token(char c)
{
	static const uint64_t ascii[2] = { 0x23ffe80000000000u, 0x07fffffe87fffffeu };	/* + - . / 0…9 = and A…Z _ a…z */

	return (unsigned char)c < 128 && ascii[(unsigned char)c >> 6] >> (c & 63) & 1;
}

/* How keys begin. */
static const unsigned char key_start[256] = {
	['A'] = 1, ['g'] = 1, ['r'] = 1, ['s'] = 1, ['x'] = 1, ['h'] = 1, ['n'] = 1, ['p'] = 1, ['S'] = 1, ['e'] = 1,
};

static bool key_starts(const char *at, size_t n)
{
	static const char *const start[] = { "AKIA", "ASIA", "AIza", "gh", "glpat-", "rk_live_", "sk_live_", "sk-", "xox", "hf_", "npm_",
					     "pypi-", "SG.", "eyJ" };

	for (size_t i = 0; i < sizeof start / sizeof start[0]; i++)
		if (strlen(start[i]) <= n && memcmp(at, start[i], strlen(start[i])) == 0)
			return true;
	return false;
}

/* A token may be what is assigned to a word, or begin behind an equals sign in it. */
static bool assigned(const struct scan *s, size_t from, size_t to)
{
	size_t begin = from > 4 ? from - 4 : 0;

	return memchr(s->text + begin, ':', from - begin) || memchr(s->text + begin, '=', to - begin);
}

static void token_ask(struct scan *s, size_t from, size_t to)
{
	unsigned asked = 0;

	for (size_t i = from; i < to && !asked; i++)
		if (key_start[(unsigned char)s->text[i]] && (i == 0 || !(is_letter(s->text[i - 1]) || is_digit(s->text[i - 1]))) &&
		    key_starts(s->text + i, s->length - i))
			asked = 1u << BY_TOKEN;
	if (assigned(s, from, to))
		asked |= 1u << BY_ASSIGNMENT;
	if (asked)
		kinds_ask(s, asked, from, to);
}

/* Every TOKEN_BYTES-th byte is looked at: a longer token has one of them. */
static void tokens_scan(struct scan *s)
{
	size_t behind = 0;	/* of the last token */

	for (size_t i = TOKEN_BYTES - 1; i < s->length; i += TOKEN_BYTES) {
		size_t from = i, to = i;

		if (i < behind || !of_token(s->text[i]))
			continue;
		while (to < s->length && of_token(s->text[to]))
			to++;
		while (from > behind && of_token(s->text[from - 1]))
			from--;
		behind = to;
		if (to - from >= TOKEN_BYTES)
			token_ask(s, from, to);
	}
}

static void dashes_scan(struct scan *s)
{
	size_t i = 4;

	while (i < s->length && s->text[i] != '-')
		i += 5;
	if (i < s->length && memmem(s->text, s->length, "-----BEGIN ", 11))
		kinds_ask(s, 1u << BY_DASHES, 0, s->length);
}

/* Is there a point in what stands behind an "@" and could be a domain? Its length: up to the point's end, and what DOMAIN_MOST allows. */
static size_t domain_length(const struct scan *s, size_t from)
{
	size_t i = from, points = 0;

	while (i < s->length && i - from < DOMAIN_MOST) {
		char c = s->text[i];

		if (!(is_letter(c) || is_digit(c) || c == '-' || c == '.' || (unsigned char)c >= 0x80))
			break;
		points += c == '.';
		i++;
	}
	return points ? i - from : 0;
}

/* Up to the first that is found. */
static void ats_scan(struct scan *s)
{
	const char *at = s->text, *end = s->text + s->length;

	while (!s->kinds && (at = memchr(at, '@', (size_t)(end - at)))) {
		size_t place = (size_t)(at++ - s->text);

		s->behind = domain_length(s, place + 1) + 1;
		if (s->behind > 1)
			kinds_ask(s, 1u << BY_AT, place, place + 1);
	}
	s->behind = PERSONAL_BEHIND;
}

/* How many digits there are, up to DIGITS_LEAST, and whether there is an "@": most texts have neither, and need no more than that. */
static bool plain(const char *text, size_t length)
{
	static const uint64_t each = 0x0101010101010101u, high = 0x8080808080808080u;
	size_t digits = 0, i = 0;

	for (; i + 8 <= length; i += 8) {
		uint64_t w, numeral, at;

		memcpy(&w, text + i, 8);
		numeral = w ^ (each * '0');
		digits += (size_t)__builtin_popcountll(~(((numeral & ~high) + each * 0x76) | numeral) & high);
		at = w ^ (each * '@');
		if (digits >= DIGITS_LEAST || ((at - each) & ~at & high))
			return false;
	}
	for (; i < length; i++) {
		digits += is_digit(text[i]);
		if (text[i] == '@')
			return false;
	}
	return digits < DIGITS_LEAST;
}

uint64_t personal_scan(struct personal *p, const char *text, size_t length)
{
	struct scan s = { .personal = p, .text = text, .length = length, .behind = PERSONAL_BEHIND };

	if (length < PERSONAL_LEAST)
		return 0;
	if (!plain(text, length)) {
		ats_scan(&s);
		digits_scan(&s);
	}
	if (length >= TOKEN_BYTES) {
		tokens_scan(&s);
		dashes_scan(&s);
	}
	return s.kinds;
}

/* ---- whole cells ---- */

static bool spaced_card_holds(const char *digits, size_t n)
{
	return n >= 13 && card_holds(digits, n);
}

static const struct {
	const char *name;
	bool (*holds)(const char *, size_t);
} ids[PERSONAL_IDS] = {
	{ "NIR", nir_holds }, { "card", spaced_card_holds }, { "CPF", cpf_holds }, { "tax id", steuer_id_holds }, { "PESEL", pesel_holds },
	{ "personnummer", personnummer_holds }, { "NHS number", nhs_holds }, { "BSN", bsn_holds }, { "DNI", dni_holds },
};

const char *personal_id_name(size_t id)
{
	return ids[id].name;
}

unsigned personal_ids(const char *text, size_t length)
{
	char plain[24];
	size_t n = 0, letters = 0;
	unsigned held = 0;

	if (!personal_id_possible(text, length))
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (is_digit(text[i]))
			plain[n++] = text[i];
		else if (is_letter(text[i]) && text[i] != '_')
			plain[n++] = text[i], letters++;
		else if (text[i] != ' ' && text[i] != '-' && text[i] != '.' && text[i] != '+')
			return 0;
	}
	for (size_t id = 0; id < PERSONAL_IDS; id++)
		if ((letters > 0) == (ids[id].holds == dni_holds) && ids[id].holds(plain, n))
			held |= 1u << id;
	return held;
}
