/* laws: what every analysis must obey, put to each one in the registry, under a plan that knows every value and one that does not.
 *
 *   neutral    merging an empty state changes nothing, from either side
 *   split      any cut of the rows into parts gives the same figures and the same saved bytes
 *   order      MERGE_EXACT gives them in any order
 *   tree       ((a b) c) d  against  (a b) (c d)
 *   saved      load(save(s)) publishes what s publishes, goes on updating, and saves the same bytes; a cut file is refused
 *   damaged    a file with wrong bytes is refused or read, and never does harm
 *   complete   every metric exactly once a column, finite, in range, of its unit, or none with a reason; also for 0 rows
 *
 * A new analysis is tested by being in the registry; nothing is added here. The columns are those that break things.
 */
#include "analyse/analyse.h"
#include "base/hash.h"
#include "corpus/corpus.h"
#include "engine/later_pass.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROWS = 997, TEXT_BYTES = 256, SPLITS = 12 };

static uint64_t random_state = 0x9E3779B97F4A7C15u;	/* fixed: a failure repeats */

static uint64_t random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static double uniform(void)
{
	return (double)(random_next() >> 11) * 0x1p-53;
}

/* ---- the data: a name and the text of a cell in each row; NULL: the key is absent ---- */

static const char *cell_missing(size_t r, char *to)
{
	(void)to;
	return r % 3 ? "" : "NA";
}

static const char *cell_constant(size_t r, char *to)
{
	(void)r;
	(void)to;
	return "42";
}

static const char *cell_single(size_t r, char *to)
{
	(void)to;
	return r == 500 ? "7" : NULL;
}

static const char *cell_tiny(size_t r, char *to)
{
	(void)r;
	snprintf(to, TEXT_BYTES, "%.9f", 1e9 + uniform());
	return to;
}

static const char *cell_huge(size_t r, char *to)
{
	(void)r;
	snprintf(to, TEXT_BYTES, "%.17ge%s", uniform() - 0.5, random_next() % 2 ? "150" : "-150");
	return to;
}

static const char *cell_mixed(size_t r, char *to)
{
	static const char *const some[] = { "1", "2.5", "true", "Oslo", " oslo ", "2024-02-29", "007", "", "NA", "[1, 2]", "1e999" };

	(void)r;
	(void)to;
	return some[random_next() % (sizeof some / sizeof some[0])];
}

static const char *cell_zeros(size_t r, char *to)
{
	(void)to;
	return r % 2 ? "0.0" : "-0.0";
}

static const char *cell_number(size_t r, char *to)
{
	if (r % 11 == 0)
		return r % 2 ? "" : NULL;
	snprintf(to, TEXT_BYTES, "%d", (int)(random_next() % 40) - 20);
	return to;
}

static const char *cell_infinite(size_t r, char *to)
{
	if (r % 50 == 0)
		return r % 100 ? "-inf" : "Infinity";
	snprintf(to, TEXT_BYTES, "%.3f", uniform() * 5);
	return to;
}

static const char *cell_class(size_t r, char *to)
{
	static const char *const name[] = { "cat", "dog", "Dog", "caf\xc3\xa9", "cafe\xcc\x81", "unknown" };

	(void)to;
	return r % 17 ? name[random_next() % 6] : "";
}

static const char *cell_label(size_t r, char *to)
{
	(void)to;
	return r % 23 == 0 ? NULL : r % 5 ? "yes" : "no";
}

static const char *cell_predicted(size_t r, char *to)
{
	(void)to;
	return r % 31 == 0 ? "" : random_next() % 9 == 0 ? "maybe" : r % 5 ? "yes" : "no";
}

static const char *cell_time(size_t r, char *to)
{
	if (r % 13 == 0)
		return NULL;
	snprintf(to, TEXT_BYTES, "20%02u-%02u-%02uT%02u:00:00Z", (unsigned)(10 + random_next() % 20), (unsigned)(1 + random_next() % 12),
		 (unsigned)(1 + random_next() % 28), (unsigned)(random_next() % 24));
	return to;
}

