/* analyses: missing columns together, disguised missing values, combinations, text lengths and spellings, against values that were
 * found elsewhere.
 *
 * Small tables are written out in the tests, with figures counted by hand. Figures of the open data ($ASSAY_DATA) are from Python:
 * correlations and deviations as exact rationals with one square root to 60 digits, quantiles interpolated as type 7 does.
 * tests/unit/laws.c puts the laws to every analysis; here they are put to the data that is hard for each: too much, long, late.
 */
#include "analyse/analyse.h"
#include "analyse/row_sample.h"
#include "base/hash.h"
#include "engine/later_pass.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct analysis census, completeness_patterns, completeness_disguised, representativeness_combinations,
	representativeness_extremes, representativeness_lengths, validity_categories;

enum { MANY = 64 << 20, FEW = 1 };	/* memory for values: every value is known; columns of more than 64 values are not */

/* ---- tables of texts, through the census, as the engine makes them ---- */

struct table {
	size_t columns, rows, room;
	const char **name;
	char **cell;			/* rows × columns; NULL: the key is absent */
	struct column_info *info;
	struct column *first;		/* as parsed */
	struct batch *later;		/* as spilled */
	char *bytes;
	struct plan plan;
	void *census;
};

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	assert_non_null(p);
	return p;
}

static struct table *table_new(size_t columns, ...)
{
	struct table *t = zeroed(1, sizeof *t);
	va_list names;

	t->columns = columns;
	t->name = zeroed(columns, sizeof *t->name);
	va_start(names, columns);
	for (size_t c = 0; c < columns; c++)
		t->name[c] = va_arg(names, const char *);
	va_end(names);
	return t;
}

static char **table_row(struct table *t)
{
	if (t->rows == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->cell = realloc(t->cell, t->room * t->columns * sizeof *t->cell);
		assert_non_null(t->cell);
	}
	memset(t->cell + t->rows * t->columns, 0, t->columns * sizeof *t->cell);
	return t->cell + t->rows++ * t->columns;
}

/* One row; a NULL among the texts is an absent key. */
static void row_add(struct table *t, ...)
{
	char **row = table_row(t);
	va_list cells;

	va_start(cells, t);
	for (size_t c = 0; c < t->columns; c++) {
		const char *text = va_arg(cells, const char *);

		row[c] = text ? strdup(text) : NULL;
	}
	va_end(cells);
}

/* Rows of a table with one column. */
static void cells_add(struct table *t, size_t times, const char *text)
{
	while (times-- > 0)
		row_add(t, text);
}

static void column_type_cells(struct table *t, size_t c, const struct na_set *na, size_t *used)
{
	uint8_t *kind = zeroed(t->rows, 1);
	double *number = zeroed(t->rows, sizeof *number);
	uint64_t *key = zeroed(t->rows, sizeof *key);
	struct cell_text *text = zeroed(t->rows, sizeof *text);

	for (size_t r = 0; r < t->rows; r++) {
		const char *cell = t->cell[r * t->columns + c];
		size_t n = cell ? strlen(cell) : 0;
		struct cell typed = { .kind = CELL_ABSENT };

		if (!cell)
			continue;
		typed = cell[0] == '{' ? (struct cell){ .kind = CELL_JSON } : cell_type(cell, n, na);
		kind[r] = typed.kind;
		number[r] = typed.number;
		key[r] = cell_is_missing(typed.kind) ? 0 : hash_bytes(cell, n);
		text[r] = (struct cell_text){ (uint32_t)*used, (uint32_t)n };
		memcpy(t->bytes + *used, cell, n);
		*used += n;
	}
	t->first[c] = (struct column){ .kind = kind, .number = number, .key = key, .text = text };
}

static void spill_make(struct table *t)
{
	struct column *spilled = zeroed(t->columns, sizeof *spilled);
	struct err e = { .code = ERR_NONE };

	t->later = batch_new();
	assert_non_null(t->later);
	for (size_t c = 0; c < t->columns; c++) {
		uint64_t *key = arena_zeroed(&t->later->arena, t->rows + 1, sizeof *key);

		for (size_t r = 0; r < t->rows; r++)
			key[r] = spilled_key(t->first[c].kind[r], t->first[c].number[r], t->first[c].key[r]);
		spilled[c] = (struct column){ .kind = t->first[c].kind, .number = t->first[c].number, .key = key };
	}
	t->later->rows = t->rows;
	t->later->columns = t->columns;
	t->later->column = spilled;
	assert_int_equal(later_batch_prepare(t->later, &t->plan, &e), 0);
	free(spilled);
}

/* Type the cells, take the census, inform the plan. */
static struct table *table_ready(struct table *t, size_t values_bytes)
{
	struct na_set *na = na_set_new(&na_default);
	struct batch b = { .pass = 1, .first_row = 1, .rows = t->rows, .columns = t->columns };
	struct err e = { .code = ERR_NONE };
	size_t total = 0, used = 0;

	for (size_t i = 0; i < t->rows * t->columns; i++)
		total += t->cell[i] ? strlen(t->cell[i]) : 0;
	t->bytes = zeroed(total, 1);
	t->first = zeroed(t->columns, sizeof *t->first);
	t->info = zeroed(t->columns, sizeof *t->info);
	for (size_t c = 0; c < t->columns; c++) {
		t->info[c].name = t->name[c];
		column_type_cells(t, c, na, &used);
	}
	na_set_free(na);
	t->plan = (struct plan){ .values_bytes = values_bytes, .evidence = 5, .rows = t->rows, .columns = t->columns, .column = t->info,
				 .label = NO_COLUMN, .pred = NO_COLUMN, .time = NO_COLUMN, .id = NO_COLUMN };
	t->census = zeroed(1, census.state_size(&t->plan));
	b.column = t->first;
	b.bytes = t->bytes;
	assert_int_equal(census.open(t->census, &t->plan, &e), 0);
	assert_int_equal(census.update(t->census, &b, &e), 0);
	assert_int_equal(census.inform(t->census, &t->plan, &e), 0);
	spill_make(t);
	return t;
}

static void table_free(struct table *t)
{
	for (size_t i = 0; i < t->rows * t->columns; i++)
		free(t->cell[i]);
	for (size_t c = 0; t->first && c < t->columns; c++) {
		free((void *)(uintptr_t)t->first[c].kind);
		free((void *)(uintptr_t)t->first[c].number);
		free((void *)(uintptr_t)t->first[c].key);
		free((void *)(uintptr_t)t->first[c].text);
	}
	if (t->census) {
		census.close(t->census);
		free(t->census);
	}
	batch_free(t->later);
	free(t->first);
	free(t->info);
	free(t->bytes);
	free(t->name);
	free(t->cell);
	free(t);
}

/* ---- states ---- */

static void *state_new(const struct analysis *a, const struct plan *plan)
{
	struct err e = { .code = ERR_NONE };
	void *s = zeroed(1, a->state_size(plan));

	assert_int_equal(a->open(s, plan, &e), 0);
	return s;
}

static void state_free(const struct analysis *a, void *s)
{
	if (s)
		a->close(s);
	free(s);
}

/* Rows [from, to) of a table; a column that they lack altogether is not in the batch. */
static void state_feed(const struct analysis *a, void *s, const struct table *t, size_t from, size_t to)
{
	const struct column *whole = a->pass == PASS_FIRST ? t->first : t->later->column;
	struct column *slice = zeroed(t->columns, sizeof *slice);
	struct batch b = { .pass = (int)a->pass, .first_row = from + 1, .rows = to - from, .columns = t->columns, .column = slice,
			   .bytes = t->bytes };
	struct err e = { .code = ERR_NONE };

	for (size_t c = 0; c < t->columns; c++) {
		bool there = false;

		for (size_t r = from; r < to; r++)
			there |= whole[c].kind[r] != CELL_ABSENT;
		if (there)
			slice[c] = (struct column){ .kind = whole[c].kind + from, .number = whole[c].number + from,
						    .key = whole[c].key + from,
						    .text = whole[c].text ? whole[c].text + from : NULL,
						    .code = whole[c].code ? whole[c].code + from : NULL };
	}
	assert_int_equal(a->update(s, &b, &e), 0);
	free(slice);
}

static void *state_of(const struct analysis *a, const struct table *t)
{
	void *s;

	if (a->pass == PASS_DERIVED)
		return NULL;
	s = state_new(a, &t->plan);
	state_feed(a, s, t, 0, t->rows);
	return s;
}

static struct blob state_saved(const struct analysis *a, const void *s)
{
	struct blob b = { .bytes = NULL };
	struct err e = { .code = ERR_NONE };

	assert_int_equal(a->save(s, &b, &e), 0);
	return b;
}

static void assert_same_bytes(const struct analysis *a, const void *x, const void *y)
{
	struct blob b = state_saved(a, x), c = state_saved(a, y);

	assert_int_equal(b.length, c.length);
	assert_memory_equal(b.bytes, c.bytes, b.length);
	blob_release(&b);
	blob_release(&c);
}

