/* json_text: JSON as people write it: with comments, and with places to point at.
 *
 * cJSON reads JSON without comments and keeps no places. So a text is cleaned and checked before cJSON sees it, and the place of an item
 * is found when somebody asks: the k-th value of the tree, in document order, is the k-th value of the text.
 *
 *   {"a": 1, // one        {"a": 1,              item "b" is value 2 (from 0) ──▶ byte 22 ──▶ 2:7, its key 2:2
 *    "b": 2}                "b": 2}
 *
 * Owns nothing. Texts end with a NUL behind their bytes.
 */
#ifndef ASSAY_JUDGE_JSON_TEXT_H
#define ASSAY_JUDGE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

/* Overwrite a byte order mark and comments with blanks; line ends stay, so that every offset means what it did. NULL, or what is wrong
 * (constant text) with *at its offset: comments and strings without an end, what is not UTF-8 or no escape, NULs. */
const char *json_text_clean(char *text, size_t bytes, size_t *at);

/* Is a clean text JSON? NULL, or what is wrong with *at its offset. cJSON would say neither what nor quite where. */
const char *json_text_check(const char *text, size_t bytes, size_t *at);

/* Where an item of the tree stands in the clean text that it was read from: its value or, when it is a member, its key. */
size_t json_text_find(const char *text, size_t bytes, const struct cJSON *root, const struct cJSON *item, bool key);

/* Line and column of an offset, from 1; columns count characters. */
struct text_place {
	size_t line, column;
};
struct text_place text_place_of(const char *text, size_t bytes, size_t at);

#endif
