/* patterns: which columns are missing together, an UpSet plot; see plot.h.
 *
 *   column names, upright
 *   · ■ ■ ·   ████ 120 (1.2 %)      a row is a pattern: squares are missing, dots are there
 *
 * Lex et al. 2014, "UpSet: visualization of intersecting sets".
 */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, WIDE = 720, MANY = 30, SMALL_WIDTH = 120, ROW = 20, SMALL_ROW = 6, NAME_COLUMNS = 20, GAP = 6, BAR = 90, TEXT = 110, NAMED = 8 };

struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_patterns *patterns;
	double top, cell, row;
	struct scale across;	/* of the bars */
};

/* The dots of a row that are missing, or that are not, as one path of points: a line of no length with thick ends. */
static void dots_put(const struct view *v, const struct plot_pattern *p, bool missing, double y)
{
	double x, thick = missing ? fmin(v->cell, v->row) * 0.7 : fmax(1.5, fmin(v->cell, v->row) * 0.22);
	bool any = false;

	for (size_t i = 0; i < v->patterns->columns; i++)
		any |= p->missing[i] == missing;
	if (!any)
		return;
	fprintf(v->to, "<path class=\"%s\"", missing ? "gone" : "here");
	attribute_place(v->to, "stroke-width", thick);
	fputs(" d=\"", v->to);
	for (size_t i = 0; i < v->patterns->columns; i++) {
		if (p->missing[i] != missing)
			continue;
		x = GAP + v->cell * ((double)i + 0.5) - (missing ? thick / 2 : 0);
		fputc('M', v->to);
		coordinate_put(v->to, x);
		fputc(' ', v->to);
		coordinate_put(v->to, y);
		fputc('h', v->to);
		coordinate_put(v->to, missing ? thick : 0);
	}
	fputs("\"/>", v->to);
}

static void share_text(const struct plot_pattern *p, char text[3 * PLOT_NUMBER_BYTES])
{
	char count[PLOT_NUMBER_BYTES], share[PLOT_NUMBER_BYTES];

	plot_figure(count, p->count);
	plot_figure(share, rint(p->fraction * 1000) / 10);
	snprintf(text, 3 * PLOT_NUMBER_BYTES, isfinite(p->fraction) ? "%s (%s %%)" : "%s", count, share);
}

/* "120 (1.2 %): age, income" */
static void pattern_title(const struct view *v, const struct plot_pattern *p, const char *share)
{
	size_t named = 0;

	fprintf(v->to, "<title>%s: ", share);
	for (size_t i = 0; i < v->patterns->columns && named <= NAMED; i++) {
		if (!p->missing[i])
			continue;
		fputs(named ? ", " : "", v->to);
		if (named++ < NAMED)
			plot_text(v->to, v->patterns->names[i], 40);
		else
			fputs("\xe2\x80\xa6", v->to);
	}
	fputs(named ? "</title>" : "nothing missing</title>", v->to);
}

static void pattern_put(const struct view *v, size_t row)
{
	const struct plot_pattern *p = &v->patterns->at[row];
	double y = v->top + v->row * ((double)row + 0.5), end = scale_at(&v->across, length_of(p->count)), thick = v->row * 0.6;
	char share[3 * PLOT_NUMBER_BYTES];
	size_t missing = 0;

	share_text(p, share);
	fputs("<g class=\"pattern\"", v->to);
	attribute_number(v->to, "data-count", p->count);
	attribute_number(v->to, "data-fraction", p->fraction);
	fputs(" data-missing=\"", v->to);
	for (size_t i = 0; i < v->patterns->columns; i++)
		if (p->missing[i])
			fprintf(v->to, missing++ ? " %zu" : "%zu", i);
	fputs("\">", v->to);
	if (!v->frame->small)
		pattern_title(v, p, share);
	dots_put(v, p, false, y);
	dots_put(v, p, true, y);
	rect_open(v->to, "", v->across.from, y - thick / 2, p->count > 0 ? fmax(1, end - v->across.from) : 0, thick);
	mark_close(v->to);
	if (!v->frame->small)
		label_put(v->to, "", end + GAP, y + 4, share, NAME_COLUMNS);
	fputs("</g>", v->to);
}

static void names_put(const struct view *v)
{
	const struct plot_patterns *p = v->patterns;

	fprintf(v->to, "<g class=\"names%s\">", v->cell < 9 ? " least" : v->cell < 13 ? " less" : "");
	for (size_t i = 0; i < p->columns; i++)
		label_upright(v->to, "", GAP + v->cell * ((double)i + 0.5) + fmin(4, v->cell * 0.35), v->top - GAP, p->names[i], NAME_COLUMNS);
	fputs("</g>", v->to);
}

static void places_set(struct view *v, double width)
{
	const struct plot_patterns *p = v->patterns;
	double beside = v->frame->small ? width / 3 : BAR + TEXT, letter, most = 1;

	v->across = (struct scale){ 0 };
	v->cell = fmin(18, (width - beside - 3 * GAP) / (double)(p->columns ? p->columns : 1));
	v->across.from = 2 * GAP + v->cell * (double)p->columns;
	v->across.to = width - (v->frame->small ? 1 : TEXT);
	for (size_t i = 0; i < p->count; i++)
		scale_take(&v->across, length_of(p->at[i].count));
	for (size_t i = 0; i < p->columns; i++)
		most = fmax(most, text_ems(p->names[i], NAME_COLUMNS));
	letter = v->cell < 9 ? 7 : v->cell < 13 ? 9 : 11;
	v->top = v->frame->small ? 1 : 2 * GAP + letter * most;
}

void plot_patterns(FILE *to, const struct plot_frame *f, const struct plot_patterns *p)
{
	struct view v = { .to = to, .frame = f, .patterns = p };
	double width = f->small ? SMALL_WIDTH : p->columns > MANY ? WIDE : WIDTH, height, rows = (double)(p->count ? p->count : 1);

	if (f->width > 0 && isfinite(f->width))
		width = f->width;
	places_set(&v, width);
	height = v.top + rows * (f->small ? SMALL_ROW : ROW) + 2;
	frame_open(to, f, "patterns", &width, &height);
	v.row = fmax(1, (height - v.top - 2) / rows);
	if (!f->small)
		names_put(&v);
	fputs("<g class=\"patterns\">", to);
	for (size_t i = 0; i < p->count; i++)
		pattern_put(&v, i);
	fputs("</g>", to);
	frame_close(to);
}
