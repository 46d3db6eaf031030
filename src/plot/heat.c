/* heat: a table by colour. See plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { LABEL_SHOWN = 16, LABEL = 120, STEPS = 10 };

/* "heat-7", "div-13": the classes of plot.css. */
static void class_put(FILE *to, double v, bool diverging)
{
	if (!isfinite(v))
		fputs("cell unknown", to);
	else if (diverging)
		fprintf(to, "cell div-%.0f", round((fmin(fmax(v, -1), 1) + 1) * STEPS));
	else
		fprintf(to, "cell heat-%.0f", round(fmin(fmax(v, 0), 1) * STEPS));
}

struct place {
	double left, top, size;
};

static void cell_draw(FILE *to, const struct plot_heat *h, size_t r, size_t c, const struct place *at)
{
	double v = h->values[r * h->columns + c], shown = h->shown ? h->shown[r * h->columns + c] : v;
	char text[PLOT_NUMBER_BYTES];

	if (h->shown)
		plot_figure(text, shown);
	else
		snprintf(text, sizeof text, isfinite(shown) ? "%.2f" : "–", shown);
	fputs("<g class=\"", to);
	class_put(to, v, h->diverging);
	fputs("\"><rect class=\"cell\" data-row=\"", to);
	plot_text(to, h->row_names[r], 200);
	fputs("\" data-column=\"", to);
	plot_text(to, h->column_names[c], 200);
	fputc('"', to);
	plot_data(to, "value", shown);
	plot_at(to, "x", at->left + (double)c * at->size);
	plot_at(to, "y", at->top + (double)r * at->size);
	plot_at(to, "width", at->size - 1);
	plot_at(to, "height", at->size - 1);
	fputs("><title>", to);
	plot_text(to, h->row_names[r], 60);
	fputs(" · ", to);
	plot_text(to, h->column_names[c], 60);
	fprintf(to, ": %s</title></rect>", isfinite(shown) ? text : "not known");
	if (h->numbers && at->size >= 24) {
		fputs("<text text-anchor=\"middle\"", to);
		plot_at(to, "x", at->left + ((double)c + 0.5) * at->size);
		plot_at(to, "y", at->top + ((double)r + 0.5) * at->size + 4);
		fprintf(to, ">%s</text>", text);
	}
	fputs("</g>", to);
}

static void names_draw(FILE *to, const struct plot_heat *h, const struct place *at)
{
	fputs("<g class=\"names\">", to);
	for (size_t r = 0; r < h->rows; r++) {
		fputs("<text text-anchor=\"end\"", to);
		plot_at(to, "x", at->left - 5);
		plot_at(to, "y", at->top + ((double)r + 0.5) * at->size + 4);
		fputc('>', to);
		plot_text(to, h->row_names[r], LABEL_SHOWN);
		fputs("</text>", to);
	}
	for (size_t c = 0; c < h->columns; c++) {
		double x = at->left + ((double)c + 0.5) * at->size + 4;

		fprintf(to, "<text transform=\"translate(%.1f %.1f) rotate(-60)\">", x, at->top - 5);
		plot_text(to, h->column_names[c], LABEL_SHOWN);
		fputs("</text>", to);
	}
	if (h->row_axis && h->column_axis) {
		fputs("<text class=\"axis-name\" text-anchor=\"end\"", to);
		plot_at(to, "x", at->left - 5);
		plot_at(to, "y", at->top - 6);
		fputc('>', to);
		plot_text(to, h->row_axis, 20);
		fputs(" ↓ ", to);
		plot_text(to, h->column_axis, 20);
		fputs(" →</text>", to);
	}
	fputs("</g>", to);
}

void plot_heat(FILE *to, const struct plot_frame *f, const struct plot_heat *h)
{
	double columns = h->columns ? (double)h->columns : 1, size = fmin(fmax(360 / columns, 13), 40);
	struct place at = { LABEL, 112, size };

	plot_open(to, f, "heat", LABEL + columns * size + 70, at.top + (double)h->rows * size + 2);
	names_draw(to, h, &at);
	for (size_t r = 0; r < h->rows; r++)
		for (size_t c = 0; c < h->columns; c++)
			cell_draw(to, h, r, c, &at);
	plot_close(to);
}
