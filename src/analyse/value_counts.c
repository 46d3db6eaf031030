/* value_counts: see value_counts.h. */
#include "analyse/value_counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FAR = 1024,		/* so many values no longer lie near by themselves */
	AHEAD = 8,		/* rows */
	SLOTS_EACH = 4, SLOTS_MIN = 64,
	GATHERED = 256,
};

/* Keys are hashes, or the bits of doubles, of which small integers differ in few: the top bits of a product depend on all. */
static inline size_t home_of(const struct value_counts *v, uint64_t key)
{
	return key * UINT64_C(0x9e3779b97f4a7c15) >> v->home_shift;
}

/* The place of a key in slot[], or of the free slot where it belongs. */
static inline uint32_t *slot_of(const struct value_counts *v, uint64_t key)
{
	size_t mask = v->slots - 1, at = home_of(v, key);

	while (v->slot[at] && v->entry[v->slot[at] - 1].key != key)
		at = (at + 1) & mask;
	return &v->slot[at];
}

static int slots_grow(struct value_counts *v)
{
	size_t slots = v->slots ? v->slots * 2 : SLOTS_MIN;
	uint32_t *slot = calloc(slots, sizeof *slot);

	if (!slot)
		return -1;
	free(v->slot);
	v->slot = slot;
	v->slots = slots;
	v->home_shift = 64 - (unsigned)__builtin_ctzll(slots);
	for (uint32_t i = 0; i < v->count; i++)
		*slot_of(v, v->entry[i].key) = i + 1;
	return 0;
}

/* Room for one more entry and text; keeps the table at most a quarter full, as a value that is not where it is looked for first costs
 * the processor a wrong guess, which takes longer than all else here. */
static int room_for_one(struct value_counts *v, size_t bytes)
{
	if (v->count == v->room) {
		uint32_t room = v->room ? v->room * 2 : 16;
		struct value_entry *entry = realloc(v->entry, room * sizeof *entry);

		if (!entry)
			return -1;
		v->entry = entry;
		v->room = room;
	}
	if (v->texts_room - v->texts_length < bytes + 1) {
		size_t room = (v->texts_length + bytes + 1) * 2;
		char *texts = realloc(v->texts, room);

		if (!texts)
			return -1;
		v->texts = texts;
		v->texts_room = room;
	}
	return SLOTS_EACH * ((size_t)v->count + 1) > v->slots ? slots_grow(v) : 0;
}

/* The length that VALUE_TEXT_BYTES leaves of a text, ending at a UTF-8 border. */
static size_t text_cut(const char *text, size_t bytes)
{
	if (bytes <= VALUE_TEXT_BYTES)
		return bytes;
	bytes = VALUE_TEXT_BYTES;
	while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
		bytes--;
	return bytes;
}

/* A new entry at the end, its slot set. e->text is ignored: text[0, e->bytes) is copied. */
static int entry_append(struct value_counts *v, const struct value_entry *e, const char *text)
{
	if (room_for_one(v, e->bytes) < 0)
		return -1;
	v->entry[v->count] = *e;
	v->entry[v->count].text = (uint32_t)v->texts_length;
	memcpy(v->texts + v->texts_length, text, e->bytes);
	v->texts[v->texts_length + e->bytes] = '\0';
	v->texts_length += e->bytes + 1u;
	v->count++;
	*slot_of(v, e->key) = v->count;
	return 0;
}

static void few_release(struct value_counts *v)
{
	free(v->entry);
	free(v->slot);
	free(v->texts);
	v->entry = NULL;
	v->slot = NULL;
	v->texts = NULL;
	v->count = v->room = 0;
	v->slots = v->texts_length = v->texts_room = 0;
}

static inline void many_add_key(struct value_counts *v, uint8_t kind, double number, uint64_t key, uint64_t times)
{
	uint64_t hash = hash_u64(spilled_key(kind, number, key));

	hll_add(v->hll, hash);
	v->heavy[value_heavy_slot_of(hash)] += times;
}

static int many_add(struct value_counts *v, uint8_t kind, double number, uint64_t key, uint64_t times)
{
	many_add_key(v, kind, number, key, times);
	return cell_is_number(kind) && isfinite(number) ? sketch_add(v->sketch, number, times) : 0;
}

