/* corpus: records in every layout are recognised, and their rows are seen as documents, turns and pairs.
 *
 * JSON in cells: JSONTestSuite's verdicts (from $ASSAY_DATA; without it that test is skipped), and texts written out by hand from
 * RFC 8259. Layouts: records as the tools that define them show them, with their views written out by hand.
 */
#include "base/hash.h"
#include "corpus/corpus.h"
#include "parse/format.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- JSON in cells ---- */

static bool utf8_is_valid(const unsigned char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t more = s[i] < 0x80 ? 0 : s[i] >= 0xc2 && s[i] < 0xe0 ? 1 : s[i] >= 0xe0 &&
			s[i] < 0xf0 ? 2 : s[i] >= 0xf0 && s[i] < 0xf5 ? 3 : 9;

		if (i + more >= n)
			return false;
		for (size_t k = 1; k <= more; k++)
			if ((s[i + k] & 0xc0) != 0x80)
				return false;
		i += more + 1;
	}
	return true;
}

/* Cells are UTF-8 and not over-deep: files that are wrong for that alone say nothing here. */
static void json_suite(void **state)
{
	char folder[500], path[900];
	const char *data = getenv("ASSAY_DATA");
	struct dirent *entry;
	size_t files = 0;
	DIR *d;

	(void)state;
	snprintf(folder, sizeof folder, "%.400s/JSONTestSuite/test_parsing", data ? data : "");
	d = opendir(folder);
	if (!d)
		skip();
	while ((entry = readdir(d))) {
		struct arena arena = { .first = NULL };
		struct json *j;
		static char bytes[1 << 20];
		size_t n;
		FILE *f;
		int got;

		if (entry->d_name[1] != '_' || entry->d_name[0] == 'i')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		assert_non_null(f = fopen(path, "rb"));
		n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		if (!utf8_is_valid((unsigned char *)bytes, n))
			continue;
		got = json_value_read(&arena, bytes, n, &j);
		if (got != (entry->d_name[0] == 'n'))
			fail_msg("%s: %d", entry->d_name, got);
		arena_release(&arena);
		files++;
	}
	closedir(d);
	assert_true(files > 250);
}

static void json_texts(void **state)
{
	static const struct { const char *json, *text; } strings[] = {
		{ "\"a\\u0041\\n\"", "aA\n" }, { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
		{ "\"\\u0000x\"", "\xef\xbf\xbdx" }, { "\"\\u00e9\\u20ac\"", "\xc3\xa9\xe2\x82\xac" },
		  { " \"\\\\\\/\\\"\" ", "\\/\"" }, { "\"\"", "" },
	};
	struct arena arena = { .first = NULL };
	struct json *a, *b;

	(void)state;
	for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
		assert_int_equal(json_value_read(&arena, strings[i].json, strlen(strings[i].json), &a), 0);
		assert_true(span_is(json_text(a), strings[i].text));
	}
	assert_int_equal(json_value_read(&arena, "\"\\ud83d\"", 8, &a), 1);
	assert_int_equal(json_value_read(&arena, "{\"a\": [1.0, {\"b\": \"x\"}], \"a\": 2}", 32, &a), 0);
	assert_true(span_is(json_member(a, "a")->text, "2"));		/* the last of equal keys counts */
	assert_null(json_member(a, "b"));
	assert_int_equal(json_value_read(&arena, "[1, {\"b\": 2}]", 13, &a), 0);
	assert_int_equal(json_value_read(&arena, "[1.0,{\"b\":2e0}]", 15, &b), 0);
	assert_true(json_equal(a, b));
	arena_release(&arena);
}

/* ---- layouts ---- */

static const char *span_text(struct span s)
{
	static char text[8][400];
	static unsigned at;
	char *to = text[++at % 8];

	if (!s.at)
		return "∅";
	snprintf(to, sizeof text[0], "%.*s", (int)s.bytes, s.at);
	for (char *c = to; *c; c++)
		if (*c == '\n')
			*c = '/';
	return to;
}

static void view_write(FILE *to, struct corpus_reader *r, const struct corpus_view *v)
{
	static const char role[] = { [TURN_SYSTEM] = 's', [TURN_USER] = 'u', [TURN_ASSISTANT] = 'a', [TURN_CALL] = 'c',
				    [TURN_TOOL] = 't', [TURN_OTHER] = '?' };
	struct err e = { .code = ERR_NONE };
	struct span document;

	if (v->faults)
		fprintf(to, "faults %u ", v->faults);
	for (size_t i = 0; i < v->turns; i++) {
		fprintf(to, "%c=%s", role[v->turn[i].role], span_text(v->turn[i].content));
		if (v->turn[i].faults)
			fprintf(to, "!%u", v->turn[i].faults);
		fputs(v->turn[i].calls ? "+call " : " ", to);
	}
	if (r->corpus->kind == CORPUS_PREFERENCE)
		fprintf(to, "| %s > %s < %s | %d %g %g | %s %s ", span_text(v->prompt), span_text(v->chosen),
			span_text(v->rejected), v->label, v->chosen_score,
			v->rejected_score, span_text(v->chosen_prompt), span_text(v->answer));
	assert_int_equal(corpus_document(r, v, &document, &e), 0);
	fprintf(to, "{%s}\n", span_text(document));
}

