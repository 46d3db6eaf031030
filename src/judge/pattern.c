/* pattern: see pattern.h. */
#include "judge/pattern.h"

#include "judge/glob.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

static bool is_regex(const char *text, size_t n)
{
	return n >= 2 && text[0] == '/' && text[n - 1] == '/';
}

int pattern_make(struct pattern *p, const char *text, char why[120], size_t *at)
{
	size_t n = strlen(text);
	int code;

	*p = (struct pattern){ .text = text };
	if (!is_regex(text, n)) {
		p->glob = glob_is_pattern(text);
		return 0;
	}
	p->regex = pcre2_compile((PCRE2_SPTR)text + 1, n - 2, PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, at, NULL);
	if (p->regex)
		return 0;
	*at += 1;
	if (code == PCRE2_ERROR_HEAP_FAILED)
		return -2;
	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, 120);
	return -1;
}

void pattern_release(struct pattern *p)
{
	pcre2_code_free(p->regex);
	p->regex = NULL;
}

bool pattern_is_name(const struct pattern *p)
{
	return p->text && !p->glob && !p->regex;
}

/* Names are short; an expression that gives up on one does not fit it. */
static bool regex_fits(const pcre2_code *regex, const char *name)
{
	pcre2_match_data *match = pcre2_match_data_create(1, NULL);
	int found = match ? pcre2_match(regex, (PCRE2_SPTR)name, strlen(name), 0, 0, match, NULL) : -1;

	pcre2_match_data_free(match);
	return found >= 0;
}

bool pattern_fits(const struct pattern *p, const char *name)
{
	if (!p->text)
		return true;
	if (!name)
		return false;
	if (p->regex)
		return regex_fits(p->regex, name);
	return strcmp(p->text, name) == 0 || (p->glob && glob_matches(p->text, name));
}
