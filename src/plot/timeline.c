/* timeline: rows by period, with the spans without any and what lies after now; see plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, HEIGHT = 150, SMALL_WIDTH = 120, SMALL_HEIGHT = 28, LEFT = 54, RIGHT = 14, ABOVE = 18, BELOW = 24, UNIT_ROW = 16 };

struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_timeline *line;
	struct scale across, up;
};

static double period_end(const struct plot_timeline *t, size_t i)
{
	return i + 1 < t->count ? t->starts[i + 1] : t->end;
}

static void scales_set(struct view *v)
{
	const struct plot_timeline *t = v->line;
	struct scale a = SCALE_EMPTY;

	a.from = v->across.from;
	a.to = v->across.to;
	v->up.high = 0;
	for (size_t i = 0; i < t->count; i++) {
		scale_take(&a, t->starts[i]);
		scale_take(&a, period_end(t, i));
		v->up.high = fmax(v->up.high, length_of(t->counts[i]));
	}
	for (size_t i = 0; i < t->gap_count; i++) {
		scale_take(&a, t->gaps[i].from);
		scale_take(&a, t->gaps[i].to);
	}
	if (a.low > a.high)
		a.low = a.high = 0;
	v->across = a;
	if (!(v->up.high > 0))
		v->up.high = 1;
}

static void span_title(const struct view *v, const char *what, double from, double to)
{
	char first[PLOT_NUMBER_BYTES], last[PLOT_NUMBER_BYTES];

	if (v->frame->small) {
		mark_close(v->to);
		return;
	}
	time_text(first, from);
	time_text(last, to);
	if (v->frame->hide_values)
		fprintf(v->to, "><title>%s</title></rect>", what);
	else
		fprintf(v->to, "><title>%s to %s: %s</title></rect>", first, last, what);
}

static void gap_put(const struct view *v, const struct plot_span *g)
{
	double x = scale_at(&v->across, g->from);

	if (!isfinite(g->from) || !isfinite(g->to))
		return;
	rect_open(v->to, "gap", x, v->up.to, fmax(1, scale_at(&v->across, g->to) - x), v->up.from - v->up.to);
	if (!v->frame->hide_values) {
		attribute_number(v->to, "data-from", g->from);
		attribute_number(v->to, "data-to", g->to);
	}
	span_title(v, "no rows", g->from, g->to);
}

static void period_put(const struct view *v, size_t i)
{
	const struct plot_timeline *t = v->line;
	double end = period_end(t, i), x = scale_at(&v->across, t->starts[i]), wide = scale_at(&v->across, end) - x;
	double count = length_of(t->counts[i]), y = scale_at(&v->up, count);
	char figure[PLOT_NUMBER_BYTES];

	if (count > 0)
		y = fmin(y, v->up.from - 1);
	rect_open(v->to, "period", x, y, wide > 4 ? wide - 1 : fmax(wide, 0.5), v->up.from - y);
	if (!v->frame->hide_values)
		attribute_number(v->to, "data-start", t->starts[i]);
	attribute_number(v->to, "data-count", t->counts[i]);
	plot_figure(figure, t->counts[i]);
	span_title(v, figure, t->starts[i], end);
}

/* Rows after now are from the future: shaded, behind a line. */
static void now_put(const struct view *v)
{
	double now = v->line->now, x = scale_at(&v->across, now);

	if (!isfinite(now) || now < v->across.low || now > v->across.high)
		return;
	rect_open(v->to, "future", x, v->up.to, v->across.to - x, v->up.from - v->up.to);
	mark_close(v->to);
	line_open(v->to, "now", x, v->up.to, x, v->up.from);
	if (!v->frame->hide_values)
		attribute_number(v->to, "data-value", now);
	mark_close(v->to);
	if (!v->frame->small)
		label_put(v->to, x > (v->across.from + v->across.to) / 2 ? "faint end" : "faint", x, v->up.to - 5, "now", 8);
}

static void axes_put(const struct view *v)
{
	axis_up(v->to, &v->up, v->across.from, v->across.to, 4);
	axis_across(v->to, &v->across, v->up.from, &(struct axis){ v->frame->unit, true, v->frame->hide_values, 6 });
}

void plot_timeline(FILE *to, const struct plot_frame *f, const struct plot_timeline *t)
{
	struct view v = { .to = to, .frame = f, .line = t };
	double width = f->small ? SMALL_WIDTH : WIDTH, height = f->small ? SMALL_HEIGHT : HEIGHT;

	frame_open(to, f, "timeline", &width, &height);
	v.across = (struct scale){ .from = f->small ? 1 : LEFT, .to = width - (f->small ? 1 : RIGHT) };
	v.up = (struct scale){ .from = f->small ? height - 1 : height - BELOW - (f->unit ? UNIT_ROW : 0), .to = f->small ? 1 : ABOVE };
	scales_set(&v);
	fputs("<g class=\"gaps\">", to);
	for (size_t i = 0; i < t->gap_count; i++)
		gap_put(&v, &t->gaps[i]);
	fputs("</g>", to);
	if (!f->small)
		axes_put(&v);
	fputs("<g class=\"periods\">", to);
	for (size_t i = 0; i < t->count; i++)
		period_put(&v, i);
	fputs("</g>", to);
	now_put(&v);
	frame_close(to);
}
