/* scan: see scan.h. */
#include "overlap/scan.h"

#include "base/hash.h"
#include "overlap/ngram_filter.h"
#include "overlap/splits.h"
#include "overlap/workers.h"

#include <stdlib.h>
#include <string.h>

/* What one thread gathers of a block, for a shuffle. */
struct pairs {
	struct pair *at;
	size_t count, room;
};

struct worker {
	struct scan *scan;
	struct document_reader reader;
	struct tokens tokens;
	struct shingles shingles;
	uint64_t *gram;			/* n-grams of the document at hand */
	size_t gram_room;
	struct pairs found[KEPT];
	uint64_t row;
	uint64_t documents, empty, short_ones, token_count;
	uint32_t signature[MINHASH_PLACES_MAX];
	uint64_t band[MINHASH_PLACES_MAX];
};

static int pair_put(struct worker *w, enum kept k, uint64_t first, uint64_t second)
{
	struct pairs *p = &w->found[k];

	if (p->count == p->room) {
		size_t room = p->room ? 2 * p->room : 1024;
		struct pair *grown = reallocarray(p->at, room, sizeof *grown);

		if (!grown)
			return -1;
		p->at = grown;
		p->room = room;
	}
	p->at[p->count++] = (struct pair){ .hash = { first, second }, .row = w->row };
	return 0;
}

/* ---- lines ---- */

static bool is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Where the line at `at` ends; *blank: nothing but white space is in it. */
static size_t line_end(const char *text, size_t at, size_t bytes, bool *blank)
{
	const char *end = memchr(text + at, '\n', bytes - at);
	size_t to = end ? (size_t)(end - text) : bytes;

	*blank = true;
	for (size_t i = at; i < to && *blank; i++)
		*blank = is_white(text[i]);
	return to;
}

/* A unit [from, to), if a token begins in it. */
static int unit_give(const char *text, size_t from, size_t to, const struct tokens *t, size_t *token, int (*each)(void *, const char *, size_t),
		     void *context)
{
	while (from < to && is_white(text[from]))
		from++;
	while (to > from && is_white(text[to - 1]))
		to--;
	while (*token < t->count && t->from[*token] < from)
		++*token;
	return *token < t->count && t->from[*token] < to ? each(context, text + from, to - from) : 0;
}

int lines_each(const char *text, size_t bytes, const struct tokens *t, bool paragraphs, int (*each)(void *, const char *, size_t), void *context)
{
	size_t token = 0, open = 0;
	bool blank, is_open = false;

	for (size_t at = 0, to; at < bytes; at = to + 1) {
		to = line_end(text, at, bytes, &blank);
		if (!paragraphs && !blank && unit_give(text, at, to, t, &token, each, context) < 0)
			return -1;
		if (paragraphs && is_open && blank && unit_give(text, open, at, t, &token, each, context) < 0)
			return -1;
		if (!is_open)
			open = at;
		is_open = !blank;
	}
	return paragraphs && is_open ? unit_give(text, open, bytes, t, &token, each, context) : 0;
}

void line_hash(const char *line, size_t bytes, uint64_t hash[2])
{
	hash_bytes_wide(line, bytes, hash);
	hash[1] = hash[1] << 32 | (bytes < UINT32_MAX ? bytes : UINT32_MAX);
}

static int line_put(void *context, const char *line, size_t bytes)
{
	uint64_t hash[2];

	line_hash(line, bytes, hash);
	return pair_put(context, KEPT_LINES, hash[0], hash[1]);
}

static int paragraph_put(void *context, const char *paragraph, size_t bytes)
{
	uint64_t hash[2];

	line_hash(paragraph, bytes, hash);
	return pair_put(context, KEPT_PARAGRAPHS, hash[0], hash[1]);
}

static int by_hash(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->hash[0] != y->hash[0])
		return x->hash[0] < y->hash[0] ? -1 : 1;
	return x->hash[1] < y->hash[1] ? -1 : x->hash[1] > y->hash[1];
}

