/* contamination: see contamination.h. Here are the items, and the join; runs are matches.c's. */
#include "overlap/contaminating.h"

#include "overlap/order.h"

#include <stdlib.h>

bool contamination_wanted(const struct overlap_request *in)
{
	return in->against_count || in->split != NO_COLUMN || in->split_sources;
}

struct contaminating *contaminating_new(void)
{
	return calloc(1, sizeof(struct contaminating));
}

void contaminating_free(struct contaminating *c)
{
	if (!c)
		return;
	for (size_t i = 0; c->at && i < c->sets * c->wheres; i++) {
		rowset_release(&c->at[i].items);
		rowset_release(&c->at[i].documents);
	}
	splits_close(&c->splits);
	ngram_filter_close(&c->filter);
	shuffle_free(c->items);
	free(c->count);
	free(c->too_short);
	free(c->at);
	free(c);
}

/* ---- items ---- */

/* Where items come from, as they are walked. */
struct listing {
	struct contaminating *c;
	const struct run *run;
	const struct documents *documents;
	struct document_reader *reader;
	size_t set;			/* SIZE_MAX: a document's split says which */
	struct tokens tokens, longest;
	uint64_t *gram;
	size_t room;
};

static int grams_put(struct listing *l, const struct tokens *t, size_t n, uint64_t item, struct err *e)
{
	size_t count;

	if (t->count > l->room) {
		uint64_t *grown = reallocarray(l->gram, t->count, sizeof *grown);

		if (!grown)
			return err_nomem(e);
		l->gram = grown;
		l->room = t->count;
	}
	count = ngrams_hash(t, n, l->gram);
	l->c->length[n] = true;
	for (size_t i = 0; i < count; i++) {
		const struct pair p = { .hash = { l->gram[i], i }, .row = item };

		if (shuffle_add(l->c->items, &p, 1, e) < 0)
			return -1;
	}
	return 0;
}

/* The fields of an item that are long enough; else the longest, whole. */
static int item_fields(struct listing *l, size_t set, const struct batch *b, size_t row, struct err *e)
{
	const struct documents *d = l->documents;
	unsigned n = l->run->in->ngram;
	size_t longest = 0, field = 0;
	bool taken = false;

	for (size_t i = 0; i < d->read && i < ITEM_FIELDS_MAX; i++) {
		const struct column *column = &b->column[d->column[i]];

		if (cell_is_missing(column->kind[row]))
			continue;
		if (tokens_read(&l->tokens, TOKEN_WORDS, b->bytes + column->text[row].at, column->text[row].bytes) < 0)
			return err_nomem(e);
		if (l->tokens.count >= n) {
			taken = true;
			if (grams_put(l, &l->tokens, n, item_pack(set, i, b->first_row + row), e) < 0)
				return -1;
		} else if (!taken && l->tokens.count > longest) {
			struct tokens swap = l->longest;

			l->longest = l->tokens;
			l->tokens = swap;
			longest = l->longest.count;
			field = i;
		}
	}
	if (taken)
		return 0;
	if (longest < ITEM_TOKENS_MIN) {
		l->c->too_short[set]++;
		return 0;
	}
	return grams_put(l, &l->longest, longest, item_pack(set, field, b->first_row + row), e);
}

static int item_document(struct listing *l, size_t set, const struct batch *b, size_t row, struct err *e)
{
	unsigned n = l->run->in->ngram;
	struct span text;

	if (document_text(l->reader, l->documents, b, row, &text, e) < 0)
		return -1;
	if (tokens_read(&l->tokens, TOKEN_WORDS, text.at, text.bytes) < 0)
		return err_nomem(e);
	if (l->tokens.count < ITEM_TOKENS_MIN && l->tokens.count < n) {
		l->c->too_short[set]++;
		return 0;
	}
	return grams_put(l, &l->tokens, l->tokens.count < n ? l->tokens.count : n, item_pack(set, 0, b->first_row + row), e);
}

