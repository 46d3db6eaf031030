/* strip: quantiles on a line. See plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, HEIGHT = 62, MIDDLE = 20 };

static void point_draw(FILE *to, const struct plot_scale *x, const char *class, double value)
{
	if (!isfinite(value))
		return;
	fprintf(to, "<circle class=\"%s\" r=\"3\"", class);
	plot_at(to, "cx", plot_place(x, value));
	plot_at(to, "cy", MIDDLE);
	fputs("/>", to);
}

static void line_draw(FILE *to, const struct plot_scale *x, const char *class, double from, double to_value, double y1, double y2)
{
	if (!isfinite(from) || !isfinite(to_value))
		return;
	fprintf(to, "<line class=\"%s\"", class);
	plot_at(to, "x1", plot_place(x, from));
	plot_at(to, "x2", plot_place(x, to_value));
	plot_at(to, "y1", y1);
	plot_at(to, "y2", y2);
	fputs("/>", to);
}

static void data_put(FILE *to, const struct plot_strip *s)
{
	plot_data(to, "min", s->min);
	plot_data(to, "p5", s->p5);
	plot_data(to, "p25", s->p25);
	plot_data(to, "p50", s->p50);
	plot_data(to, "p75", s->p75);
	plot_data(to, "p95", s->p95);
	plot_data(to, "max", s->max);
	plot_data(to, "mean", s->mean);
	plot_data(to, "low_fence", s->low_fence);
	plot_data(to, "high_fence", s->high_fence);
}

void plot_strip(FILE *to, const struct plot_frame *f, const struct plot_strip *s)
{
	double low = isfinite(s->min) ? s->min : s->p5, high = isfinite(s->max) ? s->max : s->p95;
	struct plot_scale x = plot_scale(isfinite(low) ? low : s->p25, isfinite(high) ? high : s->p75, 52, WIDTH - 8);

	plot_open(to, f, "strip", WIDTH, HEIGHT);
	fputs("<g class=\"strip\"", to);
	if (!f->hide_values)
		data_put(to, s);
	fputc('>', to);
	line_draw(to, &x, "whisker", s->p5, s->p95, MIDDLE, MIDDLE);
	if (isfinite(s->p25) && isfinite(s->p75)) {
		fputs("<rect class=\"box\"", to);
		plot_at(to, "x", plot_place(&x, s->p25));
		plot_at(to, "y", MIDDLE - 9);
		plot_at(to, "width", fmax(plot_place(&x, s->p75) - plot_place(&x, s->p25), 1));
		plot_at(to, "height", 18);
		fputs("/>", to);
	}
	line_draw(to, &x, "middle", s->p50, s->p50, MIDDLE - 9, MIDDLE + 9);
	if (s->low_fence >= x.low)
		line_draw(to, &x, "fence", s->low_fence, s->low_fence, MIDDLE - 12, MIDDLE + 12);
	if (s->high_fence <= x.high)
		line_draw(to, &x, "fence", s->high_fence, s->high_fence, MIDDLE - 12, MIDDLE + 12);
	point_draw(to, &x, "end", s->min);
	point_draw(to, &x, "end", s->max);
	point_draw(to, &x, "average", s->mean);
	fputs("</g>", to);
	plot_axis(to, f, &x, HEIGHT - 22, false);
	plot_close(to);
}
