/* passages: PASSAGE_TOKENS and more tokens in a row that stand in an earlier kept document, or earlier in the same one.
 *
 *   prints that occur twice ──in the order of rows──▶ documents read again: the windows of PASSAGE_TOKENS around each print
 *   windows that occur twice ──in the order of rows──▶ runs of windows that repeat another run, compared token by token ─▶ assay_passage
 *
 * No such passage is missed (scan.h), and none is made up: windows are compared as tokens, not only as hashes. A window's earlier one is
 * the one before it in the same document, else the first of all. Documents that are dropped as duplicates are left out. Disk: 24 bytes for
 * each token around a print that repeats.
 */
#include "overlap/order.h"
#include "overlap/run.h"

#include <stdlib.h>
#include <string.h>

struct passing {
	struct run *run;
	struct passages *to;
	struct order hot, repeats;
	struct shuffle *windows;
	uint64_t *gram;
	size_t room;
	struct pair *window;		/* of the document at hand */
	size_t windows_here, windows_room;
	struct tokens earlier;		/* of the document earlier_row */
	uint64_t earlier_row;
	sqlite3_stmt *add;
};

/* A run of windows that repeat another: tokens [from, from + tokens) are those at `first` of first_row. */
struct repeated {
	uint64_t from, tokens, first, first_row;
};

static int print_each(void *context, struct pair *pair, size_t n, struct err *e)
{
	struct passing *p = context;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		kept += !rowset_has(&p->run->dropped, pair[i].row);
	for (size_t i = 0; kept > 1 && i < n; i++)
		if (!rowset_has(&p->run->dropped, pair[i].row) && order_add(&p->hot, pair[i].row, pair[i].hash[1], 0, e) < 0)
			return -1;
	return 0;
}

static int windows_hash(struct passing *p, size_t *n, struct err *e)
{
	const struct tokens *t = &p->run->tokens;

	if (t->count > p->room) {
		uint64_t *grown = reallocarray(p->gram, t->count, sizeof *grown);

		if (!grown)
			return err_nomem(e);
		p->gram = grown;
		p->room = t->count;
	}
	*n = ngrams_hash(t, PASSAGE_TOKENS, p->gram);
	return 0;
}

static int window_put(struct passing *p, size_t at, uint64_t row, struct err *e)
{
	if (p->windows_here == p->windows_room) {
		size_t room = p->windows_room ? 2 * p->windows_room : 1024;
		struct pair *grown = reallocarray(p->window, room, sizeof *grown);

		if (!grown)
			return err_nomem(e);
		p->window = grown;
		p->windows_room = room;
	}
	p->window[p->windows_here++] = (struct pair){ .hash = { p->gram[at], at }, .row = row };
	return 0;
}

static int by_hash(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->hash[0] != y->hash[0])
		return x->hash[0] < y->hash[0] ? -1 : 1;
	return x->hash[1] < y->hash[1] ? -1 : x->hash[1] > y->hash[1];
}

/* Windows that repeat within the document are settled here, so that a text which says one thing over and over does not fill a part of the
 * shuffle: only the first of each goes there. */
static int windows_give(struct passing *p, uint64_t row, struct err *e)
{
	struct pair *w = p->window;

	if (p->windows_here)
		qsort(w, p->windows_here, sizeof *w, by_hash);
	for (size_t i = 0; i < p->windows_here; i++) {
		bool again = i && w[i].hash[0] == w[i - 1].hash[0];

		if ((again ? order_add(&p->repeats, row, w[i].hash[1] << 32 | w[i - 1].hash[1], row, e) : shuffle_add(p->windows, &w[i], 1, e)) < 0)
			return -1;
	}
	p->windows_here = 0;
	return 0;
}

