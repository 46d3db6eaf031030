/* measures: the figures that every document has, each with its definition and whose number it equals.
 *
 * MEASURE(id, leaf, unit, high, worse, what, formula, whose): unit is COUNT, CHARACTERS, LENGTH (characters, a mean),
 * FRACTION, RATIO or NATS; high is the greatest possible value; worse is GREAT where great values are the suspicious ones,
 * LEAST where small ones are. Words, lines, sentences: scan.h. "Characters" are code points. A share of nothing is NAN: the
 * document has no such figure. Pure.
 */
#ifndef ASSAY_TEXT_MEASURES_H
#define ASSAY_TEXT_MEASURES_H

#include "text/quality.h"

#define WORDS_NOTE "; words of assay's own tokeniser"

/* clang-format off */
#define MEASURES(MEASURE)                                                                                                     \
	MEASURE(CHARACTERS, "characters", CHARACTERS, INFINITY, LEAST, "characters of a document", "code points",             \
		"as datatrove's length")                                                                                      \
	MEASURE(BYTES, "bytes", COUNT, INFINITY, GREAT, "bytes of a document in UTF-8", "bytes", "as dolma's byte length")    \
	MEASURE(WORDS, "words", COUNT, INFINITY, LEAST, "words and marks of a document", "words" WORDS_NOTE,                  \
		"datatrove's n_words but for the tokeniser")                                                                  \
	MEASURE(SPACED, "spaced_words", COUNT, INFINITY, LEAST, "words between white space",                                  \
		"Python's len(text.split())", "as dolma's word_count")                                                        \
	MEASURE(TOKENS, "tokens", COUNT, INFINITY, GREAT, "estimated tokens of a document",                                   \
		"sum over the words: 1 + (characters - 1) / 9, rounded down, + bytes that continue a character; of "          \
		"words mostly beyond ASCII 0.4 a byte",                                                                       \
		"against cl100k_base: total -4 % on C4, +1 % on Alpaca; 90 % of documents within -19 % and +11 %")            \
	MEASURE(LINES, "lines", COUNT, INFINITY, GREAT, "lines of a document",                                                \
		"len(text.split(\"\\n\")), blank ones included", "as datatrove's n_lines")                                    \
	MEASURE(LINE_LENGTH, "line_length", LENGTH, INFINITY, LEAST, "characters a line",                                     \
		"characters of lines that are not blank / lines that are not blank",                                          \
		"as datatrove's avg_line_length with ignore_empty_lines")                                                     \
	MEASURE(SHORT_LINES, "short_line_fraction", FRACTION, 1, GREAT, "share of short lines",                               \
		"lines of at most 30 characters / lines that are not blank", "as FineWeb's short_line_ratio")                 \
	MEASURE(LONG_LINES, "long_line_fraction", FRACTION, 1, GREAT, "share of long lines",                                  \
		"lines of at least 2000 characters / lines that are not blank",                                               \
		"as datatrove's long_line_ratio_chars_2000 with ignore_empty_lines")                                          \
	MEASURE(END_MARKS, "end_mark_fraction", FRACTION, 1, LEAST, "share of lines that end with a terminal mark",           \
		"lines that end with one of TERMINAL_PUNCTUATION / lines that are not blank",                                 \
		"as FineWeb's line_punct_ratio")                                                                              \
	MEASURE(BULLETS, "bullet_fraction", FRACTION, 1, GREAT, "share of lines that start with a bullet",                    \
		"lines that start with U+2022 or - / lines of splitlines()", "as Gopher's rule in datatrove")                 \
	MEASURE(LINE_ELLIPSES, "ellipsis_line_fraction", FRACTION, 1, GREAT, "share of lines that end with an ellipsis",      \
		"lines that end with ... or U+2026 / lines of splitlines()", "as Gopher's rule in datatrove")                 \
	MEASURE(BOILERPLATE, "boilerplate_fraction", FRACTION, 1, GREAT,                                                      \
		"share of lines with a phrase that pages say around their text",                                              \
		"lines with one of 29 phrases (all rights reserved, click here, privacy policy …) / lines of "                \
		"splitlines()", "assay's own")                                                                                \
	MEASURE(CODE_LINES, "code_line_fraction", FRACTION, 1, GREAT, "share of lines that look like code or markup",         \
		"lines that end with ; { or } or start with a tag / lines of splitlines()", "assay's own")                    \
	MEASURE(LINE_REPEATS, "repeated_line_fraction", FRACTION, 1, GREAT,                                                   \
		"share of lines that repeat an earlier one of the document",                                                  \
		"repeats after the first copy, blank ones are none / pieces of re.split(\"\\n+\")",                           \
		"as datatrove's dup_line_frac, but for blank lines")                                                          \
	MEASURE(LINE_CHARACTERS, "repeated_line_characters", FRACTION, 1, GREAT, "share of characters in repeated lines",     \
		"characters of repeats after the first copy / characters", "as datatrove's dup_line_char_frac")               \
	MEASURE(PARAGRAPHS, "paragraphs", COUNT, INFINITY, GREAT, "paragraphs of a document",                                 \
		"pieces of re.split(\"\\n{2,}\", text.strip())", "as datatrove's Gopher filter")                              \
	MEASURE(PARAGRAPH_REPEATS, "repeated_paragraph_fraction", FRACTION, 1, GREAT,                                         \
		"share of paragraphs that repeat an earlier one", "repeats after the first copy / paragraphs",                \
		"as datatrove's dup_para_frac, but for blank ones")                                                           \
	MEASURE(PARAGRAPH_CHARACTERS, "repeated_paragraph_characters", FRACTION, 1, GREAT,                                    \
		"share of characters in repeated paragraphs", "characters of repeats after the first copy / characters",      \
		"as datatrove's dup_para_char_frac")                                                                          \
	MEASURE(SENTENCES, "sentences", COUNT, INFINITY, LEAST, "sentences of a document",                                    \
		"by terminal marks and line ends", "as spaCy's sentencizer on each line, but for the tokeniser")              \
	MEASURE(SENTENCE_WORDS, "sentence_words", RATIO, INFINITY, GREAT, "words a sentence", "words / sentences",            \
		"assay's own")                                                                                                \
	MEASURE(WORD_LENGTH, "word_length", RATIO, INFINITY, GREAT,                                                           \
		"characters a word, of words that are not only symbols",                                                      \
		"mean characters of words with a character outside PUNCTUATION_SET",                                          \
		"as datatrove's Gopher filter, but for the tokeniser; dolma has the median of split words")                   \
	MEASURE(ALPHABETIC, "alphabetic_word_fraction", FRACTION, 1, LEAST, "share of words with a letter",                   \
		"words with a letter / words", "as datatrove's Gopher filter, but for the tokeniser")                         \
	MEASURE(UPPER_WORDS, "upper_word_fraction", FRACTION, 1, GREAT, "share of words in capitals",                         \
		"words with capitals and without small letters / words",                                                      \
		"datatrove's uppercase_word_ratio, but for Roman numerals and ordinals")                                      \
	MEASURE(STOP_WORDS_SHARE, "stop_word_fraction", FRACTION, 1, LEAST, "share of stop words",                            \
		"words that are one of the be to of and that have with / words",                                              \
		"as datatrove's stop_word_ratio with Gopher's list; English only")                                            \
	MEASURE(DISTINCT, "type_token_ratio", FRACTION, 1, LEAST, "different words among all",                                \
		"different words / words; falls with length", "as datatrove's type_token_ratio, but for the tokeniser")       \
	MEASURE(ENTROPY, "unigram_entropy", NATS, INFINITY, LEAST, "entropy of the words' frequencies",                       \
		"-sum c/N ln(c/N)", "as RedPajama's rps_doc_unigram_entropy, but with case and marks kept")                   \
	MEASURE(SPACES, "space_fraction", FRACTION, 1, GREAT, "share of white space",                                         \
		"white space (str.isspace) / characters", "as datatrove's white_space_ratio")                                 \
	MEASURE(DIGITS, "digit_fraction", FRACTION, 1, GREAT, "share of digits", "decimal digits (Nd) / characters",          \
		"as datatrove's digit_ratio, but for superscripts")                                                           \
	MEASURE(UPPERS, "upper_fraction", FRACTION, 1, GREAT, "share of capitals", "capitals (Lu Lt) / characters",           \
		"as datatrove's uppercase_ratio, but for title-case letters")                                                 \
	MEASURE(MARKS, "punctuation_fraction", FRACTION, 1, GREAT, "share of punctuation", "category P / characters",         \
		"assay's own; datatrove counts a set of its own")                                                             \
	MEASURE(SYMBOLS, "symbol_fraction", FRACTION, 1, GREAT, "share of symbols", "category S / characters",                \
		"assay's own")                                                                                                \
	MEASURE(NOT_ALPHANUMERIC, "not_alphanumeric_fraction", FRACTION, 1, GREAT,                                            \
		"share of characters that are neither letter, digit nor white space", "the rest / characters",                \
		"assay's own; NeMo's limit is 0.25")                                                                          \
	MEASURE(SYMBOL_WORDS, "symbol_word_ratio", RATIO, INFINITY, GREAT, "hashes and ellipses a word",                      \
		"(# + ... + U+2026) / words",                                                                                 \
		"as RedPajama's rps_doc_symbol_to_word_ratio, but for the tokeniser; Gopher's filter takes them apart")       \
	MEASURE(ADDRESSES, "url_fraction", FRACTION, 1, GREAT, "share of characters in URLs",                                 \
		"characters of words that are addresses / characters",                                                        \
		"as NeMo's UrlsFilter, but for how addresses are found")                                                      \
	MEASURE(MARKUP, "markup_fraction", FRACTION, 1, GREAT, "share of characters in tags",                                 \
		"characters of tags of HTML / characters", "assay's own")                                                     \
	MEASURE(TOP_2, "top_2gram_fraction", RATIO, INFINITY, GREAT, "share of the most frequent 2-gram",                     \
		"characters of it joined by spaces x its count / characters; 0 where none occurs twice",                      \
		"as datatrove's top_2_gram, but where nothing occurs twice")                                                  \
	MEASURE(TOP_3, "top_3gram_fraction", RATIO, INFINITY, GREAT, "share of the most frequent 3-gram",                     \
		"characters of it joined by spaces x its count / characters; 0 where none occurs twice",                      \
		"as datatrove's top_3_gram, but where nothing occurs twice")                                                  \
	MEASURE(TOP_4, "top_4gram_fraction", RATIO, INFINITY, GREAT, "share of the most frequent 4-gram",                     \
		"characters of it joined by spaces x its count / characters; 0 where none occurs twice",                      \
		"as datatrove's top_4_gram, but where nothing occurs twice")                                                  \
	MEASURE(DUP_5, "repeated_5gram_fraction", FRACTION, 1, GREAT, "share of characters in repeated 5-grams",              \
		"characters of 5-grams after their first copy, not overlapping / characters",                                 \
		"as datatrove's duplicated_5_n_grams; dolma counts the first copy too")                                       \
	MEASURE(DUP_6, "repeated_6gram_fraction", FRACTION, 1, GREAT, "share of characters in repeated 6-grams",              \
		"as for 5-grams", "as datatrove's duplicated_6_n_grams")                                                      \
	MEASURE(DUP_7, "repeated_7gram_fraction", FRACTION, 1, GREAT, "share of characters in repeated 7-grams",              \
		"as for 5-grams", "as datatrove's duplicated_7_n_grams")                                                      \
	MEASURE(DUP_8, "repeated_8gram_fraction", FRACTION, 1, GREAT, "share of characters in repeated 8-grams",              \
		"as for 5-grams", "as datatrove's duplicated_8_n_grams")                                                      \
	MEASURE(DUP_9, "repeated_9gram_fraction", FRACTION, 1, GREAT, "share of characters in repeated 9-grams",              \
		"as for 5-grams", "as datatrove's duplicated_9_n_grams")                                                      \
	MEASURE(DUP_10, "repeated_10gram_fraction", FRACTION, 1, GREAT, "share of characters in repeated 10-grams",           \
		"as for 5-grams", "as datatrove's duplicated_10_n_grams")
/* clang-format on */

#define MEASURE_ID(id, leaf, unit, high, worse, what, formula, whose) MEASURE_##id,
enum measure { MEASURES(MEASURE_ID) MEASURE_COUNT };
#undef MEASURE_ID

/* All of them, of the document that was judged last. */
void measures_take(double value[MEASURE_COUNT], const struct text_quality *);

#endif
