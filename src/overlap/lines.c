/* lines: lines and paragraphs that several kept documents have. Each counts once a document; the first document that has it is no repeat.
 *
 * The most repeated ones, by the bytes that their repeats take, are read again for their text; REPEATS_KEPT go to table assay_repeat.
 */
#include "overlap/order.h"
#include "overlap/run.h"

#include <stdlib.h>

enum { REPEATS_KEPT = 1000 };

struct found {
	uint64_t hash[2];
	uint64_t documents, first_row, weight;
};

struct lines {
	struct run *run;
	struct repeats_of *to;
	bool paragraphs;
	struct found heap[REPEATS_KEPT];	/* the lightest on top */
	size_t count;

	/* The one whose text is looked for. */
	const struct found *wanted;
	const char *text;
	size_t bytes;
};

static int found_order(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	if (x->first_row != y->first_row)
		return x->first_row < y->first_row ? -1 : 1;
	return x->hash[0] < y->hash[0] ? -1 : x->hash[0] > y->hash[0];
}

static void heap_down(struct lines *l)
{
	for (size_t i = 0, child; (child = 2 * i + 1) < l->count; i = child) {
		struct found swap;

		if (child + 1 < l->count && found_order(&l->heap[child + 1], &l->heap[child]) > 0)
			child++;
		if (found_order(&l->heap[child], &l->heap[i]) <= 0)
			return;
		swap = l->heap[i];
		l->heap[i] = l->heap[child];
		l->heap[child] = swap;
	}
}

static void heap_add(struct lines *l, const struct found *f)
{
	size_t i = l->count;

	if (l->count == REPEATS_KEPT) {
		if (found_order(f, &l->heap[0]) < 0) {
			l->heap[0] = *f;
			heap_down(l);
		}
		return;
	}
	l->heap[l->count++] = *f;
	for (size_t parent; i && found_order(&l->heap[i], &l->heap[parent = (i - 1) / 2]) > 0; i = parent) {
		struct found swap = l->heap[i];

		l->heap[i] = l->heap[parent];
		l->heap[parent] = swap;
	}
}

static int group_each(void *context, struct pair *pair, size_t n, struct err *e)
{
	struct lines *l = context;
	uint64_t bytes = pair[0].hash[1] & UINT32_MAX, documents = 0, first = 0;

	(void)e;
	for (size_t i = 0; i < n; i++) {
		if (rowset_has(&l->run->dropped, pair[i].row))
			continue;
		if (documents++)
			examples_add(&l->to->first, pair[i].row);
		else
			first = pair[i].row;
	}
	l->to->units += documents;
	l->to->bytes += documents * bytes;
	if (documents > 1) {
		struct found f = { .hash = { pair[0].hash[0], pair[0].hash[1] }, .documents = documents, .first_row = first,
				   .weight = (documents - 1) * bytes };

		l->to->repeated += documents - 1;
		l->to->repeated_bytes += f.weight;
		heap_add(l, &f);
	}
	return 0;
}

static int line_look(void *context, const char *line, size_t bytes)
{
	struct lines *l = context;
	uint64_t hash[2];

	line_hash(line, bytes, hash);
	if (hash[0] != l->wanted->hash[0] || hash[1] != l->wanted->hash[1])
		return 0;
	l->text = line;
	l->bytes = bytes;
	return -1;	/* no further */
}

static int found_write(struct lines *l, const struct found *f, sqlite3_stmt *add, struct err *e)
{
	struct run *r = l->run;
	const char *shown;
	char *text;
	size_t bytes, kept;
	int done;

	if (run_read(r, f->first_row, &text, &bytes, e) < 0)
		return -1;
	l->wanted = f;
	l->text = "";
	l->bytes = 0;
	lines_each(text, bytes, &r->tokens, l->paragraphs, line_look, l);
	for (kept = l->bytes < TEXT_KEPT ? l->bytes : TEXT_KEPT; kept < l->bytes && kept && ((unsigned char)l->text[kept] & 0xc0) == 0x80;)
		kept--;
	sqlite3_bind_text(add, 1, l->paragraphs ? "paragraph" : "line", -1, SQLITE_STATIC);
	sqlite3_bind_int64(add, 2, (sqlite3_int64)f->documents);
	sqlite3_bind_int64(add, 3, (sqlite3_int64)(f->hash[1] & UINT32_MAX));
	sqlite3_bind_int64(add, 4, (sqlite3_int64)f->first_row);
	sqlite3_bind_text(add, 5, l->text, (int)kept, SQLITE_TRANSIENT);
	done = run_step(r, add, e);
	if (done == 0 && l->to->top_count < REPEATS_SHOWN) {
		shown = run_text(r, l->text, l->bytes, TEXT_SHOWN);
		if (shown)
			l->to->top[l->to->top_count++] = (struct repeat){ f->documents, f->hash[1] & UINT32_MAX, f->first_row, shown };
		else
			done = err_nomem(e);
	}
	free(text);
	return done;
}

int lines_find(struct run *r, bool paragraphs, struct err *e)
{
	struct lines *l = calloc(1, sizeof *l);
	sqlite3_stmt *add = NULL;
	int done;

	if (!l)
		return err_nomem(e);
	l->run = r;
	l->paragraphs = paragraphs;
	l->to = paragraphs ? &r->out->paragraphs : &r->out->lines;
	done = groups_walk(r->scan.kept[paragraphs ? KEPT_PARAGRAPHS : KEPT_LINES], true, group_each, l, e);
	if (done == 0)
		done = run_prepare(r, "INSERT INTO assay_repeat VALUES(?,?,?,?,?)", &add, e);
	qsort(l->heap, l->count, sizeof *l->heap, found_order);
	for (size_t i = 0; i < l->count && done == 0; i++)
		done = found_write(l, &l->heap[i], add, e);
	sqlite3_finalize(add);
	free(l);
	return done;
}
