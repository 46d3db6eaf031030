/* personal: of the validity section what is about personal data and secrets: which kind in which column, and where. */
#include "report/html/page.h"

#include <cjson/cJSON.h>

static void one_put(struct page *p, const char *column, const cJSON *one)
{
	const char *kind = text_at(one, "kind"), *of = text_at(one, "of");

	page_put(p, "<tr><td>");
	page_column_link(p, column);
	page_put(p, "</td><td>");
	page_text(p, kind ? kind : "", NAME_SHOWN);
	page_put(p, "</td><td>");
	page_text(p, of ? of : "", NAME_SHOWN);
	page_put(p, "</td>");
	page_number_cell(p, one, "cells", UNIT_COUNT);
	page_put(p, "<td>");
	page_rows(p, cJSON_GetObjectItemCaseSensitive(one, "rows"));
	page_put(p, "</td></tr>");
}

void page_personal(struct page *p)
{
	bool begun = false;

	for (size_t i = 0; i < p->columns; i++) {
		const cJSON *one, *found = list_at(p->column[i], "personal.found");
		const char *name = text_at(p->column[i], "name");

		cJSON_ArrayForEach(one, found) {
			if (!begun) {
				page_wide(p, "personal data and secrets");
				page_put(p, "<table class=\"sortable\"><caption>Personal data and secrets, by shape and check digits</caption>");
				page_heads(p, (const char *const[]){ "column", "kind", "of a", "cells", "first rows", NULL });
				begun = true;
			}
			one_put(p, name ? name : "", one);
		}
	}
	if (begun)
		page_put(p, "</tbody></table></div>");
}
