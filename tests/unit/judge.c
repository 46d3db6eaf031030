/* judge: packs that are refused with their place, bounds at their edges, what a rule speaks of, and the built-in pack on clean and on bad
 * data. Globs are held against fnmatch, percentages and counts against what printf or a person writes.
 */
#include "judge/judge.h"
#include "judge/glob.h"
#include "judge/json_text.h"
#include "judge/number_text.h"
#include "judge/template.h"

#include <cjson/cJSON.h>
#include <fnmatch.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- a dataset made by hand ---- */

enum { COLUMNS_MAX = 8 };

struct data {
	struct plan plan;
	struct column_info column[COLUMNS_MAX];
	struct results results;
	struct findings findings;
};

static size_t column_add(struct data *d, const char *name, enum column_type type)
{
	assert_true(d->plan.columns < COLUMNS_MAX);
	d->plan.column = d->column;
	d->column[d->plan.columns] = (struct column_info){ .name = name, .type = type };
	return d->plan.columns++;
}

static struct result *result_add(struct data *d, const char *metric, struct where w, enum result_kind kind)
{
	struct results *r = &d->results;

	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->at = reallocarray(r->at, r->room, sizeof *r->at);
		assert_non_null(r->at);
	}
	r->at[r->count] = (struct result){ .metric = metric_find(metric, NULL), .where = w, .kind = kind };
	if (!r->at[r->count].metric)
		fail_msg("no metric %s", metric);
	return &r->at[r->count++];
}

static void value_add(struct data *d, const char *metric, struct where w, double value)
{
	result_add(d, metric, w, RESULT_VALUE)->value = value;
}

static void near_add(struct data *d, const char *metric, struct where w, double value, double error)
{
	struct result *r = result_add(d, metric, w, RESULT_VALUE);

	r->value = value;
	r->error = error;
	r->text = "a sketch";
}

static void text_add(struct data *d, const char *metric, struct where w, const char *text)
{
	result_add(d, metric, w, RESULT_TEXT)->text = text;
}

static void none_add(struct data *d, const char *metric, struct where w, const char *reason)
{
	result_add(d, metric, w, RESULT_NONE)->text = reason;
}

static void detail_add(struct data *d, const char *metric, struct where w, const char *json)
{
	result_add(d, metric, w, RESULT_DETAIL)->detail = cJSON_Parse(json);
}

static void data_release(struct data *d)
{
	findings_release(&d->findings);
	results_release(&d->results);
}

static struct rules *pack_read(const char *text)
{
	struct rules *rules = NULL;
	struct err e = { .code = ERR_NONE };

	if (rules_read(&rules, "p.json", text, strlen(text), &e) < 0)
		fail_msg("%s", e.text);
	return rules;
}

/* The findings of rules given as the text of their objects; lives until data_release or the next. */
static const struct findings *judged(struct data *d, const char *list)
{
	char *text;
	struct rules *rules;
	struct err e = { .code = ERR_NONE };

	assert_true(asprintf(&text, "{\"rules_version\": 1, \"rules\": [%s]}", list) > 0);
	rules = pack_read(text);
	free(text);
	findings_release(&d->findings);
	assert_int_equal(judge(&d->findings, rules, &d->results, &d->plan, &e), 0);
	rules_free(rules);	/* findings keep nothing of it */
	return &d->findings;
}

#define RULE(id, rest) "{\"id\": \"validity." id "\", \"severity\": \"warn\", \"title\": \"{value}\", " rest "}"

/* The titles of the findings, joined by " | ". */
static const char *titles(const struct findings *f)
{
	static char text[4096];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < f->count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " | " : "", f->at[i].title);
	return text;
}

static bool has(const struct findings *f, const char *rule)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->at[i].rule, rule) == 0)
			return true;
	return false;
}

/* ---- small parts ---- */

static void test_globs_are_those_of_fnmatch(void **state)
{
	static const char alphabet[] = "ab*?[]!^-\\", letters[] = "aab-]!";
	uint64_t random = 1;
	int matched = 0;

	(void)state;
	setlocale(LC_ALL, "C");
	for (int i = 0; i < 200000; i++) {
		char pattern[8] = "", name[8] = "";

		for (int k = 0; k < 7; k++) {
			random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			if (k < (int)(random >> 60))
				pattern[strlen(pattern)] = alphabet[(random >> 33) % (sizeof alphabet - 1)];
			if (k < (int)(random >> 57 & 7))
				name[strlen(name)] = letters[(random >> 45) % (sizeof letters - 1)];
		}
		if (strchr(pattern, '\\') && (strchr(pattern, '[') || pattern[strlen(pattern) - 1] == '\\'))
			continue;	/* glibc takes no unclosed escape as itself; in sets, see below */
		if (glob_matches(pattern, name) != (fnmatch(pattern, name, 0) == 0))
			fail_msg("pattern \"%s\", name \"%s\": %d", pattern, name, glob_matches(pattern, name));
		matched += glob_matches(pattern, name);
	}
	assert_true(matched > 1000);
}

