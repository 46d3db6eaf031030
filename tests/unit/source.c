/* source: what arguments name, and that what is read is what was stored, whatever packed it, however it is read, or else an error.
 *
 * Every test works in a directory of its own, which is removed with all in it. Packing is libarchive's writer, UTF-16 is iconv's.
 */
#include "base/arena.h"
#include "base/hash.h"
#include "read/source.h"
#include "read/utf16.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <fcntl.h>
#include <iconv.h>
#include <locale.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const size_t chunks[] = { 1, 2, 3, 7, 4096, 1 << 20 };
enum { CHUNKS = sizeof chunks / sizeof chunks[0] };

struct scene {
	char directory[64];
	struct arena paths;
};

static int scene_open(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	if (!s)
		return -1;
	strcpy(s->directory, "/tmp/assay-test-XXXXXX");
	if (!mkdtemp(s->directory))
		return -1;
	*state = s;
	return 0;
}

static void directory_remove(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char inner[1024];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
		if (unlink(inner) < 0)
			directory_remove(inner);
	}
	if (d)
		closedir(d);
	rmdir(path);
}

static int scene_close(void **state)
{
	struct scene *s = *state;

	directory_remove(s->directory);
	arena_release(&s->paths);
	free(s);
	return 0;
}

/* Good until the scene is closed. */
static const char *path_in(struct scene *s, const char *name)
{
	size_t room = strlen(s->directory) + strlen(name) + 2;
	char *path = arena_take(&s->paths, room);

	assert_non_null(path);
	snprintf(path, room, "%s/%s", s->directory, name);
	return path;
}

/* ---- bytes and files ---- */

struct bytes {
	char *at;
	size_t n;
};

static struct bytes bytes_of(const void *from, size_t n)
{
	struct bytes b = { .at = malloc(n + 1), .n = n };

	assert_non_null(b.at);
	memcpy(b.at, from, n);
	return b;
}

static struct bytes bytes_join(struct bytes a, const void *more, size_t n)
{
	struct bytes b = { .at = malloc(a.n + n + 1), .n = a.n + n };

	assert_non_null(b.at);
	memcpy(b.at, a.at, a.n);
	memcpy(b.at + a.n, more, n);
	return b;
}

static void file_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static struct bytes file_read(const char *path)
{
	struct stat st;
	struct bytes b;
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	b = (struct bytes){ .at = malloc((size_t)st.st_size + 1), .n = (size_t)st.st_size };
	assert_non_null(b.at);
	assert_int_equal(fread(b.at, 1, b.n, f), b.n);
	fclose(f);
	return b;
}

/* A table whose digits do not repeat, so that packed it stays long. */
static struct bytes table_make(size_t rows)
{
	size_t room = rows * 60 + 60;
	struct bytes b = { .at = malloc(room), .n = 0 };
	uint64_t x = 1;

	assert_non_null(b.at);
	b.n = (size_t)snprintf(b.at, room, "row,value,word\n");
	for (size_t i = 0; i < rows; i++) {
		x = hash_u64(x + i);
		b.n += (size_t)snprintf(b.at + b.n, room - b.n, "%zu,%ju,%x\n", i, (uintmax_t)(x >> 20), (unsigned)(x & 0xffff));
	}
	return b;
}

/* ---- packing ---- */

static void entry_write(struct archive *a, const char *name, mode_t type, const void *bytes, size_t n)
{
	struct archive_entry *entry = archive_entry_new();

	assert_non_null(entry);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)n);
	assert_true(archive_write_header(a, entry) >= ARCHIVE_WARN);
	if (n)
		assert_int_equal(archive_write_data(a, bytes, n), n);
	archive_entry_free(entry);
}

static struct archive *archive_begin_with(const char *path, int filter, int format, const char *options)
{
	struct archive *a = archive_write_new();

	assert_non_null(a);
	if (archive_write_add_filter(a, filter) != ARCHIVE_OK) {	/* a libarchive built without it */
		archive_write_free(a);
		return NULL;
	}
	assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
	if (options && archive_write_set_options(a, options) != ARCHIVE_OK) {
		archive_write_free(a);
		return NULL;
	}
	archive_write_set_filter_option(a, NULL, "compression-level", "1");	/* small windows, quickly opened */
	archive_write_set_passphrase(a, "secret");				/* for the format that asks for one */
	archive_write_set_bytes_per_block(a, 512);
	archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	return a;
}

static struct archive *archive_begin(const char *path, int filter, int format)
{
	return archive_begin_with(path, filter, format, NULL);
}

static void archive_finish(struct archive *a)
{
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
}

/* The packed form, in a file too; of 0 bytes if this libarchive cannot. */
static struct bytes packed_make(const char *path, int filter, struct bytes text)
{
	struct archive *a = archive_begin(path, filter, ARCHIVE_FORMAT_RAW);

	if (!a)
		return (struct bytes){ .n = 0 };
	entry_write(a, "data", AE_IFREG, text.at, text.n);
	archive_finish(a);
	return file_read(path);
}

static const struct {
	const char *name;
	int filter;
	size_t magic_bytes;	/* from so many on it is known for what it is */
	bool checked;		/* it has a checksum of all that was packed */
} packings[] = {
	{ "gzip", ARCHIVE_FILTER_GZIP, 2, true }, { "zstd", ARCHIVE_FILTER_ZSTD, 4, false },
	{ "xz", ARCHIVE_FILTER_XZ, 6, true },	  { "bzip2", ARCHIVE_FILTER_BZIP2, 10, true },
	{ "lz4", ARCHIVE_FILTER_LZ4, 4, true },	  { "lzip", ARCHIVE_FILTER_LZIP, 5, true },
};
enum { PACKINGS = sizeof packings / sizeof packings[0] };

/* ---- reading ---- */

struct reading {
	struct bytes text;
	char encoding[16], compression[16];
	uint64_t stored;
	struct err err;
	bool failed;
};

/* All of one entry. The text is exactly as long as it must be, so that a sanitizer sees what goes past it. */
static struct reading entry_read(const struct source_entry *entry, size_t chunk)
{
	struct reading r = { .failed = false };
	struct source *s = NULL;
	size_t room = 0;
	char *to = malloc(chunk);

