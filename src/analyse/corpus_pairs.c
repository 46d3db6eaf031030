/* corpus.pairs: do pairs of a chosen and a rejected answer teach a preference, or something else: the length, an accident,
 * nothing?
 *
 *   chosen = rejected             nothing to learn
 *   one is the other's beginning  cut-off answers are taught
 *   by length alone               how well a rule that prefers the longer answer does: share of pairs, and the area under the ROC
 * curve
 *   scores, where there are two   margins, ties, and pairs whose scores say the opposite
 *   labels (KTO)                  how even they are
 *
 * First pass. Keeps counts, first rows, exact sums, at most 65,536 different lengths (score_table) and a sketch of margins: exact
 * in any order.
 */
#include "analyse/score_table.h"
#include "analyse/tally.h"
#include "corpus/answer.h"
#include "corpus/corpus.h"
#include "corpus/sameness.h"
#include "stats/sketch.h"

#include <stdlib.h>

#define OF_PAIRS(name, meaning, formula) TALLY("corpus." name, "pairs." name, meaning, formula, "pairs", NULL)

enum {
	EQUAL, NEAR_EQUAL, PREFIX, PROMPTS_DIFFER, PROMPT_LEAKED, CHOSEN_REFUSALS, REJECTED_REFUSALS, CHOSEN_LONGER, PAIR_TALLIES,
	SIDE_MISSING = PAIR_TALLIES, LABEL_TRUE, LABEL_MISSING, ROW_TALLIES,
	SCORES_TIED = ROW_TALLIES, SCORES_REVERSED, TALLIES
};
enum { PROMPT_BYTES_MIN = 40, NEAR_WORDS = 10, BUCKETS = 4096, QUANTILES = 5 };
#define NEAR_DICE 0.95

static const struct metric metrics[] = {
	OF_PAIRS("pairs_equal", "pairs whose answers are the same", "equal bytes but for white space at the ends"),
	OF_PAIRS("pairs_near_equal", "pairs whose answers are nearly the same",
	  "equal but for letter case and blanks; or Dice's coefficient of the words at least 0.95 and 10 words or more"),
	OF_PAIRS("pairs_prefix", "pairs of which one answer is the beginning of the other",
	  "neither is empty, and they are not equal; letter case and blanks aside"),
	OF_PAIRS("pairs_prompts_differ", "pairs whose two sides answer different prompts",
	  "what stands before the last answer differs; where both sides tell it"),
	OF_PAIRS("pairs_prompt_leaked", "pairs with an answer that holds the prompt",
	  "all of a prompt of 40 bytes or more, letter case and blanks aside"),
	OF_PAIRS("chosen_refusals", "pairs whose chosen answer alone declines",
	  "a phrase of refusal within the first 160 bytes of the chosen answer and not of the other"),
	OF_PAIRS("rejected_refusals", "pairs whose rejected answer alone declines",
	  "a phrase of refusal within the first 160 bytes of the rejected answer and not of the other"),
	OF_PAIRS("chosen_longer", "pairs whose chosen answer is the longer one", "by characters"),
	TALLY("corpus.pairs_side_missing", "pairs.side_missing", "rows with a side that is empty or not there",
	  "white space alone, or no cell", "rows", NULL),
	TALLY("corpus.label_true", "pairs.label_true", "answers that are labelled as good", "KTO: label is true or 1",
	  "labelled rows", NULL),
	TALLY("corpus.label_missing", "pairs.label_missing", "rows without a label",
	  "KTO: label is neither true, false, 1 nor 0", "rows", NULL),
	TALLY("corpus.scores_tied", "pairs.scores_tied", "pairs whose scores are equal", "chosen score = rejected score",
	  "pairs with scores", NULL),
	TALLY("corpus.scores_reversed", "pairs.scores_reversed", "pairs whose scores say the opposite",
	  "chosen score < rejected score", "pairs with scores", NULL),
	{ "corpus.pairs", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "pairs.count", "pairs with both sides",
	  "rows with neither side empty", NULL },
	{ "corpus.length_accuracy", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "pairs.length_accuracy",
	  "how often the longer answer is the chosen one",
	  "(pairs with a longer chosen + half of those of equal length) / pairs", NULL },
	{ "corpus.length_auc", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT_OR_BOUND, "pairs.length_auc",
	  "how well length alone tells chosen answers from rejected ones",
	  "P(a chosen is longer than a rejected, of all pairs of answers) + half of P(equal), by characters",
	  "Mann & Whitney 1947" },
	{ "corpus.length_difference_mean", SCOPE_DATASET, UNIT_CHARACTERS, -INFINITY, INFINITY, EXACT,
	  "pairs.length_difference_mean", "by how many characters the chosen answer is longer, on average",
	  "Σ (characters of chosen − of rejected) / pairs", NULL },
	{ "corpus.margin_min", SCOPE_DATASET, UNIT_RATIO, -INFINITY, INFINITY, EXACT_OR_BOUND, "pairs.margin.min",
	  "least margin", "chosen score − rejected score", NULL },
	{ "corpus.margin_p5", SCOPE_DATASET, UNIT_RATIO, -INFINITY, INFINITY, EXACT_OR_BOUND, "pairs.margin.p5",
	  "5 % quantile of the margins", "R type 7", NULL },
	{ "corpus.margin_p50", SCOPE_DATASET, UNIT_RATIO, -INFINITY, INFINITY, EXACT_OR_BOUND, "pairs.margin.p50",
	  "median of the margins", "R type 7", NULL },
	{ "corpus.margin_p95", SCOPE_DATASET, UNIT_RATIO, -INFINITY, INFINITY, EXACT_OR_BOUND, "pairs.margin.p95",
	  "95 % quantile of the margins", "R type 7", NULL },
	{ "corpus.margin_max", SCOPE_DATASET, UNIT_RATIO, -INFINITY, INFINITY, EXACT_OR_BOUND, "pairs.margin.max",
	  "greatest margin", "chosen score − rejected score", NULL },
	{ .name = NULL }
};
enum { M_PAIRS = TALLY_METRICS * TALLIES, M_ACCURACY, M_AUC, M_DIFFERENCE, M_MARGINS };

