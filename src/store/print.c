/* print: see print.h. */
#include "store/print.h"

#include "base/arena.h"
#include "store/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	CELL_CHARACTERS = 60,
	CELL_BYTES = 4 * CELL_CHARACTERS + 1,	/* a character has at most 4 bytes */
	WINDOW_ROWS = 1000,
};

/* A cell as the table shows it. */
struct shown {
	char *text;
	int width;	/* characters */
	int type;	/* SQLITE_INTEGER … */
};

/* A control character would move the cursor or colour the terminal: show its picture (U+2400 …) instead. */
static uint32_t visible(uint32_t code)
{
	return code < 0x20 ? 0x2400 + code : code == 0x7f ? 0x2421 : code >= 0x80 && code < 0xa0 ? 0xfffd : code;
}

static size_t utf8_put(char *to, uint32_t code)
{
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		to[0] = (char)(0xe0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3f));
		to[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | code >> 18);
	to[1] = (char)(0x80 | (code >> 12 & 0x3f));
	to[2] = (char)(0x80 | (code >> 6 & 0x3f));
	to[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

/* text[0, n) with nothing that a terminal obeys, cut to CELL_CHARACTERS; gives its characters. */
static int text_show(const char *text, size_t n, char buffer[CELL_BYTES])
{
	size_t used = 0, last = 0;
	int width = 0;

	for (size_t at = 0, step; at < n; at += step ? step : 1) {
		uint32_t code = 0xfffd;

		step = utf8_step(text + at, n - at, &code);
		if (width == CELL_CHARACTERS) {
			used = last + utf8_put(buffer + last, 0x2026);	/* … in the place of the last one */
			break;
		}
		last = used;
		used += utf8_put(buffer + used, visible(code));
		width++;
	}
	buffer[used] = '\0';
	return width;
}

static void hex_show(const unsigned char *bytes, size_t n, struct shown *s)
{
	char digits[CELL_CHARACTERS + 8];
	size_t used = 0;

	for (size_t i = 0; i < n && used <= CELL_CHARACTERS; i++)
		used += (size_t)snprintf(digits + used, sizeof digits - used, "%02x", bytes[i]);
	s->width = text_show(digits, used, s->text);
}

/* s->text has CELL_BYTES. */
static void cell_show(sqlite3_stmt *row, int c, struct shown *s)
{
	char number[DOUBLE_TEXT_BYTES];
	const char *text = number;
	size_t n;

	s->type = sqlite3_column_type(row, c);
	if (s->type == SQLITE_BLOB) {
		const void *bytes = sqlite3_column_blob(row, c);

		hex_show(bytes, (size_t)sqlite3_column_bytes(row, c), s);
		return;
	}
	if (s->type == SQLITE_INTEGER)
		snprintf(number, sizeof number, "%" PRId64, (int64_t)sqlite3_column_int64(row, c));
	else if (s->type == SQLITE_FLOAT)
		double_text(sqlite3_column_double(row, c), number);
	else if (s->type == SQLITE_NULL)
		text = "NULL";
	else
		text = (const char *)sqlite3_column_text(row, c);
	if (!text)
		text = "";
	n = s->type == SQLITE_TEXT ? (size_t)sqlite3_column_bytes(row, c) : strlen(text);
	s->width = text_show(text, n, s->text);
}

static void cell_put(FILE *out, const struct shown *s, int width, bool right, bool last)
{
	int blanks = width > s->width ? width - s->width : 0;

	fprintf(out, "%*s%s%*s%s", right ? blanks : 0, "", s->text, right || last ? 0 : blanks, "", last ? "\n" : "  ");
}

/* What the table knows of its columns, from their names and the rows of the window. */
struct table {
	int columns;
	int *width;
	bool *right;		/* every cell that is not NULL is a number */
	struct shown *name;
	struct shown *cell;	/* rows × columns of the window */
	size_t rows, room;	/* in the window */
	struct arena arena;
};

static bool shown_keep(struct table *t, struct shown *into, const struct shown *s)
{
	*into = *s;
	into->text = arena_copy(&t->arena, s->text, strlen(s->text));
	return into->text;
}

static bool table_open(struct table *t, sqlite3_stmt *row)
{
	char buffer[CELL_BYTES];
	struct shown s = { .text = buffer };

	t->columns = sqlite3_column_count(row);
	t->width = arena_zeroed(&t->arena, (size_t)t->columns, sizeof *t->width);
	t->right = arena_zeroed(&t->arena, (size_t)t->columns, sizeof *t->right);
	t->name = arena_zeroed(&t->arena, (size_t)t->columns, sizeof *t->name);
	if (!t->width || !t->right || !t->name)
		return false;
	for (int c = 0; c < t->columns; c++) {
		const char *name = sqlite3_column_name(row, c);

		if (!name)
			return false;
		s.width = text_show(name, strlen(name), buffer);
		if (!shown_keep(t, &t->name[c], &s))
			return false;
		t->width[c] = s.width;
	}
	return true;
}

static bool window_add(struct table *t, sqlite3_stmt *row)
{
	char buffer[CELL_BYTES];
	struct shown s = { .text = buffer }, *grown;

	if (t->rows == t->room) {
		t->room = t->room ? 2 * t->room : 16;
		grown = reallocarray(t->cell, t->room * (size_t)t->columns, sizeof *grown);
		if (!grown)
			return false;
		t->cell = grown;
	}
	for (int c = 0; c < t->columns; c++) {
		cell_show(row, c, &s);
		if (!shown_keep(t, &t->cell[t->rows * (size_t)t->columns + (size_t)c], &s))
			return false;
		if (s.width > t->width[c])
			t->width[c] = s.width;
	}
	t->rows++;
	return true;
}

static void columns_align(struct table *t)
{
	for (int c = 0; c < t->columns; c++) {
		bool numbers = false, others = false;

		for (size_t i = 0; i < t->rows; i++) {
			int type = t->cell[i * (size_t)t->columns + (size_t)c].type;

			numbers |= type == SQLITE_INTEGER || type == SQLITE_FLOAT;
			others |= type == SQLITE_TEXT || type == SQLITE_BLOB;
		}
		t->right[c] = numbers && !others;
	}
}

static void window_put(struct table *t, FILE *out)
{
	columns_align(t);
	for (int c = 0; c < t->columns; c++)
		cell_put(out, &t->name[c], t->width[c], t->right[c], c + 1 == t->columns);
	for (int c = 0; c < t->columns; c++) {
		for (int i = 0; i < t->width[c]; i++)
			fputs("\xe2\x94\x80", out);	/* ─ */
		fputs(c + 1 == t->columns ? "\n" : "  ", out);
	}
	for (size_t i = 0; i < t->rows; i++)
		for (int c = 0; c < t->columns; c++)
			cell_put(out, &t->cell[i * (size_t)t->columns + (size_t)c], t->width[c], t->right[c],
				 c + 1 == t->columns);
}

static void row_put(const struct table *t, sqlite3_stmt *row, FILE *out)
{
	char buffer[CELL_BYTES];
	struct shown s = { .text = buffer };

	for (int c = 0; c < t->columns; c++) {
		cell_show(row, c, &s);
		cell_put(out, &s, t->width[c], t->right[c], c + 1 == t->columns);
	}
}

int print_table(sqlite3_stmt *row, FILE *out)
{
	struct table t = { .columns = 0 };
	uint64_t rows = 0;
	int code = SQLITE_NOMEM;

	if (table_open(&t, row)) {
		bool kept = true;

		while (t.rows < WINDOW_ROWS && (code = sqlite3_step(row)) == SQLITE_ROW && (kept = window_add(&t, row)))
			rows++;
		if (!kept) {
			code = SQLITE_NOMEM;
		} else if (code == SQLITE_ROW || code == SQLITE_DONE) {
			window_put(&t, out);
			while (code == SQLITE_ROW && !ferror(out) && (code = sqlite3_step(row)) == SQLITE_ROW) {
				row_put(&t, row, out);
				rows++;
			}
		}
		if (code == SQLITE_DONE)
			fprintf(out, "(%" PRIu64 " row%s)\n", rows, rows == 1 ? "" : "s");
	}
	free(t.cell);
	arena_release(&t.arena);
	return code;
}

static void csv_put(FILE *out, const char *text, size_t n)
{
	bool quoted = n == 0 || text[0] == ' ' || text[n - 1] == ' ';

	for (size_t i = 0; i < n && !quoted; i++)
		quoted = text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
	if (!quoted) {
		fwrite(text, 1, n, out);
		return;
	}
	putc('"', out);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"')
			putc('"', out);
		putc(text[i], out);
	}
	putc('"', out);
}

