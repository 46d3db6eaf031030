/* guard: SQL that nobody vouched for, on a connection that for this time only reads.
 *
 *   guard_enter ─▶ guard_prepare ─▶ the caller steps ─▶ guard_leave
 *
 * An authorizer lets through nothing but reading: no writes, PRAGMAs, ATTACH (which could make files) or extensions (which could run code);
 * the connection is set to query_only, and has no room for attached files. A statement may be given a time limit.
 * The connection is borrowed, and is what it was after guard_leave. Statements are the caller's to finalize, before that.
 */
#ifndef ASSAY_STORE_GUARD_H
#define ASSAY_STORE_GUARD_H

#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>

enum { GUARD_SETTINGS = 3 };

struct guard {
	sqlite3 *db;
	const char *name;	/* for errors; borrowed */
	const char *refused;	/* what the authorizer refused */
	double seconds, deadline;
	bool late;
	int old[GUARD_SETTINGS], attached;	/* how the connection was set */
};

/* seconds 0: no limit. The guard must stay where it is until guard_leave. */
void guard_enter(struct guard *, sqlite3 *, const char *name, double seconds);

/* One statement that reads and has no parameter, checked but not yet run; *out is the caller's to finalize, also after an error. */
int guard_prepare(struct guard *, const char *sql, sqlite3_stmt **out, struct err *);

/* Why the last step failed, with what may have been meant: ERR_USAGE, ERR_NOMEM, or ERR_STORE when the disk is at fault. */
int guard_fail(const struct guard *, struct err *);

void guard_leave(struct guard *);

#endif
