/* batch: see batch.h. Everything that a batch points at lies in its arena, so freeing one is two calls. */
#include "table/batch.h"

#include <stdlib.h>

struct batch *batch_new(void)
{
	return calloc(1, sizeof(struct batch));
}

void batch_free(struct batch *b)
{
	for (struct batch *next; b; b = next) {
		next = b->next;
		arena_release(&b->arena);
		free(b);
	}
}
