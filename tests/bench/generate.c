/* generate: a CSV or JSONL file of any size, the same bytes on every machine: generate ROWS [SHAPE] > FILE
 *
 *   csv           15 mixed columns, about 116 bytes a row: ids, dates, categories, integers, reals, text, codes, missing cells
 *   jsonl         the same rows as objects
 *   scored        the same rows as CSV with a column more: predicted, which is segment in about nine rows of ten
 *   wide          1,000 columns of numbers and words
 *   text          6 columns, about 1,200 bytes a row: most of it one quoted text with commas, quotes and line breaks
 *   cardinality   8 columns, about 200 bytes a row, in which hardly a value occurs twice
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

/* Numbers below each of the limits, drawn from left to right: the arguments of one call would be drawn in an order that compilers choose. */
static void draw(int count, const unsigned limit[], unsigned drawn[])
{
	for (int i = 0; i < count; i++)
		drawn[i] = below(limit[i]);
}

static const unsigned time_limits[] = { 6, 12, 28, 24, 60, 60, 1000000 };

static const char *const countries[] = { "Germany", "France", "Spain", "Italy", "Poland", "Norway", "Austria", "Portugal" };
static const char *const words[] = { "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty", "knoll", "lagoon",
				     "meadow", "nectar", "orchid", "pebble" };
static const char *const column[] = { "id", "created", "country", "segment", "active", "age", "visits", "amount", "score", "ratio", "code", "city",
				      "note", "height", "weight" };
enum { COLUMNS = sizeof column / sizeof column[0] };

static void row_make(uint64_t i, char cell[COLUMNS][64])
{
	static const unsigned word_limits[] = { 16, 2000, 16, 16, 16 };
	double height = 170 + 10 * bell();
	unsigned t[6], w[5];

	draw(6, time_limits, t);
	draw(5, word_limits, w);
	snprintf(cell[0], 64, "%" PRIu64, 100000 + i);
	snprintf(cell[1], 64, "20%02u-%02u-%02uT%02u:%02u:%02uZ", 20 + t[0], 1 + t[1], 1 + t[2], t[3], t[4], t[5]);
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
	snprintf(cell[11], 64, "%s %u", words[w[0]], w[1]);
	snprintf(cell[12], 64, "%s %s %s", words[w[2]], words[w[3]], words[w[4]]);
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

static void scored_put(char cell[COLUMNS][64])
{
	for (int c = 0; c < COLUMNS; c++)
		printf("%s,", cell[c]);
	printf("%c\n", below(10) ? cell[3][0] : 'A' + (char)below(5));
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

static void words_put(unsigned count)
{
	for (unsigned w = 0; w < count; w++)
		printf("%s%s", w ? " " : "", words[below(16)]);
}

static void text_put(uint64_t rows)
{
	static const char *const languages[] = { "en", "de", "fr", "es" };
	static const char *const breaks[] = { " ", " ", " ", " ", " ", " ", ", ", ". ", " \"\"so\"\" ", ".\n" };
	static const unsigned row_limits[] = { 4, 5, 16, 1000000, 120 }, word_limits[] = { 16, 100, 10 };
	unsigned r[5], w[3];

	puts("id,title,language,stars,address,body");
	for (uint64_t row = 0; row < rows; row++) {
		printf("%" PRIu64 ",", row + 1);
		words_put(3 + below(6));
		draw(5, row_limits, r);
		printf(",%s,%u,https://example.org/%s/%u,\"", languages[r[0]], 1 + r[1], words[r[2]], r[3]);
		for (unsigned left = 60 + r[4]; left > 0; left--) {
			draw(3, word_limits, w);
			printf("%s%u%s", words[w[0]], w[1], left > 1 ? breaks[w[2]] : "");
		}
		puts("\"");
	}
}

static void hex_put(int digits)
{
	for (; digits > 0; digits -= 8)
		printf("%08x", (unsigned)(next() >> 32));
}

static void cardinality_put(uint64_t rows)
{
	static const unsigned limits[] = { 16, 1u << 28, 256, 256, 256, 16, 65536, UINT32_MAX };
	unsigned d[8], t[7];

	puts("key,digest,email,address,at,reading,serial,path");
	for (uint64_t row = 0; row < rows; row++) {
		uint64_t a = next(), b = next();

		draw(8, limits, d);
		draw(7, time_limits, t);
		printf("%08x-%04x-4%03x-%04x-%012" PRIx64 ",", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xfff),
		       (unsigned)(b >> 52 | 0x8000), b & UINT64_C(0xffffffffffff));
		hex_put(40);
		printf(",%s.%x@example.org,10.%u.%u.%u", words[d[0]], d[1], d[2], d[3], d[4]);
		printf(",20%02u-%02u-%02uT%02u:%02u:%02u.%06uZ", 20 + t[0], 1 + t[1], 1 + t[2], t[3], t[4], t[5], t[6]);
		printf(",%.12g", 100 * bell());
		printf(",%" PRIu64 ",/%s/%x/%x\n", UINT64_C(100000000000) + (next() >> 27), words[d[5]], d[6], d[7]);
	}
}

static void rows_put(uint64_t rows, void (*put)(char cell[COLUMNS][64]))
{
	char cell[COLUMNS][64];

	for (uint64_t i = 0; i < rows; i++) {
		row_make(i, cell);
		put(cell);
	}
}

static void header_put(const char *more)
{
	for (int c = 0; c < COLUMNS; c++)
		printf("%s%s", c ? "," : "", column[c]);
	puts(more);
}

static void csv_shape(uint64_t rows)
{
	header_put("");
	rows_put(rows, csv_put);
}

static void jsonl_shape(uint64_t rows)
{
	rows_put(rows, jsonl_put);
}

static void scored_shape(uint64_t rows)
{
	header_put(",predicted");
	rows_put(rows, scored_put);
}

static const struct shape {
	const char *name;
	void (*put)(uint64_t rows);
} shapes[] = {
	{ "csv", csv_shape }, { "jsonl", jsonl_shape }, { "scored", scored_shape }, { "wide", wide_put }, { "text", text_put },
	{ "cardinality", cardinality_put },
};

int main(int argc, char **argv)
{
	uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	const char *what = argc > 2 ? argv[2] : "csv";

	for (size_t s = 0; rows && s < sizeof shapes / sizeof shapes[0]; s++) {
		if (strcmp(what, shapes[s].name) == 0) {
			shapes[s].put(rows);
			return fflush(stdout) != 0 || ferror(stdout);
		}
	}
	fprintf(stderr, "usage: generate ROWS [csv|jsonl|scored|wide|text|cardinality]\n");
	return 2;
}
