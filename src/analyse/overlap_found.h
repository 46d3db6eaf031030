/* overlap_found: which documents and records repeat others, what passages they share, and what of them stands in evaluation sets.
 * src/overlap finds it; corpus.duplicates, corpus.repeats, corpus.contamination and uniqueness.near tell it.
 *
 *   documents with words   =   kept + exact + normalised + near        each row is counted once; `kept` are those that repeat none before
 *
 * Owns: all texts lie in the arena; overlap_found_release.
 */
#ifndef ASSAY_ANALYSE_OVERLAP_FOUND_H
#define ASSAY_ANALYSE_OVERLAP_FOUND_H

#include "analyse/analyse.h"
#include "base/arena.h"
#include "text/tokens.h"

/* How near-duplicates are looked for; printed with what is found. */
struct near_settings {
	enum token_unit unit;
	unsigned n;			/* tokens a shingle */
	unsigned bands, rows;
	double jaccard;			/* pairs from here on are near-duplicates */
};

enum { CLUSTERS_SHOWN = 10, MEMBERS_SHOWN = 5, GIANT_CLUSTER = 1000, CLUSTER_SIZES = 8 };

/* Upper ends of the classes of cluster sizes; the last one is open. */
extern const uint64_t cluster_sizes[CLUSTER_SIZES];

struct cluster {
	uint64_t representative, members;	/* members: with the representative */
	uint64_t row[MEMBERS_SHOWN];		/* the first ones after it */
	double similarity[MEMBERS_SHOWN];
	size_t shown;
};

/* Pairs of sources, in which rows of one repeat a representative in the other. */
struct across {
	uint32_t source, representative_source;
	uint64_t rows;
};

enum { ACROSS_SHOWN = 20 };

struct duplicates {
	bool looked, looked_near;
	struct near_settings near;
	uint64_t documents, empty, short_ones;	/* with tokens; without; of those with, shorter than a shingle */
	uint64_t exact, normalised, near_ones;
	uint64_t candidates, rejected;	/* pairs that share a band; those whose Jaccard was too low */
	uint64_t crowded;		/* documents in buckets too large for all their pairs */
	uint64_t bridges;		/* documents kept though near to one that is dropped: its representative is too far */
	uint64_t clusters, giants, of_size[CLUSTER_SIZES];
	struct cluster largest[CLUSTERS_SHOWN];
	size_t largest_count;
	uint64_t across_rows;		/* whose representative is in another source */
	struct across across[ACROSS_SHOWN];
	size_t across_count;
	struct examples first, first_exact, first_near, first_giant;	/* first: of all that are dropped */
};

/* A line or paragraph that several documents have. */
struct repeat {
	uint64_t documents, bytes, first_row;
	const char *text;		/* cut */
};

enum { REPEATS_SHOWN = 10 };

struct repeats_of {
	uint64_t units, repeated;	/* in all kept documents; those that an earlier document has */
	uint64_t bytes, repeated_bytes;
	struct repeat top[REPEATS_SHOWN];
	size_t top_count;
	struct examples first;
};

/* Tokens that stand in one document and in another before it, or before in the same. */
struct passage {
	uint64_t row, first_row, tokens;
	const char *text;		/* cut */
};

struct passages {
	bool looked;
	uint64_t tokens, repeated;	/* of all documents; of kept ones, in passages that occur before */
	uint64_t passages, documents, longest;
	struct passage top[REPEATS_SHOWN];	/* the longest */
	size_t top_count;
	struct examples first;
};

/* One evaluation set, or one split's documents against another split's. */
struct contamination_of {
	const char *items_of, *found_in;	/* a file, or a split; a split, or NULL: the data */
	uint64_t items, too_short, contaminated;
	uint64_t documents;		/* that share something with it */
	uint64_t longest;
};

struct match {
	uint64_t row, item, tokens;
	double share;			/* of the item's n-grams */
	const char *items_of, *text;
};

enum { MATCHES_SHOWN = 10 };

struct contamination {
	bool against, splits;		/* what was asked for */
	unsigned n;
	const char *training;		/* the split that others are held against; NULL: none */
	struct contamination_of *of;	/* malloc'd */
	size_t count;
	uint64_t items, contaminated, documents;	/* of evaluation sets */
	uint64_t leaked_items, leaked;			/* of splits other than training; of them, with text in another split */
	struct match top[MATCHES_SHOWN];
	size_t top_count;
	struct examples first, first_leaked;
};

struct overlap_found {
	struct duplicates documents, records;
	struct repeats_of lines, paragraphs;
	struct passages passages;
	struct contamination contamination;
	struct arena arena;
};

void overlap_found_release(struct overlap_found *);

#endif
