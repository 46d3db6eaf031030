/* accuracy.conflicts: rows that are equal in every feature and yet have different labels; at least one of each group is wrong, or a
 * feature is missing that tells them apart.
 *
 * Second pass, with --label. Features are all columns but the label, the prediction and the id. Each row with a label leaves its features'
 * 64-bit hash and its label's key in a shuffle (bounded memory, disk when many); groups are found partition by partition. Two different
 * sets of features share a hash with a chance of 3 in a million among 10^7 rows.
 */
#include "analyse/analyse.h"
#include "analyse/repeats.h"

#include <stdlib.h>

static const struct metric metrics[] = {
	{ "accuracy.conflicting_groups", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "conflicting_groups",
	  "sets of equal features that occur with more than one label", "groups of rows equal but for the label, with 2 or more labels",
	  "Northcutt et al. 2021 call these irreducible label noise" },
	{ "accuracy.conflicting_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "conflicting_rows", "rows in such groups",
	  "Σ group sizes", NULL },
	{ "accuracy.conflicting_examples", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "conflicting_examples", "the first rows in such groups",
	  "row numbers", NULL },
	{ .name = NULL }
};

struct state {
	const struct plan *plan;
	struct shuffle *shuffle;	/* NULL without --label */
	bool *skip;			/* columns that are no features */
	struct pair *pair;		/* of the batch at hand */
	size_t room;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	const size_t no_feature[] = { plan->label, plan->pred, plan->id };
	struct state *s = state;

	s->plan = plan;
	if (plan->label == NO_COLUMN)
		return 0;
	s->skip = calloc(plan->columns + 1, sizeof *s->skip);
	if (!s->skip)
		return err_nomem(e);
	for (size_t i = 0; i < sizeof no_feature / sizeof no_feature[0]; i++)
		if (no_feature[i] != NO_COLUMN)
			s->skip[no_feature[i]] = true;
	return shuffle_new(&s->shuffle, e);
}

static void close(void *state)
{
	struct state *s = state;

	shuffle_free(s->shuffle);
	free(s->skip);
	free(s->pair);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && ((const struct state *)state)->shuffle ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	const struct column *label = s->shuffle ? &b->column[s->plan->label] : NULL;
	size_t kept = 0;

	if (!label || !label->kind)
		return 0;
	if (b->rows > s->room) {
		struct pair *grown = realloc(s->pair, b->rows * sizeof *grown);

		if (!grown)
			return err_nomem(e);
		s->pair = grown;
		s->room = b->rows;
	}
	rows_hash(b, s->skip, s->pair);
	for (size_t r = 0; r < b->rows; r++) {
		if (cell_is_missing(label->kind[r]))
			continue;
		s->pair[kept] = s->pair[r];
		s->pair[kept++].hash[1] = label->key[r];
	}
	return shuffle_add(s->shuffle, s->pair, kept, e);
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;

	return a->shuffle ? shuffle_merge(a->shuffle, ((const struct state *)from)->shuffle, e) : 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->shuffle != NULL);
	return s->shuffle ? shuffle_save(s->shuffle, b, e) : 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != (s->shuffle != NULL) || !blob_ok(b))
		return err_set(e, ERR_STATE, "label conflicts were looked for under another plan");
	return s->shuffle ? shuffle_load(s->shuffle, b, e) : 0;
}

struct conflicts {
	uint64_t groups, rows;
	struct examples first;
};

/* pair[0, n) have equal features, sorted by label. */
static void group_add(struct conflicts *c, const struct pair *pair, size_t n)
{
	if (pair[0].hash[1] == pair[n - 1].hash[1])
		return;
	c->groups++;
	c->rows += n;
	for (size_t i = 0; i < n; i++)
		examples_add(&c->first, pair[i].row);
}

static int conflicts_find(struct conflicts *c, const struct shuffle *s, struct err *e)
{
	*c = (struct conflicts){ .groups = 0 };
	for (unsigned p = 0; p < SHUFFLE_PARTITIONS; p++) {
		struct pair *pair = NULL;
		size_t n = 0;

		if (shuffle_partition(s, p, &pair, &n, e) < 0) {
			free(pair);
			return -1;
		}
		pairs_sort(pair, n);
		for (size_t from = 0, to; from < n; from = to) {
			to = from + 1;
			while (to < n && pair[to].hash[0] == pair[from].hash[0])
				to++;
			group_add(c, pair + from, to - from);
		}
		free(pair);
	}
	return 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct err e = { .code = ERR_NONE };
	struct conflicts c;

	(void)plan;
	if (!s->shuffle || conflicts_find(&c, s->shuffle, &e) < 0) {
		for (const struct metric *m = metrics; m->name; m++)
			out->none(out, m, in_dataset(), s->shuffle ? e.text : "needs --label");
		return;
	}
	out->value(out, &metrics[0], in_dataset(), (double)c.groups);
	out->value(out, &metrics[1], in_dataset(), (double)c.rows);
	out->detail(out, &metrics[2], in_dataset(), examples_json(&c.first));
}

const struct analysis accuracy_conflicts = {
	.name = "accuracy.conflicts",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_LABEL,
	.why = "all columns, for a hash of each row's features",
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
