/* bars: horizontal bars with a label before and a number behind; see plot.h. With hidden values a label is the bar's place, "#1". */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, SMALL_WIDTH = 120, ROW = 22, SMALL_ROW = 6, LABEL_COLUMNS = 26, TEXT_COLUMNS = 16, GAP = 6, EVEN_ROW = 18, LETTER = 12 };
static const char mark_sign[] = "\xe2\x96\xb2 ";

struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_bars *bars;
	struct scale across;
	double top, row;
	size_t label_columns;
	double label_room;
};

static const char *bar_text(const struct plot_bar *b, char figure[PLOT_NUMBER_BYTES])
{
	plot_figure(figure, b->value);
	return b->text ? b->text : figure;
}

static void bar_label(const struct view *v, size_t i, size_t columns)
{
	if (v->frame->hide_values)
		fprintf(v->to, "#%zu", i + 1);
	else if (columns)
		text_cut(v->to, v->bars->at[i].label, columns);
	else
		plot_text(v->to, v->bars->at[i].label, 200);
}

static void bar_words(const struct view *v, size_t i, double y)
{
	const struct plot_bar *b = &v->bars->at[i];
	char figure[PLOT_NUMBER_BYTES];
	const char *text = bar_text(b, figure);
	double middle = y + v->row / 2 + 4;

	fputs("<title>", v->to);
	bar_label(v, i, 0);
	fputs(": ", v->to);
	plot_text(v->to, text, 0);
	fputs("</title>", v->to);
	label_open(v->to, "end", v->across.from - GAP, middle);
	fputs(b->marked ? mark_sign : "", v->to);
	bar_label(v, i, v->label_columns - (b->marked ? 2 : 0));
	fputs("</text>", v->to);
	label_put(v->to, "", scale_at(&v->across, fmax(length_of(b->value), length_of(b->base))) + GAP, middle, text, TEXT_COLUMNS);
}

static void bar_put(const struct view *v, size_t i)
{
	const struct plot_bar *b = &v->bars->at[i];
	double y = v->top + v->row * (double)i, thick = v->row * 0.64, value = length_of(b->value);
	double wide = scale_at(&v->across, value) - v->across.from;

	fprintf(v->to, "<g class=\"bar%s\"", b->marked ? " marked" : "");
	fputs(" data-label=\"", v->to);
	bar_label(v, i, SIZE_MAX);
	fputc('"', v->to);
	attribute_number(v->to, "data-value", b->value);
	fputc('>', v->to);
	if (!v->frame->small)
		bar_words(v, i, y);
	rect_open(v->to, "", v->across.from, y + (v->row - thick) / 2, value > 0 ? fmax(wide, 1) : 0, thick);
	mark_close(v->to);
	if (isfinite(b->base)) {
		double x = scale_at(&v->across, b->base);

		line_open(v->to, "base", x, y + 1, x, y + v->row - 1);
		attribute_number(v->to, "data-base", b->base);
		mark_close(v->to);
	}
	fputs("</g>", v->to);
}

static void even_put(const struct view *v)
{
	const struct plot_bars *b = v->bars;
	double x = scale_at(&v->across, b->even), bottom = v->top + v->row * (double)b->count;

	line_open(v->to, "even", x, v->top, x, bottom);
	attribute_number(v->to, "data-value", b->even);
	mark_close(v->to);
	if (!v->frame->small && b->even_label)
		label_put(v->to, x > (v->across.from + v->across.to) / 2 ? "faint end" : "faint", x, bottom + 14, b->even_label, 40);
}

/* Room for the labels before the bars and the numbers behind them. */
static void across_set(struct view *v, double width)
{
	const struct plot_bars *bars = v->bars;
	size_t before = 4, behind = 4, n;
	char figure[PLOT_NUMBER_BYTES];
	double most = length_of(bars->most);

	for (size_t i = 0; i < bars->count; i++) {
		n = (v->frame->hide_values ? 6 : text_width(bars->at[i].label)) + (bars->at[i].marked ? 2 : 0);
		before = n > before ? n : before;
		v->label_room = fmax(v->label_room, LETTER * text_ems(v->frame->hide_values ? "#99999" : bars->at[i].label, LABEL_COLUMNS) +
				     (bars->at[i].marked ? 2 * LETTER : 0));
		n = text_width(bar_text(&bars->at[i], figure));
		behind = n > behind ? n : behind;
		if (!(bars->most > 0))
			most = fmax(most, fmax(length_of(bars->at[i].value), length_of(bars->at[i].base)));
	}
	v->label_columns = before < LABEL_COLUMNS ? before : LABEL_COLUMNS;
	behind = behind < TEXT_COLUMNS ? behind : TEXT_COLUMNS;
	v->across = (struct scale){ 0, most > 0 ? most : 1, 1, width - 1 };
	if (v->frame->small)
		return;
	v->across.from = GAP + v->label_room + 4;
	v->across.to = fmax(v->across.from + 20, width - 2 * GAP - PLOT_CHARACTER * (double)behind);
}

void plot_bars(FILE *to, const struct plot_frame *f, const struct plot_bars *bars)
{
	struct view v = { .to = to, .frame = f, .bars = bars, .top = f->small ? 1 : 4 };
	bool even = isfinite(bars->even);
	double width = f->small ? SMALL_WIDTH : WIDTH, below = even && !f->small ? EVEN_ROW : 0;
	double height = 2 * v.top + below + (f->small ? SMALL_ROW : ROW) * (double)(bars->count ? bars->count : 1);

	frame_open(to, f, "bars", &width, &height);
	v.row = fmax(1, (height - 2 * v.top - below) / (double)(bars->count ? bars->count : 1));
	across_set(&v, width);
	fputs("<g class=\"bars\">", to);
	for (size_t i = 0; i < bars->count; i++)
		bar_put(&v, i);
	fputs("</g>", to);
	if (even)
		even_put(&v);
	frame_close(to);
}