static void test_globs(void **state)
{
	(void)state;
	assert_true(glob_matches("*", ""));
	assert_true(glob_matches("", ""));
	assert_false(glob_matches("?", ""));
	assert_true(glob_matches("price_[a-c]*", "price_bx"));
	assert_false(glob_matches("price_[!a-c]*", "price_bx"));
	assert_true(glob_matches("caf?", "caf\xc3\xa9"));			/* a character, not a byte */
	assert_true(glob_matches("[\xc3\xa0-\xc3\xbf]", "\xc3\xa9"));		/* à-ÿ */
	assert_false(glob_matches("[\xc3\xa0-\xc3\xbf]", "\xc2\xa9"));
	assert_true(glob_matches("a\\*b", "a*b"));
	assert_false(glob_matches("a\\*b", "axb"));
	assert_true(glob_matches("price [EUR", "price [EUR"));			/* a [ without its ] */
	assert_true(glob_matches("[]]", "]"));
	assert_true(glob_matches("[a\\]b]c", "]c"));
	assert_true(glob_matches("[a-]", "-"));
	assert_false(glob_matches("a*a*a*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	assert_true(glob_matches("\xff*", "\xff\xfe"));				/* what is no UTF-8 */
	assert_true(glob_is_pattern("a?") && glob_is_pattern("[x") && !glob_is_pattern("a.b-c"));
}

static void test_numbers(void **state)
{
	static const struct { void (*write)(char *, double); double v; const char *text; } plain[] = {
		{ number_exactly, 0.1, "0.1" }, { number_exactly, 0.1 + 0.2, "0.30000000000000004" }, { number_exactly, -0.0, "0" },
		{ number_exactly, 1e21, "1e+21" }, { number_exactly, 123456789, "123456789" }, { number_exactly, 5e-324, "5e-324" },
		{ number_exactly, 1.7976931348623157e308, "1.7976931348623157e+308" }, { number_exactly, -INFINITY, "-infinity" },
		{ number_exactly, NAN, "not a number" },
		{ number_count, 0, "0" }, { number_count, 999, "999" }, { number_count, 1000, "1,000" }, { number_count, 1234567, "1,234,567" },
		{ number_count, -1234567, "-1,234,567" }, { number_count, 12345.6, "12,346" }, { number_count, -0.2, "0" },
		{ number_count, 999999999999999, "999,999,999,999,999" }, { number_count, 1e300, "1e+300" }, { number_count, NAN, "not a number" },
		{ number_percent_exactly, 0.2, "20 %" }, { number_percent_exactly, 0.07, "7 %" }, { number_percent_exactly, 0.12345, "12.345 %" },
	};
	static const struct { void (*write)(char *, double, double); double v, apart; const char *text; } rounded[] = {
		{ number_percent, 0.12345, NAN, "12.3 %" }, { number_percent, 0.2, NAN, "20 %" }, { number_percent, 0.00004, NAN, "0.004 %" },
		{ number_percent, 0.00123, NAN, "0.12 %" }, { number_percent, 0, NAN, "0 %" }, { number_percent, 1, NAN, "100 %" },
		{ number_percent, 0.9999, NAN, "99.99 %" }, { number_percent, 0.999999, NAN, "99.9999 %" },	/* never all when it is not */
		{ number_percent, 1e-9, NAN, "1e-07 %" }, { number_percent, -0.5, NAN, "-50 %" }, { number_percent, 12.5, NAN, "1250 %" },
		{ number_percent, 0.20004, 0.2, "20.004 %" }, { number_percent, 0.20004, NAN, "20 %" }, { number_percent, INFINITY, NAN, "infinity" },
		{ number_roughly, 3.14159, NAN, "3.14" }, { number_roughly, 12345.678, NAN, "12346" }, { number_roughly, 0.9999, NAN, "0.9999" },
		{ number_roughly, -0.99999, NAN, "-0.99999" }, { number_roughly, 10.001, 10, "10.001" },
		{ number_roughly, 1e12, NAN, "1000000000000" },
		{ number_roughly, 1.5e20, NAN, "1.5e+20" }, { number_roughly, 1e-9, NAN, "1e-09" }, { number_roughly, 0.00123456, NAN, "0.00123" },
		{ number_roughly, 7, NAN, "7" }, { number_roughly, 1.7976931348623157e308, NAN, "1.8e+308" }, { number_roughly, 0, NAN, "0" },
	};
	char text[NUMBER_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++) {
		plain[i].write(text, plain[i].v);
		assert_string_equal(text, plain[i].text);
	}
	for (size_t i = 0; i < COUNT(rounded); i++) {
		rounded[i].write(text, rounded[i].v, rounded[i].apart);
		assert_string_equal(text, rounded[i].text);
	}
}

static void test_numbers_of_every_locale(void **state)
{
	static const char *const comma[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8" };
	char text[NUMBER_TEXT];
	size_t i = 0;

	(void)state;
	while (i < COUNT(comma) && !setlocale(LC_NUMERIC, comma[i]))
		i++;
	if (i == COUNT(comma))
		skip();
	number_exactly(text, 0.5);
	assert_string_equal(text, "0.5");
	number_percent(text, 0.12345, NAN);
	assert_string_equal(text, "12.3 %");
	rules_free(pack_read("{\"rules_version\": 1, \"rules\": [{\"id\": \"validity.a\", \"metric\": \"validity.odd_fraction\", \"max\": 0.25,"
			     "\"severity\": \"info\", \"title\": \"t\"}]}"));
	setlocale(LC_NUMERIC, "C");
}

static void test_templates(void **state)
{
	static const char *const text[FIELDS] = { [FIELD_COLUMN] = "age {value}", [FIELD_VALUE] = "1", [FIELD_VALUE_COUNT] = "" };
	static const char *const one[FIELDS] = { [FIELD_VALUE_COUNT] = "1" }, *const many[FIELDS] = { [FIELD_VALUE_COUNT] = "1,234" };
	char to[100];
	size_t at = 0, length;

	(void)state;
	assert_int_equal(template_fill(to, "{column}: {value}{value:count}, {{x}} {{{value}}}", text), 23);
	assert_string_equal(to, "age {value}: 1, {x} {1}");
	assert_int_equal(template_fill(NULL, "", text), 0);
	assert_int_equal(template_fill(to, "{value:count row}", one), 5);
	assert_string_equal(to, "1 row");
	assert_int_equal(template_fill(to, "{value:count empty row}!", many), 17);
	assert_string_equal(to, "1,234 empty rows!");
	assert_int_equal(template_next("{value:count row}", &at, &length), FIELD_VALUE_COUNT);
	assert_int_equal(at, 17);
	at = 0;
	assert_int_equal(template_next("plain {{ }}", &at, &length), FIELDS);
	assert_int_equal(template_next("a {limit} {b}", &at, &length), FIELD_LIMIT);
	assert_int_equal(at, 9);
	assert_int_equal(template_next("a {limit} {b}", &at, &length), -1);
	assert_int_equal(length, 1);
}

/* ---- packs that are refused ---- */

static void assert_refused(const char *text, size_t bytes, const char *said)
{
	struct rules *rules = NULL;
	struct err e = { .code = ERR_NONE };

	if (rules_read(&rules, "p.json", text, bytes, &e) == 0)
		fail_msg("not refused: %s", text);
	assert_null(rules);
	assert_int_equal(e.code, ERR_USAGE);
	assert_string_equal(e.text, said);
}

static void test_texts_that_are_not_json(void **state)
{
	static const struct { const char *text, *said; } c[] = {
		{ "", "p.json:1:1: the text ends here, and the JSON does not" },
		{ "{\n  // only\n", "p.json:3:1: the text ends here, and the JSON does not" },
		{ "{\"rules\": [1,\n  ] }", "p.json:1:13: a comma with nothing behind it" },
		{ "{\"a\": 1,}", "p.json:1:8: a comma with nothing behind it" },
		{ "{\"a\": 1 \"b\": 2}", "p.json:1:9: a , or } is expected here" },
		{ "[1 2]", "p.json:1:4: a , or ] is expected here" },
		{ "{a: 1}", "p.json:1:2: a name in double quotes is expected here" },
		{ "{\"a\" 1}", "p.json:1:6: a : is expected here" },
		{ "{\"a\": 'x'}", "p.json:1:7: strings stand in double quotes" },
		{ "{\"a\": yes}", "p.json:1:7: a value is expected here; strings stand in double quotes" },
		{ "{\"a\": /* \xc3\xa9 */ yes}", "p.json:1:15: a value is expected here; strings stand in double quotes" },
		{ "{\"a\": truer}", "p.json:1:7: a value is expected here; strings stand in double quotes" },
		{ "{\"a\": 01}", "p.json:1:7: a number does not begin with 0" },
		{ "{\"a\": -}", "p.json:1:8: a digit is expected here" },
		{ "{\"a\": 1.}", "p.json:1:9: a digit is expected here" },
		{ "{\"a\": 1e+}", "p.json:1:10: a digit is expected here" },
		{ "{\"a\": 1-2}", "p.json:1:8: a , or } is expected here" },
		{ "{} {}", "p.json:1:4: text behind the end of the JSON" },
		{ "{\"a\": \"x\n\", \"b\": 1}", "p.json:1:7: this string does not end on its line" },
		{ "{\"a\": \"x", "p.json:1:7: this string has no end" },
		{ "{\"a\": \"x\\\"}", "p.json:1:7: this string has no end" },
		{ "{\"a\": \"\\q\"}", "p.json:1:8: no escape: a backslash itself is written as two" },
		{ "{\"a\": \"\\u00g0\"}", "p.json:1:8: no escape: a backslash itself is written as two" },
		{ "{\"a\": \"\\u0000\"}", "p.json:1:8: no escape: a backslash itself is written as two" },
		{ "{\"a\": \"x\ty\"}", "p.json:1:9: a control character in a string" },
		{ "{\"a\": 1 /* no end", "p.json:1:9: this comment has no end" },
		{ "{\"a\": 1 /* no end /", "p.json:1:9: this comment has no end" },
		{ "{\"a\": /", "p.json:1:7: a value is expected here; strings stand in double quotes" },
		{ "{\"a\": \"\xc3(\"}", "p.json:1:8: this is not UTF-8" },
		{ "{\"a\": \"\xed\xa0\x80\"}", "p.json:1:8: this is not UTF-8" },
		{ "{\"a\": \"\xc0\x80\"}", "p.json:1:8: this is not UTF-8" },
		{ "[1]", "p.json:1:1: a rule pack must be an object" },
		{ "\xef\xbb\xbf[]", "p.json:1:2: a rule pack must be an object" },
		{ "7", "p.json:1:1: a rule pack must be an object" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(c); i++)
		assert_refused(c[i].text, strlen(c[i].text), c[i].said);
	assert_refused("{}\0", 3, "p.json:1:3: a NUL byte");
}

static void test_packs_that_mean_nothing(void **state)
{
	static const struct { const char *text, *said; } c[] = {
		{ "{\"rules\": []}", "p.json:1:1: a rule pack needs \"rules_version\"" },
		{ "{\"rules_version\": 1}", "p.json:1:1: a rule pack needs \"rules\"" },
		{ "{\"rules_version\": 2, \"rules\": []}", "p.json:1:19: packs of version 2 are not known; this program reads version 1" },
		{ "{\"rules_version\": \"1\", \"rules\": []}", "p.json:1:19: rules_version must be a number" },
		{ "{\"rules_version\": 1, \"rules\": {}}", "p.json:1:31: rules must be an array" },
		{ "{\"rules_version\": 1,\n \"rulse\": []}", "p.json:2:2: a rule pack has no \"rulse\"; did you mean \"rules\"?" },
		{ "{\"rules_version\": 1, \"rules\": [],\n\t\"rules\": []}", "p.json:2:2: \"rules\" stands twice in a rule pack" },
		{ "{\"rules_version\": 1, \"rules\": [\n  7]}", "p.json:2:3: a rule must be an object" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(c); i++)
		assert_refused(c[i].text, strlen(c[i].text), c[i].said);
}

/* The second rule of a pack, on a line of its own behind comments that look like rules. */
static void assert_rule_refused(const char *rule, const char *said)
{
	char *text, *expected;

	assert_true(asprintf(&text, "/* \xc3\xa9 {\"id\": */ {\"rules_version\": 1, \"rules\": [ // [{\n"
			     "{\"id\": \"validity.first\", \"metric\": \"completeness.rows\", \"min\": 1, \"severity\": \"info\","
			     " \"title\": \"// no comment {rows}\"},\n%s\n]}", rule) > 0);
	assert_true(asprintf(&expected, "p.json:3:%s", said) > 0);
	assert_refused(text, strlen(text), expected);
	free(expected);
	free(text);
}

static void test_rules_that_mean_nothing(void **state)
{
	static const struct { const char *rule, *said; } c[] = {
#define HEAD "{\"id\": \"validity.x\", \"severity\": \"warn\", \"title\": \"t\","	/* 54 bytes */
		{ HEAD " \"metric\": \"completness.missing\", \"max\": 0}",
		  "66: unknown metric \"completness.missing\"; did you mean \"completeness.missing\"?" },
		{ HEAD " \"metric\": \"nothing.like-it-at-all\", \"max\": 0}", "66: unknown metric \"nothing.like-it-at-all\"" },
		{ HEAD " \"metric\": \"diversity.top\", \"max\": 0}",
		  "66: \"diversity.top\" is an object of the report, not a figure with a bound" },
		{ HEAD " \"max\": 0}", "1: a rule needs \"metric\"" },
		{ HEAD " \"metric\": \"validity.padded\"}", "1: a rule needs a bound: \"min\", \"max\", \"equals\" or \"in\"" },
		{ HEAD " \"metric\": \"validity.padded\", \"maximum\": 0}", "85: a rule has no \"maximum\"; did you mean \"max\"?" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 0, \"max\": 1}", "95: \"max\" stands twice in a rule" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": \"0\"}", "92: \"0\" is no quantity: a number, a share like \"5%\" or a span like \"7d\" (s, m, h, d, w)" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1e999}", "92: this number is larger than a double holds" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": -1}",
		  "92: -1 is outside of the range of \"validity.padded\", from 0 to infinity" },
		{ HEAD " \"metric\": \"validity.odd_fraction\", \"max\": 20}",
		  "98: 20 is outside of the range of \"validity.odd_fraction\", from 0 to 1; 20 % is 0.2" },
		{ HEAD " \"metric\": \"validity.padded\", \"in\": [1, -2]}",
		  "95: -2 is outside of the range of \"validity.padded\", from 0 to infinity" },
		{ HEAD " \"metric\": \"validity.padded\", \"in\": []}", "91: \"in\" is empty: nothing would keep the bound" },
		{ HEAD " \"metric\": \"validity.padded\", \"in\": [\"a\"]}", "92: validity.padded must be a number" },
		{ HEAD " \"metric\": \"validity.padded\", \"equals\": \"a\"}", "95: validity.padded must be a number" },
		{ HEAD " \"metric\": \"validity.padded\", \"equals\": true}", "95: equals must be a number or a string" },
		{ HEAD " \"metric\": \"validity.type\", \"equals\": 1}", "93: validity.type must be a string" },
		{ HEAD " \"metric\": \"validity.type\", \"max\": 1}",
		  "83: \"validity.type\" is a text: it has no max, but may have \"equals\" or \"in\"" },
		{ HEAD " \"metric\": \"validity.padded\", \"equals\": 1, \"max\": 1}", "85: \"equals\" does not go together with another bound" },
		{ HEAD " \"metric\": \"validity.padded\", \"in\": [1], \"equals\": 1}", "85: \"in\" does not go together with another bound" },
		{ HEAD " \"metric\": \"validity.padded\", \"min\": 2, \"max\": 1}", "92: \"min\" is above \"max\"" },
		{ HEAD " \"metric\": \"validity.padded\", \"min\": 1, \"max\": 1, \"exclusive\": true}",
		  "92: \"min\" is \"max\", and both are excluded: nothing would keep the bound" },
		{ HEAD " \"metric\": \"validity.padded\", \"equals\": 1, \"exclusive\": true}", "98: \"exclusive\" needs \"min\" or \"max\"" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"exclusive\": 1}", "108: exclusive must be true or false" },
		{ HEAD " \"metric\": \"completeness.rows\", \"min\": 1, \"column\": \"a\"}",
		  "97: \"completeness.rows\" is a figure of the dataset: \"column\" has no meaning for it" },
		{ HEAD " \"metric\": \"completeness.rows\", \"min\": 1, \"type\": \"text\"}",
		  "97: \"completeness.rows\" is a figure of the dataset: \"type\" has no meaning for it" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"type\": [\"text\", \"interger\"]}",
		  "112: unknown column type \"interger\"; did you mean \"integer\"?" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": \"7d\"}",
		  "92: \"7d\" is no bound for \"validity.padded\", which is in count" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"column\": \"/a(/\"}",
		  "105: \"/a(/\" is no regular expression: missing closing parenthesis at character 3" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"pair\": [\"a\", \"b\"]}",
		  "95: \"validity.padded\" is not of a pair of columns: \"pair\" has no meaning for it" },
		{ HEAD " \"metric\": \"correlation.pearson\", \"max\": 1, \"pair\": [\"a\"]}", "107: \"pair\" is an array of two names" },
		{ HEAD " \"metric\": \"correlation.pearson\", \"max\": 1, \"class\": \"a\"}",
		  "99: \"correlation.pearson\" is not of a class: \"class\" has no meaning for it" },
		{ HEAD " \"metric\": \"validity.padded\", \"max_change\": -1}",
		  "99: max_change is a number from 0, or a share of the old figure like \"10%\"" },
		{ HEAD " \"metric\": \"validity.type\", \"max_change\": 1}", "83: \"validity.type\" is a text: it has no max_change" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"type\": []}", "103: \"type\" is empty: no column would fit" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"type\": [1]}", "104: type must be a string" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"type\": 1}", "103: type must be a string or an array of strings" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"if_absent\": \"skip\"}",
		  "108: unknown \"if_absent\" \"skip\"; it is one of not_evaluated, ignore" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"evidence\": \"validity.padded\"}",
		  "107: \"validity.padded\" is a figure, not a list of rows" },
		{ HEAD " \"metric\": \"completeness.rows\", \"min\": 1, \"evidence\": \"validity.padded_rows\"}",
		  "109: \"validity.padded_rows\" is of a column, and \"completeness.rows\" of a dataset" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"evidence\": \"validity.padded_row\"}",
		  "107: unknown metric \"validity.padded_row\"; did you mean \"validity.padded_rows\"?" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"meaning\": \"{colunm}\"}",
		  "106: nothing is called {colunm}; did you mean \"column\"?" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"meaning\": \"a { b\"}",
		  "106: a { without its other; {{ and }} stand for braces" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"meaning\": \"a } b\"}",
		  "106: a } without its other; {{ and }} stand for braces" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"action\": \"{other}\"}",
		  "105: {other} cannot be filled in: \"validity.padded\" is of no pair of columns" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"action\": \"{class}\"}",
		  "105: {class} cannot be filled in: \"validity.padded\" is of no class" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"action\": \"{value:percent}\"}",
		  "105: {value:percent} cannot be filled in: \"validity.padded\" is no share" },
		{ HEAD " \"metric\": \"validity.type\", \"equals\": \"text\", \"action\": \"{value:count}\"}",
		  "111: {value:count} cannot be filled in: \"validity.type\" is a text" },
		{ HEAD " \"metric\": \"completeness.rows\", \"min\": 1, \"action\": \"{column}\"}",
		  "107: {column} cannot be filled in: \"completeness.rows\" is of no column" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"when\": [{\"metric\": \"validity.odd_cells\"}]}",
		  "104: a condition needs a bound: \"min\", \"max\", \"equals\" or \"in\"" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"when\": [{\"metric\": \"validity.odd_cell\", \"max\": 1}]}",
		  "115: unknown metric \"validity.odd_cell\"; did you mean \"validity.odd_cells\"?" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"when\": [{\"metric\": \"correlation.pearson\", \"max\": 1}]}",
		  "115: \"correlation.pearson\" is of a pair; \"validity.padded\", which this rule is on, is of a column" },
		{ HEAD " \"metric\": \"completeness.rows\", \"min\": 1, \"when\": [{\"metric\": \"validity.padded\", \"max\": 1}]}",
		  "117: \"validity.padded\" is of a column; \"completeness.rows\", which this rule is on, is of a dataset" },
		{ HEAD " \"metric\": \"validity.padded\", \"max\": 1, \"when\": [{\"metric\": \"completeness.rows\", \"max\": 1, \"of\": \"both\"}]}",
		  "146: \"of\" is for figures of columns in a rule on pairs" },
		{ "{\"id\": \"validity.first\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\", \"title\": \"\"}",
		  "8: there is a rule \"validity.first\" already" },
		{ "{\"id\": \"valid.x\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\", \"title\": \"\"}",
		  "8: an id is a dimension, a dot and a name of letters, digits and . _ - like \"completeness.missing-many\"; "
		  "\"valid.x\" is not" },
		{ "{\"id\": \"validity\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\", \"title\": \"\"}",
		  "8: an id is a dimension, a dot and a name of letters, digits and . _ - like \"completeness.missing-many\"; "
		  "\"validity\" is not" },
		{ "{\"id\": \"validity.a b\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\", \"title\": \"\"}",
		  "8: an id is a dimension, a dot and a name of letters, digits and . _ - like \"completeness.missing-many\"; "
		  "\"validity.a b\" is not" },
		{ "{\"id\": \"validity.x\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"eror\", \"title\": \"\"}",
		  "73: unknown severity \"eror\"; did you mean \"error\"?" },
		{ "{\"id\": \"validity.x\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"fatal\", \"title\": \"\"}",
		  "73: unknown severity \"fatal\"; it is one of info, warn, error" },
		{ "{\"id\": \"validity.x\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\"}", "1: a rule needs \"title\"" },
		{ "{\"id\": \"validity.x\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\", \"title\": null}",
		  "90: title must be a string" },
#undef HEAD
	};

	(void)state;
	for (size_t i = 0; i < COUNT(c); i++)
		assert_rule_refused(c[i].rule, c[i].said);
}

static void test_deep_and_damaged_texts(void **state)
{
	char *deep = malloc(200000), *text = malloc((*packs[0].bytes));
	struct rules *rules;
	int refused = 0;

	(void)state;
	memset(deep, '[', 200000);
	assert_refused(deep, 200000, "p.json:1:101: too many objects and arrays in one another");
	for (size_t n = 0; n < (*packs[0].bytes) - 1; n += 1 + n / 100) {	/* what is cut off is no pack, wherever */
		struct err e = { .code = ERR_NONE };

		assert_int_equal(rules_read(&rules, "p.json", packs[0].text, n, &e), -1);
	}
	for (size_t i = 0; i < (*packs[0].bytes); i += 97) {
		struct err e = { .code = ERR_NONE };

		memcpy(text, packs[0].text, (*packs[0].bytes));
		text[i] = "\"\\{}[],:/*\n\xff"[i % 12];
		if (rules_read(&rules, "p.json", text, (*packs[0].bytes), &e) == 0)
			rules_free(rules);	/* in a comment or a sentence */
		else
			refused++;
	}
	assert_true(refused > 50);
	free(text);
	free(deep);
}

static void test_places_of_items(void **state)
{
	char text[] = "{\"a\": [1, {\"b\": \"x:,{\\\"\"}, -2.5e3], // \"a\"\n \"a \" : null}";
	size_t at, bytes = sizeof text - 1;
	cJSON *root, *list;
	struct text_place place;

	(void)state;
	assert_null(json_text_clean(text, bytes, &at));
	assert_null(json_text_check(text, bytes, &at));
	root = cJSON_Parse(text);
	list = root->child;
	assert_int_equal(json_text_find(text, bytes, root, root, false), 0);
	assert_int_equal(json_text_find(text, bytes, root, list, true), 1);
	assert_int_equal(json_text_find(text, bytes, root, list, false), 6);
	assert_memory_equal(text + json_text_find(text, bytes, root, list->child->next->child, false), "\"x:", 3);
	assert_memory_equal(text + json_text_find(text, bytes, root, list->child->next->next, false), "-2.5", 4);
	assert_memory_equal(text + json_text_find(text, bytes, root, list->next, false), "null", 4);
	place = text_place_of(text, bytes, json_text_find(text, bytes, root, list->next, true));
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 2);
	cJSON_Delete(root);
}

static void test_a_pack_with_everything(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf// strict \"pack\n{ \"$schema\": \"x\", \"name\": \"n\", \"description\": \"d\", \"rules_version\": 1e0,"
		" /* { */ \"rules\": [\n"
		"  { \"title\": \"{column} {value} {limit}\", \"metric\": \"validity.odd_fraction\", \"id\": \"validity.a-B.c_1\", \"min\": 0,\n"
		"    \"max\": 0.2, \"exclusive\": false, \"column\": \"a*\", \"type\": \"numeric\", \"when\": [], \"severity\": \"error\",\n"
		"    \"if_absent\": \"not_evaluated\", \"meaning\": \"m\", \"action\": \"a\","
		" \"why\": \"w\", \"owner\": \"o\", \"evidence\": \"validity.odd_rows\" } ] } // end";
	struct rules *rules = pack_read(text);
	struct rule_info info;

	(void)state;
	assert_int_equal(rules_count(rules), 1);
	info = rules_info(rules, 0);
	assert_string_equal(info.id, "validity.a-B.c_1");
	assert_string_equal(info.metric, "validity.odd_fraction");
	assert_string_equal(info.title, "{column} {value} {limit}");
	assert_string_equal(info.meaning, "m");
	assert_string_equal(info.action, "a");
	assert_string_equal(severity_name(info.severity), "error");
	rules_free(rules);
	rules_free(NULL);
}

/* ---- bounds ---- */

static void test_bounds_at_their_edges(void **state)
{
	static const struct { const char *bound; double value; const char *limit; } c[] = {
		{ "\"max\": 0.2", 0.2, NULL },
		{ "\"max\": 0.2", 0.20000000000000004, "at most 20 %" },
		{ "\"max\": 0.2, \"exclusive\": true", 0.2, "less than 20 %" },
		{ "\"max\": 0.2, \"exclusive\": true", 0.19999999999999998, NULL },
		{ "\"min\": 0.125", 0.125, NULL },
		{ "\"min\": 0.125", 0.1, "at least 12.5 %" },
		{ "\"min\": 0.125, \"exclusive\": true", 0.125, "more than 12.5 %" },
		{ "\"min\": 0.1, \"max\": 0.2", 0.05, "at least 10 %" },
		{ "\"min\": 0.1, \"max\": 0.2", 0.15, NULL },
		{ "\"min\": 0.1, \"max\": 0.2", 0.25, "at most 20 %" },
		{ "\"equals\": 0.5", 0.5, NULL },
		{ "\"equals\": 0.5", 0.6, "exactly 50 %" },
		{ "\"in\": [0, 0.5, 1]", 1, NULL },
		{ "\"in\": [0, 0.5, 1]", 0.9, "one of 0 %, 50 %, 100 %" },
		{ "\"in\": [0.01,0.02,0.03,0.04,0.05,0.06,0.07,0.08,0.09,0.1,0.11,0.12]", 0.9,
		  "one of 1 %, 2 %, 3 %, 4 %, 5 %, 6 %, 7 %, 8 %, 9 %, 10 % or 2 more" },
		{ "\"max\": 0.9", NAN, "at most 90 %" },	/* what is no number keeps no bound */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(c); i++) {
		struct data d = { .plan = { .rows = 100 } };
		const struct findings *f;
		char rule[400];

		value_add(&d, "validity.odd_fraction", in_column(column_add(&d, "age", TYPE_INTEGER)), c[i].value);
		snprintf(rule, sizeof rule, RULE("a", "\"metric\": \"validity.odd_fraction\", %s"), c[i].bound);
		f = judged(&d, rule);
		assert_int_equal(f->count, c[i].limit != NULL);
		if (c[i].limit)
			assert_string_equal(f->at[0].limit_text, c[i].limit);
		data_release(&d);
	}
}

static void test_texts_in_units(void **state)
{
	static const struct { const char *metric; double value; const char *rest, *title, *limit; } c[] = {
		{ "validity.padded", 1234567, "\"max\": 1000", "1234567 1,234,567 1234567 > 1,000", "at most 1,000" },
		{ "timeliness.age_seconds", 90.5, "\"max\": 60", "90.5 91 90.5 > 60 s", "at most 60 s" },
		{ "representativeness.length_max", 5000, "\"max\": 4000", "5000 5,000 5000 > 4,000 characters", "at most 4,000 characters" },
		{ "diversity.entropy", 0.123456, "\"min\": 0.5", "0.123456 0 0.123 > 0.5 nats", "at least 0.5 nats" },
		{ "representativeness.skewness", 10.000001, "\"max\": 10", "10.000001 10 10.000001 > 10", "at most 10" },
		{ "representativeness.mean", 1e300, "\"max\": -0.5", "1e+300 1e+300 1e+300 > -0.5", "at most -0.5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(c); i++) {
		struct data d = { .plan = { .rows = 100 } };
		const struct findings *f;
		char rule[400];

		value_add(&d, c[i].metric, in_column(column_add(&d, "x", TYPE_REAL)), c[i].value);
		snprintf(rule, sizeof rule, "{\"id\": \"validity.a\", \"metric\": \"%s\", \"severity\": \"info\", %s, "
			 "\"title\": \"{value} {value:count} {value:short} > {limit}\"}", c[i].metric, c[i].rest);
		f = judged(&d, rule);
		assert_int_equal(f->count, 1);
		assert_string_equal(f->at[0].title, c[i].title);
		assert_string_equal(f->at[0].limit_text, c[i].limit);
		data_release(&d);
	}
}

static void test_times_and_texts(void **state)
{
	struct data d = { .plan = { .rows = 1234 } };
	size_t when = column_add(&d, "when", TYPE_DATETIME), kind = column_add(&d, "kind", TYPE_TEXT);
	const struct findings *f;

	(void)state;
	value_add(&d, "representativeness.min", in_column(when), 1e15);		/* 2001-09-09T01:46:40Z */
	text_add(&d, "validity.type", in_column(kind), "text");
	f = judged(&d, RULE("a", "\"metric\": \"representativeness.min\", \"min\": 1000000001000000") ","
		   RULE("b", "\"metric\": \"validity.type\", \"in\": [\"integer\", \"real\"], \"meaning\": \"{column} of {rows}: {metric}\""));
	assert_int_equal(f->count, 2);
	assert_string_equal(f->at[0].title, "text");
	assert_string_equal(f->at[0].limit_text, "one of integer, real");
	assert_string_equal(f->at[0].meaning, "kind of 1,234: validity.type");
	assert_string_equal(f->at[0].action, "");
	assert_true(isnan(f->at[0].limit));
	assert_string_equal(f->at[1].title, "2001-09-09T01:46:40Z");
	assert_string_equal(f->at[1].limit_text, "at least 2001-09-09T01:46:41Z");
	assert_int_equal(judged(&d, RULE("b", "\"metric\": \"validity.type\", \"equals\": \"text\""))->count, 0);
	data_release(&d);
}

static void test_names_are_cut_in_titles(void **state)
{
	char name[300];
	struct data d = { .plan = { .rows = 1 } };
	const struct findings *f;

	(void)state;
	memset(name, 'n', sizeof name - 1);
	memcpy(name + 79, "\xc3\xa9", 2);	/* across the cut */
	name[sizeof name - 1] = '\0';
	value_add(&d, "validity.padded", in_column(column_add(&d, name, TYPE_TEXT)), 3);
	f = judged(&d, "{\"id\": \"validity.a\", \"metric\": \"validity.padded\", \"max\": 1, \"severity\": \"info\", \"title\": \"{column}!\"}");
	assert_int_equal(strlen(f->at[0].title), 79 + strlen("…!"));
	assert_string_equal(f->at[0].title + 79, "…!");
	data_release(&d);
}

static void test_approximate_figures(void **state)
{
	static const char rule[] = RULE("a", "\"metric\": \"uniqueness.distinct\", \"max\": 100");
	struct data d = { .plan = { .rows = 1000 } };

	(void)state;
	near_add(&d, "uniqueness.distinct", in_column(column_add(&d, "within", TYPE_TEXT)), 101, 2);
	near_add(&d, "uniqueness.distinct", in_column(column_add(&d, "beyond", TYPE_TEXT)), 105, 2);
	near_add(&d, "uniqueness.distinct", in_column(column_add(&d, "maybe", TYPE_TEXT)), 99, 2);	/* the value itself keeps it */
	assert_string_equal(titles(judged(&d, rule)), "105 | 101 (approximate)");
	data_release(&d);
}

/* ---- what a rule speaks of ---- */

static void test_columns_and_types(void **state)
{
	struct data d = { .plan = { .rows = 10 } };

	(void)state;
	value_add(&d, "validity.padded", in_column(column_add(&d, "age", TYPE_INTEGER)), 1);
	value_add(&d, "validity.padded", in_column(column_add(&d, "age_2", TYPE_REAL)), 2);
	value_add(&d, "validity.padded", in_column(column_add(&d, "a[12]", TYPE_TEXT)), 3);
	value_add(&d, "validity.padded", in_column(column_add(&d, "a1", TYPE_BOOLEAN)), 4);
#define PADDED(rest) titles(judged(&d, RULE("a", "\"metric\": \"validity.padded\", \"max\": 0, " rest)))
	assert_string_equal(PADDED("\"why\": \"\""), "4 | 3 | 2 | 1");
	assert_string_equal(PADDED("\"column\": \"age\""), "1");
	assert_string_equal(PADDED("\"column\": \"age*\""), "2 | 1");
	assert_string_equal(PADDED("\"column\": \"AGE*\""), "");
	assert_string_equal(PADDED("\"column\": \"a[12]\""), "4 | 3");		/* as a pattern, and as the name that it is */
	assert_string_equal(PADDED("\"type\": \"numeric\""), "2 | 1");
	assert_string_equal(PADDED("\"type\": [\"text\", \"integer\"]"), "3 | 1");
	assert_string_equal(PADDED("\"column\": \"a?\", \"type\": \"text\""), "");
	assert_int_equal(d.findings.skipped_count, 0);
	data_release(&d);
}

static void test_pairs(void **state)
{
	struct data d = { .plan = { .rows = 10 } };
	size_t x = column_add(&d, "x", TYPE_REAL), y = column_add(&d, "y", TYPE_INTEGER), z = column_add(&d, "z", TYPE_REAL);
	const size_t all[] = { x, y, z };

	(void)state;
	value_add(&d, "correlation.pearson", in_pair(x, y), 0.9);
	value_add(&d, "correlation.pearson", in_pair(x, z), -0.8);
	value_add(&d, "correlation.pearson", in_pair(y, z), 0.7);
	for (size_t i = 0; i < 3; i++) {
		value_add(&d, "diversity.is_label", in_column(all[i]), all[i] == z);
		value_add(&d, "correlation.pearson_n", i == 0 ? in_pair(x, y) : i == 1 ? in_pair(x, z) : in_pair(y, z), 10 * (double)(i + 1));
	}
	value_add(&d, "completeness.rows", in_dataset(), 10);
#define PEARSON(rest) \
	titles(judged(&d, "{\"id\": \"correlation.a\", \"metric\": \"correlation.pearson\", \"min\": -0.5, \"max\": 0.5, \"severity\": \"info\", " \
		      "\"title\": \"{column}{other}\", " rest "}"))
	assert_string_equal(PEARSON("\"why\": \"\""), "xy | xz | yz");
	assert_string_equal(PEARSON("\"column\": \"z\""), "xz | yz");
	assert_string_equal(PEARSON("\"type\": \"real\""), "xz");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"diversity.is_label\", \"equals\": 0}]"), "xy");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"diversity.is_label\", \"equals\": 0, \"of\": \"both\"}]"), "xy");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"diversity.is_label\", \"equals\": 1, \"of\": \"either\"}]"), "xz | yz");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"diversity.is_label\", \"equals\": 1}]"), "");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"correlation.pearson_n\", \"min\": 20}]"), "xz | yz");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"correlation.pearson_n\", \"min\": 20}, "
				    "{\"metric\": \"correlation.pearson_n\", \"max\": 20}]"), "xz");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"completeness.rows\", \"min\": 11}]"), "");
	assert_string_equal(PEARSON("\"when\": [{\"metric\": \"correlation.spearman\", \"min\": -1}]"), "");	/* no such figure */
	data_release(&d);
}

