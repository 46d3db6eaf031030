/* representativeness.combinations: which combinations of values occur, of all that could: the states and actions of a log, or the
 * crossed groups of a table.
 *
 * Second pass. Takes the codes of a few columns: those of plan->combine; else, chosen by what they hold, the label first if it has
 * few values, then categorical columns of 2 to VALUES_FEW values, fewest values first, while there are at most CHOSEN_MAX columns and
 * POSSIBLE_CHOSEN possible combinations. The prediction is never chosen. Counts rows by combination where all of them are present:
 *
 *   number of a combination    ((code in column 0) × values of column 1 + code in column 1) × values of column 2 + …
 *   slot                       open addressing over the number: [number, rows, first row]
 *
 * Exact up to SEEN_MAX different combinations, in at most 6 MB. With more the state forgets them all, for good: whether that happens
 * depends on the set of combinations alone. Everything kept is a count or a row number: exact in any order.
 */
#include "analyse/analyse.h"
#include "analyse/value_name.h"
#include "base/hash.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#define COMBINATIONS(leaf, unit, high, meaning, formula, reference)                                                               \
	{ "representativeness.combinations_" leaf, SCOPE_DATASET, unit, 0, high, EXACT, "combinations." leaf, meaning, formula,     \
	  reference }

static const struct metric metrics[] = {
	COMBINATIONS("possible", UNIT_COUNT, INFINITY, "combinations that the values of the columns could form",
		     "product of the columns' distinct values", "Kuhn, Kacker & Lei 2010, combinatorial coverage"),
	COMBINATIONS("columns", UNIT_DETAIL, 0, "the columns whose values are combined", "names, --combine or chosen", NULL),
	COMBINATIONS("rows", UNIT_COUNT, INFINITY, "rows in which all of these columns are present", "count", NULL),
	COMBINATIONS("seen", UNIT_COUNT, INFINITY, "combinations that occur", "count of a set", NULL),
	COMBINATIONS("missing_fraction", UNIT_FRACTION, 1, "share of the possible combinations that never occur",
		     "1 − seen / possible", "Kuhn, Kacker & Lei 2010, combinatorial coverage"),
	COMBINATIONS("missing", UNIT_DETAIL, 0,
		     "combinations that do not occur, at most 50, those that chance would bring most often first",
		     "expected = rows × Π share of the value in its column", "Asudeh, Jin & Jagadish 2019"),
	COMBINATIONS("rarest", UNIT_DETAIL, 0, "the ten rarest combinations that occur", "rows by combination, fewest first",
		     NULL),
	COMBINATIONS("top", UNIT_DETAIL, 0, "the ten most frequent combinations", "rows by combination, most first", NULL),
	{ .name = NULL }
};

enum { M_POSSIBLE, M_COLUMNS, M_ROWS, M_SEEN, M_MISSING_FRACTION, M_MISSING, M_RAREST, M_TOP };
enum { COLUMNS_MAX = 8, CHOSEN_MAX = 4, VALUES_FEW = 20, POSSIBLE_CHOSEN = 10000, SEEN_MAX = 65536 };
enum { MISSING_SHOWN = 50, SHOWN = 10 };

static const uint64_t POSSIBLE_MAX = UINT64_C(1) << 53;

static const char too_many[] = "more than 65536 different combinations occur";

struct combination {
	uint64_t number, count, first_row;	/* count 0: a free slot */
};

