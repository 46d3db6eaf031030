/* patterns: which columns are missing together. See plot.h. */
#include "plot/parts.h"

#include <math.h>

enum { ROW = 18, TOP = 100, BAR = 110, BEHIND = 110, LABEL_SHOWN = 16 };

static void names_draw(FILE *to, const struct plot_patterns *p, double size)
{
	fputs("<g class=\"names\">", to);
	for (size_t c = 0; c < p->columns; c++) {
		fprintf(to, "<text transform=\"translate(%.1f %d) rotate(-60)\">", ((double)c + 0.5) * size + 4, TOP - 5);
		plot_text(to, p->names[c], LABEL_SHOWN);
		fputs("</text>", to);
	}
	fputs("</g>", to);
}

static void pattern_draw(FILE *to, const struct plot_patterns *p, size_t i, double size, double most)
{
	const struct plot_pattern *one = &p->at[i];
	double y = TOP + (double)i * ROW, left = (double)p->columns * size + 10;
	char count[PLOT_NUMBER_BYTES];

	plot_figure(count, one->count);
	fputs("<g class=\"pattern\"", to);
	plot_data(to, "count", one->count);
	plot_data(to, "fraction", one->fraction);
	fputs("><title>", to);
	for (size_t c = 0, named = 0; c < p->columns; c++) {
		if (!one->missing[c])
			continue;
		fputs(named++ ? ", " : "missing: ", to);
		plot_text(to, p->names[c], 60);
	}
	fprintf(to, " (%s rows)</title>", count);
	for (size_t c = 0; c < p->columns; c++) {
		fprintf(to, "<rect class=\"%s\"", one->missing[c] ? "gone" : "there");
		plot_at(to, "x", (double)c * size);
		plot_at(to, "y", y);
		plot_at(to, "width", size - 1);
		plot_at(to, "height", ROW - 2);
		fputs("/>", to);
	}
	fputs("<rect class=\"rows\"", to);
	plot_at(to, "x", left);
	plot_at(to, "y", y);
	plot_at(to, "width", fmax(BAR * one->count / most, 1));
	plot_at(to, "height", ROW - 2);
	fputs("/><text", to);
	plot_at(to, "x", left + BAR * one->count / most + 5);
	plot_at(to, "y", y + 12);
	fprintf(to, ">%s · %.1f %%</text></g>", count, one->fraction * 100);
}

void plot_patterns(FILE *to, const struct plot_frame *f, const struct plot_patterns *p)
{
	double size = p->columns ? fmin(fmax(300 / (double)p->columns, 10), 24) : 24, most = 1;

	for (size_t i = 0; i < p->count; i++)
		most = isfinite(p->at[i].count) ? fmax(most, p->at[i].count) : most;
	plot_open(to, f, "patterns", (double)p->columns * size + 10 + BAR + BEHIND, TOP + (double)p->count * ROW + 2);
	names_draw(to, p, size);
	for (size_t i = 0; i < p->count; i++)
		pattern_draw(to, p, i, size, most);
	plot_close(to);
}