static const char *cell_month_first(size_t r, char *to)
{
	snprintf(to, TEXT_BYTES, "%02u/%02u/2021", 1 + (unsigned)(r % 12), 1 + (unsigned)(r % 28));
	return to;
}

static const char *cell_epoch(size_t r, char *to)
{
	snprintf(to, TEXT_BYTES, "%u", 1600000000u + 3600u * (unsigned)r - (r % 40 == 0 ? 90000u : 0));
	return to;
}

static const char *cell_sentinel(size_t r, char *to)
{
	if (r % 20 == 0)
		return "-999";
	snprintf(to, TEXT_BYTES, "%u", 40 + (unsigned)(random_next() % 20));
	return to;
}

static const char *cell_text(size_t r, char *to)
{
	static const char *const damaged[] = { "\xc3\x83\xc2\xa9t\xc3\x83\xc2\xa9", "bell\x07", "lost \xef\xbf\xbd", " padded ", "\xe6\xbc\xa2\xe5\xad\x97" };

	if (r % 9 == 0)
		return damaged[r / 9 % 5];
	snprintf(to, TEXT_BYTES, "sentence number %zu of %u", r, (unsigned)(random_next() % 7));
	return to;
}

static const char *cell_id(size_t r, char *to)
{
	snprintf(to, TEXT_BYTES, "row-%zu", r % 900);
	return to;
}

static const char *cell_late(size_t r, char *to)
{
	if (r < 700)
		return NULL;
	snprintf(to, TEXT_BYTES, "%u", (unsigned)(r % 7));
	return to;
}

/* Probabilities of the label yes, some not there, some that cannot be. */
static const char *cell_probability(size_t r, char *to)
{
	if (r % 29 == 0)
		return "";
	snprintf(to, TEXT_BYTES, "%.6f", r % 37 == 0 ? 1.5 : r % 41 == 0 ? 1 : uniform());
	return to;
}

/* And of no: as a model would not give them, so that sums are off. */
static const char *cell_complement(size_t r, char *to)
{
	snprintf(to, TEXT_BYTES, "%.6f", r % 3 ? uniform() : 0.25);
	return to;
}

/* Parts of a corpus: prompts that come back, answers with and without faults, lists of messages. */
static const char *cell_prompt(size_t r, char *to)
{
	if (r % 43 == 0)
		return NULL;
	snprintf(to, TEXT_BYTES, "What is %u plus %u, and why is it so?", (unsigned)(random_next() % 9), (unsigned)(random_next() % 9));
	return to;
}

static const char *cell_answer(size_t r, char *to)
{
	static const char *const some[] = { "", "I'm sorry, but as an AI language model I cannot do that.", "The sum is 7. The sum is 7.",
					    "### Response: <|im_start|>", "\xe7\xad\x94\xe6\xa1\x88\xe6\x98\xaf\xe4\xb8\x83\xe3\x80\x82", "It is so because" };

	(void)r;
	if (random_next() % 2)
		return some[random_next() % (sizeof some / sizeof some[0])];
	snprintf(to, TEXT_BYTES, "It is %u, for so we count.", (unsigned)(random_next() % 18));
	return to;
}

static const char *cell_messages(size_t r, char *to)
{
	static const char *const some[] = {
		"[]", "[7]", "[{\"role\": \"user\", \"content\": \"Hello there\"}]", "[{\"role\": \"USER\", \"content\": null, \"mood\": 1}]",
		("[{\"role\": \"user\", \"content\": \"Weather?\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"type\": \"function\","
		 " \"function\": {\"name\": \"weather\", \"arguments\": \"{\\\"city\\\": 7\"}}]}]") };

	if (r % 5 == 0)
		return some[random_next() % (sizeof some / sizeof some[0])];
	snprintf(to, TEXT_BYTES, "[{\"role\": \"%s\", \"content\": \"Be kind %u\"}, {\"role\": \"user\", \"content\": \"Hi %u\"},"
		 " {\"role\": \"assistant\", \"content\": \"Hello %u.\"}]", r % 7 ? "system" : "user", (unsigned)(r % 3),
		 (unsigned)(random_next() % 20), (unsigned)(random_next() % 20));
	return to;
}

