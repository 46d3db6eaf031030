/* waivers: findings that somebody has looked at and allowed until a date.
 *
 *   { "waivers_version": 1, "waivers": [                       JSON with comments, as rule packs are
 *       { "finding": "95d99441c5a19936",                       the finding's id, which is the same over runs, machines and row orders
 *         "until": "2026-12-31",                               a day, UTC: to its end the finding is waived, and then it is back
 *         "reason": "the provider fills these in January",
 *         "owner": "data-team" } ] }                           optional
 *
 * A waived finding stays in the report, but counts for nothing. What no waiver's finding came of is told, too: it may be a typing error, or
 * mended. struct waivers owns its texts.
 */
#ifndef ASSAY_JUDGE_WAIVERS_H
#define ASSAY_JUDGE_WAIVERS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct findings;

struct waiver {
	const char *finding, *until_text, *reason, *owner;	/* owner NULL: none */
	double until;		/* microseconds since 1970, the end of the day */
	bool used, expired;	/* a finding of that id is there; the day is over */
};

struct waivers {
	struct waiver *at;
	size_t count;
	struct arena arena;
};

/* From a zeroed struct; faults name file, line and column. */
int waivers_read(struct waivers *, const char *origin, const char *text, size_t bytes, struct err *);
int waivers_open(struct waivers *, const char *path, struct err *);
void waivers_release(struct waivers *);

/* Waive findings; now in microseconds. The waivers must outlive them. */
void waivers_apply(struct waivers *, struct findings *, double now);

#endif