	assert_non_null(to);
	if (source_open(&s, entry, &r.err) < 0) {
		assert_null(s);
		r.failed = true;
	}
	while (s) {
		ssize_t got = source_read(s, to, chunk, &r.err);

		assert_true(got <= (ssize_t)chunk);
		if (got < 0) {
			struct err again = { .code = ERR_NONE };

			r.failed = true;
			assert_int_equal(source_read(s, to, chunk, &again), -1);	/* a failure is no end */
		}
		if (got <= 0)
			break;
		if (r.text.n + (size_t)got > room) {
			room = 2 * room + (size_t)got;
			r.text.at = realloc(r.text.at, room);
			assert_non_null(r.text.at);
		}
		memcpy(r.text.at + r.text.n, to, (size_t)got);
		r.text.n += (size_t)got;
	}
	if (s && !r.failed) {
		assert_int_equal(source_read(s, to, chunk, &r.err), 0);	/* the end stays the end */
		assert_int_equal(source_bytes_decoded(s), r.text.n);
		assert_int_equal(source_hash(s), hash_bytes(r.text.n ? r.text.at : "", r.text.n));
		snprintf(r.encoding, sizeof r.encoding, "%s", source_encoding(s));
		snprintf(r.compression, sizeof r.compression, "%s", source_compression(s));
		r.stored = source_bytes_stored_read(s);
	}
	source_close(s);
	free(to);
	return r;
}

static void reading_release(struct reading *r)
{
	free(r->text.at);
	r->text = (struct bytes){ .n = 0 };
}

static struct source_list list_of(const char *argument)
{
	struct source_list list;
	struct err e = { .code = ERR_NONE };

	if (source_list_expand(&list, &argument, 1, &e) < 0)
		fail_msg("%s", e.text);
	return list;
}

/* The path is one source, which holds the text. */
static void assert_reads(const char *path, struct bytes text, const char *encoding, const char *compression)
{
	struct source_list list = list_of(path);

	assert_int_equal(list.count, 1);
	for (size_t i = 0; i < CHUNKS; i++) {
		struct reading r = entry_read(&list.entry[0], chunks[i]);

		if (r.failed)
			fail_msg("%s", r.err.text);
		assert_int_equal(r.text.n, text.n);
		if (text.n)
			assert_memory_equal(r.text.at, text.at, text.n);
		assert_string_equal(r.encoding, encoding);
		assert_string_equal(r.compression, compression);
		assert_int_equal(r.stored, list.entry[0].bytes_stored);
		reading_release(&r);
	}
	source_list_release(&list);
}

/* Expand and read all; true when it failed, with the sentence. `text`: what each source may hold if it did not fail. */
static bool fails(const char *path, struct bytes text, struct err *e)
{
	struct source_list list;
	bool failed;

	*e = (struct err){ .code = ERR_NONE };
	failed = source_list_expand(&list, &path, 1, e) < 0;
	for (size_t i = 0; !failed && i < list.count; i++) {
		struct reading r = entry_read(&list.entry[i], 1 << 16);

		failed = r.failed;
		if (!failed) {
			assert_int_equal(r.text.n, text.n);
			if (text.n)
				assert_memory_equal(r.text.at, text.at, text.n);
		}
		*e = r.err;
		reading_release(&r);
	}
	source_list_release(&list);
	if (failed) {
		assert_int_equal(e->code, ERR_INPUT);
		assert_memory_equal(e->text, path, strlen(path));
	}
	return failed;
}

/* It fails with "path: sentence". */
static void assert_fails(const char *path, const char *sentence)
{
	struct err e;

	assert_true(fails(path, (struct bytes){ .n = 0 }, &e));
	assert_string_equal(e.text + strlen(path), sentence);
}

/* ---- tests: plain files ---- */

static void test_plain(void **state)
{
	const char *path = path_in(*state, "a.csv");
	struct bytes text = table_make(10000);

	file_write(path, text.at, text.n);
	assert_reads(path, text, "utf-8", "none");
	for (size_t n = 4094; n < 4100; n++) {		/* about the length of the head */
		file_write(path, text.at, n);
		assert_reads(path, (struct bytes){ text.at, n }, "utf-8", "none");
	}
	free(text.at);
}

static void test_empty(void **state)
{
	const char *path = path_in(*state, "a.csv");
	struct source_list list;
	struct source *s;
	struct err e = { .code = ERR_NONE };
	char byte;

	file_write(path, "", 0);
	assert_reads(path, (struct bytes){ .n = 0 }, "utf-8", "none");
	list = list_of(path);
	assert_int_equal(source_open(&s, &list.entry[0], &e), 0);
	assert_int_equal(source_read(s, &byte, 0, &e), 0);
	assert_int_equal(source_read(s, &byte, 1, &e), 0);
	assert_true(source_hash(s) == UINT64_C(0x2d06800538d394c2));	/* XXH3 of nothing */
	source_close(s);
	source_close(NULL);
	source_list_release(&list);
}

/* Text that is nearly something else is text. */
static void test_looks_like(void **state)
{
	static const char *const text[] = { "BZh9 is a header\n1\n", "PK,value\n1,2\n", "LZIP\n1\n", "BZh91AY\n", "\x1f", "(\xb5/,a\n",
					    "PK\x03" };
	const char *path = path_in(*state, "a.csv");
	struct bytes long_text = table_make(100);

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
		file_write(path, text[i], strlen(text[i]));
		assert_reads(path, (struct bytes){ (char *)(uintptr_t)text[i], strlen(text[i]) }, "utf-8", "none");
	}
	memcpy(long_text.at + 257, "ustar", 5);
	file_write(path, long_text.at, long_text.n);
	assert_reads(path, long_text, "utf-8", "none");
	free(long_text.at);
}

/* ---- tests: what arguments name ---- */

static void test_missing_file(void **state)
{
	struct err e;
	char want[600];
	const char *path = path_in(*state, "train.csv");

	assert_fails(path, ": No such file or directory");
	assert_true(fails(path, (struct bytes){ .n = 0 }, &e));
	snprintf(want, sizeof want, "%s: No such file or directory", path);
	assert_string_equal(e.text, want);
	file_write(path, "a", 1);
	assert_fails(path_in(*state, "train.csv/x"), ": Not a directory");
}

static void test_directory(void **state)
{
	char want[600];
	const char *path = path_in(*state, "folder");

	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(want, sizeof want, ": is a directory; use %s/*.csv", path);
	assert_fails(path, want);
	assert_fails(path_in(*state, "*"), ": only directories match");
}

static void test_no_permission(void **state)
{
	const char *path = path_in(*state, "a.csv");

	file_write(path, "a\n", 2);
	assert_int_equal(chmod(path, 0), 0);
	if (access(path, R_OK) == 0)
		skip();		/* root may read all */
	assert_fails(path, ": Permission denied");
}

