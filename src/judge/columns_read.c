/* columns_read: which columns, by name and by type, as rules and contracts say it; see rule.h. */
#include "judge/members.h"
#include "judge/rule.h"

#include <cjson/cJSON.h>

int pattern_read(struct reader *r, struct pattern *p, const cJSON *item)
{
	const char *text = text_keep(r, item);
	char why[120];
	size_t at = 0;
	int made = text ? pattern_make(p, text, why, &at) : -2;

	if (made == -1)
		return fault(r, value_at(r, item), "\"%.200s\" is no regular expression: %s at character %zu", text, why, at);
	return made < 0 ? err_nomem(r->e) : 0;
}

static int type_take(struct reader *r, unsigned *types, const cJSON *item)
{
	const char *names[COLUMN_TYPES + 1];
	int found;

	if (kind_check(r, item, "type", KIND_TEXT) < 0)
		return -1;
	for (int t = 0; t < COLUMN_TYPES; t++)
		names[t] = column_type_name((enum column_type)t);
	names[COLUMN_TYPES] = "numeric";
	found = word_find(r, item, "column type", names, COUNT(names));
	if (found < 0)
		return -1;
	*types |= found == COLUMN_TYPES ? 1u << TYPE_INTEGER | 1u << TYPE_REAL : 1u << found;
	return 0;
}

int column_types_read(struct reader *r, const cJSON *item, unsigned *types)
{
	if (cJSON_IsString(item))
		return type_take(r, types, item);
	if (!item->child)
		return fault(r, value_at(r, item), "\"type\" is empty: no column would fit");
	for (const cJSON *i = item->child; i; i = i->next)
		if (type_take(r, types, i) < 0)
			return -1;
	return 0;
}
