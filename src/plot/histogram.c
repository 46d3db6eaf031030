/* histogram: counts by bins, with the density as a curve over it and a baseline as a stepped line. See plot.h. */
#include "plot/parts.h"

#include <math.h>

struct area {
	double left, right, top, bottom;
};

static double sum_of(const struct plot_bins *b)
{
	double sum = 0;

	for (size_t i = 0; i < b->count; i++)
		sum += b->counts[i];
	return sum;
}

/* By what the baseline is drawn, so that both have one total. */
static double base_factor(const struct plot_histogram *h)
{
	double sum = h->base.count ? sum_of(&h->base) : 0;

	return sum > 0 ? sum_of(&h->bins) / sum : 0;
}

static double highest(const struct plot_histogram *h)
{
	double most = 0, base = base_factor(h);

	for (size_t i = 0; i < h->bins.count; i++)
		most = fmax(most, h->bins.counts[i]);
	for (size_t i = 0; i < h->density.count; i++) {
		double v = h->density.at[i] * h->density.n * h->bins.width;

		most = isfinite(v) ? fmax(most, v) : most;
	}
	for (size_t i = 0; i < h->base.count; i++)
		most = fmax(most, h->base.counts[i] * base);
	return most > 0 ? most : 1;
}

static void bin_title(FILE *to, const struct plot_frame *f, const struct plot_histogram *h, size_t i)
{
	char low[PLOT_NUMBER_BYTES], high[PLOT_NUMBER_BYTES], count[PLOT_NUMBER_BYTES];

	plot_figure(low, h->bins.low + (double)i * h->bins.width);
	plot_figure(high, h->bins.low + (double)(i + 1) * h->bins.width);
	plot_figure(count, h->bins.counts[i]);
	if (f->hide_values || h->times)
		fprintf(to, "<title>%s</title>", count);
	else
		fprintf(to, "<title>%s … %s: %s</title>", low, high, count);
}

static void bins_draw(FILE *to, const struct plot_frame *f, const struct plot_histogram *h, const struct plot_scale *x, const struct plot_scale *y)
{
	double gap = h->bins.count <= 60 && !f->small ? 1 : 0;

	fputs("<g class=\"bins\">", to);
	for (size_t i = 0; i < h->bins.count; i++) {
		double low = h->bins.low + (double)i * h->bins.width, high = h->bins.low + (double)(i + 1) * h->bins.width;
		double left = plot_place(x, low), right = plot_place(x, high), top = plot_place(y, h->bins.counts[i]);

		fputs("<rect class=\"bin\"", to);
		if (!f->hide_values) {
			plot_data(to, "low", low);
			plot_data(to, "high", high);
		}
		plot_data(to, "count", h->bins.counts[i]);
		plot_at(to, "x", left);
		plot_at(to, "y", top);
		plot_at(to, "width", fmax(right - left - gap, 0.5));
		plot_at(to, "height", fmax(plot_place(y, 0) - top, 0));
		if (f->small) {
			fputs("/>", to);
			continue;
		}
		fputc('>', to);
		bin_title(to, f, h, i);
		fputs("</rect>", to);
	}
	fputs("</g>", to);
}

static void curve_draw(FILE *to, const struct plot_histogram *h, const struct plot_scale *x, const struct plot_scale *y)
{
	const struct plot_density *d = &h->density;

	fputs("<path class=\"density\" data-values=\"", to);
	for (size_t i = 0; i < d->count; i++)
		fprintf(to, i ? " %.6g" : "%.6g", isfinite(d->at[i]) ? d->at[i] : 0);
	fputs("\" d=\"", to);
	for (size_t i = 0; i < d->count; i++) {
		double at = d->low + (d->high - d->low) * (double)i / (double)(d->count - 1), v = d->at[i] * d->n * h->bins.width;

		fprintf(to, "%c%.1f %.1f", i ? 'L' : 'M', plot_place(x, at), plot_place(y, isfinite(v) ? v : 0));
	}
	fputs("\"/>", to);
}

static void base_draw(FILE *to, const struct plot_histogram *h, const struct plot_scale *x, const struct plot_scale *y)
{
	double factor = base_factor(h);

	fputs("<path class=\"base\" data-values=\"", to);
	for (size_t i = 0; i < h->base.count; i++) {
		fputs(i ? " " : "", to);
		plot_number(to, h->base.counts[i]);
	}
	fputs("\" d=\"", to);
	for (size_t i = 0; i < h->base.count; i++) {
		double low = h->base.low + (double)i * h->base.width, top = plot_place(y, h->base.counts[i] * factor);

		fprintf(to, "%c%.1f %.1fH%.1f", i ? 'L' : 'M', plot_place(x, low), top, plot_place(x, low + h->base.width));
	}
	fputs("\"/>", to);
}

static void mark_draw(FILE *to, const char *class, double value, const struct plot_scale *x, const struct area *a)
{
	if (!isfinite(value) || value < x->low || value > x->high)
		return;
	fprintf(to, "<line class=\"%s\"", class);
	plot_data(to, "value", value);
	plot_at(to, "x1", plot_place(x, value));
	plot_at(to, "x2", plot_place(x, value));
	plot_at(to, "y1", a->top);
	plot_at(to, "y2", a->bottom);
	fprintf(to, "><title>%s</title></line>", class);
}

static void beside_put(FILE *to, const struct plot_histogram *h, const struct area *a)
{
	char text[PLOT_NUMBER_BYTES];

	if (h->bins.below > 0) {
		plot_figure(text, h->bins.below);
		fputs("<text class=\"beside\"", to);
		plot_data(to, "below", h->bins.below);
		fprintf(to, " x=\"%g\" y=\"%g\">◂ %s below</text>", a->left, a->top - 4, text);
	}
	if (h->bins.above > 0) {
		plot_figure(text, h->bins.above);
		fputs("<text class=\"beside\" text-anchor=\"end\"", to);
		plot_data(to, "above", h->bins.above);
		fprintf(to, " x=\"%g\" y=\"%g\">%s above ▸</text>", a->right, a->top - 4, text);
	}
}

void plot_histogram(FILE *to, const struct plot_frame *f, const struct plot_histogram *h)
{
	double width = f->width > 0 ? f->width : f->small ? 120 : 480, height = f->height > 0 ? f->height : f->small ? 24 : 180;
	struct area a = f->small ? (struct area){ 0, width, 1, height } : (struct area){ 52, width - 8, 18, height - (f->unit ? 34 : 22) };
	struct plot_scale x = plot_scale(h->bins.low, h->bins.low + (double)h->bins.count * h->bins.width, a.left, a.right);
	struct plot_scale y = plot_scale(0, highest(h), a.bottom, a.top);

	plot_open(to, f, "histogram", width, height);
	if (!f->small)
		plot_grid(to, &y, a.left, a.right, 4);
	bins_draw(to, f, h, &x, &y);
	if (h->density.count > 1 && h->density.at)
		curve_draw(to, h, &x, &y);
	if (h->base.count)
		base_draw(to, h, &x, &y);
	if (!f->small && !f->hide_values) {
		mark_draw(to, "median", h->median, &x, &a);
		mark_draw(to, "mean", h->mean, &x, &a);
	}
	if (!f->small)
		beside_put(to, h, &a);
	plot_axis(to, f, &x, a.bottom, h->times);
	plot_close(to);
}
