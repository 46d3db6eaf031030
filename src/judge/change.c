/* change: see change.h. */
#include "judge/change.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

static const cJSON *member_at(const cJSON *object, const char *place)
{
	char name[64];

	while (object) {
		size_t n = strcspn(place, ".");

		snprintf(name, sizeof name, "%.*s", (int)n, place);
		object = cJSON_GetObjectItemCaseSensitive(object, name);
		if (!place[n])
			break;
		place += n + 1;
	}
	return object;
}

static bool says(const cJSON *object, const char *member, const char *text)
{
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(object, member);

	return cJSON_IsString(m) && text && strcmp(m->valuestring, text) == 0;
}

static const cJSON *listed(const cJSON *list, const char *first, const char *name, const char *second, const char *other)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list)
		if (says(one, first, name) && (!second || says(one, second, other)))
			return one;
	return NULL;
}

bool change_baseline(const cJSON *report, const struct metric *m, const char *column, const char *other, const char *class, double *old)
{
	const cJSON *dimension = member_at(cJSON_GetObjectItemCaseSensitive(report, "dimensions"), dimensions[dimension_of(m->name)]);
	const cJSON *object = dimension, *figure;

	if (m->scope == SCOPE_COLUMN)
		object = listed(cJSON_GetObjectItemCaseSensitive(report, "columns"), "name", column, NULL, NULL);
	else if (m->scope == SCOPE_PAIR)
		object = listed(cJSON_GetObjectItemCaseSensitive(dimension, "pairs"), "x", column, "y", other);
	else if (m->scope == SCOPE_CLASS)
		object = listed(cJSON_GetObjectItemCaseSensitive(dimension, "classes"), "column", column, "class", class);
	figure = member_at(object, m->place);
	if (!cJSON_IsNumber(figure))
		return false;
	*old = figure->valuedouble;
	return true;
}

static double step_size(const struct step *s, double old)
{
	return s->share ? fabs(old) * s->by : s->by;
}

struct bound change_bound(const struct change *c, double old)
{
	return (struct bound){ .min = c->decrease.given ? old - step_size(&c->decrease, old) : -INFINITY,
			       .max = c->increase.given ? old + step_size(&c->increase, old) : INFINITY };
}
