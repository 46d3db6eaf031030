/* accuracy: labels against predictions, and the data against a reference.
 *
 * The figures of mnist.csv are held against mnist.truth.json (computed elsewhere), those of small examples against scikit-learn's
 * documentation or against counts by hand. The open data is read from $ASSAY_DATA; without
 * them those tests are skipped.
 */
#include "analyse/accuracy_reference.h"
#include "base/hash.h"
#include "engine/reference.h"
#include "stats/association.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

extern const struct analysis census, accuracy_labels, accuracy_reference;

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	assert_non_null(p);
	return p;
}

/* ---- what was published ---- */

enum { CLASS_BYTES = 120 };

struct figure {
	const struct metric *metric;
	size_t column;
	char class[CLASS_BYTES];
	double value;
	char reason[100];	/* of a null figure */
	cJSON *detail;
};

struct figures {
	struct sink sink;
	struct figure *at;
	size_t count, room;
};

static struct figure *figure_new(struct sink *sink, const struct metric *m, struct where w)
{
	struct figures *f = (struct figures *)sink;
	struct figure *new;

	if (f->count == f->room) {
		f->room = f->room ? 2 * f->room : 64;
		f->at = realloc(f->at, f->room * sizeof *f->at);
		assert_non_null(f->at);
	}
	new = &f->at[f->count++];
	*new = (struct figure){ .metric = m, .column = w.column, .value = NAN };
	snprintf(new->class, sizeof new->class, "%s", w.class ? w.class : "");
	return new;
}

static void take_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	assert_true(isfinite(value) && value >= m->low && value <= m->high);
	figure_new(sink, m, w)->value = value;
}

static void take_detail(struct sink *sink, const struct metric *m, struct where w, cJSON *detail)
{
	struct figure *f = figure_new(sink, m, w);

	assert_non_null(detail);
	f->detail = detail;
}

static void take_none(struct sink *sink, const struct metric *m, struct where w, const char *reason)
{
	struct figure *f = figure_new(sink, m, w);

	assert_true(reason && *reason);
	snprintf(f->reason, sizeof f->reason, "%s", reason);
}

static struct figures *figures_of(const struct analysis *a, const void *state, const struct plan *plan)
{
	struct figures *f = zeroed(1, sizeof *f);

	f->sink = (struct sink){ .value = take_value, .detail = take_detail, .none = take_none };
	a->publish(state, plan, &f->sink);
	return f;
}

static void figures_free(struct figures *f)
{
	for (size_t i = 0; i < f->count; i++)
		cJSON_Delete(f->at[i].detail);
	free(f->at);
	free(f);
}

/* The one figure of a metric at a place; class "" where there is none. */
static const struct figure *figure(const struct figures *f, const char *name, size_t column, const char *class)
{
	const struct figure *found = NULL;

	for (size_t i = 0; i < f->count; i++) {
		const struct figure *x = &f->at[i];

		if (strcmp(x->metric->name, name) != 0 || x->column != column || strcmp(x->class, class) != 0)
			continue;
		if (found)
			fail_msg("%s is published twice for \"%s\"", name, class);
		found = x;
	}
	if (!found)
		fail_msg("%s is not published for \"%s\"", name, class);
	return found;
}

static void assert_figure(const struct figures *f, const char *name, double want, double within)
{
	double got = figure(f, name, NO_COLUMN, "")->value;

	if (!(fabs(got - want) <= within))
		fail_msg("%s: got %.17g, want %.17g", name, got, want);
}

static void assert_reason(const struct figures *f, const char *name, const char *want)
{
	assert_string_equal(figure(f, name, NO_COLUMN, "")->reason, want);
}

static void assert_class(const struct figures *f, const char *name, const char *class, double want)
{
	double got = figure(f, name, 0, class)->value;

	if (!(fabs(got - want) <= 1e-12))
		fail_msg("%s of %s: got %.17g, want %.17g", name, class, got, want);
}

static void assert_json(const cJSON *got, const char *want)
{
	char *text = cJSON_PrintUnformatted(got);

	assert_non_null(text);
	assert_string_equal(text, want);
	cJSON_free(text);
}

/* ---- two columns of texts, counted as the engine would: column 0 is the label, column 1 the prediction ---- */

struct table {
	size_t rows;
	uint8_t *kind[2];
	double *number[2];
	uint64_t *key[2];
	struct cell_text *text[2];
	char *bytes;
	size_t used;
	struct na_set *na;
	uint32_t *code[2];
	uint64_t *spilled[2];
	struct column_info info[2];
	struct plan plan;
	void *census;
};

static struct table *table_new(size_t room, size_t bytes)
{
	struct table *t = zeroed(1, sizeof *t);

	for (size_t c = 0; c < 2; c++) {
		t->kind[c] = zeroed(room, sizeof *t->kind[c]);
		t->number[c] = zeroed(room, sizeof *t->number[c]);
		t->key[c] = zeroed(room, sizeof *t->key[c]);
		t->text[c] = zeroed(room, sizeof *t->text[c]);
		t->code[c] = zeroed(room, sizeof *t->code[c]);
		t->spilled[c] = zeroed(room, sizeof *t->spilled[c]);
	}
	t->bytes = zeroed(bytes, 1);
	t->na = na_set_new(&na_default);
	assert_non_null(t->na);
	return t;
}

/* quoted: a JSON string, in which digits are a text. */
static void cell_put(struct table *t, size_t c, size_t r, const char *text, size_t n, bool quoted)
{
	struct cell cell = cell_type(text, n, t->na);

	if (quoted && cell_is_number(cell.kind))
		cell = (struct cell){ .kind = CELL_CODE };
	else if (quoted && cell.kind == CELL_BOOLEAN)
		cell = (struct cell){ .kind = CELL_TEXT };
	t->kind[c][r] = cell.kind;
	t->number[c][r] = cell.number;
	t->key[c][r] = cell_is_missing(cell.kind) ? 0 : hash_bytes(text, n);
	t->text[c][r] = (struct cell_text){ (uint32_t)t->used, (uint32_t)n };
	memcpy(t->bytes + t->used, text, n);
	t->used += n;
}

