/* completeness.disguised: cells that are there but stand for nothing: -999, 1900-01-01, "unknown".
 *
 * Second pass. Takes kinds, numbers and keys. Every column has a list of values to watch, made from the plan: numbers and dates of
 * disguises.h, and words as the column's dictionary spells them, whatever their case and the blanks around them; in columns of
 * too many values for a dictionary, the words in lower, upper and Title case. The pass counts each and keeps its first rows: exact
 * in any order. A column's state is a list of at most as many entries as its dictionary, of 90 bytes, or 40 kB without one.
 *
 * A word is evidence by itself; a placeholder ("test", "xxx") only in at most 5 % of the present cells, for it may be a class.
 * A number is suspicious when it occurs at least twice, or in 0.1 % of the numbers, and lies apart from the core: from all numbers
 * but the watched ones at both ends, which join the core, the nearest first, as long as nothing sets them apart from it. What does:
 *   the gap to the core is wider than the whole core; or the number lies outside the core's far fences, q1 − 3 IQR and q3 + 3 IQR,
 *     and the gap is wider than the IQR; or it is at most −99, occurs twice, and no number of the core is negative
 *   the core must hold 2 different numbers, for candidates of one digit 3
 *   the fences count for a negative candidate of one digit only where the core has no negative number
 *   0: the core lies above it, and the fences count only where fewer than half of the numbers are 0; so counts, prices and amounts,
 *     which begin near 0, never show
 * So many sentinels hide neither themselves nor each other. Where the census left buckets in place of single numbers, the buckets'
 * edges stand for them: the gaps are only ever smaller.
 * A date is suspicious by the same walk, when the gap is wider than a year and than a quarter of the core.
 */
#include "analyse/analyse.h"
#include "analyse/disguises.h"
#include "analyse/value_name.h"
#include "base/hash.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "completeness.disguised", SCOPE_COLUMN, UNIT_COUNT, 0, INFINITY, EXACT, "disguised.count",
	  "present cells that seem to stand for a missing value",
	  "count of −999, 1900-01-01, unknown and the like, where the other values speak for it",
	  "Pearson 2006, The problem of disguised missing data" },
	{ "completeness.disguised_fraction", SCOPE_COLUMN, UNIT_FRACTION, 0, 1, EXACT, "disguised.fraction",
	  "present cells that seem to stand for a missing value, as a share", "disguised / present", NULL },
	{ "completeness.disguised_values", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "disguised.values",
	  "those values with count and what speaks against them, at most 20", "largest count first", NULL },
	{ "completeness.disguised_rows", SCOPE_COLUMN, UNIT_DETAIL, 0, 0, EXACT, "disguised.rows",
	  "the first rows with such a cell", "row numbers", NULL },
	{ .name = NULL }
};

enum { M_COUNT, M_FRACTION, M_VALUES, M_ROWS };
enum { VALUES_SHOWN = 20 };

static const double PLACEHOLDER_SHARE = 0.05, COUNT_SHARE = 0.001, TIME_GAP_SHARE = 0.25, YEAR = 366 * 8.64e10;

/* ---- what to watch ---- */

struct watch {
	uint64_t word;			/* the key of a text; the bits of a number or time */
	double number;
	bool is_text;
	uint8_t candidate, spelling;	/* of the words; the spelling where there is no value */
	const struct value *value;	/* in the dictionary, or NULL */
	uint64_t count;
	struct examples first;
};

struct column_state {
	struct watch *watch;		/* numbers or times ascending, then texts */
	size_t count, room, numbers;
	uint32_t *slot;			/* open addressing over words: place + 1 */
	size_t slots;
	bool looked[CELL_KINDS];	/* kinds that are looked at */
	double quiet_low, quiet_high;	/* no watched number lies between these, and most numbers do */
	uint64_t others;		/* of a time column: times that are not watched, and their ends */
	double low, high;
};

