/* conversation: any bytes as a cell of a corpus. What is no UTF-8 is cut off, as cells are UTF-8.
 *
 * Promises: the reader of JSON in cells agrees with the checker of records (parse/json_check.h) on what is JSON, and what it
 * decodes is UTF-8 and no longer than its source; a view of any kind has turns, and documents, of bytes that can be read; answers
 * and calls of tools are looked at without harm.
 */
#include "corpus/answer.h"
#include "corpus/corpus.h"
#include "corpus/sameness.h"
#include "corpus/tool_call.h"
#include "fuzz.h"
#include "parse/json_check.h"

#include <string.h>
#include <utf8proc.h>

static const struct corpus kinds[] = {
	{ .kind = CORPUS_TEXT, .column = { [PART_TEXT] = "cell" } },
	{ .kind = CORPUS_SFT, .column = { [PART_PROMPT] = "cell", [PART_ANSWER] = "cell", [PART_HISTORY] = "cell",
					 [PART_INPUT] = "cell" } },
	{ .kind = CORPUS_CHAT, .column = { [PART_MESSAGES] = "cell", [PART_TOOLS] = "cell", [PART_SYSTEM] = "cell" } },
	{ .kind = CORPUS_PREFERENCE, .column = { [PART_CHOSEN] = "cell", [PART_REJECTED] = "cell" } },
	{ .kind = CORPUS_PREFERENCE, .column = { [PART_MESSAGES] = "cell", [PART_LABEL] = "cell" } },
};

/* So many bytes are whole characters. */
static size_t utf8_bytes(const uint8_t *bytes, size_t n)
{
	size_t at = 0;

	while (at < n) {
		utf8proc_int32_t code;
		utf8proc_ssize_t got = utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(n - at), &code);

		if (got < 1)
			break;
		at += (size_t)got;
	}
	return at;
}

static void span_check(struct span s)
{
	check(!s.bytes || s.at, "%zu bytes at nowhere", s.bytes);
	check(utf8_bytes((const uint8_t *)s.at, s.bytes) == s.bytes, "a span is no UTF-8");
}

static unsigned depth_of(const struct json *j)
{
	unsigned deepest = 0;

	for (const struct json *m = j->child; m; m = m->next) {
		unsigned depth = depth_of(m);

		span_check(m->key);
		deepest = depth > deepest ? depth : deepest;
	}
	span_check(j->text);
	return deepest + 1;
}

static bool is_deep(const char *bytes, size_t n)
{
	size_t open = 0;

	for (size_t i = 0; i < n; i++)		/* brackets in strings count, too: it is only a bound */
		open += bytes[i] == '[' || bytes[i] == '{';
	return open >= JSON_VALUE_DEPTH_MAX;
}

static void json_try(const char *bytes, size_t n)
{
	struct arena arena = { .first = NULL };
	struct json_check strict = { .depth = 1 };
	struct err e = { .code = ERR_NONE };
	struct json *j;
	int got = json_value_read(&arena, bytes, n, &j);
	size_t behind;

	check(got >= 0 && json_check(&strict, bytes, n, &e) == 0, "no memory");
	for (behind = strict.end; !strict.reason && behind < n && strchr(" \t\r\n", bytes[behind]) && bytes[behind]; behind++)
		;
	if (!is_deep(bytes, n))
		check((got == 0) == (!strict.reason && behind == n), "%d, and the checker says %s at %zu", got,
		      strict.reason ? strict.reason : "all is well", strict.end);
	if (got == 0) {
		check(depth_of(j) <= JSON_VALUE_DEPTH_MAX + 1, "too deep");
		check(json_equal(j, j), "a value differs from itself");
	}
	json_check_release(&strict);
	arena_release(&arena);
}

static void fault_take(void *context, unsigned faults)
{
	(void)context;
	check(faults < 2 * CALL_UNKNOWN_ARGUMENT, "faults %u", faults);
}

static void view_try(const struct corpus *corpus, const struct batch *b)
{
	struct corpus_reader reader;
	struct answer_reader answers;
	struct sameness sameness = { .slot = NULL };
	struct corpus_view v;
	struct answer_seen seen;
	struct span document;
	struct err e = { .code = ERR_NONE };
	size_t words;

	corpus_reader_open(&reader, corpus);
	answer_reader_open(&answers);
	check(corpus_row(&reader, b, 0, &v, &e) == 0 && corpus_document(&reader, &v, &document, &e) == 0, "%s", e.text);
	span_check(document);
	for (size_t i = 0; i < v.turns; i++) {
		span_check(v.turn[i].content);
		check(turn_calls(&reader, &v, &v.turn[i], fault_take, NULL, &e) == 0, "%s", e.text);
	}
	check(answer_read(&answers, v.prompt, document, &seen) == 0, "no memory");
	check(seen.faults < 1u << ANSWER_FAULTS && seen.repetition.at + seen.repetition.bytes <= document.bytes,
	      "a repetition behind the end");
	check(words_dice(&sameness, &answers.answer, &answers.answer, &words) == 1, "a text is not like itself");
	sameness_release(&sameness);
	answer_reader_close(&answers);
	corpus_reader_close(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const name[] = { "cell" };
	static const uint8_t kind[] = { CELL_TEXT };
	static const double number[] = { 0 };
	size_t whole = utf8_bytes(bytes, n);
	struct cell_text text = { 0, (uint32_t)whole };
	struct column column = { .kind = kind, .number = number, .text = &text };
	struct batch b = { .pass = 1, .first_row = 1, .rows = 1, .columns = 1, .column = &column, .name = name };
	char *exact = malloc(whole ? whole : 1);

	check(exact, "no memory");
	if (whole)
		memcpy(exact, bytes, whole);
	b.bytes = exact;
	json_try(exact, whole);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		view_try(&kinds[i], &b);
	free(exact);
	return 0;
}
