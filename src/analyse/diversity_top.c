/* diversity.top: the most frequent values of each column.
 *
 * Where the census counted every value they are known. Elsewhere the census left, for each of HEAVY_SLOTS hash slots, how many cells fell
 * there: no value can be more frequent than its slot. The second pass counts exactly the values of the fullest slots, as many slots
 * as hold about COUNTED_MAX different values, or the census's limit where that is less. A counted value that is more frequent than the
 * fullest slot left out is certainly among the top; the list ends where that certainty ends, so what it says is exact.
 */
#include "analyse/analyse.h"
#include "analyse/value_counts.h"
#include "analyse/value_name.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "diversity.top", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "top", "the most frequent values with count and share, at most ten",
	  "value_counts().head(10); for columns of very many values those that are certain", "pandas value_counts" },
	{ .name = NULL }
};

enum { TOP = 10, COUNTED_MAX = 8192 };

struct column_state {
	bool counts;			/* the census did not count every value */
	bool slot[HEAVY_SLOTS];		/* slots whose values are counted */
	uint64_t bound;			/* cells of the fullest slot that is not counted */
	struct value_counts values;
};

struct state {
	const struct plan *plan;
	struct column_state **of;	/* NULL where the census suffices */
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int descending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x > y ? -1 : x < y;
}

/* All slots fuller than the bound are counted; the bound is that of the first slot which there is no room for. */
static int slots_choose(struct column_state *c, const struct column_info *info, size_t counted)
{
	double values_a_slot = info->distinct / HEAVY_SLOTS;
	size_t slots = (size_t)((double)counted / (values_a_slot > 1 ? values_a_slot : 1));
	uint64_t *sorted = malloc(HEAVY_SLOTS * sizeof *sorted);

	if (!sorted)
		return -1;
	memcpy(sorted, info->heavy, HEAVY_SLOTS * sizeof *sorted);
	qsort(sorted, HEAVY_SLOTS, sizeof *sorted, descending);
	c->bound = slots < HEAVY_SLOTS ? sorted[slots] : 0;
	free(sorted);
	for (size_t i = 0; i < HEAVY_SLOTS; i++)
		c->slot[i] = info->heavy[i] > c->bound;
	return 0;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;
	size_t limit = values_limit(plan->values_bytes, plan->columns), counted = limit < COUNTED_MAX ? limit : COUNTED_MAX;

	s->of = calloc(plan->columns + 1, sizeof *s->of);
	if (!s->of)
		return err_nomem(e);
	s->plan = plan;
	for (size_t c = 0; c < plan->columns; c++) {
		if (plan->column[c].dictionary || !plan->column[c].heavy)
			continue;
		s->of[c] = calloc(1, sizeof *s->of[c]);
		if (!s->of[c] || slots_choose(s->of[c], &plan->column[c], counted) < 0)
			return err_nomem(e);
	}
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->of && c < s->plan->columns; c++) {
		if (s->of[c])
			value_counts_release(&s->of[c]->values);
		free(s->of[c]);
	}
	free(s->of);
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)plan;
	return column != NO_COLUMN && ((const struct state *)state)->of[column] ? ROWS_NEEDED : ROWS_NONE;
}

