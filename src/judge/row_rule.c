/* row_rule: see row_rule.h. Everything that can be known without data is checked here; SQL is only known where the data is. */
#include "judge/row_rule.h"

#include "judge/rule.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <cjson/cJSON.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

const char *const row_test_names[ROW_TESTS] = {
	"values_in", "not_in", "matches", "not_matches", "range", "length", "type", "not_null", "unique", "foreign_key", "compare", "sum", "sql",
};

#define BAD_ROWS(scope) \
	{ "validity.bad_rows", scope, UNIT_COUNT, 0, INFINITY, EXACT, "bad_rows", "rows that do not keep a rule on rows", "count", NULL }

static const struct metric bad_rows[] = {
	[SCOPE_DATASET] = BAD_ROWS(SCOPE_DATASET), [SCOPE_COLUMN] = BAD_ROWS(SCOPE_COLUMN), [SCOPE_PAIR] = BAD_ROWS(SCOPE_PAIR),
};

const struct metric *row_metric(enum scope scope)
{
	return &bad_rows[scope];
}

/* What is known while "rows" is read. */
struct rows_reading {
	struct rule *rule;
	struct row_rule *row;
	const cJSON *test;	/* the member that is the test; NULL: none yet */
};

static int test_take(struct reader *r, struct rows_reading *reading, const cJSON *item, size_t test)
{
	if (reading->test)
		return fault(r, key_at(r, item), "\"%s\" does not go together with \"%s\": a rule has one test", item->string,
			     reading->test->string);
	reading->test = item;
	reading->row->test = (enum row_test)test;
	return 0;
}

/* ---- values and texts ---- */

static int values_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;
	struct row_value *value = arena_zeroed(r->arena, (size_t)cJSON_GetArraySize(item), sizeof *value);

	if (test_take(r, reading, item, test) < 0)
		return -1;
	if (!item->child)
		return fault(r, value_at(r, item), "\"%s\" is empty", item->string);
	if (!value)
		return err_nomem(r->e);
	reading->row->value = value;
	for (const cJSON *i = item->child; i; i = i->next, value++, reading->row->values++) {
		if (kind_check(r, i, "a value", KIND_PLAIN) < 0)
			return -1;
		value->number = i->valuedouble;
		if (cJSON_IsString(i) && !(value->text = text_keep(r, i)))
			return -1;
	}
	return 0;
}

static int matches_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;
	const char *text = item->valuestring;
	char why[120];
	PCRE2_SIZE at;
	int code;

	if (test_take(r, reading, item, test) < 0)
		return -1;
	reading->row->regex = pcre2_compile((PCRE2_SPTR)text, strlen(text), PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C, &code,
					    &at, NULL);
	if (!reading->row->regex && code == PCRE2_ERROR_HEAP_FAILED)
		return err_nomem(r->e);
	if (reading->row->regex)
		return 0;
	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
	return fault(r, value_at(r, item), "\"%.200s\" is no regular expression: %s at character %zu", text, why, (size_t)at);
}

/* ---- range and length ---- */

/* A number, or a date. */
static int end_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct row_rule *row = ((struct rows_reading *)into)->row;
	bool other = row->min > -INFINITY || row->max < INFINITY, time = cJSON_IsString(item);
	double v = item->valuedouble;

	if (time && time_read(item->valuestring, &v) < 0)
		return fault(r, value_at(r, item), "\"%.100s\" is no date like 2024-01-31 or 2024-01-31T12:00:00Z", item->valuestring);
	if (other && time != row->times)
		return fault(r, value_at(r, item), "\"min\" and \"max\" are both numbers or both dates");
	if (!isfinite(v))
		return fault(r, value_at(r, item), "this number is larger than a double holds");
	row->times = time;
	*(double *)((char *)row + offset) = v;
	return 0;
}

static int exclusive_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)r;
	(void)offset;
	((struct rows_reading *)into)->row->exclusive = cJSON_IsTrue(item);
	return 0;
}

