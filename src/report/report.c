/* report: see report.h. */
#include "report/report.h"

#include "assay/assay.h"
#include "base/hash.h"
#include "judge/waivers.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT_COLUMNS = 8, EXCERPT_BYTES = 120, PLACE_BYTES = 256 };

/* A pair's or a class's object, found again when the next metric of the same pair comes. */
struct slot {
	uint64_t key;
	cJSON *object;
};

/* The sources with the lines of rows that the report names, and which rows those are: open addressing, 0 is free. */
struct lines {
	cJSON *sources;
	uint64_t *row;
	size_t slots, used;
};

struct builder {
	const struct report_parts *in;
	cJSON *dimension[DIMENSIONS];
	cJSON **column;
	struct slot *slot;	/* open addressing over keys */
	size_t slots, used;
	struct lines *lines;
};

/* The member of an object, made as an empty object when it is not there. NULL: no memory. */
static cJSON *member(cJSON *object, const char *name)
{
	cJSON *m = cJSON_GetObjectItemCaseSensitive(object, name);

	return m ? m : cJSON_AddObjectToObject(object, name);
}

/* Put a value at a dotted place. Takes the value; -1 when there is no memory. */
static int put_at(cJSON *object, const char *place, cJSON *value)
{
	const char *dot;
	char name[64];

	while (object && (dot = strchr(place, '.'))) {
		snprintf(name, sizeof name, "%.*s", (int)(dot - place), place);
		object = member(object, name);
		place = dot + 1;
	}
	if (object && value && cJSON_AddItemToObject(object, place, value))
		return 0;
	cJSON_Delete(value);
	return -1;
}

static int slots_grow(struct builder *b)
{
	size_t slots = b->slots ? 2 * b->slots : 256;
	struct slot *slot = calloc(slots, sizeof *slot);

	if (!slot)
		return -1;
	for (size_t i = 0; i < b->slots; i++) {
		size_t at = hash_u64(b->slot[i].key) & (slots - 1);

		if (!b->slot[i].object)
			continue;
		while (slot[at].object)
			at = (at + 1) & (slots - 1);
		slot[at] = b->slot[i];
	}
	free(b->slot);
	b->slot = slot;
	b->slots = slots;
	return 0;
}

static cJSON *listed_new(struct builder *b, size_t dimension, const struct result *r)
{
	bool pair = r->metric->scope == SCOPE_PAIR;
	const char *list = pair ? "pairs" : "classes";
	cJSON *array = cJSON_GetObjectItemCaseSensitive(b->dimension[dimension], list);
	cJSON *object = cJSON_CreateObject();

	if (!array)
		array = cJSON_AddArrayToObject(b->dimension[dimension], list);
	if (!array || !object || !cJSON_AddItemToArray(array, object)) {
		cJSON_Delete(object);
		return NULL;
	}
	cJSON_AddStringToObject(object, pair ? "x" : "column", b->in->plan->column[r->where.column].name);
	cJSON_AddStringToObject(object, pair ? "y" : "class", pair ? b->in->plan->column[r->where.other].name : r->where.class);
	return object;
}

/* The object of a pair or class: the same one for every metric of it. */
static cJSON *listed(struct builder *b, size_t dimension, const struct result *r)
{
	uint64_t last = r->where.class ? hash_bytes(r->where.class, strlen(r->where.class)) : r->where.other;
	uint64_t key = hash_u64(hash_u64(hash_u64(dimension + 1) + r->where.column) + last) | 1;
	size_t at;

	if (2 * (b->used + 1) > b->slots && slots_grow(b) < 0)
		return NULL;
	at = hash_u64(key) & (b->slots - 1);
	while (b->slot[at].object && b->slot[at].key != key)
		at = (at + 1) & (b->slots - 1);
	if (!b->slot[at].object) {
		b->slot[at] = (struct slot){ key, listed_new(b, dimension, r) };
		b->used++;
	}
	return b->slot[at].object;
}

