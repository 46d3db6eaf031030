/* language: see language.h. */
#include "text/language.h"

#include "base/hash.h"
#include "text/unicode.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define MODELS "/usr/share/libexttextcat/"

enum { GRAM_SYMBOLS = 5, NAME_BYTES = 24, MOST_SPOKEN = 10 };
static const double near = 1.03, tied = 1.01;

/* One n-gram of one model. */
struct entry {
	uint64_t gram;
	uint16_t language, rank;
};

/* An n-gram's ranks in the models that have it stand together. */
struct rank {
	uint16_t language, rank;
};
struct slot {
	uint64_t gram;
	uint32_t first, end;	/* of its ranks; end 0: free */
};

struct language_models {
	struct entry *entry;	/* as they are read; gone when they are indexed */
	size_t entries, room;
	struct rank *rank;
	struct slot *slot;
	size_t slots;
	char name[LANGUAGES_MAX][NAME_BYTES];
	size_t languages;
};

/* ---- reading the models ---- */

static uint64_t gram_add(uint64_t gram, uint32_t symbol)
{
	return hash_u64(gram + symbol + 1);
}

static uint64_t gram_of(const char *text, size_t n)
{
	uint64_t gram = 0;
	size_t bytes;

	for (size_t i = 0; i < n; i += bytes)
		gram = gram_add(gram, char_next(text + i, n - i, &bytes));
	return gram;
}

/* One model: a line an n-gram, the most frequent first. -1: no memory, or no such file. */
static int model_read(struct language_models *m, const char *file)
{
	char path[256], line[256];
	unsigned rank = 0;
	FILE *in;

	snprintf(path, sizeof path, MODELS "%s", file);
	in = fopen(path, "r");
	if (!in)
		return -1;
	while (rank < LANGUAGE_GRAMS && fgets(line, sizeof line, in)) {
		if (m->entries == m->room) {
			struct entry *grown = realloc(m->entry, (2 * m->room + 4096) * sizeof *grown);

			if (!grown)
				break;
			m->entry = grown;
			m->room = 2 * m->room + 4096;
		}
		m->entry[m->entries++] = (struct entry){ gram_of(line, strcspn(line, "\t \n")), (uint16_t)m->languages, (uint16_t)rank++ };
	}
	fclose(in);
	snprintf(m->name[m->languages], NAME_BYTES, "%.*s", (int)strcspn(file, "."), file);
	m->languages++;
	return rank ? 0 : -1;
}

static int entry_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->gram != y->gram)
		return x->gram < y->gram ? -1 : 1;
	return (x->language > y->language) - (x->language < y->language);
}

static int models_index(struct language_models *m)
{
	struct slot *slot = NULL;

	qsort(m->entry, m->entries, sizeof *m->entry, entry_order);
	for (m->slots = 1024; m->slots < 2 * m->entries; m->slots *= 2)
		;
	m->slot = calloc(m->slots, sizeof *m->slot);
	m->rank = calloc(m->entries, sizeof *m->rank);
	if (!m->slot || !m->rank)
		return -1;
	for (size_t i = 0; i < m->entries; i++) {
		const struct entry *e = &m->entry[i];

		m->rank[i] = (struct rank){ e->language, e->rank };
		if (!slot || slot->gram != e->gram) {
			size_t at = e->gram & (m->slots - 1);

			while (m->slot[at].end)
				at = (at + 1) & (m->slots - 1);
			slot = &m->slot[at];
			*slot = (struct slot){ e->gram, (uint32_t)i, (uint32_t)i };
		}
		slot->end++;
	}
	free(m->entry);
	m->entry = NULL;
	return 0;
}

static void models_free(struct language_models *m)
{
	if (m) {
		free(m->entry);
		free(m->rank);
		free(m->slot);
	}
	free(m);
}

/* Names of files and of languages, a pair a line; # starts a comment. */
static struct language_models *models_read(void)
{
	struct language_models *m = calloc(1, sizeof *m);
	FILE *list = m ? fopen(MODELS "fpdb.conf", "r") : NULL;
	char line[256], file[64];
	int done = list ? 0 : -1;

	while (done == 0 && fgets(line, sizeof line, list) && m->languages < LANGUAGES_MAX)
		if (sscanf(line, " %63[^# \t\n]", file) == 1)
			done = model_read(m, file);
	if (list)
		fclose(list);
	if (done == 0 && m->languages && models_index(m) == 0)
		return m;
	models_free(m);
	return NULL;
}

static struct language_models *shared;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void shared_read(void)
{
	shared = models_read();
}

const struct language_models *language_models(void)
{
	pthread_once(&once, shared_read);
	return shared;
}

size_t languages(const struct language_models *m)
{
	return m->languages;
}

const char *language_name(const struct language_models *m, size_t language)
{
	return m->name[language];
}

/* ---- a text's profile ---- */

static void gram_count(struct language_profile *p, uint64_t gram)
{
	size_t at = gram & (LANGUAGE_SLOTS - 1);

	while (p->count[at] && p->gram[at] != gram)
		at = (at + 1) & (LANGUAGE_SLOTS - 1);
	if (!p->count[at]) {
		if (p->grams > LANGUAGE_SLOTS - LANGUAGE_SLOTS / 4)
			return;		/* cannot be: LANGUAGE_BYTES have at most five n-grams each */
		p->gram[at] = gram;
		p->used[p->grams++] = (uint16_t)at;
	}
	p->count[at]++;
}

