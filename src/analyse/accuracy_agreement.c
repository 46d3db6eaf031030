/* accuracy.agreement: how far annotators agree who labelled the same rows; a column each (--annotators).
 *
 *   Cohen's kappa, of each pair                 (observed − by chance) / (1 − by chance), chance by the margins of both; rows
 * with both labels
 *   Fleiss' kappa, of all together              the same for many, chance by the shares of all labels; rows with all labels
 *   Krippendorff's alpha                        1 − observed / expected disagreement; rows with two labels or more, so gaps do
 * not matter.
 *                                               nominal; where all labels are numbers also ordinal and interval
 *
 * Second pass, when the values of the columns are known. Labels are equal when their texts are, or their numbers. Keeps a table
 * of label by label for each pair of annotators, and one for each number of labels a row may have: integers alone, exact in any
 * order; at most 256 labels and TABLES_BYTES.
 */
#include "analyse/tally.h"

#include <stdlib.h>

enum { TABLES_BYTES = 64 << 20, ANNOTATORS_MAX = 64, LABELS_MAX = 256 };

static const struct metric metrics[] = {
	TALLY("accuracy.disagreements", "agreement.disagreements", "rows whose annotators do not all agree",
	  "rows with two labels or more that are not all equal", "rows with two labels or more", NULL),
	{ "accuracy.annotators", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "agreement.annotators", "columns of annotators",
	  "--annotators", NULL },
	{ "accuracy.annotated_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "agreement.rows",
	  "rows with two labels or more", "two or more annotators gave a label", NULL },
	{ "accuracy.agreement", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "agreement.observed",
	  "how often two annotators of a row agree", "equal pairs of labels / pairs of labels, over rows", NULL },
	{ "accuracy.fleiss_rows", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "agreement.fleiss_rows",
	  "rows that every annotator labelled", "rows without a gap", NULL },
	{ "accuracy.fleiss_kappa", SCOPE_DATASET, UNIT_RATIO, -1, 1, EXACT, "agreement.fleiss_kappa",
	  "agreement of all annotators beyond chance",
	  "(P − Pe) / (1 − Pe), P the mean share of equal pairs in a row, Pe = Σ p²; rows without a gap", "Fleiss 1971" },
	{ "accuracy.krippendorff_nominal", SCOPE_DATASET, UNIT_RATIO, -INFINITY, 1, EXACT, "agreement.krippendorff_nominal",
	  "agreement of all annotators, whatever gaps there are",
	  "1 − Do / De, a difference is 0 or 1; rows with two labels or more", "Krippendorff 2011" },
	{ "accuracy.krippendorff_ordinal", SCOPE_DATASET, UNIT_RATIO, -INFINITY, 1, EXACT, "agreement.krippendorff_ordinal",
	  "the same for labels that have an order",
	  "1 − Do / De, a difference is (labels from one to the other − half of both)²; all labels are numbers",
	  "Krippendorff 2011" },
	{ "accuracy.krippendorff_interval", SCOPE_DATASET, UNIT_RATIO, -INFINITY, 1, EXACT, "agreement.krippendorff_interval",
	  "the same for labels that are numbers", "1 − Do / De, a difference is (c − k)²; all labels are numbers",
	  "Krippendorff 2011" },
	{ "accuracy.cohen_kappa", SCOPE_PAIR, UNIT_RATIO, -1, 1, EXACT, "cohen.kappa",
	  "agreement of two annotators beyond chance",
	  "(po − pe) / (1 − pe), pe = Σ of the products of both margins; rows with both labels", "Cohen 1960" },
	{ "accuracy.cohen_agreement", SCOPE_PAIR, UNIT_FRACTION, 0, 1, EXACT, "cohen.agreement",
	  "how often two annotators agree", "equal labels / rows with both labels", NULL },
	{ "accuracy.cohen_rows", SCOPE_PAIR, UNIT_COUNT, 0, INFINITY, EXACT, "cohen.n", "rows that both annotators labelled",
	  "rows with both labels", NULL },
	{ .name = NULL }
};
enum { M_ANNOTATORS = TALLY_METRICS, M_ROWS, M_OBSERVED, M_FLEISS_ROWS, M_FLEISS, M_NOMINAL, M_ORDINAL, M_INTERVAL, M_KAPPA,
      M_AGREEMENT, M_N };

