/* outputs: the forms of a report, through the library's calls: which there are, what is escaped, what is refused.
 */
#include "report/output.h"

#include "assay/assay.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char report_text[] =
	"{\"report_version\": 1, \"verdict\": {\"result\": \"fail\", \"errors\": 1, \"fail_on\": \"error\"},"
	"\"dataset\": {\"rows\": 3, \"columns\": 1, \"rejected\": 0, \"sources\": [{\"path\": \"d\\u0001/a ]]>.csv\", \"lines\": {\"2\": 7}}]},"
	"\"findings\": [{\"id\": \"00\", \"rule\": \"validity.r\", \"severity\": \"error\", \"where\": {\"column\": \"c\"}, \"metric\": \"m\","
	"\"title\": \"t\\u0000\\u0001\\t\\r\\n<&>\\\"{0}|\\uffff\xff\", \"evidence\": [{\"row\": 2}, {\"row\": 3}]}],"
	"\"rules\": [{\"rule\": \"validity.r\", \"severity\": \"error\", \"outcome\": \"failed\"},"
	"{\"rule\": \"accuracy.s\", \"severity\": \"warn\", \"outcome\": \"silent\"}]}";

/* A form of the report; the caller frees it. */
static char *form(const char *format)
{
	struct assay_error error;
	char *text = NULL;
	size_t bytes;
	FILE *to = open_memstream(&text, &bytes);

	assert_int_equal(assay_report_write_json(report_text, strlen(report_text), format, to, &error), 0);
	assert_int_equal(error.code, 0);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void holds(const char *format, const char *part)
{
	char *text = form(format);

	if (!strstr(text, part))
		fail_msg("%s does not hold %s:\n%s", format, part, text);
	free(text);
}

static void test_xml_is_escaped(void **state)
{
	(void)state;
	holds("junit", "<testsuite name=\"d\xef\xbf\xbd/a ]]&gt;.csv\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\"");
	holds("junit", "<testcase classname=\"validity\" name=\"validity.r\"");
	holds("junit", "d\xef\xbf\xbd/a ]]&gt;.csv:7\n  row 3\n");
}

static void test_sarif_is_escaped(void **state)
{
	(void)state;
	holds("sarif", "\"uri\": \"d%01/a%20%5D%5D%3E.csv\"");
	holds("sarif", "\"startLine\": 7");
	holds("sarif", "\"assay/v1\": \"00\"");
}

static void test_commands_are_escaped(void **state)
{
	(void)state;
	holds("github", "::error file=d\xef\xbf\xbd/a ]]>.csv,line=7,title=validity.r::t");
}

static void test_the_line(void **state)
{
	char *text = form("line");

	(void)state;
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	assert_ptr_equal(strstr(text, "assay: FAIL d\xef\xbf\xbd/a ]]>.csv: 3 rows, 1 column, 0 rejected; 1 error; worst: t"), text);
	free(text);
}

static void test_every_form_of_the_table(void **state)
{
	struct assay_report *report;
	struct assay_error error;

	(void)state;
	assert_int_equal(assay_report_of_json(report_text, strlen(report_text), &report, &error), 0);
	assert_int_equal(assay_report_exit(report), 1);
	assert_string_equal(assay_report_json(report), report_text);
	for (size_t i = 0; output_formats[i]; i++) {
		char *again = NULL, *text = form(output_formats[i]->name);
		size_t bytes;
		FILE *to = open_memstream(&again, &bytes), *full = fopen("/dev/full", "w");

		assert_int_equal(assay_report_write(report, output_formats[i]->name, to, &error), 0);
		fclose(to);
		assert_string_equal(text, again);
		assert_true(*output_formats[i]->summary && *output_formats[i]->media && *output_formats[i]->extension);
		setvbuf(full, NULL, _IONBF, 0);
		assert_int_equal(assay_report_write(report, output_formats[i]->name, full, &error), -1);
		assert_non_null(strstr(error.text, "could not be written"));
		fclose(full);
		free(text);
		free(again);
	}
	assay_report_free(report);
}

static void test_what_is_refused(void **state)
{
	static const char *const bad[] = { "", "[", "{}", "{\"report_version\": 2}", "{\"report_version\": 1} x" };
	struct assay_report *report = NULL;
	struct assay_error error;

	(void)state;
	assert_int_equal(assay_report_write_json(report_text, strlen(report_text), "junti", stdout, &error), -1);
	assert_string_equal(error.text, "no format \"junti\" for a report; did you mean junit?");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(assay_report_of_json(bad[i], strlen(bad[i]), &report, &error), -1);
		assert_int_not_equal(error.code, 0);
	}
	assert_null(report);
	assert_int_equal(assay_report_of_json("{\"report_version\": 1}", 21, &report, &error), 0);
	assert_int_equal(assay_report_exit(report), 1);		/* no verdict is no pass */
	assay_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xml_is_escaped),
		cmocka_unit_test(test_sarif_is_escaped),
		cmocka_unit_test(test_commands_are_escaped),
		cmocka_unit_test(test_the_line),
		cmocka_unit_test(test_every_form_of_the_table),
		cmocka_unit_test(test_what_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