static int items_take(void *context, struct block *block, struct err *e)
{
	struct listing *l = context;
	const struct batch *b = block->batch;
	size_t against = l->run->in->against_count;
	int done = 0;

	for (size_t row = 0; row < b->rows && done == 0; row++) {
		unsigned split = l->set == SIZE_MAX ? splits_of(&l->c->splits, l->documents, b, row) : SPLIT_NONE;

		if (l->set != SIZE_MAX) {
			l->c->count[l->set]++;
			done = item_fields(l, l->set, b, row, e);
		} else if (split != SPLIT_NONE && split != l->c->splits.training) {
			l->c->count[against + split]++;
			done = item_document(l, against + split, b, row, e);
		}
	}
	block_free(block);
	return done;
}

static void listing_close(struct listing *l)
{
	tokens_release(&l->tokens);
	tokens_release(&l->longest);
	free(l->gram);
}

static int evaluation_list(struct contaminating *c, const struct run *r, size_t set, struct err *e)
{
	const struct evaluation *from = &r->in->against[set];
	struct documents d = { .db = NULL };
	struct listing l = { .c = c, .run = r, .documents = &d, .set = set };
	size_t *all = calloc(from->columns + 1, sizeof *all);
	int done;

	if (!all)
		return err_nomem(e);
	for (size_t i = 0; i < from->columns; i++)
		all[i] = i;
	done = documents_open(&d, store_connection(from->store), from->column, from->columns, NULL, all, from->columns, NO_COLUMN, e);
	if (done == 0)
		done = documents_walk(&d, items_take, &l, e);
	listing_close(&l);
	documents_close(&d);
	free(all);
	return done;
}

static int splits_list(struct contaminating *c, struct run *r, struct err *e)
{
	struct listing l = { .c = c, .run = r, .documents = &r->documents, .reader = &r->reader, .set = SIZE_MAX };
	int done = c->splits.count > 1 ? documents_walk(&r->documents, items_take, &l, e) : 0;

	listing_close(&l);
	return done;
}

static int filter_each(void *context, struct pair *pair, size_t n, struct err *e)
{
	(void)n;
	(void)e;
	ngram_filter_add(context, pair[0].hash[0]);
	return 0;
}

static int filter_make(struct contaminating *c, struct err *e)
{
	if (ngram_filter_open(&c->filter, shuffle_count(c->items)) < 0)
		return err_nomem(e);
	for (unsigned n = 1; n <= NGRAM_MAX; n++)
		if (c->length[n])
			c->filter.length[c->filter.lengths++] = n;
	return groups_walk(c->items, false, filter_each, &c->filter, e);
}

int contamination_prepare(struct contaminating *c, struct run *r, struct err *e)
{
	const struct overlap_request *in = r->in;

	if (!contamination_wanted(in))
		return 0;
	if (splits_open(&c->splits, in, e) < 0 || shuffle_new(&c->items, e) < 0)
		return -1;
	c->sets = in->against_count + c->splits.count;
	c->wheres = c->splits.count + 1;	/* the last one: the whole of the data */
	c->count = calloc(c->sets + 1, sizeof *c->count);
	c->too_short = calloc(c->sets + 1, sizeof *c->too_short);
	c->at = calloc(c->sets * c->wheres + 1, sizeof *c->at);
	if (!c->count || !c->too_short || !c->at)
		return err_nomem(e);
	for (size_t set = 0; set < in->against_count; set++)
		if (evaluation_list(c, r, set, e) < 0)
			return err_in(e, "%s", in->against[set].name);
	if (splits_list(c, r, e) < 0 || filter_make(c, e) < 0)
		return -1;
	r->scan.wanted[KEPT_NGRAMS] = true;
	r->scan.filter = &c->filter;
	r->scan.splits = &c->splits;
	return 0;
}

/* ---- the join ---- */

struct joining {
	struct contaminating *c;
	struct run *run;
	struct order matches;
};

/* May an item of this set be found in a document of this split, and where is that counted? */
static bool where_counts(const struct joining *j, size_t set, size_t split, size_t *where)
{
	size_t against = j->run->in->against_count;

	*where = set < against ? j->c->wheres - 1 : split;
	return set < against || (split != SPLIT_NONE && split != set - against);
}

