/* examples: the first few rows that show something; see analyse.h. */
#include "analyse/analyse.h"

#include <cjson/cJSON.h>

void examples_add(struct examples *x, uint64_t row)
{
	uint32_t at = x->count;

	if (at == EXAMPLES_MAX && row >= x->row[at - 1])
		return;
	while (at > 0 && x->row[at - 1] > row)
		at--;
	if (at > 0 && x->row[at - 1] == row)
		return;
	if (x->count < EXAMPLES_MAX)
		x->count++;
	memmove(&x->row[at + 1], &x->row[at], (x->count - 1 - at) * sizeof x->row[0]);
	x->row[at] = row;
}

void examples_merge(struct examples *into, const struct examples *from)
{
	for (uint32_t i = 0; i < from->count; i++)
		examples_add(into, from->row[i]);
}

void examples_save(const struct examples *x, struct blob *b)
{
	blob_put_u64(b, x->count);
	for (uint32_t i = 0; i < x->count; i++)
		blob_put_u64(b, x->row[i]);
}

int examples_load(struct examples *x, struct blob *b)
{
	uint64_t count = blob_get_u64(b);

	if (count > EXAMPLES_MAX)
		return -1;
	*x = (struct examples){ .count = (uint32_t)count };
	for (uint32_t i = 0; i < x->count; i++) {
		x->row[i] = blob_get_u64(b);
		if (i > 0 && x->row[i] <= x->row[i - 1])
			return -1;
	}
	return blob_ok(b) ? 0 : -1;
}

struct cJSON *examples_json(const struct examples *x)
{
	struct cJSON *array = cJSON_CreateArray();

	for (uint32_t i = 0; array && i < x->count; i++) {
		if (!cJSON_AddItemToArray(array, cJSON_CreateNumber((double)x->row[i]))) {
			cJSON_Delete(array);
			return NULL;
		}
	}
	return array;
}
