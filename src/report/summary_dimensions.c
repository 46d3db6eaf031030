/* summary_dimensions: a dimension with its key figures, from one table, in as many lines as they need. Figures that the report
 * lacks are passed over.
 */
#include "report/summary_parts.h"

#include "analyse/metric.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

/* on narrower screens figures go on below their dimension's name */
enum { NAME_COLUMNS = 20, INDENT = 2, HANGING_FROM = 60 };

/* Where a figure comes from. */
enum from {
	FROM_DATASET,	/* dimensions.D.place:         "8.1 % of all cells missing", "AUC 0.83" */
	FROM_WORST,	/* the column with the most:   "most outliers fare 13 %" */
	FROM_SUM,	/* over all columns:           "12 padded cells" */
	FROM_COLUMNS,	/* columns that have it:       "3 constant columns" */
	FROM_PAIR,	/* the strongest pair:         "Pearson fare ~ class -0.55" */
	FROM_WORD,	/* dimensions.D.place, a text:  "Alpaca" */
	FROM_TIME,	/* the first column with it:   "ordered_at up to 2026-01-30" */
};

enum as { AS_COUNT, AS_SHARE, AS_FIGURE };

static const struct figure {
	const char *dimension;
	enum from from;
	const char *place;
	enum as as;
	const char *text;
	const char *one;	/* of a count of one */
} figures[] = {
	{ "completeness", FROM_DATASET, "missing_cells_fraction", AS_SHARE, "of all cells missing", NULL },
	{ "completeness", FROM_DATASET, "rows_complete", AS_COUNT, "complete rows", "complete row" },
	{ "completeness", FROM_WORST, "missing.fraction", AS_SHARE, "most missing", NULL },
	{ "completeness", FROM_SUM, "disguised.count", AS_COUNT, "cells that seem to stand for missing",
	  "cell that seems to stand for missing" },
	{ "representativeness", FROM_WORST, "numeric.outliers_fraction", AS_SHARE, "most outliers", NULL },
	{ "representativeness", FROM_WORST, "numeric.skewness", AS_FIGURE, "most skewed", NULL },
	{ "representativeness", FROM_DATASET, "combinations.missing_fraction", AS_SHARE,
	  "of the possible combinations never occur", NULL },
	{ "diversity", FROM_WORST, "classes.imbalance_ratio", AS_FIGURE, "least balanced", NULL },
	{ "diversity", FROM_WORST, "classes.dominant_fraction", AS_SHARE, "largest class", NULL },
	{ "diversity", FROM_SUM, "classes.rare", AS_COUNT, "rare classes", "rare class" },
	{ "accuracy", FROM_DATASET, "labels.accuracy", AS_SHARE, "of the predictions right", NULL },
	{ "accuracy", FROM_DATASET, "labels.f1_macro", AS_FIGURE, "F1 (macro)", NULL },
	{ "accuracy", FROM_DATASET, "probabilities.auc", AS_FIGURE, "AUC", NULL },
	{ "accuracy", FROM_DATASET, "probabilities.ece", AS_FIGURE, "calibration error", NULL },
	{ "accuracy", FROM_DATASET, "label_errors.prune_by_noise_rate", AS_COUNT, "labels likely to be wrong", "label likely to be wrong" },
	{ "accuracy", FROM_DATASET, "conflicting_rows", AS_COUNT, "rows with conflicting labels", "row with conflicting labels" },
	{ "accuracy", FROM_DATASET, "reference.agreement", AS_SHARE, "of the cells agree with the reference", NULL },
	{ "correlation", FROM_PAIR, "pearson.r", AS_FIGURE, "Pearson", NULL },
	{ "correlation", FROM_PAIR, "cramers_v.v", AS_FIGURE, "Cramér's V", NULL },
	{ "correlation", FROM_PAIR, "eta.eta", AS_FIGURE, "eta", NULL },
	{ "correlation", FROM_DATASET, "condition_number", AS_FIGURE, "condition number", NULL },
	{ "timeliness", FROM_TIME, "time.newest", AS_FIGURE, "up to", NULL },
	{ "timeliness", FROM_WORST, "time.stale_fraction", AS_SHARE, "most stale", NULL },
	{ "timeliness", FROM_SUM, "time.future", AS_COUNT, "times in the future", "time in the future" },
	{ "timeliness", FROM_SUM, "time.gaps", AS_COUNT, "gaps", "gap" },
	{ "timeliness", FROM_SUM, "time.out_of_order", AS_COUNT, "rows out of order", "row out of order" },
	{ "uniqueness", FROM_DATASET, "duplicate_rows", AS_COUNT, "repeated rows", "repeated row" },
	{ "uniqueness", FROM_DATASET, "duplicate_keys", AS_COUNT, "repeated keys", "repeated key" },
	{ "uniqueness", FROM_COLUMNS, "constant", AS_COUNT, "constant columns", "constant column" },
	{ "uniqueness", FROM_COLUMNS, "all_distinct", AS_COUNT, "columns without a repeat", "column without a repeat" },
	{ "validity", FROM_DATASET, "rejected", AS_COUNT, "records rejected", "record rejected" },
	{ "validity", FROM_SUM, "odd.count", AS_COUNT, "cells of another type than their column",
	  "cell of another type than its column" },
	{ "validity", FROM_SUM, "text.case_variant_cells", AS_COUNT, "cells that differ by case or blanks alone",
	  "cell that differs by case or blanks alone" },
	{ "validity", FROM_SUM, "personal.secrets", AS_COUNT, "cells with a secret", "cell with a secret" },
	{ "validity", FROM_SUM, "personal.cells", AS_COUNT, "cells with personal data", "cell with personal data" },
	{ "validity", FROM_SUM, "text.padded", AS_COUNT, "padded cells", "padded cell" },
	{ "validity", FROM_SUM, "text.mojibake", AS_COUNT, "garbled cells", "garbled cell" },
	{ "corpus", FROM_WORD, "layout", AS_FIGURE, "", NULL },
	{ "corpus", FROM_WORD, "language.language", AS_FIGURE, "mostly", NULL },
	{ "corpus", FROM_DATASET, "quality.funnel_dropped.fraction", AS_SHARE, "that FineWeb's filters would drop", NULL },
	{ "corpus", FROM_DATASET, "format.loader_dropped.count", AS_COUNT, "chats that a loader drops in silence",
	  "chat that a loader drops in silence" },
	{ "corpus", FROM_DATASET, "answers.refusals.fraction", AS_SHARE, "with an answer that declines", NULL },
	{ "corpus", FROM_DATASET, "answers.answers_truncated.fraction", AS_SHARE, "with an answer that breaks off", NULL },
	{ "corpus", FROM_DATASET, "prompts.repeated.fraction", AS_SHARE, "repeated", NULL },
	{ "corpus", FROM_DATASET, "pairs.length_auc", AS_FIGURE, "AUC of the length alone", NULL },
	{ "corpus", FROM_DATASET, "preferences.contradictory.count", AS_COUNT, "contradictory pairs", "contradictory pair" },
};
enum { FIGURES = sizeof figures / sizeof figures[0] };

