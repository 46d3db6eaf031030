/* dimensions: a section for each of the eight, with its question in words, its picture and its figures. See page.h.
 *
 * A dimension is a line of the table at the end: the question that it answers, and what it draws.
 */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *dimension_object(const struct page *p, const char *name)
{
	return member_at(member_at(p->report, "dimensions"), name);
}

/* ---- a figure of every column as bars ---- */

struct column_bar {
	size_t column;
	double value;
};

static int larger_first(const void *a, const void *b)
{
	const struct column_bar *x = a, *y = b;

	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* What is drawn of a column. */
struct column_bars {
	const char *figure;		/* "missing.fraction" */
	const char *title, *about;
	double marked_from;		/* from this on a bar is marked; NaN: none */
	bool zeros;			/* draw those with 0, too */
};

static void bars_draw(struct page *p, const struct column_bars *what, const struct column_bar *list, size_t n, struct plot_bar *bars,
		      char (*texts)[NUMBER_BYTES])
{
	struct plot_bars all = { .at = bars, .count = n, .most = 1, .even = NAN };
	char id[PICTURE_ID];
	struct plot_frame frame;

	for (size_t i = 0; i < n; i++) {
		const char *name = text_at(p->column[list[i].column], "name");

		share_text(texts[i], list[i].value);
		bars[i] = (struct plot_bar){ .label = name && *name ? name : "(no name)", .value = list[i].value, .text = texts[i], .base = NAN,
					     .marked = list[i].value >= what->marked_from };
	}
	frame = page_frame(p, id, what->title, what->about, "/columns");
	frame.hide_values = false;	/* names of columns are no values */
	page_put(p, "<figure>");
	plot_bars(p->to, &frame, &all);
	page_printf(p, "<figcaption>%s %s</figcaption></figure>", what->title, what->about);
}

/* Are there columns to draw? The longest bars first, at most BARS_MOST. */
static bool column_bars(struct page *p, const struct column_bars *what)
{
	struct column_bar *list = calloc(p->columns + 1, sizeof *list);
	struct plot_bar *bars = calloc(BARS_MOST, sizeof *bars);
	char (*texts)[NUMBER_BYTES] = calloc(BARS_MOST, sizeof *texts);
	size_t n = 0;

	for (size_t i = 0; list && i < p->columns; i++) {
		double v;

		if (number_at(p->column[i], what->figure, &v) && (what->zeros || v > 0))
			list[n++] = (struct column_bar){ i, v };
	}
	if (n && bars && texts) {
		qsort(list, n, sizeof *list, larger_first);
		bars_draw(p, what, list, n < BARS_MOST ? n : BARS_MOST, bars, texts);
		if (n > BARS_MOST)
			page_printf(p, "<p class=\"hint\">The first %d of %zu columns; the others stand in the <a href=\"#columns\">index</a>.</p>",
				    BARS_MOST, n);
	}
	free(list);
	free(bars);
	free(texts);
	return n;
}

/* ---- completeness ---- */

static bool names_hold(const cJSON *names, const char *name)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, names) {
		if (cJSON_IsString(one) && strcmp(one->valuestring, name) == 0)
			return true;
	}
	return false;
}

/* The columns that some pattern lacks, at most HEAT_MOST. */
static size_t lacking_columns(const struct page *p, const cJSON *patterns, const char **names)
{
	const cJSON *pattern;
	size_t n = 0;

	for (size_t i = 0; i < p->columns && n < HEAT_MOST; i++) {
		const char *name = text_at(p->column[i], "name");

		cJSON_ArrayForEach(pattern, patterns) {
			if (name && names_hold(member_at(pattern, "columns"), name)) {
				names[n++] = name;
				break;
			}
		}
	}
	return n;
}

