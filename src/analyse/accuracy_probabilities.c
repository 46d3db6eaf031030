/* accuracy.probabilities: how far the probabilities that a model gave agree with the labels: proper scores, calibration, ranking.
 *
 * Second pass. Which column is the probability of which class: probability_columns.h. A row counts when it has a label and a number in each of
 * the columns; one with a number outside 0 … 1 is counted apart, and is part of no other figure. Nothing is rescaled: rows whose
 * probabilities do not sum to 1 (± 0.001) are counted, and used as they are.
 * Keeps exact sums of −ln p(label), of squared errors, and for each of ten bins of the probabilities in it; for two classes how many rows of
 * either have each probability (score_table.h). So any split and any order of the rows gives the same bytes. Up to 6 MB for two classes,
 * a few kB for more.
 * Bins of equal width, closed below, the last also above: for two classes over p of the positive class, with the share of rows of that class;
 * for more over the highest p of the row, with the share of rows whose label is that class (the first class of a tie).
 */
#include "analyse/analyse.h"
#include "analyse/label_classes.h"
#include "analyse/probability_columns.h"
#include "analyse/score_table.h"
#include "stats/exact.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(leaf, place, meaning) \
	{ "accuracy." leaf, SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "probabilities." place, meaning, "count", NULL }
#define DETAIL(leaf, place, meaning, formula, reference) \
	{ "accuracy." leaf, SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "probabilities." place, meaning, formula, reference }

static const struct metric metrics[] = {
	COUNT("probability_rows", "n", "rows with a label and a probability of each class"),
	{ "accuracy.positive_class", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "probabilities.positive_class",
	  "of two classes the one whose probability is looked at",
	  "the class of the single column; else 1, true, yes, y, positive; else the last", NULL },
	{ "accuracy.log_loss", SCOPE_DATASET, UNIT_NATS, 0, INFINITY, EXACT, "probabilities.log_loss",
	  "mean surprise at the labels", "Σ −ln p(label) / n, p within 2^-52 … 1 − 2^-52", "Good 1952; scikit-learn log_loss" },
	{ "accuracy.brier", SCOPE_DATASET, UNIT_RATIO, 0, INFINITY, EXACT, "probabilities.brier",
	  "mean squared error of the probabilities; 0 … 1 for two classes, 0 … 2 for more when they sum to 1",
	  "Σ Σ_class (p − y)² / n, y 1 for the label, else 0; for two classes half of that, (p − y)² where they sum to 1", "Brier 1950" },
	{ "accuracy.ece", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "probabilities.ece",
	  "expected calibration error: how far shares are from probabilities on average",
	  "Σ_bin n |share − mean p| / n, ten equal bins of p: of the positive class of two, else the highest p and whether it is the label",
	  "Naeini et al. 2015" },
	{ "accuracy.mce", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "probabilities.mce",
	  "maximum calibration error: the same in the worst bin", "max_bin |share − mean p|, bins as for accuracy.ece", "Naeini et al. 2015" },
	DETAIL("reliability", "reliability", "mean probability and share of rows it came true for, in ten bins",
	       "low ≤ p < high, the last up to 1; bins as for accuracy.ece", "Murphy & Winkler 1977"),
	{ "accuracy.auc", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT_OR_BOUND, "probabilities.auc",
	  "how often a row of the positive class has the higher probability than one of the other; two classes only",
	  "Mann-Whitney U / (n₁ n₀), ties count half; over 65,536 different p in as many equal bins, ± half the pairs tied in them",
	  "Hanley & McNeil 1982" },
	DETAIL("roc", "roc", "false against true positive rate as the threshold falls; two classes only",
	       "points x, y; one for each p up to 100 of them, else the first after each hundredth of the rows", "Fawcett 2006"),
	COUNT("probability_out_of_range", "out_of_range", "rows with a probability below 0 or above 1; no other figure has them"),
	DETAIL("probability_out_of_range_rows", "out_of_range_rows", "the first such rows", "row numbers", NULL),
	COUNT("probability_sum_off", "sum_off", "rows whose probabilities do not sum to 1 within 0.001"),
	DETAIL("probability_sum_off_rows", "sum_off_rows", "the first such rows", "row numbers", NULL),
	{ .name = NULL }
};

enum { M_N, M_POSITIVE, M_LOG_LOSS, M_BRIER, M_ECE, M_MCE, M_RELIABILITY, M_AUC, M_ROC, M_OUT, M_OUT_ROWS, M_SUM, M_SUM_ROWS };
enum { BINS = 10 };

static const double CLIP = 0x1p-52, SUM_TOLERANCE = 1e-3;
static const uint64_t ROWS_MAX = UINT64_C(1) << 53;	/* more are a damaged file */

