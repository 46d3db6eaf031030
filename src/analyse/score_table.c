/* score_table: see score_table.h. */
#include "analyse/score_table.h"

#include "base/hash.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

/* Rows that a double counts exactly: more are a damaged file, and sums of them would overflow. */
static const uint64_t ROWS_MAX = UINT64_C(1) << 53;

static uint64_t score_bits(double score)
{
	uint64_t bits;

	score += 0.0;	/* -0 is 0 */
	memcpy(&bits, &score, sizeof bits);
	return bits;
}

static size_t bin_of(double score)
{
	size_t bin = (size_t)(score * SCORES_MAX);

	return bin < SCORES_MAX ? bin : SCORES_MAX - 1;
}

static struct score *slot_of(const struct score_table *t, double score)
{
	size_t at = hash_u64(score_bits(score)) & (t->slots - 1);

	while ((t->slot[at].count[NEGATIVE] || t->slot[at].count[POSITIVE]) && t->slot[at].score != score)
		at = (at + 1) & (t->slots - 1);
	return &t->slot[at];
}

static int slots_grow(struct score_table *t)
{
	struct score_table grown = { .slots = t->slots ? 2 * t->slots : 64, .used = t->used };

	grown.slot = calloc(grown.slots, sizeof *grown.slot);
	if (!grown.slot)
		return -1;
	for (size_t i = 0; i < t->slots; i++)
		if (t->slot[i].count[NEGATIVE] || t->slot[i].count[POSITIVE])
			*slot_of(&grown, t->slot[i].score) = t->slot[i];
	free(t->slot);
	*t = grown;
	return 0;
}

static int turn_to_bins(struct score_table *t)
{
	if (t->bin)
		return 0;
	t->bin = calloc(SCORES_MAX, sizeof *t->bin);
	if (!t->bin)
		return -1;
	for (size_t i = 0; i < t->slots; i++) {
		size_t bin = bin_of(t->slot[i].score);

		t->bin[bin][NEGATIVE] += t->slot[i].count[NEGATIVE];
		t->bin[bin][POSITIVE] += t->slot[i].count[POSITIVE];
	}
	free(t->slot);
	t->slot = NULL;
	t->slots = t->used = 0;
	return 0;
}

int scores_add(struct score_table *t, double score, const uint64_t count[OUTCOMES])
{
	struct score *slot;

	score += 0.0;
	if (!t->bin && 2 * (t->used + 1) > t->slots && slots_grow(t) < 0)
		return -1;
	slot = t->bin ? NULL : slot_of(t, score);
	if (slot && !slot->count[NEGATIVE] && !slot->count[POSITIVE]) {
		if (t->used == SCORES_MAX) {
			if (turn_to_bins(t) < 0)
				return -1;
			slot = NULL;
		} else {
			slot->score = score;
			t->used++;
		}
	}
	for (size_t k = 0; k < OUTCOMES; k++) {
		if (slot)
			slot->count[k] += count[k];
		else
			t->bin[bin_of(score)][k] += count[k];
	}
	return 0;
}

int scores_merge(struct score_table *into, const struct score_table *from)
{
	if (from->bin && turn_to_bins(into) < 0)
		return -1;
	for (size_t i = 0; from->bin && i < SCORES_MAX; i++) {
		into->bin[i][NEGATIVE] += from->bin[i][NEGATIVE];
		into->bin[i][POSITIVE] += from->bin[i][POSITIVE];
	}
	for (size_t i = 0; i < from->slots; i++) {
		const struct score *x = &from->slot[i];

		if ((x->count[NEGATIVE] || x->count[POSITIVE]) && scores_add(into, x->score, x->count) < 0)
			return -1;
	}
	return 0;
}

void scores_release(struct score_table *t)
{
	free(t->slot);
	free(t->bin);
}

/* ---- in order ---- */

static int by_score(const void *a, const void *b)
{
	const struct score *x = a, *y = b;

	return x->score < y->score ? -1 : x->score > y->score;
}

/* Scores, or bins, that occur, ascending; malloc'd, NULL: no memory. */
static struct score *scores_list(const struct score_table *t, size_t *n)
{
	struct score *list = malloc(((t->bin ? (size_t)SCORES_MAX : t->used) + 1) * sizeof *list);

	*n = 0;
	for (size_t i = 0; list && t->bin && i < SCORES_MAX; i++)
		if (t->bin[i][NEGATIVE] || t->bin[i][POSITIVE])
			list[(*n)++] = (struct score){ (double)i / SCORES_MAX, { t->bin[i][NEGATIVE], t->bin[i][POSITIVE] } };
	for (size_t i = 0; list && i < t->slots; i++)
		if (t->slot[i].count[NEGATIVE] || t->slot[i].count[POSITIVE])
			list[(*n)++] = t->slot[i];
	if (list && *n)
		qsort(list, *n, sizeof *list, by_score);
	return list;
}

