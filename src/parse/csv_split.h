/* csv_split: where records end in delimited text, which delimiter it has, and what its columns are called.
 *
 *   1,"two ""words""",5" pipe⏎      a quote opens a field only as its first byte; anywhere else it is a letter
 *   2,"first⏎                       a line end within quotes is text; LF, CRLF and CR alone end lines
 *   second",x⏎
 *   3,"never closed⏎                rejected alone: the lines behind it are records again
 *   4,5,6⏎
 *
 * A quote counts as never closed when it is open where the chunk ends. The splitter cuts a chunk there only if the source ends
 * or the record is over the limit, so splitter and parser agree without a word. From the line behind it to the chunk's end
 * each line is a record of its own, so that a text in which every line opens a quote is still read in linear time.
 * Lines that are empty, or blank (spaces, and tabs where they do not delimit), are no records, not even in a file of one column.
 *
 * All bytes belong to the caller; names belong to the dialect's arena.
 */
#ifndef ASSAY_PARSE_CSV_SPLIT_H
#define ASSAY_PARSE_CSV_SPLIT_H

#include "parse/format.h"

/* Constant texts: why records are rejected. */
extern const char csv_too_long[], csv_unclosed[], csv_behind_quote[];

/* The longest record that is read. 0 is no limit but this: a batch counts the bytes of its texts in 32 bits. */
size_t csv_record_limit(const struct parse_options *);

/* ---- lines ---- */

/* The first CR or LF from bytes[at] on, or n. */
size_t csv_line_end(const char *bytes, size_t at, size_t n);

/* Line ends in bytes[0, n); CRLF is one. */
uint64_t csv_lines(const char *bytes, size_t n);

enum { CSV_BLOCK = 64 };

/* A bit for each byte of the block bytes[at, at + CSV_BLOCK) that is c, but for those from `end` on; at < end <= n. */
uint64_t csv_block_equal(const char *bytes, size_t at, size_t end, size_t n, char c);

/* Behind the line end that starts at bytes[at]. */
static inline size_t csv_line_next(const char *bytes, size_t at, size_t n)
{
	return at + 1 + (bytes[at] == '\r' && at + 1 < n && bytes[at + 1] == '\n');
}

/* ---- text ---- */

/* The length of the well-formed UTF-8 sequence at p (The Unicode Standard, table 3-7), 0 when it is none. */
size_t csv_utf8_length(const unsigned char *p, size_t n);

/* The first byte that is NUL or no UTF-8, or n. */
size_t csv_text_fault(const char *bytes, size_t n);

/* Is every byte printable ASCII, a tab, or part of a line end? */
bool csv_text_plain(const char *bytes, size_t n);

/* ---- records ---- */

/* Where a look at one record stands; zero but for the delimiter at its start. */
struct csv_scan {
	char delimiter;
	bool quoted;	/* within quotes */
	bool closed;	/* the byte before closed them, so that a quote here is a letter in them */
	bool opened;	/* quotes were opened */
	bool behind;	/* text stands behind a closing quote */
};

/* From bytes[at] on: the line end that ends the record, or n, where a further call goes on. bytes[0] starts a record, too. */
size_t csv_record_end(struct csv_scan *, const char *bytes, size_t at, size_t n);

/* The records of bytes[0, n), one after the other: set the first fields, and line to bytes[0]'s. */
struct csv_records {
	const char *bytes;
	size_t n;
	bool cut;		/* there is more behind n: what is not ended is not given */
	char delimiter;

	size_t at, end, next;	/* the record is bytes[at, end), the one behind it starts at `next` */
	uint64_t line, next_line;
	bool open, behind;	/* a quote is not closed; text stands behind one */
	bool by_line;		/* behind a record with an open quote */
};

struct csv_records csv_records_over(const char *bytes, size_t n, bool cut, char delimiter, uint64_t line);
bool csv_records_next(struct csv_records *);

/* ---- the calls of struct format ---- */

/* The delimiter is the one of tab | ; , for which most records have as many fields as the first has, at least two; it must
 * be half of them. Of equals the rarer in running text is taken, in that order, unless the other separates more than a decimal
 * comma in each field would explain. None: a comma, and one column. */
int csv_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *);
int tsv_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *);

/* The first record names the columns, unless it looks like data. A field counts as a value when it is a number, a boolean, a time
 * or a code, as a word when it is other text, and not at all when it is missing. With the records that follow (up to a hundred):
 *   1. a word over a column that has only values: a header
 *   2. a value over a column that has mostly values, or over nothing as there is one record only: data
 *   3. anything else: a header
 * Names are trimmed; bytes that are not UTF-8, and NUL, become U+FFFD; an empty name becomes column_3 in the third column;
 * a name that was there before becomes name_2, name_3, …, whichever is free. */
int csv_begin(const char *head, size_t n, bool whole, struct dialect *, struct err *);

void *csv_splitter_new(const struct dialect *, const struct parse_options *);
struct split csv_split(void *splitter, const char *bytes, size_t n, bool end, size_t want);
void csv_splitter_free(void *splitter);

#endif
