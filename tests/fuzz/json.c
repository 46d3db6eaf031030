/* json: any bytes as JSON Lines, and as a JSON document. The same rows and rejects come of every way to read them. */
#include "fuzz.h"
#include "reading.h"

static struct na_set *na;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	na = na_set_new(&na_default);
	return na ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *text = (const char *)bytes;

	reading_check_sizes(text, n, (struct how){ .format = "jsonl" }, na);
	reading_check_sizes(text, n, (struct how){ .format = "json" }, na);
	return 0;
}
