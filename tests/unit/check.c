/* check: every test on rows over small data, told by the rows that it finds bad and by how many it looked at; what is hostile, what is large,
 * and what cannot be evaluated. Rowsets are held against an array of flags.
 */
#include "check/check.h"
#include "base/rowset.h"
#include "check/value_set.h"
#include "judge/rule.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* ---- data made by hand: a header and rows, cells apart by |, an empty cell is missing ---- */

enum { COLUMNS_MAX = 3000 };

struct data {
	struct plan plan;
	struct column_info column[COLUMNS_MAX];
	struct store *store;
	struct checks checks;
	struct rules *rules;
};

static const char *line_end(const char *at)
{
	return at + strcspn(at, "\n");
}

static size_t cells_split(const char *line, const char **cell, size_t *bytes)
{
	size_t n = 0;

	for (const char *at = line, *end = line_end(line);; at += bytes[n - 1] + 1) {
		cell[n] = at;
		bytes[n] = strcspn(at, "|\n");
		if (at + bytes[n++] >= end)
			return n;
	}
}

static void header_take(struct data *d, const char *text)
{
	static const char *cell[COLUMNS_MAX];
	static size_t bytes[COLUMNS_MAX];
	struct err e = { .code = ERR_NONE };

	d->plan.columns = cells_split(text, cell, bytes);
	d->plan.column = d->column;
	for (size_t c = 0; c < d->plan.columns; c++) {
		char *name = strndup(cell[c], bytes[c]);

		assert_non_null(name);
		d->column[c].name = name;
		if (store_add_column(d->store, name, &e) < 0)
			fail_msg("%s", e.text);
	}
}

/* One row a batch is slow, but small. */
static void row_take(struct data *d, const char *line, struct na_set *na)
{
	static const char *cell[COLUMNS_MAX];
	static size_t bytes[COLUMNS_MAX];
	static uint8_t kind[COLUMNS_MAX];
	static double number[COLUMNS_MAX];
	static struct cell_text text[COLUMNS_MAX];
	static struct column column[COLUMNS_MAX];
	uint64_t row = d->plan.rows + 1;
	struct batch b = { .pass = 1, .first_row = row, .rows = 1, .columns = d->plan.columns, .column = column, .bytes = line, .line = &row };
	size_t n = cells_split(line, cell, bytes);
	struct err e = { .code = ERR_NONE };

	assert_int_equal(n, d->plan.columns);
	for (size_t c = 0; c < n; c++) {
		struct cell typed = cell_type(cell[c], bytes[c], na);

		kind[c] = typed.kind;
		number[c] = typed.number;
		text[c] = (struct cell_text){ (uint32_t)(cell[c] - line), (uint32_t)bytes[c] };
		column[c] = (struct column){ .kind = &kind[c], .number = &number[c], .text = &text[c] };
		d->column[c].kind_count[typed.kind]++;
	}
	if (store_append(d->store, &b, &e) < 0)
		fail_msg("%s", e.text);
	d->plan.rows++;
}

static struct data *data_new(const char *text)
{
	struct data *d = calloc(1, sizeof *d);
	struct na_set *na = na_set_new(&na_default);
	struct err e = { .code = ERR_NONE };

	assert_non_null(d);
	assert_non_null(na);
	d->plan.evidence = 1000;
	if (store_create(&d->store, NULL, STORE_BY_PAGES, &e) < 0)
		fail_msg("%s", e.text);
	header_take(d, text);
	for (text = line_end(text); *text && text[1]; text = line_end(text + 1))
		row_take(d, text + 1, na);
	if (store_finish_load(d->store, &e) < 0)
		fail_msg("%s", e.text);
	na_set_free(na);
	return d;
}

static void data_free(struct data *d)
{
	checks_release(&d->checks);
	rules_free(d->rules);
	store_close(d->store);
	for (size_t c = 0; c < d->plan.columns; c++)
		free((char *)d->column[c].name);
	free(d);
}

/* ---- rules ---- */