/* A line that a document has twice counts once: keep one of each from `first` on. */
static void units_once(struct pairs *p, size_t first)
{
	size_t kept = first;

	if (p->count - first > 1)
		qsort(p->at + first, p->count - first, sizeof *p->at, by_hash);
	for (size_t i = first; i < p->count; i++)
		if (kept == first || by_hash(&p->at[i], &p->at[kept - 1]) != 0)
			p->at[kept++] = p->at[i];
	p->count = kept;
}

static int units_take(struct worker *w, struct span text)
{
	size_t lines = w->found[KEPT_LINES].count, paragraphs = w->found[KEPT_PARAGRAPHS].count;

	if (!w->scan->wanted[KEPT_LINES])
		return 0;
	if (lines_each(text.at, text.bytes, &w->tokens, false, line_put, w) < 0 ||
	    lines_each(text.at, text.bytes, &w->tokens, true, paragraph_put, w) < 0)
		return -1;
	units_once(&w->found[KEPT_LINES], lines);
	units_once(&w->found[KEPT_PARAGRAPHS], paragraphs);
	return 0;
}

/* ---- the whole, near ---- */

static int whole_take(struct worker *w, struct span text)
{
	uint64_t hash[2];

	if (!w->scan->wanted[KEPT_WHOLE])
		return 0;
	hash_bytes_wide(text.at, text.bytes, hash);
	if (pair_put(w, KEPT_WHOLE, hash[0], hash[1]) < 0)
		return -1;
	hash_bytes_wide(w->tokens.hash, w->tokens.count * sizeof *w->tokens.hash, hash);
	return pair_put(w, KEPT_FOLDED, hash[0], hash[1]);
}

static int bands_take(struct worker *w)
{
	const struct minhash *m = &w->scan->minhash;

	if (!w->scan->wanted[KEPT_BANDS])
		return 0;
	if (shingles_read(&w->shingles, &w->tokens, w->scan->near.n) < 0)
		return -1;
	minhash_sign(m, &w->shingles, w->signature);
	minhash_bands(m, w->signature, w->band);
	for (size_t i = 0; i < m->bands; i++)
		if (pair_put(w, KEPT_BANDS, w->band[i], w->shingles.count) < 0)
			return -1;
	return 0;
}

/* ---- n-grams ---- */

static int grams_room(struct worker *w)
{
	uint64_t *grown;

	if (w->tokens.count <= w->gram_room)
		return 0;
	grown = reallocarray(w->gram, w->tokens.count, sizeof *grown);
	if (!grown)
		return -1;
	w->gram = grown;
	w->gram_room = w->tokens.count;
	return 0;
}

/* Of every PRINT_WINDOW n-grams in a row the least, each once; of equals the one that was taken before, so that a text which says one
 * thing over and over gives few. */
static int prints_take(struct worker *w)
{
	size_t n, least = 0, put = SIZE_MAX;

	if (!w->scan->wanted[KEPT_PRINTS] || w->tokens.count < PASSAGE_TOKENS)
		return 0;
	n = ngrams_hash(&w->tokens, PRINT_TOKENS, w->gram);
	for (size_t i = 0; i < n; i++) {
		size_t first = i + 1 < PRINT_WINDOW ? 0 : i + 1 - PRINT_WINDOW;

		if (w->gram[i] < w->gram[least])
			least = i;
		if (least < first) {
			least = first;
			for (size_t k = first + 1; k <= i; k++)
				least = w->gram[k] <= w->gram[least] ? k : least;
		}
		if (i + 1 < PRINT_WINDOW || least == put)
			continue;
		put = least;
		if (pair_put(w, KEPT_PRINTS, w->gram[put], put) < 0)
			return -1;
	}
	return 0;
}

