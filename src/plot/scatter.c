/* scatter: two numbers of each row as a point; see plot.h. All points are one path of dots, so that many of them stay a small page. */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 340, HEIGHT = 270, SMALL_SIZE = 40, LEFT = 68, RIGHT = 14, ABOVE = 10, BELOW = 40, NAME_COLUMNS = 34 };

static bool is_known(const struct plot_scatter *s, size_t i)
{
	return isfinite(s->x[i]) && isfinite(s->y[i]);
}

static void points_put(FILE *to, const struct plot_frame *f, const struct plot_scatter *s, const struct scale *across, const struct scale *up)
{
	const char *before = "";

	fputs("<path class=\"dots\" d=\"", to);
	for (size_t i = 0; i < s->count; i++) {
		if (!is_known(s, i))
			continue;
		fputc('M', to);
		coordinate_put(to, scale_at(across, s->x[i]));
		fputc(' ', to);
		coordinate_put(to, scale_at(up, s->y[i]));
		fputs("h0", to);
	}
	fputc('"', to);
	if (!f->hide_values) {
		fputs(" data-points=\"", to);
		for (size_t i = 0; i < s->count; i++) {
			if (!is_known(s, i))
				continue;
			fputs(before, to);
			plot_number(to, s->x[i]);
			fputc(' ', to);
			plot_number(to, s->y[i]);
			before = " ";
		}
		fputc('"', to);
	}
	mark_close(to);
}

/* The axis of y: numbers on its left where they may be shown. */
static void axes_put(FILE *to, const struct plot_frame *f, const struct plot_scatter *s, const struct scale *across, const struct scale *up)
{
	if (f->hide_values) {
		line_open(to, "grid", across->from, up->from, across->from, up->to);
		mark_close(to);
	} else {
		axis_up(to, up, across->from, across->to, 6);
	}
	axis_across(to, across, up->from, &(struct axis){ NULL, false, f->hide_values, 5 });
	label_put(to, "middle faint", (across->from + across->to) / 2, up->from + 32, s->x_axis, NAME_COLUMNS);
	label_upright(to, "middle faint", 12, (up->from + up->to) / 2, s->y_axis, NAME_COLUMNS);
}

void plot_scatter(FILE *to, const struct plot_frame *f, const struct plot_scatter *s)
{
	double width = f->small ? SMALL_SIZE : WIDTH, height = f->small ? SMALL_SIZE : HEIGHT;
	struct scale across = SCALE_EMPTY, up = SCALE_EMPTY;

	frame_open(to, f, "scatter", &width, &height);
	for (size_t i = 0; i < s->count; i++) {
		if (is_known(s, i)) {
			scale_take(&across, s->x[i]);
			scale_take(&up, s->y[i]);
		}
	}
	across.from = f->small ? 2 : LEFT;
	across.to = width - (f->small ? 2 : RIGHT);
	up.from = height - (f->small ? 2 : BELOW);
	up.to = f->small ? 2 : ABOVE;
	if (!f->small)
		axes_put(to, f, s, &across, &up);
	points_put(to, f, s, &across, &up);
	frame_close(to);
}