static cJSON *object_of(struct builder *b, const struct result *r)
{
	size_t dimension = dimension_of(r->metric->name);

	switch (r->metric->scope) {
	case SCOPE_COLUMN: return b->column[r->where.column];
	case SCOPE_PAIR:
	case SCOPE_CLASS: return listed(b, dimension, r);
	default: return b->dimension[dimension];
	}
}

static size_t row_slot(const uint64_t *rows, size_t slots, uint64_t row)
{
	size_t at = hash_u64(row) & (slots - 1);

	while (rows[at] && rows[at] != row)
		at = (at + 1) & (slots - 1);
	return at;
}

static int lines_grow(struct lines *l)
{
	size_t slots = l->slots ? 2 * l->slots : 256;
	uint64_t *row = calloc(slots, sizeof *row);

	if (!row)
		return -1;
	for (size_t i = 0; i < l->slots; i++)
		if (l->row[i])
			row[row_slot(row, slots, l->row[i])] = l->row[i];
	free(l->row);
	l->row = row;
	l->slots = slots;
	return 0;
}

/* Remember the line of a row in its source's list. */
static int put_line(struct lines *l, const struct report_parts *in, uint64_t row)
{
	size_t at;
	uint32_t source;
	uint64_t line;
	char key[24];
	cJSON *lines;

	if (2 * (l->used + 1) > l->slots && lines_grow(l) < 0)
		return -1;
	at = row_slot(l->row, l->slots, row);
	if (l->row[at] || in->place(in->context, row, &source, &line) < 0)
		return 0;	/* a row without a place is evidence all the same */
	l->row[at] = row;
	l->used++;
	lines = member(cJSON_GetArrayItem(l->sources, (int)source), "lines");
	snprintf(key, sizeof key, "%ju", (uintmax_t)row);
	return lines && cJSON_AddNumberToObject(lines, key, (double)line) ? 0 : -1;
}

/* The places of all rows that a detail names as "row". */
static int put_rows(struct lines *lines, const struct report_parts *in, const cJSON *detail)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, detail) {
		bool row = one->string && strcmp(one->string, "row") == 0 && cJSON_IsNumber(one);

		if ((row && put_line(lines, in, (uint64_t)one->valuedouble) < 0) || put_rows(lines, in, one) < 0)
			return -1;
	}
	return 0;
}

static int put_result(struct builder *b, const struct result *r)
{
	cJSON *object = object_of(b, r), *note, *bound;

	if (!object)
		return -1;
	switch (r->kind) {
	case RESULT_TEXT: return put_at(object, r->metric->place, cJSON_CreateString(r->text));
	case RESULT_DETAIL:
		if (put_rows(b->lines, b->in, r->detail) < 0)
			return -1;
		return put_at(object, r->metric->place, cJSON_Duplicate(r->detail, true));
	case RESULT_NONE:
		note = member(object, "null_because");
		if (!note || !cJSON_AddStringToObject(note, r->metric->place, r->text))
			return -1;
		return put_at(object, r->metric->place, cJSON_CreateNull());
	case RESULT_VALUE: break;
	}
	if (r->error > 0) {
		note = member(object, "approximate");
		bound = note ? cJSON_AddObjectToObject(note, r->metric->place) : NULL;
		if (!bound || !cJSON_AddStringToObject(bound, "method", r->text) || !cJSON_AddNumberToObject(bound, "error", r->error))
			return -1;
	}
	return put_at(object, r->metric->place, cJSON_CreateNumber(r->value));
}

/* "text.length" and "max" are "text.length.max". Places are short, and names of other things that are cut fit none. */
static void place_join(char to[PLACE_BYTES], const char *group, const char *name)
{
	snprintf(to, PLACE_BYTES, "%.120s%s%.120s", group, *group ? "." : "", name);
}

