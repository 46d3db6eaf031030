/* history: see history.h. */
#include "report/history.h"

#include "analyse/analyse.h"
#include "analyse/drift_column.h"
#include "assay/assay.h"
#include "base/nearest.h"
#include "judge/number_text.h"
#include "report/json_write.h"
#include "report/saved.h"
#include "report/summary_parts.h"
#include "report/trend.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_DEFAULT = 80, SPARKS_MOST = 60, METRICS_MAX = 1024, NOW_BYTES = 40 };

/* One report's line. */
struct point {
	const char *name;
	char now[NOW_BYTES];
	size_t order;		/* as given */
	bool known;
	double value;
	double change;		/* from the last value before; NAN: there is none */
};

struct history {
	const struct metric *metric;
	const char *column;
	struct point *at;
	size_t count;
};

/* ---- what is asked for ---- */

static int metric_unknown(const char *name, struct err *e)
{
	const char *near, *names[METRICS_MAX];
	size_t n = 0;

	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name && n < METRICS_MAX; m++)
			names[n++] = m->name;
	if (nearest_words(name, names, n, &near, 1) == 1)
		return err_set(e, ERR_USAGE, "no metric \"%.200s\"; did you mean \"%s\"?", name, near);
	return err_set(e, ERR_USAGE, "no metric \"%.200s\"; assay list metrics prints them", name);
}

static int metric_check(struct history *h, const struct assay_history *asked, struct err *e)
{
	const struct metric *m = metric_find(asked->metric, NULL);

	h->metric = m;
	h->column = asked->column;
	if (!m)
		return metric_unknown(asked->metric, e);
	if (m->unit == UNIT_NAME || m->unit == UNIT_DETAIL)
		return err_set(e, ERR_USAGE, "%s is no number", m->name);
	if (m->scope == SCOPE_PAIR || m->scope == SCOPE_CLASS)
		return err_set(e, ERR_USAGE, "%s is a figure of %s; a history is of the dataset or of a column", m->name,
			       m->scope == SCOPE_PAIR ? "pairs of columns" : "classes");
	if (m->scope == SCOPE_COLUMN && !asked->column)
		return err_set(e, ERR_USAGE, "%s is a figure of columns: name one with --column", m->name);
	if (m->scope == SCOPE_DATASET && asked->column)
		return err_set(e, ERR_USAGE, "%s is a figure of the dataset: it has no --column", m->name);
	return 0;
}

/* ---- reading ---- */

static const cJSON *object_of(const struct history *h, const cJSON *report)
{
	const cJSON *column;
	char place[64];

	if (h->metric->scope == SCOPE_DATASET) {
		snprintf(place, sizeof place, "dimensions.%s", dimensions[dimension_of(h->metric->name)]);
		return member_at(report, place);
	}
	cJSON_ArrayForEach(column, list_at(report, "columns"))
		if (text_at(column, "name") && strcmp(text_at(column, "name"), h->column) == 0)
			return column;
	return NULL;
}

static int point_read(struct history *h, size_t i, const struct assay_saved *saved, bool *column_seen, struct err *e)
{
	cJSON *report = saved_read(saved->json, saved->bytes, e);
	struct point *p = &h->at[i];
	const cJSON *object;

	if (!report)
		return err_in(e, "%s", saved->name);
	object = object_of(h, report);
	*p = (struct point){ .name = saved->name, .order = i, .change = NAN };
	snprintf(p->now, sizeof p->now, "%s", text_at(report, "run.now") ? text_at(report, "run.now") : "");
	p->known = number_at(object, h->metric->place, &p->value);
	*column_seen |= object != NULL;
	cJSON_Delete(report);
	return 0;
}

static int by_time(const void *x, const void *y)
{
	const struct point *a = x, *b = y;
	int order = strcmp(a->now, b->now);

	return order ? order : a->order < b->order ? -1 : a->order > b->order;
}

/* The column is in no report: what may have been meant, from the last one. */
static int column_unknown(const struct history *h, const struct assay_saved *last, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	cJSON *report = saved_read(last->json, last->bytes, &ignored);
	const cJSON *columns = list_at(report, "columns"), *column;
	const char **names = calloc((size_t)cJSON_GetArraySize(columns) + 1, sizeof *names), *near;
	size_t n = 0;

	cJSON_ArrayForEach(column, columns)
		if (names && text_at(column, "name"))
			names[n++] = text_at(column, "name");
	if (names && nearest_words(h->column, names, n, &near, 1) == 1)
		err_set(e, ERR_USAGE, "--column: no column \"%.200s\"; did you mean \"%.200s\"?", h->column, near);
	else
		err_set(e, ERR_USAGE, "--column: no column \"%.200s\" in any of the reports", h->column);
	free(names);
	cJSON_Delete(report);
	return -1;
}

