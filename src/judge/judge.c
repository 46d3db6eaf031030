/* judge: holds results against rules; see judge.h.
 *
 *   for each rule     results of its metric ─▶ column, type and conditions fit? ─┬─▶ null: not evaluated, unless the rule ignores it
 *                                                                                └─▶ bound broken: a finding
 *   at the end        findings sorted, the worst first
 *
 * With --fast a figure may be left out that only the rows could tell: the rule is skipped if it is of a built-in pack, else not evaluated.
 * What fits a rule by name but not by type or condition is nothing that the rule speaks of. A rule that names a column of which there is
 * no figure at all is not evaluated.
 */
#include "base/hash.h"
#include "base/nearest.h"
#include "judge/figures.h"
#include "judge/number_text.h"
#include "judge/rule.h"
#include "judge/template.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME_SHOWN = 80 };	/* bytes of a name or text in a title; all of it stands in the finding's place */

/* A finding with what it is sorted by. */
struct ranked {
	struct finding finding;
	double excess;
	const char *column, *other, *class;
	const struct rule *rule;
	bool repeated;		/* another rule of its group speaks for it */
};

struct hearing {
	const struct rules *rules;
	const struct results *results;
	const struct plan *plan;
	struct figures figures;
	struct ranked *found;
	size_t count, room;
	struct not_evaluated *skipped;
	size_t skipped_count, skipped_room;
	struct outcome *outcome;	/* of the rule at hand */
	bool unread;			/* --fast left out a figure that it is for, or a condition's */
	struct arena *arena;		/* of the findings */
	struct err *e;
};

static const char *column_name(const struct hearing *h, size_t column)
{
	return column == NO_COLUMN ? NULL : h->plan->column[column].name;
}

/* ---- what a rule speaks of ---- */

/* The column of the rule's role; NO_COLUMN: the user named none. */
static size_t role_column(const struct hearing *h, const struct rule *r)
{
	const size_t column[ROLES] = { [ROLE_NONE] = NO_COLUMN, [ROLE_LABEL] = h->plan->label, [ROLE_PRED] = h->plan->pred,
				       [ROLE_TIME] = h->plan->time, [ROLE_ID] = h->plan->id };

	return column[r->role];
}

static bool place_fits(const struct hearing *h, const struct rule *r, struct where w)
{
	const char *column = column_name(h, w.column), *other = column_name(h, w.other);

	size_t role = role_column(h, r);

	if (!pattern_fits(&r->class, w.class) || (r->role && w.column != role && w.other != role))
		return false;
	if (r->other.text)
		return (pattern_fits(&r->column, column) && pattern_fits(&r->other, other)) ||
			(pattern_fits(&r->column, other) && pattern_fits(&r->other, column));
	return pattern_fits(&r->column, column) || (other && pattern_fits(&r->column, other));
}

static bool type_fits(const struct hearing *h, const struct rule *r, size_t column)
{
	return r->types == 0 || column == NO_COLUMN || (r->types >> h->plan->column[column].type & 1);
}

/* A figure that is null keeps no condition; but one that --fast left out might, and *doubt says so. */
static bool condition_kept(const struct hearing *h, const struct condition *c, struct where w, bool *doubt)
{
	const struct result *r = figures_find(&h->figures, c->demand.metric, w);

	if (r ? r->unread : results_unread(h->results, c->demand.metric))
		return *doubt = true;
	return r && r->kind != RESULT_NONE && bound_broken(&c->demand.bound, r) == BROKEN_NONE;
}

static bool condition_holds(const struct hearing *h, const struct condition *c, struct where w, bool *doubt)
{
	bool first;

	if (c->demand.metric->scope == SCOPE_DATASET)
		return condition_kept(h, c, in_dataset(), doubt);
	if (c->demand.metric->scope != SCOPE_COLUMN)
		return condition_kept(h, c, w, doubt);
	first = condition_kept(h, c, in_column(w.column), doubt);
	if (w.other == NO_COLUMN || first == c->either)
		return first;
	return condition_kept(h, c, in_column(w.other), doubt);
}

