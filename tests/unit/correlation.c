/* correlation: the five analyses of column pairs, and the blocks of exact sums below them.
 *
 * Expected figures were computed from the table() below by others: hexadecimal literals are exact rationals (Python's fractions;
 * ranks from scipy.stats.rankdata), rounded once; they agree with pandas 1.5.3 (corr, corr(method='spearman')) and, for eta, with
 * scipy 1.10.1's f_oneway, but where these round: on 1e9 + tiny. Cramér's V is scipy's chi2_contingency(correction=False),
 * corrected as Bergsma does; VIF and condition number are numpy 1.24.2's inv and eigvalsh of the exact correlations.
 */
#include "analyse/correlation.h"
#include "base/hash.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct analysis correlation_pearson, correlation_ranks, correlation_spearman, correlation_cramers_v, correlation_eta;

enum { COLUMNS_MAX = 60, RESULTS_MAX = 5000 };

/* A table, the plan that a census of it would make, and one batch with all of its rows. */
struct data {
	size_t rows, columns;
	struct plan plan;
	struct column_info info[COLUMNS_MAX];
	struct column column[COLUMNS_MAX];
	uint8_t *kind[COLUMNS_MAX];
	double *number[COLUMNS_MAX];
	uint64_t *key[COLUMNS_MAX];
	uint32_t *code[COLUMNS_MAX];
	struct value *value[COLUMNS_MAX];
	struct dictionary *dictionary[COLUMNS_MAX];
	struct bucket *bucket[COLUMNS_MAX];
};

static void data_open(struct data *d, size_t rows)
{
	*d = (struct data){ .rows = rows };
	d->plan = (struct plan){ .rows = rows, .label = NO_COLUMN, .pred = NO_COLUMN, .time = NO_COLUMN, .id = NO_COLUMN };
}

static void data_close(struct data *d)
{
	for (size_t c = 0; c < d->columns; c++) {
		free(d->kind[c]);
		free(d->number[c]);
		free(d->key[c]);
		free(d->code[c]);
		free(d->value[c]);
		free(d->bucket[c]);
		dictionary_free(d->dictionary[c]);
	}
}

static uint64_t key_of(double x)
{
	uint64_t bits;

	x += 0.0;
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* The dictionary and the codes of column c, whose kinds and numbers are there. */
static void values_count(struct data *d, size_t c, bool numeric)
{
	size_t count = 0;
	uint64_t *key = calloc(d->rows + 1, sizeof *key);

	assert_non_null(key);
	d->value[c] = calloc(d->rows + 1, sizeof *d->value[c]);
	d->code[c] = calloc(d->rows + 1, sizeof *d->code[c]);
	for (size_t r = 0; r < d->rows; r++) {
		struct value *v = d->value[c], *end = v + count;

		key[r] = key_of(d->number[c][r]) ^ (uint64_t)!cell_is_number(d->kind[c][r]) << 1;
		if (cell_is_missing(d->kind[c][r]))
			continue;
		while (v < end && v->key != key[r])
			v++;
		if (v == end) {
			*v = (struct value){ .key = key[r], .first_row = r + 1, .number = d->number[c][r],
					     .kind = d->kind[c][r] };
			count++;
		}
		v->count++;
	}
	d->dictionary[c] = dictionary_new(d->value[c], count, numeric);
	for (size_t r = 0; r < d->rows; r++)
		d->code[c][r] = cell_is_missing(d->kind[c][r]) ? CODE_NONE : dictionary_code(d->dictionary[c], key[r]);
	d->info[c].dictionary = d->dictionary[c];
	d->column[c].key = d->key[c] = key;
	d->column[c].code = d->code[c];
}

static void numbers_count(struct data *d, size_t c, size_t limit)
{
	struct column_info *info = &d->info[c];
	struct sketch *sketch;

	assert_int_equal(sketch_new(&sketch, limit), 0);
	info->min = INFINITY;
	info->max = -INFINITY;
	for (size_t r = 0; r < d->rows; r++) {
		double x = d->number[c][r];

		info->infinite += cell_is_number(d->kind[c][r]) && !isfinite(x);
		if (!cell_is_number(d->kind[c][r]) || !isfinite(x))
			continue;
		info->numbers++;
		info->min = fmin(info->min, x);
		info->max = fmax(info->max, x);
		sketch_add(sketch, x, 1);
	}
	assert_int_equal(sketch_buckets(sketch, &d->bucket[c], &info->buckets), 0);
	info->bucket = d->bucket[c];
	sketch_free(sketch);
}

static size_t column_new(struct data *d)
{
	size_t c = d->columns++;

	d->kind[c] = calloc(d->rows + 1, 1);
	d->number[c] = calloc(d->rows + 1, sizeof *d->number[c]);
	d->column[c] = (struct column){ .kind = d->kind[c], .number = d->number[c] };
	d->info[c] = (struct column_info){ .name = "column" };
	d->plan.columns = d->columns;
	d->plan.column = d->info;
	return c;
}

/* A numeric column; NaN is a missing cell. buckets: without a dictionary, in so many buckets at most; 0: with one. */
static size_t add_numbers(struct data *d, const double *x, size_t buckets)
{
	size_t c = column_new(d);

	for (size_t r = 0; r < d->rows; r++) {
		d->kind[c][r] = isnan(x[r]) ? CELL_EMPTY : CELL_REAL;
		d->number[c][r] = isnan(x[r]) ? 0 : x[r];
	}
	d->info[c].type = TYPE_REAL;
	if (!buckets)
		values_count(d, c, true);
	numbers_count(d, c, buckets ? buckets : VALUES_MAX);
	return c;
}

/* A text column of classes 0, 1, …; negative: missing. */
static size_t add_classes(struct data *d, const int *class)
{
	size_t c = column_new(d);

	for (size_t r = 0; r < d->rows; r++) {
		d->kind[c][r] = class[r] < 0 ? CELL_NULL : CELL_TEXT;
		d->number[c][r] = class[r];
	}
	d->info[c].type = TYPE_TEXT;
	d->info[c].categorical = true;
	values_count(d, c, false);
	return c;
}

/* What was published. */
struct got {
	struct sink sink;
	size_t count;
	struct {
		const struct metric *metric;
		struct where where;
		double value, error;
		const char *reason;	/* none */
	} at[RESULTS_MAX];
};

static void got_add(struct sink *s, const struct metric *m, struct where w, double value, double error, const char *reason)
{
	struct got *g = (struct got *)s;

	assert_true(g->count < RESULTS_MAX);
	for (size_t i = 0; i < g->count; i++)
		assert_false(g->at[i].metric == m && g->at[i].where.column == w.column && g->at[i].where.other == w.other);
	if (!reason) {
		assert_true(isfinite(value));
		assert_true(value >= m->low && value <= m->high);
	}
	g->at[g->count].metric = m;
	g->at[g->count].where = w;
	g->at[g->count].value = value;
	g->at[g->count].error = error;
	g->at[g->count++].reason = reason;
}

static void got_value(struct sink *s, const struct metric *m, struct where w, double value)
{
	got_add(s, m, w, value, 0, NULL);
}

static void got_bounded(struct sink *s, const struct metric *m, struct where w, double value, const char *method, double error)
{
	assert_non_null(method);
	assert_true(m->exact == EXACT_OR_BOUND && error > 0);
	got_add(s, m, w, value, error, NULL);
}

static void got_none(struct sink *s, const struct metric *m, struct where w, const char *reason)
{
	assert_non_null(reason);
	got_add(s, m, w, NAN, 0, reason);
}

static void got_open(struct got *g)
{
	*g = (struct got){ .sink = { .value = got_value, .bounded = got_bounded, .none = got_none } };
}

static size_t got_find(const struct got *g, const char *name, size_t x, size_t y)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->at[i].metric->name, name) == 0 && g->at[i].where.column == x && g->at[i].where.other == y)
			return i;
	fail_msg("%s (%zu, %zu) was not published", name, x, y);
	return 0;
}

