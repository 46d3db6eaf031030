/* pages: a batch's rows as leaf pages of a table, by any thread; see pages.h.
 *
 * Takes a batch whose rows are numbered; gives pages whose only loose ends are the numbers of overflow pages, which count from the
 * start of the run until page_tree_append knows better. Records are those that SQLite writes for the same values, byte by byte:
 *
 *   NULL 0 · integers 8 (zero) 9 (one) 1 2 3 4 5 6 (1 2 3 4 6 8 bytes) · REAL 7 · TEXT 13 + 2n
 *
 * The caller owns the run.
 */
#include "store/pages.h"

#include "store/load.h"
#include "store/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	LEAF = 0x0d, LEAF_HEADER_BYTES = 8, POINTER_BYTES = 2, LINK_BYTES = 4,
	CELL_BYTES_MIN = 4,			/* what a freed cell needs: SQLite gives no cell less */
	PAYLOAD_MAX = PAGE_BYTES - 35,		/* a larger one overflows, and leaves so much here: */
	PAYLOAD_MIN = (PAGE_BYTES - 12) * 32 / 255 - 23,
	OVERFLOW_BYTES = PAGE_BYTES - LINK_BYTES,
	VARINT_BYTES = 9,
	VALUES_AT_ONCE = 1024,			/* cells whose values are made before their rows are put together; 16 kB */
};

enum serial { SERIAL_NULL = 0, SERIAL_REAL = 7, SERIAL_ZERO = 8, SERIAL_ONE = 9, SERIAL_TEXT = 13 };

/* One value on its way into a record: its serial type, and the bits of a number or where a text lies. */
struct value {
	uint64_t type;
	union {
		uint64_t bits;
		const char *text;
	};
};

/* A leaf that is being filled. */
struct filling {
	struct page_run *run;
	struct value *value;		/* of some rows, one after the other */
	unsigned char *payload;		/* one that overflows */
	size_t payload_room;
	size_t cells, start;		/* of the last leaf: how many, and where they begin */
};

static inline size_t varint_bytes(uint64_t n)
{
	size_t bytes = 1;

	while (n >= 0x80 && bytes < VARINT_BYTES) {
		n >>= 7;
		bytes++;
	}
	return bytes;
}

static unsigned char *varint_put(unsigned char *p, uint64_t n)
{
	size_t bytes;

	if (n < 0x80) {
		*p = (unsigned char)n;
		return p + 1;
	}
	bytes = varint_bytes(n);
	if (bytes == VARINT_BYTES) {
		p[8] = (unsigned char)n;
		n >>= 8;
	}
	for (size_t i = bytes == VARINT_BYTES ? 8 : bytes; i-- > 0; n >>= 7)
		p[i] = (unsigned char)(0x80 | (n & 0x7f));
	if (bytes < VARINT_BYTES)
		p[bytes - 1] &= 0x7f;
	return p + bytes;
}

/* A value of a number's serial type takes so many bytes. */
static const uint8_t serial_bytes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };

static inline uint64_t value_bytes(uint64_t type)
{
	return type >= SERIAL_TEXT ? (type - SERIAL_TEXT) / 2 : serial_bytes[type];
}

static uint64_t integer_type(int64_t n)
{
	uint64_t size = n < 0 ? ~(uint64_t)n : (uint64_t)n;

	if (n == 0 || n == 1)
		return n ? SERIAL_ONE : SERIAL_ZERO;
	return size <= INT8_MAX ? 1 : size <= INT16_MAX ? 2 : size <= 0x7fffff ? 3 : size <= INT32_MAX ? 4 : size <= 0x7fffffffffff ? 5 : 6;
}

/* What the cell becomes; see feed_column in load.c, which says the same to SQLite. */
static inline struct value value_of(const char *text, uint32_t bytes, uint8_t kind, double number)
{
	struct value v = { .type = SERIAL_NULL };
	int64_t integer;

	if (cell_is_missing(kind))
		return v;
	if (kind == CELL_INTEGER) {
		/* Below 2^53 the double is the integer, and need not be read again. */
		bool exact = number > -0x1p53 && number < 0x1p53;

		if (exact)
			integer = (int64_t)number;
		if (exact || integer_read(text, bytes, &integer))
			return (struct value){ .type = integer_type(integer), .bits = (uint64_t)integer };
	} else if (kind == CELL_REAL && !isnan(number)) {
		v.type = SERIAL_REAL;
		memcpy(&v.bits, &number, sizeof v.bits);
		return v;
	}
	return (struct value){ .type = SERIAL_TEXT + 2 * (uint64_t)bytes, .text = text };
}

