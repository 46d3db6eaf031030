/* contract: the columns that data is agreed to have, in a rule pack:
 *
 *   "columns": [ { "name": "id", "type": "integer", "nullable": false }, { "name": "city", "type": ["text", "empty"] } ],
 *   "columns_in_order": true,             default: any order
 *   "other_columns": "error" | "warn" | "info" | "ignore"     columns that it does not name; default error
 *
 * It becomes rules like any others: for each column one on its type ("validity.contract-type:id"; the column gone: not evaluated, which
 * fails the gate), one on missing cells where they are not allowed, and for all one on other columns and one on their order.
 */
#ifndef ASSAY_JUDGE_CONTRACT_H
#define ASSAY_JUDGE_CONTRACT_H

#include "judge/members.h"
#include "judge/rule.h"

/* "columns": an array; names are appended to rules->contract, the rules are kept with keep(). */
int contract_read(struct reader *, struct rules *, const struct cJSON *columns, int (*keep)(struct rules *, const struct rule *, struct err *));

/* The rules on what the contract does not name, and on order. severity -1: none. */
int contract_others(struct reader *, struct rules *, int severity, int (*keep)(struct rules *, const struct rule *, struct err *));
int contract_order(struct reader *, struct rules *, int (*keep)(struct rules *, const struct rule *, struct err *));

#endif