static void row_add(struct table *t, const char *label, const char *prediction)
{
	cell_put(t, 0, t->rows, label, strlen(label), false);
	cell_put(t, 1, t->rows, prediction, strlen(prediction), false);
	t->rows++;
}

/* The census of the rows, and from it the codes. */
static void table_close(struct table *t)
{
	struct column column[2];
	struct batch b = { .pass = 1, .first_row = 1, .rows = t->rows, .columns = 2, .column = column, .bytes = t->bytes };
	struct err e = { .code = ERR_NONE };

	t->info[0].name = "label";
	t->info[1].name = "prediction";
	t->plan = (struct plan){ .values_bytes = 64 << 20, .rows = t->rows, .columns = 2, .column = t->info, .label = 0, .pred = 1,
				 .time = NO_COLUMN, .id = NO_COLUMN, .label_name = "label", .pred_name = "prediction" };
	for (size_t c = 0; c < 2; c++)
		column[c] = (struct column){ .kind = t->kind[c], .number = t->number[c], .key = t->key[c], .text = t->text[c] };
	t->census = zeroed(1, census.state_size(&t->plan));
	assert_int_equal(census.open(t->census, &t->plan, &e), 0);
	assert_int_equal(census.update(t->census, &b, &e), 0);
	assert_int_equal(census.inform(t->census, &t->plan, &e), 0);
	for (size_t c = 0; c < 2; c++) {
		t->info[c].categorical = t->info[c].dictionary != NULL;
		for (size_t r = 0; r < t->rows; r++) {
			t->spilled[c][r] = spilled_key(t->kind[c][r], t->number[c][r], t->key[c][r]);
			t->code[c][r] = cell_is_missing(t->kind[c][r]) || !t->info[c].dictionary ? CODE_NONE :
				dictionary_code(t->info[c].dictionary, t->spilled[c][r]);
		}
	}
}

static void table_free(struct table *t)
{
	if (t->census)
		census.close(t->census);
	free(t->census);
	for (size_t c = 0; c < 2; c++) {
		free(t->kind[c]);
		free(t->number[c]);
		free(t->key[c]);
		free(t->text[c]);
		free(t->code[c]);
		free(t->spilled[c]);
	}
	free(t->bytes);
	na_set_free(t->na);
	free(t);
}

static void *state_new(const struct table *t)
{
	void *s = zeroed(1, accuracy_labels.state_size(&t->plan));
	struct err e = { .code = ERR_NONE };

	assert_int_equal(accuracy_labels.open(s, &t->plan, &e), 0);
	return s;
}

static void state_free(void *s)
{
	accuracy_labels.close(s);
	free(s);
}

static void state_feed(void *s, const struct table *t, size_t from, size_t to)
{
	struct column column[2];
	struct batch b = { .pass = 2, .first_row = from + 1, .rows = to - from, .columns = 2, .column = column };
	struct err e = { .code = ERR_NONE };

	for (size_t c = 0; c < 2; c++)
		column[c] = (struct column){ .kind = t->kind[c] + from, .number = t->number[c] + from, .key = t->spilled[c] + from,
					     .code = t->info[c].dictionary ? t->code[c] + from : NULL };
	assert_int_equal(accuracy_labels.update(s, &b, &e), 0);
}

static void *state_of(const struct table *t)
{
	void *s = state_new(t);

	state_feed(s, t, 0, t->rows);
	return s;
}

static struct figures *labels_of(struct table *t)
{
	struct figures *f;
	void *s;

	table_close(t);
	s = state_of(t);
	f = figures_of(&accuracy_labels, s, &t->plan);
	state_free(s);
	return f;
}

/* ---- open data ---- */

/* Skips the test without the data. */
static FILE *data_open(const char *name)
{
	const char *folder = getenv("ASSAY_DATA");
	char path[1024];
	FILE *f;

	if (!folder) {
		print_message("ASSAY_DATA is not set: the open data is not read\n");
		skip();
	}
	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be opened", path);
	return f;
}

static cJSON *truth_read(const char *name)
{
	enum { TRUTH_BYTES = 1 << 20 };
	FILE *f = data_open(name);
	char *text = zeroed(TRUTH_BYTES, 1);
	cJSON *truth;

	assert_true(fread(text, 1, TRUTH_BYTES - 1, f) > 0);
	fclose(f);
	truth = cJSON_Parse(text);
	free(text);
	assert_non_null(truth);
	return truth;
}

static double truth_of(const cJSON *truth, const char *name)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(truth, name);

	assert_true(cJSON_IsNumber(x));
	return x->valuedouble;
}

/* Cells of a line without quotes around the wanted ones; the line is cut at its commas. */
static size_t line_split(char *line, char **cell, size_t room)
{
	size_t n = 0;
	bool quoted = false;

	line[strcspn(line, "\r\n")] = '\0';
	cell[n++] = line;
	for (char *p = line; *p; p++) {
		quoted ^= *p == '"';
		if (*p == ',' && !quoted && n < room) {
			*p = '\0';
			cell[n++] = p + 1;
		}
	}
	return n;
}

static struct table *table_read(const char *name, size_t label, size_t prediction)
{
	enum { ROOM = 20000, CELLS = 64 };
	FILE *f = data_open(name);
	struct table *t = table_new(ROOM, ROOM * 40);
	char line[4096], *cell[CELLS];
	bool header = true;

	while (fgets(line, sizeof line, f)) {
		size_t n = line_split(line, cell, CELLS);

		assert_true(n > label && n > prediction && t->rows < ROOM);
		if (!header)
			row_add(t, cell[label], cell[prediction]);
		header = false;
	}
	fclose(f);
	return t;
}

