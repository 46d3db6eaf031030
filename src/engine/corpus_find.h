/* corpus_find: what the dataset is, from the first records of its first source, before the first pass. Reads ahead in the feed,
 * and takes nothing from it.
 */
#ifndef ASSAY_ENGINE_CORPUS_FIND_H
#define ASSAY_ENGINE_CORPUS_FIND_H

#include "corpus/corpus.h"
#include "engine/feed.h"

/* wanted: CORPUS_KINDS to find out, else what the user says it is. */
int corpus_find(struct corpus *, struct feed *, enum corpus_kind wanted, struct err *);

#endif
