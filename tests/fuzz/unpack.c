/* unpack: any bytes as a stored file, read as the engine reads one: expanded to its members if it is an archive, decompressed, made
 * UTF-8. How much is asked for at once changes nothing; what was UTF-16 is UTF-8 then; a file is refused with a sentence that
 * names it.
 */
#include "fuzz.h"

#include "read/source.h"
#include "read/utf16.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utf8proc.h>

enum { DECODED_MAX = 256 * 1024, MEMBERS_MAX = 8 };	/* a few bytes may unpack to gigabytes */

static int memory_file = -1;
static char path[64];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	memory_file = memfd_create("input", MFD_CLOEXEC);
	check(memory_file >= 0, "no file in memory");
	snprintf(path, sizeof path, "/proc/self/fd/%d", memory_file);
	return 0;
}

struct decoded {
	char *bytes;
	size_t n;
	bool refused, cut;
	uint64_t hash;
	const char *encoding, *compression;
	struct err e;
};

static struct decoded decode(const struct source_entry *entry, size_t step)
{
	struct decoded d = { .bytes = malloc(DECODED_MAX) };
	struct source *s = NULL;
	ssize_t got = 0;

	check(d.bytes, "no memory");
	d.refused = source_open(&s, entry, &d.e) < 0;
	while (!d.refused && d.n < DECODED_MAX) {
		got = source_read(s, d.bytes + d.n, step < DECODED_MAX - d.n ? step : DECODED_MAX - d.n, &d.e);
		if (got <= 0)
			break;
		d.n += (size_t)got;
	}
	if (!d.refused) {
		d.refused = got < 0;
		d.cut = got > 0;
		d.hash = source_hash(s);
		d.encoding = source_encoding(s);
		d.compression = source_compression(s);
		check(source_bytes_decoded(s) == d.n, "%zu bytes, counted as %ju", d.n, (uintmax_t)source_bytes_decoded(s));
	}
	check(d.refused == (d.e.code != ERR_NONE), "%s", d.e.text);
	check(!d.refused || strncmp(d.e.text, entry->name, strlen(entry->name)) == 0, "%s is not named: %s", entry->name, d.e.text);
	source_close(s);
	return d;
}

static void utf8_check(const struct decoded *d)
{
	for (size_t at = 0; at < d->n;) {
		utf8proc_int32_t code;
		utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)d->bytes + at, (utf8proc_ssize_t)(d->n - at), &code);

		check(bytes > 0 || (d->cut && d->n - at < 4), "byte %zu is no UTF-8", at);
		at += bytes > 0 ? (size_t)bytes : 4;
	}
}

/* A failure comes after as many bytes as were good, but how many of those are given before it may depend on the step. */
static void entry_check(const struct source_entry *entry)
{
	struct decoded a = decode(entry, DECODED_MAX), b = decode(entry, 7), *less = a.n < b.n ? &a : &b;

	check(a.refused == b.refused, "refused one way only: %s%s", a.e.text, b.e.text);
	check(memcmp(a.bytes, b.bytes, less->n) == 0, "%s: other bytes in small steps", entry->name);
	if (!a.refused) {
		check(a.n == b.n && a.cut == b.cut && a.hash == b.hash, "%s: %zu bytes, %zu in small steps", entry->name, a.n, b.n);
		check(strcmp(a.encoding, b.encoding) == 0 && strcmp(a.compression, b.compression) == 0, "%s: told apart", entry->name);
		if (strncmp(a.encoding, "utf-16", 6) == 0)
			utf8_check(&a);
	}
	free(a.bytes);
	free(b.bytes);
}

/* The conversion alone: cut in two anywhere, it gives the same. */
static void utf16_check(const uint8_t *bytes, size_t n)
{
	char *whole = malloc(UTF16_ROOM(n) + UTF16_END), *parts = malloc(UTF16_ROOM(n) + UTF16_ROOM(0) + UTF16_END);
	size_t half = n ? bytes[0] % n : 0, a, b;
	struct utf16 one = { .big = n % 2 }, two = one;
	const char *from = (const char *)bytes;

	check(whole && parts, "no memory");
	a = utf16_convert(&one, from, n, whole);
	check(a <= UTF16_ROOM(n), "%zu bytes of %zu", a, n);
	a += utf16_end(&one, whole + a);
	b = utf16_convert(&two, from, half, parts);
	b += utf16_convert(&two, from + half, n - half, parts + b);
	b += utf16_end(&two, parts + b);
	check(a == b && memcmp(whole, parts, a) == 0, "%zu bytes, %zu when cut at %zu", a, b, half);
	utf8_check(&(struct decoded){ .bytes = whole, .n = a });
	free(whole);
	free(parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *argument = path;
	struct source_list list = { .count = 0 };
	struct err e = { .code = ERR_NONE };

	utf16_check(bytes, n);
	check(ftruncate(memory_file, 0) == 0 && pwrite(memory_file, bytes, n, 0) == (ssize_t)n, "the file cannot be written");
	if (source_list_expand(&list, &argument, 1, &e) < 0)
		check(e.code != ERR_NONE && strstr(e.text, path), "refused by \"%s\"", e.text);
	for (size_t i = 0; i < list.count && i < MEMBERS_MAX; i++)
		entry_check(&list.entry[i]);
	source_list_release(&list);
	return 0;
}
