/* json: JSON Lines and JSON documents, chunk ──▶ batches. One parser serves both formats.
 *
 *   record ──json_check──▶ valid?  no ─▶ reject, with the place
 *             │ notes: spans of numbers and of arrays and deep objects
 *             ▼
 *   skeleton  the record with [] for each noted piece, and \ufffd for \u0000
 *             │ cJSON, nodes in an arena
 *             ▼
 *   walk ──▶ cells: strings from cJSON, noted pieces from the source text, in the same order ──▶ json_rows ──▶ batch
 *
 * So numbers keep their digits, nested values keep their text, and cJSON builds no tree for what stays text.
 * What the cells are: a string is text, unless it is blank (EMPTY), a NA token, or a date; one that looks like a number
 * is CODE. A number is INTEGER or REAL, and CODE when that would lose digits. null is NULL, a key that is not there
 * ABSENT, and so is an empty object in an object that is flattened. Of equal keys in one object the last counts.
 * A record that is no object is a row with the one column "value". U+0000 in a string is read as U+FFFD.
 * The parser owns its buffers and tree; batches own what they hold.
 */
#include "parse/json_check.h"
#include "parse/json_probe.h"
#include "parse/json_rows.h"
#include "parse/json_split.h"
#include "parse/json_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the records of a chunk are divided by. */
enum shape {
	LINES,
	ARRAY,		/* "[1,2" or ",3,4": a separator before each element */
	OBJECTS,	/* only blanks, if any */
	SINGLE,		/* one value, all there is */
};

struct parser {
	const struct na_set *na;
	size_t record_bytes_max;	/* 0: no limit */
	struct json_check check;
	struct json_tree *tree;
	struct json_rows *rows;

	/* The chunk at hand. */
	const char *bytes;
	size_t length;
	enum shape shape;
	uint64_t line;			/* of bytes[lined] */
	size_t lined;
	uint32_t source;
	struct batch *first, *last;
	struct reject **rejects_end;
};

/* A record: bytes[at, end), where `end` is behind its value. */
struct record {
	size_t at, end;
	uint64_t line;
};

/* ---- rejects ---- */

