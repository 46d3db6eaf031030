/* page_tree: runs of pages into the file, and the interior pages above them; see pages.h.
 *
 * Takes runs in row order; gives each page its number, the next one in the file, writes it, and keeps of a leaf its number and its last
 * row. At the end come the levels above the leaves, each a fraction of a thousandth of the one below; the last is the root page.
 *
 *   interior page   05 ·· cells start 0 │ right child │ pointers ▶ … ◀ cells      cell   child · last row in it
 *
 * SQLite must not hold the file meanwhile, and must be shown a new change counter (page_file_end) before it may.
 */
#include "store/pages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	INTERIOR = 0x05, INTERIOR_HEADER_BYTES = 12, CHILD_BYTES = 4 + 9 + 2,	/* at most */
	CHILDREN_MAX = (PAGE_BYTES - INTERIOR_HEADER_BYTES) / CHILD_BYTES + 1,
	LOCK_PAGE = 0x40000000 / PAGE_BYTES + 1,	/* SQLite locks bytes of this page, and never stores any */
	PAGES_MAX = 0x3fffffff,
};

/* Places in the header of a database. */
enum { AT_PAGE_BYTES = 16, AT_RESERVED = 20, AT_CHANGES = 24, AT_PAGES = 28, AT_SCHEMA_FORMAT = 44, AT_AUTOVACUUM = 52, AT_ENCODING = 56,
       AT_VALID_FOR = 92 };

static uint32_t get_32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_32(unsigned char *p, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(n >> (24 - 8 * i));
}

static void put_16(unsigned char *p, size_t n)
{
	p[0] = (unsigned char)(n >> 8);
	p[1] = (unsigned char)n;
}

