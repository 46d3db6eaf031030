/* numeric_columns: see numeric_columns.h. */
#include "analyse/numeric_columns.h"

const char *numeric_reason(const struct column_info *c)
{
	static const char *const reason[COLUMN_TYPES] = {
		[TYPE_EMPTY] = "the column is empty", [TYPE_BOOLEAN] = "the column is boolean", [TYPE_DATETIME] = "the column is datetime",
		[TYPE_TEXT] = "the column is text", [TYPE_JSON] = "the column is json" };

	if (reason[c->type])
		return reason[c->type];
	return c->numbers ? NULL : "no finite number";
}

void numeric_none(const struct metric *first, size_t column, const char *reason, struct sink *out)
{
	for (const struct metric *m = first; m->name; m++)
		out->none(out, m, in_column(column), reason);
}
