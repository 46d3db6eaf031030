/* accuracy.label_errors: confident learning: which labels are likely to be wrong, by probabilities of a model that never saw the rows.
 *
 * With --proba. Second pass: the mean probability of each class over the rows of that label, an exact sum; that is the class's threshold. Then the
 * rows are read again (refine), several times: label_errors.h says why and what of it stays in memory. Rows: probability_rows.h; one with a
 * number outside 0 … 1 is left out, one whose numbers do not sum to 1 is not. All counts are whole numbers and all sums exact, so any split, any
 * order and any number of threads give the same bytes. With --db every row that any way flags is in the table assay_label_error.
 * With --label-model in place of --proba: the rows are read twice, to count and to judge (row_tokens.h, stats/naive_bayes.h), and what is said of
 * them is kept in a temporary file (prediction_file.h) that the readings above then go over; BAYES_BYTES more of memory.
 * Reference: Northcutt, Jiang & Chuang 2021 (arXiv:1911.00068); ways and scores are named and defined as cleanlab 2 does.
 */
#include "analyse/analyse.h"
#include "analyse/label_error_table.h"
#include "analyse/label_errors.h"
#include "analyse/label_errors_json.h"
#include "analyse/prediction_file.h"
#include "analyse/probability_rows.h"
#include "analyse/row_tokens.h"
#include "stats/confident.h"
#include "stats/exact.h"
#include "stats/naive_bayes.h"

#include <stdio.h>
#include <stdlib.h>

static const char paper[] = "Northcutt, Jiang & Chuang 2021";

#define COUNT(leaf, place, meaning, formula) \
	{ "accuracy." leaf, SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "label_errors." place, meaning, formula, paper }
#define WAY(way, formula) \
	COUNT("label_errors_" way, way, "rows that cleanlab's filter " way " picks", formula)
#define FRACTION(leaf, place, meaning, formula) \
	{ "accuracy." leaf, SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "label_errors." place, meaning, formula, paper }
#define DETAIL(leaf, place, meaning, formula) \
	{ "accuracy." leaf, SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "label_errors." place, meaning, formula, paper }
#define OF_CLASS(leaf, unit, high, meaning, formula) \
	{ "accuracy." leaf, SCOPE_CLASS, unit, 0, high, EXACT, leaf, meaning, formula, paper }

