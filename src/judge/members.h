/* members: objects of JSON read by tables, each fault with its line and column.
 *
 *   text ──members_text_read──▶ object ──members_read──▶ for each row of the table, in its order: read(member)
 *
 * What members an object may have, of what kind, and who reads them stands in a table; members are read in the table's order, not the
 * text's. A member that is not in the table, of another kind, there twice, or wanted and not there is a fault with what may have been meant.
 * A reader lives as long as one text is read; what is kept goes to its arena.
 */
#ifndef ASSAY_JUDGE_MEMBERS_H
#define ASSAY_JUDGE_MEMBERS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct reader {
	/* Given. */
	struct arena *arena;	/* of what is kept */
	void *owner;		/* whatever the table's functions want */
	struct err *e;

	/* Its own. */
	const char *origin, *original;	/* the text's name; the text as it came */
	char *text;			/* without comments */
	size_t bytes;
	struct cJSON *root;
};

enum kind { KIND_TEXT, KIND_NUMBER, KIND_FLAG, KIND_LIST, KIND_OBJECT, KIND_WORDS, KIND_PLAIN, KIND_FLAG_OR_LIST };

struct member {
	const char *name;
	enum kind kind;
	bool required;
	int (*read)(struct reader *, void *into, const struct cJSON *, size_t offset);	/* NULL: for people alone */
	size_t offset;		/* of what is read, in `into` */
};

/* Read a whole text that is one object. `what` names it in faults: "a rule pack". */
int members_text_read(struct reader *, const char *origin, const char *text, size_t bytes, const char *what, const struct member *table,
		      size_t count, void *into);

/* Read an object within. */
int members_read(struct reader *, const struct cJSON *object, const char *what, const struct member *table, size_t count, void *into);

/* Is an item of that kind? 0, or -1 with the fault said. */
int kind_check(struct reader *, const struct cJSON *item, const char *name, enum kind);

/* A fault at an offset of the text: "p.json:12:5: …"; always -1. */
int fault(struct reader *, size_t at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
size_t value_at(const struct reader *, const struct cJSON *item);
size_t key_at(const struct reader *, const struct cJSON *item);

/* What may have been meant, as the end of a sentence. */
enum { NEAR_BYTES = 160 };
const char *near_text(char buffer[NEAR_BYTES], const char *word, const char *const *names, size_t count);

/* The place of a word in a list; -1 with the fault said. */
int word_find(struct reader *, const struct cJSON *item, const char *what, const char *const *words, size_t count);

/* A string's text, in the arena; NULL with the error set: no memory. */
const char *text_keep(struct reader *, const struct cJSON *item);

#endif