static const struct {
	const char *name;
	const char *(*cell)(size_t row, char *to);
} given[] = {
	{ "missing", cell_missing }, { "constant", cell_constant }, { "single", cell_single }, { "tiny", cell_tiny }, { "huge", cell_huge },
	{ "mixed", cell_mixed }, { "zeros", cell_zeros }, { "number", cell_number }, { "infinite", cell_infinite }, { "class", cell_class },
	{ "label", cell_label }, { "predicted", cell_predicted }, { "time", cell_time }, { "month_first", cell_month_first },
	{ "created_at", cell_epoch }, { "sentinel", cell_sentinel }, { "text", cell_text }, { "id", cell_id }, { "late", cell_late },
	{ "p_yes", cell_probability }, { "p_no", cell_complement },
	{ "prompt", cell_prompt }, { "answer", cell_answer }, { "chosen", cell_answer }, { "rejected", cell_answer }, { "messages", cell_messages },
};
enum { COLUMNS = sizeof given / sizeof given[0] };

/* The cells as a parser makes them. */
static uint8_t kind[COLUMNS][ROWS];
static double number[COLUMNS][ROWS];
static uint64_t key[COLUMNS][ROWS];
static struct cell_text text[COLUMNS][ROWS];
static uint64_t line[ROWS];
static char bytes[COLUMNS * ROWS * TEXT_BYTES];

static void data_fill(void)
{
	struct na_set *na = na_set_new(&na_default);
	size_t used = 0;

	assert_non_null(na);
	for (size_t c = 0; c < COLUMNS; c++) {
		for (size_t r = 0; r < ROWS; r++) {
			char buffer[TEXT_BYTES];
			const char *cell = given[c].cell(r, buffer);
			size_t n = cell ? strlen(cell) : 0;
			struct cell typed = { .kind = CELL_ABSENT };

			line[r] = r + 2;
			if (!cell)
				continue;
			typed = cell[0] == '[' ? (struct cell){ .kind = CELL_JSON } : cell_type(cell, n, na);
			kind[c][r] = typed.kind;
			number[c][r] = typed.number;
			key[c][r] = cell_is_missing(typed.kind) ? 0 : hash_bytes(cell, n);
			text[c][r] = (struct cell_text){ (uint32_t)used, (uint32_t)n };
			memcpy(bytes + used, cell, n);
			used += n;
		}
	}
	na_set_free(na);
}

/* ---- batches of any stretch of rows ---- */

static const char *column_name[COLUMNS];
static struct column first_column[COLUMNS];
static const struct column *pass_column[4];	/* by pass: the whole data's columns */

static bool absent_throughout(size_t c, size_t from, size_t to)
{
	for (size_t r = from; r < to; r++)
		if (kind[c][r] != CELL_ABSENT)
			return false;
	return true;
}

static void feed(const struct analysis *a, void *state, size_t from, size_t to)
{
	struct column slice[COLUMNS];
	struct batch b = { .pass = (int)a->pass, .first_row = from + 1, .rows = to - from, .columns = COLUMNS, .column = slice, .bytes = bytes,
			   .line = a->pass == PASS_FIRST ? line + from : NULL, .name = a->pass == PASS_FIRST ? column_name : NULL };
	struct err e = { .code = ERR_NONE };

	for (size_t c = 0; c < COLUMNS; c++) {
		const struct column *whole = &pass_column[a->pass][c];

		slice[c] = (struct column){ .kind = NULL };
		if (whole->kind && !absent_throughout(c, from, to))
			slice[c] = (struct column){ .kind = whole->kind + from, .number = whole->number + from, .key = whole->key + from,
						    .text = whole->text ? whole->text + from : NULL, .code = whole->code ? whole->code + from : NULL };
	}
	while (a->pass == PASS_FIRST && b.columns && !slice[b.columns - 1].kind)	/* not discovered yet */
		b.columns--;
	if (a->update(state, &b, &e) < 0)
		fail_msg("%s: %s", a->name, e.text);
}