static int history_read(struct history *h, const struct assay_saved *saved, size_t count, unsigned last, struct err *e)
{
	bool column_seen = h->metric->scope == SCOPE_DATASET;
	double before = NAN;

	h->at = calloc(count + 1, sizeof *h->at);
	if (!h->at)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++)
		if (point_read(h, i, &saved[i], &column_seen, e) < 0)
			return -1;
	if (!column_seen && count)
		return column_unknown(h, &saved[count - 1], e);
	if (count)
		qsort(h->at, count, sizeof *h->at, by_time);
	for (size_t i = 0; i < count; i++) {
		h->at[i].change = h->at[i].known ? h->at[i].value - before : NAN;
		before = h->at[i].known ? h->at[i].value : before;
	}
	h->count = count;
	if (last && count > last) {
		memmove(h->at, h->at + count - last, last * sizeof *h->at);
		h->count = last;
	}
	return 0;
}

/* ---- writing ---- */

/* Heights from the least value to the greatest; what is not there is a blank. */
static void spark_text(char *text, const struct history *h, bool unicode)
{
	static const char *const block[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }, *const ascii[] = { "_", ".", ":", "-", "=", "+", "*", "#" };
	double least = INFINITY, most = -INFINITY;
	size_t from = h->count > SPARKS_MOST ? h->count - SPARKS_MOST : 0;

	text[0] = '\0';
	for (size_t i = from; i < h->count; i++) {
		least = h->at[i].known ? fmin(least, h->at[i].value) : least;
		most = h->at[i].known ? fmax(most, h->at[i].value) : most;
	}
	for (size_t i = from; i < h->count; i++) {
		double part = most > least ? (h->at[i].value / 2 - least / 2) / (most / 2 - least / 2) : 0;

		strcat(text, !h->at[i].known ? " " : (unicode ? block : ascii)[(size_t)fmin(7, floor(part * 8))]);
	}
}

static void change_text(char *buffer, double change)
{
	buffer[0] = '\0';
	if (isnan(change))
		return;
	figure_text(buffer + (change > 0), change);
	if (change > 0)
		buffer[0] = '+';
}

struct widths {
	size_t now, value, change;
};

static size_t wider(size_t width, const char *text)
{
	size_t columns = text_columns(text);

	return columns > width ? columns : width;
}

static void cells_write(struct screen *s, const struct widths *w, enum style style, const char *now, const char *value, const char *change,
			const char *name)
{
	line_begin(s);
	line_cell(&s->line, style, now, w->now, false);
	line_put(&s->line, STYLE_PLAIN, "  ");
	line_cell(&s->line, style, value, w->value, true);
	line_put(&s->line, STYLE_PLAIN, "  ");
	line_cell(&s->line, style, change, w->change, true);
	line_put(&s->line, STYLE_PLAIN, "  ");
	line_put(&s->line, style, name);
	line_end(&s->line, s->to);
}

static void value_text(char *buffer, const struct point *p)
{
	if (p->known)
		number_exactly(buffer, p->value);
	else
		strcpy(buffer, "-");
}

static void table_write(const struct history *h, struct screen *s)
{
	struct widths w = { strlen("time"), strlen("value"), strlen("change") };
	char value[NUMBER_BYTES], change[NUMBER_BYTES + 1], spark[4 * SPARKS_MOST + 1], count[TEXT_BYTES];

	spark_text(spark, h, s->unicode);
	counted_text(count, (double)h->count, "report", "reports");
	line_begin(s);
	line_put(&s->line, STYLE_BOLD, h->metric->name);
	if (h->column) {
		line_put(&s->line, STYLE_PLAIN, " of ");
		line_put(&s->line, STYLE_BOLD, h->column);
	}
	line_put(&s->line, STYLE_PLAIN, "  ");
	line_put(&s->line, STYLE_BLUE, spark);
	line_put(&s->line, STYLE_PLAIN, "  ");
	line_put(&s->line, STYLE_DIM, count);
	line_end(&s->line, s->to);
	blank_write(s);
	for (size_t i = 0; i < h->count; i++) {
		value_text(value, &h->at[i]);
		change_text(change, h->at[i].change);
		w = (struct widths){ wider(w.now, h->at[i].now), wider(w.value, value), wider(w.change, change) };
	}
	cells_write(s, &w, STYLE_DIM, "time", "value", "change", "report");
	for (size_t i = 0; i < h->count; i++) {
		value_text(value, &h->at[i]);
		change_text(change, h->at[i].change);
		cells_write(s, &w, STYLE_PLAIN, h->at[i].now, value, change, h->at[i].name);
	}
}

/* RFC 4180. */
static void csv_put(FILE *to, const char *text, const char *behind)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fprintf(to, "%s%s", text, behind);
		return;
	}
	putc('"', to);
	for (; *text; text++)
		fprintf(to, *text == '"' ? "\"\"" : "%c", *text);
	fprintf(to, "\"%s", behind);
}

