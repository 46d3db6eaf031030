/* format: how bytes become records. A format is one file and one line in the table (format.c).
 *
 *   head of the source ──probe──▶ score            which format, which delimiter, is there a header
 *   bytes ──split──▶ chunks                        sequential: where do whole records end
 *   chunk ──parse──▶ batches + rejects             in any thread, chunk by chunk
 *
 * Every chunk starts at the start of a record, so parse needs nothing but the chunk and the source's dialect.
 * Ownership: the caller owns chunk bytes and frees batches; a format owns nothing between calls but what its
 * splitter and parser objects hold.
 */
#ifndef ASSAY_PARSE_FORMAT_H
#define ASSAY_PARSE_FORMAT_H

#include "base/err.h"
#include "table/batch.h"

/* What the user fixed and what was found: one a source. */
struct dialect {
	const struct format *format;
	char delimiter;			/* delimited formats: ',' ';' '\t' '|' or as given */
	bool header;			/* delimited formats: the first record names the columns */
	bool header_given;		/* --header/--no-header was used: do not guess */
	unsigned depth;			/* JSON: objects are flattened to "a.b" down to this many levels; 1 = not at all */
	const char *const *name;	/* delimited formats: column names, unique and not empty; owned by `arena` */
	size_t columns;
	uint64_t first_line;		/* line of the first data record: 2 after a one-line header */
	size_t skip;			/* bytes of the header at the source's start, which the splitter's caller skips */
	struct arena arena;
};

struct parse_options {
	const struct na_set *na;
	size_t record_bytes_max;	/* a longer record is rejected; also bounds memory */
};

/* A piece of a source that holds whole records. `bytes[length]` is a readable NUL. */
struct chunk {
	uint32_t source;
	uint64_t number;		/* within the source, from 0 */
	uint64_t first_line;		/* of bytes[0], 1-based */
	char *bytes;
	size_t length;
	bool broken;			/* bytes hold one record that the splitter gave up: reason says why, parse rejects it */
	const char *reason;		/* constant text, when broken */
};

/* What the splitter says of bytes[0, n), all that is buffered and not yet given out. */
enum split_kind {
	SPLIT_MORE,	/* no record ends here yet: read on */
	SPLIT_RECORDS,	/* bytes[0, end) are whole records */
	SPLIT_BROKEN,	/* bytes[0, end) are one broken record: reject it and go on behind it */
	SPLIT_SKIP,	/* bytes[0, end) belong to no record (array brackets, commas): drop them, but count their lines */
};
struct split {
	enum split_kind kind;
	size_t end;
	const char *reason;	/* constant text, with SPLIT_BROKEN */
};

struct format {
	const char *name;		/* "csv" "tsv" "jsonl" "json" */
	const char *suffixes;		/* " .csv .txt " */

	/* How sure it is that the source's first bytes are its own: 0 no … 100 certain; fills delimiter. `whole`: head is all. */
	int (*probe)(const char *head, size_t n, bool whole, const char *source_name, struct dialect *);

	/* Finish the dialect from the head: header, names, skip. The head holds at least the first record, or all there is. */
	int (*begin)(const char *head, size_t n, bool whole, struct dialect *, struct err *);

	/* A splitter remembers how far it has looked, so that a byte is looked at once. want: a chunk's size to aim at:
	 * SPLIT_RECORDS ends at the last record border at or before `want`, or at the first one behind it.
	 * The chunk borders depend only on the bytes from the source's start, never on how many came with one read.
	 * At the end of the source (end = true) call until it answers SPLIT_MORE, with n = 0 too: a SPLIT_BROKEN with
	 * end = 0 says once what is missing there ("the array is not closed"). */
	void *(*splitter_new)(const struct dialect *, const struct parse_options *);	/* NULL: no memory */
	struct split (*split)(void *splitter, const char *bytes, size_t n, bool end, size_t want);
	void (*splitter_free)(void *splitter);

	/* A parser is one thread's; parse gives at least one batch, perhaps of 0 rows. */
	void *(*parser_new)(const struct parse_options *);				/* NULL: no memory */
	int (*parse)(void *parser, const struct dialect *, const struct chunk *, struct batch **out, struct err *);
	void (*parser_free)(void *parser);
};

/* All formats; ends with NULL. */
extern const struct format *const formats[];
const struct format *format_find(const char *name);

/* Choose the format of a source by its head (all probes, then the suffix breaks ties), and begin it.
 * format and delimiter may be given in *dialect (format != NULL, delimiter != 0) and are kept. */
int dialect_sniff(struct dialect *, const char *source_name, const char *head, size_t n, bool whole, struct err *);
void dialect_release(struct dialect *);

#endif
