/* accuracy.labels: the predictions of one column against the labels of another, over the rows that have both.
 *
 * Second pass. A class is a value of either column: numbers are one class however they are written, so are true and True, and any
 * other value is its text (the JSON string "3" and the number 3 are one class). Classes stand in order: numbers, ascending; then
 * texts by their bytes.
 * Keeps for each class how often it is the label, the prediction, and both; all figures but the confusion follow from that alone.
 * Keeps the count of each different pair of classes up to PAIRS_MAX of them; beyond that the confusion, and nothing else, is null.
 */
#include "analyse/analyse.h"
#include "analyse/label_classes.h"
#include "base/hash.h"
#include "stats/association.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#define FRACTION(leaf, meaning, formula, reference) \
	{ "accuracy." leaf, SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "labels." leaf, meaning, formula, reference }
#define OF_CLASS(leaf, unit, high, meaning, formula) \
	{ "accuracy." leaf, SCOPE_CLASS, unit, 0, high, EXACT, leaf, meaning, formula, NULL }

static const struct metric metrics[] = {
	{ "accuracy.compared", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "labels.compared", "rows with a label and a prediction",
	  "count", NULL },
	{ "accuracy.disagreements", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "labels.disagreements",
	  "rows whose prediction is not their label", "count", NULL },
	{ "accuracy.disagreement_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "labels.disagreement_rows", "the first such rows",
	  "row numbers", NULL },
	FRACTION("accuracy", "compared rows whose prediction is their label, as a share", "(compared − disagreements) / compared", NULL),
	FRACTION("accuracy_low", "lower end of the 95 % interval of the accuracy", "Wilson score interval, z = 1.96", "Wilson 1927"),
	FRACTION("accuracy_high", "upper end of the 95 % interval of the accuracy", "Wilson score interval, z = 1.96", "Wilson 1927"),
	FRACTION("balanced_accuracy", "mean recall of the classes that occur as label", "Σ recall / classes", "Brodersen et al. 2010"),
	{ "accuracy.kappa", SCOPE_DATASET, UNIT_RATIO, -1, 1, EXACT, "labels.kappa",
	  "agreement of labels and predictions beyond what chance would give", "(accuracy − pe) / (1 − pe), pe = Σ p(label) p(prediction)",
	  "Cohen 1960" },
	{ "accuracy.mcc", SCOPE_DATASET, UNIT_RATIO, -1, 1, EXACT, "labels.mcc", "correlation of labels and predictions",
	  "Matthews's coefficient for any number of classes, R_K", "Gorodkin 2004" },
	FRACTION("precision_macro", "mean precision of the classes that occur; 0 for one that is never predicted", "Σ precision / classes",
		 "scikit-learn precision_score, average macro"),
	FRACTION("recall_macro", "mean recall of the classes that occur; 0 for one that is never the label", "Σ recall / classes",
		 "scikit-learn recall_score, average macro"),
	FRACTION("f1_macro", "mean F1 of the classes that occur", "Σ f1 / classes", "scikit-learn f1_score, average macro"),
	FRACTION("precision_weighted", "mean precision, each class weighted by its labels", "Σ precision · support / compared",
		 "scikit-learn precision_score, average weighted"),
	FRACTION("recall_weighted", "mean recall, each class weighted by its labels; it equals the accuracy", "Σ recall · support / compared",
		 "scikit-learn recall_score, average weighted"),
	FRACTION("f1_weighted", "mean F1, each class weighted by its labels", "Σ f1 · support / compared",
		 "scikit-learn f1_score, average weighted"),
	{ "accuracy.confusion", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "labels.confusion",
	  "rows by label and prediction: the whole matrix up to 50 classes, else the 200 most frequent confusions", "counts", NULL },
	OF_CLASS("support", UNIT_COUNT, INFINITY, "compared rows with this label", "count"),
	OF_CLASS("precision", UNIT_FRACTION, 1, "share of the predictions of a class that are right", "TP / (TP + FP)"),
	OF_CLASS("recall", UNIT_FRACTION, 1, "share of the labels of a class that are predicted", "TP / (TP + FN)"),
	OF_CLASS("f1", UNIT_FRACTION, 1, "harmonic mean of precision and recall of a class", "2 TP / (2 TP + FP + FN)"),
	{ .name = NULL }
};