/* ---- packs of packs ---- */

#define ANY_RULE(id, max) \
	"{\"id\": \"validity." id "\", \"metric\": \"validity.padded\", \"max\": " max ", \"severity\": \"info\", \"title\": \"t\"}"

static void pack_write(const char *folder, const char *name, const char *text)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void assert_pack(const char *folder, const char *name, const char *said, const char *ids)
{
	struct rules *rules = NULL;
	struct err e = { .code = ERR_NONE };
	char path[300], text[1000] = "";

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (rules_open(&rules, path, &e) < 0) {
		assert_non_null(said);
		if (!strstr(e.text, said))
			fail_msg("%s", e.text);
		return;
	}
	if (said)
		fail_msg("%s is not refused", name);
	for (size_t i = 0; i < rules_count(rules); i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "", rules_info(rules, i).id);
	assert_string_equal(text, ids);
	rules_free(rules);
}

static void test_packs_extend(void **state)
{
	char folder[] = "/tmp/assay-packs-XXXXXX", command[60];

	(void)state;
	assert_non_null(mkdtemp(folder));
	pack_write(folder, "a.json", "{\"rules_version\": 1, \"rules\": [" ANY_RULE("x", "1") "," ANY_RULE("y", "1") "]}");
	pack_write(folder, "b.json", "{\"rules_version\": 1, \"extends\": \"a.json\", \"disable\": [\"validity.x\"], \"rules\": ["
		   ANY_RULE("z", "1") "," ANY_RULE("y", "2") "]}");
	pack_write(folder, "c.json", "{\"rules_version\": 1, \"extends\": [\"b.json\", \"a.json\"], \"rules\": []}");
	pack_write(folder, "circle.json", "{\"rules_version\": 1, \"extends\": \"circle.json\", \"rules\": []}");
	pack_write(folder, "gone.json", "{\"rules_version\": 1, \"extends\": \"nothing.json\", \"rules\": []}");
	pack_write(folder, "near.json", "{\"rules_version\": 1, \"extends\": \"a.json\", \"disable\": [\"validity.xx\"], \"rules\": []}");
	pack_write(folder, "twice.json", "{\"rules_version\": 1, \"rules\": [" ANY_RULE("x", "1") "," ANY_RULE("x", "1") "]}");
	pack_write(folder, "inner.json", "{\"rules_version\": 1, \"extends\": \"twice.json\", \"rules\": []}");
	assert_pack(folder, "a.json", NULL, "validity.x validity.y");
	assert_pack(folder, "b.json", NULL, "validity.y validity.z");
	assert_pack(folder, "c.json", NULL, "validity.y validity.z validity.x");
	assert_pack(folder, "circle.json", "circle.json:1:33: packs extend each other more than 8 deep; perhaps in a circle", NULL);
	assert_pack(folder, "gone.json", "nothing.json: No such file or directory", NULL);
	assert_pack(folder, "near.json", "near.json:1:55: no pack that this one extends has a rule \"validity.xx\"; did you mean \"validity.x\"?", NULL);
	assert_pack(folder, "inner.json", "twice.json:1:133: there is a rule \"validity.x\" already", NULL);
	assert_pack(folder, "none.json", "none.json: No such file or directory", NULL);
	snprintf(command, sizeof command, "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

/* Every built-in pack can be read, and has a rule of its own or of another. */
static void test_builtin_packs(void **state)
{
	(void)state;
	for (const struct pack *p = packs; p->name; p++) {
		struct rules *rules;
		struct err e = { .code = ERR_NONE };

		if (rules_open(&rules, p->name, &e) < 0)
			fail_msg("%s", e.text);
		assert_true(rules_count(rules) > 0);
		rules_free(rules);
	}
}

/* A rule on a role is not evaluated where the user names no such column. */
static void test_roles(void **state)
{
	struct data d = { .plan = { .rows = 10, .label = NO_COLUMN, .pred = NO_COLUMN, .time = NO_COLUMN, .id = NO_COLUMN } };
	size_t x = column_add(&d, "x", TYPE_TEXT), y = column_add(&d, "y", TYPE_TEXT);
	const struct findings *f;

	(void)state;
	value_add(&d, "validity.padded", in_column(x), 1);
	value_add(&d, "validity.padded", in_column(y), 2);
	f = judged(&d, RULE("a", "\"metric\": \"validity.padded\", \"max\": 0, \"role\": \"label\""));
	assert_string_equal(titles(f), "");
	assert_int_equal(f->skipped_count, 1);
	assert_string_equal(f->skipped[0].reason, "needs --label");
	d.plan.label = y;
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"validity.padded\", \"max\": 0, \"role\": \"label\""))), "2");
	data_release(&d);
}