/* ---- states ---- */

/* What an earlier report may say of these columns: the same, less, another type, nothing, nonsense. */
static const char baseline_text[] =
	"{\"dataset\": {\"rows\": 500}, \"columns\": [{\"name\": \"number\", \"type\": \"integer\", \"missing\": {\"count\": 7}},"
	"{\"name\": \"class\", \"type\": \"text\", \"classes\": {\"counts\": [{\"value\": \"cat\", \"count\": 300}, {\"value\": \"cow\", \"count\": 200}]}},"
	"{\"name\": \"time\", \"type\": \"text\"}, {\"name\": \"gone\"}, {\"name\": 7}, null, {\"name\": \"text\", \"type\": [], \"numeric\": 3},"
	"{\"name\": \"sentinel\", \"type\": \"real\", \"numeric\": {\"std\": 3}}]}";
static cJSON *baseline;

/* The same columns as a corpus of each kind. */
static const struct corpus as_corpus[CORPUS_KINDS] = {
	[CORPUS_TEXT] = { .kind = CORPUS_TEXT, .layout = "documents", .column = { [PART_TEXT] = "text" }, .recognised = "given" },
	[CORPUS_SFT] = { .kind = CORPUS_SFT, .layout = "prompt and answer", .column = { [PART_PROMPT] = "prompt", [PART_ANSWER] = "answer" },
			 .recognised = "given" },
	[CORPUS_CHAT] = { .kind = CORPUS_CHAT, .layout = "OpenAI messages", .column = { [PART_MESSAGES] = "messages" }, .recognised = "given" },
	[CORPUS_PREFERENCE] = { .kind = CORPUS_PREFERENCE, .layout = "prompt, chosen and rejected",
				.column = { [PART_PROMPT] = "prompt", [PART_CHOSEN] = "chosen", [PART_REJECTED] = "rejected" }, .recognised = "given" },
};

static struct plan plan;
static const char *const annotators[] = { "label", "predicted", "class", NULL };
static const char *const proba[] = { "p_yes", "p_no", NULL };

static void *state_new(const struct analysis *a)
{
	struct err e = { .code = ERR_NONE };
	void *s = calloc(1, a->state_size(&plan));

	assert_non_null(s);
	if (a->open(s, &plan, &e) < 0)
		fail_msg("%s: %s", a->name, e.text);
	return s;
}

static void state_free(const struct analysis *a, void *s)
{
	a->close(s);
	free(s);
}

static void *state_of(const struct analysis *a, size_t from, size_t to)
{
	void *s = state_new(a);

	feed(a, s, from, to);
	return s;
}

static void state_merge(const struct analysis *a, void *into, const void *from)
{
	struct err e = { .code = ERR_NONE };

	if (a->merge(into, from, &e) < 0)
		fail_msg("%s: %s", a->name, e.text);
}

/* ---- figures, as text: what was published, in its order ---- */

struct figures {
	struct sink sink;
	const struct analysis *of;
	size_t rows;
	char *text;
	size_t length;
	FILE *out;
};

