/* strip: a box of quantiles on one line; see plot.h. Ends that lie very far out are not drawn to scale: a sign at the edge points to them. */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, HEIGHT = 66, SMALL_WIDTH = 120, SMALL_HEIGHT = 16, SIDE = 16, BELOW = 24, UNIT_ROW = 16, FAR = 4 };

struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_strip *strip;
	struct scale across;
	double y, half;		/* the middle of the box, and half of its height */
};

/* The scale reaches to min and max, but at most FAR times the width of p5 … p95 beyond these. */
static void across_set(struct view *v)
{
	const struct plot_strip *s = v->strip;
	const double all[] = { s->p5, s->p25, s->p50, s->p75, s->p95, s->mean, s->min, s->max };
	double far = FAR * (s->p95 - s->p5);
	struct scale a = SCALE_EMPTY;

	a.from = v->across.from;
	a.to = v->across.to;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		scale_take(&a, all[i]);
	if (a.low > a.high)
		a.low = a.high = 0;
	if (far > 0 && isfinite(far)) {
		a.low = fmax(a.low, s->p5 - far);
		a.high = fmin(a.high, s->p95 + far);
	}
	v->across = a;
}

static void upright_put(const struct view *v, const char *class, double value, double part)
{
	double x = scale_at(&v->across, value);

	if (!isfinite(value) || value < v->across.low || value > v->across.high)
		return;
	line_open(v->to, class, x, v->y - v->half * part, x, v->y + v->half * part);
	mark_close(v->to);
}

static void end_put(const struct view *v, double value)
{
	double x = scale_at(&v->across, value);

	if (!isfinite(value))
		return;
	if (value < v->across.low || value > v->across.high) {
		label_put(v->to, "middle far", x, v->y + 4, value < v->across.low ? "\xe2\x97\x82" : "\xe2\x96\xb8", 2);
		return;
	}
	fputs("<circle class=\"end\"", v->to);
	attribute_place(v->to, "cx", x);
	attribute_place(v->to, "cy", v->y);
	attribute_place(v->to, "r", v->frame->small ? 1.5 : 3);
	mark_close(v->to);
}

static void span_put(const struct view *v, double from, double to)
{
	if (!isfinite(from) || !isfinite(to))
		return;
	line_open(v->to, "whisker", scale_at(&v->across, from), v->y, scale_at(&v->across, to), v->y);
	mark_close(v->to);
}

static void box_put(const struct view *v)
{
	const struct plot_strip *s = v->strip;
	double from = scale_at(&v->across, s->p25), to = scale_at(&v->across, s->p75);

	span_put(v, s->p5, s->p25);
	span_put(v, s->p75, s->p95);
	upright_put(v, "whisker", s->p5, 0.5);
	upright_put(v, "whisker", s->p95, 0.5);
	if (isfinite(s->p25) && isfinite(s->p75)) {
		rect_open(v->to, "box", from, v->y - v->half, fmax(1, to - from), 2 * v->half);
		mark_close(v->to);
	}
	upright_put(v, "fence", s->low_fence, 1);
	upright_put(v, "fence", s->high_fence, 1);
	upright_put(v, "mean", s->mean, 1);
	upright_put(v, "median", s->p50, 1);
	end_put(v, s->min);
	end_put(v, s->max);
}

static void data_put(const struct view *v)
{
	const struct plot_strip *s = v->strip;
	const struct { const char *name; double value; } data[] = {
		{ "data-min", s->min }, { "data-p5", s->p5 }, { "data-p25", s->p25 }, { "data-p50", s->p50 }, { "data-p75", s->p75 },
		{ "data-p95", s->p95 },
		{ "data-max", s->max }, { "data-mean", s->mean }, { "data-low-fence", s->low_fence }, { "data-high-fence", s->high_fence } };

	for (size_t i = 0; i < sizeof data / sizeof *data; i++)
		attribute_number(v->to, data[i].name, data[i].value);
}

void plot_strip(FILE *to, const struct plot_frame *f, const struct plot_strip *s)
{
	struct view v = { .to = to, .frame = f, .strip = s };
	double width = f->small ? SMALL_WIDTH : WIDTH, height = f->small ? SMALL_HEIGHT : HEIGHT + (f->unit ? UNIT_ROW : 0);
	double bottom;

	frame_open(to, f, "strip", &width, &height);
	bottom = f->small ? height : height - BELOW - (f->unit ? UNIT_ROW : 0);
	v.across.from = f->small ? 3 : SIDE;
	v.across.to = width - v.across.from;
	v.y = bottom / 2;
	v.half = fmax(1, bottom / 2 - (f->small ? 2 : 7));
	across_set(&v);
	if (!f->small)
		axis_across(to, &v.across, bottom, &(struct axis){ f->unit, false, f->hide_values, 7 });
	fputs("<g class=\"strip\"", to);
	if (!f->hide_values)
		data_put(&v);
	fputc('>', to);
	box_put(&v);
	fputs("</g>", to);
	frame_close(to);
}