/* Hot. The values of n rows of one column, `columns` apart: a column's cells mostly become values alike. */
static void column_take(struct value *value, const struct batch *b, size_t row, size_t n, size_t c, size_t columns)
{
	const struct column *column = c < b->columns && b->column[c].kind ? &b->column[c] : NULL;

	for (size_t i = 0; i < n; i++) {
		size_t at = row + i;

		value[i * columns] = column ? value_of(b->bytes + column->text[at].at, column->text[at].bytes, column->kind[at], column->number[at])
					    : (struct value){ .type = SERIAL_NULL };
	}
}

/* A row's payload's bytes, and those of the header in it. */
static inline uint64_t payload_of(uint64_t types, uint64_t body, uint64_t *header)
{
	size_t own = varint_bytes(types + 1);

	own = varint_bytes(types + own);
	*header = types + own;
	return *header + body;
}

static uint64_t values_measure(const struct value *value, size_t columns, uint64_t *header)
{
	uint64_t types = 0, body = 0;

	for (size_t c = 0; c < columns; c++) {
		types += varint_bytes(value[c].type);
		body += value_bytes(value[c].type);
	}
	return payload_of(types, body, header);
}

uint64_t page_row_bytes(const struct batch *b, size_t row, size_t first, size_t columns)
{
	uint64_t types = 0, body = 0, header;

	for (size_t c = 0; c < columns; c++) {
		struct value v;

		column_take(&v, b, row, 1, first + c, 1);
		types += varint_bytes(v.type);
		body += value_bytes(v.type);
	}
	return payload_of(types, body, &header);
}

/* The hot path: the header and the values grow side by side. */
static void record_put(unsigned char *p, uint64_t header, const struct value *value, size_t columns)
{
	unsigned char *type = varint_put(p, header), *body = p + header;

	for (size_t c = 0; c < columns; c++) {
		const struct value *v = &value[c];

		type = varint_put(type, v->type);
		if (v->type >= SERIAL_TEXT) {
			size_t bytes = value_bytes(v->type);

			if (bytes)
				memcpy(body, v->text, bytes);
			body += bytes;
		} else {
			for (size_t n = serial_bytes[v->type]; n-- > 0;)
				*body++ = (unsigned char)(v->bits >> (8 * n));
		}
	}
}

static void put_16(unsigned char *p, size_t n)
{
	p[0] = (unsigned char)(n >> 8);
	p[1] = (unsigned char)n;
}

static void put_32(unsigned char *p, size_t n)
{
	put_16(p, n >> 16);
	put_16(p + 2, n & 0xffff);
}

/* Room for one more entry; *list stays valid, or -1. */
static int list_grow(void *list, size_t used, size_t *room, size_t size, size_t first, struct err *e)
{
	void *old, *grown;
	size_t wanted = *room ? 2 * *room : first;

	if (used < *room)
		return 0;
	memcpy(&old, list, sizeof old);
	grown = reallocarray(old, wanted, size);
	if (!grown)
		return err_nomem(e);
	memcpy(list, &grown, sizeof grown);
	*room = wanted;
	return 0;
}

/* The next page of the run, or NULL. */
static unsigned char *page_add(struct page_run *run, struct err *e)
{
	if (list_grow(&run->bytes, run->pages, &run->room, PAGE_BYTES, 8, e))
		return NULL;
	return run->bytes + PAGE_BYTES * run->pages++;
}

static unsigned char *leaf_bytes(const struct page_run *run)
{
	return run->bytes + (size_t)PAGE_BYTES * run->leaf[run->leaves - 1].page;
}

/* What the last leaf knows only when it is full. */
static void leaf_finish(struct filling *f)
{
	unsigned char *page;
	size_t pointers = LEAF_HEADER_BYTES + POINTER_BYTES * f->cells;

	if (f->run->leaves == 0)
		return;
	page = leaf_bytes(f->run);
	memset(page, 0, LEAF_HEADER_BYTES);
	page[0] = LEAF;
	put_16(page + 3, f->cells);
	put_16(page + 5, f->start);
	memset(page + pointers, 0, f->start - pointers);
}

static int leaf_begin(struct filling *f, struct err *e)
{
	struct page_run *run = f->run;

	leaf_finish(f);
	if (list_grow(&run->leaf, run->leaves, &run->leaf_room, sizeof *run->leaf, 64, e) || !page_add(run, e))
		return -1;
	run->leaf[run->leaves++].page = (uint32_t)(run->pages - 1);
	f->cells = 0;
	f->start = PAGE_BYTES;
	return 0;
}