/* What might hold if --fast had not left out a figure is remembered, and does not hold. */
static bool conditions_hold(struct hearing *h, const struct rule *r, struct where w)
{
	bool doubt = false;

	for (size_t i = 0; i < r->conditions; i++)
		if (!condition_holds(h, &r->when[i], w, &doubt))
			return false;
	h->unread |= doubt;
	return !doubt;
}

/* ---- what could not be evaluated ---- */

/* Takes the reason, which lives as long as the arena; NULL: no memory. */
static int skip_add(struct hearing *h, const struct rule *r, const char *id, struct where w, const char *reason)
{
	if (!reason)
		return err_nomem(h->e);
	if (h->skipped_count == h->skipped_room) {
		size_t room = h->skipped_room ? 2 * h->skipped_room : 16;
		struct not_evaluated *grown = reallocarray(h->skipped, room, sizeof *grown);

		if (!grown)
			return err_nomem(h->e);
		h->skipped = grown;
		h->skipped_room = room;
	}
	if (w.class && !(w.class = arena_copy(h->arena, w.class, strlen(w.class))))
		return err_nomem(h->e);
	h->outcome->skipped++;
	h->skipped[h->skipped_count++] = (struct not_evaluated){ .rule = id, .severity = r->severity, .where = w, .reason = reason };
	return 0;
}

static bool column_exists(const struct plan *plan, const char *name)
{
	for (size_t c = 0; c < plan->columns; c++)
		if (strcmp(plan->column[c].name, name) == 0)
			return true;
	return false;
}

/* The sentence that a named column has no figure, or is not there; in the arena. */
static const char *absence(const struct hearing *h, const struct rule *r)
{
	const char **names = arena_zeroed(h->arena, h->plan->columns + 1, sizeof *names), *near;
	const struct analysis *of = NULL;
	char said[400];

	if (!names)
		return NULL;
	for (size_t c = 0; c < h->plan->columns; c++)
		names[c] = h->plan->column[c].name;
	if (metric_find(r->demand.metric->name, &of) && !analysis_takes_part(of, h->plan))
		snprintf(said, sizeof said, "the dataset is no corpus of a kind that has such a figure; see --kind");
	else if (!pattern_is_name(&r->column))
		snprintf(said, sizeof said, "there is no such figure");
	else if (column_exists(h->plan, r->column.text))
		snprintf(said, sizeof said, "there is no such figure for \"%.100s\"", r->column.text);
	else if (nearest_words(r->column.text, names, h->plan->columns, &near, 1) == 1)
		snprintf(said, sizeof said, "no column \"%.100s\"; did you mean \"%.100s\"?", r->column.text, near);
	else
		snprintf(said, sizeof said, "no column \"%.100s\"", r->column.text);
	return arena_copy(h->arena, said, strlen(said));
}

/* ---- findings ---- */

/* Chained over the parts' hashes, so that no two lists of parts are one. */
static void id_make(char id[17], const struct rule *r, const struct ranked *f)
{
	const char *const part[] = { r->id, r->demand.metric->name, f->column, f->other, f->class };
	uint64_t hash = 0;

	for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
		hash = hash_u64(hash + 1 + (part[i] ? hash_bytes(part[i], strlen(part[i])) : 0));
	snprintf(id, 17, "%016jx", (uintmax_t)hash);
}

/* The list of rows that goes with the figure, when it is one. */
static const cJSON *evidence_of(const struct hearing *h, const struct rule *r, struct where w)
{
	const struct result *rows = r->evidence ? figures_find(&h->figures, r->evidence, w) : NULL;
	const cJSON *row;

	if (!rows || rows->kind != RESULT_DETAIL || !cJSON_IsArray(rows->detail) || !rows->detail->child)
		return NULL;
	cJSON_ArrayForEach(row, rows->detail)
		if (!cJSON_IsNumber(row))
			return NULL;
	return rows->detail;
}

/* A text as titles show it: whole, or cut at a character's border, in the arena; NULL: no memory. */
static const char *shown(struct arena *arena, const char *text)
{
	size_t n = text ? strnlen(text, NAME_SHOWN + 1) : 0;
	char *cut;

	if (n <= NAME_SHOWN)
		return text ? text : "";
	n = NAME_SHOWN;
	while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	cut = arena_take(arena, n + sizeof "…");
	if (cut) {
		memcpy(cut, text, n);
		memcpy(cut + n, "…", sizeof "…");
	}
	return cut;
}

