/* probability_rows: see probability_rows.h. */
#include "analyse/probability_rows.h"

#include "analyse/metric.h"

#include <stdlib.h>

const char *label_classes_reason(const struct plan *plan)
{
	const struct column_info *label = &plan->column[plan->label];

	if (!label->present)
		return "no row has a label";
	if (!label->dictionary)
		return "the label column has too many different values for classes";
	if (!label->categorical && !column_is_numeric(label))
		return "the label column is neither categorical nor numeric";
	return NULL;
}

int class_rows_open(struct probability_rows *s, const struct plan *plan)
{
	const struct dictionary *dictionary[SIDES];

	s->label = plan->label;
	s->reason = plan->label == NO_COLUMN ? "needs --label" : label_classes_reason(plan);
	if (s->reason)
		return 0;
	dictionary[LABEL] = dictionary[PREDICTION] = plan->column[plan->label].dictionary;
	return classes_build(&s->classes, dictionary);
}

int probability_rows_open(struct probability_rows *s, const struct plan *plan)
{
	if (plan->label == NO_COLUMN || !plan->proba || !plan->proba[0]) {
		s->reason = "needs --label and --proba";
		return 0;
	}
	if (class_rows_open(s, plan) < 0)
		return -1;
	if (s->reason)
		return 0;
	if (probability_columns_find(&s->columns, plan, &s->classes) < 0)
		return -1;
	if (s->columns.reason[0]) {
		s->reason = s->columns.reason;
		return 0;
	}
	s->whole = true;
	for (size_t k = 0; k < s->classes.count; k++)
		s->whole &= s->columns.column[k] != NO_COLUMN;
	s->p = calloc(s->classes.count, sizeof *s->p);
	return s->p ? 0 : -1;
}

void probability_rows_release(struct probability_rows *s)
{
	free(s->p);
	probability_columns_release(&s->columns);
	classes_release(&s->classes);
}

static enum row_fit probabilities_read(struct probability_rows *s, const struct batch *b, size_t r)
{
	enum row_fit fit = ROW_FITS;

	for (size_t k = 0; k < s->classes.count; k++) {
		size_t c = s->columns.column[k];

		if (c == NO_COLUMN)
			continue;
		if (c >= b->columns || !b->column[c].kind || !cell_is_number(b->column[c].kind[r]))
			return ROW_NOT_THERE;
		s->p[k] = b->column[c].number[r] + 0.0;
		if (!(s->p[k] >= 0 && s->p[k] <= 1))
			fit = ROW_OUT_OF_RANGE;
	}
	for (size_t k = 0; !s->whole && k < 2; k++)
		if (s->columns.column[k] == NO_COLUMN)
			s->p[k] = 1 - s->p[1 - k];
	return fit;
}

bool row_class(const struct probability_rows *s, const struct batch *b, size_t r, size_t *given)
{
	const uint32_t *code = s->label < b->columns ? b->column[s->label].code : NULL;

	if (!code || code[r] == CODE_NONE)
		return false;
	*given = s->classes.of[LABEL][code[r]];
	return true;
}

enum row_fit probability_row(struct probability_rows *s, const struct batch *b, size_t r, size_t *given)
{
	return row_class(s, b, r, given) ? probabilities_read(s, b, r) : ROW_NOT_THERE;
}
