/* parts: what the pictures share: the frame of an SVG, scales and axes. Inside src/plot only. */
#ifndef ASSAY_PLOT_PARTS_H
#define ASSAY_PLOT_PARTS_H

#include "plot/plot.h"

/* A line from data to the picture: position = at + (value - low) * factor. */
struct plot_scale {
	double low, high, at, factor;
};

/* Equal ends are moved apart, so that one value stands in the middle. */
struct plot_scale plot_scale(double low, double high, double from, double to);
double plot_place(const struct plot_scale *, double value);

/* <svg …><title><desc>, and </svg>. `chart` is the kind for data-chart. */
void plot_open(FILE *, const struct plot_frame *, const char *chart, double width, double height);
void plot_close(FILE *);

/* A horizontal axis at y with round ticks; nothing for small frames; no numbers where values are hidden. */
void plot_axis(FILE *, const struct plot_frame *, const struct plot_scale *, double y, bool times);
/* Counts upwards, from `bottom` to `top`, as faint lines over the width. */
void plot_grid(FILE *, const struct plot_scale *, double left, double right, size_t ticks);

/* name="value", a blank before it. */
void plot_data(FILE *, const char *name, double value);
/* A coordinate: one decimal at most. */
void plot_at(FILE *, const char *name, double value);

#endif
