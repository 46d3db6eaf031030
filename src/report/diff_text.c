/* diff_text: a diff on one screen of a terminal, in the look of the summary (see diff.h and summary.h).
 *
 *   DIFF  old.csv, 2,000 rows × 6 columns → new.csv, 1,000 rows × 6 columns
 *         ▲ 5 notable changes  ● 3 more
 *
 *   ▲ price: the numbers have shifted                      KS 0.29 ± 0.01, PSI 0.573 ± 0.049, moved 0.907 std
 *   …
 *   price          mean 3.13 → 4.58 · p50 2.78 → 4.08 · std 1.61 → 2.47 · …         a line a column, what is known best first
 *   completeness   missing cells 37 → 200 · …                                       a line a dimension
 */
#include "report/diff.h"

#include "assay/assay.h"
#include "report/summary_parts.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_DEFAULT = 80, HEAD_LINES = 2, NAME_MOST = 24 };

static void side_put(struct screen *s, const char *side)
{
	const cJSON *one = member_at(s->report, side), *sources = list_at(one, "sources");
	int n = sources ? cJSON_GetArraySize(sources) : 0;
	char text[TEXT_BYTES], number[NUMBER_BYTES];
	double count;

	line_put(&s->line, STYLE_BOLD, n && cJSON_IsString(sources->child) ? sources->child->valuestring : "dataset");
	if (n > 1) {
		count_text(number, n - 1);
		snprintf(text, sizeof text, " and %s more", number);
		line_put(&s->line, STYLE_BOLD, text);
	}
	if (number_at(one, "rows", &count)) {
		counted_text(text, count, "row", "rows");
		line_put(&s->line, STYLE_PLAIN, ", ");
		line_put(&s->line, STYLE_PLAIN, text);
	}
	if (number_at(one, "columns", &count)) {
		counted_text(text, count, "column", "columns");
		line_put(&s->line, STYLE_PLAIN, s->unicode ? " × " : " x ");
		line_put(&s->line, STYLE_PLAIN, text);
	}
}

/* How many changes there are of each severity, which also says what the marks mean. */
static void head_write(struct screen *s)
{
	size_t count[RANKS] = { 0 };
	const cJSON *change;
	bool any = false;

	line_begin(s);
	line_put(&s->line, STYLE_BOLD, "DIFF  ");
	side_put(s, "old");
	line_put(&s->line, STYLE_PLAIN, s->unicode ? " → " : " -> ");
	side_put(s, "new");
	line_end(&s->line, s->to);
	cJSON_ArrayForEach(change, list_at(s->report, "changes"))
		count[finding_rank(change)]++;
	line_begin(s);
	line_put(&s->line, STYLE_PLAIN, "      ");
	for (size_t rank = 0; rank < RANKS; rank++) {
		static const char *const one[RANKS] = { "new error", "notable change", "other change" };
		static const char *const many[RANKS] = { "new errors", "notable changes", "other changes" };
		const struct severity_look *look = &severity_looks[rank];
		char text[TEXT_BYTES];

		if (!count[rank])
			continue;
		counted_text(text, (double)count[rank], one[rank], many[rank]);
		line_put(&s->line, STYLE_PLAIN, any ? "  " : "");
		line_put(&s->line, look->style, s->unicode ? look->mark : look->mark_ascii);
		line_put(&s->line, STYLE_PLAIN, " ");
		line_put(&s->line, STYLE_PLAIN, text);
		any = true;
	}
	if (!any)
		line_put(&s->line, STYLE_PLAIN, "no change");
	line_end(&s->line, s->to);
}

/* In ASCII there is no ±; a terminal line shows ? for it otherwise. */
static void detail_put(struct screen *s, const char *detail)
{
	char plain[TEXT_BYTES];
	size_t used = 0;

	if (s->unicode) {
		line_put(&s->line, STYLE_DIM, detail);
		return;
	}
	for (const char *at = detail; *at && used + 4 < sizeof plain; at++) {
		if (strncmp(at, "±", strlen("±")) == 0) {
			used += (size_t)snprintf(plain + used, sizeof plain - used, "+-");
			at += strlen("±") - 1;
		} else {
			plain[used++] = *at;
		}
	}
	plain[used] = '\0';
	line_put(&s->line, STYLE_DIM, plain);
}

