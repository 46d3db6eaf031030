/* duplicates_json: see duplicates_json.h. */
#include "analyse/duplicates_json.h"

#include "text/minhash.h"

#include <cjson/cJSON.h>
#include <math.h>

const uint64_t cluster_sizes[CLUSTER_SIZES] = { 2, 3, 5, 10, 30, 100, GIANT_CLUSTER, UINT64_MAX };

/* The tree when it is whole, else nothing. */
static cJSON *whole(cJSON *tree, bool failed)
{
	if (!failed)
		return tree;
	cJSON_Delete(tree);
	return NULL;
}

/* A new object at the list's end; NULL: no memory. */
static cJSON *object_add(cJSON *list)
{
	cJSON *one = cJSON_CreateObject();

	if (one && cJSON_AddItemToArray(list, one))
		return one;
	cJSON_Delete(one);
	return NULL;
}

cJSON *near_settings_json(const struct near_settings *s)
{
	cJSON *o = cJSON_CreateObject(), *curve;
	bool failed;

	failed = !o || !cJSON_AddStringToObject(o, "shingles_of", s->unit == TOKEN_WORDS ? "words" : "characters") ||
		!cJSON_AddNumberToObject(o, "shingle", s->n) || !cJSON_AddNumberToObject(o, "bands", s->bands) ||
		!cJSON_AddNumberToObject(o, "rows", s->rows) || !cJSON_AddNumberToObject(o, "seed", MINHASH_SEED) ||
		!cJSON_AddNumberToObject(o, "jaccard", s->jaccard) || !(curve = cJSON_AddArrayToObject(o, "curve"));
	for (int i = 50; !failed && i <= 100; i += 5) {
		cJSON *point = object_add(curve);

		failed = !point || !cJSON_AddNumberToObject(point, "similarity", i / 100.0) ||
			!cJSON_AddNumberToObject(point, "found", round(1e4 * minhash_probability(i / 100.0, s->bands, s->rows)) / 1e4);
	}
	return whole(o, failed);
}

static bool members_put(cJSON *to, const struct cluster *c)
{
	cJSON *list = cJSON_AddArrayToObject(to, "others");
	bool failed = !list;

	for (size_t i = 0; !failed && i < c->shown; i++) {
		cJSON *one = object_add(list);

		failed = !one || !cJSON_AddNumberToObject(one, "row", (double)c->row[i]) ||
			!cJSON_AddNumberToObject(one, "similarity", round(1e4 * c->similarity[i]) / 1e4);
	}
	return !failed;
}

cJSON *clusters_json(const struct duplicates *d)
{
	cJSON *list = cJSON_CreateArray();
	bool failed = !list;

	for (size_t i = 0; !failed && i < d->largest_count; i++) {
		cJSON *one = object_add(list);

		failed = !one || !cJSON_AddNumberToObject(one, "representative", (double)d->largest[i].representative) ||
			!cJSON_AddNumberToObject(one, "members", (double)d->largest[i].members) || !members_put(one, &d->largest[i]);
	}
	return whole(list, failed);
}

cJSON *cluster_sizes_json(const struct duplicates *d)
{
	cJSON *list = cJSON_CreateArray();
	bool failed = !list;

	for (size_t i = 0; !failed && i < CLUSTER_SIZES; i++) {
		cJSON *one = object_add(list);
		double low = i ? (double)cluster_sizes[i - 1] + 1 : 2;

		failed = !one || !cJSON_AddNumberToObject(one, "from", low) ||
			!(i + 1 < CLUSTER_SIZES ? cJSON_AddNumberToObject(one, "to", (double)cluster_sizes[i]) : cJSON_AddNullToObject(one, "to")) ||
			!cJSON_AddNumberToObject(one, "clusters", (double)d->of_size[i]);
	}
	return whole(list, failed);
}

cJSON *across_json(const struct duplicates *d)
{
	cJSON *list = cJSON_CreateArray();
	bool failed = !list;

	for (size_t i = 0; !failed && i < d->across_count; i++) {
		cJSON *one = object_add(list);

		failed = !one || !cJSON_AddNumberToObject(one, "source", d->across[i].source) ||
			!cJSON_AddNumberToObject(one, "repeats_source", d->across[i].representative_source) ||
			!cJSON_AddNumberToObject(one, "rows", (double)d->across[i].rows);
	}
	return whole(list, failed);
}
