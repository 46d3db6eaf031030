/* worst: see worst.h. */
#include "analyse/worst.h"

#include <cjson/cJSON.h>

void worst_insert(struct worst *w, double value, uint64_t row)
{
	uint32_t at = w->count < EXAMPLES_MAX ? w->count++ : EXAMPLES_MAX - 1;

	for (; at > 0 && worst_before(value, row, w->value[at - 1], w->row[at - 1]); at--) {
		w->value[at] = w->value[at - 1];
		w->row[at] = w->row[at - 1];
	}
	w->value[at] = value;
	w->row[at] = row;
}

void worst_merge(struct worst *into, const struct worst *from)
{
	for (uint32_t i = 0; i < from->count; i++)
		worst_add(into, from->value[i], from->row[i]);
}

void worst_save(const struct worst *w, struct blob *b)
{
	blob_put_u64(b, w->count);
	for (uint32_t i = 0; i < w->count; i++) {
		blob_put_f64(b, w->value[i]);
		blob_put_u64(b, w->row[i]);
	}
}

int worst_load(struct worst *w, struct blob *b)
{
	uint64_t count = blob_get_u64(b);

	if (count > EXAMPLES_MAX)
		return -1;
	*w = (struct worst){ .count = (uint32_t)count };
	for (uint32_t i = 0; i < w->count; i++) {
		w->value[i] = blob_get_f64(b);
		w->row[i] = blob_get_u64(b);
		if (!isfinite(w->value[i]) || w->row[i] == 0 ||
		    (i && !worst_before(w->value[i - 1], w->row[i - 1], w->value[i], w->row[i])))
			return -1;
	}
	return blob_ok(b) ? 0 : -1;
}

struct cJSON *worst_json(const struct worst *w)
{
	cJSON *rows = cJSON_CreateArray();

	for (uint32_t i = 0; rows && i < w->count; i++)
		if (!cJSON_AddItemToArray(rows, cJSON_CreateNumber((double)w->row[i]))) {
			cJSON_Delete(rows);
			return NULL;
		}
	return rows;
}