struct state {
	struct corpus_reader reader;
	struct phrase_index index;
	struct plain prompt, chosen, rejected;
	struct sameness sameness;
	uint64_t rows, pairs, scored, labelled, same_length, characters[2];	/* of chosen, of rejected */
	struct tally tally[TALLIES];
	struct score_table lengths;
	struct sketch *margins;
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
	phrases_index(&s->index);
	return sketch_new(&s->margins, BUCKETS) < 0 ? err_nomem(e) : 0;
}

static void close(void *state)
{
	struct state *s = state;

	corpus_reader_close(&s->reader);
	plain_release(&s->prompt);
	plain_release(&s->chosen);
	plain_release(&s->rejected);
	sameness_release(&s->sameness);
	scores_release(&s->lengths);
	sketch_free(s->margins);
}

static uint64_t characters(struct span s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.bytes; i++)
		n += ((unsigned char)s.at[i] & 0xc0) != 0x80;
	return n;
}

static struct span trimmed(struct span s)
{
	while (s.bytes && span_is_blank((struct span){ s.at, 1 })) {
		s.at++;
		s.bytes--;
	}
	while (s.bytes && span_is_blank((struct span){ s.at + s.bytes - 1, 1 }))
		s.bytes--;
	return s;
}

/* ---- one pair ---- */

static bool starts_with(const struct plain *whole, const struct plain *start)
{
	return start->bytes && start->bytes < whole->bytes && memcmp(whole->text, start->text, start->bytes) == 0;
}

static bool holds(const struct plain *whole, const struct plain *part)
{
	return part->bytes >= PROMPT_BYTES_MIN && memmem(whole->text, whole->bytes, part->text, part->bytes);
}

static bool declines(const struct state *s, const struct plain *p)
{
	size_t first[PHRASE_LISTS];

	phrases_find(&s->index, p, first);
	return first[PHRASES_REFUSAL] <= ANSWER_HEAD;
}

/* Equal, nearly, or one the other's beginning: at most one of the three. */
static int sameness_look(struct state *s, const struct corpus_view *v)
{
	const struct plain *a = &s->chosen, *b = &s->rejected;
	size_t words;
	double dice;

	if (span_equal(trimmed(v->chosen), trimmed(v->rejected))) {
		tally_add(&s->tally[EQUAL], v->row, 1);
		return 0;
	}
	if (starts_with(a, b) || starts_with(b, a)) {
		tally_add(&s->tally[PREFIX], v->row, 1);
		return 0;
	}
	dice = words_dice(&s->sameness, a, b, &words);
	if (dice < 0)
		return -1;
	tally_add(&s->tally[NEAR_EQUAL], v->row,
		  (a->bytes == b->bytes && memcmp(a->text, b->text, a->bytes) == 0) ||
		  	(dice >= NEAR_DICE && words >= NEAR_WORDS));
	return 0;
}

