/* correlation: what the analyses of pairs share: which columns take part, and their cells, block by block of rows.
 *
 *   batch ──┬─ numbers_fill ────▶ integers and exponents for exact sums, and which rows hold no number      pearson, eta
 *           ├─ ranks_fill ──────▶ place of each number among the column's ascending values                  ranks, spearman
 *           └─ categories_fill ─▶ code of each class                                                        cramers_v, eta
 *
 * A number takes part when it is finite; infinities and odd cells count as missing. At most PAIR_COLUMNS_MAX numeric and as many
 * categorical columns take part, the first ones by position, so 1,225 pairs of a kind at most.
 * Whoever opens a struct of this header releases it.
 */
#ifndef ASSAY_ANALYSE_CORRELATION_H
#define ASSAY_ANALYSE_CORRELATION_H

#include "analyse/analyse.h"
#include "stats/exact_block.h"

enum {
	PAIR_COLUMNS_MAX = 50,
	PAIR_ROWS_MIN = 3,		/* two rows always correlate by ±1 */
	RANKS_MAX = VALUES_MAX,		/* ranks of one column that are told apart */
	RANK_CELLS_MAX = 1 << 22,	/* counts that all pairs with missing cells may take: 32 MiB */
};

/* The columns that take part, ascending; all: how many there would be without the bound. */
struct chosen {
	size_t count, all;
	size_t column[PAIR_COLUMNS_MAX];
};
void chosen_numeric(struct chosen *, const struct plan *);
/* Those with a dictionary that are categorical; a numeric label or prediction of at most CATEGORIES_MAX values is, too. */
void chosen_categories(struct chosen *, const struct plan *);

/* Where the pair of the i-th and the j-th column stands, i < j, among k (k - 1) / 2. */
static inline size_t pair_place(size_t i, size_t j)
{
	return j * (j - 1) / 2 + i;
}

static inline size_t pairs_of(size_t k)
{
	return k ? k * (k - 1) / 2 : 0;
}

/* Hold a pair's r against the strongest; a pair that is there already keeps the stronger one. NaN is no r. */
void strongest_take(struct strongest_pairs *, size_t x, size_t y, double r);

/* Is the cell a number that takes part? */
static inline bool number_takes_part(const struct column *c, size_t row)
{
	return cell_is_number(c->kind[row]) && isfinite(c->number[row]);
}

/* Up to EXACT_BLOCK rows of a numeric column; 0 where no number takes part. Several analyses need them, so those of the numeric columns
 * that chosen_numeric() names are made once a batch of the second pass: column.block[i] has rows EXACT_BLOCK i and on. */
struct number_block {
	struct exact_block number;
	uint16_t missing[EXACT_BLOCK];		/* those rows, ascending */
	size_t missing_count;
	uint64_t present[EXACT_BLOCK / 64];	/* a bit for each other row */
};
/* Rows first, first + 1, … of a batch. */
void numbers_fill(struct number_block *, const struct column *, size_t first, size_t n);
/* The same, where they are made already; else filled into `room`. first is a multiple of EXACT_BLOCK. */
const struct number_block *numbers_of(const struct column *, size_t first, size_t n, struct number_block *room);
/* The rows of another block in another order. */
void numbers_pick(struct number_block *, const struct number_block *from, const uint16_t *order, size_t n);
/* column.block of the columns that take part in pairs, in the batch's arena. -1: no memory. */
int numbers_prepare(struct batch *, struct column *, const struct plan *);
/* Rows in which both take part. */
size_t numbers_both(const struct number_block *x, const struct number_block *y);

/* Codes of a categorical column; `classes`, which is one more than the last code, where the cell is missing. */
void categories_fill(uint16_t *code, const struct column *, size_t first, size_t n, size_t classes);

/* The values of a numeric column as ascending ranks: one a value, or one a group of neighbouring values. */
struct rank_column {
	const struct column_info *info;
	size_t ranks;		/* at most RANKS_MAX */
	uint16_t *rank_of;	/* by code, or by bucket where there is no dictionary; `ranks`: no finite number */
	double *high;		/* of each bucket, and where to look for one: see bucket_find() */
	uint16_t *grid;
	double grid_low, grid_scale;
	uint64_t *count;	/* finite numbers of each rank */
	bool *wide;		/* does the rank hold different values? */
};
/* At most `limit` ranks. -1: no memory. */
int rank_column_open(struct rank_column *, const struct column_info *, size_t limit);
void rank_column_release(struct rank_column *);
/* The rank of each of n rows, `ranks` where no number takes part: rows first, first + 1, …; or, with an order, first + order[0], first +
 * order[1], … */
void ranks_fill(uint16_t *rank, const struct rank_column *, const struct column *, size_t first, const uint16_t *order, size_t n);

/* x in the rows where y is present, too. Ranks are doubled mid-ranks less their mean: Σ over these rows is 0. */
struct rank_side {
	const int64_t *centred;	/* by rank of x; the one behind the last is 0, for missing cells */
	bool shared;		/* with all sides of x whose y is never missing */
	i128 norm;		/* Σ centred² over these rows */
	double angle;		/* radians, at most, between these ranks and those of the values themselves; 0: exact */
};

/* Made by correlation.ranks for correlation.spearman. */
struct rankings {
	struct chosen chosen;
	struct rank_column *column;
	uint64_t *both;		/* rows with both, by pair_place() */
	struct rank_side *side;	/* [x * chosen.count + y] */
	int64_t *centred;	/* what the sides point into */
};

#endif