struct state {
	const struct plan *plan;
	struct column_state of[];
};

static size_t state_size(const struct plan *plan)
{
	return sizeof(struct state) + plan->columns * sizeof(struct column_state);
}

static bool kind_is_text(uint8_t kind)
{
	return kind == CELL_TEXT || kind == CELL_CODE;
}

static struct watch *watch_add(struct column_state *c, uint64_t word)
{
	if (c->count == c->room) {
		size_t room = c->room ? c->room * 2 : 8;
		struct watch *watch = realloc(c->watch, room * sizeof *watch);

		if (!watch)
			return NULL;
		c->watch = watch;
		c->room = room;
	}
	c->watch[c->count] = (struct watch){ .word = word };
	return &c->watch[c->count++];
}

static int number_watch(struct column_state *c, double number)
{
	struct watch *w = watch_add(c, spilled_key(CELL_REAL, number, 0));

	if (!w)
		return -1;
	w->number = number;
	c->numbers++;
	return 0;
}

/* Marks the candidates that lie in a bucket; returns whether there are any. */
static bool bucket_mark(const struct bucket *b, bool *marked)
{
	bool any = false;

	for (size_t i = 0; i < DISGUISE_NUMBERS; i++) {
		bool inside = disguise_numbers[i] >= b->low && disguise_numbers[i] <= b->high;

		marked[i] |= inside;
		any |= inside;
	}
	return any;
}

/* The watched numbers around one that is ordinary. */
static void quiet_find(struct column_state *c, double ordinary)
{
	c->quiet_low = -INFINITY;
	c->quiet_high = INFINITY;
	for (size_t i = 0; i < c->numbers; i++) {
		if (c->watch[i].number <= ordinary)
			c->quiet_low = c->watch[i].number;
		else
			c->quiet_high = fmin(c->quiet_high, c->watch[i].number);
	}
}

/* Only candidates at an end of the column can become suspicious: those in the outermost buckets, as far as buckets hold any. */
static int numbers_watch(struct column_state *c, const struct column_info *info)
{
	bool marked[DISGUISE_NUMBERS] = { false };
	size_t from = 0, to = info->buckets;

	while (from < to && bucket_mark(&info->bucket[from], marked))
		from++;
	while (from < to && bucket_mark(&info->bucket[to - 1], marked))
		to--;
	for (size_t i = 0; i < DISGUISE_NUMBERS; i++)
		if (marked[i] && number_watch(c, disguise_numbers[i]) < 0)
			return -1;
	c->looked[CELL_INTEGER] = c->looked[CELL_REAL] = c->numbers > 0;
	quiet_find(c, info->buckets ? info->bucket[info->buckets / 2].low : 0);
	return 0;
}

static int times_watch(struct column_state *c, const struct column_info *info)
{
	for (size_t i = 0; i < DISGUISE_DATES; i++)
		if (number_watch(c, disguise_date(i)) < 0)
			return -1;
	for (unsigned k = 0; k < CELL_KINDS; k++)
		c->looked[k] = info->epoch ? cell_is_number((uint8_t)k) : cell_is_time((uint8_t)k);
	quiet_find(c, (double)days_from_civil(2000, 1, 1) * 8.64e10);
	return 0;
}

static int text_watch(struct column_state *c, uint64_t key, size_t candidate, enum spelling spelling, const struct value *value)
{
	struct watch *w = watch_add(c, key);

	if (!w)
		return -1;
	w->is_text = true;
	w->candidate = (uint8_t)candidate;
	w->spelling = (uint8_t)spelling;
	w->value = value;
	c->looked[CELL_TEXT] = c->looked[CELL_CODE] = true;
	return 0;
}
_Static_assert(DISGUISE_WORDS <= UINT8_MAX, "watch.candidate takes a byte");

