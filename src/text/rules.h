/* rules: the sets of rules, one function each; internal to src/text. All of them read what text_judge() found; see quality.h. */
#ifndef ASSAY_TEXT_RULES_H
#define ASSAY_TEXT_RULES_H

#include "text/quality.h"

enum drop_reason rules_repetition(const struct text_quality *);
enum drop_reason rules_gopher(const struct text_quality *);
enum drop_reason rules_c4_paragraphs(const struct text_scan *);

/* On any scanned text: the document, or what C4 left of it. repeated: characters of repeated lines. */
enum drop_reason rules_fineweb(const struct text_scan *, size_t repeated);

/* The lines of split("\n") that are not blank. */
void lines_count(struct line_counts *, const struct text_scan *);

/* C4's filter of lines. fineweb: without the rule on end marks. q->kept is what is left of the text, *same: that is the text itself.
 * -1: no memory. */
int rules_c4(struct text_quality *, bool fineweb, enum drop_reason *, bool *same);

#endif