static int ends_check(struct reader *r, const struct row_rule *row, const cJSON *item)
{
	if (row->min == -INFINITY && row->max == INFINITY)
		return fault(r, value_at(r, item), "\"%s\" needs \"min\" or \"max\"", item->string);
	if (row->min > row->max || (row->exclusive && row->min == row->max))
		return fault(r, value_at(r, item), "no value is between this \"min\" and \"max\"");
	return 0;
}

static const struct member range_members[] = {
	{ "min", KIND_PLAIN, false, end_read, offsetof(struct row_rule, min) },
	{ "max", KIND_PLAIN, false, end_read, offsetof(struct row_rule, max) },
	{ "exclusive", KIND_FLAG, false, exclusive_read, 0 },
};

static int range_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;

	if (test_take(r, reading, item, test) < 0 || members_read(r, item, "\"range\"", range_members, COUNT(range_members), into) < 0)
		return -1;
	return ends_check(r, reading->row, item);
}

static int characters_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	double v = item->valuedouble;

	if (!(v >= 0 && v <= 0x1p53 && v == floor(v)))
		return fault(r, value_at(r, item), "a length is a whole number of characters");
	*(double *)((char *)((struct rows_reading *)into)->row + offset) = v;
	return 0;
}

static const struct member length_members[] = {
	{ "min", KIND_NUMBER, false, characters_read, offsetof(struct row_rule, min) },
	{ "max", KIND_NUMBER, false, characters_read, offsetof(struct row_rule, max) },
};

static int length_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;

	if (test_take(r, reading, item, test) < 0 || members_read(r, item, "\"length\"", length_members, COUNT(length_members), into) < 0)
		return -1;
	return ends_check(r, reading->row, item);
}

static int types_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;

	if (test_take(r, reading, item, test) < 0)
		return -1;
	return column_types_read(r, item, &reading->row->types);
}

/* ---- columns by name ---- */

/* Adds the names of an array to those that are there; `more`: room for so many others. */
static int names_take(struct reader *r, struct row_rule *row, const cJSON *list, size_t more, size_t least)
{
	size_t n = (size_t)cJSON_GetArraySize(list);
	const char **name = arena_zeroed(r->arena, n + more, sizeof *name);

	if (!name)
		return err_nomem(r->e);
	if (n < least)
		return fault(r, value_at(r, list), "\"%s\" is an array of at least %zu columns", list->string, least);
	row->column = name;
	for (const cJSON *i = list->child; i; i = i->next) {
		if (kind_check(r, i, "a column", KIND_TEXT) < 0 || !(name[row->columns] = text_keep(r, i)))
			return -1;
		for (size_t k = 0; k < row->columns; k++)
			if (strcmp(name[k], name[row->columns]) == 0)
				return fault(r, value_at(r, i), "the column \"%.100s\" stands here twice", name[k]);
		row->columns++;
	}
	return 0;
}

static int flag_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	if (test_take(r, into, item, test) < 0)
		return -1;
	return cJSON_IsTrue(item) ? 0 : fault(r, value_at(r, item), "\"%s\" can only be true; without it nothing is demanded", item->string);
}

static int unique_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;

	if (!cJSON_IsArray(item))
		return flag_read(r, into, item, test);
	return test_take(r, reading, item, test) < 0 ? -1 : names_take(r, reading->row, item, 0, 1);
}

static int order_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	static const char *const words[] = { "<=", ">=", "!=", "=", "<", ">" };
	static const unsigned order[] = { ROW_LESS | ROW_EQUAL, ROW_GREATER | ROW_EQUAL, ROW_LESS | ROW_GREATER, ROW_EQUAL, ROW_LESS,
					  ROW_GREATER };
	int found = word_find(r, item, "comparison", words, COUNT(words));

	(void)offset;
	if (found < 0)
		return -1;
	((struct rows_reading *)into)->row->order = order[found];
	return 0;
}

/* The next name of those that there is room for. */
static int name_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct row_rule *row = ((struct rows_reading *)into)->row;
	const char **name = (const char **)row->column;

	(void)offset;
	name[row->columns] = text_keep(r, item);
	return name[row->columns++] ? 0 : -1;
}

