/* page: the parts of the HTML report (output_html), each in a file, and what they share.
 *
 *   head ─▶ verdict, findings ─▶ dimensions ─▶ rows ─▶ columns: index, cards ─▶ pairs ─▶ method, JSON
 *
 * The page is one file that needs no network and no script. Whatever comes from data goes through page_text; what is written with
 * page_put is ours. A content security policy allows the page's own style and script by their hashes and nothing else, so that even a text that
 * slipped through could not act. Trees are borrowed.
 */
#ifndef ASSAY_REPORT_HTML_PAGE_H
#define ASSAY_REPORT_HTML_PAGE_H

#include "analyse/metric.h"
#include "plot/plot.h"
#include "report/output_parts.h"

enum {
	FULL_COLUMNS = 150,	/* beyond, cards of columns without a finding are brief */
	SPARK_COLUMNS = 120,	/* beyond, the index has no pictures */
	OPEN_COLUMNS = 20,	/* beyond, cards are folded */
	INDEX_PAGE = 100,	/* columns on a page of the index */
	FINDINGS_OPEN = 12,	/* groups that are shown without unfolding */
	HEAT_MOST = 40,		/* columns of a heat map */
	BARS_MOST = 30,		/* bars of a picture */
	NAME_SHOWN = 80, VALUE_SHOWN = 120, TITLE_SHOWN = 300, RAW_SHOWN = 400,	/* characters */
};

struct page {
	const struct cJSON *report;
	FILE *to;
	struct places places;
	struct finding_groups groups;
	const struct cJSON **column;	/* columns[] by place */
	size_t columns;
	struct named { const char *name; size_t place; } *by_name;	/* the columns, sorted */
	size_t *found;			/* findings about each */
	size_t pictures;		/* drawn until now: their ids */
	bool redacted;			/* no value may be shown */
};

void page_put(struct page *, const char *html);
__attribute__((format(printf, 2, 3))) void page_printf(struct page *, const char *format, ...);
/* Text of others. */
void page_text(struct page *, const char *text, size_t most);

/* <tag class="class">text</tag> */
void page_element(struct page *, const char *tag, const char *class, const char *text, size_t most);
/* A <div> that scrolls sideways where what is in it is too wide; the caller closes it. */
void page_wide(struct page *, const char *label);
/* The head of a table, and the start of its body. Ended by NULL. */
void page_heads(struct page *, const char *const *heads);	/* ended by NULL; "#rows": a column of numbers */
/* A cell of a table with a number of the object, which can be sorted by. */
void page_number_cell(struct page *, const struct cJSON *object, const char *place, enum unit);
/* A figure as readers want it: by its unit. */
void page_figure(struct page *, enum unit, double value);
/* "missing fraction" of "completeness.missing_fraction" */
void page_metric_name(struct page *, const struct metric *);
/* Of two struct named. */
int page_name_order(const void *, const void *);
/* The column of a name; `columns`: there is none. */
size_t page_column(const struct page *, const char *name);
/* A link to a column's card; its name alone where there is none. */
void page_column_link(struct page *, const char *name);

/* A picture's frame: its id is made, the texts are borrowed; `source` is a JSON pointer. id wants room for PICTURE_ID bytes. */
enum { PICTURE_ID = 24, POINTER_BYTES = 128 };
struct plot_frame page_frame(struct page *, char id[PICTURE_ID], const char *title, const char *about, const char *source);

/* All figures of a scope that the object has, as a table; of one dimension, or of all (NULL). `only`: names, ended by NULL; NULL: all. */
void page_figures(struct page *, const struct cJSON *object, enum scope, const char *dimension, const char *const *only);
/* Why figures are not there: null_because, as a list. */
void page_reasons(struct page *, const struct cJSON *object);
/* A row by its number, as a place in a file; several of them. */
void page_place(struct page *, double row);
void page_rows(struct page *, const struct cJSON *rows);

/* The number at a place of an object; NaN: there is none. */
double page_number(const struct cJSON *object, const char *place);
/* The numbers of an array; NULL: no array, or no memory. The caller frees. */
double *page_numbers(const struct cJSON *array, size_t *count);
/* Microseconds since 1970 of "2025", "2025-10", "2025-10-01", "2025-10-01T00:15:00Z"; NaN: something else. */
double page_time(const char *iso);

/* The parts. */
void page_verdict(struct page *);
void page_findings(struct page *);
void page_dimensions(struct page *);
void page_sample(struct page *);
void page_label_errors(struct page *);
void page_personal(struct page *);
void page_cards(struct page *);
void page_pairs(struct page *);
void page_method(struct page *);
int page_download(struct page *, struct err *);	/* ERR_NOMEM */

/* The table of what drifted since the baseline; nothing without one. */
void page_drift(struct page *);

/* Within the corpus's section: what its documents have in common. */
/* Of a corpus: what its documents are like. */
void page_checks(struct page *, const struct cJSON *corpus);
void page_texts(struct page *, const struct cJSON *corpus);
void page_overlap(struct page *, const struct cJSON *corpus);

/* Pictures that more than one part has. `at` is the object's place in the report: "/columns/3". */
void picture_histogram(struct page *, const struct cJSON *column, const char *at, bool small);
/* A small picture of numbers or classes with the baseline's laid over it. */
void picture_overlay(struct page *, const struct cJSON *column, const char *at);
void picture_lengths(struct page *, const struct cJSON *column, const char *at, bool small);
void picture_classes(struct page *, const struct cJSON *column, const char *at, bool small);
void picture_strip(struct page *, const struct cJSON *column, const char *at);
void picture_timeline(struct page *, const struct cJSON *column, const char *at, bool small);
/* What shows the column best; false: nothing does. */
bool picture_shape(struct page *, const struct cJSON *column, const char *at, bool small);

/* A figure of pairs as a heat map: "pearson.r" of dimensions.correlation.pairs. */
struct pair_map {
	const char *list, *source;	/* "correlation.pairs" in dimensions, "/dimensions/correlation/pairs" */
	const char *figure;		/* "pearson.r" */
	const char *title, *about;
	bool diverging;
};
void picture_pairs(struct page *, const struct pair_map *);

#endif