static int words_watch_spelled(struct column_state *c)
{
	for (size_t i = 0; i < DISGUISE_WORDS; i++) {
		char spelled[SPELLINGS][DISGUISE_WORD_BYTES];

		for (unsigned s = 0; s < SPELLINGS; s++) {
			bool twice = false;

			disguise_word_spell(i, (enum spelling)s, spelled[s]);
			for (unsigned before = 0; before < s; before++)
				twice |= strcmp(spelled[before], spelled[s]) == 0;
			if (!twice && text_watch(c, hash_bytes(spelled[s], strlen(spelled[s])), i, (enum spelling)s, NULL) < 0)
				return -1;
		}
	}
	return 0;
}

static int words_watch(struct column_state *c, const struct column_info *info)
{
	if (!info->dictionary)
		return words_watch_spelled(c);
	for (size_t i = 0; i < info->dictionary->count; i++) {
		const struct value *v = &info->dictionary->value[i];
		size_t candidate = !kind_is_text(v->kind) || v->cut ? DISGUISE_WORDS : disguise_word_find(v->text, v->bytes);

		if (candidate < DISGUISE_WORDS && text_watch(c, v->key, candidate, LOWER, v) < 0)
			return -1;
	}
	return 0;
}

/* The slot of a word, or the free one where it belongs. */
static inline uint32_t *slot_of(const struct column_state *c, uint64_t word, bool is_text)
{
	size_t at = hash_u64(word) & (c->slots - 1);

	while (c->slot[at] && (c->watch[c->slot[at] - 1].word != word || c->watch[c->slot[at] - 1].is_text != is_text))
		at = (at + 1) & (c->slots - 1);
	return &c->slot[at];
}

static int slots_make(struct column_state *c)
{
	if (!c->count)
		return 0;
	for (c->slots = 64; c->slots < 16 * c->count; c->slots *= 2)	/* nearly all cells meet a free slot at once */
		;
	c->slot = calloc(c->slots, sizeof *c->slot);
	if (!c->slot)
		return -1;
	for (size_t i = 0; i < c->count; i++)
		*slot_of(c, c->watch[i].word, c->watch[i].is_text) = (uint32_t)i + 1;
	return 0;
}

/* NULL when the column is looked at. */
static const char *disguise_reason(const struct column_info *info)
{
	return info->type == TYPE_EMPTY ? "the column is empty" : info->type == TYPE_JSON ? "the column is json" : NULL;
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	s->plan = plan;
	for (size_t i = 0; i < plan->columns; i++) {
		const struct column_info *info = &plan->column[i];
		struct column_state *c = &s->of[i];

		c->low = INFINITY;
		c->high = -INFINITY;
		if (disguise_reason(info))
			continue;
		if ((column_is_numeric(info) && numbers_watch(c, info) < 0) ||
		    (info->type == TYPE_DATETIME && times_watch(c, info) < 0) || words_watch(c, info) < 0 || slots_make(c) < 0)
			return err_nomem(e);
	}
	return 0;
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; s->plan && c < s->plan->columns; c++) {
		free(s->of[c].watch);
		free(s->of[c].slot);
	}
}

/* ---- counting ---- */

/* Hot: one hash look-up for a text or for a number at an end of the column, two comparisons for the others. */
static void column_update(struct column_state *into, const struct batch *b, const struct column *c, bool times)
{
	for (size_t r = 0; r < b->rows; r++) {
		uint8_t kind = c->kind[r];
		bool is_text = kind_is_text(kind);
		uint32_t found = 0;
		double number;

		if (!into->looked[kind])
			continue;
		number = is_text ? 0 : c->number[r] + 0.0;	/* -0 is 0 */
		if (is_text || number <= into->quiet_low || number >= into->quiet_high)
			found = *slot_of(into, spilled_key(kind, number, c->key[r]), is_text);
		if (found) {
			into->watch[found - 1].count++;
			examples_add(&into->watch[found - 1].first, b->first_row + r);
		} else if (times && !is_text) {
			into->others++;
			into->low = number < into->low ? number : into->low;
			into->high = number > into->high ? number : into->high;
		}
	}
}