static void csv_put_cell(FILE *out, sqlite3_stmt *row, int c)
{
	char number[DOUBLE_TEXT_BYTES];
	const char *text;

	switch (sqlite3_column_type(row, c)) {
	case SQLITE_NULL:
		break;
	case SQLITE_FLOAT:
		double_text(sqlite3_column_double(row, c), number);
		fputs(number, out);
		break;
	case SQLITE_BLOB: {
		const void *bytes = sqlite3_column_blob(row, c);

		put_hex(out, bytes, (size_t)sqlite3_column_bytes(row, c));
		break;
	}
	default:
		text = (const char *)sqlite3_column_text(row, c);
		csv_put(out, text ? text : "", text ? (size_t)sqlite3_column_bytes(row, c) : 0);
	}
}

int print_csv(sqlite3_stmt *row, FILE *out)
{
	int columns = sqlite3_column_count(row), code;

	for (int c = 0; c < columns; c++) {
		const char *name = sqlite3_column_name(row, c);

		if (!name)
			return SQLITE_NOMEM;
		csv_put(out, name, strlen(name));
		fputs(c + 1 < columns ? "," : "\r\n", out);
	}
	while ((code = sqlite3_step(row)) == SQLITE_ROW && !ferror(out)) {
		for (int c = 0; c < columns; c++) {
			csv_put_cell(out, row, c);
			fputs(c + 1 < columns ? "," : "\r\n", out);
		}
	}
	return code;
}

