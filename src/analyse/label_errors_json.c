/* label_errors_json: see label_errors_json.h. */
#include "analyse/label_errors_json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

enum { MATRIX_MAX = 50, PAIRS_MAX = 200, OVERLAPS_MAX = 20 };

/* A cell of a matrix, or two that mirror each other. */
struct cell_count {
	uint64_t count;
	uint32_t row, column;
};

/* Most first, then by place. */
static int by_count(const void *a, const void *b)
{
	const struct cell_count *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* What is off the diagonal and not 0, in order; `mirrored`: pairs of classes. The caller frees; NULL: no memory. */
static struct cell_count *cells_list(const uint64_t *matrix, size_t n, bool mirrored, size_t *count)
{
	struct cell_count *list = NULL;
	size_t used = 0;

	for (int filling = 0; filling < 2; filling++) {
		used = 0;
		for (size_t r = 0; r < n; r++)
			for (size_t c = mirrored ? r + 1 : 0; c < n; c++) {
				uint64_t one = r == c ? 0 : matrix[r * n + c] + (mirrored ? matrix[c * n + r] : 0);

				if (one && filling)
					list[used] = (struct cell_count){ one, (uint32_t)r, (uint32_t)c };
				used += one != 0;
			}
		if (!filling && !(list = malloc((used + 1) * sizeof *list)))
			return NULL;
	}
	qsort(list, used, sizeof *list, by_count);
	*count = used;
	return list;
}

static cJSON *finished(cJSON *tree, bool done)
{
	if (done)
		return tree;
	cJSON_Delete(tree);
	return NULL;
}

static bool matrix_add(cJSON *to, const char *name, const uint64_t *matrix, size_t n)
{
	cJSON *rows = cJSON_AddArrayToObject(to, name);
	bool done = rows;

	for (size_t r = 0; done && r < n; r++) {
		cJSON *row = cJSON_CreateArray();

		done = cJSON_AddItemToArray(rows, row);
		for (size_t c = 0; done && c < n; c++)
			done = cJSON_AddItemToArray(row, cJSON_CreateNumber((double)matrix[r * n + c]));
	}
	return done;
}

static cJSON *matrices_json(const struct label_errors *s, const struct classes *classes)
{
	cJSON *object = cJSON_CreateObject(), *names = cJSON_AddArrayToObject(object, "classes");
	bool done = names;

	for (size_t k = 0; done && k < s->classes; k++)
		done = cJSON_AddItemToArray(names, cJSON_CreateString(classes->at[k].name));
	return finished(object, done && matrix_add(object, "counted", s->joint, s->classes) &&
				matrix_add(object, "calibrated", s->calibrated, s->classes));
}

static cJSON *largest_json(const struct label_errors *s, const struct classes *classes)
{
	size_t n = 0;
	struct cell_count *list = cells_list(s->calibrated, s->classes, false, &n);
	cJSON *object = cJSON_CreateObject(), *pairs;
	char shown[80];
	bool done;

	snprintf(shown, sizeof shown, "the %zu largest of %zu pairs of different classes", n < PAIRS_MAX ? n : PAIRS_MAX, n);
	done = list && cJSON_AddStringToObject(object, "shown", shown) && (pairs = cJSON_AddArrayToObject(object, "pairs"));
	for (size_t i = 0; done && i < n && i < PAIRS_MAX; i++) {
		cJSON *one = cJSON_CreateObject();

		done = cJSON_AddItemToArray(pairs, one) && cJSON_AddStringToObject(one, "given", classes->at[list[i].row].name) &&
		       cJSON_AddStringToObject(one, "confident", classes->at[list[i].column].name) &&
		       cJSON_AddNumberToObject(one, "counted", (double)s->joint[list[i].row * s->classes + list[i].column]) &&
		       cJSON_AddNumberToObject(one, "calibrated", (double)list[i].count);
	}
	free(list);
	return finished(object, done);
}

cJSON *label_joint_json(const struct label_errors *s, const struct classes *classes)
{
	return s->classes <= MATRIX_MAX ? matrices_json(s, classes) : largest_json(s, classes);
}

cJSON *overlapping_classes_json(const struct label_errors *s, const struct classes *classes)
{
	size_t n = 0;
	struct cell_count *list = cells_list(s->calibrated, s->classes, true, &n);
	cJSON *array = cJSON_CreateArray();
	bool done = list && array;

	for (size_t i = 0; done && i < n && i < OVERLAPS_MAX; i++) {
		cJSON *one = cJSON_CreateObject(), *names;

		done = cJSON_AddItemToArray(array, one) && (names = cJSON_AddArrayToObject(one, "classes")) &&
		       cJSON_AddItemToArray(names, cJSON_CreateString(classes->at[list[i].row].name)) &&
		       cJSON_AddItemToArray(names, cJSON_CreateString(classes->at[list[i].column].name)) &&
		       cJSON_AddNumberToObject(one, "rows", (double)list[i].count) &&
		       cJSON_AddNumberToObject(one, "fraction", (double)list[i].count / (double)s->rows);
	}
	free(list);
	return finished(array, done);
}

static bool suspect_fill(cJSON *one, const struct suspect *w, const struct classes *classes)
{
	cJSON *ways;
	bool done = cJSON_AddNumberToObject(one, "row", (double)w->row) && cJSON_AddStringToObject(one, "given", classes->at[w->given].name) &&
		    cJSON_AddStringToObject(one, "suggested", classes->at[w->suggested].name) &&
		    cJSON_AddNumberToObject(one, "self_confidence", w->self_confidence) &&
		    cJSON_AddNumberToObject(one, "normalized_margin", w->normalized_margin) &&
		    cJSON_AddNumberToObject(one, "confidence_weighted_entropy", w->entropy) && (ways = cJSON_AddObjectToObject(one, "ways"));

	for (size_t way = 0; done && way < LABEL_WAYS; way++)
		done = cJSON_AddBoolToObject(ways, label_way_name(way), w->ways >> way & 1);
	return done;
}

cJSON *worst_labels_json(const struct label_errors *s, const struct classes *classes)
{
	cJSON *array = cJSON_CreateArray();
	bool done = array;

	for (size_t i = 0; done && i < s->worst_count; i++) {
		cJSON *one = cJSON_CreateObject();

		done = cJSON_AddItemToArray(array, one) && suspect_fill(one, &s->worst[i], classes);
	}
	return finished(array, done);
}

cJSON *worst_rows_json(const struct label_errors *s, size_t most)
{
	cJSON *array = cJSON_CreateArray();
	bool done = array;

	for (size_t i = 0; done && i < s->worst_count && i < most; i++)
		done = cJSON_AddItemToArray(array, cJSON_CreateNumber((double)s->worst[i].row));
	return finished(array, done);
}
