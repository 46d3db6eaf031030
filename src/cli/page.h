/* page: running text for people, wrapped at blanks. A code point counts as one column, which holds for all that the program says itself.
 */
#ifndef ASSAY_CLI_PAGE_H
#define ASSAY_CLI_PAGE_H

#include <stddef.h>
#include <stdio.h>

/* The columns that a text takes. */
size_t page_columns(const char *text);

/* A paragraph from column `at` on, where the cursor stands, to `width`; later lines are indented to `indent`. Ends the line.
 * A newline in the text stays one. */
void page_paragraph(FILE *, const char *text, unsigned at, unsigned indent, unsigned width);

/* "  name      text", the text wrapped behind column `tab`; a name that is too long has the text below it. */
void page_item(FILE *, const char *name, const char *text, unsigned tab, unsigned width);

/* The text, cut to `columns` with an ellipsis. */
void page_cut(FILE *, const char *text, size_t columns);

#endif
