/* row_tokens: see row_tokens.h. */
#include "analyse/row_tokens.h"

#include "analyse/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum as { AS_NOTHING, AS_VALUE, AS_QUARTER, AS_WORDS };

static uint8_t as_of(const struct plan *plan, size_t c)
{
	const struct column_info *info = &plan->column[c];

	if (c == plan->label || c == plan->pred || c == plan->time || c == plan->id || !info->present)
		return AS_NOTHING;
	for (size_t i = 0; plan->proba && plan->proba[i]; i++)
		if (strcmp(plan->proba[i], info->name) == 0)
			return AS_NOTHING;
	if (column_is_numeric(info))
		return info->numbers ? AS_QUARTER : AS_NOTHING;
	if (info->categorical && info->dictionary && 2 * info->dictionary->count <= info->present)
		return AS_VALUE;
	return info->type == TYPE_TEXT || info->type == TYPE_JSON ? AS_WORDS : AS_NOTHING;
}

int row_tokens_open(struct row_tokens *t, const struct plan *plan)
{
	t->plan = plan;
	t->as = calloc(plan->columns + 1, sizeof *t->as);
	t->wanted = calloc(plan->columns + 1, sizeof *t->wanted);
	if (!t->as || !t->wanted)
		return -1;
	for (size_t c = 0; c < plan->columns; c++) {
		t->as[c] = as_of(plan, c);
		t->wanted[c] = t->as[c] != AS_NOTHING || c == plan->label;
		t->features += t->as[c] != AS_NOTHING;
	}
	return 0;
}

void row_tokens_release(struct row_tokens *t)
{
	free(t->as);
	free(t->wanted);
	free(t->token);
	*t = (struct row_tokens){ .plan = NULL };
}

/* ---- tokens ---- */

static uint64_t fnv(uint64_t hash, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The hash that all tokens of a column begin with. */
static uint64_t fnv_column(size_t column)
{
	char number[24];
	int n = snprintf(number, sizeof number, "%zu", column);

	return fnv(UINT64_C(0xcbf29ce484222325), number, (size_t)n + 1);
}

static int token_add(struct row_tokens *t, uint64_t token)
{
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		uint64_t *grown = reallocarray(t->token, room, sizeof *grown);

		if (!grown)
			return -1;
		t->token = grown;
		t->room = room;
	}
	t->token[t->count++] = token;
	return 0;
}

static bool in_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static int words_add(struct row_tokens *t, uint64_t start, const char *text)
{
	for (const char *at = text; *at;) {
		uint64_t hash = start;

		if (!in_word((unsigned char)*at)) {
			at++;
			continue;
		}
		for (; in_word((unsigned char)*at); at++) {
			char small = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;

			hash = fnv(hash, &small, 1);
		}
		if (token_add(t, hash) < 0)
			return -1;
	}
	return 0;
}

static int value_add(struct row_tokens *t, const struct batch *b, size_t c, size_t row)
{
	const struct dictionary *dictionary = t->plan->column[c].dictionary;
	uint32_t code = b->column[c].code ? b->column[c].code[row] : CODE_NONE;

	if (code == CODE_NONE)
		return 0;
	return token_add(t, fnv(fnv_column(c), dictionary->value[code].text ? dictionary->value[code].text : "", dictionary->value[code].bytes));
}

static int quarter_add(struct row_tokens *t, const struct batch *b, size_t c, size_t row)
{
	const double *quartile = t->plan->column[c].quartile;
	double x = b->column[c].number[row];
	char quarter = '0';

	if (!cell_is_number(b->column[c].kind[row]))
		return 0;
	for (size_t q = 0; q < 3; q++)
		quarter = (char)(quarter + (quartile[q] < x));
	return token_add(t, fnv(fnv_column(c), &quarter, 1));
}

static int text_add(struct row_tokens *t, const struct batch *b, size_t c, size_t row)
{
	char *text = t->plan->cell_text ? t->plan->cell_text(t->plan->store, b->first_row + row, c) : NULL;
	bool lost = !text && t->plan->cell_text && b->column[c].kind[row] >= CELL_CODE;	/* the database has these as texts */
	int done = text ? words_add(t, fnv_column(c), text) : lost ? -1 : 0;

	free(text);
	return done;
}

int row_tokens_take(struct row_tokens *t, const struct batch *b, size_t row)
{
	static int (*const add[])(struct row_tokens *, const struct batch *, size_t, size_t) = {
		[AS_VALUE] = value_add, [AS_QUARTER] = quarter_add, [AS_WORDS] = text_add };

	t->count = 0;
	for (size_t c = 0; c < t->plan->columns && c < b->columns; c++)
		if (t->as[c] != AS_NOTHING && b->column[c].kind && !cell_is_missing(b->column[c].kind[row]) && add[t->as[c]](t, b, c, row) < 0)
			return -1;
	return 0;
}
