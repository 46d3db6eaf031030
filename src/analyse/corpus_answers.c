/* corpus.answers: what is wrong with answers, as far as their texts tell, and how long prompts and answers are.
 *
 * sft: the one prompt and answer of a row. chat: every assistant turn with content, and the user's turn before it (none: an empty
 * prompt); a row counts once, whatever number of its answers has the fault. preference: the chosen answer, or KTO's one. The
 * faults of Alpaca (gururise/AlpacaDataCleaned lists ten) that a program can see are among them; those of its column `input` are
 * looked for where there is one.
 *
 * First pass. Keeps counts, first rows, and sketches of four lengths: exact in any order; at most 4 × 4096 buckets.
 */
#include "analyse/tally.h"
#include "corpus/answer.h"
#include "corpus/corpus.h"
#include "stats/sketch.h"

#include <stdlib.h>

#define ALPACA "AlpacaDataCleaned, README"
#define OF_ROWS(name, meaning, formula, reference) TALLY("corpus." name, "answers." name, meaning, formula, "rows", reference)
#define QUANTILE(name, leaf, unit, meaning)                                                                                  \
	{ "corpus." name "_" leaf, SCOPE_DATASET, unit, 0, INFINITY, EXACT_OR_BOUND, "lengths." name "." leaf, meaning,      \
	  "R type 7", NULL }
#define LENGTHS(name, what, unit)                                                                                            \
	QUANTILE(name, "min", unit, "least of the " what), QUANTILE(name, "p5", unit, "5 % quantile of the " what),          \
	QUANTILE(name, "p50", unit, "median of the " what), QUANTILE(name, "p95", unit, "95 % quantile of the " what),       \
	QUANTILE(name, "max", unit, "greatest of the " what)

enum { INPUT_UNSEEN = ANSWER_FAULTS, INPUT_PLACEHOLDER, WANTS_PICTURE, PROMPT_BLANK, TALLIES };
enum { PROMPT_LENGTH, ANSWER_LENGTH, RATIO, TURNS, SKETCHES };
enum { QUANTILES = 5, BUCKETS = 4096 };

static const struct metric metrics[] = {
	OF_ROWS("answers_blank", "answers of white space alone, or none", "no byte that is not white space", ALPACA),
	OF_ROWS("answers_placeholder", "answers that stand for none", "N/A, None, null, TODO, … and nothing else", ALPACA),
	OF_ROWS("refusals", "answers that decline",
	  "one of 54 English phrases within the first 160 bytes, such as \"I'm sorry, but I can't\"", NULL),
	OF_ROWS("disclaimers", "answers that speak of the model",
	  "one of 20 English phrases, such as \"as an AI language model\"", NULL),
	OF_ROWS("answers_truncated", "answers that seem to break off",
	  "a last line of 6 words or more ends in a letter, digit or comma where a sentence before ended with a mark, and is "
	  "no list, table or markup; or a ``` fence is open", NULL),
	OF_ROWS("answers_repeat_prompt", "answers that start with the prompt",
	  "all of a prompt of 20 bytes or more, letter case and blanks aside", NULL),
	OF_ROWS("answers_repetitive", "answers that say the same over and over",
	  "a unit of 1 to 4096 bytes with a letter or digit, at least 5 times in a row and 100 bytes, or 3 times and 400",
	  NULL),
	OF_ROWS("template_marks", "answers or prompts with marks of a chat template",
	  "<|im_start|>, [INST], ### Response: and 33 more", NULL),
	OF_ROWS("tongue_mismatch", "answers in another script or language than the prompt",
	  "by script, and Latin letters by small words of 7 languages; not where the prompt speaks of a language", NULL),
	OF_ROWS("answers_merged", "answers with another instruction and its output in them",
	  "\"instruction:\" and behind it \"output:\"", ALPACA),
	OF_ROWS("answers_empty_code", "answers with an empty code block", "``` and ``` with white space alone between", ALPACA),
	OF_ROWS("answers_control", "answers with control characters, or escapes written out",
	  "a control character but for tab and line ends; \\n\\n or \\u00… in a text of one line without code", ALPACA),
	OF_ROWS("input_unseen", "inputs with what a model cannot see",
	  "an address, or one of 20 phrases such as \"attached image\", in the column input", ALPACA),
	OF_ROWS("input_placeholder", "inputs that stand for none",
	  "noinput, <no input>, none, N/A, … and nothing else, in the column input", ALPACA),
	OF_ROWS("wants_picture", "prompts that ask for a picture",
	  "one of 22 phrases such as \"draw a\" within the first 60 bytes", ALPACA),
	OF_ROWS("prompts_blank", "prompts of white space alone, or none", "no byte that is not white space", NULL),
	LENGTHS("prompt_characters", "lengths of prompts", UNIT_CHARACTERS),
	LENGTHS("answer_characters", "lengths of answers", UNIT_CHARACTERS),
	LENGTHS("answer_prompt_ratio", "ratios of the answer's length to the prompt's", UNIT_RATIO),
	LENGTHS("turns", "numbers of turns of a row", UNIT_RATIO),
	{ "corpus.turns_mean", SCOPE_DATASET, UNIT_RATIO, 0, INFINITY, EXACT, "lengths.turns.mean",
	  "mean number of turns of a row", "Σ turns / rows", NULL },
	{ "corpus.repeats_max", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "answers.repeats_max",
	  "how often the most repetitive answer says its unit", "whole units of the longest stretch, greatest of all answers",
	  NULL },
	{ "corpus.answers", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "answers.count", "answers looked at",
	  "assistant turns with content, or rows", NULL },
	{ .name = NULL }
};
enum { M_LENGTHS = TALLY_METRICS * TALLIES, M_TURNS_MEAN = M_LENGTHS + QUANTILES * SKETCHES, M_REPEATS, M_ANSWERS };

