/* cjson: parses each line of a JSONL file into a cJSON tree in one thread, counts its members and frees it: what reading JSON costs at the least
 * with the library that assay reads with.   cjson FILE
 *
 * Prints {"rows", "cells", "null"}.
 */
#define _GNU_SOURCE
#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
	uint64_t rows = 0, cells = 0, nulls = 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t bytes;

	if (!file) {
		perror(argc > 1 ? argv[1] : "usage: cjson FILE");
		return 2;
	}
	while ((bytes = getline(&line, &room, file)) > 0) {
		cJSON *record = cJSON_ParseWithLength(line, (size_t)bytes);

		if (!record) {
			fprintf(stderr, "%s: line %llu is not JSON\n", argv[1], (unsigned long long)rows + 1);
			return 1;
		}
		for (const cJSON *member = record->child; member; member = member->next) {
			cells++;
			nulls += (member->type & 0xff) == cJSON_NULL;
		}
		cJSON_Delete(record);
		rows++;
	}
	free(line);
	fclose(file);
	printf("{\"rows\": %llu, \"cells\": %llu, \"null\": %llu}\n", (unsigned long long)rows, (unsigned long long)cells, (unsigned long long)nulls);
	return 0;
}