/* A file that is gone when its turn comes. */
static void test_gone(void **state)
{
	const char *path = path_in(*state, "a.csv");
	struct source_list list;
	struct reading r;

	file_write(path, "a\n", 2);
	list = list_of(path);
	unlink(path);
	r = entry_read(&list.entry[0], 100);
	assert_true(r.failed);
	assert_non_null(strstr(r.err.text, "a.csv: No such file or directory"));
	source_list_release(&list);
}

static void assert_names(struct scene *s, const struct source_list *list, const char *const *names)
{
	size_t n = 0;

	for (; names[n]; n++) {
		assert_true(n < list->count);
		assert_string_equal(list->entry[n].name, path_in(s, names[n]));
		assert_string_equal(list->entry[n].path, path_in(s, names[n]));
		assert_null(list->entry[n].member);
	}
	assert_int_equal(list->count, n);
}

static void test_glob(void **state)
{
	static const char *const name[] = { "b.csv", "B.csv", "a10.csv", "a2.csv", "\xc3\xa9.csv", "_.csv", ".hidden.csv", "c.txt" };
	struct source_list list;
	struct err e = { .code = ERR_NONE };
	const char *const arguments[] = { path_in(*state, "c.*"), path_in(*state, "a*") };

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		file_write(path_in(*state, name[i]), "12345678", i);
	assert_int_equal(mkdir(path_in(*state, "d.csv"), 0700), 0);
	setlocale(LC_ALL, "C.UTF-8");
	list = list_of(path_in(*state, "*.csv"));
	setlocale(LC_ALL, "C");
	assert_names(*state, &list, (const char *const[]){ "B.csv", "_.csv", "a10.csv", "a2.csv", "b.csv", "\xc3\xa9.csv", NULL });
	assert_int_equal(list.entry[2].bytes_stored, 2);
	source_list_release(&list);
	list = list_of(path_in(*state, "[ab]?*.csv"));
	assert_names(*state, &list, (const char *const[]){ "a10.csv", "a2.csv", NULL });
	source_list_release(&list);
	assert_int_equal(source_list_expand(&list, arguments, 2, &e), 0);	/* arguments keep their order */
	assert_names(*state, &list, (const char *const[]){ "c.txt", "a10.csv", "a2.csv", NULL });
	source_list_release(&list);
	assert_fails(path_in(*state, "*.json"), ": no file matches");
	assert_int_equal(symlink("nowhere", path_in(*state, "a3.csv")), 0);
	assert_int_equal(source_list_expand(&list, arguments, 2, &e), -1);
	assert_non_null(strstr(e.text, "a3.csv: No such file or directory"));
	assert_int_equal(list.count, 0);
	assert_null(list.entry);
}

static void test_names_with_glob_characters(void **state)
{
	static const char *const name[] = { "x[1].csv", "x*.csv", "x?.csv", "x1.csv" };
	struct source_list list;

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		file_write(path_in(*state, name[i]), "a\n", 2);
	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		list = list_of(path_in(*state, name[i]));
		assert_names(*state, &list, (const char *const[]){ name[i], NULL });
		source_list_release(&list);
	}
	unlink(path_in(*state, "x[1].csv"));
	list = list_of(path_in(*state, "x[1].csv"));
	assert_names(*state, &list, (const char *const[]){ "x1.csv", NULL });
	source_list_release(&list);
}

static void test_stdin_once(void **state)
{
	static const char *const twice[] = { "-", "-" }, *const mixed[] = { "/dev/stdin", "-" };
	struct source_list list = list_of("-");
	struct err e = { .code = ERR_NONE };

	(void)state;
	assert_int_equal(list.count, 1);
	assert_string_equal(list.entry[0].path, "-");
	assert_string_equal(list.entry[0].name, "stdin");
	assert_int_equal(list.entry[0].bytes_stored, 0);
	source_list_release(&list);
	assert_int_equal(source_list_expand(&list, twice, 2, &e), -1);
	assert_int_equal(e.code, ERR_USAGE);
	assert_string_equal(e.text, "standard input can be read only once");
	e.code = ERR_NONE;
	assert_int_equal(source_list_expand(&list, mixed, 2, &e), -1);
	assert_int_equal(list.count, 0);
}

/* ---- tests: pipes ---- */

struct writing {
	int fd;
	const char *path;	/* of a fifo to open, or NULL */
	struct bytes bytes;
};

/* In small pieces, as a slow program would. */
static void *writer_main(void *writing)
{
	struct writing *w = writing;
	size_t at = 0;

	if (w->path)
		w->fd = open(w->path, O_WRONLY);
	while (at < w->bytes.n) {
		ssize_t put = write(w->fd, w->bytes.at + at, w->bytes.n - at < 1001 ? w->bytes.n - at : 1001);

		if (put < 0)
			break;
		at += (size_t)put;
	}
	close(w->fd);
	return NULL;
}

/* What comes through stdin when these bytes go in. */
static struct reading stdin_read(struct bytes bytes)
{
	struct source_list list = list_of("-");
	struct reading r;
	struct writing w = { .bytes = bytes };
	pthread_t thread;
	int ends[2], before = dup(STDIN_FILENO);

	assert_int_equal(pipe(ends), 0);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	w.fd = ends[1];
	assert_int_equal(pthread_create(&thread, NULL, writer_main, &w), 0);
	r = entry_read(&list.entry[0], 5000);
	while (read(STDIN_FILENO, ends, sizeof ends) > 0)	/* stdin is still open, and the writer never blocked for good */
		continue;
	pthread_join(thread, NULL);
	dup2(before, STDIN_FILENO);
	close(before);
	source_list_release(&list);
	return r;
}

static void test_stdin(void **state)
{
	struct bytes text = table_make(20000), packed = packed_make(path_in(*state, "a.gz"), ARCHIVE_FILTER_GZIP, text);
	struct reading r = stdin_read(text);

	assert_false(r.failed);
	assert_int_equal(r.text.n, text.n);
	assert_memory_equal(r.text.at, text.at, text.n);
	assert_int_equal(r.stored, text.n);
	reading_release(&r);
	r = stdin_read(packed);
	assert_false(r.failed);
	assert_string_equal(r.compression, "gzip");
	assert_int_equal(r.text.n, text.n);
	assert_memory_equal(r.text.at, text.at, text.n);
	assert_int_equal(r.stored, packed.n);
	reading_release(&r);
	packed.n -= 100;
	r = stdin_read(packed);
	assert_true(r.failed);
	assert_string_equal(r.err.text, "stdin: truncated gzip input");
	reading_release(&r);
	free(text.at);
	free(packed.at);
}

