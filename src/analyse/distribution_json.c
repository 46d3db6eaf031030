/* distribution_json: see distribution_json.h. */
#include "analyse/distribution_json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

static bool numbers_put(cJSON *object, const char *name, const double *number, size_t n)
{
	return cJSON_AddItemToObject(object, name, cJSON_CreateDoubleArray(number, (int)n));
}

static bool counts_put(cJSON *object, const char *name, const uint64_t *count, size_t n, bool apart)
{
	cJSON *list = cJSON_AddArrayToObject(object, name);

	for (size_t i = 0; list && i < n; i++)
		if (!cJSON_AddItemToArray(list, cJSON_CreateNumber((double)(apart && i ? count[i] - count[i - 1] : count[i]))))
			return false;
	return list != NULL;
}

static bool bound_put(cJSON *object, double error)
{
	cJSON *bound = cJSON_AddObjectToObject(object, "approximate");

	return bound && cJSON_AddStringToObject(bound, "method", "numbers moved up to the ends of their buckets; error is the widest bucket") &&
	       cJSON_AddNumberToObject(bound, "error", error);
}

cJSON *distribution_json(const struct distribution *d)
{
	cJSON *o = cJSON_CreateObject();

	if (o && numbers_put(o, "quantiles", d->at, GRID_POINTS) && counts_put(o, "at_most", d->at_most, GRID_POINTS, false) &&
	    (!d->values || (numbers_put(o, "values", d->value, d->values) && counts_put(o, "counts", d->value_at_most, d->values, true))) &&
	    (d->error == 0 || bound_put(o, d->error)))
		return o;
	cJSON_Delete(o);
	return NULL;
}

static cJSON *list_in(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* The numbers of an array of at most `room`; how many there are, or -1. */
static int numbers_take(const cJSON *list, double *number, int room)
{
	const cJSON *one;
	int n = 0;

	if (!cJSON_IsArray(list))
		return -1;
	cJSON_ArrayForEach(one, list) {
		if (!cJSON_IsNumber(one) || !isfinite(one->valuedouble) || n == room)
			return -1;
		number[n++] = one->valuedouble;
	}
	return n;
}

static int counts_take(const cJSON *list, uint64_t *count, int room, bool apart)
{
	double number[GRID_POINTS];
	int n = numbers_take(list, number, room);

	for (int i = 0; i < n; i++) {
		if (!(number[i] >= 0 && number[i] <= 0x1p53 && number[i] == floor(number[i])))
			return -1;
		count[i] = (uint64_t)number[i] + (apart && i ? count[i - 1] : 0);
	}
	return n;
}

int distribution_from_json(struct distribution *d, const cJSON *json)
{
	const cJSON *error = list_in(list_in(json, "approximate"), "error");
	int values;

	memset(d, 0, sizeof *d);
	if (numbers_take(list_in(json, "quantiles"), d->at, GRID_POINTS) != GRID_POINTS ||
	    counts_take(list_in(json, "at_most"), d->at_most, GRID_POINTS, false) != GRID_POINTS)
		return -1;
	if (list_in(json, "values")) {
		values = numbers_take(list_in(json, "values"), d->value, DISTRIBUTION_VALUES);
		if (values < 1 || counts_take(list_in(json, "counts"), d->value_at_most, DISTRIBUTION_VALUES, true) != values)
			return -1;
		d->values = (size_t)values;
	}
	d->count = d->at_most[GRID_POINTS - 1];
	d->error = cJSON_IsNumber(error) ? error->valuedouble : 0;
	return distribution_valid(d) ? 0 : -1;
}