/* Parts of the rows merged from the last to the first, each by way of its saved bytes, are the whole. */
static void check_split(const struct analysis *a, const struct table *t, size_t parts)
{
	void *whole = state_of(a, t), *sum = state_new(a, &t->plan);
	struct err e = { .code = ERR_NONE };

	for (size_t i = parts; i-- > 0;) {
		void *part = state_new(a, &t->plan), *again = state_new(a, &t->plan);
		struct blob b, over;

		state_feed(a, part, t, i * t->rows / parts, (i + 1) * t->rows / parts);
		b = state_saved(a, part);
		over = blob_over(b.bytes, b.length);
		assert_int_equal(a->load(again, &over, &e), 0);
		assert_int_equal(over.at, b.length);
		assert_int_equal(a->merge(sum, again, &e), 0);
		blob_release(&b);
		state_free(a, part);
		state_free(a, again);
	}
	assert_same_bytes(a, whole, sum);
	state_free(a, whole);
	state_free(a, sum);
}

/* Saved bytes in which one 64-bit field was made something else are refused. */
static void check_refused(const struct analysis *a, const struct table *t, size_t field, uint64_t wrong)
{
	void *s = state_of(a, t), *again = state_new(a, &t->plan);
	struct blob b = state_saved(a, s), over = blob_over(b.bytes, b.length);
	struct err e = { .code = ERR_NONE };

	assert_true(8 * (field + 1) <= b.length);
	for (size_t i = 0; i < 8; i++)
		b.bytes[8 * field + i] = (unsigned char)(wrong >> 8 * i);
	assert_int_equal(a->load(again, &over, &e), -1);
	assert_int_equal(e.code, ERR_STATE);
	blob_release(&b);
	state_free(a, s);
	state_free(a, again);
}

/* ---- figures ---- */

struct figure {
	const struct metric *metric;
	struct where where;
	double value, error;
	char *reason;
	cJSON *detail;
};

struct figures {
	struct sink sink;
	struct figure *at;
	size_t count;
};

static struct figure *figure_add(struct sink *sink, const struct metric *m, struct where w)
{
	struct figures *f = (struct figures *)sink;

	f->at = realloc(f->at, (f->count + 1) * sizeof *f->at);
	assert_non_null(f->at);
	f->at[f->count] = (struct figure){ .metric = m, .where = w, .value = NAN };
	return &f->at[f->count++];
}

static void take_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	assert_true(value >= m->low && value <= m->high);
	figure_add(sink, m, w)->value = value;
}

static void take_bounded(struct sink *sink, const struct metric *m, struct where w, double value, const char *method, double error)
{
	struct figure *f = figure_add(sink, m, w);

	assert_non_null(method);
	f->value = value;
	f->error = error;
}

static void take_detail(struct sink *sink, const struct metric *m, struct where w, struct cJSON *detail)
{
	assert_non_null(detail);
	figure_add(sink, m, w)->detail = detail;
}

static void take_none(struct sink *sink, const struct metric *m, struct where w, const char *reason)
{
	figure_add(sink, m, w)->reason = strdup(reason);
}

static struct figures figures_of(const struct analysis *a, const struct table *t)
{
	struct figures f = { .sink = { take_value, take_bounded, NULL, take_detail, take_none } };
	void *s = state_of(a, t);

	a->publish(s, &t->plan, &f.sink);
	state_free(a, s);
	return f;
}

static void figures_release(struct figures *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->at[i].reason);
		cJSON_Delete(f->at[i].detail);
	}
	free(f->at);
}

/* The one figure of that name there. */
static const struct figure *figure(const struct figures *f, const char *name, size_t column, size_t other)
{
	const struct figure *found = NULL;

	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(f->at[i].metric->name, name) != 0 || f->at[i].where.column != column || f->at[i].where.other != other)
			continue;
		assert_null(found);
		found = &f->at[i];
	}
	if (!found)
		fail_msg("%s was not published for %zd", name, (ssize_t)column);
	return found;
}

static const struct figure *in_all(const struct figures *f, const char *name)
{
	return figure(f, name, NO_COLUMN, NO_COLUMN);
}

static const struct figure *of_column(const struct figures *f, const char *name, size_t column)
{
	return figure(f, name, column, NO_COLUMN);
}

static void assert_number(double got, double want)
{
	if (got != want)
		fail_msg("got %.17g (%a), want %.17g (%a)", got, got, want, want);
}

static void assert_json(const cJSON *got, const char *want)
{
	char *text = cJSON_PrintUnformatted(got);

	assert_string_equal(text, want);
	cJSON_free(text);
}

/* ---- open data ---- */

struct reading {
	struct table *table;
	size_t column, names;
	bool header;
};

static char *field_copy(const void *text, size_t n)
{
	char *copy = zeroed(n, 1);

	if (n)
		memcpy(copy, text, n);
	return copy;
}

static void csv_field(void *text, size_t n, void *context)
{
	struct reading *r = context;

	if (r->header) {
		r->table->name = realloc(r->table->name, (r->table->columns + 1) * sizeof *r->table->name);
		r->table->name[r->table->columns++] = field_copy(text, n);
		return;
	}
	if (r->column == 0)
		table_row(r->table);
	r->table->cell[(r->table->rows - 1) * r->table->columns + r->column++] = field_copy(text, n);
}

static void csv_record(int end, void *context)
{
	struct reading *r = context;

	(void)end;
	r->header = false;
	r->column = 0;
}

/* A table of the open data; NULL where that is not at hand. Its column names live on until open_free. */
static struct table *open_table(const char *file, size_t values_bytes)
{
	const char *folder = getenv("ASSAY_DATA");
	struct reading r = { .table = table_new(0), .header = true };
	struct csv_parser parser;
	char path[1000], buffer[4096];
	FILE *in;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", folder ? folder : "", file);
	in = folder ? fopen(path, "rb") : NULL;
	if (!in) {
		print_message("ASSAY_DATA is not set, or has no %s\n", file);
		table_free(r.table);
		return NULL;
	}
	assert_int_equal(csv_init(&parser, CSV_REPALL_NL), 0);
	while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
		assert_int_equal(csv_parse(&parser, buffer, n, csv_field, csv_record, &r), n);
	csv_fini(&parser, csv_field, csv_record, &r);
	csv_free(&parser);
	fclose(in);
	return table_ready(r.table, values_bytes);
}

static void open_free(struct table *t)
{
	for (size_t c = 0; c < t->columns; c++)
		free((void *)(uintptr_t)t->name[c]);
	table_free(t);
}

static size_t column_named(const struct table *t, const char *name)
{
	size_t c = 0;

	while (strcmp(t->name[c], name) != 0)
		assert_true(++c < t->columns);
	return c;
}

/* ---- completeness.patterns ---- */

static void test_patterns_by_hand(void **state)
{
	struct table *t = table_new(4, "a", "b", "c", "d");
	struct figures f;

	(void)state;
	row_add(t, "1", "", NULL, "x");
	row_add(t, "1", "2", NULL, "x");
	row_add(t, "1", "NA", NULL, "x");
	row_add(t, "", "", NULL, "x");
	row_add(t, "1", "2", "3", "x");
	row_add(t, "1", "2", "3", "x");
	row_add(t, "", "2", "3", "x");
	row_add(t, "1", "2", NULL, "x");
	table_ready(t, MANY);
	f = figures_of(&completeness_patterns, t);
	assert_number(in_all(&f, "completeness.pattern_count")->value, 5);
	assert_json(in_all(&f, "completeness.patterns")->detail,	/* ties stand in order of their first rows */
		    "[{\"columns\":[\"b\",\"c\"],\"count\":2,\"fraction\":0.25},{\"columns\":[\"c\"],\"count\":2,\"fraction\":0.25},"
		    "{\"columns\":[],\"count\":2,\"fraction\":0.25},{\"columns\":[\"a\",\"b\",\"c\"],\"count\":1,\"fraction\":0.125},"
		    "{\"columns\":[\"a\"],\"count\":1,\"fraction\":0.125}]");
	assert_number(in_all(&f, "completeness.nullity_columns_left_out")->value, 0);
	/* a: rows 4 7; b: 1 3 4; c: 1 2 3 4 8. phi = (n·both − x·y) / sqrt(x(n − x) y(n − y)) */
	assert_number(figure(&f, "completeness.nullity_correlation", 0, 1)->value, 2 / sqrt(2 * 6 * 3 * 5));
	assert_number(figure(&f, "completeness.nullity_correlation", 0, 2)->value, -2 / sqrt(2 * 6 * 5 * 3));
	assert_number(figure(&f, "completeness.nullity_correlation", 1, 2)->value, 9 / sqrt(3 * 5 * 5 * 3));
	assert_int_equal(f.count, 6);	/* d, never missing, has no correlation */
	figures_release(&f);
	for (size_t parts = 1; parts <= 8; parts++)
		check_split(&completeness_patterns, t, parts);
	table_free(t);
}