static int ngrams_take(struct worker *w, const struct batch *b, size_t row)
{
	const struct scan *s = w->scan;
	uint64_t split;

	if (!s->wanted[KEPT_NGRAMS])
		return 0;
	split = (uint64_t)splits_of(s->splits, s->source, b, row) << 32;
	for (size_t k = 0; k < s->filter->lengths; k++) {
		size_t n = ngrams_hash(&w->tokens, s->filter->length[k], w->gram);

		for (size_t i = 0; i < n; i++)
			if (ngram_filter_has(s->filter, w->gram[i]) && pair_put(w, KEPT_NGRAMS, w->gram[i], split | i) < 0)
				return -1;
	}
	return 0;
}

/* ---- documents ---- */

static int document_take(struct worker *w, const struct batch *b, size_t row, struct err *e)
{
	struct span text;

	w->row = b->first_row + row;
	if (document_text(&w->reader, w->scan->source, b, row, &text, e) < 0)
		return -1;
	if (tokens_read(&w->tokens, w->scan->near.unit, text.at, text.bytes) < 0)
		return err_nomem(e);
	w->documents += w->tokens.count > 0;
	w->empty += w->tokens.count == 0;
	w->short_ones += w->tokens.count > 0 && w->tokens.count < w->scan->near.n;
	w->token_count += w->tokens.count;
	if (w->tokens.count == 0)
		return 0;
	if (whole_take(w, text) < 0 || bands_take(w) < 0 || units_take(w, text) < 0 || grams_room(w) < 0 || prints_take(w) < 0 ||
	    ngrams_take(w, b, row) < 0)
		return err_nomem(e);
	return 0;
}

static int found_give(struct worker *w, struct err *e)
{
	struct scan *s = w->scan;
	int done = 0;

	pthread_mutex_lock(&s->lock);
	for (size_t k = 0; k < KEPT && done == 0; k++) {
		if (w->found[k].count)
			done = shuffle_add(s->kept[k], w->found[k].at, w->found[k].count, e);
		w->found[k].count = 0;
	}
	s->documents += w->documents;
	s->empty += w->empty;
	s->short_ones += w->short_ones;
	s->tokens += w->token_count;
	pthread_mutex_unlock(&s->lock);
	w->documents = w->empty = w->short_ones = w->token_count = 0;
	return done;
}

static int block_take(void *own, const struct block *b, struct err *e)
{
	struct worker *w = own;

	for (size_t row = 0; row < b->batch->rows; row++)
		if (document_take(w, b->batch, row, e) < 0)
			return -1;
	return found_give(w, e);
}

static void *worker_open(void *context, struct err *e)
{
	struct worker *w = calloc(1, sizeof *w);

	if (!w) {
		err_nomem(e);
		return NULL;
	}
	w->scan = context;
	document_reader_open(&w->reader, w->scan->source);
	return w;
}

static void worker_close(void *own)
{
	struct worker *w = own;

	for (size_t k = 0; k < KEPT; k++)
		free(w->found[k].at);
	document_reader_close(&w->reader);
	tokens_release(&w->tokens);
	shingles_release(&w->shingles);
	free(w->gram);
	free(w);
}

int scan_run(struct scan *s, struct documents *d, unsigned threads, struct err *e)
{
	const struct work work = { s, worker_open, block_take, worker_close };
	int done = 0;

	s->source = d;
	minhash_open(&s->minhash, s->near.bands, s->near.rows);
	for (size_t k = 0; k < KEPT && done == 0; k++)
		if (s->wanted[k])
			done = shuffle_new(&s->kept[k], e);
	pthread_mutex_init(&s->lock, NULL);
	if (done == 0)
		done = workers_run(d, threads, &work, e);
	pthread_mutex_destroy(&s->lock);
	return done;
}

void scan_drop(struct scan *s, enum kept k)
{
	shuffle_free(s->kept[k]);
	s->kept[k] = NULL;
}

void scan_release(struct scan *s)
{
	for (size_t k = 0; k < KEPT; k++)
		shuffle_free(s->kept[k]);
	*s = (struct scan){ .documents = 0 };
}
