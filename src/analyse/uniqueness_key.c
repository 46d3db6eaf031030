/* uniqueness.key: does the --id column name each row once?
 *
 * Second pass. Every present key goes, as a hash, to a shuffle; repeats are found partition by partition. A key's 64-bit hash is
 * mixed into two words, so collisions are those of the batch key itself (64 bits): with 10^7 keys a chance of 3 in a million.
 */
#include "analyse/analyse.h"
#include "analyse/repeats.h"
#include "base/hash.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "uniqueness.duplicate_keys", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicate_keys",
	  "rows whose --id value occurred in an earlier row", "Σ (group size − 1)", NULL },
	{ "uniqueness.duplicate_key_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicate_key_rows",
	  "the first such rows", "row numbers", NULL },
	{ "uniqueness.missing_keys", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "missing_keys",
	  "rows without an --id value", "count", NULL },
	{ .name = NULL }
};

struct state {
	const struct plan *plan;
	struct shuffle *shuffle;	/* NULL without --id */
	uint64_t missing;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->plan = plan;
	return plan->id == NO_COLUMN ? 0 : shuffle_new(&s->shuffle, e);
}

static void close(void *state)
{
	shuffle_free(((struct state *)state)->shuffle);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && ((const struct state *)state)->shuffle ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	const struct column *c = s->shuffle ? &b->column[s->plan->id] : NULL;

	if (!c)
		return 0;
	for (size_t r = 0; r < b->rows; r++) {
		struct pair p = { .row = b->first_row + r };

		if (!c->kind || cell_is_missing(c->kind[r])) {
			s->missing++;
			continue;
		}
		p.hash[0] = hash_u64(c->key[r] + 1);
		p.hash[1] = c->key[r];
		if (shuffle_add(s->shuffle, &p, 1, e) < 0)
			return -1;
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->missing += b->missing;
	return a->shuffle ? shuffle_merge(a->shuffle, b->shuffle, e) : 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->missing);
	return s->shuffle ? shuffle_save(s->shuffle, b, e) : 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->missing = blob_get_u64(b);
	if (!blob_ok(b) || (!s->shuffle && s->missing))
		return err_set(e, ERR_STATE, "the key count is damaged");
	return s->shuffle ? shuffle_load(s->shuffle, b, e) : 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct plan by_hash_alone = *plan;
	struct err e = { .code = ERR_NONE };
	struct repeats repeats;

	by_hash_alone.rows_equal = NULL;	/* rows with one key need not be equal */
	if (!s->shuffle || repeats_find(&repeats, s->shuffle, &by_hash_alone, &e) < 0) {
		for (const struct metric *m = metrics; m->name; m++)
			out->none(out, m, in_dataset(), s->shuffle ? e.text : "needs --id");
		return;
	}
	out->value(out, &metrics[0], in_dataset(), (double)repeats.rows);
	out->detail(out, &metrics[1], in_dataset(), examples_json(&repeats.first));
	out->value(out, &metrics[2], in_dataset(), (double)s->missing);
}

const struct analysis uniqueness_key = {
	.name = "uniqueness.key",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_ID,
	.why = "the place of the --id column",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
