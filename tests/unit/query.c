/* query: results in their three forms, to the byte, and everything refused that is not one reading statement.
 *
 * The expected texts follow from RFC 4180, RFC 8259 and print.h; the shortest decimals are Python's repr() of the doubles.
 */
#include "store/store.h"

#include "store/text.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static int database_make(void **state)
{
	static const char sql[] =
		"CREATE TABLE data(name, age, score, \"odd, name\");"
		"INSERT INTO data VALUES('Zoë', 17, 0.1, NULL), ('a \"b\", c', -9007199254740993, 9e999, ''),"
		" ('two' || char(13, 10) || 'lines' || char(27), NULL, 3.0, x'00ff');"
		"CREATE VIEW ages AS SELECT age FROM data;";
	sqlite3 *db;
	int fd, code;

	(void)state;
	strcpy(path, "/tmp/assay-query-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return -1;
	close(fd);
	code = sqlite3_open(path, &db) || sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return code ? -1 : 0;
}

static int database_remove(void **state)
{
	(void)state;
	return unlink(path);
}

/* What a query prints, malloc'd; NULL with e filled. */
static char *printed(const char *file, const char *sql, enum query_format format, struct err *e)
{
	char *text = NULL;
	size_t n;
	FILE *memory = open_memstream(&text, &n);
	int failed;

	assert_non_null(memory);
	failed = store_query(file, sql, format, memory, e);
	fclose(memory);
	if (!failed)
		return text;
	free(text);
	assert_int_not_equal(e->code, ERR_NONE);
	return NULL;
}

static void assert_prints(const char *sql, enum query_format format, const char *expected)
{
	struct err e = { 0 };
	char *got = printed(path, sql, format, &e);

	if (!got)
		fail_msg("%s", e.text);
	assert_string_equal(got, expected);
	free(got);
}

static void assert_refuses(const char *file, const char *sql, const char *sentence)
{
	struct err e = { 0 };
	char *got = printed(file, sql, QUERY_CSV, &e);

	if (got)
		fail_msg("%s: it printed %s", sql, got);
	if (!strstr(e.text, sentence))
		fail_msg("%s: got: %s, expected: %s", sql, e.text, sentence);
}

static void test_table(void **state)
{
	(void)state;
	assert_prints("SELECT name, age FROM data", QUERY_TABLE,
		      "name                       age\n"
		      "───────────  ─────────────────\n"
		      "Zoë                         17\n"
		      "a \"b\", c     -9007199254740993\n"
		      "two␍␊lines␛               NULL\n"
		      "(3 rows)\n");
	assert_prints("SELECT age AS a, age FROM data WHERE 0", QUERY_TABLE, "a  age\n─  ───\n(0 rows)\n");
	assert_prints("SELECT printf('%.60c', 'x') AS fits, printf('%.61c', 'x') AS cut", QUERY_TABLE,
		      "fits                                                          cut\n"
		      "────────────────────────────────────────────────────────────  "
		      "────────────────────────────────────────────────────────────\n"
		      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  "
		      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\n"
		      "(1 row)\n");
}

/* Rows past the window of widths are printed too. */
static void test_table_long(void **state)
{
	struct err e = { 0 };
	char *got = printed(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT i FROM n",
			    QUERY_TABLE, &e);

	(void)state;
	assert_non_null(got);
	assert_non_null(strstr(got, "\n   1\n"));
	assert_non_null(strstr(got, "\n1500\n(1500 rows)\n"));
	free(got);
}

static void test_csv(void **state)
{
	(void)state;
	assert_prints("SELECT * FROM data", QUERY_CSV,
		      "name,age,score,\"odd, name\"\r\n"
		      "Zoë,17,0.1,\r\n"
		      "\"a \"\"b\"\", c\",-9007199254740993,Infinity,\"\"\r\n"
		      "\"two\r\nlines\x1b\",,3.0,00ff\r\n");
}

static void test_json(void **state)
{
	(void)state;
	assert_prints("SELECT * FROM data", QUERY_JSON,
		      "[\n"
		      "{\"name\":\"Zoë\",\"age\":17,\"score\":0.1,\"odd, name\":null},\n"
		      "{\"name\":\"a \\\"b\\\", c\",\"age\":-9007199254740993,\"score\":\"Infinity\",\"odd, name\":\"\"},\n"
		      "{\"name\":\"two\\r\\nlines\\u001b\",\"age\":null,\"score\":3.0,\"odd, name\":\"00ff\"}\n"
		      "]\n");
	assert_prints("SELECT 1 AS a, 2 AS a, 3 AS a_2", QUERY_JSON, "[\n{\"a\":1,\"a_2\":2,\"a_2_2\":3}\n]\n");
	assert_prints("SELECT age FROM data WHERE 0", QUERY_JSON, "[]\n");
	assert_prints("SELECT CAST(x'61ff62' AS TEXT) AS t", QUERY_JSON, "[\n{\"t\":\"a\xef\xbf\xbd" "b\"}\n]\n");
}

static void test_reading_is_allowed(void **state)
{
	(void)state;
	assert_prints("SELECT count(*) AS n, upper('x') AS u FROM ages; -- that is all\n ;", QUERY_CSV, "n,u\r\n3,X\r\n");
	assert_prints("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) AS s FROM n",
		      QUERY_CSV, "s\r\n6\r\n");
	assert_prints("SELECT value FROM json_each('[5]')", QUERY_CSV, "value\r\n5\r\n");
	assert_prints("VALUES (1)", QUERY_CSV, "column1\r\n1\r\n");
	assert_prints("SELECT name FROM sqlite_master WHERE type = 'table'", QUERY_CSV, "name\r\ndata\r\n");
}

static void test_all_else_is_refused(void **state)
{
	(void)state;
	assert_refuses(path, "INSERT INTO data VALUES(1, 2, 3, 4)", "a query only reads, INSERT is refused");
	assert_refuses(path, "INSERT INTO data VALUES(1, 2, 3, 4) RETURNING age", "INSERT is refused");
	assert_refuses(path, "UPDATE data SET age = 1", "UPDATE is refused");
	assert_refuses(path, "DELETE FROM data", "DELETE is refused");
	assert_refuses(path, "CREATE TABLE t(x)", "a change of the schema is refused");
	assert_refuses(path, "CREATE TEMP TABLE t(x)", "a change of the schema is refused");
	assert_refuses(path, "UPDATE sqlite_master SET sql = ''", "table sqlite_master may not be modified");
	assert_refuses(path, "DROP TABLE data", "a change of the schema is refused");
	assert_refuses(path, "ALTER TABLE data ADD COLUMN x", "refused");
	assert_refuses(path, "ATTACH '/tmp/assay-never.db' AS x", "ATTACH is refused");
	assert_refuses(path, "VACUUM INTO '/tmp/assay-never.db'", "only reads");
	assert_refuses(path, "VACUUM", "only reads");
	assert_refuses(path, "PRAGMA table_info(data)", "PRAGMA is refused");
	assert_refuses(path, "SELECT * FROM pragma_table_info('data')", "PRAGMA is refused");
	assert_refuses(path, "BEGIN", "a transaction is refused");
	assert_refuses(path, "SAVEPOINT x", "a savepoint is refused");
	assert_refuses(path, "REINDEX", "only reads");
	assert_refuses(path, "ANALYZE", "refused");
	assert_refuses(path, "SELECT load_extension('x')", "not authorized to use function: load_extension");
	assert_refuses(path, "SELECT 1; SELECT 2", "one statement at a time; this follows the first: SELECT 2");
	assert_refuses(path, "SELECT 1; DROP TABLE data", "one statement at a time");
	assert_refuses(path, "SELECT 1; nonsense", "one statement at a time; this follows the first: nonsense");
	assert_refuses(path, "", "there is no statement");
	assert_refuses(path, " -- nothing\n;", "there is no statement");
	assert_refuses(path, "SELECT ?1", "parameter ?1");
	assert_refuses(path, "SELEC 1", "near \"SELEC\": syntax error");
	assert_refuses(path, "SELECT \"agee\" FROM data", "no such column: agee; did you mean age");
	assert_refuses(path, "SELECT d.agee FROM data d", "no such column: d.agee; did you mean age");
	assert_refuses(path, "SELECT * FROM dat", "no such table: dat; did you mean data");
	assert_refuses(path, "SELECT abs(-9223372036854775808)", "integer overflow");
	assert_int_equal(access("/tmp/assay-never.db", F_OK), -1);
	assert_prints("SELECT count(*) AS n FROM data", QUERY_CSV, "n\r\n3\r\n");
}

static void test_files_that_are_no_database(void **state)
{
	char other[] = "/tmp/assay-other-XXXXXX";
	int fd = mkstemp(other);

	(void)state;
	assert_true(fd >= 0);
	assert_refuses(other, "SELECT 1", "the file is empty");
	assert_int_equal(write(fd, "id,label\n1,cat\n", 15), 15);
	assert_refuses(other, "SELECT 1", "the file is not an SQLite database");
	close(fd);
	unlink(other);
	assert_refuses(other, "SELECT 1", "No such file or directory");
	assert_refuses("/tmp", "SELECT 1", "not a regular file");
	assert_refuses(":memory:", "SELECT 1", "No such file or directory");
	assert_refuses("file:x?mode=memory", "SELECT 1", "No such file or directory");
}

/* A database cut in its middle gives an error or rows, and no crash. */
static void test_a_damaged_database(void **state)
{
	char other[] = "/tmp/assay-other-XXXXXX", bytes[8192];
	FILE *f = fopen(path, "rb");
	struct err e = { 0 };
	size_t n;

	(void)state;
	assert_non_null(f);
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	assert_true(n == sizeof bytes);	/* two pages */
	close(mkstemp(other));
	f = fopen(other, "wb");
	assert_non_null(f);
	fwrite(bytes, 1, 4096, f);
	fclose(f);
	assert_refuses(other, "SELECT * FROM data", "malformed");
	bytes[4096 + 5] ^= 0x55;
	f = fopen(other, "wb");
	assert_non_null(f);
	fwrite(bytes, 1, n, f);
	fclose(f);
	free(printed(other, "SELECT * FROM data", QUERY_TABLE, &e));
	unlink(other);
}

static void test_a_full_disk_is_an_error(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct err e = { 0 };

	(void)state;
	if (!full)
		skip();
	assert_int_equal(store_query(path, "SELECT * FROM data", QUERY_CSV, full, &e), -1);
	assert_string_equal(e.text, "writing the result: No space left on device");
	fclose(full);
}

/* Left: the double as C reads it; right: Python 3's repr(), with C's exponent form, which is the same. */
static void test_doubles_are_shortest(void **state)
{
	static const struct {
		double x;
		const char *text;
	} cases[] = {
		{ 0.1, "0.1" }, { 1.0 / 3, "0.3333333333333333" }, { 2.0 / 3, "0.6666666666666666" }, { 3, "3.0" },
		{ -0.0, "-0.0" }, { 5e-324, "5e-324" }, { 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ 1e22, "1e+22" }, { 0.1 + 0.2, "0.30000000000000004" }, { 100000, "100000.0" }, { 1.1, "1.1" },
		{ INFINITY, "Infinity" }, { -INFINITY, "-Infinity" },
	};
	static const char *const locales[] = { "C", "de_DE.UTF-8", "fr_FR.UTF-8" };
	char text[DOUBLE_TEXT_BYTES];

	(void)state;
	for (size_t l = 0; l < 3; l++) {
		if (!setlocale(LC_NUMERIC, locales[l]))
			continue;
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			double_text(cases[i].x, text);
			assert_string_equal(text, cases[i].text);
		}
	}
	setlocale(LC_NUMERIC, "C");
}