static void test_mnist_agrees_with_the_truth(void **state)
{
	static const struct { const char *metric, *truth; } same[] = {
		{ "accuracy.accuracy", "accuracy" }, { "accuracy.balanced_accuracy", "balanced_accuracy" }, { "accuracy.kappa", "kappa" },
		{ "accuracy.mcc", "mcc" }, { "accuracy.f1_macro", "f1_macro" }, { "accuracy.compared", "rows" },
	};
	static const char *const of_class[] = { "precision", "recall", "f1" };
	cJSON *truth = truth_read("mnist.truth.json");
	struct table *t = table_read("mnist.csv", 1, 2);
	struct figures *f = labels_of(t);
	const cJSON *wilson = cJSON_GetObjectItemCaseSensitive(truth, "wilson_95");
	const cJSON *counts = cJSON_GetObjectItemCaseSensitive(truth, "confusion_rows_true_columns_predicted");

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		assert_figure(f, same[i].metric, truth_of(truth, same[i].truth), 1e-12);
	assert_figure(f, "accuracy.accuracy_low", cJSON_GetArrayItem(wilson, 0)->valuedouble, 1e-12);
	assert_figure(f, "accuracy.accuracy_high", cJSON_GetArrayItem(wilson, 1)->valuedouble, 1e-12);
	for (int k = 0; k < 10; k++) {
		char class[2] = { (char)('0' + k), '\0' }, name[32];

		for (size_t i = 0; i < 3; i++) {
			snprintf(name, sizeof name, "accuracy.%s", of_class[i]);
			assert_class(f, name, class, cJSON_GetArrayItem(cJSON_GetObjectItem(truth, of_class[i]), k)->valuedouble);
		}
	}
	assert_true(cJSON_Compare(cJSON_GetObjectItem(figure(f, "accuracy.confusion", NO_COLUMN, "")->detail, "counts"), counts, true));
	assert_json(cJSON_GetObjectItem(figure(f, "accuracy.confusion", NO_COLUMN, "")->detail, "classes"),
		    "[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]");
	assert_figure(f, "accuracy.disagreements", 87, 0);
	cJSON_Delete(truth);
	figures_free(f);
	table_free(t);
}

static void test_student_grades_have_many_classes(void **state)
{
	struct table *t = table_read("student_grades.csv", 5, 6);
	struct figures *f = labels_of(t);
	const cJSON *confusion = figure(f, "accuracy.confusion", NO_COLUMN, "")->detail;

	(void)state;
	assert_figure(f, "accuracy.compared", 979, 0);
	assert_figure(f, "accuracy.disagreements", 105, 0);
	assert_figure(f, "accuracy.accuracy", 0.892747701736, 5e-13);
	assert_null(cJSON_GetObjectItem(confusion, "counts"));
	assert_in_range(cJSON_GetArraySize(cJSON_GetObjectItem(confusion, "confusions")), 1, 105);
	figures_free(f);
	table_free(t);
}

/* ---- labels ---- */

/* The example of scikit-learn's precision_score, recall_score and f1_score: [0, 1, 2, 0, 1, 2] against [0, 2, 1, 0, 0, 1]. */
static void test_figures_of_a_documented_example(void **state)
{
	static const char *const row[][2] = { { "cat", "cat" }, { "dog", "pig" }, { "pig", "dog" },
					      { "cat", "cat" }, { "dog", "cat" }, { "pig", "dog" } };
	struct table *t = table_new(8, 256);
	struct figures *f;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		row_add(t, row[i][0], row[i][1]);
	f = labels_of(t);
	assert_figure(f, "accuracy.precision_macro", 2.0 / 9, 1e-15);
	assert_figure(f, "accuracy.recall_macro", 1.0 / 3, 1e-15);
	assert_figure(f, "accuracy.f1_macro", 0.8 / 3, 1e-15);
	assert_figure(f, "accuracy.f1_weighted", 0.8 / 3, 1e-15);
	assert_figure(f, "accuracy.recall_weighted", 1.0 / 3, 1e-15);
	assert_class(f, "accuracy.precision", "cat", 2.0 / 3);
	assert_class(f, "accuracy.recall", "cat", 1);
	assert_class(f, "accuracy.f1", "cat", 0.8);
	assert_class(f, "accuracy.support", "pig", 2);
	assert_json(figure(f, "accuracy.confusion", NO_COLUMN, "")->detail,
		    "{\"shown\":\"all cells; rows are labels, columns predictions\",\"classes\":[\"cat\",\"dog\",\"pig\"],"
		    "\"counts\":[[2,0,0],[1,0,1],[0,2,0]]}");
	assert_json(figure(f, "accuracy.disagreement_rows", NO_COLUMN, "")->detail, "[2,3,5,6]");
	figures_free(f);
	table_free(t);
}

static void assert_classes(const struct figures *f, const char *want)
{
	assert_json(cJSON_GetObjectItem(figure(f, "accuracy.confusion", NO_COLUMN, "")->detail, "classes"), want);
}

static void test_classes_are_values_and_not_writings(void **state)
{
	struct table *t = table_new(16, 1024);
	struct figures *f;

	(void)state;
	row_add(t, "1", "1.0");
	row_add(t, "10", "1e1");
	row_add(t, "2", "2.50");
	row_add(t, "-0", "0");
	row_add(t, "", "7");
	row_add(t, "2", "NA");
	f = labels_of(t);
	assert_figure(f, "accuracy.compared", 4, 0);
	assert_figure(f, "accuracy.disagreements", 1, 0);
	assert_classes(f, "[\"0\",\"1\",\"2\",\"2.5\",\"7\",\"10\"]");
	assert_class(f, "accuracy.support", "7", 0);
	assert_string_equal(figure(f, "accuracy.precision", 0, "2")->reason, "the class is never predicted");
	assert_string_equal(figure(f, "accuracy.recall", 0, "2.5")->reason, "the class is never the label of a compared row");
	assert_true(*figure(f, "accuracy.f1", 0, "7")->reason);
	figures_free(f);
	table_free(t);
}

