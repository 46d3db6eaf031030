/* personal: texts that look like personal data or secrets, found by their shape and, where the kind has one, by their check digits.
 *
 *   text ──personal_scan──▶ which kinds are in it                    for every cell: reads what cannot hold any at a byte or less a step
 *   text ──personal_next──▶ kind, start, length                      again from behind it, until none is left: for masking
 *   a whole cell ──personal_ids──▶ as which ids its digits hold      for columns of which all cells do
 *
 * Rather too few than too many: what could as well be a number, a date or an order's number is none. An id of which one number in ten or so holds
 * by chance is found only behind a word that names it ("NHS no. 943 476 5919"). Texts are bytes, borrowed, and may be anything.
 */
#ifndef ASSAY_TEXT_PERSONAL_H
#define ASSAY_TEXT_PERSONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct personal;

struct personal_found {
	size_t start, length;
};

/* The detectors, for one thread; NULL: no memory. The caller frees them. Shapes are compiled when they are first needed. */
struct personal *personal_open(void);
void personal_free(struct personal *);	/* NULL is fine */

/* What a kind is of: a person, a secret, or a network of its own, which tells of nobody. */
enum personal_class { OF_PERSON, OF_SECRET, OF_NETWORK };

/* The kinds, in the order in which they are to be asked for: what is of several is of the first. At most 64. Several may have one name. */
size_t personal_kinds(void);
const char *personal_name(size_t kind);	/* "e-mail" */
enum personal_class personal_class(size_t kind);

/* The next of that kind from `from` on. `number`: the text is of a column of numbers, where a plain one is only a number.
 * Without memory none is found, and personal_failed says so from then on. */
bool personal_next(struct personal *, size_t kind, const char *text, size_t length, size_t from, bool number, struct personal_found *);

bool personal_failed(const struct personal *);

/* The kinds that are in the text, as bits; what is of several is of the first. What personal_next finds, too, but for what has more than
 * PERSONAL_BEFORE bytes before its digits or its "@", or PERSONAL_BEHIND behind its digits; and also what stands inside of a private key. */
enum { PERSONAL_BEFORE = 64, PERSONAL_BEHIND = 40, PERSONAL_LEAST = 6 };	/* the last: of bytes, as "a@b.cc" has */
uint64_t personal_scan(struct personal *, const char *text, size_t length);

/* Ids that a whole cell may be, written with or without the usual blanks and dashes. */
enum { PERSONAL_IDS = 9 };
unsigned personal_ids(const char *text, size_t length);		/* as bits */
const char *personal_id_name(size_t id);
/* Hot: can it be one, from its length and its first two bytes? */
static inline bool personal_id_possible(const char *text, size_t length)
{
	return length >= 9 && length <= 24 && ((text[0] >= '0' && text[0] <= '9') || ((text[0] | 32) >= 'x' && (text[0] | 32) <= 'z')) &&
	       text[1] <= '9';
}

#endif
