/* language: which language a text is in, by its most frequent n-grams of characters (Cavnar & Trenkle 1994), with the models of
 * libexttextcat (164 languages).
 *
 * A text's profile is its LANGUAGE_GRAMS most frequent n-grams of 1 to 5 characters; white space and digits are one "_", and
 * an n-gram goes over none; a text of capitals is taken in small letters. The distance to a language is, over the text's
 * n-grams, how far apart the ranks are, and LANGUAGE_GRAMS for one that the model lacks. This is libexttextcat's measure over
 * its models; the profile is made here because the library compares every n-gram of every model by its text, 2 ms a document.
 * tests/unit/text.c holds both against each other.
 *
 * Limits. Below 100 characters it guesses. Near languages are mixed up (Ukrainian is mostly taken for Russian; Bosnian,
 * Croatian and Serbian, Danish and Norwegian, Malay and Indonesian, Galician and Portuguese): `near` counts those within 3 %
 * of the best. Only the first LANGUAGE_BYTES are looked at. Code, lists of names and addresses are in no language and get one
 * all the same. The margin is no probability, and no fastText score.
 *
 * The models are read once a process, from what the Debian package libexttextcat-data installs, and only read from then on. A
 * profile is the caller's scratch.
 */
#ifndef ASSAY_TEXT_LANGUAGE_H
#define ASSAY_TEXT_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

enum { LANGUAGE_GRAMS = 400, LANGUAGE_BYTES = 500, LANGUAGE_LEAST = 25, LANGUAGE_NEAR_MAX = 5 };
enum { LANGUAGES_MAX = 256, LANGUAGE_SLOTS = 4096 };

struct language_models;

/* NULL: they are not installed, or memory ran out. */
const struct language_models *language_models(void);

size_t languages(const struct language_models *);
const char *language_name(const struct language_models *, size_t language);	/* BCP 47, as the models' files are named */

struct language_profile {
	uint64_t gram[LANGUAGE_SLOTS];
	uint16_t count[LANGUAGE_SLOTS];		/* 0: free */
	uint16_t used[LANGUAGE_SLOTS];		/* slots in the order in which their n-grams came */
	size_t grams;
};

enum language_answer {
	LANGUAGE_TOLD,
	LANGUAGE_SHORT,		/* fewer than LANGUAGE_LEAST bytes */
	LANGUAGE_UNKNOWN,	/* more than LANGUAGE_NEAR_MAX languages are near */
};

struct language_guess {
	enum language_answer answer;
	size_t language;		/* the nearest; but one of the ten most spoken (the first ten models), where one is within 1 % */
	size_t near;			/* languages within 3 % of the nearest, itself among them */
	double margin;			/* 1 - distance of the nearest / of the second: 0 no difference … 1 */
};

void language_guess(struct language_guess *, struct language_profile *, const struct language_models *, const char *text, size_t n);

#endif
