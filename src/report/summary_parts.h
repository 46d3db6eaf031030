/* summary_parts: the parts of the summary (summary.h), each in a file, and what they share.
 *
 * Trees are borrowed; nothing here keeps or changes them. Members are looked up by dotted place and type, and absent where the type is another.
 */
#ifndef ASSAY_REPORT_SUMMARY_PARTS_H
#define ASSAY_REPORT_SUMMARY_PARTS_H

#include "base/err.h"
#include "report/terminal_text.h"

struct cJSON;

struct screen {
	const struct cJSON *report;
	FILE *to;		/* NULL: lines are counted only */
	size_t lines;		/* ended so far */
	size_t columns;
	bool colour, unicode;
	bool wrap;		/* what is too long goes on in the next line; otherwise it is cut */
	const char *dot;	/* between things */
	const char *dots;	/* for things left out, and from-to */
	struct line line;
};

/* A severity as the summary shows it; by rank, worst first. */
struct severity_look {
	const char *name;		/* in the report */
	const char *one, *many;		/* for people */
	const char *member;		/* of verdict */
	const char *mark, *mark_ascii;
	enum style style;
};
enum { RANKS = 3 };
extern const struct severity_look severity_looks[RANKS];
/* Of a finding; an unknown severity is the least. */
size_t finding_rank(const struct cJSON *finding);
/* What to do, else what it means; NULL: the rule says neither. */
const char *finding_advice(const struct cJSON *finding);

/* Members. */
const struct cJSON *member_at(const struct cJSON *object, const char *place);
bool number_at(const struct cJSON *object, const char *place, double *value);	/* finite numbers only */
const char *text_at(const struct cJSON *object, const char *place);		/* NULL: none */
const struct cJSON *list_at(const struct cJSON *object, const char *place);	/* an array; NULL: none */

/* Numbers for people, in at most NUMBER_BYTES. Shares are never rounded to none or all. */
enum { NUMBER_BYTES = 64 };
void share_text(char *buffer, double fraction);		/* "19.9 %" */
void count_text(char *buffer, double count);		/* "1,234,567" */
void figure_text(char *buffer, double value);		/* "0.42", three digits that count */

enum { TEXT_BYTES = 1024 };
void counted_text(char text[TEXT_BYTES], double count, const char *one, const char *many);	/* "12 errors" */
/* "column age", "age ~ fare", "class setosa of species"; nothing for the dataset. */
void finding_where(const struct cJSON *finding, char text[TEXT_BYTES]);

void line_begin(struct screen *);
/* Blanks up to a column, then as in line_begin. */
void line_begin_at(struct screen *, size_t column);
/* Ends the line: writes it where there is a stream, and counts it. */
void line_flush(struct screen *);
void blank_write(struct screen *);
/* Text from where the line stands over at most so many lines, those after the first from column `indent`; the last one is left open. */
void text_flow(struct screen *, enum style, const char *text, size_t indent, size_t lines);

/* The findings, a rule's together: the worst stands for them. Worst first. */
struct finding_group {
	const struct cJSON *first;
	size_t rank, count;
};
struct finding_groups {
	struct finding_group *at;	/* malloc'd */
	size_t count;
};
int findings_group(struct finding_groups *, const struct cJSON *report, struct err *);
size_t findings_lines(struct screen *, const struct finding_groups *);	/* as many as there would be */
void findings_write(struct screen *, const struct finding_groups *, size_t lines);

/* The columns in at most so many lines (0: nothing is written), with a blank line before. */
size_t columns_lines(const struct screen *);	/* as many as there would be */
int columns_write(struct screen *, size_t lines, struct err *);

/* The dimensions: a blank line, and a line for each, or more where its figures need them; those without a figure only when `all`. */
size_t dimensions_lines(struct screen *, bool all);
void dimensions_write(struct screen *, bool all);
/* The figures of one of them from where the line stands; what does not fit goes on at column `indent` of the next. */
void dimension_put(struct screen *, const char *dimension, size_t indent);
/* Has the dimension a line? `all` wants one where there is no figure, too; but what is no corpus has none of that name at all. */
bool dimension_is_shown(const struct screen *, size_t dimension, bool all);

#endif