static void assert_got(const struct got *g, const char *name, size_t x, size_t y, double want, double within)
{
	size_t i = got_find(g, name, x, y);

	if (g->at[i].reason || !(fabs(g->at[i].value - want) <= within))
		fail_msg("%s (%zu, %zu): got %.17g (%s), want %.17g", name, x, y, g->at[i].value,
			 g->at[i].reason ? g->at[i].reason : "a value", want);
}

static void assert_none(const struct got *g, const char *name, size_t x, size_t y, const char *reason)
{
	assert_string_equal(g->at[got_find(g, name, x, y)].reason, reason);
}

static void *state_new(const struct analysis *a, const struct plan *plan)
{
	struct err e = { .code = ERR_NONE };
	void *state = calloc(1, a->state_size(plan));

	assert_non_null(state);
	assert_int_equal(a->open(state, plan, &e), 0);
	return state;
}

static void state_free(const struct analysis *a, void *state)
{
	a->close(state);
	free(state);
}

/* Rows first … end of the table as one batch. */
static void state_update(const struct analysis *a, void *state, const struct data *d, size_t first, size_t end)
{
	struct column part[COLUMNS_MAX];
	struct batch b = { .pass = 2, .first_row = first + 1, .rows = end - first, .columns = d->columns, .column = part };
	struct err e = { .code = ERR_NONE };

	for (size_t c = 0; c < d->columns; c++) {
		const struct column *from = &d->column[c];

		part[c] = (struct column){ .kind = from->kind ? from->kind + first : NULL, .number = from->number + first,
					   .key = from->key ? from->key + first : NULL, .code = from->code ? from->code + first : NULL };
	}
	assert_int_equal(a->update(state, &b, &e), 0);
}

static void *state_of(const struct analysis *a, const struct data *d)
{
	void *state = state_new(a, &d->plan);

	state_update(a, state, d, 0, d->rows);
	return state;
}

/* The state of correlation.ranks that has informed the plan. */
static void *ranks_make(struct data *d)
{
	struct err e = { .code = ERR_NONE };
	void *ranks = state_of(&correlation_ranks, d);

	assert_int_equal(correlation_ranks.inform(ranks, &d->plan, &e), 0);
	return ranks;
}

static void publish_all(struct data *d, struct got *g)
{
	static const struct analysis *const all[] = { &correlation_pearson, &correlation_cramers_v, &correlation_eta,
						      &correlation_spearman };
	void *ranks = ranks_make(d);

	got_open(g);
	correlation_ranks.publish(ranks, &d->plan, &g->sink);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		void *state = state_of(all[i], d);

		all[i]->publish(state, &d->plan, &g->sink);
		state_free(all[i], state);
	}
	state_free(&correlation_ranks, ranks);
	d->plan.rankings = NULL;
}

enum { ROWS = 60, A = 0, B, C, E, F, G, H };

/* a b c e f: numbers; a and b with missing cells and ties, b with an infinite one; c and f lie near ±1e9. g h: classes. */
static void table(struct data *d)
{
	double a[ROWS], b[ROWS], c[ROWS], e[ROWS], f[ROWS];
	int g[ROWS], h[ROWS];

	for (int i = 0; i < ROWS; i++) {
		int k = i * 7 % 10;

		a[i] = i % 7 == 3 ? (double)NAN : i * 37 % 23;
		b[i] = i % 11 == 5 ? NAN : (double)(i * 61 % 97) / 10 + i * 37 % 23;
		c[i] = 1e9 + (double)(i * 389 % 1000) / 1e6;
		e[i] = i % 4;
		f[i] = i % 3 ? -c[i] : 1e9 - i * 7 % 5;
		g[i] = i % 13 == 0 ? -1 : k < 5 ? 0 : k < 8 ? 1 : 2;
		h[i] = (k < 4) != (i % 6 == 0);
	}
	b[20] = INFINITY;
	data_open(d, ROWS);
	add_numbers(d, a, 0);
	add_numbers(d, b, 0);
	add_numbers(d, c, 0);
	add_numbers(d, e, 0);
	add_numbers(d, f, 0);
	add_classes(d, g);
	add_classes(d, h);
}

