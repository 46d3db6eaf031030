/* corpus.prompts: prompts and answers that come again, and how many system prompts there are.
 *
 *   prompt  ──▶ different answers     a model cannot learn both
 *   answer  ──▶ many prompts          what is said whatever is asked
 *   system  ──▶ how many, how even
 *
 * A prompt is all that stands before the last answer: tools, system prompt, earlier turns with their roles, and the question;
 * letter case and blanks aside. Each row with both leaves a pair of 64-bit hashes in a shuffle (bounded memory, disk when many);
 * groups are found partition by partition, so that memory is needed for a
 * 256th of the pairs, or for all rows of the one most frequent prompt or answer, 24 bytes each. System prompts are counted
 * exactly up to 32,768 different ones. Two different texts share a hash with a chance of 3 in a million among 10^7 rows. First
 * pass.
 */
#include "analyse/hash_counts.h"
#include "analyse/repeats.h"
#include "analyse/tally.h"
#include "base/hash.h"
#include "corpus/corpus.h"
#include "corpus/phrases.h"

#include <stdlib.h>

enum { CONFLICTING, REPEATED, SHARED, TALLIES };
enum { ANSWER_BYTES_MIN = 20, SHARED_MIN = 3 };

static const struct metric metrics[] = {
	TALLY("corpus.prompts_conflicting", "prompts.conflicting", "rows whose prompt has other answers elsewhere",
	  "rows in groups of equal prompts with 2 or more different answers; letter case and blanks aside", "rows", NULL),
	TALLY("corpus.exchanges_repeated", "prompts.repeated", "rows whose prompt and answer stood in an earlier row",
	  "Σ (size − 1) over groups of equal prompts and answers; letter case and blanks aside", "rows", NULL),
	TALLY("corpus.answers_shared", "prompts.answers_shared", "rows whose answer is given to three prompts or more",
	  "rows in groups of equal answers of 20 bytes or more with 3 or more different prompts", "rows", NULL),
	{ "corpus.answer_shared_most", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "prompts.answer_shared_most",
	  "different prompts that have the most widely given answer",
	  "the greatest number of prompts of one answer of 20 bytes or more", NULL },
	{ "corpus.prompts_distinct", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "prompts.distinct", "different prompts",
	  "different 64-bit hashes of prompts, letter case and blanks aside", NULL },
	{ "corpus.systems", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "systems.rows", "rows with a system prompt",
	  "rows whose system prompt is not empty", NULL },
	{ "corpus.systems_distinct", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT_OR_BOUND, "systems.distinct",
	  "different system prompts", "different 64-bit hashes, letter case and blanks aside; exact up to 32,768", NULL },
	{ "corpus.systems_top_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "systems.top_fraction",
	  "share of the most frequent system prompt", "its rows / rows with one", NULL },
	{ "corpus.systems_entropy", SCOPE_DATASET, UNIT_NATS, 0, INFINITY, EXACT, "systems.entropy",
	  "how evenly system prompts are used", "−Σ p ln p over rows with one", "Shannon 1948" },
	{ .name = NULL }
};
enum { M_SHARED_MOST = TALLY_METRICS * TALLIES, M_DISTINCT, M_SYSTEMS };

enum { BY_PROMPT, BY_ANSWER, SHUFFLES };

struct state {
	struct corpus_reader reader;
	struct plain plain;
	uint64_t rows;
	struct shuffle *shuffle[SHUFFLES];
	struct hash_counts systems;
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
	for (size_t i = 0; i < SHUFFLES; i++)
		if (shuffle_new(&s->shuffle[i], e) < 0)
			return -1;
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	corpus_reader_close(&s->reader);
	plain_release(&s->plain);
	for (size_t i = 0; i < SHUFFLES; i++)
		shuffle_free(s->shuffle[i]);
	hash_counts_release(&s->systems);
}

/* A text's hash when it is made plain; 0: it is blank. */
static int plain_hash(struct state *s, struct span text, uint64_t *out, struct err *e)
{
	if (plain_make(&s->plain, text) < 0)
		return err_nomem(e);
	*out = s->plain.bytes ? hash_bytes(s->plain.text, s->plain.bytes) : 0;
	return 0;
}

/* A row's prompt, answer and system prompt as hashes; 0 where there is none. */
struct exchange {
	uint64_t prompt, answer, system;
	size_t answer_bytes;	/* plain */
};

static bool is_answer(const struct turn *t)
{
	return t->role == TURN_ASSISTANT || t->role == TURN_CALL;
}

static int exchange_read(struct state *s, const struct corpus_view *v, struct exchange *x, struct err *e)
{
	size_t last = v->turns;

	*x = (struct exchange){ .prompt = 0 };
	while (last > 0 && !is_answer(&v->turn[last - 1]))
		last--;
	for (size_t i = 0; i < last; i++) {
		const struct turn *t = &v->turn[i];
		uint64_t hash = 0, calls = t->calls ? hash_bytes(t->calls->text.at, t->calls->text.bytes) : 0;

		if (plain_hash(s, t->content, &hash, e) < 0)
			return -1;
		if (t->role == TURN_SYSTEM && !x->system)
			x->system = hash;
		if (i + 1 == last) {
			x->answer = hash || calls ? hash_u64(hash + calls) : 0;
			x->answer_bytes = s->plain.bytes;
		} else if (hash || calls) {
			x->prompt = hash_u64(hash_u64(x->prompt + hash) + calls + (uint64_t)t->role);
		}
	}
	if (x->prompt && v->tools)
		x->prompt = hash_u64(x->prompt + hash_bytes(v->tools->text.at, v->tools->text.bytes));
	return 0;
}

