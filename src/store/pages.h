/* pages: rows as pages of SQLite's file format (https://sqlite.org/fileformat2.html), made without SQLite.
 *
 *   batch ─▶ run: leaf overflow overflow leaf leaf …   page_run_make: any thread; pages count from 0
 *   run ─▶ tree: the pages get their numbers, go to the file  page_tree_append: in row order
 *   tree ─▶ interior pages, and the root that SQLite made     page_tree_end
 *
 *   leaf page   0d ·· cells start 0 │ pointers ▶ … ◀ cells      cell   payload bytes · rowid · payload [· first overflow page]
 *   overflow    next page │ payload                             payload  header bytes · type … │ value …
 *
 * A run owns its memory; page_tree_append takes it. A tree owns its list of leaves. The file descriptor is borrowed.
 */
#ifndef ASSAY_STORE_PAGES_H
#define ASSAY_STORE_PAGES_H

#include "base/err.h"
#include "table/batch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGE_BYTES = 16384, DATABASE_HEADER_BYTES = 100 };

struct page_leaf {
	uint32_t page;		/* place in the run; number in the file, once it has one */
	uint64_t last_row;
};

struct page_run {
	unsigned char *bytes;
	size_t pages, room;
	struct page_leaf *leaf;
	size_t leaves, leaf_room;
	size_t *link;			/* where in bytes there is a page number, which counts within the run */
	size_t links, link_room;
	uint64_t row_bytes_max;		/* the largest payload */
};

/* The rows of a batch, columns [first, first + columns) of it; those it does not have are NULL in every row. */
int page_run_make(struct page_run *, const struct batch *, size_t first, size_t columns, struct err *);
void page_run_release(struct page_run *);

/* Bytes of the payload of one row, as SQLITE_LIMIT_LENGTH counts them. */
uint64_t page_row_bytes(const struct batch *, size_t row, size_t first, size_t columns);

struct page_file {
	int fd;
	const char *name;	/* for errors; borrowed */
	uint32_t next;		/* the number of the next page */
};

struct page_tree {
	uint32_t root;		/* made by SQLite, empty */
	struct page_leaf *leaf;
	size_t leaves, room;
	struct page_run held;	/* the first run, until it is known whether its leaf is all that there is: then that is the root */
	bool holds;
};

/* Is this the header of a database that can be written so: pages of PAGE_BYTES and all of it used, UTF-8, not vacuumed by itself? */
bool page_header_fits(const unsigned char header[DATABASE_HEADER_BYTES]);
int page_header_read(const struct page_file *, unsigned char header[DATABASE_HEADER_BYTES], struct err *);

/* The run is empty afterwards, also on an error. */
int page_tree_append(struct page_file *, struct page_tree *, struct page_run *, struct err *);
int page_tree_end(struct page_file *, struct page_tree *, struct err *);
void page_tree_release(struct page_tree *);

/* After all trees: tell the header how many pages there are, and others that the file changed. */
int page_file_end(struct page_file *, struct err *);

#endif