struct state {
	const struct plan *plan;
	char reason[300];		/* why there are no columns; empty: there are */
	size_t columns, column[COLUMNS_MAX];
	uint64_t possible;
	uint64_t rows;
	bool many;			/* SEEN_MAX was passed: only `rows` is kept */
	struct combination *slot;
	size_t slots, used;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

/* ---- the columns ---- */

static size_t values_of(const struct plan *plan, size_t column)
{
	return plan->column[column].dictionary ? plan->column[column].dictionary->count : 0;
}

/* May the column be chosen unasked? */
static bool may_choose(const struct plan *plan, size_t column)
{
	size_t values = values_of(plan, column);
	bool fits = plan->column[column].categorical || column == plan->label;

	return fits && values >= 2 && values <= VALUES_FEW && column != plan->pred;
}

/* The next column to choose: the label, then fewest values, then first; NO_COLUMN at the end. `last`: the one before it. */
static size_t choice_next(const struct plan *plan, size_t last)
{
	size_t best = NO_COLUMN;

	if (last == NO_COLUMN && plan->label != NO_COLUMN && may_choose(plan, plan->label))
		return plan->label;
	for (size_t c = 0; c < plan->columns; c++) {
		size_t values = values_of(plan, c), before = last == NO_COLUMN || last == plan->label ? 0 : values_of(plan, last);

		if (c == plan->label || !may_choose(plan, c) || values < before || (values == before && c <= last))
			continue;
		if (best == NO_COLUMN || values < values_of(plan, best))
			best = c;
	}
	return best;
}

static void columns_choose(struct state *s)
{
	size_t c = choice_next(s->plan, NO_COLUMN);

	s->possible = 1;
	while (c != NO_COLUMN && s->columns < CHOSEN_MAX && s->possible * values_of(s->plan, c) <= POSSIBLE_CHOSEN) {
		s->possible *= values_of(s->plan, c);
		s->column[s->columns++] = c;
		c = choice_next(s->plan, c);
	}
	if (s->columns < 2)
		snprintf(s->reason, sizeof s->reason, "fewer than two categorical columns of 2 to %d values; --combine names others",
			 VALUES_FEW);
}

static size_t column_named(const struct plan *plan, const char *name)
{
	for (size_t c = 0; c < plan->columns; c++)
		if (strcmp(plan->column[c].name, name) == 0)
			return c;
	return NO_COLUMN;
}

/* One more column by its name; -1 with the reason set. */
static int column_take(struct state *s, const char *name)
{
	size_t c = column_named(s->plan, name), values = c == NO_COLUMN ? 0 : values_of(s->plan, c);
	const char *why = NULL;

	for (size_t i = 0; i < s->columns; i++)
		if (s->column[i] == c)
			return 0;
	if (c == NO_COLUMN)
		why = "no such column";
	else if (s->plan->column[c].present == 0)
		why = "the column is empty";
	else if (!s->plan->column[c].dictionary)
		why = "too many different values";
	else if (s->columns == COLUMNS_MAX)
		why = "more than 8 columns";
	else if (values > POSSIBLE_MAX / s->possible)
		why = "more possible combinations than can be counted";
	if (why) {
		snprintf(s->reason, sizeof s->reason, "column \"%.100s\": %s", name, why);
		return -1;
	}
	s->possible *= values;
	s->column[s->columns++] = c;
	return 0;
}

static void columns_take(struct state *s, const char *const *name)
{
	s->possible = 1;
	for (; *name; name++)
		if (column_take(s, *name) < 0)
			return;
	if (s->columns < 2)
		snprintf(s->reason, sizeof s->reason, "--combine names fewer than two columns");
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	(void)e;
	s->plan = plan;
	if (plan->combine && *plan->combine)
		columns_take(s, plan->combine);
	else
		columns_choose(s);
	return 0;
}

static void close(void *state)
{
	free(((struct state *)state)->slot);
}

/* ---- counting ---- */

static void forget(struct state *s)
{
	free(s->slot);
	s->slot = NULL;
	s->slots = s->used = 0;
	s->many = true;
}

static struct combination *slot_of(struct combination *slot, size_t slots, uint64_t number)
{
	size_t at = hash_u64(number) & (slots - 1);

