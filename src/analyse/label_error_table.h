/* label_error_table: the rows that are likely to have a wrong label, for people to query:
 *
 *   assay_label_error  row, given, suggested, self_confidence, normalized_margin, confidence_weighted_entropy, and 0 or 1 for each way
 *
 * A zeroed table but for `classes` is one that nobody keeps. The store and the classes are borrowed; label_error_table_close frees the rest.
 */
#ifndef ASSAY_ANALYSE_LABEL_ERROR_TABLE_H
#define ASSAY_ANALYSE_LABEL_ERROR_TABLE_H

#include "analyse/label_classes.h"
#include "analyse/label_errors.h"

struct store;
struct sqlite3_stmt;

struct label_error_table {
	const struct classes *classes;
	struct sqlite3_stmt *add;
};

int label_error_table_open(struct label_error_table *, struct store *, struct err *);
/* A suspect_listener's tell; context: the table. */
int label_error_table_add(void *table, const struct suspect *, struct err *);
void label_error_table_close(struct label_error_table *);

#endif