static int many_open(struct value_counts *v)
{
	v->many = true;
	v->hll = calloc(1, sizeof *v->hll);
	v->heavy = calloc(HEAVY_SLOTS, sizeof *v->heavy);
	if (!v->hll || !v->heavy)
		return -1;
	return sketch_new(&v->sketch, SKETCH_LIMIT);
}

static int turn_to_many(struct value_counts *v)
{
	if (many_open(v) < 0)
		return -1;
	for (uint32_t i = 0; i < v->count; i++) {
		const struct value_entry *e = &v->entry[i];

		if (many_add(v, e->kind, e->number, e->key, e->count) < 0)
			return -1;
	}
	few_release(v);
	return 0;
}

int value_counts_limit(struct value_counts *v, size_t limit)
{
	return !v->many && v->count > limit ? turn_to_many(v) : 0;
}

static int few_append(struct value_counts *v, const struct batch *b, const struct column *c, size_t r)
{
	const char *text = c->text ? b->bytes + c->text[r].at : "";
	size_t whole = c->text ? c->text[r].bytes : 0, bytes = text_cut(text, whole);
	struct value_entry e = { .key = c->key[r], .count = 1, .first_row = b->first_row + r, .number = c->number[r],
				 .kind = c->kind[r], .bytes = (uint8_t)bytes, .cut = bytes < whole };

	return entry_append(v, &e, text);
}

/* Hot. Counts n rows: those of `row`, or the first n. The table's look-up is all that a repeated value costs; where there are many, what
 * the rows ahead need is asked for in time, as it lies beyond the cache. (Not in a function of its own: gcc takes one that only prefetches
 * to do nothing.) Returns how far it came before the few became many; SIZE_MAX: no memory. */
static inline size_t few_update(struct value_counts *v, const struct batch *b, const struct column *c, const uint32_t *row, size_t n,
				size_t limit)
{
	size_t i = 0;

	if (!v->slots && slots_grow(v) < 0)
		return SIZE_MAX;
	for (; i < n && !v->many; i++) {
		size_t r = row ? row[i] : i;
		uint32_t found;

		if (v->count >= FAR && n - i > 2 * AHEAD) {
			found = v->slot[home_of(v, c->key[row ? row[i + AHEAD] : i + AHEAD])];
			__builtin_prefetch(&v->slot[home_of(v, c->key[row ? row[i + 2 * AHEAD] : i + 2 * AHEAD])]);
			__builtin_prefetch(&v->entry[found ? found - 1 : 0]);
		}
		if (cell_is_missing(c->kind[r]))
			continue;
		found = *slot_of(v, c->key[r]);
		if (found) {
			struct value_entry *e = &v->entry[found - 1];

			e->count++;
			e->first_row = b->first_row + r < e->first_row ? b->first_row + r : e->first_row;
		} else if (few_append(v, b, c, r) < 0 || value_counts_limit(v, limit) < 0) {
			return SIZE_MAX;
		}
	}
	return i;
}

static int many_update(struct value_counts *v, const struct batch *b, const struct column *c, size_t r)
{
	double x[GATHERED];
	size_t n = 0;

	for (; r < b->rows; r++) {
		if (cell_is_missing(c->kind[r]))
			continue;
		many_add_key(v, c->kind[r], c->number[r], c->key[r], 1);
		x[n] = c->number[r];
		n += cell_is_number(c->kind[r]) && isfinite(x[n]);
		if (n == GATHERED) {
			if (sketch_add_all(v->sketch, x, n) < 0)
				return -1;
			n = 0;
		}
	}
	return sketch_add_all(v->sketch, x, n);
}

int value_counts_update(struct value_counts *v, const struct batch *b, const struct column *c, size_t limit)
{
	size_t r = v->many ? 0 : few_update(v, b, c, NULL, b->rows, limit);

	if (r == SIZE_MAX)
		return -1;
	return v->many ? many_update(v, b, c, r) : 0;
}

int value_counts_add_rows(struct value_counts *v, const struct batch *b, const struct column *c, const uint32_t *row, size_t n)
{
	return few_update(v, b, c, row, n, SIZE_MAX) == SIZE_MAX ? -1 : 0;
}

static int few_merge(struct value_counts *into, const struct value_counts *from)
{
	for (uint32_t i = 0; i < from->count; i++) {
		const struct value_entry *f = &from->entry[i];
		uint32_t found = into->slots ? *slot_of(into, f->key) : 0;

		if (found) {
			struct value_entry *e = &into->entry[found - 1];

			e->count += f->count;
			if (f->first_row < e->first_row)
				e->first_row = f->first_row;
		} else if (entry_append(into, f, from->texts + f->text) < 0) {
			return -1;
		}
	}
	return 0;
}