static enum rows_use rows_use(const void *state, const struct plan *plan, size_t column)
{
	(void)state;
	return column == NO_COLUMN || disguise_reason(&plan->column[column]) ? ROWS_NONE : ROWS_NEEDED;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	(void)e;
	for (size_t c = 0; c < b->columns; c++)
		if (s->of[c].count && b->column[c].kind)
			column_update(&s->of[c], b, &b->column[c], s->plan->column[c].type == TYPE_DATETIME);
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	for (size_t c = 0; c < a->plan->columns; c++) {
		struct column_state *x = &a->of[c];
		const struct column_state *y = &b->of[c];

		for (size_t i = 0; i < x->count; i++) {
			x->watch[i].count += y->watch[i].count;
			examples_merge(&x->watch[i].first, &y->watch[i].first);
		}
		x->others += y->others;
		x->low = y->low < x->low ? y->low : x->low;
		x->high = y->high > x->high ? y->high : x->high;
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->plan->columns);
	for (size_t c = 0; c < s->plan->columns; c++) {
		const struct column_state *x = &s->of[c];

		blob_put_u64(b, x->count);
		for (size_t i = 0; i < x->count; i++) {
			blob_put_u64(b, x->watch[i].count);
			examples_save(&x->watch[i].first, b);
		}
		blob_put_u64(b, x->others);
		blob_put_f64(b, x->low);
		blob_put_f64(b, x->high);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int column_load(struct column_state *x, struct blob *b)
{
	if (blob_get_u64(b) != x->count)
		return -1;
	for (size_t i = 0; i < x->count; i++) {
		struct watch *w = &x->watch[i];

		w->count = blob_get_u64(b);
		if (examples_load(&w->first, b) < 0 || w->first.count > w->count || (w->count && !w->first.count))
			return -1;
	}
	x->others = blob_get_u64(b);
	x->low = blob_get_f64(b);
	x->high = blob_get_f64(b);
	if (!blob_ok(b))
		return -1;
	return x->others ? (isfinite(x->low) && isfinite(x->high) && x->low <= x->high ? 0 : -1) :
			   (x->low == INFINITY && x->high == -INFINITY ? 0 : -1);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	if (blob_get_u64(b) != s->plan->columns)
		return err_set(e, ERR_STATE, "disguised missing values of another number of columns");
	for (size_t c = 0; c < s->plan->columns; c++)
		if (column_load(&s->of[c], b) < 0)
			return err_set(e, ERR_STATE, "disguised missing values are damaged in column %zu", c + 1);
	return 0;
}

/* ---- evidence ---- */

/* What sets a number apart from the core of the others; NULL: nothing. `all`: numbers of the column. */
typedef const char *evidence(const struct bucket *point, const struct bucket *core, size_t n, uint64_t all);

static const char *number_evidence(const struct bucket *point, const struct bucket *core, size_t n, uint64_t all)
{
	double v = point->low, low = core[0].low, high = core[n - 1].high, gap = v < low ? low - v : v - high, q1, q3, iqr, error;

	if (n < (fabs(v) < 10 ? 3 : 2) || (v == 0 && v > high))
		return NULL;
	if (gap > high - low)
		return "far apart: the gap to the other numbers is wider than all their range";
	q1 = buckets_quantile(core, n, 0.25, &error);
	q3 = buckets_quantile(core, n, 0.75, &error);
	iqr = q3 - q1;
	if ((v == 0 && 2 * point->count >= all) || (v < 0 && v > -10 && low < 0))
		return NULL;
	if (iqr > 0 && gap > iqr && (v < q1 - 3 * iqr || v > q3 + 3 * iqr))
		return "far outside: beyond 3 interquartile ranges from the quartiles of the other numbers";
	return v <= -99 && low >= 0 && point->count > 1 ? "negative, as no ordinary number of the column is" : NULL;
}

static const char *time_evidence(const struct bucket *point, const struct bucket *core, size_t n, uint64_t all)
{
	double v = point->low, low = core[0].low, high = core[n - 1].high, gap = v < low ? low - v : v - high;

	(void)all;
	return gap > YEAR && gap > TIME_GAP_SHARE * (high - low) ? "a date that systems fill in, far from all others" : NULL;
}

/* Those of the watched numbers [from, to) that occur, as buckets of one number. Returns how many. */
static size_t points_put(const struct column_state *c, size_t from, size_t to, struct bucket *out)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (c->watch[i].count)
			out[n++] = (struct bucket){ c->watch[i].number, c->watch[i].number, c->watch[i].count };
	return n;
}

/* The watched numbers of the column as points of their own between the buckets of all numbers. A bucket that other numbers share
 * with watched ones stays as it is, and they are no points then. `apart`: the buckets do not count the watched ones. Malloc'd. */
static struct bucket *points_part(const struct column_state *c, const struct bucket *bucket, size_t n, bool apart, size_t *count)
{
	struct bucket *out = malloc((n + c->numbers + 1) * sizeof *out);
	size_t w = 0, k = 0;