static void test_patterns_of_open_data(void **state)
{
	static const struct { const char *file, *x, *y; double r; } want[] = {
		{ "titanic.csv", "age", "deck", 0x1.24ebe92b8256ap-3 },
		{ "titanic.csv", "embarked", "deck", -0x1.65a8efffcc159p-4 },
		{ "titanic.csv", "embarked", "embark_town", 1 },
		{ "titanic.csv", "age", "embarked", -0x1.82eb9cc1d10b1p-6 },
		{ "taxis.csv", "payment", "dropoff_zone", 0x1.00a6617a403bap-6 },
		{ "taxis.csv", "pickup_zone", "dropoff_zone", 0x1.39583fb2805d2p-1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		struct table *t = open_table(want[i].file, MANY);
		struct figures f;

		if (!t)
			skip();
		f = figures_of(&completeness_patterns, t);
		assert_number(figure(&f, "completeness.nullity_correlation", column_named(t, want[i].x), column_named(t, want[i].y))->value,
			      want[i].r);
		figures_release(&f);
		open_free(t);
	}
}

/* A plan and a batch of kinds alone: bit c of row r's number says whether column c is missing. */
static struct table *table_of_bits(size_t columns, size_t rows, uint64_t (*bits)(size_t row))
{
	struct table *t = table_new(0);
	struct column *column = zeroed(columns, sizeof *column);

	t->columns = columns;
	t->rows = rows;
	t->cell = zeroed(rows * columns, sizeof *t->cell);
	t->name = realloc(t->name, columns * sizeof *t->name);
	t->info = zeroed(columns, sizeof *t->info);
	t->later = batch_new();
	for (size_t c = 0; c < columns; c++) {
		uint8_t *kind = arena_zeroed(&t->later->arena, rows, 1);

		for (size_t r = 0; r < rows; r++) {
			kind[r] = bits(r) >> c % 64 & 1 ? CELL_EMPTY : CELL_INTEGER;
			t->info[c].missing += kind[r] == CELL_EMPTY;
		}
		t->info[c].present = rows - t->info[c].missing;
		t->info[c].name = t->name[c] = "c";
		column[c].kind = kind;
		column[c].number = arena_zeroed(&t->later->arena, rows, sizeof *column[c].number);
		column[c].key = arena_zeroed(&t->later->arena, rows, sizeof *column[c].key);
	}
	t->first = NULL;
	t->later->column = arena_take(&t->later->arena, columns * sizeof *column);
	memcpy((void *)(uintptr_t)t->later->column, column, columns * sizeof *column);
	free(column);
	t->plan = (struct plan){ .rows = rows, .columns = columns, .column = t->info, .label = NO_COLUMN, .pred = NO_COLUMN };
	return t;
}

static uint64_t bits_counted(size_t row)
{
	return row;
}

static uint64_t bits_two(size_t row)
{
	return row % 3 ? UINT64_MAX << 40 : 0;
}

static void test_patterns_past_the_bound(void **state)
{
	struct table *most = table_of_bits(17, 65536 + 1, bits_counted), *more = table_of_bits(17, 65536 + 2, bits_counted);
	struct figures f;

	(void)state;
	f = figures_of(&completeness_patterns, most);	/* 65536 sets that are not empty, and the empty one */
	assert_number(in_all(&f, "completeness.pattern_count")->value, 65537);
	figures_release(&f);
	f = figures_of(&completeness_patterns, more);
	assert_int_equal(f.count, 3 + 17 * 16 / 2);
	for (size_t i = 0; i < f.count; i++)
		assert_string_equal(f.at[i].reason, "more different sets of missing columns than are counted");
	figures_release(&f);
	check_split(&completeness_patterns, most, 3);
	check_split(&completeness_patterns, more, 3);	/* no part is past the bound alone */
	check_split(&completeness_patterns, more, 1);	/* one is */
	table_free(most);
	table_free(more);
}

static void test_patterns_of_many_columns(void **state)
{
	struct table *t = table_of_bits(200, 9, bits_two);
	struct figures f = figures_of(&completeness_patterns, t);
	const cJSON *first = in_all(&f, "completeness.patterns")->detail->child;

	(void)state;
	assert_number(in_all(&f, "completeness.pattern_count")->value, 2);
	assert_number(cJSON_GetObjectItem(first, "count")->valuedouble, 6);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(first, "columns")), 50);
	assert_number(cJSON_GetObjectItem(first, "more_columns")->valuedouble, 3 * 24 - 50);
	assert_number(in_all(&f, "completeness.nullity_columns_left_out")->value, 3 * 24 - 50);
	assert_int_equal(f.count, 3 + 50 * 49 / 2);
	assert_number(figure(&f, "completeness.nullity_correlation", 40, 104)->value, 1);
	figures_release(&f);
	check_split(&completeness_patterns, t, 4);
	check_refused(&completeness_patterns, t, 0, 199);			/* columns */
	check_refused(&completeness_patterns, t, 1, 2);				/* past the bound? */
	check_refused(&completeness_patterns, t, 2, 0);				/* complete rows, but a first one */
	check_refused(&completeness_patterns, t, 4, UINT64_MAX);		/* patterns */
	check_refused(&completeness_patterns, t, 5 + 3, UINT64_MAX);		/* a column past the last */
	check_refused(&completeness_patterns, t, 5 + 4, 0);			/* rows */
	table_free(t);
}

/* ---- completeness.disguised ---- */

/* {"value": count, …} of what was found, or "". */
static char *found_values(const struct figures *f, size_t column)
{
	char *text = zeroed(1000, 1);
	const cJSON *one;

	cJSON_ArrayForEach(one, of_column(f, "completeness.disguised_values", column)->detail)
		snprintf(text + strlen(text), 1000 - strlen(text), "%s%s×%.0f", *text ? " " : "",
			 cJSON_GetObjectItem(one, "value")->valuestring, cJSON_GetObjectItem(one, "count")->valuedouble);
	return text;
}

static void check_disguised(struct table *t, const char *what, const char *want)
{
	struct figures f = figures_of(&completeness_disguised, t);
	char *got = found_values(&f, 0);

	if (strcmp(got, want) != 0)
		fail_msg("%s: found \"%s\", want \"%s\"", what, got, want);
	free(got);
	figures_release(&f);
	check_split(&completeness_disguised, t, 3);
	table_free(t);
}

/* Numbers low, low + step, … below high, each `each` times, and some others: "value×times …". */
struct numbers {
	const char *what;
	double low, high, step;
	size_t each;
	struct { const char *value; size_t times; } also[4];
	const char *want;
};

static const struct numbers numbers[] = {
	{ "nothing", 1, 100, 1, 3, { { NULL, 0 } }, "" },
	{ "a far sentinel", 1, 100, 1, 3, { { "-999", 5 } }, "-999×5" },
	{ "both ends", 10, 90, 0.5, 1, { { "-99", 4 }, { "999", 9 } }, "999×9 -99×4" },
	{ "one behind the other", 0, 5, 1, 20, { { "9999", 3 }, { "999", 4 }, { "99", 5 } }, "99×5 999×4 9999×3" },
	{ "most are sentinels", 20, 60, 1, 1, { { "-9999", 500 } }, "-9999×500" },
	{ "written in several ways", 20, 60, 0.1, 1, { { "-999", 1 }, { "-999.0", 1 }, { "-9.99e2", 1 } }, "-999×3" },
	{ "instruments", 950, 1050, 0.3, 1, { { "9999.9", 3 } }, "9999.9×3" },
	{ "once in many", 1, 2000, 1, 1, { { "99999", 1 } }, "" },
	{ "once in few", 1, 200, 1, 1, { { "99999", 1 } }, "99999×1" },
	{ "no candidate", 1, 100, 1, 3, { { "-998", 5 } }, "" },
	{ "not at an end", 1, 100, 1, 3, { { "999", 5 }, { "5000", 1 } }, "" },
	{ "an id column", 1, 1001, 1, 1, { { NULL, 0 } }, "" },
	{ "capped", 900, 1000, 1, 1, { { "999", 200 } }, "" },
	{ "the only negative number", 10000, 200000, 500, 1, { { "-999", 3 } }, "-999×3" },
	{ "negative ones among negative ones", -150000, 200000, 777, 1, { { "-999", 3 } }, "" },
	{ "labels of a margin", 1, 2, 1, 50, { { "-1", 40 } }, "" },
	{ "sentiment", 0, 2, 1, 50, { { "-1", 40 } }, "" },
	{ "clusters with noise", 0, 12, 1, 50, { { "-1", 40 } }, "" },
	{ "probabilities", 0.2, 0.9, 0.01, 2, { { "-1", 6 } }, "-1×6" },
	{ "differences", -8, 9, 1, 5, { { "-9", 3 } }, "" },
	{ "differences with tails", -1, 2, 1, 50, { { "-4", 2 }, { "5", 2 }, { "-9", 3 } }, "" },
	{ "deviations", -0.5, 0.5, 0.01, 2, { { "-9", 3 } }, "-9×3" },
	{ "a gap just wider than the others", 100, 200, 1, 1, { { "-1", 5 } }, "-1×5" },
	{ "a gap as wide as the others", 99, 200, 1, 1, { { "-1", 5 } }, "" },
	{ "two grades and a code", 5, 7, 1, 50, { { "-1", 40 } }, "" },
	{ "answers of a survey", 1, 6, 1, 30, { { "99", 7 }, { "88", 3 } }, "99×7 88×3" },
	{ "codes side by side", 1, 101, 1, 3, { { "-9", 8 }, { "-8", 7 }, { "-999", 3 }, { "-998", 1 } }, "" },
	{ "codes side by side, far away", 900, 990, 0.5, 1, { { "-9", 8 }, { "-8", 7 }, { "-1", 1 }, { "0", 3 } }, "-9×8 -8×7 0×3 -1×1" },
	{ "a flag that has a code", 1, 2, 1, 30, { { "0", 70 }, { "99", 5 } }, "99×5" },
	{ "nothing but candidates", 99, 100, 1, 30, { { "0", 70 }, { "-1", 5 }, { "999", 5 } }, "" },
	{ "one of the two codes is not enough", 100, 200, 0.1, 2, { { "-9", 1 }, { "-999", 5 } }, "-999×5" },
	{ "yes, no and not told", 1, 3, 1, 30, { { "99", 7 } }, "99×7" },
	{ "a flag", 1, 2, 1, 30, { { "0", 70 } }, "" },
	{ "counts", 1, 9, 1, 10, { { "0", 600 } }, "" },
	{ "amounts that are mostly nothing", 5.7, 6.2, 0.01, 3, { { "0", 6000 }, { "24", 1 }, { "2.5", 7 } }, "" },
	{ "prices", 4, 512, 1.3, 1, { { "0", 15 } }, "" },
	{ "years", 1950, 2020, 1, 3, { { "0", 9 } }, "0×9" },
	{ "blood pressure", 60, 85, 1, 20, { { "40", 3 }, { "110", 3 }, { "0", 35 } }, "0×35" },
	{ "zero above negative ones", -60, -10, 1, 3, { { "0", 9 } }, "" },
	{ "minus zero", 1950, 2020, 1, 3, { { "-0.0", 4 }, { "0", 5 } }, "0×9" },
	{ "the end of an integer type", 1, 5000, 7, 1, { { "2147483647", 4 } }, "2147483647×4" },
	{ "infinite ones apart", 1, 100, 1, 3, { { "inf", 9 }, { "-inf", 9 }, { "-99", 5 } }, "-99×5" },
};

