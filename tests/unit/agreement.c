/* agreement: annotators against published examples, read as CSV by the whole program.
 *
 *   Cohen 1960, table 1                       200 rows, kappa .492
 *   Fleiss 1971, table 1                      30 patients, 6 psychiatrists, kappa .430
 *   Krippendorff 2011, section E              12 units, 4 observers, gaps: alpha nominal .743, ordinal .815, interval .849
 */
#include "assay/assay.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/assay-agreement-XXXXXX";

static FILE *table_begin(void)
{
	int fd;

	strcpy(path + sizeof path - 7, "XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	return fdopen(fd, "w");
}

/* The accuracy dimension of the report on the table; the caller deletes it. */
static cJSON *accuracy_of(FILE *table, const char *const *annotators)
{
	const char *const source[] = { path };
	struct assay_options options = { .sources = source, .source_count = 1, .annotators = annotators, .format = "csv" };
	struct assay_report *report;
	struct assay_error error;
	cJSON *tree, *accuracy;

	fclose(table);
	if (assay_audit(&options, &report, &error) < 0)
		fail_msg("%s", error.text);
	unlink(path);
	tree = cJSON_Parse(assay_report_json(report));
	assay_report_free(report);
	accuracy = cJSON_DetachItemFromObject(cJSON_GetObjectItem(tree, "dimensions"), "accuracy");
	assert_non_null(accuracy);
	cJSON_Delete(tree);
	return accuracy;
}

static double figure(const cJSON *in, const char *group, const char *name)
{
	const cJSON *value = cJSON_GetObjectItem(cJSON_GetObjectItem(in, group), name);

	assert_true(cJSON_IsNumber(value));
	return value->valuedouble;
}

/* As it is printed there, to three places. */
static void printed(double got, double want)
{
	if (fabs(got - want) > 0.0005)
		fail_msg("%.6f, where %.3f was published", got, want);
}

static void cohen(void **state)
{
	static const int cell[3][3] = { { 88, 14, 18 }, { 10, 40, 10 }, { 2, 6, 12 } };
	static const char *const judges[] = { "a", "b", NULL };
	FILE *f = table_begin();
	cJSON *accuracy, *pair;

	(void)state;
	fputs("a,b\n", f);
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			for (int n = 0; n < cell[i][k]; n++)
				fprintf(f, "%c,%c\n", "xyz"[i], "xyz"[k]);
	accuracy = accuracy_of(f, judges);
	pair = cJSON_GetArrayItem(cJSON_GetObjectItem(accuracy, "pairs"), 0);
	printed(figure(pair, "cohen", "kappa"), 0.492);
	printed(figure(pair, "cohen", "agreement"), 0.70);
	assert_true(figure(pair, "cohen", "n") == 200);
	cJSON_Delete(accuracy);
}

static void fleiss(void **state)
{
	/* Ratings of each patient as depression, personality disorder, schizophrenia, neurosis, other. */
	static const int patient[30][5] = {
		{ 0, 0, 0, 6, 0 }, { 0, 3, 0, 0, 3 }, { 0, 1, 4, 0, 1 }, { 0, 0, 0, 0, 6 }, { 0, 3, 0, 3, 0 }, { 2, 0, 4, 0, 0 },
		{ 0, 0, 4, 0, 2 }, { 2, 0, 3, 1, 0 }, { 2, 0, 0, 4, 0 }, { 0, 0, 0, 0, 6 }, { 1, 0, 0, 5, 0 }, { 1, 1, 0, 4, 0 },
		{ 0, 3, 3, 0, 0 }, { 1, 0, 0, 5, 0 }, { 0, 2, 0, 3, 1 }, { 0, 0, 5, 0, 1 }, { 3, 0, 0, 1, 2 }, { 5, 1, 0, 0, 0 },
		{ 0, 2, 0, 4, 0 }, { 1, 0, 2, 0, 3 }, { 0, 0, 0, 0, 6 }, { 0, 1, 0, 5, 0 }, { 0, 2, 0, 1, 3 }, { 2, 0, 0, 4, 0 },
		{ 1, 0, 0, 4, 1 }, { 0, 5, 0, 1, 0 }, { 4, 0, 0, 0, 2 }, { 0, 2, 0, 4, 0 }, { 1, 0, 5, 0, 0 }, { 0, 0, 0, 0, 6 },
	};
	static const char *const raters[] = { "r6", "r2", "r3", "r4", "r5", "r1", NULL };
	FILE *f = table_begin();
	cJSON *accuracy;

	(void)state;
	fputs("r1,r2,r3,r4,r5,r6\n", f);
	for (int p = 0; p < 30; p++) {
		int put = 0;

		for (int k = 0; k < 5; k++)
			for (int n = 0; n < patient[p][k]; n++)
				fprintf(f, "%c%s", "dpsno"[k], ++put == 6 ? "\n" : ",");
	}
	accuracy = accuracy_of(f, raters);
	printed(figure(accuracy, "agreement", "fleiss_kappa"), 0.430);
	printed(figure(accuracy, "agreement", "observed"), 0.556);
	assert_true(figure(accuracy, "agreement", "fleiss_rows") == 30);
	cJSON_Delete(accuracy);
}

static void krippendorff(void **state)
{
	static const char *const units[] = { "1,1,,1", "2,2,3,2", "3,3,3,3", "3,3,3,3", "2,2,2,2", "1,2,3,4", "4,4,4,4", "1,1,2,1", "2,2,2,2",
					     ",5,5,5", ",,1,1", ",3,," };
	static const char *const observers[] = { "a", "b", "c", "d", NULL };
	FILE *f = table_begin();
	cJSON *accuracy;

	(void)state;
	fputs("a,b,c,d\n", f);
	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
		fprintf(f, "%s\n", units[u]);
	accuracy = accuracy_of(f, observers);
	printed(figure(accuracy, "agreement", "krippendorff_nominal"), 0.743);
	printed(figure(accuracy, "agreement", "krippendorff_ordinal"), 0.815);
	printed(figure(accuracy, "agreement", "krippendorff_interval"), 0.849);
	assert_true(figure(accuracy, "agreement", "rows") == 11);
	cJSON_Delete(accuracy);
}

/* One label alone: nothing is by chance or not. */
static void one_label(void **state)
{
	static const char *const both[] = { "a", "b", NULL };
	FILE *f = table_begin();
	cJSON *accuracy;

	(void)state;
	fputs("a,b\nx,x\nx,x\n", f);
	accuracy = accuracy_of(f, both);
	assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetObjectItem(accuracy, "agreement"), "fleiss_kappa")));
	assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetObjectItem(accuracy, "agreement"), "krippendorff_nominal")));
	assert_true(figure(accuracy, "agreement", "observed") == 1);
	cJSON_Delete(accuracy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cohen), cmocka_unit_test(fleiss), cmocka_unit_test(krippendorff), cmocka_unit_test(one_label),
	};

	return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
