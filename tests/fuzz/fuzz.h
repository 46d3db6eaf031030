/* fuzz: what the targets share. A target is a file that takes any bytes and stops the process when a promise is broken:
 *
 *   bytes ──LLVMFuzzerTestOneInput──▶ the part of assay under test, its promises checked     csv.c, json.c, …
 *                ▲
 *                ├ replay.c, over the files of corpus/<target>: in every test run, with any compiler
 *                └ libFuzzer, which makes bytes up: tests/fuzz/run.sh
 *
 * The bytes are the caller's. A target leaves nothing behind but what LLVMFuzzerInitialize made, so that leaks show.
 */
#ifndef ASSAY_TESTS_FUZZ_H
#define ASSAY_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Optional: once, before the first input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Unlike assert, in every build; and with the figures that broke. */
#define check(condition, ...)                                                                                                  \
	do {                                                                                                                   \
		if (!(condition)) {                                                                                            \
			fprintf(stderr, "%s:%d: %s\n  ", __FILE__, __LINE__, #condition);                                      \
			fprintf(stderr, __VA_ARGS__);                                                                          \
			fputc('\n', stderr);                                                                                   \
			abort();                                                                                               \
		}                                                                                                              \
	} while (0)

#endif