/* A label, in the order of numbers and then of keys. */
struct category {
	uint64_t key;
	double number;
	bool is_number;
};

struct state {
	const struct plan *plan;
	const char *reason;		/* why there is nothing, or NULL */
	size_t annotators;
	size_t column[ANNOTATORS_MAX];
	struct category *category;
	size_t categories;
	uint64_t *by_pair;		/* [pair][category of the first][category of the second] */
	uint64_t *by_labels;		/* [labels of the row][category][category]: ordered pairs of labels of one row */
	uint64_t *rows;			/* [labels of the row] */
	uint64_t whole_equal;		/* ordered pairs of equal labels in rows without a gap */
	uint64_t *whole;		/* [category] labels in rows without a gap */
	struct tally disagreements;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

/* ---- what labels there are ---- */

static int category_order(const void *x, const void *y)
{
	const struct category *a = x, *b = y;

	if (a->is_number != b->is_number)
		return b->is_number - a->is_number;
	if (a->is_number && a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->key > b->key) - (a->key < b->key);
}

static int categories_find(struct state *s, const struct plan *plan, struct err *e)
{
	size_t room = 0, n = 0;

	for (size_t i = 0; i < s->annotators; i++)
		room += plan->column[s->column[i]].dictionary->count;
	s->category = calloc(room + 1, sizeof *s->category);
	if (!s->category)
		return err_nomem(e);
	for (size_t i = 0; i < s->annotators; i++) {
		const struct dictionary *d = plan->column[s->column[i]].dictionary;

		for (size_t v = 0; v < d->count; v++)
			if (!cell_is_missing(d->value[v].kind))
				s->category[n++] = (struct category){ .key = d->value[v].key, .number = d->value[v].number,
								      .is_number = cell_is_number(d->value[v].kind) };
	}
	qsort(s->category, n, sizeof *s->category, category_order);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || category_order(&s->category[i], &s->category[s->categories - 1]) != 0)
			s->category[s->categories++] = s->category[i];
	return 0;
}

static size_t pairs_of(const struct state *s)
{
	return s->annotators * (s->annotators - 1) / 2;
}

/* In the order of the columns; false: it is there. */
static bool column_insert(struct state *s, size_t column)
{
	size_t at = s->annotators;

	while (at > 0 && s->column[at - 1] > column)
		at--;
	if (at > 0 && s->column[at - 1] == column)
		return false;
	memmove(&s->column[at + 1], &s->column[at], (s->annotators - at) * sizeof s->column[0]);
	s->column[at] = column;
	s->annotators++;
	return true;
}

static const char *columns_find(struct state *s, const struct plan *plan)
{
	if (!plan->annotators || !plan->annotators[0] || !plan->annotators[1])
		return "needs --annotators, two columns or more";
	for (const char *const *name = plan->annotators; *name; name++) {
		size_t c = 0;

		while (c < plan->columns && strcmp(plan->column[c].name, *name) != 0)
			c++;
		if (c == plan->columns)
			return "there is no such column of an annotator";
		if (!plan->column[c].dictionary)
			return "a column of an annotator has too many different values for labels";
		if (s->annotators == ANNOTATORS_MAX)
			return "there are more than 64 annotators";
		if (!column_insert(s, c))
			return "a column of an annotator is given twice";
	}
	return NULL;
}