/* A cell of so many bytes in the last leaf or a new one; NULL: no memory. */
static unsigned char *cell_add(struct filling *f, size_t bytes, uint64_t row, struct err *e)
{
	unsigned char *page;
	size_t whole = bytes < CELL_BYTES_MIN ? CELL_BYTES_MIN : bytes;

	if (LEAF_HEADER_BYTES + POINTER_BYTES * (f->cells + 1) + whole > f->start && leaf_begin(f, e))
		return NULL;
	page = leaf_bytes(f->run);
	f->start -= whole;
	put_16(page + LEAF_HEADER_BYTES + POINTER_BYTES * f->cells++, f->start);
	f->run->leaf[f->run->leaves - 1].last_row = row;
	memset(page + f->start + bytes, 0, whole - bytes);
	return page + f->start;
}

static int link_add(struct page_run *run, size_t at, size_t page, struct err *e)
{
	if (list_grow(&run->link, run->links, &run->link_room, sizeof *run->link, 16, e))
		return -1;
	run->link[run->links++] = at;
	put_32(run->bytes + at, page);
	return 0;
}

/* The rest of a payload in pages of its own; the link to the first is at `at` in the run. */
static int overflow_put(struct page_run *run, size_t at, const unsigned char *rest, uint64_t bytes, struct err *e)
{
	while (bytes) {
		size_t part = bytes < OVERFLOW_BYTES ? (size_t)bytes : OVERFLOW_BYTES;
		unsigned char *page = page_add(run, e);

		if (!page || link_add(run, at, run->pages - 1, e))
			return -1;
		memset(page, 0, LINK_BYTES);
		memcpy(page + LINK_BYTES, rest, part);
		memset(page + LINK_BYTES + part, 0, OVERFLOW_BYTES - part);
		at = (size_t)PAGE_BYTES * (run->pages - 1);
		rest += part;
		bytes -= part;
	}
	return 0;
}

static int payload_room(struct filling *f, uint64_t bytes, struct err *e)
{
	unsigned char *grown;

	if (bytes <= f->payload_room)
		return 0;
	grown = realloc(f->payload, bytes);
	if (!grown)
		return err_nomem(e);
	f->payload = grown;
	f->payload_room = bytes;
	return 0;
}

/* A row that does not fit into a leaf: SQLite wants so much of it here that the last overflow page is full, where that is possible. */
static int row_spill(struct filling *f, const struct value *value, uint64_t payload, uint64_t header, uint64_t row, size_t columns,
		     struct err *e)
{
	size_t local = PAYLOAD_MIN + (size_t)((payload - PAYLOAD_MIN) % OVERFLOW_BYTES), prefix = varint_bytes(payload) + varint_bytes(row);
	unsigned char *p;
	size_t at;

	if (local > PAYLOAD_MAX)
		local = PAYLOAD_MIN;
	if (payload_room(f, payload, e))
		return -1;
	record_put(f->payload, header, value, columns);
	p = cell_add(f, prefix + local + LINK_BYTES, row, e);
	if (!p)
		return -1;
	at = (size_t)(p - f->run->bytes) + prefix + local;
	memcpy(varint_put(varint_put(p, payload), row), f->payload, local);
	return overflow_put(f->run, at, f->payload + local, payload - local, e);
}

static int row_put(struct filling *f, const struct value *value, uint64_t row, size_t columns, struct err *e)
{
	uint64_t header, payload = values_measure(value, columns, &header);
	unsigned char *p;

	if (payload > f->run->row_bytes_max)
		f->run->row_bytes_max = payload;
	if (payload > PAYLOAD_MAX)
		return row_spill(f, value, payload, header, row, columns, e);
	p = cell_add(f, varint_bytes(payload) + varint_bytes(row) + (size_t)payload, row, e);
	if (!p)
		return -1;
	record_put(varint_put(varint_put(p, payload), row), header, value, columns);
	return 0;
}

int page_run_make(struct page_run *run, const struct batch *b, size_t first, size_t columns, struct err *e)
{
	size_t rows = columns && columns < VALUES_AT_ONCE ? VALUES_AT_ONCE / columns : 1;
	struct filling f = { .run = run, .value = calloc(rows * columns + 1, sizeof *f.value) };
	int failed = f.value ? 0 : err_nomem(e);

	*run = (struct page_run){ .pages = 0 };
	for (size_t at = 0; at < b->rows && !failed; at += rows) {
		size_t n = b->rows - at < rows ? b->rows - at : rows;

		for (size_t c = 0; c < columns; c++)
			column_take(f.value + c, b, at, n, first + c, columns);
		for (size_t i = 0; i < n && !failed; i++)
			failed = row_put(&f, f.value + i * columns, b->first_row + at + i, columns, e);
	}
	if (failed)
		page_run_release(run);
	else
		leaf_finish(&f);
	free(f.value);
	free(f.payload);
	return failed;
}

void page_run_release(struct page_run *run)
{
	free(run->bytes);
	free(run->leaf);
	free(run->link);
	*run = (struct page_run){ .pages = 0 };
}