/* Names, globs, expressions, pairs, classes; shares and spans. */
static void test_patterns_and_quantities(void **state)
{
	struct data d = { .plan = { .rows = 10 } };
	size_t x = column_add(&d, "price_1", TYPE_REAL), y = column_add(&d, "price_x", TYPE_REAL), z = column_add(&d, "when", TYPE_DATETIME);

	(void)state;
	value_add(&d, "completeness.missing_fraction", in_column(x), 0.051);
	value_add(&d, "completeness.missing_fraction", in_column(y), 0.06);
	value_add(&d, "timeliness.age_seconds", in_column(z), 700000);
	value_add(&d, "correlation.pearson", in_pair(x, y), 0.9);
	value_add(&d, "accuracy.recall", in_class(z, "hen"), 0.1);
	value_add(&d, "accuracy.recall", in_class(z, "dog"), 0.2);
	none_add(&d, "correlation.pearson", in_pair(x, z), "not numeric");
#define RULE_ON(metric, rest) \
	titles(judged(&d, "{\"id\": \"validity.a\", \"metric\": \"" metric "\", \"severity\": \"info\", \"title\": \"{value} > {limit}\", " rest "}"))
#define MISSING(rest) RULE_ON("completeness.missing_fraction", rest)
	assert_string_equal(MISSING("\"max\": \"5%\""), "0.06 > 5 % | 0.051 > 5 %");
	assert_string_equal(MISSING("\"max\": \"5 %\", \"column\": \"/^price_[0-9]$/\""), "0.051 > 5 %");
	assert_string_equal(MISSING("\"max\": \"5%\", \"column\": \"/_X/\""), "");
	assert_string_equal(MISSING("\"max\": \"5%\", \"column\": \"/(?i)_X/\""), "0.06 > 5 %");
	assert_string_equal(RULE_ON("timeliness.age_seconds", "\"max\": \"8d\""), "700000 > 691200 s");
	assert_string_equal(RULE_ON("timeliness.age_seconds", "\"max\": \"9d\""), "");
	assert_string_equal(RULE_ON("correlation.pearson", "\"max\": 0.5, \"pair\": [\"price_x\", \"price_1\"]"), "0.9 > 0.5");
	assert_string_equal(RULE_ON("correlation.pearson", "\"max\": 0.5, \"pair\": [\"price_x\", \"w*\"]"), "");
	assert_string_equal(RULE_ON("accuracy.recall", "\"min\": 0.5, \"class\": \"h*\""), "0.1 > 50 %");
	data_release(&d);
}

