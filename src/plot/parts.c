/* parts: see parts.h. */
#include "plot/parts.h"

#include <math.h>
#include <string.h>

enum { TICKS_MOST = 6 };

struct plot_scale plot_scale(double low, double high, double from, double to)
{
	struct plot_scale s = { low, high, from, 0 };

	if (!isfinite(low) || !isfinite(high))
		s.low = 0, s.high = 1;
	if (!(s.high > s.low)) {
		double half = fmax(fabs(s.low) * 0.1, 0.5);

		s.low -= half;
		s.high += half;
	}
	/* Halves, as the span of two doubles may be more than a double holds. */
	s.factor = (to - from) / 2 / (s.high / 2 - s.low / 2);
	return s;
}

double plot_place(const struct plot_scale *s, double value)
{
	double half = value / 2 - s->low / 2;

	return s->at + half * s->factor + half * s->factor - 0;
}

void plot_at(FILE *to, const char *name, double value)
{
	char text[64], *end;

	snprintf(text, sizeof text, "%.1f", isfinite(value) ? value : 0);
	end = text + strlen(text);
	if (end - text > 2 && strcmp(end - 2, ".0") == 0)
		end[-2] = '\0';
	fprintf(to, " %s=\"%s\"", name, strcmp(text, "-0") == 0 ? "0" : text);
}

void plot_data(FILE *to, const char *name, double value)
{
	fprintf(to, " data-%s=\"", name);
	plot_number(to, value);
	fputc('"', to);
}

void plot_open(FILE *to, const struct plot_frame *f, const char *chart, double width, double height)
{
	fprintf(to, "<svg class=\"plot%s\" data-chart=\"%s\" viewBox=\"0 0 %g %g\" role=\"img\" aria-labelledby=\"%s-t %s-d\"",
		f->small ? " small" : "", chart, width, height, f->id, f->id);
	if (!f->small)
		fprintf(to, " width=\"%g\" height=\"%g\"", width, height);
	else
		fputs(" preserveAspectRatio=\"none\"", to);
	if (f->source) {
		fputs(" data-source=\"", to);
		plot_text(to, f->source, 0);
		fputc('"', to);
	}
	fprintf(to, "><title id=\"%s-t\">", f->id);
	plot_text(to, f->title, 200);
	fprintf(to, "</title><desc id=\"%s-d\">", f->id);
	plot_text(to, f->about, 0);
	fputs("</desc>", to);
}

void plot_close(FILE *to)
{
	fputs("</svg>", to);
}

void plot_axis(FILE *to, const struct plot_frame *f, const struct plot_scale *s, double y, bool times)
{
	double ticks[TICKS_MOST], end = s->at + 2 * (s->high / 2 - s->low / 2) * s->factor;
	char labels[TICKS_MOST][PLOT_NUMBER_BYTES];
	size_t n;

	if (f->small)
		return;
	fputs("<g class=\"axis\"><line", to);
	plot_at(to, "x1", s->at);
	plot_at(to, "x2", end);
	plot_at(to, "y1", y);
	plot_at(to, "y2", y);
	fputs("/>", to);
	n = f->hide_values ? 0 : times ? plot_time_ticks(s->low, s->high, TICKS_MOST, ticks, labels) : plot_ticks(s->low, s->high, TICKS_MOST, ticks);
	for (size_t i = 0; i < n; i++) {
		double x = plot_place(s, ticks[i]);

		if (!times)
			plot_figure(labels[i], ticks[i]);
		fputs("<line", to);
		plot_at(to, "x1", x);
		plot_at(to, "x2", x);
		plot_at(to, "y1", y);
		plot_at(to, "y2", y + 4);
		fputs("/><text text-anchor=\"middle\"", to);
		plot_at(to, "x", x);
		plot_at(to, "y", y + 16);
		fprintf(to, ">%s</text>", labels[i]);
	}
	if (f->unit) {
		fputs("<text text-anchor=\"end\"", to);
		plot_at(to, "x", end);
		plot_at(to, "y", y + 30);
		fputc('>', to);
		plot_text(to, f->unit, 40);
		fputs("</text>", to);
	}
	fputs("</g>", to);
}

void plot_grid(FILE *to, const struct plot_scale *s, double left, double right, size_t most)
{
	double ticks[TICKS_MOST];
	size_t n = plot_ticks(s->low, s->high, most < TICKS_MOST ? most : TICKS_MOST, ticks);

	fputs("<g class=\"grid\">", to);
	for (size_t i = 0; i < n; i++) {
		char label[PLOT_NUMBER_BYTES];
		double y = plot_place(s, ticks[i]);

		plot_figure(label, ticks[i]);
		fputs("<line", to);
		plot_at(to, "x1", left);
		plot_at(to, "x2", right);
		plot_at(to, "y1", y);
		plot_at(to, "y2", y);
		fputs("/><text text-anchor=\"end\"", to);
		plot_at(to, "x", left - 4);
		plot_at(to, "y", y + 4);
		fprintf(to, ">%s</text>", label);
	}
	fputs("</g>", to);
}