static void change_write(struct screen *s, const cJSON *change)
{
	const struct severity_look *look = &severity_looks[finding_rank(change)];
	const char *title = text_at(change, "title"), *detail = text_at(change, "detail");

	line_begin(s);
	line_put(&s->line, look->style, s->unicode ? look->mark : look->mark_ascii);
	line_put(&s->line, STYLE_PLAIN, " ");
	line_put(&s->line, finding_rank(change) < RANKS - 1 ? STYLE_BOLD : STYLE_PLAIN, title ? title : "a change");
	if (detail) {
		line_put(&s->line, STYLE_PLAIN, "  ");
		detail_put(s, detail);
	}
	line_end(&s->line, s->to);
}

static void changes_write(struct screen *s, size_t lines)
{
	const cJSON *list = list_at(s->report, "changes"), *change;
	size_t n = list ? (size_t)cJSON_GetArraySize(list) : 0, left = lines > 1 ? lines - 1 : 0, shown = n <= left ? n : left > 0 ? left - 1 : 0;
	char text[TEXT_BYTES];

	if (n == 0 || left == 0)
		return;
	blank_write(s);
	change = list->child;
	for (size_t i = 0; i < shown; i++, change = change->next)
		change_write(s, change);
	if (shown == n)
		return;
	counted_text(text, (double)(n - shown), "more change", "more changes");
	line_begin(s);
	line_put(&s->line, STYLE_DIM, s->dots);
	line_put(&s->line, STYLE_DIM, " and ");
	line_put(&s->line, STYLE_DIM, text);
	line_put(&s->line, STYLE_DIM, ": assay diff ... --json FILE");
	line_end(&s->line, s->to);
}

/* ---- figures, a line for each column and each dimension ---- */

/* What stands first in a line; all else follows as the report has it. */
static const char *const first[] = { "missing_fraction", "mean", "p50", "std", "distinct", "p5", "p95", "min", "max", "dominant_fraction", "entropy",
				     "length_mean", "skewness" };
enum { FIRST = sizeof first / sizeof first[0] };

/* Whose line it is: the column, else the dimension. */
static void subject_text(const cJSON *one, char text[TEXT_BYTES])
{
	const char *column = text_at(one, "column"), *metric = text_at(one, "metric");

	if (column)
		snprintf(text, TEXT_BYTES, "%s", column);
	else
		snprintf(text, TEXT_BYTES, "%.*s", metric ? (int)strcspn(metric, ".") : 0, metric ? metric : "");
}

static bool same_subject(const cJSON *a, const cJSON *b)
{
	char x[TEXT_BYTES], y[TEXT_BYTES];

	subject_text(a, x);
	subject_text(b, y);
	return strcmp(x, y) == 0;
}

static const char *leaf_of(const cJSON *one)
{
	const char *metric = text_at(one, "metric"), *dot = metric ? strchr(metric, '.') : NULL;

	return dot ? dot + 1 : "";
}

static size_t rank_of(const cJSON *one)
{
	size_t rank = 0;

	while (rank < FIRST && strcmp(leaf_of(one), first[rank]) != 0)
		rank++;
	return rank;
}

static void value_text(char *buffer, const cJSON *one, double value)
{
	const char *leaf = leaf_of(one);
	size_t n = strlen(leaf), tail = strlen("fraction");

	if (n >= tail && strcmp(leaf + n - tail, "fraction") == 0)
		share_text(buffer, value);
	else if (value == floor(value) && fabs(value) < 1e15)
		count_text(buffer, value);
	else
		figure_text(buffer, value);
}

/* "missing 1.9 % → 20 %", unless nothing of it shows; was it put? */
static bool figure_put(struct screen *s, const cJSON *one, bool behind)
{
	char name[NUMBER_BYTES], a[NUMBER_BYTES], b[NUMBER_BYTES], *tail;
	double before, now;

	if (!number_at(one, "old", &before) || !number_at(one, "new", &now))
		return false;
	snprintf(name, sizeof name, "%s", leaf_of(one));
	tail = strstr(name, "_fraction");
	if (tail && !tail[strlen("_fraction")])
		*tail = '\0';
	for (char *at = name; *at; at++)
		*at = *at == '_' ? ' ' : *at;
	value_text(a, one, before);
	value_text(b, one, now);
	if (strcmp(a, b) == 0)
		return false;
	line_put(&s->line, STYLE_DIM, behind ? s->dot : "");
	line_put(&s->line, STYLE_DIM, name);
	line_put(&s->line, STYLE_PLAIN, " ");
	line_put(&s->line, STYLE_PLAIN, a);
	line_put(&s->line, STYLE_PLAIN, s->unicode ? " → " : " -> ");
	line_put(&s->line, STYLE_PLAIN, b);
	return true;
}

