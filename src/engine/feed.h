/* feed: all sources of a run, one after the other, as chunks of whole records.
 *
 *   source list ──open──▶ head ──sniff──▶ dialect ──split──▶ chunk, chunk, …
 *
 * One thread calls feed_next; dialects and source records may be read by others once their first chunk was given out (dialect) or the
 * feed has ended (records). The feed owns the list, the dialects and the records; a chunk is the caller's: chunk_free.
 */
#ifndef ASSAY_ENGINE_FEED_H
#define ASSAY_ENGINE_FEED_H

#include "parse/format.h"
#include "read/source.h"

#include <stdatomic.h>

enum { CHUNK_BYTES = 512 * 1024 };

/* What is known of one source; rows and rejected are counted by whoever parses. */
struct source_record {
	struct dialect dialect;
	const char *encoding, *compression;
	uint64_t bytes, hash;		/* decoded */
	uint64_t first_row, rows, rejected;
	struct reject *first_reject;	/* copies of the first REJECTS_SHOWN, in line order; owned by `arena` */
	struct arena arena;
};

enum { REJECTS_SHOWN = 5 };

/* Keep copies of the first ones, for messages and the report. */
int source_record_rejects(struct source_record *, const struct reject *, struct err *);

struct feed_options {
	const struct format *format;	/* NULL: sniff */
	char delimiter;			/* 0: sniff */
	int header;			/* 1 yes, -1 no, 0 guess */
	unsigned depth;
};

struct feed {
	struct source_list list;
	struct source_record *record;	/* one an entry of the list */
	struct feed_options options;
	struct parse_options parse;
	_Atomic uint64_t bytes_stored_read;	/* over all sources, for progress */
	uint64_t bytes_stored_total;		/* 0: not known */

	/* The open source. */
	size_t now;			/* index; list.count at the end */
	struct source *source;
	void *splitter;
	char *buffer;
	size_t length, room, at;	/* buffer[at, length) is not given out yet */
	bool ended;			/* nothing more to read */
	uint64_t line, number;		/* of buffer[at]; of the next chunk */
	uint64_t bytes_stored_before;	/* of the sources that are done */
	struct chunk *peeked;		/* what feed_next gives first */
};

/* Takes ownership of the list's entries on success. */
int feed_open(struct feed *, struct source_list, const struct feed_options *, const struct parse_options *, struct err *);

/* 1 and a chunk; 0 at the end; -1. */
int feed_next(struct feed *, struct chunk **out, struct err *);
/* The chunk that feed_next will give, which stays the feed's; NULL when there is none. */
int feed_peek(struct feed *, const struct chunk **out, struct err *);
void chunk_free(struct chunk *);	/* NULL is fine */
void feed_close(struct feed *);

#endif