/* Hot. The rows of a batch whose cells are present and lie in counted slots. Without a branch, as which do cannot be guessed. */
static size_t rows_find(const struct column_state *into, const struct column *c, size_t rows, uint32_t *row)
{
	size_t n = 0;

	for (size_t r = 0; r < rows; r++) {
		row[n] = (uint32_t)r;
		n += (unsigned)!cell_is_missing(c->kind[r]) & into->slot[value_heavy_slot(c->key[r])];
	}
	return n;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	uint32_t *row = malloc((b->rows + 1) * sizeof *row);
	int done = row ? 0 : -1;

	for (size_t c = 0; c < b->columns && done == 0; c++) {
		const struct column *column = &b->column[c];

		if (s->of[c] && column->kind)
			done = value_counts_add_rows(&s->of[c]->values, b, column, row, rows_find(s->of[c], column, b->rows, row));
	}
	free(row);
	return done < 0 ? err_nomem(e) : 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	const struct state *a = into, *b = from;

	for (size_t c = 0; c < a->plan->columns; c++)
		if (a->of[c] && value_counts_merge(&a->of[c]->values, &b->of[c]->values, SIZE_MAX) < 0)
			return err_nomem(e);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	for (size_t c = 0; c < s->plan->columns; c++)
		if (s->of[c])
			value_counts_save(&s->of[c]->values, b);
	blob_put_u64(b, s->plan->columns);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	for (size_t c = 0; c < s->plan->columns; c++)
		if (s->of[c] && (value_counts_load(&s->of[c]->values, b, SIZE_MAX) < 0 || s->of[c]->values.many))
			return err_set(e, ERR_STATE, "top values are damaged in column %zu", c + 1);
	return blob_get_u64(b) == s->plan->columns && blob_ok(b) ? 0 : err_set(e, ERR_STATE, "top values end early");
}

struct top {
	struct value value[TOP];
	size_t count;
};

static void top_add(struct top *t, const struct value *v)
{
	size_t at = t->count < TOP ? t->count++ : TOP;

	while (at > 0 && (t->value[at - 1].count < v->count ||
			  (t->value[at - 1].count == v->count && t->value[at - 1].first_row > v->first_row))) {
		if (at < TOP)
			t->value[at] = t->value[at - 1];
		at--;
	}
	if (at < TOP)
		t->value[at] = *v;
}

/* The name of a value; texts that only the second pass counted are looked up where they first stand. */
static void top_name(const struct plan *plan, size_t column, const struct value *v, char *name)
{
	const struct column_info *info = &plan->column[column];
	char *text = NULL;
	struct value named = *v;

	if (!v->text && plan->cell_text)
		text = plan->cell_text(plan->store, v->first_row, column);
	if (!v->text) {
		size_t n = text ? strlen(text) : 0;

		named.cut = n > VALUE_TEXT_BYTES;
		while (n > VALUE_TEXT_BYTES || (n > 0 && named.cut && ((unsigned char)text[n] & 0xc0) == 0x80))
			n--;
		if (text)
			text[n] = '\0';
		named.text = text ? text : "";
	}
	value_name(info, &named, name);
	free(text);
}

static cJSON *top_json(const struct plan *plan, size_t column, const struct top *t)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < t->count; i++) {
		cJSON *one = cJSON_CreateObject();
		char name[VALUE_NAME_BYTES];

		top_name(plan, column, &t->value[i], name);
		cJSON_AddStringToObject(one, "value", name);
		cJSON_AddNumberToObject(one, "count", (double)t->value[i].count);
		cJSON_AddNumberToObject(one, "fraction", (double)t->value[i].count / (double)plan->column[column].present);
		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static struct top top_of(const struct column_state *c, const struct column_info *info)
{
	struct top t = { .count = 0 };

	for (size_t i = 0; info->dictionary && i < info->dictionary->count; i++)
		top_add(&t, &info->dictionary->value[i]);
	for (uint32_t i = 0; c && i < c->values.count; i++) {
		const struct value_entry *x = &c->values.entry[i];
		struct value v = { .key = x->key, .count = x->count, .first_row = x->first_row, .number = x->number, .kind = x->kind };

		if (x->count > 1 && x->count > c->bound)
			top_add(&t, &v);
	}
	return t;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		struct top t = top_of(s->of[c], &plan->column[c]);

		if (plan->column[c].present == 0)
			out->none(out, &metrics[0], in_column(c), "the column is empty");
		else
			out->detail(out, &metrics[0], in_column(c), top_json(plan, c, &t));
	}
}

const struct analysis diversity_top = {
	.name = "diversity.top",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "the fullest hash slots, to count their values; only for columns of very many values",
	.fast = "exact where every value was counted; else null",
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