static void test_fifo(void **state)
{
	const char *path = path_in(*state, "fifo");
	struct bytes text = table_make(3000), packed = packed_make(path_in(*state, "a.xz"), ARCHIVE_FILTER_XZ, text);
	struct writing w = { .path = path, .bytes = packed };
	struct source_list list;
	struct reading r;
	pthread_t thread;

	assert_int_equal(mkfifo(path, 0600), 0);
	list = list_of(path);
	assert_int_equal(list.entry[0].bytes_stored, 0);
	assert_int_equal(pthread_create(&thread, NULL, writer_main, &w), 0);
	r = entry_read(&list.entry[0], 77);
	pthread_join(thread, NULL);
	assert_false(r.failed);
	assert_int_equal(r.text.n, text.n);
	assert_memory_equal(r.text.at, text.at, text.n);
	reading_release(&r);
	source_list_release(&list);
	free(text.at);
	free(packed.at);
}

/* ---- tests: compression ---- */

static void test_packed(void **state)
{
	struct bytes text = table_make(10000);

	for (size_t i = 0; i < PACKINGS; i++) {
		const char *path = path_in(*state, "data");	/* a name that tells nothing */
		struct bytes packed = packed_make(path, packings[i].filter, text), twice;

		if (!packed.at) {
			print_message("no %s in this libarchive\n", packings[i].name);
			continue;
		}
		assert_reads(path, text, "utf-8", packings[i].name);
		twice = bytes_join(packed, packed.at, packed.n);
		file_write(path, twice.at, twice.n);
		free(packed.at);
		free(twice.at);
		twice = bytes_join(text, text.at, text.n);
		assert_reads(path, twice, "utf-8", packings[i].name);
		free(twice.at);
	}
	free(text.at);
}

/* Nothing, as gzip -n, zstd, xz, bzip2 and lz4 pack it; cut off, it is no longer nothing. */
static void test_packed_empty(void **state)
{
#define BYTES(text) (text), sizeof(text) - 1
	static const struct {
		const char *name, *bytes;
		size_t n, magic_bytes;
	} empty[] = {
		{ "gzip", BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"), 2 },
		{ "zstd", BYTES("\x28\xb5\x2f\xfd\x24\0\x01\0\0\x99\xe9\xd8\x51"), 4 },
		{ "xz", BYTES("\xfd" "7zXZ\0\0\x04\xe6\xd6\xb4\x46\0\0\0\0\x1c\xdf\x44\x21\x1f\xb6\xf3\x7d\x01\0\0\0\0\x04YZ"), 6 },
		{ "bzip2", BYTES("BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"), 10 },
		{ "lz4", BYTES("\x04\x22\x4d\x18\x64\x40\xa7\0\0\0\0\x05\x5d\xcc\x02"), 4 },
	};
#undef BYTES
	const char *path = path_in(*state, "data");
	struct err e;

	for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
		file_write(path, empty[i].bytes, empty[i].n);
		assert_reads(path, (struct bytes){ .n = 0 }, "utf-8", empty[i].name);
		for (size_t n = empty[i].magic_bytes; n < empty[i].n; n++) {
			file_write(path, empty[i].bytes, n);
			if (!fails(path, (struct bytes){ .n = 0 }, &e))
				fail_msg("%s: %zu bytes pass for nothing", empty[i].name, n);
		}
	}
}

static void test_packed_truncated(void **state)
{
	struct bytes text = table_make(4);

	for (size_t i = 0; i < PACKINGS; i++) {
		const char *path = path_in(*state, "x.csv.packed");
		struct bytes packed = packed_make(path, packings[i].filter, text);
		char want[64];
		struct err e;

		for (size_t n = packings[i].magic_bytes; n < packed.n; n++) {
			file_write(path, packed.at, n);
			if (!fails(path, text, &e))
				fail_msg("%s: %zu of %zu bytes pass for all", packings[i].name, n, packed.n);
			snprintf(want, sizeof want, ": truncated %s input", packings[i].name);
			if (n > packed.n / 2)
				assert_string_equal(e.text + strlen(path), want);
		}
		free(packed.at);
	}
	free(text.at);
}

/* Late in a long file, past what is looked at when it is opened; and with a second piece, of which 1, 1 + step … bytes are there. */
static void truncate_late(const char *path, size_t packing, struct bytes text, size_t step)
{
	struct bytes few = table_make(0), packed = packed_make(path, packings[packing].filter, text), second, both;
	struct err e;

	if (packed.at) {
		file_write(path, packed.at, packed.n - 1);
		assert_true(fails(path, text, &e));
		second = packed_make(path, packings[packing].filter, few);
		both = bytes_join(packed, second.at, second.n);
		for (size_t n = packed.n + 1; n < both.n; n += step) {
			file_write(path, both.at, n);
			if (!fails(path, text, &e))
				fail_msg("%s: %zu bytes of a second piece pass unseen", packings[packing].name, n - packed.n);
		}
		free(second.at);
		free(both.at);
	}
	free(packed.at);
	free(few.at);
}

static void test_packed_truncated_late(void **state)
{
	struct bytes text = table_make(20000);

	for (size_t i = 0; i < PACKINGS; i++) {
		truncate_late(path_in(*state, "x"), i, (struct bytes){ text.at, 20000 }, 1);
		truncate_late(path_in(*state, "x"), i, text, 11);
	}
	free(text.at);
}

/* One bit of any byte: what is read is the same, or reading fails. Without a checksum nobody could tell. */
static void test_packed_damaged(void **state)
{
	struct bytes text = table_make(8);

	for (size_t i = 0; i < PACKINGS; i++) {
		const char *path = path_in(*state, "x");
		struct bytes packed = packed_make(path, packings[i].filter, text);
		size_t failures = 0;
		struct err e;

		for (size_t k = packings[i].magic_bytes; k < packed.n && packings[i].checked; k++) {
			packed.at[k] = (char)(packed.at[k] ^ 1 << k % 8);
			file_write(path, packed.at, packed.n);
			failures += fails(path, text, &e);
			packed.at[k] = (char)(packed.at[k] ^ 1 << k % 8);
		}
		if (packed.at && packings[i].checked)
			assert_true(failures > packed.n / 2);	/* at least the text itself */
		free(packed.at);
	}
	free(text.at);
}

