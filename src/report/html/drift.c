/* drift: how far each column has moved since the baseline, as a table of verdicts, the worst first. See page.h. */
#include "report/html/page.h"

#include "analyse/drift_column.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRIFT_ROWS_MOST = 500 };

/* How a column was compared: numbers and times by Kolmogorov and Smirnov's statistic, classes by V. What it takes is more than chance, and more
 * than the effect. */
static const struct method { const char *place, *name; double effect; } methods[] = {
	{ "drift.ks", "KS", DRIFT_KS_EFFECT }, { "drift.v", "Cramér’s V", DRIFT_V_EFFECT } };
enum { METHODS = sizeof methods / sizeof methods[0] };

struct drift_row {
	const cJSON *column;
	size_t place;			/* in columns[] */
	const struct method *method;	/* NULL: there is no statistic */
	enum verdict { NO_VERDICT, STAYED, MOVED_AS_TIMES_DO, DRIFTED } verdict;
	double statistic, threshold;	/* NaN: none */
};

/* By verdict; of equal ones by how far towards the threshold or beyond. */
static int worst_first(const void *a, const void *b)
{
	const struct drift_row *x = a, *y = b;
	double far_x = isfinite(x->threshold) ? x->statistic / x->threshold : -1, far_y = isfinite(y->threshold) ? y->statistic / y->threshold : -1;

	if (x->verdict != y->verdict)
		return x->verdict > y->verdict ? -1 : 1;
	if (far_x != far_y)
		return far_x > far_y ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static struct drift_row row_of(const struct page *p, size_t column)
{
	struct drift_row row = { .column = p->column[column], .place = column, .threshold = NAN };
	const char *type = text_at(row.column, "type");
	double drifted, chance;

	for (size_t i = 0; i < METHODS && !row.method; i++)
		if (number_at(row.column, methods[i].place, &row.statistic))
			row.method = &methods[i];
	if (row.method && number_at(row.column, "drift.by_chance", &chance))
		row.threshold = fmax(chance, row.method->effect);
	if (number_at(row.column, "drift.drifted", &drifted))
		row.verdict = drifted <= 0 ? STAYED : type && strcmp(type, "datetime") == 0 ? MOVED_AS_TIMES_DO : DRIFTED;
	return row;
}

static void verdict_put(struct page *p, const struct drift_row *r)
{
	const cJSON *reasons = member_at(r->column, "null_because");
	const char *reason = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(reasons, "drift"));

	if (!reason)
		reason = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(reasons, "drift.drifted"));
	if (r->verdict == DRIFTED) {
		page_put(p, "<td class=\"warn\"><span class=\"mark\"><span aria-hidden=\"true\">▲</span> drifted</span></td>");
	} else if (r->verdict != NO_VERDICT) {
		page_put(p, r->verdict == STAYED ? "<td>no drift</td>" : "<td>moved, as times do</td>");
	} else {
		page_put(p, "<td class=\"none\">no verdict: ");
		page_text(p, reason ? reason : "no reason is given", VALUE_SHOWN);
		page_put(p, "</td>");
	}
}

static void row_put(struct page *p, const struct drift_row *r, bool pictures)
{
	const char *name = text_at(r->column, "name"), *type = text_at(r->column, "type");
	char at[POINTER_BYTES];

	page_printf(p, "<tr data-column=\"%zu\"><td>", r->place);
	page_column_link(p, name ? name : "");
	page_put(p, "</td><td>");
	page_text(p, type ? type : "", NAME_SHOWN);
	page_put(p, "</td>");
	verdict_put(p, r);
	page_printf(p, "<td>%s</td>", r->method ? r->method->name : "–");
	page_number_cell(p, r->column, r->method ? r->method->place : "drift.ks", UNIT_RATIO);
	if (isfinite(r->threshold)) {
		page_put(p, "<td class=\"number\" data-value=\"");
		plot_number(p->to, r->threshold);
		page_put(p, "\">");
		page_figure(p, UNIT_RATIO, r->threshold);
		page_put(p, "</td>");
	} else {
		page_put(p, "<td data-value=\"\">–</td>");
	}
	page_number_cell(p, r->column, "drift.psi", UNIT_RATIO);
	page_number_cell(p, r->column, "missing_drift.change", UNIT_RATIO);
	if (pictures) {
		snprintf(at, sizeof at, "/columns/%zu", r->place);
		page_put(p, "<td class=\"spark\">");
		if (r->verdict != NO_VERDICT)
			picture_overlay(p, r->column, at);
		page_put(p, "</td>");
	}
	page_put(p, "</tr>");
}

static void table_put(struct page *p, const struct drift_row *rows)
{
	bool pictures = p->columns <= SPARK_COLUMNS;
	size_t shown = p->columns < DRIFT_ROWS_MOST ? p->columns : DRIFT_ROWS_MOST;

	page_wide(p, "drift against the baseline");
	page_put(p, "<table class=\"sortable drift\"><caption>Drift against the baseline, the worst first</caption>");
	page_heads(p, (const char *const[]){ "column", "type", "verdict", "method", "statistic", "threshold", "PSI", "missing, change",
					     pictures ? "shape and baseline" : NULL, NULL });
	for (size_t i = 0; i < shown; i++)
		row_put(p, &rows[i], pictures);
	page_put(p, "</tbody></table></div>");
	page_printf(p, "<p class=\"hint\">KS: the statistic of Kolmogorov and Smirnov. A column drifted where its statistic is above the "
		       "threshold, or PSI above %g, by more than the figure's error and by more than chance. The "
		       "threshold is %g, or what chance alone gives where that is more.", DRIFT_PSI_EFFECT, DRIFT_KS_EFFECT);
	if (shown < p->columns)
		page_printf(p, " The first %zu of %zu columns.", shown, p->columns);
	page_put(p, "</p>");
}

void page_drift(struct page *p)
{
	struct drift_row *rows;
	double compared;

	if (!number_at(p->report, "dimensions.representativeness.drift.compared_columns", &compared))
		return;
	rows = calloc(p->columns + 1, sizeof *rows);
	for (size_t i = 0; rows && i < p->columns; i++)
		rows[i] = row_of(p, i);
	if (rows && p->columns) {
		qsort(rows, p->columns, sizeof *rows, worst_first);
		table_put(p, rows);
	}
	free(rows);
}
