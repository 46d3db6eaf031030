/* label_errors: see label_errors.h. */
#include "analyse/label_errors.h"

#include "stats/confident.h"

#include <math.h>
#include <stdlib.h>

static const char *const names[LABEL_WAYS] = {
	[WAY_CONFIDENT_LEARNING] = "confident_learning", [WAY_PRUNE_BY_CLASS] = "prune_by_class",
	[WAY_PRUNE_BY_NOISE_RATE] = "prune_by_noise_rate", [WAY_BOTH] = "both", [WAY_PREDICTED_NEQ_GIVEN] = "predicted_neq_given",
	[WAY_LOW_SELF_CONFIDENCE] = "low_self_confidence", [WAY_LOW_NORMALIZED_MARGIN] = "low_normalized_margin",
};

const char *label_way_name(size_t way)
{
	return names[way];
}

int label_errors_open(struct label_errors *s, size_t classes, const double *threshold, size_t worst, struct suspect_listener listener)
{
	s->classes = classes;
	s->threshold = threshold;
	s->listener = listener;
	s->worst_most = worst < WORST_MAX ? worst : WORST_MAX;
	s->given = calloc(classes + 1, sizeof *s->given);
	s->class_flagged = calloc(classes + 1, sizeof *s->class_flagged);
	s->joint = calloc(classes * classes + 1, sizeof *s->joint);
	s->calibrated = calloc(classes * classes + 1, sizeof *s->calibrated);
	s->pick = calloc(classes * classes + 1, sizeof *s->pick);
	s->pair_first = calloc(classes + 2, sizeof *s->pair_first);
	return s->given && s->class_flagged && s->joint && s->calibrated && s->pick && s->pair_first ? 0 : -1;
}

void label_errors_release(struct label_errors *s)
{
	select_release(&s->select);
	free(s->given);
	free(s->class_flagged);
	free(s->joint);
	free(s->calibrated);
	free(s->pick);
	free(s->pair_first);
	free(s->pair_other);
	*s = (struct label_errors){ .classes = 0 };
}

static bool predicted_given(const struct label_errors *s, size_t given, const double *p)
{
	return confident_argmax(p, s->classes, given, CONFIDENT_EPSILON) == given;
}

/* ---- the joint ---- */

static void joint_add(struct label_errors *s, size_t given, const double *p)
{
	size_t class = confident_class(p, s->threshold, s->classes);

	s->rows++;
	s->given[given]++;
	if (class == CONFIDENT_NONE) {
		s->left_out++;
		return;
	}
	s->joint[given * s->classes + class]++;
	if (class != given) {
		s->off_diagonal++;
		s->issues += !predicted_given(s, given, p);
	}
}

/* ---- picks by rank ---- */

static size_t group_self(const struct label_errors *s)
{
	return s->classes;
}

static size_t group_margin(const struct label_errors *s)
{
	return s->classes + 1;
}

static size_t group_pair(const struct label_errors *s, size_t pair)
{
	return s->classes + 2 + pair;
}

static uint64_t at_most(uint64_t n, uint64_t most)
{
	return n < most ? n : most;
}

/* Of a class of one row none is picked by its counts. */
static bool class_prunes(const struct label_errors *s, size_t given)
{
	return s->given[given] > 1;
}

static int pairs_list(struct label_errors *s)
{
	size_t n = s->classes, pairs = 0;

	for (int filling = 0; filling < 2; filling++) {
		pairs = 0;
		for (size_t given = 0; given < n; given++) {
			s->pair_first[given] = (uint32_t)pairs;
			for (size_t other = 0; other < n; other++) {
				if (other == given || !s->pick[other * n + given] || !class_prunes(s, given))
					continue;
				if (filling)
					s->pair_other[pairs] = (uint32_t)other;
				pairs++;
			}
		}
		s->pair_first[n] = (uint32_t)pairs;
		if (!filling && !(s->pair_other = calloc(pairs + 1, sizeof *s->pair_other)))
			return -1;
	}
	return 0;
}

static int ranks_set(struct label_errors *s)
{
	size_t n = s->classes;

	if (pairs_list(s) < 0 || select_open(&s->select, group_pair(s, s->pair_first[n]), SELECT_BYTES) < 0)
		return -1;
	for (size_t given = 0; given < n; given++) {
		uint64_t stay = at_most(s->pick[given * n + given], s->given[given]);

		if (class_prunes(s, given))
			select_rank(&s->select, given, s->given[given] - stay);
		for (size_t pair = s->pair_first[given]; pair < s->pair_first[given + 1]; pair++)
			select_rank(&s->select, group_pair(s, pair), at_most(s->pick[s->pair_other[pair] * n + given], s->given[given]));
	}
	select_rank(&s->select, group_self(s), s->issues);
	select_rank(&s->select, group_margin(s), s->issues);
	return 0;
}