static struct store *reference_open(void *context, const char *path, struct err *e)
{
	struct data *reference = context;

	if (strcmp(path, "gone.csv") == 0) {
		err_set(e, ERR_INPUT, "gone.csv: No such file or directory");
		return NULL;
	}
	return reference->store;
}

static void reference_close(void *context, struct store *store)
{
	(void)context;
	(void)store;
}

/* Runs a pack of one rule with these "rows". */
static const struct row_outcomes *run_with(struct data *d, const char *rows, struct data *reference, double seconds)
{
	struct check_request in = { .plan = &d->plan, .store = d->store, .seconds = seconds, .table_open = reference ? reference_open : NULL,
				    .table_close = reference_close, .context = reference };
	struct err e = { .code = ERR_NONE };
	char text[8000];

	checks_release(&d->checks);
	rules_free(d->rules);
	d->rules = NULL;
	snprintf(text, sizeof text, "{ \"rules_version\": 1, \"rules\": [{ \"id\": \"validity.r\", \"severity\": \"warn\", \"title\": \"x\", \"rows\": %s }] }", rows);
	if (rules_read(&d->rules, "p.json", text, strlen(text), &e) < 0)
		fail_msg("%s", e.text);
	in.rules = d->rules;
	if (checks_run(&d->checks, &in, &e) < 0)
		fail_msg("%s: %s", rows, e.text);
	return &d->checks.outcomes;
}

/* "looked at: bad bad bad", or "why not". */
static const char *told(const struct row_outcome *o)
{
	static char text[4000];
	size_t used = (size_t)snprintf(text, sizeof text, "%ju:", (uintmax_t)o->looked);
	const cJSON *row;

	if (o->result.kind == RESULT_NONE)
		return o->result.text;
	cJSON_ArrayForEach(row, o->rows)
		used += (size_t)snprintf(text + used, sizeof text - used, " %g", row->valuedouble);
	assert_true(o->result.value == cJSON_GetArraySize(o->rows));
	return text;
}