/* The one reason for which every member of the group at this place is null; NULL: they are not, or for several. */
static const char *group_reason(const cJSON *group, const char *place, const cJSON *notes)
{
	const char *reason = NULL;

	for (const cJSON *m = group->child; m; m = m->next) {
		char of[PLACE_BYTES];
		const cJSON *note;

		place_join(of, place, m->string);
		note = cJSON_GetObjectItemCaseSensitive(notes, of);
		if (!cJSON_IsNull(m) || !note || (reason && strcmp(reason, note->valuestring) != 0))
			return NULL;
		reason = note->valuestring;
	}
	return reason;
}

static int groups_collapse(cJSON *object, const char *within, cJSON *notes);

/* A group whose members are all null for the same reason becomes one null with that reason. */
static int group_collapse(cJSON *object, cJSON *group, const char *within, cJSON *notes)
{
	char place[PLACE_BYTES], of[PLACE_BYTES], name[PLACE_BYTES];
	const char *reason;
	char *kept;
	int done;

	place_join(place, within, group->string);
	if (groups_collapse(group, place, notes) < 0)
		return -1;
	reason = group_reason(group, place, notes);
	if (!reason)
		return 0;
	kept = strdup(reason);
	if (!kept)
		return -1;
	for (const cJSON *m = group->child; m; m = m->next) {
		place_join(of, place, m->string);
		cJSON_DeleteItemFromObjectCaseSensitive(notes, of);
	}
	snprintf(name, sizeof name, "%s", group->string);	/* it is a string of the item that is replaced */
	done = cJSON_AddStringToObject(notes, place, kept) && cJSON_ReplaceItemInObjectCaseSensitive(object, name, cJSON_CreateNull()) &&
		cJSON_GetObjectItemCaseSensitive(object, name) ? 0 : -1;	/* replacing succeeds where no memory is left for the name */
	free(kept);
	return done;
}

static int groups_collapse(cJSON *object, const char *within, cJSON *notes)
{
	for (cJSON *m = object->child, *next; m; m = next) {
		next = m->next;
		if (cJSON_IsObject(m) && m != notes && strcmp(m->string, "approximate") != 0 && group_collapse(object, m, within, notes) < 0)
			return -1;
	}
	return 0;
}

/* Collapse the null groups of one object, and put its notes last. */
static int object_tidy(cJSON *object)
{
	static const char *const note[] = { "approximate", "null_because" };
	cJSON *reasons = cJSON_GetObjectItemCaseSensitive(object, "null_because");

	if (reasons && groups_collapse(object, "", reasons) < 0)
		return -1;
	for (size_t i = 0; i < sizeof note / sizeof note[0]; i++) {
		cJSON *notes = cJSON_DetachItemFromObjectCaseSensitive(object, note[i]);

		if (notes && !cJSON_AddItemToObject(object, note[i], notes))
			return -1;
	}
	return 0;
}

static int put_figures(struct builder *b, cJSON *report)
{
	const struct plan *plan = b->in->plan;
	cJSON *all = cJSON_AddObjectToObject(report, "dimensions"), *columns = cJSON_AddArrayToObject(report, "columns");

	b->column = calloc(plan->columns + 1, sizeof *b->column);
	if (!all || !columns || !b->column)
		return -1;
	for (size_t i = 0; i < DIMENSIONS; i++)
		if ((i != DIMENSION_CORPUS || plan->corpus) && !(b->dimension[i] = cJSON_AddObjectToObject(all, dimensions[i])))
			return -1;
	for (size_t c = 0; c < plan->columns; c++) {
		b->column[c] = cJSON_CreateObject();
		if (!b->column[c] || !cJSON_AddItemToArray(columns, b->column[c]) ||
		    !cJSON_AddStringToObject(b->column[c], "name", plan->column[c].name))
			return -1;
	}
	for (size_t i = 0; i < b->in->results->count; i++)
		if (put_result(b, &b->in->results->at[i]) < 0)
			return -1;
	for (size_t i = 0; i < DIMENSIONS; i++)
		if (b->dimension[i] && object_tidy(b->dimension[i]) < 0)
			return -1;
	for (size_t i = 0; i < b->slots; i++)
		if (b->slot[i].object && object_tidy(b->slot[i].object) < 0)
			return -1;
	for (size_t c = 0; c < plan->columns; c++)
		if (object_tidy(b->column[c]) < 0)
			return -1;
	return 0;
}