static int many_merge(struct value_counts *into, const struct value_counts *from)
{
	if (!from->many) {
		for (uint32_t i = 0; i < from->count; i++) {
			const struct value_entry *e = &from->entry[i];

			if (many_add(into, e->kind, e->number, e->key, e->count) < 0)
				return -1;
		}
		return 0;
	}
	hll_merge(into->hll, from->hll);
	for (size_t i = 0; i < HEAVY_SLOTS; i++)
		into->heavy[i] += from->heavy[i];
	return sketch_merge(into->sketch, from->sketch);
}

int value_counts_merge(struct value_counts *into, const struct value_counts *from, size_t limit)
{
	if (!into->many && from->many && turn_to_many(into) < 0)
		return -1;
	if (into->many)
		return many_merge(into, from);
	return few_merge(into, from) < 0 ? -1 : value_counts_limit(into, limit);
}

static int entry_by_key(const void *a, const void *b)
{
	const struct value_entry *x = *(const struct value_entry *const *)a, *y = *(const struct value_entry *const *)b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static void few_save(const struct value_counts *v, struct blob *b)
{
	const struct value_entry **sorted = malloc((v->count + 1) * sizeof *sorted);

	if (!sorted) {
		b->failed = true;
		return;
	}
	for (uint32_t i = 0; i < v->count; i++)
		sorted[i] = &v->entry[i];
	qsort(sorted, v->count, sizeof *sorted, entry_by_key);	/* arrival order is not part of the state */
	blob_put_u64(b, v->count);
	for (uint32_t i = 0; i < v->count; i++) {
		const struct value_entry *e = sorted[i];

		blob_put_u64(b, e->key);
		blob_put_u64(b, e->count);
		blob_put_u64(b, e->first_row);
		blob_put_f64(b, e->number);
		blob_put_u64(b, e->kind | (uint64_t)e->cut << 8);
		blob_put_bytes(b, v->texts + e->text, e->bytes);
	}
	free(sorted);
}

void value_counts_save(const struct value_counts *v, struct blob *b)
{
	blob_put_u64(b, v->many);
	if (!v->many) {
		few_save(v, b);
		return;
	}
	hll_save(v->hll, b);
	sketch_save(v->sketch, b);
	for (size_t i = 0; i < HEAVY_SLOTS; i++)
		blob_put_u64(b, v->heavy[i]);
}

static int few_load(struct value_counts *v, struct blob *b, size_t limit)
{
	uint64_t count = blob_get_u64(b);

	if (count > limit)
		return -1;
	for (uint64_t i = 0; i < count; i++) {
		struct value_entry e = { .key = blob_get_u64(b), .count = blob_get_u64(b), .first_row = blob_get_u64(b) };
		uint64_t flags;
		const char *text;
		size_t bytes;

		e.number = blob_get_f64(b);
		flags = blob_get_u64(b);
		text = blob_get_bytes(b, &bytes);
		if (!blob_ok(b) || !text || bytes > VALUE_TEXT_BYTES || e.count == 0 || e.first_row == 0 || isnan(e.number) ||
		    (flags & 0xff) >= CELL_KINDS || cell_is_missing(flags & 0xff) || flags >> 9 ||
		    (i > 0 && e.key <= v->entry[i - 1].key))
			return -1;
		e.kind = (uint8_t)flags;
		e.cut = (uint8_t)(flags >> 8);
		e.bytes = (uint8_t)bytes;
		if (entry_append(v, &e, text) < 0)
			return -1;
	}
	return 0;
}

int value_counts_load(struct value_counts *v, struct blob *b, size_t limit)
{
	uint64_t many = blob_get_u64(b);

	if (many > 1)
		return -1;
	if (!many)
		return few_load(v, b, limit);
	if (many_open(v) < 0 || hll_load(v->hll, b) < 0 || sketch_load(v->sketch, b) < 0)
		return -1;
	for (size_t i = 0; i < HEAVY_SLOTS; i++)
		v->heavy[i] = blob_get_u64(b);
	return blob_ok(b) ? 0 : -1;
}

void value_counts_release(struct value_counts *v)
{
	few_release(v);
	free(v->hll);
	sketch_free(v->sketch);
	free(v->heavy);
	*v = (struct value_counts){ .entry = NULL };
}