static void finds_with(struct data *d, const char *rows, struct data *reference, const char *want)
{
	const struct row_outcomes *all = run_with(d, rows, reference, 0);

	assert_int_equal(all->count, 1);
	if (strcmp(told(&all->at[0]), want) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", rows, told(&all->at[0]), want);
}

static void finds(struct data *d, const char *rows, const char *want)
{
	finds_with(d, rows, NULL, want);
}

/* ---- tests on one cell ---- */

static void values_are_looked_up(void **state)
{
	struct data *d = data_new("a\npaid\nPAID\n\n1\n1.0\n01\n paid\n2.5\n-0\n0\n123456789012345678\n1e3\n1000\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"values_in\": [\"paid\"] }", "12: 2 4 5 6 7 8 9 10 11 12 13");
	finds(d, "{ \"column\": \"a\", \"not_in\": [\"paid\"] }", "12: 1");
	finds(d, "{ \"column\": \"a\", \"not_in\": [1] }", "12: 4 5");
	finds(d, "{ \"column\": \"a\", \"not_in\": [\"1\"] }", "12: 4 5");	/* the number that it became */
	finds(d, "{ \"column\": \"a\", \"not_in\": [\"01\"] }", "12: 6");	/* a code is none */
	finds(d, "{ \"column\": \"a\", \"not_in\": [2.5, 0, \"123456789012345678\"] }", "12: 8 9 10 11");
	finds(d, "{ \"column\": \"a\", \"not_in\": [\"123456789012345677\"] }", "12:");	/* not rounded to one double */
	finds(d, "{ \"column\": \"a\", \"not_in\": [1000] }", "12: 12 13");
	data_free(d);
}

static void expressions_are_matched(void **state)
{
	struct data *d = data_new("a\n12345\nab12345\n\n1234\nÄöü\n-7\n2.50\nx\ty\n00123\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"matches\": \"[0-9]{5}\" }", "8: 4 5 6 7 8");
	finds(d, "{ \"column\": \"a\", \"matches\": \"^[0-9]{5}$\" }", "8: 2 4 5 6 7 8");
	finds(d, "{ \"column\": \"a\", \"not_matches\": \"^...$\" }", "8: 5 7 8");	/* characters, not bytes; 2.50 is 2.5 */
	finds(d, "{ \"column\": \"a\", \"not_matches\": \"-\" }", "8: 6");
	finds(d, "{ \"column\": \"a\", \"not_matches\": \"(?i)ÄÖÜ\" }", "8: 5");
	data_free(d);
	d = data_new("a\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n");
	finds(d, "{ \"column\": \"a\", \"matches\": \"^(a+)+$\" }", "the expression is too costly for the value in row 1: match limit exceeded");
	data_free(d);
}

static void ranges_hold_numbers(void **state)
{
	struct data *d = data_new("a\n1\n2\n2.0\n3.5\nmany\n\n-1e300\ninf\n900000000000000001\n007\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"range\": { \"min\": 2 } }", "9: 1 5 7 10");
	finds(d, "{ \"column\": \"a\", \"range\": { \"min\": 2, \"exclusive\": true } }", "9: 1 2 3 5 7 10");
	finds(d, "{ \"column\": \"a\", \"range\": { \"max\": 900000000000000000 } }", "9: 5 8 9 10");	/* as doubles they are one */
	finds(d, "{ \"column\": \"a\", \"range\": { \"min\": 1, \"max\": 2 } }", "9: 4 5 7 8 9 10");
	data_free(d);
}

static void ranges_hold_dates(void **state)
{
	struct data *d = data_new("a\n2026-01-01\n2025-12-31T23:59:59Z\nnever\n7\n2026-01-01T00:30:00+01:00\n02/01/2026\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"range\": { \"min\": \"2026-01-01\" } }", "6: 2 3 4 5");
	finds(d, "{ \"column\": \"a\", \"range\": { \"min\": \"2026-01-15\" } }", "6: 1 2 3 4 5 6");	/* the second of January */
	d->column[0].order = ORDER_MDY;
	finds(d, "{ \"column\": \"a\", \"range\": { \"min\": \"2026-01-15\" } }", "6: 1 2 3 4 5");		/* the first of February */
	d->column[0].epoch = true;
	d->column[0].epoch_scale = 1e6;
	finds(d, "{ \"column\": \"a\", \"range\": { \"max\": \"2000-01-01\" } }", "6: 1 2 3 5 6");	/* 7 seconds past 1970 */
	data_free(d);
}

static void lengths_are_characters(void **state)
{
	struct data *d = data_new("a\nab\nÄÖ\n日本語\n\n12\n-12\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"length\": { \"max\": 2 } }", "5: 3 6");
	finds(d, "{ \"column\": \"a\", \"length\": { \"min\": 3, \"max\": 3 } }", "5: 1 2 5");
	data_free(d);
}

static void types_are_of_cells(void **state)
{
	struct data *d = data_new("a\n1\n1.5\ntrue\n2026-01-01\nword\n007\n[1, 2]\n[1\n\n{}\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"type\": \"integer\" }", "9: 2 3 4 5 6 7 8 10");
	finds(d, "{ \"column\": \"a\", \"type\": \"real\" }", "9: 3 4 5 6 7 8 10");
	finds(d, "{ \"column\": \"a\", \"type\": \"boolean\" }", "9: 1 2 4 5 6 7 8 10");
	finds(d, "{ \"column\": \"a\", \"type\": [\"datetime\", \"boolean\"] }", "9: 1 2 5 6 7 8 10");
	finds(d, "{ \"column\": \"a\", \"type\": \"json\" }", "9: 1 2 3 4 5 6 8");
	finds(d, "{ \"column\": \"a\", \"type\": \"text\" }", "9: 1 2 3 4");
	d->column[0].kind_count[CELL_JSON] = 1;
	finds(d, "{ \"column\": \"a\", \"type\": \"text\" }", "9: 1 2 3 4 7 10");
	data_free(d);
}

static void missing_cells_pass_all_but_one(void **state)
{
	struct data *d = data_new("a|b\n|1\nNA|1\nx|1\n |1\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"not_null\": true }", "4: 1 2 4");
	finds(d, "{ \"column\": \"a\", \"values_in\": [\"y\"] }", "1: 3");
	finds(d, "{ \"unique\": [\"a\", \"b\"] }", "1:");
	data_free(d);
}

/* ---- more columns, more rows ---- */

static void columns_are_compared(void **state)
{
	struct data *d = data_new("a|b\n1|2\n2|2.0\n3|2\n2026-01-01|2026-01-02\n2026-01-02T00:00:00Z|2026-01-02\nabc|abd\nabc|ab\n|1\n1|x\n2026-01-01|x\n"
				  "900000000000000001|9e17\n");

	(void)state;
	finds(d, "{ \"compare\": { \"left\": \"a\", \"is\": \"<\", \"right\": \"b\" } }", "10: 2 3 5 7 9 10 11");
	finds(d, "{ \"compare\": { \"left\": \"a\", \"is\": \"<=\", \"right\": \"b\" } }", "10: 3 7 9 10 11");
	finds(d, "{ \"compare\": { \"left\": \"a\", \"is\": \"=\", \"right\": \"b\" } }", "10: 1 3 4 6 7 9 10 11");
	finds(d, "{ \"compare\": { \"left\": \"a\", \"is\": \"!=\", \"right\": \"b\" } }", "10: 2 5");
	finds(d, "{ \"compare\": { \"left\": \"a\", \"is\": \">\", \"right\": \"b\" } }", "10: 1 2 4 5 6 9 10");
	finds(d, "{ \"compare\": { \"left\": \"b\", \"is\": \"<\", \"right\": \"a\" } }", "10: 1 2 4 5 6 9 10");
	finds(d, "{ \"compare\": { \"left\": \"a\", \"is\": \"<\", \"right\": \"total\" } }", "no column \"total\"");
	data_free(d);
}

static void sums_add_up(void **state)
{
	struct data *d = data_new("a|b|t\n0.1|0.2|0.3\n1|2|3.01\n1|2|3.02\n1|x|3\n1||3\n1e16|1|10000000000000001\n-1|1|0\n");

	(void)state;
	finds(d, "{ \"sum\": { \"of\": [\"a\", \"b\"], \"equals\": \"t\" } }", "6: 2 3 4");
	finds(d, "{ \"sum\": { \"of\": [\"a\", \"b\"], \"equals\": \"t\", \"tolerance\": 0.01 } }", "6: 3 4");
	data_free(d);
}

static void repeats_are_rows_behind_the_first(void **state)
{
	struct data *d = data_new("a|b\n1|x\n1.0|y\n2|x\n1|x\nx|1\n1|\n1|\n01|x\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"unique\": true }", "8: 2 4 6 7");
	finds(d, "{ \"unique\": [\"a\", \"b\"] }", "6: 4");
	finds(d, "{ \"unique\": [\"b\", \"a\"] }", "6: 4");
	finds(d, "{ \"column\": \"a\", \"unique\": true, \"where\": \"b IS NOT NULL AND b <> 'y'\" }", "5: 4");
	data_free(d);
}

/* 100,000 rows: keys of two columns, of which one in 997 is that of an earlier row. */
static void large_keys_are_told_apart(void **state)
{
	enum { ROWS = 100000, STEP = 997 };
	static struct cell_text text[2][ROWS];
	static uint8_t kind[2][ROWS];
	static double number[2][ROWS];
	static uint64_t line[ROWS];
	static char bytes[2 * ROWS * 12];
	struct column column[2];
	struct batch b = { .pass = 1, .first_row = 1, .rows = ROWS, .columns = 2, .column = column, .bytes = bytes, .line = line };
	struct data *d = data_new("a|b\n");
	struct err e = { .code = ERR_NONE };
	size_t used = 0, bad = 0;
	const cJSON *row;
	const struct row_outcome *o;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		size_t key = i && i % STEP == 0 ? i - 1 : i;

		for (int c = 0; c < 2; c++) {
			int n = snprintf(bytes + used, 12, c ? "k%zu" : "%zu", c ? key / 300 : key % 300);

			text[c][i] = (struct cell_text){ (uint32_t)used, (uint32_t)n };
			kind[c][i] = c ? CELL_TEXT : CELL_INTEGER;
			number[c][i] = c ? 0 : (double)(key % 300);
			used += (size_t)n;
		}
		line[i] = i + 2;
	}
	for (int c = 0; c < 2; c++)
		column[c] = (struct column){ .kind = kind[c], .number = number[c], .text = text[c] };
	assert_int_equal(store_append(d->store, &b, &e), 0);
	d->plan.rows = ROWS;
	o = &run_with(d, "{ \"unique\": [\"a\", \"b\"] }", NULL, 0)->at[0];
	assert_int_equal(o->looked, ROWS);
	cJSON_ArrayForEach(row, o->rows)
		assert_int_equal((size_t)row->valuedouble, ++bad * STEP + 1);
	assert_int_equal(bad, (ROWS - 1) / STEP);
	assert_int_equal(o->result.value, bad);
	o = &run_with(d, "{ \"column\": \"b\", \"unique\": true }", NULL, 0)->at[0];
	assert_int_equal(o->result.value, ROWS - (ROWS + 299) / 300);
	data_free(d);
}