struct bin {
	uint64_t n, hits;
	struct exact_sum p;
};

struct state {
	const struct plan *plan;
	const char *reason;		/* why there is nothing, or NULL */
	struct classes classes;
	struct probability_columns columns;
	double *p;			/* of one row, by class */
	bool whole;			/* a column for each class */

	uint64_t n, out, off;
	struct examples out_rows, off_rows;
	struct exact_sum log_loss, brier;
	struct bin bin[BINS];
	struct score_table scores;	/* of the positive of two classes */
};

static const char *label_reason(const struct plan *plan)
{
	const struct column_info *label;

	if (plan->label == NO_COLUMN || !plan->proba || !plan->proba[0])
		return "needs --label and --proba";
	label = &plan->column[plan->label];
	if (!label->present)
		return "no row has a label";
	if (!label->dictionary)
		return "the label column has too many different values for classes";
	if (!label->categorical && !column_is_numeric(label))
		return "the label column is neither categorical nor numeric";
	return NULL;
}

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;
	const struct dictionary *dictionary[SIDES];

	s->plan = plan;
	s->reason = label_reason(plan);
	if (s->reason)
		return 0;
	dictionary[LABEL] = dictionary[PREDICTION] = plan->column[plan->label].dictionary;
	if (classes_build(&s->classes, dictionary) < 0 || probability_columns_find(&s->columns, plan, &s->classes) < 0)
		return err_nomem(e);
	if (s->columns.reason[0]) {
		s->reason = s->columns.reason;
		return 0;
	}
	s->whole = true;
	for (size_t k = 0; k < s->classes.count; k++)
		s->whole &= s->columns.column[k] != NO_COLUMN;
	s->p = calloc(s->classes.count, sizeof *s->p);
	return s->p ? 0 : err_nomem(e);
}

static void close(void *state)
{
	struct state *s = state;

	exact_release(&s->log_loss);
	exact_release(&s->brier);
	for (size_t i = 0; i < BINS; i++)
		exact_release(&s->bin[i].p);
	scores_release(&s->scores);
	free(s->p);
	probability_columns_release(&s->columns);
	classes_release(&s->classes);
}

/* ---- counting ---- */

enum fit { FIT, OUT_OF_RANGE, NOT_THERE };

/* The probabilities of a row into s->p. */
static enum fit row_read(struct state *s, const struct batch *b, size_t r)
{
	enum fit fit = FIT;

	for (size_t k = 0; k < s->classes.count; k++) {
		size_t c = s->columns.column[k];

		if (c == NO_COLUMN)
			continue;
		if (c >= b->columns || !b->column[c].kind || !cell_is_number(b->column[c].kind[r]))
			return NOT_THERE;
		s->p[k] = b->column[c].number[r] + 0.0;
		if (!(s->p[k] >= 0 && s->p[k] <= 1))
			fit = OUT_OF_RANGE;
	}
	for (size_t k = 0; !s->whole && k < 2; k++)
		if (s->columns.column[k] == NO_COLUMN)
			s->p[k] = 1 - s->p[1 - k];
	return fit;
}

static int bin_add(struct state *s, double p, bool hit)
{
	size_t i = (size_t)(p * BINS);
	struct bin *bin = &s->bin[i < BINS ? i : BINS - 1];

	bin->n++;
	bin->hits += hit;
	return exact_add(&bin->p, p);
}

