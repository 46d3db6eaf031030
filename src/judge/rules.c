/* rules: reads a rule, and refuses whatever in it cannot mean anything, before any data is read.
 *
 * A rule is objects in objects. What members each may have, of what kind, and who reads them stands in tables; members are read in the
 * table's order, not the text's, so that a bound is read when its metric is known. Every fault has its line and column.
 */
#include "judge/members.h"
#include "judge/number_text.h"
#include "judge/rule.h"
#include "judge/template.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const severities[] = { "info", "warn", "error" };

/* ---- metrics and bounds: members of rules and of conditions, which both begin with a demand ---- */

/* detail: a list of rows was asked for, else a figure. */
static int metric_unknown(struct reader *r, const cJSON *item, bool detail)
{
	char near[NEAR_BYTES];
	const char **names;
	size_t n = 0;

	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			n++;
	names = calloc(n + 1, sizeof *names);
	if (!names)
		return err_nomem(r->e);
	n = 0;
	for (size_t i = 0; analyses[i]; i++)
		for (const struct metric *m = analyses[i]->metrics; m->name; m++)
			if (detail == (m->unit == UNIT_DETAIL))
				names[n++] = m->name;
	near_text(near, item->valuestring, names, n);
	free(names);
	return fault(r, value_at(r, item), "unknown metric \"%.100s\"%s", item->valuestring, near);
}

static int metric_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct demand *d = into;

	(void)offset;
	d->metric = metric_find(item->valuestring, NULL);
	if (!d->metric)
		return metric_unknown(r, item, false);
	if (d->metric->unit == UNIT_DETAIL)
		return fault(r, value_at(r, item), "\"%s\" is an object of the report, not a figure with a bound", d->metric->name);
	return 0;
}

/* "7d" is seconds, "5%" a share; a number is in the metric's unit. */
static int quantity_read(struct reader *r, const struct metric *m, const cJSON *item, double *v)
{
	static const struct { const char *name; double scale; enum unit unit; } units[] = {
		{ "%", 0.01, UNIT_FRACTION }, { "s", 1, UNIT_SECONDS }, { "m", 60, UNIT_SECONDS }, { "h", 3600, UNIT_SECONDS },
		{ "d", 86400, UNIT_SECONDS }, { "w", 604800, UNIT_SECONDS } };
	char *end;

	*v = item->valuedouble;
	if (!cJSON_IsString(item))
		return 0;
	*v = strtod(item->valuestring, &end);
	end += strspn(end, " ");
	for (size_t i = 0; i < COUNT(units) && end != item->valuestring; i++) {
		if (strcmp(end, units[i].name) != 0)
			continue;
		*v *= units[i].scale;
		if (m->unit == units[i].unit)
			return 0;
		return fault(r, value_at(r, item), "\"%.100s\" is no bound for \"%s\", which is in %s", item->valuestring, m->name,
			     unit_name(m->unit));
	}
	return fault(r, value_at(r, item), "\"%.100s\" is no quantity: a number, a share like \"5%%\" or a span like \"7d\" (s, m, h, d, w)",
		     item->valuestring);
}

static int range_check(struct reader *r, const struct metric *m, const cJSON *item, double v)
{
	char value[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT], hint[40 + 2 * NUMBER_TEXT] = "", share[NUMBER_TEXT];

	if (!isfinite(v))
		return fault(r, value_at(r, item), "this number is larger than a double holds");
	if (v >= m->low && v <= m->high)
		return 0;
	number_exactly(value, v);
	number_exactly(low, m->low);
	number_exactly(high, m->high);
	if (m->unit == UNIT_FRACTION && v > 1 && v <= 100) {
		number_exactly(share, v / 100);
		snprintf(hint, sizeof hint, "; %s %% is %s", value, share);
	}
	return fault(r, value_at(r, item), "%s is outside of the range of \"%s\", from %s to %s%s", value, m->name, low, high, hint);
}

