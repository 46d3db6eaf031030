/* summary: whatever a report holds, its summary fits the screen and is obeyed by no terminal. Reports are made by hand; what the lines are
 * held against (widths, harmful characters) is read from utf8proc here, not from terminal_text.c.
 */
#include "report/summary.h"

#include "assay/assay.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- reports ---- */

static const char empty_report[] =
	"{\"report_version\": 1, \"verdict\": {\"result\": \"fail\", \"errors\": 1, \"warnings\": 2, \"infos\": 3, \"not_evaluated\": 4},"
	"\"dataset\": {\"rows\": 891, \"columns\": 15, \"rejected\": 2, \"sources\": [{\"path\": \"data/titanic.csv\", \"lines\": {\"7\": 9}}]},"
	"\"findings\": [], \"columns\": [], \"dimensions\": {}}";

/* A column with all that the summary looks at, in the ways that it shows columns. */
static const char *const column_text[] = {
	"{\"name\": \"age\", \"type\": \"real\", \"missing\": {\"fraction\": 0.199}, \"distinct\": 88, \"approximate\": {\"distinct\": {\"error\": 1}},"
	"\"numeric\": {\"min\": 0.42, \"p50\": 28, \"max\": 80, \"outliers_fraction\": 0.02, \"skewness\": 0.4, \"histogram\": {\"counts\": [1, 5, 9, 2]}},"
	"\"disguised\": {\"count\": 3}, \"odd\": {\"count\": 1}, \"constant\": 0, \"all_distinct\": 0}",
	"{\"name\": \"embarked\", \"type\": \"text\", \"missing\": {\"fraction\": 0.0001}, \"distinct\": 123456789, \"is_label\": 1,"
	"\"classes\": {\"counts\": [{\"value\": \"S\", \"count\": 644, \"fraction\": 0.72}, {\"value\": \"C\", \"count\": 168, \"fraction\": 0.19}],"
	"\"imbalance_ratio\": 8.3, \"dominant_fraction\": 0.72, \"rare\": 1}, \"text\": {\"padded\": 4, \"mojibake\": 1, \"case_variant_cells\": 2}}",
	"{\"name\": \"name\", \"type\": \"text\", \"missing\": {\"fraction\": 1}, \"distinct\": 1e300, \"all_distinct\": 1,"
	"\"top\": [{\"value\": \"a\", \"count\": 1}],"
	"\"text\": {\"length\": {\"min\": 1, \"p50\": 20, \"max\": 82, \"histogram\": {\"counts\": [0, 0, 3]}}}}",
	"{\"name\": \"boarded\", \"type\": \"datetime\", \"missing\": {\"fraction\": 0}, \"distinct\": 0,"
	"\"time\": {\"oldest\": \"1912-04-10T00:00:00Z\", \"newest\": \"1912-04-15T02:20:00Z\", \"periods\": {\"counts\": [1, 2, 3]},"
	"\"stale_fraction\": 1, \"future\": 1, \"gaps\": 2, \"out_of_order\": 3}}",
};

static const char dimensions_text[] =
	"{\"completeness\": {\"missing_cells_fraction\": 0.08, \"rows_complete\": 182}, \"representativeness\": {\"combinations\": {\"missing_fraction\": 0.5}},"
	"\"diversity\": {}, \"accuracy\": {\"labels\": {\"accuracy\": 0.9, \"f1_macro\": 0.8}, \"conflicting_rows\": 1, \"reference\": {\"agreement\": 0.99}},"
	"\"correlation\": {\"pairs\": [{\"x\": \"fare\", \"y\": \"class\", \"pearson\": {\"r\": -0.55}, \"cramers_v\": {\"v\": 0.3}, \"eta\": {\"eta\": 0.2}}],"
	"\"condition_number\": 12.5}, \"uniqueness\": {\"duplicate_rows\": 107, \"duplicate_keys\": 1}, \"validity\": {\"rejected\": 2}}";

static cJSON *parsed(const char *text)
{
	cJSON *tree = cJSON_Parse(text);

	assert_non_null(tree);
	return tree;
}

static cJSON *list_of(cJSON *report, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(report, name);
}

static void set_text(cJSON *object, const char *name, const char *text)
{
	if (text)
		assert_non_null(cJSON_AddStringToObject(object, name, text));
}