static int row_add(struct state *s, uint32_t label, uint64_t row)
{
	double sum = 0, squares = 0, p = s->p[label];
	size_t highest = 0, positive = s->columns.positive;

	for (size_t k = 0; k < s->classes.count; k++) {
		double error = s->p[k] - (k == label);

		sum += s->p[k];
		squares += error * error;
		if (s->p[k] > s->p[highest])
			highest = k;
	}
	s->n++;
	if (fabs(sum - 1) > SUM_TOLERANCE) {
		s->off++;
		examples_add(&s->off_rows, row);
	}
	if (exact_add(&s->log_loss, -log(fmin(fmax(p, CLIP), 1 - CLIP))) < 0)
		return -1;
	if (s->classes.count > 2)
		return exact_add(&s->brier, squares) < 0 || bin_add(s, s->p[highest], highest == label) < 0 ? -1 : 0;
	if (exact_add(&s->brier, squares / 2) < 0 || bin_add(s, s->p[positive], positive == label) < 0)
		return -1;
	return scores_add(&s->scores, s->p[positive], (uint64_t[]){ positive != label, positive == label });
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && !((const struct state *)state)->reason ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	const uint32_t *label;

	if (s->reason || s->plan->label >= b->columns)
		return 0;
	label = b->column[s->plan->label].code;
	for (size_t r = 0; label && r < b->rows; r++) {
		enum fit fit = label[r] == CODE_NONE ? NOT_THERE : row_read(s, b, r);

		if (fit == OUT_OF_RANGE) {
			s->out++;
			examples_add(&s->out_rows, b->first_row + r);
		} else if (fit == FIT && row_add(s, s->classes.of[LABEL][label[r]], b->first_row + r) < 0) {
			return err_nomem(e);
		}
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->n += b->n;
	a->out += b->out;
	a->off += b->off;
	examples_merge(&a->out_rows, &b->out_rows);
	examples_merge(&a->off_rows, &b->off_rows);
	if (exact_merge(&a->log_loss, &b->log_loss) < 0 || exact_merge(&a->brier, &b->brier) < 0)
		return err_nomem(e);
	for (size_t i = 0; i < BINS; i++) {
		a->bin[i].n += b->bin[i].n;
		a->bin[i].hits += b->bin[i].hits;
		if (exact_merge(&a->bin[i].p, &b->bin[i].p) < 0)
			return err_nomem(e);
	}
	return scores_merge(&a->scores, &b->scores) < 0 ? err_nomem(e) : 0;
}

/* ---- saving ---- */

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->reason ? 0 : s->classes.count);
	blob_put_u64(b, s->out);
	blob_put_u64(b, s->off);
	examples_save(&s->out_rows, b);
	examples_save(&s->off_rows, b);
	exact_save(&s->log_loss, b);
	exact_save(&s->brier, b);
	for (size_t i = 0; i < BINS; i++) {
		blob_put_u64(b, s->bin[i].n);
		blob_put_u64(b, s->bin[i].hits);
		exact_save(&s->bin[i].p, b);
	}
	if (scores_save(&s->scores, b) < 0)
		return err_nomem(e);
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* Can this be the sum of n values of low … high? Rounding of the ends left aside. */
static bool sum_plausible(const struct exact_sum *sum, uint64_t n, double low, double high)
{
	double mean;

	if (n == 0)
		return exact_equal(sum, &(struct exact_sum){ .limb = NULL });
	return exact_mean(sum, n, &mean) == 0 && mean >= low && mean <= high;
}

static bool examples_fit(const struct examples *x, uint64_t rows)
{
	return x->count == (rows < EXAMPLES_MAX ? rows : EXAMPLES_MAX);
}

/* The bins, and from them n. 0; 1 damaged. */
static int bins_load(struct state *s, struct blob *b, uint64_t *hits)
{
	*hits = 0;
	for (size_t i = 0; i < BINS; i++) {
		struct bin *bin = &s->bin[i];

		bin->n = blob_get_u64(b);
		bin->hits = blob_get_u64(b);
		if (exact_load(&bin->p, b) < 0 || bin->n > ROWS_MAX - s->n || bin->hits > bin->n || !sum_plausible(&bin->p, bin->n, 0, 1))
			return 1;
		s->n += bin->n;
		*hits += bin->hits;
	}
	return 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t classes = blob_get_u64(b), total[OUTCOMES], hits, n, positives;
	int done;

	if (!blob_ok(b) || classes != (s->reason ? 0 : s->classes.count))
		return err_set(e, ERR_STATE, "probabilities of other classes");
	s->out = blob_get_u64(b);
	s->off = blob_get_u64(b);
	if (examples_load(&s->out_rows, b) < 0 || examples_load(&s->off_rows, b) < 0 || exact_load(&s->log_loss, b) < 0 ||
	    exact_load(&s->brier, b) < 0 || bins_load(s, b, &hits) > 0)
		return err_set(e, ERR_STATE, "probabilities are damaged");
	done = scores_load(&s->scores, b, total);
	if (done < 0)
		return err_nomem(e);
	n = classes == 2 ? s->n : 0;
	positives = classes == 2 ? hits : 0;
	if (done > 0 || total[POSITIVE] != positives || total[NEGATIVE] != n - positives || s->out > ROWS_MAX || s->off > s->n ||
	    (classes == 0 && (s->n || s->out)) || !examples_fit(&s->out_rows, s->out) || !examples_fit(&s->off_rows, s->off) ||
	    !sum_plausible(&s->log_loss, s->n, 0, 40) || !sum_plausible(&s->brier, s->n, 0, classes == 2 ? 1 : (double)classes))
		return err_set(e, ERR_STATE, "probabilities are damaged: figures that do not belong together");
	return 0;
}

/* ---- publishing ---- */

/* Share minus mean probability, without its sign; NaN in an empty bin. */
static double bin_gap(const struct bin *bin, double *mean)
{
	if (bin->n == 0 || exact_mean(&bin->p, bin->n, mean) < 0)
		return NAN;
	return fabs((double)bin->hits / (double)bin->n - *mean);
}

