/* cell: what one cell is, told from its text alone (lexical typing).
 *
 * A cell keeps its text until it is proved to be something else: `007`, `+1`, numbers of more than 18 digits
 * and such are CELL_CODE, text that looks like a number and must not become one.
 *
 *   missing   ABSENT  EMPTY  NA  NULL          kind <= CELL_LAST_MISSING
 *   number    INTEGER  REAL                    `number` holds the value (REAL may be ±infinity)
 *   time      DATETIME  DMY  MDY  DAYMONTH     `number` holds microseconds since 1970-01-01T00:00:00Z
 *   others    BOOLEAN  CODE  TEXT  JSON        `number` is unused (BOOLEAN: 0 or 1)
 */
#ifndef ASSAY_TABLE_CELL_H
#define ASSAY_TABLE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_kind {
	CELL_ABSENT,	/* the record has no such key, or its source no such column */
	CELL_EMPTY,	/* nothing, or only blanks */
	CELL_NA,	/* a token of the NA list */
	CELL_NULL,	/* JSON null */
	CELL_LAST_MISSING = CELL_NULL,
	CELL_BOOLEAN,	/* true, false, in lower, upper or title case */
	CELL_INTEGER,	/* -?(0|[1-9][0-9]*), at most 18 digits */
	CELL_REAL,	/* decimal point or exponent or infinity; at most 40 characters */
	CELL_DATETIME,	/* ISO 8601 date, or date and time, any zone; year-first slashes; English month names */
	CELL_DMY,	/* day-month-year with / . or -, which cannot be month-day-year (its day is above 12) */
	CELL_MDY,	/* month-day-year, which cannot be day-month-year */
	CELL_DAYMONTH,	/* both orders are possible; `number` is the day-month-year reading */
	CELL_CODE,	/* digits that are not a number: leading zero or plus, over 18 digits, 1e999; a hex-like 12e5 is REAL */
	CELL_TEXT,
	CELL_JSON,	/* a nested array or object that was kept as JSON text */
	CELL_KINDS
};

static inline bool cell_is_missing(uint8_t kind)
{
	return kind <= CELL_LAST_MISSING;
}

static inline bool cell_is_number(uint8_t kind)
{
	return kind == CELL_INTEGER || kind == CELL_REAL;
}

static inline bool cell_is_time(uint8_t kind)
{
	return kind >= CELL_DATETIME && kind <= CELL_DAYMONTH;
}

/* The name of a kind as the report prints it: "integer", "empty", … */
const char *cell_kind_name(enum cell_kind);

/* The NA tokens, compared exactly, after blanks at both ends were taken off. Borrowed strings. */
struct na_tokens {
	const char *const *token;
	size_t count;
};

/* The list that is used without --na: NA N/A n/a #N/A NaN nan NULL null None none nil - ? . (documented in README), and the
 * rest of what pandas reads as missing: <NA> #NA #N/A N/A -NaN -nan 1.#IND -1.#IND 1.#QNAN -1.#QNAN. */
extern const struct na_tokens na_default;

/* A set prepared for fast look-up; create once a run, share among threads (read only). */
struct na_set;
struct na_set *na_set_new(const struct na_tokens *);	/* NULL when there is no memory */
void na_set_free(struct na_set *);			/* NULL is fine */

struct cell {
	uint8_t kind;	/* enum cell_kind */
	double number;	/* see the table above; 0 where unused */
};

/* Type one cell of a delimited file: text[0, bytes), not NUL-terminated, valid UTF-8. Blanks at both ends
 * do not count for the type. Never fails: what is nothing else is CELL_TEXT. */
struct cell cell_type(const char *text, size_t bytes, const struct na_set *);

/* Days since 1970-01-01 of a proleptic Gregorian date, and back (Hinnant's algorithm). */
int64_t days_from_civil(int64_t year, unsigned month, unsigned day);
void civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);

/* Microseconds → "2024-01-31T12:34:56Z" or, with a fraction, "…56.123456Z". buffer holds at least 40 bytes. */
void time_format(double microseconds, char *buffer);

/* The kind of time that a text without blanks at its ends is, and its value; CELL_TEXT, and no value, when it is none.
 * time.c lists the forms. */
enum cell_kind time_type(const char *text, size_t bytes, double *microseconds);

/* Read a time as --now takes it: any CELL_DATETIME. 0, or -1 when it is none. */
int time_read(const char *text, double *microseconds);

/* The month-day-year reading of a CELL_DAYMONTH's number. */
double time_swap_day_month(double microseconds);

#endif
