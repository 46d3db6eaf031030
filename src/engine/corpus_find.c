/* corpus_find: see corpus_find.h. Of delimited files the header tells whether it is worth a look at the records; JSON has names
 * in them alone. */
#include "engine/corpus_find.h"

#include <stdlib.h>
#include <string.h>

enum { LOOKED_LINES = 100 };

/* As much of the chunk as the look needs: the first lines, where a line is a record. */
static int chunk_head(const struct chunk *chunk, const struct dialect *d, struct chunk *out, char **copy, struct err *e)
{
	const char *at = chunk->bytes, *end = chunk->bytes + chunk->length;
	size_t lines = 0;

	*out = *chunk;
	*copy = NULL;
	if (strcmp(d->format->name, "jsonl") != 0)
		return 0;
	while (lines < LOOKED_LINES && (at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		lines++;
	}
	if (!at)
		return 0;
	out->length = (size_t)(at - chunk->bytes);
	*copy = strndup(chunk->bytes, out->length);
	if (!*copy)
		return err_nomem(e);
	out->bytes = *copy;
	return 0;
}

static int chunk_look(struct corpus *corpus, const struct feed *feed, const struct chunk *chunk, enum corpus_kind wanted,
		      struct err *e)
{
	const struct dialect *d = &feed->record[chunk->source].dialect;
	void *parser = d->format->parser_new(&feed->parse);
	struct batch *batch = NULL;
	int done = -1;

	if (!parser)
		err_nomem(e);
	else if (d->format->parse(parser, d, chunk, &batch, e) == 0)
		done = corpus_recognise(corpus, wanted, batch, e);
	batch_free(batch);
	if (parser)
		d->format->parser_free(parser);
	return done;
}

int corpus_find(struct corpus *corpus, struct feed *feed, enum corpus_kind wanted, struct err *e)
{
	const struct chunk *chunk = NULL;
	const struct dialect *d;
	struct chunk head;
	char *copy;
	int done;

	*corpus = (struct corpus){ .kind = CORPUS_NONE };
	if (wanted == CORPUS_NONE)
		return 0;
	if (feed_peek(feed, &chunk, e) < 0)
		return -1;
	if (!chunk || chunk->broken)
		return 0;
	d = &feed->record[chunk->source].dialect;
	if (wanted == CORPUS_KINDS && d->columns && !corpus_possible(d->name, d->columns))
		return 0;
	if (chunk_head(chunk, d, &head, &copy, e) < 0)
		return -1;
	done = chunk_look(corpus, feed, &head, wanted, e);
	free(copy);
	return done;
}
