/* json_rows: see json_rows.h. */
#include "parse/json_rows.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

#define NO_COLUMN UINT32_MAX

enum { FIRST_SLOTS = 256, NAMES_KEPT = 1024 * 1024 };

struct path {
	const char *name;		/* in json_rows.names, NUL-terminated */
	size_t bytes;
	uint64_t hash;
	uint64_t row;			/* serial of the row that met it last */
	uint32_t column;
};

/* The path that a key led to, in the row before, at this step. */
struct step {
	uint32_t parent, path;
};

struct pending_cell {
	size_t row;
	double number;
	uint64_t key;
	struct cell_text text;
	uint32_t column;
	uint8_t kind;
};

/* Arrays that grow: element, count in use, room. */
struct json_rows {
	struct path *path;
	size_t paths, paths_room;
	uint32_t *slot;			/* path + 1 by hash; 0 is free */
	size_t slots;			/* a power of two */
	struct arena names;
	size_t names_bytes;
	char *joined;			/* the name looked for */
	size_t joined_room;

	struct step *step;
	size_t steps, steps_room;

	uint32_t *column;		/* column → path */
	size_t columns, columns_room;
	struct pending_cell *cell;
	size_t cells, cells_room;
	char *text;
	size_t text_bytes, text_room;
	uint64_t *line;
	size_t rows, rows_room;

	uint64_t serial;		/* of the row in the making */
	size_t step_now;
	size_t columns_before, cells_before, text_before;	/* it started */
	bool repeats;
};

/* Room for `need` elements in *array; NULL-safe, doubling. */
static int grow(void *array, size_t *room, size_t need, size_t size, struct err *e)
{
	size_t wider = *room ? *room : 64;
	void *now, *grown;

	if (need <= *room)
		return 0;
	while (wider < need && wider <= SIZE_MAX / 2)
		wider *= 2;
	memcpy(&now, array, sizeof now);
	grown = reallocarray(now, wider, size);
	if (!grown)
		return err_nomem(e);
	memcpy(array, &grown, sizeof grown);
	*room = wider;
	return 0;
}

void json_rows_clear(struct json_rows *r)
{
	memset(r->slot, 0, r->slots * sizeof *r->slot);
	r->path[JSON_ROOT] = (struct path){ .name = "", .column = NO_COLUMN };
	r->paths = 1;
	if (r->names_bytes > NAMES_KEPT)
		arena_release(&r->names);
	else
		arena_reset(&r->names);
	r->names_bytes = 0;
	r->steps = r->step_now = 0;
	r->columns = r->cells = r->text_bytes = r->rows = 0;
}

struct json_rows *json_rows_new(void)
{
	struct json_rows *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	r->slots = FIRST_SLOTS;
	r->slot = calloc(r->slots, sizeof *r->slot);
	r->paths_room = FIRST_SLOTS / 2;
	r->path = calloc(r->paths_room, sizeof *r->path);
	if (!r->slot || !r->path) {
		json_rows_free(r);
		return NULL;
	}
	json_rows_clear(r);
	return r;
}

void json_rows_free(struct json_rows *r)
{
	if (!r)
		return;
	free(r->path);
	free(r->slot);
	arena_release(&r->names);
	free(r->joined);
	free(r->step);
	free(r->column);
	free(r->cell);
	free(r->text);
	free(r->line);
	free(r);
}

size_t json_rows_count(const struct json_rows *r)
{
	return r->rows;
}

size_t json_rows_text(const struct json_rows *r)
{
	return r->text_bytes;
}

void json_row_start(struct json_rows *r)
{
	r->serial++;
	r->step_now = 0;
	r->columns_before = r->columns;
	r->cells_before = r->cells;
	r->text_before = r->text_bytes;
	r->repeats = false;
}

static int widen_slots(struct json_rows *r, struct err *e)
{
	size_t slots = 2 * r->slots;
	uint32_t *slot = calloc(slots, sizeof *slot);

	if (!slot)
		return err_nomem(e);
	for (size_t p = JSON_ROOT + 1; p < r->paths; p++) {
		size_t at = r->path[p].hash & (slots - 1);

		while (slot[at])
			at = (at + 1) & (slots - 1);
		slot[at] = (uint32_t)p + 1;
	}
	free(r->slot);
	r->slot = slot;
	r->slots = slots;
	return 0;
}

