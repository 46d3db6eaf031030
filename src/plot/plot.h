/* plot: pictures as SVG elements for an HTML page, written to a stream as they are drawn.
 *
 *   numbers ──▶ plot_histogram · plot_bars · plot_heat · plot_patterns ──▶ <svg …>…</svg>
 *           · plot_strip · plot_timeline · plot_curve · plot_scatter
 *
 * Colours are classes, not attributes: plot.css (embedded as plot_style) gives them for light, dark and print, from a palette that
 * colour-blind people can tell apart. Nothing needs a script, and no style attribute is used, so that a strict content security policy holds.
 *
 * Every picture has a title and a description for those who cannot see it, and every mark carries its exact numbers in data-* attributes, as
 * plot_number writes them, so that a test can hold the picture against the report. All texts come from data: they are escaped, and what a
 * reader would obey (controls, bidirectional overrides) is made visible.
 * All input is borrowed. Numbers that are not finite are drawn as "not known". Nothing can fail but the stream, which the caller looks at.
 */
#ifndef ASSAY_PLOT_PLOT_H
#define ASSAY_PLOT_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

extern const char plot_style[];		/* plot.css */
extern const size_t plot_style_bytes;

/* What every picture has. */
struct plot_frame {
	const char *id;		/* unique in the page: of the title's element, id-t, and of the description's, id-d */
	const char *title;	/* "age: histogram" */
	const char *about;	/* one or two sentences that say what is seen */
	const char *source;	/* JSON pointer into the report, data-source: "/columns/3/numeric"; NULL: none */
	const char *unit;	/* of the axis of values; NULL: none */
	double width, height;	/* of the viewBox; 0: the picture's usual size */
	bool hide_values;	/* redacted: the axis of values has no numbers, and marks carry counts only; names of bars
				 * and cells are their places, "#1" */
	bool small;		/* a sparkline: no axes, no labels; marks and their data stay */
};

/* Text for HTML and SVG, attribute or content: &<>"' escaped; controls but \n and \t, bidirectional and other invisible format characters, and
 * bytes that are no UTF-8 become U+FFFD. At most `most` characters and then "…"; 0: all. */
void plot_text(FILE *, const char *text, size_t most);
/* A number as JSON would have it, shortest that gives the same double; "null" where not finite. */
void plot_number(FILE *, double);
/* A number for a reader: three or four digits that count, thousands apart, "1.2e9" where large; in at most 32 bytes. */
enum { PLOT_NUMBER_BYTES = 32 };
void plot_figure(char text[PLOT_NUMBER_BYTES], double);

/* Bins of equal width from `low`; values below and above are told beside. The curve is a density: it is drawn times n·width. */
struct plot_bins {
	double low, width;
	const double *counts;
	size_t count;
	double below, above;
};
struct plot_density {
	double low, high;
	const double *at;	/* `count` points from low to high, both included; NULL: no curve */
	size_t count;
	double n;		/* values behind the density */
};
struct plot_histogram {
	struct plot_bins bins, base;	/* base.count 0: no baseline; it is drawn as a step line, scaled to the same total */
	struct plot_density density;
	double mean, median;		/* marked where finite */
	bool times;			/* the axis is microseconds since 1970: dates as ticks */
};
void plot_histogram(FILE *, const struct plot_frame *, const struct plot_histogram *);

/* Horizontal bars, longest first as the caller orders them. */
struct plot_bar {
	const char *label;
	double value;
	const char *text;	/* shown behind the bar: "61.6 %"; NULL: the value */
	double base;		/* a tick of the baseline; NaN: none */
	bool marked;		/* something is wrong with it: drawn in the colour of warnings, and a sign before its label */
};
struct plot_bars {
	const struct plot_bar *at;
	size_t count;
	double most;		/* the value of a full bar; 0: the largest */
	double even;		/* a dashed line there, such as the share were all classes equal; NaN: none */
	const char *even_label;
};
void plot_bars(FILE *, const struct plot_frame *, const struct plot_bars *);

/* Cells of a table by colour. values[r * columns + c]; NaN: not known (hatched). Each cell has a <title> with row, column and value. */
struct plot_heat {
	const char *const *row_names, *const *column_names;
	size_t rows, columns;
	const double *values;	/* by these the colour goes: -1 … 1 when diverging, else 0 … 1 */
	const double *shown;	/* the numbers written in cells and data-value; NULL: the values */
	bool diverging, numbers;	/* numbers: write them into the cells where there is room */
	const char *row_axis, *column_axis;	/* "truth", "predicted"; NULL: none */
};
void plot_heat(FILE *, const struct plot_frame *, const struct plot_heat *);
/* An order of 0 … n-1 that puts what goes together side by side: average linkage on 1-|r|, leaves in order; deterministic. values is
 * n×n, NaN counts as 0.
 * At most PLOT_ORDER_MOST; beyond, or without memory, the order is as it was. */
enum { PLOT_ORDER_MOST = 400 };
void plot_order(const double *values, size_t n, size_t *order);

/* Which columns are missing together: a column a column, a row a pattern with a bar of its count (an UpSet plot). */
struct plot_pattern {
	const bool *missing;	/* `columns` of them */
	double count, fraction;
};
struct plot_patterns {
	const char *const *names;
	size_t columns;
	const struct plot_pattern *at;
	size_t count;
};
void plot_patterns(FILE *, const struct plot_frame *, const struct plot_patterns *);

/* A box of quantiles on one line: whiskers p5…p95, box p25…p75, median, mean; min and max as points, fences as ticks. NaN: not drawn. */
struct plot_strip {
	double min, p5, p25, p50, p75, p95, max, mean, low_fence, high_fence;
};
void plot_strip(FILE *, const struct plot_frame *, const struct plot_strip *);

/* Rows by period; spans without a row are shaded, and what lies after `now`. Times in microseconds since 1970. */
struct plot_span { double from, to; };
struct plot_timeline {
	const double *starts, *counts;	/* of periods, ascending */
	size_t count;
	double end;			/* of the last period */
	const struct plot_span *gaps;
	size_t gap_count;
	double now;			/* NaN: none */
};
void plot_timeline(FILE *, const struct plot_frame *, const struct plot_timeline *);

/* Points in the unit square with the diagonal as what should be: a reliability curve, a ROC. Area of a point goes by its
 * weight; those with a weight that is not finite have none, and are small. */
struct plot_point { double x, y, weight; };
struct plot_curve {
	const struct plot_point *at;
	size_t count;
	const char *x_axis, *y_axis;
	bool diagonal;
};
void plot_curve(FILE *, const struct plot_frame *, const struct plot_curve *);

/* A point for each pair of numbers, both axes from the least to the greatest of them. */
struct plot_scatter {
	const double *x, *y;
	size_t count;
	const char *x_axis, *y_axis;	/* texts of others: names of columns */
};
void plot_scatter(FILE *, const struct plot_frame *, const struct plot_scatter *);

/* Round ticks (1, 2, 2.5, 5 × 10^k) within [low, high], at most `most`; gives how many were written. */
size_t plot_ticks(double low, double high, size_t most, double *ticks);
/* The same for times: years, months, days, hours, minutes or seconds; `label` of each in at most PLOT_NUMBER_BYTES. */
size_t plot_time_ticks(double low, double high, size_t most, double *ticks, char (*labels)[PLOT_NUMBER_BYTES]);

#endif
