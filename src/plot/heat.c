/* heat: the cells of a table by colour, with the numbers where there is room; see plot.h. With hidden values a name is its place, "#1".
 *
 *              column axis
 *              column names, upright where they are long
 *   row names  cells
 *              scale of colours
 */
#include "plot/parts.h"

#include <math.h>

enum { WIDTH = 480, WIDE = 720, MANY = 30, SMALL_WIDTH = 120, NUMBER_LEAST = 24, CELL_MOST = 64, HEIGHT_MOST = 30, ROW = 18,
	STEPS = 10, NAME_COLUMNS = 20, GAP = 5 };
static const double CHARACTER = 0.56;	/* of the size of the letters */

struct view {
	FILE *to;
	const struct plot_frame *frame;
	const struct plot_heat *heat;
	double left, top, wide, high;	/* of the cells, and of each of them */
	const char *letters;		/* class of the names */
	double letter;			/* their size */
	bool upright;
};

/* The step of the scale that a value has: 0 … 10, or 0 … 20 when diverging. */
static int step_of(bool diverging, double value)
{
	double part = diverging ? (fmin(1, fmax(-1, value)) + 1) * STEPS : fmin(1, fmax(0, value)) * STEPS;

	return (int)lrint(part);
}

static void name_put(const struct view *v, const char *name, size_t i)
{
	if (v->frame->hide_values)
		fprintf(v->to, "#%zu", i + 1);
	else
		plot_text(v->to, name, 60);
}

static void number_text(const struct view *v, double value, char text[PLOT_NUMBER_BYTES])
{
	if (isfinite(value) && !v->heat->shown)
		tick_text(text, rint(value * 100) / 100, 0.01);
	else
		plot_figure(text, value);
}

/* The number within a cell, where it fits. */
static void number_put(const struct view *v, double x, double y, const char *class, const char *text)
{
	if (!v->heat->numbers || v->wide < NUMBER_LEAST || v->high < 13 || (double)text_width(text) * 10 * CHARACTER > v->wide - 2)
		return;
	label_put(v->to, class, x + v->wide / 2, y + v->high / 2 + 3.5, text, PLOT_NUMBER_BYTES);
}

static void cell_put(const struct view *v, size_t r, size_t c)
{
	const struct plot_heat *h = v->heat;
	double value = h->values[r * h->columns + c], shown = h->shown ? h->shown[r * h->columns + c] : value;
	double x = v->left + v->wide * (double)c, y = v->top + v->high * (double)r;
	char class[32] = "none", text[PLOT_NUMBER_BYTES], cell[40];

	if (isfinite(value))
		snprintf(class, sizeof class, "%s-%d", h->diverging ? "div" : "heat", step_of(h->diverging, value));
	snprintf(cell, sizeof cell, "cell %s", class);
	rect_open(v->to, cell, x, y, v->wide > 8 ? v->wide - 1 : v->wide, v->high > 8 ? v->high - 1 : v->high);
	if (!isfinite(value)) {
		fputs(" fill=\"url(#", v->to);
		plot_text(v->to, v->frame->id, 0);
		fputs("-n)\"", v->to);
	}
	fprintf(v->to, " data-row=\"%zu\" data-column=\"%zu\"", r, c);
	attribute_number(v->to, "data-value", shown);
	if (v->frame->small) {
		mark_close(v->to);
		return;
	}
	number_text(v, shown, text);
	fputs("><title>", v->to);
	name_put(v, h->row_names[r], r);
	fputs(" \xc3\x97 ", v->to);
	name_put(v, h->column_names[c], c);
	fprintf(v->to, ": %s</title></rect>", text);
	if (isfinite(value))
		number_put(v, x, y, class, text);
}

/* The hatch of cells that are not known. */
static void hatch_put(const struct view *v)
{
	fputs("<defs><pattern id=\"", v->to);
	plot_text(v->to, v->frame->id, 0);
	fputs("-n\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
		"<path class=\"hatch\" d=\"M0 0V5\"/></pattern></defs>", v->to);
}

static void label_name(const struct view *v, const char *class, double x, double y, size_t i, const char *name)
{
	char place[PLOT_NUMBER_BYTES];

	snprintf(place, sizeof place, "#%zu", i + 1);
	name = v->frame->hide_values ? place : name;
	if (*class == 'u')
		label_upright(v->to, "", x, y, name, NAME_COLUMNS);
	else
		label_put(v->to, class, x, y, name, NAME_COLUMNS);
}

