/* audit: `assay audit FILE...`: the whole run, its report into files, its summary to the screen.
 *
 * What is written beside the summary stands in results.h.
 */
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/terminal.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct settings {
	struct assay_options options;
	struct words na, proba, annotators, combine, near, against;
	struct results results;
	const char *progress;
	int quiet, line, explain_plan;
	struct looks looks;
};

#define OPTION_AT(field) offsetof(struct settings, options.field)
#define AT(field) offsetof(struct settings, field)

static const char READING[] = "Reading", ROLES[] = "Columns with a role", OVERLAPS[] = "Duplicates and contamination",
	JUDGING[] = "Judging", OUTPUTS[] = "Results",
	RESOURCES[] = "Resources";

static const struct option options[] = {
	{ "format", "FORMAT", OPTION_CHOICE, OPTION_AT(format), "csv, tsv, jsonl or json; else found by looking", .group = READING,
	  .choices = "csv tsv jsonl json" },
	{ "delimiter", "CHARACTER", OPTION_CHARACTER, OPTION_AT(delimiter), "what separates fields, such as ; or tab; else found by looking",
	  .group = READING },
	{ "header", NULL, OPTION_FLAG, OPTION_AT(header), "the first record names the columns; else found by looking",
	  .group = READING, .value = 1 },
	{ "no-header", NULL, OPTION_FLAG, OPTION_AT(header), "the first record is data", .group = READING, .value = -1 },
	{ "na", "TOKENS", OPTION_LIST, AT(na),
	  "words that mean a missing value, in place of the built-in NA, N/A, NaN, null, None, nil, -, ?, . and their like; with commas "
	  "between, or again and again", .group = READING },
	{ "kind", "KIND", OPTION_CHOICE, OPTION_AT(kind),
	  "what corpus for a language model it is: text, sft (prompts and answers), chat or preference; none; else found by looking",
	  .group = READING, .choices = "auto none text sft chat preference" },
	{ "depth", "N", OPTION_NUMBER, OPTION_AT(depth), "flatten JSON objects to a.b down to this many levels; 3 unless given",
	  .group = READING, .low = 1, .high = 100 },
	{ "max-rejects", "N|P%", OPTION_TEXT, OPTION_AT(max_rejects),
	  "give up when more records than that cannot be read; else all are counted and kept apart", .group = READING },
	{ "max-record", "SIZE", OPTION_SIZE, OPTION_AT(record_bytes_max), "a longer record is rejected; 16M unless given",
	  .group = READING },

	{ "label", "COLUMN", OPTION_TEXT, OPTION_AT(label), "what a model is to predict", .group = ROLES },
	{ "pred", "COLUMN", OPTION_TEXT, OPTION_AT(pred), "what a model predicted; held against --label", .group = ROLES },
	{ "proba", "COLUMN", OPTION_NAMES, AT(proba),
	  "the probability of a class, which the column's name ends with; held against --label; again for each", .group = ROLES },
	{ "annotators", "COLUMNS", OPTION_LIST, AT(annotators),
	  "labels that different people gave to the same rows: how far do they agree? With commas between, or again and again",
	  .group = ROLES },
	{ "label-model", "MODEL", OPTION_CHOICE, OPTION_AT(label_model),
	  "nb: without --proba, look for wrong labels by a naive Bayes classifier of words, categories and quarters of numbers, made of four "
	  "fifths of the rows for the fifth; reads the rows several times more", .group = ROLES, .choices = "nb" },
	{ "time", "COLUMN", OPTION_TEXT, OPTION_AT(time), "when a row came to be", .group = ROLES },
	{ "id", "COLUMN", OPTION_TEXT, OPTION_AT(id), "what tells rows apart; it should not repeat", .group = ROLES },
	{ "combine", "COLUMNS", OPTION_LIST, AT(combine),
	  "count the combinations of their values; with commas between, or again and again; else chosen", .group = ROLES },
	{ "reference", "FILE", OPTION_FILE, OPTION_AT(reference), "data that is known to be right, to compare with by --key",
	  .group = ROLES },
	{ "key", "COLUMN", OPTION_TEXT, OPTION_AT(key), "what joins the data and its --reference", .group = ROLES },

	{ "duplicates", "LEVEL", OPTION_CHOICE, OPTION_AT(duplicates),
	  "how far to look in a corpus: none; exact: documents, lines and paragraphs that are equal; near: also documents that nearly are, and "
	  "passages; near unless given", .group = OVERLAPS, .choices = "none exact near" },
	{ "near", "COLUMNS", OPTION_LIST, AT(near),
	  "find rows that nearly repeat an earlier one in these columns together; with commas between, or again and again", .group = OVERLAPS },
	{ "near-shingle", "Nw|Nc", OPTION_TEXT, OPTION_AT(near_shingle),
	  "what is compared: N words or characters in a row; 5w for documents and 3c for --near unless given", .group = OVERLAPS },
	{ "near-bands", "BxR", OPTION_TEXT, OPTION_AT(near_bands),
	  "pairs of similarity s are found with probability 1 - (1 - s^R)^B; 14x8 for documents and 60x5 for --near unless given",
	  .group = OVERLAPS },
	{ "near-jaccard", "S", OPTION_TEXT, OPTION_AT(near_jaccard),
	  "the similarity from which on two are near; 0.8 for documents and 0.4 for --near unless given", .group = OVERLAPS },
	{ "against", "FILES", OPTION_LIST, AT(against),
	  "evaluation sets that must not stand in the corpus; with commas between, or again and again", .group = OVERLAPS },
	{ "split", "COLUMN", OPTION_TEXT, OPTION_AT(split), "which split a row of the corpus is of; splits must not share texts", .group = OVERLAPS },
	{ "split-files", NULL, OPTION_FLAG, OPTION_AT(split_files), "each file is a split, as train.jsonl and test.jsonl are", .group = OVERLAPS,
	  .value = 1 },
	{ "ngram", "N", OPTION_NUMBER, OPTION_AT(ngram), "words in a row that --against and --split look for; 13 unless given, 8 is stricter",
	  .group = OVERLAPS, .low = 5, .high = 64 },

	{ "rules", "PACK|FILE", OPTION_FILE, OPTION_AT(rules),
	  "a rule pack's file, or a built-in pack: default, strict, classification, regression, timeseries, eval, completeness-only, "
	  "llm-pretraining, sft-chat, preference; default unless given", .group = JUDGING },
	{ "waivers", "FILE", OPTION_FILE, OPTION_AT(waivers), "findings that are allowed until a date; see the manual page", .group = JUDGING },
	{ "fail-on", "SEVERITY", OPTION_CHOICE, OPTION_AT(fail_on), "error, warn or never: what gives exit status 1; error unless given",
	  .group = JUDGING, .choices = "error warn never" },
	{ "baseline", "FILE", OPTION_FILE, OPTION_AT(baseline),
	  "the report of an earlier audit, or its database, to compare with: new and lost columns, drift of values", .group = JUDGING },
	{ "now", "TIME", OPTION_TEXT, OPTION_AT(now), "judge ages at this time, such as 2026-01-31; the clock unless given",
	  .group = JUDGING },
	{ "age-limit", "SPAN", OPTION_DURATION, OPTION_AT(age_limit_seconds), "older rows are stale: 30d, 12h, 52w; 365d unless given",
	  .group = JUDGING },
	{ "evidence", "N|all", OPTION_NUMBER, OPTION_AT(evidence),
	  "rows that are listed with a finding; 5 unless given. Rules on rows list as many as that, the others at most 5", .group = JUDGING,
	  .low = 1, .high = 1000000, .choices = "all" },

	{ "json", "FILE", OPTION_FILE, AT(results.json),
	  "write the report there; - is standard output, and the summary goes to standard error. So for the next four", .group = OUTPUTS },
	{ "html", "FILE", OPTION_FILE, AT(results.html), "as one HTML page with pictures, for people: open it in a browser, send it in a mail",
	  .group = OUTPUTS },
	{ "junit", "FILE", OPTION_FILE, AT(results.junit), "the same as JUnit XML, a test case a rule: for GitLab, Jenkins and others",
	  .group = OUTPUTS },
	{ "sarif", "FILE", OPTION_FILE, AT(results.sarif), "as SARIF 2.1.0, for code scanning and editors", .group = OUTPUTS },
	{ "md", "FILE", OPTION_FILE, AT(results.md), "as Markdown, for a pull request's comment or a job's summary", .group = OUTPUTS },
	{ "github", NULL, OPTION_FLAG, AT(results.github),
	  "annotate the lines of the data: GitHub workflow commands to standard output, and the summary to standard error", .group = OUTPUTS,
	  .value = 1 },
	{ "show-values", NULL, OPTION_FLAG, OPTION_AT(values),
	  "give out values as they are; else what looks like personal data or a secret is masked: e-mail addresses, phone and card numbers, "
	  "IBANs, IP addresses, keys", .group = OUTPUTS, .value = ASSAY_VALUES_SHOWN },
	{ "redact", NULL, OPTION_FLAG, OPTION_AT(values),
	  "give out no value of any cell, but in --db; names of columns and files, counts, means and deviations stay", .group = OUTPUTS,
	  .value = ASSAY_VALUES_REDACTED },
	{ "db", "FILE", OPTION_FILE, OPTION_AT(db), "keep the SQLite database there, for assay query or any other tool",
	  .group = OUTPUTS },
	{ "append", "DB", OPTION_FILE, OPTION_AT(append),
	  "add the files to the database of an earlier audit (--db), and report on the whole as if all had been audited together; with --db, the "
	  "result goes there instead", .group = OUTPUTS },
	{ "line", NULL, OPTION_FLAG, AT(line), "one line in place of the summary", .group = OUTPUTS, .value = 1 },
	{ "quiet", NULL, OPTION_FLAG, AT(quiet), "no summary and no progress bar", .group = OUTPUTS, .value = 1 },
	{ "progress", "WHEN", OPTION_CHOICE, AT(progress), "auto, never or always: auto shows it on a terminal", .group = OUTPUTS,
	  .choices = "auto never always" },
	{ "color", "WHEN", OPTION_CHOICE, AT(looks.colour), "auto, never or always: auto heeds the terminal and NO_COLOR",
	  .group = OUTPUTS, .choices = "auto never always" },
	{ "ascii", NULL, OPTION_FLAG, AT(looks.ascii), "draw with ASCII characters alone", .group = OUTPUTS, .value = 1 },

	{ "explain-plan", NULL, OPTION_FLAG, AT(explain_plan),
	  "print which passes the audit would make over the rows, for which analyses and why, and do nothing else: no data is read",
	  .group = RESOURCES, .value = 1 },
	{ "fast", NULL, OPTION_FLAG, OPTION_AT(fast),
	  "look at no row a second time: duplicates, correlations, patterns and their like are left out, other figures may be approximate; the "
	  "report says which", .group = RESOURCES, .value = 1 },
	{ "threads", "N", OPTION_NUMBER, OPTION_AT(threads), "workers; one a processor unless given. The report is the same for any number",
	  .group = RESOURCES, .low = 1, .high = 256 },
	{ "store", "WAY", OPTION_CHOICE, OPTION_AT(store),
	  "pages or sql: the database's rows are written as pages of its format, or by SQLite, which is slower; pages unless given",
	  .group = RESOURCES, .choices = "pages sql" },
	{ "memory", "MB", OPTION_NUMBER, OPTION_AT(memory_mb), "plan for this much memory; 256 unless given", .group = RESOURCES,
	  .low = 16, .high = 1 << 20 },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "assay audit train.csv --label survived", "what is wrong with it, worst first" },
	{ "assay audit 'logs/*.jsonl.gz' --db logs.db --json report.json", "many files as one dataset; keep the rows and the report" },
	{ "assay audit new.csv --rules strict.json --max-rejects 1% --quiet", "a gate for a pipeline: status 0, 1 or 2 says it all" },
	{ .line = NULL }
};