static void csv_write(const struct history *h, FILE *to)
{
	char number[NUMBER_BYTES];

	fputs("time,value,change,report\r\n", to);
	for (size_t i = 0; i < h->count; i++) {
		const struct point *p = &h->at[i];

		csv_put(to, p->now, ",");
		json_number(p->value, number);
		csv_put(to, p->known ? number : "", ",");
		json_number(p->change, number);
		csv_put(to, isfinite(p->change) ? number : "", ",");
		csv_put(to, p->name, "\r\n");
	}
}

static int json_put(const struct history *h, FILE *to, struct err *e)
{
	cJSON *o = cJSON_CreateObject(), *list;
	char *text;

	cJSON_AddStringToObject(o, "metric", h->metric->name);
	if (h->column)
		cJSON_AddStringToObject(o, "column", h->column);
	list = cJSON_AddArrayToObject(o, "reports");
	for (size_t i = 0; list && i < h->count; i++) {
		cJSON *one = cJSON_CreateObject();
		const struct point *p = &h->at[i];

		cJSON_AddStringToObject(one, "now", p->now);
		cJSON_AddItemToObject(one, "value", p->known ? cJSON_CreateNumber(p->value) : cJSON_CreateNull());
		cJSON_AddItemToObject(one, "change", isfinite(p->change) ? cJSON_CreateNumber(p->change) : cJSON_CreateNull());
		if (!cJSON_AddStringToObject(one, "report", p->name) || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			list = NULL;
		}
	}
	text = list ? json_write(o) : NULL;
	cJSON_Delete(o);
	if (!text)
		return err_nomem(e);
	fputs(text, to);
	free(text);
	return 0;
}

static int history_put(const struct history *h, const char *format, FILE *to, const struct assay_terminal *terminal, struct err *e)
{
	size_t columns = terminal->columns ? terminal->columns : COLUMNS_DEFAULT;
	struct screen s = { .to = to, .columns = columns < LINE_COLUMNS_MAX ? columns : LINE_COLUMNS_MAX, .colour = terminal->colour,
			    .unicode = terminal->unicode };

	if (strcmp(format, "json") == 0)
		return json_put(h, to, e);
	if (strcmp(format, "csv") == 0)
		csv_write(h, to);
	else
		table_write(h, &s);
	return 0;
}

/* The trend as a sentence; 1: it is broken. */
static int trend_hold(const struct history *h, const struct trend *t, bool tell, FILE *to, struct err *e)
{
	double *value = malloc((h->count + 1) * sizeof *value);
	char latest[NUMBER_BYTES], median[NUMBER_BYTES], limit[NUMBER_BYTES];
	struct trend_verdict v;
	size_t n = 0;

	if (!value)
		return err_nomem(e);
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].known)
			value[n++] = h->at[i].value;
	v = trend_judge(t, value, n);
	free(value);
	if (!t->given || !tell)
		return t->given && (!v.judged || v.broken);
	if (!v.judged) {	/* what could not be judged is no pass */
		fprintf(to, "\nTrend: not judged, as there are fewer than %d values before the latest.\n", TREND_LEAST);
		return 1;
	}
	figure_text(latest, v.latest);
	figure_text(median, v.median);
	figure_text(limit, v.limit);
	fprintf(to, "\nTrend: the latest value, %s, is %s %s of %s, the median of the %zu before it.\n", latest,
		v.broken ? "not within" : "within", limit, median, n - 1);
	return v.broken;
}

int history_write(const struct assay_saved *saved, size_t count, const struct assay_history *asked, FILE *to, const struct assay_terminal *terminal,
		  struct err *e)
{
	const char *format = asked->format ? asked->format : "table";
	struct history h = { .at = NULL };
	struct trend trend;
	int done = trend_read(&trend, asked->max_change, e) < 0 ? -1 : metric_check(&h, asked, e);

	if (done == 0 && strcmp(format, "table") != 0 && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0)
		done = err_set(e, ERR_USAGE, "no format \"%.100s\": table, csv or json", format);
	if (done == 0)
		done = history_read(&h, saved, count, asked->last, e);
	if (done == 0)
		done = history_put(&h, format, to, terminal, e);
	if (done == 0)
		done = trend_hold(&h, &trend, strcmp(format, "table") == 0, to, e);
	free(h.at);
	if (done >= 0 && ferror(to))
		return err_set(e, ERR_STORE, "the history could not be written");
	return done;
}

int assay_history(const struct assay_saved *reports, size_t count, const struct assay_history *asked, FILE *to, const struct assay_terminal *terminal,
		  struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	int done = history_write(reports, count, asked, to, terminal, &e);

	*error = (struct assay_error){ .code = (int)e.code };
	memcpy(error->text, e.text, sizeof error->text);
	return done;
}
