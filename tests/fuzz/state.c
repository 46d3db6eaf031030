/* state: any bytes loaded as an analysis's saved state. They are refused with a sentence; or they are read, and then the state can be
 * published, merged and fed like any other, and saves what loads as the same state again.
 *
 * An input is an analysis's name, a line end, and the bytes: "completeness.rows\n…". Without such a name they go to every analysis.
 * The fuzzer leaves the name alone, and starts at times from what an analysis saves, so that the corpus needs few files.
 */
#include "fuzz.h"

#include "analyse/analyse.h"
#include "base/hash.h"
#include "engine/later_pass.h"

#include <cjson/cJSON.h>

enum { ROWS = 80, TEXT_BYTES = 24, PLANS = 2 };

/* ---- a small table of all kinds of columns: their cells, over and over ---- */

static const struct {
	const char *name, *cell[8];	/* up to the first NULL; a '#' is the row's number, "~" is absent */
} given[] = {
	{ "empty", { "", "NA", "~" } },
	{ "constant", { "42" } },
	{ "mixed", { "1", "2.5", "true", "Oslo", " oslo ", "007", "1e999", "2024-02-29" } },
	{ "number", { "-3", "0", "2", "", "7", "2", "-inf" } },
	{ "real", { "0.5", "-1e150", "1e-150", "#.25" } },
	{ "label", { "yes", "no", "yes", "~", "no" } },
	{ "predicted", { "yes", "yes", "maybe", "no" } },
	{ "time", { "2024-01-#1T12:00:00Z", "2023-06-05", "", "bad" } },
	{ "month_first", { "01/13/2021", "02/03/2021" } },
	{ "created_at", { "16000#0000", "1600000001" } },
	{ "text", { "caf\xc3\xa9 au lait", "bell\x07", "\xc3\x83\xc2\xa9", "Cafe\xcc\x81", "a longer text #" } },
	{ "id", { "row-#" } },
};
enum { COLUMNS = sizeof given / sizeof given[0] };

static uint8_t kind[COLUMNS][ROWS];
static double number[COLUMNS][ROWS];
static uint64_t key[COLUMNS][ROWS], line[ROWS];
static struct cell_text text[COLUMNS][ROWS];
static char bytes[COLUMNS * ROWS * TEXT_BYTES];
static struct column first_column[COLUMNS];

static size_t cell_write(size_t c, size_t row, char *to)
{
	size_t count = 0;
	const char *cell, *mark;

	while (count < 8 && given[c].cell[count])
		count++;
	cell = given[c].cell[row % count];
	mark = strchr(cell, '#');
	return (size_t)(mark ? snprintf(to, TEXT_BYTES, "%.*s%zu%s", (int)(mark - cell), cell, row, mark + 1)
			     : snprintf(to, TEXT_BYTES, "%s", cell));
}

static void data_fill(const struct na_set *na)
{
	size_t used = 0;

	for (size_t c = 0; c < COLUMNS; c++) {
		for (size_t r = 0; r < ROWS; r++) {
			size_t n = cell_write(c, r, bytes + used);
			struct cell cell = cell_type(bytes + used, n, na);

			line[r] = r + 2;
			if (bytes[used] == '~')
				continue;
			kind[c][r] = cell.kind;
			number[c][r] = cell.number;
			key[c][r] = cell_is_missing(cell.kind) ? 0 : hash_bytes(bytes + used, n);
			text[c][r] = (struct cell_text){ (uint32_t)used, (uint32_t)n };
			used += n;
		}
		first_column[c] = (struct column){ .kind = kind[c], .number = number[c], .key = key[c], .text = text[c] };
	}
}

/* ---- a plan that knows every value, and one that does not ---- */

static struct world {
	struct plan plan;
	struct column_info info[COLUMNS];
	struct batch *pass[4];
} worlds[PLANS];

static struct batch first = { .pass = 1, .first_row = 1, .rows = ROWS, .columns = COLUMNS, .column = first_column, .bytes = bytes,
			      .line = line };

static void *state_new(const struct analysis *a, const struct plan *plan)
{
	struct err e = { .code = ERR_NONE };
	void *s = calloc(1, a->state_size(plan));

	check(s && a->open(s, plan, &e) == 0, "%s: %s", a->name, e.text);
	return s;
}

static void state_free(const struct analysis *a, void *s)
{
	a->close(s);
	free(s);
}

static void *state_filled(const struct analysis *a, const struct world *w)
{
	void *s = state_new(a, &w->plan);
	struct err e = { .code = ERR_NONE };

	check(a->update(s, w->pass[a->pass], &e) == 0, "%s: %s", a->name, e.text);
	return s;
}

