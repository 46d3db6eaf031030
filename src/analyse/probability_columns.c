/* probability_columns: see probability_columns.h. */
#include "analyse/probability_columns.h"

#include "analyse/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- names ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The point of a number separates nothing: "p_1.0" is not of class 0. */
static bool separates(const char *name, const char *at)
{
	if (!strchr("_-. :/", *at))
		return false;
	return *at != '.' || at == name || !is_digit(at[-1]) || !is_digit(at[1]);
}

static bool name_ends_with(const char *name, const char *class, int (*compare)(const char *, const char *))
{
	size_t n = strlen(name), k = strlen(class);

	if (k == 0 || k > n || compare(name + n - k, class) != 0)
		return false;
	return k == n || separates(name, name + n - k - 1);
}

/* The one class of the longest text, or NO_COLUMN. */
static size_t class_named(const char *name, const struct classes *c, int (*compare)(const char *, const char *))
{
	size_t found = NO_COLUMN, longest = 0;
	bool several = false;

	for (size_t k = 0; k < c->count; k++) {
		size_t length = strlen(c->at[k].name);

		if (length < longest || !name_ends_with(name, c->at[k].name, compare))
			continue;
		several = length == longest;
		longest = length;
		found = k;
	}
	return several ? NO_COLUMN : found;
}

static size_t class_of_column(const char *name, const struct classes *c)
{
	size_t class = class_named(name, c, strcmp);

	return class != NO_COLUMN ? class : class_named(name, c, strcasecmp);
}

static size_t class_exactly(const char *text, const struct classes *c)
{
	for (size_t k = 0; k < c->count; k++)
		if (strcmp(text, c->at[k].name) == 0)
			return k;
	return NO_COLUMN;
}

/* How long the one beginning is behind which every name is a class ("p" of p0, p1, p2); NO_COLUMN: there is none. */
static size_t beginning_shared(const char *const *name, const struct classes *c)
{
	size_t shared = strlen(name[0]);

	for (size_t i = 1; name[i]; i++)
		for (size_t n = 0; n < shared; n++)
			if (name[i][n] != name[0][n])
				shared = n;
	for (size_t n = shared + 1; n-- > 0;) {
		size_t i = 0;

		while (name[i] && class_exactly(name[i] + n, c) != NO_COLUMN)
			i++;
		if (!name[i])
			return n;
	}
	return NO_COLUMN;
}

/* The one class that says yes, or NO_COLUMN. */
static size_t class_positive(const struct classes *c)
{
	static const char *const yes[] = { "1", "true", "yes", "y", "positive" };
	size_t found = NO_COLUMN;

	for (size_t k = 0; k < c->count; k++)
		for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
			if (strcasecmp(c->at[k].name, yes[i]) == 0) {
				if (found != NO_COLUMN)
					return NO_COLUMN;
				found = k;
			}
	return found;
}

/* ---- reasons: names are whole, or left out ---- */

static void reason_add(struct probability_columns *p, const char *text, size_t room)
{
	size_t used = strlen(p->reason);

	if (used + strlen(text) < room)
		memcpy(p->reason + used, text, strlen(text) + 1);
}

/* "a", "b", … up to a place in the reason. */
static void names_add(struct probability_columns *p, const char *(*name_at)(const void *, size_t), const void *of, size_t count, size_t room)
{
	for (size_t i = 0; i < count; i++) {
		char one[400];
		const char *name = name_at(of, i);

		if (strlen(name) > 200 || strlen(p->reason) + strlen(name) + 12 > room) {
			reason_add(p, i ? ", …" : "…", sizeof p->reason);
			return;
		}
		snprintf(one, sizeof one, "%s\"%s\"", i ? ", " : "", name);
		reason_add(p, one, sizeof p->reason);
	}
}

static const char *class_at(const void *of, size_t i)
{
	return ((const struct classes *)of)->at[i].name;
}

static const char *proba_at(const void *of, size_t i)
{
	return ((const char *const *)of)[i];
}

/* "what; the columns are …, the classes …". */
static void reason_set(struct probability_columns *p, const char *what, const struct plan *plan, const struct classes *c)
{
	size_t columns = 0;

	while (plan->proba[columns])
		columns++;
	p->reason[0] = '\0';
	reason_add(p, what, sizeof p->reason);
	reason_add(p, "; --proba names ", sizeof p->reason);
	names_add(p, proba_at, plan->proba, columns, 280);
	reason_add(p, ", the classes are ", sizeof p->reason);
	names_add(p, class_at, c, c->count, 440);
}

/* ---- columns to classes ---- */

static size_t column_named(const struct plan *plan, const char *name)
{
	for (size_t c = 0; c < plan->columns; c++)
		if (strcmp(plan->column[c].name, name) == 0)
			return c;
	return NO_COLUMN;
}

/* What is wrong, or NULL. */
static const char *columns_assign(struct probability_columns *p, const struct plan *plan, const struct classes *c)
{
	size_t columns = 0, beginning;

	while (plan->proba[columns])
		columns++;
	if (c->count < 2)
		return "the label has fewer than two classes";
	if (columns != c->count && !(columns == 1 && c->count == 2))
		return "not one column of probabilities for each class";
	beginning = columns > 1 ? beginning_shared(plan->proba, c) : NO_COLUMN;
	for (size_t i = 0; i < columns; i++) {
		const char *name = plan->proba[i];
		size_t column = column_named(plan, name);
		size_t class = beginning != NO_COLUMN ? class_exactly(name + beginning, c) : class_of_column(name, c);

		if (class == NO_COLUMN && columns == 1)
			class = class_positive(c);
		if (class == NO_COLUMN)
			return "it cannot be told from its name of which class a column gives the probability";
		if (p->column[class] != NO_COLUMN)
			return "two columns of probabilities for one class";
		if (column == NO_COLUMN || (plan->column[column].present && !column_is_numeric(&plan->column[column])))
			return "a column of probabilities is not numeric";
		p->column[class] = column;
	}
	p->positive = class_positive(c);
	if (columns == 1)
		p->positive = p->column[0] != NO_COLUMN ? 0 : 1;
	else if (p->positive == NO_COLUMN)
		p->positive = c->count - 1;
	return NULL;
}

int probability_columns_find(struct probability_columns *p, const struct plan *plan, const struct classes *c)
{
	const char *wrong;

	p->classes = c->count;
	p->column = malloc((c->count + 1) * sizeof *p->column);
	if (!p->column)
		return -1;
	for (size_t k = 0; k < c->count; k++)
		p->column[k] = NO_COLUMN;
	wrong = columns_assign(p, plan, c);
	if (wrong)
		reason_set(p, wrong, plan, c);
	return 0;
}

void probability_columns_release(struct probability_columns *p)
{
	free(p->column);
}
