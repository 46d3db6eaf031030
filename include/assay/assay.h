/* assay: audit a dataset from a C program.
 *
 * Introduction
 * ------------
 * assay streams CSV and JSONL into SQLite, computes eight quality dimensions while the rows go by, judges them
 * against rules and gives a report. The whole of a program that does so:
 *
 *     #include <assay/assay.h>
 *     #include <stdio.h>
 *
 *     int main(int argc, char **argv)
 *     {
 *         struct assay_options options = { .sources = (const char *const *)argv + 1, .source_count = (size_t)argc - 1 };
 *         struct assay_report *report;
 *         struct assay_error error;
 *
 *         if (assay_audit(&options, &report, &error) < 0)
 *             return fprintf(stderr, "%s\n", error.text), 2;
 *         fputs(assay_report_json(report), stdout);
 *         int exit_status = assay_report_exit(report);
 *         assay_report_free(report);
 *         return exit_status;
 *     }
 *
 * Simple API: assay_audit and the assay_report_* calls. Around it: assay_query over an audited database, and the catalogue
 * (assay_catalogue_*), which is what `assay list` and `assay explain` print.
 *
 * Conventions. Functions return 0, or -1 with *error filled. Strings in options are borrowed for the call; what a report gives lives as long
 * as the report. Zeroed options are good defaults: every field says what 0 or NULL means. The library neither
 * prints nor exits, keeps no global state, and calls for different reports may run in different threads.
 */
#ifndef ASSAY_ASSAY_H
#define ASSAY_ASSAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_VERSION "0.1.0"

/* The version of the library at run time, as in ASSAY_VERSION. */
const char *assay_version(void);

struct assay_error {
	int code;		/* 0 none; 1 usage, 2 input, 3 data, 4 store, 5 state, 6 memory, 7 bug; new codes may be added at the end */
	char text[1000];	/* a sentence with its place: "train.csv: No such file or directory" */
};

/* How far an audit is; given to options.progress every now and then. */
struct assay_progress {
	const char *stage;		/* "earlier rows", "reading", "second pass", "third pass", "report" */
	uint64_t bytes, bytes_total;	/* of the stored sources; total 0: not known (stdin) */
	uint64_t rows;
	double fraction;		/* of this stage, 0 … 1; negative: not known */
};

/* What of the data's own values a report gives out. Names of columns and files are always shown. */
enum assay_values {
	ASSAY_VALUES_MASKED,	/* what looks like personal data or a secret is replaced by its kind and a number: "[e-mail 1]" */
	ASSAY_VALUES_SHOWN,	/* as they are */
	ASSAY_VALUES_REDACTED,	/* no cell at all: texts become "[value 1]", a cell's own numbers and times null */
};

struct assay_options {
	const char *const *sources;	/* files, globs, "-" for stdin, in order; together one dataset */
	size_t source_count;

	/* Reading. */
	const char *format;		/* "csv" "tsv" "jsonl" "json"; NULL: found by looking */
	char delimiter;			/* of delimited files; 0: found by looking */
	int header;			/* 1: the first record names the columns; -1: it does not; 0: found by looking */
	const char *const *na;		/* tokens that mean missing, instead of the default list; ended by NULL */
	unsigned depth;			/* JSON objects are flattened to a.b down to this many levels; 0: 3 */
	const char *max_rejects;	/* "100" rows or "1%": more rejected records than that are an error; NULL: no limit */
	size_t record_bytes_max;	/* a longer record is rejected; 0: 16 MiB */

	const char *kind;		/* of a corpus for language models: "none" "text" "sft" "chat" "preference", "auto"; NULL: found by looking */

	/* Roles of columns, by name; NULL: none. An unknown name is a usage error that suggests near ones. */
	const char *label, *pred, *time, *id;
	const char *const *proba;	/* probability columns, ended by NULL */
	const char *const *annotators;	/* columns of labels that people gave to the same rows, ended by NULL: how far they agree */
	const char *label_model;	/* "nb": without columns of probabilities, judge the labels by an out-of-fold naive Bayes; NULL: do not */
	const char *const *combine;	/* columns whose combinations are counted, ended by NULL; NULL: chosen by what they hold */
	const char *reference;		/* a second file to compare with, joined by `key` */
	const char *key;