static int put_where(cJSON *finding, const struct plan *plan, struct where w)
{
	cJSON *where = cJSON_AddObjectToObject(finding, "where");

	if (!where)
		return -1;
	if (w.column != NO_COLUMN && !cJSON_AddStringToObject(where, "column", plan->column[w.column].name))
		return -1;
	if (w.other != NO_COLUMN && !cJSON_AddStringToObject(where, "other", plan->column[w.other].name))
		return -1;
	return !w.class || cJSON_AddStringToObject(where, "class", w.class) ? 0 : -1;
}

/* The cells that matter: those that the finding names or is about, else the row's first few. */
static int put_excerpt(cJSON *evidence, const struct report_parts *in, uint64_t row, const struct finding *f)
{
	struct where w = f->result->where;
	cJSON *excerpt = cJSON_AddObjectToObject(evidence, "excerpt");
	size_t shown = in->plan->columns < EXCERPT_COLUMNS ? in->plan->columns : EXCERPT_COLUMNS;
	size_t pair[2] = { w.column, w.other }, n = w.column == NO_COLUMN ? shown : w.other == NO_COLUMN ? 1 : 2;

	if (f->shown)
		n = f->shown_count;
	for (size_t i = 0; excerpt && i < n; i++) {
		size_t column = f->shown ? f->shown[i] : w.column == NO_COLUMN ? i : pair[i], cut;
		char *text = in->cell_text(in->context, row, column);
		cJSON *value;

		if (text && (cut = strlen(text)) > EXCERPT_BYTES) {
			cut = EXCERPT_BYTES;
			while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
				cut--;
			text[cut] = '\0';
		}
		value = text ? cJSON_CreateString(text) : cJSON_CreateNull();
		free(text);
		if (!value || !cJSON_AddItemToObject(excerpt, in->plan->column[column].name, value))
			return -1;
	}
	return excerpt ? 0 : -1;
}

static int put_evidence(cJSON *out, struct lines *lines, const struct report_parts *in, const struct finding *f)
{
	cJSON *list = cJSON_AddArrayToObject(out, "evidence");
	size_t n = 0;
	const cJSON *row;

	if (!list)
		return -1;
	cJSON_ArrayForEach(row, f->evidence) {
		cJSON *one = cJSON_CreateObject();

		if (!one || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			return -1;
		}
		if (!cJSON_AddNumberToObject(one, "row", row->valuedouble) ||
		    put_excerpt(one, in, (uint64_t)row->valuedouble, f) < 0 ||
		    put_line(lines, in, (uint64_t)row->valuedouble) < 0)
			return -1;
		if (++n == in->plan->evidence)
			break;
	}
	return 0;
}

static int put_waiver(cJSON *to, const struct waiver *w)
{
	if (!to || !cJSON_AddStringToObject(to, "until", w->until_text) || !cJSON_AddStringToObject(to, "reason", w->reason))
		return -1;
	return !w->owner || cJSON_AddStringToObject(to, "owner", w->owner) ? 0 : -1;
}

/* A pair's n stands beside its figure in the results: correlation.pearson and correlation.pearson_n. */
static const struct result *pair_n(const struct results *results, const struct result *r)
{
	enum { NEAR = 2 };
	size_t at = (size_t)(r - results->at), length = strlen(r->metric->name);

	for (size_t i = at > NEAR ? at - NEAR : 0; i <= at + NEAR && i < results->count; i++) {
		const struct result *n = &results->at[i];

		if (n->kind == RESULT_VALUE && n->where.column == r->where.column && n->where.other == r->where.other &&
		    strncmp(n->metric->name, r->metric->name, length) == 0 && strcmp(n->metric->name + length, "_n") == 0)
			return n;
	}
	return NULL;
}