	for (size_t i = 0; out && i < n; i++) {
		size_t from = w, inside;
		uint64_t cells = 0;

		while (w < c->numbers && c->watch[w].number < bucket[i].low)
			w++;
		k += points_put(c, from, w, out + k);
		for (inside = w; w < c->numbers && c->watch[w].number <= bucket[i].high; w++)
			cells += c->watch[w].count;
		if (apart || cells != bucket[i].count)
			out[k++] = bucket[i];
		else
			k += points_put(c, inside, w, out + k);
	}
	if (out)
		k += points_put(c, w, c->numbers, out + k);
	*count = k;
	return out;
}

/* The watched number that this point is, or NULL. */
static const struct watch *point_watch(const struct column_state *c, const struct bucket *point)
{
	for (size_t i = 0; i < c->numbers; i++)
		if (point->low == point->high && c->watch[i].number == point->low && c->watch[i].count == point->count)
			return &c->watch[i];
	return NULL;
}

/* The watched points at both ends are judged from the core outwards, the nearer end first. One that nothing sets apart joins the
 * core; behind one that is set apart nothing joins. */
static void numbers_judge(const struct column_state *c, const struct bucket *b, size_t n, uint64_t all, evidence *speaks,
			  const char **why)
{
	size_t from = 0, to = n, below, above;	/* the core is [from, to); b[below - 1] and b[above] are next */
	bool apart[2] = { false, false };

	while (from < n && point_watch(c, &b[from]))
		from++;
	while (to > from && point_watch(c, &b[to - 1]))
		to--;
	for (below = from, above = to; from < to && (below > 0 || above < n);) {
		bool up = below == 0 || (above < n && b[above].low - b[to - 1].high < b[from].low - b[below - 1].high);
		const struct bucket *point = up ? &b[above++] : &b[--below];
		const char *against = speaks(point, &b[from], to - from, all);

		if (against && (point->count > 1 || (double)point->count >= COUNT_SHARE * (double)all))
			why[point_watch(c, point) - c->watch] = against;
		apart[up] = apart[up] || against;
		from -= !up && !apart[0];
		to += up && !apart[1];
	}
}

static int numbers_suspect(const struct column_state *c, const struct column_info *info, const char **why)
{
	bool times = info->type == TYPE_DATETIME;
	struct bucket others = { c->low, c->high, c->others };
	uint64_t all = times ? c->others : info->numbers;
	struct bucket *b;
	size_t n;

	if (!c->numbers)
		return 0;
	for (size_t i = 0; times && i < c->numbers; i++)
		all += c->watch[i].count;
	if (times)
		b = points_part(c, &others, c->others > 0, true, &n);
	else
		b = points_part(c, info->bucket, info->buckets, false, &n);
	if (!b)
		return -1;
	numbers_judge(c, b, n, all, times ? time_evidence : number_evidence, why);
	free(b);
	return 0;
}

static void words_suspect(const struct column_state *c, const struct column_info *info, const char **why)
{
	for (size_t i = c->numbers; i < c->count; i++) {
		const struct watch *w = &c->watch[i];

		if (w->count && (!disguise_word_is_placeholder(w->candidate) || (double)w->count <= PLACEHOLDER_SHARE * (double)info->present))
			why[i] = disguise_word_reason(w->candidate);
	}
}

/* ---- publishing ---- */

struct suspect {
	const struct watch *watch;
	const char *why;
};

static int by_count(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;

	if (x->watch->count != y->watch->count)
		return x->watch->count > y->watch->count ? -1 : 1;
	return x->watch < y->watch ? -1 : x->watch > y->watch;
}

static void watch_name(const struct watch *w, const struct column_info *info, char *name)
{
	if (w->value)
		value_name(info, w->value, name);
	else if (w->is_text)
		disguise_word_spell(w->candidate, (enum spelling)w->spelling, name);
	else if (info->type == TYPE_DATETIME)
		time_format(w->number, name);
	else
		number_name(w->number, name);
}

static cJSON *suspects_json(const struct suspect *suspect, size_t n, const struct column_info *info)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; list && i < n && i < VALUES_SHOWN; i++) {
		cJSON *one = cJSON_CreateObject();
		char name[VALUE_NAME_BYTES];

		watch_name(suspect[i].watch, info, name);
		cJSON_AddStringToObject(one, "value", name);
		cJSON_AddNumberToObject(one, "count", (double)suspect[i].watch->count);
		cJSON_AddStringToObject(one, "why", suspect[i].why);
		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static void publish_suspects(struct suspect *suspect, size_t n, const struct column_info *info, size_t column, struct sink *out)
{
	struct examples first = { .count = 0 };
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++) {
		count += suspect[i].watch->count;
		examples_merge(&first, &suspect[i].watch->first);
	}
	if (n)
		qsort(suspect, n, sizeof *suspect, by_count);
	out->value(out, &metrics[M_COUNT], in_column(column), (double)count);
	sink_number(out, &metrics[M_FRACTION], in_column(column), (double)count / (double)info->present, "no cell is present");
	out->detail(out, &metrics[M_VALUES], in_column(column), suspects_json(suspect, n, info));
	out->detail(out, &metrics[M_ROWS], in_column(column), examples_json(&first));
}