static void keys_are_found_elsewhere(void **state)
{
	struct data *d = data_new("a|b\nDE|1\nAT|2\nXX|3\n|4\nde|1.0\n");
	struct data *reference = data_new("code|n\nAT|1\nDE|2\n|\nDE|x\n");

	(void)state;
	finds_with(d, "{ \"foreign_key\": { \"column\": \"a\", \"file\": \"c.csv\", \"file_column\": \"code\" } }", reference, "4: 3 5");
	finds_with(d, "{ \"foreign_key\": { \"column\": \"b\", \"file\": \"c.csv\", \"file_column\": \"n\" } }", reference, "5: 3 4");
	finds_with(d, "{ \"foreign_key\": { \"column\": \"a\", \"file\": \"c.csv\", \"file_column\": \"cde\" } }", reference,
		   "c.csv: no column \"cde\"; did you mean \"code\"?");
	finds_with(d, "{ \"foreign_key\": { \"column\": \"a\", \"file\": \"gone.csv\" } }", reference, "gone.csv: No such file or directory");
	assert_int_equal(run_with(d, "{ \"foreign_key\": { \"column\": \"*\", \"file\": \"c.csv\", \"file_column\": \"code\" } }", reference, 0)->count, 2);
	assert_string_equal(told(&d->checks.outcomes.at[0]), "4: 3 5");
	assert_string_equal(told(&d->checks.outcomes.at[1]), "5: 1 2 3 4 5");
	data_free(reference);
	data_free(d);
}