/* min and max. */
static int limit_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	const struct metric *m = ((struct demand *)into)->metric;
	double v;

	if (m->unit == UNIT_NAME)
		return fault(r, key_at(r, item), "\"%s\" is a text: it has no %s, but may have \"equals\" or \"in\"", m->name, item->string);
	if (quantity_read(r, m, item, &v) < 0 || range_check(r, m, item, v) < 0)
		return -1;
	*(double *)((char *)into + offset) = v;
	return 0;
}

static int exclusive_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct bound *b = &((struct demand *)into)->bound;

	(void)offset;
	b->exclusive = cJSON_IsTrue(item);
	if (b->min == -INFINITY && b->max == INFINITY)
		return fault(r, key_at(r, item), "\"exclusive\" needs \"min\" or \"max\"");
	return 0;
}

static int choice_read(struct reader *r, const struct metric *m, struct choice *c, const cJSON *item)
{
	if (kind_check(r, item, m->name, m->unit == UNIT_NAME ? KIND_TEXT : KIND_NUMBER) < 0)
		return -1;
	if (m->unit != UNIT_NAME) {
		c->number = item->valuedouble;
		return range_check(r, m, item, c->number);
	}
	c->text = text_keep(r, item);
	return c->text ? 0 : -1;
}

/* equals and in. */
static int choices_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct demand *d = into;
	struct bound *b = &d->bound;
	bool list = cJSON_IsArray(item);
	struct choice *choice;

	(void)offset;
	if (b->choice || b->min > -INFINITY || b->max < INFINITY)
		return fault(r, key_at(r, item), "\"%s\" does not go together with another bound", item->string);
	b->equals = !list;
	b->choices = list ? (size_t)cJSON_GetArraySize(item) : 1;
	if (b->choices == 0)
		return fault(r, value_at(r, item), "\"in\" is empty: nothing would keep the bound");
	choice = arena_zeroed(r->arena, b->choices, sizeof *choice);
	if (!choice)
		return err_nomem(r->e);
	b->choice = choice;
	if (!list)
		return choice_read(r, d->metric, choice, item);
	for (const cJSON *i = item->child; i; i = i->next)
		if (choice_read(r, d->metric, choice++, i) < 0)
			return -1;
	return 0;
}

static int bound_check(struct reader *r, const struct bound *b, const char *what, const cJSON *object)
{
	if (bound_is_open(b))
		return fault(r, value_at(r, object), "%s needs a bound: \"min\", \"max\", \"equals\" or \"in\"", what);
	if (b->min > b->max)
		return fault(r, value_at(r, cJSON_GetObjectItemCaseSensitive(object, "min")), "\"min\" is above \"max\"");
	if (b->exclusive && b->min == b->max)
		return fault(r, value_at(r, cJSON_GetObjectItemCaseSensitive(object, "min")),
			     "\"min\" is \"max\", and both are excluded: nothing would keep the bound");
	return 0;
}

static const struct bound bound_open = { .min = -INFINITY, .max = INFINITY };

#define DEMAND_MEMBERS                                                                        \
	{ "metric", KIND_TEXT, true, metric_read, 0 },                                        \
	{ "min", KIND_PLAIN, false, limit_read, offsetof(struct demand, bound.min) },        \
	{ "max", KIND_PLAIN, false, limit_read, offsetof(struct demand, bound.max) },        \
	{ "exclusive", KIND_FLAG, false, exclusive_read, 0 },                                 \
	{ "equals", KIND_PLAIN, false, choices_read, 0 },                                     \
	{ "in", KIND_LIST, false, choices_read, 0 }

/* ---- conditions ---- */

static int of_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	static const char *const words[] = { "both", "either" };
	int found = word_find(r, item, "\"of\"", words, COUNT(words));

	(void)offset;
	((struct condition *)into)->either = found == 1;
	return found < 0 ? -1 : 0;
}

static const struct member condition_members[] = { DEMAND_MEMBERS, { "of", KIND_TEXT, false, of_read, 0 } };

