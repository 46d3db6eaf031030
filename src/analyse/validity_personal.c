/* validity.personal: cells that hold personal data or secrets: e-mail, telephone, IBAN, card, national ids, IP addresses, keys and tokens.
 *
 * First pass, because it reads texts; kinds, shapes and check digits: text/personal.h. Every present cell that is no time and no boolean is
 * looked at; a number only for being an id as a whole. An id of which one number in ten holds by chance is counted where a word before it
 * names it, or where the column is one of such ids: WHOLE_SHARE of its present cells hold, at least WHOLE_LEAST of them, with as many
 * different values.
 * Keeps, for each column that has any, the count and first rows of each kind: exact in any order. Texts that come again are told from the last
 * RECENT ones of their column by key, which changes no figure. About 2 kB a column that has any, 4 kB a column of texts.
 */
#include "analyse/analyse.h"
#include "text/personal.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define COLUMN(leaf, unit, place, meaning, formula) { "validity." leaf, SCOPE_COLUMN, unit, 0, INFINITY, EXACT, place, meaning, formula, NULL }
#define DATASET(leaf, unit, place, meaning, formula) { "validity." leaf, SCOPE_DATASET, unit, 0, INFINITY, EXACT, place, meaning, formula, NULL }

static const struct metric metrics[] = {
	COLUMN("personal_cells", UNIT_COUNT, "personal.cells", "cells that hold personal data, by their shape and check digits", "count"),
	COLUMN("personal_rows", UNIT_DETAIL, "personal.rows", "the first rows with such a cell", "row numbers"),
	COLUMN("secret_cells", UNIT_COUNT, "personal.secrets", "cells that hold a key, a token or another secret", "count"),
	COLUMN("secret_rows", UNIT_DETAIL, "personal.secret_rows", "the first rows with such a cell", "row numbers"),
	COLUMN("personal_found", UNIT_DETAIL, "personal.found",
	       "what was found, by kind: of a person, a secret, or of a private network, which counts as neither; column: all its cells are such ids",
	       "cells that hold at least one; ids of one check digit only behind a word that names them, or where 95 % of the cells are such"),
	DATASET("personal_total", UNIT_COUNT, "personal.cells", "cells that hold personal data, in all columns", "Σ validity.personal_cells"),
	DATASET("secret_total", UNIT_COUNT, "personal.secrets", "cells that hold a secret, in all columns", "Σ validity.secret_cells"),
	DATASET("personal_kinds", UNIT_DETAIL, "personal.found", "what was found, by kind, and in how many columns", "cells, columns"),
	{ .name = NULL }
};

enum { M_CELLS, M_ROWS, M_SECRETS, M_SECRET_ROWS, M_FOUND, M_TOTAL, M_SECRET_TOTAL, M_KINDS };

enum { KINDS_MOST = 64, RECENT = 128, WHOLE_LEAST = 20 };
static const double WHOLE_SHARE = 0.95;
static const uint64_t ROWS_MAX = UINT64_C(1) << 53;	/* more are a damaged file */

/* Cells and the first of them. */
struct seen {
	uint64_t cells;
	struct examples first;
};

struct found {
	struct seen kind[KINDS_MOST], whole[PERSONAL_IDS], person, secret;
};

/* What a text was found to hold. */
struct recent {
	uint64_t key, kinds;		/* key 0: free */
	unsigned ids;
};

struct column_state {
	uint64_t present;
	struct found *found;		/* NULL: nothing yet */
	struct recent *recent;		/* RECENT of them; NULL: no text yet. No part of the state */
};

struct state {
	struct personal *personal;
	uint64_t persons, secrets;	/* kinds, as bits */
	size_t columns;
	struct column_state *of;
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	struct state *s = state;

	(void)plan;
	for (size_t k = 0; k < personal_kinds(); k++) {
		s->persons |= (uint64_t)(personal_class(k) == OF_PERSON) << k;
		s->secrets |= (uint64_t)(personal_class(k) == OF_SECRET) << k;
	}
	s->personal = personal_open();
	return s->personal ? 0 : err_nomem(e);
}