static const struct expected {
	size_t x, y, n;
	double pearson, spearman;
} expected[] = {
	{ A, B, 46, 0x1.de6f687ceade6p-1, 0x1.e25db755cc9eep-1 },
	{ A, C, 51, -0x1.8ecdacbba0070p-1, -0x1.8dabc6b7d6cfcp-1 },
	{ A, E, 51, -0x1.c9ddeb151e9c7p-5, -0x1.becbc71717415p-5 },
	{ A, F, 51, 0x1.43e6bf57ed76cp-5, 0x1.547393611ee51p-2 },
	{ B, C, 54, -0x1.41d3267f74e3ap-1, -0x1.549c7a855a2c6p-1 },
	{ B, E, 54, 0x1.27eb63be5138fp-4, 0x1.17c1463331a18p-4 },
	{ B, F, 54, 0x1.0bb8e6d0358f3p-4, 0x1.1655d498f4c0dp-2 },
	{ C, E, 60, 0x1.c5d0c516cd340p-4, 0x1.d166a8a10fe9ep-4 },
	{ C, F, 60, -0x1.b896923abc803p-3, -0x1.2e8433577c5b2p-1 },
	{ E, F, 60, -0x1.7da2427624d15p-46, -0x1.8b29090ee0d66p-5 },
};

static const double expected_eta[2][5] = {	/* by g and by h */
	{ 0x1.0d5a4410d20b3p-2, 0x1.0439aedf85220p-2, 0x1.14609591075a8p-2, 0x1.70db832a31d36p-4, 0x1.cfa431726f809p-7 },
	{ 0x1.d1c873cf11630p-8, 0x1.03e9049ab90b4p-4, 0x1.db4ea81236257p-8, 0x1.ece09582d96bap-6, 0x1.85a7591b977b2p-4 },
};
static const size_t expected_eta_n[2][5] = { { 47, 49, 55, 55, 55 }, { 51, 54, 60, 60, 60 } };

static void test_figures(void **state)
{
	static const double vif[] = { 12.166066760078168, 8.924411659680626, 2.6739287040872113, 1.0497126313358638,
				      1.1015621548919416 };
	struct data d;
	struct got g;

	(void)state;
	table(&d);
	publish_all(&d, &g);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		const struct expected *e = &expected[i];

		assert_got(&g, "correlation.pearson", e->x, e->y, e->pearson, 0);
		assert_got(&g, "correlation.pearson_n", e->x, e->y, (double)e->n, 0);
		assert_got(&g, "correlation.spearman", e->x, e->y, e->spearman, 0);
		assert_got(&g, "correlation.spearman_n", e->x, e->y, (double)e->n, 0);
	}
	for (size_t x = 0; x < 2; x++) {
		for (size_t y = 0; y < 5; y++) {
			assert_got(&g, "correlation.eta", G + x, y, expected_eta[x][y], 0);
			assert_got(&g, "correlation.eta_n", G + x, y, (double)expected_eta_n[x][y], 0);
		}
	}
	assert_got(&g, "correlation.cramers_v", G, H, 0.609662085831765, 1e-14);
	assert_got(&g, "correlation.cramers_v_n", G, H, 55, 0);
	for (size_t i = 0; i < 5; i++)
		assert_got(&g, "correlation.vif", i, NO_COLUMN, vif[i], 1e-12 * vif[i]);
	assert_none(&g, "correlation.vif", G, NO_COLUMN, "the column is text");
	assert_got(&g, "correlation.condition_number", NO_COLUMN, NO_COLUMN, 7.318484063251608, 1e-12);
	assert_got(&g, "correlation.complete_rows", NO_COLUMN, NO_COLUMN, 46, 0);
	assert_got(&g, "correlation.columns_left_out", NO_COLUMN, NO_COLUMN, 0, 0);
	assert_int_equal(g.count, 10 * 4 + 10 * 2 + 2 + 7 + 3);
	data_close(&d);
}

/* Ten pairs of the same columns, with the dictionaries taken away: the buckets still hold one value each. */
static void test_spearman_by_buckets(void **state)
{
	struct data d;
	struct got g;

	(void)state;
	table(&d);
	for (size_t c = A; c <= F; c++) {
		d.info[c].dictionary = NULL;
		d.column[c].code = NULL;
	}
	publish_all(&d, &g);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		assert_got(&g, "correlation.spearman", expected[i].x, expected[i].y, expected[i].spearman, 0);
		assert_true(g.at[got_find(&g, "correlation.spearman", expected[i].x, expected[i].y)].error == 0);
	}
	data_close(&d);
}