static void test_changes(void **state)
{
	static const char old[] =
		"{\"dimensions\": {\"completeness\": {\"rows\": 100}, \"correlation\": {\"pairs\": [{\"x\": \"a\", \"y\": \"b\", \"pearson\": {\"r\": 0.5}}]}},"
		" \"columns\": [{\"name\": \"a\", \"numeric\": {\"mean\": -10}}]}";
	struct data d = { .plan = { .rows = 10 } };
	size_t a = column_add(&d, "a", TYPE_REAL), b = column_add(&d, "b", TYPE_REAL);
	cJSON *baseline = cJSON_Parse(old);
	const struct findings *f;

	(void)state;
	value_add(&d, "completeness.rows", in_dataset(), 111);
	value_add(&d, "representativeness.mean", in_column(a), -9);
	value_add(&d, "representativeness.mean", in_column(b), 1);
	value_add(&d, "correlation.pearson", in_pair(a, b), 0.4);
	f = judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"max_increase\": \"10%\""));
	assert_int_equal(f->count, 0);
	assert_string_equal(f->skipped[0].reason, "needs --baseline");
	d.plan.baseline = baseline;
	f = judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"max_increase\": \"10%\""));
	assert_string_equal(titles(f), "111");
	assert_string_equal(f->at[0].limit_text, "at most 110 (the baseline has 100)");
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"max_decrease\": \"10%\""))), "");
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"max_change\": 11"))), "");
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"max_change\": 10"))), "111");
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"min\": 1, \"max_change\": 10"))), "111");
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"completeness.rows\", \"max\": 1, \"max_change\": 10"))), "111");
	f = judged(&d, RULE("a", "\"metric\": \"representativeness.mean\", \"max_increase\": \"5%\""));
	assert_string_equal(titles(f), "-9");		/* 5 % of |-10| above -10 is -9.5 */
	assert_string_equal(f->skipped[0].reason, "the baseline has no such figure");
	assert_string_equal(titles(judged(&d, RULE("a", "\"metric\": \"correlation.pearson\", \"max_change\": 0.05"))), "0.4");
	cJSON_Delete(baseline);
	data_release(&d);
}

