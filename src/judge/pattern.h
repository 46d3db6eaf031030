/* pattern: which names a rule speaks of: one name, a glob ("price_*", glob.h) or a regular expression between slashes ("/^price_[0-9]+$/",
 * PCRE2, UTF-8, anywhere in the name). A zeroed pattern fits every name.
 *
 * The text is borrowed; the compiled expression is the pattern's: pattern_release.
 */
#ifndef ASSAY_JUDGE_PATTERN_H
#define ASSAY_JUDGE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct pattern {
	const char *text;	/* NULL: every name */
	bool glob;
	struct pcre2_real_code_8 *regex;
};

/* 0; -1: a faulty expression, with what is wrong in `why` and at which byte of the text; -2: no memory. */
int pattern_make(struct pattern *, const char *text, char why[120], size_t *at);
void pattern_release(struct pattern *);

/* Does it stand for one name alone? */
bool pattern_is_name(const struct pattern *);

/* name NULL fits only a pattern that fits every name. Safe from several threads. */
bool pattern_fits(const struct pattern *, const char *name);

#endif
