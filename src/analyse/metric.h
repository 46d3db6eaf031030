/* metric: a figure, declared once; the report, its schema, the rules and `assay explain` derive from the declaration.
 *
 * All strings are constants of the analysis that declares the metric.
 */
#ifndef ASSAY_ANALYSE_METRIC_H
#define ASSAY_ANALYSE_METRIC_H

#include <stddef.h>

/* What one figure is about. */
enum scope {
	SCOPE_DATASET,
	SCOPE_COLUMN,
	SCOPE_PAIR,	/* two columns, where.column < where.other unless the metric is directed */
	SCOPE_CLASS,	/* one class of a column: where.column and where.class */
};

enum unit {
	UNIT_COUNT,	/* an integer */
	UNIT_FRACTION,	/* 0 … 1 */
	UNIT_RATIO,	/* dimensionless, not bounded by 1 */
	UNIT_VALUE,	/* the column's own unit */
	UNIT_NATS,
	UNIT_SECONDS,
	UNIT_CHARACTERS,
	UNIT_NAME,	/* a text: a type, a time in ISO 8601 */
	UNIT_DETAIL,	/* a JSON object or array: histogram, top values, confusion matrix */
};

enum exactness {
	EXACT,		/* always */
	EXACT_OR_BOUND,	/* exact while memory allows, then approximate with method and error */
};

struct metric {
	const char *name;	/* "completeness.missing_fraction": dimension, dot, leaf */
	enum scope scope;
	enum unit unit;
	double low, high;	/* closed range of possible values; rules outside it are refused; ignored for names and details */
	enum exactness exact;
	const char *place;	/* where it stands in its scope's object of the report: "numeric.mean" → columns[i].numeric.mean */
	const char *meaning;	/* one line, no full stop */
	const char *formula;	/* how it is computed, one line */
	const char *reference;	/* where the definition comes from */
};

/* What a published figure is about; fields that the scope does not use are NO_COLUMN and NULL. */
#define NO_COLUMN ((size_t)-1)
struct where {
	size_t column, other;
	const char *class;
};

static inline struct where in_dataset(void)
{
	return (struct where){ NO_COLUMN, NO_COLUMN, NULL };
}

static inline struct where in_column(size_t column)
{
	return (struct where){ column, NO_COLUMN, NULL };
}

static inline struct where in_pair(size_t column, size_t other)
{
	return (struct where){ column, other, NULL };
}

static inline struct where in_class(size_t column, const char *class)
{
	return (struct where){ column, NO_COLUMN, class };
}

/* What a report is divided into, in its order; the first part of every metric's and rule's name. The last one, "corpus", is there when the
 * dataset is a corpus for a language model. */
enum { DIMENSION_CORPUS = 8, DIMENSIONS };
extern const char *const dimensions[DIMENSIONS];
/* The place in dimensions[] of a dotted name; DIMENSIONS when it has none of them. */
size_t dimension_of(const char *name);

const char *scope_name(enum scope);
const char *unit_name(enum unit);

#endif
