/* fields: which global column a name is. Columns are numbered in the order in which their names first appear in the data.
 *
 * Owned by the sequencer, which alone adds; names live as long as the object. A zeroed struct is empty.
 */
#ifndef ASSAY_ENGINE_FIELDS_H
#define ASSAY_ENGINE_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "engine/feed.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

enum { FIELDS_MAX = 20000 };	/* more than this are keys that are data */

struct fields {
	const char **name;
	size_t count, room;
	uint32_t *slot;		/* hash table over names: index + 1, 0 free */
	size_t slots;
	struct arena arena;
};

/* The column of a name, added when it is new; -1 on failure (ERR_NOMEM, ERR_DATA past FIELDS_MAX). */
long fields_take(struct fields *, const char *name, struct err *);

/* The column of a name, or -1. */
long fields_find(const struct fields *, const char *name);

/* The same, and the store gets the column when it is new; its place in *at. */
int fields_take_stored(struct fields *, struct store *, const char *name, size_t *at, struct err *);

/* Columns that a source's header names exist even where the source has no row. */
int fields_take_headers(struct fields *, struct store *, const struct feed *, struct err *);

/* The batch's columns, which are those of its source, become those of all fields. */
int fields_spread(struct fields *, struct store *, struct batch *, struct err *);

void fields_release(struct fields *);

#endif
