/* options: see options.h. */
#include "engine/options.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAX = 256, DEPTH_DEFAULT = 3, RECORD_BYTES_DEFAULT = 16 << 20, MEMORY_MB_DEFAULT = 256, FIRST_REJECT_BYTES = 800 };

unsigned options_depth(const struct assay_options *given)
{
	return given->depth ? given->depth : DEPTH_DEFAULT;
}

size_t options_record_bytes(const struct assay_options *given)
{
	return given->record_bytes_max ? given->record_bytes_max : RECORD_BYTES_DEFAULT;
}

unsigned options_memory_mb(const struct assay_options *given)
{
	return given->memory_mb ? given->memory_mb : MEMORY_MB_DEFAULT;
}

static int rejects_check(struct options *o, const char *text, struct err *e)
{
	char *end;
	unsigned long long n;

	o->rejects_max = UINT64_MAX;
	o->rejects_share_max = 1;
	if (!text)
		return 0;
	n = strtoull(text, &end, 10);
	if (end == text || text[0] == '-' || (*end && strcmp(end, "%") != 0) || (*end && n > 100))
		return err_set(e, ERR_USAGE, "--max-rejects takes a number of rows or a share like 1%%, not \"%s\"", text);
	if (*end)
		o->rejects_share_max = (double)n / 100;
	else
		o->rejects_max = n;
	return 0;
}

static int now_check(struct options *o, const char *text, struct err *e)
{
	struct timespec now;

	if (text)
		return time_read(text, &o->now) == 0 ? 0 :
			err_set(e, ERR_USAGE, "--now takes a time like 2026-01-31T12:00:00Z, not \"%s\"", text);
	clock_gettime(CLOCK_REALTIME, &now);
	o->now = (double)now.tv_sec * 1e6;
	return 0;
}

static int format_check(struct options *o, const struct assay_options *given, struct err *e)
{
	o->feed = (struct feed_options){ .delimiter = given->delimiter, .header = given->header,
					 .depth = options_depth(given) };
	if (!given->format)
		return 0;
	o->feed.format = format_find(given->format);
	return o->feed.format ? 0 : err_set(e, ERR_USAGE, "no format \"%s\"; there are csv, tsv, jsonl and json", given->format);
}

static int fail_on_check(struct options *o, const char *text, struct err *e)
{
	static const char *const word[] = { [FAIL_ON_ERROR] = "error", [FAIL_ON_WARN] = "warn", [FAIL_NEVER] = "never" };

	if (!text)
		return 0;
	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (strcmp(word[i], text) == 0) {
			o->fail_on = (enum fail_on)i;
			return 0;
		}
	return err_set(e, ERR_USAGE, "--fail-on takes error, warn or never, not \"%s\"", text);
}

static int kind_check(struct options *o, const char *text, struct err *e)
{
	int kind = text ? corpus_kind_of(text) : CORPUS_KINDS;

	if (kind < 0)
		return err_set(e, ERR_USAGE, "--kind takes auto, none, text, sft, chat or preference, not \"%s\"", text);
	o->kind = (enum corpus_kind)kind;
	return 0;
}

static int way_check(struct options *o, const char *text, struct err *e)
{
	o->way = text && strcmp(text, "sql") == 0 ? STORE_BY_SQL : STORE_BY_PAGES;
	if (text && o->way == STORE_BY_PAGES && strcmp(text, "pages") != 0)
		return err_set(e, ERR_USAGE, "--store takes pages or sql, not \"%s\"", text);
	return 0;
}

int options_check(struct options *o, const struct assay_options *given, struct err *e)
{
	struct na_tokens na = na_default;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	*o = (struct options){ .threads = given->threads };
	if (given->source_count == 0)
		return err_set(e, ERR_USAGE, "nothing to audit: name a file, a glob or - for standard input");
	if (given->threads > THREADS_MAX)
		return err_set(e, ERR_USAGE, "at most %d threads", THREADS_MAX);
	if (!o->threads)
		o->threads = processors > 0 ? (unsigned)processors : 1;
	if (given->reference && !given->key)
		return err_set(e, ERR_USAGE, "--reference needs --key, the column that joins the two");
	if (rejects_check(o, given->max_rejects, e) < 0 || now_check(o, given->now, e) < 0 || format_check(o, given, e) < 0 ||
	    fail_on_check(o, given->fail_on, e) < 0 || kind_check(o, given->kind, e) < 0 || way_check(o, given->store, e) < 0)
		return -1;
	if (given->na) {
		na = (struct na_tokens){ given->na, 0 };
		while (given->na[na.count])
			na.count++;
	}
	o->na = na_set_new(&na);
	if (!o->na)
		return err_nomem(e);
	o->parse = (struct parse_options){ .na = o->na, .record_bytes_max = options_record_bytes(given) };
	return 0;
}

/* "x.csv:3: 1 field where the header has 2" */
static void first_reject(const struct feed *feed, char text[FIRST_REJECT_BYTES])
{
	size_t i = 0;

	while (i < feed->list.count && !feed->record[i].first_reject)
		i++;
	if (i < feed->list.count)
		snprintf(text, FIRST_REJECT_BYTES, "%.400s:%ju: %.300s", feed->list.entry[i].name,
			 (uintmax_t)feed->record[i].first_reject->line, feed->record[i].first_reject->reason);
	else
		text[0] = '\0';
}

int rejects_allowed(const struct options *o, const struct feed *feed, uint64_t rejected, uint64_t records, struct err *e)
{
	char first[FIRST_REJECT_BYTES];
	bool many = rejected > o->rejects_max, share = records && (double)rejected > o->rejects_share_max * (double)records;

	if (!many && !share)
		return 0;
	first_reject(feed, first);
	if (many)
		return err_set(e, ERR_DATA, "more than %ju records could not be read (--max-rejects); the first: %s",
			       (uintmax_t)o->rejects_max, first);
	return err_set(e, ERR_DATA, "%ju of %ju records could not be read, more than --max-rejects allows; the first: %s",
		       (uintmax_t)rejected, (uintmax_t)records, first);
}

void options_release(struct options *o)
{
	na_set_free(o->na);
	o->na = NULL;
}
