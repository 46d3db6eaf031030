/* checks: what the checks of a corpus found, as bars by share of the rows, and how many turns its chats have, within its section. See page.h.
 */
#include "report/html/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKS_MOST = 30, LABEL_BYTES = 64, FIGURE_BYTES = 2 * NUMBER_BYTES + 8 };

struct check {
	double count, fraction;
	char label[LABEL_BYTES], figure[FIGURE_BYTES];
};

struct checks {
	struct check at[CHECKS_MOST];
	size_t count;
};

static int larger_first(const void *a, const void *b)
{
	const struct check *x = a, *y = b;

	if (x->fraction != y->fraction)
		return x->fraction > y->fraction ? -1 : 1;
	return strcmp(x->label, y->label);
}

/* "answers_truncated" as "answers truncated" */
static void label_make(char label[LABEL_BYTES], const char *name)
{
	snprintf(label, LABEL_BYTES, "%s", name);
	for (char *c = label; *c; c++)
		if (*c == '_')
			*c = ' ';
}

static void figure_make(char figure[FIGURE_BYTES], double count, double fraction)
{
	char number[NUMBER_BYTES], share[NUMBER_BYTES];

	count_text(number, count);
	share_text(share, fraction);
	snprintf(figure, FIGURE_BYTES, "%s (%s)", number, share);
}

/* The checks of a part that found something. */
static void part_take(struct checks *c, const cJSON *part)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, part) {
		struct check found;

		if (c->count == CHECKS_MOST || !cJSON_IsObject(one) || !number_at(one, "count", &found.count) || found.count <= 0 ||
		    !number_at(one, "fraction", &found.fraction))
			continue;
		label_make(found.label, one->string);
		figure_make(found.figure, found.count, found.fraction);
		c->at[c->count++] = found;
	}
}

static void checks_draw(struct page *p, struct checks *c)
{
	struct plot_bar bar[CHECKS_MOST];
	const struct plot_bars bars = { .at = bar, .count = c->count, .even = NAN };
	char id[PICTURE_ID];
	struct plot_frame frame;

	qsort(c->at, c->count, sizeof *c->at, larger_first);
	for (size_t i = 0; i < c->count; i++)
		bar[i] = (struct plot_bar){ .label = c->at[i].label, .value = c->at[i].fraction, .text = c->at[i].figure, .base = NAN };
	frame = page_frame(p, id, "What the checks found.", "The share of the rows, messages or calls that a check is about.", "/dimensions/corpus");
	frame.hide_values = false;	/* names of checks are no values */
	page_put(p, "<figure>");
	plot_bars(p->to, &frame, &bars);
	page_printf(p, "<figcaption>%s %s Checks that found nothing are not drawn.</figcaption></figure>", frame.title, frame.about);
}

/* The five numbers of the turns, as bars of their length: how a chat is built. */
static void turns_draw(struct page *p, const cJSON *turns)
{
	static const char *const place[] = { "min", "p5", "p50", "p95", "max" };
	static const char *const label[] = { "fewest", "one in twenty has at most", "half have at most", "19 in 20 have at most", "most" };
	enum { BARS = sizeof place / sizeof place[0] };
	struct plot_bar bar[BARS];
	const struct plot_bars bars = { .at = bar, .count = BARS, .even = NAN };
	char id[PICTURE_ID];
	struct plot_frame frame;

	for (size_t i = 0; i < BARS; i++) {
		double value;

		if (!number_at(turns, place[i], &value))
			return;
		bar[i] = (struct plot_bar){ .label = label[i], .value = value, .base = NAN };
	}
	frame = page_frame(p, id, "Turns of a chat.", "How many turns the chats have.", "/dimensions/corpus/lengths/turns");
	frame.hide_values = false;
	page_put(p, "<figure>");
	plot_bars(p->to, &frame, &bars);
	page_printf(p, "<figcaption>%s %s</figcaption></figure>", frame.title, frame.about);
}

void page_checks(struct page *p, const cJSON *corpus)
{
	static const char *const parts[] = { "format", "tools", "answers", "prompts", "pairs", "preferences" };
	struct checks checks = { .count = 0 };

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		part_take(&checks, member_at(corpus, parts[i]));
	if (checks.count)
		checks_draw(p, &checks);
	turns_draw(p, member_at(corpus, "lengths.turns"));
}