static void ranks_add(struct label_errors *s, size_t given, const double *p)
{
	select_add(&s->select, given, p[given]);
	select_add(&s->select, group_self(s), p[given]);
	select_add(&s->select, group_margin(s), confident_margin(p, s->classes, given));
	for (size_t pair = s->pair_first[given]; pair < s->pair_first[given + 1]; pair++)
		select_add(&s->select, group_pair(s, pair), p[given] - p[s->pair_other[pair]]);
}

/* ---- flags ---- */

/* Is it picked for one of the other classes? */
static bool pair_takes(const struct label_errors *s, size_t given, const double *p)
{
	for (size_t pair = s->pair_first[given]; pair < s->pair_first[given + 1]; pair++)
		if (select_takes(&s->select, group_pair(s, pair), p[given] - p[s->pair_other[pair]]))
			return true;
	return false;
}

static unsigned ways_of(const struct label_errors *s, size_t given, const double *p, double margin)
{
	unsigned ways = 0;
	size_t class;

	if (select_takes(&s->select, group_self(s), p[given]))
		ways |= 1u << WAY_LOW_SELF_CONFIDENCE;
	if (select_takes(&s->select, group_margin(s), margin))
		ways |= 1u << WAY_LOW_NORMALIZED_MARGIN;
	if (predicted_given(s, given, p))
		return ways;
	ways |= 1u << WAY_PREDICTED_NEQ_GIVEN;
	class = confident_class(p, s->threshold, s->classes);
	if (class != CONFIDENT_NONE && class != given)
		ways |= 1u << WAY_CONFIDENT_LEARNING;
	if (select_takes(&s->select, given, p[given]))
		ways |= 1u << WAY_PRUNE_BY_CLASS;
	if (pair_takes(s, given, p))
		ways |= ways >> WAY_PRUNE_BY_CLASS & 1 ? 1u << WAY_PRUNE_BY_NOISE_RATE | 1u << WAY_BOTH : 1u << WAY_PRUNE_BY_NOISE_RATE;
	return ways;
}

static bool suspect_before(const struct suspect *a, const struct suspect *b)
{
	return a->self_confidence != b->self_confidence ? a->self_confidence < b->self_confidence : a->row < b->row;
}

static void worst_add(struct label_errors *s, const struct suspect *suspect)
{
	size_t at;

	if (s->worst_most == 0 || (s->worst_count == s->worst_most && !suspect_before(suspect, &s->worst[s->worst_count - 1])))
		return;
	if (s->worst_count < s->worst_most)
		s->worst_count++;
	for (at = s->worst_count - 1; at > 0 && suspect_before(suspect, &s->worst[at - 1]); at--)
		s->worst[at] = s->worst[at - 1];
	s->worst[at] = *suspect;
}

static int flags_add(struct label_errors *s, uint64_t row, size_t given, const double *p, struct err *e)
{
	double margin = confident_margin(p, s->classes, given);
	struct suspect suspect = { .row = row, .given = given, .ways = ways_of(s, given, p, margin) };

	if (!suspect.ways)
		return 0;
	for (size_t way = 0; way < LABEL_WAYS; way++)
		s->flagged[way] += suspect.ways >> way & 1;
	suspect.suggested = confident_argmax(p, s->classes, s->classes, 0);
	suspect.self_confidence = p[given];
	suspect.normalized_margin = margin;
	suspect.entropy = confident_entropy(p, s->classes, given);
	if (suspect.ways >> WAY_PRUNE_BY_NOISE_RATE & 1) {
		s->class_flagged[given]++;
		worst_add(s, &suspect);
	}
	return s->listener.tell ? s->listener.tell(s->listener.context, &suspect, e) : 0;
}

/* ---- the whole ---- */

int label_errors_add(struct label_errors *s, uint64_t row, size_t given, const double *p, struct err *e)
{
	switch (s->phase) {
	case LABEL_JOINT:
		joint_add(s, given, p);
		return 0;
	case LABEL_RANK:
		ranks_add(s, given, p);
		return 0;
	case LABEL_FLAG:
		return flags_add(s, row, given, p, e);
	case LABEL_DONE:
		break;
	}
	return err_set(e, ERR_BUG, "a row for label errors that are known");
}

int label_errors_next(struct label_errors *s, struct err *e)
{
	switch (s->phase) {
	case LABEL_JOINT:
		for (size_t k = 0; k < s->classes; k++)
			if (!s->joint[k * s->classes + k])
				s->joint[k * s->classes + k] = 1;
		if (confident_calibrate(s->joint, s->given, s->classes, s->calibrated) < 0)
			return err_nomem(e);
		confident_pick_counts(s->calibrated, s->classes, s->pick);
		if (ranks_set(s) < 0)
			return err_nomem(e);
		s->phase = LABEL_RANK;
		return 1;
	case LABEL_RANK:
		s->phase = select_next(&s->select) ? LABEL_RANK : LABEL_FLAG;
		return 1;
	case LABEL_FLAG:
		s->phase = LABEL_DONE;
		break;
	case LABEL_DONE:
		break;
	}
	return 0;
}
