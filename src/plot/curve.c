/* curve: points in the unit square. See plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { SIZE = 300, LEFT = 52, TOP = 10, BOTTOM = 40 };

static void name_put(FILE *to, const char *name, double x, double y, const char *anchor)
{
	if (!name)
		return;
	fprintf(to, "<text class=\"axis-name\" text-anchor=\"%s\" x=\"%g\" y=\"%g\">", anchor, x, y);
	plot_text(to, name, 60);
	fputs("</text>", to);
}

void plot_curve(FILE *to, const struct plot_frame *f, const struct plot_curve *c)
{
	struct plot_scale x = plot_scale(0, 1, LEFT, LEFT + SIZE), y = plot_scale(0, 1, TOP + SIZE, TOP);
	double most = 0;

	for (size_t i = 0; i < c->count; i++)
		most = isfinite(c->at[i].weight) ? fmax(most, c->at[i].weight) : most;
	plot_open(to, f, "curve", LEFT + SIZE + 20, TOP + SIZE + BOTTOM);
	plot_grid(to, &y, LEFT, LEFT + SIZE, 5);
	if (c->diagonal)
		fprintf(to, "<line class=\"even\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", LEFT, TOP + SIZE, LEFT + SIZE, TOP);
	fputs("<path class=\"density\" d=\"", to);
	for (size_t i = 0; i < c->count; i++)
		fprintf(to, "%c%.1f %.1f", i ? 'L' : 'M', plot_place(&x, c->at[i].x), plot_place(&y, c->at[i].y));
	fputs("\"/>", to);
	for (size_t i = 0; i < c->count; i++) {
		fputs("<circle class=\"point\"", to);
		plot_data(to, "x", c->at[i].x);
		plot_data(to, "y", c->at[i].y);
		plot_data(to, "weight", c->at[i].weight);
		plot_at(to, "cx", plot_place(&x, c->at[i].x));
		plot_at(to, "cy", plot_place(&y, c->at[i].y));
		plot_at(to, "r", 2 + 6 * sqrt(most > 0 ? c->at[i].weight / most : 0));
		fputs("/>", to);
	}
	plot_axis(to, &(struct plot_frame){ .id = f->id }, &x, TOP + SIZE, false);
	name_put(to, c->x_axis, LEFT + SIZE, TOP + SIZE + 34, "end");
	name_put(to, c->y_axis, LEFT + 6, TOP + 12, "start");
	plot_close(to);
}