int scores_save(const struct score_table *t, struct blob *b)
{
	size_t n;
	struct score *list = scores_list(t, &n);

	if (!list)
		return -1;
	blob_put_u64(b, t->bin != NULL);
	blob_put_u64(b, n);
	for (size_t i = 0; i < n; i++) {
		blob_put_f64(b, list[i].score);
		blob_put_u64(b, list[i].count[NEGATIVE]);
		blob_put_u64(b, list[i].count[POSITIVE]);
	}
	free(list);
	return 0;
}

int scores_load(struct score_table *t, struct blob *b, uint64_t total[OUTCOMES])
{
	uint64_t binned = blob_get_u64(b), n = blob_get_u64(b), rows = 0;
	double last = -1;

	total[NEGATIVE] = total[POSITIVE] = 0;
	if (!blob_ok(b) || binned > 1 || n > SCORES_MAX)
		return 1;
	if (binned && turn_to_bins(t) < 0)
		return -1;
	for (uint64_t i = 0; i < n; i++) {
		double score = blob_get_f64(b);
		uint64_t count[OUTCOMES];

		for (size_t k = 0; k < OUTCOMES; k++) {
			count[k] = blob_get_u64(b);
			if (count[k] > ROWS_MAX - rows)
				return 1;
			rows += count[k];
			total[k] += count[k];
		}
		if (!blob_ok(b) || !(score > last) || !(score >= 0 && score <= 1) || (!count[NEGATIVE] && !count[POSITIVE]) ||
		    (binned && score != (double)bin_of(score) / SCORES_MAX))
			return 1;
		if (scores_add(t, score, count) < 0)
			return -1;
		last = score;
	}
	return binned && rows <= SCORES_MAX;
}

/* ---- what the order tells ---- */

int scores_auc(const struct score_table *t, double *auc, double *error)
{
	size_t n;
	struct score *list = scores_list(t, &n);
	u128 twice = 0, tied = 0, pairs;	/* of pairs of a positive and a negative row: ≤ 2^107 */
	uint64_t total[OUTCOMES] = { 0, 0 };

	if (!list)
		return -1;
	for (size_t i = 0; i < n; i++) {
		uint64_t negative = list[i].count[NEGATIVE], positive = list[i].count[POSITIVE];

		twice += (u128)positive * (2 * total[NEGATIVE] + negative);
		tied += (u128)positive * negative;
		total[NEGATIVE] += negative;
		total[POSITIVE] += positive;
	}
	free(list);
	pairs = (u128)total[NEGATIVE] * total[POSITIVE];
	*auc = pairs ? (double)((long double)twice / (2 * (long double)pairs)) : NAN;
	*error = pairs && t->bin ? (double)((long double)tied / (2 * (long double)pairs)) : 0;
	return 0;
}

static bool point_add(struct cJSON *points, double x, double y)
{
	struct cJSON *point = cJSON_CreateObject();

	return cJSON_AddItemToArray(points, point) && cJSON_AddNumberToObject(point, "x", x) && cJSON_AddNumberToObject(point, "y", y);
}

struct cJSON *scores_roc(const struct score_table *t)
{
	size_t n;
	struct score *list = scores_list(t, &n);
	struct cJSON *points = cJSON_CreateArray();
	uint64_t total[OUTCOMES] = { 0, 0 }, above[OUTCOMES] = { 0, 0 };
	u128 step = 0;
	bool done = list && points && point_add(points, 0, 0);

	for (size_t i = 0; done && i < n; i++)
		for (size_t k = 0; k < OUTCOMES; k++)
			total[k] += list[i].count[k];
	for (size_t i = n; done && i-- > 0;) {
		u128 here;

		above[NEGATIVE] += list[i].count[NEGATIVE];
		above[POSITIVE] += list[i].count[POSITIVE];
		here = (u128)ROC_STEPS * (above[NEGATIVE] + above[POSITIVE]) / (total[NEGATIVE] + total[POSITIVE]);
		if (n > ROC_STEPS && here == step)
			continue;
		step = here;
		done = point_add(points, (double)above[NEGATIVE] / (double)total[NEGATIVE], (double)above[POSITIVE] / (double)total[POSITIVE]);
	}
	free(list);
	if (done)
		return points;
	cJSON_Delete(points);
	return NULL;
}
