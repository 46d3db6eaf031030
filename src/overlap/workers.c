/* workers: see workers.h. */
#include "overlap/workers.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS_MAX = 256, WAITING_MAX = 4 };	/* blocks a thread that may wait */

struct crew {
	const struct work *work;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct block *waiting[THREADS_MAX * WAITING_MAX];
	size_t first, count, room;
	bool ended, failed;
	struct err err;
};

static void crew_fail(struct crew *c, const struct err *e)
{
	if (!c->failed)
		c->err = *e;
	c->failed = true;
	pthread_cond_broadcast(&c->changed);
}

static struct block *block_take(struct crew *c)
{
	struct block *b = NULL;

	while (!c->failed && !c->ended && c->count == 0)
		pthread_cond_wait(&c->changed, &c->lock);
	if (!c->failed && c->count) {
		b = c->waiting[c->first];
		c->first = (c->first + 1) % c->room;
		c->count--;
		pthread_cond_broadcast(&c->changed);
	}
	return b;
}

static void *worker_main(void *given)
{
	struct crew *c = given;
	struct err e = { .code = ERR_NONE };
	void *own = c->work->open(c->work->context, &e);
	struct block *b;

	pthread_mutex_lock(&c->lock);
	if (!own)
		crew_fail(c, &e);
	while (own && (b = block_take(c))) {
		int done;

		pthread_mutex_unlock(&c->lock);
		done = c->work->take(own, b, &e);
		block_free(b);
		pthread_mutex_lock(&c->lock);
		if (done < 0)
			crew_fail(c, &e);
	}
	pthread_mutex_unlock(&c->lock);
	if (own)
		c->work->close(own);
	return NULL;
}

static int block_hand(void *context, struct block *b, struct err *e)
{
	struct crew *c = context;
	bool failed;

	pthread_mutex_lock(&c->lock);
	while (!c->failed && c->count == c->room)
		pthread_cond_wait(&c->changed, &c->lock);
	failed = c->failed;
	if (!failed) {
		c->waiting[(c->first + c->count++) % c->room] = b;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	if (!failed)
		return 0;
	block_free(b);
	*e = c->err;
	return -1;
}

/* ---- one thread ---- */

struct alone {
	const struct work *work;
	void *own;
};

static int block_do(void *context, struct block *b, struct err *e)
{
	struct alone *a = context;
	int done = a->work->take(a->own, b, e);

	block_free(b);
	return done;
}

static int alone_run(struct documents *d, const struct work *work, struct err *e)
{
	struct alone a = { work, work->open(work->context, e) };
	int done = a.own ? documents_walk(d, block_do, &a, e) : -1;

	if (a.own)
		work->close(a.own);
	return done;
}

int workers_run(struct documents *d, unsigned threads, const struct work *work, struct err *e)
{
	pthread_t thread[THREADS_MAX];
	unsigned running = 0;
	struct crew *c;
	int done = 0;

	if (threads < 2)
		return alone_run(d, work, e);
	c = calloc(1, sizeof *c);
	if (!c)
		return err_nomem(e);
	threads = threads > THREADS_MAX ? THREADS_MAX : threads;
	c->work = work;
	c->room = (size_t)threads * WAITING_MAX;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->changed, NULL);
	while (running < threads && pthread_create(&thread[running], NULL, worker_main, c) == 0)
		running++;
	done = running ? documents_walk(d, block_hand, c, e) : err_set(e, ERR_NOMEM, "cannot start a thread");
	pthread_mutex_lock(&c->lock);
	c->ended = true;
	c->failed |= done < 0;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	while (running)
		pthread_join(thread[--running], NULL);
	if (done == 0 && c->failed) {
		*e = c->err;
		done = -1;
	}
	while (c->count)
		block_free(c->waiting[(c->first + --c->count) % c->room]);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c);
	return done;
}
