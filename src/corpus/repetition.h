/* repetition: the longest stretch of a text that is one unit over and over: "Eat a banana!Eat a banana!Eat a banana!" is a unit
 * of 13 bytes, 3 times.
 *
 * A unit is found by the last place at which the same eight bytes stood, and the stretch followed from there, so the walk is
 * linear. Units of 1 to REPEAT_UNIT_MAX bytes that hold a letter or digit; stretches of fewer than 16 bytes are none.
 */
#ifndef ASSAY_CORPUS_REPETITION_H
#define ASSAY_CORPUS_REPETITION_H

#include "corpus/json_value.h"

#include <stdint.h>

enum { REPEAT_UNIT_MAX = 4096, REPEAT_SLOTS = 4096 };

struct repetition {
	size_t at, unit, times, bytes;	/* times: whole units; 0 or 1: nothing repeats */
};

/* What is kept from text to text; starts zeroed. */
struct repetition_finder {
	struct { uint32_t round, at; } slot[REPEAT_SLOTS];
	uint32_t round;
};

/* The stretch with the most bytes; of equal ones the first. Texts of 4 GB or more are looked at up to there. */
struct repetition repetition_find(struct repetition_finder *, struct span);

#endif
