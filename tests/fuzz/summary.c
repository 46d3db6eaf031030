/* summary: any bytes as a saved report. They are refused with a sentence; or what is shown fits the screen, whatever its size, is UTF-8,
 * and holds no character that a terminal would obey. What lines are held against is read from utf8proc, not from terminal_text.c.
 */
#include "fuzz.h"

#include "assay/assay.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

static bool is_harmful(utf8proc_int32_t code)
{
	utf8proc_category_t category = utf8proc_category(code);

	return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_ZL ||
	       category == UTF8PROC_CATEGORY_ZP || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff || (code >= 0xe0000 && code <= 0xe007f);
}

/* The bytes of a colour at the text's start: ESC [ digits ; digits m. */
static size_t colour_bytes(const char *text)
{
	size_t n = text[0] == '\033' && text[1] == '[' ? 2 + strspn(text + 2, "0123456789;") : 0;

	return n && text[n] == 'm' ? n + 1 : 0;
}

static void line_check(const char *line, size_t n, const struct assay_terminal *t)
{
	size_t columns = 0;

	for (size_t at = 0, step; at < n; at += step) {
		utf8proc_int32_t code;
		utf8proc_ssize_t bytes;

		step = t->colour ? colour_bytes(line + at) : 0;
		if (step)
			continue;
		bytes = utf8proc_iterate((const utf8proc_uint8_t *)line + at, (utf8proc_ssize_t)(n - at), &code);
		check(bytes > 0 && !is_harmful(code), "byte %zu: U+%04X: %.*s", at, (unsigned)code, (int)n, line);
		columns += (size_t)utf8proc_charwidth(code);
		step = (size_t)bytes;
	}
	check(columns <= t->columns, "%zu columns where there are %u: %.*s", columns, t->columns, (int)n, line);
}

static void text_check(const char *text, size_t n, const struct assay_terminal *t)
{
	const char *at = text, *end;
	size_t lines = 0;

	check(strlen(text) == n && n, "NUL at %zu of %zu", strlen(text), n);
	for (; *at; at = end + 1, lines++) {
		end = strchr(at, '\n');
		check(end, "the last line does not end");
		line_check(at, (size_t)(end - at), t);
	}
	check(!t->lines || lines <= t->lines, "%zu lines where there are %u", lines, t->lines);
}

static bool show(const char *json, size_t n, const struct assay_terminal *t)
{
	char *text = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&text, &length);
	struct assay_error e = { .code = 0 };
	int done;

	check(to, "no memory");
	done = assay_summary_of_json(json, n, to, t, &e);
	fclose(to);
	if (done == 0)
		text_check(text, length, t);
	else
		check(*e.text, "refused without a sentence");
	free(text);
	return done == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct assay_terminal screens[] = {
		{ .columns = 80, .lines = 24, .unicode = 1 }, { .columns = 1 }, { .columns = 20, .lines = 3, .colour = 1 },
		{ .columns = 47, .colour = 1, .unicode = 1 }, { .columns = 200, .lines = 50 },
	};

	for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++)
		if (!show((const char *)bytes, n, &screens[i]))
			break;
	return 0;
}