static void figure_start(struct figures *f, const struct metric *m, struct where w)
{
	bool declared = false;

	for (const struct metric *i = f->of->metrics; i->name; i++)
		declared |= i == m;
	if (!declared)
		fail_msg("%s publishes a metric that it does not declare", f->of->name);
	assert_int_equal(m->scope == SCOPE_DATASET, w.column == NO_COLUMN);
	assert_int_equal(m->scope == SCOPE_PAIR, w.other != NO_COLUMN);
	assert_int_equal(m->scope == SCOPE_CLASS, w.class != NULL);
	fprintf(f->out, "%s %zd %zd %s\t", m->name, (ssize_t)w.column, (ssize_t)w.other, w.class ? w.class : "");
}

static void figure_value(struct sink *sink, const struct metric *m, struct where w, double value)
{
	struct figures *f = (struct figures *)sink;

	figure_start(f, m, w);
	if (!isfinite(value) || value < m->low || value > m->high || m->unit == UNIT_DETAIL || m->unit == UNIT_NAME)
		fail_msg("%s of column %zd: %.17g is not in %g … %g, or not of its unit", m->name, (ssize_t)w.column, value, m->low, m->high);
	if (m->unit == UNIT_COUNT && value != floor(value))
		fail_msg("%s: a count of %.17g", m->name, value);
	fprintf(f->out, "%.17g\n", value);
}

static void figure_bounded(struct sink *sink, const struct metric *m, struct where w, double value, const char *method, double error)
{
	assert_int_equal(m->exact, EXACT_OR_BOUND);
	assert_true(isfinite(error) && error > 0 && method && *method);
	figure_value(sink, m, w, value);
	fprintf(((struct figures *)sink)->out, " ± %.17g\n", error);
}

static void figure_text(struct sink *sink, const struct metric *m, struct where w, const char *value)
{
	figure_start((struct figures *)sink, m, w);
	assert_int_equal(m->unit, UNIT_NAME);
	fprintf(((struct figures *)sink)->out, "%s\n", value);
}

static void figure_detail(struct sink *sink, const struct metric *m, struct where w, struct cJSON *detail)
{
	char *printed;

	figure_start((struct figures *)sink, m, w);
	assert_int_equal(m->unit, UNIT_DETAIL);
	assert_non_null(detail);
	printed = cJSON_PrintUnformatted(detail);
	assert_non_null(printed);
	fprintf(((struct figures *)sink)->out, "%s\n", printed);
	cJSON_free(printed);
	cJSON_Delete(detail);
}

static void figure_none(struct sink *sink, const struct metric *m, struct where w, const char *reason)
{
	figure_start((struct figures *)sink, m, w);
	assert_true(reason && *reason);
	fprintf(((struct figures *)sink)->out, "none: %s\n", reason);
}

/* The caller frees. */
static char *figures_of(const struct analysis *a, const void *s)
{
	struct figures f = { .sink = { figure_value, figure_bounded, figure_text, figure_detail, figure_none }, .of = a };

	f.out = open_memstream(&f.text, &f.length);
	assert_non_null(f.out);
	a->publish(s, &plan, &f.sink);
	fclose(f.out);
	return f.text;
}

static struct blob saved(const struct analysis *a, const void *s)
{
	struct blob b = { .bytes = NULL };
	struct err e = { .code = ERR_NONE };

	if (a->save(s, &b, &e) < 0)
		fail_msg("%s: %s", a->name, e.text);
	return b;
}

static int loaded(const struct analysis *a, void *s, const void *from, size_t n)
{
	struct err e = { .code = ERR_NONE };
	struct blob b = blob_over(from, n);

	if (a->load(s, &b, &e) < 0) {
		assert_int_not_equal(e.code, ERR_NONE);
		return -1;
	}
	return b.at == n ? 0 : -1;
}

/* Two states tell the same, to the byte. */
static void same(const struct analysis *a, const void *x, const void *y)
{
	char *want = figures_of(a, x), *got = figures_of(a, y);
	struct blob b = saved(a, x), c = saved(a, y);

	assert_string_equal(want, got);
	if (b.length != c.length || memcmp(b.bytes, c.bytes, b.length) != 0)
		fail_msg("%s: equal figures, but the saved bytes differ (%zu against %zu)", a->name, b.length, c.length);
	blob_release(&b);
	blob_release(&c);
	free(want);
	free(got);
}

