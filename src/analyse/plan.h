/* plan: what an analysis may know beside its batches: what the user asked for, and what earlier passes found.
 *
 * In the first pass only the options and the limits are there: columns are still being discovered. Before the second pass the
 * census informs the plan of every column (name, type, value counts); before the third, the quantiles add theirs.
 * The engine owns the plan and all that it points to; it outlives every state. Analyses only read it, but in `inform`.
 */
#ifndef ASSAY_ANALYSE_PLAN_H
#define ASSAY_ANALYSE_PLAN_H

#include "base/err.h"
#include "stats/sketch.h"
#include "table/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum column_type { TYPE_EMPTY, TYPE_BOOLEAN, TYPE_INTEGER, TYPE_REAL, TYPE_DATETIME, TYPE_TEXT, TYPE_JSON, COLUMN_TYPES };
const char *column_type_name(enum column_type);

/* How a column's day/month dates are to be read. */
enum date_order { ORDER_NONE, ORDER_DMY, ORDER_MDY, ORDER_MIXED, ORDER_AMBIGUOUS };

enum { VALUE_TEXT_BYTES = 80 };

/* One value of a column with how often it occurs. */
struct value {
	uint64_t key;		/* batch key of the text; for numbers and times the bits of the double */
	uint64_t count;
	uint64_t first_row;
	double number;		/* numbers, times */
	uint8_t kind;		/* enum cell_kind */
	uint8_t bytes;		/* of text */
	bool cut;		/* the value is longer than the text kept here */
	const char *text;	/* the first VALUE_TEXT_BYTES bytes (at a UTF-8 border), NUL-terminated */
};

/* All values of a column, when there are at most values_limit() of them. Numeric and time columns: ascending by number (equal
 * numbers are one value, odd cells without a number last); other columns: descending by count, then by first_row.
 * A value's index is its code. */
struct dictionary {
	const struct value *value;
	size_t count;
	struct dictionary_slot *slot;	/* look-up by spilled key; several keys may lead to one value ("1.0" and "1") */
	size_t slots;			/* a power of two */
};
struct dictionary_slot {
	uint64_t key;
	uint32_t code;			/* CODE_NONE: free */
};

/* Takes the values in any order (their array and texts must outlive the dictionary), orders them as said above (`numeric`: by number, and
 * equal numbers made one), and indexes them by key. NULL when there is no memory. */
struct dictionary *dictionary_new(struct value *value, size_t count, bool numeric);
/* The code of a key, or CODE_NONE (batch.h). */
uint32_t dictionary_code(const struct dictionary *, uint64_t key);
void dictionary_free(struct dictionary *);	/* not the values; NULL is fine */

struct distribution;

struct column_info {
	const char *name;
	enum column_type type;
	uint64_t kind_count[CELL_KINDS];
	uint64_t missing;		/* cells of the four missing kinds; rows - missing = present */
	uint64_t present;
	bool categorical;		/* boolean or text with at most CATEGORIES_MAX values, or the label or prediction column */
	bool epoch;			/* a numeric column named as a time: `type` is TYPE_DATETIME, numbers were scaled to microseconds */
	double epoch_scale;		/* number × scale = microseconds */
	enum date_order order;

	const struct dictionary *dictionary;	/* NULL when there are too many values */
	double distinct, distinct_error;	/* error 0: exact; else the relative standard error of the estimate */
	const uint64_t *heavy;			/* without a dictionary: cells by value_heavy_slot() (value_counts.h) */

	/* Numbers of numeric columns (infinite ones apart); times of datetime columns are timeliness's own matter. */
	uint64_t numbers;		/* finite */
	uint64_t infinite;
	double min, max;		/* of the finite ones; meaningless when numbers is 0 */
	const struct bucket *bucket;	/* ascending counts of the finite numbers: exact when the dictionary is there */
	size_t buckets;

	/* Added by representativeness.moments and representativeness.quantiles, before the third pass. */
	double mean, std;
	double quartile[3], quartile_error[3];	/* 25 50 75 %; error 0: exact */

	/* Added by representativeness.quantiles and timeliness.times (in seconds), before the third pass; NULL: no number and no time. */
	const struct distribution *distribution;
};

enum { CATEGORIES_MAX = 100, SKETCH_LIMIT = 4096, VALUES_MAX = 32768 };

/* How many values of a column are counted exactly, when there are so many columns: a function of the data and of --memory
 * alone, never of threads. It only falls as columns appear. */
size_t values_limit(size_t values_bytes, size_t columns);

/* The pairs of numeric columns with the greatest |r|, Pearson's or Spearman's, the strongest first; of equal ones the first by position. */
enum { STRONGEST_MAX = 6 };
struct strongest_pairs {
	struct strong_pair { size_t x, y; double strength; } at[STRONGEST_MAX];
	size_t count;
};

struct corpus;
struct reference_comparison;
struct overlap_found;
struct row_outcomes;
struct cJSON;

struct plan {
	/* Options. */
	double now;			/* microseconds; the reference time of ages */
	const char *const *combine;		/* columns whose combinations are counted, ended by NULL; NULL: chosen by what they hold */
	const char *const *annotators;		/* columns of labels that people gave, ended by NULL; NULL: none */
	const char *const *proba;		/* columns of probabilities, ended by NULL; NULL: none */
	double age_limit;		/* microseconds; older rows count as stale; 0: none given */
	const char *label_name, *pred_name, *time_name, *id_name;	/* NULL: not given */
	const char *split_name, *duplicates;	/* which column tells splits; how far duplicates are looked for; NULL: not given */
	const char *const *near, *const *against;	/* columns of records; files of evaluation sets; ended by NULL. NULL: none */
	const char *kind_name;		/* what the user says that the corpus is; NULL: not given */
	size_t values_bytes;		/* memory for exact value counts, shared by all columns: see values_limit() */
	size_t evidence;		/* rows listed with a finding */
	const struct corpus *corpus;	/* what the first records are (corpus/corpus.h); NULL: no corpus for a language model */

	/* Known before the second pass. */
	uint64_t rows, rejected;
	size_t columns;
	struct column_info *column;
	const struct rankings *rankings;	/* correlation.h: how numeric columns rank, before the third pass; correlation.ranks owns it */
	struct strongest_pairs strongest;	/* by correlation.pearson and correlation.spearman, before anything is published */
	size_t label, pred, time, id;	/* NO_COLUMN (metric.h): not given */

	/* What the comparison with --reference found (accuracy_reference.h), before anything is published; NULL: none was asked for. */
	const struct reference_comparison *reference;

	/* What documents and records have in common (overlap_found.h), before anything is published; NULL: nobody looked. */
	const struct overlap_found *overlap;

	/* The report that this one is compared with, borrowed; NULL: none. */
	const struct cJSON *baseline;

	/* The columns that a rule pack's contract names, in order; NULL: there is none. */
	const char *const *contract;
	size_t contract_columns;

	/* What rules on rows found (judge/row_rule.h), before anything is judged; NULL: rows were not looked at. */
	const struct row_outcomes *row_outcomes;

	/* The text of one cell, for values that are only known by their row; malloc'd, NULL when it cannot be had (no store). */
	char *(*cell_text)(void *store, uint64_t row, size_t column);
	/* Are two rows equal in every cell? 1, 0, or -1 when it cannot be told. NULL: no store. */
	int (*rows_equal)(void *store, uint64_t a, uint64_t b);
	void *store;
};

static inline bool column_is_numeric(const struct column_info *c)
{
	return c->type == TYPE_INTEGER || c->type == TYPE_REAL;
}

#endif
