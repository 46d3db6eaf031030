/* rowset: see rowset.h. */
#include "base/rowset.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_BITS = 16, PAGE_WORDS = (1 << PAGE_BITS) / 64, PAGE_FEW = 4096 };	/* as many numbers take what the bitmap takes */

struct rowset_page {
	uint16_t *few;		/* ascending; NULL where there is a bitmap */
	uint64_t *bits;
	uint32_t count, room;
};

static int pages_grow(struct rowset *s, size_t pages)
{
	struct rowset_page *grown;

	if (pages <= s->pages)
		return 0;
	if (pages < 2 * s->pages)
		pages = 2 * s->pages;
	grown = reallocarray(s->page, pages, sizeof *grown);
	if (!grown)
		return -1;
	memset(grown + s->pages, 0, (pages - s->pages) * sizeof *grown);
	s->page = grown;
	s->pages = pages;
	return 0;
}

/* Numbers become bits. */
static int page_spread(struct rowset_page *p)
{
	p->bits = calloc(PAGE_WORDS, sizeof *p->bits);
	if (!p->bits)
		return -1;
	for (uint32_t i = 0; i < p->count; i++)
		p->bits[p->few[i] / 64] |= UINT64_C(1) << p->few[i] % 64;
	free(p->few);
	p->few = NULL;
	return 0;
}

/* Where the number stands or would stand. Rows mostly come in order: the end is looked at first. */
static uint32_t page_find(const struct rowset_page *p, uint16_t low)
{
	uint32_t from = 0, to = p->count;

	if (to == 0 || p->few[to - 1] < low)
		return to;
	while (from < to) {
		uint32_t middle = (from + to) / 2;

		if (p->few[middle] < low)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static int few_add(struct rowset_page *p, uint16_t low, bool *fresh)
{
	uint32_t at = page_find(p, low);

	*fresh = at == p->count || p->few[at] != low;
	if (!*fresh)
		return 0;
	if (p->count == p->room) {
		uint32_t room = p->room ? 2 * p->room : 8;
		uint16_t *grown = reallocarray(p->few, room, sizeof *grown);

		if (!grown)
			return -1;
		p->few = grown;
		p->room = room;
	}
	memmove(p->few + at + 1, p->few + at, (p->count - at) * sizeof *p->few);
	p->few[at] = low;
	return 0;
}

int rowset_add(struct rowset *s, uint64_t row)
{
	size_t at = (size_t)(row >> PAGE_BITS);
	uint16_t low = (uint16_t)row;
	struct rowset_page *p;
	bool fresh;

	if (pages_grow(s, at + 1) < 0)
		return -1;
	p = &s->page[at];
	if (!p->bits && p->count == PAGE_FEW && page_spread(p) < 0)
		return -1;
	if (p->bits) {
		fresh = !(p->bits[low / 64] >> low % 64 & 1);
		p->bits[low / 64] |= UINT64_C(1) << low % 64;
	} else if (few_add(p, low, &fresh) < 0) {
		return -1;
	}
	p->count += fresh;
	s->count += fresh;
	return 0;
}

bool rowset_has(const struct rowset *s, uint64_t row)
{
	size_t at = (size_t)(row >> PAGE_BITS);
	uint16_t low = (uint16_t)row;
	uint32_t place;

	if (at >= s->pages || !s->page[at].count)
		return false;
	if (s->page[at].bits)
		return s->page[at].bits[low / 64] >> low % 64 & 1;
	place = page_find(&s->page[at], low);
	return place < s->page[at].count && s->page[at].few[place] == low;
}

/* The least number from `low` on; -1: none. */
static long page_next(const struct rowset_page *p, uint16_t low)
{
	uint32_t at;

	if (!p->bits) {
		at = page_find(p, low);
		return at < p->count ? p->few[at] : -1;
	}
	for (at = low / 64; at < PAGE_WORDS; at++) {
		uint64_t word = p->bits[at];

		if (at == low / 64)
			word &= ~UINT64_C(0) << low % 64;
		if (word)
			return (long)(at * 64) + __builtin_ctzll(word);
	}
	return -1;
}

uint64_t rowset_next(const struct rowset *s, uint64_t from)
{
	for (size_t at = (size_t)(from >> PAGE_BITS); at < s->pages; at++) {
		long low = s->page[at].count ? page_next(&s->page[at], at == from >> PAGE_BITS ? (uint16_t)from : 0) : -1;

		if (low >= 0)
			return (uint64_t)at << PAGE_BITS | (uint64_t)low;
	}
	return 0;
}

void rowset_release(struct rowset *s)
{
	for (size_t i = 0; i < s->pages; i++) {
		free(s->page[i].few);
		free(s->page[i].bits);
	}
	free(s->page);
	*s = (struct rowset){ .count = 0 };
}
