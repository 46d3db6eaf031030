/* personal: any bytes as a text. What is found lies inside of it, searches end, and what a scan finds is found by asking for that kind. */
#include "fuzz.h"

#include "text/personal.h"

static struct personal *all;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	all = personal_open();
	return all ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *text = (const char *)bytes;
	uint64_t kinds = personal_scan(all, text, n);
	unsigned ids = personal_ids(text, n);

	check(ids >> PERSONAL_IDS == 0, "id %x", ids);
	for (size_t k = 0; k < personal_kinds(); k++) {
		struct personal_found f;
		size_t found = 0;

		for (size_t from = 0; personal_next(all, k, text, n, from, false, &f); from = f.start + f.length, found++)
			check(f.start >= from && f.length > 0 && f.start + f.length <= n, "%zu + %zu of %zu", f.start, f.length, n);
		check(found || !(kinds >> k & 1), "%s was found by the scan alone", personal_name(k));
	}
	return 0;
}