static void finding_add(cJSON *report, const char *rule, const char *severity, const char *column, const char *title, const char *action)
{
	cJSON *finding = cJSON_CreateObject(), *where = cJSON_AddObjectToObject(finding, "where");

	set_text(finding, "rule", rule);
	set_text(finding, "severity", severity);
	set_text(finding, "title", title);
	set_text(finding, "action", action);
	set_text(where, "column", column);
	cJSON_AddItemToArray(list_of(report, "findings"), finding);
}

static void column_add(cJSON *report, size_t like, const char *name)
{
	cJSON *column = parsed(column_text[like % COUNT(column_text)]);

	if (name)
		cJSON_ReplaceItemInObjectCaseSensitive(column, "name", cJSON_CreateString(name));
	cJSON_AddItemToArray(list_of(report, "columns"), column);
}

static void evidence_add(cJSON *report, int row)
{
	cJSON *findings = list_of(report, "findings"), *last = cJSON_GetArrayItem(findings, cJSON_GetArraySize(findings) - 1);
	cJSON *list = cJSON_AddArrayToObject(last, "evidence"), *one = cJSON_CreateObject();

	cJSON_AddNumberToObject(one, "row", row);
	cJSON_AddItemToArray(list, one);
}

/* Everything that the summary knows how to show. */
static cJSON *full_report(void)
{
	cJSON *report = parsed(empty_report), *pair = cJSON_CreateObject(), *where;

	for (size_t i = 0; i < COUNT(column_text); i++)
		column_add(report, i, NULL);
	finding_add(report, "completeness.missing-many", "warn", "age", "age: 19.9 % of the cells are missing", "Find out why.");
	evidence_add(report, 7);
	finding_add(report, "completeness.missing-many", "warn", "name", "name: 100 % of the cells are missing", "Find out why.");
	finding_add(report, "uniqueness.duplicate-keys", "error", NULL, "1 row repeats an id", "Keep the right one.");
	finding_add(report, "timeliness.gaps", "info", "boarded", "boarded: 2 gaps", NULL);
	where = cJSON_AddObjectToObject(pair, "where");
	set_text(pair, "rule", "correlation.linear");
	set_text(pair, "severity", "info");
	set_text(pair, "meaning", "One can be computed from the other.");
	set_text(where, "column", "age");
	set_text(where, "other", "name");
	set_text(where, "class", "S");
	cJSON_AddItemToArray(list_of(report, "findings"), pair);
	cJSON_ReplaceItemInObjectCaseSensitive(report, "dimensions", parsed(dimensions_text));
	return report;
}

/* ---- what is shown ---- */

static struct assay_terminal screen(unsigned columns, unsigned lines)
{
	return (struct assay_terminal){ .columns = columns, .lines = lines, .unicode = 1 };
}

/* The summary, malloc'd; NULL when it was refused. */
static char *shown(const cJSON *report, struct assay_terminal terminal, struct err *e)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *to = open_memstream(&text, &bytes);
	int done;

	assert_non_null(to);
	*e = (struct err){ .code = ERR_NONE };
	done = summary_write(report, to, &terminal, e);
	assert_int_equal(fclose(to), 0);
	assert_true(done == 0 ? e->code == ERR_NONE : e->code != ERR_NONE && *e->text);
	if (done == 0)
		return text;
	free(text);
	return NULL;
}

static bool is_harmful(utf8proc_int32_t code)
{
	utf8proc_category_t category = utf8proc_category(code);

	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f ||
	       category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CS || (code >= 0xe0000 && code <= 0xe007f);
}

/* The bytes of a colour at the text's start: ESC [ digits ; digits m. */
static size_t colour_bytes(const char *text)
{
	size_t n = text[0] == '\033' && text[1] == '[' ? 2 + strspn(text + 2, "0123456789;") : 0;

	return n && text[n] == 'm' ? n + 1 : 0;
}