/* What is said where a dimension has no figure. */
static const struct { const char *dimension, *text; } absent[] = {
	{ "accuracy", "not known without --label, --pred or --reference" },
	{ "correlation", "no two columns to compare" },
	{ "timeliness", "no column of times" },
};

/* What a figure came to. */
struct found {
	double value;
	const char *text;		/* FROM_TIME */
	const char *name, *other;	/* the column or pair; NULL: none */
};

static const cJSON *dimension_of_report(const struct screen *s, const char *dimension)
{
	return member_at(member_at(s->report, "dimensions"), dimension);
}

static bool find_dataset(const struct screen *s, const struct figure *f, struct found *out)
{
	return number_at(dimension_of_report(s, f->dimension), f->place, &out->value);
}

/* The element of a list with the value farthest from 0. */
static bool find_strongest(const cJSON *list, const struct figure *f, const char *name, struct found *out)
{
	const cJSON *one;
	bool found = false;
	double v;

	cJSON_ArrayForEach(one, list) {
		if (!number_at(one, f->place, &v) || (found && fabs(v) <= fabs(out->value)))
			continue;
		found = true;
		out->value = v;
		out->name = text_at(one, name);
		out->other = text_at(one, "y");
	}
	return found && out->value != 0 && out->name;
}

static bool find_worst(const struct screen *s, const struct figure *f, struct found *out)
{
	bool found = find_strongest(list_at(s->report, "columns"), f, "name", out);

	out->other = NULL;
	return found;
}

static bool find_pair(const struct screen *s, const struct figure *f, struct found *out)
{
	return find_strongest(list_at(dimension_of_report(s, f->dimension), "pairs"), f, "x", out) && out->other;
}

static bool find_sum(const struct screen *s, const struct figure *f, struct found *out)
{
	const cJSON *one;
	double v;

	cJSON_ArrayForEach(one, list_at(s->report, "columns"))
		if (number_at(one, f->place, &v))
			out->value += v;
	return out->value > 0;
}

static bool find_columns(const struct screen *s, const struct figure *f, struct found *out)
{
	const cJSON *one;
	double v;

	cJSON_ArrayForEach(one, list_at(s->report, "columns"))
		if (number_at(one, f->place, &v) && v > 0)
			out->value++;
	return out->value > 0;
}

static bool find_word(const struct screen *s, const struct figure *f, struct found *out)
{
	out->text = text_at(dimension_of_report(s, f->dimension), f->place);
	return out->text != NULL;
}

static bool find_time(const struct screen *s, const struct figure *f, struct found *out)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list_at(s->report, "columns")) {
		out->text = text_at(one, f->place);
		out->name = text_at(one, "name");
		if (out->text && out->name)
			return true;
	}
	return false;
}

static bool (*const finders[])(const struct screen *, const struct figure *, struct found *) = {
	[FROM_DATASET] = find_dataset, [FROM_WORST] = find_worst, [FROM_SUM] = find_sum,
	[FROM_COLUMNS] = find_columns, [FROM_PAIR] = find_pair, [FROM_WORD] = find_word, [FROM_TIME] = find_time,
};