/* How many rows or cells the figure is of. */
static double finding_n(const struct report_parts *in, const struct result *r)
{
	const struct plan *plan = in->plan;
	const struct result *n = r->metric->scope == SCOPE_PAIR ? pair_n(in->results, r) : NULL;
	double present = r->where.column == NO_COLUMN ? 0 : (double)plan->column[r->where.column].present;

	if (n)
		return n->value;
	if (r->where.column == NO_COLUMN || strncmp(r->metric->name, "completeness.", sizeof "completeness." - 1) == 0)
		return (double)plan->rows;
	return r->where.other == NO_COLUMN ? present : fmin(present, (double)plan->column[r->where.other].present);
}

static int put_finding(cJSON *list, struct lines *lines, const struct report_parts *in, const struct finding *f)
{
	cJSON *o = cJSON_CreateObject();
	const struct result *r = f->result;

	if (!o || !cJSON_AddItemToArray(list, o)) {
		cJSON_Delete(o);
		return -1;
	}
	cJSON_AddStringToObject(o, "id", f->id);
	cJSON_AddStringToObject(o, "rule", f->rule);
	cJSON_AddStringToObject(o, "dimension", f->dimension);
	cJSON_AddStringToObject(o, "severity", severity_name(f->severity));
	if (put_where(o, in->plan, r->where) < 0)
		return -1;
	cJSON_AddStringToObject(o, "metric", r->metric->name);
	if (r->kind == RESULT_VALUE)
		cJSON_AddNumberToObject(o, "value", r->value);
	else
		cJSON_AddStringToObject(o, "value", r->text ? r->text : "");
	cJSON_AddStringToObject(o, "limit", f->limit_text);
	cJSON_AddNumberToObject(o, "n", finding_n(in, r));
	cJSON_AddStringToObject(o, "title", f->title);
	cJSON_AddStringToObject(o, "meaning", f->meaning);
	cJSON_AddStringToObject(o, "action", f->action);
	if (f->waiver && put_waiver(cJSON_AddObjectToObject(o, "waived"), f->waiver) < 0)
		return -1;
	return put_evidence(o, lines, in, f);
}

/* A rule that nothing fits is silent: it says neither good nor bad. */
static const char *outcome_name(const struct outcome *o)
{
	if (o->found && o->waived == o->found)
		return "waived";
	return o->broken ? "failed" : o->skipped ? "not_evaluated" : o->held ? "passed" : "silent";
}

/* What became of the waivers; without a file of them there is no list. */
static int put_waivers(cJSON *report, const struct waivers *waivers)
{
	cJSON *list;

	if (!waivers || !waivers->count)
		return 0;
	list = cJSON_AddArrayToObject(report, "waivers");
	for (size_t i = 0; list && i < waivers->count; i++) {
		const struct waiver *w = &waivers->at[i];
		const char *outcome = !w->used ? "unused" : w->expired ? "expired" : "used";
		cJSON *one = cJSON_CreateObject();

		if (!one || !cJSON_AddItemToArray(list, one) || !cJSON_AddStringToObject(one, "finding", w->finding) ||
		    !cJSON_AddStringToObject(one, "outcome", outcome) || put_waiver(one, w) < 0)
			return -1;
	}
	return list ? 0 : -1;
}