/* A length as a score of 0 … 1 in the same order; in bins, a few hundredths of a percent wide, where there are too many. */
static double length_score(uint64_t n)
{
	return fmin(1, log2(1 + (double)n) / 40);
}

static int lengths_look(struct state *s, const struct corpus_view *v)
{
	static const uint64_t chosen_one[OUTCOMES] = { [POSITIVE] = 1 }, rejected_one[OUTCOMES] = { [NEGATIVE] = 1 };
	uint64_t chosen = characters(v->chosen), rejected = characters(v->rejected);

	tally_add(&s->tally[CHOSEN_LONGER], v->row, chosen > rejected);
	s->same_length += chosen == rejected;
	s->characters[0] += chosen;
	s->characters[1] += rejected;
	return scores_add(&s->lengths, length_score(chosen), chosen_one) < 0 ? -1 : scores_add(&s->lengths,
											       length_score(rejected),
											       	rejected_one);
}

static int scores_look(struct state *s, const struct corpus_view *v)
{
	double margin = v->chosen_score - v->rejected_score;

	if (!isfinite(margin))
		return 0;
	s->scored++;
	tally_add(&s->tally[SCORES_TIED], v->row, margin == 0);
	tally_add(&s->tally[SCORES_REVERSED], v->row, margin < 0);
	return sketch_add(s->margins, margin, 1);
}

static int pair_look(struct state *s, const struct corpus_view *v, struct err *e)
{
	bool chosen, rejected;

	s->pairs++;
	if (plain_make(&s->prompt, v->prompt) < 0 || plain_make(&s->chosen, v->chosen) < 0 ||
	    plain_make(&s->rejected, v->rejected) < 0 ||
	    sameness_look(s, v) < 0 || lengths_look(s, v) < 0)
		return err_nomem(e);
	chosen = declines(s, &s->chosen);
	rejected = declines(s, &s->rejected);
	tally_add(&s->tally[CHOSEN_REFUSALS], v->row, chosen && !rejected);
	tally_add(&s->tally[REJECTED_REFUSALS], v->row, rejected && !chosen);
	tally_add(&s->tally[PROMPT_LEAKED], v->row, holds(&s->chosen, &s->prompt) || holds(&s->rejected, &s->prompt));
	tally_add(&s->tally[PROMPTS_DIFFER], v->row, v->chosen_prompt.at && v->rejected_prompt.at &&
		  !span_equal(v->chosen_prompt, v->rejected_prompt));
	return 0;
}

static int row_look(struct state *s, const struct corpus_view *v, bool labelled, struct err *e)
{
	s->rows++;
	if (labelled) {
		s->labelled += v->label >= 0;
		tally_add(&s->tally[LABEL_TRUE], v->row, v->label == 1);
		tally_add(&s->tally[LABEL_MISSING], v->row, v->label < 0);
		tally_add(&s->tally[SIDE_MISSING], v->row, span_is_blank(v->answer));
		return 0;
	}
	if (scores_look(s, v) < 0)
		return err_nomem(e);
	if (span_is_blank(v->chosen) || span_is_blank(v->rejected)) {
		tally_add(&s->tally[SIDE_MISSING], v->row, 1);
		return 0;
	}
	return pair_look(s, v, e);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	bool labelled = s->reader.corpus->column[PART_LABEL][0];
	struct corpus_view v;

	for (size_t r = 0; r < b->rows; r++)
		if (corpus_row(&s->reader, b, r, &v, e) < 0 || row_look(s, &v, labelled, e) < 0)
			return -1;
	return 0;
}

