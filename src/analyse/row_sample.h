/* row_sample: rows drawn at random from the dataset, the same ones on every machine, in every run and for any split of it.
 *
 * Which rows are drawn is a function of their number alone, so who knows how many rows there are knows them before any is read, and what is
 * kept of them merges in any order. Every set of rows is as likely as any other, as far as the hash is as good as chance. Reference: R. W. Floyd,
 * in Bentley & Floyd 1987, "A sample of brilliance", Communications of the ACM 30(9).
 */
#ifndef ASSAY_ANALYSE_ROW_SAMPLE_H
#define ASSAY_ANALYSE_ROW_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* At most `want` of the rows first … first + rows - 1, ascending, into row[]; gives how many. */
size_t row_sample(uint64_t first, uint64_t rows, size_t want, uint64_t *row);

#endif
