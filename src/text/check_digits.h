/* check_digits: numbers that carry their own proof, by the algorithms that were published for them. All take digits as characters, and nothing else.
 *
 * Pure functions; what they are given is borrowed. Texts of ids may be written with the blanks, dots and dashes that are usual: id_plain() takes
 * them out first.
 */
#ifndef ASSAY_TEXT_CHECK_DIGITS_H
#define ASSAY_TEXT_CHECK_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

bool luhn_holds(const char *digits, size_t n);			/* ISO/IEC 7812-1, annex B */
bool card_holds(const char *digits, size_t n);			/* begins and is as long as a network's numbers, and Luhn */
bool iban_holds(const char *text, size_t n);			/* length by country, ISO 7064 mod 97-10; letters of any case, blanks allowed */

/* National ids. */
bool nhs_holds(const char *digits, size_t n);			/* United Kingdom, NHS number: 10 digits, mod 11 */
bool bsn_holds(const char *digits, size_t n);			/* Netherlands, burgerservicenummer: 9 digits, the eleven test */
bool pesel_holds(const char *digits, size_t n);			/* Poland: 11 digits, date of birth, weights 1 3 7 9 */
bool steuer_id_holds(const char *digits, size_t n);		/* Germany, tax id: 11 digits, ISO 7064 mod 11,10, one digit two or three times */
bool cpf_holds(const char *digits, size_t n);			/* Brazil: 11 digits, two of them mod 11 */
bool nir_holds(const char *digits, size_t n);			/* France, social security: 15 digits, 97 − mod 97; departments of digits only */
bool personnummer_holds(const char *digits, size_t n);		/* Sweden: 10 or 12 digits, date of birth, Luhn */
bool dni_holds(const char *text, size_t n);			/* Spain, DNI (8 digits) and NIE (X, Y or Z and 7): the letter behind, mod 23 */

/* The letters (made capital) and digits of a text into `plain`, at most `room`; how many. */
size_t id_plain(const char *text, size_t n, char *plain, size_t room);

#endif