/* ---- states ---- */

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->rows += b->rows;
	a->pairs += b->pairs;
	a->scored += b->scored;
	a->labelled += b->labelled;
	a->same_length += b->same_length;
	for (size_t i = 0; i < 2; i++)
		a->characters[i] += b->characters[i];
	tallies_merge(a->tally, b->tally, TALLIES);
	return scores_merge(&a->lengths, &b->lengths) < 0 || sketch_merge(a->margins, b->margins) < 0 ? err_nomem(e) : 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;
	const uint64_t counts[] = { s->rows, s->pairs, s->scored, s->labelled, s->same_length, s->characters[0],
				   s->characters[1] };

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		blob_put_u64(b, counts[i]);
	tallies_save(s->tally, TALLIES, b);
	if (scores_save(&s->lengths, b) < 0)
		return err_nomem(e);
	sketch_save(s->margins, b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* What a tally's share is of. */
static uint64_t of_what(const struct state *s, size_t tally)
{
	if (tally < PAIR_TALLIES)
		return s->pairs;
	return tally == LABEL_TRUE ? s->labelled : tally < ROW_TALLIES ? s->rows : s->scored;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t *const counts[] = { &s->rows, &s->pairs, &s->scored, &s->labelled, &s->same_length, &s->characters[0],
				    &s->characters[1] };
	uint64_t total[OUTCOMES] = { 0, 0 };
	int lengths;

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		*counts[i] = blob_get_u64(b);
	if (tallies_load(s->tally, TALLIES, b) < 0 || s->pairs > s->rows || s->scored > s->rows || s->labelled > s->rows ||
	    s->same_length > s->pairs || s->tally[CHOSEN_LONGER].count > s->pairs - s->same_length)
		return err_set(e, ERR_STATE, "the counts of pairs are damaged");
	for (size_t i = 0; i < TALLIES; i++)
		if (s->tally[i].count > of_what(s, i))
			return err_set(e, ERR_STATE, "there are more faulty pairs than pairs");
	lengths = scores_load(&s->lengths, b, total);
	if (lengths < 0)
		return err_nomem(e);
	if (lengths > 0 || total[POSITIVE] != s->pairs || total[NEGATIVE] != s->pairs || sketch_load(s->margins, b) < 0 ||
	    sketch_count(s->margins) != s->scored)
		return err_set(e, ERR_STATE, "the lengths of pairs or their margins are damaged");
	return 0;
}

/* ---- figures ---- */

static void lengths_publish(const struct state *s, struct sink *out)
{
	double n = (double)s->pairs, auc, error;

	if (!s->pairs) {
		for (size_t i = M_ACCURACY; i <= M_DIFFERENCE; i++)
			out->none(out, &metrics[i], in_dataset(), "no pairs");
		return;
	}
	out->value(out, &metrics[M_ACCURACY], in_dataset(),
		   ((double)s->tally[CHOSEN_LONGER].count + (double)s->same_length / 2) / n);
	if (scores_auc(&s->lengths, &auc, &error) < 0)
		out->none(out, &metrics[M_AUC], in_dataset(), "out of memory");
	else
		sink_within(out, &metrics[M_AUC], in_dataset(), auc, "65,536 bins of lengths", error);
	out->value(out, &metrics[M_DIFFERENCE], in_dataset(), ((double)s->characters[0] - (double)s->characters[1]) / n);
}

static void margins_publish(const struct state *s, struct sink *out)
{
	static const double p[QUANTILES] = { 0, 0.05, 0.5, 0.95, 1 };
	struct bucket *bucket = NULL;
	size_t n = 0;
	bool got = sketch_buckets(s->margins, &bucket, &n) == 0;

	for (size_t i = 0; i < QUANTILES; i++) {
		double error = 0, value = got && n ? buckets_quantile(bucket, n, p[i], &error) : NAN;

		if (isfinite(value))
			sink_within(out, &metrics[M_MARGINS + i], in_dataset(), value, "buckets of equal prefixes of the bits",
				    error);
		else
			out->none(out, &metrics[M_MARGINS + i], in_dataset(), got ? "no pairs with two scores" : "out of memory");
	}
	free(bucket);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	bool labelled = plan->corpus->column[PART_LABEL][0], scores = plan->corpus->column[PART_CHOSEN_SCORE][0] &&
		plan->corpus->column[PART_REJECTED_SCORE][0];

	for (size_t i = 0; i < TALLIES; i++) {
		const struct metric *m = &metrics[TALLY_METRICS * i];
		const char *none = NULL;

		if (i == LABEL_TRUE || i == LABEL_MISSING)
			none = labelled ? NULL : "there is no column of labels";
		else if (i >= ROW_TALLIES)
			none = scores ? NULL : "there are no two columns of scores";
		else if (i != SIDE_MISSING)
			none = labelled ? "answers are labelled, not paired" : NULL;
		for (size_t k = 0; k < TALLY_METRICS && none; k++)
			out->none(out, &m[k], in_dataset(), none);
		if (!none)
			tally_publish(&s->tally[i], m, of_what(s, i), "there is none", out);
	}
	out->value(out, &metrics[M_PAIRS], in_dataset(), (double)s->pairs);
	lengths_publish(s, out);
	margins_publish(s, out);
}

const struct analysis corpus_pairs = {
	.name = "corpus.pairs",
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
