/* redact_texts: see redact_texts.h. */
#include "report/redact_texts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_BYTES = 4 };	/* a shorter text may stand inside words by chance */

int redact_texts_open(struct redact_texts *t, struct err *e)
{
	*t = (struct redact_texts){ .personal = personal_open(), .kind = calloc(personal_kinds(), sizeof *t->kind) };
	return t->personal && t->kind ? 0 : err_nomem(e);
}

void redact_texts_release(struct redact_texts *t)
{
	for (size_t k = 0; t->kind && k < personal_kinds(); k++)
		aliases_release(&t->kind[k]);
	free(t->kind);
	aliases_release(&t->value);
	personal_free(t->personal);
}

/* The first kind of the same name. */
static size_t kind_first(size_t kind)
{
	size_t first = 0;

	while (strcmp(personal_name(first), personal_name(kind)) != 0)
		first++;
	return first;
}

/* A text with what is found of one kind masked; takes the text. */
static char *kind_mask(struct redact_texts *t, size_t kind, char *text, bool number)
{
	struct personal_found found;
	size_t length = strlen(text), from = 0, bytes;
	char *masked = NULL;
	FILE *to;

	if (!personal_next(t->personal, kind, text, length, 0, number, &found))
		return text;
	to = open_memstream(&masked, &bytes);
	while (to && personal_next(t->personal, kind, text, length, from, number, &found)) {
		size_t n = alias_of(&t->kind[kind_first(kind)], text + found.start, found.length);

		if (n == 0)
			break;
		fwrite(text + from, 1, found.start - from, to);
		fprintf(to, "[%s %zu]", personal_name(kind), n);
		from = found.start + found.length;
	}
	if (to)
		fwrite(text + from, 1, length - from, to);
	if (!to || fclose(to) != 0 || personal_next(t->personal, kind, text, length, from, number, &found)) {
		free(masked);
		masked = NULL;
	}
	free(text);
	return masked;
}

char *text_masked(struct redact_texts *t, const char *text, bool number)
{
	char *masked = strdup(text);

	for (size_t k = 0; masked && k < personal_kinds(); k++)
		masked = kind_mask(t, k, masked, number);
	return masked;
}

char *text_aliased(struct redact_texts *t, const char *text)
{
	size_t n = alias_of(&t->value, text, strlen(text));
	char *alias;

	return n && asprintf(&alias, "[value %zu]", n) >= 0 ? alias : NULL;
}

/* The start of the word that ends at `end`, of what addresses, numbers and keys are made of; and whether there is a digit in it. */
static size_t word_start(const char *text, size_t end, bool *digit)
{
	*digit = false;
	while (end > 0 && (isalnum((unsigned char)text[end - 1]) || strchr("._%+'@-", text[end - 1])))
		*digit |= isdigit((unsigned char)text[--end]) != 0;
	return end;
}

void text_end_drop(char *text)
{
	static const char cut[] = "…";
	size_t n = strlen(text), end = n < sizeof cut - 1 ? 0 : n - (sizeof cut - 1), start;
	bool digit = true;

	if (n < sizeof cut - 1 || strcmp(text + end, cut) != 0)
		return;
	end = word_start(text, end, &digit);
	do {
		start = end;
		while (start > 0 && strchr(" /()", text[start - 1]))
			start--;
		start = word_start(text, start, &digit);
		end = digit ? start : end;
	} while (digit);
	memcpy(text + end, cut, sizeof cut);
}

size_t texts_masked(const struct redact_texts *t)
{
	size_t n = 0;

	for (size_t k = 0; k < personal_kinds(); k++)
		n += t->kind[k].count;
	return n;
}

/* Letters and digits, and all that is not ASCII. */
static bool in_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The next place of `what`, as a word of its own if `whole`. */
static const char *place_of(const char *text, const char *at, const char *what, bool whole)
{
	size_t n = strlen(what);

	while ((at = strstr(at, what)) && whole && ((at > text && in_word(at[-1]) && in_word(*what)) || (in_word(at[n]) && in_word(what[n - 1]))))
		at++;
	return at;
}

char *text_replaced(const char *text, const char *what, const char *with)
{
	bool whole = strlen(what) < SHORT_BYTES && place_of(text, text, what, true);
	const char *from = text, *at;
	char *made = NULL;
	size_t bytes;
	FILE *to;

	if (!*what)
		return strdup(text);
	to = open_memstream(&made, &bytes);
	if (!to)
		return NULL;
	while ((at = place_of(text, from, what, whole))) {
		fwrite(from, 1, (size_t)(at - from), to);
		fputs(with, to);
		from = at + strlen(what);
	}
	fputs(from, to);
	if (fclose(to) == 0)
		return made;
	free(made);
	return NULL;
}

char *text_without_numbers(const char *text, const char *with)
{
	char *made = NULL;
	size_t bytes;
	FILE *to = open_memstream(&made, &bytes);

	if (!to)
		return NULL;
	for (const char *at = text; *at;) {
		size_t sign = *at == '-' || *at == '+';

		if ((at == text || !in_word(at[-1])) && isdigit((unsigned char)at[sign])) {
			fputs(with, to);
			at += sign + strspn(at + sign, "0123456789.,:eETZ+-");
		} else {
			fputc(*at++, to);
		}
	}
	if (fclose(to) == 0)
		return made;
	free(made);
	return NULL;
}
