/* turns: messages of a list as turns of a view. Turns stand in the reader's array, contents in its arena or the source. */
#ifndef ASSAY_CORPUS_TURNS_H
#define ASSAY_CORPUS_TURNS_H

#include "corpus/corpus.h"

#include <stdlib.h>

/* A turn made of a column. */
int turn_add(struct corpus_reader *, struct corpus_view *, enum turn_role, struct span content, struct err *);

/* All messages of an array that is not empty. */
int turns_read(struct corpus_reader *, struct corpus_view *, const struct json *list, struct err *);

/* The contents, joined by line ends. */
int turns_join(struct corpus_reader *, const struct turn *, size_t turns, struct span *out, struct err *);

/* An object with role or from, or with content or value. */
bool message_is(const struct json *);

/* A message's text, parts of a list joined by line ends; NULL: none, or no memory (then the error is set). */
struct span message_content(struct corpus_reader *, const struct json *, struct err *);

/* A list as its last message's content, and the contents before it, joined by line ends. */
int messages_split(struct corpus_reader *, const struct json *list, struct span *before, struct span *reply, struct err *);

#endif