/* An odd cell that is a date has a number among the codes; it takes no part. Texts come last and take none either. */
static void test_odd_cells(void **state)
{
	double x[] = { 3, 1, 2, 5, 4, 6, 0, 0 }, y[] = { 1, 2, 3, 4, 5, 7, 100, -100 };
	double clean[] = { 3, 1, 2, 5, 4, NAN, NAN, NAN };
	struct data d;
	struct got g;

	(void)state;
	data_open(&d, 8);
	add_numbers(&d, x, 0);
	add_numbers(&d, y, 0);
	add_numbers(&d, clean, 0);
	d.kind[0][5] = CELL_DATETIME;
	d.number[0][5] = 2.5;
	d.kind[0][6] = CELL_TEXT;
	d.kind[0][7] = CELL_EMPTY;
	dictionary_free(d.dictionary[0]);
	free(d.value[0]);
	free(d.key[0]);
	free(d.code[0]);
	free(d.bucket[0]);
	d.info[0].numbers = 0;
	values_count(&d, 0, true);
	numbers_count(&d, 0, VALUES_MAX);
	assert_int_equal(d.dictionary[0]->count, 7);
	publish_all(&d, &g);
	assert_got(&g, "correlation.pearson", 0, 1, 0.6, 1e-16);	/* by hand */
	assert_got(&g, "correlation.spearman", 0, 1, 0.6, 1e-16);
	assert_got(&g, "correlation.pearson_n", 0, 1, 5, 0);
	assert_got(&g, "correlation.spearman_n", 0, 1, 5, 0);
	assert_got(&g, "correlation.spearman", 0, 2, 1, 0);
	data_close(&d);
}

/* A batch that lacks a column altogether. */
static void test_absent_column(void **state)
{
	static const struct analysis *const all[] = { &correlation_pearson, &correlation_eta, &correlation_cramers_v };
	struct data d, half;
	struct got g;
	double x[] = { 1, 2, 3, 4, 5, 6 }, y[] = { NAN, NAN, NAN, 9, 7, 8 };
	int z[] = { -1, -1, -1, 0, 1, 1 };

	(void)state;
	data_open(&d, 6);
	add_numbers(&d, x, 0);
	add_numbers(&d, y, 0);
	add_classes(&d, z);
	half = d;
	half.column[1] = half.column[2] = (struct column){ .number = d.number[1] };
	for (size_t i = 0; i < 3; i++) {
		const struct analysis *a = all[i];
		void *s = state_new(a, &d.plan);

		state_update(a, s, &half, 0, 3);
		state_update(a, s, &d, 3, 6);
		got_open(&g);
		a->publish(s, &d.plan, &g.sink);
		if (i == 0)
			assert_got(&g, "correlation.pearson", 0, 1, -0.5, 0);
		if (i == 1)
			assert_got(&g, "correlation.eta_n", 2, 1, 3, 0);
		state_free(a, s);
	}
	data_close(&d);
}

static void test_reasons(void **state)
{
	double x[] = { 1, 2, 3, 4 }, constant[] = { 5, 5, 5, 5 }, twice[] = { NAN, NAN, 1, 2 };
	double never[] = { INFINITY, NAN, NAN, NAN }, later[] = { 7, 7, 7, NAN };
	int one[] = { 0, 0, 0, 0 }, all[] = { 0, 1, 2, 3 }, few[] = { -1, -1, 0, 1 };
	struct data d;
	struct got g;

	(void)state;
	data_open(&d, 4);
	add_numbers(&d, x, 0);
	add_numbers(&d, constant, 0);
	add_numbers(&d, twice, 0);
	add_numbers(&d, never, 0);
	add_numbers(&d, later, 0);
	add_classes(&d, one);
	add_classes(&d, all);
	add_classes(&d, few);
	publish_all(&d, &g);
	assert_none(&g, "correlation.pearson", 0, 1, "a column is constant");
	assert_none(&g, "correlation.spearman", 0, 1, "a column is constant");
	assert_none(&g, "correlation.pearson", 0, 2, "fewer than three rows have both");
	assert_none(&g, "correlation.spearman", 0, 2, "fewer than three rows have both");
	assert_got(&g, "correlation.pearson_n", 0, 2, 2, 0);
	assert_none(&g, "correlation.pearson", 0, 3, "fewer than three rows have both");
	assert_got(&g, "correlation.spearman_n", 0, 3, 0, 0);
	assert_none(&g, "correlation.spearman", 0, 4, "a column is constant");
	assert_none(&g, "correlation.cramers_v", 5, 6, "a column is constant");
	assert_none(&g, "correlation.cramers_v", 6, 7, "fewer than three rows have both");
	assert_none(&g, "correlation.eta", 5, 0, "a column is constant");
	assert_none(&g, "correlation.eta", 6, 1, "a column is constant");
	assert_none(&g, "correlation.eta", 7, 0, "fewer than three rows have both");
	assert_got(&g, "correlation.eta", 6, 0, 1, 0);
	assert_none(&g, "correlation.vif", 1, NO_COLUMN, "the column is constant");
	assert_none(&g, "correlation.vif", 3, NO_COLUMN, "no finite number");
	assert_none(&g, "correlation.vif", 0, NO_COLUMN, "there are not more complete rows than columns");
	assert_none(&g, "correlation.condition_number", NO_COLUMN, NO_COLUMN, "there are not more complete rows than columns");
	data_close(&d);
	data_open(&d, 0);
	publish_all(&d, &g);
	assert_int_equal(g.count, 3);
	data_close(&d);
}

/* x + y = z exactly: VIF and condition number are at their cap; a fourth column is not part of it. */
static void test_exact_dependency(void **state)
{
	double x[40], y[40], z[40], w[40], rare[40];
	struct data d;
	struct got g;

	(void)state;
	for (int i = 0; i < 40; i++) {
		x[i] = i * 17 % 23;
		y[i] = i * 29 % 31;
		z[i] = x[i] + y[i];
		w[i] = i * 7 % 11;
		rare[i] = i < 30 ? (double)NAN : i * 5 % 7;
	}
	data_open(&d, 40);
	add_numbers(&d, x, 0);
	add_numbers(&d, y, 0);
	add_numbers(&d, z, 0);
	add_numbers(&d, w, 0);
	add_numbers(&d, rare, 0);
	publish_all(&d, &g);
	for (size_t c = 0; c < 3; c++)
		assert_got(&g, "correlation.vif", c, NO_COLUMN, 1e12, 0);
	assert_got(&g, "correlation.vif", 3, NO_COLUMN, 1.2, 0.2);
	assert_none(&g, "correlation.vif", 4, NO_COLUMN, "more than half of the cells hold no number");
	assert_got(&g, "correlation.condition_number", NO_COLUMN, NO_COLUMN, 1e12, 0);
	assert_got(&g, "correlation.complete_rows", NO_COLUMN, NO_COLUMN, 40, 0);
	data_close(&d);
}

