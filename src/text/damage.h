/* damage: traces in a text of encodings gone wrong, and characters that nobody sees.
 *
 *   mojibake       UTF-8 that was read as Windows-1252 or Latin-1 and written as UTF-8 again: characters whose bytes there
 *                  would make one of the sequences C2-C5 CE CF D0 D1 + one, E2 + 80 82 84 86 88 94 96 98 + one, EF BB BF,
 *                  EF BF BD, F0 9F + two continuation bytes. Sequences are counted.
 *   replaced       U+FFFD: an earlier step could not read a byte
 *   control        U+0000-001F but tab and line ends (\n \r \f), U+007F-009F but U+0085
 *   invisible      U+00AD 200B 2060-2064 FEFF 180E 034F 115F 1160 3164 FFA0; of U+200C and U+200D (joiners, which some
 *                  scripts and emoji need) those that follow another one
 *   bidi           U+202A-202E 2066-2069 200E 200F 061C: marks that turn the order of characters
 *   private        private use, noncharacters
 *   decomposed     a base and a mark that NFC would join; jamo that NFC would join
 *   composed       characters that NFD would take apart, and NFC would make again
 *
 * A text that has both composed and decomposed ones is of mixed normal form: equal words are not equal there. Pure; owns
 * nothing.
 */
#ifndef ASSAY_TEXT_DAMAGE_H
#define ASSAY_TEXT_DAMAGE_H

#include <stddef.h>

enum damage_kind {
	DAMAGE_MOJIBAKE, DAMAGE_REPLACED, DAMAGE_CONTROL, DAMAGE_INVISIBLE, DAMAGE_BIDI, DAMAGE_PRIVATE, DAMAGE_DECOMPOSED, DAMAGE_COMPOSED,
	DAMAGE_KINDS
};

struct damage {
	size_t count[DAMAGE_KINDS];
	size_t letters_of_others;	/* U+0370-052F and U+1F00-1FFF: Greek, Cyrillic */
};

/* Of UTF-8; bytes that are none count as U+FFFD. */
void damage_find(struct damage *, const char *text, size_t n);

#endif
