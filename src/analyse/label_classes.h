/* label_classes: the values of a label and a prediction column as classes that both share.
 *
 * Numbers are one class however they are written, so are true and True, and any other value is its text (the JSON string "3" and the
 * number 3 are one class). Classes stand in order: numbers, ascending; then texts by their bytes.
 * struct classes owns its arrays and names; the dictionaries are borrowed for the call.
 */
#ifndef ASSAY_ANALYSE_LABEL_CLASSES_H
#define ASSAY_ANALYSE_LABEL_CLASSES_H

#include "analyse/plan.h"
#include "base/arena.h"

/* Who gave a value. */
enum { LABEL, PREDICTION, SIDES };

struct class {
	const char *name;	/* in `names`; no two are the same */
	uint64_t identity;
	double number;
	bool is_number;
	uint32_t found;		/* its place before the classes were ordered */
};

struct classes {
	struct class *at;
	size_t count;
	uint32_t *of[SIDES];	/* place of the class, by the code of a side's dictionary */
	struct arena names;
};

/* From a zeroed struct; -1: no memory, and what there is wants releasing all the same. */
int classes_build(struct classes *, const struct dictionary *const dictionary[SIDES]);
void classes_release(struct classes *);

#endif
