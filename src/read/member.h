/* member: the files within an archive, zip or tar. The list owns the names in it.
 *
 * A file counts as a member when it is a regular one and not hidden: links and directories hold no bytes of their own, and what
 * begins with a dot (.DS_Store, ._train.csv) is left by systems, not people; a glob passes it over as well.
 */
#ifndef ASSAY_READ_MEMBER_H
#define ASSAY_READ_MEMBER_H

#include "read/stage.h"

#include <stdbool.h>

struct member {
	char *name;		/* with its folders */
	uint64_t bytes;
};

struct member_list {
	struct member *member;
	size_t count;
};

/* "zip" or "tar", whose archives begin like these bytes; NULL: no archive. */
const char *container_name(const char *head, size_t n);

/* Every member of the archive that the stage gives, in byte order of the names. Reads the archive to its end, a zip only its
 * directory. Fails on two members of one name, on an encrypted one, and on an Office document. */
int members_list(struct member_list *, struct stage *, struct err *);
void members_release(struct member_list *);

/* From an archive to one member's bytes: *bytes of them.
 *
 * The archive is looked through from its start. In a zip, and in a tar that is not compressed, that means a seek a member; a
 * compressed tar is decompressed up to the member, so that reading all k members of one costs about k/2 times its length. */
int member_enter(struct stage **, const char *name, uint64_t *bytes, struct err *);

#endif
