/* pictures: the report's figures as pictures of the module plot. See page.h.
 *
 * A picture's source is the place in the report that its numbers stand at, so that who reads the page by program can hold one against the other.
 */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double number_or(const cJSON *object, const char *place, double otherwise)
{
	double v = otherwise;

	number_at(object, place, &v);
	return v;
}

/* "age: how often values occur"; malloc'd by nobody: the caller's room. */
static void title_make(char title[TEXT_BYTES], const cJSON *column, const char *what)
{
	const char *name = text_at(column, "name");

	snprintf(title, TEXT_BYTES, "%.900s: %s", name ? name : "", what);
}

static void pointer_make(char pointer[POINTER_BYTES], const char *at, const char *member)
{
	snprintf(pointer, POINTER_BYTES, "%s/%s", at, member);
}

static bool bins_read(struct plot_bins *bins, double **counts, const cJSON *histogram)
{
	*bins = (struct plot_bins){ .low = number_or(histogram, "low", NAN), .width = number_or(histogram, "width", NAN),
				    .below = number_or(histogram, "below", 0), .above = number_or(histogram, "above", 0) };
	*counts = page_numbers(list_at(histogram, "counts"), &bins->count);
	bins->counts = *counts;
	return *counts;
}

void picture_histogram(struct page *p, const cJSON *column, const char *at, bool small)
{
	const cJSON *numeric = member_at(column, "numeric"), *base = member_at(column, "drift.base_histogram");
	struct plot_histogram h = { .mean = number_or(numeric, "mean", NAN), .median = number_or(numeric, "p50", NAN) };
	double *counts, *base_counts = NULL, *density = NULL;
	char id[PICTURE_ID], title[TEXT_BYTES], pointer[POINTER_BYTES];
	struct plot_frame frame;

	if (!bins_read(&h.bins, &counts, member_at(numeric, "histogram")))
		return;
	if (!small) {
		density = page_numbers(list_at(numeric, "kde.density"), &h.density.count);
		h.density = (struct plot_density){ number_or(numeric, "kde.low", NAN), number_or(numeric, "kde.high", NAN), density, h.density.count,
						   number_or(numeric, "count", NAN) };
		if (base)
			bins_read(&h.base, &base_counts, base);
	}
	title_make(title, column, "how often its values occur");
	pointer_make(pointer, at, "numeric");
	frame = page_frame(p, id, title, base_counts ?
			   "Bars count this dataset's values, the curve is their density, the stepped line is the baseline." :
			   "Bars count the values; the curve is their density by a Gaussian kernel.", pointer);
	frame.small = small;
	plot_histogram(p->to, &frame, &h);
	free(counts);
	free(base_counts);
	free(density);
}

void picture_lengths(struct page *p, const cJSON *column, const char *at, bool small)
{
	struct plot_histogram h = { .mean = number_or(column, "text.length.mean", NAN), .median = number_or(column, "text.length.p50", NAN) };
	char id[PICTURE_ID], title[TEXT_BYTES], pointer[POINTER_BYTES];
	struct plot_frame frame;
	double *counts;

	if (!bins_read(&h.bins, &counts, member_at(column, "text.length.histogram")))
		return;
	title_make(title, column, "lengths of its texts");
	pointer_make(pointer, at, "text/length");
	frame = page_frame(p, id, title, "Bars count the texts by their length in characters.", pointer);
	frame.small = small;
	frame.unit = "characters";
	plot_histogram(p->to, &frame, &h);
	free(counts);
}

/* ---- bars ---- */

struct bar_list {
	struct plot_bar *at;
	char (*texts)[NUMBER_BYTES];
	size_t count;
};

/* Room for the bars of a list; false: it is empty, or there is no memory. */
static bool bars_open(struct bar_list *b, const cJSON *list)
{
	size_t n = cJSON_IsArray(list) ? (size_t)cJSON_GetArraySize(list) : 0;

	n = n < BARS_MOST ? n : BARS_MOST;
	*b = (struct bar_list){ .at = calloc(n + 1, sizeof *b->at), .texts = calloc(n + 1, sizeof *b->texts), .count = n };
	return b->at && b->texts && n;
}

static void bars_close(struct bar_list *b)
{
	free(b->at);
	free(b->texts);
}