static const char *filled(struct arena *arena, const char *template, const char *const text[FIELDS], const char *behind)
{
	size_t n = template_fill(NULL, template, text);
	char *to = arena_take(arena, n + strlen(behind) + 1);

	if (to) {
		template_fill(to, template, text);
		strcpy(to + n, behind);
	}
	return to;
}

/* A number, or a time as ISO 8601. */
static void value_write(char *buffer, const struct result *r, bool time)
{
	if (time)
		time_format(r->value, buffer);
	else
		number_exactly(buffer, r->value);
}

/* Microseconds, when the figure is in the unit of a column of times. */
static bool is_time(const struct hearing *h, const struct result *r)
{
	return r->metric->unit == UNIT_VALUE && r->where.column != NO_COLUMN && h->plan->column[r->where.column].type == TYPE_DATETIME;
}

/* Which bound a figure broke, and how. */
struct breach {
	const struct bound *bound;
	enum broken broken;
	const char *because;		/* behind the limit: "" or " (the baseline has 12)" */
};

static const char *limit_write(struct hearing *h, const struct rule *r, const struct breach *b, bool time,
			       size_t (*write)(char *, const struct bound *, enum broken, enum unit, bool))
{
	enum unit unit = r->demand.metric->unit;
	size_t n = write(NULL, b->bound, b->broken, unit, time);
	char *to = arena_take(h->arena, n + strlen(b->because) + 1);

	if (to) {
		write(to, b->bound, b->broken, unit, time);
		strcpy(to + n, b->because);
	}
	return to;
}

/* The finding's texts; -1: no memory. */
static int texts_write(struct hearing *h, const struct rule *rule, const struct breach *b, struct ranked *ranked)
{
	struct finding *f = &ranked->finding;
	const struct result *r = f->result;
	bool time = is_time(h, r), text = r->kind == RESULT_TEXT;
	char value[NUMBER_TEXT] = "", percent[NUMBER_TEXT] = "", count[NUMBER_TEXT] = "", roughly[NUMBER_TEXT] = "", rows[NUMBER_TEXT];
	const char *of[FIELDS] = {
		[FIELD_COLUMN] = shown(h->arena, ranked->column), [FIELD_OTHER] = shown(h->arena, ranked->other),
		[FIELD_CLASS] = shown(h->arena, ranked->class), [FIELD_VALUE] = text ? shown(h->arena, r->text) : value,
		[FIELD_VALUE_PERCENT] = percent, [FIELD_VALUE_COUNT] = count, [FIELD_VALUE_SHORT] = time ? value : roughly,
		[FIELD_LIMIT] = limit_write(h, rule, b, time, bound_value_text), [FIELD_ROWS] = rows,
		[FIELD_METRIC] = rule->demand.metric->name,
	};

	number_count(rows, (double)h->plan->rows);
	if (!text) {
		value_write(value, r, time);
		number_percent(percent, r->value, f->limit);
		number_count(count, r->value);
		number_roughly(roughly, r->value, f->limit);
	}
	for (size_t i = 0; i < FIELDS; i++)
		if (!of[i])
			return -1;
	f->limit_text = limit_write(h, rule, b, time, bound_demand_text);
	f->title = filled(h->arena, rule->title, of, bound_is_close(b->bound, b->broken, r) ? " (approximate)" : "");
	f->meaning = filled(h->arena, rule->meaning, of, "");
	f->action = filled(h->arena, rule->action, of, "");
	return f->limit_text && f->title && f->meaning && f->action ? 0 : -1;
}