static struct table *numbers_table(const struct numbers *n, size_t values_bytes)
{
	struct table *t = table_new(1, "x");
	char text[40];

	for (size_t i = 0; n->low + (double)i * n->step < n->high - n->step / 2; i++) {
		snprintf(text, sizeof text, "%.10g", n->low + (double)i * n->step);
		cells_add(t, n->each, text);
	}
	for (size_t i = 0; i < 4 && n->also[i].value; i++)
		cells_add(t, n->also[i].times, n->also[i].value);
	return table_ready(t, values_bytes);
}

static void test_disguised_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		check_disguised(numbers_table(&numbers[i], MANY), numbers[i].what, numbers[i].want);
		check_disguised(numbers_table(&numbers[i], FEW), numbers[i].what, numbers[i].want);
	}
}

/* More values than the census's buckets: the rules hold for their edges. */
static void test_disguised_numbers_in_buckets(void **state)
{
	static const struct numbers many[] = {	/* 0: the gap of 20000 is less than the core's 70000, and so is the far fence; -9: once in 12908 */
		{ "near", 20000, 90000, 7, 1, { { "-999", 20 }, { "0", 30 }, { "999999", 10 } }, "-999×20 999999×10" },
		{ "far", 900000, 990000, 7, 1, { { "-1", 20 }, { "0", 30 }, { "-9", 1 } }, "0×30 -1×20" },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++)
		check_disguised(numbers_table(&many[i], FEW), many[i].what, many[i].want);
}

