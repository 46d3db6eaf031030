/* output_line: a report as one line, for a log or a chat:
 *
 *   assay: FAIL orders.csv: 296 rows, 14 columns, 4 rejected; 1 error, 12 notes; worst: 2 rows with the id of an earlier row (orders.csv:102)
 *
 * Whatever data says, it is one line, in which no terminal is told anything.
 */
#include "report/output.h"
#include "report/output_parts.h"

#include <cjson/cJSON.h>
#include <string.h>
#include <utf8proc.h>

enum { PART_MOST = 200 };	/* characters of a text of the data */

static void text_put(FILE *to, const char *text)
{
	size_t shown = 0;

	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		utf8proc_uint8_t bytes[4];
		int32_t c;

		if (shown++ == PART_MOST) {
			fputs("…", to);
			return;
		}
		step = text_next(text, n, &c);
		if (strchr("\t\n\r", *text))
			c = ' ';
		fwrite(bytes, 1, (size_t)utf8proc_encode_char(c, bytes), to);
	}
}

/* The first that is not waived: they stand worst first. Rules that were not evaluated come behind findings of their severity. */
static const cJSON *worst_of(const cJSON *report)
{
	const cJSON *list[] = { list_at(report, "findings"), list_at(report, "not_evaluated") }, *one, *worst = NULL;

	for (size_t i = 0; i < 2; i++)
		cJSON_ArrayForEach(one, list[i])
			if (!finding_waived(one) && (!worst || finding_rank(one) < finding_rank(worst)))
				worst = one;
	return worst;
}

static void worst_put(FILE *to, struct places *places, const cJSON *worst)
{
	const char *title = text_at(worst, "title"), *rule = text_at(worst, "rule"), *reason = text_at(worst, "reason");
	char text[TEXT_BYTES];

	fputs("; worst: ", to);
	text_put(to, title && *title ? title : rule ? rule : "a rule was broken");
	if (reason) {
		fputs(" was not evaluated: ", to);
		text_put(to, reason);
	}
	if (places_of(places, worst) == 0)
		return;
	place_text(&places->of[0], text);
	fputs(" (", to);
	text_put(to, text);
	putc(')', to);
}

static int write(const cJSON *report, FILE *to, struct err *e)
{
	const cJSON *worst = worst_of(report);
	struct places places;
	char text[TEXT_BYTES];

	if (places_open(&places, report, e) < 0)
		return -1;
	fprintf(to, "assay: %s ", verdict_word(report));
	dataset_text(report, text);
	text_put(to, text);
	size_text(report, text);
	fprintf(to, "%s%s; ", *text ? ": " : "", text);
	verdict_text(report, text);
	fputs(text, to);
	if (worst)
		worst_put(to, &places, worst);
	putc('\n', to);
	places_close(&places);
	return 0;
}

const struct output_format output_line = {
	.name = "line",
	.media = "text/plain",
	.extension = "txt",
	.summary = "one line: the verdict, what was read, what was found, the worst of it",
	.write = write,
};