static int finding_add(struct hearing *h, const struct rule *rule, const char *id, const struct result *r, const struct breach *b)
{
	struct ranked *f;

	if (h->count == h->room) {
		size_t room = h->room ? 2 * h->room : 16;
		struct ranked *grown = reallocarray(h->found, room, sizeof *grown);

		if (!grown)
			return err_nomem(h->e);
		h->found = grown;
		h->room = room;
	}
	f = &h->found[h->count++];
	*f = (struct ranked){
		.finding = { .rule = id, .dimension = rule->dimension, .severity = rule->severity, .result = r,
			     .limit = bound_limit(b->bound, b->broken), .evidence = evidence_of(h, rule, r->where) },
		.excess = bound_excess(b->bound, b->broken, r->value),
		.column = column_name(h, r->where.column), .other = column_name(h, r->where.other), .class = r->where.class,
		.rule = rule,
	};
	id_make(f->finding.id, rule, f);
	return texts_write(h, rule, b, f) < 0 ? err_nomem(h->e) : 0;
}

/* ---- the hearing ---- */

static int rule_skip(struct hearing *h, const struct rule *rule, const char *id, const struct result *r, const char *reason)
{
	return rule->ignore_absent ? 0 : skip_add(h, rule, id, r->where, arena_copy(h->arena, reason, strlen(reason)));
}

static int breach_find(struct hearing *h, const struct rule *rule, const char *id, const struct result *r, const struct breach *b)
{
	if (b->broken == BROKEN_NONE)
		return 0;
	h->outcome->broken++;
	return finding_add(h, rule, id, r, b) < 0 ? -1 : 1;
}

/* Against the figure of the baseline. */
static int change_hold(struct hearing *h, const struct rule *rule, const char *id, const struct result *r)
{
	char because[40 + NUMBER_TEXT], text[NUMBER_TEXT];
	struct bound bound;
	struct breach b = { .bound = &bound, .because = because };
	double old;

	if (!h->plan->baseline)
		return rule_skip(h, rule, id, r, "needs --baseline");
	if (!change_baseline(h->plan->baseline, r->metric, column_name(h, r->where.column), column_name(h, r->where.other), r->where.class,
			     &old))
		return rule_skip(h, rule, id, r, "the baseline has no such figure");
	h->outcome->held++;
	bound = change_bound(&rule->change, old);
	number_exactly(text, old);
	snprintf(because, sizeof because, " (the baseline has %s)", text);
	b.broken = bound_broken(&bound, r);
	return breach_find(h, rule, id, r, &b) < 0 ? -1 : 0;
}

static int result_hold(struct hearing *h, const struct rule *rule, const char *id, const struct result *r)
{
	struct breach b = { .bound = &rule->demand.bound, .because = "" };
	int found;

	if (r->unread) {
		h->unread = true;
		return 0;
	}
	if (r->kind == RESULT_NONE)
		return rule_skip(h, rule, id, r, r->text);
	if (bound_is_open(b.bound))
		return change_hold(h, rule, id, r);
	h->outcome->held++;
	b.broken = bound_broken(b.bound, r);
	found = breach_find(h, rule, id, r, &b);
	return found < 0 ? -1 : found > 0 || !change_given(&rule->change) ? 0 : change_hold(h, rule, id, r);
}

static int role_skip(struct hearing *h, const struct rule *rule, const char *id)
{
	char reason[40];

	snprintf(reason, sizeof reason, "needs --%s", role_names[rule->role]);
	return rule->ignore_absent ? 0 : skip_add(h, rule, id, in_dataset(), arena_copy(h->arena, reason, strlen(reason)));
}

/* ---- rules on rows ---- */

/* The bound on the bad rows, in words behind it where it is a share. */
static struct bound allowance(const struct row_rule *row, uint64_t looked, char because[40 + 2 * NUMBER_TEXT])
{
	char share[NUMBER_TEXT], rows[NUMBER_TEXT];
	struct bound b = { .min = -INFINITY, .max = (double)row->allow_rows };

	because[0] = '\0';
	if (row->allow_share < 0)
		return b;
	b.max = floor(row->allow_share * (double)looked + 1e-9);
	number_percent_exactly(share, row->allow_share);
	number_count(rows, (double)looked);
	sprintf(because, " (%s of %s rows)", share, rows);
	return b;
}

