/* schema: `assay schema`: the JSON Schema of reports. */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"

#include "assay/assay.h"

#include <stdlib.h>

static const struct example examples[] = {
	{ "assay schema >report.schema.json", "for a validator, or an editor" },
	{ "assay schema | jq '.properties | keys'", "what a report holds" },
	{ "check-jsonschema --schemafile report.schema.json report.json", "hold a report against it, with a tool for that" },
	{ .line = NULL }
};

static int run(void *settings, const struct words *operands)
{
	struct output out;
	struct assay_error error;
	char *schema;
	int status;

	(void)settings;
	(void)operands;
	if (assay_schema(&schema, &error) < 0)
		return complain("%s", error.text);
	status = output_open(&out, "-");
	if (status == 0) {
		output_put(&out, schema);
		status = output_commit(&out);
	}
	free(schema);
	return status;
}

const struct command command_schema = {
	.name = "schema",
	.usage = "",
	.summary = "print the JSON Schema of reports",
	.about = "The schema is made from the declarations of the metrics, as the report is.",
	.examples = examples,
	.operand = OPERAND_NONE,
	.run = run,
};