static int path_add(struct json_rows *r, const char *name, size_t bytes, uint64_t hash, size_t at, struct err *e)
{
	const char *copy;

	if (grow(&r->path, &r->paths_room, r->paths + 1, sizeof *r->path, e))
		return -1;
	copy = arena_copy(&r->names, name, bytes);
	if (!copy)
		return err_nomem(e);
	r->names_bytes += bytes + 1;
	r->path[r->paths] = (struct path){ .name = copy, .bytes = bytes, .hash = hash, .column = NO_COLUMN };
	r->slot[at] = (uint32_t)++r->paths;
	return r->paths > r->slots / 2 ? widen_slots(r, e) : 0;
}

/* The path of this name, made when it is new. */
static int path_find(struct json_rows *r, const char *name, size_t bytes, uint32_t *found, struct err *e)
{
	uint64_t hash = hash_bytes(name, bytes);
	size_t at = hash & (r->slots - 1);

	for (; r->slot[at]; at = (at + 1) & (r->slots - 1)) {
		const struct path *p = &r->path[r->slot[at] - 1];

		if (p->hash == hash && p->bytes == bytes && memcmp(p->name, name, bytes) == 0) {
			*found = r->slot[at] - 1;
			return 0;
		}
	}
	if (path_add(r, name, bytes, hash, at, e))
		return -1;
	*found = (uint32_t)(r->paths - 1);
	return 0;
}

static int path_join(struct json_rows *r, uint32_t parent, const char *key, size_t bytes, uint32_t *path, struct err *e)
{
	const struct path *p = &r->path[parent];
	size_t prefix = parent == JSON_ROOT ? 0 : p->bytes + 1;

	if (prefix == 0)
		return path_find(r, key, bytes, path, e);
	if (grow(&r->joined, &r->joined_room, prefix + bytes, 1, e))
		return -1;
	memcpy(r->joined, p->name, prefix - 1);
	r->joined[prefix - 1] = '.';
	memcpy(r->joined + prefix, key, bytes);
	return path_find(r, r->joined, prefix + bytes, path, e);
}

/* Is this step's key the one that came here in the row before? */
static bool step_known(const struct json_rows *r, uint32_t parent, const char *key, size_t bytes)
{
	const struct step *s;
	size_t prefix;

	if (r->step_now >= r->steps)
		return false;
	s = &r->step[r->step_now];
	if (s->parent != parent)
		return false;
	prefix = parent == JSON_ROOT ? 0 : r->path[parent].bytes + 1;
	return r->path[s->path].bytes == prefix + bytes && memcmp(r->path[s->path].name + prefix, key, bytes) == 0;
}

int json_row_path(struct json_rows *r, uint32_t parent, const char *key, uint32_t *path, struct err *e)
{
	size_t bytes = strlen(key);

	*path = JSON_ROOT;
	if (r->names_bytes > JSON_PATHS_BYTES)
		return 0;	/* the row does not fit: json_row_fits() will say so */
	if (step_known(r, parent, key, bytes)) {
		*path = r->step[r->step_now].path;
	} else {
		if (grow(&r->step, &r->steps_room, r->step_now + 1, sizeof *r->step, e) ||
		    path_join(r, parent, key, bytes, path, e))
			return -1;
		r->step[r->step_now] = (struct step){ parent, *path };
		if (r->steps <= r->step_now)
			r->steps = r->step_now + 1;
	}
	r->step_now++;
	r->repeats |= r->path[*path].row == r->serial;
	r->path[*path].row = r->serial;
	return 0;
}

static int column_of(struct json_rows *r, uint32_t path, uint32_t *column, struct err *e)
{
	if (r->path[path].column == NO_COLUMN) {
		if (grow(&r->column, &r->columns_room, r->columns + 1, sizeof *r->column, e))
			return -1;
		r->column[r->columns] = path;
		r->path[path].column = (uint32_t)r->columns++;
	}
	*column = r->path[path].column;
	return 0;
}