/* A line has no harmful character, is UTF-8, takes no more columns than there are, and does not end with a colour on. */
static void check_line(const char *line, size_t n, struct assay_terminal t)
{
	size_t columns = 0;
	bool coloured = false, on = false;

	for (size_t at = 0, step; at < n; at += step) {
		utf8proc_int32_t code;
		utf8proc_ssize_t bytes;

		step = t.colour ? colour_bytes(line + at) : 0;
		if (step) {
			coloured = true;
			on = strncmp(line + at, "\033[0m", 4) != 0;
			continue;
		}
		bytes = utf8proc_iterate((const utf8proc_uint8_t *)line + at, (utf8proc_ssize_t)(n - at), &code);
		if (bytes < 1 || is_harmful(code) || (!t.unicode && code >= 0x80))
			fail_msg("at byte %zu of a line: U+%04X: %.*s", at, (unsigned)code, (int)n, line);
		columns += (size_t)utf8proc_charwidth(code);
		step = (size_t)bytes;
	}
	if (columns > t.columns)
		fail_msg("%zu columns where there are %u: %.*s", columns, t.columns, (int)n, line);
	assert_false(coloured && on);
}

static size_t check_lines(const char *text, struct assay_terminal t)
{
	size_t lines = 0;

	for (const char *end; *text; text = end + 1, lines++) {
		end = strchr(text, '\n');
		assert_non_null(end);
		check_line(text, (size_t)(end - text), t);
	}
	return lines;
}

/* The report in one way: it is shown, and it fits. */
static void check_shown(const cJSON *report, struct assay_terminal t)
{
	struct err e;
	char *text = shown(report, t, &e);
	size_t lines;

	if (!text)
		fail_msg("refused: %s", e.text);
	lines = check_lines(text, t);
	assert_true(lines > 0);
	if (t.lines && lines > t.lines)
		fail_msg("%zu lines where there are %u, and %u columns", lines, t.lines, t.columns);
	free(text);
}

/* In many ways. */
static void check_everywhere(const cJSON *report)
{
	static const unsigned columns[] = { 20, 33, 79, 80, 100, 300 }, lines[] = { 0, 1, 3, 10, 24 };

	for (size_t c = 0; c < COUNT(columns); c++)
		for (size_t l = 0; l < COUNT(lines); l++)
			for (int way = 0; way < 4; way++) {
				struct assay_terminal t = screen(columns[c], lines[l]);

				t.colour = way & 1;
				t.unicode = way >> 1;
				check_shown(report, t);
			}
}

/* ---- hostile texts ---- */

static const char *const hostile[] = {
	"", " ", "\033[31mred\033[0m", "\033]0;owned\007", "\033[2J\033[H", "\b\b\bgone", "one\ntwo", "one\rtwo", "tab\there", "\177", "\001\037",
	"\302\23331m", "\302\205", "\302\237",				/* C1 controls: CSI, next line, APC */
	"\342\200\256gpj.exe", "\342\201\246isolated", "\342\200\217", "\342\200\216", "\342\201\251",	/* directions */
	"\342\200\250line", "\342\200\251paragraph", "\357\273\277bom", "\302\255soft", "\363\240\201\201tag",
	"\377\376", "\300\200", "\355\240\200", "\364\220\200\200", "\303", "\342\202",	/* no UTF-8: overlong, surrogate, beyond, cut off */
	"\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242\345\255\227\346\274\242\345\255\227",
	"e\314\201\314\202\314\203\314\204\314\205\314\206\314\207\314\210", "\314\201\314\201\314\201",
	"\360\237\221\250\342\200\215\360\237\221\251\342\200\215\360\237\221\247", "\360\237\217\264\363\240\201\247", "\360\237\207\251\360\237\207\252",
	"\331\205\330\261\330\255\330\250\330\247", "\340\270\201\340\270\263", "\341\204\222\341\205\241\341\206\253", "%s%n%d", "\357\277\277",
};

/* Every text of the tree becomes this one, but for those that decide what is shown. */
static void texts_replace(cJSON *node, const char *text)
{
	for (cJSON *child = node->child; child; child = child->next) {
		if (cJSON_IsString(child) && !(child->string && (strcmp(child->string, "severity") == 0 || strcmp(child->string, "rule") == 0)))
			assert_non_null(cJSON_SetValuestring(child, text));
		texts_replace(child, text);
	}
}

static void test_hostile_texts_are_made_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++) {
		cJSON *report = full_report();

		texts_replace(report, hostile[i]);
		check_everywhere(report);
		cJSON_Delete(report);
	}
}

static void test_hostile_rules_and_severities_are_made_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++) {
		cJSON *report = parsed(empty_report);

		finding_add(report, hostile[i], hostile[i], hostile[i], NULL, NULL);	/* without a title the rule's name is shown */
		finding_add(report, hostile[i], hostile[i], hostile[i], NULL, NULL);
		check_everywhere(report);
		cJSON_Delete(report);
	}
}

