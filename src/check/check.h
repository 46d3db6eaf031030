/* check: looks at every row for the rules on rows (judge/row_rule.h), when the data lies in the database.
 *
 *   rules ─▶ checks, one a rule and column that fits ─┬─ tests on cells ─▶ one scan of the columns that they need; one more a different "where"
 *                                                     ├─ unique ─▶ hashes in that scan; where they meet, SQLite compares
 *                                                     └─ sql ─▶ its own statement
 *   checks ─▶ bad rows: all in table assay_bad_row(rule, column_name, row), the first ones in the outcome
 *
 *   check.c      from rules to checks to outcomes            scan.c       the rows, and who looks at them
 *   tests.c      a table of the tests on cells               unique.c     foreign_key.c     sql.c
 *
 * "where" and "sql" run on the connection that holds the data, guarded (store/guard.h): reading alone, nothing attached, CHECK_SECONDS each. A rule
 * that fails there, or names a column that is not there, is an outcome with a reason, not an error.
 *
 * Memory: at most a bit a row for each check that has bad rows; the values of a foreign key's column, up to FOREIGN_BYTES_MAX; else flat.
 * Owns: struct checks owns the outcomes and all that they point at.
 */
#ifndef ASSAY_CHECK_CHECK_H
#define ASSAY_CHECK_CHECK_H

#include "judge/judge.h"
#include "judge/row_rule.h"
#include "store/store.h"

struct cJSON;

enum { CHECK_SECONDS = 60, FOREIGN_BYTES_MAX = 256 << 20 };

struct check_request {
	const struct rules *rules;
	const struct plan *plan;	/* columns, their types and date orders; how many rows to list */
	struct store *store;		/* loaded */
	bool keep;			/* fill assay_bad_row */
	double seconds;			/* of each statement of users; 0: CHECK_SECONDS */

	/* Reads the file of a foreign key into a store of its own, which table_close takes. NULL with the error set. */
	struct store *(*table_open)(void *context, const char *path, struct err *);
	void (*table_close)(void *context, struct store *);
	void *context;
};

struct checks {
	struct row_outcomes outcomes;
	struct arena arena;
	struct cJSON *rows;	/* all lists of rows */
};

/* Are there rules on rows? */
bool checks_wanted(const struct rules *);

/* Starts from a zeroed struct; checks_release also after a failure. */
int checks_run(struct checks *, const struct check_request *, struct err *);
void checks_release(struct checks *);

#endif