	/* What documents and records have in common. */
	const char *duplicates;		/* of a corpus, how far to look: "none", "exact" (also lines and paragraphs), "near" (also passages); NULL: "near" */
	const char *const *near;	/* columns whose texts together make a record, to find rows that nearly repeat; ended by NULL. NULL: not looked for */
	const char *near_shingle;	/* what is compared: "5w" words, "3c" characters in a row; NULL: 5w of documents, 3c of records */
	const char *near_bands;		/* MinHash bands and rows: "14x8"; NULL: 14x8 of documents, 60x5 of records */
	const char *near_jaccard;	/* similarity from which two are near: "0.8"; NULL: 0.8 of documents, 0.4 of records */
	const char *const *against;	/* files of evaluation sets, to find in a corpus; ended by NULL. NULL: none */
	const char *split;		/* column that says which split a row is of; NULL: none */
	int split_files;		/* 1: each source is a split */
	unsigned ngram;			/* words that an evaluation item must share; 0: 13 */

	/* Judging. */
	const char *rules;		/* a built-in rule pack by name ("strict"), or a pack's file; NULL: "default" */
	const char *waivers;		/* a file of findings that are allowed until a date; NULL: none */
	const char *fail_on;		/* "error", "warn" or "never"; NULL: "error". What makes assay_report_exit give 1 */
	const char *baseline;		/* an earlier report, or the database that keeps it, to compare with; NULL: none */
	const char *now;		/* ISO 8601; NULL: the clock */
	double age_limit_seconds;	/* rows older than this at `now` are stale; 0: 365 days */
	unsigned evidence;		/* rows listed with a finding; 0: 5, UINT_MAX: all that a rule on rows finds */

	/* Passes. */
	int fast;			/* 1: rows are not looked at again after they were read. What only they could tell is null with the reason "skipped
					 * by --fast", or approximate with its bound; run.fast in the report lists both. Rules on rows, and `reference`, are
					 * looked at all the same. A built-in pack's rules on what is missing are "skipped"; others are not evaluated */

	/* Results and resources. */
	enum assay_values values;	/* what the report gives out; 0: ASSAY_VALUES_MASKED. The database keeps all, as the data is beside it */
	const char *db;			/* keep the database here; NULL: temporary */
	const char *append;		/* the database of an earlier audit: `sources` are added to it, and the report is on all of it, the same as that
					 * of one audit of all sources. The database then holds all of it (or `db` does, and it stays as it was); a run that
					 * fails leaves it whole. Options of reading, roles, combine and memory_mb must be those of the earlier audit. Its
					 * sources are not read again; its rows are, in the database, for later passes; with `fast` they are not */
	const char *store;		/* how the database gets its rows: "pages" or "sql"; NULL: "pages". The same database but for its bytes; what `append`
					 * adds comes by SQL */
	unsigned threads;		/* workers; 0: one a processor. The report is the same bytes for any number */
	unsigned memory_mb;		/* bound to plan for; 0: 256 */

	void (*progress)(void *context, const struct assay_progress *);	/* NULL: none; called from the calling thread */
	void *progress_context;
};

struct assay_report;

/* Audit. *report is set on success only; a failed gate is a success with assay_report_exit() == 1. */
int assay_audit(const struct assay_options *, struct assay_report **report, struct assay_error *);

/* What assay_audit would do with these options: which passes over the rows, which analyses in each and why, what is off for want of an option.
 * No data is read: what depends on it is said as a condition, and names of columns are not checked. The stream is not flushed. */
int assay_explain_plan(const struct assay_options *, FILE *, struct assay_error *);

/* The report as JSON text (report.schema.json describes it). */
const char *assay_report_json(const struct assay_report *);

/* 0: passed. 1: the gate failed. */
int assay_report_exit(const struct assay_report *);

/* What the terminal can do. */
struct assay_terminal {
	unsigned columns;	/* width; 0: 80 */
	unsigned lines;		/* height to fit in; 0: no limit */
	int colour;		/* ANSI colours */
	int unicode;		/* block characters for bars and sparklines; else ASCII */
};

/* The summary that fits a screen, worst findings first. */
int assay_report_summary(const struct assay_report *, FILE *, const struct assay_terminal *, struct assay_error *);

/* The report in the form that some other program reads: "json", "junit" (XML), "sarif" (2.1.0), "md" (Markdown), "github" (workflow commands), or
 * as one "line". The stream is not flushed. */
int assay_report_write(const struct assay_report *, const char *format, FILE *, struct assay_error *);