/* ---- SQL ---- */

static void rows_are_chosen(void **state)
{
	struct data *d = data_new("a|b|c d\n1|x|1\n2|y|1\n3|x|1\n|x|1\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"range\": { \"max\": 1 }, \"where\": \"b = 'x'\" }", "2: 3");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"b = 'x' -- and a comment\" }", "3: 4");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"\\\"c d\\\" = 1\" }", "4: 4");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"b = 'z'\" }", "no row with a value fits \"where\"");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"bb = 1\" }", "where: no such column: bb; did you mean b?");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"\\\"bb\\\" = 1\" }", "where: no such column: bb; did you mean b?");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"b = \" }", "where: near \")\": syntax error");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"1); DELETE FROM data; SELECT (1\" }",
	      "where: one statement at a time; this follows the first: DELETE FROM data; SELECT (1\n)");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"b = ?\" }", "where: the query has the parameter ?, which has no value here");
	finds(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"abs(-9223372036854775808 + 0 * a)\" }", "where: integer overflow");
	data_free(d);
}

static void selects_give_bad_rows(void **state)
{
	struct data *d = data_new("a|b\n1|x\n2|y\n3|x\n");

	(void)state;
	finds(d, "{ \"sql\": \"SELECT rowid FROM data WHERE a > 1 ORDER BY a DESC\" }", "3: 2 3");
	finds(d, "{ \"sql\": \"SELECT x.rowid, 'why' FROM data AS x JOIN data AS y USING (b);\" }", "3: 1 2 3");	/* twice is once */
	finds(d, "{ \"sql\": \"SELECT rowid FROM data WHERE 0\" }", "3:");
	finds(d, "{ \"sql\": \"SELECT a * 10 FROM data\" }", "sql: there is no row 10");
	finds(d, "{ \"sql\": \"SELECT -1\" }", "sql: there is no row -1");
	finds(d, "{ \"sql\": \"SELECT b FROM data\" }", "sql: its first column gave something that is no row number; select rowid");
	finds(d, "{ \"sql\": \"SELECT NULL\" }", "sql: its first column gave something that is no row number; select rowid");
	finds(d, "{ \"sql\": \"SELECT rowid FROM data WHERE country\" }", "sql: no such column: country");
	finds(d, "{ \"sql\": \"SELECT 1; SELECT 2\" }", "sql: one statement at a time; this follows the first: SELECT 2");
	data_free(d);
}

