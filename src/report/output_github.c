/* output_github: the findings as GitHub workflow commands, which show as annotations at the lines of the data:
 *
 *   ::error file=data/orders.csv,line=102,title=uniqueness.duplicate-keys::2 rows with the id of an earlier row. Read the rows listed: …
 *
 * Each stands at the first row that shows it. GitHub shows ten of a kind and step and drops the rest in silence; so no more than that are
 * written, worst first, and a last plain line says how many there are more. Rules that could not be evaluated are annotations without a place;
 * waived findings are none. Nothing of the data can begin a command: line ends are %0A and %0D, and controls become U+FFFD.
 */
#include "report/output.h"
#include "report/output_parts.h"

#include <cjson/cJSON.h>
#include <string.h>
#include <utf8proc.h>

enum { KIND_MOST = 10 };	/* annotations of a kind that a step may have */

static const struct { const char *command, *one, *many; } kinds[RANKS] = {
	{ "error", "error", "errors" },
	{ "warning", "warning", "warnings" },
	{ "notice", "note", "notes" },
};

/* In a property also : and , are escaped. */
static void text_put(FILE *to, const char *text, bool property)
{
	for (size_t n = strlen(text), step; n > 0; n -= step, text += step) {
		utf8proc_uint8_t bytes[4];
		int32_t c;

		step = text_next(text, n, &c);
		if (*text == '\n' || *text == '\r' || *text == '%' || (property && (*text == ':' || *text == ',')))
			fprintf(to, "%%%02X", (unsigned char)*text);
		else if (*text == '\t')
			putc(' ', to);
		else
			fwrite(bytes, 1, (size_t)utf8proc_encode_char(c, bytes), to);
	}
}

static void property_put(FILE *to, const char *before, const char *name, const char *value)
{
	fprintf(to, "%s%s=", before, name);
	text_put(to, value, true);
}

static void annotation_put(FILE *to, struct places *places, const cJSON *finding)
{
	const char *title = text_at(finding, "title"), *rule = text_at(finding, "rule"), *reason = text_at(finding, "reason");
	const char *advice = finding_advice(finding), *before = " ";
	const struct place *at = places_of(places, finding) > 0 && place_is_file(places->of[0].path) ? &places->of[0] : NULL;
	char where[TEXT_BYTES];

	rule = rule ? rule : "a rule was broken";
	fprintf(to, "::%s", kinds[finding_rank(finding)].command);
	if (at) {
		property_put(to, " ", "file", at->path);
		fprintf(to, ",line=%.0f", at->line);
		before = ",";
	}
	property_put(to, before, "title", rule);
	fputs("::", to);
	text_put(to, title && *title ? title : rule, false);
	if (reason) {
		finding_where(finding, where);
		fputs(*where ? ", " : "", to);
		text_put(to, where, false);
		fputs(" was not evaluated: ", to);
		text_put(to, reason, false);
	} else if (advice) {
		fputs(". ", to);
		text_put(to, advice, false);
	}
	putc('\n', to);
}

static void more_put(FILE *to, const size_t count[RANKS])
{
	const char *before = "assay: not shown, as there are more than GitHub shows of a kind: ";
	char text[TEXT_BYTES];

	for (size_t rank = 0; rank < RANKS; rank++) {
		if (count[rank] <= KIND_MOST)
			continue;
		counted_text(text, (double)(count[rank] - KIND_MOST), kinds[rank].one, kinds[rank].many);
		fprintf(to, "%s%s", before, text);
		before = ", ";
	}
	if (*before == ',')
		putc('\n', to);
}

static int write(const cJSON *report, FILE *to, struct err *e)
{
	const cJSON *list[] = { list_at(report, "findings"), list_at(report, "not_evaluated") }, *one;
	struct places places;
	size_t count[RANKS] = { 0 };

	if (places_open(&places, report, e) < 0)
		return -1;
	for (size_t i = 0; i < 2; i++)
		cJSON_ArrayForEach(one, list[i])
			if (!finding_waived(one) && count[finding_rank(one)]++ < KIND_MOST)
				annotation_put(to, &places, one);
	more_put(to, count);
	places_close(&places);
	return 0;
}

const struct output_format output_github = {
	.name = "github",
	.media = "text/plain",
	.extension = "txt",
	.summary = "GitHub workflow commands, which annotate the lines of the data",
	.write = write,
};