static int row_add(struct state *s, const struct corpus_view *v, struct err *e)
{
	struct exchange x;
	struct pair by_prompt = { .row = v->row }, by_answer = { .row = v->row };

	if (exchange_read(s, v, &x, e) < 0)
		return -1;
	s->rows++;
	by_prompt.hash[0] = by_answer.hash[1] = x.prompt;
	by_prompt.hash[1] = by_answer.hash[0] = x.answer;
	if (x.system && hash_counts_add(&s->systems, x.system, 1) < 0)
		return err_nomem(e);
	if (!x.prompt || !x.answer)
		return 0;
	if (shuffle_add(s->shuffle[BY_PROMPT], &by_prompt, 1, e) < 0)
		return -1;
	return x.answer_bytes >= ANSWER_BYTES_MIN ? shuffle_add(s->shuffle[BY_ANSWER], &by_answer, 1, e) : 0;
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
	for (size_t i = 0; i < SHUFFLES; i++)
		if (shuffle_merge(a->shuffle[i], b->shuffle[i], e) < 0)
			return -1;
	return hash_counts_merge(&a->systems, &b->systems) < 0 ? err_nomem(e) : 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	for (size_t i = 0; i < SHUFFLES; i++)
		if (shuffle_save(s->shuffle[i], b, e) < 0)
			return -1;
	return hash_counts_save(&s->systems, b) < 0 || !blob_ok(b) ? err_nomem(e) : 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	int loaded;

	s->rows = blob_get_u64(b);
	for (size_t i = 0; i < SHUFFLES; i++) {
		if (shuffle_load(s->shuffle[i], b, e) < 0)
			return -1;
		if (shuffle_count(s->shuffle[i]) > s->rows)
			return err_set(e, ERR_STATE, "there are more prompts than rows");
	}
	loaded = hash_counts_load(&s->systems, b);
	if (loaded < 0)
		return err_nomem(e);
	return loaded || s->systems.total > s->rows ? err_set(e, ERR_STATE, "the counts of system prompts are damaged") : 0;
}

/* ---- groups ---- */

struct groups {
	struct tally tally[TALLIES];
	uint64_t shared_most, prompts;
};

/* Different second hashes of pairs with one first hash, sorted. */
static size_t seconds(const struct pair *pair, size_t n)
{
	size_t different = 1;

	for (size_t i = 1; i < n; i++)
		different += pair[i].hash[1] != pair[i - 1].hash[1];
	return different;
}

static void rows_add(struct tally *t, const struct pair *pair, size_t n)
{
	for (size_t i = 0; i < n; i++)
		tally_add(t, pair[i].row, 1);
}

static void prompt_group(struct groups *g, const struct pair *pair, size_t n)
{
	g->prompts++;
	if (seconds(pair, n) > 1)
		rows_add(&g->tally[CONFLICTING], pair, n);
	for (size_t i = 1; i < n; i++)
		tally_add(&g->tally[REPEATED], pair[i].row, pair[i].hash[1] == pair[i - 1].hash[1]);
}

static void answer_group(struct groups *g, const struct pair *pair, size_t n)
{
	size_t prompts = seconds(pair, n);

	if (prompts > g->shared_most)
		g->shared_most = prompts;
	if (prompts >= SHARED_MIN)
		rows_add(&g->tally[SHARED], pair, n);
}

/* Partition by partition, in the order of the hashes: the same for any split. */
static int groups_find(struct groups *g, const struct shuffle *s, void (*take)(struct groups *, const struct pair *, size_t),
		       struct err *e)
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
			take(g, pair + from, to - from);
		}
		free(pair);
	}
	return 0;
}

static void systems_publish(const struct hash_counts *systems, struct sink *out)
{
	const struct metric *m = &metrics[M_SYSTEMS];
	double error, distinct = hash_counts_distinct(systems, &error), entropy;
	uint64_t top;

	out->value(out, &m[0], in_dataset(), (double)systems->total);
	sink_within(out, &m[1], in_dataset(), distinct, "HyperLogLog, 2^14 registers, one standard error", error);
	if (systems->total && hash_counts_shares(systems, &top, &entropy)) {
		out->value(out, &m[2], in_dataset(), (double)top / (double)systems->total);
		out->value(out, &m[3], in_dataset(), entropy);
	} else {
		out->none(out, &m[2], in_dataset(), systems->total ? "too many different system prompts" : "no system prompts");
		out->none(out, &m[3], in_dataset(), systems->total ? "too many different system prompts" : "no system prompts");
	}
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct err e = { .code = ERR_NONE };
	struct groups g = { .prompts = 0 };

	(void)plan;
	if (groups_find(&g, s->shuffle[BY_PROMPT], prompt_group, &e) < 0 ||
	    groups_find(&g, s->shuffle[BY_ANSWER], answer_group, &e) < 0) {
		for (size_t i = 0; i < M_SYSTEMS; i++)
			out->none(out, &metrics[i], in_dataset(), e.text);
	} else {
		for (size_t i = 0; i < TALLIES; i++)
			tally_publish(&g.tally[i], &metrics[TALLY_METRICS * i], s->rows, "no rows", out);
		out->value(out, &metrics[M_SHARED_MOST], in_dataset(), (double)g.shared_most);
		out->value(out, &metrics[M_DISTINCT], in_dataset(), (double)g.prompts);
	}
	systems_publish(&s->systems, out);
}

const struct analysis corpus_prompts = {
	.name = "corpus.prompts",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_BIT(CORPUS_SFT) | CORPUS_BIT(CORPUS_CHAT),
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