/* What makes no sense together. */
static int settings_check(const struct settings *s)
{
	const struct assay_options *o = &s->options;

	if (o->pred && !o->label)
		return complain_usage(&command_audit, "--pred needs --label, the column that it is held against");
	if (o->label_model && !o->label)
		return complain_usage(&command_audit, "--label-model needs --label, the column that it judges");
	if (o->label_model && s->proba.count)
		return complain_usage(&command_audit, "--label-model is for data without --proba");
	if (o->key && !o->reference)
		return complain_usage(&command_audit, "--key needs --reference, the file that it joins");
	if (o->db && output_is_stdout(o->db))
		return complain_usage(&command_audit, "--%s needs a file: a database cannot be written to standard output",
				      o->db == o->append ? "append" : "db");
	return results_check(&command_audit, &s->results, o);
}

static const char *const *list_of(const struct words *w)
{
	return (const char *const *)w->at;
}

static void options_fill(struct settings *s, const struct words *operands, struct progress *progress)
{
	struct assay_options *o = &s->options;
	struct assay_terminal terminal = terminal_of(STDERR_FILENO, &s->looks);

	o->sources = list_of(operands);
	o->source_count = operands->count;
	if (!o->db)
		o->db = o->append;
	o->na = list_of(&s->na);
	o->proba = list_of(&s->proba);
	o->annotators = list_of(&s->annotators);
	o->combine = list_of(&s->combine);
	o->near = list_of(&s->near);
	o->against = list_of(&s->against);
	if (s->quiet || !progress_wanted(s->progress))
		return;
	progress_start(progress, terminal.unicode);
	o->progress = progress_show;
	o->progress_context = progress;
}