static int tables_open(struct state *s, struct err *e)
{
	size_t square = s->categories * s->categories;

	if (s->categories > LABELS_MAX || (pairs_of(s) + s->annotators + 1) * square * sizeof(uint64_t) > TABLES_BYTES) {
		s->reason = "there are too many different labels, or annotators, for tables of label by label";
		return 0;
	}
	s->by_pair = calloc(pairs_of(s) * square + 1, sizeof *s->by_pair);
	s->by_labels = calloc((s->annotators + 1) * square + 1, sizeof *s->by_labels);
	s->rows = calloc(s->annotators + 1, sizeof *s->rows);
	s->whole = calloc(s->categories + 1, sizeof *s->whole);
	return s->by_pair && s->by_labels && s->rows && s->whole ? 0 : err_nomem(e);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->plan = plan;
	s->reason = columns_find(s, plan);
	if (s->reason)
		return 0;
	return categories_find(s, plan, e) < 0 ? -1 : tables_open(s, e);
}

static void close(void *state)
{
	struct state *s = state;

	free(s->category);
	free(s->by_pair);
	free(s->by_labels);
	free(s->rows);
	free(s->whole);
}

/* ---- rows ---- */

/* The place of a cell's label; CODE_NONE: none was given. */
static uint32_t label_of(const struct state *s, const struct column *c, size_t row)
{
	struct category wanted;
	const struct category *found;

	if (!c->kind || cell_is_missing(c->kind[row]))
		return CODE_NONE;
	wanted = (struct category){ .key = c->key[row], .number = c->number[row], .is_number = cell_is_number(c->kind[row]) };
	found = bsearch(&wanted, s->category, s->categories, sizeof *s->category, category_order);
	return found ? (uint32_t)(found - s->category) : CODE_NONE;
}

static void row_count(struct state *s, const uint32_t *label, uint64_t row)
{
	size_t n = s->annotators, given = 0, pair = 0, square = s->categories * s->categories, equal = 0;
	uint64_t *pooled;

	for (size_t i = 0; i < n; i++)
		given += label[i] != CODE_NONE;
	s->rows[given]++;
	if (given < 2)
		return;
	pooled = s->by_labels + given * square;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++, pair++) {
			if (label[i] == CODE_NONE || label[k] == CODE_NONE)
				continue;
			s->by_pair[pair * square + label[i] * s->categories + label[k]]++;
			pooled[label[i] * s->categories + label[k]]++;
			pooled[label[k] * s->categories + label[i]]++;
			equal += label[i] == label[k];
		}
	}
	tally_add(&s->disagreements, row, 2 * equal < given * (given - 1));
	if (given < n)
		return;
	s->whole_equal += 2 * equal;
	for (size_t i = 0; i < n; i++)
		s->whole[label[i]]++;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	uint32_t label[ANNOTATORS_MAX];

	(void)e;
	for (size_t r = 0; r < b->rows && !s->reason; r++) {
		for (size_t i = 0; i < s->annotators; i++)
			label[i] = label_of(s, &b->column[s->column[i]], r);
		row_count(s, label, b->first_row + r);
	}
	return 0;
}

/* ---- states ---- */

/* The arrays of counts, each with its length. */
struct counts {
	uint64_t *at;
	size_t n;
};
enum { COUNTS = 5 };

static void counts_of(struct state *s, struct counts out[COUNTS])
{
	size_t square = s->categories * s->categories;

	out[0] = (struct counts){ s->by_pair, pairs_of(s) * square };
	out[1] = (struct counts){ s->by_labels, (s->annotators + 1) * square };
	out[2] = (struct counts){ s->rows, s->annotators + 1 };
	out[3] = (struct counts){ s->whole, s->categories };
	out[4] = (struct counts){ &s->whole_equal, 1 };
}

