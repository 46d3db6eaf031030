/* row_rule: rules on rows as a pack has them: what is read, and what is refused, each with its place and what may have been meant.
 */
#include "judge/rule.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A pack of one rule, which stands on line 2 from column 1 on. */
static int pack_read(struct rules **out, const char *members, struct err *e)
{
	char text[2000];

	*e = (struct err){ .code = ERR_NONE };
	snprintf(text, sizeof text, "{ \"rules_version\": 1, \"rules\": [\n{ %s, \"id\": \"validity.r\", \"severity\": \"warn\", \"title\": \"{value:count row}\" } ] }",
		 members);
	return rules_read(out, "packs/p.json", text, strlen(text), e);
}

static struct rules *taken(const char *members)
{
	struct rules *rules;
	struct err e;

	if (pack_read(&rules, members, &e) < 0)
		fail_msg("%s: %s", members, e.text);
	assert_int_equal(rules_count(rules), 1);
	assert_non_null(rules->at[0].rows);
	return rules;
}

static void tests_are_read(void **state)
{
	static const struct { const char *members; enum row_test test; enum scope scope; } cases[] = {
		{ "\"rows\": { \"column\": \"a\", \"values_in\": [\"x\", 1] }", ROW_VALUES_IN, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"not_in\": [\"x\"] }", ROW_NOT_IN, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"matches\": \"^a\" }", ROW_MATCHES, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"not_matches\": \"^a\" }", ROW_NOT_MATCHES, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"range\": { \"min\": 1 } }", ROW_RANGE, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"length\": { \"max\": 1 } }", ROW_LENGTH, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"type\": [\"integer\", \"datetime\"] }", ROW_TYPE, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true }", ROW_NOT_NULL, SCOPE_COLUMN },
		{ "\"rows\": { \"column\": \"a\", \"unique\": true }", ROW_UNIQUE, SCOPE_COLUMN },
		{ "\"rows\": { \"unique\": [\"a\", \"b\"] }", ROW_UNIQUE, SCOPE_DATASET },
		{ "\"rows\": { \"foreign_key\": { \"column\": \"a\", \"file\": \"b.csv\" } }", ROW_FOREIGN_KEY, SCOPE_COLUMN },
		{ "\"rows\": { \"compare\": { \"left\": \"a\", \"is\": \"<\", \"right\": \"b\" } }", ROW_COMPARE, SCOPE_PAIR },
		{ "\"rows\": { \"sum\": { \"of\": [\"a\", \"b\"], \"equals\": \"c\" } }", ROW_SUM, SCOPE_DATASET },
		{ "\"rows\": { \"sql\": \"SELECT 1\" }", ROW_SQL, SCOPE_DATASET },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rules *rules = taken(cases[i].members);

		assert_int_equal(rules->at[0].rows->test, cases[i].test);
		assert_int_equal(rules->at[0].demand.metric->scope, cases[i].scope);
		assert_string_equal(rules_info(rules, 0).metric, "validity.bad_rows");
		rules_free(rules);
	}
}

static void details_are_read(void **state)
{
	struct rules *rules;
	const struct row_rule *r;

	(void)state;
	rules = taken("\"rows\": { \"column\": \"a\", \"range\": { \"min\": \"1970-01-02\", \"exclusive\": true }, \"where\": \"b > 1\" }, \"allow\": \"2.5 %\"");
	r = rules->at[0].rows;
	assert_true(r->times && r->exclusive);
	assert_true(r->min == 86400e6 && r->max == INFINITY);
	assert_string_equal(r->where, "b > 1");
	assert_true(r->allow_share == 0.025);
	rules_free(rules);

	rules = taken("\"rows\": { \"sum\": { \"of\": [\"a\", \"b\"], \"equals\": \"c\", \"tolerance\": 0.5 } }, \"allow_rows\": 7");
	r = rules->at[0].rows;
	assert_int_equal(r->columns, 3);
	assert_string_equal(r->column[0], "a");
	assert_string_equal(r->column[2], "c");
	assert_true(r->tolerance == 0.5 && r->allow_share < 0);
	assert_int_equal(r->allow_rows, 7);
	rules_free(rules);

	rules = taken("\"rows\": { \"foreign_key\": { \"column\": \"a\", \"file\": \"x/b.csv\" } }");
	assert_string_equal(rules->at[0].rows->file, "packs/x/b.csv");
	assert_string_equal(rules->at[0].rows->file_column, "a");
	rules_free(rules);
	rules = taken("\"rows\": { \"foreign_key\": { \"column\": \"a\", \"file\": \"/b.csv\", \"file_column\": \"c\" } }");
	assert_string_equal(rules->at[0].rows->file, "/b.csv");
	assert_string_equal(rules->at[0].rows->file_column, "c");
	rules_free(rules);
}

