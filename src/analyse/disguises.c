/* disguises: see disguises.h. */
#include "analyse/disguises.h"

#include "table/cell.h"

/* Nines of every length, the codes of surveys, what instruments and file formats write, the ends of integer types. Ascending. */
const double disguise_numbers[] = {
	-1.7976931348623157e308, -3.4028234663852886e38, -3.4e38, -1e30, -9999999999, -2147483648, -999999999, -99999999,
	-9999999, -999999, -99999, -32768, -9999.99, -9999.9, -9999, -8888, -7777, -999.99, -999.9, -999, -888, -777, -99.99,
	-99.9, -99, -88, -77, -9, -8, -7, -1, 0, 77, 88, 99, 99.9, 99.99, 777, 888, 999, 999.9, 999.99, 7777, 8888, 9999,
	9999.9, 9999.99, 32767, 65535, 99999, 999999, 9999999, 99999999, 999999999, 2147483647, 4294967295, 9999999999, 1e20,
	1e30, 9.969209968386869e36, 3.4e38, 3.4028234663852886e38, 1.7976931348623157e308,
};
_Static_assert(sizeof disguise_numbers / sizeof disguise_numbers[0] == DISGUISE_NUMBERS, "disguises.h says how many");

/* Where calendars and file formats start and end. At 23:59:59 where `last_second`. */
static const struct { int year; unsigned month, day; bool last_second; } dates[] = {
	{ 1, 1, 1, false }, { 1753, 1, 1, false }, { 1899, 12, 30, false }, { 1899, 12, 31, false }, { 1900, 1, 1, false },
	{ 1901, 1, 1, false }, { 1904, 1, 1, false }, { 1969, 12, 31, false }, { 1969, 12, 31, true }, { 1970, 1, 1, false },
	{ 1980, 1, 1, false }, { 2099, 12, 31, false }, { 2099, 12, 31, true }, { 2100, 1, 1, false }, { 2100, 12, 31, false },
	{ 2999, 12, 31, false }, { 2999, 12, 31, true }, { 3000, 1, 1, false }, { 9999, 12, 31, false }, { 9999, 12, 31, true },
};
_Static_assert(sizeof dates / sizeof dates[0] == DISGUISE_DATES, "disguises.h says how many");

enum why { WORD, PLACEHOLDER, FORMULA, NO_DATE };

static const char *const why_text[] = {
	[WORD] = "a word for a missing value", [PLACEHOLDER] = "a placeholder",
	[FORMULA] = "an error of a spreadsheet or a program", [NO_DATE] = "a date that does not exist",
};

/* In lower case. Tokens of the NA list are here for the case that the list was changed, and for their other spellings. */
static const struct { const char *word; enum why why; } words[] = {
	{ "unknown", WORD }, { "unk", WORD }, { "missing", WORD }, { "missing value", WORD }, { "not available", WORD },
	{ "not applicable", WORD }, { "not known", WORD }, { "not specified", WORD }, { "not provided", WORD },
	{ "not given", WORD }, { "not recorded", WORD }, { "not reported", WORD }, { "not set", WORD }, { "not stated", WORD },
	{ "none given", WORD }, { "unspecified", WORD }, { "undefined", WORD }, { "undetermined", WORD },
	{ "undisclosed", WORD }, { "unavailable", WORD }, { "no data", WORD }, { "no value", WORD }, { "no information", WORD },
	{ "no info", WORD }, { "no input", WORD }, { "noinput", WORD }, { "<noinput>", WORD }, { "n.a.", WORD },
	{ "n.a", WORD }, { "n/a", WORD }, { "n/d", WORD }, { "n.d.", WORD }, { "na", WORD },
	{ "nan", WORD }, { "nat", WORD }, { "null", WORD }, { "nil", WORD }, { "none", WORD }, { "<na>", WORD }, { "<nan>", WORD },
	{ "<null>", WORD }, { "<none>", WORD }, { "<unknown>", WORD }, { "<blank>", WORD },
	{ "<empty>", WORD }, { "<missing>", WORD }, { "(null)", WORD }, { "(none)", WORD }, { "(unknown)", WORD },
	{ "(blank)", WORD }, { "(empty)", WORD }, { "(missing)", WORD }, { "[null]", WORD }, { "[none]", WORD },
	{ "\\n", WORD }, { "-", WORD }, { "--", WORD }, { "---", WORD }, { "\xe2\x80\x93", WORD }, { "\xe2\x80\x94", WORD },
	{ "?", WORD }, { "??", WORD }, { "???", WORD }, { ".", WORD }, { "..", WORD }, { "...", WORD }, { "_", WORD },
	{ "n/k", WORD },
	{ "tbd", PLACEHOLDER }, { "tba", PLACEHOLDER }, { "tbc", PLACEHOLDER }, { "to be determined", PLACEHOLDER },
	{ "to be defined", PLACEHOLDER }, { "to be announced", PLACEHOLDER }, { "to be confirmed", PLACEHOLDER },
	{ "xx", PLACEHOLDER }, { "xxx", PLACEHOLDER }, { "xxxx", PLACEHOLDER }, { "test", PLACEHOLDER },
	{ "testing", PLACEHOLDER }, { "dummy", PLACEHOLDER }, { "asdf", PLACEHOLDER }, { "qwerty", PLACEHOLDER },
	{ "foo", PLACEHOLDER }, { "foobar", PLACEHOLDER }, { "placeholder", PLACEHOLDER }, { "lorem ipsum", PLACEHOLDER },
	{ "#n/a", FORMULA }, { "#ref!", FORMULA }, { "#value!", FORMULA }, { "#div/0!", FORMULA }, { "#name?", FORMULA },
	{ "#null!", FORMULA }, { "#num!", FORMULA }, { "[object object]", FORMULA }, { "invalid date", FORMULA },
	{ "0000-00-00", NO_DATE }, { "0000-00-00 00:00:00", NO_DATE }, { "00/00/0000", NO_DATE }, { "00.00.0000", NO_DATE },
};
_Static_assert(sizeof words / sizeof words[0] == DISGUISE_WORDS, "disguises.h says how many");

double disguise_date(size_t i)
{
	double days = (double)days_from_civil(dates[i].year, dates[i].month, dates[i].day);

	return (days * 86400 + (dates[i].last_second ? 86399 : 0)) * 1e6;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t disguise_word_find(const char *text, size_t n)
{
	size_t i = 0;

	while (n && is_blank(text[n - 1]))
		n--;
	while (n && is_blank(*text)) {
		text++;
		n--;
	}
	for (; i < DISGUISE_WORDS; i++) {
		size_t at = 0;

		while (at < n && words[i].word[at] && lower(text[at]) == words[i].word[at])
			at++;
		if (at == n && !words[i].word[at])
			break;
	}
	return i;
}

void disguise_word_spell(size_t candidate, enum spelling spelling, char to[DISGUISE_WORD_BYTES])
{
	const char *from = words[candidate].word;
	size_t i = 0;

	for (; from[i] && i < DISGUISE_WORD_BYTES - 1; i++) {
		bool capital = spelling == UPPER || (spelling == TITLE && (i == 0 || from[i - 1] == ' '));

		to[i] = capital ? upper(from[i]) : from[i];
	}
	to[i] = '\0';
}

const char *disguise_word_reason(size_t candidate)
{
	return why_text[words[candidate].why];
}

bool disguise_word_is_placeholder(size_t candidate)
{
	return words[candidate].why == PLACEHOLDER;
}