enum { MANY = 5000 };	/* more than two blocks of rows */

/* A fraction in [0, 1) for a place. */
static double noise(uint64_t at, uint64_t column)
{
	return (double)(hash_u64(at * 64 + column + 1) >> 11) * 0x1p-53;
}

/* Integers, reals of few and of many binades, missing cells here and there and nearly everywhere, classes. */
static void many_open(struct data *d, size_t buckets)
{
	double (*x)[MANY] = calloc(6, sizeof *x);
	int (*k)[MANY] = calloc(2, sizeof *k);

	assert_true(x && k);
	for (size_t r = 0; r < MANY; r++) {
		x[0][r] = floor(noise(r, 0) * 1000) - 500;
		x[1][r] = noise(r, 1) < 0.1 ? NAN : 100 + noise(r, 2);
		x[2][r] = r >= 2048 && r < 4096 ? NAN : noise(r, 3) * noise(r, 4) - 0.2 + x[0][r] / 1e3;
		x[3][r] = noise(r, 5) < 0.97 ? NAN : floor(noise(r, 6) * 5);
		x[4][r] = ldexp(noise(r, 7) - 0.5, (int)(noise(r, 8) * 600) - 300);
		x[5][r] = noise(r, 9) < 0.01 ? -INFINITY : 1e15 + floor(noise(r, 10) * 64);
		k[0][r] = noise(r, 11) < 0.05 ? -1 : (int)(noise(r, 12) * 7);
		k[1][r] = (int)(noise(r, 13) * 3 + noise(r, 12));
	}
	data_open(d, MANY);
	for (size_t c = 0; c < 6; c++)
		add_numbers(d, x[c], c == 2 || c == 4 ? buckets : c == 1 ? 64 : 0);
	add_classes(d, k[0]);
	add_classes(d, k[1]);
	free(x);
	free(k);
}

static struct blob saved(const struct analysis *a, const void *state)
{
	struct blob b = { .bytes = NULL };
	struct err e = { .code = ERR_NONE };

	assert_int_equal(a->save(state, &b, &e), 0);
	assert_true(blob_ok(&b));
	return b;
}

static void assert_saves(const struct analysis *a, const void *state, const struct blob *want)
{
	struct blob b = saved(a, state);

	assert_int_equal(b.length, want->length);
	assert_memory_equal(b.bytes, want->bytes, b.length);
	blob_release(&b);
}

/* Pieces of `step` rows, folded in one of three ways: first to last, last to first, or through saved bytes into two heaps. */
static void split_check(const struct analysis *a, const struct data *d, size_t step, int way, const struct blob *want)
{
	struct err e = { .code = ERR_NONE };
	void *heap[2] = { state_new(a, &d->plan), state_new(a, &d->plan) };
	size_t pieces = (d->rows + step - 1) / step;

	for (size_t i = 0; i < pieces; i++) {
		size_t at = (way == 1 ? pieces - 1 - i : i) * step;
		void *part = state_new(a, &d->plan);

		state_update(a, part, d, at, at + step < d->rows ? at + step : d->rows);
		if (way == 2) {
			struct blob b = saved(a, part), over = blob_over(b.bytes, b.length);
			void *copy = state_new(a, &d->plan);

			assert_int_equal(a->load(copy, &over, &e), 0);
			assert_int_equal(over.at, over.length);
			assert_saves(a, copy, &b);
			blob_release(&b);
			state_free(a, part);
			part = copy;
		}
		assert_int_equal(a->merge(heap[way == 2 && i % 3 == 1], part, &e), 0);
		state_free(a, part);
	}
	assert_int_equal(a->merge(heap[0], heap[1], &e), 0);
	assert_saves(a, heap[0], want);
	state_free(a, heap[0]);
	state_free(a, heap[1]);
}

static void laws_check(const struct analysis *a, const struct data *d)
{
	static const size_t step[] = { 1700, 2048, 2049, 333 };
	void *whole = state_of(a, d);
	struct blob want = saved(a, whole);
	struct got once, again;

	for (size_t i = 0; i < sizeof step / sizeof step[0]; i++)
		for (int way = 0; way < 3; way++)
			split_check(a, d, step[i], way, &want);
	got_open(&once);
	got_open(&again);
	a->publish(whole, &d->plan, &once.sink);
	a->publish(whole, &d->plan, &again.sink);
	assert_int_equal(once.count, again.count);
	for (size_t i = 0; i < once.count; i++)
		assert_true(once.at[i].reason ? once.at[i].reason == again.at[i].reason : once.at[i].value == again.at[i].value);
	blob_release(&want);
	state_free(a, whole);
}

static void test_any_split_same_bytes(void **state)
{
	struct data d;
	void *ranks;

	(void)state;
	many_open(&d, 100);
	laws_check(&correlation_pearson, &d);
	laws_check(&correlation_cramers_v, &d);
	laws_check(&correlation_eta, &d);
	laws_check(&correlation_ranks, &d);
	ranks = ranks_make(&d);
	laws_check(&correlation_spearman, &d);
	state_free(&correlation_ranks, ranks);
	data_close(&d);
}

