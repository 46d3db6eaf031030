/* timeliness.times: how old each time column's rows are at --now, what lies in the future, where time has gaps, rows by period.
 *
 * Second pass: numbers are microseconds since 1970 in the order of day and month that the whole column told; where it did not tell
 * (all dates readable both ways), or where both orders occur, there are no figures but a count of those cells.
 * Keeps counts, extremes, and a sketch of the times: exact while there are at most TIMES_MAX different ones.
 *
 * The grid is that of representativeness.quantiles, in seconds since 1970, for a later report to be compared with. Informs the plan of it.
 *
 * Step: median difference of neighbouring different times. Gap: a difference above GAP_REGULAR steps when three quarters of the
 * differences are within a tenth of the step (a regular series), else above GAP_IRREGULAR steps.
 */
#include "analyse/analyse.h"
#include "analyse/distribution_json.h"
#include "analyse/value_name.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#define TIME(leaf, unit, low, meaning, formula)                                                                                   \
	{ "timeliness." leaf, SCOPE_COLUMN, unit, low, INFINITY, EXACT, "time." leaf, meaning, formula, NULL }

static const struct metric metrics[] = {
	TIME("oldest", UNIT_NAME, 0, "earliest time, UTC", "min t"),
	TIME("newest", UNIT_NAME, 0, "latest time, UTC", "max t"),
	TIME("age_seconds", UNIT_SECONDS, -INFINITY, "age of the latest time at --now; negative when it lies in the future", "now − max t"),
	TIME("stale", UNIT_COUNT, 0, "rows older than --age-limit at --now", "count of now − t > limit"),
	{ "timeliness.stale_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "time.stale_fraction",
	  "rows older than --age-limit as a share of rows with a time", "stale / times", NULL },
	TIME("future", UNIT_COUNT, 0, "rows later than --now", "count of t > now"),
	TIME("future_rows", UNIT_DETAIL, 0, "the first rows later than --now", "row numbers"),
	TIME("step_seconds", UNIT_SECONDS, 0, "usual step between neighbouring different times", "median difference of sorted distinct times"),
	TIME("gaps", UNIT_COUNT, 0, "differences far above the usual step",
	     "differences > 1.5 steps in a regular series, > 20 steps otherwise"),
	TIME("gap_list", UNIT_DETAIL, 0, "the widest gaps: from, to, seconds, steps", "widest first, at most ten"),
	{ "timeliness.periods", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT_OR_BOUND, "time.periods", "rows by hour, day, month or year",
	  "the finest unit that gives at most 120 periods", NULL },
	{ "timeliness.quantile_grid", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT_OR_BOUND, "time.grid",
	  "the quantiles 0, 1 … 100 % of the times, in seconds since 1970, with how many times are at most each", "h = p (n − 1)",
	  "Hyndman & Fan 1996, type 7" },
	TIME("order_ambiguous", UNIT_COUNT, 0, "dates whose day and month could be exchanged, in a column that does not tell their order",
	     "count"),
	{ .name = NULL }
};

enum { M_OLDEST, M_NEWEST, M_AGE, M_STALE, M_STALE_FRACTION, M_FUTURE, M_FUTURE_ROWS, M_STEP, M_GAPS, M_GAP_LIST, M_PERIODS, M_GRID, M_AMBIGUOUS };
enum { TIMES_MAX = 32768, GAPS_LISTED = 10, PERIODS_MAX = 120, GATHERED = 256 };
static const double GAP_REGULAR = 1.5, GAP_IRREGULAR = 20;

struct column_state {
	uint64_t stale, future;
	struct examples future_rows;
	struct sketch *times;
	struct distribution *told;	/* to the plan; NULL until then */
};

struct state {
	const struct plan *plan;
	struct column_state **of;	/* NULL where there are no times to be had */
};

/* Why a column has no times; NULL: it has. */
static const char *time_reason(const struct column_info *c)
{
	if (c->type != TYPE_DATETIME)
		return "the column is not datetime";
	if (c->order == ORDER_AMBIGUOUS)
		return "every date can be read day-first and month-first; write them year-first to be sure";
	return c->order == ORDER_MIXED ? "day-first and month-first dates are mixed" : NULL;
}

/* A cell that says a time in its column. */
static bool is_time(const struct column_info *c, uint8_t kind)
{
	return c->epoch ? cell_is_number(kind) : cell_is_time(kind);
}

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

