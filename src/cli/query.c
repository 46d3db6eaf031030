/* query: `assay query DB SQL`: one statement over a database that an audit kept. */
#include "cli/command.h"
#include "cli/complain.h"

#include "assay/assay.h"

struct settings {
	const char *format;
};

static const struct option options[] = {
	{ "format", "FORMAT", OPTION_CHOICE, offsetof(struct settings, format), "table, csv or json; table unless given",
	  .choices = "table csv json" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay query logs.db 'SELECT level, count(*) FROM data GROUP BY level'", "count what the data holds" },
	{ "assay query logs.db 'SELECT line, reason, raw FROM assay_reject'", "what could not be read, and where it stands" },
	{ "assay query logs.db 'SELECT * FROM data WHERE rowid IN (7, 12)' --format json", "the rows that a finding lists" },
	{ .line = NULL }
};

static int run(void *settings, const struct words *operands)
{
	const struct settings *s = settings;
	struct assay_error error;

	if (assay_query(operands->at[0], operands->at[1], s->format ? s->format : "table", stdout, &error) < 0 && !ferror(stdout))
		return complain("%s", error.text);
	return stdout_finish(EXIT_DONE);
}

const struct command command_query = {
	.name = "query",
	.usage = "DB SQL [OPTION]...",
	.summary = "ask an audited database, in SQL",
	.about = "DB is what assay audit --db kept. The rows are in the table data, rowid is the number of a row; assay_source, assay_place, "
		 "assay_reject, assay_column and assay_run tell where they came from. Nothing can be changed by a query.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 2,
	.operands_max = 2,
	.operands_wanted = "needs a database and a statement: assay query DB 'SELECT ...'",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
