/* check: see check.h. */
#include "check/one.h"

#include "base/nearest.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- from rules to checks ---- */

/* A check on so many columns, whose numbers the caller fills in; NULL: no memory. */
static struct check *check_add(struct checking *k, size_t rule_at, size_t columns, struct err *e)
{
	const struct rule *rule = &k->in->rules->at[rule_at];
	size_t *numbers = arena_zeroed(k->arena, 2 * columns + 1, sizeof *numbers);
	struct check *c;

	if (numbers && k->count == k->room) {
		size_t room = k->room ? 2 * k->room : 32;
		struct check *grown = reallocarray(k->check, room, sizeof *grown);

		if (grown) {
			k->check = grown;
			k->room = room;
		}
	}
	if (!numbers || k->count == k->room) {
		err_nomem(e);
		return NULL;
	}
	c = &k->check[k->count++];
	*c = (struct check){ .rule = rule, .row = rule->rows, .rule_at = rule_at, .where = in_dataset(), .column = numbers, .columns = columns,
			     .slot = numbers + columns };
	return c;
}

/* The number of a column; -1: there is none, and the check is given up; -2: no memory. */
static long column_find(struct checking *k, struct check *c, const char *name, struct err *e)
{
	const struct plan *plan = k->in->plan;
	const char **names, *near;

	for (size_t i = 0; i < plan->columns; i++)
		if (strcmp(plan->column[i].name, name) == 0)
			return (long)i;
	names = arena_zeroed(k->arena, plan->columns + 1, sizeof *names);
	if (!names)
		return err_nomem(e) - 1;
	for (size_t i = 0; i < plan->columns; i++)
		names[i] = plan->column[i].name;
	if (nearest_words(name, names, plan->columns, &near, 1) == 1)
		return check_give_up(k, c, e, "no column \"%.100s\"; did you mean \"%.100s\"?", name, near) - 1;
	return check_give_up(k, c, e, "no column \"%.100s\"", name) - 1;
}

/* On columns by name: one check, about the pair or the dataset. */
static int named_add(struct checking *k, size_t rule_at, struct err *e)
{
	const struct row_rule *row = k->in->rules->at[rule_at].rows;
	struct check *c = check_add(k, rule_at, row->columns, e);

	if (!c)
		return -1;
	for (size_t i = 0; i < row->columns; i++) {
		long at = column_find(k, c, row->column[i], e);

		if (at < 0)
			return at == -1 ? 0 : -1;
		((size_t *)c->column)[i] = (size_t)at;
	}
	if (row->test == ROW_COMPARE)
		c->where = in_pair(c->column[0], c->column[1]);
	return 0;
}

/* On every column that fits. */
static int fitting_add(struct checking *k, size_t rule_at, struct err *e)
{
	const struct rule *rule = &k->in->rules->at[rule_at];
	bool name = pattern_is_name(&rule->column);

	for (size_t i = 0; i < k->in->plan->columns; i++) {
		const char *column = k->in->plan->column[i].name;
		struct check *c;

		if (name ? strcmp(rule->column.text, column) != 0 : !pattern_fits(&rule->column, column))
			continue;
		c = check_add(k, rule_at, 1, e);
		if (!c)
			return -1;
		*(size_t *)c->column = i;
		c->where = in_column(i);
	}
	return 0;
}

static int checks_list(struct checking *k, struct err *e)
{
	for (size_t i = 0; i < k->in->rules->count; i++) {
		const struct rule *rule = &k->in->rules->at[i];

		if (!rule->rows)
			continue;
		if ((rule->column.text ? fitting_add(k, i, e) : named_add(k, i, e)) < 0)
			return -1;
	}
	return 0;
}

static int sqls_run(struct checking *k, struct err *e)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->check[i].row->sql && sql_run(k, &k->check[i], e) < 0)
			return -1;
	return 0;
}

/* ---- from checks to outcomes ---- */

/* Why no row was looked at, where that is so. */
static const char *idle_reason(const struct checking *k, const struct check *c)
{
	if (k->in->plan->rows == 0)
		return "there are no rows";
	return c->row->where ? "no row with a value fits \"where\"" : "no row has a value there";
}

static struct cJSON *rows_list(const struct checking *k, const struct check *c)
{
	cJSON *list = cJSON_CreateArray();
	size_t n = 0;

	for (uint64_t row = rowset_next(&c->bad, 1); list && row && n < k->in->plan->evidence; row = rowset_next(&c->bad, row + 1), n++) {
		if (!cJSON_AddItemToArray(list, cJSON_CreateNumber((double)row))) {
			cJSON_Delete(list);
			return NULL;
		}
	}
	return list;
}