/* ---- the laws ---- */

static void law_neutral(void **state)
{
	const struct analysis *a = *state;
	void *s = state_of(a, 0, ROWS), *left = state_new(a), *right = state_new(a), *want = state_of(a, 0, ROWS);

	state_merge(a, s, right);
	same(a, want, s);
	state_merge(a, left, want);
	same(a, want, left);
	state_free(a, s), state_free(a, left), state_free(a, right), state_free(a, want);
}

static void law_split(void **state)
{
	const struct analysis *a = *state;
	void *whole = state_of(a, 0, ROWS);

	for (int round = 0; round < SPLITS; round++) {
		void *sum = state_new(a);
		size_t widest = round % 3 == 0 ? 9 : round % 3 == 1 ? 97 : 400;

		for (size_t at = 0, end; at < ROWS; at = end) {
			void *part;

			end = at + 1 + random_next() % widest;
			end = end > ROWS ? ROWS : end;
			part = state_of(a, at, end);
			state_merge(a, sum, part);
			state_free(a, part);
		}
		same(a, whole, sum);
		state_free(a, sum);
	}
	state_free(a, whole);
}

static void law_tree(void **state)
{
	const struct analysis *a = *state;
	void *part[4], *left = state_new(a), *pair[2] = { state_new(a), state_new(a) };

	for (size_t i = 0; i < 4; i++) {
		part[i] = state_of(a, i * ROWS / 4, (i + 1) * ROWS / 4);
		state_merge(a, left, part[i]);
		state_merge(a, pair[i / 2], part[i]);
	}
	state_merge(a, pair[0], pair[1]);
	same(a, left, pair[0]);
	if (a->law == MERGE_EXACT) {	/* and in any order */
		static const size_t orders[][4] = { { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 } };

		for (size_t o = 0; o < 3; o++) {
			void *other = state_new(a);

			for (size_t i = 0; i < 4; i++)
				state_merge(a, other, part[orders[o][i]]);
			same(a, left, other);
			state_free(a, other);
		}
	}
	for (size_t i = 0; i < 4; i++)
		state_free(a, part[i]);
	state_free(a, left), state_free(a, pair[0]), state_free(a, pair[1]);
}

static void law_saved(void **state)
{
	const struct analysis *a = *state;
	void *s = state_of(a, 0, ROWS / 2), *t = state_new(a);
	struct blob b = saved(a, s);

	assert_int_equal(loaded(a, t, b.bytes, b.length), 0);
	same(a, s, t);
	feed(a, s, ROWS / 2, ROWS);
	feed(a, t, ROWS / 2, ROWS);
	same(a, s, t);
	for (int i = 0; i < 40 && b.length; i++) {
		void *cut = state_new(a);

		if (loaded(a, cut, b.bytes, random_next() % b.length) == 0)
			fail_msg("%s: a state that ends early was read", a->name);
		state_free(a, cut);
	}
	blob_release(&b);
	state_free(a, s), state_free(a, t);
}

static void law_damaged(void **state)
{
	const struct analysis *a = *state;
	void *s = state_of(a, 0, 60);
	struct blob b = saved(a, s);

	for (int i = 0; i < 150 && b.length; i++) {
		size_t at = random_next() % b.length;
		unsigned char was = b.bytes[at];
		void *t = state_new(a);

		b.bytes[at] ^= (unsigned char)(1 + random_next() % 255);
		loaded(a, t, b.bytes, b.length);	/* either answer will do; the sanitizers look on */
		state_free(a, t);
		b.bytes[at] = was;
	}
	blob_release(&b);
	state_free(a, s);
}