static int put_rules(cJSON *report, const struct findings *f)
{
	cJSON *rules = cJSON_AddArrayToObject(report, "rules");

	for (size_t i = 0; rules && i < f->outcomes; i++) {
		const struct outcome *o = &f->outcome[i];
		cJSON *rule = cJSON_CreateObject();

		if (!rule || !cJSON_AddItemToArray(rules, rule) || !cJSON_AddStringToObject(rule, "rule", o->rule) ||
		    !cJSON_AddStringToObject(rule, "metric", o->metric) || !cJSON_AddStringToObject(rule, "severity", severity_name(o->severity)) ||
		    !cJSON_AddStringToObject(rule, "outcome", outcome_name(o)) || !cJSON_AddNumberToObject(rule, "held", (double)o->held) ||
		    !cJSON_AddNumberToObject(rule, "broken", (double)o->broken) || !cJSON_AddNumberToObject(rule, "skipped", (double)o->skipped))
			return -1;
	}
	return rules ? 0 : -1;
}

static int put_findings(cJSON *report, struct lines *lines, const struct report_parts *in)
{
	static const char *const fail_on[] = { [FAIL_ON_ERROR] = "error", [FAIL_ON_WARN] = "warn", [FAIL_NEVER] = "never" };
	const struct findings *f = in->findings;
	cJSON *verdict = cJSON_AddObjectToObject(report, "verdict");
	cJSON *list = cJSON_AddArrayToObject(report, "findings"), *skipped = cJSON_AddArrayToObject(report, "not_evaluated");
	int done = 0;

	if (!verdict || !list || !skipped)
		return -1;
	cJSON_AddStringToObject(verdict, "fail_on", fail_on[f->fail_on]);
	cJSON_AddStringToObject(verdict, "result", verdict_exit(f) ? "fail" : "pass");
	cJSON_AddNumberToObject(verdict, "errors", (double)f->by_severity[SEVERITY_ERROR]);
	cJSON_AddNumberToObject(verdict, "warnings", (double)f->by_severity[SEVERITY_WARN]);
	cJSON_AddNumberToObject(verdict, "infos", (double)f->by_severity[SEVERITY_INFO]);
	cJSON_AddNumberToObject(verdict, "waived", (double)f->waived);
	cJSON_AddNumberToObject(verdict, "not_evaluated", (double)f->skipped_count);
	cJSON_AddNumberToObject(verdict, "exit", verdict_exit(f));
	for (size_t i = 0; i < f->count && done == 0; i++)
		done = put_finding(list, lines, in, &f->at[i]);
	if (done < 0)
		return -1;
	for (size_t i = 0; i < f->skipped_count; i++) {
		cJSON *o = cJSON_CreateObject();

		if (!o || !cJSON_AddItemToArray(skipped, o) || !cJSON_AddStringToObject(o, "rule", f->skipped[i].rule) ||
		    !cJSON_AddStringToObject(o, "severity", severity_name(f->skipped[i].severity)) ||
		    put_where(o, in->plan, f->skipped[i].where) < 0 || !cJSON_AddStringToObject(o, "reason", f->skipped[i].reason))
			return -1;
	}
	return put_rules(report, f) < 0 ? -1 : put_waivers(report, in->waivers);
}

/* Raw bytes of a reject as text: what is not UTF-8 or not printable becomes U+FFFD. */
static char *raw_text(const struct reject *r)
{
	size_t n = r->length < EXCERPT_BYTES ? r->length : EXCERPT_BYTES;
	char *text = malloc(3 * n + 1), *to = text;

	for (size_t i = 0; text && i < n; i++) {
		if (r->bytes[i] >= ' ' && r->bytes[i] != 0x7f) {
			*to++ = r->bytes[i];
		} else {
			memcpy(to, "\xef\xbf\xbd", 3);
			to += 3;
		}
	}
	if (text)
		*to = '\0';
	return text;
}