static void close(void *state)
{
	struct state *s = state;

	for (size_t c = 0; c < s->columns; c++) {
		free(s->of[c].found);
		free(s->of[c].recent);
	}
	free(s->of);
	personal_free(s->personal);
}

static int columns_ensure(struct state *s, size_t columns, struct err *e)
{
	struct column_state *of;

	if (columns <= s->columns)
		return 0;
	of = realloc(s->of, columns * sizeof *of);
	if (!of)
		return err_nomem(e);
	memset(of + s->columns, 0, (columns - s->columns) * sizeof *of);
	s->of = of;
	s->columns = columns;
	return 0;
}

static struct found *found_ensure(struct column_state *c)
{
	if (!c->found)
		c->found = calloc(1, sizeof *c->found);
	return c->found;
}

/* ---- counting ---- */

static void seen_add(struct seen *s, uint64_t row)
{
	s->cells++;
	examples_add(&s->first, row);
}

static int cell_add(const struct state *s, struct column_state *c, uint64_t kinds, unsigned ids, uint64_t row)
{
	struct found *f = found_ensure(c);

	if (!f)
		return -1;
	if (kinds & s->persons)
		seen_add(&f->person, row);
	if (kinds & s->secrets)
		seen_add(&f->secret, row);
	for (size_t k = 0; kinds; k++, kinds >>= 1)
		if (kinds & 1)
			seen_add(&f->kind[k], row);
	for (size_t id = 0; ids; id++, ids >>= 1)
		if (ids & 1)
			seen_add(&f->whole[id], row);
	return 0;
}

/* A text is only read when none of its key was read lately. */
static const struct recent *text_look(struct state *s, struct column_state *c, uint64_t key, const char *text, size_t length)
{
	struct recent *recent;

	if (!c->recent && !(c->recent = calloc(RECENT, sizeof *c->recent)))
		return NULL;
	recent = &c->recent[key % RECENT];
	if (recent->key != key || key == 0)
		*recent = (struct recent){ key, personal_scan(s->personal, text, length),
					   personal_id_possible(text, length) ? personal_ids(text, length) : 0 };
	return recent;
}

enum look { LOOK_NOT, LOOK_REAL, LOOK_INTEGER, LOOK_TEXT };
static const uint8_t looks[CELL_KINDS] = {
	[CELL_INTEGER] = LOOK_INTEGER, [CELL_REAL] = LOOK_REAL, [CELL_CODE] = LOOK_TEXT, [CELL_TEXT] = LOOK_TEXT, [CELL_JSON] = LOOK_TEXT,
};

static int texts_add(struct state *s, struct column_state *c, const struct column *column, const struct batch *b)
{
	for (size_t r = 0; r < b->rows; r++) {
		const char *text = b->bytes + column->text[r].at;
		const struct recent *look;
		size_t length = column->text[r].bytes;
		uint8_t as = looks[column->kind[r]];

		c->present += as != LOOK_NOT;
		if (as <= LOOK_REAL)
			continue;
		if (as == LOOK_INTEGER) {
			unsigned ids = personal_id_possible(text, length) ? personal_ids(text, length) : 0;

			if (ids && cell_add(s, c, 0, ids, b->first_row + r) < 0)
				return -1;
			continue;
		}
		look = text_look(s, c, column->key[r], text, length);
		if (!look || ((look->kinds || look->ids) && cell_add(s, c, look->kinds, look->ids, b->first_row + r) < 0))
			return -1;
	}
	return 0;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	if (columns_ensure(s, b->columns, e) < 0)
		return -1;
	for (size_t c = 0; c < b->columns; c++)
		if (b->column[c].kind && texts_add(s, &s->of[c], &b->column[c], b) < 0)
			return err_nomem(e);
	return personal_failed(s->personal) ? err_nomem(e) : 0;
}

