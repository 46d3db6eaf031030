/* number_text: numbers as people read them, the same in every locale.
 *
 *   exactly   shortest decimal that reads back as the same double         0.1, 1e+21
 *   roughly   three significant digits, whole numbers whole               0.123, 12.3, 12345
 *   percent   a number times 100, one decimal; below 1 two digits         12.3 %, 0.004 %
 *   count     rounded to an integer, thousands set apart                  1,234,567
 *
 * Rounding never hides what matters: roughly and percent take as many digits as it needs for a number to look different from 0, 1, -1 and
 * `apart`, the limit that it is held against (NAN: none), where it is different.
 * Each writes at most NUMBER_TEXT bytes.
 */
#ifndef ASSAY_JUDGE_NUMBER_TEXT_H
#define ASSAY_JUDGE_NUMBER_TEXT_H

enum { NUMBER_TEXT = 64 };

void number_exactly(char *buffer, double v);
void number_roughly(char *buffer, double v, double apart);
void number_percent(char *buffer, double v, double apart);
void number_percent_exactly(char *buffer, double v);	/* twelve significant digits: 0.07 is 7 %, not 7.000000000000001 % */
void number_count(char *buffer, double v);

#endif