static void names_put(const struct view *v)
{
	const struct plot_heat *h = v->heat;
	double third = v->letter * 0.35;

	fprintf(v->to, "<g class=\"names %s\">", v->letters);
	for (size_t r = 0; r < h->rows; r++)
		label_name(v, "end", v->left - GAP, v->top + v->high * ((double)r + 0.5) + third, r, h->row_names[r]);
	for (size_t c = 0; c < h->columns; c++) {
		double x = v->left + v->wide * ((double)c + 0.5);

		label_name(v, v->upright ? "upright" : "middle", v->upright ? x + third : x, v->top - GAP, c, h->column_names[c]);
	}
	fputs("</g>", v->to);
}

static void axes_put(const struct view *v)
{
	const struct plot_heat *h = v->heat;

	if (h->column_axis)
		label_put(v->to, "middle faint", v->left + v->wide * (double)h->columns / 2, 12, h->column_axis, 40);
	if (h->row_axis)
		label_upright(v->to, "middle faint", 11, v->top + v->high * (double)h->rows / 2, h->row_axis, 40);
}

/* What the colours mean. The numbers shown may have another scale than the colours: then it is named by its ends. */
static void scale_put(const struct view *v, double y)
{
	const struct plot_heat *h = v->heat;
	int steps = h->diverging ? 2 * STEPS : STEPS;
	double wide = h->diverging ? 6 : 10, x = v->left + 34;
	char class[32];

	label_put(v->to, "end", x - 4, y + 9, h->shown ? "least" : h->diverging ? "\xe2\x88\x92" "1" : "0", 8);
	for (int i = 0; i <= steps; i++) {
		snprintf(class, sizeof class, "%s-%d", h->diverging ? "div" : "heat", i);
		rect_open(v->to, class, x + wide * i, y, wide, 10);
		mark_close(v->to);
	}
	label_put(v->to, "", x + wide * (steps + 1) + 4, y + 9, h->shown ? "most" : "1", 8);
}

/* The room of the widest name. */
static double widest(const struct view *v, const char *const *names, size_t n)
{
	double most = 1;

	for (size_t i = 0; i < n; i++)
		most = fmax(most, text_ems(v->frame->hide_values ? "#999" : names[i], NAME_COLUMNS));
	return v->letter * most;
}

static void letters_set(struct view *v, double cell)
{
	v->letters = cell < 9 ? "least" : cell < 13 ? "less" : "";
	v->letter = cell < 9 ? 7 : cell < 13 ? 9 : 11;
}

/* Room for the names, then the cells share what is left. Gives the height of all. */
static double places_set(struct view *v, double width)
{
	const struct plot_heat *h = v->heat;
	double columns = (double)(h->columns ? h->columns : 1), rows = (double)(h->rows ? h->rows : 1), name;

	if (v->frame->small) {
		v->left = v->top = 1;
		v->wide = (width - 2) / columns;
		v->high = fmin(v->wide, HEIGHT_MOST);
		return 2 + v->high * rows;
	}
	letters_set(v, fmin(width * 0.8 / columns, h->rows > MANY ? 8 : HEIGHT_MOST));
	v->left = (h->row_axis ? ROW : 2) + widest(v, h->row_names, h->rows) + GAP + 2;
	v->wide = fmin(CELL_MOST, (width - v->left - 4) / columns);
	v->high = fmin(HEIGHT_MOST, fmax(v->wide * (h->columns > 12 ? 1 : 0.5), h->columns > 12 ? 0 : 20));
	name = widest(v, h->column_names, h->columns);
	v->upright = name > v->wide - 2;
	v->top = (h->column_axis ? ROW : 2) + (v->upright ? name : v->letter) + 2 * GAP;
	return v->top + v->high * rows + ROW + 4;
}

static bool has_unknown(const struct plot_heat *h)
{
	for (size_t i = 0; i < h->rows * h->columns; i++)
		if (!isfinite(h->values[i]))
			return true;
	return false;
}

void plot_heat(FILE *to, const struct plot_frame *f, const struct plot_heat *h)
{
	struct view v = { .to = to, .frame = f, .heat = h };
	double width = f->small ? SMALL_WIDTH : h->columns > MANY ? WIDE : WIDTH, height, usual;

	if (f->width > 0 && isfinite(f->width))
		width = f->width;
	height = usual = places_set(&v, width);
	frame_open(to, f, "heat", &width, &height);
	if (height != usual)
		v.high = fmax(1, v.high + (height - usual) / (double)(h->rows ? h->rows : 1));
	if (has_unknown(h))
		hatch_put(&v);
	if (!f->small) {
		names_put(&v);
		axes_put(&v);
	}
	fputs("<g class=\"cells\">", to);
	for (size_t r = 0; r < h->rows; r++)
		for (size_t c = 0; c < h->columns; c++)
			cell_put(&v, r, c);
	fputs("</g>", to);
	if (!f->small && h->columns > 0)
		scale_put(&v, v.top + v.high * (double)h->rows + 8);
	frame_close(to);
}