/* Every pair against comoments, which adds the numbers one by one. */
static void test_pearson_is_exact(void **state)
{
	struct data d;
	struct got g;

	(void)state;
	many_open(&d, 0);
	publish_all(&d, &g);
	for (size_t x = 0; x < 6; x++) {
		for (size_t y = x + 1; y < 6; y++) {
			struct comoments m = { .n = 0 };
			double r;

			for (size_t i = 0; i < MANY; i++)
				if (number_takes_part(&d.column[x], i) && number_takes_part(&d.column[y], i))
					assert_int_equal(comoments_add(&m, d.number[x][i], d.number[y][i]), 0);
			assert_int_equal(comoments_pearson(&m, &r), 0);
			assert_got(&g, "correlation.pearson", x, y, r, 0);
			assert_got(&g, "correlation.pearson_n", x, y, (double)m.n, 0);
			assert_got(&g, "correlation.spearman_n", x, y, (double)m.n, 0);
			comoments_release(&m);
		}
	}
	data_close(&d);
}

/* With few buckets the figure is approximate, and the exact one lies within the error that it gives. */
static void test_spearman_error_holds(void **state)
{
	struct data exact, coarse;
	struct got want, got;
	size_t approximate = 0;

	(void)state;
	many_open(&exact, 0);
	exact.info[1].dictionary = NULL;	/* 64 buckets in all tables: the others differ */
	publish_all(&exact, &want);
	for (size_t buckets = 16; buckets <= 256; buckets *= 4) {
		many_open(&coarse, buckets);
		publish_all(&coarse, &got);
		for (size_t x = 0; x < 6; x++) {
			for (size_t y = x + 1; y < 6; y++) {
				size_t w = got_find(&want, "correlation.spearman", x, y);
				size_t i = got_find(&got, "correlation.spearman", x, y);
				double off = fabs(got.at[i].value - want.at[w].value);

				assert_null(got.at[i].reason);
				assert_true(off <= got.at[i].error + want.at[w].error);
				assert_true((got.at[i].error > 0) == (x == 1 || y == 1 || x == 2 || y == 2 || x == 4 || y == 4));
				approximate += off > 0;
			}
		}
		data_close(&coarse);
	}
	assert_true(approximate > 0);
	data_close(&exact);
}

/* Fifty columns of 3,000 values and a missing cell each: more counts than all pairs may take, so values share ranks. */
static void test_ranks_are_bounded(void **state)
{
	enum { N = 3000 };
	double *x = calloc(N, sizeof *x);
	struct data d, two;
	struct got *g = malloc(2 * sizeof *g);
	size_t i, j;
	double off;

	(void)state;
	assert_true(x && g);
	data_open(&d, N);
	data_open(&two, N);
	for (size_t c = 0; c < 52; c++) {
		for (size_t r = 0; r < N; r++)
			x[r] = r == c ? NAN : noise(r, 0) + noise(r, c);
		add_numbers(&d, x, 4096);
		if (c == 20 || c == 30)
			add_numbers(&two, x, 4096);
	}
	publish_all(&d, &g[0]);
	publish_all(&two, &g[1]);
	i = got_find(&g[0], "correlation.spearman", 20, 30);
	j = got_find(&g[1], "correlation.spearman", 0, 1);
	off = fabs(g[0].at[i].value - g[1].at[j].value);
	assert_true(g[1].at[j].error == 0 && off > 0 && off <= g[0].at[i].error && g[0].at[i].error < 0.01);
	assert_got(&g[0], "correlation.columns_left_out", NO_COLUMN, NO_COLUMN, 2, 0);
	assert_none(&g[0], "correlation.vif", 50, NO_COLUMN, "not among the first 50 numeric columns");
	assert_int_equal(g[0].count, 1225 * 4 + 52 + 3);
	data_close(&d);
	data_close(&two);
	free(g);
	free(x);
}

static void test_rank_column(void **state)
{
	double x[100];
	struct data d;
	struct rank_column c;
	uint16_t rank[100];
	uint64_t n = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		x[i] = i < 40 ? 7 : i == 99 ? (double)NAN : i * 7 % 61;
	data_open(&d, 100);
	add_numbers(&d, x, 0);
	assert_int_equal(rank_column_open(&c, &d.info[0], 8), 0);
	assert_true(c.ranks >= 2 && c.ranks <= 8);
	ranks_fill(rank, &c, &d.column[0], 0, NULL, 100);
	for (size_t i = 0; i < c.ranks; i++)
		n += c.count[i];
	assert_int_equal(n, 99);
	for (size_t i = 0; i < 99; i++)
		for (size_t j = 0; j < 99; j++)
			assert_true(x[i] < x[j] ? rank[i] <= rank[j] : x[i] > x[j] || rank[i] == rank[j]);
	assert_int_equal(rank[99], c.ranks);
	rank_column_release(&c);
	data_close(&d);
}

/* A label of 11,000 values and a column of 100: 1.1 million cells do not fit, and the next pair does. */
static void test_tables_are_bounded(void **state)
{
	enum { N = 11000 };
	int *k = calloc(N, sizeof *k);
	double *x = calloc(N, sizeof *x);
	struct data d;
	struct got g;

	(void)state;
	assert_true(k && x);
	data_open(&d, N);
	for (int i = 0; i < N; i++) {
		k[i] = i;
		x[i] = i % 100;
	}
	add_classes(&d, k);
	for (int i = 0; i < N; i++)
		k[i] = i % 100;
	add_classes(&d, k);
	add_classes(&d, k);
	for (size_t c = 0; c < 7; c++)
		add_numbers(&d, x, 4096);
	publish_all(&d, &g);
	assert_none(&g, "correlation.cramers_v", 0, 1, "its table does not fit into the 2^20 cells that all pairs share");
	assert_none(&g, "correlation.cramers_v_n", 0, 2, "its table does not fit into the 2^20 cells that all pairs share");
	assert_got(&g, "correlation.cramers_v", 1, 2, 1, 1e-12);
	assert_got(&g, "correlation.eta", 0, 7, 1, 0);
	assert_none(&g, "correlation.eta", 0, 8, "its sums do not fit into the 2^16 class sums that all pairs share");
	assert_got(&g, "correlation.eta", 1, 9, 1, 0);
	data_close(&d);
	free(k);
	free(x);
}