static const struct metric metrics[] = {
	COUNT("label_error_rows", "n", "rows with a label and a probability of each class, whose label is judged", "count"),
	{ "accuracy.label_error_model", SCOPE_DATASET, UNIT_NAME, 0, 0, EXACT, "label_errors.model", "where the probabilities are from",
	  "they must be out of sample: of a model that was not trained on the row", NULL },
	{ "accuracy.label_model_accuracy", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "label_errors.model_accuracy",
	  "share of the rows whose highest probability is that of their label", "1 − predicted_neq_given / n", NULL },
	{ "accuracy.label_model_skill", SCOPE_DATASET, UNIT_RATIO, -INFINITY, 1, EXACT, "label_errors.model_skill",
	  "how much better than the most frequent label the highest probability guesses: 1 always right, 0 no better; where it is low, what follows "
	  "tells of the model, not of the labels", "1 − predicted_neq_given / (n − rows of the most frequent label)", NULL },
	COUNT("label_errors_left_out", "left_out", "rows that are of no class confidently, so that the joint does not count them",
	      "no p[class] ≥ threshold − 10⁻⁶"),
	COUNT("label_errors_off_diagonal", "off_diagonal", "rows that are confidently of another class than their label",
	      "the one class whose threshold is reached; of several that of the row's highest p"),
	COUNT("label_errors_calibrated", "calibrated_off_diagonal", "how many rows the calibrated joint has off its diagonal",
	      "rows of the joint scaled to the label's counts, rounded so that their sums stay; joint's diagonal at least 1"),
	WAY("confident_learning", "off the joint's diagonal, and the highest p is not the label's"),
	WAY("prune_by_class", "of each label as many of the lowest p[label] as the calibrated joint has of it off the diagonal, with ties; "
	    "and the highest p is not the label's"),
	WAY("prune_by_noise_rate",
	    "of each label and other class as many of the highest p[other] − p[label] as the calibrated joint has, with ties; "
	    "and the highest p is not the label's"),
	WAY("both", "by prune_by_class and by prune_by_noise_rate"),
	WAY("predicted_neq_given", "argmax(p with p[label] + 10⁻⁶) is not the label"),
	WAY("low_self_confidence", "as many of the lowest p[label] as confident_learning picks, with ties"),
	WAY("low_normalized_margin", "as many of the lowest p[label] − highest other p as confident_learning picks, with ties"),
	FRACTION("label_error_fraction", "fraction", "share of the rows whose label is likely to be wrong", "prune_by_noise_rate / n"),
	FRACTION("label_health", "health", "share of the rows whose label is confidently right, overall",
		 "1 − confident_learning / n"),
	DETAIL("label_joint", "joint",
	       "rows by label and confident class, counted and calibrated: whole up to 50 classes, else the 200 largest off the diagonal", "counts"),
	DETAIL("overlapping_classes", "overlapping_classes", "pairs of classes that are taken for each other most, at most 20",
	       "(calibrated[a][b] + calibrated[b][a]) / n"),
	DETAIL("label_error_worst", "worst", "the rows that prune_by_noise_rate picks, the lowest p[label] first, and which ways pick them",
	       "self_confidence p[label]; normalized_margin (p[label] − highest other p + 1) / 2; confidence_weighted_entropy log(x + 1) / x, "
	       "x = entropy / log(classes) / p[label]"),
	DETAIL("label_error_examples", "examples", "the same rows", "row numbers"),
	OF_CLASS("confidence_threshold", UNIT_FRACTION, 1, "mean probability of a class over the rows of that label",
		 "Σ p[class] / rows, at least 2·10⁻⁶"),
	OF_CLASS("label_noise", UNIT_FRACTION, 1, "estimated share of the rows of this label that are of another class",
		 "1 − calibrated[class][class] / Σ of its row"),
	OF_CLASS("inverse_label_noise", UNIT_FRACTION, 1, "estimated share of the rows of this class that have another label",
		 "1 − calibrated[class][class] / Σ of its column"),
	OF_CLASS("label_errors", UNIT_COUNT, INFINITY, "rows of this label that prune_by_noise_rate picks", "count"),
	{ .name = NULL }
};

enum {
	M_ROWS, M_MODEL, M_ACCURACY, M_SKILL, M_LEFT_OUT, M_OFF, M_CALIBRATED, M_WAYS, M_FRACTION = M_WAYS + LABEL_WAYS, M_HEALTH, M_JOINT, M_OVERLAP,
	M_WORST, M_EXAMPLES, M_THRESHOLD, M_NOISE, M_INVERSE, M_CLASS_ERRORS
};

enum { WORST_LISTED = 20, BAYES_BYTES = 64 << 20 };
static const uint64_t ROWS_MAX = UINT64_C(1) << 53;	/* more are a damaged file */
static const char GIVEN[] = "the columns of --proba", OWN[] = "out-of-fold naive Bayes of assay, 5 folds";

struct of_class {
	uint64_t n;
	struct exact_sum p;
};

struct state {
	const struct plan *plan;
	struct probability_rows rows;
	const char *reason;		/* why there is nothing, or NULL */
	struct of_class *class;

	bool refined;
	double *threshold;
	struct label_errors found;
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
	if ((plan->label_model ? class_rows_open(&s->rows, plan) : probability_rows_open(&s->rows, plan)) < 0)
		return err_nomem(e);
	s->reason = s->rows.reason;
	if (!plan->label_model && !(plan->label != NO_COLUMN && plan->proba && plan->proba[0]))
		s->reason = "needs --label, and --proba or --label-model";
	if (!s->reason && s->rows.classes.count > LABEL_CLASSES_MAX)
		s->reason = "there are more than 1,024 classes";
	else if (!s->reason && s->rows.classes.count < 2)
		s->reason = "the label has fewer than two classes";
	if (s->reason)
		return 0;
	s->class = calloc(s->rows.classes.count + 1, sizeof *s->class);
	return s->class ? 0 : err_nomem(e);
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t k = 0; s->class && k < s->rows.classes.count; k++)
		exact_release(&s->class[k].p);
	free(s->class);
	free(s->threshold);
	label_errors_release(&s->found);
	probability_rows_release(&s->rows);
}