enum {
	M_COMPARED, M_DISAGREEMENTS, M_ROWS, M_ACCURACY, M_LOW, M_HIGH, M_BALANCED, M_KAPPA, M_MCC, M_PRECISION_MACRO, M_RECALL_MACRO,
	M_F1_MACRO, M_PRECISION_WEIGHTED, M_RECALL_WEIGHTED, M_F1_WEIGHTED, M_CONFUSION, M_SUPPORT, M_PRECISION, M_RECALL, M_F1
};

enum { PAIRS_MAX = 1 << 18, MATRIX_MAX = 50, CONFUSIONS_MAX = 200 };

/* How many rows have this label and this prediction. */
struct confusion {
	uint32_t label, prediction;
	uint64_t count;		/* 0: a free slot */
};

struct state {
	const struct plan *plan;
	struct classes classes;		/* none where nothing is counted */
	struct class_counts *count;
	struct examples rows;		/* that disagree */

	bool many;			/* more than PAIRS_MAX different pairs: they are no longer kept */
	struct confusion *slot;		/* open addressing, at most half full */
	size_t slots, pairs;
};

/* Why nothing can be counted, or NULL. */
static const char *labels_reason(const struct plan *plan)
{
	static const char *const too_many[SIDES] = { "the label column has too many different values for classes",
						     "the prediction column has too many different values for classes" };
	static const char *const no_codes[SIDES] = { "the label column is neither categorical nor numeric",
						     "the prediction column is neither categorical nor numeric" };
	size_t column[SIDES] = { plan->label, plan->pred };

	if (plan->label == NO_COLUMN || plan->pred == NO_COLUMN)
		return "needs --label and --pred";
	for (size_t side = 0; side < SIDES; side++) {
		const struct column_info *info = &plan->column[column[side]];

		if (info->present && !info->dictionary)
			return too_many[side];
		if (info->present && !info->categorical && !column_is_numeric(info))
			return no_codes[side];
	}
	return NULL;
}

/* ---- counting ---- */

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
	if (labels_reason(plan))
		return 0;
	dictionary[LABEL] = plan->column[plan->label].dictionary;
	dictionary[PREDICTION] = plan->column[plan->pred].dictionary;
	if (!dictionary[LABEL] || !dictionary[PREDICTION])	/* a column without a row */
		return 0;
	if (classes_build(&s->classes, dictionary) < 0)
		return err_nomem(e);
	s->count = calloc(s->classes.count + 1, sizeof *s->count);
	return s->count ? 0 : err_nomem(e);
}

static void close(void *state)
{
	struct state *s = state;

	free(s->slot);
	free(s->count);
	classes_release(&s->classes);
}

static struct confusion *slot_of(const struct state *s, uint32_t label, uint32_t prediction)
{
	size_t at = hash_u64((uint64_t)label << 32 | prediction) & (s->slots - 1);

	while (s->slot[at].count && (s->slot[at].label != label || s->slot[at].prediction != prediction))
		at = (at + 1) & (s->slots - 1);
	return &s->slot[at];
}

static int slots_grow(struct state *s)
{
	struct state grown = { .slots = s->slots ? 2 * s->slots : 64 };

	grown.slot = calloc(grown.slots, sizeof *grown.slot);
	if (!grown.slot)
		return -1;
	for (size_t i = 0; i < s->slots; i++)
		if (s->slot[i].count)
			*slot_of(&grown, s->slot[i].label, s->slot[i].prediction) = s->slot[i];
	free(s->slot);
	s->slot = grown.slot;
	s->slots = grown.slots;
	return 0;
}

static void turn_to_many(struct state *s)
{
	free(s->slot);
	s->slot = NULL;
	s->slots = s->pairs = 0;
	s->many = true;
}

