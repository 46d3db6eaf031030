/* parts: what the pictures of plot.h are made of: the frame, shapes with their data, texts, scales and axes.
 *
 *   frame_open ─▶ rect_open, attribute_number …, mark_close ─▶ axis_across, axis_up ─▶ frame_close
 *
 * Coordinates are those of the viewBox, written with one decimal. Owns nothing; writes to the stream that it is given.
 */
#ifndef ASSAY_PLOT_PARTS_H
#define ASSAY_PLOT_PARTS_H

#include "plot/plot.h"

/* Width of a character of 12 units, on average, and a little more. */
#define PLOT_CHARACTER 7.4

/* A span of values onto a span of the picture. */
struct scale { double low, high, from, to; };

/* Where a value lies; within the span, whatever the value is: the middle where it is NaN or the span is empty. */
double scale_at(const struct scale *, double value);
/* Take a value into the span of a scale that starts as SCALE_EMPTY. What is not finite is left out. */
void scale_take(struct scale *, double value);
#define SCALE_EMPTY { .low = __DBL_MAX__, .high = -__DBL_MAX__ }

/* <svg …><title><desc>, and its end. Gives the size that it has, that of the frame or else the usual one. */
void frame_open(FILE *, const struct plot_frame *, const char *chart, double *width, double *height);
void frame_close(FILE *);

/* A coordinate: one decimal, none where it is 0; 0 where it is not finite. */
void coordinate_put(FILE *, double);
/* " name=…" with a coordinate, an exact number, an escaped text. */
void attribute_place(FILE *, const char *name, double);
void attribute_number(FILE *, const char *name, double);
void attribute_text(FILE *, const char *name, const char *text);

/* The start of a mark, up to where its attributes may follow. An empty class: none. */
void rect_open(FILE *, const char *class, double x, double y, double width, double height);
void line_open(FILE *, const char *class, double x1, double y1, double x2, double y2);
/* Its end: "/>", or the end of the start tag, for a child. */
void mark_close(FILE *);

/* <text>: its start, ready for its content; or all of it, from a text of others in so many columns, or of ours. */
void label_open(FILE *, const char *class, double x, double y);
void label_put(FILE *, const char *class, double x, double y, const char *text, size_t columns);
void label_upright(FILE *, const char *class, double x, double y, const char *text, size_t columns);	/* reads from below to above */

/* An item of a legend: a short line of that class and its text; x moves on behind it. */
void legend_put(FILE *, const char *class, double *x, double y, const char *text);

/* Text escaped as plot_text does, cut with "…" to columns as a wide character has two. */
void text_cut(FILE *, const char *text, size_t columns);
size_t text_width(const char *text);
/* The room that a text cut to so many columns takes, in sizes of its letters: by wide, usual and narrow ones, as in the widest of common fonts. */
double text_ems(const char *text, size_t columns);

/* The number of a tick, with as many decimals as the step asks for. */
void tick_text(char text[PLOT_NUMBER_BYTES], double value, double step);
/* "2021-03-04 12:30" in UTC; "not known" outside the years 1 … 9999. */
void time_text(char text[PLOT_NUMBER_BYTES], double microseconds);

/* The axis of values below a picture, at y; hidden: the line alone. */
struct axis {
	const char *unit;
	bool times, hidden;
	size_t most;		/* ticks, at most AXIS_TICKS */
};
enum { AXIS_TICKS = 10 };
void axis_across(FILE *, const struct scale *, double y, const struct axis *);
/* The axis of counts on the left, with lines across to `right`. scale.from is below, scale.to above. */
void axis_up(FILE *, const struct scale *, double left, double right, size_t most);

/* What is finite and above 0, else 0: a length. */
double length_of(double value);

#endif