static void test_classes_of_texts(void **state)
{
	struct table *t = table_new(16, 1024);
	struct figures *f;

	(void)state;
	row_add(t, "True", "true");
	row_add(t, "FALSE", "False");
	row_add(t, "Oslo", "oslo");
	row_add(t, "007", "7");
	row_add(t, "\xc3\x85", "z");
	cell_put(t, 0, t->rows, "3", 1, true);		/* JSON's "3" against its 3 */
	cell_put(t, 1, t->rows++, "3", 1, false);
	cell_put(t, 0, t->rows, "1.10", 4, true);	/* versions are no numbers */
	cell_put(t, 1, t->rows++, "1.1", 3, true);
	f = labels_of(t);
	assert_figure(f, "accuracy.compared", 7, 0);
	assert_figure(f, "accuracy.disagreements", 4, 0);
	assert_classes(f, "[\"3\",\"7\",\"007\",\"1.1\",\"1.10\",\"FALSE\",\"Oslo\",\"True\",\"oslo\",\"z\",\"\xc3\x85\"]");
	figures_free(f);
	table_free(t);
}

/* Values are kept up to 80 bytes, but are different or the same by all of them. */
static void test_long_texts_keep_apart(void **state)
{
	char a[201], b[201], name[CLASS_BYTES];
	struct table *t = table_new(4, 2048);
	struct figures *f;

	(void)state;
	memset(a, 'x', 200);
	memset(b, 'x', 200);
	b[199] = 'y';
	a[200] = b[200] = '\0';
	row_add(t, a, a);
	row_add(t, a, b);
	row_add(t, b, b);
	f = labels_of(t);
	assert_figure(f, "accuracy.disagreements", 1, 0);
	snprintf(name, sizeof name, "%.80s…", a);
	assert_true(figure(f, "accuracy.support", 0, name)->value > 0);
	snprintf(name, sizeof name, "%.80s… (2)", a);
	assert_true(figure(f, "accuracy.support", 0, name)->value > 0);
	figures_free(f);
	table_free(t);
}

static void test_what_is_undefined_says_why(void **state)
{
	struct table *t = table_new(4, 64);
	struct figures *f;
	void *s;

	(void)state;
	row_add(t, "a", "a");
	row_add(t, "a", "a");
	f = labels_of(t);
	assert_figure(f, "accuracy.accuracy", 1, 0);
	assert_figure(f, "accuracy.accuracy_high", 1, 0);
	assert_figure(f, "accuracy.accuracy_low", 0.34238, 1e-5);	/* 2 / (2 + z²) */
	assert_reason(f, "accuracy.kappa", "all labels and all predictions are one class");
	assert_reason(f, "accuracy.mcc", "all labels, or all predictions, are one class");
	figures_free(f);

	t->plan.pred = NO_COLUMN;
	s = state_of(t);
	f = figures_of(&accuracy_labels, s, &t->plan);
	assert_int_equal(f->count, 16);
	for (size_t i = 0; i < f->count; i++)
		assert_string_equal(f->at[i].reason, "needs --label and --pred");
	figures_free(f);
	state_free(s);

	t->plan.pred = 1;
	t->info[1].dictionary = NULL;
	s = state_of(t);
	f = figures_of(&accuracy_labels, s, &t->plan);
	assert_int_equal(f->count, 16);
	assert_reason(f, "accuracy.accuracy", "the prediction column has too many different values for classes");
	figures_free(f);
	state_free(s);
	table_free(t);
}

static void test_nothing_to_compare(void **state)
{
	struct table *t = table_new(4, 64);
	struct figures *f;

	(void)state;
	row_add(t, "a", "");
	row_add(t, "", "b");
	f = labels_of(t);
	assert_figure(f, "accuracy.compared", 0, 0);
	assert_reason(f, "accuracy.accuracy", "no row has both a label and a prediction");
	assert_reason(f, "accuracy.confusion", "no row has both a label and a prediction");
	assert_class(f, "accuracy.support", "b", 0);
	figures_free(f);
	table_free(t);
}

static void test_no_rows_at_all(void **state)
{
	struct table *t = table_new(1, 1);
	struct figures *f = labels_of(t);

	(void)state;
	assert_int_equal(f->count, 16);
	assert_figure(f, "accuracy.compared", 0, 0);
	figures_free(f);
	table_free(t);
}

static struct blob saved(const void *s)
{
	struct blob b = { .bytes = NULL };
	struct err e = { .code = ERR_NONE };

	assert_int_equal(accuracy_labels.save(s, &b, &e), 0);
	return b;
}

static int loaded(void *s, const void *bytes, size_t n)
{
	struct blob b = blob_over(bytes, n);
	struct err e = { .code = ERR_NONE };
	int done = accuracy_labels.load(s, &b, &e);

	assert_int_equal(e.code, done ? ERR_STATE : ERR_NONE);
	return done;
}

static void assert_same(const void *a, const void *b)
{
	struct blob x = saved(a), y = saved(b);

	assert_int_equal(x.length, y.length);
	assert_memory_equal(x.bytes, y.bytes, x.length);
	blob_release(&x);
	blob_release(&y);
}

/* Parts in any order, and through a file, give the same bytes. */
static void merge_every_way(const struct table *t)
{
	enum { PARTS = 5 };
	static const size_t order[][PARTS] = { { 0, 1, 2, 3, 4 }, { 4, 3, 2, 1, 0 }, { 2, 4, 0, 3, 1 } };
	void *whole = state_of(t), *part[PARTS];
	struct err e = { .code = ERR_NONE };

	for (size_t i = 0; i < PARTS; i++) {
		void *fresh = state_new(t);
		struct blob b;

		state_feed(fresh, t, i * t->rows / PARTS, (i + 1) * t->rows / PARTS);
		b = saved(fresh);
		part[i] = state_new(t);
		assert_int_equal(loaded(part[i], b.bytes, b.length), 0);
		blob_release(&b);
		state_free(fresh);
	}
	for (size_t o = 0; o < sizeof order / sizeof order[0]; o++) {
		void *sum = state_new(t);

		for (size_t i = 0; i < PARTS; i++)
			assert_int_equal(accuracy_labels.merge(sum, part[order[o][i]], &e), 0);
		assert_same(whole, sum);
		state_free(sum);
	}
	for (size_t i = 0; i < PARTS; i++)
		state_free(part[i]);
	state_free(whole);
}

