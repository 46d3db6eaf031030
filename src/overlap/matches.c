/* matches: the n-grams that a document shares with an item, as runs that follow one another in both; the longest is the evidence.
 */
#include "overlap/contaminating.h"

#include <stdlib.h>
#include <string.h>

/* One field of an evaluation set, opened to read single items. */
struct field_open {
	struct documents documents;
	struct document_reader reader;
	size_t set, field;
	bool open;
};

struct matching {
	struct contaminating *c;
	struct run *run;
	struct contamination *to;
	struct field_open field;
	struct tokens item;		/* of the field of item_now */
	uint64_t item_now;		/* UINT64_MAX: none */
	uint32_t *place;		/* of n-grams in the item, to count them once */
	size_t room;
	sqlite3_stmt *add;
};

/* A run: so many n-grams from here on. */
struct run_found {
	uint64_t from, item_from, ngrams;
};

static void field_close(struct field_open *f)
{
	if (!f->open)
		return;
	document_reader_close(&f->reader);
	documents_close(&f->documents);
	f->open = false;
}

/* Items that follow one another are mostly of one field, so the last one stays open. */
static int field_reopen(struct matching *m, size_t set, size_t field, struct err *e)
{
	const struct evaluation *from = &m->run->in->against[set];
	struct field_open *f = &m->field;

	if (f->open && f->set == set && f->field == field)
		return 0;
	field_close(f);
	*f = (struct field_open){ .set = set, .field = field, .open = true };
	if (documents_open(&f->documents, store_connection(from->store), from->column, from->columns, NULL, &field, 1, NO_COLUMN, e) < 0)
		return -1;
	document_reader_open(&f->reader, &f->documents);
	return 0;
}

/* The tokens of the item's field. */
static int item_read(struct matching *m, uint64_t item, struct err *e)
{
	bool against = item_set(item) < m->run->in->against_count;
	struct document_reader *reader = against ? &m->field.reader : &m->run->reader;
	struct documents *documents = against ? &m->field.documents : &m->run->documents;
	size_t bytes;
	char *text;
	int done = 0;

	if (m->item_now == item)
		return 0;
	m->item_now = UINT64_MAX;
	if ((against && field_reopen(m, item_set(item), item_field(item), e) < 0) ||
	    document_at(documents, reader, item_row(item), &text, &bytes, e) < 0)
		return -1;
	if (tokens_read(&m->item, TOKEN_WORDS, text, bytes) < 0)
		done = err_nomem(e);
	else
		m->item_now = item;
	free(text);
	return done;
}

/* ---- runs ---- */

static uint64_t diagonal(const struct pair *p)
{
	return (p->hash[1] >> 32) - (p->hash[1] & UINT32_MAX);
}

static int by_item(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	uint64_t d = diagonal(x), f = diagonal(y);

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (d != f)
		return d < f ? -1 : 1;
	return x->hash[1] < y->hash[1] ? -1 : x->hash[1] > y->hash[1];
}

/* The longest of the runs of one item; the first in the document of equals. */
static struct run_found run_longest(const struct pair *pair, size_t n)
{
	struct run_found longest = { 0, 0, 0 };

	for (size_t i = 0, end; i < n; i = end) {
		uint64_t from = pair[i].hash[1] >> 32;

		for (end = i + 1; end < n && pair[end].hash[1] == pair[end - 1].hash[1] + (UINT64_C(1) << 32) + 1; end++)
			;
		if (end - i > longest.ngrams || (end - i == longest.ngrams && from < longest.from))
			longest = (struct run_found){ from, pair[i].hash[1] & UINT32_MAX, end - i };
	}
	return longest;
}