/* A condition looks at what its rule looks at, at a column of that, or at the dataset. */
static int condition_check(struct reader *r, const struct rule *rule, const struct condition *c, const cJSON *object)
{
	enum scope of = rule->demand.metric->scope, scope = c->demand.metric->scope;
	const cJSON *either = cJSON_GetObjectItemCaseSensitive(object, "of");

	if (scope != SCOPE_DATASET && scope != of && (scope != SCOPE_COLUMN || of == SCOPE_DATASET))
		return fault(r, value_at(r, cJSON_GetObjectItemCaseSensitive(object, "metric")),
			     "\"%s\" is of a %s; \"%s\", which this rule is on, is of a %s", c->demand.metric->name, scope_name(scope),
			     rule->demand.metric->name, scope_name(of));
	if (either && (scope != SCOPE_COLUMN || of != SCOPE_PAIR))
		return fault(r, key_at(r, either), "\"of\" is for figures of columns in a rule on pairs");
	return bound_check(r, &c->demand.bound, "a condition", object);
}

static int when_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	struct condition *condition;

	(void)offset;
	rule->conditions = (size_t)cJSON_GetArraySize(item);
	condition = arena_zeroed(r->arena, rule->conditions, sizeof *condition);
	if (!condition)
		return err_nomem(r->e);
	rule->when = condition;
	for (const cJSON *i = item->child; i; i = i->next, condition++) {
		condition->demand.bound = bound_open;
		if (members_read(r, i, "a condition", condition_members, COUNT(condition_members), condition) < 0 ||
		    condition_check(r, rule, condition, i) < 0)
			return -1;
	}
	return 0;
}

/* ---- rules ---- */

/* "dimension.rest"; that no other rule of the pack has it is the pack's matter. */
static int id_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	const char *id = item->valuestring, *dot = strchr(id, '.');
	size_t allowed = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"), dimension = dimension_of(id);

	(void)offset;
	if (dimension == DIMENSIONS || !dot || !dot[1] || id[allowed])
		return fault(r, value_at(r, item), "an id is a dimension, a dot and a name of letters, digits and . _ - like "
			     "\"completeness.missing-many\"; \"%.100s\" is not", id);
	rule->dimension = dimensions[dimension];
	rule->id = text_keep(r, item);
	return rule->id ? 0 : -1;
}

/* Rules on the dataset have no column to choose. */
static int scope_check(struct reader *r, const struct rule *rule, const cJSON *item)
{
	if (rule->demand.metric->scope != SCOPE_DATASET)
		return 0;
	return fault(r, key_at(r, item), "\"%s\" is a figure of the dataset: \"%s\" has no meaning for it", rule->demand.metric->name,
		     item->string);
}

static int column_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;

	(void)offset;
	return scope_check(r, rule, item) < 0 ? -1 : pattern_read(r, &rule->column, item);
}

static int pair_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;

	(void)offset;
	if (rule->demand.metric->scope != SCOPE_PAIR)
		return fault(r, key_at(r, item), "\"%s\" is not of a pair of columns: \"pair\" has no meaning for it", rule->demand.metric->name);
	if (rule->column.text)
		return fault(r, key_at(r, item), "\"pair\" does not go together with \"column\"");
	if (cJSON_GetArraySize(item) != 2 || kind_check(r, item->child, "a column of the pair", KIND_TEXT) < 0 ||
	    kind_check(r, item->child->next, "a column of the pair", KIND_TEXT) < 0)
		return fault(r, value_at(r, item), "\"pair\" is an array of two names");
	return pattern_read(r, &rule->column, item->child) < 0 ? -1 : pattern_read(r, &rule->other, item->child->next);
}

static int class_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;

	(void)offset;
	if (rule->demand.metric->scope != SCOPE_CLASS)
		return fault(r, key_at(r, item), "\"%s\" is not of a class: \"class\" has no meaning for it", rule->demand.metric->name);
	return pattern_read(r, &rule->class, item);
}

/* ---- changes against the baseline ---- */