/* The figures of one subject, which stand together from here on. Gives the first of the next. */
static const cJSON *subject_write(struct screen *s, const cJSON *from, size_t name_columns)
{
	const cJSON *end = from;
	char name[TEXT_BYTES];
	bool any = false;

	while (end && same_subject(from, end))
		end = end->next;
	subject_text(from, name);
	line_begin(s);
	line_cell(&s->line, STYLE_PLAIN, name, name_columns, false);
	line_put(&s->line, STYLE_PLAIN, "  ");
	for (size_t rank = 0; rank <= FIRST; rank++)
		for (const cJSON *one = from; one != end && !s->line.full; one = one->next)
			if (rank_of(one) == rank && figure_put(s, one, any))
				any = true;
	if (any)	/* else it all rounds to the same */
		line_end(&s->line, s->to);
	return end;
}

/* How many subjects a list has, and how wide the widest name is. */
static size_t subjects(const cJSON *list, size_t *widest)
{
	size_t n = 0;

	for (const cJSON *one = list ? list->child : NULL; one; one = one->next) {
		char name[TEXT_BYTES];
		size_t columns;

		if (one->prev && one != list->child && same_subject(one->prev, one))
			continue;
		subject_text(one, name);
		columns = text_columns(name);
		*widest = columns > *widest ? columns : *widest;
		n++;
	}
	return n;
}

static void figures_write(struct screen *s, size_t lines)
{
	const cJSON *list[2] = { list_at(s->report, "figures.columns"), list_at(s->report, "figures.dataset") };
	size_t widest = 0, n = subjects(list[0], &widest) + subjects(list[1], &widest), left = lines > 1 ? lines - 1 : 0;
	size_t shown = n <= left ? n : left > 0 ? left - 1 : 0, hidden = n - shown;
	char text[TEXT_BYTES];

	if (n == 0 || left == 0)
		return;
	blank_write(s);
	widest = widest < NAME_MOST ? widest : NAME_MOST;
	for (size_t i = 0; i < 2; i++)
		for (const cJSON *one = list[i] ? list[i]->child : NULL; one && shown > 0; shown--)
			one = subject_write(s, one, widest);
	if (!hidden)
		return;
	counted_text(text, (double)hidden, "more line", "more lines");
	line_begin(s);
	line_put(&s->line, STYLE_DIM, s->dots);
	line_put(&s->line, STYLE_DIM, " and ");
	line_put(&s->line, STYLE_DIM, text);
	line_put(&s->line, STYLE_DIM, " of figures: assay diff ... --json FILE");
	line_end(&s->line, s->to);
}

int diff_write(const cJSON *diff, FILE *to, const struct assay_terminal *terminal, struct err *e)
{
	size_t lines = terminal->lines ? terminal->lines : SIZE_MAX, columns = terminal->columns ? terminal->columns : COLUMNS_DEFAULT;
	struct screen s = { .report = diff, .to = to, .columns = columns < LINE_COLUMNS_MAX ? columns : LINE_COLUMNS_MAX,
			    .colour = terminal->colour, .unicode = terminal->unicode, .dot = terminal->unicode ? " · " : "; ",
			    .dots = terminal->unicode ? "…" : "..." };
	size_t changes = (size_t)cJSON_GetArraySize(list_at(diff, "changes")), room;

	changes += changes > 0;
	head_write(&s);
	room = lines > HEAD_LINES ? lines - HEAD_LINES : 0;
	if (changes > room)
		changes = room;
	changes_write(&s, changes);
	figures_write(&s, room - changes);
	return ferror(to) ? err_set(e, ERR_STORE, "the diff could not be written") : 0;
}