/* What the rows would have added, from the census's value counts; but the rows in the future, of which it knows the first of each value. */
static int counts_from_values(struct column_state *c, const struct plan *plan, const struct column_info *info)
{
	for (size_t i = 0; i < info->dictionary->count; i++) {
		const struct value *v = &info->dictionary->value[i];

		if (!is_time(info, v->kind))
			continue;
		c->stale += v->number < plan->now - plan->age_limit ? v->count : 0;
		c->future += v->number > plan->now ? v->count : 0;
		if (sketch_add(c->times, v->number, v->count) < 0)
			return -1;
	}
	return 0;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->of = calloc(plan->columns + 1, sizeof *s->of);
	if (!s->of)
		return err_nomem(e);
	s->plan = plan;
	for (size_t c = 0; c < plan->columns; c++) {
		if (time_reason(&plan->column[c]))
			continue;
		s->of[c] = calloc(1, sizeof *s->of[c]);
		if (!s->of[c] || sketch_new(&s->of[c]->times, TIMES_MAX) < 0)
			return err_nomem(e);
		if (plan->fast && plan->column[c].dictionary && counts_from_values(s->of[c], plan, &plan->column[c]) < 0)
			return err_nomem(e);
	}
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->of && c < s->plan->columns; c++) {
		if (s->of[c]) {
			sketch_free(s->of[c]->times);
			free(s->of[c]->told);
		}
		free(s->of[c]);
	}
	free(s->of);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	const struct state *s = state;

	if (column == NO_COLUMN || !s->of[column])
		return ROWS_NONE;
	return plan->fast && plan->column[column].dictionary ? ROWS_HELP : ROWS_NEEDED;
}

