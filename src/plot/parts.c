/* parts: the frame of a picture, shapes with their data, labels and scales; see parts.h. */
#include "plot/parts.h"

#include "base/decimal.h"

#include <math.h>
#include <stdlib.h>

double length_of(double value)
{
	return isfinite(value) && value > 0 ? value : 0;
}

/* Halves, so that no difference of two doubles is infinite. */
double scale_at(const struct scale *s, double value)
{
	double span = s->high / 2 - s->low / 2, part = span > 0 ? (value / 2 - s->low / 2) / span : 0.5;

	if (isnan(part))
		part = 0.5;
	return s->from + (s->to - s->from) * fmin(1, fmax(0, part));
}

void scale_take(struct scale *s, double value)
{
	if (!isfinite(value))
		return;
	s->low = fmin(s->low, value);
	s->high = fmax(s->high, value);
}

void coordinate_put(FILE *to, double value)
{
	long tenths = isfinite(value) ? lrint(fmin(1e6, fmax(-1e6, value)) * 10) : 0;
	char text[DECIMAL_BYTES], *from = text;

	decimal_plain((double)tenths / 10, text);
	if (tenths > -10 && tenths < 10 && tenths != 0) {	/* ".5" and "-.5" are enough */
		from += *from == '-';
		*from = tenths < 0 ? '-' : *from;
		from += tenths > 0;
	}
	fputs(from, to);
}

void attribute_place(FILE *to, const char *name, double value)
{
	fprintf(to, " %s=\"", name);
	coordinate_put(to, value);
	fputc('"', to);
}

void attribute_number(FILE *to, const char *name, double value)
{
	fprintf(to, " %s=\"", name);
	plot_number(to, value);
	fputc('"', to);
}

void attribute_text(FILE *to, const char *name, const char *text)
{
	fprintf(to, " %s=\"", name);
	plot_text(to, text, 0);
	fputc('"', to);
}

static void id_put(FILE *to, const char *id, char kind)
{
	plot_text(to, id, 0);
	fprintf(to, "-%c", kind);
}

/* <title id="…-t">…</title>, by which the picture is read out. */
static void frame_text(FILE *to, const char *element, const char *id, const char *text)
{
	fprintf(to, "<%s id=\"", element);
	id_put(to, id, *element);
	fputs("\">", to);
	plot_text(to, text, 0);
	fprintf(to, "</%s>", element);
}

void frame_open(FILE *to, const struct plot_frame *f, const char *chart, double *width, double *height)
{
	if (f->width > 0 && isfinite(f->width))
		*width = f->width;
	if (f->height > 0 && isfinite(f->height))
		*height = f->height;
	fprintf(to, "<svg class=\"plot%s\" data-chart=\"%s\"", f->small ? " small" : "", chart);
	if (f->source)
		attribute_text(to, "data-source", f->source);
	fputs(" viewBox=\"0 0 ", to);
	coordinate_put(to, *width);
	fputc(' ', to);
	coordinate_put(to, *height);
	fputc('"', to);
	attribute_place(to, "width", *width);
	attribute_place(to, "height", *height);
	fputs(" role=\"img\" aria-labelledby=\"", to);
	id_put(to, f->id, 't');
	fputc(' ', to);
	id_put(to, f->id, 'd');
	fputs("\">", to);
	frame_text(to, "title", f->id, f->title);
	frame_text(to, "desc", f->id, f->about);
}

void frame_close(FILE *to)
{
	fputs("</svg>\n", to);
}

static void class_put(FILE *to, const char *class)
{
	if (*class)
		fprintf(to, " class=\"%s\"", class);
}

void rect_open(FILE *to, const char *class, double x, double y, double width, double height)
{
	fputs("<rect", to);
	class_put(to, class);
	attribute_place(to, "x", x);
	attribute_place(to, "y", y);
	attribute_place(to, "width", length_of(width));
	attribute_place(to, "height", length_of(height));
}

void line_open(FILE *to, const char *class, double x1, double y1, double x2, double y2)
{
	fputs("<line", to);
	class_put(to, class);
	attribute_place(to, "x1", x1);
	attribute_place(to, "y1", y1);
	attribute_place(to, "x2", x2);
	attribute_place(to, "y2", y2);
}

void mark_close(FILE *to)
{
	fputs("/>", to);
}

void label_open(FILE *to, const char *class, double x, double y)
{
	fputs("<text", to);
	class_put(to, class);
	attribute_place(to, "x", x);
	attribute_place(to, "y", y);
	fputc('>', to);
}

void label_put(FILE *to, const char *class, double x, double y, const char *text, size_t columns)
{
	label_open(to, class, x, y);
	text_cut(to, text, columns);
	fputs("</text>", to);
}

void label_upright(FILE *to, const char *class, double x, double y, const char *text, size_t columns)
{
	fputs("<text", to);
	class_put(to, class);
	fputs(" transform=\"translate(", to);
	coordinate_put(to, x);
	fputc(' ', to);
	coordinate_put(to, y);
	fputs(")rotate(-90)\">", to);
	text_cut(to, text, columns);
	fputs("</text>", to);
}

void legend_put(FILE *to, const char *class, double *x, double y, const char *text)
{
	line_open(to, class, *x, y - 4, *x + 18, y - 4);
	mark_close(to);
	label_put(to, "", *x + 22, y, text, 40);
	*x += 22 + PLOT_CHARACTER * (double)text_width(text) + 16;
}
