/* decimal_powers: the table that powers_of_ten.py makes at build time, for decimal.c alone. */
#ifndef ASSAY_BASE_DECIMAL_POWERS_H
#define ASSAY_BASE_DECIMAL_POWERS_H

#include <stdint.h>

enum { POWER_LEAST = -292 };

/* powers_of_ten[k - POWER_LEAST]: 10^k as a number of 128 bits, the first one set, high half first. */
extern const uint64_t powers_of_ten[][2];

#endif