/* Text repeated up to so many bytes. */
static char *repeated(const char *text, size_t bytes)
{
	char *all = malloc(bytes + 1);
	size_t n = strlen(text), used = 0;

	assert_non_null(all);
	for (; used + n <= bytes; used += n)
		memcpy(all + used, text, n);
	all[used] = '\0';
	return all;
}

static void test_a_megabyte_of_anything(void **state)
{
	static const char *const pieces[] = { "x", "\346\274\242", "e\314\201", "\314\201", "\033[1m", "\377", "\360\237\221\250\342\200\215", " " };

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		char *text = repeated(pieces[i], 1 << 20);
		cJSON *report = parsed(empty_report);

		column_add(report, 1, text);
		column_add(report, 2, text);
		finding_add(report, "validity.odd", "error", text, text, text);
		finding_add(report, "validity.odd", "error", text, text, text);
		for (unsigned columns = 20; columns <= 300; columns += 70)
			check_shown(report, screen(columns, 50));
		cJSON_Delete(report);
		free(text);
	}
}

/* ---- sizes ---- */

static void test_no_line_is_wider_than_the_screen(void **state)
{
	cJSON *report = full_report();

	(void)state;
	for (unsigned columns = 1; columns <= 320; columns++)
		for (int way = 0; way < 4; way++)
			check_shown(report, (struct assay_terminal){ .columns = columns, .colour = way & 1, .unicode = way >> 1 });
	cJSON_Delete(report);
}

static cJSON *report_of(size_t findings, size_t columns)
{
	static const char *const severity[] = { "error", "warn", "info" };
	cJSON *report = parsed(empty_report);
	char name[64], rule[64];

	for (size_t i = 0; i < columns; i++) {
		snprintf(name, sizeof name, "column_%zu", i);
		column_add(report, i, name);
	}
	for (size_t i = 0; i < findings; i++) {
		snprintf(name, sizeof name, "column_%zu", i);
		snprintf(rule, sizeof rule, "validity.rule-%zu", i / 2);	/* two of a rule */
		finding_add(report, rule, severity[i / 2 % 3], name, "something is wrong", "Put it right.");
	}
	cJSON_ReplaceItemInObjectCaseSensitive(report, "dimensions", parsed(dimensions_text));
	return report;
}

static void test_no_more_lines_than_the_screen_has(void **state)
{
	static const size_t findings[] = { 0, 1, 2, 3, 7, 30, 200 }, columns[] = { 0, 1, 2, 5, 30, 200 };

	(void)state;
	for (size_t f = 0; f < COUNT(findings); f++)
		for (size_t c = 0; c < COUNT(columns); c++) {
			cJSON *report = report_of(findings[f], columns[c]);

			for (unsigned lines = 1; lines <= 100; lines++)
				check_shown(report, screen(100, lines));
			cJSON_Delete(report);
		}
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void test_without_a_limit_all_is_shown(void **state)
{
	cJSON *report = report_of(40, 60);
	struct err e;
	char *text = shown(report, screen(100, 0), &e), name[64];

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "\ncolumn_%zu ", i);
		assert_true(has(text, name));
	}
	assert_false(has(text, "more findings") || has(text, "more columns"));
	free(text);
	cJSON_Delete(report);
}

/* A text without its line breaks and indents. */
static char *joined(const char *text)
{
	char *all = malloc(strlen(text) + 1);
	size_t n = 0;

	assert_non_null(all);
	for (; *text; text++) {
		bool blank = *text == ' ' || *text == '\n';

		if (!blank || (n > 0 && all[n - 1] != ' '))
			all[n++] = blank ? ' ' : *text;
	}
	all[n] = '\0';
	return all;
}

static void test_a_narrow_screen_shows_whole_sentences(void **state)
{
	static const char title[] = "embarked and boarded: 77.2 % of the cells are missing in rows of the third class alone";
	static const char advice[] = "Find out why values are missing and for whom, before filling them in or dropping the column.";
	static const char figures[] = "completeness 8 % of all cells missing 182 complete rows";

	(void)state;
	for (unsigned columns = 30; columns <= 120; columns++) {
		cJSON *report = full_report();
		struct err e;
		char *text, *all;

		finding_add(report, "validity.odd", "error", "embarked", title, advice);
		text = shown(report, screen(columns, 0), &e);
		assert_non_null(text);
		all = joined(text);
		assert_true(has(all, title) && has(all, advice));
		if (columns >= 40)
			assert_true(has(all, "891 rows × 15 columns, 2 rejected"));
		if (columns < 45)
			assert_true(has(all, figures));
		free(all);
		free(text);
		cJSON_Delete(report);
	}
}