/* max_increase, max_decrease, and max_change, which is both. */
static int change_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	const struct metric *m = rule->demand.metric;
	struct step step = { .given = true, .by = item->valuedouble };
	char *end;

	if (m->unit == UNIT_NAME)
		return fault(r, key_at(r, item), "\"%s\" is a text: it has no %s", m->name, item->string);
	if (cJSON_IsString(item)) {
		step.by = strtod(item->valuestring, &end);
		step.share = end != item->valuestring && strcmp(end, "%") == 0;
		step.by /= 100;
		if (!step.share && quantity_read(r, m, item, &step.by) < 0)
			return -1;
	}
	if (!(step.by >= 0 && step.by < INFINITY))
		return fault(r, value_at(r, item), "%s is a number from 0, or a share of the old figure like \"10%%\"", item->string);
	if (offset != offsetof(struct rule, change.decrease))
		rule->change.increase = step;
	if (offset != offsetof(struct rule, change.increase))
		rule->change.decrease = step;
	return 0;
}

const char *const role_names[ROLES] = { "", "label", "pred", "time", "id" };

static int role_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	int found;

	(void)offset;
	if (scope_check(r, rule, item) < 0)
		return -1;
	found = word_find(r, item, "role", role_names + 1, ROLES - 1);
	rule->role = (enum role)(found + 1);
	return found < 0 ? -1 : 0;
}

static int type_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;

	(void)offset;
	return scope_check(r, rule, item) < 0 ? -1 : column_types_read(r, item, &rule->types);
}

static int absent_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	static const char *const words[] = { "not_evaluated", "ignore" };
	int found = word_find(r, item, "\"if_absent\"", words, COUNT(words));

	(void)offset;
	((struct rule *)into)->ignore_absent = found == 1;
	return found < 0 ? -1 : 0;
}

static int severity_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	int found = word_find(r, item, "severity", severities, COUNT(severities));

	(void)offset;
	if (found < 0)
		return -1;
	((struct rule *)into)->severity = (enum severity)found;
	return 0;
}

static int group_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	const char *group = text_keep(r, item);

	(void)offset;
	((struct rule *)into)->group = group;
	return group ? 0 : -1;
}

static int evidence_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	const struct metric *m = metric_find(item->valuestring, NULL), *judged = rule->demand.metric;

	(void)offset;
	if (!m)
		return metric_unknown(r, item, true);
	if (m->unit != UNIT_DETAIL)
		return fault(r, value_at(r, item), "\"%s\" is a figure, not a list of rows", m->name);
	if (m->scope != judged->scope)
		return fault(r, value_at(r, item), "\"%s\" is of a %s, and \"%s\" of a %s", m->name, scope_name(m->scope), judged->name,
			     scope_name(judged->scope));
	rule->evidence = m;
	return 0;
}

/* What the figure cannot fill in: a text; NULL: it can. */
static const char *field_fault(enum field f, const struct metric *m)
{
	switch (f) {
	case FIELD_COLUMN: return m->scope == SCOPE_DATASET ? "is of no column" : NULL;
	case FIELD_OTHER: return m->scope != SCOPE_PAIR ? "is of no pair of columns" : NULL;
	case FIELD_CLASS: return m->scope != SCOPE_CLASS ? "is of no class" : NULL;
	case FIELD_VALUE_PERCENT: return m->unit != UNIT_FRACTION && m->unit != UNIT_RATIO ? "is no share" : NULL;
	case FIELD_VALUE_COUNT:
	case FIELD_VALUE_SHORT: return m->unit == UNIT_NAME ? "is a text" : NULL;
	default: return NULL;
	}
}