/* The first rule of a group speaks for a place, whichever way round a pair is. */
static void test_groups(void **state)
{
	struct data d = { .plan = { .rows = 10 } };
	size_t x = column_add(&d, "x", TYPE_TEXT), y = column_add(&d, "y", TYPE_INTEGER), z = column_add(&d, "z", TYPE_TEXT);

	(void)state;
	value_add(&d, "correlation.eta", in_pair(x, y), 0.9);
	value_add(&d, "correlation.eta", in_pair(y, x), 0.95);
	value_add(&d, "correlation.eta", in_pair(z, y), 0.8);
	value_add(&d, "correlation.cramers_v", in_pair(y, x), 0.7);
	value_add(&d, "validity.padded", in_column(x), 1);
#define ON(id, metric, group) \
	"{\"id\": \"correlation." id "\", \"metric\": \"" metric "\", \"max\": 0.5, \"severity\": \"info\", " group "\"title\": \"{column}{other}\"}"
#define GROUP(name) "\"group\": \"" name "\", "
	assert_string_equal(titles(judged(&d, ON("a", "correlation.cramers_v", "") "," ON("b", "correlation.eta", ""))),
			    "yx | xy | zy | yx");
	assert_string_equal(titles(judged(&d, ON("a", "correlation.cramers_v", GROUP("g")) "," ON("b", "correlation.eta", GROUP("g")))),
			    "zy | yx");
	assert_string_equal(titles(judged(&d, ON("a", "correlation.eta", GROUP("g")) "," ON("b", "correlation.cramers_v", GROUP("g")))),
			    "xy | zy");
	assert_string_equal(titles(judged(&d, ON("a", "correlation.cramers_v", GROUP("g")) "," ON("b", "correlation.eta", GROUP("h")))),
			    "xy | zy | yx");
	assert_int_equal(d.findings.by_severity[SEVERITY_INFO], 3);
	data_release(&d);
}

static void test_classes(void **state)
{
	struct data d = { .plan = { .rows = 10 } };
	size_t c = column_add(&d, "label", TYPE_TEXT);
	const struct findings *f;
	char id[17];

	(void)state;
	value_add(&d, "accuracy.recall", in_class(c, "cat"), 0.1);
	value_add(&d, "accuracy.recall", in_class(c, "dog"), 0.2);
	value_add(&d, "accuracy.recall", in_class(c, ""), 0.3);
	value_add(&d, "accuracy.support", in_class(c, "cat"), 5);
	value_add(&d, "accuracy.support", in_class(c, "dog"), 50);
	value_add(&d, "accuracy.support", in_class(c, ""), 50);
	f = judged(&d, "{\"id\": \"accuracy.a\", \"metric\": \"accuracy.recall\", \"min\": 0.5, \"severity\": \"warn\", "
		   "\"when\": [{\"metric\": \"accuracy.support\", \"min\": 10}], \"title\": \"{column} <{class}> {value:percent}\"}");
	assert_string_equal(titles(f), "label <dog> 20 % | label <> 30 %");
	memcpy(id, f->at[0].id, sizeof id);
	assert_string_not_equal(id, f->at[1].id);
	data_release(&d);
}

