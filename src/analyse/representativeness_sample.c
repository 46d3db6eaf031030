/* representativeness.sample: some rows as the database holds them: the first five, the last five, and ten drawn at random of those between
 * (row_sample.h).
 *
 * Looks at no row in passing: which rows these are follows from how many there are, and their cells are read from the store at the end.
 * Bounded: 20 rows of at most SAMPLE_COLUMNS columns, a cell cut to SAMPLE_CHARACTERS and then marked with "…". A cell that is missing is
 * null, a number is written by its value.
 */
#include "analyse/analyse.h"
#include "analyse/row_sample.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

static const struct metric metrics[] = {
	{ "representativeness.sample", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "sample",
	  "the first five rows, the last five, and ten of those between, drawn by a hash of how many there are; at most 50 columns, cells "
	  "cut to 80 characters",
	  "a row is its number and its cells, in the order of columns", "Bentley & Floyd 1987" },
	{ .name = NULL }
};

enum { SAMPLE_ENDS = 5, SAMPLE_RANDOM = 10, SAMPLE_COLUMNS = 50, SAMPLE_CHARACTERS = 80 };

/* Cut a text to SAMPLE_CHARACTERS of UTF-8; is it cut? */
static bool text_cut(char *text)
{
	size_t at = 0;

	for (size_t n = 0; text[at]; n++) {
		if (n == SAMPLE_CHARACTERS) {
			text[at] = '\0';
			return true;
		}
		at++;
		while (((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
	}
	return false;
}

/* A cell as a JSON text, or null; NULL: no memory. */
static cJSON *cell_json(const struct plan *plan, uint64_t row, size_t column)
{
	char *text = plan->cell_text(plan->store, row, column), *marked;
	cJSON *json;

	if (!text)
		return cJSON_CreateNull();
	if (text_cut(text)) {
		if (asprintf(&marked, "%s…", text) < 0)
			marked = NULL;
		free(text);
		text = marked;
	}
	json = text ? cJSON_CreateString(text) : NULL;
	free(text);
	return json;
}

static bool row_put(cJSON *list, const struct plan *plan, uint64_t row)
{
	cJSON *one = cJSON_CreateObject(), *cells;

	if (!one || !cJSON_AddItemToArray(list, one)) {
		cJSON_Delete(one);
		return false;
	}
	if (!cJSON_AddNumberToObject(one, "row", (double)row) || !(cells = cJSON_AddArrayToObject(one, "cells")))
		return false;
	for (size_t c = 0; c < plan->columns && c < SAMPLE_COLUMNS; c++) {
		cJSON *cell = cell_json(plan, row, c);

		if (!cell || !cJSON_AddItemToArray(cells, cell))
			return false;
	}
	return true;
}

static bool names_put(cJSON *sample, const struct plan *plan)
{
	cJSON *names = cJSON_AddArrayToObject(sample, "columns");

	for (size_t c = 0; names && c < plan->columns && c < SAMPLE_COLUMNS; c++)
		if (!cJSON_AddItemToArray(names, cJSON_CreateString(plan->column[c].name)))
			return false;
	return names && (plan->columns <= SAMPLE_COLUMNS ||
			 cJSON_AddNumberToObject(sample, "more_columns", (double)(plan->columns - SAMPLE_COLUMNS)));
}

/* No row stands in two of the lists. */
static cJSON *sample_json(const struct plan *plan)
{
	uint64_t n = plan->rows, head = n < SAMPLE_ENDS ? n : SAMPLE_ENDS, tail = n - head < SAMPLE_ENDS ? n - head : SAMPLE_ENDS;
	uint64_t drawn[SAMPLE_RANDOM];
	size_t random = row_sample(head + 1, n - head - tail, SAMPLE_RANDOM, drawn);
	cJSON *sample = cJSON_CreateObject(), *first, *between, *last;
	bool done = sample && names_put(sample, plan);

	first = cJSON_AddArrayToObject(sample, "first");
	between = cJSON_AddArrayToObject(sample, "random");
	last = cJSON_AddArrayToObject(sample, "last");
	done = done && first && between && last;
	for (uint64_t i = 0; done && i < head; i++)
		done = row_put(first, plan, 1 + i);
	for (size_t i = 0; done && i < random; i++)
		done = row_put(between, plan, drawn[i]);
	for (uint64_t i = 0; done && i < tail; i++)
		done = row_put(last, plan, n - tail + 1 + i);
	if (done)
		return sample;
	cJSON_Delete(sample);
	return NULL;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	(void)state;
	if (!plan->rows || !plan->columns)
		out->none(out, &metrics[0], in_dataset(), "there is no row");
	else if (!plan->cell_text)
		out->none(out, &metrics[0], in_dataset(), "the rows are not at hand");
	else
		out->detail(out, &metrics[0], in_dataset(), sample_json(plan));
}

const struct analysis representativeness_sample = {
	.name = "representativeness.sample",
	.metrics = metrics,
	.pass = PASS_DERIVED,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.publish = publish,
};
