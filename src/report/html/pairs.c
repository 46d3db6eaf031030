/* pairs: the strongest pairs of numbers as points, and all pairs of columns as a table. See page.h. */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

enum { PAIRS_MOST = 300 };

static const struct pair_figure { const char *place, *head; } pair_figures[] = {
	{ "pearson.r", "#Pearson" }, { "spearman.r", "#Spearman" }, { "cramers_v.v", "#Cramér’s V" }, { "eta.eta", "#correlation ratio" } };
enum { PAIR_FIGURES = sizeof pair_figures / sizeof pair_figures[0] };

struct ranked_pair {
	const cJSON *pair;
	double strength;
	size_t place;
};

static int stronger_first(const void *a, const void *b)
{
	const struct ranked_pair *x = a, *y = b;

	if (x->strength != y->strength)
		return x->strength > y->strength ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void pair_row(struct page *p, const cJSON *pair)
{
	const char *x = text_at(pair, "x"), *y = text_at(pair, "y");

	page_put(p, "<tr><td>");
	page_column_link(p, x ? x : "");
	page_put(p, "</td><td>");
	page_column_link(p, y ? y : "");
	page_put(p, "</td>");
	for (size_t i = 0; i < PAIR_FIGURES; i++)
		page_number_cell(p, pair, pair_figures[i].place, UNIT_RATIO);
	page_put(p, "</tr>");
}

static void pairs_table(struct page *p, const struct ranked_pair *pairs, size_t n)
{
	const char *heads[PAIR_FIGURES + 3] = { "column", "and" };

	for (size_t i = 0; i < PAIR_FIGURES; i++)
		heads[i + 2] = pair_figures[i].head;
	page_wide(p, "pairs of columns");
	page_put(p, "<table class=\"sortable\"><caption>Pairs of columns, strongest first</caption>");
	page_heads(p, heads);
	for (size_t i = 0; i < n && i < PAIRS_MOST; i++)
		pair_row(p, pairs[i].pair);
	page_put(p, "</tbody></table></div>");
	if (n > PAIRS_MOST)
		page_printf(p, "<p class=\"hint\">The strongest %d of %zu pairs; the others stand in the JSON report.</p>", PAIRS_MOST, n);
}

/* ---- points ---- */

/* The points of a list as two arrays in one; the caller frees. NULL: none, or no memory. */
static double *points_read(const cJSON *points, size_t *count)
{
	size_t n = cJSON_IsArray(points) ? (size_t)cJSON_GetArraySize(points) : 0;
	double *numbers = n ? malloc(2 * n * sizeof *numbers) : NULL;
	const cJSON *one;

	*count = 0;
	cJSON_ArrayForEach(one, points) {
		const cJSON *x = cJSON_GetArrayItem(one, 0), *y = cJSON_GetArrayItem(one, 1);

		if (!numbers)
			break;
		numbers[*count] = cJSON_IsNumber(x) ? x->valuedouble : NAN;
		numbers[n + (*count)++] = cJSON_IsNumber(y) ? y->valuedouble : NAN;
	}
	return numbers;
}

static void caption_put(struct page *p, const cJSON *pair, size_t points)
{
	char text[NUMBER_BYTES];
	double drawn = 0, of = 0, r;

	page_put(p, "<figcaption>");
	page_column_link(p, text_at(pair, "x"));
	page_put(p, " and ");
	page_column_link(p, text_at(pair, "y"));
	for (size_t i = 0; i < 2; i++) {
		if (!number_at(pair, pair_figures[i].place, &r))
			continue;
		figure_text(text, r);
		page_printf(p, "%s %s %s", i ? "," : ":", pair_figures[i].head + 1, text);
	}
	number_at(pair, "scatter.drawn", &drawn);
	number_at(pair, "scatter.of", &of);
	count_text(text, of);
	page_printf(p, ". %zu points", points);
	if (drawn < of)
		page_printf(p, " of %.0f rows drawn by hash of %s.</figcaption>", drawn, text);
	else
		page_printf(p, " of all %s rows.</figcaption>", text);
}

/* `place`: of the pair in the report's list. */
static void scatter_put(struct page *p, const cJSON *pair, size_t place)
{
	const char *x = text_at(pair, "x"), *y = text_at(pair, "y");
	char id[PICTURE_ID], title[TEXT_BYTES], source[POINTER_BYTES];
	struct plot_scatter scatter = { .x_axis = x, .y_axis = y };
	double *numbers = points_read(list_at(pair, "scatter.points"), &scatter.count);
	struct plot_frame frame;

	if (numbers && x && y) {
		scatter.x = numbers;
		scatter.y = numbers + scatter.count;
		snprintf(title, sizeof title, "%.400s and %.400s", x, y);
		snprintf(source, sizeof source, "/dimensions/correlation/pairs/%zu/scatter", place);
		frame = page_frame(p, id, title, "A point is a row; the first column lies across, the second upwards.", source);
		page_put(p, "<figure>");
		plot_scatter(p->to, &frame, &scatter);
		caption_put(p, pair, scatter.count);
		page_put(p, "</figure>");
	}
	free(numbers);
}

static void scatters_put(struct page *p, const struct ranked_pair *pairs, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!list_at(pairs[i].pair, "scatter.points"))
			continue;
		page_put(p, any ? "" : "<h3>The strongest pairs of numbers</h3><div class=\"scatters\">");
		any = true;
		scatter_put(p, pairs[i].pair, pairs[i].place);
	}
	page_put(p, any ? "</div>" : "");
}

void page_pairs(struct page *p)
{
	const cJSON *list = list_at(p->report, "dimensions.correlation.pairs"), *one;
	struct ranked_pair *pairs = calloc((list ? (size_t)cJSON_GetArraySize(list) : 0) + 1, sizeof *pairs);
	size_t n = 0, place = 0;

	page_put(p, "<section id=\"pairs\"><h2>Pairs</h2>");
	cJSON_ArrayForEach(one, list) {
		if (!pairs)
			break;
		pairs[n] = (struct ranked_pair){ one, -1, place++ };
		for (size_t i = 0; i < PAIR_FIGURES; i++) {
			double v;

			if (number_at(one, pair_figures[i].place, &v))
				pairs[n].strength = fmax(pairs[n].strength, fabs(v));
		}
		n += pairs[n].strength >= 0;	/* a pair with a constant has no figure */
	}
	if (n) {
		qsort(pairs, n, sizeof *pairs, stronger_first);
		scatters_put(p, pairs, n);
		pairs_table(p, pairs, n);
	} else {
		page_put(p, "<p>No two columns could be compared.</p>");
	}
	page_put(p, "</section>");
	free(pairs);
}
