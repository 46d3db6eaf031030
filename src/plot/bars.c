/* bars: horizontal bars with names before and values behind them. See plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { ROW = 20, LABEL = 150, BEHIND = 78, LABEL_SHOWN = 22 };

static void bar_draw(FILE *to, const struct plot_frame *f, const struct plot_bar *b, const struct plot_scale *x, double y)
{
	double value = isfinite(b->value) ? fmin(fmax(b->value, 0), x->high) : 0, end = plot_place(x, value);
	char text[PLOT_NUMBER_BYTES];

	fprintf(to, "<g class=\"bar%s\" data-label=\"", b->marked ? " marked" : "");
	plot_text(to, b->label, 200);
	fputc('"', to);
	plot_data(to, "value", b->value);
	fputs("><title>", to);
	plot_text(to, b->label, 200);
	plot_figure(text, b->value);
	fprintf(to, ": %s</title>", b->text ? b->text : text);
	if (!f->small) {
		fputs("<text class=\"label\" text-anchor=\"end\"", to);
		plot_at(to, "x", x->at - 6);
		plot_at(to, "y", y + 14);
		fprintf(to, ">%s", b->marked ? "▲ " : "");
		plot_text(to, b->label, LABEL_SHOWN);
		fputs("</text>", to);
	}
	fputs("<rect", to);
	plot_at(to, "x", x->at);
	plot_at(to, "y", y + (f->small ? 0 : 3));
	plot_at(to, "width", fmax(end - x->at, value > 0 ? 1 : 0));
	plot_at(to, "height", f->small ? 2.4 : ROW - 6);
	fputs("/>", to);
	if (isfinite(b->base)) {
		fputs("<line class=\"base\"", to);
		plot_data(to, "base", b->base);
		plot_at(to, "x1", plot_place(x, fmin(b->base, x->high)));
		plot_at(to, "x2", plot_place(x, fmin(b->base, x->high)));
		plot_at(to, "y1", y + 1);
		plot_at(to, "y2", y + ROW - 1);
		fputs("/>", to);
	}
	if (!f->small) {
		fputs("<text class=\"value\"", to);
		plot_at(to, "x", end + 6);
		plot_at(to, "y", y + 14);
		fprintf(to, ">%s</text>", b->text ? b->text : text);
	}
	fputs("</g>", to);
}

static void even_draw(FILE *to, const struct plot_bars *b, const struct plot_scale *x, double height)
{
	double at = plot_place(x, b->even);

	fputs("<g class=\"even\"><line", to);
	plot_data(to, "value", b->even);
	plot_at(to, "x1", at);
	plot_at(to, "x2", at);
	plot_at(to, "y1", 0);
	plot_at(to, "y2", height);
	fputs("/>", to);
	if (b->even_label) {
		fputs("<text", to);
		plot_at(to, "x", at + 4);
		plot_at(to, "y", height + 12);
		fputc('>', to);
		plot_text(to, b->even_label, 40);
		fputs("</text>", to);
	}
	fputs("</g>", to);
}

void plot_bars(FILE *to, const struct plot_frame *f, const struct plot_bars *b)
{
	double row = f->small ? 3 : ROW, width = f->width > 0 ? f->width : f->small ? 120 : 480, most = b->most;
	double rows = (double)b->count * row, height = f->small ? fmax(rows, 24) : rows + (isfinite(b->even) ? 18 : 2);
	struct plot_scale x;

	for (size_t i = 0; b->most <= 0 && i < b->count; i++)
		most = isfinite(b->at[i].value) ? fmax(most, b->at[i].value) : most;
	x = plot_scale(0, most > 0 ? most : 1, f->small ? 0 : LABEL, f->small ? width : width - BEHIND);
	plot_open(to, f, "bars", width, height);
	for (size_t i = 0; i < b->count; i++)
		bar_draw(to, f, &b->at[i], &x, (double)i * row);
	if (!f->small && isfinite(b->even) && b->even <= x.high)
		even_draw(to, b, &x, rows);
	plot_close(to);
}