/* The same from a report's JSON text, as saved by an earlier audit; and the report itself, on which every call here works as on a fresh one. */
int assay_report_write_json(const char *json, size_t bytes, const char *format, FILE *, struct assay_error *);
int assay_report_of_json(const char *json, size_t bytes, struct assay_report **report, struct assay_error *);

/* Mask or redact the values of a report that was read. What is masked or redacted already stays so, and to show it again is an error. After an
 * error the report is only to be freed. */
int assay_report_values(struct assay_report *, enum assay_values, struct assay_error *);

void assay_report_free(struct assay_report *);	/* NULL is fine */

/* The same summary from a report's JSON text, as saved by an earlier audit. */
int assay_summary_of_json(const char *json, size_t bytes, FILE *, const struct assay_terminal *, struct assay_error *);

/* The JSON text of a saved report: of a report file, "-" for stdin, or a database that an audit kept. *json is malloc'd and the caller's to free. */
int assay_report_load(const char *path, char **json, size_t *bytes, struct assay_error *);

/* What changed between two reports: schema, rows, drift of the columns' values, findings, figures. */
struct assay_diff;
int assay_diff(const char *old_json, size_t old_bytes, const char *new_json, size_t new_bytes, struct assay_diff **diff, struct assay_error *);
const char *assay_diff_json(const struct assay_diff *);
/* 1: something notable changed: a column came, went, is of another type, drifted, or misses more or fewer cells; or there is a new finding that is
 * an error or a warning. Else 0. */
int assay_diff_exit(const struct assay_diff *);
int assay_diff_summary(const struct assay_diff *, FILE *, const struct assay_terminal *, struct assay_error *);	/* worst first */
void assay_diff_free(struct assay_diff *);	/* NULL is fine */

/* One figure over several reports, in the order of their times. */
struct assay_history {
	const char *metric;		/* its name: of the dataset, or of columns; not of pairs and classes */
	const char *column;		/* of which column, where the metric is one of columns; else NULL */
	const char *format;		/* "table" "csv" "json" */
	unsigned last;			/* only so many reports, the latest; 0: all */
	const char *max_change;		/* how far the latest value may be from the median of those before it: "10%" of that, or a number; NULL: any */
};
struct assay_saved {
	const char *name;		/* what the report is called in the result */
	const char *json;
	size_t bytes;
};
/* 0; 1: the latest value is farther off than max_change allows, or there are too few before it to tell; -1 with the error set. */
int assay_history(const struct assay_saved *reports, size_t count, const struct assay_history *, FILE *, const struct assay_terminal *,
		  struct assay_error *);

/* One read-only SQL statement over an audited database. format: "table" "csv" "json". */
int assay_query(const char *db, const char *sql, const char *format, FILE *, struct assay_error *);

/* Write a rule pack that datasets like those of these reports pass: a contract of their columns, and bounds around what was seen, wider by
 * `margin` (0.1: a tenth). json[i] is the text of a report, bytes[i] its size; at least one. */
int assay_suggest(const char *const *json, const size_t *bytes, size_t count, double margin, FILE *, struct assay_error *);

/* The catalogue: everything that assay computes or judges. */
struct assay_entry {
	const char *kind;	/* "metric" "analysis" "rule" */
	const char *name;	/* "completeness.missing_fraction" */
	const char *summary;	/* one line */
	const char *dimension;	/* "completeness" … */
	const char *scope;	/* metric: "dataset" "column" "pair" "class"; else NULL */
	const char *unit;	/* metric, else NULL */
	double low, high;	/* metric: its range */
	int exact;		/* metric: 1 always exact; 0 exact while memory allows, then with an error bound */
	const char *formula, *reference;	/* metric; may be NULL */
	const char *place;	/* metric: where the report has it */
	const char *details;	/* rule: what it means and what to do; may be NULL */
};

/* Entry `index` of a kind, in report order; 0, or -1 past the last one. */
int assay_catalogue(const char *kind, size_t index, struct assay_entry *);

/* The entry of that name, of any kind; 0, or -1 with near names in error->text ("did you mean …"). */
int assay_catalogue_find(const char *name, struct assay_entry *, struct assay_error *);

/* The JSON Schema of reports, as text. *schema is malloc'd and the caller's to free. */
int assay_schema(char **schema, struct assay_error *);

/* Up to `count` candidates nearest to `word` by edit distance, for "did you mean"; returns how many. */
size_t assay_nearest(const char *word, const char *const *candidates, size_t candidate_count, const char **nearest, size_t count);

#ifdef __cplusplus
}
#endif

#endif