/* libarchive alone would let these pass. */
static void test_gzip_checksum(void **state)
{
	struct bytes text = table_make(20000), packed;
	const char *path = path_in(*state, "x.csv.gz");

	packed = packed_make(path, ARCHIVE_FILTER_GZIP, text);
	packed.at[packed.n - 8] ^= 1;
	file_write(path, packed.at, packed.n);
	assert_fails(path, ": corrupt gzip input: incorrect data check");
	packed.at[packed.n - 8] ^= 1;
	packed.at[packed.n - 1] ^= 1;
	file_write(path, packed.at, packed.n);
	assert_fails(path, ": corrupt gzip input: incorrect length check");
	free(text.at);
	free(packed.at);
}

static void test_packed_trailing(void **state)
{
	static const char zeros[10000];
	struct bytes text = table_make(2000);

	for (size_t i = 0; i < PACKINGS; i++) {
		const char *path = path_in(*state, "x");
		struct bytes packed = packed_make(path, packings[i].filter, text), longer;
		struct err e;

		if (!packed.at)
			continue;
		longer = bytes_join(packed, "garbage behind it\n", 18);
		file_write(path, longer.at, longer.n);
		assert_true(fails(path, text, &e));
		free(longer.at);
		longer = bytes_join(packed, zeros, sizeof zeros);
		file_write(path, longer.at, longer.n);
		if (packings[i].filter == ARCHIVE_FILTER_GZIP || packings[i].filter == ARCHIVE_FILTER_BZIP2)
			assert_reads(path, text, "utf-8", packings[i].name);
		longer.at[longer.n - 1] = 'x';
		file_write(path, longer.at, longer.n);
		assert_true(fails(path, text, &e));
		free(longer.at);
		free(packed.at);
	}
	free(text.at);
}

/* ---- tests: archives ---- */

static void zip_make(const char *path, struct bytes text)
{
	static const char *const name[] = { "b.csv", "sub/a.csv", "B.csv", "\xc3\xa9.csv", ".DS_Store", "__MACOSX/._b.csv" };
	struct archive *a;

	setlocale(LC_ALL, "C.UTF-8");		/* for the writer to know what the names are in */
	a = archive_begin_with(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, "zip:hdrcharset=UTF-8");
	assert_non_null(a);
	entry_write(a, "sub/", AE_IFDIR, NULL, 0);
	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		entry_write(a, name[i], AE_IFREG, text.at, text.n - i);
	archive_finish(a);
	setlocale(LC_ALL, "C");
}

static void assert_members(const char *path, const char *const *names, const size_t *shorter, struct bytes text,
			   const char *compression, uint64_t bytes)
{
	struct source_list list = list_of(path);
	uint64_t share = 0;
	size_t n = 0;

	for (; names[n]; n++) {
		char want[600];

		assert_true(n < list.count);
		assert_string_equal(list.entry[n].member, names[n]);
		assert_string_equal(list.entry[n].path, path);
		snprintf(want, sizeof want, "%s:%s", path, names[n]);
		assert_string_equal(list.entry[n].name, want);
		share += list.entry[n].bytes_stored;
		for (size_t i = 0; i < CHUNKS; i++) {
			struct reading r = entry_read(&list.entry[n], chunks[i]);

			if (r.failed)
				fail_msg("%s", r.err.text);
			assert_int_equal(r.text.n, text.n - shorter[n]);
			assert_memory_equal(r.text.at, text.at, r.text.n);
			assert_string_equal(r.compression, compression);
			assert_int_equal(r.stored, list.entry[n].bytes_stored);
			reading_release(&r);
		}
	}
	assert_int_equal(list.count, n);
	assert_true(share <= bytes && share + n >= bytes);
	source_list_release(&list);
}

static uint64_t file_bytes(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (uint64_t)st.st_size;
}

static void test_zip(void **state)
{
	static const char *const names[] = { "B.csv", "b.csv", "sub/a.csv", "\xc3\xa9.csv", NULL };
	static const size_t shorter[] = { 2, 0, 1, 3 };
	struct bytes text = table_make(5000);
	const char *path = path_in(*state, "all.zip");

	zip_make(path, text);
	assert_members(path, names, shorter, text, "zip", file_bytes(path));
	free(text.at);
}

static void test_tar(void **state)
{
	static const struct {
		int filter;
		const char *compression;
	} packed[] = { { ARCHIVE_FILTER_NONE, "none" }, { ARCHIVE_FILTER_GZIP, "gzip" }, { ARCHIVE_FILTER_ZSTD, "zstd" },
		       { ARCHIVE_FILTER_XZ, "xz" } };
	static const char *const names[] = { "./a.csv", "./folder/c.csv", "b.csv", "\xc3\xa9.csv", NULL };
	static const size_t shorter[] = { 1, 2, 0, 3 };
	struct bytes text = table_make(3000);

	for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
		const char *path = path_in(*state, "all");
		struct archive *a;
		struct archive_entry *link = archive_entry_new();

		setlocale(LC_ALL, "C.UTF-8");
		a = archive_begin(path, packed[i].filter, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED);
		entry_write(a, "b.csv", AE_IFREG, text.at, text.n);
		entry_write(a, "./a.csv", AE_IFREG, text.at, text.n - 1);
		entry_write(a, "./folder", AE_IFDIR, NULL, 0);
		entry_write(a, "./folder/._c.csv", AE_IFREG, "xyz", 3);
		entry_write(a, "./folder/c.csv", AE_IFREG, text.at, text.n - 2);
		entry_write(a, "\xc3\xa9.csv", AE_IFREG, text.at, text.n - 3);
		archive_entry_set_pathname(link, "copy.csv");
		archive_entry_set_filetype(link, AE_IFREG);
		archive_entry_set_hardlink(link, "b.csv");
		assert_int_equal(archive_write_header(a, link), ARCHIVE_OK);
		archive_entry_free(link);
		archive_finish(a);
		setlocale(LC_ALL, "C");
		assert_members(path, names, shorter, text, packed[i].compression, file_bytes(path));
	}
	free(text.at);
}

