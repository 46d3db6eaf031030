/* label_error_table: see label_error_table.h. */
#include "analyse/label_error_table.h"

#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int table_fail(struct sqlite3 *db, struct err *e)
{
	return (sqlite3_errcode(db) & 0xff) == SQLITE_NOMEM ? err_nomem(e) : err_set(e, ERR_STORE, "keeping label errors: %s", sqlite3_errmsg(db));
}

int label_error_table_open(struct label_error_table *t, struct store *store, struct err *e)
{
	struct sqlite3 *db = store_connection(store);
	char create[600] = "CREATE TABLE assay_label_error(row INTEGER PRIMARY KEY, given TEXT, suggested TEXT, self_confidence REAL, "
			   "normalized_margin REAL, confidence_weighted_entropy REAL";
	char insert[100] = "INSERT INTO assay_label_error VALUES(?,?,?,?,?,?";

	for (size_t way = 0; way < LABEL_WAYS; way++) {
		size_t n = strlen(create), m = strlen(insert);

		snprintf(create + n, sizeof create - n, ", \"%s\" INTEGER%s", label_way_name(way), way + 1 == LABEL_WAYS ? ")" : "");
		snprintf(insert + m, sizeof insert - m, ",?%s", way + 1 == LABEL_WAYS ? ")" : "");
	}
	if (sqlite3_exec(db, create, NULL, NULL, NULL) != SQLITE_OK || sqlite3_prepare_v2(db, insert, -1, &t->add, NULL) != SQLITE_OK)
		return table_fail(db, e);
	return 0;
}

int label_error_table_add(void *table, const struct suspect *w, struct err *e)
{
	struct label_error_table *t = table;

	if (!t->add)
		return 0;
	sqlite3_bind_int64(t->add, 1, (sqlite3_int64)w->row);
	sqlite3_bind_text(t->add, 2, t->classes->at[w->given].name, -1, SQLITE_STATIC);
	sqlite3_bind_text(t->add, 3, t->classes->at[w->suggested].name, -1, SQLITE_STATIC);
	sqlite3_bind_double(t->add, 4, w->self_confidence);
	sqlite3_bind_double(t->add, 5, w->normalized_margin);
	sqlite3_bind_double(t->add, 6, w->entropy);
	for (int way = 0; way < LABEL_WAYS; way++)
		sqlite3_bind_int(t->add, 7 + way, (int)(w->ways >> way & 1));
	if (sqlite3_step(t->add) != SQLITE_DONE)
		return table_fail(sqlite3_db_handle(t->add), e);
	sqlite3_reset(t->add);
	return 0;
}

void label_error_table_close(struct label_error_table *t)
{
	sqlite3_finalize(t->add);
	t->add = NULL;
}