static int outcome_hold(struct hearing *h, const struct rule *rule, const char *id, const struct row_outcome *o)
{
	char because[40 + 2 * NUMBER_TEXT];
	struct bound bound = allowance(rule->rows, o->looked, because);
	struct breach b = { .bound = &bound, .because = because };
	int found;

	if (o->result.kind == RESULT_NONE)
		return rule_skip(h, rule, id, &o->result, o->result.text);
	h->outcome->held++;
	b.broken = bound_broken(&bound, &o->result);
	found = breach_find(h, rule, id, &o->result, &b);
	if (found > 0) {
		struct finding *f = &h->found[h->count - 1].finding;

		f->evidence = o->rows;
		f->shown = o->shown;
		f->shown_count = o->shown_count;
	}
	return found < 0 ? -1 : 0;
}

static int rows_hold(struct hearing *h, const struct rule *rule, const char *id)
{
	static const char not_looked[] = "no row was looked at";
	const struct row_outcomes *all = h->plan->row_outcomes;
	bool seen = false;

	for (size_t i = 0; all && i < all->count; i++) {
		const struct row_outcome *o = &all->at[i];

		if (o->rule != (size_t)(rule - h->rules->at))
			continue;
		seen = true;
		if (conditions_hold(h, rule, o->result.where) && outcome_hold(h, rule, id, o) < 0)
			return -1;
	}
	if (seen || rule->ignore_absent || (all && !pattern_is_name(&rule->column)))
		return 0;
	return skip_add(h, rule, id, in_dataset(), all ? absence(h, rule) : arena_copy(h->arena, not_looked, strlen(not_looked)));
}

static int figures_hold(struct hearing *h, const struct rule *rule, const char *id)
{
	bool expected = rule->demand.metric->scope == SCOPE_DATASET || pattern_is_name(&rule->column), seen = false;

	if (rule->role && role_column(h, rule) == NO_COLUMN)
		return role_skip(h, rule, id);
	for (size_t i = 0; i < h->results->count; i++) {
		const struct result *r = &h->results->at[i];

		if (r->metric != rule->demand.metric || !place_fits(h, rule, r->where))
			continue;
		seen = true;
		if (type_fits(h, rule, r->where.column) && type_fits(h, rule, r->where.other) && conditions_hold(h, rule, r->where) &&
		    result_hold(h, rule, id, r) < 0)
			return -1;
	}
	if (!seen && results_unread(h->results, rule->demand.metric))
		h->unread = true;	/* pairs and classes that nobody has looked for */
	if (seen || h->unread || !expected || rule->ignore_absent)
		return 0;
	return skip_add(h, rule, id, in_dataset(), absence(h, rule));
}

/* One entry for whatever --fast left out. A rule that somebody wrote must not pass unheard, whatever it says of null figures; those of a built-in
 * pack are only marked. */
static int unread_skip(struct hearing *h, const struct rule *rule, const char *id)
{
	if (!rule->built_in)
		return skip_add(h, rule, id, in_dataset(), arena_copy(h->arena, skipped_by_fast, strlen(skipped_by_fast)));
	h->outcome->unread = true;
	return 0;
}

static int rule_hold(struct hearing *h, const struct rule *rule)
{
	const char *id = arena_copy(h->arena, rule->id, strlen(rule->id));

	if (!id)
		return err_nomem(h->e);
	*h->outcome = (struct outcome){ .rule = id, .metric = rule->demand.metric->name, .severity = rule->severity };
	h->unread = false;
	if ((rule->rows ? rows_hold(h, rule, id) : figures_hold(h, rule, id)) < 0)
		return -1;
	return h->unread ? unread_skip(h, rule, id) : 0;
}