static void test_what_is_not_evaluated(void **state)
{
	struct data d = { .plan = { .rows = 10 } };
	size_t age = column_add(&d, "age", TYPE_INTEGER), town = column_add(&d, "town", TYPE_TEXT);
	const struct findings *f;

	(void)state;
	value_add(&d, "representativeness.mean", in_column(age), 1);
	none_add(&d, "representativeness.mean", in_column(town), "the column is text");
#define MEAN(severity, rest)                                                                                                             \
	judged(&d, "{\"id\": \"validity.a\", \"metric\": \"representativeness.mean\", \"max\": 5, \"severity\": \"" severity "\", "        \
	       "\"title\": \"t\", " rest "}")
	f = MEAN("error", "\"why\": \"\"");
	assert_int_equal(f->count, 0);
	assert_int_equal(f->skipped_count, 1);
	assert_string_equal(f->skipped[0].rule, "validity.a");
	assert_string_equal(f->skipped[0].reason, "the column is text");
	assert_int_equal(f->skipped[0].where.column, town);
	assert_int_equal(verdict_exit(f), 1);				/* no pass, for want of a figure */
	assert_int_equal(verdict_exit(MEAN("warn", "\"why\": \"\"")), 0);
	assert_int_equal(MEAN("error", "\"if_absent\": \"ignore\"")->skipped_count, 0);
	assert_int_equal(MEAN("error", "\"type\": \"numeric\"")->skipped_count, 0);
	assert_int_equal(MEAN("error", "\"when\": [{\"metric\": \"representativeness.mean\", \"min\": 0}]")->skipped_count, 0);
	f = MEAN("error", "\"column\": \"agee\"");
	assert_int_equal(f->skipped_count, 1);
	assert_string_equal(f->skipped[0].reason, "no column \"agee\"; did you mean \"age\"?");
	assert_int_equal(f->skipped[0].where.column, NO_COLUMN);
	assert_int_equal(verdict_exit(f), 1);
	assert_string_equal(MEAN("warn", "\"column\": \"xyzzy\"")->skipped[0].reason, "no column \"xyzzy\"");
	assert_int_equal(MEAN("error", "\"column\": \"agee\", \"if_absent\": \"ignore\"")->skipped_count, 0);
	assert_int_equal(MEAN("error", "\"column\": \"agee*\"")->skipped_count, 0);
	f = judged(&d, RULE("a", "\"metric\": \"correlation.vif\", \"max\": 5, \"column\": \"age\"") ","
		   RULE("b", "\"metric\": \"completeness.rows\", \"min\": 5"));
	assert_int_equal(f->skipped_count, 2);
	assert_string_equal(f->skipped[0].reason, "there is no such figure for \"age\"");
	assert_string_equal(f->skipped[1].reason, "there is no such figure");
	data_release(&d);
}

static void test_evidence(void **state)
{
	static const char rule[] = RULE("a", "\"metric\": \"validity.padded\", \"max\": 0, \"evidence\": \"validity.padded_rows\"");
	struct data d = { .plan = { .rows = 10 } };
	static const char *const rows[] = { "[3, 7]", "[]", "{\"a\": 1}", "[1, \"x\"]" };
	const struct findings *f;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t c = column_add(&d, &"column"[i], TYPE_TEXT);

		value_add(&d, "validity.padded", in_column(c), 9 - (double)i);
		detail_add(&d, "validity.padded_rows", in_column(c), rows[i]);
	}
	value_add(&d, "validity.padded", in_column(column_add(&d, "none", TYPE_TEXT)), 1);
	f = judged(&d, rule);
	assert_int_equal(f->count, 5);
	assert_non_null(f->at[0].evidence);
	assert_int_equal(cJSON_GetArraySize(f->at[0].evidence), 2);
	for (size_t i = 1; i < 5; i++)
		assert_null(f->at[i].evidence);		/* no rows: not a list of numbers, or nothing in it */
	data_release(&d);
}

/* ---- order, ids, verdict ---- */

static void test_order(void **state)
{
	struct data d = { .plan = { .rows = 10 } };
	size_t b = column_add(&d, "b", TYPE_TEXT), a = column_add(&d, "a", TYPE_TEXT);
	const struct findings *f;

	(void)state;
	value_add(&d, "completeness.rows", in_dataset(), 10);
	value_add(&d, "completeness.missing_fraction", in_column(b), 0.5);
	value_add(&d, "completeness.missing_fraction", in_column(a), 0.5);
	value_add(&d, "validity.odd_cells", in_column(b), 3);
#define AT(id, severity, rest) "{\"id\": \"" id "\", \"severity\": \"" severity "\", \"title\": \"" id rest "}"
	f = judged(&d, AT("validity.z", "warn", " {column}\", \"metric\": \"completeness.missing_fraction\", \"max\": 0.25") ","
		   AT("completeness.z", "warn", " {column}\", \"metric\": \"completeness.missing_fraction\", \"max\": 0.25") ","
		   AT("completeness.y", "warn", " {column}\", \"metric\": \"completeness.missing_fraction\", \"max\": 0.25") ","
		   AT("completeness.far", "warn", " {column}\", \"metric\": \"completeness.missing_fraction\", \"max\": 0.01") ","
		   AT("validity.i", "info", "\", \"metric\": \"validity.odd_cells\", \"max\": 0") ","
		   AT("validity.e", "error", "\", \"metric\": \"completeness.rows\", \"min\": 11"));
	assert_string_equal(titles(f), "validity.e | completeness.far a | completeness.far b | completeness.y a | completeness.y b | "
			    "completeness.z a | completeness.z b | validity.z a | validity.z b | validity.i");
	assert_int_equal(f->by_severity[SEVERITY_ERROR], 1);
	assert_int_equal(f->by_severity[SEVERITY_WARN], 8);
	assert_int_equal(f->by_severity[SEVERITY_INFO], 1);
	assert_int_equal(verdict_exit(f), 1);
	assert_string_equal(f->at[0].dimension, "validity");
	data_release(&d);
}

static void test_ids(void **state)
{
	static const char rule[] = RULE("a", "\"metric\": \"correlation.pearson\", \"max\": 0");
	struct data one = { .plan = { .rows = 10 } }, two = { .plan = { .rows = 999 } };
	size_t a, ab, c, bc;
	char id[17];

	(void)state;
	a = column_add(&one, "a", TYPE_REAL);
	ab = column_add(&one, "ab", TYPE_REAL);
	c = column_add(&one, "c", TYPE_REAL);
	bc = column_add(&one, "bc", TYPE_REAL);
	value_add(&one, "correlation.pearson", in_pair(a, bc), 0.5);
	value_add(&one, "correlation.pearson", in_pair(ab, c), 0.4);
	judged(&one, rule);
	assert_string_not_equal(one.findings.at[0].id, one.findings.at[1].id);
	assert_int_equal(strlen(one.findings.at[0].id), 16);
	assert_int_equal(strspn(one.findings.at[0].id, "0123456789abcdef"), 16);
	memcpy(id, one.findings.at[0].id, sizeof id);
	assert_string_equal(id, "100d4c221a57da9f");	/* baselines of earlier versions hold it */

	/* Another order of columns, other values, more rules: the same finding. */
	bc = column_add(&two, "bc", TYPE_REAL);
	a = column_add(&two, "a", TYPE_REAL);
	value_add(&two, "correlation.pearson", in_pair(a, bc), 0.125);
	judged(&two, rule);
	assert_string_equal(two.findings.at[0].id, id);
	judged(&two, RULE("b", "\"metric\": \"correlation.pearson\", \"max\": 0"));
	assert_string_not_equal(two.findings.at[0].id, id);
	data_release(&one);
	data_release(&two);
}

static void test_nothing(void **state)
{
	struct data d = { .plan = { .rows = 0 } };

	(void)state;
	assert_int_equal(judged(&d, "")->count, 0);
	assert_int_equal(judged(&d, "")->skipped_count, 0);
	assert_int_equal(verdict_exit(&d.findings), 0);
	data_release(&d);
}

/* ---- the built-in pack ---- */

/* What every audit gives for its dataset, and for each column. */
static void dataset_add(struct data *d, double rows, double rejected)
{
	d->plan.rows = (uint64_t)rows;
	value_add(d, "completeness.rows", in_dataset(), rows);
	value_add(d, "completeness.rows_all_missing", in_dataset(), 0);
	value_add(d, "validity.rejected_fraction", in_dataset(), rejected);
	none_add(d, "uniqueness.duplicate_keys", in_dataset(), "needs --id");
	none_add(d, "uniqueness.missing_keys", in_dataset(), "needs --id");
	value_add(d, "uniqueness.duplicate_rows_fraction", in_dataset(), 0);
	none_add(d, "accuracy.accuracy", in_dataset(), "needs --label and --pred");
	none_add(d, "accuracy.balanced_accuracy", in_dataset(), "needs --label and --pred");
	none_add(d, "accuracy.kappa", in_dataset(), "needs --label and --pred");
	none_add(d, "accuracy.disagreements", in_dataset(), "needs --label and --pred");
	none_add(d, "accuracy.conflicting_rows", in_dataset(), "needs --label");
	none_add(d, "correlation.condition_number", in_dataset(), "fewer than two numeric columns");
	none_add(d, "representativeness.combinations_missing_fraction", in_dataset(), "no categorical columns");
}