void picture_classes(struct page *p, const cJSON *column, const char *at, bool small)
{
	bool classes = list_at(column, "classes.counts");
	const cJSON *list = list_at(column, classes ? "classes.counts" : "top"), *one, *base, *base_one;
	double all = number_or(column, "classes.count", NAN), rarest = number_or(column, "classes.imbalance_ratio", NAN);
	char id[PICTURE_ID], title[TEXT_BYTES], pointer[POINTER_BYTES];
	struct plot_bars bars = { .most = 0, .even = classes && all > 0 ? 1 / all : NAN, .even_label = "all alike" };
	struct plot_frame frame;
	struct bar_list b;
	size_t i = 0;

	base = list_at(column, "drift.base_classes");
	if (!bars_open(&b, list)) {
		bars_close(&b);
		return;
	}
	if (small && b.count > 8)
		b.count = 8;
	cJSON_ArrayForEach(one, list) {
		const char *value = text_at(one, "value");

		if (i == b.count)
			break;
		b.at[i] = (struct plot_bar){ .label = value && *value ? value : "(empty)", .value = number_or(one, "fraction", NAN), .base = NAN,
					     .text = b.texts[i] };
		b.at[i].marked = classes && rarest > 10 && b.at[i].value * all < 0.1;
		share_text(b.texts[i], b.at[i].value);
		cJSON_ArrayForEach(base_one, base) {
			const char *other = text_at(base_one, "value");

			if (value && other && strcmp(value, other) == 0)
				b.at[i].base = number_or(base_one, "fraction", NAN);
		}
		i++;
	}
	bars.at = b.at;
	bars.count = b.count;
	title_make(title, column, classes ? "its classes" : "its most frequent values");
	pointer_make(pointer, at, classes ? "classes" : "top");
	frame = page_frame(p, id, title, classes ?
			   "A bar is a class's share of the values; the dashed line is the share were all classes alike." :
			   "A bar is a value's share of all values.", pointer);
	frame.small = small;
	plot_bars(p->to, &frame, &bars);
	if (!small && (double)b.count < all)
		page_printf(p, "<p class=\"hint\">The %zu most frequent of %.0f classes.</p>", b.count, all);
	bars_close(&b);
}

void picture_strip(struct page *p, const cJSON *column, const char *at)
{
	const cJSON *n = member_at(column, "numeric");
	char id[PICTURE_ID], title[TEXT_BYTES], pointer[POINTER_BYTES];
	struct plot_strip strip = { number_or(n, "min", NAN), number_or(n, "p5", NAN), number_or(n, "p25", NAN), number_or(n, "p50", NAN),
				    number_or(n, "p75", NAN), number_or(n, "p95", NAN), number_or(n, "max", NAN), number_or(n, "mean", NAN),
				    number_or(n, "low_fence", NAN), number_or(n, "high_fence", NAN) };
	struct plot_frame frame;

	if (!isfinite(strip.p25) || !isfinite(strip.p75))
		return;
	title_make(title, column, "its quantiles");
	pointer_make(pointer, at, "numeric");
	frame = page_frame(p, id, title,
			   "Box: the middle half; line in it: the median; whiskers: 5th to 95th percentile; points: least and greatest.", pointer);
	plot_strip(p->to, &frame, &strip);
}

/* ---- times ---- */

/* The start of the period `n` after the first. */
static double period_start(const char *first, const char *unit, size_t n)
{
	static const struct { const char *name; int months; double microseconds; } units[] = {
		{ "hour", 0, 3600e6 }, { "day", 0, 86400e6 }, { "month", 1, 0 }, { "year", 12, 0 }, { "century", 1200, 0 } };
	int year = 0, month = 1;

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		char text[64];
		long long months;

		if (strcmp(unit, units[i].name) != 0)
			continue;
		if (!units[i].months)
			return page_time(first) + (double)n * units[i].microseconds;
		if (sscanf(first, "%d-%d", &year, &month) < 1)
			return NAN;
		months = (long long)year * 12 + month - 1 + (long long)n * units[i].months;
		snprintf(text, sizeof text, "%lld-%02lld", months / 12, months % 12 + 1);
		return page_time(text);
	}
	return NAN;
}

static struct plot_span *gaps_read(const cJSON *time, size_t *count)
{
	const cJSON *list = list_at(time, "gap_list"), *one;
	struct plot_span *gaps = list && list->child ? calloc((size_t)cJSON_GetArraySize(list), sizeof *gaps) : NULL;

	*count = 0;
	if (!gaps)
		return NULL;
	cJSON_ArrayForEach(one, list)
		gaps[(*count)++] = (struct plot_span){ page_time(text_at(one, "from")), page_time(text_at(one, "to")) };
	return gaps;
}

void picture_timeline(struct page *p, const cJSON *column, const char *at, bool small)
{
	const cJSON *time = member_at(column, "time"), *periods = member_at(time, "periods");
	const char *unit = text_at(periods, "unit"), *first = text_at(periods, "first");
	char id[PICTURE_ID], title[TEXT_BYTES], pointer[POINTER_BYTES];
	struct plot_timeline t = { .now = page_time(text_at(p->report, "run.now")) };
	double *counts = page_numbers(list_at(periods, "counts"), &t.count), *starts = calloc(t.count + 1, sizeof *starts);
	struct plot_span *gaps = gaps_read(time, &t.gap_count);
	struct plot_frame frame;

	if (counts && starts && unit && first) {
		for (size_t i = 0; i <= t.count; i++)
			starts[i] = period_start(first, unit, i);
		t.starts = starts;
		t.counts = counts;
		t.end = starts[t.count];
		t.gaps = gaps;
		title_make(title, column, "rows by time");
		pointer_make(pointer, at, "time");
		frame = page_frame(p, id, title, "Bars count the rows of each period; spans without a row are shaded.", pointer);
		frame.small = small;
		plot_timeline(p->to, &frame, &t);
	}
	free(counts);
	free(starts);
	free(gaps);
}

