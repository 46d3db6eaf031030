/* row_rule: a rule that every row must keep by itself, "rows" of a rule in a pack:
 *
 *   { "id": "validity.status-known",
 *     "rows": { "column": "status", "values_in": ["new", "paid"], "where": "total > 0" },
 *     "allow_rows": 5,                         bad rows that are borne; or "allow": "1%" of the rows looked at; default 0
 *     "severity": "error", "title": "{column}: {value:count row} with an unknown status" }        and the rest as any rule
 *
 * "rows" has one test, a "column" (name or pattern, one check a column that fits) where the test is on one, and "where", an SQL expression
 * over the columns that chooses the rows that are looked at:
 *   values_in  not_in     an array of texts and numbers; a text that is a number also stands for that number
 *   matches  not_matches  a regular expression (PCRE2, UTF-8), anywhere in the value; $ is only the very end
 *   range                 min, max, exclusive: numbers, or dates for cells that are times
 *   length                min, max: characters
 *   type                  as "type" of a rule: what each cell is by itself; an integer is a real, too
 *   not_null              true
 *   unique                true; without "column", an array of columns: bad is a row whose values an earlier row has
 *   foreign_key           column, file (from the pack's folder), file_column (default: column): the value is one of that file's column
 *   compare               left, is (< <= = != >= >), right: two columns, as numbers, as times or as texts
 *   sum                   of (array of columns), equals (a column), tolerance
 *   sql                   a SELECT whose first column has the numbers of bad rows (the rowid of table data)
 * A row where a cell of the test is missing is not looked at, but for not_null. A cell that cannot be what the test is about (a word in a
 * range of numbers) is bad. When no row was looked at, the rule is not evaluated.
 *
 *   rule ──check (src/check)──▶ row_outcome ──judge──▶ finding
 *
 * Owns: a row_rule lives in the rules' arena, but for its regular expression: row_rule_release. Outcomes belong to whoever made them.
 */
#ifndef ASSAY_JUDGE_ROW_RULE_H
#define ASSAY_JUDGE_ROW_RULE_H

#include "analyse/results.h"
#include "judge/members.h"

#include <stdbool.h>
#include <stdint.h>

enum row_test {
	ROW_VALUES_IN, ROW_NOT_IN, ROW_MATCHES, ROW_NOT_MATCHES, ROW_RANGE, ROW_LENGTH, ROW_TYPE, ROW_NOT_NULL, ROW_UNIQUE, ROW_FOREIGN_KEY,
	ROW_COMPARE, ROW_SUM, ROW_SQL, ROW_TESTS
};
extern const char *const row_test_names[ROW_TESTS];

/* Bits of what left may be to right. */
enum row_order { ROW_LESS = 1, ROW_EQUAL = 2, ROW_GREATER = 4 };

struct row_value {
	const char *text;	/* NULL: the number */
	double number;
};

struct row_rule {
	enum row_test test;
	const char *where;	/* NULL: all rows */
	const char *const *column;	/* names, of tests on several columns: unique, compare: left and right, sum: terms and then the total */
	size_t columns;		/* 0: the column is the rule's */
	const struct row_value *value;	/* values_in, not_in */
	size_t values;
	struct pcre2_real_code_8 *regex;
	double min, max;	/* range, length; ±INFINITY: none */
	bool exclusive;
	bool times;		/* min and max are microseconds */
	unsigned types;		/* 1 << enum column_type each */
	unsigned order;		/* of enum row_order */
	double tolerance;
	const char *file, *file_column;
	const char *sql;
	uint64_t allow_rows;
	bool allow_given;
	double allow_share;	/* of the rows looked at; negative: allow_rows counts */
};

/* What became of one check: a rule on one column, or on those that it names. */
struct row_outcome {
	size_t rule;		/* its place in the rules */
	struct result result;	/* rows that are bad; or RESULT_NONE and why that is not known */
	uint64_t looked;	/* rows that were looked at */
	const struct cJSON *rows;	/* the first bad ones */
	const size_t *shown;	/* columns that the test is about; NULL: those of the result */
	size_t shown_count;
};

struct row_outcomes {
	struct row_outcome *at;	/* by rule, then by column */
	size_t count;
};

struct rule;

/* "rows" of a rule: fills in rule->rows and the metric and column of the rule. */
int row_rule_read(struct reader *, void *rule, const struct cJSON *, size_t offset);

/* "allow_rows" and "allow". */
int row_rule_allow_rows_read(struct reader *, void *rule, const struct cJSON *, size_t offset);
int row_rule_allow_read(struct reader *, void *rule, const struct cJSON *, size_t offset);

void row_rule_release(struct row_rule *);	/* NULL is fine */

/* What a rule on rows counts: "validity.bad_rows". */
const struct metric *row_metric(enum scope);

#endif