static void patterns_put(struct page *p)
{
	const cJSON *patterns = list_at(p->report, "dimensions.completeness.patterns"), *one;
	const char *names[HEAT_MOST];
	size_t n = lacking_columns(p, patterns, names), count = 0;
	struct plot_pattern at[BARS_MOST];
	bool *missing = calloc(HEAT_MOST * BARS_MOST, sizeof *missing);
	struct plot_patterns all = { names, n, at, 0 };
	char id[PICTURE_ID];
	struct plot_frame frame;

	if (!n || !missing) {
		free(missing);
		return;
	}
	cJSON_ArrayForEach(one, patterns) {
		bool *row = missing + count * HEAT_MOST;

		if (count == BARS_MOST)
			break;
		for (size_t i = 0; i < n; i++)
			row[i] = names_hold(member_at(one, "columns"), names[i]);
		at[count] = (struct plot_pattern){ .missing = row };
		number_at(one, "count", &at[count].count);
		number_at(one, "fraction", &at[count].fraction);
		count++;
	}
	all.count = count;
	frame = page_frame(p, id, "Which values are missing together.",
			   "A line is a pattern: its dark fields are the columns that lack a value, its bar the rows.",
			   "/dimensions/completeness/patterns");
	page_put(p, "<figure>");
	plot_patterns(p->to, &frame, &all);
	page_printf(p, "<figcaption>%s %s</figcaption></figure>", frame.title, frame.about);
	free(missing);
}

static void completeness_put(struct page *p)
{
	if (!column_bars(p, &(struct column_bars){ "missing.fraction", "Missing values by column.",
			"Columns without a missing value are not drawn.", 0.2, false }))
		page_put(p, "<p>No column lacks a value.</p>");
	patterns_put(p);
	picture_pairs(p, &(struct pair_map){ "completeness.pairs", "/dimensions/completeness/pairs", "nullity.r",
			"Missing together, or one for the other.", "1: both are missing in the same rows; −1: always just one of them.", true });
}

/* ---- representativeness ---- */

static void values_put(struct page *p, const cJSON *values)
{
	const cJSON *one;
	const char *before = "";

	cJSON_ArrayForEach(one, values) {
		page_put(p, before);
		page_text(p, one->string, NAME_SHOWN);
		page_put(p, " = ");
		page_element(p, "span", "name", cJSON_IsString(one) ? one->valuestring : "missing", NAME_SHOWN);
		before = ", ";
	}
}