	while (slot[at].count && slot[at].number != number)
		at = (at + 1) & (slots - 1);
	return &slot[at];
}

static int slots_grow(struct state *s)
{
	size_t slots = s->slots ? s->slots * 2 : 64;
	struct combination *slot = calloc(slots, sizeof *slot);

	if (!slot)
		return -1;
	for (size_t i = 0; i < s->slots; i++)
		if (s->slot[i].count)
			*slot_of(slot, slots, s->slot[i].number) = s->slot[i];
	free(s->slot);
	s->slot = slot;
	s->slots = slots;
	return 0;
}

/* Rows of one combination, or the end of counting. */
static int combination_add(struct state *s, const struct combination *c)
{
	struct combination *at;

	if (s->many)
		return 0;
	if (2 * (s->used + 1) > s->slots && slots_grow(s) < 0)
		return -1;
	at = slot_of(s->slot, s->slots, c->number);
	if (!at->count) {
		if (s->used == SEEN_MAX) {
			forget(s);
			return 0;
		}
		*at = *c;
		s->used++;
		return 0;
	}
	at->count += c->count;
	at->first_row = c->first_row < at->first_row ? c->first_row : at->first_row;
	return 0;
}

/* The engine codes categories and the label; the others' keys are looked up here. */
static uint32_t code_of(const struct column *c, const struct dictionary *d, size_t row)
{
	if (c->code)
		return c->code[row];
	return cell_is_missing(c->kind[row]) ? CODE_NONE : dictionary_code(d, c->key[row]);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column == NO_COLUMN && !((const struct state *)state)->reason[0] ? ROWS_NEEDED : ROWS_NONE;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t i = 0; i < s->columns; i++)
		if (s->column[i] >= b->columns || !b->column[s->column[i]].kind)
			return 0;	/* absent in all of these rows */
	for (size_t r = 0; !s->reason[0] && r < b->rows; r++) {
		struct combination one = { .count = 1, .first_row = b->first_row + r };
		size_t i = 0;

		for (; i < s->columns; i++) {
			const struct dictionary *d = s->plan->column[s->column[i]].dictionary;
			uint32_t code = code_of(&b->column[s->column[i]], d, r);

			if (code == CODE_NONE)
				break;
			one.number = one.number * d->count + code;
		}
		if (i < s->columns)
			continue;
		s->rows++;
		if (combination_add(s, &one) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	a->rows += b->rows;
	if (b->many)
		forget(a);
	for (size_t i = 0; i < b->slots; i++)
		if (b->slot[i].count && combination_add(a, &b->slot[i]) < 0)
			return err_nomem(e);
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const struct combination *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_count(const void *a, const void *b)
{
	const struct combination *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return by_number(a, b);
}

static int by_count_down(const void *a, const void *b)
{
	const struct combination *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return by_number(a, b);
}

/* The combinations that occur, in some order. Malloc'd; NULL: no memory. */
static struct combination *combinations_sorted(const struct state *s, int (*order)(const void *, const void *))
{
	struct combination *sorted = malloc((s->used + 1) * sizeof *sorted);
	size_t n = 0;

	for (size_t i = 0; sorted && i < s->slots; i++)
		if (s->slot[i].count)
			sorted[n++] = s->slot[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, order);
	return sorted;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;
	struct combination *sorted = combinations_sorted(s, by_number);	/* order of arrival is not part of the state */

	if (!sorted)
		return err_nomem(e);
	blob_put_u64(b, s->reason[0] ? 0 : s->possible);
	blob_put_u64(b, s->rows);
	blob_put_u64(b, s->many);
	blob_put_u64(b, s->used);
	for (size_t i = 0; i < s->used; i++) {
		blob_put_u64(b, sorted[i].number);
		blob_put_u64(b, sorted[i].count);
		blob_put_u64(b, sorted[i].first_row);
	}
	free(sorted);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t possible = blob_get_u64(b), rows = blob_get_u64(b), many = blob_get_u64(b), used = blob_get_u64(b);
	uint64_t left = rows, before = 0;

	if (!blob_ok(b) || possible != (s->reason[0] ? 0 : s->possible))
		return err_set(e, ERR_STATE, "combinations end early, or are of other columns");
	if (many > 1 || used > SEEN_MAX || (many && used) || (possible == 0 && (rows || many)))
		return err_set(e, ERR_STATE, "combinations are damaged");
	for (uint64_t i = 0; i < used; i++) {
		struct combination c;

		c.number = blob_get_u64(b);
		c.count = blob_get_u64(b);
		c.first_row = blob_get_u64(b);
		if (!blob_ok(b) || c.number >= possible || (i && c.number <= before) || !c.count || c.count > left || !c.first_row)
			return err_set(e, ERR_STATE, "combination %ju is damaged", (uintmax_t)i + 1);
		if (combination_add(s, &c) < 0)
			return err_nomem(e);
		left -= c.count;
		before = c.number;
	}
	if (left && !many)
		return err_set(e, ERR_STATE, "combinations do not add up to their rows");
	s->rows = rows;
	s->many = many;
	return 0;
}

/* ---- publishing ---- */

/* {"values": {column: value, …}} of the codes; NULL: no memory. */
static cJSON *values_json(const struct state *s, const uint32_t *code)
{
	cJSON *o = cJSON_CreateObject(), *values = cJSON_AddObjectToObject(o, "values");

	for (size_t i = 0; values && i < s->columns; i++) {
		const struct column_info *info = &s->plan->column[s->column[i]];
		char name[VALUE_NAME_BYTES];

		value_name(info, &info->dictionary->value[code[i]], name);
		cJSON_AddStringToObject(values, info->name, name);
	}
	return o;
}

static cJSON *combination_json(const struct state *s, const struct combination *c)
{
	uint32_t code[COLUMNS_MAX];
	uint64_t number = c->number;
	cJSON *o;

	for (size_t i = s->columns; i-- > 0; number /= values_of(s->plan, s->column[i]))
		code[i] = (uint32_t)(number % values_of(s->plan, s->column[i]));
	o = values_json(s, code);
	cJSON_AddNumberToObject(o, "count", (double)c->count);
	cJSON_AddNumberToObject(o, "first_row", (double)c->first_row);
	return o;
}

/* The first SHOWN combinations in some order. */
static cJSON *combinations_json(const struct state *s, int (*order)(const void *, const void *))
{
	struct combination *sorted = combinations_sorted(s, order);
	cJSON *list = sorted ? cJSON_CreateArray() : NULL;

	for (size_t i = 0; list && i < s->used && i < SHOWN; i++) {
		cJSON *one = combination_json(s, &sorted[i]);

		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			cJSON_Delete(list);
			list = NULL;
		}
	}
	free(sorted);
	return list;
}

/* The most expected combinations that do not occur are found by walking all combinations from the most expected one down, without
 * listing them: a column's values are ranked by descending count, a combination is a vector of ranks, and those that follow it
 * raise one rank by one. To meet each vector once, only ranks from the last one that is not 0 onwards are raised. A heap holds those
 * that were met and not visited; visits are one for each combination that occurs and MISSING_SHOWN more, so it has 20 MB at most. */
struct rank {
	double expected;
	uint32_t rank[COLUMNS_MAX];
};

struct walk {
	const struct state *s;
	uint32_t *by_rank[COLUMNS_MAX];	/* codes */
	struct rank *heap;
	size_t count, room;
};

static bool goes_before(const struct rank *a, const struct rank *b)
{
	if (a->expected != b->expected)
		return a->expected > b->expected;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		if (a->rank[i] != b->rank[i])
			return a->rank[i] < b->rank[i];
	return false;
}

static int heap_put(struct walk *w, struct rank r)
{
	size_t at = w->count;

	if (w->count == w->room) {
		size_t room = w->room ? w->room * 2 : 64;
		struct rank *heap = realloc(w->heap, room * sizeof *heap);

		if (!heap)
			return -1;
		w->heap = heap;
		w->room = room;
	}
	w->count++;
	for (; at > 0 && goes_before(&r, &w->heap[(at - 1) / 2]); at = (at - 1) / 2)
		w->heap[at] = w->heap[(at - 1) / 2];
	w->heap[at] = r;
	return 0;
}

static struct rank heap_take(struct walk *w)
{
	struct rank first = w->heap[0], last = w->heap[--w->count];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < w->count) {
		child += child + 1 < w->count && goes_before(&w->heap[child + 1], &w->heap[child]);
		if (!goes_before(&w->heap[child], &last))
			break;
		w->heap[at] = w->heap[child];
		at = child;
	}
	w->heap[at] = last;
	return first;
}

/* Rows that chance would bring; the factors' order is fixed, so a higher rank never gives more. */
static double expected_rows(const struct walk *w, const uint32_t *rank)
{
	double expected = (double)w->s->rows;

	for (size_t i = 0; i < w->s->columns; i++) {
		const struct column_info *info = &w->s->plan->column[w->s->column[i]];

		expected *= (double)info->dictionary->value[w->by_rank[i][rank[i]]].count / (double)info->present;
	}
	return expected;
}

static int by_value_count(const void *a, const void *b, void *values)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct value *v = values;

