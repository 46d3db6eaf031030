/* options: what the user asked for, checked and made into what the stages take. Nothing is read from data here.
 *
 * Owns the NA set and the copies it makes; strings of assay_options are borrowed for the run.
 */
#ifndef ASSAY_ENGINE_OPTIONS_H
#define ASSAY_ENGINE_OPTIONS_H

#include "assay/assay.h"
#include "corpus/corpus.h"
#include "engine/feed.h"
#include "judge/judge.h"
#include "store/store.h"

struct options {
	struct feed_options feed;
	struct parse_options parse;
	struct na_set *na;
	uint64_t rejects_max;		/* rows; UINT64_MAX: no limit */
	double rejects_share_max;	/* fraction of the records read; 1: no limit */
	unsigned threads;
	enum fail_on fail_on;
	enum corpus_kind kind;		/* CORPUS_KINDS: found by looking */
	enum store_way way;
	double now;			/* microseconds */
};

int options_check(struct options *, const struct assay_options *, struct err *);

/* What holds where nothing was given. */
unsigned options_depth(const struct assay_options *);
size_t options_record_bytes(const struct assay_options *);
unsigned options_memory_mb(const struct assay_options *);

/* Are so many rejects allowed? records: all that there are, or 0 while that is not known. The error names the first one. */
int rejects_allowed(const struct options *, const struct feed *, uint64_t rejected, uint64_t records, struct err *);

void options_release(struct options *);

#endif