/* Has the text more capitals than small letters? The models are of ordinary text. */
static bool is_capitals(const char *text, size_t n)
{
	size_t capitals = 0, small = 0, bytes;

	for (size_t i = 0; i < n; i += bytes) {
		unsigned class = char_class_at(text + i, n - i, &bytes);

		capitals += (class & CHAR_UPPER) != 0;
		small += (class & CHAR_LOWER) != 0;
	}
	return capitals > small;
}

/* Symbols of the text: white space and digits are one _, and so are both ends; what is in capitals is taken in small letters. */
static size_t symbols_of(uint32_t symbol[LANGUAGE_BYTES + 2], const char *text, size_t n)
{
	bool capitals = is_capitals(text, n);
	size_t symbols = 0, bytes;

	symbol[symbols++] = '_';
	for (size_t i = 0; i < n; i += bytes) {
		uint32_t code = char_next(text + i, n - i, &bytes);
		unsigned class = char_class(code);

		if (!(class & CHAR_SPACE) && !(code >= '0' && code <= '9'))
			symbol[symbols++] = capitals ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)code) : code;
		else if (symbol[symbols - 1] != '_')
			symbol[symbols++] = '_';
	}
	if (symbol[symbols - 1] != '_')
		symbol[symbols++] = '_';
	return symbols;
}

static void profile_make(struct language_profile *p, const uint32_t *symbol, size_t symbols)
{
	memset(p->count, 0, sizeof p->count);
	p->grams = 0;
	for (size_t i = 0; i < symbols; i++) {
		uint64_t gram = gram_add(0, symbol[i]);

		gram_count(p, gram);
		for (size_t k = 1; k < GRAM_SYMBOLS && i + k < symbols; k++) {
			gram = gram_add(gram, symbol[i + k]);
			gram_count(p, gram);
			if (symbol[i + k] == '_')
				break;
		}
	}
}

/* The most frequent n-grams, of equally frequent ones the earlier: slots in `order`, how many there are. Counting sort. */
static size_t profile_rank(const struct language_profile *p, uint16_t order[LANGUAGE_GRAMS])
{
	enum { COUNTS = 256 };
	uint16_t of[COUNTS + 1] = { 0 };
	size_t ranked = p->grams < LANGUAGE_GRAMS ? p->grams : LANGUAGE_GRAMS;

	for (size_t i = 0; i < p->grams; i++)
		of[p->count[p->used[i]] < COUNTS ? p->count[p->used[i]] : COUNTS]++;
	for (size_t c = COUNTS, before = 0; c > 0; c--) {	/* where those of each count start */
		size_t here = of[c];

		of[c] = (uint16_t)before;
		before += here;
	}
	for (size_t i = 0; i < p->grams; i++) {
		size_t c = p->count[p->used[i]] < COUNTS ? p->count[p->used[i]] : COUNTS, at = of[c]++;

		if (at < LANGUAGE_GRAMS)
			order[at] = p->used[i];
	}
	return ranked;
}

/* ---- distances ---- */

static void distance_take(uint32_t distance[LANGUAGES_MAX], const struct language_models *m, uint64_t gram, uint32_t rank)
{
	size_t at = gram & (m->slots - 1);

	while (m->slot[at].end && m->slot[at].gram != gram)
		at = (at + 1) & (m->slots - 1);
	for (uint32_t i = m->slot[at].first; i < m->slot[at].end; i++) {
		struct rank r = m->rank[i];

		distance[r.language] -= LANGUAGE_GRAMS - (r.rank > rank ? r.rank - rank : rank - r.rank);
	}
}

/* The nearest of the first n languages. */
static size_t nearest(const uint32_t distance[LANGUAGES_MAX], size_t n)
{
	size_t best = 0;

	for (size_t l = 1; l < n; l++)
		best = distance[l] < distance[best] ? l : best;
	return best;
}

static void guess_make(struct language_guess *g, const struct language_models *m, const uint32_t distance[LANGUAGES_MAX])
{
	size_t spoken = nearest(distance, m->languages < MOST_SPOKEN ? m->languages : MOST_SPOKEN);
	uint32_t least, second = UINT32_MAX;

	g->language = nearest(distance, m->languages);
	least = distance[g->language];
	for (size_t l = 0; l < m->languages; l++) {
		g->near += (double)distance[l] <= near * (double)least;
		if (l != g->language && distance[l] < second)
			second = distance[l];
	}
	g->margin = second ? 1 - (double)least / (double)second : 0;
	if ((double)distance[spoken] <= tied * (double)least)
		g->language = spoken;
	g->answer = g->near > LANGUAGE_NEAR_MAX ? LANGUAGE_UNKNOWN : LANGUAGE_TOLD;
}

void language_guess(struct language_guess *g, struct language_profile *p, const struct language_models *m, const char *text, size_t n)
{
	uint32_t symbol[LANGUAGE_BYTES + 2], distance[LANGUAGES_MAX] = { 0 };
	uint16_t order[LANGUAGE_GRAMS];
	size_t symbols, ranked;

	*g = (struct language_guess){ .answer = LANGUAGE_SHORT };
	char_strip(&text, &n);
	if (n > LANGUAGE_BYTES) {
		n = LANGUAGE_BYTES;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	if (n < LANGUAGE_LEAST)
		return;
	symbols = symbols_of(symbol, text, n);
	profile_make(p, symbol, symbols);
	ranked = profile_rank(p, order);
	for (size_t l = 0; l < m->languages; l++)
		distance[l] = (uint32_t)ranked * LANGUAGE_GRAMS;
	for (size_t i = 0; i < ranked; i++)
		distance_take(distance, m, p->gram[order[i]], (uint32_t)i);
	guess_make(g, m, distance);
}