static void test_ascii_keeps_the_letters_under_marks(void **state)
{
	cJSON *report = full_report();
	struct assay_terminal t = { .columns = 100 };
	struct err e;
	char *text;

	(void)state;
	column_add(report, 0, "Größe Å ﬁ 漢");
	text = shown(report, t, &e);
	assert_non_null(text);
	assert_true(has(text, "Gro?e A f ??") && has(text, "Cramer's V"));
	free(text);
	cJSON_Delete(report);
}

static void test_what_is_left_out_is_counted(void **state)
{
	cJSON *report = report_of(40, 60);
	struct err e;
	char *text = shown(report, screen(100, 24), &e);
	unsigned findings = 0, columns = 0, shown_columns = 0, shown_findings = 0;

	(void)state;
	assert_non_null(text);
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		unsigned more;
		char what[16];

		if (sscanf(line, "\u2026 and %u more %7s", &more, what) == 2)
			*(strncmp(what, "finding", 7) == 0 ? &findings : &columns) = more;
		shown_columns += strncmp(line, "column_", 7) == 0;
		shown_findings += has(line, "something is wrong") && strstr(line, "something is wrong") < strchr(line, '\n');
	}
	assert_int_equal(shown_columns + columns, 60);
	assert_int_equal(2 * shown_findings + findings, 40);	/* two of a rule stand together */
	free(text);
	cJSON_Delete(report);
}

static void test_a_cut_is_marked(void **state)
{
	char *title = repeated("long ", 500);
	cJSON *report = parsed(empty_report);
	struct assay_terminal t = screen(40, 0);
	struct err e;
	char *text;

	(void)state;
	finding_add(report, "validity.x", "error", "age", title, title);
	text = shown(report, t, &e);
	assert_non_null(text);
	assert_true(has(text, "long\u2026\n") || has(text, "lon\u2026\n") || has(text, "lo\u2026\n") || has(text, "l\u2026\n") || has(text, "long \u2026\n"));
	free(text);
	t.unicode = 0;
	text = shown(report, t, &e);
	assert_non_null(text);
	assert_true(has(text, "~\n"));
	free(text);
	cJSON_Delete(report);
	free(title);
}

/* ---- what it says ---- */

static void test_the_head(void **state)
{
	cJSON *report = parsed(empty_report);
	struct err e;
	char *text = shown(report, screen(100, 2), &e);

	(void)state;
	assert_non_null(text);
	assert_string_equal(text, "FAIL  data/titanic.csv: 891 rows \u00d7 15 columns, 2 rejected\n"
				  "      \u2716 1 error  \u25b2 2 warnings  \u25cf 3 notes  4 rules not evaluated\n");
	free(text);
	cJSON_Delete(report);
}

static void test_findings_of_a_rule_stand_together(void **state)
{
	cJSON *report = parsed(empty_report);
	struct err e;
	char *text;

	(void)state;
	finding_add(report, "completeness.missing", "warn", "age", "age: 20 % missing", "Find out why.");
	finding_add(report, "uniqueness.constant", "warn", "deck", "deck: every value is the same", "Take it out.");
	finding_add(report, "completeness.missing", "warn", "cabin", "cabin: 77 % missing", "Find out why.");
	finding_add(report, "completeness.missing", "error", "fare", "fare: 99 % missing", "Stop.");	/* of another severity: apart */
	finding_add(report, "completeness.missing", "warn", "boat", "boat: 50 % missing", "Find out why.");
	text = shown(report, (struct assay_terminal){ .columns = 80 }, &e);
	assert_non_null(text);
	assert_true(has(text, "\nx fare: 99 % missing"));
	assert_true(has(text, "\n! age: 20 % missing"));
	assert_true(has(text, "\n  and 2 more: cabin, boat\n  Find out why.\n"));
	assert_false(has(text, "cabin: 77 %") || has(text, "boat: 50 %"));
	assert_true(strstr(text, "fare: 99 %") < strstr(text, "age: 20 %") && strstr(text, "age: 20 %") < strstr(text, "deck: every"));
	free(text);
	cJSON_Delete(report);
}