/* A numeric label is a category for eta and Cramér's V, and a number for the rest. */
static void test_numeric_label(void **state)
{
	struct data d;
	struct got g;
	double y[] = { 0, 1, 0, 1, 1, 0 }, x[] = { 1, 2, 3, 4, 5, 9 };
	int k[] = { 0, 1, 0, 1, 1, 0 };

	(void)state;
	data_open(&d, 6);
	add_numbers(&d, x, 0);
	add_numbers(&d, y, 0);
	add_classes(&d, k);
	d.plan.label = 1;
	publish_all(&d, &g);
	/* Two classes: eta is |r|. */
	assert_got(&g, "correlation.eta", 1, 0, fabs(g.at[got_find(&g, "correlation.pearson", 0, 1)].value), 1e-15);
	assert_got(&g, "correlation.cramers_v", 1, 2, 1, 1e-15);
	assert_int_equal(g.count, 4 + 2 + 2 * 3 + 3 + 3);
	data_close(&d);
}

/* All shorter pieces are refused; changed bytes are refused or make a state that works. */
static void test_damaged_states(void **state)
{
	static const struct analysis *const all[] = { &correlation_pearson, &correlation_ranks, &correlation_spearman,
						      &correlation_cramers_v, &correlation_eta };
	struct data d;
	void *ranks;

	(void)state;
	table(&d);
	ranks = ranks_make(&d);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		void *whole = state_of(all[i], &d);
		struct blob b = saved(all[i], whole);

		for (size_t at = 0; at < b.length; at += 1 + b.length / 500) {
			struct blob cut = blob_over(b.bytes, at), changed = blob_over(b.bytes, b.length);
			void *part[2] = { state_new(all[i], &d.plan), state_new(all[i], &d.plan) };
			struct err e = { .code = ERR_NONE };
			struct got g;

			assert_int_equal(all[i]->load(part[0], &cut, &e), -1);
			assert_int_equal(e.code, ERR_STATE);
			b.bytes[at] ^= 0x81;
			e.code = ERR_NONE;
			got_open(&g);
			if (all[i]->load(part[1], &changed, &e) == 0)
				all[i]->publish(part[1], &d.plan, &g.sink);
			else
				assert_int_equal(e.code, ERR_STATE);
			b.bytes[at] ^= 0x81;
			state_free(all[i], part[0]);
			state_free(all[i], part[1]);
		}
		blob_release(&b);
		state_free(all[i], whole);
	}
	state_free(&correlation_ranks, ranks);
	data_close(&d);
}

static void assert_sums_equal(struct exact_sum *a, struct exact_sum *b)
{
	assert_true(exact_equal(a, b));
	exact_release(a);
	exact_release(b);
}

/* Totals, products and groups of x and y in blocks, and number by number. */
static void block_check(const double *x, const double *y, size_t n, size_t first, size_t end)
{
	struct exact_block *bx = calloc(3, sizeof *bx), *by = bx + 1, *bp = bx + 2;
	struct exact_sum total = { .limb = NULL }, dot = { .limb = NULL }, one[2] = { { .limb = NULL } };
	struct exact_sum group[3] = { { .limb = NULL } }, grouped[3] = { { .limb = NULL } }, picked[2] = { { .limb = NULL } };
	struct exact_sum lagged[2] = { { .limb = NULL } };
	uint16_t of[EXACT_BLOCK], place[EXACT_BLOCK];
	size_t places = 0;
	i128 work[4];

	assert_non_null(bx);
	exact_block_fill(bx, x, n);
	exact_block_fill(by, y, n);
	assert_int_equal(exact_add_total(&total, bx, first, end), 0);
	assert_int_equal(exact_add_dot(&dot, bx, by, first, end), 0);
	for (size_t i = first; i < end; i++) {
		exact_add(&one[0], x[i]);
		exact_add_product(&one[1], x[i], y[i]);
	}
	assert_int_equal(exact_add_lagged(&lagged[0], bx), 0);
	for (size_t i = 1; i < n; i++)
		exact_add_product(&lagged[1], x[i - 1], x[i]);
	for (size_t i = 0; i < n; i++) {
		of[i] = (uint16_t)(i * 7 % 4);
		if (of[i] < 3)
			exact_add(&group[of[i]], y[i]);
		if (i % 3 == 1) {
			place[places++] = (uint16_t)i;
			exact_add_square(&picked[0], x[i]);
		}
	}
	exact_block_pick(bp, bx, place, places);
	assert_int_equal(exact_add_dot(&picked[1], bp, bp, 0, places), 0);
	assert_int_equal(exact_add_groups(grouped, 3, of, by, work), 0);
	assert_sums_equal(&total, &one[0]);
	assert_sums_equal(&dot, &one[1]);
	assert_sums_equal(&lagged[0], &lagged[1]);
	assert_sums_equal(&picked[0], &picked[1]);
	for (size_t k = 0; k < 3; k++)
		assert_sums_equal(&group[k], &grouped[k]);
	free(bx);
}