/* Lines of the figures that start with this place, "metric column other class\t". */
static size_t times_published(const char *figures, const char *place)
{
	size_t n = 0, length = strlen(place);

	for (const char *at = figures; (at = strstr(at, place)); at += length)
		n += at == figures || at[-1] == '\n';
	return n;
}

static void complete(const struct analysis *a, const void *s)
{
	char *figures = figures_of(a, s), place[200];

	for (const struct metric *m = a->metrics; m->name; m++) {
		size_t places = m->scope == SCOPE_DATASET ? 1 : m->scope == SCOPE_COLUMN ? COLUMNS : 0;

		assert_true(m->meaning && *m->meaning && m->place && *m->place);
		assert_int_equal(strncmp(m->name, a->name, strcspn(a->name, ".")) != 0 && strncmp(a->name, "validity.census", 15) != 0, 0);
		for (size_t i = 0; i < places; i++) {
			snprintf(place, sizeof place, "%s %zd -1 \t", m->name, m->scope == SCOPE_DATASET ? (ssize_t)-1 : (ssize_t)i);
			if (times_published(figures, place) != 1)
				fail_msg("%s: published %zu times for %s", m->name, times_published(figures, place),
					 m->scope == SCOPE_DATASET ? "the dataset" : given[i].name);
		}
	}
	for (char *at = figures; *at; at = strchr(at, '\n') + 1) {	/* pairs and classes: not twice */
		size_t n = strcspn(at, "\t");

		if (*at == ' ')
			continue;
		snprintf(place, sizeof place, "%.*s\t", (int)n, at);
		if (times_published(figures, place) != 1)
			fail_msg("published twice: %s", place);
	}
	free(figures);
}

static void law_complete(void **state)
{
	const struct analysis *a = *state;
	void *s;

	if (a->pass == PASS_DERIVED) {
		complete(a, NULL);
		plan.baseline = NULL;
		complete(a, NULL);
		plan.baseline = baseline;
		return;
	}
	s = state_new(a);
	complete(a, s);
	feed(a, s, 0, ROWS);
	complete(a, s);
	state_free(a, s);
}

/* ---- the plan, as the engine makes it ---- */

static struct spill *spill;
static struct batch *later[4];
static void *kept[64];

static void inform_all(enum pass pass)
{
	struct err e = { .code = ERR_NONE };

	for (size_t i = 0; analyses[i]; i++) {
		if (analyses[i]->pass != pass || analyses[i]->kinds)
			continue;
		kept[i] = state_of(analyses[i], 0, ROWS);
		if (analyses[i]->inform && analyses[i]->inform(kept[i], &plan, &e) < 0)
			fail_msg("%s: %s", analyses[i]->name, e.text);
	}
}

static void batch_later(int pass)
{
	struct err e = { .code = ERR_NONE };

	if (spill_read(spill, 0, pass, NULL, COLUMNS, &later[pass], &e) < 0 || later_batch_prepare(later[pass], &plan, &e) < 0)
		fail_msg("%s", e.text);
	pass_column[pass] = later[pass]->column;
}

static size_t column_named(const char *name)
{
	size_t c = 0;

	while (strcmp(given[c].name, name) != 0)
		c++;
	return c;
}

static int plan_open(size_t values_bytes)
{
	static struct column_info info[COLUMNS];
	struct batch first = { .pass = 1, .first_row = 1, .rows = ROWS, .columns = COLUMNS, .column = first_column, .bytes = bytes, .line = line };
	struct err e = { .code = ERR_NONE };

	memset(info, 0, sizeof info);
	baseline = cJSON_Parse(baseline_text);
	assert_non_null(baseline);
	plan = (struct plan){ .baseline = baseline, .now = 1.7e15, .age_limit = 365 * 8.64e10, .values_bytes = values_bytes, .evidence = 5, .rows = ROWS,
			      .columns = COLUMNS, .column = info, .label_name = "label", .pred_name = "predicted", .time_name = "time",
			      .id_name = "id", .proba = proba, .annotators = annotators, .label = column_named("label"), .pred = column_named("predicted"), .time = column_named("time"),
			      .id = column_named("id") };
	for (size_t c = 0; c < COLUMNS; c++) {
		info[c].name = column_name[c] = given[c].name;
		first_column[c] = (struct column){ .kind = kind[c], .number = number[c], .key = key[c], .text = text[c] };
	}
	pass_column[PASS_FIRST] = first_column;
	if (spill_create(&spill, NULL, &e) < 0 || spill_append(spill, &first, &e) < 0)
		fail_msg("%s", e.text);
	inform_all(PASS_FIRST);
	batch_later(2);
	inform_all(PASS_SECOND);
	batch_later(3);
	inform_all(PASS_THIRD);
	return 0;
}

