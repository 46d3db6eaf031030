/* csv_dialect: what the head of a delimited file says of the rest: its delimiter, whether it has a header, and the columns' names. The
 * rules stand in csv_split.h.
 */
#include "parse/csv_split.h"

#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SNIFF_RECORDS = 1000,	/* of the head that choose the delimiter */
	GUESS_RECORDS = 100,	/* behind the first that say whether it is a header */
};

/* The fields of one record, for the little that is read before the parser: bytes[at, end), quotes and all. */
struct field {
	size_t at, end, next;
};

static bool field_next(const struct csv_records *r, struct field *f)
{
	const char *bytes = r->bytes, *found;
	size_t at = f->next, end = r->end;

	if (at > end)
		return false;
	f->at = at;
	if (at < end && bytes[at] == '"') {
		for (at++; at < end && (bytes[at] != '"' || (at + 1 < end && bytes[at + 1] == '"')); at++)
			at += bytes[at] == '"';
	}
	found = at < end ? memchr(bytes + at, r->delimiter, end - at) : NULL;
	f->end = found ? (size_t)(found - bytes) : end;
	f->next = f->end + 1;
	return true;
}

static size_t fields_count(const struct csv_records *r)
{
	struct field f = { .next = r->at };
	size_t count = 0;

	while (field_next(r, &f))
		count++;
	return count;
}

static bool sound(const struct csv_records *r)
{
	return !r->open && !r->behind;
}

/* ---- which delimiter ---- */

struct fit {
	size_t columns;		/* fields of the first sound record; 0: there is none */
	size_t records, agree;
};

static struct fit fit_of(const char *head, size_t n, bool whole, char delimiter)
{
	struct csv_records r = csv_records_over(head, n, !whole, delimiter, 1);
	struct fit f = { .columns = 0 };

	while (f.records < SNIFF_RECORDS && csv_records_next(&r)) {
		f.records++;
		if (!sound(&r))
			continue;
		if (!f.columns)
			f.columns = fields_count(&r);
		f.agree += fields_count(&r) == f.columns;
	}
	return f;
}

static bool is_table(const struct fit *f)
{
	return f->columns > 1 && 2 * f->agree >= f->records;
}

/* A table is believed from 40 to 80, JSON that is complete at 90. */
static int fit_score(const struct fit *f)
{
	if (!f->records)
		return 10;
	return is_table(f) ? 40 + (int)(40 * (2 * f->agree - f->records) / f->records) : 30;
}

static bool fits_better(const struct fit *a, const struct fit *b)
{
	if (a->agree * b->records != b->agree * a->records)
		return a->agree * b->records > b->agree * a->records;
	return a->columns - 1 > b->columns;
}

static char delimiter_sniff(const char *head, size_t n, bool whole)
{
	static const char candidate[] = { '\t', '|', ';', ',' };
	struct fit best = { .columns = 0 };
	char delimiter = ',';

	for (size_t i = 0; i < sizeof candidate; i++) {
		struct fit f = fit_of(head, n, whole, candidate[i]);

		if (is_table(&f) && (!best.columns || fits_better(&f, &best))) {
			best = f;
			delimiter = candidate[i];
		}
	}
	return delimiter;
}

int csv_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *d)
{
	struct fit f;

	(void)source_name;
	if (d->delimiter)
		return 100;
	d->delimiter = delimiter_sniff(head, n, whole);
	f = fit_of(head, n, whole, d->delimiter);
	return n ? fit_score(&f) : 1;
}

int tsv_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *d)
{
	struct fit f;

	(void)source_name;
	if (d->delimiter)
		return d->delimiter == '\t' ? 100 : 0;
	d->delimiter = '\t';
	f = fit_of(head, n, whole, d->delimiter);
	return n ? fit_score(&f) : 0;
}

/* ---- is there a header ---- */

enum hint { HINT_NONE, HINT_WORD, HINT_VALUE, HINTS };

static enum hint hint_of(const char *bytes, struct field f, const struct na_set *na)
{
	struct cell c;