/* Members have compressions and encodings of their own. */
static void test_packed_member(void **state)
{
	struct bytes text = table_make(1000), packed = packed_make(path_in(*state, "x"), ARCHIVE_FILTER_GZIP, text);
	const char *path = path_in(*state, "all.tar");
	struct archive *a = archive_begin(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR);
	struct source_list list;
	struct reading r;

	entry_write(a, "a.csv.gz", AE_IFREG, packed.at, packed.n);
	entry_write(a, "b.csv", AE_IFREG, "\xff\xfe" "b\0", 4);
	entry_write(a, "c.csv.gz", AE_IFREG, packed.at, packed.n - 9);
	archive_finish(a);
	list = list_of(path);
	assert_int_equal(list.count, 3);
	r = entry_read(&list.entry[0], 1000);
	assert_false(r.failed);
	assert_string_equal(r.compression, "gzip");
	assert_int_equal(r.text.n, text.n);
	assert_memory_equal(r.text.at, text.at, text.n);
	reading_release(&r);
	r = entry_read(&list.entry[1], 1000);
	assert_string_equal(r.compression, "none");
	assert_string_equal(r.encoding, "utf-16le");
	assert_int_equal(r.text.n, 1);
	reading_release(&r);
	r = entry_read(&list.entry[2], 1000);
	assert_true(r.failed);
	assert_string_equal(r.err.text + strlen(path), ":c.csv.gz: truncated gzip input");
	reading_release(&r);
	source_list_release(&list);
	free(packed.at);
	free(text.at);
}

static void test_archive_refused(void **state)
{
	const char *path = path_in(*state, "all.zip");
	struct archive *a = archive_begin(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP);
	struct bytes zip;
	struct reading r;

	entry_write(a, "sub/", AE_IFDIR, NULL, 0);
	archive_finish(a);
	assert_fails(path, ": is an archive without files");
	a = archive_begin(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP);
	archive_finish(a);
	assert_fails(path, ": is an archive without files");
	a = archive_begin(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR);
	entry_write(a, "a.csv", AE_IFREG, "a\n", 2);
	entry_write(a, "a.csv", AE_IFREG, "b\n", 2);
	archive_finish(a);
	assert_fails(path, ": has two members \"a.csv\": unpack it first");
	a = archive_begin(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP);
	entry_write(a, "[Content_Types].xml", AE_IFREG, "<a/>", 4);
	archive_finish(a);
	assert_fails(path, ": is an Office document: save it as CSV");
	zip = file_read(path);
	r = stdin_read(zip);
	assert_true(r.failed);
	assert_string_equal(r.err.text, "stdin: is a zip archive, which can be read from a file only, not from a pipe");
	free(packed_make(path, ARCHIVE_FILTER_GZIP, zip).at);
	assert_fails(path, ": a zip archive cannot be read from a pipe or within other data: unpack it first");
	a = archive_begin(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR);
	entry_write(a, "in.zip", AE_IFREG, zip.at, zip.n);
	archive_finish(a);
	assert_fails(path, ":in.zip: is a zip archive within an archive: unpack it first");
	free(zip.at);
}

static void test_zip_encrypted(void **state)
{
	const char *path = path_in(*state, "all.zip");
	struct archive *a = archive_begin_with(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, "zip:encryption=zipcrypt");

	if (!a)
		skip();
	entry_write(a, "a.csv", AE_IFREG, "a\n", 2);
	archive_finish(a);
	assert_fails(path, ": member \"a.csv\" is encrypted");
}

/* Both places that name the method of the only member, after the signatures of the local and the central header. */
static void test_zip_unsupported(void **state)
{
	const char *path = path_in(*state, "all.zip");
	struct bytes zip, text = table_make(10);
	char *central;
	struct err e;

	zip_make(path, text);
	zip = file_read(path);
	for (central = zip.at; (central = memmem(central, zip.n - (size_t)(central - zip.at), "PK\1\2", 4)); central += 4)
		memcpy(central + 10, "\x61\0", 2);
	for (central = zip.at; (central = memmem(central, zip.n - (size_t)(central - zip.at), "PK\3\4", 4)); central += 4)
		memcpy(central + 8, "\x61\0", 2);
	file_write(path, zip.at, zip.n);
	assert_true(fails(path, text, &e));
	assert_non_null(strstr(e.text, ":B.csv: "));
	assert_non_null(strstr(e.text, "nsupported"));
	free(zip.at);
	free(text.at);
}

static void archive_one(const char *path, int filter, int format, struct bytes text)
{
	struct archive *a = archive_begin(path, filter, format);

	entry_write(a, "a.csv", AE_IFREG, text.at, text.n);
	archive_finish(a);
}

static void test_archive_truncated(void **state)
{
	const char *path = path_in(*state, "all");
	struct bytes text = table_make(20), whole;
	struct err e;

	archive_one(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, text);
	whole = file_read(path);
	for (size_t n = 4; n < whole.n; n++) {
		file_write(path, whole.at, n);
		assert_true(fails(path, text, &e));
	}
	assert_string_equal(e.text + strlen(path), ": truncated or corrupt zip input");
	free(whole.at);
	archive_one(path, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR, text);
	whole = file_read(path);
	for (size_t n = 2; n < whole.n; n++) {
		file_write(path, whole.at, n);
		assert_true(fails(path, text, &e));
	}
	assert_string_equal(e.text + strlen(path), ": truncated gzip input");
	free(whole.at);
	archive_one(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR, text);
	whole = file_read(path);
	for (size_t n = 512; n < 512 + text.n; n++) {
		file_write(path, whole.at, n);
		assert_true(fails(path, text, &e));
		assert_non_null(strstr(e.text + strlen(path), ": truncated tar input"));
	}
	free(whole.at);
	free(text.at);
}

/* One bit of any byte of a zip but for its signature: the same text, or a failure. */
static void test_zip_damaged(void **state)
{
	const char *path = path_in(*state, "all.zip");
	struct bytes text = table_make(20), zip;
	size_t failures = 0;
	struct err e;

	archive_one(path, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, text);
	zip = file_read(path);
	for (size_t k = 4; k < zip.n; k++) {
		zip.at[k] = (char)(zip.at[k] ^ 1 << k % 8);
		file_write(path, zip.at, zip.n);
		failures += fails(path, text, &e);
		zip.at[k] = (char)(zip.at[k] ^ 1 << k % 8);
	}
	assert_true(failures > text.n / 4);		/* at least the packed text itself */
	free(zip.at);
	free(text.at);
}

/* ---- tests: encodings ---- */

static struct bytes encode(const char *utf8, size_t n, const char *encoding)
{
	iconv_t how = iconv_open(encoding, "UTF-8");
	struct bytes b = { .at = malloc(4 * n + 4) };
	char *in = (char *)(uintptr_t)utf8, *out = b.at;
	size_t left = n, room = 4 * n + 4;