/* Well and ill-formed sequences of the Unicode Standard, table 3-7, and Kuhn's decoder test. */
static void test_utf8(void **state)
{
	static const struct {
		const char *text;
		size_t step;
		uint32_t code;
	} cases[] = {
		{ "a", 1, 0x61 }, { "\xc2\x80", 2, 0x80 }, { "\xdf\xbf", 2, 0x7ff }, { "\xe0\xa0\x80", 3, 0x800 },
		{ "\xed\x9f\xbf", 3, 0xd7ff }, { "\xee\x80\x80", 3, 0xe000 }, { "\xf0\x90\x80\x80", 4, 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff }, { "\xc0\x80", 0, 0 }, { "\xc1\xbf", 0, 0 }, { "\xe0\x9f\xbf", 0, 0 },
		{ "\xed\xa0\x80", 0, 0 }, { "\xf0\x8f\xbf\xbf", 0, 0 }, { "\xf4\x90\x80\x80", 0, 0 }, { "\xf8\x88\x80\x80\x80", 0, 0 },
		{ "\x80", 0, 0 }, { "\xc3", 0, 0 }, { "\xe2\x82", 0, 0 }, { "\xe2\x28\xa1", 0, 0 }, { "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t code = 0;

		assert_int_equal(utf8_step(cases[i].text, strlen(cases[i].text), &code), cases[i].step);
		if (cases[i].step)
			assert_int_equal(code, cases[i].code);
	}
	assert_int_equal(utf8_border("ab\xc3", 3), 2);
	assert_int_equal(utf8_border("ab\xe2\x82", 4), 2);
	assert_int_equal(utf8_border("ab\xe2\x82\xac", 5), 5);
	assert_int_equal(utf8_border("\xf0\x9f\x98", 3), 0);
	assert_int_equal(utf8_border("", 0), 0);
	assert_int_equal(utf8_border("abc", 3), 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_table_long),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_reading_is_allowed),
		cmocka_unit_test(test_all_else_is_refused),
		cmocka_unit_test(test_files_that_are_no_database),
		cmocka_unit_test(test_a_damaged_database),
		cmocka_unit_test(test_a_full_disk_is_an_error),
		cmocka_unit_test(test_doubles_are_shortest),
		cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests(tests, database_make, database_remove);
}
