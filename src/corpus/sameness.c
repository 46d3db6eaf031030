/* sameness: see sameness.h. */
#include "corpus/sameness.h"

#include "base/hash.h"

#include <stdlib.h>

struct word_count {
	uint64_t hash, round;	/* of another round: free */
	int64_t count;		/* in the first text and not yet met in the second */
};

static struct word_count *slot_of(const struct sameness *s, uint64_t hash)
{
	size_t at = hash & (s->slots - 1);

	while (s->slot[at].round == s->round && s->slot[at].hash != hash)
		at = (at + 1) & (s->slots - 1);
	return &s->slot[at];
}

static int slots_for(struct sameness *s, size_t words)
{
	size_t slots = s->slots ? s->slots : 256;

	while (slots < 2 * words)
		slots *= 2;
	if (slots > s->slots) {
		struct word_count *wider = calloc(slots, sizeof *wider);

		if (!wider)
			return -1;
		free(s->slot);
		s->slot = wider;
		s->slots = slots;
		s->round = 0;
	}
	s->round++;
	return 0;
}

static size_t words_in(const struct plain *p)
{
	size_t n = p->bytes > 0;

	for (size_t i = 0; i < p->bytes; i++)
		n += p->text[i] == ' ';
	return n;
}

/* The next word from *at on; false: there is none. */
static bool word_next(const struct plain *p, size_t *at, uint64_t *hash)
{
	const char *start = p->text + *at, *blank;
	size_t n;

	if (*at >= p->bytes)
		return false;
	blank = memchr(start, ' ', p->bytes - *at);
	n = blank ? (size_t)(blank - start) : p->bytes - *at;
	*hash = hash_bytes(start, n);
	*at += n + 1;
	return true;
}

double words_dice(struct sameness *s, const struct plain *a, const struct plain *b, size_t *words)
{
	size_t in_a = words_in(a), in_b = words_in(b), at = 0, both = 0;
	uint64_t hash;

	*words = in_a > in_b ? in_a : in_b;
	if (*words == 0)
		return 1;
	if (slots_for(s, in_a) < 0)
		return -1;
	while (word_next(a, &at, &hash)) {
		struct word_count *w = slot_of(s, hash);

		if (w->round != s->round)
			*w = (struct word_count){ .hash = hash, .round = s->round };
		w->count++;
	}
	for (at = 0; word_next(b, &at, &hash);) {
		struct word_count *w = slot_of(s, hash);

		if (w->round == s->round && w->count > 0) {
			w->count--;
			both++;
		}
	}
	return 2 * (double)both / (double)(in_a + in_b);
}

void sameness_release(struct sameness *s)
{
	free(s->slot);
	*s = (struct sameness){ .slot = NULL };
}
