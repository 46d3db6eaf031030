/* text: UTF-8 steps and the texts of values, for what the store prints. Nothing here depends on the locale. Owns nothing. */
#ifndef ASSAY_STORE_TEXT_H
#define ASSAY_STORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the character at the start of text[0, n), 1 to 4, and its code point; 0 when those bytes are not UTF-8. */
size_t utf8_step(const char *text, size_t n, uint32_t *code);

/* Is text[0, n) valid UTF-8 that a C string can hold (no NUL)? */
bool utf8_is_text(const char *text, size_t n);

/* The largest length <= n at which text may be cut without splitting a character. */
size_t utf8_border(const char *text, size_t n);

/* text[0, n) as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. put_json_cut ends it with "…". */
void put_json_text(FILE *, const char *text, size_t n);
void put_json_cut(FILE *, const char *text, size_t n);

/* Bytes as lower-case hexadecimal digits. */
void put_hex(FILE *, const void *bytes, size_t n);

/* The shortest decimal text that reads back as the same double; a whole number keeps ".0"; Infinity, -Infinity, NaN. */
enum { DOUBLE_TEXT_BYTES = 40 };
void double_text(double, char buffer[DOUBLE_TEXT_BYTES]);

#endif
