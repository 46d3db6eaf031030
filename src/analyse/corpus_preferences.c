/* corpus.preferences: pairs that contradict each other, pairs that come again, and how many prompts there are.
 *
 *   A > B and B > A for one prompt        contradictory; KTO: one answer to one prompt labelled both good and bad
 *   A > B twice                           repeated
 *
 * Each row leaves a hash of its prompt and its two answers in an order of their own, and one of which of them was chosen, in a
 * shuffle (bounded memory, disk when many); groups are found partition by partition. Texts are compared by 64-bit hashes, letter
 * case and blanks aside: two different pairs share one with a chance of 3 in a million among 10^7 rows. First pass.
 */
#include "analyse/hash_counts.h"
#include "analyse/repeats.h"
#include "analyse/tally.h"
#include "base/hash.h"
#include "corpus/corpus.h"
#include "corpus/phrases.h"

#include <stdlib.h>

enum { CONTRADICTORY, REPEATED, TALLIES };

static const struct metric metrics[] = {
	TALLY("corpus.pairs_contradictory", "preferences.contradictory", "rows whose preference another row reverses",
	  "rows in groups of equal prompt and answers of which each is chosen at least once; KTO: that are labelled both ways",
	  "rows", NULL),
	TALLY("corpus.pairs_repeated", "preferences.repeated", "rows whose prompt, answers and choice stood in an earlier row",
	  "Σ (size − 1) over groups of equal rows", "rows", NULL),
	{ "corpus.preference_prompts", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT_OR_BOUND, "preferences.prompts",
	  "different prompts", "different 64-bit hashes, letter case and blanks aside; exact up to 32,768", NULL },
	{ .name = NULL }
};

struct state {
	struct corpus_reader reader;
	struct plain plain;
	uint64_t rows;
	struct shuffle *shuffle;
	struct hash_counts prompts;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	corpus_reader_open(&s->reader, plan->corpus);
	return shuffle_new(&s->shuffle, e);
}

static void close(void *state)
{
	struct state *s = state;

	corpus_reader_close(&s->reader);
	plain_release(&s->plain);
	shuffle_free(s->shuffle);
	hash_counts_release(&s->prompts);
}

/* Of the plain text; 0: it is blank. */
static int plain_hash(struct state *s, struct span text, uint64_t *out, struct err *e)
{
	if (plain_make(&s->plain, text) < 0)
		return err_nomem(e);
	*out = s->plain.bytes ? hash_bytes(s->plain.text, s->plain.bytes) : 0;
	return 0;
}

static int row_add(struct state *s, const struct corpus_view *v, struct err *e)
{
	struct pair pair = { .row = v->row };
	uint64_t prompt = 0, system = 0, chosen = 0, rejected = 0, least;

	s->rows++;
	if (plain_hash(s, v->prompt, &prompt, e) < 0 || plain_hash(s, v->system, &system, e) < 0 ||
	    plain_hash(s, v->label >= 0 ? v->answer : v->chosen, &chosen, e) < 0 || plain_hash(s, v->rejected, &rejected, e) < 0)
		return -1;
	if (prompt && hash_counts_add(&s->prompts, prompt, 1) < 0)
		return err_nomem(e);
	if (!chosen || (v->label < 0 && !rejected))
		return 0;
	least = chosen < rejected ? chosen : rejected;
	pair.hash[0] = hash_u64(hash_u64(hash_u64(prompt + hash_u64(system)) + least) + (chosen ^ rejected));
	pair.hash[1] = v->label >= 0 ? (uint64_t)v->label + 1 : chosen == rejected ? 1 : chosen;
	return shuffle_add(s->shuffle, &pair, 1, e);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	struct corpus_view v;

	for (size_t r = 0; r < b->rows; r++)
		if (corpus_row(&s->reader, b, r, &v, e) < 0 || row_add(s, &v, e) < 0)
			return -1;
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->rows += b->rows;
	if (hash_counts_merge(&a->prompts, &b->prompts) < 0)
		return err_nomem(e);
	return shuffle_merge(a->shuffle, b->shuffle, e);
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	if (shuffle_save(s->shuffle, b, e) < 0)
		return -1;
	return hash_counts_save(&s->prompts, b) < 0 || !blob_ok(b) ? err_nomem(e) : 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	int loaded;

	s->rows = blob_get_u64(b);
	if (shuffle_load(s->shuffle, b, e) < 0)
		return -1;
	loaded = hash_counts_load(&s->prompts, b);
	if (loaded < 0)
		return err_nomem(e);
	return loaded || shuffle_count(s->shuffle) > s->rows || s->prompts.total > s->rows ?
		err_set(e, ERR_STATE, "the pairs of answers are damaged") : 0;
}

/* pair[0, n) are of one prompt and two answers, sorted by which of them is chosen. */
static void group_add(struct tally t[TALLIES], const struct pair *pair, size_t n)
{
	bool contradictory = pair[0].hash[1] != pair[n - 1].hash[1];

	for (size_t i = 0; i < n; i++) {
		tally_add(&t[CONTRADICTORY], pair[i].row, contradictory);
		tally_add(&t[REPEATED], pair[i].row, i > 0 && pair[i].hash[1] == pair[i - 1].hash[1]);
	}
}

static int groups_find(struct tally t[TALLIES], const struct shuffle *s, struct err *e)
{
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
			group_add(t, pair + from, to - from);
		}
		free(pair);
	}
	return 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct tally tally[TALLIES] = { { .count = 0 } };
	struct err e = { .code = ERR_NONE };
	double error, prompts = hash_counts_distinct(&s->prompts, &error);
	bool found = groups_find(tally, s->shuffle, &e) == 0;

	(void)plan;
	for (size_t i = 0; i < TALLIES; i++) {
		if (found)
			tally_publish(&tally[i], &metrics[TALLY_METRICS * i], s->rows, "no rows", out);
		else
			for (size_t k = 0; k < TALLY_METRICS; k++)
				out->none(out, &metrics[TALLY_METRICS * i + k], in_dataset(), e.text);
	}
	sink_within(out, &metrics[TALLY_METRICS * TALLIES], in_dataset(), prompts,
		    "HyperLogLog, 2^14 registers, one standard error", error);
}

const struct analysis corpus_preferences = {
	.name = "corpus.preferences",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_BIT(CORPUS_PREFERENCE),
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
