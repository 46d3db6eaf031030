/* histogram: bins, the curve of a density, a baseline as a step line, median and mean; see plot.h.
 *
 *   legend             the rows above the picture are there when something stands in them
 *   below     above    values outside of the bins
 *   counts | bins
 *          +-------- values
 */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, HEIGHT = 200, SMALL_WIDTH = 120, SMALL_HEIGHT = 28, LEFT = 54, RIGHT = 14, ROW = 18, BELOW = 24, UNIT_ROW = 16, DIGITS = 6 };

/* Where everything goes. */
struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_histogram *h;
	struct scale across, up;
	bool values;		/* bins have a place on the axis: their width is a number */
	double base_times;	/* by which a count of the baseline goes, to be compared with one of the bins */
};

static double bin_edge(const struct plot_bins *b, size_t i)
{
	return b->low + b->width * (double)i;
}

static bool has_place(const struct plot_bins *b)
{
	return b->count > 0 && isfinite(b->low) && b->width > 0 && isfinite(bin_edge(b, b->count)) && bin_edge(b, b->count) > b->low;
}

static double total_of(const struct plot_bins *b)
{
	double total = length_of(b->below) + length_of(b->above);

	for (size_t i = 0; i < b->count; i++)
		total += length_of(b->counts[i]);
	return total;
}

/* The scale of values: bins and baseline; bins without a width stand in a row. */
static void across_set(struct view *v)
{
	const struct plot_bins *bins = &v->h->bins, *base = &v->h->base;
	struct scale s = SCALE_EMPTY;

	v->values = has_place(bins);
	s.from = v->across.from;
	s.to = v->across.to;
	scale_take(&s, v->values ? bins->low : 0);
	scale_take(&s, v->values ? bin_edge(bins, bins->count) : fmax(1, (double)bins->count));
	if (v->values && has_place(base)) {
		scale_take(&s, base->low);
		scale_take(&s, bin_edge(base, base->count));
	}
	v->across = s;
}

static double density_count(const struct view *v, size_t i)
{
	return length_of(v->h->density.at[i] * v->h->density.n * v->h->bins.width);
}

static bool has_curve(const struct view *v)
{
	return v->h->density.at && v->h->density.count > 1 && v->values && v->h->density.high > v->h->density.low;
}

static void up_set(struct view *v)
{
	const struct plot_bins *bins = &v->h->bins, *base = &v->h->base;
	double most = 0, of_base = total_of(base);

	v->base_times = of_base > 0 ? total_of(bins) / of_base : 0;
	if (v->values && has_place(base))
		v->base_times *= bins->width / base->width;
	for (size_t i = 0; i < bins->count; i++)
		most = fmax(most, length_of(bins->counts[i]));
	for (size_t i = 0; i < base->count; i++)
		most = fmax(most, length_of(base->counts[i] * v->base_times));
	for (size_t i = 0; has_curve(v) && i < v->h->density.count; i++)
		most = fmax(most, density_count(v, i));
	v->up.low = 0;
	v->up.high = most > 0 ? most : 1;
}

static double edge_at(const struct view *v, const struct plot_bins *b, size_t i)
{
	return scale_at(&v->across, v->values ? bin_edge(b, i) : (double)i);
}

/* "34.1 to 35.2: 120" */
static void bin_title(const struct view *v, size_t i)
{
	const struct plot_bins *b = &v->h->bins;
	char low[PLOT_NUMBER_BYTES], high[PLOT_NUMBER_BYTES], count[PLOT_NUMBER_BYTES];

	plot_figure(count, b->counts[i]);
	if (v->frame->hide_values) {
		fprintf(v->to, "<title>%s</title>", count);
		return;
	}
	if (v->h->times) {
		time_text(low, bin_edge(b, i));
		time_text(high, bin_edge(b, i + 1));
	} else {
		tick_text(low, bin_edge(b, i), b->width / 10);
		tick_text(high, bin_edge(b, i + 1), b->width / 10);
	}
	fprintf(v->to, "<title>%s to %s: %s</title>", low, high, count);
}

static void bin_put(const struct view *v, size_t i)
{
	const struct plot_bins *b = &v->h->bins;
	double x = edge_at(v, b, i), wide = edge_at(v, b, i + 1) - x, count = length_of(b->counts[i]);
	double y = scale_at(&v->up, count);

	if (count > 0)
		y = fmin(y, v->up.from - 1);
	rect_open(v->to, "bin", x, y, wide > 4 ? wide - 1 : fmax(wide, 0.3), v->up.from - y);
	if (!v->frame->hide_values) {
		attribute_number(v->to, "data-low", bin_edge(b, i));
		attribute_number(v->to, "data-high", bin_edge(b, i + 1));
	}
	attribute_number(v->to, "data-count", b->counts[i]);
	if (v->frame->small) {
		mark_close(v->to);
		return;
	}
	fputc('>', v->to);
	bin_title(v, i);
	fputs("</rect>", v->to);
}

/* A step line: up and down at the edges of the baseline's bins. */
static void base_put(const struct view *v)
{
	const struct plot_bins *b = &v->h->base;

	if (b->count == 0 || (v->values && !has_place(b)))
		return;
	fputs("<path class=\"base\" d=\"M", v->to);
	coordinate_put(v->to, edge_at(v, b, 0));
	fputc(' ', v->to);
	coordinate_put(v->to, v->up.from);
	for (size_t i = 0; i < b->count; i++) {
		fputc('V', v->to);
		coordinate_put(v->to, scale_at(&v->up, length_of(b->counts[i] * v->base_times)));
		fputc('H', v->to);
		coordinate_put(v->to, edge_at(v, b, i + 1));
	}
	fputc('V', v->to);
	coordinate_put(v->to, v->up.from);
	fputs("\" data-values=\"", v->to);
	for (size_t i = 0; i < b->count; i++) {
		fputs(i ? " " : "", v->to);
		plot_number(v->to, b->counts[i]);
	}
	fputs("\"/>", v->to);
}

