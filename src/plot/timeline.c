/* timeline: rows by period, with what is empty and what lies in the future shaded. See plot.h. */
#include "plot/parts.h"

#include <math.h>

struct area {
	double left, right, top, bottom;
};

static void shade(FILE *to, const char *class, const struct plot_scale *x, const struct area *a, struct plot_span span, const char *title)
{
	double from = plot_place(x, fmax(span.from, x->low)), end = plot_place(x, fmin(span.to, x->high));

	if (!isfinite(span.from) || !isfinite(span.to) || end < from)
		return;
	fprintf(to, "<rect class=\"%s\"", class);
	plot_data(to, "from", span.from);
	plot_data(to, "to", span.to);
	plot_at(to, "x", from);
	plot_at(to, "y", a->top);
	plot_at(to, "width", fmax(end - from, 1));
	plot_at(to, "height", a->bottom - a->top);
	fprintf(to, "><title>%s</title></rect>", title);
}

static void period_draw(FILE *to, const struct plot_frame *f, const struct plot_timeline *t, size_t i, const struct plot_scale *x,
			const struct plot_scale *y)
{
	double end = i + 1 < t->count ? t->starts[i + 1] : t->end, left = plot_place(x, t->starts[i]), top = plot_place(y, t->counts[i]);
	char count[PLOT_NUMBER_BYTES];

	fputs("<rect class=\"period\"", to);
	if (!f->hide_values)
		plot_data(to, "start", t->starts[i]);
	plot_data(to, "count", t->counts[i]);
	plot_at(to, "x", left);
	plot_at(to, "y", top);
	plot_at(to, "width", fmax(plot_place(x, end) - left - (t->count <= 60 ? 1 : 0), 0.5));
	plot_at(to, "height", fmax(plot_place(y, 0) - top, 0));
	plot_figure(count, t->counts[i]);
	if (f->small)
		fputs("/>", to);
	else
		fprintf(to, "><title>%s rows</title></rect>", count);
}

void plot_timeline(FILE *to, const struct plot_frame *f, const struct plot_timeline *t)
{
	double width = f->width > 0 ? f->width : f->small ? 120 : 480, height = f->height > 0 ? f->height : f->small ? 24 : 160, most = 0;
	struct area a = f->small ? (struct area){ 0, width, 1, height } : (struct area){ 52, width - 8, 8, height - 24 };
	struct plot_scale x = plot_scale(t->count ? t->starts[0] : NAN, t->end, a.left, a.right), y;

	for (size_t i = 0; i < t->count; i++)
		most = isfinite(t->counts[i]) ? fmax(most, t->counts[i]) : most;
	y = plot_scale(0, most > 0 ? most : 1, a.bottom, a.top);
	plot_open(to, f, "timeline", width, height);
	if (!f->small) {
		plot_grid(to, &y, a.left, a.right, 4);
		for (size_t i = 0; i < t->gap_count && !f->hide_values; i++)
			shade(to, "gap", &x, &a, t->gaps[i], "no rows");
		if (isfinite(t->now) && t->now < x.high)
			shade(to, "future", &x, &a, (struct plot_span){ t->now, x.high }, "in the future");
	}
	for (size_t i = 0; i < t->count; i++)
		period_draw(to, f, t, i, &x, &y);
	plot_axis(to, f, &x, a.bottom, true);
	plot_close(to);
}