/* Names in byte order, none before any. */
static int name_compare(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

/* A total order: rule and place differ in any two. */
static int ranked_compare(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	int order = (a->finding.severity < b->finding.severity) - (a->finding.severity > b->finding.severity);

	if (!order)
		order = (a->excess < b->excess) - (a->excess > b->excess);
	if (!order)
		order = (int)dimension_of(a->finding.rule) - (int)dimension_of(b->finding.rule);
	if (!order)
		order = strcmp(a->finding.rule, b->finding.rule);
	if (!order)
		order = name_compare(a->column, b->column);
	if (!order)
		order = name_compare(a->other, b->other);
	return order ? order : name_compare(a->class, b->class);
}

/* One place whichever column of a pair comes first. */
static int place_compare(const struct ranked *a, const struct ranked *b)
{
	const struct where x = a->finding.result->where, y = b->finding.result->where;
	const size_t left[] = { x.column < x.other ? x.column : x.other, x.column < x.other ? x.other : x.column };
	const size_t right[] = { y.column < y.other ? y.column : y.other, y.column < y.other ? y.other : y.column };
	int order = name_compare(a->rule->group, b->rule->group);

	for (size_t i = 0; order == 0 && i < 2; i++)
		order = (left[i] > right[i]) - (left[i] < right[i]);
	return order ? order : name_compare(a->class, b->class);
}

/* By group and place, and there in the order of the pack. */
static int group_compare(const void *x, const void *y)
{
	const struct ranked *a = *(struct ranked *const *)x, *b = *(struct ranked *const *)y;
	int order = place_compare(a, b);

	if (!order)
		order = (a->rule > b->rule) - (a->rule < b->rule);
	return order ? order : (a->finding.result > b->finding.result) - (a->finding.result < b->finding.result);
}

static int groups_settle(struct hearing *h)
{
	struct ranked **grouped = malloc((h->count + 1) * sizeof *grouped);
	size_t n = 0;

	if (!grouped)
		return err_nomem(h->e);
	for (size_t i = 0; i < h->count; i++)
		if (h->found[i].rule->group)
			grouped[n++] = &h->found[i];
	if (n)
		qsort(grouped, n, sizeof(struct ranked *), group_compare);
	for (size_t i = 1; i < n; i++)
		grouped[i]->repeated = place_compare(grouped[i - 1], grouped[i]) == 0;
	free(grouped);
	return 0;
}

static int findings_settle(struct findings *out, struct hearing *h)
{
	out->at = arena_zeroed(&out->arena, h->count, sizeof *out->at);
	out->skipped = arena_zeroed(&out->arena, h->skipped_count, sizeof *out->skipped);
	if (!out->at || !out->skipped)
		return err_nomem(h->e);
	if (h->count)
		qsort(h->found, h->count, sizeof *h->found, ranked_compare);
	for (size_t i = 0; i < h->count; i++) {
		if (h->found[i].repeated)
			continue;
		out->at[out->count++] = h->found[i].finding;
		out->outcome[h->found[i].rule - h->rules->at].found++;
		out->by_severity[h->found[i].finding.severity]++;
	}
	for (; out->skipped_count < h->skipped_count; out->skipped_count++)
		out->skipped[out->skipped_count] = h->skipped[out->skipped_count];
	return 0;
}

int judge(struct findings *out, const struct rules *rules, const struct results *results, const struct plan *plan, struct err *e)
{
	struct hearing h = { .rules = rules, .results = results, .plan = plan, .arena = &out->arena, .e = e };
	int done = figures_open(&h.figures, results, e);

	out->outcome = arena_zeroed(&out->arena, rules->count, sizeof *out->outcome);
	if (done == 0 && !out->outcome)
		done = err_nomem(e);
	for (; done == 0 && out->outcomes < rules->count; out->outcomes++) {
		h.outcome = &out->outcome[out->outcomes];
		done = rule_hold(&h, &rules->at[out->outcomes]);
	}
	if (done == 0)
		done = groups_settle(&h);
	if (done == 0)
		done = findings_settle(out, &h);
	figures_release(&h.figures);
	free(h.found);
	free(h.skipped);
	if (done < 0)
		findings_release(out);
	return done;
}

void findings_release(struct findings *f)
{
	arena_release(&f->arena);
	*f = (struct findings){ .count = 0 };
}

int verdict_exit(const struct findings *f)
{
	static const enum severity least[] = { [FAIL_ON_ERROR] = SEVERITY_ERROR, [FAIL_ON_WARN] = SEVERITY_WARN };

	if (f->fail_on == FAIL_NEVER)
		return 0;
	for (enum severity s = least[f->fail_on]; s <= SEVERITY_ERROR; s++)
		if (f->by_severity[s] > 0)
			return 1;
	for (size_t i = 0; i < f->skipped_count; i++)
		if (f->skipped[i].severity >= least[f->fail_on])
			return 1;
	return 0;
}