static int merge(void *into, const void *from, struct err *e)
{
	struct counts a[COUNTS], b[COUNTS];
	struct state *s = into;

	(void)e;
	if (s->reason)
		return 0;
	counts_of(into, a);
	counts_of((struct state *)(uintptr_t)from, b);	/* only read */
	for (size_t i = 0; i < COUNTS; i++)
		for (size_t k = 0; k < a[i].n; k++)
			a[i].at[k] += b[i].at[k];
	tallies_merge(&s->disagreements, &((const struct state *)from)->disagreements, 1);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	struct state *s = (struct state *)(uintptr_t)state;	/* only read */
	struct counts counts[COUNTS];

	blob_put_u64(b, s->reason ? 0 : s->categories + 1);
	if (!s->reason) {
		counts_of(s, counts);
		for (size_t i = 0; i < COUNTS; i++)
			for (size_t k = 0; k < counts[i].n; k++)
				blob_put_u64(b, counts[i].at[k]);
		tallies_save(&s->disagreements, 1, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	const uint64_t most = UINT64_C(1) << 40;	/* sums of more would not be exact in doubles */
	struct state *s = state;
	struct counts counts[COUNTS];
	uint64_t rows = 0;

	if (blob_get_u64(b) != (s->reason ? 0 : s->categories + 1) || !blob_ok(b))
		return err_set(e, ERR_STATE, "agreement was looked at under another plan");
	if (s->reason)
		return 0;
	counts_of(s, counts);
	for (size_t i = 0; i < COUNTS; i++)
		for (size_t k = 0; k < counts[i].n; k++)
			if ((counts[i].at[k] = blob_get_u64(b)) > most)
				return err_set(e, ERR_STATE, "the counts of labels are damaged");
	if (tallies_load(&s->disagreements, 1, b) < 0)
		return err_set(e, ERR_STATE, "the counts of labels are damaged");
	for (size_t m = 2; m <= s->annotators; m++)
		rows += s->rows[m];
	for (size_t i = 0; i < s->categories && s->disagreements.count <= rows; i++)
		rows += s->whole[i] > s->annotators * s->rows[s->annotators] ? UINT64_MAX - rows : 0;
	return s->disagreements.count > rows || rows > most ||
		s->whole_equal > s->annotators * s->annotators * s->rows[s->annotators] ?
		err_set(e, ERR_STATE, "the counts of labels contradict each other") : 0;
}

/* ---- figures ---- */

/* How far two labels are from each other, squared; n: how often each label occurs. */
typedef double distance(const struct state *, const double *n, size_t c, size_t k);

static double distance_nominal(const struct state *s, const double *n, size_t c, size_t k)
{
	(void)s;
	(void)n;
	return c != k;
}

static double distance_ordinal(const struct state *s, const double *n, size_t c, size_t k)
{
	size_t low = c < k ? c : k, high = c < k ? k : c;
	double between = -(n[low] + n[high]) / 2;

	(void)s;
	for (size_t g = low; g <= high; g++)
		between += n[g];
	return c == k ? 0 : between * between;
}

static double distance_interval(const struct state *s, const double *n, size_t c, size_t k)
{
	double d = s->category[c].number - s->category[k].number;

	(void)n;
	return d * d;
}

/* Coincidences of two labels: pairs of labels of one row, each row as much as it has labels. */
static double coincidence(const struct state *s, size_t c, size_t k)
{
	size_t square = s->categories * s->categories;
	double sum = 0;

	for (size_t m = 2; m <= s->annotators; m++)
		sum += (double)s->by_labels[m * square + c * s->categories + k] / (double)(m - 1);
	return sum;
}

/* NAN where there is nothing to expect. */
static double alpha(const struct state *s, distance *of)
{
	double *n = calloc(s->categories + 1, sizeof *n), all = 0, observed = 0, expected = 0;

	for (size_t c = 0; n && c < s->categories; c++) {
		for (size_t k = 0; k < s->categories; k++)
			n[c] += coincidence(s, c, k);
		all += n[c];
	}
	for (size_t c = 0; n && c < s->categories; c++) {
		for (size_t k = 0; k < s->categories; k++) {
			double d = of(s, n, c, k);

			observed += coincidence(s, c, k) * d;
			expected += n[c] * n[k] * d;
		}
	}
	free(n);
	return expected > 0 ? 1 - (all - 1) * observed / expected : NAN;
}

static double fleiss(const struct state *s)
{
	double rows = (double)s->rows[s->annotators], raters = (double)s->annotators, chance = 0;
	double observed = (double)s->whole_equal / (rows * raters * (raters - 1));

	for (size_t c = 0; c < s->categories; c++) {
		double p = (double)s->whole[c] / (rows * raters);

		chance += p * p;
	}
	return rows > 0 && chance < 1 ? (observed - chance) / (1 - chance) : NAN;
}

static double observed(const struct state *s)
{
	size_t square = s->categories * s->categories;
	double equal = 0, all = 0;

	for (size_t m = 2; m <= s->annotators; m++) {
		for (size_t c = 0; c < s->categories; c++)
			equal += (double)s->by_labels[m * square + c * s->categories + c];
		all += (double)s->rows[m] * (double)m * (double)(m - 1);
	}
	return equal / all;
}

static void cohen_publish(const struct state *s, size_t pair, struct where w, struct sink *out)
{
	const uint64_t *table = s->by_pair + pair * s->categories * s->categories;
	double n = 0, equal = 0, chance = 0;

	for (size_t c = 0; c < s->categories; c++) {
		double across = 0, down = 0;

		for (size_t k = 0; k < s->categories; k++) {
			across += (double)table[c * s->categories + k];
			down += (double)table[k * s->categories + c];
		}
		n += across;
		equal += (double)table[c * s->categories + c];
		chance += across * down;
	}
	chance /= n * n;
	sink_number(out, &metrics[M_KAPPA], w, chance < 1 ? (equal / n - chance) / (1 - chance) : NAN,
		    n > 0 ? "both give one label alone" : "no row has both labels");
	sink_number(out, &metrics[M_AGREEMENT], w, equal / n, "no row has both labels");
	out->value(out, &metrics[M_N], w, n);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const char one_label[] = "there are no two different labels in rows with two",
		no_numbers[] = "not all labels are numbers";
	const struct state *s = state;
	uint64_t rows = 0;
	size_t pair = 0;
	bool numbers = true;

	(void)plan;
	if (s->reason) {
		for (size_t i = 0; i < M_KAPPA; i++)
			out->none(out, &metrics[i], in_dataset(), s->reason);
		return;
	}
	for (size_t m = 2; m <= s->annotators; m++)
		rows += s->rows[m];
	for (size_t c = 0; c < s->categories; c++)
		numbers &= s->category[c].is_number;
	tally_publish(&s->disagreements, metrics, rows, "no row has two labels", out);
	out->value(out, &metrics[M_ANNOTATORS], in_dataset(), (double)s->annotators);
	out->value(out, &metrics[M_ROWS], in_dataset(), (double)rows);
	sink_number(out, &metrics[M_OBSERVED], in_dataset(), observed(s), "no row has two labels");
	out->value(out, &metrics[M_FLEISS_ROWS], in_dataset(), (double)s->rows[s->annotators]);
	sink_number(out, &metrics[M_FLEISS], in_dataset(), fleiss(s), "no row without a gap, or one label alone");
	sink_number(out, &metrics[M_NOMINAL], in_dataset(), alpha(s, distance_nominal), one_label);
	sink_number(out, &metrics[M_ORDINAL], in_dataset(), numbers ? alpha(s, distance_ordinal) : NAN,
		    numbers ? one_label : no_numbers);
	sink_number(out, &metrics[M_INTERVAL], in_dataset(), numbers ? alpha(s, distance_interval) : NAN,
		    numbers ? one_label : no_numbers);
	for (size_t i = 0; i < s->annotators; i++)
		for (size_t k = i + 1; k < s->annotators; k++, pair++)
			cohen_publish(s, pair, in_pair(s->column[i], s->column[k]), out);
}

const struct analysis accuracy_agreement = {
	.name = "accuracy.agreement",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = ALGEBRAIC,
	.law = MERGE_EXACT,
	.version = 1,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
