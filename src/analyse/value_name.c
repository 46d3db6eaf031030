/* value_name: see value_name.h. */
#include "analyse/value_name.h"

#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void number_name(double v, char *buffer)
{
	if (isfinite(v))
		decimal_plain(v, buffer);
	else
		snprintf(buffer, DECIMAL_BYTES, "%g", v);
}

void value_name(const struct column_info *info, const struct value *v, char *buffer)
{
	bool number = cell_is_number(v->kind);

	if (info->type == TYPE_DATETIME && (number || cell_is_time(v->kind)))
		time_format(v->number, buffer);
	else if (number && column_is_numeric(info))
		number_name(v->number, buffer);
	else
		snprintf(buffer, VALUE_NAME_BYTES, "%s%s", v->text, v->cut ? "…" : "");
}
