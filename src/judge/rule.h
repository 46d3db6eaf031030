/* rule: a rule as rules.c reads it, packs.c gathers it and judge.c holds results against it.
 *
 * struct rules owns everything that its rules point at, but for metrics, which are constants.
 */
#ifndef ASSAY_JUDGE_RULE_H
#define ASSAY_JUDGE_RULE_H

#include "base/arena.h"
#include "judge/bound.h"
#include "judge/change.h"
#include "judge/judge.h"
#include "judge/pattern.h"
#include "judge/row_rule.h"

/* A metric and the bound on it: what a rule and a condition have in common. */
struct demand {
	const struct metric *metric;
	struct bound bound;
};

/* Columns that the user names. */
enum role { ROLE_NONE, ROLE_LABEL, ROLE_PRED, ROLE_TIME, ROLE_ID, ROLES };
extern const char *const role_names[ROLES];	/* "label": the option's name */

struct condition {
	struct demand demand;
	bool either;		/* a column's figure under a pair: one of the two columns is enough */
};

struct rule {
	struct demand demand;
	struct row_rule *rows;	/* what every row must keep; NULL: it is a rule on a figure */
	const char *id, *dimension;
	const char *group;	/* NULL: none */
	struct pattern column, other;	/* other: with "pair", the second of the two, which may stand either way round */
	struct pattern class;
	enum role role;		/* ROLE_NONE: any column */
	struct change change;	/* as against the baseline */
	unsigned types;		/* 1 << enum column_type each; 0: all */
	const struct condition *when;
	size_t conditions;
	bool ignore_absent;
	enum severity severity;
	const char *title, *meaning, *action;
	const struct metric *evidence;
	unsigned pack;		/* which file it comes from, in the order of reading */
	bool built_in;		/* from a pack of the program: nobody asked for this very rule */
};

struct rules {
	struct rule *at;
	size_t count, room;
	unsigned packs;		/* that were read */
	const char **contract;	/* columns that the data is agreed to have, in order; NULL: no contract */
	size_t contract_columns;
	struct arena arena;
};

struct reader;
struct cJSON;

/* What the object says; -1 with the fault said. Either way rule_release. */
int rule_read(struct reader *, const struct cJSON *object, struct rule *);
void rule_release(struct rule *);

/* columns_read.c: a name, glob or /regular expression/. */
int pattern_read(struct reader *, struct pattern *, const struct cJSON *item);

/* A column type, "numeric", or an array of them, as bits. */
int column_types_read(struct reader *, const struct cJSON *item, unsigned *types);

#endif
