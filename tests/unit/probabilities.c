/* probabilities: accuracy.probabilities against figures of scikit-learn's documentation, which column is taken for which class, and
 * that more different probabilities than are kept give an area within its bound, and the same bytes for any split.
 */
#include "analyse/analyse.h"
#include "analyse/score_table.h"
#include "base/hash.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct analysis census, accuracy_probabilities;

enum { COLUMNS_MAX = 4 };

/* ---- a label and columns of numbers, counted as the engine would ---- */

struct table {
	size_t rows, columns;		/* column 0 is the label */
	uint8_t *kind[COLUMNS_MAX];
	double *number[COLUMNS_MAX];
	uint64_t *key[COLUMNS_MAX];
	struct cell_text *text[COLUMNS_MAX];
	uint32_t *code;
	char *bytes;
	struct column_info info[COLUMNS_MAX];
	const char *proba[COLUMNS_MAX];
	struct plan plan;
	void *census;
};

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	assert_non_null(p);
	return p;
}

/* names: of the columns of p, ended by NULL; p: row after row. NaN: the cell is empty. */
static struct table *table_of(size_t rows, const char *const *label, const char *const *names, const double *p)
{
	struct table *t = zeroed(1, sizeof *t);
	struct na_set *na = na_set_new(&na_default);
	struct column column[COLUMNS_MAX];
	struct batch b = { .pass = 1, .first_row = 1, .rows = rows, .column = column };
	struct err e = { .code = ERR_NONE };
	size_t used = 0;

	t->rows = rows;
	t->info[0].name = "label";
	for (t->columns = 1; names[t->columns - 1]; t->columns++) {
		assert_true(t->columns < COLUMNS_MAX);
		t->info[t->columns].name = t->proba[t->columns - 1] = names[t->columns - 1];
	}
	t->bytes = zeroed(rows * t->columns * 32, 1);
	t->code = zeroed(rows, sizeof *t->code);
	for (size_t c = 0; c < t->columns; c++) {
		t->kind[c] = zeroed(rows, sizeof *t->kind[c]);
		t->number[c] = zeroed(rows, sizeof *t->number[c]);
		t->key[c] = zeroed(rows, sizeof *t->key[c]);
		t->text[c] = zeroed(rows, sizeof *t->text[c]);
		for (size_t r = 0; r < rows; r++) {
			double x = c ? p[r * (t->columns - 1) + c - 1] : 0;
			int n = c == 0 ? snprintf(t->bytes + used, 32, "%s", label[r]) : isnan(x) ? 0 : snprintf(t->bytes + used, 32, "%.17g", x);
			struct cell cell = cell_type(t->bytes + used, (size_t)n, na);

			t->kind[c][r] = cell.kind;
			t->number[c][r] = cell.number;
			t->key[c][r] = cell_is_missing(cell.kind) ? 0 : hash_bytes(t->bytes + used, (size_t)n);
			t->text[c][r] = (struct cell_text){ (uint32_t)used, (uint32_t)n };
			used += (size_t)n;
		}
		column[c] = (struct column){ .kind = t->kind[c], .number = t->number[c], .key = t->key[c], .text = t->text[c] };
	}
	na_set_free(na);
	t->plan = (struct plan){ .values_bytes = 64 << 20, .rows = rows, .columns = t->columns, .column = t->info, .label = 0,
				 .pred = NO_COLUMN, .time = NO_COLUMN, .id = NO_COLUMN, .label_name = "label", .proba = t->proba };
	b.columns = t->columns;
	b.bytes = t->bytes;
	t->census = zeroed(1, census.state_size(&t->plan));
	assert_int_equal(census.open(t->census, &t->plan, &e), 0);
	assert_int_equal(census.update(t->census, &b, &e), 0);
	assert_int_equal(census.inform(t->census, &t->plan, &e), 0);
	for (size_t r = 0; r < rows; r++)
		t->code[r] = cell_is_missing(t->kind[0][r]) ? CODE_NONE :
			dictionary_code(t->info[0].dictionary, spilled_key(t->kind[0][r], t->number[0][r], t->key[0][r]));
	return t;
}

static void table_free(struct table *t)
{
	census.close(t->census);
	free(t->census);
	for (size_t c = 0; c < t->columns; c++) {
		free(t->kind[c]);
		free(t->number[c]);
		free(t->key[c]);
		free(t->text[c]);
	}
	free(t->code);
	free(t->bytes);
	free(t);
}

