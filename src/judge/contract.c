/* contract: see contract.h. */
#include "judge/contract.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int keeper(struct rules *, const struct rule *, struct err *);

/* One column as the contract has it. */
struct agreed {
	const char *name;
	unsigned types;		/* 1 << enum column_type each; 0: any */
	bool required;		/* no cell may be missing */
};

static int name_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	((struct agreed *)into)->name = text_keep(r, item);
	return ((struct agreed *)into)->name ? 0 : -1;
}

static int types_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	return column_types_read(r, item, &((struct agreed *)into)->types);
}

static int nullable_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)r;
	(void)offset;
	((struct agreed *)into)->required = cJSON_IsFalse(item);
	return 0;
}

static const struct member agreed_members[] = {
	{ "name", KIND_TEXT, true, name_read, 0 },
	{ "type", KIND_WORDS, false, types_read, 0 },
	{ "nullable", KIND_FLAG, false, nullable_read, 0 },
	{ "description", KIND_TEXT, false, NULL, 0 },
};

/* "validity.contract-type:id", in the arena. */
static const char *id_of(struct reader *r, const char *what, const char *name)
{
	size_t n = strlen(what) + strlen(name) + sizeof "validity.contract-:";
	char *id = arena_take(r->arena, n);

	if (id)
		snprintf(id, n, "validity.contract-%s%s%s", what, *name ? ":" : "", name);
	return id;
}

static struct rule rule_begin(const char *id, const char *metric, const char *title, enum severity severity)
{
	return (struct rule){ .demand = { .metric = metric_find(metric, NULL), .bound = { .min = -INFINITY, .max = INFINITY } }, .id = id,
			      .dimension = "validity", .severity = severity, .title = title,
			      .meaning = "The data is not what was agreed, and what is built on the agreement breaks or goes wrong in silence.",
			      .action = "Correct the data where it comes from, or change the contract with those who rely on it." };
}

/* Whole numbers are real ones, too; and where cells may be missing, all may. */
static unsigned types_of(const struct agreed *a)
{
	unsigned types = a->types;

	if (types >> TYPE_REAL & 1)
		types |= 1u << TYPE_INTEGER;
	if (!a->required)
		types |= 1u << TYPE_EMPTY;
	return types;
}

static int types_keep(struct reader *r, struct rules *rules, const struct agreed *a, keeper *keep)
{
	struct rule rule = rule_begin(id_of(r, "type", a->name), "validity.type", "{column} is {value}; the contract says {limit}", SEVERITY_ERROR);
	struct choice *choice = arena_zeroed(r->arena, COLUMN_TYPES, sizeof *choice);

	if (!rule.id || !choice)
		return err_nomem(r->e);
	for (int t = 0; t < COLUMN_TYPES; t++)
		if (!a->types || types_of(a) >> t & 1)
			choice[rule.demand.bound.choices++].text = column_type_name((enum column_type)t);
	rule.demand.bound.choice = choice;
	rule.column.text = a->name;
	return keep(rules, &rule, r->e);
}

static int required_keep(struct reader *r, struct rules *rules, const struct agreed *a, keeper *keep)
{
	struct rule rule = rule_begin(id_of(r, "missing", a->name), "completeness.missing",
				      "{column}: {value:count cell} without a value; the contract allows none", SEVERITY_ERROR);

	if (!rule.id)
		return err_nomem(r->e);
	rule.demand.bound.max = 0;
	rule.column.text = a->name;
	rule.evidence = metric_find("completeness.missing_rows", NULL);
	rule.ignore_absent = true;	/* that the column is gone, the rule on its type says */
	return keep(rules, &rule, r->e);
}

static int column_take(struct reader *r, struct rules *rules, const cJSON *item, keeper *keep)
{
	struct agreed a = { .name = NULL };

	if (members_read(r, item, "a column of the contract", agreed_members, COUNT(agreed_members), &a) < 0)
		return -1;
	for (size_t i = 0; i < rules->contract_columns; i++)
		if (strcmp(rules->contract[i], a.name) == 0)
			return fault(r, value_at(r, item), "the contract has a column \"%.100s\" already", a.name);
	rules->contract[rules->contract_columns++] = a.name;
	if (types_keep(r, rules, &a, keep) < 0)
		return -1;
	return a.required ? required_keep(r, rules, &a, keep) : 0;
}

int contract_read(struct reader *r, struct rules *rules, const cJSON *columns, keeper *keep)
{
	rules->contract = arena_zeroed(r->arena, (size_t)cJSON_GetArraySize(columns) + 1, sizeof *rules->contract);
	rules->contract_columns = 0;
	if (!rules->contract)
		return err_nomem(r->e);
	for (const cJSON *i = columns->child; i; i = i->next)
		if (column_take(r, rules, i, keep) < 0)
			return -1;
	return 0;
}

int contract_others(struct reader *r, struct rules *rules, int severity, keeper *keep)
{
	struct rule rule = rule_begin(id_of(r, "other-column", ""), "validity.contract_extra", "{column} is not in the contract",
				      severity < 0 ? SEVERITY_INFO : (enum severity)severity);

	if (!rule.id)
		return err_nomem(r->e);
	if (severity < 0)
		return 0;
	rule.demand.bound.max = 0;
	return keep(rules, &rule, r->e);
}

int contract_order(struct reader *r, struct rules *rules, keeper *keep)
{
	struct rule rule = rule_begin(id_of(r, "order", ""), "validity.contract_moved", "{value:count column} out of the contract's order",
				      SEVERITY_ERROR);

	if (!rule.id)
		return err_nomem(r->e);
	rule.demand.bound.max = 0;
	return keep(rules, &rule, r->e);
}