bool picture_shape(struct page *p, const cJSON *column, const char *at, bool small)
{
	if (list_at(column, "time.periods.counts"))
		picture_timeline(p, column, at, small);
	else if (list_at(column, "classes.counts"))
		picture_classes(p, column, at, small);
	else if (list_at(column, "numeric.histogram.counts"))
		picture_histogram(p, column, at, small);
	else if (list_at(column, "text.length.histogram.counts"))
		picture_lengths(p, column, at, small);
	else
		return false;
	return true;
}

/* ---- pairs ---- */

/* The columns of the strongest pairs, at most HEAT_MOST: `of` gives their places, `count` how many. */
static void strongest_columns(const struct page *p, const cJSON *list, const char *figure, size_t *of, size_t *count)
{
	double *best = calloc(p->columns + 1, sizeof *best);
	const cJSON *one;

	*count = 0;
	if (!best)
		return;
	for (size_t i = 0; i < p->columns; i++)
		best[i] = -1;
	cJSON_ArrayForEach(one, list) {
		double r;
		size_t x, y;

		if (!number_at(one, figure, &r) || !text_at(one, "x") || !text_at(one, "y"))
			continue;
		x = page_column(p, text_at(one, "x"));
		y = page_column(p, text_at(one, "y"));
		best[x] = fmax(best[x], fabs(r));
		best[y] = fmax(best[y], fabs(r));
	}
	while (*count < HEAT_MOST) {
		size_t strongest = p->columns;

		for (size_t i = 0; i < p->columns; i++)
			if (best[i] >= 0 && (strongest == p->columns || best[i] > best[strongest]))
				strongest = i;
		if (strongest == p->columns)
			break;
		best[strongest] = -1;
		of[(*count)++] = strongest;
	}
	free(best);
}

static void matrix_fill(const struct page *p, const cJSON *list, const char *figure, const size_t *of, size_t n, double *values)
{
	size_t *place = malloc((p->columns + 1) * sizeof *place);
	const cJSON *one;

	for (size_t i = 0; i < n * n; i++)
		values[i] = i % (n + 1) == 0 ? 1 : NAN;
	if (!place)
		return;
	for (size_t i = 0; i <= p->columns; i++)
		place[i] = n;
	for (size_t i = 0; i < n; i++)
		place[of[i]] = i;
	cJSON_ArrayForEach(one, list) {
		double r;
		size_t x, y;

		if (!number_at(one, figure, &r) || !text_at(one, "x") || !text_at(one, "y"))
			continue;
		x = place[page_column(p, text_at(one, "x"))];
		y = place[page_column(p, text_at(one, "y"))];
		if (x < n && y < n)
			values[x * n + y] = values[y * n + x] = r;
	}
	free(place);
}

/* The matrix in the order that puts alike columns side by side. */
static void matrix_draw(struct page *p, const struct pair_map *map, const size_t *of, size_t n, double *values, double *sorted, size_t *order,
			const char **names)
{
	struct plot_heat heat = { .row_names = names, .column_names = names, .rows = n, .columns = n, .values = sorted,
				  .diverging = map->diverging, .numbers = n <= 16 };
	char id[PICTURE_ID];
	struct plot_frame frame;

	matrix_fill(p, list_at(member_at(p->report, "dimensions"), map->list), map->figure, of, n, values);
	plot_order(values, n, order);
	for (size_t i = 0; i < n; i++) {
		names[i] = text_at(p->column[of[order[i]]], "name");
		for (size_t j = 0; j < n; j++)
			sorted[i * n + j] = values[order[i] * n + order[j]];
	}
	frame = page_frame(p, id, map->title, map->about, map->source);
	frame.hide_values = false;	/* coefficients and names of columns are no values */
	page_put(p, "<figure>");
	plot_heat(p->to, &frame, &heat);
	page_printf(p, "<figcaption>%s %s", map->title, map->about);
	page_put(p, n == HEAT_MOST ? " Only the columns with the strongest pairs are drawn." : "");
	page_put(p, " The numbers stand in the table of pairs.</figcaption></figure>");
}

void picture_pairs(struct page *p, const struct pair_map *map)
{
	size_t of[HEAT_MOST], order[HEAT_MOST], n;
	const char *names[HEAT_MOST];
	double *values, *sorted;

	strongest_columns(p, list_at(member_at(p->report, "dimensions"), map->list), map->figure, of, &n);
	if (n < 2)
		return;
	values = malloc(n * n * sizeof *values);
	sorted = malloc(n * n * sizeof *sorted);
	if (values && sorted)
		matrix_draw(p, map, of, n, values, sorted, order, names);
	free(values);
	free(sorted);
}
