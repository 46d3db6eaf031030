/* kept: what a corpus was recognised as, as a database keeps it for audits that go on from it; see corpus.h. */
#include "corpus/corpus.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

static bool columns_write(cJSON *tree, const struct corpus *c)
{
	cJSON *list = cJSON_AddArrayToObject(tree, "columns");

	for (size_t part = 0; list && part < CORPUS_PARTS; part++)
		if (!cJSON_AddItemToArray(list, cJSON_CreateString(c->column[part])))
			return false;
	return list != NULL;
}

char *corpus_write(const struct corpus *c)
{
	cJSON *tree = cJSON_CreateObject();
	char *text = NULL;

	if (tree && cJSON_AddStringToObject(tree, "kind", corpus_kind_name(c->kind)) && cJSON_AddStringToObject(tree, "layout", c->layout) &&
	    cJSON_AddStringToObject(tree, "recognised", c->recognised) && columns_write(tree, c))
		text = cJSON_PrintUnformatted(tree);
	cJSON_Delete(tree);
	return text;
}

/* A text that has room. */
static bool text_read(const cJSON *value, char *to, size_t room)
{
	if (!cJSON_IsString(value) || strlen(value->valuestring) >= room)
		return false;
	strcpy(to, value->valuestring);
	return true;
}

static bool tree_read(struct corpus *c, const cJSON *tree)
{
	const cJSON *kind = cJSON_GetObjectItemCaseSensitive(tree, "kind"), *list = cJSON_GetObjectItemCaseSensitive(tree, "columns"), *name;
	int of = cJSON_IsString(kind) ? corpus_kind_of(kind->valuestring) : -1;
	size_t part = 0;

	if (of < 0 || of >= CORPUS_KINDS || cJSON_GetArraySize(list) != CORPUS_PARTS)
		return false;
	c->kind = (enum corpus_kind)of;
	cJSON_ArrayForEach(name, list)
		if (!text_read(name, c->column[part++], CORPUS_NAME_BYTES))
			return false;
	return text_read(cJSON_GetObjectItemCaseSensitive(tree, "layout"), c->layout, sizeof c->layout) &&
	       text_read(cJSON_GetObjectItemCaseSensitive(tree, "recognised"), c->recognised, sizeof c->recognised);
}

int corpus_read(struct corpus *c, const char *text, struct err *e)
{
	cJSON *tree = cJSON_Parse(text);
	bool good = tree_read(c, tree);

	cJSON_Delete(tree);
	return good ? 0 : err_set(e, ERR_STATE, "what the corpus was recognised as is damaged");
}