	if (f.end - f.at >= 2 && bytes[f.at] == '"' && bytes[f.end - 1] == '"') {
		f.at++;
		f.end--;
	}
	c = cell_type(bytes + f.at, f.end - f.at, na);
	if (cell_is_missing(c.kind))
		return HINT_NONE;
	return c.kind == CELL_TEXT ? HINT_WORD : HINT_VALUE;
}

/* What a column holds below the first record. */
struct tally {
	unsigned count[HINTS];
};

/* Tally the records that follow and have the right number of fields; returns how many. */
static unsigned columns_tally(struct csv_records r, struct tally *t, size_t columns, const struct na_set *na)
{
	unsigned records = 0;

	while (records < GUESS_RECORDS && csv_records_next(&r)) {
		struct field f = { .next = r.at };

		if (!sound(&r) || fields_count(&r) != columns)
			continue;
		for (size_t c = 0; field_next(&r, &f); c++)
			t[c].count[hint_of(r.bytes, f, na)]++;
		records++;
	}
	return records;
}

/* The rules in csv_split.h. */
static bool first_is_header(const struct csv_records *first, const struct tally *t, unsigned records, const struct na_set *na)
{
	struct field f = { .next = first->at };
	bool data = false;

	for (; field_next(first, &f); t++) {
		enum hint hint = hint_of(first->bytes, f, na);

		if (hint == HINT_WORD && t->count[HINT_VALUE] && !t->count[HINT_WORD])
			return true;
		if (hint == HINT_VALUE && (!records || t->count[HINT_VALUE] > t->count[HINT_WORD]))
			data = true;
	}
	return !data;
}

static int header_guess(const struct csv_records *first, size_t columns, bool *header, struct err *e)
{
	struct tally *t = calloc(columns, sizeof *t);
	struct na_set *na = na_set_new(&na_default);
	bool able = t && na;

	if (able)
		*header = first_is_header(first, t, columns_tally(*first, t, columns, na), na);
	na_set_free(na);
	free(t);
	return able ? 0 : err_nomem(e);
}

/* ---- names ---- */

struct names {
	struct arena *arena, scratch;
	const char **name;
	size_t count;
	uint32_t *slot;		/* column + 1 by hash of its name, 0 is free */
	size_t mask;
	uint32_t *suffix;	/* of a name that more than one column wants: the last one tried */
};