static void combinations_put(struct page *p, const cJSON *combinations, const char *list, const char *caption, const char *figure,
			     const char *head)
{
	const cJSON *rows = list_at(combinations, list), *one;
	size_t shown = 0;

	if (!rows || !rows->child)
		return;
	page_wide(p, caption);
	page_printf(p, "<table class=\"sortable\"><caption>%s</caption>", caption);
	page_heads(p, (const char *const[]){ "combination", head, NULL });
	cJSON_ArrayForEach(one, rows) {
		if (shown++ == 20)
			break;
		page_put(p, "<tr><td>");
		values_put(p, member_at(one, "values"));
		page_put(p, "</td>");
		page_number_cell(p, one, figure, UNIT_RATIO);
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></div>");
}

static void representativeness_put(struct page *p)
{
	const cJSON *c = member_at(dimension_object(p, "representativeness"), "combinations");

	column_bars(p, &(struct column_bars){ "numeric.outliers_fraction", "Outliers by column.",
			"The share of numbers beyond Tukey's fences, 1.5 interquartile ranges from the middle half.", 0.1, false });
	column_bars(p, &(struct column_bars){ "drift.js", "Drift against the baseline.",
			"Jensen–Shannon distance: 0 the same, 1 nothing in common.", 0.2, false });
	page_drift(p);
	if (!c)
		return;
	combinations_put(p, c, "missing", "Combinations that never occur, by how often one would expect them", "expected", "#rows expected");
	combinations_put(p, c, "rarest", "The rarest combinations that occur", "count", "#rows");
}

/* ---- diversity ---- */

static void diversity_put(struct page *p)
{
	for (size_t i = 0; i < p->columns; i++) {
		double label;
		char at[POINTER_BYTES];

		if (!number_at(p->column[i], "is_label", &label) || label != 1)
			continue;
		snprintf(at, sizeof at, "/columns/%zu", i);
		page_put(p, "<figure>");
		picture_classes(p, p->column[i], at, false);
		page_put(p, "<figcaption>The label's classes.</figcaption></figure>");
	}
	if (!column_bars(p, &(struct column_bars){ "classes.entropy_normalised", "How evenly the classes are filled.",
			"Entropy over its greatest possible value: 1 all classes alike, 0 one class only.", NAN, true }))
		page_put(p, "<p>No column has classes.</p>");
}

/* ---- accuracy ---- */

/* Counts by the share of their row, so that a small class shows as well as a large one. */
static void confusion_draw(struct page *p, const cJSON *rows, const char **names, size_t n, double *share, double *shown)
{
	struct plot_heat heat = { .row_names = names, .column_names = names, .rows = n, .columns = n, .values = share, .shown = shown,
				  .numbers = n <= 16, .row_axis = "label", .column_axis = "predicted" };
	char id[PICTURE_ID];
	struct plot_frame frame;
	const cJSON *row, *cell;
	size_t i = 0;

	cJSON_ArrayForEach(row, rows) {
		double sum = 0;
		size_t j = 0;

		if (i == n)
			break;
		cJSON_ArrayForEach(cell, row) {
			if (j < n)
				shown[i * n + j++] = cell->valuedouble;
		}
		for (j = 0; j < n; j++)
			sum += shown[i * n + j];
		for (j = 0; j < n; j++)
			share[i * n + j] = sum > 0 ? shown[i * n + j] / sum : NAN;
		i++;
	}
	frame = page_frame(p, id, "What is taken for what.",
			   "Rows are labels, columns predictions; the colour goes by the share of the label's rows.",
			   "/dimensions/accuracy/labels/confusion");
	page_put(p, "<figure>");
	plot_heat(p->to, &frame, &heat);
	page_printf(p, "<figcaption>%s %s</figcaption></figure>", frame.title, frame.about);
}

static void confusion_put(struct page *p)
{
	const cJSON *confusion = member_at(p->report, "dimensions.accuracy.labels.confusion"), *classes = list_at(confusion, "classes"), *one;
	const cJSON *rows = list_at(confusion, "counts");
	size_t n = classes ? (size_t)cJSON_GetArraySize(classes) : 0, i = 0;
	const char **names;
	double *share, *shown;

	if (!n || !rows)
		return;
	n = n < HEAT_MOST ? n : HEAT_MOST;
	names = calloc(n, sizeof *names);
	share = calloc(n * n, sizeof *share);
	shown = calloc(n * n, sizeof *shown);
	if (names && share && shown) {
		cJSON_ArrayForEach(one, classes) {
			if (i < n)
				names[i++] = cJSON_IsString(one) ? one->valuestring : "";
		}
		confusion_draw(p, rows, names, n, share, shown);
	}
	free(names);
	free(share);
	free(shown);
}

static void by_class_put(struct page *p)
{
	const cJSON *classes = list_at(p->report, "dimensions.accuracy.classes"), *one;
	size_t shown = 0;

	if (!classes || !classes->child)
		return;
	page_wide(p, "by class");
	page_put(p, "<table class=\"sortable\"><caption>By class</caption>");
	page_heads(p, (const char *const[]){ "class", "#rows", "#precision", "#recall", "#F1", NULL });
	cJSON_ArrayForEach(one, classes) {
		const char *class = text_at(one, "class");

		if (shown++ == 200)
			break;
		page_put(p, "<tr><td>");
		page_text(p, class ? class : "", NAME_SHOWN);
		page_put(p, "</td>");
		page_number_cell(p, one, "support", UNIT_COUNT);
		page_number_cell(p, one, "precision", UNIT_FRACTION);
		page_number_cell(p, one, "recall", UNIT_FRACTION);
		page_number_cell(p, one, "f1", UNIT_FRACTION);
		page_put(p, "</tr>");
	}
	page_put(p, "</tbody></table></div>");
}

/* The points of a list by their members; `weight` NULL: they have none. */
static void curve_put(struct page *p, const char *list, const char *x, const char *y, const char *weight, struct plot_curve curve,
		      struct plot_frame frame)
{
	const cJSON *points = list_at(p->report, list), *one;
	struct plot_point *at = points && points->child ? calloc((size_t)cJSON_GetArraySize(points), sizeof *at) : NULL;

	if (!at)
		return;
	cJSON_ArrayForEach(one, points) {
		struct plot_point point = { NAN, NAN, NAN };

		if (number_at(one, x, &point.x) && number_at(one, y, &point.y) &&
		    (!weight || (number_at(one, weight, &point.weight) && point.weight > 0)))
			at[curve.count++] = point;
	}
	curve.at = at;
	page_put(p, "<figure>");
	plot_curve(p->to, &frame, &curve);
	page_printf(p, "<figcaption>%s %s</figcaption></figure>", frame.title, frame.about);
	free(at);
}

/* Its rates are shares of rows, not values of them: they are shown also where values are not. */
static void roc_put(struct page *p)
{
	const cJSON *probabilities = member_at(p->report, "dimensions.accuracy.probabilities");
	char id[PICTURE_ID], auc[NUMBER_BYTES] = "not known", about[TEXT_BYTES];
	struct plot_frame frame;
	double v;

	if (number_at(probabilities, "auc", &v))
		figure_text(auc, v);
	snprintf(about, sizeof about, "The share of the positive class that is found against that of the other that is taken for it, as the "
		 "threshold falls; the dashed line is chance. Area under the curve, AUC: %s.", auc);
	frame = page_frame(p, id, "Do the probabilities tell the classes apart?", about, "/dimensions/accuracy/probabilities/roc");
	frame.hide_values = false;
	curve_put(p, "dimensions.accuracy.probabilities.roc", "x", "y", NULL,
		  (struct plot_curve){ .x_axis = "false-positive rate", .y_axis = "true-positive rate", .diagonal = true }, frame);
}

static void accuracy_put(struct page *p)
{
	char id[PICTURE_ID];
	struct plot_frame frame;

	confusion_put(p);
	by_class_put(p);
	frame = page_frame(p, id, "Are the probabilities right?",
			   "A point is a bin of rows: what was promised against what came true; on the line they agree.",
			   "/dimensions/accuracy/probabilities/reliability");
	curve_put(p, "dimensions.accuracy.probabilities.reliability", "mean_p", "share", "n",
		  (struct plot_curve){ .x_axis = "mean probability", .y_axis = "share that came true", .diagonal = true }, frame);
	roc_put(p);
	page_label_errors(p);
	column_bars(p, &(struct column_bars){ "reference.agreement", "Agreement with the reference.", "The share of cells that say the same.",
			NAN, true });
	if (cJSON_IsNull(member_at(p->report, "dimensions.accuracy.labels")))
		page_put(p, "<p>Give <code>--label</code> and <code>--pred</code> to hold labels against predictions, "
			    "<code>--reference</code> to hold cells against a second source.</p>");
}

/* ---- the others ---- */

static void correlation_put(struct page *p)
{
	static const char list[] = "correlation.pairs", source[] = "/dimensions/correlation/pairs";

	picture_pairs(p, &(struct pair_map){ list, source, "pearson.r", "Numbers that rise together.",
			"Pearson's r: 1 together, −1 against each other.", true });
	picture_pairs(p, &(struct pair_map){ list, source, "spearman.r", "Ranks that rise together.",
			"Spearman's r: as Pearson's, of the ranks.", true });
	picture_pairs(p, &(struct pair_map){ list, source, "cramers_v.v", "Classes that tell each other.",
			"Cramér's V, corrected for bias: 1 one tells the other, 0 nothing.", false });
	page_put(p, "<p class=\"hint\">All pairs with their numbers: <a href=\"#pairs\">table of pairs</a>.</p>");
}

static void timeliness_put(struct page *p)
{
	size_t shown = 0;
	char at[POINTER_BYTES];

	for (size_t i = 0; i < p->columns && shown < 6; i++) {
		if (!list_at(p->column[i], "time.periods.counts"))
			continue;
		snprintf(at, sizeof at, "/columns/%zu", i);
		page_put(p, "<figure>");
		picture_timeline(p, p->column[i], at, false);
		page_put(p, "<figcaption>");
		page_column_link(p, text_at(p->column[i], "name"));
		page_put(p, ": rows by period; spans without a row are shaded.</figcaption></figure>");
		shown++;
	}
	if (!shown)
		page_put(p, "<p>No column of times.</p>");
}

static void uniqueness_put(struct page *p)
{
	column_bars(p, &(struct column_bars){ "distinct_fraction", "How many of a column's values are different.", "1: no value twice.", NAN,
			true });
}

static void validity_put(struct page *p)
{
	page_personal(p);
	if (!column_bars(p, &(struct column_bars){ "odd.fraction", "Cells of another type than their column.",
			"Such as a word among numbers.", 0, false }))
		page_put(p, "<p>Every cell is of its column's type.</p>");
}

/* Its figures stand in the table below. */
static void corpus_put(struct page *p)
{
	const char *recognised = text_at(dimension_object(p, "corpus"), "recognised");

	page_put(p, "<p>");
	page_text(p, recognised ? recognised : "", 0);
	page_put(p, "</p>");
	page_checks(p, dimension_object(p, "corpus"));
	page_texts(p, dimension_object(p, "corpus"));
	page_overlap(p, dimension_object(p, "corpus"));
}

static const struct section {
	const char *name, *heading, *question;
	void (*draw)(struct page *);
	bool many;	/* figures: folded until somebody asks */
} sections[] = {
	{ "completeness", "Completeness", "What is missing, and what is missing together?", completeness_put, false },
	{ "representativeness", "Representativeness", "Does the sample look like the world: its ranges, its tails, its combinations?",
	  representativeness_put, false },
	{ "diversity", "Diversity", "Are the classes balanced?", diversity_put, false },
	{ "accuracy", "Accuracy", "Are the labels right?", accuracy_put, false },
	{ "correlation", "Correlation", "Which columns say the same thing?", correlation_put, false },
	{ "timeliness", "Timeliness", "Is it up to date, and without gaps?", timeliness_put, false },
	{ "uniqueness", "Uniqueness", "What is there twice?", uniqueness_put, false },
	{ "validity", "Validity", "Is every cell what its column says it is?", validity_put, false },
	{ "corpus", "Corpus", "Can a language model be trained on it?", corpus_put, true },
};
_Static_assert(sizeof sections / sizeof sections[0] == DIMENSIONS, "a section for each dimension");

static size_t findings_in(const struct page *p, const char *dimension)
{
	const cJSON *finding;
	size_t n = 0;

	cJSON_ArrayForEach(finding, list_at(p->report, "findings")) {
		const char *in = text_at(finding, "dimension");

		n += in && strcmp(in, dimension) == 0;
	}
	return n;
}

void page_dimensions(struct page *p)
{
	char text[TEXT_BYTES];

	for (size_t i = 0; i < DIMENSIONS; i++) {
		const struct section *s = &sections[i];
		size_t n = findings_in(p, s->name);

		if (i == DIMENSION_CORPUS && !dimension_object(p, s->name))
			continue;
		page_printf(p, "<section id=\"%s\" class=\"dimension\"><h2>%s</h2><p class=\"question\">%s ", s->name, s->heading, s->question);
		counted_text(text, (double)n, "finding", "findings");
		if (n)
			page_printf(p, "<a href=\"#findings\">%s</a></p>", text);
		else
			page_put(p, "<span class=\"ok\">no finding</span></p>");
		s->draw(p);
		page_printf(p, "<details%s><summary>Figures of the whole dataset</summary>", s->many ? "" : " open");
		page_figures(p, dimension_object(p, s->name), SCOPE_DATASET, s->name, NULL);
		page_put(p, "</details>");
		page_reasons(p, dimension_object(p, s->name));
		page_put(p, "</section>");
	}
}
