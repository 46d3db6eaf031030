/* libcsv: tokenises a CSV file in one thread and counts, nothing else: what the tokeniser costs when nobody looks at the fields.   libcsv FILE
 *
 * Prints {"rows", "cells", "empty"}; the header is not among them.
 */
#include <csv.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

enum { BUFFER = 1 << 18 };

struct counts {
	uint64_t rows, cells, empty;
};

static void on_field(void *text, size_t bytes, void *data)
{
	struct counts *c = data;

	(void)text;
	c->cells++;
	c->empty += bytes == 0;
}

static void on_row(int end, void *data)
{
	struct counts *c = data;

	(void)end;
	if (c->rows++ == 0)
		c->cells = c->empty = 0;
}

int main(int argc, char **argv)
{
	static char buffer[BUFFER];
	struct counts c = { 0, 0, 0 };
	struct csv_parser parser;
	int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	ssize_t got;

	if (file < 0 || csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL) != 0) {
		perror(argc > 1 ? argv[1] : "usage: libcsv FILE");
		return 2;
	}
	while ((got = read(file, buffer, BUFFER)) > 0) {
		if (csv_parse(&parser, buffer, (size_t)got, on_field, on_row, &c) != (size_t)got) {
			fprintf(stderr, "%s: %s\n", argv[1], csv_strerror(csv_error(&parser)));
			return 1;
		}
	}
	csv_fini(&parser, on_field, on_row, &c);
	csv_free(&parser);
	close(file);
	printf("{\"rows\": %llu, \"cells\": %llu, \"empty\": %llu}\n", (unsigned long long)(c.rows - 1), (unsigned long long)c.cells,
	       (unsigned long long)c.empty);
	return got < 0;
}
