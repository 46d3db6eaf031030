/* drift_column: one column, here and in an earlier report: how far its values have moved, figure by figure, each with its reason when there is none.
 *
 *   plan column ──drift_side_of_plan──▶ side ─┐
 *                                             ├─drift_compare──▶ struct drift          the same figures, digit for digit,
 *   columns[i] of a report ──drift_side_read──▶ side ─┘                                from either kind of side
 *
 * A side owns its classes (drift_side_release) and borrows names and texts from where it was made.
 * What is read may be anything: members of another type count as not there.
 */
#ifndef ASSAY_ANALYSE_DRIFT_COLUMN_H
#define ASSAY_ANALYSE_DRIFT_COLUMN_H

#include "analyse/plan.h"
#include "base/arena.h"
#include "stats/drift.h"

struct cJSON;

/* A figure is not computed where a side has fewer values: the percents of so few say little. */
enum { DRIFT_VALUES_MIN = 100 };

/* Effects below these do not matter, however certain they are. PSI as banks do; KS and V between Evidently's 0.1 and deepchecks' 0.2. */
#define DRIFT_PSI_EFFECT 0.2
#define DRIFT_KS_EFFECT 0.15
#define DRIFT_V_EFFECT 0.15
#define DRIFT_MISSING_EFFECT 0.05

/* What is compared: numbers with numbers, times with times, classes with classes. */
enum drift_kind { DRIFT_NOTHING, DRIFT_NUMBERS, DRIFT_TIMES, DRIFT_CLASSES };

struct drift_class {
	const char *name;
	uint64_t count;
};

struct drift_side {
	const char *type;		/* NULL: not told */
	const char *hidden;		/* "masked" or "redacted": what is kept of the values is not what they are; NULL: it is */
	enum drift_kind kind;
	double rows, missing;		/* cells */
	double distinct_fraction;
	double std;			/* of numbers; NAN: not told */
	struct distribution spread;	/* count 0: not kept */
	struct drift_class *class;	/* by name, no name twice */
	size_t classes;
	struct arena arena;		/* names that were made here */
};

/* Both -1 when there is no memory; the side is to be released in any case. */
int drift_side_of_plan(struct drift_side *, const struct plan *, size_t column);
int drift_side_read(struct drift_side *, const struct cJSON *column, double rows);
void drift_side_release(struct drift_side *);

/* The columns of a report by name, for many look-ups. Owns its table; trees are borrowed. */
struct report_columns {
	const struct cJSON **at;	/* sorted by name, no name twice */
	size_t count;
};
int report_columns_open(struct report_columns *, const struct cJSON *report);	/* -1: no memory. A report NULL has none */
const struct cJSON *report_columns_find(const struct report_columns *, const char *name);	/* NULL: none */
void report_columns_release(struct report_columns *);

/* The rows of a report, 0 when it does not say. */
double report_rows(const struct cJSON *report);

/* Are these types of a column different, so that a reader of the data must know? A column without a value has no type. */
bool type_changed(const char *before, const char *now);

/* Whole numbers, nearly every one different and hardly any left out: they count rows, and new rows go on counting. */
bool drift_counts_rows(const struct drift_side *);

enum drift_figure {
	DRIFT_PSI, DRIFT_KS, DRIFT_WASSERSTEIN, DRIFT_JS, DRIFT_V, DRIFT_NEW, DRIFT_NEW_FRACTION, DRIFT_VANISHED, DRIFT_VANISHED_FRACTION,
	DRIFT_MISSING_CHANGE, DRIFT_CHANCE, DRIFT_DRIFTED, DRIFT_MISSING_SHIFTED, DRIFT_FIGURES
};

extern const char *const drift_names[DRIFT_FIGURES];	/* as they stand in a report's drift */

struct drift {
	struct {
		double value, error;
		const char *none;	/* the reason; NULL: there is a value */
	} figure[DRIFT_FIGURES];
	char said[160];			/* a reason that had to be written */
	double alpha;
};

/* `before` NULL: the baseline has no such column. columns: how many are compared in all, for the
 * verdicts' level (drift_alpha). Points into the drift's own bytes: it must not be copied. */
void drift_compare(struct drift *, const struct drift_side *before, const struct drift_side *now, size_t columns);

/* Of classes sorted by name: the next that `of` has and `in` lacks, from *at on; NULL: none is left. */
const struct drift_class *drift_class_only(const struct drift_side *of, const struct drift_side *in, size_t *at);

#endif
