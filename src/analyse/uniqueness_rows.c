/* uniqueness.rows: rows that repeat an earlier row in every cell.
 *
 * Second pass. Rows go, as 128-bit hashes, to a shuffle (bounded memory, disk when many); repeats are found partition by partition and
 * compared cell by cell in the store while there are at most 100,000 of them.
 */
#include "analyse/analyse.h"
#include "analyse/repeats.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "uniqueness.duplicate_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicate_rows",
	  "rows equal to an earlier row in every cell, missing equal to missing",
	  "Σ (group size − 1) over equal 128-bit hashes, each compared in the store up to 100,000 of them", "pandas duplicated().sum()" },
	{ "uniqueness.duplicate_rows_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "duplicate_rows_fraction",
	  "repeated rows as a share of all rows", "duplicate rows / rows", NULL },
	{ "uniqueness.duplicate_groups", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "duplicate_groups",
	  "different rows that occur more than once", "groups of size > 1", NULL },
	{ "uniqueness.duplicate_examples", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "duplicate_examples",
	  "the first rows that repeat an earlier one", "row numbers", NULL },
	{ .name = NULL }
};

struct state {
	struct shuffle *shuffle;
	struct pair *pair;	/* of the batch at hand */
	size_t room;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)plan;
	return shuffle_new(&((struct state *)state)->shuffle, e);
}

static void close(void *state)
{
	struct state *s = state;

	shuffle_free(s->shuffle);
	free(s->pair);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	if (b->rows > s->room) {
		struct pair *grown = realloc(s->pair, b->rows * sizeof *grown);

		if (!grown)
			return err_nomem(e);
		s->pair = grown;
		s->room = b->rows;
	}
	rows_hash(b, NULL, s->pair);
	return shuffle_add(s->shuffle, s->pair, b->rows, e);
}

static int merge(void *into, const void *from, struct err *e)
{
	return shuffle_merge(((struct state *)into)->shuffle, ((const struct state *)from)->shuffle, e);
}

static int save(const void *state, struct blob *b, struct err *e)
{
	return shuffle_save(((const struct state *)state)->shuffle, b, e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	return shuffle_load(((struct state *)state)->shuffle, b, e);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct err e = { .code = ERR_NONE };
	struct repeats repeats;

	if (repeats_find(&repeats, s->shuffle, plan, &e) < 0) {
		for (const struct metric *m = metrics; m->name; m++)
			out->none(out, m, in_dataset(), e.text);
		return;
	}
	out->value(out, &metrics[0], in_dataset(), (double)repeats.rows);
	sink_number(out, &metrics[1], in_dataset(), (double)repeats.rows / (double)shuffle_count(s->shuffle), "no rows");
	out->value(out, &metrics[2], in_dataset(), (double)repeats.groups);
	out->detail(out, &metrics[3], in_dataset(), examples_json(&repeats.first));
}

const struct analysis uniqueness_rows = {
	.name = "uniqueness.rows",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "all columns, for a hash of each row",
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