/* Whether a state turns depends on the set of its pairs alone, so any split and any order ends alike. */
static int pair_add(struct state *s, uint32_t label, uint32_t prediction, uint64_t times)
{
	struct confusion *c;

	if (s->many)
		return 0;
	if (2 * (s->pairs + 1) > s->slots && slots_grow(s) < 0)
		return -1;
	c = slot_of(s, label, prediction);
	if (c->count == 0) {
		if (s->pairs == PAIRS_MAX) {
			turn_to_many(s);
			return 0;
		}
		*c = (struct confusion){ .label = label, .prediction = prediction };
		s->pairs++;
	}
	c->count += times;
	return 0;
}

static void counts_add(struct state *s, uint32_t label, uint32_t prediction, uint64_t times)
{
	s->count[label].truth += times;
	s->count[prediction].predicted += times;
	s->count[label].hit += label == prediction ? times : 0;
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && ((const struct state *)state)->count ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	const uint32_t *label, *prediction;

	if (s->classes.count == 0)
		return 0;
	label = b->column[s->plan->label].code;
	prediction = b->column[s->plan->pred].code;
	for (size_t r = 0; label && prediction && r < b->rows; r++) {
		uint32_t x, y;

		if (label[r] == CODE_NONE || prediction[r] == CODE_NONE)
			continue;
		x = s->classes.of[LABEL][label[r]];
		y = s->classes.of[PREDICTION][prediction[r]];
		counts_add(s, x, y, 1);
		if (pair_add(s, x, y, 1) < 0)
			return err_nomem(e);
		if (x != y)
			examples_add(&s->rows, b->first_row + r);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	for (size_t k = 0; k < a->classes.count; k++) {
		a->count[k].hit += b->count[k].hit;
		a->count[k].truth += b->count[k].truth;
		a->count[k].predicted += b->count[k].predicted;
	}
	examples_merge(&a->rows, &b->rows);
	if (b->many)
		turn_to_many(a);
	for (size_t i = 0; i < b->slots; i++)
		if (b->slot[i].count && pair_add(a, b->slot[i].label, b->slot[i].prediction, b->slot[i].count) < 0)
			return err_nomem(e);
	return 0;
}

/* Rows compared, and those of them that agree. */
static uint64_t rows_compared(const struct state *s, uint64_t *agreeing)
{
	uint64_t rows = 0;

	*agreeing = 0;
	for (size_t k = 0; k < s->classes.count; k++) {
		rows += s->count[k].truth;
		*agreeing += s->count[k].hit;
	}
	return rows;
}

/* ---- saving: the pairs, from which the counts follow; the counts where there are too many pairs ---- */

static int by_place(const void *a, const void *b)
{
	const struct confusion *x = a, *y = b;

	if (x->label != y->label)
		return x->label < y->label ? -1 : 1;
	return x->prediction < y->prediction ? -1 : x->prediction > y->prediction;
}

/* The pairs that a filter takes, malloc'd, in no order. NULL: no memory. */
static struct confusion *pairs_list(const struct state *s, bool only_errors, size_t *n)
{
	struct confusion *list = malloc((s->pairs + 1) * sizeof *list);

	*n = 0;
	for (size_t i = 0; list && i < s->slots; i++)
		if (s->slot[i].count && !(only_errors && s->slot[i].label == s->slot[i].prediction))
			list[(*n)++] = s->slot[i];
	return list;
}

static int pairs_save(const struct state *s, struct blob *b)
{
	size_t n;
	struct confusion *list = pairs_list(s, false, &n);

	if (!list)
		return -1;
	qsort(list, n, sizeof *list, by_place);
	blob_put_u64(b, n);
	for (size_t i = 0; i < n; i++) {
		blob_put_u64(b, (uint64_t)list[i].label << 32 | list[i].prediction);
		blob_put_u64(b, list[i].count);
	}
	free(list);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->classes.count);
	blob_put_u64(b, s->many);
	for (size_t k = 0; s->many && k < s->classes.count; k++) {
		blob_put_u64(b, s->count[k].hit);
		blob_put_u64(b, s->count[k].truth);
		blob_put_u64(b, s->count[k].predicted);
	}
	if (!s->many && pairs_save(s, b) < 0)
		return err_nomem(e);
	examples_save(&s->rows, b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

/* Rows that a double counts exactly: more are a damaged file, and sums of them would overflow. */
static const uint64_t ROWS_MAX = UINT64_C(1) << 53;

/* 0; -1 no memory; 1 damaged. */
static int pairs_load(struct state *s, struct blob *b)
{
	uint64_t n = blob_get_u64(b), rows = 0, last = 0;

	if (n > PAIRS_MAX)
		return 1;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t place = blob_get_u64(b), times = blob_get_u64(b);
		uint32_t label = (uint32_t)(place >> 32), prediction = (uint32_t)place;

		if (!blob_ok(b) || label >= s->classes.count || prediction >= s->classes.count || (i > 0 && place <= last) || times == 0 ||
		    times > ROWS_MAX - rows)
			return 1;
		rows += times;
		last = place;
		counts_add(s, label, prediction, times);
		if (pair_add(s, label, prediction, times) < 0)
			return -1;
	}
	return 0;
}

static int counts_load(struct state *s, struct blob *b)
{
	uint64_t truth = 0, predicted = 0;

	s->many = true;
	if ((uint64_t)s->classes.count * s->classes.count <= PAIRS_MAX)
		return 1;
	for (size_t k = 0; k < s->classes.count; k++) {
		struct class_counts *c = &s->count[k];

		c->hit = blob_get_u64(b);
		c->truth = blob_get_u64(b);
		c->predicted = blob_get_u64(b);
		if (c->hit > c->truth || c->hit > c->predicted || c->truth > ROWS_MAX - truth || c->predicted > ROWS_MAX - predicted)
			return 1;
		truth += c->truth;
		predicted += c->predicted;
	}
	return truth != predicted || truth <= PAIRS_MAX;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t classes = blob_get_u64(b), many = blob_get_u64(b), rows, agreeing;
	int done;

	if (!blob_ok(b) || classes != s->classes.count || many > 1)
		return err_set(e, ERR_STATE, "labels and predictions of other classes");
	done = many ? counts_load(s, b) : pairs_load(s, b);
	if (done < 0)
		return err_nomem(e);
	if (done > 0 || examples_load(&s->rows, b) < 0)
		return err_set(e, ERR_STATE, "labels and predictions are damaged");
	rows = rows_compared(s, &agreeing);
	if (s->rows.count != (rows - agreeing < EXAMPLES_MAX ? rows - agreeing : EXAMPLES_MAX))
		return err_set(e, ERR_STATE, "labels and predictions are damaged: rows that disagree");
	return 0;
}

/* ---- publishing ---- */

/* The whole matrix; NULL: no memory. */
static cJSON *matrix_json(const struct state *s)
{
	cJSON *matrix = cJSON_CreateObject(), *classes, *counts;
	bool failed;

	cJSON_AddStringToObject(matrix, "shown", "all cells; rows are labels, columns predictions");
	classes = cJSON_AddArrayToObject(matrix, "classes");
	counts = cJSON_AddArrayToObject(matrix, "counts");
	failed = !classes || !counts;
	for (uint32_t x = 0; x < s->classes.count && !failed; x++) {
		cJSON *row = cJSON_CreateArray();

		failed = !cJSON_AddItemToArray(counts, row) || !cJSON_AddItemToArray(classes, cJSON_CreateString(s->classes.at[x].name));
		for (uint32_t y = 0; y < s->classes.count && !failed; y++)
			failed = !cJSON_AddItemToArray(row, cJSON_CreateNumber((double)slot_of(s, x, y)->count));
	}
	if (!failed)
		return matrix;
	cJSON_Delete(matrix);
	return NULL;
}

static int by_count(const void *a, const void *b)
{
	const struct confusion *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return by_place(a, b);
}

/* The most frequent confusions; NULL: no memory. */
static cJSON *confusions_json(const struct state *s)
{
	size_t n;
	struct confusion *list = pairs_list(s, true, &n);
	cJSON *object = cJSON_CreateObject(), *cells;
	bool failed;
	char shown[80];

	snprintf(shown, sizeof shown, "the %zu most frequent of %zu confusions", n < CONFUSIONS_MAX ? n : CONFUSIONS_MAX, n);
	cJSON_AddStringToObject(object, "shown", shown);
	cells = cJSON_AddArrayToObject(object, "confusions");
	failed = !list || !cells;
	if (!failed)
		qsort(list, n, sizeof *list, by_count);
	for (size_t i = 0; i < n && i < CONFUSIONS_MAX && !failed; i++) {
		cJSON *one = cJSON_CreateObject();

		failed = !cJSON_AddItemToArray(cells, one) ||
			 !cJSON_AddStringToObject(one, "label", s->classes.at[list[i].label].name) ||
			 !cJSON_AddStringToObject(one, "pred", s->classes.at[list[i].prediction].name) ||
			 !cJSON_AddNumberToObject(one, "count", (double)list[i].count);
	}
	free(list);
	if (!failed)
		return object;
	cJSON_Delete(object);
	return NULL;
}

static void publish_confusion(const struct state *s, uint64_t rows, struct sink *out)
{
	char reason[80];

	snprintf(reason, sizeof reason, "more than %d different pairs of label and prediction", PAIRS_MAX);
	if (s->many)
		out->none(out, &metrics[M_CONFUSION], in_dataset(), reason);
	else if (rows == 0)
		out->none(out, &metrics[M_CONFUSION], in_dataset(), "no row has both a label and a prediction");
	else
		out->detail(out, &metrics[M_CONFUSION], in_dataset(),
			    s->classes.count <= MATRIX_MAX ? matrix_json(s) : confusions_json(s));
}

static void publish_figures(const struct state *s, struct sink *out)
{
	static const double z = 1.959963984540054;	/* 95 % */
	uint64_t agreeing, rows = rows_compared(s, &agreeing);
	struct classification f = classification_of_counts(s->count, s->classes.count);
	double low = NAN, high = NAN;

	if (rows)
		wilson_interval(agreeing, rows, z, &low, &high);
	const struct { int metric; double value; const char *undefined; } figure[] = {
		{ M_ACCURACY, f.accuracy, NULL }, { M_LOW, low, NULL }, { M_HIGH, high, NULL }, { M_BALANCED, f.balanced_accuracy, NULL },
		{ M_KAPPA, f.kappa, "all labels and all predictions are one class" },
		{ M_MCC, f.mcc, "all labels, or all predictions, are one class" },
		{ M_PRECISION_MACRO, f.precision_macro, NULL }, { M_RECALL_MACRO, f.recall_macro, NULL }, { M_F1_MACRO, f.f1_macro, NULL },
		{ M_PRECISION_WEIGHTED, f.precision_weighted, NULL }, { M_RECALL_WEIGHTED, f.recall_weighted, NULL },
		{ M_F1_WEIGHTED, f.f1_weighted, NULL },
	};

	out->value(out, &metrics[M_COMPARED], in_dataset(), (double)rows);
	out->value(out, &metrics[M_DISAGREEMENTS], in_dataset(), (double)(rows - agreeing));
	out->detail(out, &metrics[M_ROWS], in_dataset(), examples_json(&s->rows));
	for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
		sink_number(out, &metrics[figure[i].metric], in_dataset(), figure[i].value,
			    rows ? figure[i].undefined : "no row has both a label and a prediction");
	publish_confusion(s, rows, out);
}

static void publish_class(const struct state *s, size_t k, struct sink *out)
{
	struct where class = in_class(s->plan->label, s->classes.at[k].name);
	double precision, recall, f1;

	class_figures_of_counts(s->count[k], &precision, &recall, &f1);
	out->value(out, &metrics[M_SUPPORT], class, (double)s->count[k].truth);
	sink_number(out, &metrics[M_PRECISION], class, precision, "the class is never predicted");
	sink_number(out, &metrics[M_RECALL], class, recall, "the class is never the label of a compared row");
	sink_number(out, &metrics[M_F1], class, f1, "the class is neither label nor prediction of a compared row");
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	const char *reason = labels_reason(plan);

	for (const struct metric *m = metrics; reason && m->scope == SCOPE_DATASET && m->name; m++)
		out->none(out, m, in_dataset(), reason);
	if (reason)
		return;
	publish_figures(s, out);
	for (size_t k = 0; k < s->classes.count; k++)
		publish_class(s, k, out);
}

const struct analysis accuracy_labels = {
	.name = "accuracy.labels",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.needs = NEEDS_LABEL | NEEDS_PRED,
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