/* Items and documents that have the same n-gram: who has something of whom. */
static int sides_mark(struct joining *j, const struct pair *item, size_t items, const struct pair *document, size_t documents, struct err *e)
{
	bool set_here[SETS_MAX + SPLITS_MAX] = { false };
	bool split_here[SPLITS_MAX + 1] = { false };
	size_t where;

	for (size_t i = 0; i < documents; i++) {
		size_t split = (size_t)(document[i].hash[1] >> 32);

		split_here[split < SPLITS_MAX ? split : SPLITS_MAX] = true;
	}
	for (size_t i = 0; i < items; i++) {
		set_here[item_set(item[i].row)] = true;
		for (size_t split = 0; split <= SPLITS_MAX; split++)
			if (split_here[split] && where_counts(j, item_set(item[i].row), split < SPLITS_MAX ? split : SPLIT_NONE, &where) &&
			    rowset_add(&found_of(j->c, item_set(item[i].row), where)->items, item_row(item[i].row)) < 0)
				return err_nomem(e);
	}
	for (size_t i = 0; i < documents; i++)
		for (size_t set = 0; set < j->c->sets; set++)
			if (set_here[set] && where_counts(j, set, (size_t)(document[i].hash[1] >> 32), &where) &&
			    rowset_add(&found_of(j->c, set, where)->documents, document[i].row) < 0)
				return err_nomem(e);
	return 0;
}

static int sides_join(struct joining *j, const struct pair *item, size_t items, const struct pair *document, size_t documents, struct err *e)
{
	size_t where;

	if (sides_mark(j, item, items, document, documents, e) < 0)
		return -1;
	for (size_t i = 0; i < documents; i++) {
		size_t paired = 0;

		for (size_t k = 0; k < items && paired < ITEMS_PAIRED; k++) {
			if (!where_counts(j, item_set(item[k].row), (size_t)(document[i].hash[1] >> 32), &where))
				continue;
			paired++;
			if (order_add(&j->matches, document[i].row, (document[i].hash[1] & UINT32_MAX) << 32 | item[k].hash[1], item[k].row, e) < 0)
				return -1;
		}
	}
	return 0;
}

static int by_gram(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->hash[0] != y->hash[0])
		return x->hash[0] < y->hash[0] ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->hash[1] < y->hash[1] ? -1 : x->hash[1] > y->hash[1];
}

static size_t gram_end(const struct pair *pair, size_t n, size_t from)
{
	size_t end = from;

	while (end < n && pair[end].hash[0] == pair[from].hash[0])
		end++;
	return end;
}

static int part_join(struct joining *j, struct pair *item, size_t items, struct pair *document, size_t documents, struct err *e)
{
	if (items)
		qsort(item, items, sizeof *item, by_gram);
	if (documents)
		qsort(document, documents, sizeof *document, by_gram);
	for (size_t i = 0, k = 0; i < items && k < documents;) {
		size_t items_end = gram_end(item, items, i), documents_end = gram_end(document, documents, k);

		if (item[i].hash[0] == document[k].hash[0]) {
			if (sides_join(j, item + i, items_end - i, document + k, documents_end - k, e) < 0)
				return -1;
			i = items_end;
			k = documents_end;
		} else if (item[i].hash[0] < document[k].hash[0]) {
			i = items_end;
		} else {
			k = documents_end;
		}
	}
	return 0;
}

static int parts_join(struct joining *j, struct err *e)
{
	int done = 0;

	for (unsigned p = 0; p < SHUFFLE_PARTITIONS && done == 0; p++) {
		struct pair *item = NULL, *document = NULL;
		size_t items = 0, documents = 0;

		done = shuffle_partition(j->c->items, p, &item, &items, e);
		if (done == 0)
			done = shuffle_partition(j->run->scan.kept[KEPT_NGRAMS], p, &document, &documents, e);
		if (done == 0)
			done = part_join(j, item, items, document, documents, e);
		free(item);
		free(document);
	}
	return done;
}

int contamination_find(struct contaminating *c, struct run *r, struct err *e)
{
	struct joining j = { .c = c, .run = r };
	int done;

	if (!contamination_wanted(r->in))
		return 0;
	if (order_new(&j.matches, r->in->plan->rows, e) < 0)
		return -1;
	done = parts_join(&j, e);
	if (done == 0)
		done = matches_write(c, r, &j.matches, e);
	order_free(&j.matches);
	return done;
}