/* The layout, and a line a row. */
static char *seen(const char *format, const char *data, enum corpus_kind wanted)
{
	struct dialect d = { .format = format_find(format), .depth = 3 };
	struct na_set *na = na_set_new(&na_default);
	struct parse_options options = { .na = na };
	struct err e = { .code = ERR_NONE };
	struct chunk chunk = { .first_line = 1, .length = strlen(data) };
	struct corpus corpus;
	struct batch *b;
	char *text;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	void *parser;

	chunk.bytes = strdup(data);
	assert_int_equal(dialect_sniff(&d, "x", data, strlen(data), true, &e), 0);
	chunk.bytes += d.skip;
	chunk.length -= d.skip;
	parser = d.format->parser_new(&options);
	assert_int_equal(d.format->parse(parser, &d, &chunk, &b, &e), 0);
	b->first_row = 1;
	if (corpus_recognise(&corpus, wanted, b, &e) < 0) {
		fprintf(to, "%s\n", e.text);
	} else {
		fprintf(to, "%s, %s\n", corpus_kind_name(corpus.kind), corpus.layout ? corpus.layout : "");
		if (corpus.kind != CORPUS_NONE) {
			struct corpus_reader r;
			struct corpus_view v;

			corpus_reader_open(&r, &corpus);
			for (size_t i = 0; i < b->rows; i++) {
				assert_int_equal(corpus_row(&r, b, i, &v, &e), 0);
				assert_int_equal(v.row, i + 1);
				view_write(to, &r, &v);
			}
			corpus_reader_close(&r);
		}
	}
	fclose(to);
	free(chunk.bytes - d.skip);
	batch_free(b);
	d.format->parser_free(parser);
	dialect_release(&d);
	na_set_free(na);
	return text;
}