static int summary_put(const struct settings *s, const struct assay_report *report)
{
	bool aside = results_on_stdout(&s->results);
	FILE *to = aside ? stderr : stdout;
	struct assay_terminal terminal = terminal_of(aside ? STDERR_FILENO : STDOUT_FILENO, &s->looks);
	struct assay_error error;
	int done = 0;

	if (s->line)
		done = assay_report_write(report, "line", to, &error);
	else if (!s->quiet)
		done = assay_report_summary(report, to, &terminal, &error);
	if (done == 0)
		return 0;
	return ferror(stdout) ? stdout_finish(EXIT_DONE) : complain("%s", error.text);
}

static int plan_explain(const struct settings *s)
{
	struct assay_error error;

	return assay_explain_plan(&s->options, stdout, &error) < 0 ? complain("%s", error.text) : stdout_finish(EXIT_DONE);
}

static int run(void *settings, const struct words *operands)
{
	struct settings *s = settings;
	struct result_outputs outputs;
	struct progress progress;
	struct assay_report *report = NULL;
	struct assay_error error;
	int status;

	options_fill(s, operands, &progress);
	if (settings_check(s) != 0)
		return EXIT_CANNOT;
	if (s->explain_plan)
		return plan_explain(s);
	output_guard();
	if (s->options.db)
		output_guard_database(s->options.db);
	if (results_begin(&outputs, &s->results) != 0)
		return EXIT_CANNOT;
	status = assay_audit(&s->options, &report, &error);
	progress_end();
	status = status < 0 ? complain("%s", error.text) : results_give(&outputs, &s->results, report);
	if (status == 0)
		status = summary_put(s, report);
	if (status == 0)
		status = stdout_finish(assay_report_exit(report));
	results_drop(&outputs);
	assay_report_free(report);
	return status;
}

const struct command command_audit = {
	.name = "audit",
	.usage = "FILE... [OPTION]...",
	.summary = "find out what is wrong with a dataset, and judge it",
	.about = "Reads CSV, TSV, JSON and JSON lines, packed (gz, zst, xz, bz2, zip, tar) or not; globs, and - for standard input. All files "
		 "together are one dataset. Its figures are held against rules; the summary shows what broke them, worst first, and where. "
		 "Exit status 0: passed; 1: an error-level rule was broken; 2: the audit could not be done, and no result is left half-written.",
	.examples = examples,
	.options = options,
	.operand = OPERAND_FILE,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands_wanted = "nothing to audit: name a file, a glob, or - for standard input",
	.settings_bytes = sizeof(struct settings),
	.run = run,
};