/* What the analyses of a pass tell the plan is borrowed from their states, which live on. */
static void inform_all(struct world *w, enum pass pass)
{
	static void *kept[PLANS][256];
	struct err e = { .code = ERR_NONE };

	for (size_t i = 0; analyses[i]; i++)
		if (analyses[i]->pass == pass && analyses[i]->inform) {
			void *s = kept[w - worlds][i] = state_filled(analyses[i], w);

			check(analyses[i]->inform(s, &w->plan, &e) == 0, "%s: %s", analyses[i]->name, e.text);
		}
}

static size_t column_named(const char *name)
{
	size_t c = 0;

	while (strcmp(given[c].name, name) != 0)
		c++;
	return c;
}

/* Some of its cells are probabilities, of the label yes. */
static const char *const proba[] = { "real", NULL };

static void world_make(struct world *w, size_t values_bytes, const struct spill *spill)
{
	struct err e = { .code = ERR_NONE };

	w->plan = (struct plan){ .now = 1.7e15, .age_limit = 365 * 8.64e10, .values_bytes = values_bytes, .evidence = 5, .rows = ROWS,
				 .proba = proba, .columns = COLUMNS, .column = w->info, .label_name = "label", .pred_name = "predicted",
				 .time_name = "time", .id_name = "id", .label = column_named("label"), .pred = column_named("predicted"),
				 .time = column_named("time"), .id = column_named("id") };
	for (size_t c = 0; c < COLUMNS; c++)
		w->info[c].name = given[c].name;
	w->pass[PASS_FIRST] = &first;
	inform_all(w, PASS_FIRST);
	for (int pass = PASS_SECOND; pass <= PASS_THIRD; pass++) {
		check(spill_read(spill, 0, pass, NULL, COLUMNS, &w->pass[pass], &e) == 0 &&
		      later_batch_prepare(w->pass[pass], &w->plan, &e) == 0, "%s", e.text);
		inform_all(w, (enum pass)pass);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct na_set *na = na_set_new(&na_default);
	struct spill *spill = NULL;
	struct err e = { .code = ERR_NONE };

	(void)argc;
	(void)argv;
	check(na, "no memory");
	data_fill(na);
	na_set_free(na);
	check(spill_create(&spill, NULL, &e) == 0 && spill_append(spill, &first, &e) == 0, "%s", e.text);
	world_make(&worlds[0], 64 << 20, spill);
	world_make(&worlds[1], 1, spill);
	spill_free(spill);
	return 0;
}

/* ---- a sink that looks at everything and keeps nothing ---- */

static void drop_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	(void)sink;
	(void)w;
	check(isfinite(value), "%s: %g", m->name, value);
}

static void drop_bounded(struct sink *sink, const struct metric *m, struct where w, double value, const char *method, double error)
{
	drop_value(sink, m, w, value);
	check(isfinite(error) && error > 0 && method && *method, "%s: ±%g by %s", m->name, error, method);
}

static void drop_text(struct sink *sink, const struct metric *m, struct where w, const char *value)
{
	(void)sink;
	(void)w;
	check(value && strlen(value) < SIZE_MAX, "%s: no text", m->name);
}

static void drop_detail(struct sink *sink, const struct metric *m, struct where w, struct cJSON *detail)
{
	char *printed = detail ? cJSON_PrintUnformatted(detail) : NULL;

	(void)sink;
	(void)w;
	check(printed, "%s: no detail", m->name);
	cJSON_free(printed);
	cJSON_Delete(detail);
}

static void drop_none(struct sink *sink, const struct metric *m, struct where w, const char *reason)
{
	(void)sink;
	(void)w;
	check(reason && *reason, "%s: no reason", m->name);
}

static void publish(const struct analysis *a, const void *s, const struct plan *plan)
{
	struct sink drop = { drop_value, drop_bounded, drop_text, drop_detail, drop_none };

	a->publish(s, plan, &drop);
}

/* ---- what is done with a state that was read ---- */

static bool load(const struct analysis *a, void *s, const void *from, size_t n)
{
	struct err e = { .code = ERR_NONE };
	struct blob b = blob_over(from, n);
	bool done = a->load(s, &b, &e) == 0;

	check(done ? e.code == ERR_NONE : (e.code == ERR_STATE || e.code == ERR_NOMEM) && *e.text, "%s: code %d: %s", a->name, (int)e.code,
	      e.text);
	return done && b.at == n;
}