/* Line ends: LF, CRLF, or CR alone. bytes[n] is readable: CR and LF belong together over the border, too. */
static uint64_t line_ends(const char *bytes, size_t n)
{
	const char *end = bytes + n;
	uint64_t count = 0;

	for (const char *p = bytes; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		count++;
	for (const char *p = bytes; (p = memchr(p, '\r', (size_t)(end - p))) != NULL; p++)
		count += p[1] != '\n';
	return count;
}

/* The line of bytes[at]; asked for in rising order, so that line ends are counted once. */
static uint64_t line_at(struct parser *p, size_t at)
{
	p->line += line_ends(p->bytes + p->lined, at - p->lined);
	p->lined = at;
	return p->line;
}

static int reject(struct parser *p, uint64_t line, const char *reason, const char *bytes, size_t length, struct err *e)
{
	struct arena *a = &p->first->arena;
	struct reject *r = arena_zeroed(a, 1, sizeof *r);

	if (!r)
		return err_nomem(e);
	r->line = line;
	r->whole = length;
	r->length = length < REJECT_BYTES ? length : REJECT_BYTES;
	r->reason = arena_copy(a, reason, strlen(reason));
	r->bytes = arena_copy(a, bytes, r->length);
	if (!r->reason || !r->bytes)
		return err_nomem(e);
	*p->rejects_end = r;
	p->rejects_end = &r->next;
	p->first->rejected++;
	return 0;
}

/* Reject bytes[at, stop) for what is wrong at bytes[fault]: "expected ':' at byte 7", byte 1 being the record's first, and
 * " (line 3)" where that is not the line that the record starts in. */
static int reject_at(struct parser *p, size_t at, size_t stop, size_t fault, const char *reason, struct err *e)
{
	uint64_t line = line_at(p, at), lines;
	char sentence[200];
	int used;

	while (stop > at && json_blank(p->bytes[stop - 1]))
		stop--;
	if (fault > stop)
		fault = stop;
	lines = line_ends(p->bytes + at, fault - at);
	used = snprintf(sentence, sizeof sentence, "%s at byte %zu", reason, fault - at + 1);
	if (lines > 0)
		snprintf(sentence + used, sizeof sentence - (size_t)used, " (line %ju)", (uintmax_t)(line + lines));
	return reject(p, line, sentence, p->bytes + at, stop - at, e);
}

/* ---- cells ---- */

static struct cell string_cell(const struct parser *p, const char *text, size_t bytes)
{
	struct cell c = cell_type(text, bytes, p->na);

	if (c.kind == CELL_EMPTY || c.kind == CELL_NA || cell_is_time(c.kind))
		return c;
	if (cell_is_number(c.kind) || c.kind == CELL_CODE)
		return (struct cell){ .kind = CELL_CODE };
	return (struct cell){ .kind = CELL_TEXT };
}

/* A number, or a nested value that stays text, from its source text. */
static struct cell noted_cell(const struct parser *p, const char *text, size_t bytes)
{
	struct cell c;

	if (text[0] == '[' || text[0] == '{')
		return (struct cell){ .kind = CELL_JSON };
	c = cell_type(text, bytes, p->na);
	return cell_is_number(c.kind) || c.kind == CELL_NA ? c : (struct cell){ .kind = CELL_CODE };
}

/* Where the walk is: notes are taken in the order in which the checker made them. */
struct walk {
	struct parser *parser;
	const char *record;
	size_t note;
	struct err *err;
};

static int put_noted(struct walk *w, uint32_t path, bool superseded)
{
	const struct json_note *n = &w->parser->check.note[w->note++];
	const char *text = w->record + n->at;

	if (superseded)
		return 0;
	return json_row_put(w->parser->rows, path, noted_cell(w->parser, text, n->bytes), text, n->bytes, w->err);
}

static int put_value(struct walk *w, const cJSON *value, uint32_t path, bool superseded)
{
	struct json_rows *rows = w->parser->rows;
	size_t bytes;

	if (cJSON_IsArray(value))
		return put_noted(w, path, superseded);
	if (superseded)
		return 0;
	if (cJSON_IsTrue(value))
		return json_row_put(rows, path, (struct cell){ CELL_BOOLEAN, 1 }, "true", 4, w->err);
	if (cJSON_IsFalse(value))
		return json_row_put(rows, path, (struct cell){ CELL_BOOLEAN, 0 }, "false", 5, w->err);
	if (cJSON_IsNull(value))
		return json_row_put(rows, path, (struct cell){ CELL_NULL, 0 }, "", 0, w->err);
	bytes = strlen(value->valuestring);
	return json_row_put(rows, path, string_cell(w->parser, value->valuestring, bytes), value->valuestring, bytes, w->err);
}

/* Objects that are not flattened are [] in the skeleton, so this is at most JSON_DEPTH_MAX deep. A superseded member
 * is walked too, for its notes. */
static int walk_object(struct walk *w, const cJSON *object, uint32_t parent, bool superseded)
{
	for (const cJSON *member = object->child; member; member = member->next) {
		bool skip = superseded || json_tree_superseded(member);
		uint32_t path = JSON_ROOT;

		if (!skip && json_row_path(w->parser->rows, parent, member->string, &path, w->err))
			return -1;
		if (cJSON_IsObject(member) ? walk_object(w, member, path, skip) : put_value(w, member, path, skip))
			return -1;
	}
	return 0;
}

static int walk_root(struct parser *p, const cJSON *root, const char *record, struct err *e)
{
	struct walk w = { .parser = p, .record = record, .err = e };
	uint32_t path;

	json_row_start(p->rows);
	if (cJSON_IsObject(root))
		return walk_object(&w, root, JSON_ROOT, false);
	return json_row_path(p->rows, JSON_ROOT, "value", &path, e) || put_value(&w, root, path, false) ? -1 : 0;
}

/* Equal keys are rare enough to be looked for only once the row has met a path twice. */
static int walk_record(struct parser *p, cJSON *root, const char *record, struct err *e)
{
	if (walk_root(p, root, record, e))
		return -1;
	if (!json_row_repeats(p->rows))
		return 0;
	json_row_undo(p->rows);
	return json_tree_supersede(p->tree, root, e) || walk_root(p, root, record, e) ? -1 : 0;
}

/* ---- rows ---- */

static int flush(struct parser *p, struct err *e)
{
	if (p->first->rows && !json_rows_count(p->rows))
		return 0;
	if (p->first->rows) {
		p->last->next = batch_new();
		if (!p->last->next)
			return err_nomem(e);
		p->last = p->last->next;
		p->last->pass = 1;
		p->last->source = p->source;
	}
	return json_rows_flush(p->rows, p->last, e);
}

/* Walk the record into a row; when it does not fit beside the rows before it, they become a batch and it starts the next. */
static int add_row(struct parser *p, cJSON *root, const struct record *r, struct err *e)
{
	const char *record = p->bytes + r->at;

	if (json_rows_text(p->rows) > UINT32_MAX - (r->end - r->at) && flush(p, e))
		return -1;
	if (walk_record(p, root, record, e))
		return -1;
	if (!json_row_fits(p->rows) && json_rows_count(p->rows)) {
		json_row_undo(p->rows);
		if (flush(p, e) || walk_record(p, root, record, e))
			return -1;
	}
	if (json_row_fits(p->rows))
		return json_row_keep(p->rows, r->line, e);
	json_row_undo(p->rows);
	return reject(p, r->line, "its keys, flattened, take more than 64 MB", record, r->end - r->at, e);
}

static int keep_record(struct parser *p, const struct record *r, struct err *e)
{
	cJSON *root;

	if (json_tree_parse(p->tree, p->bytes + r->at, r->end - r->at, &p->check, &root, e))
		return -1;
	if (!root)
		return reject(p, r->line, "cJSON cannot read the record", p->bytes + r->at, r->end - r->at, e);
	return add_row(p, root, r, e);
}

/* ---- records ---- */

/* Where the record from `at` on ends although it is broken, as the splitter sees it. */
static size_t broken_end(const struct parser *p, size_t at, size_t limit)
{
	struct json_scan scan = { .depth = 1 };
	size_t end;

	switch (p->shape) {
	case ARRAY:
		return json_scan(&scan, p->bytes, at, limit, true);
	case OBJECTS:
		end = json_scan(&scan, p->bytes, at + 1, limit, false);
		return end < limit ? end + 1 : limit;
	case LINES:
	case SINGLE:
		break;
	}
	return limit;
}

/* One record from bytes[at] on, which is not blank unless it is missing; *next is behind it. */
static int take_record(struct parser *p, size_t at, size_t limit, size_t *next, struct err *e)
{
	struct record r = { .at = at };
	size_t behind;

	if (json_check(&p->check, p->bytes + at, limit - at, e))
		return -1;
	r.end = at + p->check.end;
	if (p->check.reason) {
		*next = broken_end(p, at, limit);
		return reject_at(p, at, *next, r.end, p->check.reason, e);
	}
	behind = json_blanks(p->bytes, r.end, limit);
	if (behind < limit && p->shape != OBJECTS && !(p->shape == ARRAY && p->bytes[behind] == ',')) {
		*next = broken_end(p, at, limit);
		return reject_at(p, at, *next, behind,
				 p->shape == ARRAY ? "expected ',' or ']'" : "unexpected text behind the value", e);
	}
	*next = behind;
	r.line = line_at(p, at);
	return keep_record(p, &r, e);
}

static int take_lines(struct parser *p, bool at_start, struct err *e)
{
	bool bom = at_start && p->length >= 3 && memcmp(p->bytes, "\xef\xbb\xbf", 3) == 0;

	for (size_t at = bom ? 3 : 0; at < p->length;) {
		const char *newline = memchr(p->bytes + at, '\n', p->length - at);
		size_t limit = newline ? (size_t)(newline - p->bytes) : p->length;
		size_t start = json_blanks(p->bytes, at, limit), next;

		if (start < limit && p->record_bytes_max && limit - at > p->record_bytes_max) {
			if (reject(p, line_at(p, start), json_too_long, p->bytes + start, limit - start, e))
				return -1;
		} else if (start < limit && take_record(p, start, limit, &next, e)) {
			return -1;
		}
		at = limit + 1;
	}
	return 0;
}

static int take_document(struct parser *p, size_t at, struct err *e)
{
	while (at < p->length) {
		if (p->shape == ARRAY)
			at++;	/* the separator */
		at = json_blanks(p->bytes, at, p->length);
		if (take_record(p, at, p->length, &at, e))
			return -1;
	}
	return 0;
}

/* An element over the limit comes with the separator before it, which is not its own; what is missing in an array is shown by it. */
static int take_broken(struct parser *p, const struct chunk *c, struct err *e)
{
	size_t at = json_blanks(p->bytes, 0, p->length), end = p->length;

	if (p->shape != LINES && c->reason == json_too_long && at < end && (p->bytes[at] == ',' || p->bytes[at] == '['))
		at = json_blanks(p->bytes, at + 1, end);
	while (end > at && json_blank(p->bytes[end - 1]))
		end--;
	return reject(p, line_at(p, at), c->reason, p->bytes + at, end - at, e);
}

static int take_chunk(struct parser *p, const struct chunk *c, struct err *e)
{
	size_t at = json_blanks(p->bytes, 0, p->length);

	if (c->broken)
		return take_broken(p, c, e);
	if (p->shape == LINES)
		return take_lines(p, c->number == 0, e);
	if (at == p->length)
		return 0;
	if (p->bytes[at] == '[' || p->bytes[at] == ',')
		p->shape = ARRAY;
	else if (p->bytes[at] == '{')
		p->shape = OBJECTS;
	return take_document(p, at, e);
}

/* ---- the format ---- */

static void parser_free(void *parser)
{
	struct parser *p = parser;

	if (!p)
		return;
	json_check_release(&p->check);
	json_tree_free(p->tree);
	json_rows_free(p->rows);
	free(p);
}

static void *parser_new(const struct parse_options *o)
{
	struct parser *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->na = o->na;
	p->record_bytes_max = o->record_bytes_max;
	p->tree = json_tree_new();
	p->rows = json_rows_new();
	if (!p->tree || !p->rows) {
		parser_free(p);
		return NULL;
	}
	return p;
}

static int parse(struct parser *p, const struct dialect *d, const struct chunk *c, struct batch **out, struct err *e)
{
	p->check.depth = d->depth;
	p->bytes = c->bytes;
	p->length = c->length;
	p->line = c->first_line;
	p->lined = 0;
	p->source = c->source;
	p->first = p->last = batch_new();
	if (!p->first)
		return err_nomem(e);
	p->first->pass = 1;
	p->first->source = c->source;
	p->rejects_end = &p->first->rejects;
	if (take_chunk(p, c, e) || flush(p, e)) {
		batch_free(p->first);
		json_rows_clear(p->rows);
		return -1;
	}
	*out = p->first;
	return 0;
}

static int jsonl_parse(void *parser, const struct dialect *d, const struct chunk *c, struct batch **out, struct err *e)
{
	((struct parser *)parser)->shape = LINES;
	return parse(parser, d, c, out, e);
}

static int json_parse(void *parser, const struct dialect *d, const struct chunk *c, struct batch **out, struct err *e)
{
	((struct parser *)parser)->shape = SINGLE;
	return parse(parser, d, c, out, e);
}

static int begin(const char *head, size_t n, bool whole, struct dialect *d, struct err *e)
{
	(void)head;
	(void)n;
	(void)whole;
	(void)e;
	d->header = false;
	d->first_line = 1;
	d->skip = 0;
	return 0;
}

const struct format format_jsonl = {
	.name = "jsonl",
	.suffixes = " .jsonl .ndjson .jsonlines ",
	.probe = jsonl_probe,
	.begin = begin,
	.splitter_new = jsonl_splitter_new,
	.split = jsonl_split,
	.splitter_free = jsonl_splitter_free,
	.parser_new = parser_new,
	.parse = jsonl_parse,
	.parser_free = parser_free,
};

const struct format format_json = {
	.name = "json",
	.suffixes = " .json ",
	.probe = json_probe,
	.begin = begin,
	.splitter_new = json_splitter_new,
	.split = json_split,
	.splitter_free = json_splitter_free,
	.parser_new = parser_new,
	.parse = json_parse,
	.parser_free = parser_free,
};