static int publish_column(const struct column_state *c, const struct column_info *info, size_t column, struct sink *out)
{
	const char **why = calloc(c->count + 1, sizeof *why);
	struct suspect *suspect = malloc((c->count + 1) * sizeof *suspect);
	size_t n = 0;
	int done = -1;

	if (!why || !suspect || numbers_suspect(c, info, why) < 0)
		goto out;
	words_suspect(c, info, why);
	for (size_t i = 0; i < c->count; i++)
		if (why[i])
			suspect[n++] = (struct suspect){ &c->watch[i], why[i] };
	publish_suspects(suspect, n, info, column, out);
	done = 0;
out:
	free(why);
	free(suspect);
	return done;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	for (size_t c = 0; c < plan->columns; c++) {
		const char *reason = disguise_reason(&plan->column[c]);

		if (!reason && publish_column(&s->of[c], &plan->column[c], c, out) < 0)
			reason = "memory ran out";
		for (const struct metric *m = metrics; reason && m->name; m++)
			out->none(out, m, in_column(c), reason);
	}
}

const struct analysis completeness_disguised = {
	.name = "completeness.disguised",
	.metrics = metrics,
	.pass = PASS_SECOND,
	.algebra = HOLISTIC,
	.law = MERGE_EXACT,
	.version = 1,
	.why = "each column's type and values, which tell what to watch for",
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