static void nothing_is_written(void **state)
{
	static const struct { const char *sql, *said; } cases[] = {
		{ "DELETE FROM data RETURNING rowid", "DELETE is refused" },
		{ "UPDATE data SET a = 0 RETURNING rowid", "UPDATE is refused" },
		{ "INSERT INTO data VALUES (1, 2)", "INSERT is refused" },
		{ "DROP TABLE data", "a change of the schema is refused" },
		{ "CREATE TEMP TABLE t(x)", "a change of the schema is refused" },
		{ "ATTACH ':memory:' AS m", "ATTACH is refused" },
		{ "PRAGMA query_only = OFF", "PRAGMA is refused" },
		{ "COMMIT", "a transaction is refused" },
		{ "VACUUM INTO '/tmp/assay-stolen.db'", "" },
		{ "SELECT load_extension('x')", "not authorized" },
		{ "SELECT writefile('/tmp/assay-stolen', 'x')", "no such function" },
		{ "WITH x AS (SELECT 1) DELETE FROM data", "DELETE is refused" },
	};
	struct data *d = data_new("a|b\n1|x\n2|y\n");
	char rows[300];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct row_outcome *o;

		snprintf(rows, sizeof rows, "{ \"sql\": \"%s\" }", cases[i].sql);
		o = &run_with(d, rows, NULL, 0)->at[0];
		assert_int_equal(o->result.kind, RESULT_NONE);
		if (!strstr(o->result.text, cases[i].said))
			fail_msg("%s: %s", cases[i].sql, o->result.text);
	}
	finds(d, "{ \"sql\": \"SELECT rowid FROM data\" }", "2: 1 2");
	/* The connection is what it was: it writes. */
	assert_int_equal(sqlite3_exec(store_connection(d->store), "CREATE TEMP TABLE t(x); INSERT INTO t VALUES (1)", NULL, NULL, NULL), SQLITE_OK);
	data_free(d);
}

static void what_never_ends_is_stopped(void **state)
{
	struct data *d = data_new("a\n1\n");
	time_t start = time(NULL);

	(void)state;
	assert_string_equal(told(&run_with(d, "{ \"sql\": \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 FROM n WHERE i < 0\" }",
					   NULL, 0.2)->at[0]), "sql: stopped after 0.2 s");
	assert_string_equal(told(&run_with(d, "{ \"column\": \"a\", \"not_null\": true, \"where\": \"a = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
					   "FROM n) SELECT count(*) FROM n)\" }", NULL, 0.2)->at[0]), "where: stopped after 0.2 s");
	finds(d, "{ \"column\": \"a\", \"not_null\": true }", "1:");
	assert_true(time(NULL) - start < 20);
	data_free(d);
}

/* ---- which columns, and where they lie ---- */

