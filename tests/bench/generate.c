/* generate: a CSV or JSONL file of any size, the same bytes on every machine: generate ROWS [csv|jsonl|wide] > FILE
 *
 *   csv     15 mixed columns, about 116 bytes a row: ids, dates, categories, integers, reals, text, codes, missing cells
 *   jsonl   the same rows as objects
 *   wide    1,000 columns of numbers and words
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static unsigned below(unsigned n)
{
	return (unsigned)((next() >> 32) * n >> 32);
}

static double uniform(void)
{
	return (double)(next() >> 11) * 0x1p-53;
}

/* Twelve uniforms make a bell. */
static double bell(void)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform();
	return sum;
}

static const char *const countries[] = { "Germany", "France", "Spain", "Italy", "Poland", "Norway", "Austria", "Portugal" };
static const char *const words[] = { "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty", "knoll", "lagoon",
				     "meadow", "nectar", "orchid", "pebble" };
static const char *const column[] = { "id", "created", "country", "segment", "active", "age", "visits", "amount", "score", "ratio", "code", "city",
				      "note", "height", "weight" };
enum { COLUMNS = sizeof column / sizeof column[0] };

static void row_make(uint64_t i, char cell[COLUMNS][64])
{
	double height = 170 + 10 * bell();

	snprintf(cell[0], 64, "%" PRIu64, 100000 + i);
	snprintf(cell[1], 64, "20%02u-%02u-%02uT%02u:%02u:%02uZ", 20 + below(6), 1 + below(12), 1 + below(28), below(24), below(60), below(60));
	snprintf(cell[2], 64, "%s", countries[below(64) * below(64) / 512 % 8]);
	snprintf(cell[3], 64, "%c", 'A' + (char)below(5));
	snprintf(cell[4], 64, "%s", below(4) ? "true" : "false");
	snprintf(cell[5], 64, "%u", 18 + below(70));
	if (below(20) == 0)
		cell[5][0] = '\0';
	snprintf(cell[6], 64, "%u", below(1000) * below(1000) / 1000);
	snprintf(cell[7], 64, "%.2f", exp(4 + bell()));
	snprintf(cell[8], 64, "%.4f", bell());
	snprintf(cell[9], 64, "%.9g", uniform());
	snprintf(cell[10], 64, "%05u", below(100000));
	snprintf(cell[11], 64, "%s %u", words[below(16)], below(2000));
	snprintf(cell[12], 64, "%s %s %s", words[below(16)], words[below(16)], words[below(16)]);
	if (below(3) == 0)
		snprintf(cell[12], 64, below(2) ? "" : "NA");
	snprintf(cell[13], 64, "%.1f", height);
	snprintf(cell[14], 64, "%.1f", height * 0.9 - 85 + 6 * bell());
}

static void csv_put(char cell[COLUMNS][64])
{
	for (int c = 0; c < COLUMNS; c++) {
		fputs(cell[c], stdout);
		putchar(c + 1 < COLUMNS ? ',' : '\n');
	}
}

static int is_text(int c)
{
	return c == 1 || c == 2 || c == 3 || c == 10 || c == 11 || c == 12;
}

static void jsonl_put(char cell[COLUMNS][64])
{
	for (int c = 0; c < COLUMNS; c++) {
		const char *quote = is_text(c) ? "\"" : "";

		printf("%s\"%s\": %s%s%s", c ? ", " : "{", column[c], quote, cell[c][0] || is_text(c) ? cell[c] : "null", quote);
	}
	puts("}");
}

static void wide_put(uint64_t rows)
{
	for (int c = 0; c < 1000; c++)
		printf("c%d%c", c, c < 999 ? ',' : '\n');
	for (uint64_t r = 0; r < rows; r++) {
		for (int c = 0; c < 1000; c++) {
			if (c % 5 == 4)
				fputs(words[below(16)], stdout);
			else if (c % 5 == 3)
				printf("%u", below(100));
			else
				printf("%.3f", bell());
			putchar(c < 999 ? ',' : '\n');
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	const char *what = argc > 2 ? argv[2] : "csv";
	char cell[COLUMNS][64];

	if (!rows) {
		fprintf(stderr, "usage: generate ROWS [csv|jsonl|wide]\n");
		return 2;
	}
	if (strcmp(what, "wide") == 0) {
		wide_put(rows);
		return 0;
	}
	if (strcmp(what, "csv") == 0)
		for (int c = 0; c < COLUMNS; c++)
			printf("%s%c", column[c], c + 1 < COLUMNS ? ',' : '\n');
	for (uint64_t i = 0; i < rows; i++) {
		row_make(i, cell);
		if (strcmp(what, "csv") == 0)
			csv_put(cell);
		else
			jsonl_put(cell);
	}
	return 0;
}