struct state {
	const struct corpus *corpus;
	struct corpus_reader reader;
	struct answer_reader answers;
	uint64_t rows, turns, answered, repeats_max;
	struct tally tally[TALLIES];
	struct sketch *sketch[SKETCHES];
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->corpus = plan->corpus;
	corpus_reader_open(&s->reader, plan->corpus);
	answer_reader_open(&s->answers);
	for (size_t i = 0; i < SKETCHES; i++)
		if (sketch_new(&s->sketch[i], BUCKETS) < 0)
			return err_nomem(e);
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	corpus_reader_close(&s->reader);
	answer_reader_close(&s->answers);
	for (size_t i = 0; i < SKETCHES; i++)
		sketch_free(s->sketch[i]);
}

static uint64_t characters(struct span s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.bytes; i++)
		n += ((unsigned char)s.at[i] & 0xc0) != 0x80;
	return n;
}

/* One prompt and its answer; the faults of the row are gathered. */
static int answer_look(struct state *s, struct span prompt, struct span answer, unsigned *faults, struct err *e)
{
	enum { PICTURE_HEAD = 60 };
	struct answer_seen seen;
	double asked = (double)characters(prompt), said = (double)characters(answer);

	if (answer_read(&s->answers, prompt, answer, &seen) < 0)
		return err_nomem(e);
	*faults |= seen.faults;
	if (seen.prompt[PHRASES_PICTURE] <= PICTURE_HEAD)
		*faults |= 1u << WANTS_PICTURE;
	if (s->answers.prompt.bytes == 0)
		*faults |= 1u << PROMPT_BLANK;
	s->answered++;
	if (seen.repetition.times > s->repeats_max)
		s->repeats_max = seen.repetition.times;
	if (sketch_add(s->sketch[PROMPT_LENGTH], asked, 1) < 0 || sketch_add(s->sketch[ANSWER_LENGTH], said, 1) < 0 ||
	    (asked > 0 && sketch_add(s->sketch[RATIO], said / asked, 1) < 0))
		return err_nomem(e);
	return 0;
}

/* Alpaca's column beside the instruction. */
static int input_look(struct state *s, struct span input, unsigned *faults, struct err *e)
{
	static const char *const none[] = { "noinput", "<noinput>", "no input", "<no input>", "no input.", "no input provided",
					   "none", "n/a", "na", "<none>", "null",
					    "no input required", "no input needed", "-", "nil", "not applicable", "[no input]",
					      "(no input)", "empty" };
	size_t found[PHRASE_LISTS];
	struct plain *p = &s->answers.prompt;

	if (!input.bytes)
		return 0;
	if (plain_make(p, input) < 0)
		return err_nomem(e);
	phrases_find(&s->answers.index, p, found);
	if (found[PHRASES_ATTACHED] != PHRASE_NOWHERE)
		*faults |= 1u << INPUT_UNSEEN;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		if (strlen(none[i]) == p->bytes && memcmp(none[i], p->text, p->bytes) == 0)
			*faults |= 1u << INPUT_PLACEHOLDER;
	return 0;
}

static int chat_look(struct state *s, const struct corpus_view *v, unsigned *faults, struct err *e)
{
	struct span prompt = { NULL, 0 };

	for (size_t i = 0; i < v->turns; i++) {
		const struct turn *t = &v->turn[i];

		if (t->role == TURN_USER || t->role == TURN_TOOL)
			prompt = t->role == TURN_USER ? t->content : (struct span){ NULL, 0 };
		if (t->role != TURN_ASSISTANT || (t->calls && !t->content.bytes))
			continue;
		if (answer_look(s, prompt, t->content, faults, e) < 0)
			return -1;
		if (i && v->turn[i - 1].role != TURN_USER)	/* what follows a tool or nothing has no prompt to be blank */
			*faults &= ~(1u << PROMPT_BLANK);
	}
	return 0;
}