static int plan_close(void **state)
{
	(void)state;
	for (size_t i = 0; analyses[i]; i++) {
		if (kept[i])
			state_free(analyses[i], kept[i]);
		kept[i] = NULL;
	}
	batch_free(later[2]);
	batch_free(later[3]);
	spill_free(spill);
	cJSON_Delete(baseline);
	return 0;
}

static int open_knowing_all(void **state)
{
	(void)state;
	return plan_open(64 << 20);
}

/* The least memory: columns of more than 64 values are not counted value by value. */
static int open_knowing_few(void **state)
{
	(void)state;
	return plan_open(1);
}

static int kind_none(void **state)
{
	(void)state;
	plan.corpus = NULL;
	return 0;
}

static int kind_text(void **state)
{
	(void)state;
	plan.corpus = &as_corpus[CORPUS_TEXT];
	return 0;
}

static int kind_sft(void **state)
{
	(void)state;
	plan.corpus = &as_corpus[CORPUS_SFT];
	return 0;
}

static int kind_chat(void **state)
{
	(void)state;
	plan.corpus = &as_corpus[CORPUS_CHAT];
	return 0;
}

static int kind_preference(void **state)
{
	(void)state;
	plan.corpus = &as_corpus[CORPUS_PREFERENCE];
	return 0;
}

static int (*const kind_set[CORPUS_KINDS])(void **) = { kind_none, kind_text, kind_sft, kind_chat, kind_preference };

int main(void)
{
	static const struct { const char *name; CMUnitTestFunction run; } laws[] = {
		{ "neutral", law_neutral }, { "split", law_split }, { "tree", law_tree }, { "saved", law_saved }, { "damaged", law_damaged },
		{ "complete", law_complete },
	};
	enum { LAWS = sizeof laws / sizeof laws[0] };
	enum { TESTS_MAX = 128 * LAWS };
	static struct CMUnitTest tests[TESTS_MAX];
	static char names[TESTS_MAX][80];
	size_t n = 0;

	data_fill();
	for (size_t i = 0; analyses[i]; i++) {
		assert_true(i < sizeof kept / sizeof kept[0]);
		for (size_t k = 0; k < CORPUS_KINDS; k++) {
			if (analyses[i]->kinds ? !(analyses[i]->kinds & CORPUS_BIT(k)) : k != CORPUS_NONE)
				continue;
			for (size_t l = 0; l < LAWS; l++) {
				if (analyses[i]->pass == PASS_DERIVED && laws[l].run != law_complete)
					continue;
				assert_true(n < TESTS_MAX);
				snprintf(names[n], sizeof names[n], "%s%s%s: %s", analyses[i]->name, k ? " of " : "", k ? corpus_kind_name((enum corpus_kind)k) : "",
					 laws[l].name);
				tests[n] = (struct CMUnitTest){ names[n], laws[l].run, kind_set[k], NULL, (void *)(uintptr_t)analyses[i] };
				n++;
			}
		}
	}
	return _cmocka_run_group_tests("every value known", tests, n, open_knowing_all, plan_close) +
	       _cmocka_run_group_tests("few values known", tests, n, open_knowing_few, plan_close);
}
