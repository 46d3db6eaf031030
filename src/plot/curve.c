/* curve: points in the unit square, joined, with the diagonal as what should be; see plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 340, HEIGHT = 320, SMALL_SIZE = 40, LEFT = 48, RIGHT = 14, ABOVE = 10, BELOW = 40, AXIS_COLUMN = 14, RADIUS_MOST = 8 };

struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_curve *curve;
	struct scale across, up;
	double heaviest;
};

static bool is_known(const struct plot_point *p)
{
	return isfinite(p->x) && isfinite(p->y);
}

static void path_put(const struct view *v)
{
	char move = 'M';

	fputs("<path class=\"curve\" d=\"", v->to);
	for (size_t i = 0; i < v->curve->count; i++) {
		const struct plot_point *p = &v->curve->at[i];

		if (!is_known(p))
			continue;
		fputc(move, v->to);
		coordinate_put(v->to, scale_at(&v->across, p->x));
		fputc(' ', v->to);
		coordinate_put(v->to, scale_at(&v->up, p->y));
		move = 'L';
	}
	if (move == 'M')
		fputs("M0 0", v->to);
	fputs("\"/>", v->to);
}

static void point_title(const struct view *v, const struct plot_point *p)
{
	bool places = !v->frame->hide_values, weighed = isfinite(p->weight);
	char x[PLOT_NUMBER_BYTES], y[PLOT_NUMBER_BYTES], weight[PLOT_NUMBER_BYTES];

	plot_figure(x, p->x);
	plot_figure(y, p->y);
	plot_figure(weight, p->weight);
	fputs("<title>", v->to);
	if (places)
		fprintf(v->to, "%s \xe2\x86\x92 %s%s", x, y, weighed ? ", " : "");
	if (weighed)
		fprintf(v->to, "n = %s", weight);
	fputs("</title>", v->to);
}

static void point_put(const struct view *v, const struct plot_point *p)
{
	double part = v->heaviest > 0 ? sqrt(length_of(p->weight) / v->heaviest) : 0;

	if (!is_known(p))
		return;
	fputs("<circle class=\"point\"", v->to);
	attribute_place(v->to, "cx", scale_at(&v->across, p->x));
	attribute_place(v->to, "cy", scale_at(&v->up, p->y));
	attribute_place(v->to, "r", v->frame->small ? 1.5 : fmax(2, RADIUS_MOST * part));
	if (!v->frame->hide_values) {
		attribute_number(v->to, "data-x", p->x);
		attribute_number(v->to, "data-y", p->y);
	}
	if (isfinite(p->weight))
		attribute_number(v->to, "data-weight", p->weight);
	if (v->frame->small) {
		mark_close(v->to);
		return;
	}
	fputc('>', v->to);
	point_title(v, p);
	fputs("</circle>", v->to);
}

static void axes_put(const struct view *v)
{
	axis_up(v->to, &v->up, v->across.from, v->across.to, 6);
	axis_across(v->to, &v->across, v->up.from, &(struct axis){ v->curve->x_axis, false, false, 6 });
	if (v->curve->y_axis)
		label_upright(v->to, "middle faint", 12, (v->up.from + v->up.to) / 2, v->curve->y_axis, 40);
}

void plot_curve(FILE *to, const struct plot_frame *f, const struct plot_curve *c)
{
	struct view v = { .to = to, .frame = f, .curve = c };
	double width = f->small ? SMALL_SIZE : WIDTH, height = f->small ? SMALL_SIZE : HEIGHT;

	frame_open(to, f, "curve", &width, &height);
	v.across = (struct scale){ 0, 1, f->small ? 2 : LEFT, width - (f->small ? 2 : RIGHT) };
	v.up = (struct scale){ 0, 1, height - (f->small ? 2 : BELOW), f->small ? 2 : ABOVE };
	for (size_t i = 0; i < c->count; i++)
		v.heaviest = fmax(v.heaviest, length_of(c->at[i].weight));
	if (!f->small)
		axes_put(&v);
	if (c->diagonal) {
		line_open(to, "diagonal", v.across.from, v.up.from, v.across.to, v.up.to);
		mark_close(to);
	}
	path_put(&v);
	fputs("<g class=\"points\">", to);
	for (size_t i = 0; i < c->count; i++)
		point_put(&v, &c->at[i]);
	fputs("</g>", to);
	frame_close(to);
}
