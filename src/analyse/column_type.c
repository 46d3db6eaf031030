/* column_type: see column_type.h. */
#include "analyse/column_type.h"

#include <ctype.h>
#include <string.h>

/* The share of one family from which the rest are odd cells rather than evidence of text. */
static const double ODD_SHARE = 0.95;

/* 2001-01-01 and 2100-01-01 in seconds since 1970: years in which an epoch is believed. */
static const double EPOCH_FIRST = 978307200, EPOCH_LAST = 4102444800;

static bool name_ends_with(const char *name, const char *word)
{
	size_t n = strlen(name), w = strlen(word);

	if (w > n)
		return false;
	for (size_t i = 0; i < w; i++)
		if (tolower((unsigned char)name[n - w + i]) != word[i])
			return false;
	/* "ts" must be a word of its own: "user_ts", "ts"; "counts" is not one. */
	return n == w || w > 2 || !isalnum((unsigned char)name[n - w - 1]);
}

static bool name_says_time(const char *name)
{
	static const char *const word[] = { "time", "date", "timestamp", "datetime", "epoch", "ts", "_at", "_ms", "_utc", "created", "updated",
					    "modified" };

	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (name_ends_with(name, word[i]))
			return true;
	return n > 2 && strcmp(name + n - 2, "At") == 0;	/* createdAt */
}

static void epoch_decide(struct column_info *c)
{
	static const struct { double per_second, scale; } unit[] = { { 1, 1e6 }, { 1e3, 1e3 }, { 1e6, 1 } };

	c->epoch = false;
	if (!column_is_numeric(c) || c->numbers == 0 || c->infinite || !name_says_time(c->name))
		return;
	for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++) {
		if (c->min >= EPOCH_FIRST * unit[i].per_second && c->max < EPOCH_LAST * unit[i].per_second) {
			c->epoch = true;
			c->epoch_scale = unit[i].scale;
			c->type = TYPE_DATETIME;
		}
	}
}

static void order_decide(struct column_info *c)
{
	uint64_t dmy = c->kind_count[CELL_DMY], mdy = c->kind_count[CELL_MDY], either = c->kind_count[CELL_DAYMONTH];

	c->order = dmy && mdy ? ORDER_MIXED : dmy ? ORDER_DMY : mdy ? ORDER_MDY : either ? ORDER_AMBIGUOUS : ORDER_NONE;
}

void column_type_decide(struct column_info *c)
{
	const uint64_t *k = c->kind_count;
	uint64_t number = k[CELL_INTEGER] + k[CELL_REAL];
	uint64_t time = k[CELL_DATETIME] + k[CELL_DMY] + k[CELL_MDY] + k[CELL_DAYMONTH];
	const struct { uint64_t cells; enum column_type type; } family[] = {
		{ number, k[CELL_REAL] ? TYPE_REAL : TYPE_INTEGER },
		{ time, TYPE_DATETIME },
		{ k[CELL_BOOLEAN], TYPE_BOOLEAN },
		{ k[CELL_JSON], TYPE_JSON },
	};

	order_decide(c);
	c->type = c->present ? TYPE_TEXT : TYPE_EMPTY;
	if (k[CELL_CODE] == 0)
		for (size_t i = 0; i < sizeof family / sizeof family[0]; i++)
			if (family[i].cells && (double)family[i].cells >= ODD_SHARE * (double)c->present)
				c->type = family[i].type;
	epoch_decide(c);
}

bool column_type_takes(const struct column_info *c, enum cell_kind kind)
{
	switch (c->type) {
	case TYPE_BOOLEAN: return kind == CELL_BOOLEAN;
	case TYPE_INTEGER: return kind == CELL_INTEGER;
	case TYPE_REAL: return cell_is_number((uint8_t)kind);
	case TYPE_DATETIME: return c->epoch ? cell_is_number((uint8_t)kind) : cell_is_time((uint8_t)kind);
	case TYPE_JSON: return kind == CELL_JSON;
	default: return true;
	}
}

double column_time_or_number(const struct column_info *c, uint8_t kind, double number)
{
	if (c->epoch && cell_is_number((uint8_t)kind))
		return number * c->epoch_scale;
	if (kind == CELL_DAYMONTH && c->order == ORDER_MDY)
		return time_swap_day_month(number);
	return number;
}