/* title, meaning and action. */
static int template_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	const char *text = item->valuestring;
	char near[NEAR_BYTES], name[100];
	size_t at = 0, length;
	int field;

	while ((field = template_next(text, &at, &length)) != FIELDS) {
		const char *why = field < 0 ? NULL : field_fault((enum field)field, rule->demand.metric);

		if (field < 0 && length == 0)
			return fault(r, value_at(r, item), "a %c without its other; {{ and }} stand for braces", text[at]);
		if (field < 0) {
			snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), text + at + 1);
			return fault(r, value_at(r, item), "nothing is called {%s}%s", name,
				     near_text(near, name, field_names, FIELDS));
		}
		if (why)
			return fault(r, value_at(r, item), "{%s} cannot be filled in: \"%s\" %s", field_names[field],
				     rule->demand.metric->name, why);
	}
	text = text_keep(r, item);
	*(const char **)((char *)into + offset) = text;
	return text ? 0 : -1;
}

static const struct member rule_members[] = {
	{ "id", KIND_TEXT, true, id_read, 0 },
	DEMAND_MEMBERS,
	{ "max_increase", KIND_PLAIN, false, change_read, offsetof(struct rule, change.increase) },
	{ "max_decrease", KIND_PLAIN, false, change_read, offsetof(struct rule, change.decrease) },
	{ "max_change", KIND_PLAIN, false, change_read, offsetof(struct rule, change) + sizeof(struct change) },
	{ "column", KIND_TEXT, false, column_read, 0 },
	{ "pair", KIND_LIST, false, pair_read, 0 },
	{ "class", KIND_TEXT, false, class_read, 0 },
	{ "role", KIND_TEXT, false, role_read, 0 },
	{ "type", KIND_WORDS, false, type_read, 0 },
	{ "when", KIND_LIST, false, when_read, 0 },
	{ "if_absent", KIND_TEXT, false, absent_read, 0 },
	{ "severity", KIND_TEXT, true, severity_read, 0 },
	{ "group", KIND_TEXT, false, group_read, 0 },
	{ "title", KIND_TEXT, true, template_read, offsetof(struct rule, title) },
	{ "meaning", KIND_TEXT, false, template_read, offsetof(struct rule, meaning) },
	{ "action", KIND_TEXT, false, template_read, offsetof(struct rule, action) },
	{ "why", KIND_TEXT, false, NULL, 0 },
	{ "owner", KIND_TEXT, false, NULL, 0 },
	{ "evidence", KIND_TEXT, false, evidence_read, 0 },
};

static const struct member row_rule_members[] = {
	{ "id", KIND_TEXT, true, id_read, 0 },
	{ "rows", KIND_OBJECT, true, row_rule_read, 0 },
	{ "allow_rows", KIND_NUMBER, false, row_rule_allow_rows_read, 0 },
	{ "allow", KIND_TEXT, false, row_rule_allow_read, 0 },
	{ "when", KIND_LIST, false, when_read, 0 },
	{ "if_absent", KIND_TEXT, false, absent_read, 0 },
	{ "severity", KIND_TEXT, true, severity_read, 0 },
	{ "group", KIND_TEXT, false, group_read, 0 },
	{ "title", KIND_TEXT, true, template_read, offsetof(struct rule, title) },
	{ "meaning", KIND_TEXT, false, template_read, offsetof(struct rule, meaning) },
	{ "action", KIND_TEXT, false, template_read, offsetof(struct rule, action) },
	{ "why", KIND_TEXT, false, NULL, 0 },
	{ "owner", KIND_TEXT, false, NULL, 0 },
};

int rule_read(struct reader *r, const cJSON *object, struct rule *rule)
{
	*rule = (struct rule){ .demand = { .bound = bound_open }, .meaning = "", .action = "" };
	if (cJSON_GetObjectItemCaseSensitive(object, "rows"))
		return members_read(r, object, "a rule on rows", row_rule_members, COUNT(row_rule_members), rule);
	if (members_read(r, object, "a rule", rule_members, COUNT(rule_members), rule) < 0)
		return -1;
	return change_given(&rule->change) ? 0 : bound_check(r, &rule->demand.bound, "a rule", object);
}

void rule_release(struct rule *rule)
{
	pattern_release(&rule->column);
	pattern_release(&rule->other);
	pattern_release(&rule->class);
	row_rule_release(rule->rows);
}

const char *severity_name(enum severity s)
{
	return severities[s];
}