/* The line in the source, not the number of the row, where the report knows it. */
static void test_the_place_of_a_finding(void **state)
{
	cJSON *report = parsed(empty_report);
	struct err e;
	char *text;

	(void)state;
	finding_add(report, "validity.a", "warn", "age", "a is wrong", "Do.");
	evidence_add(report, 7);
	finding_add(report, "validity.b", "warn", "age", "b is wrong", "Do.");
	evidence_add(report, 8);
	text = shown(report, screen(100, 0), &e);
	assert_non_null(text);
	assert_true(has(text, "column age  titanic.csv:9\n"));
	assert_true(has(text, "column age  row 8\n"));
	free(text);
	cJSON_Delete(report);
}

/* Columns that findings name are shown before others. */
static void test_columns_with_findings_come_first(void **state)
{
	cJSON *report = report_of(0, 60);
	struct err e;
	char *text;

	(void)state;
	finding_add(report, "validity.odd", "warn", "column_57", "column_57 is odd", "Do.");
	text = shown(report, screen(100, 20), &e);
	assert_non_null(text);
	assert_true(has(text, "\ncolumn_57 "));
	free(text);
	cJSON_Delete(report);
}

/* ---- reports that are none ---- */

static void check_refused(const char *json, size_t bytes, const char *why)
{
	struct assay_terminal t = screen(80, 24);
	struct assay_error error = { .code = 0 };
	char *text = NULL;
	size_t written = 0;
	FILE *to = open_memstream(&text, &written);

	assert_non_null(to);
	assert_int_equal(assay_summary_of_json(json, bytes, to, &t, &error), -1);
	fclose(to);
	assert_int_equal(written, 0);
	assert_int_not_equal(error.code, 0);
	if (!has(error.text, why))
		fail_msg("\"%s\" where \"%s\" was wanted", error.text, why);
	free(text);
}

static void test_what_is_no_report_is_refused(void **state)
{
	static const struct { const char *json, *why; } none[] = {
		{ "", "line 1: this is not JSON" }, { " \n\n ", "this is not JSON" }, { "id,name\n1,a\n", "line 1: this is not JSON" },
		{ "{\"report_version\": 1,\n\"dataset\": oops}", "line 2: this is not JSON" }, { "{\"report_version\": 1", "this is not JSON" },
		{ "{\"report_version\": 1}\n{\"report_version\": 1}", "this is not JSON" }, { "{\"report_version\": 1} x", "this is not JSON" },
		{ "{}", "no report_version" }, { "[]", "no report_version" }, { "null", "no report_version" }, { "1", "no report_version" },
		{ "{\"report_version\": \"1\"}", "no report_version" }, { "{\"report_version\": null}", "no report_version" },
		{ "{\"report_version\": 99}", "version 99" }, { "{\"report_version\": 0}", "version 0" }, { "{\"report_version\": 1.5}", "version 1.5" },
		{ "{\"report_version\": -1}", "version -1" },
	};
	char *deep = repeated("[", 200000);

	(void)state;
	for (size_t i = 0; i < COUNT(none); i++)
		check_refused(none[i].json, strlen(none[i].json), none[i].why);
	check_refused(deep, 200000, "this is not JSON");
	check_refused("{\"report_version\": 1}", 10, "this is not JSON");	/* the bytes that are given, and no more */
	free(deep);
}

static void test_blanks_around_a_report_are_no_fault(void **state)
{
	static const char json[] = "\n  {\"report_version\": 1}\r\n\t \n";
	struct assay_terminal t = screen(80, 24);
	struct assay_error error;
	char *text = NULL;
	size_t written = 0;
	FILE *to = open_memstream(&text, &written);

	(void)state;
	assert_non_null(to);
	assert_int_equal(assay_summary_of_json(json, strlen(json), to, &t, &error), 0);
	fclose(to);
	assert_true(has(text, "NO VERDICT"));
	free(text);
}

/* ---- reports that are broken ---- */

static cJSON *other_value(size_t n)
{
	static const double number[] = { -1, 0, 0.5, 1, 1e15, 1e308, -1e308, 5e-324 };

	switch (n) {
	case 0: return cJSON_CreateNull();
	case 1: return cJSON_CreateTrue();
	case 2: return cJSON_CreateString("text");
	case 3: return cJSON_CreateArray();
	case 4: return cJSON_CreateObject();
	default: return n - 5 < COUNT(number) ? cJSON_CreateNumber(number[n - 5]) : NULL;
	}
}