/* Each window that holds a print, once. */
static int hot_each(void *context, uint64_t row, struct pair *pair, size_t n, struct err *e)
{
	struct passing *p = context;
	size_t windows = 0, next = 0;
	char *text;
	size_t bytes;

	if (run_read(p->run, row, &text, &bytes, e) < 0)
		return -1;
	free(text);
	if (windows_hash(p, &windows, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		size_t print = (size_t)pair[i].hash[1], from = print < PASSAGE_TOKENS - PRINT_TOKENS ? 0 : print - (PASSAGE_TOKENS - PRINT_TOKENS);

		for (size_t at = from > next ? from : next; at <= print && at < windows; at++) {
			if (window_put(p, at, row, e) < 0)
				return -1;
			next = at + 1;
		}
	}
	return windows_give(p, row, e);
}

/* The first of a window in each document; the first of all is no repeat. */
static int window_each(void *context, struct pair *pair, size_t n, struct err *e)
{
	struct passing *p = context;

	for (size_t i = 1; i < n; i++)
		if (order_add(&p->repeats, pair[i].row, pair[i].hash[1] << 32 | pair[0].hash[1], pair[0].row, e) < 0)
			return -1;
	return 0;
}

/* ---- runs ---- */

static int earlier_read(struct passing *p, uint64_t row, struct err *e)
{
	char *text;
	size_t bytes;
	int done;

	if (p->earlier_row == row)
		return 0;
	p->earlier_row = 0;
	if (document_at(&p->run->documents, &p->run->reader, row, &text, &bytes, e) < 0)
		return -1;
	done = tokens_read(&p->earlier, TOKEN_WORDS, text, bytes);
	free(text);
	if (done < 0)
		return err_nomem(e);
	p->earlier_row = row;
	return 0;
}

static void top_add(struct passages *to, const struct passage *new)
{
	size_t at = to->top_count;

	while (at && to->top[at - 1].tokens < new->tokens)
		at--;
	if (at == REPEATS_SHOWN)
		return;
	to->top_count += to->top_count < REPEATS_SHOWN;
	memmove(&to->top[at + 1], &to->top[at], (to->top_count - at - 1) * sizeof *to->top);
	to->top[at] = *new;
}

static int passage_write(struct passing *p, uint64_t row, const struct repeated *found, const char *text, struct err *e)
{
	const struct tokens *t = &p->run->tokens;
	size_t from = t->from[found->from], bytes = t->to[found->from + found->tokens - 1] - from, kept = bytes < TEXT_KEPT ? bytes : TEXT_KEPT;
	struct passage shown = { .row = row, .first_row = found->first_row, .tokens = found->tokens };

	while (kept < bytes && kept && ((unsigned char)text[from + kept] & 0xc0) == 0x80)
		kept--;
	sqlite3_bind_int64(p->add, 1, (sqlite3_int64)row);
	sqlite3_bind_int64(p->add, 2, (sqlite3_int64)found->from);
	sqlite3_bind_int64(p->add, 3, (sqlite3_int64)found->tokens);
	sqlite3_bind_int64(p->add, 4, (sqlite3_int64)found->first_row);
	sqlite3_bind_int64(p->add, 5, (sqlite3_int64)found->first);
	sqlite3_bind_text(p->add, 6, text + from, (int)kept, SQLITE_STATIC);
	if (run_step(p->run, p->add, e) < 0)
		return -1;
	sqlite3_clear_bindings(p->add);
	p->to->passages++;
	p->to->longest = found->tokens > p->to->longest ? found->tokens : p->to->longest;
	if (p->to->top_count == REPEATS_SHOWN && p->to->top[REPEATS_SHOWN - 1].tokens >= found->tokens)
		return 0;
	shown.text = run_text(p->run, text + from, bytes, TEXT_SHOWN);
	if (!shown.text)
		return err_nomem(e);
	top_add(p->to, &shown);
	return 0;
}

/* The run that begins with pair[i]; how many pairs it takes. */
static size_t run_find(const struct pair *pair, size_t n, size_t i, struct repeated *out)
{
	size_t end = i + 1;

	while (end < n && pair[end].row == pair[i].row && pair[end].hash[1] == pair[end - 1].hash[1] + (UINT64_C(1) << 32) + 1)
		end++;
	*out = (struct repeated){ .from = pair[i].hash[1] >> 32, .tokens = end - i + PASSAGE_TOKENS - 1, .first = pair[i].hash[1] & UINT32_MAX,
				  .first_row = pair[i].row };
	return end - i;
}

static bool tokens_equal(const struct passing *p, const struct repeated *f)
{
	const struct tokens *here = &p->run->tokens, *there = &p->earlier;

	return f->from + f->tokens <= here->count && f->first + f->tokens <= there->count &&
		memcmp(here->hash + f->from, there->hash + f->first, f->tokens * sizeof *here->hash) == 0;
}

static int repeats_each(void *context, uint64_t row, struct pair *pair, size_t n, struct err *e)
{
	struct passing *p = context;
	uint64_t covered = 0, repeated = 0;
	size_t bytes;
	char *text;
	int done = run_read(p->run, row, &text, &bytes, e);

	for (size_t i = 0; i < n && done == 0;) {
		struct repeated found;

		i += run_find(pair, n, i, &found);
		done = earlier_read(p, found.first_row, e);
		if (done < 0 || !tokens_equal(p, &found))
			continue;
		repeated += found.from + found.tokens - (found.from > covered ? found.from : covered);
		covered = found.from + found.tokens;
		done = passage_write(p, row, &found, text, e);
	}
	free(text);
	p->to->repeated += repeated;
	p->to->documents += repeated > 0;
	if (repeated)
		examples_add(&p->to->first, row);
	return done;
}

static int passages_go(struct passing *p, struct err *e)
{
	struct run *r = p->run;

	if (order_new(&p->hot, r->in->plan->rows, e) < 0 || order_new(&p->repeats, r->in->plan->rows, e) < 0 || shuffle_new(&p->windows, e) < 0 ||
	    groups_walk(r->scan.kept[KEPT_PRINTS], false, print_each, p, e) < 0 || order_walk(&p->hot, hot_each, p, e) < 0)
		return -1;
	order_free(&p->hot);
	if (groups_walk(p->windows, false, window_each, p, e) < 0 ||
	    run_prepare(r, "INSERT INTO assay_passage VALUES(?,?,?,?,?,?)", &p->add, e) < 0)
		return -1;
	return order_walk(&p->repeats, repeats_each, p, e);
}

int passages_find(struct run *r, struct err *e)
{
	struct passing p = { .run = r, .to = &r->out->passages };
	int done;

	p.to->looked = true;
	p.to->tokens = r->scan.tokens;
	done = passages_go(&p, e);
	sqlite3_finalize(p.add);
	order_free(&p.hot);
	order_free(&p.repeats);
	shuffle_free(p.windows);
	tokens_release(&p.earlier);
	free(p.window);
	free(p.gram);
	return done;
}