static void comparisons_are_bits(void **state)
{
	static const struct { const char *word; unsigned order; } cases[] = {
		{ "<", ROW_LESS }, { "<=", ROW_LESS | ROW_EQUAL }, { "=", ROW_EQUAL }, { "!=", ROW_LESS | ROW_GREATER },
		{ ">=", ROW_GREATER | ROW_EQUAL }, { ">", ROW_GREATER } };
	char members[200];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rules *rules;

		snprintf(members, sizeof members, "\"rows\": { \"compare\": { \"left\": \"a\", \"is\": \"%s\", \"right\": \"b\" } }", cases[i].word);
		rules = taken(members);
		assert_int_equal(rules->at[0].rows->order, cases[i].order);
		rules_free(rules);
	}
}

static void mistakes_are_refused_with_their_place(void **state)
{
	static const struct { const char *members, *said; } cases[] = {
		{ "\"rows\": 1", ":2:11: rows must be an object" },
		{ "\"rows\": { \"column\": \"a\", \"value_in\": [1] }", ":2:28: \"rows\" has no \"value_in\"; did you mean \"values_in\"?" },
		{ "\"rows\": { \"column\": \"a\" }", ":2:11: \"rows\" needs a test: one of values_in, not_in, " },
		{ "\"rows\": { \"not_null\": true }", ":2:11: \"not_null\" needs \"column\"" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true, \"unique\": true }", ":2:46: \"unique\" does not go together with \"not_null\"" },
		{ "\"rows\": { \"column\": \"a\", \"values_in\": [[1]] }", ":2:42: a value must be a number or a string" },
		{ "\"rows\": { \"column\": \"a\", \"matches\": \"[a-\" }", ":2:39: \"[a-\" is no regular expression: " },
		{ "\"rows\": { \"column\": \"/[/\", \"not_null\": true }", ":2:23: \"/[/\" is no regular expression: " },
		{ "\"rows\": { \"column\": \"a\", \"matches\": \"\\\\C\" }", "is no regular expression: " },
		{ "\"rows\": { \"column\": \"a\", \"range\": {} }", ":2:37: \"range\" needs \"min\" or \"max\"" },
		{ "\"rows\": { \"column\": \"a\", \"range\": { \"min\": 1, \"max\": 1, \"exclusive\": true } }", "no value is between" },
		{ "\"rows\": { \"column\": \"a\", \"range\": { \"min\": 1e999 } }", "larger than a double holds" },
		{ "\"rows\": { \"column\": \"a\", \"range\": { \"minimum\": 1 } }", "\"range\" has no \"minimum\"; did you mean \"min\"?" },
		{ "\"rows\": { \"column\": \"a\", \"length\": { \"min\": -1 } }", "a length is a whole number of characters" },
		{ "\"rows\": { \"column\": \"a\", \"length\": { \"min\": 3, \"max\": 2 } }", "no value is between" },
		{ "\"rows\": { \"column\": \"a\", \"type\": [] }", "\"type\" is empty" },
		{ "\"rows\": { \"column\": \"a\", \"unique\": 1 }", "unique must be true or an array" },
		{ "\"rows\": { \"unique\": [] }", "\"unique\" is an array of at least 1 columns" },
		{ "\"rows\": { \"unique\": [1] }", "a column must be a string" },
		{ "\"rows\": { \"compare\": { \"left\": \"a\", \"is\": \"<\", \"right\": \"a\" } }", "the same column" },
		{ "\"rows\": { \"compare\": { \"left\": \"a\", \"is\": \"<\", \"right\": \"b\" }, \"column\": \"a\" }", "names its columns itself" },
		{ "\"rows\": { \"sum\": { \"of\": [], \"equals\": \"c\" } }", "at least 1 columns" },
		{ "\"rows\": { \"sum\": { \"equals\": \"c\" } }", "\"sum\" needs \"of\"" },
		{ "\"rows\": { \"foreign_key\": { \"column\": \"a\", \"file\": \"\" } }", "\"file\" is empty" },
		{ "\"rows\": { \"foreign_key\": { \"column\": \"a\", \"file\": \"f\" }, \"column\": \"b\" }", "stands in \"foreign_key\" already" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true, \"where\": \"\" }", "\"where\" is empty" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true }, \"allow_rows\": -1", "\"allow_rows\" is a whole number of rows" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true }, \"allow\": \"101%\"", "\"allow\" is a share" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true }, \"metric\": \"completeness.rows\"", "a rule on rows has no \"metric\"" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true }, \"when\": [{ \"metric\": \"correlation.pearson\", \"min\": 0 }]", "is of a pair" },
		{ "\"rows\": { \"column\": \"a\", \"not_null\": true }, \"action\": \"{other}\"", "{other} cannot be filled in" },
		{ "\"rows\": { \"sql\": \"SELECT 1\" }, \"action\": \"{column}\"", "{column} cannot be filled in" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rules *rules = NULL;
		struct err e;

		if (pack_read(&rules, cases[i].members, &e) == 0)
			fail_msg("%s was taken", cases[i].members);
		if (!strstr(e.text, cases[i].said) || strncmp(e.text, "packs/p.json:2:", 15) != 0)
			fail_msg("%s: said \"%s\", not \"%s\"", cases[i].members, e.text, cases[i].said);
		assert_int_equal(e.code, ERR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tests_are_read),
		cmocka_unit_test(details_are_read),
		cmocka_unit_test(comparisons_are_bits),
		cmocka_unit_test(mistakes_are_refused_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