static int row_look(struct state *s, const struct corpus_view *v, struct err *e)
{
	unsigned faults = 0;
	int done;

	s->rows++;
	s->turns += v->turns;
	if (sketch_add(s->sketch[TURNS], (double)v->turns, 1) < 0)
		return err_nomem(e);
	if (s->corpus->kind == CORPUS_CHAT)
		done = chat_look(s, v, &faults, e);
	else
		done = answer_look(s, v->prompt, v->chosen.at ? v->chosen : v->answer, &faults, e);
	if (done < 0 || input_look(s, v->input, &faults, e) < 0)
		return -1;
	for (size_t i = 0; i < TALLIES; i++)
		tally_add(&s->tally[i], v->row, faults >> i & 1);
	return 0;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	struct corpus_view v;

	for (size_t r = 0; r < b->rows; r++)
		if (corpus_row(&s->reader, b, r, &v, e) < 0 || row_look(s, &v, e) < 0)
			return -1;
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->rows += b->rows;
	a->turns += b->turns;
	a->answered += b->answered;
	a->repeats_max = a->repeats_max > b->repeats_max ? a->repeats_max : b->repeats_max;
	tallies_merge(a->tally, b->tally, TALLIES);
	for (size_t i = 0; i < SKETCHES; i++)
		if (sketch_merge(a->sketch[i], b->sketch[i]) < 0)
			return err_nomem(e);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	blob_put_u64(b, s->turns);
	blob_put_u64(b, s->answered);
	blob_put_u64(b, s->repeats_max);
	tallies_save(s->tally, TALLIES, b);
	for (size_t i = 0; i < SKETCHES; i++)
		sketch_save(s->sketch[i], b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->rows = blob_get_u64(b);
	s->turns = blob_get_u64(b);
	s->answered = blob_get_u64(b);
	s->repeats_max = blob_get_u64(b);
	if (tallies_load(s->tally, TALLIES, b) < 0)
		return err_set(e, ERR_STATE, "the counts of faulty answers are damaged");
	for (size_t i = 0; i < TALLIES; i++)
		if (s->tally[i].count > s->rows)
			return err_set(e, ERR_STATE, "there are more faulty rows than rows");
	for (size_t i = 0; i < SKETCHES; i++)
		if (sketch_load(s->sketch[i], b) < 0)
			return err_set(e, ERR_STATE, "the lengths of answers are damaged");
	return 0;
}

static void lengths_publish(const struct sketch *sketch, const struct metric *m, struct sink *out)
{
	static const double p[QUANTILES] = { 0, 0.05, 0.5, 0.95, 1 };
	struct bucket *bucket = NULL;
	size_t n = 0;
	bool got = sketch_buckets(sketch, &bucket, &n) == 0;

	for (size_t i = 0; i < QUANTILES; i++) {
		double error = 0, value = got && n ? buckets_quantile(bucket, n, p[i], &error) : NAN;

		if (isfinite(value))
			sink_within(out, &m[i], in_dataset(), value, "buckets of equal prefixes of the bits", error);
		else
			out->none(out, &m[i], in_dataset(), got ? "no rows" : "out of memory");
	}
	free(bucket);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t i = 0; i < TALLIES; i++) {
		const struct metric *m = &metrics[TALLY_METRICS * i];

		if ((i == INPUT_UNSEEN || i == INPUT_PLACEHOLDER) && !plan->corpus->column[PART_INPUT][0])
			for (size_t k = 0; k < TALLY_METRICS; k++)
				out->none(out, &m[k], in_dataset(), "there is no column input");
		else
			tally_publish(&s->tally[i], m, s->rows, "no rows", out);
	}
	for (size_t i = 0; i < SKETCHES; i++)
		lengths_publish(s->sketch[i], &metrics[M_LENGTHS + QUANTILES * i], out);
	sink_number(out, &metrics[M_TURNS_MEAN], in_dataset(), (double)s->turns / (double)s->rows, "no rows");
	out->value(out, &metrics[M_REPEATS], in_dataset(), (double)s->repeats_max);
	out->value(out, &metrics[M_ANSWERS], in_dataset(), (double)s->answered);
}

const struct analysis corpus_answers = {
	.name = "corpus.answers",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_BIT(CORPUS_SFT) | CORPUS_BIT(CORPUS_CHAT) | CORPUS_BIT(CORPUS_PREFERENCE),
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
