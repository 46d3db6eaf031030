/* summary_findings: the findings, see summary_parts.h. A group of findings has three parts, each of a line or more:
 *
 *   ▲ deck: 77.2 % of the cells are missing                       titanic.csv:2
 *     and 2 more: age, embarked
 *     Find out why values are missing and for whom, before filling them in or dropping the column.
 */
#include "report/summary_parts.h"

#include "judge/number_text.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, TITLE_LINES = 6, ADVICE_LINES = 8 };
enum { PLACE_MOST = 3 };	/* the part of a line that a place may take where the title has but one: a third */

/* Of one rule, as severe, and of the same list of the report? */
static bool belongs(const struct finding_group *g, const cJSON *finding, size_t rank)
{
	const char *rule = text_at(g->first, "rule"), *other = text_at(finding, "rule");

	return g->rank == rank && rule && other && strcmp(rule, other) == 0 && !text_at(g->first, "reason") == !text_at(finding, "reason");
}

static void group_list(struct finding_groups *groups, const cJSON *findings, size_t rank)
{
	const cJSON *f;

	cJSON_ArrayForEach(f, findings) {
		size_t i = 0;

		if (finding_rank(f) != rank || member_at(f, "waived"))
			continue;
		while (i < groups->count && !belongs(&groups->at[i], f, rank))
			i++;
		if (i == groups->count)
			groups->at[groups->count++] = (struct finding_group){ .first = f, .rank = rank };
		groups->at[i].count++;
	}
}

/* Rules that could not be evaluated stand with the findings of their severity, as they weigh as much. */
int findings_group(struct finding_groups *groups, const cJSON *report, struct err *e)
{
	const cJSON *list[] = { list_at(report, "findings"), list_at(report, "not_evaluated") };
	size_t n = 0;

	for (size_t i = 0; i < 2; i++)
		n += list[i] ? (size_t)cJSON_GetArraySize(list[i]) : 0;
	*groups = (struct finding_groups){ .at = calloc(n + 1, sizeof *groups->at) };
	if (!groups->at)
		return err_nomem(e);
	for (size_t rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < 2; i++)
			group_list(groups, list[i], rank);
	return 0;
}

const char *finding_advice(const cJSON *finding)
{
	const char *action = text_at(finding, "action"), *meaning = text_at(finding, "meaning");

	return action && *action ? action : meaning && *meaning ? meaning : NULL;
}

void finding_where(const cJSON *finding, char text[TEXT_BYTES])
{
	const char *column = text_at(finding, "where.column"), *other = text_at(finding, "where.other");
	const char *class = text_at(finding, "where.class");

	text[0] = '\0';
	if (column && other)
		snprintf(text, TEXT_BYTES, "%s ~ %s", column, other);
	else if (column && class)
		snprintf(text, TEXT_BYTES, "class %s of %s", class, column);
	else if (column)
		snprintf(text, TEXT_BYTES, "column %s", column);
}

/* "train.csv:4182" */
static void place_text(const cJSON *source, double line, char text[TEXT_BYTES])
{
	const char *path = text_at(source, "path"), *slash = path ? strrchr(path, '/') : NULL;
	char number[NUMBER_BYTES];

	number_exactly(number, line);
	snprintf(text, TEXT_BYTES, "%s:%s", slash && slash[1] ? slash + 1 : path ? path : "line", number);
}

/* Where the first record stands that could not be read. */
static void reject_text(const cJSON *sources, char text[TEXT_BYTES])
{
	const cJSON *source;
	double line;

	cJSON_ArrayForEach(source, sources) {
		const cJSON *rejects = list_at(source, "rejects");

		if (number_at(rejects ? rejects->child : NULL, "line", &line)) {
			place_text(source, line, text);
			return;
		}
	}
}

/* Where a finding shows: at the first row that is its evidence, whose line stands with the source that holds it. */
static void evidence_text(const struct screen *s, const cJSON *finding, char text[TEXT_BYTES])
{
	const cJSON *evidence = list_at(finding, "evidence"), *sources = list_at(s->report, "dataset.sources"), *source;
	const char *metric = text_at(finding, "metric");
	char key[32], number[NUMBER_BYTES];
	double row, line;

	text[0] = '\0';
	if (metric && strcmp(metric, "validity.rejected_fraction") == 0)
		reject_text(sources, text);
	if (!number_at(evidence ? evidence->child : NULL, "row", &row) || row < 0 || row > 0x1p53)
		return;
	snprintf(key, sizeof key, "lines.%.0f", row);
	cJSON_ArrayForEach(source, sources) {
		if (!number_at(source, key, &line))
			continue;
		place_text(source, line, text);
		return;
	}
	number_exactly(number, row);
	snprintf(text, TEXT_BYTES, "row %s", number);
}

/* Title and place in one line: the title is cut where both do not fit. */
static void title_line(struct screen *s, const char *title, const char *place)
{
	size_t room = s->columns > s->line.columns ? s->columns - s->line.columns : 0, wide = text_columns(place);

	if (wide > 0 && wide + 2 < room && (text_columns(title) + 2 + wide <= room || wide <= s->columns / PLACE_MOST)) {
		line_cell(&s->line, STYLE_BOLD, title, room - wide - 2, false);
		line_put(&s->line, STYLE_PLAIN, "  ");
		line_put(&s->line, STYLE_DIM, place);
	} else {
		line_put(&s->line, STYLE_BOLD, title);
	}
}