static size_t clean_column_add(struct data *d, const char *name, enum column_type type)
{
	static const char *const zero[] = { "completeness.missing", "completeness.missing_fraction", "completeness.disguised_fraction",
					    "validity.odd_fraction", "validity.padded", "validity.control_characters",
					    "validity.mojibake", "validity.replacement_characters", "uniqueness.constant",
					    "uniqueness.all_distinct", "diversity.is_label", "diversity.is_output" };
	static const char *const numeric[] = { "representativeness.outliers_fraction", "representativeness.infinite",
					       "representativeness.skewness" };
	static const char *const times[] = { "timeliness.future", "timeliness.stale_fraction", "timeliness.gaps",
					     "timeliness.out_of_order", "timeliness.order_ambiguous" };
	static const char *const absent[] = { "diversity.imbalance_ratio", "diversity.rare_classes", "diversity.dominant_fraction",
					      "accuracy.agreement", "correlation.vif", "validity.case_variants",
					      "representativeness.length_max" };
	size_t c = column_add(d, name, type);
	bool number = type == TYPE_INTEGER || type == TYPE_REAL;

	for (size_t i = 0; i < COUNT(zero); i++)
		value_add(d, zero[i], in_column(c), 0);
	for (size_t i = 0; i < COUNT(numeric); i++)
		if (number)
			value_add(d, numeric[i], in_column(c), 0);
		else
			none_add(d, numeric[i], in_column(c), "the column is not numeric");
	for (size_t i = 0; i < COUNT(times); i++)
		if (type == TYPE_DATETIME)
			value_add(d, times[i], in_column(c), 0);
		else
			none_add(d, times[i], in_column(c), "the column is not datetime");
	for (size_t i = 0; i < COUNT(absent); i++)
		none_add(d, absent[i], in_column(c), "not of this type, or not asked for");
	value_add(d, "uniqueness.distinct", in_column(c), 50);
	return c;
}

static const struct findings *judged_by_default(struct data *d)
{
	struct rules *rules;
	struct err e = { .code = ERR_NONE };

	if (rules_read(&rules, "rules/default.json", packs[0].text, (*packs[0].bytes), &e) < 0)
		fail_msg("%s", e.text);
	findings_release(&d->findings);
	assert_int_equal(judge(&d->findings, rules, &d->results, &d->plan, &e), 0);
	rules_free(rules);
	return &d->findings;
}

static void set(struct data *d, const char *metric, struct where w, double value)
{
	const struct metric *m = metric_find(metric, NULL);

	for (size_t i = 0; i < d->results.count; i++)
		if (d->results.at[i].metric == m && d->results.at[i].where.column == w.column) {
			d->results.at[i].kind = RESULT_VALUE;
			d->results.at[i].value = value;
			return;
		}
	value_add(d, metric, w, value);
}

static void test_default_pack_for_people(void **state)
{
	struct rules *rules;
	struct err e = { .code = ERR_NONE };

	(void)state;
	assert_int_equal(rules_read(&rules, "rules/default.json", packs[0].text, (*packs[0].bytes), &e), 0);
	assert_true(rules_count(rules) > 40);
	for (size_t i = 0; i < rules_count(rules); i++) {
		struct rule_info r = rules_info(rules, i);

		if (!*r.title || !*r.meaning || !*r.action || strlen(r.title) > 100)
			fail_msg("%s says too little or too much", r.id);
	}
	rules_free(rules);
}

static void test_default_pack_is_quiet(void **state)
{
	struct data d = { .plan = { .rows = 0 } };
	const struct findings *f;
	size_t x, y, label;

	(void)state;
	dataset_add(&d, 150, 0);
	x = clean_column_add(&d, "length", TYPE_REAL);
	y = clean_column_add(&d, "width", TYPE_REAL);
	label = clean_column_add(&d, "species", TYPE_TEXT);
	clean_column_add(&d, "day", TYPE_DATETIME);
	set(&d, "diversity.is_label", in_column(label), 1);
	set(&d, "diversity.imbalance_ratio", in_column(label), 1);
	set(&d, "diversity.rare_classes", in_column(label), 0);
	set(&d, "diversity.dominant_fraction", in_column(label), 1.0 / 3);
	set(&d, "diversity.classes", in_column(label), 3);
	value_add(&d, "correlation.pearson", in_pair(x, y), 0.87);
	value_add(&d, "correlation.pearson_n", in_pair(x, y), 150);
	value_add(&d, "correlation.eta", in_pair(label, x), 0.6);
	value_add(&d, "correlation.eta_n", in_pair(label, x), 150);
	f = judged_by_default(&d);
	if (f->count || f->skipped_count)
		fail_msg("%s %s", titles(f), f->skipped_count ? f->skipped[0].rule : "");
	assert_int_equal(verdict_exit(f), 0);
	data_release(&d);
}

static void test_default_pack_speaks(void **state)
{
	static const char *const expected[] = {
		"completeness.label-missing", "completeness.column-empty", "completeness.missing-many", "completeness.missing-some",
		"diversity.label-imbalanced", "diversity.label-rare-classes", "uniqueness.constant", "representativeness.skewed",
		"representativeness.outliers", "timeliness.future", "uniqueness.duplicate-keys", "uniqueness.duplicates-some",
		"validity.case-variants", "correlation.label-told-by-category", "correlation.linear", "validity.rejected-many" };
	struct data d = { .plan = { .rows = 0 } };
	size_t x, y, label, day, code;
	const struct findings *f;

	(void)state;
	dataset_add(&d, 1000, 0.06);
	x = clean_column_add(&d, "x", TYPE_REAL);
	y = clean_column_add(&d, "y", TYPE_INTEGER);
	label = clean_column_add(&d, "label", TYPE_TEXT);
	day = clean_column_add(&d, "day", TYPE_DATETIME);
	code = clean_column_add(&d, "code", TYPE_TEXT);
	set(&d, "diversity.is_label", in_column(label), 1);
	set(&d, "diversity.classes", in_column(label), 3);
	set(&d, "completeness.missing", in_column(label), 2);
	set(&d, "completeness.missing_fraction", in_column(label), 0.002);
	set(&d, "diversity.imbalance_ratio", in_column(label), 12.5);
	set(&d, "diversity.rare_classes", in_column(label), 1);
	set(&d, "completeness.missing_fraction", in_column(x), 1);
	set(&d, "completeness.missing_fraction", in_column(y), 0.25);
	set(&d, "completeness.missing_fraction", in_column(code), 0.1);
	set(&d, "uniqueness.constant", in_column(code), 1);
	set(&d, "representativeness.skewness", in_column(y), -4);
	set(&d, "representativeness.outliers_fraction", in_column(y), 0.1);
	set(&d, "timeliness.future", in_column(day), 3);
	set(&d, "uniqueness.duplicate_keys", in_dataset(), 4);
	set(&d, "uniqueness.duplicate_rows_fraction", in_dataset(), 0.002);
	set(&d, "validity.case_variants", in_column(code), 2);
	value_add(&d, "correlation.cramers_v", in_pair(label, code), 0.99);
	value_add(&d, "correlation.cramers_v_n", in_pair(label, code), 900);
	value_add(&d, "correlation.pearson", in_pair(x, y), -0.97);
	value_add(&d, "correlation.pearson_n", in_pair(x, y), 900);
	f = judged_by_default(&d);
	for (size_t i = 0; i < COUNT(expected); i++)
		if (!has(f, expected[i]))
			fail_msg("%s is silent", expected[i]);
	assert_int_equal(f->count, COUNT(expected));		/* and nothing is said twice */
	assert_int_equal(f->skipped_count, 0);
	assert_int_equal(f->by_severity[SEVERITY_ERROR], 3);
	assert_int_equal(verdict_exit(f), 1);
	data_release(&d);
}

static void test_default_pack_on_nothing(void **state)
{
	struct data d = { .plan = { .rows = 0 } };
	const struct findings *f;

	(void)state;
	dataset_add(&d, 0, 0);
	d.results.at[2].kind = RESULT_NONE;		/* the share of nothing */
	d.results.at[2].text = "nothing was read";
	f = judged_by_default(&d);
	assert_string_equal(titles(f), "no row was read");
	assert_int_equal(f->skipped_count, 0);
	assert_int_equal(verdict_exit(f), 1);
	data_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globs_are_those_of_fnmatch),
		cmocka_unit_test(test_globs),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_numbers_of_every_locale),
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_texts_that_are_not_json),
		cmocka_unit_test(test_packs_that_mean_nothing),
		cmocka_unit_test(test_rules_that_mean_nothing),
		cmocka_unit_test(test_deep_and_damaged_texts),
		cmocka_unit_test(test_places_of_items),
		cmocka_unit_test(test_a_pack_with_everything),
		cmocka_unit_test(test_bounds_at_their_edges),
		cmocka_unit_test(test_texts_in_units),
		cmocka_unit_test(test_times_and_texts),
		cmocka_unit_test(test_names_are_cut_in_titles),
		cmocka_unit_test(test_approximate_figures),
		cmocka_unit_test(test_columns_and_types),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_packs_extend),
		cmocka_unit_test(test_builtin_packs),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_patterns_and_quantities),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_what_is_not_evaluated),
		cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_default_pack_for_people),
		cmocka_unit_test(test_default_pack_is_quiet),
		cmocka_unit_test(test_default_pack_speaks),
		cmocka_unit_test(test_default_pack_on_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
