/* summary_columns: a line a column: name, type, missing cells, distinct values, the shape of its values, and the values themselves.
 *
 *   age   real   █▏    19.9 %   88  ▂▂▆█▆▄▃▂▁   0.42 · 28 · 80
 *
 * Where there is not room for all columns, those that findings name are shown first, worst first; what is left out is counted by type.
 */
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	GAP = 2, NAME_LEAST = 6, TYPE_COLUMNS = 8, SHARE_COLUMNS = 7,
	WIDE = 100, DRAWN_FROM = 76, DISTINCT_FROM = 50,	/* screens: with room, with bars and shapes, with distinct values */
	SHAPE_MOST = 16, VALUES_MOST = 10, TYPES_MOST = 8, HISTOGRAM_MOST = 1000,
};

/* Columns of the screen that each part gets, left to right; 0: it is left out. */
struct grid {
	size_t name, bar, distinct, shape;
};

struct column {
	const cJSON *object;
	const char *name;
	size_t order;	/* in the report */
	size_t rank;	/* of the worst finding that names it; RANKS: none does */
	bool shown;
};

struct columns {
	struct column *at;	/* in the report's order */
	struct column **by_name;
	size_t count;
};

static const cJSON *columns_of(const struct screen *s)
{
	return list_at(s->report, "columns");
}

size_t columns_lines(const struct screen *s)
{
	const cJSON *list = columns_of(s);
	size_t n = list ? (size_t)cJSON_GetArraySize(list) : 0;

	return n ? 2 + n : 0;
}

static int name_order(const void *a, const void *b)
{
	const struct column *x = *(const struct column *const *)a, *y = *(const struct column *const *)b;
	int names = strcmp(x->name, y->name);

	return names ? names : x->order < y->order ? -1 : x->order > y->order;
}

static int name_compare(const void *name, const void *element)
{
	return strcmp(name, (*(const struct column *const *)element)->name);
}

/* A finding names this column. */
static void rank_take(const struct columns *c, const char *name, size_t rank)
{
	struct column **found = name && c->count ? bsearch(name, c->by_name, c->count, sizeof *c->by_name, name_compare) : NULL;

	if (found && rank < (*found)->rank)
		(*found)->rank = rank;
}

static int columns_collect(struct columns *c, const struct screen *s)
{
	const cJSON *list = columns_of(s), *findings = list_at(s->report, "findings"), *one;
	size_t room = list ? (size_t)cJSON_GetArraySize(list) : 0;

	c->at = calloc(room + 1, sizeof *c->at);
	c->by_name = calloc(room + 1, sizeof *c->by_name);
	if (!c->at || !c->by_name)
		return -1;
	cJSON_ArrayForEach(one, list) {
		const char *name = text_at(one, "name");

		c->at[c->count] = (struct column){ .object = one, .name = name ? name : "?", .order = c->count, .rank = RANKS };
		c->by_name[c->count] = &c->at[c->count];
		c->count++;
	}
	qsort(c->by_name, c->count, sizeof *c->by_name, name_order);
	cJSON_ArrayForEach(one, findings) {
		rank_take(c, text_at(one, "where.column"), finding_rank(one));
		rank_take(c, text_at(one, "where.other"), finding_rank(one));
	}
	return 0;
}

/* Mark those that are shown. */
static void columns_choose(struct columns *c, size_t room)
{
	for (size_t rank = 0; rank <= RANKS; rank++)
		for (size_t i = 0; i < c->count && room > 0; i++)
			if (c->at[i].rank == rank) {
				c->at[i].shown = true;
				room--;
			}
}

static struct grid grid_make(const struct screen *s, const struct columns *c)
{
	bool wide = s->columns >= WIDE;
	size_t most = s->columns / 4;
	bool drawn = s->columns >= DRAWN_FROM;
	struct grid g = { .name = NAME_LEAST, .bar = wide ? 8 : drawn ? 4 : 0,
			  .distinct = wide ? 10 : s->columns >= DISTINCT_FROM ? 8 : 0, .shape = wide ? SHAPE_MOST : drawn ? 10 : 0 };

	for (size_t i = 0; i < c->count; i++) {
		size_t columns = c->at[i].shown ? text_columns(c->at[i].name) : 0;

		g.name = columns > g.name ? columns : g.name;
	}
	most = most > NAME_LEAST ? most : NAME_LEAST;
	g.name = g.name < most ? g.name : most;
	return g;
}