static bool number_or_null(cJSON *to, const char *name, double value)
{
	return isfinite(value) ? cJSON_AddNumberToObject(to, name, value) != NULL : cJSON_AddNullToObject(to, name) != NULL;
}

static cJSON *reliability_json(const struct state *s)
{
	cJSON *list = cJSON_CreateArray();
	bool done = list;

	for (size_t i = 0; done && i < BINS; i++) {
		const struct bin *bin = &s->bin[i];
		cJSON *one = cJSON_CreateObject();
		double mean = NAN, gap = bin_gap(bin, &mean);

		done = cJSON_AddItemToArray(list, one) && cJSON_AddNumberToObject(one, "low", (double)i / BINS) &&
		       cJSON_AddNumberToObject(one, "high", (double)(i + 1) / BINS) && cJSON_AddNumberToObject(one, "n", (double)bin->n) &&
		       number_or_null(one, "mean_p", mean) &&
		       number_or_null(one, "share", isnan(gap) ? NAN : (double)bin->hits / (double)bin->n);
	}
	if (done)
		return list;
	cJSON_Delete(list);
	return NULL;
}

static void publish_calibration(const struct state *s, const char *reason, struct sink *out)
{
	double ece = 0, mce = 0;

	for (size_t i = 0; i < BINS; i++) {
		double mean, gap = bin_gap(&s->bin[i], &mean);

		if (s->bin[i].n == 0)
			continue;
		ece += gap * (double)s->bin[i].n / (double)s->n;
		mce = gap > mce || isnan(gap) ? gap : mce;
	}
	sink_number(out, &metrics[M_ECE], in_dataset(), s->n ? fmin(ece, 1) : NAN, reason);
	sink_number(out, &metrics[M_MCE], in_dataset(), s->n ? mce : NAN, reason);
	if (s->n)
		out->detail(out, &metrics[M_RELIABILITY], in_dataset(), reliability_json(s));
	else
		out->none(out, &metrics[M_RELIABILITY], in_dataset(), reason);
}

static void publish_ranking(const struct state *s, const char *reason, struct sink *out)
{
	double auc = NAN, error = 0;

	if (s->classes.count > 2)
		reason = "there are more than two classes";
	else if (scores_auc(&s->scores, &auc, &error) == 0 && s->n)
		reason = "all rows with probabilities are of one class";
	if (isfinite(auc)) {
		sink_within(out, &metrics[M_AUC], in_dataset(), auc, "65,536 bins of equal width", error);
		out->detail(out, &metrics[M_ROC], in_dataset(), scores_roc(&s->scores));
		return;
	}
	out->none(out, &metrics[M_AUC], in_dataset(), reason);
	out->none(out, &metrics[M_ROC], in_dataset(), reason);
}

static void publish_wrong(const struct state *s, struct sink *out)
{
	static const char *const complement = "there is one column, and the other class has what it leaves";

	out->value(out, &metrics[M_OUT], in_dataset(), (double)s->out);
	out->detail(out, &metrics[M_OUT_ROWS], in_dataset(), examples_json(&s->out_rows));
	if (s->whole) {
		out->value(out, &metrics[M_SUM], in_dataset(), (double)s->off);
		out->detail(out, &metrics[M_SUM_ROWS], in_dataset(), examples_json(&s->off_rows));
		return;
	}
	out->none(out, &metrics[M_SUM], in_dataset(), complement);
	out->none(out, &metrics[M_SUM_ROWS], in_dataset(), complement);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	const char *reason = s->n ? "there is not enough memory" : "no row has a label and probabilities of 0 … 1";
	double log_loss = NAN, brier = NAN;

	(void)plan;
	for (const struct metric *m = metrics; s->reason && m->name; m++)
		out->none(out, m, in_dataset(), s->reason);
	if (s->reason)
		return;
	if (exact_mean(&s->log_loss, s->n, &log_loss) < 0 || exact_mean(&s->brier, s->n, &brier) < 0)
		log_loss = brier = NAN;
	out->value(out, &metrics[M_N], in_dataset(), (double)s->n);
	if (s->classes.count == 2)
		out->text(out, &metrics[M_POSITIVE], in_dataset(), s->classes.at[s->columns.positive].name);
	else
		out->none(out, &metrics[M_POSITIVE], in_dataset(), "there are more than two classes");
	sink_number(out, &metrics[M_LOG_LOSS], in_dataset(), log_loss, reason);
	sink_number(out, &metrics[M_BRIER], in_dataset(), brier, reason);
	publish_calibration(s, reason, out);
	publish_ranking(s, reason, out);
	publish_wrong(s, out);
}

const struct analysis accuracy_probabilities = {
	.name = "accuracy.probabilities",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_LABEL | NEEDS_PROBA,
	.why = "the classes",
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