static struct blob saved(const struct analysis *a, const void *s)
{
	struct blob b = { .bytes = NULL };
	struct err e = { .code = ERR_NONE };

	check(a->save(s, &b, &e) == 0 && blob_ok(&b), "%s: %s", a->name, e.text);
	return b;
}

static void saves_the_same(const struct analysis *a, const void *s, const struct world *w)
{
	void *t = state_new(a, &w->plan);
	struct blob b = saved(a, s), again;

	check(load(a, t, b.bytes, b.length), "%s: does not load what it saved", a->name);
	again = saved(a, t);
	check(b.length == again.length && memcmp(b.bytes, again.bytes, b.length) == 0, "%s: saves other bytes when loaded", a->name);
	blob_release(&b);
	blob_release(&again);
	state_free(a, t);
}

/* The figures may be any now, and the calls may fail, but only with a sentence. */
static void goes_on(const struct analysis *a, void *s, const struct world *w)
{
	void *empty = state_new(a, &w->plan), *filled = state_filled(a, w);
	struct err e = { .code = ERR_NONE };

	check(a->merge(empty, s, &e) == 0 || *e.text, "%s", a->name);
	e.code = ERR_NONE;
	check(a->merge(s, filled, &e) == 0 || *e.text, "%s", a->name);
	e.code = ERR_NONE;
	check(a->update(s, w->pass[a->pass], &e) == 0 || *e.text, "%s", a->name);
	publish(a, s, &w->plan);
	state_free(a, empty);
	state_free(a, filled);
}

/* What it would tell later passes is told to a copy of the plan. */
static void informs(const struct analysis *a, const void *s, const struct world *w)
{
	struct column_info info[COLUMNS];
	struct plan plan = w->plan;
	struct err e = { .code = ERR_NONE };

	memcpy(info, w->info, sizeof info);
	plan.column = info;
	if (a->inform && a->inform(s, &plan, &e) < 0)
		check(*e.text, "%s", a->name);
	else if (a->inform)
		publish(a, s, &plan);
}

static void take(const struct analysis *a, const struct world *w, const uint8_t *from, size_t n)
{
	void *s = state_new(a, &w->plan);

	if (load(a, s, from, n)) {
		publish(a, s, &w->plan);
		informs(a, s, w);
		saves_the_same(a, s, w);
		goes_on(a, s, w);
	}
	state_free(a, s);
}

/* The analysis that the first line names, and where the bytes behind it begin; NULL and 0. */
static const struct analysis *named(const uint8_t *from, size_t n, size_t *begin)
{
	const uint8_t *end = n ? memchr(from, '\n', n) : NULL;

	*begin = 0;
	for (size_t i = 0; end && analyses[i]; i++) {
		size_t length = strlen(analyses[i]->name);

		if (analyses[i]->load && length == (size_t)(end - from) && memcmp(analyses[i]->name, from, length) == 0) {
			*begin = length + 1;
			return analyses[i];
		}
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *from, size_t n)
{
	size_t begin;
	const struct analysis *one = named(from, n, &begin);

	for (size_t w = 0; w < PLANS; w++)
		for (size_t i = 0; analyses[i]; i++)
			if (analyses[i]->load && (!one || one == analyses[i]))
				take(analyses[i], &worlds[w], from + begin, n - begin);
	return 0;
}

/* ---- libFuzzer only ---- */

size_t LLVMFuzzerMutate(uint8_t *from, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *from, size_t n, size_t room, unsigned seed);
#pragma weak LLVMFuzzerMutate

/* What one of the analyses saves, empty or filled, in the form of an input. */
static size_t start_afresh(uint8_t *to, size_t room, unsigned seed)
{
	size_t count = 0, used = 0;
	const struct world *w = &worlds[seed / 7 % PLANS];
	const struct analysis *a;

	while (analyses[count])
		count++;
	a = analyses[seed / 16 % count];
	if (a->load) {
		void *s = seed % 3 ? state_filled(a, w) : state_new(a, &w->plan);
		struct blob b = saved(a, s);
		int name = snprintf((char *)to, room, "%s\n", a->name);

		used = (size_t)name + b.length;
		if (used <= room && b.length)
			memcpy(to + name, b.bytes, b.length);
		blob_release(&b);
		state_free(a, s);
	}
	return used <= room ? used : 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *from, size_t n, size_t room, unsigned seed)
{
	size_t begin, made = seed % 16 == 0 ? start_afresh(from, room, seed) : 0;

	n = made ? made : n;
	named(from, n, &begin);
	return begin + LLVMFuzzerMutate(from + begin, n - begin, room - begin);
}