static void test_disguised_dates(void **state)
{
	static const struct { const char *what; int first, last; const char *also; size_t times; const char *want; } cases[] = {
		{ "births", 1930, 2005, "1900-01-01", 3, "1900-01-01T00:00:00Z×3" },
		{ "hiring", 1985, 2020, "1970-01-01", 2, "1970-01-01T00:00:00Z×2" },
		{ "no end", 2015, 2020, "9999-12-31", 8, "9999-12-31T00:00:00Z×8" },
		{ "no end, to the second", 2015, 2020, "9999-12-31T23:59:59Z", 8, "9999-12-31T23:59:59Z×8" },
		{ "no start", 2015, 2020, "0001-01-01", 8, "0001-01-01T00:00:00Z×8" },
		{ "spreadsheet", 2015, 2020, "1899-12-30", 2, "1899-12-30T00:00:00Z×2" },
		{ "not a candidate", 1985, 2020, "1971-01-01", 20, "" },
		{ "a series that starts there", 1971, 2020, "1970-01-01", 12, "" },
		{ "in the middle", 1930, 2005, "1970-01-01", 90, "" },
		{ "none", 1930, 2005, "1930-01-01", 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (size_t round = 0; round < 2; round++) {
			struct table *t = table_new(1, "day");
			char text[40];

			for (int year = cases[i].first; year <= cases[i].last; year++) {
				for (int month = 1; month <= 12; month++) {
					snprintf(text, sizeof text, "%04d-%02d-15", year, month);
					row_add(t, text);
				}
			}
			cells_add(t, cases[i].times, cases[i].also);
			check_disguised(table_ready(t, round ? FEW : MANY), cases[i].what, cases[i].want);
		}
	}
}

/* A fill-in date that is no farther than the next holidays. */
static void test_disguised_dates_near(void **state)
{
	struct table *t = table_new(1, "day");

	(void)state;
	cells_add(t, 5, "2099-12-20");
	cells_add(t, 5, "2099-12-22");
	cells_add(t, 4, "2099-12-31");
	check_disguised(table_ready(t, MANY), "near", "");
}

static void test_disguised_words(void **state)
{
	struct table *t = table_new(1, "town");
	struct figures f;

	(void)state;
	cells_add(t, 300, "Oslo");
	cells_add(t, 5, "unknown");
	cells_add(t, 3, " UNKNOWN ");
	cells_add(t, 2, "Not Available");
	cells_add(t, 1, "#REF!");
	cells_add(t, 1, "(blank)");
	cells_add(t, 4, "test");
	cells_add(t, 7, "unknowns");	/* no candidate */
	cells_add(t, 6, "-");		/* missing anyway */
	table_ready(t, MANY);
	f = figures_of(&completeness_disguised, t);
	assert_number(of_column(&f, "completeness.disguised", 0)->value, 16);
	assert_number(of_column(&f, "completeness.disguised_fraction", 0)->value, 16.0 / 323);
	assert_json(of_column(&f, "completeness.disguised_rows", 0)->detail, "[301,302,303,304,305]");
	assert_json(of_column(&f, "completeness.disguised_values", 0)->detail,
		    "[{\"value\":\"unknown\",\"count\":5,\"why\":\"a word for a missing value\"},"
		    "{\"value\":\"test\",\"count\":4,\"why\":\"a placeholder\"},"
		    "{\"value\":\" UNKNOWN \",\"count\":3,\"why\":\"a word for a missing value\"},"
		    "{\"value\":\"Not Available\",\"count\":2,\"why\":\"a word for a missing value\"},"
		    "{\"value\":\"#REF!\",\"count\":1,\"why\":\"an error of a spreadsheet or a program\"},"
		    "{\"value\":\"(blank)\",\"count\":1,\"why\":\"a word for a missing value\"}]");
	figures_release(&f);
	table_free(t);

	t = table_new(1, "split");	/* a class that is called so */
	cells_add(t, 800, "train");
	cells_add(t, 200, "test");
	check_disguised(table_ready(t, MANY), "classes", "");

	t = table_new(1, "score");	/* odd cells of a numeric column */
	cells_add(t, 100, "4.5");
	cells_add(t, 100, "5.5");
	cells_add(t, 2, "tbd");
	cells_add(t, 2, "0000-00-00");
	check_disguised(table_ready(t, MANY), "odd cells", "tbd×2 0000-00-00×2");
}

/* Too many values for a dictionary: lower, Title and upper case are known by their keys. */
static void test_disguised_words_among_many(void **state)
{
	struct table *t = table_new(1, "name");
	char text[40];

	(void)state;
	for (int i = 0; i < 500; i++) {
		snprintf(text, sizeof text, "person %d", i);
		row_add(t, text);
	}
	cells_add(t, 4, "unknown");
	cells_add(t, 3, "Unknown");
	cells_add(t, 2, "NOT APPLICABLE");
	cells_add(t, 2, "Not Applicable");
	cells_add(t, 1, "--");
	cells_add(t, 9, "uNKNOWN");
	check_disguised(table_ready(t, FEW), "among many", "unknown×4 Unknown×3 Not Applicable×2 NOT APPLICABLE×2 --×1");
}

static void test_disguised_reasons(void **state)
{
	struct table *t = table_new(3, "empty", "json", "flag");
	struct figures f;

	(void)state;
	row_add(t, "", "{}", "true");
	row_add(t, "NA", "{\"unknown\": -999}", "false");
	table_ready(t, MANY);
	f = figures_of(&completeness_disguised, t);
	assert_int_equal(f.count, 12);
	assert_string_equal(of_column(&f, "completeness.disguised", 0)->reason, "the column is empty");
	assert_string_equal(of_column(&f, "completeness.disguised_rows", 1)->reason, "the column is json");
	assert_number(of_column(&f, "completeness.disguised", 2)->value, 0);
	figures_release(&f);
	table_free(t);
}

/* Genuine zeros, small classes and heavy tails do not fire; the exams that were not written do. */
static void test_disguised_open_data(void **state)
{
	static const struct { const char *file, *want; } cases[] = {
		{ "titanic.csv", "" }, { "penguins.csv", "" }, { "mpg.csv", "" }, { "taxis.csv", "" }, { "banking-intent-classification.csv", "" },
		{ "febrl_dataset1.csv", "" }, { "mnist.csv", "" }, { "student_grades.csv", "exam_1: 0×50 exam_2: 0×60 " },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
		struct table *t = open_table(cases[i / 2].file, i % 2 ? FEW : MANY);
		char found[2000] = "";
		struct figures f;

		if (!t)
			skip();
		f = figures_of(&completeness_disguised, t);
		for (size_t c = 0; c < t->columns; c++) {
			char *values = found_values(&f, c);
			size_t at = strlen(found);

			if (*values)
				snprintf(found + at, sizeof found - at, "%s: %s ", t->name[c], values);
			free(values);
		}
		assert_string_equal(found, cases[i / 2].want);
		figures_release(&f);
		open_free(t);
	}
}

static void test_disguised_damaged(void **state)
{
	struct table *t = numbers_table(&(struct numbers){ "far", 1, 100, 1, 3, { { "-999", 5 } }, NULL }, MANY);

	(void)state;
	check_refused(&completeness_disguised, t, 0, 2);		/* columns */
	check_refused(&completeness_disguised, t, 1, 3);		/* watched: -999 and 99 */
	check_refused(&completeness_disguised, t, 2, 0);		/* cells, but rows */
	check_refused(&completeness_disguised, t, 3, 6);		/* rows */
	check_refused(&completeness_disguised, t, 4, UINT64_MAX);	/* first row behind the second */
	check_refused(&completeness_disguised, t, 14, 1);		/* times, but no ends */
	table_free(t);
}

/* ---- representativeness.combinations ---- */

static struct table *robots(void)
{
	struct table *t = table_new(4, "state", "action", "reward", "label");
	static const struct { const char *state, *action, *label; size_t times; } rows[] = {
		{ "left", "go", "yes", 5 }, { "left", "stop", "yes", 1 }, { "right", "go", "no", 3 }, { "middle", "go", "no", 2 },
		{ "", "stop", "no", 4 }, { "middle", "", "no", 1 }, { "left", "go", "", 2 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (size_t n = 0; n < rows[i].times; n++)
			row_add(t, rows[i].state, rows[i].action, "0.5", rows[i].label);
	return table_ready(t, MANY);
}

static void test_combinations_by_hand(void **state)
{
	static const char *const names[] = { "state", "action", "state", NULL };
	struct table *t = robots();
	struct figures f;

	(void)state;
	t->plan.combine = names;
	f = figures_of(&representativeness_combinations, t);
	assert_number(in_all(&f, "representativeness.combinations_possible")->value, 6);
	assert_json(in_all(&f, "representativeness.combinations_columns")->detail, "[\"state\",\"action\"]");
	assert_number(in_all(&f, "representativeness.combinations_rows")->value, 13);
	assert_number(in_all(&f, "representativeness.combinations_seen")->value, 4);
	assert_number(in_all(&f, "representativeness.combinations_missing_fraction")->value, 2.0 / 6);
	/* right 3 of 14, middle 3 of 14, stop 5 of 17; 13 rows. Of equally expected ones the value that is met first goes first. */
	assert_json(in_all(&f, "representativeness.combinations_missing")->detail,
		    "[{\"values\":{\"state\":\"right\",\"action\":\"stop\"},\"expected\":0.819327731092437},"
		    "{\"values\":{\"state\":\"middle\",\"action\":\"stop\"},\"expected\":0.819327731092437}]");
	assert_json(in_all(&f, "representativeness.combinations_rarest")->detail,
		    "[{\"values\":{\"state\":\"left\",\"action\":\"stop\"},\"count\":1,\"first_row\":6},"
		    "{\"values\":{\"state\":\"middle\",\"action\":\"go\"},\"count\":2,\"first_row\":10},"
		    "{\"values\":{\"state\":\"right\",\"action\":\"go\"},\"count\":3,\"first_row\":7},"
		    "{\"values\":{\"state\":\"left\",\"action\":\"go\"},\"count\":7,\"first_row\":1}]");
	assert_json(cJSON_GetArrayItem(in_all(&f, "representativeness.combinations_top")->detail, 0),
		    "{\"values\":{\"state\":\"left\",\"action\":\"go\"},\"count\":7,\"first_row\":1}");
	figures_release(&f);
	for (size_t parts = 2; parts < 6; parts++)
		check_split(&representativeness_combinations, t, parts);
	check_refused(&representativeness_combinations, t, 0, 12);	/* possible */
	check_refused(&representativeness_combinations, t, 1, 14);	/* rows */
	check_refused(&representativeness_combinations, t, 2, 2);	/* past the bound? */
	check_refused(&representativeness_combinations, t, 3, 65537);	/* combinations */
	check_refused(&representativeness_combinations, t, 4 + 3, 0);	/* number, not above the one before */
	check_refused(&representativeness_combinations, t, 4 + 1, 0);	/* count */
	check_refused(&representativeness_combinations, t, 4 + 2, 0);	/* first row */
	table_free(t);
}

/* The columns that are chosen: the label first, never the prediction, then fewest values. */
static void test_combinations_chosen(void **state)
{
	struct table *t = robots();
	struct figures f = figures_of(&representativeness_combinations, t);

	(void)state;
	assert_json(in_all(&f, "representativeness.combinations_columns")->detail, "[\"action\",\"label\",\"state\"]");
	figures_release(&f);
	t->plan.label = 0;
	f = figures_of(&representativeness_combinations, t);
	assert_json(in_all(&f, "representativeness.combinations_columns")->detail, "[\"state\",\"action\",\"label\"]");
	figures_release(&f);
	t->plan.label = 3;
	t->plan.pred = 1;
	f = figures_of(&representativeness_combinations, t);
	assert_json(in_all(&f, "representativeness.combinations_columns")->detail, "[\"label\",\"state\"]");
	figures_release(&f);
	t->plan.label = 1;
	t->plan.pred = 0;
	t->info[3].categorical = false;
	f = figures_of(&representativeness_combinations, t);
	assert_int_equal(f.count, 8);
	assert_string_equal(in_all(&f, "representativeness.combinations_seen")->reason,
			    "fewer than two categorical columns of 2 to 20 values; --combine names others");
	figures_release(&f);
	table_free(t);
}

static void test_combinations_refused(void **state)
{
	static const char *const unknown[] = { "state", "colour", NULL }, *const one[] = { "state", NULL };
	static const struct { const char *const *names; const char *reason; } cases[] = {
		{ unknown, "column \"colour\": no such column" }, { one, "--combine names fewer than two columns" },
	};
	struct table *t = robots();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct figures f;

		t->plan.combine = cases[i].names;
		f = figures_of(&representativeness_combinations, t);
		assert_int_equal(f.count, 8);
		for (size_t m = 0; m < f.count; m++)
			assert_string_equal(f.at[m].reason, cases[i].reason);
		figures_release(&f);
		check_split(&representativeness_combinations, t, 3);
	}
	table_free(t);
}

/* Two columns of numbers, x = row / of, y = row % of. */
static struct table *grid(size_t rows, size_t of)
{
	struct table *t = table_new(2, "x", "y");
	char x[30], y[30];

	for (size_t r = 0; r < rows; r++) {
		snprintf(x, sizeof x, "%zu", r / of);
		snprintf(y, sizeof y, "%zu", r % of);
		row_add(t, x, y);
	}
	return table_ready(t, MANY);
}

static void test_combinations_past_the_bound(void **state)
{
	static const char *const names[] = { "x", "y", NULL };
	struct table *most = grid(65536, 300), *more = grid(65537, 300);
	struct figures f;

	(void)state;
	most->plan.combine = more->plan.combine = names;
	f = figures_of(&representativeness_combinations, most);
	assert_number(in_all(&f, "representativeness.combinations_seen")->value, 65536);
	assert_number(in_all(&f, "representativeness.combinations_missing_fraction")->value, 164.0 / 65700);
	assert_int_equal(cJSON_GetArraySize(in_all(&f, "representativeness.combinations_missing")->detail), 50);
	figures_release(&f);
	f = figures_of(&representativeness_combinations, more);
	assert_number(in_all(&f, "representativeness.combinations_possible")->value, 65700);
	assert_number(in_all(&f, "representativeness.combinations_rows")->value, 65537);
	assert_string_equal(in_all(&f, "representativeness.combinations_seen")->reason, "more than 65536 different combinations occur");
	figures_release(&f);
	check_split(&representativeness_combinations, most, 2);
	check_split(&representativeness_combinations, more, 2);
	check_split(&representativeness_combinations, more, 1);
	table_free(most);
	table_free(more);
}

/* The walk down from the most expected combination, against the expectations of all combinations sorted. */
static int descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x > y ? -1 : x < y;
}

static void test_combinations_missing_are_the_most_expected(void **state)
{
	static const char *const names[] = { "a", "b", "c", NULL };
	enum { A = 9, B = 7, C = 12, ROWS = 300 };
	struct table *t = table_new(3, "a", "b", "c");
	bool seen[A][B][C] = { { { false } } };
	size_t count[3][C] = { { 0 } }, n = 0;
	double expected[A * B * C];
	uint64_t random = 88172645463325252u;
	struct figures f;
	const cJSON *list;

	(void)state;
	for (size_t r = 0; r < ROWS; r++) {
		size_t v[3], of[3] = { A, B, C };
		char text[3][30];

		for (size_t i = 0; i < 3; i++) {
			random = hash_u64(random + 1);
			v[i] = (size_t)((double)(random % 1000) * (double)(random / 1000 % 1000) * 1e-6 * (double)of[i]);
			count[i][v[i]]++;
			snprintf(text[i], sizeof text[i], "%c%zu", "abc"[i], v[i]);
		}
		seen[v[0]][v[1]][v[2]] = true;
		row_add(t, text[0], text[1], text[2]);
	}
	for (size_t a = 0; a < A; a++)
		for (size_t b = 0; b < B; b++)
			for (size_t c = 0; c < C; c++)
				if (!seen[a][b][c])
					expected[n++] = ROWS * ((double)count[0][a] / ROWS) * ((double)count[1][b] / ROWS) *
							((double)count[2][c] / ROWS);
	qsort(expected, n, sizeof expected[0], descending);
	table_ready(t, MANY);
	t->plan.combine = names;
	f = figures_of(&representativeness_combinations, t);
	list = in_all(&f, "representativeness.combinations_missing")->detail;
	assert_int_equal(cJSON_GetArraySize(list), 50);
	for (int i = 0; i < 50; i++) {
		const cJSON *one = cJSON_GetArrayItem(list, i), *values = cJSON_GetObjectItem(one, "values");
		int a = atoi(cJSON_GetObjectItem(values, "a")->valuestring + 1), b = atoi(cJSON_GetObjectItem(values, "b")->valuestring + 1),
		    c = atoi(cJSON_GetObjectItem(values, "c")->valuestring + 1);

		assert_false(seen[a][b][c]);
		seen[a][b][c] = true;	/* none twice */
		assert_number(cJSON_GetObjectItem(one, "expected")->valuedouble, expected[i]);
	}
	figures_release(&f);
	table_free(t);
}

static void test_combinations_of_open_data(void **state)
{
	static const char *const deck[] = { "sex", "class", "deck", NULL }, *const numeric[] = { "survived", "pclass", "embarked", NULL };
	struct table *t = open_table("titanic.csv", MANY);
	struct figures f;

	(void)state;
	if (!t)
		skip();
	t->plan.combine = deck;
	f = figures_of(&representativeness_combinations, t);
	assert_number(in_all(&f, "representativeness.combinations_possible")->value, 42);
	assert_number(in_all(&f, "representativeness.combinations_seen")->value, 20);
	assert_number(in_all(&f, "representativeness.combinations_rows")->value, 203);
	assert_int_equal(cJSON_GetArraySize(in_all(&f, "representativeness.combinations_missing")->detail), 22);
	figures_release(&f);
	t->plan.combine = numeric;
	f = figures_of(&representativeness_combinations, t);
	assert_number(in_all(&f, "representativeness.combinations_missing_fraction")->value, 0);
	assert_json(cJSON_GetObjectItem(in_all(&f, "representativeness.combinations_top")->detail->child, "values"),
		    "{\"survived\":\"0\",\"pclass\":\"3\",\"embarked\":\"S\"}");
	assert_number(cJSON_GetObjectItem(in_all(&f, "representativeness.combinations_top")->detail->child, "count")->valuedouble, 286);
	figures_release(&f);
	open_free(t);
}

/* ---- representativeness.lengths ---- */

static double length_of(const struct figures *f, const char *leaf, size_t column)
{
	char name[80];

	snprintf(name, sizeof name, "representativeness.length_%s", leaf);
	return of_column(f, name, column)->value;
}

static void test_lengths_by_hand(void **state)
{
	struct table *t = table_new(4, "text", "number", "json", "empty");
	struct figures f;

	(void)state;
	row_add(t, "na\xc3\xafve", "1", "{}", "");					/* 5 */
	row_add(t, " \xe6\xbc\xa2\xe5\xad\x97 ", "2", "{\"a\": 1}", "");		/* 4, blanks count */
	row_add(t, "12345678", "3", "{\"b\": \"\xf0\x9f\x99\x82\"}", "");		/* 8 digits of a text column */
	row_add(t, "cafe\xcc\x81", "4", NULL, "");					/* 5, the accent is one of its own */
	row_add(t, "", "5", NULL, "");
	row_add(t, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "6", NULL, "");	/* 3: woman, joiner, computer */
	table_ready(t, MANY);
	f = figures_of(&representativeness_lengths, t);
	assert_number(length_of(&f, "min", 0), 3);
	assert_number(length_of(&f, "max", 0), 8);
	assert_number(length_of(&f, "total", 0), 25);
	assert_number(length_of(&f, "mean", 0), 5);
	assert_number(length_of(&f, "std", 0), sqrt(3.5));
	assert_number(length_of(&f, "p50", 0), 5);
	assert_json(of_column(&f, "representativeness.length_histogram", 0)->detail,
		    "{\"counts\":[1,1,2,0,0,1],\"low\":2.5,\"width\":1,\"below\":0,\"above\":0,\"capped\":false,\"fenced\":false}");
	assert_string_equal(of_column(&f, "representativeness.length_mean", 1)->reason, "the column is integer");
	assert_number(length_of(&f, "max", 2), 10);
	assert_number(length_of(&f, "total", 2), 20);
	assert_string_equal(of_column(&f, "representativeness.length_histogram", 3)->reason, "the column is empty");
	assert_int_equal(f.count, 4 * 9);
	figures_release(&f);
	check_split(&representativeness_lengths, t, 4);
	table_free(t);
}

/* Texts of one, two, three and four bytes a character, of every length around the steps of eight, at every offset. */
static void test_lengths_at_every_offset(void **state)
{
	static const char *const character[] = { "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
						 "\xf4\x8f\xbf\xbf" };

	(void)state;
	for (size_t offset = 0; offset < 9; offset++) {
		for (size_t n = 1; n < 40; n++) {
			struct table *t = table_new(2, "before", "text");
			char text[200] = "", before[20] = "";
			struct figures f;

			for (size_t i = 0; i < n; i++)
				strcat(text, character[(i * 5 + n + offset) % 7]);
			memset(before, 'x', offset);
			row_add(t, before, text);
			table_ready(t, MANY);
			f = figures_of(&representativeness_lengths, t);
			assert_number(length_of(&f, "max", 1), (double)n);
			assert_string_equal(of_column(&f, "representativeness.length_std", 1)->reason, "needs two cells");
			figures_release(&f);
			table_free(t);
		}
	}
}

static char *text_of_length(size_t n)
{
	char *text = zeroed(n, 1);

	memset(text, 'w', n);
	return text;
}

/* 5000 lengths from 201 on, one of each: more than a sketch holds one by one. It holds them by twos from 2048 on, by fours from 4096. */
static void test_lengths_long(void **state)
{
	enum { FROM = 201, COUNT = 5000 };
	struct table *t = table_new(1, "text");
	const struct figure *p95;
	const cJSON *histogram, *bin;
	double cells = 0, split = 0;
	struct figures f;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		table_row(t)[0] = text_of_length(FROM + i * 7 % COUNT);
	table_ready(t, MANY);
	f = figures_of(&representativeness_lengths, t);
	assert_number(length_of(&f, "min", 0), FROM);
	assert_number(length_of(&f, "max", 0), FROM + COUNT - 1);
	assert_number(length_of(&f, "mean", 0), FROM + (COUNT - 1) / 2.0);
	assert_number(length_of(&f, "std", 0), 0x1.68e147bc06e45p+10);	/* sqrt(COUNT (COUNT + 1) / 12) */
	assert_number(length_of(&f, "total", 0), FROM * COUNT + COUNT * (COUNT - 1) / 2);
	p95 = of_column(&f, "representativeness.length_p95", 0);
	assert_true(p95->error > 0);
	assert_true(fabs(p95->value - (FROM + 0.95 * (COUNT - 1))) <= p95->error);
	histogram = of_column(&f, "representativeness.length_histogram", 0)->detail;
	cJSON_ArrayForEach(bin, cJSON_GetObjectItem(histogram, "counts"))
		cells += bin->valuedouble;
	assert_number(cells, COUNT);
	for (double edge = FROM - 0.5; edge < FROM + COUNT; edge += cJSON_GetObjectItem(histogram, "width")->valuedouble) {
		double held = edge > 4096 ? 4 : edge > 2048 ? 2 : 1;

		split += fmod(edge, held) == held - 0.5 ? 0 : held;	/* else the edge goes through what is held as one */
	}
	assert_true(split > 0);
	assert_number(cJSON_GetObjectItem(cJSON_GetObjectItem(histogram, "approximate"), "error")->valuedouble, split);
	figures_release(&f);
	check_split(&representativeness_lengths, t, 5);
	table_free(t);
}

/* All lengths are held by twos and fours; their ends are exact all the same. */
static void test_lengths_long_ends(void **state)
{
	enum { FROM = 4097, COUNT = 4905 };
	struct table *t = table_new(1, "text");
	struct figures f;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		table_row(t)[0] = text_of_length(FROM + i);
	table_ready(t, MANY);
	f = figures_of(&representativeness_lengths, t);
	assert_number(length_of(&f, "min", 0), FROM);
	assert_number(length_of(&f, "max", 0), FROM + COUNT - 1);
	assert_true(of_column(&f, "representativeness.length_p5", 0)->error <= 1);
	assert_true(fabs(length_of(&f, "p5", 0) - (FROM + 0.05 * (COUNT - 1))) <= of_column(&f, "representativeness.length_p5", 0)->error);
	figures_release(&f);
	table_free(t);
}

/* Lengths around where they are counted in another way. */
static void test_lengths_at_the_border(void **state)
{
	struct table *t = table_new(1, "text");
	struct figures f;

	(void)state;
	for (size_t n = 250; n < 263; n++)
		table_row(t)[0] = text_of_length(n);
	table_ready(t, MANY);
	f = figures_of(&representativeness_lengths, t);
	assert_number(length_of(&f, "min", 0), 250);
	assert_number(length_of(&f, "max", 0), 262);
	assert_number(length_of(&f, "p50", 0), 256);
	assert_number(length_of(&f, "p5", 0), 250.6);
	assert_number(length_of(&f, "std", 0), 0x1.f27d0694e170ep+1);	/* sqrt(91 / 6) */
	assert_json(cJSON_GetObjectItem(of_column(&f, "representativeness.length_histogram", 0)->detail, "counts"),
		    "[1,1,1,1,1,1,1,1,1,1,1,1,1]");
	figures_release(&f);
	check_split(&representativeness_lengths, t, 13);
	check_refused(&representativeness_lengths, t, 0, UINT64_MAX);	/* columns */
	check_refused(&representativeness_lengths, t, 257, 2);		/* longer ones? */
	check_refused(&representativeness_lengths, t, 258, 0);		/* the least of them: 0 */
	check_refused(&representativeness_lengths, t, 259, UINT64_C(0x7ff0000000000000));	/* the greatest: infinity */
	check_refused(&representativeness_lengths, t, 260, 8);		/* how many */
	table_free(t);
}

static void test_lengths_of_open_data(void **state)
{
	static const struct { const char *file, *column; double min, max, total, mean, std, p5, p50, p95; } want[] = {
		{ "banking-intent-classification.csv", "text", 13, 213, 55689, 0x1.bd83126e978d5p+5, 0x1.e68a6f652f779p+4, 26, 47, 121.05 },
		{ "titanic.csv", "embark_town", 9, 11, 9366, 0x1.5122448912245p+3, 0x1.958c86548f0c6p-1, 9, 11, 11 },
		{ "taxis.csv", "pickup_zone", 4, 35, 103713, 0x1.02ffccdb1ece7p+4, 0x1.7cd2455f22f51p+2, 8, 15, 28 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		struct table *t = open_table(want[i].file, MANY);
		struct figures f;
		size_t c;

		if (!t)
			skip();
		c = column_named(t, want[i].column);
		f = figures_of(&representativeness_lengths, t);
		assert_number(length_of(&f, "min", c), want[i].min);
		assert_number(length_of(&f, "max", c), want[i].max);
		assert_number(length_of(&f, "total", c), want[i].total);
		assert_number(length_of(&f, "mean", c), want[i].mean);
		assert_number(length_of(&f, "std", c), want[i].std);
		assert_number(length_of(&f, "p5", c), want[i].p5);
		assert_number(length_of(&f, "p50", c), want[i].p50);
		assert_true(fabs(length_of(&f, "p95", c) - want[i].p95) < 1e-9);
		figures_release(&f);
		open_free(t);
	}
}

/* ---- validity.categories ---- */

static void test_categories_by_hand(void **state)
{
	struct table *t = table_new(2, "town", "count");
	static const struct { const char *town; size_t times; } rows[] = {
		{ "Oslo", 9 }, { "oslo", 2 }, { " OSLO ", 1 }, { "New York", 3 }, { "new  york", 3 }, { "New\tYork", 1 }, { "NewYork", 1 },
		{ "New\xc2\xa0York", 1 }, { "caf\xc3\xa9", 4 }, { "cafe\xcc\x81", 1 }, { "cafe", 5 }, { "Stra\xc3\x9f" "e", 2 },
		{ "STRASSE", 2 }, { "a\xe1\x9a\x80" "b", 3 }, { "A B", 1 }, { "\xef\xbc\xa1\xef\xbc\xa2", 1 }, { "ab", 2 }, { "007", 1 }, { "7", 1 },
	};
	struct figures f;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (size_t n = 0; n < rows[i].times; n++)
			row_add(t, rows[i].town, "1");
	table_ready(t, MANY);
	f = figures_of(&validity_categories, t);
	assert_number(of_column(&f, "validity.case_variants", 0)->value, 9);
	assert_number(of_column(&f, "validity.case_variant_cells", 0)->value, 13);
	assert_json(of_column(&f, "validity.case_variant_groups", 0)->detail,
		    "[{\"values\":[{\"value\":\"New York\",\"count\":3},{\"value\":\"new  york\",\"count\":3},{\"value\":\"New\\tYork\",\"count\":1},"
		    "{\"value\":\"New\xc2\xa0York\",\"count\":1}]},"
		    "{\"values\":[{\"value\":\"Oslo\",\"count\":9},{\"value\":\"oslo\",\"count\":2},{\"value\":\" OSLO \",\"count\":1}]},"
		    "{\"values\":[{\"value\":\"Stra\xc3\x9f" "e\",\"count\":2},{\"value\":\"STRASSE\",\"count\":2}]},"
		    "{\"values\":[{\"value\":\"caf\xc3\xa9\",\"count\":4},{\"value\":\"cafe\xcc\x81\",\"count\":1}]},"
		    "{\"values\":[{\"value\":\"a\xe1\x9a\x80" "b\",\"count\":3},{\"value\":\"A B\",\"count\":1}]},"
		    "{\"values\":[{\"value\":\"ab\",\"count\":2},{\"value\":\"\xef\xbc\xa1\xef\xbc\xa2\",\"count\":1}]}]");
	assert_string_equal(of_column(&f, "validity.case_variants", 1)->reason, "the column is integer");
	assert_int_equal(f.count, 6);
	figures_release(&f);
	table_free(t);
}

/* Texts that the dictionary cuts are not compared: what differs may be behind the cut. */
static void test_categories_cut(void **state)
{
	struct table *t = table_new(2, "long", "flag");
	char text[200];
	struct figures f;

	(void)state;
	memset(text, 'a', 100);
	text[100] = '\0';
	row_add(t, text, "True");
	text[99] = 'b';
	row_add(t, text, "true");
	text[80] = '\0';	/* just whole */
	row_add(t, text, "TRUE");
	text[0] = 'A';
	row_add(t, text, "false");
	table_ready(t, MANY);
	f = figures_of(&validity_categories, t);
	assert_number(of_column(&f, "validity.case_variants", 0)->value, 1);
	assert_number(of_column(&f, "validity.case_variants", 1)->value, 2);
	figures_release(&f);
	table_free(t);
}

static void test_categories_many(void **state)
{
	struct table *t = table_new(1, "word");
	struct figures f;
	char text[30];

	(void)state;
	for (unsigned i = 0; i < 32; i++) {	/* 25 words in two cases, and one in 32: every spelling of five letters */
		snprintf(text, sizeof text, "word%c", 'a' + (char)(i % 25));
		row_add(t, text);
		text[0] = 'W';
		row_add(t, text);
		for (unsigned c = 0; c < 5; c++)
			text[c] = (char)("upper"[c] - (i >> c & 1 ? 32 : 0));
		text[5] = '\0';
		row_add(t, text);
	}
	table_ready(t, MANY);
	f = figures_of(&validity_categories, t);
	assert_number(of_column(&f, "validity.case_variants", 0)->value, 25 + 31);
	assert_number(of_column(&f, "validity.case_variant_cells", 0)->value, 32 + 31);
	assert_int_equal(cJSON_GetArraySize(of_column(&f, "validity.case_variant_groups", 0)->detail), 20);
	assert_number(cJSON_GetObjectItem(of_column(&f, "validity.case_variant_groups", 0)->detail->child, "more_values")->valuedouble, 12);
	figures_release(&f);
	table_free(t);
	t = table_new(1, "word");
	for (unsigned i = 0; i < 65; i++) {
		snprintf(text, sizeof text, "word%u", i);
		row_add(t, text);
	}
	table_ready(t, FEW);
	f = figures_of(&validity_categories, t);
	assert_string_equal(of_column(&f, "validity.case_variants", 0)->reason, "too many different values to compare");
	figures_release(&f);
	table_free(t);
}

/* ---- nothing at all ---- */

static void test_no_rows(void **state)
{
	static const struct analysis *const all[] = { &completeness_patterns, &completeness_disguised, &representativeness_combinations,
						      &representativeness_lengths, &validity_categories };
	struct table *none = table_ready(table_new(0), MANY), *names = table_ready(table_new(2, "a", "b"), MANY);

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct figures f = figures_of(all[i], none);

		for (size_t k = 0; k < f.count; k++)
			assert_int_equal(f.at[k].metric->scope, SCOPE_DATASET);
		figures_release(&f);
		f = figures_of(all[i], names);
		for (size_t k = 0; k < f.count; k++)
			if (f.at[k].metric->scope == SCOPE_COLUMN)
				assert_string_equal(f.at[k].reason, "the column is empty");
		figures_release(&f);
	}
	table_free(none);
	table_free(names);
}

/* ---- extremes ---- */

/* Row r has 37 r mod 150 less 75: the value k - 75 first stands where r = 73 k mod 150, for 37 × 73 = 18 × 150 + 1, and again 150 rows below. */
static void test_extremes_by_hand(void **state)
{
	static const size_t bytes[] = { 64 << 20, 1 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {	/* with every value known, and not */
		struct table *t = table_new(2, "n", "word");
		struct figures f;
		char text[16];

		for (int r = 0; r < 200; r++) {
			snprintf(text, sizeof text, r % 2 ? "%d" : "%d.0", r * 37 % 150 - 75);
			row_add(t, text, "x");
		}
		row_add(t, "Infinity", "x");
		row_add(t, "-inf", NULL);
		row_add(t, "oops", "x");
		row_add(t, "", "x");
		table_ready(t, bytes[i]);
		assert_int_equal(t->info[0].dictionary != NULL, i == 0);
		f = figures_of(&representativeness_extremes, t);
		assert_json(of_column(&f, "representativeness.least", 0)->detail,
			    "[{\"value\":-75,\"count\":2,\"row\":1},{\"value\":-74,\"count\":1,\"row\":74},{\"value\":-73,\"count\":1,\"row\":147},"
			    "{\"value\":-72,\"count\":1,\"row\":70},{\"value\":-71,\"count\":1,\"row\":143},{\"value\":-70,\"count\":1,\"row\":66},"
			    "{\"value\":-69,\"count\":1,\"row\":139},{\"value\":-68,\"count\":1,\"row\":62},{\"value\":-67,\"count\":1,\"row\":135},"
			    "{\"value\":-66,\"count\":1,\"row\":58}]");
		assert_json(of_column(&f, "representativeness.greatest", 0)->detail,
			    "[{\"value\":74,\"count\":1,\"row\":78},{\"value\":73,\"count\":2,\"row\":5},{\"value\":72,\"count\":1,\"row\":82},"
			    "{\"value\":71,\"count\":2,\"row\":9},{\"value\":70,\"count\":1,\"row\":86},{\"value\":69,\"count\":2,\"row\":13},"
			    "{\"value\":68,\"count\":1,\"row\":90},{\"value\":67,\"count\":2,\"row\":17},{\"value\":66,\"count\":1,\"row\":94},"
			    "{\"value\":65,\"count\":2,\"row\":21}]");
		assert_string_equal(of_column(&f, "representativeness.least", 1)->reason, "the column is text");
		figures_release(&f);
		check_split(&representativeness_extremes, t, 7);
		if (i == 1) {
			check_refused(&representativeness_extremes, t, 1, 11);		/* as many values as do not fit */
			check_refused(&representativeness_extremes, t, 3, 0);		/* a value of no cell */
			check_refused(&representativeness_extremes, t, 4, 0);		/* a row that is none */
			check_refused(&representativeness_extremes, t, 5, 0xC059000000000000);	/* -100: not ascending */
		}
		table_free(t);
	}
}

static void test_extremes_of_times(void **state)
{
	struct table *t = table_new(2, "month_first", "either");
	struct figures f;

	(void)state;
	row_add(t, "02/03/2021", "01/02/2021");
	row_add(t, "12/31/2020", "02/01/2021");
	row_add(t, "", "03/03/2021");
	row_add(t, "02/03/2021", "03/03/2021");
	row_add(t, "02/01/2021", "03/03/2021");
	table_ready(t, 64 << 20);
	f = figures_of(&representativeness_extremes, t);
	assert_json(of_column(&f, "representativeness.greatest", 0)->detail,
		    "[{\"value\":\"2021-02-03T00:00:00Z\",\"count\":2,\"row\":1},{\"value\":\"2021-02-01T00:00:00Z\",\"count\":1,\"row\":5},"
		    "{\"value\":\"2020-12-31T00:00:00Z\",\"count\":1,\"row\":2}]");
	assert_string_equal(of_column(&f, "representativeness.least", 1)->reason, "the order of day and month is not told");
	figures_release(&f);
	table_free(t);
}

/* ---- rows drawn at random ---- */

static void test_row_sample(void **state)
{
	enum { WANT = 10, ROWS = 50, ROUNDS = 5000 };
	uint64_t row[WANT], times[ROWS] = { 0 };
	double chi = 0, expected = (double)WANT / ROWS * ROUNDS;

	(void)state;
	assert_int_equal(row_sample(6, 0, WANT, row), 0);
	assert_int_equal(row_sample(6, 3, WANT, row), 3);	/* all there are */
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(row[i], 6 + i);
	for (uint64_t n = 1000; n < 1000 + ROUNDS; n++) {	/* where among them: each fiftieth is as often drawn from */
		assert_int_equal(row_sample(6, n, WANT, row), WANT);
		for (size_t i = 0; i < WANT; i++) {
			assert_true(row[i] >= 6 && row[i] < 6 + n && (i == 0 || row[i] > row[i - 1]));
			times[(row[i] - 6) * ROWS / n]++;
		}
	}
	for (size_t i = 0; i < ROWS; i++)
		chi += ((double)times[i] - expected) * ((double)times[i] - expected) / expected;
	assert_true(chi > 15 && chi < 101);			/* chi-square with 49 degrees of freedom: 1 in 10,000 beyond either */
	assert_int_equal(row_sample(1, UINT64_C(1) << 40, WANT, row), WANT);
	assert_true(row[WANT - 1] > UINT64_C(1) << 38);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns_by_hand),
		cmocka_unit_test(test_patterns_of_open_data),
		cmocka_unit_test(test_patterns_past_the_bound),
		cmocka_unit_test(test_patterns_of_many_columns),
		cmocka_unit_test(test_disguised_numbers),
		cmocka_unit_test(test_disguised_numbers_in_buckets),
		cmocka_unit_test(test_disguised_dates),
		cmocka_unit_test(test_disguised_dates_near),
		cmocka_unit_test(test_disguised_words),
		cmocka_unit_test(test_disguised_words_among_many),
		cmocka_unit_test(test_disguised_reasons),
		cmocka_unit_test(test_disguised_open_data),
		cmocka_unit_test(test_disguised_damaged),
		cmocka_unit_test(test_combinations_by_hand),
		cmocka_unit_test(test_combinations_chosen),
		cmocka_unit_test(test_combinations_refused),
		cmocka_unit_test(test_combinations_past_the_bound),
		cmocka_unit_test(test_combinations_missing_are_the_most_expected),
		cmocka_unit_test(test_combinations_of_open_data),
		cmocka_unit_test(test_lengths_by_hand),
		cmocka_unit_test(test_lengths_at_every_offset),
		cmocka_unit_test(test_lengths_long),
		cmocka_unit_test(test_lengths_long_ends),
		cmocka_unit_test(test_lengths_at_the_border),
		cmocka_unit_test(test_lengths_of_open_data),
		cmocka_unit_test(test_categories_by_hand),
		cmocka_unit_test(test_categories_cut),
		cmocka_unit_test(test_categories_many),
		cmocka_unit_test(test_extremes_by_hand),
		cmocka_unit_test(test_extremes_of_times),
		cmocka_unit_test(test_row_sample),
		cmocka_unit_test(test_no_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