/* A part of the whole as a bar, in eighths of a column where there are such characters; what is not nothing shows. */
static void bar_text(char *text, double fraction, size_t columns, bool unicode)
{
	static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };
	size_t parts = unicode ? 8 : 1, filled = (size_t)round(fmin(fmax(fraction, 0), 1) * (double)(columns * parts));

	if (filled == 0 && fraction > 0)
		filled = 1;
	text[0] = '\0';
	for (; filled > 0; filled -= filled < parts ? filled : parts)
		strcat(text, unicode ? eighth[filled < 8 ? filled : 8] : "#");
}

/* Heights over `columns` columns: each the mean of its share of the counts, against the highest. Nothing is a blank. */
static void shape_text(char *text, const double *count, size_t n, size_t columns, bool unicode)
{
	static const char *const block[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii[] = { " ", ".", ":", "-", "=", "+", "*", "#", "@" };
	double height[SHAPE_MOST], most = 0;

	columns = n < columns ? n : columns;
	for (size_t c = 0; c < columns; c++) {
		size_t from = c * n / columns, to = (c + 1) * n / columns;

		height[c] = 0;
		for (size_t i = from; i < to; i++)
			height[c] += count[i] / (double)(to - from);
		most = fmax(most, height[c]);
	}
	text[0] = '\0';
	for (size_t c = 0; c < columns; c++) {
		size_t level = most > 0 ? (size_t)ceil(height[c] / most * 8) : 0;

		strcat(text, (unicode ? block : ascii)[level < 8 ? level : 8]);
	}
}

/* The counts in a list of numbers, or of objects that each have a count. */
static size_t counts_take(const cJSON *list, double count[HISTOGRAM_MOST])
{
	const cJSON *one;
	size_t n = 0;

	cJSON_ArrayForEach(one, list) {
		double v = 0;

		if (n == HISTOGRAM_MOST)
			break;
		if (cJSON_IsNumber(one))
			v = one->valuedouble;
		else
			number_at(one, "count", &v);
		count[n++] = v > 0 && v < INFINITY ? v : 0;
	}
	return n;
}

/* The values with their counts, for a column whose values are classes: all of them, or the most frequent; NULL when none repeats. */
static const cJSON *classes_of(const cJSON *column)
{
	const cJSON *classes = list_at(column, "classes.counts");
	double most;

	if (!classes || !classes->child)
		classes = list_at(column, "top");
	return classes && number_at(classes->child, "count", &most) && most > 1 ? classes : NULL;
}

static bool has_classes(const cJSON *column)
{
	double label = 0;

	return (number_at(column, "is_label", &label) && label == 1) || !cJSON_IsObject(member_at(column, "numeric"));
}

static void shape_put(struct screen *s, const cJSON *column, size_t columns)
{
	static const char *const histogram[] = { "time.periods.counts", "numeric.histogram.counts", "text.length.histogram.counts" };
	const cJSON *list = text_at(column, "time.newest") ? list_at(column, histogram[0]) : NULL;
	double count[HISTOGRAM_MOST];
	char text[4 * SHAPE_MOST + 1] = "";
	size_t n;

	if (!list && has_classes(column))
		list = classes_of(column);
	for (size_t i = 0; !list && i < sizeof histogram / sizeof histogram[0]; i++)
		list = list_at(column, histogram[i]);
	n = counts_take(list, count);
	if (n > 0)
		shape_text(text, count, n, columns < SHAPE_MOST ? columns : SHAPE_MOST, s->unicode);
	line_cell(&s->line, STYLE_BLUE, text, columns, false);
}

/* A time as it is told apart from others: days where it is a midnight, else minutes. */
static void time_text(char text[TEXT_BYTES], const char *time)
{
	size_t n = strlen(time);

	if (n >= 20 && time[10] == 'T' && strcmp(time + 10, "T00:00:00Z") == 0)
		snprintf(text, TEXT_BYTES, "%.10s", time);
	else if (n >= 20 && time[10] == 'T')
		snprintf(text, TEXT_BYTES, "%.10s %.5s", time, time + 11);
	else
		snprintf(text, TEXT_BYTES, "%s", time);
}

static bool times_put(struct screen *s, const cJSON *column)
{
	const char *oldest = text_at(column, "time.oldest"), *newest = text_at(column, "time.newest");
	char text[TEXT_BYTES];

	if (!oldest || !newest)
		return false;
	time_text(text, oldest);
	line_put(&s->line, STYLE_PLAIN, text);
	line_put(&s->line, STYLE_DIM, " ");
	line_put(&s->line, STYLE_DIM, s->dots);
	line_put(&s->line, STYLE_DIM, " ");
	time_text(text, newest);
	line_put(&s->line, STYLE_PLAIN, text);
	return true;
}

static bool classes_put(struct screen *s, const cJSON *column)
{
	const cJSON *classes = has_classes(column) ? classes_of(column) : NULL, *one;
	size_t n = 0;

	cJSON_ArrayForEach(one, classes) {
		const char *value = text_at(one, "value");
		char text[NUMBER_BYTES];
		double fraction;

		if (n == VALUES_MOST)
			break;
		line_put(&s->line, STYLE_DIM, n++ ? s->dot : "");
		line_put(&s->line, STYLE_PLAIN, value ? value : "?");
		if (!number_at(one, "fraction", &fraction))
			continue;
		share_text(text, fraction);
		line_put(&s->line, STYLE_DIM, " ");
		line_put(&s->line, STYLE_DIM, text);
	}
	return n > 0;
}

/* Least, median and greatest of what the members say; false when one of them is not there. */
static bool spread_put(struct screen *s, const cJSON *column, const char *const place[3], const char *unit)
{
	char text[3][NUMBER_BYTES];
	double v;

	for (size_t i = 0; i < 3; i++) {
		if (!number_at(column, place[i], &v))
			return false;
		figure_text(text[i], v);
	}
	for (size_t i = 0; i < 3; i++) {
		line_put(&s->line, STYLE_DIM, i ? s->dot : "");
		line_put(&s->line, STYLE_PLAIN, text[i]);
	}
	line_put(&s->line, STYLE_DIM, unit);
	return true;
}

static void values_put(struct screen *s, const cJSON *column)
{
	static const char *const numbers[] = { "numeric.min", "numeric.p50", "numeric.max" };
	static const char *const lengths[] = { "text.length.min", "text.length.p50", "text.length.max" };

	if (times_put(s, column) || classes_put(s, column) || spread_put(s, column, numbers, "") ||
	    spread_put(s, column, lengths, " characters"))
		return;
	line_put(&s->line, STYLE_DIM, "-");
}

static void missing_put(struct screen *s, const cJSON *column, const struct grid *g)
{
	enum style style = STYLE_PLAIN;
	char bar[4 * 8 + 1] = "", share[NUMBER_BYTES] = "-";
	double fraction;

	if (number_at(column, "missing.fraction", &fraction)) {
		bar_text(bar, fraction, g->bar, s->unicode);
		share_text(share, fraction);
		style = fraction > 0.2 ? STYLE_RED : fraction > 0.05 ? STYLE_YELLOW : STYLE_PLAIN;
	}
	if (g->bar) {
		line_cell(&s->line, style, bar, g->bar, false);
		line_put(&s->line, STYLE_PLAIN, " ");
	}
	line_cell(&s->line, style, share, SHARE_COLUMNS, true);
}

/* "88", "~1.2M": the sign says that it is an estimate. */
static void distinct_text(char *text, const cJSON *column, size_t columns)
{
	static const struct { double from; const char *unit; } big[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
	char number[NUMBER_BYTES];
	const char *about = cJSON_IsObject(member_at(column, "approximate.distinct")) ? "~" : "";
	double v;

	strcpy(text, "-");
	if (!number_at(column, "distinct", &v))
		return;
	count_text(number, v);
	for (size_t i = 0; strlen(number) + strlen(about) > columns && i < sizeof big / sizeof big[0]; i++) {
		if (v < big[i].from)
			continue;
		figure_text(number, v / big[i].from);
		strcat(number, big[i].unit);
		break;
	}
	snprintf(text, NUMBER_BYTES, "%s%.*s", about, NUMBER_BYTES - 2, number);
}

static void gap_put(struct screen *s)
{
	line_put(&s->line, STYLE_PLAIN, "  ");
}

static void column_write(struct screen *s, const struct column *c, const struct grid *g)
{
	const char *type = text_at(c->object, "type");
	char distinct[NUMBER_BYTES];

	line_begin(s);
	line_cell(&s->line, c->rank < RANKS ? severity_looks[c->rank].style : STYLE_PLAIN, c->name, g->name, false);
	gap_put(s);
	line_cell(&s->line, STYLE_DIM, type ? type : "-", TYPE_COLUMNS, false);
	gap_put(s);
	missing_put(s, c->object, g);
	gap_put(s);
	if (g->distinct) {
		distinct_text(distinct, c->object, g->distinct);
		line_cell(&s->line, STYLE_PLAIN, distinct, g->distinct, true);
		gap_put(s);
	}
	if (g->shape) {
		shape_put(s, c->object, g->shape);
		gap_put(s);
	}
	values_put(s, c->object);
	line_flush(s);
}

static void header_write(struct screen *s, const struct grid *g)
{
	const struct { const char *text; size_t columns; bool right; } cell[] = {
		{ "column", g->name, false }, { "type", TYPE_COLUMNS, false }, { "missing", g->bar + (g->bar > 0) + SHARE_COLUMNS, true },
		{ "distinct", g->distinct, true }, { "shape", g->shape, false } };

	line_begin(s);
	for (size_t i = 0; i < sizeof cell / sizeof cell[0]; i++) {
		if (cell[i].columns == 0)
			continue;
		line_cell(&s->line, STYLE_DIM, cell[i].text, cell[i].columns, cell[i].right);
		gap_put(s);
	}
	line_put(&s->line, STYLE_DIM, s->columns < WIDE ? "values" :
		 s->unicode ? "least · median · greatest, or top values" : "least; median; greatest, or top values");
	line_flush(s);
}

/* How many columns of each type are not shown; what has no type, or one of too many, is "other". */
struct tally {
	const char *type;
	size_t count;
};

static size_t tally_make(const struct columns *c, struct tally tally[TYPES_MOST])
{
	size_t types = 0;

	for (size_t i = 0; i < c->count; i++) {
		const char *type = text_at(c->at[i].object, "type");
		size_t t = 0;

		if (c->at[i].shown)
			continue;
		while (t < types && strcmp(tally[t].type, type ? type : "other") != 0)
			t++;
		if (t == TYPES_MOST)
			t--;
		else if (t == types)
			tally[types++] = (struct tally){ type && t < TYPES_MOST - 1 ? type : "other", 0 };
		tally[t].count++;
	}
	return types;
}

static void more_write(struct screen *s, const struct columns *c, size_t more)
{
	struct tally tally[TYPES_MOST];
	size_t types = tally_make(c, tally);
	char text[TEXT_BYTES], number[NUMBER_BYTES];
	bool all = more == c->count;

	count_text(number, (double)more);
	snprintf(text, sizeof text, "%s%s%s%s column%s", all ? "" : s->dots, all ? "" : " and ", number, all ? "" : " more", more == 1 ? "" : "s");
	line_begin(s);
	line_put(&s->line, STYLE_DIM, text);
	for (size_t t = 0; t < types; t++) {
		count_text(number, (double)tally[t].count);
		snprintf(text, sizeof text, "%s%s %.64s", t ? ", " : ": ", number, tally[t].type);
		line_put(&s->line, STYLE_DIM, text);
	}
	line_flush(s);
}

int columns_write(struct screen *s, size_t lines, struct err *e)
{
	struct columns c = { .count = 0 };
	size_t left = lines > 0 ? lines - 1 : 0, shown;
	struct grid grid;
	int done = 0;

	if (left == 0 || columns_lines(s) == 0)
		return 0;
	if (columns_collect(&c, s) < 0) {
		done = err_nomem(e);
		goto out;
	}
	shown = left >= c.count + 1 ? c.count : left > 2 ? left - 2 : 0;
	columns_choose(&c, shown);
	grid = grid_make(s, &c);
	blank_write(s);
	if (shown)
		header_write(s, &grid);
	for (size_t i = 0; i < c.count; i++)
		if (c.at[i].shown)
			column_write(s, &c.at[i], &grid);
	if (shown < c.count)
		more_write(s, &c, c.count - shown);
out:
	free(c.at);
	free(c.by_name);
	return done;
}