	if (v[x].count != v[y].count)
		return v[x].count > v[y].count ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void walk_close(struct walk *w)
{
	for (size_t i = 0; i < w->s->columns; i++)
		free(w->by_rank[i]);
	free(w->heap);
}

static int walk_open(struct walk *w, const struct state *s)
{
	struct rank top = { .expected = 0 };

	*w = (struct walk){ .s = s };
	for (size_t i = 0; i < s->columns; i++) {
		const struct dictionary *d = s->plan->column[s->column[i]].dictionary;
		struct value *values = (struct value *)(uintptr_t)d->value;	/* qsort_r hands it back; nothing writes */

		w->by_rank[i] = malloc((d->count + 1) * sizeof *w->by_rank[i]);
		if (!w->by_rank[i])
			return -1;
		for (uint32_t v = 0; v < d->count; v++)
			w->by_rank[i][v] = v;
		qsort_r(w->by_rank[i], d->count, sizeof *w->by_rank[i], by_value_count, values);
	}
	top.expected = expected_rows(w, top.rank);
	return heap_put(w, top);
}

static int walk_on(struct walk *w, const struct rank *from)
{
	size_t last = 0;

	for (size_t i = 0; i < w->s->columns; i++)
		last = from->rank[i] ? i : last;
	for (size_t i = last; i < w->s->columns; i++) {
		struct rank next = *from;

		if (++next.rank[i] >= values_of(w->s->plan, w->s->column[i]))
			continue;
		next.expected = expected_rows(w, next.rank);
		if (heap_put(w, next) < 0)
			return -1;
	}
	return 0;
}

/* The codes of a vector; returns whether the combination occurs. */
static bool walk_visit(const struct walk *w, const struct rank *r, uint32_t *code)
{
	const struct state *s = w->s;
	uint64_t number = 0;

	for (size_t i = 0; i < s->columns; i++) {
		code[i] = w->by_rank[i][r->rank[i]];
		number = number * values_of(s->plan, s->column[i]) + code[i];
	}
	return s->slots && slot_of(s->slot, s->slots, number)->count;
}

static cJSON *missing_json(const struct state *s)
{
	cJSON *list = cJSON_CreateArray();
	struct walk w;
	int done = list ? walk_open(&w, s) : -1;

	while (done == 0 && w.count && cJSON_GetArraySize(list) < MISSING_SHOWN) {
		struct rank r = heap_take(&w);
		uint32_t code[COLUMNS_MAX];

		if (!walk_visit(&w, &r, code)) {
			cJSON *one = values_json(s, code);

			cJSON_AddNumberToObject(one, "expected", r.expected);
			if (!one || !cJSON_AddItemToArray(list, one)) {
				cJSON_Delete(one);
				done = -1;
				break;
			}
		}
		done = walk_on(&w, &r);
	}
	if (list)
		walk_close(&w);
	if (done < 0) {
		cJSON_Delete(list);
		return NULL;
	}
	return list;
}

static void publish_none(size_t from, const char *reason, struct sink *out)
{
	for (size_t m = from; metrics[m].name; m++)
		out->none(out, &metrics[m], in_dataset(), reason);
}

static void publish_seen(const struct state *s, struct sink *out)
{
	out->value(out, &metrics[M_SEEN], in_dataset(), (double)s->used);
	out->value(out, &metrics[M_MISSING_FRACTION], in_dataset(), (double)(s->possible - s->used) / (double)s->possible);
	out->detail(out, &metrics[M_MISSING], in_dataset(), missing_json(s));
	out->detail(out, &metrics[M_RAREST], in_dataset(), combinations_json(s, by_count));
	out->detail(out, &metrics[M_TOP], in_dataset(), combinations_json(s, by_count_down));
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	cJSON *names;

	if (s->reason[0]) {
		publish_none(M_POSSIBLE, s->reason, out);
		return;
	}
	names = cJSON_CreateArray();
	for (size_t i = 0; names && i < s->columns; i++)
		cJSON_AddItemToArray(names, cJSON_CreateString(plan->column[s->column[i]].name));
	out->value(out, &metrics[M_POSSIBLE], in_dataset(), (double)s->possible);
	out->detail(out, &metrics[M_COLUMNS], in_dataset(), names);
	out->value(out, &metrics[M_ROWS], in_dataset(), (double)s->rows);
	if (s->many)
		publish_none(M_SEEN, too_many, out);
	else
		publish_seen(s, out);
}

const struct analysis representativeness_combinations = {
	.name = "representativeness.combinations",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the columns of few values",
	.state_size = state_size,
	.open = open,
	.rows = rows_use,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
