/* answer: see answer.h. */
#include "corpus/answer.h"

enum { LINE_WORDS = 6 };

void answer_reader_open(struct answer_reader *r)
{
	*r = (struct answer_reader){ .finder = { .round = 0 } };
	phrases_index(&r->index);
	tongues_index(&r->tongues);
}

void answer_reader_close(struct answer_reader *r)
{
	plain_release(&r->prompt);
	plain_release(&r->answer);
}

bool span_is_blank(struct span s)
{
	for (size_t i = 0; i < s.bytes; i++)
		if (s.at[i] != ' ' && (s.at[i] < '\t' || s.at[i] > '\r'))
			return false;
	return true;
}

static bool plain_is(const struct plain *p, const char *text)
{
	return p->bytes == strlen(text) && memcmp(p->text, text, p->bytes) == 0;
}

static bool is_placeholder(const struct plain *p)
{
	static const char *const words[] = { "n/a", "na", "none", "null", "nan", "nil", "todo", "tbd", "...", "\xe2\x80\xa6",
					    "-", "noinput", "<noinput>", "no output",
					     "<no output>", "nooutput", "<nooutput>", "undefined", "[deleted]", "[removed]",
					       "output", "response" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (plain_is(p, words[i]))
			return true;
	return false;
}

/* ---- breaking off ---- */

static struct span trimmed(struct span s)
{
	while (s.bytes && (s.at[s.bytes - 1] == ' ' || (s.at[s.bytes - 1] >= '\t' && s.at[s.bytes - 1] <= '\r')))
		s.bytes--;
	return s;
}

static struct span last_line(struct span s)
{
	const char *newline = s.bytes ? memrchr(s.at, '\n', s.bytes) : NULL;
	struct span line = s;

	if (newline) {
		line.at = newline + 1;
		line.bytes = (size_t)(s.at + s.bytes - line.at);
	}
	while (line.bytes && (*line.at == ' ' || *line.at == '\t')) {
		line.at++;
		line.bytes--;
	}
	return line;
}

static size_t count(struct span s, const char *what)
{
	size_t n = 0, bytes = strlen(what);
	const char *at = s.at;

	while (s.bytes && (at = memmem(at, (size_t)(s.at + s.bytes - at), what, bytes))) {
		n++;
		at += bytes;
	}
	return n;
}

/* Prose: not an item of a list, a row of a table, markup, a quotation's source, an address, a hashtag. */
static bool line_is_prose(struct span line)
{
	size_t words = count(line, " ") + 1, digits = 0;

	if (words < LINE_WORDS || strchr("-*|<#>+\"'", line.at[0]) || (line.at[0] & 0x80))
		return false;
	while (digits < line.bytes && line.at[digits] >= '0' && line.at[digits] <= '9')
		digits++;
	if (digits && digits < line.bytes && (line.at[digits] == '.' || line.at[digits] == ')'))
		return false;
	return !count(line, "|") && !count(line, "<") && !count(line, "#") && !count(line, " = ") && !count(line, "//") &&
		!count(line, ": ") && !count(line, "{");
}

static bool sentence_ended(struct span s)
{
	for (size_t i = 0; i + 1 < s.bytes; i++)
		if ((s.at[i] == '.' || s.at[i] == '!' || s.at[i] == '?') && (s.at[i + 1] == ' ' || s.at[i + 1] == '\n'))
			return true;
	return false;
}

bool answer_breaks_off(struct span s)
{
	struct span line;
	char last;

	s = trimmed(s);
	if (!s.bytes)
		return false;
	if (count(s, "```") % 2)
		return true;
	last = s.at[s.bytes - 1];
	line = last_line(s);
	if (!((last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z') || (last >= '0' && last <= '9') || last == ','))
		return false;
	return line_is_prose(line) && sentence_ended(s);
}

/* ---- other faults ---- */

/* "```" and, behind it and a word on its line, "```" again with nothing between. */
static bool has_empty_code(struct span s)
{
	const char *end, *at = s.at;

	if (!s.bytes)
		return false;
	end = at + s.bytes;
	while ((at = memmem(at, (size_t)(end - at), "```", 3))) {
		const char *open = at + 3, *close = memmem(open, (size_t)(end - open), "```", 3), *line;

		if (!close)
			return false;
		line = memchr(open, '\n', (size_t)(close - open));
		if (line && span_is_blank((struct span){ line, (size_t)(close - line) }))
			return true;
		if (!line && span_is_blank((struct span){ open, (size_t)(close - open) }))
			return true;
		at = close + 3;
	}
	return false;
}

/* A control character but for tab and line ends; or "\n", "\u00e9" written out in a text that has no line end or no code. */
static bool has_control(struct span s)
{
	bool escapes = false;

	for (size_t i = 0; i < s.bytes; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if ((c < 0x20 && (c < '\t' || c > '\r')) || c == 0x7f)
			return true;
		if (c == '\\' && i + 3 < s.bytes)
			escapes |= (s.at[i + 1] == 'n' && s.at[i + 2] == '\\' && s.at[i + 3] == 'n') ||
				(s.at[i + 1] == 'u' && memcmp(s.at + i + 2, "00", 2) == 0);
	}
	return escapes && !count(s, "```") && !count(s, "\n");
}

static bool is_merged(const struct plain *p)
{
	struct span s = { p->text, p->bytes };
	const char *instruction = s.bytes ? memmem(s.at, s.bytes, "instruction:", 12) : NULL;

	return instruction && memmem(instruction, (size_t)(s.at + s.bytes - instruction), "output:", 7);
}

static bool repeats_prompt(const struct answer_reader *r)
{
	return r->prompt.bytes >= ANSWER_PROMPT_BYTES && r->answer.bytes > r->prompt.bytes &&
		memcmp(r->answer.text, r->prompt.text, r->prompt.bytes) == 0;
}

static bool is_repetition(const struct repetition *p)
{
	return (p->times >= 5 && p->bytes >= 100) || (p->times >= 3 && p->bytes >= 400);
}

static unsigned bit(bool is, enum answer_fault fault)
{
	return is ? 1u << fault : 0;
}

int answer_read(struct answer_reader *r, struct span prompt, struct span answer, struct answer_seen *out)
{
	size_t found[PHRASE_LISTS];
	bool asked;

	if (plain_make(&r->prompt, prompt) < 0 || plain_make(&r->answer, answer) < 0)
		return -1;
	phrases_find(&r->index, &r->prompt, out->prompt);
	phrases_find(&r->index, &r->answer, found);
	out->repetition = repetition_find(&r->finder, answer);
	asked = out->prompt[PHRASES_LANGUAGE] != PHRASE_NOWHERE;
	out->faults = bit(r->answer.bytes == 0, ANSWER_BLANK) | bit(is_placeholder(&r->answer), ANSWER_PLACEHOLDER) |
		bit(found[PHRASES_REFUSAL] <= ANSWER_HEAD, ANSWER_REFUSAL) |
			bit(found[PHRASES_DISCLAIMER] != PHRASE_NOWHERE, ANSWER_DISCLAIMER) |
		bit(answer_breaks_off(answer), ANSWER_TRUNCATED) | bit(repeats_prompt(r), ANSWER_REPEATS_PROMPT) |
		bit(is_repetition(&out->repetition), ANSWER_REPETITION) |
		bit(found[PHRASES_TEMPLATE] != PHRASE_NOWHERE || out->prompt[PHRASES_TEMPLATE] != PHRASE_NOWHERE,
		    ANSWER_TEMPLATE) |
		bit(!asked && tongues_differ(tongue_of(&r->tongues, prompt), tongue_of(&r->tongues, answer)), ANSWER_TONGUE) |
			bit(is_merged(&r->answer), ANSWER_MERGED) |
		bit(has_empty_code(answer), ANSWER_EMPTY_CODE) | bit(has_control(answer), ANSWER_CONTROL);
	return 0;
}
