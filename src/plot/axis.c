/* axis: the axis of values below a picture, and that of counts on its left; see parts.h. */
#include "plot/parts.h"

#include <math.h>

/* A label that would leave the picture at the right or left end hangs inwards. */
static void tick_label(FILE *to, const struct scale *s, double x, double y, const char *text)
{
	double half = PLOT_CHARACTER * (double)text_width(text) / 2;

	x = fmin(fmax(x, s->from - 8 + fmin(half, 40)), s->to + 10 - fmin(half, 40));
	label_put(to, "", x, y, text, PLOT_NUMBER_BYTES);
}

static void ticks_put(FILE *to, const struct scale *s, double y, const struct axis *a)
{
	char labels[AXIS_TICKS][PLOT_NUMBER_BYTES];
	double ticks[AXIS_TICKS], step;
	size_t most = a->most < AXIS_TICKS ? a->most : AXIS_TICKS;
	size_t n = a->times ? plot_time_ticks(s->low, s->high, most, ticks, labels) : plot_ticks(s->low, s->high, most, ticks);

	step = n > 1 ? ticks[1] - ticks[0] : 0;
	for (size_t i = 0; i < n; i++) {
		if (!a->times)
			tick_text(labels[i], ticks[i], step);
		tick_label(to, s, scale_at(s, ticks[i]), y + 16, labels[i]);
	}
	if (n == 0)
		return;
	fputs("<path d=\"", to);
	for (size_t i = 0; i < n; i++) {
		fputc('M', to);
		coordinate_put(to, scale_at(s, ticks[i]));
		fputc(' ', to);
		coordinate_put(to, y);
		fputs("v4", to);
	}
	fputs("\"/>", to);
}

void axis_across(FILE *to, const struct scale *s, double y, const struct axis *a)
{
	fputs("<g class=\"axis\">", to);
	line_open(to, "", s->from, y, s->to, y);
	mark_close(to);
	if (!a->hidden)
		ticks_put(to, s, y, a);
	if (a->unit)
		label_put(to, "", (s->from + s->to) / 2, y + (a->hidden ? 16 : 32), a->unit, 60);
	fputs("</g>", to);
}

void axis_up(FILE *to, const struct scale *s, double left, double right, size_t most)
{
	double ticks[AXIS_TICKS], y;
	size_t n = plot_ticks(s->low, s->high, most < AXIS_TICKS ? most : AXIS_TICKS, ticks);
	char text[PLOT_NUMBER_BYTES];

	fputs("<g class=\"axis up\">", to);
	for (size_t i = 0; i < n; i++) {
		y = scale_at(s, ticks[i]);
		line_open(to, "grid", left, y, right, y);
		mark_close(to);
		tick_text(text, ticks[i], n > 1 ? ticks[1] - ticks[0] : 0);
		label_put(to, "", left - 5, y + 4, text, PLOT_NUMBER_BYTES);
	}
	fputs("</g>", to);
}