	assert_non_null(b.at);
	assert_true(how != (iconv_t)-1);
	assert_int_equal(iconv(how, &in, &left, &out, &room), 0);
	iconv_close(how);
	b.n = (size_t)(out - b.at);
	return b;
}

static const char letters[] = "name,value\nJos\xc3\xa9,\xe2\x82\xac" "5\n\xe6\x97\xa5\xe6\x9c\xac,\xf0\x9f\x98\x80\xf0\x90\x8d\x88\n"
			      "\xe4\xb8\x80,\xf4\x8f\xbf\xbd\n\xef\xbb\xbf,\xed\x9f\xbf\xee\x80\x80\n";

static void test_marks(void **state)
{
	static const struct {
		const char *mark;
		size_t n;
		const char *iconv, *encoding;
	} kind[] = { { "\xef\xbb\xbf", 3, "UTF-8", "utf-8" },
		     { "\xff\xfe", 2, "UTF-16LE", "utf-16le" },
		     { "\xfe\xff", 2, "UTF-16BE", "utf-16be" } };
	const char *path = path_in(*state, "a.csv");
	struct bytes table = table_make(20000);
	struct bytes text = bytes_join((struct bytes){ (char *)(uintptr_t)letters, sizeof letters - 1 }, table.at, table.n);

	for (size_t i = 0; i < 3; i++) {
		struct bytes encoded = encode(text.at, text.n, kind[i].iconv), mark = bytes_of(kind[i].mark, kind[i].n);
		struct bytes stored = bytes_join(mark, encoded.at, encoded.n), packed;

		file_write(path, stored.at, stored.n);
		assert_reads(path, text, kind[i].encoding, "none");
		packed = packed_make(path, ARCHIVE_FILTER_GZIP, stored);
		assert_reads(path, text, kind[i].encoding, "gzip");
		file_write(path, mark.at, mark.n);
		assert_reads(path, (struct bytes){ .n = 0 }, kind[i].encoding, "none");	/* a mark and nothing else */
		free(encoded.at);
		free(mark.at);
		free(stored.at);
		free(packed.at);
	}
	free(table.at);
	free(text.at);
}

static void test_utf32(void **state)
{
	const char *path = path_in(*state, "a.csv");

	file_write(path, "\xff\xfe\0\0a\0\0\0", 8);
	assert_fails(path, ": is UTF-32 text: convert it to UTF-8 (iconv -f UTF-32 -t UTF-8)");
	file_write(path, "\0\0\xfe\xff\0\0\0a", 8);
	assert_fails(path, ": is UTF-32 text: convert it to UTF-8 (iconv -f UTF-32 -t UTF-8)");
}

static void test_utf16_without_mark(void **state)
{
	static const char *const iconv[] = { "UTF-16LE", "UTF-16BE" }, *const encoding[] = { "utf-16le", "utf-16be" };
	static const char few[] = "1\n";
	const char *path = path_in(*state, "a.csv");
	struct bytes table = table_make(500);
	struct bytes text = bytes_join((struct bytes){ (char *)(uintptr_t)letters, sizeof letters - 1 }, table.at, table.n);

	for (size_t i = 0; i < 2; i++) {
		struct bytes encoded = encode(text.at, text.n, iconv[i]);

		file_write(path, encoded.at, encoded.n);
		assert_reads(path, text, encoding[i], "none");
		free(encoded.at);
		encoded = encode(letters, sizeof letters - 1, iconv[i]);
		file_write(path, encoded.at, encoded.n);
		assert_reads(path, (struct bytes){ (char *)(uintptr_t)letters, sizeof letters - 1 }, encoding[i], "none");
		free(encoded.at);
		encoded = encode(few, 2, iconv[i]);
		file_write(path, encoded.at, encoded.n);
		assert_reads(path, (struct bytes){ (char *)(uintptr_t)few, 2 }, encoding[i], "none");
		free(encoded.at);
	}
	free(table.at);
	free(text.at);
}

static enum encoding found_in(const void *bytes, size_t n)
{
	size_t mark;
	enum encoding found = encoding_find(bytes, n, n < STAGE_HEAD, &mark);

	assert_int_equal(mark, 0);
	return found;
}

static void test_not_utf16(void **state)
{
	struct bytes text = table_make(400);
	char block[STAGE_HEAD];
	uint64_t x = 7;

	(void)state;
	assert_int_equal(found_in("", 0), UTF_8);
	assert_int_equal(found_in("a\0", 2), UTF_8);
	assert_int_equal(found_in("1,\0\n", 4), UTF_8);
	assert_int_equal(found_in("1,2\n3,\0\n", 8), UTF_8);
	assert_int_equal(found_in("1\0\n\0" "2", 5), UTF_8);			/* whole UTF-16 is even */
	assert_int_equal(found_in("a\0b\0c\0d\0\x3d\xd8", 10), UTF_8);		/* … and does not end in half a pair */
	for (size_t at = 0; at < STAGE_HEAD; at++) {				/* one stray NUL, or a run of them */
		for (size_t run = 1; run < 40 && at + run < STAGE_HEAD; run += 13) {
			memcpy(block, text.at, STAGE_HEAD);
			memset(block + at, 0, run);
			assert_int_equal(found_in(block, STAGE_HEAD), UTF_8);
		}
	}
	for (size_t i = 0; i < 2000; i++) {					/* noise */
		for (size_t k = 0; k < STAGE_HEAD; k += 8) {
			x = hash_u64(x + i + k + 1);
			memcpy(block + k, &x, 8);
		}
		assert_int_equal(found_in(block, STAGE_HEAD), UTF_8);
		assert_int_equal(found_in(block, 4 + i % 300), UTF_8);
	}
	for (size_t k = 0; k < STAGE_HEAD; k += 4) {				/* small 32-bit and 16-bit integers */
		memcpy(block + k, &(uint32_t){ (uint32_t)(k * 37 % 1000) }, 4);
	}
	assert_int_equal(found_in(block, STAGE_HEAD), UTF_8);
	for (size_t k = 0; k < STAGE_HEAD; k += 2)
		memcpy(block + k, &(uint16_t){ (uint16_t)(k * 37 % 1000) }, 2);
	assert_int_equal(found_in(block, STAGE_HEAD), UTF_8);
	for (size_t k = 0; k < STAGE_HEAD; k += 8)				/* doubles */
		memcpy(block + k, &(double){ (double)k / 3 }, 8);
	assert_int_equal(found_in(block, STAGE_HEAD), UTF_8);
	free(text.at);
}