static int by_place(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* How many different n-grams of the item are there. */
static int places_count(struct matching *m, const struct pair *pair, size_t n, size_t *count, struct err *e)
{
	if (n > m->room) {
		uint32_t *grown = reallocarray(m->place, n, sizeof *grown);

		if (!grown)
			return err_nomem(e);
		m->place = grown;
		m->room = n;
	}
	for (size_t i = 0; i < n; i++)
		m->place[i] = (uint32_t)pair[i].hash[1];
	qsort(m->place, n, sizeof *m->place, by_place);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		*count += i == 0 || m->place[i] != m->place[i - 1];
	return 0;
}

/* ---- writing ---- */

static const char *set_name(const struct matching *m, size_t set)
{
	size_t against = m->run->in->against_count;

	return set < against ? m->run->in->against[set].name : m->c->splits.name[set - against];
}

static bool is_before(const struct match *a, const struct match *b)
{
	if (a->tokens != b->tokens)
		return a->tokens > b->tokens;
	return a->row != b->row ? a->row < b->row : a->item < b->item;
}

static int top_add(struct matching *m, struct match *new, const char *text, size_t bytes, struct err *e)
{
	struct contamination *to = m->to;
	size_t at = to->top_count;

	while (at && is_before(new, &to->top[at - 1]))
		at--;
	if (at == MATCHES_SHOWN)
		return 0;
	new->text = run_text(m->run, text, bytes, TEXT_SHOWN);
	if (!new->text)
		return err_nomem(e);
	to->top_count += to->top_count < MATCHES_SHOWN;
	memmove(&to->top[at + 1], &to->top[at], (to->top_count - at - 1) * sizeof *to->top);
	to->top[at] = *new;
	return 0;
}

static int match_write(struct matching *m, size_t split, struct match *match, const char *text, size_t bytes, struct err *e)
{
	size_t kept = bytes < TEXT_KEPT ? bytes : TEXT_KEPT;

	while (kept < bytes && kept && ((unsigned char)text[kept] & 0xc0) == 0x80)
		kept--;
	sqlite3_bind_text(m->add, 1, match->items_of, -1, SQLITE_STATIC);
	sqlite3_bind_text(m->add, 2, split == SPLIT_NONE ? NULL : m->c->splits.name[split], -1, SQLITE_STATIC);
	sqlite3_bind_int64(m->add, 3, (sqlite3_int64)match->item);
	sqlite3_bind_int64(m->add, 4, (sqlite3_int64)match->row);
	sqlite3_bind_int64(m->add, 5, (sqlite3_int64)match->tokens);
	sqlite3_bind_double(m->add, 6, match->share);
	sqlite3_bind_text(m->add, 7, text, (int)kept, SQLITE_TRANSIENT);
	if (run_step(m->run, m->add, e) < 0)
		return -1;
	return top_add(m, match, text, bytes, e);
}

/* What a document shares with one item. */
static int item_match(struct matching *m, uint64_t row, size_t split, const struct pair *pair, size_t n, const char *text, struct err *e)
{
	const struct tokens *t = &m->run->tokens;
	struct run_found longest = run_longest(pair, n);
	size_t set = item_set(pair[0].row), ngram = m->run->in->ngram, places = 0, against = m->run->in->against_count;
	struct match match = { .row = row, .item = item_row(pair[0].row), .items_of = set_name(m, set) };
	struct found_at *at = found_of(m->c, set, set < against ? m->c->wheres - 1 : split);

	if (item_read(m, pair[0].row, e) < 0 || places_count(m, pair, n, &places, e) < 0)
		return -1;
	ngram = m->item.count < ngram ? m->item.count : ngram;
	match.tokens = longest.ngrams + ngram - 1;
	match.share = (double)places / (double)(m->item.count - ngram + 1);
	if (longest.from + match.tokens > t->count || longest.item_from + match.tokens > m->item.count ||
	    memcmp(t->hash + longest.from, m->item.hash + longest.item_from, match.tokens * sizeof *t->hash) != 0)
		return 0;	/* two n-grams of one hash */
	at->longest = match.tokens > at->longest ? match.tokens : at->longest;
	return match_write(m, split, &match, text + t->from[longest.from], t->to[longest.from + match.tokens - 1] - t->from[longest.from], e);
}

/* The split of one row. */
static int row_split(struct matching *m, uint64_t row, size_t *split, struct err *e)
{
	const struct splits *s = &m->c->splits;

	*split = SPLIT_NONE;
	for (size_t i = 0; i < s->count && *split == SPLIT_NONE; i++) {
		if (s->last_row[i] ? row <= s->last_row[i] : false)
			*split = i;
	}
	if (s->count && !s->last_row[s->count - 1]) {
		char *text;

		if (store_cell(m->run->in->store, row, m->run->in->split, &text, e) < 0)
			return -1;
		for (size_t i = 0; text && i < s->count; i++)
			if (strcmp(text, s->name[i]) == 0)
				*split = i;
		free(text);
	}
	return 0;
}

static int row_each(void *context, uint64_t row, struct pair *pair, size_t n, struct err *e)
{
	struct matching *m = context;
	size_t bytes, split;
	char *text;
	int done;

	if (row_split(m, row, &split, e) < 0 || run_read(m->run, row, &text, &bytes, e) < 0)
		return -1;
	qsort(pair, n, sizeof *pair, by_item);
	done = 0;
	for (size_t i = 0, end; i < n && done == 0; i = end) {
		for (end = i + 1; end < n && pair[end].row == pair[i].row; end++)
			;
		done = item_match(m, row, split, pair + i, end - i, text, e);
	}
	free(text);
	return done;
}

/* ---- the sum ---- */

/* Any of the sets' rows, each once. */
static int union_count(const struct contaminating *c, size_t first, size_t last, bool items, uint64_t *count,
		       struct examples *examples, struct err *e)
{
	struct rowset all = { .count = 0 };
	int done = 0;

	for (size_t i = first * c->wheres; i < last * c->wheres && done == 0; i++) {
		const struct rowset *one = items ? &c->at[i].items : &c->at[i].documents;

		for (uint64_t row = rowset_next(one, 1); row && done == 0; row = rowset_next(one, row + 1))
			done = rowset_add(&all, row) < 0 ? err_nomem(e) : 0;
	}
	*count += all.count;
	for (uint64_t row = rowset_next(&all, 1); row && examples && examples->count < EXAMPLES_MAX; row = rowset_next(&all, row + 1))
		examples_add(examples, row);
	rowset_release(&all);
	return done;
}

static const char *name_keep(struct matching *m, const char *name)
{
	return arena_copy(&m->run->out->arena, name, strlen(name));
}

/* One line a set and place; of splits only those that were looked for and, but for training, found. */
static int sums_list(struct matching *m, struct err *e)
{
	struct contaminating *c = m->c;
	struct contamination *to = m->to;
	size_t against = m->run->in->against_count;

	to->of = calloc(c->sets * c->wheres + 1, sizeof *to->of);
	if (!to->of)
		return err_nomem(e);
	for (size_t i = 0; i < c->sets * c->wheres; i++) {
		size_t set = i / c->wheres, where = i % c->wheres;
		bool whole = where == c->wheres - 1;
		struct contamination_of *one = &to->of[to->count];

		if (whole != (set < against) || (!whole && (set - against == where || set - against == c->splits.training)) ||
		    (!whole && where != c->splits.training && !c->at[i].items.count))
			continue;
		*one = (struct contamination_of){ .items_of = name_keep(m, set_name(m, set)), .items = c->count[set], .too_short = c->too_short[set],
						  .contaminated = c->at[i].items.count, .documents = c->at[i].documents.count,
						  .longest = c->at[i].longest };
		if (!whole)
			one->found_in = name_keep(m, c->splits.name[where]);
		if (!one->items_of || (!whole && !one->found_in))
			return err_nomem(e);
		to->count++;
	}
	return 0;
}

static int sums_make(struct matching *m, struct err *e)
{
	struct contaminating *c = m->c;
	struct contamination *to = m->to;
	size_t against = m->run->in->against_count;

	to->against = against > 0;
	to->splits = c->splits.count > 0;
	to->n = m->run->in->ngram;
	if (c->splits.count > 1 && !(to->training = name_keep(m, c->splits.name[c->splits.training])))
		return err_nomem(e);
	for (size_t set = 0; set < c->sets; set++) {
		*(set < against ? &to->items : &to->leaked_items) += c->count[set];
		if (set < against && union_count(c, set, set + 1, true, &to->contaminated, NULL, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < to->top_count; i++)
		if (!(to->top[i].items_of = name_keep(m, to->top[i].items_of)))
			return err_nomem(e);
	if (union_count(c, 0, against, false, &to->documents, &to->first, e) < 0 ||
	    union_count(c, against, c->sets, true, &to->leaked, &to->first_leaked, e) < 0)
		return -1;
	return sums_list(m, e);
}

int matches_write(struct contaminating *c, struct run *r, const struct order *matches, struct err *e)
{
	struct matching m = { .c = c, .run = r, .to = &r->out->contamination, .item_now = UINT64_MAX };
	int done = -1;

	if (run_prepare(r, "INSERT INTO assay_contamination VALUES(?,?,?,?,?,?,?)", &m.add, e) == 0 && order_walk(matches, row_each, &m, e) == 0)
		done = sums_make(&m, e);
	sqlite3_finalize(m.add);
	field_close(&m.field);
	tokens_release(&m.item);
	free(m.place);
	return done;
}
