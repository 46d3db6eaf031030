/* suggest: `assay suggest REPORT|FILE...`: a rule pack that data like this passes, for a person to edit. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"

#include "assay/assay.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct settings {
	const char *margin, *output;
};

static const struct option options[] = {
	{ "margin", "P%", OPTION_TEXT, offsetof(struct settings, margin), "how much wider than seen the bounds are; 10% unless given",
	  .group = NULL },
	{ "output", "FILE", OPTION_FILE, offsetof(struct settings, output), "write the pack there; else to standard output", .group = NULL },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay suggest clean.csv --output team.json", "a first rule pack from data that is known to be good" },
	{ "assay suggest monday.json tuesday.json --margin 20%", "from several reports: what differs among them is given room" },
	{ "assay audit new.csv --rules team.json", "and then hold new data against it" },
	{ .line = NULL }
};

static int margin_read(const char *text, double *margin)
{
	char *end;

	*margin = 0.1;
	if (!text)
		return 0;
	*margin = strtod(text, &end) / 100;
	if (end != text && strcmp(end, "%") == 0 && *margin >= 0 && *margin <= 10)
		return 0;
	return complain_usage(&command_suggest, "--margin takes a share like 10%%, not \"%s\"", text);
}

/* Data is no report, and not JSON mostly. */
static bool is_report(const char *text, size_t bytes)
{
	static const char first[] = "\"report_version\"";
	size_t at = 0;

	while (at < bytes && strchr(" \t\r\n{", text[at]))
		at++;
	return bytes - at > sizeof first && memcmp(text + at, first, sizeof first - 1) == 0;
}

/* The text of a report: one that was saved, or that of an audit of data. Malloc'd; NULL with a complaint printed. */
static char *report_text(const char *name, size_t *bytes)
{
	struct assay_options o = { .sources = &name, .source_count = 1 };
	struct assay_report *report;
	struct assay_error error;
	char *text;

	if (assay_report_load(name, &text, bytes, &error) == 0) {
		if (is_report(text, *bytes))
			return text;
		free(text);
	}
	if (assay_audit(&o, &report, &error) < 0) {
		complain("%s", error.text);
		return NULL;
	}
	text = strdup(assay_report_json(report));
	*bytes = text ? strlen(text) : 0;
	assay_report_free(report);
	if (!text)
		complain("out of memory");
	return text;
}

static int pack_put(const struct settings *s, const char *const *text, const size_t *bytes, size_t count, double margin)
{
	struct output out = { .name = NULL };
	struct assay_error error;
	int status;

	output_guard();
	if (output_open(&out, s->output ? s->output : "-") != 0)
		return EXIT_CANNOT;
	if (assay_suggest(text, bytes, count, margin, out.file, &error) < 0 && !ferror(out.file)) {
		output_drop(&out);
		return complain("%s", error.text);
	}
	status = output_commit(&out);
	output_drop(&out);
	return status ? status : stdout_finish(EXIT_DONE);
}

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	char **text = calloc(operands->count, sizeof *text);
	size_t *bytes = calloc(operands->count, sizeof *bytes), read = 0;
	double margin = 0;
	int status = text && bytes ? margin_read(s->margin, &margin) : complain("out of memory");

	while (status == 0 && read < operands->count) {
		text[read] = report_text(operands->at[read], &bytes[read]);
		if (text[read])
			read++;
		else
			status = EXIT_CANNOT;
	}
	if (status == 0)
		status = pack_put(s, (const char *const *)text, bytes, read, margin);
	while (read > 0)
		free(text[--read]);
	free(text);
	free(bytes);
	return status;
}

const struct command command_suggest = {
	.name = "suggest",
	.usage = "REPORT|FILE... [OPTION]...",
	.summary = "write a rule pack that data like this passes",
	.about = "From one or more reports, or data that is audited for it: a contract of the columns with their types and gaps, and bounds on rows, "
		 "rejects, numbers, classes and keys, with a margin around what was seen. The pack is a draft: read it, and keep what ought to be.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 1,
	.operands_max = 10000,
	.operands_wanted = "needs a report or data: assay suggest clean.csv",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