/* Rows that go through labels × predictions pairs, each once before any repeats. */
static struct table *table_of_many(size_t rows, size_t labels, size_t predictions)
{
	struct table *t = table_new(rows, rows * 10);
	char label[24], prediction[24];

	for (size_t r = 0; r < rows; r++) {
		snprintf(label, sizeof label, "%zu", r % labels);
		snprintf(prediction, sizeof prediction, "%zu", r / labels % predictions);
		row_add(t, label, prediction);
	}
	table_close(t);
	return t;
}

static void test_merging_obeys_its_law(void **state)
{
	struct table *t = table_of_many(5000, 60, 70);

	(void)state;
	merge_every_way(t);
	table_free(t);
}

/* 512 × 513 pairs are more than 2^18; one row before, they are not. All figures but the confusion stay. */
static void test_too_many_pairs_cost_the_confusion_alone(void **state)
{
	struct table *t = table_of_many((1 << 18) + 1, 512, 513);
	struct figures *f;
	void *s = state_new(t), *sum;
	struct err e = { .code = ERR_NONE };
	struct blob b;

	(void)state;
	state_feed(s, t, 0, t->rows - 1);
	f = figures_of(&accuracy_labels, s, &t->plan);
	assert_json(cJSON_GetObjectItem(figure(f, "accuracy.confusion", NO_COLUMN, "")->detail, "shown"),
		    "\"the 200 most frequent of 261632 confusions\"");
	figures_free(f);
	state_feed(s, t, t->rows - 1, t->rows);
	f = figures_of(&accuracy_labels, s, &t->plan);
	assert_reason(f, "accuracy.confusion", "more than 262144 different pairs of label and prediction");
	assert_figure(f, "accuracy.disagreements", 261632 + 1, 0);
	assert_figure(f, "accuracy.accuracy", 512.0 / 262145, 1e-17);
	figures_free(f);
	merge_every_way(t);
	b = saved(s);
	state_free(s);
	s = state_new(t);
	assert_int_equal(loaded(s, b.bytes, b.length), 0);
	sum = state_new(t);
	assert_int_equal(accuracy_labels.merge(sum, s, &e), 0);
	assert_same(s, sum);
	state_free(sum);
	b.bytes[16 + 8] ^= 1;	/* one label more of the first class */
	state_free(s);
	s = state_new(t);
	assert_int_equal(loaded(s, b.bytes, b.length), -1);
	state_free(s);
	blob_release(&b);
	table_free(t);
}

static void test_damaged_states_are_refused(void **state)
{
	struct table *t = table_of_many(300, 9, 8);
	void *s = state_of(t);
	struct blob b = saved(s);

	(void)state;
	for (size_t n = 0; n < b.length; n++) {
		void *cut = state_new(t);

		assert_int_equal(loaded(cut, b.bytes, n), -1);
		state_free(cut);
	}
	for (size_t i = 0; i < b.length; i++) {
		void *damaged = state_new(t);

		b.bytes[i] ^= 0xa5;
		loaded(damaged, b.bytes, b.length);	/* either answer will do; the sanitizers look on */
		b.bytes[i] ^= 0xa5;
		state_free(damaged);
	}
	blob_release(&b);
	state_free(s);
	b = (struct blob){ .bytes = NULL };
	blob_put_u64(&b, 9);
	blob_put_u64(&b, 0);
	blob_put_u64(&b, 2);
	for (uint64_t i = 0; i < 2; i++) {	/* two counts whose sum overflows */
		blob_put_u64(&b, i << 32 | i);
		blob_put_u64(&b, UINT64_MAX / 2 + 1);
	}
	blob_put_u64(&b, 0);
	s = state_new(t);
	assert_int_equal(loaded(s, b.bytes, b.length), -1);
	state_free(s);
	blob_release(&b);
	table_free(t);
}

static void test_counts_give_what_the_matrix_gives(void **state)
{
	enum { K = 7 };
	uint64_t matrix[K * K];
	struct class_counts counts[K] = { { 0, 0, 0 } };
	struct classification a, b;

	(void)state;
	for (size_t i = 0; i < (size_t)K * K; i++) {
		matrix[i] = i / K == 3 || i % K == 5 ? 0 : hash_u64(i) % 100;	/* one class never true, one never predicted */
		counts[i / K].truth += matrix[i];
		counts[i % K].predicted += matrix[i];
		counts[i / K].hit += i / K == i % K ? matrix[i] : 0;
	}
	a = classification_of(matrix, K);
	b = classification_of_counts(counts, K);
	assert_memory_equal(&a, &b, sizeof a);
}

/* ---- reference ---- */

struct scene {
	char directory[64], here[96], there[96], db[96];
	struct options options;
	struct fields fields;
	struct store *store;
	struct column_info *info;
	struct reference_comparison comparison;
	struct err err;
};

static int scene_open(void **state)
{
	struct scene *s = zeroed(1, sizeof *s);
	static const char *const source = "x";
	const struct assay_options given = { .sources = &source, .source_count = 1 };

	strcpy(s->directory, "/tmp/assay-test-XXXXXX");
	if (!mkdtemp(s->directory) || options_check(&s->options, &given, &s->err) < 0)
		return -1;
	snprintf(s->db, sizeof s->db, "%s/audit.db", s->directory);
	*state = s;
	return 0;
}

static int scene_close(void **state)
{
	struct scene *s = *state;
	DIR *d;
	struct dirent *entry;

	reference_release(&s->comparison);
	store_close(s->store);
	fields_release(&s->fields);
	options_release(&s->options);
	free(s->info);
	d = opendir(s->directory);
	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	rmdir(s->directory);
	free(s);
	return 0;
}

