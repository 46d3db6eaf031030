/* bound: see bound.h. Comparisons are written so that a NaN keeps no bound. */
#include "judge/bound.h"
#include "judge/number_text.h"

#include <stdio.h>

enum { CHOICES_SHOWN = 10 };

static bool choice_has(const struct bound *b, const struct result *r)
{
	for (size_t i = 0; i < b->choices; i++) {
		const struct choice *c = &b->choice[i];

		if (c->text ? r->kind == RESULT_TEXT && strcmp(c->text, r->text) == 0 : r->kind == RESULT_VALUE && c->number == r->value)
			return true;
	}
	return false;
}

enum broken bound_broken(const struct bound *b, const struct result *r)
{
	if (b->choice)
		return choice_has(b, r) ? BROKEN_NONE : BROKEN_CHOICE;
	if (b->min > -INFINITY && !(b->exclusive ? r->value > b->min : r->value >= b->min))
		return BROKEN_MIN;
	if (b->max < INFINITY && !(b->exclusive ? r->value < b->max : r->value <= b->max))
		return BROKEN_MAX;
	return BROKEN_NONE;
}

double bound_limit(const struct bound *b, enum broken broken)
{
	switch (broken) {
	case BROKEN_MIN: return b->min;
	case BROKEN_MAX: return b->max;
	case BROKEN_CHOICE: return b->choices == 1 && !b->choice->text ? b->choice->number : NAN;
	case BROKEN_NONE: break;
	}
	return NAN;
}

double bound_excess(const struct bound *b, enum broken broken, double value)
{
	double limit = bound_limit(b, broken), scale = limit == 0 ? 1 : fabs(limit);

	return isnan(limit) ? 1 : fabs(value / scale - limit / scale);	/* divided first, so that the difference stays finite */
}

bool bound_is_close(const struct bound *b, enum broken broken, const struct result *r)
{
	double limit = bound_limit(b, broken);

	return r->kind == RESULT_VALUE && r->error > 0 && fabs(r->value - limit) <= r->error;
}

/* ---- texts ---- */

static size_t put(char *to, size_t used, const char *text)
{
	if (to)
		strcpy(to + used, text);
	return used + strlen(text);
}

static size_t put_number(char *to, size_t used, double v, enum unit unit, bool time)
{
	static const char *const behind[] = { [UNIT_NATS] = " nats", [UNIT_SECONDS] = " s", [UNIT_CHARACTERS] = " characters",
					      [UNIT_DETAIL] = NULL };
	char number[NUMBER_TEXT];

	if (time)
		time_format(v, number);
	else if (unit == UNIT_FRACTION)
		number_percent_exactly(number, v);
	else if ((unit == UNIT_COUNT || unit == UNIT_CHARACTERS) && v == floor(v))
		number_count(number, v);
	else
		number_exactly(number, v);
	used = put(to, used, number);
	return behind[unit] ? put(to, used, behind[unit]) : used;
}

size_t bound_value_text(char *to, const struct bound *b, enum broken broken, enum unit unit, bool time)
{
	char more[40];
	size_t used = 0;

	if (broken != BROKEN_CHOICE)
		return put_number(to, 0, bound_limit(b, broken), unit, time);
	for (size_t i = 0; i < b->choices && i < CHOICES_SHOWN; i++) {
		used = put(to, used, i ? ", " : "");
		if (b->choice[i].text)
			used = put(to, used, b->choice[i].text);
		else
			used = put_number(to, used, b->choice[i].number, unit, time);
	}
	if (b->choices > CHOICES_SHOWN) {
		snprintf(more, sizeof more, " or %zu more", b->choices - CHOICES_SHOWN);
		used = put(to, used, more);
	}
	return used;
}

size_t bound_demand_text(char *to, const struct bound *b, enum broken broken, enum unit unit, bool time)
{
	static const char *const demand[][2] = { [BROKEN_MIN] = { "at least ", "more than " }, [BROKEN_MAX] = { "at most ", "less than " },
						 [BROKEN_CHOICE] = { "one of ", "exactly " } };
	size_t used = put(to, 0, demand[broken][broken == BROKEN_CHOICE ? b->equals : b->exclusive]);

	return used + bound_value_text(to ? to + used : NULL, b, broken, unit, time);
}