static const struct member compare_members[] = {
	{ "left", KIND_TEXT, true, name_read, 0 },
	{ "is", KIND_TEXT, true, order_read, 0 },
	{ "right", KIND_TEXT, true, name_read, 0 },
};

static int compare_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;
	struct row_rule *row = reading->row;

	if (test_take(r, reading, item, test) < 0)
		return -1;
	row->column = arena_zeroed(r->arena, 2, sizeof *row->column);
	if (!row->column)
		return err_nomem(r->e);
	if (members_read(r, item, "\"compare\"", compare_members, COUNT(compare_members), into) < 0)
		return -1;
	return strcmp(row->column[0], row->column[1]) != 0 ? 0 :
		fault(r, value_at(r, item), "\"left\" and \"right\" are the same column");
}

static int terms_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	return names_take(r, ((struct rows_reading *)into)->row, item, 1, 1);
}

static int tolerance_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	if (!(item->valuedouble >= 0 && item->valuedouble < INFINITY))
		return fault(r, value_at(r, item), "\"tolerance\" is a number from 0");
	((struct rows_reading *)into)->row->tolerance = item->valuedouble;
	return 0;
}

static const struct member sum_members[] = {
	{ "of", KIND_LIST, true, terms_read, 0 },
	{ "equals", KIND_TEXT, true, name_read, 0 },
	{ "tolerance", KIND_NUMBER, false, tolerance_read, 0 },
};

static int sum_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	if (test_take(r, into, item, test) < 0)
		return -1;
	return members_read(r, item, "\"sum\"", sum_members, COUNT(sum_members), into);
}

/* ---- another file, and SQL ---- */

static int key_column_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	(void)offset;
	return pattern_read(r, &((struct rows_reading *)into)->rule->column, item);
}

/* As the pack means it: from its own folder. */
static int file_read_name(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	const char *path = item->valuestring, *slash = path[0] == '/' ? NULL : strrchr(r->origin, '/');
	size_t folder = slash ? (size_t)(slash - r->origin) + 1 : 0, n = strlen(path);
	char *file = arena_take(r->arena, folder + n + 1);

	(void)offset;
	if (!*path)
		return fault(r, value_at(r, item), "\"file\" is empty");
	if (!file)
		return err_nomem(r->e);
	memcpy(file, r->origin, folder);
	memcpy(file + folder, path, n + 1);
	((struct rows_reading *)into)->row->file = file;
	return 0;
}

static int text_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	const char *text = text_keep(r, item);

	*(const char **)((char *)((struct rows_reading *)into)->row + offset) = text;
	if (text && !text[strspn(text, " \t\r\n")])
		return fault(r, value_at(r, item), "\"%s\" is empty", item->string);
	return text ? 0 : -1;
}

static const struct member key_members[] = {
	{ "column", KIND_TEXT, true, key_column_read, 0 },
	{ "file", KIND_TEXT, true, file_read_name, 0 },
	{ "file_column", KIND_TEXT, false, text_read, offsetof(struct row_rule, file_column) },
};

static int key_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	struct rows_reading *reading = into;

	if (test_take(r, reading, item, test) < 0 || members_read(r, item, "\"foreign_key\"", key_members, COUNT(key_members), into) < 0)
		return -1;
	if (reading->row->file_column)
		return 0;
	reading->row->file_column = reading->rule->column.text;
	return pattern_is_name(&reading->rule->column) ? 0 :
		fault(r, value_at(r, item), "\"foreign_key\" needs \"file_column\" where \"column\" is a pattern");
}

static int sql_read(struct reader *r, void *into, const cJSON *item, size_t test)
{
	return test_take(r, into, item, test) < 0 ? -1 : text_read(r, into, item, offsetof(struct row_rule, sql));
}

/* ---- the whole ---- */

static int column_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rows_reading *reading = into;

	(void)offset;
	if (reading->rule->column.text)
		return fault(r, key_at(r, item), "\"column\" stands in \"foreign_key\" already");
	if (reading->test && (reading->row->columns || reading->row->sql))
		return fault(r, key_at(r, item), "\"%s\" names its columns itself: \"column\" has no meaning for it", reading->test->string);
	return pattern_read(r, &reading->rule->column, item);
}

