/* one: a check, what the files of this folder share. Private to src/check.
 *
 * A check that gives up has a reason, and looks at no more rows. struct check owns its states; reasons and columns lie in the arena.
 */
#ifndef ASSAY_CHECK_ONE_H
#define ASSAY_CHECK_ONE_H

#include "check/check.h"
#include "base/rowset.h"
#include "check/operand.h"
#include "judge/rule.h"

struct check {
	const struct rule *rule;
	const struct row_rule *row;	/* the rule's */
	size_t rule_at;
	struct where where;
	const size_t *column;		/* that the test is about */
	size_t columns;
	size_t *slot;			/* each one's value in the scan */

	/* What its test keeps. */
	struct value_set *values;	/* values_in, not_in, foreign_key */
	bool borrowed;			/* the values are another check's */
	struct match *match;		/* matches, not_matches */
	struct shuffle *hashes;		/* unique */

	uint64_t looked;
	struct rowset bad;
	const char *reason;		/* why it is not evaluated; NULL: it is */
};

/* All of a run. */
struct checking {
	const struct check_request *in;
	struct check *check;
	size_t count, room;
	struct na_set *none;		/* no token: the cells that there are, are not missing */
	struct arena *arena;
	double seconds;
};

/* one.c. Give up a check, with a sentence; always 0, or -1: no memory. */
int check_give_up(struct checking *, struct check *, struct err *, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Give it up for a failure, unless the failure is of the run itself (memory, the disk): -1. */
int check_fail(struct checking *, struct check *, struct err *);

/* tests.c: a test on cells. `open` makes what it keeps, `holds` is 1, 0, or -1 with the error set; a check may give up in both. */
struct test {
	bool sees_missing;	/* else rows with a missing cell are not looked at */
	int (*open)(struct checking *, struct check *, struct err *);
	int (*holds)(struct checking *, struct check *, struct operand *, uint64_t row, struct err *);
	int (*close)(struct checking *, struct check *, struct err *);	/* after the last row */
};
extern const struct test tests[ROW_TESTS];
void test_release(struct check *);

/* scan.c: every check but those on sql. */
int scans_run(struct checking *, struct err *);

/* What a scan reads: the row's number, then the columns as c0, c1 … */
struct scan_of {
	const char *from, *row;		/* the table that gives the rows, and its number of the row: "data" and "data.rowid" */
	const size_t *column;
	size_t columns;
	const char *where;		/* the user's, over all columns; NULL: all rows */
};
char *scan_sql(const struct checking *, const struct scan_of *, struct err *);	/* sqlite3_free it; NULL with the error set */

/* unique.c */
int unique_open(struct checking *, struct check *, struct err *);
int unique_holds(struct checking *, struct check *, struct operand *, uint64_t row, struct err *);
int unique_close(struct checking *, struct check *, struct err *);

/* foreign_key.c */
int foreign_key_open(struct checking *, struct check *, struct err *);

/* sql.c */
int sql_run(struct checking *, struct check *, struct err *);

#endif