/* The name's slot, or the free one where it would go. */
static uint32_t *name_slot(const struct names *s, const char *name)
{
	size_t at = hash_bytes(name, strlen(name)) & s->mask;

	while (s->slot[at] && strcmp(s->name[s->slot[at] - 1], name) != 0)
		at = (at + 1) & s->mask;
	return &s->slot[at];
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A field as a name: its quotes, blanks at its ends, and bytes that are no text are taken off. `to` holds three times its bytes
 * and a NUL. */
static void name_read(const char *bytes, struct field f, char *to)
{
	bool quoted = f.at < f.end && bytes[f.at] == '"';

	if (quoted) {
		f.at++;
		f.end -= f.end > f.at && bytes[f.end - 1] == '"';
	}
	while (f.at < f.end && is_blank(bytes[f.at]))
		f.at++;
	while (f.at < f.end && is_blank(bytes[f.end - 1]))
		f.end--;
	while (f.at < f.end) {
		size_t length = bytes[f.at] ? csv_utf8_length((const unsigned char *)bytes + f.at, f.end - f.at) : 0;

		if (quoted && bytes[f.at] == '"' && f.at + 1 < f.end)
			f.at++;
		memcpy(to, length ? bytes + f.at : "\xef\xbf\xbd", length ? length : 3);
		to += length ? length : 3;
		f.at += length ? length : 1;
	}
	*to = '\0';
}

static int names_read(struct names *s, const struct csv_records *header, struct err *e)
{
	struct field f = { .next = header->at };

	for (size_t c = 0; field_next(header, &f); c++) {
		char *name = arena_take(s->arena, 3 * (f.end - f.at) + 1);

		if (!name)
			return err_nomem(e);
		name_read(header->bytes, f, name);
		s->name[c] = name;
	}
	return 0;
}

/* The name with the first suffix that makes it unlike any other. */
static const char *name_suffixed(struct names *s, const char *name, uint32_t *suffix)
{
	size_t room = strlen(name) + 12;
	char *longer = arena_take(s->arena, room);

	if (!longer)
		return NULL;
	*suffix += *suffix == 0;
	do
		snprintf(longer, room, "%s_%" PRIu32, name, ++*suffix);
	while (*name_slot(s, longer));
	return longer;
}

/* Names that stand in the header go to the first column that has them; then each column without one gets one that is free. */
static int names_settle(struct names *s, struct err *e)
{
	for (size_t c = 0; c < s->count; c++) {
		uint32_t *slot = name_slot(s, s->name[c]);

		if (*s->name[c] && !*slot)
			*slot = (uint32_t)c + 1;
	}
	for (size_t c = 0; c < s->count; c++) {
		char made[32];
		uint32_t *slot;

		if (!*s->name[c]) {
			snprintf(made, sizeof made, "column_%zu", c + 1);
			s->name[c] = arena_copy(s->arena, made, strlen(made));
		}
		slot = s->name[c] ? name_slot(s, s->name[c]) : NULL;
		if (slot && *slot && *slot != c + 1) {
			s->name[c] = name_suffixed(s, s->name[c], &s->suffix[*slot - 1]);
			slot = s->name[c] ? name_slot(s, s->name[c]) : NULL;
		}
		if (!slot)
			return err_nomem(e);
		*slot = (uint32_t)c + 1;
	}
	return 0;
}

/* Name the dialect's columns: from the header, or column_1, column_2, … where it is NULL. */
static int names_make(struct dialect *d, const struct csv_records *header, struct err *e)
{
	struct names s = { .arena = &d->arena, .count = d->columns };
	int done = -1;

	while (s.mask < 2 * s.count)
		s.mask = 2 * s.mask + 1;
	s.name = arena_zeroed(s.arena, s.count, sizeof *s.name);
	s.slot = arena_zeroed(&s.scratch, s.mask + 1, sizeof *s.slot);
	s.suffix = arena_zeroed(&s.scratch, s.count, sizeof *s.suffix);
	if (!s.name || !s.slot || !s.suffix) {
		err_nomem(e);
	} else {
		for (size_t c = 0; c < s.count; c++)
			s.name[c] = "";
		done = (header && names_read(&s, header, e)) || names_settle(&s, e) ? -1 : 0;
	}
	arena_release(&s.scratch);
	d->name = s.name;
	return done;
}

/* ---- begin ---- */

/* The first of these records that has whole quotes; where there is none, the first. */
static struct csv_records first_sound(struct csv_records r)
{
	struct csv_records first = r;

	do {
		if (sound(&r))
			return r;
	} while (csv_records_next(&r));
	return first;
}

/* d->header as the user wants it, or as the records say. */
static int header_decide(struct dialect *d, const struct csv_records *first, struct err *e)
{
	if (!d->header_given) {
		d->header = false;
		return sound(first) ? header_guess(first, d->columns, &d->header, e) : 0;
	}
	if (d->header && !sound(first))
		return err_set(e, ERR_DATA, "line %ju, which is to name the columns: %s", (uintmax_t)first->line,
			       first->open ? csv_unclosed : csv_behind_quote);
	return 0;
}

int csv_begin(const char *head, size_t n, bool whole, struct dialect *d, struct err *e)
{
	struct csv_records first = csv_records_over(head, n, !whole, d->delimiter, 1), sample;

	d->skip = 0;
	d->first_line = 1;
	d->columns = 0;
	if ((d->delimiter & 0x80) || d->delimiter == '"' || d->delimiter == '\n' || d->delimiter == '\r')
		return err_set(e, ERR_USAGE, "the delimiter is to be an ASCII character, and neither a quote nor a line end");
	if (!csv_records_next(&first)) {
		d->header = false;
		return whole ? 0 : err_set(e, ERR_DATA, "the first record is longer than %zu bytes; perhaps a quote is never closed", n);
	}
	sample = first_sound(first);
	d->columns = fields_count(&sample);
	if (header_decide(d, &first, e))
		return -1;
	if (d->header) {
		d->skip = first.next;
		d->first_line = first.next_line;
	}
	return names_make(d, d->header ? &first : NULL, e);
}
