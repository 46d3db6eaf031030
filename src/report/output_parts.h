/* output_parts: what the forms of a report (output.h) share: where findings are, what became of the rules, and the head.
 *
 *   evidence[].row ──dataset.sources[].lines──▶ path:line          rejects stand with their source
 *
 * Texts that these give are the report's, not escaped: the form does that. Trees are borrowed and must outlive what is found in them.
 */
#ifndef ASSAY_REPORT_OUTPUT_PARTS_H
#define ASSAY_REPORT_OUTPUT_PARTS_H

#include "report/summary_parts.h"

#include <stdint.h>

/* Where a row stands. */
struct place {
	const char *path;	/* NULL: only the row is known */
	double row, line;	/* line 0: not known; row 0: a record that was rejected */
};

struct places {
	struct place *by_row;	/* every row that the sources have a line of, in the order of the rows */
	size_t rows;
	struct place *of;	/* those of the finding that was asked for last */
	const struct cJSON *sources;
};

int places_open(struct places *, const struct cJSON *report, struct err *);
void places_close(struct places *);	/* of a zeroed or closed one: nothing */
/* Fills `of` with the places of a finding: of its evidence, or of the rejects where it is about them. Gives how many. */
size_t places_of(struct places *, const struct cJSON *finding);
/* Where a row stands, as far as it is known. */
struct place places_row(const struct places *, double row);
/* Does the path name a file? Standard input is none. */
bool place_is_file(const char *path);
/* "data/train.csv:4182", "row 12" */
void place_text(const struct place *, char text[TEXT_BYTES]);

/* What became of a rule: those that the report lists, then those that only findings name. */
struct ruled {
	const char *name, *metric, *outcome;	/* the last two may be NULL */
	size_t rank;				/* of its severity */
	const struct cJSON *finding;		/* the first of it; NULL: none */
	const struct cJSON *unheld;		/* the first of not_evaluated; NULL: none */
};

struct ruling {
	struct ruled *at;
	size_t count;
};

int ruling_open(struct ruling *, const struct cJSON *report, struct err *);
void ruling_close(struct ruling *);
/* The place of a rule in the list; count: it is not there. */
size_t ruling_find(const struct ruling *, const char *name);

/* "completeness" of "completeness.missing-many", at most `room` bytes. */
void dimension_text(const char *rule, char *text, size_t room);

/* Does a finding of that rank fail the gate? */
bool gate_fails(const struct cJSON *report, size_t rank);

/* Why a finding is waived; NULL: it is not. */
const char *finding_waived(const struct cJSON *finding);

/* "PASS", "FAIL" or "NO VERDICT" */
const char *verdict_word(const struct cJSON *report);
/* "orders.csv", "a.csv and 3 more" */
void dataset_text(const struct cJSON *report, char text[TEXT_BYTES]);
/* "296 rows, 14 columns, 4 rejected" */
void size_text(const struct cJSON *report, char text[TEXT_BYTES]);
/* "1 error, 12 warnings, 12 notes", "no rule is broken" */
void verdict_text(const struct cJSON *report, char text[TEXT_BYTES]);

#endif