static void file_write(char path[96], const struct scene *s, const char *name, const char *text)
{
	FILE *f;

	snprintf(path, 96, "%s/%s", s->directory, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* The data's side of the engine: one source whose columns are those of its first batch. */
static void here_load(struct scene *s)
{
	const char *path = s->here;
	struct source_list list;
	struct feed feed;
	struct chunk *chunk;
	uint64_t row = 1;

	assert_int_equal(source_list_expand(&list, &path, 1, &s->err), 0);
	assert_int_equal(feed_open(&feed, list, &s->options.feed, &s->options.parse, &s->err), 0);
	while (feed_next(&feed, &chunk, &s->err) > 0) {
		const struct format *format = feed.record[chunk->source].dialect.format;
		void *parser = format->parser_new(&s->options.parse);
		struct batch *batch;

		assert_int_equal(format->parse(parser, &feed.record[chunk->source].dialect, chunk, &batch, &s->err), 0);
		for (struct batch *b = batch; b; b = b->next) {
			for (size_t c = 0; c < b->columns; c++) {
				size_t before = s->fields.count;

				assert_int_equal(fields_take(&s->fields, b->name[c], &s->err), c);
				if (s->fields.count > before)
					assert_int_equal(store_add_column(s->store, b->name[c], &s->err), 0);
			}
			b->first_row = row;
			row += b->rows;
			assert_int_equal(store_append(s->store, b, &s->err), 0);
		}
		batch_free(batch);
		format->parser_free(parser);
		chunk_free(chunk);
	}
	assert_int_equal(s->err.code, ERR_NONE);
	feed_close(&feed);
	assert_int_equal(store_finish_load(s->store, &s->err), 0);
	s->info = zeroed(s->fields.count, sizeof *s->info);
}

static int compare(struct scene *s, const char *db, const char *here_name, const char *here, const char *there_name, const char *there,
		   const char *key)
{
	file_write(s->here, s, here_name, here);
	file_write(s->there, s, there_name, there);
	assert_int_equal(store_create(&s->store, db, STORE_BY_PAGES, &s->err), 0);
	here_load(s);
	return reference_compare(s->there, key, &s->options, &s->fields, s->store, &s->comparison, &s->err);
}

static struct figures *compared(struct scene *s, const char *here_name, const char *here, const char *there_name, const char *there,
				const char *key)
{
	struct plan plan = { .columns = 0 };

	if (compare(s, NULL, here_name, here, there_name, there, key) < 0)
		fail_msg("%s", s->err.text);
	plan.columns = s->fields.count;
	plan.column = s->info;
	plan.reference = &s->comparison;
	return figures_of(&accuracy_reference, NULL, &plan);
}

static void assert_column(const struct figures *f, const char *name, size_t column, double want)
{
	double got = figure(f, name, column, "")->value;

	if (!(fabs(got - want) <= 1e-15))
		fail_msg("%s of column %zu: got %.17g, want %.17g", name, column, got, want);
}

static void test_a_reference_is_joined_and_compared(void **state)
{
	struct scene *s = *state;
	struct figures *f = compared(s, "a.csv", "id,age,city,ours\n1,30,Oslo,x\n2,,Bergen,x\n3,41,Bod\xc3\xb8,x\n4,7,Moss,x\n", "b.csv",
				     "city,id,age,theirs\nBergen,2.0,,y\nOslo,1,30.0,y\nBodo,3,,y\nVoss,9,1,y\n", "id");

	assert_figure(f, "accuracy.reference_rows", 4, 0);
	assert_figure(f, "accuracy.reference_rejected", 0, 0);
	assert_figure(f, "accuracy.reference_matched", 3, 0);
	assert_figure(f, "accuracy.reference_only_here", 1, 0);
	assert_figure(f, "accuracy.reference_only_there", 1, 0);
	assert_figure(f, "accuracy.reference_repeated_keys", 0, 0);
	assert_figure(f, "accuracy.reference_missing_keys", 0, 0);
	assert_figure(f, "accuracy.reference_agreement", 4.0 / 6, 1e-15);
	assert_json(figure(f, "accuracy.reference_columns_only_there", NO_COLUMN, "")->detail, "[\"theirs\"]");
	assert_column(f, "accuracy.agreement", 1, 2.0 / 3);
	assert_column(f, "accuracy.disagreeing", 2, 1);
	assert_json(figure(f, "accuracy.disagreeing_rows", 2, "")->detail, "[3]");
	assert_json(figure(f, "accuracy.disagreeing_values", 1, "")->detail, "[{\"row\":3,\"here\":\"41\",\"there\":null}]");
	assert_json(figure(f, "accuracy.disagreeing_values", 2, "")->detail,
		    "[{\"row\":3,\"here\":\"Bod\xc3\xb8\",\"there\":\"Bodo\"}]");
	assert_string_equal(figure(f, "accuracy.agreement", 0, "")->reason, "the key column");
	assert_string_equal(figure(f, "accuracy.agreement", 3, "")->reason, "the reference has no such column");
	figures_free(f);
}

/* Every row of either side is counted once: matched (of both), only here, only there, repeated, missing. */
static void test_repeated_and_missing_keys_are_counted_apart(void **state)
{
	struct scene *s = *state;
	struct figures *f = compared(s, "a.csv", "k,v\na,1\na,1\nb,1\nc,1\n,1\nd,1\ne,1\ne,1\n", "b.csv",
				     "k,v\na,1\nb,1\nb,1\nc,2\nNA,1\n,1\nf,1\nf,1\ng,1\ng,1\ng,1\nh,1\n", "k");

	assert_figure(f, "accuracy.reference_rows", 12, 0);
	assert_figure(f, "accuracy.reference_matched", 1, 0);			/* c */
	assert_figure(f, "accuracy.reference_only_here", 1, 0);			/* d */
	assert_figure(f, "accuracy.reference_only_there", 1, 0);		/* h */
	assert_figure(f, "accuracy.reference_repeated_keys", 3 + 3 + 2 + 2 + 3, 0);	/* a, b, e, f, g */
	assert_figure(f, "accuracy.reference_missing_keys", 1 + 2, 0);
	assert_figure(f, "accuracy.reference_agreement", 0, 0);
	figures_free(f);
}

/* Types differ where a CSV meets JSON: a text is a number where it is written as one. */
static void test_keys_and_cells_are_equal_as_numbers_or_texts(void **state)
{
	static const char here[] = "k,v\n1,1\n2.5,1.0\n007,8\n9007199254740993,2.5\n1e3,x\n1e300,12345678901234567\n"
				   "100000000000000000,5\nab,1\n";
	static const char there[] = "{\"k\": \"1\", \"v\": \"1\"}\n{\"k\": 2.50, \"v\": 1}\n{\"k\": \"007\", \"v\": \"08\"}\n"
				    "{\"k\": 9007199254740992, \"v\": 1}\n{\"k\": 1000, \"v\": \"x\"}\n"
				    "{\"k\": 10e299, \"v\": 12345678901234567.0}\n{\"k\": 1e17, \"v\": 5}\n{\"k\": \"abc\", \"v\": 7}\n";
	struct scene *s = *state;
	struct figures *f = compared(s, "a.csv", here, "b.jsonl", there, "k");

	assert_figure(f, "accuracy.reference_matched", 6, 0);	/* 1, 2.5, 007, 1000, 1e300, 1e17 */
	assert_figure(f, "accuracy.reference_only_here", 2, 0);	/* 2^53 + 1 is not 2^53, ab not abc */
	assert_figure(f, "accuracy.reference_only_there", 2, 0);
	assert_json(figure(f, "accuracy.disagreeing_values", 1, "")->detail,
		    "[{\"row\":3,\"here\":\"8\",\"there\":\"08\"},"
		    "{\"row\":6,\"here\":\"12345678901234567\",\"there\":\"12345678901234568\"}]");
	figures_free(f);
}

static void test_evidence_is_the_first_rows(void **state)
{
	struct scene *s = *state;
	char here[4096] = "{\"k\": \"none\", \"v\": \"\"}\n", there[4096] = "", long_text[160] = "";
	struct figures *f;

	for (int i = 0; i < 39; i++)
		strcat(long_text, "\xc3\xa6");
	strcat(long_text, "x\xc3\xa6\xc3\xa6");
	for (int i = 0; i < 9; i++) {
		char *end = here + strlen(here);

		sprintf(end, "{\"k\": %d, \"v\": \"%s\"}\n", i * 7 % 9, i == 0 ? long_text : "a");
		sprintf(there + strlen(there), "{\"k\": %d, \"v\": %d}\n", i, i);
	}
	f = compared(s, "a.jsonl", here, "b.jsonl", there, "k");
	assert_figure(f, "accuracy.reference_matched", 9, 0);
	assert_column(f, "accuracy.disagreeing", 1, 9);
	assert_json(figure(f, "accuracy.disagreeing_rows", 1, "")->detail, "[2,3,4,5,6]");
	strcpy(long_text + 79, "…");	/* cut before the character that crosses byte 80 */
	assert_string_equal(s->comparison.column[1].here[0], long_text);
	assert_string_equal(s->comparison.column[1].there[1], "7");
	figures_free(f);
}

static void test_a_reference_without_rows(void **state)
{
	struct scene *s = *state;
	struct figures *f = compared(s, "a.csv", "id,v\n1,2\n3,4\n", "b.csv", "id,v,w\n", "id");

	assert_figure(f, "accuracy.reference_rows", 0, 0);
	assert_figure(f, "accuracy.reference_only_here", 2, 0);
	assert_reason(f, "accuracy.reference_agreement", "no row was joined");
	assert_string_equal(figure(f, "accuracy.agreement", 1, "")->reason, "no row was joined");
	assert_column(f, "accuracy.disagreeing", 1, 0);
	assert_json(figure(f, "accuracy.disagreeing_rows", 1, "")->detail, "[]");
	figures_free(f);
}

static void test_nothing_but_the_key_is_shared(void **state)
{
	struct scene *s = *state;
	struct figures *f = compared(s, "a.csv", "id,v\n1,2\n3,4\n", "b.csv", "w,id\n5,1\n6,3\n", "id");

	assert_figure(f, "accuracy.reference_matched", 2, 0);
	assert_reason(f, "accuracy.reference_agreement", "no column but the key is in both");
	figures_free(f);
}

static void test_an_unknown_key_is_a_usage_error(void **state)
{
	struct scene *s = *state;
	char want[256];

	assert_int_equal(compare(s, NULL, "a.csv", "order_id,v\n1,2\n3,4\n", "b.csv", "orderid,v\n1,2\n3,4\n", "order_id"), -1);
	assert_int_equal(s->err.code, ERR_USAGE);
	snprintf(want, sizeof want, "--key: no column \"order_id\" in %s; did you mean \"orderid\"?", s->there);
	assert_string_equal(s->err.text, want);
	reference_release(&s->comparison);
	s->err = (struct err){ .code = ERR_NONE };
	assert_int_equal(reference_compare(s->there, "orderid", &s->options, &s->fields, s->store, &s->comparison, &s->err), -1);
	assert_string_equal(s->err.text, "--key: no column \"orderid\" in the data; did you mean \"order_id\"?");
}

static void test_a_reference_that_is_not_there(void **state)
{
	struct scene *s = *state;

	assert_int_equal(compare(s, NULL, "a.csv", "id,v\n1,2\n", "b.csv", "id,v\n1,2\n", "id"), 0);
	reference_release(&s->comparison);
	unlink(s->there);
	assert_int_equal(reference_compare(s->there, "id", &s->options, &s->fields, s->store, &s->comparison, &s->err), -1);
	assert_int_equal(s->err.code, ERR_INPUT);
}

static void test_broken_records_are_counted_or_refused(void **state)
{
	struct scene *s = *state;
	struct figures *f = compared(s, "a.jsonl", "{\"k\": 1, \"v\": 2}\n", "b.jsonl",
				     "{\"k\": 1, \"v\": 2}\n{\"k\": 2,\n{\"k\" 3}\n", "k");

	assert_figure(f, "accuracy.reference_rows", 1, 0);
	assert_figure(f, "accuracy.reference_rejected", 2, 0);
	assert_figure(f, "accuracy.reference_agreement", 1, 0);
	figures_free(f);
	reference_release(&s->comparison);
	s->options.rejects_max = 1;
	assert_int_equal(reference_compare(s->there, "k", &s->options, &s->fields, s->store, &s->comparison, &s->err), -1);
	assert_int_equal(s->err.code, ERR_DATA);
	reference_release(&s->comparison);
	s->options.rejects_max = UINT64_MAX;
	s->options.rejects_share_max = 0.5;
	s->err = (struct err){ .code = ERR_NONE };
	assert_int_equal(reference_compare(s->there, "k", &s->options, &s->fields, s->store, &s->comparison, &s->err), -1);
	assert_int_equal(s->err.code, ERR_DATA);
}

/* More columns than a table holds, the key in the last table here and in the first there. */
static void test_wide_tables(void **state)
{
	enum { WIDE = 4100 };
	struct scene *s = *state;
	size_t room = WIDE * 40, n = 0, m = 0;
	char *here = zeroed(room, 1), *there = zeroed(room, 1);
	struct figures *f;

	for (int row = 0; row < 2; row++) {
		n += (size_t)snprintf(here + n, room - n, "{");
		m += (size_t)snprintf(there + m, room - m, "{\"key\": \"r%d\"", 1 - row);
		for (int c = 0; c < WIDE; c++) {
			n += (size_t)snprintf(here + n, room - n, "\"c%d\": %d, ", c, c % 10);
			m += (size_t)snprintf(there + m, room - m, ", \"c%d\": %d", WIDE - 1 - c,
					      (WIDE - 1 - c) % 10 + (c == 7 && row == 0));
		}
		n += (size_t)snprintf(here + n, room - n, "\"key\": \"r%d\"}\n", row);
		m += (size_t)snprintf(there + m, room - m, "}\n");
	}
	s->options.feed.depth = 1;
	f = compared(s, "a.jsonl", here, "b.jsonl", there, "key");
	assert_figure(f, "accuracy.reference_matched", 2, 0);
	assert_figure(f, "accuracy.reference_agreement", 1 - 1.0 / (2 * WIDE), 1e-15);
	assert_int_equal(s->comparison.column[WIDE - 1 - 7].disagreeing, 1);
	assert_int_equal(s->comparison.column[WIDE - 1 - 7].rows.row[0], 2);
	assert_int_equal(s->comparison.key, WIDE);
	figures_free(f);
	free(here);
	free(there);
}

/* Names that SQLite has to be told carefully. */
static void test_any_name_may_be_the_key(void **state)
{
	struct scene *s = *state;
	struct figures *f = compared(s, "a.jsonl",
				     "{\"a\\\"b\": 1, \"A\\\"B\": 1, \"rowid\": 5}\n{\"a\\\"b\": 2, \"A\\\"B\": 1, \"rowid\": 5}\n",
				     "b.jsonl", "{\"A\\\"B\": 1, \"a\\\"b\": 1, \"rowid\": 6}\n", "a\"b");

	assert_figure(f, "accuracy.reference_matched", 1, 0);
	assert_column(f, "accuracy.agreement", 1, 1);
	assert_column(f, "accuracy.agreement", 2, 0);
	figures_free(f);
}

static void test_a_kept_database_keeps_nothing_of_it(void **state)
{
	struct scene *s = *state;
	sqlite3 *db;
	sqlite3_stmt *find;

	assert_int_equal(compare(s, s->db, "a.csv", "id,v\n1,2\n3,4\n", "b.csv", "id,v\n1,2\n3,5\n", "id"), 0);
	assert_int_equal(s->comparison.column[1].disagreeing, 1);
	assert_int_equal(store_commit(s->store, &s->err), 0);
	assert_int_equal(sqlite3_open_v2(s->db, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = 'table' "
						"ORDER BY name)", -1, &find, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(find), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(find, 0),
			    "assay_column assay_kind assay_place assay_reject assay_run assay_source assay_state data");
	sqlite3_finalize(find);
	sqlite3_close(db);
}

static void test_without_a_reference_every_figure_says_so(void **state)
{
	struct column_info info[2] = { { .name = "a" }, { .name = "b" } };
	struct plan plan = { .columns = 2, .column = info };
	struct figures *f = figures_of(&accuracy_reference, NULL, &plan);

	(void)state;
	assert_int_equal(f->count, 9 + 2 * 4);
	for (size_t i = 0; i < f->count; i++)
		assert_string_equal(f->at[i].reason, "needs --reference and --key");
	figures_free(f);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, scene_open, scene_close)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mnist_agrees_with_the_truth),
		cmocka_unit_test(test_student_grades_have_many_classes),
		cmocka_unit_test(test_figures_of_a_documented_example),
		cmocka_unit_test(test_classes_are_values_and_not_writings),
		cmocka_unit_test(test_classes_of_texts),
		cmocka_unit_test(test_long_texts_keep_apart),
		cmocka_unit_test(test_what_is_undefined_says_why),
		cmocka_unit_test(test_nothing_to_compare),
		cmocka_unit_test(test_no_rows_at_all),
		cmocka_unit_test(test_merging_obeys_its_law),
		cmocka_unit_test(test_too_many_pairs_cost_the_confusion_alone),
		cmocka_unit_test(test_damaged_states_are_refused),
		cmocka_unit_test(test_counts_give_what_the_matrix_gives),
		IN_SCENE(test_a_reference_is_joined_and_compared),
		IN_SCENE(test_repeated_and_missing_keys_are_counted_apart),
		IN_SCENE(test_keys_and_cells_are_equal_as_numbers_or_texts),
		IN_SCENE(test_evidence_is_the_first_rows),
		IN_SCENE(test_a_reference_without_rows),
		IN_SCENE(test_nothing_but_the_key_is_shared),
		IN_SCENE(test_an_unknown_key_is_a_usage_error),
		IN_SCENE(test_a_reference_that_is_not_there),
		IN_SCENE(test_broken_records_are_counted_or_refused),
		IN_SCENE(test_wide_tables),
		IN_SCENE(test_any_name_may_be_the_key),
		IN_SCENE(test_a_kept_database_keeps_nothing_of_it),
		cmocka_unit_test(test_without_a_reference_every_figure_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