static const struct member rows_members[] = {
	{ "values_in", KIND_LIST, false, values_read, ROW_VALUES_IN },
	{ "not_in", KIND_LIST, false, values_read, ROW_NOT_IN },
	{ "matches", KIND_TEXT, false, matches_read, ROW_MATCHES },
	{ "not_matches", KIND_TEXT, false, matches_read, ROW_NOT_MATCHES },
	{ "range", KIND_OBJECT, false, range_read, ROW_RANGE },
	{ "length", KIND_OBJECT, false, length_read, ROW_LENGTH },
	{ "type", KIND_WORDS, false, types_read, ROW_TYPE },
	{ "not_null", KIND_FLAG, false, flag_read, ROW_NOT_NULL },
	{ "unique", KIND_FLAG_OR_LIST, false, unique_read, ROW_UNIQUE },
	{ "foreign_key", KIND_OBJECT, false, key_read, ROW_FOREIGN_KEY },
	{ "compare", KIND_OBJECT, false, compare_read, ROW_COMPARE },
	{ "sum", KIND_OBJECT, false, sum_read, ROW_SUM },
	{ "sql", KIND_TEXT, false, sql_read, ROW_SQL },
	{ "column", KIND_TEXT, false, column_read, 0 },
	{ "where", KIND_TEXT, false, text_read, offsetof(struct row_rule, where) },
};

static int rows_check(struct reader *r, const struct rows_reading *reading, const cJSON *item)
{
	char list[200] = "";

	for (size_t i = 0, used = 0; i < ROW_TESTS; i++)
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", row_test_names[i]);
	if (!reading->test)
		return fault(r, value_at(r, item), "\"rows\" needs a test: one of %s", list);
	if (!reading->row->columns && !reading->row->sql && !reading->rule->column.text)
		return fault(r, value_at(r, item), "\"%s\" needs \"column\"", reading->test->string);
	if (reading->row->sql && reading->row->where)
		return fault(r, value_at(r, item), "\"sql\" chooses its rows itself: \"where\" has no meaning for it");
	return 0;
}

int row_rule_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct rule *rule = into;
	struct rows_reading reading = { .rule = rule, .row = arena_zeroed(r->arena, 1, sizeof *reading.row) };

	(void)offset;
	if (!reading.row)
		return err_nomem(r->e);
	rule->rows = reading.row;
	*rule->rows = (struct row_rule){ .min = -INFINITY, .max = INFINITY, .allow_share = -1 };
	if (members_read(r, item, "\"rows\"", rows_members, COUNT(rows_members), &reading) < 0 || rows_check(r, &reading, item) < 0)
		return -1;
	rule->demand.metric = row_metric(rule->rows->test == ROW_COMPARE ? SCOPE_PAIR : rule->column.text ? SCOPE_COLUMN : SCOPE_DATASET);
	return 0;
}

int row_rule_allow_rows_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	double v = item->valuedouble;

	(void)offset;
	if (!(v >= 0 && v <= 0x1p53 && v == floor(v)))
		return fault(r, value_at(r, item), "\"allow_rows\" is a whole number of rows");
	((struct rule *)into)->rows->allow_rows = (uint64_t)v;
	((struct rule *)into)->rows->allow_given = true;
	return 0;
}

int row_rule_allow_read(struct reader *r, void *into, const cJSON *item, size_t offset)
{
	struct row_rule *row = ((struct rule *)into)->rows;
	char *end;
	double share = strtod(item->valuestring, &end);

	(void)offset;
	if (row->allow_given)
		return fault(r, key_at(r, item), "\"allow\" does not go together with \"allow_rows\"");
	if (end == item->valuestring || strcmp(end + strspn(end, " "), "%") != 0 || !(share >= 0 && share <= 100))
		return fault(r, value_at(r, item), "\"allow\" is a share of the rows looked at, like \"1%%\"; \"%.100s\" is not",
			     item->valuestring);
	row->allow_share = share / 100;
	return 0;
}

void row_rule_release(struct row_rule *row)
{
	if (row)
		pcre2_code_free(row->regex);
}