static void seen_merge(struct seen *into, const struct seen *from)
{
	into->cells += from->cells;
	examples_merge(&into->first, &from->first);
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	if (columns_ensure(a, b->columns, e) < 0)
		return -1;
	for (size_t c = 0; c < b->columns; c++) {
		const struct found *f = b->of[c].found;
		struct found *to;

		a->of[c].present += b->of[c].present;
		if (!f)
			continue;
		to = found_ensure(&a->of[c]);
		if (!to)
			return err_nomem(e);
		for (size_t k = 0; k < KINDS_MOST; k++)
			seen_merge(&to->kind[k], &f->kind[k]);
		for (size_t id = 0; id < PERSONAL_IDS; id++)
			seen_merge(&to->whole[id], &f->whole[id]);
		seen_merge(&to->person, &f->person);
		seen_merge(&to->secret, &f->secret);
	}
	return 0;
}

/* ---- saving ---- */

static void seen_save(const struct seen *s, struct blob *b)
{
	blob_put_u64(b, s->cells);
	if (s->cells)
		examples_save(&s->first, b);
}

static int seen_load(struct seen *s, uint64_t present, struct blob *b)
{
	s->cells = blob_get_u64(b);
	if (s->cells == 0)
		return 0;
	if (s->cells > present || examples_load(&s->first, b) < 0)
		return -1;
	return s->first.count == (s->cells < EXAMPLES_MAX ? s->cells : EXAMPLES_MAX) ? 0 : -1;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->columns);
	for (size_t c = 0; c < s->columns; c++) {
		const struct found *f = s->of[c].found;

		blob_put_u64(b, s->of[c].present);
		blob_put_u64(b, f != NULL);
		for (size_t k = 0; f && k < personal_kinds(); k++)
			seen_save(&f->kind[k], b);
		for (size_t id = 0; f && id < PERSONAL_IDS; id++)
			seen_save(&f->whole[id], b);
		for (size_t i = 0; f && i < 2; i++)
			seen_save(i ? &f->secret : &f->person, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int found_load(struct column_state *c, struct blob *b)
{
	struct found *f = found_ensure(c);
	bool damaged = !f;

	for (size_t k = 0; !damaged && k < personal_kinds(); k++)
		damaged = seen_load(&f->kind[k], c->present, b) < 0;
	for (size_t id = 0; !damaged && id < PERSONAL_IDS; id++)
		damaged = seen_load(&f->whole[id], c->present, b) < 0;
	for (size_t i = 0; !damaged && i < 2; i++)
		damaged = seen_load(i ? &f->secret : &f->person, c->present, b) < 0;
	return damaged ? -1 : 0;
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;
	uint64_t columns = blob_get_u64(b);

	if (!blob_ok(b) || columns > (b->length - b->at) / 16)
		return err_set(e, ERR_STATE, "personal data end early");
	if (columns_ensure(s, (size_t)columns, e) < 0)
		return -1;
	for (size_t c = 0; c < s->columns; c++) {
		uint64_t found;

		s->of[c].present = blob_get_u64(b);
		found = blob_get_u64(b);
		if (!blob_ok(b) || s->of[c].present > ROWS_MAX || found > 1 || (found && found_load(&s->of[c], b) < 0))
			return err_set(e, ERR_STATE, "personal data are damaged in column %zu", c + 1);
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "personal data end early");
}

/* ---- publishing ---- */

/* As which id the column's cells hold as a whole; PERSONAL_IDS: as none. */
static size_t id_of_column(const struct column_state *x, const struct column_info *info)
{
	for (size_t id = 0; x->found && id < PERSONAL_IDS; id++)
		if (x->found->whole[id].cells >= WHOLE_LEAST && info->distinct >= WHOLE_LEAST &&
		    (double)x->found->whole[id].cells >= WHOLE_SHARE * (double)x->present)
			return id;
	return PERSONAL_IDS;
}

/* What was found of one name. */
struct item {
	const char *kind;
	enum personal_class class;
	struct seen seen;
	size_t columns;
	bool whole;
};
struct items {
	struct item at[KINDS_MOST + PERSONAL_IDS];
	size_t count;
};

static const char *const class_names[] = { [OF_PERSON] = "person", [OF_SECRET] = "secret", [OF_NETWORK] = "network" };

static struct item *item_named(struct items *items, const char *kind, enum personal_class class)
{
	size_t i = 0;

	while (i < items->count && strcmp(items->at[i].kind, kind) != 0)
		i++;
	if (i == items->count)
		items->at[items->count++] = (struct item){ .kind = kind, .class = class };
	return &items->at[i];
}

/* A column's; a cell with keys of two shapes is counted once for each. */
static void items_of_column(struct items *items, const struct column_state *x, const struct column_info *info)
{
	size_t id = id_of_column(x, info);
	struct item *whole;

	for (size_t k = 0; x->found && k < personal_kinds(); k++)
		if (x->found->kind[k].cells)
			seen_merge(&item_named(items, personal_name(k), personal_class(k))->seen, &x->found->kind[k]);
	if (id == PERSONAL_IDS)
		return;
	whole = item_named(items, personal_id_name(id), OF_PERSON);
	whole->seen = x->found->whole[id];
	whole->whole = true;
}

static cJSON *items_json(const struct items *items, bool dataset)
{
	cJSON *list = cJSON_CreateArray();
	bool done = list;

	for (size_t i = 0; done && i < items->count; i++) {
		const struct item *item = &items->at[i];
		cJSON *one = cJSON_CreateObject();

		done = cJSON_AddItemToArray(list, one) && cJSON_AddStringToObject(one, "kind", item->kind) &&
		       cJSON_AddStringToObject(one, "of", class_names[item->class]) &&
		       cJSON_AddNumberToObject(one, "cells", (double)item->seen.cells);
		if (done && dataset)
			done = cJSON_AddNumberToObject(one, "columns", (double)item->columns);
		else if (done)
			done = cJSON_AddBoolToObject(one, "column", item->whole) &&
			       cJSON_AddItemToObject(one, "rows", examples_json(&item->seen.first));
	}
	if (done)
		return list;
	cJSON_Delete(list);
	return NULL;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	static const struct column_state nothing = { .present = 0 };
	static const struct seen none = { .cells = 0 };
	const struct state *s = state;
	struct items all = { .count = 0 };
	uint64_t total = 0, secrets = 0;

	for (size_t c = 0; c < plan->columns; c++) {
		const struct column_state *x = c < s->columns ? &s->of[c] : &nothing;
		const struct seen *person = x->found ? &x->found->person : &none;
		const struct seen *secret = x->found ? &x->found->secret : &none;
		struct items items = { .count = 0 };

		items_of_column(&items, x, &plan->column[c]);
		for (size_t i = 0; i < items.count; i++) {
			struct item *of_all = item_named(&all, items.at[i].kind, items.at[i].class);

			of_all->seen.cells += items.at[i].seen.cells;
			of_all->columns++;
			if (items.at[i].whole)
				person = items.at[i].seen.cells > person->cells ? &items.at[i].seen : person;
		}
		out->value(out, &metrics[M_CELLS], in_column(c), (double)person->cells);
		out->detail(out, &metrics[M_ROWS], in_column(c), examples_json(&person->first));
		out->value(out, &metrics[M_SECRETS], in_column(c), (double)secret->cells);
		out->detail(out, &metrics[M_SECRET_ROWS], in_column(c), examples_json(&secret->first));
		out->detail(out, &metrics[M_FOUND], in_column(c), items_json(&items, false));
		total += person->cells;
		secrets += secret->cells;
	}
	out->value(out, &metrics[M_TOTAL], in_dataset(), (double)total);
	out->value(out, &metrics[M_SECRET_TOTAL], in_dataset(), (double)secrets);
	out->detail(out, &metrics[M_KINDS], in_dataset(), items_json(&all, true));
}

const struct analysis validity_personal = {
	.name = "validity.personal",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
