/* schema: see schema.h.
 *
 * The fixed part of the report is a text below; the figures are put into it from the metrics' scope, place, unit and range:
 *
 *   scope     dataset ─▶ dimensions.<dimension>    column ─▶ columns[]    pair, class ─▶ dimensions.<dimension>.pairs[], .classes[]
 *   place     "numeric.mean" ─▶ properties.numeric.properties.mean, where numeric may be null as a whole
 */
#include "report/schema.h"

#include "analyse/analyse.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

static const char frame[] =
	"{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\","
	" \"title\": \"assay report\", \"description\": \"What an audit found. Stable key order, UTF-8, finite numbers only.\","
	" \"type\": \"object\", \"additionalProperties\": false,"
	" \"required\": [\"report_version\", \"assay\", \"run\", \"dataset\", \"verdict\", \"findings\", \"not_evaluated\", \"rules\","
	"  \"dimensions\", \"columns\"],"
	" \"properties\": {"
	"  \"report_version\": {\"const\": 1},"
	"  \"assay\": {\"type\": \"object\", \"required\": [\"version\"], \"properties\": {\"version\": {\"type\": \"string\"}}},"
	"  \"run\": {\"type\": \"object\", \"required\": [\"now\", \"options\"], \"properties\": {"
	"   \"now\": {\"type\": \"string\", \"description\": \"the time that ages are measured from, ISO 8601\"},"
	"   \"options\": {\"type\": \"object\"}}},"
	"  \"dataset\": {\"type\": \"object\", \"required\": [\"rows\", \"columns\", \"rejected\", \"sources\"], \"properties\": {"
	"   \"rows\": {\"$ref\": \"#/$defs/count\"}, \"columns\": {\"$ref\": \"#/$defs/count\"}, \"rejected\": {\"$ref\": \"#/$defs/count\"},"
	"   \"sources\": {\"type\": \"array\", \"items\": {\"type\": \"object\","
	"    \"required\": [\"path\", \"format\", \"encoding\", \"compression\", \"bytes\", \"xxh3\", \"rows\", \"rejected\", \"rejects\"],"
	"    \"properties\": {\"path\": {\"type\": \"string\"}, \"format\": {\"type\": \"string\"}, \"encoding\": {\"type\": \"string\"},"
	"     \"compression\": {\"type\": \"string\"}, \"bytes\": {\"$ref\": \"#/$defs/count\"},"
	"     \"xxh3\": {\"type\": \"string\", \"pattern\": \"^[0-9a-f]{16}$\"}, \"rows\": {\"$ref\": \"#/$defs/count\"},"
	"     \"rejected\": {\"$ref\": \"#/$defs/count\"}, \"first_row\": {\"$ref\": \"#/$defs/count\"},"
	"     \"rejects\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": [\"line\", \"reason\", \"raw\"]}},"
	"     \"lines\": {\"type\": \"object\", \"description\": \"row number of evidence, of an extreme value, of the sample: line in this source\","
	"      \"additionalProperties\": {\"$ref\": \"#/$defs/count\"}}}}}}},"
	"  \"verdict\": {\"type\": \"object\","
	"   \"required\": [\"fail_on\", \"result\", \"errors\", \"warnings\", \"infos\", \"waived\", \"not_evaluated\", \"exit\"],"
	"   \"properties\": {\"fail_on\": {\"enum\": [\"error\", \"warn\", \"never\"]},"
	"    \"result\": {\"enum\": [\"pass\", \"fail\"]}, \"exit\": {\"enum\": [0, 1]}}},"
	"  \"findings\": {\"type\": \"array\", \"items\": {\"type\": \"object\","
	"   \"required\": [\"id\", \"rule\", \"dimension\", \"severity\", \"where\", \"metric\", \"value\", \"limit\", \"n\", \"title\", \"meaning\","
	"    \"action\", \"evidence\"],"
	"   \"properties\": {\"id\": {\"type\": \"string\", \"pattern\": \"^[0-9a-f]{16}$\"},"
	"    \"severity\": {\"enum\": [\"error\", \"warn\", \"info\"]},"
	"    \"where\": {\"type\": \"object\", \"properties\": {\"column\": {\"type\": \"string\"}, \"other\": {\"type\": \"string\"},"
	"     \"class\": {\"type\": \"string\"}}},"
	"    \"evidence\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": [\"row\", \"excerpt\"]}}}}},"
	"  \"not_evaluated\": {\"type\": \"array\", "
	"   \"items\": {\"type\": \"object\", \"required\": [\"rule\", \"severity\", \"where\", \"reason\"]}},"
	"  \"rules\": {\"type\": \"array\", \"items\": {\"type\": \"object\","
	"   \"required\": [\"rule\", \"metric\", \"severity\", \"outcome\", \"held\", \"broken\", \"skipped\"],"
	"   \"properties\": {\"outcome\": {\"enum\": [\"passed\", \"failed\", \"waived\", \"not_evaluated\", \"silent\"]},"
	"    \"held\": {\"$ref\": \"#/$defs/count\"}, \"broken\": {\"$ref\": \"#/$defs/count\"}, \"skipped\": {\"$ref\": \"#/$defs/count\"}}}},"
	"  \"waivers\": {\"type\": \"array\", \"items\": {\"type\": \"object\","
	"   \"required\": [\"finding\", \"outcome\", \"until\", \"reason\"],"
	"   \"properties\": {\"outcome\": {\"enum\": [\"used\", \"unused\", \"expired\"]}}}},"
	"  \"dimensions\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}, \"required\": []},"
	"  \"columns\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"additionalProperties\": false,"
	"   \"required\": [\"name\"], \"properties\": {\"name\": {\"type\": \"string\"}}}}"
	" },"
	" \"$defs\": {"
	"  \"count\": {\"type\": \"integer\", \"minimum\": 0},"
	"  \"approximate\": {\"type\": \"object\", \"description\": \"figures of this object that are within ±error\","
	"   \"additionalProperties\": {\"type\": \"object\", \"required\": [\"method\", \"error\"],"
	"    \"properties\": {\"method\": {\"type\": \"string\"}, \"error\": {\"type\": \"number\", \"exclusiveMinimum\": 0}}}},"
	"  \"null_because\": {\"type\": \"object\", \"description\": \"why figures of this object are null\","
	"   \"additionalProperties\": {\"type\": \"string\"}}}}";

/* What was done to values: of the run, and of a column. */
static const char run_values[] =
	"{\"enum\": [\"shown\", \"masked\", \"redacted\"],"
	" \"description\": \"masked: what looks like personal data or a secret is replaced; redacted: no cell is shown\"}";
static const char run_masked_values[] = "{\"$ref\": \"#/$defs/count\", \"description\": \"different texts that were masked\"}";
static const char column_values[] = "{\"enum\": [\"masked\", \"redacted\"], \"description\": \"there are values of this column that are not shown\"}";

/* The properties of an object's schema. */
static cJSON *properties_of(const cJSON *schema)
{
	return cJSON_GetObjectItemCaseSensitive(schema, "properties");
}

static bool values_put(cJSON *run, cJSON *column)
{
	return cJSON_AddItemToObject(properties_of(run), "values", cJSON_Parse(run_values)) &&
		cJSON_AddItemToObject(properties_of(run), "masked_values", cJSON_Parse(run_masked_values)) &&
		cJSON_AddItemToObject(properties_of(column), "values", cJSON_Parse(column_values));
}

static cJSON *types_of(const char *const *type, int n)
{
	return cJSON_CreateStringArray(type, n);
}

/* What one figure may be. */
static cJSON *figure_schema(const struct metric *m)
{
	static const char *const detail[] = { "object", "array", "null" }, *const name[] = { "string", "null" },
				 *const count[] = { "integer", "null" }, *const number[] = { "number", "null" };
	bool value = m->unit != UNIT_DETAIL && m->unit != UNIT_NAME;
	cJSON *o = cJSON_CreateObject(), *type;

	if (m->unit == UNIT_DETAIL)
		type = types_of(detail, 3);
	else
		type = types_of(m->unit == UNIT_NAME ? name : m->unit == UNIT_COUNT ? count : number, 2);
	if (!o || !type || !cJSON_AddItemToObject(o, "type", type)) {
		cJSON_Delete(o);
		return NULL;
	}
	if (value && isfinite(m->low))
		cJSON_AddNumberToObject(o, "minimum", m->low);
	if (value && isfinite(m->high))
		cJSON_AddNumberToObject(o, "maximum", m->high);
	cJSON_AddStringToObject(o, "title", m->name);
	return cJSON_AddStringToObject(o, "description", m->meaning) ? o : (cJSON_Delete(o), NULL);
}

/* The properties of the group `name`, made when it is not there. */
static cJSON *group_properties(cJSON *properties, const char *name)
{
	static const char *const type[] = { "object", "null" };
	cJSON *group = cJSON_GetObjectItemCaseSensitive(properties, name);

	if (!group) {
		group = cJSON_AddObjectToObject(properties, name);
		if (!group || !cJSON_AddItemToObject(group, "type", types_of(type, 2)) || !cJSON_AddFalseToObject(group, "additionalProperties"))
			return NULL;
		return cJSON_AddObjectToObject(group, "properties");
	}
	return cJSON_GetObjectItemCaseSensitive(group, "properties");
}

static int figure_put(cJSON *object, const struct metric *m)
{
	cJSON *properties = cJSON_GetObjectItemCaseSensitive(object, "properties"), *figure = figure_schema(m);
	const char *place = m->place, *dot;
	char name[64];

	while (properties && (dot = strchr(place, '.'))) {
		snprintf(name, sizeof name, "%.*s", (int)(dot - place), place);
		properties = group_properties(properties, name);
		place = dot + 1;
	}
	if (properties && figure && cJSON_AddItemToObject(properties, place, figure))
		return 0;
	cJSON_Delete(figure);
	return -1;
}

/* An object of figures beside `fixed` properties that are texts. */
static cJSON *figures_object(const char *const *fixed, size_t count)
{
	cJSON *o = cJSON_CreateObject(), *properties = o ? cJSON_AddObjectToObject(o, "properties") : NULL;
	cJSON *required = o ? cJSON_AddArrayToObject(o, "required") : NULL;

	if (!properties || !required || !cJSON_AddStringToObject(o, "type", "object") || !cJSON_AddFalseToObject(o, "additionalProperties")) {
		cJSON_Delete(o);
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		cJSON_AddStringToObject(cJSON_AddObjectToObject(properties, fixed[i]), "type", "string");
		cJSON_AddItemToArray(required, cJSON_CreateString(fixed[i]));
	}
	return o;
}

static int notes_put(cJSON *object)
{
	static const char *const note[] = { "approximate", "null_because" };
	cJSON *properties = cJSON_GetObjectItemCaseSensitive(object, "properties");
	char ref[48];

	for (size_t i = 0; i < 2; i++) {
		snprintf(ref, sizeof ref, "#/$defs/%s", note[i]);
		if (!cJSON_AddStringToObject(cJSON_AddObjectToObject(properties, note[i]), "$ref", ref))
			return -1;
	}
	return 0;
}

/* The items of a dimension's list, pairs or classes. */
static cJSON *list_items(cJSON *dimension, bool pairs)
{
	static const char *const of_pair[] = { "x", "y" }, *const of_class[] = { "column", "class" };
	cJSON *properties = cJSON_GetObjectItemCaseSensitive(dimension, "properties");
	cJSON *list = cJSON_GetObjectItemCaseSensitive(properties, pairs ? "pairs" : "classes"), *items;

	if (list)
		return cJSON_GetObjectItemCaseSensitive(list, "items");
	list = cJSON_AddObjectToObject(properties, pairs ? "pairs" : "classes");
	items = figures_object(pairs ? of_pair : of_class, 2);
	if (!cJSON_AddStringToObject(list, "type", "array") || !items || notes_put(items) < 0 || !cJSON_AddItemToObject(list, "items", items)) {
		cJSON_Delete(items);
		return NULL;
	}
	return items;
}

static int metrics_put(cJSON *const *dimension, cJSON *column)
{
	for (size_t i = 0; analyses[i]; i++) {
		for (const struct metric *m = analyses[i]->metrics; m->name; m++) {
			cJSON *into = m->scope == SCOPE_COLUMN ? column : dimension[dimension_of(m->name)];

			if (into && (m->scope == SCOPE_PAIR || m->scope == SCOPE_CLASS))
				into = list_items(into, m->scope == SCOPE_PAIR);
			if (!into || figure_put(into, m) < 0)
				return -1;
		}
	}
	return 0;
}

cJSON *schema_build(void)
{
	cJSON *schema = cJSON_Parse(frame), *properties = cJSON_GetObjectItemCaseSensitive(schema, "properties");
	cJSON *all = cJSON_GetObjectItemCaseSensitive(properties, "dimensions");
	cJSON *columns = cJSON_GetObjectItemCaseSensitive(properties, "columns");
	cJSON *column = cJSON_GetObjectItemCaseSensitive(columns, "items"), *dimension[DIMENSIONS];
	bool built = column != NULL && notes_put(column) == 0 && values_put(cJSON_GetObjectItemCaseSensitive(properties, "run"), column);

	for (size_t i = 0; built && i < DIMENSIONS; i++) {
		dimension[i] = figures_object(NULL, 0);
		built = dimension[i] && notes_put(dimension[i]) == 0 &&
			cJSON_AddItemToObject(cJSON_GetObjectItemCaseSensitive(all, "properties"), dimensions[i], dimension[i]);
		if (i != DIMENSION_CORPUS)	/* it is not there for other datasets */
			built = built && cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(all, "required"), cJSON_CreateString(dimensions[i]));
	}
	if (built && metrics_put(dimension, column) == 0)
		return schema;
	cJSON_Delete(schema);
	return NULL;
}