static int bytes_write(const struct page_file *file, const unsigned char *from, size_t n, uint64_t at, struct err *e)
{
	while (n) {
		ssize_t put = pwrite(file->fd, from, n, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return err_set(e, ERR_STORE, "writing %s: %s", file->name, strerror(put ? errno : ENOSPC));
		from += put;
		at += (uint64_t)put;
		n -= (size_t)put;
	}
	return 0;
}

int page_header_read(const struct page_file *file, unsigned char header[DATABASE_HEADER_BYTES], struct err *e)
{
	size_t have = 0;

	while (have < DATABASE_HEADER_BYTES) {
		ssize_t got = pread(file->fd, header + have, DATABASE_HEADER_BYTES - have, (off_t)have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(e, ERR_STORE, "writing %s: its header: %s", file->name, got ? strerror(errno) : "it ends early");
		have += (size_t)got;
	}
	return 0;
}

bool page_header_fits(const unsigned char header[DATABASE_HEADER_BYTES])
{
	return header[AT_PAGE_BYTES] == PAGE_BYTES >> 8 && header[AT_PAGE_BYTES + 1] == 0 && header[AT_RESERVED] == 0 &&
	       get_32(header + AT_SCHEMA_FORMAT) == 4 && get_32(header + AT_AUTOVACUUM) == 0 && get_32(header + AT_ENCODING) == 1;
}

/* The number of the page at a place in a run that begins at page `base`. */
static uint32_t page_number(uint32_t base, size_t place)
{
	uint32_t number = base + (uint32_t)place;

	return base <= LOCK_PAGE && number >= LOCK_PAGE ? number + 1 : number;
}

/* Pages that follow each other get the next numbers and are written. */
static int pages_write(struct page_file *file, const unsigned char *bytes, size_t pages, struct err *e)
{
	uint32_t base = file->next;
	size_t before = pages;

	if (pages == 0)
		return 0;
	if (pages > PAGES_MAX - 1 || base > PAGES_MAX - 1 - (uint32_t)pages)
		return err_set(e, ERR_STORE, "writing %s: a database has at most %d pages of %d bytes", file->name, PAGES_MAX, PAGE_BYTES);
	if (base <= LOCK_PAGE && pages > LOCK_PAGE - base)
		before = LOCK_PAGE - base;
	if (bytes_write(file, bytes, before * PAGE_BYTES, (uint64_t)(base - 1) * PAGE_BYTES, e) ||
	    bytes_write(file, bytes + before * PAGE_BYTES, (pages - before) * PAGE_BYTES, (uint64_t)LOCK_PAGE * PAGE_BYTES, e))
		return -1;
	file->next = page_number(base, pages - 1) + 1;
	return 0;
}

/* The pages of a run from `skip` on: number what points at them, and write them. */
static int run_write(struct page_file *file, struct page_run *run, size_t skip, struct err *e)
{
	for (size_t i = 0; i < run->links; i++) {
		unsigned char *link = run->bytes + run->link[i];

		put_32(link, page_number(file->next, get_32(link) - skip));
	}
	for (size_t i = skip; i < run->leaves; i++)
		run->leaf[i].page = page_number(file->next, run->leaf[i].page - skip);
	return pages_write(file, run->bytes + skip * PAGE_BYTES, run->pages - skip, e);
}

static int leaves_keep(struct page_tree *tree, const struct page_run *run, struct err *e)
{
	size_t room = tree->room ? tree->room : 256;
	struct page_leaf *grown;

	while (room < tree->leaves + run->leaves)
		room *= 2;
	if (room != tree->room) {
		grown = reallocarray(tree->leaf, room, sizeof *grown);
		if (!grown)
			return err_nomem(e);
		tree->leaf = grown;
		tree->room = room;
	}
	memcpy(tree->leaf + tree->leaves, run->leaf, run->leaves * sizeof *run->leaf);
	tree->leaves += run->leaves;
	return 0;
}

static int run_take(struct page_file *file, struct page_tree *tree, struct page_run *run, struct err *e)
{
	int failed = run_write(file, run, 0, e) || leaves_keep(tree, run, e) ? -1 : 0;

	page_run_release(run);
	return failed;
}

static int held_take(struct page_file *file, struct page_tree *tree, struct err *e)
{
	if (!tree->holds)
		return 0;
	tree->holds = false;
	return run_take(file, tree, &tree->held, e);
}

int page_tree_append(struct page_file *file, struct page_tree *tree, struct page_run *run, struct err *e)
{
	if (run->leaves == 0) {
		page_run_release(run);
		return 0;
	}
	if (!tree->holds && tree->leaves == 0) {
		tree->held = *run;
		tree->holds = true;
		*run = (struct page_run){ .pages = 0 };
		return 0;
	}
	if (held_take(file, tree, e)) {
		page_run_release(run);
		return -1;
	}
	return run_take(file, tree, run, e);
}

static size_t varint_put(unsigned char *p, uint64_t n)
{
	size_t bytes = 1;

	for (uint64_t rest = n >> 7; rest; rest >>= 7)
		bytes++;
	/* Rows count from 1 and never need the ninth byte, which is of another kind. */
	for (size_t i = bytes; i-- > 0; n >>= 7)
		p[i] = (unsigned char)((i + 1 < bytes ? 0x80 : 0) | (n & 0x7f));
	return bytes;
}

/* The page above these children. */
static void interior_fill(unsigned char *page, const struct page_leaf *child, size_t n)
{
	unsigned char cell[CHILD_BYTES];
	size_t start = PAGE_BYTES;

	memset(page, 0, PAGE_BYTES);
	for (size_t i = 0; i + 1 < n; i++) {
		size_t bytes = 4 + varint_put(cell + 4, child[i].last_row);

		put_32(cell, child[i].page);
		start -= bytes;
		memcpy(page + start, cell, bytes);
		put_16(page + INTERIOR_HEADER_BYTES + 2 * i, start);
	}
	page[0] = INTERIOR;
	put_16(page + 3, n - 1);
	put_16(page + 5, start);
	put_32(page + 8, child[n - 1].page);
}

/* One level above the leaves, which takes their place in the list: pages with nearly the same number of children, never one alone. */
static int level_write(struct page_file *file, struct page_tree *tree, struct err *e)
{
	size_t pages = (tree->leaves + CHILDREN_MAX - 1) / CHILDREN_MAX, from = 0;
	unsigned char page[PAGE_BYTES];

	for (size_t i = 0; i < pages; i++) {
		size_t n = (tree->leaves - from) / (pages - i);
		struct page_leaf above = { file->next == LOCK_PAGE ? file->next + 1 : file->next, tree->leaf[from + n - 1].last_row };

		interior_fill(page, tree->leaf + from, n);
		if (pages_write(file, page, 1, e))
			return -1;
		tree->leaf[i] = above;
		from += n;
	}
	tree->leaves = pages;
	return 0;
}

static int root_write(const struct page_file *file, const struct page_tree *tree, const unsigned char *page, struct err *e)
{
	return bytes_write(file, page, PAGE_BYTES, (uint64_t)(tree->root - 1) * PAGE_BYTES, e);
}

int page_tree_end(struct page_file *file, struct page_tree *tree, struct err *e)
{
	unsigned char page[PAGE_BYTES];
	int failed = 0;

	if (tree->holds && tree->held.leaves == 1) {
		failed = run_write(file, &tree->held, 1, e) || root_write(file, tree, tree->held.bytes, e) ? -1 : 0;
		page_run_release(&tree->held);
		tree->holds = false;
		return failed;
	}
	if (held_take(file, tree, e))
		return -1;
	while (tree->leaves > CHILDREN_MAX && !failed)
		failed = level_write(file, tree, e);
	if (failed || tree->leaves == 0)
		return failed;
	interior_fill(page, tree->leaf, tree->leaves);
	return root_write(file, tree, page, e);
}

void page_tree_release(struct page_tree *tree)
{
	page_run_release(&tree->held);
	free(tree->leaf);
	*tree = (struct page_tree){ .root = 0 };
}

int page_file_end(struct page_file *file, struct err *e)
{
	unsigned char header[DATABASE_HEADER_BYTES];
	uint32_t changes;

	if (page_header_read(file, header, e))
		return -1;
	changes = get_32(header + AT_CHANGES) + 1;
	put_32(header + AT_CHANGES, changes);
	put_32(header + AT_VALID_FOR, changes);
	put_32(header + AT_PAGES, file->next - 1);
	return bytes_write(file, header, sizeof header, 0, e);
}
