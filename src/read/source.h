/* source: where bytes come from. A path, a glob, stdin or a member of an archive, decompressed and made UTF-8.
 *
 *   argument ──expand──▶ source, source, …      "data/ *.csv.gz"  "-"  "all.zip" "all.tar.zst" (each member is a source)
 *   source   ──read────▶ decoded bytes          gzip zstd xz bzip2 lz4 lzip taken off, by what the bytes are (read/unpack.h)
 *                        BOM taken off; UTF-16LE/BE (by BOM, or by NUL pattern: read/utf16.h) converted to UTF-8
 *
 * The list owns its entries. A struct source owns its handles; source_close(NULL) is fine.
 */
#ifndef ASSAY_READ_SOURCE_H
#define ASSAY_READ_SOURCE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct source_entry {
	char *path;		/* as opened; "-" is stdin */
	char *member;		/* the file within an archive, or NULL */
	char *name;		/* how reports call it: path, or "path:member", or "stdin" */
	uint64_t bytes_stored;	/* size on disk, of a member its share of the archive's; 0 when it is not known (stdin, pipes) */
};

struct source_list {
	struct source_entry *entry;
	size_t count;
};

/* Expand the arguments, in their order; what one glob matches is in byte order of its names, and so are the members of
 * an archive (read/member.h says which files of it those are). An argument that names an existing file is that file even if it
 * has glob characters; a glob passes directories over.
 * Fails (ERR_INPUT) on a path that does not exist, a glob that matches no file, a directory ("is a directory; use
 * DIR/ *.csv"), an archive without files or one that cannot be read. "-", or /dev/stdin, may come once (ERR_USAGE). */
int source_list_expand(struct source_list *, const char *const *arguments, size_t count, struct err *);
void source_list_release(struct source_list *);

struct source;

/* Open one entry. *out is set on success only. */
int source_open(struct source **out, const struct source_entry *, struct err *);

/* Up to `room` decoded bytes into `to`; 0 at the end; -1 on failure (truncated gzip, EIO, …) with the source's name in
 * the sentence. */
ssize_t source_read(struct source *, char *to, size_t room, struct err *);

/* What was read so far: bytes of the stored file (for progress), decoded bytes, and the content hash of the decoded bytes. */
uint64_t source_bytes_stored_read(const struct source *);
uint64_t source_bytes_decoded(const struct source *);
uint64_t source_hash(const struct source *);

/* How it was decoded, for the report: "utf-8" or "utf-16le" or "utf-16be"; and the compression: "none", "gzip", "zstd", … or
 * "zip" for its members; of two, a compressed member of a compressed tar, the outer one. Constant strings. */
const char *source_encoding(const struct source *);
const char *source_compression(const struct source *);

void source_close(struct source *);

#endif