static void *state_of(const struct table *t, size_t from, size_t to)
{
	struct column column[COLUMNS_MAX];
	struct batch b = { .pass = 2, .first_row = from + 1, .rows = to - from, .columns = t->columns, .column = column };
	void *s = zeroed(1, accuracy_probabilities.state_size(&t->plan));
	struct err e = { .code = ERR_NONE };

	for (size_t c = 0; c < t->columns; c++)
		column[c] = (struct column){ .kind = t->kind[c] + from, .number = t->number[c] + from, .key = t->key[c] + from,
					     .code = c == 0 ? t->code + from : NULL };
	assert_int_equal(accuracy_probabilities.open(s, &t->plan, &e), 0);
	assert_int_equal(accuracy_probabilities.update(s, &b, &e), 0);
	return s;
}

static void state_free(void *s)
{
	accuracy_probabilities.close(s);
	free(s);
}

/* ---- what is published, as one JSON object by metric; nulls as their reasons, errors under NAME± ---- */

struct published {
	struct sink sink;
	cJSON *json;
};

static void take(struct sink *sink, const struct metric *m, cJSON *item)
{
	assert_non_null(item);
	assert_true(cJSON_AddItemToObject(((struct published *)sink)->json, strchr(m->name, '.') + 1, item));
}

static void take_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	(void)w;
	assert_true(value >= m->low && value <= m->high);
	take(sink, m, cJSON_CreateNumber(value));
}

static void take_bounded(struct sink *sink, const struct metric *m, struct where w, double value, const char *method, double error)
{
	assert_non_null(method);
	take_value(sink, m, w, value);
	assert_non_null(cJSON_AddNumberToObject(((struct published *)sink)->json, "error", error));
}

static void take_text(struct sink *sink, const struct metric *m, struct where w, const char *text)
{
	(void)w;
	take(sink, m, cJSON_CreateString(text));
}

static void take_detail(struct sink *sink, const struct metric *m, struct where w, cJSON *detail)
{
	(void)w;
	take(sink, m, detail);
}

static cJSON *published(const struct table *t, const void *s)
{
	struct published p = { { take_value, take_bounded, take_text, take_detail, take_text }, cJSON_CreateObject() };

	accuracy_probabilities.publish(s, &t->plan, &p.sink);
	return p.json;
}

/* The caller deletes. The table is freed. */
static cJSON *figures_of(struct table *t)
{
	void *s = state_of(t, 0, t->rows);
	cJSON *figures = published(t, s);

	state_free(s);
	table_free(t);
	return figures;
}

static double number_of(const cJSON *figures, const char *name)
{
	const cJSON *item = cJSON_GetObjectItem(figures, name);

	if (!cJSON_IsNumber(item))
		fail_msg("%s is no number: %s", name, cJSON_IsString(item) ? item->valuestring : "not there");
	return item->valuedouble;
}

static void assert_near(const cJSON *figures, const char *name, double want, double within)
{
	double got = number_of(figures, name);

	if (!(fabs(got - want) <= within))
		fail_msg("%s: got %.17g, want %.17g", name, got, want);
}

static void assert_text(const cJSON *figures, const char *name, const char *want)
{
	const cJSON *item = cJSON_GetObjectItem(figures, name);

	assert_true(cJSON_IsString(item));
	assert_string_equal(item->valuestring, want);
}

