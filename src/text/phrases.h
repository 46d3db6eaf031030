/* phrases: fixed phrases in a text, all at once, in any case of A-Z.
 *
 * Wu & Manber 1994: a table says, from the two bytes under a window as long as the shortest phrase, how far the window may
 * jump. About 0.3 ns a byte, however many phrases. A phrase is found wherever it stands, also within words, as the rules of
 * C4 have it. struct phrases is the caller's: opened once, then only read.
 */
#ifndef ASSAY_TEXT_PHRASES_H
#define ASSAY_TEXT_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What finding one says. */
enum phrase_kind {
	PHRASE_LOREM_IPSUM,
	PHRASE_JAVASCRIPT,
	PHRASE_POLICY,		/* of C4: terms of use, privacy policy, cookies */
	PHRASE_BOILERPLATE,	/* what pages say around their text */
};

struct phrases {
	uint8_t jump[4096];
};

/* Where one starts. */
struct phrase_hit {
	uint32_t at;
	uint32_t kind;
};

void phrases_open(struct phrases *);

/* The first phrase in text[*at, n); *at is then one behind its start. false: none. */
bool phrase_next(const struct phrases *, const char *text, size_t n, size_t *at, struct phrase_hit *);

#endif