/* Its heights tell how wide the values lie, so they go with the values. */
static void density_values(const struct view *v)
{
	double power;

	fputs(" data-values=\"", v->to);
	for (size_t i = 0; i < v->h->density.count; i++) {
		double at = v->h->density.at[i];

		fputs(i ? " " : "", v->to);
		power = isfinite(at) && at != 0 ? pow(10, DIGITS - 1 - floor(log10(fabs(at)))) : 0;
		plot_number(v->to, isnormal(power) && isfinite(at * power) ? rint(at * power) / power : at);
	}
	fputc('"', v->to);
}

static void density_put(const struct view *v)
{
	const struct plot_density *d = &v->h->density;
	char move = 'M';

	if (!has_curve(v))
		return;
	fputs("<path class=\"density\" d=\"", v->to);
	for (size_t i = 0; i < d->count; i++) {
		double part = (double)i / (double)(d->count - 1), x = d->low * (1 - part) + d->high * part;

		if (!isfinite(d->at[i]) || !(x >= v->across.low && x <= v->across.high)) {
			move = 'M';
			continue;
		}
		fputc(move, v->to);
		coordinate_put(v->to, scale_at(&v->across, x));
		fputc(' ', v->to);
		coordinate_put(v->to, scale_at(&v->up, density_count(v, i)));
		move = 'L';
	}
	fputc('"', v->to);
	if (!v->frame->hide_values)
		density_values(v);
	mark_close(v->to);
}

static bool is_within(const struct view *v, double value)
{
	return v->values && isfinite(value) && value >= v->across.low && value <= v->across.high;
}

static void centre_put(const struct view *v, const char *class, double value)
{
	double x = scale_at(&v->across, value);

	if (!is_within(v, value))
		return;
	line_open(v->to, class, x, v->up.to, x, v->up.from);
	if (!v->frame->hide_values)
		attribute_number(v->to, "data-value", value);
	mark_close(v->to);
}

static void centre_legend(const struct view *v, const char *name, double value, double *x)
{
	char text[2 * PLOT_NUMBER_BYTES], figure[PLOT_NUMBER_BYTES];

	if (!is_within(v, value))
		return;
	if (v->h->times)
		time_text(figure, value);
	else
		plot_figure(figure, value);
	snprintf(text, sizeof text, v->frame->hide_values ? "%s" : "%s %s", name, figure);
	legend_put(v->to, name, x, ROW - 6, text);
}

/* What lies outside of the bins is told, not drawn. */
static void beside_put(const struct view *v, double count, bool above)
{
	char figure[PLOT_NUMBER_BYTES];

	if (!(count > 0) || !isfinite(count))
		return;
	plot_figure(figure, count);
	fprintf(v->to, "<text class=\"beside%s\"", above ? " end" : "");
	attribute_place(v->to, "x", above ? v->across.to : v->across.from);
	attribute_place(v->to, "y", v->up.to - 5);
	attribute_number(v->to, above ? "data-above" : "data-below", count);
	fprintf(v->to, above ? ">%s above \xe2\x96\xb8</text>" : ">\xe2\x97\x82 %s below</text>", figure);
}

static void words_put(const struct view *v)
{
	double x = v->across.from;

	fputs("<g class=\"legend\">", v->to);
	centre_legend(v, "median", v->h->median, &x);
	centre_legend(v, "mean", v->h->mean, &x);
	if (has_curve(v))
		legend_put(v->to, "density", &x, ROW - 6, "density");
	if (v->h->base.count > 0)
		legend_put(v->to, "base", &x, ROW - 6, "baseline");
	fputs("</g>", v->to);
	beside_put(v, v->h->bins.below, false);
	beside_put(v, v->h->bins.above, true);
}

static void axes_put(const struct view *v)
{
	struct axis axis = { v->frame->unit, v->h->times, v->frame->hide_values || !v->values, v->h->times ? 5 : 7 };

	axis_up(v->to, &v->up, v->across.from, v->across.to, 5);
	axis_across(v->to, &v->across, v->up.from, &axis);
}

static void places_set(struct view *v, double width, double height)
{
	bool beside = length_of(v->h->bins.below) > 0 || length_of(v->h->bins.above) > 0;

	if (v->frame->small) {
		v->across = (struct scale){ .from = 1, .to = width - 1 };
		v->up = (struct scale){ .from = height - 1, .to = 1 };
	} else {
		v->across = (struct scale){ .from = LEFT, .to = width - RIGHT };
		v->up = (struct scale){ .from = height - BELOW - (v->frame->unit ? UNIT_ROW : 0), .to = ROW * (beside ? 2 : 1) + 2 };
	}
	across_set(v);
	up_set(v);
}

void plot_histogram(FILE *to, const struct plot_frame *f, const struct plot_histogram *h)
{
	struct view v = { .to = to, .frame = f, .h = h };
	double width = f->small ? SMALL_WIDTH : WIDTH, height = f->small ? SMALL_HEIGHT : HEIGHT;

	frame_open(to, f, "histogram", &width, &height);
	places_set(&v, width, height);
	if (!f->small)
		axes_put(&v);
	fputs("<g class=\"bins\">", to);
	for (size_t i = 0; i < h->bins.count; i++)
		bin_put(&v, i);
	fputs("</g>", to);
	base_put(&v);
	density_put(&v);
	centre_put(&v, "mean", h->mean);
	centre_put(&v, "median", h->median);
	if (!f->small)
		words_put(&v);
	frame_close(to);
}
