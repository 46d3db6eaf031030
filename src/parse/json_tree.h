/* json_tree: a checked record as a cJSON tree, its nodes in an arena that is reused from record to record.
 *
 * cJSON's allocation hooks are process-wide: they are installed once, and act only within json_tree_parse() of the
 * same thread; all other users of cJSON get malloc and free as ever. The tree object owns the nodes: nobody calls
 * cJSON_Delete(), and a tree is valid until the next json_tree_parse().
 */
#ifndef ASSAY_PARSE_JSON_TREE_H
#define ASSAY_PARSE_JSON_TREE_H

#include "parse/json_check.h"

#include <cjson/cJSON.h>

struct json_tree;

struct json_tree *json_tree_new(void);		/* NULL when there is no memory */
void json_tree_free(struct json_tree *);	/* NULL is fine */

/* Read bytes[0, n), which the check found valid. What it noted is an empty array in the tree, U+0000 is U+FFFD. *root is NULL
 * if cJSON refuses the text all the same. */
int json_tree_parse(struct json_tree *, const char *bytes, size_t n, const struct json_check *, cJSON **root, struct err *);

/* Mark all but the last of equal keys in each object of the tree as superseded. */
int json_tree_supersede(struct json_tree *, cJSON *root, struct err *);
bool json_tree_superseded(const cJSON *member);

#endif