/* The whole title; the place at the right of its last line, or in a line of its own. */
static void title_flow(struct screen *s, const char *title, const char *place, size_t lines)
{
	size_t wide = text_columns(place);

	text_flow(s, STYLE_BOLD, title, INDENT, lines - 1);
	if (wide == 0)
		return;
	if (s->line.columns + 2 + wide <= s->columns) {
		line_to(&s->line, s->columns - wide);
	} else {
		line_flush(s);
		line_begin_at(s, INDENT);
	}
	line_put(&s->line, STYLE_DIM, place);
}

static void title_write(struct screen *s, const cJSON *finding, size_t lines)
{
	const struct severity_look *look = &severity_looks[finding_rank(finding)];
	const char *title = text_at(finding, "title"), *rule = text_at(finding, "rule"), *reason = text_at(finding, "reason");
	char where[TEXT_BYTES], evidence[TEXT_BYTES], place[2 * TEXT_BYTES + 2], unheld[TEXT_BYTES];
	size_t room;

	finding_where(finding, where);
	evidence_text(s, finding, evidence);
	title = title ? title : rule ? rule : "a rule was broken";
	if (reason) {
		snprintf(unheld, sizeof unheld, "%s was not evaluated: %s", title, reason);
		title = unheld;
	}
	snprintf(place, sizeof place, "%s%s%s", where, *where && *evidence ? "  " : "", evidence);
	line_begin(s);
	line_put(&s->line, look->style, s->unicode ? look->mark : look->mark_ascii);
	line_put(&s->line, STYLE_PLAIN, " ");
	room = s->columns > s->line.columns ? s->columns - s->line.columns : 0;
	if (text_columns(title) + 2 + text_columns(place) > room)	/* where it is goes first: the title mostly says it */
		snprintf(place, sizeof place, "%s", evidence);
	if (s->wrap && lines > 1)
		title_flow(s, title, place, lines < TITLE_LINES ? lines : TITLE_LINES);
	else
		title_line(s, title, place);
	line_flush(s);
}

/* Where else the rule is broken. */
static void others_write(struct screen *s, const struct finding_group *g)
{
	char text[TEXT_BYTES], number[NUMBER_BYTES];
	const char *between = ": ";

	line_begin(s);
	count_text(number, (double)(g->count - 1));
	snprintf(text, sizeof text, "  and %s more", number);
	line_put(&s->line, STYLE_PLAIN, text);
	for (const cJSON *f = g->first->next; f && !s->line.full; f = f->next) {
		if (!belongs(g, f, finding_rank(f)) || member_at(f, "waived"))
			continue;
		finding_where(f, text);
		line_put(&s->line, STYLE_PLAIN, between);
		line_put(&s->line, STYLE_PLAIN, strncmp(text, "column ", 7) == 0 ? text + 7 : text);
		between = ", ";
	}
	line_flush(s);
}

static void advice_write(struct screen *s, const char *text, size_t lines)
{
	line_begin_at(s, INDENT);
	text_flow(s, STYLE_DIM, text, INDENT, lines < ADVICE_LINES ? lines : ADVICE_LINES);
	line_flush(s);
}

/* A group in at most so many lines (> 0): where room is short it loses its end. */
static void group_write(struct screen *s, const struct finding_group *g, size_t lines)
{
	const size_t end = s->lines + lines;

	title_write(s, g->first, lines);
	if (g->count > 1 && s->lines < end)
		others_write(s, g);
	if (finding_advice(g->first) && s->lines < end)
		advice_write(s, finding_advice(g->first), end - s->lines);
}

size_t findings_lines(struct screen *s, const struct finding_groups *groups)
{
	enum { ENOUGH = TITLE_LINES + 1 + ADVICE_LINES };
	const size_t before = s->lines;
	FILE *const to = s->to;
	size_t lines;

	s->to = NULL;
	for (size_t i = 0; i < groups->count; i++)
		group_write(s, &groups->at[i], ENOUGH);
	lines = s->lines - before + (groups->count > 0);
	s->lines = before;
	s->to = to;
	return lines;
}

static void more_write(struct screen *s, size_t more, bool all)
{
	char count[TEXT_BYTES];

	counted_text(count, (double)more, all ? "finding" : "more finding", all ? "findings" : "more findings");
	line_begin(s);
	if (!all) {
		line_put(&s->line, STYLE_DIM, s->dots);
		line_put(&s->line, STYLE_DIM, " and ");
	}
	line_put(&s->line, STYLE_DIM, count);
	line_put(&s->line, STYLE_DIM, ": --html FILE");
	if (s->line.columns + strlen(" shows them") <= s->columns)
		line_put(&s->line, STYLE_DIM, " shows them");
	line_flush(s);
}

/* A blank line, then the groups; where room is short the last one has but its title. */
void findings_write(struct screen *s, const struct finding_groups *groups, size_t lines)
{
	size_t hidden = 0, end;

	if (groups->count == 0 || lines < 2)
		return;
	end = s->lines + lines - (lines < findings_lines(s, groups) ? 1 : 0);
	blank_write(s);
	for (size_t i = 0; i < groups->count; i++) {
		if (s->lines < end)
			group_write(s, &groups->at[i], end - s->lines);
		else
			hidden += groups->at[i].count;
	}
	if (hidden)
		more_write(s, hidden, lines == 2);
}