static int outcome_make(struct checks *out, const struct checking *k, const struct check *c, struct err *e)
{
	struct row_outcome *o = &out->outcomes.at[out->outcomes.count++];
	cJSON *rows = NULL;

	*o = (struct row_outcome){ .rule = c->rule_at, .looked = c->looked,
				   .result = { .metric = c->rule->demand.metric, .where = c->where, .kind = RESULT_NONE, .text = c->reason } };
	if (!c->reason && c->looked == 0)
		o->result.text = idle_reason(k, c);
	if (o->result.text)
		return 0;
	o->result.kind = RESULT_VALUE;
	o->result.value = (double)c->bad.count;
	o->shown = c->where.column == NO_COLUMN && c->columns ? c->column : NULL;
	o->shown_count = o->shown ? c->columns : 0;
	rows = rows_list(k, c);
	if (!rows || !cJSON_AddItemToArray(out->rows, rows)) {
		cJSON_Delete(rows);
		return err_nomem(e);
	}
	o->rows = rows;
	return 0;
}

static int outcomes_make(struct checks *out, const struct checking *k, struct err *e)
{
	out->rows = cJSON_CreateArray();
	out->outcomes.at = arena_zeroed(&out->arena, k->count + 1, sizeof *out->outcomes.at);
	if (!out->rows || !out->outcomes.at)
		return err_nomem(e);
	for (size_t i = 0; i < k->count; i++)
		if (outcome_make(out, k, &k->check[i], e) < 0)
			return -1;
	return 0;
}

/* ---- all bad rows, for people ---- */

static int db_fail(struct sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) : err_set(e, ERR_STORE, "keeping bad rows: %s", sqlite3_errmsg(db));
}

static int bad_write(const struct checking *k, const struct check *c, sqlite3_stmt *add, struct err *e)
{
	const char *column = c->where.column == NO_COLUMN || c->columns != 1 ? NULL : k->in->plan->column[c->where.column].name;

	sqlite3_bind_text(add, 1, c->rule->id, -1, SQLITE_STATIC);
	sqlite3_bind_text(add, 2, column, -1, SQLITE_STATIC);
	for (uint64_t row = rowset_next(&c->bad, 1); row; row = rowset_next(&c->bad, row + 1)) {
		sqlite3_bind_int64(add, 3, (sqlite3_int64)row);
		if (sqlite3_step(add) != SQLITE_DONE)
			return db_fail(sqlite3_db_handle(add), e);
		sqlite3_reset(add);
	}
	return 0;
}

static int bad_keep(const struct checking *k, struct err *e)
{
	struct sqlite3 *db = store_connection(k->in->store);
	sqlite3_stmt *add = NULL;
	int done = 0;

	if (sqlite3_exec(db, "CREATE TABLE assay_bad_row(rule TEXT, column_name TEXT, row INTEGER)", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "INSERT INTO assay_bad_row VALUES(?,?,?)", -1, &add, NULL) != SQLITE_OK)
		return db_fail(db, e);
	for (size_t i = 0; i < k->count && done == 0; i++)
		if (!k->check[i].reason)
			done = bad_write(k, &k->check[i], add, e);
	sqlite3_finalize(add);
	return done;
}

/* ---- the whole ---- */

bool checks_wanted(const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->at[i].rows)
			return true;
	return false;
}

int checks_run(struct checks *out, const struct check_request *in, struct err *e)
{
	static const struct na_tokens no_tokens = { NULL, 0 };
	struct checking k = { .in = in, .arena = &out->arena, .seconds = in->seconds > 0 ? in->seconds : CHECK_SECONDS };
	int done;

	if (!checks_wanted(in->rules))
		return 0;
	k.none = na_set_new(&no_tokens);
	done = k.none ? checks_list(&k, e) : err_nomem(e);
	if (done == 0 && ((done = scans_run(&k, e)) < 0 || (done = sqls_run(&k, e)) < 0 || (done = outcomes_make(out, &k, e)) < 0))
		done = -1;
	if (done == 0 && in->keep)
		done = bad_keep(&k, e);
	for (size_t i = 0; i < k.count; i++)
		test_release(&k.check[i]);
	free(k.check);
	na_set_free(k.none);
	return done;
}

void checks_release(struct checks *c)
{
	cJSON_Delete(c->rows);
	arena_release(&c->arena);
	*c = (struct checks){ .rows = NULL };
}