static void patterns_fit_columns(void **state)
{
	struct data *d = data_new("price_a|price_b|name\n1|-1|x\n2|2|\n");
	const struct row_outcomes *all;

	(void)state;
	all = run_with(d, "{ \"column\": \"price_*\", \"range\": { \"min\": 0 } }", NULL, 0);
	assert_int_equal(all->count, 2);
	assert_string_equal(told(&all->at[0]), "2:");
	assert_string_equal(told(&all->at[1]), "2: 1");
	assert_int_equal(all->at[1].result.where.column, 1);
	assert_int_equal(run_with(d, "{ \"column\": \"nam\", \"not_null\": true }", NULL, 0)->count, 0);
	assert_int_equal(run_with(d, "{ \"column\": \"/^p.*b$/\", \"not_null\": true }", NULL, 0)->count, 1);
	data_free(d);
}

/* Past SQLite's limit of columns the data lies in several tables. */
static void columns_of_all_tables_are_read(void **state)
{
	enum { COLUMNS = 2500 };
	size_t room = COLUMNS * 24, used = 0;
	char *text = malloc(room), rows[200];
	struct data *d;
	const struct row_outcomes *all;

	(void)state;
	assert_non_null(text);
	for (int c = 0; c < COLUMNS; c++)
		used += (size_t)snprintf(text + used, room - used, "%sc%d", c ? "|" : "", c);
	for (int row = 1; row <= 2; row++)
		for (int c = 0; c < COLUMNS; c++)
			used += (size_t)snprintf(text + used, room - used, "%s%d", c ? "|" : "\n", row == 2 && c == 2400 ? -1 : c);
	snprintf(text + used, room - used, "\n");
	d = data_new(text);
	finds(d, "{ \"compare\": { \"left\": \"c1\", \"is\": \"<\", \"right\": \"c2400\" } }", "2: 2");
	finds(d, "{ \"column\": \"c2400\", \"range\": { \"min\": 0 } }", "2: 2");
	finds(d, "{ \"column\": \"c2400\", \"range\": { \"min\": 0 }, \"where\": \"c1 = 1 AND c2300 = 2300\" }", "2: 2");
	finds(d, "{ \"unique\": [\"c1\", \"c2400\"] }", "2:");
	finds(d, "{ \"unique\": [\"c1\", \"c2300\"] }", "2: 2");
	snprintf(rows, sizeof rows, "{ \"column\": \"c*\", \"range\": { \"min\": 0 } }");
	all = run_with(d, rows, NULL, 0);
	assert_int_equal(all->count, COLUMNS);
	for (size_t c = 0; c < COLUMNS; c++)
		assert_int_equal(all->at[c].result.value, c == 2400);
	data_free(d);
	free(text);
}

static void hostile_names_and_values(void **state)
{
	struct data *d = data_new("\"; DROP TABLE data; --|rowid|A|a\n'); --|1|\\|\"\n%s%n|1|x|y\n");

	(void)state;
	finds(d, "{ \"column\": \"\\\"; DROP TABLE data; --\", \"values_in\": [\"'); --\"] }", "2: 2");
	finds(d, "{ \"column\": \"rowid\", \"unique\": true }", "2: 2");
	finds(d, "{ \"column\": \"a\", \"values_in\": [\"y\"] }", "2: 1");
	finds(d, "{ \"column\": \"A\", \"values_in\": [\"x\"] }", "2: 1");
	finds(d, "{ \"unique\": [\"a\", \"A\", \"\\\"; DROP TABLE data; --\"] }", "2:");
	data_free(d);
}

static void nothing_to_look_at_is_no_pass(void **state)
{
	struct data *d = data_new("a|b\n");

	(void)state;
	finds(d, "{ \"column\": \"a\", \"not_null\": true }", "there are no rows");
	finds(d, "{ \"sql\": \"SELECT 1 WHERE 0\" }", "there are no rows");
	finds(d, "{ \"unique\": [\"a\", \"b\"] }", "there are no rows");
	data_free(d);
	d = data_new("a|b\n|1\n|1\n");
	finds(d, "{ \"column\": \"a\", \"unique\": true }", "no row has a value there");
	data_free(d);
}

