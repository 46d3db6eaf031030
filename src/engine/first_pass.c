/* first_pass: see first_pass.h. */
#include "engine/first_pass.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum stage { FREE, READ, PARSING, PARSED, READY, ANALYSING, ANALYSED };

/* One chunk on its way; its place in the ring is its sequence number modulo the ring's size. */
struct job {
	enum stage stage;
	struct chunk *chunk;
	struct batch *batch;
	struct store_pages **pages;	/* of the batches that have rows, in their order */
	size_t pages_count;
	struct state_set ordered;
};

struct pipeline {
	struct first_pass *pass;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct job *ring;
	size_t size;
	uint64_t read;			/* chunks that the reader has given */
	bool read_all, failed, done;
	struct err err;			/* the first failure of a thread */
};

struct worker {
	struct pipeline *pipeline;
	struct state_set own, *exact;	/* the first worker fills the pass's */
	void **parser;			/* by place in formats[], made when first needed */
	pthread_t thread;
	bool running;
};

/* Called with the lock held. */
static void pipeline_fail(struct pipeline *p, const struct err *e)
{
	if (!p->failed)
		p->err = *e;
	p->failed = true;
	pthread_cond_broadcast(&p->changed);
}

static void stage_set(struct pipeline *p, struct job *job, enum stage stage)
{
	pthread_mutex_lock(&p->lock);
	job->stage = stage;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

static void *reader_main(void *given)
{
	struct pipeline *p = given;
	struct err e = { .code = ERR_NONE };

	for (uint64_t seq = 0;; seq++) {
		struct job *job = &p->ring[seq % p->size];
		struct chunk *chunk;
		bool failed;
		int got;

		pthread_mutex_lock(&p->lock);
		while (job->stage != FREE && !p->failed)
			pthread_cond_wait(&p->changed, &p->lock);
		failed = p->failed;
		pthread_mutex_unlock(&p->lock);
		if (failed)
			return NULL;
		got = feed_next(p->pass->feed, &chunk, &e);
		pthread_mutex_lock(&p->lock);
		if (got > 0) {
			job->chunk = chunk;
			job->stage = READ;
			p->read = seq + 1;
		} else if (got == 0) {
			p->read_all = true;
		} else {
			pipeline_fail(p, &e);
		}
		pthread_cond_broadcast(&p->changed);
		pthread_mutex_unlock(&p->lock);
		if (got <= 0)
			return NULL;
	}
}

/* The oldest job at a stage, or NULL. Called with the lock held. */
static struct job *job_at(struct pipeline *p, enum stage stage)
{
	uint64_t first = p->read > p->size ? p->read - p->size : 0;

	for (uint64_t seq = first; seq < p->read; seq++)
		if (p->ring[seq % p->size].stage == stage)
			return &p->ring[seq % p->size];
	return NULL;
}

static int job_parse(struct worker *w, struct job *job, struct err *e)
{
	const struct dialect *d = &w->pipeline->pass->feed->record[job->chunk->source].dialect;
	size_t place = 0;

	while (formats[place] != d->format)
		place++;
	if (!w->parser[place]) {
		w->parser[place] = d->format->parser_new(&w->pipeline->pass->feed->parse);
		if (!w->parser[place])
			return err_nomem(e);
	}
	return d->format->parse(w->parser[place], d, job->chunk, &job->batch, e);
}

/* The rows as pages of the database, so that the caller has only to write them. */
static int job_encode(const struct pipeline *p, struct job *job, struct err *e)
{
	size_t batches = 0;

	for (const struct batch *b = job->batch; b; b = b->next)
		batches += b->rows > 0;
	job->pages = calloc(batches + 1, sizeof *job->pages);
	if (!job->pages)
		return err_nomem(e);
	for (const struct batch *b = job->batch; b; b = b->next)
		if (b->rows && store_encode(p->pass->store, b, &job->pages[job->pages_count++], e) < 0)
			return -1;
	return 0;
}

static int job_analyse(struct worker *w, struct job *job, struct err *e)
{
	if (state_set_open(&job->ordered, PASS_FIRST, MERGE_ORDERED, w->pipeline->pass->plan, e) < 0)
		return -1;
	for (const struct batch *b = job->batch; b; b = b->next)
		if (state_set_update(w->exact, b, e) < 0 || state_set_update(&job->ordered, b, e) < 0)
			return -1;
	return job_encode(w->pipeline, job, e);
}

static void *worker_main(void *given)
{
	struct worker *w = given;
	struct pipeline *p = w->pipeline;
	struct err e = { .code = ERR_NONE };

	pthread_mutex_lock(&p->lock);
	while (!p->failed && !p->done) {
		struct job *job = job_at(p, READY);	/* what is furthest goes first: it frees memory */
		bool analyse = job != NULL;
		int done;

		if (!job)
			job = job_at(p, READ);
		if (!job) {
			pthread_cond_wait(&p->changed, &p->lock);
			continue;
		}
		job->stage = analyse ? ANALYSING : PARSING;
		pthread_mutex_unlock(&p->lock);
		done = analyse ? job_analyse(w, job, &e) : job_parse(w, job, &e);
		pthread_mutex_lock(&p->lock);
		if (done < 0) {
			pipeline_fail(p, &e);
			break;
		}
		job->stage = analyse ? ANALYSED : PARSED;
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* Rows get their numbers, fields their columns: after this the batches may be analysed. */
static int job_number(struct first_pass *pass, struct job *job, struct err *e)
{
	struct source_record *record = &pass->feed->record[job->chunk->source];

	if (record->first_row == 0)
		record->first_row = pass->rows + 1;
	record->rejected += job->batch->rejected;
	pass->rejected += job->batch->rejected;
	if (source_record_rejects(record, job->batch->rejects, e) < 0)
		return -1;
	for (struct batch *b = job->batch; b; b = b->next) {
		b->pass = 1;
		b->source = job->chunk->source;
		b->first_row = pass->rows + 1;
		pass->rows += b->rows;
		record->rows += b->rows;
		if (fields_spread(pass->fields, pass->store, b, e) < 0)
			return -1;
	}
	return rejects_allowed(pass->options, pass->feed, pass->rejected, 0, e);
}

static int job_store(struct first_pass *pass, struct job *job, struct err *e)
{
	size_t at = 0;

	if (store_reject(pass->store, job->chunk->source, job->batch->rejects, e) < 0)
		return -1;
	for (const struct batch *b = job->batch; b; b = b->next) {
		struct store_pages *pages;

		if (!b->rows)
			continue;
		pages = job->pages[at];
		job->pages[at++] = NULL;
		if (store_append_encoded(pass->store, b, pages, e) < 0 || store_kinds(pass->store, b, e) < 0 ||
		    (pass->spill && spill_append(pass->spill, b, e) < 0))
			return -1;
	}
	return 0;
}

static void job_clear(struct job *job)
{
	state_set_close(&job->ordered);
	for (size_t i = 0; i < job->pages_count; i++)
		store_pages_free(job->pages[i]);
	free(job->pages);
	batch_free(job->batch);
	chunk_free(job->chunk);
	job->pages = NULL;
	job->pages_count = 0;
	job->batch = NULL;
	job->chunk = NULL;
}

/* Wait until the job at `seq` may be numbered (1), the job at `fold` may be folded (2), or all is over (0); -1 on failure. */
static int sequence_wait(struct pipeline *p, uint64_t seq, uint64_t fold)
{
	int what = -1;

	pthread_mutex_lock(&p->lock);
	while (!p->failed) {
		if (fold < seq && p->ring[fold % p->size].stage == ANALYSED)
			what = 2;
		else if (seq < p->read && p->ring[seq % p->size].stage == PARSED)
			what = 1;
		else if (p->read_all && seq == p->read && fold == seq)
			what = 0;
		if (what >= 0)
			break;
		pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return what;
}

/* The caller's part: everything that has to happen in order. */
static int sequence_run(struct pipeline *p, struct err *e)
{
	struct first_pass *pass = p->pass;
	uint64_t seq = 0, fold = 0;	/* next to number, next to fold */

	for (;;) {
		int what = sequence_wait(p, seq, fold);

		if (what < 0) {
			*e = p->err;
			return -1;
		}
		if (what == 0)
			return 0;
		if (what == 1) {
			struct job *job = &p->ring[seq % p->size];

			if (job_number(pass, job, e) < 0)
				return -1;
			stage_set(p, job, READY);
			seq++;
			if (pass->progress)
				pass->progress(pass->progress_context, pass->rows);
		} else {
			struct job *job = &p->ring[fold % p->size];

			if (job_store(pass, job, e) < 0 || state_set_merge(pass->ordered, &job->ordered, e) < 0)
				return -1;
			job_clear(job);
			stage_set(p, job, FREE);
			fold++;
		}
	}
}

static void workers_stop(struct pipeline *p, struct worker *worker, unsigned workers, pthread_t reader)
{
	pthread_mutex_lock(&p->lock);
	p->done = true;
	p->failed = p->failed || !p->read_all;	/* a reader that is not through waits for room that will not come */
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	pthread_join(reader, NULL);
	for (unsigned i = 0; i < workers; i++)
		if (worker[i].running)
			pthread_join(worker[i].thread, NULL);
}

static void worker_release(struct worker *w)
{
	for (size_t i = 0; w->parser && formats[i]; i++)
		if (w->parser[i])
			formats[i]->parser_free(w->parser[i]);
	free(w->parser);
	state_set_close(&w->own);
}

static int worker_start(struct worker *w, struct pipeline *p, bool first, struct err *e)
{
	size_t count = 0;

	while (formats[count])
		count++;
	w->pipeline = p;
	w->parser = calloc(count + 1, sizeof *w->parser);
	if (!w->parser)
		return err_nomem(e);
	w->exact = first ? p->pass->exact : &w->own;
	if (!first && state_set_open(&w->own, PASS_FIRST, MERGE_EXACT, p->pass->plan, e) < 0)
		return -1;
	if (pthread_create(&w->thread, NULL, worker_main, w) != 0)
		return err_set(e, ERR_NOMEM, "cannot start a thread");
	w->running = true;
	return 0;
}

static int pipeline_run(struct pipeline *p, struct worker *worker, unsigned workers, struct err *e)
{
	pthread_t reader;
	int done = 0;

	if (pthread_create(&reader, NULL, reader_main, p) != 0)
		return err_set(e, ERR_NOMEM, "cannot start a thread");
	for (unsigned i = 0; i < workers && done == 0; i++)
		done = worker_start(&worker[i], p, i == 0, e);
	if (done == 0)
		done = sequence_run(p, e);
	workers_stop(p, worker, workers, reader);
	for (unsigned i = 1; i < workers && done == 0; i++)
		done = state_set_merge(p->pass->exact, &worker[i].own, e);
	return done;
}

int first_pass_run(struct first_pass *pass, struct err *e)
{
	struct pipeline p = { .pass = pass, .size = 2 * (size_t)pass->threads + 2 };
	struct worker *worker = calloc(pass->threads, sizeof *worker);
	int done = -1;

	p.ring = calloc(p.size, sizeof *p.ring);
	if (!worker || !p.ring) {
		err_nomem(e);
		goto out;
	}
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.changed, NULL);
	done = pipeline_run(&p, worker, pass->threads, e);
	for (unsigned i = 0; i < pass->threads; i++)
		worker_release(&worker[i]);
	for (size_t i = 0; i < p.size; i++)
		job_clear(&p.ring[i]);
	pthread_cond_destroy(&p.changed);
	pthread_mutex_destroy(&p.lock);
out:
	free(p.ring);
	free(worker);
	return done;
}
