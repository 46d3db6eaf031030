/* operand: a cell as the database holds it, and what else it can be taken for, found out once when somebody asks.
 *
 *   INTEGER, REAL   a number; a time, when the column counts seconds since 1970
 *   TEXT            a text; by its form also a time, a truth value, JSON
 *
 * Borrows the text from the statement: valid until its next step.
 */
#ifndef ASSAY_CHECK_OPERAND_H
#define ASSAY_CHECK_OPERAND_H

#include "analyse/plan.h"

#include <sqlite3.h>

enum { OPERAND_TEXT_ROOM = 64 };

struct operand {
	int type;		/* of SQLite; SQLITE_NULL: missing */
	int64_t integer;	/* SQLITE_INTEGER */
	double number;		/* SQLITE_INTEGER, SQLITE_FLOAT */
	const char *text;	/* SQLITE_TEXT */
	size_t bytes;
	struct cell cell;	/* the text, typed */
	bool typed;
	const struct column_info *column;
};

static inline void operand_load(struct operand *v, sqlite3_value *from)
{
	v->type = sqlite3_value_type(from);
	v->typed = false;
	switch (v->type) {
	case SQLITE_INTEGER:
		v->integer = sqlite3_value_int64(from);
		v->number = (double)v->integer;
		break;
	case SQLITE_FLOAT:
		v->number = sqlite3_value_double(from);
		break;
	case SQLITE_NULL:
		break;
	default:
		v->type = SQLITE_TEXT;
		v->text = sqlite3_value_blob(from);
		v->bytes = (size_t)sqlite3_value_bytes(from);
		if (!v->text)
			v->text = "";
	}
}

static inline bool operand_is_number(const struct operand *v)
{
	return v->type == SQLITE_INTEGER || v->type == SQLITE_FLOAT;
}

/* The time that it is, in microseconds; false: none. `none`: a set of no tokens, for typing. */
bool operand_time(struct operand *, const struct na_set *none, double *time);

/* What types of column it would fit, 1 << enum column_type each. */
unsigned operand_types(struct operand *, const struct na_set *none);

/* Its text: a number's is the shortest. buffer is for numbers. */
const char *operand_text(const struct operand *, char buffer[OPERAND_TEXT_ROOM], size_t *bytes);

/* -1, 0, 1; 2: a number and a word, a time and a word, cannot be compared. */
int operand_compare(struct operand *, struct operand *, const struct na_set *none);

/* A number against a bound: -1, 0, 1. */
int number_compare(const struct operand *, double);

/* 64 bits that are the same for values that SQLite takes for equal. */
uint64_t operand_hash(const struct operand *);

/* The integer that a double is exactly; false: it is none, or not one of 62 bits. */
static inline bool real_is_integer(double x, int64_t *i)
{
	if (!(x > -0x1p62 && x < 0x1p62))
		return false;
	*i = (int64_t)x;
	return (double)*i == x;
}

#endif