static void test_blocks(void **state)
{
	static const struct { double scale; int binades; } kind[] = {
		{ 0, 0 }, { 0x1p53, 0 }, { 1, 0 }, { 1, 5 }, { 1, 6 }, { 1, 7 }, { 1, 60 }, { 1, 80 }, { 1, 200 },
		{ 0x1p-1074, 0 }, { 0x1p-1060, 40 }, { 1, 2000 }, { DBL_MAX, 0 } };
	double x[EXACT_BLOCK], y[EXACT_BLOCK];

	(void)state;
	for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++) {
		for (size_t j = 0; j < sizeof kind / sizeof kind[0]; j++) {
			for (uint64_t r = 0; r < EXACT_BLOCK; r++) {
				double u = 1 + noise(r, 1), v = 1 + noise(r, 2);

				u = ldexp(u, (int)(noise(r, 3) * kind[i].binades) - kind[i].binades / 2) / 2;
				v = ldexp(v, (int)(noise(r, 4) * kind[j].binades) - kind[j].binades / 2) / 2;
				x[r] = (r % 5 ? 1 : -1) * (r % 7 ? kind[i].scale * u : 0);
				y[r] = (r % 3 ? 1 : -1) * kind[j].scale * v;
			}
			block_check(x, y, EXACT_BLOCK, 0, EXACT_BLOCK);
			block_check(x, y, 77, 3, 76);
		}
	}
	/* The widest level blocks: every number ±(2^58 − 2^5), so that the sum reaches 127 bits. */
	for (size_t r = 0; r < EXACT_BLOCK; r++)
		x[r] = r ? 0x1p58 - 0x1p5 : 1;
	block_check(x, x, EXACT_BLOCK, 0, EXACT_BLOCK);
	block_check(x, y, 0, 0, 0);
}

static void test_integers(void **state)
{
	const i128 most = ((i128)1 << 126) - 1 + ((i128)1 << 126);
	const i128 value[] = { 0, 1, -1, (i128)1 << 64, most, -most, -most - 1, (i128)12345678901234567 * 98765432109876543 };

	(void)state;
	for (size_t i = 0; i < sizeof value / sizeof value[0]; i++) {
		struct exact_sum got = { .limb = NULL }, want = { .limb = NULL };

		assert_int_equal(exact_add_integer(&got, value[i]), 0);
		exact_add_product(&want, (double)(int32_t)(value[i] >> 96), 0x1p96);
		for (int k = 0; k < 96; k += 32)
			exact_add_product(&want, (double)(uint32_t)(value[i] >> k), ldexp(1, k));
		assert_sums_equal(&got, &want);
	}
}

/* Classes with equal means are exactly 0, however large the numbers; and the other end. */
static void test_eta_ends(void **state)
{
	double same[] = { 1e300, 1e-300, 1e300, 1e-300, 5, 5 }, apart[] = { 1e9, 1e9, 1e9 + 0x1p-20, 1e9 + 0x1p-20 };
	uint64_t count[] = { 2, 2, 0 }, two[] = { 2, 2 };
	struct exact_sum sum[3] = { { .limb = NULL } }, squares = { .limb = NULL };
	double eta;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		exact_add(&sum[i / 2], same[i]);
		exact_add_square(&squares, same[i]);
	}
	assert_int_equal(exact_eta(3, count, sum, &squares, &eta), 0);
	assert_true(eta == 0);
	exact_release(&sum[0]);
	exact_release(&sum[1]);
	exact_release(&squares);
	for (size_t i = 0; i < 4; i++) {
		exact_add(&sum[i / 2], apart[i]);
		exact_add_square(&squares, apart[i]);
	}
	assert_int_equal(exact_eta(2, two, sum, &squares, &eta), 0);
	assert_true(eta == 1);
	assert_int_equal(exact_eta(0, NULL, NULL, &sum[2], &eta), 0);
	assert_true(isnan(eta));
	exact_release(&sum[0]);
	exact_release(&sum[1]);
	exact_release(&squares);
}

/* In any order the same six remain, by the greater of the two figures, and of equal ones the first by position. */
static void test_strongest_pairs(void **state)
{
	static const struct { size_t x, y; double r[2]; } pair[] = { { 0, 1, { 0.5, -0.6 } }, { 0, 2, { -0.9, 0.1 } }, { 0, 3, { 0.3, NAN } },
		{ 1, 2, { 0.6, 0.6 } }, { 1, 3, { NAN, 1 } }, { 2, 3, { 0.2, 0.7 } }, { 0, 4, { -0.4, 0.35 } }, { 1, 4, { NAN, NAN } }, { 2, 4, { 0.3, 0.4 } } };
	static const size_t want[STRONGEST_MAX][2] = { { 1, 3 }, { 0, 2 }, { 2, 3 }, { 0, 1 }, { 1, 2 }, { 0, 4 } };
	enum { PAIRS = sizeof pair / sizeof pair[0], STEPS = 2 * PAIRS };

	(void)state;
	for (size_t start = 0; start < STEPS; start++) {
		for (size_t step = 1; step < STEPS; step++) {
			struct strongest_pairs s = { .count = 0 };

			if (step % 2 == 0 || step % 3 == 0)	/* shares a factor with 18: does not come by all of them */
				continue;
			for (size_t i = 0; i < STEPS; i++) {
				size_t at = (start + i * step) % STEPS;

				strongest_take(&s, pair[at / 2].x, pair[at / 2].y, pair[at / 2].r[at % 2]);
			}
			assert_int_equal(s.count, STRONGEST_MAX);
			for (size_t i = 0; i < STRONGEST_MAX; i++) {
				assert_int_equal(s.at[i].x, want[i][0]);
				assert_int_equal(s.at[i].y, want[i][1]);
			}
			assert_true(s.at[0].strength == 1 && s.at[3].strength == 0.6 && s.at[5].strength == 0.4);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strongest_pairs),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_eta_ends),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_spearman_by_buckets),
		cmocka_unit_test(test_odd_cells),
		cmocka_unit_test(test_absent_column),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_exact_dependency),
		cmocka_unit_test(test_any_split_same_bytes),
		cmocka_unit_test(test_pearson_is_exact),
		cmocka_unit_test(test_spearman_error_holds),
		cmocka_unit_test(test_rank_column),
		cmocka_unit_test(test_ranks_are_bounded),
		cmocka_unit_test(test_tables_are_bounded),
		cmocka_unit_test(test_numeric_label),
		cmocka_unit_test(test_damaged_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