/* ---- what is kept ---- */

static void bad_rows_are_kept(void **state)
{
	static const char pack[] = "{ \"rules_version\": 1, \"rules\": ["
		"{ \"id\": \"validity.a\", \"severity\": \"warn\", \"title\": \"x\", \"rows\": { \"column\": \"*\", \"range\": { \"min\": 2 } } },"
		"{ \"id\": \"validity.b\", \"severity\": \"warn\", \"title\": \"x\", \"rows\": { \"sql\": \"SELECT 3 UNION SELECT 2\" } } ] }";
	struct data *d = data_new("a|b\n1|2\n2|1\n0|0\n");
	struct check_request in = { .plan = &d->plan, .store = d->store, .keep = true };
	struct err e = { .code = ERR_NONE };
	sqlite3_stmt *read;

	(void)state;
	d->plan.evidence = 1;
	assert_int_equal(rules_read(&d->rules, "p.json", pack, strlen(pack), &e), 0);
	in.rules = d->rules;
	assert_int_equal(checks_run(&d->checks, &in, &e), 0);
	assert_int_equal(d->checks.outcomes.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(d->checks.outcomes.at[i].result.value == 2);
		assert_int_equal(cJSON_GetArraySize(d->checks.outcomes.at[i].rows), 1);
	}
	assert_int_equal(sqlite3_prepare_v2(store_connection(d->store), "SELECT group_concat(rule || ifnull(column_name, '-') || row, ' ') FROM assay_bad_row",
					    -1, &read, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(read), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(read, 0),
			    "validity.aa1 validity.aa3 validity.ab2 validity.ab3 validity.b-2 validity.b-3");
	sqlite3_finalize(read);
	data_free(d);
}

static void rowsets_are_sets(void **state)
{
	enum { ROWS = 300000 };
	static bool in[ROWS + 1];
	struct rowset s = { .count = 0 };
	uint64_t seed = 1, count = 0;

	(void)state;
	assert_int_equal(rowset_next(&s, 1), 0);
	for (int i = 0; i < 120000; i++) {
		uint64_t row;

		seed = seed * UINT64_C(6364136223846793005) + 1;
		row = i < 100000 ? 1 + (seed >> 33) % 100000 : 150000 + (seed >> 33) % 150000;	/* pages with many, with few, with none */
		count += !in[row];
		in[row] = true;
		assert_int_equal(rowset_add(&s, row), 0);
	}
	assert_int_equal(s.count, count);
	for (uint64_t row = 1, next = rowset_next(&s, 1); row <= ROWS; row++) {
		assert_int_equal(in[row], next == row);
		if (next == row)
			next = rowset_next(&s, row + 1);
	}
	rowset_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_looked_up),
		cmocka_unit_test(expressions_are_matched),
		cmocka_unit_test(ranges_hold_numbers),
		cmocka_unit_test(ranges_hold_dates),
		cmocka_unit_test(lengths_are_characters),
		cmocka_unit_test(types_are_of_cells),
		cmocka_unit_test(missing_cells_pass_all_but_one),
		cmocka_unit_test(columns_are_compared),
		cmocka_unit_test(sums_add_up),
		cmocka_unit_test(repeats_are_rows_behind_the_first),
		cmocka_unit_test(large_keys_are_told_apart),
		cmocka_unit_test(keys_are_found_elsewhere),
		cmocka_unit_test(rows_are_chosen),
		cmocka_unit_test(selects_give_bad_rows),
		cmocka_unit_test(nothing_is_written),
		cmocka_unit_test(what_never_ends_is_stopped),
		cmocka_unit_test(patterns_fit_columns),
		cmocka_unit_test(columns_of_all_tables_are_read),
		cmocka_unit_test(hostile_names_and_values),
		cmocka_unit_test(nothing_to_look_at_is_no_pass),
		cmocka_unit_test(bad_rows_are_kept),
		cmocka_unit_test(rowsets_are_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