static size_t convert(const char *from, size_t n, bool big, size_t first, size_t step, char *to)
{
	struct utf16 u = { .big = big };
	size_t at = 0, made = 0, take = first;

	while (at < n) {
		size_t piece = n - at < take ? n - at : take, more;
		char *in = malloc(piece ? piece : 1), *out = malloc(UTF16_ROOM(piece));

		assert_true(in && out);
		memcpy(in, from + at, piece);
		more = utf16_convert(&u, in, piece, out);
		assert_true(more <= UTF16_ROOM(piece));
		memcpy(to + made, out, more);
		made += more;
		at += piece;
		take = step;
		free(in);
		free(out);
	}
	return made + utf16_end(&u, to + made);
}

/* Every first piece, and then pieces of every small length: the same characters. */
static void assert_converts(const char *from, size_t n, const char *want)
{
	char turned[256], to[1024];

	assert_true(n <= sizeof turned);
	for (size_t i = 0; i < n; i++)
		turned[i] = i % 2 || i + 1 == n ? from[i - i % 2] : from[i + 1];
	for (size_t first = 0; first <= n; first++) {
		for (size_t step = 1; step <= 5; step++) {
			size_t made = convert(from, n, false, first, step, to);

			assert_int_equal(made, strlen(want));
			assert_memory_equal(to, want, made);
			made = convert(turned, n, true, first, step, to);
			assert_int_equal(made, strlen(want));
			assert_memory_equal(to, want, made);
		}
	}
}

#define U "\xef\xbf\xbd"

static void test_utf16_split(void **state)
{
	struct bytes encoded = encode(letters, sizeof letters - 1, "UTF-16LE");

	(void)state;
	assert_converts(encoded.at, encoded.n, letters);
	free(encoded.at);
	assert_converts("", 0, "");
	assert_converts("\x3d\xd8\x00\xde", 4, "\xf0\x9f\x98\x80");
	assert_converts("\x3d\xd8", 2, U);
	assert_converts("\x00\xde", 2, U);
	assert_converts("a\0\x3d\xd8" "b\0", 6, "a" U "b");
	assert_converts("\x3d\xd8\x3d\xd8\x00\xde", 6, U "\xf0\x9f\x98\x80");
	assert_converts("\x00\xde\x3d\xd8", 4, U U);
	assert_converts("\x3d\xd8\x00\xde\x00\xde", 6, "\xf0\x9f\x98\x80" U);
	assert_converts("a\0b", 3, "a" U);
	assert_converts("\x3d\xd8\x00", 3, U U);
	assert_converts("\xff\xdb\xff\xdf\x00\xd8\x00\xdc", 8, "\xf4\x8f\xbf\xbf\xf0\x90\x80\x80");
	assert_converts("\xff\xff\xfe\xff\x7f\0\x80\0\xff\x07\x00\x08", 12, "\xef\xbf\xbf\xef\xbf\xbe\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80");
}

/* Across the blocks in which a file is converted, at every offset of a pair. */
static void test_utf16_blocks(void **state)
{
	const char *path = path_in(*state, "a.csv");
	size_t pairs = 40000;
	struct bytes text = { .at = malloc(pairs * 4 + 1), .n = 0 };

	assert_non_null(text.at);
	text.at[text.n++] = 'x';
	for (size_t i = 0; i < pairs; i++, text.n += 4)
		memcpy(text.at + text.n, "\xf0\x9f\x98\x80", 4);
	for (size_t skip_bytes = 0; skip_bytes < 2; skip_bytes++) {
		struct bytes part = { text.at + skip_bytes, text.n - skip_bytes }, encoded = encode(part.at, part.n, "UTF-16LE");
		struct bytes mark = bytes_of("\xff\xfe", 2), stored = bytes_join(mark, encoded.at, encoded.n);

		file_write(path, stored.at, stored.n);
		assert_reads(path, part, "utf-16le", "none");
		free(encoded.at);
		free(mark.at);
		free(stored.at);
	}
	free(text.at);
}

/* ---- progress ---- */

static void test_progress_grows(void **state)
{
	struct bytes text = table_make(30000);
	const char *const paths[] = { path_in(*state, "a.csv.gz"), path_in(*state, "all.zip") };

	free(packed_make(paths[0], ARCHIVE_FILTER_GZIP, text).at);
	zip_make(paths[1], text);
	for (size_t i = 0; i < 2; i++) {
		struct source_list list = list_of(paths[i]);
		uint64_t before = 0, reports = 0;
		struct err e = { .code = ERR_NONE };
		struct source *s;
		char to[5000];

		assert_int_equal(source_open(&s, &list.entry[0], &e), 0);
		while (source_read(s, to, sizeof to, &e) > 0) {
			uint64_t now = source_bytes_stored_read(s);

			assert_true(now >= before && now <= list.entry[0].bytes_stored);
			reports += now > before;
			before = now;
		}
		assert_int_equal(before, list.entry[0].bytes_stored);
		assert_true(reports >= 3);
		source_close(s);
		source_list_release(&list);
	}
	free(text.at);
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_open, scene_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(test_plain),
		SCENE_TEST(test_empty),
		SCENE_TEST(test_looks_like),
		SCENE_TEST(test_missing_file),
		SCENE_TEST(test_directory),
		SCENE_TEST(test_no_permission),
		SCENE_TEST(test_gone),
		SCENE_TEST(test_glob),
		SCENE_TEST(test_names_with_glob_characters),
		SCENE_TEST(test_stdin_once),
		SCENE_TEST(test_stdin),
		SCENE_TEST(test_fifo),
		SCENE_TEST(test_packed),
		SCENE_TEST(test_packed_empty),
		SCENE_TEST(test_packed_truncated),
		SCENE_TEST(test_packed_truncated_late),
		SCENE_TEST(test_packed_damaged),
		SCENE_TEST(test_gzip_checksum),
		SCENE_TEST(test_packed_trailing),
		SCENE_TEST(test_zip),
		SCENE_TEST(test_tar),
		SCENE_TEST(test_packed_member),
		SCENE_TEST(test_archive_refused),
		SCENE_TEST(test_zip_encrypted),
		SCENE_TEST(test_zip_unsupported),
		SCENE_TEST(test_archive_truncated),
		SCENE_TEST(test_zip_damaged),
		SCENE_TEST(test_marks),
		SCENE_TEST(test_utf32),
		SCENE_TEST(test_utf16_without_mark),
		SCENE_TEST(test_not_utf16),
		SCENE_TEST(test_utf16_split),
		SCENE_TEST(test_utf16_blocks),
		SCENE_TEST(test_progress_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
