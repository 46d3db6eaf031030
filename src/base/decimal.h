/* decimal: a double as the shortest decimal number that reads back as the same double, in any locale.
 *
 * Method: Schubfach, R. Giulietti, "The Schubfach way to render doubles" (2020), with powers of ten of 126 bits from powers_of_ten.py.
 * Of the shortest numbers it is the one nearest to the double.
 * Written as printf's %g does with fifteen digits or as many as are needed: 0.0001, 1e-05, 1e+15.
 */
#ifndef ASSAY_BASE_DECIMAL_H
#define ASSAY_BASE_DECIMAL_H

enum { DECIMAL_BYTES = 32 };

/* A finite number; gives the length. "-0" for the negative zero. */
int decimal_shortest(double, char text[DECIMAL_BYTES]);

/* The same, but whole numbers below 2^53 with all their digits and never an exponent; "0" for both zeros. */
int decimal_plain(double, char text[DECIMAL_BYTES]);

#endif