/* The n-th node below this one in the order of the text, with what holds it; *n counts down. */
static cJSON *node_at(cJSON *parent, size_t *n, cJSON **holds)
{
	for (cJSON *child = parent->child, *found; child; child = child->next) {
		if ((*n)-- == 0) {
			*holds = parent;
			return child;
		}
		found = node_at(child, n, holds);
		if (found)
			return found;
	}
	return NULL;
}

/* Each member in turn is gone, or is something else than it should be. */
static void test_any_member_may_be_missing_or_wrong(void **state)
{
	cJSON *whole = full_report(), *holds, *value;
	size_t nodes = 0;

	(void)state;
	for (size_t n = 0, left = 0; (left = n, node_at(whole, &left, &holds)); n++) {
		for (size_t v = 0; v < 14; v++) {
			cJSON *report = cJSON_Duplicate(whole, true), *node;

			left = n;
			node = node_at(report, &left, &holds);
			value = other_value(v);
			if (holds == report && strcmp(node->string, "report_version") == 0) {	/* only this one must be there */
				cJSON_Delete(value);
				cJSON_Delete(report);
				break;
			}
			if (value)
				assert_true(cJSON_ReplaceItemViaPointer(holds, node, value));
			else
				cJSON_Delete(cJSON_DetachItemViaPointer(holds, node));
			check_shown(report, screen(100, 50));
			check_shown(report, screen(30, 0));
			cJSON_Delete(report);
		}
		nodes++;
	}
	assert_true(nodes > 150);
	cJSON_Delete(whole);
}

static void test_next_to_nothing(void **state)
{
	static const char *const reports[] = {
		"{\"report_version\": 1}",
		"{\"report_version\": 1, \"findings\": [{}, {}, null, 1, \"x\", []], \"columns\": [{}, null, 7, [], \"x\"], \"dimensions\": {\"accuracy\": 3}}",
		"{\"report_version\": 1, \"findings\": {}, \"columns\": {\"name\": \"x\"}, \"dataset\": [], \"verdict\": \"fail\", \"dimensions\": []}",
		"{\"report_version\": 1, \"columns\": [{\"name\": \"a\"}, {\"name\": \"a\"}], \"findings\": [{\"where\": {\"column\": \"a\"}}]}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(reports); i++) {
		cJSON *report = parsed(reports[i]);

		check_everywhere(report);
		cJSON_Delete(report);
	}
}

/* ---- what cannot be written ---- */

static void test_a_full_disk_is_an_error(void **state)
{
	cJSON *report = full_report();
	struct assay_terminal t = screen(80, 0);
	struct err e = { .code = ERR_NONE };
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	if (!full) {
		cJSON_Delete(report);
		skip();
	}
	setvbuf(full, NULL, _IONBF, 0);
	assert_int_equal(summary_write(report, full, &t, &e), -1);
	assert_int_equal(e.code, ERR_STORE);
	fclose(full);
	cJSON_Delete(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_texts_are_made_harmless),
		cmocka_unit_test(test_hostile_rules_and_severities_are_made_harmless),
		cmocka_unit_test(test_a_megabyte_of_anything),
		cmocka_unit_test(test_no_line_is_wider_than_the_screen),
		cmocka_unit_test(test_no_more_lines_than_the_screen_has),
		cmocka_unit_test(test_without_a_limit_all_is_shown),
		cmocka_unit_test(test_a_narrow_screen_shows_whole_sentences),
		cmocka_unit_test(test_ascii_keeps_the_letters_under_marks),
		cmocka_unit_test(test_what_is_left_out_is_counted),
		cmocka_unit_test(test_a_cut_is_marked),
		cmocka_unit_test(test_the_head),
		cmocka_unit_test(test_findings_of_a_rule_stand_together),
		cmocka_unit_test(test_the_place_of_a_finding),
		cmocka_unit_test(test_columns_with_findings_come_first),
		cmocka_unit_test(test_what_is_no_report_is_refused),
		cmocka_unit_test(test_blanks_around_a_report_are_no_fault),
		cmocka_unit_test(test_any_member_may_be_missing_or_wrong),
		cmocka_unit_test(test_next_to_nothing),
		cmocka_unit_test(test_a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