static void assert_json(const cJSON *figures, const char *name, const char *want)
{
	char *text = cJSON_PrintUnformatted(cJSON_GetObjectItem(figures, name));

	assert_non_null(text);
	assert_string_equal(text, want);
	cJSON_free(text);
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define P(...) ((const double[]){ __VA_ARGS__ })

/* ---- scikit-learn's documentation ---- */

/* sklearn.metrics.log_loss, its example: 0.21616… */
static void log_loss_of_scikit_learn(void **state)
{
	cJSON *f = figures_of(table_of(4, NAMES("spam", "ham", "ham", "spam"), NAMES("p_ham", "p_spam"), P(.1, .9, .9, .1, .8, .2, .35, .65)));

	(void)state;
	assert_near(f, "log_loss", 0.21616, 0.000005);
	assert_text(f, "positive_class", "spam");
	assert_near(f, "probability_sum_off", 0, 0);
	cJSON_Delete(f);
}

/* sklearn.metrics.brier_score_loss, its first example: 0.0375; and that of three classes: 0.146… */
static void brier_of_scikit_learn(void **state)
{
	cJSON *f = figures_of(table_of(4, NAMES("0", "1", "1", "0"), NAMES("score"), P(0.1, 0.9, 0.8, 0.3)));

	(void)state;
	assert_near(f, "brier", 0.0375, 1e-15);
	assert_text(f, "positive_class", "1");
	cJSON_Delete(f);
	f = figures_of(table_of(3, NAMES("eggs", "ham", "spam"), NAMES("p.eggs", "p.ham", "p.spam"), P(.8, .1, .1, .2, .7, .1, .2, .2, .6)));
	assert_near(f, "brier", 0.44 / 3, 1e-15);
	assert_text(f, "auc", "there are more than two classes");
	cJSON_Delete(f);
}

/* sklearn.metrics.roc_auc_score: 0.75; roc_curve with labels 1 and 2, pos_label=2: fpr 0 0 .5 .5 1, tpr 0 .5 .5 1 1. */
static void roc_of_scikit_learn(void **state)
{
	cJSON *f = figures_of(table_of(4, NAMES("0", "0", "1", "1"), NAMES("y_score"), P(0.1, 0.4, 0.35, 0.8)));

	(void)state;
	assert_near(f, "auc", 0.75, 0);
	cJSON_Delete(f);
	f = figures_of(table_of(4, NAMES("1", "1", "2", "2"), NAMES("p_2"), P(0.1, 0.4, 0.35, 0.8)));
	assert_near(f, "auc", 0.75, 0);
	assert_json(f, "roc", "[{\"x\":0,\"y\":0},{\"x\":0,\"y\":0.5},{\"x\":0.5,\"y\":0.5},{\"x\":0.5,\"y\":1},{\"x\":1,\"y\":1}]");
	cJSON_Delete(f);
}

/* ---- by hand ---- */

static void calibration_by_hand(void **state)
{
	/* Bin 0.2: two rows of p 0.25, one of them yes: gap 0.25. Bin 0.9: p 1 and 1, both yes: gap 0. */
	cJSON *f = figures_of(table_of(6, NAMES("yes", "no", "yes", "yes", "", "no"), NAMES("p_yes"), P(.25, .25, 1, 1, .5, NAN))), *bins;

	(void)state;
	assert_near(f, "probability_rows", 4, 0);
	assert_near(f, "ece", 0.125, 0);
	assert_near(f, "mce", 0.25, 0);
	bins = cJSON_GetObjectItem(f, "reliability");
	assert_int_equal(cJSON_GetArraySize(bins), 10);
	assert_near(cJSON_GetArrayItem(bins, 2), "share", 0.5, 0);
	assert_near(cJSON_GetArrayItem(bins, 2), "mean_p", 0.25, 0);
	assert_near(cJSON_GetArrayItem(bins, 9), "n", 2, 0);
	assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetArrayItem(bins, 5), "share")));
	cJSON_Delete(f);
}

static void wrong_rows(void **state)
{
	cJSON *f = figures_of(table_of(4, NAMES("a", "b", "a", "b"), NAMES("a", "b"), P(1.5, -.5, .5, .4, .5, .5005, 0, -.001)));

	(void)state;
	assert_near(f, "probability_rows", 2, 0);
	assert_near(f, "probability_out_of_range", 2, 0);
	assert_json(f, "probability_out_of_range_rows", "[1,4]");
	assert_near(f, "probability_sum_off", 1, 0);
	assert_json(f, "probability_sum_off_rows", "[2]");
	cJSON_Delete(f);
	f = figures_of(table_of(2, NAMES("a", "b"), NAMES("p_a"), P(2, 3)));
	assert_text(f, "ece", "no row has a label and probabilities of 0 … 1");
	assert_text(f, "auc", "no row has a label and probabilities of 0 … 1");
	cJSON_Delete(f);
}

/* ---- which class a column is of ---- */

