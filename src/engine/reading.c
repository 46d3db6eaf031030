/* reading: see reading.h. */
#include "engine/reading.h"

/* Give a batch its row numbers and its columns their places among all, and store it. */
static int batch_take(struct reading *r, struct batch *b, uint32_t source, struct err *e)
{
	if (fields_spread(&r->fields, r->store, b, e) < 0)
		return -1;
	b->pass = 1;
	b->source = source;
	b->first_row = r->rows + 1;
	r->rows += b->rows;
	return b->rows ? store_append(r->store, b, e) : 0;
}

static void parser_close(struct reading *r)
{
	if (r->parser)
		r->format->parser_free(r->parser);
	r->parser = NULL;
}

static int chunk_take(struct reading *r, const struct chunk *chunk, struct err *e)
{
	const struct dialect *d = &r->feed.record[chunk->source].dialect;
	struct batch *batch = NULL;
	int done = 0;

	if (r->format != d->format)
		parser_close(r);
	r->format = d->format;
	if (!r->parser)
		r->parser = d->format->parser_new(&r->options->parse);
	if (!r->parser)
		return err_nomem(e);
	if (d->format->parse(r->parser, d, chunk, &batch, e) < 0)
		return -1;
	r->rejected += batch->rejected;
	done = source_record_rejects(&r->feed.record[chunk->source], batch->rejects, e);
	for (struct batch *b = batch; b && done == 0; b = b->next)
		done = batch_take(r, b, chunk->source, e);
	batch_free(batch);
	return done < 0 ? -1 : rejects_allowed(r->options, &r->feed, r->rejected, 0, e);
}

static int chunks_take(struct reading *r, struct err *e)
{
	struct chunk *chunk;
	int got;

	while ((got = feed_next(&r->feed, &chunk, e)) > 0) {
		int done = chunk_take(r, chunk, e);

		if (done < 0)
			err_in(e, "%s", r->feed.list.entry[chunk->source].name);
		chunk_free(chunk);
		if (done < 0)
			return -1;
	}
	return got;
}

int reading_run(struct reading *r, const char *path, struct err *e)
{
	struct source_list list;

	if (source_list_expand(&list, &path, 1, e) < 0)
		return -1;
	if (feed_open(&r->feed, list, &r->options->feed, &r->options->parse, e) < 0) {
		source_list_release(&list);
		return -1;
	}
	if (store_create(&r->store, NULL, STORE_BY_PAGES, e) < 0 || chunks_take(r, e) < 0 ||
	    fields_take_headers(&r->fields, r->store, &r->feed, e) < 0)
		return -1;
	if (rejects_allowed(r->options, &r->feed, r->rejected, r->rows + r->rejected, e) < 0)
		return -1;
	return store_finish_load(r->store, e);
}

void reading_release(struct reading *r)
{
	parser_close(r);
	store_close(r->store);
	fields_release(&r->fields);
	feed_close(&r->feed);
}
