/* dictionary: the values of a column in order, found by their key; see plan.h. */
#include "analyse/plan.h"
#include "base/hash.h"
#include "table/batch.h"

#include <stdlib.h>

size_t values_limit(size_t values_bytes, size_t columns)
{
	enum { BYTES_A_VALUE = 128, VALUES_MIN = 64 };	/* an entry, its slot and a short text */
	size_t limit = columns ? values_bytes / columns / BYTES_A_VALUE : VALUES_MAX;

	return limit > VALUES_MAX ? VALUES_MAX : limit < VALUES_MIN ? VALUES_MIN : limit;
}

static bool has_number(const struct value *v)
{
	return cell_is_number(v->kind) || cell_is_time(v->kind);
}

/* Odd cells, which have no number, come last. */
static int by_number(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	if (has_number(x) != has_number(y))
		return has_number(x) ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->first_row != y->first_row)
		return x->first_row < y->first_row ? -1 : 1;
	return x->key < y->key ? -1 : x->key > y->key;
}

static int by_count(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->first_row != y->first_row)
		return x->first_row < y->first_row ? -1 : 1;
	return x->key < y->key ? -1 : x->key > y->key;
}

static void slot_put(struct dictionary *d, uint64_t key, uint32_t code)
{
	size_t at = hash_u64(key) & (d->slots - 1);

	while (d->slot[at].code != CODE_NONE) {
		if (d->slot[at].key == key)
			return;
		at = (at + 1) & (d->slots - 1);
	}
	d->slot[at] = (struct dictionary_slot){ key, code };
}

struct dictionary *dictionary_new(struct value *value, size_t count, bool numeric)
{
	struct dictionary *d = calloc(1, sizeof *d);
	size_t kept = 0;

	if (!d)
		return NULL;
	for (d->slots = 16; d->slots < 2 * count; d->slots *= 2)
		;
	d->slot = malloc(d->slots * sizeof d->slot[0]);
	if (!d->slot) {
		free(d);
		return NULL;
	}
	for (size_t i = 0; i < d->slots; i++)
		d->slot[i].code = CODE_NONE;
	if (count)
		qsort(value, count, sizeof value[0], numeric ? by_number : by_count);
	for (size_t i = 0; i < count; i++) {
		if (numeric && kept && has_number(&value[i]) && value[kept - 1].number == value[i].number) {
			slot_put(d, value[i].key, (uint32_t)(kept - 1));
			value[kept - 1].count += value[i].count;
			continue;
		}
		value[kept] = value[i];
		slot_put(d, value[kept].key, (uint32_t)kept);
		kept++;
	}
	d->value = value;
	d->count = kept;
	return d;
}

uint32_t dictionary_code(const struct dictionary *d, uint64_t key)
{
	size_t at = hash_u64(key) & (d->slots - 1);

	while (d->slot[at].code != CODE_NONE) {
		if (d->slot[at].key == key)
			return d->slot[at].code;
		at = (at + 1) & (d->slots - 1);
	}
	return CODE_NONE;
}

void dictionary_free(struct dictionary *d)
{
	if (d)
		free(d->slot);
	free(d);
}