/* ---- thresholds ---- */

static int class_add(struct state *s, size_t given, double p)
{
	s->class[given].n++;
	return exact_add(&s->class[given].p, p);
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	size_t given;

	for (size_t r = 0; !s->reason && !s->plan->label_model && r < b->rows; r++)
		if (probability_row(&s->rows, b, r, &given) == ROW_FITS && class_add(s, given, s->rows.p[given]) < 0)
			return err_nomem(e);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	for (size_t k = 0; !a->reason && k < a->rows.classes.count; k++) {
		a->class[k].n += b->class[k].n;
		if (exact_merge(&a->class[k].p, &b->class[k].p) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->reason ? 0 : s->rows.classes.count);
	for (size_t k = 0; !s->reason && k < s->rows.classes.count; k++) {
		blob_put_u64(b, s->class[k].n);
		exact_save(&s->class[k].p, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t classes = blob_get_u64(b);

	if (!blob_ok(b) || classes != (s->reason ? 0 : s->rows.classes.count))
		return err_set(e, ERR_STATE, "label errors of other classes");
	for (size_t k = 0; k < classes; k++) {
		struct of_class *class = &s->class[k];
		double mean;

		class->n = blob_get_u64(b);
		if (exact_load(&class->p, b) < 0 || class->n > ROWS_MAX ||
		    (class->n && (exact_mean(&class->p, class->n, &mean) < 0 || !(mean >= 0 && mean <= 1))))
			return err_set(e, ERR_STATE, "label errors are damaged");
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "label errors are damaged");
}

/* ---- the rows again ---- */

static int thresholds_make(struct state *s)
{
	s->threshold = calloc(s->rows.classes.count + 1, sizeof *s->threshold);
	for (size_t k = 0; s->threshold && k < s->rows.classes.count; k++) {
		const struct of_class *class = &s->class[k];

		s->threshold[k] = CONFIDENT_NEVER;
		if (class->n && exact_mean(&class->p, class->n, &s->threshold[k]) < 0)
			return -1;
		s->threshold[k] = fmax(s->threshold[k], CONFIDENT_LEAST);
	}
	return s->threshold ? 0 : -1;
}

/* Where the rows are read from, and into what. */
struct reading {
	struct state *state;
	const struct rescan *again;
	const bool *wanted;		/* of the columns of probabilities */
	struct prediction_file *judged;	/* NULL: there are such columns */
};

static int batch_see(void *to, const struct batch *b, struct err *e)
{
	struct state *s = to;
	size_t given;

	for (size_t r = 0; r < b->rows; r++)
		if (probability_row(&s->rows, b, r, &given) == ROW_FITS &&
		    label_errors_add(&s->found, b->first_row + r, given, s->rows.p, e) < 0)
			return -1;
	return 0;
}

static int judged_see(void *to, uint64_t row, size_t given, const double *p, struct err *e)
{
	return label_errors_add(&((struct state *)to)->found, row, given, p, e);
}

static int rows_read(const struct reading *r, struct err *e)
{
	return r->judged ? prediction_file_read(r->judged, judged_see, r->state, e) :
			   r->again->read(r->again, r->wanted, batch_see, r->state, e);
}

/* From the thresholds on. */
static int errors_find(const struct reading *r, struct err *e)
{
	struct state *s = r->state;
	struct label_error_table table = { .classes = &s->rows.classes };
	struct suspect_listener listener = { label_error_table_add, &table };
	size_t worst = s->plan->evidence > WORST_LISTED ? s->plan->evidence : WORST_LISTED;
	int more = 1;

	if (thresholds_make(s) < 0 || label_errors_open(&s->found, s->rows.classes.count, s->threshold, worst, listener) < 0)
		return err_nomem(e);
	if (r->again->keep && label_error_table_open(&table, r->again->keep, e) < 0)
		more = -1;
	while (more > 0)
		more = rows_read(r, e) < 0 ? -1 : label_errors_next(&s->found, e);
	label_error_table_close(&table);
	s->refined = more == 0;
	return more;
}

/* ---- a model of our own ---- */

struct own {
	struct state *state;
	struct row_tokens tokens;
	struct bayes bayes;
	struct prediction_file judged;
	double *p;
};

static int own_learn(void *to, const struct batch *b, struct err *e)
{
	struct own *o = to;
	size_t given;

	for (size_t r = 0; r < b->rows; r++) {
		if (!row_class(&o->state->rows, b, r, &given))
			continue;
		if (row_tokens_take(&o->tokens, b, r) < 0)
			return err_nomem(e);
		bayes_add(&o->bayes, bayes_fold(o->tokens.token, o->tokens.count), given, o->tokens.token, o->tokens.count);
	}
	return 0;
}

static int own_judge(void *to, const struct batch *b, struct err *e)
{
	struct own *o = to;
	size_t given;

	for (size_t r = 0; r < b->rows; r++) {
		if (!row_class(&o->state->rows, b, r, &given))
			continue;
		if (row_tokens_take(&o->tokens, b, r) < 0)
			return err_nomem(e);
		bayes_judge(&o->bayes, bayes_fold(o->tokens.token, o->tokens.count), o->tokens.token, o->tokens.count, o->p);
		if (class_add(o->state, given, o->p[given]) < 0)
			return err_nomem(e);
		if (prediction_file_add(&o->judged, b->first_row + r, given, o->p, e) < 0)
			return -1;
	}
	return 0;
}

static int own_run(struct own *o, const struct rescan *again, struct err *e)
{
	size_t classes = o->state->rows.classes.count;
	const struct reading reading = { .state = o->state, .again = again, .judged = &o->judged };

	o->p = calloc(classes, sizeof *o->p);
	if (!o->p || row_tokens_open(&o->tokens, o->state->plan) < 0 || bayes_open(&o->bayes, classes, BAYES_BYTES) < 0)
		return err_nomem(e);
	if (o->tokens.features == 0) {
		o->state->reason = "no column is left to judge the label by";
		return 0;
	}
	if (prediction_file_open(&o->judged, classes, e) < 0 || again->read(again, o->tokens.wanted, own_learn, o, e) < 0)
		return -1;
	bayes_trained(&o->bayes);
	return again->read(again, o->tokens.wanted, own_judge, o, e) < 0 ? -1 : errors_find(&reading, e);
}

static int own_refine(struct state *s, const struct rescan *again, struct err *e)
{
	struct own o = { .state = s, .judged = { .fd = -1 } };
	int done = own_run(&o, again, e);

	row_tokens_release(&o.tokens);
	bayes_release(&o.bayes);
	prediction_file_release(&o.judged);
	free(o.p);
	return done;
}

/* The label and the columns of probabilities; NULL: no memory. */
static bool *columns_wanted(const struct state *s)
{
	bool *wanted = calloc(s->plan->columns + 1, sizeof *wanted);

	for (size_t k = 0; wanted && k < s->rows.classes.count; k++)
		if (s->rows.columns.column[k] != NO_COLUMN)
			wanted[s->rows.columns.column[k]] = true;
	if (wanted)
		wanted[s->rows.label] = true;
	return wanted;
}

static int refine(void *state, const struct rescan *again, struct err *e)
{
	struct state *s = state;
	bool *wanted;
	int done;

	if (s->reason)
		return 0;
	if (s->plan->label_model)
		return own_refine(s, again, e);
	wanted = columns_wanted(s);
	done = wanted ? errors_find(&(struct reading){ .state = s, .again = again, .wanted = wanted }, e) : err_nomem(e);
	free(wanted);
	return done;
}

/* ---- publishing ---- */

static void publish_class(const struct state *s, size_t k, struct sink *out)
{
	const struct label_errors *f = &s->found;
	struct where class = in_class(s->plan->label, s->rows.classes.at[k].name);
	double diagonal = (double)f->calibrated[k * f->classes + k], row = 0, column = 0;

	for (size_t j = 0; j < f->classes; j++) {
		row += (double)f->calibrated[k * f->classes + j];
		column += (double)f->calibrated[j * f->classes + k];
	}
	sink_number(out, &metrics[M_THRESHOLD], class, f->given[k] ? s->threshold[k] : NAN, "no row has this label");
	sink_number(out, &metrics[M_NOISE], class, row > 0 ? 1 - diagonal / row : NAN, "no row has this label");
	sink_number(out, &metrics[M_INVERSE], class, column > 0 ? 1 - diagonal / column : NAN, "no row is confidently of this class");
	out->value(out, &metrics[M_CLASS_ERRORS], class, (double)f->class_flagged[k]);
}

static void publish_counts(const struct state *s, struct sink *out)
{
	const struct label_errors *f = &s->found;
	uint64_t off = 0, most = 0, wrong = f->flagged[WAY_PREDICTED_NEQ_GIVEN];

	for (size_t k = 0; k < f->classes; k++)
		most = f->given[k] > most ? f->given[k] : most;
	for (size_t i = 0; i < f->classes * f->classes; i++)
		off += i % (f->classes + 1) ? f->calibrated[i] : 0;
	out->value(out, &metrics[M_ROWS], in_dataset(), (double)f->rows);
	out->text(out, &metrics[M_MODEL], in_dataset(), s->plan->label_model ? OWN : GIVEN);
	out->value(out, &metrics[M_ACCURACY], in_dataset(), 1 - (double)wrong / (double)f->rows);
	sink_number(out, &metrics[M_SKILL], in_dataset(), f->rows > most ? 1 - (double)wrong / (double)(f->rows - most) : NAN,
		    "all rows have one label");
	out->value(out, &metrics[M_LEFT_OUT], in_dataset(), (double)f->left_out);
	out->value(out, &metrics[M_OFF], in_dataset(), (double)f->off_diagonal);
	out->value(out, &metrics[M_CALIBRATED], in_dataset(), (double)off);
	for (size_t way = 0; way < LABEL_WAYS; way++)
		out->value(out, &metrics[M_WAYS + way], in_dataset(), (double)f->flagged[way]);
	out->value(out, &metrics[M_FRACTION], in_dataset(), (double)f->flagged[WAY_PRUNE_BY_NOISE_RATE] / (double)f->rows);
	out->value(out, &metrics[M_HEALTH], in_dataset(), 1 - (double)f->issues / (double)f->rows);
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	const struct label_errors *f = &s->found;
	const char *reason = s->reason;

	if (!reason && !s->refined)
		reason = "the rows were not read again";
	else if (!reason && f->rows == 0)
		reason = "no row has a label and probabilities of 0 … 1";
	for (const struct metric *m = metrics; reason && m->scope == SCOPE_DATASET; m++)
		out->none(out, m, in_dataset(), reason);
	if (reason)
		return;
	publish_counts(s, out);
	out->detail(out, &metrics[M_JOINT], in_dataset(), label_joint_json(f, &s->rows.classes));
	out->detail(out, &metrics[M_OVERLAP], in_dataset(), overlapping_classes_json(f, &s->rows.classes));
	out->detail(out, &metrics[M_WORST], in_dataset(), worst_labels_json(f, &s->rows.classes));
	out->detail(out, &metrics[M_EXAMPLES], in_dataset(), worst_rows_json(f, plan->evidence));
	for (size_t k = 0; k < f->classes; k++)
		publish_class(s, k, out);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && !((const struct state *)state)->reason ? ROWS_NEEDED : ROWS_NONE;
}

const struct analysis accuracy_label_errors = {
	.name = "accuracy.label_errors",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_LABEL | NEEDS_JUDGE,
	.why = "the classes; reads the rows again for the thresholds and the picks",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.refine = refine,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