static void (*const writers[])(char *, double) = { [AS_COUNT] = count_text, [AS_SHARE] = share_text, [AS_FIGURE] = figure_text };

static bool has_figure(const struct screen *s, const char *dimension)
{
	for (size_t i = 0; i < FIGURES; i++) {
		struct found found = { .value = 0 };

		if (strcmp(figures[i].dimension, dimension) == 0 && finders[figures[i].from](s, &figures[i], &found))
			return true;
	}
	return false;
}

bool dimension_is_shown(const struct screen *s, size_t dimension, bool all)
{
	return (all && dimension != DIMENSION_CORPUS) || has_figure(s, dimensions[dimension]);
}

static void piece_put(struct screen *s, enum style style, const char *text)
{
	line_put(&s->line, STYLE_PLAIN, " ");
	line_put(&s->line, style, text);
}

static void figure_put(struct screen *s, const struct figure *f, const struct found *found, bool first)
{
	char value[NUMBER_BYTES];

	writers[f->as](value, found->value);
	if (!first)
		line_put(&s->line, STYLE_DIM, s->dot);
	if (f->from == FROM_WORD && *f->text) {
		line_put(&s->line, STYLE_PLAIN, f->text);
		piece_put(s, STYLE_BOLD, found->text);
	} else if (f->from == FROM_WORD) {
		line_put(&s->line, STYLE_BOLD, found->text);
	} else if (f->from == FROM_TIME) {
		line_put(&s->line, STYLE_PLAIN, found->name);
		piece_put(s, STYLE_PLAIN, f->text);
		piece_put(s, STYLE_BOLD, found->text);
	} else if (found->name) {
		line_put(&s->line, STYLE_PLAIN, f->text);
		piece_put(s, STYLE_PLAIN, found->name);
		if (found->other) {
			piece_put(s, STYLE_PLAIN, "~");
			piece_put(s, STYLE_PLAIN, found->other);
		}
		piece_put(s, STYLE_BOLD, value);
	} else if (f->as == AS_FIGURE) {
		line_put(&s->line, STYLE_PLAIN, f->text);
		piece_put(s, STYLE_BOLD, value);
	} else {
		line_put(&s->line, STYLE_BOLD, value);
		piece_put(s, STYLE_PLAIN, f->one && found->value == 1 ? f->one : f->text);
	}
}

/* A figure where it fits: on this line, else on the next; where texts are cut only whole figures show. False when it did not fit.
 * */
static bool figure_flow(struct screen *s, const struct figure *f, const struct found *found, bool first, size_t indent)
{
	const struct line before = s->line;

	figure_put(s, f, found, first);
	if (!s->line.full || first)
		return true;
	s->line = before;
	if (!s->wrap) {
		line_put(&s->line, STYLE_DIM, s->unicode ? " …" : " ~");
		return false;
	}
	line_flush(s);
	line_begin_at(s, indent);
	figure_put(s, f, found, true);
	return true;
}

/* The name, and where its figures begin. */
static size_t name_write(struct screen *s, const char *dimension)
{
	bool hanging = s->columns >= HANGING_FROM;

	line_begin(s);
	if (hanging) {
		line_cell(&s->line, STYLE_DIM, dimension, NAME_COLUMNS, false);
		return NAME_COLUMNS;
	}
	line_put(&s->line, STYLE_DIM, dimension);
	if (s->wrap) {
		line_flush(s);
		line_begin_at(s, INDENT);
	} else {
		line_put(&s->line, STYLE_PLAIN, "  ");
	}
	return INDENT;
}

void dimension_put(struct screen *s, const char *dimension, size_t indent)
{
	const char *none = "no figure";
	bool any = false, fits = true;

	for (size_t i = 0; i < FIGURES && fits; i++) {
		struct found found = { .value = 0 };

		if (strcmp(figures[i].dimension, dimension) != 0 || !finders[figures[i].from](s, &figures[i], &found))
			continue;
		fits = figure_flow(s, &figures[i], &found, !any, indent);
		any = true;
	}
	for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
		if (strcmp(absent[i].dimension, dimension) == 0)
			none = absent[i].text;
	if (!any)
		text_flow(s, STYLE_DIM, none, indent, 2);
}

static void dimension_write(struct screen *s, const char *dimension)
{
	dimension_put(s, dimension, name_write(s, dimension));
	line_flush(s);
}

size_t dimensions_lines(struct screen *s, bool all)
{
	const size_t before = s->lines;
	FILE *const to = s->to;
	size_t lines;

	s->to = NULL;
	dimensions_write(s, all);
	lines = s->lines - before;
	s->lines = before;
	s->to = to;
	return lines > 1 ? lines : 0;
}

void dimensions_write(struct screen *s, bool all)
{
	blank_write(s);
	for (size_t d = 0; d < DIMENSIONS; d++)
		if (dimension_is_shown(s, d, all))
			dimension_write(s, dimensions[d]);
}
