/* judge: rules in, findings out.
 *
 *   rule pack (JSON) ──rules_read──▶ rules ──judge──▶ findings + verdict
 *                                               ▲
 *                                            results
 *
 * A rule names a metric and a bound; it is held against every result of that metric whose column fits. A rule that could not
 * be evaluated (the figure is null, the column gone) is not a pass: it becomes `not_evaluated`, listed apart.
 *
 * Rule pack, JSON with // and slash-star comments:
 *   { "rules_version": 1, "name": "team",
 *     "extends": ["default", "../common.json"],   optional: packs whose rules are taken first; a file's path is from this pack's folder
 *     "disable": ["correlation.inflated"],        optional: rules of those packs that are not taken
 *     "columns": [...], "columns_in_order": true, "other_columns": "warn",         optional: a contract, see contract.h
 *     "rules": [                                  a rule of a known id takes its place
 *       { "id": "completeness.missing-many",      unique; dimension before the dot
 *         "metric": "completeness.missing_fraction",
 *         "column": "age*",                       optional: a name, a glob or a /regular expression/; of a pair, one of the two must fit
 *         "pair": ["x", "y"],                     of a pair: both, either way round
 *         "class": "hen",                         of a class
 *         "role": "label",                        only the column that --label names (pred, time, id); without one the rule is not evaluated
 *         "type": ["integer", "real"],            optional: column types (or "numeric"); of a pair, both must fit
 *         "min": 0, "max": 0.2, "equals": 0, "in": [..],      the bound that a good dataset keeps; min and max may both stand
 *                                                 shares also as "5%", spans as "7d"
 *         "max_increase": "10%",                  as against the baseline, also max_decrease, max_change: of the old figure, or by so much
 *         "exclusive": true,                      min and max themselves are violations
 *         "when": [{ "metric": "completeness.rows", "min": 30 }],   conditions on the same thing, its column or the dataset; all must
 *                                                 hold, else silent. Under a pair, a column's condition is held by both of its columns;
 *                                                 with "of": "either", by one
 *         "if_absent": "ignore",                  a null figure, or no such column, is silent instead of not_evaluated
 *         "severity": "error" | "warn" | "info",
 *         "group": "said twice",                  optional: of the rules of one group only the first in the pack that finds
 *                                                 something at a place speaks, and at a pair of columns only once
 *         "title": "{column}: {value:percent} of the cells are missing",
 *         "meaning": "…", "action": "…",          for people; the same fields in braces
 *         "why": "…", "owner": "…",               optional
 *         "evidence": "completeness.missing_rows" a UNIT_DETAIL metric of the same place that is an array of row numbers
 *       } ] }
 * A rule with "rows" in place of "metric" is one that every row must keep by itself: row_rule.h.
 * Fields in braces: {column} {other} {class} {value} {value:percent} {value:count} {value:count row} {value:short} {limit} {rows} {metric};
 * {{ and }} are braces.
 * {value} is exact, {value:short} rounded to be read, {limit} the bound with its unit. "$schema" and "description" of the pack, "why" and
 * "owner" of a rule are for people. rules/rules.schema.json says the same to editors.
 *
 * Owns: struct rules owns its texts; struct findings owns its records and texts. Results are borrowed, and outlive the findings.
 */
#ifndef ASSAY_JUDGE_JUDGE_H
#define ASSAY_JUDGE_JUDGE_H

#include "analyse/results.h"
#include "base/err.h"

enum severity { SEVERITY_INFO, SEVERITY_WARN, SEVERITY_ERROR };
const char *severity_name(enum severity);

struct rules;

/* A built-in pack by its name ("strict"; NULL: "default") or a pack's file. */
int rules_open(struct rules **out, const char *pack, struct err *);

/* Read a pack's text. origin names it in errors ("rules/strict.json:12:5: unknown metric "completness.missing"; did you mean …?") and is where
 * the files stand that it extends. Every field is checked here, before any data is read. */
int rules_read(struct rules **out, const char *origin, const char *text, size_t bytes, struct err *);
void rules_free(struct rules *);	/* NULL is fine */

/* The built-in packs, rules/NAME.json, embedded at build time; ended by name NULL. */
struct pack {
	const char *name, *text;
	const size_t *bytes;
};
extern const struct pack packs[];

size_t rules_count(const struct rules *);

/* The columns of the pack's contract (contract.h), in order; NULL: it has none. They live as long as the rules. */
const char *const *rules_contract(const struct rules *, size_t *columns);

struct rule_info {
	const char *id, *metric, *title, *meaning, *action;
	enum severity severity;
};
struct rule_info rules_info(const struct rules *, size_t i);

struct finding {
	char id[17];		/* 16 hex digits: hash of rule id, metric, column, other, class; stable over runs and row order */
	const char *rule;	/* the rule's id */
	const char *dimension;
	enum severity severity;
	const struct result *result;
	double limit;		/* the bound that was broken; NaN for `in` and text equality */
	const char *limit_text;	/* "at most 20 %" */
	const char *title, *meaning, *action;	/* braces filled in; a title ends with "(approximate)" when the limit is within the error */
	const struct cJSON *evidence;	/* array of row numbers, borrowed from results; NULL: none */
	const size_t *shown;	/* columns that the evidence shows, borrowed; NULL: those of the result, or the first few */
	size_t shown_count;
	const struct waiver *waiver;	/* waivers.h; it counts for nothing; NULL: it counts */
};

struct not_evaluated {
	const char *rule;
	enum severity severity;
	struct where where;	/* of the null figure; of the dataset when there is none */
	const char *reason;
};

/* What became of one rule. */
struct outcome {
	const char *rule, *metric;
	enum severity severity;
	size_t held, broken, skipped;	/* figures held against it; those that broke it; those that are null, and columns that are not there */
	bool unread;			/* a rule of a built-in pack, and --fast left out a figure that it is for */
	size_t found, waived;		/* findings; fewer than broken where another rule of its group speaks; those that are waived */
};

/* From which severity on a finding fails the gate. */
enum fail_on { FAIL_ON_ERROR, FAIL_ON_WARN, FAIL_NEVER };

struct findings {
	struct outcome *outcome;	/* in the order of the pack */
	size_t outcomes;
	enum fail_on fail_on;		/* the caller's, after judge() */
	struct finding *at;
	size_t count;		/* worst first: severity, then how far past the limit, then dimension, rule, column */
	struct not_evaluated *skipped;
	size_t skipped_count;
	size_t by_severity[3], waived;	/* without those that are waived; those */
	struct arena arena;
};

/* Hold the results against the rules. Starts from a zeroed struct. */
int judge(struct findings *, const struct rules *, const struct results *, const struct plan *, struct err *);
void findings_release(struct findings *);

/* 1 when a finding of that severity, or a rule of it that could not be evaluated, fails the gate; else 0. */
int verdict_exit(const struct findings *);

#endif
