/* operand: see operand.h. */
#include "check/operand.h"

#include "base/hash.h"
#include "judge/json_text.h"
#include "store/text.h"

#include <math.h>
#include <string.h>

static const struct cell *text_cell(struct operand *v, const struct na_set *none)
{
	if (!v->typed)
		v->cell = cell_type(v->text, v->bytes, none);
	v->typed = true;
	return &v->cell;
}

bool operand_time(struct operand *v, const struct na_set *none, double *time)
{
	const struct cell *c;

	if (operand_is_number(v)) {
		*time = v->number * v->column->epoch_scale;
		return v->column->epoch;
	}
	c = text_cell(v, none);
	if (!cell_is_time(c->kind))
		return false;
	*time = c->kind == CELL_DAYMONTH && v->column->order == ORDER_MDY ? time_swap_day_month(c->number) : c->number;
	return true;
}

/* An array or object. */
static bool text_is_json(const struct operand *v)
{
	size_t at;

	return v->bytes > 1 && (v->text[0] == '{' || v->text[0] == '[') && !json_text_check(v->text, v->bytes, &at);
}

unsigned operand_types(struct operand *v, const struct na_set *none)
{
	unsigned time = v->column->epoch ? 1u << TYPE_DATETIME : 0;
	const struct cell *c;

	if (v->type == SQLITE_INTEGER)
		return 1u << TYPE_INTEGER | 1u << TYPE_REAL | time;
	if (v->type == SQLITE_FLOAT)
		return 1u << TYPE_REAL | time;
	c = text_cell(v, none);
	if (cell_is_time(c->kind))
		return 1u << TYPE_DATETIME;
	if (c->kind == CELL_BOOLEAN)
		return 1u << TYPE_BOOLEAN;
	if (text_is_json(v))	/* where the source knows no JSON, it is a text as well */
		return 1u << TYPE_JSON | (v->column->kind_count[CELL_JSON] ? 0 : 1u << TYPE_TEXT);
	return 1u << TYPE_TEXT;
}

static const char *integer_text(int64_t i, char buffer[OPERAND_TEXT_ROOM], size_t *bytes)
{
	uint64_t rest = i < 0 ? -(uint64_t)i : (uint64_t)i;
	char *at = buffer + OPERAND_TEXT_ROOM;

	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (i < 0)
		*--at = '-';
	*bytes = (size_t)(buffer + OPERAND_TEXT_ROOM - at);
	return at;
}

const char *operand_text(const struct operand *v, char buffer[OPERAND_TEXT_ROOM], size_t *bytes)
{
	if (v->type == SQLITE_INTEGER)
		return integer_text(v->integer, buffer, bytes);
	if (v->type == SQLITE_FLOAT) {
		double_text(v->number, buffer);
		*bytes = strlen(buffer);
		return buffer;
	}
	*bytes = v->bytes;
	return v->text;
}

/* An integer of 63 bits against a double, without rounding either. */
static int integer_compare(int64_t i, double x)
{
	int64_t whole;
	double rest;

	if (!(x > -0x1p63))
		return 1;
	if (x >= 0x1p63)
		return -1;
	whole = (int64_t)x;
	if (i != whole)
		return i < whole ? -1 : 1;
	rest = x - (double)whole;
	return rest > 0 ? -1 : rest < 0;
}

int number_compare(const struct operand *v, double x)
{
	if (v->type == SQLITE_INTEGER && !(v->number > -0x1p53 && v->number < 0x1p53))
		return integer_compare(v->integer, x);
	return v->number < x ? -1 : v->number > x;
}

static int numbers_compare(const struct operand *a, const struct operand *b)
{
	if (a->type == SQLITE_INTEGER && b->type == SQLITE_INTEGER)
		return a->integer < b->integer ? -1 : a->integer > b->integer;
	return b->type == SQLITE_FLOAT ? number_compare(a, b->number) : -number_compare(b, a->number);
}

/* Are the numbers of both plain ones, or both seconds, or both milliseconds? */
static bool same_unit(const struct column_info *a, const struct column_info *b)
{
	return a->epoch == b->epoch && (!a->epoch || !(a->epoch_scale < b->epoch_scale || a->epoch_scale > b->epoch_scale));
}

int operand_compare(struct operand *a, struct operand *b, const struct na_set *none)
{
	double x, y;
	int order;

	if (operand_is_number(a) && operand_is_number(b) && same_unit(a->column, b->column))
		return numbers_compare(a, b);
	if (operand_time(a, none, &x) && operand_time(b, none, &y))
		return x < y ? -1 : x > y;
	if (a->type != SQLITE_TEXT || b->type != SQLITE_TEXT || cell_is_time(text_cell(a, none)->kind) || cell_is_time(text_cell(b, none)->kind))
		return 2;
	order = memcmp(a->text, b->text, a->bytes < b->bytes ? a->bytes : b->bytes);
	return order ? (order < 0 ? -1 : 1) : a->bytes < b->bytes ? -1 : a->bytes > b->bytes;
}

uint64_t operand_hash(const struct operand *v)
{
	uint64_t bits;
	int64_t integer = v->integer;

	if (v->type == SQLITE_TEXT)
		return hash_bytes(v->text, v->bytes);
	if (v->type == SQLITE_INTEGER || real_is_integer(v->number, &integer))
		return hash_u64((uint64_t)integer ^ UINT64_C(0x9e3779b97f4a7c15));
	memcpy(&bits, &v->number, sizeof bits);
	return hash_u64(bits);
}