static int put_source(cJSON *sources, const struct report_source *s)
{
	cJSON *o = cJSON_CreateObject(), *rejects;
	char hash[17];

	if (!o || !cJSON_AddItemToArray(sources, o)) {
		cJSON_Delete(o);
		return -1;
	}
	snprintf(hash, sizeof hash, "%016jx", (uintmax_t)s->hash);
	cJSON_AddStringToObject(o, "path", s->path);
	cJSON_AddStringToObject(o, "format", s->format);
	cJSON_AddStringToObject(o, "encoding", s->encoding);
	cJSON_AddStringToObject(o, "compression", s->compression);
	cJSON_AddNumberToObject(o, "bytes", (double)s->bytes);
	cJSON_AddStringToObject(o, "xxh3", hash);
	cJSON_AddNumberToObject(o, "rows", (double)s->rows);
	cJSON_AddNumberToObject(o, "rejected", (double)s->rejected);
	if (s->rows)
		cJSON_AddNumberToObject(o, "first_row", (double)s->first_row);
	rejects = cJSON_AddArrayToObject(o, "rejects");
	for (const struct reject *r = s->rejects; rejects && r; r = r->next) {
		cJSON *one = cJSON_CreateObject();
		char *raw = raw_text(r);

		if (!one || !raw || !cJSON_AddItemToArray(rejects, one)) {
			cJSON_Delete(one);
			free(raw);
			return -1;
		}
		cJSON_AddNumberToObject(one, "line", (double)r->line);
		cJSON_AddStringToObject(one, "reason", r->reason);
		cJSON_AddStringToObject(one, "raw", raw);
		free(raw);
	}
	return rejects ? 0 : -1;
}

static cJSON *put_head(cJSON *report, const struct report_parts *in)
{
	const struct plan *plan = in->plan;
	const struct { const char *name; const char *value; } role[] = {
		{ "label", plan->label_name }, { "pred", plan->pred_name }, { "time", plan->time_name }, { "id", plan->id_name },
		{ "kind", plan->kind_name }, { "duplicates", plan->duplicates }, { "split", plan->split_name } };
	const struct { const char *name; const char *const *values; } list[] = {
		{ "proba", plan->proba }, { "annotators", plan->annotators }, { "combine", plan->combine },
		{ "near", plan->near }, { "against", plan->against } };
	cJSON *run, *dataset, *options, *sources;

	cJSON_AddNumberToObject(report, "report_version", 1);
	cJSON_AddStringToObject(cJSON_AddObjectToObject(report, "assay"), "version", ASSAY_VERSION);
	run = cJSON_AddObjectToObject(report, "run");
	cJSON_AddStringToObject(run, "now", in->now);
	options = cJSON_AddObjectToObject(run, "options");
	for (size_t i = 0; i < sizeof role / sizeof role[0]; i++)
		if (role[i].value)
			cJSON_AddStringToObject(options, role[i].name, role[i].value);
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		cJSON *names = list[i].values ? cJSON_AddArrayToObject(options, list[i].name) : NULL;

		for (const char *const *name = list[i].values; names && *name; name++)
			cJSON_AddItemToArray(names, cJSON_CreateString(*name));
	}
	cJSON_AddStringToObject(run, "values", "shown");
	dataset = cJSON_AddObjectToObject(report, "dataset");
	cJSON_AddNumberToObject(dataset, "rows", (double)plan->rows);
	cJSON_AddNumberToObject(dataset, "columns", (double)plan->columns);
	cJSON_AddNumberToObject(dataset, "rejected", (double)plan->rejected);
	sources = cJSON_AddArrayToObject(dataset, "sources");
	for (size_t i = 0; sources && i < in->sources; i++)
		if (put_source(sources, &in->source[i]) < 0)
			return NULL;
	return sources;
}

cJSON *report_build(const struct report_parts *in, struct err *e)
{
	cJSON *report = cJSON_CreateObject(), *sources = report ? put_head(report, in) : NULL;
	struct lines lines = { .sources = sources };
	struct builder b = { .in = in, .lines = &lines };
	bool built = sources && put_findings(report, &lines, in) == 0 && put_figures(&b, report) == 0;

	free(lines.row);
	free(b.column);
	free(b.slot);
	if (built)
		return report;
	cJSON_Delete(report);
	err_nomem(e);
	return NULL;
}