static bool name_is_used(char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* "name": of every column, unique: x, x_2, … In the arena; NULL without memory. */
static char **json_names(sqlite3_stmt *row, int columns, struct arena *arena)
{
	char **names = arena_zeroed(arena, (size_t)columns, sizeof *names);

	for (int c = 0; c < columns && names; c++) {
		const char *name = sqlite3_column_name(row, c);
		size_t n = name ? strlen(name) : 0;
		char *unique = name ? arena_take(arena, n + 16) : NULL;

		if (!unique)
			return NULL;
		memcpy(unique, name, n + 1);
		for (int k = 2; name_is_used(names, c, unique); k++)
			snprintf(unique + n, 16, "_%d", k);
		names[c] = unique;
	}
	return names;
}

static void json_put_cell(FILE *out, sqlite3_stmt *row, int c)
{
	char number[DOUBLE_TEXT_BYTES];
	const char *text;
	double x;

	switch (sqlite3_column_type(row, c)) {
	case SQLITE_NULL:
		fputs("null", out);
		break;
	case SQLITE_INTEGER:
		fprintf(out, "%" PRId64, (int64_t)sqlite3_column_int64(row, c));
		break;
	case SQLITE_FLOAT:
		x = sqlite3_column_double(row, c);
		double_text(x, number);
		fprintf(out, isfinite(x) ? "%s" : "\"%s\"", number);	/* JSON has no infinity */
		break;
	case SQLITE_BLOB: {
		const void *bytes = sqlite3_column_blob(row, c);

		putc('"', out);
		put_hex(out, bytes, (size_t)sqlite3_column_bytes(row, c));
		putc('"', out);
		break;
	}
	default:
		text = (const char *)sqlite3_column_text(row, c);
		put_json_text(out, text ? text : "", text ? (size_t)sqlite3_column_bytes(row, c) : 0);
	}
}

int print_json(sqlite3_stmt *row, FILE *out)
{
	int columns = sqlite3_column_count(row), code = SQLITE_NOMEM;
	struct arena arena = { .used = 0 };
	char **names = json_names(row, columns, &arena);
	const char *before = "[\n{";

	while (names && (code = sqlite3_step(row)) == SQLITE_ROW && !ferror(out)) {
		fputs(before, out);
		before = ",\n{";
		for (int c = 0; c < columns; c++) {
			put_json_text(out, names[c], strlen(names[c]));
			putc(':', out);
			json_put_cell(out, row, c);
			putc(c + 1 < columns ? ',' : '}', out);
		}
	}
	if (code == SQLITE_DONE)
		fputs(*before == '[' ? "[]\n" : "\n]\n", out);
	arena_release(&arena);
	return code;
}