static const struct { const char *format, *data, *want; } layouts[] = {
	{ "jsonl", "{\"text\": \"It was a long story.\", \"url\": \"u\"}\n", "text, documents\n{It was a long story.}\n" },
	{ "csv", "id,content\n1,\"It was a long, long story.\"\n2,\n", "text, documents\n{It was a long, long story.}\n{}\n" },
	{ "csv", "id,text\n1,yes\n2,no\n", "none, \n" },
	{ "jsonl", "{\"instruction\": \"Add them\", \"input\": \"1 2\", \"output\": \"3\"}\n{\"instruction\": \"Greet me\", "
	  "\"input\": \"\", \"output\": \"\","
	  " \"system\": \"Be kind\", \"history\": [[\"Hi\", \"Ho\"]]}\n",
	  "sft, Alpaca\nu=Add them/1 2 a=3 {Add them/1 2/3}\ns=Be kind u=Hi a=Ho u=Greet me a= {Greet me}\n" },
	{ "csv", "question,answer\nWhat is it?,A pear\nWho is it?,\n",
	  "sft, prompt and answer\nu=What is it? a=A pear {What is it?/A pear}\nu=Who is it? a= {Who is it?}\n" },
	{ "jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"See\"}, {\"type\": "
	  "\"text\", \"text\": \"this\"}]},"
	  " {\"role\": \"assistant\", \"content\": null, \"tool_calls\": []}, {\"role\": \"tool\", \"content\": \"7\", "
	  "\"tool_call_id\": \"1\"},"
	  " {\"role\": \"human\", \"value\": 7, \"mood\": 1}, 8]}\n{\"messages\": []}\n{\"messages\": null}\n[1]\n{\"messages\": "
	  "\"[\"}\n",
	  "none, \n" },
	{ "jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"See\"}, {\"type\": "
	  "\"text\", \"text\": \"this\"}]},"
	  " {\"role\": \"assistant\", \"content\": null, \"tool_calls\": []}, {\"role\": \"tool\", \"content\": \"7\", "
	  "\"tool_call_id\": \"1\"},"
	  " {\"role\": \"human\", \"content\": 7, \"mood\": 1}, 8]}\n[1]\n",
	  "chat, OpenAI messages\nu=See/this a=∅!8+call t=7 ?=∅!48 ?=∅!7 {See/this//7//}\nfaults 3 {∅}\n" },
	{ "csv", "system,conversations\nBe kind,\"[{\"\"from\"\": \"\"human\"\", \"\"value\"\": \"\"Hi\"\"}, {\"\"from\"\": "
	  "\"\"gpt\"\", \"\"value\"\": \"\"Ho\"\"}]\"\n,[\n",
	  "chat, ShareGPT\ns=Be kind u=Hi a=Ho {Be kind/Hi/Ho}\nfaults 6 {∅}\n" },
	{ "jsonl", "{\"prompt\": \"Why?\", \"chosen\": \"So.\", \"rejected\": \"No.\", \"chosen_score\": 2.5, "
	  "\"rejected_score\": 1}\n",
	  "preference, prompt, chosen and rejected\n| Why? > So. < No. | -1 2.5 1 | ∅ ∅ {Why?/So.}\n" },
	{ "jsonl", "{\"chosen\": [{\"role\": \"user\", \"content\": \"Why?\"}, {\"role\": \"assistant\", \"content\": \"So.\"}],"
	  " \"rejected\": [{\"role\": \"user\", \"content\": \"Why?\"}, {\"role\": \"assistant\", \"content\": \"No.\"}]}\n",
	  "preference, two lists of messages\n| Why? > So. < No. | -1 nan nan | Why? ∅ {Why?/So.}\n" },
	{ "jsonl", "{\"question\": \"Why?\", \"chosen\": \"So.\", \"rejected\": null, \"system\": \"Be kind\"}\n",
	  "none, \n" },
	{ "jsonl", "{\"conversations\": [{\"from\": \"human\", \"value\": \"Why?\"}], \"chosen\": {\"from\": \"gpt\", \"value\": "
	  "\"So.\"},"
	  " \"rejected\": {\"from\": \"gpt\", \"value\": \"No.\"}}\n",
	  "preference, ShareGPT preference\nu=Why? | Why? > So. < No. | -1 nan nan | ∅ ∅ {Why?/So.}\n" },
	{ "jsonl", "{\"input\": {\"messages\": [{\"role\": \"user\", \"content\": \"Why?\"}]}, \"preferred_output\": [{\"role\": "
	  "\"assistant\", \"content\": \"So.\"}],"
	  " \"non_preferred_output\": [{\"role\": \"assistant\", \"content\": \"No.\"}]}\n",
	  "preference, OpenAI preference\nu=Why? | Why? > So. < No. | -1 nan nan | ∅ ∅ {Why?/So.}\n" },
	{ "jsonl", "{\"chosen\": \"\\n\\nHuman: Why?\\n\\nAssistant: What?\\n\\nHuman: That!\\n\\nAssistant: So.\","
	  " \"rejected\": \"\\n\\nHuman: Why?\\n\\nAssistant: What?\\n\\nHuman: That!\\n\\nAssistant: No.\"}\n",
	  "preference, two transcripts (HH-RLHF)\n| //Human: Why?//Assistant: What?//Human: That! > So. < No. | -1 nan nan | "
	  "//Human: Why?//Assistant: What?//Human: That! ∅ "
	  "{//Human: Why?//Assistant: What?//Human: That!/So.}\n" },
	{ "jsonl", "{\"prompt\": \"Why?\", \"completion\": \"So.\", \"label\": true}\n{\"prompt\": \"Why?\", \"completion\": "
	  "\"No.\", \"label\": false}\n",
	  "preference, labelled answers (KTO)\n| Why? > ∅ < ∅ | 1 nan nan | ∅ So. {Why?/So.}\n| Why? > ∅ < ∅ | 0 nan nan | ∅ No. "
	  "{Why?/No.}\n" },
	{ "jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"Why?\"}, {\"role\": \"assistant\", \"content\": "
	  "\"So.\"}], \"label\": true}\n",
	  "preference, labelled conversations (KTO)\nu=Why? | Why? > ∅ < ∅ | 1 nan nan | ∅ So. {Why?/So.}\n" },
};

static void layouts_are_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
		char *got = seen(layouts[i].format, layouts[i].data, CORPUS_KINDS);

		assert_string_equal(got, layouts[i].want);
		free(got);
	}
}

static void kinds_are_believed(void **state)
{
	char *got = seen("csv", "id,remark\n1,all is well\n", CORPUS_TEXT);

	(void)state;
	assert_string_equal(got, "text, documents\n{all is well}\n");
	free(got);
	got = seen("jsonl", "{\"messages\": [{\"speaker\": \"me\"}]}\n", CORPUS_CHAT);
	assert_string_equal(got, "chat, OpenAI messages\n?=∅!38 {∅}\n");
	free(got);
	got = seen("csv", "a,b\n1,2\n", CORPUS_SFT);
	assert_non_null(strstr(got, "there should be instruction, output; or prompt, completion; or input, output"));
	free(got);
	assert_int_equal(corpus_kind_of("auto"), CORPUS_KINDS);
	assert_int_equal(corpus_kind_of("chat"), CORPUS_CHAT);
	assert_int_equal(corpus_kind_of("chats"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_suite), cmocka_unit_test(json_texts), cmocka_unit_test(layouts_are_seen),
			cmocka_unit_test(kinds_are_believed),
	};

	return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
