/* err: one failure, as a sentence that grows on its way up.
 *
 * The function that finds the failure calls err_set(); every caller that knows more calls
 * err_in(); the CLI prints err.text once and exits with status 2. Nothing else prints.
 *
 *   train.csv:4182: column "age": 14 fields where the header has 15
 *   ^ err_in("%s:%ju")  ^ err_in("column …")   ^ err_set(ERR_DATA, …)
 *
 * Owns nothing: struct err lives on the caller's stack, starts zeroed and never needs freeing.
 * Both functions return -1, so a failing path is one line: return err_set(e, …);
 */
#ifndef ASSAY_BASE_ERR_H
#define ASSAY_BASE_ERR_H

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,	/* the caller asked for something that cannot be: unknown option, column, metric */
	ERR_INPUT,	/* a source cannot be opened or read: ENOENT, EIO, truncated gzip */
	ERR_DATA,	/* a source was read and makes no sense as a whole; single bad rows are rejects, not errors */
	ERR_STORE,	/* SQLite or the disk refused: full, locked, corrupt */
	ERR_STATE,	/* a saved state is damaged, or of a version that this build cannot read */
	ERR_NOMEM,
	ERR_BUG,	/* an invariant broke; please report */
};

struct err {
	enum err_code code;
	char text[1000];
};

/* Start a failure. Keeps the first one: a later err_set on a set err is ignored. Always returns -1. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put context in front: "reading x.csv: " + text. Always returns -1. */
int err_in(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* err_set(e, ERR_NOMEM, "out of memory"). Always returns -1. */
int err_nomem(struct err *e);

#endif