/* Hot. */
static int column_update(struct column_state *into, const struct column_info *info, const struct batch *b, const struct column *column,
			 double now, double stale_before)
{
	double time[GATHERED];
	size_t n = 0;

	for (size_t r = 0; r < b->rows; r++) {
		double t = column->number[r];

		if (!is_time(info, column->kind[r]))
			continue;
		into->stale += t < stale_before;
		if (t > now) {
			into->future++;
			examples_add(&into->future_rows, b->first_row + r);
		}
		if (isinf(t)) {
			if (sketch_add(into->times, t, 1) < 0)
				return -1;
			continue;
		}
		time[n++] = t;
		if (n == GATHERED) {
			if (sketch_add_all(into->times, time, n) < 0)
				return -1;
			n = 0;
		}
	}
	return sketch_add_all(into->times, time, n);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	double now = s->plan->now;

	for (size_t c = 0; c < b->columns; c++)
		if (s->of[c] && b->column[c].kind &&
		    column_update(s->of[c], &s->plan->column[c], b, &b->column[c], now, now - s->plan->age_limit) < 0)
			return err_nomem(e);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	const struct state *a = into, *b = from;

	for (size_t c = 0; c < a->plan->columns; c++) {
		if (!a->of[c])
			continue;
		a->of[c]->stale += b->of[c]->stale;
		a->of[c]->future += b->of[c]->future;
		examples_merge(&a->of[c]->future_rows, &b->of[c]->future_rows);
		if (sketch_merge(a->of[c]->times, b->of[c]->times) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		if (!s->of[c])
			continue;
		blob_put_u64(b, s->of[c]->stale);
		blob_put_u64(b, s->of[c]->future);
		examples_save(&s->of[c]->future_rows, b);
		sketch_save(s->of[c]->times, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* Are all times such as dates with a year of four digits are, with room for what a bucket's width adds? 1, 0, or -1: no memory. */
static int times_possible(const struct sketch *times)
{
	static const double FARTHEST = 1e18;
	struct bucket *t = NULL;
	size_t n;
	int possible;

	if (sketch_buckets(times, &t, &n) < 0)
		return -1;
	possible = n == 0 || (t[0].low >= -FARTHEST && t[n - 1].high <= FARTHEST);
	free(t);
	return possible;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	int possible;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "times of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++) {
		struct column_state *x = s->of[c];

		if (!x)
			continue;
		x->stale = blob_get_u64(b);
		x->future = blob_get_u64(b);
		if (examples_load(&x->future_rows, b) < 0 || sketch_load(x->times, b) < 0 || x->stale > sketch_count(x->times) ||
		    x->future > sketch_count(x->times))
			return err_set(e, ERR_STATE, "times are damaged in column %zu", c + 1);
		possible = times_possible(x->times);
		if (possible < 0)
			return err_nomem(e);
		if (!possible)
			return err_set(e, ERR_STATE, "times beyond all years in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "times end early");
}

static void grid_make(struct distribution *grid, const struct bucket *t, size_t n)
{
	static const double MICROSECONDS = 1e6;

	distribution_of_buckets(grid, t, n);
	distribution_divide(grid, MICROSECONDS);
}

static int inform(const void *state, struct plan *plan, struct err *e)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		struct column_state *x = s->of[c];
		struct bucket *t = NULL;
		size_t n;

		if (!x)
			continue;
		if (!x->told)
			x->told = malloc(sizeof *x->told);
		if (!x->told || sketch_buckets(x->times, &t, &n) < 0)
			return err_nomem(e);
		grid_make(x->told, t, n);
		free(t);
		plan->column[c].distribution = x->told->count ? x->told : NULL;
	}
	return 0;
}

struct gap {
	double from, to;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int widest_first(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	double width = (y->to - y->from) - (x->to - x->from);

	if (width != 0)
		return width < 0 ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static cJSON *gaps_json(struct gap *gap, size_t n, double step)
{
	cJSON *list = cJSON_CreateArray();

	qsort(gap, n, sizeof *gap, widest_first);
	for (size_t i = 0; list && i < n && i < GAPS_LISTED; i++) {
		cJSON *one = cJSON_CreateObject();
		char time[40];

		time_format(gap[i].from, time);
		cJSON_AddStringToObject(one, "from", time);
		time_format(gap[i].to, time);
		cJSON_AddStringToObject(one, "to", time);
		cJSON_AddNumberToObject(one, "seconds", (gap[i].to - gap[i].from) / 1e6);
		cJSON_AddNumberToObject(one, "steps", (gap[i].to - gap[i].from) / step);
		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static const char *publish_gaps_of(const struct bucket *t, size_t n, size_t column, struct sink *out)
{
	double *difference = malloc(n * sizeof *difference), step, limit;
	struct gap *gap = malloc(n * sizeof *gap);
	size_t regular = 0, gaps = 0;

	if (!difference || !gap) {
		free(difference);
		free(gap);
		return "memory ran out";
	}
	for (size_t i = 0; i + 1 < n; i++)
		difference[i] = t[i + 1].low - t[i].low;
	qsort(difference, n - 1, sizeof *difference, by_value);
	step = difference[(n - 1) / 2];
	for (size_t i = 0; i + 1 < n; i++)
		regular += fabs(difference[i] - step) <= 0.1 * step;
	limit = step * ((double)regular >= 0.75 * (double)(n - 1) ? GAP_REGULAR : GAP_IRREGULAR);
	for (size_t i = 0; i + 1 < n; i++)
		if (t[i + 1].low - t[i].low > limit)
			gap[gaps++] = (struct gap){ t[i].low, t[i + 1].low };
	out->value(out, &metrics[M_STEP], in_column(column), step / 1e6);
	out->value(out, &metrics[M_GAPS], in_column(column), (double)gaps);
	out->detail(out, &metrics[M_GAP_LIST], in_column(column), gaps_json(gap, gaps, step));
	free(difference);
	free(gap);
	return NULL;
}

static void publish_gaps(const struct column_state *s, const struct bucket *t, size_t n, size_t column, struct sink *out)
{
	const char *reason = n < 3 ? "needs three different times" : NULL;

	if (!sketch_exact(s->times))
		reason = "more than 32768 different times; see the periods";
	if (!reason)
		reason = publish_gaps_of(t, n, column, out);
	for (size_t m = M_STEP; reason && m <= M_GAP_LIST; m++)
		out->none(out, &metrics[m], in_column(column), reason);
}

/* The period that a time lies in, as a number that counts on by one. */
struct period {
	const char *name;
	int64_t (*number)(double microseconds);
	void (*start)(int64_t number, char *buffer);	/* ISO 8601, 40 bytes */
};

static int64_t hour_number(double t)
{
	return (int64_t)floor(t / 3.6e9);
}

static void hour_start(int64_t n, char *buffer)
{
	time_format((double)n * 3.6e9, buffer);
}

static int64_t day_number(double t)
{
	return (int64_t)floor(t / 8.64e10);
}

static void day_start(int64_t n, char *buffer)
{
	time_format((double)n * 8.64e10, buffer);
	buffer[strcspn(buffer, "T")] = '\0';
}

static int64_t month_number(double t)
{
	int64_t year;
	unsigned month, day;

	civil_from_days(day_number(t), &year, &month, &day);
	return year * 12 + month - 1;
}

static void month_start(int64_t n, char *buffer)
{
	int64_t year = n >= 0 ? n / 12 : (n - 11) / 12;

	snprintf(buffer, 40, "%04d-%02u", (int)year, (unsigned)(n - year * 12 + 1));
}

static int64_t year_number(double t)
{
	int64_t year;
	unsigned month, day;

	civil_from_days(day_number(t), &year, &month, &day);
	return year;
}

static void year_start(int64_t n, char *buffer)
{
	snprintf(buffer, 40, "%04jd", (intmax_t)n);
}

static int64_t century_number(double t)
{
	int64_t year = year_number(t);

	return year >= 0 ? year / 100 : (year - 99) / 100;
}

static void century_start(int64_t n, char *buffer)
{
	snprintf(buffer, 40, "%04jd", (intmax_t)n * 100);
}

static const struct period periods[] = {
	{ "hour", hour_number, hour_start }, { "day", day_number, day_start }, { "month", month_number, month_start },
	{ "year", year_number, year_start }, { "century", century_number, century_start },
};

static cJSON *periods_json(const struct column_state *s, const struct bucket *t, size_t n)
{
	const struct period *p = periods;
	uint64_t counts[PERIODS_MAX] = { 0 };
	cJSON *o = cJSON_CreateObject(), *list;
	int64_t first;
	char start[40];

	while (p->number(t[n - 1].high) - p->number(t[0].low) >= PERIODS_MAX && p < &periods[4])
		p++;
	first = p->number(t[0].low);
	for (size_t i = 0; i < n; i++) {
		int64_t at = p->number(t[i].low / 2 + t[i].high / 2) - first;

		counts[at < PERIODS_MAX ? at : PERIODS_MAX - 1] += t[i].count;
	}
	p->start(first, start);
	cJSON_AddStringToObject(o, "unit", p->name);
	cJSON_AddStringToObject(o, "first", start);
	list = cJSON_AddArrayToObject(o, "counts");
	for (int64_t i = 0; list && i <= p->number(t[n - 1].high) - first && i < PERIODS_MAX; i++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber((double)counts[i]));
	if (!sketch_exact(s->times)) {
		cJSON *bound = cJSON_AddObjectToObject(o, "approximate");
		double widest = 0;

		for (size_t i = 0; i < n; i++)
			widest = fmax(widest, t[i].high - t[i].low);
		cJSON_AddStringToObject(bound, "method", "times moved to the middles of their buckets; error in seconds");
		cJSON_AddNumberToObject(bound, "error", widest / 2e6);
	}
	return o;
}

static void publish_column(const struct column_state *s, const struct plan *plan, size_t column, struct sink *out)
{
	struct bucket *t = NULL;
	size_t n;
	struct distribution grid;
	char time[40];
	const char *reason = NULL;

	if (sketch_buckets(s->times, &t, &n) < 0)
		reason = "memory ran out";
	else if (n == 0)
		reason = "no time in the column";
	for (size_t m = 0; reason && m < M_AMBIGUOUS; m++)
		out->none(out, &metrics[m], in_column(column), reason);
	if (reason) {
		free(t);
		return;
	}
	time_format(t[0].low, time);
	out->text(out, &metrics[M_OLDEST], in_column(column), time);
	time_format(t[n - 1].high, time);
	out->text(out, &metrics[M_NEWEST], in_column(column), time);
	out->value(out, &metrics[M_AGE], in_column(column), (plan->now - t[n - 1].high) / 1e6);
	out->value(out, &metrics[M_STALE], in_column(column), (double)s->stale);
	out->value(out, &metrics[M_STALE_FRACTION], in_column(column), (double)s->stale / (double)sketch_count(s->times));
	out->value(out, &metrics[M_FUTURE], in_column(column), (double)s->future);
	if (plan->fast && s->future)
		out->none(out, &metrics[M_FUTURE_ROWS], in_column(column), skipped_by_fast);
	else
		out->detail(out, &metrics[M_FUTURE_ROWS], in_column(column), examples_json(&s->future_rows));
	publish_gaps(s, t, n, column, out);
	out->detail(out, &metrics[M_PERIODS], in_column(column), periods_json(s, t, n));
	grid_make(&grid, t, n);
	out->detail(out, &metrics[M_GRID], in_column(column), distribution_json(&grid));
	free(t);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_info *info = &plan->column[c];
		bool untold = info->type == TYPE_DATETIME && (info->order == ORDER_AMBIGUOUS || info->order == ORDER_MIXED);

		for (size_t m = 0; !s->of[c] && m < M_AMBIGUOUS; m++)
			out->none(out, &metrics[m], in_column(c), time_reason(info));
		if (s->of[c])
			publish_column(s->of[c], plan, c, out);
		if (info->type == TYPE_DATETIME)
			out->value(out, &metrics[M_AMBIGUOUS], in_column(c), untold ? (double)info->kind_count[CELL_DAYMONTH] : 0);
		else
			out->none(out, &metrics[M_AMBIGUOUS], in_column(c), time_reason(info));
	}
}

const struct analysis timeliness_times = {
	.name = "timeliness.times",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the order of day and month, and which numbers are epochs",
	.fast = "exact where every time was counted, but the future rows; else null",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.inform = inform,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