static void columns_by_name(void **state)
{
	static const struct { const char *a, *b, *column, *positive; } told[] = {
		{ "no", "yes", "prob.no", "no" }, { "no", "Yes", "p_yes", "Yes" }, { "0", "1", "p_1.0", "1" }, { "-1", "1", "p_-1", "-1" },
		{ "setosa", "Iris-setosa", "p_Iris-setosa", "Iris-setosa" }, { "no", "YES", "score", "YES" }, { "True", "False", "score", "True" },
		{ "cat", "dog", "score", NULL }, { "y", "yes", "score", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		cJSON *f = figures_of(table_of(2, NAMES(told[i].a, told[i].b), NAMES(told[i].column), P(.5, .5)));

		if (told[i].positive)
			assert_text(f, "positive_class", told[i].positive);
		else
			assert_true(cJSON_IsString(cJSON_GetObjectItem(f, "log_loss")));
		cJSON_Delete(f);
	}
}

static void reasons(void **state)
{
	cJSON *f = figures_of(table_of(2, NAMES("cat", "dog"), NAMES("score"), P(.5, .5)));

	(void)state;
	assert_text(f, "auc", "it cannot be told from its name of which class a column gives the probability; --proba names "
		    "\"score\", the classes are \"cat\", \"dog\"");
	cJSON_Delete(f);
	f = figures_of(table_of(3, NAMES("a", "b", "c"), NAMES("p_a", "p_b"), P(.5, .5, .5, .5, .5, .5)));
	assert_text(f, "ece", "not one column of probabilities for each class; --proba names \"p_a\", \"p_b\", the classes are \"a\", \"b\", \"c\"");
	cJSON_Delete(f);
	f = figures_of(table_of(2, NAMES("a", "b"), NAMES("p_a", "q_a"), P(.5, .5, .5, .5)));
	assert_text(f, "ece", "two columns of probabilities for one class; --proba names \"p_a\", \"q_a\", the classes are \"a\", \"b\"");
	cJSON_Delete(f);
	f = figures_of(table_of(2, NAMES("a", "a"), NAMES("p_a"), P(.5, .5)));
	assert_text(f, "ece", "the label has fewer than two classes; --proba names \"p_a\", the classes are \"a\"");
	cJSON_Delete(f);
}

/* ---- more probabilities than are kept ---- */

enum { MANY = 90000 };

static uint64_t random_next(void)
{
	static uint64_t x = 0x9E3779B97F4A7C15u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

struct one {
	double p;
	bool yes;
};

static int by_p(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	return x->p < y->p ? -1 : x->p > y->p;
}

/* The area from all probabilities, none of which are equal, by sorting. */
static double auc_by_sorting(struct one *row, size_t n)
{
	double no = 0, yes = 0, below = 0;

	qsort(row, n, sizeof *row, by_p);
	for (size_t i = 0; i < n; i++) {
		below += row[i].yes ? no : 0;
		no += !row[i].yes;
		yes += row[i].yes;
	}
	return below / (no * yes);
}

static void many_probabilities(void **state)
{
	static const size_t cut[][4] = { { 0, MANY, MANY, MANY }, { 0, 30000, 60000, MANY }, { 0, 1, 70000, MANY } };
	static const size_t order[][3] = { { 0, 1, 2 }, { 2, 0, 1 }, { 1, 2, 0 } };
	const char **label = zeroed(MANY, sizeof *label);
	double *p = zeroed(MANY, sizeof *p), want;
	struct one *row = zeroed(MANY, sizeof *row);
	struct blob first = { .bytes = NULL };
	struct err e = { .code = ERR_NONE };
	struct table *t;
	cJSON *f;

	(void)state;
	for (size_t r = 0; r < MANY; r++) {
		row[r].p = p[r] = (double)(random_next() >> 11) * 0x1p-53;
		row[r].yes = (double)(random_next() >> 11) * 0x1p-53 < p[r];
		label[r] = row[r].yes ? "yes" : "no";
	}
	t = table_of(MANY, label, NAMES("p_yes"), p);
	want = auc_by_sorting(row, MANY);
	for (size_t c = 0; c < sizeof cut / sizeof cut[0]; c++) {
		void *sum = state_of(t, 0, 0), *again = state_of(t, 0, 0);
		struct blob b = { .bytes = NULL }, from;

		for (size_t i = 0; i < 3; i++) {
			void *part = state_of(t, cut[c][order[c][i]], cut[c][order[c][i] + 1]);

			assert_int_equal(accuracy_probabilities.merge(sum, part, &e), 0);
			state_free(part);
		}
		assert_int_equal(accuracy_probabilities.save(sum, &b, &e), 0);
		if (!first.bytes) {
			first = b;
		} else {
			assert_int_equal(b.length, first.length);
			assert_memory_equal(b.bytes, first.bytes, b.length);
		}
		from = blob_over(b.bytes, b.length);
		assert_int_equal(accuracy_probabilities.load(again, &from, &e), 0);
		f = published(t, again);
		assert_near(f, "auc", want, number_of(f, "error"));
		assert_true(number_of(f, "error") < 1e-4);
		assert_near(f, "ece", 0, 0.01);		/* labels were drawn with these probabilities */
		assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(f, "roc")) <= ROC_STEPS + 1);
		cJSON_Delete(f);
		if (b.bytes != first.bytes)
			blob_release(&b);
		state_free(sum);
		state_free(again);
	}
	blob_release(&first);
	table_free(t);
	free(label);
	free(p);
	free(row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_loss_of_scikit_learn), cmocka_unit_test(brier_of_scikit_learn), cmocka_unit_test(roc_of_scikit_learn),
		cmocka_unit_test(calibration_by_hand), cmocka_unit_test(wrong_rows), cmocka_unit_test(columns_by_name),
		cmocka_unit_test(reasons), cmocka_unit_test(many_probabilities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
