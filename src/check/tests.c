/* tests: what a cell, or some cells of a row, must be; see row_rule.h. One table; a test is a function over values that are there.
 *
 * Hot: one call a cell and rule. Nothing is allocated here, and a text is looked at where it lies.
 */
#include "check/one.h"
#include "check/value_set.h"

#include "store/shuffle.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <float.h>
#include <math.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

/* ---- values_in, not_in ---- */

/* A text that reads as a number stands for that number, too, since that is what such a cell became. */
static int text_add(struct checking *k, struct check *c, const char *text)
{
	struct operand v = { .type = SQLITE_TEXT, .text = text, .bytes = strlen(text) };
	struct cell cell = cell_type(text, v.bytes, k->none);

	if (value_set_add(c->values, &v) < 0)
		return -1;
	if (!cell_is_number(cell.kind))
		return 0;
	v.type = cell.kind == CELL_INTEGER ? SQLITE_INTEGER : SQLITE_FLOAT;
	v.integer = cell.kind == CELL_INTEGER ? strtoll(text, NULL, 10) : 0;
	v.number = cell.number;
	return value_set_add(c->values, &v);
}

static int values_open(struct checking *k, struct check *c, struct err *e)
{
	c->values = value_set_new();
	if (!c->values)
		return err_nomem(e);
	for (size_t i = 0; i < c->row->values; i++) {
		const struct row_value *value = &c->row->value[i];
		struct operand v = { .type = SQLITE_FLOAT, .number = value->number };

		if ((value->text ? text_add(k, c, value->text) : value_set_add(c->values, &v)) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int is_in(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	(void)k;
	(void)row;
	(void)e;
	return value_set_has(c->values, &v[c->slot[0]]);
}

static int is_not_in(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	return !is_in(k, c, v, row, e);
}

/* ---- matches ---- */

/* Steps that one value may cost: enough for any honest expression on a long text, half a millisecond for one that explodes. */
enum { MATCH_STEPS = 100000, STACK_START = 32 * 1024, STACK_MOST = 1024 * 1024 };

struct match {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static int match_open(struct checking *k, struct check *c, struct err *e)
{
	struct match *m = calloc(1, sizeof *m);

	(void)k;
	c->match = m;
	if (!m)
		return err_nomem(e);
	m->data = pcre2_match_data_create(1, NULL);
	m->context = pcre2_match_context_create(NULL);
	if (!m->data || !m->context)
		return err_nomem(e);
	pcre2_set_match_limit(m->context, MATCH_STEPS);
	/* Where there is no compiler for this processor, the interpreter does the same. */
	if (pcre2_jit_compile(c->row->regex, PCRE2_JIT_COMPLETE) != 0)
		return 0;
	m->stack = pcre2_jit_stack_create(STACK_START, STACK_MOST, NULL);
	if (!m->stack)
		return err_nomem(e);
	pcre2_jit_stack_assign(m->context, NULL, m->stack);
	return 0;
}

static void match_free(struct match *m)
{
	if (!m)
		return;
	pcre2_jit_stack_free(m->stack);
	pcre2_match_context_free(m->context);
	pcre2_match_data_free(m->data);
	free(m);
}

static int regex_gave_up(struct checking *k, struct check *c, int code, uint64_t row, struct err *e)
{
	char why[120];

	if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAPLIMIT)
		return err_nomem(e);
	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
	return check_give_up(k, c, e, "the expression is too costly for the value in row %ju: %s", (uintmax_t)row, why);
}

/* 1, 0, or -1. */
static int match_run(struct checking *k, struct check *c, const struct operand *v, uint64_t row, struct err *e)
{
	char buffer[OPERAND_TEXT_ROOM];
	size_t bytes;
	const char *text = operand_text(v, buffer, &bytes);
	int found = pcre2_match(c->row->regex, (PCRE2_SPTR)text, bytes, 0, 0, c->match->data, c->match->context);

	if (found >= 0)
		return 1;
	if (found == PCRE2_ERROR_NOMATCH || (found <= PCRE2_ERROR_UTF8_ERR1 && found >= PCRE2_ERROR_UTF8_ERR21))
		return 0;
	return regex_gave_up(k, c, found, row, e);
}

static int matches(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	return match_run(k, c, &v[c->slot[0]], row, e);
}

static int matches_not(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	int found = match_run(k, c, &v[c->slot[0]], row, e);

	return found < 0 ? -1 : !found;
}

/* ---- range, length, type ---- */

/* Told by how it compares with both ends; infinity is within a range that has no end there. */
static bool within(const struct row_rule *r, int min, int max)
{
	if (!r->exclusive)
		return min >= 0 && max <= 0;
	return (min > 0 || r->min == -INFINITY) && (max < 0 || r->max == INFINITY);
}

static int number_in_range(struct checking *k, struct check *c, struct operand *all, uint64_t row, struct err *e)
{
	const struct row_rule *r = c->row;
	struct operand *v = &all[c->slot[0]];
	double time;

	(void)row;
	(void)e;
	if (r->times)
		return operand_time(v, k->none, &time) &&
			within(r, time < r->min ? -1 : time > r->min, time < r->max ? -1 : time > r->max);
	return operand_is_number(v) && within(r, number_compare(v, r->min), number_compare(v, r->max));
}

/* Bytes that do not continue a character. */
static size_t characters(const char *text, size_t bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static int has_length(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	char buffer[OPERAND_TEXT_ROOM];
	size_t bytes;
	const char *text = operand_text(&v[c->slot[0]], buffer, &bytes);
	double n = (double)characters(text, bytes);

	(void)k;
	(void)row;
	(void)e;
	return n >= c->row->min && n <= c->row->max;
}

static int has_type(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	(void)row;
	(void)e;
	return (operand_types(&v[c->slot[0]], k->none) & c->row->types) != 0;
}

static int is_there(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	(void)k;
	(void)row;
	(void)e;
	return v[c->slot[0]].type != SQLITE_NULL;
}

/* ---- across columns ---- */

static int compares(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	static const unsigned as[] = { ROW_LESS, ROW_EQUAL, ROW_GREATER, ROW_LESS | ROW_GREATER };
	int order = operand_compare(&v[c->slot[0]], &v[c->slot[1]], k->none);

	(void)row;
	(void)e;
	if (order == 2)		/* neither less nor greater, but not equal */
		return c->row->order == as[3];
	return (c->row->order & as[order + 1]) != 0;
}

/* Decimals are not quite doubles: half a unit in the last place of each term is borne, and of the total. */
static int sums(struct checking *k, struct check *c, struct operand *v, uint64_t row, struct err *e)
{
	long double sum = 0, size = 0, total;

	(void)k;
	(void)row;
	(void)e;
	for (size_t i = 0; i < c->columns; i++)
		if (!operand_is_number(&v[c->slot[i]]))
			return 0;
	for (size_t i = 0; i + 1 < c->columns; i++) {
		const struct operand *term = &v[c->slot[i]];
		long double x = term->type == SQLITE_INTEGER ? (long double)term->integer : (long double)term->number;

		sum += x;
		size += fabsl(x);
	}
	total = v[c->slot[c->columns - 1]].number;
	return fabsl(sum - total) <= c->row->tolerance + (size + fabsl(total)) * DBL_EPSILON;
}

/* ---- the table ---- */

const struct test tests[ROW_TESTS] = {
	[ROW_VALUES_IN] = { .open = values_open, .holds = is_in },
	[ROW_NOT_IN] = { .open = values_open, .holds = is_not_in },
	[ROW_MATCHES] = { .open = match_open, .holds = matches },
	[ROW_NOT_MATCHES] = { .open = match_open, .holds = matches_not },
	[ROW_RANGE] = { .holds = number_in_range },
	[ROW_LENGTH] = { .holds = has_length },
	[ROW_TYPE] = { .holds = has_type },
	[ROW_NOT_NULL] = { .sees_missing = true, .holds = is_there },
	[ROW_UNIQUE] = { .open = unique_open, .holds = unique_holds, .close = unique_close },
	[ROW_FOREIGN_KEY] = { .open = foreign_key_open, .holds = is_in },
	[ROW_COMPARE] = { .holds = compares },
	[ROW_SUM] = { .holds = sums },
};

void test_release(struct check *c)
{
	if (!c->borrowed)
		value_set_free(c->values);
	match_free(c->match);
	shuffle_free(c->hashes);
	rowset_release(&c->bad);
}