int json_row_put(struct json_rows *r, uint32_t path, struct cell cell, const char *text, size_t bytes, struct err *e)
{
	struct pending_cell *p;
	uint32_t column;

	if (column_of(r, path, &column, e) || grow(&r->cell, &r->cells_room, r->cells + 1, sizeof *r->cell, e) ||
	    grow(&r->text, &r->text_room, r->text_bytes + bytes, 1, e))
		return -1;
	p = &r->cell[r->cells++];
	p->row = r->rows;
	p->number = cell.number;
	p->key = cell_is_missing(cell.kind) ? 0 : hash_bytes(text, bytes);
	p->text = (struct cell_text){ (uint32_t)r->text_bytes, (uint32_t)bytes };
	p->column = column;
	p->kind = cell.kind;
	if (bytes)
		memcpy(r->text + r->text_bytes, text, bytes);
	r->text_bytes += bytes;
	return 0;
}

bool json_row_repeats(const struct json_rows *r)
{
	return r->repeats;
}

bool json_row_fits(const struct json_rows *r)
{
	if (r->names_bytes > JSON_PATHS_BYTES)
		return false;
	return r->rows == 0 || r->columns <= BATCH_CELLS / (r->rows + 1);
}

int json_row_keep(struct json_rows *r, uint64_t line, struct err *e)
{
	if (grow(&r->line, &r->rows_room, r->rows + 1, sizeof *r->line, e))
		return -1;
	r->line[r->rows++] = line;
	return 0;
}

void json_row_undo(struct json_rows *r)
{
	for (size_t c = r->columns_before; c < r->columns; c++)
		r->path[r->column[c]].column = NO_COLUMN;
	r->columns = r->columns_before;
	r->cells = r->cells_before;
	r->text_bytes = r->text_before;
	if (r->rows == 0)
		json_rows_clear(r);
}

/* The arrays of all columns are one piece of each sort, a column a stretch of it. */
struct layout {
	uint8_t *kind;
	double *number;
	uint64_t *key;
	struct cell_text *text;
	struct column *column;
	const char **name;
	uint64_t *line;
	char *bytes;
};

static int layout_take(struct layout *l, const struct json_rows *r, struct arena *a, struct err *e)
{
	size_t cells;

	if (__builtin_mul_overflow(r->rows, r->columns, &cells))
		return err_nomem(e);
	l->kind = arena_zeroed(a, cells, sizeof *l->kind);
	l->number = arena_zeroed(a, cells, sizeof *l->number);
	l->key = arena_zeroed(a, cells, sizeof *l->key);
	l->text = arena_zeroed(a, cells, sizeof *l->text);
	l->column = arena_zeroed(a, r->columns, sizeof *l->column);
	l->name = arena_zeroed(a, r->columns, sizeof *l->name);
	l->line = arena_zeroed(a, r->rows, sizeof *l->line);
	l->bytes = arena_copy(a, r->text ? r->text : "", r->text_bytes);
	if (!l->kind || !l->number || !l->key || !l->text || !l->column || !l->name || !l->line || !l->bytes)
		return err_nomem(e);
	return 0;
}

static void layout_fill(struct layout *l, const struct json_rows *r)
{
	for (size_t i = 0; i < r->cells; i++) {
		const struct pending_cell *p = &r->cell[i];
		size_t at = p->column * r->rows + p->row;

		l->kind[at] = p->kind;
		l->number[at] = p->number;
		l->key[at] = p->key;
		l->text[at] = p->text;
	}
	if (r->rows)
		memcpy(l->line, r->line, r->rows * sizeof *l->line);
}

int json_rows_flush(struct json_rows *r, struct batch *b, struct err *e)
{
	struct layout l = { .kind = NULL };

	if (layout_take(&l, r, &b->arena, e))
		return -1;
	layout_fill(&l, r);
	for (size_t c = 0; c < r->columns; c++) {
		const struct path *p = &r->path[r->column[c]];
		size_t at = c * r->rows;

		l.column[c] = (struct column){ .kind = l.kind + at, .number = l.number + at, .key = l.key + at,
					       .text = l.text + at };
		l.name[c] = arena_copy(&b->arena, p->name, p->bytes);
		if (!l.name[c])
			return err_nomem(e);
	}
	b->rows = r->rows;
	b->columns = r->columns;
	b->column = l.column;
	b->name = l.name;
	b->line = l.line;
	b->bytes = l.bytes;
	json_rows_clear(r);
	return 0;
}
